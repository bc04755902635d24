"""The database backend `pods.db`: Django's MySQL backend on MariaDB, with the connection contract of django-tenants.

(Django looks the wrapper up in a module of this name.) There are no schemas: the current shop is a ContextVar,
the same for every connection. Each connection sets and verifies its session once, guards every statement that
names a shop-owned table, and takes the shop's fence before the first write of a transaction.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.backends.mysql import base as mysql
from django.db.utils import OperationalError

from pods.db.current import (
    DIRECTORY,
    CurrentShop,
    NamedTenant,
    PublicByName,
    current_shop,
    current_shop_id,
    find_current_shop,
    scope_lifted,
    set_current_shop,
)
from pods.db.errors import DEADLOCK, CrossShop, FenceBroken, KeysWrong, UnscopedSQL
from pods.db.fence import Fence, take_fence
from pods.db.guard import Guard
from pods.db.introspection import DatabaseIntrospection
from pods.db.operations import DatabaseOperations
from pods.db.references import check_references
from pods.db.schema import DatabaseSchemaEditor
from pods.db.statements import ends_transaction, needs_fence, shop_tables
from pods.db.tenants import tenant_named
from pods.db.timing import timed

IDS_PER_STEP = 1024
"""auto_increment_increment of every pod: the largest number of pods there can be."""

OLDEST_MARIADB = (10, 6)

SQL_MODE = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"

_guard = Guard(tables=shop_tables, current_shop_id=current_shop_id, lifted=scope_lifted)


class Cursor(mysql.CursorWrapper):
    """A cursor without stored procedures: Django calls them past every execute wrapper, so past the guard."""

    def callproc(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise UnscopedSQL("Stored procedures are not called here: what they touch cannot be read from the call.")


class DatabaseWrapper(mysql.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    ops_class = DatabaseOperations
    introspection_class = DatabaseIntrospection
    include_public_schema = True

    fence: Fence | None
    open_savepoints: list[str]
    rolled_back_by: OperationalError | None

    def __init__(self, settings_dict: dict[str, Any], alias: str = DIRECTORY) -> None:
        super().__init__(settings_dict, alias)
        self._forget_transaction()
        self.execute_wrappers += [_guard, self._fenced, timed]

    # The connection contract of django-tenants.

    @property
    def tenant(self) -> CurrentShop | None:
        """The current shop, None when unset."""
        return find_current_shop()

    @property
    def schema_name(self) -> str:
        """The current shop's handle, "public" for the platform."""
        return current_shop().schema_name

    def set_tenant(self, tenant: CurrentShop | None, include_public: bool = True) -> None:
        """Make this the current shop."""
        set_current_shop(tenant)

    def set_schema(self, schema_name: str, include_public: bool = True, tenant_type: str | None = None) -> None:
        """Make the shop with this handle the current one; an alias of a pod is what a migration selects."""
        from django.db import connections

        is_pod = schema_name != DIRECTORY and schema_name in connections.settings
        set_current_shop(NamedTenant(schema_name) if is_pod else tenant_named(schema_name))

    def set_schema_to_public(self) -> None:
        """Select the platform itself."""
        set_current_shop(PublicByName())

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor that calls no stored procedure."""
        return Cursor(self.connection.cursor())

    def read_row(self, sql: str) -> Any:
        """Return the first row of a constant query, None when there is none.

        Goes past cursors and wrappers, whose Python costs more than this query: a request's residency row is read
        this way, before anything else. Only for statements without a shop-owned table.
        """
        self.validate_thread_sharing()
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            self.connection.query(sql)
            rows = self.connection.store_result().fetch_row(1)
        return rows[0] if rows else None

    def check_constraints(self, table_names: Any = None) -> None:
        """Look for references that lead nowhere: in shop-owned tables among the current shop's rows."""
        asked = self.introspection.table_names() if table_names is None else table_names
        owned = frozenset(name.lower() for name in asked) & shop_tables()
        super().check_constraints([name for name in asked if name.lower() not in owned])
        if owned:
            check_references(self, owned)

    # The session of each connection.

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, set the session and read it back: a wrong server is refused before its first statement."""
        connection = super().get_new_connection(conn_params)
        try:
            self._set_session(connection)
            self._verify_session(connection)
        except Exception:
            connection.close()
            raise
        self._forget_transaction()
        return connection

    def _set_session(self, connection: Any) -> None:
        settings = self.settings_dict
        connection.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        connection.query(
            f"SET SESSION sql_auto_is_null = 0, sql_mode = '{SQL_MODE}', time_zone = '+00:00', "
            f"innodb_lock_wait_timeout = {int(settings.get('LOCK_WAIT_S', 3))}, "
            f"idle_transaction_timeout = {int(settings.get('IDLE_TRANSACTION_S', 5))}"
        )

    def _verify_session(self, connection: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT VERSION(), @@tx_isolation, @@auto_increment_increment, @@auto_increment_offset, @@sql_mode"
            )
            version, isolation, increment, offset, sql_mode = cursor.fetchone()
        if "MariaDB" not in version:
            raise ImproperlyConfigured(
                f"{self.alias}: MariaDB 10.6 or newer is needed, and this server is MySQL {version}. "
                "It lacks Binlog_snapshot_position, RETURNING and ignored indexes."
            )
        if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_MARIADB:
            raise ImproperlyConfigured(f"{self.alias}: MariaDB 10.6 or newer is needed, and this is {version}.")
        if isolation != "READ-COMMITTED" or "STRICT_TRANS_TABLES" not in sql_mode:
            raise ImproperlyConfigured(f"{self.alias}: the server refused READ COMMITTED or strict mode.")
        pod = self.settings_dict.get("POD")
        if pod is not None and (increment, offset) != (IDS_PER_STEP, pod):
            raise KeysWrong(
                f"{self.alias} must hand out ids {pod}, {pod + IDS_PER_STEP}, …: set auto_increment_increment="
                f"{IDS_PER_STEP} and auto_increment_offset={pod} on its server (they are {increment} and {offset})."
            )

    # The fence.

    def _fenced(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Take the shop's fence before a statement that writes or locks its rows; refuse what would drop it."""
        if self.fence is not None and ends_transaction(sql):
            raise FenceBroken
        try:
            if not needs_fence(sql):
                return execute(sql, params, many, context)
            if self.in_atomic_block:
                self._take_fence()
                return execute(sql, params, many, context)
            with transaction.atomic(using=self.alias):
                self._take_fence()
                return execute(sql, params, many, context)
        except OperationalError as error:
            if error.args[:1] == (DEADLOCK,):
                self._note_rollback(error)
            raise

    def _take_fence(self) -> None:
        shop = current_shop()
        if self.settings_dict.get("POD") is not None:
            take_fence(self, shop)
        elif shop.database != self.alias:
            raise CrossShop(f"{shop.schema_name} lives in {shop.database}; this statement goes to {self.alias}.")

    def _note_rollback(self, error: OperationalError) -> None:
        """Let nothing more be sent: in a deadlock the server has rolled all of the transaction back, locks too."""
        self.fence = None
        if self.in_atomic_block:
            self.rolled_back_by = error
            self.needs_rollback = True

    def _forget_transaction(self) -> None:
        self.fence = None
        self.open_savepoints = []
        self.rolled_back_by = None

    def _commit(self) -> Any:
        self._forget_transaction()
        return super()._commit()

    def _rollback(self) -> Any:
        self._forget_transaction()
        return super()._rollback()

    def _savepoint(self, sid: str) -> None:
        super()._savepoint(sid)
        self.open_savepoints.append(sid)

    def _savepoint_commit(self, sid: str) -> None:
        super()._savepoint_commit(sid)
        self._forget_savepoints(sid)

    def _savepoint_rollback(self, sid: str) -> None:
        held = self.fence
        self.fence = None
        super()._savepoint_rollback(sid)
        depth = self.open_savepoints.index(sid) if sid in self.open_savepoints else 0
        if held is not None and held.depth <= depth:
            self.fence = held
        del self.open_savepoints[depth + 1 :]

    def _forget_savepoints(self, sid: str) -> None:
        if sid in self.open_savepoints:
            del self.open_savepoints[self.open_savepoints.index(sid) :]

    def _close(self) -> Any:
        self._forget_transaction()
        return super()._close()
