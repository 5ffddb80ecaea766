//! C001 to C003, C006 to C008 and C011: ids, names, status blocks, versions and dates.

use super::{At, Catalogue, Place, parse_version};
use crate::diagnostic::Code;
use crate::model::{Confidence, ErrorEntry, Status};
use crate::naming;
use std::collections::{HashMap, HashSet};

pub(super) fn check(catalogue: &mut Catalogue<'_>) {
    unique_ids(catalogue);
    characters(catalogue);
    rust_names(catalogue);
    for entry in catalogue.errors.clone() {
        inner_ids(catalogue, &entry);
        blocks(catalogue, &entry);
    }
    versions_and_dates(catalogue);
}

/// Reports each id that stands twice in a list of ids and places.
pub(super) fn twice(
    catalogue: &mut Catalogue<'_>,
    code: Code,
    what: &str,
    help: &str,
    ids: impl IntoIterator<Item = (String, Place)>,
) {
    let mut seen: HashMap<String, Place> = HashMap::new();
    for (id, place) in ids {
        if let Some(first) = seen.get(&id) {
            let problem = catalogue
                .problem(code, &place, format!("the {what} `{id}` is used twice"))
                .also(catalogue.span(first), "first here")
                .help(help);
            catalogue.report(problem);
        } else {
            seen.insert(id, place);
        }
    }
}

fn unique_ids(catalogue: &mut Catalogue<'_>) {
    macro_rules! unique {
        ($list:ident, $what:literal) => {
            let ids: Vec<_> = catalogue.$list.iter().map(|at| (at.item.id.clone(), at.place.key("id"))).collect();
            twice(catalogue, Code::C001, $what, "give one of them another id", ids);
        };
    }
    unique!(references, "reference");
    unique!(glossary, "term");
    unique!(recipes, "recipe");
    unique!(character_sets, "character set");
    unique!(endpoints, "endpoint");
    let entries = catalogue.errors.iter().map(|at| (at.item.id.clone(), at.place.key("id")));
    let tombstones = catalogue.tombstones.iter().map(|at| (at.item.id.clone(), at.place.key("id")));
    let mut ids: Vec<_> = tombstones.chain(entries).collect();
    let current: Vec<String> = catalogue.errors.iter().map(|at| at.item.id.clone()).collect();
    for entry in &catalogue.errors {
        for (index, id) in entry.item.legacy_ids.iter().enumerate() {
            // A former id may stand at several successors and be a tombstone too; it must not be in use.
            if current.contains(id) {
                ids.push((id.clone(), entry.place.key("legacy_ids").item(index)));
            }
        }
    }
    let help = "an id means one thing for ever: find another for the newer entry";
    twice(catalogue, Code::C001, "entry id", help, ids);
    if let Some(service) = catalogue.services.first().cloned() {
        let variants = service.item.variants.iter().enumerate();
        let ids: Vec<_> =
            variants.map(|(i, v)| (v.id.clone(), service.place.key("variants").item(i).key("id"))).collect();
        twice(catalogue, Code::C001, "variant", "give one of them another id", ids);
        let bodies = service.item.bodies.iter().enumerate();
        let ids: Vec<_> = bodies.map(|(i, b)| (b.id.clone(), service.place.key("bodies").item(i).key("id"))).collect();
        twice(catalogue, Code::C001, "body", "give one of them another id", ids);
    }
    for endpoint in catalogue.endpoints.clone() {
        let outcomes = endpoint.item.success_when.iter().enumerate();
        let ids: Vec<_> = outcomes
            .map(|(i, o)| (format!("{}` with status `{}", o.id, o.http), endpoint.place.key("success_when").item(i)))
            .collect();
        twice(catalogue, Code::C001, "outcome", "delete one of them", ids);
    }
}

