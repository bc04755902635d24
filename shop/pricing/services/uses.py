"""Uses of codes: taken when a checkout begins to be paid, given back when it is not bought after all."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F
from django.utils import timezone

from pods.routing.service import service
from shop.pricing.errors import UseRefused
from shop.pricing.keys import customer_key
from shop.pricing.locks import lock_codes, lock_discounts
from shop.pricing.models import DiscountCode, DiscountUse
from shop.pricing.rules.codes import fold_code, use_refusal
from shop.pricing.selectors.discounts import discount_of
from shop.pricing.sentences import use_refused_sentence
from shop.pricing.types import Discount, Refusal


@service(savepoint=False)
def take_uses(holder_id: int, codes: Collection[str], *, email: str) -> None:
    """Use each of these codes once for a holder: a checkout's id. Joins the caller's service.

    All or nothing; taken again for the same holder nothing changes. Under the lock of each discount, in the order of
    their keys, so a code with N uses is used N times and no more, whoever asks at once. Raises UseRefused: the code was
    switched off, has ended, was used up, or this customer used it. No query without codes, else four, six with new
    uses: locks (two), uses of this holder, uses of this customer, the new uses, the counters.
    """
    if not codes:
        return
    key = customer_key(email)
    asked = {fold_code(code): code for code in codes}
    locked = lock_codes(asked)
    ids = [row.pk for row in locked.values()]
    held = set(
        DiscountUse.objects.filter(holder_id=holder_id, discount_id__in=ids).values_list("discount_id", flat=True)
    )
    uses = DiscountUse.objects.filter(discount_id__in=ids, customer_key=key)
    by_customer = Counter(uses.values_list("discount_id", flat=True))
    for folded, code in asked.items():
        row = locked.get(folded)
        if row is not None and row.pk in held:
            continue
        if row is None or not row.is_active:
            raise UseRefused(code, Refusal.NOT_FOUND, use_refused_sentence(code, Refusal.NOT_FOUND))
        _check(code, discount_of(row, {}, used_by_customer=by_customer[row.pk]))
    wanted = [row for row in locked.values() if row.pk not in held]
    if wanted:
        DiscountUse.objects.bulk_create(
            [DiscountUse(discount_id=row.pk, holder_id=holder_id, customer_key=key) for row in wanted]
        )
        DiscountCode.objects.filter(pk__in=[row.pk for row in wanted]).update(used=F("used") + 1)


@service(savepoint=False)
def give_back_uses(holder_id: int) -> None:
    """Give back what a holder used: nothing was bought. Joins the caller's service; a second time changes nothing.

    One query without uses, else five: the uses, the locks, the uses again under them, their end, the counters.
    """
    uses = DiscountUse.objects.filter(holder_id=holder_id)
    discount_ids = list(uses.values_list("discount_id", flat=True))
    if not discount_ids:
        return
    lock_discounts(discount_ids)
    given = list(uses.values_list("pk", "discount_id"))
    DiscountUse.objects.filter(pk__in=[use_id for use_id, _discount_id in given]).delete()
    DiscountCode.objects.filter(pk__in=[discount_id for _use_id, discount_id in given]).update(used=F("used") - 1)


def _check(code: str, discount: Discount) -> None:
    reason = use_refusal(discount, timezone.now())
    if reason is not None:
        raise UseRefused(code, reason, use_refused_sentence(code, reason))
