//! Two ways to judge a body: straight from the catalogue, and by the schemas made from it. They must agree about every rule
//! that a schema can say.

use codegen::ir::Catalogue;
use codegen::ir::api::{Field, Form, Type, ValueType};
use codegen::judge::{self, Fault, Place};
use codegen::model::{AliasUse, Holds, Primitive};
use jsonschema::Validator;
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any};
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const API: &str = include_str!("small/api.yaml");
const VARIANTS: [&str; 2] = ["plain", "striped"];

fn catalogue() -> Catalogue {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("api.yaml"), API).expect("a file in it");
    match codegen::read(dir.path(), "spec/loom") {
        Ok(catalogue) => catalogue,
        Err(problems) => panic!("{}", problems.to_text(false)),
    }
}

/// Both ways to judge an order.
struct Judges {
    catalogue: Catalogue,
    endpoint: usize,
    schemas: BTreeMap<&'static str, Validator>,
    /// What the schemas do not say, or only in part.
    beyond: BTreeMap<String, String>,
}

impl Judges {
    fn new() -> Self {
        let catalogue = catalogue();
        let files: BTreeMap<String, String> = codegen::emit::all(&catalogue)
            .groups
            .into_iter()
            .flat_map(|group| group.files)
            .map(|file| (file.path, file.contents))
            .collect();
        let json = |path: &str| -> Value { serde_json::from_str(&files[path]).expect("generated JSON is JSON") };
        let schemas = VARIANTS.iter().map(|variant| {
            let schema = json(&format!("schema/rules/order.{variant}.request.json"));
            (*variant, jsonschema::validator_for(&schema).expect("a generated schema is a schema"))
        });
        let listed = json("schema/rules/not-expressed.json");
        let beyond = listed["rules"].as_array().expect("a list of rules").iter().map(|rule| {
            let text = |key: &str| rule[key].as_str().expect("a text").to_owned();
            (text("id"), text("expressed"))
        });
        Self {
            schemas: schemas.collect(),
            beyond: beyond.collect(),
            endpoint: catalogue.endpoints.iter().position(|one| one.id == "order").expect("an endpoint"),
            catalogue,
        }
    }

    /// What a body breaks: a rule, `missing` or `type`, and where.
    fn broken(&self, variant: &str, body: &Value) -> Vec<(String, String)> {
        let place = Place { endpoint: Some("order"), variant: Some(variant), answer: false };
        let found = judge::body(&self.catalogue, self.endpoint, place, body).into_iter();
        let named = found.map(|violation| {
            let fault = match violation.fault {
                Fault::Rule(id) => id,
                Fault::Missing(name) => format!("missing {name}"),
                Fault::WrongType(wanted) => format!("not {wanted}"),
            };
            (fault, violation.pointer)
        });
        named.collect()
    }

    /// Panics where the schema says something else, and gives what is broken.
    #[track_caller]
    fn agree(&self, variant: &str, body: &Value) -> Vec<(String, String)> {
        let broken = self.broken(variant, body);
        let errors: Vec<String> = self.schemas[variant]
            .iter_errors(body)
            .map(|error| format!("{error} at {}", error.schema_path()))
            .collect();
        let said = broken.iter().filter(|(fault, _)| !self.beyond.contains_key(fault)).count();
        let in_part = broken.iter().any(|(fault, _)| self.beyond.get(fault).is_some_and(|how| how == "in part"));
        if said > 0 {
            assert!(!errors.is_empty(), "only the judge refuses {body} in {variant}: {broken:?}");
        } else if !in_part {
            assert!(errors.is_empty(), "only the schema refuses {body} in {variant}: {errors:?}; {broken:?}");
        }
        broken
    }
}

/// A variant, a body, and what it breaks where.
type Case = (&'static str, Value, &'static [(&'static str, &'static str)]);

