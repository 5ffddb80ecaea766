//! Inputs that other clients of this service get wrong, numbered as in the list that they were collected in; here with the
//! better outcome. Number 24 is about notifications, which this crate does not read.

use crate::common::*;
use agora_cloud_recording::errors::{Code, ErrorId};
use agora_cloud_recording::rest::journal::Phase;
use agora_cloud_recording::rest::transport::Scripted;
use agora_cloud_recording::rest::validate::Levels;
use agora_cloud_recording::rest::{Response, Stage};
use agora_cloud_recording::types::*;
use agora_cloud_recording::{
    Area, CallOptions, Client, Credentials, Effect, Ended, Error, Individual, Recording, Resource, Web, individual,
    mix, requests, web,
};
use serde_json::{Value, json};
use std::fmt::Debug;
use std::time::Duration;

/// What is answered to a query of a mixed recording, as it is read.
fn query_mix(server: &Value) -> mix::QueryServerResponse {
    let script = Scripted::new().answer(answer(200, &json!({"resourceId": RESOURCE, "serverResponse": server})));
    let (client, _) = client(&script);
    let answer = run(recording(&client).query().send()).expect("an answer").into_value();
    answer.server_response.into_option().expect("an object")
}

fn query_web(server: &Value) -> web::QueryServerResponse {
    let script = Scripted::new().answer(answer(200, &json!({"resourceId": RESOURCE, "serverResponse": server})));
    let (client, _) = client(&script);
    let recording = Resource::<Web>::from_parts(&client, RESOURCE, "room", 1).adopt(SID);
    run(recording.query().send()).expect("an answer").into_value().server_response.into_option().expect("an object")
}

/// The body of one call, as it was sent.
fn body<T: Debug>(call: impl AsyncFnOnce(&Client) -> T) -> Value {
    let script = Scripted::new();
    let (client, _) = client(&script);
    let result = run(call(&client));
    sent(&script).first().unwrap_or_else(|| panic!("not sent: {result:?}")).1["clientRequest"].clone()
}

fn start_mix(set: impl FnOnce(requests::mix::Start) -> requests::mix::Start) -> Value {
    body(async |client| set(resource(client).start(storage())).await)
}

/// A page with what its recording must be told.
fn page() -> ExtensionServiceParameters {
    let page = ExtensionServiceParameters::new().url("https://page.example").audio_profile(0);
    page.video_width(1280).video_height(720).max_recording_hour(1)
}

fn start_web(service: ExtensionServiceParameters) -> Value {
    let services = ExtensionServiceConfig::new([ExtensionService::new(ServiceName::WebRecorderService, service)]);
    body(async |client| Resource::<Web>::from_parts(client, RESOURCE, "room", 1).start(storage(), services).await)
}

/// Starts with these answers; how it ends, and how many requests there were.
#[track_caller]
fn check_start(script: Scripted, expected: &str, requests: usize) -> Option<Error> {
    let (client, _) = client(&script);
    let resource = resource(&client);
    let saved = resource.save();
    match run(resource.start(storage()).send()) {
        Ok(recording) => {
            assert_eq!((recording.sid(), expected, script.seen().len()), (SID, "ok", requests));
            None
        }
        Err(failed) => {
            assert_eq!((words(&failed.error).as_str(), script.seen().len()), (expected, requests));
            assert_eq!(failed.handle.save(), saved);
            Some(failed.error)
        }
    }
}

#[test]
fn n01_the_services_of_a_page_are_read_by_name() {
    let server = query_web(&json!({"status": 5, "extensionServiceState": [
        {"serviceName": "web_recorder_service", "payload": {"state": "inProgress", "fileList": [{"filename": "a.m3u8"}]}},
    ]}));
    let services = server.extension_service_state.get().expect("a list");
    assert_eq!(services[0].service_name, ReportedService::WebRecorder);
    let payload = services[0].payload.get().expect("a payload");
    assert_eq!(payload.file_list.get().expect("a list")[0].filename, "a.m3u8".to_owned());
}

