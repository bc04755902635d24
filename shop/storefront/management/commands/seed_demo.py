"""`manage.py seed_demo`: opens the demo's shops. Run again it adds what is missing and prints the same."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from pods.db.management.offline import OfflineCommand
from pods.directory.errors import DirectoryError, HandleTaken
from pods.directory.models import Shop
from pods.routing.actor import acting_as, system_actor
from pods.routing.opening import NewShop, open_shop
from pods.routing.shops import in_shop, public_shop, shop_by_handle
from shop.catalog.api import create_product
from shop.catalog.errors import HandleTaken as ProductHandleTaken
from shop.payments.api import change_payment_settings, payment_settings
from shop.staff.api import Permission, create_operator
from shop.storefront.demo import MANUAL_PAYMENT, OPERATOR_EMAIL, OPERATOR_NAME, SHOPS, DemoShop

SEEDER = system_actor("seed_demo", frozenset({Permission.PRODUCTS_EDIT, Permission.SETTINGS_EDIT}))


class Command(OfflineCommand):
    """Open the demo's shops with their products, staff and one operator."""

    help = "Open three demo shops with products, staff and one operator. Run again it adds what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer JSON."""
        parser.add_argument("--json", action="store_true", help="print addresses and logins as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, then print addresses and logins."""
        passwords = _kept_passwords(Path(settings.VAR_ROOT) / "demo-passwords.json")
        try:
            shops = [_seed(demo, passwords[demo.handle]) for demo in SHOPS]
            with in_shop(public_shop()):
                create_operator(OPERATOR_EMAIL, OPERATOR_NAME, passwords["podium"])
        except DirectoryError as refusal:
            raise CommandError(str(refusal)) from refusal
        console = {
            "url": f"{_address(settings.PLATFORM_HOST)}/",
            "email": OPERATOR_EMAIL,
            "password": passwords["podium"],
        }
        if options["json"]:
            self.stdout.write(json.dumps({"shops": shops, "console": console}))
            return
        for shop in shops:
            self.stdout.write(f"{shop['url']}  in {shop['pod']}")
            self.stdout.write(f"  {shop['admin_url']}  {shop['staff_email']}  {shop['staff_password']}")
        self.stdout.write(f"{console['url']}  {console['email']}  {console['password']}")


def _seed(demo: DemoShop, password: str) -> dict[str, Any]:
    shop = _opened(demo, password)
    with in_shop(shop), acting_as(SEEDER):
        for product in demo.products:
            try:
                create_product(product.fields, handle=product.handle)
            except ProductHandleTaken:
                continue
        now = payment_settings()
        if not now.version:  # what somebody has said since stays
            change_payment_settings(MANUAL_PAYMENT, version=now.version)
    address = _address(shop.first_host)
    return {
        "handle": shop.handle,
        "host": shop.first_host,
        "url": f"{address}/",
        "admin_url": f"{address}/admin/",
        "staff_email": demo.owner_email,
        "staff_password": password,
        "pod": shop.database,
    }


def _opened(demo: DemoShop, password: str) -> Shop:
    """Open the shop where the demo wants it, if there is such a pod; finish an opening that was cut off."""
    new = NewShop(
        handle=demo.handle,
        name=demo.name,
        owner_email=demo.owner_email,
        owner_name=demo.owner_name,
        owner_password=password,
        country=demo.country,
        currency=demo.currency,
    )
    try:
        return open_shop(new, pod_number=demo.pod_number if demo.pod_number in settings.POD_NUMBERS else None)
    except HandleTaken:
        return shop_by_handle(demo.handle)


def _address(host: str) -> str:
    return f"https://{host}" if settings.HTTPS else f"http://{host}:{settings.WEB_PORT}"


def _kept_passwords(file: Path) -> dict[str, str]:
    """Return a password for each login, the same every time: kept in a file that only its owner can read."""
    try:
        kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        kept = {}
    missing = [name for name in (*(demo.handle for demo in SHOPS), "podium") if name not in kept]
    if missing:
        kept |= {name: secrets.token_urlsafe(12) for name in missing}
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as written:
            json.dump(kept, written)
        draft.replace(file)
    return kept
