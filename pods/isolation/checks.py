"""System checks of shop-owned models: what isolation and moves rely on is refused here when it is missing.

E001 a unique key that does not begin with shop_id      E006 a manager that does not stamp its querysets
E002 a FLOAT column (its text form is not exact)        E007 a database-level ON DELETE action
E003 a plain relation, or one that leaves the shop      E008 a content type's id (ids differ between pods)
E004 a many-to-many table that Django makes itself      E009 an app that pods have no tables of
E005 shop_id and id are not the first two columns       E010 a trigger in a pod  ·  E011 a wrong server
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models
from django.db.models.deletion import DatabaseOnDelete

from pods.db.errors import KeysWrong
from pods.db.fields import shop_key
from pods.db.statements import shop_tables
from pods.isolation.fields import ShopForeignKey, ShopOneToOneField
from pods.isolation.models import ShopManager


def _error(number: int, subject: Any, message: str, hint: str) -> Error:
    return Error(message, hint=hint, obj=subject, id=f"isolation.E{number:03}")


@register(Tags.models)
def check_shop_owned_models(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Check every shop-owned model of the given apps, or of all."""
    configs = apps.get_app_configs() if app_configs is None else app_configs
    found: list[CheckMessage] = []
    for config in configs:
        for model in config.get_models():
            found += problems_of(model)
    return found


def problems_of(model: type[models.Model]) -> Iterator[CheckMessage]:
    """Yield what is wrong with one model; nothing for models that no shop owns."""
    yield from _home(model)
    if shop_key(model) is None or model._meta.abstract or model._meta.proxy:
        return
    yield from _columns(model)
    yield from _unique_keys(model)
    for field in model._meta.local_concrete_fields:
        yield from _field(model, field)
    for relation in model._meta.local_many_to_many:
        through: Any = relation.remote_field.through
        if through._meta.auto_created:
            yield _error(4, relation, "Django would make its table.", "Write a shop-owned `through` model.")
    if not isinstance(model._default_manager, ShopManager):
        yield _error(6, model, "The default manager is no ShopManager.", "Derive it from ShopManager.")


def _home(model: type[models.Model]) -> Iterator[CheckMessage]:
    name = apps.get_app_config(model._meta.app_label).name
    if shop_key(model) is not None and name not in settings.TENANT_APPS:
        yield _error(9, model, "A shop-owned model's app is not in TENANT_APPS.", f"Add {name!r} there.")


def _columns(model: type[models.Model]) -> Iterator[CheckMessage]:
    first = [field.column for field in model._meta.local_concrete_fields[:2]]
    if first != ["shop_id", "id"]:
        yield _error(5, model, f"The first columns are {first}.", "Name ShopOwned first among the bases.")


def _unique_keys(model: type[models.Model]) -> Iterator[CheckMessage]:
    hint = "Begin it with 'shop_id': a unique key over all shops lets one shop's write collide with another's row."
    for fields in model._meta.unique_together:
        if fields[0] != "shop_id":
            yield _error(1, model, f"unique_together {fields} does not begin with shop_id.", hint)
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and (
            constraint.expressions or constraint.fields[0] != "shop_id"
        ):
            yield _error(1, model, f"{constraint.name} does not begin with shop_id.", hint)


def _field(model: type[models.Model], field: Any) -> Iterator[CheckMessage]:
    if isinstance(field, models.FloatField):
        yield _error(2, field, "A FLOAT column.", "Use DecimalField, or integer minor units.")
    if not field.is_relation:
        return
    target: Any = field.related_model
    if target is ContentType:
        yield _error(8, field, "A content type's id.", "Store the kind as a word: ids differ between pods.")
    elif not isinstance(field, ShopForeignKey | ShopOneToOneField):
        yield _error(3, field, "A relation that does not compare shops.", "Use ShopForeignKey or ShopOneToOneField.")
    elif shop_key(target) is None:
        yield _error(3, field, f"{target._meta.label} is not shop-owned.", "Store its id as a plain number.")
    if isinstance(field.remote_field.on_delete, DatabaseOnDelete):
        yield _error(7, field, "An ON DELETE action of the database.", "Use on_delete=CASCADE, PROTECT or SET_NULL.")


@register(Tags.database)
def check_databases(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Check servers (`check --database pod_1`): no trigger may stand on a shop-owned table."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.settings_dict["ENGINE"] != "pods.db":
            found.append(_error(11, alias, "Its ENGINE is not pods.db.", "Podium runs on MariaDB 10.6 or newer."))
            continue
        try:
            connection.ensure_connection()
        except (ImproperlyConfigured, KeysWrong) as wrong:
            found.append(
                _error(11, alias, str(wrong), "Give each pod a MariaDB server of its own (docs/configuration.md).")
            )
            continue
        found += _triggers(alias)
    return found


def _triggers(alias: str) -> Iterator[CheckMessage]:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT trigger_name, event_object_table FROM information_schema.triggers WHERE trigger_schema = DATABASE()"
        )
        for name, table in cursor.fetchall():
            if table.lower() in shop_tables():
                told = f"The trigger {name} stands on {table}."
                yield _error(10, alias, told, "Drop it: a move copies rows as they are.")
