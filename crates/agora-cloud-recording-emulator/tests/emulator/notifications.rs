//! Notifications: which, in which order, and signed so that a receiver can tell.

use crate::place::{APP, Caller, Place};
use agora_cloud_recording_emulator::{Disturbance, Emulator, Notified};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Default)]
struct Receiver {
    seen: Mutex<Vec<(HeaderMap, Bytes)>>,
    /// How many are not accepted.
    refuses: AtomicU32,
}

impl Receiver {
    async fn start() -> (Arc<Self>, String) {
        let receiver = Arc::new(Self::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/events", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(take).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (receiver, url)
    }

    fn bodies(&self) -> Vec<Value> {
        let seen = self.seen.lock().expect("no panic before");
        seen.iter().map(|(_, body)| serde_json::from_slice(body).expect("JSON")).collect()
    }

    fn events(&self) -> Vec<i64> {
        self.bodies().iter().map(|body| body["eventType"].as_i64().expect("a number")).collect()
    }
}

async fn take(State(receiver): State<Arc<Receiver>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    receiver.seen.lock().expect("no panic before").push((headers, body));
    let refuses = receiver.refuses.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
    if refuses.is_ok() { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK }
}

async fn place() -> (Place, Arc<Receiver>) {
    let (receiver, url) = Receiver::start().await;
    let builder = Emulator::builder().virtual_time().requests_per_s(0).notify(url, "hush-hush".into());
    (Place::with(builder).await, receiver)
}

/// Lets everything that is due arrive.
async fn settle(place: &Place) {
    for _ in 0..1000 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        if place.emulator.notifications_waiting() == 0 {
            return;
        }
    }
    panic!("notifications are still waiting: {:?}", place.emulator.notifications(None));
}

/// A recording of so many seconds, and what is told of it.
async fn events(mode: &str, how: &str) -> Vec<i64> {
    let (place, receiver) = place().await;
    let mut caller = Caller::new(&place, mode);
    if how == "nobody" {
        place.publishers("room", &[]);
    }
    caller.begin().await;
    for _ in 0..2 {
        place.advance_s(2);
        settle(&place).await;
    }
    match how {
        "stop" => drop(caller.call("stop", json!({})).await),
        "nobody" => place.advance_s(60),
        "move" => {
            place.emulator.move_recording(&caller.sid, 10).expect("it moves");
            place.advance_s(10);
        }
        leave => place.emulator.end_recording(&caller.sid, leave).expect("it ends"),
    }
    for _ in 0..5 {
        settle(&place).await;
        place.advance_s(1);
    }
    settle(&place).await;
    receiver.events()
}

#[tokio::test]
async fn events_come_in_the_order_of_what_happens() {
    for (mode, how, wanted) in [
        ("mix", "stop", vec![40, 30, 31, 11]),
        ("web", "stop", vec![70, 30, 71, 31, 11]),
        ("mix", "nobody", vec![40, 30, 41, 11]),
        ("mix", "move", vec![40, 30, 12, 40]),
        ("mix", "failed_after_start", vec![40, 30, 1, 31, 11]),
        ("mix", "recorder_removed", vec![40, 30, 31, 11]),
    ] {
        assert_eq!(events(mode, how).await, wanted, "{mode}, {how}");
    }
}

/// Many recordings, and all that is due at once: each still hears of itself in order.
#[tokio::test]
async fn order_holds_though_all_is_due_at_once() {
    let (place, receiver) = place().await;
    let mut sids = Vec::new();
    for number in 0..20 {
        let mut caller = Caller { uid: (number + 1).to_string(), ..Caller::new(&place, "mix") };
        caller.begin().await;
        sids.push(caller);
    }
    place.advance_s(10);
    for caller in &mut sids {
        caller.call("stop", json!({})).await;
    }
    place.advance_s(100);
    settle(&place).await;
    let bodies = receiver.bodies();
    for caller in &sids {
        let own = bodies.iter().filter(|body| body["payload"]["sid"] == json!(caller.sid));
        let events: Vec<i64> = own.map(|body| body["eventType"].as_i64().expect("a number")).collect();
        assert_eq!(events, [40, 30, 31, 11], "{}", caller.uid);
    }
}

