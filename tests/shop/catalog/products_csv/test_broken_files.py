"""Broken rows and files: named by line and column, and the other products are read all the same."""

import io

import pytest

from shop.catalog.products_csv import columns, rules
from shop.catalog.products_csv.errors import FileUnreadable
from shop.catalog.products_csv.reading import read_products
from shop.catalog.products_csv.sentences import finding_sentence
from shop.catalog.products_csv.types import Fault, Finding
from tests.shop.catalog.products_csv.sheets import LAMP, ROD, Cells, found, places, product, read, sheet

HAT = {columns.HANDLE: "hat", columns.TITLE: "Hat", columns.PRICE: "30"}
SIZES = {"Option1 Name": "Size", "Option1 Value": "S"}
SRC = "https://p.example/1.jpg"


def _more(**cells: str) -> Cells:
    return {columns.HANDLE: "lamp", **cells}


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        (columns.TITLE, "", Fault.REQUIRED),
        (columns.TITLE, "x" * 256, Fault.TOO_LONG),
        (columns.BODY, "x" * 65_536, Fault.TOO_LONG),
        (columns.BODY, "x" * 200_000, Fault.TOO_LONG),
        (columns.BODY, "a\x00b", Fault.NOT_TEXT),
        (columns.TAGS, ",".join(map(str, range(251))), Fault.TOO_MANY_TAGS),
        (columns.TAGS, "x" * 256, Fault.TOO_LONG),
        (columns.PUBLISHED, "maybe", Fault.NOT_TRUE_OR_FALSE),
        (columns.STATUS, "live", Fault.NOT_ONE_OF),
        (columns.PRICE, "", Fault.REQUIRED),
        (columns.PRICE, "12,5", Fault.NOT_A_PRICE),
        (columns.PRICE, "€12", Fault.NOT_A_PRICE),
        (columns.PRICE, "-1", Fault.NOT_A_PRICE),
        (columns.PRICE, "1e3", Fault.NOT_A_PRICE),
        (columns.PRICE, "NaN", Fault.NOT_A_PRICE),
        (columns.PRICE, "١٢", Fault.NOT_A_PRICE),
        (columns.PRICE, "12.345", Fault.TOO_MANY_DIGITS),
        (columns.PRICE, "99999999999.99", Fault.OUT_OF_RANGE),
        (columns.COMPARE_AT, "free", Fault.NOT_A_PRICE),
        (columns.COST, "?", Fault.NOT_A_PRICE),
        (columns.GRAMS, "28.35", Fault.NOT_A_NUMBER),
        (columns.GRAMS, "-1", Fault.OUT_OF_RANGE),
        (columns.QUANTITY, "many", Fault.NOT_A_NUMBER),
        (columns.QUANTITY, "1000001", Fault.OUT_OF_RANGE),
        (columns.POLICY, "allow", Fault.NOT_ONE_OF),
        (columns.WEIGHT_UNIT, "stone", Fault.NOT_ONE_OF),
        (columns.TAXABLE, "1", Fault.NOT_TRUE_OR_FALSE),
        (columns.VARIANT_PICTURE, "a.jpg", Fault.NOT_AN_ADDRESS),
        (columns.PICTURE_SRC, "javascript:alert(1)", Fault.NOT_AN_ADDRESS),
        (columns.PICTURE_SRC, f"https://{'x' * 2048}", Fault.TOO_LONG),
        (columns.PICTURE_POSITION, "0", Fault.OUT_OF_RANGE),
        (columns.PICTURE_ALT, "x" * 513, Fault.TOO_LONG),
        ("Google Shopping / Gender", "x" * 65_536, Fault.TOO_LONG),
        ("Option1 Name", "Size", Fault.REQUIRED),
        ("Option2 Value", "S", Fault.OPTION_WITHOUT_NAME),
        ("Option2 Name", "Size", Fault.OPTION_GAP),
    ],
)
def test_a_bad_cell_costs_its_product_only(column: str, cell: str, fault: Fault) -> None:
    outcomes = read(sheet(ROD, {**LAMP, columns.PICTURE_SRC: SRC, column: cell}, HAT))
    place = "Option1 Value" if fault is Fault.REQUIRED and column == "Option1 Name" else column
    assert places(outcomes) == [(3, place, fault)]
    assert [outcome.product for outcome in outcomes] == [product(ROD), None, product(HAT)]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([LAMP, _more(**{columns.PRICE: "1"})], (3, "Option1 Value", Fault.SAME_OPTIONS)),
        (
            [{**LAMP, **SIZES}, _more(**{"Option1 Value": "s", columns.PRICE: "1"})],
            (3, "Option1 Value", Fault.SAME_OPTIONS),
        ),
        ([{**LAMP, **SIZES}, _more(**{"Option1 Value": "M"})], (3, columns.PRICE, Fault.REQUIRED)),
        ([{**LAMP, **SIZES}, _more(**{columns.PRICE: "1"})], (3, "Option1 Value", Fault.REQUIRED)),
        (
            [{**LAMP, **SIZES, "Option2 Name": "SIZE", "Option2 Value": "M"}],
            (2, "Option2 Name", Fault.OPTION_TWICE),
        ),
        (
            [LAMP, _more(**{columns.TITLE: "Other", columns.PICTURE_SRC: SRC})],
            (3, columns.TITLE, Fault.NOT_IN_FIRST_ROW),
        ),
        (
            [LAMP, _more(**{columns.STATUS: "draft", columns.PICTURE_SRC: SRC})],
            (3, columns.STATUS, Fault.NOT_IN_FIRST_ROW),
        ),
        ([LAMP, _more(**{columns.PICTURE_ALT: "A lamp"})], (3, columns.PICTURE_SRC, Fault.PICTURE_WITHOUT_ADDRESS)),
        ([LAMP, ROD, _more(**{columns.PICTURE_SRC: SRC})], (4, columns.HANDLE, Fault.HANDLE_AGAIN)),
        ([{**LAMP, columns.HANDLE: ""}], (2, columns.HANDLE, Fault.REQUIRED)),
        ([{**LAMP, columns.HANDLE: "灯"}], (2, columns.HANDLE, Fault.NOT_A_HANDLE)),
        ([{**LAMP, columns.HANDLE: "x" * 300}], (2, columns.HANDLE, Fault.TOO_LONG)),
    ],
)
def test_rows_that_do_not_fit_together_are_refused(rows: list[Cells], place: tuple[int, str, Fault]) -> None:
    outcomes = read(sheet(*rows, HAT))
    assert place in places(outcomes)
    assert outcomes[-1].product == product(HAT)
    assert outcomes[-2].product is None


