//! C099: what an emulator does is possible, and its bodies are those of the service.

use super::api::{Lost, Problem, UNITS_OF_TIME, fits, follow, no_path, pattern_parts, test_fits, value_at};
use super::ids::twice;
use super::{At, Catalogue, Place, parse_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::judge;
use crate::model::{
    Emulation, Endpoint, FieldStatus, GivenName, Holds, Lifetime, Limit, MadeAnswer, Moment, NameForm, Notice,
    Occasion, Primitive, State, TaskLimit, Type, TypeKind, When,
};
use crate::naming;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Divides the ways of a placeholder, of which the first that there is stands.
const OR: &str = " | ";

/// Names that stand in every template, beside those of held values.
const ANYWHERE: [&str; 4] = ["stage", "began_ms", "at_work_ms", "moves"];

/// Names of what a recording made, which nothing may hold that is itself part of it.
const OF_FILES: [&str; 2] = ["files", "first_file"];

/// Names that stand where a notification is written.
const OF_EVENTS: [&str; 7] = ["event", "details", "notice_id", "notify_ms", "event_ms", "sender", "sequence"];

pub(super) fn check(catalogue: &mut Catalogue<'_>) {
    for At { place, .. } in catalogue.emulations.iter().skip(1).cloned().collect::<Vec<_>>() {
        let problem = catalogue.problem(Code::C099, &place, "a second `emulation`").entry("emulation");
        catalogue.report(problem.help("keep one of them"));
    }
    let Some(At { item, place }) = catalogue.emulations.first().cloned() else { return };
    ids(catalogue, item, &place);
    sources(catalogue, item, &place);
    let mut checker = Checker {
        types: catalogue.types.iter().map(|at| (at.item.id.as_str(), at.item)).collect(),
        catalogue,
        item,
        place,
        found: Vec::new(),
    };
    checker.all();
    let found = checker.found;
    catalogue.problems.extend(found);
}

/// C003 and C006: ids are used once in their list.
fn ids(catalogue: &mut Catalogue<'_>, item: &Emulation, place: &Place) {
    macro_rules! unique {
        ($($list:ident: $what:literal),+) => { $(
            let ids = item.$list.iter().enumerate();
            let ids: Vec<_> =
                ids.map(|(i, one)| (one.id.clone(), place.key(stringify!($list)).item(i).key("id"))).collect();
            // What is still to be written is told as such, and what a service makes has the name that it has on the wire.
            for (id, place) in ids.iter().filter(|(id, _)| id != super::TO_DO && stringify!($list) != "made") {
                if !naming::is_snake_case(id) || id.len() > naming::ID_LENGTH_MAX {
                    let problem = catalogue.problem(Code::C006, place, format!("`{id}` is no id"));
                    catalogue.report(problem.help(format!(
                        "use small letters, digits and single `_`, beginning with a letter, at most {} characters",
                        naming::ID_LENGTH_MAX
                    )));
                }
            }
            twice(catalogue, Code::C003, $what, "give one of them another id", ids);
        )+ };
    }
    unique!(
        made: "made value", stages: "stage", lifetimes: "lifetime", tasks: "task limit", refusals: "refusal",
        files: "file", answers: "answer", notices: "notice", habits: "habit"
    );
}

/// C040: each behaviour has a source.
fn sources(catalogue: &mut Catalogue<'_>, item: &Emulation, place: &Place) {
    let mut empty: Vec<(String, Place)> = Vec::new();
    macro_rules! need {
        (lists $($list:ident),+; ones $($one:ident),+) => {
            $(for (index, one) in item.$list.iter().enumerate().filter(|(_, one)| one.sources.is_empty()) {
                empty.push((one.id.clone(), place.key(stringify!($list)).item(index).key("sources")));
            })+
            $(if item.$one.as_ref().is_some_and(|one| one.sources.is_empty()) {
                empty.push((stringify!($one).to_owned(), place.key(stringify!($one)).key("sources")));
            })+
        };
    }
    need!(
        lists made, stages, lifetimes, tasks, refusals, files, answers, notices, habits;
        ones rate, folders, moved, notification
    );
    for (id, place) in empty {
        let problem = catalogue.problem(Code::C040, &place, "no source").entry(id);
        catalogue
            .report(problem.help("name at least one of the `references`; what no source states is not written here"));
    }
}

/// Where a template stands, which decides what it may ask for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In the body of an answer.
    Answer,
    /// In a part of a file's name, and whether there is one for each publisher.
    FilePart(bool),
    /// In the item of a file, and whether there is one for each publisher.
    FileItem(bool),
    /// In a part of the name of a file that was moved.
    Moved,
    /// In a notification or its details.
    Notification,
}

impl Where {
    /// The names that are known beside those of held values.
    fn names(self) -> Vec<&'static str> {
        let own: &[&str] = match self {
            Self::FilePart(true) => &["publisher"],
            Self::FileItem(true) => &["publisher", "name"],
            Self::FileItem(false) | Self::Moved => &["name"],
            Self::Notification => &OF_EVENTS,
            Self::Answer | Self::FilePart(false) => &[],
        };
        let files: &[&str] = if matches!(self, Self::Answer | Self::Notification) { &OF_FILES } else { &[] };
        ANYWHERE.iter().chain(files).chain(own).copied().collect()
    }
}

/// The texts in the braces of a template; nothing where a brace has no other.
fn placeholders(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let (inside, after) = behind.split_once('}')?;
        if before.contains('}') || inside.contains('{') {
            return None;
        }
        found.push(inside);
        rest = after;
    }
    (!rest.contains('}')).then_some(found)
}

