"""The Test gateway's ledger: one SQLite file, one row for each key. It is the judge of what was charged.

Every change is one immediate transaction, so two requests with one key cannot both charge, and a killed gateway
has either made a charge or not. What is to happen later, and each webhook, is a row as well: a restart loses none.
"""

import hashlib
import hmac
import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from shop.payments.test_gateway.book import (
    AUTHORISED,
    CAPTURED,
    DECLINED,
    PROCESSING,
    TABLES,
    VOIDED,
    LedgerCharge,
    charge_of,
    deadline_of,
    disputes_of,
    write_charge,
)
from shop.payments.test_gateway.cards import CAPTURE, CARDS, REFUND, UNAVAILABLE, UNKNOWN, WON, CardBehaviour, brand_of

DECIDE, DISPUTE, CLOSE_DISPUTE = "decide", "dispute", "close dispute"


class Conflict(Exception):
    """The key has a charge that does not allow this. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Ledger:
    """Reads and writes the file. Safe for many threads: each call opens its own connection."""

    def __init__(self, path: Path, *, late_s: float = 5.0) -> None:
        self._path, self._late_s = path, late_s
        with closing(self._connected()) as database:
            database.executescript(TABLES)
            database.execute("INSERT OR IGNORE INTO secret VALUES ('fingerprint', ?)", (secrets.token_hex(32),))
            self._secret = database.execute("SELECT value FROM secret WHERE name = 'fingerprint'").fetchone()[0]

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=5, isolation_level=None)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open the file to read."""
        with closing(self._connected()) as database:
            yield database

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open one transaction that writes, alone."""
        with closing(self._connected()) as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")

    def add_card(self, number: str) -> dict[str, str]:
        """Keep a card and return its token, and all that a merchant may know of it."""
        token = f"tok_{secrets.token_urlsafe(24)}"
        with self.writing() as database:
            database.execute("INSERT INTO card VALUES (?, ?)", (token, number))
        fingerprint = hmac.new(bytes.fromhex(self._secret), number.encode(), hashlib.sha256).hexdigest()[:32]
        return {
            "token": token,
            "brand": brand_of(number),
            "last_four": number[-4:],
            "bin": number[:6],
            "fingerprint": fingerprint,
        }

    def card_number(self, token: str) -> str | None:
        """Return the card behind a token, or None."""
        with self.reading() as database:
            row = database.execute("SELECT number FROM card WHERE token = ?", (token,)).fetchone()
        return row[0] if row else None

    def charge(self, key: str) -> LedgerCharge | None:
        """Return what is under a key, or None."""
        with self.reading() as database:
            return charge_of(database, key)

    def charges(self) -> list[LedgerCharge]:
        """Return every row, for tests that compare it with the orders."""
        with self.reading() as database:
            return [LedgerCharge(*row) for row in database.execute("SELECT * FROM charge ORDER BY rowid")]

    def answer(self, key: str) -> dict[str, object] | None:
        """Return what is under a key as the gateway tells it, disputes with it, or None."""
        with self.reading() as database:
            found = charge_of(database, key)
            if found is None:
                return None
            told = [
                each.as_json() | {"answer_by": deadline_of(database, each.reference)}
                for each in disputes_of(database, key)
            ]
        return {**found.as_json(), "disputes": told}

    def authorise(self, wanted: LedgerCharge) -> LedgerCharge:
        """Make the charge of this key, or return the one it has. A barred key is declined."""
        behaviour = behaviour_of(wanted.card)
        with self.writing() as database:
            found = charge_of(database, wanted.key)
            if found is not None:
                return found
            undecided = wanted.changed(
                reference=f"ch_{secrets.token_hex(8)}",
                state=PROCESSING,
                avs=behaviour.avs,
                cvv=behaviour.cvv,
                three_ds=behaviour.three_ds,
            )
            if behaviour.late:
                self.later(database, wanted.key, DECIDE)
                return write_charge(database, undecided)
            return write_charge(database, decided(undecided))

    def capture(self, key: str, operation_key: str, *, amount_minor: int) -> LedgerCharge:
        """Take held money. Again under its key it changes nothing; raises Conflict when there is not so much."""
        with self.writing() as database:
            found = self._open(database, key)
            if self._is_repeated(database, found, operation_key, kind=CAPTURE, amount_minor=amount_minor):
                return found
            if behaviour_of(found.card).refuses == CAPTURE:
                raise Conflict("authorisation_expired")
            if found.left_minor < amount_minor:
                raise Conflict("not_enough_held")
            if behaviour_of(found.card).dispute and not found.captured_minor:
                self.later(database, key, DISPUTE)
            captured = found.captured_minor + amount_minor
            return write_charge(database, found.changed(state=CAPTURED, captured_minor=captured))

    def refund(self, key: str, operation_key: str, *, amount_minor: int) -> LedgerCharge:
        """Give taken money back. Again under its key it changes nothing; raises Conflict when there is not so much."""
        with self.writing() as database:
            found = self._open(database, key)
            if self._is_repeated(database, found, operation_key, kind=REFUND, amount_minor=amount_minor):
                return found
            if behaviour_of(found.card).refuses == REFUND:
                raise Conflict("refund_refused")
            if found.captured_minor - found.refunded_minor < amount_minor:
                raise Conflict("not_enough_taken")
            disputed_minor = sum(each.amount_minor for each in disputes_of(database, key) if each.state != WON)
            if found.captured_minor - found.refunded_minor - disputed_minor < amount_minor:
                raise Conflict("charge_disputed")
            return write_charge(database, found.changed(refunded_minor=found.refunded_minor + amount_minor))

    def void(self, key: str) -> LedgerCharge:
        """Let go of what is held and bar the key, also one without a charge. What was taken stays taken."""
        with self.writing() as database:
            found = charge_of(database, key)
            if found is None:
                barred = LedgerCharge(key, "", VOIDED, 0, "", "barred", UNAVAILABLE, UNAVAILABLE, UNAVAILABLE)
                return write_charge(database, barred)
            if found.state in {DECLINED, VOIDED}:
                return found
            state = CAPTURED if found.state == CAPTURED else VOIDED
            return write_charge(
                database, found.changed(state=state, voided_minor=found.amount_minor - found.captured_minor)
            )

    def later(self, database: sqlite3.Connection, key: str, what: str) -> None:
        """Note what is to happen to a charge in some seconds."""
        due = (time.time() + self._late_s, key, what)
        database.execute("INSERT INTO due (at, charge_key, what) VALUES (?, ?, ?)", due)

    def add_hook(self, database: sqlite3.Connection, charge: LedgerCharge, kind: str) -> None:
        """Note a webhook that is due at once, if the merchant named an address."""
        if not charge.notify_url:
            return
        hook_id = f"evt_{secrets.token_hex(12)}"
        body = json.dumps({"id": hook_id, "type": kind, "key": charge.key})
        database.execute("INSERT INTO hook VALUES (?, ?, 0, ?, ?)", (hook_id, time.time(), charge.notify_url, body))

    def _open(self, database: sqlite3.Connection, key: str) -> LedgerCharge:
        found = charge_of(database, key)
        if found is None or found.state not in {AUTHORISED, CAPTURED}:
            raise Conflict("nothing_held")
        return found

    def _is_repeated(
        self, database: sqlite3.Connection, charge: LedgerCharge, key: str, *, kind: str, amount_minor: int
    ) -> bool:
        """Note an operation under its key, and say whether it was done before; Conflict when it was another one."""
        sql = "SELECT kind, amount_minor FROM operation WHERE charge_key = ? AND key = ?"
        row = database.execute(sql, (charge.key, key)).fetchone()
        if row is None:
            database.execute("INSERT INTO operation VALUES (?, ?, ?, ?)", (charge.key, key, kind, amount_minor))
            return False
        if row != (kind, amount_minor):
            raise Conflict("key_reused")
        return True


def behaviour_of(number: str) -> CardBehaviour:
    """Return what a card does; one that nobody knows is declined."""
    return CARDS.get(number, UNKNOWN)


def decided(charge: LedgerCharge) -> LedgerCharge:
    """Return a charge as its card's bank decides it."""
    decline = behaviour_of(charge.card).decline
    return charge.changed(state=DECLINED if decline else AUTHORISED, reason=decline)
