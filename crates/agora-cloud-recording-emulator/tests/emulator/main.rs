//! The emulator as programs meet it: by plain HTTP, and through the client of this project.

mod calls;
mod control;
mod errors;
mod faults;
mod http;
mod notifications;
mod place;
mod program;
#[cfg(feature = "tls")]
mod tls;
