//! What is wrong with a body: its form by the types, its rules by the tables of the client.

use crate::service::{Endpoint, Field, Holds, Primitive, SERVICE, Type, holds_in};
use agora_cloud_recording::rest::Transition;
use agora_cloud_recording::rest::validate::{Broken, Certainty, Context, Rule, check};
use agora_cloud_recording::{Service, TRANSITIONS};
use serde_json::{Map, Value};
use std::time::SystemTime;

/// Stands in place of what must not be shown.
pub(crate) const HIDDEN: &str = "***";

/// So many unknown fields are told.
const UNKNOWN_MAX: usize = 20;

/// What was found out about a body.
#[derive(Default)]
pub(crate) struct Judged {
    /// What is wrong with its form, in words that name the field.
    pub(crate) form: Option<String>,
    /// A rule that the service refuses to be broken: the error entry, where there is one, and words that name the field.
    pub(crate) refused: Option<(Option<&'static str>, String)>,
    /// Places of fields that no type knows.
    pub(crate) unknown: Vec<String>,
}

/// Judges the body of a call. A call that does not say its variant is right if it is right for one of them.
pub(crate) fn judge(endpoint: &Endpoint, variant: Option<&str>, body: &Value, now: SystemTime) -> Judged {
    let judged = |variant| judge_as(endpoint, variant, body, now);
    if variant.is_some() || endpoint.variants.is_empty() {
        return judged(variant);
    }
    let faults = |one: &Judged| (one.form.is_some(), one.refused.is_some(), one.unknown.len());
    endpoint.variants.iter().map(|variant| judged(Some(variant))).min_by_key(faults).unwrap_or_default()
}

fn judge_as(endpoint: &Endpoint, variant: Option<&str>, body: &Value, now: SystemTime) -> Judged {
    let mut judged = Judged::default();
    let Some(of) = endpoint.request.as_deref().and_then(|id| SERVICE.types.get(id)) else { return judged };
    let mut form = Form { variant, wrong: None, unknown: Vec::new() };
    form.object(of, body, "");
    judged.form = form.wrong;
    judged.unknown = form.unknown;
    let is_this = |one: &&&Transition<Service>| one.operation.name == endpoint.id && one.variant == variant;
    let Some(rules) = TRANSITIONS.iter().find(is_this).and_then(|one| one.rules) else { return judged };
    let context = Context { endpoint: Some(&endpoint.id), variant, now: Some(now), ..Context::default() };
    let found = check(body, rules, &context);
    // Of a dispute nobody knows what the service does, unless both sides are known and neither lets the value through.
    let refuses = |rule: &Rule| {
        let is_settled = rule.certainty != Certainty::Disputed || rule.otherwise.is_some();
        rule.broken == Broken::Refuses && is_settled
    };
    if let Some(violation) = found.into_iter().find(|violation| refuses(violation.rule)) {
        let value = violation.value.as_ref().map(|value| format!(" It is {value}.")).unwrap_or_default();
        let place = if violation.pointer.is_empty() { "the body" } else { &violation.pointer };
        let words = format!("{}: {place}: {}{value}", endpoint.id, violation.rule.words_en);
        judged.refused = Some((violation.rule.error, words));
    }
    judged
}

struct Form<'v> {
    variant: Option<&'v str>,
    wrong: Option<String>,
    unknown: Vec<String>,
}

