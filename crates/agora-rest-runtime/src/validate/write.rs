//! The writing of bodies from their views: one writer for the types of all services, where serde would make one of each type.

use super::hints::Present;
use super::view::{Members, Object, View};
use crate::bytes::stand_for_themselves_in_json;
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use std::fmt;
use std::ops::Range;

/// An object that does not show all its members.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object stands in it that does not show its members")
    }
}

impl std::error::Error for Unwritable {}

/// Whether a value is surely written by serde as it is shown: of a map what stands in it may be written otherwise.
pub(crate) fn is_written_as_shown(value: View<'_>) -> bool {
    match value {
        View::Object(object) => object.members().is_some_and(|members| !members.fields.all().is_empty()),
        _ => false,
    }
}

/// The places of the fields of an object that may be there.
#[inline]
fn places(present: Option<Present>, fields: usize) -> Places {
    match present.and_then(|present| present.bits(fields)) {
        Some(bits) => Places { bits, rest: 0..0 },
        None => Places { bits: 0, rest: 0..fields },
    }
}

struct Places {
    bits: u64,
    rest: Range<usize>,
}

impl Iterator for Places {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.bits == 0 {
            return self.rest.next();
        }
        let place = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(place)
    }
}

/// Writes a value as JSON, byte for byte as serde does.
pub(crate) fn write(out: &mut Vec<u8>, value: View<'_>) -> Result<(), Unwritable> {
    match value {
        View::Text(value) | View::Secret(value) => text(out, value),
        // Most numbers have one digit.
        View::Integer(value @ 0..=9) => out.push(b'0' + value as u8),
        View::Integer(value) => by_serde(out, &value)?,
        View::Unsigned(value) => by_serde(out, &value)?,
        View::Number(value) => by_serde(out, &value)?,
        View::Json(value) => by_serde(out, value)?,
        View::Null => out.extend_from_slice(b"null"),
        View::Bool(true) => out.extend_from_slice(b"true"),
        View::Bool(false) => out.extend_from_slice(b"false"),
        View::List(list) => {
            out.push(b'[');
            for index in 0..list.len() {
                if index > 0 {
                    out.push(b',');
                }
                write_inner(out, list.item(index).unwrap_or(View::Null))?;
            }
            out.push(b']');
        }
        View::Object(object) => write_object(out, object)?,
    }
    Ok(())
}

/// Writes what stands in another value; most are texts, and these need no further step.
#[inline]
fn write_inner(out: &mut Vec<u8>, value: View<'_>) -> Result<(), Unwritable> {
    match value {
        View::Text(value) | View::Secret(value) => {
            text(out, value);
            Ok(())
        }
        value => write(out, value),
    }
}

fn write_object(out: &mut Vec<u8>, object: &dyn Object) -> Result<(), Unwritable> {
    let Members { fields, others } = object.members().ok_or(Unwritable)?;
    let (start, heads, present) = (out.len(), fields.all(), object.present());
    for place in places(present, heads.len()) {
        if let (Some(head), Some(value)) = (heads.get(place), object.at(place)) {
            out.extend_from_slice(head.as_bytes());
            write_inner(out, value)?;
        }
    }
    if let (None, Some(others)) = (present, others) {
        let mut result = Ok(());
        others.each(&mut |name, value| {
            out.push(b',');
            text(out, name);
            out.push(b':');
            result = write(out, value).and(result);
        });
        result?;
    }
    // Where the first comma is, the object begins.
    match out.get_mut(start) {
        Some(first) => *first = b'{',
        None => out.push(b'{'),
    }
    out.push(b'}');
    Ok(())
}

fn by_serde<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> Result<(), Unwritable> {
    serde_json::to_writer(out, value).map_err(|_| Unwritable)
}

fn text(out: &mut Vec<u8>, text: &str) {
    if stand_for_themselves_in_json(text) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        // Writing a text into memory cannot fail.
        let _ = by_serde(out, text);
    }
}

