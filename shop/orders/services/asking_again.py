"""Asking the gateway once more for what it never answered, after the worker has given up."""

from pods.outbox.api import Subject, audit, publish, resume
from pods.routing.service import service
from shop.orders.errors import OrderUnknown
from shop.orders.events import ASKED_AGAIN, WORK_OF_ATTEMPT, WORK_OF_ORDER
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.staff.api import Permission


@service(permission=Permission.ORDERS_CAPTURE)
def ask_again(order_id: int) -> bool:
    """Let what was given up of an order's money be tried anew; needs orders.capture. Says whether there was anything.

    Nothing new is decided, and each key is still its own: what the gateway did already it does not do twice. Asked
    twice it happens once. Raises OrderUnknown.
    """
    attempt_id = Order.objects.filter(pk=order_id).values_list("attempt_id", flat=True).first()
    if attempt_id is None:
        raise OrderUnknown
    subject = Subject("order", order_id)
    resumed = resume(WORK_OF_ORDER, subject) + resume(WORK_OF_ATTEMPT, Subject("attempt", attempt_id))
    if not resumed:
        return False
    lock_order(order_id)
    publish(ASKED_AGAIN, subject, {"order_id": order_id})
    audit(ASKED_AGAIN, subject, {"given_up": resumed}, {"given_up": 0})
    return True
