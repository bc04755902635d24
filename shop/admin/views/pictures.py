"""The pictures of a product: uploaded, described, put in order, taken away."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pods.routing.routes import RouteClass, route
from shop.admin.forms.fields import is_id
from shop.admin.views.products import find_product, show_product
from shop.catalog import api as catalog
from shop.catalog.errors import FieldsWrong, PictureRefused, PictureUnknown, TooManyPictures
from shop.staff.api import Permission, signed_in

MOST_READ = 10 * 1024 * 1024 + 1
"""Bytes: one more than the catalog takes, so that it refuses what is longer."""


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.PRODUCTS_EDIT)
def add(request: HttpRequest, product_id: int) -> HttpResponse:
    """Take an upload as the product's last picture; its sizes are made by a worker."""
    product = find_product(product_id)
    upload = request.FILES.get("picture")
    if not isinstance(upload, UploadedFile):
        return show_product(request, product, refused=_("Choose a picture first."), status=422)
    try:
        catalog.add_picture(product_id, upload.read(MOST_READ), alt=request.POST.get("alt", ""))
    except (PictureRefused, TooManyPictures, FieldsWrong) as error:
        return show_product(request, product, refused=str(error), status=422)
    return _done(product_id)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.PRODUCTS_EDIT)
def change(request: HttpRequest, product_id: int) -> HttpResponse:
    """Do what a picture's button asks: `remove`, `behind` another one (0 is the beginning), or save its `alt`."""
    product = find_product(product_id)
    asked = request.POST.get("picture", "")
    picture_id = next((each.id for each in product.pictures if str(each.id) == asked), 0)
    behind = request.POST.get("behind", "")
    try:
        if "remove" in request.POST:
            catalog.remove_picture(picture_id)
        elif is_id(behind):
            catalog.place_picture(picture_id, after_id=int(behind) or None)
        elif "alt" in request.POST:
            catalog.describe_picture(picture_id, alt=request.POST["alt"])
    except PictureUnknown:
        refused = _("This picture is no longer there. Look at the list once more.")
        return show_product(request, find_product(product_id), refused=refused, status=422)
    except FieldsWrong as error:
        return show_product(request, product, refused=str(error), status=422)
    return _done(product_id)


def _done(product_id: int) -> HttpResponse:
    return redirect(f"{redirect('shop_admin:product', product_id=product_id).url}#pictures")
