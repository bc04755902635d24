"""The merchant's admin, below /admin/."""

from django.urls import path

from shop.admin.views import customer_addresses, customer_consents, customers, home, orders, products
from shop.staff.api import sign_in_page, sign_out_page

app_name = "shop_admin"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in", sign_in_page, name="sign_in"),
    path("sign-out", sign_out_page, name="sign_out"),
    path("orders", orders.index, name="orders"),
    path("orders/<int:number>", orders.detail, name="order"),
    path("orders/<int:number>/risk", orders.risk, name="order_risk"),
    path("orders/<int:number>/capture", orders.capture, name="capture"),
    path("customers", customers.index, name="customers"),
    path("customers/new", customers.create, name="new_customer"),
    path("customers/<int:customer_id>", customers.detail, name="customer"),
    path("customers/<int:customer_id>/edit", customers.edit, name="edit_customer"),
    path("customers/<int:customer_id>/consent", customer_consents.note, name="note_consent"),
    path("customers/<int:customer_id>/addresses", customer_addresses.add, name="add_address"),
    path("customers/addresses/<int:address_id>", customer_addresses.edit, name="address"),
    path("customers/addresses/<int:address_id>/default", customer_addresses.choose_default, name="default_address"),
    path("customers/addresses/<int:address_id>/remove", customer_addresses.remove, name="remove_address"),
    path("products", products.index, name="products"),
    path("products/new", products.create, name="new_product"),
    path("products/<int:product_id>", products.edit, name="product"),
    path("products/<int:product_id>/stock", products.stock, name="stock"),
]
