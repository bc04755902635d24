"""Who acted, in words."""

import pytest

from shop.actors import told_actor


@pytest.mark.parametrize(
    ("kind", "actor_id", "name", "told"),
    [
        ("staff", "7", "Jo", "Jo"),
        ("staff", "7", "", "Staff"),
        ("customer", "guest", "", "The buyer"),
        ("system", "fraud.assess", "fraud.assess", "Fraud check"),
        ("system", "orders.move_money", "orders.move_money", "Podium"),
        ("system", "none", "", "Podium"),
    ],
)
def test_people_are_told_by_name_and_programs_by_what_they_are(kind: str, actor_id: str, name: str, told: str) -> None:
    assert told_actor(kind, actor_id, name) == told
