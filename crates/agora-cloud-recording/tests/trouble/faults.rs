//! Bad networks and errors of the service, acted out by the emulator: what the caller gets, whether the handle comes back, how many
//! requests the service saw, what runs then by its ledger, and that the journal names it.

use crate::common::*;
use agora_cloud_recording::errors::ErrorId;
use agora_cloud_recording::{CallOptions, Client, Effect, Ended, Error, Mix, Recording, Resource};
use agora_cloud_recording_emulator::{Connection, Emulator, Fault, Recorded};
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Start,
    Stop,
    Query,
}

use What::*;

impl What {
    fn id(self) -> &'static str {
        match self {
            Start => "start",
            Stop => "stop",
            Query => "query",
        }
    }
}

/// The end of a call.
struct Seen {
    error: Option<Error>,
    /// Milliseconds between one request and the next.
    gaps_ms: Vec<u64>,
    notes: Notes,
}

/// An emulator, a client with a journal, and a resource or the recording that came of it.
struct Place {
    emulator: Emulator,
    client: Client,
    notes: Notes,
}

impl Place {
    /// In virtual time, so that every wait passes at once.
    async fn new() -> Self {
        Self::of(Emulator::builder().virtual_time().requests_per_s(0).start().await.expect("an emulator"))
    }

    /// In the time of the machine.
    async fn in_real_time() -> Self {
        Self::of(Emulator::builder().requests_per_s(0).start().await.expect("an emulator"))
    }

    fn of(emulator: Emulator) -> Self {
        let notes = Notes::default();
        let client = built(|builder| emulator.attach(builder).journal(notes.clone()).budget(None));
        Self { emulator, client, notes }
    }

    async fn resource(&self) -> Resource<Mix> {
        self.client.mix().acquire("room", 1).await.expect("a resource")
    }

    async fn recording(&self) -> Recording<Mix> {
        self.resource().await.start(storage()).await.expect("a recording")
    }

    fn play(&self, faults: impl IntoIterator<Item = Fault>) {
        faults.into_iter().for_each(|fault| self.emulator.fault(fault).expect("a fault"));
    }

    fn runs(&self) -> bool {
        self.emulator.ledger(None).running == 1
    }

    /// Makes a call that meets these faults; its end in words.
    async fn make(&self, what: What, options: CallOptions, faults: Vec<Fault>) -> (String, Option<Error>) {
        let faults = faults.into_iter().map(|fault| fault.endpoint(what.id()));
        match what {
            Start => {
                let resource = self.resource().await;
                let saved = resource.save();
                self.play(faults);
                match resource.start(storage()).options(options).await {
                    Ok(recording) => {
                        let ledger = self.emulator.ledger(None);
                        (format!("ok {}", ledger.find("sid", recording.sid()).is_some_and(|one| one.is_running)), None)
                    }
                    Err(failed) => {
                        assert_eq!(failed.handle.save(), saved, "the handle comes back as it was");
                        (words(&failed.error), Some(failed.error))
                    }
                }
            }
            Stop => {
                let recording = self.recording().await;
                let saved = recording.save();
                // There is something to stop.
                recording.wait_until_recording().await.expect("it records");
                self.play(faults);
                match recording.stop().options(options).await {
                    Ok(Ended::Now(_)) => ("ended".to_owned(), None),
                    Ok(Ended::Empty(_)) => ("ended empty".to_owned(), None),
                    Ok(Ended::Before(_)) => ("ended before".to_owned(), None),
                    Ok(_) => ("another end".to_owned(), None),
                    Err(failed) => {
                        assert_eq!(failed.handle.save(), saved, "the handle comes back as it was");
                        (words(&failed.error), Some(failed.error))
                    }
                }
            }
            Query => {
                let recording = self.recording().await;
                self.play(faults);
                match recording.query().options(options).await {
                    Ok(answer) => (format!("ok x{}", answer.reply().attempts), None),
                    Err(error) => (words(&error), Some(error)),
                }
            }
        }
    }

    /// The requests of this call that the service saw.
    fn seen(&self, what: What) -> Vec<Recorded> {
        let requests = self.emulator.requests(None);
        requests.into_iter().filter(|one| one.endpoint.as_deref() == Some(what.id())).collect()
    }
}

