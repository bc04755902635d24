"""Plain words for why a level changed."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.inventory.types import EntryKind

_KINDS: dict[EntryKind, str | Promise] = {
    EntryKind.OPENED: _("Came with the product"),
    EntryKind.ADJUSTED: _("Adjusted"),
    EntryKind.COUNTED: _("Counted"),
    EntryKind.IMPORTED: _("Imported"),
    EntryKind.MOVED: _("Moved"),
    EntryKind.EXPECTED: _("Expected"),
    EntryKind.RECEIVED: _("Received"),
    EntryKind.RESERVED: _("Reserved for a checkout"),
    EntryKind.RELEASED: _("Given back"),
    EntryKind.SHIPPED: _("Shipped"),
    EntryKind.UNSHIPPED: _("Shipping undone"),
    EntryKind.RETURNED: _("Returned by a buyer"),
}


def kind_sentence(kind: EntryKind) -> str:
    """Say why a level changed."""
    return str(_KINDS[kind])
