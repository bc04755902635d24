"""A worker that is frozen in the middle of its work and goes on after another has done it: too late, and harmless."""

import os
import signal
import subprocess

import pytest

from pods.routing.shops import in_shop
from tests.conftest import MakeShop
from tests.pods.outbox.probe import handlers as probe
from tests.pods.outbox.processes.conftest import is_idle
from tests.pods.outbox.processes.harness import Processes, until
from tests.pods.outbox.telling import effects, tell

pytestmark = pytest.mark.usefixtures("no_effects")


def _freeze_in_the_middle(processes: Processes) -> subprocess.Popen[bytes]:
    worker = processes.worker()
    until(lambda: any(processes.folder.glob("at-one-*-1")), "the handler is in its middle")
    os.killpg(worker.pid, signal.SIGSTOP)
    (processes.folder / "open-one").touch()
    return worker


@pytest.mark.parametrize("event", [probe.TOUCHED, probe.CALLED])
def test_a_worker_frozen_past_its_claim_comes_too_late(processes: Processes, make_shop: MakeShop, event: str) -> None:
    shop = make_shop()
    with in_shop(shop):
        tell(event, 5, gate="one")
    processes.relay()
    frozen = _freeze_in_the_middle(processes)
    processes.worker()
    until(is_idle(shop), "another worker has done it")
    done = effects("pod_1")

    os.killpg(frozen.pid, signal.SIGCONT)
    with in_shop(shop):
        tell(event, 6, gate="one")
    until(is_idle(shop), "work goes on")
    until(lambda: processes.said().count('"outcome": "dropped"') >= 1, "the thawed worker has given up")

    assert len(done) == 1
    assert [effect["subject"] for effect in effects("pod_1")] == [5, 6]
    assert frozen.poll() is None
