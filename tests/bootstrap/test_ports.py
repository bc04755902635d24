"""The plan of the ports, and what a taken one is answered with."""

import socket
from collections.abc import Iterator

import pytest

from config.bootstrap.errors import SetupError
from config.bootstrap.ports import LOOPBACK, Port, free_ports, planned_port, refuse_busy, refuse_shared
from config.bootstrap.servers import parts_of


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_busy_port_is_named_with_its_part_and_the_variable_that_moves_it(busy_port: int) -> None:
    with pytest.raises(SetupError) as refused:
        refuse_busy([Port(busy_port, "pod_2/broker", "PODIUM_BASE_PORT")])
    sentence = str(refused.value)
    assert str(busy_port) in sentence
    assert "pod_2/broker" in sentence
    assert "PODIUM_BASE_PORT" in sentence


def test_every_busy_port_is_told_at_once(busy_port: int) -> None:
    with pytest.raises(SetupError) as refused:
        refuse_busy([Port(busy_port, "web", "PODIUM_WEB_PORT"), Port(busy_port, "gateway", "PODIUM_BASE_PORT")])
    assert len(str(refused.value).splitlines()) == 2


def test_a_port_that_two_parts_would_have_is_named_with_both_and_their_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PODIUM_BASE_PORT", "30000")
    parts = ["pod_1/cache", "pod_1/broker", "web"]
    monkeypatch.setenv("PODIUM_WEB_PORT", "30020")
    refuse_shared([planned_port(part) for part in parts])
    monkeypatch.setenv("PODIUM_WEB_PORT", "30011")
    with pytest.raises(SetupError) as refused:
        refuse_shared([planned_port(part) for part in parts])
    assert str(refused.value) == (
        "Port 30011 is for pod_1/cache and for web as well. Choose another PODIUM_WEB_PORT or PODIUM_BASE_PORT."
    )


def test_free_ports_are_different_and_free() -> None:
    numbers = free_ports(20)
    assert len(set(numbers)) == 20
    refuse_busy([Port(number, "x", "X") for number in numbers])


def test_the_base_moves_every_port_but_the_web_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODIUM_BASE_PORT", "30000")
    monkeypatch.setenv("PODIUM_WEB_PORT", "8080")
    assert planned_port("web").number == 8080
    assert planned_port("directory/mariadb").number == 30000
    assert planned_port("pod_2/broker").number == 30022


def test_no_two_parts_share_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PODIUM_BASE_PORT", raising=False)
    pods = list(range(1, 1025))
    relays = [f"{home}/relay" for home in ("directory", *(f"pod_{pod}" for pod in pods))]
    numbers = [planned_port(part).number for part in (*parts_of(pods), *relays, "gateway")]
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) <= 65535


@pytest.mark.parametrize("value", ["80", "x", "70000", "-1", "60000"])
def test_a_base_that_leaves_no_room_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PODIUM_BASE_PORT", value)
    with pytest.raises(SetupError, match="PODIUM_BASE_PORT must be a port"):
        planned_port("gateway")
