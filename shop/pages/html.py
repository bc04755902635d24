"""HTML that merchants write, made harmless: what a shop's page shows of it, and its plain text.

The text is kept as it was written (an export gives it back); this is applied whenever it is shown.
"""

from functools import lru_cache
from html import unescape

import nh3
from django.utils.safestring import SafeString

TAGS = frozenset(
    "a b blockquote br caption code dd del div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i ins li "  # noqa: SIM905 (reads as a list)
    "ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul".split()
)
"""No h1, which a page has once; no pictures, forms or frames: the page's policy would refuse what they load."""

ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})


@lru_cache(maxsize=1024)
def safe_html(text: str) -> SafeString:
    """Return the text with harmless elements only; scripts and styles go with all that is in them."""
    cleaned = nh3.clean(
        text, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(SCHEMES), link_rel="nofollow noopener"
    )
    return SafeString(cleaned)


def plain_text(text: str) -> str:
    """Return the words of an HTML text, for summaries and the descriptions of pages."""
    return " ".join(unescape(nh3.clean(text.replace("<", " <"), tags=set())).split())
