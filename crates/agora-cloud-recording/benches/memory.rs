//! Memory of 10,000 calls in flight, by this client and by plain `reqwest` doing the same: anonymous memory at its most less what
//! there was before, for each call. The server is a process of its own, which answers once all calls have come.
//!
//! `cargo bench -p agora-cloud-recording --bench memory`; measures on Linux, where a process may have as many files open.
#![expect(clippy::print_stdout, reason = "it is a program whose result is a table")]

use agora_cloud_recording::{Client, Credentials};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Notify;

const CALLS: usize = 10_000;
const ROUNDS: usize = 3;
const ANSWER: &str =
    r#"{"cname":"room","uid":"1001","resourceId":"JyvK8nXHuV1BE64GDkAaBGEscvtHW7v8BrQoRPCHxmeVxwY22"}"#;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "serve"] => runtime().block_on(serve()),
        [_, "call", who, base] => call(who, base),
        // As a test, without `--bench`, there is nothing to do.
        _ if arguments.iter().any(|argument| argument == "--bench") => measure(&arguments[0]),
        _ => {}
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn measure(program: &str) {
    if anonymous_kib().is_none() || open_files().is_none_or(|most| most < CALLS + 100) {
        println!("skipped: it takes Linux, and a process that may have {} files open (`ulimit -n`)", CALLS + 100);
        return;
    }
    println!("| KiB a call, {CALLS} in flight | plain reqwest | this client | ratio |\n| --- | ---: | ---: | ---: |");
    for round in 1..=ROUNDS {
        let [plain, ours] = ["plain", "client"].map(|who| one(program, who));
        println!("| round {round} | {plain:.1} | {ours:.1} | {:.2} |", ours / plain);
    }
}

/// One run, with a server of its own.
fn one(program: &str, who: &str) -> f64 {
    let mut server = Command::new(program).arg("serve").stdout(Stdio::piped()).spawn().expect("a server");
    let mut base = String::new();
    BufReader::new(server.stdout.take().expect("its output")).read_line(&mut base).expect("its address");
    let output = Command::new(program).args(["call", who, base.trim()]).output().expect("a client");
    server.kill().and_then(|()| server.wait()).expect("the server ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number")
}

/// Makes all calls at once, and prints the memory that each took.
fn call(who: &str, base: &str) {
    let builder = Client::builder("app", Credentials::new("key", "secret"));
    let client = builder.with(|core| core.base_url(base).budget(None)).build().expect("a client");
    let (plain, address) = (reqwest::Client::new(), format!("{base}/rooms"));
    let before = anonymous_kib().expect("a number");
    let (most, is_over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let looking = std::thread::spawn({
        let (most, is_over) = (most.clone(), is_over.clone());
        move || {
            while !is_over.load(Ordering::Relaxed) {
                most.fetch_max(anonymous_kib().unwrap_or(0), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    });
    runtime().block_on(async {
        let mut tasks = Vec::with_capacity(CALLS);
        for _ in 0..CALLS {
            if who == "plain" {
                let call = plain.post(&address).basic_auth("key", Some("secret"));
                let call = call.header("content-type", "application/json");
                tasks.push(tokio::spawn(async move {
                    let body = r#"{"cname":"room","uid":"1001","clientRequest":{"resourceExpiredHour":24}}"#;
                    let answer = call.body(body).send().await.expect("an answer");
                    let answer: serde_json::Value =
                        serde_json::from_slice(&answer.bytes().await.expect("a body")).expect("JSON");
                    assert!(answer["resourceId"].is_string());
                }));
            } else {
                let call = client.mix().acquire("room", "1001").resource_expired_hour(24);
                tasks.push(tokio::spawn(async move {
                    let resource = call.send().await.expect("a resource");
                    assert!(!resource.resource_id().is_empty());
                }));
            }
        }
        for task in tasks {
            task.await.expect("a call");
        }
    });
    is_over.store(true, Ordering::Relaxed);
    looking.join().expect("a look");
    println!("{}", (most.load(Ordering::Relaxed) - before) as f64 / CALLS as f64);
}

/// Holds every request back until all have come.
async fn serve() {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
    let listener = socket.listen(4096).expect("a server");
    println!("http://{}", listener.local_addr().expect("an address"));
    let (come, all) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    while let Ok((connection, _)) = listener.accept().await {
        tokio::spawn(answer(connection, come.clone(), all.clone()));
    }
}

async fn answer(mut connection: TcpStream, come: Arc<AtomicUsize>, all: Arc<Notify>) -> Option<()> {
    let (mut request, mut piece) = (Vec::new(), [0; 1024]);
    // Every body ends in two braces, and nothing else does.
    while !request.ends_with(b"}}") {
        let read = connection.read(&mut piece).await.ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&piece[..read]);
    }
    let released = all.notified();
    if come.fetch_add(1, Ordering::Relaxed) + 1 == CALLS {
        all.notify_waiters();
    } else {
        released.await;
    }
    let length = ANSWER.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{ANSWER}");
    connection.write_all(head.as_bytes()).await.ok()?;
    // The client closes it.
    connection.read(&mut piece).await.ok().map(drop)
}

fn anonymous_kib() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// How many files this process may have open.
fn open_files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}
