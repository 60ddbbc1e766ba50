"""What can be set at a printer, and at an account."""

from enum import StrEnum
from typing import TypedDict


class FailureAction(StrEnum):
    """What happens at a failure: people are told, and the print is paused or not."""

    NONE = "NONE"
    PAUSE = "PAUSE"


class PrinterSettings(TypedDict, total=False):
    """The settings of a printer: lengths in mm, times in seconds (-1 for never).

    The server writes them unchecked, so these are all that may be written.
    """

    name: str
    watching_enabled: bool
    action_on_failure: FailureAction
    detective_sensitivity: float
    tools_off_on_pause: bool
    bed_off_on_pause: bool
    retract_on_pause: float
    lift_z_on_pause: float
    min_timelapse_secs_on_finish: int
    min_timelapse_secs_on_cancel: int


class UserSettings(TypedDict, total=False):
    """The settings of an account.

    `notification_enabled` silences all channels but for failures, and the number of
    events that nobody has seen is set to zero by whoever shows them.
    """

    notification_enabled: bool
    account_notification_by_email: bool
    unseen_printer_events: int
