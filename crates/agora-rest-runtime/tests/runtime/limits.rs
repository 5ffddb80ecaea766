//! The budget of requests per second.

use crate::depot::*;
use agora_rest_runtime::transport::Scripted;
use agora_rest_runtime::*;
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn ms(list: &[u64]) -> Vec<Duration> {
    list.iter().copied().map(Duration::from_millis).collect()
}

/// Answers everything, and keeps when which operation came.
#[derive(Clone)]
struct Register(ManualClock, Arc<Mutex<Vec<(Duration, String)>>>);

impl Register {
    fn new(clock: &ManualClock) -> Self {
        Self(clock.clone(), Arc::default())
    }

    fn times(&self) -> Vec<Duration> {
        self.1.lock().unwrap().iter().map(|(time, _)| *time).collect()
    }

    fn last_parts(&self) -> Vec<String> {
        self.1.lock().unwrap().iter().map(|(_, url)| url.rsplit('/').next().unwrap().to_owned()).collect()
    }
}

impl Transport for Register {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        self.1.lock().unwrap().push((self.0.instant(), request.url));
        Box::pin(std::future::ready(Ok(ok())))
    }
}

fn core(register: &Register, budget: Option<Budget>) -> Core<Depot> {
    CoreBuilder::new(&FACTS, credentials())
        .budget(budget)
        .transport(register.clone())
        .clock(register.0.clone())
        .build()
        .unwrap()
}

/// Lets all tasks come as far as they can.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[test]
fn never_more_than_so_many_within_any_second() {
    let clock = ManualClock::automatic();
    let register = Register::new(&clock);
    let core = core(&register, Some(Budget::per_second(3)));
    run(async {
        for pause in [0, 0, 400, 0, 0, 0, 0, 0, 5_000, 0, 0, 0] {
            clock.advance(Duration::from_millis(pause));
            core.call(show()).await.unwrap();
        }
    });
    let expected = [0, 0, 400, 1_000, 1_000, 1_400, 2_000, 2_000, 7_000, 7_000, 7_000, 8_000];
    assert_eq!(register.times(), ms(&expected));
}

#[test]
fn the_limit_of_the_service_holds_by_default_and_can_be_lifted() {
    let clock = ManualClock::automatic();
    let script = (0..40).fold(Scripted::new(), |script, _| script.answer(ok()));
    let limited = builder(&script, &clock).build().unwrap();
    let free = builder(&script, &clock).budget(None).build().unwrap();
    run(async {
        for _ in 0..15 {
            free.call(show()).await.unwrap();
        }
        assert!(clock.sleeps().is_empty());
        for _ in 0..11 {
            limited.clone().call(show()).await.unwrap();
        }
        assert_eq!(clock.sleeps(), ms(&[1_000]));
    });
}

#[test]
fn repeats_are_counted_too() {
    let clock = ManualClock::automatic();
    let script = Scripted::new().answer(code(500, 10)).answer(ok());
    let budget = Budget::per_second(1);
    let core = builder(&script, &clock).budget(budget.clone()).build().unwrap();
    run(core.call(take())).unwrap();
    let other = builder(&Scripted::new().answer(ok()), &clock).budget(budget).build().unwrap();
    run(other.call(show())).unwrap();
    assert_eq!(clock.sleeps(), ms(&[3_000, 1_000]));
}

#[test]
fn urgent_calls_go_first_and_equals_in_order() {
    let clock = ManualClock::new();
    let register = Register::new(&clock);
    let core = core(&register, Some(Budget::per_second(1)));
    run(async {
        let mut calls = Vec::new();
        for number in 0..5 {
            let core = core.clone();
            calls.push(tokio::spawn(
                async move { core.call(Call::new(&SHOW, vec!["d".into(), number.to_string()])).await },
            ));
        }
        settle().await;
        assert_eq!(register.last_parts(), ["0"]);
        let urgent = core.clone();
        calls.push(tokio::spawn(async move { urgent.call(hand()).await }));
        settle().await;
        clock.advance(Duration::from_secs(1));
        settle().await;
        assert_eq!(register.last_parts(), ["0", "hand"]);
        // One that waits is dropped: nobody behind it is held up for ever.
        calls[2].abort();
        for _ in 0..4 {
            clock.advance(Duration::from_secs(1));
            settle().await;
        }
        assert_eq!(register.last_parts(), ["0", "hand", "1", "3", "4"]);
        assert_eq!(clock.sleeping(), 0);
    });
    let times = register.times();
    for two in times.windows(2) {
        assert!(two[1] - two[0] >= Duration::from_secs(1), "{times:?}");
    }
}

