//! Whether a request keeps to the rules of its service, judged before a byte is sent.
//!
//! A generated crate brings a static [`Type`] for each kind of body, and bodies show themselves as a [`View`]: no JSON is
//! built to be judged, and nothing is allocated while everything is right. [`check`] tells all violations at once, and
//! [`judge`] parts those that refuse from those that only warn.

mod judge;
mod levels;
mod table;
mod view;
mod violation;

pub use judge::{Context, check, judge};
pub use levels::Levels;
pub use table::{
    Broken, Certainty, Characters, Check, Condition, Field, Holds, Level, Literal, Pattern, Row, Rule, Step, Test, Type,
};
pub use view::{AsView, Items, Object, View};
pub use violation::{Invalid, Violation};
