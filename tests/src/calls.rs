//! The second reader's view of what calls carry: types, rules, states, events and bodies.

use crate::catalogue::{Catalogue, Code, Node, Words};
use serde_yaml::Value;
use std::collections::BTreeMap;

/// A type.
#[derive(Debug, Clone)]
pub struct Type {
    /// Id.
    pub id: String,
    /// Name in Rust, where one is given.
    pub name: Option<String>,
    /// `object`, `enum` or `scalar`.
    pub kind: String,
    /// What a single value is.
    pub of: Option<String>,
    /// What it is.
    pub title: Words,
    /// What else to know.
    pub note: Option<Words>,
    /// Fields, in the order of the file.
    pub fields: Vec<Field>,
    /// Known values, in the order of the file.
    pub values: Vec<EnumValue>,
    /// Its own rules.
    pub rules: Vec<Rule>,
    /// Ids of conflicts.
    pub conflicts: Vec<String>,
    /// Documents.
    pub sources: Vec<String>,
}

/// A field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name on the wire.
    pub id: String,
    /// Name in Rust, where one is given.
    pub name: Option<String>,
    /// A word of JSON, or the id of a type.
    pub type_id: String,
    /// `one`, `list`, `map`, `text_or_list` or `one_or_text`.
    pub holds: String,
    /// Whether `null` may stand.
    pub nullable: bool,
    /// Whether it must be there.
    pub required: bool,
    /// Variants that have it; all when absent.
    pub variants: Option<Vec<String>>,
    /// Editions that have it; all when absent.
    pub editions: Option<Vec<String>>,
    /// What is taken when it is left out.
    pub default: Option<serde_json::Value>,
    /// What a number counts.
    pub unit: Option<String>,
    /// Whether it must never be shown.
    pub secret: bool,
    /// `current`, `legacy` or `removed`.
    pub status: String,
    /// When it came and went.
    pub introduced: Option<String>,
    /// When it was taken away.
    pub withdrawn: Option<String>,
    /// Other spellings: name, and who takes it for the field.
    pub aliases: Vec<(String, String)>,
    /// What it means.
    pub title: Words,
    /// What else to know.
    pub note: Option<Words>,
    /// Rules over its value.
    pub rules: Vec<Rule>,
    /// Ids of the tables of its codes.
    pub codes: Vec<String>,
    /// Ids of conflicts.
    pub conflicts: Vec<String>,
    /// How well it is known.
    pub confidence: String,
    /// Documents, those of its type where it has none of its own.
    pub sources: Vec<String>,
}

/// A known value.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// Id.
    pub id: String,
    /// On the wire.
    pub value: serde_json::Value,
    /// What it means.
    pub title: Words,
    /// What else to know.
    pub note: Option<Words>,
    /// `current`, `legacy` or `removed`.
    pub status: String,
    /// Variants that have it; all when absent.
    pub variants: Option<Vec<String>>,
    /// Editions that have it; all when absent.
    pub editions: Option<Vec<String>>,
    /// Documents, those of its type where it has none of its own.
    pub sources: Vec<String>,
}

/// A rule. What its checks say is kept as it stands.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Id.
    pub id: String,
    /// What it says.
    pub words: Words,
    /// `must` or `advice`.
    pub force: String,
    /// Variants that it holds in; all when absent.
    pub variants: Option<Vec<String>>,
    /// Endpoints that it holds at; all when absent.
    pub endpoints: Option<Vec<String>>,
    /// Editions that it holds in; all when absent.
    pub editions: Option<Vec<String>>,
    /// When it holds.
    pub when: Vec<serde_json::Value>,
    /// The value it is about.
    pub at: Option<String>,
    /// Name of the check and what it says.
    pub check: Option<(String, serde_json::Value)>,
    /// The other side of a dispute.
    pub otherwise: Option<(String, serde_json::Value)>,
    /// How sure it is.
    pub certainty: String,
    /// What the service does.
    pub broken: String,
    /// Entry that the service answers.
    pub error: Option<String>,
    /// Ids of conflicts.
    pub conflicts: Vec<String>,
    /// What else to know.
    pub note: Option<Words>,
    /// Documents.
    pub sources: Vec<String>,
}

