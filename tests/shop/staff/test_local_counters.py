"""The sign-in throttle while Redis is away: each process counts for itself."""

from concurrent.futures import ThreadPoolExecutor

from shop.staff.rules import SignInLimits
from shop.staff.throttle import LocalCounters, Try

LIMITS = SignInLimits(per_email=3, per_address=5, window_s=60)
ANNA = Try("email:anna", "address:1")


def _of(email: str, address: str = "1") -> Try:
    return Try(f"email:{email}", f"address:{address}")


def test_an_email_gets_its_share_and_waits_for_the_rest_of_the_window() -> None:
    counters = LocalCounters()
    assert [counters.admit(ANNA, LIMITS, now_s=10.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert counters.admit(ANNA, LIMITS, now_s=30.0) == 40.0
    assert counters.admit(ANNA, LIMITS, now_s=70.0) == 0.0


def test_an_address_gets_its_share_over_all_emails() -> None:
    counters = LocalCounters()
    assert [counters.admit(_of(str(n)), LIMITS, now_s=0.0) for n in range(6)] == [0.0] * 5 + [60.0]
    assert counters.admit(_of("0", address="2"), LIMITS, now_s=0.0) == 0.0


def test_a_refused_try_counts_nowhere() -> None:
    counters = LocalCounters()
    for _ in range(10):
        counters.admit(ANNA, LIMITS, now_s=0.0)
    assert counters.admit(_of("bob"), LIMITS, now_s=0.0) == 0.0
    assert counters.admit(_of("cid"), LIMITS, now_s=0.0) == 0.0
    assert counters.admit(_of("dan"), LIMITS, now_s=0.0) == 60.0


def test_a_sign_in_that_succeeds_is_taken_back() -> None:
    counters = LocalCounters()
    for _ in range(20):
        assert counters.admit(ANNA, LIMITS, now_s=0.0) == 0.0
        counters.forgive(ANNA)


def test_a_parallel_burst_gets_no_more_than_the_share() -> None:
    counters = LocalCounters()
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _n: counters.admit(ANNA, LIMITS, now_s=0.0), range(200)))
    assert answers.count(0.0) == LIMITS.per_email


def test_a_million_emails_take_no_more_memory_than_allowed() -> None:
    counters = LocalCounters(most=100)
    for n in range(1_000):
        counters.admit(_of(str(n), address=str(n)), LIMITS, now_s=0.0)
    assert len(counters._counts) <= 100
