//! The catalogue language: what a maintainer may write in `spec/<service>/*.yaml`.
//!
//! These types mirror the files one to one and hold nothing derived. Their doc comments are the descriptions that an
//! editor shows, because `spec/catalogue.schema.json` is generated from them. Whether the values make sense together
//! is decided in [`crate::check`]; what follows from them is worked out in [`crate::lower`].
//!
//! No `flatten`, `untagged` or `tag` here: with them serde loses the position of a mistake.

mod api;
mod emulation;
pub use api::*;
pub use emulation::*;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::fmt;

/// One file of a catalogue. A service is the sum of all `*.yaml` files in its folder; how they are divided is free, one
/// entry a file keeps branches from meeting.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CatalogueFile {
    /// What the service is called and how its answers are read. Exactly one file of a service has it.
    pub service: Option<Service>,
    /// The documents that facts come from, named once and referred to by id.
    pub references: Vec<Reference>,
    /// Words that both languages must use, with the spellings to avoid.
    pub glossary: Vec<Term>,
    /// Ways to try again, named once and referred to by entries.
    pub recipes: Vec<Recipe>,
    /// Sets of characters that a value may be made of.
    pub character_sets: Vec<CharacterSet>,
    /// What fields are made of.
    pub types: Vec<Type>,
    /// The calls of the service.
    pub endpoints: Vec<Endpoint>,
    /// Rules that no single body can break: over several calls, over accounts, over what is outside the API.
    pub rules: Vec<Rule>,
    /// The states that calls take and give.
    pub states: Vec<State>,
    /// Values that belong to a value of another field.
    pub value_tables: Vec<ValueTable>,
    /// Codes in notifications and answers, each table a name space of its own.
    pub code_tables: Vec<CodeTable>,
    /// How a program reaches the service. At most one file of a service has it.
    pub connection: Option<Connection>,
    /// Numbers that the service or its documents state.
    pub limits: Vec<Limit>,
    /// How notifications reach a receiver. At most one file of a service has it.
    pub notifications: Option<Notifications>,
    /// What notifications tell.
    pub events: Vec<Event>,
    /// What the sources disagree about in all of these.
    pub conflicts: Vec<ApiConflict>,
    /// Bodies on the wire that prove types and rules.
    pub examples: Vec<BodyExample>,
    /// How an emulator of the service behaves. At most one file of a service has it.
    pub emulation: Option<Emulation>,
    /// What the service answers when a call does not simply succeed.
    pub errors: Vec<ErrorEntry>,
    /// Error entries that were released once and are gone. Their ids are never used again.
    pub tombstones: Vec<Tombstone>,
    /// Every entry ever released and what it promised then. Only `cargo xtask release` writes here.
    pub ledger: Vec<LedgerLine>,
}

/// The same words in both languages. A missing language is an error; there is no fallback.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// English.
    pub en: String,
    /// Simplified Chinese, with full-width punctuation.
    pub zh: String,
}

/// The service that the folder describes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Id of the service, in `kebab-case`; best the name of its folder.
    pub id: String,
    /// Version of the catalogue, as semantic versioning has it. `cargo xtask release` sets it.
    pub version: String,
    /// Beginning of the names of the service's crates: `<crate_prefix>-errors`.
    pub crate_prefix: String,
    /// Folder for the published JSON files, from the root of the output; `schema` when absent.
    pub schema_dir: Option<String>,
    /// Folder for the generated documents, one folder a language inside it; `docs` when absent.
    pub docs_dir: Option<String>,
    /// Name of the service for people.
    pub title: Words,
    /// What the service does, in one to three sentences.
    pub detail: Words,
    /// The forms of a call that an endpoint may distinguish by its path or body.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// The editions of the service, where there is more than one.
    #[serde(default)]
    pub editions: Vec<Edition>,
    /// What the service answers when a body has not the form of its type.
    pub form_errors: Option<FormErrors>,
    /// Where an answer's code and text stand, tried in this order.
    pub bodies: Vec<Body>,
}

/// One form of a call, such as a mode that is part of its path.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Id of the variant, as it stands on the wire.
    pub id: String,
    /// What it is, in one line.
    pub title: Words,
}

/// One kind of error body of the service.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Id of the body kind, for diagnostics.
    pub id: String,
    /// `code`: recognised by its code. `message`: recognised by its text, and tried after all bodies with a code.
    pub shape: BodyShape,
    /// Path of the code in the JSON object, segments divided by dots. Required for shape `code`, absent otherwise.
    pub code: Option<String>,
    /// Path of the text in the JSON object, segments divided by dots. Required for shape `message`.
    pub text: Option<String>,
    /// Codes that mean that nothing is wrong; a body that carries one has the shape `success`.
    #[serde(default)]
    pub no_error_codes: Vec<Code>,
}

