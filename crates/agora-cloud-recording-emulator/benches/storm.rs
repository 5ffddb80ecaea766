//! 100,000 recordings begun and ended through the client, with its journal, while one request in ten meets a broken connection.
//!
//! `cargo bench -p agora-cloud-recording-emulator --bench storm`; a number behind `--` takes another count. Time is virtual. At the end the ledger of the
//! emulator is held against what the client believes, and against its journal:
//!
//! * none runs that the client believes ended;
//! * none is over that the client believes running;
//! * each that runs is named by the journal, as running or, where the answer to start was lost, as in doubt by its resource.
#![allow(clippy::print_stdout, reason = "a bench tells its figures")]

use agora_cloud_recording::rest::journal::FileJournal;
use agora_cloud_recording::types::{StorageConfig, StorageVendor};
use agora_cloud_recording::{Client, Credentials, Effect, Ended};
use agora_cloud_recording_emulator::{Connection, Emulator, Fault};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

const RECORDINGS: usize = 100_000;
/// So many in one round.
const ROUND: usize = 20_000;
const AT_A_TIME: usize = 64;
const APP: &str = "storm";

/// Each meets one request in a hundred.
const BROKEN: &[Connection] = &[
    Connection::ResetBefore,
    Connection::ResetAfter,
    Connection::CloseBefore,
    Connection::CloseAfter,
    Connection::HangBefore,
    Connection::HangAfter,
    Connection::Truncated,
    Connection::Garbage,
    Connection::Html,
    Connection::Empty,
];

/// What the client believes at the end of its calls for one recording.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Belief {
    /// Nothing was begun: resource ID, where there was one.
    Nothing,
    /// It ended.
    Ended(String),
    /// It is running: the stop had no effect.
    Running(String),
    /// It is running or not: the answer to stop was lost.
    EndInDoubt(String),
    /// The answer to start was lost: it may be running, and the resource ID is known.
    InDoubt(String),
}

async fn one(client: &Client, number: usize) -> Belief {
    let storage = StorageConfig::new(StorageVendor::from(1), "bucket", "access", "secret").region(7);
    let Ok(resource) = client.mix().acquire(format!("room-{number}"), 1).await else { return Belief::Nothing };
    let recording = match resource.start(storage).await {
        Ok(recording) => recording,
        Err(failed) if failed.error.effect() == Effect::MaybeApplied => {
            return Belief::InDoubt(failed.handle.resource_id().to_owned());
        }
        Err(_) => return Belief::Nothing,
    };
    let sid = recording.sid().to_owned();
    match recording.stop().await {
        Ok(Ended::Now(_) | Ended::Empty(_) | Ended::Before(_)) => Belief::Ended(sid),
        Err(failed) if matches!(failed.error.effect(), Effect::NotSent | Effect::Refused) => Belief::Running(sid),
        Ok(_) | Err(_) => Belief::EndInDoubt(sid),
    }
}

/// All texts in a value.
fn texts<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::String(text) => drop(found.insert(text)),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(members) => members.values().for_each(|member| texts(member, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What came of it, over all rounds.
#[derive(Default)]
struct Tally {
    beliefs: BTreeMap<&'static str, usize>,
    states: BTreeMap<String, usize>,
    running: usize,
    named_by_journals: usize,
    /// Believed to have ended, and running.
    left_running: usize,
    /// Believed to be running, and over.
    lost: usize,
    /// In doubt, and running.
    start_running: usize,
    end_running: usize,
    /// Running, and named by no journal.
    unnamed: usize,
}

// In virtual time one goes on after another, so a second thread would only cost the way to it.
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(RECORDINGS);
    let mut tally = Tally::default();
    let begun = Instant::now();
    let mut left = count;
    while left > 0 {
        // Each round has an address of its own, for broken connections keep the ports of an address for a minute.
        round(left.min(ROUND), &mut tally).await;
        left -= left.min(ROUND);
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("{count} recordings in {seconds:.0} s of real time; the client believes: {:?}", tally.beliefs);
    println!(
        "the ledger has: {:?}; {} run, and the journal names {}",
        tally.states, tally.running, tally.named_by_journals
    );
    println!("believed ended and running: {}; believed running and over: {}", tally.left_running, tally.lost);
    println!(
        "of the starts in doubt {} run, of the ends in doubt {}; running and named by no journal: {}",
        tally.start_running, tally.end_running, tally.unnamed
    );
    assert_eq!((tally.left_running, tally.lost, tally.unnamed), (0, 0, 0), "something was lost or left running");
}

async fn round(count: usize, tally: &mut Tally) {
    let builder = Emulator::builder().virtual_time().seed(7).requests_per_s(0).tasks(0);
    let emulator = builder.start().await.expect("it starts");
    for how in BROKEN {
        // Ten kinds of one in a hundred are one in ten, nearly.
        emulator.fault(Fault::connection(*how).always().probability(0.01)).expect("a fault");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    let opened = FileJournal::open(&path).expect("a journal");
    let client = Client::builder(APP, Credentials::new("key", "secret"))
        .with(|client| emulator.attach(client).budget(None).journal(opened.journal))
        .build()
        .expect("a client");
    let (next, beliefs) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..AT_A_TIME {
        let (next, beliefs, client) = (next.clone(), beliefs.clone(), client.clone());
        tasks.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return;
                }
                let belief = one(&client, number).await;
                beliefs.lock().expect("no panic before").push(belief);
            }
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.expect("no panic");
    }
    let beliefs = std::mem::take(&mut *beliefs.lock().expect("no panic before"));
    drop(client);

    let ledger = emulator.ledger(Some(APP));
    let (mut by_sid, mut by_resource) = (BTreeMap::new(), BTreeMap::new());
    for recording in &ledger.recordings {
        *tally.states.entry(recording.state.clone()).or_default() += 1;
        if let Some(sid) = recording.value("sid") {
            by_sid.insert(sid, recording.is_running);
        }
        by_resource.insert(recording.value("resourceId").expect("each has one"), recording.is_running);
    }
    for belief in &beliefs {
        let word = match belief {
            Belief::Nothing => "nothing begun",
            Belief::Ended(sid) => {
                tally.left_running += usize::from(by_sid[sid.as_str()]);
                "ended"
            }
            Belief::Running(sid) => {
                tally.lost += usize::from(!by_sid[sid.as_str()]);
                "running"
            }
            Belief::EndInDoubt(sid) => {
                tally.end_running += usize::from(by_sid[sid.as_str()]);
                "end in doubt"
            }
            Belief::InDoubt(resource) => {
                tally.start_running += usize::from(by_resource[resource.as_str()]);
                "start in doubt"
            }
        };
        *tally.beliefs.entry(word).or_default() += 1;
    }
    let journal = FileJournal::open(&path).expect("the journal").running;
    let mut named = BTreeSet::new();
    for running in &journal {
        texts(&running.state, &mut named);
    }
    let unnamed = ledger.running().filter(|recording| {
        ["sid", "resourceId"].iter().all(|name| recording.value(name).is_none_or(|value| !named.contains(value)))
    });
    tally.unnamed += unnamed.count();
    tally.running += ledger.running;
    tally.named_by_journals += journal.len();
}
