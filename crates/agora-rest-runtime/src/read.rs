//! The tolerant reading of answers: a value that is not what it should be is kept, and nothing around it is lost.
//!
//! Fields of answers are [`Lenient`], which tells four things apart in one layer: left out, read, read although spelt
//! otherwise (a number in a text), and anything else. The common case stays a look at [`Lenient::get`], and what was read
//! is written back as it came, digit for digit. Values go straight into their types; JSON trees are built only of what is
//! odd. Fields that no type knows go to an [`Extra`].
//!
//! ```
//! use agora_rest_runtime::read::{Extra, Lenient, TextOrList};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Default, Serialize, Deserialize)]
//! #[serde(default)]
//! struct Tracking {
//!     #[serde(skip_serializing_if = "Lenient::is_absent")]
//!     grams: Lenient<u32>,
//!     #[serde(skip_serializing_if = "Lenient::is_absent")]
//!     stops: Lenient<TextOrList<String>>,
//!     #[serde(flatten)]
//!     extra: Extra,
//! }
//!
//! let answer = r#"{"grams":"70","gate":4,"stops":"Ulm"}"#;
//! let tracking: Tracking = serde_json::from_str(answer)?;
//! assert_eq!(tracking.grams.copied(), Some(70));
//! assert_eq!(tracking.stops.get().and_then(TextOrList::text), Some("Ulm"));
//! assert_eq!(format!("{:?}", tracking.extra), r#"{"gate"}"#);
//! assert_eq!(serde_json::to_value(&tracking)?, serde_json::from_str::<serde_json::Value>(answer)?);
//! # Ok::<(), serde_json::Error>(())
//! ```

use crate::Secret;
use crate::validate::{AsView, Heads, Members, Object, View};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// A field of an answer.
///
/// Two are equal when they mean the same, however they are spelt. Generated structs carry
/// `#[serde(default, skip_serializing_if = "Lenient::is_absent")]`; in a test, [`From`] makes one.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Lenient<T> {
    /// Left out.
    #[default]
    Absent,
    /// What it should be.
    Read(T),
    /// The value meant, and how it was spelt.
    Respelt(T, Box<Value>),
    /// Something else: a value of another type, or `null`.
    Other(Box<Value>),
}

impl<T> Lenient<T> {
    /// The value, where it could be read.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Read(value) | Self::Respelt(value, _) => Some(value),
            Self::Absent | Self::Other(_) => None,
        }
    }

    /// The value, where it could be read.
    #[must_use]
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Read(value) | Self::Respelt(value, _) => Some(value),
            Self::Absent | Self::Other(_) => None,
        }
    }

    /// The value as it came, where it is something else.
    #[must_use]
    pub fn other(&self) -> Option<&Value> {
        match self {
            Self::Other(value) => Some(value),
            _ => None,
        }
    }

    /// Whether the field was left out.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    fn keep(taken: Taken<T>, value: impl FnOnce() -> Value) -> Self {
        match taken {
            Taken::Same(taken) => Self::Read(taken),
            Taken::Respelt(taken) => Self::Respelt(taken, Box::new(value())),
            Taken::Other => Self::Other(Box::new(value())),
        }
    }
}

impl<T: Copy> Lenient<T> {
    /// A copy of the value, where it could be read.
    #[must_use]
    pub fn copied(&self) -> Option<T> {
        self.get().copied()
    }
}

impl<T> From<T> for Lenient<T> {
    fn from(value: T) -> Self {
        Self::Read(value)
    }
}

/// What could not be read is told by its kind alone, for it may be a secret in a place where none is looked for.
impl<T: fmt::Debug> fmt::Debug for Lenient<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("Absent"),
            Self::Read(value) => f.debug_tuple("Read").field(value).finish(),
            Self::Respelt(value, spelt) => f.debug_tuple("Respelt").field(value).field(&Kind(spelt)).finish(),
            Self::Other(value) => f.debug_tuple("Other").field(&Kind(value)).finish(),
        }
    }
}

struct Kind<'a>(&'a Value);

impl fmt::Debug for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(kind(self.0))
    }
}

impl<T: PartialEq> PartialEq for Lenient<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_absent() == other.is_absent() && self.get() == other.get() && self.other() == other.other()
    }
}

