"""README.md and docs/ lead somewhere, and call things by their names."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
import re
from typing import Any

import hass_frontend
import pytest

from custom_components.obico.const import (
    INTERVAL_ACTIVE,
    INTERVAL_IDLE,
    INTERVAL_LIVE,
    INTERVAL_TRANSITION,
)
from custom_components.obico.services import ACTIONS
from custom_components.obico.viewers import MOST_STREAMS
from homeassistant.util import slugify
from homeassistant.util.yaml import parse_yaml

from .sources import COMPONENT, ROOT, descriptions, english, entity_domain, look_up

DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
ENTITIES = ROOT / "docs" / "entities.md"
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")
ACTION = re.compile(r"`obico\.(\w+)`|action: obico\.(\w+)")
EXAMPLE = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
MY_PRINTER = re.compile(r"\b(\w+)\.my_printer_(\w+)")

AGENT_STEPS = ("config_subentries", "agent", "step")

type Name = tuple[str, str]

each_document = pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")
        for heading in headings
    }


def rows(path: Path, heading: str = "Entity") -> Iterator[list[str]]:
    """Yield the rows of the tables whose first column has a heading."""
    found = False
    for line in path.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            found = False
        elif found and not line.startswith("|---"):
            yield cells
        elif cells[0] == heading:
            found = True


def plain(text: str) -> str:
    """Return a name in a table without its marks."""
    return text.replace("*", "").removesuffix("¹").strip()


def names_of(text: str) -> list[str]:
    """Return the names, with their marks, in a cell of a table."""
    return text.split(", ")


@cache
def told() -> dict[Name, str]:
    """Return every entity in docs/entities.md, with the marks of its name."""
    return {
        (kind.replace(" ", "_"), plain(name)): name
        for names, kind, _ in rows(ENTITIES)
        for name in names_of(names)
    }


@cache
def known() -> dict[Name, Name]:
    """Return the platform and the translation key of every entity, by its name."""
    return {
        (domain, re.sub(r"{\w+}", "…", texts["name"])): (domain, key)
        for domain, entities in english()["entity"].items()
        for key, texts in entities.items()
    }


def examples() -> list[Any]:
    """Return every example of an automation or script, with the document's name."""
    return [
        pytest.param(parse_yaml(text), id=f"{path.name}-{number}")
        for path in DOCUMENTS
        for number, text in enumerate(EXAMPLE.findall(path.read_text("utf-8")))
    ]


