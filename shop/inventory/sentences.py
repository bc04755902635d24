"""Plain words for why a level changed."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.actors import told_actor
from shop.inventory.types import Entry, EntryKind

_KINDS: dict[EntryKind, str | Promise] = {
    EntryKind.OPENED: _("Came with the product"),
    EntryKind.ADJUSTED: _("Adjusted"),
    EntryKind.COUNTED: _("Counted"),
    EntryKind.IMPORTED: _("Imported"),
    EntryKind.EXPECTED: _("Expected"),
    EntryKind.RECEIVED: _("Received"),
    EntryKind.RESERVED: _("Reserved for a checkout"),
    EntryKind.RELEASED: _("Given back"),
    EntryKind.SHIPPED: _("Shipped"),
    EntryKind.UNSHIPPED: _("Shipping undone"),
    EntryKind.RETURNED: _("Returned by a buyer"),
}

_CAME, _WENT = _("Came from another location"), _("Went to another location")


def entry_sentence(entry: Entry) -> str:
    """Say why a level changed; of a move, which end of it this is."""
    if entry.kind is EntryKind.MOVED:
        return str(_CAME if entry.change_on_hand > 0 else _WENT)
    return str(_KINDS[entry.kind])


def entry_actor(entry: Entry) -> str:
    """Say who changed a level: by name, or by what they are."""
    kind, _colon, actor_id = entry.actor.partition(":")
    return told_actor(kind, actor_id, entry.actor_name)
