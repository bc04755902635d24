from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from shop.money import (
    LARGEST_MINOR,
    AmountNotExact,
    CurrencyMismatch,
    CurrencyUnknown,
    Money,
    exponent_of,
    format_money,
    format_price,
    parse_money,
    total,
)

NBSP = "\N{NO-BREAK SPACE}"

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KRW", "KWD", "IQD", "NOK", "BHD"])
LANGUAGES = st.sampled_from(["en", "en-gb", "de", "de-at", "fr", "nb", "ja"])
MINOR = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("currency", "exponent"), [("EUR", 2), ("JPY", 0), ("CLP", 0), ("KWD", 3), ("IQD", 3), ("ISK", 0), ("HUF", 2)]
)
def test_exponents_are_those_of_iso_4217(currency: str, exponent: int) -> None:
    assert exponent_of(currency) == exponent


@pytest.mark.parametrize("currency", ["CLF", "UYW", "eur", "XXXX", "", "EURO"])
def test_other_codes_are_no_currency(currency: str) -> None:
    with pytest.raises(CurrencyUnknown):
        Money(1, currency)


@pytest.mark.parametrize("minor", [1.0, True, "5", None, Decimal(1)])
def test_money_is_a_whole_number_of_minor_units(minor: object) -> None:
    with pytest.raises(AmountNotExact):
        Money(minor, "EUR")  # type: ignore[arg-type]


def test_an_amount_too_large_for_every_reader_is_refused() -> None:
    assert Money(LARGEST_MINOR, "EUR").minor == LARGEST_MINOR
    with pytest.raises(AmountNotExact):
        Money(LARGEST_MINOR, "EUR") + Money(1, "EUR")


def test_money_is_not_multiplied_by_a_fraction() -> None:
    with pytest.raises(AmountNotExact):
        Money(100, "EUR") * 0.5  # type: ignore[operator]


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_two_currencies_never_meet(operation: str) -> None:
    with pytest.raises(CurrencyMismatch):
        getattr(Money(1, "EUR"), operation)(Money(1, "USD"))


def test_equal_figures_of_two_currencies_differ() -> None:
    assert Money(1, "EUR") != Money(1, "USD")


@pytest.mark.parametrize(
    ("money", "language", "text"),
    [
        (Money(113400, "EUR"), "en", "€1,134.00"),
        (Money(-113450, "EUR"), "en", "−€1,134.50"),
        (Money(4800, "JPY"), "en", "¥4,800"),
        (Money(12345, "KWD"), "en", f"KWD{NBSP}12.345"),
        (Money(1234567, "IQD"), "en", f"IQD{NBSP}1,234.567"),
        (Money(0, "EUR"), "en", "€0.00"),
        (Money(5, "EUR"), "de", f"0,05{NBSP}€"),
        (Money(113450, "EUR"), "de-at", f"€{NBSP}1.134,50"),
        (Money(9900, "NOK"), "nb", f"99,00{NBSP}kr"),
        (Money(100, "EUR"), "xx-not-a-language", "€1.00"),
    ],
)
def test_amounts_are_written_as_their_readers_do(money: Money, language: str, text: str) -> None:
    assert format_money(money, language) == text


def test_the_current_language_is_the_default() -> None:
    with translation.override("de"):
        assert str(Money(113400, "EUR")) == f"1.134,00{NBSP}€"


@pytest.mark.parametrize(
    ("minor", "currency", "text"), [(18900, "EUR", "€189"), (18950, "EUR", "€189.50"), (5000, "KWD", f"KWD{NBSP}5")]
)
def test_a_round_list_price_drops_its_zeros(minor: int, currency: str, text: str) -> None:
    assert format_price(Money(minor, currency), "en") == text


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "1.345", "1e5", "NaN", "Infinity", "1,13,4", "12,5", "€5", "--5", "0x10"]
)
def test_what_is_no_exact_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountNotExact):
        parse_money(text, "EUR", "en")


@pytest.mark.parametrize(
    ("text", "currency", "language", "minor"),
    [
        ("1,134.5", "EUR", "en", 113450),
        ("1.134,5", "EUR", "de", 113450),
        (" 7 ", "EUR", "en", 700),
        ("4800", "JPY", "ja", 4800),
        ("1.5", "KWD", "en", 1500),
        ("−3", "EUR", "en", -300),
    ],
)
def test_typed_amounts_are_read_exactly(text: str, currency: str, language: str, minor: int) -> None:
    assert parse_money(text, currency, language) == Money(minor, currency)


def test_yen_have_no_fractions() -> None:
    with pytest.raises(AmountNotExact):
        parse_money("10.5", "JPY", "en")


@given(MINOR, CURRENCIES, LANGUAGES)
def test_what_is_written_without_its_symbol_reads_back_as_the_same_amount(
    minor: int, currency: str, language: str
) -> None:
    money = Money(minor, currency)
    digits = "".join(each for each in format_money(money, language) if each.isdigit())
    assert int(digits) == abs(minor)
    assert parse_money(_plain(money, language), currency, language) == money


def _plain(money: Money, language: str) -> str:
    point = "." if language.startswith("en") or language == "ja" else ","
    return f"{money.amount:f}".replace(".", point)


@given(st.lists(MINOR, max_size=20), CURRENCIES)
def test_a_sum_is_exact_whatever_its_order(minors: list[int], currency: str) -> None:
    amounts = [Money(minor, currency) for minor in minors]
    assert total(amounts, currency) == total(reversed(amounts), currency) == Money(sum(minors), currency)


@given(MINOR, st.integers(0, 1000), CURRENCIES)
def test_a_line_is_the_sum_of_its_pieces(minor: int, quantity: int, currency: str) -> None:
    money = Money(minor, currency)
    assert money * quantity == total([money] * quantity, currency)
    assert (money - money) == Money(0, currency)
    assert money + -money == Money(0, currency)


@given(MINOR, CURRENCIES)
def test_the_amount_has_exactly_the_digits_of_its_currency(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert money.amount.as_tuple().exponent == -exponent_of(currency)
    assert int(money.amount.scaleb(exponent_of(currency))) == minor
