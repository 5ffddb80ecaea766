//! The published schemas, and what they say of a body.

use crate::api::{Api, Body};
use crate::files;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The layers, each a folder below that of the schemas.
pub const LAYERS: [&str; 3] = ["shape", "rules", "rules-strict"];

/// The schemas of all layers, ready for use.
#[derive(Debug)]
pub struct Schemas {
    all: BTreeMap<(String, String), (Value, Validator)>,
}

/// What is wrong with a body, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// JSON Pointer of the value.
    pub pointer: String,
    /// The keyword that is not fulfilled.
    pub keyword: String,
    /// What is wrong, without the value.
    pub words: String,
}

impl Schemas {
    /// Reads the committed schemas.
    ///
    /// # Panics
    /// If one cannot be read or compiled.
    #[must_use]
    pub fn read() -> Self {
        let mut all = BTreeMap::new();
        for layer in LAYERS {
            for (name, schema) in documents(layer) {
                let validator =
                    jsonschema::draft202012::new(&schema).unwrap_or_else(|error| panic!("{layer}/{name}: {error}"));
                all.insert((layer.to_owned(), name), (schema, validator));
            }
        }
        assert!(all.len() > 100, "only {} schemas", all.len());
        Self { all }
    }

    /// The names of a layer's schemas, sorted.
    #[must_use]
    pub fn names(&self, layer: &str) -> Vec<&str> {
        self.all.keys().filter(|(of, _)| of == layer).map(|(_, name)| name.as_str()).collect()
    }

    /// The document of a schema.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    #[track_caller]
    pub fn document(&self, layer: &str, name: &str) -> &Value {
        &self.of(layer, name).0
    }

    /// Whether there is such a schema.
    #[must_use]
    pub fn has(&self, layer: &str, name: &str) -> bool {
        self.all.contains_key(&(layer.to_owned(), name.to_owned()))
    }

    /// Whether a body passes.
    ///
    /// # Panics
    /// If there is no such schema.
    #[must_use]
    #[track_caller]
    pub fn passes(&self, layer: &str, name: &str, body: &Value) -> bool {
        self.of(layer, name).1.is_valid(body)
    }

    /// What is wrong with a body, sorted; nothing when it passes.
    ///
    /// # Panics
    /// If there is no such schema, or if its two ways to judge differ.
    #[must_use]
    #[track_caller]
    pub fn complaints(&self, layer: &str, name: &str, body: &Value) -> Vec<Complaint> {
        let validator = &self.of(layer, name).1;
        let mut found: Vec<Complaint> = validator.iter_errors(body).map(|error| complaint(&error)).collect();
        assert_eq!(found.is_empty(), validator.is_valid(body), "{layer}/{name} judges in two ways: {body}");
        found.sort();
        found.dedup();
        found
    }

    #[track_caller]
    fn of(&self, layer: &str, name: &str) -> &(Value, Validator) {
        self.all
            .get(&(layer.to_owned(), name.to_owned()))
            .unwrap_or_else(|| panic!("there is no schema {layer}/{name}"))
    }
}

fn complaint(error: &ValidationError<'_>) -> Complaint {
    Complaint {
        pointer: error.instance_path().to_string(),
        keyword: error.kind().keyword().to_owned(),
        words: error.masked().to_string(),
    }
}

/// The documents of a layer, by name without ending.
///
/// # Panics
/// If one cannot be read.
#[must_use]
pub fn documents(layer: &str) -> Vec<(String, Value)> {
    let folder = format!("schema/{layer}");
    let paths = files::below(&files::root().join(&folder)).into_iter().map(|path| files::relative(&path));
    let names = paths.filter(|path| *path != NOT_EXPRESSED);
    names
        .map(|path| {
            let name = path.strip_prefix(&format!("{folder}/")).and_then(|name| name.strip_suffix(".json"));
            let name = name.unwrap_or_else(|| panic!("{path} is no schema")).to_owned();
            (name, files::json_of(&path))
        })
        .collect()
}

const NOT_EXPRESSED: &str = "schema/rules/not-expressed.json";

/// The ids of the rules that the schemas say not, and of those that they say in part.
///
/// # Panics
/// If the list is not as expected.
#[must_use]
pub fn not_expressed() -> (BTreeSet<String>, BTreeSet<String>) {
    let document = files::json_of(NOT_EXPRESSED);
    let rules = document["rules"].as_array().unwrap_or_else(|| panic!("{NOT_EXPRESSED}: no list of rules"));
    let with = |word: &str| {
        let chosen = rules.iter().filter(|rule| rule["expressed"] == word);
        chosen.filter_map(|rule| rule["id"].as_str()).map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let (not, in_part) = (with("not"), with("in part"));
    assert_eq!(
        not.len() + in_part.len(),
        rules.len(),
        "{NOT_EXPRESSED}: a rule is expressed neither `not` nor `in part`"
    );
    (not, in_part)
}

/// The names of the schemas that a judged body of the catalogue is for.
///
/// # Panics
/// If the body belongs nowhere.
#[must_use]
pub fn names_for(api: &Api, body: &Body) -> Vec<String> {
    if let Some(event) = &body.event {
        return vec![format!("event.{event}")];
    }
    let Some(endpoint) = &body.endpoint else { return vec!["notification".to_owned()] };
    if body.http.is_some_and(|http| http != 200) {
        return error_names(&body.body).into_iter().map(str::to_owned).collect();
    }
    let known = api.find("endpoints", endpoint).unwrap_or_else(|| panic!("{}: no endpoint `{endpoint}`", body.id));
    if known.get("variants").is_none() {
        return vec![format!("{endpoint}.{}", body.direction)];
    }
    assert!(!body.variants.is_empty(), "{}: no variant", body.id);
    body.variants.iter().map(|variant| format!("{endpoint}.{variant}.{}", body.direction)).collect()
}

/// The schema for an error body: by code, or by message alone.
#[must_use]
pub fn error_names(body: &Value) -> Vec<&'static str> {
    if body.get("code").is_some() { vec!["error.service"] } else { vec!["error.gateway"] }
}
