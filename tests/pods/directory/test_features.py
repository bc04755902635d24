"""What django-tenants offers around a tenant: middleware, cache keys, files, log lines, test clients."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django_tenants.cache import make_key, reverse_key
from django_tenants.files.storage import TenantFileSystemStorage
from django_tenants.log import TenantContextFilter
from django_tenants.middleware.main import TenantMainMiddleware
from django_tenants.test.client import TenantClient, TenantRequestFactory
from django_tenants.utils import get_tenant

from pods.db.current import find_current_shop, shop_selected
from pods.db.errors import NoShop
from pods.directory.models import Domain, Shop
from shop.catalog.api import set_up_shop
from tests.conftest import Inside


@pytest.fixture
def unselected(shop: Shop) -> Iterator[Shop]:
    with shop_selected(None):
        yield shop


class Seen:
    """A view that remembers what it saw."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.shop, self.request_shop = find_current_shop(), get_tenant(request)
        self.urlconf = getattr(request, "urlconf", None)
        return HttpResponse("ok")


def request_to(host: str) -> HttpRequest:
    return RequestFactory().get("/", headers={"host": host})


def test_the_stock_middleware_finds_a_shop_by_its_host(unselected: Shop) -> None:
    seen = Seen()
    TenantMainMiddleware(seen)(request_to(f"www.{unselected.first_host}:8000"))
    assert seen.shop == seen.request_shop == unselected
    assert seen.shop.domain_url == unselected.first_host
    assert seen.urlconf is None


def test_the_stock_middleware_gives_the_platforms_host_the_platforms_addresses(unselected: Shop, public: Shop) -> None:
    Domain.objects.create(tenant=public, domain="podium.example", verified=True)
    seen = Seen()
    TenantMainMiddleware(seen)(request_to("podium.example"))
    assert seen.shop == public
    assert seen.urlconf == "config.public_urls"


def test_the_stock_middleware_knows_no_unknown_host(unselected: Shop) -> None:
    with pytest.raises(Http404):
        TenantMainMiddleware(Seen())(request_to("nobody.example"))


def test_stock_cache_keys_carry_the_handle(shop: Shop, other_shop: Shop, inside: Inside) -> None:
    key = make_key("cart", "p", 1)
    assert key == f"{shop.handle}:p:1:cart"
    assert reverse_key(key) == "cart"
    with inside(other_shop):
        assert make_key("cart", "p", 1) != key
    with shop_selected(None), pytest.raises(NoShop):
        make_key("cart", "p", 1)


def test_a_shop_sees_and_drops_its_own_cache_keys_only(shop: Shop, other_shop: Shop, inside: Inside) -> None:
    """Found by pattern, which asks Redis for every key of the pod."""
    with inside(other_shop):
        cache.set("b", 1)
    cache.set_many({"a": 1, "b": 2})
    assert sorted(caches["pod_1"].keys("*")) == ["a", "b"]  # type: ignore[attr-defined]
    assert cache.delete_pattern("*") == 2  # type: ignore[attr-defined]
    cache.set("c", 3)
    cache.clear()
    assert cache.get("c") is None
    with inside(other_shop):
        assert cache.get("b") == 1


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> TenantFileSystemStorage:
    """Storage below tmp_path; the process's own has looked its folder up already."""
    settings.MEDIA_ROOT = str(tmp_path)
    return TenantFileSystemStorage()


def test_the_projects_storage_is_by_shop() -> None:
    assert isinstance(default_storage, TenantFileSystemStorage)


def test_each_shop_has_a_folder_of_its_own(
    shop: Shop, other_shop: Shop, public: Shop, inside: Inside, files: TenantFileSystemStorage
) -> None:
    root = Path(files.relative_media_root)
    for owner in (shop, other_shop, public):
        with inside(owner):
            assert files.save("logo.svg", ContentFile(owner.handle)) == "logo.svg"
            assert files.url("logo.svg") == f"/media/{owner.handle}/logo.svg"
    for owner in (shop, other_shop, public):
        with inside(owner):
            assert files.listdir("") == ([], ["logo.svg"])
            with files.open("logo.svg") as opened:
                assert opened.read().decode() == owner.handle
        assert (root / owner.handle / "logo.svg").read_text() == owner.handle
    with inside(other_shop):
        files.delete("logo.svg")
        assert not files.exists("logo.svg")
    assert files.exists("logo.svg")


@pytest.mark.parametrize(
    "name",
    ["../birch/logo.svg", "a/../../birch/logo.svg", "{root}/birch/logo.svg", "..", "../acme-more/logo.svg"],
)
def test_a_file_of_another_shop_cannot_be_named(
    shop: Shop, other_shop: Shop, inside: Inside, files: TenantFileSystemStorage, name: str
) -> None:
    """Of acme's neighbours birch has a file, and acme-more has acme's name in its own."""
    root = Path(files.relative_media_root)
    with inside(other_shop):
        files.save("logo.svg", ContentFile("theirs"))
    (root / f"{shop.handle}-more").mkdir()
    for use in (
        files.open,
        files.exists,
        files.size,
        files.delete,
        files.path,
        lambda to: files.save(to, ContentFile("taken")),
    ):
        with pytest.raises(SuspiciousFileOperation):
            use(name.format(root=root))
    assert (root / other_shop.handle / "logo.svg").read_text() == "theirs"
    assert list((root / f"{shop.handle}-more").iterdir()) == []


def test_without_a_shop_there_are_no_files(unselected: Shop) -> None:
    storage = TenantFileSystemStorage()
    for use in (lambda: storage.path("x"), lambda: storage.url("x"), lambda: storage.listdir("")):
        with pytest.raises(NoShop):
            use()


def test_log_records_name_the_tenant_and_none_is_no_error(unselected: Shop, public: Shop) -> None:
    def told(selected: Shop | None) -> tuple[str, Any]:
        record: Any = logging.makeLogRecord({"msg": "x"})
        with shop_selected(selected):
            assert TenantContextFilter().filter(record) is True
        return record.schema_name, record.domain_url

    unselected.domain_url = unselected.first_host
    assert told(unselected) == (unselected.handle, unselected.first_host)
    assert told(public) == ("public", None)
    assert told(None) == ("", None)


def test_a_filter_made_before_the_apps_were_loaded_works_as_well(unselected: Shop) -> None:
    """LOGGING is set up first: its filters must not need what comes later."""
    handler = logging.Handler()
    handler.addFilter(TenantContextFilter())
    records: list[logging.LogRecord] = []
    handler.emit = records.append  # type: ignore[method-assign]
    logger = logging.getLogger("tests.tenants")
    logger.addHandler(handler)
    try:
        logger.warning("outside")
        with unselected:
            logger.warning("inside")
    finally:
        logger.removeHandler(handler)
    assert [record.schema_name for record in records] == ["", unselected.handle]  # type: ignore[attr-defined]


def test_a_tenant_client_visits_its_shops_primary_host(unselected: Shop, inside: Inside) -> None:
    with inside(unselected):
        set_up_shop(currency="EUR", country="DE")
    response = TenantClient(unselected).get("/")
    assert response.status_code == 200
    assert response.wsgi_request.get_host() == unselected.first_host
    assert response.wsgi_request.tenant == unselected  # type: ignore[attr-defined]
    assert find_current_shop() is None


def test_a_tenant_request_carries_its_shop(unselected: Shop) -> None:
    request = TenantRequestFactory(unselected).get("/", headers={"host": "www.acme.example"})
    assert get_tenant(request) == unselected
    assert unselected.domain_url == "acme.example"
