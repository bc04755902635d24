"""Compile the style sheets of the admin and the storefront into BUILT_ROOT."""

import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from shop.pages import styles


class Command(BaseCommand):
    help = "Compile the style sheets into the folder that collectstatic reads. Unchanged sheets are left alone."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BUILT_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        for sheet in styles.sheets():
            try:
                is_new = styles.build(sheet, folder)
            except (styles.StylesError, subprocess.TimeoutExpired) as error:
                raise CommandError(str(error)) from error
            size_kb = (folder / sheet.name).stat().st_size / 1000
            self.stdout.write(f"{sheet.name}: {'built' if is_new else 'unchanged'}, {size_kb:.1f} kB")
