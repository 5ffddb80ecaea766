//! What the emulator bears: requests in a second and memory with 10,000 recordings alive.
//!
//! `cargo bench -p agora-cloud-recording-emulator --bench load`. The emulator runs as the program, in a process of its own, so that its memory
//! is its own; one process calls it by plain HTTP over 64 connections. Figures of two cores that are shared by both.
#![allow(clippy::print_stdout, reason = "a bench tells its figures")]

use agora_cloud_recording::rest::transport::ReqwestTransport;
use agora_cloud_recording::rest::validate::{Level, Levels};
use agora_cloud_recording::types::{StorageConfig, StorageVendor};
use agora_cloud_recording::{Client, Credentials, Mix, Recording};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tokio::sync::Mutex;

const RECORDINGS: usize = 10_000;
const AT_A_TIME: usize = 64;

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

fn program() -> (Program, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_agora-cloud-recording-emulator"))
        .args(["--port", "0", "--clock", "virtual", "--requests-per-s", "0", "--tasks", "0"])
        .env("RUST_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let output = child.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut line).expect("a banner");
    let url = line.split_whitespace().last().expect("an address").to_owned();
    (Program(child), url)
}

/// The memory that a process has, in KiB.
fn memory_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or_default()
}

/// Does something as often as there are recordings, by so many at a time, and tells how many in a second.
async fn timed<F: Future<Output = ()> + Send>(
    name: &str,
    calls: usize,
    one: impl Fn(usize) -> F + Send + Sync + Copy + 'static,
) {
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..AT_A_TIME {
        let next = next.clone();
        tasks.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= RECORDINGS {
                    return;
                }
                one(number).await;
            }
        });
    }
    while tasks.join_next().await.is_some() {}
    let seconds = begun.elapsed().as_secs_f64();
    let rate = f64::from(u32::try_from(calls * RECORDINGS).expect("few calls")) / seconds;
    println!("{name}: {rate:.0} requests/s, {seconds:.1} s for {}", calls * RECORDINGS);
}

#[tokio::main]
async fn main() {
    let (program, url) = program();
    let pid = program.0.id();
    let empty = memory_kib(pid);
    let transport = ReqwestTransport::new().expect("a transport");
    let client = Client::builder("app", Credentials::new("key", "secret"))
        .with(|client| client.base_url(url).transport(transport).budget(None).levels(Levels::new().all(Level::Allow)))
        .build()
        .expect("a client");
    let client: &'static Client = Box::leak(Box::new(client));
    let held: &'static Mutex<Vec<Recording<Mix>>> = Box::leak(Box::new(Mutex::new(Vec::new())));
    timed("acquire and start", 2, move |number| async move {
        let storage = StorageConfig::new(StorageVendor::from(1), "bucket", "access", "secret").region(7);
        let resource = client.mix().acquire(format!("room-{number}"), 1).await.expect("a resource");
        held.lock().await.push(resource.start(storage).await.expect("it starts"));
    })
    .await;
    let full = memory_kib(pid);
    let more = f64::from(u32::try_from(full.saturating_sub(empty)).expect("less than terabytes"));
    let each = more / f64::from(u32::try_from(RECORDINGS).expect("few recordings"));
    println!("memory: {empty} KiB empty, {full} KiB with {RECORDINGS} recordings alive, {each:.1} KiB each");
    let all: &'static [Recording<Mix>] = Vec::leak(std::mem::take(&mut *held.lock().await));
    timed("query with all of them alive", 1, move |number| async move {
        drop(all[number].query().await.expect("a status"));
    })
    .await;
    drop(program);
}
