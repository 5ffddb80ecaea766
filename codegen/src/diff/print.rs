//! Differences as they are read: lines for a terminal, a table for a pull request, a document for programs.

use super::{Change, Class, Difference, Kind, Step};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Version of the form of the document for programs.
const SCHEMA_VERSION: u32 = 1;

/// Longest value shown to people, in characters.
const VALUE_CHARACTERS_MAX: usize = 60;

/// Said when there is nothing to say.
const NOTHING: &str = "no change of meaning";

impl Difference {
    /// A line a change, those that ask most first, and a line for all.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for change in &self.changes {
            let Change { class, why, .. } = change;
            let outputs = match change.outputs.as_slice() {
                [] => "no output".to_owned(),
                outputs => outputs.join(", "),
            };
            let _ = writeln!(
                text,
                "{:<9}  {}: {} ({why}{}) [{outputs}]",
                class.as_str(),
                change.place(),
                change.what(),
                change.later()
            );
        }
        let _ = writeln!(text, "{}", self.summary());
        text
    }

    /// A table in Markdown, and a line for all.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        if self.changes.is_empty() {
            return format!("{}\n", self.summary());
        }
        let mut text = format!(
            "{}\n\n| class | what | change | why | outputs |\n| --- | --- | --- | --- | --- |\n",
            self.summary()
        );
        for change in &self.changes {
            let cells = [
                change.class.as_str().to_owned(),
                change.place(),
                change.what(),
                format!("{}{}", change.why, change.later()),
                change.outputs.join(", "),
            ];
            let cells: Vec<String> = cells.iter().map(|cell| cell_text(cell)).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        text
    }

    /// One JSON document with everything in full. `from` and `to` say what was compared.
    #[must_use]
    pub fn to_json(&self, from: &str, to: &str) -> String {
        let counts: serde_json::Map<String, Value> =
            Class::ALL.iter().rev().map(|class| (class.as_str().to_owned(), self.count(*class).into())).collect();
        let document = json!({
            "schema_version": SCHEMA_VERSION,
            "from": from,
            "to": to,
            "step": self.step().as_str(),
            "counts": counts,
            "changes": self.changes.iter().map(Change::to_json).collect::<Vec<_>>(),
        });
        format!("{document:#}\n")
    }

    fn summary(&self) -> String {
        if self.changes.is_empty() {
            return NOTHING.to_owned();
        }
        let counts: Vec<String> = Class::ALL
            .iter()
            .rev()
            .map(|class| (self.count(*class), class.as_str()))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let changes = if self.changes.len() == 1 { "change" } else { "changes" };
        let step = match self.step() {
            Step::Refused => "no release may have what is refused".to_owned(),
            Step::Minor if self.count(Class::Breaking) > 0 => "the step is minor, and major from 1.0 on".to_owned(),
            step => format!("the step is {}", step.as_str()),
        };
        format!("{} {changes} of meaning: {}; {step}", self.changes.len(), counts.join(", "))
    }
}

impl Change {
    /// Where it is, such as `parcel-depot/errors/too_slow keys/code=65/retry`.
    fn place(&self) -> String {
        let mut place = plain(&self.service);
        place.push('/');
        place.push_str(&plain(&self.section));
        if let Some(entry) = &self.entry {
            place.push('/');
            place.push_str(&plain(entry));
        }
        if !self.path.is_empty() {
            place.push(' ');
            place.push_str(&plain(&self.path.join("/")));
        }
        place
    }

    /// What happened, in short.
    fn what(&self) -> String {
        let before = self.before.as_ref().map(short).unwrap_or_default();
        let after = self.after.as_ref().map(short).unwrap_or_default();
        match self.kind {
            Kind::Added => format!("added {after}"),
            Kind::Removed => format!("removed {before}"),
            Kind::Changed => format!("{before} → {after}"),
            Kind::Reordered => format!("order {before} → {after}"),
            Kind::Renamed => format!("renamed {before} → {after}"),
        }
    }

    /// What it would mean if it had been released.
    fn later(&self) -> String {
        if self.class == self.once_released {
            String::new()
        } else {
            format!("; not released yet, else {}", self.once_released.as_str())
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "service": self.service,
            "section": self.section,
            "entry": self.entry,
            "path": self.path,
            "kind": self.kind.as_str(),
            "before": self.before,
            "after": self.after,
            "class": self.class.as_str(),
            "once_released": self.once_released.as_str(),
            "why": self.why,
            "outputs": self.outputs,
        })
    }
}

/// A value in short. An item is shown by the words that it has for people.
fn short(value: &Value) -> String {
    let english = |value: &Value| value.get("en").filter(|text| text.is_string()).cloned();
    let words = ["title", "words", "note"].iter().find_map(|name| value.get(*name)).and_then(english);
    let text = words.or_else(|| english(value)).unwrap_or_else(|| value.clone()).to_string();
    let text = plain(&text);
    if text.chars().count() <= VALUE_CHARACTERS_MAX {
        return text;
    }
    let start: String = text.chars().take(VALUE_CHARACTERS_MAX - 1).collect();
    format!("{start}…")
}

/// Text of a catalogue cannot move the cursor of a terminal.
fn plain(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

/// Text that stands in a cell of a table: one line, and nothing of it is markup.
fn cell_text(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '<' | '>' | '*' | '_' | '`' | '[' | ']' | '~' | '&' | '#') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}
