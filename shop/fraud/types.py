"""What passes the door of fraud."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Sentiment(StrEnum):
    """Which way a fact speaks."""

    POSITIVE = "POSITIVE"
    NEUTRAL = "NEUTRAL"
    NEGATIVE = "NEGATIVE"


class RiskLevel(StrEnum):
    """How risky an order looks. PENDING until a worker of the shop's pod has checked it."""

    PENDING = "PENDING"
    NONE = "NONE"
    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"

    @property
    def label(self) -> str | Promise:
        """The level in the reader's language."""
        return _LABELS[self]


_LABELS: dict[RiskLevel, str | Promise] = {
    RiskLevel.PENDING: _("Being checked"),
    RiskLevel.NONE: _("No risk found"),
    RiskLevel.LOW: _("Low risk"),
    RiskLevel.MEDIUM: _("Medium risk"),
    RiskLevel.HIGH: _("High risk"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: a code and its figures, which make the sentence in any language. `points` weigh it."""

    code: str
    sentiment: Sentiment
    points: int
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """A finding with its sentence in the reader's language."""

    code: str
    sentence: str
    sentiment: Sentiment
    points: int
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Risk:
    """How an order was judged. Without an assessment: PENDING and no facts."""

    level: RiskLevel
    facts: tuple[Fact, ...] = ()
    assessed_at: datetime | None = None

    @property
    def is_pending(self) -> bool:
        """Whether the check is still to come."""
        return self.level is RiskLevel.PENDING
