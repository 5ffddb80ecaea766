//! The reading of an answer in one pass: into what the caller asks for, while its names tell that it is no error.

use crate::facts::can_stand_in_a_path;
use agora_rest_errors::body::BodyKind;
use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

/// Texts by their names.
pub(crate) type Values = Vec<(&'static str, String)>;

/// What a caller wants of an answer.
#[derive(Default)]
pub(crate) enum Reading {
    /// The bytes alone.
    #[default]
    Bytes,
    /// A value of a type.
    Type(fn(&[u8], &[BodyKind<'_>]) -> Option<Given>),
    /// The texts of these names.
    Texts(Vec<&'static str>),
}

/// What was read of an answer.
#[derive(Default)]
pub(crate) enum Given {
    /// Nothing but its bytes.
    #[default]
    Bytes,
    /// A value of a type.
    Type(Box<dyn Any + Send + Sync>),
    /// The texts that were found.
    Texts(Values),
}

/// Told by its kind alone.
impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bytes => "Bytes",
            Self::Type(_) => "Type",
            Self::Texts(_) => "Texts",
        })
    }
}

impl Reading {
    pub(crate) fn of<T: DeserializeOwned + Send + Sync + 'static>() -> Self {
        Self::Type(|body, kinds| {
            let value = success(PhantomData::<T>, body, kinds)?;
            Some(Given::Type(Box::new(value)))
        })
    }

    /// Reads a body that is surely no error of one of these kinds. One that may be gives nothing, and has to be looked at
    /// again.
    pub(crate) fn read(&self, body: &[u8], kinds: &[BodyKind<'_>]) -> Option<Given> {
        match self {
            Self::Bytes => None,
            Self::Type(read) => read(body, kinds),
            Self::Texts(names) => success(Pick { names }, body, kinds).map(Given::Texts),
        }
    }

    /// The texts that are wanted, of a body whatever it is otherwise; nothing where one is missing, or none is wanted.
    pub(crate) fn all_texts(&self, body: &[u8]) -> Option<Values> {
        let Self::Texts(names) = self else { return None };
        // Most errors name nothing, which is seen without reading them once more.
        if !names.iter().all(|name| may_have(body, name)) {
            return None;
        }
        let found = pick(names, body)?;
        (!found.is_empty() && found.len() == names.len()).then_some(found)
    }
}

/// Whether an object can have a member of this name: it stands there as it is, unless something is escaped.
fn may_have(body: &[u8], name: &str) -> bool {
    let is_there = |name: &[u8]| match name.first() {
        Some(first) => body.windows(name.len()).any(|part| part[0] == *first && part == name),
        None => true,
    };
    is_there(name.as_bytes()) || body.contains(&b'\\')
}

/// The texts of these names that an object has.
pub(crate) fn pick(names: &[&'static str], body: &[u8]) -> Option<Values> {
    let mut reader = serde_json::Deserializer::from_slice(without_mark(body));
    Pick { names }.deserialize(&mut reader).ok()
}

/// The body without the mark of its byte order, which some put before a JSON text.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Reads an object in which no member has a name with which the code or the text of an error begins.
fn success<'de, V: DeserializeSeed<'de>>(seed: V, body: &'de [u8], kinds: &[BodyKind<'_>]) -> Option<V::Value> {
    let mut json = serde_json::Deserializer::from_slice(without_mark(body));
    let is_object = Cell::new(false);
    let value = seed.deserialize(Watched { inner: &mut json, kinds, is_object: &is_object }).ok()?;
    json.end().ok()?;
    is_object.get().then_some(value)
}

/// Whether a path of the code or the text of an error is so.
fn any_path(kinds: &[BodyKind<'_>], is_so: impl Fn(&[&str]) -> bool) -> bool {
    kinds.iter().any(|kind| kind.code.is_some_and(&is_so) || kind.text.is_some_and(&is_so))
}

/// Gives an object as it is, and fails at a member that may be of an error.
struct Watched<'w, D> {
    inner: D,
    kinds: &'w [BodyKind<'w>],
    is_object: &'w Cell<bool>,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Watched<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_map(Watched { inner: visitor, kinds: self.kinds, is_object: self.is_object })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Watched<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        // Of a path without names the object itself is the code.
        if any_path(self.kinds, |path| path.is_empty()) {
            return Err(A::Error::custom("it may be an error"));
        }
        self.is_object.set(true);
        self.inner.visit_map(Watched { inner: map, kinds: self.kinds, is_object: self.is_object })
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Watched<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let Some(Name(name)) = self.inner.next_key()? else { return Ok(None) };
        if any_path(self.kinds, |path| path.first().is_some_and(|first| *first == name)) {
            return Err(A::Error::custom("it may be an error"));
        }
        match name {
            Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            Cow::Owned(name) => seed.deserialize(StringDeserializer::new(name)),
        }
        .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.inner.next_value_seed(seed)
    }
}

