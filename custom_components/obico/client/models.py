"""What Obico says, as frozen, typed snapshots. JSON is read here and nowhere else.

No (de)serialisation library is used, on purpose: mashumaro, pydantic and their like
refuse a whole object when one field is of another type than promised, while here every
field has to degrade by itself; and each of them takes longer to import than all of this
integration. Only a record without its identity is unreadable.

Times are aware and in UTC, temperatures in °C, lengths in mm, durations in seconds.
OctoPrint's and Klipper's dialects end here.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Self

from .detection import DetectionVerdict, NotWatchingReason, read_reason, read_verdict
from .errors import ObicoNotAServerError
from .files import GCodeFile
from .profiles import TemperatureProfile
from .reading import (
    NOTHING,
    Json,
    read_flag,
    read_integer,
    read_key,
    read_list,
    read_number,
    read_object,
    read_text,
    read_time,
)
from .record import Record, secret
from .shots import FirstLayerImage, PrintShot
from .states import BUSY, PrinterState, read_state
from .subject import read_records
from .webcams import Picture, Webcam, WebcamStream


class AlertVerdict(StrEnum):
    """What a person says of an alert."""

    FAILED = "FAILED"
    NOT_FAILED = "NOT_FAILED"


class Heater(Record):
    """A heater, or a mere thermometer (`is_sensor`), under the name its printer gives it."""

    name: str
    actual: float | None
    target: float | None
    is_sensor: bool

    @classmethod
    def all_from_json(cls, data: Json) -> tuple[Self, ...]:
        """Read all of a status; one without any value does not exist."""
        heaters = []
        for name, value in data.items():
            if not isinstance(value, dict):
                continue
            actual, target = read_number(value, "actual"), read_number(value, "target")
            if actual is not None or target is not None:
                heaters.append(
                    cls(
                        name=name,
                        actual=actual,
                        target=target,
                        is_sensor=target is None,
                    )
                )
        return tuple(heaters)


class Job(Record):
    """The selected file and how far its print is; the file stays after a print's end.

    `progress` is in percent. `filament_used` is None where nobody measures it: OctoPrint
    sends the plan of the file under that name, which is `filament_planned` here.
    """

    file_name: str | None
    progress: float | None
    elapsed: float | None
    remaining: float | None
    estimated_total: float | None
    filament_used: float | None
    filament_planned: float | None

    @classmethod
    def from_json(cls, status: Json) -> Self:
        """Read the job of a status."""
        job, progress = read_object(status, "job"), read_object(status, "progress")
        file = read_object(job, "file")
        planned = [
            length
            for tool in read_object(job, "filament").values()
            if isinstance(tool, dict) and (length := read_number(tool, "length"))
        ]
        return cls(
            file_name=read_text(file, "display") or read_text(file, "name"),
            progress=read_number(progress, "completion"),
            elapsed=read_number(progress, "printTime"),
            remaining=read_number(progress, "printTimeLeft"),
            estimated_total=read_number(job, "estimatedPrintTime"),
            filament_used=None
            if "filament" in job
            else read_number(progress, "filamentUsed"),
            filament_planned=sum(planned) if planned else None,
        )


class Status(Record):
    """What a printer's agent said last; the server forgets it after 120 seconds.

    `timestamp` is in seconds on the agent's clock, which may be wrong. `fan_speed` is
    0 to 1, `feed_rate` and `flow_rate` are factors (1.0 is as sliced).
    """

    timestamp: float | None
    state: PrinterState
    text: str | None
    error: str | None
    job: Job
    heaters: tuple[Heater, ...]
    z_height: float | None
    layer: int | None
    layer_count: int | None
    fan_speed: float | None
    feed_rate: float | None
    flow_rate: float | None
    message: str | None
    user_interaction_required: bool | None

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Read a status."""
        state = read_object(data, "state")
        metadata = read_object(read_object(data, "file_metadata"), "obico")
        return cls(
            timestamp=read_number(data, "_ts"),
            state=read_state(read_text(state, "text"), read_object(state, "flags")),
            text=read_text(state, "text"),
            error=read_text(state, "error"),
            job=Job.from_json(data),
            heaters=Heater.all_from_json(read_object(data, "temperatures")),
            z_height=read_number(data, "currentZ"),
            layer=read_integer(data, "currentLayerHeight"),
            layer_count=read_integer(metadata, "totalLayerCount"),
            fan_speed=read_number(data, "currentFanSpeed"),
            feed_rate=read_number(data, "currentFeedRate"),
            flow_rate=read_number(data, "currentFlowRate"),
            message=read_text(read_object(data, "display_status"), "message"),
            user_interaction_required=read_flag(data, "user_interaction_required"),
        )


