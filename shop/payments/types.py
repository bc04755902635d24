"""What passes the door of payments."""

from dataclasses import dataclass, field
from datetime import datetime
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
    PROCESSING = "processing"
    SETTLING = "settling"
    AUTHORISED = "authorised"
    DECLINED = "declined"
    VOIDED = "voided"
    CAPTURED = "captured"


OPEN_STATES = frozenset({AttemptState.SENT, AttemptState.PROCESSING, AttemptState.SETTLING})
"""While an attempt is in one of these nobody knows its outcome: what it is to pay for stays reserved."""


class ChargeState(StrEnum):
    """What the gateway has under a key. PROCESSING: it has not decided yet."""

    PROCESSING = "processing"
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


class ThreeDsAnswer(StrEnum):
    """Whether the card's bank vouches that it was the owner who paid (3-D Secure)."""

    AUTHENTICATED = "authenticated"
    ATTEMPTED = "attempted"
    FAILED = "failed"
    NOT_ASKED = "not_asked"
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


class DisputeState(StrEnum):
    """How a dispute stands for the shop."""

    OPENED = "opened"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class ChargeDispute:
    """What the gateway says of one dispute. `reference` is its own, `reason` its code.

    `answer_by`: until when the merchant may send proof, None where the gateway sets no time.
    """

    reference: str
    state: DisputeState
    amount_minor: int
    reason: str
    answer_by: datetime | None = None


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
    three_ds: ThreeDsAnswer = ThreeDsAnswer.NOT_ASKED
    captured_minor: int = 0
    voided_minor: int = 0
    refunded_minor: int = 0
    disputes: tuple[ChargeDispute, ...] = ()

    @property
    def is_approved(self) -> bool:
        """Whether it holds, or has taken, the buyer's money."""
        return self.state in {ChargeState.AUTHORISED, ChargeState.CAPTURED}

    @property
    def is_undecided(self) -> bool:
        """Whether the gateway has not decided yet."""
        return self.state is ChargeState.PROCESSING


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to get a sale paid, as its caller goes on with it. `gateway` is a code for gateway_named().

    `captured`, `voided` and `refunded` are what operations have done so far, not what is still asked for.
    """

    id: int
    key: str
    state: AttemptState
    amount: Money
    captured: Money
    voided: Money
    refunded: Money
    gateway: str
    token: str
    reason: str

    @property
    def is_open(self) -> bool:
        """Whether its outcome is unknown."""
        return self.state in OPEN_STATES

    @property
    def held(self) -> Money:
        """What is authorised and neither taken nor let go."""
        is_held = self.state in {AttemptState.AUTHORISED, AttemptState.CAPTURED}
        return self.amount - self.captured - self.voided if is_held else self.amount * 0


class OperationKind(StrEnum):
    """What can be done with an authorised payment. A void lets go of all that is still held."""

    CAPTURE = "capture"
    VOID = "void"
    REFUND = "refund"


class OperationState(StrEnum):
    """ASKED: written down, and the gateway's answer is not. The other two are final."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Operation:
    """One capture, void or refund of an attempt. `reason` is the gateway's code for a refusal."""

    id: int
    key: str
    kind: OperationKind
    state: OperationState
    amount: Money
    reason: str
    attempt_id: int
    charge_key: str
    gateway: str
    asked_at: datetime | None = field(default=None, compare=False)
    done_at: datetime | None = field(default=None, compare=False)

    @property
    def gateway_key(self) -> str:
        """What makes it once at the gateway, however often it is sent: unique over all shops, also after a move."""
        return f"{self.charge_key}-{self.id}"


@dataclass(frozen=True, slots=True)
class OperationAnswer:
    """What the gateway said to an operation."""

    operation_id: int
    is_done: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An operation with its answer, and its attempt after it. `is_first`: this call wrote the answer down."""

    operation: Operation
    attempt: Attempt
    is_first: bool


@dataclass(frozen=True, slots=True)
class Dispute:
    """A charge that the card's owner says was not right. `answer_by`: until when proof may be sent, if that ends."""

    id: int
    attempt_id: int
    reference: str
    state: DisputeState
    amount: Money
    reason: str
    opened_at: datetime
    answer_by: datetime | None
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether nothing is decided yet."""
        return self.state is DisputeState.OPENED


@dataclass(frozen=True, slots=True)
class HookMessage:
    """What a webhook is believed to say: that something happened to a charge. What it was, the gateway is asked."""

    id: str
    charge_key: str


@dataclass(frozen=True, slots=True)
class ManualPayment:
    """How buyers may pay by other means than a card. `name` and `instructions` are the shop's own words, plain text."""

    is_on: bool = False
    name: str = ""
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class PaymentSettings:
    """Which payments the shop takes besides cards, at this version; 0 as long as nobody has said."""

    version: int
    manual: ManualPayment


@dataclass(frozen=True, slots=True)
class Payment:
    """How something was paid, for a page: never more of a card than this. `gateway` is its name."""

    attempt_id: int
    state: AttemptState
    amount: Money
    captured: Money
    voided: Money
    refunded: Money
    brand: str
    last_four: str
    bin: str
    fingerprint: str
    avs: AvsAnswer
    cvv: CvvAnswer
    three_ds: ThreeDsAnswer
    gateway: str
    gateway_code: str


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """All that is known of one attempt: what the gateway answered, what was asked of it since, and its disputes.

    `reason` is the gateway's code for a decline.
    """

    payment: Payment
    reason: str
    sent_at: datetime
    answered_at: datetime | None
    operations: tuple[Operation, ...]
    disputes: tuple[Dispute, ...]
