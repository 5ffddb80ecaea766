//! Everything generated says what the catalogue says.
//!
//! The catalogue is read a second time, with a reader of its own, and compared with the tables of the crate, with the
//! published JSON and with the pages for people. Then come the promises that every word list and every enum makes.

use agora_cloud_recording_errors::{
    Action, CATALOGUE_VERSION, Code, Endpoint, ErrorId, Explanation, FORMER_IDS, Keep, Kind, Lang, Link, Outcome,
    RECIPES, Remedy, RetryWords, SOURCES, TABLE, Then, Words,
};
use agora_rest_errors::vocabulary;
use codegen::OutputFile;
use conformance::catalogue::{self, Catalogue, Entry};
use conformance::{files, rule};
use expect_test::expect;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn real() -> Catalogue {
    Catalogue::read(&files::spec())
}

/// The catalogues that the outputs are proved for, with the files generated from them.
fn catalogues() -> Vec<(Catalogue, Vec<OutputFile>)> {
    [files::spec(), files::fixture()].iter().map(|folder| (Catalogue::read(folder), generated(folder))).collect()
}

fn generated(folder: &Path) -> Vec<OutputFile> {
    let read = codegen::read(folder, "a catalogue").expect("the catalogue has no problem");
    codegen::emit::all(&read).groups.into_iter().flat_map(|group| group.files).collect()
}

#[track_caller]
fn file<'f>(files: &'f [OutputFile], path: &str) -> &'f str {
    &files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path} is not generated")).contents
}

fn recipe_name(recipe: Option<&agora_cloud_recording_errors::Recipe>) -> &'static str {
    recipe.map_or("never", |recipe| recipe.name)
}

fn code_text(code: Code<'_>) -> catalogue::Code {
    match code {
        Code::Number(number) => catalogue::Code::Number(number),
        Code::Word(word) => catalogue::Code::Word(word.to_owned()),
    }
}

fn lang(word: &str) -> Lang {
    word.parse().expect("`en` and `zh` are the languages")
}

// The crate.

#[test]
fn the_crate_has_the_entries_of_the_catalogue() {
    let catalogue = real();
    assert_eq!(CATALOGUE_VERSION, catalogue.service.version);
    let ids: Vec<&str> = ErrorId::ALL.iter().map(|id| id.as_str()).collect();
    assert_eq!(ids, catalogue.entries.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>());
    assert!(ids.len() >= 32);
    for (id, expected) in ErrorId::ALL.iter().zip(&catalogue.entries) {
        let entry = id.entry();
        assert_eq!(entry.id, *id);
        let found = [
            entry.name,
            entry.status.as_str(),
            entry.since,
            entry.kind.as_str(),
            entry.disposition.as_str(),
            entry.fault.as_str(),
            entry.effect.as_str(),
            entry.rung.as_str(),
            recipe_name(entry.retry),
            entry.confidence.as_str(),
        ];
        let written = [
            &expected.id,
            &expected.status,
            &expected.since,
            &expected.kind,
            &expected.disposition,
            &expected.fault,
            &expected.effect,
            &expected.rung,
            &expected.retry,
            &expected.confidence,
        ];
        assert_eq!(found.map(str::to_owned), written.map(Clone::clone));
        let short = (id.kind(), id.disposition(), id.effect(), id.fault(), id.rung(), id.retry());
        assert_eq!(
            short,
            (entry.kind, entry.disposition, entry.effect, entry.fault, entry.rung, entry.retry),
            "{}",
            expected.id
        );
        let sources: Vec<&str> = id.sources().map(|source| source.id).collect();
        assert_eq!(sources, expected.sources, "{}", expected.id);
    }
}

#[test]
fn the_crate_has_the_keys_of_the_catalogue() {
    let catalogue = real();
    let mut count = 0;
    for (id, expected) in ErrorId::ALL.iter().zip(&catalogue.entries) {
        let mut found: Vec<_> = id
            .keys()
            .map(|key| {
                let mut endpoints: Vec<String> = key.endpoints.iter().map(ToString::to_string).collect();
                endpoints.sort();
                let stated = (
                    endpoints,
                    key.status,
                    key.shape.map(|s| s.to_string()),
                    key.code.map(code_text),
                    key.text.map(str::to_owned),
                );
                let says = (
                    key.disposition.to_string(),
                    key.effect.to_string(),
                    recipe_name(key.retry).to_owned(),
                    key.confidence.to_string(),
                );
                (stated, says)
            })
            .collect();
        let mut written: Vec<_> = expected
            .keys
            .iter()
            .map(|key| {
                let text = key.text.as_deref().map(rule::normal);
                let stated =
                    (key.endpoints.clone().unwrap_or_default(), key.http, key.shape.clone(), key.code.clone(), text);
                (stated, (key.disposition.clone(), key.effect.clone(), key.retry.clone(), key.confidence.clone()))
            })
            .collect();
        found.sort();
        written.sort();
        assert_eq!(found, written, "{}", expected.id);
        assert!(!found.is_empty(), "`{}` has no key", expected.id);
        count += found.len();
    }
    assert_eq!(count, TABLE.keys.len(), "every key of the table belongs to an entry");
    assert!(TABLE.keys.is_sorted_by(|a, b| a.table_order(b).is_lt()), "the look-up needs the order of the table");
}

/// How to try again by place: the entry's own way, then each place where a key that is more than a conclusion differs.
fn retries(entry: &Entry) -> Vec<(Vec<String>, String)> {
    let mut retries = vec![(Vec::new(), entry.retry.clone())];
    for key in &entry.keys {
        let row = (key.endpoints.clone().unwrap_or_default(), key.retry.clone());
        if key.retry != entry.retry
            && key.endpoints.is_some()
            && key.confidence != "inferred"
            && !retries.contains(&row)
        {
            retries.push(row);
        }
    }
    if retries.iter().all(|(_, recipe)| recipe == "never") { Vec::new() } else { retries }
}

