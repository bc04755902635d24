"""Customers by the page: for staff who look and search, and for an export that reads them all."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from shop.addresses import normal_email
from shop.customers.models import Customer as CustomerRow
from shop.customers.models import CustomerTag
from shop.customers.rules import folded, search_words
from shop.customers.selectors.customers import complete
from shop.customers.types import Customer, CustomersPage


def customers_page(
    *, search: str = "", tag: str = "", before: int | None = None, after: int | None = None, size: int = 50
) -> CustomersPage:
    """Return a page of customers, newest first. Five queries: rows, how many in all, tags, addresses, consents.

    Each word of `search` must be found in name, e-mail, phone or a tag; `tag` is one that they have. `before`:
    customers with a smaller id than this; `after`: the ones that follow it. A search reads the shop's customers one
    by one, in the order of their key, and as the total is told it reads all of them.
    """
    rows = _found(search, tag)
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        shown = found[:size][::-1]
        newer, older = len(found) > size, True
    else:
        found = list((rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[: size + 1])
        shown = found[:size]
        newer, older = before is not None, len(found) > size
    return CustomersPage(
        customers=complete(shown),
        total=rows.count(),
        older=shown[-1].pk if shown and older else None,
        newer=shown[0].pk if shown and newer else None,
    )


def customers_after(customer_id: int, *, size: int = 500) -> tuple[Customer, ...]:
    """Return the next customers in the order of their ids, for who reads them all. Four queries."""
    return complete(list(CustomerRow.objects.filter(pk__gt=customer_id).order_by("pk")[:size]))


def find_customer(email: str) -> int | None:
    """Return the id of the customer with this e-mail. One query."""
    return CustomerRow.objects.filter(email=normal_email(email)).values_list("pk", flat=True).first()


def tags_in_use(*, limit: int = 50) -> list[str]:
    """Return the tags that customers have, by the alphabet, for a form to suggest. One query."""
    found = CustomerTag.objects.order_by("folded").values_list("folded", "tag").distinct()[: 2 * limit]
    return list(dict(found).values())[:limit]  # two spellings of one tag are one


def _found(search: str, tag: str) -> QuerySet[CustomerRow]:
    rows = CustomerRow.objects.all()
    if tag.strip():
        rows = rows.filter(_has_tag(Q(folded=folded(tag))))
    for word in search_words(search):
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(email__contains=normal_email(word))
            | Q(phone__contains=word)
            | Q(_has_tag(Q(folded__contains=folded(word))))
        )
    return rows


def _has_tag(which: Q) -> Exists:
    return Exists(CustomerTag.objects.filter(which, customer_id=OuterRef("pk")))
