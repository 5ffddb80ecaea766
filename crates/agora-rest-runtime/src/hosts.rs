//! The hosts of a service: which one comes first, which one follows when it fails.

use crate::{BuildError, Stage};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How a program reaches a service; a static table of the generated client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connection {
    /// Scheme of the addresses.
    pub scheme: &'static str,
    /// `Content-Type` of every body that is sent.
    pub content_type: &'static str,
    /// Header of an answer that names it in logs.
    pub request_id_header: Option<&'static str>,
    /// The domains that hosts stand in, first choice first.
    pub domains: &'static [&'static str],
    /// First labels of the hosts' names. The first serves who chose no area.
    pub hosts: &'static [&'static str],
    /// Where a caller may want to be served.
    pub areas: &'static [Area],
    /// What to try when a host does not answer.
    pub failover: Failover,
}

/// Where a caller may want to be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Its id.
    pub id: &'static str,
    /// First labels of its hosts, first choice first.
    pub hosts: &'static [&'static str],
    /// Its domains, first choice first.
    pub domains: &'static [&'static str],
    /// Word in front of the path by which the first host of the service sends a request on to it.
    pub path_prefix: Option<&'static str>,
}

/// What to try when a host does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failover {
    /// The steps, in order.
    pub steps: &'static [Step],
    /// Wait before each attempt after the first, in seconds; the last holds for all that follow. A step that is left out
    /// takes no wait with it.
    pub delays_s: &'static [u32],
}

/// One thing to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Where the next attempt goes.
    pub to: To,
    /// Whether the step is left out when the name was resolved.
    pub only_when_unresolved: bool,
}

/// Where the next attempt goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// The same name.
    SameHost,
    /// The same host in the other domain.
    OtherDomain,
    /// The next host of the area: in the same domain, or in the other one where the name was not resolved.
    NextHost,
}

/// A host that requests can be sent to.
#[derive(Debug, Clone)]
pub(crate) struct Host {
    /// Scheme, authority and path in front of all paths, without a slash at the end.
    pub(crate) base: Arc<str>,
    /// Its name, as telemetry and errors show it.
    pub(crate) name: Arc<str>,
}

impl Host {
    fn new(scheme: &str, name: &str, prefix: Option<&str>) -> Self {
        let base = match prefix {
            Some(prefix) => format!("{scheme}://{name}/{prefix}"),
            None => format!("{scheme}://{name}"),
        };
        Self { base: base.into(), name: name.into() }
    }

    /// An address given by the caller, in place of all hosts.
    pub(crate) fn at(address: &str) -> Result<Self, BuildError> {
        let refuse = |why| Err(BuildError::new(format!("the base address `{}` {why}", shown(address))));
        let Some((scheme, rest)) = address.split_once("://") else {
            return refuse("has no scheme");
        };
        let rest = rest.trim_end_matches('/');
        let authority = rest.split('/').next().unwrap_or_default();
        if authority.contains('@') {
            return refuse("holds credentials, which have a place of their own");
        }
        if rest.contains(['?', '#', '\\']) || rest.contains(char::is_whitespace) {
            return refuse("holds more than scheme, host, port and path");
        }
        let (name, port) = match authority.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, Some(port)),
            _ => (authority, None),
        };
        if name.is_empty() || port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return refuse("has no host, or a port that is none");
        }
        match scheme {
            "https" => {}
            "http" if is_loopback(name) => {}
            "http" => return refuse("is plain http and not of this machine: credentials would be readable on the way"),
            _ => return refuse("is neither https nor http"),
        }
        Ok(Self { base: format!("{scheme}://{rest}").into(), name: name.into() })
    }
}

/// What a message may show of an address: nothing that stands before an `@`.
fn shown(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(_, host)| host)
}

fn is_loopback(name: &str) -> bool {
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The hosts of one client, and which of them failed of late.
#[derive(Debug)]
pub(crate) struct Hosts {
    /// All domains of the first host, then those of the next.
    all: Vec<Host>,
    domains: usize,
    failover: Failover,
    /// Until when each of them is not tried first.
    unhealthy_until: Mutex<Vec<Option<Duration>>>,
    unhealthy_for: Duration,
}

/// Where an attempt goes, and how it came to that.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    index: usize,
    /// Steps of the failover behind us.
    steps: usize,
    /// Attempts that they led to.
    moves: usize,
}

impl Hosts {
    pub(crate) fn new(
        connection: &Connection,
        hosts: &[&str],
        domains: &[&str],
        prefix: Option<&str>,
        unhealthy_for: Duration,
    ) -> Result<Self, BuildError> {
        if hosts.is_empty() || domains.is_empty() {
            return Err(BuildError::new("there is no host to send requests to"));
        }
        let all = hosts.iter().flat_map(|host| domains.iter().map(move |domain| format!("{host}.{domain}")));
        let all = all.map(|name| Host::new(connection.scheme, &name, prefix)).collect();
        Ok(Self::of(all, domains.len(), connection.failover, unhealthy_for))
    }

