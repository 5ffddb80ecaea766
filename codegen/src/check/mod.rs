//! Whether a catalogue makes sense: every check of the language, all problems of a run at once.
//!
//! Each check has a number ([`Code`]) and a case in `codegen/tests/diagnostics.rs` that compares what it prints.

mod api;
pub(crate) use api::parse_path;
mod emulation;
mod ids;
pub use ids::NEXT;
mod ledger;
mod matching;
mod recipes;
mod references;
mod service;
mod words;
pub use words::TO_DO;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::load::Loaded;
use crate::model::{
    ApiConflict, BodyExample, CatalogueFile, CharacterSet, CodeTable, Connection, Emulation, Endpoint, ErrorEntry,
    Event, Key, LedgerLine, Limit, Notifications, Recipe, Reference, Rule, Service, State, Term, Tombstone, Type,
    ValueTable,
};
use crate::tree::Step;
use std::collections::HashMap;

/// Finds all problems of a catalogue that could be read.
#[must_use]
pub fn check(loaded: &Loaded) -> Vec<Diagnostic> {
    let mut catalogue = Catalogue::new(loaded);
    service::check(&mut catalogue);
    ids::check(&mut catalogue);
    references::check(&mut catalogue);
    api::check(&mut catalogue);
    emulation::check(&mut catalogue);
    recipes::check(&mut catalogue);
    matching::check(&mut catalogue);
    words::check(&mut catalogue);
    ledger::check(&mut catalogue);
    catalogue.problems
}

/// Finds defaults, examples and bodies of an emulator that are not what they say of themselves; the catalogue has no other
/// problem.
#[must_use]
pub fn proofs(loaded: &Loaded, lowered: &crate::ir::Catalogue) -> Vec<Diagnostic> {
    let catalogue = Catalogue::new(loaded);
    let mut found = api::proofs(&catalogue, lowered);
    found.extend(emulation::proofs(&catalogue, lowered));
    found
}

/// A value of the catalogue and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct At<'a, T> {
    pub(crate) item: &'a T,
    pub(crate) place: Place,
}

/// The way to a value: a file and the steps from its root.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    file: usize,
    path: Vec<Step>,
}

impl Place {
    /// A section of a file.
    pub(crate) fn root(file: usize, section: &str) -> Self {
        Self { file, path: vec![Step::Key(section.to_owned())] }
    }

    /// How many steps it is from the root of the file.
    pub(crate) fn depth(&self) -> usize {
        self.path.len()
    }

    pub(crate) fn key(&self, key: &str) -> Self {
        self.step(Step::Key(key.to_owned()))
    }

    pub(crate) fn item(&self, index: usize) -> Self {
        self.step(Step::Item(index))
    }

    fn step(&self, step: Step) -> Self {
        let mut path = self.path.clone();
        path.push(step);
        Self { file: self.file, path }
    }
}

/// All parts of a catalogue, whichever file they stand in, and the problems found so far.
pub(crate) struct Catalogue<'a> {
    pub(crate) loaded: &'a Loaded,
    pub(crate) services: Vec<At<'a, Service>>,
    pub(crate) references: Vec<At<'a, Reference>>,
    pub(crate) glossary: Vec<At<'a, Term>>,
    pub(crate) recipes: Vec<At<'a, Recipe>>,
    pub(crate) character_sets: Vec<At<'a, CharacterSet>>,
    pub(crate) types: Vec<At<'a, Type>>,
    pub(crate) endpoints: Vec<At<'a, Endpoint>>,
    pub(crate) rules: Vec<At<'a, Rule>>,
    pub(crate) states: Vec<At<'a, State>>,
    pub(crate) value_tables: Vec<At<'a, ValueTable>>,
    pub(crate) code_tables: Vec<At<'a, CodeTable>>,
    pub(crate) connections: Vec<At<'a, Connection>>,
    pub(crate) limits: Vec<At<'a, Limit>>,
    pub(crate) notifications: Vec<At<'a, Notifications>>,
    pub(crate) events: Vec<At<'a, Event>>,
    pub(crate) conflicts: Vec<At<'a, ApiConflict>>,
    pub(crate) examples: Vec<At<'a, BodyExample>>,
    pub(crate) emulations: Vec<At<'a, Emulation>>,
    pub(crate) errors: Vec<At<'a, ErrorEntry>>,
    pub(crate) tombstones: Vec<At<'a, Tombstone>>,
    pub(crate) ledger: Vec<At<'a, LedgerLine>>,
    pub(crate) problems: Vec<Diagnostic>,
}

