"""What tests of customers share: people as staff add them, and all that a shop keeps of its customers."""

from typing import Any

from pods.outbox.models import AuditEntry, Event
from pods.routing.actor import acting_as
from shop.customers import api as customers
from shop.customers.models import ConsentEntry, Customer, CustomerAddress, CustomerTag
from shop.customers.types import CustomerFields
from tests.shop.selling import STAFF

SOLVEIG = CustomerFields(
    email="solveig@example.no",
    name="Solveig Aas",
    phone="+47 55 12 34 56",
    note="Calls before noon.",
    language="nb",
    tags=("Wholesale", "bergen"),
)


def add(email: str = SOLVEIG.email, **fields: Any) -> int:
    """Add a customer as staff do."""
    with acting_as(STAFF):
        return customers.add_customer(CustomerFields(email=email, **fields))


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Return every row that the current shop keeps of its customers, and what was told of them."""
    models = (Customer, CustomerTag, CustomerAddress, ConsentEntry, Event, AuditEntry)
    return {model._meta.label: list(model.objects.order_by("pk").values_list()) for model in models}
