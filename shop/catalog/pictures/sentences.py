"""Plain words for why a picture is refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.catalog.pictures.rules import PictureFault

_FAULTS: dict[PictureFault, str | Promise] = {
    PictureFault.EMPTY: _("The file is empty. Choose another one."),
    PictureFault.TOO_HEAVY: _("The file has more than 10 MB. Make the picture smaller."),
    PictureFault.NOT_A_PICTURE: _("This is no picture that we can show. Choose a JPEG, PNG, WebP or GIF file."),
    PictureFault.TOO_LARGE: _("The picture has more than 25 million pixels. Make it smaller."),
    PictureFault.BROKEN: _("The picture is damaged or cut off. Save it anew and try again."),
    PictureFault.BUSY: _("Other pictures are being worked on. Try again in a moment."),
}


def picture_sentence(fault: PictureFault) -> str:
    """Say why, and what to do."""
    return str(_FAULTS[fault])
