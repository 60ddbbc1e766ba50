"""Watches, in every test, that each text that a person would see is there."""

from collections.abc import Mapping
from typing import Any

import pytest

from custom_components.obico.const import DOMAIN
from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import ConfigSubentryFlow, OptionsFlow
from homeassistant.data_entry_flow import (
    FlowHandler,
    FlowManager,
    FlowResultType,
    section,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from .sources import KeyPath, english, leaves, look_up, placeholders


class TextWatch:
    """Notes which texts were needed and not there, or lack a placeholder's value."""

    def __init__(self) -> None:
        """Begin with nothing missing."""
        self.missing: list[str] = []

    def need(self, path: KeyPath, values: Mapping[str, object] | None = None) -> None:
        """Note a text, or a whole group of texts, that must be there."""
        found = look_up(english(), path)
        if found is None:
            self.missing.append(".".join(path))
            return
        group = leaves(found, path) if isinstance(found, Mapping) else ((path, found),)
        for where, text in group:
            if "fix_flow" in where and "fix_flow" not in path:
                # The steps of a repair bring their own values.
                continue
            for name in placeholders(text) - set(values or {}):
                self.missing.append(f"{{{name}}} of {'.'.join(where)}")

    def need_of_flow(self, base: KeyPath, result: Mapping[str, Any]) -> None:
        """Note what a step of a flow shows."""
        values = result.get("description_placeholders")
        if result["type"] is FlowResultType.ABORT:
            self.need((*base, "abort", result["reason"]), values)
            return
        if result["type"] is FlowResultType.SHOW_PROGRESS:
            self.need((*base, "progress", result["progress_action"]), values)
            return
        if result["type"] not in (FlowResultType.FORM, FlowResultType.MENU):
            return
        step = (*base, "step", result["step_id"])
        self.need(step, values)
        if result["type"] is FlowResultType.MENU:
            for option in result["menu_options"]:
                self.need((*step, "menu_options", option))
            return
        if (schema := result["data_schema"]) is not None:
            self.need_of_schema(step, schema)
        for error in (result.get("errors") or {}).values():
            self.need((*base, "error", error), values)

    def need_of_schema(self, step: KeyPath, schema: Any) -> None:
        """Note the fields of a form, and those of its sections."""
        for field, kind in schema.schema.items():
            if isinstance(kind, section):
                place = (*step, "sections", str(field))
                self.need((*place, "name"))
                self.need_of_schema(place, kind.schema)
            else:
                self.need((*step, "data", str(field)))
                self.need((*step, "data_description", str(field)))

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Look at every step of a flow, every error and every repair issue."""
        handle_step = FlowManager._async_handle_step  # noqa: SLF001
        init_error = HomeAssistantError.__init__
        get_or_create = ir.IssueRegistry.async_get_or_create

        async def watch_step(
            manager: Any, flow: FlowHandler[Any, Any, Any], *args: Any
        ) -> Any:
            base = _base_of(flow)
            result = await handle_step(manager, flow, *args)
            if base is not None:
                self.need_of_flow(base, result)
            return result

        def watch_error(error: Any, *args: Any, **kwargs: Any) -> None:
            init_error(error, *args, **kwargs)
            if kwargs.get("translation_domain") == DOMAIN:
                self.need(
                    ("exceptions", kwargs["translation_key"], "message"),
                    kwargs.get("translation_placeholders"),
                )

        def watch_issue(registry: Any, domain: str, *args: Any, **kwargs: Any) -> Any:
            if domain == DOMAIN:
                self.need(
                    ("issues", kwargs["translation_key"]),
                    kwargs.get("translation_placeholders"),
                )
            return get_or_create(registry, domain, *args, **kwargs)

        monkeypatch.setattr(FlowManager, "_async_handle_step", watch_step)
        monkeypatch.setattr(HomeAssistantError, "__init__", watch_error)
        monkeypatch.setattr(ir.IssueRegistry, "async_get_or_create", watch_issue)


def _base_of(flow: FlowHandler[Any, Any, Any]) -> KeyPath | None:
    """Return under which keys the texts of a flow stand, None for a foreign flow."""
    if isinstance(flow, RepairsFlow):
        issue = ir.async_get(flow.hass).async_get_issue(DOMAIN, flow.issue_id)
        key = issue and issue.translation_key
        return ("issues", key, "fix_flow") if key else None
    if not type(flow).__module__.startswith(f"custom_components.{DOMAIN}"):
        return None
    if isinstance(flow, ConfigSubentryFlow):
        return ("config_subentries", flow.handler[1])
    return ("options",) if isinstance(flow, OptionsFlow) else ("config",)
