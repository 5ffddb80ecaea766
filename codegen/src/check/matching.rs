//! C010 to C016 and C070: keys and the examples that prove them.

use super::{At, Catalogue, Place, effective};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{self, Disposition, Endpoint, ErrorEntry, Example, Field, Key, Type};
use crate::table::{self, Bodies, Indexed, Stated};
use rest_errors::{Answer, Identified, Shape, Success, Table, text};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

pub(super) fn check(catalogue: &mut Catalogue<'_>) {
    secrets_in_bodies(catalogue);
    let endpoints = catalogue.endpoint_indexes();
    let before = catalogue.problems.len();
    for at in catalogue.errors.clone() {
        for (index, key) in at.item.keys.iter().enumerate() {
            check_key(catalogue, &at, key, &at.place.key("keys").item(index));
        }
        if at.item.keys.is_empty() {
            let problem = catalogue.problem(Code::C016, &at.place.key("keys"), "an entry without keys is never found");
            catalogue.report(problem.entry(&at.item.id).help("say which answers are this entry"));
        }
    }
    statuses(catalogue);
    let mut stated: Vec<Stated> = Vec::new();
    for (entry, at) in catalogue.errors.iter().enumerate() {
        let keys = at.item.keys.iter().enumerate().filter(|(_, key)| key.gone.is_none());
        stated.extend(keys.map(|(place, key)| Stated::new(entry, place, key, &endpoints)));
    }
    duplicates(catalogue, &stated);
    let faulty = faulty(catalogue, before);
    table::sort(&mut stated);
    let keys: Vec<_> = stated.iter().map(Stated::key).collect();
    let (successes, outcomes) = successes(&catalogue.endpoints);
    let matcher = table::table(&keys, &successes);
    let places: HashMap<*const rest_errors::Key<'_, Indexed>, usize> =
        keys.iter().enumerate().map(|(index, key)| (std::ptr::from_ref(key), index)).collect();

    if catalogue.problems.iter().any(|problem| problem.code == Code::C000) {
        // Without knowing how bodies are read, nothing can be said of examples.
        return;
    }
    let bodies = catalogue.services.first().map(|service| Bodies::new(&service.item.bodies)).unwrap_or_default();
    let trial = Trial { matcher, endpoints: &endpoints, outcomes: &outcomes, bodies: &bodies, faulty: &faulty };
    let mut won: HashSet<usize> = HashSet::new();
    for question in questions(catalogue) {
        check_example(catalogue, question.example, &question.place, question.id);
        won.extend(trial.run(catalogue, &question).into_iter().map(|key| places[&std::ptr::from_ref(key)]));
    }
    for (index, key) in stated.iter().enumerate() {
        if faulty.contains(&key.entry) {
            continue;
        }
        let at = catalogue.errors[key.entry].clone();
        let place = at.place.key("keys").item(key.place);
        if !reachable(&keys[index], &matcher, catalogue.endpoints.len()) {
            let problem = catalogue.problem(Code::C013, &place, "no answer can reach this key").entry(&at.item.id);
            catalogue
                .report(problem.help("more specific keys take every answer that it states; delete it, or state more"));
        } else if !won.contains(&index) {
            let problem = catalogue.problem(Code::C015, &place, "no example of this entry is found by this key");
            let help =
                format!("add an example that it alone decides: {}", crate::ledger::stated(&at.item.keys[key.place]));
            catalogue.report(problem.entry(&at.item.id).help(help));
        }
    }
}

