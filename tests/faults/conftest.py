"""One machine for all faults, made well again after each; and the figures that were measured, told at the end."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.ledger import Ledger
from tests.faults.town import Town, until
from tests.machine import machine_below

WELL_WITHIN_S = 120.0

TIMES = {
    "PODIUM_GATEWAY_TIMEOUT_MS": "4000",
    "PODIUM_SETTLE_MARGIN_MS": "2000",
    "PODIUM_CLAIM_S": "16",
    "PODIUM_RETRY_LONGEST_MS": "4000",
}
"""Shorter than in a deployment: a test waits for settling and for lapsed claims."""

type Tell = Callable[[str], None]

_told: list[str] = []


@pytest.fixture(scope="session")
def whole_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Everything that `up` starts, once."""
    with machine_below(tmp_path_factory.mktemp("town"), **TIMES) as machine:
        yield Town(machine)


@pytest.fixture
def town(whole_town: Town) -> Iterator[Town]:
    """A town in which everything works; whatever a test breaks has to mend by itself."""
    until(whole_town.is_well, "all is well before", within_s=WELL_WITHIN_S)
    yield whole_town
    whole_town.thaw()
    until(whole_town.is_well, "all is well again", within_s=WELL_WITHIN_S)


@pytest.fixture
def ledger() -> Ledger:
    """What buyers write down in this test."""
    return Ledger()


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Tell a figure; all of them are printed at the end."""
    return lambda figure: _told.append(f"{request.node.name}: {figure}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the figures."""
    if _told:
        terminalreporter.section("measured")
        for line in _told:
            terminalreporter.line(line)
