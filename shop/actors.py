"""How people read who acted: by name, or by what it is. Never by the name that the code has for it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_OF_THEIR_OWN: dict[str, str | Promise] = {}
"""What works under a name of its own, by its id: a handler, a rule."""

_KINDS: dict[str, str | Promise] = {
    "customer": _("The buyer"),
    "system": _("Podium"),
    "staff": _("Staff"),
    "operator": _("Podium's operator"),
    "token": _("An API token"),
    "app": _("An app"),
}


def describe_actor(actor_id: str, name: str | Promise) -> None:
    """Say under which name a system actor appears: `fraud.assess` as the fraud check."""
    _OF_THEIR_OWN[actor_id] = name


def told_actor(kind: str, actor_id: str, name: str = "") -> str:
    """Say who acted. `name`: what the ledger or the audit log calls a person; what a program is called there is not."""
    known = _OF_THEIR_OWN.get(actor_id) or _KINDS.get(kind) or kind
    return str(known) if kind == "system" else name or str(known)
