import pytest

from pods.directory.models import Shop
from shop.customers import api as customers
from shop.customers.errors import CustomerUnknown, EmailNotValid
from shop.customers.models import Customer as CustomerRow
from shop.customers.types import Customer


def test_one_email_is_one_customer_who_keeps_the_first_name(shop: Shop) -> None:
    first = customers.remember_customer(email="Solveig@Example.no ", name="Solveig Aas")
    assert customers.remember_customer(email="solveig@example.NO", name="S. Aas") == first
    assert customers.customer_by_id(first) == Customer(id=first, email="solveig@example.no", name="Solveig Aas")


def test_the_same_email_in_two_shops_is_two_customers(shop: Shop, other_shop: Shop, far_shop: Shop, inside) -> None:
    here = customers.remember_customer(email="a@b.no", name="A")
    for stranger in (other_shop, far_shop):
        with inside(stranger):
            with pytest.raises(CustomerUnknown):
                customers.customer_by_id(here)
            assert customers.remember_customer(email="a@b.no", name="A") != here


def test_letters_that_look_alike_are_two_customers(shop: Shop) -> None:
    made = {customers.remember_customer(email=email, name="A") for email in ("jose@b.no", "josé@b.no")}
    assert len(made) == 2


def test_what_is_no_email_is_refused(shop: Shop) -> None:
    with pytest.raises(EmailNotValid):
        customers.remember_customer(email="nobody", name="A")
    assert not CustomerRow.objects.exists()


def test_what_remembering_costs_in_queries(shop: Shop, django_assert_num_queries) -> None:
    with django_assert_num_queries(6, using="pod_1"):  # fence; savepoint and release; sought, inserted, read
        customers.remember_customer(email="a@b.no", name="A")
    with django_assert_num_queries(3, using="pod_1"):  # savepoint and release; found
        customers.remember_customer(email="a@b.no", name="A")
