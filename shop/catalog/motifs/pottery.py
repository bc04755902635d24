"""What is thrown and fired."""

from shop.catalog.motifs.shapes import BODY, SIDE, TOP, Palette, ellipse, gleam, path, shadow, stroke


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
        shadow(430, 846, 190)
        + stroke(
            "M402 440C396 330 380 250 326 196M402 440c0-120 26-220 64-288M404 420c-4-110 0-200 4-290", "#59634a", 5
        )
        + leaves
        + path(
            "M356 420h88c-2 90 8 130 66 196 74 86 60 206-24 230-54 8-118 8-172 "
            "0-84-24-98-144-24-230 58-66 68-106 66-196Z",
            BODY,
        )
        + ellipse(400, 420, 44, 10, p.dark)
        + gleam("M306 690c-10 46 2 88 26 112")
    )


def bowl(p: Palette) -> str:
    """Draw a wide footed bowl."""
    return (
        shadow(430, 800, 240)
        + path("M318 742h164l18 58c-66 10-134 10-200 0Z", p.dark)
        + path("M120 520h560c-6 130-118 232-280 232S126 650 120 520Z", BODY)
        + ellipse(400, 520, 280, 54, p.dark)
        + ellipse(400, 526, 256, 44, p.accent)
        + gleam("M164 584c18 58 56 98 104 122")
    )


def cup(p: Palette) -> str:
    """Draw a cup on its saucer."""
    return (
        shadow(430, 830, 270)
        + ellipse(400, 806, 270, 40, SIDE)
        + ellipse(400, 796, 250, 32, TOP)
        + '<path d="M566 566c96-22 138 20 122 82-16 60-88 86-156 74" fill="none" '
        'stroke="url(#side)" stroke-width="26"/>'
        + path("M200 500h380c4 150-54 292-132 296h-116c-78-4-136-146-132-296Z", BODY)
        + ellipse(390, 500, 190, 36, p.accent)
        + ellipse(390, 508, 168, 27, p.dark)
        + gleam("M238 560c6 76 26 136 54 176")
        + stroke("M340 420c-24-40 24-66 0-110M420 430c-24-40 24-66 0-110", "#fff", 7).replace("/>", ' opacity=".4"/>')
    )


def teapot(p: Palette) -> str:
    """Draw a round pot with spout, lid and handle."""
    return (
        shadow(430, 826, 260)
        + '<path d="M220 470C90 400 60 640 236 700" fill="none" stroke="url(#side)" stroke-width="28"/>'
        + path("M560 640c70-20 80-140 160-180l18 26c-44 60-40 190-160 240Z", SIDE)
        + path("M190 600c0-120 90-190 210-190s210 70 210 190c0 130-74 220-150 226H340c-76-6-150-96-150-226Z", BODY)
        + path("M296 436c10-40 50-64 104-64s94 24 104 64c-70 16-138 16-208 0Z", TOP)
        + f'<circle cx="400" cy="356" r="24" fill="{p.accent}"/>'
        + gleam("M236 560c14-52 48-88 92-104")
    )


def plate(p: Palette) -> str:
    """Draw a plate that stands upright, with a glazed ring."""
    return (
        shadow(420, 822, 220)
        + '<circle cx="400" cy="540" r="286" fill="url(#side)"/>'
        + '<circle cx="396" cy="536" r="276" fill="url(#body)"/>'
        + f'<circle cx="396" cy="536" r="210" fill="none" stroke="{p.accent}" stroke-width="14"/>'
        + f'<circle cx="396" cy="536" r="172" fill="{p.main}"/>'
        + f'<circle cx="396" cy="536" r="172" fill="none" stroke="{p.dark}" stroke-opacity=".5" stroke-width="5"/>'
        + gleam("M196 470c24-66 72-114 132-138")
    )


def bottle(p: Palette) -> str:
    """Draw a slender bottle with a stopper and a band."""
    return (
        shadow(424, 860, 150)
        + f'<circle cx="400" cy="226" r="34" fill="{p.accent}"/>'
        + path(
            "M364 252h72v168c0 40 84 70 84 150v240c0 30-16 44-40 46-54 6-106 6-160 "
            "0-24-2-40-16-40-46V570c0-80 84-110 84-150Z",
            BODY,
        )
        + path("M280 640h240v84c-80 12-160 12-240 0Z", p.accent)
        + gleam("M306 580c4-40 30-66 54-92")
    )
