"""Badges: a glyph, a word and a tone. Without the colour nothing is lost."""

from dataclasses import dataclass

from django import template
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

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

OPEN = '<circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="1.6"/>'
GLYPHS = {
    "open": OPEN,
    "half": OPEN + '<path d="M6 1.4a4.6 4.6 0 0 1 0 9.2Z" fill="currentColor"/>',
    "full": '<circle cx="6" cy="6" r="5.2" fill="currentColor"/>',
    "stop": '<path d="m2.5 2.5 7 7m0-7-7 7" fill="none" stroke="currentColor" stroke-width="1.9"'
    ' stroke-linecap="round"/>',
    "tick": '<path d="m2 6.4 2.7 2.7L10 3.4" fill="none" stroke="currentColor" stroke-width="1.9"'
    ' stroke-linecap="round" stroke-linejoin="round"/>',
    "wait": '<path d="M2.5 1.5h7M2.5 10.5h7M3.5 1.5c0 3 5 6 5 9m0-9c0 3-5 6-5 9" fill="none" stroke="currentColor"'
    ' stroke-width="1.5" stroke-linecap="round"/>',
}
MOST_BARS = 3


@dataclass(frozen=True, slots=True)
class Badge:
    """What a state looks like. `glyph` names one of GLYPHS, or counts the bars of a risk."""

    word: str | Promise
    glyph: str | int
    tone: str = ""


