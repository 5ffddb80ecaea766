//! The published schemas are plain, self-contained and alike, and say of every field what the catalogue says.

use conformance::api::{Api, Field, list, maybe, text, texts};
use conformance::files;
use conformance::schemas::{self, LAYERS};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const NOTHING: [String; 0] = [];

/// All schemas: layer, name, document.
fn all() -> Vec<(&'static str, String, Value)> {
    let of = |layer: &'static str| {
        schemas::documents(layer).into_iter().map(move |(name, document)| (layer, name, document))
    };
    let all: Vec<_> = LAYERS.into_iter().flat_map(of).collect();
    assert!(all.len() > 200, "only {} schemas", all.len());
    all
}

/// Keywords that hold schemas: by name, in a list, or alone.
const OF_NAMES: [&str; 2] = ["properties", "$defs"];
const OF_LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const OF_ONE: [&str; 8] = ["items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"];

/// Calls with every schema inside a schema, itself first, and a JSON Pointer to it.
fn each<'v>(schema: &'v Value, pointer: &str, see: &mut dyn FnMut(&str, &'v serde_json::Map<String, Value>)) {
    let Value::Object(members) = schema else {
        assert!(schema.is_boolean(), "{pointer}: no schema: {schema}");
        return;
    };
    see(pointer, members);
    for (keyword, value) in members {
        let here = format!("{pointer}/{keyword}");
        if OF_NAMES.contains(&keyword.as_str()) {
            for (name, inner) in value.as_object().expect("schemas by name") {
                each(inner, &format!("{here}/{name}"), see);
            }
        } else if OF_LISTS.contains(&keyword.as_str()) {
            for (index, inner) in value.as_array().expect("a list of schemas").iter().enumerate() {
                each(inner, &format!("{here}/{index}"), see);
            }
        } else if OF_ONE.contains(&keyword.as_str()) {
            each(value, &here, see);
        }
    }
}

#[test]
fn every_schema_is_a_schema_of_its_draft() {
    let mut wrong = Vec::new();
    for (layer, name, document) in all() {
        if document["$schema"] != "https://json-schema.org/draft/2020-12/schema" {
            wrong.push(format!("{layer}/{name}: draft {}", document["$schema"]));
        }
        if let Err(error) = jsonschema::draft202012::meta::validate(&document) {
            wrong.push(format!("{layer}/{name}: {error} at {}", error.instance_path()));
        }
    }
    assert_eq!(wrong, NOTHING);
}

#[test]
fn every_layer_has_the_same_files_and_every_file_its_name() {
    let mut names: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let mut wrong = Vec::new();
    for (layer, name, document) in all() {
        // The form is a promise: programs keep it.
        let id = format!("urn:agora-cloud-recording:{layer}:{name}");
        if document["$id"] != id.as_str() {
            wrong.push(format!("{layer}/{name}: id {}", document["$id"]));
        }
        assert!(ids.insert(id), "{layer}/{name} stands twice");
        names.entry(layer).or_default().insert(name);
    }
    assert_eq!(wrong, NOTHING);
    assert_eq!(names["shape"], names["rules"]);
    assert_eq!(names["rules-strict"], names["rules"]);
    let api = Api::read(&files::spec());
    let mut expected: BTreeSet<String> = ["notification", "error.service", "error.gateway"].map(str::to_owned).into();
    expected.extend(api.list("events").iter().map(|event| format!("event.{}", text(event, "id"))));
    for call in api.list("endpoints") {
        let id = text(call, "id");
        let variants: Vec<String> = match texts(call, "variants").as_slice() {
            [] => vec![id.to_owned()],
            variants => variants.iter().map(|variant| format!("{id}.{variant}")).collect(),
        };
        expected.extend(variants.iter().flat_map(|call| ["request", "response"].map(|word| format!("{call}.{word}"))));
    }
    assert_eq!(names["rules"], expected);
}

/// The keywords that the schemas may have, of 2020-12.
const KEYWORDS: [&str; 41] = [
    "$comment",
    "$defs",
    "$id",
    "$ref",
    "$schema",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "default",
    "deprecated",
    "description",
    "else",
    "enum",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "then",
    "title",
    "type",
    "writeOnly",
];

/// The keywords that code generators do not understand alike.
const NOT_IN_SHAPES: [&str; 15] = [
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "default",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "not",
    "oneOf",
    "pattern",
    "propertyNames",
    "then",
];

