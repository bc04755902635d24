"""`manage.py clone_tenant` of django-tenants, refused."""

from pods.routing.management.refusal import RefusedCommand


class Command(RefusedCommand):
    instead = "A shop cannot be cloned: its rows share tables with other shops. Open one with `manage.py create_shop`."
