//! The page about notifications: how they come, what they carry, and every event.

use super::super::OutputGroup;
use super::super::markdown::{self, cell, code};
use super::tables::{ENVELOPE, Section, Style, Values, has_modes};
use super::values::Codes;
use super::{Book, Conflict, Head, LANGS, Templates, endpoints, has_events, tree};
use crate::ir::Catalogue;
use crate::ir::api::{Event, Field};
use crate::model::{Notifications, Sequence, Signature, SignatureAlgorithm};
use rest_errors::Lang;
use serde::Serialize;
use std::collections::HashSet;

const EN: &str = include_str!("../../../templates/events.en.md");
const ZH: &str = include_str!("../../../templates/events.zh.md");

pub(in crate::emit) fn emit(catalogue: &Catalogue) -> OutputGroup {
    let api = &catalogue.api;
    let mut files = Vec::new();
    if let Some(notifications) = &api.notifications {
        let templates = Templates::new(EN, ZH);
        let trees = Trees::grow(catalogue, notifications);
        files.extend(
            LANGS.map(|lang| {
                templates.page(catalogue, lang, "events.md", &page(catalogue, lang, notifications, &trees))
            }),
        );
    }
    let counts = format!("{} events, {} code tables", api.events.len(), api.code_tables.len());
    OutputGroup { name: "notification page", counts, files }
}

/// What the page shows, in no language yet.
struct Trees<'c> {
    envelope: Vec<tree::Node<'c>>,
    /// The fields of each event.
    details: Vec<Vec<tree::Row<'c>>>,
}

impl<'c> Trees<'c> {
    fn grow(catalogue: &'c Catalogue, notifications: &Notifications) -> Self {
        let api = &catalogue.api;
        let modes: Vec<&str> = catalogue.service.variants.iter().map(|variant| variant.id.as_str()).collect();
        let of = api.types.binary_search_by(|of| of.id.cmp(&notifications.body)).ok();
        Self {
            envelope: of.map(|of| tree::body(api, of, &modes)).unwrap_or_default(),
            details: api.events.iter().map(|event| tree::flat(api, &event.fields, &modes)).collect(),
        }
    }
}

/// Ids of the tables of codes that stand on this page: those that a field of a notification uses.
pub(super) fn codes_shown(catalogue: &Catalogue) -> HashSet<&str> {
    fn add<'c>(catalogue: &'c Catalogue, fields: &'c [Field], seen: &mut HashSet<usize>, shown: &mut HashSet<&'c str>) {
        for field in fields {
            shown.extend(field.codes.iter().map(|used| used.table.as_str()));
            if let Some(of) = tree::object(&catalogue.api, field).filter(|of| seen.insert(*of)) {
                add(catalogue, catalogue.api.types[of].fields(), seen, shown);
            }
        }
    }
    let api = &catalogue.api;
    let (mut seen, mut shown) = (HashSet::new(), HashSet::new());
    if let Some(notifications) = &api.notifications {
        let body = api.types.iter().filter(|of| of.id == notifications.body);
        body.for_each(|of| add(catalogue, of.fields(), &mut seen, &mut shown));
        api.events.iter().for_each(|event| add(catalogue, &event.fields, &mut seen, &mut shown));
    }
    shown
}

#[derive(Serialize)]
struct Page {
    head: Head,
    title: String,
    note: String,
    body: String,
    code_field: String,
    details_field: String,
    name_field: String,
    delivery: Vec<Fact>,
    signatures: Vec<Signed>,
    sequences: Vec<Ordered>,
    envelope: Vec<Section>,
    index: String,
    events: Vec<Shown>,
    values: Vec<Values>,
    codes: Vec<Codes>,
    conflicts: Vec<Conflict>,
    sources: String,
}

#[derive(Serialize)]
struct Fact {
    id: String,
    words: String,
    evidence: String,
    sources: String,
}

#[derive(Serialize)]
struct Signed {
    id: String,
    header: String,
    algorithm: &'static str,
    note: String,
    vectors: Vec<Vector>,
    sources: String,
}

#[derive(Serialize)]
struct Vector {
    id: String,
    key: String,
    body: String,
    hex: String,
}

#[derive(Serialize)]
struct Ordered {
    id: String,
    title: String,
    events: String,
    note: String,
    evidence: String,
    sources: String,
}

