from django.db import migrations, models

from pods.db.fields import ShopKey


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Parcel",
            fields=[
                ("shop_id", ShopKey()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("word", models.CharField(max_length=20)),
            ],
        ),
    ]
