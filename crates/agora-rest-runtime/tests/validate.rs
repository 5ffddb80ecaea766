//! The judging of bodies by tables, at the desk of a parcel depot.
#![allow(clippy::unwrap_used)]

use agora_rest_runtime::Secret;
use agora_rest_runtime::read::Extra;
use agora_rest_runtime::validate::{
    self, AsView, Broken, Certainty, Characters, Check, Condition, Context, Field, Hints, Holds, Invalid, Level,
    Levels, Literal, Names, Pattern, Present, Row, Rule, Step, Test, Type, View,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use Literal::{Integer, Number, Text};

const A: Step = Step::Field("a");
const B: Step = Step::Field("b");
const C: Step = Step::Field("c");
const EACH: Step = Step::Items;

static DIGITS: Pattern = Pattern::new("#all#|[0-9]+");
static ODD: Pattern = Pattern::new("(?=look)");
const LETTERS: Characters = Characters::of("abc -é");

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn rule(at: &'static [Step], check: Check) -> Rule {
    Rule { id: "rule", words_en: "Keep to the rule.", at, check, ..Rule::PLAIN }
}

fn object(rule: Rule) -> &'static Type {
    leak(Type { rules: leak([rule]), ..Type::OBJECT })
}

fn context() -> Context<'static> {
    Context { now: Some(UNIX_EPOCH + Duration::from_secs(1000)), ..Context::default() }
}

fn pointers(table: &Type, body: &(impl AsView + ?Sized), context: &Context<'_>) -> Vec<String> {
    validate::check(body, table, context).into_iter().map(|violation| violation.pointer).collect()
}

/// A body by one rule, and the places at which it breaks it.
#[track_caller]
fn check(rule: Rule, body: Value, broken_at: &[&str]) {
    assert_eq!(pointers(object(rule), &body, &context()), broken_at, "{body}");
}

/// Values of the field `a` that pass and that do not.
#[track_caller]
fn values(check_of_a: Check, right: impl IntoIterator<Item = Value>, wrong: impl IntoIterator<Item = Value>) {
    for (values, broken_at) in
        [(right.into_iter().collect::<Vec<_>>(), None), (wrong.into_iter().collect(), Some("/a"))]
    {
        for value in values {
            check(rule(&[A], check_of_a), json!({ "a": value }), broken_at.as_slice());
        }
    }
    for passes in [json!({}), json!({ "a": null }), json!({ "a": {} })] {
        let takes_no_objects = matches!(check_of_a, Check::Values(_) | Check::Known(_)) && passes["a"].is_object();
        check(rule(&[A], check_of_a), passes, if takes_no_objects { &["/a"] } else { &[] });
    }
}

#[test]
fn presence() {
    let present = rule(&[], Check::Present(&[&[A], &[B, C]]));
    check(present, json!({"a": 1, "b": {"c": null}}), &[]);
    check(present, json!({"b": {}}), &["", "/b"]);
    check(present, json!({"a": null, "b": null}), &["/b"]);
    check(present, json!({"a": 1, "b": 5}), &[]);
    check(present, json!({}), &["", ""]);
    check(rule(&[], Check::Present(&[&[A, EACH, B]])), json!({"a": [{"b": 1}, {}, null, 3]}), &["/a/1", "/a/2"]);

    let absent = rule(&[], Check::Absent(&[&[A], &[B, EACH, C]]));
    check(absent, json!({"b": [{}, {"d": 1}]}), &[]);
    check(absent, json!({"a": null, "b": [{"c": 1}, {}, {"c": null}]}), &["/a", "/b/0/c", "/b/2/c"]);
}

#[test]
fn one_of_several() {
    let at_most = rule(&[], Check::AtMostOne(&[&[A], &[B], &[C]]));
    check(at_most, json!({}), &[]);
    check(at_most, json!({"b": 1}), &[]);
    check(at_most, json!({"a": 1, "b": 1, "c": 1}), &["/b", "/c"]);
    check(at_most, json!({"b": null, "c": 1}), &["/c"]);

    let exactly = rule(&[], Check::ExactlyOne(&[&[A], &[B], &[C]]));
    check(exactly, json!({"c": 1}), &[]);
    check(exactly, json!({}), &[""]);
    check(exactly, json!({"a": 1, "c": 1}), &["/c"]);

    let together = rule(&[], Check::Together(&[&[A], &[B], &[C]]));
    check(together, json!({}), &[]);
    check(together, json!({"a": 1, "b": 1, "c": 1}), &[]);
    check(together, json!({"b": 1}), &["", ""]);
}

