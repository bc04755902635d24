"""django-tenants' commands on pods: each works for shops, or refuses and names the command that does."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.core.management.commands.migrate import Command as StockMigrate
from django.db import IntegrityError, connections
from django.db.utils import OperationalError

from pods.db.current import find_current_shop, shop_selected
from pods.db.errors import NoShop
from pods.directory.models import Domain, Shop, ShopState
from pods.isolation.models import residencies
from pods.routing.management.commands import all_tenants_command
from pods.routing.route_source import routes
from tests.conftest import Inside, MakeShop
from tests.probe.shops.models import LIBRARY

Author, Tag = LIBRARY.Author, LIBRARY.Tag


def run(*words: str, **options: Any) -> str:
    said = StringIO()
    call_command(*words, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def libraries(shop: Shop, other_shop: Shop, far_shop: Shop, inside: Inside) -> Shop:
    """A tag in each shop; none is selected afterwards."""
    for each in (shop, other_shop, far_shop):
        with inside(each):
            Tag.objects.create(word=f"{each.handle}'s")
    return shop


def words_in(dump: str) -> list[str]:
    return [row["fields"]["word"] for row in json.loads(dump)]


# tenant_command


@pytest.mark.parametrize("handle", ["acme", "birch", "cedar"])
def test_a_command_runs_in_the_shop_and_on_its_pod(libraries: Shop, handle: str) -> None:
    with shop_selected(None):
        dump = run("tenant_command", "--schema", handle, "dumpdata", "probe_shops.tag")
        assert words_in(dump) == [f"{handle}'s"]
        assert find_current_shop() is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["-s", "cedar", "dumpdata", "probe_shops.tag", "--indent", "2"],
        ["dumpdata", "-s", "cedar", "probe_shops.tag", "--indent=2"],
        ["dumpdata", "probe_shops.tag", "--indent=2", "--schema=cedar"],
        ["dumpdata", "probe_shops.tag", "--schema_name", "cedar", "--database", "pod_2"],
    ],
)
def test_the_shop_may_be_named_anywhere(libraries: Shop, arguments: list[str]) -> None:
    assert words_in(run("tenant_command", *arguments)) == ["cedar's"]


def test_a_database_that_is_named_is_the_one(libraries: Shop) -> None:
    """The command's author knows better; the compiler refuses rows of a pod that the shop does not live in."""
    with pytest.raises(CommandError, match=r"Shop \d+ lives in pod_2; this query goes to pod_1"):
        run("tenant_command", "dumpdata", "probe_shops.tag", "--schema", "cedar", "--database", "pod_1")


def test_the_platform_itself_is_public(libraries: Shop, public: Shop) -> None:
    dump = run("tenant_command", "-s", "public", "dumpdata", "directory.shop")
    assert {"acme", "birch", "cedar", "public"} <= {row["fields"]["schema_name"] for row in json.loads(dump)}


def test_a_shop_is_named_by_its_handle_and_never_by_its_place_in_a_list(libraries: Shop, far_shop: Shop) -> None:
    """django-tenants takes a number for an index into all tenants."""
    with pytest.raises(CommandError, match="no open shop with the handle '0'"):
        run("tenant_command", "-s", "0", "dumpdata", "probe_shops.tag")
    with shop_selected(None):
        Shop.objects.filter(pk=far_shop.pk).update(schema_name="0")
    assert words_in(run("tenant_command", "-s", "0", "dumpdata", "probe_shops.tag")) == ["cedar's"]


def test_a_shop_that_is_not_open_takes_no_commands(libraries: Shop) -> None:
    Shop.objects.filter(pk=libraries.pk).update(state=ShopState.OPENING)
    with pytest.raises(CommandError, match="no open shop"):
        run("tenant_command", "-s", "acme", "dumpdata")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["dumpdata"], "Name the shop: --schema HANDLE"),
        (["-s", "nobody", "dumpdata"], "no open shop with the handle 'nobody'"),
        (["-s", "acme", "no_such_command"], "There is no command 'no_such_command'"),
        (["-s", "acme", "dumpdata", "--no-such-option"], "unrecognized arguments: --no-such-option"),
    ],
)
def test_a_command_that_cannot_run_is_refused_with_a_sentence(
    libraries: Shop, arguments: list[str], sentence: str
) -> None:
    with shop_selected(None):
        with pytest.raises(CommandError, match=sentence):
            run("tenant_command", *arguments)
        assert find_current_shop() is None


