//! What is no good HTTP: answered or closed, and never the end of the emulator.

use crate::place::{APP, Caller, Place};
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn raw(place: &Place, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(place.emulator.address()).await.expect("a connection");
    // It may be closed before all is written.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "neither answered nor closed: {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
    String::from_utf8_lossy(&answer).into_owned()
}

async fn is_well(place: &Place) {
    assert_eq!(Caller::new(place, "mix").call("acquire", json!({})).await.status, 200);
}

#[tokio::test]
async fn malformed_requests_are_answered_or_closed() {
    let place = Place::new().await;
    let path = format!("/v1/apps/{APP}/cloud_recording/acquire");
    let long_head = format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "a".repeat(1 << 20));
    let many_headers = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(10_000));
    let broken_off = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{{");
    for (bytes, wanted) in [
        (b"\0\0\0\0".to_vec(), ""),
        (b"nonsense\r\n\r\n".to_vec(), "HTTP/1.1 400"),
        (b"GET / HTTP/9.9\r\n\r\n".to_vec(), ""),
        (b"\x16\x03\x01\x02\x00\x01\x00".to_vec(), ""),
        (long_head.into_bytes(), ""),
        (many_headers.into_bytes(), "HTTP/1.1 431"),
        (broken_off.into_bytes(), ""),
        (b"GET /%zz/%ff HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".to_vec(), "HTTP/1.1 404"),
    ] {
        let answer = raw(&place, &bytes).await;
        assert!(answer.starts_with(wanted), "{:?}: {answer}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
        // Closed, refused, or the greeting of HTTP/2: never a success.
        assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    }
    is_well(&place).await;
}

#[tokio::test]
async fn bodies_have_a_limit_and_a_form() {
    let place = Place::new().await;
    let url = format!("{}/v1/apps/{APP}/cloud_recording/acquire", place.emulator.url());
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    for (body, status) in [
        ("x".repeat(128 * 1024 + 1), 413),
        ("x".repeat(128 * 1024), 400),
        (String::new(), 400),
        ("[]".to_owned(), 400),
        (deep, 400),
        ("{\"cname\": \"\u{fffd}\"".to_owned(), 400),
    ] {
        let request = reqwest::Client::new().post(&url).basic_auth("key", Some("secret"));
        let answer =
            request.header("content-type", "application/json").body(body.clone()).send().await.expect("an answer");
        assert_eq!(answer.status(), status, "{} bytes", body.len());
    }
    // A body that is not said to be JSON.
    let request = reqwest::Client::new().post(&url).basic_auth("key", Some("secret")).body("{}");
    assert_eq!(request.send().await.expect("an answer").text().await.expect("a body"), r#"{"code":8}"#);
    is_well(&place).await;
}

#[tokio::test]
async fn thousands_of_connections_are_borne() {
    let place = Place::new().await;
    let mut open = Vec::new();
    for _ in 0..1000 {
        match TcpStream::connect(place.emulator.address()).await {
            Ok(stream) => open.push(stream),
            // This process has no more files to open.
            Err(_) => break,
        }
    }
    assert!(open.len() > 200, "only {} connections", open.len());
    is_well(&place).await;
    drop(open);
    is_well(&place).await;
}

/// Whatever is sent, little of it is remembered.
#[tokio::test]
async fn what_is_remembered_has_bounds() {
    let place = Place::new().await;
    let numbers = format!(r#"{{"cname":"room","uid":"1","clientRequest":{{}},"x":[{}1]}}"#, "1,".repeat(60_000));
    let names: String = (0..9_000).map(|number| format!(r#""n{number}":1,"#)).collect();
    let names = format!(r#"{{"cname":"room","uid":"1","clientRequest":{{}},{names}"x":1}}"#);
    for body in [numbers, names] {
        let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        let path = format!("/v1/apps/{APP}/cloud_recording/acquire");
        assert_eq!(place.send("POST", &path, Some(&body)).await.status, 200);
    }
    let requests = place.emulator.requests(None);
    assert_eq!(requests[0].body.as_ref().expect("a body")["x"], json!("***"));
    assert!(requests[1].unknown_fields.len() <= 20, "{}", requests[1].unknown_fields.len());
    let mut caller = Caller::new(&place, "mix");
    caller.begin().await;
    for _ in 0..50 {
        caller.call("query", json!({})).await;
        caller.call("update", json!({})).await;
    }
    let ledger = place.emulator.ledger(None);
    let steps = &ledger.recordings.last().expect("it is there").history;
    assert_eq!(
        steps.iter().map(|step| (step.what.as_str(), step.times)).collect::<Vec<_>>(),
        [("acquire", 1), ("start", 1), ("update", 50)]
    );
}

#[tokio::test]
async fn an_area_may_stand_before_the_path() {
    let place = Place::new().await;
    let body = json!({"cname": "room", "uid": "1", "clientRequest": {}});
    for (prefix, status) in [("", 200), ("/eu", 200), ("/cn", 200), ("/xx", 404)] {
        let path = format!("{prefix}/v1/apps/{APP}/cloud_recording/acquire");
        assert_eq!(place.send("POST", &path, Some(&body)).await.status, status, "{prefix}");
    }
    assert_eq!(place.send("GET", "/v1/ncs/ip", None).await.status, 200);
    assert_eq!(place.send("GET", "/v2/ncs/ip", None).await.status, 200);
    assert_eq!(place.send("POST", "/v1/ncs/ip", None).await.status, 404);
}