impl Form<'_> {
    fn fault(&mut self, place: &str, words: &str) {
        let place = if place.is_empty() { "the body" } else { place };
        self.wrong.get_or_insert_with(|| format!("{place} {words}"));
    }

    fn object(&mut self, of: &Type, value: &Value, place: &str) {
        let Value::Object(members) = value else {
            return self.fault(place, "must be an object");
        };
        let variant = self.variant;
        for field in of.fields.iter().filter(|field| holds_in(&field.variants, variant)) {
            let found = spellings(field).find_map(|name| members.get(name));
            let here = format!("{place}/{}", field.name);
            match found {
                None if field.required => self.fault(&here, "is missing"),
                None => {}
                // What stands for no value is the same as none.
                Some(Value::Null) if field.nullable || !field.required => {}
                Some(value) => self.field(field, value, &here),
            }
        }
        for name in
            members.keys().filter(|name| !of.fields.iter().any(|field| spellings(field).any(|one| one == *name)))
        {
            if self.unknown.len() < UNKNOWN_MAX {
                self.unknown.push(format!("{place}/{name}"));
            }
        }
    }

    fn field(&mut self, field: &Field, value: &Value, place: &str) {
        match (field.holds, value) {
            (Holds::List | Holds::TextOrList, Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.one(field, item, &format!("{place}/{index}"));
                }
            }
            (Holds::List, _) => self.fault(place, "must be a list"),
            (Holds::TextOrList, Value::String(_)) => {}
            (Holds::TextOrList, _) => self.fault(place, "must be a text or a list"),
            (Holds::Map, Value::Object(members)) => {
                for (name, item) in members {
                    self.one(field, item, &format!("{place}/{name}"));
                }
            }
            (Holds::Map, _) => self.fault(place, "must be an object"),
            (Holds::OneOrText, Value::String(_)) => {}
            (Holds::One | Holds::OneOrText, _) => self.one(field, value, place),
        }
    }

    fn one(&mut self, field: &Field, value: &Value, place: &str) {
        let of = field.r#type.as_deref().and_then(|id| SERVICE.types.get(id));
        match (field.primitive.or(of.and_then(|of| of.of)), of) {
            (Some(primitive), _) => {
                if let Some(words) = wrong(primitive, value) {
                    self.fault(place, words);
                }
            }
            (None, Some(of)) => self.object(of, value, place),
            (None, None) => {}
        }
    }
}

fn wrong(primitive: Primitive, value: &Value) -> Option<&'static str> {
    let is_whole = || value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0);
    match primitive {
        Primitive::String => (!value.is_string()).then_some("must be a text"),
        Primitive::Integer => (!is_whole()).then_some("must be a whole number"),
        Primitive::Number => (!value.is_number()).then_some("must be a number"),
        Primitive::Boolean => (!value.is_boolean()).then_some("must be true or false"),
        Primitive::Json => None,
    }
}

fn spellings(field: &Field) -> impl Iterator<Item = &String> {
    std::iter::once(&field.name).chain(&field.aliases)
}

/// A body with all that must not be shown taken out. What no type knows is not shown either, for it may be a secret whose
/// name was misspelt.
pub(crate) fn shown(endpoint: &Endpoint, body: &Value) -> Value {
    match endpoint.request.as_deref().and_then(|id| SERVICE.types.get(id)) {
        Some(of) => shown_object(of, body),
        None => hidden(body),
    }
}

fn shown_object(of: &Type, value: &Value) -> Value {
    let Value::Object(members) = value else { return hidden(value) };
    let shown = members.iter().map(|(name, value)| {
        let field = of.fields.iter().find(|field| spellings(field).any(|one| one == name));
        (name.clone(), field.map_or_else(|| hidden(value), |field| shown_field(field, value)))
    });
    shown.collect::<Map<_, _>>().into()
}

fn shown_field(field: &Field, value: &Value) -> Value {
    let of = field.r#type.as_deref().and_then(|id| SERVICE.types.get(id));
    // An announced body has secrets inside and is shown without them; a secret of one value is not shown at all.
    let is_object = of.is_some_and(|of| of.of.is_none());
    if field.secret && !is_object {
        return hidden(value);
    }
    match (value, of.filter(|of| of.of.is_none())) {
        (Value::Array(items), Some(of)) => items.iter().map(|item| shown_object(of, item)).collect(),
        (Value::Object(members), Some(of)) if field.holds == Holds::Map => {
            members.iter().map(|(name, item)| (name.clone(), shown_object(of, item))).collect::<Map<_, _>>().into()
        }
        (value, Some(of)) => shown_object(of, value),
        (Value::Object(_), None) if field.primitive != Some(Primitive::Json) => hidden(value),
        (value, None) => value.clone(),
    }
}

/// Says that something is there, and nothing more.
fn hidden(value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        _ => HIDDEN.into(),
    }
}