#[test]
fn numbers() {
    let range = Check::Range { min: Some(Integer(2)), max: Some(Number(5.5)) };
    values(
        range,
        [json!(2), json!(2.0), json!(5.5), json!("9")],
        [json!(1), json!(1.999), json!(6), json!(5.6), json!(u64::MAX)],
    );
    values(Check::Range { min: None, max: Some(Integer(0)) }, [json!(-7), json!(i64::MIN)], [json!(1), json!(1e300)]);
    values(
        Check::Range { min: Some(Integer(9_007_199_254_740_993)), max: None },
        [json!(9_007_199_254_740_993_i64)],
        [json!(9_007_199_254_740_992_i64), json!(-1e300)],
    );
    values(
        Check::Decimals(2),
        [json!(1), json!(0.25), json!(1e300), json!(0.0), json!(-7.5), json!("0.123")],
        [json!(0.125), json!(1e-3), json!(5e-300)],
    );
    values(Check::AheadS(100), [json!(1100), json!(1e18), json!("1")], [json!(1099), json!(-5), json!(1099.5)]);
    let ahead = rule(&[A], Check::AheadS(100));
    assert_eq!(pointers(object(ahead), &json!({"a": 1}), &Context::default()), [""; 0], "no time, no judgement");
}

#[test]
fn texts() {
    values(
        Check::Length { min: Some(1), max: Some(3), max_bytes: Some(5) },
        [json!("a"), json!("ééa"), json!(12345)],
        [json!(""), json!("abcd"), json!("ééé")],
    );
    values(
        Check::Characters(LETTERS),
        [json!(""), json!("a-é c"), json!(5)],
        [json!("d"), json!("aè"), json!("\u{1}")],
    );
    values(
        Check::Pattern(&DIGITS),
        [json!("#all#"), json!("007")],
        [json!(""), json!("7 "), json!("7\n"), json!("#all#7"), json!("x#all#")],
    );
    values(Check::Pattern(&ODD), [json!("anything")], []);
    assert!(DIGITS.is_understood() && !ODD.is_understood());
    values(
        Check::Schemes(&["https", "depot"]),
        [json!("https://x"), json!("depot://")],
        [json!("http://x"), json!("https:/x"), json!("HTTPS://x"), json!("")],
    );
    values(
        Check::IntegerText { min: 1, max: u64::MAX },
        [json!("1"), json!("0001"), json!("18446744073709551615"), json!(0)],
        [
            json!(""),
            json!("0"),
            json!("18446744073709551616"),
            json!("-1"),
            json!("+1"),
            json!("1.0"),
            json!(" 1"),
            json!("١"),
        ],
    );
    values(Check::IntegerText { min: 0, max: 9 }, [json!("0"), json!("000")], [json!("10")]);
    values(
        Check::Base64Bytes(2),
        [json!("AB8=")],
        [json!("AB8"), json!("AB=="), json!("AB8=="), json!("A-8="), json!("")],
    );
    values(Check::Base64Bytes(3), [json!("A+/z")], [json!("A+/=")]);
    values(
        Check::JsonText,
        [json!("{}"), json!(" [1, \"\\u00e9\"] "), json!("null"), json!("{\"a\": {\"a\": 1e5}}")],
        [
            json!(""),
            json!("{"),
            json!("{} x"),
            json!("1e999"),
            json!("{1: 2}"),
            json!("\"\\ud800\""),
            json!("[".repeat(500)),
        ],
    );
}

#[test]
fn json_texts_are_those_that_json_values_take() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for text in
        [&*deep(127), &*deep(128), &*deep(129), "{\"a\":1,\"a\":2}", "01", "-0", "1e-999", "[1,]", "tru", "\"\\u12\""]
    {
        let value = serde_json::from_str::<Value>(text).is_ok();
        let broken: &[&str] = if value { &[] } else { &["/a"] };
        check(rule(&[A], Check::JsonText), json!({ "a": text }), broken);
    }
}

#[test]
fn lists() {
    values(
        Check::Items { min: Some(1), max: Some(2) },
        [json!([1]), json!([1, 2]), json!("")],
        [json!([]), json!([1, 2, 3])],
    );
    values(
        Check::Sets(&[&[Text("x")], &[Text("x"), Integer(1)]]),
        [json!(["x"]), json!([1.0, "x"]), json!(["x", 1])],
        [json!([]), json!(["x", "x"]), json!(["y"]), json!(["x", 1, 1])],
    );
    values(
        Check::Joined { each_followed_by: "é/", max_characters: 7 },
        [json!([]), json!(["abc"]), json!(["a", "bé"]), json!(["abcde", 5])],
        [json!(["abcdef"]), json!(["", "", "ab"])],
    );
    const FRAGILE: Condition = Condition {
        path: &[Step::Field("fragile")],
        default: Some(Literal::Bool(true)),
        test: Test::Is(&[Literal::Bool(true)]),
    };
    values(
        Check::Count { when: &FRAGILE, min: Some(1), max: Some(2) },
        [json!([{}]), json!([{"fragile": true}, {}, {"fragile": false}])],
        [json!([]), json!([{"fragile": false}]), json!([{}, {}, {}])],
    );
    check(
        rule(&[A, EACH, EACH], Check::Range { min: None, max: Some(Integer(3)) }),
        json!({"a": [[1, 4], null, [], 9, [5]]}),
        &["/a/0/1", "/a/4/0"],
    );
}

