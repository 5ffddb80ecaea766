//! A record of the calls that begin and end something which costs money while it runs, so that nothing is lost with a
//! process.
//!
//! A [`Journal`] is told before the first byte of such a call and after its answer. [`FileJournal`] keeps the records in a
//! file; opening it tells what may still run. Which call begins and which ends is said by the records, never by names.
//!
//! ```
//! use agora_rest_runtime::journal::{FileJournal, Journal, JournalError, Record, Role};
//! use agora_rest_errors::Effect;
//! use serde_json::json;
//! use std::time::SystemTime;
//!
//! async fn hire(path: &str) -> Result<(), JournalError> {
//!     let opened = FileJournal::open(path)?;
//!     for van in &opened.running {
//!         println!("{} may still be out: {}", van.subject, van.state);
//!     }
//!     let (now, handle) = (SystemTime::now(), json!({"van": "v7"}));
//!     opened.journal.note(&Record::before(now, "hire", Role::Begins, "v7", handle.clone())).await?;
//!     // The call itself goes here.
//!     opened.journal.note(&Record::answered(now, "hire", Role::Begins, "v7", Effect::Applied, handle)).await
//! }
//! ```

mod file;
mod ledger;

pub use file::{FileJournal, Opened, Skipped};
pub use ledger::{Ledger, Running};

use agora_rest_errors::Effect;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::{SystemTime, UNIX_EPOCH};

/// What is told of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// When, in Unix milliseconds.
    pub at: u64,
    /// Name of the operation.
    pub call: String,
    /// What it is about: the same text in all records of one thing that begins and ends.
    pub subject: String,
    /// What the call means for the thing.
    pub role: Role,
    /// How far the call is.
    pub phase: Phase,
    /// Whether the service may have acted; known after the call.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "effect")]
    pub effect: Option<Effect>,
    /// The saved form of the handle, from which another process goes on. Never has a secret.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub state: Value,
    /// Anything for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Record {
    /// A record of a call that is about to be sent.
    #[must_use]
    pub fn before(at: SystemTime, call: &str, role: Role, subject: &str, state: Value) -> Self {
        let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            at: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            call: call.to_owned(),
            subject: subject.to_owned(),
            role,
            phase: Phase::Before,
            effect: None,
            state,
            note: None,
        }
    }

    /// A record of a call that was answered.
    #[must_use]
    pub fn answered(at: SystemTime, call: &str, role: Role, subject: &str, effect: Effect, state: Value) -> Self {
        Self { phase: Phase::Answered, effect: Some(effect), ..Self::before(at, call, role, subject, state) }
    }

    /// A record of a call whose answer did not come.
    #[must_use]
    pub fn lost(at: SystemTime, call: &str, role: Role, subject: &str, effect: Effect, state: Value) -> Self {
        Self { phase: Phase::Lost, effect: Some(effect), ..Self::before(at, call, role, subject, state) }
    }
}

/// What a call means for the thing that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It begins: once the call is sent, it may run.
    Begins,
    /// It goes on, or is prepared: whether it runs does not change.
    GoesOn,
    /// It ends: once the call took effect, it does not run.
    Ends,
}

/// How far a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Not a byte has been sent.
    Before,
    /// An answer came.
    Answered,
    /// No answer came, and none will.
    Lost,
}

fn effect<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Effect>, D::Error> {
    agora_rest_errors::vocabulary::deserialize_name(deserializer, "whether the service may have acted").map(Some)
}

/// The future of a journal.
pub type Noting<'a> = Pin<Box<dyn Future<Output = Result<(), JournalError>> + Send + 'a>>;

/// Is told of calls.
pub trait Journal: Send + Sync {
    /// Takes a record; done once it is safe. A call that begins something is not sent when this fails.
    fn note<'a>(&'a self, record: &'a Record) -> Noting<'a>;
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoJournal;

impl Journal for NoJournal {
    fn note<'a>(&'a self, _: &'a Record) -> Noting<'a> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Said when a journal cannot keep a record, or cannot be opened.
#[derive(Debug)]
pub struct JournalError {
    what: &'static str,
    path: Option<PathBuf>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl JournalError {
    /// An error of a journal that is no file.
    #[must_use]
    pub fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { what: "kept", path: None, source: Some(source.into()) }
    }

    fn file(what: &'static str, path: &std::path::Path, source: io::Error) -> Self {
        Self { what, path: Some(path.to_owned()), source: Some(source.into()) }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "the journal {} cannot be {}", path.display(), self.what),
            None => write!(f, "the journal cannot be {}", self.what),
        }
    }
}

impl std::error::Error for JournalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
