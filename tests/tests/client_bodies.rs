//! The client reads, judges and writes every body as the catalogue says.
//!
//! The calls, and how each is made through the client, are listed by hand; the catalogue is followed with a reader of its
//! own. Where the folder of collected facts stands beside the repository, its bodies are proved too.

use agora_cloud_recording::rest::journal::{Journal, Noting, Record};
use agora_cloud_recording::rest::transport::Scripted;
use agora_cloud_recording::rest::validate::{self, Check, Context, Level, Type, Violation};
use agora_cloud_recording::rest::{ManualClock, Response};
use agora_cloud_recording::types::{ExtensionServiceConfig, StorageConfig, StorageVendor};
use agora_cloud_recording::{
    Client, Credentials, Individual, Mix, Raw, Recording, Resource, Web, individual, mix, raw, requests, types, web,
};
use codegen::ir::Catalogue;
use codegen::judge::{self, Fault, Place};
use conformance::api::{self, Api, Body};
use conformance::files;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as StdError;
use std::fmt::Debug;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

const NOTHING: [String; 0] = [];
const MODES: [&str; 4] = ["individual", "raw", "mix", "web"];

// The calls of the client.

/// A call of a mode.
struct Call {
    endpoint: &'static str,
    mode: &'static str,
    asks: Option<Asks>,
    /// Reads an answer and writes it again.
    answer: fn(&str) -> Result<Answer, String>,
}

type Told = Pin<Box<dyn Future<Output = String>>>;

/// The body of a call.
struct Asks {
    /// Reads, judges and writes it.
    read: fn(&Client, &str) -> Result<Asked, String>,
    /// Sends it, and tells all that can be printed of what comes.
    send: fn(Client, String) -> Told,
    /// Its tables.
    rules: &'static Type,
}

struct Asked {
    violations: Vec<Violation>,
    written: Value,
    shown: String,
}

struct Answer {
    written: Value,
    /// Whether what was written reads as the same.
    is_same: bool,
    shown: String,
}

impl Call {
    fn name(&self) -> String {
        format!("{}.{}", self.endpoint, self.mode)
    }

    fn context(&self) -> Context<'static> {
        Context { endpoint: Some(self.endpoint), variant: Some(self.mode), ..Context::default() }
    }
}

fn read_answer<T: DeserializeOwned + Serialize + PartialEq + Debug>(text: &str) -> Result<Answer, String> {
    let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let written = serde_json::to_string(&value).map_err(|error| error.to_string())?;
    let again: T = serde_json::from_str(&written).map_err(|error| error.to_string())?;
    let written = serde_json::from_str(&written).map_err(|error| error.to_string())?;
    Ok(Answer { written, is_same: value == again, shown: format!("{value:?}") })
}

fn told<T: Debug, E: StdError>(sent: Result<T, E>) -> String {
    match sent {
        Ok(value) => format!("{value:?}"),
        Err(error) => {
            let mut shown = format!("{error:?} {error}");
            let mut source = error.source();
            while let Some(error) = source {
                shown.push_str(&format!(" {error:?} {error}"));
                source = error.source();
            }
            shown
        }
    }
}

macro_rules! asks {
    ($request:ty, |$client:ident| $make:expr) => {
        Asks {
            read: |$client, text| {
                let mut request = $make;
                request.body = serde_json::from_str(text).map_err(|error| error.to_string())?;
                Ok(Asked {
                    violations: request.check(),
                    written: serde_json::to_value(&request.body).map_err(|error| error.to_string())?,
                    shown: format!("{request:?} {:?} {:?}", request.body, request.check()),
                })
            },
            send: |client, text| {
                Box::pin(async move {
                    let $client = &client;
                    let mut request = $make;
                    match serde_json::from_str(&text) {
                        Ok(body) => request.body = body,
                        Err(error) => return format!("{error:?} {error}"),
                    }
                    told(request.send().await)
                })
            },
            rules: <$request>::rules(),
        }
    };
}

macro_rules! calls {
    ($mode:ident, $marker:ident, start($($more:expr),*)) => {
        [
            Call {
                endpoint: "acquire",
                mode: stringify!($mode),
                asks: Some(asks!(requests::$mode::Acquire, |client| client.$mode().acquire(CNAME, UID))),
                answer: read_answer::<types::AcquireResponse>,
            },
            Call {
                endpoint: "start",
                mode: stringify!($mode),
                asks: Some(asks!(requests::$mode::Start, |client| {
                    Resource::<$marker>::from_parts(client, RESOURCE, CNAME, UID).start(storage(), $($more),*)
                })),
                answer: read_answer::<types::StartResponse>,
            },
            Call {
                endpoint: "query",
                mode: stringify!($mode),
                asks: None,
                answer: read_answer::<$mode::QueryResponse>,
            },
            Call {
                endpoint: "update",
                mode: stringify!($mode),
                asks: Some(asks!(requests::$mode::Update<'_>, |client| {
                    held!($marker, client).update()
                })),
                answer: read_answer::<types::UpdateResponse>,
            },
            Call {
                endpoint: "stop",
                mode: stringify!($mode),
                asks: Some(asks!(requests::$mode::Stop, |client| recording::<$marker>(client).stop())),
                answer: read_answer::<$mode::StopResponse>,
            },
        ]
    };
}

