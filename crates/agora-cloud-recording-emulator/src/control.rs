//! The pages under `/_emulator`, by which tests look into the emulator and direct it.

use crate::faults::Fault;
use crate::outbox::Disturbance;
use crate::service::SERVICE;
use crate::world::{ChannelState, Seed, Shared};
use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;

/// More than any body of these pages.
const BODY_MAX: usize = 1024 * 1024;

type World = State<Arc<Shared>>;

/// The pages; over TLS they may also be asked for by the names that the certificate has.
pub(crate) fn routes(shared: Arc<Shared>, is_tls: bool) -> Router<Arc<Shared>> {
    Router::new()
        .route("/health", get(health))
        .route("/ledger", get(ledger))
        .route("/requests", get(requests))
        .route("/notifications", get(notifications).post(disturb))
        .route("/clock", get(clock).post(advance))
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/recordings", put(seed))
        .route("/channels", post(channels))
        .route("/moves", post(moves))
        .route("/ends", post(ends))
        .route("/reset", post(reset))
        .fallback(nothing)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn(move |request, next| guard(is_tls, request, next)))
        .with_state(shared)
}

/// A page in a browser must not reach these pages: it says where it is from, or comes by a name that is not ours.
async fn guard(is_tls: bool, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let said = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let hosts: Vec<&str> = said.into_iter().chain(request.uri().host()).collect();
    if headers.contains_key(header::ORIGIN) {
        return wrong(StatusCode::FORBIDDEN, "pages of browsers may not use the emulator: the request has an `Origin`");
    }
    if hosts.is_empty() || !hosts.into_iter().all(|host| is_ours(host, is_tls)) {
        return wrong(StatusCode::FORBIDDEN, "use `localhost` or an IP address as the host of `/_emulator`");
    }
    next.run(request).await
}

fn is_ours(host: &str, is_tls: bool) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let is_certified = is_tls && SERVICE.hosts.iter().any(|own| own.eq_ignore_ascii_case(name));
    is_certified || name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok()
}

fn wrong(status: StatusCode, words: impl Into<String>) -> Response {
    (status, Json(json!({ "error": words.into() }))).into_response()
}

async fn nothing() -> Response {
    let pages = "health, ledger, requests, notifications, clock, faults, recordings, channels, moves, ends, reset";
    wrong(StatusCode::NOT_FOUND, format!("there is no such page; there are {pages}"))
}

async fn wrong_method() -> Response {
    wrong(StatusCode::METHOD_NOT_ALLOWED, "this page does not take this method; see the README")
}

/// The body of a request as this type, or words on what is wrong with it.
#[allow(clippy::result_large_err)]
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Response> {
    let body: &[u8] = if body.trim_ascii().is_empty() { b"{}" } else { body };
    // A list would be taken for the members in their order.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(wrong(StatusCode::BAD_REQUEST, "the body must be a JSON object"));
    }
    serde_json::from_slice(body).map_err(|error| wrong(StatusCode::BAD_REQUEST, format!("the body: {error}")))
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Which {
    app_id: Option<String>,
}

/// Which App ID is meant, from the query.
type Asked = Result<Query<Which>, axum::extract::rejection::QueryRejection>;

#[allow(clippy::result_large_err)]
fn app_id(asked: Asked) -> Result<Option<String>, Response> {
    match asked {
        Ok(Query(which)) => Ok(which.app_id),
        Err(error) => Err(wrong(StatusCode::BAD_REQUEST, error.body_text())),
    }
}

async fn health(State(shared): World) -> Json<Value> {
    let (world, now_ms) = shared.settled();
    Json(json!({
        "status": "ok",
        "service": SERVICE.service,
        "version": env!("CARGO_PKG_VERSION"),
        "clock": if shared.clock.is_virtual() { "virtual" } else { "real" },
        "now_ms": now_ms,
        "running": world.running(),
    }))
}

async fn ledger(State(shared): World, asked: Asked) -> Response {
    match app_id(asked) {
        Ok(app_id) => {
            let (world, now_ms) = shared.settled();
            Json(world.ledger(app_id.as_deref(), now_ms)).into_response()
        }
        Err(response) => response,
    }
}

async fn requests(State(shared): World, asked: Asked) -> Response {
    match app_id(asked) {
        Ok(app_id) => Json(json!({ "requests": shared.world().requests(app_id.as_deref()) })).into_response(),
        Err(response) => response,
    }
}

async fn notifications(State(shared): World, asked: Asked) -> Response {
    match app_id(asked) {
        Ok(app_id) => {
            let (world, now_ms) = shared.settled();
            let list = world.outbox.list(app_id.as_deref());
            Json(json!({ "notifications": list, "waiting": world.outbox.waiting(now_ms) })).into_response()
        }
        Err(response) => response,
    }
}

