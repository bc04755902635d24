"""Renders a page of the shop: every one shows the shop's name, its theme and the size of the buyer's cart."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pods.db.current import current_shop_id
from shop.storefront.buyer import quantity_in_cart
from shop.storefront.themes import theme_of


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render storefront/<template> with what the frame needs."""
    frame = _frame(request) | {"cart_quantity": quantity_in_cart(request)}
    return render(request, f"storefront/{template}", frame | context, status=status)


def part(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render storefront/<template> without the frame, to be swapped into a page."""
    return render(request, f"storefront/{template}", context)


def error_page(request: HttpRequest, *, title: str, sentence: str, status: int) -> HttpResponse:
    """Render a refusal without looking at the session: an error page asks no database."""
    return render(
        request, "storefront/error.html", _frame(request) | {"title": title, "sentence": sentence}, status=status
    )


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "shop": request.tenant,  # type: ignore[attr-defined]
        "theme_href": reverse("storefront:theme", args=[theme_of(current_shop_id()).hash]),
    }
