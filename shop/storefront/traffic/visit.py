"""One visit of one buyer, from the first page to what became of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import SystemRandom

from shop.addresses import Address
from shop.storefront.traffic.browser import Answer, Visitor, fields_of, links_of, offers
from shop.storefront.traffic.kinds import APPROVED, MANUAL, Kind

MOST_SENDINGS = 4
"""Of one checkout: a total that changed is looked at and paid, and what was not answered is sent again."""

MOST_PRODUCTS_SEEN = 5
PACE_S = 0.2
CLEAR_WITHIN_S = 20.0
"""Longer nobody waits for a payment whose outcome is not known."""

CARRIED = ("csrfmiddlewaretoken", "idempotency_key", "total_minor", "currency", "method_id")
"""What the checkout's form brings along; the rest is typed."""

chance = SystemRandom()


class Outcome(StrEnum):
    """What became of a visit."""

    PLACED = "placed"
    DECLINED = "declined"
    SOLD_OUT = "sold_out"
    REFUSED = "refused"
    PENDING = "pending"
    LEFT = "left"
    ERROR = "error"


OUTCOMES = {
    Outcome.PLACED: "an order was placed",
    Outcome.DECLINED: "no card was taken; nothing was charged",
    Outcome.SOLD_OUT: "nothing was left of what they wanted",
    Outcome.REFUSED: "the checkout said no for another reason: it is not sent there, the total went on changing",
    Outcome.PENDING: "after 20 s it was still not known whether it is paid; the shop finds out",
    Outcome.LEFT: "the cart was left, as meant",
    Outcome.ERROR: "a page failed, or did not answer",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes, where it shall go, and which code is tried."""

    number: int
    kind: Kind
    place: Address
    code: str = ""


class _Ended(Exception):
    """The visit is over."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def make_visit(visitor: Visitor, visit: Visit) -> Outcome:
    """Go through the shop's pages as this buyer, and return what became of it."""
    try:
        _fill_cart(visitor, visit.kind)
        if visit.kind.has_code:
            _try_code(visitor, visit.code)
        if not visit.kind.means_to_buy:
            return Outcome.LEFT
        return _check_out(visitor, visit)
    except _Ended as ended:
        return ended.outcome


def _fill_cart(visitor: Visitor, kind: Kind) -> None:
    products = links_of(_shown(visitor.get("/")).text, "/products/")
    wanted = chance.randint(min(2, kind.most_lines), kind.most_lines)
    put = 0
    for address in chance.sample(products, min(len(products), MOST_PRODUCTS_SEEN)):
        form = fields_of(_shown(visitor.get(address)).text)
        if "id" not in form:
            continue
        quantity = chance.choice((1, 1, 2)) if kind.most_lines > 1 else 1
        sent = {"id": form["id"], "quantity": str(quantity), "csrfmiddlewaretoken": form["csrfmiddlewaretoken"]}
        put += _shown(visitor.post("/cart/add", sent), refusals=(409,)).status == 302
        if put == wanted:
            break
    if not put:
        raise _Ended(Outcome.SOLD_OUT)


def _try_code(visitor: Visitor, code: str) -> None:
    form = fields_of(_shown(visitor.get("/cart")).text)
    sent = {"code": code, "csrfmiddlewaretoken": form.get("csrfmiddlewaretoken", "")}
    _shown(visitor.post("/cart/code", sent), refusals=(409,))


def _check_out(visitor: Visitor, visit: Visit) -> Outcome:
    page = _shown(visitor.get("/checkout"))
    for card in visit.kind.cards:
        page = _pay(visitor, visit, page, card)
        if page.status == 302:
            return _outcome(visitor, page.location)
    return Outcome.DECLINED


def _pay(visitor: Visitor, visit: Visit, page: Answer, card: str) -> Answer:
    """Send the form with this card until it leads somewhere: to the order's page, or back, declined."""
    form = _filled(page, visit, card)
    for _sending in range(MOST_SENDINGS):
        answer = visitor.post("/checkout", form)
        if answer.status in (302, 402):
            return answer
        if answer.status == 409:
            form = _filled(answer, visit, card)
        elif answer.status != 0 and not answer.is_honest_refusal:
            raise _Ended(Outcome.ERROR)
        time.sleep(PACE_S)
    raise _Ended(Outcome.REFUSED if answer.status == 409 else Outcome.ERROR)


def _filled(page: Answer, visit: Visit, card: str) -> dict[str, str]:
    form = fields_of(page.text)
    if "idempotency_key" not in form:
        raise _Ended(Outcome.SOLD_OUT)  # the checkout led back to the cart
    carried = {name: form[name] for name in CARRIED if name in form}
    names = ("name", "line1", "postcode", "city", "country")
    typed = {f"shipping_{name}": getattr(visit.place, name) for name in names}
    return carried | typed | _payment(page, card) | {"email": f"buyer-{visit.number}@traffic.example"}


def _payment(page: Answer, card: str) -> dict[str, str]:
    if card != MANUAL:
        return _card(card)
    return {"payment": MANUAL} if offers(page.text, "payment", MANUAL) else _card(APPROVED)


def _card(number: str) -> dict[str, str]:
    return {"payment": "card", "card_number": number, "card_expiry": "12 / 30", "card_code": "123"}


def _outcome(visitor: Visitor, address: str) -> Outcome:
    """Look at the page that the checkout led to until it says what became of it."""
    if not address.startswith("/orders/"):
        return Outcome.SOLD_OUT
    give_up_at = time.monotonic() + CLEAR_WITHIN_S
    while time.monotonic() < give_up_at:
        page = visitor.get(address)
        if page.status == 200 and "refresh" not in page.text.partition("</head>")[0]:
            return Outcome.DECLINED if "/checkout" in links_of(page.text, "/checkout") else Outcome.PLACED
        if page.status not in (0, 200) and not page.is_honest_refusal:
            return Outcome.ERROR
        time.sleep(PACE_S)
    return Outcome.PENDING


def _shown(answer: Answer, refusals: Sequence[int] = ()) -> Answer:
    if answer.status not in (200, 302, *refusals):
        raise _Ended(Outcome.ERROR)
    return answer