#[test]
fn no_schema_has_a_keyword_that_tools_read_differently() {
    let mut wrong = Vec::new();
    for (layer, name, document) in all() {
        let is_answer = !name.ends_with(".request");
        each(&document, "", &mut |pointer, schema| {
            let mut problem = |what: &str| wrong.push(format!("{layer}/{name}{pointer}: {what}"));
            for (keyword, value) in schema {
                // A map of objects is the one use of this keyword in a shape.
                let is_map = keyword == "additionalProperties" && value.is_object();
                if !KEYWORDS.contains(&keyword.as_str()) {
                    problem(&format!("`{keyword}` is no keyword that is known here"));
                }
                if layer == "shape" && NOT_IN_SHAPES.contains(&keyword.as_str()) && !is_map {
                    problem(&format!("`{keyword}` in a shape"));
                }
                if keyword == "multipleOf" && !value.is_u64() {
                    problem("a fraction in `multipleOf`");
                }
            }
            if is_answer && schema.contains_key("enum") {
                problem("a closed list of values in an answer");
            }
            // The number of an event tells which event it is; no other value of an answer is fixed.
            let number_of_event = pointer.ends_with("/properties/eventType") && name.starts_with("event.");
            if is_answer && schema.contains_key("const") && !number_of_event {
                problem("a fixed value in an answer");
            }
        });
    }
    assert_eq!(wrong, NOTHING);
}

#[test]
fn every_reference_leads_to_a_definition_and_every_definition_is_used() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (layer, name, document) in all() {
        let mut used = BTreeSet::new();
        each(&document, "", &mut |pointer, schema| {
            if let Some(target) = schema.get("$ref") {
                match target.as_str().and_then(|target| target.strip_prefix("#/$defs/")) {
                    Some(target) => drop(used.insert(target.to_owned())),
                    None => wrong.push(format!("{layer}/{name}{pointer}: a reference to {target}")),
                }
            }
            if !pointer.is_empty() && schema.contains_key("$defs") {
                wrong.push(format!("{layer}/{name}{pointer}: definitions that are not at the root"));
            }
        });
        let defined: BTreeSet<String> = match document.get("$defs").and_then(Value::as_object) {
            Some(definitions) => definitions.keys().cloned().collect(),
            None => BTreeSet::new(),
        };
        seen += defined.len();
        wrong.extend(used.difference(&defined).map(|id| format!("{layer}/{name}: `{id}` is not defined")));
        wrong.extend(defined.difference(&used).map(|id| format!("{layer}/{name}: `{id}` is not used")));
    }
    assert_eq!(wrong, NOTHING);
    assert!(seen > 100, "only {seen} definitions");
}

/// What engines read differently in a regular expression; nothing when it is plain.
fn not_plain(pattern: &str) -> Option<String> {
    let letters: Vec<char> = pattern.chars().collect();
    let mut class: Option<usize> = None;
    let mut index = 0;
    while index < letters.len() {
        let (letter, next) = (letters[index], letters.get(index + 1).copied());
        match (letter, class) {
            ('\\', _) => {
                if next.is_none_or(|next| next.is_alphanumeric()) {
                    return Some(format!("the escape `\\{}`", next.unwrap_or_default()));
                }
                index += 1;
            }
            ('[', None) => class = Some(index + usize::from(next == Some('^'))),
            ('[', Some(_)) => return Some("a bracket in a class".to_owned()),
            (']', Some(_)) => class = None,
            ('-', Some(begun)) => {
                let before = (index > begun + 1).then(|| letters[index - 1]);
                let kin = |a: char, b: char| {
                    a < b
                        && (a.is_ascii_digit() && b.is_ascii_digit()
                            || a.is_ascii_lowercase() && b.is_ascii_lowercase()
                            || a.is_ascii_uppercase() && b.is_ascii_uppercase()
                            || !a.is_ascii() && !b.is_ascii())
                };
                if !before.zip(next).is_some_and(|(a, b)| kin(a, b)) {
                    return Some("a hyphen in a class that is no range of letters or digits".to_owned());
                }
            }
            ('(', None) if next == Some('?') && letters.get(index + 2) != Some(&':') => {
                return Some("a group that looks around or is named".to_owned());
            }
            ('.', None) => return Some("a dot, which some engines let match a line end".to_owned()),
            ('*' | '+' | '?' | '}', None) if matches!(next, Some('?' | '+')) => {
                return Some("a count that is not plain".to_owned());
            }
            _ => {}
        }
        index += 1;
    }
    None
}

