//! The caller's future is dropped after each poll, or the whole process ends there: no recording runs that the journal does
//! not name, and nothing is sent twice.

use crate::common::*;
use agora_cloud_recording::rest::journal::Phase;
use agora_cloud_recording::rest::{
    BoxError, BoxFuture, Clock, CredentialsProvider, Failure, ManualClock, Request, Response, Stage, Transport,
};
use agora_cloud_recording::{Client, Credentials, Ended, Mix, Recording, Resource, Saved};
use serde_json::json;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use test_support::polled;

/// A service that counts what it is asked and what it runs, and takes its time before it acts and after.
#[derive(Clone, Default)]
struct Server(Arc<Mutex<Counts>>);

#[derive(Default)]
struct Counts {
    starts: usize,
    stops: usize,
    running: bool,
    /// The address of the start that runs.
    started: String,
    acquired: usize,
    /// What comes first, before it acts as it should.
    acts: VecDeque<Act>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    /// Acts, and the answer is lost.
    Lose,
    /// Answers this, and does nothing.
    Say(u16, u16),
    /// Acts, and answers with what is no answer of the service.
    Garble,
    /// Does nothing, and somebody on the way answers this.
    Intercept(&'static str),
}

impl Server {
    fn counts<T>(&self, of: impl FnOnce(&mut Counts) -> T) -> T {
        of(&mut self.0.lock().expect("no panic before"))
    }

    fn answer(&self, url: &str) -> Result<Response, Failure> {
        if url.ends_with("/acquire") {
            // Each is another, so that what one may have begun is not taken for what another did.
            let number = self.counts(|counts| {
                counts.acquired += 1;
                counts.acquired
            });
            return Ok(answer(200, &json!({"resourceId": format!("{RESOURCE}-{number}")})));
        }
        if url.ends_with("/query") {
            let runs = self.counts(|counts| counts.running);
            return Ok(if runs { answer(200, &json!({"serverResponse": {"status": 5}})) } else { code(404, 404) });
        }
        let is_start = url.ends_with("/start");
        self.counts(|counts| {
            *(if is_start { &mut counts.starts } else { &mut counts.stops }) += 1;
            let act = counts.acts.pop_front();
            match act {
                Some(Act::Say(status, number)) => return Ok(code(status, number)),
                Some(Act::Intercept(body)) => return Ok(Response::new(200, body)),
                Some(Act::Lose | Act::Garble) | None => {}
            }
            let proper = match (is_start, counts.running) {
                (true, true) => code(201, 7),
                (true, false) => started(),
                (false, true) => answer(200, &json!({"serverResponse": {"fileListMode": "string", "fileList": "a"}})),
                (false, false) => code(404, 404),
            };
            counts.running = is_start;
            if is_start && matches!(act, None | Some(Act::Lose | Act::Garble)) {
                url.clone_into(&mut counts.started);
            }
            match act {
                Some(Act::Lose) => Err(Failure::new(Stage::Receive)),
                Some(Act::Garble) => Ok(Response::new(200, "")),
                _ => Ok(proper),
            }
        })
    }
}

impl Transport for Server {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        Box::pin(async move {
            give_way(2).await;
            let answer = self.answer(&request.url);
            give_way(2).await;
            answer
        })
    }
}

/// Credentials that take their time.
struct SlowKeys;

impl CredentialsProvider for SlowKeys {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async {
            give_way(2).await;
            Ok(Credentials::new("key", "secret"))
        })
    }
}

/// A clock whose sleeps give way, so that a future can be dropped in them. The time of an attempt never ends.
struct Yielding(ManualClock);

impl Clock for Yielding {
    fn now(&self) -> SystemTime {
        self.0.now()
    }
    fn instant(&self) -> Duration {
        self.0.instant()
    }
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration >= Duration::from_secs(60) {
            return Box::pin(std::future::pending());
        }
        let clock = self.0.clone();
        Box::pin(async move {
            give_way(2).await;
            clock.advance(duration);
        })
    }
}

struct World {
    server: Server,
    notes: Notes,
    client: Client,
}

impl World {
    fn new(acts: &[Act], notes: &Notes) -> Self {
        let server = Server::default();
        server.counts(|counts| counts.acts.extend(acts));
        Self::of(server, notes.clone())
    }

    fn of(server: Server, notes: Notes) -> Self {
        let client = Client::builder("app", SlowKeys)
            .with(|builder| {
                let clock = Yielding(ManualClock::new());
                builder.transport(server.clone()).clock(clock).journal(notes.clone())
            })
            .build()
            .expect("a client");
        Self { server, notes, client }
    }

