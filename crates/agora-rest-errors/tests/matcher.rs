//! The matching rule on a toy service: which key wins, what remains when parts are missing, and how texts compare.

use agora_rest_errors::{
    Answer, Code, Confidence, Disposition, Effect, Identified, Key, Service, Shape, Success, Table, text,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Toy {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Call {
    Open,
    Shut,
}

impl Service for Toy {
    type Endpoint = Call;
    type ErrorId = &'static str;
    type Outcome = &'static str;
}

const PLAIN: Key<'static, Toy> = Key {
    id: "",
    endpoints: &[],
    status: None,
    shape: None,
    code: None,
    text: None,
    disposition: Disposition::Failure,
    effect: Effect::None,
    retry: None,
    confidence: Confidence::Documented,
};

/// Puts an answer to a table of the keys and gives what it is in words.
#[track_caller]
fn check(keys: &[Key<'static, Toy>], answer: Answer<'_, Toy>, expected: &str) {
    let mut sorted = keys.to_vec();
    sorted.sort_by(Key::table_order);
    let successes = [
        Success { endpoint: Call::Open, status: 200, outcome: "ok" },
        Success { endpoint: Call::Shut, status: 200, outcome: "ok" },
        Success { endpoint: Call::Open, status: 202, outcome: "opening" },
        Success { endpoint: Call::Shut, status: 202, outcome: "shutting" },
    ];
    let table = Table { keys: &sorted, successes: &successes };
    let found = match table.identify(&answer) {
        Identified::Known(id, key) => {
            assert_eq!(id, key.id);
            id.to_owned()
        }
        Identified::Success(outcome) => format!("success {outcome}"),
        Identified::Ambiguous(candidates) => {
            let mut ids: Vec<_> = candidates.ids().collect();
            ids.sort_unstable();
            format!("one of {}", ids.join(", "))
        }
        Identified::Unknown { near } => format!("unknown, near {}", near.ids().collect::<Vec<_>>().join(", ")),
    };
    assert_eq!(found, expected, "{answer:?}");
}

fn code(number: i64) -> Answer<'static, Toy> {
    Answer::new(Some(Code::Number(number)), None)
}

fn coded(number: i64, text: &str) -> Answer<'_, Toy> {
    Answer::new(Some(Code::Number(number)), Some(text))
}

#[test]
fn the_part_that_counts_more_wins_whatever_the_others_say() {
    let by_text = Key { id: "text", text: Some("too late"), ..PLAIN };
    let by_code = Key { id: "code", code: Some(Code::Number(1)), ..PLAIN };
    let by_call = Key { id: "call", endpoints: &[Call::Open], shape: Some(Shape::Code), ..PLAIN };
    let by_status = Key { id: "status", status: Some(500), ..PLAIN };
    let by_shape = Key { id: "shape", shape: Some(Shape::Code), ..PLAIN };
    let all = [by_text, by_code, by_call, by_status, by_shape];
    let answer = coded(1, "Too_late!").at(Call::Open).with_status(500);
    check(&all, answer, "text");
    check(&all[1..], answer, "code");
    check(&all[2..], answer, "call");
    check(&all[3..], answer, "status");
    check(&all[4..], answer, "shape");
    // One part that counts more outweighs all that count less together.
    let rest =
        Key { id: "rest", code: None, endpoints: &[Call::Open], status: Some(500), shape: Some(Shape::Code), ..PLAIN };
    check(&[rest, by_code], answer, "code");
    let rest = Key { id: "rest", text: None, code: Some(Code::Number(1)), ..rest };
    check(&[rest, by_text], answer, "text");
}

#[test]
fn an_unknown_text_never_blocks_a_key_without_text() {
    let key = Key { id: "code", code: Some(Code::Number(1)), ..PLAIN };
    check(&[key], coded(1, "whatever").at(Call::Open).with_status(400), "code");
    let word = Key { id: "word", code: Some(Code::Word("taken")), ..PLAIN };
    check(&[word], Answer::new(Some("taken".into()), None).at(Call::Open).with_status(400), "word");
    check(&[word], Answer::new(Some("Taken".into()), None).at(Call::Open).with_status(400), "unknown, near ");
}

#[test]
fn a_status_alone_matches_only_error_bodies() {
    let key = Key { id: "busy", status: Some(503), ..PLAIN };
    check(&[key], code(9).at(Call::Open).with_status(503), "busy");
    check(&[key], Answer::new(None, Some("hm")).at(Call::Open).with_status(503), "busy");
    for shape in [Shape::Empty, Shape::NotJson, Shape::Success] {
        check(&[key], Answer::without_body(shape).at(Call::Open).with_status(503), "unknown, near ");
    }
    let stated = Key { id: "page", shape: Some(Shape::NotJson), ..key };
    check(&[key, stated], Answer::without_body(Shape::NotJson).at(Call::Open).with_status(503), "page");
}

