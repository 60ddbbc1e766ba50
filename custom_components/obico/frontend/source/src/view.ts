/** What there is to show of a printer: the state of its entities, made into one picture. */
import { actionsOf, type Action } from "./actions";
import { deviceName, type Entities } from "./entities";
import {
  heatersOf,
  nameWithin,
  PLACE,
  type HeaterEntities,
  type HeaterKind,
  type UniqueIds,
} from "./heaters";
import { stateName, type Hass } from "./hass";
import { Reader } from "./reader";

/** The states of a printer in which a print is under way, and the two in which none is. */
const AT_WORK = [
  "downloading",
  "starting",
  "printing",
  "pausing",
  "paused",
  "resuming",
  "cancelling",
];
const STILL = ["pausing", "paused", "cancelling"];
const ON_THE_WAY = ["pausing", "resuming", "cancelling"];

/** From these scores on, in percent, a print is fishy, and is failing. */
export const FISHY = 33;
export const FAILING = 67;

export type Mode = "missing" | "unavailable" | "offline" | "idle" | "active" | "alert";
export type Tone = "active" | "still" | "error" | "idle" | "off";
export type Zone = "looking_good" | "fishy" | "failing";

export interface HeaterView extends HeaterEntities {
  /** Which word names it; empty when `name` does. */
  word: "nozzle" | "bed" | "chamber" | "";
  /** Which of several it is; stands after the word. */
  number?: string;
  name: string;
  temperature: string;
  current: string;
  /** The target's text, empty while it is off. */
  wanted?: string;
}

export interface Detection {
  /** In percent. */
  score: number | undefined;
  zone: Zone | undefined;
  watching: boolean;
  /** Why it is not watching. */
  reason: string | undefined;
  entity: string | undefined;
}

export interface Alert {
  picture: string | undefined;
  raised: Date | undefined;
  /** Whether it can be acknowledged from here. */
  answerable: boolean;
}

export interface LastPrint {
  file: string;
  result: string | undefined;
  ended: Date | undefined;
}

export interface View {
  mode: Mode;
  tone: Tone;
  name: string;
  state: string;
  stateEntity: string | undefined;
  /** Whether the printer does what it was told, and is to be waited for. */
  onTheWay: boolean;
  file: string | undefined;
  error: string | undefined;
  progress: number | undefined;
  started: Date | undefined;
  finishes: Date | undefined;
  /** In minutes. */
  remaining: number | undefined;
  layer: number | undefined;
  layers: number | undefined;
  heaters: HeaterView[];
  detection: Detection | undefined;
  alert: Alert | undefined;
  lastPrint: LastPrint | undefined;
  actions: Action[];
  cameras: string[];
  thumbnail: string | undefined;
  url: string | undefined;
}

/** Return the printer's state, also when the sensor of it is disabled. */
function printerState(reader: Reader): string | undefined {
  const told = reader.known("sensor.state");
  if (told !== undefined) {
    return told;
  }
  if (reader.on("binary_sensor.paused")) {
    return "paused";
  }
  if (reader.on("binary_sensor.printing")) {
    return "printing";
  }
  const online = reader.known("binary_sensor.online");
  return online === undefined ? undefined : online === "on" ? "operational" : "offline";
}

function modeOf(state: string | undefined, reader: Reader): Mode {
  if (reader.entities.size === 0) {
    return "missing";
  }
  if (reader.on("binary_sensor.failure_alert")) {
    return "alert";
  }
  if (state === undefined) {
    return "unavailable";
  }
  return state === "offline" ? "offline" : AT_WORK.includes(state) ? "active" : "idle";
}

function toneOf(mode: Mode, state: string | undefined): Tone {
  if (mode === "alert" || state === "error") {
    return "error";
  }
  if (mode === "active") {
    return STILL.includes(state ?? "") ? "still" : "active";
  }
  return mode === "idle" ? "idle" : "off";
}

export function zoneOf(score: number): Zone {
  return score < FISHY ? "looking_good" : score <= FAILING ? "fishy" : "failing";
}

function detectionOf(reader: Reader): Detection | undefined {
  const score = reader.number("sensor.failure_score");
  const reason = reader.known("sensor.not_watching_reason");
  const watching = reader.known("binary_sensor.watching");
  // That a print which rests is not looked at is no news.
  const rests = reason === "not_printing" && !score;
  if (rests || (score === undefined && reason === undefined && watching === undefined)) {
    return undefined;
  }
  return {
    score,
    zone: score === undefined ? undefined : zoneOf(score),
    watching: watching === undefined ? (reason ?? "none") === "none" : watching === "on",
    reason:
      reason && !["none", "not_printing"].includes(reason)
        ? stateName(reader.hass, "sensor.not_watching_reason", reason)
        : undefined,
    entity: reader.entities.one("sensor.verdict") ?? reader.entities.one("sensor.failure_score"),
  };
}

