"""The demonstration's own judgement: what `scripts/demo --check` would complain about."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from homeassistant.util.yaml import parse_yaml

from .demo.agent_world import AUTOMATIONS, CONFIGURATION
from .demo.process import ROOT, HomeAssistantProcess
from .demo.table import Row, as_text
from .simulator import Account, SimulatedPrinter

LOG = """\
2026-11-24 06:44:29.874+00:00 WARNING (SyncWorker_0) [homeassistant.loader] We found a custom integration obico
2026-11-24 06:44:30.000+00:00 INFO (MainThread) [custom_components.obico.coordinator] All is well
2026-11-24 06:44:31.000+00:00 WARNING (MainThread) [custom_components.obico] The server is gone
2026-11-24 06:44:32.000+00:00 ERROR (MainThread) [homeassistant.core] Error doing job
Traceback (most recent call last):
  File "/config/custom_components/obico/camera.py", line 1, in upright
2026-11-24 06:44:33.000+00:00 ERROR (MainThread) [homeassistant.setup] Setup failed for 'tts'
Traceback (most recent call last):
  File "/config/tts.py", line 1, in load
"""


@pytest.fixture
def row(octoprint: SimulatedPrinter) -> Row:
    """Return the state of an idle printer."""
    return Row(
        printer=octoprint,
        device="Prusa",
        entity_id="sensor.prusa",
        key="state",
        state="operational",
        unit="",
    )


def test_log_complaints(tmp_path: Path) -> None:
    """What concerns the integration is found, with its traceback, and nothing else."""
    process = HomeAssistantProcess(tmp_path / "demo", "127.0.0.1", 8123)
    process.log_file.write_text(LOG)
    first, second = process.complaints()
    assert "The server is gone" in first
    assert second.endswith('camera.py", line 1, in upright')
    assert len(process.records()) == 4


def test_fresh_folder(tmp_path: Path) -> None:
    """A new start deletes what an old one left, and links this working copy."""
    folder = tmp_path / "demo"
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "old").touch()
    process = HomeAssistantProcess(folder, "127.0.0.1", 8129)
    assert not (process.config / "old").exists()
    linked = process.config / "custom_components" / "obico"
    assert linked.resolve() == ROOT / "custom_components" / "obico"
    configuration = process.config / "configuration.yaml"
    assert "server_port: 8129" in configuration.read_text()
    process.forget_address()
    assert "server_port" not in configuration.read_text()


def test_more_configuration(tmp_path: Path) -> None:
    """What a demonstration needs beside the usual stands in Home Assistant's files."""
    process = HomeAssistantProcess(
        tmp_path / "demo",
        "127.0.0.1",
        8129,
        readable=tmp_path,
        more=CONFIGURATION,
        automations=AUTOMATIONS,
    )
    text = (process.config / "configuration.yaml").read_text()
    content = parse_yaml(text.replace("!include ", ""))
    assert isinstance(content, dict)
    assert content["homeassistant"]["allowlist_external_dirs"] == [str(tmp_path)]
    assert "workbench_pause" in content["script"]
    automations: Any = parse_yaml((process.config / "automations.yaml").read_text())
    assert [item["id"] for item in automations] == [
        "workbench_goes_on",
        "workbench_ends",
    ]


def test_true_states(row: Row, octoprint: SimulatedPrinter) -> None:
    """The states of an idle printer and of one that is off are right."""
    assert row.fault() is None
    pause = replace(
        row, entity_id="button.prusa_pause", key="pause", state="unavailable"
    )
    assert pause.fault() is None
    assert pause.note() == "nothing to pause"
    octoprint.go_offline()
    assert replace(row, state="offline").fault() is None
    gone = replace(
        row, entity_id="sensor.prusa_bed", key="bed_temperature", state="unavailable"
    )
    assert gone.fault() is None
    assert gone.note() == "the printer is offline"


@pytest.mark.parametrize(
    ("entity_id", "key", "state", "told"),
    [
        ("sensor.prusa", "state", "printing", "but the printer is operational"),
        ("sensor.prusa", "state", "missing", "but the printer is operational"),
        ("binary_sensor.prusa_online", "online", "off", "but the printer is on"),
        ("sensor.prusa_bed", "bed_temperature", "unavailable", "without a reason"),
        ("sensor.prusa_bed", "bed_temperature", "unknown", "is unknown"),
        ("button.prusa_pause", "pause", "unknown", "but nothing to pause"),
        ("switch.prusa_ai", "watching_enabled", "off", "but the printer is on"),
        ("binary_sensor.prusa_ai", "watching", "on", "but the printer is off"),
    ],
)
def test_wrong_states(
    row: Row, entity_id: str, key: str, state: str, told: str
) -> None:
    """A state that is missing without a reason, or differs from the printer's, is a fault."""
    fault = replace(row, entity_id=entity_id, key=key, state=state).fault()
    assert fault is not None
    assert told in fault


def test_alert_must_be_acknowledgeable(row: Row, account: Account) -> None:
    """While an alert waits, the button that acknowledges it has no reason to be missing."""
    printer = account.printers[0]
    printer.start_print("benchy.gcode", duration=3600, heated=True)
    button = replace(
        row, entity_id="button.prusa_ack", key="acknowledge_alert", state="unavailable"
    )
    assert button.fault() is None
    printer.set_failure_score(0.5)
    assert button.fault() == "button.prusa_ack is unavailable without a reason"


def test_no_value_for_a_reason(row: Row, octoprint: SimulatedPrinter) -> None:
    """What there is nothing of is unknown, and what is disabled has no state."""
    error = replace(row, entity_id="sensor.error", key="error_text", state="unknown")
    assert error.fault() is None
    assert error.note() == "no error"
    last = replace(row, entity_id="sensor.last", key="last_print", state="unknown")
    assert last.note() == "no print has ended yet"
    octoprint.start_print("benchy.gcode", duration=3600, heated=True)
    octoprint.finish()
    assert last.fault() == "sensor.last is unknown"
    octoprint.fail("Heating failed")
    assert error.fault() == "sensor.error is unknown"
    expert = replace(row, key="z_height", state="missing", disabled=True)
    assert expert.fault() is None
    assert expert.shown == "disabled"
    assert expert.note() == "for experts"


def test_table(row: Row) -> None:
    """The table names the unit, and the reason instead of a value."""
    cold = replace(
        row, entity_id="sensor.prusa_bed", key="bed", state="21.3", unit="°C"
    )
    text = as_text([row, cold, replace(cold, state="unavailable")])
    lines = text.splitlines()
    assert lines[2].split() == ["Prusa", "sensor.prusa", "operational"]
    assert lines[3].endswith("21.3 °C")
    assert lines[4].split()[2:] == ["unavailable", "NO", "REASON"]
