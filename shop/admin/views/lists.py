"""What all lists share: which page was asked for, and whether only the part that changes is wanted."""

from django.http import HttpRequest

LONGEST_SEARCH = 100


def number_in(request: HttpRequest, name: str) -> int | None:
    """Return the number in the address; what is none counts as not given."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 15 else None


def text_in(request: HttpRequest, name: str) -> str:
    """Return the text in the address, cut where nobody types on."""
    return request.GET.get(name, "")[:LONGEST_SEARCH].strip()


def wants_part(request: HttpRequest) -> bool:
    """Say whether htmx asks for the list alone. Who comes back by the browser's history gets the whole page."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request