#[test]
fn the_crate_has_the_words_of_the_catalogue() {
    let catalogue = real();
    for word in ["en", "zh"] {
        for (id, expected) in ErrorId::ALL.iter().zip(&catalogue.entries) {
            let words = id.words(lang(word));
            assert_eq!(words.title, expected.title.of(word));
            assert_eq!(words.detail, expected.detail.of(word));
            assert_eq!(words.causes.to_vec(), expected.causes.iter().map(|cause| cause.1.of(word)).collect::<Vec<_>>());
            let remedies: Vec<_> =
                words.remedies.iter().map(|remedy| (remedy.text, remedy.action.map(Action::as_str))).collect();
            let written: Vec<_> =
                expected.remedies.iter().map(|(words, action)| (words.of(word), action.as_deref())).collect();
            assert_eq!(remedies, written);
            assert_eq!(words.note, expected.note.as_ref().map(|note| note.of(word)));
            assert_eq!(
                words.constraints.to_vec(),
                expected.constraints.iter().map(|limit| limit.words.of(word)).collect::<Vec<_>>()
            );
            let links: Vec<_> = words.links.iter().map(|link| (link.title, link.url)).collect();
            assert_eq!(
                links,
                expected.links.iter().map(|(_, title, url)| (title.of(word), url.as_str())).collect::<Vec<_>>()
            );
            let found: Vec<_> = words.retries.iter().map(|retry| (retry.endpoints.to_vec(), retry.text)).collect();
            let advice =
                |id: &str| catalogue.recipes.iter().find(|recipe| recipe.id == id).map(|recipe| recipe.words.of(word));
            let expected_retries = retries(expected);
            let written: Vec<_> = expected_retries
                .iter()
                .map(|(places, id)| (places.iter().map(String::as_str).collect(), advice(id)))
                .collect();
            assert_eq!(found, written, "{}", expected.id);
        }
    }
    assert!(catalogue.entries.iter().any(|entry| retries(entry).len() > 1), "some advice depends on the place");
}

#[test]
fn the_crate_has_the_recipes_of_the_catalogue() {
    let catalogue = real();
    assert_eq!(RECIPES.len(), catalogue.recipes.len());
    assert!(!RECIPES.is_empty());
    for (found, expected) in RECIPES.iter().zip(&catalogue.recipes) {
        assert_eq!(found.name, expected.id);
        assert_eq!(
            found.delays_s.iter().map(|delay| u64::from(*delay)).collect::<Vec<_>>(),
            expected.delays_s,
            "{}",
            expected.id
        );
        assert_eq!(found.total_delay_s(), expected.delays_s.iter().sum::<u64>());
        let keep = match found.keep {
            Keep::All => None,
            Keep::Fields(fields) => Some(fields.iter().map(ToString::to_string).collect()),
        };
        assert_eq!(keep, expected.keep);
        assert_eq!(found.change, expected.change);
        assert_eq!(found.condition, expected.condition.as_ref().map(|condition| condition.0.as_str()));
        let then = match found.then {
            Then::GiveUp => catalogue::Then::GiveUp,
            Then::Flow { endpoints, change } => catalogue::Then::Flow(
                endpoints.iter().map(ToString::to_string).collect(),
                change.iter().map(ToString::to_string).collect(),
            ),
            Then::Poll { endpoint, every_s } => catalogue::Then::Poll(endpoint.to_string(), every_s.into()),
        };
        assert_eq!(then, expected.then, "{}", expected.id);
        assert_eq!(found.honour_retry_after, expected.honour_retry_after);
        assert_eq!(
            (found.jitter.as_str(), found.confidence.as_str()),
            (expected.jitter.as_str(), expected.confidence.as_str())
        );
    }
}

