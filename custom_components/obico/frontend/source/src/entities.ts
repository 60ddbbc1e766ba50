/** Finds the entities of a printer by what they are, whatever somebody named them. */
import type { Hass } from "./hass";

export const PLATFORM = "obico";

/** The entities of one device, by domain and translation key. */
export class Entities {
  private readonly ids = new Map<string, string[]>();

  constructor(hass: Pick<Hass, "entities">, deviceId: string) {
    for (const entry of Object.values(hass.entities)) {
      if (entry.platform !== PLATFORM || entry.device_id !== deviceId) {
        continue;
      }
      const domain = entry.entity_id.slice(0, entry.entity_id.indexOf("."));
      const name = `${domain}.${entry.translation_key}`;
      this.ids.set(name, [...(this.ids.get(name) ?? []), entry.entity_id]);
    }
  }

  get size(): number {
    return this.ids.size;
  }

  /** Return the entity of a kind such as `sensor.state`, unless it is disabled. */
  one(kind: string): string | undefined {
    return this.ids.get(kind)?.[0];
  }

  all(kind: string): readonly string[] {
    return this.ids.get(kind) ?? [];
  }

  /** Return the ids of all entities. */
  everything(): string[] {
    return [...this.ids.values()].flat();
  }
}

/** Return the device that a configuration names, directly or by one of its entities. */
export function deviceOf(
  hass: Pick<Hass, "entities">,
  config: { device_id?: string; entity?: string },
): string | undefined {
  return (
    config.device_id || (config.entity && hass.entities[config.entity]?.device_id) || undefined
  );
}

function devicesWith(hass: Pick<Hass, "entities" | "devices">, kinds: readonly string[]): string[] {
  const found = new Set<string>();
  for (const entry of Object.values(hass.entities)) {
    const kind = `${entry.entity_id.split(".")[0]}.${entry.translation_key}`;
    if (entry.platform === PLATFORM && entry.device_id && kinds.includes(kind)) {
      found.add(entry.device_id);
    }
  }
  const name = (id: string) => deviceName(hass, id) ?? "";
  return [...found].sort((one, other) => name(one).localeCompare(name(other)));
}

/** Return the devices of all printers, by name. A printer has several of these. */
export function printers(hass: Pick<Hass, "entities" | "devices">): string[] {
  return devicesWith(hass, [
    "sensor.state",
    "binary_sensor.online",
    "sensor.progress",
    "camera.camera",
    "binary_sensor.failure_alert",
  ]);
}

/** Return the devices of all accounts, by name. */
export function accounts(hass: Pick<Hass, "entities" | "devices">): string[] {
  return devicesWith(hass, ["sensor.plan", "sensor.unseen_events", "button.mark_events_seen"]);
}

export function deviceName(hass: Pick<Hass, "devices">, deviceId: string): string | undefined {
  const device = hass.devices[deviceId];
  return device?.name_by_user || device?.name || undefined;
}