/// A placeholder of a path.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Name.
    pub id: String,
    /// A word of JSON, or the id of a type.
    pub type_id: String,
    /// What it is.
    pub title: Words,
    /// What else to know.
    pub note: Option<Words>,
    /// Whether it is the variant.
    pub variant: bool,
    /// Documents.
    pub sources: Vec<String>,
}

/// What a call carries and what becomes of its state.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Editions, the path there and documents.
    pub edition_paths: Vec<(Vec<String>, String, Vec<String>)>,
    /// Placeholders of the path.
    pub parameters: Vec<Parameter>,
    /// Id of the type of its body.
    pub request: Option<String>,
    /// Id of the type of a success.
    pub response: Option<String>,
    /// Rules over the body.
    pub rules: Vec<Rule>,
    /// State taken, and `value` or `reference`.
    pub takes: Option<(String, String)>,
    /// State given.
    pub gives: Option<String>,
    /// Whether a repeat does no harm, what happens, documents.
    pub repeating: Option<(bool, Words, Vec<String>)>,
    /// Ids of conflicts.
    pub conflicts: Vec<String>,
}

/// A state.
#[derive(Debug, Clone)]
pub struct State {
    /// Id.
    pub id: String,
    /// What it is.
    pub title: Words,
    /// What else to know.
    pub note: Option<Words>,
    /// What a program keeps.
    pub holds: Vec<String>,
    /// How long it lasts.
    pub valid_s: Option<u64>,
    /// Entry that a call meets after that.
    pub expired: Option<String>,
    /// Whether nothing follows.
    pub end: bool,
    /// What the calls that lead to it do, made as one, and these calls.
    pub flow: Option<(Words, Vec<String>)>,
    /// The calls that send something again and again, and the fields.
    pub renewals: Vec<(String, String)>,
    /// Patterns of the names that the service gives.
    pub names: Vec<String>,
    /// What is replaced in names: the value, the set of characters, and what stands in their place.
    pub replacements: Vec<(String, String, String)>,
    /// The call that makes sure of it, and the field of its answer.
    pub confirmation: Option<(String, String)>,
    /// How it is left: cause, state that follows, words, variants.
    pub leaves: Vec<(String, String, Words, Option<Vec<String>>)>,
    /// Documents.
    pub sources: Vec<String>,
}

/// A notification.
#[derive(Debug, Clone)]
pub struct Event {
    /// Id.
    pub id: String,
    /// Name in Rust, where one is given.
    pub name: Option<String>,
    /// Number on the wire.
    pub code: i64,
    /// Name on the wire.
    pub wire_name: Option<String>,
    /// Modules that send it.
    pub senders: Vec<u64>,
    /// What happened.
    pub title: Words,
    /// What else to know.
    pub note: Option<Words>,
    /// What to do.
    pub advice: Option<Words>,
    /// `current`, `legacy` or `removed`.
    pub status: String,
    /// Whether its fields are known.
    pub fields_known: bool,
    /// Its own fields.
    pub fields: Vec<Field>,
    /// When it came.
    pub introduced: Option<String>,
    /// Variants in which it comes; any when absent.
    pub variants: Option<Vec<String>>,
    /// Entries that calls meet after it.
    pub errors: Vec<String>,
    /// How well it is known.
    pub confidence: String,
    /// Ids of conflicts.
    pub conflicts: Vec<String>,
    /// First release.
    pub since: String,
    /// Documents.
    pub sources: Vec<String>,
}

/// A disagreement of documents.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// Id.
    pub id: String,
    /// What it is about.
    pub title: Words,
    /// What is said.
    pub statement: Words,
    /// What was followed.
    pub decision: Words,
    /// Documents.
    pub sources: Vec<String>,
}

