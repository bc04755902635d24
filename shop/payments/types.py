"""What passes the door of payments."""

from dataclasses import dataclass, field
from enum import StrEnum

from shop.money import Money


@dataclass(frozen=True, slots=True)
class Card:
    """What the buyer typed. It goes to the gateway and nowhere else: never stored, never logged, no repr of it."""

    number: str = field(repr=False)
    expiry_month: int
    expiry_year: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardToken:
    """What stands for a card on our side. `fingerprint` is keyed by the gateway: equal for one card, opaque to us."""

    token: str
    brand: str
    last_four: str
    bin: str
    fingerprint: str


class AttemptState(StrEnum):
    """States of a payment attempt; rules.MOVES has the sentence for each way between them."""

    SENT = "sent"
    SETTLING = "settling"
    AUTHORISED = "authorised"
    DECLINED = "declined"
    VOIDED = "voided"
    CAPTURED = "captured"


OPEN_STATES = frozenset({AttemptState.SENT, AttemptState.SETTLING})
"""While an attempt is in one of these nobody knows its outcome: what it is to pay for stays reserved."""


class ChargeState(StrEnum):
    """What the gateway has under a key."""

    AUTHORISED = "authorised"
    DECLINED = "declined"
    CAPTURED = "captured"
    VOIDED = "voided"


class AvsAnswer(StrEnum):
    """What the card's bank says of the billing address."""

    MATCH = "match"
    PARTIAL = "partial"
    MISMATCH = "mismatch"
    UNAVAILABLE = "unavailable"


class CvvAnswer(StrEnum):
    """What the card's bank says of the security code."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """What the gateway is asked to authorise. `key` makes it once, however often it is sent."""

    key: str
    token: str
    amount: Money
    postcode: str


@dataclass(frozen=True, slots=True)
class Charge:
    """What the gateway says it has under a key. `reason` is its code for a decline; a barred key has no amount."""

    key: str
    state: ChargeState
    amount: Money | None
    reference: str
    reason: str
    avs: AvsAnswer
    cvv: CvvAnswer

    @property
    def is_approved(self) -> bool:
        """Whether it holds, or has taken, the buyer's money."""
        return self.state in {ChargeState.AUTHORISED, ChargeState.CAPTURED}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to get a sale paid, as its caller goes on with it. `gateway` is a code for gateway_named()."""

    id: int
    key: str
    state: AttemptState
    amount: Money
    gateway: str
    token: str
    reason: str

    @property
    def is_open(self) -> bool:
        """Whether its outcome is unknown."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Payment:
    """How something was paid, for a page: never more of a card than this. `gateway` is its name."""

    attempt_id: int
    state: AttemptState
    amount: Money
    brand: str
    last_four: str
    bin: str
    fingerprint: str
    avs: AvsAnswer
    cvv: CvvAnswer
    gateway: str
