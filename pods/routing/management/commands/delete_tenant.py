"""`manage.py delete_tenant` of django-tenants, refused."""

from pods.routing.management.refusal import RefusedCommand


class Command(RefusedCommand):
    instead = "A shop is more than a row: delete it with `manage.py delete_shop HANDLE`."
