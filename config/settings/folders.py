"""Where an installation keeps its own files."""

from config.settings.environment import text

VAR_ROOT = text("PODIUM_VAR", "var")
"""Everything that this installation writes lies below: data of private servers, passwords of the demo."""
