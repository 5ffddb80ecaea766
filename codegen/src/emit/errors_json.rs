//! `errors.json`: the whole error catalogue for other languages, and the JSON Schema of that file.

use super::{OutputFile, OutputGroup, pretty, published_schema, service_mark};
use crate::ir::{self, Catalogue};
use crate::model::{self, BodyShape, Words};
use rest_errors::Action;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// Version of the form of `errors.json`. A reader that knows the number can read the file.
const SCHEMA_VERSION: u32 = 1;

pub(super) fn emit(catalogue: &Catalogue) -> OutputGroup {
    let file = file(catalogue);
    let dir = &catalogue.service.schema_dir;
    let counts = format!("{} entries, {} sources", file.entries.len(), file.sources.len());
    let schema = published_schema::<File>(&catalogue.service, "The error catalogue of a service");
    OutputGroup {
        name: "errors.json",
        counts,
        files: vec![
            OutputFile { path: format!("{dir}/errors.json"), contents: pretty(&file) },
            OutputFile { path: format!("{dir}/errors.schema.json"), contents: schema },
        ],
    }
}

/// The error catalogue of a service.
#[derive(Serialize, JsonSchema)]
struct File {
    /// What made the file.
    #[serde(rename = "$comment")]
    comment: String,
    /// Version of the form of this file. It grows when a reader of the old form could be wrong.
    schema_version: u32,
    /// Version of the catalogue.
    catalogue_version: String,
    /// The service.
    service: Service,
    /// How an answer is read and matched with the keys of the entries.
    matching: Matching,
    /// The calls of the service.
    endpoints: Vec<Endpoint>,
    /// Ways to try again, by id.
    recipes: Vec<Recipe>,
    /// Sets of characters that values may be made of.
    character_sets: Vec<CharacterSet>,
    /// Documents that facts come from.
    sources: Vec<Source>,
    /// The error entries, by id.
    entries: Vec<Entry>,
    /// Entries that are gone; their ids are never used again.
    removed: Vec<Removed>,
}

/// Words in both languages.
#[derive(Serialize, JsonSchema)]
struct Text {
    /// English.
    en: String,
    /// Simplified Chinese.
    zh: String,
}

impl From<&Words> for Text {
    fn from(words: &Words) -> Self {
        Self { en: words.en.clone(), zh: words.zh.clone() }
    }
}

/// The service.
#[derive(Serialize, JsonSchema)]
struct Service {
    /// Id of the service.
    id: String,
    /// Its name.
    title: Text,
    /// What it does.
    detail: Text,
    /// Forms of a call.
    variants: Vec<Variant>,
}

/// A form of a call.
#[derive(Serialize, JsonSchema)]
struct Variant {
    /// Id, as on the wire.
    id: String,
    /// What it is.
    title: Text,
}

/// How an answer is read and matched.
#[derive(Serialize, JsonSchema)]
struct Matching {
    /// Parts of a key, the one that counts most first: of two keys that match, the one wins that states the first part in
    /// which they differ.
    precedence: Vec<&'static str>,
    /// Kinds of error bodies, to be tried in this order. A JSON object that is none of them has the shape `success`.
    bodies: Vec<Body>,
}

/// A kind of error body.
#[derive(Serialize, JsonSchema)]
struct Body {
    /// Id of the kind.
    id: String,
    /// Shape that an answer with such a body has: `code` or `message`.
    shape: &'static str,
    /// Names that lead to the code; absent for shape `message`.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Vec<String>>,
    /// Names that lead to the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Vec<String>>,
    /// Codes that mean that nothing is wrong; an answer with one of them has the shape `success`.
    no_error_codes: Vec<Code>,
}

/// A code: a whole number or a word. A word that spells a whole number is read as that number.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Code {
    /// A number.
    Number(i64),
    /// A word.
    Word(String),
}

impl From<&model::Code> for Code {
    fn from(code: &model::Code) -> Self {
        match code {
            model::Code::Number(number) => Self::Number(*number),
            model::Code::Word(word) => Self::Word(word.clone()),
        }
    }
}

/// A call of the service.
#[derive(Serialize, JsonSchema)]
struct Endpoint {
    /// Id.
    id: String,
    /// HTTP method.
    method: &'static str,
    /// Path with placeholders.
    path: String,
    /// Ids of the variants it takes.
    variants: Vec<String>,
    /// What it does, short.
    title: Text,
    /// What it does.
    detail: Text,
    /// What else is to be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Text>,
    /// Answers of shape `success` that mean success, by status.
    success: Vec<Success>,
    /// First release; `next` before it.
    since: String,
    /// Ids of the documents.
    sources: Vec<String>,
}