#[test]
fn n02_the_list_of_files_comes_in_every_shape() {
    // What comes; the status; the text, and the names of a list.
    for (server, text, names) in [
        (json!({"status": 4}), None, &[][..]),
        (json!({"status": 4, "fileListMode": "new", "fileList": "a.m3u8"}), Some("a.m3u8"), &[]),
        (json!({"status": "4", "fileListMode": "string", "fileList": "a.m3u8"}), Some("a.m3u8"), &[]),
        (json!({"status": 4, "fileListMode": "json", "fileList": ""}), Some(""), &[]),
        (json!({"status": 4, "fileListMode": "json", "fileList": []}), None, &[]),
        (json!({"status": 4, "fileListMode": "json", "fileList": [{"fileName": "a", "uid": 57297}]}), None, &["a"]),
        (json!({"status": 4, "fileList": [{"fileName": "a"}, {"fileName": "b"}]}), None, &["a", "b"]),
    ] {
        let read = query_mix(&server);
        assert_eq!(read.status, RecordingStatus::Ready, "{server}");
        let list = read.file_list.get();
        assert_eq!(list.and_then(|list| list.text()), text, "{server}");
        let found: Vec<_> = list.map_or(&[][..], |list| list.list()).iter().map(|file| &file.file_name).collect();
        assert_eq!(found.iter().map(|name| name.get().map_or("", |name| name)).collect::<Vec<_>>(), names, "{server}");
        assert_eq!(serde_json::to_value(&read).expect("JSON"), server, "written as it was read");
    }
    let read = query_mix(&json!({"fileList": [{"fileName": "a", "uid": 57297}]}));
    assert_eq!(read.file_list.get().expect("files").list()[0].uid, "57297".to_owned());
    // A recording of each publisher alone has the text too, and loses it not.
    let script = Scripted::new()
        .answer(answer(200, &json!({"serverResponse": {"fileListMode": "string", "fileList": "a.m3u8", "status": 5}})));
    let (client, _) = client(&script);
    let recording = Resource::<Individual>::from_parts(&client, RESOURCE, "room", 1).adopt(SID);
    let read = run(recording.query().send()).expect("an answer");
    let files = read.server_response.get().expect("an object").file_list.get().expect("files");
    assert_eq!(files.text(), Some("a.m3u8"));
}

#[test]
fn n03_what_is_new_in_an_answer_is_kept() {
    let server = json!({"status": 5, "tomorrow": {"deep": [1]}, "fileList": [{"fileName": "a", "size": 7}]});
    let read = query_mix(&server);
    assert_eq!(read.extra.get("tomorrow"), Some(&json!({"deep": [1]})));
    assert_eq!(serde_json::to_value(&read).expect("JSON"), server);
    let recorder = json!({"serviceName": "web_recorder_service", "payload": {"fileList": [{"filename": "a"}]}});
    let push = json!({"serviceName": "rtmp_publish_service", "payload": {"state": "inProgress",
        "outputs": [{"rtmpUrl": "rtmp://cdn.example/key", "status": "connecting"}]}});
    let later = json!({"serviceName": "later_service", "payload": "odd"});
    for order in [[&recorder, &push, &later], [&push, &later, &recorder]] {
        let server = json!({"status": 5, "extensionServiceState": order});
        let read = query_web(&server);
        let services = read.extension_service_state.get().expect("a list");
        assert_eq!(services.len(), 3);
        let outputs = services.iter().filter_map(|service| service.payload.get()?.outputs.get());
        let status: Vec<_> = outputs.flatten().map(|output| output.status.get()).collect();
        assert_eq!(status, [Some(&PushState::Connecting)]);
        assert_eq!(serde_json::to_value(&read).expect("JSON"), server);
    }
}

#[test]
fn n04_stop_gives_the_files() {
    for (server, text, count) in [
        (json!({"fileListMode": "string", "fileList": "a.m3u8", "uploadingStatus": "uploaded"}), Some("a.m3u8"), 0),
        (json!({"fileListMode": "json", "fileList": [{"fileName": "a"}], "uploadingStatus": "backuped"}), None, 1),
    ] {
        let script = Scripted::new().answer(answer(200, &json!({"serverResponse": server})));
        let (client, _) = client(&script);
        let ended = run(recording(&client).stop().send()).expect("stopped");
        let answer = ended.answer().expect("an answer");
        let server = answer.server_response.get().expect("an object");
        let files = server.file_list.get().expect("files");
        assert_eq!((files.text(), files.list().len()), (text, count));
        assert!(server.uploading_status.get().is_some());
    }
    let server = json!({"extensionServiceState": [
        {"serviceName": "upload_service", "payload": {"uploadingStatus": "uploaded"}},
        {"serviceName": "web_recorder_service", "payload": {"fileList": [{"filename": "a.mp4", "sliceStartTime": 1}]}},
    ]});
    let script = Scripted::new().answer(answer(200, &json!({"serverResponse": server})));
    let (client, _) = client(&script);
    let recording = Resource::<Web>::from_parts(&client, RESOURCE, "room", 1).adopt(SID);
    let Ok(Ended::Now(answer)) = run(recording.stop().send()) else { panic!("stopped by this call") };
    let services = answer.server_response.get().expect("an object").extension_service_state.get().expect("a list");
    let files = services[1].payload.get().expect("a payload").file_list.get().expect("files");
    assert_eq!(files[0].filename, "a.mp4".to_owned());
}

