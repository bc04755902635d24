"""Customers by the page, and what is found in them."""

import pytest

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.customers import api as customers
from shop.customers.models import ConsentEntry, Customer, CustomerAddress, CustomerTag
from tests.shop.customers.people import add
from tests.shop.selling import HOME, STAFF


def _emails(**asked: object) -> list[str]:
    return [each.email for each in customers.customers_page(**asked).customers]


def _crowd(count: int) -> list[int]:
    """Make many customers, each with a tag, an address and a consent."""
    made = Customer.objects.bulk_create(
        (Customer(email=f"buyer{number:05}@example.no", name=f"Buyer {number:05}") for number in range(count)),
        batch_size=1000,
    )
    ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    CustomerTag.objects.bulk_create(
        (CustomerTag(customer_id=each, tag="Crowd", folded="crowd") for each in ids), batch_size=1000
    )
    CustomerAddress.objects.bulk_create(
        (
            CustomerAddress(
                customer_id=each,
                is_default=True,
                digest="d",
                name=HOME.name,
                line1=HOME.line1,
                postcode=HOME.postcode,
                city=HOME.city,
                country=HOME.country,
            )
            for each in ids
        ),
        batch_size=1000,
    )
    ConsentEntry.objects.bulk_create(
        (
            ConsentEntry(
                customer_id=each, channel="email", state="given", source="checkout", actor_kind="customer", actor_id="x"
            )
            for each in ids
        ),
        batch_size=1000,
    )
    assert len(made) == count
    return ids


def test_pages_follow_each_other_newest_first_both_ways(shop: Shop) -> None:
    for number in range(5):
        add(f"c{number}@b.no")
    first = customers.customers_page(size=2)
    assert [each.email for each in first.customers] == ["c4@b.no", "c3@b.no"]
    assert (first.total, first.newer) == (5, None)
    second = customers.customers_page(before=first.older, size=2)
    assert [each.email for each in second.customers] == ["c2@b.no", "c1@b.no"]
    last = customers.customers_page(before=second.older, size=2)
    assert ([each.email for each in last.customers], last.older) == (["c0@b.no"], None)
    back = customers.customers_page(after=last.newer, size=2)
    assert back == second
    assert customers.customers_page(after=back.newer, size=2) == first


def test_nobody_is_missed_or_shown_twice_when_customers_come_meanwhile(shop: Shop) -> None:
    for number in range(4):
        add(f"c{number}@b.no")
    first = customers.customers_page(size=2)
    add("new@b.no")
    second = customers.customers_page(before=first.older, size=2)
    assert [each.email for each in second.customers] == ["c1@b.no", "c0@b.no"]
    assert _emails(after=second.newer, size=2) == ["c3@b.no", "c2@b.no"]


def test_an_empty_shop_has_an_empty_page(shop: Shop) -> None:
    page = customers.customers_page()
    assert (page.customers, page.total, page.older, page.newer) == ((), 0, None, None)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("solveig", ["solveig@example.no"]),
        ("AAS", ["solveig@example.no"]),
        ("aas solv", ["solveig@example.no"]),
        ("Solveig@Example", ["solveig@example.no"]),
        ("55 12", ["solveig@example.no"]),
        ("whole", ["bo_b@example.no", "solveig@example.no"]),
        ("whole bo", ["bo_b@example.no"]),
        ("solveig bo", []),
        ("%", []),
        ("_", ["bo_b@example.no"]),
        ("o_b", ["bo_b@example.no"]),
        ("o'b", []),
        ("\\", []),
        ("", ["ada@example.no", "bo_b@example.no", "solveig@example.no"]),
    ],
)
def test_each_word_is_found_somewhere(shop: Shop, search: str, found: list[str]) -> None:
    add(name="Solveig Aas", phone="+47 55 12 34 56", tags=("Wholesale",))
    add("bo_b@example.no", name="Bo", tags=("wholesale",))
    add("ada@example.no", name="Ada")
    page = customers.customers_page(search=search)
    assert [each.email for each in page.customers] == found
    assert page.total == len(found)


def test_a_tag_is_found_whole_however_it_is_spelled(shop: Shop) -> None:
    add("a@b.no", tags=("Wholesale",))
    add("c@d.no", tags=("whole",))
    assert _emails(tag="WHOLESALE ") == ["a@b.no"]
    assert _emails(tag="whole") == ["c@d.no"]
    assert _emails(tag="whole", search="a") == []
    assert customers.tags_in_use() == ["whole", "Wholesale"]


def test_two_spellings_of_a_tag_are_suggested_once(shop: Shop) -> None:
    add("a@b.no", tags=("VIP",))
    add("c@d.no", tags=("vip", "Zoo"))
    assert len(customers.tags_in_use()) == 2
    assert customers.tags_in_use(limit=1)[0].casefold() == "vip"


def test_another_shops_customers_are_not_found(shop: Shop, other_shop: Shop, inside) -> None:
    add(name="Solveig Aas", tags=("Wholesale",))
    with inside(other_shop):
        assert _emails(search="solveig") == []
        assert _emails(tag="Wholesale") == []
        assert customers.tags_in_use() == []
        assert customers.customers_after(0) == ()


def test_a_page_shows_what_belongs_to_each(shop: Shop) -> None:
    made = add(name="Solveig Aas", tags=("b", "a"))
    with acting_as(STAFF):
        customers.add_address(made, HOME)
    [shown] = customers.customers_page().customers
    assert shown == customers.customer_by_id(made)
    assert (shown.tags, shown.addresses[0].address) == (("a", "b"), HOME)


@pytest.mark.parametrize("count", [10, 10_000])
def test_a_page_costs_the_same_at_ten_and_at_ten_thousand(shop: Shop, django_assert_num_queries, count: int) -> None:
    ids = _crowd(count)
    middle = ids[len(ids) // 2]
    for asked in (
        {},
        {"before": middle},
        {"after": middle},
        {"search": "buyer 00007"},
        {"tag": "crowd", "search": "example"},
    ):
        with django_assert_num_queries(5, using="pod_1"):  # rows; how many in all; tags; addresses; consents
            page = customers.customers_page(**asked)
        assert page.customers
        assert all(each.tags == ("Crowd",) and each.addresses and each.accepts_email for each in page.customers)
    with django_assert_num_queries(4, using="pod_1"):  # rows; tags; addresses; consents
        assert len(customers.customers_after(0, size=500)) == min(count, 500)
    with django_assert_num_queries(1, using="pod_1"):
        assert customers.find_customer("buyer00003@example.no") is not None
    with django_assert_num_queries(1, using="pod_1"):
        assert customers.tags_in_use() == ["Crowd"]
