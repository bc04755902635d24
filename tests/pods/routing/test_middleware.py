"""Host name → shop → pod, as a request meets it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.db.utils import OperationalError
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from pods.db.current import find_current_shop, shop_selected
from pods.directory.models import Domain, Shop
from pods.isolation.models import residencies
from pods.routing import middleware, route_source, schema_state
from pods.routing.route_source import routes, routes_changed
from shop.catalog.api import set_up_shop
from tests.conftest import Inside, MakeShop

type BrowserAt = Callable[[Shop], Client]


@pytest.fixture
def unselected(shop: Shop, far_shop: Shop, inside: Inside) -> Any:
    """The shop, set up, with none selected: as a request begins."""
    for owner in (shop, far_shop):
        with inside(owner):
            set_up_shop(currency="EUR", country="DE")
    with shop_selected(None):
        yield shop


def test_a_shop_is_found_by_its_host(unselected: Shop, browser_at: BrowserAt) -> None:
    response = browser_at(unselected).get("/")
    assert response.status_code == 200
    assert response.wsgi_request.tenant == unselected  # type: ignore[attr-defined]


def test_a_warm_request_asks_the_directory_nothing_and_its_pod_once(
    unselected: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = RequestFactory().get("/", headers={"host": unselected.first_host})
    seen: list[Any] = []

    def answer(request: Any) -> Any:
        from django.http import HttpResponse

        seen.append(find_current_shop())
        return HttpResponse("ok")

    chain = middleware.PodMiddleware(middleware.ResidencyMiddleware(answer))
    chain(request)
    read: list[str] = []
    read_row = connections["pod_1"].read_row  # type: ignore[attr-defined]
    monkeypatch.setattr(connections["pod_1"], "read_row", lambda sql: read.append(sql) or read_row(sql))
    with (
        CaptureQueriesContext(connections["default"]) as directory,
        CaptureQueriesContext(connections["pod_1"]) as pod,
        CaptureQueriesContext(connections["pod_2"]) as far_pod,
    ):
        chain(request)
    assert seen == [unselected, unselected]
    assert len(directory) == len(far_pod) == len(pod) == 0
    assert len(read) == 1  # the residency row: does this pod serve the shop, at the route's epoch
    assert find_current_shop() is None


MALFORMED = [
    "",
    "a b",
    "a..b/c",
    "fern.example:",
    "fern.example:x",
    "[::1",
    "-fern.example",
    "fern.example.",
    "a" * 300,
]
MALFORMED += ["fern.example@evil.example", "fern_example", "ä.example"]


@pytest.mark.parametrize("host", MALFORMED)
def test_a_malformed_host_is_refused(unselected: Shop, host: str) -> None:
    assert Client().get("/", HTTP_HOST=host).status_code == 400


def test_a_forged_forwarded_host_is_refused(unselected: Shop, browser_at: BrowserAt, far_shop: Shop) -> None:
    response = browser_at(unselected).get("/", HTTP_X_FORWARDED_HOST=far_shop.first_host)
    assert response.status_code == 400


def test_an_unknown_host_gets_the_platforms_own_page(unselected: Shop) -> None:
    response = Client().get("/", HTTP_HOST="nobody.example")
    assert response.status_code == 404
    assert b"nobody.example" in response.content


def test_a_host_is_read_without_case_port_and_www(unselected: Shop) -> None:
    for host in (unselected.first_host.upper(), f"www.{unselected.first_host}", f"{unselected.first_host}:8000"):
        assert Client().get("/", HTTP_HOST=host).status_code == 200


def test_a_domain_that_is_not_verified_does_not_route(unselected: Shop) -> None:
    Domain.objects.create(domain="acme.example", tenant=unselected, is_primary=False, verified=False)
    assert Client().get("/", HTTP_HOST="acme.example").status_code == 404
    Domain.objects.filter(domain="acme.example").update(verified=True)
    routes().clear()
    assert Client().get("/", HTTP_HOST="acme.example").status_code == 200


def test_a_new_shop_and_a_deleted_one_show_in_a_warm_process(make_shop: MakeShop) -> None:
    cache = routes()
    made = make_shop()
    cache._version_due = 0.0
    assert cache.shop_at(made.first_host) == made
    Shop.objects.filter(pk=made.pk).update(state="deleting")
    routes_changed()
    cache._version_due = 0.0
    assert cache.shop_at(made.first_host) is None
    Shop.objects.filter(pk=made.pk).update(state="open")


def test_with_the_directory_down_known_shops_go_on(
    unselected: Shop, browser_at: BrowserAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_at(unselected)
    assert browser.get("/").status_code == 200

    def down(host: str) -> Any:
        raise OperationalError(2002, "Can't connect to server")

    monkeypatch.setattr(routes(), "_find", down)
    monkeypatch.setattr(routes(), "_version", 999_999_999)
    assert browser.get("/").status_code == 200
    response = Client().get("/", HTTP_HOST="never-heard.example")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0


def test_a_request_that_starts_after_a_move_reads_in_the_new_pod(
    unselected: Shop, browser_at: BrowserAt, inside: Inside
) -> None:
    """The route still says pod_1; the residency row says where the shop went."""
    browser = browser_at(unselected)
    assert browser.get("/").status_code == 200
    residencies("pod_1").filter(shop_id=unselected.pk).update(state="standby", moved_to=2, epoch=2)
    residencies("pod_2").create(shop_id=unselected.pk, state="serving", epoch=2)
    with inside(unselected.placed_at(2, 2)):
        set_up_shop(currency="EUR", country="DE")

    response = browser.get("/cart")

    tenant = response.wsgi_request.tenant  # type: ignore[attr-defined]
    assert (tenant.database, tenant.epoch) == ("pod_2", 2)


def test_a_pod_that_does_not_answer_is_an_honest_503(
    unselected: Shop, far_shop: Shop, browser_at: BrowserAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = middleware.locate

    def locate(shop: Shop, **kwargs: Any) -> Shop:
        if shop.database == "pod_1":
            raise OperationalError(2002, "Can't connect to server")
        return read(shop, **kwargs)

    monkeypatch.setattr(middleware, "locate", locate)
    response = browser_at(unselected).get("/")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert browser_at(far_shop).get("/").status_code == 200


def test_a_pod_behind_the_code_is_out_of_service_alone(unselected: Shop, far_shop: Shop, browser_at: BrowserAt) -> None:
    """As when new code starts before the pods are migrated; the other pod and the directory are."""
    with connections["pod_1"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'orders'")
    schema_state.forget()
    try:
        response = browser_at(unselected).get("/")
        assert response.status_code == 503
        assert browser_at(far_shop).get("/").status_code == 200
        ready = Client().get("/readyz", HTTP_HOST="podium.localhost")
        assert ready.status_code == 200
        assert "migrate_schemas" in ready.json()["parts"]["pod_1"]
        assert ready.json()["parts"]["pod_2"] == "ok"
    finally:
        schema_state.forget()


def test_health_is_told_on_the_platforms_host_only(unselected: Shop, browser_at: BrowserAt) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert Client().get(path, HTTP_HOST="podium.localhost").status_code == 200
        assert browser_at(unselected).get(path).status_code == 404


def test_metrics_name_pods_and_no_shop(unselected: Shop, browser_at: BrowserAt) -> None:
    browser_at(unselected).get("/")
    text = Client().get("/metrics", HTTP_HOST="podium.localhost").content.decode()
    assert 'podium_requests_total{pod="pod_1"' in text
    assert unselected.handle not in text
    assert Client().get("/metrics", HTTP_HOST="podium.localhost", HTTP_X_FORWARDED_FOR="1.2.3.4").status_code == 404


def test_a_request_id_is_kept_when_it_is_one(unselected: Shop, browser_at: BrowserAt) -> None:
    browser = browser_at(unselected)
    assert browser.get("/", HTTP_X_REQUEST_ID="abcdef-12345").headers["X-Request-ID"] == "abcdef-12345"
    assert browser.get("/", HTTP_X_REQUEST_ID="a\nb").headers["X-Request-ID"] != "a\nb"


def test_a_random_host_is_asked_for_once(unselected: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    find = route_source.find_shop
    monkeypatch.setattr(routes(), "_find", lambda host: asked.append(host) or find(host))
    for _ in range(3):
        Client().get("/", HTTP_HOST="nobody.example")
    assert asked == ["nobody.example"]


def test_a_pod_that_was_added_after_this_process_started_is_an_honest_503(
    unselected: Shop, browser_at: BrowserAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes(), "_find", lambda host: unselected.placed_at(77, 1))
    response = browser_at(unselected).get("/")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
