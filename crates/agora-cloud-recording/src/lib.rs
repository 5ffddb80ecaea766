#![doc = include_str!("../README.md")]
//!
//! Everything but this page is generated from the catalogue, over the runtime that all such clients share ([`rest`]).

#[rustfmt::skip]
mod generated;

pub use agora_cloud_recording_errors as errors;
pub use agora_rest_runtime as rest;
pub use agora_rest_runtime::{
    Answered, CallOptions, Credentials, CredentialsProvider, Effect, Ended, Failed, NotConfirmed, NotReached,
    RestoreError, Saved, Secret,
};
pub use generated::*;

/// The programs of the project's README file, compiled and run as tests.
#[cfg(doctest)]
mod readme {
    #[doc = include_str!("../../../README.md")]
    mod root {}
}