#[test]
fn the_crate_has_the_calls_and_sources_of_the_catalogue() {
    let catalogue = real();
    let found: Vec<_> =
        Endpoint::ALL.iter().map(|e| (e.as_str(), e.method(), e.path(), e.variants().to_vec())).collect();
    let written: Vec<_> = catalogue
        .endpoints
        .iter()
        .map(|e| (e.id.as_str(), e.method.as_str(), e.path.as_str(), e.variants.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(found, written);
    assert_eq!(found.len(), 7);
    let successes: BTreeSet<_> =
        TABLE.successes.iter().map(|s| (s.endpoint.as_str(), s.status, s.outcome.as_str())).collect();
    let outcomes =
        catalogue.endpoints.iter().flat_map(|e| e.outcomes.iter().map(|o| (e.id.as_str(), o.http, o.id.as_str())));
    assert_eq!(successes, outcomes.collect());
    let names: Vec<&str> = Outcome::ALL.iter().map(|outcome| outcome.as_str()).collect();
    assert_eq!(
        names,
        successes.iter().map(|success| success.2).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    );
    let found: Vec<_> =
        SOURCES.iter().map(|s| (s.id, s.title, s.location, s.url, s.published, s.retrieved, s.withdrawn)).collect();
    let written: Vec<_> = catalogue
        .references
        .iter()
        .map(|r| {
            let (url, withdrawn) = (r.url.as_deref(), r.withdrawn.as_deref());
            (
                r.id.as_str(),
                r.title.as_str(),
                r.location.as_str(),
                url,
                r.published.as_str(),
                r.retrieved.as_str(),
                withdrawn,
            )
        })
        .collect();
    assert_eq!(found, written);
    let former: usize = catalogue.entries.iter().map(|entry| entry.legacy_ids.len()).sum();
    assert!(FORMER_IDS.len() <= former, "a former id that no entry names");
}

// The published JSON.

fn text(words: &catalogue::Words) -> Value {
    json!({ "en": words.en, "zh": words.zh })
}

fn code(code: &catalogue::Code) -> Value {
    match code {
        catalogue::Code::Number(number) => json!(number),
        catalogue::Code::Word(word) => json!(word),
    }
}

/// An object without the members that are null: what is absent in the catalogue is absent in the JSON.
fn object(mut value: Value) -> Value {
    let members = value.as_object_mut().expect("an object");
    members.retain(|_, value| !value.is_null());
    value
}

/// `errors.json` as it should be, from the second reader.
fn expected_json(catalogue: &Catalogue) -> Value {
    let service = &catalogue.service;
    let bodies =
        ["code", "message"].into_iter().flat_map(|shape| service.bodies.iter().filter(move |body| body.shape == shape));
    json!({
        "schema_version": 1,
        "catalogue_version": service.version,
        "service": {
            "id": service.id,
            "title": text(&service.title),
            "detail": text(&service.detail),
            "variants": service.variants.iter().map(|(id, title)| json!({
                "id": id, "title": text(title),
            })).collect::<Vec<_>>(),
        },
        "matching": {
            "precedence": ["text", "code", "endpoints", "status", "shape"],
            "bodies": bodies.map(|body| object(json!({
                "id": body.id,
                "shape": body.shape,
                "code": body.code,
                "text": body.text,
                "no_error_codes": body.no_error_codes.iter().map(code).collect::<Vec<_>>(),
            }))).collect::<Vec<_>>(),
        },
        "endpoints": catalogue.endpoints.iter().map(|endpoint| object(json!({
            "id": endpoint.id,
            "method": endpoint.method,
            "path": endpoint.path,
            "variants": endpoint.variants,
            "title": text(&endpoint.title),
            "detail": text(&endpoint.detail),
            "note": endpoint.note.as_ref().map(text),
            "success": endpoint.outcomes.iter().map(|outcome| json!({
                "status": outcome.http, "outcome": outcome.id, "title": text(&outcome.title),
            })).collect::<Vec<_>>(),
            "since": endpoint.since,
            "sources": endpoint.sources,
        }))).collect::<Vec<_>>(),
        "recipes": catalogue.recipes.iter().map(expected_recipe).collect::<Vec<_>>(),
        "character_sets": catalogue.character_sets.iter().map(|set| object(json!({
            "id": set.id,
            "title": text(&set.title),
            "characters": set.classes.iter().map(|class| class.2.as_str()).collect::<String>(),
            "count": set.count,
            "classes": set.classes.iter().map(|(id, title, characters)| json!({
                "id": id, "title": text(title), "characters": characters,
            })).collect::<Vec<_>>(),
            "note": set.note.as_ref().map(text),
            "sources": set.sources,
        }))).collect::<Vec<_>>(),
        "sources": catalogue.references.iter().map(|reference| object(json!({
            "id": reference.id,
            "title": reference.title,
            "location": reference.location,
            "url": reference.url,
            "lang": reference.lang,
            "published": reference.published,
            "retrieved": reference.retrieved,
            "withdrawn": reference.withdrawn,
            "note": reference.note.as_ref().map(text),
        }))).collect::<Vec<_>>(),
        "entries": catalogue.entries.iter().map(expected_entry).collect::<Vec<_>>(),
    })
}

fn expected_recipe(recipe: &catalogue::Recipe) -> Value {
    let (flow, poll) = match &recipe.then {
        catalogue::Then::GiveUp => (None, None),
        catalogue::Then::Flow(endpoints, change) => (Some(json!({ "endpoints": endpoints, "change": change })), None),
        catalogue::Then::Poll(endpoint, every_s) => (None, Some(json!({ "endpoint": endpoint, "every_s": every_s }))),
    };
    object(json!({
        "id": recipe.id,
        "words": text(&recipe.words),
        "delays_s": recipe.delays_s,
        "total_delay_s": recipe.delays_s.iter().sum::<u64>(),
        "keep_all": recipe.keep.is_none(),
        "keep": recipe.keep.clone().unwrap_or_default(),
        "change": recipe.change,
        "condition": recipe.condition.as_ref().map(|(id, words)| json!({ "id": id, "words": text(words) })),
        "flow": flow,
        "poll": poll,
        "honour_retry_after": recipe.honour_retry_after,
        "jitter": recipe.jitter,
        "confidence": recipe.confidence,
        "sources": recipe.sources,
    }))
}

fn expected_entry(entry: &Entry) -> Value {
    object(json!({
        "id": entry.id,
        "legacy_ids": entry.legacy_ids,
        "status": entry.status,
        "since": entry.since,
        "changed": entry.changed.iter().map(|(since, note)| json!({
            "since": since, "note": text(note),
        })).collect::<Vec<_>>(),
        "deprecated": entry.deprecated.as_ref().map(|(since, note, replaced_by)| object(json!({
            "since": since, "note": text(note), "replaced_by": replaced_by,
        }))),
        "kind": entry.kind,
        "disposition": entry.disposition,
        "fault": entry.fault,
        "effect": entry.effect,
        "rung": entry.rung,
        "retry": entry.retry,
        "keys": entry.keys.iter().map(|key| object(json!({
            "endpoints": key.endpoints,
            "status": key.http,
            "shape": key.shape,
            "code": key.code.as_ref().map(code),
            "text": key.text.as_deref().map(rule::normal),
            "disposition": key.disposition,
            "effect": key.effect,
            "retry": key.retry,
            "confidence": key.confidence,
            "sources": key.sources,
            "note": key.note.as_ref().map(text),
        }))).collect::<Vec<_>>(),
        "title": text(&entry.title),
        "detail": text(&entry.detail),
        "causes": entry.causes.iter().map(|(id, words, sources)| json!({
            "id": id, "words": text(words), "sources": sources,
        })).collect::<Vec<_>>(),
        "remedies": entry.remedies.iter().map(|(words, action)| object(json!({
            "words": text(words), "action": action,
        }))).collect::<Vec<_>>(),
        "note": entry.note.as_ref().map(text),
        "constraints": entry.constraints.iter().map(|limit| object(json!({
            "id": limit.id,
            "words": text(&limit.words),
            "character_set": limit.character_set,
            "max_bytes": limit.max_bytes,
            "max_s": limit.max_s,
        }))).collect::<Vec<_>>(),
        "links": entry.links.iter().map(|(id, title, url)| json!({
            "id": id, "title": text(title), "url": url,
        })).collect::<Vec<_>>(),
        "sources": entry.sources,
        "confidence": entry.confidence,
        "documented_until": entry.documented_until,
        "conflicts": entry.conflicts.iter().map(|(id, statement, decision, sources)| json!({
            "id": id, "statement": text(statement), "decision": text(decision), "sources": sources,
        })).collect::<Vec<_>>(),
        "examples": entry.examples.iter().map(expected_example).collect::<Vec<_>>(),
    }))
}

fn expected_example(example: &catalogue::Example) -> Value {
    let headers: Vec<_> = example.headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    object(json!({
        "id": example.id,
        "endpoint": example.endpoint,
        "status": example.http,
        "headers": if headers.is_empty() { Value::Null } else { headers.into() },
        "body": example.body,
        "body_text": example.body_text,
        "origin": example.origin,
    }))
}

#[test]
fn the_json_says_what_the_catalogue_says() {
    let mut entries = 0;
    for (catalogue, files) in catalogues() {
        let path = format!("{}/errors.json", catalogue.service.schema_dir);
        let mut found: Value = serde_json::from_str(file(&files, &path)).expect("errors.json is JSON");
        let members = found.as_object_mut().expect("errors.json is an object");
        assert!(
            members
                .remove("$comment")
                .is_some_and(|comment| comment.as_str().is_some_and(|text| text.contains("@generated")))
        );
        let removed = members.remove("removed").expect("errors.json lists what is gone");
        let removed: Vec<_> = removed.as_array().into_iter().flatten().filter_map(|gone| gone["id"].as_str()).collect();
        assert_eq!(removed, catalogue.tombstones);
        let expected = expected_json(&catalogue);
        let members = found.as_object().expect("errors.json is an object");
        assert_eq!(members.keys().collect::<BTreeSet<_>>(), expected.as_object().expect("an object").keys().collect());
        for (name, expected) in expected.as_object().expect("an object") {
            match (expected.as_array(), members[name].as_array()) {
                // One item at a time, so that a failure shows the item and not the file.
                (Some(expected), Some(found)) => {
                    assert_eq!(found.len(), expected.len(), "{name}");
                    for (found, expected) in found.iter().zip(expected) {
                        assert_eq!(found, expected, "{name}");
                    }
                }
                _ => assert_eq!(members[name], *expected, "{name}"),
            }
        }
        entries += catalogue.entries.len();
    }
    assert!(entries >= 35, "both catalogues were compared");
}

#[test]
fn the_committed_json_is_the_generated_one() {
    let files = generated(&files::spec());
    for path in ["schema/errors.json", "schema/errors.cases.json", "docs/en/errors.md", "docs/zh/errors.md"] {
        assert!(
            files::text_of(path) == file(&files, path),
            "{path} is not as the catalogue says; run `cargo xtask gen`"
        );
    }
}

#[track_caller]
fn validator(path: &str) -> jsonschema::Validator {
    jsonschema::validator_for(&files::json_of(path)).unwrap_or_else(|error| panic!("{path} is no JSON Schema: {error}"))
}

/// Applies a change at a place and asserts that the schema refuses the result.
#[track_caller]
fn check_refused(
    validator: &jsonschema::Validator,
    json: &Value,
    pointer: &str,
    change: &str,
    apply: impl FnOnce(&mut Value),
) {
    let mut broken = json.clone();
    apply(broken.pointer_mut(pointer).unwrap_or_else(|| panic!("the file has no {pointer}")));
    assert_ne!(broken, *json, "{change} at {pointer} changes nothing");
    assert!(!validator.is_valid(&broken), "the schema lets pass {change} at {pointer}");
}

#[test]
fn the_json_is_as_its_schema_says() {
    let places: [(&str, &str, &[&str]); 2] = [
        (
            "schema/errors.json",
            "schema/errors.schema.json",
            &[
                "",
                "/service",
                "/matching",
                "/entries/0",
                "/entries/0/keys/0",
                "/entries/0/title",
                "/recipes/0",
                "/endpoints/0",
                "/character_sets/0",
                "/sources/0",
            ],
        ),
        ("schema/errors.cases.json", "schema/errors.cases.schema.json", &["", "/cases/0"]),
    ];
    // What a reader may do without, so that its absence is no mistake.
    let optional = [
        "endpoints",
        "status",
        "shape",
        "code",
        "text",
        "note",
        "endpoint",
        "entry",
        "key",
        "outcome",
        "candidates",
        "url",
        "withdrawn",
        "condition",
        "flow",
        "poll",
        "deprecated",
        "documented_until",
    ];
    let mut refused = 0;
    for (file, schema, objects) in places {
        let (json, validator) = (files::json_of(file), validator(schema));
        // The first few are enough: one mistake of the schema shows at every item.
        let problems = validator.iter_errors(&json).take(5).map(|error| format!("{}: {error}", error.instance_path()));
        let problems: Vec<String> = problems.collect();
        assert!(problems.is_empty(), "{file}: {}", problems.join("\n"));
        for pointer in objects {
            let members =
                json.pointer(pointer).and_then(Value::as_object).unwrap_or_else(|| panic!("{file} has no {pointer}"));
            let is_top = pointer.is_empty();
            for name in members.keys() {
                check_refused(&validator, &json, pointer, &format!("a wrong type of `{name}`"), |object| {
                    object[name] = json!(f64::from(1) / f64::from(3));
                });
                if is_top || (!optional.contains(&name.as_str()) || (*pointer == "/cases/0" && name == "shape")) {
                    check_refused(&validator, &json, pointer, &format!("no `{name}`"), |object| {
                        object.as_object_mut().expect("an object").remove(name);
                    });
                }
                refused += 1;
            }
        }
    }
    assert!(refused > 80, "only {refused} members were broken");
    check_refused(
        &validator("schema/errors.schema.json"),
        &files::json_of("schema/errors.json"),
        "",
        "a list in place of the file",
        |file| {
            *file = json!([]);
        },
    );
}

// The pages.

/// A page without the escapes of Markdown, so that words stand in it as they were written.
fn plain(page: &str) -> String {
    let mut out = String::new();
    let mut letters = page.chars().peekable();
    while let Some(c) = letters.next() {
        if c == '\\' && letters.peek().is_some_and(|next| "<>*_[]\\|".contains(*next)) {
            continue;
        }
        out.push(c);
    }
    out
}

/// The second-level sections of a page, without its head.
fn sections(page: &str) -> Vec<&str> {
    page.split("\n## ").skip(1).collect()
}

/// Asserts that the words stand in the text in this order.
#[track_caller]
fn check_in_order<'w>(text: &str, words: impl IntoIterator<Item = &'w str>, place: &str) {
    let mut rest = text;
    for wanted in words {
        let wanted = plain(wanted.trim()).replace('\n', " ");
        let Some(at) = rest.find(&wanted) else {
            panic!("{place}: missing, or in the wrong order: {wanted}\nin:\n{rest}")
        };
        rest = &rest[at + wanted.len()..];
    }
}

/// The part of a page after an anchor, up to the next anchor at the beginning of a line or the next section.
fn anchored<'p>(page: &'p str, anchor: &str) -> &'p str {
    let begin = format!("\n<a id=\"{anchor}\"></a>\n");
    assert_eq!(page.matches(&begin).count(), 1, "the anchor `{anchor}` stands once");
    let at = page.find(&begin).expect("counted") + begin.len();
    let rest = &page[at..];
    let end = ["\n<a id=\"", "\n## "].into_iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    &rest[..end]
}

