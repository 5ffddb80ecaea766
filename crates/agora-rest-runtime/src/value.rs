//! The macros by which a generated crate makes its types of values: [`open_enum!`](crate::open_enum),
//! [`text!`](crate::text), [`object!`](crate::object), [`tolerant!`](crate::tolerant)
//! and [`respelt!`](crate::respelt).
//!
//! What they make is compiled where it is called, so that a program compiles the types that it uses, not all of a service.

/// Makes an enum of the values that a catalogue knows, and of all others: `enum Name: i64` of whole numbers, which are also
/// read from texts, `enum Name: str` of texts. A value that is not known survives a round trip. Two are equal when they
/// are the same on the wire.
///
/// ```
/// agora_rest_runtime::open_enum! {
///     /// Size of a parcel.
///     pub enum Size: str {
///         /// Fits a letter box.
///         Small = "s",
///         /// Does not.
///         Large = "l",
///     }
/// }
/// agora_rest_runtime::open_enum! {
///     /// How a parcel travels.
///     pub enum Way: i64 {
///         /// By land.
///         Land = 1,
///     }
/// }
///
/// assert_eq!(Size::from("s"), Size::Small);
/// assert_eq!(Size::from("xl").as_str(), "xl");
/// assert_eq!(Way::from(7), Way::Other(7));
/// ```
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident: i64 {
            $( $(#[$variant_meta:meta])* $variant:ident = $value:literal ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy)]
        #[non_exhaustive]
        $vis enum $name {
            $( $(#[$variant_meta])* $variant, )*
            /// A value that the catalogue does not know.
            Other(i64),
        }

        $crate::open_enum_impls!($name: i64 { $($variant = $value),* });
    };
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident: str {
            $( $(#[$variant_meta:meta])* $variant:ident = $value:literal ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        $vis enum $name {
            $( $(#[$variant_meta])* $variant, )*
            /// A value that the catalogue does not know.
            Other(::std::string::String),
        }

        $crate::open_enum_impls!($name: str { $($variant = $value),* });
    };
}

/// Makes an enum that stands already one of [`open_enum!`](crate::open_enum): its last variant is `Other`, with an `i64` or a
/// `String`.
#[macro_export]
macro_rules! open_enum_impls {
    ($name:ident: i64 { $( $variant:ident = $value:literal ),* $(,)? }) => {
        #[allow(deprecated)]
        impl $name {
            /// The values that the catalogue knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value on the wire.
            #[must_use]
            #[inline]
            pub const fn value(&self) -> i64 {
                match self {
                    $( Self::$variant => $value, )*
                    Self::Other(value) => *value,
                }
            }
        }

        #[allow(deprecated)]
        impl ::core::convert::From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $( $value => Self::$variant, )*
                    value => Self::Other(value),
                }
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.value() == other.value()
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&self.value(), state);
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::private::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::private::serde::Serializer,
            {
                serializer.serialize_i64(self.value())
            }
        }

        impl<'de> $crate::private::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::private::serde::Deserializer<'de>,
            {
                $crate::read::tolerant(deserializer)
            }
        }

        impl $crate::read::Tolerant<'_> for $name {
            #[inline]
            fn integer(value: i64) -> $crate::read::Taken<Self> {
                $crate::read::Taken::Same(Self::from(value))
            }

            #[inline]
            fn number(value: f64) -> $crate::read::Taken<Self> {
                <i64 as $crate::read::Tolerant>::number(value).map(Self::from)
            }

            #[inline]
            fn text(value: &str) -> $crate::read::Taken<Self> {
                <i64 as $crate::read::Tolerant>::text(value).map(Self::from)
            }
        }

        impl $crate::validate::AsView for $name {
            #[inline]
            fn view(&self) -> $crate::validate::View<'_> {
                $crate::validate::View::Integer(self.value())
            }
        }
    };
    ($name:ident: str { $( $variant:ident = $value:literal ),* $(,)? }) => {
        #[allow(deprecated)]
        impl $name {
            /// The values that the catalogue knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value on the wire.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $value, )*
                    Self::Other(value) => value,
                }
            }

            #[inline]
            fn known(value: &str) -> ::core::option::Option<Self> {
                match value {
                    $( $value => ::core::option::Option::Some(Self::$variant), )*
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                Self::known(value).unwrap_or_else(|| Self::Other(::std::string::String::from(value)))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                Self::known(&value).unwrap_or(Self::Other(value))
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(self.as_str(), state);
            }
        }

        $crate::__text_traits!($name);
    };
}

