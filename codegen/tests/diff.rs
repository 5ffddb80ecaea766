//! What a change of a catalogue means: each case is two small catalogues and the lines that are printed.

use codegen::diff::{self, Class, Difference, Kind, Snapshot, Step};
use codegen::emit;
use expect_test::{Expect, expect};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const SERVICE: &str = include_str!("small/service.yaml");
const ERRORS: &str = include_str!("small/errors.yaml");

/// A service of which something was released, so that its changes count.
const RELEASED: &str = "
service: {id: small, version: 0.1.0}
errors:
  - {id: kept, since: 0.1.0, keys: [{code: 1}]}
ledger:
  - {id: kept, version: 0.1.0, status: active, kind: timeout, keys: ['code=1 -> failure unknown never']}
";

fn snapshot(files: &[&str]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for text in files {
        snapshot.add_file("small", text).unwrap_or_else(|problem| panic!("{problem}\n{text}"));
    }
    snapshot
}

fn difference(before: &[&str], after: &[&str]) -> Difference {
    diff::compare(&snapshot(before), &snapshot(after))
}

/// Lines of changes without the line for all.
fn lines(difference: &Difference) -> String {
    let text = difference.to_text();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.pop();
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Compares two states of a service that was released.
#[track_caller]
fn check(before: &str, after: &str, expect: Expect) {
    expect.assert_eq(&lines(&difference(&[RELEASED, before], &[RELEASED, after])));
}

/// Compares two states of one part, put where it belongs.
#[track_caller]
fn check_in(place: &str, before: &str, after: &str, expect: Expect) {
    let put = |part: &str| place.replace("{}", part);
    check(&put(before), &put(after), expect);
}

#[test]
fn no_change_of_meaning_is_told() {
    for (before, after) in [
        // Comments, order of entries, of members and of what is a set.
        (
            "types: [{id: a, kind: enum}, {id: b, of: string}]",
            "types:\n  # told\n  - {of: string, id: b}\n  - {kind: enum, id: a}",
        ),
        ("recipes: [{id: a, change: [x, y], sources: [s, t]}]", "recipes: [{id: a, change: [y, x], sources: [t, s]}]"),
        // What an absent member stands for, written down.
        (
            "types: [{id: a, fields: [{id: f}]}]",
            "types: [{id: a, fields: [{id: f, required: false, status: current, holds: one}]}]",
        ),
        ("endpoints: [{id: go_on}]", "endpoints: [{id: go_on, name: GoOn, variants: [], note: }]"),
        ("rules: [{id: r, certainty: documented}]", "rules: [{id: r, certainty: documented, force: must, when: []}]"),
        // The same text of a key for a program, in the order of sets.
        (
            "errors: [{id: e, keys: [{endpoints: [a, b], text: x}]}]",
            "errors: [{id: e, keys: [{endpoints: [b, a], text: x}]}]",
        ),
    ] {
        let after = after.replace(", note: ", "");
        let difference = difference(&[RELEASED, before], &[RELEASED, &after]);
        assert_eq!(difference.to_text(), "no change of meaning\n", "{before}\n{after}");
        assert_eq!(difference.to_markdown(), "no change of meaning\n");
        assert_eq!(difference.step(), Step::None);
    }
}

#[test]
fn files_do_not_matter() {
    let one = format!("{RELEASED}types: [{{id: a}}, {{id: b}}]\n");
    assert!(difference(&[&one], &["types: [{id: b}]", RELEASED, "types: [{id: a}]"]).changes.is_empty());
}

#[test]
fn entries_and_the_ledger() {
    let line = "{id: gone, version: 0.1.0, status: active, kind: quota, keys: ['code=2 -> failure none never']}";
    let released =
        format!("errors: [{{id: gone, since: 0.1.0, keys: [{{code: 2}}], title: {{en: too many}}}}]\nledger: [{line}]");
    let released = released.as_str();
    let only_ledger = format!("ledger: [{line}]");
    // Dropped, buried, renamed, divided.
    check(
        released,
        &only_ledger,
        expect![[r#"
            refused    small/errors/gone: removed "too many" (a released entry is dropped without tombstone) [client crate, error crate, errors.json, errors.cases.json, error reference]
        "#]],
    );
    let buried = format!("{only_ledger}\ntombstones: [{{id: gone, keys: [], removed: {{since: next}}}}]");
    check(
        released,
        &buried,
        expect![[r#"
            breaking   small/errors/gone: removed "too many" (programs that name it no longer compile) [client crate, error crate, errors.json, errors.cases.json, error reference]
            patch      small/tombstones/gone: added {"id":"gone","keys":[],"removed":{"since":"next"}} (says why an entry is gone) [errors.json, error reference]
        "#]],
    );
    check(
        released,
        &format!(
            "{only_ledger}\nerrors: [{{id: full, since: next, legacy_ids: [gone], keys: [{{code: 2}}], title: {{en: full}}}}]"
        ),
        expect![[r#"
            minor      small/errors/full: renamed "gone" → "full" (goes on under another id) [client crate, error crate, errors.json, errors.cases.json, error reference]
            patch      small/errors/full since: "0.1.0" → "next" (when it came) [error crate, errors.json, error reference]
            patch      small/errors/full title/en: "too many" → "full" (wording) [error crate, errors.json, error reference]
        "#]],
    );
    check(
        released,
        &format!("{only_ledger}\nerrors: [{{id: x, legacy_ids: [gone]}}, {{id: y, legacy_ids: [gone]}}]"),
        expect![[r#"
            minor      small/errors/x: renamed "gone" → ["x","y"] (goes on under another id) [client crate, error crate, errors.json, errors.cases.json, error reference]
            minor      small/errors/x: added {"id":"x","legacy_ids":["gone"]} (a new entry) [client crate, error crate, errors.json, errors.cases.json, error reference]
            minor      small/errors/y: added {"id":"y","legacy_ids":["gone"]} (a new entry) [client crate, error crate, errors.json, errors.cases.json, error reference]
        "#]],
    );
    // Never released: gone without a trace.
    check(
        "errors: [{id: young, since: next}]",
        "",
        expect![[r#"
            patch      small/errors/young: removed {"id":"young","since":"next"} (was never released) [client crate, error crate, errors.json, errors.cases.json, error reference]
        "#]],
    );
    check(
        "",
        "errors: [{id: young, since: next, title: {en: new here}}]",
        expect![[r#"
            minor      small/errors/young: added "new here" (a new entry) [client crate, error crate, errors.json, errors.cases.json, error reference]
        "#]],
    );
    // An id that was used before.
    check(
        &only_ledger,
        released,
        expect![[r#"
            refused    small/errors/gone: added "too many" (the id was released and is used again) [client crate, error crate, errors.json, errors.cases.json, error reference]
        "#]],
    );
    check(
        "tombstones: [{id: old, removed: {since: 0.1.0}}]",
        "errors: [{id: old}]",
        expect![[r#"
            refused    small/errors/old: added {"id":"old"} (the id was released and is used again) [client crate, error crate, errors.json, errors.cases.json, error reference]
            refused    small/tombstones/old: removed {"id":"old","removed":{"since":"0.1.0"}} (a released tombstone is kept for ever) [errors.json, error reference]
        "#]],
    );
    check(
        "errors: [{id: e, legacy_ids: [old]}]",
        "errors: [{id: e, legacy_ids: [old]}, {id: old}]",
        expect![[r#"
            refused    small/errors/old: added {"id":"old"} (the id was released and is used again) [client crate, error crate, errors.json, errors.cases.json, error reference]
        "#]],
    );
    // A tombstone before its release may go again.
    check(
        "tombstones: [{id: young, removed: {since: next}}]",
        "",
        expect![[r#"
        patch      small/tombstones/young: removed {"id":"young","removed":{"since":"next"}} (was never released) [errors.json, error reference]
    "#]],
    );
    // Lines of the ledger.
    check(
        "",
        &only_ledger,
        expect![[r#"
        patch      small/ledger/gone 0.1.0: added {"id":"gone","version":"0.1.0","status":"active","kind":"qu… (a release wrote it) [no output]
    "#]],
    );
    check(
        &only_ledger,
        "",
        expect![[r#"
        refused    small/ledger/gone 0.1.0: removed {"id":"gone","version":"0.1.0","status":"active","kind":"qu… (no line of a ledger is edited or deleted) [no output]
    "#]],
    );
    check(
        &only_ledger,
        &only_ledger.replace("quota", "timeout"),
        expect![[r#"
        refused    small/ledger/gone 0.1.0 kind: "quota" → "timeout" (no line of a ledger is edited or deleted) [no output]
    "#]],
    );
    check(
        &only_ledger,
        &only_ledger.replace("none never", "none retry 1s"),
        expect![[r#"
        refused    small/ledger/gone 0.1.0 keys/code=2 -> failure none never: removed "code=2 -> failure none never" (no line of a ledger is edited or deleted) [no output]
        refused    small/ledger/gone 0.1.0 keys/code=2 -> failure none retry 1s: added "code=2 -> failure none retry 1s" (no line of a ledger is edited or deleted) [no output]
    "#]],
    );
    // What the ledger knows of an entry.
    check(
        released,
        &released.replace("since: 0.1.0", "since: 0.2.0"),
        expect![[r#"
        refused    small/errors/gone since: "0.1.0" → "0.2.0" (the ledger says when it came) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "errors: [{id: e, since: next}]",
        "errors: [{id: e, since: 0.2.0}]",
        expect![[r#"
        patch      small/errors/e since: "next" → "0.2.0" (a release filled it in) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        released,
        &released.replace("[{code: 2}]", "[{code: 3}]"),
        expect![[r#"
        refused    small/errors/gone keys/code=2: removed {"code":2} (a released key is lost) [error crate, errors.json, errors.cases.json, error reference]
        minor      small/errors/gone keys/code=3: added {"code":3} (more answers are known) [error crate, errors.json, errors.cases.json, error reference]
    "#]],
    );
    check(
        &released
            .replace("since: 0.1.0", "since: 0.1.0, legacy_ids: [kept_once]")
            .replace("{id: gone, v", "{id: kept_once, v"),
        &released.replace("{id: gone, v", "{id: kept_once, v"),
        expect![[r#"
            refused    small/errors/gone legacy_ids/kept_once: removed "kept_once" (a released id leads nowhere) [error crate, errors.json, error reference]
        "#]],
    );
}

/// What was not released binds nobody, and it is still told what it would mean.
#[test]
fn what_was_not_released_is_lowered() {
    let young = "errors: [{id: young, since: next, kind: quota, retry: never}]";
    check(
        young,
        &young.replace("never", "twice"),
        expect![[r#"
        patch      small/errors/young retry: "never" → "twice" (what a caller makes of the error; not released yet, else behaviour) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "endpoints: [{id: e, since: next, path: /a}]",
        "endpoints: [{id: e, since: next, path: /b}]",
        expect![[r#"
            patch      small/endpoints/e path: "/a" → "/b" (the call is another on the wire; not released yet, else breaking) [client crate, error crate, errors.json, error reference, endpoint pages]
        "#]],
    );
    check(
        "endpoints: [{id: e, since: 0.1.0, path: /a}]",
        "endpoints: [{id: e, since: 0.1.0, path: /b}]",
        expect![[r#"
            breaking   small/endpoints/e path: "/a" → "/b" (the call is another on the wire) [client crate, error crate, errors.json, error reference, endpoint pages]
        "#]],
    );
    // A service without a ledger was never released.
    let service = "service: {id: small, version: 0.0.0}\n";
    let states = |before: &str, after: &str| {
        lines(&difference(&[&format!("{service}{before}")], &[&format!("{service}{after}")]))
    };
    expect![[r#"
        patch      small/types/a kind: "enum" → "scalar" (types of programs change; not released yet, else breaking) [no output]
    "#]].assert_eq(&states("types: [{id: a, kind: enum}]", "types: [{id: a, kind: scalar}]"));
    expect![[r#"
        patch      small/types/a: removed {"id":"a"} (programs that name it no longer compile; not released yet, else breaking) [no output]
    "#]].assert_eq(&states("types: [{id: a}]", "types: []"));
    expect![[r#"
        minor      small/types/a: added {"id":"a"} (something new) [no output]
    "#]]
    .assert_eq(&states("", "types: [{id: a}]"));
}

#[test]
fn members_of_an_error() {
    let place = "errors: [{id: kept, {}}]";
    let check = |before: &str, after: &str, expect: Expect| {
        let base = RELEASED.replace("errors:\n  - {id: kept, since: 0.1.0, keys: [{code: 1}]}\n", "");
        let put = |part: &str| place.replace("{}", part);
        expect.assert_eq(&lines(&difference(&[&base, &put(before)], &[&base, &put(after)])));
    };
    check(
        "title: {en: slow, zh: 慢}",
        "title: {en: too slow, zh: 过慢}",
        expect![[r#"
        patch      small/errors/kept title/en: "slow" → "too slow" (wording) [error crate, errors.json, error reference]
        patch      small/errors/kept title/zh: "慢" → "过慢" (wording) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "confidence: documented",
        "confidence: observed",
        expect![[r#"
        patch      small/errors/kept confidence: "documented" → "observed" (evidence) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "causes: [{id: a, en: x}]",
        "causes: [{id: a, en: y}, {id: b, en: z}]",
        expect![[r#"
        patch      small/errors/kept causes/a/en: "x" → "y" (wording) [error crate, errors.json, error reference]
        patch      small/errors/kept causes/b: added "z" (wording) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "remedies: [{en: Wait.}, {en: Ask.}]",
        "remedies: [{en: Hurry.}, {en: Wait.}, {en: Ask.}]",
        expect![[r#"
        patch      small/errors/kept remedies/1: added "Hurry." (wording) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "remedies: [{en: Wait.}, {en: Ask.}]",
        "remedies: [{en: Ask.}, {en: Wait.}]",
        expect![[r#"
        patch      small/errors/kept remedies: order ["2","1"] → ["1","2"] (wording) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "examples: [{id: a, http: 500, body: {a: 1}}]",
        "examples: [{id: a, http: 500, body: {a: 2}}]",
        expect![[r#"
            patch      small/errors/kept examples/a/body: {"a":1} → {"a":2} (proofs) [errors.json, errors.cases.json, error reference]
        "#]],
    );
    check(
        "constraints: [{id: a, max_s: 3}]",
        "constraints: [{id: a, max_s: 4}]",
        expect![[r#"
        patch      small/errors/kept constraints/a/max_s: 3 → 4 (wording) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "kind: quota, disposition: failure, effect: none, retry: a",
        "kind: conflict, disposition: empty, effect: applied, retry: b",
        expect![[r#"
            behaviour  small/errors/kept kind: "quota" → "conflict" (what a caller makes of the error) [error crate, errors.json, error reference]
            behaviour  small/errors/kept disposition: "failure" → "empty" (what a caller makes of the error) [error crate, errors.json, error reference]
            behaviour  small/errors/kept effect: "none" → "applied" (what a caller makes of the error) [error crate, errors.json, error reference]
            behaviour  small/errors/kept retry: "a" → "b" (what a caller makes of the error) [error crate, errors.json, error reference]
        "#]],
    );
    check(
        "fault: caller, rung: types",
        "fault: service, rung: client",
        expect![[r#"
        minor      small/errors/kept fault: "caller" → "service" (where the error is met, and who acts) [error crate, errors.json, error reference]
        minor      small/errors/kept rung: "types" → "client" (where the error is met, and who acts) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "status: active",
        "status: deprecated, deprecated: {since: next, note: {en: Old.}}",
        expect![[r#"
        minor      small/errors/kept status: "active" → "deprecated" (whether it should be used) [error crate, errors.json, error reference]
        minor      small/errors/kept deprecated: added "Old." (whether it should be used) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "name: Kept",
        "name: Held",
        expect![[r#"
            breaking   small/errors/kept name: "Kept" → "Held" (its name in programs) [client crate, error crate]
        "#]],
    );
    check(
        "changed: []",
        "changed: [{since: next, note: {en: Other.}}]",
        expect![[r#"
        patch      small/errors/kept changed/next: added "Other." (tells users what changed) [errors.json, error reference]
    "#]],
    );
    check(
        "keys: [{code: 1}]",
        "keys: [{code: 1, http: 500}, {code: 1}]",
        expect![[r#"
        minor      small/errors/kept keys/http=500 code=1: added {"code":1,"http":500} (more answers are known) [error crate, errors.json, errors.cases.json, error reference]
    "#]],
    );
    check(
        "keys: [{code: 1}, {code: 7}]",
        "keys: [{code: 1}]",
        expect![[r#"
        patch      small/errors/kept keys/code=7: removed {"code":7} (was never released) [error crate, errors.json, errors.cases.json, error reference]
    "#]],
    );
    check(
        "keys: [{code: 1}]",
        "keys: [{code: 1, retry: never, note: {en: Here.}, sources: [a]}]",
        expect![[r#"
        behaviour  small/errors/kept keys/code=1/retry: added "never" (what a caller makes of the error) [error crate, errors.json, error reference]
        patch      small/errors/kept keys/code=1/note: added "Here." (wording) [errors.json, error reference]
        patch      small/errors/kept keys/code=1/sources/a: added "a" (evidence) [errors.json]
    "#]],
    );
    check(
        "keys: [{code: 1}]",
        "keys: [{code: 1, gone: {since: next, note: {en: Gone.}}}]",
        expect![[r#"
        behaviour  small/errors/kept keys/code=1/gone: added "Gone." (the key matches nothing, or does again) [error crate, errors.json, errors.cases.json, error reference]
    "#]],
    );
    check(
        "retry: a, effect: none, keys: [{code: 1, retry: a}]",
        "retry: a, effect: none, keys: [{code: 1, effect: unknown}]",
        expect![[r#"
            behaviour  small/errors/kept keys/code=1/effect: "none" → "unknown" (what a caller makes of the error) [error crate, errors.json, error reference]
        "#]],
    );
    check(
        "retry: a, keys: [{code: 1, retry: a}]",
        "retry: b, keys: [{code: 1}]",
        expect![[r#"
        behaviour  small/errors/kept retry: "a" → "b" (what a caller makes of the error) [error crate, errors.json, error reference]
        behaviour  small/errors/kept keys/code=1/retry: "a" → "b" (what a caller makes of the error) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "keys: [{text: too slow}]",
        "keys: [{text: Too slow!}]",
        expect![[r#"
        patch      small/errors/kept keys/text="too slow"/text: "too slow" → "Too slow!" (the same text to a program) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "links: []",
        "links: [{id: a, url: 'https://example.org'}], legacy_ids: [old]",
        expect![[r#"
        minor      small/errors/kept legacy_ids/old: added "old" (ids that lead to it) [error crate, errors.json, error reference]
        patch      small/errors/kept links/a: added {"id":"a","url":"https://example.org"} (wording) [error crate, errors.json, error reference]
    "#]],
    );
}

#[test]
fn recipes() {
    let recipe = "recipes: [{id: twice, {}}]";
    check_in(
        recipe,
        "delays_s: [3, 6], keep: all",
        "delays_s: [6, 3], keep: [a]",
        expect![[r#"
        behaviour  small/recipes/twice delays_s: [3,6] → [6,3] (how a call is tried again) [error crate, errors.json, error reference]
        behaviour  small/recipes/twice keep: "all" → ["a"] (how a call is tried again) [error crate, errors.json, error reference]
    "#]],
    );
    check_in(
        recipe,
        "then: {poll: {endpoint: a, every_s: 3}}",
        "then: {poll: {endpoint: a, every_s: 4}}",
        expect![[r#"
            behaviour  small/recipes/twice then/poll/every_s: 3 → 4 (how a call is tried again) [error crate, errors.json, error reference]
        "#]],
    );
    check_in(
        recipe,
        "then: {flow: {endpoints: [a, b]}}",
        "then: {flow: {endpoints: [b, a]}}",
        expect![[r#"
        behaviour  small/recipes/twice then/flow/endpoints: ["a","b"] → ["b","a"] (how a call is tried again) [error crate, errors.json, error reference]
    "#]],
    );
    check_in(
        recipe,
        "jitter: none",
        "jitter: full, honour_retry_after: false",
        expect![[r#"
        behaviour  small/recipes/twice jitter: "none" → "full" (how a call is tried again) [error crate, errors.json, error reference]
        behaviour  small/recipes/twice honour_retry_after: true → false (how a call is tried again) [error crate, errors.json, error reference]
    "#]],
    );
    check_in(
        recipe,
        "condition: {id: a, en: x}",
        "condition: {id: b, en: y}",
        expect![[r#"
        behaviour  small/recipes/twice condition/id: "a" → "b" (how a call is tried again) [error crate, errors.json, error reference]
        patch      small/recipes/twice condition/en: "x" → "y" (wording) [error crate, errors.json, error reference]
    "#]],
    );
    check_in(
        recipe,
        "words: {en: x}, confidence: documented",
        "words: {en: y}, confidence: inferred",
        expect![[r#"
        patch      small/recipes/twice words/en: "x" → "y" (wording) [error crate, errors.json, error reference]
        patch      small/recipes/twice confidence: "documented" → "inferred" (evidence) [error crate, errors.json, error reference]
    "#]],
    );
    // The same promise under another id.
    let user = "errors: [{id: e, retry: {}, keys: [{code: 5, retry: {}}]}]\nrecipes: [{id: {}, delays_s: [1]}]";
    check_in(
        user,
        "once",
        "one_time",
        expect![[r#"
        minor      small/recipes/one_time: renamed "once" → "one_time" (goes on under another id) [error crate, errors.json, error reference]
    "#]],
    );
    check(
        "recipes: [{id: once, delays_s: [1]}]",
        "recipes: [{id: other, delays_s: [2]}]",
        expect![[r#"
        minor      small/recipes/once: removed {"id":"once","delays_s":[1]} (entries say what they do instead) [error crate, errors.json, error reference]
        minor      small/recipes/other: added {"id":"other","delays_s":[2]} (something new) [error crate, errors.json, error reference]
    "#]],
    );
}

#[test]
fn the_service_and_what_it_has_of_its_own() {
    let put = |part: &str| RELEASED.replace("version: 0.1.0}\nerrors", &format!("version: 0.1.0, {part}}}\nerrors"));
    let check = |before: &str, after: &str, expect: Expect| {
        expect.assert_eq(&lines(&difference(&[&put(before)], &[&put(after)])));
    };
    check(
        "crate_prefix: a, title: {en: A}",
        "crate_prefix: b, title: {en: B}",
        expect![[r#"
            breaking   small/service crate_prefix: "a" → "b" (its name in programs) [client crate, error crate, shape schemas, rule schemas]
            patch      small/service title/en: "A" → "B" (wording) [client crate, error crate, errors.json, error reference]
        "#]],
    );
    check(
        "schema_dir: schema",
        "schema_dir: other, docs_dir: pages",
        expect![[r#"
            breaking   small/service schema_dir: "schema" → "other" (programs find the files elsewhere) [errors.json, errors.cases.json, shape schemas, rule schemas]
            minor      small/service docs_dir: "docs" → "pages" (readers find the pages elsewhere) [error reference, endpoint pages, lifecycle page, notification page, values page]
        "#]],
    );
    check(
        "variants: [{id: a}]",
        "variants: [{id: b}], editions: [{id: c}]",
        expect![[r#"
            breaking   small/service variants/a: removed {"id":"a"} (programs that name it no longer compile) [client crate, errors.json, endpoint pages, lifecycle page]
            minor      small/service variants/b: added {"id":"b"} (something new) [client crate, errors.json, endpoint pages, lifecycle page]
            minor      small/service editions/c: added {"id":"c"} (something new) [client crate, shape schemas, rule schemas, endpoint pages, lifecycle page, notification page]
        "#]],
    );
    check(
        "bodies: [{id: a, shape: code, code: code}, {id: b}]",
        "bodies: [{id: b}, {id: a, shape: code, code: error.code}]",
        expect![[r#"
            breaking   small/service bodies/a/code: "code" → "error.code" (answers are read differently) [error crate, errors.json, errors.cases.json, error reference, shape schemas, rule schemas]
            breaking   small/service bodies: order ["a","b"] → ["b","a"] (answers are read differently) [error crate, errors.json, errors.cases.json, error reference, shape schemas, rule schemas]
        "#]],
    );
    check(
        "form_errors: {missing: a, wrong_type: b}",
        "form_errors: {missing: a, wrong_type: c}",
        expect![[r#"
            behaviour  small/service form_errors/wrong_type: "b" → "c" (which error a malformed body leads to) [rule schemas, endpoint pages]
        "#]],
    );
    expect![[r#"
        breaking   big/service id: "small" → "big" (its name in programs) [client crate, error crate, errors.json, errors.cases.json, error reference, shape schemas, rule schemas, endpoint pages, lifecycle page, notification page, values page]
        patch      big/service version: "0.1.0" → "0.2.0" (a release sets it) [client crate, error crate, errors.json, errors.cases.json, error reference, shape schemas, rule schemas, endpoint pages, lifecycle page, notification page, values page]
    "#]].assert_eq(&lines(&difference(
        &[RELEASED],
        &[&RELEASED.replace("id: small, version: 0.1.0", "id: big, version: 0.2.0")],
    )));
}

#[test]
fn types_and_fields() {
    check(
        "",
        "types: [{id: new, title: {en: a new type}}]",
        expect![[r#"
            minor      small/types/new: added "a new type" (something new) [no output]
        "#]],
    );
    check(
        "types: [{id: old, title: {en: an old type}}]",
        "",
        expect![[r#"
            breaking   small/types/old: removed "an old type" (programs that name it no longer compile) [no output]
        "#]],
    );
    check_in(
        "types: [{id: t, {}}]",
        "kind: enum, of: string, name: Tee",
        "kind: scalar, of: integer",
        expect![[r#"
            breaking   small/types/t kind: "enum" → "scalar" (types of programs change) [no output]
            breaking   small/types/t of: "string" → "integer" (types of programs change) [no output]
            breaking   small/types/t name: "Tee" → "T" (its name in programs) [no output]
        "#]],
    );
    let field = "types: [{id: t, fields: [{id: f, type: string{}}]}]";
    check_in(
        field,
        "",
        ", title: {en: a}, note: {en: b}, introduced: '2024', confidence: inferred, sources: [s]",
        expect![[r#"
            patch      small/types/t fields/f/title: added "a" (wording) [no output]
            patch      small/types/t fields/f/note: added "b" (wording) [no output]
            patch      small/types/t fields/f/introduced: added "2024" (evidence) [no output]
            patch      small/types/t fields/f/confidence: "documented" → "inferred" (evidence) [no output]
            patch      small/types/t fields/f/sources/s: added "s" (evidence) [no output]
        "#]],
    );
    check_in(
        field,
        "}, {id: g",
        "",
        expect![[r#"
            breaking   small/types/t fields/g: removed {"id":"g"} (programs that name it no longer compile) [no output]
        "#]],
    );
    check_in(
        field,
        "",
        "}, {id: g, type: string",
        expect![[r#"
            minor      small/types/t fields/g: added {"id":"g","type":"string"} (something new) [no output]
        "#]],
    );
    check_in(
        field,
        "",
        "}, {id: g, type: string, required: true",
        expect![[r#"
            breaking   small/types/t fields/g: added {"id":"g","type":"string","required":true} (bodies without it are refused) [no output]
        "#]],
    );
    check_in(
        field,
        "",
        ", required: true",
        expect![[r#"
            breaking   small/types/t fields/f/required: false → true (bodies without it are refused, or its type changes) [no output]
        "#]],
    );
    check_in(
        field,
        ", required: true",
        "",
        expect![[r#"
            breaking   small/types/t fields/f/required: true → false (bodies without it are refused, or its type changes) [no output]
        "#]],
    );
    check(
        "types: [{id: t, fields: [{id: f, type: string}]}]",
        "types: [{id: t, fields: [{id: f, type: integer, holds: list, nullable: true}]}]",
        expect![[r#"
            breaking   small/types/t fields/f/type: "string" → "integer" (types of programs change) [no output]
            breaking   small/types/t fields/f/holds: "one" → "list" (types of programs change) [no output]
            breaking   small/types/t fields/f/nullable: false → true (types of programs change) [no output]
        "#]],
    );
    check_in(
        field,
        "",
        ", variants: [a]",
        expect![[r#"
            breaking   small/types/t fields/f/variants: added ["a"] (it is no longer everywhere) [no output]
        "#]],
    );
    check_in(
        field,
        ", variants: [a]",
        ", variants: [b]",
        expect![[r#"
            breaking   small/types/t fields/f/variants/a: removed "a" (it is in fewer places) [no output]
            minor      small/types/t fields/f/variants/b: added "b" (it is in more places) [no output]
        "#]],
    );
    check_in(
        field,
        ", variants: [a], editions: [c]",
        "",
        expect![[r#"
            minor      small/types/t fields/f/variants: removed ["a"] (it is in more places) [no output]
            minor      small/types/t fields/f/editions: removed ["c"] (it is in more places) [no output]
        "#]],
    );
    check_in(
        field,
        ", default: 1, unit: s",
        ", default: 2, unit: ms",
        expect![[r#"
            behaviour  small/types/t fields/f/default: 1 → 2 (a body without it means something else) [no output]
            behaviour  small/types/t fields/f/unit: "s" → "ms" (the same number means something else) [no output]
        "#]],
    );
    check_in(
        field,
        ", status: current",
        ", status: removed, withdrawn: '2025'",
        expect![[r#"
            breaking   small/types/t fields/f/status: "current" → "removed" (it is read and no longer offered) [no output]
            patch      small/types/t fields/f/withdrawn: added "2025" (evidence) [no output]
        "#]],
    );
    check_in(
        field,
        ", status: legacy",
        ", status: removed",
        expect![[r#"
            minor      small/types/t fields/f/status: "legacy" → "removed" (whether it is in use) [no output]
        "#]],
    );
    check_in(
        field,
        ", secret: true",
        ", aliases: [{id: g, taken_by: reader}]",
        expect![[r#"
            breaking   small/types/t fields/f/secret: true → false (types of programs change) [no output]
            minor      small/types/t fields/f/aliases/g: added {"id":"g","taken_by":"reader"} (something new) [no output]
        "#]],
    );
    check_in(
        field,
        ", aliases: [{id: g, taken_by: reader}], codes: [{table: a}]",
        ", aliases: [{id: g, taken_by: nobody}]",
        expect![[r#"
            behaviour  small/types/t fields/f/aliases/g/taken_by: "reader" → "nobody" (what is sent or understood) [no output]
            behaviour  small/types/t fields/f/codes/a: removed {"table":"a"} (what its codes mean) [no output]
        "#]],
    );
    let value = "types: [{id: t, kind: enum, values: [{id: a, value: 1}{}]}]";
    check_in(
        value,
        "",
        ", {id: b, value: 2, title: {en: two}}",
        expect![[r#"
            minor      small/types/t values/b: added "two" (something new) [no output]
        "#]],
    );
    check_in(
        value,
        ", {id: b, value: 2, title: {en: two}}",
        "",
        expect![[r#"
            breaking   small/types/t values/b: removed "two" (programs that name it no longer compile) [no output]
        "#]],
    );
    check_in(
        value,
        ", {id: b, value: 2}",
        ", {id: b, value: 3, status: legacy}",
        expect![[r#"
            breaking   small/types/t values/b/value: 2 → 3 (its name stands for something else on the wire) [no output]
            breaking   small/types/t values/b/status: "current" → "legacy" (it is read and no longer offered) [no output]
        "#]],
    );
}

/// A new required field of an answer asks nothing of callers.
#[test]
fn what_is_only_received() {
    let place = "endpoints: [{id: e, since: 0.1.0, response: answer}]\ntypes: [{id: answer, fields: [{id: in, type: inner}]}, {id: inner, kind: object, fields: [{id: f}{}]}]";
    check_in(
        place,
        "",
        ", {id: g, required: true}",
        expect![[r#"
            minor      small/types/inner fields/g: added {"id":"g","required":true} (something new) [client crate, shape schemas, rule schemas, endpoint pages, lifecycle page, values page]
        "#]],
    );
    check_in(
        place,
        ", {id: g}",
        ", {id: g, status: removed}",
        expect![[r#"
            minor      small/types/inner fields/g/status: "current" → "removed" (whether it is in use) [client crate, shape schemas, rule schemas, endpoint pages, lifecycle page, values page]
        "#]],
    );
    let rule = ", {id: g, rules: [{id: r, certainty: documented, broken: refuses, check: {known: true}}]}";
    check_in(
        place,
        ", {id: g, rules: []}",
        rule,
        expect![[r#"
            minor      small/types/inner fields/g/rules/r: added {"id":"r","certainty":"documented","broken":"refuses","chec… (what a rule that refuses nothing tells) [client crate, shape schemas, rule schemas, endpoint pages, lifecycle page, values page]
        "#]],
    );
    let sent = place.replace("response: answer", "response: answer, parameters: [{id: p, type: inner}]");
    check_in(
        &sent,
        "",
        ", {id: g, required: true}",
        expect![[r#"
        breaking   small/types/inner fields/g: added {"id":"g","required":true} (bodies without it are refused) [client crate, shape schemas, rule schemas, endpoint pages, lifecycle page, values page]
    "#]],
    );
    let sent = place.replace("response: answer", "response: answer, request: inner");
    check_in(
        &sent,
        "",
        ", {id: g, required: true}",
        expect![[r#"
            breaking   small/types/inner fields/g: added {"id":"g","required":true} (bodies without it are refused) [client crate, shape schemas, rule schemas, endpoint pages, lifecycle page, values page]
        "#]],
    );
}

#[test]
fn rules() {
    let must = "certainty: documented, broken: refuses, check: {range: {min: 1, max: 9}}";
    let place = "types: [{id: t, fields: [{id: f, rules: [{}]}], rules: []}]";
    // New and gone, by what a program makes of them.
    check_in(
        place,
        "",
        &format!("{{id: r, {must}, words: {{en: Between 1 and 9.}}}}"),
        expect![[r#"
            breaking   small/types/t fields/f/rules/r: added "Between 1 and 9." (what was accepted is refused) [no output]
        "#]],
    );
    check_in(
        place,
        &format!("{{id: r, {must}}}"),
        "",
        expect![[r#"
            behaviour  small/types/t fields/f/rules/r: removed {"id":"r","certainty":"documented","broken":"refuses","chec… (what was refused is accepted) [no output]
        "#]],
    );
    for (warns, from) in [
        ("certainty: disputed", "certainty: documented"),
        ("certainty: inferred, broken: not_stated", "certainty: documented, broken: refuses"),
        ("broken: ignores", "broken: refuses"),
        ("broken: adjusts", "broken: refuses"),
        ("broken: fails_later", "broken: refuses"),
        ("force: advice, broken: refuses", "broken: refuses"),
        ("broken: refuses, at: f", "broken: refuses, check: {range: {min: 1, max: 9}}"),
    ] {
        let rule = format!("{{id: r, {}}}", must.replace(from, warns));
        let put = |part: &str| place.replace("{}", part);
        let found = difference(&[RELEASED, &put("")], &[RELEASED, &put(&rule)]);
        assert_eq!(found.changes.iter().map(|change| change.class).collect::<Vec<_>>(), [Class::Minor], "{rule}");
        // And from there to a rule that refuses, and back.
        let strict = format!("{{id: r, {must}}}");
        let worst = |before: &str, after: &str| {
            let found = difference(&[RELEASED, &put(before)], &[RELEASED, &put(after)]);
            found.changes.iter().map(|change| change.class).max()
        };
        assert_eq!(worst(&rule, &strict), Some(Class::Breaking), "{rule}");
        assert_eq!(worst(&strict, &rule), Some(Class::Behaviour), "{rule}");
    }
    // Parts of a rule that refuses.
    let rule = "rules: [{id: r, certainty: documented, broken: refuses, {}}]";
    check_in(
        rule,
        "check: {range: {min: 1, max: 9}}",
        "check: {range: {min: 2, max: 8}}",
        expect![[r#"
            breaking   small/rules/r check/range/min: 1 → 2 (what was accepted is refused) [endpoint pages, lifecycle page]
            breaking   small/rules/r check/range/max: 9 → 8 (what was accepted is refused) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {range: {min: 2, max: 8}}",
        "check: {range: {min: 1}}",
        expect![[r#"
            behaviour  small/rules/r check/range/min: 2 → 1 (what was refused is accepted) [endpoint pages, lifecycle page]
            behaviour  small/rules/r check/range/max: removed 8 (what was refused is accepted) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {range: {min: 1}}",
        "check: {values: [1, 2]}",
        expect![[r#"
            breaking   small/rules/r check: {"range":{"min":1}} → {"values":[1,2]} (what was accepted is refused) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {values: [1, 2]}",
        "check: {values: [2, 3]}",
        expect![[r#"
            breaking   small/rules/r check/values/1: removed 1 (what was accepted is refused) [endpoint pages, lifecycle page]
            behaviour  small/rules/r check/values/3: added 3 (what was refused is accepted) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {present: [a]}",
        "check: {present: [b]}",
        expect![[r#"
            breaking   small/rules/r check/present/b: added "b" (what was accepted is refused) [endpoint pages, lifecycle page]
            behaviour  small/rules/r check/present/a: removed "a" (what was refused is accepted) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {pattern: a}",
        "check: {pattern: b}",
        expect![[r#"
            breaking   small/rules/r check/pattern: "a" → "b" (what was accepted is refused) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {length: {max_bytes: 9}}",
        "check: {length: {max_bytes: 10}}",
        expect![[r#"
            behaviour  small/rules/r check/length/max_bytes: 9 → 10 (what was refused is accepted) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {known: true}",
        "check: {known: true}, variants: [a]",
        expect![[r#"
            behaviour  small/rules/r variants: added ["a"] (what was refused is accepted) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {known: true}, variants: [a], endpoints: [x]",
        "check: {known: true}, variants: [b]",
        expect![[r#"
            breaking   small/rules/r variants/b: added "b" (what was accepted is refused) [endpoint pages, lifecycle page]
            breaking   small/rules/r endpoints: removed ["x"] (what was accepted is refused) [endpoint pages, lifecycle page]
            behaviour  small/rules/r variants/a: removed "a" (what was refused is accepted) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {known: true}, when: [{field: a, is: [1]}]",
        "check: {known: true}, when: [{field: a, is: [2]}, {field: b, present: true}]",
        expect![[r#"
            breaking   small/rules/r when/a/is/2: added 2 (what was accepted is refused) [endpoint pages, lifecycle page]
            behaviour  small/rules/r when/a/is/1: removed 1 (what was refused is accepted) [endpoint pages, lifecycle page]
            behaviour  small/rules/r when/b: added {"field":"b","present":true} (what was refused is accepted) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {known: true}, when: [{field: a, is: [1]}]",
        "check: {known: true}, when: [{field: a, present: true}]",
        expect![[r#"
            breaking   small/rules/r when/a: {"field":"a","is":[1]} → {"field":"a","present":true} (what was accepted is refused) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {known: true}, at: a, error: x",
        "check: {known: true}, at: b, error: y",
        expect![[r#"
            breaking   small/rules/r at: "a" → "b" (what was accepted is refused) [endpoint pages, lifecycle page]
            behaviour  small/rules/r error: "x" → "y" (which error a broken rule leads to) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {known: true}",
        "check: {known: true}, otherwise: {json_text: true}",
        expect![[r#"
            behaviour  small/rules/r otherwise: added {"json_text":true} (what was refused is accepted) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        rule,
        "check: {known: true}, words: {en: a}",
        "check: {known: true}, words: {en: b}, conflicts: [c]",
        expect![[r#"
            patch      small/rules/r words/en: "a" → "b" (wording) [endpoint pages, lifecycle page]
            patch      small/rules/r conflicts/c: added "c" (evidence) [endpoint pages, lifecycle page]
        "#]],
    );
    check(
        "rules: [{id: r, certainty: documented, broken: refuses, check: {known: true}}]",
        "rules: [{id: r, certainty: documented, broken: not_stated, check: {known: true}}]",
        expect![[r#"
            behaviour  small/rules/r broken: "refuses" → "not_stated" (what is told of a broken rule) [endpoint pages, lifecycle page]
        "#]],
    );
    // A dispute is judged by what either side lets through.
    let dispute = "rules: [{id: r, certainty: disputed, broken: not_stated, {}}]";
    check_in(
        dispute,
        "check: {range: {min: 5, max: 9}}, otherwise: {range: {min: 5, max: 20}}",
        "check: {range: {min: 6, max: 9}}, otherwise: {range: {min: 6, max: 20}}",
        expect![[r#"
            breaking   small/rules/r check/range/min: 5 → 6 (what was accepted is refused) [endpoint pages, lifecycle page]
            breaking   small/rules/r otherwise/range/min: 5 → 6 (what was accepted is refused) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        dispute,
        "check: {range: {min: 5, max: 9}}, otherwise: {range: {min: 6, max: 20}}",
        "check: {range: {min: 6, max: 9}}, otherwise: {range: {min: 5, max: 20}}",
        expect![[r#"
            minor      small/rules/r check/range/min: 5 → 6 (which side is followed; what either side lets through stays) [endpoint pages, lifecycle page]
            minor      small/rules/r otherwise/range/min: 6 → 5 (which side is followed; what either side lets through stays) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        dispute,
        "check: {range: {min: 5, max: 9}}, otherwise: {range: {min: 6, max: 20}}",
        "check: {range: {min: 5, max: 9}}, otherwise: {range: {min: 5}}",
        expect![[r#"
            behaviour  small/rules/r otherwise/range/min: 6 → 5 (what was refused is accepted) [endpoint pages, lifecycle page]
            behaviour  small/rules/r otherwise/range/max: removed 20 (what was refused is accepted) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        dispute,
        "check: {range: {max: 4}}, otherwise: {range: {min: 6}}",
        "check: {range: {max: 4}}, otherwise: {range: {min: 5}}",
        expect![[r#"
            behaviour  small/rules/r otherwise/range/min: 6 → 5 (what was refused is accepted) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        dispute,
        "check: {values: [1, 2]}, otherwise: {values: [3]}",
        "check: {values: [1]}, otherwise: {values: [2, 3]}",
        expect![[r#"
            minor      small/rules/r check/values/2: removed 2 (which side is followed; what either side lets through stays) [endpoint pages, lifecycle page]
            minor      small/rules/r otherwise/values/2: added 2 (which side is followed; what either side lets through stays) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        dispute,
        "check: {length: {max_characters: 9}}, otherwise: {pattern: a}",
        "check: {length: {max_characters: 8}}, otherwise: {pattern: a}",
        expect![[r#"
            breaking   small/rules/r check/length/max_characters: 9 → 8 (what was accepted is refused) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        dispute,
        "check: {present: [a, b]}, otherwise: {present: [a]}",
        "check: {present: [a, b]}, otherwise: {present: [b]}",
        expect![[r#"
            breaking   small/rules/r otherwise/present/a: removed "a" (what was accepted is refused) [endpoint pages, lifecycle page]
            breaking   small/rules/r otherwise/present/b: added "b" (what was accepted is refused) [endpoint pages, lifecycle page]
        "#]],
    );
    check(
        "rules: [{id: r, certainty: disputed, broken: refuses, check: {decimals: 2}, otherwise: {decimals: 4}}]",
        "rules: [{id: r, certainty: documented, broken: refuses, check: {decimals: 2}}]",
        expect![[r#"
            breaking   small/rules/r otherwise: removed {"decimals":4} (what was accepted is refused) [endpoint pages, lifecycle page]
            behaviour  small/rules/r certainty: "disputed" → "documented" (what is told of a broken rule) [endpoint pages, lifecycle page]
        "#]],
    );
    // The same rule under another id, at the same place.
    check_in(
        place,
        &format!("{{id: r, {must}, when: [{{field: a, present: true}}]}}"),
        &format!("{{id: s, {must}, when: [{{field: a, present: true}}], force: must, error: x, words: {{en: a}}}}"),
        expect![[r#"
            behaviour  small/types/t fields/f/rules/s: renamed "r" → "s" (programs name it by another id; what is refused stays) [no output]
            behaviour  small/types/t fields/f/rules/s/error: added "x" (which error a broken rule leads to) [no output]
            patch      small/types/t fields/f/rules/s/words: added "a" (wording) [no output]
        "#]],
    );
    check(
        "rules: [{id: r, certainty: inferred, broken: not_stated, check: {known: true}}]",
        "rules: [{id: s, certainty: inferred, broken: not_stated, check: {known: true}}]",
        expect![[r#"
            minor      small/rules/s: renamed "r" → "s" (goes on under another id) [endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        place,
        &format!("{{id: r, {must}}}"),
        &format!("{{id: s, {must}, at: f}}"),
        expect![[r#"
            breaking   small/types/t fields/f/rules/s: added {"id":"s","certainty":"documented","broken":"refuses","chec… (what was accepted is refused) [no output]
            behaviour  small/types/t fields/f/rules/r: removed {"id":"r","certainty":"documented","broken":"refuses","chec… (what was refused is accepted) [no output]
        "#]],
    );
    // Parts of a rule that warns.
    let rule = "rules: [{id: r, certainty: inferred, broken: not_stated, {}}]";
    check_in(
        rule,
        "check: {range: {min: 1}}",
        "check: {range: {min: 2}}, variants: [a], error: y",
        expect![[r#"
            minor      small/rules/r check/range/min: 1 → 2 (what a rule that refuses nothing tells) [endpoint pages, lifecycle page]
            minor      small/rules/r variants: added ["a"] (what a rule that refuses nothing tells) [endpoint pages, lifecycle page]
            minor      small/rules/r error: added "y" (what a rule that refuses nothing tells) [endpoint pages, lifecycle page]
        "#]],
    );
}

#[test]
fn endpoints_and_states() {
    let place = "endpoints: [{id: e, since: 0.1.0, {}}]";
    check(
        "endpoints: [{id: e, since: 0.1.0, title: {en: goes}}]",
        "endpoints: [{id: f, since: next, title: {en: comes}}]",
        expect![[r#"
            breaking   small/endpoints/e: removed "goes" (programs that name it no longer compile) [client crate, error crate, errors.json, errors.cases.json, error reference, endpoint pages, lifecycle page]
            minor      small/endpoints/f: added "comes" (something new) [client crate, error crate, errors.json, errors.cases.json, error reference, endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        place,
        "method: GET, path: /a, name: Go",
        "method: POST, path: /b",
        expect![[r#"
            breaking   small/endpoints/e method: "GET" → "POST" (the call is another on the wire) [client crate, error crate, errors.json, error reference, endpoint pages]
            breaking   small/endpoints/e path: "/a" → "/b" (the call is another on the wire) [client crate, error crate, errors.json, error reference, endpoint pages]
            breaking   small/endpoints/e name: "Go" → "E" (its name in programs) [client crate, error crate]
        "#]],
    );
    check_in(
        place,
        "variants: [a, b]",
        "variants: [b, c]",
        expect![[r#"
            breaking   small/endpoints/e variants/a: removed "a" (the variant is no longer accepted) [client crate, error crate, errors.json, endpoint pages]
            minor      small/endpoints/e variants/c: added "c" (something new) [client crate, error crate, errors.json, endpoint pages]
        "#]],
    );
    check_in(
        place,
        "edition_paths: [{editions: [x], path: /a}]",
        "edition_paths: [{editions: [x], path: /b}, {editions: [y], path: /c}]",
        expect![[r#"
            breaking   small/endpoints/e edition_paths/x/path: "/a" → "/b" (the call is another on the wire) [client crate, endpoint pages, lifecycle page]
            behaviour  small/endpoints/e edition_paths/y: added {"editions":["y"],"path":"/c"} (the call goes elsewhere in an edition) [client crate, endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        place,
        "parameters: [{id: a, type: string}]",
        "parameters: [{id: a, type: t}, {id: b}]",
        expect![[r#"
            breaking   small/endpoints/e parameters/a/type: "string" → "t" (types of programs change) [client crate, endpoint pages]
            breaking   small/endpoints/e parameters/b: added {"id":"b"} (types of programs change) [client crate, endpoint pages]
        "#]],
    );
    check_in(
        place,
        "request: a",
        "request: b, response: c",
        expect![[r#"
            breaking   small/endpoints/e request: "a" → "b" (types of programs change) [client crate, shape schemas, rule schemas, endpoint pages]
            breaking   small/endpoints/e response: added "c" (types of programs change) [client crate, shape schemas, rule schemas, endpoint pages]
        "#]],
    );
    check_in(
        place,
        "takes: {state: a, by: value}, gives: b",
        "takes: {state: a, by: reference}, gives: c",
        expect![[r#"
            breaking   small/endpoints/e takes/by: "value" → "reference" (which calls may follow which) [client crate, endpoint pages, lifecycle page]
            breaking   small/endpoints/e gives: "b" → "c" (which calls may follow which) [client crate, endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        place,
        "repeating: {safe: true, words: {en: a}}",
        "repeating: {safe: false, words: {en: b}}",
        expect![[r#"
            behaviour  small/endpoints/e repeating/safe: true → false (how a call is tried again) [client crate, endpoint pages]
            patch      small/endpoints/e repeating/words/en: "a" → "b" (wording) [client crate, endpoint pages]
        "#]],
    );
    check_in(
        place,
        "success_when: [{id: ok, http: 200}]",
        "success_when: [{id: ok, http: 201}, {id: ok, http: 200, title: {en: done}}]",
        expect![[r#"
            minor      small/endpoints/e success_when/ok 201: added {"id":"ok","http":201} (something new) [error crate, errors.json, errors.cases.json, error reference, endpoint pages]
            patch      small/endpoints/e success_when/ok 200/title: added "done" (wording) [error crate, errors.json, error reference, endpoint pages]
        "#]],
    );
    check_in(
        place,
        "success_when: [{id: ok, http: 200}]",
        "success_when: []",
        expect![[r#"
            breaking   small/endpoints/e success_when/ok 200: removed {"id":"ok","http":200} (programs that name it no longer compile) [error crate, errors.json, errors.cases.json, error reference, endpoint pages]
        "#]],
    );
    let state = "states: [{id: s, {}}]";
    check(
        "states: [{id: s}]",
        "states: [{id: t, title: {en: a state}}]",
        expect![[r#"
            breaking   small/states/s: removed {"id":"s"} (programs that name it no longer compile) [client crate, lifecycle page]
            minor      small/states/t: added "a state" (something new) [client crate, lifecycle page]
        "#]],
    );
    check_in(
        state,
        "holds: [a], valid_s: 3, expired: x",
        "holds: [b], valid_s: 4, expired: y, end: true",
        expect![[r#"
            breaking   small/states/s holds/a: removed "a" (what a program must keep) [client crate, lifecycle page]
            breaking   small/states/s holds/b: added "b" (what a program must keep) [client crate, lifecycle page]
            breaking   small/states/s end: false → true (which calls may follow which) [client crate, lifecycle page]
            behaviour  small/states/s valid_s: 3 → 4 (when the state ends, and how that is told) [client crate, lifecycle page]
            behaviour  small/states/s expired: "x" → "y" (when the state ends, and how that is told) [client crate, lifecycle page]
        "#]],
    );
    check_in(
        state,
        "title: x",
        "confirmation: {endpoint: q, field: a, is: [1]}",
        expect![[r#"
            minor      small/states/s confirmation: added {"endpoint":"q","field":"a","is":[1]} (something new) [client crate, lifecycle page]
            patch      small/states/s title: removed "x" (wording) [client crate, lifecycle page]
        "#]],
    );
    check_in(
        state,
        "confirmation: {endpoint: q, field: a.b, is: [1], over: [2], first: f, gaps: g, deadline: d, every: e}",
        "confirmation: {endpoint: r, field: a.c, is: [1, 3], over: [], first: h, gaps: i, deadline: j, every: k}",
        expect![[r#"
            behaviour  small/states/s confirmation/endpoint: "q" → "r" (how a program makes sure of the state) [client crate, lifecycle page]
            behaviour  small/states/s confirmation/field: "a.b" → "a.c" (how a program makes sure of the state) [client crate, lifecycle page]
            behaviour  small/states/s confirmation/is/3: added 3 (how a program makes sure of the state) [client crate, lifecycle page]
            behaviour  small/states/s confirmation/over/2: removed 2 (how a program makes sure of the state) [client crate, lifecycle page]
            behaviour  small/states/s confirmation/first: "f" → "h" (how a program makes sure of the state) [client crate, lifecycle page]
            behaviour  small/states/s confirmation/gaps: "g" → "i" (how a program makes sure of the state) [client crate, lifecycle page]
            behaviour  small/states/s confirmation/deadline: "d" → "j" (how a program makes sure of the state) [client crate, lifecycle page]
            behaviour  small/states/s confirmation/every: "e" → "k" (how a program makes sure of the state) [client crate, lifecycle page]
        "#]],
    );
    check_in(
        state,
        "flow: {id: a, title: {en: x}, endpoints: [p, q]}",
        "flow: {id: b, title: {en: y}, endpoints: [q, p], vary: f}",
        expect![[r#"
            breaking   small/states/s flow/id: "a" → "b" (its name in programs) [client crate, lifecycle page]
            breaking   small/states/s flow/endpoints: ["p","q"] → ["q","p"] (which calls may follow which) [client crate, lifecycle page]
            breaking   small/states/s flow/vary: added "f" (which calls may follow which) [client crate, lifecycle page]
            patch      small/states/s flow/title/en: "x" → "y" (wording) [client crate, lifecycle page]
        "#]],
    );
    check_in(
        state,
        "renewals: [{endpoint: p, field: f, every: e}, {endpoint: q, field: f, every: e}]",
        "renewals: [{endpoint: q, field: f, every: d}, {endpoint: p, field: g, every: e}], flow: {id: b}",
        expect![[r#"
            breaking   small/states/s renewals/p f: removed {"endpoint":"p","field":"f","every":"e"} (programs that name it no longer compile) [client crate, lifecycle page]
            behaviour  small/states/s renewals/q f/every: "e" → "d" (how often it is sent) [client crate, lifecycle page]
            minor      small/states/s renewals/p g: added {"endpoint":"p","field":"g","every":"e"} (something new) [client crate, lifecycle page]
            minor      small/states/s flow: added {"id":"b"} (something new) [client crate, lifecycle page]
        "#]],
    );
    check_in(
        state,
        "names: [{id: a, pattern: x, parts: [{id: p, form: text}]}, {id: b, variants: [c]}, {id: d}], replacements: [{held: h, characters: c, by: x}]",
        "names: [{id: e}, {id: b, variants: [d]}, {id: a, pattern: y, parts: [{id: p, form: utc}, {id: q}]}], replacements: [{held: h, characters: d, by: y}]",
        expect![[r#"
            breaking   small/states/s names/a/parts/p/form: "text" → "utc" (types of programs change) [client crate, lifecycle page]
            breaking   small/states/s names/a/parts/q: added {"id":"q"} (types of programs change) [client crate, lifecycle page]
            breaking   small/states/s names/b/variants/c: removed "c" (it is in fewer places) [client crate, lifecycle page]
            breaking   small/states/s names/d: removed {"id":"d"} (programs that name it no longer compile) [client crate, lifecycle page]
            behaviour  small/states/s names/a/pattern: "x" → "y" (what names are made) [client crate, lifecycle page]
            behaviour  small/states/s replacements/h/characters: "c" → "d" (what names are made) [client crate, lifecycle page]
            behaviour  small/states/s replacements/h/by: "x" → "y" (what names are made) [client crate, lifecycle page]
            minor      small/states/s names/b/variants/d: added "d" (it is in more places) [client crate, lifecycle page]
            minor      small/states/s names/e: added {"id":"e"} (something new) [client crate, lifecycle page]
        "#]],
    );
    check_in(
        state,
        "leaves: [{id: a, to: b}]",
        "leaves: [{id: a, to: c}, {id: d, to: e}]",
        expect![[r#"
            behaviour  small/states/s leaves/a/to: "b" → "c" (which calls may follow which) [client crate, lifecycle page]
            minor      small/states/s leaves/d: added {"id":"d","to":"e"} (something new) [client crate, lifecycle page]
        "#]],
    );
}

#[test]
fn tables_and_character_sets() {
    let table = "value_tables: [{id: v, rows: [{id: r, key: 1, {}}]}]";
    check_in(
        table,
        "values: [{value: 1, name: a}, {value: 2}]",
        "values: [{value: 1, name: b}, {value: 3}]",
        expect![[r#"
            breaking   small/value_tables/v rows/r/values/2: removed {"value":2} (programs that name it no longer compile) [client crate, rule schemas, endpoint pages, values page]
            minor      small/value_tables/v rows/r/values/3: added {"value":3} (something new) [client crate, rule schemas, endpoint pages, values page]
            patch      small/value_tables/v rows/r/values/1/name: "a" → "b" (wording) [client crate, rule schemas, endpoint pages, values page]
        "#]],
    );
    check_in(
        table,
        "open: true",
        "open: false, status: legacy",
        expect![[r#"
            breaking   small/value_tables/v rows/r/open: true → false (what was accepted is refused) [client crate, rule schemas, endpoint pages, values page]
            breaking   small/value_tables/v rows/r/status: "current" → "legacy" (it is read and no longer offered) [client crate, rule schemas, endpoint pages, values page]
        "#]],
    );
    check_in(
        table,
        "open: false",
        "open: true",
        expect![[r#"
            behaviour  small/value_tables/v rows/r/open: false → true (what was refused is accepted) [client crate, rule schemas, endpoint pages, values page]
        "#]],
    );
    check(
        "value_tables: [{id: v, rows: []}]",
        "value_tables: [{id: v, rows: [{id: r, key: 1, values: []}]}]",
        expect![[r#"
            behaviour  small/value_tables/v rows/r: added {"id":"r","key":1,"values":[]} (values that nobody looked at are looked at) [client crate, rule schemas, endpoint pages, values page]
        "#]],
    );
    let codes = "code_tables: [{id: c, codes: [{id: a, code: 1}{}]}]";
    check_in(
        codes,
        ", {id: b, code: 2, error: x}",
        ", {id: b, code: 3, error: y}, {id: d, code: 4}",
        expect![[r#"
            breaking   small/code_tables/c codes/b/code: 2 → 3 (its name stands for something else on the wire) [shape schemas, rule schemas, endpoint pages, notification page, values page]
            behaviour  small/code_tables/c codes/b/error: "x" → "y" (which error follows) [shape schemas, rule schemas, endpoint pages, notification page, values page]
            minor      small/code_tables/c codes/d: added {"id":"d","code":4} (something new) [shape schemas, rule schemas, endpoint pages, notification page, values page]
        "#]],
    );
    check_in(
        codes,
        ", {id: b, code: 2}",
        "",
        expect![[r#"
            breaking   small/code_tables/c codes/b: removed {"id":"b","code":2} (programs that name it no longer compile) [shape schemas, rule schemas, endpoint pages, notification page, values page]
        "#]],
    );
    let set = "character_sets: [{id: s, count: 3, classes: [{id: a, from: a, to: c}{}]}]";
    check_in(
        set,
        "",
        ", {id: b, characters: xyz}",
        expect![[r#"
            behaviour  small/character_sets/s classes/b: added {"id":"b","characters":"xyz"} (what was refused is accepted) [client crate, errors.json, error reference, rule schemas, lifecycle page]
        "#]],
    );
    check_in(
        set,
        ", {id: b, characters: xyz}",
        ", {id: b, characters: xy}",
        expect![[r#"
            breaking   small/character_sets/s classes/b/characters: "xyz" → "xy" (what was accepted is refused) [client crate, errors.json, error reference, rule schemas, lifecycle page]
        "#]],
    );
}

#[test]
fn connection_and_limits() {
    let place = "connection: {{}}";
    check(
        "",
        "connection: {scheme: https}",
        expect![[r#"
            minor      small/connection: added {"scheme":"https"} (something new) [client crate, endpoint pages, lifecycle page]
        "#]],
    );
    check_in(
        place,
        "scheme: http, authentication: basic",
        "scheme: https, authentication: token",
        expect![[r#"
            breaking   small/connection authentication: "basic" → "token" (who calls is proved differently) [client crate, lifecycle page]
            behaviour  small/connection scheme: "http" → "https" (what is sent or understood) [client crate, lifecycle page]
        "#]],
    );
    check_in(
        place,
        "areas: [{id: a, hosts: [x, y], domains: [m]}]",
        "areas: [{id: a, hosts: [y, x], domains: [m, n]}]",
        expect![[r#"
            behaviour  small/connection areas/a/hosts: ["x","y"] → ["y","x"] (which hosts are asked, and when) [client crate, lifecycle page]
            behaviour  small/connection areas/a/domains: ["m"] → ["m","n"] (which hosts are asked, and when) [client crate, lifecycle page]
        "#]],
    );
    check_in(
        place,
        "hosts: [{id: x, label: a}]",
        "hosts: [{id: x, label: b}, {id: y, label: c}]",
        expect![[r#"
            behaviour  small/connection hosts/x/label: "a" → "b" (which hosts are asked, and when) [client crate, lifecycle page]
            minor      small/connection hosts/y: added {"id":"y","label":"c"} (something new) [client crate, lifecycle page]
        "#]],
    );
    check_in(
        place,
        "failover: {steps: [{id: a, to: x}, {id: b}], delays_s: [1]}",
        "failover: {steps: [{id: b}, {id: a, to: y}], delays_s: [2]}",
        expect![[r#"
            behaviour  small/connection failover/steps/a/to: "x" → "y" (which hosts are asked, and when) [client crate, lifecycle page]
            behaviour  small/connection failover/steps: order ["a","b"] → ["b","a"] (which hosts are asked, and when) [client crate, lifecycle page]
            behaviour  small/connection failover/delays_s: [1] → [2] (which hosts are asked, and when) [client crate, lifecycle page]
        "#]],
    );
    let limit = "limits: [{id: l, {}}]";
    check_in(
        limit,
        "kind: limit, unit: s, amounts: [{value: [3]}]",
        "kind: advice, unit: h, amounts: [{value: [4]}, {value: [5], variants: [a]}]",
        expect![[r#"
            behaviour  small/limits/l kind: "limit" → "advice" (what programs keep to) [client crate, endpoint pages, lifecycle page]
            behaviour  small/limits/l unit: "s" → "h" (what programs keep to) [client crate, endpoint pages, lifecycle page]
            behaviour  small/limits/l amounts/any/value: [3] → [4] (what programs keep to) [client crate, endpoint pages, lifecycle page]
            behaviour  small/limits/l amounts/a: added {"value":[5],"variants":["a"]} (what programs keep to) [client crate, endpoint pages, lifecycle page]
        "#]],
    );
    check(
        "limits: [{id: l, title: {en: a limit}}]",
        "limits: [{id: m, title: {en: another}}]",
        expect![[r#"
            behaviour  small/limits/l: removed "a limit" (programs no longer keep to it) [client crate, endpoint pages, lifecycle page]
            minor      small/limits/m: added "another" (something new) [client crate, endpoint pages, lifecycle page]
        "#]],
    );
}

#[test]
fn notifications_and_events() {
    let place = "notifications: {{}}";
    check_in(
        place,
        "code_field: a, body: t",
        "code_field: b, body: u",
        expect![[r#"
            breaking   small/notifications body: "t" → "u" (types of programs change) [shape schemas, rule schemas, notification page]
            behaviour  small/notifications code_field: "a" → "b" (what is sent or understood) [shape schemas, rule schemas, notification page]
        "#]],
    );
    check_in(
        place,
        "signatures: [{id: a, header: X}, {id: b}]",
        "signatures: [{id: b}, {id: a, header: Y}, {id: c, title: {en: third}}]",
        expect![[r#"
            behaviour  small/notifications signatures/a/header: "X" → "Y" (what is sent or understood) [shape schemas, rule schemas, notification page]
            behaviour  small/notifications signatures: order ["a","b"] → ["b","a"] (what is sent or understood) [shape schemas, rule schemas, notification page]
            minor      small/notifications signatures/c: added "third" (something new) [shape schemas, rule schemas, notification page]
        "#]],
    );
    check_in(
        place,
        "delivery: [{id: a, words: {en: Often.}}], sequences: [{id: s, events: [a, b]}]",
        "delivery: [], sequences: [{id: s, events: [b, a]}]",
        expect![[r#"
            minor      small/notifications sequences/s/events: ["a","b"] → ["b","a"] (what readers are told) [notification page]
            patch      small/notifications delivery/a: removed "Often." (what readers are told) [notification page]
        "#]],
    );
    let event = "events: [{id: e, since: 0.1.0, {}}]";
    check(
        "events: [{id: e, since: 0.1.0}]",
        "events: [{id: f, since: next, title: {en: it happened}}]",
        expect![[r#"
            breaking   small/events/e: removed {"id":"e","since":"0.1.0"} (programs that name it no longer compile) [shape schemas, rule schemas, notification page]
            minor      small/events/f: added "it happened" (something new) [shape schemas, rule schemas, notification page]
        "#]],
    );
    check_in(
        event,
        "code: 1, wire_name: a",
        "code: 2, wire_name: b",
        expect![[r#"
            breaking   small/events/e code: 1 → 2 (the event is another on the wire) [shape schemas, rule schemas, notification page]
            breaking   small/events/e wire_name: "a" → "b" (the event is another on the wire) [shape schemas, rule schemas, notification page]
        "#]],
    );
    check_in(
        event,
        "fields: [{id: a, type: string}]",
        "fields: [{id: b, type: string, required: true, title: {en: bee}}], senders: [1]",
        expect![[r#"
            breaking   small/events/e fields/a: removed {"id":"a","type":"string"} (programs that name it no longer compile) [shape schemas, rule schemas, notification page]
            minor      small/events/e fields/b: added "bee" (something new) [shape schemas, rule schemas, notification page]
            minor      small/events/e senders/1: added 1 (what readers are told) [shape schemas, rule schemas, notification page]
        "#]],
    );
    check_in(
        event,
        "advice: {en: a}, fields_known: true",
        "advice: {en: b}, fields_known: false",
        expect![[r#"
            minor      small/events/e fields_known: true → false (what readers are told) [shape schemas, rule schemas, notification page]
            patch      small/events/e advice/en: "a" → "b" (wording) [shape schemas, rule schemas, notification page]
        "#]],
    );
    check(
        "conflicts: [{id: c, decision: {en: a}}]\nexamples: [{id: x, body: {a: 1}}]",
        "conflicts: [{id: c, decision: {en: b}}]\nexamples: [{id: x, body: {a: 2}}]",
        expect![[r#"
            patch      small/conflicts/c decision/en: "a" → "b" (wording) [client crate, endpoint pages, lifecycle page, notification page]
            patch      small/examples/x body: {"a":1} → {"a":2} (proofs) [shape schemas, rule schemas, endpoint pages, notification page]
        "#]],
    );
}

/// What an older or a newer language has is compared too.
#[test]
fn an_emulator() {
    check(
        "",
        "emulation: {account: a, channel: c}",
        expect![[r#"
            minor      small/emulation: added {"account":"a","channel":"c"} (something new) [emulator crate, endpoint pages, lifecycle page, notification page, values page, emulator page]
        "#]],
    );
    check(
        "emulation: {account: a, channel: c}",
        "",
        expect![[r#"
            breaking   small/emulation: removed {"account":"a","channel":"c"} (there is no emulator any more) [emulator crate, endpoint pages, lifecycle page, notification page, values page, emulator page]
        "#]],
    );
    let place = "emulation: {account: a, channel: c, {}}";
    check_in(
        place,
        "note: {en: x}, made: [{id: m, letters: ab, length: 3}]",
        "note: {en: y}, made: [{id: m, letters: abc, length: 4, confidence: documented}]",
        expect![[r#"
            minor      small/emulation made/m/letters: "ab" → "abc" (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation made/m/length: 3 → 4 (what the emulator does) [emulator crate, emulator page]
            patch      small/emulation note/en: "x" → "y" (wording) [emulator page]
        "#]],
    );
    check_in(
        place,
        "stages: [{id: s, state: x, value: 1, after_s: 0}, {id: t, state: x, value: 2, after_s: 2}]",
        "stages: [{id: t, state: x, value: 3, after_s: 2, at_work: true}, {id: s, state: y, value: 1, after_s: 0, at_work: false}]",
        expect![[r#"
            minor      small/emulation stages/s/state: "x" → "y" (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation stages/t/value: 2 → 3 (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation stages/t/at_work: false → true (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation stages: order ["s","t"] → ["t","s"] (what the emulator does) [emulator crate, emulator page]
        "#]],
    );
    check_in(
        place,
        "lifetimes: [{id: l, state: x, since: begun, after_s: 3}]",
        "lifetimes: [{id: l, state: x, since: idle, variants: [v], limit: y, title: {en: x}}]",
        expect![[r#"
            minor      small/emulation lifetimes/l/since: "begun" → "idle" (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation lifetimes/l/after_s: removed 3 (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation lifetimes/l/variants: added ["v"] (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation lifetimes/l/limit: added "y" (what the emulator does) [emulator crate, emulator page]
            patch      small/emulation lifetimes/l/title: added "x" (wording) [emulator page]
        "#]],
    );
    check_in(
        place,
        "rate: {limit: x}, tasks: [{id: t, limit: x, variants: [v], when: [{field: f, is: [1]}]}]",
        "rate: {limit: y}, tasks: [{id: t, limit: x, edition: e, variants: [w], when: [{field: f, is: [2]}]}]",
        expect![[r#"
            minor      small/emulation rate/limit: "x" → "y" (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation tasks/t/variants/v: removed "v" (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation tasks/t/variants/w: added "w" (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation tasks/t/when/f/is/1: removed 1 (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation tasks/t/when/f/is/2: added 2 (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation tasks/t/edition: added "e" (what the emulator does) [emulator crate, emulator page]
        "#]],
    );
    check_in(
        place,
        "refusals: [{id: a, moment: over, error: x}, {id: b, moment: twin, error: y}]",
        "refusals: [{id: b, moment: twin, error: z, endpoints: [e], text: t}, {id: a, moment: moving, error: x}, {id: c, moment: over}]",
        expect![[r#"
            minor      small/emulation refusals/a/moment: "over" → "moving" (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation refusals/b/error: "y" → "z" (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation refusals/b/endpoints: added ["e"] (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation refusals/b/text: added "t" (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation refusals/c: added {"id":"c","moment":"over"} (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation refusals: order ["a","b"] → ["b","a"] (what the emulator does) [emulator crate, emulator page]
        "#]],
    );
    check_in(
        place,
        "folders: {endpoint: e, field: f}, moved: {varies: u, name: n, parts: {p: x}}, files: [{id: f, name: n, parts: {p: x}, item: {a: 1}}]",
        "folders: {endpoint: e, field: g}, moved: {varies: u, name: n, parts: {p: y}}, files: [{id: f, name: n, parts: {p: z}, each_publisher: true, item: {a: 2}}]",
        expect![[r#"
            minor      small/emulation folders/field: "f" → "g" (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation moved/parts: {"p":"x"} → {"p":"y"} (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation files/f/parts: {"p":"x"} → {"p":"z"} (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation files/f/item: {"a":1} → {"a":2} (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation files/f/each_publisher: false → true (what the emulator does) [emulator crate, emulator page]
        "#]],
    );
    check_in(
        place,
        "answers: [{id: a, endpoint: e, asked: [{field: f, is: [1]}], body: {a: [1, {b: 2}]}}]",
        "answers: [{id: a, endpoint: e, asked: [{field: f, present: true}], outcome: o, body: {a: [1, {b: 3}]}, sources: [s]}]",
        expect![[r#"
            minor      small/emulation answers/a/asked/f: {"field":"f","is":[1]} → {"field":"f","present":true} (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation answers/a/body: {"a":[1,{"b":2}]} → {"a":[1,{"b":3}]} (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation answers/a/outcome: added "o" (what the emulator does) [emulator crate, emulator page]
            patch      small/emulation answers/a/sources/s: added "s" (evidence) [emulator page]
        "#]],
    );
    check_in(
        place,
        "notification: {body: {a: 1}, received: 200, resends_after_s: [1, 2]}, notices: [{id: n, event: e, on: ended, leaves: [l], details: {}}]",
        "notification: {body: {a: 2}, received: 204, resends_after_s: [2, 1]}, notices: [{id: n, event: e, on: ended, details: {x: 1}}]",
        expect![[r#"
            minor      small/emulation notification/body: {"a":1} → {"a":2} (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation notification/received: 200 → 204 (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation notification/resends_after_s: [1,2] → [2,1] (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation notices/n/leaves: removed ["l"] (what the emulator does) [emulator crate, emulator page]
            minor      small/emulation notices/n/details: {} → {"x":1} (what the emulator does) [emulator crate, emulator page]
        "#]],
    );
    check_in(
        place,
        "habits: [{id: h, words: {en: x}}]",
        "habits: [{id: h, words: {en: y}, confidence: inferred}, {id: i, words: {en: z}}]",
        expect![[r#"
            patch      small/emulation habits/h/words/en: "x" → "y" (wording) [emulator page]
            patch      small/emulation habits/h/confidence: "documented" → "inferred" (evidence) [emulator page]
            patch      small/emulation habits/i: added "z" (what readers are told) [emulator page]
        "#]],
    );
    // What else is acted on shows in the emulator, where there is one.
    check_in(
        "emulation: {account: a, channel: c}\nlimits: [{id: l, {}}]",
        "unit: s, title: {en: x}",
        "unit: h, title: {en: y}",
        expect![[r#"
            behaviour  small/limits/l unit: "s" → "h" (what programs keep to) [client crate, emulator crate, endpoint pages, lifecycle page, emulator page]
            patch      small/limits/l title/en: "x" → "y" (wording) [client crate, endpoint pages, lifecycle page, emulator page]
        "#]],
    );
    check_in(
        "emulation: {account: a, channel: c, lifetimes: [{id: l, field: a.f}]}\nendpoints: [{id: e, request: t}]\ntypes: [{id: t, fields: [{id: f, {}}, {id: g, {}}]}]",
        "type: integer, unit: s",
        "type: integer, unit: h",
        expect![[r#"
            behaviour  small/types/t fields/f/unit: "s" → "h" (the same number means something else) [client crate, emulator crate, shape schemas, rule schemas, endpoint pages, emulator page]
            behaviour  small/types/t fields/g/unit: "s" → "h" (the same number means something else) [client crate, shape schemas, rule schemas, endpoint pages]
        "#]],
    );
}

#[test]
fn members_that_the_language_does_not_know() {
    check(
        "odd: [{id: a, x: 1}]\ntypes: [{id: t, gone: 1}]",
        "odd: [{id: a, x: 2}]\ntypes: [{id: t}]",
        expect![[r#"
            behaviour  small/odd/a x: 1 → 2 (the language does not know it) [no output]
            behaviour  small/types/t gone: removed 1 (the language does not know it) [no output]
        "#]],
    );
    check(
        "references: [{id: a, title: x, lost: 1}]",
        "references: [{id: a, title: y}]\nglossary: [{id: g, en: server}]",
        expect![[r#"
            patch      small/references/a title: "x" → "y" (wording) [client crate, error crate, errors.json, error reference]
            patch      small/references/a lost: removed 1 (evidence) [client crate, error crate, errors.json, error reference]
            patch      small/glossary/g: added "server" (wording) [no output]
        "#]],
    );
}

#[test]
fn services_that_come_and_go() {
    let mut both = snapshot(&[RELEASED]);
    both.add_file("other", "service: {id: other, title: {en: the other service}}").expect("it is YAML");
    let one = snapshot(&[RELEASED]);
    expect![[r#"
        minor      other/service: added "the other service" (a new service) [client crate, error crate, errors.json, errors.cases.json, error reference, shape schemas, rule schemas, endpoint pages, lifecycle page, notification page, values page]
        1 change of meaning: 1 minor; the step is minor
    "#]].assert_eq(&diff::compare(&one, &both).to_text());
    expect![[r#"
        patch      other/service: removed "the other service" (a service that was never released) [client crate, error crate, errors.json, errors.cases.json, error reference, shape schemas, rule schemas, endpoint pages, lifecycle page, notification page, values page]
        1 change of meaning: 1 patch; the step is patch
    "#]].assert_eq(&diff::compare(&both, &one).to_text());
    expect![[r#"
        refused    small/service: removed {"id":"small","version":"0.1.0"} (its ledger holds released entries; they are kept, or buried) [client crate, error crate, errors.json, errors.cases.json, error reference, shape schemas, rule schemas, endpoint pages, lifecycle page, notification page, values page]
        1 change of meaning: 1 refused; no release may have what is refused
    "#]].assert_eq(&diff::compare(&one, &Snapshot::default()).to_text());
    // A folder that moves is no change, for the id says which service it is.
    let mut moved = Snapshot::default();
    moved.add_file("elsewhere", RELEASED).expect("it is YAML");
    assert!(diff::compare(&one, &moved).changes.is_empty());
}

#[test]
fn the_step_follows_from_what_asks_most() {
    let step = |version: &str, before: &str, after: &str| {
        let base = RELEASED.replace("id: small, version: 0.1.0", &format!("id: small, version: {version}"));
        difference(&[&base, before], &[&base, after]).step()
    };
    assert_eq!(step("0.1.0", "glossary: [{id: a}]", ""), Step::Patch);
    assert_eq!(step("0.1.0", "", "types: [{id: a}]"), Step::Minor);
    assert_eq!(step("0.1.0", "limits: [{id: a}]", ""), Step::Minor);
    assert_eq!(step("0.1.0", "types: [{id: a}]", ""), Step::Minor);
    assert_eq!(step("1.0.0", "types: [{id: a}]", ""), Step::Major);
    assert_eq!(step("1.0.0", "tombstones: [{id: a}]", ""), Step::Refused);
    let words: Vec<_> = [Step::None, Step::Patch, Step::Minor, Step::Major, Step::Refused].map(Step::as_str).to_vec();
    assert_eq!(words, ["none", "patch", "minor", "major", "refused"]);
}

#[test]
fn tables_and_documents_hold_any_text() {
    let long = "long ".repeat(40);
    let before = format!("types: [{{id: t, title: {{en: '{long}'}}}}]");
    let after = "types: [{id: t, title: {en: \"a|b\\n<c> `d` *e* \\e[31m\"}}]\nglossary: [{id: \"a\\tb\"}]";
    let difference = difference(&[RELEASED, &before], &[RELEASED, after]);
    expect![[r#"
        2 changes of meaning: 2 patch; the step is patch

        | class | what | change | why | outputs |
        | --- | --- | --- | --- | --- |
        | patch | small/types/t title/en | "long long long long long long long long long long long lon… → "a\|b\\n\<c\> \`d\` \*e\* \\u001b\[31m" | wording |  |
        | patch | small/glossary/a\\tb | added {"id":"a\\tb"} | wording |  |
    "#]].assert_eq(&difference.to_markdown());
    expect![[r#"
        patch      small/types/t title/en: "long long long long long long long long long long long lon… → "a|b\n<c> `d` *e* \u001b[31m" (wording) [no output]
        patch      small/glossary/a\tb: added {"id":"a\tb"} (wording) [no output]
        2 changes of meaning: 2 patch; the step is patch
    "#]].assert_eq(&difference.to_text());
    let json: serde_json::Value = serde_json::from_str(&difference.to_json("a", "b")).expect("it is JSON");
    assert_eq!(json["changes"][0]["before"], long.as_str(), "values are in full");
    assert_eq!(json["changes"][0]["path"], serde_json::json!(["title", "en"]));
}

#[test]
fn the_document_for_programs() {
    let difference = difference(&[RELEASED, "limits: [{id: l, unit: s}]"], &[RELEASED, "limits: [{id: l, unit: h}]"]);
    expect![[r#"
        {
          "schema_version": 1,
          "from": "abc",
          "to": "work tree",
          "step": "minor",
          "counts": {
            "refused": 0,
            "breaking": 0,
            "behaviour": 1,
            "minor": 0,
            "patch": 0
          },
          "changes": [
            {
              "service": "small",
              "section": "limits",
              "entry": "l",
              "path": [
                "unit"
              ],
              "kind": "changed",
              "before": "s",
              "after": "h",
              "class": "behaviour",
              "once_released": "behaviour",
              "why": "what programs keep to",
              "outputs": [
                "client crate",
                "endpoint pages",
                "lifecycle page"
              ]
            }
          ]
        }
    "#]]
    .assert_eq(&difference.to_json("abc", "work tree"));
    assert_eq!(difference.changes[0].kind, Kind::Changed);
}

#[test]
fn what_is_no_mapping_is_told() {
    let problem = |text: &str| Snapshot::default().add_file("small", text).expect_err("it cannot be read").to_string();
    expect!["a mapping is needed, with the sections of a catalogue"].assert_eq(&problem("- a\n- b\n"));
    expect!["this is not YAML: did not find expected ',' or ']' at line 2 column 2, while parsing a flow sequence at line 1 column 4"].assert_eq(&problem("a: [b\nc: d\n"));
    expect!["this is not YAML: invalid type: sequence, expected a string at line 2 column 3"]
        .assert_eq(&problem("a: 1\n? [b]\n: 2\n"));
    Snapshot::default().add_file("small", "# nothing but a comment\n").expect("an empty file has no sections");
}

/// The outputs that really differ are among those that are told.
#[test]
fn outputs_that_change_are_told() {
    let of_errors: &[(&str, &str)] = &[
        ("the server was too slow", "the server was slow"),
        ("zh: 服务器响应过慢", "zh: 服务器很慢"),
        ("kind: timeout", "kind: unavailable"),
        ("rung: client", "rung: caller"),
        ("retry: twice", "retry: twice\n    name: Slow"),
        ("- code: 65", "- code: 65\n        http: 500"),
        ("- code: 65", "- code: 65\n        confidence: observed"),
        ("- code: 65", "- code: 65\n        note: {en: Here., zh: 此处。}"),
        ("en: Many requests came at once.", "en: Many came at once."),
        ("en: Try again.", "en: Wait."),
        ("http: 500\n        body", "http: 503\n        body"),
        ("delays_s: [3, 6]", "delays_s: [3, 7]"),
        ("title: Manual", "title: The manual"),
        ("lang: en", "lang: mixed"),
        ("avoid_en: [machine]", "avoid_en: [box]"),
        ("method: POST", "method: PUT"),
        ("path: /begin", "path: /start"),
        ("title: {en: begins", "title: {en: starts"),
        ("en: Begins.", "en: Starts."),
        ("{id: plain, http: 200, body: {}", "{id: plain, http: 200, body: {\"a\": 1}"),
        ("- id: ok", "- id: fine"),
        ("title: {en: success", "title: {en: fine"),
        ("title: {en: Small", "title: {en: Little"),
        ("en: Does little.", "en: Does less."),
        ("version: 0.1.0", "version: 0.1.1"),
        ("{id: plain, shape: code, code: code, text: reason}", "{id: plain, shape: code, code: code, text: message}"),
        (
            "{id: plain, shape: code, code: code, text: reason}",
            "{id: plain, shape: code, code: code, text: reason, no_error_codes: [0]}",
        ),
    ];
    let of_bodies: &[(&str, &str)] = &[
        ("crate_prefix: depot", "crate_prefix: store"),
        ("title: {en: in the cold store", "title: {en: in the cold"),
        ("title: {en: the edition abroad", "title: {en: the edition of others"),
        ("path: \"/v2/depot", "path: \"/v3/depot"),
        ("editions: [away], path:", "editions: [home, away], path:"),
        ("domains: [com, net], path_prefix: n", "domains: [com, net]"),
        ("- {id: gateway, shape: message, text: message}", "- {id: gateway, shape: message, text: note}"),
        ("title: {en: the receipt, zh: 回执}", "title: {en: a receipt, zh: 回执}"),
        ("        required: true\n        title: {en: the receipt", "        title: {en: the receipt"),
        ("title: {en: \"big | bulky\"", "title: {en: \"bulky\""),
        ("values: [{value: 1, name: A1, area: north}", "values: [{value: 7, name: A1, area: north}"),
        ("title: {en: fire, zh: 火灾}", "title: {en: a fire, zh: 火灾}"),
        ("by: reference}", "by: value}"),
        ("en: It stores the parcels twice.", "en: It stores them twice."),
        ("valid_s: 60", "valid_s: 61"),
        ("en: Keep the receipt.", "en: Keep it."),
        ("amounts: [{value: [1, 2]}]", "amounts: [{value: [1, 3]}]"),
        ("en: They differ.", "en: They are not alike."),
        ("hosts: [two, one]", "hosts: [one, two]"),
        ("header: X-Signature", "header: X-Sign"),
        ("name_field: name", "name_field: title"),
        ("code: 3", "code: 8"),
        ("en: Look for it.", "en: Look again."),
        ("title: {en: how big it was", "title: {en: its size"),
        ("en: There is at least one parcel.", "en: One parcel is there."),
        ("check: {items: {min: 1}}", "check: {items: {min: 1, max: 9}}"),
        ("title: {en: how cold it lies, zh: 温度}", "title: {en: its degrees, zh: 温度}"),
        ("zh: 包裹列表", "zh: 各个包裹"),
        ("title: {en: untidy characters", "title: {en: characters out of place"),
        ("pattern: \"{receipt}-", "pattern: \"{receipt}_"),
        ("zh: 至少有一个包裹。", "zh: 须有包裹。"),
        ("zh: 火灾}}", "zh: 起火}}"),
        ("title: {en: the north, zh: 北方}", "title: {en: north, zh: 北方}"),
        ("scheme: https", "scheme: http"),
        ("path_prefix: n", "path_prefix: m"),
        ("delays_s: [1, 2]\n    sources", "delays_s: [1, 3]\n    sources"),
        ("events: [seen, lost]", "events: [lost, seen]"),
        ("en: A notice comes once.", "en: It comes once."),
        ("unit: °C", "unit: °F"),
        ("default: 0", "default: 1"),
        ("secret: true", "secret: false"),
        ("editions: [home]", "editions: [home, away]"),
        ("editions: [away]}\n      - {id: huge", "editions: [home]}\n      - {id: huge"),
        ("introduced: \"2024\"", "introduced: \"2025\""),
        ("en: \"A name of `a-z`.\"", "en: \"A name of `a-y`.\""),
        ("letters: \"01|\"", "letters: \"012\""),
        ("en: It keeps no parcels.", "en: It keeps nothing."),
        ("value: 0, after_s: 0", "value: 2, after_s: 0"),
        ("since: idle", "since: begun"),
        ("body: {receipt: nobody}", "body: {receipt: none}"),
        ("text: \"no | such\"", "text: none"),
        ("confidence: historical", "confidence: observed"),
        ("value: [4]", "value: [5]"),
        ("body: {\"code\": 7}", "body: {\"code\": 7, \"reason\": \"why\"}"),
        ("required: true\n        title: {en: the parcels", "title: {en: the parcels"),
        ("senders: [2]", "senders: [3]"),
        ("label: api-1", "label: api-3"),
        ("holds: [receipt]", "holds: [receipt, owner]"),
    ];
    let bases = [(vec![SERVICE.to_owned(), ERRORS.to_owned()], of_errors), (depot(), of_bodies)];
    let mut seen = BTreeSet::new();
    let mut all = BTreeSet::new();
    let mut untold: Vec<String> = Vec::new();
    for (base, cases) in &bases {
        let before = emitted(base);
        all.extend(before.iter().map(|group| group.name));
        for (from, to) in *cases {
            let changed: Vec<String> = base.iter().map(|text| text.replace(from, to)).collect();
            assert!(changed != *base, "`{from}` stands nowhere");
            let (old, new): (Vec<&str>, Vec<&str>) =
                (base.iter().map(String::as_str).collect(), changed.iter().map(String::as_str).collect());
            let found = difference(&old, &new);
            let told: BTreeSet<&str> = found.changes.iter().flat_map(|change| &change.outputs).copied().collect();
            let after = emitted(&changed);
            for (old, new) in before.iter().zip(&after).filter(|(old, new)| old.files != new.files) {
                if !told.contains(old.name) {
                    untold.push(format!("`{from}` to `{to}` changes the {}, and only {told:?} are told", old.name));
                }
                seen.insert(new.name);
            }
            let mut kept = found.clone();
            kept.keep_changed_outputs(&kept.changes[0].service.clone(), &before, &after);
            let kept: BTreeSet<&str> = kept.changes.iter().flat_map(|change| &change.outputs).copied().collect();
            let differs = before.iter().zip(&after).filter(|(old, new)| old.files != new.files);
            let differs: BTreeSet<&str> = differs.map(|(old, _)| old.name).collect();
            assert_eq!(kept, differs, "`{from}` to `{to}`");
        }
    }
    assert!(untold.is_empty(), "{}", untold.join("\n"));
    assert_eq!(seen, all, "an output that no case changes");
}

/// Of several changes at once, each names the outputs that may show it and not those of the others.
#[test]
fn each_change_names_its_own_outputs() {
    let edits = [
        // A field that only a request has, in either language, and what says more of it.
        ("title: {en: who owns the parcels, zh: 包裹的所有者}", "title: {en: an owner of parcels, zh: 包裹的所有者}"),
        ("{en: how it is paid, zh: 付款方式}", "{en: how it is paid, zh: 付费方式}"),
        ("unit: EUR", "unit: USD"),
        ("{en: It costs something., zh: 需要付费。}", "{en: It costs something., zh: 须付费。}"),
        // What only a notification has.
        ("{en: why it was lost, zh: 丢失的原因}", "{en: the cause, zh: 丢失的原因}"),
        ("{en: what happened, zh: 发生了什么}", "{en: what happened, zh: 发生的事}"),
        // What both have.
        ("title: {en: where it lies, zh: 位置}", "title: {en: its place, zh: 位置}"),
        // What neither has.
        ("{en: the edition at home, zh: 国内版}", "{en: the edition at home, zh: 本地版}"),
        ("title: {en: the first, zh: 第一个}", "title: {en: the first one, zh: 第一个}"),
        ("title: {en: a loss, zh: 丢失}", "title: {en: one loss, zh: 丢失}"),
    ];
    let mut base = depot();
    let field = "      - id: price
        type: number
        unit: EUR
        title: {en: how it is paid, zh: 付款方式}
        rules:
          - id: price_above_zero
            words: {en: It costs something., zh: 需要付费。}
            check: {range: {min: 1}}
            certainty: documented
            broken: refuses
            error: bad_form
            sources: [manual]
";
    base[1] = base[1].replacen("      - id: parcels\n", &format!("{field}      - id: parcels\n"), 1);
    let changed = edits.iter().fold(base.clone(), |texts, (from, to)| {
        let changed: Vec<String> = texts.iter().map(|text| text.replacen(from, to, 1)).collect();
        assert!(changed != texts, "`{from}` stands nowhere");
        changed
    });
    let (old, new): (Vec<&str>, Vec<&str>) =
        (base.iter().map(String::as_str).collect(), changed.iter().map(String::as_str).collect());
    let mut found = difference(&old, &new);
    let lines = |found: &codegen::diff::Difference| {
        let line = |change: &codegen::diff::Change| {
            let place = change.entry.iter().chain(&change.path).cloned().collect::<Vec<_>>().join("/");
            format!("{}/{place}: {}\n", change.section, change.outputs.join(", "))
        };
        found.changes.iter().map(line).collect::<String>()
    };
    let named = lines(&found);
    expect![[r#"
        types/store_request/fields/price/unit: client crate, shape schemas, rule schemas, endpoint pages
        service/editions/home/title/zh: endpoint pages, lifecycle page, notification page
        types/store_request/fields/owner/title/en: client crate, shape schemas, rule schemas, endpoint pages
        types/store_request/fields/price/title/zh: endpoint pages
        types/store_request/fields/price/rules/price_above_zero/words/zh: client crate, endpoint pages
        types/parcel/fields/shelf/title/en: client crate, shape schemas, rule schemas, endpoint pages, notification page
        types/notice/fields/more/title/zh: notification page
        connection/hosts/one/title/en: client crate, lifecycle page
        notifications/sequences/loss/title/en: notification page
        events/lost/fields/why/title/en: shape schemas, rule schemas, notification page
    "#]]
    .assert_eq(&named);
    // And each of them did change.
    found.keep_changed_outputs("depot", &emitted(&base), &emitted(&changed));
    assert_eq!(lines(&found), named);
}

/// A small service that has everything besides errors.
fn depot() -> Vec<String> {
    let text = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api").join(name);
        fs::read_to_string(path).expect("the catalogue for pages is there")
    };
    vec![text("service.yaml"), text("api.yaml")]
}

fn emitted(texts: &[String]) -> Vec<codegen::OutputGroup> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (index, text) in texts.iter().enumerate() {
        fs::write(dir.path().join(format!("part_{index}.yaml")), text).expect("a file in it");
    }
    let catalogue =
        codegen::read(dir.path(), "spec/small").unwrap_or_else(|problems| panic!("{}", problems.to_text(false)));
    emit::all(&catalogue).groups
}

/// The catalogues of the project are the same as themselves, and every line of them is read.
#[test]
fn the_catalogues_of_the_project_do_not_differ_from_themselves() {
    fn walk(folder: &Path, files: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder can be read") {
            let path = entry.expect("its entries too").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                files.push(fs::read_to_string(path).expect("a catalogue file is UTF-8"));
            }
        }
    }
    for service in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")).expect("there are catalogues") {
        let folder = service.expect("it can be read").path();
        if !folder.is_dir() {
            continue;
        }
        let mut files = Vec::new();
        walk(&folder, &mut files);
        let texts: Vec<&str> = files.iter().map(String::as_str).collect();
        let backwards: Vec<&str> = texts.iter().rev().copied().collect();
        assert_eq!(difference(&texts, &backwards).to_text(), "no change of meaning\n", "{}", folder.display());
        assert!(difference(&texts, &texts[1..]).changes.iter().any(|change| change.kind == Kind::Removed));
    }
}
