"""What can be drawn: lamps, stools, pots, cups, coffee things. Each motif is a few shapes in one palette.

Shapes use the gradients that drawings.py defines: body (round, lit from the left), side, top, glow.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Four colours of one thing: its own, where light falls, where none does, and what contrasts."""

    main: str
    light: str
    dark: str
    accent: str


@dataclass(frozen=True, slots=True)
class Motif:
    """How to draw a thing, and where the floor begins behind it (None: it hangs on the wall or from above)."""

    draw: Callable[[Palette], str]
    floor_y: int | None = 680


def _shadow(x: int, y: int, rx: int, ry: int = 26) -> str:
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="#15171a" opacity=".34" filter="url(#soft)"/>'


def _ellipse(x: int, y: int, rx: int, ry: int, fill: str) -> str:
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}"/>'


def _path(line: str, fill: str) -> str:
    return f'<path d="{line}" fill="{fill}"/>'


def _stroke(line: str, colour: str, width: int) -> str:
    return f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"/>'


def _gleam(line: str, width: int = 9) -> str:
    return (
        f'<path d="{line}" fill="none" stroke="#fff" stroke-opacity=".38" stroke-width="{width}" '
        'stroke-linecap="round"/>'
    )


BODY, SIDE, TOP, GLOW = "url(#body)", "url(#side)", "url(#top)", "url(#glow)"


def dome_lamp(p: Palette) -> str:
    """Draw a low dome over a tapered foot, lit."""
    return (
        _shadow(430, 832, 220)
        + _ellipse(400, 640, 360, 300, GLOW)
        + _path(
            "M352 560h96c4 110 30 190 86 250 8 12 2 20-14 22-80 10-160 10-240 0-16-2-22-10-14-22 56-60 82-140 86-250Z",
            SIDE,
        )
        + _path(
            "M138 560C146 400 256 292 400 292s254 108 262 268c0 10-10 16-22 17-160 16-320 16-480 0-12-1-22-7-22-17Z",
            BODY,
        )
        + _path("M160 577c160 16 320 16 480 0-30 22-120 32-240 32s-210-10-240-32Z", p.accent)
        + _gleam("M196 500c22-76 70-132 134-158")
    )


def pendant(p: Palette) -> str:
    """Draw a bell that hangs from a cord."""
    return (
        _ellipse(400, 690, 350, 300, GLOW)
        + _stroke("M400 0V330", "#24272a", 5)
        + _path("M372 322h56v46h-56Z", "#24272a")
        + _path(
            "M352 366h96c16 130 84 224 190 288 10 8 6 16-6 18-154 24-310 24-464 "
            "0-12-2-16-10-6-18 106-64 174-158 190-288Z",
            BODY,
        )
        + _path("M168 672c154 24 310 24 464 0-20 24-120 40-232 40s-212-16-232-40Z", p.accent)
        + _gleam("M336 470c-18 62-54 112-98 152")
    )


def globe(p: Palette) -> str:
    """Draw a paper globe with its ribs."""
    ribs = "".join(
        f'<ellipse cx="400" cy="{500 + y}" rx="{(228**2 - y * y) ** 0.5:.0f}" ry="{10 + abs(y) // 9}" fill="none" '
        f'stroke="{p.dark}" stroke-opacity=".28" stroke-width="3"/>'
        for y in range(-190, 191, 38)
    )
    return (
        _ellipse(400, 500, 390, 390, GLOW)
        + _stroke("M400 0V270", "#24272a", 5)
        + f'<circle cx="400" cy="500" r="228" fill="{p.accent}"/>'
        + f'<circle cx="400" cy="500" r="228" fill="url(#glow)"/>{ribs}'
        + _path("M360 262h80v16h-80Z", "#24272a")
    )


def floor_lamp(p: Palette) -> str:
    """Draw a tall stem that bends over, with a small shade."""
    return (
        _shadow(360, 884, 190)
        + _ellipse(500, 420, 270, 260, GLOW)
        + _ellipse(320, 880, 140, 22, BODY)
        + _stroke("M320 876V330c0-110 60-170 130-170s104 36 104 96", p.dark, 15)
        + _path("M450 400c4-84 44-144 104-144s100 60 104 144c0 8-8 12-18 13-58 7-114 7-172 0-10-1-18-5-18-13Z", BODY)
        + _ellipse(554, 410, 92, 11, p.accent)
    )


def sconce(p: Palette) -> str:
    """Draw a round wall light."""
    return (
        '<circle cx="400" cy="480" r="390" fill="url(#glow)"/>'
        '<circle cx="418" cy="508" r="208" fill="#15171a" opacity=".28" filter="url(#soft)"/>'
        '<circle cx="400" cy="480" r="206" fill="url(#body)"/>'
        f'<circle cx="400" cy="480" r="156" fill="{p.accent}"/>'
        '<circle cx="400" cy="480" r="132" fill="url(#side)"/>' + _gleam("M306 432a106 106 0 0 1 76-60")
    )


