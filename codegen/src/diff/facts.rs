//! What must be known of two states of a service as a whole before their parts are compared.

use super::Sections;
use super::table::Segment;
use crate::check;
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

fn items<'a>(sections: &'a Sections, section: &str) -> &'a [Value] {
    sections.get(section).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(super) fn text<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    value.get(member)?.as_str()
}

fn texts<'a>(value: &'a Value, member: &str) -> impl Iterator<Item = &'a str> {
    value.get(member).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn ids<'a>(sections: &'a Sections, section: &str) -> HashSet<&'a str> {
    items(sections, section).iter().filter_map(|item| text(item, "id")).collect()
}

/// What must be known of both states as a whole to judge a change of a part.
pub(super) struct Facts {
    /// The old state with the ids that entries and recipes have now.
    pub(super) old: Sections,
    /// What went on under other ids: section, old id, new ids.
    pub(super) renamed: Vec<(&'static str, String, Vec<String>)>,
    /// Ids of the old ledger, with the keys that their last lines promise.
    pub(super) ledger: HashMap<String, Vec<String>>,
    /// Ids that were taken in the old state and belong to no entry of it.
    pub(super) taken: HashSet<String>,
    /// Ids of the tombstones that are there now.
    pub(super) buried: HashSet<String>,
    /// Types that only answers and notifications hold.
    pub(super) received: HashSet<String>,
    /// Types that bodies and paths of endpoints hold, before or now.
    called: HashSet<String>,
    /// Types that notifications hold, before or now.
    notified: HashSet<String>,
    /// Types that bodies of requests and paths hold, before or now.
    sent: HashSet<String>,
    /// Whether there is an emulator, before or now.
    emulated: bool,
    /// Names of the fields from which it takes times, before or now.
    timed: HashSet<String>,
}

impl Facts {
    pub(super) fn new(before: &Sections, after: &Sections) -> Self {
        let mut ledger = HashMap::new();
        for line in items(before, "ledger") {
            if let Some(id) = text(line, "id") {
                let keys = texts(line, "keys").map(|key| key.rsplit_once(" -> ").map_or(key, |(stated, _)| stated));
                ledger.insert(id.to_owned(), keys.map(str::to_owned).collect());
            }
        }
        let entries = ids(before, "errors");
        let former = items(before, "errors").iter().flat_map(|entry| texts(entry, "legacy_ids"));
        let gone = items(before, "tombstones").iter().filter(|item| is_released_tombstone(item));
        let taken = former.chain(gone.filter_map(|item| text(item, "id"))).chain(ledger.keys().map(String::as_str));
        let taken = taken.filter(|id| !entries.contains(id)).map(str::to_owned).collect();
        let either = |bodies: &[&str], notifications: bool| {
            let mut found = reached(before, bodies, notifications);
            found.extend(reached(after, bodies, notifications));
            found
        };
        let sent = either(&["request"], false);
        let notified = either(&[], true);
        let called = either(&["request", "response"], false);
        let mut received: HashSet<String> = called.union(&notified).cloned().collect();
        received.retain(|id| !sent.contains(id));
        let emulations: Vec<&Value> = [before, after].into_iter().filter_map(|one| one.get("emulation")).collect();
        let lifetimes = emulations.iter().filter_map(|one| one.get("lifetimes")?.as_array()).flatten();
        let fields = lifetimes.filter_map(|one| text(one, "field")?.rsplit('.').next());
        let timed: HashSet<String> = fields.map(|name| name.trim_end_matches("[]").to_owned()).collect();
        let mut facts = Self {
            old: before.clone(),
            renamed: Vec::new(),
            ledger,
            taken,
            buried: ids(after, "tombstones").into_iter().map(str::to_owned).collect(),
            received,
            called,
            notified,
            sent,
            emulated: !emulations.is_empty(),
            timed,
        };
        facts.rename_entries(after);
        facts.rename_recipes(after);
        facts
    }

