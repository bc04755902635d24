"""Pure decisions about customers."""

import unicodedata


def normal_email(email: str) -> str:
    """Return the one form under which an e-mail is stored and sought."""
    return unicodedata.normalize("NFKC", email).strip().casefold()
