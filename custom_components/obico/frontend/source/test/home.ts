/** A Home Assistant with a printer, as its frontend sees it. */
import type { Hass, HassEntity } from "../src/hass";

export const DEVICE = "device-1";

/** The states of a printer's entities, by domain and translation key; a list where it has several. */
export type Printer = Record<string, string | string[]>;

export const PRINTING: Printer = {
  "sensor.state": "printing",
  "binary_sensor.printing": "on",
  "binary_sensor.online": "on",
  "binary_sensor.failure_alert": "off",
  "binary_sensor.watching": "on",
  "sensor.progress": "42",
  "sensor.file_name": "dragon.gcode",
  "sensor.print_started": "2026-11-26T08:00:00+00:00",
  "sensor.print_finishes": "2026-11-26T11:00:00+00:00",
  "sensor.remaining": "104",
  "sensor.current_layer": "132",
  "sensor.layer_count": "312",
  "sensor.failure_score": "12",
  "sensor.verdict": "looking_good",
  "sensor.not_watching_reason": "none",
  "sensor.error_text": "unknown",
  "sensor.nozzle_temperature": "200.4",
  "sensor.nozzle_target": "200",
  "number.nozzle_target": "200",
  "sensor.bed_temperature": "60",
  "sensor.bed_target": "0",
  "number.bed_target": "0",
  "image.alert_picture": "unavailable",
  "image.thumbnail": "unavailable",
  "camera.camera": "idle",
  "button.pause": "unknown",
  "button.resume": "unavailable",
  "button.cancel": "unknown",
  "button.acknowledge_failure": "unavailable",
  "button.acknowledge_no_failure": "unavailable",
};

const NAMES: Record<string, string> = {
  "component.obico.entity.sensor.nozzle_number_temperature.name": "Nozzle {number} temperature",
  "component.obico.entity.sensor.heater_temperature.name": "{name} temperature",
  "component.obico.entity.sensor.state.state.printing": "Printing",
  "component.obico.entity.sensor.state.state.paused": "Paused",
  "component.obico.entity.sensor.not_watching_reason.state.muted": "Alerts are muted",
  "component.obico.entity.sensor.last_print_result.state.finished": "Finished",
  "state.default.unavailable": "Unavailable",
};

/** Entity ids say nothing of what an entity is: somebody has renamed them all. */
export function home(printer: Printer, names: Record<string, string> = {}): Hass {
  const states: Record<string, HassEntity> = {};
  const entities: Hass["entities"] = {};
  let number = 0;
  for (const [kind, told] of Object.entries(printer)) {
    const [domain, key] = kind.split(".") as [string, string];
    for (const state of [told].flat()) {
      const entity_id = `${domain}.renamed_${number++}`;
      states[entity_id] = { entity_id, state, attributes: {}, last_changed: "", last_updated: "" };
      entities[entity_id] = {
        entity_id,
        device_id: DEVICE,
        platform: "obico",
        translation_key: key,
        name: names[`${kind}:${state}`] ?? key,
      };
    }
  }
  // Neighbours that must not be taken for the printer's.
  entities["sensor.other"] = {
    entity_id: "sensor.other",
    device_id: DEVICE,
    platform: "other",
    translation_key: "state",
  };
  entities["sensor.second"] = {
    entity_id: "sensor.second",
    device_id: "device-2",
    platform: "obico",
    translation_key: "state",
  };
  entities["sensor.plan"] = {
    entity_id: "sensor.plan",
    device_id: "account",
    platform: "obico",
    translation_key: "plan",
  };
  return {
    states,
    entities,
    devices: {
      [DEVICE]: {
        id: DEVICE,
        name: "Prusa",
        name_by_user: "My Prusa",
        configuration_url: "https://obico.example/",
      },
      "device-2": { id: "device-2", name: "Ender" },
      account: { id: "account", name: "me@example.com" },
    },
    language: "en",
    locale: { language: "en", time_format: "24", time_zone: "server" },
    config: { time_zone: "UTC" },
    localize: (key, values = {}) =>
      (NAMES[key] ?? "").replace(/\{(\w+)\}/g, (_, place: string) => String(values[place])),
    formatEntityState: (entity) => `${entity.state} formatted`,
    callService: () => Promise.resolve(),
    callWS: () => Promise.reject(new Error("nobody answers")),
    hassUrl: (path) => path,
    connection: { subscribeMessage: () => Promise.reject(new Error("nobody answers")) },
  };
}
