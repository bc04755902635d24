import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import pods.db.fields
import pods.isolation.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Location',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
            ],
            options={
                'verbose_name': 'location',
                'verbose_name_plural': 'locations',
                'constraints': [models.UniqueConstraint(fields=('shop_id', 'name'), name='location_name_once')],
            },
        ),
        migrations.CreateModel(
            name='StockItem',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('is_tracked', models.BooleanField(default=True, verbose_name='tracked')),
                ('may_oversell', models.BooleanField(default=False, verbose_name='may be oversold')),
                ('variant', pods.isolation.fields.ShopOneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='stock', to='catalog.variant')),
            ],
            options={
                'verbose_name': 'stock item',
                'verbose_name_plural': 'stock items',
            },
        ),
        migrations.CreateModel(
            name='StockLevel',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('on_hand', models.IntegerField(default=0, verbose_name='on hand')),
                ('reserved', models.PositiveIntegerField(default=0, verbose_name='reserved')),
                ('incoming', models.PositiveIntegerField(default=0, verbose_name='incoming')),
                ('item', pods.isolation.fields.ShopForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='inventory.stockitem')),
                ('location', pods.isolation.fields.ShopForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='inventory.location')),
            ],
            options={
                'verbose_name': 'stock level',
                'verbose_name_plural': 'stock levels',
                'constraints': [models.UniqueConstraint(fields=('shop_id', 'item', 'location'), name='stock_level_once')],
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('holder_kind', models.CharField(db_collation='utf8mb4_bin', max_length=20, verbose_name="holder's kind")),
                ('holder_id', models.BigIntegerField(verbose_name="holder's id")),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('level', pods.isolation.fields.ShopForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='inventory.stocklevel')),
            ],
            options={
                'verbose_name': 'reservation',
                'verbose_name_plural': 'reservations',
                'constraints': [models.UniqueConstraint(fields=('shop_id', 'holder_kind', 'holder_id', 'level'), name='reservation_once'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='reservation_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='StockEntry',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12, verbose_name='kind')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('change_on_hand', models.IntegerField(default=0)),
                ('change_reserved', models.IntegerField(default=0)),
                ('change_incoming', models.IntegerField(default=0)),
                ('on_hand', models.IntegerField(verbose_name='on hand')),
                ('reserved', models.IntegerField(verbose_name='reserved')),
                ('incoming', models.IntegerField(verbose_name='incoming')),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.CharField(db_collation='utf8mb4_bin', max_length=60)),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('subject_kind', models.CharField(blank=True, max_length=20)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('key', models.CharField(db_collation='utf8mb4_bin', max_length=64, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='at')),
                ('location', pods.isolation.fields.ShopForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.location')),
                ('item', pods.isolation.fields.ShopForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='inventory.stockitem')),
            ],
            options={
                'verbose_name': 'stock entry',
                'verbose_name_plural': 'stock entries',
                'constraints': [models.UniqueConstraint(fields=('shop_id', 'key', 'item', 'location'), name='stock_entry_key_once')],
                'indexes': [models.Index(fields=['shop_id', 'item', 'id'], name='stock_entry_of_item')],
            },
        ),
    ]
