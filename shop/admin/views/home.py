"""The admin's first page: three figures, each a link to what it counts, and the newest orders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pods.routing.routes import RouteClass, route
from shop.admin.views.orders import Row, rows_of
from shop.catalog import api as catalog
from shop.inventory import api as inventory
from shop.orders import api as orders
from shop.pages import moments
from shop.staff.api import Member, Permission, signed_in

NEWEST = 5


@route(RouteClass.ADMIN)
@require_safe
@signed_in()
def home(request: HttpRequest) -> HttpResponse:
    """Show how the shop stands, as far as the member may see it."""
    member: Member = request.member  # type: ignore[attr-defined]
    context = {
        "section": "home",
        "today": moments.today(),
        "active": catalog.product_counts().active,
        "run_out": inventory.short_count(),
    }
    if member.may(Permission.ORDERS_VIEW):
        newest = orders.orders_page(size=NEWEST)
        rows: list[Row] = rows_of(newest)
        context |= {"orders_total": newest.total, "rows": rows}
    return render(request, "shop_admin/home.html", context)
