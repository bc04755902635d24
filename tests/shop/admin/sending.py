"""What a browser sends from the editors: forms just as the pages show them, with some fields typed over."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse


class _Fields(HTMLParser):
    """Collects what a form would send: of ticked boxes, chosen options, hidden and typed fields."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.found: dict[str, list[str]] = {}
        self.is_inside = False
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = given.get("action", "") == self.action and given.get("method") == "post"
        if not self.is_inside or "disabled" in given:
            return
        name = given.get("name", "")
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = name
            self.found[name] = [""]
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.found):
            self.found[self.select] = [given.get("value", "")]
        elif tag == "input" and name and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
            default = "on" if given.get("type") == "checkbox" else ""
            self.found.setdefault(name, []).append(given.get("value", default))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area] = [self.found[self.area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


def form_of(page: HttpResponse, action: str, **typed: Any) -> dict[str, Any]:
    """Return what the page's form to this address sends, with these fields typed over; None takes one away."""
    reader = _Fields(action)
    reader.feed(page.content.decode())
    assert reader.found, f"no form goes to {action}"
    found = {name: values if len(values) > 1 else values[0].removeprefix("\n") for name, values in reader.found.items()}
    return {name: value for name, value in {**found, **typed}.items() if value is not None}