const WORDS: Partial<Record<HeaterKind, HeaterView["word"]>> = {
  nozzle: "nozzle",
  bed: "bed",
  chamber: "chamber",
};

function heaterView(reader: Reader, heater: HeaterEntities): HeaterView[] {
  const { hass } = reader;
  const current = reader.text(heater.temperature);
  // A thermometer that nobody knows is the printer's computer, or its surroundings.
  if (current === undefined || (heater.kind === "heater" && !heater.target && !heater.setter)) {
    return [];
  }
  const target = heater.target ?? heater.setter;
  const wanted = target && reader.text(target);
  const off = target && Number(hass.states[target]?.state) === 0;
  const pattern = hass.localize(`component.obico.entity.sensor.${heater.kind}_temperature.name`, {
    name: PLACE,
    number: PLACE,
  });
  const whole =
    hass.entities[heater.temperature]?.name ??
    hass.states[heater.temperature]?.attributes.friendly_name ??
    "";
  const name = nameWithin(whole, pattern);
  // Of "Nozzle 2 temperature" only the number is left.
  const numbered = heater.kind === "nozzle_number" && name !== whole;
  return [
    {
      ...heater,
      word: numbered ? "nozzle" : (WORDS[heater.kind] ?? ""),
      ...(numbered && { number: name }),
      name,
      current,
      ...(wanted !== undefined && { wanted: off ? "" : wanted }),
    },
  ];
}

function lastPrintOf(reader: Reader): LastPrint | undefined {
  const file = reader.known("sensor.last_print");
  const result = reader.known("sensor.last_print_result");
  return file === undefined
    ? undefined
    : {
        file,
        result: result && stateName(reader.hass, "sensor.last_print_result", result),
        ended: reader.time("sensor.last_print_ended"),
      };
}

/** Return what there is to show of a printer. */
export function viewOf(
  hass: Hass,
  deviceId: string,
  entities: Entities,
  uniqueIds: UniqueIds,
): View {
  const reader = new Reader(hass, entities);
  const state = printerState(reader);
  const mode = modeOf(state, reader);
  const raised = reader.time("image.alert_picture");
  const atWork = AT_WORK.includes(state ?? "");
  const whileAtWork = <T>(value: T): T | undefined => (atWork ? value : undefined);
  return {
    mode,
    tone: toneOf(mode, state),
    name: deviceName(hass, deviceId) ?? "Obico",
    state:
      state === undefined
        ? hass.localize("state.default.unavailable")
        : stateName(hass, "sensor.state", state),
    stateEntity: entities.one("sensor.state") ?? entities.one("binary_sensor.online"),
    onTheWay: ON_THE_WAY.includes(state ?? ""),
    file: whileAtWork(reader.known("sensor.file_name")),
    error: reader.known("sensor.error_text"),
    progress: whileAtWork(reader.number("sensor.progress")),
    started: whileAtWork(reader.time("sensor.print_started")),
    finishes: state === "printing" ? reader.time("sensor.print_finishes") : undefined,
    remaining: whileAtWork(reader.minutes("sensor.remaining")),
    layer: whileAtWork(reader.number("sensor.current_layer")),
    layers: whileAtWork(reader.number("sensor.layer_count")),
    heaters: heatersOf(entities, uniqueIds).flatMap((heater) => heaterView(reader, heater)),
    detection: atWork || mode === "alert" ? detectionOf(reader) : undefined,
    alert:
      mode === "alert"
        ? {
            picture: raised && entities.one("image.alert_picture"),
            raised,
            answerable: reader.available("button.acknowledge_no_failure") !== undefined,
          }
        : undefined,
    lastPrint: mode === "idle" || mode === "offline" ? lastPrintOf(reader) : undefined,
    actions: actionsOf(mode, (kind) => reader.available(kind)),
    cameras: entities
      .all("camera.camera")
      .filter((id) => hass.states[id] && hass.states[id].state !== "unavailable"),
    thumbnail: reader.known("image.thumbnail") && entities.one("image.thumbnail"),
    url: hass.devices[deviceId]?.configuration_url ?? undefined,
  };
}
