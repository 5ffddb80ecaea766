//! The schemas judge every body as the documents do.
//!
//! The bodies of the catalogue come first: what is accepted passes, what is refused fails at the place that is named. Where
//! the folder of collected facts stands beside the repository, every body that documents print, or that programs in the
//! wild send, is judged too.

use conformance::api::{Api, Body};
use conformance::files;
use conformance::schemas::{self, Schemas};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

const NOTHING: [String; 0] = [];
const MODES: [&str; 4] = ["individual", "raw", "mix", "web"];

#[test]
fn bodies_that_are_accepted_pass() {
    let (api, schemas) = (Api::read(&files::spec()), Schemas::read());
    let mut wrong = Vec::new();
    let mut seen = 0;
    for body in api.bodies().iter().filter(|body| body.accepted) {
        for name in schemas::names_for(&api, body) {
            seen += 1;
            for layer in ["shape", "rules"] {
                let found = schemas.complaints(layer, &name, &body.body);
                wrong.extend(found.iter().map(|complaint| format!("{}: {layer}/{name}: {complaint:?}", body.id)));
            }
        }
    }
    assert_eq!(wrong, NOTHING);
    assert!(seen > 300, "only {seen} bodies");
}

#[test]
fn only_unknown_fields_are_refused_by_the_strict_layer_alone() {
    let (api, schemas) = (Api::read(&files::spec()), Schemas::read());
    let mut wrong = Vec::new();
    let mut seen = [0, 0];
    for body in api.bodies().iter().filter(|body| body.accepted && body.direction == "request") {
        for variant in &body.variants {
            let endpoint = body.endpoint.as_deref().expect("a request belongs to an endpoint");
            let unknown = unknown_fields(&api, endpoint, variant, &body.body);
            let found = schemas.complaints("rules-strict", &format!("{endpoint}.{variant}.request"), &body.body);
            seen[usize::from(!unknown.is_empty())] += 1;
            if unknown.is_empty() != found.is_empty() {
                wrong.push(format!("{} in {variant}: unknown {unknown:?}, refused for {found:?}", body.id));
            }
        }
    }
    assert_eq!(wrong, NOTHING);
    assert!(seen[0] > 200 && seen[1] > 0, "{seen:?} requests without and with unknown fields");
}

/// The paths in a request that its type does not have, by the catalogue alone.
fn unknown_fields(api: &Api, endpoint: &str, variant: &str, body: &Value) -> Vec<String> {
    fn walk(value: &Value, path: &str, known: &BTreeMap<String, String>, unknown: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| walk(item, &format!("{path}[]"), known, unknown)),
            Value::Object(members) => {
                for (name, member) in members {
                    let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    match known.get(&inner) {
                        Some(form) if form.ends_with("object") => walk(member, &inner, known, unknown),
                        Some(_) => {}
                        None => unknown.push(inner),
                    }
                }
            }
            _ => {}
        }
    }
    let call = api.find("endpoints", endpoint).expect("the endpoint exists");
    let of = conformance::api::text(call, "request");
    let mut known = BTreeMap::new();
    for field in api.fields(of, &[variant.to_owned()]).into_iter().filter(|field| !field.variants.is_empty()) {
        let before = field.path.rsplit_once('.').map(|(before, _)| format!("{before}.")).unwrap_or_default();
        for (alias, _) in field.aliases.iter().filter(|(_, taken_by)| taken_by == "service") {
            known.insert(format!("{before}{alias}"), field.form.clone());
        }
        known.insert(field.path, field.form);
    }
    let mut unknown = Vec::new();
    walk(body, "", &known, &mut unknown);
    unknown
}