/// Makes a newtype of a text that has a grammar of its own. It may hold any text: the rules judge it, so that a rule can be
/// switched off.
///
/// ```
/// agora_rest_runtime::text! {
///     /// Name of a depot.
///     pub struct DepotName;
/// }
///
/// assert_eq!(DepotName::new("north").as_str(), "north");
/// ```
#[macro_export]
macro_rules! text {
    ($(#[$meta:meta])* $vis:vis struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $name(::std::string::String);

        $crate::text_impls!($name);
    };
}

/// Makes a newtype of a `String` that stands already one of [`text!`](crate::text).
#[macro_export]
macro_rules! text_impls {
    ($name:ident) => {
        impl $name {
            /// Takes a text as it is.
            #[must_use]
            pub fn new(text: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self(text)
            }
        }

        impl ::core::convert::From<$name> for ::std::string::String {
            #[inline]
            fn from(text: $name) -> Self {
                text.0
            }
        }

        $crate::__text_traits!($name);
    };
}

/// What texts and enums of texts have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! __text_traits {
    ($name:ident) => {
        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::private::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::private::serde::Serializer,
            {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::private::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::private::serde::Deserializer<'de>,
            {
                $crate::read::tolerant(deserializer)
            }
        }

        impl $crate::read::Tolerant<'_> for $name {
            #[inline]
            fn integer(value: i64) -> $crate::read::Taken<Self> {
                <::std::string::String as $crate::read::Tolerant>::integer(value).map(Self::from)
            }

            #[inline]
            fn unsigned(value: u64) -> $crate::read::Taken<Self> {
                <::std::string::String as $crate::read::Tolerant>::unsigned(value).map(Self::from)
            }

            #[inline]
            fn text(value: &str) -> $crate::read::Taken<Self> {
                $crate::read::Taken::Same(Self::from(value))
            }
        }

        impl $crate::validate::AsView for $name {
            #[inline]
            fn view(&self) -> $crate::validate::View<'_> {
                $crate::validate::View::Text(self.as_str())
            }
        }
    };
}

/// Shows a struct to the rules: names on the wire, and the fields that have them. Behind a comma may stand the field of an
/// [`Extra`](crate::read::Extra), which is asked for every other name.
///
/// ```
/// use agora_rest_runtime::read::Extra;
///
/// struct Parcel {
///     grams: u32,
///     note: Option<String>,
///     extra: Extra,
/// }
///
/// agora_rest_runtime::object!(Parcel { "grams" => grams, "note" => note }, extra);
/// ```
///
/// With `written` at the end the struct is also written as it is shown, and needs no `Serialize` of its own. All structs in
/// it have to be made so, too. Names that are escaped in JSON do not compile there.
///
/// ```
/// use agora_rest_runtime::read::Extra;
///
/// struct Parcel {
///     grams: u32,
///     note: Option<String>,
///     extra: Extra,
/// }
///
/// agora_rest_runtime::object!(Parcel { "grams" => grams, "note" => note }, extra, written);
///
/// let parcel = Parcel { grams: 70, note: None, extra: Extra::from_iter([("gate", 4)]) };
/// assert_eq!(serde_json::to_string(&parcel)?, r#"{"grams":70,"gate":4}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! object {
    ($type:ty { $($name:literal => $field:ident),* $(,)? }, $extra:ident, written $(,)?) => {
        $crate::object!(@ $type { $($name => $field),* } $extra {
            // One search for the names of all types is less to compile than one for each.
            #[inline]
            fn get(&self, name: &str) -> ::core::option::Option<$crate::validate::View<'_>> {
                match $crate::validate::Object::members(self)?.fields.place(name) {
                    ::core::option::Option::Some(place) => $crate::validate::Object::at(self, place),
                    ::core::option::Option::None => $crate::validate::Object::get(&self.$extra, name),
                }
            }

            #[inline]
            fn members(&self) -> ::core::option::Option<$crate::validate::Members<'_>> {
                const FIELDS: $crate::validate::Heads =
                    $crate::validate::Heads::of(&[$(::core::concat!(",\"", $name, "\":")),*]);
                let others = ::core::option::Option::Some(&self.$extra as _);
                ::core::option::Option::Some($crate::validate::Members { fields: &FIELDS, others })
            }
        });

        impl $crate::private::serde::Serialize for $type {
            #[inline]
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::private::serde::Serializer,
            {
                $crate::private::serde::Serialize::serialize(&$crate::validate::AsView::view(self), serializer)
            }
        }
    };
    ($type:ty { $($name:literal => $field:ident),* $(,)? } $(, $extra:ident)? $(,)?) => {
        $crate::object!(@ $type { $($name => $field),* } $($extra)? {
            #[inline]
            fn get(&self, name: &str) -> ::core::option::Option<$crate::validate::View<'_>> {
                match name {
                    $( $name => $crate::validate::AsView::field(&self.$field), )*
                    $( name => $crate::validate::Object::get(&self.$extra, name), )?
                    #[allow(unreachable_patterns)]
                    _ => ::core::option::Option::None,
                }
            }
        });
    };
    (@ $type:ty { $($name:literal => $field:ident),* } $($extra:ident)? { $($more:tt)* }) => {
        impl $crate::validate::Object for $type {
            #[allow(unused_assignments, unused_variables)]
            #[inline]
            fn at(&self, place: usize) -> ::core::option::Option<$crate::validate::View<'_>> {
                let mut next = 0;
                $(
                    if place == next {
                        return $crate::validate::AsView::field(&self.$field);
                    }
                    next += 1;
                )*
                ::core::option::Option::None
            }

            #[inline]
            fn present(&self) -> ::core::option::Option<$crate::validate::Present> {
                const NAMES: $crate::validate::Names = $crate::validate::Names::of(&[$($name),*]);
                // What stands there may be anything, such as another spelling of a field.
                $( if !self.$extra.is_empty() {
                    return ::core::option::Option::None;
                } )?
                let fields: &[bool] = &[$( $crate::validate::AsView::field(&self.$field).is_some() ),*];
                let bits = fields.iter().take($crate::validate::Names::MAX).rev();
                let bits = bits.fold(0, |bits, is_there| bits << 1 | u64::from(*is_there));
                ::core::option::Option::Some($crate::validate::Present::new(&NAMES, bits))
            }

            $($more)*
        }

        impl $crate::validate::AsView for $type {
            #[inline]
            fn view(&self) -> $crate::validate::View<'_> {
                $crate::validate::View::Object(self)
            }
        }
    };
}

