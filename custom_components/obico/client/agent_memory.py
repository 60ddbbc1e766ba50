"""What an agent must still know after a restart."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMemory:
    """The running print, and the events that Obico has not been told yet."""

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read what `to_json` made; rubbish, or None, is an empty memory."""
        raise NotImplementedError

    def to_json(self) -> dict[str, object]:
        """Return it as JSON."""
        raise NotImplementedError