#[test]
fn n05_already_started_is_no_recording_without_sid() {
    let script = Scripted::new().answer(code(201, 7));
    let notes = Notes::default();
    let client = built(|builder| builder.transport(script.clone()).journal(notes.clone()));
    let failed = run(resource(&client).start(storage()).send()).expect_err("there is no sid");
    assert_eq!(
        (failed.error.id(), failed.error.api().map(|api| api.status())),
        (Some(ErrorId::AlreadyStarted), Some(201))
    );
    assert_eq!(failed.handle.adopt(SID).sid(), SID, "an event brings the sid");
    let running = notes.running();
    assert_eq!((running.len(), running[0].1), (1, true));
    // Nor is a success that has none, whatever stands there in its place.
    for body in
        [json!({}), json!({"sid": null}), json!({"sid": ""}), json!({"sid": []}), json!({"resourceId": RESOURCE})]
    {
        let script = Scripted::new().answer(answer(200, &body));
        let error = check_start(script, "unknown maybe_applied x1", 1).expect("no sid");
        assert_eq!(error.api().expect("an answer").body().as_text(), Some(&*body.to_string()));
    }
}

#[test]
fn n06_206_is_what_its_body_says() {
    let pending = || code(206, 65);
    check_start(Scripted::new().answer(pending()).answer(pending()).answer(started()), "ok", 3);
    let error = check_start(
        Scripted::new().answer(pending()).answer(pending()).answer(pending()),
        "request_not_completed maybe_applied x3",
        3,
    );
    assert!(error.expect("an error").to_string().contains("What to do"));
    let script = Scripted::new().answer(code(206, 435));
    let (client, clock) = client(&script);
    let Ok(Ended::Empty(answer)) = run(recording(&client).stop().send()) else { panic!("it is stopped, and empty") };
    assert_eq!((answer.id(), script.seen().len(), clock.sleeps().len()), (Some(ErrorId::NoRecordedData), 1, 0));
}

#[test]
fn n07_an_acquire_that_is_refused_gives_no_resource() {
    for (response, expected) in [
        (code(400, 2), "invalid_parameter refused x1"),
        (answer(400, &json!({"message": "whatever"})), "unknown maybe_applied x1"),
        (answer(200, &json!({})), "unknown maybe_applied x1"),
        (answer(200, &json!({"resourceId": ""})), "unknown maybe_applied x1"),
    ] {
        let script = Scripted::new().answer(response);
        let (client, _) = client(&script);
        assert_eq!(words(&run(client.mix().acquire("room", 1).send()).expect_err("refused")), expected);
    }
}

#[test]
fn n08_errors_are_seen_and_a_query_asks_by_get() {
    let script = Scripted::new()
        .answer(answer(400, &json!({"code": 2, "reason": "invalid request body"})))
        .answer(answer(200, &json!({"serverResponse": {"fileList": "a.m3u8"}})));
    let (client, _) = client(&script);
    let recording = recording(&client);
    let error = run(recording.query().send()).expect_err("refused");
    assert_eq!(error.api().expect("an answer").code(), Some(Code::Number(2)));
    run(recording.query().send()).expect("an answer");
    let address =
        format!("GET https://api.agora.io/v1/apps/app/cloud_recording/resourceid/{RESOURCE}/sid/{SID}/mode/mix/query");
    assert_eq!(sent(&script), [(address.clone(), Value::Null), (address, Value::Null)]);
}

#[test]
fn n09_the_reason_is_kept() {
    for (status, body, text) in [
        (400, json!({"code": 2, "reason": "post method api body check failed!"}), "post method api body check failed!"),
        (401, json!({"message": "Invalid authentication credentials"}), "Invalid authentication credentials"),
        (418, json!({"code": 4711, "reason": "of tomorrow"}), "of tomorrow"),
    ] {
        let script = Scripted::new().answer(answer(status, &body));
        let (client, _) = client(&script);
        let failed = run(resource(&client).start(storage()).send()).expect_err("an error");
        assert_eq!(failed.error.api().and_then(|api| api.text()), Some(text));
        assert!(failed.error.to_string().contains(text), "{}", failed.error);
    }
}