#[test]
fn choices() {
    let some = &[Integer(1), Text("x"), Literal::Null, Literal::Bool(true), Literal::List(&[Integer(1), Integer(2)])];
    for check in [Check::Values(some), Check::Known(some)] {
        let right = [json!(1), json!(1.0), json!("x"), json!(true), json!([1.0, 2])];
        values(check, right, [json!(2), json!("1"), json!(false), json!([2, 1]), json!([1]), json!([])]);
    }
    const ROWS: &[Row] = &[
        Row { key: Integer(1), open: false, values: &[Text("north"), Text("east")] },
        Row { key: Text("two"), open: true, values: &[Text("south")] },
        Row { key: Literal::Null, open: false, values: &[] },
    ];
    let table = rule(&[A, EACH], Check::Table { rows: ROWS, row: &[B] });
    check(table, json!({"a": ["north", "south", null], "b": 1}), &["/a/1"]);
    check(table, json!({"a": ["north"], "b": "two"}), &[]);
    check(table, json!({"a": ["anywhere"], "b": 3}), &[]);
    check(table, json!({"a": ["anywhere"]}), &[]);
    check(table, json!({"a": ["north"], "b": null}), &["/a/0"]);
    let chosen_inside = rule(&[A], Check::Table { rows: ROWS, row: &[B, EACH, C] });
    check(chosen_inside, json!({"a": "south", "b": [{}, {"c": 1}]}), &["/a"]);
}

#[test]
fn totals() {
    let product = rule(&[], Check::Product(&[&[A], &[B]], Integer(12)));
    check(product, json!({"a": 3, "b": 4}), &[]);
    check(product, json!({"a": 3, "b": 4.5}), &[""]);
    check(product, json!({"a": 300}), &[]);
    check(product, json!({"a": 300, "b": "4"}), &[]);

    let sum = rule(&[], Check::Sum(&[&[A, EACH, B], &[A, EACH, C]], Number(1.0)));
    check(
        sum,
        json!({"a": [{"b": 0.1, "c": 0.9}, {"b": 0.7, "c": 0.300001}, {"b": 2}, {"b": 0.5, "c": 0.6}]}),
        &["/a/1", "/a/3"],
    );
    check(sum, json!({"a": []}), &[]);
    check(sum, json!({"a": 5}), &[]);
    check(sum, json!({"a": [{"b": 0.7, "c": 0.3000000001}]}), &[]);
}

#[test]
fn conditions() {
    let when = |test, default| {
        let when = leak([Condition { path: &[B], default, test }]);
        Rule { when, ..rule(&[], Check::Present(&[&[A]])) }
    };
    let is = when(Test::Is(&[Integer(1), Text("x")]), None);
    check(is, json!({"b": 1.0}), &[""]);
    check(is, json!({"b": "y"}), &[]);
    check(is, json!({}), &[]);
    check(when(Test::Is(&[Integer(1)]), Some(Integer(1))), json!({}), &[""]);
    check(when(Test::Is(&[Integer(1)]), Some(Integer(1))), json!({"b": null}), &[]);

    let is_not = when(Test::IsNot(&[Integer(1)]), None);
    check(is_not, json!({"b": 1}), &[]);
    check(is_not, json!({"b": 2}), &[""]);
    check(is_not, json!({}), &[""]);
    check(when(Test::IsNot(&[Integer(1)]), Some(Integer(1))), json!({}), &[]);

    let contains = when(Test::Contains(&[Text("x")]), Some(Literal::List(&[Text("x")])));
    check(contains, json!({"b": ["y", "x"]}), &[""]);
    check(contains, json!({"b": ["y"]}), &[]);
    check(contains, json!({"b": "x"}), &[]);
    check(contains, json!({}), &[""]);

    check(when(Test::Present(true), Some(Integer(1))), json!({}), &[]);
    check(when(Test::Present(true), None), json!({"b": null}), &[""]);
    check(when(Test::Present(false), None), json!({}), &[""]);
    check(when(Test::Present(false), None), json!({"b": 0}), &[]);

    // Of several values the first counts, also when it is missing.
    let first = leak([Condition { path: &[B, EACH, C], default: None, test: Test::Present(true) }]);
    let first = Rule { when: first, ..rule(&[], Check::Present(&[&[A]])) };
    check(first, json!({"b": [{"c": 1}, {}]}), &[""]);
    check(first, json!({"b": [{}, {"c": 1}]}), &[]);
    check(first, json!({"b": []}), &[]);
}

