"""What parts of a sale give back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.pricing.api import quote, refund_left, refund_quote, sold_at
from shop.pricing.errors import RefundReason, RefundRefused, SnapshotWrong
from shop.pricing.types import RefundAsked, RefundQuote, Snapshot, Sold, SoldLine, TaxAmount, summed
from tests.examples import examples
from tests.shop.pricing.carts import snapshots

VAT = TaxAmount("VAT", 250_000, 200)
THREE_FOR_TEN = Sold(
    (SoldLine(1, 3, 1000, (VAT,)),), shipping_minor=500, shipping_taxes=(TaxAmount("VAT", 250_000, 99),)
)
MANY = settings(max_examples=examples(60), deadline=None)


def _in_steps(sold: Sold, *steps: RefundAsked) -> list[RefundQuote]:
    made: list[RefundQuote] = []
    for asked in steps:
        made.append(refund_quote(sold, made, asked))
    return made


def test_pieces_are_reckoned_from_the_whole() -> None:
    made = _in_steps(THREE_FOR_TEN, *[RefundAsked({1: 1})] * 3)
    assert [refund.lines_minor for refund in made] == [333, 334, 333]
    assert [refund.tax_minor for refund in made] == [67, 66, 67]
    assert [refund.total_minor for refund in made] == [400, 400, 400]


def test_shipping_is_given_back_in_parts_with_its_tax() -> None:
    made = _in_steps(THREE_FOR_TEN, *[RefundAsked(shipping_minor=250)] * 2)
    assert [(refund.shipping_minor, refund.tax_minor, refund.total_minor) for refund in made] == [
        (250, 50, 300),
        (250, 49, 299),
    ]


def test_included_tax_is_within_what_is_given_back() -> None:
    included = Sold(THREE_FOR_TEN.lines, tax_included=True)
    made = _in_steps(included, *[RefundAsked({1: 1})] * 3)
    assert [(refund.total_minor, refund.tax_minor) for refund in made] == [(333, 67), (334, 66), (333, 67)]


def test_all_that_is_left_can_be_asked_at_once() -> None:
    first = refund_quote(THREE_FOR_TEN, [], RefundAsked({1: 1}, 100))
    assert refund_left(THREE_FOR_TEN, [first]) == RefundAsked({1: 2}, 400)
    second = refund_quote(THREE_FOR_TEN, [first], refund_left(THREE_FOR_TEN, [first]))
    assert first.total_minor + second.total_minor == THREE_FOR_TEN.total_minor == 1799
    assert refund_left(THREE_FOR_TEN, [first, second]) == RefundAsked()


@pytest.mark.parametrize(
    ("asked", "reason", "left"),
    [
        (RefundAsked(), RefundReason.NOTHING_ASKED, 0),
        (RefundAsked({1: 0}), RefundReason.NOTHING_ASKED, 0),
        (RefundAsked({2: 1}), RefundReason.LINE_UNKNOWN, 0),
        (RefundAsked({1: 3}), RefundReason.QUANTITY_ABOVE_REST, 2),
        (RefundAsked({1: 1}, 401), RefundReason.SHIPPING_ABOVE_REST, 400),
    ],
)
def test_more_than_is_left_is_refused_with_what_is_left(asked: RefundAsked, reason: RefundReason, left: int) -> None:
    first = refund_quote(THREE_FOR_TEN, [], RefundAsked({1: 1}, 100))
    with pytest.raises(RefundRefused) as refused:
        refund_quote(THREE_FOR_TEN, [first], asked)
    assert (refused.value.reason, refused.value.left) == (reason, left)


@pytest.mark.parametrize("asked", [RefundAsked({1: -1}), RefundAsked({1: 1}, -1)])
def test_a_negative_refund_is_a_mistake_of_the_caller(asked: RefundAsked) -> None:
    with pytest.raises(SnapshotWrong):
        refund_quote(THREE_FOR_TEN, [], asked)


def test_what_a_failed_refund_left_out_is_never_taken_back() -> None:
    """The second refund rounded up after the first, which then failed: so far more is given back than is due."""
    pence = TaxAmount("VAT", 250_000, 1)
    sold = Sold((SoldLine(1, 4, 1),), shipping_minor=4, shipping_taxes=(pence,))
    failed, kept = _in_steps(sold, RefundAsked({1: 2}, 2), RefundAsked({1: 1}, 1))
    assert [(refund.lines_minor, refund.tax_minor) for refund in (failed, kept)] == [(0, 0), (1, 1)]
    third = refund_quote(sold, [kept], RefundAsked({1: 1}, 1))
    assert (third.lines_minor, third.shipping_minor, third.tax_minor) == (0, 1, 0)
    last = refund_quote(sold, [kept, third], refund_left(sold, [kept, third]))
    assert kept.total_minor + third.total_minor + last.total_minor == sold.total_minor == 6


def test_a_line_that_cost_nothing_gives_back_its_pieces() -> None:
    made = refund_quote(Sold((SoldLine(1, 2, 0, (TaxAmount("VAT", 250_000, 0),)),)), [], RefundAsked({1: 1}))
    assert (made.lines[0].quantity, made.total_minor) == (1, 0)


@st.composite
def _parts(draw: st.DrawFn, sold: Sold) -> list[RefundAsked]:
    """Cut a whole sale into refunds, in any order and of any size."""
    steps = []
    left = {line.line_id: line.quantity for line in sold.lines}
    shipping = sold.shipping_minor
    while any(left.values()) or shipping:
        quantities = {line_id: draw(st.integers(0, quantity)) for line_id, quantity in left.items()}
        part = draw(st.integers(0, shipping) | st.just(shipping))
        if not (any(quantities.values()) or part):
            quantities, part = dict(left), shipping
        left = {line_id: quantity - quantities[line_id] for line_id, quantity in left.items()}
        shipping -= part
        steps.append(RefundAsked(quantities, part))
    return steps


@MANY
@given(snapshots(), st.data())
def test_any_sequence_of_part_refunds_ends_exactly_at_what_was_paid(snapshot: Snapshot, data: st.DataObject) -> None:
    priced = quote(snapshot)
    sold = sold_at(priced)
    made = _in_steps(sold, *data.draw(_parts(sold)))
    assert sum(refund.total_minor for refund in made) == priced.total_minor == sold.total_minor
    assert summed(tax for refund in made for tax in refund.taxes if tax.amount_minor) == tuple(
        tax for tax in _sorted_like(made, priced.taxes) if tax.amount_minor
    )
    for line in sold.lines:
        of_line = [part for refund in made for part in refund.lines if part.line_id == line.line_id]
        assert sum(part.goods_minor for part in of_line) == line.goods_minor
        assert sum(part.quantity for part in of_line) == line.quantity
        assert sum(part.tax_minor for part in of_line) == sum(tax.amount_minor for tax in line.taxes)


def _sorted_like(made: list[RefundQuote], taxes: tuple[TaxAmount, ...]) -> list[TaxAmount]:
    order = [
        (tax.name, tax.rate_ppm) for tax in summed(tax for refund in made for tax in refund.taxes if tax.amount_minor)
    ]
    known = {(tax.name, tax.rate_ppm): tax for tax in taxes}
    return [known.pop(key) for key in order if key in known] + list(known.values())


@MANY
@given(snapshots(), st.data())
def test_no_part_of_a_refund_is_negative_and_included_tax_is_within_it(snapshot: Snapshot, data: st.DataObject) -> None:
    sold = sold_at(quote(snapshot))
    for refund in _in_steps(sold, *data.draw(_parts(sold))):
        assert all(tax.amount_minor >= 0 for tax in refund.taxes)
        assert all(line.goods_minor >= 0 for line in refund.lines)
        if refund.tax_included:
            assert all(line.tax_minor <= line.goods_minor for line in refund.lines)
            assert sum(tax.amount_minor for tax in refund.shipping_taxes) <= refund.shipping_minor


@MANY
@given(snapshots(), st.data())
def test_refunds_that_failed_leave_no_unit_behind(snapshot: Snapshot, data: st.DataObject) -> None:
    """While a refund is under way others are reckoned after it; if it fails its pieces are given back by later ones."""
    sold = sold_at(quote(snapshot))
    kept: list[RefundQuote] = []
    under_way: list[RefundQuote] = []
    for asked in data.draw(_parts(sold)):
        made = refund_quote(sold, under_way, asked)
        under_way.append(made)
        if data.draw(st.booleans()):
            kept.append(made)
    rest = refund_left(sold, kept)
    if rest.quantities or rest.shipping_minor:
        kept.append(refund_quote(sold, kept, rest))
    assert sum(refund.total_minor for refund in kept) == sold.total_minor
