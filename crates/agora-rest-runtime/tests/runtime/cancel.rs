//! What happens when the caller's future is dropped, and what the hook is told.

use crate::depot::*;
use agora_rest_runtime::transport::Scripted;
use agora_rest_runtime::*;
use std::sync::{Arc, Mutex};
use test_support::{give_way, polled};

/// Keeps what happens, in order.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn note(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn notes(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// A hook that writes into the diary, slowly.
struct Scribe {
    diary: Diary,
    fails_before: bool,
    fails_after: bool,
}

impl Scribe {
    fn new(diary: &Diary) -> Self {
        Self { diary: diary.clone(), fails_before: false, fails_after: false }
    }
}

impl Hook<Depot> for Scribe {
    fn before<'a>(&'a self, sending: &'a Sending) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            give_way(1).await;
            self.diary.note(format!("before {} at {}", sending.operation, sending.host));
            give_way(1).await;
            if self.fails_before { Err("no ink".into()) } else { Ok(()) }
        })
    }

    fn after<'a>(&'a self, end: End<'a, Depot>) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            give_way(1).await;
            self.diary.note(match end {
                Ok(reply) => format!("after ok x{}", reply.attempts),
                Err(error) => format!("after {} {}", error.error_type(), error.effect()),
            });
            if self.fails_after { Err("no paper".into()) } else { Ok(()) }
        })
    }
}

/// A transport that writes into the diary and takes its time.
struct Slow {
    diary: Diary,
    script: Scripted,
}

impl Transport for Slow {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        Box::pin(async move {
            give_way(1).await;
            self.diary.note("sent");
            give_way(2).await;
            let answer = self.script.send(request).await;
            self.diary.note("answered");
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
            Ok(credentials())
        })
    }
}

/// A clock whose sleeps give way, so that they are points at which a future can be dropped.
struct Yielding(ManualClock);

impl Clock for Yielding {
    fn now(&self) -> std::time::SystemTime {
        self.0.now()
    }
    fn instant(&self) -> std::time::Duration {
        self.0.instant()
    }
    fn sleep(&self, duration: std::time::Duration) -> BoxFuture<'static, ()> {
        // The time of an attempt never ends here.
        if duration.as_secs() == 60 {
            return Box::pin(std::future::pending());
        }
        let clock = self.0.clone();
        Box::pin(async move {
            give_way(2).await;
            clock.advance(duration);
        })
    }
}

fn slow_core(diary: &Diary, script: Scripted) -> Core<Depot> {
    let transport = Slow { diary: diary.clone(), script };
    let clock = Yielding(ManualClock::new());
    CoreBuilder::new(&FACTS, SlowKeys).area("north").transport(transport).clock(clock).build().unwrap()
}

/// Polls a call so many times and drops it; gives what the diary has once everything has settled, and whether the call ended.
fn drop_after(polls: usize, call: fn() -> Call<Depot>, script: Scripted) -> (Vec<String>, bool) {
    let diary = Diary::default();
    let core = slow_core(&diary, script);
    run(async {
        let mut future = Box::pin(core.call(call().with_hook(Scribe::new(&diary))));
        let ended = polled(&mut future, polls).await;
        drop(future);
        give_way(100).await;
        (diary.notes(), ended)
    })
}

#[test]
fn a_detached_call_ends_though_its_future_is_dropped() {
    let script = || Scripted::new().answer(code(500, 10)).answer(ok());
    let whole = ["before take at north-1.depot.example", "sent", "answered", "sent", "answered", "after ok x2"];
    let (mut nothing, mut everything) = (0, 0);
    for polls in 0..200 {
        let (notes, ended) = drop_after(polls, take, script());
        if notes.is_empty() {
            assert_eq!(everything, 0, "after {polls} polls nothing had happened, after fewer everything");
            nothing += 1;
        } else {
            assert_eq!(notes, whole, "after {polls} polls");
            everything += 1;
        }
        if ended {
            assert!(nothing > 2 && everything > 5, "{nothing} {everything}");
            return;
        }
    }
    panic!("the call never ended");
}

