"""Actions about the history: prints, what was seen of them, and events."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType

from .actions import (
    ACCOUNT,
    ATTR_LIMIT,
    LIMIT,
    NUMBERS,
    PRINTERS,
    AccountTarget,
    Action,
    account,
    invalid,
    printers_of,
    take,
    told_time,
)
from .client import (
    AlertVerdict,
    Days,
    EventType,
    Print,
    PrinterEvent,
    PrintFilter,
    PrintShot,
    ShotAnswer,
)
from .media import MediaItem, MediaKind
from .media_source import media_content_id

ATTR_ANSWER: Final = "answer"
ATTR_END_DATE: Final = "end_date"
ATTR_OLDEST_FIRST: Final = "oldest_first"
ATTR_PRINT_ID: Final = "print_id"
ATTR_PRINT_IDS: Final = "print_ids"
ATTR_RESULT: Final = "result"
ATTR_SHOT_ID: Final = "shot_id"
ATTR_START_DATE: Final = "start_date"
ATTR_TYPES: Final = "types"
ATTR_VERDICT: Final = "verdict"

# No print is older, and the server wants two dates or none.
FIRST_DAY = date(2015, 1, 1)
# Events cannot be asked for by printer: how many are looked at for those of some.
EVENTS_LOOKED_AT = 2000

RESULTS: Final = {
    "finished": PrintFilter.FINISHED,
    "cancelled": PrintFilter.CANCELLED,
    "needs_verdict": PrintFilter.NEEDS_VERDICT,
    "needs_shot_answers": PrintFilter.NEEDS_SHOT_ANSWERS,
}
VERDICTS: Final = {
    "failed": AlertVerdict.FAILED,
    "not_failed": AlertVerdict.NOT_FAILED,
    "none": None,
}
ANSWERS: Final = {answer.value.lower(): answer for answer in ShotAnswer}
EVENT_TYPES: Final = {
    kind.value.lower(): kind for kind in EventType if kind is not EventType.UNKNOWN
}


def _tell_print(target: AccountTarget, found: Print) -> JsonObjectType:
    """Return a print as responses have it: nothing of it leads to signed addresses.

    `media_content_id` finds it in the media browser; `video_path` is where Home Assistant
    shows its time-lapse to those who are signed in.
    """
    account_id = target.coordinator.config_entry.unique_id or ""
    if found.ended_at is None:
        result = "running"
    else:
        result = "cancelled" if found.cancelled_at else "finished"
    return {
        "id": found.id,
        "printer_id": found.printer_id,
        "file_name": found.file_name,
        "file_id": found.g_code_file.id if found.g_code_file else None,
        "result": result,
        "started_at": told_time(found.started_at),
        "ended_at": told_time(found.ended_at),
        "print_time": found.print_time,
        "filament_used": found.filament_used,
        "alerted_at": told_time(found.alert.alerted_at) if found.alert else None,
        "verdict": found.alert_overwrite.lower() if found.alert_overwrite else None,
        "needs_verdict": found.needs_verdict,
        "needs_shot_answers": found.needs_shot_answers,
        "has_video": found.video_url is not None,
        "video_path": MediaItem(
            account=account_id, kind=MediaKind.VIDEO, owner=found.id
        ).path
        if found.video_url
        else None,
        "media_content_id": media_content_id(account_id, found.id),
    }


def _tell_shot(shot: PrintShot) -> JsonObjectType:
    """Return a picture that people are asked about."""
    return {
        "id": shot.id,
        "print_id": shot.print_id,
        "answer": shot.answer.value.lower() if shot.answer else None,
        "answered_at": told_time(shot.answered_at),
    }


def _tell_event(event: PrinterEvent) -> JsonObjectType:
    """Return something that happened."""
    return {
        "id": event.id,
        "type": event.type.value.lower(),
        "class": event.event_class.value.lower() or None,
        "title": event.title,
        "text": event.text,
        "file_name": event.file_name,
        "created_at": told_time(event.created_at),
        "printer_id": event.printer_id,
        "print_id": event.print_id,
    }


def _days(call: ServiceCall) -> Days | None:
    """Return the days that an action names."""
    first: date | None = call.data.get(ATTR_START_DATE)
    last: date | None = call.data.get(ATTR_END_DATE)
    if first is None and last is None:
        return None
    days = Days(
        first=first or FIRST_DAY,
        last=last or dt_util.now().date(),
        time_zone=call.hass.config.time_zone,
    )
    if days.last < days.first:
        raise invalid(
            "dates_reversed", first=days.first.isoformat(), last=days.last.isoformat()
        )
    return days


async def _get_print(target: AccountTarget, print_id: int) -> Print:
    """Return a print of the account."""
    return await target.async_ask(
        target.client.prints.get(print_id),
        invalid("print_not_found", id=str(print_id)),
    )


async def _get_prints(call: ServiceCall) -> ServiceResponse:
    """Return prints of the history."""
    target = account(call)
    prints, more = await target.async_ask(
        take(
            target.client.prints.iterate(
                printer_ids=[found.printer.id for found in printers_of(target, call)],
                which=RESULTS.get(call.data.get(ATTR_RESULT, "")),
                days=_days(call),
                oldest_first=call.data[ATTR_OLDEST_FIRST],
            ),
            call.data[ATTR_LIMIT],
        )
    )
    return {"prints": [_tell_print(target, found) for found in prints], "more": more}


async def _get_print_prediction(call: ServiceCall) -> ServiceResponse:
    """Return the failure score over a print."""
    target = account(call)
    found = await _get_print(target, call.data[ATTR_PRINT_ID])
    frames = await target.async_ask(target.client.prints.get_prediction(found.id))
    scores = [frame.score for frame in frames if frame.score is not None]
    return {
        "print": _tell_print(target, found),
        "highest_score": max(scores, default=None),
        "frames": [
            {
                "number": frame.number,
                "seen_at": told_time(frame.seen_at),
                "score": frame.score,
            }
            for frame in frames
        ],
    }


async def _delete_prints(call: ServiceCall) -> ServiceResponse:
    """Delete prints from the history: all of those named, or none."""
    target = account(call)
    prints = [
        await _get_print(target, print_id)
        for print_id in dict.fromkeys(call.data[ATTR_PRINT_IDS])
    ]
    for found in prints:
        if found.ended_at is None:
            raise invalid(
                "print_runs", id=str(found.id), name=found.file_name or str(found.id)
            )
    if len(prints) == 1:
        await target.async_ask(target.client.prints.delete(prints[0].id))
    else:
        await target.async_ask(
            target.client.prints.delete_many([found.id for found in prints])
        )
    return {
        "deleted": [{"id": found.id, "file_name": found.file_name} for found in prints]
    }


async def _review_print(call: ServiceCall) -> ServiceResponse:
    """Say whether a print was a failure."""
    target, print_id = account(call), call.data[ATTR_PRINT_ID]
    found = await target.async_ask(
        target.client.prints.review(print_id, VERDICTS[call.data[ATTR_VERDICT]]),
        invalid("print_not_found", id=str(print_id)),
    )
    return {"print": _tell_print(target, found)}


async def _get_print_shots(call: ServiceCall) -> ServiceResponse:
    """Return the pictures of alerts that people are asked about."""
    target = account(call)
    shots = await target.async_ask(
        target.client.shots.get_of_alerts(call.data.get(ATTR_PRINT_ID))
    )
    return {"shots": [_tell_shot(shot) for shot in shots]}


async def _answer_print_shot(call: ServiceCall) -> ServiceResponse:
    """Say what a picture shows."""
    target, shot_id = account(call), call.data[ATTR_SHOT_ID]
    shot = await target.async_ask(
        target.client.shots.answer(shot_id, ANSWERS[call.data[ATTR_ANSWER]]),
        invalid("shot_not_found", id=str(shot_id)),
    )
    return {"shot": _tell_shot(shot)}


async def _get_events(call: ServiceCall) -> ServiceResponse:
    """Return what happened to printers."""
    target = account(call)
    printer_ids = {found.printer.id for found in printers_of(target, call)}
    types = call.data.get(ATTR_TYPES) or list(EVENT_TYPES)
    events, more = await target.async_ask(
        take(
            target.client.events.iterate(types=[EVENT_TYPES[kind] for kind in types]),
            call.data[ATTR_LIMIT],
            lambda event: not printer_ids or event.printer_id in printer_ids,
            patience=EVENTS_LOOKED_AT,
        )
    )
    return {"events": [_tell_event(event) for event in events], "more": more}


PRINT: Mapping[vol.Marker, Any] = {vol.Required(ATTR_PRINT_ID): cv.positive_int}

PRINT_ACTIONS: Mapping[str, Action] = {
    "answer_print_shot": Action(
        fields={
            **ACCOUNT,
            vol.Required(ATTR_SHOT_ID): cv.positive_int,
            vol.Required(ATTR_ANSWER): vol.In(ANSWERS),
        },
        handler=_answer_print_shot,
        response=SupportsResponse.OPTIONAL,
    ),
    "delete_prints": Action(
        fields={**ACCOUNT, vol.Required(ATTR_PRINT_IDS): NUMBERS},
        handler=_delete_prints,
        response=SupportsResponse.OPTIONAL,
    ),
    "get_events": Action(
        fields={
            **ACCOUNT,
            **PRINTERS,
            vol.Optional(ATTR_TYPES): vol.All(cv.ensure_list, [vol.In(EVENT_TYPES)]),
            **LIMIT,
        },
        handler=_get_events,
        response=SupportsResponse.ONLY,
    ),
    "get_print_prediction": Action(
        fields={**ACCOUNT, **PRINT},
        handler=_get_print_prediction,
        response=SupportsResponse.ONLY,
    ),
    "get_print_shots": Action(
        fields={**ACCOUNT, vol.Optional(ATTR_PRINT_ID): cv.positive_int},
        handler=_get_print_shots,
        response=SupportsResponse.ONLY,
    ),
    "get_prints": Action(
        fields={
            **ACCOUNT,
            **PRINTERS,
            vol.Optional(ATTR_RESULT): vol.In(RESULTS),
            vol.Optional(ATTR_START_DATE): cv.date,
            vol.Optional(ATTR_END_DATE): cv.date,
            vol.Optional(ATTR_OLDEST_FIRST, default=False): cv.boolean,
            **LIMIT,
        },
        handler=_get_prints,
        response=SupportsResponse.ONLY,
    ),
    "review_print": Action(
        fields={**ACCOUNT, **PRINT, vol.Required(ATTR_VERDICT): vol.In(VERDICTS)},
        handler=_review_print,
        response=SupportsResponse.OPTIONAL,
    ),
}
