//! What is told by `tracing`: spans as the table of the runtime has them, and never a secret.
//!
//! No other test stands here: a call without a listener, made first, would switch the spans off for all threads.

use agora_cloud_recording::errors::ErrorId;
use agora_cloud_recording::rest::journal::{Journal, JournalError, Noting, Phase, Record};
use agora_cloud_recording::rest::transport::Scripted;
use agora_cloud_recording::rest::validate::{Level, Levels};
use agora_cloud_recording::rest::{ManualClock, Response, Stage, telemetry};
use agora_cloud_recording::types::{
    CdnOutput, ExtensionService, ExtensionServiceConfig, ExtensionServiceParameters, ServiceName, StorageConfig,
    StorageVendor,
};
use agora_cloud_recording::{
    CallOptions, Client, Credentials, Individual, Mix, Raw, Recording, Resource, Web, individual, mix, raw, web,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Level as Severity, Metadata, Subscriber};

/// A span or an event, of whatever crate.
#[derive(Debug)]
struct Told {
    name: String,
    target: String,
    level: Severity,
    is_span: bool,
    /// The fields that it may have.
    may_have: BTreeSet<&'static str>,
    fields: BTreeMap<String, String>,
    /// The span in which it began, as a place among all that was told.
    inside: Option<usize>,
}

/// Keeps everything that anybody tells, at every level.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    told: Vec<Told>,
    entered: Vec<usize>,
}

struct Fields<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Listener {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().expect("no panic before")
    }

    fn keep(&self, of: &Metadata<'_>, fields: BTreeMap<String, String>) -> usize {
        let mut kept = self.kept();
        let may_have = of.fields().iter().map(|field| field.name()).collect();
        let (name, target, inside) = (of.name().to_owned(), of.target().to_owned(), kept.entered.last().copied());
        kept.told.push(Told { name, target, level: *of.level(), is_span: of.is_span(), may_have, fields, inside });
        kept.told.len() - 1
    }
}

fn place(id: &Id) -> usize {
    usize::try_from(id.into_u64()).expect("few spans") - 1
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = BTreeMap::new();
        span.record(&mut Fields(&mut fields));
        Id::from_u64(self.keep(span.metadata(), fields) as u64 + 1)
    }
    fn record(&self, id: &Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Fields(&mut self.kept().told[place(id)].fields));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut fields = BTreeMap::new();
        event.record(&mut Fields(&mut fields));
        self.keep(event.metadata(), fields);
    }
    fn enter(&self, id: &Id) {
        self.kept().entered.push(place(id));
    }
    fn exit(&self, id: &Id) {
        assert_eq!(self.kept().entered.pop(), Some(place(id)));
    }
}

/// Runs it with all that is told kept.
fn listen(program: impl Future<Output = ()>) -> Vec<Told> {
    let listener = Listener::default();
    let guard = tracing::subscriber::set_default(listener.clone());
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(program);
    drop(guard);
    std::mem::take(&mut listener.kept().told)
}

const RESOURCE: &str = "example-resource";
const SID: &str = "0123456789abcdef0123456789abcdef";

fn answer(status: u16, body: Value) -> Response {
    Response::new(status, body.to_string()).with_header("X-Request-Id", "example-request")
}

fn code(status: u16, code: u16) -> Response {
    answer(status, json!({"code": code, "reason": "so it is"}))
}

fn client(script: &Scripted) -> Client {
    let builder = Client::builder("app", Credentials::new("key", "secret"));
    let builder = builder.with(|builder| builder.transport(script.clone()).clock(ManualClock::automatic()));
    builder.build().expect("a client")
}

fn storage() -> StorageConfig {
    StorageConfig::new(StorageVendor::AmazonS3, "bucket", "access", "secret").region(3)
}

/// The names of OpenTelemetry's semantic conventions of HTTP clients.
const OPEN_TELEMETRY: [&str; 6] = [
    "http.request.method",
    "url.template",
    "server.address",
    "http.response.status_code",
    "http.request.resend_count",
    "error.type",
];

