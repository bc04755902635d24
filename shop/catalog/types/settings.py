"""The shop's settings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """What the merchant chose for the whole shop. `country` is ISO 3166 alpha-2. Forms carry `version`."""

    currency: str
    country: str
    version: int
