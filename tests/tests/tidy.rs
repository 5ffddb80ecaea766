//! The repository itself: plain text, documented modules, no service in hand-written code, nothing generated unmarked.
//!
//! These rules hold for every file, so that no review has to look for them.

use codegen::emit;
use conformance::files;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// All files that people or the generator wrote, by path from the root.
fn all() -> Vec<(String, PathBuf)> {
    let hidden = |path: &str| {
        path.starts_with(".ci/") || path.split('/').any(|part| matches!(part, "node_modules" | "__pycache__"))
    };
    let paths = files::below(files::root()).into_iter().map(|path| (files::relative(&path), path));
    let found: Vec<_> = paths.filter(|(name, _)| !hidden(name)).collect();
    assert!(found.len() > 100, "only {} files in {}", found.len(), files::root().display());
    found
}

fn with_ending(endings: &[&str]) -> Vec<(String, String)> {
    let is_wanted = |name: &str| endings.iter().any(|ending| name.ends_with(ending));
    let found: Vec<_> =
        all().into_iter().filter(|(name, _)| is_wanted(name)).map(|(name, path)| (name, files::text(&path))).collect();
    assert!(!found.is_empty(), "no file ends in {endings:?}");
    found
}

/// The paths that the generator gives, of all services.
fn generated_paths() -> BTreeSet<String> {
    let services = std::fs::read_dir(files::root().join("spec")).expect("there are catalogues").flatten();
    let services = services.filter(|entry| entry.path().is_dir()).map(|entry| entry.path());
    let outputs = services.flat_map(|folder| {
        let catalogue = codegen::read(&folder, &folder.display().to_string()).expect("the catalogue has no problem");
        emit::all(&catalogue).groups
    });
    outputs.chain([emit::language_schema()]).flat_map(|group| group.files).map(|file| file.path).collect()
}

#[track_caller]
fn check_none(problems: &[String]) {
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn texts_are_clean() {
    let endings =
        [".rs", ".yaml", ".yml", ".md", ".toml", ".json", ".in", ".py", ".mjs", ".gitattributes", ".gitignore"];
    let mut problems = Vec::new();
    for (name, text) in with_ending(&endings) {
        let may_have_tabs = !(name.ends_with(".rs") || name.ends_with(".yaml") || name.ends_with(".md"));
        if !text.is_empty() && !text.ends_with('\n') {
            problems.push(format!("{name}: no line end at the end"));
        }
        if text.contains('\r') {
            problems.push(format!("{name}: a carriage return"));
        }
        for (line, number) in text.lines().zip(1..) {
            if line.trim_end() != line {
                problems.push(format!("{name}:{number}: white space at the end"));
            }
            if !may_have_tabs && line.contains('\t') {
                problems.push(format!("{name}:{number}: a tab"));
            }
        }
    }
    check_none(&problems);
}

#[test]
fn every_module_says_what_it_is() {
    let mut problems = Vec::new();
    let mut seen = 0;
    for (name, text) in with_ending(&[".rs"]) {
        seen += 1;
        // A generated file begins with its mark, and its documentation follows.
        let first = text.lines().find(|line| !line.is_empty() && !line.starts_with("// @generated"));
        if !first.is_some_and(|line| line.starts_with("//! ") || line.starts_with("#![doc =")) {
            problems.push(format!("{name}: opens with {first:?} and not with `//!`"));
        }
    }
    check_none(&problems);
    assert!(seen > 40, "only {seen} modules");
}

#[test]
fn nothing_is_left_undone() {
    // Put together here, so that this file does not hold what it looks for.
    let words = [["to", "do!("], ["unimple", "mented!("], ["db", "g!("], ["FIX", "ME"], ["XX", "X"]]
        .map(|parts| parts.concat());
    let mut problems = Vec::new();
    for (name, text) in with_ending(&[".rs", ".yaml", ".md", ".toml", ".in", ".py", ".mjs"]) {
        for (line, number) in text.lines().zip(1..) {
            for word in words.iter().filter(|word| line.contains(word.as_str())) {
                problems.push(format!("{name}:{number}: {word}"));
            }
        }
    }
    check_none(&problems);
}

/// Whether a word stands in a text by itself.
fn has_word(text: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(is_letter)
            && !text[at + word.len()..].chars().next().is_some_and(is_letter)
    })
}

/// The words of a service that a line of hand-written code must not have.
fn service_words(line: &str) -> Vec<&'static str> {
    let small =
        line.to_lowercase().replace("agora-rest-", "").replace("agora_rest_", "").replace("agora-rest/agora-rest", "");
    let joined: String = small.chars().filter(|c| !matches!(c, ' ' | '-' | '_' | '.')).collect();
    // The action is called "reacquire", and its documentation says what that is.
    let without_action = line.replace("reacquire", "").replace("Reacquire", "");
    let without_action = without_action.replace("Acquire what the call needs anew", "").replace("acquire anew", "");
    let mut found = Vec::new();
    found.extend(small.contains("agora").then_some("agora"));
    found.extend(joined.contains("cloudrecording").then_some("cloud recording"));
    found.extend(small.contains("shengwang").then_some("shengwang"));
    found.extend(small.contains("声网").then_some("声网"));
    found.extend(["updateLayout", "ncsIp"].into_iter().filter(|word| has_word(line, word)));
    found.extend(has_word(&without_action.to_lowercase(), "acquire").then_some("acquire"));
    found
}

