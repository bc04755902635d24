"""Addresses: what is wrong with one, and how it is written."""

from dataclasses import asdict, replace

import pytest

from shop.addresses import (
    Address,
    AddressFault,
    fault_sentence,
    is_email,
    is_phone,
    normal_email,
    stripped_address,
    wrong_address,
)
from shop.countries import countries, is_country
from shop.postcodes import is_postcode, needs_postcode, postcode_example
from tests.shop.selling import HOME


@pytest.mark.parametrize(
    ("email", "good"),
    [
        ("a@b.no", True),
        ("first.last+tag@mail.example.com", True),
        ("", False),
        ("a@b", False),
        ("a b@c.no", False),
        ("a@b..no", False),
        ("a@@b.no", False),
        ("a@b.no,c@d.no", False),
        ("x" * 250 + "@b.no", False),
        ("a\N{FULLWIDTH COMMERCIAL AT}b@c.no", False),  # kept as a@b@c.no
        ("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 80 + "@b.no", False),  # kept 18 times as long
    ],
)
def test_what_an_email_looks_like(email: str, *, good: bool) -> None:
    assert is_email(email) is good


@pytest.mark.parametrize("typed", ["Solveig@Example.no ", "ｓolveig@example.NO", "SOLVEIG@EXAMPLE.NO"])
def test_one_email_has_one_form(typed: str) -> None:
    assert normal_email(typed) == "solveig@example.no"


@pytest.mark.parametrize(
    ("phone", "good"),
    [
        ("+47 55 12 34 56", True),
        ("(0)30 123-456/7", True),
        ("555.123.4567 ext 12", True),
        ("113", False),
        ("call me", False),
        ("+47 55 12 34 5x6y", False),
        ("1" * 22, False),
        ("٤٥٦٧٨٩", False),
    ],
)
def test_what_a_phone_number_looks_like(phone: str, *, good: bool) -> None:
    assert is_phone(phone) is good


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("name", " ", AddressFault.REQUIRED),
        ("line1", "", AddressFault.REQUIRED),
        ("postcode", "", AddressFault.REQUIRED),
        ("city", "", AddressFault.REQUIRED),
        ("country", "", AddressFault.REQUIRED),
        ("country", "ZZ", AddressFault.COUNTRY),
        ("country", "no", AddressFault.COUNTRY),
        ("postcode", "50O8", AddressFault.POSTCODE),
        ("phone", "later", AddressFault.PHONE),
        ("city", "x" * 121, AddressFault.TOO_LONG),
        ("line2", "x" * 201, AddressFault.TOO_LONG),
        ("company", "x" * 121, AddressFault.TOO_LONG),
        ("region", "x" * 121, AddressFault.TOO_LONG),
        ("phone", "1" * 41, AddressFault.TOO_LONG),
    ],
)
def test_what_is_wrong_with_an_address(name: str, value: str, fault: AddressFault) -> None:
    assert wrong_address(replace(HOME, **{name: value})) == {name: fault}


def test_what_is_optional_may_be_empty() -> None:
    assert wrong_address(HOME) == {}
    assert wrong_address(replace(HOME, company="Aas AS", line2="3. etasje", region="Vestland", phone="55123456")) == {}


def test_where_there_are_no_postcodes_none_is_asked_for() -> None:
    assert wrong_address(replace(HOME, country="HK", postcode="")) == {}
    assert not needs_postcode("IE")
    assert is_postcode("D02 AF30", "IE")


@pytest.mark.parametrize(
    ("country", "postcode", "good"),
    [
        ("NO", "5008", True),
        ("NO", "N-5008", True),
        ("NO", "NO-5008", True),
        ("NO", "50080", False),
        ("SE", "11129", True),
        ("SE", "111 29", True),
        ("NL", "1012js", True),
        ("GB", "sw1a1aa", True),
        ("GB", "12345", False),
        ("US", "97201-1234", True),
        ("US", "9720", False),
        ("CA", "K1A0B1", True),
        ("IT", "٠٠١٨٤", False),
        ("CL", "whatever they use", True),
    ],
)
def test_a_postcode_is_refused_only_where_its_form_is_certain(country: str, postcode: str, *, good: bool) -> None:
    assert is_postcode(postcode, country) is good


def test_every_example_is_a_postcode_of_a_country() -> None:
    shown = {code: postcode_example(code) for code, _name in countries("en") if postcode_example(code)}
    assert len(shown) == 37
    assert all(is_country(code) and is_postcode(example, code) for code, example in shown.items())


def test_every_fault_has_a_sentence_and_a_postcode_an_example() -> None:
    assert all(fault_sentence(fault).endswith(".") for fault in AddressFault)
    assert fault_sentence(AddressFault.POSTCODE, country="NO") == "A postcode of Norway looks like 5008."
    assert fault_sentence(AddressFault.POSTCODE, country="CL") == "This is no postcode of the country."


def test_an_address_as_it_was_stored_before_it_had_a_company_still_loads() -> None:
    old = {"name": "A", "line1": "B 1", "line2": "", "postcode": "5008", "city": "Bergen", "country": "NO"}
    assert Address(**old) == replace(HOME, name="A", line1="B 1")
    assert Address(**asdict(HOME)) == HOME


def test_what_was_typed_is_stripped_in_every_field() -> None:
    typed = Address(*(f" {value} " for value in ("A", "B", "1", "C", "no", "d", "e", "f", "1234")))
    assert stripped_address(typed) == Address("A", "B", "1", "C", "NO", "d", "e", "f", "1234")


@pytest.mark.parametrize(
    ("country", "region", "line"),
    [
        ("NO", "", "5008 Bergen"),
        ("IT", "TO", "5008 Bergen, TO"),
        ("US", "OR", "Bergen, OR 5008"),
        ("GB", "", "Bergen 5008"),
    ],
)
def test_the_town_is_written_as_its_post_reads_it(country: str, region: str, line: str) -> None:
    assert replace(HOME, country=country, region=region).locality == line


def test_a_town_without_a_postcode_stands_alone() -> None:
    assert replace(HOME, country="HK", postcode="", region="Kowloon").locality == "Bergen, Kowloon"
