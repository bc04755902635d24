"""Customers as a CSV file that spreadsheets open: a row for each, and one more for each further address.

The cells of texts are harmless (shop.csv_cells): taking off what was put before them gives back exactly what was there.
Rows end with CR LF. Further rows carry the e-mail and an address, and nothing else.
"""

import csv
from collections.abc import Iterable, Iterator
from io import TextIOBase
from typing import TextIO

from shop.addresses import Address
from shop.csv_cells import harmless
from shop.customers.types import Customer

EMAIL = "Email"
_ADDRESS = {
    "Address Name": "name",
    "Address Company": "company",
    "Address1": "line1",
    "Address2": "line2",
    "City": "city",
    "Region": "region",
    "Postcode": "postcode",
    "Country Code": "country",
    "Address Phone": "phone",
}
COLUMNS = (
    EMAIL,
    "Name",
    "Phone",
    "Language",
    "Tags",
    "Note",
    "Accepts Email Marketing",
    "Accepts SMS Marketing",
    "Created At",
    *_ADDRESS,
)


def write_customers(file: TextIO | TextIOBase, customers: Iterable[Customer]) -> int:
    """Write a header and the rows of each customer as they come; return how many customers it were.

    The file is UTF-8 with newline="".
    """
    writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    count = 0
    for customer in customers:
        writer.writerows(_rows(customer))
        count += 1
    return count


def _rows(customer: Customer) -> Iterator[dict[str, str]]:
    first, *others = customer.addresses or (None,)
    yield _customer_cells(customer) | (_address_cells(first.address) if first is not None else {})
    for each in others:
        if each is not None:
            yield {EMAIL: harmless(customer.email), **_address_cells(each.address)}


def _customer_cells(customer: Customer) -> dict[str, str]:
    return {
        EMAIL: harmless(customer.email),
        "Name": harmless(customer.name),
        "Phone": harmless(customer.phone),
        "Language": customer.language,
        "Tags": harmless(", ".join(customer.tags)),
        "Note": harmless(customer.note),
        "Accepts Email Marketing": "yes" if customer.accepts_email else "no",
        "Accepts SMS Marketing": "yes" if customer.accepts_sms else "no",
        "Created At": customer.created_at.isoformat(timespec="seconds"),
    }


def _address_cells(address: Address) -> dict[str, str]:
    return {column: harmless(getattr(address, name)) for column, name in _ADDRESS.items()}