#[test]
fn either_side_of_a_dispute_will_do() {
    // Each value may keep to a side of its own.
    let low = Check::Range { min: None, max: Some(Integer(10)) };
    let round = Check::Values(&[Integer(100), Integer(200)]);
    let both = Rule { otherwise: Some(round), ..rule(&[A, EACH], low) };
    check(both, json!({"a": [5, 100, 50, null]}), &["/a/2"]);
    // Sides about what is there are taken as wholes, and the first is told.
    let whole = Rule { otherwise: Some(Check::Present(&[&[B]])), ..rule(&[], Check::Absent(&[&[A]])) };
    check(whole, json!({"a": 1, "b": 1}), &[]);
    check(whole, json!({}), &[]);
    check(whole, json!({"a": 1}), &["/a"]);
}

static PLACE: Type = Type {
    rules: &[Rule { check: Check::Length { min: None, max: Some(2), max_bytes: None }, ..Rule::PLAIN }],
    ..Type::VALUE
};
static BOX: Type = Type {
    rules: &[Rule { id: "heavy", check: Check::Present(&[&[Step::Field("grams")]]), ..Rule::PLAIN }],
    fields: &[Field { name: "place", of: &PLACE, ..Field::PLAIN }],
    ..Type::OBJECT
};

#[test]
fn types_reach_into_fields() {
    let holding = |holds| {
        leak(Type {
            fields: leak([Field { name: "~/", aliases: &["box"], holds, of: &BOX, ..Field::PLAIN }]),
            ..Type::OBJECT
        })
    };
    let told = |holds, body: Value| pointers(holding(holds), &body, &context());
    assert_eq!(told(Holds::One, json!({"~/": {"place": "abc"}})), ["/~0~1/place", "/~0~1"]);
    assert_eq!(told(Holds::One, json!({"box": {"grams": 1, "place": "abc"}, "~/": {}})), ["/~0~1", "/box/place"]);
    assert_eq!(told(Holds::One, json!({"~/": null})), [""; 0]);
    assert_eq!(told(Holds::One, json!({"~/": "no object"})), [""; 0]);
    assert_eq!(told(Holds::One, json!("no object")), [""; 0]);
    assert_eq!(told(Holds::List, json!({"~/": [{"grams": 1}, {}, null]})), ["/~0~1/1"]);
    assert_eq!(told(Holds::TextOrList, json!({"~/": "text"})), [""; 0]);
    assert_eq!(told(Holds::TextOrList, json!({"~/": [{}]})), ["/~0~1/0"]);
    assert_eq!(told(Holds::Map, json!({"~/": {"x/y": {}, "z": {"grams": 1}}})), ["/~0~1/x~1y"]);
    assert_eq!(told(Holds::Map, json!({"~/": [{}]})), [""; 0]);
}

#[test]
fn paths_know_other_spellings() {
    let fields = leak([
        Field { name: "a", aliases: &["alpha"], of: &BOX, ..Field::PLAIN },
        Field {
            name: "b",
            aliases: &["beta"],
            holds: Holds::List,
            of: leak(Type { fields: leak([Field { name: "c", aliases: &["gamma"], ..Field::PLAIN }]), ..Type::OBJECT }),
            ..Field::PLAIN
        },
    ]);
    let table = |check| leak(Type { rules: leak([Rule { at: &[B], ..rule(&[B], check) }]), fields, ..Type::OBJECT });
    let told = |check, body: Value| {
        let found = pointers(table(check), &body, &context());
        found.into_iter().filter(|pointer| pointer != "/alpha").collect::<Vec<_>>()
    };
    assert_eq!(told(Check::Absent(&[&[A]]), json!({"alpha": {}})), [""; 0]);
    assert_eq!(told(Check::Absent(&[&[B]]), json!({"beta": 1, "b": 2})), ["/b", "/beta"]);
    assert_eq!(told(Check::Items { min: Some(2), max: None }, json!({"beta": [1]})), ["/beta"]);
    const HAS_C: Condition = Condition { path: &[C], default: None, test: Test::Present(true) };
    assert_eq!(told(Check::Count { when: &HAS_C, min: Some(1), max: None }, json!({"beta": [{"gamma": 1}]})), [""; 0]);
}

