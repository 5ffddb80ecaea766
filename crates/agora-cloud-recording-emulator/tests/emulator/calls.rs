//! Calls, states and times: what is answered, and what the ledger says of it.

use crate::place::{APP, Caller, Place, channel, file_types, page, recording, start_body, storage};
use agora_cloud_recording::{Ended, individual, mix, raw};
use agora_cloud_recording_emulator::Emulator;
use serde_json::{Value, json};

/// Does what the words say, one after another, and tells what the catalogue says of each answer.
async fn trace(place: &Place, mode: &str, words: &str) -> String {
    let mut caller = Caller::new(place, mode);
    let mut told = Vec::new();
    for word in words.split_whitespace() {
        let (word, of) = word.split_once(':').unwrap_or((word, ""));
        let request = match (word, of) {
            ("start", "") => start_body(&caller.mode),
            (_, "") => json!({}),
            (_, of) if of.starts_with('{') => serde_json::from_str(of).expect("JSON"),
            _ => Value::Null,
        };
        match word {
            "after" => place.advance_s(of.parse().expect("seconds")),
            "nobody" => place.publishers(&caller.cname, &[]),
            "somebody" => place.publishers(&caller.cname, &["7"]),
            "upload" => {
                let seconds = of.parse().expect("seconds");
                place.emulator.set_channel(&channel(&caller.cname, |channel| channel.upload_s = Some(seconds)));
            }
            "move" => place.emulator.move_recording(&caller.sid, of.parse().expect("seconds")).expect("it moves"),
            "leave" => place.emulator.end_recording(&caller.sid, of).expect("it ends"),
            "uid" => of.clone_into(&mut caller.uid),
            "cname" => of.clone_into(&mut caller.cname),
            "app" => of.clone_into(&mut caller.app),
            "mode" => of.clone_into(&mut caller.mode),
            "rid" => of.clone_into(&mut caller.rid),
            "sid" => of.clone_into(&mut caller.sid),
            call => {
                let answer = caller.call(call, request).await;
                told.push(format!("{call} {}", answer.entry(call)));
            }
        }
    }
    told.join(", ")
}

#[track_caller]
fn check(case: &str, found: &str, wanted: &str) {
    assert_eq!(found, wanted, "in the case `{case}`");
}

