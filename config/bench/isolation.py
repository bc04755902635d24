"""CPU of one page of 20 rows: everything on, against plain Django on one database.

Both answer with the storefront's home page through Django's own handler and standard middleware. Ours adds the way
from host to pod, the residency row, the bound statement and the guard; the rows lie among those of other shops.
"""

import argparse
from functools import cache, partial
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connections, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.test import RequestFactory, override_settings
from django.urls import include, path, reverse

from config.bench.pairs import cpu_us, in_turns
from config.settings.environment import text
from pods.db.current import shop_selected
from pods.directory.models import Pod, Region, Shop
from pods.routing.opening import NewShop, open_shop
from pods.routing.residency import locate
from pods.routing.shops import public_shop
from shop.catalog.models import Picture, Product, ProductTag, Settings, Variant
from shop.catalog.selectors import products as selectors
from shop.catalog.types import ProductState
from shop.inventory.models import Location, StockItem, StockLevel
from shop.inventory.selectors.stock import IN_USE, summed

OURS = ["pods.routing.middleware.PodMiddleware", "pods.routing.middleware.ResidencyMiddleware"]
STANDARD = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROWS = 20
NEIGHBOURS = 3
PAGES = 20
HOME, BARE = "storefront/home.html", "bare"
BARE_LIST = """<!doctype html><title>{{ shop.name }}</title><ul>{% for product in products %}
<li><a href="{% url 'storefront:product' product.handle %}">{{ product.title }}</a> {{ product.price }}</li>{% endfor %}
</ul>"""


def _plain(model: type[models.Model], **relations: Any) -> Any:
    """Return a model with the same columns but for the shop's."""
    columns = [field for field in model._meta.local_concrete_fields if field.name not in {"shop_id", *relations}]
    meta = type("Meta", (), {"app_label": "bench", "db_table": f"bench_{model._meta.model_name}"})
    fields = {field.name: field.clone() for field in columns}
    name = f"Plain{model.__name__}"
    return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields, **relations})


def _of(model: Any, name: str) -> Any:
    return models.ForeignKey(model, on_delete=models.CASCADE, related_name=name)


PlainSettings = _plain(Settings)
PlainProduct = _plain(Product)
PlainProductTag = _plain(ProductTag, product=_of(PlainProduct, "tag_rows"))
PlainPicture = _plain(Picture, product=_of(PlainProduct, "pictures"))
PlainVariant = _plain(
    Variant,
    product=_of(PlainProduct, "variants"),
    picture=models.ForeignKey(PlainPicture, on_delete=models.SET_NULL, null=True, related_name="+"),
)
PlainStockItem = _plain(
    StockItem, variant=models.OneToOneField(PlainVariant, on_delete=models.CASCADE, related_name="stock")
)
PlainLocation = _plain(Location)
PlainStockLevel = _plain(StockLevel, item=_of(PlainStockItem, "levels"), location=_of(PlainLocation, "levels"))
SOLD = (PlainProduct, PlainVariant, PlainStockItem, PlainStockLevel)
PLAIN = (PlainSettings, PlainLocation, PlainPicture, *SOLD, PlainProductTag)


def our_page(request: HttpRequest, template: str) -> HttpResponse:
    """Show 20 products: as the storefront's home page, or as a bare list."""
    return _page(request, template, Settings.objects.first(), (selectors.complete(), StockItem.objects.all()))


def plain_page(request: HttpRequest, template: str) -> HttpResponse:
    """Show the same from the plain database."""
    variants = PlainVariant.objects.using("plain").filter(is_retired=False).order_by("position", "pk")
    pictures = PlainPicture.objects.using("plain").filter(is_listed=True)
    rows = PlainProduct.objects.using("plain").prefetch_related(
        models.Prefetch("variants", variants),
        models.Prefetch("tag_rows", PlainProductTag.objects.using("plain").order_by("position", "pk")),
        models.Prefetch("pictures", pictures.order_by("position", "pk")),
    )
    items = PlainStockItem.objects.using("plain")
    return _page(request, template, PlainSettings.objects.using("plain").first(), (rows, items))


def _page(request: HttpRequest, template: str, chosen: Any, tables: tuple[Any, Any]) -> HttpResponse:
    rows, items = tables
    found = list(rows.filter(state=ProductState.ACTIVE, is_published=True).order_by("-pk")[:ROWS])
    variant_ids = [each.pk for row in found for each in row.variants.all()]
    stock = summed(items.filter(variant_id__in=variant_ids).values_list(*IN_USE))
    products = [selectors.product_of(row, chosen.currency, stock) for row in found]
    frame = {"shop": SHOP, "theme_href": reverse("storefront:theme", args=["0"]), "cart_quantity": 0}
    context = {**frame, "products": products, "newest": products[0]}
    return render(request, HOME, context) if template == HOME else HttpResponse(_bare_list().render(context, request))


@cache
def _bare_list() -> Any:
    return engines["django"].from_string(BARE_LIST)


SHOP = Shop(schema_name="bench", name="Bench")
urlpatterns = [
    *(path(f"ours/{kind}", our_page, {"template": template}) for kind, template in (("home", HOME), ("bare", BARE))),
    *(path(f"plain/{kind}", plain_page, {"template": template}) for kind, template in (("home", HOME), ("bare", BARE))),
    path("", include("shop.storefront.urls")),
]


