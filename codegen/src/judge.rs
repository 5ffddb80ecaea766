//! Whether a body keeps to its type and rules, judged straight from the lowered catalogue.
//!
//! It proves examples and defaults when a catalogue is read, and it knows what JSON Schema cannot say: sums, products,
//! decimals, lengths in bytes.

use crate::ir::api::{Api, Check, Condition, Field, Form, Rule, Step, Test, Type, ValueType, holds_in};
use crate::ir::{Catalogue, CharacterSet};
use crate::model::{FieldStatus, Holds, Primitive};
use jsonschema::Validator;
use serde_json::{Number, Value};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt::{self, Write as _};

/// Something that a body breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What is broken.
    pub fault: Fault,
    /// JSON Pointer of the value; of the object for something that is missing.
    pub pointer: String,
}

/// What a body breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The rule with this id.
    Rule(String),
    /// This required field is missing.
    Missing(String),
    /// The value has not the type that is written here.
    WrongType(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(rule) => write!(f, "breaks the rule `{rule}`"),
            Self::Missing(name) => write!(f, "has no `{name}`"),
            Self::WrongType(wanted) => write!(f, "is not {wanted}"),
        }
    }
}

/// Where a body belongs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'a> {
    /// Id of the endpoint.
    pub endpoint: Option<&'a str>,
    /// Id of the variant.
    pub variant: Option<&'a str>,
    /// Whether the body is an answer: other spellings are read and no rule is judged.
    pub answer: bool,
}

/// Judges the body of a request or an answer; nothing for a call that has none.
#[must_use]
pub fn body(catalogue: &Catalogue, endpoint: usize, place: Place<'_>, body: &Value) -> Vec<Violation> {
    let call = &catalogue.api.calls[endpoint];
    let Some(index) = (if place.answer { call.response } else { call.request }) else { return Vec::new() };
    let judge = Judge { api: &catalogue.api, sets: &catalogue.character_sets, place };
    let mut found = Vec::new();
    judge.of_type(&catalogue.api.types[index], body, "", &mut found);
    if !place.answer && body.is_object() {
        let base = &catalogue.api.types[index];
        judge.rules(&call.rules, Some(base), body, "", &mut found);
    }
    found
}

/// Judges the own fields of an event.
#[must_use]
pub fn details(catalogue: &Catalogue, fields: &[Field], variant: Option<&str>, body: &Value) -> Vec<Violation> {
    let place = Place { answer: true, variant, ..Place::default() };
    let judge = Judge { api: &catalogue.api, sets: &catalogue.character_sets, place };
    let mut found = Vec::new();
    judge.fields(fields, body, "", &mut found);
    found
}

/// Judges a value of a type.
#[must_use]
pub fn value(catalogue: &Catalogue, of: &Type, place: Place<'_>, value: &Value) -> Vec<Violation> {
    let judge = Judge { api: &catalogue.api, sets: &catalogue.character_sets, place };
    let mut found = Vec::new();
    judge.of_type(of, value, "", &mut found);
    found
}

/// A member of a body that its type does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// JSON Pointer of the member.
    pub pointer: String,
    /// The names that are known at its place.
    pub known: Vec<String>,
}

/// The members of a body that no field stands for in its variant. `own` are names that are known besides.
#[must_use]
pub fn unknown_fields(api: &Api, fields: &[Field], own: &[&str], place: Place<'_>, body: &Value) -> Vec<Unknown> {
    let mut found = Vec::new();
    unknown_in(api, fields, own, place, body, "", &mut found);
    found
}