#[test]
fn the_pages_say_what_the_catalogue_says() {
    let mut seen = 0;
    for (catalogue, files) in catalogues() {
        for lang in ["en", "zh"] {
            let page = file(&files, &format!("{}/{lang}/errors.md", catalogue.service.docs_dir));
            let page = plain(page);
            let mut last = 0;
            for entry in &catalogue.entries {
                let section = anchored(&page, &entry.id);
                let at = page.find(section).expect("a part of the page");
                assert!(at > last, "{}: the entries stand by id", entry.id);
                last = at;
                check_entry(&catalogue, entry, section, lang);
                seen += 1;
            }
            for recipe in &catalogue.recipes {
                let section = anchored(&page, &format!("recipe-{}", recipe.id));
                let comma = if lang == "en" { ", " } else { "、" };
                let delays = recipe.delays_s.iter().map(ToString::to_string).collect::<Vec<_>>().join(comma);
                check_in_order(section, [recipe.id.as_str(), recipe.words.of(lang), &delays], &recipe.id);
                check_in_order(
                    section,
                    recipe.condition.iter().flat_map(|(id, words)| [id.as_str(), words.of(lang)]),
                    &recipe.id,
                );
                check_in_order(section, recipe.keep.iter().flatten().map(String::as_str), &recipe.id);
                match &recipe.then {
                    catalogue::Then::GiveUp => {}
                    catalogue::Then::Flow(calls, change) => {
                        check_in_order(section, calls.iter().chain(change).map(String::as_str), &recipe.id);
                    }
                    // The languages name the call and the time in different orders.
                    catalogue::Then::Poll(call, every_s) => {
                        check_in_order(section, [format!("`{call}`").as_str()], &recipe.id);
                        check_in_order(section, [every_s.to_string().as_str()], &recipe.id);
                    }
                }
            }
            for set in &catalogue.character_sets {
                let section = anchored(&page, &format!("characters-{}", set.id));
                let count = set.count.to_string();
                check_in_order(section, [set.title.of(lang), &count], &set.id);
                for (_, title, characters) in &set.classes {
                    assert!(section.contains(title.of(lang)) && section.contains(&plain(characters)), "{}", set.id);
                }
            }
            let sections = sections(&page);
            for endpoint in &catalogue.endpoints {
                for outcome in &endpoint.outcomes {
                    let row = sections[4].lines().find(|line| {
                        line.contains(&format!("`{}`", endpoint.id))
                            && line.contains(&format!("| {} | `{}` |", outcome.http, outcome.id))
                    });
                    let row = row.unwrap_or_else(|| panic!("no row for {} {}", endpoint.id, outcome.id));
                    check_in_order(
                        row,
                        [endpoint.method.as_str(), &endpoint.path, outcome.title.of(lang)],
                        &endpoint.id,
                    );
                }
            }
            for reference in &catalogue.references {
                let row =
                    sections[7].lines().find(|line| line.contains(&format!("<a id=\"source-{}\">", reference.id)));
                let row = row.unwrap_or_else(|| panic!("no row for the source {}", reference.id));
                check_in_order(
                    row,
                    [reference.title.as_str(), &reference.location, &reference.published, &reference.retrieved],
                    &reference.id,
                );
            }
        }
    }
    assert!(seen >= 70, "only {seen} sections");
}

