//! Looking at texts, eight bytes at once: most are of the plain kind that is looked for, and nothing else has to be done for them.

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGH: u64 = ONES << 7;

const fn all(byte: u8) -> u64 {
    ONES * byte as u64
}

/// The high bits of the bytes that are zero. Behind the lowest one there may be more of them than there are zeros.
#[inline]
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGH
}

/// Whether all words of a text pass a test that looks at each byte alone. Words may overlap, and of a text shorter than one its
/// bytes stand there several times.
#[inline]
fn pass(text: &[u8], test: impl Fn(u64) -> bool) -> bool {
    let test = |word: &[u8; 8]| test(u64::from_le_bytes(*word));
    match (text.last_chunk(), text.first_chunk::<4>(), text.last_chunk::<4>(), text) {
        (Some(last), ..) => {
            let mut rest = text;
            while let Some((word, behind)) = rest.split_first_chunk() {
                if !test(word) {
                    return false;
                }
                rest = behind;
            }
            test(last)
        }
        (_, Some([a, b, c, d]), Some([e, f, g, h]), _) => test(&[*a, *b, *c, *d, *e, *f, *g, *h]),
        (.., [first, .., last]) => test(&[*first, text[text.len() / 2], *last, *last, *last, *last, *last, *last]),
        (.., [one]) => test(&[*one; 8]),
        _ => true,
    }
}

/// Whether nothing in a text is escaped in JSON: neither controls nor quotes nor backslashes.
#[inline]
pub(crate) fn stand_for_themselves_in_json(text: &str) -> bool {
    pass(text.as_bytes(), |word| {
        let is = |byte: u8| (word ^ all(byte)).wrapping_sub(ONES);
        // Of a byte below 0x80 the high bit is set only by what is looked for, or by a borrow from it.
        (word.wrapping_sub(all(b' ')) | is(b'"') | is(b'\\')) & !word & HIGH == 0
    })
}

/// Whether a text has letters and digits of ASCII alone, and these signs.
#[inline]
pub(crate) fn are_plain<const N: usize>(text: &str, signs: [u8; N]) -> bool {
    pass(text.as_bytes(), |word| {
        if word & HIGH != 0 {
            return false;
        }
        // Of bytes below 0x80 no sum carries over.
        let from = |word: u64, byte: u8| word + all(0x80 - byte);
        let letters = {
            let word = word | all(0x20);
            from(word, b'a') & !from(word, b'z' + 1)
        };
        let digits = from(word, b'0') & !from(word, b'9' + 1);
        let signs = signs.iter().fold(0, |found, sign| found | !((word ^ all(*sign)) + all(0x7f)));
        (letters | digits | signs) & HIGH == HIGH
    })
}

/// Where the first line ends.
#[inline]
pub(crate) fn end_of_line(text: &str) -> usize {
    let (mut rest, mut at) = (text.as_bytes(), 0);
    while let Some((word, behind)) = rest.split_first_chunk() {
        let found = zeros(u64::from_le_bytes(*word) ^ all(b'\n'));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        (rest, at) = (behind, at + 8);
    }
    rest.iter().position(|byte| *byte == b'\n').map_or(text.len(), |position| at + position)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each character of one and two bytes at each place of texts that have less than a word, one, two and three.
    fn texts() -> impl Iterator<Item = (char, String)> {
        let ones = (0..0x800).filter_map(char::from_u32);
        ones.flat_map(|one| {
            (0..20).flat_map(move |before| {
                [0, 1, 4, 9].map(|behind| (one, format!("{}{one}{}", "a".repeat(before), "z".repeat(behind))))
            })
        })
    }

    #[test]
    fn eight_bytes_at_once_are_judged_as_each_alone() {
        const SIGNS: [u8; 3] = *b"-/~";
        for (one, text) in texts() {
            assert_eq!(stand_for_themselves_in_json(&text), !matches!(one, '\0'..='\x1f' | '"' | '\\'), "{text:?}");
            let is_plain = one.is_ascii_alphanumeric() || "-/~".contains(one);
            assert_eq!(are_plain(&text, SIGNS), is_plain, "{text:?}");
            assert_eq!(end_of_line(&text), text.find('\n').unwrap_or(text.len()), "{text:?}");
        }
        assert_eq!(end_of_line("12345678\n\n"), 8);
        assert!(are_plain("", SIGNS) && stand_for_themselves_in_json(""));
    }
}
