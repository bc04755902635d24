"""Reading and folding texts: what is folded keeps its verdict, and every parameter its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pods.db.errors import CrossShop, IsolationError
from pods.db.guard import LONG_TEXT, verdict_on
from pods.db.guard_text import Fold, fold, locks_rows, read, render, unfold, without_lock
from tests.examples import examples
from tests.pods.db.guarded import OTHER, SHOP, TABLES, Guarded


def rendered(sql: str) -> str:
    return render(without_lock(read(sql, parameters=True).tokens))


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT`a`.`b`,5%%2 FROM t;", "SELECT `a` . `b` , 5 % 2 FROM t"),
        ("SELECT 'it''s', \"a\\\"b\", x'00', N'x' # end", "SELECT 'x' , 'x' , 'x' , 'x'"),
        ("SELECT a-- b\n-1, a--1 /* %% */ FROM t", "SELECT a - 1 , a - - 1 FROM t"),
        ("SELECT %s+%s WHERE a=%s", "SELECT :p0 + :p1 WHERE a = :p2"),
        ("SELECT %(a)s, %(b)s, %(a)s", "SELECT :p0 , :p1 , :p2"),
        ("SELECT a FROM t FOR UPDATE", "SELECT a FROM t"),
        ("SELECT a FROM t for update of t, `u` skip locked", "SELECT a FROM t"),
        ("SELECT a FROM t LOCK IN SHARE MODE WAIT %s", "SELECT a FROM t"),
        ("SELECT a FROM t FOR UPDATE WAIT 5", "SELECT a FROM t"),
        ("SELECT `FOR`, 'FOR UPDATE' FROM t WHERE 'a' = ' FOR UPDATE'", "SELECT `FOR` , 'x' FROM t WHERE 'x' = 'x'"),
        ("SELECT a FROM (SELECT b FROM t FOR UPDATE NOWAIT)", "SELECT a FROM ( SELECT b FROM t FOR UPDATE NOWAIT )"),
        ("SELECT a `FOR` UPDATE", "SELECT a `FOR` UPDATE"),
    ],
)
def test_a_text_is_read_as_the_server_reads_it(sql: str, expected: str) -> None:
    assert rendered(sql) == expected


@pytest.mark.parametrize(
    ("sql", "locks"),
    [
        ("SELECT a FROM t FOR UPDATE", True),
        ("SELECT a FROM (SELECT b FROM t LOCK IN SHARE MODE) x", True),
        ("SELECT 'FOR UPDATE' FROM t", False),
        ("SELECT a FROM t USE INDEX FOR JOIN (i)", False),
    ],
)
def test_a_lock_is_seen_wherever_it_stands(sql: str, *, locks: bool) -> None:
    assert locks_rows(read(sql, parameters=True).tokens) is locks


@pytest.mark.parametrize(
    ("sql", "folded", "folds"),
    [
        ("a IN (%s, %s, %s) AND b = %s", "a IN (%s) AND b = %s", [Fold(0, 1, 3, 2)]),
        ("x = %s AND a IN (%s, %s)", "x = %s AND a IN (%s)", [Fold(1, 1, 2, 1)]),
        ("VALUES (%s, DEFAULT, %s), (%s, DEFAULT, %s) %s", "VALUES (%s, DEFAULT, %s) %s", [Fold(0, 2, 2, 2)]),
        ("(a, b) IN ((%s, %s), (%s, %s))", "(a, b) IN ((%s, %s))", [Fold(0, 2, 2, 2)]),
        (
            "CASE WHEN (`a` = %s) THEN %s WHEN (`a` = %s) THEN %s END",
            "CASE WHEN (`a` = %s) THEN %s END",
            [Fold(0, 2, 1, 2)],
        ),
        ("'%%s' = %s AND a IN (%s, %s)", "'%%s' = %s AND a IN (%s)", [Fold(1, 1, 2, 1)]),
        ("VALUES ((%s), (%s))", "VALUES ((%s), (%s))", []),
        ("f(%s, %s) IN (%s)", "f(%s, %s) IN (%s)", []),
        ("VALUES (%s, 1), (%s, 2)", "VALUES (%s, 1), (%s, 2)", []),
        (
            f" WHEN (`t`.`a` = %s) THEN NULL{' WHEN (`a` = %s) THEN %s' * 2}",
            " WHEN (`t`.`a` = %s) THEN NULL",
            [Fold(0, 1, 1, 4)],
        ),
        (
            "CASE WHEN (a # = %s) THEN %s WHEN (a # = %s) THEN %s",
            "CASE WHEN (a # = %s) THEN %s WHEN (a # = %s) THEN %s",
            [],
        ),
    ],
)
def test_lists_are_folded_to_one_unit(sql: str, folded: str, folds: list[Fold]) -> None:
    assert fold(sql) == (folded, tuple(folds))


TERMS = ("x = %s", "y BETWEEN %s AND %s", "DATE_FORMAT(d, '%%Y-%%s') = %s", "z LIKE '100%%' AND w > %s", "v = 5 %% 2")
SHOP_TERM = "shop_id = %s"


@st.composite
def wheres(draw: st.DrawFn) -> str:
    """A WHERE of bound terms and lists, with the shop's term once or more."""
    lists = st.integers(1, 5).map(lambda count: f"a IN ({', '.join(['%s'] * count)})")
    tuples = st.integers(1, 4).map(lambda count: f"(a, b) IN ({', '.join(['(%s, %s)'] * count)})")
    arms = st.lists(st.sampled_from(["NULL", "%s"]), min_size=1, max_size=4).map(
        lambda values: f"x = CASE{''.join(f' WHEN (`id` = %s) THEN {value}' for value in values)} ELSE %s END"
    )
    others = draw(st.lists(st.one_of(st.sampled_from(TERMS), lists, tuples, arms), max_size=5))
    return " AND ".join(draw(st.permutations([SHOP_TERM, *others, *draw(st.sampled_from([[], [SHOP_TERM]]))])))