fn check_key(catalogue: &mut Catalogue<'_>, at: &At<'_, ErrorEntry>, key: &Key, place: &Place) {
    let id = &at.item.id;
    let mut fault = |code: Code, place: Place, message: String, help: &str| {
        let problem = catalogue.problem(code, &place, message).entry(id).help(help);
        catalogue.report(problem);
    };
    if key.http.is_none() && key.shape.is_none() && key.code.is_none() && key.text.is_none() {
        let help = "state at least one of `http`, `shape`, `code` and `text`";
        fault(Code::C016, place.clone(), "a key that states nothing of the answer".to_owned(), help);
    }
    if key.endpoints.as_ref().is_some_and(Vec::is_empty) {
        let help = "name endpoints, or delete `endpoints` if the key holds for any";
        fault(Code::C016, place.key("endpoints"), "a key for no endpoint".to_owned(), help);
    }
    let contradiction = match key.shape {
        Some(model::Shape::Code) | None => None,
        Some(model::Shape::Message) => key.code.as_ref().map(|_| "a body of shape `message` has no code"),
        Some(model::Shape::Success) if key.code.is_some() || key.text.is_some() => {
            Some("a body of shape `success` has neither code nor text")
        }
        Some(model::Shape::Empty | model::Shape::NotJson) if key.code.is_some() || key.text.is_some() => {
            Some("such a body has neither code nor text")
        }
        Some(_) => None,
    };
    if let Some(message) = contradiction {
        fault(Code::C016, place.key("shape"), message.to_owned(), "delete `shape`, or what contradicts it");
    }
    if let Some(text) = &key.text
        && text::normalised(text).next().is_none()
    {
        fault(
            Code::C016,
            place.key("text"),
            "a text of which nothing is left to compare".to_owned(),
            "write the text of the answer",
        );
    }
    match &key.code {
        Some(model::Code::Number(number)) if i32::try_from(*number).is_err() => {
            fault(
                Code::C011,
                place.key("code"),
                format!("the code {number} is no 32-bit number"),
                "write the code as the service sends it",
            );
        }
        Some(model::Code::Word(word)) if word.trim().parse::<i64>().is_ok() => {
            fault(
                Code::C011,
                place.key("code"),
                format!("the code \"{word}\" is a word that spells a number"),
                "delete the quotes",
            );
        }
        Some(model::Code::Word(word)) if word.trim().is_empty() => {
            fault(Code::C011, place.key("code"), "an empty code".to_owned(), "delete `code`, or write the word");
        }
        _ => {}
    }
    if key.http.is_some_and(|status| (200..300).contains(&status))
        && effective(at.item, key).disposition == Disposition::Failure
        && key.note.is_none()
        && at.item.note.is_none()
    {
        let help = "add a `note` that says why success of HTTP is a failure here, or correct `disposition`";
        fault(Code::C010, place.key("http"), "a failure with a 2xx status".to_owned(), help);
    }
}

fn statuses(catalogue: &mut Catalogue<'_>) {
    let mut all: Vec<(u16, Place, String)> = Vec::new();
    for at in &catalogue.errors {
        for (index, key) in at.item.keys.iter().enumerate() {
            all.extend(key.http.map(|http| (http, at.place.key("keys").item(index).key("http"), at.item.id.clone())));
        }
        for (index, example) in at.item.examples.iter().enumerate() {
            all.push((example.http, at.place.key("examples").item(index).key("http"), at.item.id.clone()));
        }
    }
    for at in &catalogue.endpoints {
        for (index, outcome) in at.item.success_when.iter().enumerate() {
            let place = at.place.key("success_when").item(index);
            all.push((outcome.http, place.key("http"), at.item.id.clone()));
            for (number, example) in outcome.examples.iter().enumerate() {
                all.push((example.http, place.key("examples").item(number).key("http"), at.item.id.clone()));
            }
        }
    }
    for (http, place, entry) in all {
        if !(100..600).contains(&http) {
            let problem = catalogue.problem(Code::C010, &place, format!("{http} is no HTTP status")).entry(entry);
            catalogue.report(problem.help("write 100 to 599; the service's own number is the `code`"));
        }
    }
}

/// The entries whose keys have a problem already: what follows from it is not told too.
fn faulty(catalogue: &Catalogue<'_>, before: usize) -> HashSet<usize> {
    let own = catalogue.problems[before..].iter().filter(|p| matches!(p.code, Code::C011 | Code::C012 | Code::C016));
    let doubled = catalogue.problems.iter().filter(|problem| problem.code == Code::C001);
    let spans: HashSet<_> =
        own.chain(doubled).flat_map(|problem| problem.labels.iter().map(|label| &label.0)).collect();
    let ids: HashSet<&str> = catalogue.problems[before..]
        .iter()
        .filter(|problem| matches!(problem.code, Code::C011 | Code::C012 | Code::C016))
        .filter_map(|problem| problem.entry.as_deref())
        .collect();
    let entries = catalogue.errors.iter().enumerate().filter(|(_, at)| {
        let keys = (0..at.item.keys.len()).map(|index| catalogue.span(&at.place.key("keys").item(index)));
        ids.contains(at.item.id.as_str())
            || spans.contains(&catalogue.span(&at.place.key("id")))
            || keys.into_iter().any(|span| spans.contains(&span))
    });
    entries.map(|(index, _)| index).collect()
}

