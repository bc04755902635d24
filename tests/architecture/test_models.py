"""Every model declares its home, and no key of one shop can collide with another's."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model, UniqueConstraint

from pods.db.fields import shop_key

POD_OWN = {
    "isolation.Residency": "The pod's own word on which shops it serves.",
    "outbox.PodEvent": "What happened to the pod itself; it does not move with any shop.",
}
"""Models in every pod whose rows are no shop's, with the reason."""

DJANGOS_OWN = {"contenttypes", "auth"}
"""Django's own tables, in the directory only; nothing of a shop refers to them."""


def _models() -> list[type[Model]]:
    models = (each for each in apps.get_models(include_auto_created=True) if not each.__module__.startswith("tests."))
    return sorted(models, key=lambda model: model._meta.label)


def _owned() -> list[type[Model]]:
    return [model for model in _models() if shop_key(model) is not None]


def _homes(model: type[Model]) -> set[str]:
    app = apps.get_app_config(model._meta.app_label).name
    return {
        home for home, listed in (("directory", settings.SHARED_APPS), ("pod", settings.TENANT_APPS)) if app in listed
    }


@pytest.mark.parametrize("model", _models(), ids=lambda model: model._meta.label)
def test_every_model_has_a_home(model: type[Model]) -> None:
    homes = _homes(model)
    assert homes, f"Put {model._meta.app_label} into SHARED_APPS (the directory) or TENANT_APPS (every pod)."
    if "pod" in homes and model._meta.label not in POD_OWN:
        assert shop_key(model) is not None, f"{model._meta.label} lives in pods: make it ShopOwned."
    if shop_key(model) is not None:
        assert "pod" in homes, f"{model._meta.label} is shop-owned: its app belongs into TENANT_APPS."


def test_the_list_of_the_pods_own_models_is_true() -> None:
    assert set(POD_OWN) == {
        model._meta.label for model in _models() if "pod" in _homes(model) and shop_key(model) is None
    }


def test_only_djangos_own_apps_and_the_directory_are_without_shops() -> None:
    shared_only = {model._meta.app_label for model in _models() if _homes(model) == {"directory"}}
    assert shared_only <= DJANGOS_OWN | {"directory"}


def _keys(model: type[Model]) -> Iterator[tuple[str, list[str]]]:
    """Yield name and columns of each declared constraint and index."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield constraint.name, list(constraint.fields)
    for index in model._meta.indexes:
        yield index.name, [name.lstrip("-") for name in index.fields]
    for number, fields in enumerate(model._meta.unique_together):
        yield f"unique_together {number}", list(fields)


@pytest.mark.parametrize("model", _owned(), ids=lambda model: model._meta.label)
def test_every_key_of_a_shop_owned_model_begins_with_the_shop(model: type[Model]) -> None:
    wrong = [name for name, fields in _keys(model) if fields[:1] != ["shop_id"]]
    assert not wrong, f"Begin the fields of {wrong} with shop_id."


@pytest.mark.parametrize("model", _owned(), ids=lambda model: model._meta.label)
def test_shop_and_id_are_the_first_columns(model: type[Model]) -> None:
    assert [field.column for field in model._meta.local_concrete_fields[:2]] == ["shop_id", "id"]


@pytest.mark.parametrize("model", _owned(), ids=lambda model: model._meta.label)
def test_no_shop_owned_row_names_a_content_type(model: type[Model]) -> None:
    named = [
        field.name
        for field in model._meta.local_concrete_fields
        if field.related_model is not None and field.related_model._meta.app_label in DJANGOS_OWN
    ]
    assert not named, "Ids of content types, groups and permissions differ between pods."


@pytest.mark.parametrize("model", _owned(), ids=lambda model: model._meta.label)
def test_many_to_many_tables_are_written_out(model: type[Model]) -> None:
    hidden = [
        field.name
        for field in model._meta.local_many_to_many
        if field.remote_field.through._meta.auto_created  # type: ignore[union-attr]
    ]
    assert not hidden, "Write the `through` model, so that it can be shop-owned."
