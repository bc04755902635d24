"""Browsers without a screen: HTTP on real sockets to 127.0.0.1, the shop in the Host header, cookies kept."""

import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

LOOPBACK = "127.0.0.1"
"""The only address a browser connects to, whatever host it asks for."""

NO_ANSWER = 0
PATIENCE_S = 40.0


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took; status 0 when nothing came back."""

    status: int
    text: str
    took_s: float
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def location(self) -> str:
        """The path that a redirect leads to."""
        return urlsplit(self.headers.get("location", "")).path

    @property
    def is_honest_refusal(self) -> bool:
        """Whether it says that it cannot just now, and when to ask again."""
        return self.status == 503 and self.headers.get("retry-after", "").isdigit()


class _Fields(HTMLParser):
    """Collects what the forms of a page would send, and its links. What is disabled is sent by no browser."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.offered: set[tuple[str, str]] = set()
        self.links: list[str] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag == "select":
            self._select = str(given.get("name") or "")
        if "disabled" in given:
            return
        if tag == "input" and given.get("name"):
            self._take(str(given["name"]), given.get("value") or "", is_chosen="checked" in given)
        if tag == "option" and self._select:
            self._take(self._select, given.get("value") or "", is_chosen="selected" in given)

    def _take(self, name: str, value: str, *, is_chosen: bool) -> None:
        self.offered.add((name, value))
        if is_chosen:
            self.found[name] = value
        else:
            self.found.setdefault(name, value)


def fields_of(page: str) -> dict[str, str]:
    """Return the named fields of a page: of each name the one that is chosen, or else the first."""
    parser = _Fields()
    parser.feed(page)
    return parser.found


def offers(page: str, name: str, value: str) -> bool:
    """Say whether a form of the page can send this value under this name."""
    parser = _Fields()
    parser.feed(page)
    return (name, value) in parser.offered


def links_of(page: str, prefix: str) -> list[str]:
    """Return the addresses that a page links to, below a prefix, each once."""
    parser = _Fields()
    parser.feed(page)
    return [*dict.fromkeys(link for link in parser.links if link.startswith(prefix))]


class Visitor:
    """One browser at one host. Every request opens a connection of its own."""

    def __init__(self, port: int, host: str, *, patience_s: float = PATIENCE_S) -> None:
        self.port, self.host, self.patience_s = port, host, patience_s
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields), kind | headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        began = time.monotonic()
        connection = HTTPConnection(LOOPBACK, self.port, timeout=self.patience_s)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, {"Host": self.host, "Cookie": cookie, **headers})
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, HTTPException) as error:
            return Answer(NO_ANSWER, f"{type(error).__name__}: {error}", time.monotonic() - began)
        finally:
            connection.close()
        for value in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(value).items()}
        found = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, text, time.monotonic() - began, found)
