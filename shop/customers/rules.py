"""Pure decisions about customers."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import astuple
from enum import StrEnum

from shop.addresses import LONGEST, Address, is_email, is_phone
from shop.customers.types import CustomerFields
from shop.languages import is_language

LONGEST_NAME = LONGEST["name"]
LONGEST_PHONE = LONGEST["phone"]
LONGEST_NOTE = 5000
LONGEST_TAG = 60
LONGEST_WORDING = 500
MOST_TAGS = 50
MOST_ADDRESSES = 50
MOST_WORDS = 5
"""Of a search; the others are left out."""


class Fault(StrEnum):
    """What is wrong with a field of a customer."""

    EMAIL = "email"
    PHONE = "phone"
    TOO_LONG = "too long"
    LANGUAGE = "language"
    TAG_TOO_LONG = "tag too long"
    TOO_MANY_TAGS = "too many tags"
    WORDING = "wording"


def wrong_fields(fields: CustomerFields) -> dict[str, Fault]:
    """Return what has to be put right, by field."""
    wrong: dict[str, Fault] = {}
    if not is_email(fields.email):
        wrong["email"] = Fault.EMAIL
    for name, longest in (("name", LONGEST_NAME), ("phone", LONGEST_PHONE), ("note", LONGEST_NOTE)):
        if len(getattr(fields, name)) > longest:
            wrong[name] = Fault.TOO_LONG
    if fields.phone and "phone" not in wrong and not is_phone(fields.phone):
        wrong["phone"] = Fault.PHONE
    if fields.language and not is_language(fields.language):
        wrong["language"] = Fault.LANGUAGE
    if len(fields.tags) > MOST_TAGS:
        wrong["tags"] = Fault.TOO_MANY_TAGS
    elif any(len(tag) > LONGEST_TAG for tag in fields.tags):
        wrong["tags"] = Fault.TAG_TOO_LONG
    return wrong


def wrong_wording(wording: str) -> Fault | None:
    """Say what is wrong with how a consent came about: nobody may say "they agreed" and no more."""
    return None if 0 < len(wording) <= LONGEST_WORDING else Fault.WORDING


def folded(text: str) -> str:
    """Return the form under which two spellings of a tag are one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def distinct_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags in their order, without empty ones and second spellings. A comma parts two tags."""
    distinct: dict[str, str] = {}
    for part in (part for tag in tags for part in tag.split(",")):
        distinct.setdefault(folded(part), " ".join(part.split()))
    distinct.pop("", None)
    return tuple(distinct.values())


def address_digest(address: Address) -> str:
    """Return what two spellings of one address share: large and small letters and spaces make no difference."""
    return hashlib.sha256(json.dumps([folded(part) for part in astuple(address)]).encode()).hexdigest()


def search_words(text: str) -> list[str]:
    """Return what to look for: each word must be found somewhere in a customer."""
    return text.split()[:MOST_WORDS]