#[test]
fn every_pattern_is_read_alike_by_all_engines() {
    for plain in ["^(?:a|b{2})$", "[^a-z\\-\\[\\]0-9]", "^(?:x)://", "[\u{85}\u{2028}\u{2029}]", "(?:[A-Z]+)*"] {
        assert_eq!(not_plain(plain), None, "{plain}");
    }
    for odd in [
        "(?=a)", "(?<!a)", "(?<n>a)", "\\d", "\\w", "\\s", "\\b", "(a)\\1", "[a-]", "[-a]", "[+--]", "[[]", "a.", "a+?",
    ] {
        assert!(not_plain(odd).is_some(), "{odd}");
    }
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (layer, name, document) in all() {
        each(&document, "", &mut |pointer, schema| {
            let Some(pattern) = schema.get("pattern").and_then(Value::as_str) else { return };
            seen.insert(pattern.to_owned());
            if let Some(what) = not_plain(pattern) {
                wrong.push(format!("{layer}/{name}{pointer}: {what}: {pattern}"));
            }
            // Some engines let `$` match before a line end, so that line ends are refused apart.
            let no_line_ends = schema.get("not").and_then(|not| not["pattern"].as_str());
            let refused = no_line_ends.is_some_and(|refused| refused.starts_with("[\n\r"));
            if pattern.ends_with('$') && !refused {
                wrong.push(format!("{layer}/{name}{pointer}: a line end may follow: {pattern}"));
            }
        });
    }
    assert_eq!(wrong, NOTHING);
    assert!(seen.len() >= 5, "only {} patterns", seen.len());
}

/// The properties of a document by path, as the paths of fields are written.
fn properties(document: &Value) -> BTreeMap<String, &serde_json::Map<String, Value>> {
    fn walk<'v>(
        document: &'v Value,
        schema: &'v Value,
        path: &str,
        found: &mut BTreeMap<String, &'v serde_json::Map<String, Value>>,
    ) {
        assert!(path.split('.').count() < 20, "{path}: a schema that contains itself");
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let target = document.pointer(target.strip_prefix('#').expect("a reference within the file"));
            walk(document, target.expect("the reference leads somewhere"), path, found);
        }
        if let Some(items) = schema.get("items") {
            walk(document, items, &format!("{path}[]"), found);
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            for (name, property) in properties {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                found.insert(inner.clone(), property.as_object().expect("a property is an object"));
                walk(document, property, &inner, found);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(document, document, "", &mut found);
    found
}

/// The paths of fields with every spelling that a layer has, each with its field and whether it is a spelling beside.
fn spelt<'f>(fields: &'f [Field], layer: &str, is_answer: bool) -> BTreeMap<String, (&'f Field, bool)> {
    let mut by_main: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for field in fields {
        let is_read_only = layer == "shape" && !is_answer && field.status != "current";
        let (parent, own) =
            field.path.rsplit_once('.').map_or(("", field.path.as_str()), |(parent, own)| (parent, own));
        let list_of = parent.strip_suffix("[]");
        let parents = match by_main.get(list_of.unwrap_or(parent)) {
            None if parent.is_empty() => vec![String::new()],
            None => continue,
            Some(parents) => {
                let step = if list_of.is_some() { "[]." } else { "." };
                parents.iter().map(|parent| format!("{parent}{step}")).collect()
            }
        };
        if is_read_only {
            continue;
        }
        let takes = |taken_by: &str| match taken_by {
            "service" => is_answer || layer != "shape",
            "reader" => is_answer,
            _ => false,
        };
        // A shape has one of the spellings that generators of code cannot tell apart.
        let is_shown = |alias: &str| layer != "shape" || member_name(alias) != member_name(own);
        let aliases = field.aliases.iter().filter(|(alias, taken_by)| takes(taken_by) && is_shown(alias));
        let aliases = aliases.map(|(alias, _)| (alias.as_str(), true));
        let names: Vec<(&str, bool)> = [(own, false)].into_iter().chain(aliases).collect();
        for parent in &parents {
            for (name, is_beside) in &names {
                let path = format!("{parent}{name}");
                by_main.entry(&field.path).or_default().push(path.clone());
                found.insert(path, (field, *is_beside));
            }
        }
    }
    found
}

