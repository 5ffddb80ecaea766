//! How an emulator of the service behaves: what no schema says and every test of a program needs.
//!
//! Texts in templates may hold `{placeholders}`; a text that is one placeholder alone becomes the value itself, whatever it is.
//! `{a | b}` is the first that there is, and may end in JSON. Every value that a state holds has its name; besides there are
//!
//! * `{sent <endpoint> <path>}`: what the caller sent last in this call; `{now <name>}`: a held value as it is after moves;
//!   `{number …}`: the same as a number;
//! * `{stage}`, `{began_ms}`, `{at_work_ms}`: the value of the stage, and when the state and the work began; `{files}`, `{first_file}`: the
//!   list of files, and the name of the first; `{moves}`: how many moves there were;
//! * in a file: `{publisher}`, `{name}`; in a notification: `{event}`, `{details}`, `{notice_id}`, `{notify_ms}`, `{event_ms}`,
//!   `{sender}`, `{sequence}`.

use super::{Amount, Confidence, Limit, When, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// How an emulator of the service behaves.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Emulation {
    /// What a reader should know of all of it.
    pub note: Option<Words>,
    /// Name of the path parameter by which the states of callers are kept apart.
    pub account: String,
    /// Name of the held value that names the channel in which others publish.
    pub channel: String,
    /// Who publishes in a channel of which nothing else was said.
    pub publisher: String,
    /// Values that the service makes.
    pub made: Vec<MadeValue>,
    /// Path of the number in answers that says how far the recording is, and how it goes on.
    pub stages: Vec<Stage>,
    /// What ends a state, or the calls that it takes, after some time.
    #[serde(default)]
    pub lifetimes: Vec<Lifetime>,
    /// Limits of requests in a second, counted for each account.
    pub rate: Option<RateLimit>,
    /// Limits of what may be alive at a time, counted for each account.
    #[serde(default)]
    pub tasks: Vec<TaskLimit>,
    /// What is refused, and with which error entry. The first that applies is answered.
    pub refusals: Vec<Refusal>,
    /// Folders that names of files stand in.
    pub folders: Option<Folders>,
    /// The name of a file of a recording that was moved to another server.
    pub moved: Option<MovedName>,
    /// The files that come to be.
    #[serde(default)]
    pub files: Vec<MadeFile>,
    /// Bodies of successes. The first that fits is answered.
    pub answers: Vec<MadeAnswer>,
    /// How notifications are sent.
    pub notification: Option<MadeNotification>,
    /// What is told by notifications, and when.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// What else an emulator does, for readers.
    #[serde(default)]
    pub habits: Vec<Habit>,
}

/// A value that the service makes and a state holds.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MadeValue {
    /// Name of the value, as states hold it.
    pub id: String,
    /// The characters that it is made of.
    pub letters: String,
    /// How many of them.
    pub length: u32,
    /// What it looks like, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// How far a recording is, from some time on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Id of the stage, in `snake_case`.
    pub id: String,
    /// Id of the state that it is a stage of.
    pub state: String,
    /// The value that answers show.
    pub value: Value,
    /// When it begins, in seconds since the state began.
    pub after_s: u32,
    /// Whether files come to be from here on; false when absent.
    pub at_work: Option<bool>,
    /// The stage, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// What ends a state after some time, or the calls that it takes. At most one of `field`, `limit` and `after_s`; with none of
/// them it is the time for which the state is valid.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lifetime {
    /// Id of the lifetime, in `snake_case`.
    pub id: String,
    /// Id of the state.
    pub state: String,
    /// Id of the leave of the state by which it ends; absent where only calls are refused from then on.
    pub leave: Option<String>,
    /// Ids of the variants that have it; all when absent.
    pub variants: Option<Vec<String>>,
    /// From when it counts.
    pub since: Since,
    /// Id of the endpoint whose request says how long, with `field`.
    pub endpoint: Option<String>,
    /// Path of the field that says how long, in the unit that the field has.
    pub field: Option<String>,
    /// Id of the limit that says how long, in `s`, `min` or `h`.
    pub limit: Option<String>,
    /// How long, in seconds.
    pub after_s: Option<u32>,
    /// What happens, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// From when a time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// Since the state began.
    Begun,
    /// Since nobody published in the channel any more.
    Idle,
}

/// A limit of requests in a second.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Id of the limit, in `requests_per_s`.
    pub limit: String,
    /// How it is counted, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// A limit of what may be alive at a time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskLimit {
    /// Id of the task limit, in `snake_case`.
    pub id: String,
    /// Id of the limit that says how many. Its first amount for one of the variants and the edition counts.
    pub limit: String,
    /// Id of the edition that the amount is taken of; any when absent.
    pub edition: Option<String>,
    /// Ids of the variants that are counted.
    pub variants: Vec<String>,
    /// Which calls it is for, by their body: all of these; every call when absent.
    #[serde(default)]
    pub when: Vec<When>,
    /// What is counted, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

impl TaskLimit {
    /// How many may be alive: the first amount of the limit for one of the variants and the edition.
    #[must_use]
    pub fn amount(&self, limit: &Limit) -> Option<u64> {
        let is_for = |amount: &&Amount| {
            let variants = amount.variants.as_ref().zip(self.variants.first());
            let editions = amount.editions.as_ref().zip(self.edition.as_ref());
            variants.is_none_or(|(own, first)| own.contains(first))
                && editions.is_none_or(|(own, edition)| own.contains(edition))
        };
        limit.amounts.iter().filter(is_for).find_map(|amount| amount.value.first().copied())
    }
}

