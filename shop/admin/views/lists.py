"""What all lists share: what the address asks for, tabs, the way to the neighbouring pages, and which part is answered.

A list is a page, or its part `#list` alone when htmx asks: the tabs, the rows and the way on. Without a script the same
links and the same form load the page. What a list shows stands in its address, and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

LONGEST_SEARCH = 100
PAGING = ("before", "after", "saved")
"""What links to another view of a list leave out."""

type Mark = str | int | None


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of a list. `count` is how much it has, None where nobody counted."""

    label: Any
    href: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Pager:
    """Where the pages before and after this one are; empty where there is none."""

    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list is shown: `rows` decides between the table and an empty state.

    `kept` is what the search form sends along: the chosen tab and whatever else is not a field of it.
    """

    section: str
    rows: Any
    pager: Pager
    is_filtered: bool
    tabs: tuple[Tab, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    total: int | None = None


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


def link_with(request: HttpRequest, **changes: Mark) -> str:
    """Return this list's query with some names changed, and those that are None or empty taken away."""
    query = request.GET.copy()
    for name in PAGING:
        query.pop(name, None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def tabs_of(request: HttpRequest, name: str, views: Iterable[tuple[str, Any, int | None]], current: str) -> list[Tab]:
    """Return the tabs: each view's value in the address (empty is everything), its label, and how much it has."""
    return [Tab(label, link_with(request, **{name: value}), value == current, count) for value, label, count in views]


def pager_of(request: HttpRequest, *, before: Mark = None, after: Mark = None) -> Pager:
    """Return the way to the neighbours: `before` and `after` are marks of a list that is read by them."""
    return Pager(
        previous=link_with(request, before=before) if before else "",
        next=link_with(request, after=after) if after else "",
    )


def pager_by_number(request: HttpRequest, page: Any) -> Pager:
    """Return the way to the neighbours in a list with the newest first, which names them `newer` and `older`."""
    return Pager(
        previous=link_with(request, after=page.newer) if page.newer else "",
        next=link_with(request, before=page.older) if page.older else "",
    )


def show_list(request: HttpRequest, listing: Listing, context: dict[str, Any]) -> HttpResponse:
    """Answer a list: the page, or `#list` alone."""
    part = "_list" if wants_part(request) else "index"
    is_past = not listing.rows and bool(request.GET.get("before") or request.GET.get("after"))
    known = {"section": listing.section, "list": listing, "is_past": is_past, "search": text_in(request, "q")}
    # Where nothing is and nothing is asked for, there is nothing to search either.
    known["is_bare"] = not listing.rows and not listing.is_filtered and not is_past
    answer = render(request, f"shop_admin/{listing.section}/{part}.html", known | context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer
