//! From the checked model to what emitters need: references become indexes, defaults values, ids names.

mod api;
pub(crate) use api::primitive;

use crate::check::{Catalogue, effective, service_members};
use crate::ir;
use crate::load::Loaded;
use crate::model::{self, Words};
use crate::naming;
use crate::table::{self, Bodies, Stated};
use std::collections::HashMap;

type Indexes<'a> = HashMap<&'a str, usize>;

/// Works out everything that follows from a catalogue without problems.
///
/// # Panics
/// If the catalogue was not checked.
#[must_use]
pub fn lower(loaded: &Loaded) -> ir::Catalogue {
    let catalogue = Catalogue::new(loaded);
    let mut lists = Lists {
        references: catalogue.references.iter().map(|at| at.item).collect(),
        recipes: catalogue.recipes.iter().map(|at| at.item).collect(),
        character_sets: catalogue.character_sets.iter().map(|at| at.item).collect(),
        endpoints: catalogue.endpoints.iter().map(|at| at.item).collect(),
        errors: catalogue.errors.iter().map(|at| at.item).collect(),
    };
    lists.references.sort_by_key(|item| &item.id);
    lists.recipes.sort_by_key(|item| &item.id);
    lists.character_sets.sort_by_key(|item| &item.id);
    lists.endpoints.sort_by_key(|item| &item.id);
    lists.errors.sort_by_key(|item| &item.id);
    let indexes = lists.indexes();

    let service = catalogue.services.first().expect("checked: there is a service").item;
    let outcomes = outcomes(&lists.endpoints);
    let keys = keys(&lists, &indexes);
    let mut own_keys: Vec<Vec<usize>> = vec![Vec::new(); lists.errors.len()];
    for (index, key) in keys.iter().enumerate() {
        own_keys[key.stated.entry].push(index);
    }
    let mut tombstones: Vec<_> = catalogue.tombstones.iter().map(|at| at.item).collect();
    tombstones.sort_by_key(|item| &item.id);
    ir::Catalogue {
        service: lower_service(service),
        endpoints: lists.endpoints.iter().map(|endpoint| lower_endpoint(endpoint, &outcomes, &indexes)).collect(),
        references: lists.references.iter().map(|reference| lower_reference(reference)).collect(),
        recipes: lists.recipes.iter().map(|recipe| lower_recipe(recipe, &indexes)).collect(),
        character_sets: lists.character_sets.iter().map(|set| lower_set(set, &indexes)).collect(),
        entries: lists
            .errors
            .iter()
            .zip(own_keys)
            .map(|(entry, own)| lower_entry(entry, own, &keys, &lists, &indexes))
            .collect(),
        tombstones: tombstones
            .into_iter()
            .map(|tombstone| ir::Tombstone {
                id: tombstone.id.clone(),
                since: tombstone.removed.since.clone(),
                reason: tombstone.removed.reason.clone(),
            })
            .collect(),
        former_ids: former_ids(&lists.errors),
        api: api::lower(&catalogue, &lists.endpoints, &indexes),
        outcomes,
        keys,
    }
}

/// The lists that ids refer to, sorted.
struct Lists<'a> {
    references: Vec<&'a model::Reference>,
    recipes: Vec<&'a model::Recipe>,
    character_sets: Vec<&'a model::CharacterSet>,
    endpoints: Vec<&'a model::Endpoint>,
    errors: Vec<&'a model::ErrorEntry>,
}

struct AllIndexes<'a> {
    references: Indexes<'a>,
    recipes: Indexes<'a>,
    character_sets: Indexes<'a>,
    endpoints: Indexes<'a>,
    errors: Indexes<'a>,
}

impl<'a> Lists<'a> {
    fn indexes(&self) -> AllIndexes<'a> {
        fn number<'a>(ids: impl Iterator<Item = &'a String>) -> Indexes<'a> {
            ids.map(String::as_str).zip(0..).collect()
        }
        AllIndexes {
            references: number(self.references.iter().map(|item| &item.id)),
            recipes: number(self.recipes.iter().map(|item| &item.id)),
            character_sets: number(self.character_sets.iter().map(|item| &item.id)),
            endpoints: number(self.endpoints.iter().map(|item| &item.id)),
            errors: number(self.errors.iter().map(|item| &item.id)),
        }
    }
}

