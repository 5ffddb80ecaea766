//! What changed in meaning between two states of the catalogues, by entry and field, and what each change asks of users.
//!
//! The comparison reads plain values and not the model, so that a catalogue in an older language can be compared too. What a
//! change means, which lists have an order, what an absent member stands for and which outputs are touched is data: see
//! `codegen/src/diff/table.rs`.

mod facts;
mod print;
mod table;

use crate::emit::{OutputFile, OutputGroup};
use crate::model::Key;
use crate::{check, ledger};
use facts::{Facts, Union, compare_sides, is_released_tombstone, meaning, refuses, text};
use serde_json::{Map, Value, json};
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use table::{How, Identity, Segment, When};

/// What a change asks of users. The later, the more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Words and proofs: no program acts differently.
    Patch,
    /// Something is new, and what was there goes on as before.
    Minor,
    /// The same programs compile, and they act differently.
    Behaviour,
    /// A program that compiled or a body that was accepted no longer is.
    Breaking,
    /// A release must not have it: it breaks a promise that holds for ever.
    Refused,
}

impl Class {
    /// All of them, from the one that asks least.
    pub const ALL: [Self; 5] = [Self::Patch, Self::Minor, Self::Behaviour, Self::Breaking, Self::Refused];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Behaviour => "behaviour",
            Self::Breaking => "breaking",
            Self::Refused => "refused",
        }
    }
}

/// What happened at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its value is another.
    Changed,
    /// The items are the same in another order, where the order means something.
    Reordered,
    /// It goes on under another id.
    Renamed,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Reordered => "reordered",
            Self::Renamed => "renamed",
        }
    }
}

/// One change.
#[derive(Debug, Clone)]
pub struct Change {
    /// Id of the service.
    pub service: String,
    /// Section of the catalogue, such as `errors`; `service` too for a service that came or went as a whole.
    pub section: String,
    /// Id of the entry, where the section is a list.
    pub entry: Option<String>,
    /// The way from there to what changed: names of members, and ids of items.
    pub path: Vec<String>,
    /// What happened.
    pub kind: Kind,
    /// What was there.
    pub before: Option<Value>,
    /// What is there.
    pub after: Option<Value>,
    /// What it asks of users now.
    pub class: Class,
    /// What it would ask if the old state had been released. More than `class` only for what was not.
    pub once_released: Class,
    /// Why.
    pub why: &'static str,
    /// The outputs that show it, by the names that `gen` prints.
    pub outputs: Vec<&'static str>,
}

/// The version step that changes ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Nothing changed.
    None,
    /// The last number.
    Patch,
    /// The middle number.
    Minor,
    /// The first number.
    Major,
    /// No version may have these changes.
    Refused,
}

impl Step {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Refused => "refused",
        }
    }
}

/// All changes between two states, those that ask most first.
#[derive(Debug, Clone, Default)]
pub struct Difference {
    /// The changes.
    pub changes: Vec<Change>,
    /// Services whose version is 1.0 or later, so that a breaking change asks for the first number.
    stable: BTreeSet<String>,
}

impl Difference {
    /// The version step that follows.
    #[must_use]
    pub fn step(&self) -> Step {
        let step = |change: &Change| match change.class {
            Class::Patch => Step::Patch,
            Class::Minor | Class::Behaviour => Step::Minor,
            Class::Breaking if self.stable.contains(&change.service) => Step::Major,
            Class::Breaking => Step::Minor,
            Class::Refused => Step::Refused,
        };
        self.changes.iter().map(step).max().unwrap_or(Step::None)
    }

    /// How many changes are of a class.
    #[must_use]
    pub fn count(&self, class: Class) -> usize {
        self.changes.iter().filter(|change| change.class == class).count()
    }
}

/// Why a file cannot be compared.
#[derive(Debug, Clone)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The sections of one service, merged over its files.
type Sections = Map<String, Value>;

/// The catalogues of all services at one time.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// By folder.
    services: BTreeMap<String, Sections>,
}

