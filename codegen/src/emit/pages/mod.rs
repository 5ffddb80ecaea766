//! The reference pages for people: a page an endpoint, the lifecycle, the notifications, values that belong together, and what
//! an emulator does.
//!
//! The sentences stand in the templates; the long tables are written row by row here, for a template would be slow at it.

mod emulator;
mod endpoints;
mod events;
mod lifecycle;
mod rules;
mod tables;
mod tree;
mod values;

pub(super) use emulator::emit as emulator;
pub(super) use endpoints::emit as endpoints;
pub(super) use events::emit as events;
pub(super) use lifecycle::emit as lifecycle;
pub(super) use values::emit as values;

use super::markdown::{self, cell, code, pick};
use super::{OutputFile, service_mark};
use crate::ir::{Catalogue, Endpoint};
use crate::model::{FieldStatus, Words};
use rest_errors::{Confidence, Lang};
use serde::Serialize;
use std::collections::{BTreeSet, HashSet};
use tera::{Context, Tera};

/// Whether the endpoints have pages of their own.
pub(super) fn has_endpoints(catalogue: &Catalogue) -> bool {
    !catalogue.api.types.is_empty() && !catalogue.endpoints.is_empty()
}

/// Whether there is a page about the lifecycle.
fn has_lifecycle(catalogue: &Catalogue) -> bool {
    let api = &catalogue.api;
    !api.states.is_empty() || !api.rules.is_empty() || !api.limits.is_empty() || api.connection.is_some()
}

/// Whether there is a page about notifications.
fn has_events(catalogue: &Catalogue) -> bool {
    catalogue.api.notifications.is_some()
}

/// Whether there is a page of values.
fn has_values(catalogue: &Catalogue) -> bool {
    let at_events = events::codes_shown(catalogue);
    !catalogue.api.value_tables.is_empty()
        || catalogue.api.code_tables.iter().any(|table| !at_events.contains(table.id.as_str()))
}

/// What an emitter knows of a page while it writes it.
struct Book<'c> {
    catalogue: &'c Catalogue,
    lang: Lang,
    /// From the page to the folder of its language.
    up: &'static str,
    /// Whether this is the page about notifications.
    at_events: bool,
    /// Tables of codes that stand on the page about notifications.
    codes_at_events: HashSet<&'c str>,
    /// References that the page used.
    sources: BTreeSet<usize>,
    /// Conflicts that the page named.
    conflicts: BTreeSet<usize>,
    /// Enums whose values the page has to show, in the order of their first use.
    enums: Vec<usize>,
}

/// A link to another page of the set.
#[derive(Serialize)]
struct Link {
    title: String,
    to: String,
}

/// What every page begins with.
#[derive(Serialize)]
struct Head {
    mark: String,
    service: String,
    version: String,
    /// The same page in the other language.
    other: String,
    links: Vec<Link>,
}

/// A disagreement of the sources.
#[derive(Serialize)]
struct Conflict {
    id: String,
    title: String,
    statement: String,
    decision: String,
    sources: String,
}

impl<'c> Book<'c> {
    fn new(catalogue: &'c Catalogue, lang: Lang, up: &'static str) -> Self {
        Self {
            catalogue,
            lang,
            up,
            at_events: false,
            codes_at_events: events::codes_shown(catalogue),
            sources: BTreeSet::new(),
            conflicts: BTreeSet::new(),
            enums: Vec::new(),
        }
    }

    fn pick<T>(&self, en: T, zh: T) -> T {
        pick(self.lang, en, zh)
    }

