//! A second reader of catalogue folders.
//!
//! It takes the YAML as plain values and picks the members by name. A member that it does not know is a failure, so
//! that no fact of the language can be added and never be proved. What is wrong with a file it tells by panicking.

use crate::calls::{self, Api};
use crate::files;
use serde_yaml::Value;
use std::path::Path;

/// The same words in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Words {
    /// The words in the language with this id, `en` or `zh`.
    ///
    /// # Panics
    /// If there is no such language.
    #[must_use]
    pub fn of(&self, lang: &str) -> &str {
        match lang {
            "en" => &self.en,
            "zh" => &self.zh,
            other => panic!("no language `{other}`"),
        }
    }
}

/// A code of the service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A whole number.
    Number(i64),
    /// A word.
    Word(String),
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// All files of one service.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The service itself.
    pub service: Service,
    /// The documents, by id.
    pub references: Vec<Reference>,
    /// The ways to try again, by id.
    pub recipes: Vec<Recipe>,
    /// The sets of characters, by id.
    pub character_sets: Vec<CharacterSet>,
    /// The calls, by id.
    pub endpoints: Vec<Endpoint>,
    /// The error entries, by id.
    pub entries: Vec<Entry>,
    /// The ids that are gone, sorted.
    pub tombstones: Vec<String>,
    /// What calls carry.
    pub api: Api,
}

/// The service that a folder describes.
#[derive(Debug, Clone)]
pub struct Service {
    /// Id.
    pub id: String,
    /// Version of the catalogue.
    pub version: String,
    /// Beginning of the names of the crates.
    pub crate_prefix: String,
    /// Folder of the published JSON.
    pub schema_dir: String,
    /// Folder of the documents.
    pub docs_dir: String,
    /// Name.
    pub title: Words,
    /// What it does.
    pub detail: Words,
    /// Forms of a call, by id.
    pub variants: Vec<(String, Words)>,
    /// Editions of the service, by id.
    pub editions: Vec<(String, Words)>,
    /// Entries for a field that is missing and for a value of the wrong type.
    pub form_errors: Option<(String, String)>,
    /// The kinds of error bodies, in the order of the file.
    pub bodies: Vec<Body>,
}

/// A kind of error body.
#[derive(Debug, Clone)]
pub struct Body {
    /// Id.
    pub id: String,
    /// `code` or `message`.
    pub shape: String,
    /// Names that lead to the code.
    pub code: Option<Vec<String>>,
    /// Names that lead to the text.
    pub text: Option<Vec<String>>,
    /// Codes that mean that nothing is wrong.
    pub no_error_codes: Vec<Code>,
}

/// A document that facts come from.
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
    /// Language.
    pub lang: String,
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
    /// The advice.
    pub words: Words,
    /// Seconds before each repeat.
    pub delays_s: Vec<u64>,
    /// What a repeat keeps; everything when absent.
    pub keep: Option<Vec<String>>,
    /// What must be changed.
    pub change: Vec<String>,
    /// Condition that the caller must know to hold.
    pub condition: Option<(String, Words)>,
    /// What follows.
    pub then: Then,
    /// Whether the server may ask for more time.
    pub honour_retry_after: bool,
    /// `none` or `full`.
    pub jitter: String,
    /// How well the numbers are known.
    pub confidence: String,
    /// Documents.
    pub sources: Vec<String>,
}

/// What follows when repeating did not help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    GiveUp,
    /// These calls anew, with these fields changed.
    Flow(Vec<String>, Vec<String>),
    /// This call every so many seconds.
    Poll(String, u64),
}

/// A set of characters.
#[derive(Debug, Clone)]
pub struct CharacterSet {
    /// Id.
    pub id: String,
    /// What it is for.
    pub title: Words,
    /// Its parts: id, words, characters.
    pub classes: Vec<(String, Words, String)>,
    /// How many characters the catalogue says it has.
    pub count: u64,
    /// What to know about it.
    pub note: Option<Words>,
    /// Documents.
    pub sources: Vec<String>,
}

/// A call.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Id.
    pub id: String,
    /// HTTP method.
    pub method: String,
    /// Path.
    pub path: String,
    /// Forms of the call.
    pub variants: Vec<String>,
    /// What it does, short.
    pub title: Words,
    /// What it does.
    pub detail: Words,
    /// What else to know.
    pub note: Option<Words>,
    /// The ways in which it succeeds.
    pub outcomes: Vec<Outcome>,
    /// First release.
    pub since: String,
    /// Documents.
    pub sources: Vec<String>,
}

