//! The calls that lead to a recording made as one, and what is sent while it goes on, over a scripted transport.

use agora_cloud_recording::rest::transport::Scripted;
use agora_cloud_recording::rest::validate::Levels;
use agora_cloud_recording::rest::{
    Attempted, BoxFuture, CallOptions, Clock, Failure, ManualClock, Request, Response, RetryPolicy, Stage, Transport,
};
use agora_cloud_recording::types::{StorageConfig, StorageVendor};
use agora_cloud_recording::{
    Client, Credentials, Effect, Error, Individual, Mix, NotConfirmed, NotReached, NotRecording, Raw, Recording,
    Resource, Web,
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn client(transport: &Scripted, clock: &ManualClock) -> Client {
    let builder = Client::builder("app", Credentials::new("key", "secret"));
    let builder = builder.with(|core| core.transport(transport.clone()).clock(clock.clone()).budget(None));
    builder.build().expect("a client")
}

fn storage() -> StorageConfig {
    StorageConfig::new(StorageVendor::from(2), "bucket", "access", "secret").region(3)
}

fn answer(status: u16, body: Value) -> Response {
    Response::new(status, body.to_string())
}

/// What a server of the service answers, by a word for each answer.
fn scripted(words: &[&str]) -> Scripted {
    words.iter().fold(Scripted::new(), |script, word| match *word {
        "resource" => script.answer(answer(200, json!({"resourceId": "example-resource"}))),
        "sid" => script.answer(answer(200, json!({"resourceId": "example-resource", "sid": "example-sid"}))),
        "lost" => script.fail(Stage::Receive),
        word => match word.split_once('/') {
            Some(("status", number)) => {
                let status: Value = number.parse().expect("a number");
                script.answer(answer(200, json!({"serverResponse": {"status": status}})))
            }
            Some((http, code)) => {
                let (http, code): (u16, u64) = (http.parse().expect("a status"), code.parse().expect("a code"));
                script.answer(answer(http, json!({"code": code, "reason": "example reason"})))
            }
            None => panic!("no answer is called `{word}`"),
        },
    })
}

/// The calls that a server saw: the name of each, with the user ID of its body.
fn seen(transport: &Scripted) -> String {
    let call = |url: &str, body: &[u8]| {
        let name = url.rsplit('/').next().unwrap_or_default().to_owned();
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        body["uid"].as_str().map_or(name.clone(), |uid| format!("{name} {uid}"))
    };
    let seen = transport.seen();
    seen.iter().map(|seen| call(seen.url(), &seen.body())).collect::<Vec<_>>().join(", ")
}

/// How it ended, in words.
fn outcome(result: &Result<Recording<Mix>, NotRecording<Mix>>) -> String {
    let about = |error: &Error| {
        let id = error.id().map_or_else(|| error.error_type().to_owned(), |id| format!("{id:?}"));
        format!("{id} ({})", error.effect())
    };
    match result {
        Ok(recording) => format!("records as {}", recording.uid()),
        Err(NotReached::Failed(error)) => format!("failed: {}", about(error)),
        Err(NotReached::InDoubt { error, handle, .. }) => format!("in doubt as {}: {}", handle.uid(), about(error)),
        Err(NotReached::NotConfirmed { why, handle, .. }) => match why {
            NotConfirmed::Over(over) => format!("over as {}: {}", handle.uid(), over.value()),
            NotConfirmed::Late(_) => format!("late as {}", handle.uid()),
            _ => format!("not looked after as {}", handle.uid()),
        },
        Err(other) => format!("{other}"),
    }
}

#[tokio::test]
async fn a_recording_is_begun_by_the_recipes() {
    // What the server answers; whether a second recording is wanted; how it ends; what the server saw.
    let cases: &[(&[&str], bool, &str, &str)] = &[
        (&["resource", "sid", "status/4"], false, "records as 1", "acquire 1, start 1, query"),
        (&["resource", "sid", "status/5.0"], false, "records as 1", "acquire 1, start 1, query"),
        (
            &["resource", "sid", "404/404", "status/1", "status/5"],
            false,
            "records as 1",
            "acquire 1, start 1, query, query, query",
        ),
        // 65: the same resource after 3 and 6 s, then once with another.
        (
            &["resource", "206/65", "206/65", "206/65", "resource", "sid", "status/5"],
            false,
            "records as 1",
            "acquire 1, start 1, start 1, start 1, acquire 1, start 1, query",
        ),
        (
            &["resource", "206/65", "206/65", "206/65", "resource", "206/65", "206/65", "206/65"],
            false,
            "in doubt as 1: RequestNotCompleted (maybe_applied)",
            "acquire 1, start 1, start 1, start 1, acquire 1, start 1, start 1, start 1",
        ),
        // What was in doubt stays so, whatever a later call says.
        (
            &["resource", "206/65", "206/65", "206/65", "resource", "400/53"],
            true,
            "in doubt as 1: TaskConflict (refused)",
            "acquire 1, start 1, start 1, start 1, acquire 1, start 1",
        ),
        // 433, and a worker that was not found: acquire anew, once.
        (
            &["resource", "400/433", "resource", "sid", "status/5"],
            false,
            "records as 1",
            "acquire 1, start 1, acquire 1, start 1, query",
        ),
        (
            &["resource", "500/502", "resource", "500/502"],
            false,
            "failed: WorkerAllocationFailed (refused)",
            "acquire 1, start 1, acquire 1, start 1",
        ),
        // 53: the next user ID, if another recording beside the running one is wanted.
        (&["resource", "400/53"], false, "failed: TaskConflict (refused)", "acquire 1, start 1"),
        (
            &["resource", "400/53", "resource", "sid", "status/5"],
            true,
            "records as 2",
            "acquire 1, start 1, acquire 2, start 2, query",
        ),
        (
            &["resource", "400/53", "resource", "400/53"],
            true,
            "failed: TaskConflict (refused)",
            "acquire 1, start 1, acquire 2, start 2",
        ),
        // Each value has its recipes.
        (
            &["resource", "400/433", "resource", "400/53", "resource", "400/433", "resource", "sid", "status/5"],
            true,
            "records as 2",
            "acquire 1, start 1, acquire 1, start 1, acquire 2, start 2, acquire 2, start 2, query",
        ),
        // What may run is not left behind for another.
        (&["resource", "lost"], true, "in doubt as 1: receive (maybe_applied)", "acquire 1, start 1"),
        (&["resource", "201/7"], true, "in doubt as 1: AlreadyStarted (refused)", "acquire 1, start 1"),
        (&["lost", "resource", "sid", "status/5"], false, "records as 1", "acquire 1, acquire 1, start 1, query"),
        // It began, and does not record.
        (&["resource", "sid", "status/20"], false, "over as 1: 20", "acquire 1, start 1, query"),
        (&["resource", "sid", "401/1"], false, "not looked after as 1", "acquire 1, start 1, query"),
    ];
    for (answers, second, ends, calls) in cases {
        let transport = scripted(answers);
        let mut record = client(&transport, &ManualClock::automatic()).mix().record("room", [1, 2], storage());
        if *second {
            record = record.second_recording_wanted();
        }
        let result = record.await;
        assert_eq!((outcome(&result).as_str(), seen(&transport).as_str()), (*ends, *calls), "{answers:?}");
        // What may be there can be given to another process.
        let saved = result.err().and_then(|why| why.saved()).map(|saved| saved.state);
        let left = match ends.split_once(' ') {
            Some(("in", _)) => Some("resource"),
            Some(("over" | "late" | "not", _)) => Some("recording"),
            _ => None,
        };
        assert_eq!(saved.as_deref(), left, "{answers:?}");
    }
}

#[tokio::test]
async fn a_recording_is_begun_at_once_and_waited_for() {
    let (transport, clock) =
        (scripted(&["resource", "400/433", "resource", "sid", "status/5"]), ManualClock::automatic());
    let before = clock.instant();
    client(&transport, &clock).mix().record("room", ["1"], storage()).await.map(drop).expect("a recording");
    // The first query comes five seconds after the start; nothing else is waited for.
    assert_eq!(clock.instant() - before, Duration::from_secs(5));
}

#[tokio::test]
async fn each_call_is_filled_in_as_often_as_it_is_made() {
    let transport = scripted(&["resource", "400/433", "resource", "sid", "status/5"]);
    let record = client(&transport, &ManualClock::automatic()).mix().record("room", [1], storage());
    let record = record.acquire(|acquire| acquire.resource_expired_hour(24)).start(|start| start.extra_setting());
    record.await.map(drop).expect("a recording");
    let bodies: Vec<Value> =
        transport.seen().iter().map(|seen| serde_json::from_slice(&seen.body()).unwrap_or_default()).collect();
    for number in [0, 2] {
        assert_eq!(bodies[number]["clientRequest"], json!({"resourceExpiredHour": 24}), "{number}");
    }
    for number in [1, 3] {
        assert_eq!(bodies[number]["clientRequest"]["recordingConfig"]["maxIdleTime"], json!(300), "{number}");
    }
}

/// A setting of the test.
trait ExtraSetting {
    fn extra_setting(self) -> Self;
}

impl ExtraSetting for agora_cloud_recording::requests::mix::Start {
    fn extra_setting(self) -> Self {
        self.recording_config(agora_cloud_recording::mix::RecordingConfig::new().max_idle_time(300))
    }
}

#[tokio::test]
async fn an_empty_list_is_told_before_anything_is_sent() {
    let transport = Scripted::new();
    let none: [u32; 0] = [];
    let error = client(&transport, &ManualClock::automatic()).mix().record("room", none, storage()).await;
    let Err(NotReached::Failed(error)) = error else { panic!("{error:?}") };
    assert_eq!((error.effect(), seen(&transport).as_str()), (Effect::NotSent, ""));
    assert!(error.to_string().contains("the list of `uid` is empty"), "{error}");
}

/// A caller's policy that allows no repeat is not got round by making the calls anew.
#[tokio::test]
async fn a_policy_of_the_caller_binds_the_calls_made_as_one() {
    struct Never;
    impl RetryPolicy for Never {
        fn next(&self, _: &Attempted<'_>) -> Option<Duration> {
            None
        }
    }
    let transport = scripted(&["resource", "206/65", "resource", "sid", "status/5"]);
    let record = client(&transport, &ManualClock::automatic()).mix().record("room", [1], storage());
    let result = record.options(CallOptions::new().retry(Never)).await;
    let ends = "in doubt as 1: RequestNotCompleted (maybe_applied)";
    assert_eq!((outcome(&result).as_str(), seen(&transport).as_str()), (ends, "acquire 1, start 1"));
}

#[tokio::test]
async fn everything_that_may_run_is_told_with_its_ids() {
    let resource = |id: &str| answer(200, json!({"resourceId": id}));
    let unfinished = || answer(206, json!({"code": 65, "reason": "example reason"}));
    let script = ["first", "second"].into_iter().fold(Scripted::new(), |script, id| {
        script.answer(resource(id)).answer(unfinished()).answer(unfinished()).answer(unfinished())
    });
    let result = client(&script, &ManualClock::automatic()).mix().record("room", [1], storage()).await;
    let error = result.expect_err("in doubt");
    let words = error.to_string();
    assert!(words.contains("first") && words.contains("second") && !words.contains("secret"), "{words}");
    let NotReached::InDoubt { handle, earlier, .. } = error else { panic!("{error:?}") };
    let earlier: Vec<&str> = earlier.iter().map(Resource::resource_id).collect();
    assert_eq!((handle.resource_id(), earlier), ("second", vec!["first"]));
}

/// A function of a program that goes on with `?`.
async fn recorded(client: &Client) -> Result<Recording<Mix>, Error> {
    Ok(client.mix().record("room", [1], storage()).await?)
}

#[tokio::test]
async fn a_question_mark_loses_nothing_that_may_run() {
    // What the server answers; the error; the states that it keeps, and those of earlier calls.
    let cases: &[(&[&str], &str, &str, usize)] = &[
        (&["resource", "400/2"], "invalid_parameter refused", "", 0),
        (&["resource", "lost"], "receive maybe_applied", "resource", 0),
        // The last call was refused; the one before may have begun something.
        (
            &["resource", "206/65", "206/65", "206/65", "resource", "400/53"],
            "task_conflict maybe_applied",
            "resource",
            0,
        ),
        (
            &["resource", "206/65", "206/65", "206/65", "resource", "206/65", "206/65", "206/65"],
            "request_not_completed maybe_applied",
            "resource",
            1,
        ),
        (&["resource", "sid", "status/20"], "not_confirmed applied", "recording", 0),
        // A look that is refused says nothing of the recording.
        (&["resource", "sid", "401/1"], "not_confirmed maybe_applied", "recording", 0),
        (
            &["resource", "206/65", "206/65", "206/65", "resource", "sid", "status/20"],
            "not_confirmed applied",
            "recording",
            1,
        ),
    ];
    for (answers, words, state, earlier) in cases {
        let client = client(&scripted(answers), &ManualClock::automatic());
        let error = recorded(&client).await.expect_err("not reached");
        assert_eq!(format!("{} {}", error.error_type(), error.effect()), *words, "{answers:?}");
        assert_eq!(error.saved().map_or("", |saved| &saved.state), *state, "{answers:?}");
        assert_eq!(error.earlier().len(), *earlier, "{answers:?}");
        match (error.saved(), *state) {
            (Some(saved), "recording") => {
                assert_eq!(Recording::<Mix>::restore(&client, saved).expect("restored").sid(), "example-sid");
            }
            (Some(saved), _) => {
                let resource = Resource::<Mix>::restore(&client, saved).expect("restored");
                assert_eq!(resource.resource_id(), "example-resource");
            }
            (None, _) => {}
        }
    }
    let client = client(&scripted(&["resource", "sid", "status/20"]), &ManualClock::automatic());
    let words = recorded(&client).await.expect_err("over").to_string();
    assert!(words.starts_with("query: ") && words.contains("`serverResponse.status` is 20"), "{words}");
}

#[tokio::test]
async fn what_an_earlier_call_may_have_begun_comes_with_the_recording() {
    let answers = ["resource", "206/65", "206/65", "206/65", "resource", "sid", "status/5"];
    let client = client(&scripted(&answers), &ManualClock::automatic());
    let recording = client.mix().record("room", [1], storage()).await.expect("a recording");
    let [saved] = recording.in_doubt() else { panic!("{:?}", recording.in_doubt()) };
    let earlier = Resource::<Mix>::restore(&client, saved).expect("restored");
    assert_eq!(earlier.adopt("other-sid").sid(), "other-sid");
    let restored = Recording::<Mix>::restore(&client, &recording.save()).expect("restored");
    assert!(restored.in_doubt().is_empty(), "it is not part of what is saved");
}

#[tokio::test]
async fn nothing_is_sent_where_a_later_call_would_be_refused() {
    let wrong = || storage().file_name_prefix(["no_word"]);
    let transport = Scripted::new();
    let client = client(&transport, &ManualClock::automatic());
    let record = client.mix().record("room", [1, 2], wrong());
    let rules = |record: &agora_cloud_recording::requests::mix::Record| {
        let violations = record.check();
        violations.iter().map(|one| (one.rule.id, one.pointer.clone())).collect::<Vec<_>>()
    };
    let place = "/clientRequest/storageConfig/fileNamePrefix/0".to_owned();
    assert!(rules(&record).contains(&("path_segment_characters", place)), "{:?}", rules(&record));
    let Err(NotReached::Failed(Error::Invalid(error))) = record.await else { panic!("it was sent") };
    assert_eq!(error.info().operation, "start");
    assert!(error.to_string().contains("path_segment_characters"), "{error}");
    // All values of the list are judged, and what a filling sets.
    let record = client.mix().record("room", ["1", "x"], storage());
    let record = record
        .start(|start| start.recording_config(agora_cloud_recording::mix::RecordingConfig::new().max_idle_time(1)));
    let found = rules(&record);
    assert!(
        found.iter().any(|(_, place)| place == "/uid")
            && found.iter().any(|(_, place)| place.ends_with("/maxIdleTime")),
        "{found:?}"
    );
    assert!(matches!(record.await, Err(NotReached::Failed(Error::Invalid(_)))));
    assert_eq!(seen(&transport), "");
    // The levels are those of the calls.
    let transport = scripted(&["resource", "sid", "status/5"]);
    let record = self::client(&transport, &ManualClock::automatic()).mix().record("room", [1], wrong());
    let record = record.options(CallOptions::new().levels(Levels::off()));
    assert!(rules(&record).is_empty());
    record.await.map(drop).expect("a recording");
}

/// Keeps a header of each request.
#[derive(Clone)]
struct Heard(Scripted, Arc<Mutex<Vec<String>>>);

impl Transport for Heard {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        let find = |(name, value): &(String, String)| (name == "x-trace").then(|| value.clone());
        let found = request.headers.iter().find_map(find).unwrap_or_default();
        self.1.lock().expect("no panic before").push(found);
        self.0.send(request)
    }
}