    fn say<'w>(&self, words: &'w Words) -> &'w str {
        markdown::say(self.lang, words)
    }

    fn list(&self, parts: impl IntoIterator<Item = String>) -> String {
        markdown::list(self.lang, parts)
    }

    /// Ids as code spans in a row.
    fn codes(&self, ids: impl IntoIterator<Item = impl AsRef<str>>) -> String {
        self.list(ids.into_iter().map(|id| code(id.as_ref())))
    }

    fn sentence(&self, words: &Words) -> String {
        cell(&markdown::sentence(self.lang, self.say(words)))
    }

    /// A title and what else is to be known, for a table.
    fn text(&self, title: &Words, note: Option<&Words>) -> String {
        let note = note.map(|note| cell(self.say(note)));
        markdown::sentences(
            self.lang,
            std::iter::once(self.sentence(title)).chain(note).collect::<Vec<_>>().iter().map(String::as_str),
        )
    }

    /// The head of a page below the folder of its language.
    fn head(&self, page: &str) -> Head {
        let catalogue = self.catalogue;
        let mut links =
            vec![Link { title: self.pick("Errors", "错误").to_owned(), to: format!("{}errors.md", self.up) }];
        let mut add = |there: bool, title: &str, name: &str| {
            if there && page != name {
                links.push(Link { title: title.to_owned(), to: format!("{}{name}", self.up) });
            }
        };
        add(has_lifecycle(catalogue), self.pick("Lifecycle, hosts and limits", "生命周期、域名与限制"), "lifecycle.md");
        add(has_events(catalogue), self.pick("Notifications", "消息通知"), "events.md");
        add(has_values(catalogue), self.pick("Values", "取值"), "values.md");
        add(catalogue.api.emulation.is_some(), self.pick("Emulator", "模拟器"), "emulator.md");
        if has_endpoints(catalogue) {
            for endpoint in &catalogue.endpoints {
                add(true, &code(&endpoint.id), &format!("endpoints/{}.md", endpoint.id));
            }
        }
        Head {
            mark: service_mark(&catalogue.service),
            service: markdown::prose(self.say(&catalogue.service.title)),
            version: catalogue.service.version.clone(),
            other: format!("{}../{}/{page}", self.up, pick(self.lang, Lang::Zh, Lang::En)),
            links,
        }
    }

    /// A link to an endpoint's page, or its name where it has none.
    fn endpoint(&self, id: &str) -> String {
        if has_endpoints(self.catalogue) { format!("[{}]({}endpoints/{id}.md)", code(id), self.up) } else { code(id) }
    }

    fn endpoints(&self, ids: &[String]) -> String {
        self.list(ids.iter().map(|id| self.endpoint(id)))
    }

    /// A link to an error entry.
    fn error(&self, entry: usize) -> String {
        let entry = &self.catalogue.entries[entry];
        format!("[{}]({}errors.md#{})", cell(self.say(&entry.title)), self.up, entry.id)
    }

    fn error_by_id(&self, id: &str) -> String {
        let found = self.catalogue.entries.binary_search_by(|entry| entry.id.as_str().cmp(id));
        found.map_or_else(|_| code(id), |index| self.error(index))
    }

    fn edition(&self, id: &str) -> String {
        let found = self.catalogue.api.editions.iter().find(|edition| edition.id == id);
        match found {
            Some(edition) => cell(self.say(&edition.title)),
            None => code(id),
        }
    }

    fn editions(&self, ids: &[String]) -> String {
        self.list(ids.iter().map(|id| self.edition(id)))
    }

    fn use_sources(&mut self, indexes: &[usize]) {
        self.sources.extend(indexes);
    }

    /// Links to references by their ids, which the page then has used.
    fn sources_by_id(&mut self, ids: &[String]) -> String {
        let found = ids.iter().filter_map(|id| self.catalogue.references.binary_search_by(|one| one.id.cmp(id)).ok());
        let indexes: Vec<usize> = found.collect();
        self.source_links(&indexes)
    }

    fn source_links(&mut self, indexes: &[usize]) -> String {
        self.use_sources(indexes);
        self.list(indexes.iter().map(|index| self.source_link(*index)))
    }

    fn source_link(&self, index: usize) -> String {
        let id = &self.catalogue.references[index].id;
        format!("[{}]({}errors.md#source-{id})", code(id), self.up)
    }

    /// Links to all references that the page used.
    fn all_sources(&self) -> String {
        self.list(self.sources.iter().map(|index| self.source_link(*index)))
    }

    /// Links to conflicts, which the page then has to show.
    fn disputes(&mut self, ids: &[String]) -> String {
        let catalogue = self.catalogue;
        let found: Vec<usize> =
            ids.iter().filter_map(|id| catalogue.api.conflicts.binary_search_by(|one| one.id.cmp(id)).ok()).collect();
        self.conflicts.extend(&found);
        let links = found.into_iter().map(|index| {
            let conflict = &catalogue.api.conflicts[index];
            format!("[{}](#conflict-{})", cell(self.say(&conflict.title)), conflict.id)
        });
        self.list(links)
    }

    /// A sentence with links to conflicts; none without conflicts.
    fn disputed(&mut self, ids: &[String]) -> Option<String> {
        let links = self.disputes(ids);
        let (label, end) = self.pick(("Sources disagree: ", "."), ("来源有分歧：", "。"));
        (!ids.is_empty()).then(|| format!("{label}{links}{end}"))
    }

    /// The conflicts that the page named, in full.
    fn all_conflicts(&mut self) -> Vec<Conflict> {
        let indexes: Vec<usize> = self.conflicts.iter().copied().collect();
        indexes.into_iter().map(|index| self.conflict(index)).collect()
    }

    fn conflict(&mut self, index: usize) -> Conflict {
        let conflict = &self.catalogue.api.conflicts[index];
        Conflict {
            id: conflict.id.clone(),
            title: markdown::prose(self.say(&conflict.title)),
            statement: markdown::prose(self.say(&conflict.statement)),
            decision: markdown::prose(self.say(&conflict.decision)),
            sources: self.sources_by_id(&conflict.sources),
        }
    }

    /// Words for what is not in use.
    fn status(&self, status: FieldStatus) -> Option<&'static str> {
        match status {
            FieldStatus::Current => None,
            FieldStatus::Legacy => {
                Some(self.pick("**Legacy**: read, never offered.", "**旧用法**：可读取，不应再使用。"))
            }
            FieldStatus::Removed => Some(self.pick("**Removed** by the vendor.", "**已被服务商移除**。")),
        }
    }

    /// Words for what is not simply documented.
    fn evidence(&self, confidence: Confidence) -> Option<String> {
        let (open, close) = self.pick(("Evidence: ", "."), ("依据：", "。"));
        (confidence != Confidence::Documented).then(|| format!("{open}{}{close}", confidence.words(self.lang)))
    }

    /// All modes of an endpoint; those of the service where it has none of its own.
    fn modes_of(&self, endpoint: &'c Endpoint) -> Vec<&'c str> {
        modes_of(self.catalogue, endpoint)
    }
}

fn modes_of<'c>(catalogue: &'c Catalogue, endpoint: &'c Endpoint) -> Vec<&'c str> {
    if endpoint.variants.is_empty() {
        catalogue.service.variants.iter().map(|variant| variant.id.as_str()).collect()
    } else {
        endpoint.variants.iter().map(String::as_str).collect()
    }
}

/// The templates of a kind of page, by language.
struct Templates(Tera);

impl Templates {
    fn new(en: &'static str, zh: &'static str) -> Self {
        Self(markdown::templates([("en", en), ("zh", zh)]))
    }

    fn page(&self, catalogue: &Catalogue, lang: Lang, name: &str, content: &impl Serialize) -> OutputFile {
        let context = Context::from_serialize(content).expect("a page is a struct");
        let text = self.0.render(lang.as_str(), &context).expect("the templates use only what the page gives");
        OutputFile { path: format!("{}/{lang}/{name}", catalogue.service.docs_dir), contents: markdown::tidy(&text) }
    }
}

const LANGS: [Lang; 2] = [Lang::En, Lang::Zh];
