"""Commands as people type them, as processes of their own, while a database gives no answer."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.core.management import get_commands, load_command_class

from pods.directory.models import Shop
from pods.routing.closing import delete_shop
from tests.architecture.sources import ROOT
from tests.fleet import Fleet

NOBODY_LISTENS = 1

COMMANDS = {
    name: app
    for name, app in get_commands().items()
    if isinstance(app, str) and app.startswith(("pods.", "shop.")) and name != "migrate"  # Django's own asks one
}


def manage(*words: str, without: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in an environment in which the databases of `without` are led to a dead port."""
    dead = {
        name: url.replace(f":{urlsplit(url).port}/", f":{NOBODY_LISTENS}/")
        for name, url in os.environ.items()
        if name.startswith(f"{without}_DATABASE_")
    }
    assert dead
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**os.environ, **dead, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def handle(committed: None, fleet: Fleet) -> Iterator[str]:
    """A handle that nobody has; its shop is deleted afterwards."""
    name = f"o{uuid.uuid4().hex[:12]}"
    yield name
    if Shop.objects.filter(schema_name=name).exists():
        delete_shop(name)


def test_a_pod_that_is_down_stops_no_work_in_another(handle: str) -> None:
    opened = manage("create_shop", handle, "--owner", "ada@fern.example", "--pod", "1", without="POD_2")
    assert (opened.returncode, opened.stderr) == (0, "")
    listed = manage("shop_orders", handle, "--json", without="POD_2")
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, "[]\n", "")
    deleted = manage("delete_shop", handle, "--yes", without="POD_2")
    assert deleted.returncode == 0, deleted.stderr
    assert not Shop.objects.filter(schema_name=handle).exists()


def test_work_in_a_pod_that_is_down_is_refused_in_a_sentence(handle: str) -> None:
    refused = manage("create_shop", handle, "--owner", "ada@fern.example", "--pod", "2", without="POD_2")
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: ")
    assert len(refused.stderr.splitlines()) == 1


def test_a_release_passes_a_pod_that_is_down_over_and_names_it(committed: None, fleet: Fleet) -> None:
    migrated = manage("migrate_schemas", without="POD_2", PODIUM_DATABASE_USER="migrator")
    assert migrated.returncode == 1
    assert migrated.stderr.startswith("CommandError: Not migrated: pod_2: ")
    assert "=== Starting migration" in migrated.stdout


def test_what_is_parked_is_still_told_of_the_other_pods(committed: None, fleet: Fleet) -> None:
    everywhere = manage("events", "list", "--json", without="POD_2")
    assert everywhere.returncode == 1
    assert "CommandError: pod_2 does not answer" in everywhere.stderr
    assert "Traceback" not in everywhere.stderr
    assert manage("events", "list", "--json", "--pod", "1", without="POD_2").returncode == 0


@pytest.mark.parametrize(
    "words", [["shop_orders", "fern"], ["events", "list"], ["create_shop", "fern", "--owner", "a@b.c"]]
)
def test_a_directory_that_is_down_is_told_in_a_sentence(fleet: Fleet, words: list[str]) -> None:
    refused = manage(*words, without="DIRECTORY")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "does not answer" in refused.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", COMMANDS)
def test_no_commands_system_checks_ask_a_database(name: str) -> None:
    command = load_command_class(COMMANDS[name], name)
    asked = command.get_check_kwargs({"database": None}).get("databases")
    assert not command.requires_system_checks or asked == [], (
        f"{name}: make its Command an OfflineCommand of pods.db.management.offline."
    )
