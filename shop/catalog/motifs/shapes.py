"""The strokes that every motif is made of, filled with the gradients that drawings.py defines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Four colours of one thing: its own, where light falls, where none does, and what contrasts."""

    main: str
    light: str
    dark: str
    accent: str


def shadow(x: int, y: int, rx: int, ry: int = 26) -> str:
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="#15171a" opacity=".34" filter="url(#soft)"/>'


def ellipse(x: int, y: int, rx: int, ry: int, fill: str) -> str:
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}"/>'


def path(line: str, fill: str) -> str:
    return f'<path d="{line}" fill="{fill}"/>'


def stroke(line: str, colour: str, width: int) -> str:
    return f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"/>'


def gleam(line: str, width: int = 9) -> str:
    return (
        f'<path d="{line}" fill="none" stroke="#fff" stroke-opacity=".38" stroke-width="{width}" '
        'stroke-linecap="round"/>'
    )


BODY, SIDE, TOP, GLOW = "url(#body)", "url(#side)", "url(#top)", "url(#glow)"