fn unknown_in(
    api: &Api,
    fields: &[Field],
    own: &[&str],
    place: Place<'_>,
    body: &Value,
    pointer: &str,
    found: &mut Vec<Unknown>,
) {
    let Value::Object(members) = body else { return };
    let fields: Vec<&Field> = fields.iter().filter(|field| holds_in(&field.variants, place.variant)).collect();
    for (name, value) in members {
        let here = step(pointer, name);
        let field = fields.iter().find(|field| field.spellings(place.answer).any(|spelling| spelling == name));
        let Some(field) = field else {
            if !own.contains(&name.as_str()) {
                let known = fields.iter().flat_map(|field| field.spellings(place.answer)).chain(own.iter().copied());
                found.push(Unknown { pointer: here, known: known.map(str::to_owned).collect() });
            }
            continue;
        };
        let Some(of) = field_type(api, field) else { continue };
        let mut inside = |value: &Value, pointer: &str| {
            // What is no object has no members, which is told elsewhere.
            if matches!(of.form, Form::Object(_)) {
                unknown_in(api, of.fields(), &[], place, value, pointer, found);
            }
        };
        match (field.holds, value) {
            (Holds::List | Holds::TextOrList, Value::Array(items)) => {
                items.iter().enumerate().for_each(|(index, item)| inside(item, &format!("{here}/{index}")));
            }
            (Holds::Map, Value::Object(members)) => {
                members.iter().for_each(|(key, member)| inside(member, &step(&here, key)));
            }
            _ => inside(value, &here),
        }
    }
}

/// Judges a field's default: its type, and the rules of the field that hold always. A rule for some variants alone only means
/// that the field cannot be left out there.
#[must_use]
pub fn default(catalogue: &Catalogue, of: &Type, field: &Field, value: &Value) -> Vec<Violation> {
    let judge = Judge { api: &catalogue.api, sets: &catalogue.character_sets, place: Place::default() };
    let mut found = Vec::new();
    judge.of_field(field, value, "", &mut found);
    for rule in of.rules.iter().filter(|rule| rule.when.is_empty() && rule.is_judged()) {
        let here = rule.at.len() == 1 && matches!(&rule.at[0], Step::Field(name) if *name == field.id);
        let everywhere = rule.variants.is_empty()
            || !field.variants.is_empty() && field.variants.iter().all(|id| rule.variants.contains(id));
        if here && everywhere && !judge.passes_either(rule, field_type(judge.api, field), value) {
            found.push(Violation { fault: Fault::Rule(rule.id.clone()), pointer: String::new() });
        }
    }
    found
}

struct Judge<'a> {
    api: &'a Api,
    sets: &'a [CharacterSet],
    place: Place<'a>,
}

/// A value found at the end of a path, or the place where it is missing.
struct Found<'v> {
    pointer: String,
    value: Option<&'v Value>,
}

impl<'a> Judge<'a> {
    fn of_type(&self, of: &'a Type, value: &Value, pointer: &str, found: &mut Vec<Violation>) {
        match &of.form {
            Form::Object(fields) => self.fields(fields, value, pointer, found),
            Form::Enum(primitive, _) | Form::Scalar(primitive) => wrong_type(*primitive, value, pointer, found),
        }
        // What is no object at all is told once, and not as fields that are missing from it.
        let is_fit = matches!(of.form, Form::Enum(..) | Form::Scalar(_)) || value.is_object();
        if !self.place.answer && is_fit {
            self.rules(&of.rules, Some(of), value, pointer, found);
        }
    }

    fn fields(&self, fields: &'a [Field], value: &Value, pointer: &str, found: &mut Vec<Violation>) {
        let Value::Object(members) = value else {
            found.push(Violation { fault: Fault::WrongType("an object".to_owned()), pointer: pointer.to_owned() });
            return;
        };
        for field in fields.iter().filter(|field| holds_in(&field.variants, self.place.variant)) {
            let mut there = false;
            for name in field.spellings(self.place.answer) {
                if let Some(value) = members.get(name) {
                    there = true;
                    self.of_field(field, value, &step(pointer, name), found);
                }
            }
            if field.required && !there {
                found.push(Violation { fault: Fault::Missing(field.id.clone()), pointer: pointer.to_owned() });
            }
        }
    }

