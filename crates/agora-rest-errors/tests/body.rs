//! The reading of bodies: shape, code and text of whatever a service, a gateway or a proxy may send.
#![cfg(feature = "serde")]

use agora_rest_errors::body::{Body, BodyKind};
use agora_rest_errors::{Code, Shape};

const KINDS: &[BodyKind<'static>] = &[
    BodyKind { code: Some(&["code"]), text: Some(&["reason"]), no_error_codes: &[Code::Number(0), Code::Word("none")] },
    BodyKind { code: Some(&["error", "type"]), text: Some(&["error", "detail"]), no_error_codes: &[] },
    BodyKind { code: None, text: Some(&["message"]), no_error_codes: &[] },
];

#[track_caller]
fn check(bytes: impl AsRef<[u8]>, shape: Shape, code: Option<Code<'_>>, text: Option<&str>) {
    let bytes = bytes.as_ref();
    let body = Body::read(bytes, KINDS);
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]);
    assert_eq!((body.shape(), body.code(), body.text()), (shape, code, text), "{shown}");
}

#[test]
fn codes_and_texts_are_found_where_the_service_has_them() {
    let number = |number| Some(Code::Number(number));
    check(r#"{"code": 65, "reason": "late"}"#, Shape::Code, number(65), Some("late"));
    check(r#"{"sid": "", "code": "65"}"#, Shape::Code, number(65), None);
    check(r#"{"code": " 65 "}"#, Shape::Code, number(65), None);
    check(r#"{"code": "taken", "reason": null}"#, Shape::Code, Some(Code::Word("taken")), None);
    check(r#"{"code": -1, "reason": 5}"#, Shape::Code, number(-1), None);
    check(r#"{"message": "no"}"#, Shape::Message, None, Some("no"));
    check(r#"{"code": 2, "message": "no"}"#, Shape::Code, number(2), None);
    check(r#"{"code": null, "message": "no"}"#, Shape::Message, None, Some("no"));
    check(r#"{"error": {"type": "t", "detail": "d"}, "reason": "r"}"#, Shape::Code, Some(Code::Word("t")), Some("d"));
    check(r#"{"error": {"type": "t"}, "code": 3}"#, Shape::Code, number(3), None);
    check(r#"{"error": "t", "message": "m"}"#, Shape::Message, None, Some("m"));
    check(r#"{"\u0063ode": 4, "reason": "\u4e2d"}"#, Shape::Code, number(4), Some("中"));
}

/// What JSON can write and no text or number can hold is no reason not to find the error.
#[test]
fn an_error_is_found_beside_what_cannot_be_read() {
    let code = Some(Code::Number(65));
    for odd in [r#""\ud800""#, r#""\udc00\ud83d x""#, "1e400", "-1E+999", r#"{"a": [1e400, "\uD800"]}"#] {
        check(format!(r#"{{"odd": {odd}, "code": 65, "reason": "late"}}"#), Shape::Code, code, Some("late"));
        check(format!(r#"{{"code": 65, "odd": {odd}, "reason": "late"}}"#), Shape::Code, code, Some("late"));
        check(format!(r#"{{"odd": {odd}}}"#), Shape::Success, None, None);
    }
    check(
        r#"{"code": 65, "reason": "late \ud800\ud83d\ude00\\ud800"}"#,
        Shape::Code,
        code,
        Some("late \u{fffd}😀\\ud800"),
    );
    check(r#"{"\ud800": 1, "code": 65}"#, Shape::Code, code, None);
    check(r#"{"code": 1e400}"#, Shape::Code, None, None);
    check(r#"{"code": 1e400, "message": "no"}"#, Shape::Message, None, Some("no"));
    check(r#"{"code": 65, "reason": "\ud8"#, Shape::NotJson, None, None);
    check(r#"{"code": 65, "odd": 1e400"#, Shape::NotJson, None, None);
    for depth in [128, 5000] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        check(format!(r#"{{"odd": {deep}, "code": 65}}"#), Shape::Code, code, None);
        check(format!(r#"{{"code": {deep}}}"#), Shape::Code, None, None);
    }
}

#[test]
fn no_code_and_no_text_is_success() {
    for body in [
        r#"{}"#,
        r#"{"code": null}"#,
        r#"{"code": 0, "reason": "fine", "message": "m"}"#,
        r#"{"code": 0.0}"#,
        r#"{"code": "none"}"#,
        r#"{"message": 5}"#,
        r#"{"error": "t"}"#,
        r#"{"error": {"error": {"type": 1}}}"#,
    ] {
        check(body, Shape::Success, None, None);
    }
}

#[test]
fn a_code_that_cannot_be_read_is_no_success() {
    check(r#"{"code": 62.0}"#, Shape::Code, Some(Code::Number(62)), None);
    for body in [
        r#"{"code": ""}"#,
        r#"{"code": " "}"#,
        r#"{"code": true}"#,
        r#"{"code": 1.5}"#,
        r#"{"code": 1e300}"#,
        r#"{"code": {"x": 1}}"#,
        r#"{"code": [1]}"#,
        r#"{"code": 18446744073709551615}"#,
        r#"{"code": 99999999999999999999999}"#,
    ] {
        check(body, Shape::Code, None, None);
        let with_message = body.replacen('{', r#"{"message": "m", "#, 1);
        check(with_message, Shape::Message, None, Some("m"));
    }
}

#[test]
fn of_a_name_that_stands_twice_the_last_counts() {
    check(r#"{"code": 1, "code": 2}"#, Shape::Code, Some(Code::Number(2)), None);
    check(r#"{"code": 1, "code": {}}"#, Shape::Code, None, None);
    check(r#"{"code": 1, "code": null}"#, Shape::Success, None, None);
    check(r#"{"error": {"type": 1}, "error": {"type": 2}}"#, Shape::Code, Some(Code::Number(2)), None);
    for last in ["{}", "null", "5", "[]"] {
        check(format!(r#"{{"error": {{"type": "t", "detail": "d"}}, "error": {last}}}"#), Shape::Success, None, None);
    }
}

#[test]
fn anything_else_is_an_answer_too() {
    for empty in ["", " ", "\r\n\t", "\u{feff}"] {
        check(empty, Shape::Empty, None, None);
    }
    for other in
        ["<html>", "[]", "[{\"code\": 1}]", "1", "null", "\"code\"", "{\"code\": 1", "{\"code\": 1} x", "{code: 1}"]
    {
        check(other, Shape::NotJson, None, None);
    }
    check(b"{\"code\": \xff}", Shape::NotJson, None, None);
    check("\u{feff}{\"code\": 1}", Shape::Code, Some(Code::Number(1)), None);
    check("[".repeat(1_000_000), Shape::NotJson, None, None);
    check("{\"a\":".repeat(1_000_000), Shape::NotJson, None, None);
    check(vec![b'x'; 1_000_000], Shape::NotJson, None, None);
    let long = format!("{{\"reason\": \"{}\", \"code\": 5}}", "r".repeat(1_000_000));
    check(&long, Shape::Code, Some(Code::Number(5)), Some(&"r".repeat(1_000_000)));
}