def stool(p: Palette) -> str:
    """Draw three legs and a round seat."""
    return (
        _shadow(440, 862, 250)
        + _path("M424 470l26 380c1 13-34 13-35 0L386 470Z", p.dark)
        + _path("M262 470h50l-74 380c-3 14-40 11-38-3Z", SIDE)
        + _path("M538 470h-50l74 380c3 14 40 11 38-3Z", SIDE)
        + _path("M178 418c0-30 98-50 222-50s222 20 222 50v34c0 30-98 50-222 50s-222-20-222-50Z", BODY)
        + _ellipse(400, 418, 222, 48, TOP)
        + _stroke("M250 412c76-24 224-28 300-6M292 436c60-14 160-16 226-2", p.dark, 3)
    )


def vase(p: Palette) -> str:
    """Draw a long-necked vase with one branch."""
    leaves = "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="13" ry="30" transform="rotate({turn} {x} {y})" fill="#6e7a59"/>'
        for x, y, turn in (
            (330, 190, -42),
            (372, 240, -62),
            (468, 150, 34),
            (440, 224, 58),
            (408, 120, 4),
            (430, 300, 52),
        )
    )
    return (
        _shadow(430, 846, 190)
        + _stroke(
            "M402 440C396 330 380 250 326 196M402 440c0-120 26-220 64-288M404 420c-4-110 0-200 4-290", "#59634a", 5
        )
        + leaves
        + _path(
            "M356 420h88c-2 90 8 130 66 196 74 86 60 206-24 230-54 8-118 8-172 "
            "0-84-24-98-144-24-230 58-66 68-106 66-196Z",
            BODY,
        )
        + _ellipse(400, 420, 44, 10, p.dark)
        + _gleam("M306 690c-10 46 2 88 26 112")
    )


def bowl(p: Palette) -> str:
    """Draw a wide footed bowl."""
    return (
        _shadow(430, 800, 240)
        + _path("M318 742h164l18 58c-66 10-134 10-200 0Z", p.dark)
        + _path("M120 520h560c-6 130-118 232-280 232S126 650 120 520Z", BODY)
        + _ellipse(400, 520, 280, 54, p.dark)
        + _ellipse(400, 526, 256, 44, p.accent)
        + _gleam("M164 584c18 58 56 98 104 122")
    )


def cup(p: Palette) -> str:
    """Draw a cup on its saucer."""
    return (
        _shadow(430, 830, 270)
        + _ellipse(400, 806, 270, 40, SIDE)
        + _ellipse(400, 796, 250, 32, TOP)
        + '<path d="M566 566c96-22 138 20 122 82-16 60-88 86-156 74" fill="none" '
        'stroke="url(#side)" stroke-width="26"/>'
        + _path("M200 500h380c4 150-54 292-132 296h-116c-78-4-136-146-132-296Z", BODY)
        + _ellipse(390, 500, 190, 36, p.accent)
        + _ellipse(390, 508, 168, 27, p.dark)
        + _gleam("M238 560c6 76 26 136 54 176")
        + _stroke("M340 420c-24-40 24-66 0-110M420 430c-24-40 24-66 0-110", "#fff", 7).replace("/>", ' opacity=".4"/>')
    )


def teapot(p: Palette) -> str:
    """Draw a round pot with spout, lid and handle."""
    return (
        _shadow(430, 826, 260)
        + '<path d="M220 470C90 400 60 640 236 700" fill="none" stroke="url(#side)" stroke-width="28"/>'
        + _path("M560 640c70-20 80-140 160-180l18 26c-44 60-40 190-160 240Z", SIDE)
        + _path("M190 600c0-120 90-190 210-190s210 70 210 190c0 130-74 220-150 226H340c-76-6-150-96-150-226Z", BODY)
        + _path("M296 436c10-40 50-64 104-64s94 24 104 64c-70 16-138 16-208 0Z", TOP)
        + f'<circle cx="400" cy="356" r="24" fill="{p.accent}"/>'
        + _gleam("M236 560c14-52 48-88 92-104")
    )


def plate(p: Palette) -> str:
    """Draw a plate that stands upright, with a glazed ring."""
    return (
        _shadow(420, 822, 220)
        + '<circle cx="400" cy="540" r="286" fill="url(#side)"/>'
        + '<circle cx="396" cy="536" r="276" fill="url(#body)"/>'
        + f'<circle cx="396" cy="536" r="210" fill="none" stroke="{p.accent}" stroke-width="14"/>'
        + f'<circle cx="396" cy="536" r="172" fill="{p.main}"/>'
        + f'<circle cx="396" cy="536" r="172" fill="none" stroke="{p.dark}" stroke-opacity=".5" stroke-width="5"/>'
        + _gleam("M196 470c24-66 72-114 132-138")
    )


