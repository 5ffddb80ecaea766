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
const API: &str = include_str!("small/api.yaml");
const EMULATION: &str = include_str!("small/emulation.yaml");

/// The files of a small catalogue, to be broken.
struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    fn good() -> Self {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        Self(vec![file("errors.yaml", ERRORS), file("service.yaml", SERVICE)])
    }

    /// A catalogue with types, rules, states and notifications.
    fn api() -> Self {
        Self(vec![("api.yaml".to_owned(), API.as_bytes().to_vec())])
    }

    /// The same with an emulator.
    fn emulated() -> Self {
        let mut files = Self::api();
        files.0.push(("emulation.yaml".to_owned(), EMULATION.as_bytes().to_vec()));
        files
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
    let (printed, codes) = Files::emulated().run();
    assert!(codes.is_empty(), "{printed}");
}

#[test]
fn every_check_has_a_case_and_prints_this() {
    let cases: Vec<Case> = cases().into_iter().chain(api_cases()).chain(emulation_cases()).collect();
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

/// The same for types, rules, calls, states, notifications, limits and examples.
fn api_cases() -> Vec<Case> {
    let api = Files::api;
    vec![
        case(Code::C004, api().with("type: frame\n", "type: frome\n"), expect![[r#"
            error[C004]: there is no type `frome`
               --> spec/small/api.yaml:286:15
                |
            286 |         type: frome
                |               ^^^^^
                |
                = note: in `order`
                = help: did you mean `frame`?

            error[C005]: the type `frame` is never used
               --> spec/small/api.yaml:534:9
                |
            534 |   - id: frame
                |         ^^^^^
                |
                = help: refer to it, or delete it

            2 problems; nothing was written
        "#]]),
        case(Code::C004, api().with("table: faults", "table: fault"), expect![[r#"
            error[C005]: the code table `faults` is never used
               --> spec/small/api.yaml:606:9
                |
            606 |   - id: faults
                |         ^^^^^^
                |
                = help: refer to it, or delete it

            error[C004]: there is no code table `fault`
               --> spec/small/api.yaml:727:25
                |
            727 |         codes: [{table: fault, when: [{field: side, is: [left]}]}]
                |                         ^^^^^
                |
                = note: in `torn`
                = help: did you mean `faults`?

            2 problems; nothing was written
        "#]]),
        case(Code::C004, api().with("request: order\n    response: order_answer", "request: order\n    response: order_anser"), expect![[r#"
            error[C005]: the type `order_answer` is never used
               --> spec/small/api.yaml:559:9
                |
            559 |   - id: order_answer
                |         ^^^^^^^^^^^^
                |
                = help: refer to it, or delete it

            error[C004]: there is no type `order_anser`
               --> spec/small/api.yaml:622:15
                |
            622 |     response: order_anser
                |               ^^^^^^^^^^^
                |
                = note: in `order`
                = help: did you mean `order_answer`?

            2 problems; nothing was written
        "#]]),
        case(Code::C004, api().with("body: notice", "body: notise"), expect![[r#"
            error[C005]: the type `notice` is never used
               --> spec/small/api.yaml:568:9
                |
            568 |   - id: notice
                |         ^^^^^^
                |
                = help: refer to it, or delete it

            error[C004]: there is no type `notise`
               --> spec/small/api.yaml:704:9
                |
            704 |   body: notise
                |         ^^^^^^
                |
                = help: did you mean `notice`?

            2 problems; nothing was written
        "#]]),
        case(Code::C004, api().with("takes: {state: ordered, by: value}", "takes: {state: orderd, by: value}"), expect![[r#"
            error[C004]: there is no state `orderd`
               --> spec/small/api.yaml:653:20
                |
            653 |     takes: {state: orderd, by: value}
                |                    ^^^^^^
                |
                = note: in `stop`
                = help: did you mean `ordered`?

            1 problem; nothing was written
        "#]]),
        case(Code::C004, api().with("to: stopped", "to: stoped"), expect![[r#"
            error[C004]: there is no state `stoped`
               --> spec/small/api.yaml:676:25
                |
            676 |       - {id: woven, to: stoped, title: {en: the cloth is ready, zh: 布已织好}}
                |                         ^^^^^^
                |
                = note: in `ordered`
                = help: did you mean `stopped`?

            1 problem; nothing was written
        "#]]),
        case(Code::C004, api().with("expired: malformed", "expired: malformd"), expect![[r#"
            error[C004]: there is no entry `malformd`
               --> spec/small/api.yaml:674:14
                |
            674 |     expired: malformd
                |              ^^^^^^^^
                |
                = note: in `ordered`
                = help: did you mean `malformed`?

            1 problem; nothing was written
        "#]]),
        case(Code::C004, api().with("missing: malformed", "missing: malformd"), expect![[r#"
            error[C004]: there is no entry `malformd`
              --> spec/small/api.yaml:14:26
               |
            14 |   form_errors: {missing: malformd, wrong_type: malformed, sources: [manual]}
               |                          ^^^^^^^^
               |
               = help: did you mean `malformed`?

            1 problem; nothing was written
        "#]]),
        case(Code::C004, api().with("events: [torn]", "events: [tom]"), expect![[r#"
            error[C004]: there is no event `tom`
               --> spec/small/api.yaml:716:74
                |
            716 |   sequences: [{id: usual, title: {en: the usual way, zh: 通常情况}, events: [tom], sources: [manual]}]
                |                                                                              ^^^
                |
                = note: in `usual`
                = help: there are `torn`

            1 problem; nothing was written
        "#]]),
        case(Code::C004, api().with("rule: length_range", "rule: lenght_range"), expect![[r#"
            error[C004]: there is no rule `lenght_range`
               --> spec/small/api.yaml:749:11
                |
            749 |     rule: lenght_range
                |           ^^^^^^^^^^^^
                |
                = note: in `long_order`
                = help: did you mean `length_range`?

            1 problem; nothing was written
        "#]]),
        case(Code::C004, api().with("areas: [europe]", "areas: [europa]"), expect![[r#"
            error[C004]: there is no area `europa`
               --> spec/small/api.yaml:699:36
                |
            699 |     amounts: [{value: [3], areas: [europa]}]
                |                                    ^^^^^^
                |
                = note: in `orders`
                = help: did you mean `europe`?

            1 problem; nothing was written
        "#]]),
        case(Code::C004, api().with("{characters: small_letters}", "{characters: large_letters}"), expect![[r#"
            error[C005]: the character set `small_letters` is never used
              --> spec/small/api.yaml:20:9
               |
            20 |   - id: small_letters
               |         ^^^^^^^^^^^^^
               |
               = help: refer to it, or delete it

            error[C004]: there is no character set `large_letters`
               --> spec/small/api.yaml:492:29
                |
            492 |         check: {characters: large_letters}
                |                             ^^^^^^^^^^^^^
                |
                = note: in `label`
                = help: there are `small_letters`

            2 problems; nothing was written
        "#]]),
        case(Code::C004, api().with("{table: {id: regions, row: vendor}}", "{table: {id: region, row: vendor}}"), expect![[r#"
            error[C004]: there is no value table `region`
               --> spec/small/api.yaml:247:33
                |
            247 |             check: {table: {id: region, row: vendor}}
                |                                 ^^^^^^
                |
                = note: in `order`
                = help: did you mean `regions`?

            error[C005]: the value table `regions` is never used
               --> spec/small/api.yaml:593:9
                |
            593 |   - id: regions
                |         ^^^^^^^
                |
                = help: refer to it, or delete it

            2 problems; nothing was written
        "#]]),
        case(Code::C004, api().with("{equals: {endpoint: order, field: name}}", "{equals: {endpoint: oder, field: name}}"), expect![[r#"
            error[C004]: there is no endpoint `oder`
               --> spec/small/api.yaml:666:32
                |
            666 |     check: {equals: {endpoint: oder, field: name}}
                |                                ^^^^
                |
                = note: in `same_name`
                = help: did you mean `order`?

            1 problem; nothing was written
        "#]]),
        case(Code::C005, api().with("type: mark\n", "type: integer\n"), expect![[r#"
            error[C005]: the type `mark` is never used
               --> spec/small/api.yaml:547:9
                |
            547 |   - id: mark
                |         ^^^^
                |
                = help: refer to it, or delete it

            1 problem; nothing was written
        "#]]),
        case(Code::C005, api().with("    conflicts: [depth]\n    sources: [manual]\n  - id: cloth\n", "    sources: [manual]\n  - id: cloth\n").with("otherwise: {range: {min: 10, max: 20}}\n            conflicts: [depth]\n            certainty: disputed", "certainty: documented").with("otherwise: {range: {min: 1, max: 9}}\n            conflicts: [depth]\n            certainty: disputed", "certainty: documented").with("otherwise: {present: [vendor]}\n        conflicts: [depth]\n        certainty: disputed", "certainty: documented").with("        otherwise: {table: {id: vendors, row: depth}}\n        conflicts: [depth]\n        certainty: disputed", "        certainty: documented"), expect![[r#"
            error[C005]: the conflict `depth` is never used
              --> spec/small/api.yaml:28:9
               |
            28 |   - id: depth
               |         ^^^^^
               |
               = help: refer to it, or delete it

            error[C005]: the value table `vendors` is never used
               --> spec/small/api.yaml:591:9
                |
            591 |   - id: vendors
                |         ^^^^^^^
                |
                = help: refer to it, or delete it

            2 problems; nothing was written
        "#]]),
        case(Code::C005, api().with("codes: [{table: faults, when: [{field: side, is: [left]}]}]", "unit: threads"), expect![[r#"
            error[C005]: the code table `faults` is never used
               --> spec/small/api.yaml:606:9
                |
            606 |   - id: faults
                |         ^^^^^^
                |
                = help: refer to it, or delete it

            1 problem; nothing was written
        "#]]),
        case(Code::C005, api().with(", editions: [north]}", "}").with("    edition_paths:\n      - {editions: [north], path: \"/north/{loom}/{mode}\", sources: [manual]}\n", ""), expect![[r#"
            error[C005]: the edition `north` is never used
              --> spec/small/api.yaml:13:12
               |
            13 |     - {id: north, title: {en: the north, zh: 北方}}
               |            ^^^^^
               |
               = help: refer to it, or delete it

            1 problem; nothing was written
        "#]]),
        case(Code::C040, api().with("{id: woven, to: stopped, title: {en: the cloth is ready, zh: 布已织好}}", "{id: woven, to: stopped, title: {en: the cloth is ready, zh: 布已织好}, sources: [book]}"), expect![[r#"
            error[C040]: there is no source `book`
               --> spec/small/api.yaml:676:87
                |
            676 |       - {id: woven, to: stopped, title: {en: the cloth is ready, zh: 布已织好}, sources: [book]}
                |                                                                                           ^^^^
                |
                = note: in `ordered`
                = help: there are `manual`

            1 problem; nothing was written
        "#]]),
        case(Code::C040, api().with("    error: malformed\n    sources: [manual]\nnotifications", "    error: malformed\n    sources: []\nnotifications"), expect![[r#"
            error[C040]: no source
               --> spec/small/api.yaml:701:14
                |
            701 |     sources: []
                |              ^^
                |
                = note: in `orders`
                = help: name at least one of the `references`; what no source states is not written here

            1 problem; nothing was written
        "#]]),
        case(Code::C001, api().after("    end: true\n    sources: [manual]", "  - id: ordered\n    title: {en: again, zh: 再次}\n    end: true\n    sources: [manual]"), expect![[r#"
            error[C001]: the state `ordered` is used twice
               --> spec/small/api.yaml:682:9
                |
            671 |   - id: ordered
                |         ------- first here
            ...
            682 |   - id: ordered
                |         ^^^^^^^
                |
                = help: give one of them another id

            error[C096]: the state `ordered` is an end and is left
               --> spec/small/api.yaml:684:10
                |
            684 |     end: true
                |          ^^^^
                |
                = note: in `ordered`
                = help: delete `end`, or what leaves it

            2 problems; nothing was written
        "#]]),
        case(Code::C001, api().with("id: plan_json", "id: key_bytes"), expect![[r#"
            error[C001]: the rule `key_bytes` is used twice
               --> spec/small/api.yaml:179:17
                |
            169 |           - id: key_bytes
                |                 --------- first here
            ...
            179 |           - id: key_bytes
                |                 ^^^^^^^^^
                |
                = help: give one of them another id

            1 problem; nothing was written
        "#]]),
        case(Code::C001, api().with("examples:\n  - id: short_order", "  - {id: broken, code: 1, title: {en: broken, zh: 断裂}, since: next, sources: [manual]}\nexamples:\n  - id: short_order"), expect![[r#"
            error[C001]: the code of an event `1` is used twice
               --> spec/small/api.yaml:734:24
                |
            720 |     code: 1
                |           - first here
            ...
            734 |   - {id: broken, code: 1, title: {en: broken, zh: 断裂}, since: next, sources: [manual]}
                |                        ^
                |
                = help: one number is one event

            1 problem; nothing was written
        "#]]),
        case(Code::C001, api().with("examples:\n  - id: short_order", "  - {id: broken, code: 2, wire_name: torn, title: {en: broken, zh: 断裂}, since: next, sources: [manual]}\nexamples:\n  - id: short_order"), expect![[r#"
            error[C001]: the name of an event `torn` is used twice
               --> spec/small/api.yaml:734:38
                |
            721 |     wire_name: torn
                |                ---- first here
            ...
            734 |   - {id: broken, code: 2, wire_name: torn, title: {en: broken, zh: 断裂}, since: next, sources: [manual]}
                |                                      ^^^^
                |
                = help: one name is one event

            1 problem; nothing was written
        "#]]),
        case(Code::C002, api().with("kind: object\n    title: {en: order, zh: 订单}", "kind: object\n    name: an_order\n    title: {en: order, zh: 订单}"), expect![[r#"
            error[C002]: `an_order` is no name of a Rust type
              --> spec/small/api.yaml:58:11
               |
            58 |     name: an_order
               |           ^^^^^^^^
               |
               = help: write `name:` in `UpperCamel`, of letters and digits

            1 problem; nothing was written
        "#]]),
        case(Code::C002, api().with("kind: object\n    title: {en: order, zh: 订单}", "kind: object\n    name: Frame\n    title: {en: order, zh: 订单}"), expect![[r#"
            error[C002]: the Rust name `Frame` is used twice
               --> spec/small/api.yaml:535:9
                |
             58 |     name: Frame
                |           ----- first here
            ...
            535 |   - id: frame
                |         ^^^^^
                |
                = help: write `name:` for one of them

            1 problem; nothing was written
        "#]]),
        case(Code::C002, api().with("- id: margin_left", "- id: marginRight").with("{fields: [margin_left, margin_right], max: 1}", "{fields: [marginRight, margin_right], max: 1}").with("{together: [margin_left, margin_right]}", "{together: [marginRight, margin_right]}"), expect![[r#"
            error[C002]: the Rust name `margin_right` is used twice
              --> spec/small/api.yaml:98:13
               |
            95 |       - id: marginRight
               |             ----------- first here
            ...
            98 |       - id: margin_right
               |             ^^^^^^^^^^^^
               |
               = help: write `name:` for one of them

            1 problem; nothing was written
        "#]]),
        case(Code::C003, api().with("{id: breadth, taken_by: nobody}", "{id: region, taken_by: nobody}"), expect![[r#"
            error[C003]: the field `region` is used twice
               --> spec/small/api.yaml:240:13
                |
             86 |         aliases: [{id: widthCm, taken_by: service}, {id: region, taken_by: nobody}]
                |                                                          ------ first here
            ...
            240 |       - id: region
                |             ^^^^^^
                |
                = help: a field has one row; a mode that has it not is left out of `variants`

            1 problem; nothing was written
        "#]]),
        case(Code::C003, api().with("{id: blue, value: blue,", "{id: blue, value: red,"), expect![[r#"
            error[C003]: the value on the wire `"red"` is used twice
               --> spec/small/api.yaml:483:27
                |
            482 |       - {id: red, value: red, title: {en: red, zh: 红}}
                |                          --- first here
            483 |       - {id: blue, value: red, title: {en: blue, zh: 蓝}}
                |                           ^^^
                |
                = help: one value has one row

            1 problem; nothing was written
        "#]]),
        case(Code::C003, api().with("{id: far, key: 2,", "{id: far, key: 1.0,"), expect![[r#"
            error[C003]: the key `1.0` is used twice
               --> spec/small/api.yaml:597:24
                |
            597 |       - {id: far, key: 1.0, values: [{value: 20}]}
                |                        ^^^
                |
                = note: in `regions`
                = help: one value has one row

            1 problem; nothing was written
        "#]]),
        case(Code::C006, api().with("- id: torn\n    code: 1", "- id: Torn\n    code: 1").with("events: [torn]", "events: [Torn]").with("event: torn\n", "event: Torn\n"), expect![[r#"
            error[C006]: `Torn` is no id
               --> spec/small/api.yaml:719:9
                |
            719 |   - id: Torn
                |         ^^^^
                |
                = help: use small letters, digits and single `_`, beginning with a letter, at most 48 characters

            1 problem; nothing was written
        "#]]),
        case(Code::C006, api().with("- id: motto\n", "- id: 2motto\n").with("{at_most_one: [frame.wood, motto]}", "{at_most_one: [frame.wood, 2motto]}"), expect![[r#"
            error[C006]: `2motto` is no name of a field
               --> spec/small/api.yaml:119:13
                |
            119 |       - id: 2motto
                |             ^^^^^^
                |
                = help: use letters, digits, `_` and `-`, beginning with a letter

            1 problem; nothing was written
        "#]]),
        case(Code::C008, api().with("        unit: cm", "        unit: cm\n        introduced: \"2024-13\""), expect![[r#"
            error[C008]: `2024-13` is no date
              --> spec/small/api.yaml:75:21
               |
            75 |         introduced: "2024-13"
               |                     ^^^^^^^^^
               |
               = note: in `order`
               = help: write `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, between quotes

            1 problem; nothing was written
        "#]]),
        case(Code::C008, api().with("    wire_name: torn", "    wire_name: torn\n    introduced: last year"), expect![[r#"
            error[C008]: `last year` is no date
               --> spec/small/api.yaml:722:17
                |
            722 |     introduced: last year
                |                 ^^^^^^^^^
                |
                = note: in `torn`
                = help: write `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, between quotes

            1 problem; nothing was written
        "#]]),
        case(Code::C090, api().with("- id: frame\n    kind: object", "- id: frame\n    kind: object\n    of: string"), expect![[r#"
            error[C090]: an object is of no single value
               --> spec/small/api.yaml:536:9
                |
            536 |     of: string
                |         ^^^^^^
                |
                = note: in `frame`
                = help: delete `of`

            1 problem; nothing was written
        "#]]),
        case(Code::C090, api().with("- id: mark\n    kind: scalar\n    of: integer", "- id: mark\n    kind: scalar"), expect![[r#"
            error[C090]: a single value that does not say what it is
               --> spec/small/api.yaml:548:11
                |
            548 |     kind: scalar
                |           ^^^^^^
                |
                = note: in `mark`
                = help: add `of:`, such as `of: string`

            error[C092]: `range` is about a number, and this is none
               --> spec/small/api.yaml:553:25
                |
            553 |         check: {range: {min: -3, max: 9007199254740992}}
                |                         ^^^^^^^
                |
                = note: in `mark_range`
                = help: name the value with `at`, or choose another check

            2 problems; nothing was written
        "#]]),
        case(Code::C090, api().with("- id: label\n    kind: scalar", "- id: label\n    kind: object"), expect![[r#"
            error[C090]: an object is of no single value
               --> spec/small/api.yaml:487:9
                |
            487 |     of: string
                |         ^^^^^^
                |
                = note: in `label`
                = help: delete `of`

            error[C096]: a part of a path that is no single value
               --> spec/small/api.yaml:619:26
                |
            619 |       - {id: loom, type: label, title: {en: the loom, zh: 织机}, sources: [manual]}
                |                          ^^^^^
                |
                = note: in `order`
                = help: write `string`, or name an enum or a scalar

            2 problems; nothing was written
        "#]]),
        case(Code::C090, api().with("- id: cloth\n    kind: enum", "- id: cloth\n    kind: scalar"), expect![[r#"
            error[C092]: `known` is about a value of an enum, and this is none
              --> spec/small/api.yaml:67:28
               |
            67 |             check: {known: true}
               |                            ^^^^
               |
               = note: in `cloth_known`
               = help: name the value with `at`, or choose another check

            error[C090]: a scalar has no known values
               --> spec/small/api.yaml:472:7
                |
            472 |       - {id: wool, value: wool, title: {en: wool, zh: 羊毛}}
                |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `cloth`
                = help: write `kind: enum`

            2 problems; nothing was written
        "#]]),
        case(Code::C090, api().with("    values:\n      - {id: red, value: red, title: {en: red, zh: 红}}\n      - {id: blue, value: blue, title: {en: blue, zh: 蓝}}", "    values: []"), expect![[r#"
            error[C090]: an enum without values
               --> spec/small/api.yaml:478:11
                |
            478 |     kind: enum
                |           ^^^^
                |
                = note: in `colour`
                = help: add `values:`, one item a value

            1 problem; nothing was written
        "#]]),
        case(Code::C090, api().with("- id: colour\n    kind: enum\n    of: string", "- id: colour\n    kind: enum\n    of: number"), expect![[r#"
            error[C092]: `"red"` can never be the value
               --> spec/small/api.yaml:203:29
                |
            203 |             check: {sets: [[red], [red, blue]]}
                |                             ^^^
                |
                = note: in `colour_sets`
                = help: write values of the field's type

            error[C092]: `"red"` can never be the value
               --> spec/small/api.yaml:203:36
                |
            203 |             check: {sets: [[red], [red, blue]]}
                |                                    ^^^
                |
                = note: in `colour_sets`
                = help: write values of the field's type

            error[C092]: `"red"` can never be the value
               --> spec/small/api.yaml:233:56
                |
            233 |             check: {count: {when: {field: colour, is: [red]}, max: 1}}
                |                                                        ^^^
                |
                = note: in `one_red_stripe`
                = help: write values of the field's type

            error[C090]: an enum of neither texts nor whole numbers
               --> spec/small/api.yaml:479:9
                |
            479 |     of: number
                |         ^^^^^^
                |
                = note: in `colour`
                = help: write `of: string` or `of: integer`

            error[C090]: `"red"` is no value of this enum
               --> spec/small/api.yaml:482:26
                |
            482 |       - {id: red, value: red, title: {en: red, zh: 红}}
                |                          ^^^
                |
                = note: in `colour`
                = help: write a value of the sort that `of` names

            error[C090]: `"blue"` is no value of this enum
               --> spec/small/api.yaml:483:27
                |
            483 |       - {id: blue, value: blue, title: {en: blue, zh: 蓝}}
                |                           ^^^^
                |
                = note: in `colour`
                = help: write a value of the sort that `of` names

            error[C092]: `"red"` can never be the value
               --> spec/small/api.yaml:522:37
                |
            522 |         when: [{field: colour, is: [red]}]
                |                                     ^^^
                |
                = note: in `stripe_gap`
                = help: write values of the field's type

            7 problems; nothing was written
        "#]]),
        case(Code::C090, api().with("{id: blue, value: blue,", "{id: blue, value: 7,"), expect![[r#"
            error[C090]: `7` is no value of this enum
               --> spec/small/api.yaml:483:27
                |
            483 |       - {id: blue, value: 7, title: {en: blue, zh: 蓝}}
                |                           ^
                |
                = note: in `colour`
                = help: write a value of the sort that `of` names

            1 problem; nothing was written
        "#]]),
        case(Code::C090, api().with("      - id: motto\n        type: string", "      - id: motto\n        type: string\n        holds: one_or_text"), expect![[r#"
            error[C090]: a text that says no number and no boolean
               --> spec/small/api.yaml:121:16
                |
            121 |         holds: one_or_text
                |                ^^^^^^^^^^^
                |
                = note: in `order`
                = help: write `holds: one`, or the type `integer`, `number` or `boolean`

            error[C092]: `length` is about a text, and this is none
               --> spec/small/api.yaml:126:30
                |
            126 |             check: {length: {max_bytes: 6}}
                |                              ^^^^^^^^^^^^
                |
                = note: in `motto_bytes`
                = help: name the value with `at`, or choose another check

            2 problems; nothing was written
        "#]]),
        case(Code::C090, api().with("      - id: motto\n        type: string", "      - id: motto\n        type: string\n        unit: words"), expect![[r#"
            error[C090]: `words` counts nothing, for the field is no number
               --> spec/small/api.yaml:121:15
                |
            121 |         unit: words
                |               ^^^^^
                |
                = note: in `order`
                = help: delete `unit`

            1 problem; nothing was written
        "#]]),
        case(Code::C090, api().with("      - id: wood\n        type: string", "      - id: wood\n        type: order"), expect![[r#"
            error[C090]: the type `order` contains itself: `order` holds `frame` holds `order`
              --> spec/small/api.yaml:56:9
               |
            56 |   - id: order
               |         ^^^^^
               |
               = note: in `order`
               = help: write `type: json` where a body may be nested without end

            1 problem; nothing was written
        "#]]),
        case(Code::C090, api().with("      - id: wood\n        type: string", "      - id: wood\n        type: frame"), expect![[r#"
            error[C090]: the type `frame` contains itself: `frame` holds `frame`
               --> spec/small/api.yaml:534:9
                |
            534 |   - id: frame
                |         ^^^^^
                |
                = note: in `frame`
                = help: write `type: json` where a body may be nested without end

            1 problem; nothing was written
        "#]]),
        case(Code::C090, api().with("values: [{value: 20}]", "values: []"), expect![[r#"
            error[C090]: a row without values
               --> spec/small/api.yaml:597:35
                |
            597 |       - {id: far, key: 2, values: []}
                |                                   ^^
                |
                = note: in `regions`
                = help: name the values, or write `open: true` where the sources name none

            1 problem; nothing was written
        "#]]),
        case(Code::C090, api().with("    codes:\n      - {id: torn, code: 1, title: {en: a thread is torn, zh: 线断了}, error: malformed}", "    codes: []"), expect![[r#"
            error[C090]: a table without codes
               --> spec/small/api.yaml:608:12
                |
            608 |     codes: []
                |            ^^
                |
                = note: in `faults`
                = help: add one item a code

            1 problem; nothing was written
        "#]]),
        case(Code::C091, api().with("default: 100", "default: 0"), expect![[r#"
            error[C091]: the default `0` breaks the rule `length_range`
              --> spec/small/api.yaml:73:18
               |
            73 |         default: 0
               |                  ^
               |
               = note: in `order`
               = help: correct the default, or the rule

            1 problem; nothing was written
        "#]]),
        case(Code::C091, api().with("default: 100", "default: long"), expect![[r#"
            error[C091]: the default `"long"` is not a whole number
              --> spec/small/api.yaml:73:18
               |
            73 |         default: long
               |                  ^^^^
               |
               = note: in `order`
               = help: correct the default, or the rule

            1 problem; nothing was written
        "#]]),
        case(Code::C091, api().with("        required: true\n        title: {en: field cloth, zh: 字段}", "        required: true\n        default: wool\n        title: {en: field cloth, zh: 字段}"), expect![[r#"
            error[C091]: a field that must be there has no default
              --> spec/small/api.yaml:63:18
               |
            63 |         default: wool
               |                  ^^^^
               |
               = note: in `order`
               = help: delete one of `required` and `default`; what the sources dispute is a rule with `present`

            1 problem; nothing was written
        "#]]),
        case(Code::C091, api().with("        type: frame\n", "        type: frame\n        default: {}\n"), expect![[r#"
            error[C091]: an object has no default of its own
               --> spec/small/api.yaml:287:18
                |
            287 |         default: {}
                |                  ^^
                |
                = note: in `order`
                = help: give its fields their defaults

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {range: {min: 1, max: 500}}", "check: {range: {min: 500, max: 1}}"), expect![[r#"
            error[C092]: an impossible range
              --> spec/small/api.yaml:79:29
               |
            79 |             check: {range: {min: 500, max: 1}}
               |                             ^^^^^^^^
               |
               = note: in `length_range`
               = help: write the lower and the upper bound, or one of them, the lower one first

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {range: {min: 1, max: 500}}", "check: {range: {}}"), expect![[r#"
            error[C092]: no bound
              --> spec/small/api.yaml:79:28
               |
            79 |             check: {range: {}}
               |                            ^^
               |
               = note: in `length_range`
               = help: write the lower and the upper bound, or one of them, the lower one first

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {range: {min: 1, max: 500}}", "check: {range: {min: 1}, decimals: 2}"), expect![[r#"
            error[C092]: a check with `decimals`, `range`
              --> spec/small/api.yaml:79:21
               |
            79 |             check: {range: {min: 1}, decimals: 2}
               |                     ^^^^^
               |
               = note: in `length_range`
               = help: write exactly one member; a second demand is a rule of its own

            error[C092]: `decimals` is about a number with decimals, and this is none
              --> spec/small/api.yaml:79:48
               |
            79 |             check: {range: {min: 1}, decimals: 2}
               |                                                ^
               |
               = note: in `length_range`
               = help: name the value with `at`, or choose another check

            2 problems; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {range: {min: 1, max: 500}}", "check: {}"), expect![[r#"
            error[C092]: a check that checks nothing
              --> spec/small/api.yaml:79:20
               |
            79 |             check: {}
               |                    ^^
               |
               = note: in `length_range`
               = help: write exactly one member; a second demand is a rule of its own

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {range: {min: 1, max: 500}}", r#"check: {pattern: "[0-9]"}"#), expect![[r#"
            error[C092]: `pattern` is about a text, and this is none
              --> spec/small/api.yaml:79:30
               |
            79 |             check: {pattern: "[0-9]"}
               |                              ^^^^^^^
               |
               = note: in `length_range`
               = help: name the value with `at`, or choose another check

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {length: {max_bytes: 6}}", "check: {length: {min_characters: 7, max_bytes: 6}}"), expect![[r#"
            error[C092]: an impossible range
               --> spec/small/api.yaml:125:30
                |
            125 |             check: {length: {min_characters: 7, max_bytes: 6}}
                |                              ^^^^^^^^^^^^^^^^^
                |
                = note: in `motto_bytes`
                = help: write the lower and the upper bound, or one of them, the lower one first

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {integer_text: {min: 5, max: 4200}}", "check: {integer_text: {min: -5, max: 4200}}"), expect![[r#"
            error[C092]: a bound that is no whole number of zero or more
               --> spec/small/api.yaml:160:36
                |
            160 |             check: {integer_text: {min: -5, max: 4200}}
                |                                    ^^^^^^^
                |
                = note: in `serial_number`
                = help: write whole numbers

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {integer_text: {min: 5, max: 4200}}", "check: {integer_text: {min: 18446744073709551615, max: 18446744073709551614}}"), expect![[r#"
            error[C092]: an impossible range
               --> spec/small/api.yaml:160:36
                |
            160 |             check: {integer_text: {min: 18446744073709551615, max: 18446744073709551614}}
                |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `serial_number`
                = help: write the lower and the upper bound, or one of them, the lower one first

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {base64_bytes: 11}", "check: {base64_bytes: 4294967295}"), expect![[r#"
            error[C092]: base64 of 4294967295 bytes
               --> spec/small/api.yaml:171:35
                |
            171 |             check: {base64_bytes: 4294967295}
                |                                   ^^^^^^^^^^
                |
                = note: in `key_bytes`
                = help: write a number from 1 to 3072

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {known: true}", "check: {known: false}"), expect![[r#"
            error[C092]: `false` demands nothing
              --> spec/small/api.yaml:67:28
               |
            67 |             check: {known: false}
               |                            ^^^^^
               |
               = note: in `cloth_known`
               = help: write `true`, or delete the rule

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {values: [anna, berta]}", "check: {values: []}"), expect![[r#"
            error[C092]: nothing is allowed
               --> spec/small/api.yaml:115:29
                |
            115 |             check: {values: []}
                |                             ^^
                |
                = note: in `name_values`
                = help: name what is allowed

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {values: [anna, berta]}", "check: {values: [anna, 7]}"), expect![[r#"
            error[C092]: `7` can never be the value
               --> spec/small/api.yaml:115:36
                |
            115 |             check: {values: [anna, 7]}
                |                                    ^
                |
                = note: in `name_values`
                = help: write values of the field's type

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {sets: [[red], [red, blue]]}", "check: {sets: [[red, red], [a, b, c, d, e, f]]}"), expect![[r#"
            error[C092]: a set of more than 5 values
               --> spec/small/api.yaml:203:27
                |
            203 |             check: {sets: [[red, red], [a, b, c, d, e, f]]}
                |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `colour_sets`
                = help: leave out `check`, and say it in words

            error[C092]: a set with the same value twice
               --> spec/small/api.yaml:203:27
                |
            203 |             check: {sets: [[red, red], [a, b, c, d, e, f]]}
                |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `colour_sets`
                = help: name each value once

            2 problems; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {sets: [[red], [red, blue]]}", "check: {sets: [[red, 1]]}"), expect![[r#"
            error[C092]: `1` can never be the value
               --> spec/small/api.yaml:203:34
                |
            203 |             check: {sets: [[red, 1]]}
                |                                  ^
                |
                = note: in `colour_sets`
                = help: write values of the field's type

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {schemes: [http, https]}", r#"check: {schemes: ["https://"]}"#), expect![[r#"
            error[C092]: `https://` is no scheme
               --> spec/small/api.yaml:150:30
                |
            150 |             check: {schemes: ["https://"]}
                |                              ^^^^^^^^^^^^
                |
                = note: in `address_scheme`
                = help: write it without `://`, in small letters: `https`

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {at_most_one: [tag, serial]}", "check: {at_most_one: [tag]}"), expect![[r#"
            error[C092]: too few paths
               --> spec/small/api.yaml:339:30
                |
            339 |         check: {at_most_one: [tag]}
                |                              ^^^^^
                |
                = note: in `tag_or_serial`
                = help: name all fields that it is about

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {at_most_one: [tag, serial]}", "check: {at_most_one: [tag, tag]}"), expect![[r#"
            error[C092]: the same path twice
               --> spec/small/api.yaml:339:30
                |
            339 |         check: {at_most_one: [tag, tag]}
                |                              ^^^^^^^^^^
                |
                = note: in `tag_or_serial`
                = help: name each field once

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {at_most_one: [tag, serial]}", r#"check: {at_most_one: [tag, "stripes[].colour"]}"#), expect![[r#"
            error[C092]: `stripes[].colour` names many values
               --> spec/small/api.yaml:339:36
                |
            339 |         check: {at_most_one: [tag, "stripes[].colour"]}
                |                                    ^^^^^^^^^^^^^^^^^^
                |
                = note: in `tag_or_serial`
                = help: write the rule at the type of the items

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {product: {fields: [length_cm, width_cm], max: 60000}}", "check: {product: {fields: [length_cm, motto], max: 60000}}"), expect![[r#"
            error[C092]: `motto` is no number
               --> spec/small/api.yaml:321:47
                |
            321 |         check: {product: {fields: [length_cm, motto], max: 60000}}
                |                                               ^^^^^
                |
                = note: in `area`
                = help: name numbers, those in a list with `[]`

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {sum: {fields: [width_mm, gap_mm], max: 10}}", "check: {sum: {fields: [width_mm], max: 10}}"), expect![[r#"
            error[C092]: too few paths
               --> spec/small/api.yaml:529:23
                |
            529 |         check: {sum: {fields: [width_mm], max: 10}}
                |                       ^^^^^^
                |
                = note: in `stripe_sum`
                = help: name all fields that it is about

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("sum: {fields: [margin_left, margin_right], max: 1}", r#"sum: {fields: [margin_left, "stripes[].gap_mm"], max: 1}"#), expect![[r#"
            error[C092]: numbers of different lists
               --> spec/small/api.yaml:327:23
                |
            327 |         check: {sum: {fields: [margin_left, "stripes[].gap_mm"], max: 1}}
                |                       ^^^^^^
                |
                = note: in `margins_sum`
                = help: name numbers that stand in the same object

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {count: {when: {field: colour, is: [red]}, max: 1}}", "check: {count: {when: {field: colour, is: [red], present: true}, max: 1}}"), expect![[r#"
            error[C092]: a condition that tests not exactly one thing
               --> spec/small/api.yaml:233:36
                |
            233 |             check: {count: {when: {field: colour, is: [red], present: true}, max: 1}}
                |                                    ^^^^^^^^^^^^^
                |
                = note: in `one_red_stripe`
                = help: write exactly one of `is`, `is_not`, `contains` and `present`

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("        at: length_cm\n        check: {range: {max: 400}}", "        at: length_cm\n        check: {absent: [price]}"), expect![[r#"
            error[C092]: `at` beside `absent`, which is about no single value
               --> spec/small/api.yaml:368:13
                |
            368 |         at: length_cm
                |             ^^^^^^^^^
                |
                = note: in `cotton_is_short`
                = help: delete `at`: such a check names its fields itself

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {joined: {each_followed_by: "/", max_characters: 12}}"#, "check: {count: {when: {field: colour, is: [red]}, max: 1}}"), expect![[r#"
            error[C092]: `count` is about a list of objects, and this is none
               --> spec/small/api.yaml:215:29
                |
            215 |             check: {count: {when: {field: colour, is: [red]}, max: 1}}
                |                             ^^^^
                |
                = note: in `threads_joined`
                = help: name the value with `at`, or choose another check

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("when: [{field: cloth, is: [linen]}]", "when: [{field: cloth, is: []}]"), expect![[r#"
            error[C092]: nothing to compare with
               --> spec/small/api.yaml:114:39
                |
            114 |             when: [{field: cloth, is: []}]
                |                                       ^^
                |
                = note: in `name_values`
                = help: name the values

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("when: [{field: cloth, is: [linen]}]", "when: [{field: cloth, is: [1]}]"), expect![[r#"
            error[C092]: `1` can never be the value
               --> spec/small/api.yaml:114:40
                |
            114 |             when: [{field: cloth, is: [1]}]
                |                                        ^
                |
                = note: in `name_values`
                = help: write values of the field's type

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("when: [{field: cloth, is: [linen]}]", "when: [{field: threads, is: [linen]}]"), expect![[r#"
            error[C092]: `is` does not fit the field `threads`
               --> spec/small/api.yaml:114:41
                |
            114 |             when: [{field: threads, is: [linen]}]
                |                                         ^^^^^^^
                |
                = note: in `name_values`
                = help: a list is tested with `contains`, a single value with `is` or `is_not`

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("when: [{field: cloth, is: [linen]}]", "when: [{field: frame, is: [linen]}]"), expect![[r#"
            error[C092]: `frame` is an object, which has no values to compare with
               --> spec/small/api.yaml:114:39
                |
            114 |             when: [{field: frame, is: [linen]}]
                |                                       ^^^^^^^
                |
                = note: in `name_values`
                = help: test it with `present`, or name a field in it

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("when: [{field: cloth, is: [linen]}]", r#"when: [{field: "codes[]", is: [1]}]"#), expect![[r#"
            error[C092]: a condition on many values
               --> spec/small/api.yaml:114:28
                |
            114 |             when: [{field: "codes[]", is: [1]}]
                |                            ^^^^^^^^^
                |
                = note: in `name_values`
                = help: name a single value; for items of a list there is the check `count`

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {table: {id: regions, row: vendor}}", r#"check: {table: {id: regions, row: "codes[]"}}"#), expect![[r#"
            error[C092]: a row chosen by many values
               --> spec/small/api.yaml:247:47
                |
            247 |             check: {table: {id: regions, row: "codes[]"}}
                |                                               ^^^^^^^^^
                |
                = note: in `region_of_vendor`
                = help: write the rule at the type of the items

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with("check: {equals: {endpoint: order, field: name}}", "check: {length: {max_bytes: 3}}"), expect![[r#"
            error[C092]: a check where there is no body
               --> spec/small/api.yaml:666:13
                |
            666 |     check: {length: {max_bytes: 3}}
                |             ^^^^^^
                |
                = note: in `same_name`
                = help: move it to the type or field it is about; only `equals` reaches from call to call

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "^[a-z]{2}"}"#), expect![[r#"
            error[C092]: an anchor in a pattern
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "^[a-z]{2}"}
                |                              ^^^^^^^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "[a-z]+(?=b)"}"#), expect![[r#"
            error[C092]: a group that looks around or sets flags
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "[a-z]+(?=b)"}
                |                              ^^^^^^^^^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "[a-z]\\d"}"#), expect![[r#"
            error[C092]: an escape that not every engine knows
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "[a-z]\\d"}
                |                              ^^^^^^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "([a-z])"}"#), expect![[r#"
            error[C092]: a group that captures
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "([a-z])"}
                |                              ^^^^^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "[^a]"}"#), expect![[r#"
            error[C092]: a class of what is not in it
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "[^a]"}
                |                              ^^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "a.b"}"#), expect![[r#"
            error[C092]: a dot, which not every engine reads alike
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "a.b"}
                |                              ^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "[a"}"#), expect![[r#"
            error[C092]: a class without an end
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "[a"}
                |                              ^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "[]"}"#), expect![[r#"
            error[C092]: an empty class
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "[]"}
                |                              ^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "[a[b]"}"#), expect![[r#"
            error[C092]: a bracket in a class without a backslash
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "[a[b]"}
                |                              ^^^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "[a--z]"}"#), expect![[r#"
            error[C092]: two signs in a class that some engines read as an operator
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "[a--z]"}
                |                              ^^^^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "a{2}{3}"}"#), expect![[r#"
            error[C092]: a count after a count
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "a{2}{3}"}
                |                              ^^^^^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "a++"}"#), expect![[r#"
            error[C092]: a count after a count
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "a++"}
                |                              ^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "a{b}"}"#), expect![[r#"
            error[C092]: a brace that is no count
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "a{b}"}
                |                              ^^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "a)|(?:b"}"#), expect![[r#"
            error[C092]: no regular expression
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "a)|(?:b"}
                |                              ^^^^^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "[z-a]"}"#), expect![[r#"
            error[C092]: no regular expression
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "[z-a]"}
                |                              ^^^^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "é"}"#), expect![[r#"
            error[C092]: a letter outside ASCII
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "é"}
                |                              ^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C092, api().with(r#"check: {pattern: "[a-z]{2}(?:-[0-9]+)?"}"#, r#"check: {pattern: "a]"}"#), expect![[r#"
            error[C092]: a bracket that closes nothing
               --> spec/small/api.yaml:140:30
                |
            140 |             check: {pattern: "a]"}
                |                              ^^^^
                |
                = note: in `tag_form`
                = help: use literals, classes, groups `(?:…)`, `|` and counts; anchors are added

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("check: {at_most_one: [tag, serial]}", "check: {at_most_one: [tag, seriel]}"), expect![[r#"
            error[C094]: there is no field `seriel` on the path `seriel`
               --> spec/small/api.yaml:339:36
                |
            339 |         check: {at_most_one: [tag, seriel]}
                |                                    ^^^^^^
                |
                = note: in `tag_or_serial`
                = help: did you mean `serial`?

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("check: {at_most_one: [tag, serial]}", "check: {at_most_one: [tag, other_thing]}"), expect![[r#"
            error[C094]: there is no field `other_thing` on the path `other_thing`
               --> spec/small/api.yaml:339:36
                |
            339 |         check: {at_most_one: [tag, other_thing]}
                |                                    ^^^^^^^^^^^
                |
                = note: in `tag_or_serial`
                = help: there are `address`, `cloth`, `codes`, `colours`, `depth`, `extra`, `frame`, `height`, `key`, `label`, `length_cm`, `margin_left`, `margin_right`, `marks`, `motto`, `name`, `notes`, `plan`, `price`, `ready_at`, `region`, `serial`, `stripes`, `tag`, `threads`, `vendor`, `width_cm`

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("check: {present: [frame.wood]}", "check: {present: [frame..wood]}"), expect![[r#"
            error[C094]: `frame..wood` is no path
               --> spec/small/api.yaml:376:27
                |
            376 |         check: {present: [frame..wood]}
                |                           ^^^^^^^^^^^
                |
                = note: in `wood_of_frames`
                = help: write names divided by dots, `[]` after a list: `layout[].width`

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("check: {present: [frame.wood]}", r#"check: {present: ["frame[].wood"]}"#), expect![[r#"
            error[C094]: `[]` on the path `frame[].wood` follows no list
               --> spec/small/api.yaml:376:27
                |
            376 |         check: {present: ["frame[].wood"]}
                |                           ^^^^^^^^^^^^^^
                |
                = note: in `wood_of_frames`
                = help: delete `[]`

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("check: {present: [frame.wood]}", "check: {present: [stripes.colour]}"), expect![[r#"
            error[C094]: `stripes` on the path `stripes.colour` is a list
               --> spec/small/api.yaml:376:27
                |
            376 |         check: {present: [stripes.colour]}
                |                           ^^^^^^^^^^^^^^
                |
                = note: in `wood_of_frames`
                = help: write `stripes[]` for what is in each of its items

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("check: {present: [frame.wood]}", "check: {present: [marks.one]}"), expect![[r#"
            error[C094]: `marks` on the path `marks.one` has keys of any name
               --> spec/small/api.yaml:376:27
                |
            376 |         check: {present: [marks.one]}
                |                           ^^^^^^^^^
                |
                = note: in `wood_of_frames`
                = help: let the path end there, or write a rule at the type of its values

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("        variants: [striped]\n        endpoints: [order]\n        check: {present: [stripes]}", "        variants: [plain]\n        endpoints: [order]\n        check: {present: [stripes]}"), expect![[r#"
            error[C094]: the fields of this rule meet in no variant
               --> spec/small/api.yaml:350:13
                |
            350 |       - id: striped_needs_stripes
                |             ^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `striped_needs_stripes`
                = help: name fields that one variant has together, or correct `variants`

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("check: {count: {when: {field: colour, is: [red]}, max: 1}}", "check: {count: {when: {field: color, is: [red]}, max: 1}}"), expect![[r#"
            error[C094]: there is no field `color` on the path `color`
               --> spec/small/api.yaml:233:43
                |
            233 |             check: {count: {when: {field: color, is: [red]}, max: 1}}
                |                                           ^^^^^
                |
                = note: in `one_red_stripe`
                = help: did you mean `colour`?

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("when: [{field: side, is: [left]}]", "when: [{field: site, is: [left]}]"), expect![[r#"
            error[C094]: there is no field `site` on the path `site`
               --> spec/small/api.yaml:727:48
                |
            727 |         codes: [{table: faults, when: [{field: site, is: [left]}]}]
                |                                                ^^^^
                |
                = note: in `torn`
                = help: did you mean `side`?

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("check: {equals: {endpoint: order, field: name}}", "check: {equals: {endpoint: order, field: nam}}"), expect![[r#"
            error[C094]: there is no field `nam` on the path `nam`
               --> spec/small/api.yaml:666:46
                |
            666 |     check: {equals: {endpoint: order, field: nam}}
                |                                              ^^^
                |
                = note: in `same_name`
                = help: did you mean `name`?

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("check: {equals: {endpoint: order, field: name}}", "check: {equals: {endpoint: look, field: name}}"), expect![[r#"
            error[C094]: `look` has no body
               --> spec/small/api.yaml:666:32
                |
            666 |     check: {equals: {endpoint: look, field: name}}
                |                                ^^^^
                |
                = note: in `same_name`
                = help: name a call that sends the field

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("    endpoints: [stop]\n    at: name", "    at: name"), expect![[r#"
            error[C094]: a path, and nothing says in which body
               --> spec/small/api.yaml:664:9
                |
            664 |     at: name
                |         ^^^^
                |
                = note: in `same_name`
                = help: name in `endpoints` calls that have a body

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("    takes: {state: ordered, by: reference}", "    rules:\n      - id: no_body\n        words: {en: It must be so., zh: 须如此。}\n        check: {present: [name]}\n        certainty: documented\n        broken: refuses\n        sources: [manual]\n    takes: {state: ordered, by: reference}"), expect![[r#"
            error[C094]: a rule of a call without body
               --> spec/small/api.yaml:643:13
                |
            643 |       - id: no_body
                |             ^^^^^^^
                |
                = note: in `no_body`
                = help: name the body in `request`, or move the rule to the section `rules`

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("code_field: kind", "code_field: kynd"), expect![[r#"
            error[C094]: there is no field `kynd` on the path `kynd`
               --> spec/small/api.yaml:705:15
                |
            705 |   code_field: kynd
                |               ^^^^
                |
                = note: in `notifications`
                = help: did you mean `kind`?

            1 problem; nothing was written
        "#]]),
        case(Code::C094, api().with("details_field: payload.details", "details_field: payload..details"), expect![[r#"
            error[C094]: `payload..details` is no path
               --> spec/small/api.yaml:706:18
                |
            706 |   details_field: payload..details
                |                  ^^^^^^^^^^^^^^^^
                |
                = note: in `notifications`
                = help: write names divided by dots, `[]` after a list: `layout[].width`

            1 problem; nothing was written
        "#]]),
        case(Code::C095, api().with("otherwise: {range: {min: 10, max: 20}}\n            conflicts: [depth]", "otherwise: {range: {min: 10, max: 20}}"), expect![[r#"
            error[C095]: a dispute that does not say what is disputed
               --> spec/small/api.yaml:269:24
                |
            269 |             certainty: disputed
                |                        ^^^^^^^^
                |
                = note: in `depth_range`
                = help: name the conflict in `conflicts`

            1 problem; nothing was written
        "#]]),
        case(Code::C095, api().with("otherwise: {range: {min: 10, max: 20}}\n            conflicts: [depth]\n            certainty: disputed", "otherwise: {range: {min: 10, max: 20}}\n            certainty: documented"), expect![[r#"
            error[C095]: another side where nothing is disputed
               --> spec/small/api.yaml:268:25
                |
            268 |             otherwise: {range: {min: 10, max: 20}}
                |                         ^^^^^
                |
                = note: in `depth_range`
                = help: write `certainty: disputed`, or delete `otherwise`

            1 problem; nothing was written
        "#]]),
        case(Code::C095, api().with("            check: {range: {min: 1, max: 5}}\n            otherwise: {range: {min: 10, max: 20}}", "            otherwise: {range: {min: 10, max: 20}}"), expect![[r#"
            error[C095]: another side without a first one
               --> spec/small/api.yaml:267:25
                |
            267 |             otherwise: {range: {min: 10, max: 20}}
                |                         ^^^^^
                |
                = note: in `depth_range`
                = help: add `check`

            1 problem; nothing was written
        "#]]),
        case(Code::C095, api().with("            error: malformed\n            certainty: documented\n            broken: refuses", "            error: malformed\n            certainty: documented\n            broken: ignores"), expect![[r#"
            error[C095]: an error although the call goes on
              --> spec/small/api.yaml:80:20
               |
            80 |             error: malformed
               |                    ^^^^^^^^^
               |
               = note: in `length_range`
               = help: write `broken: refuses`, or delete `error`

            1 problem; nothing was written
        "#]]),
        case(Code::C095, api().with("        title: {en: the side, zh: 侧面}", "        title: {en: the side, zh: 侧面}\n        rules:\n          - id: side_known\n            words: {en: It must be so., zh: 须如此。}\n            check: {values: [left]}\n            certainty: documented\n            broken: refuses\n            sources: [manual]"), expect![[r#"
            error[C095]: a rule over what the service itself sends
               --> spec/small/api.yaml:732:17
                |
            732 |           - id: side_known
                |                 ^^^^^^^^^^
                |
                = note: in `side_known`
                = help: write what is known of the value as its `note`: rules are about what is sent to the service

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("    path: /orders/stop", "    path: \"/looms/{a}/mode/{b}/orders\""), expect![[r#"
            error[C096]: the call is `order` on the wire
               --> spec/small/api.yaml:651:11
                |
            651 |     path: "/looms/{a}/mode/{b}/orders"
                |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `stop`
                = help: correct `method` or `path`, or use that endpoint

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("{id: loom, type: label,", "{id: lom, type: label,"), expect![[r#"
            error[C096]: `{loom}` is not among the parameters
               --> spec/small/api.yaml:614:11
                |
            614 |     path: /looms/{loom}/mode/{mode}/orders
                |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `order`
                = help: add it to `parameters`

            error[C096]: `{loom}` is not among the parameters
               --> spec/small/api.yaml:616:35
                |
            616 |       - {editions: [north], path: "/north/{loom}/{mode}", sources: [manual]}
                |                                   ^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `order`
                = help: add it to `parameters`

            error[C096]: the path has no `{lom}`
               --> spec/small/api.yaml:619:14
                |
            619 |       - {id: lom, type: label, title: {en: the loom, zh: 织机}, sources: [manual]}
                |              ^^^
                |
                = note: in `order`
                = help: correct the path, or delete the parameter

            3 problems; nothing was written
        "#]]),
        case(Code::C096, api().with("path: /looms/{loom}/mode/{mode}/orders", "path: /looms/{loom}/mode/{mode/orders"), expect![[r#"
            error[C096]: `/looms/{loom}/mode/{mode/orders` is no path of a call
               --> spec/small/api.yaml:614:11
                |
            614 |     path: /looms/{loom}/mode/{mode/orders
                |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `order`
                = help: write each placeholder as `{name}`, of letters, digits, `_` and `-`

            error[C096]: the path has no `{mode}`
               --> spec/small/api.yaml:620:14
                |
            620 |       - {id: mode, type: string, title: {en: the form of the cloth, zh: 布的形式}, variant: true, sources: [manual]}
                |              ^^^^
                |
                = note: in `order`
                = help: correct the path, or delete the parameter

            2 problems; nothing was written
        "#]]),
        case(Code::C096, api().with("{id: loom, type: label,", "{id: loom, type: frame,"), expect![[r#"
            error[C096]: a part of a path that is no single value
               --> spec/small/api.yaml:619:26
                |
            619 |       - {id: loom, type: frame, title: {en: the loom, zh: 织机}, sources: [manual]}
                |                          ^^^^^
                |
                = note: in `order`
                = help: write `string`, or name an enum or a scalar

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("{id: loom, type: label, title: {en: the loom, zh: 织机},", "{id: loom, type: label, title: {en: the loom, zh: 织机}, variant: true,"), expect![[r#"
            error[C096]: more than one parameter is the variant
               --> spec/small/api.yaml:619:7
                |
            619 |       - {id: loom, type: label, title: {en: the loom, zh: 织机}, variant: true, sources: [manual]}
                |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `order`
                = help: keep one `variant: true`

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("response: order_answer", "response: label"), expect![[r#"
            error[C005]: the type `order_answer` is never used
               --> spec/small/api.yaml:559:9
                |
            559 |   - id: order_answer
                |         ^^^^^^^^^^^^
                |
                = help: refer to it, or delete it

            error[C096]: a body that is no object
               --> spec/small/api.yaml:622:15
                |
            622 |     response: label
                |               ^^^^^
                |
                = note: in `order`
                = help: name a type of kind `object`

            2 problems; nothing was written
        "#]]),
        case(Code::C096, api().with("    method: GET\n    path: /orders\n", "    method: GET\n    path: /orders\n    request: order\n"), expect![[r#"
            error[C096]: a GET with a body
               --> spec/small/api.yaml:642:14
                |
            642 |     request: order
                |              ^^^^^
                |
                = note: in `look`
                = help: delete `request`, or correct `method`

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    flow: {id: weave, title: {en: weaves, zh: 织布}, endpoints: [look], sources: [manual]}\n    leaves:"), expect![[r#"
            error[C096]: `look` cannot be made with nothing before it
               --> spec/small/api.yaml:675:64
                |
            675 |     flow: {id: weave, title: {en: weaves, zh: 织布}, endpoints: [look], sources: [manual]}
                |                                                                  ^^^^
                |
                = note: in `ordered`
                = help: begin with a call that takes no state, and let each other take what the one before gives

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    flow: {id: weave, title: {en: weaves, zh: 织布}, endpoints: [order, look], sources: [manual]}\n    leaves:"), expect![[r#"
            error[C096]: `look` does not take the state `ordered` by value
               --> spec/small/api.yaml:675:71
                |
            675 |     flow: {id: weave, title: {en: weaves, zh: 织布}, endpoints: [order, look], sources: [manual]}
                |                                                                         ^^^^
                |
                = note: in `ordered`
                = help: begin with a call that takes no state, and let each other take what the one before gives

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    flow: {id: weave, title: {en: weaves, zh: 织布}, endpoints: [order, stop], sources: [manual]}\n    leaves:"), expect![[r#"
            error[C096]: these calls do not lead to `ordered`
               --> spec/small/api.yaml:675:63
                |
            675 |     flow: {id: weave, title: {en: weaves, zh: 织布}, endpoints: [order, stop], sources: [manual]}
                |                                                                 ^^^^^^^^^^^^^
                |
                = note: in `ordered`
                = help: end with the call that gives the state

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    flow: {id: weave, title: {en: weaves, zh: 织布}, endpoints: [order], vary: colour, sources: [manual]}\n    leaves:"), expect![[r#"
            error[C096]: the request of the first call does not need a `colour`
               --> spec/small/api.yaml:675:78
                |
            675 |     flow: {id: weave, title: {en: weaves, zh: 织布}, endpoints: [order], vary: colour, sources: [manual]}
                |                                                                                ^^^^^^
                |
                = note: in `ordered`
                = help: name a required field of its body

            1 problem; nothing was written
        "#]]),
        case(Code::C004, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    flow: {id: weave, title: {en: weaves, zh: 织布}, endpoints: [ordr], sources: [manual]}\n    leaves:"), expect![[r#"
            error[C004]: there is no endpoint `ordr`
               --> spec/small/api.yaml:675:64
                |
            675 |     flow: {id: weave, title: {en: weaves, zh: 织布}, endpoints: [ordr], sources: [manual]}
                |                                                                  ^^^^
                |
                = note: in `ordered`
                = help: did you mean `order`?

            1 problem; nothing was written
        "#]]),
        case(Code::C001, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    flow: {id: order, title: {en: weaves, zh: 织布}, endpoints: [order], sources: [manual]}\n    leaves:"), expect![[r#"
            error[C001]: the call or flow `order` is used twice
               --> spec/small/api.yaml:675:16
                |
            612 |   - id: order
                |         ----- first here
            ...
            675 |     flow: {id: order, title: {en: weaves, zh: 织布}, endpoints: [order], sources: [manual]}
                |                ^^^^^
                |
                = help: give one of them another id

            1 problem; nothing was written
        "#]]),
        case(Code::C006, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    flow: {id: Weave, title: {en: weaves, zh: 织布}, endpoints: [order], sources: [manual]}\n    leaves:"), expect![[r#"
            error[C006]: `Weave` is no id
               --> spec/small/api.yaml:675:16
                |
            675 |     flow: {id: Weave, title: {en: weaves, zh: 织布}, endpoints: [order], sources: [manual]}
                |                ^^^^^
                |
                = help: use small letters, digits and single `_`, beginning with a letter, at most 48 characters

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    renewals:\n      - {endpoint: stop, field: lenght, every: orders, sources: [manual]}\n    leaves:"), expect![[r#"
            error[C096]: `stop` does not take the state `ordered` by reference
               --> spec/small/api.yaml:676:20
                |
            676 |       - {endpoint: stop, field: lenght, every: orders, sources: [manual]}
                |                    ^^^^
                |
                = note: in `ordered`
                = help: name a call after which the state goes on

            error[C096]: the request of `stop` has no `lenght`
               --> spec/small/api.yaml:676:33
                |
            676 |       - {endpoint: stop, field: lenght, every: orders, sources: [manual]}
                |                                 ^^^^^^
                |
                = note: in `ordered`
                = help: write the names of fields, divided by dots

            error[C096]: `orders` is no time
               --> spec/small/api.yaml:676:48
                |
            676 |       - {endpoint: stop, field: lenght, every: orders, sources: [manual]}
                |                                                ^^^^^^
                |
                = note: in `ordered`
                = help: name a limit whose unit is `s`, `min` or `h`

            3 problems; nothing was written
        "#]]),
        case(Code::C004, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    renewals:\n      - {endpoint: lok, field: length, every: weekly, sources: [manual]}\n    leaves:"), expect![[r#"
            error[C004]: there is no endpoint `lok`
               --> spec/small/api.yaml:676:20
                |
            676 |       - {endpoint: lok, field: length, every: weekly, sources: [manual]}
                |                    ^^^
                |
                = note: in `ordered`
                = help: did you mean `look`?

            error[C004]: there is no limit `weekly`
               --> spec/small/api.yaml:676:47
                |
            676 |       - {endpoint: lok, field: length, every: weekly, sources: [manual]}
                |                                               ^^^^^^
                |
                = note: in `ordered`
                = help: there are `orders`

            2 problems; nothing was written
        "#]]),
        case(Code::C096, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    names:\n      - {id: roll, title: {en: a roll, zh: 一卷}, pattern: \"{order_id}_{metre\"}\n    leaves:"), expect![[r#"
            error[C096]: a brace without its other
               --> spec/small/api.yaml:676:58
                |
            676 |       - {id: roll, title: {en: a roll, zh: 一卷}, pattern: "{order_id}_{metre"}
                |                                                            ^^^^^^^^^^^^^^^^^^^
                |
                = note: in `ordered`
                = help: write each part as `{part}`

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    names:\n      - {id: roll, title: {en: a roll, zh: 一卷}, pattern: \"{order_id}_{metre}\", parts: [{id: yard, title: {en: a yard, zh: 码}, form: integer}, {id: order_id, title: {en: it, zh: 它}, form: text}]}\n    replacements:\n      - {held: name, characters: lettres, by: x, sources: [manual]}\n    leaves:"), expect![[r#"
            error[C096]: nothing says what `{metre}` is
               --> spec/small/api.yaml:676:58
                |
            676 |       - {id: roll, title: {en: a roll, zh: 一卷}, pattern: "{order_id}_{metre}", parts: [{id: yard, title: {en: a yard, zh: 码}, fo...
                |                                                            ^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `ordered`
                = help: name a value that the state holds, or add it to `parts`

            error[C096]: the pattern has no part `yard` of its own
               --> spec/small/api.yaml:676:93
                |
            676 |       - {id: roll, title: {en: a roll, zh: 一卷}, pattern: "{order_id}_{metre}", parts: [{id: yard, title: {en: a yard, zh: 码}, fo...
                |                                                                                               ^^^^
                |
                = note: in `ordered`
                = help: use it, or delete it

            error[C096]: the pattern has no part `order_id` of its own
               --> spec/small/api.yaml:676:148
                |
            676 | ...id: yard, title: {en: a yard, zh: 码}, form: integer}, {id: order_id, title: {en: it, zh: 它}, form: text}]}
                |                                                                ^^^^^^^^
                |
                = note: in `ordered`
                = help: use it, or delete it

            error[C096]: the state holds no `name`
               --> spec/small/api.yaml:678:16
                |
            678 |       - {held: name, characters: lettres, by: x, sources: [manual]}
                |                ^^^^
                |
                = note: in `ordered`
                = help: name a value that the state holds

            error[C004]: there is no character set `lettres`
               --> spec/small/api.yaml:678:34
                |
            678 |       - {held: name, characters: lettres, by: x, sources: [manual]}
                |                                  ^^^^^^^
                |
                = note: in `ordered`
                = help: there are `small_letters`

            5 problems; nothing was written
        "#]]),
        case(Code::C003, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    names:\n      - {id: roll, title: {en: a roll, zh: 一卷}, pattern: a}\n      - {id: roll, title: {en: a roll, zh: 一卷}, pattern: \"{p}\", parts: [{id: p, title: {en: p, zh: 部分}, form: text}, {id: p, title: {en: p, zh: 部分}, form: utc}]}\n    leaves:"), expect![[r#"
            error[C003]: the name `roll` is used twice
               --> spec/small/api.yaml:677:14
                |
            676 |       - {id: roll, title: {en: a roll, zh: 一卷}, pattern: a}
                |              ---- first here
            677 |       - {id: roll, title: {en: a roll, zh: 一卷}, pattern: "{p}", parts: [{id: p, title: {en: p, zh: 部分}, form: text}, {id: p, ti...
                |              ^^^^
                |
                = help: give one of them another id

            error[C003]: the part `p` is used twice
               --> spec/small/api.yaml:677:123
                |
            677 |       - {id: roll, title: {en: a roll, zh: 一卷}, pattern: "{p}", parts: [{id: p, title: {en: p, zh: 部分}, form: text}, {id: p, ti...
                |                                                                                - first here                                   ^
                |
                = help: give one of them another id

            2 problems; nothing was written
        "#]]),
        case(Code::C096, api().with("    expired: malformed\n    leaves:", "    expired: malformed\n    confirmation: {endpoint: look, field: order_id, is: [], over: [1], first: orders, gaps: orders, deadline: orders, every: orders, sources: [manual]}\n    leaves:"), expect![[r#"
            error[C096]: `look` has no answer to look at
               --> spec/small/api.yaml:675:30
                |
            675 |     confirmation: {endpoint: look, field: order_id, is: [], over: [1], first: orders, gaps: orders, deadline: orders, every: orders...
                |                              ^^^^
                |
                = note: in `ordered`
                = help: name its type at the call

            error[C096]: no value confirms the state
               --> spec/small/api.yaml:675:57
                |
            675 |     confirmation: {endpoint: look, field: order_id, is: [], over: [1], first: orders, gaps: orders, deadline: orders, every: orders...
                |                                                         ^^
                |
                = note: in `ordered`
                = help: write at least one

            error[C096]: `orders` is no time in seconds
               --> spec/small/api.yaml:675:79
                |
            675 |     confirmation: {endpoint: look, field: order_id, is: [], over: [1], first: orders, gaps: orders, deadline: orders, every: orders...
                |                                                                               ^^^^^^
                |
                = note: in `ordered`
                = help: name a limit whose unit is `s`

            error[C096]: `orders` is no time in seconds
               --> spec/small/api.yaml:675:93
                |
            675 |     confirmation: {endpoint: look, field: order_id, is: [], over: [1], first: orders, gaps: orders, deadline: orders, every: orders...
                |                                                                                             ^^^^^^
                |
                = note: in `ordered`
                = help: name a limit whose unit is `s`

            error[C096]: `orders` is no time in seconds
               --> spec/small/api.yaml:675:111
                |
            675 |     confirmation: {endpoint: look, field: order_id, is: [], over: [1], first: orders, gaps: orders, deadline: orders, every: orders...
                |                                                                                                               ^^^^^^
                |
                = note: in `ordered`
                = help: name a limit whose unit is `s`

            error[C096]: `orders` is no time in seconds
               --> spec/small/api.yaml:675:126
                |
            675 | ...: [1], first: orders, gaps: orders, deadline: orders, every: orders, sources: [manual]}
                |                                                                 ^^^^^^
                |
                = note: in `ordered`
                = help: name a limit whose unit is `s`

            6 problems; nothing was written
        "#]]),
        case(Code::C096, api().with("limits:\n", "limits:\n  - {id: wait, title: {en: wait, zh: 等待时间}, kind: advice, unit: s, amounts: [{value: [5]}], sources: [manual]}\n").with("    expired: malformed\n    leaves:", "    expired: malformed\n    confirmation: {endpoint: stop, field: order_id, is: [1], over: [1], first: wait, gaps: wait, deadline: wait, sources: [manual]}\n    leaves:"), expect![[r#"
            error[C096]: `stop` does not take the state `ordered` by reference
               --> spec/small/api.yaml:675:30
                |
            675 |     confirmation: {endpoint: stop, field: order_id, is: [1], over: [1], first: wait, gaps: wait, deadline: wait, sources: [manual]}
                |                              ^^^^
                |
                = note: in `ordered`
                = help: name a call after which the state goes on

            error[C096]: `stop` has no answer to look at
               --> spec/small/api.yaml:675:30
                |
            675 |     confirmation: {endpoint: stop, field: order_id, is: [1], over: [1], first: wait, gaps: wait, deadline: wait, sources: [manual]}
                |                              ^^^^
                |
                = note: in `ordered`
                = help: name its type at the call

            error[C096]: `1` confirms the state and ends it
               --> spec/small/api.yaml:675:68
                |
            675 |     confirmation: {endpoint: stop, field: order_id, is: [1], over: [1], first: wait, gaps: wait, deadline: wait, sources: [manual]}
                |                                                                    ^^^
                |
                = note: in `ordered`
                = help: keep it in one of the lists

            3 problems; nothing was written
        "#]]),
        case(Code::C096, api().with("limits:\n", "limits:\n  - {id: wait, title: {en: wait, zh: 等待时间}, kind: advice, unit: s, amounts: [{value: [5]}], sources: [manual]}\n").with("    takes: {state: ordered, by: reference}\n", "    takes: {state: ordered, by: reference}\n    response: order_answer\n").with("    expired: malformed\n    leaves:", "    expired: malformed\n    confirmation: {endpoint: look, field: order_i, is: [\"a\"], first: wait, gaps: wait, deadline: wait, sources: [manual]}\n    leaves:"), expect![[r#"
            error[C096]: the answer of `look` has no `order_i`
               --> spec/small/api.yaml:676:43
                |
            676 |     confirmation: {endpoint: look, field: order_i, is: ["a"], first: wait, gaps: wait, deadline: wait, sources: [manual]}
                |                                           ^^^^^^^
                |
                = note: in `ordered`
                = help: write the names of fields, divided by dots

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("limits:\n", "limits:\n  - {id: wait, title: {en: wait, zh: 等待时间}, kind: advice, unit: s, amounts: [{value: [5]}], sources: [manual]}\n").with("    takes: {state: ordered, by: reference}\n", "    takes: {state: ordered, by: reference}\n    response: order_answer\n").with("    expired: malformed\n    leaves:", "    expired: malformed\n    confirmation: {endpoint: look, field: \"order_id[]\", is: [\"a\"], first: wait, gaps: wait, deadline: wait, sources: [manual]}\n    leaves:"), expect![[r#"
            error[C096]: no path to one value
               --> spec/small/api.yaml:676:43
                |
            676 |     confirmation: {endpoint: look, field: "order_id[]", is: ["a"], first: wait, gaps: wait, deadline: wait, sources: [manual]}
                |                                           ^^^^^^^^^^^^
                |
                = note: in `ordered`
                = help: write the names of fields, divided by dots

            1 problem; nothing was written
        "#]]),
        case(Code::C004, api().with("    takes: {state: ordered, by: reference}\n", "    takes: {state: ordered, by: reference}\n    response: order_answer\n").with("    expired: malformed\n    leaves:", "    expired: malformed\n    confirmation: {endpoint: look, field: order_id, is: [\"a\"], not_yet: [gone], first: weit, gaps: wait, deadline: wait, sources: [manual]}\n    leaves:"), expect![[r#"
            error[C004]: there is no entry `gone`
               --> spec/small/api.yaml:676:74
                |
            676 |     confirmation: {endpoint: look, field: order_id, is: ["a"], not_yet: [gone], first: weit, gaps: wait, deadline: wait, sources: [...
                |                                                                          ^^^^
                |
                = note: in `ordered`
                = help: there are `malformed`

            error[C004]: there is no limit `weit`
               --> spec/small/api.yaml:676:88
                |
            676 |     confirmation: {endpoint: look, field: order_id, is: ["a"], not_yet: [gone], first: weit, gaps: wait, deadline: wait, sources: [...
                |                                                                                        ^^^^
                |
                = note: in `ordered`
                = help: there are `orders`

            error[C004]: there is no limit `wait`
               --> spec/small/api.yaml:676:100
                |
            676 |     confirmation: {endpoint: look, field: order_id, is: ["a"], not_yet: [gone], first: weit, gaps: wait, deadline: wait, sources: [...
                |                                                                                                    ^^^^
                |
                = note: in `ordered`
                = help: there are `orders`

            error[C004]: there is no limit `wait`
               --> spec/small/api.yaml:676:116
                |
            676 |     confirmation: {endpoint: look, field: order_id, is: ["a"], not_yet: [gone], first: weit, gaps: wait, deadline: wait, sources: [...
                |                                                                                                                    ^^^^
                |
                = note: in `ordered`
                = help: there are `orders`

            4 problems; nothing was written
        "#]]),
        case(Code::C096, api().with("    gives: ordered\n", ""), expect![[r#"
            error[C096]: no call gives the state `ordered`
               --> spec/small/api.yaml:670:9
                |
            670 |   - id: ordered
                |         ^^^^^^^
                |
                = note: in `ordered`
                = help: write `gives` at a call, or delete the state

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("    leaves:\n      - {id: woven, to: stopped, title: {en: the cloth is ready, zh: 布已织好}}\n", "").with("    takes: {state: ordered, by: value}\n", "").with("    takes: {state: ordered, by: reference}\n", ""), expect![[r#"
            error[C096]: no call takes the state `ordered`, and nothing leaves it
               --> spec/small/api.yaml:669:9
                |
            669 |   - id: ordered
                |         ^^^^^^^
                |
                = note: in `ordered`
                = help: write `takes` at a call, `leaves`, or `end: true`

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("    leaves:\n      - {id: woven, to: stopped, title: {en: the cloth is ready, zh: 布已织好}}\n", "").with("takes: {state: ordered, by: value}", "takes: {state: ordered, by: reference}"), expect![[r#"
            error[C096]: nothing ends the state `ordered`
               --> spec/small/api.yaml:671:9
                |
            671 |   - id: ordered
                |         ^^^^^^^
                |
                = note: in `ordered`
                = help: let a call take it by value, or write `leaves`

            1 problem; nothing was written
        "#]]),
        case(Code::C096, api().with("takes: {state: ordered, by: reference}", "takes: {state: stopped, by: reference}"), expect![[r#"
            error[C096]: the state `stopped` is an end and is left
               --> spec/small/api.yaml:680:10
                |
            680 |     end: true
                |          ^^^^
                |
                = note: in `stopped`
                = help: delete `end`, or what leaves it

            1 problem; nothing was written
        "#]]),
        case(Code::C097, api().with("    fields:\n      - id: fault", "    fields_known: false\n    fields:\n      - id: fault"), expect![[r#"
            error[C097]: fields of an event whose fields are not known
               --> spec/small/api.yaml:725:7
                |
            725 |       - id: fault
                |       ^^^^^^^^^^^
                |
                = note: in `torn`
                = help: delete `fields_known: false`

            1 problem; nothing was written
        "#]]),
        case(Code::C097, api().with("hosts: [east], domains", "hosts: [west], domains"), expect![[r#"
            error[C097]: there is no `west` among the hosts
               --> spec/small/api.yaml:688:61
                |
            688 |   areas: [{id: europe, title: {en: Europe, zh: 欧洲}, hosts: [west], domains: [main], sources: [manual]}]
                |                                                               ^^^^
                |
                = note: in `europe`
                = help: there are `east`

            1 problem; nothing was written
        "#]]),
        case(Code::C097, api().with("    delays_s: [1]\n", "    delays_s: []\n"), expect![[r#"
            error[C097]: a failover without steps or delays
               --> spec/small/api.yaml:690:5
                |
            690 |     steps: [{id: again, to: same_host, title: {en: the same host again, zh: 再次请求同一主机}}]
                |     ^^^^^
                |
                = note: in `connection`
                = help: name at least one of each

            1 problem; nothing was written
        "#]]),
        case(Code::C097, api().with("amounts: [{value: [3], areas: [europe]}]", "amounts: [{value: [], areas: [europe]}]"), expect![[r#"
            error[C097]: no number
               --> spec/small/api.yaml:699:23
                |
            699 |     amounts: [{value: [], areas: [europe]}]
                |                       ^^
                |
                = note: in `orders`
                = help: write it, between brackets

            1 problem; nothing was written
        "#]]),
        case(Code::C097, api().with("amounts: [{value: [3], areas: [europe]}]", "amounts: []"), expect![[r#"
            error[C097]: a limit without a number
               --> spec/small/api.yaml:699:14
                |
            699 |     amounts: []
                |              ^^
                |
                = note: in `orders`
                = help: add one item a case, with its `value`

            1 problem; nothing was written
        "#]]),
        case(Code::C097, api().with("body: notice", "body: label"), expect![[r#"
            error[C005]: the type `notice` is never used
               --> spec/small/api.yaml:568:9
                |
            568 |   - id: notice
                |         ^^^^^^
                |
                = help: refer to it, or delete it

            error[C097]: a body that is no object
               --> spec/small/api.yaml:704:9
                |
            704 |   body: label
                |         ^^^^^
                |
                = note: in `notifications`
                = help: name a type of kind `object`

            2 problems; nothing was written
        "#]]),
        case(Code::C097, api().with("code_field: kind", "code_field: payload"), expect![[r#"
            error[C097]: `payload` is not a whole number
               --> spec/small/api.yaml:705:15
                |
            705 |   code_field: payload
                |               ^^^^^^^
                |
                = note: in `notifications`
                = help: name another field, or correct its type

            1 problem; nothing was written
        "#]]),
        case(Code::C097, api().with("details_field: payload.details", "details_field: payload.order_id"), expect![[r#"
            error[C097]: `payload.order_id` is not an object
               --> spec/small/api.yaml:706:18
                |
            706 |   details_field: payload.order_id
                |                  ^^^^^^^^^^^^^^^^
                |
                = note: in `notifications`
                = help: name another field, or correct its type

            1 problem; nothing was written
        "#]]),
        case(Code::C097, api().with("name_field: name", "name_field: payload.name"), expect![[r#"
            error[C097]: `payload.name` is no name of a field
               --> spec/small/api.yaml:707:15
                |
            707 |   name_field: payload.name
                |               ^^^^^^^^^^^^
                |
                = note: in `notifications`
                = help: name a field of the details themselves

            1 problem; nothing was written
        "#]]),
        case(Code::C097, api().add("again.yaml", &section("connection")), expect![[r#"
            error[C097]: a second `connection`
               --> spec/small/api.yaml:683:3
                |
            683 |   scheme: https
                |   ^^^^^^^^^^^^^
                |
                = note: in `connection`
                = help: keep one of them

            1 problem; nothing was written
        "#]]),
        case(Code::C097, without("notifications"), expect![[r#"
            error[C005]: the type `notice` is never used
               --> spec/small/api.yaml:568:9
                |
            568 |   - id: notice
                |         ^^^^^^
                |
                = help: refer to it, or delete it

            error[C097]: events, and nothing says how notifications come
               --> spec/small/api.yaml:703:9
                |
            703 |   - id: torn
                |         ^^^^
                |
                = note: in `torn`
                = help: add `notifications:`

            2 problems; nothing was written
        "#]]),
        case(Code::C098, api().with(r#""length_cm": 50, "key""#, r#""lenght_cm": 50, "length_cm": 50, "key""#), expect![[r#"
            error[C098]: no type knows the field at `/lenght_cm` in `plain`
               --> spec/small/api.yaml:741:42
                |
            741 |     body: {"cloth": "wool", "lenght_cm": 50, "length_cm": 50, "key": "exampleexample0="}
                |                                          ^^
                |
                = note: in `short_order`
                = help: did you mean `length_cm`?

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with(r#""length_cm": 50, "key""#, r#""length_cm": 50, "colour": 1, "key""#), expect![[r#"
            error[C098]: no type knows the field at `/colour` in `plain`
               --> spec/small/api.yaml:741:56
                |
            741 |     body: {"cloth": "wool", "length_cm": 50, "colour": 1, "key": "exampleexample0="}
                |                                                        ^
                |
                = note: in `short_order`
                = help: did you mean `colours`?

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with(r#"body: {"kind": 1, "payload""#, r#"body: {"kind": 1, "pay": 1, "payload""#), expect![[r#"
            error[C098]: no type knows the field at `/pay`
               --> spec/small/api.yaml:758:30
                |
            758 |     body: {"kind": 1, "pay": 1, "payload": {"details": {"fault": 1, "side": "left"}}}
                |                              ^
                |
                = note: in `torn_notice`
                = help: correct the name, or write `unknown_fields: true` and why in `note`

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with("    verdict: accepted\n    shown: true", "    verdict: accepted\n    unknown_fields: true\n    shown: true"), expect![[r#"
            error[C098]: its types know all fields of the body
               --> spec/small/api.yaml:740:21
                |
            740 |     unknown_fields: true
                |                     ^^^^
                |
                = note: in `short_order`
                = help: delete `unknown_fields`

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with("    verdict: accepted\n    shown: true", "    verdict: accepted\n    unknown_fields: true\n    shown: true").with(r#""length_cm": 50, "key""#, r#""length_cm": 50, "colour": 1, "key""#), expect![[r#"
            error[C098]: fields that no type knows, and nothing says why
               --> spec/small/api.yaml:740:21
                |
            740 |     unknown_fields: true
                |                     ^^^^
                |
                = note: in `short_order`
                = help: add a `note`

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with("    rule: length_range\n    pointer: /length_cm\n", "    rule: length_range\n    unknown_fields: true\n    pointer: /length_cm\n"), expect![[r#"
            error[C098]: fields that no type knows are no matter of a body that is refused
               --> spec/small/api.yaml:750:21
                |
            750 |     unknown_fields: true
                |                     ^^^^
                |
                = note: in `long_order`
                = help: delete `unknown_fields`

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with(r#""length_cm": 50, "key""#, r#""length_cm": 0, "key""#), expect![[r#"
            error[C098]: the value at `/length_cm` breaks the rule `length_range` in `plain`
               --> spec/small/api.yaml:741:42
                |
            741 |     body: {"cloth": "wool", "length_cm": 0, "key": "exampleexample0="}
                |                                          ^
                |
                = note: in `short_order`
                = help: correct the body, or the type or rule that it breaks

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with(r#""length_cm": 50, "key""#, r#""length_cm": "50", "key""#), expect![[r#"
            error[C098]: the value at `/length_cm` is not a whole number in `plain`
               --> spec/small/api.yaml:741:42
                |
            741 |     body: {"cloth": "wool", "length_cm": "50", "key": "exampleexample0="}
                |                                          ^^^^
                |
                = note: in `short_order`
                = help: correct the body, or the type or rule that it breaks

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with(r#""length_cm": 501, "stripes""#, r#""length_cm": 400, "stripes""#), expect![[r#"
            error[C098]: the body does not break what it should in `plain`
               --> spec/small/api.yaml:751:12
                |
            751 |     body: {"cloth": "wool", "length_cm": 400, "stripes": []}
                |            ^^^^^^^^^^^^^^^
                |
                = note: in `long_order`
                = help: it breaks nothing

            error[C098]: the body does not break what it should in `striped`
               --> spec/small/api.yaml:751:12
                |
            751 |     body: {"cloth": "wool", "length_cm": 400, "stripes": []}
                |            ^^^^^^^^^^^^^^^
                |
                = note: in `long_order`
                = help: it breaks nothing

            2 problems; nothing was written
        "#]]),
        case(Code::C098, api().with(r#""length_cm": 501, "stripes""#, r#""length_cm": "501", "stripes""#), expect![[r#"
            error[C098]: the body does not break what it should in `plain`
               --> spec/small/api.yaml:751:12
                |
            751 |     body: {"cloth": "wool", "length_cm": "501", "stripes": []}
                |            ^^^^^^^^^^^^^^^
                |
                = note: in `long_order`
                = help: but the value at `/length_cm` is not a whole number

            error[C098]: the body does not break what it should in `striped`
               --> spec/small/api.yaml:751:12
                |
            751 |     body: {"cloth": "wool", "length_cm": "501", "stripes": []}
                |            ^^^^^^^^^^^^^^^
                |
                = note: in `long_order`
                = help: but the value at `/length_cm` is not a whole number

            2 problems; nothing was written
        "#]]),
        case(Code::C098, api().with("    rule: length_range\n    pointer: /length_cm\n", ""), expect![[r#"
            error[C098]: refused, and nothing says why
               --> spec/small/api.yaml:748:14
                |
            748 |     verdict: refused
                |              ^^^^^^^
                |
                = note: in `long_order`
                = help: name the `rule` that it breaks, or the fault of its `form`

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with("    rule: length_range\n", "    rule: length_range\n    form: missing\n"), expect![[r#"
            error[C098]: refused for two reasons
               --> spec/small/api.yaml:748:14
                |
            748 |     verdict: refused
                |              ^^^^^^^
                |
                = note: in `long_order`
                = help: name the `rule` that it breaks, or the fault of its `form`

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with("    verdict: accepted\n    shown: true", "    verdict: accepted\n    pointer: /cloth\n    shown: true"), expect![[r#"
            error[C098]: accepted, and something says what is wrong
               --> spec/small/api.yaml:739:14
                |
            739 |     verdict: accepted
                |              ^^^^^^^^
                |
                = note: in `short_order`
                = help: delete `rule`, `form` and `pointer`, or write `verdict: refused`

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with("    variants: [plain]\n    direction: request", "    variants: []\n    direction: request"), expect![[r#"
            error[C098]: variants that are not those of the endpoint
               --> spec/small/api.yaml:737:15
                |
            737 |     variants: []
                |               ^^
                |
                = note: in `short_order`
                = help: there are `plain`, `striped`

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with("    variants: [plain]\n    direction: request", "    direction: request"), expect![[r#"
            error[C098]: the endpoint has variants, and the example names none
               --> spec/small/api.yaml:736:15
                |
            736 |     endpoint: order
                |               ^^^^^
                |
                = note: in `short_order`
                = help: there are `plain`, `striped`

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with("    variants: [plain]\n    direction: request", "    variants: [plain]\n    http: 200\n    direction: request"), expect![[r#"
            error[C098]: a request has no status
               --> spec/small/api.yaml:738:11
                |
            738 |     http: 200
                |           ^^^
                |
                = note: in `short_order`
                = help: delete `http`, or write `direction: response`

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with("    variants: [plain]\n    direction: request", "    variants: [plain]\n    direction: notification"), expect![[r#"
            error[C098]: an example that belongs nowhere
               --> spec/small/api.yaml:738:16
                |
            738 |     direction: notification
                |                ^^^^^^^^^^^^
                |
                = note: in `short_order`
                = help: name the `endpoint` of a request or response; a notification has an `event` or neither

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with("endpoint: order\n    variants: [plain]\n    direction: request", "endpoint: look\n    direction: request"), expect![[r#"
            error[C098]: a body of a call of which no body is known
               --> spec/small/api.yaml:736:15
                |
            736 |     endpoint: look
                |               ^^^^
                |
                = note: in `short_order`
                = help: name its type at the endpoint, or delete the example

            1 problem; nothing was written
        "#]]),
        case(Code::C098, api().with(r#"body: {"kind": 1, "payload""#, r#"body: {"kind": 2, "payload""#), expect![[r#"
            error[C098]: the value at `/kind` is not the code 1
               --> spec/small/api.yaml:758:20
                |
            758 |     body: {"kind": 2, "payload": {"details": {"fault": 1, "side": "left"}}}
                |                    ^
                |
                = note: in `torn_notice`
                = help: correct the body, or the type or rule that it breaks

            1 problem; nothing was written
        "#]]),
        case(Code::C070, api().with(r#""key": "exampleexample0=""#, r#""key": "0123456789abcde=""#), expect![[r#"
            error[C070]: a value of `key`, which is secret
               --> spec/small/api.yaml:741:53
                |
            741 |     body: {"cloth": "wool", "length_cm": 50, "key": "0123456789abcde="}
                |                                                     ^^^^^^^^^^^^^^^^^^
                |
                = note: in `short_order`
                = help: write a placeholder that holds the word `example`

            1 problem; nothing was written
        "#]]),
        case(Code::C070, api().with(r#""key": "exampleexample0=""#, r#""key": "aaaaaaaaaaaaaaa=""#), expect![[r#"
            error[C070]: a value of `key`, which is secret
               --> spec/small/api.yaml:741:53
                |
            741 |     body: {"cloth": "wool", "length_cm": 50, "key": "aaaaaaaaaaaaaaa="}
                |                                                     ^^^^^^^^^^^^^^^^^^
                |
                = note: in `short_order`
                = help: write a placeholder that holds the word `example`

            1 problem; nothing was written
        "#]]),
        case(Code::C070, api().with(r#""length_cm": 50, "key""#, r#""token": "abc", "length_cm": 50, "key""#), expect![[r#"
            error[C070]: `abc…` looks like a secret or an identifier
               --> spec/small/api.yaml:741:38
                |
            741 |     body: {"cloth": "wool", "token": "abc", "length_cm": 50, "key": "exampleexample0="}
                |                                      ^^^^^
                |
                = note: in `short_order`
                = help: write a placeholder that holds the word `example`

            1 problem; nothing was written
        "#]]),
        case(Code::C070, api().with(r#"body_text: '{"kind":1}'"#, r#"body_text: '{"kind":1,"password":"abc"}'"#), expect![[r#"
            error[C070]: `abc…` looks like a secret or an identifier
               --> spec/small/api.yaml:713:48
                |
            713 |         - {id: plain, key: example, body_text: '{"kind":1,"password":"abc"}', hex: "00"}
                |                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `plain`
                = help: write a placeholder that holds the word `example`

            1 problem; nothing was written
        "#]]),
        case(Code::C000, api().with("    - {id: error, shape: code, code: code, text: reason}", r#"    - {id: "a b", shape: code, code: code, text: reason}"#), expect![[r#"
            error[C000]: `a b` is no id of a kind of body
              --> spec/small/api.yaml:16:12
               |
            16 |     - {id: "a b", shape: code, code: code, text: reason}
               |            ^^^^^
               |
               = help: use letters, digits, `_` and `-`

            1 problem; nothing was written
        "#]]),
    ]
}

/// What an emulator may be said to do.
fn emulation_cases() -> Vec<Case> {
    let good = Files::emulated;
    let notification = format!("  notification:\n{}", between("  notification:\n", "  notices:\n"));
    vec![
        case(Code::C099, good().add("second.yaml", "emulation: {account: loom, channel: order_id, publisher: weaver, made: [], stages: [], refusals: [], answers: []}\n"), expect![[r#"
            error[C099]: a second `emulation`
             --> spec/small/second.yaml:2:13
              |
            2 | emulation: {account: loom, channel: order_id, publisher: weaver, made: [], stages: [], refusals: [], answers: []}
              |             ^^^^^^^^^^^^^
              |
              = note: in `emulation`
              = help: keep one of them

            1 problem; nothing was written
        "#]]),
        case(Code::C003, good().with("{id: hasty, moment", "{id: form, moment"), expect![[r#"
            error[C003]: the refusal `form` is used twice
               --> spec/small/emulation.yaml:112:12
                |
            110 |     - {id: form, moment: wrong_form, error: malformed, title: {en: a wrong form, zh: 格式错误}, sources: [manual]}
                |            ---- first here
            111 |     - {id: strange, moment: unknown_value, value: ship_id, error: malformed, title: {en: of nobody, zh: 无主}, sources: [manual]}
            112 |     - {id: form, moment: nothing_made, endpoints: [ship], when: [{field: at_once, is: [true]}], error: malformed, title: {en: too h...
                |            ^^^^
                |
                = help: give one of them another id

            1 problem; nothing was written
        "#]]),
        case(Code::C006, good().with("{id: hasty, moment", "{id: Hasty, moment"), expect![[r#"
            error[C006]: `Hasty` is no id
               --> spec/small/emulation.yaml:112:12
                |
            112 |     - {id: Hasty, moment: nothing_made, endpoints: [ship], when: [{field: at_once, is: [true]}], error: malformed, title: {en: too ...
                |            ^^^^^
                |
                = help: use small letters, digits and single `_`, beginning with a letter, at most 48 characters

            1 problem; nothing was written
        "#]]),
        case(Code::C040, good().with("title: {en: a wrong form, zh: 格式错误}, sources: [manual]", "title: {en: a wrong form, zh: 格式错误}, sources: []"), expect![[r#"
            error[C040]: no source
               --> spec/small/emulation.yaml:110:102
                |
            110 |     - {id: form, moment: wrong_form, error: malformed, title: {en: a wrong form, zh: 格式错误}, sources: []}
                |                                                                                                          ^^
                |
                = note: in `form`
                = help: name at least one of the `references`; what no source states is not written here

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("account: loom", "account: looms"), expect![[r#"
            error[C099]: no path has a parameter `looms`
              --> spec/small/emulation.yaml:94:12
               |
            94 |   account: looms
               |            ^^^^^
               |
               = note: in `emulation`
               = help: did you mean `loom`?

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("{id: ship_id, letters: abc", "{id: shop_id, letters: abc").with("value: ship_id", "value: shop_id"), expect![[r#"
            error[C099]: no state holds a value `shop_id`
              --> spec/small/emulation.yaml:98:12
               |
            98 |     - {id: shop_id, letters: abc, length: 4, title: {en: four letters, zh: 四个字母}, sources: [manual]}
               |            ^^^^^^^
               |
               = note: in `shop_id`
               = help: did you mean `ship_id`?

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("letters: abc, length: 4", "letters: \"\", length: 0"), expect![[r#"
            error[C099]: a value made of no letters
              --> spec/small/emulation.yaml:98:30
               |
            98 |     - {id: ship_id, letters: "", length: 0, title: {en: four letters, zh: 四个字母}, sources: [manual]}
               |                              ^^
               |
               = note: in `ship_id`
               = help: name the letters

            error[C099]: a value without length
              --> spec/small/emulation.yaml:98:42
               |
            98 |     - {id: ship_id, letters: "", length: 0, title: {en: four letters, zh: 四个字母}, sources: [manual]}
               |                                          ^
               |
               = note: in `ship_id`
               = help: say how many letters it has

            2 problems; nothing was written
        "#]]),
        case(Code::C099, good().with("letters: abc", "letters: abca"), expect![[r#"
            error[C099]: the letter `a` stands twice
              --> spec/small/emulation.yaml:98:30
               |
            98 |     - {id: ship_id, letters: abca, length: 4, title: {en: four letters, zh: 四个字母}, sources: [manual]}
               |                              ^^^^
               |
               = note: in `ship_id`
               = help: name each letter once

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("value: 1, after_s: 0", "value: 1, after_s: 1"), expect![[r#"
            error[C099]: the first stage of `shipped` does not begin with it
               --> spec/small/emulation.yaml:100:55
                |
            100 |     - {id: packed, state: shipped, value: 1, after_s: 1, title: {en: packed, zh: 已打包}, sources: [manual]}
                |                                                       ^
                |
                = note: in `packed`
                = help: write 0, or a stage before it

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("value: 2, after_s: 3", "value: 2, after_s: 0"), expect![[r#"
            error[C099]: it begins not later than the stage before it, after 0 s
               --> spec/small/emulation.yaml:101:53
                |
            101 |     - {id: sent, state: shipped, value: 2, after_s: 0, at_work: true, title: {en: sent, zh: 已寄出}, sources: [manual]}
                |                                                     ^
                |
                = note: in `sent`
                = help: write the stages of a state in their order

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("value: 9, after_s: 0", "value: 8, after_s: 0"), expect![[r#"
            error[C099]: `8` is never the value of `way`
               --> spec/small/emulation.yaml:102:41
                |
            102 |     - {id: gone, state: stopped, value: 8, after_s: 0, title: {en: gone, zh: 已离开}, sources: [manual]}
                |                                         ^
                |
                = note: in `gone`
                = help: write one of the values of its type

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("value: 9, after_s: 0", "value: 9, after_s: 0, at_work: true"), expect![[r#"
            error[C099]: `stopped` is an end, in which no files come to be
               --> spec/small/emulation.yaml:102:65
                |
            102 |     - {id: gone, state: stopped, value: 9, after_s: 0, at_work: true, title: {en: gone, zh: 已离开}, sources: [manual]}
                |                                                                 ^^^^
                |
                = note: in `gone`
                = help: delete `at_work`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("after_s: 3, at_work: true", "after_s: 3"), expect![[r#"
            error[C099]: no stage of `shipped` is at work
               --> spec/small/emulation.yaml:100:5
                |
            100 |     - {id: packed, state: shipped, value: 1, after_s: 0, title: {en: packed, zh: 已打包}, sources: [manual]}
                |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `shipped`
                = help: write `at_work: true` at the stage from which on files come to be

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("value: 2, after_s: 3", "value: 9, after_s: 3"), expect![[r#"
            error[C099]: no stage of `shipped` confirms it
               --> spec/small/emulation.yaml:100:5
                |
            100 |     - {id: packed, state: shipped, value: 1, after_s: 0, title: {en: packed, zh: 已打包}, sources: [manual]}
                |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `shipped`
                = help: add a stage with a value of `is` in its `confirmation`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("since: begun, endpoint: ship, field: hours", "since: begun"), expect![[r#"
            error[C099]: nothing says how long it lasts
               --> spec/small/emulation.yaml:104:12
                |
            104 |     - {id: arrival, state: shipped, leave: arrived, since: begun, title: {en: it arrives, zh: 送达}, sources: [manual]}
                |            ^^^^^^^
                |
                = note: in `arrival`
                = help: write `field`, `limit` or `after_s`, or `valid_s` at the state `shipped`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("since: begun, endpoint: ship, field: hours", "since: begun, endpoint: ship, field: hours, after_s: 3"), expect![[r#"
            error[C099]: a lifetime that is said twice
               --> spec/small/emulation.yaml:104:12
                |
            104 |     - {id: arrival, state: shipped, leave: arrived, since: begun, endpoint: ship, field: hours, after_s: 3, title: {en: it arrives,...
                |            ^^^^^^^
                |
                = note: in `arrival`
                = help: keep one of `field`, `limit` and `after_s`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("since: begun, endpoint: ship, field: hours", "since: begun, endpoint: ship, after_s: 3"), expect![[r#"
            error[C099]: an endpoint without a field
               --> spec/small/emulation.yaml:104:77
                |
            104 |     - {id: arrival, state: shipped, leave: arrived, since: begun, endpoint: ship, after_s: 3, title: {en: it arrives, zh: 送达}, so...
                |                                                                             ^^^^
                |
                = note: in `arrival`
                = help: add `field`, or delete it

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("since: begun, endpoint: ship, field: hours", "since: begun, field: hours"), expect![[r#"
            error[C099]: a field, and nothing says of which request
               --> spec/small/emulation.yaml:104:74
                |
            104 |     - {id: arrival, state: shipped, leave: arrived, since: begun, field: hours, title: {en: it arrives, zh: 送达}, sources: [manual]}
                |                                                                          ^^^^^
                |
                = note: in `arrival`
                = help: name in `endpoint` the call that sends it

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("endpoint: ship, field: hours", "endpoint: ship, field: hour"), expect![[r#"
            error[C099]: there is no field `hour` on the path `hour`
               --> spec/small/emulation.yaml:104:90
                |
            104 |     - {id: arrival, state: shipped, leave: arrived, since: begun, endpoint: ship, field: hour, title: {en: it arrives, zh: 送达}, s...
                |                                                                                          ^^^^
                |
                = note: in `arrival`
                = help: did you mean `hours`?

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("endpoint: ship, field: hours", "endpoint: track, field: hours"), expect![[r#"
            error[C099]: `track` has no body
               --> spec/small/emulation.yaml:104:91
                |
            104 |     - {id: arrival, state: shipped, leave: arrived, since: begun, endpoint: track, field: hours, title: {en: it arrives, zh: 送达},...
                |                                                                                           ^^^^^
                |
                = note: in `arrival`
                = help: name a call that sends the field

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("endpoint: ship, field: hours", "endpoint: ship, field: receiver"), expect![[r#"
            error[C099]: `receiver` is no number
               --> spec/small/emulation.yaml:104:90
                |
            104 |     - {id: arrival, state: shipped, leave: arrived, since: begun, endpoint: ship, field: receiver, title: {en: it arrives, zh: 送达...
                |                                                                                          ^^^^^^^^
                |
                = note: in `arrival`
                = help: name the field that says how long

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("endpoint: ship, field: hours", "endpoint: ship, field: grams"), expect![[r#"
            error[C099]: `g`, in which `grams` counts, is no time
               --> spec/small/emulation.yaml:104:90
                |
            104 |     - {id: arrival, state: shipped, leave: arrived, since: begun, endpoint: ship, field: grams, title: {en: it arrives, zh: 送达}, ...
                |                                                                                          ^^^^^
                |
                = note: in `arrival`
                = help: name a field whose unit is `s`, `min` or `h`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("leave: arrived, since: begun", "leave: arived, since: begun"), expect![[r#"
            error[C099]: the state `shipped` is not left by `arived`
               --> spec/small/emulation.yaml:104:44
                |
            104 |     - {id: arrival, state: shipped, leave: arived, since: begun, endpoint: ship, field: hours, title: {en: it arrives, zh: 送达}, s...
                |                                            ^^^^^^
                |
                = note: in `arrival`
                = help: did you mean `arrived`?

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("since: idle, limit: look_after", "since: idle, limit: calls"), expect![[r#"
            error[C099]: `calls` is no time
               --> spec/small/emulation.yaml:105:78
                |
            105 |     - {id: nobody_there, state: shipped, leave: arrived, since: idle, limit: calls, title: {en: it is left, zh: 放下}, sources: [ma...
                |                                                                              ^^^^^
                |
                = note: in `nobody_there`
                = help: name a limit whose unit is `s`, `min` or `h`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("rate: {limit: calls", "rate: {limit: look_after"), expect![[r#"
            error[C099]: `look_after` does not count requests in a second
               --> spec/small/emulation.yaml:106:17
                |
            106 |   rate: {limit: look_after, title: {en: each counts, zh: 逐个统计}, sources: [manual]}
                |                 ^^^^^^^^^^
                |
                = note: in `rate`
                = help: name a limit whose unit is `requests_per_s`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("limit: plain_only, variants: [plain]", "limit: plain_only, variants: [striped]"), expect![[r#"
            error[C099]: `plain_only` has no amount for these variants and this edition
               --> spec/small/emulation.yaml:108:33
                |
            108 |     - {id: orders_alive, limit: plain_only, variants: [striped], when: [{field: cloth, is: [wool]}], title: {en: orders of wool, z...
                |                                 ^^^^^^^^^^
                |
                = note: in `orders_alive`
                = help: name another limit, or correct `variants` or `edition`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("limit: plain_only, variants: [plain]", "limit: plain_only, variants: []"), expect![[r#"
            error[C099]: nothing is counted
               --> spec/small/emulation.yaml:108:55
                |
            108 |     - {id: orders_alive, limit: plain_only, variants: [], when: [{field: cloth, is: [wool]}], title: {en: orders of wool, zh: 羊毛...
                |                                                       ^^
                |
                = note: in `orders_alive`
                = help: name the variants that are counted

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("[plain], when: [{field: cloth, is: [wool]}]", "[plain], when: [{field: cloth, is: [wool], present: true}]"), expect![[r#"
            error[C099]: a condition that tests not exactly one thing
               --> spec/small/emulation.yaml:108:72
                |
            108 |     - {id: orders_alive, limit: plain_only, variants: [plain], when: [{field: cloth, is: [wool], present: true}], title: {en: order...
                |                                                                        ^^^^^^^^^^^^
                |
                = note: in `orders_alive`
                = help: write exactly one of `is`, `is_not`, `contains` and `present`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("[plain], when: [{field: cloth, is: [wool]}]", "[plain], when: [{field: cloths, is: [wool]}]"), expect![[r#"
            error[C099]: there is no field `cloths` on the path `cloths`
               --> spec/small/emulation.yaml:108:79
                |
            108 |     - {id: orders_alive, limit: plain_only, variants: [plain], when: [{field: cloths, is: [wool]}], title: {en: orders of wool, zh:...
                |                                                                               ^^^^^^
                |
                = note: in `orders_alive`
                = note: it is looked for in the body of `order`
                = help: did you mean `cloth`?

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("[plain], when: [{field: cloth, is: [wool]}]", "[plain], when: [{field: \"a..b\", is: [wool]}]"), expect![[r#"
            error[C099]: `a..b` is no path
               --> spec/small/emulation.yaml:108:79
                |
            108 |     - {id: orders_alive, limit: plain_only, variants: [plain], when: [{field: "a..b", is: [wool]}], title: {en: orders of wool, zh:...
                |                                                                               ^^^^^^
                |
                = note: in `orders_alive`
                = help: write names divided by dots, `[]` after a list: `layout[].width`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("endpoints: [ship], when", "endpoints: [ship, track], when"), expect![[r#"
            error[C099]: `track` has no body to look into
               --> spec/small/emulation.yaml:112:82
                |
            112 |     - {id: hasty, moment: nothing_made, endpoints: [ship, track], when: [{field: at_once, is: [true]}], error: malformed, title: {e...
                |                                                                                  ^^^^^^^
                |
                = note: in `hasty`
                = help: name in `endpoints` calls that have a body, or delete the condition

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("endpoints: [ship], when", "endpoints: [ship, stop], when"), expect![[r#"
            error[C099]: there is no field `at_once` on the path `at_once`
               --> spec/small/emulation.yaml:112:81
                |
            112 |     - {id: hasty, moment: nothing_made, endpoints: [ship, stop], when: [{field: at_once, is: [true]}], error: malformed, title: {en...
                |                                                                                 ^^^^^^^
                |
                = note: in `hasty`
                = note: it is looked for in the body of `stop`
                = help: there are `address`, `cloth`, `codes`, `colours`, `depth`, `extra`, `frame`, `height`, `key`, `label`, `length_cm`, `margin_left`, `margin_right`, `marks`, `motto`, `name`, `notes`, `plan`, `price`, `ready_at`, `region`, `serial`, `stripes`, `tag`, `threads`, `vendor`, `width_cm`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("when: [{field: at_once, is: [true]}], error", "when: [{field: at_once, is: [3]}], error"), expect![[r#"
            error[C099]: `3` can never be the value
               --> spec/small/emulation.yaml:112:89
                |
            112 |     - {id: hasty, moment: nothing_made, endpoints: [ship], when: [{field: at_once, is: [3]}], error: malformed, title: {en: too has...
                |                                                                                         ^
                |
                = note: in `hasty`
                = help: write values of the field's type

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("contains: [red]}]\n      item", "is: [red]}]\n      item"), expect![[r#"
            error[C099]: `is` does not fit the field `boxes[].hue`
               --> spec/small/emulation.yaml:121:41
                |
            121 |       when: [{field: "boxes[].hue", is: [red]}]
                |                                         ^^^^^
                |
                = note: in `paper`
                = help: a list is tested with `contains`, a single value with `is` or `is_not`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("gives: shipped\n", "gives: stopped\n").with("gives: ordered\n", "gives: shipped\n"), expect![[r#"
            error[C096]: no call gives the state `ordered`
               --> spec/small/api.yaml:671:9
                |
            671 |   - id: ordered
                |         ^^^^^^^
                |
                = note: in `ordered`
                = help: write `gives` at a call, or delete the state

            error[C099]: a condition, and there is no body to look into
               --> spec/small/emulation.yaml:121:15
                |
            121 |       when: [{field: "boxes[].hue", contains: [red]}]
                |               ^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `paper`
                = help: delete it: no call has a body that says this

            error[C099]: a condition, and there is no body to look into
               --> spec/small/emulation.yaml:132:15
                |
            132 |       when: [{field: receiver, present: true}]
                |               ^^^^^^^^^^^^^^^
                |
                = note: in `tracked`
                = help: delete it: no call has a body that says this

            3 problems; nothing was written
        "#]]),
        case(Code::C099, good().with("moment: unknown_value, value: ship_id", "moment: unknown_value"), expect![[r#"
            error[C099]: nothing says about which value it is
               --> spec/small/emulation.yaml:111:29
                |
            111 |     - {id: strange, moment: unknown_value, error: malformed, title: {en: of nobody, zh: 无主}, sources: [manual]}
                |                             ^^^^^^^^^^^^^
                |
                = note: in `strange`
                = help: name it in `value`; there are `ship_id`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("moment: wrong_form, error", "moment: wrong_form, value: ship_id, error"), expect![[r#"
            error[C099]: a value at a moment that is about none
               --> spec/small/emulation.yaml:110:45
                |
            110 |     - {id: form, moment: wrong_form, value: ship_id, error: malformed, title: {en: a wrong form, zh: 格式错误}, sources: [manual]}
                |                                             ^^^^^^^
                |
                = note: in `form`
                = help: delete `value`, or correct `moment`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("moment: unknown_value, value: ship_id", "moment: unknown_value, value: order_id"), expect![[r#"
            error[C099]: the service makes no value `order_id`
               --> spec/small/emulation.yaml:111:51
                |
            111 |     - {id: strange, moment: unknown_value, value: order_id, error: malformed, title: {en: of nobody, zh: 无主}, sources: [manual]}
                |                                                   ^^^^^^^^
                |
                = note: in `strange`
                = help: there are `ship_id`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("moment: wrong_form, error", "moment: wrong_form, endpoints: [], error"), expect![[r#"
            error[C099]: a refusal for no call
               --> spec/small/emulation.yaml:110:49
                |
            110 |     - {id: form, moment: wrong_form, endpoints: [], error: malformed, title: {en: a wrong form, zh: 格式错误}, sources: [manual]}
                |                                                 ^^
                |
                = note: in `form`
                = help: name endpoints, or delete `endpoints`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("folders: {endpoint: ship, field: shelves", "folders: {endpoint: ship, field: hours"), expect![[r#"
            error[C099]: `hours` is no list of texts
               --> spec/small/emulation.yaml:113:36
                |
            113 |   folders: {endpoint: ship, field: hours, title: {en: shelves, zh: 货架}, sources: [manual]}
                |                                    ^^^^^
                |
                = note: in `folders`
                = help: name the field that lists the folders

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("folders: {endpoint: ship, field: shelves", "folders: {endpoint: ship, field: \"shelves[].name\""), expect![[r#"
            error[C099]: there is no field `name` on the path `shelves[].name`
               --> spec/small/emulation.yaml:113:36
                |
            113 |   folders: {endpoint: ship, field: "shelves[].name", title: {en: shelves, zh: 货架}, sources: [manual]}
                |                                    ^^^^^^^^^^^^^^^^
                |
                = note: in `folders`
                = help: there are none

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("varies: order_id", "varies: order"), expect![[r#"
            error[C099]: no state holds a value `order`
               --> spec/small/emulation.yaml:114:19
                |
            114 |   moved: {varies: order, most: 9, name: label, parts: {number: "{moves}", whose: "{name}"}, title: {en: moved on, zh: 转运}, source...
                |                   ^^^^^
                |
                = note: in `moved`
                = help: there are `order_id`, `ship_id`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("most: 9, name: label", "most: 9, name: lable"), expect![[r#"
            error[C099]: no state gives a name `lable`
               --> spec/small/emulation.yaml:114:44
                |
            114 |   moved: {varies: order_id, most: 9, name: lable, parts: {number: "{moves}", whose: "{name}"}, title: {en: moved on, zh: 转运}, sou...
                |                                            ^^^^^
                |
                = note: in `moved`
                = help: did you mean `label`?

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("{number: \"{moves}\", whose: \"{name}\"}", "{number: \"{moves}\"}"), expect![[r#"
            error[C099]: nothing says what `{whose}` is in the name `label`
               --> spec/small/emulation.yaml:114:59
                |
            114 |   moved: {varies: order_id, most: 9, name: label, parts: {number: "{moves}"}, title: {en: moved on, zh: 转运}, sources: [manual]}
                |                                                           ^^^^^^^^^^^^^^^^^
                |
                = note: in `moved`
                = help: the name is `{ship_id}-{number}-{whose}.txt`: write `whose` in `parts`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("{number: \"1\", whose: \"{publisher}\"}", "{number: \"1\", whose: \"{publisher}\", ship_id: x}"), expect![[r#"
            error[C099]: the name `label` has no part `ship_id` of its own
               --> spec/small/emulation.yaml:118:59
                |
            118 |       parts: {number: "1", whose: "{publisher}", ship_id: x}
                |                                                           ^
                |
                = note: in `paper`
                = help: the name is `{ship_id}-{number}-{whose}.txt`: delete the part

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("{number: \"1\", whose", "{number: one, whose"), expect![[r#"
            error[C099]: `one` is no number, which this part of the name is
               --> spec/small/emulation.yaml:118:23
                |
            118 |       parts: {number: one, whose: "{publisher}"}
                |                       ^^^
                |
                = note: in `paper`
                = help: write a number, for a time its milliseconds

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("      variants: [plain]\n      each_publisher", "      variants: [plain, striped]\n      each_publisher"), expect![[r#"
            error[C099]: the name `label` is not given in `striped`
               --> spec/small/emulation.yaml:117:13
                |
            117 |       name: label
                |             ^^^^^
                |
                = note: in `paper`
                = help: name another, or correct `variants`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("outcome: shipped,", "outcome: sent,"), expect![[r#"
            error[C099]: `ship` has no outcome `sent`
               --> spec/small/emulation.yaml:128:46
                |
            128 |     - {id: shipped, endpoint: ship, outcome: sent, body: {ship_id: "{ship_id}"}, title: {en: shipped, zh: 已发货}, sources: [manual]}
                |                                              ^^^^
                |
                = note: in `shipped`
                = help: there are `shipped`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("{id: shipped, endpoint: ship, outcome: shipped,", "{id: shipped, endpoint: ship, variants: [plain],"), expect![[r#"
            error[C099]: some call of `ship` in `striped` has no answer
               --> spec/small/emulation.yaml:126:5
                |
            126 |     - {id: ordered, endpoint: order, body: {order_id: "{order_id}"}, title: {en: ordered, zh: 已下单}, sources: [manual]}
                |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `ship`
                = help: end its answers with one that has neither `when` nor `asked`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("{id: shipped_at_once, endpoint: ship, asked", "{id: shipped_at_all, endpoint: ship, body: {ship_id: x}, title: {en: x, zh: 字}, sources: [manual]}\n    - {id: shipped_at_once, endpoint: ship, asked"), expect![[r#"
            error[C099]: the answers before it leave no call for it
               --> spec/small/emulation.yaml:128:12
                |
            128 |     - {id: shipped_at_once, endpoint: ship, asked: [{field: at_once, is: [true]}], body: {ship_id: "{ship_id}", way: 2}, title: {en...
                |            ^^^^^^^^^^^^^^^
                |
                = note: in `shipped_at_once`
                = help: put it before them, or delete it

            error[C099]: the answers before it leave no call for it
               --> spec/small/emulation.yaml:129:12
                |
            129 |     - {id: shipped, endpoint: ship, outcome: shipped, body: {ship_id: "{ship_id}"}, title: {en: shipped, zh: 已发货}, sources: [man...
                |            ^^^^^^^
                |
                = note: in `shipped`
                = help: put it before them, or delete it

            2 problems; nothing was written
        "#]]),
        case(Code::C099, good().with("    variants: [plain, striped]\n    parameters:\n      - {id: mode, type: string, title: {en: the form of the cloth, zh: 布的形式}, variant: true", "    variants: [plain]\n    parameters:\n      - {id: mode, type: string, title: {en: the form of the cloth, zh: 布的形式}, variant: true").with("{id: shipped, endpoint: ship, outcome: shipped,", "{id: shipped, endpoint: ship, variants: [plain, striped],"), expect![[r#"
            error[C099]: `ship` is not called in `striped`
               --> spec/small/emulation.yaml:128:47
                |
            128 |     - {id: shipped, endpoint: ship, variants: [plain, striped], body: {ship_id: "{ship_id}"}, title: {en: shipped, zh: 已发货}, sou...
                |                                               ^^^^^^^^^^^^^^^^
                |
                = note: in `shipped`
                = help: there are `plain`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("received: 200", "received: 20"), expect![[r#"
            error[C099]: 20 is no status
               --> spec/small/emulation.yaml:140:15
                |
            140 |     received: 20
                |               ^^
                |
                = note: in `notification`
                = help: write a number from 100 to 599

            1 problem; nothing was written
        "#]]),
        case(Code::C099, without("notifications").add("emulation.yaml", EMULATION), expect![[r#"
            error[C005]: the type `notice` is never used
               --> spec/small/api.yaml:568:9
                |
            568 |   - id: notice
                |         ^^^^^^
                |
                = help: refer to it, or delete it

            error[C097]: events, and nothing says how notifications come
               --> spec/small/api.yaml:703:9
                |
            703 |   - id: torn
                |         ^^^^
                |
                = note: in `torn`
                = help: add `notifications:`

            error[C099]: the service sends no notifications
               --> spec/small/emulation.yaml:138:5
                |
            138 |     body: {kind: "{event}", payload: {order_id: "{order_id}", details: "{details}"}}
                |     ^^^^
                |
                = note: in `notification`
                = help: add the section `notifications`, or delete it

            3 problems; nothing was written
        "#]]),
        case(Code::C099, good().with(&notification, ""), expect![[r#"
            error[C099]: notices, and nothing says how they are sent
               --> spec/small/emulation.yaml:138:5
                |
            138 |     - {id: torn_on_the_way, event: torn, on: ended, leaves: [arrived], details: {name: torn, fault: 1}, title: {en: torn, zh: 破损}, sources: [manual]}
                |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `emulation`
                = help: add `notification`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("leaves: [arrived], details", "leaves: [arrived, lost], details"), expect![[r#"
            error[C099]: no state is left by `lost`
               --> spec/small/emulation.yaml:145:71
                |
            145 |     - {id: torn_on_the_way, event: torn, on: ended, leaves: [arrived, lost], details: {name: torn, fault: 1}, title: {en: torn, zh:...
                |                                                                       ^^^^
                |
                = note: in `torn_on_the_way`
                = help: there are `arrived`, `woven`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("on: ended, leaves", "on: moved, leaves"), expect![[r#"
            error[C099]: leaves of what did not end
               --> spec/small/emulation.yaml:145:61
                |
            145 |     - {id: torn_on_the_way, event: torn, on: moved, leaves: [arrived], details: {name: torn, fault: 1}, title: {en: torn, zh: 破损}...
                |                                                             ^^^^^^^^^
                |
                = note: in `torn_on_the_way`
                = help: write `on: ended`, or delete `leaves`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("\"no {now ship_id}\"", "\"no {now ship_id\""), expect![[r#"
            error[C099]: a brace without its other
               --> spec/small/emulation.yaml:136:64
                |
            136 |     - {id: tracked_otherwise, endpoint: track, body: {ship_id: "no {now ship_id"}, title: {en: on its way, zh: 途中}, sources: [man...
                |                                                                ^^^^^^^^^^^^^^^^^
                |
                = note: in `tracked_otherwise`
                = help: write each placeholder as `{name}`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("\"no {now ship_id}\"", "\"no {now ship}\""), expect![[r#"
            error[C099]: no state holds a value `ship`
               --> spec/small/emulation.yaml:136:64
                |
            136 |     - {id: tracked_otherwise, endpoint: track, body: {ship_id: "no {now ship}"}, title: {en: on its way, zh: 途中}, sources: [manual]}
                |                                                                ^^^^^^^^^^^^^^^
                |
                = note: in `tracked_otherwise`
                = help: there are `order_id`, `ship_id`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("\"no {now ship_id}\"", "\"no {ship}\""), expect![[r#"
            error[C099]: nothing says what `{ship}` is
               --> spec/small/emulation.yaml:136:64
                |
            136 |     - {id: tracked_otherwise, endpoint: track, body: {ship_id: "no {ship}"}, title: {en: on its way, zh: 途中}, sources: [manual]}
                |                                                                ^^^^^^^^^^^
                |
                = note: in `tracked_otherwise`
                = help: there are `at_work_ms`, `began_ms`, `files`, `first_file`, `moves`, `order_id`, `ship_id`, `stage`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("\"no {now ship_id}\"", "\"no {notice_id}\""), expect![[r#"
            error[C099]: there is no `{notice_id}` here
               --> spec/small/emulation.yaml:136:64
                |
            136 |     - {id: tracked_otherwise, endpoint: track, body: {ship_id: "no {notice_id}"}, title: {en: on its way, zh: 途中}, sources: [manu...
                |                                                                ^^^^^^^^^^^^^^^^
                |
                = note: in `tracked_otherwise`
                = help: there are `at_work_ms`, `began_ms`, `files`, `first_file`, `moves`, `order_id`, `ship_id`, `stage`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("item: {name: \"{name}\"}", "item: {name: \"{name}{first_file}\"}"), expect![[r#"
            error[C099]: there is no `{first_file}` here
               --> spec/small/emulation.yaml:122:20
                |
            122 |       item: {name: "{name}{first_file}"}
                |                    ^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `paper`
                = help: there are `at_work_ms`, `began_ms`, `moves`, `name`, `order_id`, `publisher`, `ship_id`, `stage`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("      each_publisher: true\n", ""), expect![[r#"
            error[C099]: there is no `{publisher}` here
               --> spec/small/emulation.yaml:118:35
                |
            118 |       parts: {number: "1", whose: "{publisher}"}
                |                                   ^^^^^^^^^^^^^
                |
                = note: in `paper`
                = help: there are `at_work_ms`, `began_ms`, `moves`, `order_id`, `ship_id`, `stage`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("{sent ship boxes[].hue | ", "{sent shop boxes[].hue | "), expect![[r#"
            error[C099]: there is no endpoint `shop`
               --> spec/small/emulation.yaml:133:76
                |
            133 |       body: {ship_id: "{ship_id}", way: "{stage}", papers: "{files}", hue: "{sent shop boxes[].hue | \"red\"}"}
                |                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `tracked`
                = help: did you mean `ship`?

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("{sent ship boxes[].hue | ", "{sent ship boxes[].hues | "), expect![[r#"
            error[C099]: there is no field `hues` on the path `boxes[].hues`
               --> spec/small/emulation.yaml:133:76
                |
            133 |       body: {ship_id: "{ship_id}", way: "{stage}", papers: "{files}", hue: "{sent ship boxes[].hues | \"red\"}"}
                |                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `tracked`
                = help: did you mean `hue`?

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("{sent ship boxes[].hue | \\\"red\\\"}", "{5 | stage}"), expect![[r#"
            error[C099]: `5` is always there, so what follows never stands
               --> spec/small/emulation.yaml:133:76
                |
            133 |       body: {ship_id: "{ship_id}", way: "{stage}", papers: "{files}", hue: "{5 | stage}"}
                |                                                                            ^^^^^^^^^^^^^
                |
                = note: in `tracked`
                = help: write JSON at the end

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("way: \"{stage}\"", "way: \"in {stage}\""), expect![[r#"
            error[C099]: the value at `/way` is not a whole number in `plain`
               --> spec/small/emulation.yaml:133:41
                |
            133 |       body: {ship_id: "{ship_id}", way: "in {stage}", papers: "{files}", hue: "{sent ship boxes[].hue | \"red\"}"}
                |                                         ^^^^^^^^^^^^
                |
                = note: in `tracked`
                = help: correct the body, or the type that it breaks

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("way: \"{stage}\"", "ways: \"{stage}\""), expect![[r#"
            error[C099]: no type knows the field at `/ways` in `plain`
               --> spec/small/emulation.yaml:133:42
                |
            133 |       body: {ship_id: "{ship_id}", ways: "{stage}", papers: "{files}", hue: "{sent ship boxes[].hue | \"red\"}"}
                |                                          ^^^^^^^^^
                |
                = note: in `tracked`
                = help: did you mean `way`?

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("papers: \"{files}\"", "papers: \"{first_file}\""), expect![[r#"
            error[C099]: the value at `/papers` is not a list in `plain`
               --> spec/small/emulation.yaml:133:60
                |
            133 |       body: {ship_id: "{ship_id}", way: "{stage}", papers: "{first_file}", hue: "{sent ship boxes[].hue | \"red\"}"}
                |                                                            ^^^^^^^^^^^^^^
                |
                = note: in `tracked`
                = help: correct the body, or the type that it breaks

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("item: {name: \"{name}\"}", "item: {nome: \"{name}\"}"), expect![[r#"
            error[C099]: no type knows the field at `/papers/0/nome` in `plain`
               --> spec/small/emulation.yaml:133:60
                |
            133 |       body: {ship_id: "{ship_id}", way: "{stage}", papers: "{files}", hue: "{sent ship boxes[].hue | \"red\"}"}
                |                                                            ^^^^^^^^^
                |
                = note: in `tracked`
                = help: did you mean `name`?

            error[C099]: the value at `/papers/0` has no `name` in `plain`
               --> spec/small/emulation.yaml:133:60
                |
            133 |       body: {ship_id: "{ship_id}", way: "{stage}", papers: "{files}", hue: "{sent ship boxes[].hue | \"red\"}"}
                |                                                            ^^^^^^^^^
                |
                = note: in `tracked`
                = help: correct the body, or the type that it breaks

            2 problems; nothing was written
        "#]]),
        case(Code::C099, good().with("hue | \\\"red\\\"}", "hue | 7}"), expect![[r#"
            error[C099]: the value at `/hue` is not a text in `plain`
               --> spec/small/emulation.yaml:133:76
                |
            133 |       body: {ship_id: "{ship_id}", way: "{stage}", papers: "{files}", hue: "{sent ship boxes[].hue | 7}"}
                |                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `tracked`
                = help: correct the body, or the type that it breaks

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("kind: \"{event}\", payload", "kind: 1, payload"), expect![[r#"
            error[C099]: `kind` is not `{event}`, which readers look for there
               --> spec/small/emulation.yaml:138:18
                |
            138 |     body: {kind: 1, payload: {order_id: "{order_id}", details: "{details}"}}
                |                  ^
                |
                = note: in `notification`
                = help: write the placeholder there

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("details: \"{details}\"", "detail: \"{details}\""), expect![[r#"
            error[C099]: `payload.details` is not `{details}`, which readers look for there
               --> spec/small/emulation.yaml:138:39
                |
            138 |     body: {kind: "{event}", payload: {order_id: "{order_id}", detail: "{details}"}}
                |                                       ^^^^^^^^^^^^^^^^^^^^^^
                |
                = note: in `notification`
                = help: write the placeholder there

            error[C099]: no type knows the field at `/payload/detail`
               --> spec/small/emulation.yaml:138:71
                |
            138 |     body: {kind: "{event}", payload: {order_id: "{order_id}", detail: "{details}"}}
                |                                                                       ^^^^^^^^^^^
                |
                = note: in `notification`
                = help: did you mean `details`?

            2 problems; nothing was written
        "#]]),
        case(Code::C099, good().with("name: torn, fault: 1", "name: broken, fault: 1"), expect![[r#"
            error[C099]: "broken" is not the name of the event `torn`
               --> spec/small/emulation.yaml:145:88
                |
            145 |     - {id: torn_on_the_way, event: torn, on: ended, leaves: [arrived], details: {name: broken, fault: 1}, title: {en: torn, zh: 破...
                |                                                                                        ^^^^^^
                |
                = note: in `torn_on_the_way`
                = help: write `torn`

            1 problem; nothing was written
        "#]]),
        case(Code::C099, good().with("name: torn, fault: 1", "name: torn, fault: much"), expect![[r#"
            error[C099]: the value at `/fault` is not a whole number in `plain`
               --> spec/small/emulation.yaml:145:101
                |
            145 |     - {id: torn_on_the_way, event: torn, on: ended, leaves: [arrived], details: {name: torn, fault: much}, title: {en: torn, zh: 破...
                |                                                                                                     ^^^^
                |
                = note: in `torn_on_the_way`
                = help: correct the body, or the type that it breaks

            error[C099]: the value at `/fault` is not a whole number in `striped`
               --> spec/small/emulation.yaml:145:101
                |
            145 |     - {id: torn_on_the_way, event: torn, on: ended, leaves: [arrived], details: {name: torn, fault: much}, title: {en: torn, zh: 破...
                |                                                                                                     ^^^^
                |
                = note: in `torn_on_the_way`
                = help: correct the body, or the type that it breaks

            2 problems; nothing was written
        "#]]),
        case(Code::C099, good().with("name: torn, fault: 1", "name: torn, faults: 1"), expect![[r#"
            error[C099]: no type knows the field at `/faults` in `plain`
               --> spec/small/emulation.yaml:145:102
                |
            145 |     - {id: torn_on_the_way, event: torn, on: ended, leaves: [arrived], details: {name: torn, faults: 1}, title: {en: torn, zh: 破损...
                |                                                                                                      ^
                |
                = note: in `torn_on_the_way`
                = help: did you mean `fault`?

            error[C099]: no type knows the field at `/faults` in `striped`
               --> spec/small/emulation.yaml:145:102
                |
            145 |     - {id: torn_on_the_way, event: torn, on: ended, leaves: [arrived], details: {name: torn, faults: 1}, title: {en: torn, zh: 破损...
                |                                                                                                      ^
                |
                = note: in `torn_on_the_way`
                = help: did you mean `fault`?

            2 problems; nothing was written
        "#]]),
    ]
}

/// The part of the emulator from a line to another.
fn between(from: &str, to: &str) -> &'static str {
    let begin = EMULATION.find(from).expect("there is such a line") + from.len();
    let length = EMULATION[begin..].find(to).expect("another follows");
    &EMULATION[begin..begin + length]
}

/// The catalogue without one of its sections.
fn without(name: &str) -> Files {
    let text = API.replace(&section(name), "");
    Files(vec![("api.yaml".to_owned(), text.into_bytes())])
}

/// A section of the catalogue, with the line that begins it.
fn section(name: &str) -> String {
    let begin = API.find(&format!("\n{name}:\n")).expect("there is such a section") + 1;
    let rest = &API[begin..];
    let lines = rest.split_inclusive('\n');
    let own = lines.enumerate().take_while(|(index, line)| *index == 0 || line.starts_with(' ')).map(|(_, line)| line);
    own.collect()
}
