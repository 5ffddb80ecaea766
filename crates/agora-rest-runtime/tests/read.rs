//! The tolerant reading of what a parcel depot answers.
#![allow(clippy::unwrap_used)]

use agora_rest_runtime::Secret;
use agora_rest_runtime::read::{self, Extra, Lenient, TextOrList, Tolerant};
use agora_rest_runtime::validate::{AsView, View};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Debug;

agora_rest_runtime::open_enum! {
    /// How a parcel travels.
    pub enum Way: i64 {
        /// By land.
        Land = 1,
        /// Nowhere.
        Back = -1,
    }
}

agora_rest_runtime::open_enum! {
    /// What became of a parcel.
    pub enum State: str {
        /// It is on its way.
        Moving = "moving",
        /// It is there.
        There = "there",
    }
}

agora_rest_runtime::text! {
    /// Name of a depot.
    pub struct Depot;
}

/// An answer as a generated crate would have it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Tracking {
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    grams: Lenient<i64>,
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    price: Lenient<f64>,
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    fragile: Lenient<bool>,
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    depot: Lenient<Depot>,
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    way: Lenient<Way>,
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    state: Lenient<State>,
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    stops: Lenient<Vec<Stop>>,
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    codes: Lenient<Vec<Lenient<u32>>>,
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    files: Lenient<TextOrList<i64>>,
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    counts: Lenient<BTreeMap<String, Lenient<u64>>>,
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    last: Lenient<Box<Stop>>,
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    anything: Lenient<Value>,
    #[serde(flatten)]
    extra: Extra,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Stop {
    #[serde(skip_serializing_if = "Lenient::is_absent")]
    town: Lenient<String>,
    #[serde(flatten)]
    extra: Extra,
}

agora_rest_runtime::tolerant!(Tracking, Stop);

/// What a field of this type makes of JSON, from a text and from a tree, and that it is written back as it came.
#[track_caller]
fn read<T: for<'de> Tolerant<'de> + Serialize + PartialEq + Debug>(json: &str) -> Lenient<T> {
    let tree: Value = serde_json::from_str(json).unwrap();
    let field: Lenient<T> = serde_json::from_str(json).unwrap();
    assert_eq!(field, serde_json::from_value::<Lenient<T>>(tree.clone()).unwrap(), "{json}");
    assert_eq!(serde_json::to_value(&field).unwrap(), tree, "{json}");
    field
}

/// JSON that is read as a value: whether as it should be spelt or otherwise.
#[track_caller]
fn check<T: for<'de> Tolerant<'de> + Serialize + PartialEq + Debug>(value: T, same: &[&str], respelt: &[&str]) {
    for json in same {
        let field = read::<T>(json);
        assert!(matches!(&field, Lenient::Read(read) if *read == value), "{json}: {field:?}");
    }
    for json in respelt {
        let field = read::<T>(json);
        assert!(matches!(&field, Lenient::Respelt(read, _) if *read == value), "{json}: {field:?}");
        assert_eq!(field, value);
    }
}

#[track_caller]
fn other<T: for<'de> Tolerant<'de> + Serialize + PartialEq + Debug>(others: &[&str]) {
    for json in others {
        let field = read::<T>(json);
        let tree: Value = serde_json::from_str(json).unwrap();
        assert!(field.get().is_none() && field.other() == Some(&tree), "{json}: {field:?}");
    }
}

#[test]
fn simple_values() {
    check(5_i64, &["5"], &["\"5\"", "5.0", "\"+5\"", "\"05\"", "5e0"]);
    check(i64::MIN, &["-9223372036854775808"], &["\"-9223372036854775808\""]);
    check(u64::MAX, &["18446744073709551615"], &["\"18446744073709551615\""]);
    check(7_u32, &["7"], &["\"7\"", "7.0"]);
    check(-7_i32, &["-7"], &["\"-7\""]);
    check(0.5, &["0.5"], &["\"0.5\"", "\"5e-1\""]);
    check(5.0, &["5.0"], &["5", "\"5\""]);
    check(true, &["true"], &["\"true\""]);
    check("5".to_owned(), &["\"5\""], &["5"]);
    check("18446744073709551615".to_owned(), &[], &["18446744073709551615"]);
    check(json!({"a": [null]}), &["{\"a\": [null]}"], &[]);
    check(Box::new(3_u64), &["3"], &["\"3\""]);

    other::<i64>(&[
        "null",
        "true",
        "\"\"",
        "\" 5\"",
        "\"5.0\"",
        "5.5",
        "1e300",
        "18446744073709551615",
        "[5]",
        "{\"a\": 5}",
    ]);
    other::<u64>(&["-1", "-1.0", "\"-1\""]);
    other::<u32>(&["4294967296"]);
    other::<f64>(&["null", "\"inf\"", "\"NaN\"", "\"\"", "[]", "true"]);
    other::<bool>(&["0", "1", "\"yes\"", "null", "\"True\""]);
    other::<String>(&["null", "5.5", "true", "[\"a\"]", "{}"]);
}

