"""What hassfest and HACS demand of the repository, and what its files promise."""

import ast
import importlib.metadata
from pathlib import Path
import re
from types import ModuleType
from typing import Any

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from PIL import Image
import pytest

from custom_components.obico import PLATFORMS
from custom_components.obico.const import DOMAIN
from homeassistant.components.brands.const import ALLOWED_IMAGES
from homeassistant.const import Platform, __version__
from homeassistant.util.json import load_json_object
from homeassistant.util.yaml import load_yaml_dict

from .sources import COMPONENT, ROOT, modules, read_json, syntax_trees

MANIFEST = read_json("manifest.json")
HACS = load_json_object(ROOT / "hacs.json")
BRAND = COMPONENT / "brand"

REQUIRED_KEYS = {
    "codeowners",
    "config_flow",
    "documentation",
    "domain",
    "integration_type",
    "iot_class",
    "issue_tracker",
    "name",
    "version",
}
OPTIONAL_KEYS = {
    "after_dependencies",
    "dependencies",
    "import_executor",
    "loggers",
    "quality_scale",
    "requirements",
    "single_config_entry",
    "zeroconf",
}
# What hassfest lets every integration import without naming it in the manifest.
FREE_COMPONENTS = {
    *(platform.value for platform in Platform),
    "automation",
    "frontend",
    "homeassistant",
    "media_source",
    "persistent_notification",
    "script",
    "stream",
    "system_health",
    "webhook",
    "websocket_api",
}
HACS_KEYS = {
    "content_in_root",
    "country",
    "filename",
    "hacs",
    "hide_default_branch",
    "homeassistant",
    "name",
    "persistent_directory",
    "render_readme",
    "zip_release",
}
RULES = {
    "bronze": """
        action-setup appropriate-polling brands common-modules config-flow
        config-flow-test-coverage dependency-transparency docs-actions docs-conditions
        docs-high-level-description docs-installation-instructions
        docs-removal-instructions docs-triggers entity-event-setup entity-unique-id
        has-entity-name runtime-data test-before-configure test-before-setup
        unique-config-entry
    """,
    "silver": """
        action-exceptions config-entry-unloading docs-configuration-parameters
        docs-installation-parameters entity-unavailable integration-owner
        log-when-unavailable parallel-updates reauthentication-flow test-coverage
    """,
    "gold": """
        devices diagnostics discovery discovery-update-info docs-data-update
        docs-examples docs-known-limitations docs-supported-devices
        docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices
        entity-category entity-device-class entity-disabled-by-default
        entity-translations exception-translations icon-translations
        reconfiguration-flow repair-issues stale-devices
    """,
    "platinum": "async-dependency inject-websession strict-typing",
}


def version(text: str) -> AwesomeVersion:
    """Return a version as Home Assistant reads it."""
    return AwesomeVersion(
        text,
        ensure_strategy=[AwesomeVersionStrategy.CALVER, AwesomeVersionStrategy.SEMVER],
    )


def imported_components() -> set[str]:
    """Return the components of Home Assistant that the integration imports."""
    found = set()
    for tree in syntax_trees().values():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or node.module is None:
                continue
            if node.module == "homeassistant.components":
                found |= {name.name for name in node.names}
            elif node.module.startswith("homeassistant.components."):
                found.add(node.module.split(".")[2])
    return found


def test_manifest() -> None:
    """The manifest has what hassfest and HACS demand, and nothing that they refuse."""
    keys = set(MANIFEST)
    assert keys >= REQUIRED_KEYS
    assert keys - REQUIRED_KEYS <= OPTIONAL_KEYS
    assert list(MANIFEST) == ["domain", "name", *sorted(keys - {"domain", "name"})]
    assert MANIFEST["domain"] == DOMAIN == COMPONENT.name
    assert MANIFEST["documentation"].startswith("https://")
    assert MANIFEST["issue_tracker"] == f"{MANIFEST['documentation']}/issues"
    assert all(owner.startswith("@") for owner in MANIFEST["codeowners"])
    assert MANIFEST["codeowners"]
    assert MANIFEST["integration_type"] in {"device", "hub", "service"}
    assert re.fullmatch(r"(cloud|local)_(polling|push)", MANIFEST["iot_class"])
    assert version(MANIFEST["version"])


def test_manifest_names_its_dependencies() -> None:
    """A component that is imported is a dependency, or is always there."""
    named = {*MANIFEST.get("dependencies", ()), *MANIFEST.get("after_dependencies", ())}
    own = {path.stem for path in syntax_trees()}
    assert imported_components() <= named | own | FREE_COMPONENTS
    assert not set(MANIFEST.get("dependencies", ())) & set(
        MANIFEST.get("after_dependencies", ())
    )
    assert all("==" in requirement for requirement in MANIFEST["requirements"])