/// Makes a call that meets these faults, and states its end, how many requests the service saw and whether it runs then.
#[track_caller]
fn check_within(
    what: What,
    options: CallOptions,
    faults: &[Fault],
    expected: &str,
    requests: usize,
    is_running: bool,
) -> Seen {
    run(async {
        let place = Place::new().await;
        let (found, error) = place.make(what, options, faults.to_vec()).await;
        let seen = place.seen(what);
        let told = (found.as_str(), seen.len(), place.runs());
        assert_eq!(told, (expected, requests, is_running), "{what:?} {faults:?}: {error:?}");
        let ledger = place.emulator.ledger(None);
        let value = |name| ledger.recordings[0].value(name).expect("the service gave it");
        let path = match what {
            Start => format!("POST /v1/apps/app/cloud_recording/resourceid/{}/mode/mix/start", value("resourceId")),
            Stop => format!(
                "POST /v1/apps/app/cloud_recording/resourceid/{}/sid/{}/mode/mix/stop",
                value("resourceId"),
                value("sid")
            ),
            Query => format!(
                "GET /v1/apps/app/cloud_recording/resourceid/{}/sid/{}/mode/mix/query",
                value("resourceId"),
                value("sid")
            ),
        };
        assert!(seen.iter().all(|one| format!("{} {}", one.method, one.path) == path), "{seen:?}");
        let notes = place.notes.clone();
        assert!(!is_running || notes.running().len() == 1, "{what:?} {faults:?}: it runs, and the journal says not so");
        Seen { error, gaps_ms: seen.windows(2).map(|two| two[1].at_ms - two[0].at_ms).collect(), notes }
    })
}

#[track_caller]
fn check(what: What, faults: &[Fault], expected: &str, requests: usize, is_running: bool) -> Seen {
    check_within(what, CallOptions::new(), faults, expected, requests, is_running)
}

fn broken(how: Connection) -> Fault {
    Fault::connection(how)
}

#[test]
fn a_connection_that_breaks() {
    for how in [
        Connection::ResetBefore,
        Connection::ResetAfter,
        Connection::CloseBefore,
        Connection::CloseAfter,
        Connection::Garbage,
    ] {
        let acts = how.is_applied();
        let (once, twice) = (&[broken(how)], &[broken(how).times(2)]);
        // A start is not repeated, and the journal goes on naming what may run.
        let seen = check(Start, once, "receive maybe_applied x1", 1, acts);
        assert_eq!(seen.notes.running().iter().map(|(_, is_sure)| *is_sure).collect::<Vec<_>>(), [false]);
        // A stop is repeated once, and is then told that it was done, if it was.
        check(Stop, once, if acts { "ended before" } else { "ended" }, 2, false);
        check(Stop, twice, "receive maybe_applied x2", 2, !acts);
        check(Query, once, "ok x2", 2, true);
    }
}

#[test]
fn a_server_that_hangs() {
    let attempt = || CallOptions::new().attempt_timeout(Duration::from_millis(200));
    let deadline = || CallOptions::new().deadline(Duration::from_millis(200));
    for how in [Connection::HangBefore, Connection::HangAfter] {
        let acts = how.is_applied();
        let (once, twice) = (&[broken(how)], &[broken(how).times(2)]);
        let seen = check_within(Start, attempt(), once, "timeout maybe_applied x1", 1, acts);
        assert_eq!(seen.notes.running().len(), 1);
        let seen = check_within(Start, deadline(), once, "deadline maybe_applied x1", 1, acts);
        assert_eq!(seen.notes.running().len(), 1);
        let stopped = if acts { "ended before" } else { "ended" };
        check_within(Stop, attempt(), once, stopped, 2, false);
        check_within(Stop, attempt(), twice, "timeout maybe_applied x2", 2, !acts);
        check_within(Stop, deadline(), once, "deadline maybe_applied x1", 1, !acts);
        check_within(Query, attempt(), once, "ok x2", 2, true);
        // Without a word of the caller an attempt has a minute.
        let gaps_ms = check(Query, once, "ok x2", 2, true).gaps_ms;
        assert!(matches!(gaps_ms[..], [60_000..=63_000]), "{gaps_ms:?}");
    }
}

