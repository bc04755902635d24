"""Addresses of products' pictures: an uploaded one in a width, or the one that the server draws."""

from django.urls import reverse

UPLOADED_KEY = 32
"""Characters of an uploaded picture's key; that of a drawn one is shorter."""

WIDTHS = (160, 480, 960, 1600)


def picture_src(handle: str, key: str, width: int = 960) -> str:
    """Return the address of a picture: an uploaded one in this width of WIDTHS, or the product's drawn one."""
    if len(key) == UPLOADED_KEY:
        return reverse("storefront:picture_file", args=[key, width])
    return f"{reverse('storefront:picture', args=[handle])}?v={key}"


def picture_choices(key: str) -> str:
    """Return an uploaded picture's addresses as a srcset; empty for a drawn one, which is sharp in every width."""
    if len(key) != UPLOADED_KEY:
        return ""
    return ", ".join(f"{picture_src('', key, width)} {width}w" for width in WIDTHS)