#[test]
fn every_check_is_judged_at_its_place() {
    let judges = Judges::new();
    let cases: &[Case] = &[
        // What has the right form and breaks nothing.
        ("plain", json!({ "cloth": "wool" }), &[]),
        ("plain", json!({ "cloth": "wool", "name": null, "tag": null, "colours": null, "label": null }), &[]),
        ("plain", json!({ "cloth": "wool", "unknown": 1, "breadth": "not looked at" }), &[]),
        (
            "plain",
            json!({ "cloth": "wool", "notes": "one", "marks": { "a": 1 }, "extra": [null], "frame": {"wood": "oak"} }),
            &[],
        ),
        ("plain", json!({ "cloth": "wool", "length_cm": 50.0 }), &[]),
        // Form.
        ("plain", json!([]), &[("not an object", "")]),
        ("plain", json!({}), &[("missing cloth", "")]),
        ("plain", json!({ "cloth": 1 }), &[("not a text", "/cloth"), ("cloth_known", "/cloth")]),
        ("plain", json!({ "cloth": "wool", "length_cm": "50" }), &[("not a whole number", "/length_cm")]),
        ("plain", json!({ "cloth": "wool", "length_cm": null }), &[("not a whole number", "/length_cm")]),
        ("plain", json!({ "cloth": "wool", "threads": "cotton" }), &[("not a list", "/threads")]),
        ("plain", json!({ "cloth": "wool", "notes": 1 }), &[("not a text or a list", "/notes")]),
        ("plain", json!({ "cloth": "wool", "marks": [] }), &[("not an object", "/marks")]),
        ("plain", json!({ "cloth": "wool", "marks": { "a/b": "" } }), &[("not a whole number", "/marks/a~1b")]),
        ("plain", json!({ "cloth": "wool", "frame": 1 }), &[("not an object", "/frame")]),
        ("striped", json!({ "cloth": "wool", "stripes": [{}] }), &[("missing colour", "/stripes/0")]),
        ("striped", json!({ "cloth": "wool", "stripes": [null] }), &[("not an object", "/stripes/0")]),
        // One value.
        ("plain", json!({ "cloth": "hemp" }), &[("cloth_known", "/cloth")]),
        ("plain", json!({ "cloth": "nettle" }), &[("cloth_known", "/cloth")]),
        ("plain", json!({ "cloth": "jute" }), &[("cloth_known", "/cloth"), ("stripe_gaps", "")]),
        ("striped", json!({ "cloth": "jute", "stripes": [] }), &[]),
        (
            "plain",
            json!({ "cloth": "wool", "length_cm": 501 }),
            &[("length_range", "/length_cm"), ("cotton_is_short", "/length_cm")],
        ),
        ("plain", json!({ "cloth": "wool", "width_cm": 301 }), &[("width_range", "/width_cm")]),
        ("plain", json!({ "cloth": "wool", "widthCm": 9 }), &[("width_range", "/widthCm")]),
        ("plain", json!({ "cloth": "wool", "name": "" }), &[("name_length", "/name")]),
        ("plain", json!({ "cloth": "wool", "name": "日本語日本語日本語" }), &[("name_length", "/name")]),
        ("plain", json!({ "cloth": "linen", "name": "carla" }), &[("name_values", "/name")]),
        ("plain", json!({ "cloth": "wool", "motto": "日本語" }), &[("motto_bytes", "/motto")]),
        ("plain", json!({ "cloth": "wool", "label": "ag" }), &[("label_characters", "/label")]),
        ("plain", json!({ "cloth": "wool", "label": "a-^]" }), &[("label_length", "/label")]),
        ("striped", json!({ "cloth": "wool", "label": "a-^]\\", "stripes": [] }), &[]),
        ("plain", json!({ "cloth": "wool", "tag": "ab-" }), &[("tag_form", "/tag")]),
        ("plain", json!({ "cloth": "wool", "tag": "ab\n" }), &[("tag_form", "/tag")]),
        ("plain", json!({ "cloth": "wool", "address": "ftp://a" }), &[("address_scheme", "/address")]),
        ("plain", json!({ "cloth": "wool", "serial": "4" }), &[("serial_number", "/serial")]),
        ("plain", json!({ "cloth": "wool", "serial": "0004200" }), &[]),
        ("plain", json!({ "cloth": "wool", "serial": "4201" }), &[("serial_number", "/serial")]),
        ("plain", json!({ "cloth": "wool", "serial": "+7" }), &[("serial_number", "/serial")]),
        ("plain", json!({ "cloth": "wool", "key": "AAAAAAAAAAAAAAA" }), &[("key_bytes", "/key")]),
        ("plain", json!({ "cloth": "wool", "key": "AAAAAAAAAAAAAAA=" }), &[]),
        ("plain", json!({ "cloth": "wool", "plan": "{", "vendor": 9 }), &[("plan_json", "/plan")]),
        ("plain", json!({ "cloth": "wool", "length_cm": 100, "price": 1.125 }), &[("price_decimals", "/price")]),
        ("plain", json!({ "cloth": "linen", "price": 1e-3 }), &[("price_decimals", "/price")]),
        ("plain", json!({ "cloth": "linen", "price": 7.5 }), &[("no_plan_or_price", "/price")]),
        ("plain", json!({ "cloth": "wool", "marks": { "a": -4 } }), &[("mark_range", "/marks/a")]),
        (
            "plain",
            json!({ "cloth": "wool", "marks": { "a": 9_007_199_254_740_993_i64 } }),
            &[("mark_range", "/marks/a")],
        ),
        // A dispute lets through what either side does, and nothing between.
        ("plain", json!({ "cloth": "wool", "depth": 5 }), &[]),
        ("plain", json!({ "cloth": "wool", "depth": 7 }), &[("depth_range", "/depth")]),
        ("plain", json!({ "cloth": "wool", "depth": 10 }), &[]),
        ("plain", json!({ "cloth": "wool", "height": 9 }), &[]),
        ("plain", json!({ "cloth": "wool", "height": 10 }), &[("height_range", "/height")]),
        ("plain", json!({ "cloth": "wool", "plan": "1" }), &[("plan_or_vendor", "/plan")]),
        ("plain", json!({ "cloth": "wool", "plan": "1", "vendor": 9 }), &[]),
        ("plain", json!({ "cloth": "wool", "codes": [], "vendor": 7, "depth": 1 }), &[]),
        ("plain", json!({ "cloth": "wool", "codes": [], "vendor": 8, "depth": 1 }), &[("vendor_or_extra", "/vendor")]),
        // Lists.
        ("plain", json!({ "cloth": "wool", "colours": ["blue", "red"] }), &[]),
        ("plain", json!({ "cloth": "wool", "colours": ["red", "red"] }), &[("colour_sets", "/colours")]),
        ("plain", json!({ "cloth": "wool", "colours": [] }), &[("colour_sets", "/colours")]),
        ("plain", json!({ "cloth": "wool", "threads": [] }), &[("threads_count", "/threads")]),
        ("plain", json!({ "cloth": "wool", "threads": ["abcdef", "abcde"] }), &[("threads_joined", "/threads")]),
        ("plain", json!({ "cloth": "wool", "codes": [1.0, 2, 4] }), &[("codes_small", "/codes/2")]),
        ("plain", json!({ "cloth": "wool", "notes": ["a", "b", "c"] }), &[("notes_count", "/notes")]),
        ("striped", json!({ "cloth": "jute", "stripes": [], "notes": ["b"] }), &[("notes_sets", "/notes")]),
        ("striped", json!({ "cloth": "jute", "stripes": [], "notes": "b" }), &[]),
        (
            "striped",
            json!({ "cloth": "wool", "stripes": [{ "colour": "red", "gap_mm": 1 }, { "color": "red", "gap_mm": 1 }] }),
            &[("one_red_stripe", "/stripes")],
        ),
        (
            "striped",
            json!({ "cloth": "wool", "stripes": [{ "colour": "blue", "width_mm": 10 }] }),
            &[("stripe_width", "/stripes/0/width_mm")],
        ),
        ("striped", json!({ "cloth": "wool", "stripes": [{ "colour": "red" }] }), &[("stripe_gap", "/stripes/0")]),
        (
            "striped",
            json!({ "cloth": "wool", "stripes": [{ "colour": "blue", "width_mm": 8, "gap_mm": 3 }] }),
            &[("stripe_sum", "/stripes/0")],
        ),
        (
            "striped",
            json!({ "cloth": "jute", "stripes": [{}] }),
            &[("missing colour", "/stripes/0"), ("stripe_gaps", "/stripes/0")],
        ),
        // What is there.
        ("striped", json!({ "cloth": "wool" }), &[("striped_needs_stripes", "")]),
        ("plain", json!({ "cloth": "wool", "length_cm": 99, "price": 1 }), &[("no_price_for_wool", "/price")]),
        ("plain", json!({ "cloth": "wool", "price": 1 }), &[]),
        ("plain", json!({ "cloth": "wool", "tag": "ab", "serial": "7" }), &[("tag_or_serial", "/serial")]),
        ("plain", json!({ "cloth": "wool", "ready_at": 9 }), &[("one_address", "")]),
        (
            "plain",
            json!({ "cloth": "wool", "ready_at": 9, "address": "http://a", "widthCm": 20 }),
            &[("one_address", "/widthCm")],
        ),
        ("plain", json!({ "cloth": "wool", "margin_left": 0.5 }), &[("margins_together", "")]),
        // Through an object that may be `null`.
        ("plain", json!({ "cloth": "wool", "frame": {} }), &[("wood_of_frames", "/frame")]),
        (
            "plain",
            json!({ "cloth": "wool", "frame": null, "extra": 1 }),
            &[("wood_of_frames", "/frame"), ("no_wood_no_extra", "/extra")],
        ),
        ("plain", json!({ "cloth": "wool", "frame": { "size": 4 } }), &[("frame_size", "/frame/size")]),
        (
            "plain",
            json!({ "cloth": "wool", "frame": { "wood": "oak" }, "motto": "a" }),
            &[("frame_and_motto", "/motto")],
        ),
        ("plain", json!({ "cloth": "wool", "frame": null, "motto": "a" }), &[("wood_of_frames", "/frame")]),
        // Several values together.
        ("plain", json!({ "cloth": "wool", "length_cm": 300, "width_cm": 201 }), &[("area", "")]),
        ("plain", json!({ "cloth": "wool", "margin_left": 0.7, "margin_right": 0.3 }), &[]),
        ("plain", json!({ "cloth": "wool", "margin_left": 0.7, "margin_right": 0.31 }), &[("margins_sum", "")]),
        ("plain", json!({ "cloth": "wool", "vendor": 1, "region": 10 }), &[]),
        ("plain", json!({ "cloth": "wool", "vendor": 1, "region": 20 }), &[("region_of_vendor", "/region")]),
        ("plain", json!({ "cloth": "wool", "vendor": 1, "region": null }), &[]),
        ("plain", json!({ "cloth": "wool", "vendor": 3, "region": 99 }), &[]),
        // A field that is left out counts as its default.
        ("plain", json!({ "cloth": "wool", "length_cm": 401 }), &[("cotton_is_short", "/length_cm")]),
        ("plain", json!({ "cloth": "wool", "length_cm": 401, "threads": ["wool"] }), &[]),
    ];
    for (variant, body, expected) in cases {
        let expected: Vec<(String, String)> =
            expected.iter().map(|(fault, pointer)| ((*fault).to_owned(), (*pointer).to_owned())).collect();
        let mut broken = judges.agree(variant, body);
        // A rule of the endpoint, which most of these bodies are not about.
        broken.retain(|(fault, _)| fault != "order_has_length");
        let sorted = |mut all: Vec<(String, String)>| {
            all.sort();
            all
        };
        assert_eq!(sorted(broken), sorted(expected), "{variant}: {body}");
    }
}