#[test]
fn a_body_that_is_slow() {
    let slow = broken(Connection::SlowBody);
    run(async {
        // Whoever has the time gets it.
        let place = Place::in_real_time().await;
        let made = place.make(Query, CallOptions::new(), vec![slow.clone()]).await;
        assert_eq!((made.0.as_str(), place.seen(Query).len(), place.runs()), ("ok x1", 1, true));
        // The time of an attempt is that of its body too.
        let options = || CallOptions::new().attempt_timeout(Duration::from_secs(1));
        let place = Place::in_real_time().await;
        let made = place.make(Start, options(), vec![slow.clone()]).await;
        assert_eq!((made.0.as_str(), place.seen(Start).len(), place.runs()), ("timeout maybe_applied x1", 1, true));
        assert_eq!(place.notes.running().len(), 1);
        let place = Place::in_real_time().await;
        let made = place.make(Query, options(), vec![slow]).await;
        assert_eq!((made.0.as_str(), place.seen(Query).len(), place.runs()), ("ok x2", 2, true));
    });
}

#[test]
fn too_many_requests() {
    let slow = |times| [Fault::error("rate_limited").times(times)];
    for (what, done, is_running) in [(Start, "ok true", true), (Stop, "ended", false), (Query, "ok x2", true)] {
        // Chance only lengthens what is stated.
        let gaps_ms = check(what, &slow(1), done, 2, is_running).gaps_ms;
        assert!(matches!(gaps_ms[..], [1000..3000]), "{gaps_ms:?}");
        let seen = check(what, &slow(4), "rate_limited refused x4", 4, what != Start);
        assert!(seen.notes.running().is_empty() || what != Start, "it was refused");
    }
}

#[test]
fn not_completed_yet() {
    let pending = |times, applied| Fault::error("request_not_completed").times(times).applied(applied);
    for (what, done) in [(Start, "ok true"), (Stop, "ended")] {
        assert_eq!(check(what, &[pending(2, false)], done, 3, what == Start).gaps_ms, [3000, 6000]);
        for applied in [false, true] {
            let runs = applied == (what == Start);
            let seen = check(what, &[pending(3, applied)], "request_not_completed maybe_applied x3", 3, runs);
            assert_eq!((seen.gaps_ms, seen.notes.running().len()), (vec![3000, 6000], 1));
        }
    }
    // What follows may also be the news that it runs, which is no success, that it is over, or a broken connection.
    check(Start, &[pending(1, true)], "already_started maybe_applied x2", 2, true);
    check(Stop, &[pending(1, true)], "ended before", 2, false);
    for how in [Connection::CloseBefore, Connection::CloseAfter] {
        let faults = [pending(1, false), broken(how)];
        check(Start, &faults, "receive maybe_applied x2", 2, how.is_applied());
    }
}

#[test]
fn errors_of_servers() {
    // At start a 5xx is repeated only where the documents say that this answer may be.
    for (what, is_running) in [(Start, false), (Stop, true), (Query, true)] {
        let error = check(what, &[broken(Connection::Html)], "unknown maybe_applied x1", 1, is_running).error;
        assert_eq!(error.expect("an error").api().map(|api| api.status()), Some(502));
    }
    let seen = check(Start, &[Fault::error("backend_timeout").times(2)], "ok true", 3, true);
    assert_eq!(seen.gaps_ms, [3000, 6000]);
}

#[test]
fn answers_that_are_none_of_the_service() {
    for how in [Connection::Empty, Connection::Truncated] {
        for what in [Start, Stop, Query] {
            let seen = check(what, &[broken(how)], "unknown maybe_applied x1", 1, what != Stop);
            let error = seen.error.expect("an error");
            let api = error.api().expect("an answer");
            let body = api.body().as_text().expect("text");
            assert_eq!((api.status(), body.starts_with('{')), (200, how == Connection::Truncated), "{body}");
            let said = error.to_string();
            assert!(said.contains("200") && (body.is_empty() || !said.contains(body)), "{said}");
            assert_eq!(seen.notes.running().len(), 1, "{what:?} {how:?}");
        }
    }
}

