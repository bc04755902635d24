from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.shop.gateway_process import GatewayProcess


@pytest.fixture(scope="session")
def shared_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatewayProcess]:
    """One Test gateway for the whole run. Keys never meet, so its charges are told apart by key."""
    process = GatewayProcess(tmp_path_factory.mktemp("gateway") / "ledger.sqlite")
    yield process
    process.stop()


@pytest.fixture
def gateway(shared_gateway: GatewayProcess, settings: Any) -> GatewayProcess:
    """The Test gateway, where this process's checkouts find it."""
    settings.TEST_GATEWAY_URL = shared_gateway.url
    return shared_gateway


@pytest.fixture
def own_gateway(tmp_path: Path, settings: Any) -> Iterator[GatewayProcess]:
    """A Test gateway that this test may kill; its slow cards wait for ever."""
    process = GatewayProcess(tmp_path / "ledger.sqlite", slow_s=600)
    settings.TEST_GATEWAY_URL = process.url
    yield process
    process.stop()


@pytest.fixture
def quick_gateway(tmp_path: Path, settings: Any) -> Iterator[GatewayProcess]:
    """A Test gateway whose late decisions and disputes come at once."""
    process = GatewayProcess(tmp_path / "ledger.sqlite", late_s=0.05)
    settings.TEST_GATEWAY_URL = process.url
    yield process
    process.stop()


@pytest.fixture
def pinned(settings: Any) -> None:
    """This process as the worker of pod_1."""
    settings.PROCESS_POD = 1
