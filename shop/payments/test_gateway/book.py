"""What stands in the Test gateway's book: charges with their sums, and disputes. Rows in and out of SQLite."""

import sqlite3
from dataclasses import asdict, astuple, dataclass, replace
from typing import Any, Self

PROCESSING, AUTHORISED, DECLINED, CAPTURED, VOIDED = "processing", "authorised", "declined", "captured", "voided"

TABLES = """
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS card (token TEXT PRIMARY KEY, number TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS charge (
    key TEXT PRIMARY KEY, reference TEXT NOT NULL, state TEXT NOT NULL, amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL, reason TEXT NOT NULL, avs TEXT NOT NULL, cvv TEXT NOT NULL, three_ds TEXT NOT NULL,
    captured_minor INTEGER NOT NULL, voided_minor INTEGER NOT NULL, refunded_minor INTEGER NOT NULL,
    card TEXT NOT NULL, notify_url TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS operation (
    charge_key TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, amount_minor INTEGER NOT NULL,
    PRIMARY KEY (charge_key, key)
);
CREATE TABLE IF NOT EXISTS dispute (
    reference TEXT PRIMARY KEY, charge_key TEXT NOT NULL, state TEXT NOT NULL, amount_minor INTEGER NOT NULL,
    reason TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS dispute_deadline (reference TEXT PRIMARY KEY, answer_by REAL NOT NULL);
CREATE TABLE IF NOT EXISTS due (id INTEGER PRIMARY KEY, at REAL NOT NULL, charge_key TEXT NOT NULL, what TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS hook (
    id TEXT PRIMARY KEY, at REAL NOT NULL, tries INTEGER NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class LedgerCharge:
    """One key's row. A key voided before it was ever charged is barred: its amount is 0. `card` is its number."""

    key: str
    reference: str
    state: str
    amount_minor: int
    currency: str
    reason: str
    avs: str
    cvv: str
    three_ds: str
    captured_minor: int = 0
    voided_minor: int = 0
    refunded_minor: int = 0
    card: str = ""
    notify_url: str = ""

    @property
    def left_minor(self) -> int:
        """What is still held."""
        held = self.state in {AUTHORISED, CAPTURED}
        return self.amount_minor - self.captured_minor - self.voided_minor if held else 0

    def as_json(self) -> dict[str, object]:
        """Return the row as the gateway answers it: without the card's number."""
        told = asdict(self)
        del told["card"], told["notify_url"]
        return told

    def changed(self, **fields: Any) -> Self:
        """Return a copy in which some fields are others."""
        return replace(self, **fields)


@dataclass(frozen=True, slots=True)
class LedgerDispute:
    """The card's owner says that the charge was not right. `state` is opened, won or lost, for the merchant."""

    reference: str
    charge_key: str
    state: str
    amount_minor: int
    reason: str

    def as_json(self) -> dict[str, object]:
        """Return the row as the gateway answers it."""
        told = asdict(self)
        del told["charge_key"]
        return told


def charge_of(database: sqlite3.Connection, key: str) -> LedgerCharge | None:
    """Return what is under a key, or None."""
    row = database.execute("SELECT * FROM charge WHERE key = ?", (key,)).fetchone()
    return LedgerCharge(*row) if row else None


def write_charge(database: sqlite3.Connection, charge: LedgerCharge) -> LedgerCharge:
    """Write a charge's row, new or changed."""
    database.execute(
        "INSERT INTO charge VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
        "state = excluded.state, reason = excluded.reason, captured_minor = excluded.captured_minor, "
        "voided_minor = excluded.voided_minor, refunded_minor = excluded.refunded_minor",
        astuple(charge),
    )
    return charge


def disputes_of(database: sqlite3.Connection, key: str) -> list[LedgerDispute]:
    """Return a charge's disputes, oldest first."""
    rows = database.execute("SELECT * FROM dispute WHERE charge_key = ? ORDER BY rowid", (key,))
    return [LedgerDispute(*row) for row in rows]


def deadline_of(database: sqlite3.Connection, reference: str) -> float | None:
    """Return until when a dispute may be answered, in seconds since 1970."""
    row = database.execute("SELECT answer_by FROM dispute_deadline WHERE reference = ?", (reference,)).fetchone()
    return None if row is None else float(row[0])


def set_deadline(database: sqlite3.Connection, reference: str, answer_by: float) -> None:
    """Say until when a dispute may be answered."""
    database.execute("INSERT INTO dispute_deadline VALUES (?, ?)", (reference, answer_by))


def write_dispute(database: sqlite3.Connection, dispute: LedgerDispute) -> None:
    """Write a dispute's row, new or changed."""
    database.execute(
        "INSERT INTO dispute VALUES (?, ?, ?, ?, ?) ON CONFLICT (reference) DO UPDATE SET state = excluded.state",
        astuple(dispute),
    )