type Parts<'k> = (Option<&'k str>, Option<&'k model::Code>, Option<usize>, Option<u16>, Option<Shape>);

fn duplicates(catalogue: &mut Catalogue<'_>, stated: &[Stated]) {
    let mut seen: HashMap<Parts<'_>, &Stated> = HashMap::new();
    let mut reported: HashSet<(usize, usize)> = HashSet::new();
    let mut problems = Vec::new();
    for key in stated {
        let each: Vec<Option<usize>> =
            if key.endpoints.is_empty() { vec![None] } else { key.endpoints.iter().copied().map(Some).collect() };
        for endpoint in each {
            let parts = (key.text.as_deref(), key.code.as_ref(), endpoint, key.http, key.shape);
            let Some(first) = seen.insert(parts, key) else { continue };
            if (first.entry, first.place) == (key.entry, key.place) || !reported.insert((key.entry, key.place)) {
                continue;
            }
            if first.entry != key.entry && catalogue.errors[first.entry].item.id == catalogue.errors[key.entry].item.id
            {
                // The same id twice is told already.
                continue;
            }
            let place = |key: &Stated| catalogue.errors[key.entry].place.key("keys").item(key.place);
            let id = |key: &Stated| catalogue.errors[key.entry].item.id.clone();
            let message = if first.entry == key.entry {
                format!("two keys of `{}` match the same answers", id(key))
            } else {
                format!("`{}` and `{}` match the same answers", id(first), id(key))
            };
            let problem = catalogue
                .problem(Code::C012, &place(key), message)
                .also(catalogue.span(&place(first)), "the other key")
                .entry(id(key))
                .note(format!(
                    "both state {}",
                    crate::ledger::stated(&catalogue.errors[key.entry].item.keys[key.place])
                ))
                .help("state in one of them what tells it from the other, such as its `text`, or delete it");
            problems.push(problem);
        }
    }
    catalogue.problems.extend(problems);
}

fn successes<'a>(endpoints: &[At<'a, Endpoint>]) -> (Vec<Success<Indexed>>, Vec<&'a str>) {
    let mut outcomes: Vec<&str> = Vec::new();
    let mut successes = Vec::new();
    for (endpoint, at) in endpoints.iter().enumerate() {
        for outcome in &at.item.success_when {
            let index = outcomes.iter().position(|id| *id == outcome.id).unwrap_or_else(|| {
                outcomes.push(&outcome.id);
                outcomes.len() - 1
            });
            successes.push(Success { endpoint, status: outcome.http, outcome: index });
        }
    }
    (successes, outcomes)
}

/// An example and what it must be.
struct Question<'e> {
    example: &'e Example,
    place: Place,
    /// Id of the entry or endpoint that has it.
    id: &'e str,
    expected: Expected<'e>,
}

enum Expected<'e> {
    Entry(usize),
    Outcome { endpoint: usize, id: &'e str },
}

/// All examples of entries and outcomes; an outcome without one is told.
fn questions<'a>(catalogue: &mut Catalogue<'a>) -> Vec<Question<'a>> {
    let mut questions = Vec::new();
    for (entry, at) in catalogue.errors.iter().enumerate() {
        let examples = at.item.examples.iter().enumerate();
        questions.extend(examples.map(|(index, example)| Question {
            example,
            place: at.place.key("examples").item(index),
            id: &at.item.id,
            expected: Expected::Entry(entry),
        }));
    }
    for (endpoint, at) in catalogue.endpoints.clone().into_iter().enumerate() {
        for (index, outcome) in at.item.success_when.iter().enumerate() {
            let place = at.place.key("success_when").item(index).key("examples");
            if outcome.examples.is_empty() {
                let problem = catalogue.problem(Code::C015, &place, "an outcome without example").entry(&at.item.id);
                catalogue.report(problem.help("add an answer that means this outcome"));
            }
            questions.extend(outcome.examples.iter().enumerate().map(|(number, example)| Question {
                example,
                place: place.item(number),
                id: &at.item.id,
                expected: Expected::Outcome { endpoint, id: &outcome.id },
            }));
        }
    }
    questions
}

