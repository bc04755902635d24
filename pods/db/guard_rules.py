"""Judges a parsed SELECT, INSERT, UPDATE or DELETE: every shop-owned table in it must be bound to the current shop.

A table is bound by a top-level AND term of its scope's WHERE or ON: `alias.shop_id = <parameter or integer>`, or
`alias.shop_id = other.shop_id` where the other is bound, here or in an enclosing scope. The ON of a LEFT JOIN
binds the joined table alone. What the judge does not know it refuses.
"""

from dataclasses import dataclass, field
from typing import cast

from sqlglot import exp

SHOP_COLUMN = "shop_id"
KEY_COLUMNS = frozenset({SHOP_COLUMN, "id"})

_SELECT_PARTS = {"with_", "expressions", "distinct", "from_", "joins", "where", "group", "having", "windows"}
_CLOSING_PARTS = {"order", "limit", "offset", "locks"}
_INNER_KINDS = {"", "INNER", "CROSS", "STRAIGHT_JOIN"}


class Refused(ValueError):
    """The statement has a part that the judge does not know, or that changes a row's shop."""


@dataclass(slots=True)
class Scope:
    """The tables that one SELECT, UPDATE or DELETE reads, and what its terms say of their shop."""

    outer: tuple["Scope", ...]
    tables: dict[str, str | None] = field(default_factory=dict)  # alias: shop-owned table, or None
    bound: set[str] = field(default_factory=set)
    nullable: set[str] = field(default_factory=set)
    same: list[tuple[str, str]] = field(default_factory=list)  # the first is bound when the second is

    def holds(self, column: exp.Expr) -> str | None:
        """Return the alias whose shop_id this column is; an unqualified one counts when there is no other table."""
        if not isinstance(column, exp.Column) or column.name.lower() != SHOP_COLUMN or column.args.get("db"):
            return None
        if column.table:
            return column.table
        only = next(iter(self.tables.items())) if len(self.tables) == 1 else ("", None)
        return only[0] if only[1] else None

    def close(self) -> None:
        """Follow the equalities until nothing more gets bound."""
        before = -1
        while before != len(self.bound):
            before = len(self.bound)
            self.bound.update(one for one, other in self.same if other in self.bound)


