//! What surely keeps to the rules about single values, told from a few bounds that are made of the rules while the program is
//! compiled: nearly every value is judged by them alone.

use super::table::{Check, Literal, Rule};

/// Bounds within which a value keeps to several checks at once. They may be too narrow, and never too wide.
#[derive(Debug, Clone, Copy)]
pub struct Plain {
    /// Whole numbers.
    least: i64,
    most: i64,
    /// A bit for each whole number that is right, taken by its last six bits.
    few: u64,
    /// Lengths of texts in bytes.
    shortest: usize,
    longest: usize,
    /// A bit for each byte that a text may have, where not all are right.
    bytes: Option<[u64; 4]>,
    /// One more check that a text has to pass.
    text: Option<&'static Check>,
    /// Lengths of lists.
    fewest: usize,
    longest_list: usize,
    /// Whether numbers that are not whole are right.
    is_any_number: bool,
    /// Whether values of all other kinds are right.
    is_any_other: bool,
    /// Whether nothing beside these bounds has to be looked at.
    is_all: bool,
}

impl Plain {
    /// Everything is right.
    pub(super) const ANY: Self = Self {
        least: i64::MIN,
        most: i64::MAX,
        few: u64::MAX,
        shortest: 0,
        longest: usize::MAX,
        bytes: None,
        text: None,
        fewest: 0,
        longest_list: usize::MAX,
        is_any_number: true,
        is_any_other: true,
        is_all: true,
    };
    /// The bounds do not tell.
    pub(super) const UNKNOWN: Self = Self { is_all: false, ..Self::ANY };

    /// The bounds of values whose type has these rules.
    pub(super) const fn of_rules(rules: &'static [Rule]) -> Self {
        let (mut plain, mut at) = (Self::ANY, 0);
        while at < rules.len() {
            let rule = &rules[at];
            if !rule.at.is_empty() || !rule.is_everywhere() || !plain.narrow(&rule.check) {
                return Self::UNKNOWN;
            }
            at += 1;
        }
        plain
    }

    /// Narrows the bounds to what passes a check too; gives whether that can be told by them, and leaves them alone where not.
    pub(super) const fn narrow(&mut self, check: &'static Check) -> bool {
        match check {
            Check::Range { min, max } => {
                let (Some(min), Some(max)) = (whole(min, i64::MIN), whole(max, i64::MAX)) else { return false };
                self.within(min, max);
                self.is_any_number = false;
            }
            Check::Decimals(_) => self.is_any_number = false,
            // Of more characters than one, bytes do not tell whether they are enough.
            Check::Length { min: Some(2..), .. } => return false,
            Check::Length { min, max, max_bytes } => {
                if let Some(min) = min {
                    self.shortest = larger(self.shortest, *min as usize);
                }
                // No text has more characters than bytes.
                if let Some(max) = max {
                    self.longest = smaller(self.longest, *max as usize);
                }
                if let Some(max) = max_bytes {
                    self.longest = smaller(self.longest, *max as usize);
                }
            }
            Check::Items { min, max } => {
                if let Some(min) = min {
                    self.fewest = larger(self.fewest, *min as usize);
                }
                if let Some(max) = max {
                    self.longest_list = smaller(self.longest_list, *max as usize);
                }
            }
            Check::Characters(set) => {
                let (set, mut bytes) = (set.ascii(), [u64::MAX; 4]);
                if let Some(own) = self.bytes {
                    bytes = own;
                }
                let [low, high, ..] = bytes;
                self.bytes = Some([low & set as u64, high & (set >> 64) as u64, 0, 0]);
            }
            Check::Values(values) | Check::Known(values) => {
                let Some(bits) = few(values) else { return false };
                if self.text.is_some() {
                    return false;
                }
                self.text = Some(check);
                self.within(0, 63);
                self.few &= bits;
                (self.longest_list, self.is_any_number, self.is_any_other) = (0, false, false);
                self.fewest = 1;
            }
            Check::Pattern(_)
            | Check::Schemes(_)
            | Check::IntegerText { .. }
            | Check::Base64Bytes(_)
            | Check::JsonText
                if self.text.is_none() =>
            {
                self.text = Some(check);
            }
            _ => return false,
        }
        true
    }

    const fn within(&mut self, least: i64, most: i64) {
        if self.least < least {
            self.least = least;
        }
        if self.most > most {
            self.most = most;
        }
    }

    /// Whether nothing beside these bounds has to be looked at.
    #[inline]
    pub(super) const fn is_all(&self) -> bool {
        self.is_all
    }

    #[inline]
    pub(super) fn fits_whole(&self, value: i64) -> bool {
        self.least <= value && value <= self.most && self.few >> (value & 63) & 1 == 1
    }

    /// Whether a text is right, provided that it passes a check that is told by no bounds.
    #[inline]
    pub(super) fn fits_text(&self, text: &str, passes: impl Fn(&Check) -> bool) -> bool {
        self.shortest <= text.len()
            && text.len() <= self.longest
            && self.bytes.as_ref().is_none_or(|set| has_only(text, set))
            && self.text.is_none_or(|check| match check {
                Check::Pattern(pattern) => pattern.fits(text),
                check => passes(check),
            })
    }

    #[inline]
    pub(super) fn fits_list(&self, length: usize) -> bool {
        self.fewest <= length && length <= self.longest_list
    }

    #[inline]
    pub(super) fn fits_number(&self) -> bool {
        self.is_any_number
    }

    #[inline]
    pub(super) fn fits_other(&self) -> bool {
        self.is_any_other
    }
}

#[inline]
fn has_only(text: &str, set: &[u64; 4]) -> bool {
    text.bytes().all(|byte| set[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1)
}

const fn larger(one: usize, other: usize) -> usize {
    if one > other { one } else { other }
}

const fn smaller(one: usize, other: usize) -> usize {
    if one < other { one } else { other }
}

/// A bound that is whole, or there is none.
const fn whole(bound: &Option<Literal>, none: i64) -> Option<i64> {
    match bound {
        None => Some(none),
        Some(Literal::Integer(bound)) => Some(*bound),
        Some(_) => None,
    }
}

/// The whole numbers among texts and small whole numbers, as bits; nothing where other values are among them.
const fn few(values: &[Literal]) -> Option<u64> {
    let (mut bits, mut at) = (0, 0);
    while at < values.len() {
        match values[at] {
            Literal::Integer(value @ 0..=63) => bits |= 1 << value,
            Literal::Text(_) => {}
            _ => return None,
        }
        at += 1;
    }
    Some(bits)
}
