import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hass } from "../src/hass";
import { view, type Config } from "../src/layout";
import { DEVICE, home, PRINTING } from "./home";

const sections = (hass: Hass, name = "My Prusa") => {
  const devices = { ...hass.devices, [DEVICE]: { ...hass.devices[DEVICE]!, name_by_user: name } };
  const { sections } = view({ ...hass, devices }) as { sections: { cards: Config[] }[] };
  return sections.map(({ cards }) => cards);
};
const types = (cards: Config[] | undefined) => cards?.map(({ type }) => type);

test("each printer has a section, then come prints and the account", () => {
  const hass = home({
    ...PRINTING,
    "sensor.prints_total": "3",
    "sensor.success_rate_total": "100",
    "calendar.prints": "off",
  });
  const [ender, prusa, prints, account, ...more] = sections(hass);
  assert.deepEqual(types(ender), ["heading", "custom:obico-printer-card"]);
  assert.deepEqual(types(prusa), [
    "heading",
    "custom:obico-printer-card",
    "history-graph",
    "tile",
    "tile",
  ]);
  assert.equal(prusa?.[0]?.heading, "My Prusa");
  assert.equal(prusa?.[1]?.device_id, DEVICE);
  assert.equal((prusa?.[2]?.entities as unknown[]).length, 2);
  assert.deepEqual(types(prints), ["heading", "calendar"]);
  assert.deepEqual(types(account), ["heading", "tile"]);
  assert.deepEqual(more, []);
});

test("printers that are offline come last", () => {
  const first = (online: string) =>
    sections(home({ "binary_sensor.online": online }), "Arthur").map((cards) => cards[0]?.heading);
  assert.deepEqual(first("on").slice(0, 2), ["Arthur", "Ender"]);
  assert.deepEqual(first("off").slice(0, 2), ["Ender", "Arthur"]);
});

test("what is disabled is left out", () => {
  const cards = sections(home({ "sensor.progress": "3" }));
  assert.deepEqual(cards.map(types), [
    ["heading", "custom:obico-printer-card"],
    ["heading", "custom:obico-printer-card"],
    ["heading", "tile"],
  ]);
});

test("many printers go without their histories", () => {
  const hass = home(PRINTING);
  for (let number = 0; number < 9; number++) {
    for (const key of ["state", "nozzle_temperature"]) {
      const entity_id = `sensor.p${number}_${key}`;
      hass.entities[entity_id] = {
        entity_id,
        device_id: `p${number}`,
        platform: "obico",
        translation_key: key,
      };
    }
  }
  assert.ok(sections(hass).every((cards) => !types(cards)?.includes("history-graph")));
});

test("without a printer it says so", () => {
  const hass = home({});
  hass.entities = {};
  assert.deepEqual(types(sections(hass)[0]), ["heading", "markdown"]);
});
