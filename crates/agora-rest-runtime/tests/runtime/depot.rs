//! A service that exists nowhere: a depot takes parcels in, shows them and hands them out.

use agora_rest_runtime::rest::body::BodyKind;
use agora_rest_runtime::rest::{
    Code, Confidence, Disposition, Effect, Entry, EntryStatus, Fault, Jitter, Keep, Key, Kind, Recipe, Remedy, Rung,
    Service, Success, Table, Then, Words,
};
use agora_rest_runtime::transport::Scripted;
use agora_rest_runtime::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depot {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Endpoint {
    Take,
    Show,
    Hand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Ok,
}

impl Service for Depot {
    type Endpoint = Endpoint;
    type ErrorId = ErrorId;
    type Outcome = Outcome;
}

macro_rules! errors {
    ($($id:ident = $code:literal $name:literal, $disposition:ident, $effect:ident, $retry:expr, $remedy:literal;)+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum ErrorId { $($id),+ }

        static KEYS: &[Key<'static, Depot>] = &[$(Key {
            id: ErrorId::$id,
            endpoints: &[],
            status: None,
            shape: None,
            code: Some(Code::Number($code)),
            text: None,
            disposition: Disposition::$disposition,
            effect: Effect::$effect,
            retry: $retry,
            confidence: Confidence::Documented,
        }),+];

        static ENTRIES: &[Entry<'static, Depot>] = &[$(Entry {
            id: ErrorId::$id,
            name: $name,
            status: EntryStatus::Active,
            since: "1.0.0",
            kind: Kind::Unavailable,
            disposition: Disposition::$disposition,
            fault: Fault::Service,
            effect: Effect::$effect,
            rung: Rung::Caller,
            retry: $retry,
            confidence: Confidence::Documented,
        }),+];

        static WORDS: &[Words<'static>] = &[$(Words {
            title: concat!("the depot says ", $name),
            detail: "",
            causes: &[],
            remedies: &[Remedy { text: $remedy, action: None }],
            retries: &[],
            note: None,
            constraints: &[],
            links: &[],
        }),+];
    };
}

errors! {
    // What may have been done, with a recipe of the documents: it may be repeated after all.
    Busy = 10 "busy", Pending, Unknown, Some(&SAME_3_6), "wait for the clerk";
    // The same with a recipe that was only concluded.
    Broken = 11 "broken", Failure, Unknown, Some(&GUESSED_3_6_9), "call the janitor";
    // Nothing was done.
    Full = 12 "full", Failure, None, Some(&GUESSED_3_6_9), "come back later";
    TooFast = 13 "too_fast", Failure, None, Some(&SLOWER_1_3_6), "call less often";
    Unsure = 14 "unsure", Failure, None, Some(&IF_SEEN), "look whether it was there";
    Stale = 15 "stale", Failure, None, Some(&NEW_LABEL), "print a new label";
    Refused = 16 "refused", Failure, None, None, "take it home";
    Delivered = 17 "delivered", Empty, Applied, None, "nothing is left to do";
    Deaf = 18 "deaf", Failure, None, Some(&DEAF_2), "knock again";
    Relabel = 19 "relabel", Failure, None, Some(&CHANGED), "change the label";
}

const SAME: Recipe<'static, Depot> = Recipe {
    name: "same",
    delays_s: &[3, 6],
    keep: Keep::All,
    change: &[],
    condition: None,
    then: Then::GiveUp,
    honour_retry_after: true,
    jitter: Jitter::None,
    confidence: Confidence::Documented,
};
static SAME_3_6: Recipe<'static, Depot> = SAME;
static GUESSED_3_6_9: Recipe<'static, Depot> =
    Recipe { name: "guessed", delays_s: &[3, 6, 9], confidence: Confidence::Inferred, ..SAME };
static SLOWER_1_3_6: Recipe<'static, Depot> =
    Recipe { name: "slower", delays_s: &[1, 3, 6], jitter: Jitter::Full, ..SAME };
static IF_SEEN: Recipe<'static, Depot> = Recipe { name: "if_seen", condition: Some("it_was_seen"), ..SAME };
static NEW_LABEL: Recipe<'static, Depot> = Recipe { name: "new_label", keep: Keep::Fields(&["depot"]), ..SAME };
static DEAF_2: Recipe<'static, Depot> = Recipe { name: "deaf", delays_s: &[2], honour_retry_after: false, ..SAME };
static CHANGED: Recipe<'static, Depot> = Recipe { name: "changed", change: &["label"], ..SAME };

static TABLE: Table<'static, Depot> = Table {
    keys: KEYS,
    successes: &[
        Success { endpoint: Endpoint::Take, status: 200, outcome: Outcome::Ok },
        Success { endpoint: Endpoint::Show, status: 200, outcome: Outcome::Ok },
        Success { endpoint: Endpoint::Hand, status: 200, outcome: Outcome::Ok },
    ],
};

