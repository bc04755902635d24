import django.db.models.deletion
from django.db import migrations, models

import pods.db.fields
import pods.isolation.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('handle', models.CharField(db_collation='utf8mb4_bin', max_length=80, verbose_name='handle')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('description', models.TextField(blank=True, max_length=65535, verbose_name='description')),
                ('is_published', models.BooleanField(default=True, verbose_name='is shown in the shop')),
                ('seo_title', models.CharField(blank=True, max_length=255, verbose_name='title for search engines')),
                ('seo_description', models.CharField(blank=True, max_length=1000, verbose_name='description for search engines')),
            ],
            options={
                'verbose_name': 'collection',
                'verbose_name_plural': 'collections',
                'indexes': [models.Index(fields=['shop_id', 'title', 'id'], name='collection_title')],
                'constraints': [models.UniqueConstraint(fields=('shop_id', 'handle'), name='collection_handle_once')],
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('handle', models.CharField(db_collation='utf8mb4_bin', max_length=80, verbose_name='handle')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('description', models.TextField(blank=True, max_length=65535, verbose_name='description')),
                ('state', models.CharField(max_length=10, verbose_name='state')),
                ('is_published', models.BooleanField(default=True, verbose_name='is shown in the shop')),
                ('vendor', models.CharField(blank=True, max_length=255, verbose_name='vendor')),
                ('product_type', models.CharField(blank=True, max_length=255, verbose_name='type')),
                ('option_names', models.JSONField(default=list, verbose_name='option names')),
                ('is_gift_card', models.BooleanField(default=False, verbose_name='is a gift card')),
                ('seo_title', models.CharField(blank=True, max_length=255, verbose_name='title for search engines')),
                ('seo_description', models.CharField(blank=True, max_length=1000, verbose_name='description for search engines')),
                ('lowest_price_minor', models.BigIntegerField(default=0, verbose_name='lowest price')),
                ('drawing', models.JSONField(default=dict, verbose_name='drawing')),
                ('extras', models.JSONField(default=dict, verbose_name='other columns')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
                'indexes': [models.Index(fields=['shop_id', 'state', 'is_published', 'id'], name='product_state'), models.Index(fields=['shop_id', 'title', 'id'], name='product_title'), models.Index(fields=['shop_id', 'lowest_price_minor', 'id'], name='product_price')],
                'constraints': [models.UniqueConstraint(fields=('shop_id', 'handle'), name='product_handle_once')],
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('alt', models.CharField(blank=True, max_length=512, verbose_name='description for those who cannot see it')),
                ('state', models.CharField(max_length=10, verbose_name='state')),
                ('source_url', models.CharField(blank=True, max_length=2048, verbose_name='address')),
                ('is_listed', models.BooleanField(default=True, verbose_name='is shown with the product')),
                ('file', models.CharField(blank=True, db_collation='ascii_bin', max_length=32, verbose_name='file')),
                ('content_type', models.CharField(blank=True, max_length=40, verbose_name='content type')),
                ('width', models.PositiveIntegerField(default=0, verbose_name='width')),
                ('height', models.PositiveIntegerField(default=0, verbose_name='height')),
                ('sizes', models.JSONField(default=list, verbose_name='widths that are ready')),
                ('extras', models.JSONField(default=dict, verbose_name='other columns')),
                ('product', pods.isolation.fields.ShopForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='catalog.product')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'indexes': [models.Index(fields=['shop_id', 'product', 'position'], name='picture_order')],
            },
        ),
        migrations.CreateModel(
            name='CollectionProduct',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('collection', pods.isolation.fields.ShopForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='catalog.collection')),
                ('product', pods.isolation.fields.ShopForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='collection_places', to='catalog.product')),
            ],
            options={
                'verbose_name': 'product of a collection',
                'verbose_name_plural': 'products of collections',
                'indexes': [models.Index(fields=['shop_id', 'collection', 'position', 'id'], name='collection_order')],
                'constraints': [models.UniqueConstraint(fields=('shop_id', 'collection', 'product'), name='collection_product_once')],
            },
        ),
        migrations.CreateModel(
            name='ProductTag',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('tag', models.CharField(max_length=255, verbose_name='tag')),
                ('folded', models.CharField(db_collation='utf8mb4_bin', max_length=255, verbose_name='folded')),
                ('product', pods.isolation.fields.ShopForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tag_rows', to='catalog.product')),
            ],
            options={
                'verbose_name': 'tag',
                'verbose_name_plural': 'tags',
                'indexes': [models.Index(fields=['shop_id', 'folded', 'product'], name='tag_folded')],
                'constraints': [models.UniqueConstraint(fields=('shop_id', 'product', 'folded'), name='product_tag_once')],
            },
        ),
        migrations.CreateModel(
            name='Settings',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('country', models.CharField(max_length=2, verbose_name='country')),
            ],
            options={
                'verbose_name': 'settings',
                'verbose_name_plural': 'settings',
                'constraints': [models.UniqueConstraint(fields=('shop_id',), name='settings_once')],
            },
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('shop_id', pods.db.fields.ShopKey()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='position')),
                ('option1', models.CharField(blank=True, max_length=255, verbose_name='first option')),
                ('option2', models.CharField(blank=True, max_length=255, verbose_name='second option')),
                ('option3', models.CharField(blank=True, max_length=255, verbose_name='third option')),
                ('combination', models.CharField(db_collation='ascii_bin', max_length=64, verbose_name='combination')),
                ('is_retired', models.BooleanField(default=False, verbose_name='is retired')),
                ('sku', models.CharField(blank=True, max_length=255, verbose_name='SKU')),
                ('barcode', models.CharField(blank=True, max_length=255, verbose_name='barcode')),
                ('price_minor', models.BigIntegerField(verbose_name='price')),
                ('compare_at_minor', models.BigIntegerField(null=True, verbose_name='price before')),
                ('cost_minor', models.BigIntegerField(null=True, verbose_name='cost')),
                ('grams', models.PositiveIntegerField(default=0, verbose_name='weight in grams')),
                ('weight_unit', models.CharField(default='kg', max_length=2, verbose_name='unit of weight')),
                ('requires_shipping', models.BooleanField(default=True, verbose_name='is shipped')),
                ('is_taxable', models.BooleanField(default=True, verbose_name='is taxed')),
                ('tax_code', models.CharField(blank=True, max_length=255, verbose_name='tax code')),
                ('fulfillment_service', models.CharField(default='manual', max_length=255, verbose_name='who ships it')),
                ('tracker', models.CharField(default='shopify', max_length=255, verbose_name='who counts it')),
                ('uncounted', models.IntegerField(null=True, verbose_name='quantity that nobody counts')),
                ('extras', models.JSONField(default=dict, verbose_name='other columns')),
                ('picture', pods.isolation.fields.ShopForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalog.picture')),
                ('product', pods.isolation.fields.ShopForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='catalog.product')),
            ],
            options={
                'verbose_name': 'variant',
                'verbose_name_plural': 'variants',
                'indexes': [models.Index(fields=['shop_id', 'sku'], name='variant_sku')],
                'constraints': [models.UniqueConstraint(fields=('shop_id', 'product', 'combination'), name='variant_options_once'), models.CheckConstraint(condition=models.Q(('price_minor__gte', 0)), name='price_not_negative')],
            },
        ),
    ]
