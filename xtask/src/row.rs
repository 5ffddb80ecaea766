//! A row at the end of `fields`, put into the text of a file without touching another byte of it.
//!
//! Places come from the span reader. Whoever writes the new text reads it first, so a style that is not understood here is told
//! and never broken.

use codegen::tree::{Member, Node, Value};
use std::ops::Range;

/// The key of the list that gets the row.
const LIST: &str = "fields";

/// Keys that stand behind the list by custom.
const BEHIND: [&str; 9] =
    ["values", "rules", "introduced", "variants", "errors", "confidence", "conflicts", "since", "sources"];

/// Why there is no place for a row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The list is written between brackets, or the whole item that has it, in this line.
    Flow { whole: bool, line: usize },
    /// The text is written in a form that is not understood.
    Unsure,
}

/// A text with its new row.
pub(crate) struct Added {
    pub(crate) text: String,
    /// The line that the row begins at.
    pub(crate) line: usize,
}

/// Adds a row to the `fields` of an item of a section. The lines of the row have a depth, 0 for its own keys.
pub(crate) fn add(
    text: &str,
    tree: &Node,
    section: &str,
    index: usize,
    lines: &[(usize, String)],
) -> Result<Added, Fault> {
    let list = tree.member(section).ok_or(Fault::Unsure)?;
    let owner = items(&list.node).get(index).ok_or(Fault::Unsure)?;
    if is_flow(text, &list.node) || is_flow(text, owner) {
        return Err(Fault::Flow { whole: true, line: line_of(text, owner.bytes.start) });
    }
    let members = members_of(owner);
    let key_column = members.first().map(|first| column(text, first.key_bytes.start)).ok_or(Fault::Unsure)?;
    // How deep this file sets the items of a list.
    let list_column = dash_column(text, &list.node).ok_or(Fault::Unsure)?;
    let gap = key_column.checked_sub(list_column).filter(|gap| *gap > 1).ok_or(Fault::Unsure)?;
    let offset = list_column.saturating_sub(column(text, list.key_bytes.start));
    let mut layout = Layout { dash: key_column + offset, gap, step: step_of(text, owner).unwrap_or(2) };

    // Some bytes go, and lines come at a place behind them.
    let (mut gone, mut head) = (0..0, String::new());
    let at = match owner.member(LIST) {
        None => {
            head = format!("{}{LIST}:\n", " ".repeat(key_column));
            match members.iter().skip(1).find(|member| BEHIND.contains(&member.key.as_str())) {
                Some(next) => before(text, next.key_bytes.start),
                None => behind(text, content_end(text, owner).ok_or(Fault::Unsure)?, key_column),
            }
        }
        Some(member) => match items(&member.node).last() {
            None => {
                // `fields: []` becomes `fields:`.
                let end = content_end(text, &member.node).ok_or(Fault::Unsure)?;
                let between = &text[member.key_bytes.end..end];
                if between.contains('#') {
                    return Err(Fault::Flow { whole: false, line: line_of(text, member.key_bytes.start) });
                }
                let colon = between.find(':').ok_or(Fault::Unsure)?;
                gone = member.key_bytes.end + colon + 1..end;
                behind(text, end, usize::MAX)
            }
            Some(_) if is_flow(text, &member.node) => {
                return Err(Fault::Flow { whole: false, line: line_of(text, member.key_bytes.start) });
            }
            Some(last) => {
                layout.dash = dash_column(text, &member.node).ok_or(Fault::Unsure)?;
                let first = members_of(last).first().filter(|_| !is_flow(text, last));
                let begin = first.map_or(last.bytes.start, |first| first.key_bytes.start);
                layout.gap = column(text, begin).checked_sub(layout.dash).filter(|gap| *gap > 1).unwrap_or(gap);
                layout.step = step_of(text, last).unwrap_or(layout.step);
                behind(text, content_end(text, last).ok_or(Fault::Unsure)?, key_column + 1)
            }
        },
    };
    let (new, begin) = splice(text, gone, at, &format!("{head}{}", layout.write(lines)));
    Ok(Added { line: line_of(&new, begin) + head.lines().count(), text: new })
}

/// A row as it would stand by itself, for a person to put into place.
pub(crate) fn alone(lines: &[(usize, String)]) -> String {
    Layout { dash: 6, gap: 2, step: 2 }.write(lines)
}

/// Where the parts of a row stand.
struct Layout {
    /// Column of the dash.
    dash: usize,
    /// From the dash to the keys.
    gap: usize,
    /// From a key to those below it.
    step: usize,
}

impl Layout {
    fn write(&self, lines: &[(usize, String)]) -> String {
        let mut out = String::new();
        for (index, (depth, line)) in lines.iter().enumerate() {
            let begin = if index == 0 {
                format!("{}-{}", " ".repeat(self.dash), " ".repeat(self.gap - 1))
            } else {
                " ".repeat(self.dash + self.gap + depth * self.step)
            };
            out.push_str(&format!("{begin}{line}\n"));
        }
        out
    }
}

