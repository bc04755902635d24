"""The guard: no statement reaches a shop-owned table unless it is bound to the current shop.

An execute wrapper. It does not trust the ORM's compiler: it reads the text. The verdict on a text is remembered; it
says which parameters must be the shop's id, and they are compared at every execution. What it cannot read it refuses.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NoReturn

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pods.db.errors import CrossShop, UnscopedSQL
from pods.db.guard_rules import Judge, Refused
from pods.db.guard_text import (
    Fold,
    Key,
    Kind,
    Statement,
    Token,
    Unreadable,
    fold,
    locks_rows,
    names,
    read,
    render,
    unfold,
    without_lock,
)

LONG_TEXT = 4096
"""Characters up to which a verdict is remembered by the very text; longer ones by the folded text only."""

TEXTS_REMEMBERED = 4096

_QUERIES = {"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"}
_FREE = {"COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}
_FREE_WITHOUT_SHOP_TABLES = _QUERIES | {"REPLACE", "TRUNCATE", "KILL", "DO"}
_UPKEEP = {"CHECK", "OPTIMIZE"}
_SCHEMA = {"CREATE", "ALTER", "DROP", "RENAME"}
_SCHEMA_OBJECTS = {"TABLE", "INDEX", "DATABASE"}
_SCHEMA_ADJECTIVES = {"TEMPORARY", "UNIQUE", "FULLTEXT", "SPATIAL"}
_READS_OR_MOVES_ROWS = {"SELECT", "UNION", "PARTITION", "TABLESPACE"}
_NEVER_SET = {
    *{"STATEMENT", "GLOBAL", "PERSIST", "PERSIST_ONLY", "PASSWORD", "ROLE", "NAMES", "CHARACTER", "CHARSET"},
    *{"SQL_MODE", "OLD_MODE", "NEW_MODE", "SELECT"},
}
_SET_SIGNS = {"=", ":=", ",", ".", "@", "-"}
_UNFOLLOWED = {"INTO", "PROCEDURE"}
_UNFOLLOWED_SIGNS = {"@", ":=", "&&", "||"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of one text. A free one names no shop's rows; `reads` says that it is a SELECT without locks."""

    free: bool = False
    reads: bool = False
    refusal: str = ""
    keys: tuple[Key, ...] = ()
    literals: tuple[int, ...] = ()


_FREE_VERDICT = Verdict(free=True)


