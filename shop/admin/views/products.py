"""Products: the list, a simple editor, and the stock."""

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.products import ProductForm, StockForm, values_of
from shop.catalog import api as catalog
from shop.catalog.errors import FieldsWrong, HandleTaken, ProductUnknown
from shop.catalog.types import Product
from shop.inventory import api as inventory
from shop.inventory.errors import FieldsWrong as StockFieldsWrong
from shop.staff.api import Permission, signed_in

SOLD_OUT = "sold-out"


@route(RouteClass.ADMIN)
@require_safe
@signed_in()
def index(request: HttpRequest) -> HttpResponse:
    """List the products, all of them or those that are sold out."""
    products = catalog.products_of_shop()
    sold_out = [product for product in products if product.is_active and product.is_sold_out]
    is_sold_out = request.GET.get("show") == SOLD_OUT
    context = {
        "section": "products",
        "products": sold_out if is_sold_out else products,
        "is_sold_out": is_sold_out,
        "count": len(products),
        "sold_out_count": len(sold_out),
    }
    return render(request, "shop_admin/products/index.html", context)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.PRODUCTS_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """Make a product."""
    currency = catalog.shop_settings().currency
    if request.method != "POST":
        return _editor(request, None, ProductForm(initial={"version": 0, "state": "draft"}, currency=currency))
    form = ProductForm(request.POST, currency=currency)
    if form.is_valid():
        try:
            return redirect("shop_admin:product", product_id=catalog.create_product(form.product_fields()))
        except FieldsWrong as error:
            _show_in_fields(form, error)
        except HandleTaken as error:
            form.add_error("title", str(error))
    return _editor(request, None, form, status=422)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.PRODUCTS_EDIT)
def edit(request: HttpRequest, product_id: int) -> HttpResponse:
    """Change a product; a save over somebody else's is refused and both versions are shown."""
    product = _product(product_id)
    currency = product.price.currency
    if request.method != "POST":
        return _editor(request, product, ProductForm(initial=values_of(product), currency=currency))
    form = ProductForm(request.POST, currency=currency)
    if form.is_valid():
        try:
            catalog.edit_product(product_id, form.product_fields(product), version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, _product(product_id), form)
        except FieldsWrong as error:
            _show_in_fields(form, error)
        else:
            return redirect(f"{request.path}?saved")
    return _editor(request, product, form, status=422)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.STOCK_ADJUST)
def stock(request: HttpRequest, product_id: int) -> HttpResponse:
    """Add to the stock, or take from it."""
    product = _product(product_id)
    form = StockForm(request.POST)
    if form.is_valid():
        try:
            inventory.adjust_stock(product.variant_id, **form.cleaned_data)
        except StockFieldsWrong as error:
            _show_in_fields(form, error)
        else:
            return redirect("shop_admin:product", product_id=product_id)
    return _editor(
        request,
        product,
        ProductForm(initial=values_of(product), currency=product.price.currency),
        stock_form=form,
        status=422,
    )


def _editor(
    request: HttpRequest,
    product: Product | None,
    form: ProductForm,
    *,
    stock_form: StockForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "section": "products",
        "product": product,
        "form": form,
        "stock_form": stock_form or StockForm(),
        "is_saved": "saved" in request.GET and not form.is_bound,
    }
    return render(request, "shop_admin/products/editor.html", context, status=status)


def _conflict(request: HttpRequest, saved: Product, form: ProductForm) -> HttpResponse:
    now = values_of(saved)
    rows = [
        {"label": form[name].label, "mine": form[name].value(), "saved": now[name]}
        for name in ("title", "description", "price", "sku", "state")
    ]
    context = {"section": "products", "product": saved, "form": form, "rows": rows}
    return render(request, "shop_admin/products/conflict.html", context, status=409)


def _product(product_id: int) -> Product:
    try:
        return catalog.product_by_id(product_id)
    except ProductUnknown as error:
        raise Http404 from error


def _show_in_fields(form: Form, error: FieldsWrong | StockFieldsWrong) -> None:
    for name, sentence in error.fields.items():
        field = name.removeprefix("variants-0-")
        form.add_error(field if field in form.fields else None, sentence)
