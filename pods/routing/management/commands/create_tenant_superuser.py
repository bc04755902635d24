"""`manage.py create_tenant_superuser` of django-tenants, refused."""

from pods.routing.management.refusal import RefusedCommand


class Command(RefusedCommand):
    instead = (
        "There are no superusers. `manage.py create_shop HANDLE --owner EMAIL` makes a shop's owner, who adds staff "
        "in the admin."
    )
