"""What coffee is made with and drunk from."""

from shop.catalog.motifs.shapes import BODY, SIDE, TOP, Palette, ellipse, gleam, path, shadow, stroke


def coffee_bag(p: Palette) -> str:
    """Draw a paper bag with a label and a folded top."""
    return (
        shadow(430, 860, 230)
        + path("M232 300h336l24 520c2 24-10 36-34 38-104 8-212 8-316 0-24-2-36-14-34-38Z", BODY)
        + path("M232 300h336l4 84H228Z", p.dark)
        + stroke("M236 340h328", p.light, 4)
        + path("M286 500h228v200H286Z", p.accent)
        + path("M400 536c46 0 66 30 66 64s-20 64-66 64-66-30-66-64 20-64 66-64Z", p.dark)
        + stroke("M356 566c40 10 50 56 88 68", p.accent, 7)
    )


def dallah(p: Palette) -> str:
    """Draw an Arabic coffee pot with its long beak."""
    return (
        shadow(430, 858, 210)
        + '<path d="M300 430C150 400 140 640 268 690" fill="none" stroke="url(#side)" stroke-width="24"/>'
        + path("M500 420c70 0 130-40 180-70 12 18 8 34-6 44-50 36-84 90-160 106Z", SIDE)
        + path(
            "M300 400h210c-14 70-26 110 0 170 50 100 60 230 4 280-60 10-164 10-222 "
            "0-56-50-46-180 8-280 26-60 14-100 0-170Z",
            BODY,
        )
        + path("M296 404c14-70 50-120 108-150 58 30 96 80 110 150-72 14-146 14-218 0Z", TOP)
        + f'<circle cx="404" cy="236" r="22" fill="{p.accent}"/>'
        + path("M284 700h240l6 30H278Z", p.accent)
        + gleam("M326 610c-24 50-34 110-26 160")
    )


def grinder(p: Palette) -> str:
    """Draw a hand mill: a brass hood on a wooden box."""
    return (
        shadow(430, 852, 230)
        + stroke("M400 330V270h170", "#2b2e31", 14)
        + f'<circle cx="574" cy="258" r="28" fill="{p.accent}"/>'
        + path("M262 500c0-100 60-172 138-172s138 72 138 172Z", TOP)
        + path("M226 500h348v40H226Z", p.dark)
        + path("M244 540h312v290c0 14-8 20-22 20H266c-14 0-22-6-22-20Z", BODY)
        + path("M300 660h200v120H300Z", p.dark)
        + f'<circle cx="400" cy="720" r="18" fill="{p.accent}"/>'
    )


def glass(p: Palette) -> str:
    """Draw a small glass, half full."""
    return (
        shadow(420, 832, 150) + '<path d="M270 430h260l-34 380c-2 16-10 22-24 23-48 5-96 5-144 '
        '0-14-1-22-7-24-23Z" fill="#fff" opacity=".42"/>'
        + path("M284 590h232l-20 216c-2 12-8 18-20 19-50 5-102 5-152 0-12-1-18-7-20-19Z", BODY)
        + ellipse(400, 590, 116, 20, TOP)
        + '<ellipse cx="400" cy="430" rx="130" ry="22" fill="none" stroke="#fff" stroke-opacity=".7" stroke-width="6"/>'
        + stroke("M282 520h236", p.accent, 8)
        + gleam("M306 470l22 290")
    )
