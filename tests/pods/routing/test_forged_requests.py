"""What any client may write into a request must neither bend our links nor fill our disk."""

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from pods.directory.models import Shop
from shop.catalog.api import set_up_shop
from tests.conftest import Inside

type BrowserAt = Callable[[Shop], Client]


@pytest.fixture
def browser(shop: Shop, inside: Inside, browser_at: BrowserAt) -> Client:
    with inside(shop):
        set_up_shop(currency="EUR", country="DE")
    return browser_at(shop)


def test_a_forged_mount_point_is_in_no_redirect(browser: Client) -> None:
    assert browser.get("/admin/", SCRIPT_NAME="/planted")["Location"].startswith("/admin/sign-in?next=%2Fadmin%2F")


@pytest.fixture
def spooled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes of files reached the disk, piece by piece."""
    pieces: list[int] = []
    receive: Any = TemporaryFileUploadHandler.receive_data_chunk

    def noted(self: TemporaryFileUploadHandler, raw_data: bytes, start: int) -> Any:
        pieces.append(len(raw_data))
        return receive(self, raw_data, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", noted)
    return pieces


def test_an_upload_beyond_the_limit_is_refused_before_it_reaches_the_disk(
    browser: Client, spooled: list[int], settings: Any
) -> None:
    settings.UPLOAD_LARGEST_BYTES = 4_000_000
    large = SimpleUploadedFile("large.bin", b"A" * 5_000_000)
    assert browser.post("/cart/add", {"id": "1", "file": large}).status_code == 400
    assert spooled == []


def test_an_upload_below_the_limit_is_read(browser: Client, spooled: list[int], settings: Any) -> None:
    settings.UPLOAD_LARGEST_BYTES = 4_000_000
    with TemporaryFile() as small:
        small.write(b"A" * 3_000_000)
        small.seek(0)
        assert browser.post("/cart/add", {"id": "1", "file": small}).status_code == 404  # no such product
    assert sum(spooled) == 3_000_000