/// A handle that is borrowed until the end of the test.
macro_rules! held {
    ($marker:ident, $client:expr) => {
        Box::leak(Box::new(recording::<$marker>($client)))
    };
}

const RESOURCE: &str = "example-resource";
const SID: &str = "0123456789abcdef0123456789abcdef";
const CNAME: &str = "room";
const UID: u32 = 1001;

fn storage() -> StorageConfig {
    StorageConfig::new(StorageVendor::from(1), "bucket", "access", "secret").region(1)
}

fn recording<V: agora_cloud_recording::Variant>(client: &Client) -> Recording<V> {
    Recording::from_parts(client, RESOURCE, SID, CNAME, UID)
}

fn calls() -> Vec<Call> {
    let mut calls = Vec::new();
    calls.extend(calls!(individual, Individual, start()));
    calls.extend(calls!(raw, Raw, start()));
    calls.extend(calls!(mix, Mix, start()));
    calls.extend(calls!(web, Web, start(ExtensionServiceConfig::new(Vec::<types::ExtensionService>::new()))));
    calls.push(Call {
        endpoint: "updateLayout",
        mode: "mix",
        asks: Some(asks!(requests::mix::UpdateLayout<'_>, |client| held!(Mix, client).update_layout())),
        answer: read_answer::<types::UpdateLayoutResponse>,
    });
    calls.push(Call { endpoint: "ncsIp", mode: "any", asks: None, answer: read_answer::<types::NcsIpResponse> });
    calls
}

fn client() -> Client {
    client_over(Scripted::new(), Notes::default())
}

fn client_over(transport: Scripted, notes: Notes) -> Client {
    let clock = ManualClock::automatic();
    // The times in the bodies of the catalogue lie ahead of this one.
    clock.set_now(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let builder = Client::builder("app", Credentials::new("key", "secret"));
    let builder = builder.with(|core| core.transport(transport).clock(clock).journal(notes));
    builder.build().expect("a client")
}

#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<Record>>>);

impl Notes {
    fn written(&self) -> String {
        serde_json::to_string(&*self.0.lock().expect("no test panics here")).expect("records are JSON")
    }
}

impl Journal for Notes {
    fn note<'a>(&'a self, record: &'a Record) -> Noting<'a> {
        self.0.lock().expect("no test panics here").push(record.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}

// The bodies.

/// A body of a call, from wherever.
struct Sample {
    from: String,
    endpoint: String,
    modes: Vec<String>,
    body: Value,
    verdict: Verdict,
}

enum Verdict {
    /// Every mode takes it.
    Accepted,
    /// One of the modes takes it.
    AcceptedByOne,
    /// It is wrong at a place, for a rule or a form.
    Refused { rule: Option<String>, pointer: String },
    /// Nobody says.
    Unknown,
}

impl Sample {
    fn calls<'c>(&self, calls: &'c [Call]) -> Vec<&'c Call> {
        let fits = |call: &&Call| {
            (self.endpoint == "any" || call.endpoint == self.endpoint)
                && (call.mode == "any" || self.modes.iter().any(|mode| mode == call.mode))
        };
        calls.iter().filter(fits).collect()
    }
}

/// The requests, or the answers, of the catalogue and of the collected facts.
fn samples(api: &Api, direction: &str) -> Vec<Sample> {
    let mut samples: Vec<Sample> =
        api.bodies().into_iter().filter(|body| body.direction == direction).map(of_catalogue).collect();
    assert!(samples.len() > 40, "only {} bodies of the catalogue", samples.len());
    if let Some(facts) = facts() {
        let before = samples.len();
        samples.extend(printed(&facts, direction));
        samples.extend(collected(&facts, direction));
        assert!(samples.len() > before + 9, "only {} bodies of the facts", samples.len() - before);
    }
    samples
}

fn of_catalogue(body: Body) -> Sample {
    Sample {
        from: body.id,
        endpoint: body.endpoint.expect("a body of a call"),
        modes: body.variants,
        body: body.body,
        verdict: match (body.accepted, body.pointer) {
            (true, _) => Verdict::Accepted,
            (false, pointer) => Verdict::Refused { rule: body.rule, pointer: pointer.expect("a place") },
        },
    }
}

fn modes(mode: &str) -> Vec<String> {
    if mode == "any" { MODES.map(str::to_owned).to_vec() } else { vec![mode.to_owned()] }
}

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

/// What documents print. A note that begins with `current` or `raw` says that the body is in use as it stands.
fn printed(facts: &std::path::Path, direction: &str) -> Vec<Sample> {
    let index = files::text(&facts.join("facts/examples/INDEX.md"));
    let rows = index.lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let rows = rows.filter(|row| row.len() > 8 && row[1].ends_with(".json") && row[4] == direction);
    rows.map(|row| Sample {
        from: row[1].to_owned(),
        endpoint: row[2].to_owned(),
        modes: modes(row[3]),
        body: serde_json::from_str(&files::text(&facts.join("facts/examples").join(row[1]))).expect("JSON"),
        verdict: if row[8].starts_with("current") || row[8].starts_with("raw") {
            Verdict::AcceptedByOne
        } else {
            Verdict::Unknown
        },
    })
    .collect()
}

/// What programs in the wild send and get.
fn collected(facts: &std::path::Path, direction: &str) -> Vec<Sample> {
    let paths =
        files::below(&facts.join("corpus")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "json"));
    let entries = paths.map(|path| {
        let entry: Value = serde_json::from_str(&files::text(&path)).expect("JSON");
        (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), entry)
    });
    let wanted = |entry: &Value| match entry["direction"].as_str() {
        Some("error") => direction == "response",
        Some(other) => other == direction,
        None => false,
    };
    let wanted = entries.filter(|(_, entry)| wanted(entry));
    wanted
        .map(|(from, entry)| Sample {
            from,
            endpoint: entry["endpoint"].as_str().expect("an endpoint").to_owned(),
            modes: modes(entry["mode"].as_str().expect("a mode")),
            verdict: match entry["valid"].as_bool() {
                Some(true) => Verdict::AcceptedByOne,
                _ => Verdict::Unknown,
            },
            body: entry["body"].clone(),
        })
        .collect()
}

// Places in bodies.

/// The pointers of all values in a body, that of the body itself first.
fn places(body: &Value) -> Vec<String> {
    fn walk(value: &Value, pointer: &str, found: &mut Vec<String>) {
        found.push(pointer.to_owned());
        match value {
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| walk(item, &format!("{pointer}/{index}"), found));
            }
            Value::Object(members) => members.iter().for_each(|(name, member)| {
                let name = name.replace('~', "~0").replace('/', "~1");
                walk(member, &format!("{pointer}/{name}"), found);
            }),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(body, "", &mut found);
    found
}

fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let mut body = body.clone();
    *body.pointer_mut(pointer).expect("a place of the body") = value;
    body
}

