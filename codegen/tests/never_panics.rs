//! No catalogue makes the generator fall over: a sound one is changed in one place, in every place and in many ways, and each
//! time there are either problems to tell or files to write.

use codegen::diagnostic::Source;
use codegen::load::{Loaded, LoadedFile};
use codegen::model::CatalogueFile;
use codegen::{check, emit, lower, tree};
use serde_yaml::{Mapping, Value};
use std::panic::{AssertUnwindSafe, catch_unwind};

const API: &str = include_str!("small/api.yaml");

/// What may stand where something else stood.
const STRANGE: [&str; 20] = [
    "order",
    "nowhere",
    "string",
    "json",
    "TODO",
    "\"\"",
    "a..b",
    "\"a[]\"",
    "\"stripes[].colour\"",
    "\"threads[]\"",
    "{a: {b: 1}}",
    "[]",
    "[[]]",
    "0",
    "-1",
    "4294967295",
    "18446744073709551615",
    "1.0e300",
    "true",
    "\"(\"",
];

/// Carries a text through all stages; whether it came to files.
fn run(text: &str) -> bool {
    let Ok(tree) = tree::read(text, 0) else { return false };
    let Ok(values) = serde_yaml::from_str::<CatalogueFile>(text) else { return false };
    let source = Source { path: "api.yaml".to_owned(), text: text.to_owned() };
    let loaded = Loaded { shown_as: "spec/loom".to_owned(), files: vec![LoadedFile { source, tree, values }] };
    if !check::check(&loaded).is_empty() {
        return false;
    }
    let catalogue = lower::lower(&loaded);
    if !check::proofs(&loaded, &catalogue).is_empty() {
        return false;
    }
    let outputs = emit::all(&catalogue);
    for file in outputs.groups.iter().flat_map(|group| &group.files) {
        if file.path.starts_with("schema/rules/") && !file.path.ends_with("not-expressed.json") {
            let schema = serde_json::from_str(&file.contents).expect("generated JSON is JSON");
            if let Err(error) = jsonschema::validator_for(&schema) {
                panic!("{} is no schema: {error}", file.path);
            }
        }
    }
    true
}

/// All places of a document: the way to each value.
fn places(value: &Value, way: &[Value], found: &mut Vec<Vec<Value>>) {
    let mut inside = |step: Value, value: &Value| {
        let mut way = way.to_vec();
        way.push(step);
        found.push(way.clone());
        places(value, &way, found);
    };
    match value {
        Value::Mapping(members) => members.iter().for_each(|(key, value)| inside(key.clone(), value)),
        Value::Sequence(items) => items.iter().enumerate().for_each(|(index, item)| inside(Value::from(index), item)),
        _ => {}
    }
}

fn at<'v>(value: &'v mut Value, way: &[Value]) -> &'v mut Value {
    way.iter().fold(value, |value, step| match (value, step) {
        (Value::Sequence(items), step) => {
            &mut items[usize::try_from(step.as_u64().expect("an index")).expect("a small one")]
        }
        (value, step) => value.get_mut(step).expect("the place is there"),
    })
}

/// Sections that the generator has known for long are not changed: their own tests do that.
fn is_old(way: &[Value]) -> bool {
    let root = way[0].as_str().unwrap_or_default();
    let words = ["title", "words", "note", "sources", "statement", "decision", "detail", "success_when"];
    matches!(root, "errors" | "references" | "character_sets")
        || way.iter().any(|step| step.as_str().is_some_and(|name| words.contains(&name)))
}

/// Every so many of the changes are tried; `CHANGE_STRIDE=1` tries all of them, which takes minutes.
#[test]
fn one_change_is_told_or_written() {
    let stride = std::env::var("CHANGE_STRIDE").ok().and_then(|text| text.parse().ok());
    change_every(stride.unwrap_or(23));
}

/// Tries every so many of the changes.
fn change_every(stride: usize) {
    assert!(run(API), "the catalogue that is changed is sound");
    let whole: Value = serde_yaml::from_str(API).expect("YAML");
    let mut ways = Vec::new();
    places(&whole, &[], &mut ways);
    ways.retain(|way| !is_old(way));
    let strange: Vec<Value> = STRANGE.iter().map(|text| serde_yaml::from_str(text).expect("YAML")).collect();
    let mut texts = Vec::new();
    for (number, way) in ways.iter().enumerate() {
        let (last, parent) = way.split_last().expect("the root is no place");
        // Every place gets a few of the strange values, and all of them come everywhere in the end.
        for offset in [0, 7, 11, 13] {
            let mut changed = whole.clone();
            *at(&mut changed, way) = strange[(number + offset) % strange.len()].clone();
            texts.push(changed);
        }
        let mut without = whole.clone();
        match (at(&mut without, parent), last) {
            (Value::Mapping(members), key) => drop(members.remove(key)),
            (Value::Sequence(items), index) => {
                drop(items.remove(usize::try_from(index.as_u64().unwrap_or(0)).unwrap_or(0)));
            }
            _ => {}
        }
        texts.push(without);
        let mut doubled = whole.clone();
        if let (Value::Sequence(items), Some(index)) = (at(&mut doubled, parent), last.as_u64()) {
            let item = items[usize::try_from(index).unwrap_or(0)].clone();
            items.push(item);
            texts.push(doubled);
        }
    }
    let mut fell = Vec::new();
    let mut written = 0;
    for value in texts.iter().step_by(stride) {
        let text =
            format!("{}\n{}", API.lines().next().unwrap_or_default(), serde_yaml::to_string(value).expect("YAML"));
        match catch_unwind(AssertUnwindSafe(|| run(&text))) {
            Ok(came_to_files) => written += usize::from(came_to_files),
            Err(_) => {
                let differs: Vec<&str> = text.lines().filter(|line| !unchanged().contains(*line)).collect();
                fell.push(differs.join("\n"));
            }
        }
    }
    assert!(fell.is_empty(), "{} of {} changes fell over:\n{}", fell.len(), texts.len(), fell.join("\n---\n"));
    assert!(written > 100 / stride, "{written} of {} changes left a sound catalogue", texts.len());
}

/// The document as it is written without a change.
fn unchanged() -> String {
    let whole: Mapping = serde_yaml::from_str(API).expect("YAML");
    serde_yaml::to_string(&whole).expect("YAML")
}