class Alert(Record):
    """The last failure alert of a print."""

    alerted_at: datetime
    acknowledged_at: datetime | None

    @property
    def unacknowledged(self) -> bool:
        """Whether it waits for a person: a second alert leaves the old answer in place."""
        return self.acknowledged_at is None or self.acknowledged_at < self.alerted_at


class Print(Record):
    """A print, running or of the history.

    `cancelled_at` is also set when the printer failed, `finished_at` also when the print
    merely vanished. `paused_by_detection_at` tells only of pauses by the failure detection.
    """

    id: int
    printer_id: int | None
    file_name: str | None
    started_at: datetime | None
    finished_at: datetime | None
    cancelled_at: datetime | None
    paused_by_detection_at: datetime | None
    muted_at: datetime | None
    alert: Alert | None
    alert_overwrite: str | None
    filament_used: float | None
    print_time: float | None
    poster_url: str | None = secret()
    video_url: str | None = secret()
    tagged_video_url: str | None = secret()
    g_code_file: GCodeFile | None
    needs_verdict: bool | None
    needs_shot_answers: bool | None
    # The live stream and the list of printers leave these two out.
    shots: tuple[PrintShot, ...]
    first_layers: tuple[FirstLayerImage, ...]

    @property
    def ended_at(self) -> datetime | None:
        """When it ended, however it did."""
        return self.finished_at or self.cancelled_at

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a print; None without an id."""
        if not isinstance(data, dict) or (number := read_integer(data, "id")) is None:
            return None
        printer = data.get("printer")
        alerted_at = read_time(data, "alerted_at")
        acknowledged_at = read_time(data, "alert_acknowledged_at")
        return cls(
            id=number,
            printer_id=read_integer(printer, "id")
            if isinstance(printer, dict)
            else read_integer(data, "printer"),
            file_name=read_text(data, "filename"),
            started_at=read_time(data, "started_at"),
            finished_at=read_time(data, "finished_at"),
            cancelled_at=read_time(data, "cancelled_at"),
            paused_by_detection_at=read_time(data, "paused_at"),
            muted_at=read_time(data, "alert_muted_at"),
            alert=Alert(alerted_at=alerted_at, acknowledged_at=acknowledged_at)
            if alerted_at
            else None,
            alert_overwrite=read_text(data, "alert_overwrite"),
            filament_used=read_number(data, "filament_used"),
            print_time=read_number(data, "print_time"),
            poster_url=read_text(data, "poster_url"),
            video_url=read_text(data, "video_url"),
            tagged_video_url=read_text(data, "tagged_video_url"),
            g_code_file=GCodeFile.from_json(data.get("g_code_file")),
            needs_verdict=read_flag(data, "need_alert_overwrite"),
            needs_shot_answers=read_flag(data, "need_print_shot_feedback"),
            shots=read_records(
                read_list(data, "printshotfeedback_set"), PrintShot.from_json
            ),
            first_layers=read_records(
                [
                    image
                    for inspection in read_list(data, "firstlayerinspection_set")
                    if isinstance(inspection, dict)
                    for image in read_list(inspection, "images")
                ],
                FirstLayerImage.from_json,
            ),
        )


class Printer(Record):
    """A printer, as its account or its live stream shows it.

    `status` is None when its agent is not connected, when Klipper is down, or when the
    last status is older than 120 seconds. `failure_score` is 0 to 1: an alert is raised
    at 1/3, the print paused at 2/3; it freezes while paused or not watched. What the
    agent said of itself (`agent_version`, `webcam`) outlives it.
    """

    id: int
    name: str
    created_at: datetime | None
    archived_at: datetime | None
    key: str | None = secret()
    agent_name: str | None
    agent_version: str | None
    watching_enabled: bool | None
    not_watching_reason: NotWatchingReason | str | None
    action_on_failure: str | None
    tools_off_on_pause: bool | None
    bed_off_on_pause: bool | None
    retract_on_pause: float | None
    lift_z_on_pause: float | None
    detective_sensitivity: float | None
    failure_score: float | None
    picture: Picture | None
    webcam: Webcam
    has_webcam: bool
    temperature_profiles: tuple[TemperatureProfile, ...]
    webcam_streams: tuple[WebcamStream, ...]
    status: Status | None
    current_print: Print | None

    @property
    def online(self) -> bool:
        """Whether its agent is connected and speaks."""
        return self.status is not None

    @property
    def state(self) -> PrinterState:
        """What it does."""
        return self.status.state if self.status else PrinterState.OFFLINE

    @property
    def file_name(self) -> str | None:
        """The file that is printed or lies ready."""
        if self.current_print and self.current_print.file_name:
            return self.current_print.file_name
        return self.status.job.file_name if self.status else None

    @property
    def heaters(self) -> tuple[Heater, ...]:
        """Its heaters and thermometers, as far as it tells of them now."""
        return self.status.heaters if self.status else ()

    def heater(self, name: str) -> Heater | None:
        """Return a heater or thermometer by its name."""
        return next((heater for heater in self.heaters if heater.name == name), None)

    @property
    def busy(self) -> bool:
        """Whether a print is under way, paused or not."""
        return self.current_print is not None or self.state in BUSY

    @property
    def verdict(self) -> DetectionVerdict | None:
        """What the failure detection thinks of the print."""
        return read_verdict(
            self.failure_score, watching=self.not_watching_reason is None
        )

    @property
    def alert(self) -> Alert | None:
        """The last failure alert of the running print."""
        return self.current_print.alert if self.current_print else None

    @property
    def alert_waits(self) -> bool:
        """Whether an alert of the running print is not acknowledged."""
        return self.alert is not None and self.alert.unacknowledged

    @property
    def muted(self) -> bool:
        """Whether the alerts of the running print are muted."""
        return (
            self.current_print is not None and self.current_print.muted_at is not None
        )

    @property
    def video(self) -> WebcamStream | None:
        """The video of the primary webcam."""
        return next(
            (s for s in self.webcam_streams if s.is_primary and s.carries_video), None
        )

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a printer; None without an id."""
        if not isinstance(data, dict) or (number := read_integer(data, "id")) is None:
            return None
        picture = read_text(read_object(data, "pic"), "img_url")
        settings = read_object(data, "settings")
        status = read_object(data, "status")
        agent_name = read_text(data, "agent_name")
        return cls(
            id=number,
            name=read_text(data, "name") or f"Printer {number}",
            created_at=read_time(data, "created_at"),
            archived_at=read_time(data, "archived_at"),
            key=read_key(data),
            agent_name=agent_name,
            agent_version=read_text(data, "agent_version"),
            watching_enabled=read_flag(data, "watching_enabled"),
            not_watching_reason=read_reason(read_text(data, "not_watching_reason")),
            action_on_failure=read_text(data, "action_on_failure"),
            tools_off_on_pause=read_flag(data, "tools_off_on_pause"),
            bed_off_on_pause=read_flag(data, "bed_off_on_pause"),
            retract_on_pause=read_number(data, "retract_on_pause"),
            lift_z_on_pause=read_number(data, "lift_z_on_pause"),
            detective_sensitivity=read_number(data, "detective_sensitivity"),
            failure_score=read_number(data, "normalized_p"),
            picture=Picture(url=picture) if picture else None,
            webcam=Webcam.from_json(settings),
            has_webcam=bool(read_list(settings, "webcams")),
            temperature_profiles=TemperatureProfile.all_from_json(settings, agent_name),
            webcam_streams=WebcamStream.all_from_json(settings),
            status=Status.from_json(status) if status else None,
            current_print=Print.from_json(data.get("current_print")),
        )


