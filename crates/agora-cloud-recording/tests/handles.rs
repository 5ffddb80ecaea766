//! The way of a recording through typed handles, over a scripted transport.

use agora_cloud_recording::errors::Disposition;
use agora_cloud_recording::rest::journal::{Journal, Noting, Phase, Record, Role};
use agora_cloud_recording::rest::transport::Scripted;
use agora_cloud_recording::rest::{ManualClock, NotConfirmed, Response, Stage};
use agora_cloud_recording::types::{StorageConfig, StorageVendor};
use agora_cloud_recording::{
    Client, Credentials, Effect, Ended, Error, Mix, Recording, Resource, Saved, errors::ErrorId,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const RESOURCE: &str = "example-resource";
const SID: &str = "0123456789abcdef0123456789abcdef";

fn client(transport: &Scripted) -> Client {
    with(transport, &ManualClock::automatic(), None)
}

fn with(transport: &Scripted, clock: &ManualClock, journal: Option<Notes>) -> Client {
    let builder = Client::builder("app", Credentials::new("key", "secret"));
    let builder = builder.with(|core| {
        let core = core.transport(transport.clone()).clock(clock.clone());
        match journal {
            Some(journal) => core.journal(journal),
            None => core,
        }
    });
    builder.build().expect("a client")
}

fn answer(status: u16, body: Value) -> Response {
    Response::new(status, body.to_string())
}

fn acquired() -> Response {
    answer(200, json!({"resourceId": RESOURCE}))
}

fn started() -> Response {
    answer(200, json!({"resourceId": RESOURCE, "sid": SID}))
}

fn storage() -> StorageConfig {
    StorageConfig::new(StorageVendor::from(2), "bucket", "access", "secret").region(3)
}

async fn resource(client: &Client) -> Resource<Mix> {
    client.mix().acquire("room", 1001).await.expect("a resource")
}

async fn recording(client: &Client) -> Recording<Mix> {
    resource(client).await.start(storage()).await.expect("a recording")
}

fn sent(transport: &Scripted) -> Vec<(String, Value)> {
    let body = |seen: &[u8]| if seen.is_empty() { Value::Null } else { serde_json::from_slice(seen).expect("JSON") };
    let seen = transport.seen();
    seen.iter().map(|seen| (format!("{} {}", seen.method(), seen.url()), body(&seen.body()))).collect()
}

#[tokio::test]
async fn a_recording_goes_its_way() {
    let transport = Scripted::new()
        .answer(acquired())
        .answer(started())
        .answer(answer(200, json!({"serverResponse": {"status": 5, "fileListMode": "string", "fileList": "a.m3u8"}})))
        .answer(answer(200, json!({"resourceId": RESOURCE, "sid": SID})))
        .answer(answer(200, json!({"serverResponse": {"fileListMode": "json", "fileList": [{"fileName": "a.mp4"}]}})));
    let client = client(&transport);
    let recording = recording(&client).await;
    assert_eq!(
        (recording.resource_id(), recording.sid(), recording.cname(), recording.uid()),
        (RESOURCE, SID, "room", "1001")
    );
    let status = recording.query().await.expect("a status");
    let server = status.server_response.get().expect("a server response");
    assert_eq!(server.status.get().map(ToString::to_string), Some("5".to_owned()));
    recording.update_layout().mixed_video_layout(1).await.expect("a layout");
    let Ended::Now(files) = recording.stop().await.expect("stopped") else { panic!("it was this call that ended it") };
    let files = files.server_response.get().expect("a server response").file_list.get().expect("files").list();
    assert_eq!(files.len(), 1);

    let base = "https://api.agora.io/v1/apps/app/cloud_recording";
    let run = format!("{base}/resourceid/{RESOURCE}/sid/{SID}/mode/mix");
    let who = |request: Value| json!({"cname": "room", "uid": "1001", "clientRequest": request});
    let stored = json!({"vendor": 2, "region": 3, "bucket": "bucket", "accessKey": "access", "secretKey": "secret"});
    let expected = vec![
        (format!("POST {base}/acquire"), who(json!({}))),
        (format!("POST {base}/resourceid/{RESOURCE}/mode/mix/start"), who(json!({"storageConfig": stored}))),
        (format!("GET {run}/query"), Value::Null),
        (format!("POST {run}/updateLayout"), who(json!({"mixedVideoLayout": 1}))),
        (format!("POST {run}/stop"), who(json!({}))),
    ];
    assert_eq!(sent(&transport), expected);
}

#[tokio::test]
async fn a_call_that_fails_gives_the_handle_back() {
    let refused = answer(400, json!({"code": 2, "reason": "invalid request body"}));
    let transport = Scripted::new().answer(acquired()).answer(refused).answer(started());
    let client = client(&transport);
    let failed = resource(&client).await.start(storage()).await.expect_err("refused");
    assert_eq!(failed.error.effect(), Effect::Refused);
    assert!(std::mem::size_of_val(&failed) <= 64, "{}", std::mem::size_of_val(&failed));
    let recording = failed.handle.start(storage()).await.expect("the same resource");
    assert_eq!(recording.sid(), SID);
}

#[tokio::test]
async fn an_error_of_the_question_mark_keeps_the_saved_handle() {
    async fn run(client: &Client) -> Result<Recording<Mix>, Error> {
        Ok(client.mix().acquire("room", 1001).await?.start(storage()).await?)
    }
    let transport = Scripted::new().answer(acquired()).fail(Stage::Receive).answer(started());
    let client = client(&transport);
    let error = run(&client).await.expect_err("lost");
    assert_eq!(error.effect(), Effect::MaybeApplied);
    let saved = error.saved().expect("the resource");
    assert_eq!(transport.seen().len(), 2, "what may have been applied is not sent again");
    let resource = Resource::<Mix>::restore(&client, saved).expect("restored");
    assert_eq!(resource.adopt(SID).save().values["sid"], SID);
}

#[tokio::test]
async fn a_start_that_runs_already_keeps_the_resource_for_a_sid() {
    let transport =
        Scripted::new().answer(acquired()).answer(answer(201, json!({"code": 7, "reason": "already started"})));
    let client = client(&transport);
    let failed = resource(&client).await.start(storage()).await.expect_err("no sid");
    assert_eq!(failed.error.id(), Some(ErrorId::AlreadyStarted));
    assert_eq!(failed.error.api().map(|error| error.disposition()), Some(Disposition::AlreadyDone));
    let recording = failed.handle.adopt(SID);
    assert_eq!((recording.resource_id(), recording.sid()), (RESOURCE, SID));
}

#[tokio::test]
async fn the_end_of_a_recording_has_a_type_of_its_own() {
    for (status, body, expected) in [
        (200, json!({"serverResponse": {}}), "now"),
        (206, json!({"code": 435, "reason": "no recorded data"}), "empty"),
        (400, json!({"code": 49, "reason": "stopping"}), "before"),
    ] {
        let transport = Scripted::new().answer(acquired()).answer(started()).answer(answer(status, body));
        let client = client(&transport);
        let found = match recording(&client).await.stop().await {
            Ok(Ended::Now(_)) => "now",
            Ok(Ended::Empty(_)) => "empty",
            Ok(Ended::Before(_)) => "before",
            other => panic!("{other:?}"),
        };
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn an_old_resource_is_not_started() {
    for (age_s, sent) in [(300, 2), (301, 1)] {
        let transport = Scripted::new().answer(acquired()).answer(started());
        let clock = ManualClock::new();
        let client = with(&transport, &clock, None);
        let resource = resource(&client).await;
        clock.advance(Duration::from_secs(age_s));
        let result = resource.start(storage()).await;
        assert_eq!(transport.seen().len(), sent);
        match result {
            Ok(_) => assert_eq!(sent, 2),
            Err(failed) => assert_eq!(failed.error.id(), Some(ErrorId::ResourceExpired)),
        }
    }
}

#[tokio::test]
async fn what_was_saved_is_restored_only_as_what_it_was() {
    let transport = Scripted::new().answer(acquired()).answer(started());
    let client = client(&transport);
    let saved = recording(&client).await.save();
    let text = serde_json::to_string(&saved).expect("JSON");
    assert!(!text.contains("secret"), "{text}");
    let saved: Saved = serde_json::from_str(&text).expect("what was saved");
    let restored = Recording::<Mix>::restore(&client, &saved).expect("restored");
    assert_eq!(restored.save(), saved);
    let wrong = |change: &dyn Fn(&mut Saved)| {
        let mut saved = saved.clone();
        change(&mut saved);
        Recording::<Mix>::restore(&client, &saved).expect_err("refused").to_string()
    };
    for (found, expected) in [
        (wrong(&|saved| saved.version = 2), "form 2"),
        (wrong(&|saved| saved.account = "other".to_owned()), "account `other`, not `app`"),
        (wrong(&|saved| saved.state = "resource".to_owned()), "state `resource`, not `recording`"),
        (wrong(&|saved| saved.variant = Some("web".to_owned())), "variant `web`, not `mix`"),
        (wrong(&|saved| saved.service = "other".to_owned()), "service `other`"),
        (wrong(&|saved| drop(saved.values.remove("sid"))), "has no `sid`"),
    ] {
        assert!(found.contains(expected), "{found}");
    }
}

#[tokio::test]
async fn a_body_that_breaks_rules_is_not_sent() {
    let transport = Scripted::new().answer(acquired());
    let client = client(&transport);
    let error = client.mix().acquire("room/1", "0").await.expect_err("refused");
    assert_eq!(transport.seen().len(), 0);
    let text = error.to_string();
    for part in ["/cname", "/uid", "was not sent", "What to do"] {
        assert!(text.contains(part), "{text}");
    }
    let mut call = client.mix().acquire("room/1", 1);
    assert_eq!(call.check().len(), 1);
    call.options = call.options.levels(agora_cloud_recording::rest::validate::Levels::off());
    let _resource = call.await.expect("sent all the same");
}

fn status(status: impl Into<Value>) -> Response {
    answer(200, json!({"resourceId": RESOURCE, "sid": SID, "serverResponse": {"status": status.into()}}))
}

fn gone() -> Response {
    answer(404, json!({"code": 404, "reason": "failed to find worker"}))
}

/// What waiting gives for the answers of query, and when query was called, in seconds after the start.
#[track_caller]
fn check_wait(answers: Vec<Response>, expected: &str, at_s: &[u64]) {
    let script = answers.into_iter().fold(Scripted::new().answer(acquired()).answer(started()), Scripted::answer);
    check_wait_for(script, expected, at_s);
}

#[track_caller]
fn check_wait_for(transport: Scripted, expected: &str, at_s: &[u64]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let clock = ManualClock::automatic();
        let client = with(&transport, &clock, None);
        let recording = recording(&client).await;
        let found = match recording.wait_until_recording().await {
            Ok(()) => "recording".to_owned(),
            Err(NotConfirmed::Over(over)) => format!("over {}", over.value()),
            Err(NotConfirmed::Late(late)) => format!("late {}", late.last().map_or("", |last| last.error_type())),
            Err(NotConfirmed::Failed(error)) => format!("failed {}", error.error_type()),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(found.trim(), expected);
        let mut at = Duration::ZERO;
        let waits = clock.sleeps().into_iter().map(|wait| {
            at += wait;
            at.as_secs()
        });
        assert_eq!(waits.collect::<Vec<_>>(), at_s);
        assert_eq!(transport.left(), 0, "every answer was asked for");
    });
}

#[test]
fn a_recording_is_waited_for_as_the_documents_advise() {
    check_wait(vec![status(5)], "recording", &[5]);
    check_wait(vec![status("4")], "recording", &[5]);
    check_wait(vec![status(1), status(2), status(3), status(5)], "recording", &[5, 10, 20, 35]);
    check_wait(vec![gone(), status(2), gone(), status(4)], "recording", &[5, 10, 20, 35]);
    check_wait(vec![status(2), status(20)], "over 20", &[5, 10]);
    check_wait(
        vec![status(2), answer(401, json!({"message": "Invalid authentication credentials"}))],
        "failed invalid_credentials",
        &[5, 10],
    );
    check_wait(vec![Response::new(502, "<html>bad gateway</html>"), status(5)], "recording", &[5, 10]);
    let late = [5, 10, 20, 35, 50, 65, 80, 90];
    check_wait(late.iter().map(|_| status(2)).collect(), "late", &late);
    check_wait(late.iter().map(|_| gone()).collect(), "late worker_not_found", &late);
    let marked = Response::new(200, "\u{feff}{\"serverResponse\": {\"status\": 5}}");
    check_wait(vec![marked], "recording", &[5]);
    // A host that hangs has what is left of the time, and a request that cannot be made is told at once.
    let script = || Scripted::new().answer(acquired()).answer(started());
    check_wait_for(script().hang().hang(), "late deadline", &[5, 65, 66, 90]);
    check_wait_for(script().fail(Stage::Prepare), "failed prepare", &[5]);
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_lengthen_the_wait() {
    let late = [5, 5, 10, 15, 15, 15, 15, 10];
    let transport =
        late.iter().fold(Scripted::new().answer(acquired()).answer(started()), |script, _| script.answer(status(2)));
    let clock = ManualClock::automatic();
    let client = with(&transport, &clock, None);
    let recording = recording(&client).await;
    clock.set_now(recording.since() - Duration::from_secs(3600));
    let waited = recording.wait_until_recording().await;
    let Err(NotConfirmed::Late(ends)) = &waited else { panic!("{waited:?}") };
    assert!(ends.last().is_none(), "{ends}");
    assert_eq!(clock.sleeps(), late.map(Duration::from_secs));
}

#[tokio::test]
async fn a_recording_is_watched_until_it_is_over() {
    let transport = Scripted::new()
        .answer(acquired())
        .answer(started())
        .answer(status(5))
        .answer(gone())
        .answer(status(5))
        .answer(status(6));
    let clock = ManualClock::automatic();
    let client = with(&transport, &clock, None);
    let mut watch = recording(&client).await.watch();
    let mut found = Vec::new();
    while let Some(look) = watch.next().await {
        found.push(match look {
            Ok(answer) => {
                answer.server_response.get().and_then(|one| one.status.copied()).map_or(-1, |status| status.value())
            }
            Err(error) => i64::from(error.api().map_or(0, |error| error.status())),
        });
    }
    assert_eq!(found, [5, 404, 5, 6]);
    // An answer of 404 is asked for again by its own recipe only where the caller knows that it ran.
    assert_eq!(clock.sleeps(), [120, 120, 120].map(Duration::from_secs));
}

/// A journal in memory.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<Record>>>);

impl Journal for Notes {
    fn note<'a>(&'a self, record: &'a Record) -> Noting<'a> {
        self.0.lock().expect("not poisoned").push(record.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}

#[tokio::test]
async fn the_journal_is_told_of_every_call_that_begins_or_ends() {
    let transport =
        Scripted::new().answer(acquired()).answer(started()).answer(answer(200, json!({"serverResponse": {}})));
    let notes = Notes::default();
    let client = with(&transport, &ManualClock::automatic(), Some(notes.clone()));
    recording(&client).await.stop().await.expect("stopped");
    let notes = notes.0.lock().expect("not poisoned");
    let found: Vec<_> = notes.iter().map(|note| (note.call.as_str(), note.role, note.phase)).collect();
    let expected = [
        ("acquire", Role::GoesOn, Phase::Answered),
        ("start", Role::Begins, Phase::Before),
        ("start", Role::Begins, Phase::Answered),
        ("stop", Role::Ends, Phase::Before),
        ("stop", Role::Ends, Phase::Answered),
    ];
    assert_eq!(found, expected);
    assert!(notes.iter().all(|note| note.subject == format!("app/{RESOURCE}")));
    let saved: Saved = serde_json::from_value(notes[2].state.clone()).expect("the recording");
    assert_eq!(Recording::<Mix>::restore(&client, &saved).expect("restored").sid(), SID);
}

/// An answer may say two things at once: that it failed, and what it began.
#[tokio::test]
async fn an_error_that_names_a_recording_keeps_its_ids() {
    let both = |status: u16, code: u16| {
        answer(status, json!({"resourceId": RESOURCE, "sid": SID, "code": code, "reason": "example reason"}))
    };
    // Those that would be sent again where nothing was done are not, except where the documents say so.
    for (script, name, starts) in [
        (vec![both(200, 2)], "invalid_parameter", 1),
        (vec![both(200, 4999)], "unknown", 1),
        (vec![both(500, 502)], "worker_allocation_failed", 1),
        (vec![both(206, 65), answer(400, json!({"code": 2, "reason": "example reason"}))], "invalid_parameter", 2),
    ] {
        let transport = script.into_iter().fold(Scripted::new().answer(acquired()), Scripted::answer);
        let notes = Notes::default();
        let client = with(&transport, &ManualClock::automatic(), Some(notes.clone()));
        let failed = resource(&client).await.start(storage()).await.expect_err("an error");
        assert_eq!((failed.error.error_type(), failed.error.effect()), (name, Effect::MaybeApplied), "{name}");
        assert_eq!(transport.seen().len(), 1 + starts, "{name}");
        assert!(failed.error.to_string().contains(&format!("the answer names `sid` {SID}")), "{}", failed.error);
        // The resource comes back, and beside it the recording.
        assert_eq!(failed.handle.resource_id(), RESOURCE);
        let error = Error::from(failed);
        assert_eq!(error.saved().expect("the resource").state, "resource");
        let recording = Recording::<Mix>::restore(&client, error.named().expect("named")).expect("restored");
        assert_eq!((recording.sid(), recording.cname(), recording.uid()), (SID, "room", "1001"));
        // The journal names the recording too.
        let mut ledger = agora_cloud_recording::rest::journal::Ledger::new();
        ledger.extend(notes.0.lock().expect("not poisoned").clone());
        let [running] = &ledger.running()[..] else { panic!("{ledger:?}") };
        let saved: Saved = serde_json::from_value(running.state.clone()).expect("a handle");
        assert_eq!((saved.state.as_str(), running.confirmed), ("recording", false));
    }
    // An error that names nothing says of itself what it did.
    let transport = Scripted::new().answer(acquired()).answer(answer(400, json!({"code": 2, "sid": ""})));
    let failed = resource(&client(&transport)).await.start(storage()).await.expect_err("an error");
    assert_eq!((failed.error.effect(), failed.error.named()), (Effect::Refused, None));
}

/// Such values mean another place in a path, in every encoding.
#[tokio::test]
async fn what_cannot_stand_in_a_path_is_refused_and_nothing_is_sent() {
    for value in ["", ".", ".."] {
        let transport = Scripted::new();
        let client = client(&transport);
        let told = |error: Error, name: &str| {
            let words = error.to_string();
            assert_eq!((error.effect(), error.info().attempts), (Effect::NotSent, 0), "{words}");
            assert!(words.contains(&format!("`{name}` is ")), "{words}");
        };
        let recording = |resource: &str, sid: &str| Recording::<Mix>::from_parts(&client, resource, sid, "room", 1);
        told(recording(value, SID).query().await.map(drop).expect_err("no path"), "resourceid");
        told(recording(RESOURCE, value).query().await.map(drop).expect_err("no path"), "sid");
        let failed = recording(RESOURCE, value).stop().await.map(drop).expect_err("no path");
        assert_eq!(failed.handle.sid(), value);
        told(failed.error, "sid");
        let failed = Resource::<Mix>::from_parts(&client, value, "room", 1).start(storage()).await;
        told(failed.map(drop).expect_err("no path").error, "resourceid");
        let builder = Client::builder(value, Credentials::new("key", "secret"));
        let other = builder.with(|core| core.transport(transport.clone())).build().expect("a client");
        told(other.mix().acquire("room", 1).await.map(drop).expect_err("no path"), "appid");
        assert!(transport.seen().is_empty());
        // A channel stands in no path.
        let transport = Scripted::new().answer(acquired());
        self::client(&transport).mix().acquire("..", 1).await.map(drop).expect("a resource");
        // From an answer no handle is made, and the answer is kept whole.
        let answered = Scripted::new().answer(acquired()).answer(answer(200, json!({"sid": value})));
        let failed = resource(&self::client(&answered)).await.start(storage()).await.expect_err("no sid");
        assert_eq!(failed.error.effect(), Effect::MaybeApplied);
        assert_eq!(failed.error.api().expect("an answer").body()[..], *json!({"sid": value}).to_string().as_bytes());
        let answered = Scripted::new().answer(answer(200, json!({"resourceId": value})));
        self::client(&answered).mix().acquire("room", 1).await.map(drop).expect_err("no resource");
    }
}

/// What JSON can write and no text, number or tree can hold takes nothing else of an answer with it.
#[tokio::test]
async fn an_answer_with_what_cannot_be_read_is_an_answer() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for (odd, is_replaced) in [(r#""half \ud800""#, true), ("1e400", true), (deep.as_str(), false)] {
        let with = |members: &str| Response::new(200, format!(r#"{{"odd": {odd}, {members}}}"#));
        let transport = Scripted::new()
            .answer(with(&format!(r#""resourceId": "{RESOURCE}""#)))
            .answer(with(&format!(r#""sid": "{SID}""#)))
            .answer(with(r#""serverResponse": {"status": 5}"#))
            .answer(Response::new(400, format!(r#"{{"odd": {odd}, "code": 2, "reason": "example reason"}}"#)))
            .answer(with(r#""serverResponse": {"fileListMode": "string", "fileList": "a.m3u8"}"#));
        let client = client(&transport);
        let recording = recording(&client).await;
        assert_eq!((recording.resource_id(), recording.sid()), (RESOURCE, SID), "{odd}");
        let looked = recording.query().await;
        let error = recording.query().await.map(drop).expect_err("refused");
        assert_eq!((error.id(), error.effect()), (Some(ErrorId::InvalidParameter), Effect::Refused), "{odd}");
        let stopped = recording.stop().await;
        if is_replaced {
            let looked = looked.expect("a status");
            let status = looked.server_response.get().and_then(|one| one.status.copied()).map(|status| status.value());
            assert_eq!(status, Some(5), "{odd}");
            assert!(String::from_utf8_lossy(&looked.reply().body).contains(odd), "the body is kept as it came");
            assert!(matches!(stopped, Ok(Ended::Now(_))), "{odd}");
        } else {
            // What is nested too deeply to be kept beside the fields is left in the body, whole.
            for error in [looked.map(drop).expect_err("unreadable"), stopped.map(drop).expect_err("unreadable").into()]
            {
                assert_eq!((error.id(), error.effect()), (None, Effect::MaybeApplied));
                let api = error.api().expect("an answer");
                assert!(api.status() == 200 && String::from_utf8_lossy(api.body()).contains(odd));
            }
        }
    }
}
