//! What a call sends, when it sends again, and what its end says.

use crate::depot::*;
use agora_rest_runtime::rest::Disposition;
use agora_rest_runtime::transport::Scripted;
use agora_rest_runtime::validate::{Broken, Level, Rule, Violation};
use agora_rest_runtime::*;
use std::error::Error as _;
use std::time::Duration;

fn secs(list: &[u64]) -> Vec<Duration> {
    list.iter().copied().map(Duration::from_secs).collect()
}

/// Makes the call with this script, and states its end, the waits in seconds and that nothing of the script is left; the number
/// of requests is that of the script.
#[track_caller]
fn check(call: Call<Depot>, script: Scripted, expected: &str, waits: &[u64]) -> Result<Reply<Depot>, Error<Depot>> {
    let clock = ManualClock::automatic();
    let core = builder(&script, &clock).build().unwrap();
    let length = script.left();
    let name = call.operation.name;
    let result = run(core.call(call));
    assert_eq!(words(&result), expected, "{name}: {result:?}");
    assert_eq!(clock.sleeps(), secs(waits), "{name}: {result:?}");
    assert_eq!((script.left(), script.seen().len()), (0, length), "{name}: {result:?}");
    result
}

fn answers<const N: usize>(answers: [Response; N]) -> Scripted {
    answers.into_iter().fold(Scripted::new(), Scripted::answer)
}

fn codes(list: &[u16]) -> Scripted {
    list.iter().fold(Scripted::new(), |script, n| script.answer(if *n == 0 { ok() } else { code(500, *n) }))
}

#[test]
fn a_request_is_written_as_the_tables_say() {
    let script = answers([ok(), ok()]);
    let core = builder(&script, &ManualClock::automatic()).header("X-Shelf", "a").build().unwrap();
    let options = CallOptions::new().header("X-Row", "7");
    let call = Call::new(&TAKE, vec!["a/b c?ü%..~".into()]).with_body("{}").with_options(options);
    run(core.call(call)).unwrap();
    run(core.call(show())).unwrap();
    let [take, show] = &script.seen()[..] else { panic!("two requests") };
    assert_eq!(take.url(), "https://north-1.depot.example/v9/depots/a%2Fb%20c%3F%C3%BC%25..~/parcels");
    assert_eq!(take.method(), Method::Post);
    assert_eq!(take.request.content_type, Some("application/json;charset=utf-8"));
    assert_eq!(take.body().as_bytes(), b"{}");
    assert_eq!(take.request.headers[..], [("X-Shelf".into(), "a".into()), ("X-Row".into(), "7".into())]);
    assert_eq!(show.url(), "https://north-1.depot.example/v9/depots/d1/parcels/p1");
    assert_eq!((show.method(), show.request.content_type), (Method::Get, None));
    assert_eq!(show.request.headers[..], [("X-Shelf".into(), "a".into())]);
}

#[test]
fn credentials_are_basic() {
    // RFC 7617 and RFC 4648 have these pairs.
    for (id, secret, expected) in [
        ("Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        ("test", "123\u{a3}", "Basic dGVzdDoxMjPCow=="),
        ("", "", "Basic Og=="),
        ("f", "o", "Basic Zjpv"),
        ("f", "ob", "Basic ZjpvYg=="),
        ("fo", "oba", "Basic Zm86b2Jh"),
        ("\u{3ff}", "?>", "Basic z786Pz4="),
    ] {
        let script = answers([ok()]);
        let core = CoreBuilder::new(&FACTS, Credentials::new(id, secret)).transport(script.clone());
        run(core.clock(ManualClock::new()).build().unwrap().call(show())).unwrap();
        assert_eq!(script.seen()[0].request.authorization.expose(), expected);
    }
}

#[test]
fn credentials_are_asked_for_at_each_attempt() {
    struct Rotating(std::sync::atomic::AtomicU32);
    impl CredentialsProvider for Rotating {
        fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
            let number = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let given = if number < 2 {
                Ok(Credentials::new("clerk", number.to_string()))
            } else {
                Err("the safe is shut".into())
            };
            Box::pin(std::future::ready(given))
        }
    }
    let script = codes(&[12, 12]);
    let core = CoreBuilder::new(&FACTS, Rotating(0.into())).transport(script.clone()).clock(ManualClock::automatic());
    let result = run(core.build().unwrap().call(take()));
    assert_eq!(words(&result), "credentials refused x2");
    assert_eq!(result.unwrap_err().source().unwrap().to_string(), "the safe is shut");
    let seen = script.seen();
    assert_ne!(seen[0].request.authorization, seen[1].request.authorization);
}