class Judge:
    """Walks one statement. `parameters` and `literals` must equal the shop; `unbound` says what is missing."""

    def __init__(self, tables: frozenset[str]) -> None:
        self.tables = tables
        self.parameters: list[int] = []
        self.literals: list[int] = []
        self.unbound: list[str] = []
        self._aliases: set[str] = set()
        self._selects: dict[int, Scope] = {}

    def judge(self, tree: exp.Expr) -> None:
        """Judge the whole statement; raises Refused."""
        if isinstance(tree, exp.Query):
            self._query(tree, ())
        elif isinstance(tree, exp.Insert):
            self._insert(tree)
        elif isinstance(tree, exp.Update):
            self._update(tree)
        elif isinstance(tree, exp.Delete):
            self._delete(tree)
        else:
            raise Refused(f"{type(tree).__name__} is no statement that the guard knows")
        if len({alias.lower() for alias in self._aliases}) != len(self._aliases):
            raise Refused("two of its aliases differ in upper and lower case only")

    # Queries.

    def _query(self, query: exp.Expr, outer: tuple[Scope, ...]) -> None:
        if isinstance(query, exp.Select):
            self._select(query, outer)
        elif isinstance(query, exp.SetOperation):
            _only(query, {"this", "expression", "distinct", "with_"} | _CLOSING_PARTS)
            self._common_tables(query)
            self._query(query.this, outer)
            self._query(query.expression, outer)
            self._within(query, outer, skip={"this", "expression", "with_"})
        elif isinstance(query, exp.Subquery) and isinstance(query.this, exp.Query):
            _only(query, {"this", "alias", "with_"} | _CLOSING_PARTS)
            self._common_tables(query)
            self._query(cast(exp.Expr, query.this), outer)
            self._within(query, outer, skip={"this", "alias", "with_"})
        else:
            raise Refused("it has joins in parentheses")

    def _select(self, select: exp.Select, outer: tuple[Scope, ...]) -> None:
        _only(select, _SELECT_PARTS | _CLOSING_PARTS)
        self._common_tables(select)
        scope = Scope(outer)
        source = select.args.get("from_")
        if source is not None:
            self._source(source.this, scope)
        self._joins(select.args.get("joins") or [], scope)
        self._conclude(select, scope, "SELECT")
        self._selects[id(select)] = scope
        self._within(select, (*outer, scope), skip={"from_", "joins", "with_"})

    def _common_tables(self, query: exp.Expr) -> None:
        clause = query.args.get("with_")
        for common in clause.expressions if clause is not None else ():
            _only(common, {"this", "alias"})
            if common.alias.lower() in self.tables:
                raise Refused(f"WITH gives the name of the table {common.alias} to something else")
            self._aliases.add(common.alias)
            self._query(common.this, ())

    # The tables of a scope.

    def _source(self, source: exp.Expr, scope: Scope) -> str:
        """Add one table to the scope; return its alias."""
        table: str | None = None
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
            _only(source, {"this", "db", "alias", "hints"})
            table = source.name.lower() if source.name.lower() in self.tables else None
        elif isinstance(source, exp.Subquery):
            self._query(source, ())
        elif isinstance(source, exp.Values):
            _only(source, {"expressions", "alias"})
            self._within(source, (), skip={"alias"})
        else:
            raise Refused(f"it reads from {type(source).__name__}, which the guard does not know")
        alias = source.alias_or_name
        columns = source.args["alias"].args.get("columns") if source.args.get("alias") else None
        if not alias.isascii() or alias in scope.tables or (table and columns):
            raise Refused(f"the table {alias or '(unnamed)'} needs an alias of its own")
        scope.tables[alias] = table
        self._aliases.add(alias)
        return alias

    def _joins(self, joins: list[exp.Join], scope: Scope) -> None:
        ons: list[tuple[exp.Join, str | None]] = []
        for join in joins:
            _only(join, {"this", "on", "side", "kind", "method", "using"})
            alias = self._source(join.this, scope)
            kind, side = join.kind, join.side
            if join.method or join.args.get("using"):
                self.unbound.append(f"{alias} is joined by NATURAL or USING, which the guard does not follow")
            elif side == "LEFT" and kind in {"", "OUTER"}:
                scope.nullable.add(alias)
                ons.append((join, alias))
            elif side or kind not in _INNER_KINDS:
                self.unbound.append(f"{alias} is joined by {side or kind} JOIN, which the guard does not follow")
            else:
                ons.append((join, None))
        for join, joined in ons:
            if join.args.get("on") is not None:
                self._terms(join.args["on"], scope, joined=joined, in_on=True)
        scope.close()
        for join in joins:
            self._within(join, (*scope.outer, scope), skip={"this"})

    def _conclude(self, node: exp.Expr, scope: Scope, verb: str) -> None:
        """Take the WHERE's terms, then say which tables stay unbound."""
        where = node.args.get("where")
        if where is not None:
            self._terms(where.this, scope)
        scope.close()
        for alias, table in scope.tables.items():
            if table is not None and alias not in scope.bound:
                shown = table if alias == table else f"{table} (as {alias})"
                self.unbound.append(
                    f"{shown} in its {verb} is not bound to the current shop: "
                    f"add `{alias}.{SHOP_COLUMN} = %s` as an AND term of its WHERE or ON"
                )

    def _terms(self, condition: exp.Expr, scope: Scope, *, joined: str | None = None, in_on: bool = False) -> None:
        """Take the top-level AND terms of a condition; `joined` is the one table that they can bind."""
        left = [condition]
        while left:
            term = left.pop()
            if isinstance(term, exp.And):
                left += [term.this, term.expression]
            elif isinstance(term, exp.Paren):
                left.append(term.this)
            elif isinstance(term, exp.EQ):
                for one, other in ((term.this, term.expression), (term.expression, term.this)):
                    alias = scope.holds(one)
                    if alias is not None and alias in scope.tables and joined in {None, alias}:
                        self._term(alias, other, scope, in_on=in_on)

    def _term(self, alias: str, value: exp.Expr, scope: Scope, *, in_on: bool) -> None:
        # An ON sees its own operands only, so there a name of an enclosing scope may mean that one.
        if in_on and any(alias in enclosing.tables for enclosing in scope.outer):
            return
        if self._is_shop(value):
            scope.bound.add(alias)
            return
        other = scope.holds(value)
        if other is None:
            return
        around = next((enclosing for enclosing in reversed(scope.outer) if other in enclosing.tables), None)
        if other in scope.tables:
            if not (in_on and around):
                scope.same.append((alias, other))
        elif around is not None and other in around.bound:
            scope.bound.add(alias)

    def _is_shop(self, value: exp.Expr | None) -> bool:
        """Note a parameter or an integer that must be the current shop."""
        if isinstance(value, exp.Placeholder):
            self.parameters.append(int(value.name[1:]))
            return True
        if isinstance(value, exp.Literal) and not value.is_string and value.name.isdigit():
            self.literals.append(int(value.name))
            return True
        return False

    def _within(self, node: exp.Expr, scopes: tuple[Scope, ...], skip: set[str]) -> None:
        """Judge the queries inside a node's expressions."""
        left = [child for key in node.args if key not in skip for child in _children(node, key)]
        while left:
            child = left.pop()
            if isinstance(child, exp.Query):
                self._query(child, scopes)
            elif isinstance(child, exp.Table | exp.DDL | exp.DML | exp.Command | exp.DerivedTable | exp.Into):
                raise Refused(f"it has a {type(child).__name__} where the guard expects none")
            else:
                left += [each for key in child.args for each in _children(child, key)]

    # Writes.

    def _insert(self, insert: exp.Insert) -> None:
        _only(insert, {"this", "expression", "conflict", "returning", "ignore"})
        schema, rows = insert.this, insert.expression
        target = schema.this if isinstance(schema, exp.Schema) else schema
        scope = Scope(())
        alias = self._source(target, scope)
        scope.bound.add(alias)
        columns = [_column_name(each) for each in schema.expressions] if isinstance(schema, exp.Schema) else []
        if isinstance(rows, exp.Query):
            self._query(rows, ())
        elif isinstance(rows, exp.Values):
            self._within(rows, (), skip=set())
        else:
            raise Refused("it inserts neither VALUES nor a SELECT")
        if scope.tables[alias] is not None:
            if columns.count(SHOP_COLUMN) != 1:
                raise Refused(f"it inserts into {alias} without naming the column {SHOP_COLUMN} once")
            self._inserted(rows, columns)
        if insert.args.get("conflict") is not None:
            self._conflict(insert.args["conflict"])
        self._within(insert, (scope,), skip={"this", "expression"})

    def _inserted(self, rows: exp.Expr, columns: list[str]) -> None:
        """Each row's shop must be the current one."""
        place = columns.index(SHOP_COLUMN)
        if isinstance(rows, exp.Values):
            for row in rows.expressions:
                values = row.expressions if isinstance(row, exp.Tuple) else []
                if len(values) != len(columns) or not self._is_shop(values[place]):
                    raise Refused(f"a row that it inserts has no %s or integer as its {SHOP_COLUMN}")
        elif isinstance(rows, exp.SetOperation):
            self._inserted(rows.this, columns)
            self._inserted(rows.expression, columns)
        elif isinstance(rows, exp.Subquery):
            self._inserted(cast(exp.Expr, rows.this), columns)
        elif isinstance(rows, exp.Select):
            values = rows.expressions
            if len(values) != len(columns) or any(value.is_star for value in values):
                raise Refused("its SELECT does not list one expression for each column")
            scope, value = self._selects[id(rows)], values[place].unalias()
            alias = scope.holds(value)
            if not self._is_shop(value) and (alias not in scope.bound or alias in scope.nullable):
                raise Refused(f"the {SHOP_COLUMN} that its SELECT gives is not the current shop's")

    def _conflict(self, conflict: exp.Expr) -> None:
        _only(conflict, {"duplicate", "expressions", "action"})
        if not conflict.args.get("duplicate"):
            raise Refused("it has a conflict clause that the guard does not know")
        for name in _set_columns(conflict.expressions):
            if name in KEY_COLUMNS:
                raise Refused(f"ON DUPLICATE KEY UPDATE sets {name}: a row never changes its key")

    def _update(self, update: exp.Update) -> None:
        _only(update, {"this", "expressions", "where", "order", "limit"})
        if SHOP_COLUMN in _set_columns(update.expressions):
            raise Refused(f"it sets {SHOP_COLUMN}: a row never changes its shop")
        scope = self._written(update.this)
        self._conclude(update, scope, "UPDATE")
        self._within(update, (scope,), skip={"this"})

    def _delete(self, delete: exp.Delete) -> None:
        _only(delete, {"this", "tables", "using", "where", "order", "limit", "returning"})
        using = delete.args.get("using") or []
        targets = delete.args.get("tables") or ([delete.this] if using else [])
        if len(using) > 1:
            raise Refused("it lists several tables after USING: write them as joins")
        scope = self._written(using[0] if using else delete.this)
        for target in targets:
            if target.name not in scope.tables or target.args.get("db"):
                raise Refused(f"it deletes from {target.name}, which is no alias of its tables")
        self._conclude(delete, scope, "DELETE")
        self._within(delete, (scope,), skip={"this", "tables", "using"})

    def _written(self, table: object) -> Scope:
        """Return the scope of an UPDATE or DELETE: a table with its joins."""
        if not isinstance(table, exp.Table):
            raise Refused("it writes to something that is no table")
        scope = Scope(())
        joins = table.args.get("joins") or []
        table.set("joins", None)
        self._source(table, scope)
        self._joins(joins, scope)
        return scope


def _only(node: exp.Expr, known: set[str]) -> None:
    """Refuse a node that has a part besides those known."""
    for part, value in node.args.items():
        if part not in known and value is not None and value is not False and value != []:
            raise Refused(f"the guard does not know {part.strip('_').upper()} in a {type(node).__name__}")


def _children(node: exp.Expr, key: str) -> list[exp.Expr]:
    value = node.args[key]
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, exp.Expr)]


def _set_columns(assignments: list[exp.Expr]) -> list[str]:
    """Return the names of the columns that a SET list writes."""
    if not all(isinstance(each, exp.EQ) and isinstance(each.this, exp.Column) for each in assignments):
        raise Refused("it sets something that is no column")
    return [_column_name(each.this) for each in assignments]


def _column_name(column: exp.Expr) -> str:
    """Return a column's name in lower case. MariaDB takes ó for o in names, so only plain ones are let in."""
    name = column.name
    if not name.isascii() or name != name.strip():
        raise Refused(f"it writes a column with the odd name {name!r}")
    return name.lower()
