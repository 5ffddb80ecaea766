//! Bad networks that the emulator does not act out, for what it answers is whole HTTP and has a body of the service or none: answers
//! that break off at a given byte, close the connection behind them, say when to come again, have no end, or are of somebody else,
//! such as redirects. Nor can it be asked while nobody listens at all. Everything else stands in `faults`.
//!
//! The other side is a server on loopback without any HTTP library; each case states what the caller gets, whether the handle comes
//! back, and how many requests the server saw.

use crate::common::*;
use agora_cloud_recording::rest::{BoxFuture, Clock, SystemClock, transport::ReqwestTransport};
use agora_cloud_recording::{Client, Ended, Error};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use test_support::{Act, Act::*, Server};

fn http(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} Word\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}

fn says(status: u16, code: u16) -> Act {
    Write(http(status, "", &format!("{{\"code\": {code}, \"reason\": \"so it is\"}}")))
}

/// A success of every call.
fn fine_text() -> String {
    let body = format!(r#"{{"resourceId": "{RESOURCE}", "sid": "{SID}", "serverResponse": {{"status": 5}}}}"#);
    http(200, "", &body)
}

fn fine() -> Act {
    Write(fine_text())
}

/// The clock of the machine, except that waits of whole seconds up to the time of an attempt pass at once and are kept.
#[derive(Clone)]
struct Hasty(SystemClock, Arc<Mutex<Vec<Duration>>>);

impl Clock for Hasty {
    fn now(&self) -> SystemTime {
        self.0.now()
    }
    fn instant(&self) -> Duration {
        self.0.instant()
    }
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration < Duration::from_secs(1) || duration >= Duration::from_secs(60) {
            return self.0.sleep(duration);
        }
        self.1.lock().expect("no panic before").push(duration);
        Box::pin(std::future::ready(()))
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Start,
    Stop,
    Query,
}

use What::*;

/// What limits a call beside its server.
#[derive(Clone, Copy, Default)]
struct Limits {
    attempt_ms: Option<u64>,
    deadline_ms: Option<u64>,
    /// Greatest body in bytes.
    body: Option<usize>,
}

/// The end of a call.
struct Seen {
    error: Option<Error>,
    /// Seconds of the waits between attempts.
    waits: Vec<u64>,
    notes: Notes,
}

/// Makes a call to a server that acts like this, and states its end and how many requests the server saw. A handle that
/// the call took comes back as it was.
#[track_caller]
fn check_within(what: What, limits: Limits, acts: &[Act], expected: &str, requests: usize) -> Seen {
    let server = Server::new(acts.iter().cloned());
    let (notes, clock) = (Notes::default(), Hasty(SystemClock::new(), Arc::default()));
    let client = client_at(&server.url(), &clock, &notes, limits);
    let (found, error) = run(make(what, &client));
    let seen = server.seen();
    assert_eq!((found.as_str(), seen.len()), (expected, requests), "{what:?} {acts:?}: {error:?}");
    let path = match what {
        Start => "POST /v1/apps/app/cloud_recording/resourceid/example-resource/mode/mix/start HTTP/1.1",
        Stop => {
            "POST /v1/apps/app/cloud_recording/resourceid/example-resource/sid/0123456789abcdef0123456789abcdef/mode/mix/stop HTTP/1.1"
        }
        Query => {
            "GET /v1/apps/app/cloud_recording/resourceid/example-resource/sid/0123456789abcdef0123456789abcdef/mode/mix/query HTTP/1.1"
        }
    };
    assert!(seen.iter().all(|request| request.lines().next() == Some(path)), "{seen:?}");
    let waits = clock.1.lock().expect("no panic before").iter().map(Duration::as_secs).collect();
    Seen { error, waits, notes }
}

#[track_caller]
fn check(what: What, acts: &[Act], expected: &str, requests: usize) -> Seen {
    check_within(what, Limits::default(), acts, expected, requests)
}

fn client_at(url: &str, clock: &Hasty, notes: &Notes, limits: Limits) -> Client {
    built(|builder| {
        let transport = ReqwestTransport::new().expect("a transport");
        let builder = builder.base_url(url).transport(transport).clock(clock.clone()).journal(notes.clone());
        let builder = builder.body_limit(limits.body.unwrap_or(10_000)).budget(None);
        let builder = match limits.attempt_ms {
            Some(ms) => builder.attempt_timeout(Duration::from_millis(ms)),
            None => builder,
        };
        match limits.deadline_ms {
            Some(ms) => builder.deadline(Duration::from_millis(ms)),
            None => builder,
        }
    })
}

async fn make(what: What, client: &Client) -> (String, Option<Error>) {
    match what {
        Start => {
            let resource = resource(client);
            let saved = resource.save();
            match resource.start(storage()).await {
                Ok(recording) => (format!("ok {}", recording.sid() == SID), None),
                Err(failed) => {
                    assert_eq!(failed.handle.save(), saved);
                    (words(&failed.error), Some(failed.error))
                }
            }
        }
        Stop => {
            let recording = recording(client);
            let saved = recording.save();
            match recording.stop().await {
                Ok(Ended::Now(_)) => ("ended".to_owned(), None),
                Ok(Ended::Empty(_)) => ("ended empty".to_owned(), None),
                Ok(Ended::Before(_)) => ("ended before".to_owned(), None),
                Ok(_) => ("another end".to_owned(), None),
                Err(failed) => {
                    assert_eq!(failed.handle.save(), saved);
                    (words(&failed.error), Some(failed.error))
                }
            }
        }
        Query => match recording(client).query().await {
            Ok(answer) => (format!("ok x{}", answer.reply().attempts), None),
            Err(error) => (words(&error), Some(error)),
        },
    }
}

#[test]
fn an_answer_that_breaks_off() {
    let whole = fine_text();
    let in_head = WriteAndClose(whole[..30].to_owned());
    let in_body = WriteAndClose(whole[..whole.len() - 3].to_owned());
    for (act, stage) in [(in_head, "receive"), (in_body, "body")] {
        // A start is not repeated, and the journal goes on naming what may run.
        let seen = check(Start, &[act.clone(), fine()], &format!("{stage} maybe_applied x1"), 1);
        assert_eq!(seen.notes.running().len(), 1);
        // A stop is repeated once, and may then be told that it was done.
        check(Stop, &[act.clone(), fine()], "ended", 2);
        check(Stop, &[act.clone(), says(400, 49)], "ended before", 2);
        check(Stop, &[act.clone(), act.clone(), fine()], &format!("{stage} maybe_applied x2"), 2);
        check(Query, &[act, fine()], "ok x2", 2);
    }
}

#[test]
fn a_connection_that_is_closed_after_the_answer() {
    let server = Server::new([WriteAndClose(fine_text()), WriteAndClose(fine_text()), fine()]);
    let clock = Hasty(SystemClock::new(), Arc::default());
    let client = client_at(&server.url(), &clock, &Notes::default(), Limits::default());
    let found = run(async {
        let mut found = Vec::new();
        for what in [Start, Stop, Query] {
            found.push(make(what, &client).await.0);
            // The end of the connection arrives.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        found
    });
    assert_eq!((found, server.seen().len()), (vec!["ok true".to_owned(), "ended".to_owned(), "ok x1".to_owned()], 3));
}

#[test]
fn nobody_listens() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    for what in [Start, Stop, Query] {
        let (clock, notes) = (Hasty(SystemClock::new(), Arc::default()), Notes::default());
        let client = client_at(&format!("http://127.0.0.1:{port}"), &clock, &notes, Limits::default());
        assert_eq!(run(make(what, &client)).0, "connect not_sent x2");
        assert_eq!(*clock.1.lock().expect("no panic before"), [Duration::from_secs(1)]);
        assert!(notes.running().is_empty(), "nothing was begun");
    }
}

#[test]
fn a_server_that_hangs_behind_the_head() {
    let attempt = Limits { attempt_ms: Some(200), ..Limits::default() };
    let deadline = Limits { deadline_ms: Some(200), ..Limits::default() };
    let act = Write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n".to_owned());
    let seen = check_within(Start, attempt, std::slice::from_ref(&act), "timeout maybe_applied x1", 1);
    assert_eq!(seen.notes.running().len(), 1);
    check_within(Start, deadline, std::slice::from_ref(&act), "deadline maybe_applied x1", 1);
    check_within(Stop, attempt, &[act.clone(), act.clone(), fine()], "timeout maybe_applied x2", 2);
    check_within(Stop, attempt, &[act.clone(), fine()], "ended", 2);
    check_within(Stop, deadline, &[act.clone(), fine()], "deadline maybe_applied x1", 1);
    check_within(Query, attempt, &[act, fine()], "ok x2", 2);
}

#[test]
fn a_server_that_says_when_to_come_again() {
    let slow = |headers: &str| Write(http(429, headers, r#"{"message": "API rate limit exceeded"}"#));
    for (what, done) in [(Start, "ok true"), (Stop, "ended"), (Query, "ok x2")] {
        // Chance only lengthens what is stated.
        let waits = check(what, &[slow("retry-after: 8\r\n"), fine()], done, 2).waits;
        assert!(matches!(waits[..], [8..=9]), "{waits:?}");
        // More than anybody waits for is left to the caller, who is told.
        let error = check(what, &[slow("retry-after: 86400\r\n"), fine()], "rate_limited refused x1", 1).error;
        let asked = error.as_ref().and_then(|error| error.api()?.retry_after());
        assert_eq!(asked, Some(Duration::from_secs(86_400)));
    }
}

#[test]
fn errors_of_servers() {
    // At start a 5xx is repeated only where the documents say that this answer may be, whatever its status is then.
    check(Start, &[Write(http(503, "", "")), fine()], "unknown maybe_applied x1", 1);
    assert_eq!(check(Start, &[says(500, 62), says(504, 62), fine()], "ok true", 3).waits, [3, 6]);
}

#[test]
fn answers_that_are_none_of_the_service() {
    for what in [Start, Stop, Query] {
        for body in ["<html>please sign in</html>", "null", "[]", "\"text\""] {
            let seen = check(what, &[Write(http(200, "", body)), fine()], "unknown maybe_applied x1", 1);
            let error = seen.error.expect("an error");
            let api = error.api().expect("an answer");
            assert_eq!((api.status(), api.body().as_text()), (200, Some(body)));
            let said = error.to_string();
            assert!(said.contains("200") && (body.len() < 5 || !said.contains(body)), "{said}");
            assert!(seen.notes.running().len() == usize::from(what == Start), "{what:?} {body}");
        }
    }
    // A mark of the byte order is no reason to lose an answer.
    let (head, body) =
        fine_text().split_once("\r\n\r\n").map(|(_, body)| ("", format!("\u{feff}{body}"))).expect("a body");
    for (what, done) in [(Start, "ok true"), (Stop, "ended"), (Query, "ok x1")] {
        check(what, &[Write(http(200, head, &body))], done, 1);
    }
}

#[test]
fn a_huge_body() {
    for act in [
        Write(http(200, "", &"x".repeat(10_001))),
        Endless,
        Write("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n".into()),
    ] {
        for what in [Start, Stop, Query] {
            check(what, &[act.clone(), fine()], "too_large maybe_applied x1", 1);
        }
    }
}

#[test]
fn no_room_is_made_for_what_was_only_announced() {
    let act = Write("HTTP/1.1 200 OK\r\ncontent-length: 4611686018427387904\r\n\r\n{}".into());
    let limits = || Limits { body: Some(usize::MAX), attempt_ms: Some(300), ..Limits::default() };
    check_within(Start, limits(), &[act], "timeout maybe_applied x1", 1);
}

#[test]
fn a_redirect_is_an_answer() {
    for status in [301, 302, 303, 307, 308] {
        let other = Server::new([fine()]);
        let act = Write(http(status, &format!("location: {}/elsewhere\r\n", other.url()), "moved"));
        for what in [Start, Stop, Query] {
            let error = check(what, &[act.clone(), fine()], "unknown maybe_applied x1", 1).error.expect("an error");
            assert_eq!(error.api().map(|api| api.status()), Some(status));
        }
        assert_eq!(other.seen().len(), 0, "nothing reaches the other host");
    }
}
