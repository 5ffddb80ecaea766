//! The reading of an answer from its bytes. It cannot fail: a body that is no JSON object is an answer too.
//!
//! What is looked for is data of the service ([`BodyKind`]); one pass over the JSON collects it, and nothing is decoded by
//! trying one shape after another.

use crate::answer::{Answer, Code};
use crate::table::Service;
use crate::vocabulary::Shape;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Where one kind of error body has its code and its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyKind<'t> {
    /// Path of the code, segment by segment; absent where the text alone makes the body an error.
    pub code: Option<&'t [&'t str]>,
    /// Path of the text, segment by segment.
    pub text: Option<&'t [&'t str]>,
    /// Codes that mean that nothing is wrong.
    pub no_error_codes: &'t [Code<'t>],
}

/// A service has at most this many kinds of error bodies.
pub const KINDS_MAX: usize = 8;

/// Two paths a kind, that of the code before that of the text.
const PATHS_MAX: usize = 2 * KINDS_MAX;

/// What was read from a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body<'a> {
    shape: Shape,
    code: Option<CodeValue<'a>>,
    text: Option<Cow<'a, str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum CodeValue<'a> {
    Number(i64),
    Word(Cow<'a, str>),
}

impl CodeValue<'_> {
    fn as_code(&self) -> Code<'_> {
        match self {
            CodeValue::Number(number) => Code::Number(*number),
            CodeValue::Word(word) => Code::from(word.as_ref()),
        }
    }
}

impl<'a> Body<'a> {
    /// Reads a body. A code that is there and cannot be read, such as a fraction, counts as none where there is a text; without one it gives the
    /// shape `code` without a code, so that the answer is never taken for a success. `kinds` are tried in order: those with a code first, then those with a text alone. Only the first
    /// [`KINDS_MAX`] count.
    #[must_use]
    pub fn read(bytes: &'a [u8], kinds: &[BodyKind<'_>]) -> Self {
        let plain = |shape| Self { shape, code: None, text: None };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.trim_ascii().is_empty() {
            return plain(Shape::Empty);
        }
        let kinds = &kinds[..kinds.len().min(KINDS_MAX)];
        let read = collect(bytes, kinds);
        let read = read.or_else(|| mended(bytes).as_deref().and_then(|mended| collect(mended, kinds).map(owned)));
        let Some(mut values) = read else { return plain(Shape::NotJson) };
        let mut is_unreadable = false;
        for (number, kind) in kinds.iter().enumerate().filter(|(_, kind)| kind.code.is_some()) {
            let code = match values[2 * number].take() {
                Some(Value::Number(number)) => CodeValue::Number(number),
                Some(Value::Text(word)) if !word.trim().is_empty() => CodeValue::Word(word),
                Some(_) => {
                    is_unreadable = true;
                    continue;
                }
                None => continue,
            };
            if kind.no_error_codes.contains(&code.as_code()) {
                return plain(Shape::Success);
            }
            let text = values[2 * number + 1].take().and_then(Value::into_text);
            return Self { shape: Shape::Code, code: Some(code), text };
        }
        for (number, _) in kinds.iter().enumerate().filter(|(_, kind)| kind.code.is_none()) {
            if let Some(text) = values[2 * number + 1].take().and_then(Value::into_text) {
                return Self { shape: Shape::Message, code: None, text: Some(text) };
            }
        }
        plain(if is_unreadable { Shape::Code } else { Shape::Success })
    }

    /// What kind of body it is.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The code, where there is one.
    #[must_use]
    pub fn code(&self) -> Option<Code<'_>> {
        self.code.as_ref().map(CodeValue::as_code)
    }

    /// The text of the error as it stood in the body.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The answer, with what else is known of it.
    #[must_use]
    pub fn answer<S: Service>(&self, endpoint: Option<S::Endpoint>, status: Option<u16>) -> Answer<'_, S> {
        Answer { endpoint, status, shape: self.shape, code: self.code(), text: self.text() }
    }
}

/// The values at the paths of these kinds, in their order; nothing where the body is no JSON object.
fn collect<'a>(bytes: &'a [u8], kinds: &[BodyKind<'_>]) -> Option<[Option<Value<'a>>; PATHS_MAX]> {
    let mut paths: [Option<&[&str]>; PATHS_MAX] = [None; PATHS_MAX];
    for (pair, kind) in paths.chunks_exact_mut(2).zip(kinds) {
        pair.copy_from_slice(&[kind.code, kind.text]);
    }
    let mut values: [Option<Value<'_>>; PATHS_MAX] = [const { None }; PATHS_MAX];
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let wanted = (0..PATHS_MAX).filter(|index| paths[*index].is_some()).fold(0, |set, index| set | 1 << index);
    let read = Collect { paths: &paths, wanted, depth: 0, values: &mut values }.deserialize(&mut json);
    read.and_then(|()| json.end()).ok()?;
    Some(values)
}

fn owned<'a>(values: [Option<Value<'_>>; PATHS_MAX]) -> [Option<Value<'a>>; PATHS_MAX] {
    values.map(|value| {
        Some(match value? {
            Value::Number(number) => Value::Number(number),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Other => Value::Other,
        })
    })
}

