"""Fills a directory: shops and their hosts, as rows only."""

from pods.db.current import shop_selected
from pods.directory.models import Domain, Pod, Region, Shop, ShopState
from pods.routing.shops import public_shop


def fill_directory(shops: int) -> list[str]:
    """Make sure that there are this many shops with two hosts each, and return all hosts."""
    with shop_selected(public_shop()):
        region, _ = Region.objects.get_or_create(code="local", defaults={"name": "This machine"})
        pods = [Pod.objects.get_or_create(number=n, defaults={"region": region})[0] for n in (1, 2)]
        there = Shop.objects.filter(pod__isnull=False).count()
        made = [
            Shop(schema_name=f"bench-{n}", name=f"Bench {n}", pod=pods[n % 2], state=ShopState.OPEN)
            for n in range(there, shops)
        ]
        Shop.objects.bulk_create(made, batch_size=1000)
        domains = [
            Domain(domain=host, tenant=shop, is_primary=primary, verified=True)
            for shop in made
            for host, primary in ((f"{shop.handle}.example", True), (f"shop.{shop.handle}.example", False))
        ]
        Domain.objects.bulk_create(domains, batch_size=1000)
        return list(Domain.objects.values_list("domain", flat=True))
