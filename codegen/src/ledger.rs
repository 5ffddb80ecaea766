//! What an entry promises to programs, in words that two releases can be compared by.

use crate::check::{Effective, effective};
use crate::model::{Code, ErrorEntry, Keep, Key, Kind, LedgerLine, LedgerStatus, Recipe, Status};
use std::fmt::Write as _;

/// What a key states, such as `endpoint=start http=206 code=65`.
#[must_use]
pub fn stated(key: &Key) -> String {
    let mut parts = Vec::new();
    if let Some(endpoints) = &key.endpoints {
        let mut ids: Vec<&str> = endpoints.iter().map(String::as_str).collect();
        ids.sort_unstable();
        parts.push(format!("endpoint={}", ids.join("|")));
    }
    parts.extend(key.http.map(|http| format!("http={http}")));
    parts.extend(key.shape.map(|shape| format!("shape={}", rest_errors::Shape::from(shape))));
    parts.extend(key.code.as_ref().map(|code| match code {
        Code::Number(number) => format!("code={number}"),
        Code::Word(word) => format!("code={word}"),
    }));
    parts.extend(key.text.as_deref().map(|text| format!("text=\"{}\"", crate::table::normal_text(text))));
    parts.join(" ")
}

/// What is true when the key is found: disposition, effect and how to try again.
fn promise(entry: &ErrorEntry, key: &Key, recipes: &[&Recipe]) -> String {
    if key.gone.is_some() {
        return "gone".to_owned();
    }
    let Effective { retry, disposition, effect, .. } = effective(entry, key);
    let recipe =
        recipes.iter().find(|recipe| recipe.id == retry).map_or_else(|| "never".to_owned(), |recipe| in_short(recipe));
    format!("{} {} {recipe}", rest_errors::Disposition::from(disposition), rest_errors::Effect::from(effect))
}

/// A recipe without its name, for a renamed recipe is the same promise.
fn in_short(recipe: &Recipe) -> String {
    let mut text = String::from("retry");
    for delay in &recipe.delays_s {
        let _ = write!(text, " {delay}s");
    }
    match &recipe.keep {
        Keep::All => text.push_str(" keep=all"),
        Keep::Fields(fields) => {
            let _ = write!(text, " keep={}", fields.join("+"));
        }
    }
    if !recipe.change.is_empty() {
        let _ = write!(text, " change={}", recipe.change.join("+"));
    }
    if let Some(condition) = &recipe.condition {
        let _ = write!(text, " if={}", condition.id);
    }
    if recipe.honour_retry_after == Some(false) {
        text.push_str(" ignore_retry_after");
    }
    if recipe.jitter == Some(crate::model::Jitter::Full) {
        text.push_str(" jitter");
    }
    if let Some(then) = &recipe.then {
        if let Some(flow) = &then.flow {
            let _ = write!(text, " then={}", flow.endpoints.join("+"));
            if !flow.change.is_empty() {
                let _ = write!(text, " with_new={}", flow.change.join("+"));
            }
        }
        if let Some(poll) = &then.poll {
            let _ = write!(text, " poll={}/{}s", poll.endpoint, poll.every_s);
        }
    }
    text
}

/// The line that a release writes for an entry.
#[must_use]
pub fn line(entry: &ErrorEntry, recipes: &[&Recipe], version: &str) -> LedgerLine {
    LedgerLine {
        id: entry.id.clone(),
        version: version.to_owned(),
        status: match entry.status {
            Status::Active => LedgerStatus::Active,
            Status::Deprecated => LedgerStatus::Deprecated,
        },
        kind: kind(entry.kind).to_owned(),
        keys: entry.keys.iter().map(|key| format!("{} -> {}", stated(key), promise(entry, key, recipes))).collect(),
    }
}

/// The word of a kind.
#[must_use]
pub fn kind(kind: Kind) -> &'static str {
    rest_errors::Kind::from(kind).as_str()
}

/// What differs between what was released and what stands in the catalogue now, in words.
#[must_use]
pub fn differences(released: &LedgerLine, now: &LedgerLine) -> Vec<String> {
    let mut differences = Vec::new();
    if released.kind != now.kind {
        differences.push(format!("kind was `{}` and is `{}`", released.kind, now.kind));
    }
    for key in &released.keys {
        let (parts, promise) = divide(key);
        match now.keys.iter().map(|key| divide(key)).find(|(now, _)| *now == parts) {
            None => differences.push(format!("the key `{parts}` is lost")),
            Some((_, now)) if now != promise => {
                differences.push(format!("`{parts}` promised `{promise}` and now `{now}`"))
            }
            Some(_) => {}
        }
    }
    for key in &now.keys {
        let (parts, _) = divide(key);
        if !released.keys.iter().any(|key| divide(key).0 == parts) {
            differences.push(format!("the key `{parts}` is new"));
        }
    }
    differences
}

/// The keys of a released line that are no longer there.
#[must_use]
pub fn lost_keys(released: &LedgerLine, now: &LedgerLine) -> Vec<String> {
    let parts = released.keys.iter().map(|key| divide(key).0);
    parts.filter(|parts| !now.keys.iter().any(|key| divide(key).0 == *parts)).map(str::to_owned).collect()
}

fn divide(key: &str) -> (&str, &str) {
    key.rsplit_once(" -> ").unwrap_or((key, ""))
}