/// A way in which a call succeeds.
#[derive(Serialize, JsonSchema)]
struct Success {
    /// HTTP status.
    status: u16,
    /// Id of the outcome.
    outcome: String,
    /// What it means.
    title: Text,
}

/// A way to try again.
#[derive(Serialize, JsonSchema)]
struct Recipe {
    /// Id.
    id: String,
    /// The advice.
    words: Text,
    /// Wait before each repeat, in seconds; one repeat an element.
    delays_s: Vec<u32>,
    /// All delays together, in seconds.
    total_delay_s: u64,
    /// Whether a repeat keeps everything.
    keep_all: bool,
    /// Request fields that a repeat keeps, where it does not keep everything.
    keep: Vec<String>,
    /// Request fields that must be changed before a repeat.
    change: Vec<String>,
    /// What the caller must know to hold; when that is not known, nothing is repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<Condition>,
    /// Calls to make anew after the last delay, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    flow: Option<Flow>,
    /// A call to repeat after the last delay.
    #[serde(skip_serializing_if = "Option::is_none")]
    poll: Option<Poll>,
    /// Whether a `Retry-After` header that asks for more time wins.
    honour_retry_after: bool,
    /// `none`, or `full`: each delay may be lengthened by up to its own length.
    jitter: String,
    /// How well the numbers are known.
    confidence: String,
    /// Ids of the documents.
    sources: Vec<String>,
}

/// A condition.
#[derive(Serialize, JsonSchema)]
struct Condition {
    /// Id.
    id: String,
    /// The statement.
    words: Text,
}

/// Calls to make anew.
#[derive(Serialize, JsonSchema)]
struct Flow {
    /// Ids of the endpoints, in order.
    endpoints: Vec<String>,
    /// Request fields that must be changed on the way.
    change: Vec<String>,
}

/// A call to repeat.
#[derive(Serialize, JsonSchema)]
struct Poll {
    /// Id of the endpoint.
    endpoint: String,
    /// Seconds between two calls.
    every_s: u32,
}

/// A set of characters.
#[derive(Serialize, JsonSchema)]
struct CharacterSet {
    /// Id.
    id: String,
    /// What it is for.
    title: Text,
    /// All characters of the set.
    characters: String,
    /// How many there are.
    count: usize,
    /// The parts that make it up.
    classes: Vec<CharacterClass>,
    /// What to know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Text>,
    /// Ids of the documents.
    sources: Vec<String>,
}

/// Part of a character set.
#[derive(Serialize, JsonSchema)]
struct CharacterClass {
    /// Id.
    id: String,
    /// What it holds.
    title: Text,
    /// Its characters.
    characters: String,
}

/// A document.
#[derive(Serialize, JsonSchema)]
struct Source {
    /// Id.
    id: String,
    /// Title, as its publisher gives it.
    title: String,
    /// Where it is found.
    location: String,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Language: `en`, `zh` or `mixed`.
    lang: &'static str,
    /// Date of the edition, as exact as it is known.
    published: String,
    /// Date on which its facts were taken over.
    retrieved: String,
    /// Date on which the publisher took it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn: Option<String>,
    /// What to know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Text>,
}

/// An error of the service, or another answer that is not plain success.
#[derive(Serialize, JsonSchema)]
struct Entry {
    /// Id, the same in every output and for ever.
    id: String,
    /// Ids it had in earlier releases.
    legacy_ids: Vec<String>,
    /// `active` or `deprecated`.
    status: String,
    /// First release; `next` before it.
    since: String,
    /// Changes of what the entry promises.
    changed: Vec<Change>,
    /// Why it should no longer be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    deprecated: Option<Deprecated>,
    /// What sort of error it is.
    kind: String,
    /// What the caller should think of the call: `failure`, `pending`, `already_done` or `empty`.
    disposition: String,
    /// Who must act: `caller`, `account`, `service` or `network`.
    fault: String,
    /// Whether the server may have acted: `none`, `applied` or `unknown`.
    effect: String,
    /// Rung of the ladder that stops it: `types`, `validation`, `client` or `caller`.
    rung: String,
    /// Id of the recipe for trying again, or `never`.
    retry: String,
    /// Which answers are this entry.
    keys: Vec<Key>,
    /// The condition, short.
    title: Text,
    /// What happened.
    detail: Text,
    /// What may have led to it.
    causes: Vec<Cause>,
    /// What to do, most likely help first.
    remedies: Vec<Remedy>,
    /// What is easily misread.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Text>,
    /// Limits of the service that the error is about.
    constraints: Vec<Constraint>,
    /// Pages that the sources send a reader to.
    links: Vec<Link>,
    /// Ids of the documents.
    sources: Vec<String>,
    /// How well it is known: `documented`, `historical`, `observed` or `inferred`.
    confidence: String,
    /// Last date on which it was documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    documented_until: Option<String>,
    /// What the sources disagree about, and which was followed.
    conflicts: Vec<Conflict>,
    /// Answers on the wire.
    examples: Vec<Example>,
}

