//! The client in trouble: futures that are dropped, networks that break, and inputs that other clients get wrong.

mod common;
mod drops;
#[cfg(feature = "reqwest013")]
mod faults;
#[cfg(feature = "reqwest013")]
mod network;
mod others_get_wrong;
mod waits;
