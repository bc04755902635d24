"""Shopify's own sample catalogs, which are not in this repository.

SAMPLE_CATALOGS names their folder; without it they are looked for beside the checkout, in shared/data/catalog.
"""

import os
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

FOLDER = Path(os.environ.get("SAMPLE_CATALOGS") or ROOT.parent / "shared" / "data" / "catalog")
NAMES = ("apparel.csv", "home-and-garden.csv", "jewelery.csv")

needed = pytest.mark.skipif(
    not all((FOLDER / name).is_file() for name in NAMES),
    reason="Shopify's sample catalogs are neither where SAMPLE_CATALOGS says nor in ../shared/data/catalog.",
)
