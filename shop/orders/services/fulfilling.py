"""Sending an order's pieces, in parts, and taking back that they were sent."""

from collections.abc import Mapping
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext

from pods.outbox.api import Subject, audit, publish
from pods.routing.actor import current_actor
from pods.routing.service import service
from shop.inventory.api import location_by_id, ship_stock, unship_stock
from shop.orders.errors import DetailsWrong, FulfilmentUnknown, KeyReused, NotPossible
from shop.orders.events import FULFILLED, FULFILMENT_CANCELLED
from shop.orders.locks import locked_order
from shop.orders.models import Fulfilment, FulfilmentLine, Order, OrderLine
from shop.orders.obstacles import Obstacle
from shop.orders.rules.permits import OrderFactsNow, may_fulfil, may_send, may_unsend
from shop.orders.selectors.facts import facts_now
from shop.orders.selectors.orders import order_row
from shop.orders.services.once import DoneMeanwhile, once
from shop.orders.services.restating import restate
from shop.orders.types import Parcel
from shop.staff.api import Permission

LONGEST = {"carrier": 60, "tracking_number": 120, "tracking_url": 500}


@service(permission=Permission.ORDERS_FULFIL)
def fulfil_order(order_id: int, parcel: Parcel) -> int:
    """Send pieces of an order and return the fulfilment's id; needs orders.fulfil. The same key returns the first one.

    The goods leave the stock that was reserved for the order. Raises OrderUnknown, NotPossible, KeyReused,
    DetailsWrong, LocationError (inventory).
    """
    _refuse_wrong(parcel)
    return once(partial(_known, order_id, parcel.key), partial(_send, order_id, parcel))


def _known(order_id: int, key: str) -> int | None:
    found = Fulfilment.objects.filter(key=key).first()
    if found is not None and found.order_id != order_id:
        raise KeyReused
    return None if found is None else found.pk


def _send(order_id: int, parcel: Parcel) -> int:
    seen = order_row(order_id)
    if parcel.location_id is not None:
        location_by_id(parcel.location_id)
    quantities = parcel.quantities if parcel.quantities is not None else _all_left(facts_now(seen))
    ship_stock(holder_of(seen), variants_of(order_id, quantities), location_id=parcel.location_id)
    order = locked_order(order_id)
    if _known(order_id, parcel.key) is not None:
        raise DoneMeanwhile
    facts = facts_now(order)
    obstacle = may_fulfil(facts) or may_send(facts.lines, quantities)
    if obstacle is not None:
        raise NotPossible(obstacle)
    fulfilment = _note_fulfilment(order, parcel, quantities)
    restate(order_id)
    _tell(FULFILLED, fulfilment, sum(quantities.values()))
    return fulfilment.pk


def _all_left(facts: OrderFactsNow) -> dict[int, int]:
    return {line.line_id: line.to_send for line in facts.lines if line.to_send}


def _note_fulfilment(order: Order, parcel: Parcel, quantities: Mapping[int, int]) -> Fulfilment:
    actor = current_actor()
    last = Fulfilment.objects.filter(order_id=order.pk).aggregate(last=Max("number"))["last"]
    fulfilment = Fulfilment.objects.create(
        order_id=order.pk,
        key=parcel.key,
        number=(last or 0) + 1,
        location_id=parcel.location_id,
        carrier=parcel.carrier.strip(),
        tracking_number=parcel.tracking_number.strip(),
        tracking_url=parcel.tracking_url.strip(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
    )
    FulfilmentLine.objects.bulk_create(
        FulfilmentLine(fulfilment_id=fulfilment.pk, order_line_id=line_id, quantity=quantity)
        for line_id, quantity in quantities.items()
    )
    return fulfilment


@service(permission=Permission.ORDERS_FULFIL)
def cancel_fulfilment(fulfilment_id: int) -> None:
    """Take back that pieces were sent: they are to be sent again; needs orders.fulfil. Run again it changes nothing.

    The goods lie where they left from. Raises FulfilmentUnknown, NotPossible.
    """
    fulfilment = Fulfilment.objects.filter(pk=fulfilment_id).first()
    if fulfilment is None:
        raise FulfilmentUnknown
    if fulfilment.cancelled_at is None:
        once(partial(_cancelled, fulfilment_id), partial(_unsend, fulfilment))


def _cancelled(fulfilment_id: int) -> bool | None:
    return Fulfilment.objects.filter(pk=fulfilment_id, cancelled_at__isnull=False).exists() or None


def _unsend(fulfilment: Fulfilment) -> bool:
    order_id = fulfilment.order_id
    quantities = dict(
        FulfilmentLine.objects.filter(fulfilment_id=fulfilment.pk).values_list("order_line_id", "quantity")
    )
    holder = holder_of(order_row(order_id))
    unship_stock(holder, variants_of(order_id, quantities), location_id=fulfilment.location_id)
    order = locked_order(order_id)
    if _cancelled(fulfilment.pk):
        raise DoneMeanwhile
    obstacle = may_unsend(facts_now(order).lines, quantities)
    if obstacle is not None:
        raise NotPossible(obstacle)
    Fulfilment.objects.filter(pk=fulfilment.pk).update(cancelled_at=Now())
    restate(order_id)
    _tell(FULFILMENT_CANCELLED, fulfilment, sum(quantities.values()))
    return True


def holder_of(order: Order) -> Subject:
    """Return in whose name an order's goods are reserved: still its checkout's."""
    return Subject("checkout", order.checkout_id)


def variants_of(order_id: int, quantities: Mapping[int, int]) -> dict[int, int]:
    """Return quantities of an order's lines by variant. One query. Raises NotPossible for a line of another order."""
    known = dict(OrderLine.objects.filter(order_id=order_id, pk__in=quantities).values_list("pk", "variant_id"))
    if len(known) < len(quantities):
        raise NotPossible(Obstacle.LINE_UNKNOWN)
    if not quantities or min(quantities.values()) < 1:
        raise NotPossible(Obstacle.NOTHING_ASKED)
    return {known[line_id]: quantity for line_id, quantity in quantities.items()}


def _tell(name: str, fulfilment: Fulfilment, quantity: int) -> None:
    subject = Subject("order", fulfilment.order_id)
    told = {
        "order_id": fulfilment.order_id,
        "fulfilment_id": fulfilment.pk,
        "number": fulfilment.number,
        "quantity": quantity,
    }
    publish(name, subject, told)
    audit(name, subject, {}, {"fulfilment_id": fulfilment.pk, "number": fulfilment.number, "quantity": quantity})


def _refuse_wrong(parcel: Parcel) -> None:
    """Look at what was typed; raises DetailsWrong."""
    wrong = {
        name: gettext("This is too long.")
        for name, longest in LONGEST.items()
        if len(getattr(parcel, name).strip()) > longest
    }
    if parcel.tracking_url.strip() and "tracking_url" not in wrong:
        try:
            URLValidator(schemes=["http", "https"])(parcel.tracking_url.strip())
        except ValidationError:
            wrong["tracking_url"] = gettext("A tracking address looks like https://carrier.example/parcel/123.")
    if wrong:
        raise DetailsWrong(wrong)