    /// An entry that is gone and stands in `legacy_ids` of others goes on in them.
    fn rename_entries(&mut self, after: &Sections) {
        let now = ids(after, "errors");
        let known: HashSet<String> = ids(&self.old, "errors").into_iter().map(str::to_owned).collect();
        let Some(Value::Array(entries)) = self.old.get_mut("errors") else { return };
        let mut kept = Vec::new();
        for mut entry in std::mem::take(entries) {
            let id = text(&entry, "id").unwrap_or_default().to_owned();
            let heirs =
                items(after, "errors").iter().filter(|heir| texts(heir, "legacy_ids").any(|former| former == id));
            let heirs: Vec<String> = heirs.filter_map(|heir| text(heir, "id")).map(str::to_owned).collect();
            if now.contains(id.as_str()) || heirs.is_empty() {
                kept.push(entry);
                continue;
            }
            // What was renamed is compared with what it is now; what was divided or merged has no one to be compared with.
            let others: Vec<_> = self.renamed.iter().filter(|(_, _, other)| *other == heirs).collect();
            if let ([heir], []) = (heirs.as_slice(), others.as_slice())
                && !known.contains(heir)
                && let Some(members) = entry.as_object_mut()
            {
                members.insert("id".to_owned(), json!(heir));
                let former = members.entry("legacy_ids").or_insert_with(|| json!([]));
                if let Some(former) = former.as_array_mut() {
                    former.push(json!(id));
                }
                kept.push(entry);
            }
            self.renamed.push(("errors", id, heirs));
        }
        *entries = kept;
    }

    /// A recipe that is the same under another id is the same promise.
    fn rename_recipes(&mut self, after: &Sections) {
        let promise = |recipe: &Value| {
            let members = recipe.as_object().into_iter().flatten();
            let members =
                members.filter(|(name, _)| !matches!(name.as_str(), "id" | "words" | "confidence" | "sources"));
            members.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>()
        };
        let (old, now) = (ids(&self.old, "recipes"), ids(after, "recipes"));
        let mut names: HashMap<String, String> = HashMap::new();
        for recipe in items(&self.old, "recipes") {
            let Some(id) = text(recipe, "id").filter(|id| !now.contains(id)) else { continue };
            let new = items(after, "recipes").iter().filter(|other| promise(other) == promise(recipe));
            let mut new = new.filter_map(|other| text(other, "id")).filter(|other| !old.contains(other));
            if let Some(new) = new.find(|new| !names.values().any(|used| used == new)) {
                names.insert(id.to_owned(), new.to_owned());
            }
        }
        let rename = |value: Option<&mut Value>| {
            if let Some(value) = value
                && let Some(new) = value.as_str().and_then(|id| names.get(id))
            {
                *value = json!(new);
            }
        };
        for recipe in self.old.get_mut("recipes").and_then(Value::as_array_mut).into_iter().flatten() {
            rename(recipe.get_mut("id"));
        }
        for entry in self.old.get_mut("errors").and_then(Value::as_array_mut).into_iter().flatten() {
            rename(entry.get_mut("retry"));
            for key in entry.get_mut("keys").and_then(Value::as_array_mut).into_iter().flatten() {
                rename(key.get_mut("retry"));
            }
        }
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort();
        self.renamed.extend(names.into_iter().map(|(old, new)| ("recipes", old, vec![new])));
    }

    /// Where what is at a path is used. `entry` is what the path begins in, as it was and as it is.
    pub(super) fn usage(&self, path: &[Segment], entry: (Option<&Value>, Option<&Value>)) -> Usage {
        let names_editions = [entry.0, entry.1].into_iter().flatten().any(|entry| names_editions(entry, path));
        match path {
            [Segment::Member(section), Segment::Item(id), ..] if section == "types" => {
                let (called, notified) = (self.called.contains(id), self.notified.contains(id));
                let is_timed = path.iter().any(|segment| match segment {
                    Segment::Item(name) => self.timed.contains(name),
                    Segment::Member(_) => false,
                });
                Usage {
                    called,
                    notified,
                    names_editions,
                    emulated: self.emulated && self.sent.contains(id),
                    timed: is_timed,
                }
            }
            _ => Usage { called: true, notified: true, names_editions, emulated: self.emulated, timed: false },
        }
    }