impl Snapshot {
    /// Adds a file of the service in a folder. In which files the entries stand makes no difference.
    ///
    /// # Errors
    /// A text that is no YAML mapping.
    pub fn add_file(&mut self, folder: &str, text: &str) -> Result<(), Unreadable> {
        let value: Value =
            serde_yaml::from_str(text).map_err(|error| Unreadable(format!("this is not YAML: {error}")))?;
        let sections = self.services.entry(folder.to_owned()).or_default();
        let members = match value {
            Value::Null => return Ok(()),
            Value::Object(members) => members,
            _ => return Err(Unreadable("a mapping is needed, with the sections of a catalogue".to_owned())),
        };
        for (name, value) in members {
            match (sections.get_mut(&name), value) {
                (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
                (Some(Value::Object(known)), Value::Object(more)) => {
                    for (key, value) in more {
                        known.entry(key).or_insert(value);
                    }
                }
                (Some(_), _) => {}
                (None, value) => {
                    sections.insert(name, value);
                }
            }
        }
        Ok(())
    }
}

/// Compares two states of the catalogues.
#[must_use]
pub fn compare(old: &Snapshot, new: &Snapshot) -> Difference {
    let mut difference = Difference::default();
    let mut left: BTreeMap<&String, &Sections> = new.services.iter().collect();
    for (folder, before) in &old.services {
        // A service is known by its id, so that its folder may move; one that gets another id stays where it was.
        let same_id = left.iter().find(|(_, after)| id_of(after).is_some() && id_of(after) == id_of(before));
        let found = same_id.map(|(found, _)| *found).or_else(|| left.keys().copied().find(|other| *other == folder));
        let after = found.and_then(|found| left.remove(found));
        let name = after.and_then(id_of).or_else(|| id_of(before)).unwrap_or(folder).to_owned();
        let mut walk = Walk::new(&name, before, after.unwrap_or(before));
        match after {
            Some(after) => walk.sections(after),
            None => walk.whole(Kind::Removed, before),
        }
        difference.add(&name, after.unwrap_or(before), walk.changes);
    }
    let nothing = Sections::new();
    for (folder, after) in left {
        let name = id_of(after).unwrap_or(folder).to_owned();
        let mut walk = Walk::new(&name, &nothing, after);
        walk.whole(Kind::Added, after);
        difference.add(&name, after, walk.changes);
    }
    difference.changes.sort_by_key(|change| Reverse((change.class, change.once_released)));
    difference
}

impl Difference {
    /// Leaves out the outputs of a service that are the same in both states, so that what is named for a change did change.
    ///
    /// Which outputs may show a change follows from its place; which do also depends on what else the catalogue says.
    pub fn keep_changed_outputs(&mut self, service: &str, before: &[OutputGroup], after: &[OutputGroup]) {
        let files = |groups: &'_ [OutputGroup], name: &str| -> BTreeSet<OutputFile> {
            groups.iter().filter(|group| group.name == name).flat_map(|group| group.files.clone()).collect()
        };
        let names: BTreeSet<&str> = before.iter().chain(after).map(|group| group.name).collect();
        let changed: Vec<&str> = names.into_iter().filter(|name| files(before, name) != files(after, name)).collect();
        for change in self.changes.iter_mut().filter(|change| change.service == service) {
            change.outputs.retain(|name| changed.contains(name));
        }
    }

    fn add(&mut self, service: &str, sections: &Sections, changes: Vec<Change>) {
        let version = sections.get("service").and_then(|service| service.get("version")?.as_str());
        if version.and_then(check::parse_version).is_some_and(|(major, ..)| major > 0) {
            self.stable.insert(service.to_owned());
        }
        self.changes.extend(changes);
    }
}

fn id_of(sections: &Sections) -> Option<&str> {
    sections.get("service")?.get("id")?.as_str()
}

/// The walk through both states of one service.
struct Walk<'a> {
    service: &'a str,
    /// Whether anything of the service was ever released.
    released: bool,
    facts: Facts,
    path: Vec<Segment>,
    /// Whether the rule that the walk is in refused before and refuses now.
    rule: Option<(bool, bool)>,
    /// How what its two sides let through changed, where it is disputed.
    sides: Option<Union>,
    /// The entry that the walk is in, as it was and as it is.
    entry: (Option<Value>, Option<Value>),
    changes: Vec<Change>,
}

impl<'a> Walk<'a> {
    fn new(service: &'a str, before: &Sections, after: &Sections) -> Self {
        let facts = Facts::new(before, after);
        let released = !facts.ledger.is_empty();
        let (path, changes) = (Vec::new(), Vec::new());
        Self { service, released, facts, path, rule: None, sides: None, entry: (None, None), changes }
    }

    /// A service that came or went as a whole.
    fn whole(&mut self, kind: Kind, sections: &Sections) {
        let service = sections.get("service").cloned().unwrap_or_else(|| json!({ "id": self.service }));
        self.path = vec![Segment::Member("service".to_owned())];
        match kind {
            Kind::Removed => self.push(kind, Some(&service), None),
            _ => self.push(kind, None, Some(&service)),
        }
    }

