"""Pure decisions of the outbox: when to try again, when to park, whose turn it is, how long to wait."""

from collections import deque
from collections.abc import Mapping, Sequence

MESSAGES_PER_SLOT = 4
"""Messages a relay keeps sent and unclaimed for each worker slot: enough to keep it busy, few enough to stay fair."""

ERROR_LENGTH = 2000


def backoff_s(tries: int, *, first_s: float, longest_s: float, luck: float) -> float:
    """Return the seconds to wait after try number `tries` failed.

    The step doubles with each try up to `longest_s`; `luck` (0 to 1) spreads the wait over the step's upper half,
    so that what failed together does not come back together.
    """
    step_s = min(longest_s, first_s * 2.0 ** min(tries - 1, 60))
    return step_s * (0.5 + luck / 2)


def is_spent(tries: int, max_tries: int) -> bool:
    """Say whether a delivery that failed `tries` times is to be parked."""
    return tries >= max_tries


def room(*, slots: int, unclaimed: int, queued: int) -> int:
    """Return how many more messages may be sent.

    `unclaimed` is what this relay has sent, `queued` what waits in the broker: another relay's messages and copies
    count as well, so a stopped worker's queue does not grow.
    """
    return max(0, slots * MESSAGES_PER_SLOT - max(unclaimed, queued))


def rotated(shops: Sequence[int], *, after: int | None) -> list[int]:
    """Return the shops in ascending order, beginning behind the one that was served last."""
    ordered = sorted(shops)
    if after is None:
        return ordered
    return [shop for shop in ordered if shop > after] + [shop for shop in ordered if shop <= after]


def in_turns[T](work: Mapping[int, Sequence[T]], *, most: int) -> list[T]:
    """Take up to `most` pieces of work: one of each shop in the mapping's order, then the second of each, and so on."""
    taken: list[T] = []
    waiting = deque(deque(pieces) for pieces in work.values() if pieces)
    while waiting and len(taken) < most:
        pieces = waiting.popleft()
        taken.append(pieces.popleft())
        if pieces:
            waiting.append(pieces)
    return taken


def next_wait_s(previous_s: float, *, busy: bool, shortest_s: float, longest_s: float) -> float:
    """Return how long to wait before looking again: the shortest while there is work, then doubling."""
    return shortest_s if busy else min(longest_s, max(shortest_s, previous_s * 2))


def error_text(error: BaseException) -> str:
    """Return an error as it is kept with a parked delivery."""
    return f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
