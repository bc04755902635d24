"""The door of pricing: pure prices and refunds, the shop's terms, and what staff do to them.

What is under `rules` is pure: the same values in, the same quote out. Selectors name their query count, services the
permission they need.
"""

from shop.pricing.rules.codes import MOST_CODES, fold_code
from shop.pricing.rules.json_form import quote_as_json, quote_from_json, snapshot_as_json, snapshot_from_json
from shop.pricing.rules.quoting import quote
from shop.pricing.rules.refunds import refund_left, refund_quote, sold_at
from shop.pricing.rules.trimming import trimmed
from shop.pricing.selectors.discounts import discount_by_id, discounts_page
from shop.pricing.selectors.shipping import method_by_id, shipping_zones, zone_by_id
from shop.pricing.selectors.taxes import tax_settings
from shop.pricing.selectors.terms import terms_for
from shop.pricing.sentences import refusal_sentence
from shop.pricing.services.discounts import create_discount, edit_discount, remove_discount, switch_discount
from shop.pricing.services.setup import open_shop, set_up_pricing
from shop.pricing.services.shipping import (
    add_method,
    add_zone,
    edit_method,
    edit_zone,
    remove_method,
    remove_zone,
)
from shop.pricing.services.taxes import add_tax_rate, change_tax_settings, edit_tax_rate, remove_tax_rate
from shop.pricing.services.uses import give_back_uses, take_uses

__all__ = [
    "MOST_CODES",
    "add_method",
    "add_tax_rate",
    "add_zone",
    "change_tax_settings",
    "create_discount",
    "discount_by_id",
    "discounts_page",
    "edit_discount",
    "edit_method",
    "edit_tax_rate",
    "edit_zone",
    "fold_code",
    "give_back_uses",
    "method_by_id",
    "open_shop",
    "quote",
    "quote_as_json",
    "quote_from_json",
    "refund_left",
    "refund_quote",
    "refusal_sentence",
    "remove_discount",
    "remove_method",
    "remove_tax_rate",
    "remove_zone",
    "set_up_pricing",
    "shipping_zones",
    "snapshot_as_json",
    "snapshot_from_json",
    "sold_at",
    "switch_discount",
    "take_uses",
    "tax_settings",
    "terms_for",
    "trimmed",
    "zone_by_id",
]