/// Takes bytes away and puts whole lines in at a place behind them. Gives the place of the first line in the new text.
fn splice(text: &str, gone: Range<usize>, at: usize, block: &str) -> (String, usize) {
    let ended = at == 0 || text[..at].ends_with('\n');
    // A last line without an end gets one, and then the new last line has none.
    let block = if ended { block.to_owned() } else { format!("\n{}", block.trim_end_matches('\n')) };
    let block = if text.contains("\r\n") { block.replace('\n', "\r\n") } else { block };
    let first = block.len() - block.trim_start_matches(['\r', '\n']).len();
    let begin = at - gone.len() + first;
    (format!("{}{}{block}{}", &text[..gone.start], &text[gone.end..at], &text[at..]), begin)
}

fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        _ => &[],
    }
}

fn members_of(node: &Node) -> &[Member] {
    match &node.value {
        Value::Map(members) => members,
        _ => &[],
    }
}

/// Whether a list or mapping is written between brackets.
fn is_flow(text: &str, node: &Node) -> bool {
    let text = &text[node.bytes.start..];
    match node.value {
        Value::List(_) => text.starts_with('['),
        Value::Map(_) => text.starts_with('{'),
        Value::Scalar(_) => false,
    }
}

/// How deep an item sets the words of its title.
fn step_of(text: &str, item: &Node) -> Option<usize> {
    let title = item.member("title")?;
    let first = members_of(&title.node).first().filter(|_| !is_flow(text, &title.node))?;
    column(text, first.key_bytes.start).checked_sub(column(text, title.key_bytes.start)).filter(|step| *step > 0)
}

/// The column of the dashes of a list of lines. The reader gives the first dash only where it is set deeper than its key;
/// else it gives the first item.
fn dash_column(text: &str, list: &Node) -> Option<usize> {
    let start = list.bytes.start;
    if text[start..].strip_prefix('-').is_some_and(|rest| rest.starts_with([' ', '\n', '\r'])) {
        return Some(column(text, start));
    }
    let mut head = text[..start].trim_end();
    loop {
        let begin = head.rfind('\n').map_or(0, |end| end + 1);
        let line = head[begin..].trim_start();
        if line.starts_with('-') {
            return Some(head.len() - line.len() - begin);
        }
        if begin == 0 || !line.starts_with('#') {
            return None;
        }
        head = head[..begin].trim_end();
    }
}

/// The end of what is written of a value. What the reader gives of a list or mapping may reach to whatever follows it.
fn content_end(text: &str, node: &Node) -> Option<usize> {
    let inner = match &node.value {
        Value::Scalar(_) => return Some(node.bytes.end),
        Value::List(items) => items.last().map(|item| content_end(text, item)),
        Value::Map(members) => members.last().map(|member| {
            // A key without a value ends at its colon.
            if member.node.bytes.is_empty() { Some(member.key_bytes.end) } else { content_end(text, &member.node) }
        }),
    };
    if !is_flow(text, node) {
        return inner?;
    }
    let mut at = inner.unwrap_or(Some(node.bytes.start + 1))?;
    loop {
        match text[at..].chars().next()? {
            ']' | '}' => return Some(at + 1),
            '#' => at = next_line(text, at),
            ',' | ':' | ' ' | '\t' | '\r' | '\n' => at += 1,
            _ => return None,
        }
    }
}

fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length + 1)
}

/// The beginning of the line behind a value, and behind comments after it that are set at least so deep.
fn behind(text: &str, end: usize, depth: usize) -> usize {
    // What the reader gives of a text of several lines goes up to the next word.
    let lines = text[..end].trim_end_matches(' ');
    let mut at = if lines.ends_with('\n') { lines.len() } else { next_line(text, end) };
    let mut look = at;
    while look < text.len() {
        let next = next_line(text, look);
        let line = &text[look..next];
        let trimmed = line.trim_start();
        if trimmed.starts_with('#') && line.len() - trimmed.len() >= depth {
            at = next;
        } else if !trimmed.is_empty() {
            break;
        }
        look = next;
    }
    at
}

/// The beginning of the line of a key, or of the comments that stand above it at its depth.
fn before(text: &str, key: usize) -> usize {
    let mut at = text[..key].rfind('\n').map_or(0, |end| end + 1);
    let margin = &text[at..key];
    while let Some(line) = text[..at].strip_suffix('\n') {
        let begin = line.rfind('\n').map_or(0, |end| end + 1);
        if !line[begin..].strip_prefix(margin).is_some_and(|rest| rest.starts_with('#')) {
            break;
        }
        at = begin;
    }
    at
}

fn column(text: &str, at: usize) -> usize {
    let begin = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[begin..at].chars().count()
}

/// The number of the line that a place is in.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