impl AllIndexes<'_> {
    fn sources(&self, ids: &[String]) -> Vec<usize> {
        ids.iter().map(|id| self.references[id.as_str()]).collect()
    }

    /// Index of a recipe; absent for `never`.
    fn recipe(&self, id: &str) -> Option<usize> {
        self.recipes.get(id).copied()
    }
}

fn lower_service(service: &model::Service) -> ir::Service {
    let path = |path: &Option<String>| Some(path.as_ref()?.split('.').map(str::to_owned).collect());
    ir::Service {
        id: service.id.clone(),
        version: service.version.clone(),
        title: service.title.clone(),
        detail: service.detail.clone(),
        crate_prefix: service.crate_prefix.clone(),
        schema_dir: service.schema_dir.clone().unwrap_or_else(|| "schema".to_owned()),
        docs_dir: service.docs_dir.clone().unwrap_or_else(|| "docs".to_owned()),
        variants: service.variants.iter().map(|v| ir::Variant { id: v.id.clone(), title: v.title.clone() }).collect(),
        bodies: service
            .bodies
            .iter()
            .map(|body| ir::Body {
                id: body.id.clone(),
                shape: body.shape,
                code: path(&body.code),
                text: path(&body.text),
                no_error_codes: body.no_error_codes.clone(),
            })
            .collect(),
        body_reader: Bodies::new(&service.bodies),
    }
}

fn outcomes(endpoints: &[&model::Endpoint]) -> Vec<ir::Outcome> {
    let mut outcomes: Vec<ir::Outcome> = Vec::new();
    for outcome in endpoints.iter().flat_map(|endpoint| &endpoint.success_when) {
        if !outcomes.iter().any(|known| known.id == outcome.id) {
            outcomes.push(ir::Outcome {
                id: outcome.id.clone(),
                name: naming::upper_camel(&outcome.id),
                title: outcome.title.clone(),
            });
        }
    }
    outcomes.sort_by(|a, b| a.id.cmp(&b.id));
    outcomes
}

fn lower_endpoint(endpoint: &model::Endpoint, outcomes: &[ir::Outcome], indexes: &AllIndexes<'_>) -> ir::Endpoint {
    let outcome =
        |id: &str| outcomes.iter().position(|outcome| outcome.id == id).expect("collected from the endpoints");
    ir::Endpoint {
        id: endpoint.id.clone(),
        name: endpoint.name.clone().unwrap_or_else(|| naming::upper_camel(&endpoint.id)),
        method: match endpoint.method {
            model::Method::Get => "GET",
            model::Method::Post => "POST",
            model::Method::Put => "PUT",
            model::Method::Patch => "PATCH",
            model::Method::Delete => "DELETE",
        },
        path: endpoint.path.clone(),
        variants: endpoint.variants.clone(),
        title: endpoint.title.clone(),
        detail: endpoint.detail.clone(),
        note: endpoint.note.clone(),
        success: endpoint
            .success_when
            .iter()
            .map(|success| ir::Success {
                outcome: outcome(&success.id),
                http: success.http,
                title: success.title.clone(),
                examples: success.examples.clone(),
            })
            .collect(),
        since: endpoint.since.clone(),
        sources: indexes.sources(&endpoint.sources),
    }
}

fn lower_reference(reference: &model::Reference) -> ir::Reference {
    ir::Reference {
        id: reference.id.clone(),
        title: reference.title.clone(),
        location: reference.location.clone(),
        url: reference.url.clone(),
        lang: match reference.lang {
            model::DocumentLang::En => "en",
            model::DocumentLang::Zh => "zh",
            model::DocumentLang::Mixed => "mixed",
        },
        published: reference.published.clone(),
        retrieved: reference.retrieved.clone(),
        withdrawn: reference.withdrawn.clone(),
        note: reference.note.clone(),
    }
}

