"""The merchant's admin, below /admin/."""

from django.urls import path

from shop.admin.views import (
    customer_addresses,
    customer_consents,
    customers,
    home,
    order_money,
    order_parcels,
    order_refunds,
    order_words,
    orders,
    products,
)
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
    path("orders/<int:number>/payment/<slug:action>", order_money.act, name="order_payment"),
    path("orders/<int:number>/cancel", order_money.cancel, name="cancel_order"),
    path("orders/<int:number>/fulfil", order_parcels.fulfil, name="fulfil_order"),
    path("orders/<int:number>/fulfilments/<int:fulfilment_id>/cancel", order_parcels.cancel, name="cancel_fulfilment"),
    path("orders/<int:number>/refund", order_refunds.refund, name="refund_order"),
    path("orders/<int:number>/refunds/<int:refund_id>/again", order_refunds.again, name="refund_again"),
    path("orders/<int:number>/note", order_words.note, name="order_note"),
    path("orders/<int:number>/tags", order_words.tags, name="order_tags"),
    path("orders/<int:number>/address", order_words.address, name="order_address"),
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