#[test]
fn who_would_come_after_the_deadline_does_not_wait() {
    let clock = ManualClock::automatic();
    let register = Register::new(&clock);
    let core = core(&register, Some(Budget::per_second(1)));
    let call = |ms| show().with_options(CallOptions::new().deadline(Duration::from_millis(ms)));
    run(async {
        core.call(show()).await.unwrap();
        let result = core.call(call(900)).await;
        assert_eq!(words(&result), "deadline not_sent x0");
        assert!(clock.sleeps().is_empty());
        let message = result.unwrap_err().to_string();
        let expected = "show: the deadline of the call is reached; nothing was sent. What to do: allow more time, or call less often";
        assert_eq!(message, expected);
        core.call(call(1_100)).await.unwrap();
    });
    assert_eq!(register.times(), ms(&[0, 1_000]));
}

#[test]
fn whoever_comes_whenever_all_go_and_none_too_early() {
    // A fixed row of numbers that look like chance.
    let mut seed = 7_u64;
    let mut number = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for round in 0..40 {
        let clock = ManualClock::new();
        let register = Register::new(&clock);
        let per_s = u32::try_from(number(5) + 1).unwrap();
        let core = core(&register, Some(Budget::per_second(per_s)));
        let mut kept = 0;
        run(async {
            let mut dropped = Vec::new();
            for _ in 0..30 {
                let (core, call) = (core.clone(), if number(4) == 0 { hand() } else { show() });
                let task = tokio::spawn(async move { core.call(call).await });
                if number(5) == 0 {
                    dropped.push(task)
                } else {
                    kept += 1
                }
                clock.advance(Duration::from_millis(number(300)));
                settle().await;
                if number(3) == 0 {
                    dropped.drain(..).for_each(|task| task.abort());
                }
            }
            for _ in 0..400 {
                clock.advance(Duration::from_millis(100));
                settle().await;
            }
        });
        let times = register.times();
        assert!(times.len() >= kept && times.len() <= 30, "round {round}: {kept} of {}", times.len());
        for some in times.windows(usize::try_from(per_s).unwrap() + 1) {
            let between = *some.last().unwrap() - some[0];
            assert!(between >= Duration::from_secs(1), "round {round}, {per_s} per second: {times:?}");
        }
    }
}

#[test]
fn clocks_of_the_machine_tell_the_same_time() {
    // A budget that is shared compares the times of several clocks.
    let first = agora_rest_runtime::SystemClock::new();
    std::thread::sleep(Duration::from_millis(5));
    let second = agora_rest_runtime::SystemClock::new();
    let earlier = first.instant();
    assert!(second.instant() >= earlier && earlier >= Duration::from_millis(5));
}

#[test]
fn calls_that_nobody_polls_hold_nobody_up_for_ever() {
    let clock = ManualClock::new();
    let register = Register::new(&clock);
    let core = core(&register, Some(Budget::per_second(2)));
    run(async {
        for _ in 0..2 {
            core.call(show()).await.unwrap();
        }
        let poll_once = async |future: &mut (dyn Future<Output = Result<Reply<Depot>, Error<Depot>>> + Unpin)| {
            let mut future = std::pin::Pin::new(future);
            std::future::poll_fn(|context| std::task::Poll::Ready(future.as_mut().poll(context).is_ready())).await
        };
        let mut stalled: Vec<_> = (0..5).map(|_| Box::pin(core.call(show()))).collect();
        for future in &mut stalled {
            assert!(!poll_once(future).await);
        }
        let mut last = Box::pin(core.call(show()));
        let mut waited_s = 0;
        while !poll_once(&mut last).await {
            assert!(waited_s < 10, "it waits for calls that nobody polls");
            clock.advance(Duration::from_secs(1));
            waited_s += 1;
        }
        // Its own turn would have come after three seconds.
        assert_eq!(waited_s, 4);
    });
}
