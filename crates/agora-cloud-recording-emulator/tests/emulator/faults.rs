//! Broken connections and moves, as the client and the ledger see them.

use crate::place::{APP, Caller, Place, storage};
use agora_cloud_recording::rest::transport::Stage;
use agora_cloud_recording::{Effect, Ended, Error};
use agora_cloud_recording_emulator::{Connection, Fault};
use serde_json::{Value, json};

/// What the client says of a start that meets this fault, and whether the ledger has a recording then.
async fn start(how: Connection) -> (String, usize) {
    let place = Place::new().await;
    let client = place.client();
    let resource = client.mix().acquire("room", 1).await.expect("a resource");
    place.emulator.fault(Fault::connection(how).endpoint("start")).expect("a fault");
    let told = match resource.start(storage()).await {
        Ok(_) => "ok".to_owned(),
        Err(failed) => match &failed.error {
            Error::Transport(error) => format!("{}: {}", error.stage().as_str(), failed.error.effect()),
            Error::Api(error) => format!("{}: {}", error.status(), failed.error.effect()),
            other => format!("{other}"),
        },
    };
    (told, place.emulator.ledger(Some(APP)).running)
}

#[tokio::test]
async fn the_client_knows_what_a_broken_connection_may_have_done() {
    for (how, wanted, running) in [
        (Connection::ResetBefore, "maybe_applied", 0),
        (Connection::ResetAfter, "maybe_applied", 1),
        (Connection::CloseBefore, "maybe_applied", 0),
        (Connection::CloseAfter, "maybe_applied", 1),
        (Connection::HangBefore, "timeout: maybe_applied", 0),
        (Connection::HangAfter, "timeout: maybe_applied", 1),
        (Connection::Garbage, "maybe_applied", 1),
        (Connection::Html, "502: maybe_applied", 0),
        (Connection::SlowBody, "ok", 1),
        (Connection::Truncated, "maybe_applied", 1),
        (Connection::Empty, "maybe_applied", 1),
    ] {
        let (told, found) = start(how).await;
        assert!(told.ends_with(wanted), "{how:?}: {told}");
        assert_eq!(found, running, "{how:?}: {told}");
    }
}

#[tokio::test]
async fn a_refused_connection_costs_nothing() {
    let place = Place::new().await;
    place.emulator.fault(Fault::connection(Connection::Refuse)).expect("a fault");
    // A fresh client has no connection yet. What was not sent is sent again, by the failover of the catalogue.
    let acquired = place.client().mix().acquire("room", 1).await;
    assert!(acquired.is_ok(), "{acquired:?}");
    assert_eq!(place.emulator.requests(None).len(), 1);
}

#[tokio::test]
async fn every_connection_fault_is_known_by_its_word() {
    for how in Connection::ALL {
        let word = serde_json::to_value(how).expect("JSON");
        let place = Place::new().await;
        let answer = place.page("POST", "faults", &json!({"connection": word, "skip": 1000})).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert_eq!(place.page("GET", "faults", &json!({})).await.body["faults"][0]["connection"], word);
    }
}

#[tokio::test]
async fn faults_are_played_as_often_as_asked() {
    let entries = |faults: Vec<Value>, calls: usize| async move {
        let place = Place::new().await;
        for fault in faults {
            let answer = place.page("POST", "faults", &fault).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
        }
        let mut caller = Caller::new(&place, "mix");
        let mut told = String::new();
        for _ in 0..calls {
            let is_ok = caller.call("acquire", json!({})).await.status == 200;
            told.push(if is_ok { '.' } else { 'x' });
        }
        told
    };
    for (fault, wanted) in [
        (json!({"error": "internal_error"}), "x...."),
        (json!({"error": "internal_error", "times": 2}), "xx..."),
        (json!({"error": "internal_error", "times": null}), "xxxxx"),
        (json!({"error": "internal_error", "skip": 2, "times": 2}), "..xx."),
        (json!({"error": "internal_error", "endpoint": "query"}), "....."),
        (json!({"error": "internal_error", "app_id": "another"}), "....."),
        (json!({"error": "internal_error", "times": null, "probability": 0}), "....."),
        (json!({"error": "internal_error", "times": null, "probability": 1}), "xxxxx"),
        (json!({"delay_ms": 1}), "....."),
    ] {
        assert_eq!(entries(vec![fault.clone()], 5).await, wanted, "{fault}");
    }
    let two = vec![json!({"error": "internal_error"}), json!({"error": "app_inactive", "skip": 1})];
    assert_eq!(entries(two, 4).await, "x.x.");
}