#[test]
fn a_rule_holds_where_it_says() {
    let body = json!({});
    let told = |rule: Rule, context: Context<'_>| !pointers(object(rule), &body, &context).is_empty();
    let plain = rule(&[], Check::Present(&[&[A]]));
    let send = Rule { endpoints: &["send", "resend"], ..plain };
    assert!(told(send, Context { endpoint: Some("resend"), ..Context::default() }));
    assert!(!told(send, Context { endpoint: Some("track"), ..Context::default() }));
    assert!(told(send, Context::default()));
    let express = Rule { variants: &["express"], ..plain };
    assert!(told(express, Context { variant: Some("express"), ..Context::default() }));
    assert!(!told(express, Context { variant: Some("slow"), ..Context::default() }));
    let abroad = Rule { editions: &["abroad"], ..plain };
    assert!(told(abroad, Context { edition: Some("abroad"), ..Context::default() }));
    assert!(!told(abroad, Context { edition: Some("home"), ..Context::default() }));
}

#[test]
fn levels() {
    use Level::{Allow, Deny, Warn};
    #[track_caller]
    fn level(own: Level, client: Levels, call: Levels, wanted: Level) {
        let rule = Rule { level: own, ..rule(&[], Check::Present(&[&[A]])) };
        let context = Context { client: Some(&client), call: Some(&call), ..Context::default() };
        let found = validate::check(&json!({}), object(rule), &context);
        assert_eq!(found.first().map_or(Allow, |violation| violation.level), wanted);
        let judged = validate::judge(&json!({}), object(rule), &context);
        assert_eq!(judged.is_err(), wanted == Deny);
        assert_eq!(judged.unwrap_or_default().len(), usize::from(wanted == Warn));
    }
    let new = Levels::new;
    for own in [Allow, Warn, Deny] {
        level(own, new(), new(), own);
        level(own, Levels::off(), new(), Allow);
        level(own, new(), Levels::off(), Allow);
        level(own, new().at_most(Warn), new(), own.min(Warn));
        for set in [Allow, Warn, Deny] {
            level(own, new().rule("rule", set), new(), set);
            level(own, new().rule("another", set), new(), own);
            level(own, new().all(set), new(), set);
            level(own, Levels::off().rule("rule", set), new(), set);
            level(own, new().rule("rule", own), new().rule("rule", set), set);
            level(own, new().rule("rule", Deny), new().at_most(set), set);
        }
    }
    assert_eq!(new().rule("b", Warn).rule("a", Deny).ids().collect::<Vec<_>>(), ["a", "b"]);
}

/// A parcel as a generated crate would have it.
struct Parcel {
    grams: u32,
    name: Option<String>,
    note: Option<Option<String>>,
    key: Option<Secret>,
    stops: Vec<Stop>,
    labels: BTreeMap<String, f64>,
    extra: Extra,
}

struct Stop {
    town: String,
    keys: Vec<Secret>,
}

agora_rest_runtime::object!(
    Parcel { "grams" => grams, "name" => name, "note" => note, "key" => key, "stops" => stops, "labels" => labels },
    extra
);
agora_rest_runtime::object!(Stop { "town" => town, "keys" => keys });

fn parcel() -> Parcel {
    Parcel {
        grams: 70,
        name: Some("north".to_owned()),
        note: Some(None),
        key: Some(Secret::from("planted-key")),
        stops: vec![Stop { town: "Ulm".to_owned(), keys: vec![Secret::from("planted-door")] }],
        labels: BTreeMap::from([("x".to_owned(), 0.5)]),
        extra: Extra::from_iter([("depth", json!({"cm": 7, "token": "planted-token"}))]),
    }
}

#[test]
fn structs_are_judged_as_their_json() {
    let told = |rule: Rule| pointers(object(rule), &parcel(), &context());
    const GRAMS: Step = Step::Field("grams");
    const STOPS: Step = Step::Field("stops");
    assert_eq!(told(rule(&[GRAMS], Check::Range { min: Some(Integer(71)), max: None })), ["/grams"]);
    assert_eq!(told(rule(&[STOPS, EACH, Step::Field("town")], Check::Values(&[Text("Bonn")]))), ["/stops/0/town"]);
    assert_eq!(told(rule(&[Step::Field("labels"), Step::Field("x")], Check::Decimals(0))), ["/labels/x"]);
    assert_eq!(told(rule(&[], Check::Absent(&[&[Step::Field("note")], &[Step::Field("other")]]))), ["/note"]);
    let depth = &[Step::Field("depth"), Step::Field("cm")];
    assert_eq!(told(rule(depth, Check::Range { min: None, max: Some(Integer(6)) })), ["/depth/cm"]);
    let map = Field {
        name: "labels",
        holds: Holds::Map,
        of: leak(Type { rules: leak([rule(&[], Check::Decimals(0))]), ..Type::VALUE }),
        ..Field::PLAIN
    };
    let table = leak(Type { fields: leak([map]), ..Type::OBJECT });
    assert_eq!(pointers(table, &parcel(), &context()), ["/labels/x"]);
    let nameless = Parcel { name: None, note: None, ..parcel() };
    let there = object(rule(&[], Check::Present(&[&[Step::Field("name")]])));
    assert_eq!(pointers(there, &nameless, &context()), [""]);
}