async fn disturb(State(shared): World, body: Bytes) -> Response {
    match read::<Disturbance>(&body) {
        Ok(disturbance) => {
            shared.world().disturbance = disturbance;
            Json(disturbance).into_response()
        }
        Err(response) => response,
    }
}

async fn clock(State(shared): World) -> Json<Value> {
    Json(
        json!({ "now_ms": shared.clock.now_ms(), "clock": if shared.clock.is_virtual() { "virtual" } else { "real" } }),
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_s: f64,
}

/// The longest step of the clock: a thousand years.
const ADVANCE_MAX_S: f64 = 31_536_000_000.0;

async fn advance(State(shared): World, body: Bytes) -> Response {
    let advance = match read::<Advance>(&body) {
        Ok(advance) => advance,
        Err(response) => return response,
    };
    if !(0.0..=ADVANCE_MAX_S).contains(&advance.advance_s) {
        return wrong(StatusCode::BAD_REQUEST, format!("`advance_s` lies between 0 and {ADVANCE_MAX_S}"));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let ms = (advance.advance_s * 1000.0).round() as u64;
    if !shared.clock.advance_ms(ms) {
        return wrong(
            StatusCode::CONFLICT,
            "the time is that of the machine; start the emulator with `--clock virtual`",
        );
    }
    let (world, now_ms) = shared.settled();
    drop(world);
    shared.wake.notify_one();
    Json(json!({ "now_ms": now_ms, "clock": "virtual" })).into_response()
}

async fn faults(State(shared): World, asked: Asked) -> Response {
    match app_id(asked) {
        Ok(app_id) => {
            let world = shared.world();
            Json(json!({ "faults": world.faults(app_id.as_deref()) })).into_response()
        }
        Err(response) => response,
    }
}

async fn add_fault(State(shared): World, body: Bytes) -> Response {
    match read::<Fault>(&body) {
        Ok(fault) => match shared.world().add_fault(fault.clone()) {
            Ok(()) => (StatusCode::CREATED, Json(fault)).into_response(),
            Err(words) => wrong(StatusCode::BAD_REQUEST, words),
        },
        Err(response) => response,
    }
}

async fn clear_faults(State(shared): World, asked: Asked) -> Response {
    match app_id(asked) {
        Ok(app_id) => {
            shared.world().clear_faults(app_id.as_deref());
            StatusCode::NO_CONTENT.into_response()
        }
        Err(response) => response,
    }
}

async fn seed(State(shared): World, body: Bytes) -> Response {
    let seed = match read::<Seed>(&body) {
        Ok(seed) => seed,
        Err(response) => return response,
    };
    let (mut world, now_ms) = shared.settled();
    match world.seed(&seed, now_ms) {
        Ok(values) => {
            shared.wake.notify_one();
            (StatusCode::CREATED, Json(json!({ "values": values }))).into_response()
        }
        Err(words) => wrong(StatusCode::BAD_REQUEST, words),
    }
}

async fn channels(State(shared): World, body: Bytes) -> Response {
    let channel = match read::<ChannelState>(&body) {
        Ok(channel) if channel.app_id.is_empty() || channel.channel.is_empty() => {
            return wrong(StatusCode::BAD_REQUEST, "`app_id` and `channel` are needed");
        }
        Ok(channel) => channel,
        Err(response) => return response,
    };
    let (mut world, now_ms) = shared.settled();
    world.set_channel(&channel, now_ms);
    shared.wake.notify_one();
    Json(channel).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    /// A value that was made for it.
    recording: String,
    for_s: u32,
}

async fn moves(State(shared): World, body: Bytes) -> Response {
    let asked = match read::<Move>(&body) {
        Ok(asked) => asked,
        Err(response) => return response,
    };
    let (mut world, now_ms) = shared.settled();
    let moved = world.move_recording(&asked.recording, asked.for_s, now_ms);
    shared.wake.notify_one();
    done(moved)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    /// A value that was made for it.
    recording: String,
    leave: String,
}

async fn ends(State(shared): World, body: Bytes) -> Response {
    let asked = match read::<End>(&body) {
        Ok(asked) => asked,
        Err(response) => return response,
    };
    let (mut world, now_ms) = shared.settled();
    let ended = world.end(&asked.recording, &asked.leave, now_ms);
    shared.wake.notify_one();
    done(ended)
}

fn done(result: Result<(), String>) -> Response {
    match result {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(words) => wrong(StatusCode::CONFLICT, words),
    }
}

async fn reset(State(shared): World, body: Bytes) -> Response {
    match read::<Which>(&body) {
        Ok(which) => {
            shared.world().reset(which.app_id.as_deref());
            StatusCode::NO_CONTENT.into_response()
        }
        Err(response) => response,
    }
}
