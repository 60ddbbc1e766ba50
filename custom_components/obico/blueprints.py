"""The blueprints that come with the integration: laid on request where they are looked for."""

from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from homeassistant.components.automation import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.const import SERVICE_RELOAD
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.file import WriteError, write_utf8_file
from homeassistant.util.json import load_json_object

from .const import DOMAIN

SHIPPED = Path(__file__).parent / "blueprints" / AUTOMATION_DOMAIN
# The SHA-256 of every version of each, ever: what is none of them was changed by a person.
VERSIONS = SHIPPED.with_name("versions.json")


class Outcome(StrEnum):
    """What became of a blueprint."""

    INSTALLED = "installed"
    UPDATED = "updated"
    UP_TO_DATE = "up_to_date"
    KEPT = "kept"


async def async_install(hass: HomeAssistant) -> dict[Outcome, list[str]]:
    """Lay all blueprints into the configuration, and return what became of each.

    One that a person changed is kept. Raises HomeAssistantError.
    """
    blueprints = async_get_blueprints(hass)
    try:
        # Home Assistant brings its own ones only while the folder is not there.
        await blueprints.async_populate()
        outcomes = await hass.async_add_executor_job(
            _install, blueprints.blueprint_folder / DOMAIN
        )
    except (OSError, WriteError) as error:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="blueprints_not_written",
            translation_placeholders={"error": str(error)},
        ) from error
    finally:
        await blueprints.async_reset_cache()
    if outcomes[Outcome.UPDATED] and hass.services.has_service(
        AUTOMATION_DOMAIN, SERVICE_RELOAD
    ):
        await hass.services.async_call(AUTOMATION_DOMAIN, SERVICE_RELOAD, blocking=True)
    return outcomes


def _install(folder: Path) -> dict[Outcome, list[str]]:
    """Write what is missing or old. Raises OSError and WriteError."""
    folder.mkdir(parents=True, exist_ok=True)
    versions = load_json_object(VERSIONS)
    outcomes: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    for shipped in sorted(SHIPPED.glob("*.yaml")):
        content, path = shipped.read_bytes(), folder / shipped.name
        outcome = _compare(path, content, versions[shipped.name])
        if outcome in (Outcome.INSTALLED, Outcome.UPDATED):
            write_utf8_file(str(path), content, mode="wb")
        outcomes[outcome].append(f"{DOMAIN}/{shipped.name}")
    return outcomes


def _compare(path: Path, content: bytes, versions: object) -> Outcome:
    """Tell what is to become of a file that should have a content. Raises OSError."""
    try:
        present = path.read_bytes()
    except FileNotFoundError:
        return Outcome.INSTALLED
    if present == content:
        return Outcome.UP_TO_DATE
    known = isinstance(versions, list) and sha256(present).hexdigest() in versions
    return Outcome.UPDATED if known else Outcome.KEPT