/// How a kind of error body is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BodyShape {
    /// A JSON object with a code.
    Code,
    /// A JSON object without a code and with a text.
    Message,
}

/// A document that facts come from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Id of the reference, in `snake_case`.
    pub id: String,
    /// Title of the document, as its publisher gives it.
    pub title: String,
    /// Where the document is found: publisher or repository, and path.
    pub location: String,
    /// Address of the document, where one is known.
    pub url: Option<String>,
    /// Language of the document.
    pub lang: DocumentLang,
    /// Date of the edition used, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `unknown` when the document bears none.
    pub published: String,
    /// Date on which its facts were taken over here, `YYYY-MM-DD`.
    pub retrieved: String,
    /// Date on which the publisher took it down, where that is known.
    pub withdrawn: Option<String>,
    /// What a reader should know about this source.
    pub note: Option<Words>,
}

/// Language of a source document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentLang {
    /// English.
    En,
    /// Chinese.
    Zh,
    /// Both, or several documents of either language.
    Mixed,
}

/// A term that the words of the catalogue must use.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Id of the term, in `snake_case`.
    pub id: String,
    /// The term in English.
    pub en: String,
    /// The term in Chinese.
    pub zh: String,
    /// Spellings that are refused in English words. Capitals count.
    #[serde(default)]
    pub avoid_en: Vec<String>,
    /// Spellings that are refused in Chinese words. Capitals count.
    #[serde(default)]
    pub avoid_zh: Vec<String>,
}

/// A way to try again.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Id of the recipe, in `snake_case`. `never` is reserved.
    pub id: String,
    /// The advice in one or two sentences.
    pub words: Words,
    /// Wait before each repeat, in seconds, 1 to 3600: one repeat an element. Empty only when `then` says what to do.
    pub delays_s: Vec<u32>,
    /// What must stay the same in a repeat: `all`, or a list of request fields.
    pub keep: Keep,
    /// Request fields that must be changed before a repeat.
    #[serde(default)]
    pub change: Vec<String>,
    /// What the caller must know for the recipe to apply; when it is not known, nothing is repeated.
    pub condition: Option<Condition>,
    /// What to do after the last delay; giving up when absent.
    pub then: Option<Then>,
    /// Whether a `Retry-After` header that asks for more time wins; true when absent.
    pub honour_retry_after: Option<bool>,
    /// Whether chance lengthens the delays; `none` when absent.
    pub jitter: Option<Jitter>,
    /// How well the numbers are known.
    pub confidence: Confidence,
    /// Where the advice comes from.
    pub sources: Vec<String>,
}

/// What a repeat keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// Everything: the same request again.
    All,
    /// These request fields.
    Fields(Vec<String>),
}

/// A condition that only the caller can judge.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Id of the condition, in `snake_case`.
    pub id: String,
    /// The condition in English, as a statement.
    pub en: String,
    /// The condition in Chinese, as a statement.
    pub zh: String,
}

/// What follows when repeating did not help. Exactly one of `flow` and `poll`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// Make these calls anew.
    pub flow: Option<Flow>,
    /// Ask for the state until it is known.
    pub poll: Option<Poll>,
}

/// Calls to be made anew, in order.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Ids of the endpoints, in order.
    pub endpoints: Vec<String>,
    /// Request fields that must be changed on the way.
    #[serde(default)]
    pub change: Vec<String>,
}

/// A call to be repeated until it tells the state.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Poll {
    /// Id of the endpoint.
    pub endpoint: String,
    /// Seconds between two calls, 1 to 3600.
    pub every_s: u32,
}

/// Whether chance lengthens a delay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Jitter {
    /// The delay is kept as it is.
    None,
    /// The delay may be lengthened by up to its own length.
    Full,
}

/// A set of characters.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CharacterSet {
    /// Id of the set, in `snake_case`.
    pub id: String,
    /// What the set is for.
    pub title: Words,
    /// The parts that make up the set; no character stands in two of them.
    pub classes: Vec<CharacterClass>,
    /// How many characters the set has; checked against its classes.
    pub count: u32,
    /// Where the set comes from.
    pub sources: Vec<String>,
    /// What a reader should know about it.
    pub note: Option<Words>,
}

/// Part of a character set: either a range or a list.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CharacterClass {
    /// Id of the class, in `snake_case`.
    pub id: String,
    /// What the class holds.
    pub title: Words,
    /// First character of a range.
    pub from: Option<String>,
    /// Last character of a range.
    pub to: Option<String>,
    /// The characters one by one, without separators.
    pub characters: Option<String>,
}