/// The body without a member; the same where the place is no member.
fn without(body: &Value, pointer: &str) -> Value {
    let mut body = body.clone();
    let Some((parent, name)) = pointer.rsplit_once('/') else { return body };
    if let Some(Value::Object(members)) = body.pointer_mut(parent) {
        members.remove(&name.replace("~1", "/").replace("~0", "~"));
    }
    body
}

/// Whether two bodies say the same; `1` and `1.0` do.
fn is_alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| is_alike(a, b))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && one.iter().all(|(name, a)| other.get(name).is_some_and(|b| is_alike(a, b)))
        }
        (a, b) => a == b,
    }
}

// Answers.

/// Other spellings that answers have, and the names under which they are told from one another here.
const SPELLINGS: [(&str, &str); 3] = [("playload", "payload"), ("filename", "fileName"), ("PrimaryIP", "primaryIP")];

/// The body with one spelling of each name, where it has not both.
fn spelt(body: &Value) -> Value {
    match body {
        Value::Array(items) => items.iter().map(spelt).collect(),
        Value::Object(members) => {
            let name = |name: &str| match SPELLINGS.iter().find(|(other, _)| *other == name) {
                Some((_, usual)) if !members.contains_key(*usual) => (*usual).to_owned(),
                _ => name.to_owned(),
            };
            Value::Object(members.iter().map(|(member, value)| (name(member), spelt(value))).collect())
        }
        other => other.clone(),
    }
}

fn odd_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(""),
        json!("a text"),
        json!("12"),
        json!("007"),
        json!(0),
        json!(-7),
        json!(7.0),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!([]),
        json!([{}, "a", 1, null]),
        json!([[1]]),
        json!({}),
        json!({ "new": [1, { "deep": null }] }),
    ]
}

