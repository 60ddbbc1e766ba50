/** Puts a thermometer, its target, and what sets that together. */
import type { Entities } from "./entities";
import type { Hass } from "./hass";

/** The kinds of heaters, in the order in which they are shown. */
export const KINDS = ["nozzle", "nozzle_number", "bed", "chamber", "heater"] as const;
export type HeaterKind = (typeof KINDS)[number];

export interface HeaterEntities {
  kind: HeaterKind;
  temperature: string;
  /** The sensor of the target. */
  target?: string;
  /** The number that sets the target. */
  setter?: string;
}

/** The unique ids of entities: there is the printer's own name of a heater in them. */
export type UniqueIds = Record<string, string>;

/** The kinds of which a printer has several; only unique ids tell which belong together. */
const SEVERAL: readonly HeaterKind[] = ["nozzle_number", "heater"];

/** Return the entities whose unique ids are needed. */
export function needsUniqueIds(entities: Entities): string[] {
  return SEVERAL.flatMap((kind) => [
    ...entities.all(`sensor.${kind}_temperature`),
    ...entities.all(`sensor.${kind}_target`),
    ...entities.all(`number.${kind}_target`),
  ]);
}

/** Return the heaters and thermometers of a printer. */
export function heatersOf(entities: Entities, uniqueIds: UniqueIds): HeaterEntities[] {
  const heaters: HeaterEntities[] = [];
  for (const kind of KINDS) {
    for (const temperature of entities.all(`sensor.${kind}_temperature`)) {
      const belongs = (id: string) =>
        !SEVERAL.includes(kind) ||
        (uniqueIds[id] !== undefined &&
          uniqueIds[id].replace(/_target$/, "") ===
            uniqueIds[temperature]?.replace(/_temperature$/, ""));
      const target = entities.all(`sensor.${kind}_target`).find(belongs);
      const setter = entities.all(`number.${kind}_target`).find(belongs);
      heaters.push({
        kind,
        temperature,
        ...(target && { target }),
        ...(setter && { setter }),
      });
    }
  }
  return heaters;
}

/** Ask Home Assistant for the unique ids of entities. */
export async function fetchUniqueIds(hass: Hass, entityIds: readonly string[]): Promise<UniqueIds> {
  const entries = await hass.callWS<Record<string, { unique_id: string } | null>>({
    type: "config/entity_registry/get_entries",
    entity_ids: entityIds,
  });
  return Object.fromEntries(
    Object.entries(entries).flatMap(([id, entry]) => (entry ? [[id, entry.unique_id]] : [])),
  );
}

/** Stands in the name of a kind for what tells its entities apart. */
export const PLACE = "\uFFFC";

/**
 * Return what is left of an entity's name when what its kind adds is taken away.
 *
 * `pattern` is the name of the kind in the same language, such as "\uFFFC temperature".
 * Somebody's own name for the entity does not fit, and is returned as it is.
 */
export function nameWithin(name: string, pattern: string): string {
  const [before = "", after] = pattern.split(PLACE);
  return after !== undefined &&
    name.startsWith(before) &&
    name.endsWith(after) &&
    name.length > before.length + after.length
    ? name.slice(before.length, name.length - after.length)
    : name;
}
