//! Which hosts are asked, in which order, and after which waits.

use crate::depot::*;
use agora_rest_runtime::transport::Scripted;
use agora_rest_runtime::*;
use std::time::Duration;

const N1: &str = "north-1.depot.example";
const N1_TEST: &str = "north-1.depot.test";
const N2: &str = "north-2.depot.example";
const N2_TEST: &str = "north-2.depot.test";

/// Makes the call with failures at these stages and then, if `ok`, a success; states its end, the hosts asked and the waits.
#[track_caller]
fn check(call: Call<Depot>, stages: &[Stage], succeeds: bool, expected: &str, hosts: &[&str], waits: &[u64]) {
    let mut script = stages.iter().fold(Scripted::new(), |script, stage| script.fail(*stage));
    if succeeds {
        script = script.answer(ok());
    }
    let clock = ManualClock::automatic();
    let result = run(builder(&script, &clock).build().unwrap().call(call));
    let waits: Vec<_> = waits.iter().copied().map(Duration::from_secs).collect();
    assert_eq!(
        (words(&result).as_str(), asked(&script), clock.sleeps()),
        (expected, hosts.iter().map(|h| (*h).to_owned()).collect(), waits),
        "{result:?}"
    );
    assert_eq!(script.left(), 0);
    let last = match &result {
        Ok(reply) => reply.host.clone(),
        Err(error) => error.info().host.clone().unwrap(),
    };
    assert_eq!(Some(&&*last), hosts.last());
}

#[test]
fn what_was_not_sent_goes_the_way_of_the_tables() {
    use Stage::{Connect, Resolve, Tls};
    for safe in [true, false] {
        let call = || if safe { hand() } else { take() };
        check(call(), &[Connect], true, "ok x2", &[N1, N1], &[1]);
        // A name that was resolved: its other domain is left out, and the wait is that of the second repeat.
        check(call(), &[Connect, Tls], true, "ok x3", &[N1, N1, N2], &[1, 3]);
        check(call(), &[Connect; 3], false, "connect not_sent x3", &[N1, N1, N2], &[1, 3]);
        // A name that was not.
        check(call(), &[Resolve; 2], true, "ok x3", &[N1, N1, N1_TEST], &[1, 3]);
        check(call(), &[Resolve, Resolve, Connect], true, "ok x4", &[N1, N1, N1_TEST, N2_TEST], &[1, 3, 6]);
        check(call(), &[Resolve; 3], true, "ok x4", &[N1, N1, N1_TEST, N2], &[1, 3, 6]);
        check(call(), &[Resolve; 4], false, "resolve not_sent x4", &[N1, N1, N1_TEST, N2], &[1, 3, 6]);
        check(call(), &[Connect, Resolve], true, "ok x3", &[N1, N1, N1_TEST], &[1, 3]);
        check(call(), &[Resolve, Connect], true, "ok x3", &[N1, N1, N2], &[1, 3]);
    }
}

#[test]
fn what_may_have_been_applied_is_sent_again_only_where_that_is_safe() {
    for stage in [Stage::Send, Stage::Receive, Stage::Body, Stage::Timeout] {
        let words = |attempts| format!("{} maybe_applied x{attempts}", stage.as_str());
        check(take(), &[stage], false, &words(1), &[N1], &[]);
        check(hand(), &[stage], true, "ok x2", &[N1, N1], &[1]);
        check(show(), &[stage; 3], false, &words(3), &[N1, N1, N2], &[1, 3]);
        // Not sent first; then sent, and never again.
        check(take(), &[Stage::Connect, stage], false, &words(2), &[N1, N1], &[1]);
    }
    // What was in doubt stays so, though the last attempt was not sent.
    check(
        hand(),
        &[Stage::Receive, Stage::Connect, Stage::Connect],
        false,
        "connect maybe_applied x3",
        &[N1, N1, N2],
        &[1, 3],
    );
}

#[test]
fn what_cannot_go_better_is_not_repeated() {
    check(show(), &[Stage::TooLarge], false, "too_large maybe_applied x1", &[N1], &[]);
    check(show(), &[Stage::Prepare], false, "prepare not_sent x1", &[N1], &[]);
}