/// Asserts that an answer is read, that nothing of it is lost, and that what is written reads as the same.
fn check_answer(call: &Call, from: &str, body: &Value, wrong: &mut Vec<String>) {
    let lost = match (call.answer)(&body.to_string()) {
        Err(error) => format!("is not read: {error}"),
        Ok(answer) if !answer.is_same => "reads as another when it is written and read".to_owned(),
        Ok(answer) if spelt(&answer.written) != spelt(body) => format!("is written as {}", answer.written),
        Ok(_) => return,
    };
    wrong.push(format!("{} of {from}: {body} {lost}", call.name()));
}

#[test]
fn answers_are_read_whatever_stands_in_them() {
    let (api, calls) = (Api::read(&files::spec()), calls());
    let mut wrong = Vec::new();
    let mut seen = BTreeMap::new();
    for sample in samples(&api, "response") {
        let Sample { from, body, .. } = &sample;
        for call in sample.calls(&calls) {
            *seen.entry(call.name()).or_insert(0) += 1;
            check_answer(call, from, body, &mut wrong);
            for place in places(body).iter().skip(1) {
                check_answer(call, from, &without(body, place), &mut wrong);
                odd_values().into_iter().for_each(|odd| check_answer(call, from, &with(body, place, odd), &mut wrong));
            }
            for place in places(body) {
                let mut more = body.clone();
                if let Some(Value::Object(members)) = more.pointer_mut(&place) {
                    members.insert("newField".to_owned(), json!({ "a": [1, "b"] }));
                    for (one, other) in SPELLINGS {
                        if members.contains_key(one) != members.contains_key(other) {
                            members.insert(one.to_owned(), json!("one"));
                            members.insert(other.to_owned(), json!("other"));
                        }
                    }
                    check_answer(call, from, &more, &mut wrong);
                }
            }
            assert!(wrong.len() < 20, "{wrong:#?}");
        }
    }
    assert_eq!(wrong, NOTHING);
    let unseen: Vec<_> = calls.iter().map(Call::name).filter(|name| !seen.contains_key(name)).collect();
    assert_eq!(unseen, NOTHING, "calls without an answer");
}

// Requests.

/// The rules of the catalogue as they are written, by id.
fn rules(api: &Api) -> BTreeMap<String, &serde_yaml::Value> {
    api.rules().into_iter().map(|rule| (rule.id().to_owned(), rule.value)).collect()
}

/// What is done about a rule that is broken, as the language has it.
fn level(rule: &serde_yaml::Value) -> Level {
    let is = |name: &str, word: &str| api::maybe(rule, name) == Some(word);
    let about_known =
        rule.get("check").is_some_and(|check| check.get("known").is_some() || check.get("table").is_some());
    let demanded = is("broken", "refuses") || is("broken", "not_stated");
    let must = api::maybe(rule, "force").is_none_or(|force| force == "must");
    let settled = is("certainty", "documented") && rule.get("otherwise").is_none();
    if demanded && must && settled && !about_known { Level::Deny } else { Level::Warn }
}

fn denied(asked: &Asked) -> Vec<&Violation> {
    asked.violations.iter().filter(|violation| violation.level == Level::Deny).collect()
}

/// What keeps a request from being sent as it is; nothing when it is sent.
fn hindrance(call: &Call, client: &Client, body: &Value) -> Option<String> {
    let Some(asks) = &call.asks else { return Some("the call has no body".to_owned()) };
    match (asks.read)(client, &body.to_string()) {
        Err(error) => Some(format!("not read: {error}")),
        Ok(asked) if !denied(&asked).is_empty() => Some(format!("refused: {:?}", denied(&asked))),
        Ok(asked) if !is_alike(&asked.written, &respelt(body)) => Some(format!("written as {}", asked.written)),
        Ok(_) => None,
    }
}

/// Other spellings that the service takes, and the names under which the client writes them.
const ASKED_SPELLINGS: [(&str, &str); 2] =
    [("unsubscribeAudioUids", "unSubscribeAudioUids"), ("unsubscribeVideoUids", "unSubscribeVideoUids")];

fn without_null(body: &Value) -> Value {
    match body {
        Value::Array(items) => items.iter().map(without_null).collect(),
        Value::Object(members) => {
            let there = members.iter().filter(|(_, member)| !member.is_null());
            Value::Object(there.map(|(name, member)| (name.clone(), without_null(member))).collect())
        }
        other => other.clone(),
    }
}