#[tokio::test]
async fn what_is_asked_again_and_again_takes_the_options_of_a_call() {
    let heard = Heard(scripted(&["status/1", "status/5", "status/5", "status/5", "sid"]), Arc::default());
    let builder = Client::builder("app", Credentials::new("key", "secret"));
    let builder = builder.with(|core| core.transport(heard.clone()).clock(ManualClock::automatic()).budget(None));
    let client = builder.build().expect("a client");
    let recording = Recording::<Mix>::from_parts(&client, "example-resource", "example-sid", "room", "1");
    let options = |trace: &str| CallOptions::new().header("x-trace", trace).levels(Levels::off());
    recording.wait_until_recording().options(options("wait")).await.expect("it records");
    let mut watch = recording.watch().options(options("watch"));
    watch.next().await.expect("a look").expect("a status");
    let mut watch = watch.options(options("later"));
    watch.next().await.expect("a look").expect("a status");
    // The levels too: these keys would be refused.
    let wrong = || async { Ok(storage().file_name_prefix(["no_word"])) };
    let mut renewal = recording.renew_storage_config(wrong).options(options("renew"));
    renewal.next().await.expect("a sending").expect("renewed");
    assert_eq!(*heard.1.lock().expect("no panic before"), ["wait", "wait", "watch", "later", "renew"]);
}

