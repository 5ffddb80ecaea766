//! What every generated client of a REST service shares: transport, hosts, retry, limits, validation, journal.
//!
//! The crate knows no service: a generated client brings static tables, and this crate acts on them.

pub mod journal;
pub mod read;
mod secret;
pub mod validate;
pub mod value;

pub use secret::Secret;

/// What the macros of this crate name in the crates that use them.
#[doc(hidden)]
pub mod private {
    pub use serde;
    pub use serde_json;
}
