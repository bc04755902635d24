"""A service is one function and one transaction on the current shop's pod, behind the shop's fence.

The fence is taken before the body, so a refused body never ran: the shop is followed to its pod and the body
runs there, once. A deadlock or lock timeout rolls everything back and runs the body again, three times at most. A body
that caught the error which broke its transaction has failed all the same.
A commit whose outcome is unknown is never run again. A service inside a service joins it as a savepoint.
Workers and relays are pinned to their pod and never follow a shop. The public tenant's services open on the
directory, without a fence.
"""

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, overload

import structlog
from django.conf import settings
from django.db import connections, transaction
from django.db.utils import Error, InterfaceError, OperationalError

from pods.db.current import current_shop, set_current_shop
from pods.db.errors import DEADLOCK, CrossShop, FenceRefused
from pods.db.fence import take_fence
from pods.directory.models import Shop
from pods.routing.actor import require
from pods.routing.errors import (
    LOCK_WAIT,
    LOST_CONNECTION,
    NetworkInService,
    ServiceNeeded,
    ShopElsewhere,
    ShopUnavailable,
    TransactionBroken,
    UnknownOutcome,
    error_code,
)
from pods.routing.residency import locate

MOST_RUNS = 3

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Running:
    """The outermost service of this context: its shop, and what to do once it is committed."""

    shop_id: int
    after_commit: list[Callable[[], Any]] = field(default_factory=list)


_running: ContextVar[_Running | None] = ContextVar("podium_service", default=None)


class _Moved(Exception):
    """The fence refused, before the body ran."""


def inside_service() -> bool:
    """Say whether a service's transaction is open here."""
    return _running.get() is not None


def require_service(what: str) -> None:
    """Raise ServiceNeeded outside a service."""
    if _running.get() is None:
        raise ServiceNeeded(f"{what} belongs inside a service: it is written with the change it tells of.")


def refuse_inside_service(what: str) -> None:
    """Raise NetworkInService inside a service: every network client calls this first."""
    if _running.get() is not None:
        raise NetworkInService(f"{what} was about to be called inside a service. Make it a remote delivery.")


def after_commit(action: Callable[[], Any]) -> None:
    """Run `action` once the outermost service has committed. For dropping cache keys and nothing else.

    It is lost when the process dies in between; its failure is logged and changes nothing.
    """
    running = _running.get()
    if running is None:
        raise ServiceNeeded("after_commit() belongs inside a service.")
    running.after_commit.append(action)


@overload
def service[**P, R](function: Callable[P, R]) -> Callable[P, R]: ...
@overload
def service[**P, R](*, permission: str = "", savepoint: bool = True) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def service(function: Any = None, *, permission: str = "", savepoint: bool = True) -> Any:
    """Make a function a service: one fenced transaction on the current shop's pod.

    It takes ids and plain values, never model objects, and must be safe to run again from the start. With a
    `permission` the actor must have that code, or NotAllowed is raised and nothing ran. Raises ShopUnavailable,
    ShopElsewhere (in a pinned process) and UnknownOutcome besides what the body raises.

    Without a `savepoint` it costs a service that it joins two statements less, and what it raises is the end of that
    one too, even if it is caught: for what is called on every sale.
    """
    if function is None:
        return functools.partial(_as_service, permission=permission, savepoint=savepoint)
    return _as_service(function, permission=permission, savepoint=savepoint)


def _as_service[**P, R](function: Callable[P, R], *, permission: str, savepoint: bool) -> Callable[P, R]:
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise TypeError(f"{function.__qualname__} would run after its transaction; a service is a plain function.")

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if permission:
            require(permission)
        body = functools.partial(function, *args, **kwargs)
        running = _running.get()
        return _join(running, body, savepoint=savepoint) if running is not None else _run_outermost(body)

    run.is_service = True  # type: ignore[attr-defined]
    return run


