//! A second service, which is made up, goes through the same generator without a word of the first.
//!
//! Its crate is generated into a workspace of its own, compiled without warnings, and used by a program that looks up a
//! few answers. So the generator and the vocabulary crate know no service, and a new one needs no Rust to be written.

use codegen::judge::{self, Fault};
use conformance::calls::{Direction, FieldPath};
use conformance::catalogue::Catalogue;
use conformance::files;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the program of the second service does; it panics where an answer is not what the catalogue says.
const PROGRAM: &str = r##"
//! Looks up answers of the depot.
use parcel_depot_errors::{Answer, Code, Endpoint, ErrorId, Identified, Lang, Outcome, Shape, identify, read};

fn retry(key: &parcel_depot_errors::Key) -> &'static str {
    key.retry.map_or("never", |recipe| recipe.name)
}

fn main() {
    let found = |endpoint: Option<Endpoint>, status: u16, body: &str| {
        let body = read(body.as_bytes());
        match identify(&body.answer(endpoint, Some(status))) {
            Identified::Known(id, key) => format!("{} {}", id.as_str(), retry(key)),
            Identified::Success(outcome) => format!("success {outcome}"),
            Identified::Ambiguous(candidates) => format!("{} candidates", candidates.ids().count()),
            Identified::Unknown { near } => format!("unknown, {} near", near.iter().count()),
        }
    };
    let taken = r#"{"error":{"type":"taken","detail":"locker 7"}}"#;
    assert_eq!(found(Some(Endpoint::Book), 409, taken), "locker_taken never");
    assert_eq!(found(Some(Endpoint::PutIn), 200, taken), "locker_taken book_anew");
    assert_eq!(found(None, 409, taken), "locker_taken never");
    let open = r#"{"error":{"type":"door","detail":"Door-open."}}"#;
    assert_eq!(found(Some(Endpoint::LookInto), 500, open), "door_open watch");
    assert_eq!(found(Some(Endpoint::LookInto), 500, r#"{"error":{"type":"door"}}"#), "unknown, 1 near");
    assert_eq!(found(Some(Endpoint::Book), 503, r#"{"title":"come back later"}"#), "door_open soon");
    assert_eq!(found(Some(Endpoint::LookInto), 404, ""), "nobody_there never");
    assert_eq!(found(Some(Endpoint::Book), 404, ""), "unknown, 0 near");
    assert_eq!(found(None, 502, "<html>"), "nobody_there never");
    assert_eq!(found(Some(Endpoint::Book), 201, r#"{"locker":7}"#), "success booked");
    assert_eq!(found(Some(Endpoint::Book), 201, r#"{"error":{"type":"none"},"title":"fine"}"#), "success booked");
    assert_eq!(found(Some(Endpoint::PutIn), 201, "{}"), "unknown, 0 near");
    assert_eq!(Endpoint::PutIn.as_str(), "put-in");
    assert_eq!("look".parse(), Ok(Endpoint::LookInto));
    // The entry had another id once.
    assert_eq!("locker_full".parse(), Ok(ErrorId::LockerTaken));
    assert_eq!(ErrorId::with_code("taken").collect::<Vec<_>>(), [ErrorId::LockerTaken]);
    assert!(ErrorId::LockerTaken.is_conflict() && !ErrorId::NobodyThere.is_conflict());
    assert!(ErrorId::NobodyThere.explain(Lang::Zh).to_string().contains("无人应答"));
    assert_eq!(Outcome::ALL.len(), 3);
    let answer = Answer::new(Some(Code::Word("taken")), None).at(Endpoint::Book).with_status(409);
    assert_eq!(answer.shape, Shape::Code);
    assert_eq!(identify(&answer).id(), Some(ErrorId::LockerTaken));
    println!("all answers are found");
}
"##;

/// Words of the first service, in small letters.
const FOREIGN: [&str; 16] = [
    "agora",
    "shengwang",
    "声网",
    "recording",
    "录制",
    "cname",
    "appid",
    "app id",
    "acquire",
    "updatelayout",
    "ncsip",
    "resourceid",
    "resource_id",
    "频道",
    "channel",
    "token",
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder in the target folder").join("second-service")
}

/// Runs cargo in the workspace and gives what it printed.
#[track_caller]
fn cargo(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(args)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", workspace().join("target"))
        .env("RUSTFLAGS", "-Dwarnings")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {}: {errors}", args.join(" "));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Writes the workspace of the second service anew and gives the paths of what was generated.
fn write_workspace(folder: &Path) -> Vec<PathBuf> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).expect("the workspace of an earlier run can be removed");
    }
    let catalogue = codegen::read(&files::fixture(), "the depot").expect("the fixture has no problem");
    let mut written = Vec::new();
    for file in codegen::emit::all(&catalogue).groups.into_iter().flat_map(|group| group.files) {
        let path = folder.join(&file.path);
        files::write(&path, &file.contents);
        written.push(path);
    }
    for name in ["Cargo.toml", "README.md", "src/lib.rs"] {
        let template = if name == "src/lib.rs" { "lib.rs" } else { name };
        let text = files::text_of(&format!("xtask/templates/errors/{template}.in"));
        let text = text.replace("{crate}", "parcel-depot-errors").replace("{id}", "parcel-depot");
        files::write(&folder.join("crates/parcel-depot-errors").join(name), &text);
    }
    files::write(&folder.join("Cargo.toml"), &files::workspace_manifest(&["crates/parcel-depot-errors", "program"]));
    let dependency =
        "parcel-depot-errors = { path = \"../crates/parcel-depot-errors\", features = [\"serde\", \"std\"] }";
    let manifest = format!("[package]\nname = \"program\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n");
    files::write(&folder.join("program/Cargo.toml"), &manifest);
    files::write(&folder.join("program/src/main.rs"), PROGRAM);
    files::write(&folder.join("Cargo.lock"), &files::text_of("Cargo.lock"));
    written
}

#[test]
fn a_second_service_compiles_without_warning_and_finds_its_answers() {
    let folder = workspace().join("workspace");
    let written = write_workspace(&folder);
    assert!(written.len() >= 14);
    for features in ["", "serde", "serde,std"] {
        cargo(&folder, &["check", "--quiet", "--offline", "--package", "parcel-depot-errors", "--features", features]);
    }
    let said = cargo(&folder, &["run", "--quiet", "--offline", "--package", "program"]);
    assert_eq!(said, "all answers are found\n");
}

#[test]
fn the_second_service_has_no_word_of_the_first() {
    let catalogue = codegen::read(&files::fixture(), "the depot").expect("the fixture has no problem");
    let outputs: Vec<_> = codegen::emit::all(&catalogue).groups.into_iter().flat_map(|group| group.files).collect();
    assert!(outputs.len() >= 14);
    let mut found = BTreeSet::new();
    for file in &outputs {
        // Only the name of the action "acquire anew" is shared, as a word of the vocabulary.
        let text = file.contents.to_lowercase().replace("reacquire", "");
        assert!(
            text.contains("parcel") || text.contains("locker") || text.contains("depot"),
            "{} is of another service",
            file.path
        );
        for word in FOREIGN.iter().filter(|word| text.contains(**word)) {
            found.insert(format!("{}: {word}", file.path));
        }
    }
    assert_eq!(found, BTreeSet::new());
    // The words are well chosen: all that could betray the first service stand in its own catalogue.
    let first: String = files::below(&files::spec()).iter().map(|path| files::text(path).to_lowercase()).collect();
    let unused: Vec<&&str> = FOREIGN.iter().filter(|word| !first.contains(**word)).collect();
    assert!(unused.is_empty() || unused == [&"shengwang"], "{unused:?}");
}

#[test]
fn the_templates_of_a_crate_name_no_service() {
    let folder = files::root().join("xtask/templates");
    let templates = files::below(&folder);
    assert!(templates.len() >= 6, "{templates:?}");
    for path in templates {
        let text = files::text(&path).to_lowercase().replace("agora-rest-errors", "").replace("agora_rest_errors", "");
        let foreign: Vec<_> = FOREIGN.iter().filter(|word| text.contains(**word)).collect();
        assert!(foreign.is_empty(), "{} has {foreign:?}", files::relative(&path));
    }
}

/// The schemas of a catalogue, by name below the folder of schemas.
fn schemas(folder: &Path) -> BTreeMap<String, Value> {
    let catalogue = codegen::read(folder, "a catalogue").expect("the catalogue has no problem");
    let prefix = format!("{}/", catalogue.service.schema_dir);
    let files = codegen::emit::all(&catalogue).groups.into_iter().flat_map(|group| group.files);
    let schemas = files.filter_map(|file| {
        let name = file.path.strip_prefix(&prefix)?.to_owned();
        Some((name, serde_json::from_str(&file.contents).ok()?))
    });
    schemas.collect()
}

#[test]
fn the_second_service_has_a_schema_of_every_body() {
    let schemas = schemas(&files::fixture());
    for layer in ["shape", "rules", "rules-strict"] {
        let prefix = format!("{layer}/");
        let names: Vec<&str> = schemas.keys().filter_map(|name| name.strip_prefix(prefix.as_str())).collect();
        let mut expected = vec![
            "book.any.request.json",
            "book.any.response.json",
            "book.named.request.json",
            "book.named.response.json",
            "error.depot.json",
            "error.gateway.json",
            "event.door_jammed.json",
            "look.request.json",
            "not-expressed.json",
            "notification.json",
            "put-in.request.json",
        ];
        if layer != "rules" {
            expected.retain(|name| *name != "not-expressed.json");
        }
        assert_eq!(names, expected, "{layer}");
    }
    let unsaid = schemas["rules/not-expressed.json"]["rules"].as_array().expect("a list");
    assert_eq!(unsaid.iter().map(|rule| &rule["id"]).collect::<Vec<_>>(), ["parcel_fits"]);
}

#[test]
fn bodies_of_the_second_service_are_judged_by_its_rules() {
    let catalogue = codegen::read(&files::fixture(), "the depot").expect("the fixture has no problem");
    let schemas = schemas(&files::fixture());
    let book = catalogue.endpoints.iter().position(|endpoint| endpoint.id == "book").expect("an endpoint");
    let cases = [
        ("any", json!({ "size": "small" }), vec![]),
        ("named", json!({ "size": "small", "name": "abc", "telephone": "1", "shelf": 1 }), vec![]),
        ("any", json!({}), vec!["missing size"]),
        ("any", json!({ "size": "huge" }), vec!["size_known"]),
        ("any", json!({ "size": "large", "days": 0 }), vec!["days_range"]),
        ("any", json!({ "size": "small", "days": 4 }), vec![]),
        ("any", json!({ "size": "small", "days": 5 }), vec!["small_is_short"]),
        ("any", json!({ "size": "large", "shelf": 1 }), vec!["shelf_of_size"]),
        ("any", json!({ "size": "large", "telephone": "1", "mail": "a" }), vec!["phone_or_mail"]),
        ("any", json!({ "size": "large", "fone": "1", "mail": "a" }), vec![]),
        ("any", json!({ "size": "large", "pin": "12" }), vec!["pin_form"]),
        ("named", json!({ "size": "large" }), vec!["named_names"]),
        ("named", json!({ "size": "large", "name": "abd" }), vec!["locker_name_letters"]),
        ("named", json!({ "size": "large", "name": "abca" }), vec!["locker_name_form"]),
        ("any", json!({ "size": "large", "parcels": [{ "width_cm": 1 }] }), vec!["missing height_cm"]),
        ("any", json!({ "size": "large", "parcels": [{ "width_cm": 50, "height_cm": 51 }] }), vec!["parcel_fits"]),
    ];
    for (variant, body, expected) in cases {
        let place = judge::Place { endpoint: Some("book"), variant: Some(variant), answer: false };
        let found = judge::body(&catalogue, book, place, &body).into_iter().map(|violation| match violation.fault {
            Fault::Rule(id) => id,
            Fault::Missing(name) => format!("missing {name}"),
            Fault::WrongType(wanted) => format!("not {wanted}"),
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{variant}: {body}");
        let schema = &schemas[&format!("rules/book.{variant}.request.json")];
        let said = expected.iter().any(|fault| *fault != "parcel_fits");
        let validator = jsonschema::validator_for(schema).expect("a schema");
        assert_eq!(validator.is_valid(&body), !said, "{variant}: {body}");
    }
}

/// The ways to all properties of a schema, in the form of the second reader.
fn properties(root: &Value, schema: &Value, before: &str, found: &mut BTreeSet<String>) {
    let mut schema = schema;
    let nullable = schema["anyOf"].get(0).filter(|part| part.get("$ref").is_some());
    if let Some(part) = nullable {
        schema = part;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        schema = root.pointer(reference.trim_start_matches('#')).expect("a definition");
    }
    if let Some(items) = schema.get("items") {
        properties(root, items, &format!("{before}[]"), found);
    }
    if let Some(members) = schema.get("additionalProperties").filter(|members| members.is_object()) {
        properties(root, members, &format!("{before}{{}}"), found);
    }
    for (name, inside) in schema["properties"].as_object().into_iter().flatten() {
        let path = if before.is_empty() { name.clone() } else { format!("{before}.{name}") };
        found.insert(path.clone());
        properties(root, inside, &path, found);
    }
}

/// Both services: the schemas hold the fields that a second reader finds in the catalogue, all of them and no other.
#[test]
fn schemas_hold_the_fields_of_the_catalogue() {
    let mut bodies = 0;
    for folder in [files::spec(), files::fixture()] {
        let catalogue = Catalogue::read(&folder);
        let schemas = schemas(&folder);
        for endpoint in &catalogue.endpoints {
            let call = &catalogue.api.calls[&endpoint.id];
            let variants: Vec<Option<&str>> = match endpoint.variants.as_slice() {
                [] => vec![None],
                ids => ids.iter().map(|id| Some(id.as_str())).collect(),
            };
            let directions =
                [(Direction::Request, "request", &call.request), (Direction::Response, "response", &call.response)];
            for variant in variants {
                for (direction, word, _) in directions.iter().filter(|(.., of)| of.is_some()) {
                    let of_variant = variant.map(|id| format!(".{id}")).unwrap_or_default();
                    let name = format!("rules/{}{of_variant}.{word}.json", endpoint.id);
                    let schema = &schemas[&name];
                    let mut there = BTreeSet::new();
                    properties(schema, schema, "", &mut there);
                    // A field under another spelling is followed under its own.
                    let paths = catalogue.field_paths(&endpoint.id, variant, *direction);
                    let is_taken = |path: &FieldPath<'_>| match path.alias {
                        None | Some("service") => true,
                        Some("reader") => *direction == Direction::Response,
                        Some(_) => false,
                    };
                    let taken: BTreeSet<String> =
                        paths.iter().filter(|path| is_taken(path)).map(|path| path.path.clone()).collect();
                    let missing: Vec<&String> = taken.difference(&there).collect();
                    assert!(missing.is_empty(), "{name} lacks {missing:?}");
                    let spellings: Vec<&FieldPath<'_>> = paths.iter().filter(|path| path.alias.is_some()).collect();
                    let more = there.difference(&taken).filter(|path| {
                        !spellings.iter().any(|alias| {
                            let rest = path.strip_prefix(alias.path.as_str());
                            rest.is_some_and(|rest| rest.starts_with(['.', '[', '{']))
                        })
                    });
                    let more: Vec<&String> = more.collect();
                    assert!(more.is_empty(), "{name} has {more:?}");
                    bodies += 1;
                }
            }
        }
    }
    assert!(bodies > 20, "{bodies} bodies");
}
