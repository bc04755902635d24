"""What passes the customers' door."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shop.addresses import Address


class ConsentChannel(StrEnum):
    """What a customer may be written to by."""

    EMAIL = "email"
    SMS = "sms"


class ConsentState(StrEnum):
    """What a customer said."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class ConsentSource(StrEnum):
    """Where a customer said it."""

    CHECKOUT = "checkout"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One thing that a customer said about being written to. It never changes; the newest of a channel holds.

    `wording` is what was agreed to, word for word, or how staff were told.
    """

    id: int
    channel: ConsentChannel
    state: ConsentState
    source: ConsentSource
    sentence: str
    wording: str
    actor_name: str
    at: datetime

    @property
    def is_given(self) -> bool:
        """Whether the customer agreed."""
        return self.state is ConsentState.GIVEN


@dataclass(frozen=True, slots=True)
class CustomerFields:
    """A customer as staff write it down."""

    email: str
    name: str = ""
    phone: str = ""
    note: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """An address of a customer. A customer with addresses has exactly one that is the default."""

    id: int
    customer_id: int
    address: Address
    is_default: bool
    version: int


@dataclass(frozen=True, slots=True)
class Customer:
    """A buyer of one shop. The same e-mail in two shops is two customers. Forms carry `version`."""

    id: int
    email: str
    name: str
    phone: str
    note: str
    language: str
    tags: tuple[str, ...]
    addresses: tuple[SavedAddress, ...]
    accepts_email: bool
    accepts_sms: bool
    created_at: datetime
    version: int

    @property
    def title(self) -> str:
        """What to call the customer."""
        return self.name or self.email

    @property
    def fields(self) -> CustomerFields:
        """What a form shows."""
        return CustomerFields(self.email, self.name, self.phone, self.note, self.language, self.tags)


@dataclass(frozen=True, slots=True)
class CustomersPage:
    """One page of customers, newest first. Links carry `before=older` or `after=newer`; None where there is no more."""

    customers: tuple[Customer, ...]
    total: int
    older: int | None
    newer: int | None
