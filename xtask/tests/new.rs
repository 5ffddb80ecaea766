//! `new endpoint`, `new type`, `new field` and `new event`, through the program itself.

use expect_test::{Expect, expect};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const API: &str = include_str!("../../codegen/tests/small/api.yaml");
const FILE: &str = "spec/loom/api.yaml";

/// A project with one service.
struct Project {
    folder: TempDir,
}

impl Project {
    fn new() -> Self {
        let project = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        project.write("Cargo.toml", "[workspace]\nmembers = []\n");
        project.write(FILE, API);
        project
    }

    /// The same with another type, in a file of its own.
    fn with_type(text: &str) -> (Self, &'static str) {
        let project = Self::new();
        let file = "spec/loom/more.yaml";
        project.write(file, &format!("# yaml-language-server: $schema=../catalogue.schema.json\n{text}"));
        (project, file)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Exit code, and what was printed on both streams.
    fn run(&self, args: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let output = command.current_dir(self.folder.path()).args(args).env("NO_COLOR", "1").output();
        let output = output.expect("the program runs");
        let text = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap_or(-1), String::from_utf8(text).expect("the program prints UTF-8"))
    }

    #[track_caller]
    fn ok(&self, args: &[&str]) -> String {
        let (code, printed) = self.run(args);
        assert_eq!(code, 0, "{args:?}\n{printed}");
        printed
    }

    /// Runs a command that must fail and change nothing, and compares what it prints.
    #[track_caller]
    fn refuses(&self, args: &[&str], expect: Expect) {
        let before = self.files();
        let (code, printed) = self.run(args);
        assert_eq!(code, 1, "{args:?}\n{printed}");
        assert_eq!(self.files(), before, "{args:?} changed something");
        expect.assert_eq(&printed);
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        fn walk(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
            for entry in fs::read_dir(folder).expect("a folder can be read") {
                let path = entry.expect("its entries too").path();
                if path.is_dir() {
                    walk(&path, files);
                } else {
                    files.insert(path.clone(), fs::read(path).expect("a file can be read"));
                }
            }
        }
        let mut files = BTreeMap::new();
        walk(self.folder.path(), &mut files);
        files
    }

    /// The checks that `gen` reports, and how many problems say that something is to be written.
    fn told(&self) -> (BTreeSet<String>, usize) {
        let (_, printed) = self.run(&["gen", "--check", "--message-format", "json"]);
        let problems = printed.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let codes: Vec<String> = problems.filter_map(|problem| problem["code"].as_str().map(str::to_owned)).collect();
        let to_do = codes.iter().filter(|code| *code == "C030").count();
        (codes.into_iter().collect(), to_do)
    }
}

