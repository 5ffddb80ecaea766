//! Two implementations of the matching rule give the same result wherever the catalogue can tell answers apart.
//!
//! Every endpoint, status, shape, code and text of the catalogue is combined with every other, and with one of each
//! that the catalogue does not know; endpoint and status may also be missing.

use agora_cloud_recording_errors::{Answer, Code, Endpoint, Identified, Key, Shape, TABLE, identify};
use agora_rest_errors::{self as rest, Service, text};
use conformance::catalogue::{self, Catalogue};
use conformance::files;
use conformance::rule::{self, Rule, RuleKey, SHAPES, Verdict};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// For each key of the crate's table, in its order, the number that the second implementation has for it.
fn pairs(rule: &Rule) -> Vec<usize> {
    let same = |key: &Key, other: &RuleKey| {
        let endpoints: Vec<&str> = key.endpoints.iter().map(|endpoint| endpoint.as_str()).collect();
        let others: Vec<&str> = other.endpoints.iter().flatten().map(|index| rule.endpoints[*index].as_str()).collect();
        key.id.as_str() == other.entry
            && endpoints.iter().collect::<BTreeSet<_>>() == others.iter().collect()
            && key.status == other.status
            && key.shape.map(Shape::as_str) == other.shape.as_deref()
            && key.code == other.code.as_ref().map(code)
            && key.text == other.text.as_deref()
    };
    let pairs: Vec<usize> = TABLE
        .keys
        .iter()
        .map(|key| {
            rule.keys
                .iter()
                .position(|other| same(key, other))
                .unwrap_or_else(|| panic!("not in the catalogue: {key:?}"))
        })
        .collect();
    assert_eq!(
        pairs.iter().collect::<BTreeSet<_>>().len(),
        rule.keys.len(),
        "the table has the keys of the catalogue, each once"
    );
    pairs
}

fn code(code: &catalogue::Code) -> Code<'_> {
    match code {
        catalogue::Code::Number(number) => Code::Number(*number),
        catalogue::Code::Word(word) => Code::Word(word),
    }
}

/// Everything with which combinations are made.
struct Values {
    endpoints: Vec<Option<Endpoint>>,
    statuses: Vec<Option<u16>>,
    codes: Vec<Option<catalogue::Code>>,
    texts: Vec<Option<String>>,
}

impl Values {
    fn of(rule: &Rule) -> Self {
        let endpoints = Endpoint::ALL.iter().copied().map(Some).chain([None]).collect();
        // The last status of the rule is one that no key states.
        let statuses = rule.statuses.iter().copied().map(Some).chain([None]).collect();
        let codes: BTreeSet<_> = rule.keys.iter().filter_map(|key| key.code.clone()).collect();
        let strange = [catalogue::Code::Number(987_654), catalogue::Code::Word("strange".to_owned())];
        assert!(strange.iter().all(|code| !codes.contains(code)));
        let codes = codes.into_iter().chain(strange).map(Some).chain([None]).collect();
        let texts: BTreeSet<_> = rule.keys.iter().filter_map(|key| key.text.clone()).collect();
        // Not as the table has them, so that both sides must bring them into normal form.
        let texts = texts.into_iter().map(|text| format!(" {}!. ", text.replace(' ', "_-").to_uppercase()));
        let texts = texts.chain(["a text that no key knows".to_owned()]).map(Some).chain([None]).collect();
        Self { endpoints, statuses, codes, texts }
    }
}