@st.composite
def inserts(draw: st.DrawFn) -> str:
    """An INSERT of some rows, with or without what may follow."""
    values = draw(st.lists(st.sampled_from(["%s", "DEFAULT", "NULL", "LOWER(%s)", "(%s)"]), max_size=4))
    place = draw(st.integers(0, len(values)))
    values[place:place] = ["%s"]
    columns = [f"c{number}" for number in range(len(values))]
    columns[place] = "shop_id"
    rows = ", ".join([f"({', '.join(values)})"] * draw(st.integers(1, 5)))
    ending = draw(st.sampled_from(["", " ON DUPLICATE KEY UPDATE x = %s", " RETURNING id"]))
    return f"INSERT INTO orders_order ({', '.join(columns)}) VALUES {rows}{ending}"


statements = st.one_of(
    wheres().map("SELECT id FROM orders_order WHERE {}".format),
    wheres().map("SELECT %s AS n, id FROM orders_order WHERE {} LIMIT %s".format),
    wheres().map("UPDATE orders_order SET x = %s, y = CASE WHEN (`id` = %s) THEN %s END WHERE {}".format),
    wheres().map("DELETE FROM orders_order WHERE {}".format),
    inserts(),
)


@settings(max_examples=examples(150), deadline=None)
@given(statements)
def test_folding_keeps_the_verdict_and_every_position(sql: str) -> None:
    plain = verdict_on(sql, TABLES, parameters=True)
    folded, folds = fold(sql)
    short = verdict_on(folded, TABLES, parameters=True)
    assert not plain.refusal
    assert (short.refusal, short.literals, short.reads) == (plain.refusal, plain.literals, plain.reads)
    assert set(unfold(short.keys, folds)) == set(plain.keys)


@settings(max_examples=examples(150), deadline=None)
@given(statements, st.data())
def test_a_wrong_shop_is_found_in_every_place_and_only_there(sql: str, data: st.DataObject) -> None:
    guarded = Guarded()
    places = set(verdict_on(sql, TABLES, parameters=True).keys)
    count = sql.replace("%%", "").count("%s")
    params = [SHOP if place in places else OTHER for place in range(count)]
    guarded.run(sql, params)
    params[data.draw(st.sampled_from(sorted(places, key=str)))] = OTHER
    with pytest.raises(CrossShop):
        guarded.run(sql, params)
    assert len(guarded.ran) == 1


def test_long_texts_share_one_verdict() -> None:
    guarded = Guarded()
    for count in range(1000, 1010):
        rows = ", ".join(["(%s, %s, %s)"] * count)
        sql = f"INSERT INTO orders_order (a, shop_id, b) VALUES {rows}"
        assert len(sql) > LONG_TEXT
        guarded.run(sql, (1, SHOP, 2) * count)
        with pytest.raises(CrossShop):
            guarded.run(sql, (*(1, SHOP, 2) * (count - 1), 1, OTHER, 2))
    assert guarded.guard._of_folded.cache_info().misses == 1
    assert guarded.guard._of_short.cache_info().currsize == 0


# A condition written at random, and what it lets through by MariaDB's precedence: OR below XOR below AND below NOT.

LEAVES = {"shop_id = %s": lambda shop, x: shop == SHOP, "x = 1": lambda _shop, x: x == 1, "1": lambda _s, _x: True}
conditions = st.recursive(
    st.sampled_from(sorted(LEAVES)).map(lambda leaf: [leaf]),
    lambda inner: st.one_of(
        inner.map(lambda one: ["(", *one, ")"]),
        inner.map(lambda one: ["NOT", *one]),
        st.tuples(inner, st.sampled_from(["AND", "AND", "OR", "XOR"]), inner).map(
            lambda three: [*three[0], three[1], *three[2]]
        ),
    ),
    max_leaves=7,
)


def holds(words: list[str], shop: int, x: int) -> bool:
    """Evaluate a condition; the lowest operator outside parentheses splits it."""
    for operator in ("OR", "XOR", "AND"):
        depth = 0
        for place in range(len(words) - 1, -1, -1):
            depth += {")": 1, "(": -1}.get(words[place], 0)
            if depth == 0 and words[place] == operator:
                left, right = holds(words[:place], shop, x), holds(words[place + 1 :], shop, x)
                return {"OR": left or right, "XOR": left != right, "AND": left and right}[operator]
    if words[0] == "NOT":
        return not holds(words[1:], shop, x)
    return holds(words[1:-1], shop, x) if words[0] == "(" else LEAVES[words[0]](shop, x)


@settings(max_examples=examples(400), deadline=None)
@given(conditions)
def test_no_condition_that_passes_lets_another_shops_row_through(words: list[str]) -> None:
    condition = " ".join(words)
    guarded = Guarded()
    try:
        guarded.run(f"SELECT id FROM orders_order WHERE {condition}", (SHOP,) * condition.count("%s"))
    except IsolationError:
        return
    assert not any(holds(words, OTHER, x) for x in (0, 1))
