"""What no template may do, and what each form must."""

import re

import pytest

from shop.pages.styles import SOURCE, sheets
from tests.shop.pages.templates import ROOT, templates

TEMPLATES = templates()

FORBIDDEN = {
    "an inline style": re.compile(r"<style|\sstyle="),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "an event attribute": re.compile(r"\son[a-z]+=", re.IGNORECASE),
    "htmx that evaluates": re.compile(r"\shx-on|\shx-vals=[\"']js:|hx-trigger=\"[^\"]*\["),
    "something from elsewhere": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//"),
    "an arbitrary colour": re.compile(r"-\[(?:#|rgb|hsl|oklch|color:)"),
    "a colour of Tailwind's palette": re.compile(
        r"\b(?:bg|text|border|fill|stroke|ring)-(?:red|green|blue|gray|slate|zinc|amber|white|black)\b(?:-\d+)?"
    ),
    "text that is marked safe": re.compile(r"\|\s*safe\b|autoescape off"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    assert not [path for path, text in TEMPLATES.items() if FORBIDDEN[what].search(text)]


def test_every_post_form_carries_our_token() -> None:
    forms = [
        (path, form) for path, text in TEMPLATES.items() for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL)
    ]
    assert forms
    assert not [path for path, form in forms if 'method="post"' in form and "{% csrf_token %}" not in form]


def test_every_picture_has_a_text_and_a_size() -> None:
    pictures = [(path, tag) for path, text in TEMPLATES.items() for tag in re.findall(r"<img\b[^>]*", text)]
    assert pictures
    for path, tag in pictures:
        assert all(name in tag for name in ("alt=", "width=", "height=")), path


def test_words_go_through_translation() -> None:
    untranslated = {path: words for path, text in TEMPLATES.items() if (words := _bare_words(text))}
    assert not untranslated


def _bare_words(text: str) -> set[str]:
    """Return the words that stand in a template outside of tags."""
    text = re.sub(r"{% block main_class %}.*?{% endblock main_class %}", "", text)  # it stands inside of an attribute
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", text, flags=re.DOTALL)
    return set(re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>", " ", text))) - {"Podium"}


def test_every_template_folder_is_read_by_a_style_sheet() -> None:
    read = {
        (sheet.source.parent / found).resolve()
        for sheet in sheets()
        for found in SOURCE.findall(sheet.source.read_text("utf-8"))
    }
    for path in TEMPLATES:
        assert any((ROOT / path).is_relative_to(folder) for folder in read), path