impl<T: PartialEq> PartialEq<T> for Lenient<T> {
    fn eq(&self, other: &T) -> bool {
        self.get() == Some(other)
    }
}

impl<T: AsView> AsView for Lenient<T> {
    fn view(&self) -> View<'_> {
        self.field().unwrap_or(View::Null)
    }

    fn field(&self) -> Option<View<'_>> {
        match self {
            Self::Absent => None,
            Self::Read(value) => Some(value.view()),
            Self::Respelt(_, value) | Self::Other(value) => Some(View::Json(value)),
        }
    }
}

impl<T: Serialize> Serialize for Lenient<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Read(value) => value.serialize(serializer),
            Self::Respelt(_, value) | Self::Other(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Tolerant<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

/// What became of a simple value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken<T> {
    /// It is written as it came.
    Same(T),
    /// It is meant, but written otherwise.
    Respelt(T),
    /// It is none of this type.
    Other,
}

impl<T> Taken<T> {
    /// The value with a function applied.
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Taken<U> {
        match self {
            Self::Same(value) => Taken::Same(to(value)),
            Self::Respelt(value) => Taken::Respelt(to(value)),
            Self::Other => Taken::Other,
        }
    }

    fn respelt(value: Option<T>) -> Self {
        value.map_or(Self::Other, Self::Respelt)
    }

    fn same(value: Option<T>) -> Self {
        value.map_or(Self::Other, Self::Same)
    }
}

/// A type whose values are read tolerantly: what it makes of each kind of JSON. A kind that is not stated is
/// [`Lenient::Other`], and kept.
pub trait Tolerant<'de>: Sized {
    /// Of `null`.
    fn null() -> Taken<Self> {
        Taken::Other
    }

    /// Of `true` and `false`.
    fn boolean(value: bool) -> Taken<Self> {
        let _ = value;
        Taken::Other
    }

    /// Of a whole number.
    fn integer(value: i64) -> Taken<Self> {
        let _ = value;
        Taken::Other
    }

    /// Of a whole number that is not negative.
    fn unsigned(value: u64) -> Taken<Self> {
        i64::try_from(value).map_or(Taken::Other, Self::integer)
    }

    /// Of a number.
    fn number(value: f64) -> Taken<Self> {
        let _ = value;
        Taken::Other
    }

    /// Of a text.
    fn text(value: &str) -> Taken<Self> {
        let _ = value;
        Taken::Other
    }

    /// Of a list.
    ///
    /// # Errors
    /// Where what stands there is no JSON.
    fn list<A: SeqAccess<'de>>(list: A) -> Result<Lenient<Self>, A::Error> {
        other_list(list)
    }

    /// Of an object.
    ///
    /// # Errors
    /// Where what stands there is no JSON, or the type is read by stricter rules.
    fn object<A: MapAccess<'de>>(object: A) -> Result<Lenient<Self>, A::Error> {
        other_object(object)
    }
}

fn other_list<'de, T, A: SeqAccess<'de>>(list: A) -> Result<Lenient<T>, A::Error> {
    Value::deserialize(SeqAccessDeserializer::new(list)).map(|value| Lenient::Other(Box::new(value)))
}