    /// The id that an entry had in the old state.
    pub(super) fn former<'a>(&'a self, id: &'a str) -> &'a str {
        let renamed =
            self.renamed.iter().find(|(section, _, new)| *section == "errors" && new.len() == 1 && new[0] == id);
        renamed.map_or(id, |(_, old, _)| old)
    }
}

pub(super) fn is_released_tombstone(item: &Value) -> bool {
    item.get("removed").and_then(|removed| text(removed, "since")) != Some(check::NEXT)
}

/// Where a part of the catalogue is used. Of types alone is more known than that they are.
pub(super) struct Usage {
    /// Whether bodies or paths of endpoints hold it.
    pub(super) called: bool,
    /// Whether notifications hold it.
    pub(super) notified: bool,
    /// Whether it is for some editions only.
    pub(super) names_editions: bool,
    /// Whether there is an emulator that may act on it.
    pub(super) emulated: bool,
    /// Whether an emulator takes times from a field of that name.
    pub(super) timed: bool,
}

/// Whether an entry, or an item on the way from it to what a path leads to, names editions.
fn names_editions(entry: &Value, path: &[Segment]) -> bool {
    let mut at = Some(entry);
    let mut rest = path.iter().skip(2);
    while let Some(value) = at {
        if value.get("editions").is_some() {
            return true;
        }
        at = match rest.next() {
            Some(Segment::Member(name)) => value.get(name),
            Some(Segment::Item(id)) => {
                value.as_array().and_then(|items| items.iter().find(|item| text(item, "id") == Some(id)))
            }
            None => None,
        };
    }
    false
}

/// Types that bodies of endpoints hold, with what paths hold when requests count, and those of notifications.
fn reached(sections: &Sections, bodies: &[&str], notifications: bool) -> HashSet<String> {
    let field_types = |item: &Value| -> Vec<String> {
        let fields = item.get("fields").and_then(Value::as_array).into_iter().flatten();
        fields.filter_map(|field| text(field, "type")).map(str::to_owned).collect()
    };
    let endpoints = items(sections, "endpoints").iter();
    let mut open: Vec<String> = endpoints
        .flat_map(|endpoint| bodies.iter().filter_map(|body| text(endpoint, body)))
        .map(str::to_owned)
        .collect();
    if bodies.contains(&"request") {
        let parameters = items(sections, "endpoints").iter().filter_map(|endpoint| endpoint.get("parameters"));
        let parameters = parameters.filter_map(Value::as_array).flatten();
        open.extend(parameters.filter_map(|parameter| text(parameter, "type")).map(str::to_owned));
    }
    if notifications {
        open.extend(items(sections, "events").iter().flat_map(field_types));
        open.extend(sections.get("notifications").and_then(|all| text(all, "body")).map(str::to_owned));
    }
    let types: HashMap<&str, &Value> =
        items(sections, "types").iter().filter_map(|item| Some((text(item, "id")?, item))).collect();
    let mut found = HashSet::new();
    while let Some(id) = open.pop() {
        if let Some(item) = types.get(id.as_str())
            && found.insert(id)
        {
            open.extend(field_types(item));
        }
    }
    found
}

/// Whether a body that breaks the rule is judged to be wrong, as schemas and programs have it.
pub(super) fn refuses(rule: &Value) -> bool {
    let certainty = text(rule, "certainty");
    let demanded = match text(rule, "broken") {
        Some("refuses") => true,
        Some("not_stated") => certainty != Some("inferred"),
        _ => false,
    };
    let settled = certainty != Some("disputed") || rule.get("otherwise").is_some();
    text(rule, "force").is_none_or(|force| force == "must") && rule.get("check").is_some() && demanded && settled
}

/// How what either side of a dispute lets through changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Union {
    /// It lets through what it did.
    Same,
    /// It lets through more.
    Wider,
    /// It may let through less.
    Narrower,
}

