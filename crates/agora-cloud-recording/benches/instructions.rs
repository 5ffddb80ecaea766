//! Instructions that a call takes in user space, by this client and by plain `reqwest` doing the same, over a server of this
//! machine. Each figure is the difference between two numbers of calls under callgrind, divided by the calls between them, so
//! that neither start nor end counts. It repeats to half a percent, whatever else the machine does.
//!
//! `cargo bench -p agora-cloud-recording --bench instructions`; needs valgrind, and says so where there is none.
#![expect(clippy::print_stdout, reason = "it is a program whose result is a table")]

use agora_cloud_recording::{Client, Credentials, Error, Mix, Recording, Resource, mix, types};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

const FEW: u32 = 100;
const MANY: u32 = 600;
const RESOURCE: &str = "JyvK8nXHuV1BE64GDkAaBGEscvtHW7v8BrQoRPCHxmeVxwY22";
const SID: &str = "38f8e3cfdc474cd56fc1ceba380d7e1a";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "call", who, what, number, base] => call(who, what, number.parse().expect("a number"), base),
        // As a test, without `--bench`, there is nothing to do.
        _ if arguments.iter().any(|argument| argument == "--bench") => measure(&arguments[0]),
        _ => {}
    }
}

fn measure(program: &str) {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("skipped: valgrind is not installed, and counts the instructions");
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            std::thread::spawn(move || serve(connection));
        }
    });
    println!("| call | plain reqwest | this client | ratio |\n| --- | ---: | ---: | ---: |");
    for what in ["acquire", "start", "query", "error"] {
        let each = |who| {
            let of = |number: u32| count(program, &["call", who, what, &number.to_string(), &base]);
            (of(MANY) - of(FEW)) / f64::from(MANY - FEW)
        };
        let (plain, ours) = (each("plain"), each("client"));
        println!("| {what} | {plain:.0} | {ours:.0} | {:.3} |", ours / plain);
    }
}

/// The instructions of one run.
fn count(program: &str, arguments: &[&str]) -> f64 {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", program]).args(arguments);
    let output = command.output().expect("valgrind runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let collected = said.lines().find_map(|line| line.split_once("Collected : ")).expect("a count");
    collected.1.trim().parse().expect("a number")
}

/// Answers requests until the connection is closed.
fn serve(connection: TcpStream) -> Option<()> {
    let mut reader = BufReader::new(connection.try_clone().ok()?);
    let mut writer = connection;
    loop {
        let (mut first, mut size) = (String::new(), 0);
        reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                if name.eq_ignore_ascii_case("content-length") {
                    size = value.trim().parse().ok()?;
                }
            }
        }
        reader.read_exact(&mut vec![0; size]).ok()?;
        let (status, body) = answer(&first);
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\nX-Request-Id: r\r\n\r\n",
            body.len()
        );
        writer.write_all((head + &body).as_bytes()).ok()?;
    }
}

fn answer(first: &str) -> (&'static str, String) {
    let file = |kind: &str| {
        json!({"fileName": format!("{SID}_room__uid_s_1__uid_e_{kind}.m3u8"), "trackType": kind, "uid": "1",
            "mixedAllUser": false, "isPlayable": true, "sliceStartTime": 1_781_665_305_123_u64})
    };
    let body = match first.split(' ').nth(1).unwrap_or_default() {
        path if path.starts_with("/v1/apps/bad/") => {
            return ("400 Bad Request", json!({"code": 2, "reason": "invalid resourceExpiredHour"}).to_string());
        }
        path if path.ends_with("/acquire") => json!({"cname": "room", "uid": "1001", "resourceId": RESOURCE}),
        path if path.ends_with("/start") => json!({"cname": "room", "uid": "1001", "resourceId": RESOURCE, "sid": SID}),
        _ => json!({"cname": "room", "uid": "1001", "resourceId": RESOURCE, "sid": SID, "serverResponse": {
            "status": 5, "fileListMode": "json", "fileList": [file("audio"), file("video"), file("video")],
            "sliceStartTime": 1_781_665_305_123_u64}}),
    };
    ("200 OK", body.to_string())
}

/// Makes so many calls.
fn call(who: &str, what: &str, number: u32, base: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let app = if what == "error" { "bad" } else { "ok" };
    runtime.block_on(async {
        if who == "plain" {
            let plain = Plain { http: reqwest::Client::new(), base: format!("{base}/v1/apps/{app}/cloud_recording") };
            for turn in 0..number {
                plain.call(what, turn).await;
            }
        } else {
            let builder = Client::builder(app, Credentials::new("customer", "secret"));
            let client = builder.with(|core| core.base_url(base).budget(None)).build().expect("a client");
            let recording = Recording::from_parts(&client, RESOURCE, SID, "room", "1001");
            for turn in 0..number {
                assert_eq!(by_client(&client, &recording, what, turn).await.is_ok(), what != "error");
            }
        }
    });
}

