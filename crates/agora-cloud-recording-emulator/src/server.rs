//! Connections, and what of HTTP a call is made of.

use crate::attach::FLIGHT;
use crate::control;
use crate::faults::{Connection, Fault};
use crate::judge;
use crate::service::{Endpoint, Means, SERVICE};
use crate::world::{Answered, Incoming, Shared, judged};
use agora_cloud_recording::Secret;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, alphabet};
use bytes::Bytes;
use futures_core::Stream;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinSet;

/// More than any body of the service.
const BODY_MAX: usize = 128 * 1024;

/// As much of a path as is remembered.
const PATH_MAX: usize = 1024;

/// How many connections are open at a time; the others are turned away.
const CONNECTIONS_MAX: usize = 4096;

/// How long the head of a request may take.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// How long a body may take.
const BODY_TIME: Duration = Duration::from_secs(60);

/// How long a call hangs at most that is never answered.
const HANG_TIME: Duration = Duration::from_secs(600);

/// The pause between two bytes of a slow body.
const SLOW_PAUSE: Duration = Duration::from_millis(10);

/// How long calls may go on when the emulator is stopped.
const STOP_TIME: Duration = Duration::from_secs(2);

/// No HTTP.
const GARBAGE: &[u8] = b"\x16\x03\x01 this is no HTTP\r\n\r\n";

/// What is said to a connection too many.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// What proxies say.
const PAGE: &str = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

/// What is done to a connection in place of an answer.
#[derive(Clone)]
enum Cut {
    Reset,
    Close,
    Raw(Bytes),
}

/// Says to a connection what is to be done to it.
#[derive(Clone, Default)]
pub(crate) struct Line(Arc<Mutex<Option<Cut>>>);

impl Line {
    fn cut(&self, cut: Cut) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(cut);
    }

    fn take(&self) -> Option<Cut> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A stream of bytes over a TCP connection.
pub(crate) trait Io: AsyncRead + AsyncWrite + Unpin + Send {
    /// The connection below.
    fn tcp(&self) -> &TcpStream;
}

impl Io for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

#[cfg(feature = "tls")]
impl Io for tokio_rustls::server::TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// A connection that can be told to break.
struct Wire {
    io: Box<dyn Io>,
    line: Line,
    raw: Option<Bytes>,
}