class Printers(Record):
    """The printers of an account by id, and how many records could not be read."""

    by_id: Mapping[int, Printer]
    unreadable: int

    @classmethod
    def from_records(cls, printers: Sequence[Printer | None]) -> Self:
        """Gather what was read, None for what could not be."""
        by_id = {printer.id: printer for printer in printers if printer}
        unreadable = sum(printer is None for printer in printers)
        return cls(by_id=by_id, unreadable=unreadable)


class LinkedPrinter(Record):
    """What a printer's key tells of its printer."""

    id: int
    name: str | None

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read it. Raises ObicoNotAServerError without an id."""
        printer = read_object(data, "printer") if isinstance(data, dict) else NOTHING
        if (number := read_integer(printer, "id")) is None:
            raise ObicoNotAServerError("the printer has no id")
        return cls(id=number, name=read_text(printer, "name"))


class VerifiedCode(Record):
    """What a link code is traded for; `agent_name` tells whether the printer had an agent.

    `printer` is None when the answer lacks its id: the code is spent, the key counts.
    """

    key: str = secret()
    name: str
    agent_name: str | None
    printer: Printer | None

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read it. Raises ObicoNotAServerError without a key."""
        record = read_object(data, "printer") if isinstance(data, dict) else NOTHING
        if (key := read_key(record)) is None:
            raise ObicoNotAServerError("the code was accepted, but no key came")
        printer = Printer.from_json(record)
        return cls(
            key=key,
            name=printer.name if printer else read_text(record, "name") or "Printer",
            agent_name=read_text(record, "agent_name"),
            printer=printer,
        )
