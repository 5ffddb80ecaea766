#![doc = include_str!("../README.md")]

mod attach;
mod clock;
mod control;
mod faults;
mod item;
mod json;
mod judge;
mod ledger;
mod outbox;
mod server;
mod service;
#[cfg(feature = "tls")]
mod tls;
mod world;

pub use clock::Clock;
pub use faults::{Connection, Fault};
pub use ledger::{Ledger, Notified, Recorded, Recording, Step};
pub use outbox::Disturbance;
pub use world::{ChannelState, Seed};

use agora_cloud_recording::Secret;
use outbox::Receiver;
use server::Security;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use world::{Settings, Shared};

/// A running emulator. It stops when it is dropped.
pub struct Emulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    /// The file of the authority, where it serves HTTPS.
    authority_file: Option<PathBuf>,
    stop: watch::Sender<bool>,
    stopped: Arc<Notify>,
    outbox: Option<AbortHandle>,
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("url", &self.url()).field("clock", &self.shared.clock).finish_non_exhaustive()
    }
}

/// How an emulator is to be started.
#[derive(Clone)]
#[must_use = "nothing runs before `start`"]
pub struct Builder {
    settings: Settings,
    ip: IpAddr,
    port: u16,
    is_virtual: bool,
    receiver: Option<(String, Secret)>,
    authority_file: Option<PathBuf>,
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("ip", &self.ip).field("port", &self.port).finish_non_exhaustive()
    }
}

impl Builder {
    /// The port; a free one unless said.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The address to listen at; loopback unless said.
    pub fn bind(mut self, ip: IpAddr) -> Self {
        self.ip = ip;
        self
    }

    /// The time moves only by [`Emulator::advance`], and whenever a client waits that has the [`Emulator::clock`].
    pub fn virtual_time(mut self) -> Self {
        self.is_virtual = true;
        self
    }

    /// An App ID that is known; any is unless one is given.
    pub fn app_id(mut self, id: impl Into<String>) -> Self {
        self.settings.app_ids.push(id.into());
        self
    }

    /// Credentials that are known: Customer ID and Customer Secret; any are unless some are given.
    pub fn credentials(mut self, key: impl Into<String>, secret: Secret) -> Self {
        self.settings.credentials.push((key.into(), secret));
        self
    }

    /// With the same seed, the same calls give the same ids.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Refuses fields that the catalogue does not know.
    pub fn strict(mut self) -> Self {
        self.settings.strict = true;
        self
    }

    /// How many requests each App ID may send in a second; what the catalogue says unless said, 0 for no limit.
    pub fn requests_per_s(mut self, most: u64) -> Self {
        self.settings.requests_per_s = Some(most);
        self
    }

    /// How many recordings of each App ID may run at a time; what the catalogue says unless said, 0 for no limit.
    pub fn tasks(mut self, most: u64) -> Self {
        self.settings.tasks = Some(most);
        self
    }

    /// Where notifications go, and the secret that they are signed with; none are sent unless said.
    pub fn notify(mut self, url: impl Into<String>, secret: Secret) -> Self {
        self.receiver = Some((url.into(), secret));
        self
    }

    /// Serves HTTPS. The certificate of the authority is written to this file, for the program under test to trust.
    #[cfg(feature = "tls")]
    #[cfg_attr(docsrs, doc(cfg(feature = "tls")))]
    pub fn tls(mut self, authority_file: impl Into<PathBuf>) -> Self {
        self.authority_file = Some(authority_file.into());
        self
    }

    /// Starts the emulator. It needs a tokio runtime with its drivers enabled.
    ///
    /// # Errors
    /// If the port is taken, the address of the receiver is none, or the file of the authority cannot be written.
    pub async fn start(mut self) -> io::Result<Emulator> {
        let wrong = |words: String| io::Error::new(io::ErrorKind::InvalidInput, words);
        let receiver = match self.receiver.take() {
            None => None,
            Some((url, secret)) => {
                let url: reqwest::Url =
                    url.parse().map_err(|error| wrong(format!("the address of the receiver is none: {error}")))?;
                if !matches!(url.scheme(), "http" | "https") {
                    return Err(wrong("the receiver is reached by `http://` or `https://`".to_owned()));
                }
                Some(Receiver { url, secret })
            }
        };
        self.settings.notifies = receiver.is_some();
        let listener = TcpListener::bind((self.ip, self.port)).await.map_err(|error| {
            io::Error::new(error.kind(), format!("cannot listen at {}:{}: {error}", self.ip, self.port))
        })?;
        let address = listener.local_addr()?;
        let security = self.security()?;
        let authority_file = self.authority_file;
        let shared = Arc::new(Shared::new(self.settings, Clock::new(self.is_virtual)));
        let (stop, stopping) = watch::channel(false);
        let stopped = Arc::new(Notify::new());
        let wake = shared.wake.clone();
        let outbox = match receiver {
            None => None,
            Some(to) => {
                let client = outbox::client().map_err(io::Error::other)?;
                Some(tokio::spawn(outbox::run(shared.clone(), client, to, wake)).abort_handle())
            }
        };
        tokio::spawn(server::serve(listener, security, shared.clone(), stopping, stopped.clone()));
        Ok(Emulator { shared, address, authority_file, stop, stopped, outbox })
    }

    fn security(&self) -> io::Result<Security> {
        #[cfg(feature = "tls")]
        if let Some(file) = &self.authority_file {
            return Ok(Security::Tls(tls::acceptor(file)?));
        }
        Ok(Security::Plain)
    }
}

