//! The building of a client.

use crate::core::Inner;
use crate::hosts::{Host, Hosts};
use crate::{
    Budget, BuildError, Catalogue, Clock, Core, CredentialsProvider, Facts, RetryPolicy, SystemClock, Transport,
};
use agora_rest_errors::Service;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Time for one attempt by default. It is longer than any call of a service should take.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// Greatest body of an answer by default.
const BODY_LIMIT: usize = 8 << 20;
/// For how long a host that failed is not tried first, by default.
const UNHEALTHY_FOR: Duration = Duration::from_secs(60);
/// A service that asks for a longer wait than this is not waited for, by default.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// How an area is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// By its own hosts.
    Hosts,
    /// By the first host of the service, with a word in front of the path.
    Path,
}

/// Builds a [`Core`].
pub struct CoreBuilder<S: Service> {
    facts: &'static Facts<S>,
    credentials: Box<dyn CredentialsProvider>,
    edition: Option<String>,
    area: Option<(String, By)>,
    first_domain: Option<String>,
    base_url: Option<String>,
    transport: Option<Box<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    budget: Option<Budget>,
    retry: Arc<dyn RetryPolicy>,
    deadline: Option<Duration>,
    attempt_timeout: Duration,
    body_limit: usize,
    headers: Vec<(String, String)>,
    unhealthy_for: Duration,
    longest_wait: Duration,
}

impl<S: Service> CoreBuilder<S> {
    /// A client of this service in the name of these credentials.
    #[must_use]
    pub fn new(facts: &'static Facts<S>, credentials: impl CredentialsProvider + 'static) -> Self {
        Self {
            facts,
            credentials: Box::new(credentials),
            edition: None,
            area: None,
            first_domain: None,
            base_url: None,
            transport: None,
            clock: None,
            budget: facts.requests_per_s.map(Budget::per_second),
            retry: Arc::new(Catalogue),
            deadline: None,
            attempt_timeout: ATTEMPT_TIMEOUT,
            body_limit: BODY_LIMIT,
            headers: Vec::new(),
            unhealthy_for: UNHEALTHY_FOR,
            longest_wait: LONGEST_WAIT,
        }
    }

    /// Calls by the paths of this edition of the service.
    #[must_use]
    pub fn edition(mut self, id: impl Into<String>) -> Self {
        self.edition = Some(id.into());
        self
    }

    /// Serves from the hosts of this area. Without it the first host of the service is used, in all its domains, and no
    /// request goes to another region.
    #[must_use]
    pub fn area(mut self, id: impl Into<String>) -> Self {
        self.area = Some((id.into(), By::Hosts));
        self
    }

    /// Serves from this area through the first host of the service, which sends requests on by the area's word in front of the
    /// path. It takes the place of [`area`](Self::area).
    #[must_use]
    pub fn area_by_path(mut self, id: impl Into<String>) -> Self {
        self.area = Some((id.into(), By::Path));
        self
    }

    /// Tries this domain first.
    #[must_use]
    pub fn first_domain(mut self, domain: impl Into<String>) -> Self {
        self.first_domain = Some(domain.into());
        self
    }

    /// Sends everything to this address, in place of the hosts of the service: of an area, and of the first domain, nothing is
    /// left then, and with the word of an area it is refused. Plain http is taken for this machine only.
    #[must_use]
    pub fn base_url(mut self, address: impl Into<String>) -> Self {
        self.base_url = Some(address.into());
        self
    }

    /// Sends by this transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Sends by your own client of reqwest; see [`ReqwestTransport::from_client`](crate::transport::ReqwestTransport::from_client).
    #[cfg(feature = "reqwest013")]
    #[cfg_attr(docsrs, doc(cfg(feature = "reqwest013")))]
    #[must_use]
    pub fn reqwest_client(self, client: reqwest::Client) -> Self {
        self.transport(crate::transport::ReqwestTransport::from_client(client))
    }

    /// Waits and measures time by this clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Shares this budget of requests, in place of one of its own with the limit of the service; `None` for no limit.
    #[must_use]
    pub fn budget(mut self, budget: impl Into<Option<Budget>>) -> Self {
        self.budget = budget.into();
        self
    }

