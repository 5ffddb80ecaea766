//! The journal of a parcel depot whose vans cost money until they are called back.
#![allow(clippy::unwrap_used)]

use agora_rest_errors::Effect;
use agora_rest_runtime::journal::{
    FileJournal, Journal, JournalError, Ledger, NoJournal, Phase, Record, Role, Running, Skipped,
};
use serde_json::{Value, json};
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(result) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return result;
        }
        thread::park();
    }
}

fn at() -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(1_700_000_000_123)
}

fn before(role: Role, van: &str) -> Record {
    Record::before(at(), "call", role, van, json!({"van": van, "at": "before"}))
}

fn answered(role: Role, van: &str, effect: Effect) -> Record {
    Record::answered(at(), "call", role, van, effect, json!({"van": van, "at": "answered"}))
}

fn lost(role: Role, van: &str, effect: Effect) -> Record {
    Record::lost(at(), "call", role, van, effect, Value::Null)
}

/// Records, and the vans that may still run after them; a star behind those that surely began.
#[track_caller]
fn check(records: impl IntoIterator<Item = Record>, running: &[&str]) {
    let mut ledger = Ledger::new();
    ledger.extend(records);
    assert_eq!(names(&ledger.running()), running);
    assert_eq!(names(&ledger.into_running().iter().collect::<Vec<_>>()), running);
}

fn names(running: &[&Running]) -> Vec<String> {
    let name = |van: &&Running| format!("{}{}", van.subject, if van.confirmed { "*" } else { "" });
    running.iter().map(name).collect()
}

use Effect::{Applied, None as Nothing, Unknown};
use Role::{Begins, Ends, GoesOn};

#[test]
fn what_began_runs_until_it_surely_ended() {
    check([], &[]);
    check([before(Begins, "a")], &["a"]);
    check([before(Begins, "a"), answered(Begins, "a", Applied)], &["a*"]);
    check([before(Begins, "a"), answered(Begins, "a", Unknown)], &["a"]);
    check([before(Begins, "a"), answered(Begins, "a", Nothing)], &[]);
    check([before(Begins, "a"), lost(Begins, "a", Unknown)], &["a"]);
    check([before(Begins, "a"), lost(Begins, "a", Nothing)], &[]);
    check([before(Begins, "a"), Record { effect: None, ..lost(Begins, "a", Nothing) }], &["a"]);
    check([answered(Begins, "a", Applied)], &["a*"]);
    check([answered(Begins, "a", Nothing)], &[]);

    let began = || [before(Begins, "a"), answered(Begins, "a", Applied)].into_iter();
    check(began().chain([before(Ends, "a")]), &["a*"]);
    check(began().chain([before(Ends, "a"), answered(Ends, "a", Applied)]), &[]);
    check(began().chain([before(Ends, "a"), answered(Ends, "a", Nothing)]), &["a*"]);
    check(began().chain([before(Ends, "a"), answered(Ends, "a", Unknown)]), &["a*"]);
    check(began().chain([before(Ends, "a"), lost(Ends, "a", Unknown)]), &["a*"]);
    check(began().chain([answered(Ends, "b", Applied)]), &["a*"]);
    check(began().chain([answered(GoesOn, "a", Nothing)]), &["a*"]);
    check(began().chain([answered(Ends, "a", Applied), before(Begins, "a")]), &["a"]);
    check([answered(GoesOn, "a", Applied), answered(Ends, "a", Applied)], &[]);
}

#[test]
fn a_refusal_says_nothing_of_an_earlier_call() {
    let twice = [before(Begins, "a"), before(Begins, "a")];
    check(twice.clone().into_iter().chain([answered(Begins, "a", Nothing)]), &["a"]);
    check(twice.clone().into_iter().chain([answered(Begins, "a", Nothing), answered(Begins, "a", Nothing)]), &[]);
    check(twice.into_iter().chain([lost(Begins, "a", Unknown), answered(Begins, "a", Nothing)]), &["a"]);
    check([answered(Begins, "a", Applied), before(Begins, "a"), answered(Begins, "a", Nothing)], &["a*"]);
}

