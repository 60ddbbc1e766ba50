/** The parts of the card, each a function from what there is to show to what is drawn. */
import {
  mdiAlertOctagon,
  mdiCheckCircle,
  mdiEyeOffOutline,
  mdiFish,
  mdiPrinter3d,
  mdiPrinter3dNozzleHeatOutline,
  mdiPrinter3dOff,
  mdiRadiator,
  mdiThermometer,
} from "@mdi/js";
import { html, nothing, svg, type TemplateResult } from "lit";
import { ago, clock, duration } from "./format";
import { kindName, moreInfo, stateName, type Hass } from "./hass";
import type { Translate } from "./texts";
import { FAILING, FISHY, type Detection, type HeaterView, type View, type Zone } from "./view";

/** What all parts are given. */
export interface Scene {
  hass: Hass;
  translate: Translate;
  now: Date;
  /** The card, from which events are sent. */
  card: HTMLElement;
}

/** Between facts of a line; a line never begins with it. */
const DOT = "\u00A0· ";

type Part = TemplateResult | typeof nothing;

export function icon(path: string): TemplateResult {
  return html`<ha-svg-icon aria-hidden="true" .path=${path}></ha-svg-icon>`;
}

function percentage({ locale }: Hass, value: number): string {
  return new Intl.NumberFormat(locale.language, { style: "percent" }).format(value / 100);
}

const RADIUS = 28;
const ROUND = 2 * Math.PI * RADIUS;

/** How much of the print is done, as a ring; an icon while nothing is printed. */
export function ring({ hass }: Scene, { progress, mode, tone }: View): TemplateResult {
  if (progress === undefined) {
    const off = mode === "offline" || mode === "unavailable";
    return html`<div class="badge">${icon(off ? mdiPrinter3dOff : mdiPrinter3d)}</div>`;
  }
  const text = percentage(hass, progress);
  return html`<div
    class="ring ${tone}"
    role="progressbar"
    aria-label=${kindName(hass, "sensor.progress")}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${progress}
    aria-valuetext=${text}
  >
    <svg viewBox="0 0 64 64" aria-hidden="true">
      <circle class="track" cx="32" cy="32" r=${RADIUS}></circle>
      ${svg`<circle class="done" cx="32" cy="32" r=${RADIUS}
        stroke-dasharray="${(ROUND * progress) / 100} ${ROUND}"></circle>`}
    </svg>
    <span aria-hidden="true">${text}</span>
  </div>`;
}

/** What is said under the printer's name: its state and file, and what it printed last. */
export function subtitle({ hass, translate, now }: Scene, view: View): string[] {
  const { mode, state, file, lastPrint } = view;
  if (mode === "unavailable") {
    return [state, translate("unavailable_text")];
  }
  const lines = [[state, file].filter(Boolean).join(DOT)];
  if (lastPrint) {
    const ended = lastPrint.ended && ago(lastPrint.ended, now, hass.locale.language);
    lines.push(
      [translate("last_print", { file: lastPrint.file }), lastPrint.result, ended]
        .filter(Boolean)
        .join(DOT),
    );
  }
  return lines;
}

/** Elapsed and remaining time, the end, and the layer. */
export function stats({ hass, translate, now }: Scene, view: View): Part {
  const language = hass.locale.language;
  const { started, remaining, finishes, layer, layers } = view;
  const number = new Intl.NumberFormat(language);
  const items: [string, string][] = [];
  if (started) {
    items.push([
      translate("elapsed"),
      duration((now.getTime() - started.getTime()) / 60_000, language),
    ]);
  }
  if (remaining !== undefined) {
    items.push([translate("remaining"), duration(remaining, language)]);
  }
  if (finishes) {
    items.push([translate("finishes"), clock(finishes, now, hass)]);
  }
  if (layer !== undefined) {
    const value = number.format(layer);
    // Marked to be read from left to right, as the two numbers are meant.
    items.push([
      translate("layer"),
      layers === undefined ? value : `\u2066${value} / ${number.format(layers)}\u2069`,
    ]);
  }
  return items.length === 0
    ? nothing
    : html`<dl class="stats of-${items.length}">
        ${items.map(
          ([label, value]) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>`;
}

