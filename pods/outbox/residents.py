"""Finds the shop of a message: who it is from the directory, kept in memory, and at which epoch from this pod.

With the directory down, shops that this process has worked for stay known.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass, field

from django.conf import settings
from django.db.utils import InterfaceError, OperationalError

from pods.db.current import DIRECTORY, pod_alias
from pods.directory.errors import ShopUnknown
from pods.directory.models import Shop
from pods.isolation.models import ResidencyState
from pods.routing.errors import DirectoryDown, ShopElsewhere
from pods.routing.residency import read_residency
from pods.routing.schema_state import require_schema

FRESH_S = 60.0
MOST = 20_000


@dataclass(slots=True)
class Residents:
    """The shops that one process works for, bounded, the longest unused forgotten first."""

    _known: OrderedDict[int, tuple[float, Shop]] = field(default_factory=OrderedDict)

    def find(self, shop_id: int) -> Shop:
        """Return the shop as it lives in this process's pod, or the public tenant in a process without a pod.

        Raises ShopElsewhere when it is not served here, PodBehind while the schema is behind this code, ShopUnknown
        and DirectoryDown when nobody can tell who it is. One query, another each minute.
        """
        require_schema(pod_alias(settings.PROCESS_POD) if settings.PROCESS_POD else DIRECTORY)
        if settings.PROCESS_POD is None:
            shop = self._shop(shop_id)
            if not shop.is_public:
                raise ShopElsewhere(f"{shop.handle} is a shop; the control worker works for the platform only.")
            return shop
        row = read_residency(pod_alias(settings.PROCESS_POD), shop_id)
        if row is None or row.state != ResidencyState.SERVING:
            raise ShopElsewhere(f"Pod {settings.PROCESS_POD} does not serve shop {shop_id}.")
        return self._shop(shop_id).placed_at(settings.PROCESS_POD, row.epoch)

    def _shop(self, shop_id: int) -> Shop:
        read_at, shop = self._known.get(shop_id, (0.0, None))
        if shop is not None and time.monotonic() - read_at < FRESH_S:
            self._known.move_to_end(shop_id)
            return shop
        try:
            fresh: Shop | None = Shop.objects.filter(pk=shop_id).first()
        except (OperationalError, InterfaceError) as error:
            if shop is None:
                raise DirectoryDown(f"The directory cannot say who shop {shop_id} is.") from error
            return shop
        if fresh is None:
            raise ShopUnknown(f"The directory has no shop {shop_id}.")
        self._known[shop_id] = (time.monotonic(), fresh)
        self._known.move_to_end(shop_id)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return fresh


residents = Residents()
