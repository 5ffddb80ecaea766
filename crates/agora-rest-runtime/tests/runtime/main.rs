//! The engine against a service of the tests' own: a parcel depot. Without a network by the scripted transport and a manual
//! clock, and over loopback by the transport of reqwest.
#![allow(clippy::unwrap_used)]

mod calls;
mod cancel;
mod depot;
mod hosts;
mod limits;
#[cfg(feature = "reqwest013")]
mod network;
mod secrets;
mod telemetry;
