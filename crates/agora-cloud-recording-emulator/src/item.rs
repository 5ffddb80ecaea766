//! A resource and the recording that comes of it: what it holds, how far it is, and the files that it makes.

use crate::json::{as_text, at, fill, fulfils};
use crate::ledger::Step;
use crate::service::{Lifetime, NameForm, Named, SERVICE, Since, State, holds_in};
use crate::world::bytes;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub(crate) struct Item {
    pub(crate) held: Vec<(&'static str, Arc<str>)>,
    /// The states that it was in, the present one last.
    pub(crate) trail: Vec<&'static State>,
    pub(crate) begun_ms: u64,
    pub(crate) variant: Option<String>,
    /// The last body of each call, while it is needed.
    pub(crate) sent: BTreeMap<&'static str, Arc<Value>>,
    folder: String,
    pub(crate) at_work_ms: Option<u64>,
    /// Since when nobody publishes.
    pub(crate) idle_ms: Option<u64>,
    /// Who published while it was at work.
    pub(crate) publishers: Vec<String>,
    /// How long its files take to be uploaded.
    pub(crate) upload_s: u64,
    pub(crate) moves: u32,
    pub(crate) moving_until_ms: u64,
    /// The held value that a move changed.
    pub(crate) varied: Option<String>,
    pub(crate) sequence: u64,
    /// When it began to cost money, and when it ended to.
    pub(crate) billed_from_ms: Option<u64>,
    pub(crate) billed_to_ms: Option<u64>,
    pub(crate) history: Vec<Step>,
    /// When it is looked at next.
    pub(crate) planned_ms: Option<u64>,
    /// The files, once they are complete.
    done: Option<Vec<(String, Value)>>,
}

impl Item {
    pub(crate) fn new(state: &'static State, held: Vec<(&'static str, Arc<str>)>, now_ms: u64) -> Self {
        Self {
            held,
            trail: vec![state],
            begun_ms: now_ms,
            variant: None,
            sent: BTreeMap::new(),
            folder: String::new(),
            at_work_ms: None,
            idle_ms: None,
            publishers: Vec::new(),
            upload_s: 0,
            moves: 0,
            moving_until_ms: 0,
            varied: None,
            sequence: 0,
            billed_from_ms: None,
            billed_to_ms: None,
            history: Vec::new(),
            planned_ms: None,
            done: None,
        }
    }

    pub(crate) fn state(&self) -> &'static State {
        self.trail[self.trail.len() - 1]
    }

    /// The state that it was in before.
    pub(crate) fn before(&self) -> Option<&'static State> {
        self.trail.len().checked_sub(2).map(|index| self.trail[index])
    }

    pub(crate) fn is_alive(&self) -> bool {
        SERVICE.is_alive(&self.state().id)
    }

    pub(crate) fn value(&self, name: &str) -> Option<&Arc<str>> {
        self.held.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// About how many bytes the bodies are that it keeps.
    pub(crate) fn sent_bytes(&self) -> usize {
        self.sent.values().map(|body| bytes(body)).sum()
    }

    pub(crate) fn tell(&mut self, at_ms: u64, what: impl Into<String>) {
        let what = what.into();
        match self.history.last_mut().filter(|last| last.what == what) {
            Some(last) => last.times += 1,
            None => self.history.push(Step { at_ms, what, times: 1 }),
        }
    }

    /// Goes on to another state.
    pub(crate) fn enter(&mut self, state: &'static State, now_ms: u64) {
        if let Some(folders) = &SERVICE.folders
            && let Some(body) = self.sent.get(folders.endpoint.as_str())
            && self.folder.is_empty()
        {
            let parts: Vec<String> = at(body, &folders.path).into_iter().flat_map(texts).collect();
            self.folder = parts.iter().map(|part| format!("{part}/")).collect();
        }
        if state.end {
            self.done = Some(self.files());
        }
        self.trail.push(state);
        self.begun_ms = now_ms;
        match (SERVICE.is_alive(&state.id), self.billed_from_ms) {
            (true, None) => self.billed_from_ms = Some(now_ms),
            (false, Some(_)) if self.billed_to_ms.is_none() => self.billed_to_ms = Some(now_ms),
            _ => {}
        }
    }

    /// The present stage.
    pub(crate) fn stage(&self, now_ms: u64) -> Option<&'static Value> {
        let age_ms = now_ms.saturating_sub(self.begun_ms);
        let begun = SERVICE.stages(&self.state().id).take_while(|stage| stage.after_s * 1000 <= age_ms);
        begun.last().map(|stage| &stage.value)
    }

    /// Whether the last stage of its state has come; true where it has none.
    pub(crate) fn is_at_last_stage(&self, now_ms: u64) -> bool {
        let age_ms = now_ms.saturating_sub(self.begun_ms);
        SERVICE.stages(&self.state().id).last().is_none_or(|stage| stage.after_s * 1000 <= age_ms)
    }

    /// How long this lifetime is; nothing where the request does not say it.
    fn length_ms(&self, lifetime: &Lifetime) -> Option<u64> {
        let seconds = match &lifetime.field {
            None => lifetime.after_s?,
            Some(field) => {
                let body = self.sent.get(field.endpoint.as_str());
                let found = body.and_then(|body| at(body, &field.path).first().copied().cloned());
                let value = found.filter(|value| !value.is_null()).or_else(|| field.default.clone())?;
                // A whole number may be written with a point.
                let whole = || Some(Duration::try_from_secs_f64(value.as_f64()?).ok()?.as_secs());
                let value = value.as_u64().or_else(whole).or_else(|| value.as_str()?.trim().parse().ok())?;
                value.saturating_mul(field.unit_s)
            }
        };
        Some(seconds.saturating_mul(1000))
    }

    /// When this lifetime is over.
    pub(crate) fn over_ms(&self, lifetime: &Lifetime) -> Option<u64> {
        if lifetime.state != self.state().id || !holds_in(&lifetime.variants, self.variant.as_deref()) {
            return None;
        }
        let from = match lifetime.since {
            Since::Begun => self.begun_ms,
            Since::Idle => self.idle_ms?,
        };
        Some(from.saturating_add(self.length_ms(lifetime)?))
    }

    /// When something happens to it next by itself: the time, and the leave by which it ends; none where the work begins.
    pub(crate) fn next(&self) -> Option<(u64, Option<&'static str>)> {
        let works = SERVICE.stages(&self.state().id).find(|stage| stage.at_work);
        let works = works.filter(|_| self.at_work_ms.is_none());
        let works = works.map(|stage| (self.begun_ms + stage.after_s * 1000, None));
        let leaves = SERVICE.lifetimes.iter().filter_map(|lifetime| {
            let leave = lifetime.leave.as_deref()?;
            Some((self.over_ms(lifetime)?, Some(leave)))
        });
        works.into_iter().chain(leaves).min_by_key(|(at, _)| *at)
    }

    /// The minutes that it is billed for.
    pub(crate) fn billed_minutes(&self, now_ms: u64) -> u64 {
        let Some(from) = self.billed_from_ms else { return 0 };
        self.billed_to_ms.unwrap_or(now_ms).saturating_sub(from).div_ceil(60_000)
    }

    /// Its files: name, and how it stands in a list.
    pub(crate) fn files(&self) -> Vec<(String, Value)> {
        if let Some(done) = &self.done {
            return done.clone();
        }
        let begun = SERVICE.begins.as_deref().and_then(|begins| self.sent.get(begins));
        if self.at_work_ms.is_none() {
            return Vec::new();
        }
        let mut files = Vec::new();
        for moves in 0..=self.moves {
            for file in &SERVICE.files {
                let is_there = !self.publishers.is_empty() || file.without_publishers;
                let is_made = holds_in(&file.variants, self.variant.as_deref());
                if !is_there || !is_made || !fulfils(begun.map(|body| &**body), &file.when) {
                    continue;
                }
                let everybody = if file.each_publisher { self.publishers.as_slice() } else { &[] };
                let publishers = everybody.iter().map(Some).chain((!file.each_publisher).then_some(None));
                for publisher in publishers {
                    let give = |name: &str| match name {
                        "publisher" => publisher.map(|publisher| json!(publisher)),
                        name => self.fact(name),
                    };
                    let mut name = self.name(&file.name, &give);
                    if let Some(moved) = SERVICE.moved.as_ref().filter(|_| moves > 0) {
                        let plain = name.clone();
                        name = self.name(&moved.name, &|asked: &str| match asked {
                            "name" => Some(json!(plain)),
                            "moves" => Some(json!(moves - 1)),
                            asked => give(asked),
                        });
                    }
                    let name = format!("{}{name}", self.folder);
                    let item = fill(&file.item, &|asked| match asked {
                        "name" => Some(json!(name)),
                        asked => give(asked),
                    });
                    files.push((name, item));
                }
            }
        }
        files
    }

    fn name(&self, named: &Named, give: &dyn Fn(&str) -> Option<Value>) -> String {
        let part = |asked: &str| {
            let Some(part) = named.parts.get(asked) else {
                let value = self.value(asked)?;
                let replaced = SERVICE.replacements.iter().filter(|one| one.held == asked);
                return Some(json!(replaced.fold(value.to_string(), |value, one| {
                    value.replace(|sign| one.characters.contains(sign), &one.by)
                })));
            };
            let value = fill(&json!(part.value), give);
            Some(match part.form {
                NameForm::Utc => json!(utc(value.as_i64()?)?),
                NameForm::Text | NameForm::Integer | NameForm::UnixMs => json!(as_text(&value)),
            })
        };
        as_text(&fill(&json!(named.pattern), &part))
    }

    /// What is known by a name that needs no more than the item.
    fn fact(&self, name: &str) -> Option<Value> {
        match name {
            "began_ms" => Some(json!(self.begun_ms)),
            "at_work_ms" => self.at_work_ms.map(|ms| json!(ms)),
            "moves" => Some(json!(self.moves)),
            name => self.value(name).map(|value| json!(&**value)),
        }
    }

    /// What a template may ask for.
    pub(crate) fn give(&self, name: &str, now_ms: u64) -> Option<Value> {
        if let Some(rest) = name.strip_prefix("sent ") {
            let (endpoint, path) = rest.split_once(' ')?;
            let path: Vec<String> = segments(path);
            return at(self.sent.get(endpoint)?, &path).first().map(|value| (*value).clone());
        }
        if let Some(rest) = name.strip_prefix("number ") {
            return as_text(&self.give(rest, now_ms)?).parse::<u64>().ok().map(|number| json!(number));
        }
        if let Some(rest) = name.strip_prefix("now ") {
            let varies = SERVICE.moved.as_ref().is_some_and(|moved| moved.varies == rest);
            let varied = self.varied.as_ref().filter(|_| varies && now_ms >= self.moving_until_ms);
            return varied.map(|value| json!(value)).or_else(|| self.fact(rest));
        }
        match name {
            "stage" => self.stage(now_ms).cloned(),
            "files" => Some(self.files().into_iter().map(|(_, item)| item).collect()),
            "first_file" => self.files().into_iter().next().map(|(name, _)| json!(name)),
            name => self.fact(name),
        }
    }
}

/// A list of texts, or one.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(as_text).collect(),
        value => vec![as_text(value)],
    }
}

/// A path as templates write it: `a.b[].c`.
fn segments(path: &str) -> Vec<String> {
    let part = |part: &str| -> Vec<String> {
        let name = part.trim_end_matches("[]");
        let lists = (part.len() - name.len()) / 2;
        std::iter::once(name.to_owned()).chain(std::iter::repeat_n("[]".to_owned(), lists)).collect()
    };
    path.split('.').flat_map(part).collect()
}

/// `yyyyMMddHHmmssSSS` in UTC.
fn utc(ms: i64) -> Option<String> {
    let time = jiff::Timestamp::from_millisecond(ms).ok()?;
    Some(format!("{}{:03}", time.strftime("%Y%m%d%H%M%S"), ms.rem_euclid(1000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_times_are_read() {
        assert_eq!(segments("a.b[].c"), ["a", "b", "[]", "c"]);
        assert_eq!(utc(1_767_225_600_007).as_deref(), Some("20260101000000007"));
    }
}