/// The body as the client writes it: with its own spellings, and what is `null` left out.
fn respelt(body: &Value) -> Value {
    let mut text = without_null(body).to_string();
    for (other, name) in ASKED_SPELLINGS {
        text = text.replace(&format!("\"{other}\":"), &format!("\"{name}\":"));
    }
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn requests_that_are_right_are_sent_as_they_are() {
    let (api, calls, client) = (Api::read(&files::spec()), calls(), client());
    let mut wrong = Vec::new();
    let mut seen = [0, 0];
    for sample in samples(&api, "request") {
        let fitting = sample.calls(&calls);
        let found = fitting.iter().map(|call| (call.name(), hindrance(call, &client, &sample.body)));
        let hindered: BTreeMap<_, _> = found.filter_map(|(name, found)| Some((name, found?))).collect();
        match sample.verdict {
            Verdict::Accepted => {
                seen[0] += 1;
                assert_eq!(fitting.len(), sample.modes.len(), "{}", sample.from);
                wrong.extend(hindered.iter().map(|(name, why)| format!("{} in {name}: {why}", sample.from)));
            }
            Verdict::AcceptedByOne => {
                seen[1] += 1;
                if fitting.is_empty() || hindered.len() == fitting.len() {
                    wrong.push(format!("{}: {hindered:?}", sample.from));
                }
            }
            Verdict::Refused { .. } | Verdict::Unknown => {}
        }
    }
    assert_eq!(wrong, NOTHING);
    assert!(seen[0] > 100, "{seen:?}");
}

#[test]
fn requests_that_are_wrong_are_told_by_rule_and_place() {
    let (api, calls, client) = (Api::read(&files::spec()), calls(), client());
    let rules = rules(&api);
    let mut wrong = Vec::new();
    let mut seen = BTreeMap::new();
    for sample in samples(&api, "request") {
        let Verdict::Refused { rule, pointer } = &sample.verdict else { continue };
        let fitting = sample.calls(&calls);
        assert!(!fitting.is_empty(), "{} is of no call", sample.from);
        for call in fitting {
            let asks = call.asks.as_ref().expect("a request");
            let read = (asks.read)(&client, &sample.body.to_string());
            let told = match (read, rule) {
                (Err(_), _) => "not read",
                (Ok(asked), Some(id)) => {
                    let wanted = (pointer.replace("/unsubscribe", "/unSubscribe"), level(rules[id]));
                    let is_it = |violation: &&Violation| {
                        violation.rule.id == id && violation.pointer == wanted.0 && violation.level == wanted.1
                    };
                    let found = asked.violations.iter().find(is_it);
                    if found.is_none() {
                        let found = &asked.violations;
                        wrong.push(format!("{} in {}: {id} at {pointer}: {found:?}", sample.from, call.name()));
                    }
                    // What is disputed, or only known, keeps no request back.
                    if wanted.1 == Level::Warn && !denied(&asked).is_empty() {
                        wrong.push(format!("{} in {}: {:?}", sample.from, call.name(), denied(&asked)));
                    }
                    if wanted.1 == Level::Deny { "refused" } else { "warned of" }
                }
                // A text that is meant as a number was written as one.
                (Ok(asked), None) => {
                    if asked.written.pointer(pointer) == sample.body.pointer(pointer) {
                        wrong.push(format!("{} in {}: {pointer} is sent as it is", sample.from, call.name()));
                    }
                    "put right"
                }
            };
            *seen.entry(told).or_insert(0) += 1;
        }
    }
    assert_eq!(wrong, NOTHING);
    assert!(["not read", "refused", "warned of"].iter().all(|told| seen[told] > 20), "{seen:?}");
}

// The tables of rules.

/// Rules over a request that need the request or the answer of an earlier call.
const OF_SEVERAL_CALLS: [&str; 3] = ["cname_equals_acquire", "start_parameter_equals_start", "uid_equals_acquire"];

/// Shows each rule of a table, and of the tables in it.
fn each_rule(table: &'static Type, show: &mut dyn FnMut(&'static validate::Rule)) {
    table.rules.iter().for_each(&mut *show);
    table.fields.iter().for_each(|field| each_rule(field.of, show));
}

/// The ids of the rules with a check that hold for the request of a call, by the catalogue alone.
fn rules_of(api: &Api, call: &Call) -> BTreeSet<String> {
    fn holds(item: &serde_yaml::Value, key: &str, id: &str) -> bool {
        let ids = api::texts(item, key);
        ids.is_empty() || ids.contains(&id)
    }
    fn add(call: &Call, rules: &[serde_yaml::Value], found: &mut BTreeSet<String>) {
        let mine = rules.iter().filter(|rule| {
            rule.get("check").is_some() && holds(rule, "variants", call.mode) && holds(rule, "endpoints", call.endpoint)
        });
        found.extend(mine.map(|rule| api::text(rule, "id").to_owned()));
    }
    fn walk(api: &Api, call: &Call, of: &str, found: &mut BTreeSet<String>) {
        let Some(of) = api.find("types", of) else { return };
        add(call, api::list(of, "rules"), found);
        for field in api::list(of, "fields") {
            // A field that is no longer offered, or that the mode has not, has no rules but those that forbid it.
            add(call, api::list(field, "rules"), found);
            if holds(field, "variants", call.mode)
                && api::maybe(field, "status").is_none_or(|status| status == "current")
            {
                walk(api, call, api::text(field, "type"), found);
            }
        }
    }
    let endpoint = api.find("endpoints", call.endpoint).expect("an endpoint");
    let mut found = BTreeSet::new();
    add(call, api::list(endpoint, "rules"), &mut found);
    walk(api, call, api::text(endpoint, "request"), &mut found);
    found
}

