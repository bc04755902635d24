"""The environment's file, and the passwords in it."""

import os
from pathlib import Path

import pytest

from config.bootstrap.environment import load_environment, read_environment, server_environment, write_environment
from config.bootstrap.errors import SetupError
from config.bootstrap.passwords import Passwords
from config.bootstrap.servers import describe, parts_of
from config.settings.environment import pod_numbers


def test_what_is_written_is_read(tmp_path: Path) -> None:
    variables = {"PODIUM_SECRET_KEY": "a=b # 'c' \"d\" $e", "EMPTY": ""}
    write_environment(tmp_path / "env", variables)
    assert read_environment(tmp_path / "env") == variables


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    write_environment(tmp_path / "env", {"A": "b"})
    assert (tmp_path / "env").stat().st_mode & 0o777 == 0o600


def test_a_value_with_a_line_break_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="BAD has a line break"):
        write_environment(tmp_path / "env", {"BAD": "a\nPODIUM_HTTPS=0"})
    assert not (tmp_path / "env").exists()


@pytest.mark.parametrize("line", ["no equals", "=value", "a b=c"])
def test_a_line_that_sets_nothing_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "env").write_text(f"# a comment\n\n{line}\n")
    with pytest.raises(SetupError, match="line 3"):
        read_environment(tmp_path / "env")


def test_a_variable_that_is_set_already_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODIUM_A", "the terminal's")
    monkeypatch.delenv("PODIUM_B", raising=False)
    write_environment(tmp_path / "env", {"PODIUM_A": "the file's", "PODIUM_B": "the file's"})
    load_environment(tmp_path / "env")
    assert os.environ["PODIUM_A"] == "the terminal's"
    assert os.environ["PODIUM_B"] == "the file's"


def test_passwords_stay_and_differ_by_purpose(tmp_path: Path) -> None:
    first = Passwords(tmp_path / "secret")
    again = Passwords(tmp_path / "secret")
    assert first.password("pod_1/app") == again.password("pod_1/app")
    assert first.password("pod_1/app") != first.password("pod_2/app")
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_two_installations_have_different_passwords(tmp_path: Path) -> None:
    assert Passwords(tmp_path / "a").password("x") != Passwords(tmp_path / "b").password("x")


def test_a_third_pod_is_only_more_variables(tmp_path: Path) -> None:
    def variables(pods: list[int]) -> dict[str, str]:
        ports = {part: 20000 + number for number, part in enumerate(parts_of(pods))}
        return server_environment(describe(tmp_path, pods=pods, port_of=ports.__getitem__, durable=True))

    two, three = variables([1, 2]), variables([1, 2, 3])
    assert three.items() >= two.items()
    assert {name for name in three if name not in two} == {
        "POD_3_DATABASE_URL",
        "POD_3_DATABASE_MIGRATOR_URL",
        "POD_3_DATABASE_MOVER_URL",
        "POD_3_CACHE_URL",
        "POD_3_BROKER_URL",
    }
    assert pod_numbers(three) == [1, 2, 3]
