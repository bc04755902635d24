"""What the operators' pages show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PodRow:
    """A pod and how full it is, as the directory knows it."""

    alias: str
    region: str
    state: str
    state_label: str
    shops: int
    capacity: int


@dataclass(frozen=True, slots=True)
class ShopRow:
    """A shop and where it lives, as the directory knows it."""

    id: int
    handle: str
    name: str
    host: str
    pod: str
    state: str
    state_label: str


@dataclass(frozen=True, slots=True)
class ShopsPage:
    """One page of shops by id. The link to the next carries `after`; None where there is no more."""

    shops: tuple[ShopRow, ...]
    total: int
    after: int | None