/// The name of a member, not copied where the JSON allows.
#[derive(Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Picks texts out of an object by their names.
pub(crate) struct Pick<'a> {
    pub(crate) names: &'a [&'static str],
}

impl<'de> DeserializeSeed<'de> for Pick<'_> {
    type Value = Values;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Values, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Pick<'_> {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
        let mut found: Values = Vec::with_capacity(self.names.len());
        while let Some(Name(key)) = map.next_key()? {
            match self.names.iter().find(|name| **name == key) {
                Some(name) => match map.next_value::<crate::read::Lenient<String>>()?.into_option() {
                    // Of a name that stands twice the last counts.
                    // What cannot stand in a path names nothing that could be called.
                    Some(value) if can_stand_in_a_path(&value) => {
                        found.retain(|(known, _)| known != name);
                        found.push((*name, value));
                    }
                    _ => {}
                },
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use agora_rest_errors::Shape;
    use agora_rest_errors::body::Body;
    use serde_json::Value;
    use std::collections::BTreeMap;

    const PLAIN: &[BodyKind<'_>] = &[
        BodyKind { code: Some(&["code"]), text: Some(&["reason"]), no_error_codes: &[] },
        BodyKind { code: None, text: Some(&["message"]), no_error_codes: &[] },
    ];
    const DEEP: &[BodyKind<'_>] =
        &[BodyKind { code: Some(&["error", "code"]), text: Some(&["error", "text"]), no_error_codes: &[] }];
    const WHOLE: &[BodyKind<'_>] = &[BodyKind { code: Some(&[]), text: None, no_error_codes: &[] }];

    /// What is read at once is what is read in two steps, and everything that may be an error is left to them.
    #[test]
    fn what_is_read_at_once_is_a_success() {
        type Members = BTreeMap<String, Value>;
        let bodies: &[(&[u8], bool)] = &[
            (br#"{"sid":"1","uid":7}"#, true),
            (b"\xef\xbb\xbf{\"sid\":\"1\"} \n", true),
            (br#"{"sid":{"code":2},"list":[{"reason":"x"}]}"#, true),
            (br#"{"sid":"1","sid":"2"}"#, true),
            (br#"{"s\u0069d":"1"}"#, true),
            (br#"{"code":2,"sid":"1"}"#, false),
            (br#"{"sid":"1","code":0}"#, false),
            (br#"{"sid":"1","c\u006fde":2}"#, false),
            (br#"{"sid":"1","message":null}"#, false),
            (br#"{"sid":"1","reason":["x"]}"#, false),
            (br#"{"sid":"1"} {}"#, false),
            (br#"{"sid":"1""#, false),
            (br#"{"sid":1e999}"#, false),
            (b"{\"sid\":\"\xff\"}", false),
            (br#"["sid","1"]"#, false),
            (b"null", false),
            (b"\"sid\"", false),
            (b"", false),
            (b" ", false),
            (b"<html>", false),
        ];
        for (body, at_once) in bodies {
            let shown = String::from_utf8_lossy(body);
            let members = Reading::of::<Members>().read(body, PLAIN);
            assert_eq!(members.is_some(), *at_once, "{shown}");
            if let Some(Given::Type(members)) = members {
                let read = Body::read(body, PLAIN);
                assert_eq!((read.shape(), read.code(), read.text()), (Shape::Success, None, None), "{shown}");
                let expected: Members = serde_json::from_slice(without_mark(body)).expect("JSON");
                assert_eq!(members.downcast_ref(), Some(&expected), "{shown}");
            }
            if let Some(Given::Texts(texts)) = Reading::Texts(vec!["sid", "uid"]).read(body, PLAIN) {
                let mut json = serde_json::Deserializer::from_slice(without_mark(body));
                let expected = Pick { names: &["sid", "uid"] }.deserialize(&mut json).expect("JSON");
                assert_eq!(texts, expected, "{shown}");
                assert_eq!(Body::read(body, PLAIN).shape(), Shape::Success, "{shown}");
            }
            assert!(Reading::Bytes.read(body, PLAIN).is_none());
        }
        for (body, at_once) in [(r#"{"a":1}"#, true), (r#"{"error":{}}"#, false), (r#"{"error":{"code":1}}"#, false)] {
            assert_eq!(Reading::of::<Members>().read(body.as_bytes(), DEEP).is_some(), at_once, "{body}");
        }
        for body in ["{}", r#"{"a":1}"#] {
            assert!(Reading::of::<Members>().read(body.as_bytes(), WHOLE).is_none(), "{body}");
        }
        // What is no object in the end is looked at again.
        assert!(Reading::of::<Option<Members>>().read(b"{}", PLAIN).is_none());
        assert!(Reading::of::<Vec<u8>>().read(b"[1]", PLAIN).is_none());
    }
}
