//! A client that shares the time of the emulator.

use crate::Emulator;
use crate::clock::Clock;
use agora_cloud_recording::Service;
use agora_cloud_recording::rest::transport::ReqwestTransport;
use agora_cloud_recording::rest::{BoxFuture, ClientBuilder, Failure, Request, Response, Transport};

/// Header by which the emulator knows a request of an attached client.
pub(crate) const FLIGHT: &str = "x-emulator-flight";

impl Emulator {
    /// Lets a client call this emulator, and share its time: in virtual time every wait of the client passes at once, as soon as
    /// no attached client has a request on its way. It takes the place of address, transport and clock of the client.
    ///
    /// ```
    /// use agora_cloud_recording::{Client, Credentials, types::{StorageConfig, StorageVendor}};
    /// use agora_cloud_recording_emulator::Emulator;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let emulator = Emulator::builder().virtual_time().start().await?;
    /// let builder = Client::builder("app", Credentials::new("key", "secret"));
    /// let client = builder.with(|builder| emulator.attach(builder)).build()?;
    ///
    /// let storage = StorageConfig::new(StorageVendor::from(1), "bucket", "access-key", "secret-key").region(7);
    /// let recording = client.mix().record("room", [527841], storage).await?;
    /// assert_eq!(emulator.ledger(Some("app")).running, 1);
    /// recording.stop().await?;
    /// assert_eq!(emulator.ledger(Some("app")).running, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    /// If the emulator serves HTTPS, or the machine has no certificates, without which no HTTP client is made.
    #[must_use]
    pub fn attach(&self, builder: ClientBuilder<Service>) -> ClientBuilder<Service> {
        assert!(self.url().starts_with("http:"), "a client can be attached to an emulator that serves plain HTTP");
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build();
        let inner =
            ReqwestTransport::from_client(client.expect("a client can be made where the machine has certificates"));
        let clock = self.clock();
        // Each emulator has its own budget of requests, which it answers for itself.
        builder.base_url(self.url()).clock(clock.clone()).transport(Attached { inner, clock })
    }
}

struct Attached {
    inner: ReqwestTransport,
    clock: Clock,
}

impl Transport for Attached {
    fn send(&self, mut request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        Box::pin(async move {
            let flight = self.clock.flight();
            let own = (FLIGHT.to_owned(), flight.number().to_string());
            request.headers = request.headers.iter().cloned().chain([own]).collect();
            self.inner.send(request).await
        })
    }
}