    /// Another process, with the journal and the saved handles of this one.
    fn next_process(&self) -> Self {
        Self::of(self.server.clone(), self.notes.clone())
    }

    fn runs(&self) -> bool {
        self.server.counts(|counts| counts.running)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// The future is dropped, and the process goes on.
    Dropped,
    /// The process ends with it.
    Killed,
}

/// Polls so many times, then ends it so; tells whether the call came to its own end before.
fn end_after<T>(polls: usize, end: End, call: impl FnOnce() -> Pin<Box<dyn Future<Output = T> + Send>>) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut future = call();
        let has_ended = polled(&mut future, polls).await;
        drop(future);
        if end == End::Dropped {
            give_way(200).await;
        }
        has_ended
    })
}

/// Ends a call after each poll, in both ways, until it ends by itself; judges what is left each time.
fn at_each_poll(
    world: impl Fn() -> World,
    call: fn(&Client) -> Pin<Box<dyn Future<Output = ()> + Send>>,
    mut judge: impl FnMut(&World, End),
) {
    for end in [End::Dropped, End::Killed] {
        let ended_at = (0..500).find(|&polls| {
            let world = world();
            let has_ended = end_after(polls, end, || call(&world.client));
            judge(&world, end);
            has_ended
        });
        assert!(ended_at.is_some_and(|polls| polls > 3), "{end:?}: {ended_at:?}");
    }
}

fn start(client: &Client) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    let call = resource(client).start(storage());
    Box::pin(async move { drop(call.await) })
}

fn record(client: &Client) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    let call = client.mix().record("room", [1001, 1002], storage());
    Box::pin(async move { drop(call.await) })
}

fn stop(client: &Client) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    let call = recording(client).stop();
    Box::pin(async move { drop(call.await) })
}

fn named(saved: &Saved) -> &str {
    &saved.values["resourceId"]
}