fn other_object<'de, T, A: MapAccess<'de>>(object: A) -> Result<Lenient<T>, A::Error> {
    Value::deserialize(MapAccessDeserializer::new(object)).map(|value| Lenient::Other(Box::new(value)))
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: Tolerant<'de>> Visitor<'de> for Reader<T> {
    type Value = Lenient<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Lenient<T>, E> {
        Ok(Lenient::keep(T::null(), || Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Lenient<T>, E> {
        Ok(Lenient::keep(T::boolean(value), || Value::from(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Lenient<T>, E> {
        Ok(Lenient::keep(T::integer(value), || Value::from(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Lenient<T>, E> {
        Ok(Lenient::keep(T::unsigned(value), || Value::from(value)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Lenient<T>, E> {
        Ok(Lenient::keep(T::number(value), || Value::from(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Lenient<T>, E> {
        Ok(Lenient::keep(T::text(value), || Value::from(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Lenient<T>, A::Error> {
        T::list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Lenient<T>, A::Error> {
        T::object(object)
    }
}

/// For `#[serde(deserialize_with = "…")]`: a value that may be spelt otherwise. Written, it has its usual spelling.
///
/// # Errors
/// Where the value is none of the type.
pub fn tolerant<'de, D: Deserializer<'de>, T: Tolerant<'de>>(deserializer: D) -> Result<T, D::Error> {
    tolerant_option(deserializer)?.ok_or_else(|| D::Error::custom("a value stands where `null` does"))
}

/// For `#[serde(default, deserialize_with = "…")]`: like [`tolerant`], and `null` is nothing.
///
/// # Errors
/// Where the value is none of the type.
pub fn tolerant_option<'de, D: Deserializer<'de>, T: Tolerant<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    match Lenient::deserialize(deserializer)? {
        Lenient::Absent => Ok(None),
        Lenient::Read(value) | Lenient::Respelt(value, _) => Ok(Some(value)),
        Lenient::Other(value) if value.is_null() => Ok(None),
        // The value itself may be a secret.
        Lenient::Other(value) => {
            Err(D::Error::custom(format_args!("{} stands where another type should", kind(&value))))
        }
    }
}

/// Reads a field that was left out from another spelling of its name.
#[doc(hidden)]
pub fn take_spelling<'de, T: Tolerant<'de>, E: serde::de::Error>(
    field: &mut Lenient<T>,
    extra: &mut Extra,
    name: &str,
) -> Result<(), E> {
    // Beside the field itself, the other spelling is a field that no type knows.
    if !field.is_absent() {
        return Ok(());
    }
    if let Some(value) = extra.remove(name) {
        *field = Lenient::deserialize(value).map_err(E::custom)?;
    }
    Ok(())
}

/// For `#[serde(deserialize_with = "…")]`: a field that must be there and may be `null`.
///
/// # Errors
/// Where the value is none of the type.
pub fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(_) => "`true` or `false`",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The whole number that a float is, where it is one and no digit is lost.
fn whole(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
}

impl Tolerant<'_> for bool {
    fn boolean(value: bool) -> Taken<Self> {
        Taken::Same(value)
    }

    fn text(value: &str) -> Taken<Self> {
        Taken::respelt(value.parse().ok())
    }
}

macro_rules! integers {
    ($($type:ident),+) => { $(
        impl Tolerant<'_> for $type {
            fn integer(value: i64) -> Taken<Self> {
                Taken::same(Self::try_from(value).ok())
            }

            fn unsigned(value: u64) -> Taken<Self> {
                Taken::same(Self::try_from(value).ok())
            }

            fn number(value: f64) -> Taken<Self> {
                Taken::respelt(whole(value).and_then(|value| Self::try_from(value).ok()))
            }

            fn text(value: &str) -> Taken<Self> {
                Taken::respelt(value.parse().ok())
            }
        }
    )+ };
}

integers!(i32, i64, u32, u64);

impl Tolerant<'_> for f64 {
    fn integer(value: i64) -> Taken<Self> {
        Taken::Respelt(value as f64)
    }

    fn unsigned(value: u64) -> Taken<Self> {
        Taken::Respelt(value as f64)
    }

    fn number(value: f64) -> Taken<Self> {
        Taken::Same(value)
    }

    fn text(value: &str) -> Taken<Self> {
        Taken::respelt(value.parse().ok().filter(|value: &f64| value.is_finite()))
    }
}

/// A number where a text should be is the text of its digits.
impl Tolerant<'_> for String {
    fn integer(value: i64) -> Taken<Self> {
        Taken::Respelt(value.to_string())
    }

    fn unsigned(value: u64) -> Taken<Self> {
        Taken::Respelt(value.to_string())
    }

    fn text(value: &str) -> Taken<Self> {
        Taken::Same(value.to_owned())
    }
}

impl Tolerant<'_> for Secret {
    fn text(value: &str) -> Taken<Self> {
        Taken::Same(Self::from(value))
    }
}

impl<'de> Tolerant<'de> for Value {
    fn null() -> Taken<Self> {
        Taken::Same(Self::Null)
    }

    fn boolean(value: bool) -> Taken<Self> {
        Taken::Same(Self::from(value))
    }

    fn integer(value: i64) -> Taken<Self> {
        Taken::Same(Self::from(value))
    }

    fn unsigned(value: u64) -> Taken<Self> {
        Taken::Same(Self::from(value))
    }

    fn number(value: f64) -> Taken<Self> {
        Taken::Same(Self::from(value))
    }

    fn text(value: &str) -> Taken<Self> {
        Taken::Same(Self::from(value))
    }

    fn list<A: SeqAccess<'de>>(list: A) -> Result<Lenient<Self>, A::Error> {
        Self::deserialize(SeqAccessDeserializer::new(list)).map(Lenient::Read)
    }

    fn object<A: MapAccess<'de>>(object: A) -> Result<Lenient<Self>, A::Error> {
        Self::deserialize(MapAccessDeserializer::new(object)).map(Lenient::Read)
    }
}

impl<'de, T: Tolerant<'de>> Tolerant<'de> for Box<T> {
    fn null() -> Taken<Self> {
        T::null().map(Self::new)
    }

    fn boolean(value: bool) -> Taken<Self> {
        T::boolean(value).map(Self::new)
    }

    fn integer(value: i64) -> Taken<Self> {
        T::integer(value).map(Self::new)
    }

    fn unsigned(value: u64) -> Taken<Self> {
        T::unsigned(value).map(Self::new)
    }

    fn number(value: f64) -> Taken<Self> {
        T::number(value).map(Self::new)
    }

    fn text(value: &str) -> Taken<Self> {
        T::text(value).map(Self::new)
    }

    fn list<A: SeqAccess<'de>>(list: A) -> Result<Lenient<Self>, A::Error> {
        T::list(list).map(|read| read.map(Self::new))
    }

    fn object<A: MapAccess<'de>>(object: A) -> Result<Lenient<Self>, A::Error> {
        T::object(object).map(|read| read.map(Self::new))
    }
}

impl<T> Lenient<T> {
    /// The field with a function applied to its value.
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Lenient<U> {
        match self {
            Self::Absent => Lenient::Absent,
            Self::Read(value) => Lenient::Read(to(value)),
            Self::Respelt(value, spelt) => Lenient::Respelt(to(value), spelt),
            Self::Other(value) => Lenient::Other(value),
        }
    }
}

/// A list with an odd item is [`Lenient::Other`] as a whole; a `Vec<Lenient<T>>` keeps items apart.
impl<'de, T: Tolerant<'de> + Serialize> Tolerant<'de> for Vec<T> {
    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Lenient<Self>, A::Error> {
        let mut items = Self::new();
        while let Some(item) = list.next_element::<Lenient<T>>()? {
            match item {
                Lenient::Read(item) => items.push(item),
                odd => return odd_list(items, odd, list),
            }
        }
        Ok(Lenient::Read(items))
    }
}

/// Reads on in a list that can no longer be written back from its items alone.
fn odd_list<'de, T, A>(items: Vec<T>, odd: Lenient<T>, mut list: A) -> Result<Lenient<Vec<T>>, A::Error>
where
    T: Tolerant<'de> + Serialize,
    A: SeqAccess<'de>,
{
    let mut spelt = Vec::with_capacity(items.len() + 1);
    let mut read = Some(Vec::with_capacity(items.len() + 1));
    let mut next = Some(odd);
    let mut items = items.into_iter();
    while let Some(item) = items.next().map(Lenient::Read).or_else(|| next.take()) {
        spelt.push(serde_json::to_value(&item).map_err(A::Error::custom)?);
        read = read.zip(item.into_option()).map(|(mut read, item)| {
            read.push(item);
            read
        });
        if items.len() == 0 && next.is_none() {
            next = list.next_element()?;
        }
    }
    let spelt = Box::new(Value::Array(spelt));
    Ok(match read {
        Some(read) => Lenient::Respelt(read, spelt),
        None => Lenient::Other(spelt),
    })
}

/// A field inside a list or a map.
impl<'de, T: Tolerant<'de>> Tolerant<'de> for Lenient<T> {
    fn null() -> Taken<Self> {
        Taken::Same(Self::keep(T::null(), || Value::Null))
    }

    fn boolean(value: bool) -> Taken<Self> {
        Taken::Same(Self::keep(T::boolean(value), || Value::from(value)))
    }

    fn integer(value: i64) -> Taken<Self> {
        Taken::Same(Self::keep(T::integer(value), || Value::from(value)))
    }

    fn unsigned(value: u64) -> Taken<Self> {
        Taken::Same(Self::keep(T::unsigned(value), || Value::from(value)))
    }

    fn number(value: f64) -> Taken<Self> {
        Taken::Same(Self::keep(T::number(value), || Value::from(value)))
    }

    fn text(value: &str) -> Taken<Self> {
        Taken::Same(Self::keep(T::text(value), || Value::from(value)))
    }

    fn list<A: SeqAccess<'de>>(list: A) -> Result<Lenient<Self>, A::Error> {
        T::list(list).map(Lenient::Read)
    }

    fn object<A: MapAccess<'de>>(object: A) -> Result<Lenient<Self>, A::Error> {
        T::object(object).map(Lenient::Read)
    }
}

/// A map keeps odd members apart when it is a `BTreeMap<String, Lenient<T>>`.
impl<'de, T: Deserialize<'de>> Tolerant<'de> for BTreeMap<String, T> {
    fn object<A: MapAccess<'de>>(object: A) -> Result<Lenient<Self>, A::Error> {
        Self::deserialize(MapAccessDeserializer::new(object)).map(Lenient::Read)
    }
}

/// A field that is a text in some answers and a list in others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextOrList<T> {
    /// A text.
    Text(String),
    /// A list.
    List(Vec<T>),
}

impl<T> TextOrList<T> {
    /// The text, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) => None,
        }
    }

    /// The items of the list; none where it is a text.
    #[must_use]
    pub fn list(&self) -> &[T] {
        match self {
            Self::Text(_) => &[],
            Self::List(list) => list,
        }
    }
}

impl<'de, T: Tolerant<'de> + Serialize> Tolerant<'de> for TextOrList<T> {
    fn text(value: &str) -> Taken<Self> {
        Taken::Same(Self::Text(value.to_owned()))
    }

    fn list<A: SeqAccess<'de>>(list: A) -> Result<Lenient<Self>, A::Error> {
        Vec::list(list).map(|read| read.map(Self::List))
    }
}

impl<'de, T: Tolerant<'de> + Serialize> Deserialize<'de> for TextOrList<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        tolerant(deserializer)
    }
}

