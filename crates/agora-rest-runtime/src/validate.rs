//! Whether a request keeps to the rules of its service, judged before a byte is sent.
//!
//! A generated crate brings a static [`Type`] for each kind of body, and bodies show themselves as a [`View`]: no JSON is
//! built to be judged, and nothing is allocated while everything is right. [`check`] tells all violations at once, and
//! [`judge`] parts those that refuse from those that only warn.
//!
//! ```
//! use agora_rest_runtime::validate::{Check, Context, Level, Levels, Literal, Rule, Step, Type, judge};
//!
//! static PARCEL: Type = Type {
//!     rules: &[Rule {
//!         id: "grams_range",
//!         words_en: "A parcel weighs at most 2000 grams.",
//!         at: &[Step::Field("grams")],
//!         check: Check::Range { min: None, max: Some(Literal::Integer(2000)) },
//!         ..Rule::PLAIN
//!     }],
//!     ..Type::OBJECT
//! };
//!
//! struct Parcel {
//!     grams: u32,
//! }
//! agora_rest_runtime::object!(Parcel { "grams" => grams });
//!
//! let heavy = Parcel { grams: 2500 };
//! let invalid = judge(&heavy, &PARCEL, &Context::default()).unwrap_err();
//! assert_eq!(invalid.violations[0].pointer, "/grams");
//! assert_eq!(invalid.violations[0].value.as_deref(), Some("2500"));
//!
//! let levels = Levels::new().rule("grams_range", Level::Warn);
//! let warnings = judge(&heavy, &PARCEL, &Context { call: Some(&levels), ..Context::default() })?;
//! assert_eq!(warnings.len(), 1);
//! # Ok::<(), agora_rest_runtime::validate::Invalid>(())
//! ```

mod form;
mod hints;
mod judge;
mod levels;
mod plain;
mod table;
mod view;
mod violation;
mod write;

pub use hints::{Hints, Names, Needs, Present, Spot};
pub use judge::{Context, check, judge};
pub use levels::Levels;
pub use plain::Plain;
pub use table::{
    Broken, Certainty, Characters, Check, Condition, Field, Holds, Level, Literal, Pattern, Row, Rule, Step, Test, Type,
};
pub use view::{AsView, Heads, Items, Members, Object, View};
pub use violation::{Invalid, Violation};
pub(crate) use write::{is_written_as_shown, write};
