"""How a person is reached: the postal address, the e-mail, the phone number, and what is wrong with one.

Pure but for the sentences: no clock, no database.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.countries import country_name, is_country
from shop.postcodes import is_postcode, needs_postcode, postcode_example


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address. `country` is ISO 3166 alpha-2; `region` is what the post there asks for: state, county."""

    name: str
    line1: str
    postcode: str
    city: str
    country: str
    line2: str = ""
    company: str = ""
    region: str = ""
    phone: str = ""

    @property
    def locality(self) -> str:
        """The line with the town, in the order that the country's post reads: "5008 Bergen", "Portland, OR 97201"."""
        if self.country in _TOWN_FIRST:
            return " ".join(filter(None, (", ".join(filter(None, (self.city, self.region))), self.postcode)))
        return ", ".join(filter(None, (" ".join(filter(None, (self.postcode, self.city))), self.region)))


class AddressFault(StrEnum):
    """What is wrong with a field."""

    EMAIL = "email"
    PHONE = "phone"
    REQUIRED = "required"
    TOO_LONG = "too long"
    COUNTRY = "country"
    POSTCODE = "postcode"


LONGEST_EMAIL = 254
LONGEST = {
    "name": 120,
    "company": 120,
    "line1": 200,
    "line2": 200,
    "postcode": 20,
    "city": 120,
    "region": 120,
    "country": 2,
    "phone": 40,
}
"""How many characters a field of an address may have."""

_NEEDED: Sequence[str] = ("name", "line1", "postcode", "city", "country")
_TOWN_FIRST = frozenset({"AU", "BR", "CA", "GB", "IE", "IN", "NZ", "US"})
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
_PHONE = re.compile(r"\+?[0-9() ./-]+(?: ?(?:x|ext\.?) ?[0-9]{1,6})?", re.ASCII | re.IGNORECASE)
_FEWEST_DIGITS, _MOST_DIGITS = 4, 21


def normal_email(email: str) -> str:
    """Return the one form under which a person's e-mail is stored and sought."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def is_email(text: str) -> bool:
    """Say whether a text looks like an e-mail address, as typed and as kept. Only mail can tell whether it arrives."""
    return all(len(form) <= LONGEST_EMAIL and _EMAIL.fullmatch(form) for form in (text, normal_email(text)))


def is_phone(text: str) -> bool:
    """Say whether a text looks like a phone number, with or without the country's."""
    digits = sum(each.isdigit() for each in text)
    return _PHONE.fullmatch(text) is not None and _FEWEST_DIGITS <= digits <= _MOST_DIGITS


def stripped_address(address: Address) -> Address:
    """Return the address without the spaces around what was typed, its country in capitals."""
    typed = {field.name: str(getattr(address, field.name)).strip() for field in fields(Address)}
    return Address(**typed | {"country": typed["country"].upper()})


def wrong_address(address: Address) -> dict[str, AddressFault]:
    """Return what has to be put right before a parcel could be sent there, by field."""
    faults = {name: _fault_of(address, name) for name in LONGEST}
    return {name: fault for name, fault in faults.items() if fault is not None}


def _fault_of(address: Address, name: str) -> AddressFault | None:
    value = getattr(address, name).strip()
    if not value:
        is_needed = name in _NEEDED and (name != "postcode" or needs_postcode(address.country))
        return AddressFault.REQUIRED if is_needed else None
    if len(value) > LONGEST[name]:
        return AddressFault.TOO_LONG
    if name == "country" and not is_country(value):
        return AddressFault.COUNTRY
    if name == "postcode" and not is_postcode(value, address.country):
        return AddressFault.POSTCODE
    return AddressFault.PHONE if name == "phone" and not is_phone(value) else None


_SENTENCES: dict[AddressFault, str | Promise] = {
    AddressFault.EMAIL: _("An e-mail address looks like name@example.com."),
    AddressFault.PHONE: _("A phone number has digits, like +47 55 12 34 56."),
    AddressFault.REQUIRED: _("Please fill this in."),
    AddressFault.TOO_LONG: _("This is too long."),
    AddressFault.COUNTRY: _("Choose a country from the list."),
    AddressFault.POSTCODE: _("This is no postcode of the country."),
}


def fault_sentence(fault: AddressFault, *, country: str = "") -> str:
    """Say what is to be put right in a field; with the country a postcode's sentence shows what one looks like."""
    example = postcode_example(country)
    if fault is AddressFault.POSTCODE and example:
        told = {"country": country_name(country), "example": example}
        return gettext("A postcode of %(country)s looks like %(example)s.") % told
    return str(_SENTENCES[fault])