/// Compares what the sides of a rule let through together; nothing for a rule that has one side before and after.
pub(super) fn compare_sides(before: &Value, after: &Value) -> Option<Union> {
    let is_disputed = before.get("otherwise").is_some() || after.get("otherwise").is_some();
    let includes = |all: &[Map<String, Value>], part: &[Map<String, Value>]| {
        part.iter().all(|one| all.iter().any(|other| is_within(one, other)))
    };
    let (old, new) = (sides(before), sides(after));
    is_disputed.then(|| match (includes(&new, &old), includes(&old, &new)) {
        (true, true) => Union::Same,
        (true, false) => Union::Wider,
        (false, _) => Union::Narrower,
    })
}

/// The checks of which a value may fulfil either. Ranges that meet, and lists of values, are one.
fn sides(rule: &Value) -> Vec<Map<String, Value>> {
    let stated = ["check", "otherwise"].into_iter().filter_map(|side| rule.get(side)?.as_object().cloned());
    let mut sides: Vec<Map<String, Value>> = stated.collect();
    if let [one, other] = sides.as_slice()
        && let Some(both) = joined(one, other)
    {
        sides = vec![both];
    }
    sides
}

fn joined(one: &Map<String, Value>, other: &Map<String, Value>) -> Option<Map<String, Value>> {
    let (name, value) = one.iter().next()?;
    let second = other.get(name)?;
    let value = match name.as_str() {
        "range" => {
            let bound = |of: &Value, end: &str| of.get(end).and_then(Value::as_f64);
            let meets = |low: &Value, high: &Value| {
                bound(high, "min").zip(bound(low, "max")).is_none_or(|(begin, end)| begin <= end)
            };
            if !(meets(value, second) && meets(second, value)) {
                return None;
            }
            let mut range = Map::new();
            for (end, keeps) in [("min", f64::le as fn(&f64, &f64) -> bool), ("max", f64::ge)] {
                if let Some((a, b)) = bound(value, end).zip(bound(second, end)) {
                    range.insert(end.to_owned(), if keeps(&a, &b) { value[end].clone() } else { second[end].clone() });
                }
            }
            Value::Object(range)
        }
        "values" | "schemes" => [value.as_array()?.as_slice(), second.as_array()?].concat().into(),
        _ => return None,
    };
    Some([(name.clone(), value)].into_iter().collect())
}

/// Whether whatever fulfils the first check fulfils the other too, as far as that is plain.
fn is_within(one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let (Some((name, value)), Some((other_name, wide))) = (one.iter().next(), other.iter().next()) else {
        return false;
    };
    if name != other_name {
        return false;
    }
    let holds_all = |all: &Value, part: &Value| {
        let (Some(all), Some(part)) = (all.as_array(), part.as_array()) else { return false };
        part.iter().all(|item| all.contains(item))
    };
    match name.as_str() {
        "range" | "length" | "items" | "integer_text" => wide.as_object().is_some_and(|bounds| {
            bounds.iter().all(|(end, bound)| {
                let own = value.get(end).and_then(Value::as_f64);
                let (Some(own), Some(bound)) = (own, bound.as_f64()) else { return false };
                if end.starts_with("min") { own >= bound } else { own <= bound }
            })
        }),
        "values" | "schemes" | "sets" => holds_all(wide, value),
        "present" | "absent" | "together" | "at_most_one" => holds_all(value, wide),
        "decimals" => value.as_u64() <= wide.as_u64(),
        "ahead_s" => value.as_u64() >= wide.as_u64(),
        _ => value == wide,
    }
}

/// What a rule asks for and how much it counts, without its id, its words and where it comes from.
pub(super) fn meaning(rule: &Value) -> Map<String, Value> {
    let lists = ["variants", "endpoints", "editions", "when"];
    let parts = ["check", "otherwise", "at", "force", "certainty", "broken"];
    let mut meaning = Map::new();
    for part in parts.into_iter().chain(lists) {
        let value = match rule.get(part) {
            Some(Value::Array(items)) => {
                let mut items = items.clone();
                items.sort_by_key(Value::to_string);
                items.into()
            }
            Some(value) => value.clone(),
            None if part == "force" => json!("must"),
            None if part == "when" => json!([]),
            None => continue,
        };
        meaning.insert(part.to_owned(), value);
    }
    meaning
}