/// A change of what an entry promises.
#[derive(Serialize, JsonSchema)]
struct Change {
    /// Release; `next` before it.
    since: String,
    /// What changed and why.
    note: Text,
}

/// Why an entry should no longer be used.
#[derive(Serialize, JsonSchema)]
struct Deprecated {
    /// Release; `next` before it.
    since: String,
    /// Why.
    note: Text,
    /// Id of the entry to use instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<String>,
}

/// What one answer may look like, and what is true when it does. A part that is absent agrees with everything.
#[derive(Serialize, JsonSchema)]
struct Key {
    /// Ids of the endpoints.
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoints: Option<Vec<String>>,
    /// HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// Kind of body: `code`, `message`, `success`, `empty` or `not_json`.
    #[serde(skip_serializing_if = "Option::is_none")]
    shape: Option<String>,
    /// The code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code>,
    /// The text in normal form.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// What the caller should think of the call.
    disposition: String,
    /// Whether the server may have acted.
    effect: String,
    /// Id of the recipe for trying again, or `never`.
    retry: String,
    /// How well the key is known.
    confidence: String,
    /// Ids of the documents.
    sources: Vec<String>,
    /// What is special in this place.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Text>,
}

/// What may have led to an error.
#[derive(Serialize, JsonSchema)]
struct Cause {
    /// Id, unique in its entry.
    id: String,
    /// The cause.
    words: Text,
    /// Ids of the documents.
    sources: Vec<String>,
}

/// What to do.
#[derive(Serialize, JsonSchema)]
struct Remedy {
    /// The advice.
    words: Text,
    /// The same for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<String>,
}

/// A limit of the service.
#[derive(Serialize, JsonSchema)]
struct Constraint {
    /// Id, unique in its entry.
    id: String,
    /// The limit.
    words: Text,
    /// Id of the character set.
    #[serde(skip_serializing_if = "Option::is_none")]
    character_set: Option<String>,
    /// Greatest length in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_bytes: Option<u32>,
    /// Longest time in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_s: Option<u32>,
}

/// A page to read.
#[derive(Serialize, JsonSchema)]
struct Link {
    /// Id, unique in its entry.
    id: String,
    /// What is found there.
    title: Text,
    /// Address.
    url: String,
}

/// What the sources disagree about.
#[derive(Serialize, JsonSchema)]
struct Conflict {
    /// Id, unique in its entry.
    id: String,
    /// The disagreement.
    statement: Text,
    /// What was decided.
    decision: Text,
    /// Ids of the documents.
    sources: Vec<String>,
}

/// An answer on the wire. Exactly one of `body` and `body_text`.
#[derive(Serialize, JsonSchema)]
struct Example {
    /// Id, unique in its entry.
    id: String,
    /// Id of the endpoint; any when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<String>,
    /// HTTP status.
    status: u16,
    /// Headers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<Header>,
    /// The body as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    /// The body as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    body_text: Option<String>,
    /// `documented`, `captured` or `constructed`.
    origin: &'static str,
}

/// A header.
#[derive(Serialize, JsonSchema)]
struct Header {
    /// Name.
    name: String,
    /// Value.
    value: String,
}

/// An entry that is gone.
#[derive(Serialize, JsonSchema)]
struct Removed {
    /// Id.
    id: String,
    /// First release without it.
    since: String,
    /// Why.
    reason: Text,
}

