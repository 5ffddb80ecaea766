//! The words every error catalogue of a REST service shares, and the matcher that finds an answer's entry.
//!
//! A service's error crate brings three enums (its endpoints, its errors, its outcomes), ties them together with
//! [`Service`], and fills a static [`Table`]. Everything else stands here, once: what an [`Answer`] is, how texts are
//! compared ([`text`]), which key wins ([`Table::identify`]), and what the words mean ([`vocabulary`]).
//!
//! The crate knows no service, allocates nothing, and depends on nothing unless the feature `serde` is on, which adds
//! [`body`]: the reading of an answer from its bytes.

#![no_std]

#[cfg(feature = "serde")]
extern crate alloc;

mod answer;
#[cfg(feature = "serde")]
pub mod body;
mod explain;
pub mod table;
pub mod text;
pub mod vocabulary;

pub use answer::{Answer, Code};
pub use explain::{Explanation, Link, Remedy, RetryWords, Words};
pub use table::{Candidates, Entry, Identified, Keep, Key, Near, Recipe, Service, Specificity, Success, Table, Then};
pub use vocabulary::{Action, Confidence, Disposition, Effect, EntryStatus, Fault, Jitter, Kind, Lang, Rung, Shape};