#[test]
fn a_call_is_a_span_with_a_span_for_each_attempt() {
    let script = Scripted::new()
        .answer(code(206, 65))
        .answer(code(400, 2))
        .fail(Stage::Connect)
        .answer(answer(200, json!({"serverResponse": {"status": 5}})));
    let client = client(&script);
    let told = listen(async {
        let resource = Resource::<Mix>::from_parts(&client, RESOURCE, "room", 1);
        let unjudged = CallOptions::new().levels(Levels::off());
        let failed = resource.start(storage()).options(unjudged).send().await.expect_err("refused");
        let recording: Recording<Mix> = failed.handle.adopt(SID);
        recording.query().await.expect("a status");
    });
    let all: BTreeSet<&str> = telemetry::FIELDS.iter().copied().collect();
    assert!(OPEN_TELEMETRY.iter().all(|name| all.contains(name)), "{all:?}");
    let mut of_attempt = all.clone();
    of_attempt.remove(telemetry::OPERATION);
    for one in &told {
        assert!(one.is_span, "nothing went wrong in the client itself: {one:?}");
        assert_eq!((one.target.as_str(), one.level), (telemetry::TARGET, Severity::INFO));
        let outer = one.inside.map(|index| told[index].name.as_str());
        match one.name.as_str() {
            telemetry::CALL => assert_eq!((&one.may_have, outer), (&all, None)),
            telemetry::ATTEMPT => assert_eq!((&one.may_have, outer), (&of_attempt, Some(telemetry::CALL))),
            other => panic!("{other} stands in no table"),
        }
    }
    let lines: Vec<String> = told
        .iter()
        .map(|one| {
            let fields: Vec<_> = one.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{} {}", one.name, fields.join(" "))
        })
        .collect();
    let (busy, wrong) = (ErrorId::RequestNotCompleted.as_str(), ErrorId::InvalidParameter.as_str());
    let start = "server.address=api.agora.io url.template=/v1/apps/{appid}/cloud_recording/resourceid/{resourceid}/mode/{mode}/start";
    let query = "server.address=api.agora.io url.template=/v1/apps/{appid}/cloud_recording/resourceid/{resourceid}/sid/{sid}/mode/{mode}/query";
    let post = "http.request.method=POST http.request.resend_count";
    let get = "http.request.method=GET http.request.resend_count";
    assert_eq!(
        lines,
        [
            format!(
                "rest.call effect=maybe_applied error.type={wrong} {post}=1 http.response.status_code=400 operation=start request_id=example-request {start}"
            ),
            format!(
                "rest.attempt effect=maybe_applied error.type={busy} {post}=0 http.response.status_code=206 request_id=example-request {start}"
            ),
            format!(
                "rest.attempt effect=refused error.type={wrong} {post}=1 http.response.status_code=400 request_id=example-request {start}"
            ),
            format!(
                "rest.call {get}=1 http.response.status_code=200 operation=query request_id=example-request {query}"
            ),
            format!("rest.attempt effect=not_sent error.type=connect {get}=0 {query}"),
            format!("rest.attempt {get}=1 http.response.status_code=200 request_id=example-request {query}"),
        ]
    );
}

#[test]
fn the_type_of_an_error_is_the_id_of_its_entry() {
    for (status, number) in [(400, 2), (201, 7), (404, 404), (500, 501), (401, 10001)] {
        let script = Scripted::new().answer(code(status, number));
        let client = client(&script);
        let mut expected = String::new();
        let told = listen(async {
            let recording = Resource::<Mix>::from_parts(&client, RESOURCE, "room", 1).adopt(SID);
            let options =
                CallOptions::new().retry(agora_cloud_recording::rest::Catalogue).deadline(Duration::from_secs(1));
            let error = recording.query().options(options).send().await.expect_err("an error");
            expected = error.api().and_then(|api| api.id()).map_or("unknown", ErrorId::as_str).to_owned();
        });
        for one in &told {
            let last = one.fields.get(telemetry::ERROR_TYPE).expect("an error");
            assert!(*last == expected || last == "deadline", "{status} {number}: {last}, not {expected}");
        }
    }
}

