//! What a program takes to build that makes one call, by this client and by plain `reqwest`: seconds of processor time of a clean
//! build with all dependencies, and of the program alone when it is edited.
//!
//! `cargo bench -p agora-cloud-recording --bench compile`; takes minutes, and measures on Linux.
#![expect(clippy::print_stdout, reason = "it is a program whose result is a table")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

#[path = "compile/ours.rs"]
mod ours;
#[path = "compile/plain.rs"]
mod plain;

const OURS: &str = include_str!("compile/ours.rs");
const PLAIN: &str = include_str!("compile/plain.rs");
const PLAIN_NEEDS: &str = r#"
reqwest = { version = "0.13", default-features = false, features = ["rustls"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;

fn main() {
    // Both are built here too, so that they are known to compile.
    let _ = (ours::main as fn() -> _, plain::main as fn() -> _);
    // As a test, without `--bench`, there is nothing to do.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    if spent().is_none() {
        println!("skipped: this system does not tell the processor time of a program's children in `/proc`");
        return;
    }
    println!("| build | plain reqwest | this client | ratio |\n| --- | ---: | ---: | ---: |");
    let needs = format!("agora-cloud-recording = {{ path = {:?} }}", env!("CARGO_MANIFEST_DIR"));
    let programs = [program("plain", PLAIN, PLAIN_NEEDS), program("ours", OURS, &needs)];
    for (what, profile) in [("release", Some("--release")), ("dev", None)] {
        let [plain, ours] = [&programs[0], &programs[1]].map(|program| {
            let _ = fs::remove_dir_all(program.join("target"));
            let clean = build(program, profile);
            let main = program.join("src/main.rs");
            let text = fs::read_to_string(&main).expect("the program");
            let edited = format!("{text}\nconst _: () = ();\n");
            fs::write(&main, edited).expect("the program is edited");
            let after_an_edit = build(program, profile);
            fs::write(&main, text).expect("the program is as before");
            (clean, after_an_edit)
        });
        for (when, plain, ours) in [("clean", plain.0, ours.0), ("after an edit", plain.1, ours.1)] {
            println!("| {what}, {when}, CPU s | {plain:.1} | {ours:.1} | {:.2} |", ours / plain);
        }
    }
}

/// Writes a program, beside what this crate is built into.
fn program(name: &str, main: &str, needs: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"one\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{needs}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
    fs::write(folder.join("src/main.rs"), main).expect("a program");
    // The same versions for both, those that are here already.
    let _ = fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock"), folder.join("Cargo.lock"));
    folder
}

/// Builds a program, and gives the processor time that it took.
fn build(program: &Path, profile: Option<&str>) -> f64 {
    let before = spent().expect("a time");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--offline", "--target-dir", "target"]).args(profile).current_dir(program);
    assert!(cargo.status().expect("cargo runs").success(), "the program is built");
    spent().expect("a time") - before
}

/// Seconds of processor time of the children that have ended, and of theirs.
fn spent() -> Option<f64> {
    // The name of the program, in parentheses, may hold spaces; the time is told in hundredths.
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some((ticks(13)? + ticks(14)?) / 100.0)
}