/// A call of the service.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Id of the endpoint, never used for another.
    pub id: String,
    /// Name in Rust, `UpperCamel`; derived from `id` when absent.
    pub name: Option<String>,
    /// HTTP method.
    pub method: Method,
    /// Path with `{placeholders}`.
    pub path: String,
    /// The path in editions where it differs.
    #[serde(default)]
    pub edition_paths: Vec<EditionPath>,
    /// Ids of the variants it takes; all of them are one endpoint.
    #[serde(default)]
    pub variants: Vec<String>,
    /// The placeholders of the path.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// Id of the type of its body; absent for a call without one.
    pub request: Option<String>,
    /// Id of the type of the body of a success; absent where nothing is known of it.
    pub response: Option<String>,
    /// Rules over its body as a whole.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// The state it takes; none when absent.
    pub takes: Option<Takes>,
    /// Id of the state that a success gives; none new when absent.
    pub gives: Option<String>,
    /// What happens when the call is sent once more without knowing what became of the first.
    pub repeating: Option<Repeating>,
    /// What the call does, in one line.
    pub title: Words,
    /// What happens, in one to three sentences.
    pub detail: Words,
    /// What a reader should know besides, such as where editions of the service differ.
    pub note: Option<Words>,
    /// The answers that mean success, recognised by status and by a body without code and text of an error.
    pub success_when: Vec<Outcome>,
    /// Ids of the conflicts that concern it.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// First release that has it; `next` until released.
    pub since: String,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// HTTP method of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

/// One way in which a call succeeds.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Id of the outcome, in `snake_case`; the same id at several endpoints means the same outcome.
    pub id: String,
    /// HTTP status, 100 to 599.
    pub http: u16,
    /// What it means, in one line.
    pub title: Words,
    /// Answers on the wire.
    pub examples: Vec<Example>,
}

/// An error of the service, or another answer that is not plain success.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorEntry {
    /// Id of the entry, `snake_case`, at most 48 characters. It names the condition, not the advice, and once released
    /// it means the same thing for ever.
    pub id: String,
    /// Name in Rust, `UpperCamel`; derived from `id` when absent.
    pub name: Option<String>,
    /// Ids that this entry, or a part of it, had before.
    #[serde(default)]
    pub legacy_ids: Vec<String>,
    /// Whether the entry is in use. An entry that is gone becomes a tombstone.
    pub status: Status,
    /// First release that carries it; `next` until released.
    pub since: String,
    /// Changes of what the entry promised: keys, kind, disposition, effect or retry.
    #[serde(default)]
    pub changed: Vec<Change>,
    /// Since when and why it should no longer be used. Required for status `deprecated`, absent otherwise.
    pub deprecated: Option<Deprecation>,
    /// The earliest rung that stops the mistake within one process and one handle.
    pub rung: Rung,
    /// Which answers are this entry. Each key has an example.
    pub keys: Vec<Key>,
    /// What sort of error it is, one word a reaction.
    pub kind: Kind,
    /// What the caller should think of the call.
    pub disposition: Disposition,
    /// Who must act.
    pub fault: Fault,
    /// Whether the server may have acted on the request.
    pub effect: Effect,
    /// Id of the recipe for trying again, or `never`.
    pub retry: String,
    /// The condition in one line, without full stop and without advice.
    pub title: Words,
    /// What happened and in which situation, in one to three sentences.
    pub detail: Words,
    /// What may have led to it, one sentence each. Required for disposition `failure`.
    #[serde(default)]
    pub causes: Vec<Cause>,
    /// What to do, most likely help first, one or two sentences each.
    pub remedies: Vec<Remedy>,
    /// Traps: what is easily misread here.
    pub note: Option<Words>,
    /// Limits of the service that the error is about.
    #[serde(default)]
    pub constraints: Vec<Constraint>,
    /// Pages that the sources send a reader to.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// How well the entry is known.
    pub confidence: Confidence,
    /// Last date on which a source documented it, `YYYY-MM-DD`. Required for confidence `historical`, absent otherwise.
    pub documented_until: Option<String>,
    /// What the sources disagree about, and which was followed.
    #[serde(default)]
    pub conflicts: Vec<Conflict>,
    /// Answers on the wire. The first is the one shown in documents.
    pub examples: Vec<Example>,
}

/// Whether an entry is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In use.
    Active,
    /// Still recognised, to be used no longer.
    Deprecated,
}

/// A change of what an entry promised.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Release with the change; `next` until released.
    pub since: String,
    /// What changed and why.
    pub note: Words,
}

