"""Which status counts: order by the agent's clock, age by ours."""

from copy import replace

import pytest

from custom_components.obico.client.freshness import FreshStatus
from custom_components.obico.client.models import Status

BLANK = Status.from_json({})


def status(timestamp: float | None, text: str = "Printing") -> Status:
    """Return a status."""
    return replace(BLANK, timestamp=timestamp, text=text)


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


@pytest.fixture
def fresh(clock: Clock) -> FreshStatus:
    """Return what chooses among statuses that live for 150 seconds."""
    return FreshStatus(150, clock)


def test_newest_counts(fresh: FreshStatus) -> None:
    """An older status is passed over while the newer one is fresh."""
    assert fresh.current is None
    assert fresh.ends_at is None
    fresh.hear(status(20))
    fresh.hear(status(10))
    assert fresh.current == status(20)
    fresh.hear(status(21))
    assert fresh.current == status(21)


def test_repetition_renews_nothing(fresh: FreshStatus, clock: Clock) -> None:
    """A status that is said again is as old as before, whatever else it says."""
    fresh.hear(status(20, "Pausing"))
    clock.now = 100
    fresh.hear(status(20, "Paused"))
    assert fresh.current == status(20, "Paused")
    assert fresh.ends_at == 150
    clock.now = 150
    assert fresh.current is None
    fresh.hear(status(20, "Paused"))
    assert fresh.current is None
    assert fresh.ends_at is None


@pytest.mark.parametrize("timestamp", [21, 3])
def test_any_other_status_is_news_after_the_end(
    fresh: FreshStatus, clock: Clock, timestamp: float
) -> None:
    """After the newest status is over, an agent's clock may have been set anyhow."""
    fresh.hear(status(20))
    clock.now = 150
    fresh.hear(status(timestamp))
    assert fresh.current == status(timestamp)


def test_clock_set_back(fresh: FreshStatus, clock: Clock) -> None:
    """An agent whose clock was set back is heard again without a gap."""
    fresh.hear(status(1000))
    for second in range(10, 160, 10):
        clock.now = second
        fresh.hear(status(second))
        assert fresh.current == status(1000 if second < 150 else 150)
    assert fresh.ends_at == 300


def test_status_put_aside_gets_old(fresh: FreshStatus, clock: Clock) -> None:
    """A single older status, also when it is repeated, does not outlive its own time."""
    fresh.hear(status(20))
    clock.now = 1
    fresh.hear(status(10))
    clock.now = 140
    fresh.hear(status(10))
    clock.now = 150
    assert fresh.current == status(10)
    clock.now = 151
    assert fresh.current is None


def test_disconnected_agent(fresh: FreshStatus) -> None:
    """After no status, which the server tells at once, every status is news."""
    fresh.hear(status(20))
    fresh.hear(None)
    assert fresh.current is None
    fresh.hear(status(10))
    assert fresh.current == status(10)


def test_without_a_timestamp(fresh: FreshStatus, clock: Clock) -> None:
    """A status without a timestamp is compared by what it says."""
    fresh.hear(status(None))
    clock.now = 150
    fresh.hear(status(None))
    assert fresh.current is None
    fresh.hear(status(None, "Paused"))
    assert fresh.current == status(None, "Paused")
    fresh.hear(status(10))
    assert fresh.current == status(10)
