//! C004, C005, C020 and C040: what is referred to exists, what is declared is used, and facts have sources.

use super::{Catalogue, Place};
use crate::diagnostic::Code;
use crate::naming;
use crate::tree::{Node, Value};
use std::collections::{HashMap, HashSet};

/// A use of an id: what sort of thing, its id, where, and in which entry.
struct Use {
    what: &'static str,
    id: String,
    place: Place,
    entry: Option<String>,
}

pub(super) fn check(catalogue: &mut Catalogue<'_>) {
    let uses = uses(catalogue);
    let mut declared: HashMap<&str, Vec<(String, Place)>> = HashMap::new();
    macro_rules! declare {
        ($what:literal, $list:ident) => {
            let ids = catalogue.$list.iter().map(|at| (at.item.id.clone(), at.place.key("id")));
            declared.insert($what, ids.collect());
        };
    }
    declare!("source", references);
    declare!("recipe", recipes);
    declare!("character set", character_sets);
    declare!("endpoint", endpoints);
    declare!("entry", errors);
    declare!("type", types);
    declare!("conflict", conflicts);
    declare!("value table", value_tables);
    declare!("code table", code_tables);
    declare!("state", states);
    declare!("event", events);
    declare!("limit", limits);
    let service = catalogue.services.first().cloned();
    let variants = service.iter().flat_map(|service| {
        let variants = service.item.variants.iter().enumerate();
        variants.map(|(i, variant)| (variant.id.clone(), service.place.key("variants").item(i).key("id")))
    });
    declared.insert("variant", variants.collect());
    let editions = service.iter().flat_map(|service| {
        let editions = service.item.editions.iter().enumerate();
        editions.map(|(i, edition)| (edition.id.clone(), service.place.key("editions").item(i).key("id")))
    });
    declared.insert("edition", editions.collect());
    let areas = catalogue.connections.iter().flat_map(|at| {
        let areas = at.item.areas.iter().enumerate();
        areas.map(|(i, area)| (area.id.clone(), at.place.key("areas").item(i).key("id")))
    });
    declared.insert("area", areas.collect());
    let rules = super::api::rule_ids(catalogue);
    declared.insert("rule", rules);

    let known: HashMap<&str, HashSet<&str>> =
        declared.iter().map(|(what, ids)| (*what, ids.iter().map(|(id, _)| id.as_str()).collect())).collect();
    for Use { what, id, place, entry } in &uses {
        let names = &known[what];
        if names.contains(id.as_str()) || id == super::TO_DO {
            // What is still to be written is told as such.
            continue;
        }
        let mut problem = catalogue.problem(code(what, Code::C004), place, format!("there is no {what} `{id}`"));
        problem.entry.clone_from(entry);
        problem = match naming::nearest(id, names.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("there are {}", naming::list(names.iter().copied()))),
        };
        catalogue.report(problem);
    }

    let used: HashSet<(&str, &str)> = uses.iter().map(|used| (used.what, used.id.as_str())).collect();
    let must_be_used =
        ["source", "recipe", "character set", "variant", "type", "conflict", "value table", "code table", "edition"];
    for what in must_be_used {
        for (id, place) in &declared[what] {
            if !used.contains(&(what, id.as_str())) {
                let problem =
                    catalogue.problem(code(what, Code::C005), place, format!("the {what} `{id}` is never used"));
                catalogue.report(problem.help("refer to it, or delete it"));
            }
        }
    }
    sources_present(catalogue);
}

/// Sources and recipes have checks of their own.
fn code(what: &str, otherwise: Code) -> Code {
    match what {
        "source" => Code::C040,
        "recipe" => Code::C020,
        _ => otherwise,
    }
}

