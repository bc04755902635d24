"""A browser, and the whole of Podium as `up` starts it: real servers, workers, relays and gateway."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.bootstrap.test_up import machine, running

__all__ = ["machine", "running"]

CHROMIUM = "/usr/bin/chromium"
PATIENCE_MS = 15_000

LEFT = "net::ERR_ABORTED"
"""Chromium's word for a request that it gave up itself, because its page was left."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window. While it lives its event loop runs here, so Django's ORM refuses to."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of: refused by the policy, failed to load, thrown by a script."""
    return []


@pytest.fixture
def page(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    """A fresh browser's tab."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield _tab(context, complaints)
    context.close()


@pytest.fixture
def plain_page(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    """A tab of a browser that runs no script."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    yield _tab(context, complaints)
    context.close()


def _tab(context: BrowserContext, complaints: list[str]) -> Page:
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.extend(_failure(request)))
    return page


def _failure(request: Request) -> list[str]:
    """Say what failed, but for what the page no longer wanted: a font may still be on its way when we leave."""
    return [] if request.failure == LEFT else [f"failed: {request.url}: {request.failure}"]
