//! What the conformance tests share: a second reader of catalogues, a second matcher, the published
//! schemas, and a view of the repository.
//!
//! Nothing here uses the generator or the vocabulary crate. Two implementations that agree prove more than one that is
//! tested with itself.

pub mod api;
pub mod calls;
pub mod catalogue;
pub mod files;
pub mod rule;
pub mod schemas;