def _join[R](running: _Running, body: Callable[[], R], *, savepoint: bool) -> R:
    """Run a service inside a service: a savepoint of its transaction, or simply a part, for the same shop."""
    shop = current_shop()
    if shop.pk != running.shop_id:
        raise CrossShop(f"A service of shop {running.shop_id} called one of shop {shop.pk}.")
    planned = len(running.after_commit)
    try:
        with transaction.atomic(using=shop.database, savepoint=savepoint):
            return _run_whole(connections[str(shop.database)], body)
    except BaseException:
        del running.after_commit[planned:]
        raise


def _run_outermost[R](body: Callable[[], R]) -> R:
    shop = current_shop()
    if shop.database is None or shop.pk is None:
        raise ShopUnavailable(f"{shop.schema_name} has no pod.")
    try:
        return _run_repeatedly(shop, body, followed=False)
    except _Moved as refusal:
        if not isinstance(shop, Shop):
            raise ShopUnavailable from refusal
        if settings.PROCESS_POD is not None:
            raise ShopElsewhere(f"{shop.handle} is not served by pod {settings.PROCESS_POD}.") from refusal
        found = locate(shop, to_write=True)
        log.info("rerouted", epoch=found.epoch, to=found.database)
    set_current_shop(found)
    try:
        return _run_repeatedly(found, body, followed=True)
    except _Moved as refusal:
        raise ShopUnavailable("The shop moved again while we followed it. Nothing was changed; try again.") from refusal


def _run_repeatedly[R](shop: Any, body: Callable[[], R], *, followed: bool) -> R:
    """Run the body in one transaction, and again after a deadlock or lock timeout rolled all of it back."""
    for run in range(1, MOST_RUNS + 1):
        running = _Running(shop.pk)
        try:
            result = _run_once(shop, body, running, followed=followed)
        except OperationalError as error:
            again = error_code(error) in (DEADLOCK, LOCK_WAIT) and not connections[shop.database].in_atomic_block
            if not again or run == MOST_RUNS:
                raise
            log.info("service_again", code=error_code(error), run=run)
            continue
        for action in running.after_commit:
            try:
                action()
            except Exception:
                log.exception("after_commit_failed")
        return result
    raise AssertionError("unreachable")


def _run_once[R](shop: Any, body: Callable[[], R], running: _Running, *, followed: bool) -> R:
    token = _running.set(running)
    done = False
    try:
        with transaction.atomic(using=shop.database):
            if not _is_public(shop):
                _take_fence(shop, followed=followed)
            result = _run_whole(connections[shop.database], body)
            done = True
    except (OperationalError, InterfaceError) as error:
        if done and (isinstance(error, InterfaceError) or error_code(error) in LOST_CONNECTION):
            raise UnknownOutcome from error
        raise
    finally:
        _running.reset(token)
    return result


def _run_whole[R](connection: Any, body: Callable[[], R]) -> R:
    """Run the body. What broke the transaction is raised even if the body caught it: nothing of it can be committed."""
    try:
        result = body()
    except Exception:
        if connection.rolled_back_by is not None:
            raise connection.rolled_back_by from None
        raise
    if connection.needs_rollback:
        raise connection.rolled_back_by or TransactionBroken
    return result


def _take_fence(shop: Any, *, followed: bool) -> None:
    """Take the fence; raises _Moved when the shop is not here, ShopUnavailable when the row stayed locked."""
    connection: Any = connections[shop.database]
    try:
        epoch = take_fence(connection, shop, any_epoch=followed)
    except FenceRefused as refusal:
        raise _Moved from refusal
    except Error as error:
        if error_code(error) == LOCK_WAIT:
            raise ShopUnavailable("The shop is moving. Nothing was changed; try again.") from error
        raise
    if epoch != shop.epoch:
        set_current_shop(shop.placed_at(shop.pod_id, epoch))


def _is_public(shop: Any) -> bool:
    return connections[shop.database].settings_dict.get("POD") is None
