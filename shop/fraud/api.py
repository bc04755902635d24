"""The door of fraud."""

from shop.fraud.selectors import risk_of, risks_of
from shop.fraud.services import assess

__all__ = ["assess", "risk_of", "risks_of"]
