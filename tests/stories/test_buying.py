"""A buyer buys; a worker in the shop's own pod checks the order; the merchant sees what it found."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from config.bootstrap.processes import ProcessId
from tests.machine import Machine
from tests.stories import steps

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PAYMENT_REQUIRED = "the server responded with a status of 402"
"""Chromium's remark on the page that explains a declined card."""


@contextmanager
def frozen(process: ProcessId) -> Iterator[None]:
    """Hold a process still inside the block."""
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)


def test_an_order_is_bought_and_its_risk_is_seen_by_the_merchant(
    running: Machine, page: Page, complaints: list[str]
) -> None:
    shop = running.up()["shops"][0]
    steps.put_into_cart(page, shop)
    steps.fill_in_checkout(page, billing=steps.ABROAD)
    steps.pay(page, steps.DECLINED)
    expect(page.get_by_role("alert")).to_contain_text("Nothing was charged: the card was declined.")
    steps.pay(page, steps.BOTH_WRONG)
    number = steps.order_number(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Solveig Aas")

    steps.sign_in(page, shop)
    page.get_by_role("link", name=f"#{number}").click()
    risk = page.locator("#risk")
    expect(risk).to_contain_text("High risk")
    expect(risk).to_contain_text("The card is billed in Italy and the goods go to Norway.")
    expect(risk).to_contain_text("The card's security code and the billing address were both wrong.")
    expect(page.locator("#order-badges")).to_contain_text("High risk")
    assert [each for each in complaints if PAYMENT_REQUIRED not in each] == []


def test_the_risk_comes_by_itself_while_the_merchant_looks(running: Machine, page: Page, complaints: list[str]) -> None:
    """The relay of the shop's pod is frozen, so the merchant sees the order before it is checked."""
    shop = running.up()["shops"][0]
    with frozen(running.processes()[f"{shop['pod']}/relay"]):
        steps.put_into_cart(page, shop)
        steps.fill_in_checkout(page)
        steps.pay(page, steps.APPROVED)
        number = steps.order_number(page)
        steps.sign_in(page, shop)
        page.goto(f"{shop['admin_url']}orders/{number}")
        expect(page.locator("#risk")).to_contain_text("Being checked for fraud")
    expect(page.locator("#risk")).to_contain_text("Billing and shipping are both in Norway.")
    expect(page.locator("#timeline")).to_contain_text("Checked for fraud")
    expect(page.locator("#order-badges")).not_to_contain_text("Being checked")
    assert complaints == []


def test_sums_follow_the_place_and_what_was_typed_stays(running: Machine, page: Page, complaints: list[str]) -> None:
    """What goes to the server for it holds nothing of the card and nobody's name."""
    shop = running.up()["shops"][0]
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.post_data or "") if "/checkout/totals" in each.url else None)
    steps.put_into_cart(page, shop)
    steps.fill_in_checkout(page)
    page.get_by_label("Card number").fill(steps.APPROVED)
    at_home = page.locator("#t-pay").inner_text()
    page.locator("#id_shipping_country").select_option("IT")
    expect(page.locator("#t-methods")).to_contain_text("International")
    expect(page.locator("#t-pay")).not_to_have_text(at_home)
    expect(page.get_by_label("Card number")).to_have_value(steps.APPROVED)
    expect(page.get_by_label("Email", exact=True)).to_have_value("solveig@example.no")
    code = page.locator("#code-wide")
    code.fill("NONE")
    code.press("Enter")
    expect(page.locator("#code-wide-error")).to_have_text("There is no code NONE.")
    expect(code).to_be_focused()
    page.locator("#id_shipping_postcode").fill("10144")
    page.locator("#id_shipping_city").fill("Turin")
    steps.pay(page, steps.APPROVED)
    steps.order_number(page)
    assert sent
    assert not [each for each in sent if "4242" in each or "Solveig" in each or "example" in each]
    assert complaints == []


def test_everything_works_without_a_script(running: Machine, plain_page: Page) -> None:
    shop = running.up()["shops"][2]
    page = plain_page
    steps.put_into_cart(page, shop)
    steps.fill_in_checkout(page, billing=steps.ABROAD)
    steps.pay(page, steps.APPROVED)
    expect(page.get_by_role("alert")).to_contain_text("Nothing was charged")  # sent abroad: another way, another sum
    steps.pay(page, steps.APPROVED)
    number = steps.order_number(page)
    steps.sign_in(page, shop)
    page.goto(f"{shop['admin_url']}orders/{number}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"#{number}")
    page.goto(f"{shop['admin_url']}products")
    page.locator("tbody a").first.click()
    page.get_by_label("Title", exact=True).fill("Dallah, brass")
    page.get_by_role("button", name="Save product").click()
    expect(page.get_by_role("status")).to_have_text("Saved")
    page.locator(".tabs-m summary").click()
    page.locator(".tabs-m").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/admin/sign-in$"))


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_page_has_one_heading_labels_and_no_sideways_scrolling(
    running: Machine, page: Page, complaints: list[str], width: int
) -> None:
    demo = running.up()
    shop = demo["shops"][1]
    page.set_viewport_size({"width": width, "height": 800})
    seen = 0

    def look() -> None:
        nonlocal seen
        seen += 1
        assert page.get_by_role("heading", level=1).count() == 1, page.url
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
        unnamed = page.locator("input:not([type=hidden]), select, textarea").evaluate_all(
            "fields => fields.filter(each => !each.labels.length && !each.ariaLabel).map(each => each.outerHTML)"
        )
        assert unnamed == [], page.url

    page.goto(demo["console"]["url"])
    look()
    page.goto(shop["url"])
    look()
    page.goto(f"{shop['url']}cart")
    look()
    steps.put_into_cart(page, shop)
    look()
    page.goto(f"{shop['url']}checkout")
    look()
    page.goto(shop["admin_url"])
    look()
    steps.sign_in(page, shop)
    for path in ("", "orders", "products", "products?state=draft", "products/new", "stock?show=short"):
        page.goto(shop["admin_url"] + path)
        look()
    page.goto(f"{shop['admin_url']}products")
    page.locator("tbody a").first.click()
    look()
    assert seen == 13
    assert complaints == []