    fn sections(&mut self, after: &Sections) {
        for (section, before, now) in self.facts.renamed.clone() {
            let entry = now.first().cloned().unwrap_or_default();
            self.path = vec![Segment::Member(section.to_owned()), Segment::Item(entry)];
            let now = if let [only] = now.as_slice() { json!(only) } else { json!(now) };
            self.push(Kind::Renamed, Some(&json!(before)), Some(&now));
        }
        self.path = Vec::new();
        let before = self.facts.old.clone();
        self.members(&before, after);
    }

    fn members(&mut self, before: &Map<String, Value>, after: &Map<String, Value>) {
        let id = after.get("id").or_else(|| before.get("id")).and_then(Value::as_str).map(str::to_owned);
        let new = after.keys().filter(|name| !before.contains_key(*name));
        for name in before.keys().chain(new) {
            self.path.push(Segment::Member(name.clone()));
            let absent = |entry: &Option<Value>| table::absent(&self.path, id.as_deref(), entry.as_ref());
            let (was, is) = (absent(&self.entry.0), absent(&self.entry.1));
            self.value(before.get(name).or(was.as_ref()), after.get(name).or(is.as_ref()));
            self.path.pop();
        }
    }

    fn value(&mut self, before: Option<&Value>, after: Option<&Value>) {
        if before == after {
            return;
        }
        let list = |value: Option<&'_ Value>| match value {
            None => Some(Vec::new()),
            Some(Value::Array(items)) => Some(items.clone()),
            Some(_) => None,
        };
        let lists = list(before).zip(list(after));
        match (table::how(&self.path, before, after), lists, before, after) {
            (How::Items { identity, ordered }, Some((old, new)), ..) => self.items(identity, ordered, &old, &new),
            (How::Set, Some((old, new)), ..) => self.set(&old, &new),
            (How::Scope, Some((old, new)), Some(_), Some(_)) => self.set(&old, &new),
            (How::Members, _, Some(Value::Object(old)), Some(Value::Object(new))) => self.members(old, new),
            (How::OneOf, _, Some(Value::Object(old)), Some(Value::Object(new)))
                if old.len() == new.len() && old.keys().all(|name| new.contains_key(name)) =>
            {
                self.members(old, new);
            }
            _ => self.leaf(before, after),
        }
    }

    fn leaf(&mut self, before: Option<&Value>, after: Option<&Value>) {
        let kind = match (before, after) {
            (None, _) => Kind::Added,
            (_, None) => Kind::Removed,
            _ => Kind::Changed,
        };
        self.push(kind, before, after);
    }

    fn set(&mut self, before: &[Value], after: &[Value]) {
        for (these, others, kind) in [(before, after, Kind::Removed), (after, before, Kind::Added)] {
            for value in these.iter().filter(|value| !others.contains(value)) {
                self.path.push(Segment::Item(label_text(value)));
                match kind {
                    Kind::Removed => self.push(kind, Some(value), None),
                    _ => self.push(kind, None, Some(value)),
                }
                self.path.pop();
            }
        }
    }

    fn items(&mut self, identity: Identity, ordered: bool, before: &[Value], after: &[Value]) {
        let (old, new) = match identity {
            Identity::Whole => pair_by_place(before, after),
            _ => (labelled(identity, before), labelled(identity, after)),
        };
        let old = if is_of_rules(&self.path) { self.rename_rules(old, &new) } else { old };
        let find = |items: &[(String, Value)]| -> HashMap<String, usize> {
            items.iter().enumerate().map(|(index, (label, _))| (label.clone(), index)).collect()
        };
        let (in_old, in_new) = (find(&old), find(&new));
        for (label, value) in &old {
            self.path.push(Segment::Item(label.clone()));
            let now = in_new.get(label).map(|index| &new[*index].1);
            self.item(Some(value), now);
            self.path.pop();
        }
        for (label, value) in new.iter().filter(|(label, _)| !in_old.contains_key(label)) {
            self.path.push(Segment::Item(label.clone()));
            self.item(None, Some(value));
            self.path.pop();
        }
        let order = |items: &[(String, Value)], others: &HashMap<String, usize>| -> Vec<String> {
            items.iter().map(|(label, _)| label.clone()).filter(|label| others.contains_key(label)).collect()
        };
        let (was, is) = (order(&old, &in_new), order(&new, &in_old));
        if ordered && was != is {
            self.push(Kind::Reordered, Some(&json!(was)), Some(&json!(is)));
        }
    }

    fn item(&mut self, before: Option<&Value>, after: Option<&Value>) {
        if before == after {
            return;
        }
        self.within(before, after, |walk| match (before, after) {
            (Some(_), Some(_)) => walk.value(before, after),
            _ => walk.leaf(before, after),
        });
    }

    /// Does something where what is known of the item that the walk is at is at hand.
    fn within(&mut self, before: Option<&Value>, after: Option<&Value>, act: impl FnOnce(&mut Self)) {
        let outer = (self.rule, self.sides);
        if matches!(self.path.split_last(), Some((Segment::Item(_), list)) if is_of_rules(list)) {
            let refuses = |rule: Option<&Value>| self.is_sent() && rule.is_some_and(refuses);
            self.rule = Some((refuses(before), refuses(after)));
            self.sides = before.zip(after).and_then(|(before, after)| compare_sides(before, after));
        }
        let is_entry = self.path.len() == 2;
        if is_entry {
            self.entry = (before.cloned(), after.cloned());
        }
        act(self);
        (self.rule, self.sides) = outer;
        if is_entry {
            self.entry = (None, None);
        }
    }

    /// Gives rules that are gone the ids under which their meaning goes on at the same place, and tells it.
    fn rename_rules(&mut self, mut old: Labelled, new: &Labelled) -> Labelled {
        let known: Vec<String> = old.iter().map(|(id, _)| id.clone()).collect();
        let mut fresh: Vec<&(String, Value)> = new.iter().filter(|(id, _)| !known.contains(id)).collect();
        for (id, rule) in &mut old {
            if new.iter().any(|(other, _)| other == id) {
                continue;
            }
            let Some(index) = fresh.iter().position(|(_, other)| meaning(other) == meaning(rule)) else { continue };
            let (name, now) = fresh.remove(index);
            let (before, after) = (json!(id), json!(name));
            self.path.push(Segment::Item(name.clone()));
            self.within(Some(rule), Some(now), |walk| walk.push(Kind::Renamed, Some(&before), Some(&after)));
            self.path.pop();
            id.clone_from(name);
            if let Some(members) = rule.as_object_mut() {
                members.insert("id".to_owned(), after);
            }
        }
        old
    }

    /// Whether callers send what the walk is in, as far as that is known; if not, nothing of it can be refused.
    fn is_sent(&self) -> bool {
        match self.path.as_slice() {
            [Segment::Member(section), Segment::Item(id), ..] => {
                section != "events" && !(section == "types" && self.facts.received.contains(id))
            }
            _ => true,
        }
    }

    fn push(&mut self, kind: Kind, before: Option<&Value>, after: Option<&Value>) {
        let number = |value: &Value| value.as_bool().map(f64::from).or_else(|| value.as_f64());
        let direction = before.and_then(number).zip(after.and_then(number));
        let direction = direction.and_then(|(before, after)| after.partial_cmp(&before)).unwrap_or(Ordering::Equal);
        let row = table::row(&self.path, kind, direction, |when| self.holds(when, before, after));
        let is_new_entry = kind == Kind::Added && self.path.len() <= 2;
        let bound = if is_new_entry { Class::Minor } else { Class::Patch };
        let class = match row.class {
            Class::Refused => Class::Refused,
            class if self.is_released() => class,
            class => class.min(bound),
        };
        let usage = self.facts.usage(&self.path, (self.entry.0.as_ref(), self.entry.1.as_ref()));
        let mut segments = self.path.iter();
        let section = segments.next().map(|segment| segment.name().to_owned()).unwrap_or_default();
        let entry = segments.clone().next().filter(|segment| matches!(segment, Segment::Item(_)));
        if entry.is_some() {
            segments.next();
        }
        self.changes.push(Change {
            service: self.service.to_owned(),
            section,
            entry: entry.map(|segment| segment.name().to_owned()),
            path: segments.map(|segment| segment.name().to_owned()).collect(),
            kind,
            before: before.cloned(),
            after: after.cloned(),
            class,
            once_released: row.class,
            why: row.why,
            outputs: table::outputs(&self.path, &usage),
        });
    }

    /// Whether a release has what the walk is at.
    fn is_released(&self) -> bool {
        let (section, id) = match self.path.as_slice() {
            [Segment::Member(section), Segment::Item(id), ..] => (section.as_str(), id.as_str()),
            _ => return self.released,
        };
        match (section, &self.entry.0) {
            ("errors", Some(_)) => self.facts.ledger.contains_key(self.facts.former(id)),
            (_, Some(entry)) => self.released && text(entry, "since") != Some(check::NEXT),
            _ => self.released,
        }
    }

    fn holds(&self, when: When, before: Option<&Value>, after: Option<&Value>) -> bool {
        let word = |value: Option<&'_ Value>| value.and_then(Value::as_str).map(str::to_owned);
        let holder = self.path.get(1).map_or("", Segment::name);
        match when {
            When::Always => true,
            When::Promised => self.is_promised(before),
            When::Buried => self.facts.buried.contains(holder),
            When::Taken => self.facts.taken.contains(holder),
            When::FilledIn => word(before).as_deref() == Some(check::NEXT),
            When::BeginsToRefuse => self.rule == Some((false, true)),
            When::StopsToRefuse => self.rule == Some((true, false)),
            When::Refuses => self.rule == Some((true, true)),
            When::SidesAlike => self.rule == Some((true, true)) && self.sides == Some(Union::Same),
            When::SidesWider => self.rule == Some((true, true)) && self.sides == Some(Union::Wider),
            When::SidesNarrower => self.rule == Some((true, true)) && self.sides == Some(Union::Narrower),
            When::NeededInRequests => {
                let required = after.and_then(|field| field.get("required")?.as_bool()).unwrap_or(false);
                required && self.is_sent()
            }
            When::Retires => {
                let is_current = |value: Option<&Value>| word(value).is_none_or(|word| word == "current");
                is_current(before) && !is_current(after) && self.is_sent()
            }
        }
    }

    /// Whether the ledger or a tombstone of the old state holds what is at the path.
    fn is_promised(&self, before: Option<&Value>) -> bool {
        let names: Vec<&str> = self.path.iter().map(Segment::name).collect();
        match names.as_slice() {
            ["service"] => self.released,
            ["tombstones", _] => before.is_some_and(is_released_tombstone),
            ["errors", id] | ["errors", id, "since"] => self.facts.ledger.contains_key(*id),
            ["errors", _, "legacy_ids", id] => self.facts.ledger.contains_key(*id),
            ["errors", id, "keys", key] => {
                let promised = self.facts.ledger.get(self.facts.former(id));
                promised.is_some_and(|keys| keys.iter().any(|stated| stated == key))
            }
            _ => false,
        }
    }
}