#[test]
fn any_other_call_is_broken_off() {
    let mut lengths = std::collections::BTreeSet::new();
    for polls in 0..200 {
        let (notes, ended) = drop_after(polls, show, Scripted::new().answer(ok()));
        assert!(
            ["before show at north-1.depot.example", "sent", "answered", "after ok x1"]
                .starts_with(&notes.iter().map(String::as_str).collect::<Vec<_>>())
        );
        lengths.insert(notes.len());
        if ended {
            assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
            return;
        }
    }
    panic!("the call never ended");
}

#[test]
fn the_hook_is_told_of_every_end() {
    let check = |script: Scripted, expected: &[&str]| {
        let diary = Diary::default();
        let core = slow_core(&diary, script);
        let _ = run(core.call(take().with_hook(Scribe::new(&diary))));
        assert_eq!(diary.notes(), expected);
    };
    let before = "before take at north-1.depot.example";
    check(Scripted::new().answer(ok()), &[before, "sent", "answered", "after ok x1"]);
    check(Scripted::new().answer(code(400, 16)), &[before, "sent", "answered", "after refused refused"]);
    check(Scripted::new().fail(Stage::Receive), &[before, "sent", "answered", "after receive maybe_applied"]);
    let script = Scripted::new().fail(Stage::Resolve).fail(Stage::Connect).fail(Stage::Connect);
    let three = [before, "sent", "answered", "sent", "answered", "sent", "answered", "after connect not_sent"];
    check(script, &three);
}

#[test]
fn what_cannot_be_recorded_before_is_not_sent() {
    for call in [take, show] {
        let diary = Diary::default();
        let core = slow_core(&diary, Scripted::new());
        let hook = Scribe { fails_before: true, ..Scribe::new(&diary) };
        let error = run(core.call(call().with_hook(hook))).unwrap_err();
        assert!(matches!(error, Error::Journal(_)), "{error}");
        let message = error.to_string();
        assert!(
            message.contains("the journal could not be written (no ink); nothing was sent. What to do"),
            "{message}"
        );
        assert_eq!(diary.notes().len(), 1, "nothing was sent, and no end was told");
    }
}

#[test]
fn an_answer_that_cannot_be_recorded_is_given_all_the_same() {
    let diary = Diary::default();
    let core = slow_core(&diary, Scripted::new().answer(ok()).answer(code(400, 16)));
    let hook = || Scribe { fails_after: true, ..Scribe::new(&diary) };
    let reply = run(core.call(take().with_hook(hook()))).unwrap();
    assert_eq!(reply.unrecorded.unwrap().to_string(), "no paper");
    assert_eq!(words(&run(core.call(take().with_hook(hook())))), "refused refused x1");
}

#[test]
fn a_task_that_is_lost_is_a_call_in_doubt() {
    struct Panics;
    impl Transport for Panics {
        fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, Failure>> {
            Box::pin(async { panic!("a fault of the transport") })
        }
    }
    let core = CoreBuilder::new(&FACTS, credentials()).transport(Panics).build().unwrap();
    let result = run(core.call(take()));
    assert_eq!(words(&result), "aborted maybe_applied x0");
}

#[test]
fn a_hook_that_takes_all_the_time_leaves_nothing_to_send() {
    struct Late(ManualClock, Diary);
    impl Hook<Depot> for Late {
        fn before<'a>(&'a self, _: &'a Sending) -> BoxFuture<'a, Result<(), BoxError>> {
            self.0.advance(std::time::Duration::from_secs(5));
            Box::pin(std::future::ready(Ok(())))
        }
        fn after<'a>(&'a self, end: End<'a, Depot>) -> BoxFuture<'a, Result<(), BoxError>> {
            self.1.note(end.unwrap_err().to_string());
            Box::pin(std::future::ready(Ok(())))
        }
    }
    let (clock, diary, script) = (ManualClock::new(), Diary::default(), Scripted::new());
    let core = builder(&script, &clock).deadline(std::time::Duration::from_secs(5)).build().unwrap();
    let result = run(core.call(take().with_hook(Late(clock, diary.clone()))));
    assert_eq!((words(&result).as_str(), script.seen().len()), ("deadline not_sent x0", 0));
    assert_eq!(diary.notes(), [result.unwrap_err().to_string()]);
}
