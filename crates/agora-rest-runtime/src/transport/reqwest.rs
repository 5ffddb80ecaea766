//! The transport over `reqwest` 0.13.

use super::{Body, Failure, Headers, Method, Request, Response, Stage, Transport};
use crate::bytes::are_plain;
use crate::{BoxError, BoxFuture};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use std::error::Error as _;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection is kept for the next request. Servers close idle ones after a minute or so, and a request that meets such
/// a closing is one of which nobody knows whether it was applied.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// How many addresses are kept in parts.
const ADDRESSES: usize = 8;
/// Room that most paths of addresses fit in.
const PATH_BYTES: usize = 200;

/// The transport over `reqwest` 0.13. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// Whether it may follow redirects, for it was built elsewhere.
    may_follow: bool,
    known: Arc<Mutex<Addresses>>,
}

/// Addresses in parts, kept because to take one apart costs more than all else that is done for a request.
#[derive(Default)]
struct Addresses {
    /// Scheme and authority of the address that was asked last, as written and in parts. These have a path as long as most, so
    /// that a copy has room for one.
    origin: Option<(String, Url)>,
    /// Whole addresses: one that is asked again, as when a state is polled, needs only a copy.
    whole: Vec<Url>,
    /// The one that the next takes the place of.
    oldest: usize,
}

/// Addresses are left out, for their paths have values.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").field("client", &self.client).finish_non_exhaustive()
    }
}

impl ReqwestTransport {
    /// A client with the settings of this crate: no redirects, ten seconds to connect, idle connections kept for thirty.
    ///
    /// # Errors
    /// Where TLS or the proxy of the system cannot be set up.
    ///
    /// # Panics
    /// With the feature `rustls-no-provider` and no other TLS, where the program installed no provider of cryptography.
    pub fn new() -> Result<Self, BoxError> {
        Self::from_builder(reqwest::Client::builder().connect_timeout(CONNECT_TIMEOUT).pool_idle_timeout(IDLE_TIMEOUT))
    }

    /// A client with your own settings, such as a proxy or certificates. Redirects are switched off, for they are answers.
    ///
    /// # Errors
    /// Where the builder refuses.
    pub fn from_builder(builder: reqwest::ClientBuilder) -> Result<Self, BoxError> {
        let client = builder.redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { client, may_follow: false, known: Arc::default() })
    }

    /// Your own client, as it is. It must have been built with
    /// [`Policy::none`](reqwest::redirect::Policy::none): a client that follows redirects may send a body, with the secrets in
    /// it, to another host. An answer that came from another address than the one asked counts as none.
    #[must_use]
    pub fn from_client(client: reqwest::Client) -> Self {
        Self { client, may_follow: true, known: Arc::default() }
    }

    async fn exchange(&self, request: Request) -> Result<Response, Failure> {
        let limit = request.body_limit;
        let request = self.translate(request).map_err(|source| Failure::new(Stage::Prepare).because(source))?;
        let asked = self.may_follow.then(|| request.url().clone());
        let mut answer = self.client.execute(request).await.map_err(|error| failure(error, Stage::Receive))?;
        let status = answer.status().as_u16();
        let too_large = || Failure::new(Stage::TooLarge).after_status(status);
        if asked.is_some_and(|asked| *answer.url() != asked) {
            let words = "the client followed a redirect; build it with the policy `none`";
            return Err(Failure::new(Stage::Receive).because(words).after_status(status));
        }
        let size: usize = answer.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 3).sum();
        let mut headers = Headers::with_capacity(size);
        for (name, value) in answer.headers() {
            headers.push_line(name.as_str(), value.as_bytes());
        }
        let announced = answer.content_length().unwrap_or(0);
        if announced > u64::try_from(limit).unwrap_or(u64::MAX) {
            return Err(too_large());
        }
        // What is announced may never come, so no more room than this is made for it beforehand.
        let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or(0).min(ROOM_BEFOREHAND));
        loop {
            match answer.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > limit => return Err(too_large()),
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return Err(failure(error, Stage::Body).after_status(status)),
            }
        }
        Ok(Response { status, headers, body: Body::from(body) })
    }

    fn translate(&self, request: Request) -> Result<reqwest::Request, BoxError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut translated = reqwest::Request::new(method, self.parse(&request.url)?);
        let headers = translated.headers_mut();
        let mut authorization = HeaderValue::from_str(request.authorization.expose())?;
        authorization.set_sensitive(true);
        headers.insert(AUTHORIZATION, authorization);
        for (name, value) in request.headers.iter() {
            let mut value = HeaderValue::from_str(value)?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_bytes(name.as_bytes())?, value);
        }
        if let Some(body) = request.body {
            if let Some(content_type) = request.content_type {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
            }
            *translated.body_mut() = Some(bytes::Bytes::from_owner(body).into());
        }
        Ok(translated)
    }

    fn parse(&self, address: &str) -> Result<Url, BoxError> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).parse(address)
    }
}

