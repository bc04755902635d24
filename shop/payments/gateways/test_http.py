"""The Test gateway's client, over HTTP.

Every call has one deadline for all of it. GatewayNotReached means that nothing was sent; AnswerLost that nobody
knows. Calls refuse inside a service: no transaction ever waits for a gateway.
"""

import http.client
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from pods.routing.service import refuse_inside_service
from shop.money import Money
from shop.payments.errors import AnswerLost, CaptureRefused, CardRefused, GatewayNotReached, RefundRefused
from shop.payments.gateways.hook_address import hook_address
from shop.payments.gateways.test_hooks import read_test_hook
from shop.payments.types import (
    AvsAnswer,
    Card,
    CardToken,
    Charge,
    ChargeDispute,
    ChargeRequest,
    ChargeState,
    CvvAnswer,
    DisputeState,
    HookMessage,
    ThreeDsAnswer,
)

LARGEST_ANSWER = 100_000


class HttpGateway:
    """The Test gateway's client."""

    code = "test"
    name = "Test gateway"
    is_online = True

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80

    def tokenise(self, card: Card, *, timeout_s: float) -> CardToken:
        """Hand a card over and get what stands for it; raises CardRefused."""
        body = {
            "number": card.number,
            "expiry_month": card.expiry_month,
            "expiry_year": card.expiry_year,
            "code": card.code,
        }
        status, answer = self._call("POST", "/v1/cards", body, timeout_s)
        if status == 422:
            raise CardRefused
        token = _answered(status, answer)
        return CardToken(
            token=token["token"],
            brand=token["brand"],
            last_four=token["last_four"],
            bin=token["bin"],
            fingerprint=token["fingerprint"],
        )

    def authorise(self, request: ChargeRequest, *, timeout_s: float) -> Charge:
        """Hold the money. A decline is an answer, not an error."""
        body = {
            "key": request.key,
            "token": request.token,
            "amount_minor": request.amount.minor,
            "currency": request.amount.currency,
            "postcode": request.postcode,
            "notify_url": hook_address(self.code),
        }
        return _charge(_answered(*self._call("POST", "/v1/charges", body, timeout_s)), request.amount)

    def find_charge(self, key: str, *, timeout_s: float) -> Charge | None:
        """Return what is under a key, None when the gateway never saw it."""
        status, answer = self._call("GET", f"/v1/charges/{quote(key, safe='')}", None, timeout_s)
        return None if status == 404 else _charge(_answered(status, answer))

    def capture(self, key: str, amount: Money, *, operation_key: str, timeout_s: float) -> Charge:
        """Take held money, a part or all of it; raises CaptureRefused when there is not so much."""
        status, answer = self._operate("capture", key, amount, operation_key, timeout_s)
        if status == 409:
            raise CaptureRefused(_code(answer))
        return _charge(_answered(status, answer), amount)

    def void(self, key: str, *, timeout_s: float) -> Charge:
        """Let go of what is still held and bar the key, also one never seen. What was taken stays taken."""
        return _charge(_answered(*self._call("POST", f"/v1/charges/{quote(key, safe='')}/void", {}, timeout_s)))

    def refund(self, key: str, amount: Money, *, operation_key: str, timeout_s: float) -> Charge:
        """Give taken money back, a part or all of it; raises RefundRefused when there is not so much."""
        status, answer = self._operate("refund", key, amount, operation_key, timeout_s)
        if status == 409:
            raise RefundRefused(_code(answer))
        return _charge(_answered(status, answer), amount)

    def read_hook(self, headers: Mapping[str, str], body: bytes) -> HookMessage:
        """Return what a webhook says if its signature and its time are right; raises HookRefused."""
        return read_test_hook(headers, body)

    def _operate(self, kind: str, key: str, amount: Money, operation_key: str, timeout_s: float) -> tuple[int, Any]:
        body = {"operation_key": operation_key, "amount_minor": amount.minor}
        return self._call("POST", f"/v1/charges/{quote(key, safe='')}/{kind}", body, timeout_s)

    def _call(self, method: str, path: str, body: dict[str, Any] | None, timeout_s: float) -> tuple[int, Any]:
        """Make one request within `timeout_s` seconds, connecting and reading included."""
        refuse_inside_service(self.name)
        deadline = time.monotonic() + timeout_s
        connection = http.client.HTTPConnection(self._host, self._port, timeout=timeout_s)
        try:
            try:
                connection.connect()
            except OSError as error:
                raise GatewayNotReached from error
            try:
                raw = None if body is None else json.dumps(body).encode()
                connection.request(method, path, body=raw, headers={"Content-Type": "application/json"})
                _give(connection, deadline)
                response = connection.getresponse()
                return response.status, json.loads(_read(connection, response, deadline))
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise AnswerLost from error
        finally:
            connection.close()


def _give(connection: http.client.HTTPConnection, deadline: float) -> None:
    """Let the socket wait no longer than what is left of the deadline."""
    left_s = deadline - time.monotonic()
    if left_s <= 0:
        raise TimeoutError
    if connection.sock is not None:
        connection.sock.settimeout(left_s)


def _read(connection: http.client.HTTPConnection, response: http.client.HTTPResponse, deadline: float) -> bytes:
    """Read an answer piece by piece, so that one that trickles does not outlast the deadline."""
    read = b""
    while piece := response.read1(8192):
        read += piece
        if len(read) > LARGEST_ANSWER:
            raise ValueError
        _give(connection, deadline)
    return read


def _answered(status: int, answer: Any) -> dict[str, Any]:
    """Return the answer's object; any answer that is not a plain yes counts as lost, so that it is asked again."""
    if status != 200 or not isinstance(answer, dict):
        raise AnswerLost
    return answer


def _code(answer: Any) -> str:
    """Return the gateway's code for a refusal."""
    return str(answer.get("error", ""))[:40] if isinstance(answer, dict) else ""


def _charge(answer: dict[str, Any], expected: Money | None = None) -> Charge:
    """Read a charge. A barred key has no amount; `expected` stands in for it."""
    try:
        currency = str(answer["currency"])
        amount = Money(int(answer["amount_minor"]), currency) if currency else expected
        return Charge(
            key=str(answer["key"]),
            state=ChargeState(answer["state"]),
            amount=amount,
            reference=str(answer["reference"]),
            reason=str(answer["reason"]),
            avs=AvsAnswer(answer["avs"]),
            cvv=CvvAnswer(answer["cvv"]),
            three_ds=ThreeDsAnswer(answer["three_ds"]),
            captured_minor=int(answer["captured_minor"]),
            voided_minor=int(answer["voided_minor"]),
            refunded_minor=int(answer["refunded_minor"]),
            disputes=tuple(_dispute(each) for each in answer["disputes"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise AnswerLost from error


def _dispute(told: dict[str, Any]) -> ChargeDispute:
    return ChargeDispute(
        reference=str(told["reference"]),
        state=DisputeState(told["state"]),
        amount_minor=int(told["amount_minor"]),
        reason=str(told["reason"]),
        answer_by=None if told["answer_by"] is None else datetime.fromtimestamp(float(told["answer_by"]), tz=UTC),
    )