impl Wire {
    /// What stands in place of the answer that is about to be written.
    fn broken(&mut self, context: &mut Context<'_>) -> Option<Poll<io::Result<usize>>> {
        match self.line.take() {
            None => {}
            Some(Cut::Close) => return Some(Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))),
            Some(Cut::Reset) => {
                // With no time to linger, closing means a reset.
                let _ = socket2::SockRef::from(self.io.tcp()).set_linger(Some(Duration::ZERO));
                return Some(Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())));
            }
            Some(Cut::Raw(bytes)) => self.raw = Some(bytes),
        }
        while let Some(raw) = self.raw.as_mut().filter(|raw| !raw.is_empty()) {
            match Pin::new(&mut self.io).poll_write(context, raw) {
                Poll::Ready(Ok(written)) => drop(raw.split_to(written)),
                other => return Some(other),
            }
        }
        let is_over = self.raw.is_some();
        is_over.then_some(Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.broken(context) {
            Some(broken) => broken,
            None => Pin::new(&mut self.io).poll_write(context, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}

/// How connections are made secret.
#[derive(Clone)]
pub(crate) enum Security {
    Plain,
    #[cfg(feature = "tls")]
    Tls(tokio_rustls::TlsAcceptor),
}

impl Security {
    fn is_tls(&self) -> bool {
        !matches!(self, Self::Plain)
    }

    async fn secure(&self, stream: TcpStream) -> io::Result<Box<dyn Io>> {
        match self {
            Self::Plain => Ok(Box::new(stream)),
            #[cfg(feature = "tls")]
            Self::Tls(acceptor) => {
                let accepted = tokio::time::timeout(HEAD_TIME, acceptor.accept(stream)).await;
                Ok(Box::new(accepted.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??))
            }
        }
    }
}

/// Serves until it is told to stop.
pub(crate) async fn serve(
    listener: TcpListener,
    security: Security,
    shared: Arc<Shared>,
    mut stop: watch::Receiver<bool>,
    stopped: Arc<Notify>,
) {
    let router = Router::new()
        .nest("/_emulator", control::routes(shared.clone(), security.is_tls()))
        .fallback(call)
        .with_state(shared.clone());
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let accepted = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // Too many open files, as a rule: some are closed soon.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let Ok(permit) = room.clone().try_acquire_owned() else {
            let _ = stream.try_write(FULL);
            continue;
        };
        if shared.world().refuses_connection() {
            let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
            continue;
        }
        let _ = stream.set_nodelay(true);
        let (router, security, mut stop) = (router.clone(), security.clone(), stop.clone());
        connections.spawn(async move {
            let _permit = permit;
            let Ok(io) = security.secure(stream).await else { return };
            let line = Line::default();
            let wire = Wire { io, line: line.clone(), raw: None };
            let service = TowerToHyperService::new(router.layer(axum::Extension(line)));
            let mut builder = auto::Builder::new(TokioExecutor::new());
            builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).half_close(true);
            builder.http2().timer(TokioTimer::new()).keep_alive_interval(HEAD_TIME).max_concurrent_streams(200);
            let connection = builder.serve_connection(TokioIo::new(wire), service);
            let mut connection = std::pin::pin!(connection);
            tokio::select! {
                _ = connection.as_mut() => return,
                _ = stop.wait_for(|stop| *stop) => connection.as_mut().graceful_shutdown(),
            }
            let _ = connection.await;
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(STOP_TIME, async { while connections.join_next().await.is_some() {} }).await;
    connections.shutdown().await;
    stopped.notify_one();
}

/// A call of the service, or something that is none.
async fn call(
    State(shared): State<Arc<Shared>>,
    axum::Extension(line): axum::Extension<Line>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = match tokio::time::timeout(BODY_TIME, Limited::new(body, BODY_MAX).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            return (StatusCode::PAYLOAD_TOO_LARGE, format!("a body has at most {BODY_MAX} bytes\n")).into_response();
        }
        Ok(Err(_)) => return (StatusCode::BAD_REQUEST, "the body broke off\n").into_response(),
        Err(_) => return (StatusCode::REQUEST_TIMEOUT, "the body took too long\n").into_response(),
    };
    let now_ms = shared.clock.now_ms();
    let incoming = understand(&parts.method, parts.uri.path(), &parts.headers, parts.uri.host(), &body, now_ms);
    let shown = incoming.endpoint.zip(incoming.body.as_ref()).map(|(endpoint, body)| judge::shown(endpoint, body));
    let (fault, number) = {
        let mut world = shared.world();
        if world.is_full() {
            let words = "the emulator remembers as much as it may; reset it by POST /_emulator/reset\n";
            return (StatusCode::INSUFFICIENT_STORAGE, words).into_response();
        }
        let fault = world.fault(&incoming);
        (fault.clone(), world.record(&incoming, now_ms, shown, fault.as_ref()))
    };
    let response = answer(&shared, &line, &incoming, fault.as_ref(), number).await;
    // Something may have come to be that is due soon.
    shared.wake.notify_one();
    response
}

async fn answer(shared: &Shared, line: &Line, incoming: &Incoming, fault: Option<&Fault>, number: u64) -> Response {
    if let Some(fault) = fault.filter(|fault| fault.delay_ms > 0) {
        tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    }
    let broken = fault.and_then(|fault| fault.connection);
    let applies = broken.is_none_or(|how| fault.and_then(|fault| fault.applied).unwrap_or(how.is_applied()));
    let answered = applies.then(|| shared.world().act(incoming, fault, &shared.clock));
    let (status, error) = match (&answered, broken) {
        (Some(answered), None | Some(Connection::SlowBody | Connection::Truncated | Connection::Empty)) => {
            (Some(answered.http), answered.error.as_deref())
        }
        _ => (None, None),
    };
    shared.world().record_answer(number, status, error);
    tracing::info!(
        number,
        method = incoming.method,
        call = incoming.endpoint.map(|endpoint| endpoint.id.as_str()),
        app_id = incoming.account,
        mode = incoming.variant,
        status,
        error,
        fault = fault.map(Fault::name),
        path = incoming.endpoint.is_none().then_some(incoming.path.as_str()),
        "call"
    );
    let unknown = &incoming.judged.unknown;
    if !unknown.is_empty() && status.is_some() && error.is_none() {
        tracing::warn!(number, fields = unknown.join(" "), "fields that the catalogue does not know were ignored");
    }
    let answered = answered.unwrap_or_else(|| Answered {
        http: 502,
        headers: Vec::new(),
        body: String::new(),
        error: None,
        wait_ms: 0,
    });
    if answered.wait_ms > 0 {
        tokio::time::sleep(Duration::from_millis(answered.wait_ms)).await;
    }
    match broken {
        None | Some(Connection::Refuse) => respond(&answered, Body::from(answered.body.clone())),
        Some(Connection::ResetBefore | Connection::ResetAfter) => {
            line.cut(Cut::Reset);
            StatusCode::OK.into_response()
        }
        Some(Connection::CloseBefore | Connection::CloseAfter) => {
            line.cut(Cut::Close);
            StatusCode::OK.into_response()
        }
        Some(Connection::HangBefore | Connection::HangAfter) => {
            if let Some(flight) = incoming.flight {
                shared.clock.hangs(flight);
            }
            tokio::time::sleep(HANG_TIME).await;
            line.cut(Cut::Close);
            StatusCode::OK.into_response()
        }
        Some(Connection::Garbage) => {
            line.cut(Cut::Raw(Bytes::from_static(GARBAGE)));
            StatusCode::OK.into_response()
        }
        Some(Connection::Html) => {
            (StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, "text/html")], PAGE).into_response()
        }
        Some(Connection::Empty) => respond(&answered, Body::empty()),
        Some(Connection::Truncated) => {
            // A body of the length of its half: HTTP is whole, its JSON is not.
            let half = answered.body.len() / 2;
            respond(&answered, Body::from(answered.body.get(..half).unwrap_or_default().to_owned()))
        }
        Some(Connection::SlowBody) => respond(&answered, Body::from_stream(Slow::new(answered.body.clone()))),
    }
}

