"""Random passwords that stay the same from start to start: derived from one secret file that only its owner reads."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path


class Passwords:
    """Derives one password per purpose ("pod_1/app") from the secret in `path`, which is made on first use."""

    def __init__(self, path: Path) -> None:
        self._secret = _read_or_make(path)

    def secret_key(self) -> str:
        """Return Django's SECRET_KEY: 80 hexadecimal digits."""
        return self.password("django/1") + self.password("django/2")

    def password(self, purpose: str) -> str:
        """Return the password for this purpose: 40 hexadecimal digits, safe in a URL and in SQL."""
        return hmac.new(self._secret, purpose.encode(), hashlib.sha256).hexdigest()[:40]


def _read_or_make(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()
