"""What staff change of an order by hand: where it goes, and what they write about it."""

from collections.abc import Sequence
from dataclasses import asdict

from django.utils.translation import gettext

from pods.isolation.versions import save_version
from pods.outbox.api import Subject, audit, publish
from pods.routing.actor import current_actor
from pods.routing.service import service
from shop.addresses import Address, fault_sentence, stripped_address, wrong_address
from shop.orders.errors import DetailsWrong, KeyReused, NotPossible
from shop.orders.events import ADDRESS_CHANGED, NOTED, TAGGED
from shop.orders.folding import folded_tag
from shop.orders.locks import locked_order
from shop.orders.models import OrderNote, OrderTag
from shop.orders.obstacles import Obstacle
from shop.orders.selectors.facts import facts_now
from shop.staff.api import Permission

LONGEST_NOTE = 5000
LONGEST_TAG = 60
MOST_TAGS = 50


@service(permission=Permission.ORDERS_EDIT)
def edit_address(order_id: int, shipping: Address, *, version: int) -> None:
    """Change where an order goes, as long as something is to be sent; needs orders.edit.

    The country stays: tax and shipping were reckoned for it. Raises OrderUnknown, DetailsWrong (by the address's
    fields), NotPossible, StaleVersion.
    """
    shipping = stripped_address(shipping)
    order = locked_order(order_id)
    wrong = {name: fault_sentence(fault, country=shipping.country) for name, fault in wrong_address(shipping).items()}
    if shipping.country != order.shipping["country"]:
        wrong["country"] = gettext("The country stays: tax and shipping were reckoned for it.")
    if wrong:
        raise DetailsWrong(wrong)
    facts = facts_now(order)
    if facts.is_cancelled or not facts.to_send:
        raise NotPossible(Obstacle.CANCELLED if facts.is_cancelled else Obstacle.NOTHING_TO_SEND)
    before, after = dict(order.shipping), asdict(shipping)
    if {**asdict(Address(**before))} == after:
        return
    save_version(order, version=version, shipping=after)
    subject = Subject("order", order_id)
    publish(ADDRESS_CHANGED, subject, {"order_id": order_id})
    audit(ADDRESS_CHANGED, subject, before, after)


@service(permission=Permission.ORDERS_EDIT)
def add_note(order_id: int, text: str, *, key: str) -> int:
    """Write a note about an order, for staff only, and return its id; needs orders.edit. The same key writes it once.

    Raises OrderUnknown, DetailsWrong, KeyReused.
    """
    text = text.strip()
    if not text or len(text) > LONGEST_NOTE:
        raise DetailsWrong({"text": gettext("Please fill this in.") if not text else gettext("This is too long.")})
    locked_order(order_id)
    known = OrderNote.objects.filter(key=key).first()
    if known is not None:
        if known.order_id != order_id:
            raise KeyReused
        return known.pk
    actor = current_actor()
    note = OrderNote.objects.create(
        order_id=order_id,
        key=key,
        text=text,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
    )
    subject = Subject("order", order_id)
    publish(NOTED, subject, {"order_id": order_id, "note_id": note.pk})
    audit(NOTED, subject, {}, {"note_id": note.pk})
    return note.pk


@service(permission=Permission.ORDERS_EDIT)
def set_tags(order_id: int, tags: Sequence[str]) -> None:
    """Give an order these tags and no others; needs orders.edit. A tag typed in another case is the same tag.

    Raises OrderUnknown, DetailsWrong. Run again it changes nothing.
    """
    wanted = {folded_tag(tag): " ".join(tag.split()) for tag in tags if tag.strip()}
    if len(wanted) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in wanted.values()):
        raise DetailsWrong({"tags": gettext("At most 50 tags of 60 characters.")})
    locked_order(order_id)
    held = dict(OrderTag.objects.filter(order_id=order_id).values_list("folded", "tag"))
    if held.keys() == wanted.keys():
        return
    OrderTag.objects.filter(order_id=order_id, folded__in=held.keys() - wanted.keys()).delete()
    OrderTag.objects.bulk_create(
        OrderTag(order_id=order_id, tag=tag, folded=folded) for folded, tag in wanted.items() if folded not in held
    )
    subject = Subject("order", order_id)
    publish(TAGGED, subject, {"order_id": order_id, "tags": len(wanted)})
    audit(TAGGED, subject, {"tags": sorted(held.values())}, {"tags": sorted(wanted.values())})