fn respond(answered: &Answered, body: Body) -> Response {
    let mut response = Response::builder()
        .status(StatusCode::from_u16(answered.http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        .header(header::CONTENT_TYPE, "application/json");
    for (name, value) in &answered.headers {
        response = response.header(name, value);
    }
    response.body(body).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Bytes with a pause before each.
struct Slow {
    rest: Bytes,
    pause: Pin<Box<tokio::time::Sleep>>,
}

impl Slow {
    fn new(body: String) -> Self {
        Self { rest: body.into(), pause: Box::pin(tokio::time::sleep(SLOW_PAUSE)) }
    }
}

impl Stream for Slow {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        std::task::ready!(self.pause.as_mut().poll(context));
        self.pause = Box::pin(tokio::time::sleep(SLOW_PAUSE));
        Poll::Ready(Some(Ok(self.rest.split_to(1))))
    }
}

/// Takes a request apart.
fn understand(
    method: &axum::http::Method,
    path: &str,
    headers: &HeaderMap,
    uri_host: Option<&str>,
    body: &[u8],
    now_ms: u64,
) -> Incoming {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let credentials = text(header::AUTHORIZATION).and_then(basic);
    let (endpoint, values) = route(method.as_str(), path).unzip();
    let mut account = None;
    let mut variant = None;
    let mut held = Vec::new();
    let mut is_variant = true;
    for (parameter, value) in
        endpoint.iter().flat_map(|endpoint: &&'static Endpoint| &endpoint.parameters).filter_map(|parameter| {
            let values: &Vec<(&str, String)> = values.as_ref()?;
            Some((parameter, &values.iter().find(|(name, _)| *name == parameter.name)?.1))
        })
    {
        match parameter.means {
            Means::Account => account = Some(value.clone()),
            Means::Variant => {
                is_variant = endpoint.is_none_or(|endpoint| endpoint.variants.contains(value));
                variant = Some(value.clone());
            }
            Means::Held => {
                if let Some(name) = parameter.held.as_deref() {
                    held.push((name, value.clone()));
                }
            }
            Means::Other => {}
        }
    }
    // A mode that a call does not have makes another address of it.
    let endpoint = endpoint.filter(|_| is_variant);
    let body: Option<Value> = serde_json::from_slice(body).ok().filter(Value::is_object);
    let judged =
        endpoint.map(|endpoint| judged(endpoint, variant.as_deref(), body.as_ref(), now_ms)).unwrap_or_default();
    let media = text(header::CONTENT_TYPE).and_then(|value| value.split(';').next()).map(str::trim);
    let flight = headers.get(FLIGHT).and_then(|value| value.to_str().ok()?.parse().ok());
    Incoming {
        flight,
        method: method.to_string(),
        path: path.chars().take(PATH_MAX).collect(),
        host: text(header::HOST).or(uri_host).map(str::to_owned),
        endpoint,
        account,
        variant,
        held,
        has_credentials: headers.contains_key(header::AUTHORIZATION),
        credentials,
        is_json: media.is_some_and(|media| media.eq_ignore_ascii_case("application/json")),
        body,
        judged,
    }
}

/// The call at an address, with the values in its path.
fn route(method: &str, path: &str) -> Option<(&'static Endpoint, Vec<(&'static str, String)>)> {
    let path = path.trim_start_matches('/');
    let behind = SERVICE.path_prefixes.iter().find_map(|prefix| path.strip_prefix(prefix.as_str())?.strip_prefix('/'));
    let parts: Vec<&str> = behind.unwrap_or(path).split('/').collect();
    SERVICE.endpoints.iter().filter(|endpoint| endpoint.method == method).find_map(|endpoint| {
        let values = endpoint.paths.iter().find_map(|template| {
            let own: Vec<&'static str> = template.trim_start_matches('/').split('/').collect();
            if own.len() != parts.len() {
                return None;
            }
            let mut values = Vec::new();
            for (own, part) in own.iter().zip(&parts) {
                match own.strip_prefix('{').and_then(|own| own.strip_suffix('}')) {
                    Some(name) if !part.is_empty() => {
                        values.push((name, percent_decode_str(part).decode_utf8().ok()?.into_owned()));
                    }
                    None if own == part => {}
                    _ => return None,
                }
            }
            Some(values)
        })?;
        Some((endpoint, values))
    })
}

/// What HTTP Basic says.
fn basic(header: &str) -> Option<(String, Secret)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64.decode(encoded.trim()).ok()?).ok()?;
    let (key, secret) = decoded.split_once(':')?;
    Some((key.to_owned(), Secret::new(secret)))
}

/// Callers write base64 with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_read() {
        let cases = [
            ("Basic a2V5OnNlY3JldA==", Some(("key", "secret"))),
            ("basic a2V5OnNlY3JldA", Some(("key", "secret"))),
            ("Basic a2V5OnM6ZWM=", Some(("key", "s:ec"))),
            ("Basic a2V5", None),
            ("Basic ???", None),
            ("Bearer a2V5OnNlY3JldA==", None),
            ("Basic", None),
        ];
        for (header, wanted) in cases {
            let found = basic(header);
            let found = found.as_ref().map(|(key, secret)| (key.as_str(), secret.expose()));
            assert_eq!(found, wanted, "{header}");
        }
    }
}
