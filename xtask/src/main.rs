//! The maintainers' commands. `cargo xtask --help` lists them.

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::run(xtask::Cli::parse())
}