/// What an example is put to.
struct Trial<'t, 'e> {
    matcher: Table<'t, Indexed>,
    endpoints: &'e HashMap<&'e str, usize>,
    outcomes: &'e [&'e str],
    bodies: &'e Bodies,
    faulty: &'e HashSet<usize>,
}

impl<'t> Trial<'t, '_> {
    /// Puts the example through the matcher at every endpoint it is for, and gives the keys that found it.
    fn run(&self, catalogue: &mut Catalogue<'_>, question: &Question<'_>) -> Vec<&'t rest_errors::Key<'t, Indexed>> {
        let Question { example, place, id, expected } = question;
        let (matcher, outcomes) = (&self.matcher, self.outcomes);
        let bytes = table::example_bytes(example);
        let body = self.bodies.read(&bytes);
        let endpoints: Vec<Option<usize>> = match (&example.endpoint, expected) {
            (Some(id), _) => match self.endpoints.get(id.as_str()) {
                Some(index) => vec![Some(*index)],
                None => return Vec::new(),
            },
            (None, Expected::Outcome { endpoint, .. }) => vec![Some(*endpoint)],
            (None, Expected::Entry(_)) => std::iter::once(None).chain((0..self.endpoints.len()).map(Some)).collect(),
        };
        let mut keys = Vec::new();
        for endpoint in endpoints {
            let answer: Answer<'_, Indexed> = body.answer(endpoint, Some(example.http));
            let found = matcher.identify(&answer);
            let other = match (&found, expected) {
                (Identified::Known(entry, key), Expected::Entry(expected)) if entry == expected => {
                    keys.push(*key);
                    continue;
                }
                (Identified::Success(outcome), Expected::Outcome { id, .. }) if outcomes[*outcome] == *id => continue,
                // What a faulty entry makes of other entries' examples is told by its own problem.
                (Identified::Known(entry, _), _) if self.faulty.contains(entry) => continue,
                (Identified::Ambiguous(candidates), _)
                    if candidates.ids().any(|entry| self.faulty.contains(&entry)) =>
                {
                    continue;
                }
                (_, Expected::Entry(entry)) if self.faulty.contains(entry) => continue,
                (Identified::Known(entry, key), _) => Some((*entry, *key)),
                _ => None,
            };
            let place_words = match endpoint {
                Some(index) => format!(" at `{}`", catalogue.endpoints[index].item.id),
                None => String::new(),
            };
            let result = match &found {
                Identified::Known(entry, _) => format!("decodes to `{}`", catalogue.errors[*entry].item.id),
                Identified::Success(outcome) => format!("means success, `{}`", outcomes[*outcome]),
                Identified::Ambiguous(candidates) => {
                    let ids: Vec<_> = candidates.ids().map(|entry| catalogue.errors[entry].item.id.as_str()).collect();
                    format!("may be {}", crate::naming::list(ids))
                }
                Identified::Unknown { .. } => "decodes to no entry".to_owned(),
            };
            let message = format!("the example `{}`{place_words} {result}", example.id);
            let mut problem = catalogue
                .problem(Code::C014, place, message)
                .entry(*id)
                .note(format!("it was read as {}", describe(&answer)));
            if let Some((entry, key)) = other {
                let stated = catalogue.errors[entry].item.keys.iter().zip(0..).find(|(candidate, _)| {
                    candidate.gone.is_none()
                        && Stated::new(entry, 0, candidate, self.endpoints).key().table_order(key).is_eq()
                });
                if let Some((_, index)) = stated {
                    let other_place = catalogue.errors[entry].place.key("keys").item(index);
                    problem = problem.also(catalogue.span(&other_place), "this key wins");
                }
            }
            problem = problem.help("correct the example, or let a key of its entry state what sets this answer apart");
            catalogue.report(problem);
            break;
        }
        keys
    }
}

/// An answer in words.
fn describe(answer: &Answer<'_, Indexed>) -> String {
    let mut words = vec![format!("shape {}", answer.shape)];
    words.extend(answer.status.map(|status| format!("status {status}")));
    words.extend(answer.code.map(|code| format!("code {code}")));
    words.extend(answer.text.map(|text| format!("text \"{text}\"")));
    words.join(", ")
}

