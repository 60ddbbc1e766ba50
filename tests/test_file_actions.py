"""Actions about the server's G-code files and folders, as a person calls them."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.core import HomeAssistant

from .acting import ask, device_id, refusal, sent
from .conftest import set_up
from .simulator import Account, AgentKind, ObicoSimulator, SimulatedPrinter

CONTENT = b"G28\nG1 X10 Y10\n" * 100


@pytest.fixture
async def data(
    hass: HomeAssistant, account_entry: MockConfigEntry, klipper: SimulatedPrinter
) -> dict[str, Any]:
    """Return what names the loaded account in an action."""
    await set_up(hass, account_entry)
    return {"config_entry_id": account_entry.entry_id}


async def test_list(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    account_entry: MockConfigEntry,
    klipper: SimulatedPrinter,
    data: dict[str, Any],
) -> None:
    """Files and folders come a page at a time, without any signed address."""
    folder = account.add_folder("Spare parts")
    inner = account.add_folder("Knobs", folder)
    account.add_file("knob.gcode", CONTENT, folder=folder)
    for number in range(120):
        account.add_file(f"part{number:03}.gcode", b"G28\n" * (number + 1))
    klipper.add_file("there.gcode")

    async def names(**more: Any) -> list[str]:
        answer = await ask(hass, "get_gcode_files", **data, **more)
        return [file["name"] for file in answer["files"]]

    simulator.requests.clear()
    answer = await ask(hass, "get_gcode_files", **data, limit=60)
    assert len(answer["files"]) == 60
    assert answer["more"] is True
    assert len(sent(simulator, "GET")) == 2
    assert "http" not in str(answer)
    assert len(await names(limit=1000)) == 121
    assert await names(search="part11", sorting="name", limit=2) == [
        "part110.gcode",
        "part111.gcode",
    ]
    assert await names(sorting="largest", limit=1) == ["knob.gcode"]
    assert await names(folder_id=str(folder.id)) == ["knob.gcode"]
    assert len(await names(folder_id="top", limit=1000)) == 120
    there = await names(device_id=device_id(hass, account_entry, klipper))
    assert there == ["there.gcode"]
    assert await refusal(hass, "get_gcode_files", **data, folder_id=99) == (
        "folder_not_found"
    )

    folders = (await ask(hass, "get_gcode_folders", **data))["folders"]
    assert [found["name"] for found in folders] == ["Knobs", "Spare parts"]
    folders = (await ask(hass, "get_gcode_folders", **data, folder_id="top"))["folders"]
    assert folders == [
        {
            "id": folder.id,
            "name": "Spare parts",
            "parent_id": None,
            "folder_count": 1,
            "file_count": 1,
        }
    ]
    folders = await ask(hass, "get_gcode_folders", **data, folder_id=folder.id)
    assert [found["id"] for found in folders["folders"]] == [inner.id]


async def test_upload(
    hass: HomeAssistant, account: Account, data: dict[str, Any], tmp_path: Path
) -> None:
    """A file goes up from the media or from an allowed folder, to where it is told."""
    media, allowed = tmp_path / "media", tmp_path / "allowed"
    for folder in (media, allowed):
        folder.mkdir()
    (media / "benchy.gcode").write_bytes(CONTENT)
    (allowed / "other.txt").write_bytes(CONTENT)
    hass.config.media_dirs = {"local": str(media)}
    hass.config.allowlist_external_dirs = {str(allowed)}
    place = account.add_folder("Uploads")

    source = "media-source://media_source/local/benchy.gcode"
    with patch("custom_components.obico.uploads.PIECE", 64):
        answer = await ask(
            hass, "upload_gcode", **data, file=source, folder_id=place.id
        )
    assert answer["file"]["name"] == "benchy.gcode"
    assert answer["file"]["size"] == len(CONTENT)
    (file,) = account.files
    assert file.folder is place
    answer = await ask(
        hass,
        "upload_gcode",
        **data,
        file=str(allowed / "other.txt"),
        name="other.gcode",
    )
    assert answer["file"]["id"] == account.files[1].id
    assert account.files[1].num_bytes == len(CONTENT)


async def test_upload_refuses(
    hass: HomeAssistant, account: Account, data: dict[str, Any], tmp_path: Path
) -> None:
    """Nothing leaves Home Assistant that is neither media nor in an allowed folder."""
    media, secret = tmp_path / "media", tmp_path / "secret"
    for folder in (media, secret):
        folder.mkdir()
    (secret / "secrets.gcode").write_bytes(CONTENT)
    (media / "link.gcode").symlink_to(secret / "secrets.gcode")
    (media / "empty.gcode").touch()
    (media / "photo.jpg").write_bytes(CONTENT)
    (media / "noise.gcode").write_bytes(b"\xff\xfe" * 100)
    (media / "large.gcode").write_bytes(CONTENT)
    hass.config.media_dirs = {"local": str(media)}
    hass.config.allowlist_external_dirs = {str(media)}
    account.upload_limit = len(CONTENT) - 1
    base = "media-source://media_source"
    for source, key in (
        (str(secret / "secrets.gcode"), "path_not_allowed"),
        (f"{media}/../secret/secrets.gcode", "path_not_allowed"),
        (f"{base}/local/../secret/secrets.gcode", "path_not_allowed"),
        (f"{base}/local/link.gcode", "path_not_allowed"),
        (str(media / "link.gcode"), "path_not_allowed"),
        (f"{base}/nowhere/benchy.gcode", "path_not_allowed"),
        ("benchy.gcode", "path_not_allowed"),
        ("media-source://camera/benchy.gcode", "path_not_allowed"),
        ("http://example.com/benchy.gcode", "path_not_allowed"),
        (f"{base}/local/none.gcode", "path_not_found"),
        (str(media), "path_not_found"),
        (f"{base}/local/empty.gcode", "file_empty"),
        (f"{base}/local/photo.jpg", "name_not_gcode"),
    ):
        assert await refusal(hass, "upload_gcode", **data, file=source) == key, source
    assert account.files == []
    for name, key in (("large", "file_too_large"), ("noise", "not_g_code")):
        source = f"{base}/local/{name}.gcode"
        assert await refusal(hass, "upload_gcode", **data, file=source) == key
    assert all(file.url is None for file in account.files)
    source = f"{base}/local/large.gcode"
    assert (
        await refusal(hass, "upload_gcode", **data, file=source, folder_id=99)
        == "folder_not_found"
    )


async def test_move_and_rename(
    hass: HomeAssistant, account: Account, data: dict[str, Any]
) -> None:
    """Files move and get new names; nothing moves when one of them does not exist."""
    files = [account.add_file(f"part{n}.gcode", CONTENT) for n in range(2)]
    folder = account.add_folder("Spare parts")
    numbers = [file.id for file in files]
    for wrong, key in (
        ({"file_ids": [*numbers, 99], "folder_id": folder.id}, "file_id_not_found"),
        ({"file_ids": numbers, "folder_id": 99}, "folder_not_found"),
    ):
        assert await refusal(hass, "move_gcode_files", **data, **wrong) == key
    assert {file.folder for file in files} == {None}
    with pytest.raises(vol.Invalid):
        await ask(hass, "move_gcode_files", **data, file_ids=numbers)
    answer = await ask(
        hass, "move_gcode_files", **data, file_ids=numbers, folder_id=folder.id
    )
    assert [moved["name"] for moved in answer["moved"]] == [
        "part0.gcode",
        "part1.gcode",
    ]
    assert [file.folder for file in files] == [folder, folder]
    await ask(hass, "move_gcode_files", **data, file_ids=numbers[:1], folder_id="top")
    assert [file.folder for file in files] == [None, folder]
    answer = await ask(
        hass, "rename_gcode_file", **data, file_id=numbers[0], name="new.gcode"
    )
    assert answer == {"id": numbers[0], "name": "new.gcode", "old_name": "part0.gcode"}
    assert files[0].file_name == "new.gcode"
    assert (
        await refusal(hass, "rename_gcode_file", **data, file_id=99, name="x.gcode")
        == "file_id_not_found"
    )


async def test_delete_files(
    hass: HomeAssistant,
    account: Account,
    klipper: SimulatedPrinter,
    data: dict[str, Any],
) -> None:
    """Files are deleted all or none, and never one that is being printed."""
    files = [account.add_file(f"part{n}.gcode", CONTENT) for n in range(3)]
    klipper.start_print("there.gcode", duration=600, heated=True)
    printed = klipper.current_print and klipper.current_print.g_code_file
    assert printed
    numbers = [file.id for file in files]
    for wrong, key in ((99, "file_id_not_found"), (printed.id, "file_is_printed")):
        assert (
            await refusal(
                hass, "delete_gcode_files", **data, file_ids=[*numbers, wrong]
            )
            == key
        )
    assert all(file.deleted is None for file in files)
    answer = await ask(hass, "delete_gcode_files", **data, file_ids=numbers[:2])
    assert [gone["name"] for gone in answer["deleted"]] == [
        "part0.gcode",
        "part1.gcode",
    ]
    assert [file.deleted is None for file in files] == [False, False, True]
    assert (
        await refusal(hass, "delete_gcode_files", **data, file_ids=numbers[:1])
        == "file_id_not_found"
    )


async def test_folders(
    hass: HomeAssistant, account: Account, data: dict[str, Any]
) -> None:
    """Folders are made, renamed, moved and deleted, and full ones not by accident."""
    answer = await ask(hass, "create_gcode_folder", **data, name="Outer")
    outer = answer["folder"]["id"]
    answer = await ask(
        hass, "create_gcode_folder", **data, name="Inner", folder_id=outer
    )
    inner = answer["folder"]["id"]
    assert answer["folder"]["parent_id"] == outer
    assert (
        await refusal(hass, "create_gcode_folder", **data, name="Outer")
        == "folder_exists"
    )
    assert (
        await refusal(hass, "create_gcode_folder", **data, name="X", folder_id=99)
        == "folder_not_found"
    )
    answer = await ask(
        hass, "rename_gcode_folder", **data, folder_id=inner, name="Knobs"
    )
    assert answer == {"id": inner, "name": "Knobs", "old_name": "Inner"}
    for place in (outer, inner):
        assert (
            await refusal(
                hass, "move_gcode_folders", **data, folder_ids=[outer], folder_id=place
            )
            == "folder_into_itself"
        )
    file = account.add_file("knob.gcode", CONTENT, folder=account.folders[1])
    assert (
        await refusal(hass, "delete_gcode_folders", **data, folder_ids=[inner])
        == "folder_not_empty"
    )
    assert (
        await refusal(hass, "delete_gcode_folders", **data, folder_ids=[99])
        == "folder_not_found"
    )
    answer = await ask(
        hass, "move_gcode_folders", **data, folder_ids=[inner], folder_id="top"
    )
    assert answer == {"moved": [{"id": inner, "name": "Knobs"}], "folder_id": None}
    assert account.folders[1].parent is None
    answer = await ask(hass, "delete_gcode_folders", **data, folder_ids=[outer])
    assert [gone["name"] for gone in answer["deleted"]] == ["Outer"]
    assert file.deleted is None
    answer = await ask(
        hass, "delete_gcode_folders", **data, folder_ids=[inner], with_content=True
    )
    assert answer["deleted"][0]["file_count"] == 1
    assert account.folders == []
    assert file.deleted is not None


@pytest.mark.usefixtures("quick_commands")
@pytest.mark.parametrize("kind", [AgentKind.OCTOPRINT, AgentKind.KLIPPER])
async def test_print_file(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    account_entry: MockConfigEntry,
    kind: AgentKind,
) -> None:
    """A printer downloads a file of the server from an address it reaches, and prints it."""
    printer = account.add_printer("Mine", agent=kind)
    other = account.add_printer("Other", agent=kind)
    file = account.add_file("benchy.gcode", CONTENT)
    known = printer.add_file("there.gcode")
    empty = account.add_file("nothing.gcode")
    await set_up(hass, account_entry)
    data = {"device_id": device_id(hass, account_entry, printer)}
    assert printer.agent

    for wrong, key in (
        (99, "file_id_not_found"),
        (empty.id, "file_out_of_reach"),
        (other.add_file("elsewhere.gcode").id, "file_out_of_reach"),
    ):
        assert await refusal(hass, "print_file", **data, file_id=wrong) == key
    assert printer.current_print is None

    answer = await ask(hass, "print_file", **data, file_id=file.id)
    assert answer["printer"] == "Mine"
    assert answer["file"]["name"] == "benchy.gcode"
    assert "http" not in str(answer)
    # The download, and the start after it.
    printer.settle()
    printer.settle()
    assert printer.current_print
    assert printer.current_print.file_name == "benchy.gcode"
    assert printer.agent.downloads == [f"{simulator.url}{_path(file.url)}"]
    assert await refusal(hass, "print_file", **data, file_id=file.id) == (
        "print_under_way"
    )

    printer.finish()
    printer.settle()
    await ask(hass, "print_file", **data, file_id=known.id)
    printer.settle()
    assert printer.current_print
    assert printer.current_print.file_name == "there.gcode"
    printer.finish()
    printer.settle()
    printer.files["there.gcode"] = replace(known, agent_signature="changed")
    assert await refusal(hass, "print_file", **data, file_id=known.id) == (
        "command_refused"
    )
    assert printer.current_print is None


def _path(url: str | None) -> str:
    """Return a signed URL without its server."""
    assert url is not None
    return url[url.index("/media/") :]
