"""Buyers who buy again and again. One who got no clear answer sends the same form until there is one."""

import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from shop.storefront.traffic.browser import Answer, Visitor, fields_of, links_of
from tests.faults.ledger import Ledger

APPROVED = "4242 4242 4242 4242"
SLOW = "4000 0000 0000 0259"

PACE_S = 0.1
"""Between two pages of one buyer, and before the same is asked again: buyers are no fire hose."""

CLEAR_WITHIN_S = 90.0
ORDER = re.compile(r"Order #(\d+)")
NOTHING_CHARGED = "Nothing was charged"
ADDRESS = {
    "email": "solveig@example.no",
    "shipping_name": "Solveig Aas",
    "shipping_line1": "Nygårdsgaten 91",
    "shipping_line2": "",
}
TOWNS = {
    "NO": {"shipping_postcode": "5008", "shipping_city": "Bergen"},
    "JP": {"shipping_postcode": "604-8005", "shipping_city": "Kyoto"},
    "KW": {"shipping_postcode": "13001", "shipping_city": "Kuwait City"},
}
"""Where the buyers of the demo's shops live: in the shop's own country, which the form has chosen already."""


FROM_THE_PAGE = ("csrfmiddlewaretoken", "idempotency_key", "total_minor", "currency", "method_id")
"""What of the checkout's form is sent as it came. Nothing may have to be shipped: then there is no method."""


class Buyer:
    """Somebody with a browser at one shop."""

    def __init__(self, port: int, host: str, ledger: Ledger, *, card: str = APPROVED, patience_s: float = 40.0) -> None:
        self.port, self.host, self.ledger, self.card, self.patience_s = port, host, ledger, card, patience_s
        self._leave()

    def _leave(self) -> None:
        self.visitor = Visitor(self.port, self.host, patience_s=self.patience_s)

    def look(self) -> Answer:
        """Open the shop's first page."""
        return self.ledger.note(self.host, "home", self.visitor.get("/"))

    def put_into_cart(self) -> bool:
        """Choose any product and put it into the cart; False when some page was refused."""
        home = self.look()
        products = links_of(home.text, "/products/") if home.status == 200 else []
        if not products:
            return False
        product = self.ledger.note(self.host, "product", self.visitor.get(random.choice(products)))
        form = fields_of(product.text)
        if product.status != 200 or "id" not in form:
            return False
        wanted = {"id": form["id"], "quantity": "1", "csrfmiddlewaretoken": form["csrfmiddlewaretoken"]}
        return self.ledger.note(self.host, "add", self.visitor.post("/cart/add", wanted)).status == 302

    def checkout_form(self) -> dict[str, str] | None:
        """Open the checkout and fill it in; None when there is none to fill in."""
        page = self.ledger.note(self.host, "form", self.visitor.get("/checkout"))
        form = fields_of(page.text)
        if page.status != 200 or "idempotency_key" not in form:
            return None
        hidden = {name: form[name] for name in FROM_THE_PAGE if name in form}
        card = {"card_number": self.card, "card_expiry": "12 / 30", "card_code": "123"}
        country = form["shipping_country"]
        return hidden | ADDRESS | TOWNS[country] | {"shipping_country": country} | card

    def pay(self, form: dict[str, str]) -> int | None:
        """Send the form until it is clear what became of it; return the order's number, None when there is none."""
        key, give_up_at = form["idempotency_key"], time.monotonic() + CLEAR_WITHIN_S
        self.ledger.note_sent(self.host, key)
        pace = Event()
        while time.monotonic() < give_up_at:
            sent = self.ledger.note(self.host, "pay", self.visitor.post("/checkout", form))
            if sent.status == 302 and sent.location == f"/orders/{key}":
                return self._outcome(key, give_up_at)
            if not sent.is_honest_refusal and sent.status != 0:
                self.ledger.note_given_up(self.host, key, f"{sent.status}: {sent.text[:200]}")
                return None
            pace.wait(PACE_S)
        self.ledger.note_given_up(self.host, key, "never clear")
        return None

    def _outcome(self, key: str, give_up_at: float) -> int | None:
        pace = Event()
        while time.monotonic() < give_up_at:
            page = self.ledger.note(self.host, "order", self.visitor.get(f"/orders/{key}"))
            if page.status == 200 and (found := ORDER.search(page.text)):
                self.ledger.note_placed(self.host, key, int(found[1]))
                return int(found[1])
            if page.status == 200 and NOTHING_CHARGED in page.text:
                self.ledger.note_given_up(self.host, key, NOTHING_CHARGED)
                return None
            pace.wait(PACE_S)
        self.ledger.note_given_up(self.host, key, "never clear")
        return None

    def buy(self) -> int | None:
        """Go all the way; return the order's number."""
        if not self.put_into_cart():
            return None
        form = self.checkout_form()
        return self.pay(form) if form is not None else None

    def buy_until(self, stopping: Event) -> None:
        """Buy, each time as somebody new."""
        while not stopping.is_set():
            self._leave()
            self.buy()
            stopping.wait(PACE_S)

    def look_until(self, stopping: Event) -> None:
        """Look at the first page again and again."""
        while not stopping.is_set():
            self.look()
            stopping.wait(PACE_S)


@contextmanager
def crowd(*lives: Callable[[Event], None]) -> Iterator[None]:
    """Let buyers live inside the block; at its end each finishes what it has begun."""
    stopping = Event()
    threads = [Thread(target=live, args=(stopping,), daemon=True) for live in lives]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join(timeout=CLEAR_WITHIN_S * 2)
    assert not any(thread.is_alive() for thread in threads), "a buyer never came to an end"
