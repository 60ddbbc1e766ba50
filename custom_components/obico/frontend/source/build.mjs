// Builds the card: node build.mjs [--check | --test]
//
//   --check   fail unless the shipped file is what a build makes of the source
//   --test    run the unit tests instead
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const shipped = join(here, "..", "obico-printer-card.js");
const MOST_BYTES = 60_000;

const common = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  // What Home Assistant's own build for current browsers is made for.
  target: ["chrome120", "firefox120", "safari17"],
  logLevel: "warning",
};

async function test() {
  const outdir = join(here, "node_modules", ".tests");
  rmSync(outdir, { recursive: true, force: true });
  const names = (await readdir(join(here, "test"))).filter((name) => name.endsWith(".test.ts"));
  await build({
    ...common,
    entryPoints: names.map((name) => join("test", name)),
    outdir,
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node20",
    sourcemap: "inline",
  });
  const files = names.map((name) => join(outdir, name.replace(/\.ts$/, ".mjs")));
  const options = ["--enable-source-maps", "--test", "--test-reporter=spec"];
  const run = spawnSync(process.execPath, [...options, ...files], { cwd: here, stdio: "inherit" });
  process.exit(run.status ?? 1);
}

async function ship(check) {
  const result = await build({
    ...common,
    entryPoints: ["src/index.ts"],
    outfile: shipped,
    minify: true,
    legalComments: "none",
    banner: {
      js: "// Built from source/ by scripts/frontend; Lit is BSD-3-Clause, the icons are Apache-2.0.",
    },
    write: !check,
  });
  const content = check ? result.outputFiles[0].contents : readFileSync(shipped);
  const size = gzipSync(content).length;
  console.log(`obico-printer-card.js: ${content.length} bytes, ${size} compressed`);
  if (size > MOST_BYTES) {
    console.error(`It may have ${MOST_BYTES} bytes compressed`);
    process.exit(1);
  }
  if (check && !Buffer.from(content).equals(readFileSync(shipped))) {
    console.error("The shipped file is not what its source makes: run scripts/frontend");
    process.exit(1);
  }
}

const option = process.argv[2];
await (option === "--test" ? test() : ship(option === "--check"));
