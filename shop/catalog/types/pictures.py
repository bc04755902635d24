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
    """One picture of a product. `key` changes when the picture does (for `?v=` in its address).

    An external one has only `source_url`: it is a text to show, nothing is fetched from there.
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
        return self.state is not PictureState.EXTERNAL
