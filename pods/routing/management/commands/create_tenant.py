"""`manage.py create_tenant` of django-tenants, refused."""

from pods.routing.management.refusal import RefusedCommand


class Command(RefusedCommand):
    instead = "A shop is more than a row: open it with `manage.py create_shop HANDLE --owner EMAIL`."
