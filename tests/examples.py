"""How many examples hypothesis makes up: few in everyday runs, ten times as many with `--hypothesis-profile long`."""

from hypothesis import settings

LONG, TIMES = "long", 10

settings.register_profile(LONG, max_examples=settings.get_profile("default").max_examples * TIMES)


def examples(count: int) -> int:
    """Return this many, or as many times as the profile makes of hypothesis's own default."""
    return count * settings.default.max_examples // settings.get_profile("default").max_examples
