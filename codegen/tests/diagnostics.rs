//! What a maintainer reads when a catalogue is wrong: each check breaks a small catalogue and the whole rendered
//! diagnostic is compared.

use codegen::diagnostic::Code;
use expect_test::{Expect, expect};
use std::collections::BTreeSet;
use std::fs;

const HEAD: &str = "# yaml-language-server: $schema=../catalogue.schema.json\n";
const SERVICE: &str = include_str!("small/service.yaml");
const ERRORS: &str = include_str!("small/errors.yaml");
const LEDGER: &str = include_str!("small/ledger.yaml");

/// The files of a small catalogue, to be broken.
struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    fn good() -> Self {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        Self(vec![file("errors.yaml", ERRORS), file("service.yaml", SERVICE)])
    }

    /// Replaces a text that stands exactly once in all files.
    #[track_caller]
    fn with(mut self, from: &str, to: &str) -> Self {
        let mut seen = 0;
        for (_, bytes) in &mut self.0 {
            let text = String::from_utf8(bytes.clone()).expect("the small catalogue is text");
            seen += text.matches(from).count();
            *bytes = text.replace(from, to).into_bytes();
        }
        assert_eq!(seen, 1, "`{from}` must stand once in the small catalogue");
        self
    }

    /// Adds a line behind a text that stands exactly once.
    #[track_caller]
    fn after(self, line: &str, added: &str) -> Self {
        self.with(&format!("{line}\n"), &format!("{line}\n{added}\n"))
    }

    fn add(self, name: &str, text: &str) -> Self {
        let head = if text.starts_with(HEAD) { "" } else { HEAD };
        self.add_bytes(name, format!("{head}{text}").into_bytes())
    }

    fn add_bytes(mut self, name: &str, bytes: Vec<u8>) -> Self {
        self.0.push((name.to_owned(), bytes));
        self
    }

    fn released(self) -> Self {
        self.with("status: active\n    since: next", "status: active\n    since: 0.1.0").add("ledger.yaml", LEDGER)
    }

    /// What is printed, and the checks that spoke.
    fn run(&self) -> (String, BTreeSet<Code>) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for (name, bytes) in &self.0 {
            fs::write(dir.path().join(name), bytes).expect("a file in it");
        }
        match codegen::read(dir.path(), "spec/small") {
            Ok(_) => (String::new(), BTreeSet::new()),
            Err(problems) => {
                (problems.to_text(false), problems.problems().iter().map(|problem| problem.code).collect())
            }
        }
    }
}

struct Case {
    code: Code,
    files: Files,
    expect: Expect,
}

#[track_caller]
fn case(code: Code, files: Files, expect: Expect) -> Case {
    Case { code, files, expect }
}

#[test]
fn the_small_catalogue_is_good() {
    let (printed, codes) = Files::good().run();
    assert!(codes.is_empty(), "{printed}");
    let (printed, codes) = Files::good().released().run();
    assert!(codes.is_empty(), "{printed}");
    let renamed = Files::good().with("id: too_slow", "id: late\n    legacy_ids: [too_slow]").add("ledger.yaml", LEDGER);
    let (printed, codes) = renamed.run();
    assert!(codes.is_empty(), "{printed}");
}

#[test]
fn every_check_has_a_case_and_prints_this() {
    let cases = cases();
    let covered: BTreeSet<Code> = cases.iter().map(|case| case.code).collect();
    let mut missing: Vec<_> = Code::ALL.iter().filter(|code| !covered.contains(code)).collect();
    // A folder that is not there has no files to break: `a_missing_folder` has the case.
    missing.retain(|code| **code != Code::L001);
    assert!(missing.is_empty(), "checks without a case: {missing:?}");
    for case in cases {
        let (printed, codes) = case.files.run();
        assert!(codes.contains(&case.code), "{:?} did not speak:\n{printed}", case.code);
        case.expect.assert_eq(&printed);
    }
}

