//! The static table of a service's error keys and the rule that finds the one that an answer is.
//!
//! A key matches when every part it states agrees with the answer. The most specific one wins, compared part by part:
//! text stated, then code, then endpoint, then status, then shape. Text and code are compared first, so all keys that can
//! match stand in at most four runs of a table sorted by them, and a look-up is four binary searches.

use crate::answer::{Answer, Code};
use crate::text;
use crate::vocabulary::{Confidence, Disposition, Effect, EntryStatus, Fault, Jitter, Kind, Rung, Shape};
use core::cmp::Ordering;
use core::fmt::Debug;

/// Ties the three enums of a service together.
pub trait Service: Copy + Eq + Debug + Send + Sync + 'static {
    /// The calls of the service.
    type Endpoint: Copy + Eq + Ord + Debug + Send + Sync + 'static;
    /// The error entries of the service.
    type ErrorId: Copy + Eq + Ord + Debug + Send + Sync + 'static;
    /// The ways in which a call succeeds.
    type Outcome: Copy + Eq + Debug + Send + Sync + 'static;
}

/// What one answer of the service may look like, and what is true when it does.
///
/// A part that is not stated agrees with everything; without shape and code, though, only a JSON body with a code or a
/// message agrees, so that the page of a proxy never becomes an entry by its status. Tables are written by the
/// generator; this and the other table types gain fields when all crates of a release do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key<'t, S: Service> {
    /// The entry that the answer is.
    pub id: S::ErrorId,
    /// The endpoints it holds for; any when empty.
    pub endpoints: &'t [S::Endpoint],
    /// The HTTP status.
    pub status: Option<u16>,
    /// What kind of body.
    pub shape: Option<Shape>,
    /// The code.
    pub code: Option<Code<'t>>,
    /// The text, in normal form.
    pub text: Option<&'t str>,
    /// What the caller should think of the call.
    pub disposition: Disposition,
    /// Whether the server may have acted.
    pub effect: Effect,
    /// How to try again; never when absent.
    pub retry: Option<&'t Recipe<'t, S>>,
    /// How well this key is known.
    pub confidence: Confidence,
}

/// What is true of an error wherever it is met. A [`Key`] may differ in disposition, effect and retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'t, S: Service> {
    /// The entry.
    pub id: S::ErrorId,
    /// Its id in text, the same in every output.
    pub name: &'t str,
    /// Whether it is in use.
    pub status: EntryStatus,
    /// First release that carries it.
    pub since: &'t str,
    /// What sort of error it is.
    pub kind: Kind,
    /// What the caller should think of the call.
    pub disposition: Disposition,
    /// Who must act.
    pub fault: Fault,
    /// Whether the server may have acted.
    pub effect: Effect,
    /// The rung of the ladder that stops it.
    pub rung: Rung,
    /// How to try again; never when absent.
    pub retry: Option<&'t Recipe<'t, S>>,
    /// How well it is known.
    pub confidence: Confidence,
}

/// A way to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipe<'t, S: Service> {
    /// Its id in text.
    pub name: &'t str,
    /// Wait before each repeat, in seconds; one repeat an element.
    pub delays_s: &'t [u32],
    /// What a repeat keeps.
    pub keep: Keep<'t>,
    /// Request fields that must be changed before a repeat.
    pub change: &'t [&'t str],
    /// Id of a condition that the caller must know to hold; when that is not known, nothing is repeated.
    pub condition: Option<&'t str>,
    /// What to do after the last delay.
    pub then: Then<'t, S>,
    /// Whether a `Retry-After` header that asks for more time wins.
    pub honour_retry_after: bool,
    /// Whether chance lengthens the delays.
    pub jitter: Jitter,
    /// How well the numbers are known.
    pub confidence: Confidence,
}

impl<S: Service> Recipe<'_, S> {
    /// All delays together, in seconds.
    #[must_use]
    pub fn total_delay_s(&self) -> u64 {
        self.delays_s.iter().copied().map(u64::from).sum()
    }
}

/// What a repeat keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep<'t> {
    /// Everything: the same request again.
    All,
    /// These request fields.
    Fields(&'t [&'t str]),
}

/// What follows when repeating did not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then<'t, S: Service> {
    /// Nothing.
    GiveUp,
    /// Make these calls anew.
    Flow {
        /// The calls, in order.
        endpoints: &'t [S::Endpoint],
        /// Request fields that must be changed on the way.
        change: &'t [&'t str],
    },
    /// Repeat a call until it tells the state.
    Poll {
        /// The call.
        endpoint: S::Endpoint,
        /// Seconds between two calls.
        every_s: u32,
    },
}

/// An answer that means success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Success<S: Service> {
    /// The call.
    pub endpoint: S::Endpoint,
    /// The HTTP status.
    pub status: u16,
    /// What it means.
    pub outcome: S::Outcome,
}

/// How much a key states; the greater one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Specificity {
    text: bool,
    code: bool,
    endpoint: bool,
    status: bool,
    shape: bool,
}

