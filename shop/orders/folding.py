"""The one form under which words that people type are compared."""

import unicodedata


def folded_tag(tag: str) -> str:
    """Return a tag as it is compared: case, width and spaces make no other tag of it."""
    return unicodedata.normalize("NFKC", " ".join(tag.split())).casefold()
