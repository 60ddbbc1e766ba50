import assert from "node:assert/strict";
import { test } from "node:test";
import { Entities } from "../src/entities";
import { viewOf, zoneOf, type View } from "../src/view";
import { DEVICE, home, PRINTING, type Printer } from "./home";

function view(printer: Printer, names?: Record<string, string>): View {
  const hass = home(printer, names);
  const entities = new Entities(hass, DEVICE);
  const uniqueIds = Object.fromEntries(
    [...entities.all("sensor.heater_temperature"), ...entities.all("number.heater_target")].map(
      (id) => [id, "a"],
    ),
  );
  return viewOf(hass, DEVICE, entities, uniqueIds);
}

const actions = ({ actions }: View) =>
  actions.map(({ name, presses, final }) => [name, presses.length, final]);

test("a print under way", () => {
  const shown = view(PRINTING);
  assert.equal(shown.mode, "active");
  assert.equal(shown.tone, "active");
  assert.equal(shown.name, "My Prusa");
  assert.equal(shown.state, "Printing");
  assert.equal(shown.file, "dragon.gcode");
  assert.equal(shown.error, undefined);
  assert.equal(shown.progress, 42);
  assert.equal(shown.remaining, 104);
  assert.equal(shown.finishes?.toISOString(), "2026-11-26T11:00:00.000Z");
  assert.deepEqual([shown.layer, shown.layers], [132, 312]);
  assert.deepEqual(
    shown.heaters.map(({ word, current, wanted }) => [word, current, wanted]),
    [
      ["nozzle", "200.4 formatted", "200 formatted"],
      ["bed", "60 formatted", ""],
    ],
  );
  assert.deepEqual(
    { ...shown.detection, entity: "" },
    {
      score: 12,
      zone: "looking_good",
      watching: true,
      reason: undefined,
      entity: "",
    },
  );
  assert.equal(shown.alert, undefined);
  assert.equal(shown.thumbnail, undefined);
  assert.equal(shown.cameras.length, 1);
  assert.deepEqual(actions(shown), [
    ["pause", 1, false],
    ["cancel", 1, true],
  ]);
});

test("a paused print goes on or is cancelled, and tells no end", () => {
  const shown = view({
    ...PRINTING,
    "sensor.state": "paused",
    "button.pause": "unavailable",
    "button.resume": "unknown",
    "binary_sensor.watching": "off",
    "sensor.not_watching_reason": "not_printing",
    "sensor.failure_score": "0",
  });
  assert.equal(shown.tone, "still");
  assert.equal(shown.finishes, undefined);
  assert.equal(shown.remaining, 104);
  assert.equal(shown.detection, undefined);
  assert.equal(shown.onTheWay, false);
  assert.deepEqual(actions(shown), [
    ["resume", 1, false],
    ["cancel", 1, true],
  ]);
});

test("a printer that obeys is waited for", () => {
  assert.equal(view({ ...PRINTING, "sensor.state": "pausing" }).onTheWay, true);
  assert.equal(view(PRINTING).onTheWay, false);
});

test("an alert while it prints", () => {
  const shown = view({
    ...PRINTING,
    "binary_sensor.failure_alert": "on",
    "sensor.failure_score": "50",
    "image.alert_picture": "2026-11-26T09:51:27+00:00",
    "button.acknowledge_failure": "unknown",
    "button.acknowledge_no_failure": "unknown",
  });
  assert.equal(shown.mode, "alert");
  assert.equal(shown.tone, "error");
  assert.equal(shown.detection?.zone, "fishy");
  assert.equal(shown.alert?.raised?.toISOString(), "2026-11-26T09:51:27.000Z");
  assert.match(shown.alert?.picture ?? "", /^image\./);
  assert.equal(shown.alert?.answerable, true);
  assert.deepEqual(actions(shown), [
    ["pause", 1, false],
    ["alert_fine", 1, false],
    ["alert_failed_cancel", 2, true],
  ]);
});

test("an alert that paused the print", () => {
  const shown = view({
    ...PRINTING,
    "sensor.state": "paused",
    "binary_sensor.failure_alert": "on",
    "button.pause": "unavailable",
    "button.resume": "unknown",
    "button.acknowledge_failure": "unknown",
    "button.acknowledge_no_failure": "unknown",
  });
  assert.equal(shown.alert?.picture, undefined);
  assert.deepEqual(actions(shown), [
    ["alert_fine_resume", 2, false],
    ["alert_failed_cancel", 2, true],
  ]);
});

