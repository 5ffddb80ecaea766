//! C030 to C033: the words for people.

use super::{Catalogue, Place};
use crate::diagnostic::{Code, Span};
use crate::model::Disposition;
use crate::tree::{Node, Value};

/// Stands in a skeleton where words are still to be written.
pub const TO_DO: &str = "TODO";

/// Words that begin a statement, where advice is asked for.
const NO_ADVICE_EN: [&str; 9] = ["The", "A", "An", "This", "It", "Because", "Due", "There", "These"];
const NO_ADVICE_ZH: [&str; 4] = ["因为", "由于", "该", "这"];

/// Members that hold what is sent, in which no words for people are looked for.
const FREE: [&str; 3] = ["body", "details", "item"];

pub(super) fn check(catalogue: &mut Catalogue<'_>) {
    for file in 0..catalogue.loaded.files.len() {
        let tree = &catalogue.loaded.files[file].tree;
        let mut to_do = Vec::new();
        unwritten(tree, None, &mut to_do);
        for (bytes, entry) in to_do {
            let span = Span::new(file, bytes.0..bytes.1);
            let problem = crate::Diagnostic::at(Code::C030, span, "something that is still to be written");
            let problem = problem.help(format!("write it in place of `{TO_DO}`"));
            catalogue.problems.push(match entry {
                Some(id) => problem.entry(id),
                None => problem,
            });
        }
        let mut found = Vec::new();
        if let Value::Map(sections) = &tree.value {
            for section in sections.iter().filter(|section| section.key != "glossary") {
                visit(&section.node, &section.key, None, &mut found);
            }
        }
        for pair in found {
            check_pair(catalogue, file, &pair);
        }
    }
    for at in catalogue.errors.clone() {
        let mut fault = |code: Code, place: Place, message: &str, help: &str| {
            let problem = catalogue.problem(code, &place, message).entry(&at.item.id).help(help);
            catalogue.report(problem);
        };
        if at.item.causes.is_empty() && at.item.disposition == Disposition::Failure {
            fault(
                Code::C031,
                at.place.key("causes"),
                "a failure without causes",
                "add what may have led to it, one item a cause",
            );
        }
        if at.item.remedies.is_empty() {
            fault(
                Code::C031,
                at.place.key("remedies"),
                "an entry without remedies",
                "add what to do, most likely help first",
            );
        }
        for (index, remedy) in at.item.remedies.iter().enumerate() {
            let place = at.place.key("remedies").item(index);
            let help = "write it in the imperative: what to do, not what happened";
            let first = remedy.en.split_whitespace().next().unwrap_or_default();
            if NO_ADVICE_EN.contains(&first) {
                fault(Code::C031, place.key("en"), &format!("a remedy that begins with `{first}` is no advice"), help);
            }
            if let Some(first) = NO_ADVICE_ZH.iter().find(|word| remedy.zh.starts_with(**word)) {
                fault(Code::C031, place.key("zh"), &format!("a remedy that begins with `{first}` is no advice"), help);
            }
        }
    }
}

/// Finds every value that a skeleton left open, with the entry it is in.
fn unwritten(node: &Node, entry: Option<&str>, found: &mut Vec<((usize, usize), Option<String>)>) {
    match &node.value {
        Value::Scalar(text) if holds_word(text, TO_DO) => {
            found.push(((node.bytes.start, node.bytes.end), entry.map(str::to_owned)));
        }
        Value::Scalar(_) => {}
        Value::List(items) => items.iter().for_each(|item| unwritten(item, entry.or(id_of(item)), found)),
        Value::Map(members) => members.iter().for_each(|member| unwritten(&member.node, entry, found)),
    }
}

fn id_of(item: &Node) -> Option<&str> {
    match &item.member("id")?.node.value {
        Value::Scalar(id) => Some(id),
        _ => None,
    }
}

/// A mapping with words in both languages.
struct Pair {
    en: Text,
    zh: Text,
    is_title: bool,
    entry: Option<String>,
}

struct Text {
    words: String,
    bytes: (usize, usize),
}

/// Finds every mapping that has both languages. `name` is the key that leads to it.
fn visit(node: &Node, name: &str, entry: Option<&str>, found: &mut Vec<Pair>) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::List(items) => {
            for item in items {
                visit(item, name, entry.or(id_of(item)), found);
            }
        }
        Value::Map(members) => {
            let text = |key: &str| {
                let member = node.member(key)?;
                let Value::Scalar(words) = &member.node.value else { return None };
                Some(Text { words: words.clone(), bytes: (member.node.bytes.start, member.node.bytes.end) })
            };
            if let (Some(en), Some(zh)) = (text("en"), text("zh")) {
                found.push(Pair { en, zh, is_title: name == "title", entry: entry.map(str::to_owned) });
            }
            for member in members.iter().filter(|member| !FREE.contains(&member.key.as_str())) {
                visit(&member.node, &member.key, entry, found);
            }
        }
    }
}

