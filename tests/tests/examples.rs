//! Every answer that the catalogue prints is what the catalogue says it is.
//!
//! Each example is read and looked up with the generated crate, and the published cases are proved with the crate and
//! with the second implementation.

mod common;

use agora_cloud_recording_errors::{Endpoint, Identified, Key, TABLE, identify, read};
use common::line;
use conformance::catalogue::{Catalogue, Code, Example};
use conformance::files;
use conformance::rule::{self, Rule, Verdict};
use serde_json::Value;
use std::collections::BTreeSet;

/// Where an example may have been met: at its endpoint, or at every endpoint and none.
fn places(example: &Example) -> Vec<Option<Endpoint>> {
    match &example.endpoint {
        Some(id) => vec![Some(id.parse().expect("an example names an endpoint of the service"))],
        None => Endpoint::ALL.iter().copied().map(Some).chain([None]).collect(),
    }
}

/// Number of a key in the table.
fn number(key: &'static Key) -> usize {
    TABLE.keys.iter().position(|known| std::ptr::eq(known, key)).expect("a key that was found stands in the table")
}

#[test]
fn every_example_is_its_entry_and_every_key_has_one() {
    let catalogue = Catalogue::read(&files::spec());
    let mut wrong = Vec::new();
    let mut won = BTreeSet::new();
    let mut seen = 0;
    for (entry, example) in catalogue.entry_examples() {
        seen += 1;
        let bytes = example.bytes();
        let body = read(&bytes);
        for place in places(example) {
            let found = identify(&body.answer(place, Some(example.http)));
            if line(&found) != format!("known {entry}") {
                wrong.push(format!("{entry}.{} at {place:?}: {}", example.id, line(&found)));
            }
            won.extend(found.key().map(number));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen >= catalogue.entries.len(), "every entry has an example, yet there are only {seen}");
    let never: Vec<_> =
        (0..TABLE.keys.len()).filter(|index| !won.contains(index)).map(|index| &TABLE.keys[index]).collect();
    assert!(never.is_empty(), "keys that no example is found by: {never:#?}");
    let stated: usize = catalogue.entries.iter().map(|entry| entry.keys.len()).sum();
    assert_eq!(won.len(), stated, "the table has as many keys as the catalogue");
}

#[test]
fn every_example_of_an_entry_agrees_with_a_key_of_it() {
    let catalogue = Catalogue::read(&files::spec());
    for entry in &catalogue.entries {
        assert!(!entry.examples.is_empty(), "`{}` has no example", entry.id);
        for example in &entry.examples {
            let read = rule::read(&example.bytes(), &catalogue.service.bodies);
            let agrees = entry.keys.iter().any(|key| {
                key.http.is_none_or(|http| http == example.http)
                    && key.code.as_ref().is_none_or(|code| read.code.as_ref() == Some(code))
                    && key
                        .text
                        .as_ref()
                        .is_none_or(|text| read.text.as_ref().is_some_and(|t| rule::normal(t) == rule::normal(text)))
                    && key.shape.as_ref().is_none_or(|shape| shape == read.shape)
            });
            assert!(agrees, "{}.{} agrees with no key of its entry", entry.id, example.id);
        }
    }
}

#[test]
fn every_success_example_is_its_outcome() {
    let catalogue = Catalogue::read(&files::spec());
    let mut outcomes = BTreeSet::new();
    for endpoint in &catalogue.endpoints {
        assert!(!endpoint.outcomes.is_empty(), "`{}` never succeeds", endpoint.id);
        for outcome in &endpoint.outcomes {
            assert!(!outcome.examples.is_empty(), "{}.{} has no example", endpoint.id, outcome.id);
            for example in &outcome.examples {
                assert_eq!(example.http, outcome.http, "{}.{}.{}", endpoint.id, outcome.id, example.id);
                assert!(
                    example.endpoint.as_ref().is_none_or(|id| *id == endpoint.id),
                    "an example of another endpoint"
                );
                let said = common::said_of(Some(&endpoint.id), Some(example.http), &example.bytes());
                assert_eq!(said, format!("success {}", outcome.id), "{}.{}", endpoint.id, example.id);
                outcomes.insert((endpoint.id.clone(), outcome.id.clone()));
            }
        }
    }
    assert_eq!(outcomes.len(), TABLE.successes.len());
}

#[test]
fn no_example_of_an_entry_is_a_success() {
    let catalogue = Catalogue::read(&files::spec());
    let bodies: Vec<_> = catalogue
        .entry_examples()
        .map(|(id, example)| (id, rule::read(&example.bytes(), &catalogue.service.bodies)))
        .collect();
    assert!(!bodies.is_empty());
    for (id, body) in bodies {
        assert_ne!(body.shape, "success", "an example of `{id}` looks like success");
    }
}

/// What the second implementation says of an answer, in the words of the crate's line.
fn verdict_line(rule: &Rule, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Known(id, _) => format!("known {id}"),
        Verdict::Success(outcome) => format!("success {outcome}"),
        Verdict::Ambiguous(keys) => {
            let ids: BTreeSet<&str> = keys.iter().map(|index| rule.keys[*index].entry.as_str()).collect();
            format!("ambiguous {}", ids.into_iter().collect::<Vec<_>>().join(" "))
        }
        Verdict::Unknown => "unknown".to_owned(),
    }
}

