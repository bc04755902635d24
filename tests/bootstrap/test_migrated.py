"""Databases that a rewritten migration made are refused with a sentence; new migrations are none of that."""

from pathlib import Path

import pytest

from config.bootstrap.errors import SetupError
from config.bootstrap.migrated import note_migrated, refuse_rewritten


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one migration."""
    _migration(tmp_path, "0001_initial.py", "first form")
    return tmp_path


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    folder = tmp_path / "up"
    folder.mkdir()
    return folder


def _migration(checkout: Path, name: str, text: str) -> None:
    file = checkout / "shop" / "catalog" / "migrations" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_a_new_installation_is_not_refused(checkout: Path, installation: Path) -> None:
    refuse_rewritten(installation, root=checkout)


def test_a_rewritten_migration_is_refused_by_its_name(checkout: Path, installation: Path) -> None:
    note_migrated(installation, root=checkout)
    _migration(checkout, "0001_initial.py", "second form")
    with pytest.raises(SetupError, match=r"shop/catalog/migrations/0001_initial\.py.*delete") as refused:
        refuse_rewritten(installation, root=checkout)
    assert str(installation) in str(refused.value)


def test_a_migration_that_is_gone_is_refused(checkout: Path, installation: Path) -> None:
    note_migrated(installation, root=checkout)
    (checkout / "shop" / "catalog" / "migrations" / "0001_initial.py").unlink()
    with pytest.raises(SetupError):
        refuse_rewritten(installation, root=checkout)


def test_one_more_migration_is_applied_as_ever(checkout: Path, installation: Path) -> None:
    note_migrated(installation, root=checkout)
    _migration(checkout, "0002_expand.py", "more")
    refuse_rewritten(installation, root=checkout)


def test_an_installation_from_before_there_was_a_record_is_refused(checkout: Path, installation: Path) -> None:
    (installation / "demo.json").write_text("{}")
    with pytest.raises(SetupError, match="begin anew"):
        refuse_rewritten(installation, root=checkout)