fn characters(catalogue: &mut Catalogue<'_>) {
    let mut snake: Vec<(String, Place)> = Vec::new();
    macro_rules! ids {
        ($($list:ident),+) => { $( snake.extend(catalogue.$list.iter().map(|at| (at.item.id.clone(), at.place.key("id")))); )+ };
    }
    ids!(references, glossary, recipes, character_sets, errors, tombstones);
    for endpoint in &catalogue.endpoints {
        let outcomes = endpoint.item.success_when.iter().enumerate();
        snake.extend(outcomes.map(|(i, o)| (o.id.clone(), endpoint.place.key("success_when").item(i).key("id"))));
    }
    for entry in &catalogue.errors {
        let legacy = entry.item.legacy_ids.iter().enumerate();
        snake.extend(legacy.map(|(index, id)| (id.clone(), entry.place.key("legacy_ids").item(index))));
        for (list, id, place) in inner(entry) {
            let _ = list;
            snake.push((id, place));
        }
    }
    for (id, place) in snake {
        if !naming::is_snake_case(&id) || id.len() > naming::ID_LENGTH_MAX {
            let problem = catalogue.problem(Code::C006, &place, format!("`{id}` is no id"));
            catalogue.report(problem.help(format!(
                "use small letters, digits and single `_`, beginning with a letter, at most {} characters",
                naming::ID_LENGTH_MAX
            )));
        }
    }
    for recipe in catalogue.recipes.clone() {
        if recipe.item.id == super::recipes::NEVER {
            let problem =
                catalogue.problem(Code::C006, &recipe.place.key("id"), "`never` means that there is no recipe");
            catalogue.report(problem.help("name the recipe after what it does"));
        }
    }
    for endpoint in catalogue.endpoints.clone() {
        if !naming::is_wire_name(&endpoint.item.id) {
            let message = format!("`{}` is no id of an endpoint", endpoint.item.id);
            let problem = catalogue.problem(Code::C006, &endpoint.place.key("id"), message);
            catalogue.report(problem.help("use letters, digits, `_` and `-`, beginning with a letter"));
        }
    }
}

fn rust_names(catalogue: &mut Catalogue<'_>) {
    let entries: Vec<_> =
        catalogue.errors.iter().map(|at| (at.item.name.clone(), at.item.id.clone(), at.place.clone())).collect();
    let endpoints: Vec<_> =
        catalogue.endpoints.iter().map(|at| (at.item.name.clone(), at.item.id.clone(), at.place.clone())).collect();
    for group in [entries, endpoints] {
        let mut names = Vec::new();
        let mut ids = HashSet::new();
        for (name, id, place) in group {
            if !ids.insert(id.clone()) {
                // The id itself is used twice, which is told already.
                continue;
            }
            let given = name.is_some();
            let rust = name.unwrap_or_else(|| naming::upper_camel(&id));
            let place = if given { place.key("name") } else { place.key("id") };
            if !naming::is_rust_variant(&rust) && (given || naming::is_wire_name(&id)) {
                let problem = catalogue.problem(Code::C002, &place, format!("`{rust}` is no name of a Rust variant"));
                catalogue.report(problem.help("write `name:` in `UpperCamel`, of letters and digits"));
            }
            names.push((rust, place));
        }
        twice(catalogue, Code::C002, "Rust name", "write `name:` for one of them", names);
    }
    let mut outcomes: HashMap<String, (String, Place)> = HashMap::new();
    for endpoint in catalogue.endpoints.clone() {
        for (index, outcome) in endpoint.item.success_when.iter().enumerate() {
            let place = endpoint.place.key("success_when").item(index).key("id");
            let name = naming::upper_camel(&outcome.id);
            match outcomes.get(&name) {
                Some((id, first)) if *id != outcome.id => {
                    let problem = catalogue
                        .problem(Code::C002, &place, format!("the Rust name `{name}` is used twice"))
                        .also(catalogue.span(first), "first here")
                        .help("give one of the outcomes another id");
                    catalogue.report(problem);
                }
                Some(_) => {}
                None => {
                    outcomes.insert(name, (outcome.id.clone(), place));
                }
            }
        }
    }
}

/// The ids inside an entry: name of the list, id, place.
fn inner(entry: &At<'_, ErrorEntry>) -> Vec<(&'static str, String, Place)> {
    let mut all = Vec::new();
    macro_rules! list {
        ($($field:ident),+) => { $(
            for (index, item) in entry.item.$field.iter().enumerate() {
                all.push((stringify!($field), item.id.clone(), entry.place.key(stringify!($field)).item(index).key("id")));
            }
        )+ };
    }
    list!(causes, constraints, links, conflicts, examples);
    all
}

fn inner_ids(catalogue: &mut Catalogue<'_>, entry: &At<'_, ErrorEntry>) {
    for list in ["causes", "constraints", "links", "conflicts", "examples"] {
        let ids: Vec<_> =
            inner(entry).into_iter().filter(|(name, ..)| *name == list).map(|(_, id, place)| (id, place)).collect();
        let before = catalogue.problems.len();
        twice(catalogue, Code::C003, "id", "give one of them another id", ids);
        for problem in &mut catalogue.problems[before..] {
            problem.entry = Some(entry.item.id.clone());
        }
    }
}