    /// Decides by this policy when to send again.
    #[must_use]
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Arc::new(policy);
        self
    }

    /// Time for each call with all its waits; unlimited by default.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Time for each attempt; 60 seconds by default.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Greatest body of an answer in bytes; 8 MiB by default.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// One more header of all requests. Its value is treated as a secret.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// For how long a host that failed is not tried first; 60 seconds by default.
    #[must_use]
    pub fn unhealthy_for(mut self, time: Duration) -> Self {
        self.unhealthy_for = time;
        self
    }

    /// A `Retry-After` that asks for a longer wait is left to the caller; 120 seconds by default.
    #[must_use]
    pub fn longest_wait(mut self, time: Duration) -> Self {
        self.longest_wait = time;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// Where edition, area or domain is not of this service, the base address is refused, or there is no transport.
    pub fn build(self) -> Result<Core<S>, BuildError> {
        let hosts = self.hosts()?;
        let editions = self.facts.editions;
        if let Some(id) = self.edition.as_deref().filter(|id| !editions.contains(id)) {
            return Err(BuildError::new(format!("no edition `{id}`; there are: {}", editions.join(", "))));
        }
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        Ok(Core(Arc::new(Inner {
            facts: self.facts,
            edition: self.edition,
            credentials: self.credentials,
            transport,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock::new())),
            hosts,
            budget: self.budget,
            retry: self.retry,
            deadline: self.deadline,
            attempt_timeout: self.attempt_timeout,
            body_limit: self.body_limit,
            headers: self.headers.into(),
            longest_wait: self.longest_wait,
        })))
    }

    fn hosts(&self) -> Result<Hosts, BuildError> {
        let connection = self.facts.connection;
        let first = &connection.hosts[..connection.hosts.len().min(1)];
        let (hosts, domains, prefix) = match &self.area {
            None => (first, connection.domains, None),
            Some((id, by)) => {
                let known = connection.areas.iter().filter(|area| *by == By::Hosts || area.path_prefix.is_some());
                match (known.clone().find(|area| area.id == id), by) {
                    (Some(area), By::Hosts) => (area.hosts, area.domains, None),
                    (Some(area), By::Path) => (first, area.domains, area.path_prefix),
                    (None, _) => {
                        let what = if *by == By::Hosts { "" } else { " with a word in front of the path" };
                        let ids = known.map(|area| area.id).collect::<Vec<_>>().join(", ");
                        return Err(BuildError::new(format!("no area `{id}`{what}; there are: {ids}")));
                    }
                }
            }
        };
        if let Some(address) = &self.base_url {
            let host = Host::at(address)?;
            return match prefix {
                None => Ok(Hosts::only(host, connection.failover, self.unhealthy_for)),
                // Without the word the requests would be served from another region than was asked for.
                Some(word) => Err(BuildError::new(format!(
                    "a base address takes the place of the hosts of the service, and the word of an area is for these: leave \
                     `area_by_path` out, and where the word is wanted put `/{word}` at the end of the address"
                ))),
            };
        }
        let mut domains = domains.to_vec();
        if let Some(first) = &self.first_domain {
            match domains.iter().position(|domain| domain == first) {
                Some(index) => domains[..=index].rotate_right(1),
                None => {
                    return Err(BuildError::new(format!("no domain `{first}`; there are: {}", domains.join(", "))));
                }
            }
        }
        Hosts::new(connection, hosts, &domains, prefix, self.unhealthy_for)
    }
}

impl<S: Service> fmt::Debug for CoreBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CoreBuilder").field("area", &self.area).finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest013")]
fn default_transport() -> Result<Box<dyn Transport>, BuildError> {
    match crate::transport::ReqwestTransport::new() {
        Ok(transport) => Ok(Box::new(transport)),
        Err(source) => Err(BuildError::new("the HTTP client could not be set up").because(source)),
    }
}

#[cfg(not(feature = "reqwest013"))]
fn default_transport() -> Result<Box<dyn Transport>, BuildError> {
    Err(BuildError::new("no transport was given, and the feature `reqwest013` is off"))
}