/// One way of a placeholder.
enum Way<'t> {
    /// A value by its name.
    Named(&'t str),
    /// A held value as it is after moves.
    Now(&'t str),
    /// What was sent: an endpoint and a path.
    Sent(&'t str, &'t str),
    /// JSON.
    Json(Value),
}

/// Reads one way of a placeholder, and whether its value is to become a number.
fn way(text: &str) -> (Way<'_>, bool) {
    let text = text.trim();
    let (text, number) = text.strip_prefix("number ").map_or((text, false), |rest| (rest.trim(), true));
    if let Some(name) = text.strip_prefix("now ") {
        return (Way::Now(name.trim()), number);
    }
    if let Some((endpoint, path)) = text.strip_prefix("sent ").and_then(|rest| rest.trim().split_once(' ')) {
        return (Way::Sent(endpoint, path.trim()), number);
    }
    match serde_json::from_str(text) {
        Ok(value) => (Way::Json(value), number),
        Err(_) => (Way::Named(text), number),
    }
}

struct Checker<'c, 'a> {
    catalogue: &'c Catalogue<'a>,
    types: HashMap<&'a str, &'a Type>,
    item: &'a Emulation,
    place: Place,
    found: Vec<Diagnostic>,
}

impl<'a> Checker<'_, 'a> {
    fn all(&mut self) {
        self.account();
        self.held_name(&self.item.channel, &self.place.key("channel"), "emulation");
        self.made();
        self.stages();
        for (index, lifetime) in self.item.lifetimes.iter().enumerate() {
            self.lifetime(lifetime, &self.place.key("lifetimes").item(index));
        }
        self.rate();
        for (index, tasks) in self.item.tasks.iter().enumerate() {
            self.tasks(tasks, &self.place.key("tasks").item(index));
        }
        self.refusals();
        self.folders();
        self.moved();
        self.files();
        for (index, answer) in self.item.answers.iter().enumerate() {
            self.answer(answer, &self.place.key("answers").item(index));
        }
        self.reached();
        self.notification();
        for (index, notice) in self.item.notices.iter().enumerate() {
            self.notice(notice, &self.place.key("notices").item(index));
        }
    }

    fn tell(&mut self, place: &Place, entry: &str, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(self.catalogue.problem(Code::C099, place, message).entry(entry).help(help));
    }

    /// Tells that a name is none of those that there are.
    fn none_of(&mut self, place: &Place, entry: &str, message: String, name: &str, known: &[&str]) {
        let help = match naming::nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", naming::list(known.iter().copied())),
        };
        self.tell(place, entry, message, help);
    }

    /// The endpoints in the order in which the emulator looks for the first of a kind.
    fn endpoints(&self) -> Vec<&'a Endpoint> {
        let mut all: Vec<_> = self.catalogue.endpoints.iter().map(|at| at.item).collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    fn endpoint(&self, id: &str) -> Option<&'a Endpoint> {
        self.catalogue.endpoints.iter().map(|at| at.item).find(|endpoint| endpoint.id == id)
    }

    fn state(&self, id: &str) -> Option<&'a State> {
        self.catalogue.states.iter().map(|at| at.item).find(|state| state.id == id)
    }

    fn limit(&self, id: &str) -> Option<&'a Limit> {
        self.catalogue.limits.iter().map(|at| at.item).find(|limit| limit.id == id)
    }

    /// The names of all values that states hold.
    fn held(&self) -> Vec<&'a str> {
        let names: BTreeSet<&str> =
            self.catalogue.states.iter().flat_map(|at| &at.item.holds).map(String::as_str).collect();
        names.into_iter().collect()
    }

    /// The call whose body says what is made: the first that takes a state, gives one that is no end, and has a body.
    fn begins(&self) -> Option<&'a Endpoint> {
        let is_end = |id: &String| self.state(id).is_some_and(|state| state.end == Some(true));
        self.endpoints().into_iter().find(|call| {
            call.takes.is_some() && call.request.is_some() && call.gives.as_ref().is_some_and(|id| !is_end(id))
        })
    }

    /// The variants that calls of an endpoint come in; those of the service where it names none.
    fn variants(&self, endpoint: &'a Endpoint) -> Vec<Option<&'a str>> {
        let of_service = self.catalogue.services.first().map(|at| at.item.variants.as_slice()).unwrap_or_default();
        let known: Vec<_> = if endpoint.variants.is_empty() {
            of_service.iter().map(|variant| Some(variant.id.as_str())).collect()
        } else {
            endpoint.variants.iter().map(|id| Some(id.as_str())).collect()
        };
        if known.is_empty() { vec![None] } else { known }
    }

    fn account(&mut self) {
        let calls = self.catalogue.endpoints.iter();
        let names: Vec<&str> = calls.flat_map(|at| &at.item.parameters).map(|one| one.id.as_str()).collect();
        if !names.contains(&self.item.account.as_str()) {
            let message = format!("no path has a parameter `{}`", self.item.account);
            self.none_of(&self.place.key("account"), "emulation", message, &self.item.account, &names);
        }
    }

    fn held_name(&mut self, name: &str, place: &Place, entry: &str) {
        let held = self.held();
        if !held.contains(&name) {
            self.none_of(place, entry, format!("no state holds a value `{name}`"), name, &held);
        }
    }

    fn made(&mut self) {
        for (index, made) in self.item.made.iter().enumerate() {
            let here = self.place.key("made").item(index);
            self.held_name(&made.id, &here.key("id"), &made.id);
            let letters: Vec<char> = made.letters.chars().collect();
            if letters.is_empty() {
                self.tell(&here.key("letters"), &made.id, "a value made of no letters", "name the letters");
            }
            let again = letters.iter().enumerate().find(|(index, letter)| letters[..*index].contains(letter));
            if let Some((_, letter)) = again {
                let message = format!("the letter `{letter}` stands twice");
                self.tell(&here.key("letters"), &made.id, message, "name each letter once");
            }
            if made.length == 0 {
                let help = "say how many letters it has";
                self.tell(&here.key("length"), &made.id, "a value without length", help);
            }
        }
    }

    fn stages(&mut self) {
        let mut last: HashMap<&str, u32> = HashMap::new();
        for (index, stage) in self.item.stages.iter().enumerate() {
            let here = self.place.key("stages").item(index);
            let before = last.insert(&stage.state, stage.after_s);
            match before {
                None if stage.after_s != 0 => {
                    let message = format!("the first stage of `{}` does not begin with it", stage.state);
                    self.tell(&here.key("after_s"), &stage.id, message, "write 0, or a stage before it");
                }
                Some(before) if before >= stage.after_s => {
                    let message = format!("it begins not later than the stage before it, after {before} s");
                    self.tell(&here.key("after_s"), &stage.id, message, "write the stages of a state in their order");
                }
                _ => {}
            }
            let is_end = self.state(&stage.state).is_some_and(|state| state.end == Some(true));
            if is_end && stage.at_work == Some(true) {
                let message = format!("`{}` is an end, in which no files come to be", stage.state);
                self.tell(&here.key("at_work"), &stage.id, message, "delete `at_work`");
            }
            self.stage_value(stage, &here.key("value"));
        }
        let confirmed = self.catalogue.states.iter().filter_map(|at| Some((at.item, at.item.confirmation.as_ref()?)));
        for (state, confirmation) in confirmed.collect::<Vec<_>>() {
            let own: Vec<_> = self.item.stages.iter().filter(|stage| stage.state == state.id).collect();
            let here = self.place.key("stages");
            if !own.iter().any(|stage| stage.at_work == Some(true)) {
                let message = format!("no stage of `{}` is at work", state.id);
                self.tell(
                    &here,
                    &state.id,
                    message,
                    "write `at_work: true` at the stage from which on files come to be",
                );
            }
            let confirms = |value: &Value| confirmation.is.iter().any(|other| judge::same(other, value));
            if !own.is_empty() && !own.iter().any(|stage| confirms(&stage.value)) {
                let message = format!("no stage of `{}` confirms it", state.id);
                self.tell(&here, &state.id, message, "add a stage with a value of `is` in its `confirmation`");
            }
        }
    }

    /// A value is one of the field that confirms the state; of a state without confirmation, of the first that has one.
    fn stage_value(&mut self, stage: &'a crate::model::Stage, place: &Place) {
        let own = self.state(&stage.state).and_then(|state| state.confirmation.as_ref());
        let any = || self.catalogue.states.iter().find_map(|at| at.item.confirmation.as_ref());
        let Some(confirmation) = own.or_else(any) else { return };
        let answer = self.endpoint(&confirmation.endpoint).and_then(|call| call.response.as_deref());
        let reached = answer.and_then(|id| self.types.get(id)).zip(parse_path(&confirmation.field));
        let reached = reached.and_then(|(answer, path)| follow(&self.types, &answer.fields, &path).ok());
        // What is wrong with a confirmation is told where it stands.
        let Some(reached) = reached else { return };
        let is_enum = reached.of.filter(|of| of.kind == TypeKind::Enum);
        let known = |of: &Type| of.values.iter().any(|value| judge::same(&value.value, &stage.value));
        let fits_it = reached.primitive().is_none_or(|of| fits(of, &stage.value));
        if is_enum.is_some_and(|of| !known(of)) || !fits_it {
            let message = format!("`{}` is never the value of `{}`", stage.value, confirmation.field);
            self.tell(place, &stage.id, message, "write one of the values of its type");
        }
    }

    fn lifetime(&mut self, of: &'a Lifetime, here: &Place) {
        let stated = [of.field.is_some(), of.limit.is_some(), of.after_s.is_some()];
        let state = self.state(&of.state);
        match stated.iter().filter(|stated| **stated).count() {
            0 if state.is_some_and(|state| state.valid_s.is_none()) => {
                let message = "nothing says how long it lasts";
                let help = format!("write `field`, `limit` or `after_s`, or `valid_s` at the state `{}`", of.state);
                self.tell(&here.key("id"), &of.id, message, help);
            }
            0 | 1 => {}
            _ => {
                let message = "a lifetime that is said twice";
                self.tell(&here.key("id"), &of.id, message, "keep one of `field`, `limit` and `after_s`");
            }
        }
        match (&of.endpoint, &of.field) {
            (Some(_), None) => {
                self.tell(&here.key("endpoint"), &of.id, "an endpoint without a field", "add `field`, or delete it");
            }
            (None, Some(_)) => {
                let help = "name in `endpoint` the call that sends it";
                self.tell(&here.key("field"), &of.id, "a field, and nothing says of which request", help);
            }
            (Some(endpoint), Some(field)) => {
                let reached = self.field_of_request(endpoint, field, &here.key("field"), &of.id);
                if let Some((holds, of_type, unit)) = reached {
                    let is_number = matches!(of_type, Some(Primitive::Integer | Primitive::Number));
                    if !is_number || !matches!(holds, Holds::One | Holds::OneOrText) {
                        let help = "name the field that says how long";
                        self.tell(&here.key("field"), &of.id, format!("`{field}` is no number"), help);
                    }
                    if let Some(unit) = unit.filter(|unit| !UNITS_OF_TIME.contains(unit)) {
                        let message = format!("`{unit}`, in which `{field}` counts, is no time");
                        self.tell(&here.key("field"), &of.id, message, "name a field whose unit is `s`, `min` or `h`");
                    }
                }
            }
            (None, None) => {}
        }
        if let Some((leave, state)) = of.leave.as_ref().zip(state) {
            let known: Vec<&str> = state.leaves.iter().map(|leave| leave.id.as_str()).collect();
            if !known.contains(&leave.as_str()) {
                let message = format!("the state `{}` is not left by `{leave}`", state.id);
                self.none_of(&here.key("leave"), &of.id, message, leave, &known);
            }
        }
        if let Some(limit) = of.limit.as_ref().and_then(|id| self.limit(id))
            && !UNITS_OF_TIME.contains(&limit.unit.as_str())
        {
            let message = format!("`{}` is no time", limit.id);
            self.tell(&here.key("limit"), &of.id, message, "name a limit whose unit is `s`, `min` or `h`");
        }
    }

    /// What a field of a request holds, what its values are, and what they count. Where it does not exist, that is told.
    fn field_of_request(
        &mut self,
        endpoint: &str,
        field: &str,
        place: &Place,
        entry: &str,
    ) -> Option<(Holds, Option<Primitive>, Option<&'a str>)> {
        // A call that does not exist is told where it is named.
        let call = self.endpoint(endpoint)?;
        let Some(request) = &call.request else {
            let help = "name a call that sends the field";
            self.tell(place, entry, format!("`{endpoint}` has no body"), help);
            return None;
        };
        let request = *self.types.get(request.as_str())?;
        let found = parse_path(field).map(|path| follow(&self.types, &request.fields, &path));
        let told = match found {
            Some(Ok(reached)) => {
                return Some((
                    reached.holds,
                    reached.primitive(),
                    reached.field.and_then(|field| field.unit.as_deref()),
                ));
            }
            None => Some(no_path(field)),
            Some(Err(lost)) => Lost::told(&lost, field),
        };
        if let Some((message, help)) = told {
            self.tell(place, entry, message, help);
        }
        None
    }

    fn rate(&mut self) {
        let Some(limit) = self.item.rate.as_ref().and_then(|rate| self.limit(&rate.limit)) else { return };
        if limit.unit != "requests_per_s" {
            let message = format!("`{}` does not count requests in a second", limit.id);
            let help = "name a limit whose unit is `requests_per_s`";
            self.tell(&self.place.key("rate").key("limit"), "rate", message, help);
        }
    }

    fn tasks(&mut self, of: &'a TaskLimit, here: &Place) {
        if self.limit(&of.limit).is_some_and(|limit| of.amount(limit).is_none()) {
            let message = format!("`{}` has no amount for these variants and this edition", of.limit);
            self.tell(&here.key("limit"), &of.id, message, "name another limit, or correct `variants` or `edition`");
        }
        if of.variants.is_empty() {
            let help = "name the variants that are counted";
            self.tell(&here.key("variants"), &of.id, "nothing is counted", help);
        }
        let first_call = self.endpoints().into_iter().find(|call| call.takes.is_none() && call.request.is_some());
        self.conditions(&of.when, &here.key("when"), &of.id, first_call.as_slice());
    }

    /// Conditions test one thing each, of a field that the body of each of these calls has.
    fn conditions(&mut self, all: &'a [When], place: &Place, entry: &str, calls: &[&'a Endpoint]) {
        for (index, when) in all.iter().enumerate() {
            let here = place.item(index);
            let stated = [when.is.is_some(), when.is_not.is_some(), when.contains.is_some(), when.present.is_some()];
            if stated.iter().filter(|stated| **stated).count() != 1 {
                let help = "write exactly one of `is`, `is_not`, `contains` and `present`";
                self.tell(&here, entry, "a condition that tests not exactly one thing", help);
            }
            if calls.is_empty() {
                let help = "delete it: no call has a body that says this";
                self.tell(&here, entry, "a condition, and there is no body to look into", help);
            }
            for call in calls {
                let before = self.found.len();
                self.condition(when, call, &here, entry);
                if self.found.len() > before {
                    // What is wrong in one body is seldom right in another, and one place is told once.
                    break;
                }
            }
        }
    }

    fn condition(&mut self, when: &'a When, call: &'a Endpoint, here: &Place, entry: &str) {
        let Some(request) = &call.request else {
            let help = "name in `endpoints` calls that have a body, or delete the condition";
            self.tell(&here.key("field"), entry, format!("`{}` has no body to look into", call.id), help);
            return;
        };
        let Some(request) = self.types.get(request.as_str()) else { return };
        match parse_path(&when.field).map(|path| follow(&self.types, &request.fields, &path)) {
            None => {
                let (message, help) = no_path(&when.field);
                self.tell(&here.key("field"), entry, message, help);
            }
            Some(Err(lost)) => {
                if let Some((message, help)) = lost.told(&when.field) {
                    let problem = self.catalogue.problem(Code::C099, &here.key("field"), message).entry(entry);
                    self.found.push(problem.note(format!("it is looked for in the body of `{}`", call.id)).help(help));
                }
            }
            Some(Ok(mut reached)) => {
                if when.field.contains("[]") && !reached.is_list() {
                    // The values of all items together are a list.
                    reached.holds = Holds::List;
                }
                let mut problems: Vec<Problem> = Vec::new();
                test_fits(when, &reached, here, &mut problems);
                for (_, place, message, help) in problems {
                    self.tell(&place, entry, message, help);
                }
            }
        }
    }

    fn refusals(&mut self) {
        let made: Vec<&str> = self.item.made.iter().map(|made| made.id.as_str()).collect();
        for (index, refusal) in self.item.refusals.iter().enumerate() {
            let here = self.place.key("refusals").item(index);
            let about_a_value =
                matches!(refusal.moment, Moment::UnreadableValue | Moment::ForeignValue | Moment::UnknownValue);
            match &refusal.value {
                None if about_a_value => {
                    let help = format!("name it in `value`; there are {}", naming::list(made.iter().copied()));
                    self.tell(&here.key("moment"), &refusal.id, "nothing says about which value it is", help);
                }
                Some(_) if !about_a_value => {
                    let message = "a value at a moment that is about none";
                    self.tell(&here.key("value"), &refusal.id, message, "delete `value`, or correct `moment`");
                }
                Some(value) if !made.contains(&value.as_str()) => {
                    let message = format!("the service makes no value `{value}`");
                    self.none_of(&here.key("value"), &refusal.id, message, value, &made);
                }
                _ => {}
            }
            if refusal.endpoints.as_ref().is_some_and(Vec::is_empty) {
                let help = "name endpoints, or delete `endpoints`";
                self.tell(&here.key("endpoints"), &refusal.id, "a refusal for no call", help);
            }
            let calls: Vec<_> = match &refusal.endpoints {
                Some(ids) => ids.iter().filter_map(|id| self.endpoint(id)).collect(),
                None => self.endpoints(),
            };
            self.conditions(&refusal.when, &here.key("when"), &refusal.id, &calls);
        }
    }

    fn folders(&mut self) {
        let Some(folders) = &self.item.folders else { return };
        let here = self.place.key("folders").key("field");
        let reached = self.field_of_request(&folders.endpoint, &folders.field, &here, "folders");
        let is_list_of_texts = |(holds, of, _): (Holds, _, _)| {
            matches!(holds, Holds::List | Holds::TextOrList) && of == Some(Primitive::String)
        };
        if reached.is_some_and(|reached| !is_list_of_texts(reached)) {
            let message = format!("`{}` is no list of texts", folders.field);
            self.tell(&here, "folders", message, "name the field that lists the folders");
        }
    }

    /// The name of a state with this id; where there is none, that is told.
    fn name(&mut self, id: &str, place: &Place, entry: &str) -> Option<(&'a State, &'a GivenName)> {
        let all = self.catalogue.states.iter().flat_map(|at| at.item.names.iter().map(|name| (at.item, name)));
        let all: Vec<_> = all.collect();
        let found = all.iter().find(|(_, name)| name.id == id).copied();
        if found.is_none() {
            let known: Vec<&str> = all.iter().map(|(_, name)| name.id.as_str()).collect();
            self.none_of(&place.key("name"), entry, format!("no state gives a name `{id}`"), id, &known);
        }
        found
    }

    /// The parts of a name are those that its state does not hold.
    fn parts(
        &mut self,
        (state, name): (&State, &GivenName),
        parts: &'a BTreeMap<String, String>,
        place: &Place,
        entry: &str,
    ) {
        // A pattern that is none is told where it stands.
        let Some(all) = pattern_parts(&name.pattern) else { return };
        let here = place.key("parts");
        let needed: BTreeSet<&String> = all.iter().filter(|part| !state.holds.contains(part)).collect();
        for part in needed.iter().filter(|part| !parts.contains_key(**part)) {
            let message = format!("nothing says what `{{{part}}}` is in the name `{}`", name.id);
            self.tell(&here, entry, message, format!("the name is `{}`: write `{part}` in `parts`", name.pattern));
        }
        for (part, text) in parts {
            if !needed.contains(part) {
                let message = format!("the name `{}` has no part `{part}` of its own", name.id);
                self.tell(&here.key(part), entry, message, format!("the name is `{}`: delete the part", name.pattern));
            }
            let is_text = name.parts.iter().any(|one| one.id == *part && one.form == NameForm::Text);
            if needed.contains(part) && !is_text && !text.contains('{') && text.parse::<u64>().is_err() {
                let message = format!("`{text}` is no number, which this part of the name is");
                self.tell(&here.key(part), entry, message, "write a number, for a time its milliseconds");
            }
        }
    }

    fn moved(&mut self) {
        let Some(moved) = &self.item.moved else { return };
        let here = self.place.key("moved");
        self.held_name(&moved.varies, &here.key("varies"), "moved");
        if let Some(found) = self.name(&moved.name, &here, "moved") {
            self.parts(found, &moved.parts, &here, "moved");
        }
        for (part, text) in &moved.parts {
            self.text(text, Where::Moved, &here.key("parts").key(part), "moved");
        }
    }

    fn files(&mut self) {
        let begins = self.begins();
        for (index, file) in self.item.files.iter().enumerate() {
            let here = self.place.key("files").item(index);
            let each = file.each_publisher == Some(true);
            if let Some(found) = self.name(&file.name, &here, &file.id) {
                self.parts(found, &file.parts, &here, &file.id);
                let (_, name) = found;
                let lacking = |id: &&String| name.variants.as_ref().is_some_and(|known| !known.contains(id));
                if let Some(id) = file.variants.iter().flatten().find(lacking) {
                    let message = format!("the name `{}` is not given in `{id}`", name.id);
                    self.tell(&here.key("name"), &file.id, message, "name another, or correct `variants`");
                }
            }
            for (part, text) in &file.parts {
                self.text(text, Where::FilePart(each), &here.key("parts").key(part), &file.id);
            }
            self.conditions(&file.when, &here.key("when"), &file.id, begins.as_slice());
            self.template(&file.item, Where::FileItem(each), &here.key("item"), &file.id);
        }
    }

    fn answer(&mut self, answer: &'a MadeAnswer, here: &Place) {
        self.conditions(&answer.when, &here.key("when"), &answer.id, self.begins().as_slice());
        self.template(&answer.body, Where::Answer, &here.key("body"), &answer.id);
        let Some(call) = self.endpoint(&answer.endpoint) else { return };
        self.conditions(&answer.asked, &here.key("asked"), &answer.id, &[call]);
        if let Some(outcome) = &answer.outcome {
            let known: Vec<&str> = call.success_when.iter().map(|outcome| outcome.id.as_str()).collect();
            if !known.contains(&outcome.as_str()) {
                let message = format!("`{}` has no outcome `{outcome}`", call.id);
                self.none_of(&here.key("outcome"), &answer.id, message, outcome, &known);
            }
        }
        let variants = self.variants(call);
        let lacking = |id: &&String| !variants.contains(&Some(id.as_str()));
        if let Some(id) = answer.variants.iter().flatten().find(lacking) {
            let message = format!("`{}` is not called in `{id}`", call.id);
            let known: Vec<&str> = variants.iter().copied().flatten().collect();
            self.none_of(&here.key("variants"), &answer.id, message, id, &known);
        }
    }

    /// Every call has an answer, and every answer a call.
    fn reached(&mut self) {
        let is_for = |answer: &MadeAnswer, variant: Option<&str>| {
            let own = answer.variants.as_ref().zip(variant);
            own.is_none_or(|(own, variant)| own.iter().any(|id| id == variant))
        };
        let is_always = |answer: &MadeAnswer| answer.when.is_empty() && answer.asked.is_empty();
        for call in self.endpoints() {
            let own = self.item.answers.iter().enumerate().filter(|(_, answer)| answer.endpoint == call.id);
            let own: Vec<(usize, &MadeAnswer)> = own.collect();
            let variants = self.variants(call);
            for (number, (index, answer)) in own.iter().enumerate() {
                let before = |variant| own[..number].iter().any(|(_, one)| is_always(one) && is_for(one, variant));
                let mut named = variants.iter().copied().filter(|variant| is_for(answer, *variant)).peekable();
                if named.peek().is_some() && named.all(before) {
                    let here = self.place.key("answers").item(*index).key("id");
                    let help = "put it before them, or delete it";
                    self.tell(&here, &answer.id, "the answers before it leave no call for it", help);
                }
            }
            if call.response.is_none() {
                continue;
            }
            for variant in variants {
                if !own.iter().any(|(_, answer)| is_always(answer) && is_for(answer, variant)) {
                    let shown = variant.map(|id| format!(" in `{id}`")).unwrap_or_default();
                    let message = format!("some call of `{}`{shown} has no answer", call.id);
                    let help = "end its answers with one that has neither `when` nor `asked`";
                    self.tell(&self.place.key("answers"), &call.id, message, help);
                }
            }
        }
    }

    fn notification(&mut self) {
        let Some(notification) = &self.item.notification else {
            if !self.item.notices.is_empty() {
                let message = "notices, and nothing says how they are sent";
                self.tell(&self.place.key("notices"), "emulation", message, "add `notification`");
            }
            return;
        };
        let here = self.place.key("notification");
        if self.catalogue.notifications.is_empty() {
            let message = "the service sends no notifications";
            self.tell(&here, "notification", message, "add the section `notifications`, or delete it");
        }
        if !(100..=599).contains(&notification.received) {
            let message = format!("{} is no status", notification.received);
            self.tell(&here.key("received"), "notification", message, "write a number from 100 to 599");
        }
        self.template(&notification.body, Where::Notification, &here.key("body"), "notification");
    }

    fn notice(&mut self, notice: &'a Notice, here: &Place) {
        let known: Vec<&str> =
            self.catalogue.states.iter().flat_map(|at| &at.item.leaves).map(|leave| leave.id.as_str()).collect();
        for (index, leave) in notice.leaves.iter().flatten().enumerate() {
            if !known.contains(&leave.as_str()) {
                let place = here.key("leaves").item(index);
                self.none_of(&place, &notice.id, format!("no state is left by `{leave}`"), leave, &known);
            }
        }
        if notice.leaves.is_some() && notice.on != Occasion::Ended {
            let help = "write `on: ended`, or delete `leaves`";
            self.tell(&here.key("leaves"), &notice.id, "leaves of what did not end", help);
        }
        self.template(&notice.details, Where::Notification, &here.key("details"), &notice.id);
    }

    fn template(&mut self, value: &Value, at: Where, place: &Place, entry: &str) {
        match value {
            Value::String(text) => self.text(text, at, place, entry),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.template(item, at, &place.item(index), entry));
            }
            Value::Object(members) => {
                members.iter().for_each(|(name, value)| self.template(value, at, &place.key(name), entry));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str, at: Where, place: &Place, entry: &str) {
        let Some(found) = placeholders(text) else {
            self.tell(place, entry, "a brace without its other", "write each placeholder as `{name}`");
            return;
        };
        for inside in found {
            let ways: Vec<_> = inside.split(OR).collect();
            for (index, one) in ways.iter().enumerate() {
                match way(one).0 {
                    Way::Json(_) if index + 1 < ways.len() => {
                        let message = format!("`{}` is always there, so what follows never stands", one.trim());
                        self.tell(place, entry, message, "write JSON at the end");
                    }
                    Way::Json(_) => {}
                    Way::Now(name) => self.held_name(name, place, entry),
                    Way::Sent(endpoint, path) => self.sent(endpoint, path, place, entry),
                    Way::Named(name) => self.named(name, at, place, entry),
                }
            }
        }
    }

    fn sent(&mut self, endpoint: &str, path: &str, place: &Place, entry: &str) {
        if self.endpoint(endpoint).is_none() {
            let known: Vec<&str> = self.endpoints().into_iter().map(|call| call.id.as_str()).collect();
            self.none_of(place, entry, format!("there is no endpoint `{endpoint}`"), endpoint, &known);
            return;
        }
        self.field_of_request(endpoint, path, place, entry);
    }

    fn named(&mut self, name: &str, at: Where, place: &Place, entry: &str) {
        let held = self.held();
        let known: Vec<&str> = held.into_iter().chain(at.names()).collect();
        if known.contains(&name) {
            return;
        }
        let elsewhere = OF_FILES.iter().chain(&OF_EVENTS).chain(&["publisher", "name"]).any(|one| *one == name);
        let message = match elsewhere {
            true => format!("there is no `{{{name}}}` here"),
            false => format!("nothing says what `{{{name}}}` is"),
        };
        self.none_of(place, entry, message, name, &known);
    }
}