/// Written as it stands in JSON.
impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            View::Null => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(value),
            View::Integer(value) => serializer.serialize_i64(value),
            View::Unsigned(value) => serializer.serialize_u64(value),
            View::Number(value) => serializer.serialize_f64(value),
            View::Text(value) | View::Secret(value) => serializer.serialize_str(value),
            View::Json(value) => value.serialize(serializer),
            View::List(list) => {
                let mut items = serializer.serialize_seq(Some(list.len()))?;
                for index in 0..list.len() {
                    items.serialize_element(&list.item(index).unwrap_or(View::Null))?;
                }
                items.end()
            }
            View::Object(object) => {
                let Members { fields, others } = object.members().ok_or_else(|| S::Error::custom(Unwritable))?;
                let (heads, present) = (fields.all(), object.present());
                let mut map = serializer.serialize_map(None)?;
                for place in places(present, heads.len()) {
                    if let (Some(head), Some(value)) = (heads.get(place), object.at(place)) {
                        map.serialize_entry(&head[2..head.len() - 2], &value)?;
                    }
                }
                let mut result = Ok(());
                if let (None, Some(others)) = (present, others) {
                    others.each(&mut |name, value| {
                        if result.is_ok() {
                            result = map.serialize_entry(name, &value);
                        }
                    });
                }
                result.and_then(|()| map.end())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Extra;
    use crate::validate::AsView;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    struct All {
        text: String,
        numbers: Vec<f64>,
        left_out: Option<i64>,
        inner: Option<Inner>,
        map: BTreeMap<String, Option<bool>>,
        extra: Extra,
    }

    struct Inner {
        number: u64,
        extra: Extra,
    }

    struct Closed {
        closed: bool,
    }

    crate::object!(
        All {
            "text" => text, "numbers" => numbers, "leftOut" => left_out, "inner" => inner, "map" => map
        },
        extra,
        written
    );
    crate::object!(Inner { "number" => number }, extra, written);
    crate::object!(Closed { "closed" => closed });

    fn both<V: AsView + Serialize>(value: &V) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes, value.view()).expect("it shows all");
        let written = String::from_utf8(bytes).expect("a text");
        assert_eq!(written, serde_json::to_string(value).expect("JSON"));
        written
    }

    #[test]
    fn what_is_shown_is_written_as_serde_writes_it() {
        let inner = Inner { number: u64::MAX, extra: Extra::new() };
        let map = BTreeMap::from([("a".to_owned(), Some(true)), ("b".to_owned(), None)]);
        let (text, numbers) = ("one".to_owned(), vec![0.5, -1e300, f64::NAN]);
        let mut all = All { text, numbers, left_out: None, inner: Some(inner), map, extra: Extra::new() };
        let plain = r#"{"text":"one","numbers":[0.5,-1e+300,null],"inner":{"number":18446744073709551615},"map":{"a":true,"b":null}"#;
        assert_eq!(both(&all), format!("{plain}}}"));
        all.extra.insert("more", json!([{"x": null}, -3]));
        assert_eq!(both(&all), format!(r#"{plain},"more":[{{"x":null}},-3]}}"#));
        assert_eq!(both(&Inner { number: 1, extra: Extra::from_iter([("z", 2)]) }), r#"{"number":1,"z":2}"#);
    }

    #[test]
    fn every_byte_is_escaped_as_serde_escapes_it_wherever_it_stands() {
        for one in (0..0x180).filter_map(char::from_u32) {
            for before in 0..17 {
                let text = format!("{}{one}{}", "-".repeat(before), "é".repeat(before / 2));
                both(&text);
                both(&Value::from(text));
            }
        }
    }

    #[test]
    fn what_serde_may_write_otherwise_is_left_to_it() {
        let map = BTreeMap::from([("a".to_owned(), 0.1_f32)]);
        assert!(!is_written_as_shown(map.view()) && !is_written_as_shown(Closed { closed: true }.view()));
        assert!(is_written_as_shown(Inner { number: 1, extra: Extra::new() }.view()));
    }

    /// It would be written without what it has.
    #[test]
    fn what_does_not_show_its_members_is_not_written() {
        assert!(write(&mut Vec::new(), Closed { closed: true }.view()).is_err());
        let list = vec![Closed { closed: true }];
        let error = serde_json::to_string(&list.view()).expect_err("it is closed");
        assert_eq!(error.to_string(), "an object stands in it that does not show its members");
    }
}
