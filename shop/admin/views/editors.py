"""What editors share: whether something was saved, keys, and how a refusal gets to the fields it is about."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.forms import Form
from django.http import HttpRequest

from shop.admin.forms.fields import is_id


def is_saved(request: HttpRequest) -> bool:
    """Say whether the page is shown because something was saved."""
    return request.method != "POST" and "saved" in request.GET


def new_key() -> str:
    """Return a key for a form that must work once."""
    return uuid.uuid4().hex


def show_in_fields(form: Form, fields: Mapping[str, str], *, called: Mapping[str, str] | None = None) -> None:
    """Put a refusal's sentences at their fields; `called` says which field stands for a name that the form lacks."""
    for name, sentence in fields.items():
        field = (called or {}).get(name, name)
        form.add_error(field if field in form.fields else None, sentence)


def version_in(request: HttpRequest) -> int:
    """Return the version that a form without fields carries; 0, which no row has, when it carries none."""
    typed = request.POST.get("version", "")
    return int(typed) if is_id(typed) else 0


class HasId(Protocol):
    """What can be moved: something with an id."""

    @property
    def id(self) -> int:
        """Its id."""


def in_order(called: str, things: Sequence[HasId], *, is_first: bool = True) -> list[dict[str, Any]]:
    """Return each thing with what its buttons ask: behind which one it goes `up` or `down`, 0 for the beginning.

    None where it cannot go: `is_first` says whether the list begins here.
    """
    ids = [each.id for each in things]
    rows: list[dict[str, Any]] = []
    for place, thing in enumerate(things):
        up = ids[place - 2] if place > 1 else 0 if place == 1 and is_first else None
        rows.append({called: thing, "up": up, "down": ids[place + 1] if place + 1 < len(ids) else None})
    return rows