impl<'a> Catalogue<'a> {
    pub(crate) fn new(loaded: &'a Loaded) -> Self {
        Self {
            loaded,
            services: gather(loaded, "service", |values| values.service.as_slice()),
            references: gather(loaded, "references", |values| &values.references),
            glossary: gather(loaded, "glossary", |values| &values.glossary),
            recipes: gather(loaded, "recipes", |values| &values.recipes),
            character_sets: gather(loaded, "character_sets", |values| &values.character_sets),
            types: gather(loaded, "types", |values| &values.types),
            endpoints: gather(loaded, "endpoints", |values| &values.endpoints),
            rules: gather(loaded, "rules", |values| &values.rules),
            states: gather(loaded, "states", |values| &values.states),
            value_tables: gather(loaded, "value_tables", |values| &values.value_tables),
            code_tables: gather(loaded, "code_tables", |values| &values.code_tables),
            connections: gather(loaded, "connection", |values| values.connection.as_slice()),
            limits: gather(loaded, "limits", |values| &values.limits),
            notifications: gather(loaded, "notifications", |values| values.notifications.as_slice()),
            events: gather(loaded, "events", |values| &values.events),
            conflicts: gather(loaded, "conflicts", |values| &values.conflicts),
            examples: gather(loaded, "examples", |values| &values.examples),
            emulations: gather(loaded, "emulation", |values| values.emulation.as_slice()),
            errors: gather(loaded, "errors", |values| &values.errors),
            tombstones: gather(loaded, "tombstones", |values| &values.tombstones),
            ledger: gather(loaded, "ledger", |values| &values.ledger),
            problems: Vec::new(),
        }
    }

    pub(crate) fn span(&self, place: &Place) -> Span {
        Span::new(place.file, self.loaded.files[place.file].tree.locate(&place.path))
    }

    pub(crate) fn problem(&self, code: Code, place: &Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(code, self.span(place), message)
    }

    pub(crate) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    pub(crate) fn endpoint_indexes(&self) -> HashMap<&'a str, usize> {
        let ids = self.endpoints.iter().map(|endpoint| endpoint.item.id.as_str());
        ids.zip(0..).collect()
    }
}

fn gather<'a, T>(loaded: &'a Loaded, section: &str, items: impl Fn(&'a CatalogueFile) -> &'a [T]) -> Vec<At<'a, T>> {
    let files = loaded.files.iter().enumerate();
    let located = files.flat_map(|(file, loaded)| {
        let root = Place { file, path: vec![Step::Key(section.to_owned())] };
        let is_list = matches!(loaded.tree.member(section).map(|m| &m.node.value), Some(crate::tree::Value::List(_)));
        items(&loaded.values)
            .iter()
            .enumerate()
            .map(move |(index, item)| At { item, place: if is_list { root.item(index) } else { root.clone() } })
    });
    located.collect()
}

pub(crate) use service::members as service_members;

/// What a key says about disposition, effect, retry and confidence once its entry's values stand in where it has none.
pub(crate) struct Effective<'a> {
    pub(crate) retry: &'a str,
    pub(crate) disposition: crate::model::Disposition,
    pub(crate) effect: crate::model::Effect,
    pub(crate) confidence: crate::model::Confidence,
}

pub(crate) fn effective<'a>(entry: &'a ErrorEntry, key: &'a Key) -> Effective<'a> {
    Effective {
        retry: key.retry.as_deref().unwrap_or(&entry.retry),
        disposition: key.disposition.unwrap_or(entry.disposition),
        effect: key.effect.unwrap_or(entry.effect),
        confidence: key.confidence.unwrap_or(entry.confidence),
    }
}

/// Semantic versions as far as a catalogue needs them: three numbers without leading zeros.
pub(crate) fn parse_version(text: &str) -> Option<(u64, u64, u64)> {
    let number = |part: &str| {
        let plain = part == "0" || !part.starts_with('0');
        (plain && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok()).flatten()
    };
    let mut parts = text.split('.');
    let version = (number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?);
    parts.next().is_none().then_some(version)
}
