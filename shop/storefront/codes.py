"""A discount code that a buyer types: into the cart, or beside the checkout's total."""

from shop.orders import api as orders
from shop.orders.errors import CartEmpty, CodeNotUsable
from shop.storefront.forms.cart import CodeForm


def use_code(token: str, form: CodeForm) -> str:
    """Put the form's code into the cart, or take it out. Returns why it cannot be used, nothing when all is well."""
    if not form.is_valid():
        return ""
    if form.cleaned_data["remove"]:
        orders.remove_code(token, form.cleaned_data["code"])
        return ""
    try:
        orders.add_code(token, form.cleaned_data["code"])
    except CodeNotUsable as error:
        return str(error)
    except CartEmpty:
        pass
    return ""
