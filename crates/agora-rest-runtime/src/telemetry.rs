//! The names by which spans tell of calls, as OpenTelemetry has them for HTTP where it has one.
//!
//! Each call is a span [`CALL`] at level INFO, each attempt in it a span [`ATTEMPT`]; both have the target
//! [`TARGET`]. Neither ever holds a body, a header but the request id, or a value of the path.
//!
//! | field | in | meaning |
//! | --- | --- | --- |
//! | `operation` | call | name of the operation |
//! | `http.request.method` | both | the method |
//! | `url.template` | both | the path with the names of its values |
//! | `server.address` | both | the host; of a call, that of the last attempt |
//! | `http.response.status_code` | both | the status, where an answer came |
//! | `http.request.resend_count` | both | repeats: of an attempt, those before it; of a call, all |
//! | `error.type` | both | id of the entry; `unknown` for an answer in no table; else how far the request came, or which error it is |
//! | `effect` | both | `not_sent`, `refused`, `maybe_applied` or `applied`, where the call failed |
//! | `request_id` | both | the service's own name of the answer |
//!
//! What else there is to tell is an event of the same target, with a sentence in `message`:
//!
//! | event | level | fields | when |
//! | --- | --- | --- | --- |
//! | `rest.rule_broken` | WARN | `operation`, `rule` | a body breaks a rule that only warns, and is sent |
//! | `rest.made_anew` | INFO | `flow`, `recipe`, `error` | calls made as one are made anew by a recipe |
//! | `rest.in_doubt` | WARN | `flow`, `in_doubt` | they succeeded, and an earlier of them may have begun something too |
//! | `rest.unrecorded` | ERROR | `operation`, `error` | the journal could not keep a call or its answer |
//!
//! An event holds ids of what may run, and never a secret.

/// Target of the spans and events.
pub const TARGET: &str = "agora_rest_runtime";
/// Name of the span of a call.
pub const CALL: &str = "rest.call";
/// Name of the span of an attempt.
pub const ATTEMPT: &str = "rest.attempt";

/// Name of the event of a rule that only warns.
pub const RULE_BROKEN: &str = "rest.rule_broken";
/// Name of the event of calls that are made anew.
pub const MADE_ANEW: &str = "rest.made_anew";
/// Name of the event of what an earlier call may have begun.
pub const IN_DOUBT: &str = "rest.in_doubt";
/// Name of the event of what the journal could not keep.
pub const UNRECORDED: &str = "rest.unrecorded";

/// All events, in the order of the table above.
pub const EVENTS: &[&str] = &[RULE_BROKEN, MADE_ANEW, IN_DOUBT, UNRECORDED];

/// Name of the operation.
pub const OPERATION: &str = "operation";
/// The method.
pub const METHOD: &str = "http.request.method";
/// The path with the names of its values.
pub const TEMPLATE: &str = "url.template";
/// The host.
pub const ADDRESS: &str = "server.address";
/// The status.
pub const STATUS: &str = "http.response.status_code";
/// Repeats.
pub const RESEND_COUNT: &str = "http.request.resend_count";
/// What sort of error.
pub const ERROR_TYPE: &str = "error.type";
/// What may have been done.
pub const EFFECT: &str = "effect";
/// The service's own name of the answer.
pub const REQUEST_ID: &str = "request_id";

/// All fields, in the order of the table above.
pub const FIELDS: &[&str] =
    &[OPERATION, METHOD, TEMPLATE, ADDRESS, STATUS, RESEND_COUNT, ERROR_TYPE, EFFECT, REQUEST_ID];
