//! What every generated client of a REST service shares: transport, hosts, retry, limits, validation, journal.
//!
//! The crate knows no service: a generated client brings static tables ([`Facts`], [`Operation`], [`Connection`]), and this
//! crate acts on them. A user of such a client meets [`Error`], [`CallOptions`], [`Secret`], [`Clock`] and, to bring a
//! transport or to test without a network, [`transport`].
//!
//! A whole service in small, with all that a generated client brings, stands in this crate's tests, in `runtime/depot.rs`.
//!
//! What [`Core::call`] promises:
//!
//! * An answer is found by its key in the tables before its status is judged; what is in no table is kept whole.
//! * For each failure it is known what may have happened ([`Effect`]). What may have been applied is sent again only where
//!   the tables say so.
//! * A request is repeated by the recipe of the entry found, never by status or method.
//! * Redirects are answers; credentials never reach another host, `Debug`, `Display` or a log.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod budget;
mod build;
mod bytes;
mod call;
mod client;
mod clock;
mod confirm;
mod core;
mod credentials;
mod error;
mod facts;
mod flow;
mod hosts;
pub mod journal;
mod names;
pub mod read;
mod renew;
mod retry;
mod secret;
pub mod telemetry;
pub mod transport;
pub mod validate;
pub mod value;

pub use crate::core::Core;
pub use agora_rest_errors as rest;
pub use budget::Budget;
pub use build::CoreBuilder;
pub use call::{Call, CallOptions, End, Hook, Reply, Sending};
pub use client::{
    Answered, Client, ClientBuilder, Ended, Failed, Held, NO_BODY, NoBody, RequestBody, Restorable, RestoreError,
    Saved, Source, StateFacts, Transition,
};
pub use clock::{Clock, ManualClock, SystemClock};
pub use confirm::{Confirmation, Confirming, NotConfirmed, Over, Watch};
pub use credentials::{Credentials, CredentialsProvider};
pub use error::{
    ApiError, BuildError, CallInfo, DeadlineError, Effect, Error, Expired, HookError, Invalid, NotConfirmedError,
    TransportError,
};
pub use facts::{EditionPath, Facts, Operation, Segment};
pub use flow::{Broken, Filling, Flow, FlowOptions, Judged, NotReached, all_violations, judged};
pub use hosts::{Area, Connection, Failover, Step, To};
pub use names::{Name, Part, Piece};
pub use renew::{Renewal, Renewed, not_provided};
pub use retry::{Attempted, Catalogue, RetryPolicy};
pub use secret::Secret;
pub use transport::{Body, Failure, Headers, Method, Request, Response, Stage, Transport};

/// A future on the heap, as object-safe traits give it.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Any error, for sources.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What the macros of this crate name in the crates that use them.
#[doc(hidden)]
pub mod private {
    pub use serde;
    pub use serde_json;
}