/// Lets structs that are read by serde stand in a [`Lenient`](crate::read::Lenient) field: an object is read as the struct
/// says, anything else is kept. The struct should have lenient fields alone, so that no object can fail to be read.
#[macro_export]
macro_rules! tolerant {
    ($($type:ty),+ $(,)?) => { $(
        impl<'de> $crate::read::Tolerant<'de> for $type {
            fn object<A>(object: A) -> ::core::result::Result<$crate::read::Lenient<Self>, A::Error>
            where
                A: $crate::private::serde::de::MapAccess<'de>,
            {
                let object = $crate::private::serde::de::value::MapAccessDeserializer::new(object);
                <Self as $crate::private::serde::Deserialize<'de>>::deserialize(object).map($crate::read::Lenient::Read)
            }
        }
    )+ };
}

/// Reads other spellings of the [`Lenient`](crate::read::Lenient) fields of a struct with `#[serde(remote = "Self")]`: one is
/// taken from the struct's `extra` where the field itself was left out, and written by the field's own name. With
/// `#[serde(alias = "…")]` an answer that has both could not be read.
///
/// ```
/// use agora_rest_runtime::read::{Extra, Lenient};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// #[serde(remote = "Self")]
/// struct Parcel {
///     #[serde(default, skip_serializing_if = "Lenient::is_absent")]
///     grams: Lenient<i64>,
///     #[serde(flatten)]
///     extra: Extra,
/// }
///
/// agora_rest_runtime::respelt!(Parcel { "grammes" => grams });
///
/// let parcel: Parcel = serde_json::from_str(r#"{"grammes": 5}"#)?;
/// assert_eq!(parcel.grams, 5);
/// assert!(serde_json::from_str::<Parcel>(r#"{"grammes": 5, "grams": 5}"#).is_ok());
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// With `, written` at the end the struct is written by an [`object!`](crate::object) that says so too.
#[macro_export]
macro_rules! respelt {
    ($type:ident { $($alias:literal => $field:ident),+ $(,)? }) => {
        $crate::respelt!($type { $($alias => $field),+ }, written);

        impl $crate::private::serde::Serialize for $type {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::private::serde::Serializer,
            {
                // The one that serde derived, which goes before that of the trait.
                $type::serialize(self, serializer)
            }
        }
    };
    ($type:ident { $($alias:literal => $field:ident),+ $(,)? }, written) => {
        impl<'de> $crate::private::serde::Deserialize<'de> for $type {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::private::serde::Deserializer<'de>,
            {
                let mut read = $type::deserialize(deserializer)?;
                $( $crate::read::take_spelling(&mut read.$field, &mut read.extra, $alias)?; )+
                ::core::result::Result::Ok(read)
            }
        }
    };
}
