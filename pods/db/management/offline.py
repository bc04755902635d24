"""System checks for commands that have to work while a pod is down."""

from typing import Any

from django.core.management.base import BaseCommand


class OfflineCommand(BaseCommand):
    """A command whose system checks ask no database.

    Django's checks of fields connect to every database, so one pod that is down would stop every command for all
    others. `manage.py check` asks them.
    """

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[str | None, Any]:
        """Check what stands in the code, on none of the databases."""
        return {**super().get_check_kwargs(options), "databases": []}