#[test]
fn bodies_that_are_refused_fail_where_they_are_wrong() {
    let (api, schemas) = (Api::read(&files::spec()), Schemas::read());
    let (unsaid, said_in_part) = schemas::not_expressed();
    let checks: BTreeMap<String, &serde_yaml::Value> =
        api.rules().into_iter().filter_map(|rule| Some((rule.id().to_owned(), rule.value.get("check")?))).collect();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for body in api.bodies().iter().filter(|body| !body.accepted) {
        let rule = body.rule.as_deref().unwrap_or_default();
        let pointer = body.pointer.as_deref().expect("a body that is refused says where");
        // A rule over several values is refused at one of them.
        let several = ["sum", "product", "joined"];
        let of_several = checks.get(rule).is_some_and(|check| several.iter().any(|key| check.get(*key).is_some()));
        for name in schemas::names_for(&api, body) {
            seen += 1;
            let found = schemas.complaints("rules", &name, &body.body);
            let at_its_place = found.iter().any(|complaint| {
                complaint.pointer == pointer || of_several && complaint.pointer.starts_with(&format!("{pointer}/"))
            });
            let may_pass = unsaid.contains(rule) || said_in_part.contains(rule);
            let passes_rightly = found.is_empty() && may_pass;
            if !(at_its_place || passes_rightly) {
                wrong.push(format!("{}: {name}: wrong at {pointer}, refused for {found:?}", body.id));
            }
            if unsaid.contains(rule) && !found.is_empty() {
                wrong.push(format!("{}: {name}: `{rule}` is said not to be expressed", body.id));
            }
            let by_strict = schemas.complaints("rules-strict", &name, &body.body);
            let missing: Vec<_> = found.iter().filter(|complaint| !by_strict.contains(complaint)).collect();
            if !missing.is_empty() {
                wrong.push(format!("{}: {name}: the strict layer says nothing of {missing:?}", body.id));
            }
            // The number of an event is no matter of types.
            let of_type = body.form.as_deref() == Some("wrong_type") && body.direction != "notification";
            if of_type && schemas.passes("shape", &name, &body.body) {
                wrong.push(format!("{}: {name}: the shape takes the wrong type", body.id));
            }
        }
    }
    assert_eq!(wrong, NOTHING);
    assert!(seen > 300, "only {seen} bodies");
}

// The collected facts.

/// The folder of collected facts, where it stands beside the repository.
#[expect(clippy::print_stderr, reason = "a run without the facts must say that it proves less")]
fn facts() -> Option<PathBuf> {
    let folder = files::root().join("../shared");
    let there = folder.join("facts/examples/INDEX.md").is_file();
    if !there {
        eprintln!("no collected facts beside the repository: only the bodies of the catalogue are judged");
    }
    there.then_some(folder)
}

/// Bodies that documents print and that the schemas refuse, and why. The note of the index says of each that it is not one that a
/// strict check accepts.
const PRINTED_AND_REFUSED: [(&str, &str); 7] = [
    ("acquire-any-request-4.json", "it has the fields of all modes at once"),
    ("acquire-individual-request-1.json", "its channel name is the address of a page"),
    ("start-individual-request-15.json", "its storage vendor is no longer listed"),
    ("start-individual-request-18.json", "it has the fields of all modes at once"),
    ("start-mix-request-9.json", "it has no storage, which only a withdrawn service allowed"),
    ("start-web-request-6.json", "nothing names the page to record"),
    ("updateLayout-mix-request-3.json", "its window leaves the canvas"),
];

/// Requests of programs in the wild that a rule over one body refuses, with the places that are wrong.
const SENT_AND_REFUSED: [(&str, &[&str]); 12] = [
    ("015-acquire-any-request.json", &["/uid"]),
    (
        "081-start-mix-request.json",
        &[
            "/clientRequest/storageConfig/accessKey",
            "/clientRequest/storageConfig/fileNamePrefix/0",
            "/clientRequest/storageConfig/secretKey",
            "/clientRequest/storageConfig/vendor",
        ],
    ),
    ("084-start-mix-request.json", &["/clientRequest/storageConfig/extensionParams"]),
    (
        "099-start-mix-request.json",
        &[
            "/clientRequest/recordingConfig/transcodingConfig/layoutConfig",
            "/clientRequest/recordingConfig/transcodingConfig/layoutConfig/0/height",
            "/clientRequest/recordingConfig/transcodingConfig/layoutConfig/0/width",
            "/clientRequest/recordingConfig/unsubscribeAudioUids",
            "/clientRequest/recordingConfig/unsubscribeVideoUids",
        ],
    ),
    ("123-start-individual-request.json", &["/clientRequest/recordingConfig/subscribeVideoUids", "/uid"]),
    ("132-start-individual-request.json", &["/clientRequest"]),
    (
        "138-start-web-request.json",
        &["/clientRequest/extensionServiceConfig/extensionServices/0/serviceParam/maxVideoDuration"],
    ),
    (
        "141-start-web-request.json",
        &["/clientRequest/extensionServiceConfig/extensionServices/0/serviceParam/maxRecordingHour"],
    ),
    (
        "171-update-mix-request.json",
        &[
            "/clientRequest/streamSubscribe/audioUidList/unSubscribeAudioUids",
            "/clientRequest/streamSubscribe/videoUidList/unSubscribeVideoUids",
        ],
    ),
    ("189-updateLayout-mix-request.json", &["/clientRequest/layoutConfig"]),
    ("192-updateLayout-mix-request.json", &["/clientRequest"]),
    ("237-query-mix-request.json", &[""]),
];

