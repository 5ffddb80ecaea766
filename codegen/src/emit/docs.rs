//! The error reference for people, one page a language.

use super::{OutputFile, OutputGroup, code_text, markdown, pages, service_mark};
use crate::ir::{Catalogue, Entry, Keep, Key, Recipe, Then};
use crate::model::{self, Code, Words};
use crate::table;
use rest_errors::{Action, Lang};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use tera::Context;

const TEMPLATES: [(Lang, &str, &str); 2] = [
    (Lang::En, "errors.en.md", include_str!("../../templates/errors.en.md")),
    (Lang::Zh, "errors.zh.md", include_str!("../../templates/errors.zh.md")),
];

pub(super) fn emit(catalogue: &Catalogue) -> OutputGroup {
    let tera = markdown::templates(TEMPLATES.map(|(_, name, text)| (name, text)));
    let files = TEMPLATES.iter().map(|(lang, name, _)| {
        let page = Page { catalogue, lang: *lang };
        let text = tera.render(name, &page.context()).expect("the templates use only what the page gives");
        OutputFile { path: format!("{}/{lang}/errors.md", catalogue.service.docs_dir), contents: markdown::tidy(&text) }
    });
    OutputGroup {
        name: "error reference",
        counts: format!("{} entries in {} languages", catalogue.entries.len(), TEMPLATES.len()),
        files: files.collect(),
    }
}

struct Page<'c> {
    catalogue: &'c Catalogue,
    lang: Lang,
}