#[test]
fn n10_names_and_numbers_are_those_of_the_service() {
    let read = query_web(&json!({"extensionServiceState": [{"payload": {"onhold": true}}]}));
    let services = read.extension_service_state.get().expect("a list");
    assert_eq!(services[0].payload.get().expect("a payload").onhold, true);
    // A single object where a list should be is kept, and is no reason to lose the rest.
    let odd = json!({"status": 5, "extensionServiceState": {"serviceName": "web_recorder_service"}});
    let read = query_web(&odd);
    assert_eq!(read.status, RecordingStatus::InProgress);
    assert_eq!(serde_json::to_value(&read).expect("JSON"), odd);
    // Shares of the canvas are fractions.
    let layout = [LayoutRegion::new(0.5, 0.0, 0.5, 1.0).alpha(0.25)];
    let sent = body(async |client| recording(client).update_layout().mixed_video_layout(3).layout_config(layout).await);
    let expected = json!({"x_axis": 0.5, "y_axis": 0.0, "width": 0.5, "height": 1.0, "alpha": 0.25});
    assert_eq!(sent, json!({"mixedVideoLayout": 3, "layoutConfig": [expected]}));
}

#[test]
fn n11_an_error_says_status_code_and_reason() {
    for (status, body, code) in [
        (206, json!({"code": 65, "reason": "request not completed"}), Some(Code::Number(65))),
        (500, json!({"code": 4711, "reason": "oh"}), Some(Code::Number(4711))),
        (503, json!({"code": "busy", "reason": "oh"}), Some(Code::Word("busy"))),
        (499, json!({"reason": "gone"}), None),
        (400, json!({"code": "2", "reason": "as a text"}), Some(Code::Number(2))),
    ] {
        let script = (0..9).fold(Scripted::new(), |script, _| script.answer(answer(status, &body)));
        let (client, _) = client(&script);
        let failed = run(resource(&client).start(storage()).send()).expect_err("an error");
        let api = failed.error.api().expect("an answer");
        assert_eq!((api.status(), api.code(), api.body().as_text()), (status, code, Some(&*body.to_string())));
        let said = failed.error.to_string();
        let reason = body["reason"].as_str().expect("a text");
        let code = code.map_or(String::new(), |code| code.to_string());
        for part in [&status.to_string(), &code, reason] {
            assert!(code.is_empty() || said.contains(part), "{part} in {said}");
        }
        // Only what the documents say to send again is.
        assert_eq!(script.seen().len(), if status == 206 { 3 } else { 1 }, "{said}");
    }
}

#[test]
fn n12_a_call_without_time_ends_well() {
    let script = Scripted::new().answer(started());
    let (client, _) = client(&script);
    let options = CallOptions::new().deadline(Duration::ZERO);
    let failed = run(resource(&client).start(storage()).options(options).send()).expect_err("no time");
    assert_eq!((words(&failed.error).as_str(), script.seen().len()), ("deadline not_sent x0", 0));
    // A wait that would go beyond the deadline is not begun.
    let script = Scripted::new().answer(code(206, 65)).answer(code(206, 65)).answer(started());
    let (client, clock) = self::client(&script);
    let options = CallOptions::new().deadline(Duration::from_secs(5));
    let failed = run(resource(&client).start(storage()).options(options).send()).expect_err("no time");
    assert_eq!(
        (words(&failed.error).as_str(), clock.sleeps()),
        ("deadline maybe_applied x2", vec![Duration::from_secs(3)])
    );
    assert_eq!(failed.error.id(), Some(ErrorId::RequestNotCompleted), "what the last answer was is not lost");
}

#[test]
fn n13_what_may_have_been_done_is_not_done_again() {
    let fail = |stage| Scripted::new().fail(stage).answer(started()).answer(started());
    check_start(fail(Stage::Connect), "ok", 2);
    check_start(fail(Stage::Resolve), "ok", 2);
    for (stage, expected) in [
        (Stage::Send, "send maybe_applied x1"),
        (Stage::Receive, "receive maybe_applied x1"),
        (Stage::Body, "body maybe_applied x1"),
        (Stage::Timeout, "timeout maybe_applied x1"),
    ] {
        check_start(fail(stage), expected, 1);
    }
    for status in [500, 502, 503, 504] {
        check_start(Scripted::new().answer(Response::new(status, "")).answer(started()), "unknown maybe_applied x1", 1);
    }
    // After a lost answer the resource tells what became of it.
    let script = Scripted::new().fail(Stage::Receive).answer(code(201, 7)).answer(code(400, 53));
    let (client, _) = client(&script);
    let lost = run(resource(&client).start(storage()).send()).expect_err("lost");
    let runs = run(lost.handle.start(storage()).send()).expect_err("it runs");
    assert_eq!(runs.error.id(), Some(ErrorId::AlreadyStarted));
    let other = run(runs.handle.start(storage()).send()).expect_err("another runs");
    assert_eq!((other.error.id(), other.error.effect()), (Some(ErrorId::TaskConflict), Effect::Refused));
    // Repeating a stop is safe by the documents, yet has an end.
    let script = (0..9).fold(Scripted::new(), |script, _| script.fail(Stage::Receive));
    let (client, _) = self::client(&script);
    let failed = run(recording(&client).stop().send()).expect_err("lost");
    assert_eq!((words(&failed.error).as_str(), script.seen().len()), ("receive maybe_applied x2", 2));
}