    fn of_field(&self, field: &'a Field, value: &Value, pointer: &str, found: &mut Vec<Violation>) {
        if field.nullable && value.is_null() {
            return;
        }
        match (field.holds, value) {
            (Holds::One, one) => self.single(field, one, pointer, found),
            (Holds::TextOrList | Holds::OneOrText, Value::String(_)) => {}
            (Holds::OneOrText, one) => self.single(field, one, pointer, found),
            (Holds::List | Holds::TextOrList, Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.single(field, item, &format!("{pointer}/{index}"), found);
                }
            }
            (Holds::Map, Value::Object(members)) => {
                for (key, member) in members {
                    self.single(field, member, &step(pointer, key), found);
                }
            }
            (holds, _) => {
                let wanted = match holds {
                    Holds::Map => "an object",
                    Holds::TextOrList => "a text or a list",
                    Holds::List | Holds::One | Holds::OneOrText => "a list",
                };
                found.push(Violation { fault: Fault::WrongType(wanted.to_owned()), pointer: pointer.to_owned() });
            }
        }
    }

    fn single(&self, field: &Field, value: &Value, pointer: &str, found: &mut Vec<Violation>) {
        match field.value {
            ValueType::Primitive(primitive) => wrong_type(primitive, value, pointer, found),
            ValueType::Type(index) => self.of_type(&self.api.types[index], value, pointer, found),
        }
    }

    fn rules(&self, rules: &[Rule], base: Option<&Type>, value: &Value, pointer: &str, found: &mut Vec<Violation>) {
        for rule in rules.iter().filter(|rule| rule.is_judged()) {
            if rule.is_for(self.place.endpoint, self.place.variant)
                && rule.when.iter().all(|condition| self.holds(condition, base, value))
            {
                self.one_rule(rule, base, value, pointer, found);
            }
        }
    }

    fn one_rule(&self, rule: &Rule, base: Option<&Type>, value: &Value, pointer: &str, found: &mut Vec<Violation>) {
        let Some(check) = &rule.check else { return };
        let places = match &rule.otherwise {
            // Both sides are about one value, so that each value may keep to a side of its own.
            Some(other) if check.is_about_a_value() && other.is_about_a_value() => {
                self.values(base, value, &rule.at, pointer, |of, one| {
                    self.passes(check, of, one) || self.passes(other, of, one)
                })
            }
            Some(other) => {
                let second = self.broken(other, &rule.at, base, value, pointer);
                if second.is_empty() { second } else { self.broken(check, &rule.at, base, value, pointer) }
            }
            None => self.broken(check, &rule.at, base, value, pointer),
        };
        found.extend(places.into_iter().map(|pointer| Violation { fault: Fault::Rule(rule.id.clone()), pointer }));
    }

    /// The places at which a check is broken.
    fn broken(&self, check: &Check, at: &[Step], base: Option<&Type>, value: &Value, pointer: &str) -> Vec<String> {
        if let Some(places) = self.structure(check, base, value, pointer) {
            return places;
        }
        self.values(base, value, at, pointer, |of, one| match check {
            Check::Table(table, way) => self.in_table(*table, way, base, value, one),
            check => self.passes(check, of, one),
        })
    }

    /// The places of the values at the end of a path that do not pass.
    fn values(
        &self,
        base: Option<&Type>,
        value: &Value,
        at: &[Step],
        pointer: &str,
        passes: impl Fn(Option<&Type>, &Value) -> bool,
    ) -> Vec<String> {
        let of = base.and_then(|base| value_type_at(self.api, base, at));
        let found = self.select(base, value, at, pointer).into_iter();
        let there = found.filter_map(|found| Some((found.pointer, found.value.filter(|one| !one.is_null())?)));
        there.filter(|(_, one)| !passes(of, one)).map(|(pointer, _)| pointer).collect()
    }

    /// The places at which a check on what is there is broken; nothing for a check on a value.
    fn structure(&self, check: &Check, base: Option<&Type>, value: &Value, pointer: &str) -> Option<Vec<String>> {
        let there = |path: &[Step]| -> Vec<String> {
            let found = self.select(base, value, path, pointer).into_iter();
            found.filter(|found| found.value.is_some()).map(|found| found.pointer).collect()
        };
        let missing = |path: &[Step]| -> Vec<String> {
            let found = self.select(base, value, path, pointer).into_iter();
            found.filter(|found| found.value.is_none()).map(|found| found.pointer).collect()
        };
        Some(match check {
            Check::Present(paths) => paths.iter().flat_map(|path| missing(path)).collect(),
            Check::Absent(paths) => paths.iter().flat_map(|path| there(path)).collect(),
            Check::AtMostOne(paths) => {
                let all: Vec<_> = paths.iter().map(|path| there(path)).filter(|places| !places.is_empty()).collect();
                all.into_iter().skip(1).flatten().collect()
            }
            Check::ExactlyOne(paths) => {
                let all: Vec<_> = paths.iter().map(|path| there(path)).filter(|places| !places.is_empty()).collect();
                if all.is_empty() { vec![pointer.to_owned()] } else { all.into_iter().skip(1).flatten().collect() }
            }
            Check::Together(paths) => {
                let some = paths.iter().any(|path| !there(path).is_empty());
                if some { paths.iter().flat_map(|path| missing(path)).collect() } else { Vec::new() }
            }
            Check::Product(paths, max) | Check::Sum(paths, max) => {
                let product = matches!(check, Check::Product(..));
                self.totals(paths, product, max.as_f64().unwrap_or(f64::MAX), base, value, pointer)
            }
            _ => return None,
        })
    }

    /// The objects whose numbers multiply or add up to more than `max`.
    fn totals(
        &self,
        paths: &[Vec<Step>],
        product: bool,
        max: f64,
        base: Option<&Type>,
        value: &Value,
        pointer: &str,
    ) -> Vec<String> {
        let mut columns = Vec::new();
        for path in paths {
            let numbers = self.select(base, value, path, pointer).into_iter();
            columns.push(numbers.map(|found| (found.value.and_then(Value::as_f64), found.pointer)).collect::<Vec<_>>());
        }
        let mut over = Vec::new();
        for row in 0..columns.iter().map(Vec::len).min().unwrap_or(0) {
            let numbers: Option<Vec<f64>> = columns.iter().map(|column| column[row].0).collect();
            let Some(numbers) = numbers else { continue };
            let total: f64 = if product { numbers.iter().product() } else { numbers.iter().sum() };
            // Two numbers of six decimals may add up to a little more than their sum on paper.
            if total > max + 1e-9 {
                let first = &columns[0][row].1;
                over.push(first[..first.rfind('/').unwrap_or(0)].to_owned());
            }
        }
        over
    }

    fn passes_either(&self, rule: &Rule, of: Option<&Type>, value: &Value) -> bool {
        let mut checks = rule.check.iter().chain(&rule.otherwise);
        checks.any(|check| self.passes(check, of, value))
    }

    /// Whether a single value passes. A value of another type is told as such and passes here.
    fn passes(&self, check: &Check, of: Option<&Type>, value: &Value) -> bool {
        match (check, value) {
            (Check::Range(min, max), Value::Number(number)) => {
                min.as_ref().is_none_or(|min| compare(number, min).is_ge())
                    && max.as_ref().is_none_or(|max| compare(number, max).is_le())
            }
            (Check::Length(min, max, max_bytes), Value::String(text)) => {
                let count = text.chars().count();
                min.is_none_or(|min| count >= min as usize)
                    && max.is_none_or(|max| count <= max as usize)
                    && max_bytes.is_none_or(|max| text.len() <= max as usize)
            }
            (Check::Items(min, max), Value::Array(items)) => {
                min.is_none_or(|min| items.len() >= min as usize) && max.is_none_or(|max| items.len() <= max as usize)
            }
            (Check::Values(values), value) => values.iter().any(|one| same(one, value)),
            (Check::Known, value) => {
                let Some(Form::Enum(_, values)) = of.map(|of| &of.form) else { return true };
                let mut current = values
                    .iter()
                    .filter(|one| one.status == FieldStatus::Current && holds_in(&one.variants, self.place.variant));
                current.any(|one| same(&one.value, value))
            }
            (Check::Sets(sets), Value::Array(items)) => sets
                .iter()
                .any(|set| set.len() == items.len() && set.iter().all(|one| items.iter().any(|item| same(one, item)))),
            (Check::Characters(set), Value::String(text)) => {
                text.chars().all(|c| self.sets[*set].classes.iter().any(|class| class.characters.contains(c)))
            }
            (Check::Pattern(pattern), Value::String(text)) => has_form(pattern, text),
            (Check::Schemes(schemes), Value::String(text)) => schemes
                .iter()
                .any(|scheme| text.strip_prefix(scheme.as_str()).is_some_and(|rest| rest.starts_with("://"))),
            (Check::IntegerText(min, max), Value::String(text)) => {
                let digits = text.trim_start_matches('0');
                !text.is_empty()
                    && text.bytes().all(|byte| byte.is_ascii_digit())
                    && (if digits.is_empty() { Some(0) } else { digits.parse::<u64>().ok() })
                        .is_some_and(|number| (*min..=*max).contains(&number))
            }
            (Check::Base64Bytes(bytes), Value::String(text)) => is_base64(text, *bytes as usize),
            (Check::JsonText, Value::String(text)) => serde_json::from_str::<Value>(text).is_ok(),
            (Check::Decimals(most), Value::Number(number)) => {
                let text = number.to_string();
                let exponent = text.split(['e', 'E']).nth(1).and_then(|digits| digits.parse::<i64>().ok()).unwrap_or(0);
                let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
                let decimals = mantissa.split('.').nth(1).map_or("", |part| part.trim_end_matches('0')).len() as i64;
                decimals - exponent <= i64::from(*most)
            }
            (Check::Joined(each, max), Value::Array(items)) => {
                let texts = items.iter().filter_map(Value::as_str);
                texts.map(|text| text.chars().count() + each.chars().count()).sum::<usize>() <= *max as usize
            }
            (Check::Count(condition, min, max), Value::Array(items)) => {
                let number = items.iter().filter(|item| self.holds(condition, of, item)).count();
                min.is_none_or(|min| number >= min as usize) && max.is_none_or(|max| number <= max as usize)
            }
            _ => true,
        }
    }

    fn in_table(&self, table: usize, way: &[Step], base: Option<&Type>, value: &Value, one: &Value) -> bool {
        let chosen = self.select(base, value, way, "").into_iter().find_map(|found| found.value.cloned());
        let Some(chosen) = chosen else { return true };
        let row = self.api.value_tables[table].rows.iter().find(|row| same(&row.key, &chosen));
        row.is_none_or(|row| row.open == Some(true) || row.values.iter().any(|value| same(&value.value, one)))
    }

    fn holds(&self, condition: &Condition, base: Option<&Type>, value: &Value) -> bool {
        let found =
            self.select(base, value, &condition.path, "").into_iter().next().and_then(|found| found.value.cloned());
        let there = found.is_some();
        let effective = found.or_else(|| condition.default.clone());
        match &condition.test {
            Test::Is(values) => effective.is_some_and(|value| values.iter().any(|one| same(one, &value))),
            Test::IsNot(values) => effective.is_none_or(|value| !values.iter().any(|one| same(one, &value))),
            Test::Contains(values) => effective
                .as_ref()
                .and_then(Value::as_array)
                .is_some_and(|items| items.iter().any(|item| values.iter().any(|one| same(one, item)))),
            Test::Present(wanted) => there == *wanted,
        }
    }

    /// All values at the end of a path. Where a field on the way is missing, the place is that of the object without it.
    fn select<'v>(&self, base: Option<&Type>, value: &'v Value, path: &[Step], pointer: &str) -> Vec<Found<'v>> {
        let Some((first, rest)) = path.split_first() else {
            return vec![Found { pointer: pointer.to_owned(), value: Some(value) }];
        };
        match (first, value) {
            (Step::Field(name), Value::Object(members)) => {
                let field = base.and_then(|base| base.fields().iter().find(|field| field.id == *name));
                let next = field.and_then(|field| field_type(self.api, field));
                let spellings: Vec<&str> = match field {
                    Some(field) => field.spellings(self.place.answer).collect(),
                    None => vec![name],
                };
                let there: Vec<&str> = spellings.into_iter().filter(|name| members.contains_key(*name)).collect();
                if there.is_empty() {
                    return vec![Found { pointer: pointer.to_owned(), value: None }];
                }
                there.iter().flat_map(|name| self.select(next, &members[*name], rest, &step(pointer, name))).collect()
            }
            (Step::Items, Value::Array(items)) => {
                let items = items.iter().enumerate();
                items.flat_map(|(index, item)| self.select(base, item, rest, &format!("{pointer}/{index}"))).collect()
            }
            // What is `null` has no fields; what is no object at all is told as such.
            (Step::Field(_), Value::Null) => vec![Found { pointer: pointer.to_owned(), value: None }],
            _ => Vec::new(),
        }
    }
}

