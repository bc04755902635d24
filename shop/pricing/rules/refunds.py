"""What parts of a sale are worth, so that any sequence of refunds ends exactly at what was paid."""

from collections.abc import Sequence

from shop.pricing.errors import RefundReason, RefundRefused, hold
from shop.pricing.rules.shares import half_even, split
from shop.pricing.types import (
    Quote,
    RefundAsked,
    RefundedLine,
    RefundQuote,
    Sold,
    SoldLine,
    TaxAmount,
    summed,
)


def refund_quote(sold: Sold, already: Sequence[RefundQuote], asked: RefundAsked) -> RefundQuote:
    """Return what a refund gives back, after those that were made already; raises RefundRefused.

    Reckoned from the whole, not from the piece: after k of n pieces a line has given back goods × k ÷ n, rounded half
    to even, and this refund is what is missing to that. So a piece of three for 10.00 gives back 3.33, 3.34 or 3.33,
    and the last always the rest. The taxes of a line follow its goods in the same way. Refunds that failed are left
    out of `already`; a later one makes good for what rounding did then. Shipping is asked for as an amount.
    """
    hold(true=min([asked.shipping_minor, *asked.quantities.values()]) >= 0, sentence="A refund is not negative.")
    quantities = {line_id: quantity for line_id, quantity in asked.quantities.items() if quantity}
    if not quantities and not asked.shipping_minor:
        raise RefundRefused(RefundReason.NOTHING_ASKED)
    unknown = quantities.keys() - {line.line_id for line in sold.lines}
    if unknown:
        raise RefundRefused(RefundReason.LINE_UNKNOWN, line_id=min(unknown))
    lines = tuple(
        _line(line, _given_back(line, already), quantities[line.line_id])
        for line in sold.lines
        if line.line_id in quantities
    )
    given = sum(refund.shipping_minor for refund in already)
    if asked.shipping_minor > sold.shipping_minor - given:
        raise RefundRefused(RefundReason.SHIPPING_ABOVE_REST, left=sold.shipping_minor - given)
    before = summed(tax for refund in already for tax in refund.shipping_taxes)
    taxes = _taxes(sold.shipping_taxes, before, part=given + asked.shipping_minor, whole=sold.shipping_minor)
    return RefundQuote(lines, asked.shipping_minor, taxes, sold.tax_included)


def refund_left(sold: Sold, already: Sequence[RefundQuote]) -> RefundAsked:
    """Return all that can still be asked back: `refund_quote` of it says what it is worth."""
    quantities = {line.line_id: line.quantity - _given_back(line, already).quantity for line in sold.lines}
    return RefundAsked(
        {line_id: quantity for line_id, quantity in quantities.items() if quantity},
        sold.shipping_minor - sum(refund.shipping_minor for refund in already),
    )


def sold_at(quote: Quote) -> Sold:
    """Return a quote as a sale. Its lines are known by their variants."""
    return Sold(
        lines=tuple(SoldLine(line.variant_id, line.quantity, line.goods_minor, line.taxes) for line in quote.lines),
        shipping_minor=quote.shipping_minor,
        shipping_taxes=quote.shipping.taxes,
        tax_included=quote.tax_included,
    )


def _given_back(line: SoldLine, already: Sequence[RefundQuote]) -> RefundedLine:
    """Return what all refunds so far gave back of a line."""
    parts = [part for refund in already for part in refund.lines if part.line_id == line.line_id]
    return RefundedLine(
        line.line_id,
        sum(part.quantity for part in parts),
        sum(part.goods_minor for part in parts),
        summed(tax for part in parts for tax in part.taxes),
    )


def _line(line: SoldLine, before: RefundedLine, quantity: int) -> RefundedLine:
    left = line.quantity - before.quantity
    if quantity > left:
        raise RefundRefused(RefundReason.QUANTITY_ABOVE_REST, line_id=line.line_id, left=left)
    pieces = before.quantity + quantity
    goods = max(before.goods_minor, half_even(line.goods_minor * pieces, line.quantity))
    taxes = _taxes(line.taxes, before.taxes, part=goods, whole=line.goods_minor)
    return RefundedLine(line.line_id, quantity, goods - before.goods_minor, taxes)


def _taxes(
    paid: tuple[TaxAmount, ...], before: tuple[TaxAmount, ...], *, part: int, whole: int
) -> tuple[TaxAmount, ...]:
    """Return what is missing of the taxes when `part` of the `whole` that they were paid with is given back.

    All of them together follow the part; each gets its share in proportion to what is left of it, and no more.
    """
    paid = summed(paid)
    given = {(tax.name, tax.rate_ppm): tax.amount_minor for tax in before}
    left = [tax.amount_minor - given.get((tax.name, tax.rate_ppm), 0) for tax in paid]
    due = half_even(sum(tax.amount_minor for tax in paid) * part, whole) if whole else 0
    shares = split(max(0, due - sum(given.values())), left)
    return tuple(TaxAmount(tax.name, tax.rate_ppm, share) for tax, share in zip(paid, shares, strict=True))