#[test]
fn open_enums_and_texts() {
    check(Way::Land, &["1"], &["\"1\"", "1.0"]);
    check(Way::Other(77), &["77"], &["\"77\""]);
    other::<Way>(&["\"land\"", "null", "1.5", "[1]", "18446744073709551615"]);
    check(State::There, &["\"there\""], &[]);
    check(State::Other("lost".into()), &["\"lost\""], &[]);
    check(State::from("5"), &[], &["5"]);
    other::<State>(&["null", "5.5", "{}"]);
    check(Depot::new("north"), &["\"north\""], &[]);
    check(Depot::new("5"), &[], &["5"]);
    other::<Depot>(&["false"]);
    check(Secret::from("k"), &["\"k\""], &[]);
}

#[test]
fn lists_and_maps() {
    check(vec![1, 2], &["[1, 2]"], &["[1, \"2\"]", "[1.0, 2]", "[\"1\", \"2\"]"]);
    check(Vec::<i64>::new(), &["[]"], &[]);
    other::<Vec<i64>>(&["null", "1", "[1, null]", "[null, 1]", "[1, \"2\", {}, 3]", "\"[]\"", "{}"]);
    check(vec![Lenient::Read(1), read::<i64>("null")], &["[1, null]"], &[]);
    check(TextOrList::<i64>::Text("a,b".into()), &["\"a,b\""], &[]);
    check(TextOrList::List(vec![1, 2]), &["[1, 2]"], &["[\"1\", 2]"]);
    other::<TextOrList<i64>>(&["null", "5", "{}", "[[]]"]);
    check(BTreeMap::from([("a".to_owned(), 1)]), &["{\"a\": 1}"], &[]);
    other::<BTreeMap<String, i64>>(&["[]", "5"]);
    check(Stop { town: "Ulm".to_owned().into(), ..Stop::default() }, &["{\"town\": \"Ulm\"}"], &[]);
    other::<Stop>(&["[]", "\"Ulm\"", "null"]);
    other::<Vec<Stop>>(&["[{\"town\": 1}, 5]"]);

    let files = TextOrList::List(vec![1]);
    assert_eq!((files.text(), files.list()), (None, &[1][..]));
    let files = TextOrList::<i64>::Text("x".into());
    assert_eq!((files.text(), files.list()), (Some("x"), &[][..]));
    assert!(matches!(files.view(), View::Text("x")));
    assert!(serde_json::from_str::<TextOrList<i64>>("5").is_err());
}

#[test]
fn what_was_read_is_easy_to_reach() {
    let answer: Tracking = serde_json::from_value(json!({
        "grams": "70", "state": "sorted", "stops": [{"town": "Ulm", "gate": 4}], "files": "", "speed": 9, "way": null,
    }))
    .unwrap();
    assert_eq!(answer.grams.copied(), Some(70));
    assert_eq!(answer.state.get().map(State::as_str), Some("sorted"));
    assert_eq!(answer.stops.get().unwrap()[0].extra.get("gate"), Some(&json!(4)));
    assert!(answer.price.is_absent() && answer.price.get().is_none());
    assert_eq!(answer.way.other(), Some(&Value::Null));
    assert_eq!(answer.extra.iter().collect::<Vec<_>>(), [("speed", &json!(9))]);
    assert_eq!(answer.grams.clone().map(|grams| grams + 1).into_option(), Some(71));

    let made = Tracking { grams: 70.into(), ..Tracking::default() };
    assert_eq!(serde_json::to_value(&made).unwrap(), json!({"grams": 70}));
    assert_eq!(made.grams, answer.grams);
}

#[test]
fn fields_are_seen_as_they_are_written() {
    assert!(Lenient::<i64>::Absent.field().is_none());
    assert!(matches!(Lenient::from(5_i64).field(), Some(View::Integer(5))));
    assert!(matches!(read::<i64>("\"5\"").field(), Some(View::Json(Value::String(_)))));
    assert!(matches!(read::<i64>("null").view(), View::Json(Value::Null)));
    assert!(matches!(Lenient::<i64>::Absent.view(), View::Null));
}