impl Emulator {
    /// An emulator on a free port of loopback, with the time of the machine, that knows every App ID and all credentials.
    ///
    /// # Errors
    /// If loopback has no port left.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts an emulator otherwise.
    pub fn builder() -> Builder {
        Builder {
            settings: Settings::default(),
            ip: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            is_virtual: false,
            receiver: None,
            authority_file: None,
        }
    }

    /// Its address, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.authority_file.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address by which a program comes here that trusts the authority, or the plain one; and what `curl` has to be told.
    fn curl_address(&self) -> (String, String) {
        match (&self.authority_file, service::SERVICE.hosts.first()) {
            (Some(file), Some(host)) => {
                let (port, ip) = (self.address.port(), self.address.ip());
                (format!("https://{host}:{port}"), format!(" --cacert {} --resolve {host}:{port}:{ip}", file.display()))
            }
            _ => (self.url(), String::new()),
        }
    }

    /// A call of the ledger for a shell.
    #[must_use]
    pub fn curl_ledger(&self) -> String {
        let (url, more) = self.curl_address();
        format!("curl{more} {url}/_emulator/ledger")
    }

    /// The line of a file of hosts by which all names of the service lead here.
    #[must_use]
    pub fn hosts_line(&self) -> String {
        format!("{} {}", self.address.ip(), service::SERVICE.hosts.join(" "))
    }

    /// A first call for a shell.
    #[must_use]
    pub fn curl(&self, app_id: &str, key: &str, secret: &str) -> Option<String> {
        let call = service::SERVICE.first_call.as_ref()?;
        let endpoint = service::SERVICE.endpoint(&call.endpoint)?;
        let ((url, more), path) = (self.curl_address(), service::SERVICE.path(endpoint, app_id));
        Some(format!("curl{more} -u {key}:{secret} -H 'content-type: application/json' -d '{}' {url}{path}", call.body))
    }

    /// Its time, which a client may share.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.shared.clock.clone()
    }

    /// Moves virtual time on. The time of the machine cannot be moved, and nothing happens.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance_ms(u64::try_from(by.as_millis()).unwrap_or(u64::MAX));
        drop(self.shared.settled());
        self.shared.wake.notify_one();
    }

    /// Has a fault played.
    ///
    /// # Errors
    /// With words for people, if there is no such call or error entry, or the fault contradicts itself.
    pub fn fault(&self, fault: Fault) -> Result<(), String> {
        self.shared.world().add_fault(fault)
    }

    /// Has no fault played any more.
    pub fn clear_faults(&self) {
        self.shared.world().clear_faults(None);
    }

    /// Everything that came to be, of one App ID or of all.
    #[must_use]
    pub fn ledger(&self, app_id: Option<&str>) -> Ledger {
        let (world, now_ms) = self.shared.settled();
        world.ledger(app_id, now_ms)
    }

    /// The last requests, of one App ID or of all.
    #[must_use]
    pub fn requests(&self, app_id: Option<&str>) -> Vec<Recorded> {
        self.shared.world().requests(app_id)
    }

    /// The last notifications that were sent, of one App ID or of all.
    #[must_use]
    pub fn notifications(&self, app_id: Option<&str>) -> Vec<Notified> {
        self.shared.world().outbox.list(app_id)
    }

    /// How many notifications are due and not yet answered.
    #[must_use]
    pub fn notifications_waiting(&self) -> usize {
        let (world, now_ms) = self.shared.settled();
        world.outbox.waiting(now_ms)
    }

    /// Has notifications disturbed from now on.
    pub fn disturb(&self, disturbance: Disturbance) {
        self.shared.world().disturbance = disturbance;
    }

    /// Makes a recording without any call, and gives all its values.
    ///
    /// # Errors
    /// With words for people, if there can be no such recording.
    pub fn put_recording(&self, seed: &Seed) -> Result<BTreeMap<String, String>, String> {
        let (mut world, now_ms) = self.shared.settled();
        let values = world.seed(seed, now_ms);
        self.shared.wake.notify_one();
        values
    }

    /// Says who publishes in a channel.
    pub fn set_channel(&self, channel: &ChannelState) {
        let (mut world, now_ms) = self.shared.settled();
        world.set_channel(channel, now_ms);
        self.shared.wake.notify_one();
    }

    /// Moves a recording to another server, which takes so long. It is named by a value that was made for it, such as its sid.
    ///
    /// # Errors
    /// With words for people, if it does not run.
    pub fn move_recording(&self, value: &str, for_s: u32) -> Result<(), String> {
        let (mut world, now_ms) = self.shared.settled();
        let moved = world.move_recording(value, for_s, now_ms);
        self.shared.wake.notify_one();
        moved
    }

    /// Ends a recording by itself, in one of the ways that the catalogue knows, such as `recorder_removed`. It is named by a
    /// value that was made for it, such as its sid.
    ///
    /// # Errors
    /// With words for people, if it does not run or cannot end like this.
    pub fn end_recording(&self, value: &str, leave: &str) -> Result<(), String> {
        let (mut world, now_ms) = self.shared.settled();
        let ended = world.end(value, leave, now_ms);
        self.shared.wake.notify_one();
        ended
    }

    /// Forgets everything of one App ID, or of all. The time stays.
    pub fn reset(&self, app_id: Option<&str>) {
        self.shared.world().reset(app_id);
    }

    /// Stops. Calls that are under way are answered first, for a short time.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        self.stopped.notified().await;
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(outbox) = &self.outbox {
            outbox.abort();
        }
    }
}
