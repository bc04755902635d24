"""A process of one release, driven by lines of JSON: it answers requests and writes parcels until its input ends."""

import json
import sys
from typing import Any

import django
from django.apps import apps
from django.test import Client


def _in_shop(handle: str) -> Any:
    from pods.routing.shops import in_shop, shop_by_handle

    return in_shop(shop_by_handle(handle))


def write(handle: str, **fields: Any) -> int:
    with _in_shop(handle):
        return int(apps.get_model("release", "Parcel").objects.create(**fields).pk)


def read(handle: str) -> list[dict[str, Any]]:
    with _in_shop(handle):
        return list(apps.get_model("release", "Parcel").objects.order_by("pk").values())


def stamp(handle: str, parcel_id: int) -> int:
    with _in_shop(handle):
        return int(apps.get_model("release", "Stamp").objects.create(parcel_id=parcel_id).pk)


def get(host: str, path: str) -> dict[str, Any]:
    response = Client(HTTP_HOST=host).get(path)
    is_json = response.headers.get("Content-Type") == "application/json"
    return {
        "status": response.status_code,
        "retry_after": response.headers.get("Retry-After"),
        "json": response.json() if is_json else None,
    }


ACTIONS = {"write": write, "read": read, "stamp": stamp, "get": get}


def main() -> None:
    """Answer each line with one."""
    django.setup()
    for line in sys.stdin:
        name, arguments = json.loads(line)
        sys.stdout.write(json.dumps(ACTIONS[name](**arguments)) + "\n")
        sys.stdout.flush()


main()