/// Each event has a name, a level and fields that stand in the table, and each of the table is met.
#[test]
fn every_event_stands_in_the_table() {
    let resource = || answer(200, json!({"resourceId": RESOURCE}));
    let script = Scripted::new().answer(resource());
    let script = (0..3).fold(script, |script, _| script.answer(code(206, 65)));
    let script = script.answer(resource()).answer(answer(200, json!({"resourceId": RESOURCE, "sid": SID})));
    let script = script.answer(answer(200, json!({"serverResponse": {"status": 5}})));
    let builder = Client::builder("app", Credentials::new("key", "secret"));
    let builder = builder.with(|core| core.transport(script.clone()).clock(ManualClock::automatic()).journal(Full));
    let client = builder.build().expect("a client");
    let told = listen(async {
        let record = client.mix().record("room", [1], storage());
        let record = record.options(CallOptions::new().levels(Levels::new().at_most(Level::Warn)));
        let broken = record.start(|mut start| {
            start.body.client_request.storage_config.bucket = String::new();
            start
        });
        drop(broken.await.expect("a recording"));
    });
    let page = include_str!("../../agora-rest-runtime/src/telemetry.rs");
    let mut seen = BTreeSet::new();
    for one in told.iter().filter(|one| !one.is_span && one.target == telemetry::TARGET) {
        assert!(telemetry::EVENTS.contains(&one.name.as_str()), "{} stands in no table", one.name);
        let mut fields: Vec<_> = one.may_have.iter().filter(|name| **name != "message").copied().collect();
        let row = page.lines().find(|line| line.contains(&format!("| `{}` |", one.name))).expect("a row");
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        assert_eq!(cells[2], one.level.to_string(), "{}", one.name);
        let mut wanted: Vec<_> = cells[3].split(", ").map(|cell| cell.trim_matches('`')).collect();
        fields.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(fields, wanted, "{}", one.name);
        assert!(one.fields.contains_key("message"), "{one:?}");
        seen.insert(one.name.as_str());
    }
    assert_eq!(seen, telemetry::EVENTS.iter().copied().collect(), "each is met");
}

const PLANTED: &str = "planted-swordfish";

/// A journal that cannot keep the ends of calls.
struct Full;

impl Journal for Full {
    fn note<'a>(&'a self, record: &'a Record) -> Noting<'a> {
        let kept = if record.phase == Phase::Before { Ok(()) } else { Err(JournalError::new("no space")) };
        Box::pin(std::future::ready(kept))
    }
}

fn planted_storage() -> StorageConfig {
    StorageConfig::new(StorageVendor::AmazonS3, "bucket", PLANTED, PLANTED).region(3).sts_token(PLANTED)
}

/// Pages whose address is a secret, and where they are pushed to. They lack fields, so that a rule is broken too.
fn planted_services() -> ExtensionServiceConfig {
    let page = ExtensionServiceParameters::new().url(PLANTED);
    let push = ExtensionServiceParameters::new().outputs([CdnOutput::new().rtmp_url(PLANTED)]);
    ExtensionServiceConfig::new([
        ExtensionService::new(ServiceName::WebRecorderService, page),
        ExtensionService::new(ServiceName::RtmpPublishService, push),
    ])
}

/// Answers that repeat the secrets of the request.
fn echo(status: u16, number: Option<u16>) -> Response {
    let mut body = json!({
        "resourceId": RESOURCE, "sid": SID, "reason": PLANTED, "message": PLANTED,
        "clientRequest": {"token": PLANTED, "storageConfig": {"accessKey": PLANTED, "secretKey": PLANTED}},
        "serverResponse": {"status": 5, "extensionServiceState": [{
            "serviceName": "rtmp_publish_service",
            "playload": {"outputs": [{"rtmpUrl": PLANTED, "status": "connected"}]}
        }]}
    });
    if let Some(number) = number {
        body["code"] = number.into();
    }
    answer(status, body).with_header("Set-Cookie", PLANTED)
}