#[test]
fn no_recording_runs_that_the_journal_does_not_name() {
    // What the server does; how often it may be asked; what the journal then says of the end, of one that runs, and surely.
    let cases: &[(&[Act], _, _, _)] = &[
        (&[], 1, "start Answered", Some(("recording", true))),
        (&[Act::Lose], 1, "start Lost", Some(("resource", false))),
        (&[Act::Garble], 1, "start Answered", Some(("resource", false))),
        (&[Act::Intercept("<html>please sign in")], 1, "start Answered", Some(("resource", false))),
        (&[Act::Intercept("[]")], 1, "start Answered", Some(("resource", false))),
        (&[Act::Intercept(r#"{"message": "please sign in"}"#)], 1, "start Answered", Some(("resource", false))),
        (&[Act::Intercept(r#"{"login": "please"}"#)], 1, "start Answered", Some(("resource", false))),
        (&[Act::Say(400, 2)], 1, "start Answered", None),
        (&[Act::Say(201, 7)], 1, "start Answered", Some(("resource", true))),
        (&[Act::Say(206, 65)], 2, "start Answered", Some(("recording", true))),
        (&[Act::Say(206, 65), Act::Lose], 2, "start Lost", Some(("resource", false))),
        (&[Act::Say(206, 65); 3], 3, "start Answered", Some(("resource", false))),
    ];
    for (acts, most, last, running) in cases {
        let (mut unsent, mut sent) = (0, 0);
        let world = || World::new(acts, &Notes::default());
        at_each_poll(world, start, |world, end| {
            let starts = world.server.counts(|counts| counts.starts);
            let found = world.notes.running();
            assert!(starts <= *most, "{acts:?} {end:?}: {starts} starts");
            assert!(!world.runs() || found.len() == 1, "{acts:?} {end:?}: it runs, and the journal names {found:?}");
            assert!(starts == 0 || !world.notes.records().is_empty(), "{acts:?} {end:?}: sent, and not told before");
            if end == End::Killed {
                return;
            }
            if starts == 0 {
                assert!(world.notes.records().is_empty(), "{acts:?}: told, and not sent");
                unsent += 1;
                return;
            }
            // Once sent, it ends though its future was dropped, with all repeats.
            sent += 1;
            let found = found.first().map(|(saved, is_sure)| (saved.state.as_str(), *is_sure));
            assert_eq!((starts, world.notes.last().as_str(), found), (*most, *last, *running), "{acts:?}");
        });
        assert!(unsent > 1 && sent > 1, "{acts:?}: {unsent} {sent}");
    }
}

#[test]
fn no_recording_runs_that_the_journal_does_not_name_when_calls_are_made_as_one() {
    // What the server does; how often it may be asked to start.
    let cases: &[(&[Act], usize)] = &[
        (&[], 1),
        (&[Act::Lose], 1),
        (&[Act::Say(206, 65); 3], 4),
        (&[Act::Say(400, 433)], 2),
        (&[Act::Say(400, 53)], 1),
        (&[Act::Say(206, 65), Act::Lose], 2),
    ];
    for (acts, most) in cases {
        let mut begun = 0;
        let world = || World::new(acts, &Notes::default());
        at_each_poll(world, record, |world, end| {
            let starts = world.server.counts(|counts| counts.starts);
            let found = world.notes.running();
            let started = world.server.counts(|counts| counts.started.clone());
            let is_named = found.iter().any(|(saved, _)| started.contains(&format!("/{}/", named(saved))));
            assert!(starts <= *most, "{acts:?} {end:?}: {starts} starts");
            assert!(!world.runs() || is_named, "{acts:?} {end:?}: {started} runs, and the journal names {found:?}");
            begun += usize::from(starts > 0);
        });
        assert!(begun > 1, "{acts:?}: {begun}");
    }
}

#[test]
fn another_process_goes_on_from_the_journal() {
    for polls in 0..40 {
        for end in [End::Dropped, End::Killed] {
            let world = World::new(&[], &Notes::default());
            end_after(polls, end, || start(&world.client));
            let next = world.next_process();
            for (saved, _) in world.notes.running() {
                assert_eq!(named(&saved), RESOURCE);
                let recording = match saved.state.as_str() {
                    "recording" => Recording::<Mix>::restore(&next.client, &saved).expect("restored"),
                    // The sid is not known, so an event has to bring it.
                    _ => Resource::<Mix>::restore(&next.client, &saved).expect("restored").adopt(SID),
                };
                drop(run(recording.stop().send()));
            }
            assert!(!next.runs(), "after {polls} polls, {end:?}");
        }
    }
}

#[test]
fn a_handle_that_was_saved_before_starts_nothing_twice() {
    for polls in 0..40 {
        for end in [End::Dropped, End::Killed] {
            let world = World::new(&[], &Notes::default());
            let saved = resource(&world.client).save();
            end_after(polls, end, || start(&world.client));
            let did_run = world.runs();
            let next = world.next_process();
            let again = run(Resource::<Mix>::restore(&next.client, &saved).expect("restored").start(storage()).send());
            let found = given_back(again, &saved);
            assert_eq!(
                found,
                if did_run { "already_started refused x1" } else { "ok" },
                "after {polls} polls, {end:?}"
            );
            assert!(next.runs());
            let running = world.notes.running();
            assert_eq!(running.len(), 1);
            assert!(running[0].1, "after {polls} polls, {end:?}: it is sure that it runs");
        }
    }
}

#[test]
fn the_journal_is_told_of_what_no_call_began_or_ended() {
    let world = World::new(&[Act::Lose], &Notes::default());
    let running = || world.notes.running().iter().map(|(saved, _)| saved.state.clone()).collect::<Vec<_>>();
    drop(run(resource(&world.client).start(storage()).send()));
    assert_eq!(running(), ["resource"]);
    // Somebody found out that nothing began from one resource.
    let other = World::new(&[Act::Lose], &Notes::default());
    drop(run(resource(&other.client).start(storage()).send()));
    run(resource(&other.client).settle()).expect("kept");
    assert_eq!(other.notes.running().len(), 0);
    // An event brings the sid; from then on the journal can be gone on from.
    let adopted = resource(&world.client).adopt(SID);
    run(adopted.keep()).expect("kept");
    assert_eq!(running(), ["recording"]);
    // It ends by itself, and no stop will ever be answered with success.
    run(adopted.settle()).expect("kept");
    assert_eq!((running().len(), world.notes.last()), (0, "settle Answered".to_owned()));
    // What was taken up by its ids alone is named from the first.
    let taken = Recording::<Mix>::from_parts(&world.client, "other-resource", SID, "room", 7);
    run(taken.keep()).expect("kept");
    assert_eq!(running(), ["recording"]);
}

#[test]
fn a_stop_that_was_sent_ends_and_is_told() {
    // What the server does; how often it may be asked; the last record; whether the journal still names the recording.
    let cases: &[(&[Act], _, _, _)] = &[
        (&[], 1, "stop Answered", false),
        (&[Act::Say(206, 435)], 1, "stop Answered", false),
        (&[Act::Say(400, 49)], 1, "stop Answered", false),
        (&[Act::Say(400, 2)], 1, "stop Answered", true),
        // Repeating a stop is safe, once; but 404 then says that nothing is found, not that it was this stop.
        (&[Act::Lose], 2, "stop Answered", true),
        (&[Act::Lose, Act::Lose], 2, "stop Lost", true),
        (&[Act::Garble], 1, "stop Answered", true),
        (&[Act::Intercept("<html>please sign in")], 1, "stop Answered", true),
        (&[Act::Intercept("[]")], 1, "stop Answered", true),
        (&[Act::Intercept(r#"{"message": "please sign in"}"#)], 1, "stop Answered", true),
        (&[Act::Intercept(r#"{"serverResponse": {}, "serverResponse""#)], 1, "stop Answered", true),
        (&[Act::Say(206, 65)], 2, "stop Answered", false),
    ];
    for (acts, most, last, is_named) in cases {
        let (mut unsent, mut sent) = (0, 0);
        let world = || {
            let world = World::new(&[], &Notes::default());
            drop(run(resource(&world.client).start(storage()).send()).expect("started"));
            world.server.counts(|counts| counts.acts.extend(*acts));
            world
        };
        at_each_poll(world, stop, |world, end| {
            let stops = world.server.counts(|counts| counts.stops);
            let found = world.notes.running().len();
            assert!(stops <= *most, "{acts:?} {end:?}: {stops} stops");
            assert!(
                !world.runs() || found == 1 || matches!(acts, [Act::Say(206, 435) | Act::Say(400, 49)]),
                "{acts:?}"
            );
            if end == End::Killed {
                return;
            }
            if stops == 0 {
                assert_eq!((world.notes.last().as_str(), found, world.runs()), ("start Answered", 1, true), "{acts:?}");
                unsent += 1;
                return;
            }
            sent += 1;
            assert_eq!((stops, world.notes.last().as_str(), found == 1), (*most, *last, *is_named), "{acts:?}");
        });
        assert!(unsent > 1 && sent > 1, "{acts:?}: {unsent} {sent}");
    }
}

#[test]
fn what_the_journal_cannot_keep_is_not_sent() {
    let full = |phase| Notes { full_at: Some(phase), ..Notes::default() };
    at_each_poll(
        || World::new(&[], &full(Phase::Before)),
        start,
        |world, _| {
            let sent = world.server.counts(|counts| counts.starts);
            assert_eq!((sent, world.notes.records().len()), (0, 0));
        },
    );
    let world = World::new(&[], &full(Phase::Before));
    let (resource, recording) = (resource(&world.client), recording(&world.client));
    let saved = resource.save();
    assert_eq!(given_back(run(resource.start(storage()).send()), &saved), "journal not_sent x0");
    // What costs money is ended all the same.
    let ended = run(recording.stop().send());
    assert_eq!((world.server.counts(|counts| counts.stops), world.notes.records().len()), (1, 1), "{ended:?}");
    // When it cannot keep the answer, the record before still names what runs.
    at_each_poll(
        || World::new(&[], &full(Phase::Answered)),
        start,
        |world, end| {
            let found = world.notes.running();
            assert!(!world.runs() || found.len() == 1, "{end:?}");
            assert!(found.iter().all(|(_, is_sure)| !is_sure), "{end:?}");
        },
    );
}

#[test]
fn what_breaks_rules_is_neither_sent_nor_told() {
    fn start_badly(client: &Client) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut call = Resource::<Mix>::from_parts(client, RESOURCE, "room/1", 0).start(storage());
        call.body.client_request.storage_config.bucket = String::new();
        Box::pin(async move { drop(call.await) })
    }
    let world = World::new(&[], &Notes::default());
    let before = Resource::<Mix>::from_parts(&world.client, RESOURCE, "room/1", 0);
    let saved = before.save();
    for polls in 0..5 {
        end_after(polls, End::Dropped, || start_badly(&world.client));
    }
    assert_eq!(given_back(run(before.start(storage()).send()), &saved), "invalid not_sent x0");
    let stop = Resource::<Mix>::from_parts(&world.client, RESOURCE, "room/1", 0).adopt(SID).stop();
    let failed = run(stop.send()).expect_err("refused");
    assert_eq!(words(&failed.error), "invalid not_sent x0");
    let sent = world.server.counts(|counts| counts.starts + counts.stops);
    assert_eq!((sent, world.notes.records().len()), (0, 0));
}

#[test]
fn the_answer_reaches_the_caller_who_waits() {
    let world = World::new(&[], &Notes::default());
    run(async {
        let recording = resource(&world.client).start(storage()).await.expect("a recording");
        assert_eq!(recording.sid(), SID);
        assert!(matches!(recording.stop().await, Ok(Ended::Now(_))));
    });
    let counts = world.server.counts(|counts| (counts.starts, counts.stops, counts.running));
    assert_eq!((counts, world.notes.running().len()), ((1, 1, false), 0));
}
