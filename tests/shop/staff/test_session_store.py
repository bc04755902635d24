"""Sessions as rows of a shop, read through the pod's Redis."""

import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from pods.directory.models import Shop
from pods.isolation.models import ResidencyState, residencies
from shop.staff import session_cache
from shop.staff.models import Session
from shop.staff.services import delete_session
from shop.staff.session_store import SessionStore
from shop.staff.types import StoredSession
from tests.conftest import Inside
from tests.shop.staff.conftest import Watch

DOUBTED = "the row changed a moment ago, so the next readers ask the database"


def _stored(**data: Any) -> str:
    """Make a session with this data, as a request would, and let its doubt pass; return its key."""
    store = SessionStore()
    store.update(data)
    store.save()
    key = store.session_key
    assert key is not None
    return key


def _trusted(key: str) -> str:
    """Let the doubt about a fresh row pass, as DOUBT_S seconds would."""
    session_cache.shop_cache().delete(session_cache._key(key))
    return key


def test_what_is_put_into_a_session_is_there_in_the_next_request(shop: Shop) -> None:
    key = _stored(cart=1025)
    assert SessionStore(key)["cart"] == 1025


def test_a_page_view_makes_no_session(shop: Shop) -> None:
    store = SessionStore()
    assert store.get("cart") is None
    store.save()
    assert store.session_key is None
    assert store.is_empty()
    assert not Session.objects.exists()


def test_what_is_put_in_and_taken_out_again_makes_no_session(shop: Shop) -> None:
    store = SessionStore()
    store["notice"] = "x"
    del store["notice"]
    store.save()
    assert not Session.objects.exists()


def test_an_unchanged_session_is_not_written(shop: Shop, statements: Watch) -> None:
    store = SessionStore(_trusted(_stored(cart=1025)))
    store["cart"] = 1025
    with statements() as seen:
        store.save()
    assert seen == []


def test_an_unknown_key_is_never_adopted(shop: Shop) -> None:
    planted = "a" * 32
    store = SessionStore(planted)
    store["cart"] = 1
    store.save()
    assert store.session_key not in (None, planted)
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.parametrize(
    "key", ["", "short", "A" * 32, "a" * 31, "a" * 33, "a" * 31 + "\n", "a" * 31 + "ä", "1' OR 1=1"]
)
def test_a_cookie_that_we_never_made_costs_no_query(shop: Shop, statements: Watch, key: str) -> None:
    store = SessionStore(key)
    with statements() as seen:
        assert store.get("cart") is None
    assert seen == []
    assert store.session_key is None


def test_an_expired_session_is_gone(shop: Shop) -> None:
    key = _trusted(_stored(cart=1))
    Session.objects.filter(session_key=key).update(expires_at=timezone.now() - timedelta(seconds=1))
    store = SessionStore(key)
    assert store.get("cart") is None
    assert store.session_key is None


def test_forged_data_is_an_empty_session(shop: Shop) -> None:
    key = _trusted(_stored(cart=1))
    Session.objects.filter(session_key=key).update(data="eyJjYXJ0IjoyfQ:forged:signature")
    assert SessionStore(key).get("cart") is None


@pytest.mark.usefixtures("far_shop", "other_shop")
@pytest.mark.parametrize("stranger", ["other_shop", "far_shop"])
def test_a_key_of_one_shop_means_nothing_in_another(
    shop: Shop, stranger: str, request: pytest.FixtureRequest, inside: Inside
) -> None:
    key = _stored(cart=1025)
    SessionStore(key).load()
    with inside(request.getfixturevalue(stranger)):
        store = SessionStore(key)
        assert store.get("cart") is None
        assert store.session_key is None
        delete_session(key)
    assert SessionStore(key)["cart"] == 1025


def test_a_new_key_takes_the_data_along_and_the_old_row_away(shop: Shop) -> None:
    old = _stored(cart=1025)
    store = SessionStore(old)
    store.cycle_key()
    assert SessionStore(old)["cart"] == 1025, "nothing changes before it is saved"
    store.save()
    assert store.session_key != old
    assert SessionStore(store.session_key)["cart"] == 1025
    assert [row.session_key for row in Session.objects.all()] == [store.session_key]


def test_a_session_that_was_deleted_meanwhile_does_not_come_back(shop: Shop) -> None:
    key = _stored(cart=1)
    store = SessionStore(key)
    store["cart"] = 2
    delete_session(key)
    with pytest.raises(UpdateError):
        store.save_or_raise()
    store.save()
    assert not Session.objects.exists()


def test_flushing_deletes_the_row_at_once(shop: Shop) -> None:
    key = _stored(cart=1)
    store = SessionStore(key)
    assert store["cart"] == 1
    store.flush()
    assert store.is_empty()
    assert not Session.objects.exists()
    assert SessionStore(key).get("cart") is None


def test_clearing_keeps_the_session_and_drops_what_is_in_it(shop: Shop) -> None:
    key = _stored(cart=1)
    store = SessionStore(key)
    store.clear()
    store.save()
    assert store.session_key == key
    assert Session.objects.count() == 1
    assert SessionStore(key).get("cart") is None


def test_each_new_session_takes_expired_ones_away(shop: Shop) -> None:
    keys = [_stored(cart=n) for n in range(5)]
    Session.objects.filter(session_key__in=keys).update(expires_at=timezone.now() - timedelta(days=1))
    _stored(cart=5)
    assert Session.objects.count() == 4
    _stored(cart=6)
    assert Session.objects.count() == 3


