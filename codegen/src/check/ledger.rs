//! C050: what was released is still there and means the same, or the change is stated.

use super::ids::NEXT;
use super::{At, Catalogue, parse_version};
use crate::diagnostic::{Code, Diagnostic};
use crate::ledger;
use crate::model::{ErrorEntry, LedgerLine, LedgerStatus, Recipe};
use std::collections::{HashMap, HashSet};

pub(super) fn check(catalogue: &mut Catalogue<'_>) {
    let mut first: HashMap<&str, &LedgerLine> = HashMap::new();
    let mut latest: HashMap<&str, At<'_, LedgerLine>> = HashMap::new();
    for at in &catalogue.ledger {
        first.entry(&at.item.id).or_insert(at.item);
        latest.insert(&at.item.id, at.clone());
    }
    let recipes: Vec<&Recipe> = catalogue.recipes.iter().map(|at| at.item).collect();
    let mut problems = Vec::new();

    let entries: HashMap<&str, _> = catalogue.errors.iter().map(|at| (at.item.id.as_str(), at)).collect();
    let mut successors: HashMap<&str, Vec<&At<'_, ErrorEntry>>> = HashMap::new();
    for at in &catalogue.errors {
        for id in &at.item.legacy_ids {
            successors.entry(id).or_default().push(at);
        }
    }
    let buried: HashSet<&str> = catalogue.tombstones.iter().map(|at| at.item.id.as_str()).collect();
    let mut released: Vec<_> = latest.values().collect();
    released.sort_by(|a, b| a.item.id.cmp(&b.item.id));
    for at in released {
        let id = at.item.id.as_str();
        let Some(entry) = entries.get(id) else {
            match successors.get(id) {
                // What a renamed, split or merged entry promised is promised by its successors together.
                Some(heirs) if at.item.status != LedgerStatus::Removed && !buried.contains(id) => {
                    promise_kept(catalogue, at, heirs, &recipes, &mut problems);
                }
                None if !buried.contains(id) => {
                    let message = format!("`{id}` was released in {} and is gone", at.item.version);
                    let problem = catalogue.problem(Code::C050, &at.place, message).entry(id);
                    let help = "bring it back, or add it to `tombstones` with `removed`, or name it in `legacy_ids` of its successor";
                    problems.push(problem.help(help));
                }
                _ => {}
            }
            continue;
        };
        if at.item.status == LedgerStatus::Removed {
            let message = format!("`{id}` was removed in {} and is used again", at.item.version);
            let problem = catalogue.problem(Code::C050, &entry.place.key("id"), message).entry(id);
            problems.push(
                problem.also(catalogue.span(&at.place), "removed here").help("give the new entry an id of its own"),
            );
            continue;
        }
        let since = &first[id].version;
        if entry.item.since != *since {
            let message = format!("`{id}` was first released in {since}");
            let problem = catalogue.problem(Code::C050, &entry.place.key("since"), message).entry(id);
            problems.push(problem.help(format!("write `since: {since}`")));
        }
        promise_kept(catalogue, at, &[entry], &recipes, &mut problems);
    }
    for at in &catalogue.errors {
        let is_version = parse_version(&at.item.since).is_some();
        if is_version && !latest.contains_key(at.item.id.as_str()) {
            let message = format!("the ledger knows no release of `{}`", at.item.id);
            let problem = catalogue.problem(Code::C050, &at.place.key("since"), message).entry(&at.item.id);
            problems.push(problem.help("write `since: next`; `cargo xtask release` fills in the version"));
        }
    }
    for at in &catalogue.tombstones {
        if !latest.contains_key(at.item.id.as_str()) {
            let message = format!("`{}` was never released", at.item.id);
            let problem = catalogue.problem(Code::C050, &at.place.key("id"), message).entry(&at.item.id);
            problems.push(problem.help("delete the tombstone; only released ids are kept"));
        }
    }
    catalogue.problems.extend(problems);
}

/// Compares what a release promised of an id with what its entry, or those that took its place, promise now.
fn promise_kept(
    catalogue: &Catalogue<'_>,
    released: &At<'_, LedgerLine>,
    heirs: &[&At<'_, ErrorEntry>],
    recipes: &[&Recipe],
    problems: &mut Vec<Diagnostic>,
) {
    let LedgerLine { id, version, .. } = released.item;
    let lines: Vec<LedgerLine> = heirs.iter().map(|heir| ledger::line(heir.item, recipes, NEXT)).collect();
    let keys = lines.iter().flat_map(|line| &line.keys).cloned().collect();
    let kind = lines.iter().find(|line| line.kind != released.item.kind).unwrap_or(&lines[0]).kind.clone();
    let now = LedgerLine { keys, kind, ..lines[0].clone() };
    let differences = ledger::differences(released.item, &now);
    let place = &heirs[0].place;
    let is_later = |since: &str| since == NEXT || parse_version(since) > parse_version(version);
    let stated = heirs.iter().any(|heir| heir.item.changed.iter().any(|change| is_later(&change.since)));
    if !differences.is_empty() && !stated {
        let message = format!("`{id}` no longer promises what {version} released");
        let mut problem = catalogue.problem(Code::C050, &place.key("id"), message).entry(&heirs[0].item.id);
        for difference in &differences {
            problem = problem.note(difference.clone());
        }
        let help = "undo it, or add `changed: [{since: next, note}]` that tells users what changed and why";
        problems.push(problem.also(catalogue.span(&released.place), "released as this").help(help));
        return;
    }
    for parts in ledger::lost_keys(released.item, &now) {
        let message = format!("the released key `{parts}` is lost");
        let problem = catalogue.problem(Code::C050, &place.key("keys"), message).entry(&heirs[0].item.id);
        let help = "keep it, or keep it with `gone: {since: next, note}` if the service no longer answers so";
        problems.push(problem.also(catalogue.span(&released.place), "released as this").help(help));
    }
}
