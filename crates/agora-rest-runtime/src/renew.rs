//! What a program must send again and again while a state goes on.

use crate::client::{Answered, Held};
use crate::error::{Error, TransportError};
use crate::facts::Operation;
use crate::transport::{Failure, Stage};
use crate::{BoxError, BoxFuture, Clock};
use agora_rest_errors::Service;
use futures_core::Stream;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// What one sending gave.
pub type Renewed<T, S> = Result<Answered<T, S>, Error<S>>;

/// How long to wait after a sending that failed.
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// Something that is sent again and again: a stream of what the service says to it.
///
/// The first is counted from when the state was given, or taken up by its ids; [`every`](Self::every) counts from now instead.
/// It sends only while it is waited for, and never ends by itself: drop it once the state is over. What fails is told, and sent
/// again after a minute. With a stream library it is a `Stream`; without one, [`next`](Self::next) waits for the next sending.
pub struct Renewal<T, S: Service> {
    clock: Arc<dyn Clock>,
    send: Box<dyn Fn() -> BoxFuture<'static, Renewed<T, S>> + Send + Sync>,
    every: Duration,
    after_failure: Duration,
    wait: Duration,
    sending: Option<BoxFuture<'static, Renewed<T, S>>>,
}

impl<T: Send + 'static, S: Service> Renewal<T, S> {
    /// Sends as often as this, for the first time so long after the state was given.
    #[must_use]
    pub fn new(
        held: &Held<S>,
        every_s: u32,
        send: impl Fn() -> BoxFuture<'static, Renewed<T, S>> + Send + Sync + 'static,
    ) -> Self {
        let clock = held.client().core().clock().clone();
        let every = Duration::from_secs(every_s.into());
        let age = clock.now().duration_since(held.since()).unwrap_or_default();
        let wait = every.saturating_sub(age);
        Self { clock, send: Box::new(send), every, after_failure: AFTER_FAILURE, wait, sending: None }
    }

    /// Sends as often as this, in place of what the service asks for, and for the first time after as long from now.
    #[must_use]
    pub fn every(mut self, every: Duration) -> Self {
        self.every = every;
        self.wait = every;
        self
    }

    /// Waits so long after a sending that failed, in place of a minute.
    #[must_use]
    pub fn after_failure(mut self, wait: Duration) -> Self {
        self.after_failure = wait;
        self
    }

    /// What the next sending gives.
    pub async fn next(&mut self) -> Option<Renewed<T, S>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn begin(&self) -> BoxFuture<'static, Renewed<T, S>> {
        let (clock, wait, sending) = (self.clock.clone(), self.wait, (self.send)());
        Box::pin(async move {
            if !wait.is_zero() {
                clock.sleep(wait).await;
            }
            sending.await
        })
    }
}

impl<T: Send + 'static, S: Service> Stream for Renewal<T, S> {
    type Item = Renewed<T, S>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut sending = match self.sending.take() {
            Some(sending) => sending,
            None => self.begin(),
        };
        match sending.as_mut().poll(context) {
            Poll::Pending => {
                self.sending = Some(sending);
                Poll::Pending
            }
            Poll::Ready(renewed) => {
                let wait = if renewed.is_ok() { self.every } else { self.after_failure.min(self.every) };
                // Without a wait a sending that fails at once would be made again without end.
                self.wait = wait.max(Duration::from_secs(1));
                Poll::Ready(Some(renewed))
            }
        }
    }
}

impl<T, S: Service> Unpin for Renewal<T, S> {}

impl<T, S: Service> fmt::Debug for Renewal<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewal").field("every", &self.every).finish_non_exhaustive()
    }
}

/// What a provider could not give: nothing was sent.
pub fn not_provided<S: Service>(operation: &'static Operation<S>, source: BoxError) -> Error<S> {
    TransportError::new(operation, Failure::new(Stage::Credentials).because(source)).into()
}