fn lower_recipe(recipe: &model::Recipe, indexes: &AllIndexes<'_>) -> ir::Recipe {
    let then = match &recipe.then {
        None => ir::Then::GiveUp,
        Some(model::Then { flow: Some(flow), .. }) => ir::Then::Flow {
            endpoints: flow.endpoints.iter().map(|id| indexes.endpoints[id.as_str()]).collect(),
            change: flow.change.clone(),
        },
        Some(model::Then { poll, .. }) => {
            let poll = poll.as_ref().expect("checked: one of flow and poll");
            ir::Then::Poll { endpoint: indexes.endpoints[poll.endpoint.as_str()], every_s: poll.every_s }
        }
    };
    ir::Recipe {
        id: recipe.id.clone(),
        name: recipe.id.to_ascii_uppercase(),
        words: recipe.words.clone(),
        delays_s: recipe.delays_s.clone(),
        keep: match &recipe.keep {
            model::Keep::All => ir::Keep::All,
            model::Keep::Fields(fields) => ir::Keep::Fields(fields.clone()),
        },
        change: recipe.change.clone(),
        condition: recipe.condition.as_ref().map(|condition| ir::Condition {
            id: condition.id.clone(),
            words: Words { en: condition.en.clone(), zh: condition.zh.clone() },
        }),
        then,
        honour_retry_after: recipe.honour_retry_after.unwrap_or(true),
        jitter: recipe.jitter.unwrap_or(model::Jitter::None).into(),
        confidence: recipe.confidence.into(),
        sources: indexes.sources(&recipe.sources),
    }
}

fn lower_set(set: &model::CharacterSet, indexes: &AllIndexes<'_>) -> ir::CharacterSet {
    ir::CharacterSet {
        id: set.id.clone(),
        title: set.title.clone(),
        classes: set
            .classes
            .iter()
            .map(|class| ir::CharacterClass {
                id: class.id.clone(),
                title: class.title.clone(),
                characters: service_members(class).into_iter().flatten().collect(),
            })
            .collect(),
        note: set.note.clone(),
        sources: indexes.sources(&set.sources),
    }
}

fn keys(lists: &Lists<'_>, indexes: &AllIndexes<'_>) -> Vec<ir::Key> {
    let mut stated: Vec<Stated> = Vec::new();
    for (number, entry) in lists.errors.iter().enumerate() {
        let in_use = entry.keys.iter().enumerate().filter(|(_, key)| key.gone.is_none());
        stated.extend(in_use.map(|(place, key)| Stated::new(number, place, key, &indexes.endpoints)));
    }
    table::sort(&mut stated);
    stated
        .into_iter()
        .map(|stated| {
            let entry = lists.errors[stated.entry];
            let key = &entry.keys[stated.place];
            let effective = effective(entry, key);
            ir::Key {
                text: key.text.clone(),
                disposition: effective.disposition.into(),
                effect: effective.effect.into(),
                retry: indexes.recipe(effective.retry),
                confidence: effective.confidence.into(),
                sources: indexes.sources(key.sources.as_ref().unwrap_or(&entry.sources)),
                note: key.note.clone(),
                stated,
            }
        })
        .collect()
}

