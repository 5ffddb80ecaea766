//! `diff` as it is run: in a small project with a repository of its own, through the program itself.

use expect_test::{Expect, expect};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use tempfile::TempDir;

const SERVICE: &str = include_str!("../../codegen/tests/small/service.yaml");
const ERRORS: &str = include_str!("../../codegen/tests/small/errors.yaml");
const LEDGER: &str = include_str!("../../codegen/tests/small/ledger.yaml");

/// A small project with one service, of which one entry was released, and a revision `base`.
struct Project {
    folder: TempDir,
    /// Where the project is in the repository.
    inside: &'static str,
}

impl Project {
    fn new() -> Self {
        Self::inside("")
    }

    /// A project in a folder of a repository.
    fn inside(inside: &'static str) -> Self {
        let project = Self { folder: tempfile::tempdir().expect("a temporary folder"), inside };
        project.write("Cargo.toml", "[workspace]\n");
        project.write("spec/small/service.yaml", SERVICE);
        project.write("spec/small/errors.yaml", &ERRORS.replace("since: next", "since: 0.1.0"));
        project.write("spec/small/ledger.yaml", LEDGER);
        project.git(&["init", "-q", "-b", "main"]);
        project.commit("base");
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(self.inside).join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    #[track_caller]
    fn replace(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(text.matches(from).count(), 1, "`{from}` must stand once in {name}:\n{text}");
        self.write(name, &text.replace(from, to));
    }

    #[track_caller]
    fn git(&self, args: &[&str]) -> String {
        let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
        let mut command = Command::new("git");
        command.current_dir(self.folder.path()).args(identity).args(args);
        let output = clean(&mut command).output().expect("git runs");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("git prints text").trim().to_owned()
    }

    /// Commits everything and gives the commit a tag.
    fn commit(&self, tag: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", tag]);
        self.git(&["tag", tag]);
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.current_dir(self.path("spec")).arg("diff").args(args).env("NO_COLOR", "1");
        clean(&mut command);
        command
    }

    /// Runs the command and compares its exit code and what it prints on both streams; it must change nothing.
    #[track_caller]
    fn check(&self, args: &[&str], code: i32, expect: Expect) {
        let before = self.git(&["status", "--porcelain"]);
        let Output { status, stdout, stderr } = self.command(args).output().expect("the program runs");
        let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8");
        let printed = format!("{}{}", text(stdout), text(stderr));
        assert_eq!(status.code(), Some(code), "{args:?}\n{printed}");
        assert_eq!(self.git(&["status", "--porcelain"]), before, "{args:?} changed something");
        let place = self.folder.path().display().to_string();
        expect.assert_eq(&printed.replace(&place, "<project>").replace(&self.git(&["rev-parse", "HEAD"]), "<commit>"));
    }
}

/// Takes away what a hook or a person may have set, so that only the repository of the test is used.
fn clean(command: &mut Command) -> &mut Command {
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CEILING_DIRECTORIES", std::env::temp_dir())
}

#[test]
fn the_work_tree_is_compared_with_a_revision() {
    let project = Project::new();
    project.check(
        &["HEAD"],
        0,
        expect![[r#"
        no change of meaning
    "#]],
    );
    project.replace("spec/small/errors.yaml", "retry: twice", "retry: never");
    project.replace("spec/small/errors.yaml", "en: Try again.", "en: Wait.");
    project.write("spec/small/more/types.yaml", "# yaml-language-server: $schema=../../catalogue.schema.json\ntypes:\n  - {id: mode, kind: enum, of: string, title: {en: a mode, zh: 模式}, sources: [manual]}\n");
    project.check(&["base"], 0, expect![[r#"
        behaviour  small/errors/too_slow retry: "twice" → "never" (what a caller makes of the error) [error crate, errors.json, error reference]
        minor      small/types/mode: added "a mode" (something new) [no output]
        patch      small/errors/too_slow remedies/1/en: "Try again." → "Wait." (wording) [error crate, errors.json, error reference]
        3 changes of meaning: 1 behaviour, 1 minor, 1 patch; the step is minor
    "#]]);
    project.check(&["base", "--format", "markdown"], 0, expect![[r#"
        3 changes of meaning: 1 behaviour, 1 minor, 1 patch; the step is minor

        | class | what | change | why | outputs |
        | --- | --- | --- | --- | --- |
        | behaviour | small/errors/too\_slow retry | "twice" → "never" | what a caller makes of the error | error crate, errors.json, error reference |
        | minor | small/types/mode | added "a mode" | something new |  |
        | patch | small/errors/too\_slow remedies/1/en | "Try again." → "Wait." | wording | error crate, errors.json, error reference |
    "#]]);
    project.check(
        &["base", "--format", "json"],
        0,
        expect![[r#"
            {
              "schema_version": 1,
              "from": "<commit>",
              "to": "work tree",
              "step": "minor",
              "counts": {
                "refused": 0,
                "breaking": 0,
                "behaviour": 1,
                "minor": 1,
                "patch": 1
              },
              "changes": [
                {
                  "service": "small",
                  "section": "errors",
                  "entry": "too_slow",
                  "path": [
                    "retry"
                  ],
                  "kind": "changed",
                  "before": "twice",
                  "after": "never",
                  "class": "behaviour",
                  "once_released": "behaviour",
                  "why": "what a caller makes of the error",
                  "outputs": [
                    "error crate",
                    "errors.json",
                    "error reference"
                  ]
                },
                {
                  "service": "small",
                  "section": "types",
                  "entry": "mode",
                  "path": [],
                  "kind": "added",
                  "before": null,
                  "after": {
                    "id": "mode",
                    "kind": "enum",
                    "of": "string",
                    "title": {
                      "en": "a mode",
                      "zh": "模式"
                    },
                    "sources": [
                      "manual"
                    ]
                  },
                  "class": "minor",
                  "once_released": "minor",
                  "why": "something new",
                  "outputs": []
                },
                {
                  "service": "small",
                  "section": "errors",
                  "entry": "too_slow",
                  "path": [
                    "remedies",
                    "1",
                    "en"
                  ],
                  "kind": "changed",
                  "before": "Try again.",
                  "after": "Wait.",
                  "class": "patch",
                  "once_released": "patch",
                  "why": "wording",
                  "outputs": [
                    "error crate",
                    "errors.json",
                    "error reference"
                  ]
                }
              ]
            }
        "#]],
    );
    project.check(&["base", "--deny", "breaking"], 0, expect![[r#"
        behaviour  small/errors/too_slow retry: "twice" → "never" (what a caller makes of the error) [error crate, errors.json, error reference]
        minor      small/types/mode: added "a mode" (something new) [no output]
        patch      small/errors/too_slow remedies/1/en: "Try again." → "Wait." (wording) [error crate, errors.json, error reference]
        3 changes of meaning: 1 behaviour, 1 minor, 1 patch; the step is minor
    "#]]);
    project.check(&["base", "--deny", "behaviour", "--format", "markdown"], 1, expect![[r#"
        3 changes of meaning: 1 behaviour, 1 minor, 1 patch; the step is minor

        | class | what | change | why | outputs |
        | --- | --- | --- | --- | --- |
        | behaviour | small/errors/too\_slow retry | "twice" → "never" | what a caller makes of the error | error crate, errors.json, error reference |
        | minor | small/types/mode | added "a mode" | something new |  |
        | patch | small/errors/too\_slow remedies/1/en | "Try again." → "Wait." | wording | error crate, errors.json, error reference |
        error: 1 change is `behaviour` or more, which is denied
          help: VERSIONING.md says what each class asks; undo the change, or allow its class
    "#]]);
    // Where an entry stands is not what it means.
    let entry = project.path("spec/small/errors.yaml");
    fs::create_dir_all(project.path("spec/small/errors")).expect("a folder can be made");
    let text = fs::read_to_string(&entry).expect("it was written").replace("../catalogue", "../../catalogue");
    project.commit("later");
    fs::remove_file(&entry).expect("it was there");
    project.write("spec/small/errors/too_slow.yaml", &text);
    project.check(
        &["later"],
        0,
        expect![[r#"
        no change of meaning
    "#]],
    );
}

#[test]
fn what_the_ledger_forbids_is_refused() {
    let project = Project::new();
    project.replace("spec/small/ledger.yaml", "kind: timeout", "kind: quota");
    fs::remove_file(project.path("spec/small/errors.yaml")).expect("it was there");
    project.check(&["base", "--deny", "refused"], 1, expect![[r#"
        refused    small/errors/too_slow: removed "the server was too slow" (a released entry is dropped without tombstone) [client crate, error crate, errors.json, errors.cases.json, error reference]
        refused    small/ledger/too_slow 0.1.0 kind: "timeout" → "quota" (no line of a ledger is edited or deleted) [no output]
        2 changes of meaning: 2 refused; no release may have what is refused
        error: 2 changes are `refused`, which is denied
          help: VERSIONING.md says what each class asks; undo the change, or allow its class
    "#]]);
}

/// While a state cannot be generated, every output that may show a change is named.
#[test]
fn a_catalogue_with_a_problem_is_compared() {
    let project = Project::new();
    project.replace("spec/small/service.yaml", "path: /begin", "path: /start");
    project.check(&["base"], 0, expect![[r#"
        patch      small/endpoints/begin path: "/begin" → "/start" (the call is another on the wire; not released yet, else breaking) [error crate, errors.json, error reference]
        1 change of meaning: 1 patch; the step is patch
    "#]]);
    project.replace("spec/small/errors.yaml", "retry: twice", "retry: thrice");
    project.check(&["base"], 0, expect![[r#"
        behaviour  small/errors/too_slow retry: "twice" → "thrice" (what a caller makes of the error) [error crate, errors.json, error reference]
        patch      small/endpoints/begin path: "/begin" → "/start" (the call is another on the wire; not released yet, else breaking) [client crate, error crate, errors.json, error reference, endpoint pages]
        2 changes of meaning: 1 behaviour, 1 patch; the step is minor
    "#]]);
}

#[test]
fn services_come_and_go() {
    let project = Project::new();
    fs::rename(project.path("spec/small"), project.path("spec/tiny")).expect("a folder can be moved");
    project.check(
        &["base"],
        0,
        expect![[r#"
        no change of meaning
    "#]],
    );
    project.write("spec/tiny/service.yaml", &SERVICE.replace("id: small", "id: tiny"));
    project.check(&["base", "--deny", "refused"], 1, expect![[r#"
        refused    small/service: removed "Small" (its ledger holds released entries; they are kept, or buried) [error crate, errors.json, errors.cases.json, error reference]
        minor      tiny/service: added "Small" (a new service) [error crate, errors.json, errors.cases.json, error reference]
        2 changes of meaning: 1 refused, 1 minor; no release may have what is refused
        error: 1 change is `refused`, which is denied
          help: VERSIONING.md says what each class asks; undo the change, or allow its class
    "#]]);
}

/// A project need not be the root of its repository.
#[test]
fn a_project_in_a_folder_of_a_repository() {
    let project = Project::inside("below/here");
    project.replace("spec/small/service.yaml", "path: /begin", "path: /start");
    project.check(&["base"], 0, expect![[r#"
        patch      small/endpoints/begin path: "/begin" → "/start" (the call is another on the wire; not released yet, else breaking) [error crate, errors.json, error reference]
        1 change of meaning: 1 patch; the step is patch
    "#]]);
}

/// The old side is read as plain values: an older language and problems of sense do not matter.
#[test]
fn an_older_language_can_be_read() {
    let project = Project::new();
    project.write(
        "spec/small/errors.yaml",
        &ERRORS
            .replace("rung: client", "rank: client")
            .replace("retry: twice", "retry: twise")
            .replace("# yaml", "# old"),
    );
    project.write("spec/small/.hidden.yaml", "- [");
    project.write("spec/README.md", "Not a catalogue.\n");
    project.write("spec/small/notes.txt", "Neither.\n");
    project.commit("old");
    project.write("spec/small/errors.yaml", &ERRORS.replace("since: next", "since: 0.1.0"));
    project.check(&["old"], 0, expect![[r#"
        behaviour  small/errors/too_slow rank: removed "client" (the language does not know it) [error crate, errors.json, error reference]
        behaviour  small/errors/too_slow retry: "twise" → "twice" (what a caller makes of the error) [error crate, errors.json, error reference]
        minor      small/errors/too_slow rung: added "client" (where the error is met, and who acts) [error crate, errors.json, error reference]
        patch      small/errors/too_slow since: "next" → "0.1.0" (a release filled it in) [error crate, errors.json, error reference]
        4 changes of meaning: 2 behaviour, 1 minor, 1 patch; the step is minor
    "#]]);
}

#[test]
fn what_cannot_be_compared_is_told() {
    let project = Project::new();
    project.check(
        &["nowhere"],
        1,
        expect![[r#"
        error: there is no revision `nowhere`
          help: give a branch, a tag or a commit; one that is only on the server must be fetched first
    "#]],
    );
    project.check(
        &["HEAD:spec"],
        1,
        expect![[r#"
        error: there is no revision `HEAD:spec`
          help: give a branch, a tag or a commit; one that is only on the server must be fetched first
    "#]],
    );
    project.check(
        &["--", "--output=x"],
        1,
        expect![[r#"
        error: there is no revision `--output=x`
          help: give a branch, a tag or a commit; one that is only on the server must be fetched first
    "#]],
    );
    project.check(
        &[""],
        1,
        expect![[r#"
        error: there is no revision ``
          help: give a branch, a tag or a commit; one that is only on the server must be fetched first
    "#]],
    );
    project.check(
        &["base", "--deny", "nothing"],
        2,
        expect![[r#"
        error: invalid value 'nothing' for '--deny <CLASS>'
          [possible values: patch, minor, behaviour, breaking, refused]

        For more information, try '--help'.
    "#]],
    );
    // A catalogue that cannot be read, on either side.
    project.replace("spec/small/service.yaml", "method: POST", "method: TELEPORT");
    project.check(
        &["base"],
        1,
        expect![[r#"
        error[L012]: `TELEPORT` is not one of the words for this key
          --> spec/small/service.yaml:28:13
           |
        28 |     method: TELEPORT
           |             ^^^^^^^^
           |
           = note: in `begin`
           = help: the words are `DELETE`, `GET`, `PATCH`, `POST`, `PUT`

        1 problem; nothing was written
    "#]],
    );
    project.write("spec/small/service.yaml", "service: [\n");
    project.commit("broken");
    project.write("spec/small/service.yaml", SERVICE);
    project.check(&["broken"], 1, expect![[r#"
        error: spec/small/service.yaml cannot be read at `broken`: this is not YAML: did not find expected node content at line 2 column 1, while parsing a flow node
          help: compare with a revision at which it can be read
    "#]]);
    fs::write(project.path("spec/small/service.yaml"), b"service: \xff\n").expect("it can be written");
    project.commit("bytes");
    project.write("spec/small/service.yaml", SERVICE);
    project.check(
        &["bytes"],
        1,
        expect![[r#"
        error: spec/small/service.yaml cannot be read at `bytes`: invalid utf-8 sequence of 1 bytes from index 9
          help: compare with a revision at which it can be read
    "#]],
    );
    // A revision without catalogues.
    fs::rename(project.path("spec"), project.path("elsewhere")).expect("a folder can be moved");
    project.commit("empty");
    fs::rename(project.path("elsewhere"), project.path("spec")).expect("a folder can be moved");
    project.check(
        &["empty"],
        1,
        expect![[r#"
        error: there is no catalogue in spec/ at `empty`
          help: compare with a revision that has one
    "#]],
    );
}

#[cfg(unix)]
#[test]
fn a_link_in_an_old_catalogue_is_not_followed() {
    let project = Project::new();
    std::os::unix::fs::symlink("service.yaml", project.path("spec/small/link.yaml")).expect("a link can be made");
    project.commit("linked");
    fs::remove_file(project.path("spec/small/link.yaml")).expect("it was made");
    project.check(
        &["linked"],
        1,
        expect![[r#"
        error: spec/small/link.yaml is a link at `linked`
          help: compare with a revision at which it is a file
    "#]],
    );
}

#[test]
fn no_repository_and_no_git_are_told() {
    let project = Project::new();
    let run = |command: &mut Command| {
        let output = command.output().expect("the program runs");
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).expect("the program prints UTF-8")
    };
    let without_git = run(project.command(&["base"]).env("PATH", ""));
    expect![[r#"
        error: git cannot be run: No such file or directory (os error 2)
          help: install git, or put it on the path
    "#]]
    .assert_eq(&without_git);
    fs::remove_dir_all(project.path(".git")).expect("it was there");
    let without_repository = run(&mut project.command(&["base"]));
    expect![[r#"
        error: the project is in no repository that git can read: not a git repository (or any of the parent directories): .git
          help: run it in a clone of the project
    "#]].assert_eq(&without_repository);
}
