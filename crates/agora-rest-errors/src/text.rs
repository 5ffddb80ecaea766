//! How texts are compared.
//!
//! Services change capitals, punctuation and word separators of one message from release to release, so a text is
//! compared in a normal form: ASCII letters in lower case; white space, `_` and `-` are separators, dropped at both
//! ends and a single space elsewhere; `!` and `.` are dropped at the end.

use core::cmp::Ordering;

const fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c' | b'_' | b'-')
}

/// The bytes of the normal form of `text`; they are valid UTF-8 where `text` is, for only ASCII is changed.
pub fn normalised(text: &str) -> impl Iterator<Item = u8> + '_ {
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        if !is_separator(*first) {
            break;
        }
        bytes = rest;
    }
    while let [rest @ .., last] = bytes {
        if !is_separator(*last) && !matches!(last, b'!' | b'.') {
            break;
        }
        bytes = rest;
    }
    let mut after_separator = false;
    bytes.iter().filter_map(move |&byte| {
        let separator = is_separator(byte);
        let repeated = separator && after_separator;
        after_separator = separator;
        if repeated {
            None
        } else if separator {
            Some(b' ')
        } else {
            Some(byte.to_ascii_lowercase())
        }
    })
}

/// Compares a text that is in normal form already with the normal form of any other.
#[must_use]
pub fn compare(normal: &str, text: &str) -> Ordering {
    normal.bytes().cmp(normalised(text))
}

/// Whether a text is its own normal form and not empty, as the texts of a table must be.
#[must_use]
pub fn is_normal(text: &str) -> bool {
    !text.is_empty() && compare(text, text) == Ordering::Equal
}