/// Whether a path leads to a list of rules.
fn is_of_rules(path: &[Segment]) -> bool {
    matches!(path.last(), Some(Segment::Member(list)) if list == "rules")
}

/// What a scalar or a list of scalars is called in a path.
fn label_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let mut texts: Vec<String> = values.iter().map(label_text).collect();
            texts.sort_unstable();
            texts.join("+")
        }
        other => other.to_string(),
    }
}

/// Items with what each is known by.
type Labelled = Vec<(String, Value)>;

/// Gives each item what it is known by. What stands twice is counted.
fn labelled(identity: Identity, items: &[Value]) -> Labelled {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let label = |item: &Value| match identity {
        Identity::Key => stated(item),
        Identity::Members(names) => {
            let parts: Vec<String> = names.iter().filter_map(|name| item.get(*name)).map(label_text).collect();
            if parts.is_empty() { "any".to_owned() } else { parts.join(" ") }
        }
        Identity::Whole => label_text(item),
    };
    let labelled = items.iter().map(|item| {
        let label = label(item);
        let count = seen.entry(label.clone()).and_modify(|count| *count += 1).or_insert(1);
        (if *count == 1 { label } else { format!("{label}#{count}") }, item.clone())
    });
    labelled.collect()
}

/// What a key states, as the ledger says it.
fn stated(key: &Value) -> String {
    let parts = ["endpoints", "http", "shape", "code", "text"];
    let members = parts.iter().filter_map(|name| Some(((*name).to_owned(), key.get(*name)?.clone())));
    let plain = Value::Object(members.collect());
    serde_json::from_value::<Key>(plain.clone()).map_or_else(|_| plain.to_string(), |key| ledger::stated(&key))
}

/// Items without a name: equal ones are the same, the others are compared in order.
fn pair_by_place(before: &[Value], after: &[Value]) -> (Labelled, Labelled) {
    let mut new: Vec<Option<&Value>> = after.iter().map(Some).collect();
    let mut old_labels: Vec<Option<usize>> = Vec::new();
    for item in before {
        let same = new.iter().position(|other| *other == Some(item));
        old_labels.push(same);
        if let Some(index) = same {
            new[index] = None;
        }
    }
    let mut free = new.iter().enumerate().filter(|(_, item)| item.is_some()).map(|(index, _)| index);
    let mut beyond = after.len();
    for label in old_labels.iter_mut().filter(|label| label.is_none()) {
        *label = free.next().or_else(|| {
            beyond += 1;
            Some(beyond - 1)
        });
    }
    let number = |index: usize| (index + 1).to_string();
    let old = old_labels.iter().zip(before).map(|(label, item)| (number(label.unwrap_or_default()), item.clone()));
    let new = after.iter().enumerate().map(|(index, item)| (number(index), item.clone()));
    (old.collect(), new.collect())
}
