"""What customers said about being written to."""

from shop.customers.models import ConsentEntry as ConsentRow
from shop.customers.sentences import consent_sentence
from shop.customers.types import ConsentChannel, ConsentEntry, ConsentSource, ConsentState


def consent_history(customer_id: int, *, limit: int = 100) -> list[ConsentEntry]:
    """Return what a customer said, newest first. One query."""
    rows = ConsentRow.objects.filter(customer_id=customer_id).order_by("-pk")[:limit]
    return [
        ConsentEntry(
            id=row.pk,
            channel=ConsentChannel(row.channel),
            state=ConsentState(row.state),
            source=ConsentSource(row.source),
            sentence=consent_sentence(ConsentChannel(row.channel), ConsentState(row.state)),
            wording=row.wording,
            actor_name=row.actor_name,
            at=row.created_at,
        )
        for row in rows
    ]


def find_consent(customer_id: int, channel: ConsentChannel) -> ConsentState | None:
    """Return what holds for a channel; None when nothing was ever said. One query."""
    rows = ConsentRow.objects.filter(customer_id=customer_id, channel=channel).order_by("-pk")
    state = rows.values_list("state", flat=True).first()
    return None if state is None else ConsentState(state)