fn field_type<'a>(api: &'a Api, field: &Field) -> Option<&'a Type> {
    match field.value {
        ValueType::Type(index) => Some(&api.types[index]),
        ValueType::Primitive(_) => None,
    }
}

fn value_type_at<'a>(api: &'a Api, base: &'a Type, path: &[Step]) -> Option<&'a Type> {
    let mut current = base;
    for step in path {
        if let Step::Field(name) = step {
            let field = current.fields().iter().find(|field| field.id == *name)?;
            current = field_type(api, field)?;
        }
    }
    Some(current)
}

fn step(pointer: &str, name: &str) -> String {
    let mut out = pointer.to_owned();
    let _ = write!(out, "/{}", name.replace('~', "~0").replace('/', "~1"));
    out
}

fn wrong_type(primitive: Primitive, value: &Value, pointer: &str, found: &mut Vec<Violation>) {
    let (fits, wanted) = match primitive {
        Primitive::String => (value.is_string(), "a text"),
        Primitive::Integer => {
            let whole = value.as_f64().is_some_and(|number| number.fract() == 0.0);
            (value.is_i64() || value.is_u64() || whole, "a whole number")
        }
        Primitive::Number => (value.is_number(), "a number"),
        Primitive::Boolean => (value.is_boolean(), "`true` or `false`"),
        Primitive::Json => (true, ""),
    };
    if !fits {
        found.push(Violation { fault: Fault::WrongType(wanted.to_owned()), pointer: pointer.to_owned() });
    }
}