/// A way in which a call succeeds.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Id.
    pub id: String,
    /// HTTP status.
    pub http: u16,
    /// What it means.
    pub title: Words,
    /// Answers on the wire.
    pub examples: Vec<Example>,
}

/// An error entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Id.
    pub id: String,
    /// Former ids.
    pub legacy_ids: Vec<String>,
    /// `active` or `deprecated`.
    pub status: String,
    /// First release.
    pub since: String,
    /// Changes: release and note.
    pub changed: Vec<(String, Words)>,
    /// Release, note and successor.
    pub deprecated: Option<(String, Words, Option<String>)>,
    /// Rung of the ladder.
    pub rung: String,
    /// Which answers are the entry, without keys that are gone.
    pub keys: Vec<Key>,
    /// What sort of error it is.
    pub kind: String,
    /// What to think of the call.
    pub disposition: String,
    /// Who must act.
    pub fault: String,
    /// Whether the server may have acted.
    pub effect: String,
    /// Id of a recipe, or `never`.
    pub retry: String,
    /// The condition.
    pub title: Words,
    /// What happened.
    pub detail: Words,
    /// What may have led to it: id, words, documents.
    pub causes: Vec<(String, Words, Vec<String>)>,
    /// What to do, and the same for programs.
    pub remedies: Vec<(Words, Option<String>)>,
    /// What is easily misread.
    pub note: Option<Words>,
    /// Limits.
    pub constraints: Vec<Constraint>,
    /// Pages: id, words, address.
    pub links: Vec<(String, Words, String)>,
    /// Documents.
    pub sources: Vec<String>,
    /// How well it is known.
    pub confidence: String,
    /// Last date of a document.
    pub documented_until: Option<String>,
    /// Disagreements: id, statement, decision, documents.
    pub conflicts: Vec<(String, Words, Words, Vec<String>)>,
    /// Answers on the wire.
    pub examples: Vec<Example>,
}

/// What one answer may look like. What an entry says and the key does not override is filled in.
#[derive(Debug, Clone)]
pub struct Key {
    /// Number of the key in its entry as written, from 0.
    pub place: usize,
    /// Endpoints, sorted; any when absent.
    pub endpoints: Option<Vec<String>>,
    /// HTTP status.
    pub http: Option<u16>,
    /// Shape of the body.
    pub shape: Option<String>,
    /// Code.
    pub code: Option<Code>,
    /// Text as written.
    pub text: Option<String>,
    /// How well it is known.
    pub confidence: String,
    /// Documents.
    pub sources: Vec<String>,
    /// Recipe or `never`.
    pub retry: String,
    /// What to think of the call.
    pub disposition: String,
    /// Whether the server may have acted.
    pub effect: String,
    /// What is special here.
    pub note: Option<Words>,
}

/// A limit of the service.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// Id.
    pub id: String,
    /// The limit.
    pub words: Words,
    /// Id of a set of characters.
    pub character_set: Option<String>,
    /// Greatest length.
    pub max_bytes: Option<u64>,
    /// Longest time.
    pub max_s: Option<u64>,
}

/// An answer on the wire.
#[derive(Debug, Clone)]
pub struct Example {
    /// Id.
    pub id: String,
    /// Endpoint; any when absent.
    pub endpoint: Option<String>,
    /// HTTP status.
    pub http: u16,
    /// Headers: name and value.
    pub headers: Vec<(String, String)>,
    /// The body as JSON, where it is JSON.
    pub body: Option<serde_json::Value>,
    /// The body as text, where it is not.
    pub body_text: Option<String>,
    /// Where it comes from.
    pub origin: String,
}

impl Example {
    /// The bytes of the body.
    ///
    /// # Panics
    /// If the example has no body of either sort.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match (&self.body, &self.body_text) {
            (Some(json), None) => json.to_string().into_bytes(),
            (None, Some(text)) => text.clone().into_bytes(),
            _ => panic!("the example `{}` must have either `body` or `body_text`", self.id),
        }
    }
}