/// C099: bodies filled in with values that there may be are bodies of the service. It needs the lowered catalogue.
pub(super) fn proofs(catalogue: &Catalogue<'_>, lowered: &ir::Catalogue) -> Vec<Diagnostic> {
    let Some(At { item, place }) = catalogue.emulations.first() else { return Vec::new() };
    let mut proof = Proof { catalogue, lowered, item, found: Vec::new() };
    for (index, answer) in item.answers.iter().enumerate() {
        proof.answer(answer, &place.key("answers").item(index));
    }
    if item.notification.is_some() {
        proof.notification(&place.key("notification"));
    }
    for (index, notice) in item.notices.iter().enumerate() {
        proof.notice(notice, &place.key("notices").item(index));
    }
    proof.found
}

/// Which way of a placeholder is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// The first, and there are files.
    First,
    /// The last, and there are none.
    Last,
}

struct Proof<'c, 'a> {
    catalogue: &'c Catalogue<'a>,
    lowered: &'c ir::Catalogue,
    item: &'a Emulation,
    found: Vec<Diagnostic>,
}

impl Proof<'_, '_> {
    fn tell(&mut self, place: &Place, entry: &str, message: String, help: &str) {
        let told = self.found.iter().any(|one| one.message == message && one.entry.as_deref() == Some(entry));
        if !told {
            self.found.push(self.catalogue.problem(Code::C099, place, message).entry(entry).help(help));
        }
    }

