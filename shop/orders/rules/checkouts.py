"""Pure decisions of orders: what the third step may do, what a buyer has to put right.

No Django, no clock, no database.
"""

from enum import StrEnum

from shop.addresses import LONGEST, Address, AddressFault, is_email, is_phone, wrong_address
from shop.payments.types import AttemptState, ChargeState

FIRST_ORDER_NUMBER = 1001

LARGEST_QUANTITY = 99
"""Of one variant in one cart."""

MOST_LINES = 100
"""Different variants in one cart: all of them are read for each page of it, and locked together when it is paid."""

LONGEST_NOTE = 1000
"""How many characters a buyer may say about an order."""


class ThirdStep(StrEnum):
    """What the checkout's third step does with the answer it brings."""

    RECORD = "record"
    LEAVE = "leave"
    RETURN_FIRST = "return first"
    VOID = "void"


def third_step(state: AttemptState, *, approved: bool) -> ThirdStep:
    """Decide what becomes of a gateway's answer that reaches an attempt in this state.

    SENT: it is recorded. SETTLING, PROCESSING: the settle delivery owns the attempt and finds the same answer by key.
    Placed: the answer is known already. Ended without an order: an authorisation would hold the buyer's money
    for nothing, so it is voided.
    """
    if state is AttemptState.SENT:
        return ThirdStep.RECORD
    if state in {AttemptState.SETTLING, AttemptState.PROCESSING}:
        return ThirdStep.LEAVE
    if state in {AttemptState.AUTHORISED, AttemptState.CAPTURED} or not approved:
        return ThirdStep.RETURN_FIRST
    return ThirdStep.VOID


def settled_state(charge: ChargeState) -> AttemptState:
    """Decide how an overdue attempt goes on, from what is under its key (after the void, if it was nothing).

    A captured charge cannot belong to an attempt without an order; it is treated as approved, never given up.
    """
    if charge is ChargeState.PROCESSING:
        return AttemptState.PROCESSING
    if charge in {ChargeState.AUTHORISED, ChargeState.CAPTURED}:
        return AttemptState.AUTHORISED
    return AttemptState.DECLINED if charge is ChargeState.DECLINED else AttemptState.VOIDED


def wrong_details(
    *, email: str, shipping: Address, billing: Address, phone: str = "", note: str = ""
) -> dict[str, AddressFault]:
    """Return what has to be put right, by field: `email`, `phone`, `note`, `shipping.city`, `billing.country`."""
    wrong = {} if is_email(email) else {"email": AddressFault.EMAIL}
    if len(phone) > LONGEST["phone"]:
        wrong["phone"] = AddressFault.TOO_LONG
    elif phone and not is_phone(phone):
        wrong["phone"] = AddressFault.PHONE
    if len(note) > LONGEST_NOTE:
        wrong["note"] = AddressFault.TOO_LONG
    for part, address in (("shipping", shipping), ("billing", billing)):
        wrong |= {f"{part}.{name}": fault for name, fault in wrong_address(address).items()}
    return wrong