/// Whether some answer is found by this key: the one that states no more than the key does, with a status, a code and a
/// text that no key knows, at each endpoint and with each kind of body.
fn reachable(key: &rest_errors::Key<'_, Indexed>, matcher: &Table<'_, Indexed>, endpoint_count: usize) -> bool {
    // No service answers with this status, so no key states it.
    const STRANGE_STATUS: u16 = 999;
    const STRANGE_TEXT: &str = "\u{1}";
    let endpoints: Vec<usize> =
        if key.endpoints.is_empty() { (0..endpoint_count.max(1)).collect() } else { key.endpoints.to_vec() };
    let shapes = match (key.shape, key.code) {
        (Some(shape), _) => vec![shape],
        (None, Some(_)) => vec![Shape::Code],
        (None, None) => vec![Shape::Message, Shape::Code],
    };
    for endpoint in endpoints {
        for &shape in &shapes {
            let strange_code = (shape == Shape::Code).then_some(rest_errors::Code::Word(STRANGE_TEXT));
            let strange_text = (shape == Shape::Message).then_some(STRANGE_TEXT);
            let answer = Answer {
                endpoint: Some(endpoint),
                status: Some(key.status.unwrap_or(STRANGE_STATUS)),
                shape,
                code: key.code.or(strange_code),
                text: key.text.or(strange_text),
            };
            if matcher.identify(&answer).key().is_some_and(|winner| std::ptr::eq(winner, key)) {
                return true;
            }
        }
    }
    false
}

fn check_example(catalogue: &mut Catalogue<'_>, example: &Example, place: &Place, id: &str) {
    if example.body.is_some() == example.body_text.is_some() {
        let problem = catalogue.problem(Code::C014, place, "an example needs exactly one of `body` and `body_text`");
        catalogue.report(
            problem.entry(id).help("write `body:` for JSON, `body_text:` for anything else, empty for no body"),
        );
    }
    let mut secrets: Vec<(Place, String)> = Vec::new();
    for (index, header) in example.headers.iter().enumerate() {
        if looks_secret(&header.name, &header.value) {
            secrets.push((place.key("headers").item(index).key("value"), header.value.clone()));
        }
    }
    if let Some(body) = &example.body {
        walk(body, "", &place.key("body"), &mut secrets);
    }
    if let Some(text) = &example.body_text {
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "+/=_-.".contains(c)));
        let found = words.filter(|word| looks_secret("", word)).map(str::to_owned);
        secrets.extend(found.map(|word| (place.key("body_text"), word)));
    }
    for (place, value) in secrets {
        tell_secret(catalogue, &place, &value, id);
    }
}

fn tell_secret(catalogue: &mut Catalogue<'_>, place: &Place, value: &str, id: &str) {
    let shown: String = value.chars().take(4).collect();
    let message = format!("`{shown}…` looks like a secret or an identifier");
    let problem = Diagnostic::at(Code::C070, catalogue.span(place), message);
    catalogue.report(problem.entry(id).help("write a placeholder that holds the word `example`"));
}

/// C070 for bodies of calls and notifications, and for those that prove signatures.
fn secrets_in_bodies(catalogue: &mut Catalogue<'_>) {
    let types: HashMap<&str, &Type> = catalogue.types.iter().map(|at| (at.item.id.as_str(), at.item)).collect();
    for at in catalogue.examples.clone() {
        let item = at.item;
        let place = at.place.key("body");
        let mut secrets = Vec::new();
        walk(&item.body, "", &place, &mut secrets);
        for (place, value) in secrets {
            tell_secret(catalogue, &place, &value, &item.id);
        }
        let mut open = Vec::new();
        let call = item.endpoint.as_ref().and_then(|id| catalogue.endpoints.iter().find(|at| at.item.id == *id));
        let body = match (call, item.direction) {
            (Some(call), model::Direction::Request) => call.item.request.as_deref(),
            (Some(call), _) => call.item.response.as_deref(),
            (None, _) => catalogue.notifications.first().map(|at| at.item.body.as_str()),
        };
        if let Some(of) = body.and_then(|id| types.get(id)) {
            marked(&types, &of.fields, &item.body, &place, &mut open);
        }
        let event = item.event.as_ref().and_then(|id| catalogue.events.iter().find(|at| at.item.id == *id));
        if let (Some(event), Some(notifications)) = (event, catalogue.notifications.first()) {
            let names = notifications.item.details_field.split('.');
            let found = names.clone().try_fold(&item.body, |value, name| value.get(name));
            let here = names.fold(place.clone(), |place, name| place.key(name));
            if let Some(details) = found {
                marked(&types, &event.item.fields, details, &here, &mut open);
            }
        }
        for (place, name) in open {
            let problem = catalogue.problem(Code::C070, &place, format!("a value of `{name}`, which is secret"));
            catalogue.report(problem.entry(&item.id).help("write a placeholder that holds the word `example`"));
        }
    }
    for at in catalogue.notifications.clone() {
        for (index, signature) in at.item.signatures.iter().enumerate() {
            for (number, vector) in signature.vectors.iter().enumerate() {
                let here = at.place.key("signatures").item(index).key("vectors").item(number).key("body_text");
                let Ok(body) = serde_json::from_str::<Value>(&vector.body_text) else { continue };
                let mut secrets = Vec::new();
                telling(&body, "", &mut secrets);
                for value in secrets {
                    tell_secret(catalogue, &here, &value, &vector.id);
                }
            }
        }
    }
}

