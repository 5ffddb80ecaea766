// The shapes as types in TypeScript: json-schema-to-typescript takes every file, and the compiler takes what it gives.
//
// Run: node tests/languages/generated_types.mjs FOLDER OUTPUT, where FOLDER is where `npm install` put the packages and OUTPUT is a folder for
// the types, which is emptied first.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [folder, output] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(folder, "package.json"));
const { compile } = require("json-schema-to-typescript");

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const shapes = new URL("../../schema/shape/", import.meta.url);
const written = [];
let failed = 0;
for (const file of readdirSync(shapes)) {
  const name = file.replace(/\.json$/, "");
  try {
    const types = await compile(JSON.parse(readFileSync(new URL(file, shapes), "utf8")), name, { cwd: fileURLToPath(shapes), format: false });
    written.push(join(output, `${name}.ts`));
    writeFileSync(written.at(-1), types);
  } catch (error) {
    failed += 1;
    console.error(`${name}: ${error.message}`);
  }
}
try {
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "--noEmit", "--strict", ...written], { stdio: "inherit" });
} catch {
  failed += 1;
}
console.log(`typescript: ${written.length} passed, ${failed} failed`);
process.exitCode = failed > 0 || written.length < 80 ? 1 : 0;