impl<S: Service> Key<'_, S> {
    /// How much the key states.
    #[must_use]
    pub fn specificity(&self) -> Specificity {
        Specificity {
            text: self.text.is_some(),
            code: self.code.is_some(),
            endpoint: !self.endpoints.is_empty(),
            status: self.status.is_some(),
            shape: self.shape.is_some(),
        }
    }

    /// The order in which a table holds its keys: by text and code, which a look-up searches for, then the more specific
    /// first.
    #[must_use]
    pub fn table_order(&self, other: &Self) -> Ordering {
        (self.text, self.code)
            .cmp(&(other.text, other.code))
            .then_with(|| other.specificity().cmp(&self.specificity()))
            .then_with(|| (self.endpoints, self.status, self.shape).cmp(&(other.endpoints, other.status, other.shape)))
    }

    /// Whether endpoint, status and shape agree. A part that the answer lacks agrees with everything, but a status that is
    /// not given is no evidence: a key with neither text nor code needs it.
    fn agrees(&self, answer: &Answer<'_, S>) -> bool {
        let endpoint = answer.endpoint.is_none_or(|e| self.endpoints.is_empty() || self.endpoints.contains(&e));
        let status = match (self.status, answer.status) {
            (None, _) => true,
            (Some(mine), Some(status)) => mine == status,
            (Some(_), None) => self.text.is_some() || self.code.is_some(),
        };
        let shape = match self.shape {
            Some(shape) => shape == answer.shape,
            None => self.code.is_some() || matches!(answer.shape, Shape::Code | Shape::Message),
        };
        endpoint && status && shape
    }

    /// Whether the key matches at this endpoint, or where no key names the endpoint, with this status, or with one that no
    /// key names.
    fn covers(&self, endpoint: Option<S::Endpoint>, status: Option<u16>) -> bool {
        let here = self.endpoints.is_empty() || endpoint.is_some_and(|e| self.endpoints.contains(&e));
        here && (self.status.is_none() || self.status == status)
    }
}

/// All keys of a service.
#[derive(Debug, Clone, Copy)]
pub struct Table<'t, S: Service> {
    /// The keys, sorted by [`Key::table_order`].
    pub keys: &'t [Key<'t, S>],
    /// The answers that mean success.
    pub successes: &'t [Success<S>],
}

/// What an answer is.
#[derive(Debug, Clone, Copy)]
pub enum Identified<'t, 'a, S: Service> {
    /// An entry of the catalogue, and the key by which it was found: the key says what is special in this place.
    Known(S::ErrorId, &'t Key<'t, S>),
    /// The call succeeded.
    Success(S::Outcome),
    /// Endpoint or status is missing, and more than one entry is possible without them.
    Ambiguous(Candidates<'t, 'a, S>),
    /// No entry of the catalogue. It is to be kept whole and not retried on a guess.
    Unknown {
        /// Keys that share the code or the text.
        near: Near<'t, 'a, S>,
    },
}

impl<'t, 'a, S: Service> Identified<'t, 'a, S> {
    /// The entry, where there is exactly one.
    #[must_use]
    pub fn id(&self) -> Option<S::ErrorId> {
        match self {
            Identified::Known(id, _) => Some(*id),
            _ => None,
        }
    }

    /// The key by which the entry was found.
    #[must_use]
    pub fn key(&self) -> Option<&'t Key<'t, S>> {
        match self {
            Identified::Known(_, key) => Some(key),
            _ => None,
        }
    }

    /// The outcome, where the call succeeded.
    #[must_use]
    pub fn outcome(&self) -> Option<S::Outcome> {
        match self {
            Identified::Success(outcome) => Some(*outcome),
            _ => None,
        }
    }
}

impl<'t, S: Service> Table<'t, S> {
    /// Finds what an answer is. Allocates nothing and cannot fail.
    #[must_use]
    pub fn identify<'a>(&self, answer: &Answer<'a, S>) -> Identified<'t, 'a, S> {
        let candidates = Candidates { table: *self, answer: *answer };
        if answer.endpoint.is_some() && answer.status.is_some() {
            if let Some(key) = candidates.agreeing().next() {
                return Identified::Known(key.id, key);
            }
        } else {
            let mut keys = candidates.iter();
            if let Some(first) = keys.next() {
                let mut broadest = first;
                for key in keys {
                    if key.id != first.id {
                        return Identified::Ambiguous(candidates);
                    }
                    broadest = key;
                }
                return Identified::Known(first.id, broadest);
            }
        }
        match self.success(answer) {
            Some(outcome) => Identified::Success(outcome),
            None => Identified::Unknown { near: Near { table: *self, answer: *answer } },
        }
    }

    /// The outcome of an answer that no key knows: its body is a success, and the endpoint, or every endpoint that knows
    /// the status where none is given, has one outcome for it.
    fn success(&self, answer: &Answer<'_, S>) -> Option<S::Outcome> {
        let status = answer.status.filter(|_| answer.shape == Shape::Success)?;
        let mut outcomes = self
            .successes
            .iter()
            .filter(|success| success.status == status && answer.endpoint.is_none_or(|e| e == success.endpoint))
            .map(|success| success.outcome);
        let first = outcomes.next()?;
        outcomes.all(|outcome| outcome == first).then_some(first)
    }

    /// The keys whose text and code agree with the answer: those that state more of the two come first.
    fn runs(&self, answer: &Answer<'_, S>) -> [&'t [Key<'t, S>]; 4] {
        let (plain, with_text) = self.keys.split_at(self.keys.partition_point(|key| key.text.is_none()));
        let with_text = match answer.text {
            Some(text) => {
                equal_run(with_text, |key| key.text.map_or(Ordering::Less, |normal| text::compare(normal, text)))
            }
            None => &[],
        };
        let with_code = |keys: &'t [Key<'t, S>]| match answer.code {
            Some(code) => equal_run(keys, |key| key.code.cmp(&Some(code))),
            None => &[],
        };
        // Of keys with one text those without a code come first.
        let without_code = |keys: &'t [Key<'t, S>]| &keys[..keys.partition_point(|key| key.code.is_none())];
        [with_code(with_text), without_code(with_text), with_code(plain), without_code(plain)]
    }
}

