"""What the failure detection thinks of a print, and why it sometimes does not look."""

from enum import StrEnum

# Of the failure score: from here on an alert is raised, and the print paused.
WARNING_SCORE, FAILURE_SCORE = 1 / 3, 2 / 3


class DetectionVerdict(StrEnum):
    """What the failure detection thinks of a print."""

    LOOKING_GOOD = "looking_good"
    FISHY = "fishy"
    FAILING = "failing"
    NOT_WATCHING = "not_watching"


class NotWatchingReason(StrEnum):
    """Why the failure detection does not look."""

    DISABLED = "disabled"
    OUT_OF_HOURS = "out_of_hours"
    NOT_PRINTING = "not_printing"
    MUTED = "muted"
    # No server says so: it thinks that it watches, while the printer's agent has nothing
    # to show it.
    NO_PICTURES = "no_pictures"


# The server's words, which are the same in every language.
REASONS = {
    "AI failure detection is disabled": NotWatchingReason.DISABLED,
    "You have run out of AI Detection Hours": NotWatchingReason.OUT_OF_HOURS,
    "Printer is not actively printing": NotWatchingReason.NOT_PRINTING,
    "Alerts are muted for current print": NotWatchingReason.MUTED,
}


def read_verdict(score: float | None, *, watching: bool) -> DetectionVerdict | None:
    """Return what the failure detection thinks, None when it does not tell."""
    if not watching:
        return DetectionVerdict.NOT_WATCHING
    if score is None:
        return None
    if score > FAILURE_SCORE:
        return DetectionVerdict.FAILING
    return (
        DetectionVerdict.FISHY
        if score > WARNING_SCORE
        else DetectionVerdict.LOOKING_GOOD
    )


def read_reason(text: str | None) -> NotWatchingReason | str | None:
    """Return why the failure detection does not look; an unknown reason stays a text."""
    return REASONS.get(text, text) if text else None
