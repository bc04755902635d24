import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.customers.rules import (
    LONGEST_TAG,
    LONGEST_WORDING,
    MOST_TAGS,
    Fault,
    address_digest,
    distinct_tags,
    folded,
    search_words,
    wrong_fields,
    wrong_wording,
)
from shop.customers.sentences import fault_sentence, marketing_wording
from shop.customers.types import CustomerFields
from shop.languages import is_language, language_name, languages
from tests.shop.customers.people import SOLVEIG
from tests.shop.selling import ABROAD, HOME


def test_only_an_email_is_needed() -> None:
    assert wrong_fields(CustomerFields("a@b.no")) == {}
    assert wrong_fields(SOLVEIG) == {}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": ""}, {"email": Fault.EMAIL}),
        ({"email": "a@b"}, {"email": Fault.EMAIL}),
        ({"name": "x" * 121}, {"name": Fault.TOO_LONG}),
        ({"note": "x" * 5001}, {"note": Fault.TOO_LONG}),
        ({"phone": "1" * 41}, {"phone": Fault.TOO_LONG}),
        ({"phone": "later"}, {"phone": Fault.PHONE}),
        ({"language": "xx"}, {"language": Fault.LANGUAGE}),
        ({"tags": tuple(f"t{number}" for number in range(MOST_TAGS + 1))}, {"tags": Fault.TOO_MANY_TAGS}),
        ({"tags": ("x" * (LONGEST_TAG + 1),)}, {"tags": Fault.TAG_TOO_LONG}),
    ],
)
def test_what_is_wrong_with_a_customer(fields: dict[str, object], wrong: dict[str, Fault]) -> None:
    assert wrong_fields(CustomerFields(**{"email": "a@b.no", **fields})) == wrong


@pytest.mark.parametrize(("wording", "good"), [("", False), ("By phone", True), ("x" * (LONGEST_WORDING + 1), False)])
def test_a_consent_says_how_it_came_about(wording: str, *, good: bool) -> None:
    assert wrong_wording(wording) is (None if good else Fault.WORDING)


def test_two_spellings_of_a_tag_are_one_and_the_first_stays() -> None:
    assert distinct_tags(["VIP, wholesale ", " ", "vip", "Whole  sale"]) == ("VIP", "wholesale", "Whole sale")


@given(st.lists(st.text(max_size=8), max_size=8))
def test_tags_joined_by_commas_are_the_same_tags_again(tags: list[str]) -> None:
    once = distinct_tags(tags)
    assert distinct_tags([", ".join(once)]) == once
    assert len({folded(tag) for tag in once}) == len(once)


def test_an_address_is_the_same_however_it_is_spelled() -> None:
    from dataclasses import replace

    assert address_digest(replace(HOME, city="BERGEN", line1="nygårdsgaten  91")) == address_digest(HOME)
    assert address_digest(replace(HOME, line1="Nygårdsgaten 9", line2="1")) != address_digest(HOME)
    assert address_digest(replace(HOME, line1="a", line2="b")) != address_digest(replace(HOME, line1="b", line2="a"))
    assert address_digest(ABROAD) != address_digest(HOME)


def test_a_search_is_at_most_five_words() -> None:
    assert search_words(" Solveig\tAas ") == ["Solveig", "Aas"]
    assert search_words("a b c d e f g") == ["a", "b", "c", "d", "e"]


def test_every_fault_has_a_sentence() -> None:
    sentences = [fault_sentence(fault) for fault in Fault]
    assert all(sentence.endswith(".") and "%" not in sentence for sentence in sentences)
    assert marketing_wording() == "Email me with news and offers"


def test_languages_are_known_by_two_letters() -> None:
    assert is_language("nb")
    assert not is_language("NB")
    assert language_name("nb", "en") == "Norwegian Bokmål"
    assert language_name("xx", "en") == "xx"
    assert ("de", "Deutsch") in languages("de")
    assert len(languages("en")) > 150
