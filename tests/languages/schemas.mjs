// The schemas judged by Ajv in its default strict mode: every file compiles, and every body is judged as in Rust.
//
// That mode only warns where a part of a rule does not repeat the type that its property states elsewhere, which is not counted.
//
// Run: node tests/languages/schemas.mjs CASES FOLDER, where CASES is what the example `judged_cases` of the conformance tests
// writes and FOLDER is where `npm install` put `ajv`.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [cases, folder] = process.argv.slice(2);
const Ajv = createRequire(join(resolve(folder), "package.json"))("ajv/dist/2020").default;

const schemas = new Map();
const problems = [];
for (const layer of ["shape", "rules", "rules-strict"]) {
  const place = new URL(`../../schema/${layer}/`, import.meta.url);
  for (const file of readdirSync(place).filter((name) => name !== "not-expressed.json")) {
    const name = `${layer}/${file.replace(/\.json$/, "")}`;
    const say = (words) => words.includes("(strictTypes)") || problems.push(`${name}: ${words}`);
    const ajv = new Ajv({ logger: { log: say, warn: say, error: say } });
    try {
      schemas.set(name, ajv.compile(JSON.parse(readFileSync(new URL(file, place), "utf8"))));
    } catch (error) {
      say(error.message);
    }
  }
}

let judged = 0;
for (const { schema, id, body, valid } of JSON.parse(readFileSync(cases, "utf8")).cases) {
  const validate = schemas.get(schema);
  if (!validate) {
    problems.push(`${schema}: no such schema`);
  } else if (validate(JSON.parse(body)) !== valid) {
    problems.push(`${schema}: ${id}: ${valid ? "refused" : "accepted"}: ${JSON.stringify(validate.errors)}: ${body}`);
  }
  judged += 1;
}

const shown = 40;
problems.slice(0, shown).forEach((problem) => console.error(problem));
if (problems.length > shown) console.error(`and ${problems.length - shown} more`);
console.log(`ajv, ${schemas.size} schemas: ${judged + schemas.size - problems.length} passed, ${problems.length} failed`);
process.exitCode = problems.length > 0 || judged < 1000 || schemas.size < 200 ? 1 : 0;
