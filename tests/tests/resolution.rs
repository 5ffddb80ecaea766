//! Answers as they come over the wire, and what each must be found to be.
//!
//! The rows stand here as data, taken from the documents and not from the catalogue. After them come bodies that a
//! proxy, an older edition of the service or an attacker may send: they are read as well as can be, and never panic.

mod common;

use agora_cloud_recording_errors::{Endpoint, Shape, read};
use agora_rest_errors::Code;
use agora_rest_errors::body::{Body, BodyKind};
use common::said_of;

/// Endpoint (`any` where none is known), HTTP status, body, result.
const ROWS: [(&str, u16, &str, &str); 35] = [
    ("acquire", 400, r#"{"code":62}"#, "known service_not_enabled"),
    ("acquire", 504, r#"{"code":62,"reason":"request timeout"}"#, "known backend_timeout"),
    ("start", 500, r#"{"code":62,"reason":"request timeout"}"#, "known backend_timeout"),
    ("stop", 504, r#"{"code":62}"#, "known backend_timeout"),
    ("query", 404, r#"{"code":404,"reason":"failed to find worker"}"#, "known worker_not_found"),
    ("query", 404, r#"{"message":"no Route matched with those values"}"#, "known route_not_found"),
    ("query", 404, r#"{"message":"No route matched with those values"}"#, "known route_not_found"),
    ("query", 404, "", "known worker_not_found"),
    ("start", 404, "", "known route_not_found"),
    ("query", 400, r#"{"code":501}"#, "known service_exiting"),
    ("acquire", 500, r#"{"code":501,"reason":"no_worker_manager_available"}"#, "known no_worker_manager_available"),
    ("acquire", 500, r#"{"code":501}"#, "known no_worker_manager_available"),
    ("start", 201, r#"{"code":7,"reason":"already started"}"#, "known already_started"),
    ("start", 206, r#"{"code":65,"reason":"request not completed"}"#, "known request_not_completed"),
    ("stop", 206, r#"{"code":435,"reason":"no recorded data"}"#, "known no_recorded_data"),
    (
        "stop",
        206,
        r#"{"resourceId":"r","sid":"s","serverResponse":{"uploadingStatus":"unknown"}}"#,
        "success partial_stop_result",
    ),
    ("stop", 200, r#"{"resourceId":"r","sid":"s","serverResponse":{"uploadingStatus":"backuped"}}"#, "success ok"),
    ("acquire", 400, r#"{"code":401,"reason":"invalid_channel_name"}"#, "known invalid_channel_name"),
    ("acquire", 400, r#"{"code":1013}"#, "known invalid_channel_name"),
    ("acquire", 401, r#"{"message":"Invalid authentication credentials"}"#, "known invalid_credentials"),
    ("acquire", 401, r#"{"message":"Unauthorized"}"#, "known missing_authorization"),
    ("acquire", 400, r#"{"message":"invalid appid"}"#, "known invalid_app_id"),
    ("acquire", 400, r#"{"message":"appid is invalid"}"#, "known invalid_app_id"),
    ("acquire", 400, r#"{"code":400,"reason":"invalid_appid"}"#, "known invalid_app_id"),
    ("start", 400, r#"{"code":2,"reason":"request_hash mismatch!"}"#, "known start_parameter_mismatch"),
    ("start", 400, r#"{"code":"2","reason":"services not selected!"}"#, "known invalid_parameter"),
    ("start", 400, r#"{"code":2}"#, "known invalid_parameter"),
    ("start", 400, r#"{"resourceId":"r","sid":"","code":53}"#, "known task_conflict"),
    ("start", 500, r#"{"code":502,"reason":"Failed to allocate worker"}"#, "known worker_allocation_failed"),
    // 15 was seen once and is documented nowhere.
    ("start", 500, r#"{"resourceId":"r","sid":"","code":15}"#, "unknown"),
    ("stop", 400, r#"{"code":49,"reason":"invalid operation"}"#, "known already_stopping"),
    ("stop", 206, r#"{"code":50}"#, "known upload_timeout"),
    ("any", 429, r#"{"message":"API rate limit exceeded"}"#, "known rate_limited"),
    ("any", 502, "<html>bad gateway</html>", "unknown"),
    ("start", 200, "", "unknown"),
];

#[track_caller]
fn check(endpoint: &str, status: u16, body: impl AsRef<[u8]>, expected: &str) {
    let body = body.as_ref();
    let known = Some(endpoint).filter(|id| *id != "any");
    let shown: String = String::from_utf8_lossy(body).chars().take(120).collect();
    assert_eq!(said_of(known, Some(status), body), expected, "{endpoint} {status} {shown}");
}

#[track_caller]
fn check_shape(body: &[u8], expected: Shape) {
    let shown: String = String::from_utf8_lossy(body).chars().take(120).collect();
    assert_eq!(read(body).shape(), expected, "{shown}");
}

#[test]
fn every_documented_answer_is_found() {
    for (endpoint, status, body, expected) in ROWS {
        check(endpoint, status, body, expected);
    }
}

#[test]
fn what_has_no_endpoint_is_the_same_at_every_endpoint() {
    let rows: Vec<_> = ROWS.iter().filter(|row| row.0 == "any").collect();
    assert_eq!(rows.len(), 2);
    assert_ne!(Endpoint::ALL, []);
    for (_, status, body, expected) in rows {
        for endpoint in Endpoint::ALL {
            check(endpoint.as_str(), *status, body, expected);
        }
    }
}

#[test]
fn a_code_is_found_however_it_is_written() {
    let expected = "known backend_timeout";
    for body in [
        r#"{"code":62}"#,
        r#"{"code":"62"}"#,
        r#"{"code":" 62 "}"#,
        r#"{ "code" : 62 , "reason" : null }"#,
        "\u{feff}{\"code\":62}",
        "\r\n\t {\"code\":62}\r\n",
        r#"{"cname":"c","uid":"1","resourceId":"r","sid":"","code":62}"#,
        r#"{"code":62,"cname":"c","serverResponse":{"code":2,"reason":"inner"}}"#,
        r#"{"code":62,"message":"Unauthorized"}"#,
        r#"{"message":"no Route matched with those values","code":62}"#,
        r#"{"code":62,"reason":7}"#,
        r#"{"code":62,"reason":["request timeout"]}"#,
        r#"{"\u0063ode":62}"#,
        // Of a member that stands twice the last counts, as most readers have it.
        r#"{"code":2,"code":62}"#,
        r#"{"code":null,"code":62}"#,
    ] {
        check("query", 504, body, expected);
    }
}

#[test]
fn a_text_is_found_however_it_is_written() {
    for text in
        ["request timeout", "Request_Timeout!", "  REQUEST-TIMEOUT.  ", "request\\n\\ttimeout", "request timeout...!!"]
    {
        check("acquire", 400, format!(r#"{{"code":62,"reason":"{text}"}}"#), "known backend_timeout");
    }
    check("acquire", 400, r#"{"code":62,"reason":"something else"}"#, "known service_not_enabled");
    check("acquire", 400, r#"{"code":62,"reason":""}"#, "known service_not_enabled");
}

#[test]
fn a_code_that_is_none_leaves_the_message() {
    check_shape(br#"{"code":null}"#, Shape::Success);
    for code in ["\"\"", "\"  \"", "true", "1.5", "[2]", "{\"code\":2}", "18446744073709551615"] {
        let body = format!(r#"{{"code":{code},"message":"Unauthorized"}}"#);
        check("query", 401, &body, "known missing_authorization");
        check_shape(body.as_bytes(), Shape::Message);
        // Without a message, what cannot be read must not pass for a success.
        check_shape(format!(r#"{{"code":{code}}}"#).as_bytes(), Shape::Code);
        check("start", 200, format!(r#"{{"code":{code}}}"#), "unknown");
    }
    check("stop", 504, r#"{"code":62.0}"#, "known backend_timeout");
}

#[test]
fn codes_that_mean_nothing_is_wrong_are_success() {
    for code in ["0", "200", "\"0\"", "\"200\""] {
        check("start", 200, format!(r#"{{"code":{code},"resourceId":"r","sid":"s"}}"#), "success ok");
        check("stop", 206, format!(r#"{{"code":{code},"serverResponse":{{}}}}"#), "success partial_stop_result");
        check("start", 500, format!(r#"{{"code":{code}}}"#), "unknown");
    }
    check("start", 200, r#"{"Code":200,"Body":{}}"#, "success ok");
}

#[test]
fn what_is_no_json_object_is_an_answer_too() {
    for body in [
        "[]",
        r#"[{"code":62}]"#,
        "62",
        "\"code\"",
        "null",
        "true",
        "{",
        r#"{"code":62"#,
        r#"{"code":62} {"code":2}"#,
        "{'code':62}",
    ] {
        check_shape(body.as_bytes(), Shape::NotJson);
        check("query", 504, body, "unknown");
    }
    for body in ["", " ", "\r\n\r\n", "\u{feff}", "\u{feff} \n"] {
        check_shape(body.as_bytes(), Shape::Empty);
    }
}

#[test]
fn hostile_bodies_are_read_without_panic() {
    const MIB: usize = 1024 * 1024;
    let garbage: Vec<u8> = (0..MIB).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    check_shape(&garbage, Shape::NotJson);
    check_shape(&vec![b' '; MIB], Shape::Empty);
    check_shape(&vec![b'['; MIB], Shape::NotJson);
    check_shape(&vec![b'{'; MIB], Shape::NotJson);
    check_shape(&[0xff; 64], Shape::NotJson);
    check_shape(b"{\"code\":62,\"reason\":\"\xff\xfe\"}", Shape::NotJson);
    check_shape(b"\xef\xbb\xbf\xef\xbb\xbf{\"code\":62}", Shape::NotJson);
    // A reader may pass over bad bytes in a member that it does not look at.
    let said = said_of(Some("query"), Some(504), b"{\"x\":\"\xff\",\"code\":62}");
    assert!(said == "known backend_timeout" || said == "unknown", "{said}");
    let nested = |depth: usize| format!("{{\"x\":{}{},\"code\":62}}", "[".repeat(depth), "]".repeat(depth));
    check("query", 504, nested(50), "known backend_timeout");
    // A reader may refuse depth or pass over it; the answer is the entry or unknown, and nothing else.
    for depth in [200, 100_000] {
        let said = said_of(Some("query"), Some(504), nested(depth).as_bytes());
        assert!(said == "known backend_timeout" || said == "unknown", "{said}");
    }
    let deep_code = format!("{{\"code\":{}{}}}", "{\"code\":".repeat(100_000), "}".repeat(100_000));
    check("query", 504, deep_code, "unknown");
    let long = "a".repeat(MIB);
    check("query", 504, format!(r#"{{"code":62,"reason":"{long}"}}"#), "known backend_timeout");
    check("query", 504, format!(r#"{{"code":"{long}"}}"#), "unknown");
    check("query", 504, format!(r#"{{"message":"{}"}}"#, "_".repeat(MIB)), "unknown");
    let many: String = (0..50_000).map(|n| format!("\"code\":{n},")).collect();
    check("query", 504, format!("{{{many}\"code\":62}}"), "known backend_timeout");
}

#[test]
fn every_beginning_of_a_body_is_read_without_panic() {
    let members = r#"{"code": "62", "reason": "request\u005ftimeout 请", "x": [1.5e3, null, {"y": false}]}"#;
    let body = format!("\u{feff} {members}");
    let whole = body.as_bytes();
    assert_eq!(read(whole).code(), Some(Code::Number(62)));
    let mut empty = 0;
    for end in 0..whole.len() {
        let shape = read(&whole[..end]).shape();
        empty += usize::from(shape == Shape::Empty);
        assert!(matches!(shape, Shape::Empty | Shape::NotJson), "{end}: {shape}");
    }
    assert!(empty > 0, "the beginnings with nothing but white space are empty");
}

#[test]
fn of_an_inner_member_that_stands_twice_the_last_counts() {
    let kinds = [BodyKind { code: Some(&["error", "type"]), text: Some(&["error", "detail"]), no_error_codes: &[] }];
    let check = |body: &str, expected: Option<Code<'_>>| {
        assert_eq!(Body::read(body.as_bytes(), &kinds).code(), expected, "{body}");
    };
    check(r#"{"error":{"type":"taken"}}"#, Some(Code::Word("taken")));
    check(r#"{"error":{"type":"door","type":"taken"}}"#, Some(Code::Word("taken")));
    check(r#"{"error":{"type":"door"},"error":{"type":"taken"}}"#, Some(Code::Word("taken")));
    check(r#"{"error":{"type":"door"},"error":{}}"#, None);
    check(r#"{"error":{"type":"door"},"error":null}"#, None);
}