/// What generators of code for Java and the like make of the name of a property.
fn member_name(name: &str) -> String {
    let mut out = String::new();
    let mut is_begin = false;
    for letter in name.chars() {
        if matches!(letter, '_' | '-') {
            is_begin = true;
        } else if out.is_empty() {
            out.extend(letter.to_lowercase());
        } else if std::mem::take(&mut is_begin) {
            out.extend(letter.to_uppercase());
        } else {
            out.push(letter);
        }
    }
    out
}

/// Generators of code refuse or lose properties that become one member.
#[test]
fn no_two_properties_of_a_shape_become_one_member() {
    let mut wrong = Vec::new();
    let mut left_out = BTreeSet::new();
    for (layer, name, document) in all() {
        each(&document, "", &mut |pointer, schema| {
            let properties = schema.get("properties").and_then(Value::as_object);
            let mut seen: BTreeMap<String, &str> = BTreeMap::new();
            for property in properties.into_iter().flat_map(serde_json::Map::keys) {
                let Some(other) = seen.insert(member_name(property), property) else { continue };
                if layer == "shape" {
                    wrong.push(format!("{layer}/{name}{pointer}: `{property}` and `{other}`"));
                } else {
                    left_out.insert(format!("{} {}", other.min(property), other.max(property)));
                }
            }
        });
    }
    assert_eq!(wrong, NOTHING);
    assert_eq!(Vec::from_iter(left_out), ["PrimaryIP primaryIP", "UtcMs utcMs"], "judged under both spellings");
    for (name, spelling) in [("ncsIp.response", "PrimaryIP"), ("event.recorder_audio_stream_state_changed", "utcMs")] {
        let (_, shape) = schemas::documents("shape").into_iter().find(|(other, _)| other == name).expect("it exists");
        assert!(shape.to_string().contains(&format!("It may also be spelt `{spelling}`.")), "{name}");
    }
}

/// Generators of code name what they make after the title, and people find files by it.
#[test]
fn no_two_schemas_have_one_title() {
    let mut seen: BTreeMap<(&str, String), String> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (layer, name, document) in all() {
        let title = document["title"].as_str().unwrap_or_default().to_owned();
        if title.is_empty() {
            wrong.push(format!("{layer}/{name}: no title"));
        }
        if let Some(other) = seen.insert((layer, title.clone()), name.clone()) {
            wrong.push(format!("{layer}/{name} and {other}: {title}"));
        }
    }
    assert_eq!(wrong, NOTHING);
}

/// What a property lacks that its field has.
fn lacking(property: &serde_json::Map<String, Value>, field: &Field, is_beside: bool, is_answer: bool) -> Vec<String> {
    let is_set = |keyword: &str| property.get(keyword) == Some(&Value::Bool(true));
    let has_words = ["title", "description"]
        .iter()
        .any(|keyword| property.get(*keyword).and_then(Value::as_str).is_some_and(|words| !words.trim().is_empty()));
    let mut lacks = Vec::new();
    if !has_words {
        lacks.push("words".to_owned());
    }
    if field.secret && !is_answer && !is_set("writeOnly") {
        lacks.push("`writeOnly`".to_owned());
    }
    if !field.secret && is_set("writeOnly") {
        lacks.push("a secret".to_owned());
    }
    let is_old = field.status != "current" || is_beside && !is_answer;
    if is_old != is_set("deprecated") {
        lacks.push(format!("agreement on `deprecated`, which should be {is_old}"));
    }
    let of = field.form.rsplit(' ').next().expect("a form has words");
    let types = |value: Option<&Value>| match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let own = types(property.get("type"));
    let agrees = match field.form.as_str() {
        "object" => property.contains_key("$ref"),
        "json" => own.is_empty(),
        form if form.starts_with("list of ") => own.contains(&"array".to_owned()) && property.contains_key("items"),
        form if form.starts_with("text or list of ") => own == ["string", "array"],
        form if form.starts_with("text or ") => own == [of, "string"],
        form if form.starts_with("map of ") => own == ["object"],
        _ => own.first().map(String::as_str) == Some(of),
    };
    if !agrees {
        lacks.push(format!("the type of {}", field.form));
    }
    lacks
}