#[test]
fn the_tables_hold_every_rule_of_a_request_and_no_other() {
    let api = Api::read(&files::spec());
    let known = rules(&api);
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    let mut patterns = BTreeSet::new();
    for call in calls() {
        let Some(asks) = &call.asks else { continue };
        let mut found = BTreeSet::new();
        each_rule(asks.rules, &mut |rule| {
            found.insert(rule.id.to_owned());
            let is_level = known.get(rule.id).is_some_and(|known| level(known) == rule.level);
            let names_conflict = known.get(rule.id).is_some_and(|known| !api::list(known, "conflicts").is_empty());
            if !is_level || names_conflict && rule.level == Level::Deny {
                wrong.push(format!("{}: {} is {:?}", call.name(), rule.id, rule.level));
            }
            for check in [Some(&rule.check), rule.otherwise.as_ref()].into_iter().flatten() {
                if let Check::Pattern(pattern) = check {
                    patterns.insert(pattern.as_str());
                    if !pattern.is_understood() {
                        wrong.push(format!("{}: `{}` is not understood", rule.id, pattern.as_str()));
                    }
                }
            }
        });
        let mut expected = rules_of(&api, &call);
        expected.retain(|id| !OF_SEVERAL_CALLS.contains(&id.as_str()));
        let differ: Vec<_> = expected.symmetric_difference(&found).collect();
        if !differ.is_empty() {
            wrong.push(format!("{}: only on one side: {differ:?}", call.name()));
        }
        seen.extend(found);
    }
    assert_eq!(wrong, NOTHING);
    let with_check = known.iter().filter(|(_, rule)| rule.get("check").is_some());
    let unseen: Vec<_> = with_check.map(|(id, _)| id.clone()).filter(|id| !seen.contains(id)).collect();
    assert_eq!(unseen, OF_SEVERAL_CALLS, "rules with a check that stand in no table");
    assert!(seen.len() > 100 && patterns.len() >= 3, "{} rules, {patterns:?}", seen.len());
}

// The generator's own judge.

/// The rules that a body breaks as the generator judges, with their places.
fn by_generator(catalogue: &Catalogue, call: &Call, body: &Value) -> BTreeSet<(String, String)> {
    let endpoint = catalogue.endpoints.iter().position(|one| one.id == call.endpoint).expect("an endpoint");
    let place = Place { endpoint: Some(call.endpoint), variant: Some(call.mode), answer: false };
    let found = judge::body(catalogue, endpoint, place, body).into_iter();
    found
        .filter_map(|violation| match violation.fault {
            Fault::Rule(id) => Some((id, violation.pointer)),
            Fault::Missing(_) | Fault::WrongType(_) => None,
        })
        .collect()
}

