"""What states look like: a glyph, a word and a tone. Without the colour nothing is lost. The tags draw it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.catalog.types import ProductState
from shop.fraud.types import RiskLevel, Sentiment
from shop.orders.types import Asking, FulfilmentState, PaymentState
from shop.payments.types import AttemptState, DisputeState, ThreeDsAnswer
from shop.pricing.types import DiscountState

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
