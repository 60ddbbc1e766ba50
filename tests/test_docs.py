"""README.md and docs/ lead somewhere, and call things by their names."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
import re
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import hass_frontend
import pytest

from custom_components.obico import sensor, services
from custom_components.obico.actions import Action
from custom_components.obico.const import (
    INTERVAL_ACTIVE,
    INTERVAL_IDLE,
    INTERVAL_LIVE,
    INTERVAL_TRANSITION,
)
from custom_components.obico.services import ACTIONS
from custom_components.obico.viewers import MOST_STREAMS
from homeassistant.util import slugify
from homeassistant.util.json import load_json_object
from homeassistant.util.yaml import parse_yaml

from .sources import (
    COMPONENT,
    ROOT,
    descriptions,
    english,
    entity_domain,
    leaves,
    look_up,
)

DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
ENTITIES = ROOT / "docs" / "entities.md"
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:href|src|srcset)=\"([^\"]+)\"")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Where to find something: *Settings → System → Repairs*.
PLACE = re.compile(r"\*([^*\n]+ → [^*\n]+)\*")
ACTION = re.compile(r"`obico\.(\w+)`|action: obico\.(\w+)")
EXAMPLE = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
MY_PRINTER = re.compile(r"\b(\w+)\.my_printer(?:_(\w+))?\b")

AGENT_STEPS = ("config_subentries", "agent", "step")

# The entity that is called like its printer.
MAIN = "The printer itself"

type Name = tuple[str, str]

each_document = pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def prose(path: Path) -> str:
    """Return a document without its blocks of code."""
    return CODE.sub("", path.read_text("utf-8"))


def links(path: Path) -> Iterator[str]:
    """Yield where a document leads, and what it shows."""
    return ("".join(groups) for groups in LINK.findall(prose(path)))


def anchors(path: Path) -> Iterator[str]:
    """Yield the anchors that GitHub gives the headings of a document."""
    seen = Counter[str]()
    for heading in re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE):
        text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", text).strip().lower().replace(" ", "-")
        yield f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor
        seen[anchor] += 1


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
        (domain, re.sub(r"{\w+}", "…", texts.get("name", MAIN))): (domain, key)
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


def made(code: str, module: ModuleType) -> Any:
    """Return what an example in a module would call `found`."""
    names = dict(vars(module))
    exec(code, names)  # noqa: S102
    return names["found"]


@cache
def texts_of_the_frontend() -> set[str]:
    """Return the English texts of Home Assistant's frontend."""
    files = (hass_frontend.where() / "static" / "translations").rglob("en-*.json")
    return {
        text
        for path in files
        if not path.name.startswith("en-GB")
        for _, text in leaves(load_json_object(path))
    }


@each_document
def test_links(path: Path) -> None:
    """A relative link leads to a file that is there, and to a heading in it."""
    for link in links(path):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


@each_document
def test_addresses(path: Path) -> None:
    """An address of the web is a proper one, and encrypted."""
    for link in links(path):
        if "://" not in link:
            continue
        url = urlsplit(link)
        assert url.scheme == "https", link
        assert re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", url.netloc), link
        assert re.fullmatch(r"(?:[\w.~!$&'()*+,;=:@/?#-]|%[0-9A-F]{2})*", link[8:]), (
            link
        )


def test_readme_leads_to_every_document() -> None:
    """Whoever reads the README finds the rest."""
    found = {ROOT / link.partition("#")[0] for link in links(ROOT / "README.md")}
    assert set(DOCUMENTS[1:]) <= found


@each_document
def test_places(path: Path) -> None:
    """A place of Home Assistant is called as in its frontend, or is of our own."""
    steps = {
        step.strip()
        for place in PLACE.findall(prose(path))
        for step in place.split("→")
    }
    ours = {"Obico", *(text for _, text in leaves(english()))}
    # They are called so by newer and by older releases.
    either = {"Tools", "Developer tools", "⋮"}
    assert steps - texts_of_the_frontend() - ours <= either


def test_troubles() -> None:
    """What docs/troubleshooting.md quotes is said by this integration."""
    said = [re.sub(r"{\w+}", "…", text) for _, text in leaves(english())]
    headings = re.findall(
        r"^#+ (.+)$", prose(ROOT / "docs" / "troubleshooting.md"), re.MULTILINE
    )
    quoted = [quote for text in headings for quote in re.findall(r"\*(.+?)\*", text)]
    assert len(quoted) > 10
    for quote in quoted:
        assert any(quote in text for text in said), quote


def test_rooms_of_the_house() -> None:
    """What docs/developers.md names is there, and it names every script."""
    text = prose(ROOT / "docs" / "developers.md")
    for name in re.findall(r"`([\w*./-]+(?:\.(?:json|py|ts|yaml)|/))`", text):
        pattern = name.rstrip("/")
        assert any(COMPONENT.rglob(pattern)) or any(ROOT.glob(pattern)), name
    # The other scripts call these.
    parts = {"environment", "home-assistant-requirements", "python-from-debian"}
    scripts = {path.name for path in (ROOT / "scripts").iterdir()}
    assert (
        set(re.findall(r"^\| `scripts/(\w+)`", text, re.MULTILINE)) == scripts - parts
    )


def test_examples_for_developers() -> None:
    """A row for a table of entities, and one for a table of actions, as they are told."""
    entity, function, action = PYTHON.findall(
        (ROOT / "docs" / "developers.md").read_text("utf-8")
    )
    assert len(entity.splitlines()) == 5
    description = made(f"found = {entity}", sensor)
    assert isinstance(description, sensor.ObicoSensorEntityDescription)
    (row,) = made(f"{function}found = {{{action}}}", services).values()
    assert isinstance(row, Action)
    assert row.handler.__name__ in function


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
    ids = {(domain, "" if name == MAIN else slugify(name)) for domain, name in known()}
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
