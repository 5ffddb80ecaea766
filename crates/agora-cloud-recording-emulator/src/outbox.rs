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
use std::collections::{BTreeMap, HashSet, VecDeque};
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
    /// The recording that it is about, by its number in the account.
    pub(crate) item: usize,
    /// How often everything, or its account, had been forgotten when it came to be.
    pub(crate) epoch: u64,
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
    /// Recordings of which a notification is on its way: the next one waits for it, so that they come in their order.
    busy: HashSet<(String, usize)>,
    /// How often everything was forgotten, and how often each account.
    epochs: (u64, BTreeMap<String, u64>),
}

impl Outbox {
    pub(crate) fn put(&mut self, at_ms: u64, pending: Pending) {
        self.number += 1;
        self.pending.insert((at_ms, self.number), pending);
    }

    /// When the next one is due after this time.
    fn next_ms(&self, now_ms: u64) -> Option<u64> {
        self.pending.range((now_ms + 1, 0)..).next().map(|((at, _), _)| *at)
    }

    pub(crate) fn epoch(&self, app_id: &str) -> u64 {
        self.epochs.0 + self.epochs.1.get(app_id).copied().unwrap_or_default()
    }

    fn take(&mut self, now_ms: u64) -> Option<Pending> {
        let is_free = |pending: &Pending| !self.busy.contains(&(pending.app_id.clone(), pending.item));
        let mut due = self.pending.range(..=(now_ms, u64::MAX));
        let key = due.find_map(|(key, pending)| is_free(pending).then_some(*key))?;
        let pending = self.pending.remove(&key)?;
        self.on_the_way += 1;
        self.busy.insert((pending.app_id.clone(), pending.item));
        Some(pending)
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
        let is_of = |one: &&Notified| !one.body.is_empty() && app_id.is_none_or(|id| id == one.app_id);
        self.kept.iter().filter(is_of).cloned().collect()
    }

    /// How many are due until then or on their way.
    pub(crate) fn waiting(&self, now_ms: u64) -> usize {
        self.on_the_way + self.pending.range(..=(now_ms, u64::MAX)).count()
    }

    pub(crate) fn clear(&mut self, app_id: Option<&str>) {
        match app_id {
            Some(id) => *self.epochs.1.entry(id.to_owned()).or_default() += 1,
            None => self.epochs.0 += 1,
        }
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

/// What sends notifications: straight, for the receiver is a program of whoever tests.
pub(crate) fn client() -> reqwest::Result<reqwest::Client> {
    let answer_within_s = SERVICE.notification.as_ref().map_or(10, |notification| notification.answer_within_s);
    let builder = reqwest::Client::builder().timeout(Duration::from_secs(answer_within_s)).no_proxy();
    builder.redirect(reqwest::redirect::Policy::none()).build()
}

/// Sends what is due, for as long as the emulator runs.
pub(crate) async fn run(shared: Arc<Shared>, client: reqwest::Client, receiver: Receiver, wake: Arc<Notify>) {
    let room = Arc::new(Semaphore::new(AT_A_TIME));
    loop {
        let woken = wake.notified();
        let now_ms = shared.clock.now_ms();
        let (pending, next_ms) = {
            let mut world = shared.world();
            world.settle(now_ms);
            let pending = world.outbox.take(now_ms);
            (pending, world.outbox.next_ms(now_ms).into_iter().chain(world.next_ms()).min())
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
    world.outbox.busy.remove(&(pending.app_id.clone(), pending.item));
    // What was forgotten meanwhile is not sent again.
    let is_forgotten = world.outbox.epoch(&pending.app_id) != pending.epoch;
    if let Some(kept) = world.outbox.kept(kept) {
        kept.attempts.push(status);
    }
    if let Some(after_s) = notification.resends_after_s.get(pending.attempts).filter(|_| !is_received && !is_forgotten)
    {
        pending.attempts += 1;
        pending.kept = Some(kept);
        world.outbox.put(notify_ms + after_s * 1000, pending);
    }
}
