"""`manage.py create_missing_schemas` of django-tenants, refused."""

from pods.routing.management.refusal import RefusedCommand


class Command(RefusedCommand):
    instead = (
        "Shops have no schemas. `manage.py migrate_schemas` makes the tables of each pod, and `manage.py create_shop` "
        "finishes a shop whose opening was cut off."
    )