fn check_pair(catalogue: &mut Catalogue<'_>, file: usize, pair: &Pair) {
    let mut fault = |code: Code, text: &Text, message: String, help: String| {
        let problem = crate::Diagnostic::at(code, Span::new(file, text.bytes.0..text.bytes.1), message).help(help);
        catalogue.problems.push(match &pair.entry {
            Some(id) => problem.entry(id),
            None => problem,
        });
    };
    for (text, language) in [(&pair.en, "English"), (&pair.zh, "Chinese")] {
        if text.words.trim().is_empty() {
            fault(
                Code::C030,
                text,
                format!("no {language} words"),
                "write them; there is no fallback to the other language".to_owned(),
            );
        }
        if text.words.lines().count() > 1 && pair.is_title {
            fault(
                Code::C033,
                text,
                "a title of several lines".to_owned(),
                "write one line; the rest belongs to `detail`".to_owned(),
            );
        }
    }
    if [&pair.en, &pair.zh].into_iter().any(|text| holds_word(&text.words, TO_DO)) {
        // Told for every value of the file, not for words alone.
        return;
    }
    let plain_zh = without_code(&pair.zh.words);
    if !pair.zh.words.trim().is_empty() && !plain_zh.chars().any(is_chinese) {
        fault(Code::C030, &pair.zh, "the Chinese words hold no Chinese".to_owned(), "translate them".to_owned());
    }
    if pair.en.words.chars().any(is_chinese) {
        fault(Code::C030, &pair.en, "the English words hold Chinese".to_owned(), "translate them".to_owned());
    }
    if let Some((half, full)) = half_width(&plain_zh) {
        let message = format!("`{half}` next to a Chinese character");
        fault(Code::C030, &pair.zh, message, format!("write the full-width `{full}`"));
    }
    let ends_en = pair.en.words.trim_end().ends_with(['.', '!', '?']);
    let ends_zh = pair.zh.words.trim_end().ends_with(['。', '！', '？']);
    for (text, ends, stop) in [(&pair.en, ends_en, '.'), (&pair.zh, ends_zh, '。')] {
        if text.words.trim().is_empty() {
            continue;
        }
        if pair.is_title && ends {
            fault(Code::C033, text, "a title that ends like a sentence".to_owned(), format!("delete the `{stop}`"));
        } else if !pair.is_title && !ends {
            fault(Code::C033, text, "a sentence that does not end".to_owned(), format!("end it with `{stop}`"));
        }
    }
    let mut terms = Vec::new();
    for term in &catalogue.glossary {
        let plain_en = without_code(&pair.en.words);
        let wrong_en = term.item.avoid_en.iter().find(|avoid| holds_word(&plain_en, avoid));
        terms.extend(wrong_en.map(|wrong| (&pair.en, wrong.clone(), term.item.en.clone())));
        let wrong_zh = term.item.avoid_zh.iter().find(|avoid| plain_zh.contains(avoid.as_str()));
        terms.extend(wrong_zh.map(|wrong| (&pair.zh, wrong.clone(), term.item.zh.clone())));
    }
    for (text, wrong, right) in terms {
        let problem = crate::Diagnostic::at(
            Code::C032,
            Span::new(file, text.bytes.0..text.bytes.1),
            format!("`{wrong}` is not the term"),
        );
        let problem = problem.help(format!("write `{right}`, as the glossary has it"));
        catalogue.problems.push(match &pair.entry {
            Some(id) => problem.entry(id),
            None => problem,
        });
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// The text with every `code span` replaced by one letter, for code keeps its own signs.
fn without_code(text: &str) -> String {
    text.split('`').enumerate().map(|(index, part)| if index % 2 == 0 { part } else { "x" }).collect()
}

/// A half-width sign beside a Chinese character, and what should stand there.
fn half_width(text: &str) -> Option<(char, char)> {
    const SIGNS: [(char, char); 8] =
        [(',', '，'), (';', '；'), (':', '：'), ('?', '？'), ('!', '！'), ('(', '（'), (')', '）'), ('.', '。')];
    let characters: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    for (index, character) in characters.iter().enumerate() {
        let Some(sign) = SIGNS.iter().find(|sign| sign.0 == *character) else { continue };
        let before = index.checked_sub(1).is_some_and(|before| is_chinese(characters[before]));
        let after = characters.get(index + 1).is_some_and(|after| is_chinese(*after));
        if before || after && *character != '.' {
            return Some(*sign);
        }
    }
    None
}

/// Whether a text holds a word or phrase that is no part of a longer word.
fn holds_word(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = text[at + phrase.len()..].chars().next().is_some_and(char::is_alphanumeric);
        !before && !after
    })
}
