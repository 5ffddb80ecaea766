//! How the generator grows with its catalogue: a service with up to 10,000 error entries, and one with up to 1,000 endpoints of
//! four variants each, with a body of its own and rules; read, checked and emitted.
//!
//! `cargo bench -p codegen`. Growth is linear when time and memory for each stay alike. Each size runs in a process of its own,
//! so that its greatest memory is its own.

#![allow(clippy::print_stdout)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const SERVICE: &str = include_str!("../tests/small/service.yaml");
const ERRORS: &str = include_str!("../tests/small/errors.yaml");
const ERROR_COUNTS: [usize; 4] = [10, 100, 1_000, 10_000];
const ENDPOINT_COUNTS: [usize; 4] = [1, 10, 100, 1_000];
const RUNS: usize = 3;

/// Tells a process which catalogue it is to measure.
const ONE: &str = "--one-catalogue";

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == ONE) {
        let size = args[at + 2].parse().expect("a number follows");
        println!("{}", measure(&args[at + 1], size));
        return;
    }
    for (what, sizes) in [("errors", ERROR_COUNTS), ("endpoints", ENDPOINT_COUNTS)] {
        println!(
            "{what:>10} {:>10} {:>10} {:>12} {:>12} {:>12} {:>12}",
            "read ms", "emit ms", "us for each", "output KiB", "memory MiB", "KiB for each"
        );
        for size in sizes {
            let program = std::env::current_exe().expect("a program knows where it is");
            let run = Command::new(program).args([ONE, what, &size.to_string()]).output().expect("it can be run again");
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            print!("{}", String::from_utf8_lossy(&run.stdout));
        }
    }
}

fn measure(what: &str, size: usize) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let before = memory_kib();
    if what == "errors" {
        write_errors(folder.path(), size)
    } else {
        write_endpoints(folder.path(), size)
    }
    let runs = (0..RUNS).map(|_| run(folder.path()));
    let (read, emit, bytes) = runs.min_by_key(|(read, emit, _)| *read + *emit).expect("there are runs");
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let each = (read + emit).as_secs_f64() * 1e6 / size as f64;
    let memory = memory_kib().saturating_sub(before);
    format!(
        "{size:>10} {:>10.1} {:>10.1} {each:>12.1} {:>12} {:>12.1} {:>12}",
        ms(read),
        ms(emit),
        bytes / 1024,
        memory as f64 / 1024.0,
        memory / size
    )
}

/// The greatest memory that the process had so far; zero where the system does not say.
fn memory_kib() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn run(folder: &Path) -> (Duration, Duration, usize) {
    let begin = Instant::now();
    let catalogue =
        codegen::read(folder, "spec/small").unwrap_or_else(|problems| panic!("{}", problems.to_text(false)));
    let read = begin.elapsed();
    let begin = Instant::now();
    let outputs = codegen::emit::all(&catalogue);
    let emit = begin.elapsed();
    (read, emit, outputs.groups.iter().flat_map(|group| &group.files).map(|file| file.contents.len()).sum())
}

/// One file an entry, each with a code and a text of its own.
fn write_errors(folder: &Path, size: usize) {
    fs::write(folder.join("service.yaml"), SERVICE).expect("the folder can be written");
    for number in 0..size {
        let entry = ERRORS
            .replace("too_slow", &format!("too_slow_{number}"))
            .replace("- code: 65", &format!("- code: {number}\n      - code: {number}\n        text: text {number}"))
            .replace(
                "examples:\n",
                &format!(
                    "examples:\n      - {{id: texts, http: 500, body: {{\"code\": {number}, \"reason\": \"Text {number}!\"}}, origin: documented}}\n"
                ),
            )
            .replace("body: {\"code\": 65}", &format!("body: {{\"code\": {number}}}"));
        fs::write(folder.join(format!("error_{number}.yaml")), entry).expect("the folder can be written");
    }
}

/// One file an endpoint, with the types of its bodies and their rules.
fn write_endpoints(folder: &Path, size: usize) {
    let variants = "  variants:\n".to_owned()
        + &["a", "b", "c", "d"].map(|id| format!("    - id: {id}\n      title: {{en: one, zh: 一}}\n")).concat();
    let service = SERVICE.replace("  bodies:", &format!("{variants}  bodies:"));
    fs::write(folder.join("service.yaml"), service).expect("the folder can be written");
    fs::write(folder.join("errors.yaml"), ERRORS).expect("the folder can be written");
    for number in 0..size {
        let call = ENDPOINT.replace("{n}", &number.to_string());
        fs::write(folder.join(format!("endpoint_{number}.yaml")), call).expect("the folder can be written");
    }
}

const ENDPOINT: &str = include_str!("../tests/small/endpoint.yaml.in");
