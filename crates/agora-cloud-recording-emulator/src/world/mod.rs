//! Everything that an emulator remembers, and what a call does to it.

mod calls;
mod directed;
mod refusals;
mod told;

use crate::clock::Clock;
use crate::faults::{Connection, Fault, unknown};
use crate::item::Item;
use crate::json::{as_text, at, fill, fulfils};
use crate::judge::{Judged, judge};
use crate::ledger::{Ledger, Recorded, Recording};
use crate::outbox::{Disturbance, Outbox, Pending};
use crate::service::{Endpoint, Moment, Occasion, Refusal, SERVICE, State, holds_in};
use agora_cloud_recording::Secret;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};
use tokio::sync::Notify;

/// How many requests are kept for `GET /_emulator/requests`.
const REQUESTS_KEPT: usize = 10_000;

/// How many bytes of their bodies are kept.
const REQUEST_BYTES_KEPT: usize = 64 * 1024 * 1024;

/// How many faults may wait to be played.
const FAULTS_MAX: usize = 10_000;

/// How many resources and recordings are remembered; a reset makes room.
const ITEMS_MAX: usize = 1_000_000;

/// How many bytes of bodies are kept for recordings that are not over.
const BODY_BYTES_MAX: usize = 1024 * 1024 * 1024;

/// The time in which the rate of requests is counted.
const RATE_MS: u64 = 1000;

/// How the emulator was started.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    pub(crate) app_ids: Vec<String>,
    pub(crate) credentials: Vec<(String, Secret)>,
    pub(crate) seed: u64,
    pub(crate) strict: bool,
    /// Nothing for what the catalogue says, 0 for no limit.
    pub(crate) requests_per_s: Option<u64>,
    pub(crate) tasks: Option<u64>,
    pub(crate) notifies: bool,
}

/// What is shared by all connections.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) wake: Arc<Notify>,
    world: Mutex<World>,
}

impl Shared {
    pub(crate) fn new(settings: Settings, clock: Clock) -> Self {
        Self { clock, wake: Arc::default(), world: Mutex::new(World::new(settings)) }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        // What a panic left is still true of all that did not take part in it.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The world at the present time.
    pub(crate) fn settled(&self) -> (MutexGuard<'_, World>, u64) {
        let mut world = self.world();
        // Read behind the lock, so that time never runs backwards in the world.
        let now_ms = self.clock.now_ms();
        world.settle(now_ms);
        (world, now_ms)
    }
}

/// A request as far as it was understood.
pub(crate) struct Incoming {
    /// Its number, where an attached client sent it.
    pub(crate) flight: Option<u64>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) host: Option<String>,
    pub(crate) endpoint: Option<&'static Endpoint>,
    pub(crate) account: Option<String>,
    pub(crate) variant: Option<String>,
    /// The held values of the path.
    pub(crate) held: Vec<(&'static str, String)>,
    pub(crate) credentials: Option<(String, Secret)>,
    pub(crate) has_credentials: bool,
    pub(crate) is_json: bool,
    /// Nothing where it is no JSON object.
    pub(crate) body: Option<Value>,
    pub(crate) judged: Judged,
}

/// What is answered.
pub(crate) struct Answered {
    pub(crate) http: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) error: Option<String>,
    /// How long the caller waits for it, in real time.
    pub(crate) wait_ms: u64,
}

/// A refusal that applies.
struct Refused {
    moment: Moment,
    error: &'static str,
    text: Option<String>,
}

#[derive(Default)]
struct Account {
    items: Vec<Item>,
    /// Those alive, by the values that no two may share.
    names: HashMap<Vec<Arc<str>>, usize>,
    alive: BTreeMap<String, u64>,
    /// The times of the last requests.
    recent_ms: VecDeque<u64>,
    channels: HashMap<String, Channel>,
    rng: Option<fastrand::Rng>,
}

#[derive(Default)]
struct Channel {
    publishers: Option<Vec<String>>,
    upload_s: Option<u64>,
}

struct Active {
    fault: Fault,
    left: Option<u32>,
    skip: u32,
}

pub(crate) struct World {
    settings: Settings,
    accounts: BTreeMap<Arc<str>, Account>,
    /// Values that were made, with who has them.
    made: HashMap<Arc<str>, (Arc<str>, usize)>,
    due: BinaryHeap<Reverse<(u64, Arc<str>, usize)>>,
    faults: Vec<Active>,
    fault_rng: fastrand::Rng,
    requests: VecDeque<Recorded>,
    /// The bytes of their bodies.
    request_bytes: usize,
    items: usize,
    /// The bytes of the bodies that items keep.
    body_bytes: usize,
    number: u64,
    pub(crate) disturbance: Disturbance,
    pub(crate) outbox: Outbox,
}