/// A section about an event.
#[derive(Serialize)]
struct Shown {
    id: String,
    code: i64,
    title: String,
    status: &'static str,
    note: String,
    advice: String,
    wire_name: Option<String>,
    senders: String,
    modes: String,
    introduced: Option<String>,
    evidence: &'static str,
    since: String,
    fields_known: bool,
    fields: String,
    errors: String,
    disputed: String,
    examples: Vec<Example>,
    sources: String,
}

#[derive(Serialize)]
struct Example {
    id: String,
    note: String,
    origin: &'static str,
    body: String,
}

fn page<'c>(catalogue: &'c Catalogue, lang: Lang, notifications: &'c Notifications, trees: &Trees<'c>) -> Page {
    let api = &catalogue.api;
    let mut book = Book::new(catalogue, lang, "");
    book.at_events = true;
    book.sources_by_id(&notifications.sources);
    let _ = book.disputes(&notifications.conflicts);
    let modes: Vec<&str> = catalogue.service.variants.iter().map(|variant| variant.id.as_str()).collect();
    let style = Style {
        prefix: ENVELOPE.to_owned(),
        sent: false,
        flat: false,
        modes: if has_modes(&trees.envelope, modes.len()) { modes.clone() } else { Vec::new() },
        rules: None,
    };
    let envelope = book.sections(&trees.envelope, &style);
    let events = api.events.iter().zip(&trees.details).map(|(event, rows)| book.event(event, rows, &modes)).collect();
    let codes = api.code_tables.iter().filter(|table| book.codes_at_events.contains(table.id.as_str()));
    let codes: Vec<_> = codes.collect();
    let codes = codes.into_iter().map(|table| book.codes_of(table)).collect();
    let mut page = Page {
        head: book.head("events.md"),
        title: markdown::prose(&markdown::sentence(lang, book.say(&notifications.title))),
        note: notifications.note.as_ref().map(|note| markdown::prose(book.say(note))).unwrap_or_default(),
        body: code(&notifications.body),
        code_field: place(&notifications.code_field),
        details_field: place(&notifications.details_field),
        name_field: code(&notifications.name_field),
        delivery: notifications.delivery.iter().map(|fact| book.fact(fact)).collect(),
        signatures: notifications.signatures.iter().map(|signature| book.signature(signature)).collect(),
        sequences: notifications.sequences.iter().map(|sequence| book.sequence(sequence)).collect(),
        envelope,
        index: api.events.iter().map(|event| book.index_row(event)).collect(),
        events,
        values: book.known_values(&[]),
        codes,
        conflicts: Vec::new(),
        sources: String::new(),
    };
    page.conflicts = book.all_conflicts();
    page.sources = book.all_sources();
    page
}

/// A link to a field of the envelope.
fn place(path: &str) -> String {
    format!("[{}](#{ENVELOPE}{})", code(path), tree::anchor(path))
}

/// Ids of the conflicts that the page shows.
pub(super) fn conflicts_shown(catalogue: &Catalogue) -> HashSet<&str> {
    fn of_field<'c>(catalogue: &'c Catalogue, field: &'c Field, shown: &mut HashSet<&'c str>) {
        shown.extend(field.conflicts.iter().map(String::as_str));
        if let crate::ir::api::ValueType::Type(of) = field.value {
            shown.extend(catalogue.api.types[of].conflicts.iter().map(String::as_str));
        }
    }
    let api = &catalogue.api;
    let mut shown = HashSet::new();
    if let Some(notifications) = api.notifications.as_ref().filter(|_| has_events(catalogue)) {
        shown.extend(notifications.conflicts.iter().map(String::as_str));
        let trees = Trees::grow(catalogue, notifications);
        for node in &trees.envelope {
            shown.extend(api.types[node.of].conflicts.iter().map(String::as_str));
            node.rows.iter().for_each(|row| of_field(catalogue, row.field, &mut shown));
        }
        trees.details.iter().flatten().for_each(|row| of_field(catalogue, row.field, &mut shown));
        shown.extend(api.events.iter().flat_map(|event| &event.conflicts).map(String::as_str));
        let here = codes_shown(catalogue);
        let tables = api.code_tables.iter().filter(|table| here.contains(table.id.as_str()));
        shown.extend(tables.flat_map(|table| &table.conflicts).map(String::as_str));
    }
    shown
}

impl<'c> Book<'c> {
    fn fact(&mut self, fact: &crate::model::Fact) -> Fact {
        Fact {
            id: fact.id.clone(),
            words: markdown::prose(self.say(&fact.words)),
            evidence: self
                .evidence(fact.confidence.unwrap_or(crate::model::Confidence::Documented).into())
                .unwrap_or_default(),
            sources: self.sources_by_id(&fact.sources),
        }
    }