#[tokio::test]
async fn a_renewal_ends_with_the_recording() {
    // What the server answers, and after how many seconds the last of it.
    let cases: &[(&[&str], u64)] = &[
        // It was stopped.
        (&["sid", "400/49"], 3600),
        // It may be on its way to another server, and then it may not.
        (&["sid", "404/404", "404/404", "404/404"], 3600 + 120),
        (&["404/404", "404/404", "sid", "404/404", "404/404", "404/404"], 120 + 3600 + 120),
        // A service that is down says nothing of it.
        (&["404/404", "500/500", "404/404"], 120),
        (&["sid", "500/500", "500/500", "500/500", "400/49"], 3600 + 180),
    ];
    for (answers, seconds) in cases {
        let (transport, clock) = (scripted(answers), ManualClock::automatic());
        let client = client(&transport, &clock);
        let recording = Recording::<Mix>::from_parts(&client, "example-resource", "example-sid", "room", "1");
        let began = clock.instant();
        let mut renewal = recording.renew_storage_config(|| async { Ok(storage()) });
        let mut last = None;
        while let Some(renewed) = renewal.next().await {
            last = Some(renewed);
        }
        assert!(matches!(last, Some(Err(_))), "{answers:?}: {last:?}");
        assert_eq!((transport.left(), (clock.instant() - began).as_secs()), (0, *seconds), "{answers:?}");
        assert!(renewal.next().await.is_none());
    }
}

