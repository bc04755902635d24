"""The only place of the outbox that locks rows."""

from pods.outbox.models import Delivery


def lock_claimed(delivery_id: int, tries: int) -> bool:
    """Lock a delivery until the transaction ends if the claim of try number `tries` still holds; say whether it does.

    One query. In the lock order the delivery comes right after the fence.
    """
    held = Delivery.objects.select_for_update().filter(pk=delivery_id, tries=tries, due_at__isnull=False)
    return bool(held.values_list("pk", flat=True))
