"""The commands that open, delete and seed shops and add pods: what they print, what they refuse, how they end."""

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from pods.db.current import find_current_shop, shop_selected
from pods.directory.models import Pod, Region, Shop, ShopState
from pods.isolation.models import residencies
from pods.routing import opening, schema_state
from pods.routing.closing import delete_shop
from pods.routing.shops import shop_by_handle
from shop.staff.models import User
from tests.architecture.sources import ROOT
from tests.conftest import Inside, MakeShop
from tests.fleet import Fleet

OWNER = ["--owner", "ada@fern.example"]


def run(*words: str) -> str:
    said = StringIO()
    call_command(*words, stdout=said)
    return said.getvalue()


def manage(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run manage.py as a process of its own, with something typed."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def handle(committed: None, fleet: Fleet) -> Iterator[str]:
    """A handle that nobody has; its shop is deleted afterwards."""
    name = f"c{uuid.uuid4().hex[:12]}"
    yield name
    if Shop.objects.filter(schema_name=name).exists():
        delete_shop(name)


@pytest.fixture
def prefix(committed: None, fleet: Fleet) -> Iterator[str]:
    name = f"s{uuid.uuid4().hex[:8]}"
    yield name
    for each in Shop.objects.filter(schema_name__startswith=f"{name}-"):
        delete_shop(each.handle)


class Outage:
    """Leads an alias to a port where nobody listens, until it is over."""

    def __init__(self) -> None:
        self.ports: dict[str, str] = {}

    def begin(self, alias: str) -> None:
        own = connections[alias].settings_dict
        connections[alias].close()
        self.ports[alias], own["PORT"] = own["PORT"], "1"

    def end(self) -> None:
        for alias, port in self.ports.items():
            connections[alias].close()
            connections[alias].settings_dict["PORT"] = port


@pytest.fixture
def outage(committed: None) -> Iterator[Outage]:
    one = Outage()
    yield one
    one.end()


# create_shop


def test_create_shop_tells_what_it_made(handle: str) -> None:
    said = run("create_shop", handle, "--name", "Fern", *OWNER, "--password", "correct horse battery", "--pod", "2")
    assert said.splitlines() == [
        "Fern is open in pod_2.",
        f"  Shop   http://{handle}.localhost:{settings.WEB_PORT}/",
        f"  Admin  http://{handle}.localhost:{settings.WEB_PORT}/admin/",
        "  Owner  ada@fern.example / correct horse battery",
    ]
    with shop_selected(shop_by_handle(handle)):
        assert User.objects.get().check_password("correct horse battery")


def test_create_shop_prints_json_and_nothing_else_on_stdout(handle: str) -> None:
    done = manage("create_shop", handle, *OWNER, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told) == {"handle", "pod", "url", "admin_url", "staff_email", "staff_password"}
    assert told["handle"] == handle
    assert told["admin_url"] == f"{told['url']}admin/"
    assert len(told["staff_password"]) >= 16
    with shop_selected(shop_by_handle(handle)):
        assert User.objects.get(email=told["staff_email"]).check_password(told["staff_password"])


REFUSALS = [
    (["--owner", "nobody"], "not an e-mail address"),
    ([*OWNER, "--password", "short"], "too short"),
    ([*OWNER, "--currency", "XXQ"], "'XXQ' is not a currency"),
    ([*OWNER, "--country", "XX"], "country"),
    ([*OWNER, "--pod", "7"], "no open pod 7"),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSALS)
def test_create_shop_refuses_with_a_sentence_and_the_next_try_opens_it(
    handle: str, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("create_shop", handle, *arguments)
    assert not Shop.objects.filter(schema_name=handle).exists()
    assert find_current_shop() is None

    run("create_shop", handle, *OWNER)

    with shop_selected(shop_by_handle(handle)):
        assert [user.email for user in User.objects.all()] == ["ada@fern.example"]


@pytest.mark.parametrize("name", ["Fern", "-fern", "public", "a" * 64, "admin"])
def test_create_shop_refuses_a_handle_that_is_none(committed: None, name: str) -> None:
    count = Shop.objects.count()
    with pytest.raises(CommandError):
        run("create_shop", name, *OWNER)
    assert Shop.objects.count() == count


def test_create_shop_refuses_a_taken_handle_and_exits_with_1(make_shop: MakeShop) -> None:
    made = make_shop()
    done = manage("create_shop", made.handle, *OWNER)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"CommandError: Another shop has the handle '{made.handle}'.\n"


def test_create_shop_finishes_what_was_cut_off(handle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(*args: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(opening, "furnish", die)
        run("create_shop", handle, *OWNER)
    there = Shop.objects.get(schema_name=handle).pod_id
    with pytest.raises(CommandError, match="half open in pod_"):
        run("create_shop", handle, *OWNER, "--pod", str(3 - there))
    assert json.loads(run("create_shop", handle, *OWNER, "--json"))["handle"] == handle


def test_create_shop_with_its_pod_down_is_a_sentence_and_can_be_finished_later(handle: str, outage: Outage) -> None:
    outage.begin("pod_2")
    with pytest.raises(CommandError, match=r"does not answer: .*Run this again later"):
        run("create_shop", handle, *OWNER, "--pod", "2")
    outage.end()
    assert "is open in pod_2" in run("create_shop", handle, *OWNER)


def test_a_pod_that_only_other_processes_know_is_none(shop: Shop) -> None:
    Pod.objects.create(number=9, region=Region.objects.first())
    with pytest.raises(CommandError, match="no open pod 9 that this process knows"):
        run("create_shop", "fern", *OWNER, "--pod", "9")


# delete_shop

GIVEN = {
    "staff_user": 1,
    "staff_role": 1,
    "inventory_location": 1,
    "catalog_settings": 1,
    "pricing_taxsettings": 1,
    "pricing_shippingzone": 2,
    "pricing_shippingmethod": 2,
}
"""The rows that a new shop has of each table."""


def test_delete_shop_asks_for_the_handle(make_shop: MakeShop, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_shop()
    monkeypatch.setattr("builtins.input", lambda prompt: "something else")
    with pytest.raises(CommandError, match="not its handle"):
        run("delete_shop", made.handle)
    assert shop_by_handle(made.handle) == made
    monkeypatch.setattr("builtins.input", lambda prompt: f" {made.handle} ")
    rows = f"{sum(GIVEN.values())} rows in {len(GIVEN)} tables"
    assert run("delete_shop", made.handle).startswith(f"{made.handle} is deleted: {rows}")
    assert not Shop.objects.filter(pk=made.pk).exists()


def test_delete_shop_does_nothing_when_nobody_can_answer(make_shop: MakeShop) -> None:
    made = make_shop()
    done = manage("delete_shop", made.handle)
    assert done.returncode == 1
    assert "Nothing was deleted; --yes does not ask." in done.stderr
    assert shop_by_handle(made.handle) == made


def test_delete_shop_prints_the_rows_of_each_table(make_shop: MakeShop) -> None:
    made = make_shop()
    told = json.loads(run("delete_shop", made.handle, "--yes", "--json"))
    assert told == {"handle": made.handle, "rows": GIVEN}


@pytest.mark.parametrize("name", ["nobody", "public"])
def test_delete_shop_refuses_what_is_no_shop(committed: None, name: str) -> None:
    with pytest.raises(CommandError, match=f"no shop with the handle '{name}'"):
        run("delete_shop", name, "--yes")
    assert Shop.objects.filter(schema_name="public").exists()


def test_delete_shop_with_its_pod_down_changes_nothing(make_shop: MakeShop, outage: Outage) -> None:
    made = make_shop()
    outage.begin("pod_1")
    with pytest.raises(CommandError, match="does not answer"):
        run("delete_shop", made.handle, "--yes")
    assert Shop.objects.get(pk=made.pk).state == ShopState.OPEN


# seed_shops


def test_seed_shops_opens_many_spread_over_the_pods_and_later_only_those_missing(prefix: str) -> None:
    told = json.loads(run("seed_shops", "--count", "42", "--prefix", prefix, "--json"))
    assert (told["count"], told["opened"]) == (42, 42)
    shops = {each.handle: each for each in Shop.objects.filter(schema_name__startswith=f"{prefix}-")}
    assert set(shops) == {f"{prefix}-{number}" for number in range(1, 43)}
    for each in shops.values():
        assert each.state == ShopState.OPEN
        assert residencies(str(each.database)).get(shop_id=each.pk).state == "serving"
        with shop_selected(each):
            owner = User.objects.get()
        assert owner.email == f"owner@{each.handle}.example"
        assert not owner.has_usable_password()

    delete_shop(f"{prefix}-5")
    assert json.loads(run("seed_shops", "--count", "44", "--prefix", prefix, "--json"))["opened"] == 3
    assert run("seed_shops", "--count", "44", "--prefix", prefix).startswith("0 shops opened in ")


def test_seed_shops_finishes_what_was_cut_off(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    furnish = opening.furnish

    class Killed(BaseException):
        pass

    def die_at_the_fourth(new: opening.NewShop) -> None:
        if len(done) == 3:
            raise Killed
        done.append(new.handle)
        furnish(new)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("pods.routing.seeding.furnish", die_at_the_fourth)
        run("seed_shops", "--count", "6", "--prefix", prefix)
    assert not Shop.objects.filter(schema_name__startswith=prefix, state=ShopState.OPEN).exists()
    assert json.loads(run("seed_shops", "--count", "6", "--prefix", prefix, "--json"))["opened"] == 6
    for each in Shop.objects.filter(schema_name__startswith=prefix):
        with shop_selected(each):
            assert User.objects.count() == 1


def test_seed_shops_fills_the_emptiest_pod_first_and_none_beyond_its_capacity(shop: Shop) -> None:
    from pods.routing.seeding import _deal

    load = {number: Shop.objects.filter(pod_id=number).count() for number in (1, 2)}
    Pod.objects.filter(number=1).update(capacity=load[1] + 3)
    Pod.objects.filter(number=2).update(capacity=load[2] + 5)
    dealt = _deal(8)
    assert {number: dealt.count(number) for number in (1, 2)} == {1: 3, 2: 5}
    count = Shop.objects.count()
    with pytest.raises(CommandError, match="No pod is open and has room"):
        run("seed_shops", "--count", "9", "--prefix", "full")
    assert Shop.objects.count() == count


@pytest.mark.parametrize(("count", "word"), [("0", "at least 1"), ("-1", "at least 1")])
def test_seed_shops_refuses_a_count_below_one(committed: None, count: str, word: str) -> None:
    with pytest.raises(CommandError, match=word):
        run("seed_shops", f"--count={count}")


def test_seed_shops_refuses_a_prefix_that_is_no_handle(committed: None) -> None:
    with pytest.raises(CommandError, match="lower case letters"):
        run("seed_shops", "--count", "3", "--prefix", "Not a handle")


def test_seed_shops_keeps_its_progress_off_stdout(prefix: str) -> None:
    done = manage("seed_shops", "--count", "2", "--prefix", prefix, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["opened"] == 2


# add_pod


def test_add_pod_claims_a_pod_and_run_again_changes_it(shop: Shop, inside: Inside) -> None:
    Shop.objects.filter(pod_id=2).delete()
    Pod.objects.filter(number=2).delete()
    with shop_selected(None):
        said = run("add_pod", "2", "--region", "fra", "--region-name", "Frankfurt", "--capacity", "5")
        assert said == "pod_2 is open in Frankfurt, for 5 shops.\n"
        Pod.objects.filter(number=2).update(state="draining")
        told = json.loads(run("add_pod", "2", "--region", "ams", "--capacity", "7", "--json"))
        assert find_current_shop() is None
    assert told == {
        "number": 2,
        "alias": "pod_2",
        "region": "ams",
        "state": "draining",
        "capacity": 7,
        "made": False,
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["3"], "does not describe pod_3: POD_3_DATABASE_URL is missing"),
        (["0"], "number is from 1 to 1024"),
        (["1025"], "number is from 1 to 1024"),
        (["1", "--capacity", "0"], "at least 1"),
    ],
)
def test_add_pod_refuses_with_a_sentence(shop: Shop, arguments: list[str], sentence: str) -> None:
    count = Pod.objects.count()
    with pytest.raises(CommandError, match=sentence):
        run("add_pod", *arguments)
    assert Pod.objects.count() == count


def test_add_pod_refuses_a_pod_that_does_not_answer(outage: Outage, fleet: Fleet) -> None:
    schema_state.forget()
    outage.begin("pod_2")
    with pytest.raises(CommandError, match=r"pod_2 cannot be used: .*Can't connect"):
        run("add_pod", "2")


def test_add_pod_refuses_a_pod_that_hands_out_other_ids(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    schema_state.forget()
    connections["pod_2"].close()
    monkeypatch.setitem(connections["pod_2"].settings_dict, "POD", 9)
    with pytest.raises(CommandError, match=r"pod_2 cannot be used: .*must hand out ids 9"):
        run("add_pod", "2")


def test_add_pod_refuses_a_pod_that_is_behind(shop: Shop) -> None:
    with connections["pod_2"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'orders'")
    schema_state.forget()
    try:
        with pytest.raises(CommandError, match=r"pod_2 lacks .* run `manage\.py migrate_schemas`"):
            run("add_pod", "2")
    finally:
        schema_state.forget()


# shop_shell

TELL = "from pods.db.current import current_shop; print(current_shop().schema_name, current_shop().database)"


@pytest.mark.parametrize(("name", "told"), [("cedar", "cedar pod_2"), ("public", "public default")])
def test_shop_shell_runs_code_in_the_shop(
    shop: Shop, far_shop: Shop, capsys: pytest.CaptureFixture[str], name: str, told: str
) -> None:
    with shop_selected(None):
        run("shop_shell", name, "-c", TELL)
        assert find_current_shop() is None
    assert capsys.readouterr().out.strip().endswith(told)


def test_shop_shell_refuses_what_is_no_open_shop(shop: Shop) -> None:
    with pytest.raises(CommandError, match="no open shop with the handle 'nobody'"):
        run("shop_shell", "nobody", "-c", "print(1)")


def test_shop_shell_may_do_nothing_that_needs_a_permission(shop: Shop) -> None:
    """Nobody has signed in; a developer who wants more says so in the code."""
    code = "from pods.routing.actor import current_actor; assert current_actor().permissions == frozenset()"
    run("shop_shell", shop.handle, "-c", code)


def test_shop_shell_takes_its_code_from_a_pipe(committed: None, fleet: Fleet) -> None:
    done = manage("shop_shell", "acme", typed=f"{TELL}\n")
    assert done.returncode == 0, done.stderr
    assert "You are in Acme (pod_1, epoch 1)." in done.stdout
    assert "acme pod_1" in done.stdout