impl Catalogue {
    /// Reads every `*.yaml` file below a folder.
    ///
    /// # Panics
    /// If a file cannot be read, or says something that is not known here.
    #[must_use]
    pub fn read(folder: &Path) -> Self {
        let mut service = None;
        let mut parts = Self {
            service: Service {
                id: String::new(),
                version: String::new(),
                crate_prefix: String::new(),
                schema_dir: String::new(),
                docs_dir: String::new(),
                title: Words { en: String::new(), zh: String::new() },
                detail: Words { en: String::new(), zh: String::new() },
                variants: Vec::new(),
                editions: Vec::new(),
                form_errors: None,
                bodies: Vec::new(),
            },
            references: Vec::new(),
            recipes: Vec::new(),
            character_sets: Vec::new(),
            endpoints: Vec::new(),
            entries: Vec::new(),
            tombstones: Vec::new(),
            api: Api::default(),
        };
        let paths: Vec<_> =
            files::below(folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "yaml")).collect();
        assert!(!paths.is_empty(), "no catalogue file below {}", folder.display());
        for path in paths {
            let value: Value = serde_yaml::from_str(&files::text(&path))
                .unwrap_or_else(|error| panic!("{} is not YAML: {error}", path.display()));
            let file = Node { value: &value, place: path.display().to_string() };
            let mut known = vec![
                "service",
                "references",
                "glossary",
                "recipes",
                "character_sets",
                "errors",
                "tombstones",
                "ledger",
            ];
            known.extend(calls::SECTIONS);
            file.knows(&known);
            parts.api.read(&file);
            if let Some(node) = file.get("service") {
                assert!(service.is_none(), "{}: a second service", file.place);
                service = Some(read_service(&node));
            }
            parts.references.extend(file.list("references").iter().map(read_reference));
            parts.recipes.extend(file.list("recipes").iter().map(read_recipe));
            parts.character_sets.extend(file.list("character_sets").iter().map(read_set));
            parts.endpoints.extend(file.list("endpoints").iter().map(read_endpoint));
            parts.entries.extend(file.list("errors").iter().map(read_entry));
            parts.tombstones.extend(file.list("tombstones").iter().map(|node| node.need("id").text()));
        }
        parts.service = service.unwrap_or_else(|| panic!("no service in {}", folder.display()));
        parts.references.sort_by(|a, b| a.id.cmp(&b.id));
        parts.recipes.sort_by(|a, b| a.id.cmp(&b.id));
        parts.character_sets.sort_by(|a, b| a.id.cmp(&b.id));
        parts.endpoints.sort_by(|a, b| a.id.cmp(&b.id));
        parts.entries.sort_by(|a, b| a.id.cmp(&b.id));
        parts.tombstones.sort();
        parts.api.sort();
        parts
    }

    /// The entry with this id.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    #[track_caller]
    pub fn entry(&self, id: &str) -> &Entry {
        self.entries.iter().find(|entry| entry.id == id).unwrap_or_else(|| panic!("the catalogue has no entry `{id}`"))
    }

    /// All examples of entries, with the id of the entry.
    pub fn entry_examples(&self) -> impl Iterator<Item = (&str, &Example)> {
        self.entries.iter().flat_map(|entry| entry.examples.iter().map(|example| (entry.id.as_str(), example)))
    }
}

fn read_service(node: &Node<'_>) -> Service {
    node.knows(&[
        "id",
        "version",
        "crate_prefix",
        "schema_dir",
        "docs_dir",
        "title",
        "detail",
        "variants",
        "editions",
        "form_errors",
        "bodies",
    ]);
    let edition = |edition: &Node<'_>| {
        edition.knows(&["id", "title", "note"]);
        edition.words_of(&["title"], &["note"]);
        (edition.need("id").text(), edition.need("title").words())
    };
    Service {
        id: node.need("id").text(),
        version: node.need("version").text(),
        crate_prefix: node.need("crate_prefix").text(),
        schema_dir: node.get("schema_dir").map_or_else(|| "schema".to_owned(), |dir| dir.text()),
        docs_dir: node.get("docs_dir").map_or_else(|| "docs".to_owned(), |dir| dir.text()),
        title: node.need("title").words(),
        detail: node.need("detail").words(),
        variants: node.list("variants").iter().map(|v| (v.need("id").text(), v.need("title").words())).collect(),
        editions: node.list("editions").iter().map(edition).collect(),
        form_errors: node.get("form_errors").map(|errors| {
            errors.knows(&["missing", "wrong_type", "sources"]);
            (errors.need("missing").text(), errors.need("wrong_type").text())
        }),
        bodies: node.list("bodies").iter().map(read_body).collect(),
    }
}

