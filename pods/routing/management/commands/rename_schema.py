"""`manage.py rename_schema` of django-tenants, refused."""

from pods.routing.management.refusal import RefusedCommand


class Command(RefusedCommand):
    instead = (
        "A shop's handle is for ever: links, mails and cookies carry it. Give the shop another host with "
        "`manage.py create_domain --schema HANDLE --domain HOST --primary`."
    )
