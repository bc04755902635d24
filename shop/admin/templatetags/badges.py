"""Tags that draw how things stand, as looks.py says, and filters that say why in words."""

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from shop.admin.looks import (
    ASKINGS,
    ATTEMPTS,
    BANK_ANSWERS,
    CANCELLED,
    CONSENTS,
    DISCOUNTS,
    DISPUTED,
    DISPUTES,
    FULFILMENTS,
    GLYPHS,
    HAPPENINGS,
    ORDERS,
    PRODUCTS,
    RISK_LOOKS,
    RISKS,
    SENTIMENTS,
    SHOWN,
    THREE_DS,
    USED,
    Badge,
)
from shop.catalog.types import ProductState
from shop.fraud.types import RiskLevel, Sentiment
from shop.inventory import api as inventory
from shop.inventory.types import Entry
from shop.orders.types import Asking, FulfilmentState, PaymentState
from shop.pages.templatetags.pages import icon
from shop.payments import api as payments
from shop.payments.types import AttemptState, AvsAnswer, CvvAnswer, DisputeState, ThreeDsAnswer
from shop.pricing.types import DiscountState

register = template.Library()

MOST_BARS = 3


@register.filter
def who(entry: Entry) -> str:
    """Say who changed the stock."""
    return inventory.entry_actor(entry)


@register.filter
def decline_words(code: str) -> str:
    """Say why a payment was declined; empty when it was not."""
    return payments.decline_for_staff(code)


@register.filter
def refusal_words(code: str) -> str:
    """Say why the gateway refused an operation."""
    return payments.refusal_sentence(code)


@register.filter
def dispute_words(code: str) -> str:
    """Say why a charge is disputed."""
    return payments.dispute_sentence(code)


@register.filter
def styled(field: BoundField) -> SafeString:
    """Draw a field's control in our style, also of forms that know nothing of it."""
    classes = field.field.widget.attrs.get("class", "in")
    return field.as_widget(attrs={"class": classes})


@register.simple_tag
def bank_answer(answer: AvsAnswer | CvvAnswer) -> SafeString:
    """Show what the card's bank said: glyph, word, tone."""
    name, css, word = BANK_ANSWERS[answer.value]
    return format_html('<span class="inline-flex items-center gap-1 {}">{}{}</span>', css, icon(name), word)


@register.simple_tag
def three_ds_answer(answer: ThreeDsAnswer) -> SafeString:
    """Show whether the card's bank vouches for who paid."""
    name, css, word = THREE_DS[answer]
    return format_html('<span class="inline-flex items-center gap-1 {}">{}{}</span>', css, icon(name), word)


@register.simple_tag
def happening(name: str) -> dict[str, str]:
    """Return the icon of an event in a timeline."""
    drawn, css = HAPPENINGS.get(name, ("information-circle", ""))
    return {"icon": drawn, "css": css}


@register.simple_tag
def risk_look(level: RiskLevel) -> dict[str, object]:
    """Return edge, tint, icon and verdict of the risk panel. Low risk is untinted, so that High can shout."""
    edge, tint, css, verdict = RISK_LOOKS[level]
    drawn = "shield-exclamation" if level in {RiskLevel.HIGH, RiskLevel.MEDIUM} else "shield-check"
    return {"edge": edge, "tint": tint, "icon": drawn, "css": f"size-5 flex-none {css}", "verdict": verdict}


@register.simple_tag
def order_badge(state: PaymentState) -> SafeString:
    """Show where an order's payment stands."""
    return _drawn(ORDERS[state])


@register.simple_tag
def fulfilment_badge(state: FulfilmentState) -> SafeString:
    """Show how much of an order was sent."""
    return _drawn(FULFILMENTS[state])


@register.simple_tag
def disputed_badge() -> SafeString:
    """Show that a dispute about an order is open."""
    return _drawn(DISPUTED)


@register.simple_tag
def dispute_badge(state: DisputeState) -> SafeString:
    """Show how a dispute stands."""
    return _drawn(DISPUTES[state])


@register.simple_tag
def attempt_badge(state: AttemptState) -> SafeString:
    """Show what became of a payment attempt."""
    return _drawn(ATTEMPTS[state])


@register.simple_tag
def asking_badge(state: Asking) -> SafeString:
    """Show how far the gateway is with what it was asked."""
    return _drawn(ASKINGS[state])


@register.simple_tag
def cancelled_badge() -> SafeString:
    """Show that an order is cancelled."""
    return _drawn(CANCELLED)


@register.simple_tag
def risk_badge(level: RiskLevel, *, long: bool = False) -> SafeString:
    """Show how risky an order looks: in a column that says Risk, or `long` where nothing else says so."""
    badge = RISKS[level]
    return _drawn(Badge(level.label, badge.glyph, badge.tone) if long else badge)


@register.simple_tag
def product_badge(state: ProductState) -> SafeString:
    """Show whether buyers see a product."""
    return _drawn(PRODUCTS[state])


@register.simple_tag
def discount_badge(state: DiscountState) -> SafeString:
    """Show whether a code can be used."""
    return _drawn(DISCOUNTS[state])


@register.simple_tag
def use_badge(used: bool) -> SafeString:  # noqa: FBT001 (the value is what is shown)
    """Show whether a location is in use."""
    return _drawn(USED[used])


@register.simple_tag
def shown_badge(shown: bool) -> SafeString:  # noqa: FBT001 (the value is what is shown)
    """Show whether buyers see something."""
    return _drawn(SHOWN[shown])


@register.simple_tag
def consent_badge(agreed: bool) -> SafeString:  # noqa: FBT001 (the value is what is shown)
    """Show whether a customer may be written to."""
    return _drawn(CONSENTS[agreed])


@register.simple_tag
def sentiment(of: Sentiment) -> dict[str, object]:
    """Return the icon, its colour and its word for which way a fact speaks."""
    icon, css, word = SENTIMENTS[of]
    return {"icon": icon, "css": f"size-4 mt-px flex-none {css}", "word": word}


def _drawn(badge: Badge) -> SafeString:
    glyph = _bars(badge.glyph) if isinstance(badge.glyph, int) else mark_safe(GLYPHS[badge.glyph])  # noqa: S308 (ours)
    return format_html(
        '<span class="bdg {}"><svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>{}</span>',
        badge.tone,
        glyph,
        badge.word,
    )


def _bars(strong: int) -> SafeString:
    return format_html_join(
        "",
        '<rect x="{}" y="{}" width="2.8" height="{}" rx=".8" fill="currentColor" opacity="{}"/>',
        (
            (f"{0.6 + place * 4:.1f}", 8 - place * 3, 3 + place * 3, "1" if place < strong else ".28")
            for place in range(MOST_BARS)
        ),
    )