#[test]
fn every_property_is_a_field_with_its_words_and_marks() {
    let api = Api::read(&files::spec());
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (layer, name, document) in all() {
        let parts: Vec<&str> = name.split('.').collect();
        let is_answer = parts.last() != Some(&"request");
        let fields = match parts.as_slice() {
            ["error", _] => continue,
            ["notification"] | ["event", _] => {
                let notifications = api.one("notifications");
                let mut fields = api.fields(text(notifications, "body"), &[]);
                if let ["event", id] = parts.as_slice() {
                    let event = api.find("events", id).expect("the schema belongs to an event");
                    let details = text(notifications, "details_field");
                    let own = api.fields_of(list(event, "fields"), &[]);
                    fields.extend(
                        own.into_iter().map(|field| Field { path: format!("{details}.{}", field.path), ..field }),
                    );
                }
                fields
            }
            [endpoint, variant @ .., direction] => {
                let call = api.find("endpoints", endpoint).expect("the schema belongs to a call");
                let Some(of) = maybe(call, direction) else {
                    assert_eq!(document["type"], "null", "{layer}/{name} judges a body that the call does not have");
                    continue;
                };
                let variants: Vec<String> = variant.iter().map(|variant| (*variant).to_owned()).collect();
                let in_variant = |field: &Field| variants.is_empty() || !field.variants.is_empty();
                api.fields(of, &variants).into_iter().filter(in_variant).collect()
            }
            _ => panic!("{name}: a name that is not known"),
        };
        let mut found = properties(&document);
        let name_of_event = found.remove("payload.details.msgName");
        assert!(name_of_event.is_none_or(|own| own["type"] == "string"), "{layer}/{name}");
        let expected = spelt(&fields, layer, is_answer);
        seen += expected.len();
        for (path, (field, is_beside)) in &expected {
            match found.remove(path) {
                None => wrong.push(format!("{layer}/{name}: no property for {path}")),
                Some(property) => {
                    // An event puts its own fields where the body of all notifications has any JSON.
                    let is_place = path == "payload.details" && property.contains_key("$ref");
                    let lacks = if is_place { Vec::new() } else { lacking(property, field, *is_beside, is_answer) };
                    wrong.extend(lacks.into_iter().map(|what| format!("{layer}/{name}: {path} lacks {what}")));
                }
            }
        }
        wrong.extend(found.keys().map(|path| format!("{layer}/{name}: {path} is no field")));
    }
    assert_eq!(wrong, NOTHING);
    assert!(seen > 3000, "only {seen} properties");
}

/// Rules over one body that no body of the catalogue breaks. This list only ever gets shorter.
const WITHOUT_A_BODY: [&str; 0] = [];

#[test]
fn every_rule_that_is_judged_is_broken_by_a_body() {
    let api = Api::read(&files::spec());
    let (unsaid, said_in_part) = schemas::not_expressed();
    let bodies = api.bodies();
    let broken: BTreeSet<&str> = bodies.iter().filter_map(|body| body.rule.as_deref()).collect();
    let rules = api.rules();
    let judged: BTreeSet<&str> = rules
        .iter()
        .filter(|rule| rule.owner.is_some() && rule.is_judged() && rule.is_about_one_body())
        .map(|rule| rule.id())
        .collect();
    assert!(judged.len() > 60, "only {} rules", judged.len());
    let without: Vec<&str> =
        judged.iter().copied().filter(|id| !unsaid.contains(*id) && !broken.contains(id)).collect();
    assert_eq!(without, WITHOUT_A_BODY, "rules that no body breaks, in the order of their ids");
    // What the schemas do not say is a rule that is judged, so that the list beside them has nothing else.
    let all_judged: BTreeSet<&str> = rules.iter().filter(|rule| rule.is_judged()).map(|rule| rule.id()).collect();
    let listed = unsaid.union(&said_in_part).filter(|id| !all_judged.contains(id.as_str())).cloned();
    assert_eq!(listed.collect::<Vec<String>>(), NOTHING, "not expressed, and not judged either");
    let broken_for_nothing: Vec<&str> = broken.iter().copied().filter(|id| !all_judged.contains(id)).collect();
    assert_eq!(broken_for_nothing, [""; 0], "bodies are refused for rules that are not judged");
}