#[test]
fn hand_written_code_names_no_service() {
    let folders = ["codegen/src/", "codegen/templates/", "xtask/src/", "crates/agora-rest-errors/src/"];
    let mut problems = Vec::new();
    let mut seen = [0; 4];
    for (name, path) in all() {
        let Some(folder) = folders.iter().position(|folder| name.starts_with(folder)) else { continue };
        seen[folder] += 1;
        for (line, number) in files::text(&path).lines().zip(1..) {
            problems.extend(service_words(line).into_iter().map(|word| format!("{name}:{number}: {word}")));
        }
    }
    check_none(&problems);
    assert!(seen.iter().all(|count| *count >= 2), "{seen:?}");
    // The search finds what it looks for.
    for (line, word) in [
        ("const NAME: &str = \"Agora\";", "agora"),
        ("agora-rest-errors of agora", "agora"),
        ("the Cloud Recording service", "cloud recording"),
        ("cloud_recording", "cloud recording"),
        ("Endpoint::Acquire", "acquire"),
        ("call `updateLayout`", "updateLayout"),
        ("ncsIp", "ncsIp"),
    ] {
        assert_eq!(service_words(line), [word], "{line}");
    }
    for line in
        ["agora-rest-errors", "use agora_rest_errors::Kind;", "Reacquire = \"reacquire\", \"acquire anew\"", "acquired"]
    {
        assert!(service_words(line).is_empty(), "{line}");
    }
}

/// The path that leads from a file to another, with `..` taken away.
fn resolved(file: &Path, relative: &str) -> PathBuf {
    let mut path = file.parent().expect("a file stands in a folder").to_owned();
    for part in relative.split('/') {
        match part {
            ".." => assert!(path.pop(), "{relative} leaves the file system"),
            "." => {}
            name => path.push(name),
        }
    }
    path
}

#[test]
fn every_catalogue_file_leads_editors_to_the_schema() {
    let mut problems = Vec::new();
    let mut seen = 0;
    for (name, path) in all() {
        let is_catalogue = name.starts_with("spec/") || name.starts_with("tests/fixtures/");
        if !is_catalogue || !name.ends_with(".yaml") {
            continue;
        }
        seen += 1;
        let text = files::text(&path);
        let named = text.lines().next().and_then(|line| line.strip_prefix("# yaml-language-server: $schema="));
        let leads_to = named.map(|relative| resolved(&path, relative));
        if leads_to != Some(files::root().join("spec/catalogue.schema.json")) {
            problems.push(format!("{name}: its first line leads to {leads_to:?}"));
        }
    }
    check_none(&problems);
    assert!(seen >= 40, "only {seen} catalogue files");
    assert!(files::root().join("spec/catalogue.schema.json").is_file());
}

/// The paths of these that Git would mark as generated, by the repository's own rules.
fn marked_for_git(paths: &[String]) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder for the rules");
    files::write(&folder.path().join(".gitattributes"), &files::text_of(".gitattributes"));
    // A repository of its own, so that the test also runs from an archive.
    let git = |args: &[&str]| {
        let output = Command::new("git").args(args).current_dir(folder.path()).output().expect("git runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("git prints text")
    };
    git(&["init", "--quiet"]);
    let mut args = vec!["check-attr", "-z", "linguist-generated", "--"];
    args.extend(paths.iter().map(String::as_str));
    let said = git(&args);
    let fields: Vec<&str> = said.split('\0').collect();
    assert_eq!(fields.len() / 3, paths.len());
    let marked = fields.chunks_exact(3).filter(|field| matches!(field[2], "set" | "true"));
    marked.map(|field| field[0].to_owned()).collect()
}

#[test]
fn git_knows_what_is_generated() {
    let generated = generated_paths();
    assert!(generated.len() >= 17, "{generated:?}");
    let paths: Vec<String> = all().into_iter().map(|(name, _)| name).collect();
    let marked = marked_for_git(&paths);
    let unmarked: Vec<_> = generated.difference(&marked).collect();
    assert!(unmarked.is_empty(), "not `linguist-generated` in .gitattributes: {unmarked:?}");
    let hand_written: Vec<_> = marked.difference(&generated).collect();
    assert!(hand_written.is_empty(), "`linguist-generated` in .gitattributes, but not generated: {hand_written:?}");
}

#[test]
fn the_mark_stands_in_what_is_generated_and_nowhere_else() {
    let generated = generated_paths();
    let is_marked = |path: &Path| {
        let bytes = std::fs::read(path).expect("the file was found");
        String::from_utf8_lossy(&bytes).lines().take(3).any(|line| line.contains(emit::MARK))
    };
    let marked: BTreeSet<String> =
        all().into_iter().filter(|(_, path)| is_marked(path)).map(|(name, _)| name).collect();
    assert_eq!(marked, generated);
}

