"""`manage.py events`: what is parked, and what becomes of it."""

import getpass
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pods.db.current import DIRECTORY, PUBLIC_NAME, pod_alias
from pods.db.management.offline import OfflineCommand
from pods.directory.errors import ShopUnknown
from pods.directory.models import Shop
from pods.isolation.models import ResidencyState
from pods.outbox.errors import DeliveryUnknown
from pods.outbox.selectors import parked_deliveries, parked_deliveries_in
from pods.outbox.services.parking import MANAGE, discard, replay
from pods.outbox.types import DeliveryRecord
from pods.routing.actor import Actor, ActorKind, acting_as
from pods.routing.errors import ShopUnavailable
from pods.routing.residency import read_residency
from pods.routing.shops import in_shop, public_shop, shop_by_handle

PIPED_WIDTH = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A parked delivery and the shop it belongs to."""

    shop: Shop
    parked: DeliveryRecord

    def as_data(self) -> dict[str, Any]:
        """Return it as --json prints it."""
        parked = self.parked
        return {
            "id": parked.id,
            "shop": self.shop.handle,
            "pod": self.shop.pod_id,
            "handler": parked.handler,
            "class": parked.work,
            "event": parked.event,
            "version": parked.version,
            "event_id": parked.event_id,
            "subject": {"kind": parked.subject.kind, "id": parked.subject.id},
            "tries": parked.tries,
            "error": parked.error,
            "parked_at": parked.parked_at.isoformat() if parked.parked_at else None,
            "created_at": parked.created_at.isoformat(),
        }


class Command(OfflineCommand):
    help = (
        "Shows the deliveries that no handler could handle, and replays or discards them. Without --pod or --shop it "
        "looks into every pod and the directory."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the actions and their scope."""
        parser.add_argument("action", choices=["list", "show", "replay", "discard"])
        parser.add_argument("ids", nargs="*", type=int, metavar="ID", help="Ids of parked deliveries, from `list`.")
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument("--pod", type=int, metavar="N", help="Only the shops of this pod.")
        scope.add_argument("--shop", metavar="HANDLE", help='Only this shop; "public" is the platform itself.')
        parser.add_argument("--all", action="store_true", help="Replay or discard everything parked in this scope.")
        parser.add_argument("--yes", action="store_true", help="Discard without asking.")
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find what is meant, and do the action to each."""
        found = self._found(options)
        if options["action"] == "list":
            self._list(found, as_json=options["json"])
            return
        chosen = found if options["all"] else _chosen(found, options["ids"])
        if options["action"] == "show":
            self._show(chosen, as_json=options["json"])
        elif options["action"] == "replay":
            self._replay(chosen, as_json=options["json"])
        else:
            self._discard(chosen, as_json=options["json"], yes=options["yes"])

    def _found(self, options: dict[str, Any]) -> list[Found]:
        try:
            if options["shop"] is not None:
                shop = public_shop() if options["shop"] == PUBLIC_NAME else shop_by_handle(options["shop"])
                with in_shop(shop):
                    return [Found(shop, parked) for parked in parked_deliveries()]
            return [found for alias in _databases(options["pod"]) for found in _found_in(alias)]
        except (ShopUnknown, ShopUnavailable) as refusal:
            raise CommandError(str(refusal)) from None
        except DatabaseError as error:
            raise CommandError(_("A database does not answer: %(error)s") % {"error": error}) from error

    def _list(self, found: list[Found], *, as_json: bool) -> None:
        if as_json:
            self._json([each.as_data() for each in found])
        elif not found:
            self.stdout.write(_("Nothing is parked."))
        else:
            self._print(found)

    def _print(self, found: list[Found]) -> None:
        table = Table()
        for heading in (_("id"), _("shop"), _("handler"), _("subject"), _("tries"), _("parked")):
            table.add_column(heading, no_wrap=True)
        table.add_column(_("error"), overflow="fold")
        for each in found:
            parked = each.parked
            subject = f"{parked.subject.kind} {parked.subject.id}"
            when = f"{parked.parked_at:%Y-%m-%d %H:%M:%S}" if parked.parked_at else ""
            cells = (parked.id, each.shop.handle, parked.handler, subject, parked.tries, when, parked.error)
            table.add_row(*map(escape, map(str, cells)))
        width = None if self.stdout.isatty() else PIPED_WIDTH
        Console(file=cast(Any, self.stdout), width=width).print(table)

    def _show(self, chosen: list[Found], *, as_json: bool) -> None:
        if as_json:
            self._json([each.as_data() for each in chosen])
            return
        for each in chosen:
            for name, value in each.as_data().items():
                self.stdout.write(f"{name:>10}  {json.dumps(value) if isinstance(value, dict) else value}")
            self.stdout.write("")

    def _replay(self, chosen: list[Found], *, as_json: bool) -> None:
        done = _each(chosen, replay)
        self._report(done, as_json=as_json, name="replayed", sentence=_("%(count)d replayed: due now."))

    def _discard(self, chosen: list[Found], *, as_json: bool, yes: bool) -> None:
        if chosen and not yes:
            if not sys.stdin.isatty():
                raise CommandError(_("Nobody is here to confirm; pass --yes to discard."))
            question = _("Discard %(count)d deliveries? Their work will never be done. [y/N] ")
            if input(question % {"count": len(chosen)}).strip().lower() not in {"y", "yes"}:
                raise CommandError(_("Nothing was discarded."))
        done = _each(chosen, discard)
        self._report(done, as_json=as_json, name="discarded", sentence=_("%(count)d discarded."))

    def _report(self, done: list[int], *, as_json: bool, name: str, sentence: str) -> None:
        if as_json:
            self._json({name: done})
        else:
            self.stdout.write(sentence % {"count": len(done)})

    def _json(self, data: Any) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False))


def _databases(pod: int | None) -> list[str]:
    if pod is None:
        return [DIRECTORY, *map(pod_alias, settings.POD_NUMBERS)]
    if pod not in settings.POD_NUMBERS:
        raise CommandError(_("No pod has the number %(pod)d.") % {"pod": pod})
    return [pod_alias(pod)]


def _found_in(alias: str) -> list[Found]:
    """Return what is parked in one database, without what a shop left behind when it moved on."""
    try:
        parked = parked_deliveries_in(alias)
    except DatabaseError as error:
        told = {"database": alias, "error": error.args[-1]}
        raise CommandError(
            _("%(database)s does not answer: %(error)s. Look elsewhere with --pod or --shop.") % told
        ) from error
    shops = Shop.objects.in_bulk({each.shop_id for each in parked})
    here = {shop_id: found for shop_id, shop in shops.items() if (found := _as_served(shop, alias)) is not None}
    return [Found(here[each.shop_id], each) for each in parked if each.shop_id in here]


def _as_served(shop: Shop, alias: str) -> Shop | None:
    """Return the shop as this database serves it, None when it does not."""
    if alias == DIRECTORY:
        return shop if shop.is_public else None
    row = read_residency(alias, shop.pk)
    number = next(number for number in settings.POD_NUMBERS if pod_alias(number) == alias)
    return shop.placed_at(number, row.epoch) if row is not None and row.state == ResidencyState.SERVING else None


def _chosen(found: list[Found], ids: list[int]) -> list[Found]:
    """Return those with the given ids; refuses an id that is not parked, or parked in two databases."""
    if not ids:
        raise CommandError(_("Name the deliveries by id, or pass --all. `events list` shows them."))
    chosen = []
    for wanted in dict.fromkeys(ids):
        matching = [each for each in found if each.parked.id == wanted]
        if not matching:
            raise CommandError(_("No delivery %(id)d is parked in this scope.") % {"id": wanted})
        if len(matching) > 1:
            raise CommandError(_("Two deliveries have the id %(id)d: add --pod or --shop.") % {"id": wanted})
        chosen += matching
    return chosen


def _each(chosen: Iterable[Found], action: Any) -> list[int]:
    """Run a service on each delivery in its shop, as the operator at this keyboard; return the ids it was done to."""
    done = []
    operator = Actor(ActorKind.OPERATOR, "command-line", _who(), frozenset({MANAGE}))
    with acting_as(operator):
        for each in chosen:
            try:
                with in_shop(each.shop):
                    action(each.parked.id)
            except DeliveryUnknown:  # another operator was faster
                continue
            done.append(each.parked.id)
    return done


def _who() -> str:
    """Return the system account's name, its number where it has none (as in some containers)."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid {os.getuid()}"