fn uses(catalogue: &Catalogue<'_>) -> Vec<Use> {
    let mut uses = Vec::new();
    let mut add = |what, ids: &[String], place: Place, entry: Option<&str>| {
        for (index, id) in ids.iter().enumerate() {
            uses.push(Use { what, id: id.clone(), place: place.item(index), entry: entry.map(str::to_owned) });
        }
    };
    for at in &catalogue.recipes {
        let id = Some(at.item.id.as_str());
        add("source", &at.item.sources, at.place.key("sources"), id);
        if let Some(flow) = at.item.then.as_ref().and_then(|then| then.flow.as_ref()) {
            add("endpoint", &flow.endpoints, at.place.key("then").key("flow").key("endpoints"), id);
        }
    }
    for at in &catalogue.character_sets {
        add("source", &at.item.sources, at.place.key("sources"), Some(&at.item.id));
    }
    for at in &catalogue.endpoints {
        add("source", &at.item.sources, at.place.key("sources"), Some(&at.item.id));
        add("variant", &at.item.variants, at.place.key("variants"), Some(&at.item.id));
    }
    for at in &catalogue.errors {
        let id = Some(at.item.id.as_str());
        add("source", &at.item.sources, at.place.key("sources"), id);
        for (index, key) in at.item.keys.iter().enumerate() {
            let place = at.place.key("keys").item(index);
            add("source", key.sources.as_deref().unwrap_or_default(), place.key("sources"), id);
            add("endpoint", key.endpoints.as_deref().unwrap_or_default(), place.key("endpoints"), id);
        }
        for (index, cause) in at.item.causes.iter().enumerate() {
            let place = at.place.key("causes").item(index).key("sources");
            add("source", cause.sources.as_deref().unwrap_or_default(), place, id);
        }
        for (index, conflict) in at.item.conflicts.iter().enumerate() {
            add("source", &conflict.sources, at.place.key("conflicts").item(index).key("sources"), id);
        }
    }
    for at in &catalogue.tombstones {
        for (index, key) in at.item.keys.iter().enumerate() {
            let place = at.place.key("keys").item(index).key("endpoints");
            add("endpoint", key.endpoints.as_deref().unwrap_or_default(), place, Some(&at.item.id));
        }
    }

    let mut one = |what, id: &str, place: Place, entry: &str| {
        uses.push(Use { what, id: id.to_owned(), place, entry: Some(entry.to_owned()) });
    };
    for at in &catalogue.recipes {
        if let Some(poll) = at.item.then.as_ref().and_then(|then| then.poll.as_ref()) {
            one("endpoint", &poll.endpoint, at.place.key("then").key("poll").key("endpoint"), &at.item.id);
        }
    }
    for at in &catalogue.endpoints {
        for (index, outcome) in at.item.success_when.iter().enumerate() {
            for (number, example) in outcome.examples.iter().enumerate() {
                if let Some(endpoint) = &example.endpoint {
                    let place = at.place.key("success_when").item(index).key("examples").item(number).key("endpoint");
                    one("endpoint", endpoint, place, &at.item.id);
                }
            }
        }
    }
    for at in &catalogue.errors {
        let id = &at.item.id;
        if at.item.retry != super::recipes::NEVER {
            one("recipe", &at.item.retry, at.place.key("retry"), id);
        }
        for (index, key) in at.item.keys.iter().enumerate() {
            if let Some(retry) = key.retry.as_deref().filter(|retry| *retry != super::recipes::NEVER) {
                one("recipe", retry, at.place.key("keys").item(index).key("retry"), id);
            }
        }
        for (index, constraint) in at.item.constraints.iter().enumerate() {
            if let Some(set) = &constraint.character_set {
                one("character set", set, at.place.key("constraints").item(index).key("character_set"), id);
            }
        }
        for (index, example) in at.item.examples.iter().enumerate() {
            if let Some(endpoint) = &example.endpoint {
                one("endpoint", endpoint, at.place.key("examples").item(index).key("endpoint"), id);
            }
        }
        if let Some(other) = at.item.deprecated.as_ref().and_then(|deprecated| deprecated.replaced_by.as_ref()) {
            one("entry", other, at.place.key("deprecated").key("replaced_by"), id);
        }
    }
    named_uses(catalogue, &mut uses);
    uses
}

/// The sections whose uses of ids are found by the names of their members.
const SECTIONS: [&str; 12] = [
    "types",
    "endpoints",
    "rules",
    "states",
    "value_tables",
    "code_tables",
    "connection",
    "limits",
    "notifications",
    "events",
    "examples",
    "emulation",
];

/// What the service itself says besides.
const OF_SERVICE: [&str; 1] = ["form_errors"];

/// Members that hold any JSON, in which a name means nothing.
const FREE: [&str; 11] =
    ["body", "default", "details", "value", "is", "is_not", "contains", "item", "parts", "sets", "success_when"];

/// Uses of ids in types, calls, rules, events and the like: what a member is called says what its ids are of.
fn named_uses(catalogue: &Catalogue<'_>, uses: &mut Vec<Use>) {
    for (file, loaded) in catalogue.loaded.files.iter().enumerate() {
        let Value::Map(sections) = &loaded.tree.value else { continue };
        for section in sections {
            let place = Place::root(file, &section.key);
            match (&section.node.value, section.key.as_str()) {
                (Value::Map(members), "service") => {
                    for member in members.iter().filter(|member| OF_SERVICE.contains(&member.key.as_str())) {
                        walk(&member.node, &place.key(&member.key), &member.key, None, uses);
                    }
                }
                (Value::List(items), "conflicts") => {
                    for (index, item) in items.iter().enumerate() {
                        let id = scalar(item, "id");
                        if let Some(sources) = item.member("sources") {
                            let place = place.item(index).key("sources");
                            ids("source", &sources.node, &place, id.as_deref(), uses);
                        }
                    }
                }
                (_, name) if SECTIONS.contains(&name) => walk(&section.node, &place, name, None, uses),
                _ => {}
            }
        }
    }
}

