"""Where a picture's files lie: below the shop's own folder, under a name that nobody guesses and nothing changes."""

import re
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from shop.catalog.pictures.rules import SIZES

FOLDER = "pictures"
_NAME = re.compile(r"[0-9a-f]{32}")


def new_name() -> str:
    """Return a name for a picture's files: 128 random bits."""
    return secrets.token_hex(16)


def is_name(text: str) -> bool:
    """Say whether a text can be a picture's name."""
    return _NAME.fullmatch(text) is not None


def put_whole(name: str, content: bytes) -> None:
    """Write the whole picture."""
    _put(_path(name, "whole"), content)


def put_size(name: str, width: int, content: bytes) -> None:
    """Write one of its sizes, over what an interrupted try has left."""
    _put(_path(name, str(width)), content)


def read_whole(name: str) -> bytes:
    """Return the whole picture; raises FileNotFoundError."""
    return _read(_path(name, "whole"))


def find_content(name: str, width: int) -> tuple[bytes, bool] | None:
    """Return a picture in one width; the whole picture, and False, while that one is not ready. None without either."""
    for part in (str(width), "whole"):
        try:
            return _read(_path(name, part)), part != "whole"
        except FileNotFoundError:
            continue
    return None


def drop(name: str) -> None:
    """Delete all files of a picture. Run again it changes nothing."""
    for part in ("whole", *map(str, SIZES)):
        default_storage.delete(_path(name, part))
    folder = f"{FOLDER}/{name[:2]}/{name}"
    if default_storage.exists(folder):
        default_storage.delete(folder)


def _read(path: str) -> bytes:
    with default_storage.open(path) as file:
        content: bytes = file.read()
    return content


def _put(path: str, content: bytes) -> None:
    default_storage.delete(path)
    default_storage.save(path, ContentFile(content))


def _path(name: str, part: str) -> str:
    if not is_name(name):
        raise FileNotFoundError(name)
    return f"{FOLDER}/{name[:2]}/{name}/{part}"
