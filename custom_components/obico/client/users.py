"""The owner of an account."""

from datetime import datetime
from typing import Self

from .errors import ObicoNotAServerError
from .reading import NOTHING, read_flag, read_integer, read_number, read_text, read_time
from .record import Record, secret


class User(Record):
    """The owner of an account."""

    id: int
    email: str | None = secret()
    date_joined: datetime | None
    is_pro: bool | None
    detection_hours: float | None
    detection_hours_unlimited: bool | None
    unseen_printer_events: int | None
    notifications_enabled: bool | None

    @property
    def counts_detection_hours(self) -> bool:
        """Whether detection hours run out: a self-hosted server shows 0 for unlimited."""
        return (
            self.detection_hours is not None
            and self.detection_hours != 0
            and not self.detection_hours_unlimited
        )

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read a user. Raises ObicoNotAServerError without an id."""
        data = data if isinstance(data, dict) else NOTHING
        if (number := read_integer(data, "id")) is None:
            raise ObicoNotAServerError("the user has no id")
        return cls(
            id=number,
            email=read_text(data, "email"),
            date_joined=read_time(data, "date_joined"),
            is_pro=read_flag(data, "is_pro"),
            detection_hours=read_number(data, "dh_balance"),
            detection_hours_unlimited=read_flag(data, "is_dh_unlimited"),
            unseen_printer_events=read_integer(data, "unseen_printer_events"),
            notifications_enabled=read_flag(data, "notification_enabled"),
        )