    fn signature(&mut self, signature: &Signature) -> Signed {
        let vectors = signature.vectors.iter().map(|vector| Vector {
            id: vector.id.clone(),
            key: code(&vector.key),
            body: vector.body_text.clone(),
            hex: code(&vector.hex),
        });
        Signed {
            id: signature.id.clone(),
            header: code(&signature.header),
            algorithm: match signature.algorithm {
                SignatureAlgorithm::HmacSha1 => "HMAC-SHA1",
                SignatureAlgorithm::HmacSha256 => "HMAC-SHA256",
            },
            note: signature.note.as_ref().map(|note| markdown::prose(self.say(note))).unwrap_or_default(),
            vectors: vectors.collect(),
            sources: self.sources_by_id(&signature.sources),
        }
    }

    fn sequence(&mut self, sequence: &Sequence) -> Ordered {
        let events = sequence.events.iter().map(|id| self.event_link(id)).collect::<Vec<_>>().join(" → ");
        Ordered {
            id: sequence.id.clone(),
            title: markdown::prose(&markdown::sentence(self.lang, self.say(&sequence.title))),
            events,
            note: sequence.note.as_ref().map(|note| markdown::prose(self.say(note))).unwrap_or_default(),
            evidence: self
                .evidence(sequence.confidence.unwrap_or(crate::model::Confidence::Documented).into())
                .unwrap_or_default(),
            sources: self.sources_by_id(&sequence.sources),
        }
    }

    fn event_link(&self, id: &str) -> String {
        match self.catalogue.api.events.iter().find(|event| event.id == id) {
            Some(event) => format!("[{} `{id}`](#{id})", event.code),
            None => code(id),
        }
    }

    fn index_row(&self, event: &Event) -> String {
        let link = format!("[`{0}`](#{0})", event.id);
        let status = self.status(event.status).map(|status| format!("{status} ")).unwrap_or_default();
        let title = format!("{status}{}", cell(self.say(&event.title)));
        let modes =
            if event.variants.is_empty() { self.pick("any", "任意").to_owned() } else { self.codes(&event.variants) };
        markdown::row([&code(&event.code.to_string()), &link, &title, &modes])
    }

    fn event(&mut self, event: &Event, rows: &[tree::Row<'_>], modes: &[&'c str]) -> Shown {
        let style = Style {
            prefix: format!("{}.", event.id),
            sent: false,
            flat: true,
            modes: if rows.iter().any(|row| row.modes.len() != modes.len()) { modes.to_vec() } else { Vec::new() },
            rules: None,
        };
        let fields = if rows.is_empty() { String::new() } else { self.fields(rows, &style) };
        let catalogue = self.catalogue;
        let examples = catalogue
            .api
            .examples
            .iter()
            .filter(|example| example.shown == Some(true) && example.event.as_ref() == Some(&event.id));
        let examples = examples.map(|example| {
            self.sources_by_id(&example.sources);
            Example {
                id: example.id.clone(),
                note: example.note.as_ref().map(|note| markdown::prose(self.say(note))).unwrap_or_default(),
                origin: markdown::origin(self.lang, example.origin),
                body: endpoints::pretty_json(&example.body),
            }
        });
        let examples = examples.collect();
        Shown {
            id: event.id.clone(),
            code: event.code,
            title: markdown::prose(self.say(&event.title)),
            status: self.status(event.status).unwrap_or_default(),
            note: event.note.as_ref().map(|note| markdown::prose(self.say(note))).unwrap_or_default(),
            advice: event.advice.as_ref().map(|advice| markdown::prose(self.say(advice))).unwrap_or_default(),
            wire_name: event.wire_name.as_ref().map(|name| code(name)),
            senders: self.codes(event.senders.iter().map(i64::to_string)),
            modes: self.codes(&event.variants),
            introduced: event.introduced.clone(),
            evidence: event.confidence.words(self.lang),
            since: markdown::release(self.lang, &event.since).to_owned(),
            fields_known: event.fields_known,
            fields,
            errors: self.list(event.errors.iter().map(|entry| self.error(*entry))),
            disputed: self.disputed(&event.conflicts).unwrap_or_default(),
            examples,
            sources: self.source_links(&event.sources),
        }
    }
}
