//! A program that only identifies errors stays small and carries no sentence that it never shows.
//!
//! Three programs are built for release: one without the crate, one that identifies, one that explains in Chinese. The
//! second must have no Chinese in it; the third shows that the search would have found it.

use conformance::catalogue::Catalogue;
use conformance::files;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Reads the arguments in the same way as the others, so that only the look-up makes the difference.
const WITHOUT: &str = r#"
//! Prints its arguments.
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = args.get(1).and_then(|arg| arg.parse::<i64>().ok());
    let status = args.get(2).and_then(|arg| arg.parse::<u16>().ok());
    let text = args.get(3).map(String::as_str);
    println!("{number:?} {status:?} {text:?}");
}
"#;

const IDENTIFIES: &str = r#"
//! Prints which error its arguments are.
use agora_cloud_recording_errors::{Answer, Code, identify};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = args.get(1).and_then(|arg| arg.parse::<i64>().ok());
    let status = args.get(2).and_then(|arg| arg.parse::<u16>().ok());
    let text = args.get(3).map(String::as_str);
    let mut answer = Answer::new(number.map(Code::Number), text);
    answer.status = status;
    println!("{number:?} {status:?} {text:?} {:?}", identify(&answer).id());
}
"#;

const EXPLAINS: &str = r#"
//! Prints what the error of its arguments means, in Chinese.
use agora_cloud_recording_errors::{Answer, Code, Lang, identify};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = args.get(1).and_then(|arg| arg.parse::<i64>().ok());
    let status = args.get(2).and_then(|arg| arg.parse::<u16>().ok());
    let text = args.get(3).map(String::as_str);
    let mut answer = Answer::new(number.map(Code::Number), text);
    answer.status = status;
    if let Some(id) = identify(&answer).id() {
        println!("{number:?} {status:?} {text:?} {}", id.explain(Lang::Zh));
    }
}
"#;

const PROGRAMS: [(&str, &str); 3] = [("without", WITHOUT), ("identifies", IDENTIFIES), ("explains", EXPLAINS)];

/// Where the promise stands, and how it is worded.
const README: &str = "crates/agora-cloud-recording-errors/README.md";
const PROMISE: &str = "identify adds at most ";

/// Builds the programs and gives each with its path.
fn build() -> BTreeMap<String, PathBuf> {
    let target =
        Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder in the target folder").join("binary-size");
    let folder = target.join("workspace");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the workspace of an earlier run can be removed");
    }
    let members = PROGRAMS.map(|(name, _)| name);
    let profile = "\n[profile.release]\ndebug = false\nlto = true\npanic = \"abort\"\nstrip = true\n";
    let manifest = files::workspace_manifest(&members);
    let manifest =
        manifest.split("[profile.").next().expect("a text has a beginning").trim_end().to_owned() + "\n" + profile;
    files::write(&folder.join("Cargo.toml"), &manifest);
    files::write(&folder.join("Cargo.lock"), &files::text_of("Cargo.lock"));
    for (name, program) in PROGRAMS {
        let dependency = if name == "without" { "" } else { "agora-cloud-recording-errors.workspace = true\n" };
        let manifest = format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}");
        files::write(&folder.join(name).join("Cargo.toml"), &manifest);
        files::write(&folder.join(name).join("src/main.rs"), program);
    }
    let output = Command::new(env!("CARGO"))
        .args(["build", "--release", "--offline", "--quiet", "--message-format=json"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target.join("target"))
        // What the caller's shell sets for other builds must not change the measure.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let programs: BTreeMap<String, PathBuf> = messages
        .filter_map(|message| {
            Some((message["target"]["name"].as_str()?.to_owned(), message["executable"].as_str()?.into()))
        })
        .collect();
    assert_eq!(programs.keys().map(String::as_str).collect::<Vec<_>>(), ["explains", "identifies", "without"]);
    programs
}

/// Chinese sentences of the catalogue: every title and cause that has no other letters, which are the surest to find.
fn sentences() -> Vec<String> {
    let catalogue = Catalogue::read(&files::spec());
    let words = catalogue
        .entries
        .iter()
        .flat_map(|e| e.causes.iter().map(|cause| cause.1.zh.clone()).chain([e.title.zh.clone()]));
    let sentences: Vec<String> = words.filter(|words| words.chars().all(|c| !c.is_ascii())).collect();
    assert!(sentences.len() >= 20, "only {} sentences to look for", sentences.len());
    sentences
}

fn contains(bytes: &[u8], sentence: &str) -> bool {
    bytes.windows(sentence.len()).any(|part| part == sentence.as_bytes())
}

/// Runs of four or more Chinese characters; chance does not bring that many together in machine code.
fn runs(bytes: &[u8]) -> Vec<String> {
    let is_chinese = |part: &[u8]| {
        std::str::from_utf8(part).is_ok_and(|text| text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at + 12 <= bytes.len() {
        if bytes[at] >= 0xe4 && is_chinese(&bytes[at..at + 12]) {
            found.push(String::from_utf8_lossy(&bytes[at..at + 12]).into_owned());
            at += 12;
        } else {
            at += 1;
        }
    }
    found
}

/// The promised number of bytes, from the crate's page.
fn promised() -> u64 {
    let readme = files::text_of(README);
    let at = readme.find(PROMISE).unwrap_or_else(|| panic!("{README} has no line `{PROMISE}N bytes`"));
    let number = readme[at + PROMISE.len()..].split(" bytes").next().unwrap_or_default();
    number.replace([',', '_', ' '], "").parse().unwrap_or_else(|_| panic!("`{number}` in {README} is no number"))
}

#[test]
fn identifying_is_small_and_has_no_chinese() {
    let programs = build();
    let run = |name: &str, args: &[&str]| {
        let output = Command::new(&programs[name]).args(args).output().expect("the program runs");
        assert!(output.status.success(), "{name}");
        String::from_utf8(output.stdout).expect("the program prints text")
    };
    // The programs do what they are measured for.
    assert_eq!(run("identifies", &["1013"]).trim(), "Some(1013) None None Some(InvalidChannelName)");
    assert_eq!(run("identifies", &["987654", "400"]).trim(), "Some(987654) Some(400) None None");
    assert!(run("explains", &["1013"]).contains("频道名"));

    let bytes = |name: &str| fs::read(&programs[name]).expect("the program was built");
    let (without, identifies, explains) = (bytes("without"), bytes("identifies"), bytes("explains"));
    let sentences = sentences();
    let missing: Vec<&String> = sentences.iter().filter(|sentence| !contains(&explains, sentence)).collect();
    assert!(missing.is_empty(), "the search does not find what must be there: {missing:?}");
    assert!(runs(&explains).len() > 500, "the search for runs does not find what must be there");
    let carried: Vec<&String> = sentences.iter().filter(|sentence| contains(&identifies, sentence)).collect();
    assert!(carried.is_empty(), "a program that shows no words carries {carried:?}");
    assert_eq!(runs(&identifies), Vec::<String>::new());
    assert_eq!(runs(&without), Vec::<String>::new());

    let growth = (identifies.len() as u64).saturating_sub(without.len() as u64);
    let limit = promised();
    assert!(growth > 0, "a program with a table is larger than one without");
    assert!(growth <= limit, "identify adds {growth} bytes, {README} promises at most {limit}");
    assert!(limit <= 3 * growth.max(4096), "identify adds {growth} bytes, so the promise of {limit} says nothing");
}