/// A release in words: the one that is still to come has no number.
fn release<'w>(since: &'w str, lang: &str) -> &'w str {
    match (since, lang) {
        ("next", "en") => "the next release",
        ("next", _) => "下一版本",
        (version, _) => version,
    }
}

/// Where an example comes from, in words.
fn origin<'w>(word: &'w str, lang: &str) -> &'w str {
    match (word, lang) {
        (word, "en") => word,
        ("documented", _) => "文档记载",
        ("captured", _) => "实际抓取",
        ("constructed", _) => "由我们构造",
        (other, _) => panic!("no words for `{other}`"),
    }
}

fn check_entry(catalogue: &Catalogue, entry: &Entry, section: &str, lang: &str) {
    let language: Lang = self::lang(lang);
    let effect = entry.effect.parse::<vocabulary::Effect>().expect("a word").words(language);
    let disposition = entry.disposition.parse::<vocabulary::Disposition>().expect("a word").words(language);
    let kind = entry.kind.parse::<Kind>().expect("a word").words(language);
    let fault = entry.fault.parse::<vocabulary::Fault>().expect("a word").words(language);
    let rung = entry.rung.parse::<vocabulary::Rung>().expect("a word").words(language);
    let confidence = entry.confidence.parse::<vocabulary::Confidence>().expect("a word").words(language);
    let mut words = vec![entry.id.as_str(), entry.title.of(lang)];
    words.extend(entry.deprecated.iter().flat_map(|(since, note, _)| [release(since, lang), note.of(lang)]));
    words.extend([entry.detail.of(lang), effect, disposition, kind, fault, rung, confidence]);
    words.extend(entry.documented_until.as_deref());
    words.push(release(&entry.since, lang));
    words.extend(entry.causes.iter().map(|cause| cause.1.of(lang)));
    for (remedy, action) in &entry.remedies {
        words.push(remedy.of(lang));
        words.extend(action.as_deref());
    }
    let retries = retries(entry);
    for (places, recipe) in &retries {
        words.extend(places.iter().map(String::as_str));
        words.extend(catalogue.recipes.iter().filter(|known| known.id == *recipe).map(|known| known.words.of(lang)));
    }
    let statuses: Vec<_> = entry.keys.iter().map(|key| key.http.map(|http| format!("HTTP {http}"))).collect();
    let codes: Vec<_> = entry.keys.iter().map(|key| key.code.as_ref().map(|code| format!("`{code}`"))).collect();
    for ((key, status), code) in entry.keys.iter().zip(&statuses).zip(&codes) {
        words.extend(key.endpoints.iter().flatten().map(String::as_str));
        words.extend(status.as_deref());
        words.extend(code.as_deref());
        words.extend(key.text.as_deref());
        words.extend((key.retry != entry.retry).then_some(key.retry.as_str()));
        words.extend(key.note.as_ref().map(|note| note.of(lang)));
    }
    words.extend(entry.constraints.iter().map(|limit| limit.words.of(lang)));
    words.extend(entry.note.as_ref().map(|note| note.of(lang)));
    words.extend(entry.changed.iter().map(|(_, note)| note.of(lang)));
    words.extend(entry.legacy_ids.iter().map(String::as_str));
    for (_, statement, decision, sources) in &entry.conflicts {
        words.extend([statement.of(lang), decision.of(lang)]);
        words.extend(sources.iter().map(String::as_str));
    }
    words.extend(entry.links.iter().flat_map(|(_, title, url)| [title.of(lang), url.as_str()]));
    words.extend(entry.sources.iter().map(String::as_str));
    let bodies: Vec<_> =
        entry.examples.iter().map(|e| String::from_utf8(e.bytes()).expect("a body of the catalogue is text")).collect();
    for (example, body) in entry.examples.iter().zip(&bodies) {
        words.extend(example.endpoint.as_deref());
        words.push(origin(&example.origin, lang));
        words.extend(example.headers.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]));
        words.push(body);
    }
    check_in_order(section, words, &format!("{} in {lang}", entry.id));
}

