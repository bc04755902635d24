"""Every address of the project, from the URL resolver: a new route is found by itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import getmodule, unwrap
from urllib.parse import quote

from django.conf import settings
from django.forms import Form
from django.urls import URLPattern, URLResolver
from django.urls.converters import IntConverter

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One route: its pattern as it is written, which of its places take whole numbers, and the forms of its module."""

    pattern: str
    numbers: frozenset[str]
    forms: tuple[type[Form], ...]

    @property
    def places(self) -> list[str]:
        """The names in its path."""
        return _PLACE.findall(self.pattern)

    def filled(self, values: Mapping[str, object]) -> str:
        """Return the path with these values in its places."""
        return _PLACE.sub(lambda match: quote(str(values[match[1]]), safe=""), self.pattern)

    def paths(self, *, numbers: list[int], texts: list[str]) -> Iterator[str]:
        """Yield the path with each of these values in each of its places.

        Two places are not filled with every pair of values, of which there are thousands: the second place is one
        value ahead.
        """
        choices = [numbers if place in self.numbers else texts for place in self.places]
        for turn in range(max(map(len, choices), default=1)):
            values = [choice[(turn + ahead) % len(choice)] for ahead, choice in enumerate(choices)]
            yield self.filled(dict(zip(self.places, values, strict=True)))


def shop_addresses() -> list[Address]:
    """Return every route on a shop's host."""
    return list(_walk(import_module(settings.ROOT_URLCONF).urlpatterns, "/"))


def platform_addresses() -> list[Address]:
    """Return every route on the platform's host."""
    return list(_walk(import_module(settings.PUBLIC_SCHEMA_URLCONF).urlpatterns, "/"))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Address]:
    for each in patterns:
        pattern = f"{prefix}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, pattern)
            continue
        converters = each.pattern.converters
        numbers = frozenset(name for name, how in converters.items() if isinstance(how, IntConverter))
        yield Address(pattern, numbers, _forms_beside(each))


def _forms_beside(route: URLPattern) -> tuple[type[Form], ...]:
    """Return the forms that the view's module knows."""
    module = getmodule(unwrap(route.callback))
    known = vars(module).values() if module is not None else ()
    return tuple(each for each in known if isinstance(each, type) and issubclass(each, Form) and each is not Form)
