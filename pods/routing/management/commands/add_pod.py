"""`manage.py add_pod`: claims a pod that the environment describes, and lets shops into it."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db.utils import Error

from pods.db.current import pod_alias, shop_selected
from pods.db.errors import KeysWrong
from pods.db.management.offline import OfflineCommand
from pods.directory.models import MOST_PODS, Pod, PodState, Region
from pods.routing.errors import PodBehind
from pods.routing.health import part_state
from pods.routing.schema_state import require_schema
from pods.routing.shops import public_shop


class Command(OfflineCommand):
    help = (
        "Add a pod to the directory. First set POD_<number>_DATABASE_URL, _DATABASE_MIGRATOR_URL, _CACHE_URL and "
        "_BROKER_URL (docs/configuration.md), then run migrate_schemas. Run again, it changes region and capacity."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the pod."""
        parser.add_argument("number", type=int, help="1 to 1024: the pod's residue class of ids, never used again")
        parser.add_argument("--region", default="local", help="the region's code (default: local)")
        parser.add_argument("--region-name", help="what people call the region, when it is new")
        parser.add_argument("--capacity", type=int, default=10_000, help="shops it should hold (default: 10000)")
        parser.add_argument("--json", action="store_true", help="print the pod as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the pod's servers, then claim its number."""
        number = options["number"]
        alias = pod_alias(number)
        if not 1 <= number <= MOST_PODS:
            raise CommandError(f"A pod's number is from 1 to {MOST_PODS}.")
        if number not in settings.POD_NUMBERS:
            raise CommandError(f"The environment does not describe {alias}: POD_{number}_DATABASE_URL is missing.")
        if options["capacity"] < 1:
            raise CommandError("A capacity is at least 1.")
        try:
            require_schema(alias)
        except (PodBehind, KeysWrong, Error) as refusal:
            raise CommandError(f"{alias} cannot be used: {refusal}") from refusal
        if (state := part_state(alias)) != "ok":
            raise CommandError(f"{alias} cannot be used: {state}")
        with shop_selected(public_shop()):
            name = options["region_name"] or options["region"]
            region, _ = Region.objects.get_or_create(code=options["region"], defaults={"name": name})
            pod, made = Pod.objects.update_or_create(
                number=number,
                defaults={"region": region, "capacity": options["capacity"]},
                create_defaults={"region": region, "capacity": options["capacity"], "state": PodState.OPEN},
            )
        told = {"number": number, "alias": alias, "region": region.code, "state": pod.state, "capacity": pod.capacity}
        if options["json"]:
            self.stdout.write(json.dumps({**told, "made": made}))
        else:
            self.stdout.write(f"{alias} is {pod.state} in {region.name}, for {pod.capacity} shops.")
