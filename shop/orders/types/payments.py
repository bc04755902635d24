"""What a gateway answered about an order, as it passes the door of orders."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shop.payments.types import AttemptRecord, Dispute, Operation


class Asking(StrEnum):
    """How far a gateway is with what it is asked: not asked yet, asked without an answer, given up, or answered."""

    WAITING = "waiting"
    AGAIN = "again"
    GIVEN_UP = "given up"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AskedOperation:
    """One capture, void or refund. `tries`, and `next_at`, are of the work that asks the gateway for it."""

    operation: Operation
    asking: Asking
    tries: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaymentTry:
    """One attempt with what was asked of it."""

    record: AttemptRecord
    operations: tuple[AskedOperation, ...]


@dataclass(frozen=True, slots=True)
class OrderPayments:
    """All attempts that led to an order, its own last, and what a worker has given up of asking the gateway."""

    tries: tuple[PaymentTry, ...]
    is_given_up: bool
    is_news_given_up: bool
    """Whether the gateway wrote that something happened, and could not be asked what."""

    @property
    def disputes(self) -> tuple[Dispute, ...]:
        """The order's disputes, oldest first."""
        return self.tries[-1].record.disputes

    @property
    def open_disputes(self) -> tuple[Dispute, ...]:
        """Those that are not decided yet."""
        return tuple(each for each in self.disputes if each.is_open)