#[test]
fn views_of_what_has_no_field_of_its_own() {
    let view = |value: &dyn AsView| match value.field() {
        None => "none",
        Some(View::Null) => "null",
        Some(View::Integer(_) | View::Unsigned(_)) => "integer",
        Some(_) => "something",
    };
    assert_eq!(view(&None::<i8>), "none");
    assert_eq!(view(&Some(None::<i8>)), "null");
    assert_eq!(view(&Some(Some(1_i8))), "integer");
    assert_eq!(view(&Box::new(None::<u64>)), "none");
    assert_eq!(view(&&3_u16), "integer");
}

#[track_caller]
fn shown(of: &Type, body: &(impl AsView + ?Sized), value: Option<&str>) {
    let found = validate::check(body, of, &context());
    assert_eq!(found[0].value.as_deref(), value);
    let told = format!("{found:?}\n{}\n{}", found[0], Invalid { violations: found.clone() });
    assert!(!told.contains("planted"), "{told}");
}

#[test]
fn values_are_shown_short() {
    let show = |value: Value, text: &str| {
        shown(object(rule(&[], Check::Absent(&[&[A]]))), &json!({ "a": value }), Some(text));
    };
    show(json!(null), "null");
    show(json!(true), "true");
    show(json!(-5), "-5");
    show(json!(u64::MAX), "18446744073709551615");
    show(json!(0.25), "0.25");
    show(json!("a \"b\"\n"), r#""a \"b\"\n""#);
    show(json!([1, "x", {"token": "planted"}, [null]]), r#"[1, "x", {…}, [null]]"#);
    show(json!({"token": "planted"}), "{…}");
    show(json!("é".repeat(58)), &format!("\"{}\"", "é".repeat(58)));
    show(json!("é".repeat(59)), &format!("\"{}…", "é".repeat(58)));
    show(json!(vec![7; 1000]), &format!("[{}…", "7, ".repeat(20).chars().take(58).collect::<String>()));
    shown(object(rule(&[], Check::Present(&[&[A]]))), &json!({}), None);
}

#[test]
fn secrets_are_never_shown() {
    const KEY: &[Step] = &[Step::Field("key")];
    let short = Check::Length { min: None, max: Some(3), max_bytes: None };
    shown(object(rule(KEY, short)), &parcel(), Some("<secret>"));
    shown(object(rule(&[], Check::Absent(&[KEY]))), &parcel(), Some("<secret>"));
    const KEYS: &[Step] = &[Step::Field("stops"), EACH, Step::Field("keys")];
    shown(object(rule(KEYS, Check::Items { min: Some(2), max: None })), &parcel(), Some("[<secret>]"));
    shown(object(rule(&[Step::Field("stops")], Check::Items { min: Some(2), max: None })), &parcel(), Some("[{…}]"));
    shown(object(rule(&[Step::Field("depth")], Check::Values(&[]))), &parcel(), Some("{…}"));
    // In JSON the table says what is a secret, at any depth and under any spelling.
    let inner = leak(Type { rules: leak([rule(&[], short)]), ..Type::VALUE });
    for (holds, value) in
        [(Holds::One, json!("planted")), (Holds::List, json!(["planted"])), (Holds::Map, json!({"x": "planted"}))]
    {
        let field = Field { name: "key", aliases: &["k"], secret: true, holds, of: inner };
        let table = leak(Type { fields: leak([field]), ..Type::OBJECT });
        shown(table, &json!({ "key": value }), Some("<secret>"));
        shown(table, &json!({ "k": value }), Some("<secret>"));
        let path = leak(Type {
            rules: leak([rule(&[], Check::Absent(&[KEY]))]),
            fields: leak([Field { of: leak(Type::VALUE), ..field }]),
            ..Type::OBJECT
        });
        shown(path, &json!({ "k": value }), Some("<secret>"));
    }
}

#[test]
fn violations_tell_people_what_to_do() {
    let told = |broken: Broken, error: Option<&'static str>| {
        let rule = Rule { broken, error, ..rule(&[A], Check::Range { min: None, max: Some(Integer(3)) }) };
        validate::check(&json!({"a": 9}), object(rule), &context())[0].to_string()
    };
    assert_eq!(
        told(Broken::Refuses, Some("too_heavy")),
        "/a: Keep to the rule; it is 9; the service would refuse it as `too_heavy` (rule `rule`)"
    );
    assert_eq!(told(Broken::NotStated, None), "/a: Keep to the rule; it is 9 (rule `rule`)");
    for (broken, error, part) in [
        (Broken::Refuses, None, "would refuse it"),
        (Broken::Ignores, None, "would ignore it"),
        (Broken::Adjusts, None, "would take another value"),
        (Broken::FailsLater, Some("lost"), "would fail later, with `lost`"),
        (Broken::FailsLater, None, "would accept it and fail later"),
        (Broken::NotStated, Some("lost"), "may answer `lost`"),
    ] {
        assert!(told(broken, error).contains(part), "{part}");
    }

    let rules = leak([
        Rule { id: "one", certainty: Certainty::Inferred, ..rule(&[], Check::Present(&[&[A]])) },
        Rule { id: "two", level: Level::Warn, ..rule(&[], Check::Present(&[&[B]])) },
    ]);
    let invalid = validate::judge(&json!({}), &Type { rules, ..Type::OBJECT }, &context()).unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "the request breaks a rule and was not sent\n  the body: Keep to the rule (rule `one`)\n  \
         only a warning: the body: Keep to the rule (rule `two`)"
    );
}

