"""Every way into the code declares what it is: routes their class, services their kind, handlers theirs."""

import ast
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver

from pods.outbox.registry import registry
from pods.outbox.types import HandlerClass
from pods.routing.routes import class_of
from tests.architecture.source_rules import APPS
from tests.architecture.sources import sources

URLCONFS = (settings.ROOT_URLCONF, settings.PUBLIC_SCHEMA_URLCONF)


def _routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        address = f"{prefix}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, address)
        else:
            yield address, each


def _all_routes() -> list[tuple[str, str, URLPattern]]:
    return [
        (urlconf, f"/{address}", route)
        for urlconf in URLCONFS
        for address, route in _routes(import_module(urlconf).urlpatterns)
    ]


ROUTES = _all_routes()


@pytest.mark.parametrize(
    ("urlconf", "address", "route"), ROUTES, ids=[f"{urlconf}-{address}" for urlconf, address, _ in ROUTES]
)
def test_every_route_declares_its_class(urlconf: str, address: str, route: URLPattern) -> None:
    assert class_of(route.callback) is not None, (
        f"{address} of {urlconf}: put @route(RouteClass.…) outermost on {route.lookup_str}."
    )


def test_every_handler_declares_its_class() -> None:
    assert all(isinstance(each.work, HandlerClass) for each in registry.all())


def test_every_handlers_name_begins_with_its_app() -> None:
    wrong = [
        each.name
        for each in registry.all()
        if each.name.partition(".")[0] not in APPS | {"outbox", "shops"}
        and not each.run.__module__.startswith("tests.")
    ]
    assert not wrong


def _service_decorated(node: ast.FunctionDef) -> bool:
    names = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
    return any(isinstance(name, ast.Name) and name.id == "service" for name in names)


def test_services_take_plain_values_and_never_rows() -> None:
    """A model object was read before the fence: it may be of another pod, or out of date."""
    models = {
        node.name
        for source in sources("shop")
        if source.name == "models.py"
        for node in source.tree.body
        if isinstance(node, ast.ClassDef)
    }
    found = [
        f"{source.path}:{node.lineno} {node.name}({argument.arg})"
        for source in sources("shop")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and _service_decorated(node)
        for argument in [*node.args.args, *node.args.kwonlyargs]
        if argument.annotation is not None and set(_names_in(argument.annotation)) & models
    ]
    assert not found


def _names_in(annotation: ast.expr) -> Iterator[str]:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            yield node.id