    /// Tells what a body breaks and which of its members no type knows.
    fn judged(
        &mut self,
        (violations, unknown): (Vec<judge::Violation>, Vec<judge::Unknown>),
        (body, place): (&Value, &Place),
        entry: &str,
        variant: Option<&str>,
    ) {
        let shown = variant.map(|variant| format!(" in `{variant}`")).unwrap_or_default();
        for judge::Violation { fault, pointer } in violations {
            let here = value_at(body, place, &pointer);
            let message = format!("the value at `{pointer}` {fault}{shown}");
            self.tell(&here, entry, message, "correct the body, or the type that it breaks");
        }
        for judge::Unknown { pointer, known } in unknown {
            let here = value_at(body, place, &pointer);
            let name = pointer.rsplit('/').next().unwrap_or_default();
            let help = match naming::nearest(name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", naming::list(known.iter().map(String::as_str))),
            };
            self.tell(&here, entry, format!("no type knows the field at `{pointer}`{shown}"), &help);
        }
    }

    /// The variants to prove something in.
    fn variants<'v>(own: Option<&'v Vec<String>>, all: &'v [String]) -> Vec<Option<&'v str>> {
        let named: Vec<_> = own.map_or(all, Vec::as_slice).iter().map(|id| Some(id.as_str())).collect();
        if named.is_empty() { vec![None] } else { named }
    }

