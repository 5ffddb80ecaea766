//! Types, calls, rules and events from the checked model.

use super::AllIndexes;
use crate::check::{Catalogue, parse_path};
use crate::ir::api::{
    Api, Call, Check, Condition, EnumValue, Event, Field, Form, Path, Rule, Step, Test, Type, ValueType,
};
use crate::model::{self, FieldStatus, Holds, Primitive};
use crate::naming;
use serde_json::Value;
use std::collections::HashMap;

pub(super) fn lower(catalogue: &Catalogue<'_>, endpoints: &[&model::Endpoint], indexes: &AllIndexes<'_>) -> Api {
    let mut types: Vec<&model::Type> = catalogue.types.iter().map(|at| at.item).collect();
    types.sort_by_key(|item| &item.id);
    let mut tables: Vec<&model::ValueTable> = catalogue.value_tables.iter().map(|at| at.item).collect();
    tables.sort_by_key(|item| &item.id);
    let lowering = Lowering {
        indexes,
        declared: types.iter().map(|one| (one.id.as_str(), *one)).collect(),
        types: types.iter().map(|one| one.id.as_str()).zip(0..).collect(),
        tables: tables.iter().map(|one| one.id.as_str()).zip(0..).collect(),
    };
    macro_rules! sorted {
        ($list:ident) => {{
            let mut items: Vec<_> = catalogue.$list.iter().map(|at| at.item.clone()).collect();
            items.sort_by(|a, b| a.id.cmp(&b.id));
            items
        }};
    }
    let service = catalogue.services.first().map(|at| at.item);
    let form_errors = service.and_then(|service| service.form_errors.as_ref());
    let mut rules: Vec<Rule> = catalogue.rules.iter().map(|at| lowering.rule(at.item, None, None)).collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let mut events: Vec<Event> = catalogue.events.iter().map(|at| lowering.event(at.item)).collect();
    events.sort_by_key(|event| event.code);
    Api {
        editions: service.map(|service| service.editions.clone()).unwrap_or_default(),
        missing: form_errors.map(|errors| indexes.errors[errors.missing.as_str()]),
        wrong_type: form_errors.map(|errors| indexes.errors[errors.wrong_type.as_str()]),
        types: types.iter().map(|one| lowering.one_type(one)).collect(),
        calls: endpoints.iter().map(|endpoint| lowering.call(endpoint)).collect(),
        rules,
        states: in_order_of_life(sorted!(states), endpoints),
        value_tables: tables.into_iter().cloned().collect(),
        code_tables: sorted!(code_tables),
        connection: catalogue.connections.first().map(|at| at.item.clone()),
        limits: sorted!(limits),
        notifications: catalogue.notifications.first().map(|at| at.item.clone()),
        events,
        conflicts: sorted!(conflicts),
        examples: sorted!(examples),
        emulation: catalogue.emulations.first().map(|at| at.item.clone()),
    }
}

/// States in the order in which a program meets them: those that a call gives without taking one, then what follows from
/// them, by id where several do.
fn in_order_of_life(mut states: Vec<model::State>, endpoints: &[&model::Endpoint]) -> Vec<model::State> {
    let mut met: Vec<String> = Vec::new();
    let mut next: Vec<String> =
        endpoints.iter().filter(|call| call.takes.is_none()).filter_map(|call| call.gives.clone()).collect();
    while !next.is_empty() {
        next.sort_unstable();
        next.dedup();
        next.retain(|id| !met.contains(id));
        met.extend(next.iter().cloned());
        let takes = |call: &model::Endpoint| call.takes.as_ref().is_some_and(|takes| next.contains(&takes.state));
        let by_calls = endpoints.iter().filter(|call| takes(call)).filter_map(|call| call.gives.clone());
        let left = states.iter().filter(|state| next.contains(&state.id)).flat_map(|state| &state.leaves);
        next = by_calls.chain(left.map(|leave| leave.to.clone())).collect();
    }
    states.sort_by_key(|state| met.iter().position(|id| *id == state.id).unwrap_or(met.len()));
    states
}

struct Lowering<'a> {
    indexes: &'a AllIndexes<'a>,
    declared: HashMap<&'a str, &'a model::Type>,
    types: HashMap<&'a str, usize>,
    tables: HashMap<&'a str, usize>,
}