#[derive(Default)]
struct Four {
    a: Option<Value>,
    b: Option<Value>,
    c: Option<Value>,
    d: Option<Value>,
    extra: Extra,
}
agora_rest_runtime::object!(Four { "a" => a, "b" => b, "c" => c, "d" => d }, extra);

/// Each rule is judged on objects with all sets of fields, with the hints of its table and without them.
#[test]
fn hints_change_nothing() {
    const NAMES: Names = Names::of(&["a", "b", "c", "d"]);
    const D: Step = Step::Field("d");
    const STRANGE: Step = Step::Field("strange");
    let paths: &[&[Step]] = &[&[A], &[B, EACH], &[C, A], &[STRANGE], &[A, EACH, B], &[]];
    let lists: &[&[&[Step]]] =
        &[&[], &[&[A]], &[&[A], &[B]], &[&[STRANGE], &[C]], &[&[A, B], &[C]], &[&[C], &[A], &[B]], &[&[A, EACH], &[B]]];
    let mut checks: Vec<Check> = vec![
        Check::Range { min: Some(Integer(1)), max: Some(Integer(2)) },
        Check::Values(&[Integer(1), Text("x")]),
        Check::Items { min: Some(2), max: None },
        Check::Length { min: None, max: Some(1), max_bytes: None },
        Check::Length { min: Some(2), max: None, max_bytes: Some(3) },
        Check::Length { min: Some(1), max: None, max_bytes: None },
        Check::Range { min: Some(Number(1.5)), max: None },
        Check::Range { min: None, max: Some(Integer(1)) },
        Check::Known(&[Text("x"), Text("é")]),
        Check::Values(&[Integer(65), Number(2.5)]),
        Check::Characters(Characters::of("xyé")),
        Check::Pattern(&LOWER),
        Check::IntegerText { min: 1, max: 9 },
        Check::Schemes(&["x"]),
        Check::Base64Bytes(1),
        Check::JsonText,
        Check::Decimals(0),
        Check::Sets(&[&[Integer(1)]]),
        Check::Count {
            when: &Condition { path: &[], default: None, test: Test::Is(&[Integer(1)]) },
            min: None,
            max: Some(1),
        },
        Check::Table {
            rows: &[
                Row { key: Integer(1), open: false, values: &[Integer(1)] },
                Row { key: Text("x"), open: true, values: &[] },
            ],
            row: &[A],
        },
    ];
    for list in lists {
        let totals = [Check::Product(list, Integer(1)), Check::Sum(list, Integer(2))];
        checks.extend([Check::Present(list), Check::Absent(list), Check::AtMostOne(list)]);
        checks.extend([Check::ExactlyOne(list), Check::Together(list)]);
        checks.extend(totals);
    }
    let tests = [
        Test::Is(&[Integer(1)]),
        Test::Is(&[Text("x"), Number(2.0)]),
        Test::IsNot(&[Integer(1), Text("x")]),
        Test::Contains(&[Integer(1)]),
        Test::Present(true),
        Test::Present(false),
    ];
    let defaults = [None, Some(Integer(1)), Some(Integer(2)), Some(Literal::List(&[Integer(1)]))];
    let mut conditions: Vec<&'static [Condition]> = vec![&[]];
    for path in [&[D][..], &[C, A], &[STRANGE]] {
        for test in tests {
            conditions.extend(defaults.map(|default| leak([Condition { path, default, test }]).as_slice()));
        }
    }
    static LOWER: Pattern = Pattern::new("[a-z]+");
    let values = [
        json!(1),
        json!("x"),
        json!([1, 2]),
        json!([{ "b": 1 }]),
        json!({ "a": 1 }),
        json!(null),
        json!([1]),
        json!(65),
        json!(-63),
        json!(2.5),
        json!(u64::MAX),
        json!("é"),
        json!("xy"),
        json!("7"),
        json!("x://"),
        json!(""),
        json!(true),
    ];
    let context = context();
    let mut seed = 7_usize;
    let mut broken = 0;
    for (number, check) in checks.iter().enumerate() {
        for (at, when) in paths.iter().flat_map(|at| conditions.iter().map(move |when| (at, when))) {
            let otherwise = (number % 5 == 0).then_some(checks[(number + 1) % checks.len()]);
            let rules = leak([Rule { id: "rule", at, check: *check, when, otherwise, ..Rule::PLAIN }]);
            let plain = Type { rules, ..Type::OBJECT };
            let of_fields = |rules: &'static [Rule; 1], fields: &'static [Field; 1]| Hints {
                names: NAMES,
                rules: leak(Hints::of_rules(&NAMES, rules)),
                fields: leak(Hints::of_fields(&NAMES, fields)),
                spots: leak(Hints::of_spots::<4>(&NAMES, rules, fields)),
                always: Hints::of_always(&NAMES, rules),
                ..Hints::NONE
            };
            let free = leak([Field { name: "d", ..Field::PLAIN }]);
            let hinted = Type { hints: of_fields(rules, free), ..plain };
            // The same as a rule of the values of a field, beside another about the field.
            let value = leak(Type { rules, ..Type::VALUE });
            let fields = |of: &'static Type| leak([Field { name: "a", of, ..Field::PLAIN }]);
            let others = leak([Rule { id: "other", at: &[A], check: checks[(number + 2) % 6], ..Rule::PLAIN }]);
            let outer = Type { rules: others, fields: fields(value), ..Type::OBJECT };
            let inner = fields(leak(Type { hints: Hints::of_value(rules), ..*value }));
            let outer_hinted = Type { fields: inner, hints: of_fields(others, inner), ..outer };
            for set in 0..32 {
                let mut value = |bit: usize| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (set >> bit & 1 == 1).then(|| values[(seed >> 33) % values.len()].clone())
                };
                let (a, b, c, d) = (value(0), value(1), value(2), value(3));
                let extra = value(4).into_iter().map(|value| ("strange", value)).collect();
                let four = Four { a, b, c, d, extra };
                let expected = validate::check(&four, &plain, &context);
                broken += usize::from(!expected.is_empty());
                assert_eq!(validate::check(&four, &hinted, &context), expected, "{rules:?} of {set:b}");
                let expected = validate::check(&four, &outer, &context);
                assert_eq!(validate::check(&four, &outer_hinted, &context), expected, "{rules:?} inside of {set:b}");
            }
        }
    }
    assert!(broken > 1000, "only {broken} bodies were wrong");
}

