//! How bodies show themselves to the rules.

use super::hints::Present;
use crate::Secret;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// A value of a body, as it would stand in JSON.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A whole number that is not negative.
    Unsigned(u64),
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// A text that is never shown.
    Secret(&'a str),
    /// A list.
    List(&'a dyn Items),
    /// An object.
    Object(&'a dyn Object),
    /// Anything, as JSON.
    Json(&'a Value),
}

/// An object of a body.
pub trait Object {
    /// The field with this name on the wire; nothing when it is left out.
    fn get(&self, name: &str) -> Option<View<'_>>;

    /// The field at this place of the list by which [`present`](Self::present) tells of fields; nothing when it is left out.
    fn at(&self, place: usize) -> Option<View<'_>> {
        let _ = place;
        None
    }

    /// Which fields are there; nothing where that would take a look at names.
    fn present(&self) -> Option<Present> {
        None
    }

    /// Shows every member; only maps, whose names no table knows, have to.
    fn each<'v>(&'v self, show: &mut dyn FnMut(&'v str, View<'v>)) {
        let _ = show;
    }

    /// How all its members are shown; nothing where they are not, and it cannot be written from its view.
    fn members(&self) -> Option<Members<'_>> {
        None
    }
}

/// How all members of an object are shown.
#[derive(Clone, Copy)]
pub struct Members<'a> {
    /// The fields that [`Object::at`] shows, in the order of their places; [`Object::present`] counts them alike.
    pub fields: &'static Heads,
    /// What shows all others by [`Object::each`].
    pub others: Option<&'a dyn Object>,
}

/// What stands before the values of an object's fields in JSON: a comma, the name in quotes, and a colon.
#[derive(Debug, Clone, Copy)]
pub struct Heads(&'static [&'static str]);

impl Heads {
    /// No fields.
    pub const NONE: Self = Self(&[]);

    /// The fields with these heads, as in `,"name":`.
    ///
    /// # Panics
    /// Where one is written otherwise, or has a name that is escaped in JSON.
    #[must_use]
    pub const fn of(all: &'static [&'static str]) -> Self {
        let mut at = 0;
        while at < all.len() {
            let (head, mut byte) = (all[at].as_bytes(), 2);
            assert!(head.len() >= 4 && head[0] == b',' && head[1] == b'"', "a head begins with a comma and a quote");
            assert!(
                head[head.len() - 2] == b'"' && head[head.len() - 1] == b':',
                "a head ends with a quote and a colon"
            );
            while byte < head.len() - 2 {
                assert!(!matches!(head[byte], ..0x20 | b'"' | b'\\'), "a name must not be escaped in JSON");
                byte += 1;
            }
            at += 1;
        }
        Self(all)
    }

    /// The place of the field with this name.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|head| head.len() == name.len() + 4 && head[2..].starts_with(name))
    }

    pub(super) fn all(&self) -> &'static [&'static str] {
        self.0
    }
}

/// A list of a body.
pub trait Items {
    /// How many items it has.
    fn len(&self) -> usize;

    /// Whether it has none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at an index, counted from zero; nothing behind the last.
    fn item(&self, index: usize) -> Option<View<'_>>;
}

/// What shows itself as a [`View`].
pub trait AsView {
    /// The value.
    fn view(&self) -> View<'_>;

    /// The value as a field; nothing when it is left out.
    fn field(&self) -> Option<View<'_>> {
        Some(self.view())
    }
}

impl AsView for View<'_> {
    fn view(&self) -> View<'_> {
        *self
    }
}

macro_rules! as_view {
    ($($type:ty => $variant:ident($as:ty);)+) => { $(
        impl AsView for $type {
            fn view(&self) -> View<'_> {
                View::$variant(<$as>::from(*self))
            }
        }
    )+ };
}

as_view! {
    bool => Bool(bool);
    i8 => Integer(i64);
    i16 => Integer(i64);
    i32 => Integer(i64);
    i64 => Integer(i64);
    u8 => Unsigned(u64);
    u16 => Unsigned(u64);
    u32 => Unsigned(u64);
    u64 => Unsigned(u64);
    f32 => Number(f64);
    f64 => Number(f64);
}

impl AsView for str {
    fn view(&self) -> View<'_> {
        View::Text(self)
    }
}

impl AsView for String {
    fn view(&self) -> View<'_> {
        View::Text(self)
    }
}

impl AsView for Secret {
    fn view(&self) -> View<'_> {
        View::Secret(self.expose())
    }
}

impl AsView for Value {
    fn view(&self) -> View<'_> {
        View::Json(self)
    }
}

impl<T: AsView + ?Sized> AsView for &T {
    fn view(&self) -> View<'_> {
        (**self).view()
    }

    fn field(&self) -> Option<View<'_>> {
        (**self).field()
    }
}

impl<T: AsView + ?Sized> AsView for Box<T> {
    fn view(&self) -> View<'_> {
        (**self).view()
    }

    fn field(&self) -> Option<View<'_>> {
        (**self).field()
    }
}

/// A field that may be left out; `Option<Option<T>>` is one that may also be `null`.
impl<T: AsView> AsView for Option<T> {
    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Null, AsView::view)
    }

    fn field(&self) -> Option<View<'_>> {
        self.as_ref().map(AsView::view)
    }
}

impl<T: AsView> AsView for Vec<T> {
    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: AsView> Items for Vec<T> {
    fn len(&self) -> usize {
        <[T]>::len(self)
    }

    fn item(&self, index: usize) -> Option<View<'_>> {
        self.get(index).map(AsView::view)
    }
}

macro_rules! map_view {
    ($($map:ident),+) => { $(
        impl<T: AsView> AsView for $map<String, T> {
            fn view(&self) -> View<'_> {
                View::Object(self)
            }
        }

        impl<T: AsView> Object for $map<String, T> {
            fn get(&self, name: &str) -> Option<View<'_>> {
                self.get(name).map(AsView::view)
            }

            fn each<'v>(&'v self, show: &mut dyn FnMut(&'v str, View<'v>)) {
                self.iter().for_each(|(name, value)| show(name, value.view()));
            }

            fn members(&self) -> Option<Members<'_>> {
                Some(Members { fields: &Heads::NONE, others: Some(self) })
            }
        }
    )+ };
}

map_view!(BTreeMap, HashMap);
