"""What gives light, and what stands beside it."""

from shop.catalog.motifs.shapes import BODY, GLOW, SIDE, TOP, Palette, ellipse, gleam, path, shadow, stroke


def dome_lamp(p: Palette) -> str:
    """Draw a low dome over a tapered foot, lit."""
    return (
        shadow(430, 832, 220)
        + ellipse(400, 640, 360, 300, GLOW)
        + path(
            "M352 560h96c4 110 30 190 86 250 8 12 2 20-14 22-80 10-160 10-240 0-16-2-22-10-14-22 56-60 82-140 86-250Z",
            SIDE,
        )
        + path(
            "M138 560C146 400 256 292 400 292s254 108 262 268c0 10-10 16-22 17-160 16-320 16-480 0-12-1-22-7-22-17Z",
            BODY,
        )
        + path("M160 577c160 16 320 16 480 0-30 22-120 32-240 32s-210-10-240-32Z", p.accent)
        + gleam("M196 500c22-76 70-132 134-158")
    )


def pendant(p: Palette) -> str:
    """Draw a bell that hangs from a cord."""
    return (
        ellipse(400, 690, 350, 300, GLOW)
        + stroke("M400 0V330", "#24272a", 5)
        + path("M372 322h56v46h-56Z", "#24272a")
        + path(
            "M352 366h96c16 130 84 224 190 288 10 8 6 16-6 18-154 24-310 24-464 "
            "0-12-2-16-10-6-18 106-64 174-158 190-288Z",
            BODY,
        )
        + path("M168 672c154 24 310 24 464 0-20 24-120 40-232 40s-212-16-232-40Z", p.accent)
        + gleam("M336 470c-18 62-54 112-98 152")
    )


def globe(p: Palette) -> str:
    """Draw a paper globe with its ribs."""
    ribs = "".join(
        f'<ellipse cx="400" cy="{500 + y}" rx="{(228**2 - y * y) ** 0.5:.0f}" ry="{10 + abs(y) // 9}" fill="none" '
        f'stroke="{p.dark}" stroke-opacity=".28" stroke-width="3"/>'
        for y in range(-190, 191, 38)
    )
    return (
        ellipse(400, 500, 390, 390, GLOW)
        + stroke("M400 0V270", "#24272a", 5)
        + f'<circle cx="400" cy="500" r="228" fill="{p.accent}"/>'
        + f'<circle cx="400" cy="500" r="228" fill="url(#glow)"/>{ribs}'
        + path("M360 262h80v16h-80Z", "#24272a")
    )


def floor_lamp(p: Palette) -> str:
    """Draw a tall stem that bends over, with a small shade."""
    return (
        shadow(360, 884, 190)
        + ellipse(500, 420, 270, 260, GLOW)
        + ellipse(320, 880, 140, 22, BODY)
        + stroke("M320 876V330c0-110 60-170 130-170s104 36 104 96", p.dark, 15)
        + path("M450 400c4-84 44-144 104-144s100 60 104 144c0 8-8 12-18 13-58 7-114 7-172 0-10-1-18-5-18-13Z", BODY)
        + ellipse(554, 410, 92, 11, p.accent)
    )


def sconce(p: Palette) -> str:
    """Draw a round wall light."""
    return (
        '<circle cx="400" cy="480" r="390" fill="url(#glow)"/>'
        '<circle cx="418" cy="508" r="208" fill="#15171a" opacity=".28" filter="url(#soft)"/>'
        '<circle cx="400" cy="480" r="206" fill="url(#body)"/>'
        f'<circle cx="400" cy="480" r="156" fill="{p.accent}"/>'
        '<circle cx="400" cy="480" r="132" fill="url(#side)"/>' + gleam("M306 432a106 106 0 0 1 76-60")
    )


def stool(p: Palette) -> str:
    """Draw three legs and a round seat."""
    return (
        shadow(440, 862, 250)
        + path("M424 470l26 380c1 13-34 13-35 0L386 470Z", p.dark)
        + path("M262 470h50l-74 380c-3 14-40 11-38-3Z", SIDE)
        + path("M538 470h-50l74 380c3 14 40 11 38-3Z", SIDE)
        + path("M178 418c0-30 98-50 222-50s222 20 222 50v34c0 30-98 50-222 50s-222-20-222-50Z", BODY)
        + ellipse(400, 418, 222, 48, TOP)
        + stroke("M250 412c76-24 224-28 300-6M292 436c60-14 160-16 226-2", p.dark, 3)
    )