#[tokio::test]
async fn keys_of_unknown_age_are_renewed_at_once() {
    let transport = scripted(&["resource", "sid", "sid", "sid", "sid", "sid"]);
    let clock = ManualClock::automatic();
    let client = client(&transport, &clock);
    let recording = client.mix().acquire("room", 1).await.expect("a resource").start(storage()).await.expect("begun");
    let (sid, resource) = ("example-sid", "example-resource");
    let known = |recording: Recording<Mix>, at_s: u64| (recording, at_s);
    let cases = [
        known(Recording::restore(&client, &recording.save()).expect("restored"), 0),
        known(Recording::from_parts(&client, resource, sid, "room", 1), 0),
        known(Resource::from_parts(&client, resource, "room", 1).adopt(sid), 0),
        known(recording, 3600),
    ];
    for (recording, at_s) in cases {
        let began = clock.instant();
        let mut renewal = recording.renew_storage_config(|| async { Ok(storage()) });
        renewal.next().await.expect("it goes on").expect("renewed");
        assert_eq!((clock.instant() - began).as_secs(), at_s);
    }
}

#[tokio::test]
async fn what_is_in_doubt_is_adopted_when_its_sid_comes() {
    let transport = scripted(&["resource", "lost", "status/5"]);
    let result = client(&transport, &ManualClock::automatic()).mix().record("room", [1], storage()).await;
    let Err(NotReached::InDoubt { handle, error, .. }) = result else { panic!("{result:?}") };
    assert_eq!(error.effect(), Effect::MaybeApplied);
    let recording = handle.adopt("example-sid");
    recording.query().await.expect("a status");
    assert!(transport.seen()[2].url().ends_with("/sid/example-sid/mode/mix/query"));
}