# The cache.


def test_a_second_request_reads_the_session_without_the_database(shop: Shop, statements: Watch) -> None:
    key = _trusted(_stored(cart=1025))
    with statements() as first:
        SessionStore(key).load()
    with statements() as second:
        assert SessionStore(key)["cart"] == 1025
    assert (len(first), len(second)) == (1, 0)


def test_a_change_is_seen_by_the_next_request(shop: Shop) -> None:
    key = _trusted(_stored(cart=1))
    SessionStore(key).load()
    store = SessionStore(key)
    store["cart"] = 2
    store.save()
    assert SessionStore(key)["cart"] == 2


def test_a_slow_reader_cannot_put_an_old_copy_back(shop: Shop) -> None:
    key = _trusted(_stored(cart=1))
    row = Session.objects.get()
    stale = StoredSession(data=row.data, expires_at=row.expires_at)
    store = SessionStore(key)
    store["cart"] = 2
    store.save()
    session_cache.keep(key, stale)
    assert SessionStore(key)["cart"] == 2, DOUBTED


def test_a_deleted_session_cannot_be_put_back_by_a_slow_reader(shop: Shop) -> None:
    key = _trusted(_stored(cart=1))
    row = Session.objects.get()
    delete_session(key)
    session_cache.keep(key, StoredSession(data=row.data, expires_at=row.expires_at))
    assert SessionStore(key).get("cart") is None, DOUBTED


def test_a_cached_session_is_left_behind_when_the_shop_moves(shop: Shop, statements: Watch, inside: Inside) -> None:
    key = _trusted(_stored(cart=1025))
    SessionStore(key).load()
    with inside(shop.placed_at(shop.pod_id, shop.epoch + 1)), statements() as seen:
        SessionStore(key).load()
    assert len(seen) == 1


@pytest.mark.parametrize("rubbish", ["text", 7, ["only one"], {"data": "x"}, [1, 2]])
def test_rubbish_in_the_cache_is_passed_over(shop: Shop, rubbish: Any) -> None:
    key = _stored(cart=1025)
    session_cache.shop_cache().set(session_cache._key(key), rubbish)
    assert SessionStore(key)["cart"] == 1025


@pytest.mark.usefixtures("redis_down")
def test_without_redis_the_database_answers(shop: Shop, statements: Watch) -> None:
    key = _stored(cart=1)
    with statements() as seen:
        assert SessionStore(key)["cart"] == 1
    assert len(seen) == 1
    store = SessionStore(key)
    store["cart"] = 2
    store.save()
    assert SessionStore(key)["cart"] == 2
    delete_session(key)
    assert SessionStore(key).get("cart") is None


def test_a_redis_that_hangs_costs_one_timeout_and_not_one_a_request(shop: Shop, settings: Any) -> None:
    key = _stored(cart=1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        mute.settimeout(0)
        url = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        settings.CACHES = {
            alias: {**cache, "LOCATION": url, "OPTIONS": {**cache["OPTIONS"], "SOCKET_TIMEOUT": 0.05}}
            for alias, cache in settings.CACHES.items()
            if "LOCATION" in cache
        } | {"default": settings.CACHES["default"]}
        for _ in range(5):
            assert SessionStore(key)["cart"] == 1
        assert _callers(mute) == 1


def _callers(server: socket.socket) -> int:
    """Return how many connections wait at a server that accepts none."""
    callers = 0
    try:
        while True:
            server.accept()[0].close()
            callers += 1
    except BlockingIOError:
        return callers


# A save at the end of a request.


def _answer(request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Let the session's middleware answer a request as it does behind PodMiddleware."""
    return cast(HttpResponse, SessionMiddleware(view)(request))


def _adds_to_cart(then: Callable[[], object]) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        request.session["cart"] = 1025
        then()
        return HttpResponse("in your cart")

    return view


def test_a_session_is_born_with_the_answer_that_changed_it(shop: Shop, rf: RequestFactory) -> None:
    answer = _answer(rf.post("/cart/add"), _adds_to_cart(then=lambda: None))
    assert SessionStore(answer.cookies[settings.SESSION_COOKIE_NAME].value)["cart"] == 1025
    assert "Cookie" in answer["Vary"]


def test_the_answer_stands_when_its_session_cannot_be_saved(
    shop: Shop, rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    def the_pod_stops_serving() -> None:
        residencies("pod_1").filter(pk=shop.pk).update(state=ResidencyState.GONE)

    answer = _answer(rf.post("/cart/add"), _adds_to_cart(then=the_pod_stops_serving))
    assert (answer.status_code, answer.content) == (200, b"in your cart")
    assert not Session.objects.exists()
    assert "session_not_saved" in caplog.text


def test_the_answer_stands_when_its_session_was_ended_elsewhere(shop: Shop, rf: RequestFactory) -> None:
    key = _stored(cart=1)
    request = rf.post("/cart/add")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = key
    answer = _answer(request, _adds_to_cart(then=lambda: delete_session(key)))
    assert (answer.status_code, answer.content) == (200, b"in your cart")
    assert not Session.objects.exists()


def test_an_error_saves_nothing(shop: Shop, rf: RequestFactory) -> None:
    def fails(request: HttpRequest) -> HttpResponse:
        request.session["cart"] = 1025
        return HttpResponse(status=503)

    answer = _answer(rf.post("/cart/add"), fails)
    assert not Session.objects.exists()
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