@override_settings(
    ROOT_URLCONF=__name__,
    STORAGES={
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
)
def run(options: argparse.Namespace) -> dict[str, Any]:
    """Return plain_us and pods_us a home page and overhead_pct, the same of a bare list, and what each line costs."""
    shop = _fill_pods()
    _fill_plain()
    ours = _handler([*OURS, *STANDARD])
    plain = _handler(STANDARD)
    host = shop.first_host

    def measured(kind: str) -> dict[str, float]:
        our_page, plain_page = partial(ours, host, f"/ours/{kind}"), partial(plain, host, f"/plain/{kind}")
        in_turns(our_page, plain_page, rounds=3, times=PAGES)
        pods_us, plain_us = in_turns(our_page, plain_page, rounds=options.rounds, times=PAGES)
        overhead_pct = 100 * (pods_us / plain_us - 1)
        return {"plain_us": round(plain_us, 1), "pods_us": round(pods_us, 1), "overhead_pct": round(overhead_pct, 1)}

    return {**measured("home"), "bare_list": measured("bare"), "lines_us": _lines(shop)}


class _handler:  # noqa: N801 - a function with a state
    """Answers requests through Django with this middleware."""

    def __init__(self, middleware: list[str]) -> None:
        self._handler, self._factory = BaseHandler(), RequestFactory()
        with override_settings(MIDDLEWARE=middleware):
            self._handler.load_middleware()

    def __call__(self, host: str, address: str) -> None:
        response: Any = self._handler.get_response(self._factory.get(address, headers={"host": host}))
        if response.status_code != 200 or response.content.count(b"<li>") < ROWS:
            raise AssertionError(f"{address} answered {response.status_code}")


def _fill_pods() -> Shop:
    with shop_selected(public_shop()):
        region, _ = Region.objects.get_or_create(code="local", defaults={"name": "This machine"})
        Pod.objects.get_or_create(number=1, defaults={"region": region})
    for number in range(NEIGHBOURS + 1):
        new = NewShop(handle=f"bench-page-{number}", name="Bench", owner_email="owner@bench.example")
        shop = open_shop(new, pod_number=1)
        with shop_selected(shop):
            _fill([each.objects for each in (Product, Variant, StockItem, StockLevel)], Location.objects.get().pk)
    return shop


def _fill_plain() -> None:
    """Make the plain tables in a database of their own on pod_1's server, through Django's stock backend."""
    url = urlsplit(text("POD_1_DATABASE_ROOT_URL"))
    own = connections["pod_1"].settings_dict
    plain = {**own, "ENGINE": "django.db.backends.mysql", "NAME": "plain", "USER": unquote(url.username or "")}
    connections.settings["plain"] = {**plain, "PASSWORD": unquote(url.password or "")}
    with connections["plain"]._nodb_cursor() as cursor:
        cursor.execute("CREATE DATABASE IF NOT EXISTS plain CHARACTER SET utf8mb4")
    with connections["plain"].schema_editor() as editor:
        for model in PLAIN:
            editor.create_model(model)
    PlainSettings.objects.using("plain").create(currency="EUR", country="DE")
    place = PlainLocation.objects.using("plain").create(name="Main", position=1)
    _fill([model.objects.using("plain") for model in SOLD], place.pk)


def _fill(tables: list[Any], location_id: int) -> None:
    products, variants, items, levels = tables
    for row in range(2 * ROWS):
        facts = {
            "title": f"Lamp number {row}",
            "description": "A lamp. It is for reading.",
            "state": ProductState.ACTIVE,
        }
        product = products.create(handle=f"lamp-{row}", **facts)
        variant = variants.create(product_id=product.pk, sku=f"L-{row}", price_minor=1999 + row)
        item = items.create(variant_id=variant.pk)
        levels.create(item_id=item.pk, location_id=location_id, on_hand=5)


def _lines(shop: Shop) -> dict[str, float]:
    """Return the CPU microseconds of each line of defence, measured alone."""
    from pods.db import base
    from pods.db.router import PodRouter
    from pods.isolation.keys import cache_key

    router = PodRouter()
    with shop_selected(shop):
        rows = StockItem.objects.select_related("variant__product").order_by("id")[:ROWS]
        sql, params = rows.query.get_compiler("pod_1").as_sql()
        plain = PlainStockItem.objects.using("plain").select_related("variant__product").order_by("id")[:ROWS]
        bound_us = cpu_us(lambda: rows.query.get_compiler("pod_1").as_sql(), 2000)
        unbound_us = cpu_us(lambda: plain.query.get_compiler("plain").as_sql(), 2000)
        guarded_us = cpu_us(lambda: base._guard(_nothing, sql, params, many=False, context={}), 20_000)
        return {
            "router": round(cpu_us(lambda: router.db_for_read(Variant), 20_000), 2),
            "compiler": round(bound_us - unbound_us, 1),
            "guard": round(guarded_us - cpu_us(lambda: _nothing(sql, params, {}, {}), 20_000), 2),
            "cache_key": round(cpu_us(lambda: cache_key("page", "home"), 20_000), 2),
            "residency_read": round(cpu_us(lambda: locate(shop), 2000), 1),
        }


def _nothing(*args: object) -> None:
    pass