def test_a_pod_that_does_not_answer_is_a_sentence(libraries: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*words: Any) -> Any:
        raise OperationalError(2002, "Can't connect to server")

    monkeypatch.setattr("pods.routing.shops.locate", down)
    with pytest.raises(CommandError, match="pod of 'acme' or the directory does not answer: Can't connect"):
        run("tenant_command", "-s", "acme", "dumpdata")


def test_a_fixture_goes_from_shop_to_shop_only_by_hand(libraries: Shop, inside: Inside, tmp_path: Path) -> None:
    """A dump names its shop: another shop's is refused as a whole, the own one is taken."""
    dump = tmp_path / "tags.json"
    dump.write_text(run("tenant_command", "-s", "acme", "dumpdata", "probe_shops.tag"))
    with pytest.raises(Exception, match=r"A row never changes its shop|cannot be written in shop"):
        run("tenant_command", "-s", "birch", "loaddata", str(dump))
    with inside(libraries):
        Tag.objects.all().delete()
    assert "Installed 1 object" in run("tenant_command", "-s", "acme", "loaddata", str(dump))
    with inside(libraries):
        assert Tag.objects.get().word == "acme's"


def test_a_fixture_whose_rows_refer_to_nothing_is_refused(libraries: Shop, tmp_path: Path) -> None:
    dump = tmp_path / "authors.json"
    row = {"model": "probe_shops.author", "pk": 77, "fields": {"shop_id": libraries.pk, "name": "x", "mentor": 78}}
    dump.write_text(json.dumps([row]))
    with pytest.raises(IntegrityError, match="probe_shops_author 77 has the mentor_id 78"):
        run("tenant_command", "-s", "acme", "loaddata", str(dump))


def test_references_are_looked_at_in_the_current_shop_only(libraries: Shop) -> None:
    connections["pod_1"].check_constraints([Author._meta.db_table])
    with shop_selected(None), pytest.raises(NoShop):
        connections["pod_1"].check_constraints([Author._meta.db_table])


# all_tenants_command


