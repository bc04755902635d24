"""What the catalog does in a worker: pictures' sizes, and their files' end."""

from pods.outbox.api import TIMERS_DUE, EventFacts, HandlerClass, handler, remote_handler
from shop.catalog.errors import PictureRefused
from shop.catalog.events import DROP_FILES, MAKE_SIZES
from shop.catalog.pictures import files
from shop.catalog.pictures.drawing_anew import sizes_of
from shop.catalog.selectors.pictures import waiting_file
from shop.catalog.services.pictures import note_sizes


@remote_handler(MAKE_SIZES, event=TIMERS_DUE, versions={1}, work=HandlerClass.BULK, max_tries=6)
class MakeSizes:
    """Draw a picture in all sizes. Seconds of CPU, so outside of any transaction; done twice it is the same."""

    def prepare(self, facts: EventFacts) -> str | None:
        """Return the file's name; None when the picture is gone or done."""
        return waiting_file(facts.payload["picture_id"])

    def call(self, request: str, *, key: str, timeout_s: float) -> list[int]:
        """Write the sizes; an empty list says that they cannot be made."""
        try:
            drawn = sizes_of(files.read_whole(request))
        except (PictureRefused, FileNotFoundError):
            return []
        for width, picture in drawn.items():
            files.put_size(request, width, picture.content)
        return list(drawn)

    def record(self, facts: EventFacts, answer: list[int]) -> None:
        """Note them."""
        note_sizes(facts.payload["picture_id"], sizes=answer)


@handler(DROP_FILES, event=TIMERS_DUE, versions={1}, work=HandlerClass.BULK)
def drop_files(facts: EventFacts) -> None:
    """Delete the files of pictures that are no more."""
    for name in facts.payload["files"]:
        files.drop(name)