#[test]
fn a_recording_that_is_not_found_for_a_minute() {
    // Whether it was running only the caller knows, so the call itself does not wait; the caller does.
    run(async {
        let place = Place::new().await;
        let recording = place.recording().await;
        place.play([Fault::moved(60).endpoint("query")]);
        let mut found = Vec::new();
        for wait in [0, 5, 10, 15, 30] {
            place.emulator.advance(Duration::from_secs(wait));
            found.push(recording.query().await.map_or_else(|error| words(&error), |_| "ok".to_owned()));
        }
        let missing = "worker_not_found refused x1";
        assert_eq!(found, [missing, missing, missing, missing, "ok"]);
        assert_eq!((place.seen(Query).len(), place.runs(), place.notes.running().len()), (5, true, 1));
        let ledger = place.emulator.ledger(None);
        assert!(ledger.recordings[0].history.iter().any(|step| step.what == "moved"), "{ledger:?}");
        // It was never over.
        assert!(matches!(recording.stop().await, Ok(Ended::Now(_))));
        assert_eq!((place.runs(), place.notes.running().len()), (false, 0));
    });
}

#[test]
fn a_resource_tells_what_became_of_a_start_that_was_lost() {
    run(async {
        let place = Place::new().await;
        let resource = place.resource().await;
        place.play([broken(Connection::ResetAfter).endpoint("start")]);
        let lost = resource.start(storage()).await.expect_err("lost");
        assert_eq!(lost.error.effect(), Effect::MaybeApplied);
        let runs = lost.handle.start(storage()).await.expect_err("it runs");
        assert_eq!(runs.error.id(), Some(ErrorId::AlreadyStarted));
        let other = place.resource().await.start(storage()).await.expect_err("the same channel and user ID");
        assert_eq!((other.error.id(), other.error.effect()), (Some(ErrorId::TaskConflict), Effect::Refused));
        assert_eq!((place.seen(Start).len(), place.runs()), (3, true));
        let running = place.notes.running();
        assert_eq!(running.iter().map(|(_, is_sure)| *is_sure).collect::<Vec<_>>(), [true]);
        let ledger = place.emulator.ledger(None);
        let sid = ledger.running().next().and_then(|one| one.value("sid")).expect("a sid");
        let recording = runs.handle.adopt(sid);
        recording.wait_until_recording().await.expect("it is the one");
        assert!(matches!(recording.stop().await, Ok(Ended::Now(_))));
        assert_eq!((place.runs(), place.notes.running().len()), (false, 0));
    });
}

#[test]
fn a_connection_that_is_refused() {
    // Whether the reset is met before the first byte was written is a matter of chance, so what is said of a start may differ; that
    // it is true may not. Where nobody listens at all, see `network`.
    for (what, times) in [(Start, 1), (Start, 2), (Stop, 1), (Stop, 2), (Query, 1), (Query, 2)] {
        run(async {
            let place = Place::new().await;
            let saved = match what {
                Start => place.resource().await.save(),
                Stop | Query => place.recording().await.save(),
            };
            // Another client, which has no connection yet.
            let notes = Notes::default();
            let client = built(|builder| place.emulator.attach(builder).journal(notes.clone()).budget(None));
            place.play([broken(Connection::Refuse).times(times)]);
            let resource = || Resource::<Mix>::restore(&client, &saved).expect("a resource");
            let recording = || Recording::<Mix>::restore(&client, &saved).expect("a recording");
            let found = match what {
                Start => given_back(resource().start(storage()).await, &saved),
                Stop => given_back(recording().stop().await, &saved),
                Query => recording().query().await.map_or_else(|error| words(&error), |_| "ok".to_owned()),
            };
            let is_ok = found == "ok";
            assert_eq!(place.seen(what).len(), usize::from(is_ok), "{what:?} {times}: {found}");
            assert_eq!(place.runs(), if what == Start { is_ok } else { what != Stop || !is_ok }, "{what:?}: {found}");
            if what == Start {
                let is_named = found != "connect not_sent x2";
                assert_eq!(notes.running().len(), usize::from(is_named), "{found}");
                assert!(is_ok || found.ends_with("not_sent x2") || found.ends_with("maybe_applied x1"), "{found}");
            } else {
                // What may be repeated is, once.
                assert_eq!((is_ok, times == 2), (times == 1, found.ends_with(" x2")), "{what:?}: {found}");
            }
        });
    }
}