#[test]
fn values_that_would_change_the_path_are_not_sent() {
    for values in [vec![], vec![""], vec!["."], vec![".."]] {
        let call = Call::new(&TAKE, values.into_iter().map(str::to_owned).collect());
        let error = check(call, Scripted::new(), "prepare not_sent x0", &[]).unwrap_err();
        assert!(error.to_string().contains("`depot` "), "{error}");
    }
}

#[test]
fn repeats_follow_the_recipe() {
    let never = |call, script, expected| check(call, script, expected, &[]);
    // A success ends it, at whatever attempt.
    check(take(), codes(&[0]), "ok x1", &[]).unwrap();
    check(take(), codes(&[10, 0]), "ok x2", &[3]).unwrap();
    check(take(), codes(&[10, 10, 0]), "ok x3", &[3, 6]).unwrap();
    // The recipe is over: the last answer is the error.
    check(take(), codes(&[10, 10, 10]), "busy maybe_applied x3", &[3, 6]).unwrap_err();
    check(take(), codes(&[12, 12, 12, 12]), "full refused x4", &[3, 6, 9]).unwrap_err();
    // Repeats of all recipes together are counted, so that two recipes do not take turns for ever.
    check(take(), codes(&[10, 12, 10]), "busy maybe_applied x3", &[3, 6]).unwrap_err();
    check(take(), codes(&[10, 12, 12, 12]), "full maybe_applied x4", &[3, 6, 9]).unwrap_err();
    // What may have been done, and was only concluded to be worth a repeat: sent again where that is safe.
    never(take(), codes(&[11]), "broken maybe_applied x1").unwrap_err();
    check(hand(), codes(&[11, 11, 0]), "ok x3", &[3, 6]).unwrap();
    // Recipes with a condition, with less than everything kept, with something to change: the caller's.
    never(hand(), codes(&[14]), "unsure refused x1").unwrap_err();
    never(hand(), codes(&[15]), "stale refused x1").unwrap_err();
    never(hand(), codes(&[19]), "relabel refused x1").unwrap_err();
    // No recipe.
    never(hand(), codes(&[16]), "refused refused x1").unwrap_err();
    // Never by status or method alone.
    for status in [429, 500, 502, 503, 504] {
        never(show(), answers([Response::new(status, "")]), "unknown maybe_applied x1").unwrap_err();
        never(show(), answers([code(status, 99)]), "unknown maybe_applied x1").unwrap_err();
    }
    // An error under a status of success is an error.
    let error = never(take(), answers([code(200, 16)]), "refused refused x1").unwrap_err();
    assert_eq!(error.api().unwrap().status(), 200);
    let error = never(hand(), answers([code(206, 17)]), "delivered applied x1").unwrap_err();
    assert_eq!(error.api().unwrap().disposition(), Disposition::Empty);
    check(hand(), answers([code(200, 10), code(206, 10), ok()]), "ok x3", &[3, 6]).unwrap();
}

#[test]
fn retry_after_wins_where_it_asks_for_more() {
    let asked = |n, value: &str| answers([code(429, n).with_header("Retry-After", value), ok()]);
    check(take(), asked(10, "7"), "ok x2", &[7]).unwrap();
    check(take(), asked(10, "2"), "ok x2", &[3]).unwrap();
    check(take(), asked(10, "soon"), "ok x2", &[3]).unwrap();
    // The clock begins at 1,800,000,000 s, which is this date less 20 s; then one that is past.
    check(take(), asked(10, "Fri, 15 Jan 2027 08:00:20 GMT"), "ok x2", &[20]).unwrap();
    check(take(), asked(10, "Fri, 15 Jan 2027 07:00:00 GMT"), "ok x2", &[3]).unwrap();
    // The recipe does not look at it.
    check(take(), asked(18, "7"), "ok x2", &[2]).unwrap();
    check(take(), asked(18, "3600"), "ok x2", &[2]).unwrap();
    // Longer than anybody waits: told to the caller instead.
    let script = answers([code(429, 10).with_header("retry-after", "3600")]);
    let error = check(take(), script, "busy maybe_applied x1", &[]).unwrap_err();
    assert_eq!(error.api().unwrap().retry_after(), Some(Duration::from_secs(3600)));
    // An entry without recipe, and no entry.
    let script = answers([code(429, 16).with_header("Retry-After", "1")]);
    check(take(), script, "refused refused x1", &[]).unwrap_err();
    let script = answers([Response::new(429, "").with_header("Retry-After", "1")]);
    check(show(), script, "unknown maybe_applied x1", &[]).unwrap_err();
}

