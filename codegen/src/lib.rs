//! Reads a service catalogue, checks it, and returns the files generated from it.
//!
//! The stages are [`load`] (YAML to the model), [`check`] (all problems at once), [`lower`] (checked model to what the
//! emitters need) and [`emit`] (pure functions to file contents). [`diff`] stands apart: it compares two states of the
//! catalogues. The crate reads `spec/` and writes nothing; it knows no service, and what is special to one is a field of the
//! catalogue language in [`model`].

pub mod check;
pub mod diagnostic;
pub mod diff;
pub mod emit;
pub mod ir;
pub mod judge;
pub mod language;
pub mod ledger;
pub mod load;
pub mod lower;
pub mod model;
pub mod naming;
pub mod table;
pub mod tree;

pub use diagnostic::{Diagnostic, Diagnostics};
pub use emit::{OutputFile, OutputGroup, Outputs};

use std::path::Path;

/// Reads and checks the catalogue in `dir` and works out everything the emitters need.
///
/// `shown_as` is how the folder is named in diagnostics.
///
/// # Errors
/// All problems of the catalogue, each with its place.
pub fn read(dir: &Path, shown_as: &str) -> Result<ir::Catalogue, Diagnostics> {
    worked_out(load::load(dir, shown_as)?)
}

/// Likewise, from the texts of the files, such as those of an older revision.
///
/// # Errors
/// All problems of the catalogue, each with its place.
pub fn read_sources(sources: Vec<diagnostic::Source>, shown_as: &str) -> Result<ir::Catalogue, Diagnostics> {
    worked_out(load::load_sources(sources, shown_as)?)
}

fn worked_out(loaded: load::Loaded) -> Result<ir::Catalogue, Diagnostics> {
    let found = check::check(&loaded);
    if !found.is_empty() {
        return Err(Diagnostics::new(found, loaded.into_sources()));
    }
    let catalogue = lower::lower(&loaded);
    let found = check::proofs(&loaded, &catalogue);
    if found.is_empty() { Ok(catalogue) } else { Err(Diagnostics::new(found, loaded.into_sources())) }
}