#[test]
fn n14_the_time_allowed_is_the_time_that_is_waited() {
    for (set, expected) in [(None, 60), (Some(7), 7), (Some(25), 25)] {
        let script = Scripted::new().hang();
        let (client, clock) = client(&script);
        let mut options = CallOptions::new();
        options.attempt_timeout = set.map(Duration::from_secs);
        let failed = run(resource(&client).start(storage()).options(options).send()).expect_err("no answer");
        assert_eq!(words(&failed.error), "timeout maybe_applied x1");
        assert_eq!(clock.sleeps(), [Duration::from_secs(expected)]);
    }
    // What hangs or cannot be reached is asked for elsewhere, where that is safe.
    let script = Scripted::new().hang().fail(Stage::Connect).answer(answer(200, &json!({"serverResponse": {}})));
    let client = Client::builder("app", Credentials::new("key", "secret")).area(Area::Eu);
    let clock = agora_cloud_recording::rest::ManualClock::automatic();
    let client = client.with(|builder| builder.transport(script.clone()).clock(clock)).build().expect("a client");
    run(recording(&client).query().send()).expect("an answer");
    let hosts: Vec<_> =
        script.seen().iter().map(|seen| seen.url().split('/').nth(2).unwrap_or("").to_owned()).collect();
    assert_eq!(hosts, ["api-eu-west-1.agora.io", "api-eu-west-1.agora.io", "api-eu-central-1.agora.io"]);
}

#[test]
fn n15_a_client_leaves_nothing_behind() {
    // It is built and dropped outside of any runtime, so it can have started nothing there.
    let script = Scripted::new().answer(started());
    let (client, _) = client(&script);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let left = runtime.block_on(async {
        drop(resource(&client).start(storage()).await.expect("a recording"));
        drop(client);
        give_way(5).await;
        tokio::runtime::Handle::current().metrics().num_alive_tasks()
    });
    assert_eq!(left, 0);
}