/// A body on the wire.
#[derive(Debug, Clone)]
pub struct BodyExample {
    /// Id.
    pub id: String,
    /// Endpoint; absent for a notification.
    pub endpoint: Option<String>,
    /// Event.
    pub event: Option<String>,
    /// Variants that it belongs to.
    pub variants: Option<Vec<String>>,
    /// `request`, `response` or `notification`.
    pub direction: String,
    /// Status of an answer.
    pub http: Option<u16>,
    /// Whether documents accept it.
    pub accepted: bool,
    /// Rule that it breaks.
    pub rule: Option<String>,
    /// Fault of its form.
    pub form: Option<String>,
    /// Pointer of what is wrong.
    pub pointer: Option<String>,
    /// What else to know.
    pub note: Option<Words>,
    /// Whether documents show it.
    pub shown: bool,
    /// The body.
    pub body: serde_json::Value,
    /// Where it comes from.
    pub origin: String,
    /// Documents.
    pub sources: Vec<String>,
}

/// Everything about bodies that a catalogue says, each list by id.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// Types.
    pub types: Vec<Type>,
    /// Calls, by endpoint.
    pub calls: BTreeMap<String, Call>,
    /// Rules that no single body breaks.
    pub rules: Vec<Rule>,
    /// States.
    pub states: Vec<State>,
    /// Events.
    pub events: Vec<Event>,
    /// Disagreements.
    pub conflicts: Vec<Conflict>,
    /// Bodies.
    pub examples: Vec<BodyExample>,
    /// Tables of values, as they stand.
    pub value_tables: Vec<Value>,
    /// Tables of codes, as they stand.
    pub code_tables: Vec<Value>,
    /// Limits, as they stand.
    pub limits: Vec<Value>,
    /// How the service is reached, as it stands.
    pub connection: Option<Value>,
    /// How notifications come, as it stands.
    pub notifications: Option<Value>,
    /// How an emulator behaves, as it stands.
    pub emulation: Option<Value>,
}

/// Whether the body that is sent or the one that comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Sent.
    Request,
    /// Received.
    Response,
}

/// A field of a body, by the way to it.
#[derive(Debug, Clone)]
pub struct FieldPath<'a> {
    /// Names divided by dots, `[]` behind a list, `{}` behind an object with free keys.
    pub path: String,
    /// The field, or the one that the alias stands for.
    pub field: &'a Field,
    /// Who takes the last name for the field, where it is not the field's own.
    pub alias: Option<&'a str>,
}

impl Catalogue {
    /// The type with this id.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    #[track_caller]
    pub fn type_of(&self, id: &str) -> &Type {
        self.api.types.iter().find(|of| of.id == id).unwrap_or_else(|| panic!("the catalogue has no type `{id}`"))
    }

    /// All fields of a body of an endpoint in a variant, those of objects inside included, and all spellings.
    ///
    /// # Panics
    /// If there is no such endpoint, or its body has none.
    #[must_use]
    #[track_caller]
    pub fn field_paths(&self, endpoint: &str, variant: Option<&str>, direction: Direction) -> Vec<FieldPath<'_>> {
        let call = self.api.calls.get(endpoint).unwrap_or_else(|| panic!("no call `{endpoint}`"));
        let body = if direction == Direction::Request { &call.request } else { &call.response };
        let body = body.as_deref().unwrap_or_else(|| panic!("`{endpoint}` has no such body"));
        let mut found = Vec::new();
        self.walk(self.type_of(body), variant, "", &mut found);
        found
    }

    fn walk<'a>(&'a self, of: &'a Type, variant: Option<&str>, before: &str, found: &mut Vec<FieldPath<'a>>) {
        let has = |ids: &Option<Vec<String>>| {
            ids.as_ref().is_none_or(|ids| variant.is_none_or(|variant| ids.iter().any(|id| id == variant)))
        };
        for field in of.fields.iter().filter(|field| has(&field.variants)) {
            let mark = match field.holds.as_str() {
                "one" | "one_or_text" => "",
                "list" | "text_or_list" => "[]",
                "map" => "{}",
                other => panic!("`{}` holds `{other}`", field.id),
            };
            let own = std::iter::once((&field.id, None));
            let others = field.aliases.iter().map(|(name, by)| (name, Some(by.as_str())));
            for (name, alias) in own.chain(others) {
                let path = format!("{before}{name}");
                found.push(FieldPath { path, field, alias });
            }
            if !is_json(&field.type_id) {
                let before = format!("{before}{}{mark}.", field.id);
                self.walk(self.type_of(&field.type_id), variant, &before, found);
            }
        }
    }

    /// Every rule, wherever it stands, with what it stands at: a type, an endpoint, or nothing.
    pub fn all_rules(&self) -> impl Iterator<Item = (Option<&str>, &Rule)> {
        let types = self.api.types.iter().flat_map(|of| {
            let fields = of.fields.iter().flat_map(|field| &field.rules);
            fields.chain(&of.rules).map(|rule| (Some(of.id.as_str()), rule))
        });
        let calls = self.api.calls.iter();
        let calls = calls.flat_map(|(id, call)| call.rules.iter().map(|rule| (Some(id.as_str()), rule)));
        types.chain(calls).chain(self.api.rules.iter().map(|rule| (None, rule)))
    }
}