/// Why an entry should no longer be used.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deprecation {
    /// First release in which it is deprecated; `next` until released.
    pub since: String,
    /// Why.
    pub note: Words,
    /// Id of the entry to use instead.
    pub replaced_by: Option<String>,
}

/// The rung of the ladder at which a mistake is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The mistake does not compile.
    Types,
    /// Refused before a byte is sent.
    Validation,
    /// The client never makes the request that way, or handles the answer itself.
    Client,
    /// Only the caller can act.
    Caller,
}

/// Which answers are the entry: all parts that are stated must agree. At least one of `http`, `shape`, `code` and
/// `text` is stated.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Ids of the endpoints; any when absent.
    pub endpoints: Option<Vec<String>>,
    /// HTTP status, 100 to 599; any when absent.
    pub http: Option<u16>,
    /// What kind of body; any when absent, but `code` or `message` when no code is stated either.
    pub shape: Option<Shape>,
    /// The service's own code; any when absent.
    pub code: Option<Code>,
    /// The text of the body, compared after normalisation; any when absent.
    pub text: Option<String>,
    /// How well this key is known, where that differs from its entry.
    pub confidence: Option<Confidence>,
    /// Where this key comes from, where that differs from its entry.
    pub sources: Option<Vec<String>>,
    /// Recipe for trying again, or `never`, where that differs from the entry.
    pub retry: Option<String>,
    /// What the caller should think, where that differs from the entry.
    pub disposition: Option<Disposition>,
    /// Whether the server may have acted, where that differs from the entry.
    pub effect: Option<Effect>,
    /// What is special in this place.
    pub note: Option<Words>,
    /// Set when the service no longer answers like this; the key stays for the record and matches nothing.
    pub gone: Option<Change>,
}

/// What kind of body an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A JSON object with a code.
    Code,
    /// A JSON object without code and with a text.
    Message,
    /// A JSON object with neither.
    Success,
    /// No body, or white space.
    Empty,
    /// Anything but a JSON object.
    NotJson,
}

/// A code of the service: a number or a word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A whole number.
    Number(i64),
    /// A word.
    Word(String),
}

/// What sort of error it is: one word a reaction of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The request must be corrected.
    InvalidRequest,
    /// Who calls is not known.
    Unauthenticated,
    /// Who calls may not.
    Forbidden,
    /// The service is not switched on for this account or application.
    NotEnabled,
    /// What the call is about does not exist, or no longer.
    NotFound,
    /// The call contradicts the state of the service.
    Conflict,
    /// A limit of the account is reached.
    Quota,
    /// Calls come too fast.
    RateLimit,
    /// The service has no capacity at the moment.
    Unavailable,
    /// No answer in time.
    Timeout,
    /// The service failed.
    Internal,
    /// The call did what it should and nothing came of it.
    EmptyResult,
    /// What the call asks for was done before.
    AlreadyDone,
}

/// What the caller should think of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// It failed.
    Failure,
    /// Its result is not known yet.
    Pending,
    /// What it asked for was done before.
    AlreadyDone,
    /// It succeeded and there is nothing to show for it.
    Empty,
}

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Whoever wrote the call.
    Caller,
    /// Whoever keeps the account.
    Account,
    /// Whoever runs the service.
    Service,
    /// Nobody: the way between.
    Network,
}

/// Whether the server may have acted on the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The request changed nothing.
    None,
    /// The request took effect.
    Applied,
    /// Nobody can tell.
    Unknown,
}

/// How well something is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The vendor's documents say so today.
    Documented,
    /// The vendor's documents said so once.
    Historical,
    /// Seen on the wire, documented nowhere.
    Observed,
    /// Concluded by us; never retried on that ground.
    Inferred,
}

/// What may have led to an error.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Id of the cause, `snake_case`, unique in its entry.
    pub id: String,
    /// The cause in English, one sentence.
    pub en: String,
    /// The cause in Chinese, one sentence.
    pub zh: String,
    /// Where this cause comes from, where that differs from its entry.
    pub sources: Option<Vec<String>>,
}

/// What to do about an error.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// The advice in English, in the imperative.
    pub en: String,
    /// The advice in Chinese, in the imperative.
    pub zh: String,
    /// The same for programs.
    pub action: Option<Action>,
}

/// Advice for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Correct the request.
    FixRequest,
    /// Correct the credentials.
    CheckCredentials,
    /// Have the service switched on.
    EnableService,
    /// Call less often.
    SlowDown,
    /// Wait.
    Wait,
    /// Acquire what the call needs anew.
    Reacquire,
    /// Go on as after success.
    TreatAsSuccess,
    /// Ask the vendor.
    ContactSupport,
}

