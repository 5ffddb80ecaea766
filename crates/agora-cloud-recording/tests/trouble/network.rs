//! Bad networks.
