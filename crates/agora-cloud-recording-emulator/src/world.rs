//! Everything that an emulator remembers, and what a call does to it.

use crate::clock::Clock;
use crate::faults::{Connection, Fault, unknown};
use crate::item::{Item, MOVED_ID_MAX, USUAL_PUBLISHER};
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
            let Some(Reverse((_, id, index))) = self.due.pop() else { return };
            let Some(item) = self.accounts.get(&id).and_then(|account| account.items.get(index)) else { continue };
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
        let next = self.accounts.get(id).and_then(|account| account.items.get(index)?.next());
        if let Some((at_ms, _)) = next {
            self.due.push(Reverse((at_ms, id.clone(), index)));
        }
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

    /// Puts into the outbox what is told on an occasion.
    fn notify(&mut self, id: &Arc<str>, index: usize, occasion: Occasion, at_ms: u64, leave: Option<&str>) {
        if !self.settings.notifies {
            return;
        }
        let Some(item) = self.accounts.get_mut(id).and_then(|account| account.items.get_mut(index)) else { return };
        let has_files = !item.files().is_empty();
        let notices = SERVICE.notices.iter().filter(|notice| {
            let of_leave =
                notice.leaves.as_ref().is_none_or(|ids| leave.is_some_and(|leave| ids.iter().any(|id| id == leave)));
            notice.on == occasion
                && of_leave
                && holds_in(&notice.variants, item.variant.as_deref())
                && notice.files.is_none_or(|files| files == has_files)
        });
        let mut told: Vec<_> = notices.map(|notice| (at_ms + notice.after_s * 1000, notice)).collect();
        told.sort_by_key(|(at_ms, _)| *at_ms);
        let mut made = Vec::new();
        for (event_ms, notice) in told {
            let sequence = item.sequence;
            item.sequence += 1;
            let mut values = BTreeMap::new();
            for (name, value) in [
                ("event", json!(notice.event)),
                ("event_ms", json!(event_ms)),
                ("sender", json!(notice.sender)),
                ("sequence", json!(sequence)),
            ] {
                values.insert(name.to_owned(), value);
            }
            let details = fill(&notice.details, &|name| match values.get(name) {
                Some(value) => Some(value.clone()),
                None => item.give(name, event_ms),
            });
            values.insert("details".to_owned(), details);
            // Whatever else the body asks for is as it is now.
            if let Some(notification) = &SERVICE.notification {
                for name in asked(&notification.body) {
                    if let Some(value) = item.give(&name, event_ms) {
                        values.entry(name).or_insert(value);
                    }
                }
            }
            made.push((event_ms, notice.event, values));
        }
        let disturbance = self.disturbance;
        let mut times: Vec<u64> = made.iter().map(|(at_ms, ..)| *at_ms).collect();
        if disturbance.out_of_order {
            made.reverse();
            // What happened last comes first, and nothing comes before it happened.
            let last = times.last().copied().unwrap_or_default();
            times.iter_mut().for_each(|time| *time = last);
        }
        for ((_, event, mut values), send_ms) in made.into_iter().zip(times) {
            let rng = self.rng(id);
            let notice_id = format!("{:016x}{:016x}", rng.u64(..), rng.u64(..));
            values.insert("notice_id".to_owned(), json!(notice_id));
            for _ in 0..=usize::from(disturbance.duplicates) {
                let pending =
                    Pending { app_id: id.to_string(), event, values: values.clone(), attempts: 0, kept: None };
                self.outbox.put(send_ms, pending);
            }
        }
    }

    /// The first that applies of the refusals of these moments.
    fn refused(&self, incoming: &Incoming, found: &Found, now_ms: u64, is_after: bool) -> Option<Refused> {
        SERVICE.refusals.iter().find_map(|refusal| {
            let effects = matches!(refusal.moment, Moment::NothingMade | Moment::UploadSlow);
            let is_for = match incoming.endpoint {
                Some(endpoint) => holds_in(&refusal.endpoints, Some(&endpoint.id)),
                None => refusal.moment == Moment::UnknownRoute,
            };
            if effects != is_after || !is_for || !fulfils(incoming.body.as_ref(), &refusal.when) {
                return None;
            }
            self.applies(refusal, incoming, found, now_ms)
        })
    }

    fn applies(&self, refusal: &'static Refusal, incoming: &Incoming, found: &Found, now_ms: u64) -> Option<Refused> {
        let own = |applies: bool| applies.then(|| Refused { error: &refusal.error, text: refusal.text.clone() });
        let Some(endpoint) = incoming.endpoint else { return own(refusal.moment == Moment::UnknownRoute) };
        let account = incoming.account.as_deref().and_then(|id| self.accounts.get(id));
        let item = found.item.as_ref().and_then(|(id, index)| self.accounts.get(id)?.items.get(*index));
        // What a call is about has to be in the right account before anything is told of it.
        let taken = endpoint.takes.as_deref();
        let passed = |item: &&Item| taken.is_some_and(|taken| item.trail.iter().any(|state| state.id == taken));
        let is_now = |item: &&Item| taken.is_some_and(|taken| item.state().id == taken);
        let is_left =
            |item: &&Item| item.state().end && item.before().is_some_and(|state| Some(state.id.as_str()) == taken);
        let has_stages = |item: &&Item| SERVICE.stages(&item.state().id).next().is_some();
        let value = refusal.value.as_deref();
        let asked = value.and_then(|name| incoming.held.iter().find(|(own, _)| *own == name));
        match refusal.moment {
            Moment::UnknownRoute => None,
            Moment::NoCredentials => own(!incoming.has_credentials),
            Moment::WrongCredentials => {
                let known = &self.settings.credentials;
                let is_known = incoming.credentials.as_ref().is_some_and(|(key, secret)| {
                    known.is_empty() || known.iter().any(|(id, own)| id == key && own.expose() == secret.expose())
                });
                own(!is_known)
            }
            Moment::UnknownAccount => {
                let known = &self.settings.app_ids;
                own(incoming.account.as_ref().is_some_and(|id| !known.is_empty() && !known.contains(id)))
            }
            Moment::RateExceeded => {
                let most = self.settings.requests_per_s.or(SERVICE.requests_per_s).filter(|most| *most > 0)?;
                let recent = account.map_or(0, |account| {
                    account.recent_ms.iter().rev().take_while(|at| **at + RATE_MS > now_ms).count() as u64
                });
                own(recent >= most)
            }
            Moment::WrongContentType => own(endpoint.request.is_some() && !incoming.is_json),
            Moment::MalformedBody => own(endpoint.request.is_some() && incoming.body.is_none()),
            Moment::WrongForm => {
                let unknown = incoming.judged.unknown.first().filter(|_| self.settings.strict);
                let unknown = unknown.map(|place| format!("{place} is no field that the catalogue knows"));
                let words = incoming.judged.form.clone().or(unknown)?;
                Some(Refused { error: &refusal.error, text: Some(format!("{}: {words}", endpoint.id)) })
            }
            Moment::BrokenRule => {
                if let Some((error, words)) = &incoming.judged.refused {
                    return Some(Refused { error: error.unwrap_or(&refusal.error), text: Some(words.clone()) });
                }
                self.unequal(refusal, endpoint, incoming, item?)
            }
            Moment::UnreadableValue => {
                let made = SERVICE.made(value?)?;
                let is_one = |value: &str| {
                    value.chars().count() == made.length && value.chars().all(|one| made.letters.contains(one))
                };
                own(asked.is_some_and(|(_, value)| !is_one(value) && !self.made.contains_key(value.as_str())))
            }
            Moment::UnknownValue => own(asked.is_some_and(|(_, value)| !self.made.contains_key(value.as_str()))),
            Moment::ForeignValue => {
                let (_, asked) = asked?;
                let (owner, index) = self.made.get(asked.as_str())?;
                let is_other = |(name, other): &(&str, String)| {
                    Some(*name) != value
                        && self.made.get(other.as_str()).is_some_and(|who| who != &(owner.clone(), *index))
                };
                let is_elsewhere = Some(&**owner) != incoming.account.as_deref();
                // A value that has another name than the path says is not the one that is meant.
                let is_misplaced = self.accounts[owner].items[*index].value(value?).is_none_or(|own| **own != **asked);
                own(is_elsewhere || is_misplaced || incoming.held.iter().any(is_other))
            }
            Moment::OtherVariant => {
                let variant = item.and_then(|item| item.variant.as_deref());
                own(variant.is_some() && incoming.variant.as_deref() != variant)
            }
            Moment::TasksExceeded => {
                let most = |own: Option<u64>| self.settings.tasks.or(own).filter(|most| *most > 0);
                let is_over = SERVICE.tasks.iter().any(|tasks| {
                    let alive = tasks.variants.iter().filter_map(|variant| account?.alive.get(variant)).sum::<u64>();
                    fulfils(incoming.body.as_ref(), &tasks.when) && most(tasks.most).is_some_and(|most| alive >= most)
                });
                own(taken.is_none() && endpoint.gives.is_some() && is_over)
            }
            Moment::Expired => own(item.filter(is_left).is_some_and(|item| !has_stages(&item))),
            Moment::AlreadyBegun => {
                let is_begun = |item: &&Item| passed(item) && !is_now(item) && !item.state().end;
                own(endpoint.by_value && item.is_some_and(|item| is_begun(&item)))
            }
            Moment::UsedUp => {
                let is_used = |item: &&Item| passed(item) && !is_left(item) && item.state().end;
                own(endpoint.by_value && item.is_some_and(|item| is_used(&item)))
            }
            Moment::Twin => {
                let gives_life = endpoint.gives.as_deref().is_some_and(|id| SERVICE.is_alive(id));
                let twin = item.and_then(|item| account?.names.get(&names(item)));
                own(gives_life && twin.is_some())
            }
            Moment::CallsOver => {
                let calls = SERVICE.lifetimes.iter().filter(|lifetime| lifetime.leave.is_none());
                let item = item.filter(is_now)?;
                own(calls.filter_map(|lifetime| item.over_ms(lifetime)).any(|over_ms| over_ms <= now_ms))
            }
            Moment::Moving => own(item.filter(is_now).is_some_and(|item| item.moving_until_ms > now_ms)),
            Moment::Ending => {
                own(item.filter(is_left).is_some_and(|item| has_stages(&item) && !item.is_at_last_stage(now_ms)))
            }
            Moment::Over => {
                let is_over = |item: &Item| item.is_at_last_stage(now_ms) || !has_stages(&item);
                let never = item.is_some_and(|item| taken.is_some() && !passed(&item));
                own(never || item.filter(is_left).is_some_and(is_over))
            }
            Moment::NothingMade => own(item.is_some_and(|item| item.state().end && item.files().is_empty())),
            Moment::UploadSlow => {
                own(item.is_some_and(|item| refusal.within_s.is_some_and(|within_s| item.upload_s > within_s)))
            }
        }
    }

    /// A value that must be the same as in an earlier call, and is not.
    fn unequal(
        &self,
        refusal: &'static Refusal,
        endpoint: &Endpoint,
        incoming: &Incoming,
        item: &Item,
    ) -> Option<Refused> {
        let body = incoming.body.as_ref()?;
        SERVICE.equals.iter().filter(|equal| holds_in(&equal.endpoints, Some(&endpoint.id))).find_map(|equal| {
            let own = *at(body, &equal.field).first()?;
            let earlier = item.sent.get(equal.earlier.as_str());
            let earlier = earlier.and_then(|sent| at(sent, &equal.earlier_field).first().map(|value| (*value).clone()));
            let held = || match equal.earlier_field.as_slice() {
                [name] => item.value(name).map(|value| json!(&**value)),
                _ => None,
            };
            let earlier = earlier.or_else(held)?;
            if *own == earlier {
                return None;
            }
            let text = format!(
                "{}: /{} is not what it was in {} (rule `{}`)",
                endpoint.id,
                equal.field.join("/"),
                equal.earlier,
                equal.rule
            );
            Some(Refused { error: equal.error.as_deref().unwrap_or(&refusal.error), text: Some(text) })
        })
    }

    /// What a call is about.
    fn find(&self, incoming: &Incoming) -> Found {
        let of = |(_, value): &(&str, String)| self.made.get(value.as_str()).cloned();
        // The last value of the path says it best.
        let item = incoming.held.iter().rev().find_map(of).filter(|(id, _)| Some(&**id) == incoming.account.as_deref());
        Found { item }
    }

    /// What may be done to a call before anything else: the fault that it meets.
    pub(crate) fn fault(&mut self, incoming: &Incoming) -> Option<Fault> {
        let endpoint = incoming.endpoint?;
        let mut chosen = None;
        for (index, active) in self.faults.iter_mut().enumerate() {
            let fault = &active.fault;
            let is_for = fault.connection != Some(Connection::Refuse)
                && fault.endpoint.as_ref().is_none_or(|id| *id == endpoint.id)
                && fault.app_id.as_ref().is_none_or(|id| Some(id) == incoming.account.as_ref())
                && fault.error.as_ref().is_none_or(|entry| {
                    SERVICE.errors.get(entry).is_some_and(|error| error.answers.contains_key(&endpoint.id))
                });
            if !is_for {
                continue;
            }
            if active.skip > 0 {
                active.skip -= 1;
                continue;
            }
            if fault.probability.is_some_and(|probability| self.fault_rng.f64() >= probability) {
                continue;
            }
            chosen = Some(index);
            break;
        }
        self.play(chosen?)
    }

    /// Whether the next connection is to be refused.
    pub(crate) fn refuses_connection(&mut self) -> bool {
        let index = self.faults.iter().position(|active| active.fault.connection == Some(Connection::Refuse));
        let Some(index) = index else { return false };
        let active = &mut self.faults[index];
        if active.skip > 0 {
            active.skip -= 1;
            return false;
        }
        let probability = active.fault.probability;
        if probability.is_some_and(|probability| self.fault_rng.f64() >= probability) {
            return false;
        }
        self.play(index).is_some()
    }

    fn play(&mut self, index: usize) -> Option<Fault> {
        let active = self.faults.get_mut(index)?;
        let fault = active.fault.clone();
        if let Some(left) = &mut active.left {
            *left -= 1;
            if *left == 0 {
                self.faults.remove(index);
            }
        }
        Some(fault)
    }

    /// Acts on a call.
    pub(crate) fn act(&mut self, incoming: &Incoming, fault: Option<&Fault>, clock: &Clock) -> Answered {
        let now_ms = clock.now_ms();
        self.settle(now_ms);
        let found = self.find(incoming);
        if let Some((seconds, (id, index))) = fault.and_then(|fault| fault.move_s).zip(found.item.as_ref()) {
            self.move_item(id, *index, seconds, now_ms);
        }
        let forced = fault.and_then(|fault| fault.error.as_deref());
        let endpoint = incoming.endpoint.map(|endpoint| endpoint.id.as_str());
        if let Some(entry) = forced {
            let answer = SERVICE.error(entry, endpoint);
            let applies = fault.and_then(|fault| fault.applied).or(answer.map(|answer| answer.applied));
            if applies == Some(true) {
                self.act_well(incoming, &found, now_ms, clock);
            }
            return self.error(incoming, &Refused { error: entry_of(entry), text: None });
        }
        self.act_well(incoming, &found, now_ms, clock)
    }

    fn act_well(&mut self, incoming: &Incoming, found: &Found, now_ms: u64, clock: &Clock) -> Answered {
        if let Some(refused) = self.refused(incoming, found, now_ms, false) {
            return self.error(incoming, &refused);
        }
        let Some(endpoint) = incoming.endpoint else {
            return Answered { http: 404, headers: Vec::new(), body: String::new(), error: None, wait_ms: 0 };
        };
        if let Some(id) = &incoming.account {
            let (_, account) = self.account(id);
            account.recent_ms.push_back(now_ms);
            while account.recent_ms.front().is_some_and(|at| *at + RATE_MS <= now_ms) {
                account.recent_ms.pop_front();
            }
        }
        let item = self.carry_out(endpoint, incoming, found, now_ms);
        let found = Found { item };
        let error = self.refused(incoming, &found, now_ms, true);
        let index = found.item.as_ref();
        let waits_s = index.and_then(|(id, index)| {
            let item = self.accounts.get(id)?.items.get(*index)?;
            // Only who waits for the upload could be told that it took too long.
            let slow = SERVICE.refusals.iter().find(|refusal| refusal.moment == Moment::UploadSlow)?;
            let asks = fulfils(incoming.body.as_ref(), &slow.when) && holds_in(&slow.endpoints, Some(&endpoint.id));
            asks.then(|| item.upload_s.min(slow.within_s.unwrap_or_default()))
        });
        let mut answered = match error {
            Some(refused) => self.error(incoming, &refused),
            None => self.success(endpoint, incoming, &found, now_ms),
        };
        if let Some((id, index)) = index {
            self.forget_bodies(id, *index);
        }
        answered.wait_ms = if clock.is_virtual() { 0 } else { waits_s.unwrap_or_default() * 1000 };
        answered
    }

    /// Does what a call asks for, and gives the item that it is about.
    fn carry_out(
        &mut self,
        endpoint: &'static Endpoint,
        incoming: &Incoming,
        found: &Found,
        now_ms: u64,
    ) -> Option<(Arc<str>, usize)> {
        let gives = endpoint.gives.as_deref().and_then(|id| SERVICE.state(id));
        let place = match (&endpoint.takes, gives) {
            (None, None) => return None,
            (None, Some(state)) => {
                let body = incoming.body.as_ref();
                let given = |name: &str| body.and_then(|body| body.get(name)).map(|value| as_text(value).into());
                self.create(incoming.account.as_deref()?, state, &given, &endpoint.id, now_ms)?
            }
            (Some(_), _) => found.item.clone()?,
        };
        let (id, index) = &place;
        let item = self.accounts.get_mut(id)?.items.get_mut(*index)?;
        if let Some(body) = &incoming.body {
            let (before, new) = (item.sent_bytes(), Arc::new(body.clone()));
            item.sent.insert(&endpoint.id, new);
            self.body_bytes = self.body_bytes - before + item.sent_bytes();
        }
        if endpoint.takes.is_some() {
            item.tell(now_ms, &endpoint.id);
        }
        if let (Some(_), Some(state)) = (&endpoint.takes, gives) {
            if item.variant.is_none() {
                item.variant.clone_from(&incoming.variant);
            }
            self.hold(id, *index, state, &BTreeMap::new());
            self.enter(id, *index, state, now_ms, None);
        }
        self.plan(id, *index);
        Some(place)
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

    fn success(&mut self, endpoint: &Endpoint, incoming: &Incoming, found: &Found, now_ms: u64) -> Answered {
        let item = found.item.as_ref().and_then(|(id, index)| self.accounts.get(id)?.items.get(*index));
        let begun = item.zip(SERVICE.begins.as_deref()).and_then(|(item, begins)| item.sent.get(begins));
        let answer = SERVICE.answers.iter().find(|answer| {
            answer.endpoint == endpoint.id
                && (answer.variants.is_empty()
                    || holds_in(&answer.variants, item.and_then(|item| item.variant.as_deref())))
                && fulfils(begun.map(|body| &**body), &answer.when)
                && fulfils(incoming.body.as_ref(), &answer.asked)
        });
        let body = answer.map(|answer| fill(&answer.body, &|name| item.and_then(|item| item.give(name, now_ms))));
        let http = answer.map(|answer| answer.http).or(endpoint.success).unwrap_or(200);
        Answered {
            http,
            headers: self.headers(incoming),
            body: body.unwrap_or_else(|| json!({})).to_string(),
            error: None,
            wait_ms: 0,
        }
    }

    fn error(&mut self, incoming: &Incoming, refused: &Refused) -> Answered {
        let endpoint = incoming.endpoint.map(|endpoint| endpoint.id.as_str());
        let mut headers = self.headers(incoming);
        let Some(answer) = SERVICE.error(refused.error, endpoint) else {
            return Answered { http: 400, headers, body: String::new(), error: None, wait_ms: 0 };
        };
        headers.extend(answer.headers.iter().map(|(name, value)| (name.clone(), as_text(value))));
        let mut body = answer.body.clone();
        if let Some((path, text)) = answer.free_text.as_ref().zip(refused.text.as_ref()) {
            let mut place = &mut body;
            for name in path {
                let Value::Object(members) = place else { break };
                place = members.entry(name.clone()).or_insert_with(|| json!({}));
            }
            *place = json!(text);
        }
        let body = match body {
            Value::String(text) => text,
            body => body.to_string(),
        };
        Answered { http: answer.http, headers, body, error: Some(refused.error.to_owned()), wait_ms: 0 }
    }

    fn headers(&mut self, incoming: &Incoming) -> Vec<(String, String)> {
        let number = match &incoming.account {
            Some(id) if self.accounts.contains_key(id.as_str()) => self.rng(id).u64(..),
            _ => self.number,
        };
        SERVICE.request_id_header.iter().map(|name| (name.clone(), format!("{number:016x}"))).collect()
    }

    /// Begins to remember a request, and gives its number.
    pub(crate) fn record(
        &mut self,
        incoming: &Incoming,
        at_ms: u64,
        body: Option<Value>,
        fault: Option<&Fault>,
    ) -> u64 {
        self.number += 1;
        let size = |recorded: &Recorded| recorded.body.as_ref().map_or(0, bytes);
        self.request_bytes += body.as_ref().map_or(0, bytes);
        while self.requests.len() >= REQUESTS_KEPT || self.request_bytes > REQUEST_BYTES_KEPT {
            let Some(gone) = self.requests.pop_front() else { break };
            self.request_bytes -= size(&gone);
        }
        self.requests.push_back(Recorded {
            number: self.number,
            at_ms,
            app_id: incoming.account.clone(),
            endpoint: incoming.endpoint.map(|endpoint| endpoint.id.clone()),
            method: incoming.method.clone(),
            path: incoming.path.clone(),
            host: incoming.host.clone(),
            body,
            unknown_fields: incoming.judged.unknown.clone(),
            status: None,
            error: None,
            fault: fault.map(Fault::name),
        });
        self.number
    }

    /// Remembers what a request was answered.
    pub(crate) fn record_answer(&mut self, number: u64, status: Option<u16>, error: Option<&str>) {
        if let Some(recorded) = self.requests.iter_mut().rev().find(|recorded| recorded.number == number) {
            recorded.status = status;
            recorded.error = error.map(str::to_owned);
        }
    }

    pub(crate) fn requests(&self, app_id: Option<&str>) -> Vec<Recorded> {
        let is_of = |recorded: &&Recorded| app_id.is_none_or(|id| recorded.app_id.as_deref() == Some(id));
        self.requests.iter().filter(is_of).cloned().collect()
    }

    pub(crate) fn ledger(&self, app_id: Option<&str>, now_ms: u64) -> Ledger {
        let mut ledger = Ledger::default();
        for (id, account) in self.accounts.iter().filter(|(id, _)| app_id.is_none_or(|app_id| app_id == &***id)) {
            for item in &account.items {
                let billed_minutes = item.billed_minutes(now_ms);
                ledger.running += usize::from(item.is_alive());
                ledger.billed_minutes += billed_minutes;
                ledger.recordings.push(Recording {
                    app_id: id.to_string(),
                    mode: item.variant.clone(),
                    state: item.state().id.clone(),
                    is_running: item.is_alive(),
                    values: item.held.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect(),
                    billed_minutes,
                    history: item.history.clone(),
                    files: item.files().into_iter().map(|(name, _)| name).collect(),
                });
            }
        }
        ledger
    }

    pub(crate) fn add_fault(&mut self, fault: Fault) -> Result<(), String> {
        fault.check()?;
        if self.faults.len() >= FAULTS_MAX {
            return Err(format!("{FAULTS_MAX} faults wait to be played; take some back first"));
        }
        let (left, skip) = (fault.times, fault.skip);
        self.faults.push(Active { fault, left, skip });
        Ok(())
    }

    pub(crate) fn faults(&self) -> Vec<&Fault> {
        self.faults.iter().map(|active| &active.fault).collect()
    }

    pub(crate) fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// Forgets an account, or everything.
    pub(crate) fn reset(&mut self, app_id: Option<&str>) {
        self.outbox.clear(app_id);
        let Some(app_id) = app_id else {
            let outbox = std::mem::take(&mut self.outbox);
            *self = Self { outbox, number: self.number, ..Self::new(self.settings.clone()) };
            return;
        };
        if let Some(gone) = self.accounts.remove(app_id) {
            self.items -= gone.items.len();
            self.body_bytes -= gone.items.iter().map(Item::sent_bytes).sum::<usize>();
        }
        self.made.retain(|_, (id, _)| **id != *app_id);
        self.due.retain(|Reverse((_, id, _))| **id != *app_id);
        self.requests.retain(|recorded| recorded.app_id.as_deref() != Some(app_id));
        self.request_bytes = self.requests.iter().filter_map(|one| one.body.as_ref()).map(bytes).sum();
        self.faults.retain(|active| active.fault.app_id.as_deref() != Some(app_id));
    }

    /// The item with this made value, in words of the caller where there is none.
    fn by_value(&self, value: &str) -> Result<(Arc<str>, usize), String> {
        self.made.get(value).cloned().ok_or_else(|| "no recording has this value".to_owned())
    }

    /// Moves a recording to another server.
    pub(crate) fn move_recording(&mut self, value: &str, for_s: u32, now_ms: u64) -> Result<(), String> {
        let (id, index) = self.by_value(value)?;
        if !self.accounts[&id].items[index].is_alive() {
            return Err("it does not run".to_owned());
        }
        self.move_item(&id, index, for_s, now_ms);
        Ok(())
    }

    fn move_item(&mut self, id: &Arc<str>, index: usize, for_s: u32, now_ms: u64) {
        let varied = self.rng(id).u32(1..MOVED_ID_MAX).to_string();
        let Some(item) = self.accounts.get_mut(id).and_then(|account| account.items.get_mut(index)) else { return };
        if !item.is_alive() {
            return;
        }
        item.moves += 1;
        item.moving_until_ms = now_ms + u64::from(for_s) * 1000;
        item.varied = Some(varied);
        item.tell(now_ms, "moved");
        let back_ms = item.moving_until_ms;
        self.notify(id, index, Occasion::Moved, back_ms, None);
    }

    /// Ends a recording in one of the ways that the catalogue knows.
    pub(crate) fn end(&mut self, value: &str, leave: &str, now_ms: u64) -> Result<(), String> {
        let (id, index) = self.by_value(value)?;
        let item = &self.accounts[&id].items[index];
        let leaves = &item.state().leaves;
        let possible = leaves.iter().filter(|one| holds_in(&one.variants, item.variant.as_deref()));
        let possible: Vec<&str> = possible.map(|one| one.id.as_str()).collect();
        if possible.is_empty() {
            return Err(format!("what is in the state `{}` does not end by itself", item.state().id));
        }
        if !possible.contains(&leave) {
            return Err(unknown("way to leave this state", leave, possible.into_iter()));
        }
        self.leave(&id, index, leave, now_ms);
        Ok(())
    }

    /// Says who publishes in a channel.
    pub(crate) fn set_channel(&mut self, asked: &ChannelState, now_ms: u64) {
        let (id, account) = self.account(&asked.app_id);
        let channel = account.channels.entry(asked.channel.clone()).or_default();
        if let Some(publishers) = &asked.publishers {
            channel.publishers = Some(publishers.clone());
        }
        if asked.upload_s.is_some() {
            channel.upload_s = asked.upload_s;
        }
        let mut changed = Vec::new();
        for (index, item) in account.items.iter_mut().enumerate() {
            let is_in = item.is_alive() && item.value(&SERVICE.channel).is_some_and(|own| **own == *asked.channel);
            let Some(publishers) = asked.publishers.as_ref().filter(|_| is_in) else { continue };
            item.idle_ms = if publishers.is_empty() { item.idle_ms.or(Some(now_ms)) } else { None };
            if item.at_work_ms.is_some() {
                for publisher in publishers {
                    if !item.publishers.contains(publisher) {
                        item.publishers.push(publisher.clone());
                    }
                }
            }
            changed.push(index);
        }
        for index in changed {
            self.plan(&id, index);
        }
    }

    /// Makes a recording without any call.
    pub(crate) fn seed(&mut self, seed: &Seed, now_ms: u64) -> Result<BTreeMap<String, String>, String> {
        let first = SERVICE.first_state().ok_or("this service has no states")?;
        if self.is_full() {
            return Err("there is no room for more; reset the emulator".to_owned());
        }
        if seed.app_id.is_empty() {
            return Err("`app_id` is missing".to_owned());
        }
        let state = match &seed.state {
            None => first,
            Some(id) => SERVICE
                .state(id)
                .ok_or_else(|| unknown("state", id, SERVICE.states.iter().map(|state| state.id.as_str())))?,
        };
        let begins = SERVICE.begins.as_deref().and_then(|id| SERVICE.endpoint(id));
        let modes = begins.map(|begins| begins.variants.as_slice()).unwrap_or_default();
        if let Some(mode) = seed.mode.as_ref().filter(|mode| !modes.contains(mode)) {
            return Err(unknown("mode", mode, modes.iter().map(String::as_str)));
        }
        let living = begins.and_then(|begins| SERVICE.state(begins.gives.as_deref()?));
        let goes_on =
            living.filter(|living| living.id == state.id || living.leaves.iter().any(|leave| leave.to == state.id));
        if goes_on.is_some() && seed.mode.is_none() {
            return Err("`mode` is missing".to_owned());
        }
        if let Some(id) = seed.sent.keys().find(|id| SERVICE.endpoint(id).is_none()) {
            return Err(unknown("call", id, SERVICE.endpoints.iter().map(|endpoint| endpoint.id.as_str())));
        }
        let holds = SERVICE.states.iter().flat_map(|state| &state.holds);
        if let Some(name) = seed.values.keys().find(|name| !holds.clone().any(|own| own == *name)) {
            return Err(unknown("value", name, holds.clone().map(String::as_str)));
        }
        if let Some(name) =
            first.holds.iter().find(|name| SERVICE.made(name).is_none() && !seed.values.contains_key(*name))
        {
            return Err(format!("`values.{name}` is missing"));
        }
        for (name, value) in seed.values.iter().filter(|(name, _)| SERVICE.made(name).is_some()) {
            if self.made.contains_key(value.as_str()) {
                return Err(format!("the value of `{name}` was given out before"));
            }
        }
        let begun_ms = now_ms.saturating_sub(seed.age_s.saturating_mul(1000));
        let given = |name: &str| seed.values.get(name).map(|value| Arc::from(value.as_str()));
        let (id, index) = self
            .create(&seed.app_id, first, &given, "seeded", begun_ms)
            .ok_or("the values that the first state holds cannot be made")?;
        let item = &mut self.account(&seed.app_id).1.items[index];
        for (name, body) in &seed.sent {
            if let Some(endpoint) = SERVICE.endpoint(name) {
                item.sent.insert(&endpoint.id, Arc::new(body.clone()));
            }
        }
        let kept = item.sent_bytes();
        self.body_bytes += kept;
        if let Some(living) = goes_on {
            self.account(&seed.app_id).1.items[index].variant.clone_from(&seed.mode);
            self.hold(&id, index, living, &seed.values);
            self.enter(&id, index, living, begun_ms, None);
            self.settle(now_ms);
        }
        let item = &self.account(&seed.app_id).1.items[index];
        if state.id != item.state().id && !item.state().end {
            self.enter(&id, index, state, now_ms, None);
        }
        self.settle(now_ms);
        let item = &self.account(&seed.app_id).1.items[index];
        Ok(item.held.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect())
    }
}

/// The id of an entry for as long as the program runs.
fn entry_of(entry: &str) -> &'static str {
    SERVICE.errors.get_key_value(entry).map_or("", |(id, _)| id.as_str())
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
    said.unwrap_or_else(|| vec![USUAL_PUBLISHER.to_owned()])
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
