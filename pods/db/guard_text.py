"""Reads the text of a statement the way MariaDB does, and folds repeated lists, for the guard.

The reader accepts less than the server: what it cannot tell apart for certain raises Unreadable. So neither a
comment, nor a quote, nor a parameter that touches its neighbour can make two readers of one text disagree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

Key = int | str
"""Where a statement finds a parameter: a position, or a name when the parameters are a dict."""


class Unreadable(ValueError):
    """The text is none that the guard reads."""


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    NAME = "name"
    TEXT = "text"
    NUMBER = "number"
    PARAMETER = "parameter"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` of a NAME is without its backquotes, of a PARAMETER its key is in `key`."""

    kind: Kind
    text: str
    key: Key = -1

    @property
    def word(self) -> str:
        """Return a bare word in upper case, "" for every other token."""
        return self.text.upper() if self.kind is Kind.WORD else ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The tokens of one statement, without comments and the closing semicolon."""

    tokens: tuple[Token, ...]
    commented: bool

    def names_any(self, tables: frozenset[str]) -> bool:
        """Say whether an identifier is one of these tables' names."""
        return any(names(token, tables) for token in self.tokens)


def names(token: Token, tables: frozenset[str]) -> bool:
    """Say whether a token is an identifier with the name of one of these tables."""
    return token.kind in {Kind.WORD, Kind.NAME} and token.text.lower() in tables