#[tokio::test]
async fn a_fault_that_cannot_be_played_is_refused() {
    let place = Place::new().await;
    for (fault, words) in [
        (json!({"error": "intrnal_error"}), "did you mean `internal_error`?"),
        (json!({"error": "internal_error", "endpoint": "strat"}), "did you mean `start`?"),
        (json!({"error": "upload_timeout", "endpoint": "query"}), "it can at stop"),
        (json!({"connection": "explode"}), "unknown variant `explode`"),
        (json!({}), "give one of"),
        (json!({"error": "internal_error", "move_s": 5}), "give one of"),
        (json!({"error": "internal_error", "times": 0}), "at least 1"),
        (json!({"error": "internal_error", "probability": 2}), "between 0 and 1"),
        (json!({"delay_ms": 99_999_999}), "at most"),
        (json!({"eror": "x"}), "unknown field `eror`"),
        (json!({"connection": "refuse", "times": null}), "keeps out those too"),
        (json!({"connection": "refuse", "app_id": "x"}), "whoever makes it"),
        (json!({"move_s": 5, "endpoint": "acquire"}), "nothing can be moved"),
        (json!(["internal_error"]), "a JSON object"),
    ] {
        let answer = place.page("POST", "faults", &fault).await;
        assert_eq!(answer.status, 400, "{fault}");
        assert!(answer.text_of("error").contains(words), "{fault}: {}", answer.text);
    }
    assert_eq!(place.page("GET", "faults", &json!({})).await.body, json!({"faults": []}));
    assert_eq!(place.page("POST", "faults", &json!({"error": "internal_error"})).await.status, 201);
    assert_eq!(place.page("DELETE", "faults", &json!({})).await.status, 204);
    assert_eq!(place.page("GET", "faults", &json!({})).await.body, json!({"faults": []}));
}

/// 404 for a while, then the recording is back: it is not over, and its recorder has another user ID.
#[tokio::test]
async fn a_move_is_not_the_end() {
    let place = Place::new().await;
    let recording = place.client().mix().record("room", [1], storage()).await.expect("it records");
    place.emulator.fault(Fault::moved(60).endpoint("query")).expect("a fault");
    recording.wait_until_recording().await.expect("it is back");
    assert!(place.emulator.requests(None).iter().any(|one| one.error.as_deref() == Some("worker_not_found")));
    assert!(matches!(recording.stop().await, Ok(Ended::Now(_))));
    let ledger = place.emulator.ledger(None);
    assert!(ledger.recordings[0].history.iter().any(|step| step.what == "moved"));
    assert_eq!(
        ledger.recordings[0].files.len(),
        2,
        "one before and one after the move: {:?}",
        ledger.recordings[0].files
    );
}

/// A lost answer of start: the client says what may run, and the ledger agrees.
#[tokio::test]
async fn a_lost_start_is_in_doubt_and_can_be_settled() {
    let place = Place::new().await;
    let client = place.client();
    place.emulator.fault(Fault::connection(Connection::ResetAfter).endpoint("start")).expect("a fault");
    let resource = client.mix().acquire("room", 1).await.expect("a resource");
    let failed = resource.start(storage()).await.expect_err("its answer was lost");
    assert_eq!(failed.error.effect(), Effect::MaybeApplied);
    let ledger = place.emulator.ledger(None);
    let running = ledger.running().next().expect("it runs");
    let sid = running.value("sid").expect("a sid").to_owned();
    // A person or a notification brings the sid.
    let recording = failed.handle.adopt(sid);
    recording.query().await.expect("it is the one");
    place.advance_s(9);
    assert!(matches!(recording.stop().await, Ok(Ended::Now(_))));
    assert_eq!(place.emulator.ledger(None).running, 0);
}

#[tokio::test]
async fn an_error_of_the_network_names_its_stage() {
    let place = Place::new().await;
    let client = place.client();
    place.emulator.fault(Fault::connection(Connection::HangBefore).endpoint("acquire").always()).expect("a fault");
    let error = client.mix().acquire("room", 1).await.expect_err("it hangs");
    let Error::Transport(error) = error else { panic!("{error}") };
    assert_eq!(error.stage(), Stage::Timeout);
}