fn file(catalogue: &Catalogue) -> File {
    let service = &catalogue.service;
    let view = View { catalogue };
    File {
        comment: service_mark(service),
        schema_version: SCHEMA_VERSION,
        catalogue_version: service.version.clone(),
        service: Service {
            id: service.id.clone(),
            title: (&service.title).into(),
            detail: (&service.detail).into(),
            variants: service.variants.iter().map(|v| Variant { id: v.id.clone(), title: (&v.title).into() }).collect(),
        },
        matching: Matching {
            precedence: vec!["text", "code", "endpoints", "status", "shape"],
            bodies: bodies(service),
        },
        endpoints: catalogue.endpoints.iter().map(|endpoint| view.endpoint(endpoint)).collect(),
        recipes: catalogue.recipes.iter().map(|recipe| view.recipe(recipe)).collect(),
        character_sets: catalogue.character_sets.iter().map(|set| view.character_set(set)).collect(),
        sources: catalogue.references.iter().map(source).collect(),
        entries: catalogue.entries.iter().map(|entry| view.entry(entry)).collect(),
        removed: catalogue
            .tombstones
            .iter()
            .map(|t| Removed { id: t.id.clone(), since: t.since.clone(), reason: (&t.reason).into() })
            .collect(),
    }
}

fn bodies(service: &ir::Service) -> Vec<Body> {
    let mut bodies: Vec<_> = service.bodies.iter().collect();
    bodies.sort_by_key(|body| body.shape != BodyShape::Code);
    bodies
        .into_iter()
        .map(|body| Body {
            id: body.id.clone(),
            shape: match body.shape {
                BodyShape::Code => "code",
                BodyShape::Message => "message",
            },
            code: body.code.clone(),
            text: body.text.clone(),
            no_error_codes: body.no_error_codes.iter().map(Into::into).collect(),
        })
        .collect()
}

fn source(reference: &ir::Reference) -> Source {
    Source {
        id: reference.id.clone(),
        title: reference.title.clone(),
        location: reference.location.clone(),
        url: reference.url.clone(),
        lang: reference.lang,
        published: reference.published.clone(),
        retrieved: reference.retrieved.clone(),
        withdrawn: reference.withdrawn.clone(),
        note: reference.note.as_ref().map(Into::into),
    }
}

/// Turns indexes back into ids.
struct View<'c> {
    catalogue: &'c Catalogue,
}