fn scalar(node: &Node, key: &str) -> Option<String> {
    match &node.member(key)?.node.value {
        Value::Scalar(text) => Some(text.clone()),
        _ => None,
    }
}

fn ids(what: &'static str, node: &Node, place: &Place, entry: Option<&str>, uses: &mut Vec<Use>) {
    let mut add = |id: &str, place: Place| {
        uses.push(Use { what, id: id.to_owned(), place, entry: entry.map(str::to_owned) });
    };
    match &node.value {
        Value::Scalar(id) => add(id, place.clone()),
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if let Value::Scalar(id) = &item.value {
                    add(id, place.item(index));
                }
            }
        }
        Value::Map(_) => {}
    }
}

fn walk(node: &Node, place: &Place, section: &str, entry: Option<&str>, uses: &mut Vec<Use>) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                let id = scalar(item, "id");
                walk(item, &place.item(index), section, entry.or(id.as_deref()), uses);
            }
        }
        Value::Map(members) => {
            let is_free = |key: &str| {
                let is_more = (section, key) == ("notifications", "body") || (section, key) == ("states", "parts");
                FREE.contains(&key) && !is_more
            };
            for member in members.iter().filter(|member| !is_free(&member.key)) {
                let here = place.key(&member.key);
                let what = match (section, member.key.as_str()) {
                    // Told by the checks of the endpoints themselves.
                    ("endpoints", "sources" | "variants") if place.depth() == 2 => continue,
                    (_, "sources") => "source",
                    (_, "conflicts") => "conflict",
                    (_, "variants") => "variant",
                    (_, "editions") => "edition",
                    (_, "endpoints") => "endpoint",
                    ("examples", "endpoint") => "endpoint",
                    ("examples" | "emulation", "event") | ("notifications", "events") => "event",
                    ("examples", "rule") => "rule",
                    ("examples", "form") => continue,
                    (_, "endpoint") => "endpoint",
                    ("limits", "areas") => "area",
                    (_, "error" | "errors" | "expired" | "missing" | "wrong_type") => "entry",
                    ("endpoints", "request" | "response") | ("notifications", "body") => "type",
                    (_, "type") => match &member.node.value {
                        Value::Scalar(id) if crate::lower::primitive(id).is_some() => continue,
                        _ => "type",
                    },
                    (_, "characters") => "character set",
                    ("states", "not_yet") => "entry",
                    ("states", "first" | "gaps" | "deadline" | "every") => "limit",
                    ("endpoints", "state" | "gives") | ("states", "to") | ("emulation", "state") => "state",
                    ("emulation", "edition") => "edition",
                    ("emulation", "limit") => "limit",
                    (_, "table") => match &member.node.value {
                        Value::Scalar(_) => "code table",
                        _ => {
                            if let Some(id) = member.node.member("id") {
                                ids("value table", &id.node, &here.key("id"), entry, uses);
                            }
                            continue;
                        }
                    },
                    _ => {
                        walk(&member.node, &here, section, entry, uses);
                        continue;
                    }
                };
                ids(what, &member.node, &here, entry, uses);
            }
        }
    }
}

fn sources_present(catalogue: &mut Catalogue<'_>) {
    let mut empty: Vec<(String, Place)> = Vec::new();
    macro_rules! need {
        ($($list:ident),+) => { $(
            for at in &catalogue.$list {
                if at.item.sources.is_empty() {
                    empty.push((at.item.id.clone(), at.place.key("sources")));
                }
            }
        )+ };
    }
    need!(
        recipes,
        character_sets,
        endpoints,
        errors,
        types,
        rules,
        states,
        value_tables,
        code_tables,
        limits,
        conflicts,
        events
    );
    for at in &catalogue.errors {
        for (index, conflict) in at.item.conflicts.iter().enumerate() {
            if conflict.sources.is_empty() {
                empty.push((at.item.id.clone(), at.place.key("conflicts").item(index).key("sources")));
            }
        }
    }
    for (id, place) in empty {
        let problem = catalogue.problem(Code::C040, &place, "no source").entry(id);
        catalogue
            .report(problem.help("name at least one of the `references`; what no source states is not written here"));
    }
    for at in catalogue.errors.clone() {
        for (index, link) in at.item.links.iter().enumerate() {
            if !(link.url.starts_with("https://") || link.url.starts_with("mailto:")) {
                let place = at.place.key("links").item(index).key("url");
                let problem = catalogue.problem(Code::C040, &place, "a link that is neither `https:` nor `mailto:`");
                catalogue.report(problem.entry(&at.item.id).help("write the whole address"));
            }
        }
    }
}