/// Each recording has a resource of its own, so that no address of a start is asked twice.
fn resource(turn: u32) -> String {
    format!("{turn:06}{}", &RESOURCE[6..])
}

async fn by_client(client: &Client, recording: &Recording<Mix>, what: &str, turn: u32) -> Result<(), Error> {
    match what {
        "start" => {
            let storage = types::StorageConfig::new(types::StorageVendor::AlibabaCloud, "bucket", "access", "secret");
            let storage = storage.region(3).file_name_prefix(["directory1", "directory2"]);
            let config = mix::RecordingConfig::new()
                .channel_type(1)
                .stream_types(2)
                .max_idle_time(30)
                .subscribe_audio_uids(["123", "456"])
                .subscribe_video_uids(["123", "456"])
                .subscribe_uid_group(0);
            let resource = Resource::<Mix>::from_parts(client, resource(turn), "room", "1001");
            let files = types::RecordingFileConfig::new().av_file_type([types::AvFileType::Hls]);
            let call = resource.start(storage).token("token").recording_config(config).recording_file_config(files);
            call.send().await.map(drop).map_err(Error::from)
        }
        "query" => recording.query().send().await.map(drop),
        _ => {
            let call = client.mix().acquire("room", "1001").resource_expired_hour(24);
            call.send().await.map(drop)
        }
    }
}

/// The same calls by hand.
struct Plain {
    http: reqwest::Client,
    base: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<T> {
    cname: String,
    uid: String,
    client_request: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Acquire {
    resource_expired_hour: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Start {
    token: String,
    storage_config: Storage,
    recording_config: Config,
    recording_file_config: Files,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Files {
    av_file_type: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Storage {
    vendor: u32,
    region: u32,
    bucket: String,
    access_key: String,
    secret_key: String,
    file_name_prefix: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    channel_type: u32,
    stream_types: u32,
    max_idle_time: u32,
    subscribe_audio_uids: Vec<String>,
    subscribe_video_uids: Vec<String>,
    subscribe_uid_group: u32,
}

/// What is read of every answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // It is read to be measured.
struct Answer {
    cname: Option<String>,
    uid: Option<String>,
    resource_id: Option<String>,
    sid: Option<String>,
    server_response: Option<State>,
    code: Option<i64>,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // It is read to be measured.
struct State {
    status: Option<i64>,
    file_list_mode: Option<String>,
    file_list: Option<Vec<File>>,
    slice_start_time: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // It is read to be measured.
struct File {
    file_name: String,
    track_type: Option<String>,
    uid: Option<String>,
    mixed_all_user: Option<bool>,
    is_playable: Option<bool>,
    slice_start_time: Option<i64>,
}

fn texts(texts: [&str; 2]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

impl Plain {
    async fn call(&self, what: &str, turn: u32) {
        let base = &self.base;
        let request = match what {
            "query" => self.http.get(format!("{base}/resourceid/{RESOURCE}/sid/{SID}/mode/mix/query")),
            "start" => {
                let client_request = Start {
                    token: "token".to_owned(),
                    storage_config: Storage {
                        vendor: 2,
                        region: 3,
                        bucket: "bucket".to_owned(),
                        access_key: "access".to_owned(),
                        secret_key: "secret".to_owned(),
                        file_name_prefix: texts(["directory1", "directory2"]),
                    },
                    recording_config: Config {
                        channel_type: 1,
                        stream_types: 2,
                        max_idle_time: 30,
                        subscribe_audio_uids: texts(["123", "456"]),
                        subscribe_video_uids: texts(["123", "456"]),
                        subscribe_uid_group: 0,
                    },
                    recording_file_config: Files { av_file_type: vec!["hls".to_owned()] },
                };
                let resource = resource(turn);
                self.post(format!("{base}/resourceid/{resource}/mode/mix/start"), client_request)
            }
            _ => self.post(format!("{base}/acquire"), Acquire { resource_expired_hour: 24 }),
        };
        let request = request.header("authorization", "Basic Y3VzdG9tZXI6c2VjcmV0");
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let body = answer.bytes().await.expect("a body");
        let read: Answer = serde_json::from_slice(&body).expect("JSON");
        assert_eq!((status.is_success(), read.code.is_some()), (what != "error", what == "error"));
    }

    fn post(&self, address: String, client_request: impl Serialize) -> reqwest::RequestBuilder {
        let request = Request { cname: "room".to_owned(), uid: "1001".to_owned(), client_request };
        let body = serde_json::to_vec(&request).expect("JSON");
        self.http.post(address).header("content-type", "application/json;charset=utf-8").body(body)
    }
}
