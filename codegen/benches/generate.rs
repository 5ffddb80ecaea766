//! How the generator grows with its catalogue: a service with 10 to 10,000 entries, read, checked and emitted.
//!
//! `cargo bench -p codegen`. Prints milliseconds and microseconds an entry; growth is linear when the latter stay alike.

#![allow(clippy::print_stdout)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const SERVICE: &str = include_str!("../tests/small/service.yaml");
const ERRORS: &str = include_str!("../tests/small/errors.yaml");
const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
const RUNS: usize = 3;

fn main() {
    println!("{:>8} {:>12} {:>12} {:>12} {:>12}", "entries", "read ms", "emit ms", "us an entry", "output KiB");
    for size in SIZES {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write_catalogue(folder.path(), size);
        let runs = (0..RUNS).map(|_| run(folder.path()));
        let (read, emit, bytes) = runs.min_by_key(|(read, emit, _)| *read + *emit).expect("there are runs");
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let each = (read + emit).as_secs_f64() * 1e6 / size as f64;
        println!("{size:>8} {:>12.1} {:>12.1} {each:>12.1} {:>12}", ms(read), ms(emit), bytes / 1024);
    }
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
fn write_catalogue(folder: &Path, size: usize) {
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