fn is_json(id: &str) -> bool {
    matches!(id, "string" | "integer" | "number" | "boolean" | "json")
}

/// The sections of a file that are read here.
pub(crate) const SECTIONS: [&str; 13] = [
    "types",
    "rules",
    "states",
    "value_tables",
    "code_tables",
    "connection",
    "limits",
    "notifications",
    "events",
    "conflicts",
    "examples",
    "endpoints",
    "emulation",
];

impl Api {
    pub(crate) fn read(&mut self, file: &Node<'_>) {
        self.types.extend(file.list("types").iter().map(read_type));
        self.rules.extend(file.list("rules").iter().map(read_rule));
        self.states.extend(file.list("states").iter().map(read_state));
        self.events.extend(file.list("events").iter().map(read_event));
        self.conflicts.extend(file.list("conflicts").iter().map(read_conflict));
        self.examples.extend(file.list("examples").iter().map(read_example));
        for endpoint in file.list("endpoints") {
            self.calls.insert(endpoint.need("id").text(), read_call(&endpoint));
        }
        for table in file.list("value_tables") {
            table.knows(&["id", "title", "note", "rows", "conflicts", "sources"]);
            table.words_of(&["title"], &["note"]);
            for row in table.list("rows") {
                row.knows(&["id", "key", "open", "status", "values"]);
                row.list("values").iter().for_each(|value| value.knows(&["value", "name", "area", "status"]));
            }
            self.value_tables.push(table.value.clone());
        }
        for table in file.list("code_tables") {
            table.knows(&["id", "title", "note", "bits", "codes", "confidence", "conflicts", "sources"]);
            table.words_of(&["title"], &["note"]);
            for code in table.list("codes") {
                code.knows(&["id", "code", "title", "text", "note", "error", "status"]);
                code.words_of(&["title"], &["note"]);
                let _: Code = code.need("code").code();
            }
            self.code_tables.push(table.value.clone());
        }
        for limit in file.list("limits") {
            let names = [
                "id",
                "title",
                "kind",
                "unit",
                "per",
                "amounts",
                "endpoints",
                "error",
                "note",
                "conflicts",
                "confidence",
                "sources",
            ];
            limit.knows(&names);
            limit.words_of(&["title"], &["note"]);
            for amount in limit.list("amounts") {
                amount.knows(&["value", "variants", "editions", "areas", "class"]);
            }
            self.limits.push(limit.value.clone());
        }
        if let Some(connection) = file.get("connection") {
            assert!(self.connection.is_none(), "{}: a second connection", file.place);
            know_connection(&connection);
            self.connection = Some(connection.value.clone());
        }
        if let Some(notifications) = file.get("notifications") {
            assert!(self.notifications.is_none(), "{}: a second `notifications`", file.place);
            know_notifications(&notifications);
            self.notifications = Some(notifications.value.clone());
        }
        if let Some(emulation) = file.get("emulation") {
            assert!(self.emulation.is_none(), "{}: a second `emulation`", file.place);
            know_emulation(&emulation);
            self.emulation = Some(emulation.value.clone());
        }
    }

    pub(crate) fn sort(&mut self) {
        self.types.sort_by(|a, b| a.id.cmp(&b.id));
        self.rules.sort_by(|a, b| a.id.cmp(&b.id));
        self.states.sort_by(|a, b| a.id.cmp(&b.id));
        self.events.sort_by(|a, b| a.id.cmp(&b.id));
        self.conflicts.sort_by(|a, b| a.id.cmp(&b.id));
        self.examples.sort_by(|a, b| a.id.cmp(&b.id));
    }
}

