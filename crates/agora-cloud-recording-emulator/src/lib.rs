//! An emulator of the service.
#![allow(dead_code)]
mod json;
mod service;
