"""`manage.py collectstatic_schemas` of django-tenants, refused."""

from pods.routing.management.refusal import RefusedCommand


class Command(RefusedCommand):
    instead = "Static files are the same for all shops: use `manage.py collectstatic`."