test("an alert of a print that is gone is only answered", () => {
  const shown = view({
    ...PRINTING,
    "sensor.state": "offline",
    "binary_sensor.failure_alert": "on",
    "button.pause": "unavailable",
    "button.cancel": "unavailable",
    "button.acknowledge_failure": "unknown",
    "button.acknowledge_no_failure": "unknown",
  });
  assert.deepEqual(actions(shown), [
    ["alert_fine", 1, false],
    ["alert_failed", 1, false],
  ]);
});

test("an alert that only Obico can take back", () => {
  const {
    "button.acknowledge_failure": _,
    "button.acknowledge_no_failure": __,
    ...printer
  } = PRINTING;
  const shown = view({ ...printer, "binary_sensor.failure_alert": "on" });
  assert.equal(shown.alert?.answerable, false);
  assert.equal(shown.url, "https://obico.example/");
  assert.deepEqual(actions(shown), [
    ["pause", 1, false],
    ["alert_failed_cancel", 1, true],
  ]);
});

test("an idle printer tells its last print, and nothing of an old one", () => {
  const shown = view({
    ...PRINTING,
    "sensor.state": "operational",
    "button.pause": "unavailable",
    "button.cancel": "unavailable",
    "sensor.last_print": "cube.gcode",
    "sensor.last_print_result": "finished",
    "sensor.last_print_ended": "2026-11-25T09:51:27+00:00",
  });
  assert.equal(shown.mode, "idle");
  assert.equal(shown.progress, undefined);
  assert.equal(shown.started, undefined);
  assert.equal(shown.detection, undefined);
  assert.deepEqual([shown.lastPrint?.file, shown.lastPrint?.result], ["cube.gcode", "Finished"]);
  assert.deepEqual(actions(shown), []);
});

test("what is off, lost or missing", () => {
  const off = view({ "sensor.state": "offline", "button.connect": "unknown" });
  assert.deepEqual([off.mode, off.tone], ["offline", "off"]);
  assert.deepEqual(actions(off), [["connect", 1, false]]);
  const lost = view({ "sensor.state": "unavailable" });
  assert.deepEqual([lost.mode, lost.state], ["unavailable", "Unavailable"]);
  assert.equal(view({}).mode, "missing");
  assert.deepEqual(
    view({ "sensor.state": "error", "sensor.error_text": "MINTEMP" }).error,
    "MINTEMP",
  );
});

test("with the state's sensor disabled, others tell it", () => {
  const { "sensor.state": _, ...printer } = PRINTING;
  assert.equal(view(printer).state, "Printing");
  assert.equal(view({ ...printer, "binary_sensor.paused": "on" }).state, "Paused");
  assert.equal(view({ "binary_sensor.online": "off" }).mode, "offline");
  assert.equal(view({ "binary_sensor.online": "on" }).mode, "idle");
});

test("the three zones begin where Obico's thresholds are", () => {
  assert.deepEqual([0, 32, 33, 67, 68, 100].map(zoneOf), [
    "looking_good",
    "looking_good",
    "fishy",
    "fishy",
    "failing",
    "failing",
  ]);
});

test("why the AI does not watch is told unless that is plain", () => {
  const muted = view({
    ...PRINTING,
    "binary_sensor.watching": "off",
    "sensor.not_watching_reason": "muted",
  });
  assert.deepEqual(
    [muted.detection?.watching, muted.detection?.reason],
    [false, "Alerts are muted"],
  );
});

test("a further heater keeps its name; a thermometer that nobody knows is left out", () => {
  const names = { "sensor.heater_temperature:48": "Enclosure temperature" };
  const heater = view(
    { "sensor.heater_temperature": "48", "number.heater_target": "50" },
    names,
  ).heaters;
  assert.deepEqual(
    heater.map(({ word, name, wanted }) => [word, name, wanted]),
    [["", "Enclosure", "50 formatted"]],
  );
  assert.deepEqual(view({ "sensor.heater_temperature": "48" }, names).heaters, []);
});

test("a further nozzle is told by its number, unless somebody has named it", () => {
  const names = {
    "sensor.nozzle_number_temperature:210": "Nozzle 2 temperature",
    "sensor.nozzle_number_temperature:25": "Left nozzle",
  };
  assert.deepEqual(
    view({ "sensor.nozzle_number_temperature": ["210", "25"] }, names).heaters.map(
      ({ word, number, name }) => [word, number, name],
    ),
    [
      ["nozzle", "2", "2"],
      ["", undefined, "Left nozzle"],
    ],
  );
});

test("a time remains whatever unit somebody chose for it", () => {
  const hass = home({ "sensor.state": "printing", "sensor.remaining": "1.5" });
  const entities = new Entities(hass, DEVICE);
  hass.states[entities.one("sensor.remaining")!]!.attributes.unit_of_measurement = "h";
  assert.equal(viewOf(hass, DEVICE, entities, {}).remaining, 90);
});