impl Lowering<'_> {
    fn one_type(&self, from: &model::Type) -> Type {
        let of = from.of.unwrap_or(Primitive::Json);
        let form = match from.kind {
            model::TypeKind::Object => {
                Form::Object(from.fields.iter().map(|field| self.field(field, &from.sources)).collect())
            }
            model::TypeKind::Enum => {
                Form::Enum(of, from.values.iter().map(|value| self.value(value, &from.sources)).collect())
            }
            model::TypeKind::Scalar => Form::Scalar(of),
        };
        let own = from.rules.iter().map(|rule| self.rule(rule, None, Some(from)));
        let of_fields = from
            .fields
            .iter()
            .flat_map(|field| field.rules.iter().map(|rule| self.rule(rule, Some(&field.id), Some(from))));
        Type {
            id: from.id.clone(),
            name: from.name.clone().unwrap_or_else(|| naming::upper_camel(&from.id)),
            form,
            title: from.title.clone(),
            note: from.note.clone(),
            rules: of_fields.chain(own).collect(),
            conflicts: from.conflicts.clone(),
            sources: self.indexes.sources(&from.sources),
        }
    }

    fn value_type(&self, id: &str) -> ValueType {
        primitive(id).map_or_else(|| ValueType::Type(self.types[id]), ValueType::Primitive)
    }

    fn field(&self, from: &model::Field, sources: &[String]) -> Field {
        Field {
            id: from.id.clone(),
            name: from.name.clone().unwrap_or_else(|| naming::snake(&from.id)),
            value: self.value_type(&from.r#type),
            holds: from.holds.unwrap_or(Holds::One),
            nullable: from.nullable.unwrap_or(false),
            required: from.required.unwrap_or(false),
            variants: from.variants.clone().unwrap_or_default(),
            editions: from.editions.clone().unwrap_or_default(),
            default: from.default.clone(),
            unit: from.unit.clone(),
            secret: from.secret.unwrap_or(false),
            status: from.status.unwrap_or(FieldStatus::Current),
            introduced: from.introduced.clone(),
            withdrawn: from.withdrawn.clone(),
            aliases: from.aliases.clone(),
            title: from.title.clone(),
            note: from.note.clone(),
            codes: from.codes.clone(),
            conflicts: from.conflicts.clone(),
            confidence: from.confidence.unwrap_or(model::Confidence::Documented).into(),
            sources: self.indexes.sources(from.sources.as_deref().unwrap_or(sources)),
        }
    }

    fn value(&self, from: &model::EnumValue, sources: &[String]) -> EnumValue {
        EnumValue {
            id: from.id.clone(),
            name: naming::upper_camel(&from.id),
            value: from.value.clone(),
            title: from.title.clone(),
            note: from.note.clone(),
            status: from.status.unwrap_or(FieldStatus::Current),
            variants: from.variants.clone().unwrap_or_default(),
            editions: from.editions.clone().unwrap_or_default(),
            sources: self.indexes.sources(from.sources.as_deref().unwrap_or(sources)),
        }
    }

    fn call(&self, from: &model::Endpoint) -> Call {
        let body = from.request.as_deref().map(|id| self.declared[id]);
        Call {
            edition_paths: from.edition_paths.clone(),
            parameters: from.parameters.clone(),
            request: from.request.as_deref().map(|id| self.types[id]),
            response: from.response.as_deref().map(|id| self.types[id]),
            rules: from.rules.iter().map(|rule| self.rule(rule, None, body)).collect(),
            takes: from.takes.clone(),
            gives: from.gives.clone(),
            repeating: from.repeating.clone(),
            conflicts: from.conflicts.clone(),
        }
    }

    fn event(&self, from: &model::Event) -> Event {
        Event {
            id: from.id.clone(),
            name: from.name.clone().unwrap_or_else(|| naming::upper_camel(&from.id)),
            code: from.code,
            wire_name: from.wire_name.clone(),
            senders: from.senders.clone(),
            title: from.title.clone(),
            note: from.note.clone(),
            advice: from.advice.clone(),
            status: from.status.unwrap_or(FieldStatus::Current),
            fields_known: from.fields_known.unwrap_or(true),
            fields: from.fields.iter().map(|field| self.field(field, &from.sources)).collect(),
            introduced: from.introduced.clone(),
            variants: from.variants.clone().unwrap_or_default(),
            errors: from.errors.iter().map(|id| self.indexes.errors[id.as_str()]).collect(),
            confidence: from.confidence.unwrap_or(model::Confidence::Documented).into(),
            conflicts: from.conflicts.clone(),
            since: from.since.clone(),
            sources: self.indexes.sources(&from.sources),
        }
    }

    /// A rule of a field becomes a rule of its object that is about the field.
    fn rule(&self, from: &model::Rule, field: Option<&str>, base: Option<&model::Type>) -> Rule {
        let at = match (&from.at, field) {
            (Some(at), _) => path(at),
            (None, Some(field)) => vec![Step::Field(field.to_owned())],
            (None, None) => Vec::new(),
        };
        Rule {
            id: from.id.clone(),
            words: from.words.clone(),
            force: from.force.unwrap_or(model::Force::Must),
            variants: from.variants.clone().unwrap_or_default(),
            endpoints: from.endpoints.clone().unwrap_or_default(),
            editions: from.editions.clone().unwrap_or_default(),
            when: from.when.iter().map(|when| self.condition(when, base)).collect(),
            check: from.check.as_ref().map(|check| self.check(check, &at, base)),
            otherwise: from.otherwise.as_ref().map(|check| self.check(check, &at, base)),
            at,
            certainty: from.certainty,
            broken: from.broken,
            error: from.error.as_deref().map(|id| self.indexes.errors[id]),
            conflicts: from.conflicts.clone(),
            note: from.note.clone(),
            sources: self.indexes.sources(&from.sources),
        }
    }

    fn condition(&self, from: &model::When, base: Option<&model::Type>) -> Condition {
        let way = path(&from.field);
        let default = base.and_then(|base| self.default_at(base, &way));
        let test = match (&from.is, &from.is_not, &from.contains, from.present) {
            (Some(values), ..) => Test::Is(values.clone()),
            (_, Some(values), ..) => Test::IsNot(values.clone()),
            (_, _, Some(values), _) => Test::Contains(values.clone()),
            (.., present) => Test::Present(present.expect("checked: a condition tests something")),
        };
        Condition { path: way, default, test }
    }

    fn type_at(&self, base: &model::Type, way: &[Step]) -> Option<&model::Type> {
        let mut current = *self.declared.get(base.id.as_str())?;
        for step in way {
            if let Step::Field(name) = step {
                let field = current.fields.iter().find(|field| field.id == *name)?;
                current = self.declared.get(field.r#type.as_str())?;
            }
        }
        Some(current)
    }

    fn default_at(&self, base: &model::Type, way: &[Step]) -> Option<Value> {
        let (Step::Field(last), before) = way.split_last()? else { return None };
        let owner = self.type_at(base, before)?;
        owner.fields.iter().find(|field| field.id == *last)?.default.clone()
    }

    fn check(&self, from: &model::Check, at: &[Step], base: Option<&model::Type>) -> Check {
        let paths = |all: &[String]| all.iter().map(|one| path(one)).collect::<Vec<_>>();
        if let Some(all) = &from.present {
            Check::Present(paths(all))
        } else if let Some(all) = &from.absent {
            Check::Absent(paths(all))
        } else if let Some(all) = &from.at_most_one {
            Check::AtMostOne(paths(all))
        } else if let Some(all) = &from.exactly_one {
            Check::ExactlyOne(paths(all))
        } else if let Some(all) = &from.together {
            Check::Together(paths(all))
        } else if let Some(range) = &from.range {
            Check::Range(range.min.clone(), range.max.clone())
        } else if let Some(length) = &from.length {
            Check::Length(length.min_characters, length.max_characters, length.max_bytes)
        } else if let Some(items) = &from.items {
            Check::Items(items.min, items.max)
        } else if let Some(values) = &from.values {
            Check::Values(values.clone())
        } else if from.known.is_some() {
            Check::Known
        } else if let Some(sets) = &from.sets {
            Check::Sets(sets.clone())
        } else if let Some(set) = &from.characters {
            Check::Characters(self.indexes.character_sets[set.as_str()])
        } else if let Some(pattern) = &from.pattern {
            Check::Pattern(pattern.clone())
        } else if let Some(schemes) = &from.schemes {
            Check::Schemes(schemes.clone())
        } else if let Some(range) = &from.integer_text {
            let bound = |number: &Option<serde_json::Number>| number.as_ref().and_then(serde_json::Number::as_u64);
            Check::IntegerText(bound(&range.min).unwrap_or(0), bound(&range.max).unwrap_or(u64::MAX))
        } else if let Some(bytes) = from.base64_bytes {
            Check::Base64Bytes(bytes)
        } else if from.json_text.is_some() {
            Check::JsonText
        } else if let Some(decimals) = from.decimals {
            Check::Decimals(decimals)
        } else if let Some(total) = &from.product {
            Check::Product(paths(&total.fields), total.max.clone())
        } else if let Some(total) = &from.sum {
            Check::Sum(paths(&total.fields), total.max.clone())
        } else if let Some(joined) = &from.joined {
            Check::Joined(joined.each_followed_by.clone(), joined.max_characters)
        } else if let Some(count) = &from.count {
            let item = base.and_then(|base| self.type_at(base, at));
            Check::Count(Box::new(self.condition(&count.when, item)), count.min, count.max)
        } else if let Some(table) = &from.table {
            Check::Table(self.tables[table.id.as_str()], path(&table.row))
        } else if let Some(equals) = &from.equals {
            Check::Equals(self.indexes.endpoints[equals.endpoint.as_str()], path(&equals.field))
        } else {
            Check::AheadS(from.ahead_s.expect("checked: a check has exactly one member"))
        }
    }
}

/// The word for a value that JSON knows.
pub(crate) fn primitive(id: &str) -> Option<Primitive> {
    Some(match id {
        "string" => Primitive::String,
        "integer" => Primitive::Integer,
        "number" => Primitive::Number,
        "boolean" => Primitive::Boolean,
        "json" => Primitive::Json,
        _ => return None,
    })
}

fn path(text: &str) -> Path {
    parse_path(text).expect("checked: paths are written as such")
}
