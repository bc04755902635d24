"""The rows of one handle become a product, or the list of what is wrong with them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from shop.catalog import limits
from shop.catalog.products_csv import columns, rules
from shop.catalog.products_csv.cells import Findings, Row, is_text, shown
from shop.catalog.products_csv.types import (
    CsvPicture,
    CsvProduct,
    CsvVariant,
    Extras,
    Fault,
    Finding,
    InventoryPolicy,
    ReadProduct,
    Status,
)
from shop.catalog.types import WeightUnit

_WHOLE_GRAMS = partial(rules.whole_number, least=0, most=limits.MOST_GRAMS)
_WHOLE_QUANTITY = partial(rules.whole_number, least=-rules.MOST_QUANTITY, most=rules.MOST_QUANTITY)
_POSITION = partial(rules.whole_number, least=1, most=rules.MOST_QUANTITY)


class Gathering:
    """Takes the rows of one handle in their order; holds no more variants and pictures than a product may have."""

    def __init__(self, handle: str, *, line: int, exponent: int) -> None:
        self.handle, self.line = handle, line
        self.findings = Findings()
        self._price: Callable[[str], int] = partial(rules.price_minor, exponent=exponent)
        self._first: Row | None = None
        self._headless = False
        self._names = ("", "", "")
        self._names_wrong = False
        self._variants: list[tuple[Row, CsvVariant]] = []
        self._values: dict[tuple[str, ...], int] = {}
        self._pictures: dict[str, tuple[int | None, CsvPicture]] = {}

    def note(self, finding: Finding) -> None:
        """Take a finding about the handle."""
        self.findings.add(finding)

    def lose_row(self, finding: Finding) -> None:
        """Take a finding about a row that cannot be added. Without the first, the others are not asked for a title."""
        self.findings.add(finding)
        self._headless = self._headless or self._first is None

    def add(self, line: int, cells: Mapping[str, str]) -> None:
        """Take a row: its cells by column, without the empty ones."""
        row = Row(line, self._checked(line, cells), self.findings)
        is_first = self._first is None and not self._headless
        if is_first:
            self._first = row
            self._name_options(row)
        elif self._first is not None:
            self._compare(row, self._first)
        is_variant = is_first or row.has_any(columns.OF_VARIANT)
        if is_variant:
            self._add_variant(row, _extras(row) if not is_first else ())
        has_picture = row.has_any(columns.OF_PICTURE)
        if has_picture:
            self._add_picture(row, _extras(row) if not is_variant else ())
        if not (is_variant or has_picture):
            row.note("", Fault.NOTHING_IN_ROW)

    def finish(self) -> ReadProduct:
        """Return the product, or None in its place if something is wrong with a row."""
        product = self._product(self._first) if self._first is not None else None
        if self.findings.broken:
            product = None
        return ReadProduct(self.handle, self.line, product, tuple(self.findings.kept), self.findings.left_out)

    def _checked(self, line: int, cells: Mapping[str, str]) -> Mapping[str, str]:
        if is_text("".join(cells.values())):
            return cells
        for column, cell in cells.items():
            if not is_text(cell):
                self.findings.add(Finding(line, column, Fault.NOT_TEXT, shown(cell)))
        return {column: cell for column, cell in cells.items() if is_text(cell)}

    def _compare(self, row: Row, first: Row) -> None:
        for column in columns.OF_PRODUCT:
            cell = row.cells.get(column)
            if cell is not None and cell.strip().casefold() != first.cells.get(column, "").strip().casefold():
                row.note(column, Fault.NOT_IN_FIRST_ROW, str(first.line))

    def _name_options(self, row: Row) -> None:
        first, second, third = (row.line_of_text(column, limits.LONGEST_TEXT) for column in columns.OPTION_NAMES)
        self._names = (first, second, third)
        wrong = rules.option_names_fault(self._names)
        if wrong is not None:
            place, fault = wrong
            row.note(columns.OPTION_NAMES[place], fault, columns.OPTION_NAMES[max(place - 1, 0)])
            self._names_wrong = True

    def _add_variant(self, row: Row, extras: Extras) -> None:
        if len(self._variants) == limits.MOST_VARIANTS:
            row.note("", Fault.TOO_MANY_VARIANTS, str(limits.MOST_VARIANTS))
            return
        values = tuple(row.line_of_text(column, limits.LONGEST_TEXT) for column in columns.OPTION_VALUES)
        earlier = self._values.setdefault(tuple(value.casefold() for value in values), row.line)
        if earlier != row.line:
            row.note(columns.OPTION_VALUES[0], Fault.SAME_OPTIONS, str(earlier))
        if columns.PRICE not in row.cells:
            row.note(columns.PRICE, Fault.REQUIRED)
        self._variants.append((row, self._variant(row, values, extras)))

    def _variant(self, row: Row, values: tuple[str, ...], extras: Extras) -> CsvVariant:
        def text(column: str, default: str = "") -> str:
            return row.line_of_text(column, limits.LONGEST_TEXT, default)

        return CsvVariant(
            price_minor=row.parsed(columns.PRICE, self._price, 0),
            options=values,
            sku=text(columns.SKU),
            barcode=text(columns.BARCODE),
            grams=row.parsed(columns.GRAMS, _WHOLE_GRAMS, 0),
            weight_unit=row.parsed(columns.WEIGHT_UNIT, _weight_unit, WeightUnit.KILOGRAM),
            tracker=text(columns.TRACKER),
            quantity=row.parsed(columns.QUANTITY, _WHOLE_QUANTITY, None),
            policy=row.parsed(columns.POLICY, _policy, InventoryPolicy.DENY),
            fulfillment_service=text(columns.FULFILLMENT_SERVICE, "manual"),
            compare_at_minor=row.parsed(columns.COMPARE_AT, self._price, None),
            cost_minor=row.parsed(columns.COST, self._price, None),
            # Empty means yes: goods that nobody taxes or ships by mistake cost the merchant more than the reverse.
            requires_shipping=row.parsed(columns.REQUIRES_SHIPPING, rules.flag, default=True),
            taxable=row.parsed(columns.TAXABLE, rules.flag, default=True),
            tax_code=text(columns.TAX_CODE),
            picture_src=row.parsed(columns.VARIANT_PICTURE, rules.address, ""),
            extras=extras,
        )

    def _add_picture(self, row: Row, extras: Extras) -> None:
        alt = row.exact(columns.PICTURE_ALT, limits.LONGEST_ALT)
        position = row.parsed(columns.PICTURE_POSITION, _POSITION, None)
        if columns.PICTURE_SRC not in row.cells:
            row.note(columns.PICTURE_SRC, Fault.PICTURE_WITHOUT_ADDRESS)
            return
        src = row.parsed(columns.PICTURE_SRC, rules.address, "")
        if src in self._pictures:
            row.note(columns.PICTURE_SRC, Fault.PICTURE_AGAIN)
        elif len(self._pictures) == limits.MOST_PICTURES:
            row.note(columns.PICTURE_SRC, Fault.TOO_MANY_PICTURES, str(limits.MOST_PICTURES))
        elif src:
            self._pictures[src] = (position, CsvPicture(src, 0, alt, extras))

    def _product(self, row: Row) -> CsvProduct:
        def text(column: str) -> str:
            return row.line_of_text(column, limits.LONGEST_TEXT)

        title = text(columns.TITLE)
        if not title:
            row.note(columns.TITLE, Fault.REQUIRED)
        names, variants = self._fitted()
        return CsvProduct(
            handle=self.handle,
            title=title,
            variants=variants,
            options=names,
            pictures=self._placed(),
            body_html=row.exact(columns.BODY, limits.LONGEST_BODY),
            vendor=text(columns.VENDOR),
            type=text(columns.TYPE),
            tags=row.parsed(columns.TAGS, rules.tags, ()),
            published=row.parsed(columns.PUBLISHED, rules.flag, default=True),
            status=row.parsed(columns.STATUS, _status, Status.ACTIVE),
            gift_card=row.parsed(columns.GIFT_CARD, rules.flag, default=False),
            seo_title=row.exact(columns.SEO_TITLE, limits.LONGEST_TEXT),
            seo_description=row.exact(columns.SEO_DESCRIPTION, limits.LONGEST_SEO_DESCRIPTION),
            extras=_extras(row),
        )

    def _fitted(self) -> tuple[tuple[str, ...], tuple[CsvVariant, ...]]:
        """Return the options' names, and the variants with one value for each."""
        without = rules.has_no_options(self._names, [variant.options for _, variant in self._variants])
        names = () if without else tuple(filter(None, self._names))
        if not without and not self._names_wrong:
            for row, variant in self._variants:
                wrong = rules.option_values_fault(self._names, variant.options)
                if wrong is not None:
                    place, fault = wrong
                    row.note(columns.OPTION_VALUES[place], fault, columns.OPTION_NAMES[place])
        return names, tuple(_with_values(variant, len(names)) for _, variant in self._variants)

    def _placed(self) -> tuple[CsvPicture, ...]:
        """Return the pictures by position; those without one come last, in the file's order."""
        given = sorted(self._pictures.values(), key=lambda each: each[0] or rules.MOST_QUANTITY + 1)
        return tuple(
            CsvPicture(each.src, place, each.alt, each.extras) for place, (_, each) in enumerate(given, start=1)
        )


def _with_values(variant: CsvVariant, count: int) -> CsvVariant:
    return variant if len(variant.options) == count else replace(variant, options=variant.options[:count])


def _extras(row: Row) -> Extras:
    extras = tuple(sorted(each for each in row.cells.items() if each[0] not in columns.UNDERSTOOD))
    for column, cell in extras:
        if len(cell) > rules.LONGEST_EXTRA:
            row.note(column, Fault.TOO_LONG, str(rules.LONGEST_EXTRA))
    return extras


def _weight_unit(text: str) -> WeightUnit:
    return rules.choice(text, WeightUnit)


def _policy(text: str) -> InventoryPolicy:
    return rules.choice(text, InventoryPolicy)


def _status(text: str) -> Status:
    return rules.choice(text, Status)
