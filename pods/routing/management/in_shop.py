"""Runs any management command inside a shop: what tenant_command and all_tenants_command share."""

import argparse
from collections.abc import Sequence
from typing import Any

from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db.utils import Error

from pods.directory.errors import DirectoryError
from pods.directory.models import Shop
from pods.routing.actor import acting_as, system_actor
from pods.routing.errors import RoutingError
from pods.routing.shops import in_shop, tenant_by_handle

SCHEMA_OPTIONS = ("-s", "--schema", "--schema_name")


def find_command(name: str) -> BaseCommand:
    """Return a command by its name; raises CommandError."""
    try:
        app = get_commands()[name]
    except KeyError:
        raise CommandError(f"There is no command {name!r}.") from None
    return app if isinstance(app, BaseCommand) else load_command_class(app, name)


def find_tenant(handle: str) -> Shop:
    """Return an open shop where it lives now, or the public tenant; raises CommandError."""
    try:
        return tenant_by_handle(handle)
    except (DirectoryError, RoutingError) as refusal:
        raise CommandError(str(refusal)) from refusal
    except Error as error:
        raise CommandError(f"The pod of {handle!r} or the directory does not answer: {error.args[-1]}") from error


def take_schema(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """Take --schema out of a wrapped command's arguments: django-tenants lets it stand anywhere."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument(*SCHEMA_OPTIONS, dest="schema_name")
    found, rest = parser.parse_known_args(arguments)
    return found.schema_name, rest


def run_in_shop(shop: Shop, name: str, arguments: Sequence[str], *, stdout: OutputWrapper) -> None:
    """Run a command with the shop selected, on the shop's database unless the arguments name one."""
    command = find_command(name)
    arguments = [*arguments, *_database_of(shop, command, arguments)]
    with in_shop(shop), acting_as(system_actor(name)):
        call_command(command, *arguments, stdout=stdout._out)


def _database_of(shop: Shop, command: BaseCommand, arguments: Sequence[str]) -> list[str]:
    """Return what is to be added to the arguments: `--database` has "default" as its default everywhere."""
    if any(argument.split("=")[0] == "--database" for argument in arguments):
        return []
    options: set[Any] = set()
    for action in command.create_parser("manage.py", "")._actions:
        options.update(action.option_strings)
    return [f"--database={shop.database}"] if "--database" in options else []