#[test]
fn nothing_odd_is_shown() {
    let answer: Tracking = serde_json::from_value(json!({
        "grams": "planted", "stops": {"planted": 1}, "files": ["planted"], "planted": "planted", "secret": "planted",
    }))
    .unwrap();
    let shown = format!("{answer:?}").replace("{\"planted\", \"secret\"}", "");
    assert!(!shown.contains("planted"), "{shown}");
    assert!(shown.contains("Other(a text)"), "{shown}");
    let error = serde_json::from_str::<Way>("\"planted\"").unwrap_err().to_string();
    assert!(error.contains("a text stands where another type should") && !error.contains("planted"), "{error}");
}

#[test]
fn plain_fields_read_other_spellings_too() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Strict {
        #[serde(deserialize_with = "read::tolerant")]
        grams: u64,
        #[serde(default, deserialize_with = "read::tolerant_option")]
        price: Option<f64>,
    }
    let read = |json: Value| serde_json::from_value::<Strict>(json);
    assert_eq!(read(json!({"grams": "7"})).unwrap(), Strict { grams: 7, price: None });
    assert_eq!(read(json!({"grams": 7, "price": null})).unwrap(), Strict { grams: 7, price: None });
    assert_eq!(read(json!({"grams": 7, "price": "0.5"})).unwrap(), Strict { grams: 7, price: Some(0.5) });
    for wrong in [json!({}), json!({"grams": null}), json!({"grams": -7}), json!({"grams": 7, "price": "x"})] {
        assert!(read(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn extra_fields() {
    let mut extra = Extra::new();
    assert!(extra.is_empty());
    assert_eq!(extra.insert("token", "planted"), None);
    assert_eq!(extra.insert("token", 5), Some(json!("planted")));
    assert_eq!((extra.len(), extra.get("token")), (1, Some(&json!(5))));
    assert_eq!(format!("{extra:?}"), "{\"token\"}");
    assert_eq!(extra.remove("token"), Some(json!(5)));
    assert_eq!(extra, Extra::default());
}

/// Any JSON; numbers and texts that look like those of the types come often.
fn json() -> impl Strategy<Value = Value> {
    let text = prop_oneof!["[0-9]{1,3}", "moving|there|true|-1|0\\.5", any::<String>()];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-2_i64..3).prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-3_i32..3).prop_map(|number| Value::from(f64::from(number))),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            object(inner).prop_map(Value::Object),
        ]
    })
}

fn object(inner: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Map<String, Value>> {
    let name = prop_oneof![
        8 => proptest::sample::select(vec![
            "grams", "price", "fragile", "depot", "way", "state", "stops", "codes", "files", "counts", "last", "anything", "town",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    proptest::collection::vec((name, inner), 0..8).prop_map(|members| members.into_iter().collect())
}

fn comes_back<T: DeserializeOwned + Serialize + PartialEq + Debug>(tree: &Value) {
    let read: T = serde_json::from_value(tree.clone()).unwrap();
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(&written, tree);
    assert_eq!(serde_json::from_value::<T>(written).unwrap(), read);
    // The same from bytes, which a tree of the same bytes judges: the reading of floats may round.
    let text = serde_json::to_string(tree).unwrap();
    let read: T = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), serde_json::from_str::<Value>(&text).unwrap());
}

proptest! {
    #[test]
    fn any_object_is_read_and_written_back(tree in object(json()).prop_map(Value::Object)) {
        comes_back::<Tracking>(&tree);
    }

    #[test]
    fn any_json_stands_in_any_field(tree in json()) {
        comes_back::<Lenient<i64>>(&tree);
        comes_back::<Lenient<f64>>(&tree);
        comes_back::<Lenient<bool>>(&tree);
        comes_back::<Lenient<String>>(&tree);
        comes_back::<Lenient<Way>>(&tree);
        comes_back::<Lenient<State>>(&tree);
        comes_back::<Lenient<Vec<i64>>>(&tree);
        comes_back::<Lenient<Vec<TextOrList<f64>>>>(&tree);
        comes_back::<Lenient<TextOrList<Tracking>>>(&tree);
        comes_back::<Lenient<BTreeMap<String, Lenient<Vec<State>>>>>(&tree);
        comes_back::<Lenient<Box<Tracking>>>(&tree);
    }
}

#[test]
fn a_field_that_must_be_there_may_be_null() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Parcel {
        #[serde(deserialize_with = "agora_rest_runtime::read::nullable")]
        labels: Option<Vec<String>>,
    }
    let read = |text: &str| serde_json::from_str::<Parcel>(text).map(|parcel| parcel.labels);
    assert_eq!(read(r#"{"labels": null}"#).expect("null"), None);
    assert_eq!(read(r#"{"labels": ["a"]}"#).expect("a list"), Some(vec!["a".to_owned()]));
    for wrong in [r#"{}"#, r#"{"labels": 1}"#] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}
