"""The page that shows both versions when somebody saved first. Nothing that was typed is lost."""

from dataclasses import dataclass
from typing import Any

from django.forms import BooleanField, BoundField, ChoiceField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Conflict:
    """What was saved meanwhile: the form's values as they are now, with their version, and how to say so."""

    section: str
    title: str
    sentence: str
    now: dict[str, Any]
    more: tuple[tuple[str, str, str], ...] = ()
    """What the form's own fields do not say: label, typed, saved."""
    without: frozenset[str] = frozenset()
    """Names that are not sent once more."""


def show_conflict(request: HttpRequest, form: Form, found: Conflict) -> HttpResponse:
    """Answer both versions, field by field: what the form holds, and what is saved now.

    The page's form sends what was typed once more, to the same address, as a change of the version that is saved now.
    """
    rows = [
        {"label": field.label, "mine": _shown(field, field.value()), "saved": _shown(field, found.now[field.name])}
        for field in form.visible_fields()
        if field.name in found.now
    ]
    rows += [{"label": label, "mine": mine, "saved": saved} for label, mine, saved in found.more]
    leave = found.without | {"version", "csrfmiddlewaretoken"}
    typed = [(name, value) for name, values in request.POST.lists() if name not in leave for value in values]
    context = {"section": found.section, "conflict": found, "typed": typed, "rows": rows}
    return render(request, "shop_admin/conflict.html", context, status=CONFLICT)


def _shown(field: BoundField, value: Any) -> str:
    """Return a value as its field shows it: a choice by its word, lines as they are kept."""
    if isinstance(field.field, BooleanField):
        return str(_("Yes") if value else _("No"))
    value = field.field.prepare_value(value)
    text = "" if value is None else str(value)
    if isinstance(field.field, ChoiceField):
        return str(dict(field.field.choices).get(text, text))  # type: ignore[arg-type]
    return text.replace("\r\n", "\n")
