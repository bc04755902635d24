"""The card numbers that the Test gateway knows, and what each of them does. Any other number is refused."""

from dataclasses import dataclass

MATCH, PARTIAL, MISMATCH, UNAVAILABLE = "match", "partial", "mismatch", "unavailable"
AUTHENTICATED, ATTEMPTED, FAILED, NOT_ASKED = "authenticated", "attempted", "failed", "not_asked"
WON, LOST = "won", "lost"
CAPTURE, REFUND = "capture", "refund"

NORMAL, SLOW, SLOW_TO_ANSWER, LOST_REQUEST, LOST_ANSWER = (
    "normal",
    "slow",
    "slow to answer",
    "lost request",
    "lost answer",
)
"""How the wire behaves. Slow: waits, then decides. Slow to answer: decides, then waits. Lost: drops the connection,
before (request) or after (answer) the charge was made."""


@dataclass(frozen=True, slots=True)
class CardBehaviour:
    """What a charge to a card does: `decline` is a reason, empty when it is approved.

    `late`: the first answer is "processing", and the decision comes seconds later, by webhook. `dispute`: some
    seconds after a capture the card's owner disputes it, and later this is how it ends. `refuses`: the operation
    that the bank will not do.
    """

    about: str
    decline: str = ""
    avs: str = MATCH
    cvv: str = MATCH
    three_ds: str = NOT_ASKED
    wire: str = NORMAL
    late: bool = False
    dispute: str = ""
    refuses: str = ""


CARDS: dict[str, CardBehaviour] = {
    "4242424242424242": CardBehaviour("approved, address and code match"),
    "5555555555554444": CardBehaviour("approved, address and code match"),
    "378282246310005": CardBehaviour("approved, address and code match"),
    "4000000000000101": CardBehaviour("approved, the security code is wrong", cvv=MISMATCH),
    "4000000000000010": CardBehaviour("approved, the address is wrong", avs=MISMATCH),
    "4000000000000028": CardBehaviour("approved, only the postcode matches", avs=PARTIAL),
    "4000000000000036": CardBehaviour("approved, address and code are wrong", avs=MISMATCH, cvv=MISMATCH),
    "4000000000000044": CardBehaviour("approved, nothing was checked", avs=UNAVAILABLE, cvv=UNAVAILABLE),
    "4000000000000002": CardBehaviour("declined by the bank", decline="do_not_honour"),
    "4000000000009995": CardBehaviour("declined: not enough money", decline="insufficient_funds"),
    "4000000000000069": CardBehaviour("declined: expired", decline="expired_card"),
    "4000000000009979": CardBehaviour("declined: reported stolen", decline="stolen_card"),
    "4000000000000127": CardBehaviour("declined: wrong security code", decline="incorrect_code", cvv=MISMATCH),
    "4000000000000259": CardBehaviour("approved after a long wait", wire=SLOW),
    "4000000000000267": CardBehaviour("approved at once, answered after a long wait", wire=SLOW_TO_ANSWER),
    "4000000000000341": CardBehaviour("approved, and the answer is lost", wire=LOST_ANSWER),
    "4000000000000358": CardBehaviour("lost before the gateway saw it", wire=LOST_REQUEST),
    "4000000000003006": CardBehaviour("approved, the bank vouches for the buyer (3-D Secure)", three_ds=AUTHENTICATED),
    "4000000000003055": CardBehaviour("approved, 3-D Secure was only attempted", three_ds=ATTEMPTED),
    "4000000000003105": CardBehaviour("declined: 3-D Secure failed", decline="authentication_failed", three_ds=FAILED),
    "4000000000003154": CardBehaviour("processing, approved seconds later", late=True),
    "4000000000003204": CardBehaviour("processing, declined seconds later", late=True, decline="do_not_honour"),
    "4000000000003253": CardBehaviour("approved; disputed after the capture, and lost", dispute=LOST),
    "4000000000003303": CardBehaviour("approved; disputed after the capture, and won", dispute=WON),
    "4000000000003352": CardBehaviour("approved, but the capture is refused", refuses=CAPTURE),
    "4000000000003402": CardBehaviour("approved, but every refund is refused", refuses=REFUND),
}


UNKNOWN = CardBehaviour("unknown token", decline="card_unknown", avs=UNAVAILABLE, cvv=UNAVAILABLE)


def brand_of(number: str) -> str:
    """Return the brand that the first digits show."""
    if number.startswith("4"):
        return "Visa"
    if number.startswith(("34", "37")):
        return "American Express"
    return "Mastercard" if number[:2] in {"51", "52", "53", "54", "55"} else "Card"


def passes_luhn(number: str) -> bool:
    """Say whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    if not number.isascii() or not number.isdigit():
        return False
    doubled = [int(digit) * (1 + position % 2) for position, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
