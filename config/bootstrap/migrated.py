"""Which migrations made the databases of this machine, by their text.

Until the first release an app's one migration is rewritten when its tables change (docs/adr/0010). Databases that an
earlier text made cannot follow: that is said before anything is touched, instead of errors from missing columns.
"""

import hashlib
import json
from pathlib import Path

from config.bootstrap.errors import SetupError
from config.bootstrap.paths import ROOT, write_private

RECORD = "migrated.json"
MIGRATIONS = "*/*/migrations/0*.py"


def refuse_rewritten(folder: Path, *, root: Path = ROOT) -> None:
    """Raise SetupError when the databases below `folder` were made by migrations that read otherwise by now."""
    record = folder / RECORD
    if record.exists():
        made_by: dict[str, str] = json.loads(record.read_text())
        now = _texts(root)
        changed = [name for name, digest in made_by.items() if now.get(name) != digest]
    else:
        changed = ["all of them"] if (folder / "demo.json").exists() else []
    if changed:
        raise SetupError(
            f"The databases below {folder} were made by earlier forms of migrations that have been rewritten since: "
            f"{', '.join(changed)}. They cannot be brought up to date. To go on with their shops and orders, check out "
            f"the code that made them. To begin anew, delete {folder}: its shops and orders go with it."
        )


def note_migrated(folder: Path, *, root: Path = ROOT) -> None:
    """Remember which migrations the databases below `folder` have."""
    write_private(folder / RECORD, json.dumps(_texts(root), indent=1))


def _texts(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.glob(MIGRATIONS))
    }
