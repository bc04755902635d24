"""Themes: what a merchant's colours, type and shapes are, as a second style sheet that sets only --s-* variables.

A sheet's address carries the hash of its text, so browsers may keep it for ever.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

HASH_LENGTH = 16

SANS = '"Inter var", ui-sans-serif, system-ui, sans-serif'
SERIF = 'ui-serif, Georgia, "Times New Roman", serif'
SYSTEM = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, sans-serif'


@dataclass(frozen=True)
class Theme:
    """A name and what it sets; the rest stays as the engine's defaults."""

    name: str
    variables: Mapping[str, str]

    @cached_property
    def css(self) -> str:
        """The style sheet."""
        return ":root {" + "".join(f"--s-{name}: {value};" for name, value in self.variables.items()) + "}\n"

    @cached_property
    def hash(self) -> str:
        """What its address says: another text has another one."""
        return hashlib.sha256(self.css.encode()).hexdigest()[:HASH_LENGTH]


GROTESK = Theme("grotesk", {"display": SANS, "text": SANS})
EDITORIAL = Theme(
    "editorial",
    {
        "paper": "oklch(.985 .006 70)",
        "wash": "oklch(.95 .01 60)",
        "ink": "oklch(.24 .02 300)",
        "ink-2": "oklch(.45 .02 310)",
        "line": "oklch(.89 .01 60)",
        "control": "oklch(.6 .015 60)",
        "accent": "oklch(.38 .11 345)",
        "accent-hover": "oklch(.32 .1 345)",
        "display": SERIF,
        "text": SANS,
        "display-weight": "400",
        "display-track": "-.018em",
        "radius": "0px",
        "button-radius": "999px",
        "tile": "1/1",
    },
)
SYSTEM_THEME = Theme(
    "system",
    {
        "paper": "oklch(.99 .003 250)",
        "wash": "oklch(.955 .008 250)",
        "ink": "oklch(.23 .03 260)",
        "ink-2": "oklch(.46 .03 260)",
        "line": "oklch(.89 .01 250)",
        "control": "oklch(.6 .02 250)",
        "accent": "oklch(.4 .12 262)",
        "accent-hover": "oklch(.34 .11 262)",
        "display": SYSTEM,
        "text": SYSTEM,
        "display-weight": "650",
        "display-track": "-.025em",
        "radius": "8px",
        "button-radius": "8px",
    },
)

PRESETS = (SYSTEM_THEME, EDITORIAL, GROTESK)
_BY_HASH = {theme.hash: theme for theme in PRESETS}


def theme_of(shop_id: int) -> Theme:
    """Return the preset a shop starts with: by its id, so it costs no query and never changes by itself."""
    return PRESETS[shop_id % len(PRESETS)]


def find_theme(hash_: str) -> Theme | None:
    """Return the theme whose sheet has this hash."""
    return _BY_HASH.get(hash_)