#[test]
fn the_indexes_of_the_pages_are_complete() {
    let mut rows_seen = 0;
    for (catalogue, files) in catalogues() {
        let mut codes: BTreeSet<(String, &str)> = BTreeSet::new();
        let mut texts: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for entry in &catalogue.entries {
            for key in &entry.keys {
                codes.extend(key.code.as_ref().map(|code| (code.to_string(), entry.id.as_str())));
                if let Some(text) = &key.text {
                    texts.entry(rule::normal(text)).or_default().insert(&entry.id);
                }
            }
        }
        assert!(!codes.is_empty() && !texts.is_empty());
        for lang in ["en", "zh"] {
            let page = file(&files, &format!("{}/{lang}/errors.md", catalogue.service.docs_dir));
            let sections = sections(page);
            let rows = |section: usize| sections[section].lines().filter_map(|line| line.strip_prefix("| `"));
            let found: BTreeSet<(String, &str)> = rows(1)
                .map(|row| {
                    let (code, rest) = row.split_once("` |").expect("a row begins with a code");
                    let links = targets(rest);
                    assert_eq!(links.len(), 1, "{row}");
                    (code.to_owned(), links[0])
                })
                .collect();
            assert_eq!(found, codes, "by code, {lang}");
            assert_eq!(rows(1).count(), codes.len(), "no row stands twice");
            let found: BTreeMap<String, BTreeSet<&str>> = rows(2)
                .map(|row| {
                    let (text, rest) = row.split_once("` |").expect("a row begins with a text");
                    (rule::normal(text), targets(rest).into_iter().collect())
                })
                .collect();
            assert_eq!(found, texts, "by text, {lang}");
            rows_seen += rows(1).count() + rows(2).count();
        }
    }
    assert!(rows_seen > 80, "only {rows_seen} rows");
}

/// Where the links within a page lead.
fn targets(text: &str) -> Vec<&str> {
    text.split("](#").skip(1).map(|rest| rest.split(')').next().unwrap_or_default()).collect()
}

