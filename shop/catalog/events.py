"""What the catalog announces. Version 1 of each; the subject is the product."""

PRODUCT_CREATED = "catalog.product_created"
"""{product_id}"""

PRODUCT_CHANGED = "catalog.product_changed"
"""{product_id, version}"""

PRODUCTS_IMPORTED = "catalog.products_imported"
"""{created, changed}: how many products one batch of an import made and changed. The subject is the shop."""

PICTURES_CHANGED = "catalog.pictures_changed"
"""{product_id}: one came, went, moved or was described."""

MAKE_SIZES = "catalog.make_sizes"
"""A timer, {picture_id}: a picture came whose sizes are to be made."""

DROP_FILES = "catalog.drop_files"
"""A timer, {files}: names of pictures that are no more."""

PRODUCT_DELETED = "catalog.product_deleted"
"""{product_id}"""

COLLECTION_CREATED = "catalog.collection_created"
"""{collection_id}; the subject is the collection, as of the next two."""

COLLECTION_CHANGED = "catalog.collection_changed"
"""{collection_id, version}: its own fields, or which products are in it and where."""

COLLECTION_DELETED = "catalog.collection_deleted"
"""{collection_id}"""

KEPT_S = 90 * 24 * 3600
"""How long these events stay."""
