import assert from "node:assert/strict";
import { test } from "node:test";
import { checked, stub, suggestion } from "../src/config";
import { DEVICE, home, PRINTING } from "./home";

const type = "custom:obico-printer-card";

test("everything is shown unless it is switched off", () => {
  const config = checked({ type, device_id: DEVICE, show_controls: false });
  assert.equal(config.show_camera, true);
  assert.equal(config.show_controls, false);
  assert.equal(config.show_video, true);
});

test("a wrong configuration is refused with a reason", () => {
  assert.throws(() => checked({ type, show_camera: "yes" as unknown as boolean }), /show_camera/);
  assert.throws(() => checked({ type, title: 3 as unknown as string }), /title/);
});

test("a new card is for a printer that prints", () => {
  assert.deepEqual(stub(home(PRINTING)), { device_id: DEVICE });
  assert.deepEqual(stub(home({})), { device_id: "device-2" });
});

test("the card is suggested for entities of printers only", () => {
  const hass = home(PRINTING);
  assert.deepEqual(suggestion(hass, "sensor.second"), { config: { type, device_id: "device-2" } });
  assert.equal(suggestion(hass, "sensor.plan"), null);
  assert.equal(suggestion(hass, "sensor.other"), null);
  assert.equal(suggestion(hass, "sensor.gone"), null);
});