/// The same for notifications.
const RECEIVED_AND_REFUSED: [(&str, &[&str]); 1] = [("264-webhook-any-event.json", &["/eventType"])];

/// The schemas that may judge a body of a call; it passes when it passes one of them.
fn candidates(schemas: &Schemas, endpoint: &str, mode: &str, direction: &str) -> Vec<String> {
    let modes: Vec<&str> = if mode == "any" { MODES.to_vec() } else { vec![mode] };
    let mut names: Vec<String> = modes.iter().map(|mode| format!("{endpoint}.{mode}.{direction}")).collect();
    names.push(format!("{endpoint}.{direction}"));
    names.retain(|name| schemas.has("rules", name));
    names
}

/// The schema for a notification: that of its event where the number is known.
fn event_name(api: &Api, body: &Value) -> String {
    let number = body.get("eventType").and_then(Value::as_i64);
    let event = api.list("events").iter().find(|event| event.get("code").and_then(serde_yaml::Value::as_i64) == number);
    event.map_or_else(|| "notification".to_owned(), |event| format!("event.{}", conformance::api::text(event, "id")))
}

/// What each of the schemas finds wrong; nothing where one of them lets the body pass.
fn judged(schemas: &Schemas, names: &[String], body: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut wrong = BTreeMap::new();
    for name in names {
        let mut found = schemas.complaints("rules", name, body);
        if found.is_empty() {
            found = schemas.complaints("shape", name, body);
        }
        if found.is_empty() {
            return BTreeMap::new();
        }
        wrong.insert(name.clone(), found.into_iter().map(|complaint| complaint.pointer).collect());
    }
    assert!(!wrong.is_empty(), "no schema judges {body}");
    wrong
}

/// Asserts that the bodies that are refused are those of the list, and that their notes are a ground for it.
#[track_caller]
fn check_exceptions(refused: &BTreeMap<String, String>, notes: &BTreeMap<String, String>) {
    let mut wrong = Vec::new();
    let listed = PRINTED_AND_REFUSED.iter().filter(|(file, ..)| notes.contains_key(*file));
    let listed: BTreeSet<&str> = listed.map(|(file, _)| *file).collect();
    for (file, why) in refused {
        let words = ["quirk", "legacy", "removed", "shape only"];
        if !listed.contains(file.as_str()) {
            wrong.push(format!("{file} is refused: {why}"));
        } else if !words.iter().any(|word| notes[file].starts_with(word)) {
            wrong.push(format!("{file}: its note is no ground to refuse it: {}", notes[file]));
        }
    }
    let idle = listed.iter().filter(|file| !refused.contains_key(**file));
    wrong.extend(idle.map(|file| format!("{file} is no longer refused: take it from the list")));
    assert_eq!(wrong, NOTHING);
}

#[test]
fn bodies_that_documents_print_pass() {
    let Some(facts) = facts() else { return };
    let schemas = Schemas::read();
    let index = files::text(&facts.join("facts/examples/INDEX.md"));
    let rows = index.lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let rows: Vec<_> = rows.filter(|row| row.len() > 8 && row[1].ends_with(".json")).collect();
    assert!(rows.len() >= 133, "only {} bodies", rows.len());
    let (mut refused, mut notes) = (BTreeMap::new(), BTreeMap::new());
    for row in rows {
        let (file, endpoint, mode, direction, http, note) = (row[1], row[2], row[3], row[4], row[5], row[8]);
        notes.insert(file.to_owned(), note.to_owned());
        let text = files::text(&facts.join("facts/examples").join(file));
        let body: Value = serde_json::from_str(&text).expect("the file is JSON");
        let names = match http {
            "" | "200" => candidates(&schemas, endpoint, mode, direction),
            _ => schemas::error_names(&body).into_iter().map(str::to_owned).collect(),
        };
        let wrong = judged(&schemas, &names, &body);
        if !wrong.is_empty() {
            refused.insert(file.to_owned(), format!("{wrong:?}"));
        }
    }
    check_exceptions(&refused, &notes);
}