/// Makes each call of a mode whose request or answer has secrets.
macro_rules! after_start {
    ($client:ident, $options:ident, $mode:ident) => {
        let recording = || Resource::<$mode>::from_parts($client, RESOURCE, "room", 1).adopt(SID);
        drop(recording().query().options($options.clone()).send().await);
        drop(recording().update().storage_config(planted_storage()).options($options.clone()).send().await);
        drop(recording().stop().options($options.clone()).send().await);
    };
}

macro_rules! calls {
    ($client:ident, $options:ident, $mode:ident, $module:ident) => {
        let config = $module::RecordingConfig::new().decryption_mode(7).secret(PLANTED).salt(PLANTED);
        let announced = $module::StartClientRequest::new(planted_storage()).token(PLANTED);
        let acquire = $client.$module().acquire("room", 1).start_parameter(announced.recording_config(config.clone()));
        drop(acquire.options($options.clone()).send().await);
        let resource = Resource::<$mode>::from_parts($client, RESOURCE, "room", 1);
        let start = resource.start(planted_storage()).token(PLANTED).recording_config(config);
        drop(start.options($options.clone()).send().await);
        after_start!($client, $options, $mode);
    };
}

async fn call_with_secrets(client: &Client, options: &CallOptions) {
    calls!(client, options, Individual, individual);
    calls!(client, options, Mix, mix);
    calls!(client, options, Raw, raw);
    let announced = web::StartClientRequest::new(planted_storage(), planted_services()).token(PLANTED);
    let acquire = client.web().acquire("room", 1).start_parameter(announced);
    drop(acquire.options(options.clone()).send().await);
    let resource = Resource::<Web>::from_parts(client, RESOURCE, "room", 1);
    let start = resource.start(planted_storage(), planted_services()).token(PLANTED);
    drop(start.options(options.clone()).send().await);
    after_start!(client, options, Web);
}

/// How many calls that makes.
const CALLS: usize = 20;

/// How all calls end, and what of it has to be seen.
struct Case {
    what: &'static str,
    /// What is done about rules.
    levels: Levels,
    /// What the service does with each request.
    end: Result<Response, Stage>,
    /// How often a call is sent at most.
    sent: usize,
    /// How many calls are not refused by the client itself.
    calls: usize,
}

#[track_caller]
fn assert_hidden(told: &[Told], what: &str) {
    for one in told {
        let is_ours = !one.is_span && one.target == telemetry::TARGET;
        assert!(!is_ours || telemetry::EVENTS.contains(&one.name.as_str()), "{what}: {} stands in no table", one.name);
        let text = format!("{one:?}");
        // The pair of id and secret in base 64, as the header has it; and bytes shown as numbers.
        for planted in [PLANTED, "cGxhbnRlZ", "bnRlZC1zd29yZGZpc2", "112, 108, 97, 110"] {
            assert!(!text.contains(planted), "{what}: {planted} in {text}");
        }
    }
}