fn lower_entry(
    entry: &model::ErrorEntry,
    mut own: Vec<usize>,
    keys: &[ir::Key],
    lists: &Lists<'_>,
    indexes: &AllIndexes<'_>,
) -> ir::Entry {
    own.sort_by_key(|key| keys[*key].stated.place);
    let words = |en: &str, zh: &str| Words { en: en.to_owned(), zh: zh.to_owned() };
    let retry = indexes.recipe(&entry.retry);
    ir::Entry {
        id: entry.id.clone(),
        name: entry.name.clone().unwrap_or_else(|| naming::upper_camel(&entry.id)),
        legacy_ids: entry.legacy_ids.clone(),
        status: entry.status.into(),
        since: entry.since.clone(),
        changed: entry.changed.iter().map(|c| ir::Change { since: c.since.clone(), note: c.note.clone() }).collect(),
        deprecated: entry.deprecated.as_ref().map(|deprecated| ir::Deprecation {
            since: deprecated.since.clone(),
            note: deprecated.note.clone(),
            replaced_by: deprecated.replaced_by.as_ref().map(|id| indexes.errors[id.as_str()]),
        }),
        rung: entry.rung.into(),
        kind: entry.kind.into(),
        disposition: entry.disposition.into(),
        fault: entry.fault.into(),
        effect: entry.effect.into(),
        retry,
        retries: retries(retry, &own, keys, lists),
        keys: own,
        title: entry.title.clone(),
        detail: entry.detail.clone(),
        causes: entry
            .causes
            .iter()
            .map(|cause| ir::Cause {
                id: cause.id.clone(),
                words: words(&cause.en, &cause.zh),
                sources: indexes.sources(cause.sources.as_ref().unwrap_or(&entry.sources)),
            })
            .collect(),
        remedies: entry
            .remedies
            .iter()
            .map(|remedy| ir::Remedy { words: words(&remedy.en, &remedy.zh), action: remedy.action })
            .collect(),
        note: entry.note.clone(),
        constraints: entry
            .constraints
            .iter()
            .map(|constraint| ir::Constraint {
                id: constraint.id.clone(),
                words: words(&constraint.en, &constraint.zh),
                character_set: constraint.character_set.as_ref().map(|id| indexes.character_sets[id.as_str()]),
                max_bytes: constraint.max_bytes,
                max_s: constraint.max_s,
            })
            .collect(),
        links: entry
            .links
            .iter()
            .map(|link| ir::Link { id: link.id.clone(), title: link.title.clone(), url: link.url.clone() })
            .collect(),
        sources: indexes.sources(&entry.sources),
        confidence: entry.confidence.into(),
        documented_until: entry.documented_until.clone(),
        conflicts: entry
            .conflicts
            .iter()
            .map(|conflict| ir::Conflict {
                id: conflict.id.clone(),
                statement: conflict.statement.clone(),
                decision: conflict.decision.clone(),
                sources: indexes.sources(&conflict.sources),
            })
            .collect(),
        examples: entry.examples.clone(),
    }
}

/// How to try again by place: the entry's own way, then every endpoint at which a key says otherwise.
fn retries(retry: Option<usize>, own: &[usize], keys: &[ir::Key], lists: &Lists<'_>) -> Vec<ir::Retry> {
    let mut retries = vec![ir::Retry { endpoints: Vec::new(), recipe: retry }];
    for key in own.iter().map(|key| &keys[*key]) {
        let endpoints: Vec<String> =
            key.stated.endpoints.iter().map(|index| lists.endpoints[*index].id.clone()).collect();
        // A key that is only inferred forbids a retry on its own ground; that says nothing of the endpoint.
        if key.retry == retry || endpoints.is_empty() || key.confidence == rest_errors::Confidence::Inferred {
            continue;
        }
        if !retries.iter().any(|known| known.endpoints == endpoints && known.recipe == key.retry) {
            retries.push(ir::Retry { endpoints, recipe: key.retry });
        }
    }
    if retries.iter().all(|retry| retry.recipe.is_none()) {
        retries.clear();
    }
    retries
}

fn former_ids(errors: &[&model::ErrorEntry]) -> Vec<ir::FormerId> {
    let mut successors: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, entry) in errors.iter().enumerate() {
        for id in &entry.legacy_ids {
            successors.entry(id).or_default().push(index);
        }
    }
    let mut former: Vec<ir::FormerId> = successors
        .into_iter()
        .filter_map(|(id, entries)| match entries.as_slice() {
            [entry] => Some(ir::FormerId { id: id.to_owned(), name: naming::upper_camel(id), entry: *entry }),
            _ => None,
        })
        .collect();
    former.sort_by(|a, b| a.id.cmp(&b.id));
    former
}