    fn answer(&mut self, answer: &MadeAnswer, place: &Place) {
        let Some(index) = self.lowered.endpoints.iter().position(|one| one.id == answer.endpoint) else { return };
        let Some(of) = self.lowered.api.calls[index].response else { return };
        let api = &self.lowered.api;
        let endpoint = &self.lowered.endpoints[index];
        for variant in Self::variants(answer.variants.as_ref(), &endpoint.variants) {
            for taken in [Taken::First, Taken::Last] {
                let body = self.filled(&answer.body, variant, taken, &Map::new());
                let at = judge::Place { endpoint: Some(&endpoint.id), variant, answer: true };
                let violations = judge::body(self.lowered, index, at, &body);
                let unknown = judge::unknown_fields(api, api.types[of].fields(), &[], at, &body);
                let place = place.key("body");
                self.judged((violations, unknown), (&answer.body, &place), &answer.id, variant);
            }
        }
    }

    /// The body around a notice, with the code and the details where the service has them.
    fn notification(&mut self, place: &Place) {
        let api = &self.lowered.api;
        let (Some(notification), Some(known)) = (&self.item.notification, &api.notifications) else { return };
        let Some(of) = api.types.iter().find(|of| of.id == known.body) else { return };
        let (code, details) = (json!(7), json!({ "told": true }));
        let event = Map::from_iter([("event".to_owned(), code.clone()), ("details".to_owned(), details.clone())]);
        for taken in [Taken::First, Taken::Last] {
            let body = self.filled(&notification.body, None, taken, &event);
            let at = judge::Place { answer: true, ..judge::Place::default() };
            let violations = judge::value(self.lowered, of, at, &body);
            let mut unknown = judge::unknown_fields(api, of.fields(), &[], at, &body);
            let pointer = |path: &str| format!("/{}", path.replace('.', "/"));
            let inside = pointer(&known.details_field);
            unknown.retain(|one| !one.pointer.starts_with(&format!("{inside}/")));
            let place = place.key("body");
            self.judged((violations, unknown), (&notification.body, &place), "notification", None);
            for (path, value, name) in
                [(&known.code_field, &code, "event"), (&known.details_field, &details, "details")]
            {
                if body.pointer(&pointer(path)) != Some(value) {
                    let here = value_at(&notification.body, &place, &pointer(path));
                    let message = format!("`{path}` is not `{{{name}}}`, which readers look for there");
                    self.tell(&here, "notification", message, "write the placeholder there");
                }
            }
        }
    }

