//! Programs with a mistake that the compiler stops, and the same programs without it.
//!
//! Each file of `cases/` is a program. Lines that end in `// mistake` are the mistake: with them it does not compile, and says
//! what stands in the `.stderr` beside it (`TRYBUILD=overwrite` writes that); without them it compiles, so that no program
//! fails for another reason. A file without such a line compiles as it stands.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const MISTAKE: &str = "// mistake";

#[test]
fn mistakes_do_not_compile() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let files = fs::read_dir(&folder).expect("the folder of cases").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect();
    files.sort();

    assert!(files.len() >= 15, "only {} cases", files.len());
    let cases = trybuild::TestCases::new();
    // All programs without their mistakes are one, a module each, for every program that passes is linked and run.
    let mut right = String::new();
    for file in &files {
        let text = fs::read_to_string(file).expect("a case");
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a name");
        let kept = text.lines().filter(|line| !line.ends_with(MISTAKE)).collect::<Vec<_>>().join("\n");
        writeln!(right, "#[allow(dead_code, unused)]\nmod {name} {{\n{kept}\n}}").expect("a text takes all");
        if kept.lines().count() < text.lines().count() {
            cases.compile_fail(file);
        }
    }
    right.push_str("fn main() {}\n");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("without_mistakes.rs");
    fs::write(&path, right).expect("a file of its own");
    cases.pass(path);
}