#[test]
fn rules_of_a_call_are_judged_there_only() {
    let judges = Judges::new();
    let body = json!({ "cloth": "wool", "marks": {} });
    assert_eq!(judges.agree("plain", &body), [("order_has_length".to_owned(), String::new())]);
    let stop = judges.catalogue.endpoints.iter().position(|one| one.id == "stop").expect("an endpoint");
    let place = Place { endpoint: Some("stop"), variant: None, answer: false };
    assert_eq!(judge::body(&judges.catalogue, stop, place, &body), []);
    // An answer is read and not judged.
    let answer = Place { endpoint: Some("order"), variant: Some("plain"), answer: true };
    assert_eq!(judge::body(&judges.catalogue, judges.endpoint, answer, &json!({ "order_id": "", "more": 1 })), []);
}

/// Texts, whole numbers and numbers at and beyond the bounds of the rules.
const TEXTS: [&str; 28] = [
    "",
    "a",
    "ab",
    "abc",
    "abcd",
    "a-^]\\",
    "ag",
    "anna",
    "berta",
    "oak",
    "ab-12",
    "AB",
    "ab\n",
    "http://a",
    "https://",
    "ftp://a",
    "https:/a",
    "0005",
    "4",
    "4200",
    "4201",
    "日本",
    "日本語",
    "AAAAAAAAAAAAAAA=",
    "{}",
    "[1",
    "cotton",
    "abcdefghi",
];
const INTEGERS: [i64; 30] = [
    -4,
    -3,
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    20,
    21,
    50,
    99,
    100,
    101,
    200,
    300,
    301,
    399,
    400,
    401,
    500,
    501,
    9_007_199_254_740_992,
    9_007_199_254_740_993,
];
const NUMBERS: [f64; 12] = [0.0, 0.25, 0.3, 0.5, 0.7, 0.75, 1.0, 1.005, 7.0, 7.01, 2.0, 1e300];