#[test]
fn long_objects_are_judged_whole() {
    let names: Vec<&'static str> = (0..70).map(|number| leak(format!("f{number}")).as_str()).collect();
    let names = Names::of(leak(names));
    struct Long;
    impl validate::Object for Long {
        fn get(&self, name: &str) -> Option<View<'_>> {
            (name == "f69").then_some(View::Integer(1))
        }
    }
    struct Told(Names);
    impl validate::Object for Told {
        fn get(&self, name: &str) -> Option<View<'_>> {
            validate::Object::get(&Long, name)
        }
        fn present(&self) -> Option<Present> {
            Some(Present::new(&self.0, 0))
        }
    }
    for (check, breaks) in [
        (Check::Absent(&[&[Step::Field("f69")]]), true),
        (Check::Values(&[Integer(2)]), true),
        (Check::Values(&[Integer(1)]), false),
        (Check::Present(&[&[Step::Field("f69")]]), false),
        (Check::Present(&[&[Step::Field("f1")]]), true),
    ] {
        let rules = leak([Rule { at: &[Step::Field("f69")], check, ..Rule::PLAIN }]);
        let hints = Hints {
            names,
            rules: leak(Hints::of_rules(&names, rules)),
            spots: leak(Hints::of_spots::<70>(&names, rules, &[])),
            always: Hints::of_always(&names, rules),
            ..Hints::NONE
        };
        let table = Type { rules, hints, ..Type::OBJECT };
        let told = Told(names);
        assert_eq!(!validate::check(&View::Object(&told), &table, &context()).is_empty(), breaks, "{check:?}");
    }
}
