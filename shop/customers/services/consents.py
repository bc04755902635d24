"""What a customer agreed to, and took back: one row for each time, never changed."""

from pods.outbox.api import Subject, audit, publish
from pods.routing.actor import current_actor
from pods.routing.service import service
from shop.customers.errors import ConsentNeedsPhone, FieldsWrong
from shop.customers.events import CONSENT_CHANGED
from shop.customers.locks import lock_customer
from shop.customers.models import ConsentEntry
from shop.customers.rules import wrong_wording
from shop.customers.selectors.consents import find_consent
from shop.customers.sentences import fault_sentence
from shop.customers.types import ConsentChannel, ConsentSource, ConsentState
from shop.staff.api import Permission


@service(permission=Permission.CUSTOMERS_EDIT)
def give_consent(customer_id: int, channel: ConsentChannel, *, wording: str) -> bool:
    """Note that a customer agreed to be written to; needs customers.edit. False when that was known: nothing changes.

    `wording` says how staff were told. Raises CustomerUnknown, FieldsWrong, ConsentNeedsPhone.
    """
    return _note_by_staff(customer_id, channel, ConsentState.GIVEN, wording)


@service(permission=Permission.CUSTOMERS_EDIT)
def withdraw_consent(customer_id: int, channel: ConsentChannel, *, wording: str) -> bool:
    """Note that a customer wants no more of it; needs customers.edit. False when that was known: nothing changes.

    Raises CustomerUnknown, FieldsWrong.
    """
    return _note_by_staff(customer_id, channel, ConsentState.WITHDRAWN, wording)


def note_consent(
    customer_id: int, channel: ConsentChannel, state: ConsentState, *, source: ConsentSource, wording: str
) -> bool:
    """Add an entry unless it says what holds already. The caller holds the customer's row. Two or three queries."""
    if find_consent(customer_id, channel) == state:
        return False
    actor = current_actor()
    entry = ConsentEntry.objects.create(
        customer_id=customer_id,
        channel=channel,
        state=state,
        source=source,
        wording=wording,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
    )
    told = {"customer_id": customer_id, "entry_id": entry.pk, "channel": channel.value, "state": state.value}
    publish(CONSENT_CHANGED, Subject("customer", customer_id), told)
    return True


def _note_by_staff(customer_id: int, channel: ConsentChannel, state: ConsentState, wording: str) -> bool:
    customer = lock_customer(customer_id)
    wording = wording.strip()
    wrong = wrong_wording(wording)
    if wrong:
        raise FieldsWrong({"wording": fault_sentence(wrong)})
    if state is ConsentState.GIVEN and channel is ConsentChannel.SMS and not customer.phone:
        raise ConsentNeedsPhone
    held = find_consent(customer_id, channel)
    is_new = note_consent(customer_id, channel, state, source=ConsentSource.STAFF, wording=wording)
    if is_new:
        before = {"channel": channel.value, "state": held.value if held else ""}
        after = {"channel": channel.value, "state": state.value, "wording": wording}
        audit("customers.consent_noted", Subject("customer", customer_id), before, after)
    return is_new