#[tokio::test]
async fn calls_are_answered_by_the_state_that_they_find() {
    let foreign = "A".repeat(300);
    let cases = [
        (
            "acquire start query after:9 update updateLayout stop",
            "acquire ok, start ok, query ok, update ok, updateLayout ok, stop ok",
        ),
        // A resource serves one recording, and for 300 s.
        ("acquire start start", "acquire ok, start ok, start already_started"),
        ("acquire start after:9 stop start", "acquire ok, start ok, stop ok, start resource_expired"),
        ("acquire after:299 start", "acquire ok, start ok"),
        ("acquire after:300 start", "acquire ok, start resource_expired"),
        // Channel name and user ID are one recording at a time.
        ("acquire start acquire start", "acquire ok, start ok, acquire ok, start task_conflict"),
        ("acquire start after:9 stop acquire start", "acquire ok, start ok, stop ok, acquire ok, start ok"),
        ("acquire start uid:5 acquire start", "acquire ok, start ok, acquire ok, start ok"),
        // What belongs together.
        ("acquire cname:other start", "acquire ok, start resource_mismatch"),
        ("acquire start uid:5 stop", "acquire ok, start ok, stop resource_mismatch"),
        ("acquire app:another start", "acquire ok, start session_mismatch"),
        ("acquire start app:another query", "acquire ok, start ok, query session_mismatch"),
        ("rid:short start", "start resource_id_undecodable"),
        ("rid:FOREIGN start", "start resource_id_undecodable"),
        ("acquire start sid:00000000000000000000000000000000 query", "acquire ok, start ok, query worker_not_found"),
        ("acquire start mode:web query", "acquire ok, start ok, query worker_not_found"),
        // The end, for 5 s not quite.
        (
            "acquire start after:9 stop stop query",
            "acquire ok, start ok, stop ok, stop already_stopping, query service_exiting",
        ),
        (
            "acquire start after:9 stop after:5 stop query",
            "acquire ok, start ok, stop ok, stop worker_not_found, query worker_not_found",
        ),
        (
            r#"acquire start after:9 stop:{"async_stop":true} stop"#,
            "acquire ok, start ok, stop ok, stop already_stopping",
        ),
        // What ends a recording.
        (
            "acquire start after:40 nobody after:29 query after:1 query after:5 query",
            "acquire ok, start ok, query ok, query service_exiting, query worker_not_found",
        ),
        (
            r#"acquire:{"resourceExpiredHour":1.0} start after:3600 query"#,
            "acquire ok, start ok, query worker_not_found",
        ),
        ("acquire start nobody after:20 somebody after:100 query", "acquire ok, start ok, query ok"),
        (
            "acquire start after:3 leave:recorder_removed stop after:5 stop",
            "acquire ok, start ok, stop already_stopping, stop worker_not_found",
        ),
        (
            r#"acquire:{"resourceExpiredHour":1} start after:3599 query after:1 query stop"#,
            "acquire ok, start ok, query ok, query worker_not_found, stop worker_not_found",
        ),
        // Nothing recorded, and an upload that takes long.
        ("nobody acquire start after:20 stop", "acquire ok, start ok, stop no_recorded_data"),
        (r#"nobody acquire start after:20 stop:{"async_stop":true}"#, "acquire ok, start ok, stop ok"),
        (
            "acquire start after:9 upload:21 stop stop",
            "acquire ok, start ok, stop upload_timeout, stop already_stopping",
        ),
        ("acquire start after:9 upload:20 stop", "acquire ok, start ok, stop ok"),
        // A move to another server.
        (
            "acquire start after:9 move:60 query update stop after:59 query after:1 query stop",
            "acquire ok, start ok, query worker_not_found, update worker_not_found, stop worker_not_found, query worker_not_found, query ok, stop ok",
        ),
        // Bodies.
        (r#"acquire:{"resourceExpiredHour":0}"#, "acquire invalid_parameter"),
        (r#"acquire:{"resourceExpiredHour":"1"}"#, "acquire invalid_parameter"),
        ("acquire:null", "acquire invalid_parameter"),
        ("acquire start:{}", "acquire ok, start invalid_parameter"),
        ("uid:0 acquire", "acquire invalid_parameter"),
        ("acquire:ANNOUNCED start", "acquire ok, start start_parameter_mismatch"),
        (r#"acquire:{"noSuchField":1} start"#, "acquire ok, start ok"),
    ];
    let mut other = start_body("mix");
    other["recordingConfig"]["channelType"] = json!(1);
    let announced = json!({"startParameter": other}).to_string();
    for (words, wanted) in cases {
        let place = Place::new().await;
        let whole = words.replace("FOREIGN", &foreign).replace("ANNOUNCED", &announced);
        let found = trace(&place, "mix", &whole).await;
        check(words, &found, wanted);
    }
}

#[tokio::test]
async fn modes_end_in_their_own_ways() {
    let cases = [
        (
            "web",
            "acquire start after:10799 query after:1 query",
            "acquire ok, start ok, query ok, query service_exiting",
        ),
        ("web", "nobody acquire start after:9 stop", "acquire ok, start ok, stop ok"),
        ("mix", "acquire start after:3 leave:failed_after_start query", "acquire ok, start ok, query service_exiting"),
        ("web", "acquire start leave:page_error query", "acquire ok, start ok, query service_exiting"),
        ("individual", "nobody acquire start after:30 query", "acquire ok, start ok, query service_exiting"),
        // Sources dispute whether the greatest number of users must be stated, and a client of the vendor leaves it out.
        ("individual", "acquire start:UNSTATED query", "acquire ok, start ok, query ok"),
        ("raw", "acquire start after:9 query stop", "acquire ok, start ok, query ok, stop ok"),
        ("web", "acquire start updateLayout", "acquire ok, start ok, updateLayout route_not_found"),
        ("nonsense", "acquire start", "acquire ok, start route_not_found"),
    ];
    for (mode, words, wanted) in cases {
        let place = Place::new().await;
        let unstated =
            json!({"storageConfig": start_body("mix")["storageConfig"], "recordingConfig": {"channelType": 0}});
        check(words, &trace(&place, mode, &words.replace("UNSTATED", &unstated.to_string())).await, wanted);
    }
}

#[tokio::test]
async fn what_breaks_a_rule_is_told_with_the_field() {
    let cases = [
        ("acquire", json!({"resourceExpiredHour": 721}), "/clientRequest/resourceExpiredHour"),
        ("acquire", json!({"resourceExpiredHour": true}), "/clientRequest/resourceExpiredHour must be a whole number"),
        ("start", json!({}), "/clientRequest/storageConfig is missing"),
        ("start", json!({"storageConfig": 5}), "/clientRequest/storageConfig must be an object"),
    ];
    let place = Place::new().await;
    for (call, request, words) in cases {
        let mut caller = Caller::new(&place, "mix");
        caller.call("acquire", json!({})).await;
        let answer = caller.call(call, request.clone()).await;
        assert_eq!(answer.status, 400, "{call} {request}");
        assert!(answer.text_of("reason").contains(words), "{call} {request}: {}", answer.text);
    }
}

#[tokio::test]
async fn limits_are_kept_and_can_be_set() {
    let place = Place::with(Emulator::builder().virtual_time()).await;
    let acquires: Vec<&str> = vec!["acquire"; 11];
    let wanted = "acquire ok, ".repeat(10) + "acquire rate_limited";
    check("the rate", &trace(&place, "mix", &acquires.join(" ")).await, &wanted);
    // What is refused for another reason counts too.
    let place_of_refused = Place::with(Emulator::builder().virtual_time()).await;
    let words = "uid:0 ".to_owned() + &acquires.join(" ");
    let wanted = "acquire invalid_parameter, ".repeat(10) + "acquire rate_limited";
    check("refused calls", &trace(&place_of_refused, "mix", &words).await, &wanted);
    place.advance_s(1);
    check("a second later", &trace(&place, "mix", "acquire").await, "acquire ok");

    let place = Place::with(Emulator::builder().virtual_time().requests_per_s(2)).await;
    let words = "acquire acquire acquire after:1 acquire app:other acquire acquire";
    let wanted = "acquire ok, acquire ok, acquire rate_limited, acquire ok, acquire ok, acquire ok";
    check("a rate of one's own", &trace(&place, "mix", words).await, wanted);

    let place = Place::with(Emulator::builder().virtual_time().requests_per_s(0).tasks(1)).await;
    let words = "acquire start uid:2 acquire after:9 uid:527841 stop acquire";
    let wanted = "acquire ok, start ok, acquire concurrency_limit_exceeded, stop ok, acquire ok";
    check("tasks", &trace(&place, "mix", words).await, wanted);

    // Web pages are counted by themselves.
    let place = Place::with(Emulator::builder().virtual_time().requests_per_s(0).tasks(1)).await;
    let words = r#"acquire:{"scene":1} start acquire:{"scene":1} acquire"#;
    let wanted = "acquire ok, start ok, acquire concurrency_limit_exceeded, acquire ok";
    check("web tasks", &trace(&place, "web", words).await, wanted);

    let place = Place::with(Emulator::builder().virtual_time().strict()).await;
    check("strict", &trace(&place, "mix", r#"acquire:{"resourceExpiredHours":1}"#).await, "acquire invalid_parameter");
}

#[tokio::test]
async fn only_known_callers_are_served() {
    let builder = Emulator::builder().app_id(APP).credentials("key", "secret".into());
    let place = Place::with(builder).await;
    let mut caller = Caller::new(&place, "mix");
    check("known", &caller.call("acquire", json!({})).await.entry("acquire"), "ok");
    caller.app = "stranger".to_owned();
    check("another App ID", &caller.call("acquire", json!({})).await.entry("acquire"), "invalid_app_id");

    let url = format!("{}/v1/apps/{APP}/cloud_recording/acquire", place.emulator.url());
    for (authorization, wanted) in [
        (None, "unauthorized"),
        (Some("Basic a2V5Om5v"), "invalid authentication"),
        (Some("nonsense"), "invalid authentication"),
    ] {
        let mut request = reqwest::Client::new().post(&url).header("content-type", "application/json").body("{}");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 401, "{authorization:?}");
        let text = response.text().await.expect("a body").to_lowercase();
        assert!(text.contains(wanted), "{authorization:?}: {text}");
    }
}

/// Through the client: each mode from the resource to its files, which are named as the client says.
#[tokio::test]
async fn every_mode_can_be_recorded_through_the_client() {
    let place = Place::new().await;
    let client = place.client();
    place.publishers("a?b", &["11", "12"]);

    let mix = client.mix().acquire("a?b", 1).await.expect("a resource").start(storage());
    let mix = mix
        .recording_config(recording::<mix::RecordingConfig>())
        .recording_file_config(file_types(&["hls", "mp4"]))
        .await
        .expect("it starts");
    mix.wait_until_recording().await.expect("it records");
    mix.update().await.expect("updated");
    mix.update_layout().await.expect("updated");
    let names = [mix.index_name(), mix.mp4_name(0)];
    let stopped = mix.stop().await.expect("it stops");
    let files = |ended: &Value| -> Vec<String> {
        let list = ended["serverResponse"]["fileList"].as_array().expect("a list").clone();
        list.iter().map(|file| file["fileName"].as_str().expect("a name").to_owned()).collect()
    };
    let body = |body: &[u8]| -> Value { serde_json::from_slice(body).expect("JSON") };
    let Ended::Now(answer) = stopped else { panic!("it ended otherwise") };
    assert_eq!(files(&body(answer.reply().body.as_bytes())), names);

    let one = client.individual().acquire("a?b", 2).await.expect("a resource").start(storage());
    let one = one.recording_config(recording::<individual::RecordingConfig>()).await.expect("it starts");
    one.wait_until_recording().await.expect("it records");
    let names: Vec<String> = ["11", "12"]
        .iter()
        .map(|who| one.publisher_index_name(who, "audio"))
        .chain(["11", "12"].iter().map(|who| one.publisher_index_name(who, "video")))
        .collect();
    let Ended::Now(answer) = one.stop().await.expect("it stops") else { panic!("it ended otherwise") };
    assert_eq!(files(&body(answer.reply().body.as_bytes())), names);

    let raw = client.raw().acquire("a?b", 3).await.expect("a resource").start(storage());
    let raw = raw.recording_config(recording::<raw::RecordingConfig>()).await.expect("it starts");
    raw.wait_until_recording().await.expect("it records");
    let sid = raw.sid().to_owned();
    place.emulator.move_recording(&sid, 90).expect("it moves");
    place.advance_s(90);
    let first = raw.raw_index_name("11", "h264");
    let moved = raw.moved_name(0, &first);
    raw.query().await.expect("it is back");
    let Ended::Now(answer) = raw.stop().await.expect("it stops") else { panic!("it ended otherwise") };
    let found = files(&body(answer.reply().body.as_bytes()));
    assert!(found.contains(&first) && found.contains(&moved), "{found:?} without {first} or {moved}");

    let web =
        client.web().acquire("a?b", 4).await.expect("a resource").start(storage(), page()).await.expect("it starts");
    web.wait_until_recording().await.expect("it records");
    let name = web.index_name();
    let Ended::Now(answer) = web.stop().await.expect("it stops") else { panic!("it ended otherwise") };
    assert!(body(answer.reply().body.as_bytes()).to_string().contains(&name), "{name}");

    let ledger = place.emulator.ledger(Some(APP));
    assert_eq!((ledger.running, ledger.recordings.len()), (0, 4));
    assert!(ledger.recordings.iter().all(|recording| recording.billed_minutes >= 1));
    client.ncs_ip().await.expect("addresses");
}

#[tokio::test]
async fn one_call_records_and_waits() {
    let place = Place::new().await;
    let recording = place.client().mix().record("room", [1, 2], storage()).await.expect("it records");
    assert_eq!(recording.uid(), "1");
    // The same channel and user ID once more: the next user ID is taken where it is wanted.
    let second = place.client().mix().record("room", [1], storage()).await;
    assert!(second.is_err());
    assert_eq!(place.emulator.ledger(None).running, 1);
}

#[tokio::test]
async fn the_folders_of_a_recording_stand_before_its_files() {
    let place = Place::new().await;
    let mut caller = Caller::new(&place, "mix");
    caller.call("acquire", json!({})).await;
    let mut body = start_body("mix");
    body["storageConfig"]["fileNamePrefix"] = json!(["one", "two"]);
    caller.call("start", body).await;
    place.advance_s(5);
    let answer = caller.call("query", json!({})).await;
    let file = answer.body["serverResponse"]["fileList"].as_str().expect("a name").to_owned();
    assert_eq!(file, format!("one/two/{}_room.m3u8", caller.sid));
}
