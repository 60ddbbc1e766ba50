"""Sensors of an account: what its plan allows, and what waits to be seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfInformation, UnitOfTime
from homeassistant.helpers.typing import StateType

from .data import Account
from .entity import ObicoAccountEntity, ObicoAccountEntityDescription


@dataclass(frozen=True, kw_only=True)
class ObicoAccountSensorEntityDescription(
    ObicoAccountEntityDescription, SensorEntityDescription
):
    """Describes a sensor of an account."""

    value_fn: Callable[[Account], StateType]


def _plan(account: Account) -> str | None:
    """Return what the account pays for; a self-hosted server gives everything."""
    if account.user.is_pro is None:
        return None
    return "pro" if account.user.is_pro else "free"


ACCOUNT_SENSORS: tuple[ObicoAccountSensorEntityDescription, ...] = (
    ObicoAccountSensorEntityDescription(
        key="detection_hours",
        translation_key="detection_hours",
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTime.HOURS,
        suggested_display_precision=1,
        exists_fn=lambda account: account.user.counts_detection_hours,
        value_fn=lambda account: account.user.detection_hours,
    ),
    ObicoAccountSensorEntityDescription(
        key="plan",
        translation_key="plan",
        device_class=SensorDeviceClass.ENUM,
        options=["free", "pro"],
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=_plan,
    ),
    ObicoAccountSensorEntityDescription(
        key="unseen_events",
        translation_key="unseen_events",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda account: account.user.unseen_printer_events,
    ),
    ObicoAccountSensorEntityDescription(
        key="tunnel_usage",
        translation_key="tunnel_usage",
        device_class=SensorDeviceClass.DATA_SIZE,
        state_class=SensorStateClass.TOTAL_INCREASING,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.MEGABYTES,
        suggested_display_precision=1,
        entity_category=EntityCategory.DIAGNOSTIC,
        available_fn=lambda account: account.tunnel_usage is not None,
        value_fn=lambda account: (
            account.tunnel_usage.total if account.tunnel_usage else None
        ),
    ),
    ObicoAccountSensorEntityDescription(
        key="tunnel_cap",
        translation_key="tunnel_cap",
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.MEGABYTES,
        suggested_display_precision=0,
        entity_category=EntityCategory.DIAGNOSTIC,
        exists_fn=lambda account: (
            account.tunnel_usage is not None
            and account.tunnel_usage.monthly_cap is not None
        ),
        value_fn=lambda account: (
            account.tunnel_usage.monthly_cap if account.tunnel_usage else None
        ),
    ),
)


class ObicoAccountSensor(
    ObicoAccountEntity[ObicoAccountSensorEntityDescription], SensorEntity
):
    """A sensor of an account."""

    entity_description: ObicoAccountSensorEntityDescription

    @override
    def _value(self) -> StateType:
        """Return what the description reads from the account."""
        return self.entity_description.value_fn(self.account)

    @property
    @override
    def native_value(self) -> StateType:
        """The sensor's value in its native unit."""
        return cast(StateType, self._shown[1])