    /// One host alone.
    pub(crate) fn only(host: Host, failover: Failover, unhealthy_for: Duration) -> Self {
        Self::of(vec![host], 1, failover, unhealthy_for)
    }

    fn of(all: Vec<Host>, domains: usize, failover: Failover, unhealthy_for: Duration) -> Self {
        let unhealthy_until = Mutex::new(vec![None; all.len()]);
        Self { all, domains, failover, unhealthy_until, unhealthy_for }
    }

    pub(crate) fn host(&self, place: Place) -> &Host {
        &self.all[place.index]
    }

    /// Where a call begins: the first host that did not fail of late, or the first of all.
    pub(crate) fn first(&self, now: Duration) -> Place {
        let until = self.unhealthy_until.lock().unwrap_or_else(PoisonError::into_inner);
        let index = until.iter().position(|until| until.is_none_or(|until| until <= now)).unwrap_or(0);
        Place { index, steps: 0, moves: 0 }
    }

    /// An attempt was answered.
    pub(crate) fn answered(&self, place: Place) {
        let mut until = self.unhealthy_until.lock().unwrap_or_else(PoisonError::into_inner);
        until[place.index] = None;
    }

    /// An attempt failed on the way. A name that was not resolved says nothing of its other domains; any other failure is
    /// one of the host behind all its names.
    pub(crate) fn failed(&self, place: Place, stage: Stage, now: Duration) {
        let mut until = self.unhealthy_until.lock().unwrap_or_else(PoisonError::into_inner);
        let until_then = Some(now.saturating_add(self.unhealthy_for));
        if stage == Stage::Resolve {
            until[place.index] = until_then;
        } else {
            let first = place.index / self.domains * self.domains;
            until[first..first + self.domains].fill(until_then);
        }
    }

    /// Where the next attempt goes after a failure at this stage, and after what wait.
    pub(crate) fn next(&self, place: Place, stage: Stage) -> Option<(Place, Duration)> {
        let unresolved = stage == Stage::Resolve;
        let Place { index, mut steps, moves } = place;
        loop {
            let step = self.failover.steps.get(steps)?;
            steps += 1;
            if step.only_when_unresolved && !unresolved {
                continue;
            }
            let index = match step.to {
                To::SameHost => Some(index),
                To::OtherDomain => self.other_domain(index),
                To::NextHost => self.next_host(index, unresolved),
            };
            let Some(index) = index else { continue };
            let delays = self.failover.delays_s;
            let delay_s = delays.get(moves).or(delays.last()).copied().unwrap_or(0);
            return Some((Place { index, steps, moves: moves + 1 }, Duration::from_secs(delay_s.into())));
        }
    }

    fn other_domain(&self, index: usize) -> Option<usize> {
        let (host, domain) = (index / self.domains, index % self.domains);
        (self.domains > 1).then(|| host * self.domains + (domain + 1) % self.domains)
    }

    fn next_host(&self, index: usize, unresolved: bool) -> Option<usize> {
        let next = (index + self.domains) % self.all.len();
        if next == index {
            return None;
        }
        Some(if unresolved { self.other_domain(next).unwrap_or(next) } else { next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_addresses() {
        let check = |address: &str, expected: Result<(&str, &str), &str>| match (Host::at(address), expected) {
            (Ok(host), Ok(expected)) => assert_eq!((&*host.base, &*host.name), expected, "{address}"),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{address}: {error}"),
            (got, expected) => panic!("{address}: {got:?}, not {expected:?}"),
        };
        check("https://depot.example/", Ok(("https://depot.example", "depot.example")));
        check("https://depot.example:8443/a/b/", Ok(("https://depot.example:8443/a/b", "depot.example")));
        for (address, name) in [
            ("http://localhost", "localhost"),
            ("http://LOCALHOST:80", "LOCALHOST"),
            ("http://127.0.0.1:8080", "127.0.0.1"),
            ("http://127.9.9.9", "127.9.9.9"),
            ("http://[::1]", "[::1]"),
            ("http://[::1]:9", "[::1]"),
        ] {
            check(address, Ok((address, name)));
        }
        for plain in ["http://depot.example", "http://10.0.0.1", "http://localhost.example", "http://127.0.0.1.example"]
        {
            check(plain, Err("plain http"));
        }
        check("https://user:hidden@depot.example", Err("credentials"));
        check("http://localhost@depot.example", Err("credentials"));
        check("http://localhost\\@depot.example", Err("credentials"));
        check("http://localhost\\.depot.example", Err("more than"));
        check("https://depot.example?x", Err("more than"));
        check("https://depot.example#x", Err("more than"));
        check("https://depot example", Err("more than"));
        check("https://", Err("no host"));
        check("https://:80", Err("no host"));
        check("https://depot.example:port", Err("port"));
        check("https://depot.example:70000", Err("port"));
        check("ftp://depot.example", Err("neither"));
        check("HTTPS://depot.example", Err("neither"));
        check("depot.example", Err("scheme"));
        let Err(error) = Host::at("https://user:hidden@depot.example") else { panic!("taken") };
        assert!(!error.to_string().contains("hidden"));
    }
}