#[test]
fn n16_an_answer_is_named_as_what_it_is() {
    for (status, body, expected) in [
        (401, r#"{"message": "Invalid authentication credentials"}"#, Some(ErrorId::InvalidCredentials)),
        (404, r#"{"code": 404, "reason": "failed to find worker"}"#, Some(ErrorId::WorkerNotFound)),
        (404, r#"{"message": "no Route matched with those values"}"#, Some(ErrorId::RouteNotFound)),
        (502, "<html>bad gateway</html>", None),
        (504, "upstream timed out", None),
    ] {
        let script = Scripted::new().answer(Response::new(status, body));
        let (client, _) = client(&script);
        let error = run(recording(&client).query().send()).expect_err("an error");
        let api = error.api().expect("an answer");
        assert_eq!((api.status(), api.id(), api.body().as_text()), (status, expected, Some(body)));
        assert!(error.to_string().contains(&status.to_string()), "{error}");
    }
    for (area, host) in [
        (Area::Us, "api-us-west-1.agora.io"),
        (Area::Eu, "api-eu-west-1.agora.io"),
        (Area::Ap, "api-ap-southeast-1.agora.io"),
        (Area::Cn, "api-cn-east-1.sd-rtn.com"),
    ] {
        let script = Scripted::new().answer(acquired());
        let client = Client::builder("app", Credentials::new("key", "secret")).area(area);
        let client = client.with(|builder| builder.transport(script.clone())).build().expect("a client");
        drop(run(client.mix().acquire("room", 1).send()).expect("a resource"));
        assert!(script.seen()[0].url().starts_with(&format!("https://{host}/v1/apps/app/")), "{area:?}");
    }
}

#[test]
fn n17_every_address_has_its_account() {
    let script = Scripted::new();
    let of = |account: &str| {
        let client = Client::builder(account, Credentials::new("key", "secret"));
        client.with(|builder| builder.transport(script.clone())).build().expect("a client")
    };
    // Two configurations in one process are two.
    for account in ["first", "second"] {
        let client = of(account);
        run(async {
            drop(client.mix().acquire("room", 1).await);
            drop(resource(&client).start(storage()).await);
            drop(recording(&client).query().await);
            drop(recording(&client).update().await);
            drop(recording(&client).update_layout().await);
            drop(recording(&client).stop().await);
        });
    }
    let found: Vec<_> = sent(&script).into_iter().map(|(address, _)| address).collect();
    assert_eq!(found.len(), 12);
    for (address, account) in found.iter().zip(["first"; 6].into_iter().chain(["second"; 6])) {
        let prefix = format!("https://api.agora.io/v1/apps/{account}/cloud_recording/");
        assert!(address.split_once(' ').is_some_and(|(_, url)| url.starts_with(&prefix)), "{address}");
    }
}

#[test]
fn n18_zero_is_a_value_and_unset_is_none() {
    let windows = [LayoutRegion::new(0.0, 0.0, 1.0, 1.0).alpha(0.0), LayoutRegion::new(0.0, 0.0, 1.0, 1.0)];
    let transcoding = TranscodingConfig::new().mixed_video_layout(3).layout_config(windows.clone());
    let config = mix::RecordingConfig::new().subscribe_uid_group(0).transcoding_config(transcoding);
    let sent = start_mix(|start| start.recording_config(config));
    let window = json!({"x_axis": 0.0, "y_axis": 0.0, "width": 1.0, "height": 1.0});
    let mut clear = window.clone();
    clear["alpha"] = json!(0.0);
    let expected = json!({"subscribeUidGroup": 0,
        "transcodingConfig": {"mixedVideoLayout": 3, "layoutConfig": [clear, window]}});
    assert_eq!(sent["recordingConfig"], expected);
    let layout =
        body(async |client| recording(client).update_layout().mixed_video_layout(3).layout_config(windows).await);
    assert_eq!(layout, json!({"mixedVideoLayout": 3, "layoutConfig": [clear, window]}));
    let stored = json!({"vendor": 1, "region": 3, "bucket": "bucket", "accessKey": "access", "secretKey": "secret"});
    let extension = StorageExtension::new();
    let bare = start_mix(|mut start| {
        start.body.client_request.storage_config.extension_params = Some(extension);
        start.recording_file_config(RecordingFileConfig::new()).recording_config(mix::RecordingConfig::new())
    });
    let mut with_extension = stored;
    with_extension["extensionParams"] = json!({});
    assert_eq!(bare, json!({"storageConfig": with_extension, "recordingConfig": {}, "recordingFileConfig": {}}));
}

#[test]
fn n19_fields_have_the_names_of_the_service() {
    let sent = start_web(page().video_bitrate(1000));
    let service = &sent["extensionServiceConfig"]["extensionServices"][0];
    assert_eq!(service["serviceName"], "web_recorder_service");
    let mut expected = serde_json::to_value(page()).expect("JSON");
    expected["videoBitrate"] = json!(1000);
    assert_eq!(service["serviceParam"], expected);
    let audio = AudioUidList::new().un_subscribe_audio_uids(["7"]);
    let video = VideoUidList::new().un_subscribe_video_uids(["8"]);
    let streams = StreamSubscription::new().audio_uid_list(audio).video_uid_list(video);
    let sent = body(async |client| recording(client).update().stream_subscribe(streams).await);
    let expected = json!({"streamSubscribe": {
        "audioUidList": {"unSubscribeAudioUids": ["7"]}, "videoUidList": {"unSubscribeVideoUids": ["8"]}}});
    assert_eq!(sent, expected);
    // How the newest page spells it can be sent as well.
    let sent = start_mix(|start| {
        let mut config = mix::RecordingConfig::new();
        config.extra.insert("unsubscribeAudioUids", json!(["7"]));
        start.recording_config(config)
    });
    assert_eq!(sent["recordingConfig"], json!({"unsubscribeAudioUids": ["7"]}));
}

#[test]
fn n20_no_field_is_missing() {
    let fresh = storage().sts_token("token").sts_expiration(1_800_086_400_i64);
    let sent = body(async |client| recording(client).update().storage_config(fresh).await);
    assert_eq!(
        (&sent["storageConfig"]["stsToken"], &sent["storageConfig"]["stsExpiration"]),
        (&json!("token"), &json!(1_800_086_400))
    );
    let sent = body(async |client| client.mix().acquire("room", 1).region(AcquireRegion::Europe).await);
    assert_eq!(sent["region"], "EU");
    let own = StorageConfig::new(StorageVendor::S3Compatible, "bucket", "access", "secret")
        .extension_params(StorageExtension::new().endpoint("https://store.example"));
    let sent = body(async |client| resource(client).start(own.clone()).await);
    assert_eq!(sent["storageConfig"]["extensionParams"], json!({"endpoint": "https://store.example"}));
}

#[test]
fn n21_bodies_are_of_one_call_alone() {
    let outputs = || UpdateRtmpPublish::new().outputs([CdnOutput::new().rtmp_url("rtmp://cdn.example/key")]);
    let sent_web = body(async |client| {
        let recording: Recording<Web> = Resource::from_parts(client, RESOURCE, "room", 1).adopt(SID);
        let update = recording.update().web_recording_config(UpdateWebRecording::new().onhold(true));
        update.rtmp_publish_config(outputs()).await
    });
    let expected = json!({"webRecordingConfig": {"onhold": true},
        "rtmpPublishConfig": {"outputs": [{"rtmpUrl": "rtmp://cdn.example/key"}]}});
    assert_eq!(sent_web, expected);
    // No type of file that nobody asked for.
    let start =
        body(async |client| Resource::<Individual>::from_parts(client, RESOURCE, "room", 1).start(storage()).await);
    assert!(start.get("recordingFileConfig").is_none(), "{start}");
    let body_of = individual::StartClientRequest::new(storage());
    assert!(body_of.recording_file_config.is_none());
    // The address has the id that was acquired, and two calls share no settings.
    let script =
        Scripted::new().answer(acquired()).answer(started()).answer(answer(200, &json!({"serverResponse": {}})));
    let (client, _) = client(&script);
    let shared = storage();
    run(async {
        let resource = client.mix().acquire("room", 1).await.expect("a resource");
        let recording = resource.start(shared.clone().file_name_prefix(["one"])).await.expect("a recording");
        drop(recording.stop().await.expect("stopped"));
        drop(self::resource(&client).start(shared.clone().file_name_prefix(["two"])).await);
    });
    let seen = sent(&script);
    let base = format!("https://api.agora.io/v1/apps/app/cloud_recording/resourceid/{RESOURCE}");
    assert_eq!(seen[1].0, format!("POST {base}/mode/mix/start"));
    assert_eq!(
        seen[2],
        (format!("POST {base}/sid/{SID}/mode/mix/stop"), json!({"cname": "room", "uid": "1", "clientRequest": {}}))
    );
    let prefix = |index: usize| &seen[index].1["clientRequest"]["storageConfig"]["fileNamePrefix"];
    assert_eq!((prefix(1), prefix(3)), (&json!(["one"]), &json!(["two"])));
    assert!(shared.file_name_prefix.is_none());
}

#[test]
fn n22_no_secret_is_shown() {
    const SECRET: &str = "planted-swordfish";
    #[track_caller]
    fn hides(shown: &dyn Debug) {
        for text in [format!("{shown:?}"), format!("{shown:#?}")] {
            for planted in [SECRET, "cGxhbnRlZ", "bnRlZC1zd29yZGZpc2", "112, 108, 97, 110"] {
                assert!(!text.contains(planted), "{planted} in {text}");
            }
        }
    }
    let echo = answer(400, &json!({"code": 2, "reason": "invalid", "clientRequest": {"token": SECRET}}));
    let script = Scripted::new().answer(echo).fail(Stage::Receive);
    let notes = Notes::default();
    let builder = Client::builder("app", Credentials::new("key", SECRET))
        .with(|builder| builder.transport(script.clone()).journal(notes.clone()).header("X-Token", SECRET));
    hides(&builder);
    let client = builder.build().expect("a client");
    hides(&client);
    let storage = || StorageConfig::new(StorageVendor::AmazonS3, "bucket", SECRET, SECRET).region(3).sts_token(SECRET);
    hides(&storage());
    let config = || mix::RecordingConfig::new().decryption_mode(7).secret(SECRET).salt(SECRET);
    hides(&config());
    let service = ExtensionServiceParameters::new().url(SECRET).outputs([CdnOutput::new().rtmp_url(SECRET)]);
    hides(&service);
    let (mut resource, mut errors) = (resource(&client), Vec::new());
    // Refused here, refused there, and lost.
    for levels in [Levels::new(), Levels::off(), Levels::off()] {
        let start = resource.start(storage()).token(SECRET).recording_config(config());
        let start = start.options(CallOptions::new().levels(levels).header("X-Token", SECRET));
        hides(&start);
        hides(&start.check());
        let failed = run(start.send()).expect_err("an error");
        hides(&failed);
        hides(&failed.handle.save());
        assert!(!failed.error.to_string().contains(SECRET));
        errors.push(failed.error.error_type());
        resource = failed.handle;
    }
    assert_eq!(errors, ["invalid", "invalid_parameter", "receive"]);
    hides(&resource);
    hides(&script);
    hides(&notes.records());
    assert!(notes.records().iter().any(|record| record.phase == Phase::Lost), "all that could tell was told");
    assert!(String::from_utf8_lossy(&script.seen()[0].body()).contains(SECRET), "the service itself is given it");
}

#[test]
fn what_is_wrong_with_a_body_is_said_once() {
    let script = Scripted::new();
    let (client, _) = client(&script);
    // A page lacks four fields that one rule asks for; a second page lacks them in another place.
    let page =
        || ExtensionService::new(ServiceName::WebRecorderService, ExtensionServiceParameters::new().url("https://p"));
    for count in [1, 2] {
        let services = ExtensionServiceConfig::new((0..count).map(|_| page()));
        let resource = Resource::<Web>::from_parts(&client, RESOURCE, "room", 1);
        let failed = run(resource.start(storage(), services).send()).expect_err("it lacks fields");
        let text = failed.error.to_string();
        assert_eq!(text.matches("web_recorder_parameters").count(), count, "{text}");
    }
    assert_eq!(script.seen().len(), 0);
}

#[test]
fn n23_clones_work_at_once() {
    fn shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    let script = (0..64).fold(Scripted::new(), |script, _| script.answer(started()));
    let client = built(|builder| builder.transport(script.clone()).budget(None));
    shared(&client);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let calls = (0..64).map(|number| {
            let client = client.clone();
            // What means something in an address or in a format is but text.
            let id = format!("%s%20/{number}");
            tokio::spawn(async move {
                let resource =
                    Resource::<agora_cloud_recording::Mix>::from_parts(&client, id.clone(), "room", number + 1);
                let recording = resource.start(storage()).await.expect("a recording");
                assert_eq!((recording.resource_id(), recording.uid()), (&*id, &*(number + 1).to_string()));
            })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.expect("no panic");
        }
    });
    let mut seen: Vec<_> = sent(&script).into_iter().map(|(address, body)| (address, body["uid"].clone())).collect();
    seen.sort_by_key(|(address, _)| address.clone());
    seen.dedup();
    assert_eq!(seen.len(), 64);
    for (address, uid) in seen {
        let number: u32 = uid.as_str().and_then(|uid| uid.parse().ok()).expect("a number");
        assert!(address.contains(&format!("/resourceid/%25s%2520%2F{}/mode/mix/start", number - 1)), "{address}");
    }
}

#[test]
fn a_name_that_stands_twice_in_an_answer_is_no_reason_to_lose_it() {
    let twice = r#"{"resourceId": "old", "resourceId": "example-resource", "sid": "old", "sid": "0123456789abcdef0123456789abcdef"}"#;
    let status = r#"{"serverResponse": {"status": 1}, "new": 1, "new": 2,
        "serverResponse": {"status": 4, "status": 5, "fileListMode": "string", "fileList": "a", "fileList": "b"}}"#;
    let script = [twice, twice, status, status]
        .into_iter()
        .fold(Scripted::new(), |script, body| script.answer(Response::new(200, body)));
    let notes = Notes::default();
    let client = built(|builder| builder.transport(script.clone()).journal(notes.clone()));
    run(async {
        let resource = client.mix().acquire("room", 1).await.expect("a resource");
        assert_eq!(resource.resource_id(), RESOURCE);
        let recording = resource.start(storage()).await.expect("a recording");
        assert_eq!((recording.resource_id(), recording.sid()), (RESOURCE, SID));
        let status = recording.query().await.expect("a status");
        let server = status.server_response.get().expect("a part of the server");
        assert_eq!(server.status.get().map(ToString::to_string), Some("5".to_owned()));
        let Ended::Now(files) = recording.stop().await.expect("an end") else { panic!("it was over before") };
        let files = files.server_response.get().and_then(|server| server.file_list.get());
        assert_eq!(files.and_then(|files| files.text()), Some("b"));
    });
    // The journal takes it for what the caller was given.
    assert_eq!((notes.last().as_str(), notes.running().len()), ("stop Answered", 0));
}
