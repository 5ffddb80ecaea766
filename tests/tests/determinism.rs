//! The same catalogue gives the same bytes: again, in another folder, in other files and in another order.
//!
//! What is committed is what is generated, so a reader of the repository never sees an output of yesterday.

use codegen::OutputFile;
use codegen::emit;
use conformance::files;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The files generated from a folder.
#[track_caller]
fn generated(folder: &Path) -> Vec<OutputFile> {
    let catalogue = codegen::read(folder, "a catalogue").expect("the catalogue has no problem");
    let files: Vec<OutputFile> = emit::all(&catalogue).groups.into_iter().flat_map(|group| group.files).collect();
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths.len(), files.len(), "two outputs have one path");
    assert!(files.len() >= 14, "only {} files", files.len());
    files
}

/// Asserts that two runs gave the same files, and names all that differ, each with its first line that does.
#[track_caller]
fn check_same(left: &[OutputFile], right: &[OutputFile], what: &str) {
    let paths = |files: &[OutputFile]| files.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(left), paths(right), "{what}");
    let differ = |(left, right): (&OutputFile, &OutputFile)| {
        let lines = left.contents.lines().zip(right.contents.lines()).zip(1..);
        let first = lines.into_iter().find(|((a, b), _)| a != b);
        (left.contents != right.contents).then(|| format!("{} differs at {first:?}", left.path))
    };
    let differing: Vec<String> = left.iter().zip(right).filter_map(differ).collect();
    assert!(differing.is_empty(), "{what}: {differing:#?}");
}

/// A catalogue taken apart: each list with its items as text, and everything else as whole blocks.
#[derive(Default)]
struct Apart {
    lists: BTreeMap<String, Vec<String>>,
    blocks: Vec<String>,
}

impl Apart {
    fn of(folder: &Path) -> Self {
        let mut apart = Self::default();
        for path in files::below(folder).iter().filter(|path| path.extension().is_some_and(|e| e == "yaml")) {
            let mut name = String::new();
            for line in files::text(path).lines().filter(|line| !line.starts_with('#')) {
                if !line.starts_with(' ') && !line.is_empty() {
                    name = line.trim_end_matches(':').to_owned();
                    if name == "service" {
                        apart.blocks.push("service:\n".to_owned());
                    }
                    continue;
                }
                let line = format!("{line}\n");
                let list = apart.lists.entry(name.clone()).or_default();
                match (name.as_str(), list.last_mut()) {
                    ("service", _) => apart.blocks.last_mut().expect("begun a moment ago").push_str(&line),
                    (_, Some(item)) if !line.starts_with("  - ") => item.push_str(&line),
                    _ => list.push(line),
                }
            }
        }
        apart.lists.retain(|_, items| !items.is_empty());
        apart
    }

    /// Writes the catalogue into few files with other names, every list from its end.
    fn write(&self, folder: &Path) -> usize {
        let head = "# yaml-language-server: $schema=catalogue.schema.json\n";
        for (number, block) in self.blocks.iter().enumerate() {
            files::write(&folder.join(format!("deep/er/zz{number}.yaml")), &format!("{head}{block}"));
        }
        let mut texts = [head.to_owned(), head.to_owned()];
        let mut written = 0;
        for (name, items) in &self.lists {
            let reversed: Vec<&String> = items.iter().rev().collect();
            // The halves go to two files, so that a list is also divided at another place than before.
            let (first, second) = reversed.split_at(reversed.len() / 2);
            for (text, half) in texts.iter_mut().zip([second, first]) {
                if !half.is_empty() {
                    text.push_str(&format!("{name}:\n{}", half.iter().map(|item| item.as_str()).collect::<String>()));
                    written += half.len();
                }
            }
        }
        for (name, text) in ["b.yaml", "a/everything.yaml"].into_iter().zip(texts) {
            files::write(&folder.join(name), &text);
        }
        written
    }
}

#[test]
fn the_same_folder_gives_the_same_bytes() {
    for folder in [files::spec(), files::fixture()] {
        check_same(&generated(&folder), &generated(&folder), "a second run");
    }
}

#[test]
fn the_files_and_their_order_do_not_matter() {
    for (folder, items_at_least) in [(files::spec(), 80), (files::fixture(), 10)] {
        let before = generated(&folder);
        let elsewhere = tempfile::tempdir().expect("a folder for the copy");
        let apart = Apart::of(&folder);
        let items = apart.write(elsewhere.path());
        assert!(items >= items_at_least, "only {items} items were moved");
        assert_eq!(apart.blocks.len(), 1, "one service");
        check_same(&before, &generated(elsewhere.path()), "other files in another order");
    }
}

#[test]
fn file_names_and_line_ends_do_not_matter() {
    let before = generated(&files::fixture());
    let elsewhere = tempfile::tempdir().expect("a folder for the copy");
    let mut copied = 0;
    for path in files::below(&files::fixture()) {
        let name = path.file_stem().expect("a file has a name").to_string_lossy();
        let renamed = elsewhere.path().join(format!("x/{}.yaml", name.chars().rev().collect::<String>()));
        files::write(&renamed, &files::text(&path).replace('\n', "\r\n"));
        copied += 1;
    }
    assert!(copied >= 3, "only {copied} files");
    check_same(&before, &generated(elsewhere.path()), "renamed files with other line ends");
}

#[test]
fn a_change_of_the_catalogue_changes_the_outputs() {
    // Without this, a generator that ignores its input would pass the other tests.
    let before = generated(&files::fixture());
    let elsewhere = tempfile::tempdir().expect("a folder for the copy");
    for path in files::below(&files::fixture()) {
        let text = files::text(&path).replace("Another parcel is in this locker.", "This locker holds another parcel.");
        files::write(&elsewhere.path().join(path.file_name().expect("a file has a name")), &text);
    }
    let after = generated(elsewhere.path());
    let changed: Vec<&str> =
        before.iter().zip(&after).filter(|(a, b)| a.contents != b.contents).map(|(a, _)| a.path.as_str()).collect();
    expect_test::expect![[r#"
        [
            "crates/parcel-depot-errors/src/generated/error_id.rs",
            "crates/parcel-depot-errors/src/generated/words_en.rs",
            "schema/errors.json",
            "docs/en/errors.md",
        ]
    "#]]
    .assert_debug_eq(&changed);
}

#[test]
fn what_is_committed_is_what_is_generated() {
    let mut files = generated(&files::spec());
    files.extend(emit::language_schema().files);
    let mut stale = Vec::new();
    for file in &files {
        if fs::read(files::root().join(&file.path)).ok().as_deref() != Some(file.contents.as_bytes()) {
            stale.push(&file.path);
        }
    }
    assert!(stale.is_empty(), "run `cargo xtask gen`; not as generated: {stale:#?}");
}

#[test]
fn every_output_is_clean_text() {
    for folder in [files::spec(), files::fixture()] {
        for file in generated(&folder) {
            let path = &file.path;
            assert!(file.contents.ends_with('\n') && !file.contents.ends_with("\n\n"), "{path} ends with one line end");
            assert!(!file.contents.contains(['\r', '\t', '\u{feff}']), "{path}");
            assert!(
                file.contents.lines().all(|line| line.trim_end() == line),
                "{path} has white space at a line's end"
            );
            assert!(!path.starts_with('/') && !path.contains("..") && !path.contains('\\'), "{path}");
            let root = files::root().to_string_lossy();
            assert!(!file.contents.contains(root.as_ref()), "{path} names the folder it was made in");
        }
    }
}