fn know_connection(node: &Node<'_>) {
    node.knows(&[
        "scheme",
        "authentication",
        "content_type",
        "request_id_header",
        "note",
        "domains",
        "hosts",
        "areas",
        "failover",
        "sources",
    ]);
    node.words_of(&[], &["note"]);
    node.list("domains").iter().for_each(|domain| domain.knows(&["id", "domain", "title"]));
    node.list("hosts").iter().for_each(|host| host.knows(&["id", "label", "title"]));
    let areas = node.list("areas");
    areas.iter().for_each(|area| area.knows(&["id", "title", "hosts", "domains", "path_prefix", "sources"]));
    let failover = node.need("failover");
    failover.knows(&["steps", "delays_s", "sources"]);
    failover.list("steps").iter().for_each(|step| step.knows(&["id", "to", "only_when_unresolved", "title"]));
}

fn know_notifications(node: &Node<'_>) {
    node.knows(&[
        "title",
        "note",
        "body",
        "code_field",
        "details_field",
        "name_field",
        "signatures",
        "delivery",
        "sequences",
        "conflicts",
        "sources",
    ]);
    node.words_of(&["title"], &["note"]);
    for signature in node.list("signatures") {
        signature.knows(&["id", "header", "algorithm", "note", "vectors", "sources"]);
        signature.list("vectors").iter().for_each(|vector| vector.knows(&["id", "key", "body_text", "hex"]));
    }
    node.list("delivery").iter().for_each(|fact| fact.knows(&["id", "words", "confidence", "sources"]));
    for sequence in node.list("sequences") {
        sequence.knows(&["id", "title", "events", "note", "confidence", "sources"]);
    }
}

/// What every behaviour of an emulator has: what it is, how well that is known, and documents.
const OF_A_BEHAVIOUR: [&str; 3] = ["title", "confidence", "sources"];

fn know_emulation(node: &Node<'_>) {
    let ones = ["rate", "folders", "moved", "notification"];
    let lists = ["made", "stages", "lifetimes", "tasks", "refusals", "files", "answers", "notices"];
    node.knows(&[&["note", "account", "channel", "publisher", "habits"][..], &ones[..], &lists[..]].concat());
    node.words_of(&[], &["note"]);
    node.need("account").text();
    node.need("channel").text();
    node.need("publisher").text();
    let own = |part: &str| -> &[&str] {
        match part {
            "made" => &["id", "letters", "length"],
            "stages" => &["id", "state", "value", "after_s", "at_work"],
            "lifetimes" => &["id", "state", "leave", "variants", "since", "endpoint", "field", "limit", "after_s"],
            "rate" => &["limit"],
            "tasks" => &["id", "limit", "edition", "variants", "when"],
            "refusals" => &["id", "moment", "endpoints", "value", "when", "error", "text"],
            "folders" => &["endpoint", "field"],
            "moved" => &["varies", "most", "name", "parts"],
            "files" => &["id", "name", "parts", "variants", "when", "each_publisher", "without_publishers", "item"],
            "answers" => &["id", "endpoint", "variants", "when", "asked", "outcome", "body"],
            "notification" => &["body", "answer_within_s", "received", "resends_after_s"],
            "notices" => &["id", "event", "on", "after_s", "leaves", "variants", "files", "details"],
            other => panic!("no part `{other}` of an emulator"),
        }
    };
    let know = |part: &str, one: &Node<'_>| {
        one.knows(&[own(part), &OF_A_BEHAVIOUR[..]].concat());
        one.words_of(&["title"], &[]);
        one.list("when").iter().chain(&one.list("asked")).for_each(know_condition);
        assert!(!one.texts("sources").is_empty(), "{}: no document", one.place);
    };
    for part in ones {
        node.get(part).iter().for_each(|one| know(part, one));
    }
    for part in lists {
        node.list(part).iter().for_each(|one| know(part, one));
    }
    for habit in node.list("habits") {
        habit.knows(&["id", "words", "confidence", "sources"]);
        habit.words_of(&["words"], &[]);
    }
}

