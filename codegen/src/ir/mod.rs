//! A catalogue that has been checked: names, references, defaults and order resolved. Emitters see nothing else.
//!
//! No `Option` here means "take the default". Lists are in a fixed order: endpoints, recipes, references, character sets
//! and entries by id, keys in the order of the matcher's table.

pub mod api;

use crate::model::{Action, BodyShape, Code, Example, Words};
use crate::table::{Bodies, Stated};
use rest_errors::{Confidence, Disposition, Effect, EntryStatus, Fault, Jitter, Kind, Rung, Shape};

/// A service and all that is known of its errors.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The service.
    pub service: Service,
    /// Its calls.
    pub endpoints: Vec<Endpoint>,
    /// The ways in which calls succeed.
    pub outcomes: Vec<Outcome>,
    /// Where facts come from.
    pub references: Vec<Reference>,
    /// Ways to try again.
    pub recipes: Vec<Recipe>,
    /// What values may be made of.
    pub character_sets: Vec<CharacterSet>,
    /// The error entries.
    pub entries: Vec<Entry>,
    /// All keys in use, in the order of the table.
    pub keys: Vec<Key>,
    /// Entries that are gone.
    pub tombstones: Vec<Tombstone>,
    /// Former ids that lead to one entry.
    pub former_ids: Vec<FormerId>,
    /// What calls carry, lifecycle, notifications, hosts and limits.
    pub api: api::Api,
}

/// The service.
#[derive(Debug, Clone)]
pub struct Service {
    /// Id.
    pub id: String,
    /// Version of the catalogue.
    pub version: String,
    /// Name.
    pub title: Words,
    /// What it does.
    pub detail: Words,
    /// Beginning of its crates' names.
    pub crate_prefix: String,
    /// Folder of the published JSON.
    pub schema_dir: String,
    /// Folder of the documents.
    pub docs_dir: String,
    /// Forms of a call.
    pub variants: Vec<Variant>,
    /// Kinds of error bodies.
    pub bodies: Vec<Body>,
    /// The same for reading examples.
    pub body_reader: Bodies,
}

/// A form of a call.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Id.
    pub id: String,
    /// What it is.
    pub title: Words,
}

/// A kind of error body.
#[derive(Debug, Clone)]
pub struct Body {
    /// Id.
    pub id: String,
    /// How it is recognised.
    pub shape: BodyShape,
    /// Path of the code.
    pub code: Option<Vec<String>>,
    /// Path of the text.
    pub text: Option<Vec<String>>,
    /// Codes that mean that nothing is wrong.
    pub no_error_codes: Vec<Code>,
}

/// A call.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Id.
    pub id: String,
    /// Name in Rust.
    pub name: String,
    /// HTTP method.
    pub method: &'static str,
    /// Path template.
    pub path: String,
    /// Ids of its variants.
    pub variants: Vec<String>,
    /// What it does, short.
    pub title: Words,
    /// What it does.
    pub detail: Words,
    /// What else is to be known.
    pub note: Option<Words>,
    /// How it succeeds.
    pub success: Vec<Success>,
    /// First release.
    pub since: String,
    /// Indexes of its references.
    pub sources: Vec<usize>,
}

/// One way in which one call succeeds.
#[derive(Debug, Clone)]
pub struct Success {
    /// Index of the outcome.
    pub outcome: usize,
    /// HTTP status.
    pub http: u16,
    /// What it means here.
    pub title: Words,
    /// Answers.
    pub examples: Vec<Example>,
}

/// A way in which calls succeed.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Id.
    pub id: String,
    /// Name in Rust.
    pub name: String,
    /// What it means, as its first endpoint says.
    pub title: Words,
}

/// A document.
#[derive(Debug, Clone)]
pub struct Reference {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Where it is found.
    pub location: String,
    /// Address.
    pub url: Option<String>,
    /// Language: `en`, `zh` or `mixed`.
    pub lang: &'static str,
    /// Date of the edition.
    pub published: String,
    /// Date on which its facts were taken over.
    pub retrieved: String,
    /// Date on which it was taken down.
    pub withdrawn: Option<String>,
    /// What to know about it.
    pub note: Option<Words>,
}

/// A way to try again.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// Id.
    pub id: String,
    /// Name of the Rust constant.
    pub name: String,
    /// The advice.
    pub words: Words,
    /// Delays.
    pub delays_s: Vec<u32>,
    /// Fields to keep; everything when absent.
    pub keep: Keep,
    /// Fields to change.
    pub change: Vec<String>,
    /// Condition.
    pub condition: Option<Condition>,
    /// What follows.
    pub then: Then,
    /// Whether `Retry-After` wins.
    pub honour_retry_after: bool,
    /// Whether chance lengthens delays.
    pub jitter: Jitter,
    /// How well the numbers are known.
    pub confidence: Confidence,
    /// Indexes of its references.
    pub sources: Vec<usize>,
}

/// What a repeat keeps.
#[derive(Debug, Clone)]
pub enum Keep {
    /// Everything.
    All,
    /// These fields.
    Fields(Vec<String>),
}

/// A condition that the caller judges.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Id.
    pub id: String,
    /// The statement.
    pub words: Words,
}

/// What follows the last delay.
#[derive(Debug, Clone)]
pub enum Then {
    /// Nothing.
    GiveUp,
    /// Calls to make anew.
    Flow {
        /// Indexes of the endpoints.
        endpoints: Vec<usize>,
        /// Fields to change.
        change: Vec<String>,
    },
    /// A call to repeat.
    Poll {
        /// Index of the endpoint.
        endpoint: usize,
        /// Pause.
        every_s: u32,
    },
}