fn toml(path: &str) -> toml_edit::DocumentMut {
    files::text_of(path).parse().unwrap_or_else(|error| panic!("{path} is not TOML: {error}"))
}

/// The manifests of the members, by path.
fn members() -> Vec<(String, toml_edit::DocumentMut)> {
    let manifests = all().into_iter().map(|(name, _)| name).filter(|name| name.ends_with("/Cargo.toml"));
    let members: Vec<_> = manifests.map(|name| (name.clone(), toml(&name))).collect();
    assert!(members.len() >= 5, "only {} members", members.len());
    members
}

#[test]
fn no_unsafe_code_and_a_stated_compiler() {
    let root = toml("Cargo.toml");
    let workspace = &root["workspace"];
    assert_eq!(workspace["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    let version = |text: &str| text.split('.').map(|part| part.parse::<u32>().expect("a number")).collect::<Vec<_>>();
    let lowest = workspace["package"]["rust-version"].as_str().expect("the workspace states its compiler");
    assert!(version(lowest) >= version("1.85"), "edition 2024 needs 1.85");
    for (name, manifest) in members() {
        assert_eq!(manifest["lints"]["workspace"].as_bool(), Some(true), "{name} takes the lints of the workspace");
        let stated = &manifest["package"]["rust-version"];
        let inherited = stated.get("workspace").and_then(toml_edit::Item::as_bool) == Some(true);
        assert!(
            inherited || stated.as_str().is_some_and(|own| version(own) >= version(lowest)),
            "{name} states its compiler"
        );
        let is_published = manifest["package"].get("publish").and_then(toml_edit::Item::as_bool) != Some(false);
        // A program is built by who runs it, not by who depends on it.
        let is_program = manifest.get("bin").is_some();
        let may_be_newer = !is_published || is_program;
        assert!(may_be_newer || inherited, "{name} is published and needs a newer compiler than the workspace states");
    }
}

#[test]
fn every_published_crate_has_what_its_package_needs() {
    let mut published = 0;
    for (name, manifest) in members() {
        let package = &manifest["package"];
        if package.get("publish").and_then(toml_edit::Item::as_bool) == Some(false) {
            continue;
        }
        published += 1;
        let folder = files::root().join(name.trim_end_matches("Cargo.toml"));
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            assert_eq!(
                files::text(&folder.join(licence)),
                files::text_of(licence),
                "{name}: {licence} of the repository"
            );
        }
        assert_eq!(package["readme"].as_str(), Some("README.md"), "{name}");
        assert!(files::text(&folder.join("README.md")).starts_with("# "), "{name}");
        for field in ["description", "keywords", "categories"] {
            assert!(package.get(field).is_some(), "{name} has no {field}");
        }
    }
    assert!(published >= 4, "{published}");
    // What a published crate depends on has a version beside its path.
    for (name, dependency) in toml("Cargo.toml")["workspace"]["dependencies"].as_table_like().expect("a table").iter() {
        assert!(dependency.get("path").is_none() || dependency.get("version").is_some(), "{name} has no version");
    }
}

#[test]
fn every_dependency_of_the_workspace_is_used() {
    let root = toml("Cargo.toml");
    let named: BTreeSet<&str> =
        root["workspace"]["dependencies"].as_table_like().expect("a table").iter().map(|(name, _)| name).collect();
    assert!(named.len() >= 20);
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut problems = Vec::new();
    for (name, manifest) in members() {
        for list in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (dependency, value) in
                manifest.get(list).and_then(|list| list.as_table_like()).into_iter().flat_map(|list| list.iter())
            {
                let inherited = value.get("workspace").and_then(toml_edit::Item::as_bool) == Some(true);
                if !inherited && value.get("path").is_none() {
                    problems.push(format!("{name}: `{dependency}` is not taken from the workspace"));
                }
                used.insert(dependency.to_owned());
            }
        }
    }
    check_none(&problems);
    let unused: Vec<_> = named.into_iter().filter(|name| !used.contains(*name)).collect();
    assert!(unused.is_empty(), "named in the workspace and used by no member: {unused:?}");
}

#[test]
fn every_workspace_file_of_tests_asserts_something() {
    let mut problems = Vec::new();
    let mut seen = 0;
    for (name, text) in with_ending(&[".rs"]) {
        let is_skipped = text.lines().any(|line| line.trim_start().starts_with("#[ignore"));
        if is_skipped {
            problems.push(format!("{name}: a test that is skipped"));
        }
        if text.contains("#[test]") {
            seen += 1;
            if !text.contains("assert") && !text.contains("expect!") {
                problems.push(format!("{name}: tests without an assertion"));
            }
        }
    }
    check_none(&problems);
    assert!(seen >= 9, "only {seen} files with tests");
}