fn read_type(node: &Node<'_>) -> Type {
    node.knows(&["id", "name", "kind", "of", "title", "note", "fields", "values", "rules", "conflicts", "sources"]);
    Type {
        id: node.need("id").text(),
        name: node.maybe_text("name"),
        kind: node.need("kind").text(),
        of: node.maybe_text("of"),
        title: node.need("title").words(),
        note: node.get("note").map(|note| note.words()),
        fields: node.list("fields").iter().map(|field| read_field(node, field)).collect(),
        values: node.list("values").iter().map(|value| read_value(node, value)).collect(),
        rules: node.list("rules").iter().map(read_rule).collect(),
        conflicts: node.texts("conflicts"),
        sources: node.texts("sources"),
    }
}

fn read_field(owner: &Node<'_>, node: &Node<'_>) -> Field {
    node.knows(&[
        "id",
        "name",
        "type",
        "holds",
        "nullable",
        "required",
        "variants",
        "editions",
        "default",
        "unit",
        "secret",
        "status",
        "introduced",
        "withdrawn",
        "aliases",
        "title",
        "note",
        "rules",
        "codes",
        "conflicts",
        "confidence",
        "sources",
    ]);
    let alias = |alias: &Node<'_>| {
        alias.knows(&["id", "taken_by", "sources"]);
        (alias.need("id").text(), alias.need("taken_by").text())
    };
    let table = |used: &Node<'_>| {
        used.knows(&["table", "when", "status"]);
        used.list("when").iter().for_each(know_condition);
        used.need("table").text()
    };
    Field {
        id: node.need("id").text(),
        name: node.maybe_text("name"),
        type_id: node.need("type").text(),
        holds: node.text_or("holds", "one"),
        nullable: node.flag("nullable"),
        required: node.flag("required"),
        variants: node.maybe_texts("variants"),
        editions: node.maybe_texts("editions"),
        // `null` would be no default.
        default: node.get("default").map(|value| value.json()),
        unit: node.maybe_text("unit"),
        secret: node.flag("secret"),
        status: node.text_or("status", "current"),
        introduced: node.maybe_text("introduced"),
        withdrawn: node.maybe_text("withdrawn"),
        aliases: node.list("aliases").iter().map(alias).collect(),
        title: node.need("title").words(),
        note: node.get("note").map(|note| note.words()),
        rules: node.list("rules").iter().map(read_rule).collect(),
        codes: node.list("codes").iter().map(table).collect(),
        conflicts: node.texts("conflicts"),
        confidence: node.text_or("confidence", "documented"),
        sources: node.own_or("sources", owner),
    }
}

fn read_value(owner: &Node<'_>, node: &Node<'_>) -> EnumValue {
    node.knows(&["id", "value", "title", "note", "status", "variants", "editions", "sources"]);
    EnumValue {
        id: node.need("id").text(),
        value: node.need("value").json(),
        title: node.need("title").words(),
        note: node.get("note").map(|note| note.words()),
        status: node.text_or("status", "current"),
        variants: node.maybe_texts("variants"),
        editions: node.maybe_texts("editions"),
        sources: node.own_or("sources", owner),
    }
}

fn know_condition(node: &Node<'_>) {
    node.knows(&["field", "is", "is_not", "contains", "present"]);
    let members = node.value.as_mapping().map_or(0, serde_yaml::Mapping::len);
    assert!(members == 2, "{}: a condition has a field and one test", node.place);
}