impl View<'_> {
    fn sources(&self, indexes: &[usize]) -> Vec<String> {
        indexes.iter().map(|index| self.catalogue.references[*index].id.clone()).collect()
    }

    fn recipe_id(&self, recipe: Option<usize>) -> String {
        recipe.map_or_else(|| "never".to_owned(), |index| self.catalogue.recipes[index].id.clone())
    }

    fn endpoint_ids(&self, indexes: &[usize]) -> Vec<String> {
        indexes.iter().map(|index| self.catalogue.endpoints[*index].id.clone()).collect()
    }

    fn endpoint(&self, endpoint: &ir::Endpoint) -> Endpoint {
        Endpoint {
            id: endpoint.id.clone(),
            method: endpoint.method,
            path: endpoint.path.clone(),
            variants: endpoint.variants.clone(),
            title: (&endpoint.title).into(),
            detail: (&endpoint.detail).into(),
            note: endpoint.note.as_ref().map(Into::into),
            success: endpoint
                .success
                .iter()
                .map(|success| Success {
                    status: success.http,
                    outcome: self.catalogue.outcomes[success.outcome].id.clone(),
                    title: (&success.title).into(),
                })
                .collect(),
            since: endpoint.since.clone(),
            sources: self.sources(&endpoint.sources),
        }
    }

    fn recipe(&self, recipe: &ir::Recipe) -> Recipe {
        let (keep_all, keep) = match &recipe.keep {
            ir::Keep::All => (true, Vec::new()),
            ir::Keep::Fields(fields) => (false, fields.clone()),
        };
        let (flow, poll) = match &recipe.then {
            ir::Then::GiveUp => (None, None),
            ir::Then::Flow { endpoints, change } => {
                (Some(Flow { endpoints: self.endpoint_ids(endpoints), change: change.clone() }), None)
            }
            ir::Then::Poll { endpoint, every_s } => {
                (None, Some(Poll { endpoint: self.catalogue.endpoints[*endpoint].id.clone(), every_s: *every_s }))
            }
        };
        Recipe {
            id: recipe.id.clone(),
            words: (&recipe.words).into(),
            delays_s: recipe.delays_s.clone(),
            total_delay_s: recipe.delays_s.iter().copied().map(u64::from).sum(),
            keep_all,
            keep,
            change: recipe.change.clone(),
            condition: recipe
                .condition
                .as_ref()
                .map(|condition| Condition { id: condition.id.clone(), words: (&condition.words).into() }),
            flow,
            poll,
            honour_retry_after: recipe.honour_retry_after,
            jitter: recipe.jitter.to_string(),
            confidence: recipe.confidence.to_string(),
            sources: self.sources(&recipe.sources),
        }
    }

    fn character_set(&self, set: &ir::CharacterSet) -> CharacterSet {
        let characters: String = set.classes.iter().map(|class| class.characters.as_str()).collect();
        CharacterSet {
            id: set.id.clone(),
            title: (&set.title).into(),
            count: characters.chars().count(),
            characters,
            classes: set
                .classes
                .iter()
                .map(|class| CharacterClass {
                    id: class.id.clone(),
                    title: (&class.title).into(),
                    characters: class.characters.clone(),
                })
                .collect(),
            note: set.note.as_ref().map(Into::into),
            sources: self.sources(&set.sources),
        }
    }

    fn entry(&self, entry: &ir::Entry) -> Entry {
        Entry {
            id: entry.id.clone(),
            legacy_ids: entry.legacy_ids.clone(),
            status: entry.status.to_string(),
            since: entry.since.clone(),
            changed: entry.changed.iter().map(|c| Change { since: c.since.clone(), note: (&c.note).into() }).collect(),
            deprecated: entry.deprecated.as_ref().map(|deprecated| Deprecated {
                since: deprecated.since.clone(),
                note: (&deprecated.note).into(),
                replaced_by: deprecated.replaced_by.map(|index| self.catalogue.entries[index].id.clone()),
            }),
            kind: entry.kind.to_string(),
            disposition: entry.disposition.to_string(),
            fault: entry.fault.to_string(),
            effect: entry.effect.to_string(),
            rung: entry.rung.to_string(),
            retry: self.recipe_id(entry.retry),
            keys: entry.keys.iter().map(|index| self.key(&self.catalogue.keys[*index])).collect(),
            title: (&entry.title).into(),
            detail: (&entry.detail).into(),
            causes: entry
                .causes
                .iter()
                .map(|cause| Cause {
                    id: cause.id.clone(),
                    words: (&cause.words).into(),
                    sources: self.sources(&cause.sources),
                })
                .collect(),
            remedies: entry
                .remedies
                .iter()
                .map(|remedy| Remedy {
                    words: (&remedy.words).into(),
                    action: remedy.action.map(|action| Action::from(action).to_string()),
                })
                .collect(),
            note: entry.note.as_ref().map(Into::into),
            constraints: entry
                .constraints
                .iter()
                .map(|constraint| Constraint {
                    id: constraint.id.clone(),
                    words: (&constraint.words).into(),
                    character_set: constraint
                        .character_set
                        .map(|index| self.catalogue.character_sets[index].id.clone()),
                    max_bytes: constraint.max_bytes,
                    max_s: constraint.max_s,
                })
                .collect(),
            links: entry
                .links
                .iter()
                .map(|link| Link { id: link.id.clone(), title: (&link.title).into(), url: link.url.clone() })
                .collect(),
            sources: self.sources(&entry.sources),
            confidence: entry.confidence.to_string(),
            documented_until: entry.documented_until.clone(),
            conflicts: entry
                .conflicts
                .iter()
                .map(|conflict| Conflict {
                    id: conflict.id.clone(),
                    statement: (&conflict.statement).into(),
                    decision: (&conflict.decision).into(),
                    sources: self.sources(&conflict.sources),
                })
                .collect(),
            examples: entry.examples.iter().map(example).collect(),
        }
    }

    fn key(&self, key: &ir::Key) -> Key {
        let stated = &key.stated;
        Key {
            endpoints: (!stated.endpoints.is_empty()).then(|| self.endpoint_ids(&stated.endpoints)),
            status: stated.http,
            shape: stated.shape.map(|shape| shape.to_string()),
            code: stated.code.as_ref().map(Into::into),
            text: stated.text.clone(),
            disposition: key.disposition.to_string(),
            effect: key.effect.to_string(),
            retry: self.recipe_id(key.retry),
            confidence: key.confidence.to_string(),
            sources: self.sources(&key.sources),
            note: key.note.as_ref().map(Into::into),
        }
    }
}

fn example(example: &model::Example) -> Example {
    Example {
        id: example.id.clone(),
        endpoint: example.endpoint.clone(),
        status: example.http,
        headers: example.headers.iter().map(|h| Header { name: h.name.clone(), value: h.value.clone() }).collect(),
        body: example.body.clone(),
        body_text: example.body_text.clone(),
        origin: match example.origin {
            model::Origin::Documented => "documented",
            model::Origin::Captured => "captured",
            model::Origin::Constructed => "constructed",
        },
    }
}