impl Page<'_> {
    fn say<'w>(&self, words: &'w Words) -> &'w str {
        markdown::say(self.lang, words)
    }

    fn context(&self) -> Context {
        let catalogue = self.catalogue;
        let mut context = Context::new();
        let mut insert = |name: &'static str, value: Value| context.insert(name, &value);
        insert("mark", service_mark(&catalogue.service).into());
        insert(
            "service",
            json!({
                "id": catalogue.service.id,
                "title": self.say(&catalogue.service.title),
                "version": catalogue.service.version,
            }),
        );
        insert("bodies", self.bodies());
        insert("codes", self.by_code());
        insert("texts", self.by_text());
        insert("entries", catalogue.entries.iter().map(|entry| self.entry(entry)).collect());
        insert("outcomes", self.outcomes());
        insert("recipes", catalogue.recipes.iter().map(|recipe| self.recipe(recipe)).collect());
        insert("character_sets", self.character_sets());
        insert("sources", self.sources());
        insert(
            "removed",
            catalogue
                .tombstones
                .iter()
                .map(|t| json!({ "id": t.id, "since": self.release(&t.since), "reason": self.say(&t.reason) }))
                .collect(),
        );
        context
    }

    fn bodies(&self) -> Value {
        let mut bodies: Vec<_> = self.catalogue.service.bodies.iter().collect();
        bodies.sort_by_key(|body| body.shape != model::BodyShape::Code);
        let bodies = bodies.into_iter().map(|body| {
            json!({
                "id": body.id,
                "code": body.code.as_ref().map(|path| path.join(".")),
                "text": body.text.as_ref().map(|path| path.join(".")),
                "no_error_codes": body.no_error_codes.iter().map(code_text).collect::<Vec<_>>(),
            })
        });
        bodies.collect()
    }

    fn entry_link(&self, index: usize) -> Value {
        let entry = &self.catalogue.entries[index];
        json!({ "id": entry.id, "title": self.say(&entry.title) })
    }

    /// A release, or words for the one that is still to come.
    fn release<'v>(&self, since: &'v str) -> &'v str {
        markdown::release(self.lang, since)
    }

    /// Each code with the entries it may be, numbers first.
    fn by_code(&self) -> Value {
        let mut codes: BTreeMap<&Code, Vec<usize>> = BTreeMap::new();
        for key in &self.catalogue.keys {
            if let Some(code) = &key.stated.code {
                let entries = codes.entry(code).or_default();
                if !entries.contains(&key.stated.entry) {
                    entries.push(key.stated.entry);
                }
            }
        }
        let rows = codes.into_iter().map(|(code, mut entries)| {
            entries.sort_unstable();
            let entries = entries.into_iter().map(|index| {
                let entry = &self.catalogue.entries[index];
                let keys = entry.keys.iter().map(|key| &self.catalogue.keys[*key]);
                let places =
                    keys.filter(|key| key.stated.code.as_ref() == Some(code)).map(|key| self.key_words(key, true));
                json!({ "id": entry.id, "title": self.say(&entry.title), "places": places.collect::<Vec<_>>() })
            });
            json!({ "code": code_text(code), "entries": entries.collect::<Vec<_>>() })
        });
        rows.collect()
    }

    fn by_text(&self) -> Value {
        let mut texts: BTreeMap<&str, (&str, Vec<usize>)> = BTreeMap::new();
        for key in &self.catalogue.keys {
            if let (Some(normal), Some(written)) = (&key.stated.text, &key.text) {
                let entries = &mut texts.entry(normal).or_insert((written, Vec::new())).1;
                if !entries.contains(&key.stated.entry) {
                    entries.push(key.stated.entry);
                }
            }
        }
        let rows = texts.into_values().map(|(written, entries)| {
            json!({ "text": written, "entries": entries.into_iter().map(|index| self.entry_link(index)).collect::<Vec<_>>() })
        });
        rows.collect()
    }

    /// An endpoint, with a link where it has a page of its own.
    fn endpoint(&self, id: &str) -> String {
        if pages::has_endpoints(self.catalogue) { format!("[`{id}`](endpoints/{id}.md)") } else { format!("`{id}`") }
    }

    /// What a key states, in words; without its code where the reader has it already.
    fn key_words(&self, key: &Key, without_code: bool) -> String {
        let stated = &key.stated;
        let (at, any, code, text, comma) = match self.lang {
            Lang::En => ("at ", "any endpoint", "code ", "text ", ", "),
            Lang::Zh => ("", "任意接口", "错误码 ", "文本 ", "，"),
        };
        let mut parts = Vec::new();
        if stated.endpoints.is_empty() {
            parts.push(any.to_owned());
        } else {
            let ids: Vec<_> =
                stated.endpoints.iter().map(|index| self.endpoint(&self.catalogue.endpoints[*index].id)).collect();
            parts.push(format!("{at}{}", ids.join(if self.lang == Lang::En { ", " } else { "、" })));
        }
        parts.extend(stated.http.map(|http| format!("HTTP {http}")));
        parts.extend(stated.shape.map(|shape| shape.words(self.lang).to_owned()));
        if !without_code {
            parts.extend(stated.code.as_ref().map(|value| format!("{code}`{}`", code_text(value))));
        }
        parts.extend(key.text.as_ref().map(|value| format!("{text}`{value}`")));
        parts.join(comma)
    }

    fn entry(&self, entry: &Entry) -> Value {
        let lang = self.lang;
        let catalogue = self.catalogue;
        let keys = entry.keys.iter().map(|index| {
            let key = &catalogue.keys[*index];
            json!({
                "words": self.key_words(key, false),
                "disposition": (key.disposition != entry.disposition).then(|| key.disposition.words(lang)),
                "effect": (key.effect != entry.effect).then(|| key.effect.words(lang)),
                "retry": (key.retry != entry.retry).then(|| self.recipe_id(key.retry)),
                "confidence": (key.confidence != entry.confidence).then(|| key.confidence.words(lang)),
                "note": key.note.as_ref().map(|note| self.say(note)),
            })
        });
        let retries = entry.retries.iter().map(|retry| {
            let recipe = retry.recipe.map(|index| &catalogue.recipes[index]);
            json!({
                "endpoints": retry.endpoints,
                "recipe": recipe.map(|recipe| &recipe.id),
                "words": recipe.map(|recipe| self.say(&recipe.words)),
            })
        });
        let constraints = entry.constraints.iter().map(|constraint| {
            json!({
                "words": self.say(&constraint.words),
                "character_set": constraint.character_set.map(|index| &catalogue.character_sets[index].id),
            })
        });
        json!({
            "id": entry.id,
            "title": self.say(&entry.title),
            "detail": self.say(&entry.detail),
            "kind": entry.kind.words(lang),
            "disposition": entry.disposition.words(lang),
            "fault": entry.fault.words(lang),
            "effect": entry.effect.words(lang),
            "rung": entry.rung.words(lang),
            "since": self.release(&entry.since),
            "legacy_ids": entry.legacy_ids,
            "deprecated": entry.deprecated.as_ref().map(|deprecated| json!({
                "since": self.release(&deprecated.since),
                "note": self.say(&deprecated.note),
                "replaced_by": deprecated.replaced_by.map(|index| &catalogue.entries[index].id),
            })),
            "changed": entry.changed.iter().map(|change| json!({ "since": self.release(&change.since), "note": self.say(&change.note) })).collect::<Vec<_>>(),
            "keys": keys.collect::<Vec<_>>(),
            "causes": entry.causes.iter().map(|cause| self.say(&cause.words)).collect::<Vec<_>>(),
            "remedies": entry.remedies.iter().map(|remedy| json!({
                "words": self.say(&remedy.words),
                "action": remedy.action.map(|action| Action::from(action).as_str()),
            })).collect::<Vec<_>>(),
            "retries": retries.collect::<Vec<_>>(),
            "note": entry.note.as_ref().map(|note| self.say(note)),
            "constraints": constraints.collect::<Vec<_>>(),
            "links": entry.links.iter().map(|link| json!({ "title": self.say(&link.title), "url": link.url })).collect::<Vec<_>>(),
            "conflicts": entry.conflicts.iter().map(|conflict| json!({
                "statement": self.say(&conflict.statement),
                "decision": self.say(&conflict.decision),
                "sources": self.source_ids(&conflict.sources),
            })).collect::<Vec<_>>(),
            "confidence": entry.confidence.words(lang),
            "documented_until": entry.documented_until,
            "sources": self.source_ids(&entry.sources),
            "examples": entry.examples.iter().map(|one| example(one, lang)).collect::<Vec<_>>(),
        })
    }

    fn recipe_id(&self, recipe: Option<usize>) -> &str {
        recipe.map_or("never", |index| &self.catalogue.recipes[index].id)
    }

    fn source_ids(&self, indexes: &[usize]) -> Vec<&str> {
        indexes.iter().map(|index| self.catalogue.references[*index].id.as_str()).collect()
    }

    fn outcomes(&self) -> Value {
        let mut rows = Vec::new();
        for endpoint in &self.catalogue.endpoints {
            for success in &endpoint.success {
                rows.push(json!({
                    "endpoint": self.endpoint(&endpoint.id),
                    "method": endpoint.method,
                    "path": endpoint.path,
                    "http": success.http,
                    "outcome": self.catalogue.outcomes[success.outcome].id,
                    "title": self.say(&success.title),
                }));
            }
        }
        rows.into()
    }

    fn recipe(&self, recipe: &Recipe) -> Value {
        let endpoint = |index: usize| self.catalogue.endpoints[index].id.as_str();
        let then = match &recipe.then {
            Then::GiveUp => Value::Null,
            Then::Flow { endpoints, change } => {
                json!({ "flow": endpoints.iter().map(|index| endpoint(*index)).collect::<Vec<_>>(), "change": change })
            }
            Then::Poll { endpoint: index, every_s } => json!({ "poll": endpoint(*index), "every_s": every_s }),
        };
        json!({
            "id": recipe.id,
            "words": self.say(&recipe.words),
            "delays_s": recipe.delays_s,
            "total_s": recipe.delays_s.iter().copied().map(u64::from).sum::<u64>(),
            "keep": match &recipe.keep {
                Keep::All => Value::Null,
                Keep::Fields(fields) => json!(fields),
            },
            "change": recipe.change,
            "condition": recipe.condition.as_ref().map(|condition| json!({ "id": condition.id, "words": self.say(&condition.words) })),
            "then": then,
            "confidence": recipe.confidence.words(self.lang),
        })
    }

    fn character_sets(&self) -> Value {
        let sets = self.catalogue.character_sets.iter().map(|set| {
            let classes = set.classes.iter().map(|class| {
                // A fence of two backticks lets a set hold a backtick.
                json!({ "title": self.say(&class.title), "characters": class.characters })
            });
            json!({
                "id": set.id,
                "title": self.say(&set.title),
                "count": set.classes.iter().map(|class| class.characters.chars().count()).sum::<usize>(),
                "classes": classes.collect::<Vec<_>>(),
                "note": set.note.as_ref().map(|note| self.say(note)),
            })
        });
        sets.collect()
    }

    fn sources(&self) -> Value {
        let mut users: HashMap<usize, usize> = HashMap::new();
        for entry in &self.catalogue.entries {
            for source in &entry.sources {
                *users.entry(*source).or_default() += 1;
            }
        }
        let sources = self.catalogue.references.iter().enumerate().map(|(index, reference)| {
            json!({
                "id": reference.id,
                "title": reference.title,
                "location": reference.location,
                "url": reference.url,
                "published": reference.published,
                "retrieved": reference.retrieved,
                "withdrawn": reference.withdrawn,
                "note": reference.note.as_ref().map(|note| self.say(note)),
                "entries": users.get(&index).copied().unwrap_or(0),
            })
        });
        sources.collect()
    }
}

fn example(example: &model::Example, lang: Lang) -> Value {
    let body = String::from_utf8(table::example_bytes(example)).expect("JSON and YAML texts are UTF-8");
    json!({
        "endpoint": example.endpoint,
        "http": example.http,
        "headers": example.headers.iter().map(|header| json!({ "name": header.name, "value": header.value })).collect::<Vec<_>>(),
        "body": body,
        "origin": markdown::origin(lang, example.origin),
    })
}
