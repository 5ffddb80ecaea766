// A look-up in JavaScript, written from the documented rule alone, proved by the published cases.
//
// Run: node tests/languages/lookup.mjs (no packages). It shows that `schema/errors.json` is enough to identify an answer in any
// language, and that `schema/errors.cases.json` finds a look-up that is wrong.

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

const load = (name) => JSON.parse(readFileSync(new URL(`../../schema/${name}`, import.meta.url), "utf8"));

const normalise = (text) =>
  text
    .replace(/[ \t\n\v\f\r_-]+/g, " ")
    .replace(/^ /, "")
    .replace(/[ !.]+$/, "")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const atPath = (value, path) =>
  path.reduce((inner, name) => (inner !== null && typeof inner === "object" && Object.hasOwn(inner, name) ? inner[name] : undefined), value);

function asCode(value) {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  return /^\s*[+-]?[0-9]+\s*$/.test(value) ? Number(value) : value;
}

function read(catalogue, body) {
  if (body.trim() === "") return { shape: "empty" };
  let value;
  try {
    value = JSON.parse(body);
  } catch {
    return { shape: "not_json" };
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return { shape: "not_json" };
  let unreadable = false;
  for (const kind of catalogue.matching.bodies) {
    const found = kind.text && atPath(value, kind.text);
    const text = typeof found === "string" ? found : undefined;
    if (kind.shape === "code") {
      const given = atPath(value, kind.code);
      if (given === undefined || given === null) continue;
      const code = asCode(given);
      if (code === undefined) {
        unreadable = true;
        continue;
      }
      return kind.no_error_codes.includes(code) ? { shape: "success" } : { shape: "code", code, text };
    }
    if (text !== undefined) return { shape: "message", text };
  }
  // A code that cannot be read must not pass for a success.
  return { shape: unreadable ? "code" : "success" };
}

const PARTS = ["text", "code", "endpoints", "status", "shape"];
// As a number in which an earlier part counts more than all later ones together.
const specificity = (key) => PARTS.reduce((sum, part) => sum * 2 + (part in key ? 1 : 0), 0);

function agrees(key, { endpoint, status, shape, code, text }) {
  if ("text" in key && (text === undefined || normalise(text) !== key.text)) return false;
  if ("code" in key && key.code !== code) return false;
  if ("endpoints" in key && endpoint !== undefined && !key.endpoints.includes(endpoint)) return false;
  // A status that is not given is no evidence: a key with neither text nor code needs it.
  if ("status" in key && status !== key.status && (status !== undefined || !("text" in key || "code" in key))) return false;
  return "shape" in key ? key.shape === shape : "code" in key || shape === "code" || shape === "message";
}

// Whether the answer, once complete, could be one that no more specific key matches.
function couldWin(key, found, { endpoint, status = key.status }) {
  const places = endpoint === undefined ? (key.endpoints ?? [undefined]) : [endpoint];
  const covers = (other, place) =>
    (!("endpoints" in other) || other.endpoints.includes(place)) && (!("status" in other) || other.status === status);
  const stronger = found.filter((other) => specificity(other.key) > specificity(key));
  return places.some((place) => !stronger.some((other) => covers(other.key, place)));
}

function identify(catalogue, endpoint, status, body) {
  const answer = { endpoint, status, ...read(catalogue, body) };
  const { shape } = answer;
  const keys = catalogue.entries.flatMap(({ id, keys }) => keys.map((key, number) => ({ id, number, key })));
  const found = keys.filter(({ key }) => agrees(key, answer));
  const left = found.filter(({ key }) => couldWin(key, found, answer));
  const ids = [...new Set(left.map(({ id }) => id))].sort();
  if (ids.length > 1) return { shape, result: "ambiguous", candidates: ids };
  if (ids.length === 1) {
    const broadest = left.reduce((a, b) => (specificity(b.key) < specificity(a.key) ? b : a));
    return { shape, result: "known", entry: broadest.id, key: broadest.number };
  }
  const outcomes = new Set(
    catalogue.endpoints
      .filter(({ id }) => endpoint === undefined || endpoint === id)
      .flatMap(({ success }) => success.filter((one) => one.status === status).map(({ outcome }) => outcome)),
  );
  if (shape === "success" && outcomes.size === 1) return { shape, result: "success", outcome: [...outcomes][0] };
  return { shape, result: "unknown" };
}

const catalogue = load("errors.json");
const { cases } = load("errors.cases.json");
let failed = 0;
for (const { id, endpoint, status, body, ...wanted } of cases) {
  const given = identify(catalogue, endpoint, status, body);
  if (!isDeepStrictEqual(given, wanted)) {
    failed += 1;
    console.error(`${id}: ${JSON.stringify(given)} in place of ${JSON.stringify(wanted)}`);
  }
}
console.log(`node: ${cases.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || cases.length === 0 ? 1 : 0;