#[test]
fn what_runs_keeps_its_order_and_its_last_state() {
    let records = [before(Begins, "b"), before(Begins, "a"), before(Begins, "c"), answered(Begins, "a", Nothing)];
    check(records.into_iter().chain([before(Begins, "a"), answered(GoesOn, "b", Applied)]), &["b", "c", "a"]);
    let mut ledger = Ledger::new();
    ledger.extend([before(Begins, "a"), answered(Begins, "a", Applied), lost(GoesOn, "a", Unknown)]);
    let running = ledger.into_running().remove(0);
    assert_eq!(running.state, json!({"van": "a", "at": "answered"}));
    assert_eq!(running.last.phase, Phase::Lost);
}

#[test]
fn records_are_short_json() {
    let told = |record: &Record| serde_json::to_string(record).unwrap();
    let first = Record { state: Value::Null, ..before(Begins, "a") };
    let second = Record { note: Some("noted".into()), ..answered(GoesOn, "a", Applied) };
    assert_eq!(told(&first), r#"{"at":1700000000123,"call":"call","subject":"a","role":"begins","phase":"before"}"#);
    for record in [first, second, lost(Ends, "ä\n", Unknown)] {
        assert_eq!(serde_json::from_str::<Record>(&told(&record)).unwrap(), record);
    }
    let newer = r#"{"at":1,"call":"c","subject":"s","role":"ends","phase":"lost","effect":"none","more":[1]}"#;
    assert_eq!(serde_json::from_str::<Record>(newer).unwrap().effect, Some(Nothing));
    assert!(serde_json::from_str::<Record>(&newer.replace("none", "some")).is_err());
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    (folder, path)
}

fn note(journal: &FileJournal, records: &[Record]) {
    records.iter().for_each(|record| wait(journal.note(record)).unwrap());
}

/// Opens a journal, and tells what may run and how many lines were skipped.
fn open(path: &Path) -> (Vec<String>, Vec<Skipped>) {
    let opened = FileJournal::open(path).unwrap();
    (names(&opened.running.iter().collect::<Vec<_>>()), opened.skipped)
}

#[test]
fn a_file_tells_what_may_still_run() {
    let (_folder, path) = place();
    let opened = FileJournal::open(&path).unwrap();
    assert!(opened.running.is_empty() && opened.skipped.is_empty());
    assert_eq!(opened.journal.path(), path);
    note(&opened.journal, &[before(Begins, "a\n"), before(Begins, "b"), answered(Begins, "b", Applied)]);
    assert_eq!(open(&path), (vec!["a\n".to_owned(), "b*".to_owned()], vec![]), "while it is open elsewhere");
    drop(opened);
    let again = FileJournal::open(&path).unwrap();
    assert_eq!(again.running[1].state, json!({"van": "b", "at": "answered"}));
    note(&again.journal, &[answered(Ends, "b", Applied)]);
    assert_eq!(open(&path).0, ["a\n"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_torn_last_line_costs_that_line_alone() {
    let (_folder, path) = place();
    let journal = FileJournal::open(&path).unwrap().journal;
    note(&journal, &[before(Begins, "a"), before(Begins, "b"), answered(Begins, "b", Applied), before(Begins, "ü")]);
    drop(journal);
    let whole = fs::read(&path).unwrap();
    let ends: Vec<usize> =
        (0..=whole.len()).filter(|end| *end > 0 && whole.get(*end).is_none_or(|byte| *byte == b'\n')).collect();
    assert_eq!(ends.len(), 4);
    for length in 0..=whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let complete = ends.iter().filter(|end| **end <= length).count();
        let running = [&[][..], &["a"], &["a", "b"], &["a", "b*"], &["a", "b*", "ü"]][complete];
        let start = complete.checked_sub(1).map_or(0, |last| ends[last]);
        // A line begins with its end, which alone is no line yet.
        let torn = length.saturating_sub(start + 1);
        let opened = FileJournal::open(&path).unwrap();
        assert_eq!(names(&opened.running.iter().collect::<Vec<_>>()), running, "{length}");
        let skipped: Vec<_> =
            (torn > 0).then_some(Skipped { line: complete + 2, bytes: torn, is_last: true }).into_iter().collect();
        assert_eq!(opened.skipped, skipped, "{length}");
        // What is written next is whole again.
        note(&opened.journal, &[before(Begins, "z")]);
        let (running, skipped) = open(&path);
        assert_eq!(running.last().unwrap(), "z", "{length}");
        assert_eq!(skipped.len(), usize::from(torn > 0), "{length}");
        assert!(skipped.iter().all(|line| !line.is_last), "{length}");
    }
}

#[test]
fn garbage_is_skipped_and_told() {
    let (_folder, path) = place();
    let line = |record: &Record| serde_json::to_vec(record).unwrap();
    let parts: [&[u8]; 9] = [
        &line(&before(Begins, "a")),
        b"\n\n  \r\n{}\n\xff\xfe\x00garbage\n",
        &line(&before(Begins, "b")),
        b"\r\n",
        &line(&before(Begins, "c"))[..20],
        &line(&before(Begins, "d")),
        b"\n5\n",
        &line(&answered(Ends, "a", Applied)),
        b"\n",
    ];
    fs::write(&path, parts.concat()).unwrap();
    let (running, skipped) = open(&path);
    assert_eq!(running, ["b"]);
    let lines: Vec<_> = skipped.iter().map(|skipped| (skipped.line, skipped.is_last)).collect();
    assert_eq!(lines, [(4, false), (5, false), (7, false), (8, false)]);
}

#[test]
fn several_writers_do_not_mix_their_lines() {
    let (_folder, path) = place();
    let journals: Vec<_> = (0..3).map(|_| Arc::new(FileJournal::open(&path).unwrap().journal)).collect();
    let threads: Vec<_> = (0..6)
        .map(|number| {
            let journal = Arc::clone(&journals[number % journals.len()]);
            thread::spawn(move || {
                for index in 0..20 {
                    let state = json!("x".repeat(index * 400));
                    let van = format!("{number}/{index}");
                    wait(journal.note(&Record { state, ..before(Begins, &van) })).unwrap();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let (running, skipped) = open(&path);
    assert_eq!((running.len(), skipped.len()), (120, 0));
}

#[test]
fn a_record_is_kept_though_nobody_waits() {
    let (_folder, path) = place();
    let journal = FileJournal::open(&path).unwrap().journal;
    drop(journal.note(&before(Begins, "a")));
    // Lines are written in their order, so that the first is there once the second is.
    note(&journal, &[before(Begins, "b")]);
    assert_eq!(open(&path).0, ["a", "b"]);
}

#[test]
fn what_cannot_be_kept_is_an_error() {
    let (folder, path) = place();
    let error = FileJournal::open(folder.path()).unwrap_err();
    assert_eq!(error.to_string(), format!("the journal {} cannot be opened", folder.path().display()));
    assert!(std::error::Error::source(&error).is_some());
    assert!(FileJournal::open(path.join("no folder")).is_err());
    assert_eq!(JournalError::new("full").to_string(), "the journal cannot be kept");
    // A device may be read without end, so that only files will do.
    #[cfg(unix)]
    assert!(FileJournal::open("/dev/zero").is_err());
}

#[test]
fn journals_stand_behind_a_reference() {
    let journals: [Arc<dyn Journal>; 1] = [Arc::new(NoJournal)];
    for journal in journals {
        wait(journal.note(&before(Begins, "a"))).unwrap();
    }
}