/// The anchor that a reader of Markdown makes of a heading.
fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Whether a link leads into its own page or out of the project.
fn is_elsewhere(link: &str) -> bool {
    ["#", "https://", "mailto:"].iter().any(|begin| link.starts_with(begin))
}

/// The anchors that a page sets by itself, each once.
fn ids(page: &str) -> BTreeSet<&str> {
    page.split("<a id=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect()
}

/// Everything in a page that a link may lead to.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = page.lines().filter(|line| line.starts_with('#')).map(|line| slug(line.trim_start_matches('#')));
    ids(page).into_iter().map(str::to_owned).chain(headings).collect()
}

#[test]
fn every_link_of_a_page_has_its_anchor() {
    let mut links = 0;
    for (catalogue, files) in catalogues() {
        let docs = &catalogue.service.docs_dir;
        for lang in ["en", "zh"] {
            let page = file(&files, &format!("{docs}/{lang}/errors.md"));
            let own = page.matches("<a id=\"").count();
            let known = anchors(page);
            assert_eq!(ids(page).len(), own, "an anchor stands twice in {lang}");
            for target in targets(page) {
                assert!(known.contains(target), "{lang}: nothing to lead to for #{target}");
                links += 1;
            }
            let other = if lang == "en" { "zh" } else { "en" };
            assert!(page.contains(&format!("](../{other}/errors.md)")), "{lang}: no link to the other language");
            for link in page.split("](").skip(1).filter(|rest| !is_elsewhere(rest)) {
                let link = link.split(')').next().unwrap_or_default();
                let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
                let path = path.strip_prefix("../").map_or(format!("{lang}/{path}"), str::to_owned);
                let led_to = file(&files, &format!("{docs}/{path}"));
                let found = anchor.is_empty() || anchors(led_to).contains(anchor);
                assert!(found, "{lang}: nothing to lead to for {link}");
                links += 1;
            }
        }
    }
    assert!(links > 300, "only {links} links");
}

// Promises of the enums and word lists.

#[test]
fn ids_are_read_back() {
    let check_json = |json: &str, id: &str| assert_eq!(json, format!("\"{id}\""));
    assert!(!ErrorId::ALL.is_empty() && !Endpoint::ALL.is_empty() && !Outcome::ALL.is_empty());
    for id in ErrorId::ALL {
        assert_eq!(id.as_str().parse(), Ok(*id));
        let json = serde_json::to_string(id).expect("an id is JSON");
        check_json(&json, id.as_str());
        assert_eq!(serde_json::from_str::<ErrorId>(&json).expect("an id is read back"), *id);
        assert_eq!(id.to_string(), id.words(Lang::En).title);
    }
    for endpoint in Endpoint::ALL {
        assert_eq!(endpoint.as_str().parse(), Ok(*endpoint));
        assert_eq!(endpoint.to_string(), endpoint.as_str());
        let json = serde_json::to_string(endpoint).expect("an id is JSON");
        check_json(&json, endpoint.as_str());
        assert_eq!(serde_json::from_str::<Endpoint>(&json).expect("an id is read back"), *endpoint);
    }
    for outcome in Outcome::ALL {
        assert_eq!(outcome.as_str().parse(), Ok(*outcome));
        assert_eq!(outcome.to_string(), outcome.as_str());
        let json = serde_json::to_string(outcome).expect("an id is JSON");
        check_json(&json, outcome.as_str());
        assert_eq!(serde_json::from_str::<Outcome>(&json).expect("an id is read back"), *outcome);
    }
    for (former, now) in FORMER_IDS {
        assert_eq!(former.parse(), Ok(*now));
    }
}

#[test]
fn what_is_no_id_is_refused() {
    for text in ["", " ", "Ok", "BACKEND_TIMEOUT", "backend_timeout ", "BackendTimeout", "never", "unknown"] {
        assert!(text.parse::<ErrorId>().is_err(), "{text:?}");
        assert!(text.parse::<Endpoint>().is_err(), "{text:?}");
        assert!(text.parse::<Outcome>().is_err(), "{text:?}");
    }
    assert_eq!("nothing".parse::<ErrorId>().expect_err("no id").to_string(), "not the id of an error");
    assert_eq!("nothing".parse::<Endpoint>().expect_err("no id").to_string(), "not the id of an endpoint");
    assert_eq!("nothing".parse::<Outcome>().expect_err("no id").to_string(), "not the id of an outcome");
    for json in ["\"nothing\"", "7", "null", "[]"] {
        let message = serde_json::from_str::<ErrorId>(json).expect_err("no id").to_string();
        assert!(message.contains("the id of an error"), "{message}");
        let message = serde_json::from_str::<Endpoint>(json).expect_err("no id").to_string();
        assert!(message.contains("the id of an endpoint"), "{message}");
    }
}

/// The words of a list of the catalogue's language, from the schema that editors use.
#[track_caller]
fn schema_words(name: &str) -> Vec<String> {
    let schema = files::json_of("spec/catalogue.schema.json");
    let list = &schema["definitions"][name];
    let words = list["oneOf"].as_array().unwrap_or_else(|| panic!("the schema has no list `{name}`"));
    words.iter().map(|word| word["const"].as_str().expect("a word").to_owned()).collect()
}

