"""Commands of django-tenants that would make, copy or drop schemas: each says what to use instead."""

from argparse import REMAINDER
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser


class RefusedCommand(BaseCommand):
    """Refuses with `instead`, whatever its arguments are."""

    instead = ""
    requires_system_checks = []
    stealth_options = ("schema_name", "interactive")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help = f"Refused: {self.instead}"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take anything."""
        parser.add_argument("ignored", nargs=REMAINDER, help="nothing is done with it")

    def run_from_argv(self, argv: list[str]) -> None:
        """Refuse before an option is found to be unknown."""
        asks_for_help = {"-h", "--help"} & set(argv)
        super().run_from_argv(argv if asks_for_help else argv[:2])

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        """Refuse."""
        raise CommandError(self.instead)
