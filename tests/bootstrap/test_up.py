"""The whole of `up`, once, for real: on ports and in a folder of its own, beside whatever else runs."""

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from config.bootstrap.environment import read_environment
from config.bootstrap.processes import start, wait_until
from tests.machine import Machine, machine_below

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine_below(tmp_path_factory.mktemp("machine")) as made:
        yield made


@pytest.fixture
def running(machine: Machine) -> Machine:
    """Everything is up: started by the first test that asks, and again after one that broke it."""
    machine.up()
    return machine


def test_up_prints_shops_and_console_and_everything_is_well(running: Machine) -> None:
    printed = running.up()
    assert set(printed) == {"shops", "console"}
    assert len(printed["shops"]) == 3
    assert {shop["pod"] for shop in printed["shops"]} == {"pod_1", "pod_2"}
    for shop in printed["shops"]:
        assert set(shop) == {"handle", "host", "url", "admin_url", "staff_email", "staff_password", "pod"}
        assert str(running.web_port) in shop["url"]
    assert set(printed["console"]) == {"url", "email", "password"}
    status = running.status()
    assert status["well"], status
    assert {"web", "gateway", "directory/worker", "pod_1/relay", "pod_2/mariadb", "pod_2"} <= set(status["parts"])


def test_a_second_up_is_refused_and_names_the_first(running: Machine) -> None:
    answer = running.manage("up")
    assert answer.returncode == 1
    assert f"Podium already runs here (process {running.supervisor().pid})" in answer.stderr


def test_a_taken_port_is_named_with_its_part_and_its_variable(running: Machine, tmp_path: Path) -> None:
    answer = running.manage("up", PODIUM_VAR=str(tmp_path))
    assert answer.returncode == 1
    assert (
        f"Port {running.base_port + 20} on 127.0.0.1, which is for pod_2/mariadb, is taken by another program. "
        "Stop that program, or choose other ports with PODIUM_BASE_PORT."
    ) in answer.stderr
    assert f"Port {running.web_port} on 127.0.0.1, which is for web" in answer.stderr
    assert "PODIUM_WEB_PORT" in answer.stderr


@pytest.mark.parametrize("part", ["pod_2/mariadb", "pod_1/relay", "web"])
def test_a_killed_part_comes_back_and_the_supervisor_says_so(running: Machine, part: str) -> None:
    killed = running.processes()[part]
    os.kill(killed.pid, signal.SIGKILL)
    back = wait_until(
        lambda: running.processes().get(part, killed) != killed, running.supervisor(), longest_s=30
    ) and wait_until(lambda: bool(running.status()["well"]), running.supervisor(), longest_s=60)
    assert back, running.said()
    assert f"{part} was killed by signal 9; it starts again in" in running.said()


def test_nothing_outlives_a_supervisor_that_is_killed_and_up_works_again(running: Machine) -> None:
    before = running.processes()
    os.kill(running.supervisor().pid, signal.SIGKILL)
    for process in before.values():
        wait_until(lambda: False, process, longest_s=30)
    assert running.processes() == {}
    assert running.manage("status").returncode == 3
    running.up()
    assert running.status()["well"]


def test_down_stops_everything(running: Machine) -> None:
    before = running.processes()
    assert running.manage("down").returncode == 0
    assert not any(process.alive() for process in before.values())
    assert running.manage("down").returncode == 0
    assert running.manage("status").returncode == 3


def test_secrets_are_readable_by_their_owner_only(running: Machine) -> None:
    for name in ("env", "secret", "demo.json", "pod_1/my.cnf", "pod_1/users.sql", "pod_2/broker.conf"):
        assert (running.folder / "up" / name).stat().st_mode & 0o077 == 0, name
    urls = [value for value in read_environment(running.folder / "up" / "env").values() if "@127.0.0.1" in value]
    passwords = {urlsplit(url).password for url in urls}
    assert len(passwords) == 13, "app and migrator of three databases, mover of two, and five Redis"
    for process in running.processes().values():
        command = Path(f"/proc/{process.pid}/cmdline").read_text()
        assert not [password for password in passwords if password and password in command]


def test_ctrl_c_stops_what_was_started_and_nothing_else(running: Machine, tmp_path: Path) -> None:
    assert running.manage("down").returncode == 0
    stranger = start([sys.executable, "-c", "import time; time.sleep(600)"], log=tmp_path / "stranger")
    with (tmp_path / "said").open("w") as said:
        up = running.start("up", "--json", errors=said)
    assert up.stdout is not None
    assert set(json.loads(up.stdout.readline())) == {"shops", "console"}, (tmp_path / "said").read_text()
    before = running.processes()
    up.send_signal(signal.SIGINT)
    assert up.wait(timeout=90) == 0
    up.stdout.close()
    assert len(before) == 16
    assert not any(process.alive() for process in before.values())
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_third_pod_is_one_variable(running: Machine) -> None:
    assert running.manage("down").returncode == 0
    answer = running.manage("up", "--detach", PODIUM_PODS="1,2,3")
    assert answer.returncode == 0, answer.stderr
    status = running.status()
    assert status["well"], status
    assert {"pod_3", "pod_3/mariadb", "pod_3/cache", "pod_3/broker", "pod_3/worker", "pod_3/relay"} <= set(
        status["parts"]
    )
    running.manage("down")
    shutil.rmtree(running.folder)
