"""What the outbox's tests share."""

from pathlib import Path
from typing import Any

import pytest

from tests.pods.outbox.probe import handlers as probe  # noqa: F401 - declares the probes' handlers


@pytest.fixture
def probe_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the probes leave what the database does not see."""
    monkeypatch.setenv("PROBE_FOLDER", str(tmp_path))
    return tmp_path


@pytest.fixture
def pinned(settings: Any) -> None:
    """This process as the worker of pod_1."""
    settings.PROCESS_POD = 1
