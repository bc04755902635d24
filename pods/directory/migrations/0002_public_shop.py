from typing import Any

from django.db import migrations


def make_public_shop(apps: Any, schema_editor: Any) -> None:
    """The platform itself is a shop row without a pod."""
    shops = apps.get_model("directory", "Shop").objects.using(schema_editor.connection.alias)
    shops.get_or_create(schema_name="public", defaults={"name": "Podium", "state": "open", "epoch": 1})


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [migrations.RunPython(make_public_shop, migrations.RunPython.noop)]