/// A recording that is there without any call. As JSON it is the body of `PUT /_emulator/recordings`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seed {
    /// The App ID.
    pub app_id: String,
    /// The mode; needed where the state comes after start.
    pub mode: Option<String>,
    /// The state: the first one when absent.
    pub state: Option<String>,
    /// The values that callers give, and those of the others that are not to be made by chance.
    pub values: BTreeMap<String, String>,
    /// How long ago it came to be.
    pub age_s: u64,
    /// What was sent, by call; as much of it as matters.
    pub sent: BTreeMap<String, Value>,
}

/// Who publishes in a channel. As JSON it is the body of `POST /_emulator/channels`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelState {
    /// The App ID.
    pub app_id: String,
    /// The name of the channel.
    pub channel: String,
    /// Who publishes in it from now on; as before when absent.
    pub publishers: Option<Vec<String>>,
    /// How long files of recordings that end from now on take to be uploaded; as before when absent.
    pub upload_s: Option<u64>,
}

impl World {
    fn new(settings: Settings) -> Self {
        Self {
            fault_rng: fastrand::Rng::with_seed(settings.seed),
            settings,
            accounts: BTreeMap::new(),
            made: HashMap::new(),
            due: BinaryHeap::new(),
            faults: Vec::new(),
            requests: VecDeque::new(),
            request_bytes: 0,
            items: 0,
            body_bytes: 0,
            number: 0,
            disturbance: Disturbance::default(),
            outbox: Outbox::default(),
        }
    }

    /// When something happens next by itself.
    pub(crate) fn next_ms(&self) -> Option<u64> {
        self.due.peek().map(|Reverse((at, ..))| *at)
    }

    /// Lets happen what is due.
    pub(crate) fn settle(&mut self, now_ms: u64) {
        while let Some(Reverse((due_ms, ..))) = self.due.peek() {
            if *due_ms > now_ms {
                return;
            }
            let Some(Reverse((planned_ms, id, index))) = self.due.pop() else { return };
            let item = self.accounts.get_mut(&id).and_then(|account| account.items.get_mut(index));
            let Some(item) = item else { continue };
            if item.planned_ms == Some(planned_ms) {
                item.planned_ms = None;
            }
            // It may have been put off since.
            match item.next() {
                Some((at_ms, leave)) if at_ms <= now_ms => match leave {
                    Some(leave) => self.leave(&id, index, leave, at_ms),
                    None => self.work(&id, index, at_ms),
                },
                _ => {}
            }
            self.plan(&id, index);
        }
    }

    /// Remembers when something happens next to an item.
    fn plan(&mut self, id: &Arc<str>, index: usize) {
        let Some(item) = self.accounts.get_mut(id).and_then(|account| account.items.get_mut(index)) else { return };
        let next_ms = item.next().map(|(at_ms, _)| at_ms);
        if let Some(at_ms) = next_ms.filter(|_| item.planned_ms != next_ms) {
            self.due.push(Reverse((at_ms, id.clone(), index)));
        }
        item.planned_ms = next_ms;
    }

    fn account(&mut self, id: &str) -> (Arc<str>, &mut Account) {
        let key = self.accounts.get_key_value(id).map_or_else(|| Arc::from(id), |(key, _)| key.clone());
        let account = self.accounts.entry(key.clone()).or_default();
        (key, account)
    }

    /// A generator by chance of each account, so that what one test does changes nothing for another.
    fn rng(&mut self, id: &str) -> &mut fastrand::Rng {
        let seed = id.bytes().fold(self.settings.seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let (_, account) = self.account(id);
        account.rng.get_or_insert_with(|| fastrand::Rng::with_seed(seed))
    }

    fn make(&mut self, id: &str, name: &str) -> Option<Arc<str>> {
        let made = SERVICE.made(name)?;
        let letters: Vec<char> = made.letters.chars().collect();
        loop {
            let rng = self.rng(id);
            let value: String = (0..made.length).filter_map(|_| rng.choice(&letters)).collect();
            if !self.made.contains_key(value.as_str()) {
                return Some(value.into());
            }
        }
    }

    /// The work begins.
    fn work(&mut self, id: &Arc<str>, index: usize, at_ms: u64) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        let publishers = publishers(account, index);
        let item = &mut account.items[index];
        item.at_work_ms = Some(at_ms);
        item.publishers = publishers;
        item.tell(at_ms, "at_work");
        self.notify(id, index, Occasion::AtWork, at_ms, None);
    }

    /// An item leaves its state by itself.
    fn leave(&mut self, id: &Arc<str>, index: usize, leave: &str, at_ms: u64) {
        let Some(item) = self.accounts.get_mut(id).and_then(|account| account.items.get_mut(index)) else { return };
        let Some(found) = item.state().leaves.iter().find(|one| one.id == leave) else { return };
        let Some(state) = SERVICE.state(&found.to) else { return };
        item.tell(at_ms, leave);
        self.enter(id, index, state, at_ms, Some(leave));
        self.forget_bodies(id, index);
    }

    /// Keeps no body of what is over.
    fn forget_bodies(&mut self, id: &Arc<str>, index: usize) {
        let item = self.accounts.get_mut(id).and_then(|account| account.items.get_mut(index));
        if let Some(item) = item.filter(|item| item.state().end) {
            self.body_bytes -= item.sent_bytes();
            item.sent.clear();
        }
    }