#[test]
fn chance_only_lengthens() {
    let mut all = Vec::new();
    for _ in 0..20 {
        let clock = ManualClock::automatic();
        let script = codes(&[13, 13, 13, 13]);
        let result = run(builder(&script, &clock).build().unwrap().call(take()));
        assert_eq!(words(&result), "too_fast refused x4");
        let sleeps = clock.sleeps();
        for (sleep, stated) in sleeps.iter().zip([1, 3, 6].map(Duration::from_secs)) {
            assert!(*sleep >= stated && *sleep <= 2 * stated, "{sleep:?}");
        }
        all.extend(sleeps);
    }
    all.sort();
    all.dedup();
    assert!(all.len() > 30, "chance gives different waits: {all:?}");
    // It is added to what the service asks for.
    let clock = ManualClock::automatic();
    let script = answers([code(429, 13).with_header("Retry-After", "9"), ok()]);
    run(builder(&script, &clock).build().unwrap().call(take())).unwrap();
    let sleep = clock.sleeps()[0];
    assert!(sleep >= Duration::from_secs(9) && sleep <= Duration::from_secs(10), "{sleep:?}");
}

#[test]
fn answers_in_no_table_are_kept_whole() {
    for (status, body, text) in [
        (404, r#"{"code": 77, "reason": "new"}"#, Some("new")),
        (403, "<html><body>proxy</body></html>", None),
        (302, "", None),
        (204, "", None),
        (200, "", None),
        (200, "<html>", None),
        (200, "[1]", None),
        (200, r#"{"message": "not quite"}"#, Some("not quite")),
        (201, r#"{"parcel": "p1"}"#, None),
        (500, "\0\u{1}garbage", None),
        (299, r#"{"code": 1.5}"#, None),
    ] {
        let response = Response::new(status, body).with_header("X-Depot-Trace", "t-9").with_header("Via", "p");
        let error = check(take(), answers([response]), "unknown maybe_applied x1", &[]).unwrap_err();
        let api = error.api().unwrap();
        assert_eq!((api.status(), api.body().as_bytes(), api.text()), (status, body.as_bytes(), text));
        assert_eq!(api.headers().get("via"), Some("p"));
        assert_eq!(error.info().request_id.as_deref(), Some("t-9"));
        assert_eq!((api.id(), api.key(), api.disposition()), (None, None, Disposition::Failure));
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(&format!("{} bytes", body.len())), "{shown}");
        assert!(!shown.contains("html") && !shown.contains("garbage"), "{shown}");
    }
    let error = check(take(), answers([code(200, 99)]), "unknown maybe_applied x1", &[]).unwrap_err();
    assert!(error.api().unwrap().near().is_empty());
}

#[test]
fn a_message_suffices_for_a_report() {
    let check = |script: Scripted, call, expected: &str| {
        let core = builder(&script, &ManualClock::automatic()).build().unwrap();
        assert_eq!(run(core.call(call)).unwrap_err().to_string(), expected);
    };
    check(
        answers([code(400, 16)]),
        take(),
        "take: the depot says refused [refused] (HTTP 400, code 16, “so it is”, body of 34 bytes); refused, nothing was \
         changed; 1 attempt; host north-1.depot.example; request id t-1. What to do: take it home",
    );
    let odd = format!("{{\"code\": \"odd\\nword\", \"reason\": \"{}\\u001b[31m\"}}", "long ".repeat(100));
    check(
        answers([Response::new(418, odd)]),
        take(),
        &format!(
            "take: an answer in no table (HTTP 418, code odd word, “{}…”, body of 545 bytes); it may have taken effect; 1 \
             attempt; host north-1.depot.example. What to do: this answer is in no table; give status, code, text and \
             request id to the service's support",
            "long ".repeat(60)
        ),
    );
    check(
        Scripted::new().fail(Stage::Receive),
        take(),
        "take: no answer came, or none that is HTTP (as the script has it); it may have taken effect; 1 attempt; host \
         north-1.depot.example. What to do: ask the service for the state before sending the request again",
    );
    check(
        Scripted::new().fail(Stage::Connect).fail(Stage::Tls).fail(Stage::Tls),
        take(),
        "take: no secure connection to the host (as the script has it); nothing was sent; 3 attempts; host \
         north-2.depot.example. What to do: look at the certificates that this machine trusts, and at a proxy in between",
    );
    static WEIGHT: Rule = Rule {
        id: "weight_range",
        words_en: "A parcel weighs 1 to 30 kg.",
        broken: Broken::Refuses,
        error: Some("refused"),
        ..Rule::PLAIN
    };
    static LABEL: Rule = Rule { id: "label", words_en: "A label is needed.", ..Rule::PLAIN };
    let broken = |pointer: &str, rule, value: Option<&str>, level| Violation {
        pointer: pointer.to_owned(),
        rule,
        value: value.map(str::to_owned),
        level,
    };
    let violations = vec![
        broken("/parcel/weight", &WEIGHT, Some("31"), Level::Deny),
        broken("", &LABEL, None, Level::Deny),
        broken("/parcel/label", &LABEL, None, Level::Warn),
    ];
    assert_eq!(
        Error::from(Invalid::new(&TAKE, violations)).to_string(),
        "take: the request breaks rules of the service and was not sent: /parcel/weight: A parcel weighs 1 to 30 kg; it is \
         31; the service would refuse it as `refused` (rule `weight_range`); the body: A label is needed (rule `label`). \
         What to do: correct these values, or lower the levels of the rules"
    );
    let (age, valid) = (Duration::from_secs(301), Duration::from_secs(300));
    let expired = Error::from(Expired::new(&FACTS, &TAKE, ErrorId::Stale, age, valid));
    assert_eq!(
        expired.to_string(),
        "take: the depot says stale [stale]: 301 s old, valid for 300 s; nothing was sent. What to do: print a new label"
    );
    assert_eq!((expired.id(), expired.effect()), (Some(ErrorId::Stale), Effect::NotSent));
}

#[test]
fn errors_and_handles_are_small_and_may_cross_threads() {
    fn is_send_and_sync<T: Send + Sync + 'static>() {}
    assert_eq!(size_of::<Error<Depot>>(), 2 * size_of::<usize>());
    is_send_and_sync::<Error<Depot>>();
    is_send_and_sync::<Core<Depot>>();
    is_send_and_sync::<Reply<Depot>>();
    is_send_and_sync::<Call<Depot>>();
    // Ten thousand calls in flight are ten thousand of these, beside what the transport keeps.
    let core = builder(&Scripted::new(), &ManualClock::automatic()).build().unwrap();
    let future = core.call(take());
    assert!(size_of_val(&future) <= 2 * 1024, "{}", size_of_val(&future));
}

#[test]
fn a_policy_of_the_callers_own_decides() {
    struct Once;
    impl RetryPolicy for Once {
        fn next(&self, attempted: &Attempted<'_>) -> Option<Duration> {
            assert_eq!(attempted.operation, "take");
            (attempted.attempts == 1).then_some(Duration::from_secs(100))
        }
    }
    struct Never;
    impl RetryPolicy for Never {
        fn next(&self, attempted: &Attempted<'_>) -> Option<Duration> {
            assert_eq!((attempted.status, attempted.entry, attempted.recipe), (Some(500), Some("busy"), Some("same")));
            assert_eq!((attempted.proposed, attempted.effect), (Some(Duration::from_secs(3)), Effect::MaybeApplied));
            None
        }
    }
    let once = || take().with_options(CallOptions::new().retry(Once));
    check(once(), codes(&[16, 0]), "ok x2", &[100]).unwrap();
    check(once(), codes(&[10, 10]), "busy maybe_applied x2", &[100]).unwrap_err();
    check(once(), Scripted::new().fail(Stage::Receive).answer(ok()), "ok x2", &[100]).unwrap();
    check(take().with_options(CallOptions::new().retry(Never)), codes(&[10]), "busy maybe_applied x1", &[])
        .unwrap_err();
    // The client's own policy, and that of one call before it.
    let (script, clock) = (codes(&[10, 16, 0]), ManualClock::automatic());
    let core = builder(&script, &clock).retry(Never).build().unwrap();
    assert_eq!(words(&run(core.call(take()))), "busy maybe_applied x1");
    assert_eq!(words(&run(core.call(once()))), "ok x2");
}

#[test]
fn a_deadline_ends_everything() {
    let limited = |call: Call<Depot>, s| call.with_options(CallOptions::new().deadline(Duration::from_secs(s)));
    // No wait that would go beyond it is begun.
    let error = check(limited(take(), 5), codes(&[10, 10]), "deadline maybe_applied x2", &[3]).unwrap_err();
    assert_eq!(error.id(), Some(ErrorId::Busy));
    assert_eq!(error.info().request_id.as_deref(), Some("t-1"));
    assert!(error.source().unwrap().to_string().contains("[busy]"));
    let error = check(limited(take(), 3), codes(&[12]), "deadline refused x1", &[]).unwrap_err();
    assert!(error.to_string().ends_with("What to do: come back later"), "{error}");
    check(limited(take(), 0), Scripted::new(), "deadline not_sent x0", &[]).unwrap_err();
    // An answer that does not come is cut off.
    check(limited(take(), 5), Scripted::new().hang(), "deadline maybe_applied x1", &[5]).unwrap_err();
    check(limited(show(), 5), Scripted::new().hang(), "deadline maybe_applied x1", &[5]).unwrap_err();
    check(limited(take(), 9), answers([code(500, 12)]).hang(), "deadline maybe_applied x2", &[3, 6]).unwrap_err();
    // The time of one attempt comes first: an attempt that is safe to repeat is made again.
    check(show(), Scripted::new().hang().answer(ok()), "ok x2", &[60, 1]).unwrap();
    check(take(), Scripted::new().hang(), "timeout maybe_applied x1", &[60]).unwrap_err();
    let short = || CallOptions::new().attempt_timeout(Duration::from_secs(2)).deadline(Duration::from_secs(4));
    check(show().with_options(short()), Scripted::new().hang().hang(), "deadline maybe_applied x2", &[2, 1, 1])
        .unwrap_err();
    // Times without end do no harm.
    let forever = CallOptions::new().deadline(Duration::MAX).attempt_timeout(Duration::MAX);
    let (script, clock) = (codes(&[10]).hang(), ManualClock::automatic());
    let core = builder(&script, &clock).unhealthy_for(Duration::MAX).longest_wait(Duration::MAX).build().unwrap();
    assert_eq!(words(&run(core.call(take().with_options(forever)))), "deadline maybe_applied x2");
    // That of the client.
    let (script, clock) = (Scripted::new().hang(), ManualClock::automatic());
    let core = builder(&script, &clock).deadline(Duration::from_secs(8)).build().unwrap();
    assert_eq!(words(&run(core.call(take()))), "deadline maybe_applied x1");
    assert_eq!(clock.instant(), Duration::from_secs(8));
    // A provider of credentials that hangs.
    struct Asleep;
    impl CredentialsProvider for Asleep {
        fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
            Box::pin(std::future::pending())
        }
    }
    let core =
        CoreBuilder::new(&FACTS, Asleep).transport(Scripted::new()).clock(ManualClock::automatic()).build().unwrap();
    assert_eq!(words(&run(core.call(limited(take(), 5)))), "deadline not_sent x0");
}

#[test]
fn answers_can_be_read_without_a_call() {
    let now = std::time::SystemTime::UNIX_EPOCH;
    let reply = FACTS.read(&SHOW, ok(), now).unwrap();
    assert_eq!((reply.status, reply.outcome, reply.body.as_text()), (200, Outcome::Ok, Some(r#"{"parcel": "p1"}"#)));
    let error = Error::Api(FACTS.read(&SHOW, code(400, 16), now).unwrap_err());
    assert_eq!(words(&Err(error)), "refused refused x1");
}

#[test]
fn every_error_can_be_built_in_a_test() {
    let check = |error: Error<Depot>, expected: &str| assert_eq!(words(&Err(error)), expected);
    let transport = |stage| Error::from(TransportError::new(&TAKE, Failure::new(stage).because("x").after_status(200)));
    check(transport(Stage::Receive), "receive maybe_applied x1");
    check(transport(Stage::Tls), "tls not_sent x1");
    check(transport(Stage::Credentials), "credentials not_sent x0");
    check(DeadlineError::new(&TAKE, Some(transport(Stage::Receive))).into(), "deadline maybe_applied x1");
    check(DeadlineError::new(&TAKE, None).into(), "deadline not_sent x0");
    check(HookError::new(&TAKE, "x").into(), "journal not_sent x0");
    check(Invalid::new(&TAKE, Vec::new()).into(), "invalid not_sent x0");
    let attempted = Attempted::new("take", 1, Effect::Refused);
    assert_eq!(Catalogue.next(&attempted), None);
    let reply = Reply::<Depot>::new(200, Outcome::Ok, "{}");
    assert_eq!((reply.status, reply.attempts, reply.body.as_text()), (200, 1, Some("{}")));
}
