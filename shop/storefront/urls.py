"""The shop's own addresses; those that theme developers know have their names."""

from django.urls import path

from shop.storefront.views import cart, checkout, collections, orders, products, scripts, theme, totals

app_name = "storefront"
urlpatterns = [
    path("", products.home, name="home"),
    path("collections", collections.index, name="collections"),
    path("collections/<slug:handle>", collections.collection, name="collection"),
    path("search", collections.search, name="search"),
    path("products/<slug:handle>.json", products.as_json, name="product_json"),
    path("products/<slug:handle>", products.product, name="product"),
    path("products/<slug:handle>.svg", products.picture, name="picture"),
    path("pictures/<slug:key>/<int:width>", products.picture_file, name="picture_file"),
    path("cart", cart.cart, name="cart"),
    path("cart.js", scripts.cart, name="cart_js"),
    path("cart/add.js", scripts.add, name="add_to_cart_js"),
    path("cart/change.js", scripts.change, name="change_cart_js"),
    path("cart/add", cart.add, name="add_to_cart"),
    path("cart/change", cart.change, name="change_cart"),
    path("cart/code", cart.code, name="cart_code"),
    path("checkout", checkout.checkout, name="checkout"),
    path("checkout/totals", totals.totals, name="checkout_totals"),
    path("checkout/code", totals.code, name="checkout_code"),
    path("orders/status/<str:token>", orders.status, name="order_status"),
    path("orders/<str:token>", orders.order, name="order"),
    path("theme/<slug:hash_>.css", theme.theme, name="theme"),
]
