//! The pages under `/_emulator`.

use crate::place::{APP, Caller, Place, start_body};
use agora_cloud_recording_emulator::{Emulator, Seed};
use serde_json::{Value, json};

#[tokio::test]
async fn the_ledger_tells_what_runs_and_what_it_costs() {
    let place = Place::new().await;
    let mut caller = Caller::new(&place, "mix");
    caller.begin().await;
    place.advance_s(61);
    let ledger = place.page("GET", "ledger", &json!({})).await.body;
    assert_eq!((&ledger["running"], &ledger["billed_minutes"]), (&json!(1), &json!(2)));
    let recording = &ledger["recordings"][0];
    assert_eq!(recording["values"]["sid"], json!(caller.sid));
    let steps: Vec<&Value> =
        recording["history"].as_array().expect("a list").iter().map(|step| &step["what"]).collect();
    assert_eq!(steps, [&json!("acquire"), &json!("start"), &json!("at_work")]);
    caller.call("stop", json!({})).await;
    place.advance_s(600);
    let ledger = place.page("GET", "ledger", &json!({})).await.body;
    assert_eq!((&ledger["running"], &ledger["billed_minutes"]), (&json!(0), &json!(2)));
    // A resource that is never started costs nothing, and is gone in time.
    caller.uid = "2".to_owned();
    caller.call("acquire", json!({})).await;
    place.advance_s(301);
    let ledger = place.page("GET", "ledger", &json!({})).await.body;
    assert_eq!((&ledger["recordings"][1]["state"], &ledger["billed_minutes"]), (&json!("expired"), &json!(2)));
}

#[tokio::test]
async fn requests_are_kept_without_secrets() {
    let place = Place::new().await;
    let mut caller = Caller::new(&place, "mix");
    caller.call("acquire", json!({"regoin": "hush-hush", "startParameter": start_body("mix")})).await;
    let mut body = start_body("mix");
    body["token"] = json!("hush-hush");
    body["storageConfig"]["acessKey"] = json!("hush-hush");
    caller.call("start", body).await;
    let answer = place.page("GET", "requests", &json!({})).await;
    assert!(!answer.text.contains("hush"), "{}", answer.text);
    let requests = answer.body["requests"].as_array().expect("a list").clone();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0]["unknown_fields"], json!(["/clientRequest/regoin"]));
    assert_eq!(requests[1]["unknown_fields"], json!(["/clientRequest/storageConfig/acessKey"]));
    assert_eq!(requests[1]["body"]["clientRequest"]["storageConfig"]["bucket"], json!("bucket"));
    assert_eq!((&requests[1]["endpoint"], &requests[1]["number"]), (&json!("start"), &json!(2)));
}

#[tokio::test]
async fn app_ids_share_a_server_and_nothing_else() {
    let place = Place::new().await;
    let mut one = Caller::new(&place, "mix");
    let mut other = Caller { app: "other-app".to_owned(), ..one.clone() };
    one.begin().await;
    other.begin().await;
    let of = |app: &str| format!("ledger?app_id={app}");
    assert_eq!(place.page("GET", &of(APP), &json!({})).await.body["running"], json!(1));
    assert_eq!(place.page("POST", "reset", &json!({"app_id": APP})).await.status, 204);
    assert_eq!(place.page("GET", &of(APP), &json!({})).await.body["running"], json!(0));
    assert_eq!(place.page("GET", &of("other-app"), &json!({})).await.body["running"], json!(1));
    assert_eq!(place.page("GET", &format!("requests?app_id={APP}"), &json!({})).await.body["requests"], json!([]));
    one.begin().await;
    assert_eq!(place.page("POST", "reset", &json!({})).await.status, 204);
    assert_eq!(place.page("GET", "ledger", &json!({})).await.body["recordings"], json!([]));
}

#[tokio::test]
async fn any_state_can_be_seeded() {
    let place = Place::new().await;
    let seed = |more: Value| {
        let mut seed = json!({"app_id": APP, "values": {"cname": "room", "uid": "5"}});
        seed.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        seed
    };
    for (more, state, runs) in [
        (json!({}), "resource", false),
        (json!({"age_s": 301}), "expired", false),
        (json!({"mode": "mix", "state": "recording", "age_s": 60}), "recording", true),
        (json!({"mode": "web", "state": "ended"}), "ended", false),
        (
            json!({"mode": "mix", "state": "recording", "values": {"cname": "room", "uid": "6", "sid": "my-sid", "resourceId": "my-rid"}}),
            "recording",
            true,
        ),
    ] {
        let answer = place.page("PUT", "recordings", &seed(more.clone())).await;
        assert_eq!(answer.status, 201, "{more}: {}", answer.text);
        let ledger = place.emulator.ledger(None);
        let last = ledger.recordings.last().expect("it is there");
        assert_eq!((last.state.as_str(), last.is_running), (state, runs), "{more}");
    }
    let mut caller = Caller {
        rid: "my-rid".to_owned(),
        sid: "my-sid".to_owned(),
        uid: "6".to_owned(),
        ..Caller::new(&place, "mix")
    };
    place.advance_s(9);
    assert_eq!(caller.call("query", json!({})).await.body["serverResponse"]["status"], json!(5));
    assert_eq!(caller.call("stop", json!({})).await.status, 200);

    for (more, words) in [
        (json!({"state": "recordin"}), "did you mean `recording`?"),
        (json!({"state": "recording"}), "`mode` is missing"),
        (json!({"mode": "mxi"}), "did you mean `mix`?"),
        (json!({"values": {"cname": "room"}}), "`values.uid` is missing"),
        (json!({"values": {"cname": "room", "uid": "1", "sdi": "x"}}), "no value `sdi`"),
        (json!({"values": {"cname": "room", "uid": "7", "resourceId": "my-rid"}}), "given out before"),
        (json!({"sent": {"strat": {}}}), "did you mean `start`?"),
        (json!({"app_id": ""}), "`app_id` is missing"),
    ] {
        let answer = place.page("PUT", "recordings", &seed(more.clone())).await;
        assert_eq!(answer.status, 400, "{more}: {}", answer.text);
        assert!(answer.text_of("error").contains(words), "{more}: {}", answer.text);
    }
    // The same from Rust.
    let seed: Seed = serde_json::from_value(seed(json!({"values": {"cname": "other", "uid": "9"}}))).expect("a seed");
    assert_eq!(place.emulator.put_recording(&seed).expect("it is there")["uid"], "9");
}

