"""The live status of `up`: a table that redraws itself at a terminal, and single lines elsewhere."""

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from config.bootstrap.progress import say
from config.bootstrap.supervisor import Supervisor, Watched


class Display:
    """Shows the supervisor's parts; a context manager, so that the terminal is itself again afterwards."""

    def __init__(self, supervisor: Supervisor, *, live: bool) -> None:
        self._supervisor = supervisor
        self._console = Console(stderr=True)
        self._live = Live(console=self._console, auto_refresh=False) if live and self._console.is_terminal else None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def show(self, happened: Iterable[str]) -> None:
        """Show the present state, and what has just happened."""
        if self._live is None:
            for sentence in happened:
                say(sentence)
            return
        table = status_table(self._supervisor.watched.values())
        notes = Text("\n".join([*self._supervisor.notes, "Ctrl-C stops everything."]), style="dim")
        self._live.update(Group(table, notes), refresh=True)


def status_table(parts: Iterable[Watched]) -> Table:
    """Return a table with a line for each part."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("part", "state", "process", "restarts"):
        table.add_column(heading)
    for each in parts:
        well = each.state == "well"
        state = Text(each.state, style="green" if well else "bold red")
        table.add_row(each.part.name, state, str(each.pid), str(each.restarts or ""))
    return table