#[test]
fn both_implementations_agree_on_every_combination() {
    let rule = Rule::new(&Catalogue::read(&files::spec()));
    let pairs = pairs(&rule);
    let first_key: *const Key = TABLE.keys.as_ptr();
    // Keys are told by where they stand in the table, which is quicker than comparing them.
    let number = |key: &'static Key| pairs[(std::ptr::from_ref(key) as usize - first_key as usize) / size_of::<Key>()];
    let values = Values::of(&rule);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for shape_word in SHAPES {
        let shape: Shape = shape_word.parse().expect("both sides have the same shapes");
        for code_value in &values.codes {
            for text in &values.texts {
                let asked = rule.with_body(shape_word, code_value.as_ref(), text.as_deref());
                let near = rule.near(code_value.as_ref(), text.as_deref());
                let body = Answer {
                    endpoint: None,
                    status: None,
                    shape,
                    code: code_value.as_ref().map(code),
                    text: text.as_deref(),
                };
                let mut near_seen = false;
                for endpoint in &values.endpoints {
                    let index = endpoint.map(|endpoint| rule.endpoint(endpoint.as_str()));
                    for status in &values.statuses {
                        let answer = Answer { endpoint: *endpoint, status: *status, ..body };
                        let found = identify(&answer);
                        let expected = asked.verdict(index, *status);
                        let (sort, same) = match (&found, &expected) {
                            (Identified::Known(id, key), Verdict::Known(entry, keys)) => {
                                ("known", id.as_str() == entry && key.id == *id && keys.contains(&number(key)))
                            }
                            (Identified::Success(outcome), Verdict::Success(expected)) => {
                                ("success", outcome.as_str() == expected)
                            }
                            (Identified::Ambiguous(candidates), Verdict::Ambiguous(keys)) => {
                                let ids: BTreeSet<&str> = candidates.ids().map(|id| id.as_str()).collect();
                                let expected: BTreeSet<&str> =
                                    keys.iter().map(|key| rule.keys[*key].entry.as_str()).collect();
                                (
                                    "ambiguous",
                                    candidates.iter().map(number).collect::<BTreeSet<_>>() == *keys && ids == expected,
                                )
                            }
                            (Identified::Unknown { near: found }, Verdict::Unknown) => {
                                // What is near depends on the body alone, so it is compared once a body.
                                let same = near_seen || found.iter().map(number).collect::<BTreeSet<_>>() == near;
                                near_seen = true;
                                ("unknown", same)
                            }
                            _ => ("different", false),
                        };
                        *counts.entry(sort).or_default() += 1;
                        if !same && wrong.len() < 20 {
                            wrong.push(format!(
                                "{answer:?}\n  crate:  {}\n  second: {}",
                                shown(&found),
                                shown_second(&rule, &expected)
                            ));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} or more differences:\n{}", wrong.len(), wrong.join("\n"));
    let all = values.endpoints.len() * values.statuses.len() * SHAPES.len() * values.codes.len() * values.texts.len();
    assert_eq!(counts.values().sum::<usize>(), all);
    for sort in ["known", "success", "ambiguous", "unknown"] {
        assert!(counts.get(sort).is_some_and(|count| *count > 0), "no combination is {sort}: {counts:?}");
    }
    assert!(all > 100_000, "only {all} combinations");
}

fn shown(found: &Identified<'_>) -> String {
    match found {
        Identified::Known(id, key) => format!("{} by {key:?}", id.as_str()),
        Identified::Success(outcome) => format!("success {outcome}"),
        Identified::Ambiguous(candidates) => format!("one of {:#?}", candidates.iter().collect::<Vec<_>>()),
        Identified::Unknown { .. } => "unknown".to_owned(),
    }
}

fn shown_second(rule: &Rule, verdict: &Verdict) -> String {
    let keys =
        |keys: &BTreeSet<usize>| format!("{:#?}", keys.iter().map(|index| &rule.keys[*index]).collect::<Vec<_>>());
    match verdict {
        Verdict::Known(id, found) => format!("{id} by {}", keys(found)),
        Verdict::Success(outcome) => format!("success {outcome}"),
        Verdict::Ambiguous(found) => format!("one of {}", keys(found)),
        Verdict::Unknown => "unknown".to_owned(),
    }
}

/// A service for tables made by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Toy {}

impl Service for Toy {
    type Endpoint = usize;
    type ErrorId = usize;
    type Outcome = usize;
}

/// Keys name the first three only: a table does not know all endpoints, so there is always another.
const TOY_ENDPOINTS: usize = 4;
const TOY_STATUSES: [u16; 2] = [400, 500];
const TOY_TEXTS: [&str; 1] = ["text"];

/// What a key made by chance states: entry, endpoints as a set of bits, status, shape, code, text.
type ToyKey = (usize, u8, Option<u16>, Option<Shape>, Option<i64>, Option<&'static str>);

fn toy_keys() -> impl Strategy<Value = Vec<ToyKey>> {
    let shape = prop_oneof![4 => Just(None), 1 => Just(Some(Shape::Code)), 1 => Just(Some(Shape::Empty))];
    let status = proptest::option::of(proptest::sample::select(TOY_STATUSES.to_vec()));
    let text = proptest::option::weighted(0.3, proptest::sample::select(TOY_TEXTS.to_vec()));
    let key = (0..3_usize, 0..7_u8, status, shape, proptest::option::weighted(0.8, Just(7_i64)), text);
    proptest::collection::vec(key, 1..6).prop_map(|keys| {
        // Two keys that state the same parts with a place in common are no table: the generator refuses them.
        let mut kept: Vec<ToyKey> = Vec::new();
        for key in keys {
            let states_nothing = key.2.is_none() && key.3.is_none() && key.4.is_none() && key.5.is_none();
            let clashes = |other: &ToyKey| {
                let place = (key.1 == 0 && other.1 == 0) || key.1 & other.1 != 0;
                place && (key.2, key.3, key.4, key.5) == (other.2, other.3, other.4, other.5)
            };
            if !states_nothing && !kept.iter().any(clashes) {
                kept.push(key);
            }
        }
        kept
    })
}

/// Compares both implementations on a table made by chance, and gives the first difference. Either endpoint and status
/// are known, or at least one of them is missing.
fn toy_difference(keys: &[ToyKey], parts_missing: bool) -> Option<String> {
    let endpoints: Vec<Vec<usize>> =
        keys.iter().map(|key| (0..TOY_ENDPOINTS).filter(|e| key.1 >> e & 1 == 1).collect()).collect();
    let mut table: Vec<rest::Key<'_, Toy>> = keys
        .iter()
        .zip(&endpoints)
        .map(|(key, endpoints)| rest::Key {
            id: key.0,
            endpoints,
            status: key.2,
            shape: key.3,
            code: key.4.map(Code::Number),
            text: key.5,
            disposition: rest::Disposition::Failure,
            effect: rest::Effect::Unknown,
            retry: None,
            confidence: rest::Confidence::Documented,
        })
        .collect();
    table.sort_by(rest::Key::table_order);
    let rule = Rule {
        keys: table
            .iter()
            .map(|key| RuleKey {
                entry: key.id.to_string(),
                place: 0,
                endpoints: (!key.endpoints.is_empty()).then(|| key.endpoints.to_vec()),
                status: key.status,
                shape: key.shape.map(|shape| shape.to_string()),
                code: key.code.map(|code| rule::code_of_word(&code.to_string())),
                text: key.text.map(str::to_owned),
            })
            .collect(),
        endpoints: (0..TOY_ENDPOINTS).map(|endpoint| endpoint.to_string()).collect(),
        statuses: TOY_STATUSES.into_iter().chain([599]).collect(),
        successes: Vec::new(),
    };
    let matcher = rest::Table { keys: &table, successes: &[] };
    for shape in SHAPES {
        for code_value in [None, Some(7), Some(8)] {
            for text in [None, Some("text"), Some("strange")] {
                let asked = rule.with_body(shape, code_value.map(catalogue::Code::Number).as_ref(), text);
                for endpoint in (0..TOY_ENDPOINTS).map(Some).chain([None]) {
                    for status in [Some(400), Some(500), Some(599), None] {
                        if parts_missing != (endpoint.is_none() || status.is_none()) {
                            continue;
                        }
                        let shape = shape.parse().expect("both sides have the same shapes");
                        let answer: rest::Answer<'_, Toy> =
                            rest::Answer { endpoint, status, shape, code: code_value.map(Code::Number), text };
                        let expected = asked.verdict(endpoint, status);
                        let number = |key: &rest::Key<'_, Toy>| {
                            table.iter().position(|known| known == key).expect("a key of the table")
                        };
                        let same = match (matcher.identify(&answer), &expected) {
                            (rest::Identified::Known(id, key), Verdict::Known(entry, keys)) => {
                                id.to_string() == *entry && keys.contains(&number(key))
                            }
                            (rest::Identified::Ambiguous(candidates), Verdict::Ambiguous(keys)) => {
                                candidates.iter().map(number).collect::<BTreeSet<_>>() == *keys
                            }
                            (rest::Identified::Unknown { .. }, Verdict::Unknown) => true,
                            _ => false,
                        };
                        if !same {
                            return Some(format!(
                                "{answer:?}\n  crate:  {:?}\n  second: {}",
                                matcher.identify(&answer),
                                shown_second(&rule, &expected)
                            ));
                        }
                    }
                }
            }
        }
    }
    None
}

/// The normal form as the crate makes it.
fn normal(text: &str) -> String {
    String::from_utf8(text::normalised(text).collect()).expect("only ASCII is changed")
}

#[track_caller]
fn check_normal(text: &str, expected: &str) {
    assert_eq!(normal(text), expected, "{text:?}");
    assert_eq!(rule::normal(text), expected, "{text:?}, by the second implementation");
    assert!(text::compare(expected, text).is_eq());
}

#[test]
fn texts_have_a_normal_form() {
    check_normal("", "");
    check_normal(" _-\t\r\n", "");
    check_normal("!.!", "");
    check_normal("Failed to allocate worker", "failed to allocate worker");
    check_normal("  request_hash mismatch!", "request hash mismatch");
    check_normal("no_worker-manager__available", "no worker manager available");
    check_normal("done !. _!", "done");
    check_normal("!wait. there!", "!wait. there");
    check_normal("\u{3000}频道名 无效！", "\u{3000}频道名 无效！");
    check_normal("ÄB_c", "Äb c");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_tables_made_by_chance_the_most_specific_key_wins(keys in toy_keys()) {
        let difference = toy_difference(&keys, false);
        prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
    }

    #[test]
    fn on_tables_made_by_chance_every_key_that_could_win_remains(keys in toy_keys()) {
        let difference = toy_difference(&keys, true);
        prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_normal_form_is_one_and_the_same(text in "[ _\\-!.aB\t\n\u{b}\u{a0}é频]{0,16}") {
        let form = normal(&text);
        prop_assert_eq!(&normal(&form), &form, "a second time changes nothing");
        prop_assert_eq!(&rule::normal(&text), &form);
        prop_assert!(text::compare(&form, &text).is_eq());
        prop_assert_eq!(text::is_normal(&text), text == form && !text.is_empty());
    }

    #[test]
    fn any_text_has_a_normal_form(text in any::<String>(), other in any::<String>()) {
        let (form, other_form) = (normal(&text), normal(&other));
        prop_assert_eq!(&normal(&form), &form);
        prop_assert_eq!(&rule::normal(&text), &form);
        prop_assert_eq!(text::compare(&form, &other), form.cmp(&other_form));
    }

    #[test]
    fn both_readers_read_any_json_alike(
        members in proptest::collection::vec((MEMBER_NAMES, MEMBER_VALUES), 0..5),
        around in "[ \n]{0,2}",
    ) {
        let inner: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let body = format!("{around}{{{}}}{around}", inner.join(","));
        let catalogue = BODIES.with(Clone::clone);
        let second = rule::read(body.as_bytes(), &catalogue);
        let first = agora_cloud_recording_errors::read(body.as_bytes());
        prop_assert_eq!(first.shape().as_str(), second.shape, "{}", body);
        prop_assert_eq!(first.code(), second.code.as_ref().map(code), "{}", body);
        prop_assert_eq!(first.text(), second.text.as_deref(), "{}", body);
    }
}

/// Names and values of members that a body may have, for bodies made by chance.
const MEMBER_NAMES: &str = "(code|reason|message|x)";
const MEMBER_VALUES: &str = concat!(
    r#"(null|true|0|2|62|200|-7|1.5|"62"|" 7"|""|"word"|"Unauthorized""#,
    r#"|\[2\]|\{"code":2\}|18446744073709551615|"\\u0032")"#,
);

thread_local! {
    /// How the bodies of the service are read, from the catalogue.
    static BODIES: Vec<catalogue::Body> = Catalogue::read(&files::spec()).service.bodies;
}