#[test]
fn without_endpoint_or_status_everything_possible_remains() {
    let anywhere = Key { id: "anywhere", code: Some(Code::Number(1)), ..PLAIN };
    let at_open = Key { id: "at open", endpoints: &[Call::Open], ..anywhere };
    let with_status = Key { id: "with status", status: Some(404), ..anywhere };
    check(&[anywhere, at_open], code(1), "one of anywhere, at open");
    check(&[anywhere, at_open], code(1).at(Call::Shut), "anywhere");
    check(&[anywhere, at_open], code(1).at(Call::Open), "at open");
    check(&[anywhere, with_status], code(1).at(Call::Open), "one of anywhere, with status");
    check(&[anywhere, with_status], code(1).with_status(404), "with status");
    check(&[anywhere, with_status], code(1).with_status(400), "anywhere");
    check(&[at_open], code(1), "at open");
    // A key that a more specific one hides wherever it could match does not remain.
    let text = Key { id: "text", text: Some("late"), ..anywhere };
    check(&[anywhere, at_open, text], coded(1, "late"), "text");
    let text_at_open = Key { id: "text at open", endpoints: &[Call::Open], ..text };
    check(&[at_open, text_at_open], coded(1, "late"), "text at open");
    check(&[anywhere, text_at_open], coded(1, "late"), "one of anywhere, text at open");
}

#[test]
fn a_key_that_others_hide_together_does_not_remain() {
    let both = Key { id: "both", endpoints: &[Call::Open, Call::Shut], code: Some(Code::Number(1)), ..PLAIN };
    let open = Key { id: "open", endpoints: &[Call::Open], text: Some("late"), ..both };
    let shut = Key { id: "shut", endpoints: &[Call::Shut], text: Some("late"), ..both };
    check(&[both, open, shut], coded(1, "late"), "one of open, shut");
    check(&[both, open], coded(1, "late"), "one of both, open");
}

#[test]
fn a_status_that_is_not_given_is_no_evidence() {
    let busy = Key { id: "busy", status: Some(503), ..PLAIN };
    let gone = Key { id: "gone", endpoints: &[Call::Open], status: Some(404), shape: Some(Shape::Empty), ..PLAIN };
    let anything_new = Answer::new(None, Some("anything new"));
    check(&[busy, gone], anything_new, "unknown, near ");
    check(&[busy, gone], anything_new.with_status(503), "busy");
    let empty = Answer::without_body(Shape::Empty);
    check(&[busy, gone], empty.at(Call::Open), "unknown, near ");
    check(&[busy, gone], empty.with_status(404), "gone");
    let with_code = Key { code: Some(Code::Number(1)), ..busy };
    check(&[with_code], code(1), "busy");
}

#[test]
fn one_entry_by_several_keys_is_known_by_the_broadest() {
    let anywhere = Key { id: "same", code: Some(Code::Number(1)), effect: Effect::Unknown, ..PLAIN };
    let at_open = Key { endpoints: &[Call::Open], effect: Effect::None, ..anywhere };
    let mut keys = [at_open, anywhere];
    keys.sort_by(Key::table_order);
    let table = Table { keys: &keys, successes: &[] };
    let Identified::Known(_, key) = table.identify(&code(1)) else { panic!("it is known") };
    assert_eq!(key.effect, Effect::Unknown);
    let Identified::Known(_, key) = table.identify(&code(1).at(Call::Open)) else { panic!("it is known") };
    assert_eq!(key.effect, Effect::None);
}

#[test]
fn success_is_what_no_key_knows() {
    let plain = Answer::without_body(Shape::Success);
    check(&[], plain.at(Call::Open).with_status(200), "success ok");
    check(&[], plain.with_status(200), "success ok");
    check(&[], plain.at(Call::Shut).with_status(202), "success shutting");
    check(&[], plain.with_status(202), "unknown, near ");
    check(&[], plain.at(Call::Open), "unknown, near ");
    check(&[], plain.at(Call::Open).with_status(500), "unknown, near ");
    check(&[], code(1).at(Call::Open).with_status(200), "unknown, near ");
}

#[test]
fn near_misses_share_code_or_text() {
    let keys = [
        Key { id: "elsewhere", code: Some(Code::Number(1)), endpoints: &[Call::Shut], ..PLAIN },
        Key { id: "same words", code: Some(Code::Number(2)), text: Some("late"), ..PLAIN },
        Key { id: "other", code: Some(Code::Number(3)), ..PLAIN },
    ];
    check(&keys, coded(1, "Late.").at(Call::Open).with_status(400), "unknown, near elsewhere, same words");
}

#[test]
fn texts_compare_in_normal_form() {
    for (written, normal) in [
        ("request_hash mismatch!", "request hash mismatch"),
        ("  No-Active__Status ", "no active status"),
        ("Failed to find worker...", "failed to find worker"),
        ("what!?", "what!?"),
        ("a. b!", "a. b"),
        ("tab\tand\nline", "tab and line"),
        ("!.!", ""),
        ("", ""),
        ("ÄÖ 中文！", "ÄÖ 中文！"),
    ] {
        let found = String::from_utf8(text::normalised(written).collect()).expect("only ASCII is changed");
        assert_eq!(found, normal, "{written}");
        assert!(text::compare(normal, written).is_eq());
        assert_eq!(text::is_normal(normal), !normal.is_empty());
    }
    assert!(!text::is_normal("Upper"));
}

#[test]
fn a_word_that_spells_a_number_is_that_number() {
    for (written, code) in
        [("65", Code::Number(65)), (" -3 ", Code::Number(-3)), ("+7", Code::Number(7)), ("6x", Code::Word("6x"))]
    {
        assert_eq!(Code::from(written), code, "{written}");
    }
}
