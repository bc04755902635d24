"""The door of pricing. What is under `rules` is pure: the same values in, the same quote out."""

from shop.pricing.rules.codes import MOST_CODES, fold_code
from shop.pricing.rules.json_form import quote_as_json, quote_from_json, snapshot_as_json, snapshot_from_json
from shop.pricing.rules.quoting import quote
from shop.pricing.rules.refunds import refund_left, refund_quote, sold_at

__all__ = [
    "MOST_CODES",
    "fold_code",
    "quote",
    "quote_as_json",
    "quote_from_json",
    "refund_left",
    "refund_quote",
    "snapshot_as_json",
    "snapshot_from_json",
    "sold_at",
]
