"""The Test gateway's ledger: one SQLite file, one row for each key. It is the judge of what was charged.

Every change is one immediate transaction, so two requests with one key cannot both charge, and a killed gateway
has either made a charge or not.
"""

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from shop.payments.test_gateway.cards import UNAVAILABLE, CardBehaviour, brand_of

AUTHORISED, DECLINED, CAPTURED, VOIDED = "authorised", "declined", "captured", "voided"

_TABLES = """
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS card (token TEXT PRIMARY KEY, number TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS charge (
    key TEXT PRIMARY KEY, reference TEXT NOT NULL, state TEXT NOT NULL, amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL, reason TEXT NOT NULL, avs TEXT NOT NULL, cvv TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class LedgerCharge:
    """One key's row. A key voided before it was ever charged is barred: its amount is 0."""

    key: str
    reference: str
    state: str
    amount_minor: int
    currency: str
    reason: str
    avs: str
    cvv: str

    def as_json(self) -> dict[str, object]:
        """Return the row as the gateway answers it."""
        return asdict(self)


class Conflict(Exception):
    """The key has a charge that does not allow this."""


class Ledger:
    """Reads and writes the file. Safe for many threads: each call opens its own connection."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._connected()) as database:
            database.executescript(_TABLES)
            database.execute("INSERT OR IGNORE INTO secret VALUES ('fingerprint', ?)", (secrets.token_hex(32),))
            self._secret = database.execute("SELECT value FROM secret WHERE name = 'fingerprint'").fetchone()[0]

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=5, isolation_level=None)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
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
        with self._writing() as database:
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
        with closing(self._connected()) as database:
            row = database.execute("SELECT number FROM card WHERE token = ?", (token,)).fetchone()
        return row[0] if row else None

    def charge(self, key: str) -> LedgerCharge | None:
        """Return what is under a key, or None."""
        with closing(self._connected()) as database:
            return _charge(database, key)

    def charges(self) -> list[LedgerCharge]:
        """Return every row, for tests that compare it with the orders."""
        with closing(self._connected()) as database:
            return [LedgerCharge(*row) for row in database.execute("SELECT * FROM charge ORDER BY rowid")]

    def authorise(self, key: str, behaviour: CardBehaviour, *, amount_minor: int, currency: str) -> LedgerCharge:
        """Make the charge of this key, or return the one it has. A barred key is declined."""
        with self._writing() as database:
            found = _charge(database, key)
            if found is not None:
                return found
            made = LedgerCharge(
                key=key,
                reference=f"ch_{secrets.token_hex(8)}",
                state=DECLINED if behaviour.decline else AUTHORISED,
                amount_minor=amount_minor,
                currency=currency,
                reason=behaviour.decline,
                avs=behaviour.avs,
                cvv=behaviour.cvv,
            )
            _write(database, made)
            return made

    def capture(self, key: str, *, amount_minor: int) -> LedgerCharge:
        """Take the authorised money. Again it changes nothing; raises Conflict when there is nothing to take."""
        with self._writing() as database:
            found = _charge(database, key)
            if found is None or found.state not in {AUTHORISED, CAPTURED} or found.amount_minor != amount_minor:
                raise Conflict
            return _moved(database, found, CAPTURED)

    def void(self, key: str) -> LedgerCharge:
        """Give the money back to the card and bar the key; raises Conflict when the money was taken already."""
        with self._writing() as database:
            found = _charge(database, key)
            if found is None:
                barred = LedgerCharge(key, "", VOIDED, 0, "", "barred", UNAVAILABLE, UNAVAILABLE)
                _write(database, barred)
                return barred
            if found.state == CAPTURED:
                raise Conflict
            return found if found.state == DECLINED else _moved(database, found, VOIDED)


def _charge(database: sqlite3.Connection, key: str) -> LedgerCharge | None:
    row = database.execute("SELECT * FROM charge WHERE key = ?", (key,)).fetchone()
    return LedgerCharge(*row) if row else None


def _write(database: sqlite3.Connection, made: LedgerCharge) -> None:
    database.execute("INSERT INTO charge VALUES (?, ?, ?, ?, ?, ?, ?, ?)", tuple(made.as_json().values()))


def _moved(database: sqlite3.Connection, found: LedgerCharge, state: str) -> LedgerCharge:
    database.execute("UPDATE charge SET state = ? WHERE key = ?", (state, found.key))
    moved = _charge(database, found.key)
    assert moved is not None
    return moved