class Guard:
    """Execute wrapper that refuses a statement on shop-owned tables unless it is bound to the current shop."""

    def __init__(
        self,
        tables: Callable[[], frozenset[str]],
        current_shop_id: Callable[[], int],
        lifted: Callable[[], bool],
    ) -> None:
        self._tables, self._current_shop_id, self._lifted = tables, current_shop_id, lifted
        self._of_plain = lru_cache(TEXTS_REMEMBERED)(self._judge_plain)
        self._of_short = lru_cache(TEXTS_REMEMBERED)(self._judge_short)
        self._of_folded = lru_cache(TEXTS_REMEMBERED // 4)(self._judge_folded)

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Run the statement, or raise UnscopedSQL or CrossShop."""
        if type(sql) is not str:
            sql = str(sql)
        verdict = self._verdict(sql, parameters=params is not None)
        if verdict.free or (verdict.reads and self._lifted()):
            return execute(sql, params, many, context)
        if verdict.refusal:
            raise UnscopedSQL(f"{verdict.refusal}. Refused: {_cut(sql)}")
        if self._lifted():
            raise UnscopedSQL(f"across_shops() reads only; a write or a lock goes shop by shop. Refused: {_cut(sql)}")
        shop_id = self._current_shop_id()
        for literal in verdict.literals:
            if literal != shop_id:
                _refuse_shop(literal, shop_id, sql)
        if verdict.keys:
            params = [_row(each) for each in params] if many else _row(params)
            for row in params if many else (params,):
                _compare(row, verdict.keys, shop_id, sql)
        return execute(sql, params, many, context)

    # The verdict on a text.

    def _verdict(self, sql: str, *, parameters: bool) -> Verdict:
        if not parameters:
            return self._of_plain(sql) if len(sql) <= LONG_TEXT else self._judge_plain(sql)
        return self._of_short(sql) if len(sql) <= LONG_TEXT else self._judge_short(sql)

    def _judge_plain(self, sql: str) -> Verdict:
        return verdict_on(sql, self._tables(), parameters=False)

    def _judge_short(self, sql: str) -> Verdict:
        folded, folds = fold(sql)
        return _unfolded(self._of_folded(folded), folds)

    def _judge_folded(self, sql: str) -> Verdict:
        return verdict_on(sql, self._tables(), parameters=True)


def verdict_on(sql: str, tables: frozenset[str], *, parameters: bool) -> Verdict:
    """Read and judge one text. `parameters`: the driver will format it with `%`."""
    try:
        return _judge_statement(read(sql, parameters=parameters), tables)
    except (Unreadable, Refused) as error:
        return Verdict(refusal=f"The guard refuses this statement, because {error}")
    except RecursionError:
        return Verdict(refusal="The guard refuses this statement, because it is nested too deeply")


def _row(row: Any) -> Any:
    """Return a row of parameters that reads the same the second time, when the driver reads it."""
    if type(row) is tuple or type(row) is list or type(row) is dict:
        return row
    return dict(row) if isinstance(row, Mapping) else tuple(row)


def _unfolded(verdict: Verdict, folds: tuple[Fold, ...]) -> Verdict:
    return replace(verdict, keys=unfold(verdict.keys, folds)) if folds and verdict.keys else verdict


def _compare(row: Any, keys: tuple[Key, ...], shop_id: int, sql: str) -> None:
    """Refuse a row of parameters in which one that names the shop is not the current shop's id."""
    try:
        for key in keys:
            value = row[key]
            if value != shop_id or type(value) is not int:
                _refuse_shop(value, shop_id, sql)
    except (LookupError, TypeError) as error:
        raise UnscopedSQL(f"The parameter that names the shop is missing. Refused: {_cut(sql)}") from error


def _refuse_shop(value: object, shop_id: int, sql: str) -> NoReturn:
    raise CrossShop(f"This statement names the shop {value!r} and the current shop is {shop_id}. Refused: {_cut(sql)}")


def _cut(sql: str) -> str:
    return sql if len(sql) <= 500 else f"{sql[:500]} …"


# The kinds of statements.


def _judge_statement(statement: Statement, tables: frozenset[str]) -> Verdict:
    """Return the verdict on one statement; raises Refused for a kind that is not on a list here."""
    tokens = statement.tokens
    words = [token.word for token in tokens]
    first = words[0] if words else ""
    if tokens and tokens[0].text == "(" and next(filter(None, words), "") in {"SELECT", "WITH"}:
        first = "SELECT"
    owned = statement.names_any(tables)
    if first in _FREE or (first in _FREE_WITHOUT_SHOP_TABLES and not owned) or _is_transaction(words):
        return _FREE_VERDICT
    if first in _QUERIES:
        return _FREE_VERDICT if _reads_no_rows(tokens) else _judge_query(statement, tables)
    if first == "SET":
        _require_session_setting(tokens)
        return _FREE_VERDICT
    if first in {"EXPLAIN", "DESCRIBE", "DESC", "ANALYZE"}:
        return _judge_explained(statement, tables, runs="ANALYZE" in words[:2])
    allowed = (
        (first == "SHOW" and not (owned and "SELECT" in words))
        or (first in _UPKEEP and words[1:2] == ["TABLE"])
        or (first in _SCHEMA and _is_schema_change(words))
    )
    if allowed:
        return _FREE_VERDICT
    raise Refused(f"{first or 'its first word'} is no statement that it lets pass{' on shop-owned tables' * owned}")


def _reads_no_rows(tokens: tuple[Token, ...]) -> bool:
    """Say whether this is `SELECT * FROM name LIMIT 0`, which shows a table's columns (see introspection)."""
    shown = [token.text.upper() for token in tokens]
    return len(shown) == 6 and shown[:3] == ["SELECT", "*", "FROM"] and shown[4:] == ["LIMIT", "0"]


def _is_transaction(words: Sequence[str]) -> bool:
    return words in (["BEGIN"], ["BEGIN", "WORK"]) or words[:2] == ["START", "TRANSACTION"]


def _is_schema_change(words: Sequence[str]) -> bool:
    """Say whether this is DDL as migrations write it: it neither reads nor moves rows."""
    kind = next((word for word in words[1:] if word not in _SCHEMA_ADJECTIVES), "")
    return kind in _SCHEMA_OBJECTS and _READS_OR_MOVES_ROWS.isdisjoint(words)


def _require_session_setting(tokens: tuple[Token, ...]) -> None:
    """Refuse a SET that reaches beyond the session, runs a statement or changes how texts are read."""
    for token in tokens[1:]:
        if token.kind in {Kind.WORD, Kind.NAME}:
            name = token.text.strip().upper()
            if name in _NEVER_SET or name.startswith(("CHARACTER_SET", "COLLATION")) or not name.isascii():
                raise Refused(f"SET {name} is not for an application")
        elif token.kind is Kind.SIGN and token.text not in _SET_SIGNS:
            raise Refused(f"a SET gives plain values, and this one has {token.text}")


def _judge_explained(statement: Statement, tables: frozenset[str], *, runs: bool) -> Verdict:
    """Judge the statement that is to be explained; DESCRIBE of a table shows no rows."""
    words = [token.word for token in statement.tokens]
    start = next((place for place, word in enumerate(words) if place and word in _QUERIES), None)
    if start is None:
        if runs and words[1:2] != ["TABLE"]:
            raise Refused("it does not know what ANALYZE would run")
        return _FREE_VERDICT
    while statement.tokens[start - 1].text == "(":
        start -= 1
    if runs and words[start] in {"INSERT", "UPDATE", "DELETE"}:
        raise Refused("ANALYZE would run this write")
    return _judge_statement(replace(statement, tokens=statement.tokens[start:]), tables)


def _judge_query(statement: Statement, tables: frozenset[str]) -> Verdict:
    """Parse and judge a statement that names a shop-owned table."""
    tokens = statement.tokens
    writes = tokens[0].word in {"INSERT", "UPDATE", "DELETE"}
    _require_followed(statement, inserts=tokens[0].word == "INSERT")
    tree = _parsed(without_lock(tokens), tables)
    judge = Judge(tables)
    judge.judge(tree)
    marks = [token.key for token in tokens if token.kind is Kind.PARAMETER]
    return Verdict(
        reads=not writes and isinstance(tree, exp.Query) and not locks_rows(tokens),
        refusal="; ".join(judge.unbound[:3]),
        keys=tuple(sorted({marks[place] for place in judge.parameters}, key=str)),
        literals=tuple(judge.literals),
    )


def _require_followed(statement: Statement, *, inserts: bool) -> None:
    """Refuse what the parser and the server may understand differently."""
    if statement.commented:
        raise Refused("a statement on shop-owned tables takes no comments: write them beside it")
    for place, token in enumerate(statement.tokens):
        into = token.word == "INTO" and inserts and place <= 2
        if (token.word in _UNFOLLOWED and not into) or (token.kind is Kind.SIGN and token.text in _UNFOLLOWED_SIGNS):
            raise Refused(f"the guard does not follow {token.text} in a statement on shop-owned tables")


def _parsed(tokens: tuple[Token, ...], tables: frozenset[str]) -> exp.Expr:
    """Parse, and make sure that no table's name and no parameter got lost on the way."""
    try:
        trees = sqlglot.parse(render(tokens), dialect="mysql")
    except SqlglotError as error:
        raise Refused(f"it does not parse ({str(error).splitlines()[0]})") from error
    tree = trees[0] if len(trees) == 1 else None
    if tree is None:
        raise Refused("it is not one statement")
    seen = [node for node in tree.walk() if isinstance(node, exp.Identifier) and node.name.lower() in tables]
    parameters = {node.name for node in tree.find_all(exp.Placeholder)}
    if len(seen) < sum(names(token, tables) for token in tokens):
        raise Refused("the parser loses the name of a shop-owned table")
    if len(parameters) != sum(token.kind is Kind.PARAMETER for token in tokens):
        raise Refused("the parser loses a parameter")
    return tree