    /// Whether there is room for more, which a reset makes.
    pub(crate) fn is_full(&self) -> bool {
        self.items >= ITEMS_MAX || self.body_bytes >= BODY_BYTES_MAX
    }

    /// How many run.
    pub(crate) fn running(&self) -> u64 {
        self.accounts.values().flat_map(|account| account.alive.values()).sum()
    }

    /// An item goes on to another state.
    fn enter(&mut self, id: &Arc<str>, index: usize, state: &'static State, at_ms: u64, leave: Option<&str>) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        let upload_s = channel(account, index).and_then(|channel| channel.upload_s);
        let is_empty = publishers(account, index).is_empty();
        let item = &mut account.items[index];
        let was_alive = item.is_alive();
        if state.end {
            item.upload_s = upload_s.unwrap_or_default();
        }
        item.enter(state, at_ms);
        let variant = item.variant.clone().unwrap_or_default();
        let names = names(item);
        match (was_alive, item.is_alive()) {
            (false, true) => {
                item.idle_ms = is_empty.then_some(at_ms);
                *account.alive.entry(variant).or_default() += 1;
                account.names.insert(names, index);
            }
            (true, false) => {
                if let Some(count) = account.alive.get_mut(&variant) {
                    *count = count.saturating_sub(1);
                }
                if account.names.get(&names) == Some(&index) {
                    account.names.remove(&names);
                }
                self.notify(id, index, Occasion::Ended, at_ms, leave);
            }
            _ => {}
        }
        self.plan(id, index);
    }

    /// Makes an item in a state.
    fn create(
        &mut self,
        account: &str,
        state: &'static State,
        given: &dyn Fn(&str) -> Option<Arc<str>>,
        what: &str,
        now_ms: u64,
    ) -> Option<(Arc<str>, usize)> {
        let mut held: Vec<(&'static str, Arc<str>)> = Vec::new();
        for name in &state.holds {
            let value = given(name).or_else(|| self.make(account, name))?;
            held.push((name, value));
        }
        let (id, own) = self.account(account);
        let index = own.items.len();
        let mut item = Item::new(state, held.clone(), now_ms);
        item.tell(now_ms, what);
        own.items.push(item);
        self.items += 1;
        for (name, value) in held.into_iter().filter(|(name, _)| SERVICE.made(name).is_some()) {
            tracing::trace!(name, "made");
            self.made.insert(value, (id.clone(), index));
        }
        self.plan(&id, index);
        Some((id, index))
    }

    /// Gives an item the values that a state holds and it has not yet.
    fn hold(&mut self, id: &Arc<str>, index: usize, state: &'static State, given: &BTreeMap<String, String>) {
        for name in &state.holds {
            let Some(item) = self.accounts.get(id).and_then(|account| account.items.get(index)) else { return };
            if item.value(name).is_some() {
                continue;
            }
            let value = given.get(name).map(|value| Arc::from(value.as_str())).or_else(|| self.make(id, name));
            let Some(value) = value else { continue };
            self.made.insert(value.clone(), (id.clone(), index));
            if let Some(item) = self.accounts.get_mut(id).and_then(|account| account.items.get_mut(index)) {
                item.held.push((name, value));
            }
        }
    }
}

/// What a call is about.
struct Found {
    item: Option<(Arc<str>, usize)>,
}

/// The values that no two alive may share: those that callers give.
fn names(item: &Item) -> Vec<Arc<str>> {
    item.held.iter().filter(|(name, _)| SERVICE.made(name).is_none()).map(|(_, value)| value.clone()).collect()
}

fn channel(account: &Account, index: usize) -> Option<&Channel> {
    account.channels.get(&**account.items[index].value(&SERVICE.channel)?)
}

fn publishers(account: &Account, index: usize) -> Vec<String> {
    let said = channel(account, index).and_then(|channel| channel.publishers.clone());
    said.unwrap_or_else(|| vec![SERVICE.publisher.clone()])
}

/// What a template asks for.
fn asked(template: &Value) -> Vec<String> {
    let names = std::cell::RefCell::new(Vec::new());
    fill(template, &|name| {
        names.borrow_mut().push(name.to_owned());
        None
    });
    names.into_inner()
}

/// About how many bytes a value is.
pub(crate) fn bytes(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => text.len() + 8,
        Value::Array(items) => items.iter().map(bytes).sum::<usize>() + 8,
        Value::Object(members) => members.iter().map(|(name, value)| name.len() + bytes(value) + 16).sum::<usize>() + 8,
    }
}

/// Judges what was received.
pub(crate) fn judged(endpoint: &Endpoint, variant: Option<&str>, body: Option<&Value>, now_ms: u64) -> Judged {
    let now = UNIX_EPOCH + Duration::from_millis(now_ms);
    body.map(|body| judge(endpoint, variant, body, now)).unwrap_or_default()
}