fn read_body(node: &Node<'_>) -> Body {
    node.knows(&["id", "shape", "code", "text", "no_error_codes"]);
    let path = |name: &str| node.get(name).map(|path| path.text().split('.').map(str::to_owned).collect());
    Body {
        id: node.need("id").text(),
        shape: node.need("shape").text(),
        code: path("code"),
        text: path("text"),
        no_error_codes: node.list("no_error_codes").iter().map(Node::code).collect(),
    }
}

fn read_reference(node: &Node<'_>) -> Reference {
    node.knows(&["id", "title", "location", "url", "lang", "published", "retrieved", "withdrawn", "note"]);
    Reference {
        id: node.need("id").text(),
        title: node.need("title").text(),
        location: node.need("location").text(),
        url: node.get("url").map(|url| url.text()),
        lang: node.need("lang").text(),
        published: node.need("published").text(),
        retrieved: node.need("retrieved").text(),
        withdrawn: node.get("withdrawn").map(|date| date.text()),
        note: node.get("note").map(|note| note.words()),
    }
}

fn read_recipe(node: &Node<'_>) -> Recipe {
    node.knows(&[
        "id",
        "words",
        "delays_s",
        "keep",
        "change",
        "condition",
        "then",
        "honour_retry_after",
        "jitter",
        "confidence",
        "sources",
    ]);
    let keep = node.need("keep");
    let then = match node.get("then") {
        None => Then::GiveUp,
        Some(then) => {
            then.knows(&["flow", "poll"]);
            match (then.get("flow"), then.get("poll")) {
                (Some(flow), None) => Then::Flow(flow.texts("endpoints"), flow.texts("change")),
                (None, Some(poll)) => Then::Poll(poll.need("endpoint").text(), poll.need("every_s").number()),
                _ => panic!("{}: exactly one of `flow` and `poll`", then.place),
            }
        }
    };
    Recipe {
        id: node.need("id").text(),
        words: node.need("words").words(),
        delays_s: node.list("delays_s").iter().map(Node::number).collect(),
        keep: if keep.value.as_str() == Some("all") { None } else { Some(node.texts("keep")) },
        change: node.texts("change"),
        condition: node
            .get("condition")
            .map(|condition| (condition.need("id").text(), condition.words_beside(&["id"]))),
        then,
        honour_retry_after: node.get("honour_retry_after").is_none_or(|flag| flag.value.as_bool() == Some(true)),
        jitter: node.get("jitter").map_or_else(|| "none".to_owned(), |jitter| jitter.text()),
        confidence: node.need("confidence").text(),
        sources: node.texts("sources"),
    }
}

fn read_set(node: &Node<'_>) -> CharacterSet {
    node.knows(&["id", "title", "classes", "count", "sources", "note"]);
    let class = |class: &Node<'_>| {
        class.knows(&["id", "title", "from", "to", "characters"]);
        let characters = match (class.get("from"), class.get("to"), class.get("characters")) {
            (Some(from), Some(to), None) => {
                let end = |node: Node<'_>| node.text().chars().next().expect("the end of a range is a character");
                (end(from)..=end(to)).collect()
            }
            (None, None, Some(list)) => list.text(),
            _ => panic!("{}: a range or a list", class.place),
        };
        (class.need("id").text(), class.need("title").words(), characters)
    };
    CharacterSet {
        id: node.need("id").text(),
        title: node.need("title").words(),
        classes: node.list("classes").iter().map(class).collect(),
        count: node.need("count").number(),
        note: node.get("note").map(|note| note.words()),
        sources: node.texts("sources"),
    }
}

fn read_endpoint(node: &Node<'_>) -> Endpoint {
    node.knows(&[
        "id",
        "name",
        "method",
        "path",
        "edition_paths",
        "variants",
        "parameters",
        "request",
        "response",
        "rules",
        "takes",
        "gives",
        "repeating",
        "title",
        "detail",
        "note",
        "success_when",
        "conflicts",
        "since",
        "sources",
    ]);
    let outcome = |outcome: &Node<'_>| {
        outcome.knows(&["id", "http", "title", "examples"]);
        Outcome {
            id: outcome.need("id").text(),
            http: outcome.need("http").status(),
            title: outcome.need("title").words(),
            examples: outcome.list("examples").iter().map(read_example).collect(),
        }
    };
    Endpoint {
        id: node.need("id").text(),
        method: node.need("method").text(),
        path: node.need("path").text(),
        variants: node.texts("variants"),
        title: node.need("title").words(),
        detail: node.need("detail").words(),
        note: node.get("note").map(|note| note.words()),
        outcomes: node.list("success_when").iter().map(outcome).collect(),
        since: node.need("since").text(),
        sources: node.texts("sources"),
    }
}

