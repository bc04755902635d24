"""The shop's first location: every shop has one."""

from django.utils.translation import gettext

from pods.routing.opening import NewShop
from pods.routing.service import service
from shop.inventory.models import Location
from shop.inventory.selectors.locations import first_location_id

FIRST_POSITION = 1


def open_shop(new: NewShop) -> None:
    """Give a shop that is being opened its first location. Run again it changes nothing."""
    first_location(country=new.country)


@service
def first_location(*, country: str = "") -> int:
    """Return the location in use that gives first; a shop without any gets one. One query, three the first time."""
    found = first_location_id()
    if found is None:
        # Two at once meet at the name's unique key.
        made = Location(name=gettext("Main"), country=country, position=FIRST_POSITION)
        Location.objects.bulk_create([made], ignore_conflicts=True)
        found = Location.objects.values_list("pk", flat=True).get(is_active=True)
    return found