impl<T: Serialize> Serialize for TextOrList<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => text.serialize(serializer),
            Self::List(list) => list.serialize(serializer),
        }
    }
}

impl<T: AsView> AsView for TextOrList<T> {
    fn view(&self) -> View<'_> {
        match self {
            Self::Text(text) => View::Text(text),
            Self::List(list) => View::List(list),
        }
    }
}

/// Fields that a type does not know, for `#[serde(flatten)]`. Its values are never shown.
#[derive(Clone, Default)]
pub struct Extra(
    /// Without a field there is no map, for most have none.
    Option<Box<Map<String, Value>>>,
);

// Most programs have no such field: the functions of a map are compiled where they are called.
impl Extra {
    /// No fields.
    #[must_use]
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    #[inline]
    fn of(fields: Map<String, Value>) -> Self {
        Self((!fields.is_empty()).then(|| Box::new(fields)))
    }

    /// Whether there are none.
    #[must_use]
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|fields| fields.is_empty())
    }

    /// How many there are.
    #[must_use]
    #[inline]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |fields| fields.len())
    }

    /// The value of a field.
    #[must_use]
    #[inline]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Sets a field, and gives the value that it had.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.get_or_insert_default().insert(name.into(), value.into())
    }

    /// Takes a field out.
    #[inline]
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.as_mut()?.remove(name)
    }

    /// The fields.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().flat_map(|fields| fields.iter()).map(|(name, value)| (name.as_str(), value))
    }
}

impl PartialEq for Extra {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Serialize for Extra {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(fields) => fields.serialize(serializer),
            None => serializer.serialize_map(Some(0))?.end(),
        }
    }
}

impl<'de> Deserialize<'de> for Extra {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self::of)
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Extra {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        Self::of(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect::<Map<_, _>>())
    }
}

impl fmt::Debug for Extra {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

impl Object for Extra {
    #[inline]
    fn get(&self, name: &str) -> Option<View<'_>> {
        Extra::get(self, name).map(View::Json)
    }

    #[inline]
    fn each<'v>(&'v self, show: &mut dyn FnMut(&'v str, View<'v>)) {
        self.iter().for_each(|(name, value)| show(name, View::Json(value)));
    }

    #[inline]
    fn members(&self) -> Option<Members<'_>> {
        Some(Members { fields: &Heads::NONE, others: Some(self) })
    }
}
