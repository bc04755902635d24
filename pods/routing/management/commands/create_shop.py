"""`manage.py create_shop`: opens a shop, or finishes one whose opening was cut off."""

import json
import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db.utils import Error

from pods.db.errors import IsolationError
from pods.db.management.offline import OfflineCommand
from pods.directory.errors import DirectoryError
from pods.routing.errors import RoutingError
from pods.routing.opening import NewShop, open_shop


class Command(OfflineCommand):
    help = (
        "Open a shop in the least loaded open pod. When an earlier run was cut off, the same command finishes it; "
        "delete_shop undoes it. Without --password one is made up and printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what a shop is opened with."""
        parser.add_argument("handle", help="the shop's own word: lower case letters, digits, hyphens")
        parser.add_argument("--name", help="what people call it (default: the handle)")
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="the owner's e-mail")
        parser.add_argument("--password", help="the owner's password")
        parser.add_argument("--country", default="DE", help="two letters (default: DE)")
        parser.add_argument("--currency", default="EUR", help="three letters (default: EUR)")
        parser.add_argument("--pod", type=int, metavar="NUMBER", help="put it in this pod")
        parser.add_argument("--json", action="store_true", help="print the shop as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the shop and say where it is."""
        password = options["password"] or secrets.token_urlsafe(12)
        new = NewShop(
            handle=options["handle"],
            name=options["name"] or options["handle"].title(),
            owner_email=options["owner"],
            owner_password=password,
            country=options["country"].upper(),
            currency=options["currency"].upper(),
        )
        try:
            shop = open_shop(new, pod_number=options["pod"])
        except (DirectoryError, RoutingError, IsolationError) as refusal:
            raise CommandError(str(refusal)) from refusal
        except Error as error:
            raise CommandError(f"A database does not answer: {error.args[-1]} Run this again later.") from error
        scheme, port = ("https", "") if settings.HTTPS else ("http", f":{settings.WEB_PORT}")
        url = f"{scheme}://{shop.first_host}{port}/"
        told = {"handle": shop.handle, "pod": shop.database, "url": url, "admin_url": f"{url}admin/",
                "staff_email": options["owner"], "staff_password": password}  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        self.stdout.write(f"{shop.name} is open in {shop.database}.")
        self.stdout.write(f"  Shop   {url}\n  Admin  {url}admin/\n  Owner  {options['owner']} / {password}")
