//! Writes bodies with what the schemas say of them here, for the same judgement in other languages.
//!
//! Besides the bodies of the catalogue there are values that engines are known to judge differently: texts with line ends
//! and beyond ASCII, whole numbers in other spellings, numbers that a double cannot hold, `null` and empty containers. A
//! body is given as JSON text, so that every language reads it with its own reader.

use conformance::api::Api;
use conformance::files;
use conformance::schemas::{self, LAYERS, Schemas};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Stands for a number until the text is written.
const HOLE: &str = "the number that stands here";

/// Texts that engines read differently.
const TEXTS: [&str; 9] = ["", "\n", "1\n", "https://example.com\n", "1\u{2028}", "频道", "é", "😀", "\u{0}"];

/// Numbers in spellings that readers take for different types.
const NUMBERS: [&str; 14] = [
    "0",
    "-0",
    "-0.0",
    "1.0",
    "1e0",
    "1e2",
    "1E+2",
    "1.5",
    "0.1",
    "0.30000000000000004",
    "-1",
    "100.0",
    "9007199254740993",
    "18446744073709551616",
];

fn main() {
    let target =
        std::env::args_os().nth(1).map_or_else(|| files::root().join("target/judged-cases.json"), PathBuf::from);
    let (api, schemas) = (Api::read(&files::spec()), Schemas::read());
    let mut cases = Vec::new();
    let mut add = |layer: &str, name: &str, id: &str, text: &str| {
        let body: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{id} is no JSON: {error}"));
        let valid = schemas.passes(layer, name, &body);
        cases.push(json!({ "schema": format!("{layer}/{name}"), "id": id, "body": text, "valid": valid }));
    };
    let mut changed = BTreeSet::new();
    for body in api.bodies() {
        for name in schemas::names_for(&api, &body) {
            for layer in LAYERS {
                add(layer, &name, &body.id, &body.body.to_string());
            }
            if !body.accepted || body.direction != "request" {
                continue;
            }
            // The strict layer has the same rules; the places of one body are changed once a schema.
            for pointer in leaves(&body.body) {
                if changed.insert((name.clone(), place(&pointer))) {
                    for (number, text) in variations(&body.body, &pointer).iter().enumerate() {
                        add("rules", &name, &format!("{} {pointer} {number}", body.id), text);
                    }
                }
            }
        }
    }
    let valid = cases.iter().filter(|case| case["valid"] == true).count();
    let count = cases.len();
    assert!(valid > 500 && count - valid > 500, "{valid} of {count} bodies are valid: no proof");
    files::write(&target, &json!({ "cases": cases }).to_string());
}

/// Pointers to the values of a body that hold no others, and to its lists.
fn leaves(body: &Value) -> Vec<String> {
    fn walk(value: &Value, pointer: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, inner)| walk(inner, &format!("{pointer}/{name}"), found))
            }
            Value::Array(items) => {
                found.push(pointer.to_owned());
                items.iter().enumerate().for_each(|(index, inner)| walk(inner, &format!("{pointer}/{index}"), found));
            }
            _ => found.push(pointer.to_owned()),
        }
    }
    let mut found = Vec::new();
    walk(body, "", &mut found);
    found
}

/// A pointer without the places in lists.
fn place(pointer: &str) -> String {
    let part = |part: &str| if part.parse::<usize>().is_ok() { "[]".to_owned() } else { part.to_owned() };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The body with other values in one place, as JSON texts.
fn variations(body: &Value, pointer: &str) -> Vec<String> {
    let with = |value: Value| {
        let mut body = body.clone();
        *body.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")) = value;
        body.to_string()
    };
    let mut texts = vec![with(Value::Null), with(json!({})), with(json!([])), with(true.into())];
    match body.pointer(pointer) {
        Some(Value::String(own)) => {
            texts.extend(TEXTS.into_iter().map(|text| with(text.into())));
            texts.extend(["\n", "\r", "\u{2028}", "\u{2029}", "\u{85}"].map(|end| with(format!("{own}{end}").into())));
            texts.extend([64, 65, 128, 129].map(|count| with("😀".repeat(count).into())));
            texts.push(with(format!("\n{own}").into()));
            texts.push(with(7.into()));
        }
        Some(Value::Number(own)) => {
            let spellings = NUMBERS.into_iter().map(str::to_owned).chain([format!("{own}.0"), format!("{own}e0")]);
            let spellings = spellings.filter(|text| serde_json::from_str::<Value>(text).is_ok());
            texts.extend(spellings.map(|text| with(HOLE.into()).replace(&format!("\"{HOLE}\""), &text)));
            texts.push(with(own.to_string().into()));
        }
        Some(Value::Array(items)) => {
            texts.push(with([items.as_slice(), items.as_slice()].concat().into()));
            texts.push(with(items.iter().cloned().rev().collect()));
        }
        _ => {}
    }
    texts
}
