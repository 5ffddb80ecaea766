//! Names: which are fit for an id, what they become in Rust, and which was probably meant.

use std::collections::BTreeSet;

/// Longest id of an entry, in characters.
pub const ID_LENGTH_MAX: usize = 48;

/// Whether a text is a `snake_case` id.
#[must_use]
pub fn is_snake_case(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !id.contains("__")
        && !id.ends_with('_')
}

/// Whether a text is a `kebab-case` id.
#[must_use]
pub fn is_kebab_case(id: &str) -> bool {
    is_snake_case(&id.replace('-', "_")) && !id.contains('_')
}

/// Whether a text is the id of an endpoint or a variant, which keep the spelling of the wire.
#[must_use]
pub fn is_wire_name(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// The pieces of a pattern such as `/a/{b}/c`: a text as it stands, and the name in the braces behind it. A brace without its
/// other is a text like any.
pub fn pieces(pattern: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    pattern.split_inclusive('}').map(|piece| {
        let named = piece.strip_suffix('}').and_then(|piece| piece.split_once('{'));
        named.map_or((piece, None), |(fixed, name)| (fixed, Some(name)))
    })
}

/// The names in the braces of a pattern, in order.
pub fn placeholders(pattern: &str) -> impl Iterator<Item = &str> {
    pieces(pattern).filter_map(|(_, name)| name)
}

/// The `UpperCamel` name that an id becomes in Rust.
#[must_use]
pub fn upper_camel(id: &str) -> String {
    id.split(['_', '-'])
        .flat_map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(letters)
        })
        .collect()
}

/// The `lowerCamel` name that a name on the wire becomes in languages whose members begin with a small letter.
#[must_use]
pub fn lower_camel(id: &str) -> String {
    let name = upper_camel(id);
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The `snake_case` name that a name on the wire becomes in Rust.
#[must_use]
pub fn snake(id: &str) -> String {
    let mut out = String::new();
    let letters: Vec<char> = id.chars().collect();
    for (index, letter) in letters.iter().enumerate() {
        if *letter == '-' || *letter == '_' {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let before = index.checked_sub(1).map(|before| letters[before]);
        let after_small = before.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        let ends_capitals = before.is_some_and(|c| c.is_ascii_uppercase())
            && letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && (after_small || ends_capitals) && !out.ends_with('_') {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// Whether a text can be the name of a Rust variant.
#[must_use]
pub fn is_rust_variant(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name != "Self"
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The name that was probably meant: the closest one, if it is close.
#[must_use]
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(written, name), name))
        .filter(|(distance, name)| *distance <= 1.max(name.chars().count() / 3))
        .min()
        .map(|(_, name)| name)
}

/// Names for a sentence: sorted, quoted, at most thirty of them.
#[must_use]
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN_MAX: usize = 30;
    let names: BTreeSet<&str> = names.into_iter().collect();
    let mut shown: Vec<String> = names.iter().take(SHOWN_MAX).map(|name| format!("`{name}`")).collect();
    if names.len() > SHOWN_MAX {
        shown.push(format!("and {} more", names.len() - SHOWN_MAX));
    }
    if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }
}
