"""An upload from bytes to a product's picture: drawn anew, written as a file, then noted by a service.

Decoding and writing happen outside of any transaction. A process that dies in between leaves a file that no row names.
"""

from pods.routing.actor import require
from shop.catalog.pictures import files
from shop.catalog.pictures.drawing_anew import drawn_anew
from shop.catalog.services.pictures import KeptFile, note_picture
from shop.staff.api import Permission


def add_picture(product_id: int, content: bytes, *, alt: str = "") -> int:
    """Add an uploaded picture to a product; needs products.edit. Returns its id.

    JPEG, PNG, WebP and a GIF's first frame, up to 10 MiB and 25 million pixels; the file's name says nothing. Raises
    PictureRefused, TooManyPictures, ProductUnknown, FieldsWrong; nothing has changed then.
    """
    require(Permission.PRODUCTS_EDIT)
    drawn = drawn_anew(content)
    file = KeptFile(files.new_name(), drawn.content_type, drawn.width, drawn.height)
    files.put_whole(file.name, drawn.content)
    try:
        return note_picture(product_id, file, alt=alt)
    except BaseException:
        files.drop(file.name)
        raise