def test_hacs() -> None:
    """HACS can install the repository."""
    assert "name" in HACS
    assert set(HACS) <= HACS_KEYS
    assert (ROOT / "LICENSE").exists()
    # HACS takes one integration of a repository.
    manifests = (ROOT / "custom_components").glob("*/manifest.json")
    assert [path.parent for path in manifests] == [COMPONENT]


def test_oldest_home_assistant() -> None:
    """The oldest Home Assistant is the same to HACS, to the reader and to the tests."""
    oldest = str(HACS["homeassistant"])
    assert f"Home Assistant {oldest} or newer" in (ROOT / "README.md").read_text(
        "utf-8"
    )
    plugin = "pytest-homeassistant-custom-component"
    pinned = f"{plugin}=={importlib.metadata.version(plugin)}"
    if pinned in (ROOT / "tests" / "requirements_oldest.txt").read_text("utf-8"):
        assert oldest == __version__
    else:
        assert version(oldest) < version(__version__)


def test_brand_has_every_image() -> None:
    """Every image that Home Assistant serves is there, and nothing else."""
    assert {path.name for path in BRAND.iterdir()} == ALLOWED_IMAGES


@pytest.mark.parametrize("name", sorted(ALLOWED_IMAGES))
def test_brand_image(name: str) -> None:
    """An image has the right size, a transparent ground, no margin, and is small."""
    path = BRAND / name
    double = 2 if "@2x" in name else 1
    assert path.stat().st_size < 50_000
    with Image.open(path) as image:
        assert image.format == "PNG"
        assert image.info.get("interlace") == 1
        width, height = image.size
        opaque = image.convert("RGBA").getchannel("A")
    assert opaque.getpixel((0, 0)) == 0
    box = opaque.getbbox()
    assert box is not None
    left, top, right, bottom = box
    # No margin above and below, nor at the sides unless the image must be square.
    assert (top, bottom) == (0, height)
    if "icon" in name:
        assert (width, height) == (256 * double, 256 * double)
        assert left == width - right
    else:
        assert (left, right) == (0, width)
        assert 128 * double <= min(width, height) <= 256 * double


def test_platforms() -> None:
    """Every platform is loaded, and says how many updates may run at once."""
    files = {
        platform for platform in Platform if (COMPONENT / f"{platform}.py").exists()
    }
    assert set(PLATFORMS) == files
    for platform in files:
        module: ModuleType = modules()[f"custom_components.obico.{platform}"]
        assert isinstance(module.PARALLEL_UPDATES, int), platform


def test_actions_have_a_schema() -> None:
    """An integration with async_setup says that nothing is set up in YAML."""
    module = modules()["custom_components.obico"]
    assert hasattr(module, "async_setup") == hasattr(module, "CONFIG_SCHEMA")


def quality_scale() -> dict[str, str | dict[str, str]]:
    """Return the status of every rule of the quality scale."""
    content: dict[str, Any] = load_yaml_dict(str(COMPONENT / "quality_scale.yaml"))
    assert content.keys() == {"rules"}
    rules: dict[str, str | dict[str, str]] = content["rules"]
    return rules


def test_quality_scale() -> None:
    """Every rule has a status, and every exception and open end a reason."""
    rules = quality_scale()
    assert list(rules) == " ".join(RULES.values()).split()
    assert len(rules) == 54
    for name, rule in rules.items():
        if isinstance(rule, str):
            assert rule == "done", name
        else:
            assert rule["status"] in {"done", "exempt", "todo"}, name
            assert rule["comment"], name


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("action-setup", "async_setup"),
        ("diagnostics", "async_get_config_entry_diagnostics"),
        ("config-entry-unloading", "async_unload_entry"),
        ("config-flow", "async_step_user"),
        ("reauthentication-flow", "async_step_reauth"),
        ("reconfiguration-flow", "async_step_reconfigure"),
        ("repair-issues", "async_create_issue"),
    ],
)
def test_quality_scale_is_true(rule: str, name: str) -> None:
    """A rule that is done shows in the code."""
    status = quality_scale()[rule]
    if status == "done" or (isinstance(status, dict) and status["status"] == "done"):
        assert any(f"'{name}'" in ast.dump(tree) for tree in syntax_trees().values())


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / ".github").rglob("*.yml")),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_github_files(path: Path) -> None:
    """What GitHub reads is YAML, and a workflow takes no more rights than it names."""
    content = load_yaml_dict(str(path))
    if path.parent.name == "workflows":
        assert "permissions" in content
