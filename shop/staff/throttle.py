"""How often a sign-in may be tried: counted before the password is looked at, so a parallel burst gains nothing.

Both counters, of the e-mail and of the address, are looked at and raised in one Redis script. Without Redis each
web process counts for itself, so the platform allows the limit times its processes, and nobody is locked out.
Behind a proxy the address is the proxy's, unless the server is told to trust it: X-Forwarded-For is never read here.
"""

import hashlib
import threading
import time
from dataclasses import dataclass
from typing import Any

import structlog
from redis.exceptions import RedisError

from pods.isolation.keys import cache_key, shop_cache
from shop.staff.errors import TooManySignIns
from shop.staff.rules import SIGN_IN_LIMITS, SignInLimits, address_bucket

log = structlog.get_logger(__name__)

_ADMIT = """
local wait = 0
for i, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[i + 1]) then
    wait = math.max(wait, redis.call('PTTL', key), 1)
  end
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
end
return 0
"""

_FORGIVE = """
redis.call('DEL', KEYS[1])
if tonumber(redis.call('GET', KEYS[2]) or '0') > 0 then redis.call('DECR', KEYS[2]) end
return 0
"""


@dataclass(frozen=True, slots=True)
class Try:
    """One try to sign in: the keys of its two counters. An e-mail is kept as a digest."""

    by_email: str
    by_address: str

    @property
    def keys(self) -> tuple[str, str]:
        """Both keys, in the order of the limits."""
        return self.by_email, self.by_address


def new_try(email: str, address: str) -> Try:
    """Return the try of a (normal) e-mail from an address, in the current shop."""
    digest = hashlib.sha256(email.encode()).hexdigest()
    return Try(cache_key("sign_in_email", digest), cache_key("sign_in_address", address_bucket(address)))


class LocalCounters:
    """The counters of one process, for as long as Redis is away. Holds at most `most` keys."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._counts: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def admit(self, each: Try, limits: SignInLimits, now_s: float) -> float:
        """Count a try and return 0, or the seconds to wait when either counter is full."""
        with self._lock:
            held = [self._held(key, now_s) for key in each.keys]
            full = zip(held, (limits.per_email, limits.per_address), strict=True)
            wait_s = max((until - now_s for (count, until), limit in full if count >= limit), default=0.0)
            if wait_s > 0:
                return wait_s
            self._make_room(now_s)
            for key, (count, until) in zip(each.keys, held, strict=True):
                self._counts[key] = (count + 1, until if count else now_s + limits.window_s)
            return 0.0

    def forgive(self, each: Try) -> None:
        """Take back a try that succeeded, and all tries of its e-mail."""
        with self._lock:
            self._counts.pop(each.by_email, None)
            count, until = self._counts.get(each.by_address, (0, 0.0))
            if count > 0:
                self._counts[each.by_address] = (count - 1, until)

    def _held(self, key: str, now_s: float) -> tuple[int, float]:
        count, until = self._counts.get(key, (0, 0.0))
        return (count, until) if until > now_s else (0, 0.0)

    def _make_room(self, now_s: float) -> None:
        if len(self._counts) < self._most - 1:
            return
        self._counts = {key: value for key, value in self._counts.items() if value[1] > now_s}
        while len(self._counts) >= self._most - 1:
            del self._counts[next(iter(self._counts))]


_local = LocalCounters()


def admit(each: Try, *, limits: SignInLimits = SIGN_IN_LIMITS) -> None:
    """Count a try; raises TooManySignIns, counting nothing, when its e-mail or address has had its share."""
    try:
        wait_s = _run(_ADMIT, each, limits.window_s * 1000, limits.per_email, limits.per_address) / 1000
    except (RedisError, OSError) as error:
        log.warning("sign_in_throttle_local", error=type(error).__name__)
        wait_s = _local.admit(each, limits, time.monotonic())
    if wait_s > 0:
        raise TooManySignIns(retry_after_s=max(1, round(wait_s)))


def forgive(each: Try) -> None:
    """Take a successful try back, so that a busy office is not locked out by its own people."""
    _local.forgive(each)
    try:
        _run(_FORGIVE, each)
    except (RedisError, OSError) as error:
        log.warning("sign_in_throttle_local", error=type(error).__name__)


def _run(script: str, each: Try, *arguments: int) -> int:
    cache: Any = shop_cache()
    keys = [str(cache.make_key(key)) for key in each.keys]
    return int(cache.client.get_client(write=True).eval(script, len(keys), *keys, *arguments))