fn read_check(node: &Node<'_>) -> (String, serde_json::Value) {
    let members = node.value.as_mapping().unwrap_or_else(|| panic!("{}: not a mapping", node.place));
    assert!(members.len() == 1, "{}: a check has one member", node.place);
    let name = members.keys().next().and_then(Value::as_str).unwrap_or_else(|| panic!("{}: no name", node.place));
    let inside: &[&str] = match name {
        "range" | "integer_text" | "items" => &["min", "max"],
        "length" => &["min_characters", "max_characters", "max_bytes"],
        "product" | "sum" => &["fields", "max"],
        "joined" => &["each_followed_by", "max_characters"],
        "count" => &["when", "min", "max"],
        "table" => &["id", "row"],
        "equals" => &["endpoint", "field"],
        "present" | "absent" | "at_most_one" | "exactly_one" | "together" | "values" | "known" | "sets"
        | "characters" | "pattern" | "schemes" | "base64_bytes" | "json_text" | "decimals" | "ahead_s" => &[],
        other => panic!("{}: the second reader does not know the check `{other}`", node.place),
    };
    let value = node.need(name);
    if !inside.is_empty() {
        value.knows(inside);
    }
    if name == "count" {
        know_condition(&value.need("when"));
    }
    (name.to_owned(), value.json())
}

fn read_rule(node: &Node<'_>) -> Rule {
    node.knows(&[
        "id",
        "words",
        "force",
        "variants",
        "endpoints",
        "editions",
        "when",
        "at",
        "check",
        "otherwise",
        "certainty",
        "broken",
        "error",
        "conflicts",
        "note",
        "sources",
    ]);
    Rule {
        id: node.need("id").text(),
        words: node.need("words").words(),
        force: node.text_or("force", "must"),
        variants: node.maybe_texts("variants"),
        endpoints: node.maybe_texts("endpoints"),
        editions: node.maybe_texts("editions"),
        when: node
            .list("when")
            .iter()
            .map(|condition| {
                know_condition(condition);
                condition.json()
            })
            .collect(),
        at: node.maybe_text("at"),
        check: node.get("check").map(|check| read_check(&check)),
        otherwise: node.get("otherwise").map(|check| read_check(&check)),
        certainty: node.need("certainty").text(),
        broken: node.need("broken").text(),
        error: node.maybe_text("error"),
        conflicts: node.texts("conflicts"),
        note: node.get("note").map(|note| note.words()),
        sources: node.texts("sources"),
    }
}

fn read_call(node: &Node<'_>) -> Call {
    let edition = |edition: &Node<'_>| {
        edition.knows(&["editions", "path", "sources"]);
        (edition.texts("editions"), edition.need("path").text(), edition.texts("sources"))
    };
    let parameter = |parameter: &Node<'_>| {
        parameter.knows(&["id", "type", "title", "note", "variant", "sources"]);
        Parameter {
            id: parameter.need("id").text(),
            type_id: parameter.need("type").text(),
            title: parameter.need("title").words(),
            note: parameter.get("note").map(|note| note.words()),
            variant: parameter.flag("variant"),
            sources: parameter.texts("sources"),
        }
    };
    Call {
        edition_paths: node.list("edition_paths").iter().map(edition).collect(),
        parameters: node.list("parameters").iter().map(parameter).collect(),
        request: node.maybe_text("request"),
        response: node.maybe_text("response"),
        rules: node.list("rules").iter().map(read_rule).collect(),
        takes: node.get("takes").map(|takes| {
            takes.knows(&["state", "by"]);
            (takes.need("state").text(), takes.need("by").text())
        }),
        gives: node.maybe_text("gives"),
        repeating: node.get("repeating").map(|repeating| {
            repeating.knows(&["safe", "words", "sources"]);
            (repeating.flag("safe"), repeating.need("words").words(), repeating.texts("sources"))
        }),
        conflicts: node.texts("conflicts"),
    }
}

