"""Believing the Test gateway's webhooks: signed with our shared secret, and not long ago.

Nothing in the body is acted on but the charge's key: what happened, the gateway is asked.
"""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping

from django.conf import settings

from shop.payments.errors import HookRefused
from shop.payments.types import HookMessage

HEADER = "Podium-Signature"
LONGEST_NAME = 100

_SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})", re.ASCII)


def read_test_hook(headers: Mapping[str, str], body: bytes) -> HookMessage:
    """Return what a webhook says; raises HookRefused unless its signature and its time are right."""
    found = _SIGNATURE.fullmatch(headers.get(HEADER, ""))
    secret = settings.TEST_GATEWAY_SECRET
    if found is None or not secret:
        raise HookRefused
    signed = hmac.new(secret.encode(), f"{found[1]}.".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signed, found[2]):
        raise HookRefused
    if abs(time.time() - int(found[1])) > settings.HOOK_WINDOW_S:
        raise HookRefused
    return _message(body)


def _message(body: bytes) -> HookMessage:
    try:
        told = json.loads(body)
        names = [told["id"], told["key"]]
    except (ValueError, KeyError, TypeError) as error:
        raise HookRefused from error
    if not all(isinstance(name, str) and 0 < len(name) <= LONGEST_NAME for name in names):
        raise HookRefused
    return HookMessage(id=names[0], charge_key=names[1])
