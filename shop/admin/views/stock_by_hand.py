"""Changing a variant's stock by hand: adjusted, received, expected, moved. A form works once, over what it showed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from pods.routing.routes import RouteClass, route
from shop.admin.forms.stock import AdjustForm, ByHand, ExpectForm, MoveForm, ReceiveForm
from shop.admin.views.editors import show_in_fields
from shop.admin.views.stock import done, in_use, stock_page_of, variant_of
from shop.inventory import api as inventory
from shop.inventory.errors import FieldsWrong, InventoryError, StockChanged
from shop.staff.api import Permission, signed_in


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.STOCK_ADJUST)
def adjust(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Add to what is on hand at a location, or take from it."""

    def write(form: AdjustForm, given: dict[str, Any]) -> None:
        inventory.adjust_stock(
            variant_id, change=given["change"], reason=given["reason"], at=form.at(), key=given["key"]
        )

    return _change(request, variant_id, AdjustForm, write)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.STOCK_ADJUST)
def receive(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Put goods that arrived on the shelf: they are no longer on their way."""

    def write(form: ReceiveForm, given: dict[str, Any]) -> None:
        inventory.receive_stock(
            variant_id, quantity=given["quantity"], reason=given["reason"], at=form.at(), key=given["key"]
        )

    return _change(request, variant_id, ReceiveForm, write)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.STOCK_ADJUST)
def expect(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Note that goods are on their way, or that fewer are."""

    def write(form: ExpectForm, given: dict[str, Any]) -> None:
        inventory.expect_stock(
            variant_id, quantity=given["quantity"], reason=given["reason"], at=form.at(), key=given["key"]
        )

    return _change(request, variant_id, ExpectForm, write)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.STOCK_ADJUST)
def move(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Move goods from one location to another."""

    def write(form: MoveForm, given: dict[str, Any]) -> None:
        inventory.move_stock(variant_id, form.move(), reason=given["reason"], key=given["key"])

    return _change(request, variant_id, MoveForm, write)


def _change[F: ByHand](
    request: HttpRequest, variant_id: int, made: type[F], write: Callable[[F, dict[str, Any]], None]
) -> HttpResponse:
    """Read a form and write the change. Refused, the page keeps what was typed; a conflict shows what is there now."""
    variant = variant_of(variant_id)
    form = made(request.POST, places=in_use(inventory.locations()), auto_id=f"id_{request.path.rpartition('/')[2]}_%s")
    if not form.is_valid():
        return stock_page_of(request, variant, sent=form, status=422)
    try:
        write(form, form.cleaned_data)
    except StockChanged as error:
        form.add_error(None, str(error))
        form.renew(inventory.levels_of([variant_id])[variant_id])
        return stock_page_of(request, variant, sent=form, status=409)
    except FieldsWrong as error:
        show_in_fields(form, error.fields)
    except InventoryError as error:
        form.add_error(None, str(error))
    else:
        return done(variant_id)
    return stock_page_of(request, variant, sent=form, status=422)