impl Addresses {
    fn parse(&mut self, address: &str) -> Result<Url, BoxError> {
        if let Some(url) = self.whole.iter().find(|url| url.as_str() == address) {
            return Ok(url.clone());
        }
        let url = self.compose(address)?;
        match self.whole.get_mut(self.oldest) {
            Some(oldest) => oldest.clone_from(&url),
            None => self.whole.push(url.clone()),
        }
        self.oldest = (self.oldest + 1) % ADDRESSES;
        Ok(url)
    }

    /// Most requests go to the host of the last one, so that only the path has to be read.
    fn compose(&mut self, address: &str) -> Result<Url, BoxError> {
        if let Some((origin, url)) = &self.origin {
            if let Some(path) = address.strip_prefix(origin.as_str()).filter(|path| is_path(path)) {
                let mut url = url.clone();
                url.set_path(path);
                return Ok(url);
            }
        }
        let url = Url::parse(address)?;
        let authority = address.find("://").map_or(0, |colon| colon + 3);
        let (origin, path) =
            address.split_at(address[authority..].find('/').map_or(address.len(), |at| authority + at));
        if is_path(path) {
            let mut parts = Url::parse(origin)?;
            parts.set_path(&"-".repeat(PATH_BYTES));
            self.origin = Some((origin.to_owned(), parts));
        }
        Ok(url)
    }
}

/// Whether a text is a path in which every byte stands for itself, or is part of what is encoded there.
fn is_path(text: &str) -> bool {
    text.starts_with('/') && are_plain(text, *b"/-._~%")
}

/// Greatest room that is made for a body before it comes, in bytes.
const ROOM_BEFOREHAND: usize = 64 * 1024;

impl Transport for ReqwestTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        Box::pin(self.exchange(request))
    }
}

/// The failure that an error of reqwest is; `otherwise` where it does not say more. The address is left out of it, for the
/// call has it already.
fn failure(error: reqwest::Error, otherwise: Stage) -> Failure {
    let stage = if error.is_builder() {
        Stage::Prepare
    } else if error.is_dns() {
        Stage::Resolve
    } else if error.is_connect() {
        if is_of_tls(&error) { Stage::Tls } else { Stage::Connect }
    } else if error.is_timeout() {
        Stage::Timeout
    } else {
        otherwise
    };
    Failure::new(stage).because(error.without_url())
}

/// Whether a connection failed at TLS; rustls tells it through an I/O error of this kind, other libraries count as no connection.
fn is_of_tls(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.downcast_ref().is_some_and(is_invalid_data) {
            return true;
        }
        source = error.source();
    }
    false
}

/// An I/O error that holds another is no step of the chain of sources, so it is opened here.
fn is_invalid_data(error: &std::io::Error) -> bool {
    let inner = || error.get_ref()?.downcast_ref();
    error.kind() == std::io::ErrorKind::InvalidData || inner().is_some_and(is_invalid_data)
}