    fn notice(&mut self, notice: &Notice, place: &Place) {
        let api = &self.lowered.api;
        let Some(event) = api.events.iter().find(|event| event.id == notice.event) else { return };
        let own = api.notifications.as_ref().map(|known| known.name_field.as_str());
        let all: Vec<String> = self.lowered.service.variants.iter().map(|variant| variant.id.clone()).collect();
        for variant in Self::variants(notice.variants.as_ref(), &all) {
            for taken in [Taken::First, Taken::Last] {
                let details = self.filled(&notice.details, variant, taken, &Map::new());
                let at = judge::Place { variant, answer: true, ..judge::Place::default() };
                let violations = judge::details(self.lowered, &event.fields, variant, &details);
                let unknown = match event.fields_known {
                    true => judge::unknown_fields(api, &event.fields, own.as_slice(), at, &details),
                    false => Vec::new(),
                };
                let place = place.key("details");
                self.judged((violations, unknown), (&notice.details, &place), &notice.id, variant);
                let said = own.and_then(|name| details.get(name));
                if let Some((said, name)) = said.zip(event.wire_name.as_ref()).filter(|(said, name)| *said != *name) {
                    let here = place.key(own.unwrap_or_default());
                    let message = format!("{said} is not the name of the event `{}`", event.id);
                    self.tell(&here, &notice.id, message, &format!("write `{name}`"));
                }
            }
        }
    }

