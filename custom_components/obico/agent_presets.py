"""What is known of the integrations that bring printers into Home Assistant.

Their entities are found by unique id, which no person changes; of several that fit, the
shortest is the one, for all of a device begin or end alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Final

from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er

from .agent_config import (
    COMMANDS,
    CONF_BED_TARGET,
    CONF_BED_TEMPERATURE,
    CONF_CAMERA,
    CONF_CANCEL,
    CONF_CHAMBER_TARGET,
    CONF_CHAMBER_TEMPERATURE,
    CONF_FILE_NAME,
    CONF_LAYER,
    CONF_NOZZLE_TARGET,
    CONF_NOZZLE_TEMPERATURE,
    CONF_PAUSE,
    CONF_PROGRESS,
    CONF_RESUME,
    CONF_STATUS,
    CONF_TIME_LEFT,
    CONF_TOTAL_LAYERS,
    Meaning,
    States,
    plain_state,
    read_states,
)


@dataclass(frozen=True, kw_only=True)
class Preset:
    """What the states of an integration mean, and which of its entities tell what.

    An entity is given as `platform.unique id`, with wildcards; of several the first that
    is there. States that are left out change nothing.
    """

    states: Mapping[Meaning, Iterable[str]]
    entities: Mapping[str, tuple[str, ...]]

    @cached_property
    def meanings(self) -> States:
        """What each state means."""
        return {
            plain_state(state): meaning
            for meaning, states in self.states.items()
            for state in states
        }


PRESETS: Final[Mapping[str, Preset]] = {
    "anycubic_cloud": Preset(
        states={
            Meaning.STARTING: ("downloading", "checking", "preheating", "slicing"),
            Meaning.PRINTING: ("printing",),
            Meaning.PAUSED: ("paused",),
            Meaning.FINISHED: ("finished",),
            # Also when a person cancelled it.
            Meaning.CANCELLED: ("failed",),
        },
        entities={
            CONF_STATUS: ("sensor.*-job_state",),
            CONF_PROGRESS: ("sensor.*-job_progress",),
            CONF_TIME_LEFT: ("sensor.*-job_time_remaining",),
            CONF_FILE_NAME: ("sensor.*-job_name",),
            CONF_LAYER: ("sensor.*-job_current_layer",),
            CONF_TOTAL_LAYERS: ("sensor.*-job_total_layers",),
            CONF_NOZZLE_TEMPERATURE: ("sensor.*-curr_nozzle_temp",),
            CONF_NOZZLE_TARGET: ("sensor.*-target_nozzle_temp",),
            CONF_BED_TEMPERATURE: ("sensor.*-curr_hotbed_temp",),
            CONF_BED_TARGET: ("sensor.*-target_hotbed_temp",),
            CONF_PAUSE: ("button.*-pause_print",),
            CONF_RESUME: ("button.*-resume_print",),
            CONF_CANCEL: ("button.*-cancel_print",),
        },
    ),
    "bambu_lab": Preset(
        states={
            Meaning.STARTING: ("prepare", "slicing", "init"),
            Meaning.PRINTING: ("running",),
            Meaning.PAUSED: ("pause",),
            Meaning.OPERATIONAL: ("idle",),
            Meaning.FINISHED: ("finish",),
            # Stays until the next print, for cancelled ones too.
            Meaning.FAILED: ("failed",),
            Meaning.OFFLINE: ("offline",),
        },
        entities={
            CONF_CAMERA: ("camera.*_camera",),
            CONF_STATUS: ("sensor.*_print_status",),
            CONF_PROGRESS: ("sensor.*_print_progress",),
            CONF_TIME_LEFT: ("sensor.*_remaining_time",),
            CONF_FILE_NAME: ("sensor.*_subtask_name", "sensor.*_gcode_file"),
            CONF_LAYER: ("sensor.*_current_layer",),
            CONF_TOTAL_LAYERS: ("sensor.*_total_layers",),
            CONF_NOZZLE_TEMPERATURE: ("sensor.*_nozzle_temp",),
            CONF_NOZZLE_TARGET: (
                "number.*_target_nozzle_temperature",
                "sensor.*_target_nozzle_temp",
            ),
            CONF_BED_TEMPERATURE: ("sensor.*_bed_temp",),
            CONF_BED_TARGET: (
                "number.*_target_bed_temperature",
                "sensor.*_target_bed_temp",
            ),
            CONF_CHAMBER_TEMPERATURE: ("sensor.*_chamber_temp",),
            CONF_CHAMBER_TARGET: (
                "number.*_target_chamber_temperature",
                "sensor.*_target_chamber_temp",
            ),
            CONF_PAUSE: ("button.*_pause",),
            CONF_RESUME: ("button.*_resume",),
            CONF_CANCEL: ("button.*_stop",),
        },
    ),
    "elegoo_printer": Preset(
        states={
            Meaning.STARTING: (
                "file_checking",
                "homing",
                "leveling",
                "loading",
                "preheating",
            ),
            Meaning.PRINTING: (
                "dropping",
                "lifting",
                "printing",
                "printing_recovery",
                "recovery",
            ),
            Meaning.PAUSING: ("pausing",),
            Meaning.PAUSED: ("paused",),
            Meaning.CANCELLING: ("stopping",),
            Meaning.OPERATIONAL: ("idle",),
            Meaning.FINISHED: ("complete",),
            Meaning.CANCELLED: ("stopped",),
        },
        entities={
            CONF_CAMERA: ("camera.*_chamber_camera",),
            CONF_STATUS: ("sensor.*_print_status",),
            CONF_PROGRESS: ("sensor.*_percent_complete",),
            CONF_TIME_LEFT: ("sensor.*_ticks_remaining",),
            CONF_FILE_NAME: ("sensor.*_filename",),
            CONF_LAYER: ("sensor.*_current_layer",),
            CONF_TOTAL_LAYERS: ("sensor.*_total_layers",),
            CONF_NOZZLE_TEMPERATURE: ("sensor.*_nozzle_temp",),
            CONF_NOZZLE_TARGET: ("number.*_target_nozzle_temp",),
            CONF_BED_TEMPERATURE: ("sensor.*_bed_temp",),
            CONF_BED_TARGET: ("number.*_target_bed_temp",),
            CONF_CHAMBER_TEMPERATURE: ("sensor.*_temp_of_box",),
            CONF_PAUSE: ("button.*_pause_print",),
            CONF_RESUME: ("button.*_resume_print",),
            CONF_CANCEL: ("button.*_stop_print",),
        },
    ),
    "ha_creality_ws": Preset(
        states={
            Meaning.STARTING: ("self-testing",),
            Meaning.PRINTING: ("printing",),
            Meaning.PAUSED: ("paused",),
            Meaning.OPERATIONAL: ("idle",),
            Meaning.FINISHED: ("completed",),
            Meaning.CANCELLED: ("stopped",),
            Meaning.ERROR: ("error",),
            Meaning.OFFLINE: ("off",),
        },
        entities={
            CONF_CAMERA: ("camera.*-camera",),
            CONF_STATUS: ("sensor.*-print_status",),
            CONF_PROGRESS: ("sensor.*-print_progress",),
            CONF_TIME_LEFT: ("sensor.*-print_left_time",),
            CONF_LAYER: ("sensor.*-current_layer",),
            CONF_TOTAL_LAYERS: ("sensor.*-total_layers",),
            CONF_NOZZLE_TEMPERATURE: ("sensor.*-nozzle_temperature",),
            CONF_NOZZLE_TARGET: ("number.*-nozzle_target",),
            CONF_BED_TEMPERATURE: ("sensor.*-bed_temperature",),
            CONF_BED_TARGET: ("number.*-bed_target_*",),
            CONF_CHAMBER_TEMPERATURE: ("sensor.*-box_temperature",),
            CONF_CHAMBER_TARGET: ("number.*-box_target",),
            CONF_PAUSE: ("button.*-pause_print",),
            CONF_RESUME: ("button.*-resume_print",),
            CONF_CANCEL: ("button.*-stop_print",),
        },
    ),
    "moonraker": Preset(
        states={
            Meaning.PRINTING: ("printing",),
            Meaning.PAUSED: ("paused",),
            Meaning.OPERATIONAL: ("standby",),
            Meaning.FINISHED: ("complete",),
            Meaning.CANCELLED: ("cancelled",),
            # Of the print: it stays until the next one.
            Meaning.FAILED: ("error",),
        },
        entities={
            CONF_CAMERA: ("camera.*_[0-9]", "camera.*_[0-9][0-9]"),
            CONF_STATUS: ("sensor.*_print_state",),
            CONF_PROGRESS: ("sensor.*_progress",),
            CONF_TIME_LEFT: ("sensor.*_print_time_left",),
            CONF_FILE_NAME: ("sensor.*_filename",),
            CONF_LAYER: ("sensor.*_current_layer",),
            CONF_TOTAL_LAYERS: ("sensor.*_total_layer",),
            CONF_NOZZLE_TEMPERATURE: ("sensor.*_extruder_temp",),
            CONF_NOZZLE_TARGET: ("number.*_extruder_target",),
            CONF_BED_TEMPERATURE: ("sensor.*_heater_bed_temp",),
            CONF_BED_TARGET: ("number.*_heater_bed_target",),
            CONF_PAUSE: ("button.*_pause_print",),
            CONF_RESUME: ("button.*_resume_print",),
            CONF_CANCEL: ("button.*_cancel_print",),
        },
    ),
    "octoprint": Preset(
        states={
            Meaning.STARTING: (
                "starting",
                "starting_sd",
                "starting_streaming",
                "transferring_file",
            ),
            Meaning.PRINTING: ("printing", "printing_sd", "printing_streaming"),
            Meaning.PAUSING: ("pausing",),
            Meaning.PAUSED: ("paused",),
            Meaning.RESUMING: ("resuming",),
            Meaning.CANCELLING: ("cancelling",),
            Meaning.FINISHING: ("finishing",),
            Meaning.OPERATIONAL: ("operational",),
            Meaning.ERROR: ("error", "offline_after_error"),
            Meaning.OFFLINE: (
                "connecting",
                "detect_serial",
                "offline",
                "open_serial",
            ),
        },
        entities={
            CONF_CAMERA: ("camera.*",),
            CONF_STATUS: ("sensor.Current State-*",),
            CONF_PROGRESS: ("sensor.Job Percentage-*",),
            CONF_TIME_LEFT: ("sensor.Estimated Finish Time-*",),
            CONF_FILE_NAME: ("sensor.Current File-*",),
            CONF_NOZZLE_TEMPERATURE: ("sensor.actual tool0 temp-*",),
            CONF_NOZZLE_TARGET: (
                "number.*_tool0_temperature",
                "sensor.target tool0 temp-*",
            ),
            CONF_BED_TEMPERATURE: ("sensor.actual bed temp-*",),
            CONF_BED_TARGET: ("number.*_bed_temperature", "sensor.target bed temp-*"),
            CONF_CHAMBER_TEMPERATURE: ("sensor.actual chamber temp-*",),
            CONF_PAUSE: ("button.Pause Job-*",),
            CONF_RESUME: ("button.Resume Job-*",),
            CONF_CANCEL: ("button.Stop Job-*",),
        },
    ),
    "prusalink": Preset(
        states={
            Meaning.PRINTING: ("printing",),
            Meaning.PAUSED: ("paused",),
            Meaning.OPERATIONAL: ("idle", "ready"),
            Meaning.FINISHED: ("finished",),
            Meaning.CANCELLED: ("stopped",),
            Meaning.ERROR: ("error",),
        },
        entities={
            # Its camera shows the slicer's preview.
            CONF_STATUS: ("sensor.*_printer.state",),
            CONF_PROGRESS: ("sensor.*_job.progress",),
            CONF_TIME_LEFT: ("sensor.*_job.finish",),
            CONF_FILE_NAME: ("sensor.*_job.filename",),
            CONF_NOZZLE_TEMPERATURE: ("sensor.*.temp-nozzle",),
            CONF_NOZZLE_TARGET: ("sensor.*.temp-nozzle.target",),
            CONF_BED_TEMPERATURE: ("sensor.*.temp-bed",),
            CONF_BED_TARGET: ("sensor.*.temp-bed.target",),
            CONF_PAUSE: ("button.*_job.pause_job",),
            CONF_RESUME: ("button.*_job.resume_job",),
            CONF_CANCEL: ("button.*_printer.cancel_job",),
        },
    ),
}

# Words for the states of anything else, to be confirmed by a person.
GUESSES: Final[States] = read_states(
    {
        Meaning.PRINTING: (
            "active",
            "busy",
            "on",
            "prepare",
            "preparing",
            "preheating",
            "print",
            "printing",
            "resuming",
            "running",
            "starting",
        ),
        Meaning.PAUSED: ("pause", "paused", "pausing"),
        Meaning.OPERATIONAL: ("idle", "off", "operational", "ready", "standby"),
        Meaning.FINISHED: ("complete", "completed", "done", "finish", "finished"),
        Meaning.CANCELLED: (
            "aborted",
            "canceled",
            "cancelled",
            "stop",
            "stopped",
        ),
        Meaning.ERROR: ("error", "fail", "failed", "failure"),
        Meaning.OFFLINE: ("disconnected", "not connected", "offline"),
    }
)
ON_OFF: Final = frozenset({"binary_sensor", "input_boolean", "switch"})


@callback
def preset_of(hass: HomeAssistant, entity_id: str | None) -> Preset | None:
    """Return what is known of the integration of an entity."""
    found = er.async_get(hass).async_get(entity_id) if entity_id else None
    return PRESETS.get(found.platform) if found else None


@callback
def find_entities(hass: HomeAssistant, device_id: str) -> dict[str, str]:
    """Return the entities of a printer's device that tell something, by field."""
    registry = er.async_get(hass)
    found: dict[str, str] = {}
    entities = er.async_entries_for_device(registry, device_id)
    for platform in {entity.platform for entity in entities} & PRESETS.keys():
        own = sorted(
            (entity for entity in entities if entity.platform == platform),
            key=lambda entity: (len(entity.unique_id), entity.unique_id),
        )
        for name, patterns in PRESETS[platform].entities.items():
            fitting = (
                entity.entity_id
                for pattern in patterns
                for entity in own
                if fnmatchcase(f"{entity.domain}.{entity.unique_id}", pattern)
            )
            if (entity_id := next(fitting, None)) is not None:
                found[name] = entity_id
    return found


@callback
def preselect(hass: HomeAssistant, device_id: str) -> dict[str, Any]:
    """Return a form filled in with what a device has: its buttons become actions."""
    found: dict[str, Any] = dict(find_entities(hass, device_id))
    for command in COMMANDS:
        if command in found:
            found[command] = [
                {"action": "button.press", "target": {"entity_id": found[command]}}
            ]
    return found


@callback
def guess_states(state: State | None, domain: str) -> dict[str, list[str]]:
    """Return what the states of an entity may mean, by meaning."""
    if domain in ON_OFF:
        known = ["on", "off"]
    else:
        options = state.attributes.get("options", ()) if state else ()
        known = [str(option) for option in options]
        if state and state.state not in (*known, "unknown", "unavailable"):
            known.append(state.state)
    guessed: dict[str, list[str]] = {}
    for name in known:
        if meaning := GUESSES.get(plain_state(name)):
            guessed.setdefault(meaning, []).append(name)
    return guessed
