"""The page that shows both versions when somebody saved first. Nothing that was typed is lost."""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, ChoiceField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Conflict:
    """What was saved meanwhile: the form's values as they are now, with their version, and how to say so."""

    section: str
    title: str
    sentence: str
    now: dict[str, Any]


def show_conflict(request: HttpRequest, form: Form, found: Conflict) -> HttpResponse:
    """Answer both versions, field by field: what the form holds, and what is saved now.

    The page's form sends what was typed once more, to the same address, as a change of the version that is saved now.
    """
    rows = [
        {"label": field.label, "mine": _shown(field, field.value()), "saved": _shown(field, found.now[field.name])}
        for field in form.visible_fields()
    ]
    context = {"section": found.section, "conflict": found, "form": form, "rows": rows}
    return render(request, "shop_admin/conflict.html", context, status=CONFLICT)


def _shown(field: BoundField, value: Any) -> str:
    """Return a value as its field shows it: a choice by its word, lines as they are kept."""
    text = "" if value is None else str(value)
    if isinstance(field.field, ChoiceField):
        return str(dict(field.field.choices).get(text, text))  # type: ignore[arg-type]
    return text.replace("\r\n", "\n")