def test_a_handle_that_comes_again_leaves_the_first_alone() -> None:
    first, _rod, again = read(sheet(LAMP, ROD, {**LAMP, columns.TITLE: "Another"}))
    assert (first.product, again.product) == (product(LAMP), None)
    assert found([again]) == [Finding(4, columns.HANDLE, Fault.HANDLE_AGAIN, "lamp", "2")]


@pytest.mark.parametrize(
    ("rows", "warning"),
    [
        ([{**LAMP, columns.HANDLE: "LAMP "}], (2, columns.HANDLE, Fault.HANDLE_CHANGED)),
        ([LAMP, _more()], (3, "", Fault.NOTHING_IN_ROW)),
        (
            [{**LAMP, columns.PICTURE_SRC: SRC}, _more(**{columns.PICTURE_SRC: SRC})],
            (3, columns.PICTURE_SRC, Fault.PICTURE_AGAIN),
        ),
    ],
)
def test_a_warning_does_not_refuse_the_product(rows: list[Cells], warning: tuple[int, str, Fault]) -> None:
    [outcome] = read(sheet(*rows))
    assert places([outcome]) == [warning]
    assert outcome.product is not None
    assert outcome.product.handle == "lamp"


def test_a_row_may_repeat_what_the_first_row_says() -> None:
    rows = [{**LAMP, **SIZES}, {**LAMP, **SIZES, "Option1 Value": "M"}]
    assert [variant.options for variant in product(*rows).variants] == [("S",), ("M",)]


def test_a_hundred_variants_are_enough() -> None:
    rows = [{**LAMP, "Option1 Name": "Size", "Option1 Value": str(number)} for number in range(101)]
    assert len(product(*rows[:100]).variants) == 100
    outcomes = read(sheet(*rows))
    assert places(outcomes) == [(102, "", Fault.TOO_MANY_VARIANTS)]


def test_pictures_have_a_limit() -> None:
    rows = [{**LAMP}, *(_more(**{columns.PICTURE_SRC: f"{SRC}?{number}"}) for number in range(251))]
    assert places(read(sheet(*rows))) == [(253, columns.PICTURE_SRC, Fault.TOO_MANY_PICTURES)]


def test_findings_of_one_product_are_counted_beyond_the_limit() -> None:
    [outcome] = read(sheet(LAMP, *(_more(**{columns.PICTURE_SRC: "x"}) for _ in range(80))))
    assert (len(outcome.findings), outcome.left_out) == (rules.MOST_FINDINGS, 30)


