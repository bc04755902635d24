"""Which payments the shop takes. Checkouts read it as they begin, so a switch holds from the next one on."""

from dataclasses import asdict, replace

from pods.isolation.versions import save_version
from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.payments.errors import FieldsWrong
from shop.payments.events import KEPT_S, SETTINGS_CHANGED
from shop.payments.locks import lock_payment_settings
from shop.payments.rules import wrong_manual
from shop.payments.selectors import manual_of
from shop.payments.sentences import fault_sentence
from shop.payments.types import ManualPayment
from shop.staff.api import Permission


@service(permission=Permission.SETTINGS_EDIT)
def change_payment_settings(manual: ManualPayment, *, version: int) -> int:
    """Say whether manual payments are taken, and what buyers read; needs settings.edit. Returns the new version.

    Orders that are placed stay as they are. Raises StaleVersion (pods.isolation), FieldsWrong.
    """
    manual = _plain(manual)
    wrong = wrong_manual(manual)
    if wrong:
        raise FieldsWrong({name: fault_sentence(fault) for name, fault in wrong.items()})
    row = lock_payment_settings()
    before = manual_of(row)
    save_version(
        row,
        version=version or 1,
        is_manual_on=manual.is_on,
        manual_name=manual.name,
        manual_instructions=manual.instructions,
    )
    subject = Subject("payment_settings", row.pk)
    publish(SETTINGS_CHANGED, subject, {"is_manual_on": manual.is_on}, keep_s=KEPT_S)
    audit("payments.settings_changed", subject, asdict(before), asdict(manual))
    return row.version


def _plain(manual: ManualPayment) -> ManualPayment:
    """Return the words without the spaces around them, with one kind of line ends."""
    lines = manual.instructions.replace("\r\n", "\n").replace("\r", "\n")
    return replace(manual, name=manual.name.strip(), instructions=lines.strip())