/// Equality of JSON values in which `1` and `1.0` are the same, as JSON Schema has it.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => compare(a, b).is_eq(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// The order of two numbers, without loss between large ones.
pub(crate) fn compare(a: &Number, b: &Number) -> Ordering {
    let whole = |number: &Number| number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    let float = |number: &Number| number.as_f64().unwrap_or(f64::MAX);
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(a), None) => compare_mixed(a, float(b)),
        (None, Some(b)) => compare_mixed(b, float(a)).reverse(),
        (None, None) => float(a).total_cmp(&float(b)),
    }
}

fn compare_mixed(whole: i128, float: f64) -> Ordering {
    // Beyond this no whole number of 64 bits reaches; below it the conversion is exact.
    const FAR: f64 = 1e20;
    if float >= FAR {
        return Ordering::Less;
    }
    if float <= -FAR {
        return Ordering::Greater;
    }
    whole.cmp(&(float.floor() as i128)).then(if float.fract() == 0.0 { Ordering::Equal } else { Ordering::Less })
}

/// Whether a text is base64, with padding, of so many bytes.
fn is_base64(text: &str, bytes: usize) -> bool {
    let (digits, padding) = ((bytes * 8).div_ceil(6), (3 - bytes % 3) % 3);
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let text = text.as_bytes();
    text.len() == digits + padding && text[..digits].iter().all(is_digit) && text[digits..].iter().all(|b| *b == b'=')
}

thread_local! {
    /// Patterns that were compiled; a catalogue has few of them and judges with them often.
    static PATTERNS: RefCell<HashMap<String, Option<Validator>>> = RefCell::default();
}

/// Whether a text as a whole has the form of a pattern, as a schema would judge it.
fn has_form(pattern: &str, text: &str) -> bool {
    PATTERNS.with_borrow_mut(|patterns| {
        let validator = patterns.entry(pattern.to_owned()).or_insert_with(|| {
            let schema = serde_json::json!({ "pattern": format!("^(?:{pattern})$") });
            jsonschema::validator_for(&schema).ok()
        });
        validator.as_ref().is_some_and(|validator| validator.is_valid(&Value::from(text)))
    })
}