/// A limit of the service.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// Id of the constraint, `snake_case`, unique in its entry.
    pub id: String,
    /// The constraint in English, one sentence.
    pub en: String,
    /// The constraint in Chinese, one sentence.
    pub zh: String,
    /// Id of the character set that the value is made of.
    pub character_set: Option<String>,
    /// Greatest length of the value, in bytes.
    pub max_bytes: Option<u32>,
    /// Longest time that the constraint allows, in seconds.
    pub max_s: Option<u32>,
}

/// A page that a reader is sent to.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Id of the link, `snake_case`, unique in its entry.
    pub id: String,
    /// What is found there.
    pub title: Words,
    /// Address of the page, `https:` or `mailto:`.
    pub url: String,
}

/// A disagreement of the sources, and what we made of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// Id of the conflict, `snake_case`, unique in its entry.
    pub id: String,
    /// What the sources disagree about.
    pub statement: Words,
    /// Which was followed, and why.
    pub decision: Words,
    /// The sources that disagree.
    pub sources: Vec<String>,
}

/// An answer on the wire. Exactly one of `body` and `body_text`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Id of the example, `snake_case`, unique in its entry.
    pub id: String,
    /// Id of the endpoint that answers; any when absent.
    pub endpoint: Option<String>,
    /// HTTP status of the answer.
    pub http: u16,
    /// Headers worth showing.
    #[serde(default)]
    pub headers: Vec<Header>,
    /// The body as JSON.
    pub body: Option<serde_json::Value>,
    /// The body as text, where it is not JSON; empty for no body.
    pub body_text: Option<String>,
    /// Where the example comes from.
    pub origin: Origin,
}

/// A header of an answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Name of the header.
    pub name: String,
    /// Value of the header.
    pub value: String,
}

/// Where an example comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A source prints it.
    Documented,
    /// Seen on the wire.
    Captured,
    /// Made by us after what a source says of its parts.
    Constructed,
}

/// An entry that was released once and is gone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// Id that is never used again.
    pub id: String,
    /// The keys it had, for the record.
    pub keys: Vec<Key>,
    /// Since when and why it is gone.
    pub removed: Removal,
}

/// Why an entry is gone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// First release without it; `next` until released.
    pub since: String,
    /// Why.
    pub reason: Words,
}

/// What an entry promised in a release. Lines are added by `cargo xtask release` and never edited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerLine {
    /// Id of the entry.
    pub id: String,
    /// Release that the line belongs to.
    pub version: String,
    /// `active`, `deprecated` or `removed` in that release.
    pub status: LedgerStatus,
    /// Kind of the entry.
    pub kind: String,
    /// One text a key: what it states, disposition, effect and recipe.
    pub keys: Vec<String>,
}

/// State of an entry in a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LedgerStatus {
    /// In use.
    Active,
    /// Still recognised, to be used no longer.
    Deprecated,
    /// Gone.
    Removed,
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CodeVisitor;
        impl Visitor<'_> for CodeVisitor {
            type Value = Code;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a whole number or a word")
            }
            fn visit_i64<E>(self, number: i64) -> Result<Code, E> {
                Ok(Code::Number(number))
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Code, E> {
                i64::try_from(number).map(Code::Number).map_err(|_| E::custom("the code is too large"))
            }
            fn visit_str<E>(self, word: &str) -> Result<Code, E> {
                Ok(Code::Word(word.to_owned()))
            }
        }
        deserializer.deserialize_any(CodeVisitor)
    }
}

impl JsonSchema for Code {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A code of the service: a whole number or a word.",
            "type": ["integer", "string"],
        })
    }
}

impl<'de> Deserialize<'de> for Keep {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeepVisitor;
        impl<'de> Visitor<'de> for KeepVisitor {
            type Value = Keep;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("`all` or a list of request fields")
            }
            fn visit_str<E: de::Error>(self, word: &str) -> Result<Keep, E> {
                match word {
                    "all" => Ok(Keep::All),
                    _ => Err(E::invalid_value(de::Unexpected::Str(word), &self)),
                }
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Keep, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = seq.next_element()? {
                    fields.push(field);
                }
                Ok(Keep::Fields(fields))
            }
        }
        deserializer.deserialize_any(KeepVisitor)
    }
}

impl JsonSchema for Keep {
    fn schema_name() -> Cow<'static, str> {
        "Keep".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What a repeat keeps: `all`, or a list of request fields.",
            "type": ["string", "array"],
            "pattern": "^all$",
            "items": { "type": "string" },
        })
    }
}
