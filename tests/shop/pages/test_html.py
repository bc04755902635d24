"""What merchants write as HTML is shown without anything that could do harm."""

import pytest

from shop.pages.html import plain_text, safe_html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Oiled <strong>oak</strong>.", "Oiled <strong>oak</strong>."),
        ("A<script>alert(1)</script>B", "AB"),
        ("<style>p{}</style>A", "A"),
        ('<p onclick="x()" style="color:red" class="a" id="b">A</p>', "<p>A</p>"),
        ('<a href="javascript:x()">A</a>', '<a rel="nofollow noopener">A</a>'),
        ('<a href="https://a.example">A</a>', '<a href="https://a.example" rel="nofollow noopener">A</a>'),
        ('<img src="x" onerror="x()">A', "A"),
        ("<iframe src=//x></iframe><form><input></form>A", "A"),
        ("<p>never closed", "<p>never closed</p>"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ('<svg onload="x()"><script>x()</script></svg>A', "A"),
        ("<math><mtext></p><script>x()</script>", ""),
        ('<a href="java\tscript:x()">A</a>', '<a rel="nofollow noopener">A</a>'),
        ('<a href="data:text/html,x">A</a>', '<a rel="nofollow noopener">A</a>'),
        ("</div></main><h1>Podium</h1>", "Podium"),
        ("<base href=//x><meta http-equiv=refresh content=0>A", "A"),
    ],
)
def test_only_harmless_elements_are_shown(written: str, shown: str) -> None:
    assert safe_html(written) == shown


def test_the_plain_text_keeps_words_apart_and_reads_entities() -> None:
    assert plain_text("<p>Oak &amp; ash.</p><p>45 cm</p><script>x</script>") == "Oak & ash. 45 cm"
