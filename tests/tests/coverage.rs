//! What the documents list is in the catalogue: every bullet, every row, every character.
//!
//! The lists stand here as data, taken from the documents and not from the catalogue, so that a fact that is dropped
//! from the catalogue is missed. Each test names everything that is missing, not only the first.

mod common;

use agora_cloud_recording_errors::{Code, Endpoint, ErrorId};
use common::said_of;
use conformance::catalogue::Catalogue;
use conformance::files;
use std::collections::BTreeSet;

const NOTHING: [String; 0] = [];

/// How a bullet of the list of 2020 is shown to be covered.
enum Proof {
    /// An answer with this code at this endpoint, or anywhere, is the entry.
    Code(Option<&'static str>, i64),
    /// An answer with this text and no code is the entry.
    Text(&'static str),
    /// The entry has this cause.
    Cause(&'static str),
    /// The set of characters of the entry's limit has this class, with so many characters.
    Characters(&'static str, usize),
}

/// The list of 2020, bullet by bullet: 18 entries and 13 bullets below them.
const BULLETS: [(&str, &str, Proof); 31] = [
    ("2", "invalid_parameter", Proof::Code(None, 2)),
    ("7", "already_started", Proof::Code(Some("start"), 7)),
    ("8", "malformed_request", Proof::Code(None, 8)),
    ("8: content type", "malformed_request", Proof::Cause("wrong_content_type")),
    ("8: segment of the URL", "malformed_request", Proof::Cause("url_without_segment")),
    ("8: HTTP method", "malformed_request", Proof::Cause("wrong_method")),
    ("8: body is no JSON", "malformed_request", Proof::Cause("body_not_json")),
    ("49", "already_stopping", Proof::Code(Some("stop"), 49)),
    ("53", "task_conflict", Proof::Code(Some("start"), 53)),
    ("62", "service_not_enabled", Proof::Code(Some("acquire"), 62)),
    ("65", "request_not_completed", Proof::Code(Some("start"), 65)),
    ("432", "resource_mismatch", Proof::Code(None, 432)),
    ("433", "resource_expired", Proof::Code(Some("start"), 433)),
    ("435", "no_recorded_data", Proof::Code(None, 435)),
    ("501", "service_exiting", Proof::Code(Some("query"), 501)),
    ("1001", "resource_id_undecodable", Proof::Code(None, 1001)),
    ("1003", "session_mismatch", Proof::Code(None, 1003)),
    ("1013", "invalid_channel_name", Proof::Code(None, 1013)),
    ("1013: lower-case letters", "invalid_channel_name", Proof::Characters("lower", 26)),
    ("1013: upper-case letters", "invalid_channel_name", Proof::Characters("upper", 26)),
    ("1013: digits", "invalid_channel_name", Proof::Characters("digit", 10)),
    ("1013: space", "invalid_channel_name", Proof::Characters("space", 1)),
    ("1013: symbols", "invalid_channel_name", Proof::Characters("symbol", 26)),
    ("1028", "invalid_layout_parameter", Proof::Code(Some("updateLayout"), 1028)),
    ("invalid appid", "invalid_app_id", Proof::Text("invalid appid")),
    ("no Route matched", "route_not_found", Proof::Text("no Route matched with those values")),
    ("Invalid authentication credentials", "invalid_credentials", Proof::Text("Invalid authentication credentials")),
    ("credentials: ID or secret wrong", "invalid_credentials", Proof::Cause("wrong_id_or_secret")),
    ("credentials: service not enabled", "invalid_credentials", Proof::Cause("service_not_enabled")),
    ("credentials: header Authorization", "invalid_credentials", Proof::Cause("malformed_authorization")),
    ("credentials: another header", "invalid_credentials", Proof::Cause("malformed_header")),
];

#[test]
fn the_list_of_2020_is_covered() {
    let catalogue = Catalogue::read(&files::spec());
    let missing: Vec<String> = BULLETS
        .iter()
        .filter_map(|(bullet, id, proof)| Some(format!("{bullet}: {}", lacking(&catalogue, id, proof)?)))
        .collect();
    assert_eq!(missing, NOTHING);
    let proofs = |wanted: fn(&Proof) -> bool| BULLETS.iter().filter(|(_, _, proof)| wanted(proof)).count();
    assert_eq!(proofs(|proof| matches!(proof, Proof::Code(..) | Proof::Text(_))), 18);
    assert_eq!(proofs(|proof| matches!(proof, Proof::Cause(_) | Proof::Characters(..))), 13);
    let named: BTreeSet<&str> = BULLETS.iter().map(|bullet| bullet.0).collect();
    assert_eq!(named.len(), BULLETS.len(), "a bullet stands twice");
}

/// What a bullet lacks, if anything.
fn lacking(catalogue: &Catalogue, id: &str, proof: &Proof) -> Option<String> {
    let Some(entry) = catalogue.entries.iter().find(|entry| entry.id == id) else {
        return Some(format!("no entry `{id}`"));
    };
    let found = |endpoint: Option<&str>, body: &str| {
        let places = endpoint.map_or_else(|| Endpoint::ALL.iter().map(|e| e.as_str()).collect(), |id| vec![id]);
        let wrong = places.into_iter().map(|place| (place, said_of(Some(place), Some(400), body.as_bytes())));
        wrong
            .filter(|(_, said)| *said != format!("known {id}"))
            .map(|(place, said)| format!("at {place}: {said}"))
            .next()
    };
    match proof {
        Proof::Code(endpoint, code) => found(*endpoint, &format!(r#"{{"code":{code}}}"#)),
        Proof::Text(text) => found(None, &format!(r#"{{"message":"{text}"}}"#)),
        Proof::Cause(cause) => {
            let known = entry.causes.iter().any(|(known, ..)| known == cause);
            (!known).then(|| format!("`{id}` has no cause `{cause}`"))
        }
        Proof::Characters(class, count) => {
            let set = entry.constraints.iter().find_map(|constraint| constraint.character_set.as_ref());
            let set = catalogue.character_sets.iter().find(|known| Some(&known.id) == set);
            let class_found = set.and_then(|set| set.classes.iter().find(|(known, ..)| known == class));
            let right = class_found.is_some_and(|(.., characters)| characters.chars().count() == *count);
            (!right).then(|| format!("`{id}` has no class `{class}` of {count} characters"))
        }
    }
}

/// A row of the page of 2026: endpoint (`any` for all), HTTP status, code, text, entry.
type Row = (&'static str, u16, Option<i64>, Option<&'static str>, &'static str);

/// The page of 2026.
const ROWS: [Row; 37] = [
    ("any", 400, None, Some("appid is invalid"), "invalid_app_id"),
    ("any", 401, None, Some("Unauthorized"), "missing_authorization"),
    ("any", 401, None, Some("Invalid authentication credentials"), "invalid_credentials"),
    ("any", 404, None, Some("no Route matched with those values"), "route_not_found"),
    ("any", 429, None, Some("API rate limit exceeded"), "rate_limited"),
    ("acquire", 400, Some(2), None, "invalid_parameter"),
    ("acquire", 400, Some(400), Some("invalid_appid"), "invalid_app_id"),
    ("acquire", 400, Some(401), Some("invalid_channel_name"), "invalid_channel_name"),
    ("acquire", 400, Some(405), Some("no_active_status"), "app_inactive"),
    ("acquire", 400, Some(406), Some("vendor_over_load"), "concurrency_limit_exceeded"),
    ("acquire", 500, Some(500), Some("internal_error"), "internal_error"),
    ("acquire", 500, Some(501), Some("no_worker_manager_available"), "no_worker_manager_available"),
    ("acquire", 500, Some(504), Some("allocate_timeout"), "allocate_timeout"),
    ("start", 201, Some(7), Some("already started"), "already_started"),
    ("start", 206, Some(65), Some("request not completed"), "request_not_completed"),
    ("start", 400, Some(2), None, "invalid_parameter"),
    ("start", 400, Some(53), Some("task conflict"), "task_conflict"),
    ("start", 500, Some(502), Some("Failed to allocate worker"), "worker_allocation_failed"),
    ("start", 500, Some(62), Some("request timeout"), "backend_timeout"),
    ("query", 206, Some(65), Some("request not completed"), "request_not_completed"),
    ("query", 400, Some(2), None, "invalid_parameter"),
    ("query", 404, Some(404), Some("failed to find worker"), "worker_not_found"),
    ("query", 504, Some(62), Some("request timeout"), "backend_timeout"),
    ("update", 206, Some(65), Some("request not completed"), "request_not_completed"),
    ("update", 400, Some(2), None, "invalid_parameter"),
    ("update", 404, Some(404), Some("failed to find worker"), "worker_not_found"),
    ("update", 504, Some(62), Some("request timeout"), "backend_timeout"),
    ("updateLayout", 206, Some(65), Some("request not completed"), "request_not_completed"),
    ("updateLayout", 400, Some(2), None, "invalid_parameter"),
    ("updateLayout", 404, Some(404), Some("failed to find worker"), "worker_not_found"),
    ("updateLayout", 504, Some(62), Some("request timeout"), "backend_timeout"),
    ("stop", 206, Some(65), Some("request not completed"), "request_not_completed"),
    ("stop", 206, Some(435), Some("no recorded data"), "no_recorded_data"),
    ("stop", 400, Some(2), None, "invalid_parameter"),
    ("stop", 400, Some(49), Some("invalid operation"), "already_stopping"),
    ("stop", 404, Some(404), Some("failed to find worker"), "worker_not_found"),
    ("stop", 504, Some(62), Some("request timeout"), "backend_timeout"),
];

#[test]
fn every_row_of_the_page_of_2026_is_found() {
    let mut wrong = Vec::new();
    for (endpoint, status, code, text, id) in ROWS {
        let body = match (code, text) {
            (Some(code), Some(text)) => format!(r#"{{"code":{code},"reason":"{text}"}}"#),
            (Some(code), None) => format!(r#"{{"code":{code}}}"#),
            (None, text) => format!(r#"{{"message":"{}"}}"#, text.expect("a row has a code or a text")),
        };
        let mut places: Vec<Option<&str>> = Endpoint::ALL.iter().map(|known| Some(known.as_str())).collect();
        places.push(None);
        places.retain(|place| endpoint == "any" || *place == Some(endpoint));
        assert_eq!(places.len(), if endpoint == "any" { Endpoint::ALL.len() + 1 } else { 1 });
        for place in places {
            let said = said_of(place, Some(status), body.as_bytes());
            if said != format!("known {id}") {
                wrong.push(format!("{endpoint} {status} {body} at {place:?}: {said}, not {id}"));
            }
        }
    }
    assert_eq!(wrong, NOTHING);
}

#[test]
fn every_row_of_the_page_of_2026_is_an_example() {
    let catalogue = Catalogue::read(&files::spec());
    let mut missing = Vec::new();
    for (endpoint, status, code, text, id) in ROWS {
        let wanted = Some(endpoint).filter(|id| *id != "any");
        let is_row = |(entry, example): (&str, &conformance::catalogue::Example)| {
            let Some(body) = &example.body else { return false };
            let text_name = if code.is_some() { "reason" } else { "message" };
            let same_text = text.is_none() || body.get(text_name).and_then(|value| value.as_str()) == text;
            entry == id
                && example.endpoint.as_deref() == wanted
                && example.http == status
                && body.get("code").and_then(serde_json::Value::as_i64) == code
                && same_text
        };
        if !catalogue.entry_examples().any(is_row) {
            missing.push(format!("{id}: no example for {endpoint} {status} code {code:?} text {text:?}"));
        }
    }
    assert_eq!(missing, NOTHING);
}

#[test]
fn a_channel_name_is_made_of_89_characters() {
    let lower = "abcdefghijklmnopqrstuvwxyz";
    let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let digits = "0123456789";
    let space = " ";
    // In the order of the list of 2020, which prints the opening brace with a space that does not belong to it.
    let symbols = [
        "!", "#", "$", "%", "&", "(", ")", "+", "-", ":", ";", "<", "=", ".", ">", "?", "@", "[", "]", "^", "_", "{",
        "}", "|", "~", ",",
    ];
    let expected: BTreeSet<char> =
        [lower, upper, digits, space].concat().chars().chain(symbols.concat().chars()).collect();
    assert_eq!([lower, upper, digits, space].map(str::len), [26, 26, 10, 1]);
    assert_eq!(symbols.len(), 26);
    assert_eq!(expected.len(), 89);
    // The same set from the other side: printable ASCII without six characters.
    let excluded = ['"', '\'', '*', '/', '\\', '`'];
    assert_eq!(expected, (' '..='~').filter(|c| !excluded.contains(c)).collect());

    let id = common_id_of_1013();
    let json = files::json_of("schema/errors.json");
    let list = |name: &str| json[name].as_array().expect("a list of errors.json");
    let entry = list("entries").iter().find(|entry| entry["id"] == id).expect("errors.json has the entry");
    let limits: Vec<_> = entry["constraints"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|limit| limit["character_set"].is_string())
        .collect();
    let [limit] = limits.as_slice() else { panic!("one limit of {id} names the characters, not {limits:?}") };
    assert_eq!(limit["max_bytes"], 64);
    let set =
        list("character_sets").iter().find(|set| set["id"] == limit["character_set"]).expect("errors.json has the set");
    let characters = set["characters"].as_str().expect("a text");
    assert_eq!(characters.chars().count(), 89);
    assert_eq!(set["count"], 89);
    assert_eq!(characters.chars().collect::<BTreeSet<char>>(), expected);
    let classes: String =
        set["classes"].as_array().expect("a list").iter().filter_map(|class| class["characters"].as_str()).collect();
    assert_eq!(classes, characters);
    assert!(characters.is_ascii(), "every character is one byte, so 64 bytes are 64 characters");
}

/// The entry that code 1013 identifies when nothing else is known.
fn common_id_of_1013() -> &'static str {
    let said = said_of(None, None, br#"{"code":1013}"#);
    let ids: Vec<ErrorId> = ErrorId::with_code(1013).collect();
    let [id] = ids.as_slice() else { panic!("one entry has code 1013, not {ids:?}") };
    assert_eq!(said, format!("known {}", id.as_str()));
    id.as_str()
}

/// The entries of the service. An id is never given up without a word, so the list is written out.
const IDS: [&str; 32] = [
    "allocate_timeout",
    "already_started",
    "already_stopping",
    "app_inactive",
    "backend_timeout",
    "concurrency_limit_exceeded",
    "internal_error",
    "invalid_app_id",
    "invalid_channel_name",
    "invalid_credentials",
    "invalid_layout_parameter",
    "invalid_parameter",
    "malformed_request",
    "missing_authorization",
    "no_recorded_data",
    "no_worker_manager_available",
    "rate_limited",
    "request_not_completed",
    "resource_expired",
    "resource_id_undecodable",
    "resource_mismatch",
    "route_not_found",
    "service_exiting",
    "service_not_enabled",
    "session_mismatch",
    "start_parameter_mismatch",
    "task_conflict",
    "token_expired",
    "token_invalid",
    "upload_timeout",
    "worker_allocation_failed",
    "worker_not_found",
];

#[test]
fn no_entry_of_the_sources_is_missing() {
    let catalogue = Catalogue::read(&files::spec());
    let read: BTreeSet<&str> = catalogue.entries.iter().map(|entry| entry.id.as_str()).collect();
    let generated: BTreeSet<&str> = ErrorId::ALL.iter().map(|id| id.as_str()).collect();
    let missing: Vec<String> =
        IDS.iter().filter(|id| !read.contains(**id) || !generated.contains(**id)).map(ToString::to_string).collect();
    assert_eq!(missing, NOTHING);
    // A new entry needs no line here, so that adding one touches no file that another branch touches too.
    assert_eq!(read, generated);
}

/// Codes that documents between 2020 and 2026 list, or that support tickets show: where, body, entry.
const IN_BETWEEN: [(Option<&str>, Option<u16>, &str, &str); 12] = [
    (Some("stop"), None, r#"{"code":50}"#, "upload_timeout"),
    (Some("stop"), Some(206), r#"{"code":50}"#, "upload_timeout"),
    (None, None, r#"{"code":109}"#, "token_expired"),
    (None, None, r#"{"code":110}"#, "token_invalid"),
    (Some("start"), None, r#"{"code":62}"#, "backend_timeout"),
    (
        Some("acquire"),
        Some(400),
        r#"{"code":2,"reason":"Acquire: invalid resourceExpiredHour value!"}"#,
        "invalid_parameter",
    ),
    (Some("acquire"), Some(400), r#"{"code":2,"reason":"post method api body check failed!"}"#, "invalid_parameter"),
    (Some("acquire"), Some(400), r#"{"code":2,"reason":"api body validate failed!"}"#, "invalid_parameter"),
    (Some("start"), Some(400), r#"{"code":2,"reason":"services not selected!"}"#, "invalid_parameter"),
    (None, Some(500), r#"{"code":2,"reason":"Post Method API Body Check Failed"}"#, "invalid_parameter"),
    (Some("start"), Some(400), r#"{"code":2,"reason":"request_hash mismatch!"}"#, "start_parameter_mismatch"),
    (
        Some("query"),
        Some(404),
        r#"{"cname":"c","code":404,"reason":"failed to find worker","uid":"1","resourceId":"r","sid":"s"}"#,
        "worker_not_found",
    ),
];

#[test]
fn codes_seen_in_between_are_found() {
    let mut wrong = Vec::new();
    for (endpoint, status, body, id) in IN_BETWEEN {
        let said = said_of(endpoint, status, body.as_bytes());
        if said != format!("known {id}") {
            wrong.push(format!("{endpoint:?} {status:?} {body}: {said}, not {id}"));
        }
    }
    assert_eq!(wrong, NOTHING);
}

#[test]
fn a_code_that_is_also_a_http_status_stays_a_code() {
    // The service has codes 400, 401, 404 and others that have nothing to do with the HTTP status of the same number.
    let codes = [400, 401, 404, 405, 406, 500, 501, 502, 504];
    for code in codes {
        let ids: Vec<ErrorId> = ErrorId::with_code(Code::Number(code)).collect();
        assert!(!ids.is_empty(), "no entry has code {code}");
        let status = u16::try_from(code).expect("a number like a status");
        assert_eq!(
            said_of(Some("acquire"), Some(status), b"<html></html>"),
            "unknown",
            "HTTP {status} alone is no code"
        );
    }
}
