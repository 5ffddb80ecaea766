//! Notifications on their way: when they are due, how they are signed, and how often they are sent.

use crate::clock::Clock;
use crate::json::fill;
use crate::ledger::Notified;
use crate::service::{Algorithm, SERVICE};
use crate::world::Shared;
use agora_cloud_recording::Secret;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};

/// How many notifications are kept for `GET /_emulator/notifications`.
const KEPT: usize = 10_000;

/// How many are on their way at a time.
const AT_A_TIME: usize = 64;

/// How notifications are disturbed. As JSON it is the body of `POST /_emulator/notifications`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Disturbance {
    /// Each comes twice.
    pub duplicates: bool,
    /// Those of one occasion come in the reverse order.
    pub out_of_order: bool,
}

/// Where notifications go.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: reqwest::Url,
    pub(crate) secret: Secret,
}

/// A notification that is due at some time.
pub(crate) struct Pending {
    pub(crate) app_id: String,
    pub(crate) event: i64,
    /// All but the time of sending.
    pub(crate) values: BTreeMap<String, Value>,
    pub(crate) attempts: usize,
    /// Where it stands in what is kept.
    pub(crate) kept: Option<u64>,
}

#[derive(Default)]
pub(crate) struct Outbox {
    /// By time and number.
    pending: BTreeMap<(u64, u64), Pending>,
    number: u64,
    kept: VecDeque<Notified>,
    /// How many were kept before the first of these.
    dropped: u64,
    on_the_way: usize,
}

impl Outbox {
    pub(crate) fn put(&mut self, at_ms: u64, pending: Pending) {
        self.number += 1;
        self.pending.insert((at_ms, self.number), pending);
    }

    fn next_ms(&self) -> Option<u64> {
        self.pending.keys().next().map(|(at, _)| *at)
    }

    fn take(&mut self, now_ms: u64) -> Option<Pending> {
        let key = *self.pending.keys().next().filter(|(at, _)| *at <= now_ms)?;
        self.on_the_way += 1;
        self.pending.remove(&key)
    }

    fn keep(&mut self, app_id: &str, event: i64) -> u64 {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.dropped += 1;
        }
        let kept = Notified { app_id: app_id.to_owned(), event, body: String::new(), attempts: Vec::new() };
        self.kept.push_back(kept);
        self.dropped + self.kept.len() as u64 - 1
    }

    fn kept(&mut self, number: u64) -> Option<&mut Notified> {
        self.kept.get_mut(usize::try_from(number.checked_sub(self.dropped)?).ok()?)
    }

    pub(crate) fn list(&self, app_id: Option<&str>) -> Vec<Notified> {
        self.kept.iter().filter(|one| app_id.is_none_or(|id| id == one.app_id)).cloned().collect()
    }

    /// How many are due until then or on their way.
    pub(crate) fn waiting(&self, now_ms: u64) -> usize {
        self.on_the_way + self.pending.range(..=(now_ms, u64::MAX)).count()
    }

    pub(crate) fn clear(&mut self, app_id: Option<&str>) {
        let is_gone = |id: &str| app_id.is_none_or(|gone| gone == id);
        self.pending.retain(|_, pending| !is_gone(&pending.app_id));
        // The numbers of those that are kept must stay right for what is on its way.
        for kept in self.kept.iter_mut().filter(|kept| is_gone(&kept.app_id)) {
            kept.app_id.clear();
            kept.body.clear();
        }
        if app_id.is_none() {
            self.dropped += self.kept.len() as u64;
            self.kept.clear();
        }
    }
}

/// The signature of a body in lower-case hexadecimal digits.
pub(crate) fn sign(algorithm: Algorithm, secret: &str, body: &[u8]) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match algorithm {
        Algorithm::HmacSha1 => {
            let mut mac = Hmac::<sha1::Sha1>::new_from_slice(secret.as_bytes()).expect("a key of any length will do");
            mac.update(body);
            hex(&mac.finalize().into_bytes())
        }
        Algorithm::HmacSha256 => {
            let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length will do");
            mac.update(body);
            hex(&mac.finalize().into_bytes())
        }
    }
}

/// Sends what is due, for as long as the emulator runs.
pub(crate) async fn run(shared: Arc<Shared>, receiver: Receiver, wake: Arc<Notify>) {
    let Some(notification) = &SERVICE.notification else { return };
    let builder = reqwest::Client::builder()
        .timeout(Duration::from_secs(notification.answer_within_s))
        .redirect(reqwest::redirect::Policy::none());
    let client = match builder.build() {
        Ok(client) => client,
        Err(error) => return tracing::error!(%error, "notifications cannot be sent"),
    };
    let room = Arc::new(Semaphore::new(AT_A_TIME));
    loop {
        let woken = wake.notified();
        let now_ms = shared.clock.now_ms();
        let (pending, next_ms) = {
            let mut world = shared.world();
            world.settle(now_ms);
            let pending = world.outbox.take(now_ms);
            (pending, world.outbox.next_ms().into_iter().chain(world.next_ms()).min())
        };
        let Some(pending) = pending else {
            tokio::select! {
                () = woken => {}
                () = wait(&shared.clock, next_ms) => {}
            }
            continue;
        };
        let Ok(permit) = room.clone().acquire_owned().await else { return };
        let (shared, client, receiver, wake) = (shared.clone(), client.clone(), receiver.clone(), wake.clone());
        tokio::spawn(async move {
            send(&shared, &client, &receiver, pending).await;
            drop(permit);
            wake.notify_one();
        });
    }
}

async fn wait(clock: &Clock, until_ms: Option<u64>) {
    match until_ms {
        Some(until_ms) => clock.until(until_ms).await,
        None => std::future::pending().await,
    }
}

async fn send(shared: &Shared, client: &reqwest::Client, receiver: &Receiver, mut pending: Pending) {
    let Some(notification) = &SERVICE.notification else { return };
    let notify_ms = shared.clock.now_ms();
    let body = fill(&notification.body, &|name| match name {
        "notify_ms" => Some(json!(notify_ms)),
        name => pending.values.get(name).cloned(),
    })
    .to_string();
    let kept = {
        let mut world = shared.world();
        let number = *pending.kept.get_or_insert_with(|| world.outbox.keep(&pending.app_id, pending.event));
        if let Some(kept) = world.outbox.kept(number) {
            kept.body.clone_from(&body);
        }
        number
    };
    let mut request = client.post(receiver.url.clone()).header("content-type", "application/json");
    for signature in &SERVICE.signatures {
        request =
            request.header(&signature.header, sign(signature.algorithm, receiver.secret.expose(), body.as_bytes()));
    }
    let status = match request.body(body).send().await {
        Ok(response) => Some(response.status().as_u16()),
        Err(error) => {
            tracing::debug!(error = %error.without_url(), "a notification was not answered");
            None
        }
    };
    let is_received = status == Some(notification.received);
    tracing::info!(
        app_id = pending.app_id,
        event = pending.event,
        status,
        attempt = pending.attempts + 1,
        "notification"
    );
    let mut world = shared.world();
    world.outbox.on_the_way -= 1;
    if let Some(kept) = world.outbox.kept(kept) {
        kept.attempts.push(status);
    }
    if let Some(after_s) = notification.resends_after_s.get(pending.attempts).filter(|_| !is_received) {
        pending.attempts += 1;
        pending.kept = Some(kept);
        world.outbox.put(notify_ms + after_s * 1000, pending);
    }
}