def steps(example: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of an automation or script; a dashboard has none."""
    found: list[dict[str, Any]] = example.get("actions", example.get("sequence", []))
    return found


def cards(example: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the cards of a dashboard and their features, each with what it is."""
    for key, kind in (("cards", "card"), ("features", "card-feature")):
        for item in example.get(key, ()):
            yield kind, item
            yield from cards(item)


@cache
def elements() -> set[str]:
    """Return the names of all cards and features that Home Assistant's frontend has."""
    scripts = (hass_frontend.where() / "frontend_latest").glob("*.js")
    found = (re.findall(r"\bhui-[\w-]+", path.read_text("utf-8")) for path in scripts)
    return {name for names in found for name in names}


@each_document
def test_links(path: Path) -> None:
    """A relative link leads to a file that is there, and to a heading in it."""
    for groups in LINK.findall(path.read_text("utf-8")):
        link = "".join(groups)
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_readme_leads_to_every_document() -> None:
    """Whoever reads the README finds the rest."""
    text = (ROOT / "README.md").read_text("utf-8")
    for path in DOCUMENTS[1:]:
        assert f"({path.relative_to(ROOT)})" in text


def test_every_entity_is_told() -> None:
    """docs/entities.md has every entity under its name, and no other."""
    assert told().keys() == known().keys()


def test_marks_of_entities() -> None:
    """What is disabled at first is in italics."""
    disabled = {
        (entity_domain(description), description.translation_key)
        for description in descriptions()
        if not description.entity_registry_enabled_default
    }
    in_italics = {known()[name] for name, text in told().items() if "*" in text}
    assert in_italics == disabled


def test_entities_of_the_readme() -> None:
    """The README calls entities by their names."""
    names = {name for _, name in known()}
    found = [
        name
        for cells in rows(ROOT / "README.md")
        for name in names_of(cells[0])
        if name not in names
    ]
    assert found == []


@each_document
def test_actions(path: Path) -> None:
    """An action that is named is there."""
    found = {"".join(names) for names in ACTION.findall(path.read_text("utf-8"))}
    assert found <= set(ACTIONS)


def test_every_action_is_told() -> None:
    """docs/actions.md has every action, and the README their number."""
    text = (ROOT / "docs" / "actions.md").read_text("utf-8")
    assert {"".join(names) for names in ACTION.findall(text)} == set(ACTIONS)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"{len(ACTIONS)} [actions](docs/actions.md)" in readme


@pytest.mark.parametrize("example", examples())
def test_example(example: dict[str, Any]) -> None:
    """An example names entities and fields as they are."""
    ids = {(domain, slugify(name)) for domain, name in known()}
    assert set(MY_PRINTER.findall(str(example))) <= ids
    for step in steps(example):
        domain, _, action = step["action"].partition(".")
        if domain == "obico":
            fields = english()["services"][action]["fields"]
            assert step["data"].keys() <= fields.keys()


@pytest.mark.parametrize("example", examples())
def test_cards(example: dict[str, Any]) -> None:
    """A card of an example is one that Home Assistant has, for entities of a printer."""
    for kind, card in cards(example):
        assert f"hui-{card['type']}-{kind}" in elements(), card
        if "entity" in card:
            assert MY_PRINTER.fullmatch(card["entity"]), card


def test_dashboard_without_the_card() -> None:
    """docs/dashboard.md has a section of built-in cards, and tells every option of ours."""
    text = (ROOT / "docs" / "dashboard.md").read_text("utf-8")
    sections = [parse_yaml(example) for example in EXAMPLE.findall(text)]
    assert any(
        isinstance(section, dict) and len(list(cards(section))) > 10
        for section in sections
    )
    source = COMPONENT / "frontend" / "source" / "src" / "config.ts"
    interface = re.search(
        r"interface CardConfig {(.*?)^}",
        source.read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert interface is not None
    options = set(re.findall(r"^  (\w+)\?:", interface[1], re.MULTILINE))
    told_here = {
        cells[0].strip("`") for cells in rows(ROOT / "docs" / "dashboard.md", "Option")
    }
    assert options == told_here


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("README.md", ("options", "step", "init", "data")),
        ("docs/linking.md", ("config", "step", "user", "menu_options")),
        ("docs/linking.md", ("config", "step", "account", "data")),
        ("docs/linking.md", ("config", "step", "access_token", "data")),
        ("docs/linking.md", ("config", "step", "application", "data")),
        ("docs/linking.md", ("config", "step", "code", "data")),
        ("docs/linking.md", ("config", "step", "printer_key", "data")),
        ("docs/agent.md", (*AGENT_STEPS, "agent", "data")),
        ("docs/agent.md", (*AGENT_STEPS, "agent", "sections", "commands", "data")),
        ("docs/agent.md", (*AGENT_STEPS, "agent", "sections", "job", "data")),
        ("docs/agent.md", (*AGENT_STEPS, "agent", "sections", "mounting", "data")),
        ("docs/agent.md", (*AGENT_STEPS, "agent", "sections", "temperatures", "data")),
        ("docs/agent.md", (*AGENT_STEPS, "agent_states", "data")),
    ],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else value,
)
def test_fields(name: str, place: tuple[str, ...]) -> None:
    """Each field of a form and each option is told."""
    text = (ROOT / name).read_text("utf-8")
    for label in look_up(english(), place).values():
        assert label in text


def test_intervals() -> None:
    """docs/live.md tells how often the server is asked as it is."""
    text = (ROOT / "docs" / "live.md").read_text("utf-8")
    for interval in (INTERVAL_TRANSITION, INTERVAL_ACTIVE, INTERVAL_IDLE):
        assert f"| {interval.seconds} seconds |" in text
    assert f"| {INTERVAL_LIVE.seconds // 60} minutes |" in text
    assert f"up to {MOST_STREAMS} |" in text
