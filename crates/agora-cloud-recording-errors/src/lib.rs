//! The errors of Agora Cloud Recording: typed, with causes, remedies and how to try again.
//!
//! [`identify`] finds what an [`Answer`] is: a known entry with the key that found it, a success, several candidates when
//! endpoint or status is missing, or unknown. [`ErrorId`] has everything else, as data: what the entry means, whether the
//! request may have taken effect, and how to try again; [`ErrorId::explain`] says it in English or Chinese.
//!
//! Everything but this page is generated from the catalogue.
//!
//! With the feature `serde`, `read` reads a body from its bytes.
#![no_std]

#[rustfmt::skip]
mod generated;

pub use agora_rest_errors as rest;
pub use agora_rest_errors::{
    Action, Code, Confidence, Disposition, Effect, EntryStatus, Explanation, Fault, Jitter, Keep, Kind, Lang, Link,
    Remedy, RetryWords, Rung, Shape, Words,
};
pub use generated::*;

/// Reads the body of an answer. It cannot fail: a body that is no JSON object is an answer too.
#[cfg(feature = "serde")]
#[must_use]
pub fn read(bytes: &[u8]) -> rest::body::Body<'_> {
    rest::body::Body::read(bytes, BODY_KINDS)
}

/// The program of the README file, compiled and run as tests.
#[cfg(all(doctest, feature = "serde"))]
mod readme {
    #[doc = include_str!("../README.md")]
    mod own {}
}
