"""Debian packages: asked for exactly, never installed behind the back of somebody who may not."""

import os
from pathlib import Path

import pytest

from config.bootstrap import packages
from config.bootstrap.errors import PackagesMissing, SetupError


def _program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Debian that has redis-tools and build-essential, and writes every call of apt-get down."""
    _program(
        tmp_path,
        "dpkg-query",
        'case "$3" in redis-tools|build-essential) printf "ii ";; *) printf "no packages found" >&2; exit 1;; esac',
    )
    _program(tmp_path, "apt-get", f'echo "$DEBIAN_FRONTEND $@" >> {tmp_path}/calls')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def test_a_user_without_root_is_given_the_exact_line_and_nothing_is_run(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(PackagesMissing) as refused:
        packages.ensure_packages()
    assert str(refused.value).splitlines()[-1] == (
        "  sudo apt-get update && sudo apt-get install --yes --no-install-recommends "
        "mariadb-server-core mariadb-client-core mariadb-client libmariadb-dev pkg-config"
    )
    assert refused.value.exit_code == 3
    assert not (machine / "calls").exists()


def test_root_installs_what_is_missing_without_questions(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    packages.ensure_packages(browser=True)
    assert (machine / "calls").read_text().splitlines() == [
        "noninteractive update --quiet",
        "noninteractive install --yes --no-install-recommends "
        "mariadb-server-core mariadb-client-core mariadb-client libmariadb-dev pkg-config chromium",
    ]


def test_a_failing_apt_is_told_with_its_own_words(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    _program(machine, "apt-get", 'echo "E: Could not get lock" >&2; exit 100')
    with pytest.raises(SetupError, match="Could not get lock"):
        packages.ensure_packages()


def test_redis_runs_from_redis_tools_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "redis-check-rdb", "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert packages.redis_command("/c")[-2:] == [str(tmp_path / "redis-check-rdb"), "/c"]


def test_no_package_that_starts_a_service_is_asked_for() -> None:
    assert not {"mariadb-server", "redis-server", "redis"} & set(packages.SERVERS)
