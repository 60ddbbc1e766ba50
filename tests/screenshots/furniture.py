"""What somebody has made in Home Assistant before the pictures are taken."""

import asyncio

from tests.demo.home_assistant import HomeAssistant, Json
from tests.demo.process import INTEGRATION
from tests.demo.scenario import Demonstration
from tests.simulator import SimulatedPrinter

AUTOMATION = "print_ended"
FROM_BLUEPRINT = "print_fails"
GRAPHS = "obico-prints"
PRINTERS = "obico-printers"
CARDS = "obico-cards"
ALERT = "obico-alert"
QUANTITIES = {"Print time by day": "print time", "Filament by day": "filament"}
# Seconds in which the recorder has written what was printed.
PATIENCE = 30.0


async def furnish(demo: Demonstration) -> None:
    """Make automations and dashboards."""
    home = demo.home
    await home.post(f"config/automation/config/{AUTOMATION}", _automation())
    await home.command("call_service", domain=INTEGRATION, service="install_blueprints")
    await home.post(f"config/automation/config/{FROM_BLUEPRINT}", _from_blueprint())
    await home.save_dashboard(GRAPHS, await _graphs(demo))
    await home.save_dashboard(PRINTERS, {"strategy": {"type": "custom:obico"}})
    world = demo.world
    await home.save_dashboard(CARDS, _cards(world.printing, world.alerted))
    await home.save_dashboard(ALERT, _cards(world.alerted))


def _automation() -> Json:
    """Return an automation that a print event triggers."""
    return {
        "alias": "Tell me when a print ends",
        "triggers": [
            {
                "trigger": "event.received",
                "target": {"entity_id": "event.prusa_print"},
                "options": {"event_type": ["print_finished", "print_failed"]},
            }
        ],
        "actions": [{"action": "notify.notify", "data": {"message": "It is over."}}],
    }


def _from_blueprint() -> Json:
    """Return an automation from a blueprint."""
    alerts = ["event.prusa_failed_print_alerts", "event.voron_failed_print_alerts"]
    return {
        "alias": "A print fails",
        "use_blueprint": {
            "path": f"{INTEGRATION}/print_failure.yaml",
            "input": {"alerts": alerts},
        },
    }


def _cards(*printers: SimulatedPrinter) -> Json:
    """Return a dashboard with the cards of some printers."""
    return _in_sections(
        "Printers",
        [
            {
                "type": "custom:obico-printer-card",
                "entity": f"sensor.{printer.name.lower()}_state",
            }
            for printer in printers
        ],
    )


def _in_sections(title: str, cards: list[Json]) -> Json:
    """Return a dashboard with a section for each card."""
    return {
        "views": [
            {
                "title": title,
                "type": "sections",
                "max_columns": len(cards),
                "sections": [{"type": "grid", "cards": [card]} for card in cards],
            }
        ]
    }


async def _graphs(demo: Demonstration) -> Json:
    """Return a dashboard with the statistics of all printers, by day."""
    known = await _statistics(
        demo.home, len(QUANTITIES) * len(demo.world.demo.printers)
    )
    cards = [
        {
            "type": "statistics-graph",
            "title": title,
            "chart_type": "bar-stack",
            "period": "day",
            "days_to_show": 30,
            "stat_types": ["change"],
            "entities": [
                {"entity": statistic_id, "name": name.removesuffix(f" {quantity}")}
                for statistic_id, name in known.items()
                if name.endswith(quantity)
            ],
        }
        for title, quantity in QUANTITIES.items()
    ]
    return _in_sections("Prints", cards)


async def _statistics(home: HomeAssistant, number: int) -> dict[str, str]:
    """Return the names of our statistics by their ids, once the recorder has them all."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = {
                known["statistic_id"]: known["name"]
                for known in await home.command("recorder/list_statistic_ids")
                if known["source"] == INTEGRATION
            }
            if len(found) == number:
                return found
            await asyncio.sleep(0.5)
