//! What every Markdown page shares: escaping, the shape of blank lines, and words in the two languages.

use crate::model::{Origin, Words};
use rest_errors::Lang;
use serde_json::Value;
use std::fmt::Write as _;
use tera::Tera;

/// Templates with the filters of the pages.
pub(super) fn templates<const N: usize>(texts: [(&'static str, &'static str); N]) -> Tera {
    let mut tera = Tera::new();
    tera.register_filter("bars", |text: String, _: tera::Kwargs, _: &tera::State| text.replace('|', "\\|"));
    tera.register_filter("cell", |text: String, _: tera::Kwargs, _: &tera::State| cell(&text));
    tera.register_filter("prose", |text: String, _: tera::Kwargs, _: &tera::State| prose(&text));
    tera.add_raw_templates(texts).expect("the templates are part of the generator");
    tera
}

/// The words in one language.
pub(super) fn say(lang: Lang, words: &Words) -> &str {
    pick(lang, &words.en, &words.zh)
}

/// One of two things, by language.
pub(super) fn pick<T>(lang: Lang, en: T, zh: T) -> T {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// A release, or words for the one that is still to come.
pub(super) fn release(lang: Lang, since: &str) -> &str {
    if since == crate::check::NEXT { pick(lang, "the next release", "下一版本") } else { since }
}

/// Where an example comes from.
pub(super) fn origin(lang: Lang, origin: Origin) -> &'static str {
    match origin {
        Origin::Documented => pick(lang, "documented", "文档记载"),
        Origin::Captured => pick(lang, "captured", "实际抓取"),
        Origin::Constructed => pick(lang, "constructed", "由我们构造"),
    }
}

/// Text that stands in a table: one line, and `|` does not divide it.
pub(super) fn cell(text: &str) -> String {
    bars(prose(text))
}

/// `|` in a table, also in a code span.
fn bars(text: String) -> String {
    if text.contains('|') { text.replace('|', "\\|") } else { text }
}

/// Signs that would be markup outside code spans.
const MARKUP: [char; 7] = ['<', '>', '*', '_', '[', ']', '\\'];

/// Prose in Markdown: what would be markup outside code spans is escaped, and lines are joined.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (index, part) in text.trim().split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        // Most parts hold none of the signs, and looking for one at a time is much faster than looking at every letter.
        let escaped = index % 2 == 0 && MARKUP.iter().any(|sign| part.contains(*sign));
        if !escaped && !part.contains('\n') {
            out.push_str(part);
            continue;
        }
        for c in part.chars() {
            if escaped && MARKUP.contains(&c) {
                out.push('\\');
            }
            out.push(if c == '\n' { ' ' } else { c });
        }
    }
    out
}

/// A code span that may stand in a table, whatever the text holds.
pub(super) fn code(text: &str) -> String {
    let plain = !text.contains('`')
        && !text.contains('\n')
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.is_empty();
    if plain {
        return bars(["`", text, "`"].concat());
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    bars(format!("{fence} {} {fence}", text.replace('\n', " ")))
}

/// A JSON value as a code span; a text keeps its quotation marks.
pub(super) fn json_code(value: &Value) -> String {
    code(&value.to_string())
}

/// A title as a sentence: it begins with a capital letter and ends with a full stop.
pub(super) fn sentence(lang: Lang, title: &str) -> String {
    let title = title.trim();
    let mut letters = title.chars();
    let mut text: String =
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    if !text.ends_with(['.', '!', '?', '。', '！', '？']) {
        text.push(pick(lang, '.', '。'));
    }
    text
}

/// Sentences in a row.
pub(super) fn sentences<'t>(lang: Lang, parts: impl IntoIterator<Item = &'t str>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(pick(lang, " ", ""))
}

/// Words in a row.
pub(super) fn list(lang: Lang, parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(pick(lang, ", ", "、"))
}

/// One row of a table.
pub(super) fn row<const N: usize>(cells: [&str; N]) -> String {
    let mut line = String::from("|");
    for cell in cells {
        let _ = if cell.is_empty() { write!(line, " |") } else { write!(line, " {cell} |") };
    }
    line.push('\n');
    line
}

/// A template leaves blank lines where it decides; a page has at most one in a row and none at its ends.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    let mut fenced = false;
    for line in text.split('\n') {
        let line = if line.ends_with([' ', '\t', '\r']) { line.trim_end() } else { line };
        fenced ^= line.starts_with("```");
        if line.is_empty() && blank && !fenced {
            continue;
        }
        blank = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
