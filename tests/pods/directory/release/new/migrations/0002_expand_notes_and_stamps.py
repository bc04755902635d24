import django.db.models.deletion
from django.db import migrations, models

import pods.isolation.fields
from pods.db.fields import ShopKey


class Migration(migrations.Migration):
    dependencies = [("release", "0001_initial")]

    operations = [
        migrations.AddField("Parcel", "note", models.CharField(max_length=20, null=True)),
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("shop_id", ShopKey()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "parcel",
                    pods.isolation.fields.ShopForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="release.parcel"
                    ),
                ),
            ],
        ),
    ]
