import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import en from "../src/translations/en.json";
import { LANGUAGES, translator } from "../src/texts";

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

for (const [language, texts] of Object.entries(LANGUAGES)) {
  test(`${language} has every text, sorted, with its placeholders`, () => {
    assert.deepEqual(Object.keys(texts), Object.keys(en).sort());
    for (const [key, text] of Object.entries(texts)) {
      assert.notEqual(text.trim(), "");
      assert.deepEqual(places(text), places(en[key as keyof typeof en]), key);
    }
  });
}

test("a language is found by its name, its relative, or is English", () => {
  assert.equal(translator("pt-BR")("bed"), LANGUAGES["pt-BR"]?.bed);
  assert.equal(translator("pt")("bed"), LANGUAGES["pt-BR"]?.bed);
  assert.equal(translator("de-CH")("bed"), LANGUAGES["de"]?.bed);
  assert.equal(translator("xx")("bed"), en.bed);
  assert.equal(translator("en")("last_print", { file: "a.gcode" }), "Last print: a.gcode");
});

test("every text is used", () => {
  // Run from the folder of the source.
  const source = readdirSync("src")
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(`src/${name}`, "utf8"))
    .join();
  const unused = Object.keys(en).filter(
    (key) => !/^(action|editor)_/.test(key) && !source.includes(`"${key}"`),
  );
  assert.deepEqual(unused, []);
});