#[test]
fn the_client_judges_as_the_generator_does() {
    let (api, calls, client) = (Api::read(&files::spec()), calls(), client());
    let catalogue = match codegen::read(&files::spec(), "spec/cloud-recording") {
        Ok(catalogue) => catalogue,
        Err(problems) => panic!("{}", problems.to_text(false)),
    };
    let judged: BTreeSet<String> = api
        .rules()
        .into_iter()
        .filter(|rule| rule.is_judged() && rule.is_about_one_body())
        .map(|rule| rule.id().to_owned())
        .collect();
    let judged_only = |violations: &[Violation]| -> BTreeSet<(String, String)> {
        let mine = violations.iter().filter(|violation| judged.contains(violation.rule.id));
        mine.map(|violation| (violation.rule.id.to_owned(), violation.pointer.clone())).collect()
    };
    let mut wrong = Vec::new();
    let mut seen = [0, 0, 0];
    let mut compare = |what: &str, from: &str, call: &Call, body: &Value, found: &[Violation]| {
        let (mine, theirs) = (judged_only(found), by_generator(&catalogue, call, body));
        seen[usize::from(!theirs.is_empty())] += 1;
        if mine != theirs {
            wrong.push(format!("{what} {from} in {}: the client {mine:?}, the generator {theirs:?}", call.name()));
        }
    };
    for sample in samples(&api, "request") {
        for call in sample.calls(&calls) {
            let Some(asks) = &call.asks else { continue };
            compare(
                "json of",
                &sample.from,
                call,
                &sample.body,
                &validate::check(&sample.body, asks.rules, &call.context()),
            );
            if let Ok(asked) = (asks.read)(&client, &sample.body.to_string()) {
                compare("type of", &sample.from, call, &asked.written, &asked.violations);
            }
            for place in places(&sample.body).iter().skip(1) {
                for odd in [json!(null), json!("x"), json!(-1)] {
                    let body = with(&sample.body, place, odd);
                    compare(
                        "odd json of",
                        &sample.from,
                        call,
                        &body,
                        &validate::check(&body, asks.rules, &call.context()),
                    );
                    if let Ok(asked) = (asks.read)(&client, &body.to_string()) {
                        compare("odd type of", &sample.from, call, &asked.written, &asked.violations);
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
    assert!(seen[0] > 1000 && seen[1] > 1000, "{seen:?}");
}

// Fields.

/// A value of a field as a mode takes it, with no more than what must be there.
fn least(api: &Api, field: &serde_yaml::Value, mode: &str) -> Value {
    let of = api.find("types", api::text(field, "type"));
    let one = match of {
        Some(of) if api::text(of, "kind") == "object" => least_object(api, of, mode),
        Some(of) if api::text(of, "kind") == "enum" => json!(api::list(of, "values")[0]["value"]),
        _ => match of.map_or(api::text(field, "type"), |of| api::text(of, "of")) {
            "string" => json!("1"),
            "integer" | "number" => json!(1),
            "boolean" => json!(true),
            other => panic!("a required field of type {other}"),
        },
    };
    held(field, one)
}

/// The value as the field holds it.
fn held(field: &serde_yaml::Value, one: Value) -> Value {
    match api::maybe(field, "holds").unwrap_or("one") {
        "list" | "text_or_list" => json!([one]),
        "map" => json!({ "a": one }),
        _ => one,
    }
}

fn least_object(api: &Api, of: &serde_yaml::Value, mode: &str) -> Value {
    let needed =
        api::list(of, "fields").iter().filter(|field| api::is_set(field, "required") && is_offered(field, mode));
    Value::Object(needed.map(|field| (api::text(field, "id").to_owned(), least(api, field, mode))).collect())
}

/// Whether requests of a mode should have the field as a typed one.
fn is_offered(field: &serde_yaml::Value, mode: &str) -> bool {
    let variants = api::texts(field, "variants");
    let status = api::maybe(field, "status").unwrap_or("current");
    status == "current" && (variants.is_empty() || variants.contains(&mode))
}

/// Which fields the request of a call has as typed ones.
struct Probe<'a> {
    api: &'a Api,
    call: &'a Call,
    client: Client,
    /// All names that a field has anywhere.
    names: BTreeSet<&'a str>,
    wrong: Vec<String>,
    typed: usize,
}

impl<'a> Probe<'a> {
    fn reads(&self, text: &str) -> Result<(), String> {
        let asks = self.call.asks.as_ref().expect("a call with a body");
        (asks.read)(&self.client, text).map(|_| ())
    }

    /// A typed field refuses a value that is not of its type; one that the type does not know is kept whatever it is.
    fn is_typed(&self, object: &Value, name: &str, whole: &dyn Fn(Value) -> Value) -> bool {
        let is_refused = |odd: Value| {
            let mut object = object.clone();
            object[name] = odd;
            self.reads(&whole(object).to_string()).is_err()
        };
        [json!(true), json!({ "a": [[1]] }), json!("x")].into_iter().any(is_refused)
    }

    /// Looks at every name in an object of this type, which stands in a whole body like this, and in all objects below it.
    fn walk(&mut self, of: &'a serde_yaml::Value, at: &str, whole: &dyn Fn(Value) -> Value) {
        let least = least_object(self.api, of, self.call.mode);
        if let Err(error) = self.reads(&whole(least.clone()).to_string()) {
            self.wrong.push(format!("{} cannot be read with the least at `{at}`: {error}", self.call.name()));
            return;
        }
        let fields = api::list(of, "fields");
        let find = |name: &str| fields.iter().find(|field| api::text(field, "id") == name);
        let spellings: Vec<&str> =
            fields.iter().flat_map(|field| api::list(field, "aliases")).map(|alias| api::text(alias, "id")).collect();
        for name in self.names.clone() {
            let should_be = find(name).is_some_and(|field| is_offered(field, self.call.mode));
            if !should_be && spellings.contains(&name) {
                continue;
            }
            if self.is_typed(&least, name, whole) != should_be {
                let words = if should_be { "is no typed field" } else { "is a typed field" };
                self.wrong.push(format!("{}: `{at}{name}` {words}", self.call.name()));
            }
            self.typed += usize::from(should_be);
        }
        for field in fields.iter().filter(|field| is_offered(field, self.call.mode)) {
            let Some(inner) = self.api.find("types", api::text(field, "type")) else { continue };
            if api::text(inner, "kind") == "object" {
                let name = api::text(field, "id");
                let whole = |value: Value| {
                    let mut object = least.clone();
                    object[name] = held(field, value);
                    whole(object)
                };
                self.walk(inner, &format!("{at}{name}."), &whole);
            }
        }
    }
}

#[test]
fn every_current_field_of_a_request_is_typed_in_its_modes_and_in_no_other() {
    let (api, calls) = (Api::read(&files::spec()), calls());
    let names: BTreeSet<&str> =
        api.list("types").iter().flat_map(|of| api::list(of, "fields")).map(|field| api::text(field, "id")).collect();
    let (mut wrong, mut typed) = (Vec::new(), BTreeMap::new());
    for call in calls.iter().filter(|call| call.asks.is_some()) {
        let endpoint = api.find("endpoints", call.endpoint).expect("an endpoint");
        let of = api.find("types", api::text(endpoint, "request")).expect("a type");
        let mut probe = Probe { api: &api, call, client: client(), names: names.clone(), wrong: Vec::new(), typed: 0 };
        probe.walk(of, "", &|value| value);
        wrong.append(&mut probe.wrong);
        typed.insert(call.name(), probe.typed);
    }
    assert!(wrong.is_empty(), "{} differ: {:#?}", wrong.len(), &wrong[..wrong.len().min(30)]);
    assert!(typed["start.mix"] > 50 && typed["acquire.web"] > 40 && typed["stop.raw"] > 2, "{typed:?}");
}

// Secrets.

const PLANTED: &str = "planted-never-to-be-seen";

/// The names of the fields that the catalogue marks as secret and that are texts.
fn secret_names(api: &Api, of: &str) -> BTreeSet<String> {
    let fields = api.fields(of, &MODES.map(str::to_owned)).into_iter();
    let secret = fields.filter(|field| field.secret && field.form == "string");
    secret.map(|field| field.path.rsplit(['.', ']', '}']).next().unwrap_or_default().to_owned()).collect()
}

/// Plants a secret in each of these fields, and gives how many there are.
fn plant(body: &mut Value, names: &BTreeSet<String>, secret: &Value) -> usize {
    match body {
        Value::Array(items) => items.iter_mut().map(|item| plant(item, names, secret)).sum(),
        Value::Object(members) => members
            .iter_mut()
            .map(|(name, member)| match names.contains(name) {
                true => {
                    *member = secret.clone();
                    1
                }
                false => plant(member, names, secret),
            })
            .sum(),
        _ => 0,
    }
}

#[tokio::test]
async fn no_secret_is_ever_shown() {
    let (api, calls) = (Api::read(&files::spec()), calls());
    let (mut wrong, mut seen) = (Vec::new(), [0, 0]);
    for direction in ["request", "response"] {
        for sample in samples(&api, direction) {
            for call in sample.calls(&calls) {
                let endpoint = api.find("endpoints", call.endpoint).expect("an endpoint");
                let Some(of) = api::maybe(endpoint, direction) else { continue };
                let names = secret_names(&api, of);
                for secret in [json!(PLANTED), json!([PLANTED]), json!({ "a": PLANTED, PLANTED: 1 })] {
                    let mut body = sample.body.clone();
                    if plant(&mut body, &names, &secret) == 0 {
                        continue;
                    }
                    seen[usize::from(direction == "response")] += 1;
                    let shown = match (direction, &call.asks) {
                        ("request", Some(asks)) => shown_of_request(asks, &body).await,
                        _ => match (call.answer)(&body.to_string()) {
                            Ok(answer) => answer.shown,
                            Err(error) => error,
                        },
                    };
                    if shown.contains(PLANTED) {
                        wrong.push(format!("{} in {}: {shown}", sample.from, call.name()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} show it: {:#?}", wrong.len(), &wrong[..wrong.len().min(5)]);
    assert!(seen[0] > 300 && seen[1] > 2, "{seen:?}");
}

/// All that can be printed of a request: as it is filled in, as it is refused, as it is answered, with what the journal has.
async fn shown_of_request(asks: &Asks, body: &Value) -> String {
    let notes = Notes::default();
    let text = body.to_string();
    let mut shown = match (asks.read)(&client(), &text) {
        Ok(asked) => asked.shown,
        Err(error) => error,
    };
    // The service gives the request back, as a success and as an error.
    let echoed = json!({ "resourceId": RESOURCE, "sid": SID, "echo": body }).to_string();
    for (status, echoed) in [(200, echoed), (200, json!([body]).to_string()), (400, text.clone())] {
        let client = client_over(Scripted::new().answer(Response::new(status, echoed)), notes.clone());
        shown.push_str(&(asks.send)(client.clone(), text.clone()).await);
        shown.push_str(&format!("{client:?}"));
    }
    shown + &notes.written()
}