#[tokio::test]
async fn the_clock_moves_only_as_told() {
    let place = Place::new().await;
    let before = place.page("GET", "clock", &json!({})).await.body["now_ms"].as_u64().expect("a time");
    let after = place.page("POST", "clock", &json!({"advance_s": 301.5})).await.body["now_ms"].as_u64();
    assert_eq!(after, Some(before + 301_500));
    for wrong in [json!({"advance_s": -1}), json!({"advance_s": 1e300}), json!({}), json!({"advance": 1})] {
        assert_eq!(place.page("POST", "clock", &wrong).await.status, 400, "{wrong}");
    }
    let real = Place::with(Emulator::builder()).await;
    let answer = real.page("POST", "clock", &json!({"advance_s": 1})).await;
    assert_eq!(answer.status, 409, "{}", answer.text);
}

#[tokio::test]
async fn recordings_are_moved_and_ended_on_request() {
    let place = Place::new().await;
    let mut caller = Caller::new(&place, "mix");
    caller.begin().await;
    let sid = caller.sid.clone();
    assert_eq!(place.page("POST", "moves", &json!({"recording": sid, "for_s": 5})).await.status, 204);
    assert_eq!(caller.call("query", json!({})).await.status, 404);
    place.advance_s(5);
    assert_eq!(caller.call("query", json!({})).await.status, 200);
    let answer = place.page("POST", "ends", &json!({"recording": sid, "leave": "recorder_removd"})).await;
    assert!(answer.text_of("error").contains("did you mean `recorder_removed`?"), "{}", answer.text);
    let answer = place.page("POST", "ends", &json!({"recording": sid, "leave": "page_error"})).await;
    assert_eq!(answer.status, 409, "a page has nothing to do with mix: {}", answer.text);
    assert_eq!(place.page("POST", "ends", &json!({"recording": sid, "leave": "recorder_removed"})).await.status, 204);
    assert_eq!(place.page("POST", "ends", &json!({"recording": sid, "leave": "recorder_removed"})).await.status, 409);
    assert_eq!(place.page("POST", "moves", &json!({"recording": sid, "for_s": 5})).await.status, 409);
    assert_eq!(place.page("POST", "moves", &json!({"recording": "nobody", "for_s": 5})).await.status, 409);
    assert_eq!(place.page("POST", "channels", &json!({"app_id": APP})).await.status, 400);
}

#[tokio::test]
async fn pages_are_for_programs_on_this_machine() {
    let place = Place::new().await;
    let get = |name: &'static str, value: &'static str| {
        let url = format!("{}/_emulator/health", place.emulator.url());
        async move { reqwest::Client::new().get(url).header(name, value).send().await.expect("an answer").status().as_u16() }
    };
    for (name, value, status) in [
        ("host", "localhost:1", 200),
        ("host", "127.0.0.1", 200),
        ("host", "[::1]:80", 200),
        ("host", "example.com", 403),
        ("host", "localhost.example.com", 403),
        ("origin", "http://localhost", 403),
        ("origin", "null", 403),
    ] {
        assert_eq!(get(name, value).await, status, "{name}: {value}");
    }
    assert_eq!(place.page("GET", "nothing", &json!({})).await.status, 404);
    assert_eq!(place.page("DELETE", "ledger", &json!({})).await.status, 405);
    assert_eq!(place.page("GET", "ledger?appid=x", &json!({})).await.status, 400);
    let health = place.page("GET", "health", &json!({})).await.body;
    assert_eq!((&health["status"], &health["clock"]), (&json!("ok"), &json!("virtual")));
}

#[tokio::test]
async fn the_same_seed_gives_the_same_ids() {
    let ids = |seed: u64| async move {
        let place = Place::with(Emulator::builder().virtual_time().seed(seed)).await;
        let mut caller = Caller::new(&place, "mix");
        caller.begin().await;
        (caller.rid, caller.sid)
    };
    assert_eq!(ids(7).await, ids(7).await);
    assert_ne!(ids(7).await, ids(8).await);
}
