"""What passes the customers' door."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Customer:
    """A buyer of one shop. The same e-mail in two shops is two customers."""

    id: int
    email: str
    name: str