#[tokio::test]
async fn notifications_are_signed_over_their_bytes_and_say_what_they_are_about() {
    let (place, receiver) = place().await;
    let mut caller = Caller::new(&place, "mix");
    caller.begin().await;
    place.advance_s(2);
    settle(&place).await;
    let (headers, body) = receiver.seen.lock().expect("no panic before")[0].clone();
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut one = Hmac::<sha1::Sha1>::new_from_slice(b"hush-hush").expect("a key");
    one.update(&body);
    assert_eq!(header("agora-signature"), hex(&one.finalize().into_bytes()));
    let mut two = Hmac::<sha2::Sha256>::new_from_slice(b"hush-hush").expect("a key");
    two.update(&body);
    assert_eq!(header("agora-signature-v2"), hex(&two.finalize().into_bytes()));

    let told = &receiver.bodies()[0];
    assert_eq!((&told["eventType"], &told["productId"]), (&json!(40), &json!(3)));
    let payload = &told["payload"];
    assert_eq!(
        (&payload["cname"], &payload["uid"], &payload["sid"]),
        (&json!("room"), &json!("527841"), &json!(caller.sid))
    );
    assert_eq!((&payload["sequence"], &payload["serviceType"]), (&json!(0), &json!(1)));
    assert_eq!(payload["details"], json!({"msgName": "recorder_started", "status": 0}));
}

#[tokio::test]
async fn a_move_is_told_with_the_new_user_id() {
    let (place, receiver) = place().await;
    let mut caller = Caller::new(&place, "mix");
    caller.begin().await;
    place.advance_s(3);
    place.emulator.move_recording(&caller.sid, 10).expect("it moves");
    place.advance_s(11);
    settle(&place).await;
    let bodies = receiver.bodies();
    let moved = bodies.iter().find(|body| body["eventType"] == json!(12)).expect("it is told");
    let new = moved["payload"]["details"]["newUid"].as_u64().expect("a number").to_string();
    assert_ne!(new, caller.uid);
    let last = bodies.iter().rfind(|body| body["eventType"] == json!(40)).expect("the new recorder is told");
    assert_eq!(last["payload"]["uid"], json!(new));
}

#[tokio::test]
async fn what_is_not_received_is_sent_again_three_times() {
    let (place, receiver) = place().await;
    receiver.refuses.store(u32::MAX, Ordering::SeqCst);
    let mut caller = Caller::new(&place, "mix");
    caller.begin().await;
    place.advance_s(2);
    for _ in 0..4 {
        settle(&place).await;
        place.advance_s(60);
    }
    settle(&place).await;
    let first: Vec<Notified> =
        place.emulator.notifications(Some(APP)).into_iter().filter(|one| one.event == 40).collect();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].attempts, [Some(500); 4]);
    let bodies = receiver.bodies();
    let ids: Vec<&Value> =
        bodies.iter().filter(|body| body["eventType"] == json!(40)).map(|body| &body["noticeId"]).collect();
    assert!(ids.windows(2).all(|two| two[0] == two[1]), "{ids:?}");
}

#[tokio::test]
async fn they_are_doubled_and_mixed_up_on_request() {
    for (disturbance, wanted) in
        [(json!({"duplicates": true}), vec![31, 31, 11, 11]), (json!({"out_of_order": true}), vec![11, 31])]
    {
        let (place, receiver) = place().await;
        let mut caller = Caller::new(&place, "mix");
        caller.begin().await;
        place.advance_s(5);
        settle(&place).await;
        receiver.seen.lock().expect("no panic before").clear();
        let answer = place.page("POST", "notifications", &disturbance).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        caller.call("stop", json!({})).await;
        for _ in 0..5 {
            place.advance_s(1);
            settle(&place).await;
        }
        assert_eq!(receiver.events(), wanted, "{disturbance}");
    }
    let (place, _) = place().await;
    assert_eq!(place.page("POST", "notifications", &json!({"duplicate": true})).await.status, 400);
    place.emulator.disturb(Disturbance::default());
}

#[tokio::test]
async fn a_receiver_that_is_none_is_refused() {
    for url in ["nonsense", "ftp://127.0.0.1/"] {
        let started = Emulator::builder().notify(url, "hush-hush".into()).start().await;
        assert!(started.is_err(), "{url}");
    }
}
