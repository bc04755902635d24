"""A machine with all of Podium on it, whose parts may be killed and frozen, and whose databases may be looked into."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import MySQLdb
import MySQLdb.cursors
import redis

from config.bootstrap.environment import read_environment
from config.bootstrap.processes import ProcessId
from shop.payments.test_gateway.book import LedgerCharge
from shop.payments.test_gateway.ledger import Ledger as GatewayLedger
from shop.storefront.traffic.browser import Answer, Visitor, fields_of
from tests.faults.buyers import Buyer
from tests.faults.ledger import Ledger
from tests.machine import Machine

LOOK_EVERY_S = 0.05
PATIENCE_S = 60.0
PLENTY = 100_000

Row = dict[str, Any]


def until(condition: Callable[[], bool], what: str | Callable[[], str], *, within_s: float = PATIENCE_S) -> float:
    """Return how long it took until the condition held; fail when it does not within its time."""
    began, tick = time.monotonic(), Event()
    while not condition():
        if time.monotonic() - began >= within_s:
            raise AssertionError(f"not within {within_s:g} s: {what if isinstance(what, str) else what()}")
        tick.wait(LOOK_EVERY_S)
    return time.monotonic() - began


@dataclass(frozen=True)
class DemoShop:
    """One shop of the demo."""

    handle: str
    host: str
    pod: str
    staff_email: str
    staff_password: str


class Town:
    """The machine, the shops on it, and ways to hurt it."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.port = machine.web_port
        self.shops = [
            DemoShop(*(shop[name] for name in ("handle", "host", "pod", "staff_email", "staff_password")))
            for shop in machine.up()["shops"]
        ]
        self.environment = read_environment(machine.folder / "up" / "env")
        for pod in ("pod_1", "pod_2"):
            self.change(pod, "UPDATE inventory_stocklevel SET on_hand = %s", PLENTY)
            self.change(pod, "UPDATE inventory_stockentry SET change_on_hand = %s, on_hand = %s", PLENTY, PLENTY)

    # People.

    def hosts(self, *pods: str) -> list[str]:
        """Return the hosts of the shops in these pods, of all shops without any."""
        return [shop.host for shop in self.shops if not pods or shop.pod in pods]

    def shop_in(self, pod: str) -> DemoShop:
        """Return one of a pod's shops."""
        return next(shop for shop in self.shops if shop.pod == pod)

    def buyer(self, host: str, ledger: Ledger, **choices: Any) -> Buyer:
        """Return a buyer at this shop's door."""
        return Buyer(self.port, host, ledger, **choices)

    def visitor(self, host: str) -> Visitor:
        """Return a browser at this host."""
        return Visitor(self.port, host)

    def staff(self, shop: DemoShop) -> Visitor:
        """Return a browser of the shop's owner, signed in."""
        visitor = self.visitor(shop.host)
        form = fields_of(visitor.get("/admin/sign-in").text)
        form |= {"email": shop.staff_email, "password": shop.staff_password}
        answer = visitor.post("/admin/sign-in", form)
        assert answer.status == 302, answer
        return visitor

    def readyz(self) -> Answer:
        """Ask the web server how it sees each database."""
        return self.visitor(self.environment["PODIUM_PLATFORM_HOST"]).get("/readyz")

    # Faults.

    def kill(self, part: str) -> ProcessId:
        """Kill a part where it stands."""
        process = self.machine.processes()[part]
        os.kill(process.pid, signal.SIGKILL)
        return process

    @contextmanager
    def frozen(self, part: str) -> Iterator[None]:
        """Hold a part still inside the block: it neither answers nor closes its connections."""
        process = self.machine.processes()[part]
        os.kill(process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process.pid, signal.SIGCONT)

    @contextmanager
    def dead(self, *parts: str) -> Iterator[None]:
        """Kill parts; nobody starts them again before the end of the block."""
        supervisor = self.machine.supervisor()
        os.kill(supervisor.pid, signal.SIGSTOP)
        try:
            killed = [self.kill(part) for part in parts]
            until(lambda: not any(process.alive() for process in killed), f"{parts} are dead")
            yield
        finally:
            os.kill(supervisor.pid, signal.SIGCONT)

    def thaw(self) -> None:
        """Let everything run that may still be frozen."""
        for process in (*self.machine.processes().values(), self.machine.supervisor()):
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGCONT)

    def is_well(self) -> bool:
        """Say whether every part works, as `manage.py status` sees it."""
        return bool(self.machine.status()["well"])

    def broker(self, name: str) -> redis.Redis:
        """Return a client of a Redis by the name of its variable: "POD_1_CACHE", "DIRECTORY_BROKER"."""
        return redis.Redis.from_url(self.environment[f"{name}_URL"], socket_timeout=5, decode_responses=True)

    # Databases.

    def rows(self, home: str, sql: str, *values: Any) -> list[Row]:
        """Read from a database ("directory", "pod_1", …) past the project."""
        with closing(self.connected(home)) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def change(self, home: str, sql: str, *values: Any) -> None:
        """Write to a database past the project, and commit."""
        with closing(self.connected(home)) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(sql, values)
            connection.commit()

    def connected(self, home: str, *, user: str = "") -> Any:
        """Return a connection to a database as the app, or as another of its users: "MOVER"."""
        url = urlsplit(self.environment[f"{home.upper()}_DATABASE_{user and user + '_'}URL"])
        return MySQLdb.connect(
            host=url.hostname,
            port=url.port or 0,
            user=url.username or "",
            passwd=url.password or "",
            db=url.path.strip("/"),
            charset="utf8mb4",
            cursorclass=MySQLdb.cursors.DictCursor,
            connect_timeout=5,
            read_timeout=30,
            write_timeout=30,
        )

    def shop_id(self, host: str) -> int:
        """Return a shop's id."""
        [row] = self.rows("directory", "SELECT tenant_id FROM directory_domain WHERE domain = %s", host)
        return int(row["tenant_id"])

    def charges(self) -> dict[str, LedgerCharge]:
        """Return every charge of the Test gateway by its key."""
        return {each.key: each for each in GatewayLedger(self.machine.folder / "up" / "gateway.sqlite3").charges()}
