"""Buttons of an account."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription

from .coordinator import ObicoCoordinator
from .data import Account
from .entity import ObicoAccountEntity, ObicoAccountEntityDescription


@dataclass(frozen=True, kw_only=True)
class ObicoAccountButtonEntityDescription(
    ObicoAccountEntityDescription, ButtonEntityDescription
):
    """Describes a button of an account."""

    press_fn: Callable[[ObicoCoordinator], Awaitable[None]]


def _has_unseen_events(account: Account) -> bool:
    """Tell whether something happened that nobody has seen."""
    return bool(account.user.unseen_printer_events)


ACCOUNT_BUTTONS: tuple[ObicoAccountButtonEntityDescription, ...] = (
    ObicoAccountButtonEntityDescription(
        key="mark_events_seen",
        translation_key="mark_events_seen",
        available_fn=_has_unseen_events,
        press_fn=ObicoCoordinator.async_mark_events_seen,
    ),
)


class ObicoAccountButton(
    ObicoAccountEntity[ObicoAccountButtonEntityDescription], ButtonEntity
):
    """A button of an account."""

    entity_description: ObicoAccountButtonEntityDescription

    @override
    def _value(self) -> None:
        """Show nothing but whether pressing it makes sense."""

    @override
    async def async_press(self) -> None:
        """Do it."""
        await self._tell_errors(
            self.coordinator.config_entry.title,
            self.entity_description.press_fn(self.coordinator),
        )