_BOUND = r"""[\w$`'"@.\\]"""
_PATTERN = r"""
  (?P<space>[ \t\r\n]+)
| (?P<comment>\#[^\n]* | --(?=[ \t\r\n]|\Z)[^\n]* | /\*.*?\*/)
| (?P<text>[xXbBnN]?'(?:[^'\\]|\\.|'')*' | "(?:[^"\\]|\\.|"")*")
| (?P<name>`[^`]+`(?!`))
| {parameters}
| (?P<number>(?:0[xX][0-9a-fA-F]+ | 0b[01]+ | (?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?) (?![\w$`'"]))
| (?P<word>[A-Za-z_$][A-Za-z0-9_$]*)
| (?P<sign><=>|<>|!=|<=|>=|<<|>>|->>|->|:=|&&|\|\||/(?!\*)|[-+*=<>!~^&|(),.;@])
"""
_WITH_PARAMETERS = re.compile(
    _PATTERN.replace(
        "{parameters}",
        rf"(?P<percent>%%) | (?<!{_BOUND})(?<!%s)(?P<parameter>%s|%\((?P<key>\w+)\)s)(?!{_BOUND})",
    ),
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_WITHOUT_PARAMETERS = re.compile(_PATTERN.replace("{parameters}", "(?P<percent>%)"), re.VERBOSE | re.DOTALL | re.ASCII)


def read(sql: str, *, parameters: bool) -> Statement:
    """Split one statement into tokens. `parameters`: the driver will format the text with `%`.

    Raises Unreadable for several statements, executable comments, and all that two readers might read differently.
    """
    tokens: list[Token] = []
    commented = False
    position, marks = 0, 0
    pattern = _WITH_PARAMETERS if parameters else _WITHOUT_PARAMETERS
    while position < len(sql):
        match = pattern.match(sql, position)
        if match is None:
            raise Unreadable(f"it cannot be read from {sql[position : position + 20]!r} on")
        kind, text = match.lastgroup, match.group()
        position = match.end()
        if parameters and kind in {"text", "name", "comment"} and "%" in text.replace("%%", ""):
            raise Unreadable(f"it has a parameter inside {text[:20]!r}")
        if kind == "comment":
            commented = True
            if text.startswith(("/*!", "/*M!")):
                raise Unreadable("it has an executable comment")
        elif kind == "parameter":
            tokens.append(Token(Kind.PARAMETER, text, match["key"] or marks))
            marks += 1
        elif kind != "space":
            tokens.append(_token(kind or "", text))
    return Statement(_single(tokens), commented)


def _token(kind: str, text: str) -> Token:
    if kind == "name":
        return Token(Kind.NAME, text[1:-1])
    if kind == "percent":
        return Token(Kind.SIGN, "%")
    return Token(Kind(kind), text)


def _single(tokens: list[Token]) -> tuple[Token, ...]:
    """Drop the closing semicolon and refuse any other; refuse positions mixed with names."""
    if tokens and tokens[-1].text == ";" and tokens[-1].kind is Kind.SIGN:
        tokens = tokens[:-1]
    if any(token.kind is Kind.SIGN and token.text == ";" for token in tokens):
        raise Unreadable("it is several statements")
    if len({type(token.key) for token in tokens if token.kind is Kind.PARAMETER}) > 1:
        raise Unreadable("it mixes %s with %(name)s")
    return tuple(tokens)


def render(tokens: tuple[Token, ...]) -> str:
    """Write tokens for the parser: parameters as :p0, :p1, …, and every string as the same one."""
    return " ".join(_rendered(tokens))


def _rendered(tokens: tuple[Token, ...]) -> Iterator[str]:
    marks = 0
    for token in tokens:
        if token.kind is Kind.PARAMETER:
            yield f":p{marks}"
            marks += 1
        elif token.kind is Kind.NAME:
            yield f"`{token.text}`"
        else:
            yield "'x'" if token.kind is Kind.TEXT else token.text


_LOCK = re.compile(r"FOR (?:UPDATE|SHARE)|LOCK IN SHARE MODE")
_CLOSING_LOCK = re.compile(rf" (?:{_LOCK.pattern})(?: OF \S+(?: , \S+)*)?(?: NOWAIT| SKIP LOCKED| WAIT [?\d]\S*)?$")


def locks_rows(tokens: tuple[Token, ...]) -> bool:
    """Say whether a lock clause stands anywhere."""
    return _LOCK.search(" ".join(token.word or "-" for token in tokens)) is not None


def without_lock(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Drop the lock clause that closes a statement: the parser does not know all of MariaDB's forms."""
    shown = "".join(f" {_outline(token)}" for token in tokens)
    closing = _CLOSING_LOCK.search(shown)
    return tokens if closing is None else tokens[: len(tokens) - closing.group().count(" ")]


def _outline(token: Token) -> str:
    if token.kind in {Kind.WORD, Kind.NUMBER, Kind.SIGN}:
        return token.text.upper()
    return {Kind.PARAMETER: "?", Kind.NAME: "`", Kind.TEXT: "'"}[token.kind]


# Folding: texts that differ only in the length of a list share one verdict.

# Each form is found by its opening parenthesis and then looks back: so a long text is searched quickly.
_ITEM = r"(?:%s|DEFAULT|NULL)"
_ARM = r"(?:`\w+`\.)?`\w+` = %s\) THEN (?:%s|NULL)"
_FOLDED = re.compile(
    r"\((?:"
    r"(?<=IN \()(?<![\w$`.%]IN \()(?P<item>%s)(?:, %s)+\)"
    r"|(?:(?<=VALUES \()(?<![\w$`.%]VALUES \()|(?<=IN \(\()(?<![\w$`.%]IN \(\())"
    rf"(?P<row>{_ITEM}(?:, {_ITEM})*\))(?:, \((?P=row))+"
    rf"|(?<= WHEN \()(?P<arm>{_ARM})(?: WHEN \({_ARM})+"
    r")",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Fold:
    """A list cut to its first unit, which has `width` parameters from `first` on and stands for `count` alike."""

    first: int
    width: int
    count: int
    dropped: int


def fold(sql: str) -> tuple[str, tuple[Fold, ...]]:
    """Return the text with each IN list, VALUES list and chain of WHENs cut to one unit, and what was cut.

    Only parameters, names and constants are cut away: never a quote, a comment or a subquery.
    """
    if "\0" in sql:
        return sql, ()
    masked = sql.replace("%%", "\0")
    pieces: list[str] = []
    folds: list[Fold] = []
    done, marks = 0, 0
    for match in _FOLDED.finditer(masked):
        unit = str(match.lastgroup)
        start, end = match.span(unit)
        stop = match.end() - (unit == "item")  # the list's closing parenthesis stays
        marks += masked.count("%s", done, end)
        width, dropped = masked.count("%s", start, end), masked.count("%s", end, stop)
        # Nothing inside an arm binds a table, so it stands for itself only: its followers may be others.
        count = 1 if unit == "arm" or not width else 1 + dropped // width
        folds.append(Fold(marks - width, width, count, dropped))
        pieces.append(masked[done:end])
        done = stop
    pieces.append(masked[done:])
    return "".join(pieces).replace("\0", "%%"), tuple(folds)


def unfold(keys: tuple[Key, ...], folds: tuple[Fold, ...]) -> tuple[Key, ...]:
    """Return where the parameters of a folded text are in the text that it was folded from."""
    return tuple(real for key in keys for real in ([key] if isinstance(key, str) else _real(key, folds)))


def _real(position: int, folds: tuple[Fold, ...]) -> list[int]:
    moved = 0
    for each in folds:
        if position < each.first:
            break
        if position < each.first + each.width:
            return [position + moved + each.width * turn for turn in range(each.count)]
        moved += each.dropped
    return [position + moved]