fn of_primitive(primitive: Primitive) -> BoxedStrategy<Value> {
    match primitive {
        Primitive::String => select(&TEXTS[..]).prop_map(Value::from).boxed(),
        Primitive::Integer => select(&INTEGERS[..]).prop_map(Value::from).boxed(),
        Primitive::Number => select(&NUMBERS[..]).prop_map(Value::from).boxed(),
        Primitive::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Primitive::Json => select(vec![json!(null), json!([1]), json!({ "a": "b" })]).boxed(),
    }
}

fn of_type(catalogue: &Catalogue, of: &Type) -> BoxedStrategy<Value> {
    match &of.form {
        Form::Object(fields) => object(catalogue, fields, &|_| 0.7),
        Form::Scalar(primitive) => of_primitive(*primitive),
        Form::Enum(primitive, values) => {
            let known: Vec<Value> = values.iter().map(|value| value.value.clone()).collect();
            proptest::prop_oneof![9 => select(known), 1 => of_primitive(*primitive)].boxed()
        }
    }
}

fn of_field(catalogue: &Catalogue, field: &Field) -> BoxedStrategy<Value> {
    let one = match field.value {
        ValueType::Primitive(primitive) => of_primitive(primitive),
        ValueType::Type(index) => of_type(catalogue, &catalogue.api.types[index]),
    };
    let list = vec(one.clone(), 0..4).prop_map(Value::from);
    let value = match field.holds {
        Holds::One => one,
        Holds::OneOrText => proptest::prop_oneof![one, "[0-9]{1,3}".prop_map(Value::from)].boxed(),
        Holds::List => list.boxed(),
        Holds::TextOrList => proptest::prop_oneof![1 => one, 3 => list].boxed(),
        Holds::Map => one.prop_map(|value| json!({ "a": value })).boxed(),
    };
    let strange = select(vec![json!(null), json!(true), json!("text"), json!(1), json!([]), json!({})]);
    proptest::prop_oneof![15 => value, 1 => strange].boxed()
}

