"""What the Test gateway does by itself: it decides late charges, disputes captures, and sends webhooks.

One thread does all of it, from rows that a restart finds again.
"""

import secrets
import sqlite3
import threading
import time

from shop.payments.test_gateway.book import (
    PROCESSING,
    LedgerDispute,
    charge_of,
    disputes_of,
    set_deadline,
    write_charge,
    write_dispute,
)
from shop.payments.test_gateway.hooks import send_hook
from shop.payments.test_gateway.ledger import CLOSE_DISPUTE, DECIDE, DISPUTE, Ledger, behaviour_of, decided

MOST_TRIES = 12
"""Of a webhook, the first after a second and each wait twice the one before: more than an hour in all."""

LONGEST_REST_S = 5.0

ANSWER_WITHIN_S = 14 * 24 * 3600.0
"""How long a merchant may answer a dispute. The Test gateway decides long before."""


class Later(threading.Thread):
    """Looks for what is due until it is told to stop; `news` wakes it."""

    def __init__(self, ledger: Ledger, *, secret: str) -> None:
        super().__init__(name="later", daemon=True)
        self._ledger, self._secret = ledger, secret
        self.news, self._closing = threading.Event(), False

    def run(self) -> None:
        """Do what is due, then rest until the next is."""
        while not self._closing:
            self.news.clear()
            self.do_due()
            self.news.wait(self._rest_s())

    def close(self) -> None:
        """Stop, and wait until the thread has stopped."""
        self._closing = True
        self.news.set()
        if self.is_alive():
            self.join(timeout=10)

    def do_due(self) -> None:
        """Do all that is due by now, each in a transaction of its own; then send the webhooks that are due."""
        for due_id, key, what in self._due():
            with self._ledger.writing() as database:
                if database.execute("DELETE FROM due WHERE id = ?", (due_id,)).rowcount:
                    self._happen(database, key, what)
        for hook_id, tries, url, body in self._hooks():
            sent = send_hook(url, body.encode(), secret=self._secret)
            with self._ledger.writing() as database:
                self._note_sent(database, hook_id, tries, sent=sent)

    def _due(self) -> list[tuple[int, str, str]]:
        with self._ledger.reading() as database:
            rows = database.execute(
                "SELECT id, charge_key, what FROM due WHERE at <= ? ORDER BY at, id", (time.time(),)
            )
            return rows.fetchall()

    def _hooks(self) -> list[tuple[str, int, str, str]]:
        with self._ledger.reading() as database:
            rows = database.execute(
                "SELECT id, tries, url, body FROM hook WHERE at <= ? ORDER BY at, id", (time.time(),)
            )
            return rows.fetchall()

    def _rest_s(self) -> float:
        with self._ledger.reading() as database:
            sql = "SELECT MIN(at) FROM (SELECT at FROM due UNION ALL SELECT at FROM hook)"
            first = database.execute(sql).fetchone()[0]
        return LONGEST_REST_S if first is None else min(LONGEST_REST_S, max(0.0, first - time.time()))

    def _happen(self, database: sqlite3.Connection, key: str, what: str) -> None:
        charge = charge_of(database, key)
        if charge is None:
            return
        if what == DECIDE and charge.state == PROCESSING:
            self._ledger.add_hook(database, write_charge(database, decided(charge)), "charge.decided")
        elif what == DISPUTE:
            opened = LedgerDispute(f"dp_{secrets.token_hex(8)}", key, "opened", charge.captured_minor, "fraudulent")
            write_dispute(database, opened)
            set_deadline(database, opened.reference, time.time() + ANSWER_WITHIN_S)
            self._ledger.later(database, key, CLOSE_DISPUTE)
            self._ledger.add_hook(database, charge, "dispute.opened")
        elif what == CLOSE_DISPUTE:
            for each in disputes_of(database, key):
                closed = LedgerDispute(
                    each.reference, key, behaviour_of(charge.card).dispute, each.amount_minor, each.reason
                )
                write_dispute(database, closed)
            self._ledger.add_hook(database, charge, "dispute.closed")

    def _note_sent(self, database: sqlite3.Connection, hook_id: str, tries: int, *, sent: bool) -> None:
        if sent or tries + 1 >= MOST_TRIES:
            database.execute("DELETE FROM hook WHERE id = ?", (hook_id,))
        else:
            again = (tries + 1, time.time() + 2.0**tries, hook_id)
            database.execute("UPDATE hook SET tries = ?, at = ? WHERE id = ?", again)