    /// A template with values that there may be.
    fn filled(&self, template: &Value, variant: Option<&str>, taken: Taken, event: &Map<String, Value>) -> Value {
        match template {
            Value::String(text) => self.filled_text(text, variant, taken, event),
            Value::Array(items) => items.iter().map(|item| self.filled(item, variant, taken, event)).collect(),
            Value::Object(members) => {
                let one = |(name, value): (&String, &Value)| (name.clone(), self.filled(value, variant, taken, event));
                Value::Object(members.iter().map(one).collect())
            }
            other => other.clone(),
        }
    }

    fn filled_text(&self, text: &str, variant: Option<&str>, taken: Taken, event: &Map<String, Value>) -> Value {
        let one = |inside: &str| {
            let mut ways = inside.split(OR);
            let one = if taken == Taken::First { ways.next() } else { ways.last() };
            self.given(one.unwrap_or_default(), variant, taken, event)
        };
        let alone = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if let Some(inside) = alone.filter(|inside| !inside.contains('{')) {
            return one(inside);
        }
        let (mut whole, mut rest) = (String::new(), text);
        while let Some((before, (inside, after))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            whole.push_str(before);
            match one(inside) {
                Value::String(text) => whole.push_str(&text),
                other => whole.push_str(&other.to_string()),
            }
            rest = after;
        }
        whole.push_str(rest);
        whole.into()
    }