/// The body with what the grammar of JSON allows and no text or number can hold replaced: halves of a character, by the sign for an
/// unknown one, and numbers beyond all numbers, by `false`, which is no code either. Nothing where there is no such thing.
#[must_use]
pub fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut is_in_text, mut is_mended) = (0, false, false);
    while let Some(byte) = bytes.get(at).copied() {
        let taken = match (is_in_text, byte) {
            (true, b'\\') => match (half(bytes, at), half(bytes, at + 6)) {
                (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
                (Some(0xd800..=0xdfff), _) => {
                    out.extend_from_slice(br"\ufffd");
                    (at, is_mended) = (at + 6, true);
                    continue;
                }
                _ => 2,
            },
            (_, b'"') => {
                is_in_text = !is_in_text;
                1
            }
            (false, b'-' | b'0'..=b'9') => {
                let is_of_number = |byte: &&u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
                let length = bytes[at..].iter().take_while(is_of_number).count();
                let number =
                    core::str::from_utf8(&bytes[at..at + length]).ok().and_then(|text| text.parse::<f64>().ok());
                if number.is_some_and(f64::is_infinite) {
                    out.extend_from_slice(b"false");
                    (at, is_mended) = (at + length, true);
                    continue;
                }
                length
            }
            _ => 1,
        };
        let end = (at + taken).min(bytes.len());
        out.extend_from_slice(&bytes[at..end]);
        at = end;
    }
    is_mended.then_some(out)
}

/// The code unit that is written here as an escape of four digits.
fn half(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok()
}

#[derive(Clone)]
enum Value<'a> {
    Number(i64),
    Text(Cow<'a, str>),
    /// Something that is neither, such as an object or a fraction.
    Other,
}

impl<'a> Value<'a> {
    fn into_text(self) -> Option<Cow<'a, str>> {
        match self {
            Value::Text(text) => Some(text),
            Value::Number(_) | Value::Other => None,
        }
    }
}

/// The indexes in a set.
fn members(mut set: u32) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let index = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(index)
    })
}

/// Collects the values at the wanted paths; of a name that stands twice the last value counts, as most readers have it.
struct Collect<'c, 'p, 'a> {
    paths: &'c [Option<&'p [&'p str]>; PATHS_MAX],
    /// The paths that lead here, as a set of their indexes.
    wanted: u32,
    /// How many names of those paths are behind us.
    depth: usize,
    values: &'c mut [Option<Value<'a>>; PATHS_MAX],
}

impl<'a> Collect<'_, '_, 'a> {
    /// The wanted paths for which what is left of them is so.
    fn where_rest(&self, is_so: impl Fn(&[&str]) -> bool) -> u32 {
        let rest = |index: usize| self.paths[index]?.get(self.depth..);
        members(self.wanted).filter(|index| rest(*index).is_some_and(&is_so)).fold(0, |set, index| set | 1 << index)
    }

    /// The wanted paths that go on with this name.
    fn going_on(&self, name: &str) -> u32 {
        self.where_rest(|rest| rest.first() == Some(&name))
    }

    /// What stands here takes the place of anything that an earlier member of the same name gave.
    fn set(&mut self, value: Option<Value<'a>>) {
        let ends = self.where_rest(|rest| rest.is_empty());
        for index in members(self.wanted) {
            self.values[index] = if ends >> index & 1 == 1 { value.clone() } else { None };
        }
    }

    /// The answer to everything that is no object.
    fn leaf<E: de::Error>(mut self, value: Option<Value<'a>>) -> Result<(), E> {
        if self.depth == 0 {
            return Err(E::custom("not an object"));
        }
        self.set(value);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Collect<'_, '_, 'de> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Collect<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        self.set(Some(Value::Other));
        while let Some(name) = map.next_key_seed(Name)? {
            match self.going_on(&name) {
                0 => drop(map.next_value::<IgnoredAny>()?),
                wanted => {
                    let inside = Collect { paths: self.paths, wanted, depth: self.depth + 1, values: self.values };
                    map.next_value_seed(inside)?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        self.leaf(Some(Value::Other))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<(), E> {
        self.leaf(Some(Value::Number(number)))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<(), E> {
        self.leaf(Some(i64::try_from(number).map_or(Value::Other, Value::Number)))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<(), E> {
        // `62.0` is 62: some writers of JSON know no whole numbers. Beyond 2^53 a float is no exact number.
        const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
        #[allow(clippy::cast_possible_truncation)]
        let whole = number as i64;
        #[allow(clippy::cast_precision_loss)]
        let exact = number.abs() <= EXACT_MAX && whole as f64 == number;
        self.leaf(Some(if exact { Value::Number(whole) } else { Value::Other }))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<(), E> {
        self.leaf(Some(Value::Other))
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.leaf(None)
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<(), E> {
        self.leaf(Some(Value::Text(Cow::Borrowed(text))))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.leaf(Some(Value::Text(Cow::Owned(String::from(text)))))
    }
}

/// Reads the name of a member without copying it where the JSON allows.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }
    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }
    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(String::from(name)))
    }
}