static CONNECTION: Connection = Connection {
    scheme: "https",
    content_type: "application/json;charset=utf-8",
    request_id_header: Some("X-Depot-Trace"),
    domains: &["depot.example", "depot.test"],
    hosts: &["desk", "north-1", "north-2", "south-1"],
    areas: &[
        Area {
            id: "north",
            hosts: &["north-1", "north-2"],
            domains: &["depot.example", "depot.test"],
            path_prefix: Some("n"),
        },
        Area { id: "south", hosts: &["south-1"], domains: &["depot.test", "depot.example"], path_prefix: Some("s") },
        Area { id: "cellar", hosts: &["north-2"], domains: &["depot.test"], path_prefix: None },
    ],
    failover: Failover {
        steps: &[
            Step { to: To::SameHost, only_when_unresolved: false },
            Step { to: To::OtherDomain, only_when_unresolved: true },
            Step { to: To::NextHost, only_when_unresolved: false },
        ],
        delays_s: &[1, 3, 6],
    },
};

pub(crate) static FACTS: Facts<Depot> = Facts {
    service: "depot",
    table: &TABLE,
    bodies: &[
        BodyKind { code: Some(&["code"]), text: Some(&["reason"]), no_error_codes: &[Code::Number(0)] },
        BodyKind { code: None, text: Some(&["message"]), no_error_codes: &[] },
    ],
    connection: &CONNECTION,
    editions: &["home", "abroad", "island"],
    requests_per_s: Some(10),
    entry: |id| &ENTRIES[id as usize],
    words: |id| &WORDS[id as usize],
};

/// Not safe to repeat.
pub(crate) static TAKE: Operation<Depot> = Operation {
    endpoint: Endpoint::Take,
    name: "take",
    method: Method::Post,
    template: "/v9/depots/{depot}/parcels",
    path: &[Segment::Literal("/v9/depots/"), Segment::Value(0), Segment::Literal("/parcels")],
    edition_paths: &[],
    repeat_is_safe: false,
    urgent: false,
    detached: true,
};

/// Only reads.
pub(crate) static SHOW: Operation<Depot> = Operation {
    endpoint: Endpoint::Show,
    name: "show",
    method: Method::Get,
    template: "/v9/depots/{depot}/parcels/{parcel}",
    path: &[Segment::Literal("/v9/depots/"), Segment::Value(0), Segment::Literal("/parcels/"), Segment::Value(1)],
    edition_paths: &[EditionPath {
        editions: &["abroad", "island"],
        template: "/w1/{parcel}/at/{depot}",
        path: &[Segment::Literal("/w1/"), Segment::Value(1), Segment::Literal("/at/"), Segment::Value(0)],
    }],
    repeat_is_safe: true,
    urgent: false,
    detached: false,
};

/// Safe to repeat, and before all others.
pub(crate) static HAND: Operation<Depot> = Operation {
    endpoint: Endpoint::Hand,
    name: "hand",
    method: Method::Post,
    template: "/v9/depots/{depot}/hand",
    path: &[Segment::Literal("/v9/depots/"), Segment::Value(0), Segment::Literal("/hand")],
    edition_paths: &[],
    repeat_is_safe: true,
    urgent: true,
    detached: true,
};

pub(crate) const SECRET: &str = "planted-swordfish";

pub(crate) fn credentials() -> Credentials {
    Credentials::new("clerk", SECRET)
}

pub(crate) fn take() -> Call<Depot> {
    Call::new(&TAKE, vec!["d1".into()]).with_body(format!("{{\"key\": \"{SECRET}\"}}"))
}

pub(crate) fn show() -> Call<Depot> {
    Call::new(&SHOW, vec!["d1".into(), "p1".into()])
}

pub(crate) fn hand() -> Call<Depot> {
    Call::new(&HAND, vec!["d1".into()]).with_body("{}")
}

pub(crate) fn ok() -> Response {
    Response::new(200, r#"{"parcel": "p1"}"#)
}

/// An answer with a code.
pub(crate) fn code(status: u16, code: u16) -> Response {
    Response::new(status, format!(r#"{{"code": {code}, "reason": "so it is"}}"#)).with_header("X-Depot-Trace", "t-1")
}

pub(crate) fn builder(transport: &Scripted, clock: &ManualClock) -> CoreBuilder<Depot> {
    CoreBuilder::new(&FACTS, credentials()).area("north").transport(transport.clone()).clock(clock.clone())
}

/// How a call ended, in words: `ok x2`, or the type of the error, its effect and its attempts.
pub(crate) fn words(result: &Result<Reply<Depot>, Error<Depot>>) -> String {
    match result {
        Ok(reply) => format!("ok x{}", reply.attempts),
        Err(error) => format!("{} {} x{}", error.error_type(), error.effect(), error.info().attempts),
    }
}

/// The hosts that were asked, by name.
pub(crate) fn asked(transport: &Scripted) -> Vec<String> {
    let host = |url: &str| url.split('/').nth(2).unwrap().to_owned();
    transport.seen().iter().map(|seen| host(seen.url())).collect()
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
