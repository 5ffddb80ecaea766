//! A client of the service in which most of its errors cannot happen.
//!
//! Everything but this page is generated from the catalogue, over the runtime that all such clients share ([`rest`]).

#[rustfmt::skip]
mod generated;

pub use agora_cloud_recording_errors as errors;
pub use agora_rest_runtime as rest;
pub use agora_rest_runtime::{
    Answered, CallOptions, Credentials, CredentialsProvider, Effect, Ended, Failed, RestoreError, Saved, Secret,
};
pub use generated::*;