#[tokio::test]
async fn storage_credentials_are_renewed_on_schedule() {
    let transport = scripted(&["resource", "sid", "sid", "500/500", "sid"]);
    let clock = ManualClock::automatic();
    let client = client(&transport, &clock);
    let recording = client.mix().acquire("room", 1).await.expect("a resource");
    let recording = recording.start(storage()).await.expect("a recording");
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let mut renewal = recording.renew_storage_config(move || {
        let number = counter.fetch_add(1, Ordering::Relaxed);
        async move {
            match number {
                1 => Err("the vault is closed".into()),
                number => {
                    Ok(StorageConfig::new(StorageVendor::from(2), "bucket", format!("key{number}"), "secret").region(3))
                }
            }
        }
    });
    let began = clock.instant();
    let minutes = || (clock.instant() - began).as_secs() / 60;
    renewal.next().await.expect("it goes on").expect("renewed");
    assert_eq!((minutes(), asked.load(Ordering::Relaxed)), (60, 1));
    // A provider that fails, and then the service: each is told, and tried again after a minute.
    let error = renewal.next().await.expect("it goes on").expect_err("no storage");
    assert_eq!((minutes(), error.effect()), (120, Effect::NotSent));
    assert!(error.to_string().contains("credentials"), "{error}");
    let source = std::error::Error::source(&error).expect("a cause").to_string();
    assert_eq!(source, "the vault is closed");
    let error = renewal.next().await.expect("it goes on").expect_err("refused");
    assert_eq!((minutes(), error.api().map(|api| api.status())), (121, Some(500)));
    renewal.next().await.expect("it goes on").expect("renewed");
    assert_eq!(minutes(), 122);
    let keys: Vec<Value> = transport.seen()[2..]
        .iter()
        .map(|seen| serde_json::from_slice::<Value>(&seen.body()).unwrap_or_default())
        .map(|body| body["clientRequest"]["storageConfig"]["accessKey"].clone())
        .collect();
    assert_eq!(keys, ["key0", "key2", "key3"]);
    assert!(!format!("{renewal:?} {recording:?}").contains("key0"));
}

