"""Prices a cart: discounts, then shipping, then taxes. The same snapshot always gives the same quote.

Rounding: half to even, on whole minor units, for each line by itself and for shipping; sums are of rounded amounts, so
every total is the sum of what is shown beside it.
"""

from dataclasses import dataclass

from shop.pricing.rules.codes import combine, fold_code, folded_codes, sets_that_combine, sift
from shop.pricing.rules.discounts import in_order, shares_of
from shop.pricing.rules.shipping import offers, zone_at
from shop.pricing.rules.taxes import rates_at, taxes_on
from shop.pricing.types import (
    AppliedCode,
    CodeShare,
    Discount,
    DiscountClass,
    Line,
    LineQuote,
    Quote,
    Refusal,
    RefusedCode,
    ShippingQuote,
    ShippingState,
    Snapshot,
    TaxRate,
)


def quote(snapshot: Snapshot) -> Quote:
    """Return what a cart costs.

    Of the codes that may be used, those are used together that leave the least to pay for goods and shipping, before
    taxes that come on top; of equals the first in the order of their codes. So neither the order in which codes were
    typed nor that of the discounts counts, up to MOST_CODES. A code that does not combine with one of them is refused.
    """
    usable, refused = sift(snapshot)
    best = min((_priced(snapshot, chosen) for chosen in sets_that_combine(usable)), key=lambda each: each.cost_minor)
    refused += _left_out(snapshot, usable, best.discounts)
    rates = rates_at(snapshot.taxes, snapshot.destination)
    return Quote(
        currency=snapshot.currency,
        tax_included=snapshot.taxes.prices_include_tax,
        lines=tuple(_line(snapshot, best, number, rates) for number in range(len(snapshot.lines))),
        shipping=_taxed_shipping(snapshot, best.shipping, rates),
        applied=tuple(_applied(best)),
        refused=tuple(refused),
    )


@dataclass(frozen=True, slots=True)
class _Priced:
    """A cart under one set of codes, before taxes. `shares` are those of each code, in the order of `discounts`."""

    discounts: list[Discount]
    shares: list[list[int]]
    goods: list[int]
    shipping: ShippingQuote

    @property
    def cost_minor(self) -> int:
        return sum(self.goods) + self.shipping.cost_minor


def _priced(snapshot: Snapshot, chosen: tuple[Discount, ...]) -> _Priced:
    discounts = in_order(chosen)
    shares = shares_of(snapshot.lines, discounts)
    goods = [line.gross_minor - sum(share[number] for share in shares) for number, line in enumerate(snapshot.lines)]
    return _Priced(discounts, shares, goods, _shipping(snapshot, discounts, goods))


def _shipping(snapshot: Snapshot, discounts: list[Discount], goods: list[int]) -> ShippingQuote:
    if not any(line.is_shipped for line in snapshot.lines):
        return ShippingQuote(ShippingState.NOT_NEEDED)
    if snapshot.destination is None:
        return ShippingQuote(ShippingState.NO_DESTINATION)
    zone = zone_at(snapshot.zones, snapshot.destination)
    is_free = any(discount.discount_class is DiscountClass.SHIPPING for discount in discounts)
    options = offers(zone, snapshot.lines, goods, is_free=is_free) if zone is not None else ()
    if not options:
        return ShippingQuote(ShippingState.NOT_OFFERED)
    chosen = next((option for option in options if option.method_id == snapshot.method_id), None)
    return ShippingQuote(ShippingState.CHOSEN if chosen else ShippingState.NOT_CHOSEN, options, chosen)


def _taxed_shipping(snapshot: Snapshot, shipping: ShippingQuote, rates: tuple[TaxRate, ...]) -> ShippingQuote:
    if shipping.chosen is None or not snapshot.taxes.is_shipping_taxed:
        return shipping
    taxes = taxes_on(shipping.cost_minor, rates, included=snapshot.taxes.prices_include_tax)
    return ShippingQuote(shipping.state, shipping.options, shipping.chosen, taxes)


def _line(snapshot: Snapshot, priced: _Priced, number: int, rates: tuple[TaxRate, ...]) -> LineQuote:
    line: Line = snapshot.lines[number]
    shares = tuple(
        CodeShare(discount.code, share[number])
        for discount, share in zip(priced.discounts, priced.shares, strict=True)
        if share[number]
    )
    included, goods = snapshot.taxes.prices_include_tax, priced.goods[number]
    taxes = taxes_on(goods, rates, included=included) if line.is_taxable else ()
    within = sum(tax.amount_minor for tax in taxes) if included else 0
    return LineQuote(
        variant_id=line.variant_id,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        shares=shares,
        taxes=taxes,
        taxable_minor=goods - within if taxes else 0,
    )


def _applied(priced: _Priced) -> list[AppliedCode]:
    return [
        AppliedCode(
            discount.code,
            discount.discount_class,
            priced.shipping.discount_minor if discount.discount_class is DiscountClass.SHIPPING else sum(shares),
        )
        for discount, shares in zip(priced.discounts, priced.shares, strict=True)
    ]


def _left_out(snapshot: Snapshot, usable: list[Discount], used: list[Discount]) -> list[RefusedCode]:
    """Refuse the usable codes that were not used, each with the used code that it does not combine with."""
    typed = folded_codes(snapshot.codes)
    return [
        RefusedCode(
            typed[fold_code(discount.code)],
            Refusal.DOES_NOT_COMBINE,
            beside=next(other.code for other in used if not combine(discount, other)),
        )
        for discount in usable
        if discount not in used
    ]