fn read_entry(node: &Node<'_>) -> Entry {
    node.knows(&[
        "id",
        "name",
        "legacy_ids",
        "status",
        "since",
        "changed",
        "deprecated",
        "rung",
        "keys",
        "kind",
        "disposition",
        "fault",
        "effect",
        "retry",
        "title",
        "detail",
        "causes",
        "remedies",
        "note",
        "constraints",
        "links",
        "sources",
        "confidence",
        "documented_until",
        "conflicts",
        "examples",
    ]);
    let keys = node.list("keys");
    Entry {
        id: node.need("id").text(),
        legacy_ids: node.texts("legacy_ids"),
        status: node.need("status").text(),
        since: node.need("since").text(),
        changed: node.list("changed").iter().map(|c| (c.need("since").text(), c.need("note").words())).collect(),
        deprecated: node.get("deprecated").map(|deprecated| {
            let successor = deprecated.get("replaced_by").map(|id| id.text());
            (deprecated.need("since").text(), deprecated.need("note").words(), successor)
        }),
        rung: node.need("rung").text(),
        keys: keys.iter().enumerate().filter_map(|(place, key)| read_key(node, place, key)).collect(),
        kind: node.need("kind").text(),
        disposition: node.need("disposition").text(),
        fault: node.need("fault").text(),
        effect: node.need("effect").text(),
        retry: node.need("retry").text(),
        title: node.need("title").words(),
        detail: node.need("detail").words(),
        causes: node
            .list("causes")
            .iter()
            .map(|cause| {
                (cause.need("id").text(), cause.words_beside(&["id", "sources"]), cause.own_or("sources", node))
            })
            .collect(),
        remedies: node
            .list("remedies")
            .iter()
            .map(|remedy| (remedy.words_beside(&["action"]), remedy.get("action").map(|action| action.text())))
            .collect(),
        note: node.get("note").map(|note| note.words()),
        constraints: node.list("constraints").iter().map(read_constraint).collect(),
        links: node
            .list("links")
            .iter()
            .map(|link| (link.need("id").text(), link.need("title").words(), link.need("url").text()))
            .collect(),
        sources: node.texts("sources"),
        confidence: node.need("confidence").text(),
        documented_until: node.get("documented_until").map(|date| date.text()),
        conflicts: node
            .list("conflicts")
            .iter()
            .map(|conflict| {
                conflict.knows(&["id", "statement", "decision", "sources"]);
                let (statement, decision) = (conflict.need("statement").words(), conflict.need("decision").words());
                (conflict.need("id").text(), statement, decision, conflict.texts("sources"))
            })
            .collect(),
        examples: node.list("examples").iter().map(read_example).collect(),
    }
}

fn read_key(entry: &Node<'_>, place: usize, node: &Node<'_>) -> Option<Key> {
    node.knows(&[
        "endpoints",
        "http",
        "shape",
        "code",
        "text",
        "confidence",
        "sources",
        "retry",
        "disposition",
        "effect",
        "note",
        "gone",
    ]);
    if node.get("gone").is_some() {
        return None;
    }
    let own_or_entrys = |name: &str| node.get(name).unwrap_or_else(|| entry.need(name)).text();
    Some(Key {
        place,
        endpoints: node.get("endpoints").map(|_| {
            let mut ids = node.texts("endpoints");
            ids.sort();
            ids.dedup();
            ids
        }),
        http: node.get("http").map(|http| http.status()),
        shape: node.get("shape").map(|shape| shape.text()),
        code: node.get("code").map(|code| code.code()),
        text: node.get("text").map(|text| text.text()),
        confidence: own_or_entrys("confidence"),
        sources: node.own_or("sources", entry),
        retry: own_or_entrys("retry"),
        disposition: own_or_entrys("disposition"),
        effect: own_or_entrys("effect"),
        note: node.get("note").map(|note| note.words()),
    })
}

fn read_constraint(node: &Node<'_>) -> Constraint {
    Constraint {
        id: node.need("id").text(),
        words: node.words_beside(&["id", "character_set", "max_bytes", "max_s"]),
        character_set: node.get("character_set").map(|id| id.text()),
        max_bytes: node.get("max_bytes").map(|number| number.number()),
        max_s: node.get("max_s").map(|number| number.number()),
    }
}