#[test]
fn a_host_that_failed_is_not_tried_first_for_a_while() {
    let clock = ManualClock::automatic();
    let next = |script: &Scripted, core: &Core<Depot>| {
        run(core.call(hand())).unwrap();
        asked(script).pop().unwrap()
    };
    // A connection that failed speaks against the host behind all its names.
    let script = Scripted::new().fail(Stage::Connect).fail(Stage::Connect);
    let script = (0..5).fold(script, |script, _| script.answer(ok()));
    let core = builder(&script, &clock).build().unwrap();
    assert_eq!(next(&script, &core), N2);
    assert_eq!(next(&script, &core.clone()), N2);
    clock.advance(Duration::from_secs(55));
    assert_eq!(next(&script, &core), N2);
    clock.advance(Duration::from_secs(2));
    assert_eq!(next(&script, &core), N1);
    // An answer clears it, whatever it says.
    let script = Scripted::new().fail(Stage::Connect).answer(code(500, 16)).answer(ok());
    let core = builder(&script, &clock).build().unwrap();
    run(core.call(hand())).unwrap_err();
    assert_eq!(next(&script, &core), N1);
    // A name that was not resolved speaks against that name alone.
    let script = Scripted::new().fail(Stage::Resolve).fail(Stage::Resolve).answer(ok()).answer(ok());
    let core = builder(&script, &clock).build().unwrap();
    assert_eq!(next(&script, &core), N1_TEST);
    assert_eq!(next(&script, &core), N1_TEST);
    // When all failed of late, the first is tried again.
    let script = (0..3).fold(Scripted::new(), |script, _| script.fail(Stage::Connect)).answer(ok());
    let core = builder(&script, &clock).build().unwrap();
    run(core.call(hand())).unwrap_err();
    assert_eq!(next(&script, &core), N1);
    // For how long is the client's choice.
    let script = Scripted::new().hang().answer(ok());
    let core = builder(&script, &clock).unhealthy_for(Duration::ZERO).build().unwrap();
    run(core.call(take())).unwrap_err();
    assert_eq!(next(&script, &core), N1);
}

#[test]
fn only_what_others_would_meet_too_speaks_against_a_host() {
    let clock = ManualClock::automatic();
    // Makes a call that fails, and tells where the next one goes.
    let check = |script: Scripted, call: Call<Depot>, expected: &str| {
        let script = script.answer(ok());
        let core = builder(&script, &clock).build().unwrap();
        let failed = words(&run(core.call(call)));
        run(core.clone().call(hand())).unwrap();
        assert_eq!(asked(&script).pop().unwrap(), expected, "{failed}");
    };
    let within = |options: CallOptions| take().with_options(options);
    for stage in [Stage::Connect, Stage::Tls] {
        check(Scripted::new().fail(stage).fail(Stage::Prepare), take(), N2);
    }
    // The time that the client allows each attempt.
    check(Scripted::new().hang(), take(), N2);
    check(Scripted::new().hang(), within(CallOptions::new().attempt_timeout(Duration::from_secs(90))), N2);
    // A hurry of one caller is no news of the host: it may answer in its usual time, and everybody else would be sent away
    // from it for a minute. A host that hangs is told by the time that the client allows.
    for ms in [1, 1_000, 59_999] {
        check(Scripted::new().hang(), within(CallOptions::new().deadline(Duration::from_millis(ms))), N1);
        check(Scripted::new().hang(), within(CallOptions::new().attempt_timeout(Duration::from_millis(ms))), N1);
    }
    // A connection that broke after it stood may have been an old one, closed by the other side in between.
    for stage in [Stage::Send, Stage::Receive, Stage::Body, Stage::TooLarge] {
        check(Scripted::new().fail(stage), take(), N1);
    }
}

#[test]
fn repeats_by_recipe_stay_at_the_host() {
    let script = Scripted::new().fail(Stage::Connect).fail(Stage::Connect).answer(code(500, 10)).answer(ok());
    let clock = ManualClock::automatic();
    let result = run(builder(&script, &clock).build().unwrap().call(take()));
    assert_eq!(words(&result), "ok x4");
    assert_eq!(asked(&script), [N1, N1, N2, N2]);
    assert_eq!(clock.sleeps(), [1, 3, 3].map(Duration::from_secs));
}

