//! What may still run, told by records.
//!
//! As with the file, its functions are compiled where they are called.

use super::{Phase, Record, Role};
use agora_rest_errors::Effect;
use serde_json::Value;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Something that was begun and may still run.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// What it is about.
    pub subject: String,
    /// Whether an answer said that it began; false where the call was sent, or was about to be, and nothing more is known.
    pub confirmed: bool,
    /// The saved form of the last handle that was told.
    pub state: Value,
    /// The last record about it.
    pub last: Record,
}

/// Follows records, and knows what may still run.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    things: HashMap<String, Thing>,
    followed: u64,
}

#[derive(Debug, Clone)]
struct Thing {
    /// How many records were followed when it began.
    order: u64,
    /// Calls that are to begin it and have not ended.
    pending: u32,
    /// Whether such a call has ended and may have taken effect.
    begun: bool,
    running: Running,
}

impl Ledger {
    /// Nothing runs.
    #[must_use]
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Follows a record. Records come in the order in which they were kept.
    #[inline]
    pub fn follow(&mut self, record: Record) {
        self.followed += 1;
        if !self.things.contains_key(&record.subject) {
            if record.role != Role::Begins {
                return;
            }
            let (subject, state, last) = (record.subject.clone(), Value::Null, record.clone());
            let running = Running { subject, confirmed: false, state, last };
            let thing = Thing { order: self.followed, pending: 0, begun: false, running };
            self.things.insert(record.subject.clone(), thing);
        }
        let Entry::Occupied(mut entry) = self.things.entry(record.subject.clone()) else { return };
        let thing = entry.get_mut();
        if thing.has_ended(&record) {
            entry.remove();
            return;
        }
        if !record.state.is_null() {
            thing.running.state = record.state.clone();
        }
        thing.running.last = record;
    }

    /// What may still run, in the order in which it began.
    #[must_use]
    #[inline]
    pub fn running(&self) -> Vec<&Running> {
        let mut things: Vec<_> = self.things.values().collect();
        things.sort_by_key(|thing| thing.order);
        things.into_iter().map(|thing| &thing.running).collect()
    }

    /// What may still run, in the order in which it began.
    #[must_use]
    #[inline]
    pub fn into_running(self) -> Vec<Running> {
        let mut things: Vec<_> = self.things.into_values().collect();
        things.sort_by_key(|thing| thing.order);
        things.into_iter().map(|thing| thing.running).collect()
    }
}

impl Thing {
    /// Follows a record, and tells whether the thing surely does not run after it.
    #[inline]
    fn has_ended(&mut self, record: &Record) -> bool {
        match (record.role, record.phase) {
            (Role::Begins, Phase::Before) => self.pending = self.pending.saturating_add(1),
            (Role::Begins, Phase::Answered | Phase::Lost) => {
                self.pending = self.pending.saturating_sub(1);
                // Where nothing is said, the service may have acted. A later call that is refused says nothing of an earlier.
                self.begun |= record.effect != Some(Effect::None);
                self.running.confirmed |= record.effect == Some(Effect::Applied);
                return !self.begun && self.pending == 0;
            }
            (Role::Ends, Phase::Answered | Phase::Lost) => return record.effect == Some(Effect::Applied),
            (Role::GoesOn, _) | (Role::Ends, Phase::Before) => {}
        }
        false
    }
}

impl Extend<Record> for Ledger {
    fn extend<I: IntoIterator<Item = Record>>(&mut self, records: I) {
        records.into_iter().for_each(|record| self.follow(record));
    }
}
