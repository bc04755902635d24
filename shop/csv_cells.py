"""A text as a cell of a CSV file that people open in spreadsheets.

A spreadsheet runs a cell that begins with = + - @ (or their wide forms), a tab or a line break
(https://owasp.org/www-community/attacks/CSV_Injection). Such a text is written with an apostrophe before it, which
spreadsheets take as "this is text". A text that already begins with apostrophes before such a sign gets one more, so
that taking one off gives back exactly what was there. Numbers that we write are never texts: a quantity of -5 stays -5.
"""

import re

_RUNS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def harmless(text: str) -> str:
    """Return the text as a cell that no spreadsheet runs."""
    return f"'{text}" if _RUNS.match(text) else text


def original(cell: str) -> str:
    """Take off what `harmless` put before the text."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell
