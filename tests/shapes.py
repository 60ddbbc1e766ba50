"""Comparing what the simulated server says with what a real one said."""

from collections.abc import Iterable
import re
from typing import Any

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
MEDIA = re.compile(r"http://localhost:3334/media/([\w./-]+)\?digest=[\w-]+={0,2}")
NUMBERS = re.compile(r"\d+")

# Words of the protocol, which must be the same; other texts only have to be of a kind.
SAME_TEXT = frozenset(
    {
        "action_on_failure",
        "agent_name",
        "agent_version",
        "alert_overwrite",
        "detail",
        "error",
        "event_class",
        "event_title",
        "event_type",
        "is_authenticated",
        "model",
        "not_watching_reason",
        "streamRatio",
        "text",
        "type",
        "version",
        "webcam_streamRatio",
    }
)
# What depends on the moment and may be null in one and not in the other: OctoPrint
# changes its way of estimating, and remembers how long a file took the last time.
NULL_OR_NOT = frozenset(
    {"averagePrintTime", "lastPrintTime", "printTimeLeft", "printTimeLeftOrigin"}
)
# The copy of a printer within its print is sometimes older than the printer itself.
OLDER_COPY = ".current_print.printer.not_watching_reason"
# Keys that OctoPrint adds once it has printed a file.
MAY_BE_MISSING = frozenset({"history", "statistics"})
# Names of files differ, and so do the keys below them.
FREE_KEYS = frozenset({"local"})


def differences(recorded: Any, ours: Any, path: str = "") -> Iterable[str]:
    """Say where two JSON values differ in keys, types, or words of the protocol."""
    if path.endswith(OLDER_COPY):
        return
    key = path.rpartition(".")[2].removesuffix("[]")
    if recorded is None or ours is None:
        if (recorded is None) != (ours is None) and key not in NULL_OR_NOT:
            yield f"{path}: {_short(recorded)} was recorded, ours is {_short(ours)}"
        return
    if _kind(recorded) != _kind(ours):
        yield f"{path}: {_short(recorded)} was recorded, ours is {_short(ours)}"
    elif isinstance(recorded, dict):
        if key in FREE_KEYS:
            return
        for missing in (recorded.keys() ^ ours.keys()) - MAY_BE_MISSING:
            where = "ours" if missing in recorded else "the recording"
            yield f"{path}.{missing}: missing in {where}"
        for name in recorded.keys() & ours.keys():
            yield from differences(recorded[name], ours[name], f"{path}.{name}")
    elif isinstance(recorded, list):
        yield from _list_differences(recorded, ours, path)
    elif isinstance(recorded, str):
        yield from _text_differences(recorded, ours, path, key)
    elif isinstance(recorded, bool) and recorded is not ours:
        yield f"{path}: {recorded} was recorded, ours is {ours}"


def _list_differences(recorded: list[Any], ours: list[Any], path: str) -> Iterable[str]:
    """Compare lists: every element of ours must be like some recorded one."""
    if bool(recorded) != bool(ours):
        yield f"{path}: {len(recorded)} were recorded, ours are {len(ours)}"
        return
    for number, element in enumerate(ours):
        found = [list(differences(other, element, f"{path}[]")) for other in recorded]
        if all(found):
            # The one that is most alike tells what is wrong.
            for text in min(found, key=len):
                yield f"element {number}: {text}"


def _text_differences(recorded: str, ours: str, path: str, key: str) -> Iterable[str]:
    """Compare texts: times with times, media with media of the same folder, words."""
    if key in SAME_TEXT:
        if NUMBERS.sub("#", recorded) != NUMBERS.sub("#", ours):
            yield f"{path}: {recorded!r} was recorded, ours is {ours!r}"
        return
    if bool(TIME.fullmatch(recorded)) != bool(TIME.fullmatch(ours)):
        yield f"{path}: {recorded!r} was recorded, ours is {ours!r}"
    if media := MEDIA.fullmatch(recorded):
        own = MEDIA.fullmatch(ours)
        if own is None or media[1].split("/")[:1] != own[1].split("/")[:1]:
            yield f"{path}: {recorded[:80]} was recorded, ours is {ours[:80]}"


def _kind(value: Any) -> str:
    """Return the JSON type; JSON has one type for all numbers."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return type(value).__name__


def _short(value: Any) -> str:
    """Show a value without filling the screen."""
    text = repr(value)
    return text if len(text) < 60 else f"{text[:60]}…"