    fn given(&self, text: &str, variant: Option<&str>, taken: Taken, event: &Map<String, Value>) -> Value {
        let (way, number) = way(text);
        if number {
            return json!(0);
        }
        match way {
            Way::Json(value) => value,
            Way::Now(_) => json!("x"),
            Way::Sent(endpoint, path) => self.sent(endpoint, path),
            Way::Named(name) => match name {
                "stage" => self.item.stages.first().map_or(Value::Null, |stage| stage.value.clone()),
                "files" => self.files(variant, taken),
                "began_ms" | "at_work_ms" | "moves" | "notify_ms" | "event_ms" | "sender" | "sequence" => json!(0),
                "event" | "details" => event.get(name).cloned().unwrap_or_default(),
                _ => json!("x"),
            },
        }
    }

    /// The items of the files that are made in a variant.
    fn files(&self, variant: Option<&str>, taken: Taken) -> Value {
        if taken == Taken::Last {
            return json!([]);
        }
        let is_made = |own: &Option<Vec<String>>| {
            own.as_ref().zip(variant).is_none_or(|(own, variant)| own.iter().any(|id| id == variant))
        };
        let made = self.item.files.iter().filter(|file| is_made(&file.variants));
        made.map(|file| self.filled(&file.item, variant, taken, &Map::new())).collect()
    }

    /// A value that may have been sent.
    fn sent(&self, endpoint: &str, path: &str) -> Value {
        let api = &self.lowered.api;
        let index = self.lowered.endpoints.iter().position(|one| one.id == endpoint);
        let request = index.and_then(|index| api.calls[index].request);
        let found = request.zip(parse_path(path));
        let found = found.and_then(|(request, path)| Some((api.field_at(&api.types[request], &path)?, path)));
        found.map_or(Value::Null, |(field, path)| {
            let is_item = matches!(path.last(), Some(ir::api::Step::Items));
            self.sample(field, is_item)
        })
    }

    fn sample(&self, field: &ir::api::Field, is_item: bool) -> Value {
        let one = match field.value {
            ir::api::ValueType::Primitive(of) => sample(of),
            ir::api::ValueType::Type(index) => match &self.lowered.api.types[index].form {
                ir::api::Form::Enum(of, values) => {
                    let current = values.iter().find(|value| value.status == FieldStatus::Current);
                    current.map_or_else(|| sample(*of), |value| value.value.clone())
                }
                ir::api::Form::Scalar(of) => sample(*of),
                ir::api::Form::Object(fields) => {
                    let needed = fields.iter().filter(|field| field.required);
                    Value::Object(needed.map(|field| (field.id.clone(), self.sample(field, false))).collect())
                }
            },
        };
        match field.holds {
            Holds::List | Holds::TextOrList if !is_item => json!([one]),
            Holds::Map => json!({ "x": one }),
            _ => one,
        }
    }
}

fn sample(of: Primitive) -> Value {
    match of {
        Primitive::String => json!("x"),
        Primitive::Integer | Primitive::Number => json!(0),
        Primitive::Boolean => json!(false),
        Primitive::Json => Value::Null,
    }
}
