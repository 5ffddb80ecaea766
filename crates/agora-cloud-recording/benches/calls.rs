//! What the client adds to a call: judging a body, reading an answer, finding the entry of an error, and a whole call over a
//! scripted transport. What the entry costs is the difference between the last two of `error answer`.
//!
//! `cargo bench -p agora-cloud-recording --bench calls`

use agora_cloud_recording::rest::transport::Scripted;
use agora_cloud_recording::rest::{Method, Operation, Response};
use agora_cloud_recording::{Client, Credentials, FACTS, Mix, Recording, Resource, errors, mix, types};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::SystemTime;

const RESOURCE: &str = "example-resource";
const SID: &str = "0123456789abcdef0123456789abcdef";
const QUERY: &str = r#"{"cname": "room", "uid": "1001", "resourceId": "example-resource",
    "sid": "0123456789abcdef0123456789abcdef", "serverResponse": {"status": 5, "fileListMode": "json", "fileList": [
    {"fileName": "a/b_audio.m3u8", "trackType": "audio", "uid": "1", "mixedAllUser": false, "isPlayable": true,
     "sliceStartTime": 1781665305123},
    {"fileName": "a/b_video.m3u8", "trackType": "video", "uid": "1", "mixedAllUser": false, "isPlayable": true,
     "sliceStartTime": 1781665305123}], "sliceStartTime": 1781665305123}}"#;
const REFUSED: &str = r#"{"code": 2, "reason": "Acquire: invalid resourceExpiredHour value!"}"#;

/// An operation for the reading of answers alone.
static ACQUIRE: Operation<errors::CloudRecording> = Operation {
    endpoint: errors::Endpoint::Acquire,
    name: "acquire",
    method: Method::Post,
    template: "",
    path: &[],
    edition_paths: &[],
    repeat_is_safe: true,
    urgent: false,
    detached: false,
};

fn client(transport: &Scripted) -> Client {
    let builder = Client::builder("app", Credentials::new("key", "secret"));
    let builder = builder.with(|core| core.transport(transport.clone()).budget(None));
    builder.build().expect("a client")
}

fn storage() -> types::StorageConfig {
    types::StorageConfig::new(types::StorageVendor::AlibabaCloud, "bucket", "access", "secret")
        .region(3)
        .file_name_prefix(["directory1", "directory2"])
}

fn config() -> mix::RecordingConfig {
    mix::RecordingConfig::new()
        .channel_type(1)
        .stream_types(2)
        .max_idle_time(30)
        .subscribe_audio_uids(["123", "456"])
        .subscribe_video_uids(["123", "456"])
        .subscribe_uid_group(0)
}

fn files() -> types::RecordingFileConfig {
    types::RecordingFileConfig::new().av_file_type([types::AvFileType::Hls])
}

fn judging(c: &mut Criterion) {
    let client = client(&Scripted::new());
    let resource = Resource::<Mix>::from_parts(&client, RESOURCE, "room", "1001");
    let call = resource.start(storage()).token("token").recording_config(config()).recording_file_config(files());
    assert!(call.check().is_empty(), "the body keeps to all rules: {:?}", call.check());
    c.bench_function("judge a start body", |b| b.iter(|| black_box(&call).check()));
}

fn reading(c: &mut Criterion) {
    let read = |body: &str| serde_json::from_str::<mix::QueryResponse>(body);
    assert!(read(QUERY).is_ok_and(|answer| answer.server_response.get().is_some()), "the answer is read");
    c.bench_function("read a query answer", |b| b.iter(|| read(black_box(QUERY))));

    let response = Response::new(400, REFUSED);
    let answer = || FACTS.read(&ACQUIRE, response.clone(), SystemTime::UNIX_EPOCH);
    assert!(answer().is_err_and(|error| error.name().is_some()), "the entry is found");
    let mut group = c.benchmark_group("error answer");
    group.bench_function("its body alone", |b| b.iter(|| errors::read(black_box(REFUSED.as_bytes())).code().is_some()));
    group.bench_function("and its entry", |b| {
        b.iter(|| {
            let body = errors::read(black_box(REFUSED.as_bytes()));
            errors::identify(&body.answer(Some(errors::Endpoint::Acquire), Some(400))).id()
        });
    });
    group.bench_function("as the error of a call", |b| b.iter(answer));
    group.finish();
}

fn calling(c: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    c.bench_function("a query over a scripted transport", |b| {
        let set_up = || {
            let client = client(&Scripted::new().answer(Response::new(200, QUERY)));
            Recording::<Mix>::from_parts(&client, RESOURCE, SID, "room", "1001")
        };
        b.iter_batched(
            set_up,
            |recording| runtime.block_on(async { recording.query().send().await.expect("an answer").reply().status }),
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(calls, judging, reading, calling);
criterion_main!(calls);
