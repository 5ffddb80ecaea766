//! What every generated client of a REST service shares: transport, hosts, retry, limits, validation, journal.
//!
//! The crate knows no service: a generated client brings static tables, and this crate acts on them.