const HEATER_ICONS: Record<HeaterView["kind"], string> = {
  nozzle: mdiPrinter3dNozzleHeatOutline,
  nozzle_number: mdiPrinter3dNozzleHeatOutline,
  bed: mdiRadiator,
  chamber: mdiThermometer,
  heater: mdiThermometer,
};

function heater({ translate, card }: Scene, view: HeaterView): TemplateResult {
  const word = view.word && translate(view.word);
  const name = view.number ? `${word} ${view.number}` : word || view.name;
  const setter = view.setter ?? view.target;
  const wanted = view.wanted === "" ? translate("target_off") : view.wanted;
  return html`<li class=${view.wanted ? "heats" : ""}>
    <button class="temperature" @click=${() => moreInfo(card, view.temperature)}>
      <span class="label">${icon(HEATER_ICONS[view.kind])}<span>${name}</span></span>
      <span class="value"><bdi dir="auto">${view.current}</bdi></span>
      <ha-ripple></ha-ripple>
    </button>
    ${
      setter && wanted !== undefined
        ? html`<button
            class="target"
            aria-label="${translate("set_target", { name })}: ${wanted}"
            @click=${() => moreInfo(card, setter)}
          >
            <span class="arrow" aria-hidden="true">→</span> <bdi dir="auto">${wanted}</bdi>
            <ha-ripple></ha-ripple>
          </button>`
        : nothing
    }
  </li>`;
}

/** Temperatures with their targets; a tap shows the history, or sets the target. */
export function temperatures(scene: Scene, { heaters }: View): Part {
  return heaters.length === 0
    ? nothing
    : html`<ul class="heaters">
        ${heaters.map((view) => heater(scene, view))}
      </ul>`;
}

const VERDICT = "sensor.verdict";
const ZONE_ICONS: Record<Zone, string> = {
  looking_good: mdiCheckCircle,
  fishy: mdiFish,
  failing: mdiAlertOctagon,
};

/** The three zones with a mark where the score is. */
function gauge(hass: Hass, score: number, zone: Zone, text: string): TemplateResult {
  const zones: [Zone, number][] = [
    ["looking_good", FISHY],
    ["fishy", FAILING - FISHY],
    ["failing", 100 - FAILING],
  ];
  return html`<div
    class="gauge"
    role="meter"
    aria-label=${kindName(hass, "sensor.failure_score")}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${score}
    aria-valuetext=${text}
  >
    ${zones.map(
      ([name, width]) =>
        html`<i class="${name} ${name === zone ? "here" : ""}" style="flex-grow:${width}"></i>`,
    )}
    <b style="--score:${Math.min(1, Math.max(0, score / 100))}"></b>
  </div>`;
}

/** How sure Obico is that the print fails, in its three zones, or why it does not look. */
export function meter({ hass, card }: Scene, detection: Detection | undefined): Part {
  if (!detection) {
    return nothing;
  }
  const { score, zone, watching, reason, entity } = detection;
  if (score === undefined || zone === undefined || (!watching && score === 0)) {
    return html`<div class="detection">
      <div class="verdict">
        ${icon(mdiEyeOffOutline)}<span>${reason ?? stateName(hass, VERDICT, "not_watching")}</span>
      </div>
    </div>`;
  }
  const percent = percentage(hass, score);
  const verdict = stateName(hass, VERDICT, zone);
  return html`<div class="detection ${zone}">
    <button class="verdict" ?disabled=${!entity} @click=${() => entity && moreInfo(card, entity)}>
      ${icon(ZONE_ICONS[zone])}
      <span>${verdict}</span>
      <span class="percent">${percent}</span>
      <ha-ripple></ha-ripple>
    </button>
    ${gauge(hass, score, zone, `${percent}, ${verdict}`)}
    ${reason ? html`<div class="reason">${reason}</div>` : nothing}
  </div>`;
}

/** What an alert says, above its picture. */
export function alertHead({ hass, translate, now }: Scene, { alert, detection }: View): Part {
  if (!alert) {
    return nothing;
  }
  const score = detection?.score;
  const facts = [
    score && percentage(hass, score),
    alert.raised && ago(alert.raised, now, hass.locale.language),
  ];
  return html`<div class="banner">
    ${icon(mdiAlertOctagon)}
    <div>
      <div class="primary">${translate("alert")}</div>
      <div class="secondary">${facts.filter(Boolean).join(DOT)}</div>
    </div>
  </div>`;
}