#[test]
fn the_published_cases_hold() {
    let catalogue = Catalogue::read(&files::spec());
    let rule = Rule::new(&catalogue);
    let json = files::json_of("schema/errors.cases.json");
    assert_eq!(json["catalogue_version"], catalogue.service.version.as_str());
    let cases = json["cases"].as_array().expect("the cases are a list");
    let mut ids = BTreeSet::new();
    let mut results = BTreeSet::new();
    for case in cases {
        let id = case["id"].as_str().expect("a case has an id");
        assert!(ids.insert(id), "two cases are called {id}");
        let text = |name: &str| case[name].as_str();
        let bytes = text("body").expect("a case has a body").as_bytes();
        let status =
            case.get("status").map(|status| u16::try_from(status.as_u64().expect("a number")).expect("a status"));
        let endpoint = text("endpoint");
        let expected = match text("result").expect("a case has a result") {
            "known" => format!("known {}", text("entry").expect("a known case names its entry")),
            "success" => format!("success {}", text("outcome").expect("a success names its outcome")),
            "ambiguous" => {
                let candidates = case["candidates"].as_array().expect("an ambiguous case has candidates");
                let candidates: Vec<&str> = candidates.iter().filter_map(Value::as_str).collect();
                assert!(candidates.len() > 1 && candidates.is_sorted(), "{id}");
                format!("ambiguous {}", candidates.join(" "))
            }
            other => other.to_owned(),
        };
        results.insert(expected.split(' ').next().unwrap_or_default().to_owned());

        let body = read(bytes);
        assert_eq!(Some(body.shape().as_str()), text("shape"), "{id}");
        let found = identify(&body.answer(endpoint.map(|id| id.parse().expect("an endpoint")), status));
        assert_eq!(line(&found), expected, "{id}, by the crate");

        let reading = rule::read(bytes, &catalogue.service.bodies);
        assert_eq!(Some(reading.shape), text("shape"), "{id}, by the second reader");
        let asked = rule.with_body(reading.shape, reading.code.as_ref(), reading.text.as_deref());
        let verdict = asked.verdict(endpoint.map(|id| rule.endpoint(id)), status);
        assert_eq!(verdict_line(&rule, &verdict), expected, "{id}, by the second implementation");

        if let (Identified::Known(_, key), Verdict::Known(entry, keys)) = (&found, &verdict) {
            let place = usize::try_from(case["key"].as_u64().expect("a known case has a key")).expect("a small number");
            assert!(keys.iter().any(|index| rule.keys[*index].place == place), "{id}: key {place} is not of {keys:?}");
            let list = &catalogue.entry(entry).keys;
            let written = list.iter().find(|key| key.place == place).expect("the place is one of the entry's keys");
            assert_eq!(key.status, written.http, "{id}");
            assert_eq!(key.code.map(|code| code.to_string()), written.code.as_ref().map(Code::to_string), "{id}");
        }
    }
    assert_eq!(
        results,
        ["ambiguous", "known", "success", "unknown"].map(String::from).into(),
        "every sort of result is shown"
    );

    // Every example, and every code by itself, has a case.
    for (entry, example) in catalogue.entry_examples() {
        assert!(ids.contains(format!("{entry}.{}", example.id).as_str()), "no case for {entry}.{}", example.id);
    }
    for code in rule.keys.iter().filter_map(|key| key.code.as_ref()) {
        assert!(ids.contains(format!("code_alone.{code}").as_str()), "no case for code {code} alone");
    }
}