#[test]
fn a_missing_folder() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let problems = codegen::read(&dir.path().join("nowhere"), "spec/nowhere").expect_err("there is nothing to read");
    let printed = problems.to_text(false);
    expect![[r#"
        error[L001]: the folder cannot be read: No such file or directory (os error 2)
         --> spec/nowhere
          = help: check the path and its permissions

        1 problem; nothing was written
    "#]]
    .assert_eq(&printed);
    let problems = codegen::read(dir.path(), "spec/empty").expect_err("there is nothing to read");
    expect![[r#"
        error[L001]: no catalogue file in this folder
         --> spec/empty
          = help: give the folder of one service, which holds its `*.yaml` files

        1 problem; nothing was written
    "#]]
    .assert_eq(&problems.to_text(false));
}

#[test]
fn problems_for_programs_name_file_line_and_column() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in Files::good().with("kind: timeout", "kind: timeoot").0 {
        fs::write(dir.path().join(name), bytes).expect("a file in it");
    }
    let problems = codegen::read(dir.path(), "spec/small").expect_err("a word is wrong");
    expect![[r#"
        {"level":"error","code":"L012","message":"`timeoot` is not one of the words for this key","entry":"too_slow","path":null,"labels":[{"file":"spec/small/errors.yaml","line":9,"column":11,"text":""}],"notes":[],"help":["did you mean `timeout`?","the words are `already_done`, `conflict`, `empty_result`, `forbidden`, `internal`, `invalid_request`, `not_enabled`, `not_found`, `quota`, `rate_limit`, `timeout`, `unauthenticated`, `unavailable`"]}
    "#]].assert_eq(&problems.to_json_lines());
    expect![[r#"
        ::error file=spec/small/errors.yaml,line=9,col=11,title=L012::`timeoot` is not one of the words for this key%0Ain `too_slow`%0Adid you mean `timeout`?%0Athe words are `already_done`, `conflict`, `empty_result`, `forbidden`, `internal`, `invalid_request`, `not_enabled`, `not_found`, `quota`, `rate_limit`, `timeout`, `unauthenticated`, `unavailable`
    "#]].assert_eq(&problems.to_github());
}

#[test]
fn all_problems_come_at_once() {
    let files = Files::good()
        .with("kind: timeout", "kinds: timeout")
        .with("effect: unknown", "effect: maybe")
        .with("method: POST", "method: SEND");
    let (printed, _) = files.run();
    assert!(printed.ends_with("4 problems; nothing was written\n"), "{printed}");
}

/// Input that would make a reader run away or fall over is refused quickly and without a panic.
#[test]
fn hostile_files_are_refused() {
    let deep_flow = format!("{HEAD}errors: {}", "{a: ".repeat(100_000)).into_bytes();
    let deep_lists = format!("{HEAD}errors: {}", "[".repeat(200_000)).into_bytes();
    let deep_block: String = (0..2000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let bomb = format!("{HEAD}a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nerrors: [*c,*c]\n").into_bytes();
    let endless = format!("{HEAD}errors: &a [*a]\n").into_bytes();
    let many_keys: String = (0..200_000).map(|_| "a: 1\n").collect();
    let many_items = format!("{HEAD}errors: [{}]\n", "a,".repeat(1_900_000)).into_bytes();
    let nulls = vec![0; 1000];
    let cases: [(&str, Vec<u8>, Code); 10] = [
        ("items", many_items, Code::L002),
        ("flow mappings", deep_flow, Code::L006),
        ("flow lists", deep_lists, Code::L006),
        ("block mappings", format!("{HEAD}{deep_block}").into_bytes(), Code::L006),
        ("aliases", bomb, Code::L005),
        ("alias of itself", endless, Code::L005),
        ("keys", format!("{HEAD}{many_keys}").into_bytes(), Code::L007),
        ("nulls", nulls, Code::L004),
        ("unclosed quote", format!("{HEAD}errors: \"\u{4e2d}\n").into_bytes(), Code::L004),
        ("a tab", format!("{HEAD}errors:\n\t- id: a\n").into_bytes(), Code::L004),
    ];
    for (name, bytes, code) in cases {
        let files = Files(vec![("hostile.yaml".to_owned(), bytes)]);
        let (printed, codes) = files.run();
        assert!(codes.contains(&code), "{name}: {codes:?}\n{}", printed.chars().take(300).collect::<String>());
    }
}

fn cases() -> Vec<Case> {
    let good = Files::good;
    vec![
        case(Code::L002, good().add_bytes("large.yaml", vec![b'#'; 4 * 1024 * 1024 + 1]), expect![[r#"
            error[L002]: the file is larger than 4 MiB
             --> spec/small/large.yaml
              = help: divide it: a service is the sum of all files in its folder

            1 problem; nothing was written
        "#]]),
        case(Code::L003, good().add_bytes("latin.yaml", b"# a\n# \xe9t\xe9\n".to_vec()), expect![[r#"
            error[L003]: the file is not UTF-8 from line 2 on
             --> spec/small/latin.yaml
              = help: save it as UTF-8

            1 problem; nothing was written
        "#]]),
        case(Code::L003, good().add_bytes("bom.yaml", b"\xef\xbb\xbferrors: []\n".to_vec()), expect![[r#"
            error[L003]: the file begins with a byte order mark
             --> spec/small/bom.yaml
              = help: save it as UTF-8 without byte order mark

            1 problem; nothing was written
        "#]]),
        case(Code::L004, good().with("path: /begin", "path: /begin: now"), expect![[r#"
            error[L004]: this is not YAML: mapping values are not allowed in this context
              --> spec/small/service.yaml:29:17
               |
            29 |     path: /begin: now
               |                 ^
               |
               = help: put text that holds `: ` or ` #`, or begins with a special character, between quotes; indent by spaces

            1 problem; nothing was written
        "#]]),
        case(Code::L005, good().with("retry: twice", "retry: &again twice"), expect![[r#"
            error[L005]: an anchor, which the language does not have
              --> spec/small/errors.yaml:13:12
               |
            13 |     retry: &again twice
               |            ^^^^^^^^^^^^
               |
               = help: write the value out where it is needed

            1 problem; nothing was written
        "#]]),
        case(Code::L005, good().with("retry: twice", "retry: !!str twice"), expect![[r#"
            error[L005]: a tag, which the language does not have
              --> spec/small/errors.yaml:13:12
               |
            13 |     retry: !!str twice
               |            ^^^^^^^^^^^
               |
               = help: leave the tag out; quote the value to make it text

            1 problem; nothing was written
        "#]]),
        case(Code::L006, good().with("body: {\"code\": 65}", &format!("body: {}1{}", "[".repeat(80), "]".repeat(80))), expect![[r#"
            error[L006]: nested more than 64 deep
              --> spec/small/errors.yaml:32:74
               |
            32 | ...   body: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]...
               |                                                                        ^
               |
               = help: flatten the value; the rest of the file was not read

            1 problem; nothing was written
        "#]]),
        case(Code::L007, good().after("kind: timeout", "    kind: internal"), expect![[r#"
            error[L007]: `kind` stands twice in one mapping
              --> spec/small/errors.yaml:10:5
               |
             9 |     kind: timeout
               |     ---- first here
            10 |     kind: internal
               |     ^^^^
               |
               = help: delete one of them, or begin a new list item with `- `

            1 problem; nothing was written
        "#]]),
        case(Code::L008, good().add_bytes("plain.yaml", b"errors: []\n".to_vec()), expect![[r#"
            error[L008]: the first line does not name the schema of the language
             --> spec/small/plain.yaml:1:1
              |
            1 | errors: []
              | ^^^^^^^^^^
              |
              = help: begin with `# yaml-language-server: $schema=../catalogue.schema.json`, so that editors complete and check

            1 problem; nothing was written
        "#]]),
        case(Code::L009, good().add("two.yaml", "errors: []\n---\nerrors: []\n"), expect![[r#"
            error[L009]: a second document in one file
             --> spec/small/two.yaml:3:1
              |
            3 | ---
              | ^^^
              |
              = help: put each document into a file of its own

            1 problem; nothing was written
        "#]]),
        case(Code::L009, good().add("list.yaml", "- id: a\n"), expect![[r#"
            error[L009]: the file is not a mapping
             --> spec/small/list.yaml:2:1
              |
            2 | - id: a
              | ^^^^^^^
              |
              = help: begin with one of the sections of the language, such as `errors:`

            1 problem; nothing was written
        "#]]),
        case(Code::L009, good().add_bytes("empty.yaml", Vec::new()), expect![[r#"
            error[L009]: the file is empty
             --> spec/small/empty.yaml:1:1
              |
            1 |
              | ^
              |
              = help: begin with one of the sections of the language, or delete the file

            1 problem; nothing was written
        "#]]),
        case(Code::L010, good().with("kind: timeout", "kimd: timeout"), expect![[r#"
            error[L011]: the key `kind` is missing
             --> spec/small/errors.yaml:3:5
              |
            3 |   - id: too_slow
              |     ^^^^^^^^^^^^
              |
              = note: in `too_slow`
              = help: add `kind:` (What sort of error it is, one word a reaction)

            error[L010]: unknown key `kimd`
             --> spec/small/errors.yaml:9:5
              |
            9 |     kimd: timeout
              |     ^^^^
              |
              = note: in `too_slow`
              = help: did you mean `kind`?

            2 problems; nothing was written
        "#]]),
        case(Code::L010, good().with("{en: begins, zh: 开始}", "{en: begins, or not, zh: 开始}"), expect![[r#"
            error[L010]: unknown key `or not`
              --> spec/small/service.yaml:30:25
               |
            30 |     title: {en: begins, or not, zh: 开始}
               |                         ^^^^^^
               |
               = note: in `begin`
               = help: the keys here are `en`, `zh`

            1 problem; nothing was written
        "#]]),
        case(Code::L011, good().with("    fault: service\n", ""), expect![[r#"
            error[L011]: the key `fault` is missing
             --> spec/small/errors.yaml:3:5
              |
            3 |   - id: too_slow
              |     ^^^^^^^^^^^^
              |
              = note: in `too_slow`
              = help: add `fault:` (Who must act)

            1 problem; nothing was written
        "#]]),
        case(Code::L012, good().with("effect: unknown", "effect: maybe"), expect![[r#"
            error[L012]: `maybe` is not one of the words for this key
              --> spec/small/errors.yaml:12:13
               |
            12 |     effect: maybe
               |             ^^^^^
               |
               = note: in `too_slow`
               = help: the words are `applied`, `none`, `unknown`

            1 problem; nothing was written
        "#]]),
        case(Code::L012, good().with("kind: timeout", "kind: timeoot"), expect![[r#"
            error[L012]: `timeoot` is not one of the words for this key
             --> spec/small/errors.yaml:9:11
              |
            9 |     kind: timeoot
              |           ^^^^^^^
              |
              = note: in `too_slow`
              = help: did you mean `timeout`?
              = help: the words are `already_done`, `conflict`, `empty_result`, `forbidden`, `internal`, `invalid_request`, `not_enabled`, `not_found`, `quota`, `rate_limit`, `timeout`, `unauthenticated`, `unavailable`

            1 problem; nothing was written
        "#]]),
        case(Code::L012, good().with("http: 500", "http: \"500\""), expect![[r#"
            error[L012]: a text where a whole number is needed
              --> spec/small/errors.yaml:31:15
               |
            31 |         http: "500"
               |               ^^^^^
               |
               = note: in `too_slow`
               = help: delete the quotes

            1 problem; nothing was written
        "#]]),
        case(Code::L012, good().with("since: next\n    rung", "since: 1.10\n    rung"), expect![[r#"
            error[L012]: `1.10` where a text is needed
             --> spec/small/errors.yaml:5:12
              |
            5 |     since: 1.10
              |            ^^^^
              |
              = note: in `too_slow`
              = help: put it between quotes: "1.10"

            1 problem; nothing was written
        "#]]),
        case(Code::L012, good().with("sources: [manual]\n    confidence: documented\n    examples", "sources:\n    confidence: documented\n    examples"), expect![[r#"
            error[L012]: no value where a list is needed
              --> spec/small/errors.yaml:27:12
               |
            27 |     sources:
               |            ^
               |
               = note: in `too_slow`
               = help: write a value, or leave the key out

            1 problem; nothing was written
        "#]]),
        case(Code::L012, good().with("delays_s: [3, 6]", "delays_s: [-3, 6]"), expect![[r#"
            error[L012]: -3 is less than 0
              --> spec/small/service.yaml:22:16
               |
            22 |     delays_s: [-3, 6]
               |                ^^
               |
               = note: in `twice`
               = help: write 0 or more

            1 problem; nothing was written
        "#]]),
        case(Code::L012, good().with("http: 500", "http: 70000"), expect![[r#"
            error[L012]: 70000 is more than 65535
              --> spec/small/errors.yaml:31:15
               |
            31 |         http: 70000
               |               ^^^^^
               |
               = note: in `too_slow`
               = help: write 65535 or less

            1 problem; nothing was written
        "#]]),
        case(Code::L013, good().add_bytes("LOUD.YAML", b"errors: []\n".to_vec()), expect![[r#"
            error[L013]: a catalogue file whose name does not end in `.yaml` would not be read
             --> spec/small/LOUD.YAML
              = help: let its name end in `.yaml`

            1 problem; nothing was written
        "#]]),
        case(Code::L013, good().add_bytes("more.yml", b"errors: []\n".to_vec()), expect![[r#"
            error[L013]: a catalogue file whose name does not end in `.yaml` would not be read
             --> spec/small/more.yml
              = help: let its name end in `.yaml`

            1 problem; nothing was written
        "#]]),
        case(Code::C000, good().with("crate_prefix: small", "crate_prefix: Small_One"), expect![[r#"
            error[C000]: `Small_One` cannot begin the name of a crate
             --> spec/small/service.yaml:5:17
              |
            5 |   crate_prefix: Small_One
              |                 ^^^^^^^^^
              |
              = help: use small letters, digits and `-`, beginning with a letter

            1 problem; nothing was written
        "#]]),
        case(Code::C000, good().with("version: 0.1.0", "version: 0.1.0.0"), expect![[r#"
            error[C000]: `0.1.0.0` is no version
             --> spec/small/service.yaml:4:12
              |
            4 |   version: 0.1.0.0
              |            ^^^^^^^
              |
              = help: write three numbers, such as 0.1.0; `cargo xtask release` sets it

            1 problem; nothing was written
        "#]]),
        case(Code::C000, good().after("crate_prefix: small", "  schema_dir: ../schema"), expect![[r#"
            error[C000]: `../schema` is no folder inside the output
             --> spec/small/service.yaml:6:15
              |
            6 |   schema_dir: ../schema
              |               ^^^^^^^^^
              |
              = help: write a path such as `schema` or `schema/name`, without `..` and without `/` at its ends

            1 problem; nothing was written
        "#]]),
        case(Code::C000, good().with("shape: code, code: code,", "shape: code,"), expect![[r#"
            error[C000]: a body of shape `code` that does not say where its code stands
              --> spec/small/service.yaml:11:8
               |
            11 |     - {id: plain, shape: code, text: reason}
               |        ^^^^^^^^^
               |
               = help: add `code:`

            1 problem; nothing was written
        "#]]),
        case(Code::C000, Files(vec![("errors.yaml".to_owned(), format!("{HEAD}errors: []\n").into_bytes())]), expect![[r#"
            error[C000]: no file says which service this is
             --> spec/small
              = help: add `service:` with `id`, `version`, `crate_prefix`, `title`, `detail` and `bodies`

            1 problem; nothing was written
        "#]]),
        case(Code::C000, good().add("again.yaml", SERVICE.split("references:").next().expect("the beginning")), expect![[r#"
            error[C000]: a second `service`
             --> spec/small/service.yaml:3:3
              |
            3 |   id: small
              |   ^^^^^^^^^
              |
             ::: spec/small/again.yaml:3:3
              |
            3 |   id: small
              |   --------- first here
              |
              = help: keep one of them; other services have folders of their own

            1 problem; nothing was written
        "#]]),
        case(Code::C001, good().add("again.yaml", ERRORS), expect![[r#"
            error[C001]: the entry id `too_slow` is used twice
             --> spec/small/errors.yaml:3:9
              |
            3 |   - id: too_slow
              |         ^^^^^^^^
              |
             ::: spec/small/again.yaml:3:9
              |
            3 |   - id: too_slow
              |         -------- first here
              |
              = help: an id means one thing for ever: find another for the newer entry

            1 problem; nothing was written
        "#]]),
        case(Code::C002, good().after("id: too_slow", "    name: tooSlow"), expect![[r#"
            error[C002]: `tooSlow` is no name of a Rust variant
             --> spec/small/errors.yaml:4:11
              |
            4 |     name: tooSlow
              |           ^^^^^^^
              |
              = help: write `name:` in `UpperCamel`, of letters and digits

            1 problem; nothing was written
        "#]]),
        case(Code::C002, good().add("other.yaml", &ERRORS.replace("too_slow", "tooslow\n    name: TooSlow").replace("65", "66")), expect![[r#"
            error[C002]: the Rust name `TooSlow` is used twice
             --> spec/small/other.yaml:4:11
              |
            4 |     name: TooSlow
              |           ^^^^^^^
              |
             ::: spec/small/errors.yaml:3:9
              |
            3 |   - id: too_slow
              |         -------- first here
              |
              = help: write `name:` for one of them

            1 problem; nothing was written
        "#]]),
        case(
            Code::C003,
            good().after("        zh: 同时到达的请求过多。", "      - id: load\n        en: The server rests.\n        zh: 服务器正在休息。"),
            expect![[r#"
                error[C003]: the id `load` is used twice
                  --> spec/small/errors.yaml:24:13
                   |
                21 |       - id: load
                   |             ---- first here
                ...
                24 |       - id: load
                   |             ^^^^
                   |
                   = note: in `too_slow`
                   = help: give one of them another id

                1 problem; nothing was written
            "#]],
        ),
        case(Code::C020, good().with("retry: twice", "retry: twise"), expect![[r#"
            error[C020]: there is no recipe `twise`
              --> spec/small/errors.yaml:13:12
               |
            13 |     retry: twise
               |            ^^^^^
               |
               = note: in `too_slow`
               = help: did you mean `twice`?

            error[C020]: the recipe `twice` is never used
              --> spec/small/service.yaml:18:9
               |
            18 |   - id: twice
               |         ^^^^^
               |
               = help: refer to it, or delete it

            2 problems; nothing was written
        "#]]),
        case(Code::C004, good().with("      - code: 65", "      - endpoints: [finish]\n        code: 65"), expect![[r#"
            error[C004]: there is no endpoint `finish`
             --> spec/small/errors.yaml:8:21
              |
            8 |       - endpoints: [finish]
              |                     ^^^^^^
              |
              = note: in `too_slow`
              = help: there are `begin`

            1 problem; nothing was written
        "#]]),
        case(Code::C020, good().with("retry: twice", "retry: never"), expect![[r#"
            error[C020]: the recipe `twice` is never used
              --> spec/small/service.yaml:18:9
               |
            18 |   - id: twice
               |         ^^^^^
               |
               = help: refer to it, or delete it

            1 problem; nothing was written
        "#]]),
        case(
            Code::C005,
            good().after("  crate_prefix: small", "  variants: [{id: fast, title: {en: fast, zh: 快速}}]"),
            expect![[r#"
                error[C005]: the variant `fast` is never used
                 --> spec/small/service.yaml:6:19
                  |
                6 |   variants: [{id: fast, title: {en: fast, zh: 快速}}]
                  |                   ^^^^
                  |
                  = help: refer to it, or delete it

                1 problem; nothing was written
            "#]],
        ),
        case(
            Code::C040,
            good().with("sources: [manual]\n    confidence: documented\n    examples", "sources: [manuel]\n    confidence: documented\n    examples"),
            expect![[r#"
                error[C040]: there is no source `manuel`
                  --> spec/small/errors.yaml:27:15
                   |
                27 |     sources: [manuel]
                   |               ^^^^^^
                   |
                   = note: in `too_slow`
                   = help: did you mean `manual`?

                1 problem; nothing was written
            "#]],
        ),
        case(Code::C006, good().with("id: too_slow", "id: too__Slow"), expect![[r#"
            error[C006]: `too__Slow` is no id
             --> spec/small/errors.yaml:3:9
              |
            3 |   - id: too__Slow
              |         ^^^^^^^^^
              |
              = help: use small letters, digits and single `_`, beginning with a letter, at most 48 characters

            1 problem; nothing was written
        "#]]),
        case(Code::C007, good().with("status: active", "status: deprecated"), expect![[r#"
            error[C007]: a deprecated entry does not say since when and why
             --> spec/small/errors.yaml:4:13
              |
            4 |     status: deprecated
              |             ^^^^^^^^^^
              |
              = note: in `too_slow`
              = help: add `deprecated:` with `since` and `note`, and `replaced_by` where there is another entry

            1 problem; nothing was written
        "#]]),
        case(Code::C007, good().with("confidence: documented\n    examples", "confidence: historical\n    examples"), expect![[r#"
            error[C007]: a historical entry does not say until when it was documented
              --> spec/small/errors.yaml:28:17
               |
            28 |     confidence: historical
               |                 ^^^^^^^^^^
               |
               = note: in `too_slow`
               = help: add `documented_until:` with the last date on which a source had it

            1 problem; nothing was written
        "#]]),
        case(Code::C008, good().with("since: next\n    rung", "since: soon\n    rung"), expect![[r#"
            error[C008]: `soon` is no version
             --> spec/small/errors.yaml:5:12
              |
            5 |     since: soon
              |            ^^^^
              |
              = help: write `next`; `cargo xtask release` fills in the version

            1 problem; nothing was written
        "#]]),
        case(Code::C008, good().with("published: \"2024\"", "published: \"2024-13\""), expect![[r#"
            error[C008]: `2024-13` is no date
              --> spec/small/service.yaml:14:73
               |
            14 |   - {id: manual, title: Manual, location: a shelf, lang: en, published: "2024-13", retrieved: "2026-11-24"}
               |                                                                         ^^^^^^^^^
               |
               = help: write `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or `unknown`, between quotes

            1 problem; nothing was written
        "#]]),
        case(Code::C010, good().with("http: 500", "http: 65"), expect![[r#"
            error[C010]: 65 is no HTTP status
              --> spec/small/errors.yaml:31:15
               |
            31 |         http: 65
               |               ^^
               |
               = note: in `too_slow`
               = help: write 100 to 599; the service's own number is the `code`

            1 problem; nothing was written
        "#]]),
        case(Code::C010, good().with("- code: 65", "- code: 65\n        http: 206").with("http: 500", "http: 206"), expect![[r#"
            error[C010]: a failure with a 2xx status
             --> spec/small/errors.yaml:9:15
              |
            9 |         http: 206
              |               ^^^
              |
              = note: in `too_slow`
              = help: add a `note` that says why success of HTTP is a failure here, or correct `disposition`

            1 problem; nothing was written
        "#]]),
        case(Code::C011, good().with("- code: 65", "- code: \"65\""), expect![[r#"
            error[C011]: the code "65" is a word that spells a number
             --> spec/small/errors.yaml:8:15
              |
            8 |       - code: "65"
              |               ^^^^
              |
              = note: in `too_slow`
              = help: delete the quotes

            1 problem; nothing was written
        "#]]),
        case(Code::C011, good().with("- code: 65", "- code: 6500000000").with("{\"code\": 65}", "{\"code\": 6500000000}"), expect![[r#"
            error[C011]: the code 6500000000 is no 32-bit number
             --> spec/small/errors.yaml:8:15
              |
            8 |       - code: 6500000000
              |               ^^^^^^^^^^
              |
              = note: in `too_slow`
              = help: write the code as the service sends it

            1 problem; nothing was written
        "#]]),
        case(Code::C012, good().add("other.yaml", &ERRORS.replace("too_slow", "far_too_slow")), expect![[r#"
            error[C012]: `too_slow` and `far_too_slow` match the same answers
             --> spec/small/other.yaml:8:9
              |
            8 |       - code: 65
              |         ^^^^^^^^
              |
             ::: spec/small/errors.yaml:8:9
              |
            8 |       - code: 65
              |         -------- the other key
              |
              = note: in `far_too_slow`
              = note: both state code=65
              = help: state in one of them what tells it from the other, such as its `text`, or delete it

            1 problem; nothing was written
        "#]]),
        case(
            Code::C013,
            good().after("- code: 65", "      - endpoints: [begin]\n        code: 65"),
            expect![[r#"
                error[C013]: no answer can reach this key
                 --> spec/small/errors.yaml:8:9
                  |
                8 |       - code: 65
                  |         ^^^^^^^^
                  |
                  = note: in `too_slow`
                  = help: more specific keys take every answer that it states; delete it, or state more

                1 problem; nothing was written
            "#]],
        ),
        case(Code::C014, good().with("body: {\"code\": 65}", "body: {\"code\": 66}"), expect![[r#"
            error[C015]: no example of this entry is found by this key
             --> spec/small/errors.yaml:8:9
              |
            8 |       - code: 65
              |         ^^^^^^^^
              |
              = note: in `too_slow`
              = help: add an example that it alone decides: code=65

            error[C014]: the example `plain` decodes to no entry
              --> spec/small/errors.yaml:30:9
               |
            30 |       - id: plain
               |         ^^^^^^^^^
               |
               = note: in `too_slow`
               = note: it was read as shape code, status 500, code 66
               = help: correct the example, or let a key of its entry state what sets this answer apart

            2 problems; nothing was written
        "#]]),
        case(
            Code::C014,
            good()
                .add("other.yaml", &ERRORS.replace("too_slow", "slow_start").replace("- code: 65", "- code: 65\n        http: 500")),
            expect![[r#"
                error[C015]: no example of this entry is found by this key
                 --> spec/small/errors.yaml:8:9
                  |
                8 |       - code: 65
                  |         ^^^^^^^^
                  |
                  = note: in `too_slow`
                  = help: add an example that it alone decides: code=65

                error[C014]: the example `plain` decodes to `slow_start`
                  --> spec/small/errors.yaml:30:9
                   |
                30 |       - id: plain
                   |         ^^^^^^^^^
                   |
                  ::: spec/small/other.yaml:8:9
                   |
                 8 |       - code: 65
                   |         -------- this key wins
                   |
                   = note: in `too_slow`
                   = note: it was read as shape code, status 500, code 65
                   = help: correct the example, or let a key of its entry state what sets this answer apart

                2 problems; nothing was written
            "#]],
        ),
        case(Code::C014, good().with("body: {}", "body: {\"code\": 65}"), expect![[r#"
            error[C014]: the example `plain` at `begin` decodes to `too_slow`
              --> spec/small/service.yaml:39:14
               |
            39 |           - {id: plain, http: 200, body: {"code": 65}, origin: constructed}
               |              ^^^^^^^^^
               |
              ::: spec/small/errors.yaml:8:9
               |
             8 |       - code: 65
               |         -------- this key wins
               |
               = note: in `begin`
               = note: it was read as shape code, status 200, code 65
               = help: correct the example, or let a key of its entry state what sets this answer apart

            1 problem; nothing was written
        "#]]),
        case(Code::C015, good().after("- code: 65", "      - code: 66"), expect![[r#"
            error[C015]: no example of this entry is found by this key
             --> spec/small/errors.yaml:9:9
              |
            9 |       - code: 66
              |         ^^^^^^^^
              |
              = note: in `too_slow`
              = help: add an example that it alone decides: code=66

            1 problem; nothing was written
        "#]]),
        case(Code::C016, good().with("- code: 65", "- endpoints: [begin]"), expect![[r#"
            error[C016]: a key that states nothing of the answer
             --> spec/small/errors.yaml:8:9
              |
            8 |       - endpoints: [begin]
              |         ^^^^^^^^^
              |
              = note: in `too_slow`
              = help: state at least one of `http`, `shape`, `code` and `text`

            1 problem; nothing was written
        "#]]),
        case(Code::C016, good().with("- code: 65", "- code: 65\n        shape: message"), expect![[r#"
            error[C016]: a body of shape `message` has no code
             --> spec/small/errors.yaml:9:16
              |
            9 |         shape: message
              |                ^^^^^^^
              |
              = note: in `too_slow`
              = help: delete `shape`, or what contradicts it

            1 problem; nothing was written
        "#]]),
        case(Code::C020, good().with("delays_s: [3, 6]", "delays_s: [3, 0]"), expect![[r#"
            error[C020]: a delay of 0 s
              --> spec/small/service.yaml:22:19
               |
            22 |     delays_s: [3, 0]
               |                   ^
               |
               = note: in `twice`
               = help: write seconds from 1 to 3600

            1 problem; nothing was written
        "#]]),
        case(Code::C020, good().with("delays_s: [3, 6]", "delays_s: []"), expect![[r#"
            error[C020]: a recipe that neither repeats nor goes on
              --> spec/small/service.yaml:22:15
               |
            22 |     delays_s: []
               |               ^^
               |
               = note: in `twice`
               = help: add delays, or `then:`, or use `never` in place of the recipe

            1 problem; nothing was written
        "#]]),
        case(Code::C020, good().after("    keep: all", "    change: [uid]"), expect![[r#"
            error[C020]: `uid` is kept and changed at once
              --> spec/small/service.yaml:24:14
               |
            24 |     change: [uid]
               |              ^^^
               |
               = note: in `twice`
               = help: take it out of `keep` or of `change`

            1 problem; nothing was written
        "#]]),
        case(Code::C020, good().after("    keep: all", "    then: {}"), expect![[r#"
            error[C020]: `then` needs exactly one of `flow` and `poll`
              --> spec/small/service.yaml:24:11
               |
            24 |     then: {}
               |           ^^
               |
               = note: in `twice`
               = help: write one of them

            1 problem; nothing was written
        "#]]),
        case(Code::C022, good().with("confidence: documented\n    examples", "confidence: inferred\n    examples"), expect![[r#"
            error[C022]: what was only concluded must not be retried
              --> spec/small/errors.yaml:13:12
               |
            13 |     retry: twice
               |            ^^^^^
               |
               = note: in `too_slow`
               = help: write `retry: never` here, or name a source and another `confidence`

            1 problem; nothing was written
        "#]]),
        case(Code::C030, good().with("zh: 服务器响应过慢", "zh: \"\""), expect![[r#"
            error[C030]: no Chinese words
              --> spec/small/errors.yaml:16:11
               |
            16 |       zh: ""
               |           ^^
               |
               = note: in `too_slow`
               = help: write them; there is no fallback to the other language

            1 problem; nothing was written
        "#]]),
        case(Code::C030, good().with("zh: 没有在时限内得到响应。", "zh: 没有响应, 时限已过。"), expect![[r#"
            error[C030]: `,` next to a Chinese character
              --> spec/small/errors.yaml:19:11
               |
            19 |       zh: 没有响应, 时限已过。
               |           ^^^^^^^^^^^^^^^^^^^^
               |
               = note: in `too_slow`
               = help: write the full-width `，`

            1 problem; nothing was written
        "#]]),
        case(Code::C030, good().with("zh: 请重试。", "zh: TODO 补写。"), expect![[r#"
            error[C030]: something that is still to be written
              --> spec/small/errors.yaml:26:13
               |
            26 |         zh: TODO 补写。
               |             ^^^^^^^^^^^
               |
               = note: in `too_slow`
               = help: write it in place of `TODO`

            1 problem; nothing was written
        "#]]),
        case(Code::C030, good().with("en: Try again.", "en: TODO write."), expect![[r#"
            error[C030]: something that is still to be written
              --> spec/small/errors.yaml:25:13
               |
            25 |       - en: TODO write.
               |             ^^^^^^^^^^^
               |
               = note: in `too_slow`
               = help: write it in place of `TODO`

            1 problem; nothing was written
        "#]]),
        case(Code::C031, good().with("en: Try again.", "en: The server was slow."), expect![[r#"
            error[C031]: a remedy that begins with `The` is no advice
              --> spec/small/errors.yaml:25:13
               |
            25 |       - en: The server was slow.
               |             ^^^^^^^^^^^^^^^^^^^^
               |
               = note: in `too_slow`
               = help: write it in the imperative: what to do, not what happened

            1 problem; nothing was written
        "#]]),
        case(
            Code::C031,
            good().with("    causes:\n      - id: load\n        en: Many requests came at once.\n        zh: 同时到达的请求过多。\n", ""),
            expect![[r#"
                error[C031]: a failure without causes
                 --> spec/small/errors.yaml:3:5
                  |
                3 |   - id: too_slow
                  |     ^^^^^^^^^^^^
                  |
                  = note: in `too_slow`
                  = help: add what may have led to it, one item a cause

                1 problem; nothing was written
            "#]],
        ),
        case(Code::C032, good().with("en: Many requests came at once.", "en: The machine was busy."), expect![[r#"
            error[C032]: `machine` is not the term
              --> spec/small/errors.yaml:22:13
               |
            22 |         en: The machine was busy.
               |             ^^^^^^^^^^^^^^^^^^^^^
               |
               = note: in `too_slow`
               = help: write `server`, as the glossary has it

            1 problem; nothing was written
        "#]]),
        case(Code::C033, good().with("en: the server was too slow", "en: The server was too slow."), expect![[r#"
            error[C033]: a title that ends like a sentence
              --> spec/small/errors.yaml:15:11
               |
            15 |       en: The server was too slow.
               |           ^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = note: in `too_slow`
               = help: delete the `.`

            1 problem; nothing was written
        "#]]),
        case(Code::C033, good().with("en: No answer came in time.", "en: No answer came in time"), expect![[r#"
            error[C033]: a sentence that does not end
              --> spec/small/errors.yaml:18:11
               |
            18 |       en: No answer came in time
               |           ^^^^^^^^^^^^^^^^^^^^^^
               |
               = note: in `too_slow`
               = help: end it with `.`

            1 problem; nothing was written
        "#]]),
        case(Code::C040, good().with("sources: [manual]\n    confidence: documented\n    examples", "sources: []\n    confidence: documented\n    examples"), expect![[r#"
            error[C040]: no source
              --> spec/small/errors.yaml:27:14
               |
            27 |     sources: []
               |              ^^
               |
               = note: in `too_slow`
               = help: name at least one of the `references`; what no source states is not written here

            1 problem; nothing was written
        "#]]),
        case(Code::C050, good().add("ledger.yaml", &LEDGER.replace("too_slow", "much_too_slow")), expect![[r#"
            error[C050]: `much_too_slow` was released in 0.1.0 and is gone
             --> spec/small/ledger.yaml:3:6
              |
            3 |   - {id: much_too_slow, version: 0.1.0, status: active, kind: timeout, keys: ["code=65 -> failure unknown retry 3s 6s keep=all"]}
              |      ^^^^^^^^^^^^^^^^^
              |
              = note: in `much_too_slow`
              = help: bring it back, or add it to `tombstones` with `removed`, or name it in `legacy_ids` of its successor

            1 problem; nothing was written
        "#]]),
        case(Code::C050, good().released().with("kind: timeout\n", "kind: internal\n"), expect![[r#"
            error[C050]: `too_slow` no longer promises what 0.1.0 released
             --> spec/small/errors.yaml:3:9
              |
            3 |   - id: too_slow
              |         ^^^^^^^^
              |
             ::: spec/small/ledger.yaml:3:6
              |
            3 |   - {id: too_slow, version: 0.1.0, status: active, kind: timeout, keys: ["code=65 -> failure unknown retry 3s 6s keep=all"]}
              |      ------------ released as this
              |
              = note: in `too_slow`
              = note: kind was `timeout` and is `internal`
              = help: undo it, or add `changed: [{since: next, note}]` that tells users what changed and why

            1 problem; nothing was written
        "#]]),
        case(Code::C050, good().released().with("delays_s: [3, 6]", "delays_s: [3, 6, 9]"), expect![[r#"
            error[C050]: `too_slow` no longer promises what 0.1.0 released
             --> spec/small/errors.yaml:3:9
              |
            3 |   - id: too_slow
              |         ^^^^^^^^
              |
             ::: spec/small/ledger.yaml:3:6
              |
            3 |   - {id: too_slow, version: 0.1.0, status: active, kind: timeout, keys: ["code=65 -> failure unknown retry 3s 6s keep=all"]}
              |      ------------ released as this
              |
              = note: in `too_slow`
              = note: `code=65` promised `failure unknown retry 3s 6s keep=all` and now `failure unknown retry 3s 6s 9s keep=all`
              = help: undo it, or add `changed: [{since: next, note}]` that tells users what changed and why

            1 problem; nothing was written
        "#]]),
        case(Code::C050, good().released().with("- code: 65", "- code: 66").with("{\"code\": 65}", "{\"code\": 66}"), expect![[r#"
            error[C050]: `too_slow` no longer promises what 0.1.0 released
             --> spec/small/errors.yaml:3:9
              |
            3 |   - id: too_slow
              |         ^^^^^^^^
              |
             ::: spec/small/ledger.yaml:3:6
              |
            3 |   - {id: too_slow, version: 0.1.0, status: active, kind: timeout, keys: ["code=65 -> failure unknown retry 3s 6s keep=all"]}
              |      ------------ released as this
              |
              = note: in `too_slow`
              = note: the key `code=65` is lost
              = note: the key `code=66` is new
              = help: undo it, or add `changed: [{since: next, note}]` that tells users what changed and why

            1 problem; nothing was written
        "#]]),
        case(Code::C050, good().with("since: next\n    rung", "since: 0.1.0\n    rung"), expect![[r#"
            error[C050]: the ledger knows no release of `too_slow`
             --> spec/small/errors.yaml:5:12
              |
            5 |     since: 0.1.0
              |            ^^^^^
              |
              = note: in `too_slow`
              = help: write `since: next`; `cargo xtask release` fills in the version

            1 problem; nothing was written
        "#]]),
        case(
            Code::C050,
            good().released().add(
                "more.yaml",
                "ledger:\n  - {id: too_slow, version: 0.1.0, status: removed, kind: timeout, keys: [\"code=65 -> gone\"]}\n",
            ),
            expect![[r#"
                error[C050]: `too_slow` was removed in 0.1.0 and is used again
                 --> spec/small/errors.yaml:3:9
                  |
                3 |   - id: too_slow
                  |         ^^^^^^^^
                  |
                 ::: spec/small/more.yaml:3:6
                  |
                3 |   - {id: too_slow, version: 0.1.0, status: removed, kind: timeout, keys: ["code=65 -> gone"]}
                  |      ------------ removed here
                  |
                  = note: in `too_slow`
                  = help: give the new entry an id of its own

                1 problem; nothing was written
            "#]],
        ),
        case(
            Code::C050,
            good().add("gone.yaml", "tombstones:\n  - id: old\n    keys: [{code: 1}]\n    removed:\n      since: next\n      reason:\n        en: Gone.\n        zh: 已移除。\n"),
            expect![[r#"
                error[C050]: `old` was never released
                 --> spec/small/gone.yaml:3:9
                  |
                3 |   - id: old
                  |         ^^^
                  |
                  = note: in `old`
                  = help: delete the tombstone; only released ids are kept

                1 problem; nothing was written
            "#]],
        ),
        // A stated change does not excuse a lost key.
        case(
            Code::C050,
            good()
                .released()
                .with("- code: 65", "- code: 66")
                .with("{\"code\": 65}", "{\"code\": 66}")
                .after("status: active", "    changed: [{since: next, note: {en: Changed., zh: 已变更。}}]"),
            expect![[r#"
                error[C050]: the released key `code=65` is lost
                 --> spec/small/errors.yaml:9:7
                  |
                9 |       - code: 66
                  |       ^^^^^^^^^^
                  |
                 ::: spec/small/ledger.yaml:3:6
                  |
                3 |   - {id: too_slow, version: 0.1.0, status: active, kind: timeout, keys: ["code=65 -> failure unknown retry 3s 6s keep=all"]}
                  |      ------------ released as this
                  |
                  = note: in `too_slow`
                  = help: keep it, or keep it with `gone: {since: next, note}` if the service no longer answers so

                1 problem; nothing was written
            "#]],
        ),
        // Another id does not excuse another promise.
        case(
            Code::C050,
            good()
                .with("id: too_slow", "id: late\n    legacy_ids: [too_slow]")
                .with("effect: unknown", "effect: none")
                .add("ledger.yaml", LEDGER),
            expect![[r#"
                error[C050]: `too_slow` no longer promises what 0.1.0 released
                 --> spec/small/errors.yaml:3:9
                  |
                3 |   - id: late
                  |         ^^^^
                  |
                 ::: spec/small/ledger.yaml:3:6
                  |
                3 |   - {id: too_slow, version: 0.1.0, status: active, kind: timeout, keys: ["code=65 -> failure unknown retry 3s 6s keep=all"]}
                  |      ------------ released as this
                  |
                  = note: in `late`
                  = note: `code=65` promised `failure unknown retry 3s 6s keep=all` and now `failure none retry 3s 6s keep=all`
                  = help: undo it, or add `changed: [{since: next, note}]` that tells users what changed and why

                1 problem; nothing was written
            "#]],
        ),
        case(Code::C070, good().with("{\"code\": 65}", "{\"code\": 65, \"token\": \"abc\"}"), expect![[r#"
            error[C070]: `abc…` looks like a secret or an identifier
              --> spec/small/errors.yaml:32:37
               |
            32 |         body: {"code": 65, "token": "abc"}
               |                                     ^^^^^
               |
               = note: in `too_slow`
               = help: write a placeholder that holds the word `example`

            1 problem; nothing was written
        "#]]),
        case(Code::C070, good().with("{\"code\": 65}", "{\"code\": 65, \"sid\": \"38f8e3cfdc474cd56fc1ceba380d7e1a\"}"), expect![[r#"
            error[C070]: `38f8…` looks like a secret or an identifier
              --> spec/small/errors.yaml:32:35
               |
            32 |         body: {"code": 65, "sid": "38f8e3cfdc474cd56fc1ceba380d7e1a"}
               |                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = note: in `too_slow`
               = help: write a placeholder that holds the word `example`

            1 problem; nothing was written
        "#]]),
        case(
            Code::C080,
            good().add(
                "sets.yaml",
                "character_sets:\n  - id: letters\n    title: {en: letters, zh: 字母}\n    classes:\n      - {id: low, title: {en: low, zh: 小写}, from: a, to: c}\n      - {id: more, title: {en: more, zh: 其他}, characters: cd}\n    count: 5\n    sources: [manual]\n",
            ),
            expect![[r#"
                error[C005]: the character set `letters` is never used
                 --> spec/small/sets.yaml:3:9
                  |
                3 |   - id: letters
                  |         ^^^^^^^
                  |
                  = help: refer to it, or delete it

                error[C080]: `c` stands twice in the set
                 --> spec/small/sets.yaml:7:10
                  |
                6 |       - {id: low, title: {en: low, zh: 小写}, from: a, to: c}
                  |          ------- first here
                7 |       - {id: more, title: {en: more, zh: 其他}, characters: cd}
                  |          ^^^^^^^^
                  |
                  = note: in `letters`
                  = help: keep it in one class, once

                error[C080]: the classes hold 4 characters, `count` says 5
                 --> spec/small/sets.yaml:8:12
                  |
                8 |     count: 5
                  |            ^
                  |
                  = note: in `letters`
                  = help: find the character that is missing or too much, or correct `count`

                3 problems; nothing was written
            "#]],
        ),
        case(
            Code::C080,
            good().add(
                "sets.yaml",
                "character_sets:\n  - id: letters\n    title: {en: letters, zh: 字母}\n    classes:\n      - {id: all, title: {en: all, zh: 全部}, from: \"!\", to: \"\\U0010FFFF\"}\n    count: 5\n    sources: [manual]\n",
            ),
            expect![[r#"
                error[C005]: the character set `letters` is never used
                 --> spec/small/sets.yaml:3:9
                  |
                3 |   - id: letters
                  |         ^^^^^^^
                  |
                  = help: refer to it, or delete it

                error[C080]: the class `all` is neither a range nor a list
                 --> spec/small/sets.yaml:6:10
                  |
                6 |       - {id: all, title: {en: all, zh: 全部}, from: "!", to: "\U0010FFFF"}
                  |          ^^^^^^^
                  |
                  = note: in `letters`
                  = help: write `from` and `to` with one character each, the lower first, at most 65,536 in all, or `characters` alone

                error[C080]: the classes hold 0 characters, `count` says 5
                 --> spec/small/sets.yaml:7:12
                  |
                7 |     count: 5
                  |            ^
                  |
                  = note: in `letters`
                  = help: find the character that is missing or too much, or correct `count`

                3 problems; nothing was written
            "#]],
        ),
    ]
}