fn object(catalogue: &Catalogue, fields: &[Field], often: &dyn Fn(&str) -> f64) -> BoxedStrategy<Value> {
    let mut members: BoxedStrategy<Map<String, Value>> = Just(Map::new()).boxed();
    for field in fields {
        // Two spellings of one field at once say nothing that a rule could be about.
        let mut names = vec![field.id.clone()];
        names.extend(field.aliases.iter().filter(|a| a.taken_by == AliasUse::Service).map(|alias| alias.id.clone()));
        let often = if field.required { 0.95 } else { often(&field.id) };
        let value = proptest::option::weighted(often, (select(names), of_field(catalogue, field)));
        members = (members, value)
            .prop_map(|(mut members, value)| {
                members.extend(value);
                members
            })
            .boxed();
    }
    members.prop_map(Value::Object).boxed()
}

#[test]
fn judge_and_schema_agree_about_bodies_made_by_chance() {
    let judges = Judges::new();
    let of = judges.catalogue.api.calls[judges.endpoint].request.expect("an order has a body");
    let fields = judges.catalogue.api.types[of].fields();
    let types = judges.catalogue.api.types.iter().flat_map(|of| &of.rules);
    let rules = types.chain(&judges.catalogue.api.calls[judges.endpoint].rules).filter(|rule| rule.is_judged());
    let rules: Vec<_> = rules.collect();
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut alone: BTreeSet<String> = BTreeSet::new();
    let mut good = 0;
    for rule in &rules {
        // The fields that the rule names stand in most of the bodies, so that it is asked more than the others.
        let named = format!("{:?} {:?} {:?} {:?}", rule.at, rule.when, rule.check, rule.otherwise);
        let often = |id: &str| if named.contains(&format!("Field(\"{id}\")")) { 0.85 } else { 0.03 };
        let bodies = object(&judges.catalogue, fields, &often);
        for count in 0..4000 {
            if count >= 120 && (alone.contains(&rule.id) || rule.id == "ready_ahead") {
                break;
            }
            let body = bodies.new_tree(&mut runner).expect("a body").current();
            for variant in VARIANTS {
                let broken = judges.agree(variant, &body);
                let faults: BTreeSet<String> = broken.into_iter().map(|(fault, _)| fault).collect();
                good += usize::from(faults.is_empty());
                alone.extend(faults.first().filter(|_| faults.len() == 1).cloned());
            }
        }
    }
    assert!(good > 100, "{good} bodies that break nothing");
    // Each rule decided some body by itself, so that both sides were asked about it.
    let never: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).filter(|id| !alone.contains(*id)).collect();
    // Only the clock could tell.
    assert_eq!(never, ["ready_ahead"]);
}
