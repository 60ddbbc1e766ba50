"""Home Assistant as the agent of a printer made of helpers: set up as a person would."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import time
from typing import Any

from .agent_world import (
    AUTOMATIONS,
    CAMERA,
    CAMERA_NAME,
    CONFIGURATION,
    NAME,
    PROGRESS,
    STATUS,
    AgentWorld,
)
from .home_assistant import PASSWORD, USER, HomeAssistant
from .process import ROOT, DemoError, HomeAssistantProcess
from .scenario import ensure_loaded, say, time_zone
from .world import PASSWORD as ACCOUNT_PASSWORD


@dataclass(frozen=True, kw_only=True)
class AgentDemonstration:
    """All that runs."""

    world: AgentWorld
    process: HomeAssistantProcess
    home: HomeAssistant


def script(name: str) -> list[dict[str, Any]]:
    """Return the actions that run a script of the workbench."""
    return [{"action": f"script.workbench_{name}"}]


FORM: dict[str, Any] = {
    "name": NAME,
    "camera": CAMERA,
    "status": STATUS,
    "commands": {name: script(name) for name in ("pause", "resume", "cancel")},
    "job": {
        "progress": PROGRESS,
        "time_left": "sensor.workbench_time_left",
        "file_name": "input_text.workbench_file",
    },
    "temperatures": {
        "nozzle_temperature": "sensor.workbench_nozzle",
        "nozzle_target": "input_number.workbench_nozzle_target",
    },
    "mounting": {},
}


async def link(home: HomeAssistant, world: AgentWorld) -> None:
    """Link a new printer with a code, and have Home Assistant report for it.

    Raises DemoError when the form that asks for states guesses none.
    """
    menu = await home.fill_in(
        await home.start_flow("code"),
        url=world.simulator.url,
        code=world.account.link_code(),
    )
    form = await home.choose(menu, "agent_device")
    form = await home.fill_in(form)
    form = await home.fill_in(form, **FORM)
    guessed = {
        field["name"]: field["description"]["suggested_value"]
        for field in form["data_schema"]
        if (field.get("description") or {}).get("suggested_value")
    }
    if guessed.get("printing") != ["Printing"] or guessed.get("paused") != ["Paused"]:
        msg = f"The config flow does not guess what states mean: {guessed}"
        raise DemoError(msg)
    made = await home.fill_in(form, **guessed)
    if made["type"] != "create_entry":
        msg = f"The config flow asks on: {made}"
        raise DemoError(msg)


@asynccontextmanager
async def agent_demonstration(
    folder: Path, host: str, port: int, *, linked: bool = True
) -> AsyncGenerator[AgentDemonstration]:
    """Start everything and set it up; end everything in the end, whatever happens.

    Without `linked` the printer's helpers and its camera are there, and nothing of Obico.
    Raises DemoError when something does not work.
    """
    began = time.monotonic()

    def done(text: str) -> None:
        say(f"  {time.monotonic() - began:5.1f} s  {text}")

    reachable = "127.0.0.1" if host == "0.0.0.0" else host
    url = f"http://{reachable}:{port}"
    pictures = folder.with_name(f"{folder.name}-camera")
    world = await AgentWorld.start(pictures)
    process = HomeAssistantProcess(
        folder,
        host,
        port,
        readable=pictures,
        more=CONFIGURATION,
        automations=AUTOMATIONS,
    )
    try:
        done(f"A simulated Obico server runs at {world.simulator.url}")
        await process.start()
        async with HomeAssistant(url) as home:
            await home.wait_until_it_answers(process)
            await home.onboard(time_zone())
            await home.settle()
            process.forget_address()
            done(f"Home Assistant runs at {url}, with a printer made of helpers")
            await home.add("local_file", name=CAMERA_NAME, file_path=str(world.picture))
            if linked:
                await link(home, world)
                done(
                    "A new printer is linked with a code; Home Assistant reports for it"
                )
                await ensure_loaded(home)
                await home.put_devices_into("Print room")
            yield AgentDemonstration(world=world, process=process, home=home)
    finally:
        await process.stop()
        await world.stop()
        world.picture.unlink(missing_ok=True)
        pictures.rmdir()


def what_to_look_at(demo: AgentDemonstration) -> str:
    """Return what a person needs to know."""
    home, world = demo.home, demo.world
    return f"""
Open   {home.url}   user: {USER}   password: {PASSWORD}

{NAME} is a printer made of helpers: no agent of Obico exists for it. Home Assistant is it.

What to do:
  {home.url}/config/integrations/integration/obico
      the entry, with the reported printer below it
  {home.url}/developer-tools/action
      run script.workbench_print: a print begins, its pictures go to Obico
  A minute later the print fails (look at {CAMERA}). Obico's AI finds it and pauses
  the print: script.workbench_pause is run, and the printer's alert is on.
  Run script.workbench_resume, or press Resume print, to go on.

To go through the set-up yourself, delete the entry and choose Add integration, Obico, with
  server    {world.simulator.url}
  code      {world.account.link_code()} (makes a new printer; works once)
  account   {world.account.email}   password: {ACCOUNT_PASSWORD}

Home Assistant's log: {demo.process.log_file.relative_to(ROOT)}
Ctrl-C ends everything."""