/// The part of a sorted slice that compares as equal. It is short, so its end is not searched for.
fn equal_run<T>(sorted: &[T], compared: impl Fn(&T) -> Ordering) -> &[T] {
    let rest = &sorted[sorted.partition_point(|item| compared(item).is_lt())..];
    let length = rest.iter().take_while(|item| compared(item).is_eq()).count();
    &rest[..length]
}

/// The entries of keys, each once. What was given before is looked up again, for nothing is kept.
fn each_once<'t, S: Service, I: Iterator<Item = &'t Key<'t, S>>>(
    keys: impl Fn() -> I,
) -> impl Iterator<Item = S::ErrorId> {
    let all = keys();
    all.enumerate()
        .filter(move |(index, key)| !keys().take(*index).any(|earlier| earlier.id == key.id))
        .map(|(_, key)| key.id)
}

/// The keys that an answer may be, when its endpoint or status is missing.
#[derive(Debug, Clone, Copy)]
pub struct Candidates<'t, 'a, S: Service> {
    table: Table<'t, S>,
    answer: Answer<'a, S>,
}

impl<'t, 'a, S: Service> Candidates<'t, 'a, S> {
    /// The keys that could win, the most specific first.
    pub fn iter(&self) -> impl Iterator<Item = &'t Key<'t, S>> + use<'t, 'a, S> {
        let this = *self;
        this.agreeing().filter(move |key| this.could_win(key))
    }

    /// The entries that the answer may be, each once.
    pub fn ids(&self) -> impl Iterator<Item = S::ErrorId> + use<'t, 'a, S> {
        let this = *self;
        each_once(move || this.iter())
    }

    /// Whether the answer, once complete, could be one that no more specific key matches.
    fn could_win(&self, key: &Key<'t, S>) -> bool {
        let Answer { endpoint, status, .. } = self.answer;
        let status = status.or(key.status);
        let wins_at = |endpoint| {
            !self.agreeing().any(|other| other.specificity() > key.specificity() && other.covers(endpoint, status))
        };
        if endpoint.is_some() || key.endpoints.is_empty() {
            wins_at(endpoint)
        } else {
            key.endpoints.iter().any(|endpoint| wins_at(Some(*endpoint)))
        }
    }

    /// All keys that agree with the answer. With endpoint and status given the first is the winner.
    fn agreeing(&self) -> impl Iterator<Item = &'t Key<'t, S>> + use<'t, 'a, S> {
        let Candidates { table, answer } = *self;
        table.runs(&answer).into_iter().flatten().filter(move |key| key.agrees(&answer))
    }
}

/// The keys that share the code or the text of an answer that is no entry.
#[derive(Debug, Clone, Copy)]
pub struct Near<'t, 'a, S: Service> {
    table: Table<'t, S>,
    answer: Answer<'a, S>,
}

impl<'t, 'a, S: Service> Near<'t, 'a, S> {
    /// The keys, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = &'t Key<'t, S>> + use<'t, 'a, S> {
        let Near { table, answer } = *self;
        table.keys.iter().filter(move |key| {
            let code = key.code.is_some() && key.code == answer.code;
            let text = matches!((key.text, answer.text), (Some(n), Some(t)) if text::compare(n, t).is_eq());
            code || text
        })
    }

    /// The entries, each once.
    pub fn ids(&self) -> impl Iterator<Item = S::ErrorId> + use<'t, 'a, S> {
        let this = *self;
        each_once(move || this.iter())
    }
}

/// The entry with this id, which may be one of an earlier release. `entries` are sorted by id.
#[must_use]
pub fn find<S: Service>(entries: &[Entry<'_, S>], former: &[(&str, S::ErrorId)], id: &str) -> Option<S::ErrorId> {
    match entries.binary_search_by(|entry| entry.name.cmp(id)) {
        Ok(index) => Some(entries[index].id),
        Err(_) => former.iter().find(|(name, _)| *name == id).map(|(_, now)| *now),
    }
}