/// Texts of fields that are marked as secret and hold no placeholder.
fn marked(
    types: &HashMap<&str, &Type>,
    fields: &[Field],
    body: &Value,
    place: &Place,
    found: &mut Vec<(Place, String)>,
) {
    let Value::Object(members) = body else { return };
    for field in fields {
        let spellings = std::iter::once(&field.id).chain(field.aliases.iter().map(|alias| &alias.id));
        for name in spellings {
            let Some(value) = members.get(name) else { continue };
            let here = place.key(name);
            let of = types.get(field.r#type.as_str());
            // The fields of a secret object say themselves which of them give access.
            if field.secret == Some(true) && of.is_none_or(|of| of.fields.is_empty()) {
                shown(value, &here, &field.id, found);
                continue;
            }
            let Some(of) = of else { continue };
            match (field.holds, value) {
                (Some(model::Holds::List | model::Holds::TextOrList), Value::Array(items)) => {
                    for (index, item) in items.iter().enumerate() {
                        marked(types, &of.fields, item, &here.item(index), found);
                    }
                }
                (Some(model::Holds::Map), Value::Object(members)) => {
                    for (key, member) in members {
                        marked(types, &of.fields, member, &here.key(key), found);
                    }
                }
                _ => marked(types, &of.fields, value, &here, found),
            }
        }
    }
}

/// Texts in a secret value that are no placeholders. An empty text gives access to nothing.
fn shown(value: &Value, place: &Place, name: &str, found: &mut Vec<(Place, String)>) {
    match value {
        Value::String(text) if !text.is_empty() && !is_placeholder(text) => {
            found.push((place.clone(), name.to_owned()));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| shown(item, &place.item(index), name, found));
        }
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| shown(member, &place.key(key), name, found));
        }
        _ => {}
    }
}

/// Texts under telling names. What else a signed body holds cannot be replaced without another signature.
fn telling(value: &Value, name: &str, found: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.is_empty() && !is_placeholder(text) && is_telling(name, text) => {
            found.push(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| telling(item, name, found)),
        Value::Object(members) => members.iter().for_each(|(key, member)| telling(member, key, found)),
        _ => {}
    }
}

fn walk(value: &Value, name: &str, place: &Place, secrets: &mut Vec<(Place, String)>) {
    match value {
        Value::String(text) if looks_secret(name, text) => secrets.push((place.clone(), text.clone())),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, name, &place.item(index), secrets);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                walk(value, key, &place.key(key), secrets);
            }
        }
        _ => {}
    }
}

/// A value under a telling name, or one long word of letters and digits, that is no placeholder.
fn looks_secret(name: &str, value: &str) -> bool {
    const SHORTEST: usize = 20;
    if value.is_empty() || is_placeholder(value) {
        return false;
    }
    let one_word = value.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=_-.".contains(&b));
    let mixed = value.bytes().any(|b| b.is_ascii_digit()) && value.bytes().any(|b| b.is_ascii_alphabetic());
    is_telling(name, value) || (value.len() >= SHORTEST && one_word && mixed)
}

fn is_telling(name: &str, value: &str) -> bool {
    const TELLING: [&str; 8] =
        ["secret", "token", "password", "authorization", "accesskey", "access_key", "apikey", "api_key"];
    let (name, lower) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    TELLING.iter().any(|word| name.contains(word)) || lower.starts_with("basic ") || lower.starts_with("bearer ")
}

fn is_placeholder(value: &str) -> bool {
    value.to_ascii_lowercase().contains("example")
}
