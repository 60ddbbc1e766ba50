/** How the card is configured, and the form of Home Assistant's visual editor for it. */
import { deviceOf, Entities, PLATFORM, printers } from "./entities";
import type { Hass } from "./hass";
import { pageTranslator, type TextKey } from "./texts";
import { Reader } from "./reader";

export const CARD = "obico-printer-card";

export interface CardConfig {
  type: string;
  /** The printer, by its device or by any of its entities. */
  device_id?: string;
  entity?: string;
  title?: string;
  show_camera?: boolean;
  show_video?: boolean;
  show_temperatures?: boolean;
  show_detection?: boolean;
  show_controls?: boolean;
}

const SWITCHES = [
  "show_camera",
  "show_video",
  "show_temperatures",
  "show_detection",
  "show_controls",
] as const;

/** Return a configuration with what is not said. Throws an Error that says what is wrong. */
export function checked(
  config: CardConfig,
): Required<Omit<CardConfig, "device_id" | "entity" | "title">> & CardConfig {
  for (const name of ["device_id", "entity", "title"] as const) {
    if (config[name] !== undefined && typeof config[name] !== "string") {
      throw new Error(`${name} must be a text`);
    }
  }
  for (const name of SWITCHES) {
    if (config[name] !== undefined && typeof config[name] !== "boolean") {
      throw new Error(`${name} must be true or false`);
    }
  }
  return {
    show_camera: true,
    show_video: true,
    show_temperatures: true,
    show_detection: true,
    show_controls: true,
    ...config,
  };
}

/** Return a configuration to begin with: for a printer that prints, if there is one. */
export function stub(hass: Hass): Omit<CardConfig, "type"> {
  const devices = printers(hass);
  const prints = (id: string) =>
    new Reader(hass, new Entities(hass, id)).on("binary_sensor.printing");
  const device_id = devices.find(prints) ?? devices[0];
  return device_id ? { device_id } : {};
}

/** Return the card for a printer's entity: the frontend suggests it to whoever picks that entity. */
export function suggestion(hass: Hass, entityId: string): { config: CardConfig } | null {
  const entry = hass.entities[entityId];
  const device_id = entry?.platform === PLATFORM && deviceOf(hass, { entity: entityId });
  return device_id && printers(hass).includes(device_id)
    ? { config: { type: `custom:${CARD}`, device_id } }
    : null;
}

/** An entity that every printer has, and an account has not. */
const PRINTER = { integration: PLATFORM, domain: "binary_sensor" };

/** Return the visual editor's form, in the words of the page's language. */
export function form(): object {
  const translate = pageTranslator();
  return {
    schema: [
      { name: "device_id", required: true, selector: { device: { entity: [PRINTER] } } },
      { name: "title", selector: { text: {} } },
      {
        name: "",
        type: "grid",
        schema: SWITCHES.map((name) => ({ name, default: true, selector: { boolean: {} } })),
      },
    ],
    computeLabel: ({ name }: { name: string }) =>
      name ? translate(`editor_${name === "device_id" ? "device" : name}` as TextKey) : "",
    assertConfig: checked,
  };
}