fn read_example(node: &Node<'_>) -> Example {
    node.knows(&["id", "endpoint", "http", "headers", "body", "body_text", "origin"]);
    Example {
        id: node.need("id").text(),
        endpoint: node.get("endpoint").map(|id| id.text()),
        http: node.need("http").status(),
        headers: node.list("headers").iter().map(|h| (h.need("name").text(), h.need("value").text())).collect(),
        body: node.get("body").map(|body| {
            serde_json::to_value(body.value).unwrap_or_else(|error| panic!("{}: no JSON: {error}", body.place))
        }),
        body_text: node.get("body_text").map(|text| text.text()),
        origin: node.need("origin").text(),
    }
}

/// A value and where it stands.
pub(crate) struct Node<'v> {
    pub(crate) value: &'v Value,
    pub(crate) place: String,
}

impl<'v> Node<'v> {
    pub(crate) fn knows(&self, names: &[&str]) {
        let members = self.value.as_mapping().unwrap_or_else(|| panic!("{}: not a mapping", self.place));
        for name in members.keys() {
            let name = name.as_str().unwrap_or_else(|| panic!("{}: a name that is no text", self.place));
            assert!(names.contains(&name), "{}: the second reader does not know `{name}`", self.place);
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<Node<'v>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Node { value, place: format!("{}/{name}", self.place) })
    }

    pub(crate) fn need(&self, name: &str) -> Node<'v> {
        self.get(name).unwrap_or_else(|| panic!("{}: `{name}` is missing", self.place))
    }

    /// The items of a list; none when it is absent.
    pub(crate) fn list(&self, name: &str) -> Vec<Node<'v>> {
        let Some(list) = self.get(name) else { return Vec::new() };
        let items = list.value.as_sequence().unwrap_or_else(|| panic!("{}: not a list", list.place));
        let place = list.place;
        items.iter().enumerate().map(|(index, value)| Node { value, place: format!("{place}/{index}") }).collect()
    }

    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        self.list(name).iter().map(Node::text).collect()
    }

    /// The texts of a list of its own, or of the list of the same name around it.
    pub(crate) fn own_or(&self, name: &str, around: &Node<'_>) -> Vec<String> {
        if self.get(name).is_some() { self.texts(name) } else { around.texts(name) }
    }

    pub(crate) fn text(&self) -> String {
        self.value.as_str().unwrap_or_else(|| panic!("{}: not a text", self.place)).to_owned()
    }

    pub(crate) fn maybe_text(&self, name: &str) -> Option<String> {
        self.get(name).map(|text| text.text())
    }

    pub(crate) fn text_or(&self, name: &str, otherwise: &str) -> String {
        self.maybe_text(name).unwrap_or_else(|| otherwise.to_owned())
    }

    pub(crate) fn maybe_texts(&self, name: &str) -> Option<Vec<String>> {
        self.get(name).map(|_| self.texts(name))
    }

    /// Whether a flag is set; an absent one is not.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|flag| {
            flag.value.as_bool().unwrap_or_else(|| panic!("{}: neither `true` nor `false`", flag.place))
        })
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::to_value(self.value).unwrap_or_else(|error| panic!("{}: no JSON: {error}", self.place))
    }

    /// Proves that members are words in both languages: those that must be there, and those that may.
    pub(crate) fn words_of(&self, needed: &[&str], possible: &[&str]) {
        for name in needed {
            self.need(name).words();
        }
        for words in possible.iter().filter_map(|name| self.get(name)) {
            words.words();
        }
    }

    pub(crate) fn number(&self) -> u64 {
        self.value.as_u64().unwrap_or_else(|| panic!("{}: not a number", self.place))
    }

    pub(crate) fn status(&self) -> u16 {
        u16::try_from(self.number()).unwrap_or_else(|_| panic!("{}: not a status", self.place))
    }

    pub(crate) fn code(&self) -> Code {
        match (self.value.as_i64(), self.value.as_str()) {
            (Some(number), _) => Code::Number(number),
            (None, Some(word)) => Code::Word(word.to_owned()),
            (None, None) => panic!("{}: not a code", self.place),
        }
    }

    pub(crate) fn words(&self) -> Words {
        self.words_beside(&[])
    }

    /// Both languages, beside members of these names.
    pub(crate) fn words_beside(&self, others: &[&str]) -> Words {
        let mut names = vec!["en", "zh"];
        names.extend(others);
        self.knows(&names);
        Words { en: self.need("en").text(), zh: self.need("zh").text() }
    }
}
