"""Situations of recordings about G-code files and folders."""

from .situations import Stage, long_print
from .situations_of_records import history, media_of

G_CODE = b"G28\nG1 X10 Y10 F3000\n" * 100


def one_folder(stage: Stage) -> None:
    """There is one folder, with the number 4."""
    for _ in range(3):
        stage.simulator.next_id("folder")
    stage.account.add_folder("Calibration cubes")


def folders(stage: Stage) -> None:
    """There are three folders, with the numbers 4 to 6."""
    one_folder(stage)
    stage.account.add_folder("PETG", stage.account.folders[0])
    stage.account.add_folder("Old")


def one_file(stage: Stage) -> None:
    """Have a file in a folder."""
    folders(stage)
    stage.account.add_file("short cube.gcode", G_CODE, folder=stage.account.folders[0])


def files(stage: Stage) -> None:
    """There is a second file, without content."""
    one_file(stage)
    stage.account.add_file("meta only.gcode")


def third_file(stage: Stage) -> None:
    """There is a third file, with content."""
    files(stage)
    stage.account.add_file("to delete.gcode", G_CODE)


def deleted_file(stage: Stage) -> None:
    """Have the third file deleted."""
    third_file(stage)
    file = stage.account.files[2]
    file.forget()
    file.deleted = file.created_at


def download(stage: Stage) -> None:
    """Ask for the content of a file."""
    one_file(stage)
    media_of(stage, stage.account.files[0].url)


def resident_files(stage: Stage) -> None:
    """OctoPrint prints a file of its own."""
    one_file(stage)
    long_print(stage)


def all_files(stage: Stage) -> None:
    """There are files of the server, and of printers, printed and not."""
    one_file(stage)
    history(stage)
    file_of_agent(stage)


def file_of_agent(stage: Stage) -> None:
    """Have an agent tell of a file on its printer."""
    file = stage.account.add_file("cube.gcode", printer=stage.octoprint)
    file.agent_signature, file.num_bytes, file.url = "md5:0123", 1234, "cube.gcode"
    stage.replace["files/7/"] = f"files/{file.id}/"