fn codes(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

#[test]
fn a_new_endpoint_has_its_parameters_and_bodies() {
    let project = Project::new();
    let printed = project.ok(&[
        "new",
        "endpoint",
        "putAway",
        "--method",
        "post",
        "--path",
        "/looms/{loom}/{mode}",
        "--variant",
        "plain",
        "--variant",
        "striped",
    ]);
    expect![[r#"
        spec/loom/endpoints/putAway.yaml: written; replace each TODO, then run `cargo xtask gen`
    "#]]
    .assert_eq(&printed);
    expect![[r##"
        # yaml-language-server: $schema=../../catalogue.schema.json
        endpoints:
          - id: putAway
            method: POST
            path: "/looms/{loom}/{mode}"
            variants: [plain, striped]
            parameters:
              - id: loom
                type: string
                title:
                  en: TODO what it is, in one line
                  zh: TODO 用一行说明含义
                sources: [TODO]
              - id: mode
                type: string
                title:
                  en: TODO what it is, in one line
                  zh: TODO 用一行说明含义
                sources: [TODO]
            request: put_away_request
            response: put_away_response
            title:
              en: TODO what the call does, in one line
              zh: TODO 用一行说明接口用途
            detail:
              en: TODO what happens.
              zh: TODO 调用后会发生什么。
            success_when:
              - id: ok
                http: 200
                title:
                  en: success
                  zh: 成功
                examples:
                  - id: constructed
                    http: 200
                    body: {}
                    origin: constructed
            since: next
            sources: [TODO]
        types:
          - id: put_away_request
            kind: object
            title:
              en: TODO what it is, in one line
              zh: TODO 用一行说明含义
            # One item a field: `cargo xtask new field`.
            fields: []
            sources: [TODO]
          - id: put_away_response
            kind: object
            title:
              en: TODO what it is, in one line
              zh: TODO 用一行说明含义
            # One item a field: `cargo xtask new field`.
            fields: []
            sources: [TODO]
    "##]]
    .assert_eq(&project.read("spec/loom/endpoints/putAway.yaml"));
    let (told, to_do) = project.told();
    assert_eq!(told, codes(&["C030"]), "only what is to be written is missing");
    assert_eq!(to_do, 17);
    // What is read has no body of its own, and what has no placeholders no parameters.
    project.ok(&["new", "endpoint", "list", "--method", "GET", "--path", "/looms"]);
    let text = project.read("spec/loom/endpoints/list.yaml");
    assert!(!text.contains("request:") && !text.contains("parameters:"), "{text}");
    assert!(text.contains("response: list_response\n"), "{text}");
    assert_eq!(project.told().0, codes(&["C030"]));
}

#[test]
fn a_new_endpoint_is_refused_with_reasons() {
    let project = Project::new();
    let new = |id: &'static str, path: &'static str| ["new", "endpoint", id, "--method", "POST", "--path", path];
    project.refuses(
        &new("order", "/a"),
        expect![[r#"
        error: the endpoint `order` is in spec/loom/api.yaml
          help: edit it there, or choose another id
    "#]],
    );
    project.refuses(
        &new("a b", "/a"),
        expect![[r#"
        error: `a b` is no id of an endpoint
          help: use letters, digits, `_` and `-`, beginning with a letter
    "#]],
    );
    project.refuses(
        &new("a", "looms"),
        expect![[r#"
        error: `looms` is no path of a call
          help: begin it with `/`, and write each placeholder once, as `{name}`
    "#]],
    );
    project.refuses(
        &new("a", "/{loom"),
        expect![[r#"
        error: `/{loom` is no path of a call
          help: begin it with `/`, and write each placeholder once, as `{name}`
    "#]],
    );
    project.refuses(
        &new("a", "/{loom}/{loom}"),
        expect![[r#"
        error: `/{loom}/{loom}` is no path of a call
          help: begin it with `/`, and write each placeholder once, as `{name}`
    "#]],
    );
    let mut args = new("a", "/a").to_vec();
    args.extend(["--variant", "plane"]);
    project.refuses(
        &args,
        expect![[r#"
        error: there is no variant `plane`
          help: there are `plain`, `striped`
    "#]],
    );
    project.write("spec/loom/endpoints/a.yaml", "# broken: [");
    project.refuses(
        &new("a", "/a"),
        expect![[r#"
        error: spec/loom/endpoints/a.yaml is there already
          help: edit it, or choose another id
    "#]],
    );
    project.write("spec/other/service.yaml", "");
    project.refuses(
        &new("b", "/b"),
        expect![[r#"
        error: spec/ has more than one service
          help: say which with `--service`: `loom`, `other`
    "#]],
    );
}

#[test]
fn a_new_type_of_each_kind() {
    let project = Project::new();
    let printed = project.ok(&["new", "type", "spindle", "--kind", "object"]);
    expect![[r#"
        spec/loom/types/spindle.yaml: written; replace each TODO, then run `cargo xtask gen`
    "#]]
    .assert_eq(&printed);
    project.ok(&["new", "type", "weight", "--kind", "scalar", "--of", "integer"]);
    project.ok(&["new", "type", "finish", "--kind", "enum"]);
    for name in ["spindle", "weight", "finish"] {
        assert!(project.path(&format!("spec/loom/types/{name}.yaml")).exists());
    }
    expect![[r#"
        # yaml-language-server: $schema=../../catalogue.schema.json
        types:
          - id: finish
            kind: enum
            of: string
            title:
              en: TODO what it is, in one line
              zh: TODO 用一行说明含义
            values:
              - id: TODO
                value: TODO
                title:
                  en: TODO what it means, in one line
                  zh: TODO 用一行说明含义
            sources: [TODO]
    "#]]
    .assert_eq(&project.read("spec/loom/types/finish.yaml"));
    // Nothing uses them yet, and their words are missing.
    assert_eq!(project.told(), (codes(&["C005", "C030"]), 13));
    project.refuses(
        &["new", "type", "frame", "--kind", "object"],
        expect![[r#"
        error: the type `frame` is in spec/loom/api.yaml
          help: edit it there, or choose another id
    "#]],
    );
    project.refuses(
        &["new", "type", "json", "--kind", "scalar"],
        expect![[r#"
        error: `json` is a word of JSON
          help: choose another id
    "#]],
    );
    project.refuses(
        &["new", "type", "Frame", "--kind", "object"],
        expect![[r#"
        error: `Frame` is no id
          help: use small letters, digits and single `_`, beginning with a letter, at most 48 characters
    "#]],
    );
    project.refuses(
        &["new", "type", "other", "--kind", "object", "--of", "string"],
        expect![[r#"
        error: an object is of no single value
          help: leave out `--of`, or choose another kind
    "#]],
    );
    project.refuses(
        &["new", "type", "other", "--kind", "enum", "--of", "number"],
        expect![[r#"
        error: the values of an enum are texts or whole numbers
          help: write `--of string` or `--of integer`
    "#]],
    );
}

#[test]
fn a_new_event_has_a_number_of_its_own() {
    let project = Project::new();
    project.ok(&["new", "event", "woven", "--code", "2"]);
    expect![[r#"
        # yaml-language-server: $schema=../../catalogue.schema.json
        events:
          - id: woven
            code: 2
            # The name on the wire; without it where no source gives one.
            wire_name: woven
            title:
              en: TODO what happened, in one line
              zh: TODO 用一行说明发生了什么
            # Without this line where a source names the fields: `cargo xtask new field`.
            fields_known: false
            since: next
            sources: [TODO]
    "#]]
    .assert_eq(&project.read("spec/loom/events/0002_woven.yaml"));
    assert_eq!(project.told(), (codes(&["C030"]), 3));
    project.refuses(
        &["new", "event", "other", "--code", "2"],
        expect![[r#"
            error: the code 2 is that of `woven` in spec/loom/events/0002_woven.yaml
              help: one number is one event: edit that one, or give another number
        "#]],
    );
    project.refuses(
        &["new", "event", "torn", "--code", "3"],
        expect![[r#"
        error: the event `torn` is in spec/loom/api.yaml
          help: edit it there, or choose another id
    "#]],
    );
    project.refuses(
        &["new", "event", "Torn", "--code", "3"],
        expect![[r#"
        error: `Torn` is no id
          help: use small letters, digits and single `_`, beginning with a letter, at most 48 characters
    "#]],
    );
}

/// The lines that were added, when nothing else changed.
#[track_caller]
fn added<'t>(before: &str, after: &'t str) -> &'t str {
    let same = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let begin = after[..same].rfind('\n').map_or(0, |end| end + 1);
    let end = begin + after.len() - before.len();
    assert_eq!(format!("{}{}", &after[..begin], &after[end..]), before, "something else changed");
    &after[begin..end]
}

#[test]
fn a_new_field_stands_behind_the_others_of_its_type() {
    let project = Project::new();
    let printed = project.ok(&["new", "field", "frame", "colour", "--type", "colour", "--holds", "list"]);
    expect![[r#"
        spec/loom/api.yaml:546: `colour` added to `frame`; replace each TODO, then run `cargo xtask gen`
    "#]]
    .assert_eq(&printed);
    let text = project.read(FILE);
    let row = added(API, &text);
    let lines = [
        "      - id: colour",
        "        type: colour",
        "        holds: list",
        "        title:",
        "          en: TODO what it means, in one line",
        "          zh: TODO 用一行说明含义",
    ];
    assert_eq!(row.lines().collect::<Vec<_>>(), lines);
    let (before, _) = text.split_once(row).expect("the row is there");
    assert!(before.ends_with("title: {en: field wood, zh: 字段}\n"), "{before}");
    assert_eq!(project.told(), (codes(&["C030"]), 2));
    // Behind a field that ends with rules, and again behind that.
    project.ok(&["new", "field", "stripe", "shade", "--type", "integer"]);
    project.ok(&["new", "field", "stripe", "second", "--type", "frame"]);
    let again = project.read(FILE);
    assert!(again.find("- id: shade").expect("a row") < again.find("- id: second").expect("a row"));
    assert!(again.find("- id: second").expect("a row") < again.find("- id: stripe_gap\n").expect("a rule"));
    assert_eq!(project.told(), (codes(&["C030"]), 6));
}

#[test]
fn a_new_field_leaves_the_form_of_a_file() {
    let head = "types:\n  - id: spare\n    kind: object\n    title: {en: spare, zh: 备件}\n";
    let cases = [
        // No fields yet, and the file ends without a line end.
        (format!("{head}    sources: [manual]"), "    fields:\n      - id: size\n"),
        // An empty list, with a word beside it.
        (
            format!("{head}    fields: [] # none yet\n    sources: [manual]\n"),
            "    fields: # none yet\n      - id: size\n",
        ),
        // Other indentation, comments, and a value of several lines.
        (
            format!(
                "{head}    fields:\n    - id: a\n      type: string\n      title:\n        en: one\n        zh: >-\n          一\n          二\n    # The end.\n    sources: [manual]\n"
            ),
            "    - id: size\n",
        ),
        (
            format!(
                "{head}    fields:\n      - {{id: a, type: string, title: {{en: one,\n         zh: 一}}}}  # Odd.\n    sources: [manual]\n"
            ),
            "      - id: size\n",
        ),
    ];
    for (text, expected) in cases {
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            let (project, file) = Project::with_type(&text);
            project.ok(&["new", "field", "spare", "size", "--type", "integer"]);
            let written = project.read(file);
            let plain = written.replace("\r\n", "\n");
            assert!(plain.contains(expected), "{written}");
            // The line that names the schema is that of the project.
            let own = written.matches("\r\n").count();
            let all = written.matches('\n').count() - 1;
            assert_eq!(own, if text.contains('\r') { all } else { 0 }, "{written:?}");
            for line in text.lines().filter(|line| !line.contains("fields:")) {
                assert!(written.contains(line), "`{line}` is lost:\n{written}");
            }
            assert_eq!(project.told().0, codes(&["C005", "C030"]), "{written}");
        }
    }
}

#[test]
fn a_new_field_is_refused_with_reasons() {
    let project = Project::new();
    project.refuses(
        &["new", "field", "frane", "a", "--type", "string"],
        expect![[r#"
            error: there is no object or event `frane`
              help: did you mean `frame`?
        "#]],
    );
    project.refuses(
        &["new", "field", "cloth", "a", "--type", "string"],
        expect![[r#"
            error: `cloth` in spec/loom/api.yaml is no object
              help: only an event, or a type of kind `object`, has fields
        "#]],
    );
    project.refuses(
        &["new", "field", "order", "length_cm", "--type", "string"],
        expect![[r#"
        error: `length_cm` is a field of `order` already, in spec/loom/api.yaml
          help: edit it there
    "#]],
    );
    project.refuses(
        &["new", "field", "order", "breadth", "--type", "string"],
        expect![[r#"
        error: `breadth` is a field of `order` already, in spec/loom/api.yaml
          help: it is another spelling there; choose another name
    "#]],
    );
    project.refuses(
        &["new", "field", "order", "a", "--type", "texts"],
        expect![[r#"
            error: there is no type `texts`
              help: there are 15: `boolean`, `integer`, `json`, `number`, `string`, and those under `types` in spec/loom
        "#]],
    );
    project.refuses(
        &["new", "field", "order", "ä", "--type", "string"],
        expect![[r#"
        error: `ä` is no name of a field
          help: use letters, digits, `_` and `-`, beginning with a letter
    "#]],
    );
    let (project, _) = Project::with_type("types: [");
    let (code, printed) = project.run(&["new", "field", "order", "a", "--type", "string"]);
    assert_eq!(code, 1);
    assert!(printed.starts_with("error: spec/loom cannot be read\n") && printed.contains("L004"), "{printed}");
}

/// What a command writes into the file, when it changes nothing else there.
#[track_caller]
fn check(project: &Project, file: &str, args: &[&str], expected: &[&str]) {
    let before = project.read(file);
    project.ok(args);
    let after = project.read(file);
    assert_eq!(added(&before, &after).lines().collect::<Vec<_>>(), expected, "{args:?}\n{after}");
    project.write(file, &before);
}

const WORDS: [&str; 3] =
    ["        title:", "          en: TODO what it means, in one line", "          zh: TODO 用一行说明含义"];

#[test]
fn a_new_field_says_what_was_given() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["frame", "a", "--type", "string"], &["      - id: a", "        type: string"]),
        (
            &["frame", "fullWidth", "--type", "mark", "--holds", "map", "--required"],
            &["      - id: fullWidth", "        type: mark", "        holds: map", "        required: true"],
        ),
        (
            &["frame", "Size", "--type", "json", "--name", "other_size", "--variant", "plain", "--variant", "striped"],
            &[
                "      - id: Size",
                "        name: other_size",
                "        type: json",
                "        variants: [plain, striped]",
            ],
        ),
        // Of an event, which stands in another section.
        (&["torn", "thread", "--type", "frame"], &["      - id: thread", "        type: frame"]),
        (&["torn", "thread", "--type", "frame", "--of", "event"], &["      - id: thread", "        type: frame"]),
        // Names that YAML would take for something else than text.
        (&["frame", "null", "--type", "string"], &["      - id: \"null\"", "        type: string"]),
        (&["frame", "true", "--type", "string"], &["      - id: \"true\"", "        type: string"]),
        (&["frame", "Yes", "--type", "string"], &["      - id: \"Yes\"", "        type: string"]),
        (&["frame", "on", "--type", "string"], &["      - id: \"on\"", "        type: string"]),
        (&["torn", "n", "--type", "string"], &["      - id: \"n\"", "        type: string"]),
        (&["frame", "e1", "--type", "string"], &["      - id: e1", "        type: string"]),
    ];
    let project = Project::new();
    for (args, row) in cases {
        check(&project, FILE, &[&["new", "field"], *args].concat(), &[row, WORDS.as_slice()].concat());
    }
    project.ok(&["new", "type", "off", "--kind", "scalar"]);
    let row = ["      - id: a", "        type: \"off\""];
    check(&project, FILE, &["new", "field", "frame", "a", "--type", "off"], &[row.as_slice(), &WORDS].concat());
    project.ok(&[
        "new",
        "endpoint",
        "yes",
        "--method",
        "POST",
        "--path",
        "/{no}/{y}",
        "--variant",
        "plain",
        "--variant-parameter",
        "y",
    ]);
    let text = project.read("spec/loom/endpoints/yes.yaml");
    assert!(
        text.contains("  - id: \"yes\"\n") && text.contains("- id: \"no\"\n        type: string\n        title"),
        "{text}"
    );
    assert!(text.contains("- id: \"y\"\n        type: string\n        variant: true\n"), "{text}");
    project.ok(&["new", "event", "null", "--code", "12345", "--wire-name", "off: on"]);
    let text = project.read("spec/loom/events/12345_null.yaml");
    assert!(text.contains("  - id: \"null\"\n") && text.contains("wire_name: \"off: on\"\n"), "{text}");
    assert_eq!(project.told().0, codes(&["C005", "C030"]), "only what is to be written is missing");
}

#[test]
fn a_new_field_stands_behind_texts_of_any_form() {
    let notes = [
        "|\n            x\n",
        "|+\n            x\n\n\n",
        "|-\n            x\n\n",
        ">\n            x\n            y\n",
        ">-\n            x # no comment\n            - id: y\n",
        "x\n            y\n",
        "\"x\n\n            y\"  # What it is.\n",
        "'x'\n        # Of the row before.\n",
    ];
    let row = ["      - id: size", "        type: integer"];
    let expected = [row.as_slice(), &WORDS].concat();
    for note in notes {
        let head = "types:\n  - id: spare\n    kind: object\n    title: {en: spare, zh: 备件}\n";
        let fields = format!(
            "    fields:\n      - id: a\n        type: string\n        title: {{en: one, zh: 一}}\n        note:\n          en: x\n          zh: {note}"
        );
        let rest = "    # Where it stands.\n    sources: [manual]\n";
        for text in [
            format!("{head}{fields}{rest}"),
            format!("{head}    sources: [manual]\n{fields}"),
            format!("{head}    sources: [manual]\n{fields}\n\n# The end.\n"),
            format!(
                "{head}{fields}{rest}  - id: other\n    kind: scalar\n    of: string\n    title: {{en: a, zh: 一}}\n    sources: [manual]\n"
            ),
        ] {
            let (project, file) = Project::with_type(&text);
            check(&project, file, &["new", "field", "spare", "size", "--type", "integer"], &expected);
        }
    }
}

#[test]
fn a_new_field_that_would_break_something_is_refused() {
    let project = Project::new();
    let field = |owner: &'static str, id: &'static str| ["new", "field", owner, id, "--type", "string"];
    project.refuses(
        &field("order", "lengthCm"),
        expect![[r#"
            error: spec/loom/api.yaml would be wrong
            error[C002]: the Rust name `length_cm` is used twice
               --> spec/loom/api.yaml:318:13
                |
             71 |       - id: length_cm
                |             --------- first here
            ...
            318 |       - id: lengthCm
                |             ^^^^^^^^
                |
                = help: write `name:` for one of them

            1 problem; nothing was written

              help: choose another name, give another in Rust with `--name`, or correct the catalogue first; then run the command again
        "#]],
    );
    project.refuses(
        &field("torn", "Side"),
        expect![[r#"
            error: spec/loom/api.yaml would be wrong
            error[C002]: the Rust name `side` is used twice
               --> spec/loom/api.yaml:731:13
                |
            728 |       - id: side
                |             ---- first here
            ...
            731 |       - id: Side
                |             ^^^^
                |
                = help: write `name:` for one of them

            1 problem; nothing was written

              help: choose another name, give another in Rust with `--name`, or correct the catalogue first; then run the command again
        "#]],
    );
    project.refuses(
        &field("frame", "1e5"),
        expect![[r#"
        error: `1e5` is no name of a field
          help: use letters, digits, `_` and `-`, beginning with a letter
    "#]],
    );
    let mut args = field("frame", "a").to_vec();
    args.extend(["--variant", "stripe"]);
    project.refuses(
        &args,
        expect![[r#"
        error: there is no variant `stripe`
          help: did you mean `striped`?
    "#]],
    );
    args[6..].copy_from_slice(&["--name", "A"]);
    project.refuses(
        &args,
        expect![[r#"
        error: `A` is no name of a field in Rust
          help: use small letters, digits and single `_`, beginning with a letter
    "#]],
    );
    project.ok(&["new", "event", "woven", "--code", "2"]);
    project.refuses(&field("woven", "a"), expect![[r#"
        error: spec/loom/events/0002_woven.yaml would be wrong
        error[C097]: fields of an event whose fields are not known
          --> spec/loom/events/0002_woven.yaml:13:7
           |
        13 |       - id: a
           |       ^^^^^^^
           |
           = note: in `woven`
           = help: delete `fields_known: false`

        1 problem; nothing was written

          help: choose another name, give another in Rust with `--name`, or correct the catalogue first; then run the command again
    "#]]);
    project.ok(&["new", "type", "torn", "--kind", "object"]);
    project.refuses(
        &field("torn", "a"),
        expect![[r#"
        error: `torn` stands twice, in spec/loom/api.yaml and spec/loom/types/torn.yaml
          help: say which: `--of type` or `--of event`
    "#]],
    );

    let spare = "kind: object\n    title: {en: spare, zh: 备件}\n    sources: [manual]\n";
    let row = "{id: b, type: string, title: {en: one, zh: 一}}";
    let cases = [
        (
            "types:\n  - {id: spare, kind: object, title: {en: spare, zh: 备件}, fields: [], sources: [manual]}\n"
                .to_owned(),
            expect![[r#"
                error: `spare` stands between brackets in spec/loom/more.yaml:3
                  help: give each item lines of its own that begin with `- `, then run the command again
            "#]],
        ),
        (
            format!("types:\n  - id: spare\n    {spare}    fields: [{row}]\n"),
            expect![[r#"
            error: the fields of `spare` stand between brackets in spec/loom/more.yaml:7
              help: give each item lines of its own that begin with `- `, then run the command again
        "#]],
        ),
        (
            format!("types:\n  - id: spare\n    {spare}    fields: [ # None.\n      ]\n"),
            expect![[r#"
            error: the fields of `spare` stand between brackets in spec/loom/more.yaml:7
              help: give each item lines of its own that begin with `- `, then run the command again
        "#]],
        ),
        // A form that reads as something else with a row.
        (
            format!("types:\n  - ? id\n    : spare\n    {spare}"),
            expect![[r#"
            error: no place was found for `a` among the fields of `spare` in spec/loom/more.yaml
              help: nothing was written; add it to `fields` by hand:

                  - id: a
                    type: string
                    title:
                      en: TODO what it means, in one line
                      zh: TODO 用一行说明含义
        "#]],
        ),
    ];
    for (text, expect) in cases {
        let (project, _) = Project::with_type(&text);
        project.refuses(&field("spare", "a"), expect);
    }
}

#[test]
fn what_gen_would_refuse_is_not_written() {
    let project = Project::new();
    project.ok(&["new", "type", "left_2", "--kind", "object"]);
    let cases: [(&[&str], Expect); 4] = [
        (
            &["new", "type", "left2", "--kind", "object"],
            expect![[r#"
            error: spec/loom/types/left2.yaml would be wrong
            error[C002]: the Rust name `Left2` is used twice
             --> spec/loom/types/left2.yaml:3:9
              |
            3 |   - id: left2
              |         ^^^^^
              |
             ::: spec/loom/types/left_2.yaml:3:9
              |
            3 |   - id: left_2
              |         ------ first here
              |
              = help: write `name:` for one of them

            1 problem; nothing was written

              help: choose another id, or correct the catalogue first; then run the command again
        "#]],
        ),
        (
            &["new", "endpoint", "Look", "--method", "GET", "--path", "/a"],
            expect![[r#"
            error: spec/loom/endpoints/Look.yaml would be wrong
            error[C002]: the Rust name `Look` is used twice
               --> spec/loom/endpoints/Look.yaml:3:9
                |
              3 |   - id: Look
                |         ^^^^
                |
               ::: spec/loom/api.yaml:639:9
                |
            639 |   - id: look
                |         ---- first here
                |
                = help: write `name:` for one of them

            1 problem; nothing was written

              help: choose another id, or correct the catalogue first; then run the command again
        "#]],
        ),
        (
            &["new", "event", "woven", "--code", "2", "--wire-name", "torn"],
            expect![[r#"
            error: spec/loom/events/0002_woven.yaml would be wrong
            error[C001]: the name of an event `torn` is used twice
               --> spec/loom/events/0002_woven.yaml:6:16
                |
              6 |     wire_name: torn
                |                ^^^^
                |
               ::: spec/loom/api.yaml:721:16
                |
            721 |     wire_name: torn
                |                ---- first here
                |
                = help: one name is one event

            1 problem; nothing was written

              help: choose another id, or correct the catalogue first; then run the command again
        "#]],
        ),
        (
            &[
                "new",
                "endpoint",
                "a",
                "--method",
                "GET",
                "--path",
                "/{b}",
                "--variant",
                "plain",
                "--variant-parameter",
                "c",
            ],
            expect![[r#"
                error: there is no placeholder `c`
                  help: did you mean `b`?
            "#]],
        ),
    ];
    for (args, expect) in cases {
        project.refuses(args, expect);
    }
    // What was wrong before is no reason.
    project.write("spec/loom/more.yaml", "# yaml-language-server: $schema=../catalogue.schema.json\ntypes:\n  - id: Left\n    kind: object\n    title: {en: spare, zh: 备件}\n    sources: [manual]\n");
    project.ok(&["new", "type", "right_hand", "--kind", "object"]);
    let (quiet, _) = API.split_once("notifications:\n").expect("the small service has notifications");
    project.write(FILE, quiet);
    project.refuses(
        &["new", "event", "woven", "--code", "2"],
        expect![[r#"
        error: spec/loom/events/0002_woven.yaml would be wrong
        error[C097]: events, and nothing says how notifications come
         --> spec/loom/events/0002_woven.yaml:3:9
          |
        3 |   - id: woven
          |         ^^^^^
          |
          = note: in `woven`
          = help: add `notifications:`

        1 problem; nothing was written

          help: choose another id, or correct the catalogue first; then run the command again
    "#]],
    );
}

#[test]
fn an_unknown_type_among_many_is_told_with_near_ones() {
    let project = Project::new();
    for id in ["left_frame", "right_frame", "upper_frame"] {
        project.ok(&["new", "type", id, "--kind", "scalar"]);
    }
    let of = |id: &'static str| ["new", "field", "order", "a", "--type", id];
    project.refuses(
        &of("left_frome"),
        expect![[r#"
            error: there is no type `left_frome`
              help: did you mean `left_frame`? There are 18: `boolean`, `integer`, `json`, `number`, `string`, and those under `types` in spec/loom
        "#]],
    );
    project.refuses(
        &of("_frame"),
        expect![[r#"
            error: there is no type `_frame`
              help: did you mean `frame`? There are 18: `boolean`, `integer`, `json`, `number`, `string`, and those under `types` in spec/loom
        "#]],
    );
    project.refuses(&of("right"), expect![[r#"
        error: there is no type `right`
          help: did you mean `right_frame`? There are 18: `boolean`, `integer`, `json`, `number`, `string`, and those under `types` in spec/loom
    "#]]);
    project.refuses(
        &of("nothing_like_it"),
        expect![[r#"
            error: there is no type `nothing_like_it`
              help: there are 18: `boolean`, `integer`, `json`, `number`, `string`, and those under `types` in spec/loom
        "#]],
    );
    project.refuses(
        &["new", "field", "fram", "a", "--type", "string", "--of", "event"],
        expect![[r#"
        error: there is no event `fram`
          help: there are `torn`
    "#]],
    );
}

#[test]
fn a_new_enum_leaves_its_values_open() {
    for of in ["string", "integer"] {
        let project = Project::new();
        project.ok(&["new", "type", "finish", "--kind", "enum", "--of", of]);
        let text = project.read("spec/loom/types/finish.yaml");
        assert!(text.contains("      - id: TODO\n        value: TODO\n"), "{text}");
        assert_eq!(project.told(), (codes(&["C005", "C030"]), 7), "{of}");
    }
}
