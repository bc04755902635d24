"""The class of each route: what later decides its limits, timeouts and quota. A test refuses a route without one."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any


class RouteClass(StrEnum):
    PAGE = "page"
    CHECKOUT = "checkout"
    ADMIN = "admin"
    API = "api"
    HOOK = "hook"


def route[View: Callable[..., Any]](route_class: RouteClass) -> Callable[[View], View]:
    """Declare a view's class. Put it outermost, so that no other decorator hides it."""

    def declare(view: View) -> View:
        view.route_class = route_class  # type: ignore[attr-defined]
        return view

    return declare


def class_of(view: Any) -> RouteClass | None:
    """Return the class a view declares, None when it declares none."""
    found = getattr(view, "route_class", None)
    return found if isinstance(found, RouteClass) else None