#[tokio::test]
async fn what_is_asked_again_and_again_is_never_asked_without_a_wait() {
    let clock = ManualClock::automatic();
    let client = client(&scripted(&["500/500", "500/500", "500/500", "500/500"]), &clock);
    let recording = Recording::<Mix>::from_parts(&client, "example-resource", "example-sid", "room", "1");
    let began = clock.instant();
    let mut renewal = recording.renew_storage_config(|| async { Err("closed".into()) }).every(Duration::ZERO);
    for _ in 0..3 {
        renewal.next().await.expect("it goes on").expect_err("no storage");
    }
    let renewed = clock.instant();
    let mut watch = recording.watch().every(Duration::ZERO);
    for _ in 0..3 {
        drop(watch.next().await.expect("it goes on"));
    }
    assert!(renewed - began >= Duration::from_secs(2), "{:?}", renewed - began);
    assert!(clock.instant() - renewed >= Duration::from_secs(2), "{:?}", clock.instant() - renewed);
}

#[test]
fn files_are_named_as_the_service_names_them() {
    let client = client(&Scripted::new(), &ManualClock::automatic());
    let at = std::time::UNIX_EPOCH + Duration::from_millis(1_770_000_000_123);
    let (sid, resource) = ("example-sid", "example-resource");
    let mix = Recording::<Mix>::from_parts(&client, resource, sid, "a_b.c d-e", "1");
    let web = Recording::<Web>::from_parts(&client, resource, sid, "page", "1");
    let individual = Recording::<Individual>::from_parts(&client, resource, sid, "example-channel", "1");
    let raw = Recording::<Raw>::from_parts(&client, resource, sid, "example-channel", "1");
    let index = mix.index_name();
    let cases = [
        // As the answers in the catalogue have them.
        (individual.publisher_index_name("1201", "audio"), "example-sid_example-channel__uid_s_1201__uid_e_audio.m3u8"),
        (raw.raw_index_name("1201", "av"), "example-sid_example-channel__uid_s_1201__uid_e_av.m3u8"),
        // Characters of the channel that do not stand in names.
        (index.clone(), "example-sid_a-b-c d-e.m3u8"),
        (mix.moved_name(0, &index), "bak0_example-sid_a-b-c d-e.m3u8"),
        (mix.mp4_name(3), "example-sid_a-b-c d-e_3.mp4"),
        (mix.slice_name(at), "example-sid_a-b-c d-e_20260202024000123.ts"),
        (web.page_slice_name(at), "example-sid_page_1770000000123.ts"),
        (
            individual.screenshot_name("7", at),
            "example-sid_example-channel__uid_s_7__uid_e_video_20260202024000123.jpg",
        ),
        (raw.raw_webm_name("7", "0", "12", "vp9"), "example-sid_example-channel__uid_s_7__uid_e_0_12_vp9.webm"),
    ];
    for (name, expected) in cases {
        assert_eq!(name, expected);
    }
}
