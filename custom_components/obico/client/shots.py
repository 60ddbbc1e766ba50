"""Pictures of a print that people are asked about: of alerts, and of first layers."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from .reading import read_choice, read_integer, read_text, read_time
from .record import Record, secret
from .subject import Subject, inner, read_record, read_records

PATH = "/api/v1/printshotfeedbacks/"
FIRST_LAYER_PATH = "/api/v1/first_layer_inspection_images/"


class ShotAnswer(StrEnum):
    """What a person says of a picture."""

    LOOKS_BAD = "LOOKS_BAD"
    LOOKS_OK = "LOOKS_OK"
    UNDECIDED = "UNDECIDED"


class PrintShot(Record):
    """A picture of a print that is over, taken when the failure detection alerted."""

    id: int
    print_id: int | None
    image_url: str | None = secret()
    answer: ShotAnswer | None
    answered_at: datetime | None

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a picture; None without an id."""
        if not isinstance(data, dict) or (number := read_integer(data, "id")) is None:
            return None
        return cls(
            id=number,
            print_id=read_integer(data, "print_id"),
            image_url=read_text(data, "image_url"),
            answer=read_choice(data, "answer", ShotAnswer),
            answered_at=read_time(data, "answered_at"),
        )


class FirstLayerImage(Record):
    """A picture of a first layer; self-hosted servers make none."""

    id: int
    inspection_id: int | None
    image_url: str | None = secret()
    created_at: datetime | None

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a picture; None without an id."""
        if not isinstance(data, dict) or (number := read_integer(data, "id")) is None:
            return None
        return cls(
            id=number,
            inspection_id=read_integer(data, "first_layer_inspection"),
            image_url=read_text(data, "image_url"),
            created_at=read_time(data, "created_at"),
        )


class Shots(Subject):
    """Requests about these pictures."""

    async def get_of_alerts(self, print_id: int | None = None) -> tuple[PrintShot, ...]:
        """Return the pictures of alerts, of one print or of all."""
        data = await self._client.call("GET", PATH, params=_of_print(print_id))
        return read_records(data, PrintShot.from_json)

    async def answer(self, shot_id: int, answer: ShotAnswer) -> PrintShot:
        """Say what a picture shows, and return it."""
        data = await self._client.call(
            "PATCH", f"{PATH}{shot_id}/", json={"answer": answer.value}
        )
        return read_record(inner(data, "instance"), PrintShot.from_json)

    async def get_of_first_layers(
        self, print_id: int | None = None
    ) -> tuple[FirstLayerImage, ...]:
        """Return the pictures of first layers, of one print or of all."""
        data = await self._client.call(
            "GET", FIRST_LAYER_PATH, params=_of_print(print_id)
        )
        return read_records(data, FirstLayerImage.from_json)


def _of_print(print_id: int | None) -> dict[str, str]:
    """Return the parameter that asks for the pictures of one print."""
    return {} if print_id is None else {"print_id": str(print_id)}
