"""The checkout from end to end: three steps, of which only the first and the third are transactions.

1. begin_checkout: the cart is priced and frozen, stock and codes are taken, the attempt noted, its settling scheduled.
2. The gateway is asked, with a deadline, outside any transaction.
3. record_answer: the order is placed, or stock and codes are free again.

A crash or a lost answer anywhere in between leaves an attempt that the settle delivery finishes or gives up.
"""

import secrets
from dataclasses import replace

import structlog
from django.conf import settings
from django.db.utils import InterfaceError, OperationalError

from pods.routing.errors import ShopUnavailable, UnknownOutcome, is_outage
from pods.routing.service import refuse_inside_service
from shop.addresses import Address, fault_sentence, stripped_address
from shop.orders.errors import DetailsWrong, TotalChanged
from shop.orders.rules.checkouts import wrong_details
from shop.orders.selectors.quotes import destination_of, quote_of_cart
from shop.orders.services.beginning import Begun, begin_checkout
from shop.orders.services.recording import record_answer, record_unsent
from shop.orders.types import CheckoutDetails, CheckoutOutcome, CheckoutResult
from shop.payments.api import card_gateway, gateway_named
from shop.payments.errors import AnswerLost, GatewayNotReached
from shop.payments.types import Charge
from shop.pricing.errors import UseRefused

PENDING = CheckoutResult(CheckoutOutcome.PENDING)

log = structlog.get_logger(__name__)


def new_cart_token() -> str:
    """Return a fresh token: 43 characters that nobody guesses. Keep it in the buyer's session."""
    return secrets.token_urlsafe(32)


def new_idempotency_key() -> str:
    """Return a key for one checkout form."""
    return f"chk_{secrets.token_urlsafe(24)}"


def check_details(*, email: str, shipping: Address, billing: Address, phone: str = "", note: str = "") -> None:
    """Look at what the buyer typed, without any query; raises DetailsWrong with a sentence for each field."""
    wrong = wrong_details(email=email.strip(), shipping=shipping, billing=billing, phone=phone.strip(), note=note)
    if wrong:
        parts = {"shipping": shipping.country, "billing": billing.country}
        raise DetailsWrong(
            {name: fault_sentence(fault, country=parts.get(name.split(".")[0], "")) for name, fault in wrong.items()}
        )


def submit_checkout(details: CheckoutDetails) -> CheckoutResult:
    """Buy the cart: reserve, ask the gateway, place the order. Three steps; never inside a service.

    The same idempotency key returns the first result. Before anything is charged it raises CartEmpty, OutOfStock
    (catalog), ShippingNotSettled, TotalChanged, DetailsWrong, CheckoutOpen, KeyReused, PaymentNotTaken; these change
    nothing.
    PENDING when the gateway needs longer, or its answer, or our note of it, was lost: the settle delivery finds out.
    """
    refuse_inside_service("checkout")
    details = _stripped(details)
    check_details(
        email=details.email,
        shipping=details.shipping,
        billing=details.billing,
        phone=details.phone,
        note=details.note,
    )
    begun = _begun(details)
    if begun.request is None:
        return begun.result or PENDING
    try:
        port = gateway_named(begun.gateway)
        charge: Charge | None = port.authorise(begun.request, timeout_s=settings.GATEWAY_TIMEOUT_S)
    except GatewayNotReached:
        charge = None
    except AnswerLost:
        log.warning("gateway_answer_lost", attempt=begun.attempt_id)
        return PENDING
    return _recorded(begun.attempt_id, charge)


def _begun(details: CheckoutDetails) -> Begun:
    """Do the first step. A code that somebody else used up meanwhile is a changed total: the buyer sees the new one."""
    settle_after_s = settings.GATEWAY_TIMEOUT_S + settings.SETTLE_MARGIN_S
    try:
        return begin_checkout(details, gateway=card_gateway().code, settle_after_s=settle_after_s)
    except UseRefused as refused:
        now = quote_of_cart(
            details.cart_token,
            destination=destination_of(details.shipping),
            method_id=details.method_id,
            email=details.email,
        )
        raise TotalChanged(now.figures, why=str(refused)) from refused


def _recorded(attempt_id: int, charge: Charge | None) -> CheckoutResult:
    """Do the third step. The buyer must not read "nothing was changed" now, so an outage means PENDING."""
    try:
        return record_unsent(attempt_id) if charge is None else record_answer(attempt_id, charge)
    except (ShopUnavailable, UnknownOutcome) as error:
        log.warning("answer_not_recorded", attempt=attempt_id, error=str(error))
    except (OperationalError, InterfaceError) as error:
        if not is_outage(error):
            raise
        log.warning("answer_not_recorded", attempt=attempt_id, error=str(error))
    return PENDING


def _stripped(details: CheckoutDetails) -> CheckoutDetails:
    """Return the details without the spaces around what was typed, so that two sends of one form are equal."""
    return replace(
        details,
        email=details.email.strip(),
        phone=details.phone.strip(),
        note=details.note.strip(),
        shipping=stripped_address(details.shipping),
        billing=stripped_address(details.billing),
    )
