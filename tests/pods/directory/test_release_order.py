"""A release: migrate every pod while the old code runs, then start the new code. With processes of both."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from pods.directory.models import Shop
from tests.architecture.sources import ROOT
from tests.conftest import MakeShop
from tests.pods.db.workbench import connection_as

SETTINGS = "tests.pods.directory.release.settings_"
DEADLINE_S = 15.0
STARTS_WITHIN_S = 60
LACKS = "lacks 1 migration release.0002_expand_notes_and_stamps: run `manage.py migrate_schemas`."

pytestmark = pytest.mark.slow


OURS = ("PODIUM_", "POD_", "DIRECTORY_")


def environment(code: str) -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": f"{SETTINGS}{code}"}


def migrate(code: str, *arguments: str) -> str:
    """Run migrate_schemas of one release, as somebody types it: with the environment in its file, which says `app`."""
    outside = {name: value for name, value in environment(code).items() if not name.startswith(OURS)}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate_schemas", *arguments],
        cwd=ROOT,
        env={**outside, "PODIUM_ENV": str(Path(os.environ["PODIUM_VAR"]) / "env")},
        capture_output=True,
        text=True,
        timeout=STARTS_WITHIN_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Process:
    """A running process of one release."""

    def __init__(self, code: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.pods.directory.release.process"],
            cwd=ROOT,
            env=environment(code),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, action: str, **arguments: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([action, arguments]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the process ended with {self.process.wait(timeout=DEADLINE_S)}"
        return json.loads(answer)

    def status(self, shop: Shop) -> int:
        return int(self.ask("get", host=shop.first_host, path="/")["status"])

    def parts(self) -> dict[str, str]:
        answer: dict[str, str] = self.ask("get", host=settings.PLATFORM_HOST, path="/readyz")["json"]["parts"]
        return answer

    def words(self, shop: Shop) -> list[tuple[str, Any]]:
        return [(row["word"], row.get("note", "no such column")) for row in self.ask("read", handle=shop.handle)]

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(timeout=DEADLINE_S)
        finally:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()


def _tidy_up() -> None:
    for alias in ("default", "pod_1", "pod_2"):
        root = connection_as("root", alias)
        with root.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS release_stamp, release_parcel")
            cursor.execute("DELETE FROM django_migrations WHERE app = 'release'")
        root.close()


@pytest.fixture
def processes(committed: None) -> Iterator[dict[str, Process]]:
    """Old and new code, both running before the new migration is: the second has been started too early."""
    _tidy_up()
    started: dict[str, Process] = {}
    try:
        migrate("old")
        started["old"], started["new"] = Process("old"), Process("new")
        yield started
    finally:
        for process in started.values():
            process.end()
        _tidy_up()


def test_pods_are_migrated_under_the_old_code_and_the_new_code_waits_for_each(
    processes: dict[str, Process], make_shop: MakeShop
) -> None:
    near, far = make_shop(), make_shop(pod_number=2)
    old, new = processes["old"], processes["new"]

    for shop in (near, far):
        assert old.status(shop) == 200
        assert new.status(shop) == 503
        old.ask("write", handle=shop.handle, word="before")
    early = new.ask("get", host=near.first_host, path="/")
    assert int(early["retry_after"]) > 0
    assert new.parts() == {"directory": "ok", "pod_1": f"pod_1 {LACKS}", "pod_2": f"pod_2 {LACKS}"}

    said = migrate("new", "--schema", near.handle)
    assert "pod_1" in said
    assert "pod_2" not in said
    deadline = time.monotonic() + DEADLINE_S
    while new.status(near) != 200:
        assert time.monotonic() < deadline, "a pod that has been migrated serves without a restart"
        time.sleep(0.1)
    assert new.status(far) == 503
    assert new.parts() == {"directory": "ok", "pod_1": "ok", "pod_2": f"pod_2 {LACKS}"}
    assert old.parts() == {"directory": "ok", "pod_1": "ok", "pod_2": "ok"}
    for shop in (near, far):
        assert old.status(shop) == 200
        old.ask("write", handle=shop.handle, word="meanwhile")

    migrate("new")
    deadline = time.monotonic() + DEADLINE_S
    while new.status(far) != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)

    for shop in (near, far):
        parcel = new.ask("write", handle=shop.handle, word="new", note="hello")
        new.ask("stamp", handle=shop.handle, parcel_id=parcel)
        old.ask("write", handle=shop.handle, word="still old")
        rows = [("before", None), ("meanwhile", None), ("new", "hello"), ("still old", None)]
        assert new.words(shop) == rows
        assert old.words(shop) == [(word, "no such column") for word, _note in rows]