#[test]
fn notifications_that_documents_describe_pass() {
    let Some(facts) = facts() else { return };
    let (api, schemas) = (Api::read(&files::spec()), Schemas::read());
    let (mut refused, mut notes) = (BTreeMap::new(), BTreeMap::new());
    let mut events = BTreeSet::new();
    for path in files::below(&facts.join("facts/events-examples")) {
        let file = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        if file == "signature-vectors.json" {
            continue;
        }
        let body: Value = serde_json::from_str(&files::text(&path)).expect("the file is JSON");
        let name = event_name(&api, &body);
        events.insert(name.clone());
        for name in [name, "notification".to_owned()] {
            let wrong = judged(&schemas, &[name], &body);
            if !wrong.is_empty() {
                refused.insert(file.clone(), format!("{wrong:?}"));
            }
        }
        notes.insert(file, String::new());
    }
    check_exceptions(&refused, &notes);
    assert!(events.len() > 30 && notes.len() > 50, "{events:?} in {} files", notes.len());
}

#[test]
fn bodies_of_programs_in_the_wild_are_judged_like_the_documents_do() {
    let Some(facts) = facts() else { return };
    let (api, schemas) = (Api::read(&files::spec()), Schemas::read());
    let refused: BTreeMap<&str, &[&str]> = SENT_AND_REFUSED.into_iter().chain(RECEIVED_AND_REFUSED).collect();
    let mut wrong = Vec::new();
    let mut seen = [0, 0, 0];
    for path in files::below(&facts.join("corpus")).iter().filter(|path| path.extension().is_some_and(|e| e == "json"))
    {
        let file = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let entry: Value = serde_json::from_str(&files::text(path)).expect("the file is JSON");
        let word = |name: &str| entry[name].as_str().expect("a text").to_owned();
        let body = &entry["body"];
        let names = match word("direction").as_str() {
            "error" => schemas::error_names(body).into_iter().map(str::to_owned).collect(),
            "event" => vec![event_name(&api, body)],
            direction => candidates(&schemas, &word("endpoint"), &word("mode"), direction),
        };
        let found = judged(&schemas, &names, body);
        match entry["valid"].as_bool() {
            None => seen[2] += 1,
            Some(true) => {
                seen[0] += 1;
                if !found.is_empty() {
                    wrong.push(format!("{file} is refused: {found:?}"));
                }
            }
            Some(false) => {
                seen[1] += 1;
                let Some(places) = refused.get(file.as_str()) else {
                    wrong.push(format!("{file}: say where it is refused: {found:?}"));
                    continue;
                };
                let places: BTreeSet<String> = places.iter().map(|place| (*place).to_owned()).collect();
                // A body of any mode may lack what one of the modes asks for besides.
                let alike = |found: &BTreeSet<String>| match names.len() {
                    1 => *found == places,
                    _ => found.is_superset(&places),
                };
                if found.is_empty() || !found.values().all(alike) {
                    wrong.push(format!("{file} is wrong at {places:?}, refused at {found:?}"));
                }
            }
        }
    }
    assert_eq!(wrong, NOTHING);
    assert_eq!(seen[1], refused.len(), "the list names bodies that are not there");
    assert!(seen[0] >= 50, "{seen:?} bodies accepted, refused and undecided");
}

/// Every type of call and event has a body on both sides, so that no schema is proved by nothing.
#[test]
fn every_schema_judges_a_body_of_the_catalogue() {
    let (api, schemas) = (Api::read(&files::spec()), Schemas::read());
    let mut accepted = BTreeSet::new();
    let mut refused = BTreeSet::new();
    let bodies: Vec<Body> = api.bodies();
    for body in &bodies {
        let names = schemas::names_for(&api, body);
        if body.accepted { accepted.extend(names) } else { refused.extend(names) }
    }
    // Error bodies are proved by the answers of error entries; a call without a body has no examples.
    let proved_elsewhere = |name: &str| name.starts_with("error.") || schemas.document("rules", name)["type"] == "null";
    let lacks = |of: &BTreeSet<String>| {
        let names = schemas.names("rules").into_iter().filter(|name| !proved_elsewhere(name) && !of.contains(*name));
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lacks(&accepted), NOTHING, "schemas that accept no body of the catalogue");
    let never_refused: Vec<String> = lacks(&refused).into_iter().filter(|name| !name.starts_with("event.")).collect();
    assert_eq!(never_refused, NOTHING, "schemas that refuse no body of the catalogue");
}
