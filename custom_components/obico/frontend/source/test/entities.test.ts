import assert from "node:assert/strict";
import { test } from "node:test";
import { accounts, deviceName, deviceOf, Entities, printers } from "../src/entities";
import { heatersOf, nameWithin, needsUniqueIds, PLACE } from "../src/heaters";
import { DEVICE, home, PRINTING } from "./home";

test("entities are found by what they are, of this device only", () => {
  const hass = home(PRINTING);
  const entities = new Entities(hass, DEVICE);
  const state = entities.one("sensor.state");
  assert.equal(state && hass.states[state]?.state, "printing");
  assert.equal(entities.one("sensor.plan"), undefined);
  assert.equal(entities.everything().length, Object.keys(PRINTING).length);
  assert.equal(new Entities(hass, "nobody").size, 0);
});

test("several entities of a kind keep their order", () => {
  const hass = home({ "camera.camera": ["idle", "streaming"] });
  const states = new Entities(hass, DEVICE)
    .all("camera.camera")
    .map((id) => hass.states[id]?.state);
  assert.deepEqual(states, ["idle", "streaming"]);
});

test("printers and accounts are told apart, and come by name", () => {
  const hass = home(PRINTING);
  assert.deepEqual(printers(hass), ["device-2", DEVICE]);
  assert.deepEqual(accounts(hass), ["account"]);
  assert.equal(deviceName(hass, DEVICE), "My Prusa");
  assert.equal(deviceName(hass, "nobody"), undefined);
});

test("a printer is found although its state is disabled", () => {
  assert.deepEqual(printers(home({ "sensor.progress": "3" })), ["device-2", DEVICE]);
});

test("a configuration names a device, or any entity of it", () => {
  const hass = home(PRINTING);
  assert.equal(deviceOf(hass, { device_id: "x" }), "x");
  assert.equal(deviceOf(hass, { entity: "sensor.second" }), "device-2");
  assert.equal(deviceOf(hass, { entity: "sensor.gone" }), undefined);
  assert.equal(deviceOf(hass, {}), undefined);
});

test("a heater has its target and what sets it", () => {
  const hass = home(PRINTING);
  const entities = new Entities(hass, DEVICE);
  assert.deepEqual(
    heatersOf(entities, {}).map(({ kind, target, setter }) => [
      kind,
      hass.states[target!]?.state,
      setter?.split(".")[0],
    ]),
    [
      ["nozzle", "200", "number"],
      ["bed", "0", "number"],
    ],
  );
  assert.deepEqual(needsUniqueIds(entities), []);
});

test("of several heaters, those with the printer's own name belong together", () => {
  const hass = home({
    "sensor.nozzle_number_temperature": ["101", "102"],
    "sensor.nozzle_number_target": ["202", "201"],
    "number.nozzle_number_target": ["202"],
    "sensor.heater_temperature": ["48"],
  });
  const entities = new Entities(hass, DEVICE);
  const [first, second] = entities.all("sensor.nozzle_number_temperature") as [string, string];
  const [targetOfSecond, targetOfFirst] = entities.all("sensor.nozzle_number_target") as [
    string,
    string,
  ];
  const [setter] = entities.all("number.nozzle_number_target") as [string];
  const [computer] = entities.all("sensor.heater_temperature") as [string];
  assert.deepEqual(new Set(needsUniqueIds(entities)), new Set(entities.everything()));

  const before = [
    { kind: "nozzle_number", temperature: first },
    { kind: "nozzle_number", temperature: second },
    { kind: "heater", temperature: computer },
  ];
  assert.deepEqual(heatersOf(entities, {}), before);
  const uniqueIds = {
    [first]: "printer_1_tool1_temperature",
    [second]: "printer_1_tool2_temperature",
    [targetOfFirst]: "printer_1_tool1_target",
    [targetOfSecond]: "printer_1_tool2_target",
    [setter]: "printer_1_tool2_target",
    [computer]: "printer_1_temperature_sensor pi_temperature",
  };
  assert.deepEqual(heatersOf(entities, uniqueIds), [
    { kind: "nozzle_number", temperature: first, target: targetOfFirst },
    { kind: "nozzle_number", temperature: second, target: targetOfSecond, setter },
    { kind: "heater", temperature: computer },
  ]);
});

test("a heater is called what is left of its entity's name", () => {
  assert.equal(nameWithin("Enclosure temperature", `${PLACE} temperature`), "Enclosure");
  assert.equal(nameWithin("Temperatur von Gehäuse", `Temperatur von ${PLACE}`), "Gehäuse");
  assert.equal(nameWithin("My own name", `${PLACE} temperature`), "My own name");
  assert.equal(nameWithin(" temperature", `${PLACE} temperature`), " temperature");
  assert.equal(nameWithin("Bed temperature", "Bed temperature"), "Bed temperature");
});
