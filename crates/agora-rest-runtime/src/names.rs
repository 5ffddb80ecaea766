//! Names that a service gives from what a state holds, such as those of files.

use crate::client::Held;
use agora_rest_errors::Service;
use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

/// A name; a static table of the generated client.
#[derive(Debug)]
pub struct Name {
    /// Its pieces, in order.
    pub pieces: &'static [Piece],
}

/// A piece of a name.
#[derive(Debug, Clone, Copy)]
pub enum Piece {
    /// As it stands.
    Literal(&'static str),
    /// The value of this name that the state holds.
    Held {
        /// The name of the value.
        name: &'static str,
        /// Characters that do not stand in names, and what stands in their place.
        replaced: Option<(&'static str, &'static str)>,
    },
    /// The part with this number, which the caller gives.
    Given(usize),
}

/// A part of a name that the caller gives.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// As it stands.
    Text(&'a str),
    /// In decimal digits.
    Integer(u64),
    /// A time as `yyyyMMddHHmmssSSS` in UTC; one before 1970 is the beginning of that year.
    Utc(SystemTime),
    /// A time as milliseconds since 1970 in UTC.
    UnixMs(SystemTime),
}

impl Part<'_> {
    fn write(self, out: &mut String) {
        let since_1970 = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default();
        // Writing to a text cannot fail.
        let _ = match self {
            Part::Text(text) => out.write_str(text),
            Part::Integer(number) => write!(out, "{number}"),
            Part::UnixMs(time) => write!(out, "{}", since_1970(time).as_millis()),
            Part::Utc(time) => {
                let millis = since_1970(time).subsec_millis();
                // `Sun, 06 Nov 1994 08:49:37 GMT`: the calendar is that of the library.
                let date = httpdate::fmt_http_date(time.max(UNIX_EPOCH).min(last_of_9998()));
                let at = |range: std::ops::Range<usize>| date.get(range).unwrap_or_default();
                let month = MONTHS.iter().position(|month| *month == at(8..11)).unwrap_or_default() + 1;
                let (year, day) = (at(12..16), at(5..7));
                write!(out, "{year}{month:02}{day}{}{}{}{millis:03}", at(17..19), at(20..22), at(23..25))
            }
        };
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Beyond it the library has no dates.
fn last_of_9998() -> SystemTime {
    UNIX_EPOCH + std::time::Duration::from_secs(253_370_764_799)
}

impl<S: Service> Held<S> {
    /// A name that the service gives from what the state holds.
    #[must_use]
    pub fn name(&self, name: &Name, parts: &[Part<'_>]) -> String {
        let mut out = String::with_capacity(128);
        for piece in name.pieces {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Held { name, replaced: None } => out.push_str(self.value(name)),
                Piece::Held { name, replaced: Some((characters, by)) } => {
                    for one in self.value(name).chars() {
                        if characters.contains(one) { out.push_str(by) } else { out.push(one) }
                    }
                }
                Piece::Given(number) => parts.iter().skip(*number).take(1).for_each(|part| part.write(&mut out)),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn times_are_written_in_either_form() {
        let at = |ms: u64| UNIX_EPOCH + Duration::from_millis(ms);
        for (part, expected) in [
            (Part::Utc(at(784_111_777_045)), "19941106084937045"),
            (Part::Utc(at(0)), "19700101000000000"),
            (Part::Utc(at(951_782_399_999)), "20000228235959999"),
            (Part::Utc(at(951_782_400_000)), "20000229000000000"),
            (Part::Utc(UNIX_EPOCH - Duration::from_secs(1)), "19700101000000000"),
            (Part::Utc(at(400_000_000_000_000)), "99981231235959000"),
            (Part::UnixMs(at(784_111_777_045)), "784111777045"),
            (Part::Integer(0), "0"),
            (Part::Text("a_b"), "a_b"),
        ] {
            let mut out = String::new();
            part.write(&mut out);
            assert_eq!(out, expected, "{part:?}");
        }
    }
}