macro_rules! check_list {
    ($list:ident, $schema:literal) => {
        let words: Vec<String> = vocabulary::$list::ALL.iter().map(|word| word.as_str().to_owned()).collect();
        assert_eq!(words, schema_words($schema), stringify!($list));
        for word in vocabulary::$list::ALL {
            assert_eq!(word.as_str().parse(), Ok(*word));
            assert_eq!(word.to_string(), word.as_str());
            assert_eq!(serde_json::to_value(word).expect("a word is JSON"), word.as_str());
            assert!(!word.words(Lang::En).is_empty() && word.words(Lang::En).is_ascii(), "{word} in English");
            assert!(word.words(Lang::Zh).chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{word} in Chinese");
        }
        let refused = "a word of no list".parse::<vocabulary::$list>().expect_err("no word");
        assert_eq!(refused.to_string(), format!("not a word of the list `{}`", stringify!($list)));
    };
}

#[test]
fn the_word_lists_are_those_of_the_language() {
    check_list!(Kind, "Kind");
    check_list!(Disposition, "Disposition");
    check_list!(Fault, "Fault");
    check_list!(Effect, "Effect");
    check_list!(Rung, "Rung");
    check_list!(Confidence, "Confidence");
    check_list!(EntryStatus, "Status");
    check_list!(Shape, "Shape");
    check_list!(Jitter, "Jitter");
    check_list!(Action, "Action");
    let schema = files::json_of("spec/catalogue.schema.json");
    let languages = schema["definitions"]["Words"]["properties"].as_object().expect("words have languages");
    assert_eq!(Lang::ALL.iter().map(|lang| lang.as_str()).collect::<Vec<_>>(), languages.keys().collect::<Vec<_>>());
}

#[test]
fn entries_are_found_by_code() {
    let catalogue = real();
    let mut codes: BTreeMap<&catalogue::Code, BTreeSet<&str>> = BTreeMap::new();
    for entry in &catalogue.entries {
        for code in entry.keys.iter().filter_map(|key| key.code.as_ref()) {
            codes.entry(code).or_default().insert(&entry.id);
        }
    }
    assert!(codes.len() >= 20);
    for (code, expected) in codes {
        let catalogue::Code::Number(number) = code else { panic!("this service has numbers only") };
        let found: Vec<&str> = ErrorId::with_code(*number).map(|id| id.as_str()).collect();
        assert_eq!(found, expected.iter().copied().collect::<Vec<_>>(), "code {number}");
        let by_text: Vec<ErrorId> = ErrorId::with_code(number.to_string().as_str()).collect();
        assert_eq!(by_text.len(), found.len(), "a text that spells a number is the number");
    }
    assert_eq!(ErrorId::with_code(987_654).count(), 0);
    assert_eq!(ErrorId::with_code("62x").count(), 0);
}

#[test]
fn an_explanation_tells_everything() {
    let catalogue = real();
    for word in ["en", "zh"] {
        for (id, entry) in ErrorId::ALL.iter().zip(&catalogue.entries) {
            let explanation = id.explain(lang(word)).to_string();
            let effect = id.effect().words(lang(word));
            let mut words = vec![entry.id.as_str(), entry.title.of(word), entry.detail.of(word), effect];
            words.extend(entry.causes.iter().map(|cause| cause.1.of(word)));
            words.extend(entry.remedies.iter().map(|(remedy, _)| remedy.of(word)));
            let retries = retries(entry);
            for (places, recipe) in &retries {
                words.extend(places.iter().map(String::as_str));
                words.extend(
                    catalogue.recipes.iter().filter(|known| known.id == *recipe).map(|known| known.words.of(word)),
                );
            }
            words.extend(entry.constraints.iter().map(|limit| limit.words.of(word)));
            words.extend(entry.note.as_ref().map(|note| note.of(word)));
            words.extend(entry.links.iter().flat_map(|(_, title, url)| [title.of(word), url.as_str()]));
            let mut rest = explanation.as_str();
            for wanted in words {
                let at = rest.find(wanted).unwrap_or_else(|| {
                    panic!("{} does not tell, or in the wrong order: {wanted}\n{explanation}", entry.id)
                });
                rest = &rest[at + wanted.len()..];
            }
            assert!(explanation.ends_with('\n') && !explanation.contains("\n\n"), "{}", entry.id);
        }
    }
}

#[test]
fn an_explanation_is_a_short_text() {
    let words = Words {
        title: "the locker is taken",
        detail: "Another parcel is in this locker.",
        causes: &["Two bookings name one locker."],
        remedies: &[
            Remedy { text: "Book another locker.", action: Some(Action::Reacquire) },
            Remedy { text: "Ask the depot.", action: None },
        ],
        retries: &[
            RetryWords { endpoints: &[], text: None },
            RetryWords { endpoints: &["book", "look"], text: Some("Ask again after 5 seconds.") },
        ],
        note: Some("Lockers are numbered."),
        constraints: &["A locker holds one parcel."],
        links: &[Link { title: "handbook", url: "https://example.org" }],
    };
    let explain = |lang| {
        Explanation { name: "locker_taken", words: &words, effect: vocabulary::Effect::Unknown, lang }.to_string()
    };
    expect![[r#"
        locker_taken: the locker is taken
        Another parcel is in this locker.
        Did it take effect: unknown, the request may have taken effect
        Possible causes:
          - Two bookings name one locker.
        What to do:
          1. Book another locker.
          2. Ask the depot.
        Retry: Do not repeat the request automatically; see what to do.
        Retry book, look: Ask again after 5 seconds.
        Note: A locker holds one parcel.
        Note: Lockers are numbered.
        See: handbook <https://example.org>
    "#]]
    .assert_eq(&explain(Lang::En));
    expect![[r#"
        locker_taken：the locker is taken
        Another parcel is in this locker.
        是否已生效：未知，请求可能已生效
        可能的原因：
          - Two bookings name one locker.
        处理方法：
          1. Book another locker.
          2. Ask the depot.
        重试：不要自动重试；请参照处理方法。
        重试 book、look：Ask again after 5 seconds.
        注意：A locker holds one parcel.
        注意：Lockers are numbered.
        参见：handbook <https://example.org>
    "#]]
    .assert_eq(&explain(Lang::Zh));
}
