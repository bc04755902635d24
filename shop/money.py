"""Money: a whole number of minor units and a currency. Never a float, never two currencies in one sum.

Exponents are those of ISO 4217 (https://www.six-group.com/en/products-services/financial-information/data-standards.html),
not of CLDR, which hides the cents of some currencies. A currency whose exponent is not 0, 2 or 3 is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberFormatError, NumberPattern, list_currencies, parse_decimal
from django.utils.translation import get_language, to_locale

_WITHOUT_MINOR_UNITS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905 (reads as the table)
)
_THREE_DIGITS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())  # noqa: SIM905 (reads as the table)
_REFUSED = frozenset({"CLF", "UYW"})  # four digits

LARGEST_MINOR = 2**53 - 1
"""Exact in JSON and JavaScript, and far inside a BIGINT."""

MINUS = "\N{MINUS SIGN}"

_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[A-Za-z])(?=\d)")  # CLDR's alphaNextToNumber, which babel leaves out


class MoneyError(ValueError):
    """This is not an amount of money."""


class CurrencyUnknown(MoneyError):
    """Not a currency code of ISO 4217 with 0, 2 or 3 digits."""


class CurrencyMismatch(MoneyError):
    """Two currencies met in one sum or comparison."""


class AmountNotExact(MoneyError):
    """The amount has more digits than its currency, or is no number."""


@lru_cache(maxsize=512)
def exponent_of(currency: str) -> int:
    """Return how many digits the currency's minor unit has: 0, 2 or 3."""
    if currency in _REFUSED or currency not in list_currencies():
        raise CurrencyUnknown(f"{currency!r} is not a currency that can be sold in.")
    if currency in _WITHOUT_MINOR_UNITS:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount. Sums and comparisons refuse another currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        exponent_of(self.currency)
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise AmountNotExact(f"{self.minor!r} is not a whole number of minor units.")
        if abs(self.minor) > LARGEST_MINOR:
            raise AmountNotExact("The amount is too large.")

    @property
    def exponent(self) -> int:
        """How many digits the minor unit has."""
        return exponent_of(self.currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with exactly the currency's digits."""
        return Decimal(self.minor).scaleb(-self.exponent)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._alike(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._alike(other), self.currency)

    def __mul__(self, quantity: int) -> "Money":
        if isinstance(quantity, bool) or not isinstance(quantity, int):
            raise AmountNotExact("Money is multiplied by whole numbers only.")
        return Money(self.minor * quantity, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._alike(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._alike(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._alike(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._alike(other)

    def __str__(self) -> str:
        return format_money(self)

    def _alike(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add up.")
        return other.minor


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Return the sum; `currency` says what an empty sum is."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result


def format_money(money: Money, language: str | None = None) -> str:
    """Write an amount as its readers do, always with the currency's digits: €1,134.00, ¥4,800, −€5.00.

    `language` is a tag such as de-AT; by default the current one.
    """
    return _written(money, language, money.exponent)


def format_price(money: Money, language: str | None = None) -> str:
    """Write a list price: a round one without its zeros (€189). Totals use `format_money`."""
    is_round = money.minor % 10**money.exponent == 0
    return _written(money, language, 0 if is_round else money.exponent)


def parse_money(text: str, currency: str, language: str | None = None) -> Money:
    """Read what a person typed ("1,134.50" in English) as an exact amount; raises AmountNotExact.

    Nothing is rounded: a third digit in euros is an error, not a guess.
    """
    exponent = exponent_of(currency)
    if any(each.isalpha() for each in text):  # Decimal reads 1e5, NaN and Infinity
        raise AmountNotExact(f"{text!r} is not an amount.")
    try:
        amount = parse_decimal(text.strip().replace(MINUS, "-"), locale=_locale(language), strict=True)
        scaled = amount.scaleb(exponent)
        if scaled != scaled.to_integral_value():
            raise AmountNotExact(f"{text!r} has more digits than {currency} has.")
    except (NumberFormatError, InvalidOperation):
        raise AmountNotExact(f"{text!r} is not an amount.") from None
    return Money(int(scaled), currency)


def _written(money: Money, language: str | None, digits: int) -> str:
    locale = _locale(language)
    standard = locale.currency_formats["standard"]
    pattern = NumberPattern(
        standard.pattern,
        standard.prefix,
        standard.suffix,
        standard.grouping,
        standard.int_prec,
        (digits, digits),
        standard.exp_prec,
        standard.exp_plus,
        standard.number_pattern,
    )
    written: str = pattern.apply(money.amount, locale, currency=money.currency, currency_digits=False)
    return _LETTER_BEFORE_DIGIT.sub("\N{NO-BREAK SPACE}", written.replace("-", MINUS))


@lru_cache(maxsize=128)
def _locale_of(tag: str) -> Locale:
    try:
        return Locale.parse(to_locale(tag))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _locale(language: str | None) -> Locale:
    return _locale_of(language or get_language() or "en")
