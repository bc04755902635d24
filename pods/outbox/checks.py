"""System checks over the declared handlers."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from pods.outbox.registry import registry
from pods.outbox.types import HandlerKind


@register
def calls_end_before_their_claim(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse calls that may outlive their claim: they would be made twice at the same time."""
    return [
        Error(
            f"{each.name} may call for {each.timeout_s:g} s, and a claim lasts {settings.OUTBOX_CLAIM_S} s.",
            hint="Lower the handler's timeout_s to two thirds of PODIUM_CLAIM_S, or raise PODIUM_CLAIM_S.",
            id="outbox.E001",
        )
        for each in registry.all()
        if each.kind is HandlerKind.REMOTE and each.timeout_s > settings.OUTBOX_CLAIM_S * 2 / 3
    ]