@pytest.fixture
def three(libraries: Shop, other_shop: Shop, far_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Only the three shops of the tests, whatever else is in the directory."""
    shops = [libraries, other_shop, far_shop]
    monkeypatch.setattr(all_tenants_command, "every_shop", lambda: iter(shops))
    return libraries


def test_a_command_runs_in_every_shop_each_on_its_pod(three: Shop) -> None:
    with shop_selected(None):
        said = run("all_tenants_command", "--no-public", "dumpdata", "probe_shops.tag", "--indent=1")
        assert find_current_shop() is None
    told = said.split("Applying command to: ")[1:]
    assert [part.split("\n", 1)[0] for part in told] == ["acme", "birch", "cedar"]
    assert [words_in(part.split("\n", 1)[1]) for part in told] == [["acme's"], ["birch's"], ["cedar's"]]


def test_the_platform_comes_first_unless_it_is_left_out(three: Shop) -> None:
    said = run("all_tenants_command", "showmigrations", "isolation")
    assert said.count("Applying command to: ") == 4
    assert said.startswith("Applying command to: public\n")
    assert "public" not in run("all_tenants_command", "showmigrations", "isolation", "--no-public")


def test_the_first_shop_that_fails_stops_it_and_is_named(three: Shop, other_shop: Shop) -> None:
    residencies("pod_1").filter(shop_id=other_shop.pk).update(state="gone")
    with pytest.raises(CommandError, match=r"^birch: .* \(It was done for 1 before\.\)$"):
        run("all_tenants_command", "--no-public", "dumpdata", "probe_shops.tag")


def test_all_is_every_open_shop(make_shop: MakeShop) -> None:
    one, two = make_shop(), make_shop(pod_number=2)
    Shop.objects.filter(pk=two.pk).update(state=ShopState.OPENING)
    said = run("all_tenants_command", "showmigrations", "isolation").split("\n")
    assert f"Applying command to: {one.handle}" in said
    assert f"Applying command to: {two.handle}" not in said


# Those that make schemas.

REFUSED = {
    "create_tenant": "create_shop",
    "delete_tenant": "delete_shop",
    "create_missing_schemas": "migrate_schemas",
    "create_tenant_superuser": "create_shop",
    "createsuperuser": "create_shop",
    "collectstatic_schemas": "collectstatic",
    "rename_schema": "create_domain",
    "clone_tenant": "create_shop",
}


@pytest.mark.parametrize(("name", "instead"), REFUSED.items())
def test_a_command_that_makes_schemas_names_the_one_to_use(shop: Shop, name: str, instead: str) -> None:
    shops = Shop.objects.count()
    with pytest.raises(CommandError, match=rf"`manage\.py {instead}\b"):
        run(name)
    with pytest.raises(CommandError, match=instead):
        run(name, "whatever", schema_name="acme", interactive=False)
    assert instead in get_commands()
    assert Shop.objects.count() == shops


@pytest.mark.parametrize("name", REFUSED)
def test_it_refuses_before_it_minds_its_options(committed: None, capsys: pytest.CaptureFixture[str], name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    with pytest.raises(SystemExit) as ended:
        command.run_from_argv(["manage.py", name, "--schema_name=x", "-s", "--noinput", "--rename_to", "y"])
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("CommandError: ")


def test_every_command_of_django_tenants_is_ours_or_works_unchanged() -> None:
    theirs = {name for name, app in get_commands().items() if app == "django_tenants"}
    assert theirs == set()
    assert isinstance(load_command_class(get_commands()["migrate"], "migrate"), StockMigrate)


# Domains.


def shop_at(host: str) -> Shop | None:
    """Return what a warm web process finds, once it has looked at the version again."""
    routes()._version_due = 0.0
    return routes().shop_at(host)


def test_a_domain_is_added_and_shows_in_a_warm_process(shop: Shop) -> None:
    assert shop_at("acme.example") is None
    told = json.loads(run("create_domain", "--schema", "acme", "--domain", "ACME.example", "--json"))
    assert told == {"handle": "acme", "domain": "acme.example", "primary": False, "verified": True}
    assert shop_at("acme.example") == shop
    assert shop.get_primary_domain().domain == shop.first_host

    assert run("delete_domain", "-s", "acme", "-d", "acme.example") == "acme.example no longer leads to acme.\n"
    assert shop_at("acme.example") is None
    assert shop_at(shop.first_host) == shop


def test_a_domain_is_primary_or_unverified_when_it_is_said(shop: Shop) -> None:
    run("create_domain", "-s", "acme", "--domain-domain", "acme.example", "--primary", "--noinput")
    assert shop.get_primary_domain().domain == "acme.example"
    said = run("create_domain", "-s", "acme", "-d", "soon.example", "--unverified")
    assert said == "soon.example leads to acme once verified.\n"
    assert shop_at("soon.example") is None


NO_HOSTS = ["https://a.example", "a.example:80", "a.example/x", "www.a.example", "a", "a..example", "-a.example", ""]
NO_HOSTS += ["ä.example", "a_b.example", "10.0.0.1", "a" * 64 + ".example"]
OTHERS_HOSTS = ["podium.localhost", "birch.localhost", "new.localhost"]


@pytest.mark.parametrize("host", NO_HOSTS + OTHERS_HOSTS)
def test_a_host_that_is_none_or_belongs_to_another_is_refused(shop: Shop, host: str) -> None:
    count = Domain.objects.count()
    with pytest.raises(CommandError):
        run("create_domain", "-s", "acme", "-d", host)
    assert Domain.objects.count() == count


def test_a_domain_is_one_shops(shop: Shop, other_shop: Shop) -> None:
    run("create_domain", "-s", "birch", "-d", "tree.example")
    for handle in ("acme", "birch"):
        with pytest.raises(CommandError, match="has the domain"):
            run("create_domain", "-s", handle, "-d", "tree.example")
    with pytest.raises(CommandError, match=r"acme has no domain tree\.example"):
        run("delete_domain", "-s", "acme", "-d", "tree.example")
    assert Domain.objects.get(domain="tree.example").tenant_id == other_shop.pk


def test_a_shop_keeps_its_first_and_its_primary_host(shop: Shop) -> None:
    with pytest.raises(CommandError, match="keeps its first host"):
        run("delete_domain", "-s", "acme", "-d", shop.first_host)
    run("create_domain", "-s", "acme", "-d", "acme.example", "--primary")
    with pytest.raises(CommandError, match="Make another one primary first"):
        run("delete_domain", "-s", "acme", "-d", "acme.example")
    assert Domain.objects.filter(tenant=shop).count() == 2


def test_the_platform_may_have_more_hosts(shop: Shop, public: Shop) -> None:
    run("create_domain", "-s", "public", "-d", "console.example")
    found = shop_at("console.example")
    assert found == public
    assert found is not None
    assert found.is_public
    with pytest.raises(CommandError, match="no open shop with the handle 'nobody'"):
        run("create_domain", "-s", "nobody", "-d", "x.example")