HEADER, LAMP_ROW, ROD_ROW = b"Handle,Title,Body (HTML),Variant Price\r\n", b"lamp,Lamp,,18.90\r\n", b"rod,Rod,,7\r\n"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (b"hat,Hat,30\r\n", Fault.CELLS_MISSING),
        (b"hat,Hat,Soft, warm,30\r\n", Fault.CELLS_LEFT),
        (b'hat,Hat,"Soft" and warm,30\r\n', Fault.UNREADABLE),
        (b'hat,Hat,"Soft,30\r\n', Fault.UNREADABLE),
        (b"hat,Hat,Sch\xf6n,30\r\n", Fault.NOT_TEXT),
        (b"hat,Hat," + b"x" * 3_000_000 + b",30\r\n", Fault.UNREADABLE),
        (b'hat,Hat,"' + (b"x" * 98 + b"\r\n") * 20_000, Fault.CELLS_MISSING),
    ],
)
def test_a_broken_row_leaves_its_neighbours_alone(row: bytes, fault: Fault) -> None:
    outcomes = read(HEADER + LAMP_ROW + row + ROD_ROW)
    assert fault in {finding.fault for finding in found(outcomes)}
    assert {outcome.line for outcome in outcomes} >= {2, 3}
    assert [outcome.product for outcome in outcomes if outcome.product is not None] == [product(LAMP), product(ROD)]


def test_a_product_with_an_unreadable_row_is_refused_as_a_whole() -> None:
    [lamp, rod] = read(HEADER + LAMP_ROW + b'lamp,,"a"b,1\r\n' + ROD_ROW)
    assert places([lamp]) == [(3, "", Fault.UNREADABLE)]
    assert (lamp.product, rod.product) == (None, product(ROD))


def test_rows_after_a_lost_first_row_are_not_asked_for_a_title() -> None:
    outcomes = read(HEADER + b"lamp,Lamp,18.90\r\nlamp,,,1\r\nlamp,,,x\r\n" + ROD_ROW + b"lamp,,,1\r\n")
    assert places(outcomes) == [
        (2, "", Fault.CELLS_MISSING),
        (4, columns.OPTION_VALUES[0], Fault.SAME_OPTIONS),
        (4, columns.PRICE, Fault.NOT_A_PRICE),
        (6, columns.HANDLE, Fault.HANDLE_AGAIN),
    ]


@pytest.mark.parametrize(
    ("content", "column", "fault"),
    [
        (b"", "", Fault.EMPTY),
        (b"\r\n,,\r\n", "", Fault.EMPTY),
        (b"Handle,Title\r\n", columns.PRICE, Fault.NO_SUCH_COLUMN),
        (b"Title,Variant Price\r\n", columns.HANDLE, Fault.NO_SUCH_COLUMN),
        (b"Handle,Title,title,Variant Price\r\n", columns.TITLE, Fault.COLUMN_TWICE),
        (b"Handle;Title;Variant Price\r\n", "", Fault.NOT_COMMAS),
        (b"Handle,Title,Variant Price," + b"x," * 1000, "", Fault.TOO_MANY_COLUMNS),
        ("Handle,Title,Variant Price".encode("utf-16"), "", Fault.NOT_UTF8),
        ("Handle,Title,Variant Price".encode("utf-16-le"), "", Fault.NOT_UTF8),
        (b"Handle,Title,Variant Price,Gr\xf6\xdfe\r\n", "", Fault.NOT_UTF8),
        (b"PK\x03\x04\x14\x00\x06\x00", "", Fault.WORKBOOK),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_at_once(content: bytes, column: str, fault: Fault) -> None:
    with pytest.raises(FileUnreadable) as refusal:
        read_products(io.BytesIO(content), exponent=2)
    assert (refusal.value.finding.column, refusal.value.finding.fault) == (column, fault)


def test_a_strict_text_file_that_is_not_utf8_is_refused() -> None:
    file = io.TextIOWrapper(io.BytesIO(HEADER + LAMP_ROW + b"h\xe4t,Hat,,1\r\n"), encoding="utf-8", newline="")
    with pytest.raises(FileUnreadable) as refusal:
        list(read_products(file, exponent=2))
    assert refusal.value.finding.fault is Fault.NOT_UTF8


def test_reading_ends_where_nothing_can_be_read() -> None:
    with pytest.raises(FileUnreadable) as refusal:
        read(HEADER + b'x,"a"b\r\n' * 200)
    assert refusal.value.finding == Finding(102, "", Fault.TOO_MANY_UNREADABLE, detail="100")


def test_products_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_PRODUCTS", 1)
    with pytest.raises(FileUnreadable) as refusal:
        read(HEADER + LAMP_ROW + ROD_ROW)
    assert refusal.value.finding == Finding(3, "", Fault.TOO_MANY_PRODUCTS, detail="1")


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_its_sentence(fault: Fault) -> None:
    sentence = finding_sentence(Finding(7, columns.PRICE, fault, "100 %", "12"))
    assert sentence.startswith("Line 7, Variant Price: ")
    assert sentence.endswith(".")


def test_a_finding_says_where_what_and_what_to_do() -> None:
    [finding] = found(read(sheet({**LAMP, columns.PRICE: "12,5"})))
    assert finding_sentence(finding) == (
        "Line 2, Variant Price: “12,5” is not a price. Write digits and a dot, like 1234.50, without a currency."
    )
    assert finding_sentence(Finding(1, "", Fault.EMPTY)) == (
        "Line 1: The file is empty. Its first row names the columns."
    )