ORDERS = {
    PaymentState.AUTHORISED: Badge(_("Authorised"), "half", "t-info"),
    PaymentState.ON_HOLD: Badge(_("On hold"), "wait", "t-bad"),
    PaymentState.PAID: Badge(_("Paid"), "full", "t-ok"),
    PaymentState.FAILED: Badge(_("Not captured"), "stop", "t-bad"),
    PaymentState.UNPAID: Badge(_("Unpaid"), "open", "t-warn"),
    PaymentState.PARTLY_PAID: Badge(_("Partly paid"), "half", "t-warn"),
    PaymentState.PARTLY_REFUNDED: Badge(_("Partly refunded"), "half"),
    PaymentState.REFUNDED: Badge(_("Refunded"), "open"),
    PaymentState.VOIDED: Badge(_("Voided"), "stop"),
}
FULFILMENTS = {
    FulfilmentState.UNFULFILLED: Badge(_("Unfulfilled"), "open", "t-warn"),
    FulfilmentState.PARTLY_FULFILLED: Badge(_("Partly fulfilled"), "half", "t-info"),
    FulfilmentState.FULFILLED: Badge(_("Fulfilled"), "tick", "t-ok"),
    FulfilmentState.NOT_NEEDED: Badge(_("Nothing to send"), "tick", "t-plain"),
}
DISPUTED = Badge(_("Disputed"), "wait", "t-bad")
DISPUTES = {
    DisputeState.OPENED: Badge(_("Open"), "wait", "t-bad"),
    DisputeState.WON: Badge(_("Won"), "tick", "t-ok"),
    DisputeState.LOST: Badge(_("Lost"), "stop", "t-bad"),
}
ATTEMPTS = {
    AttemptState.SENT: Badge(_("No answer yet"), "wait", "t-warn"),
    AttemptState.PROCESSING: Badge(_("The bank is deciding"), "wait", "t-warn"),
    AttemptState.SETTLING: Badge(_("Being asked again"), "wait", "t-warn"),
    AttemptState.AUTHORISED: Badge(_("Approved, money held"), "half", "t-info"),
    AttemptState.CAPTURED: Badge(_("Approved, money taken"), "full", "t-ok"),
    AttemptState.DECLINED: Badge(_("Declined"), "stop", "t-bad"),
    AttemptState.VOIDED: Badge(_("Let go"), "stop"),
}
ASKINGS = {
    Asking.WAITING: Badge(_("Asked"), "open", "t-info"),
    Asking.AGAIN: Badge(_("Unknown, being asked again"), "wait", "t-warn"),
    Asking.GIVEN_UP: Badge(_("Unknown, given up"), "wait", "t-bad"),
    Asking.DONE: Badge(_("Done"), "tick", "t-ok"),
    Asking.REFUSED: Badge(_("Refused"), "stop", "t-bad"),
}
CANCELLED = Badge(_("Cancelled"), "stop")
RISKS = {
    RiskLevel.PENDING: Badge(_("Being checked"), "wait"),
    RiskLevel.NONE: Badge(_("None"), 0, "t-plain"),
    RiskLevel.LOW: Badge(_("Low"), 1, "t-plain"),
    RiskLevel.MEDIUM: Badge(_("Medium"), 2, "t-warn"),
    RiskLevel.HIGH: Badge(_("High"), 3, "t-solid"),
}
PRODUCTS = {
    ProductState.ACTIVE: Badge(_("Active"), "full", "t-ok"),
    ProductState.DRAFT: Badge(_("Draft"), "open"),
    ProductState.ARCHIVED: Badge(_("Archived"), "stop", "t-plain"),
}
CONSENTS = {
    True: Badge(_("Agreed"), "full", "t-ok"),
    False: Badge(_("Not agreed"), "open", "t-plain"),
}
DISCOUNTS = {
    DiscountState.ACTIVE: Badge(_("Active"), "full", "t-ok"),
    DiscountState.SCHEDULED: Badge(_("Scheduled"), "half", "t-info"),
    DiscountState.ENDED: Badge(_("Ended"), "stop", "t-plain"),
    DiscountState.USED_UP: Badge(_("Used up"), "stop", "t-plain"),
    DiscountState.OFF: Badge(_("Off"), "open"),
}
SHOWN = {
    True: Badge(_("Shown"), "full", "t-ok"),
    False: Badge(_("Hidden"), "open"),
}
USED = {
    True: Badge(_("In use"), "full", "t-ok"),
    False: Badge(_("Out of use"), "stop", "t-plain"),
}
SENTIMENTS = {
    Sentiment.NEGATIVE: ("exclamation-triangle", "text-bad-text", _("Speaks against the order")),
    Sentiment.NEUTRAL: ("minus-circle", "text-subtle", _("Says little either way")),
    Sentiment.POSITIVE: ("check-circle", "text-ok-text", _("Speaks for the order")),
}
RISK_LOOKS = {
    RiskLevel.HIGH: ("border-bad-line!", "bg-bad-tint", "text-bad-text", _("Look at it before you send anything.")),
    RiskLevel.MEDIUM: ("", "bg-warn-tint", "text-warn-text", _("Something does not fit. Read the facts first.")),
    RiskLevel.LOW: ("", "", "text-ok-text", _("Little speaks against this order.")),
    RiskLevel.NONE: ("", "", "text-ok-text", _("Nothing speaks against this order.")),
}
BANK_ANSWERS = {
    "match": ("check", "text-ok-text", _("Matches")),
    "partial": ("minus", "text-warn-text", _("Matches in part")),
    "mismatch": ("x-mark", "text-bad-text", _("Does not match")),
    "unavailable": ("minus", "text-subtle", _("Not checked")),
}
THREE_DS = {
    ThreeDsAnswer.AUTHENTICATED: ("check", "text-ok-text", _("Confirmed by the bank")),
    ThreeDsAnswer.ATTEMPTED: ("minus", "text-warn-text", _("Tried, the bank takes no part")),
    ThreeDsAnswer.FAILED: ("x-mark", "text-bad-text", _("Not confirmed")),
    ThreeDsAnswer.NOT_ASKED: ("minus", "text-subtle", _("Not asked for")),
    ThreeDsAnswer.UNAVAILABLE: ("minus", "text-subtle", _("Not available")),
}
HAPPENINGS = {
    "orders.fulfilled": ("truck", "text-ok-text"),
    "orders.refund_asked": ("arrow-uturn-left", "text-accent-text"),
    "orders.refunded": ("arrow-uturn-left", "text-ok-text"),
    "orders.refund_refused": ("x-circle", "text-bad-text"),
    "orders.cancelled": ("x-circle", "text-bad-text"),
    "orders.placed": ("shopping-bag", ""),
    "orders.dispute_opened": ("exclamation-triangle", "text-bad-text"),
    "orders.dispute_won": ("check-circle", "text-ok-text"),
    "orders.dispute_lost": ("x-circle", "text-bad-text"),
    "orders.marked_as_paid": ("credit-card", "text-ok-text"),
    "orders.asked_again": ("arrow-path", "text-accent-text"),
    "orders.payment_captured": ("credit-card", "text-ok-text"),
    "orders.payment_held": ("pause-circle", "text-bad-text"),
    "orders.capture_asked": ("credit-card", "text-accent-text"),
    "orders.capture_failed": ("x-circle", "text-bad-text"),
    "fraud.assessed": ("shield-check", "text-accent-text"),
}


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
