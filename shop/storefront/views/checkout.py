"""The checkout: one page, one button. A refusal says first whether money moved."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from pods.routing.actor import BUYER, acting_as
from pods.routing.routes import RouteClass, route
from shop.catalog import api as catalog
from shop.catalog.errors import StockError
from shop.customers.api import marketing_wording
from shop.orders import api as orders
from shop.orders.errors import (
    CartEmpty,
    CheckoutOpen,
    DetailsWrong,
    KeyReused,
    PaymentNotTaken,
    ShippingNotSettled,
    TotalChanged,
)
from shop.orders.types import MANUAL, CheckoutDetails, CheckoutResult
from shop.payments import api as payments
from shop.payments.errors import AnswerLost, CardRefused, GatewayNotReached
from shop.storefront import buyer
from shop.storefront.forms.checkout import CheckoutForm
from shop.storefront.rendering import page
from shop.storefront.test_cards import TEST_CARDS


@route(RouteClass.CHECKOUT)
@sensitive_post_parameters("card_number", "card_expiry", "card_code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """Show the form, or buy the cart with it."""
    token = buyer.find_cart_token(request)
    if token is None:
        return redirect("storefront:cart")
    if request.method == "POST":
        return _buy(request, token)
    return open_checkout(request, token)


def open_checkout(request: HttpRequest, token: str, *, status: int = 200, **told: Any) -> HttpResponse:
    """Render the form as it is before anything was typed, with the shop's country to begin with."""
    country = catalog.shop_settings().country
    form = CheckoutForm(initial={"shipping_country": country, "billing_country": country})
    return _checkout_page(request, token, form, status=status, **told)


def _buy(request: HttpRequest, token: str) -> HttpResponse:
    form = CheckoutForm(request.POST)
    if not form.is_valid():
        return _checkout_page(request, token, form, status=422)
    try:
        result = _submit(form, token)
    except CartEmpty:
        return redirect("storefront:cart")
    except (DetailsWrong, CardRefused) as error:
        _show_in_fields(form, error)
        return _checkout_page(request, token, form, status=422)
    except (StockError, TotalChanged, ShippingNotSettled, PaymentNotTaken, CheckoutOpen, KeyReused) as error:
        # A used key would be refused again: the next try is another payment.
        return _checkout_page(
            request, token, form, refusal=_sentence(error), new_key=isinstance(error, KeyReused), status=409
        )
    except (GatewayNotReached, AnswerLost) as error:
        return _checkout_page(request, token, form, refusal=_sentence(error), status=503)
    return _after(request, token, form, result)


def _sentence(error: Exception) -> str:
    """Say what happened; with money, first whether it moved."""
    if isinstance(error, KeyReused):
        return _("This page was sent before with other details. Nothing more was charged: look it over and pay.")
    if isinstance(error, GatewayNotReached | AnswerLost):
        return _("Nothing was charged. The payment service does not answer just now; try again in a minute.")
    return str(error)


def _submit(form: CheckoutForm, token: str) -> CheckoutResult:
    """Check, tokenise, buy as the buyer: the card's number ends here, only its token goes on."""
    shipping, billing = form.shipping_address(), form.billing_address()
    typed = {name: form.cleaned_data[name] for name in ("email", "phone", "note")}
    orders.check_details(shipping=shipping, billing=billing, **typed)
    details = CheckoutDetails(
        cart_token=token,
        idempotency_key=form.cleaned_data["idempotency_key"],
        shipping=shipping,
        billing=billing,
        payment=payments.tokenise_card(form.card()) if form.wants_card else MANUAL,
        expected_total=form.expected_total(),
        method_id=form.cleaned_data["method_id"],
        accepts_marketing=form.cleaned_data["accepts_marketing"],
        **typed,
    )
    with acting_as(BUYER):
        return orders.submit_checkout(details)


def _after(request: HttpRequest, token: str, form: CheckoutForm, result: CheckoutResult) -> HttpResponse:
    if result.is_declined:
        # The same key would only repeat the answer: the next try is another payment.
        return _checkout_page(request, token, form, declined=result, new_key=True, status=402)
    buyer.forget_quantity(request)
    return redirect("storefront:order", token=form.cleaned_data["idempotency_key"])


def _checkout_page(
    request: HttpRequest,
    token: str,
    form: CheckoutForm,
    *,
    new_key: bool = False,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    quote = orders.quote_of_cart(
        token,
        destination=form.destination(),
        method_id=form.method_chosen(),
        choose_first=True,
        email=form.email_typed(),
    )
    buyer.remember_quantity(request, quote.cart)
    if not quote.cart.can_be_bought:
        return redirect("storefront:cart")
    sent_key = None if new_key or not form.is_bound else form.cleaned_data.get("idempotency_key")
    shown = {
        "form": form,
        "cart": quote.cart,
        "quote": quote,
        "key": sent_key or orders.new_idempotency_key(),
        "test_cards": TEST_CARDS,
        "marketing": marketing_wording(),
        "manual": payments.payment_settings().manual,
    }
    return page(request, "checkout.html", shown | context, status=status)


def _show_in_fields(form: CheckoutForm, error: DetailsWrong | CardRefused) -> None:
    if isinstance(error, CardRefused):
        form.add_error("card_number", str(error))
        return
    for name, sentence in error.fields.items():
        part, _dot, _field = name.partition(".")
        if part == "billing" and not form.cleaned_data["billing_differs"]:
            continue  # it is the delivery address, whose fields say so already
        form.add_error(name.replace(".", "_"), sentence)
