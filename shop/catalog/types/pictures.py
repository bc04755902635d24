"""Pictures: uploaded, named by an import, or drawn."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Drawing:
    """Which picture stands for a product: a motif, its palette and what is behind it."""

    motif: str
    palette: str
    backdrop: str


class PictureState(StrEnum):
    """What there is of a picture: the upload without its sizes yet, all of it, or only an address elsewhere."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a product. `key` names its file in addresses; pages use the tag `picture_src`.

    An external one has no key but a `source_url`: it is a text to show, nothing is fetched from there.
    """

    id: int
    position: int
    alt: str
    state: PictureState
    source_url: str
    width: int
    height: int
    key: str

    @property
    def has_file(self) -> bool:
        """Whether it can be shown."""
        return bool(self.key)


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture's file. It never changes under its address once `is_final`; before, a better one is coming."""

    content: bytes
    content_type: str
    is_final: bool