#[test]
fn no_secret_is_ever_told() {
    let told = || Levels::new().at_most(Level::Warn);
    let cases = [
        Case {
            what: "judged as the catalogue has it",
            levels: Levels::new(),
            end: Ok(echo(200, None)),
            sent: 1,
            calls: 12,
        },
        Case { what: "all rules only told", levels: told(), end: Ok(echo(200, None)), sent: 1, calls: CALLS },
        Case { what: "refused", levels: Levels::off(), end: Ok(echo(400, Some(2))), sent: 1, calls: CALLS },
        Case { what: "of no table", levels: Levels::off(), end: Ok(echo(418, Some(4_999))), sent: 1, calls: CALLS },
        Case { what: "lost", levels: Levels::off(), end: Err(Stage::Receive), sent: 3, calls: CALLS },
        Case { what: "sent again", levels: Levels::off(), end: Ok(echo(504, Some(62))), sent: 3, calls: CALLS },
    ];
    let mut seen = BTreeSet::new();
    for Case { what, levels, end, sent, calls } in cases {
        let script = (0..sent * CALLS).fold(Scripted::new(), |script, _| match &end {
            Ok(answer) => script.answer(answer.clone()),
            Err(stage) => script.fail(*stage),
        });
        let builder = Client::builder("app", Credentials::new("key", PLANTED)).with(|builder| {
            let builder = builder.transport(script.clone()).clock(ManualClock::automatic()).budget(None);
            builder.header("X-Token", PLANTED).journal(Full)
        });
        let client = builder.build().expect("a client");
        let options = CallOptions::new().levels(levels).header("X-Token", PLANTED);
        let told = listen(call_with_secrets(&client, &options));
        assert_hidden(&told, what);
        seen.extend(told.iter().map(|one| (what, one.is_span, one.level)));
        let spans = |name| told.iter().filter(|one| one.name == name).count();
        assert_eq!(spans(telemetry::CALL), calls, "{what}");
        assert_eq!(spans(telemetry::ATTEMPT), script.seen().len(), "{what}");
        assert!(what != "sent again" || script.seen().len() > 2 * CALLS, "{what}: {}", script.seen().len());
        let sent: Vec<_> =
            script.seen().iter().map(|seen| String::from_utf8_lossy(&seen.body()).into_owned()).collect();
        assert!(
            sent.iter().filter(|body| body.contains(PLANTED)).count() >= calls / 4,
            "{what}: the service itself is given them"
        );
    }
    // The cases do what they say: rules are told of as warnings, and what the journal cannot keep as errors.
    assert!(seen.contains(&("all rules only told", false, Severity::WARN)), "{seen:?}");
    assert!(seen.contains(&("refused", false, Severity::ERROR)), "{seen:?}");
}

/// Sends nothing again.
#[cfg(feature = "reqwest013")]
struct Never;

#[cfg(feature = "reqwest013")]
impl agora_cloud_recording::rest::RetryPolicy for Never {
    fn next(&self, _: &agora_cloud_recording::rest::Attempted<'_>) -> Option<Duration> {
        None
    }
}

/// The crates below the client may tell of requests too.
#[cfg(feature = "reqwest013")]
#[test]
fn no_secret_is_told_on_the_way_through_a_network() {
    use test_support::{Act, Server};
    let body = format!(r#"{{"resourceId": "{RESOURCE}", "sid": "{SID}", "code": 2, "reason": "{PLANTED}"}}"#);
    let http = |status: u16| {
        format!("HTTP/1.1 {status} Word\r\nset-cookie: {PLANTED}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    };
    for (what, act, is_whole) in [
        ("answered", Act::Write(http(200)), true),
        ("refused", Act::Write(http(400)), true),
        ("broken", Act::WriteAndClose(http(200)[..60].to_owned()), false),
        ("no HTTP", Act::WriteAndClose(PLANTED.to_owned()), false),
    ] {
        let server = Server::new(vec![act; 3 * CALLS]);
        let builder = Client::builder("app", Credentials::new("key", PLANTED)).with(|builder| {
            builder.base_url(server.url()).retry(Never).budget(None).header("X-Token", PLANTED).journal(Full)
        });
        let client = builder.build().expect("a client");
        let options = CallOptions::new().levels(Levels::off()).header("X-Token", PLANTED);
        let told = listen(call_with_secrets(&client, &options));
        assert_hidden(&told, what);
        assert_eq!(told.iter().filter(|one| one.name == telemetry::CALL).count(), CALLS);
        assert!(!is_whole || server.seen().len() == CALLS, "{what}: {}", server.seen().len());
        assert!(server.seen().iter().any(|request| request.contains(PLANTED)), "{what}");
    }
}