fn blocks(catalogue: &mut Catalogue<'_>, entry: &At<'_, ErrorEntry>) {
    let item = entry.item;
    let mut fault = |place: Place, message: &str, help: &str| {
        let problem = catalogue.problem(Code::C007, &place, message).entry(&item.id).help(help);
        catalogue.report(problem);
    };
    match (item.status, &item.deprecated) {
        (Status::Deprecated, None) => {
            let help = "add `deprecated:` with `since` and `note`, and `replaced_by` where there is another entry";
            fault(entry.place.key("status"), "a deprecated entry does not say since when and why", help);
        }
        (Status::Active, Some(_)) => {
            fault(
                entry.place.key("deprecated"),
                "an active entry says that it is deprecated",
                "write `status: deprecated`, or delete the block",
            );
        }
        _ => {}
    }
    match (item.confidence, &item.documented_until) {
        (Confidence::Historical, None) => {
            let help = "add `documented_until:` with the last date on which a source had it";
            fault(entry.place.key("confidence"), "a historical entry does not say until when it was documented", help);
        }
        (Confidence::Documented | Confidence::Observed | Confidence::Inferred, Some(_)) => {
            let help = "delete it, or write `confidence: historical`";
            fault(entry.place.key("documented_until"), "only a historical entry was documented until some day", help);
        }
        _ => {}
    }
}

fn versions_and_dates(catalogue: &mut Catalogue<'_>) {
    let current = catalogue.services.first().and_then(|service| parse_version(&service.item.version));
    let mut since: Vec<(String, Place)> = Vec::new();
    let mut dates: Vec<(String, Place, bool)> = Vec::new();
    for at in &catalogue.endpoints {
        since.push((at.item.since.clone(), at.place.key("since")));
    }
    for at in &catalogue.events {
        since.push((at.item.since.clone(), at.place.key("since")));
    }
    for at in &catalogue.tombstones {
        since.push((at.item.removed.since.clone(), at.place.key("removed").key("since")));
    }
    for at in &catalogue.errors {
        since.push((at.item.since.clone(), at.place.key("since")));
        if let Some(deprecated) = &at.item.deprecated {
            since.push((deprecated.since.clone(), at.place.key("deprecated").key("since")));
        }
        for (index, change) in at.item.changed.iter().enumerate() {
            since.push((change.since.clone(), at.place.key("changed").item(index).key("since")));
        }
        for (index, key) in at.item.keys.iter().enumerate() {
            if let Some(gone) = &key.gone {
                since.push((gone.since.clone(), at.place.key("keys").item(index).key("gone").key("since")));
            }
        }
        if let Some(until) = &at.item.documented_until {
            dates.push((until.clone(), at.place.key("documented_until"), false));
        }
    }
    for at in &catalogue.references {
        dates.push((at.item.published.clone(), at.place.key("published"), true));
        dates.push((at.item.retrieved.clone(), at.place.key("retrieved"), false));
        if let Some(withdrawn) = &at.item.withdrawn {
            dates.push((withdrawn.clone(), at.place.key("withdrawn"), false));
        }
    }
    for (version, place) in since {
        if version == NEXT {
            continue;
        }
        let problem = match parse_version(&version) {
            None => catalogue
                .problem(Code::C008, &place, format!("`{version}` is no version"))
                .help("write `next`; `cargo xtask release` fills in the version"),
            Some(version) if current.is_some_and(|current| version > current) => catalogue
                .problem(Code::C008, &place, "a release that has not been made yet")
                .help("write `next`; `cargo xtask release` fills in the version"),
            Some(_) => continue,
        };
        catalogue.report(problem);
    }
    for (date, place, coarse) in dates {
        if !(is_date(&date) || coarse && (is_coarse_date(&date) || date == "unknown")) {
            let problem = catalogue.problem(Code::C008, &place, format!("`{date}` is no date"));
            let forms = if coarse { "`YYYY-MM-DD`, `YYYY-MM`, `YYYY` or `unknown`" } else { "`YYYY-MM-DD`" };
            catalogue.report(problem.help(format!("write {forms}, between quotes")));
        }
    }
}

/// Stands for the coming release.
pub const NEXT: &str = "next";

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u32>().ok()).flatten()
    };
    let [year, month, day] = parts.as_slice() else { return false };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Whether a text is a date, a month or a year.
pub(super) fn is_some_date(text: &str) -> bool {
    is_date(text) || is_coarse_date(text)
}

fn is_coarse_date(text: &str) -> bool {
    is_date(&format!("{text}-01")) || is_date(&format!("{text}-01-01"))
}