fn read_state(node: &Node<'_>) -> State {
    let of_state = ["id", "title", "note", "holds", "valid_s", "expired", "end", "leaves", "sources"];
    node.knows(&[&of_state[..], &["flow", "confirmation", "renewals", "names", "replacements"]].concat());
    let leave = |leave: &Node<'_>| {
        leave.knows(&["id", "to", "title", "variants", "sources"]);
        let (id, to) = (leave.need("id").text(), leave.need("to").text());
        (id, to, leave.need("title").words(), leave.maybe_texts("variants"))
    };
    State {
        id: node.need("id").text(),
        title: node.need("title").words(),
        note: node.get("note").map(|note| note.words()),
        holds: node.texts("holds"),
        valid_s: node.get("valid_s").map(|number| number.number()),
        expired: node.maybe_text("expired"),
        end: node.flag("end"),
        flow: node.get("flow").map(|one| {
            one.knows(&["id", "title", "endpoints", "vary", "sources"]);
            (one.need("title").words(), one.texts("endpoints"))
        }),
        renewals: node
            .list("renewals")
            .iter()
            .map(|one| {
                one.knows(&["endpoint", "field", "every", "sources"]);
                (one.need("endpoint").text(), one.need("field").text())
            })
            .collect(),
        names: node
            .list("names")
            .iter()
            .map(|name| {
                name.knows(&["id", "title", "note", "variants", "pattern", "parts", "conflicts", "sources"]);
                for part in name.list("parts") {
                    part.knows(&["id", "title", "form"]);
                }
                name.need("pattern").text()
            })
            .collect(),
        replacements: node
            .list("replacements")
            .iter()
            .map(|one| {
                one.knows(&["held", "characters", "by", "sources"]);
                (one.need("held").text(), one.need("characters").text(), one.need("by").text())
            })
            .collect(),
        confirmation: node.get("confirmation").map(|one| {
            one.knows(&["endpoint", "field", "is", "over", "not_yet", "first", "gaps", "deadline", "every", "sources"]);
            (one.need("endpoint").text(), one.need("field").text())
        }),
        leaves: node.list("leaves").iter().map(leave).collect(),
        sources: node.texts("sources"),
    }
}

fn read_event(node: &Node<'_>) -> Event {
    node.knows(&[
        "id",
        "name",
        "code",
        "wire_name",
        "senders",
        "title",
        "note",
        "advice",
        "status",
        "fields_known",
        "fields",
        "introduced",
        "variants",
        "errors",
        "confidence",
        "conflicts",
        "since",
        "sources",
    ]);
    let code = node.need("code");
    Event {
        id: node.need("id").text(),
        name: node.maybe_text("name"),
        code: code.value.as_i64().unwrap_or_else(|| panic!("{}: not a number", code.place)),
        wire_name: node.maybe_text("wire_name"),
        senders: node.list("senders").iter().map(Node::number).collect(),
        title: node.need("title").words(),
        note: node.get("note").map(|note| note.words()),
        advice: node.get("advice").map(|advice| advice.words()),
        status: node.text_or("status", "current"),
        fields_known: node.get("fields_known").is_none() || node.flag("fields_known"),
        fields: node.list("fields").iter().map(|field| read_field(node, field)).collect(),
        introduced: node.maybe_text("introduced"),
        variants: node.maybe_texts("variants"),
        errors: node.texts("errors"),
        confidence: node.text_or("confidence", "documented"),
        conflicts: node.texts("conflicts"),
        since: node.need("since").text(),
        sources: node.texts("sources"),
    }
}

fn read_conflict(node: &Node<'_>) -> Conflict {
    node.knows(&["id", "title", "statement", "decision", "sources"]);
    Conflict {
        id: node.need("id").text(),
        title: node.need("title").words(),
        statement: node.need("statement").words(),
        decision: node.need("decision").words(),
        sources: node.texts("sources"),
    }
}

fn read_example(node: &Node<'_>) -> BodyExample {
    node.knows(&[
        "id",
        "endpoint",
        "event",
        "variants",
        "direction",
        "http",
        "verdict",
        "rule",
        "form",
        "pointer",
        "note",
        "shown",
        "unknown_fields",
        "body",
        "origin",
        "sources",
    ]);
    BodyExample {
        id: node.need("id").text(),
        endpoint: node.maybe_text("endpoint"),
        event: node.maybe_text("event"),
        variants: node.maybe_texts("variants"),
        direction: node.need("direction").text(),
        http: node.get("http").map(|http| http.status()),
        accepted: match node.need("verdict").text().as_str() {
            "accepted" => true,
            "refused" => false,
            other => panic!("{}: no verdict `{other}`", node.place),
        },
        rule: node.maybe_text("rule"),
        form: node.maybe_text("form"),
        pointer: node.maybe_text("pointer"),
        note: node.get("note").map(|note| note.words()),
        shown: node.flag("shown"),
        body: node.need("body").json(),
        origin: node.need("origin").text(),
        sources: node.texts("sources"),
    }
}
