//! What came to be and what still runs, for tests that must prove that nothing was lost.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Everything that came to be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ledger {
    /// Every resource, in the order in which they came to be, with the recording that came of it.
    pub recordings: Vec<Recording>,
    /// How many of them run.
    pub running: usize,
    /// The minutes that they are billed for, in all.
    pub billed_minutes: u64,
}

impl Ledger {
    /// Those that run, and cost money.
    pub fn running(&self) -> impl Iterator<Item = &Recording> {
        self.recordings.iter().filter(|recording| recording.is_running)
    }

    /// The one that has this value under this name, such as its `sid`.
    #[must_use]
    pub fn find(&self, name: &str, value: &str) -> Option<&Recording> {
        self.recordings.iter().find(|recording| recording.value(name) == Some(value))
    }
}

/// A resource, and the recording that came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Recording {
    /// The App ID.
    pub app_id: String,
    /// The mode; nothing before start.
    pub mode: Option<String>,
    /// The state, as the catalogue names it: `resource`, `recording`, `ended`, `expired`.
    pub state: String,
    /// Whether it runs, and costs money.
    pub is_running: bool,
    /// All values that were given and made.
    pub values: BTreeMap<String, String>,
    /// The minutes that it is billed for so far.
    pub billed_minutes: u64,
    /// What happened to it.
    pub history: Vec<Step>,
    /// The names of its files.
    pub files: Vec<String>,
}

impl Recording {
    /// One of its values.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Step {
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// What: the id of a call, of a leave of the catalogue, or a word of the emulator (`at_work`, `moved`, `seeded`).
    pub what: String,
    /// How often, one after another.
    pub times: u32,
}

/// A request that was received. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Recorded {
    /// Its number, from 1.
    pub number: u64,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// The App ID, where the path has one.
    pub app_id: Option<String>,
    /// The id of the call; nothing where there is none at this address.
    pub endpoint: Option<String>,
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The host that was asked for.
    pub host: Option<String>,
    /// The body, without secrets; nothing where it was no JSON.
    pub body: Option<Value>,
    /// Places of fields that the catalogue does not know.
    pub unknown_fields: Vec<String>,
    /// The status of the answer; nothing where there was none.
    pub status: Option<u16>,
    /// The id of the error entry that was answered.
    pub error: Option<String>,
    /// The fault that was played.
    pub fault: Option<String>,
}

/// A notification that was sent, or is going to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Notified {
    /// The App ID.
    pub app_id: String,
    /// The number of the event.
    pub event: i64,
    /// Its body, to the letter, as it was last sent.
    pub body: String,
    /// The status of each attempt; nothing where there was no answer.
    pub attempts: Vec<Option<u16>>,
}