#[test]
fn hosts_are_chosen_when_the_client_is_built() {
    let first = |build: fn(CoreBuilder<Depot>) -> CoreBuilder<Depot>| {
        let script = (0..4).fold(Scripted::new(), |script, _| script.fail(Stage::Resolve));
        let core = CoreBuilder::new(&FACTS, credentials()).transport(script.clone()).clock(ManualClock::automatic());
        build(core).build().map(|core| {
            run(core.call(show())).unwrap_err();
            asked(&script).join(" ")
        })
    };
    // Without an area there is no neighbour: no request leaves for another region unasked.
    assert_eq!(first(|b| b).unwrap(), "desk.depot.example desk.depot.example desk.depot.test");
    assert_eq!(first(|b| b.first_domain("depot.test")).unwrap(), "desk.depot.test desk.depot.test desk.depot.example");
    assert_eq!(first(|b| b.area("south")).unwrap(), "south-1.depot.test south-1.depot.test south-1.depot.example");
    assert_eq!(
        first(|b| b.area("north").first_domain("depot.test")).unwrap(),
        format!("{N1_TEST} {N1_TEST} {N1} {N2_TEST}")
    );
    assert_eq!(first(|b| b.base_url("http://127.0.0.1:9/x")).unwrap(), "127.0.0.1:9 127.0.0.1:9");
    for (build, words) in [
        (
            (|b| b.area("west")) as fn(CoreBuilder<Depot>) -> CoreBuilder<Depot>,
            "no area `west`; there are: north, south, cellar",
        ),
        (|b| b.area_by_path("cellar"), "no area `cellar` with a word in front of the path; there are: north, south"),
        (|b| b.edition("sea"), "no edition `sea`; there are: home, abroad, island"),
        (|b| b.first_domain("x.test"), "no domain `x.test`; there are: depot.example, depot.test"),
        (|b| b.base_url("http://depot.example"), "plain http"),
    ] {
        let error = first(build).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

/// Makes a call whose name is never resolved, by a client built like this; states the addresses that were asked.
fn addresses(build: fn(CoreBuilder<Depot>) -> CoreBuilder<Depot>, call: Call<Depot>) -> String {
    let script = (0..4).fold(Scripted::new(), |script, _| script.fail(Stage::Resolve));
    let core = CoreBuilder::new(&FACTS, credentials()).transport(script.clone()).clock(ManualClock::automatic());
    run(build(core).build().unwrap().call(call)).unwrap_err();
    let seen = script.seen();
    seen.iter().map(|seen| seen.url().trim_start_matches("https://").to_owned()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_word_of_an_area_stands_in_front_of_the_path_of_the_first_host_alone() {
    const TAKE: &str = "v9/depots/d1/parcels";
    let desk = |prefix: &str, first: &str, second: &str| {
        let at = |domain: &str| format!("desk.{domain}/{prefix}{TAKE}");
        format!("{} {} {}", at(first), at(first), at(second))
    };
    assert_eq!(addresses(|b| b, take()), desk("", "depot.example", "depot.test"));
    assert_eq!(addresses(|b| b.area_by_path("north"), take()), desk("n/", "depot.example", "depot.test"));
    assert_eq!(addresses(|b| b.area_by_path("south"), take()), desk("s/", "depot.test", "depot.example"));
    // The last choice holds, and the hosts of an area know no word.
    assert_eq!(addresses(|b| b.area("south").area_by_path("north"), take()), desk("n/", "depot.example", "depot.test"));
    let own = [N1, N1, N1_TEST, N2].map(|host| format!("{host}/{TAKE}")).join(" ");
    assert_eq!(addresses(|b| b.area_by_path("south").area("north"), take()), own);
    // An address of the caller's own is used as it is, in place of the hosts of an area.
    let local = "http://127.0.0.1:9/n/v9/depots/d1/parcels";
    let address = "http://127.0.0.1:9/n";
    assert_eq!(addresses(|b| b.area("north").base_url("http://127.0.0.1:9/n"), take()), format!("{local} {local}"));
    let core = CoreBuilder::new(&FACTS, credentials()).transport(Scripted::new());
    let error = core.area_by_path("north").base_url(address).build().unwrap_err().to_string();
    assert!(error.contains("`/n` at the end of the address"), "{error}");
}

#[test]
fn an_edition_has_its_own_paths() {
    let asked = |build: fn(CoreBuilder<Depot>) -> CoreBuilder<Depot>, call: Call<Depot>| {
        addresses(build, call)
            .split(' ')
            .map(|address| address.split_once('/').unwrap().1.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(asked(|b| b, show()), ["v9/depots/d1/parcels/p1"; 3]);
    assert_eq!(asked(|b| b.edition("home"), show()), ["v9/depots/d1/parcels/p1"; 3]);
    // The values of the path stand elsewhere in it.
    assert_eq!(asked(|b| b.edition("abroad"), show()), ["w1/p1/at/d1"; 3]);
    assert_eq!(asked(|b| b.edition("island").area_by_path("north"), show()), ["n/w1/p1/at/d1"; 3]);
    assert_eq!(asked(|b| b.edition("island"), take()), ["v9/depots/d1/parcels"; 3]);
}
