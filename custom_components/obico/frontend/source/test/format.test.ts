import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, clock, duration } from "../src/format";

const NOW = new Date("2026-11-26T10:00:00Z");
const locale = (time_format: string, time_zone = "server") => ({
  locale: { language: "en", time_format, time_zone },
  config: { time_zone: "Europe/Berlin" },
});
const plain = (text: string) => text.replace(/\s/g, " ");

test("durations", () => {
  assert.equal(duration(0, "en"), "0m");
  assert.equal(duration(-3, "en"), "0m");
  assert.equal(duration(59.4, "en"), "59m");
  assert.equal(duration(60, "en"), "1h");
  assert.equal(duration(125, "en"), "2h 5m");
  assert.equal(duration(3 * 1440 + 61, "en"), "3d 1h");
});

test("a time of day, where Home Assistant is", () => {
  assert.equal(clock(new Date("2026-11-26T12:44:00Z"), NOW, locale("24")), "13:44");
  assert.equal(plain(clock(new Date("2026-11-26T12:44:00Z"), NOW, locale("12"))), "1:44 PM");
});

test("a time of another day", () => {
  assert.equal(clock(new Date("2026-11-27T08:30:00Z"), NOW, locale("24")), "Fri 09:30");
  assert.equal(clock(new Date("2026-12-24T08:30:00Z"), NOW, locale("24")), "Dec 24, 09:30");
  // It is midnight already where Home Assistant is.
  assert.equal(clock(new Date("2026-11-26T23:30:00Z"), NOW, locale("24")), "Fri 00:30");
});

test("how long ago", () => {
  const before = (minutes: number) => ago(new Date(NOW.getTime() - minutes * 60_000), NOW, "en");
  assert.equal(before(3.9), "3 minutes ago");
  assert.equal(before(125), "2 hours ago");
  assert.equal(before(1500), "yesterday");
  assert.equal(before(-5), "this minute");
});
