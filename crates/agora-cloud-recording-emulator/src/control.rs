//! The pages under `/_emulator`, by which tests look into the emulator and direct it.

use crate::faults::Fault;
use crate::ledger::Ledger;
use crate::outbox::Disturbance;
use crate::service::SERVICE;
use crate::world::{ChannelState, Shared};
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
use std::time::Duration;

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
        let words = "pages of browsers may not use the emulator: the request has an `Origin`";
        return wrong(StatusCode::FORBIDDEN, words).into_response();
    }
    if hosts.is_empty() || !hosts.into_iter().all(|host| is_ours(host, is_tls)) {
        let words = "use `localhost` or an IP address as the host of `/_emulator`";
        return wrong(StatusCode::FORBIDDEN, words).into_response();
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

/// What is wrong with a request, for people.
struct Wrong(StatusCode, String);

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

fn wrong(status: StatusCode, words: impl Into<String>) -> Wrong {
    Wrong(status, words.into())
}

/// What a page answers.
type Page<T> = Result<T, Wrong>;

async fn nothing() -> Wrong {
    let pages = "health, ledger, requests, notifications, clock, faults, recordings, channels, moves, ends, reset";
    wrong(StatusCode::NOT_FOUND, format!("there is no such page; there are {pages}"))
}

async fn wrong_method() -> Wrong {
    wrong(StatusCode::METHOD_NOT_ALLOWED, "this page does not take this method; see the README")
}

/// The body of a request as this type, or words on what is wrong with it.
fn read<T: DeserializeOwned>(body: &Bytes) -> Page<T> {
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

fn app_id(asked: Asked) -> Page<Option<String>> {
    let Query(which) = asked.map_err(|error| wrong(StatusCode::BAD_REQUEST, error.body_text()))?;
    Ok(which.app_id)
}

fn kind(shared: &Shared) -> &'static str {
    if shared.clock.is_virtual() { "virtual" } else { "real" }
}

async fn health(State(shared): World) -> Json<Value> {
    let (world, now_ms) = shared.settled();
    Json(json!({
        "status": "ok",
        "service": SERVICE.service,
        "version": env!("CARGO_PKG_VERSION"),
        "clock": kind(&shared),
        "now_ms": now_ms,
        "running": world.running(),
    }))
}

async fn ledger(State(shared): World, asked: Asked) -> Page<Json<Ledger>> {
    let app_id = app_id(asked)?;
    let (world, now_ms) = shared.settled();
    Ok(Json(world.ledger(app_id.as_deref(), now_ms)))
}

async fn requests(State(shared): World, asked: Asked) -> Page<Json<Value>> {
    let app_id = app_id(asked)?;
    Ok(Json(json!({ "requests": shared.world().requests(app_id.as_deref()) })))
}

async fn notifications(State(shared): World, asked: Asked) -> Page<Json<Value>> {
    let app_id = app_id(asked)?;
    let (world, now_ms) = shared.settled();
    let list = world.outbox.list(app_id.as_deref());
    Ok(Json(json!({ "notifications": list, "waiting": world.outbox.waiting(now_ms) })))
}

async fn disturb(State(shared): World, body: Bytes) -> Page<Json<Disturbance>> {
    let disturbance = read(&body)?;
    shared.world().disturbance = disturbance;
    Ok(Json(disturbance))
}

async fn clock(State(shared): World) -> Json<Value> {
    Json(json!({ "now_ms": shared.clock.now_ms(), "clock": kind(&shared) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_s: f64,
}

/// The longest step of the clock: a thousand years.
const ADVANCE_MAX_S: f64 = 31_536_000_000.0;

async fn advance(State(shared): World, body: Bytes) -> Page<Json<Value>> {
    let Advance { advance_s } = read(&body)?;
    if !(0.0..=ADVANCE_MAX_S).contains(&advance_s) {
        return Err(wrong(StatusCode::BAD_REQUEST, format!("`advance_s` lies between 0 and {ADVANCE_MAX_S}")));
    }
    let ms = u64::try_from(Duration::from_secs_f64(advance_s).as_millis()).unwrap_or(u64::MAX);
    if !shared.clock.advance_ms(ms) {
        let words = "the time is that of the machine; start the emulator with `--clock virtual`";
        return Err(wrong(StatusCode::CONFLICT, words));
    }
    let (world, now_ms) = shared.settled();
    drop(world);
    shared.wake.notify_one();
    Ok(Json(json!({ "now_ms": now_ms, "clock": kind(&shared) })))
}

async fn faults(State(shared): World, asked: Asked) -> Page<Json<Value>> {
    let app_id = app_id(asked)?;
    Ok(Json(json!({ "faults": shared.world().faults(app_id.as_deref()) })))
}

async fn add_fault(State(shared): World, body: Bytes) -> Page<(StatusCode, Json<Fault>)> {
    let fault: Fault = read(&body)?;
    shared.world().add_fault(fault.clone()).map_err(|words| wrong(StatusCode::BAD_REQUEST, words))?;
    Ok((StatusCode::CREATED, Json(fault)))
}

async fn clear_faults(State(shared): World, asked: Asked) -> Page<StatusCode> {
    let app_id = app_id(asked)?;
    shared.world().clear_faults(app_id.as_deref());
    Ok(StatusCode::NO_CONTENT)
}

async fn seed(State(shared): World, body: Bytes) -> Page<(StatusCode, Json<Value>)> {
    let seed = read(&body)?;
    let (mut world, now_ms) = shared.settled();
    let values = world.seed(&seed, now_ms).map_err(|words| wrong(StatusCode::BAD_REQUEST, words))?;
    shared.wake.notify_one();
    Ok((StatusCode::CREATED, Json(json!({ "values": values }))))
}

async fn channels(State(shared): World, body: Bytes) -> Page<Json<ChannelState>> {
    let channel: ChannelState = read(&body)?;
    if channel.app_id.is_empty() || channel.channel.is_empty() {
        return Err(wrong(StatusCode::BAD_REQUEST, "`app_id` and `channel` are needed"));
    }
    let (mut world, now_ms) = shared.settled();
    world.set_channel(&channel, now_ms);
    shared.wake.notify_one();
    Ok(Json(channel))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    /// A value that was made for it.
    recording: String,
    for_s: u32,
}

async fn moves(State(shared): World, body: Bytes) -> Page<StatusCode> {
    let asked: Move = read(&body)?;
    let (mut world, now_ms) = shared.settled();
    done(&shared, world.move_recording(&asked.recording, asked.for_s, now_ms))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    /// A value that was made for it.
    recording: String,
    leave: String,
}

async fn ends(State(shared): World, body: Bytes) -> Page<StatusCode> {
    let asked: End = read(&body)?;
    let (mut world, now_ms) = shared.settled();
    done(&shared, world.end(&asked.recording, &asked.leave, now_ms))
}

fn done(shared: &Shared, result: Result<(), String>) -> Page<StatusCode> {
    shared.wake.notify_one();
    result.map(|()| StatusCode::NO_CONTENT).map_err(|words| wrong(StatusCode::CONFLICT, words))
}

async fn reset(State(shared): World, body: Bytes) -> Page<StatusCode> {
    let Which { app_id } = read(&body)?;
    shared.world().reset(app_id.as_deref());
    Ok(StatusCode::NO_CONTENT)
}
