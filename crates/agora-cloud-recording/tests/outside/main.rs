//! What leaves the client: the addresses that are asked, and what is told of calls.

mod addresses;