/// Something that is refused.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// Id of the refusal, in `snake_case`.
    pub id: String,
    /// When it applies.
    pub moment: Moment,
    /// Ids of the endpoints; all when absent.
    pub endpoints: Option<Vec<String>>,
    /// Name of the value that it is about, for moments about a value that the service made.
    pub value: Option<String>,
    /// Which calls it is for, by their body: all of these; every call when absent.
    #[serde(default)]
    pub when: Vec<When>,
    /// Id of the error entry that is answered.
    pub error: String,
    /// The text of the answer, where the entry leaves it free.
    pub text: Option<String>,
    /// What is refused, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// When something is refused. The words are in the order in which they can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// The call does not say who calls.
    NoCredentials,
    /// Who calls is not known, or not to this account.
    WrongCredentials,
    /// The account is not known.
    UnknownAccount,
    /// More requests than the rate allows.
    RateExceeded,
    /// There is no such call.
    UnknownRoute,
    /// The body is said to be something other than JSON.
    WrongContentType,
    /// The body is no JSON object.
    MalformedBody,
    /// A field that must be there is missing, or a value has the wrong type.
    WrongForm,
    /// A rule is broken of which the catalogue says that the service refuses, and which names no error of its own.
    BrokenRule,
    /// A value that the service makes has not the form of one.
    UnreadableValue,
    /// A value that the service makes belongs to another account, or does not belong to the others of the call.
    ForeignValue,
    /// A value that the service makes was never given out.
    UnknownValue,
    /// The call is for another variant than the one that was begun.
    OtherVariant,
    /// More is alive than a task limit allows.
    TasksExceeded,
    /// The state that the call takes was not gone on from in time.
    Expired,
    /// The state that the call takes was gone on from, and what came of it is alive.
    AlreadyBegun,
    /// The state that the call takes was gone on from, and what came of it is over.
    UsedUp,
    /// Something with the same names is alive already.
    Twin,
    /// The lifetime of the calls is over.
    CallsOver,
    /// What the call is about is being moved to another server.
    Moving,
    /// What the call is about is just being ended.
    Ending,
    /// What the call is about is over.
    Over,
    /// What the call ended had made no files. The call takes effect.
    NothingMade,
    /// The files of what the call ended are not uploaded in time. The call takes effect.
    UploadSlow,
}

/// Folders that names of files stand in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Folders {
    /// Id of the endpoint whose request names them.
    pub endpoint: String,
    /// Path of the list of folders.
    pub field: String,
    /// What they look like, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// The name of a file of a recording that was moved to another server.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MovedName {
    /// Name of the held value that is another after a move, a whole number in a text.
    pub varies: String,
    /// The greatest number that it becomes.
    pub most: u32,
    /// Id of the name of a state.
    pub name: String,
    /// Parts of the name that the state does not hold, as templates; `{name}` is the name without the move, `{moves}` how many
    /// moves there were before.
    #[serde(default)]
    pub parts: BTreeMap<String, String>,
    /// What happens, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// A file that comes to be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MadeFile {
    /// Id of the file, in `snake_case`.
    pub id: String,
    /// Id of the name of a state that it has.
    pub name: String,
    /// Parts of the name that the state does not hold, as templates.
    #[serde(default)]
    pub parts: BTreeMap<String, String>,
    /// Ids of the variants that make it; all when absent.
    pub variants: Option<Vec<String>>,
    /// Which recordings make it, by the body that began them: all of these; every one when absent.
    #[serde(default)]
    pub when: Vec<When>,
    /// Whether there is one for each publisher; false when absent.
    pub each_publisher: Option<bool>,
    /// Whether it comes to be though nobody publishes; false when absent.
    pub without_publishers: Option<bool>,
    /// How it stands in a list of files.
    pub item: Value,
    /// What it is, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// The body of a success.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MadeAnswer {
    /// Id of the answer, in `snake_case`.
    pub id: String,
    /// Id of the endpoint.
    pub endpoint: String,
    /// Ids of the variants; all when absent.
    pub variants: Option<Vec<String>>,
    /// For which recordings, by the body that began them: all of these; every one when absent.
    #[serde(default)]
    pub when: Vec<When>,
    /// Which calls it is for, by their own body: all of these; every call when absent.
    #[serde(default)]
    pub asked: Vec<When>,
    /// Id of the outcome of the endpoint; its first when absent.
    pub outcome: Option<String>,
    /// The body.
    pub body: Value,
    /// What is answered, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// How notifications are sent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MadeNotification {
    /// The body.
    pub body: Value,
    /// How long the receiver may take, in seconds.
    pub answer_within_s: u32,
    /// Status by which the receiver says that it has it.
    pub received: u16,
    /// When it is sent again, in seconds after the attempt before.
    pub resends_after_s: Vec<u32>,
    /// How they are sent, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// Something that is told by a notification.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Id of the notice, in `snake_case`.
    pub id: String,
    /// Id of the event.
    pub event: String,
    /// What makes it be told.
    pub on: Occasion,
    /// How long after that, in seconds; at once when absent.
    pub after_s: Option<u32>,
    /// Ids of the leaves that it belongs to, for an end; every end when absent. An end by a call is in no list.
    pub leaves: Option<Vec<String>>,
    /// Ids of the variants in which it comes; all when absent.
    pub variants: Option<Vec<String>>,
    /// Whether it comes with files (`true`) or without (`false`) only; both when absent.
    pub files: Option<bool>,
    /// The event's own fields.
    pub details: Value,
    /// What is told, in one line.
    pub title: Words,
    /// How well that is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// What makes a notice be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The work began: the first stage in which files come to be.
    AtWork,
    /// It was moved to another server.
    Moved,
    /// It ended.
    Ended,
}

/// What an emulator does besides, for readers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Habit {
    /// Id of the habit, in `snake_case`.
    pub id: String,
    /// What it does, in one to three sentences.
    pub words: Words,
    /// How well it is known that the service does so; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where that is said.
    pub sources: Vec<String>,
}
