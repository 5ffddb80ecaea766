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
                let (seconds, millis) = (since_1970(time).as_secs(), since_1970(time).subsec_millis());
                let (year, month, day) = date(seconds / 86_400);
                let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
                write!(out, "{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}{millis:03}")
            }
        };
    }
}

/// Year, month and day, so many days after 1970 began.
fn date(days: u64) -> (u64, u64, u64) {
    // The calendar repeats itself every 400 years, or 146097 days; counted from a first of March, a leap day is the last of all.
    let from_march = days + 719_468;
    let (era, day) = (from_march / 146_097, from_march % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day_of_month)
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

    /// The calendar is that of HTTP, as far as that goes.
    #[test]
    fn dates_are_those_of_the_calendar() {
        const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
        for days in (0..2_932_896).step_by(7) {
            let text = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(days * 86_400));
            let (year, month, day) = date(days);
            let month = usize::try_from(month).expect("a month");
            let name = &MONTHS[3 * month - 3..3 * month];
            assert_eq!(&text[5..16], format!("{day:02} {name} {year:04}"));
        }
    }

    #[test]
    fn times_are_written_in_either_form() {
        let at = |ms: u64| UNIX_EPOCH + Duration::from_millis(ms);
        for (part, expected) in [
            (Part::Utc(at(784_111_777_045)), "19941106084937045"),
            (Part::Utc(at(0)), "19700101000000000"),
            (Part::Utc(at(951_782_399_999)), "20000228235959999"),
            (Part::Utc(at(951_782_400_000)), "20000229000000000"),
            (Part::Utc(UNIX_EPOCH - Duration::from_secs(1)), "19700101000000000"),
            (Part::Utc(at(253_402_300_799_999)), "99991231235959999"),
            (Part::Utc(at(253_402_300_800_000)), "100000101000000000"),
            (Part::Utc(at(4_102_444_800_000)), "21000101000000000"),
            (Part::Utc(at(4_107_542_399_000)), "21000228235959000"),
            (Part::Utc(at(4_107_542_400_000)), "21000301000000000"),
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