def bottle(p: Palette) -> str:
    """Draw a slender bottle with a stopper and a band."""
    return (
        _shadow(424, 860, 150)
        + f'<circle cx="400" cy="226" r="34" fill="{p.accent}"/>'
        + _path(
            "M364 252h72v168c0 40 84 70 84 150v240c0 30-16 44-40 46-54 6-106 6-160 "
            "0-24-2-40-16-40-46V570c0-80 84-110 84-150Z",
            BODY,
        )
        + _path("M280 640h240v84c-80 12-160 12-240 0Z", p.accent)
        + _gleam("M306 580c4-40 30-66 54-92")
    )


def coffee_bag(p: Palette) -> str:
    """Draw a paper bag with a label and a folded top."""
    return (
        _shadow(430, 860, 230)
        + _path("M232 300h336l24 520c2 24-10 36-34 38-104 8-212 8-316 0-24-2-36-14-34-38Z", BODY)
        + _path("M232 300h336l4 84H228Z", p.dark)
        + _stroke("M236 340h328", p.light, 4)
        + _path("M286 500h228v200H286Z", p.accent)
        + _path("M400 536c46 0 66 30 66 64s-20 64-66 64-66-30-66-64 20-64 66-64Z", p.dark)
        + _stroke("M356 566c40 10 50 56 88 68", p.accent, 7)
    )


def dallah(p: Palette) -> str:
    """Draw an Arabic coffee pot with its long beak."""
    return (
        _shadow(430, 858, 210)
        + '<path d="M300 430C150 400 140 640 268 690" fill="none" stroke="url(#side)" stroke-width="24"/>'
        + _path("M500 420c70 0 130-40 180-70 12 18 8 34-6 44-50 36-84 90-160 106Z", SIDE)
        + _path(
            "M300 400h210c-14 70-26 110 0 170 50 100 60 230 4 280-60 10-164 10-222 "
            "0-56-50-46-180 8-280 26-60 14-100 0-170Z",
            BODY,
        )
        + _path("M296 404c14-70 50-120 108-150 58 30 96 80 110 150-72 14-146 14-218 0Z", TOP)
        + f'<circle cx="404" cy="236" r="22" fill="{p.accent}"/>'
        + _path("M284 700h240l6 30H278Z", p.accent)
        + _gleam("M326 610c-24 50-34 110-26 160")
    )


def grinder(p: Palette) -> str:
    """Draw a hand mill: a brass hood on a wooden box."""
    return (
        _shadow(430, 852, 230)
        + _stroke("M400 330V270h170", "#2b2e31", 14)
        + f'<circle cx="574" cy="258" r="28" fill="{p.accent}"/>'
        + _path("M262 500c0-100 60-172 138-172s138 72 138 172Z", TOP)
        + _path("M226 500h348v40H226Z", p.dark)
        + _path("M244 540h312v290c0 14-8 20-22 20H266c-14 0-22-6-22-20Z", BODY)
        + _path("M300 660h200v120H300Z", p.dark)
        + f'<circle cx="400" cy="720" r="18" fill="{p.accent}"/>'
    )


def glass(p: Palette) -> str:
    """Draw a small glass, half full."""
    return (
        _shadow(420, 832, 150) + '<path d="M270 430h260l-34 380c-2 16-10 22-24 23-48 5-96 5-144 '
        '0-14-1-22-7-24-23Z" fill="#fff" opacity=".42"/>'
        + _path("M284 590h232l-20 216c-2 12-8 18-20 19-50 5-102 5-152 0-12-1-18-7-20-19Z", BODY)
        + _ellipse(400, 590, 116, 20, TOP)
        + '<ellipse cx="400" cy="430" rx="130" ry="22" fill="none" stroke="#fff" stroke-opacity=".7" stroke-width="6"/>'
        + _stroke("M282 520h236", p.accent, 8)
        + _gleam("M306 470l22 290")
    )


MOTIFS: dict[str, Motif] = {
    "bottle": Motif(bottle, 720),
    "bowl": Motif(bowl, 660),
    "coffee-bag": Motif(coffee_bag, 720),
    "cup": Motif(cup, 690),
    "dallah": Motif(dallah, 720),
    "dome-lamp": Motif(dome_lamp, 720),
    "floor-lamp": Motif(floor_lamp, 800),
    "glass": Motif(glass, 700),
    "globe": Motif(globe, None),
    "grinder": Motif(grinder, 720),
    "pendant": Motif(pendant, None),
    "plate": Motif(plate, 740),
    "sconce": Motif(sconce, None),
    "stool": Motif(stool, 700),
    "teapot": Motif(teapot, 700),
    "vase": Motif(vase, 700),
}
