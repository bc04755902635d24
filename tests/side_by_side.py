"""Several pytests at a time, for `manage.py test --processes`: each on servers of its own, and each test once.

What shares a machine stays in one process, and a file does. What takes longest begins first, so that no process is
left alone with it at the end.
"""

import os
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from config.bootstrap.environment import read_environment

WORKER = "PYTEST_XDIST_WORKER"

APART = ("tests/faults/test_injection.py", "tests/faults/test_replay.py")
"""Files whose tests share nothing and take long: they are dealt one by one."""

TOGETHER = ("tests/faults/",)
"""Folders whose tests share a machine."""

FIRST = ("tests/faults/", "tests/stories/", "tests/bootstrap/", "tests/pods/outbox/processes/", "tests/pods/directory/")
"""Where most of the tests are that take long."""


def _take_own_servers() -> None:
    if WORKER in os.environ:
        files = os.environ["PODIUM_TEST_SERVERS"].split(os.pathsep)
        os.environ.update(read_environment(Path(files[int(os.environ[WORKER].removeprefix("gw"))])))


_take_own_servers()  # now: as soon as Django's settings are read it is too late


def shared_by(nodeid: str) -> str:
    """Return the name of what a test shares with others."""
    file = nodeid.partition("::")[0]
    if file in APART:
        return nodeid
    return next((folder for folder in TOGETHER if file.startswith(folder)), file)


class Dealer(LoadScopeScheduling):
    """Gives each process the next tests that belong together, when it has nearly done what it has."""

    def _split_scope(self, nodeid: str) -> str:
        return shared_by(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Dealer:
    """Deal tests in the order in which they were collected."""
    config.option.loadscopereorder = False
    return Dealer(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes longest; the rest stays shuffled."""
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))
