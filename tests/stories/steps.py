"""What people do on the pages, in a few words each."""

import re
from typing import Any

from playwright.sync_api import Page

Shop = dict[str, Any]
"""One of the shops that `up --json` prints."""

ADDRESS = {"name": "Solveig Aas", "line1": "Nygårdsgaten 91", "postcode": "5008", "city": "Bergen", "country": "NO"}
ABROAD = {"name": "G. Bertolino", "line1": "Via Cibrario 40", "postcode": "10144", "city": "Turin", "country": "IT"}

APPROVED, DECLINED, BOTH_WRONG = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0000 0000 0036"


def put_into_cart(page: Page, shop: Shop) -> None:
    """Choose the first product of the shop and put it into the cart."""
    page.goto(shop["url"])
    page.locator(".goods a").first.click()
    page.get_by_role("button", name="Add to cart").click()
    page.wait_for_url("**/cart")


def fill_in_checkout(page: Page, *, billing: dict[str, str] | None = None) -> None:
    """Go to the checkout and write everything but the card."""
    page.get_by_role("link", name="Go to checkout").click()
    page.get_by_label("Email", exact=True).fill("solveig@example.no")
    _fill_address(page, "shipping", ADDRESS)
    if billing is not None:
        page.get_by_label("The billing address is another one").check()
        _fill_address(page, "billing", billing)


def pay(page: Page, number: str) -> None:
    """Write the card and press the button."""
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expires").fill("12 / 30")
    page.get_by_label("Security code").fill("123")
    page.wait_for_load_state("networkidle")  # a sum that is still asked for would fail as the page goes on
    page.get_by_role("button", name="Pay").click()


def order_number(page: Page) -> int:
    """Return the number on the page that thanks."""
    page.wait_for_url("**/orders/*")
    said = page.get_by_text(re.compile(r"Order #\d+")).first.inner_text()
    found = re.search(r"#(\d+)", said)
    assert found, said
    return int(found[1])


def sign_in(page: Page, shop: Shop) -> None:
    """Sign in to the shop's admin."""
    page.goto(shop["admin_url"])
    page.get_by_label("E-mail").fill(shop["staff_email"])
    page.get_by_label("Password").fill(shop["staff_password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def _fill_address(page: Page, part: str, address: dict[str, str]) -> None:
    for name, value in address.items():
        field = page.locator(f"#id_{part}_{name}")
        if name == "country":
            field.select_option(value)
        else:
            field.fill(value)