/// A set of characters.
#[derive(Debug, Clone)]
pub struct CharacterSet {
    /// Id.
    pub id: String,
    /// What it is for.
    pub title: Words,
    /// Its parts.
    pub classes: Vec<CharacterClass>,
    /// What to know about it.
    pub note: Option<Words>,
    /// Indexes of its references.
    pub sources: Vec<usize>,
}

/// Part of a character set.
#[derive(Debug, Clone)]
pub struct CharacterClass {
    /// Id.
    pub id: String,
    /// What it holds.
    pub title: Words,
    /// The characters, in their order.
    pub characters: String,
}

/// An error entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Id.
    pub id: String,
    /// Name in Rust.
    pub name: String,
    /// Former ids.
    pub legacy_ids: Vec<String>,
    /// Whether it is in use.
    pub status: EntryStatus,
    /// First release.
    pub since: String,
    /// Changes of its promise.
    pub changed: Vec<Change>,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecation>,
    /// Rung of the ladder.
    pub rung: Rung,
    /// Indexes of its keys in the table, in the order of the file.
    pub keys: Vec<usize>,
    /// Kind.
    pub kind: Kind,
    /// Disposition.
    pub disposition: Disposition,
    /// Who must act.
    pub fault: Fault,
    /// Whether the server may have acted.
    pub effect: Effect,
    /// Index of the recipe.
    pub retry: Option<usize>,
    /// How to try again by place, for people: the entry's own way first, then where keys differ.
    pub retries: Vec<Retry>,
    /// The condition, short.
    pub title: Words,
    /// What happened.
    pub detail: Words,
    /// Causes.
    pub causes: Vec<Cause>,
    /// Remedies.
    pub remedies: Vec<Remedy>,
    /// Traps.
    pub note: Option<Words>,
    /// Limits.
    pub constraints: Vec<Constraint>,
    /// Pages to read.
    pub links: Vec<Link>,
    /// Indexes of its references.
    pub sources: Vec<usize>,
    /// How well it is known.
    pub confidence: Confidence,
    /// Last date on which it was documented.
    pub documented_until: Option<String>,
    /// Disagreements.
    pub conflicts: Vec<Conflict>,
    /// Answers.
    pub examples: Vec<Example>,
}

/// A change of a promise.
#[derive(Debug, Clone)]
pub struct Change {
    /// Release.
    pub since: String,
    /// What changed.
    pub note: Words,
}

/// Why an entry should no longer be used.
#[derive(Debug, Clone)]
pub struct Deprecation {
    /// Release.
    pub since: String,
    /// Why.
    pub note: Words,
    /// Index of the entry to use instead.
    pub replaced_by: Option<usize>,
}

/// How to try again in one place.
#[derive(Debug, Clone)]
pub struct Retry {
    /// Ids of the endpoints; all others when empty.
    pub endpoints: Vec<String>,
    /// Index of the recipe; never when absent.
    pub recipe: Option<usize>,
}

/// A cause.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Id.
    pub id: String,
    /// The cause.
    pub words: Words,
    /// Indexes of its references.
    pub sources: Vec<usize>,
}

/// A remedy.
#[derive(Debug, Clone)]
pub struct Remedy {
    /// The advice.
    pub words: Words,
    /// The same for programs.
    pub action: Option<Action>,
}

/// A limit.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// Id.
    pub id: String,
    /// The limit.
    pub words: Words,
    /// Index of the character set.
    pub character_set: Option<usize>,
    /// Greatest length in bytes.
    pub max_bytes: Option<u32>,
    /// Longest time in seconds.
    pub max_s: Option<u32>,
}

/// A page to read.
#[derive(Debug, Clone)]
pub struct Link {
    /// Id.
    pub id: String,
    /// What is found there.
    pub title: Words,
    /// Address.
    pub url: String,
}

/// A disagreement of sources.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// Id.
    pub id: String,
    /// What they disagree about.
    pub statement: Words,
    /// What was decided.
    pub decision: Words,
    /// Indexes of the references.
    pub sources: Vec<usize>,
}

/// A key with everything its entry says of it.
#[derive(Debug, Clone)]
pub struct Key {
    /// What it states.
    pub stated: Stated,
    /// The text as the catalogue writes it.
    pub text: Option<String>,
    /// Disposition.
    pub disposition: Disposition,
    /// Effect.
    pub effect: Effect,
    /// Index of the recipe.
    pub retry: Option<usize>,
    /// How well it is known.
    pub confidence: Confidence,
    /// Indexes of its references.
    pub sources: Vec<usize>,
    /// What is special.
    pub note: Option<Words>,
}

impl Key {
    /// The kind of body it states.
    #[must_use]
    pub fn shape(&self) -> Option<Shape> {
        self.stated.shape
    }
}

/// An entry that is gone.
#[derive(Debug, Clone)]
pub struct Tombstone {
    /// Id.
    pub id: String,
    /// First release without it.
    pub since: String,
    /// Why it is gone.
    pub reason: Words,
}

/// A former id that leads to one entry.
#[derive(Debug, Clone)]
pub struct FormerId {
    /// The id.
    pub id: String,
    /// Its name in Rust.
    pub name: String,
    /// Index of the entry it is now.
    pub entry: usize,
}
