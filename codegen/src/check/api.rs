//! C090 to C098: types, rules, lifecycle, notifications, hosts and limits.

use super::ids::twice;
use super::{At, Catalogue, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::api::{Path, Step};
use crate::judge;
use crate::lower::primitive;
use crate::model::{
    Check, CodeTable, Connection, Endpoint, Event, Field, Holds, Limit, Notifications, Primitive, Rule, Total, Type,
    TypeKind, ValueTable, Verdict, When,
};
use crate::naming;
use serde_json::{Number, Value};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A set of more values would have too many orders to write them all into a schema.
const SET_SIZE_MAX: usize = 5;

/// More bytes would make a pattern that engines refuse.
const BASE64_BYTES_MAX: u32 = 3072;

/// A path such as `a.b[].c`; nothing if it is none.
pub(crate) fn parse_path(text: &str) -> Option<Path> {
    let mut path = Vec::new();
    for part in text.split('.') {
        let mut name = part;
        let mut lists = 0;
        while let Some(rest) = name.strip_suffix("[]") {
            name = rest;
            lists += 1;
        }
        if name.is_empty() || name.contains(['[', ']']) {
            return None;
        }
        path.push(Step::Field(name.to_owned()));
        path.extend((0..lists).map(|_| Step::Items));
    }
    Some(path)
}

/// A rule with the types that its paths begin at.
struct Stated<'a> {
    rule: &'a Rule,
    place: Place,
    bases: Vec<&'a Type>,
    field: Option<&'a Field>,
    from: From,
}

/// Where a rule stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    /// At a type or one of its fields.
    Type,
    /// At a field of an event.
    Event,
    /// At a call.
    Call,
    /// In the section `rules`, where no body is.
    AcrossCalls,
}

/// Ids with their places.
type Ids = Vec<(String, Place)>;

/// A problem of a rule: its check, its place, what is wrong and what helps.
pub(super) type Problem = (Code, Place, String, String);

pub(super) fn check(catalogue: &mut Catalogue<'_>) {
    ids(catalogue);
    let types: HashMap<&str, &Type> = catalogue.types.iter().map(|at| (at.item.id.as_str(), at.item)).collect();
    for at in catalogue.types.clone() {
        form(catalogue, at.item, &at.place);
        fields(catalogue, &at.item.id, &types, &at.item.fields, &at.place);
    }
    cycles(catalogue, &types);
    tables(catalogue);
    for at in catalogue.events.clone() {
        fields(catalogue, &at.item.id, &types, &at.item.fields, &at.place);
        event(catalogue, at.item, &at.place);
    }
    for stated in stated_rules(catalogue, &types) {
        rule(catalogue, &types, &stated);
    }
    for at in catalogue.endpoints.clone() {
        endpoint(catalogue, at.item, &at.place);
    }
    lifecycle(catalogue);
    confirmations(catalogue, &types);
    flows(catalogue, &types);
    renewals(catalogue, &types);
    names(catalogue);
    for at in catalogue.limits.clone() {
        limit(catalogue, at.item, &at.place);
    }
    singles(catalogue, &types);
}

fn fault(catalogue: &mut Catalogue<'_>, code: Code, place: &Place, entry: &str, message: String, help: &str) {
    let problem = catalogue.problem(code, place, message).entry(entry).help(help);
    catalogue.report(problem);
}

/// C001 to C003 and C006 for everything of these sections.
fn ids(catalogue: &mut Catalogue<'_>) {
    let mut snake: Vec<(String, Place)> = Vec::new();
    macro_rules! unique {
        ($($list:ident: $what:literal),+) => { $(
            let ids: Vec<_> = catalogue.$list.iter().map(|at| (at.item.id.clone(), at.place.key("id"))).collect();
            snake.extend(ids.iter().cloned());
            twice(catalogue, Code::C001, $what, "give one of them another id", ids);
        )+ };
    }
    unique!(
        types: "type", states: "state", value_tables: "value table", code_tables: "code table", limits: "limit",
        events: "event", conflicts: "conflict", examples: "example"
    );
    let types: HashMap<&str, &Type> = HashMap::new();
    let rules: Vec<_> = stated_rules(catalogue, &types);
    let rules: Vec<_> = rules.iter().map(|one| (one.rule.id.clone(), one.place.key("id"))).collect();
    snake.extend(rules.iter().cloned());
    twice(catalogue, Code::C001, "rule", "give one of them another id", rules);
    let codes: Vec<_> = catalogue.events.iter().map(|at| (at.item.code.to_string(), at.place.key("code"))).collect();
    twice(catalogue, Code::C001, "code of an event", "one number is one event", codes);
    let names = catalogue.events.iter().filter_map(|at| Some((at.item.wire_name.clone()?, at.place.key("wire_name"))));
    let names: Vec<_> = names.collect();
    twice(catalogue, Code::C001, "name of an event", "one name is one event", names);
    if let Some(service) = catalogue.services.first() {
        let editions = service.item.editions.iter().enumerate();
        let ids: Vec<_> = editions
            .map(|(index, edition)| (edition.id.clone(), service.place.key("editions").item(index).key("id")))
            .collect();
        snake.extend(ids.iter().cloned());
        twice(catalogue, Code::C001, "edition", "give one of them another id", ids);
    }

    let mut inner: Vec<(&'static str, &'static str, Ids)> = Vec::new();
    let mut wire: Vec<(String, Place)> = Vec::new();
    let named = |fields: &[Field], place: &Place| -> Ids {
        let mut names = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let here = place.key("fields").item(index);
            names.push((field.id.clone(), here.key("id")));
            let aliases = field.aliases.iter().enumerate();
            names.extend(aliases.map(|(i, alias)| (alias.id.clone(), here.key("aliases").item(i).key("id"))));
        }
        names
    };
    let listed = |list: &str, place: &Place, ids: Vec<&String>| -> Ids {
        let ids = ids.into_iter().enumerate();
        ids.map(|(index, id)| (id.clone(), place.key(list).item(index).key("id"))).collect()
    };
    for at in &catalogue.types {
        let names = named(&at.item.fields, &at.place);
        wire.extend(names.iter().cloned());
        inner.push(("field", "a field has one row; a mode that has it not is left out of `variants`", names));
        let values = listed("values", &at.place, at.item.values.iter().map(|value| &value.id).collect());
        snake.extend(values.iter().cloned());
        inner.push(("value", "give one of them another id", values));
        let wire_values = at.item.values.iter().enumerate();
        inner.push((
            "value on the wire",
            "one value has one row",
            wire_values.map(|(i, v)| (v.value.to_string(), at.place.key("values").item(i).key("value"))).collect(),
        ));
    }
    for at in &catalogue.events {
        let names = named(&at.item.fields, &at.place);
        wire.extend(names.iter().cloned());
        inner.push(("field", "a field has one row", names));
    }
    for at in &catalogue.value_tables {
        let rows = listed("rows", &at.place, at.item.rows.iter().map(|row| &row.id).collect());
        snake.extend(rows.iter().cloned());
        inner.push(("row", "give one of them another id", rows));
        for (index, row) in at.item.rows.iter().enumerate() {
            let here = at.place.key("rows").item(index).key("values");
            let values = row.values.iter().enumerate();
            inner.push((
                "value",
                "one value has one row",
                values.map(|(i, value)| (value.value.to_string(), here.item(i).key("value"))).collect(),
            ));
        }
    }
    for at in &catalogue.code_tables {
        let codes = listed("codes", &at.place, at.item.codes.iter().map(|code| &code.id).collect());
        snake.extend(codes.iter().cloned());
        inner.push(("code", "give one of them another id", codes));
        let wire = at.item.codes.iter().enumerate();
        let wire = wire.map(|(i, one)| (crate::emit::code_text(&one.code), at.place.key("codes").item(i).key("code")));
        inner.push(("code", "one code has one row", wire.collect()));
    }
    for at in &catalogue.endpoints {
        let names = listed("parameters", &at.place, at.item.parameters.iter().map(|one| &one.id).collect());
        inner.push(("parameter", "one placeholder has one row", names));
    }
    let flows = catalogue
        .states
        .iter()
        .filter_map(|at| Some((at.item.flow.as_ref()?.id.clone(), at.place.key("flow").key("id"))));
    let flows: Vec<_> = flows.collect();
    snake.extend(flows.iter().cloned());
    let calls = catalogue.endpoints.iter().map(|at| (at.item.id.clone(), at.place.key("id")));
    let named: Vec<_> = calls.chain(flows).collect();
    twice(catalogue, Code::C001, "call or flow", "give one of them another id", named);
    for at in &catalogue.states {
        let leaves = listed("leaves", &at.place, at.item.leaves.iter().map(|one| &one.id).collect());
        snake.extend(leaves.iter().cloned());
        inner.push(("cause", "give one of them another id", leaves));
        let names = listed("names", &at.place, at.item.names.iter().map(|one| &one.id).collect());
        snake.extend(names.iter().cloned());
        inner.push(("name", "give one of them another id", names));
        for (index, name) in at.item.names.iter().enumerate() {
            let here = at.place.key("names").item(index);
            let parts = listed("parts", &here, name.parts.iter().map(|one| &one.id).collect());
            snake.extend(parts.iter().cloned());
            inner.push(("part", "give one of them another id", parts));
        }
    }
    for at in &catalogue.connections {
        let lists = [
            ("domain", listed("domains", &at.place, at.item.domains.iter().map(|one| &one.id).collect())),
            ("host", listed("hosts", &at.place, at.item.hosts.iter().map(|one| &one.id).collect())),
            ("area", listed("areas", &at.place, at.item.areas.iter().map(|one| &one.id).collect())),
        ];
        for (what, ids) in lists {
            snake.extend(ids.iter().cloned());
            inner.push((what, "give one of them another id", ids));
        }
    }
    for at in &catalogue.notifications {
        let lists = [
            ("signature", listed("signatures", &at.place, at.item.signatures.iter().map(|one| &one.id).collect())),
            ("fact", listed("delivery", &at.place, at.item.delivery.iter().map(|one| &one.id).collect())),
            ("sequence", listed("sequences", &at.place, at.item.sequences.iter().map(|one| &one.id).collect())),
        ];
        for (what, ids) in lists {
            snake.extend(ids.iter().cloned());
            inner.push((what, "give one of them another id", ids));
        }
    }
    for (what, help, ids) in inner {
        twice(catalogue, Code::C003, what, help, ids);
    }
    // What is still to be written is told as such.
    for (id, place) in snake.into_iter().filter(|(id, _)| id != super::TO_DO) {
        if !naming::is_snake_case(&id) || id.len() > naming::ID_LENGTH_MAX {
            let problem = catalogue.problem(Code::C006, &place, format!("`{id}` is no id"));
            catalogue.report(problem.help(format!(
                "use small letters, digits and single `_`, beginning with a letter, at most {} characters",
                naming::ID_LENGTH_MAX
            )));
        }
    }
    for (id, place) in wire {
        if !naming::is_wire_name(&id) {
            let problem = catalogue.problem(Code::C006, &place, format!("`{id}` is no name of a field"));
            catalogue.report(problem.help("use letters, digits, `_` and `-`, beginning with a letter"));
        }
    }
    let mut names: Vec<(String, Place)> = Vec::new();
    for at in &catalogue.types {
        let name = at.item.name.clone();
        let place = if name.is_some() { at.place.key("name") } else { at.place.key("id") };
        names.push((name.unwrap_or_else(|| naming::upper_camel(&at.item.id)), place));
    }
    for (name, place) in &names {
        if !naming::is_rust_variant(name) {
            let problem = catalogue.problem(Code::C002, place, format!("`{name}` is no name of a Rust type"));
            catalogue.report(problem.help("write `name:` in `UpperCamel`, of letters and digits"));
        }
    }
    let mut groups = vec![("type", names)];
    for at in &catalogue.types {
        groups.push(("field", field_names(&at.item.fields, &at.place)));
        let values = at.item.values.iter().enumerate();
        groups.push((
            "value",
            values
                .map(|(index, value)| (naming::upper_camel(&value.id), at.place.key("values").item(index).key("id")))
                .collect(),
        ));
    }
    let mut events = Vec::new();
    for at in &catalogue.events {
        groups.push(("field", field_names(&at.item.fields, &at.place)));
        let place = if at.item.name.is_some() { at.place.key("name") } else { at.place.key("id") };
        events.push((at.item.name.clone().unwrap_or_else(|| naming::upper_camel(&at.item.id)), place));
    }
    groups.push(("event", events));
    // An id that stands twice is told as such, and not that its name does so too.
    let told: HashSet<_> = catalogue
        .problems
        .iter()
        .filter(|problem| matches!(problem.code, Code::C001 | Code::C003))
        .filter_map(|problem| Some(problem.labels.first()?.0.clone()))
        .collect();
    for (what, names) in groups {
        let names: Vec<_> = names.into_iter().filter(|(_, place)| !told.contains(&catalogue.span(place))).collect();
        let help = if what == "value" { "give one of them another id" } else { "write `name:` for one of them" };
        twice(catalogue, Code::C002, "Rust name", help, names);
    }
}

/// The names that fields get in Rust, with the places that say so.
fn field_names(fields: &[Field], place: &Place) -> Ids {
    let fields = fields.iter().enumerate();
    let named = fields.map(|(index, field)| {
        let here = place.key("fields").item(index);
        let place = if field.name.is_some() { here.key("name") } else { here.key("id") };
        (field.name.clone().unwrap_or_else(|| naming::snake(&field.id)), place)
    });
    named.collect()
}

/// C090: the members of a type go with its kind.
fn form(catalogue: &mut Catalogue<'_>, item: &Type, place: &Place) {
    let mut tell = |key: &str, message: &str, help: &str| {
        fault(catalogue, Code::C090, &place.key(key), &item.id, message.to_owned(), help);
    };
    if primitive(&item.id).is_some() {
        tell("id", "a type with the name of a JSON type", "give it another id");
    }
    match item.kind {
        TypeKind::Object => {
            if item.of.is_some() {
                tell("of", "an object is of no single value", "delete `of`");
            }
            if !item.values.is_empty() {
                tell("values", "an object has no values", "delete `values`, or write `kind: enum`");
            }
        }
        TypeKind::Enum | TypeKind::Scalar => {
            if item.of.is_none() {
                tell("kind", "a single value that does not say what it is", "add `of:`, such as `of: string`");
            }
            if !item.fields.is_empty() {
                tell("fields", "a single value has no fields", "delete `fields`, or write `kind: object`");
            }
        }
    }
    if item.kind == TypeKind::Scalar && !item.values.is_empty() {
        tell("values", "a scalar has no known values", "write `kind: enum`");
    }
    if item.kind == TypeKind::Enum {
        if item.values.is_empty() {
            tell("kind", "an enum without values", "add `values:`, one item a value");
        }
        let of = item.of.unwrap_or(Primitive::String);
        if !matches!(of, Primitive::String | Primitive::Integer) {
            tell("of", "an enum of neither texts nor whole numbers", "write `of: string` or `of: integer`");
        }
        for (index, value) in item.values.iter().enumerate() {
            if !fits(of, &value.value) && value.value != super::TO_DO {
                let here = place.key("values").item(index).key("value");
                let message = format!("`{}` is no value of this enum", value.value);
                fault(catalogue, Code::C090, &here, &item.id, message, "write a value of the sort that `of` names");
            }
        }
    }
}

pub(super) fn fits(primitive: Primitive, value: &Value) -> bool {
    match primitive {
        Primitive::String => value.is_string(),
        Primitive::Integer => value.is_i64() || value.is_u64(),
        Primitive::Number => value.is_number(),
        Primitive::Boolean => value.is_boolean(),
        Primitive::Json => true,
    }
}

/// C090: no value of a type holds a value of the same type, so that whoever walks through types comes to an end.
fn cycles(catalogue: &mut Catalogue<'_>, types: &HashMap<&str, &Type>) {
    let mut told: HashSet<&str> = HashSet::new();
    for at in catalogue.types.clone() {
        let Some(way) = cycle(types, at.item).filter(|way| !way.iter().any(|id| told.contains(id))) else { continue };
        told.extend(&way);
        let shown: Vec<String> = way.iter().chain(way.first()).map(|id| format!("`{id}`")).collect();
        let message = format!("the type `{}` contains itself: {}", at.item.id, shown.join(" holds "));
        let help = "write `type: json` where a body may be nested without end";
        fault(catalogue, Code::C090, &at.place.key("id"), &at.item.id, message, help);
    }
}

/// The types on a way from a type to itself, each once.
fn cycle<'a>(types: &HashMap<&str, &'a Type>, start: &'a Type) -> Option<Vec<&'a str>> {
    let mut before: HashMap<&str, &str> = HashMap::new();
    let mut open = vec![start];
    while let Some(of) = open.pop() {
        for next in of.fields.iter().filter_map(|field| types.get(field.r#type.as_str())) {
            if next.id == start.id {
                let mut way = vec![of.id.as_str()];
                while let Some(id) = before.get(way[way.len() - 1]).filter(|_| way[way.len() - 1] != start.id) {
                    way.push(id);
                }
                way.reverse();
                return Some(way);
            }
            if !before.contains_key(next.id.as_str()) {
                before.insert(&next.id, &of.id);
                open.push(next);
            }
        }
    }
    None
}

/// C090: tables have rows, and rows have values.
fn tables(catalogue: &mut Catalogue<'_>) {
    for at in catalogue.value_tables.clone() {
        let ValueTable { id, rows, .. } = at.item;
        if rows.is_empty() {
            let help = "add one item a value of the other field";
            fault(catalogue, Code::C090, &at.place.key("rows"), id, "a table without rows".to_owned(), help);
        }
        for (index, row) in rows.iter().enumerate() {
            let here = at.place.key("rows").item(index);
            if row.values.is_empty() && row.open != Some(true) {
                let help = "name the values, or write `open: true` where the sources name none";
                fault(catalogue, Code::C090, &here.key("values"), id, "a row without values".to_owned(), help);
            }
            if rows[..index].iter().any(|other| judge::same(&other.key, &row.key)) {
                let message = format!("the key `{}` is used twice", row.key);
                fault(catalogue, Code::C003, &here.key("key"), id, message, "one value has one row");
            }
        }
    }
    for at in catalogue.code_tables.clone() {
        let CodeTable { id, codes, .. } = at.item;
        if codes.is_empty() {
            let help = "add one item a code";
            fault(catalogue, Code::C090, &at.place.key("codes"), id, "a table without codes".to_owned(), help);
        }
    }
}

/// C090 and C091: the fields of an object.
fn fields(catalogue: &mut Catalogue<'_>, entry: &str, types: &HashMap<&str, &Type>, fields: &[Field], owner: &Place) {
    for (index, field) in fields.iter().enumerate() {
        let place = &owner.key("fields").item(index);
        for (index, when) in field.codes.iter().map(|used| &used.when).enumerate() {
            for (number, when) in when.iter().enumerate() {
                let mut problems = Vec::new();
                let here = place.key("codes").item(index).key("when").item(number);
                condition(types, fields, when, &here, &mut problems);
                for (code, place, message, help) in problems {
                    fault(catalogue, code, &place, entry, message, &help);
                }
            }
        }
        let is_object = types.get(field.r#type.as_str()).is_some_and(|of| of.kind == TypeKind::Object);
        if is_object && field.holds.is_none_or(|holds| holds == Holds::One) && field.default.is_some() {
            let message = "an object has no default of its own".to_owned();
            fault(catalogue, Code::C091, &place.key("default"), entry, message, "give its fields their defaults");
        }
        if field.required == Some(true) && field.default.is_some() {
            let message = "a field that must be there has no default".to_owned();
            let help = "delete one of `required` and `default`; what the sources dispute is a rule with `present`";
            fault(catalogue, Code::C091, &place.key("default"), entry, message, help);
        }
        let is_number_or_boolean =
            matches!(primitive(&field.r#type), Some(Primitive::Integer | Primitive::Number | Primitive::Boolean));
        if field.holds == Some(Holds::OneOrText) && !is_number_or_boolean {
            let message = "a text that says no number and no boolean".to_owned();
            let help = "write `holds: one`, or the type `integer`, `number` or `boolean`";
            fault(catalogue, Code::C090, &place.key("holds"), entry, message, help);
        }
        if let Some(unit) = &field.unit
            && !types.get(field.r#type.as_str()).map_or_else(
                || matches!(primitive(&field.r#type), Some(Primitive::Integer | Primitive::Number)),
                |of| matches!(of.of, Some(Primitive::Integer | Primitive::Number)),
            )
        {
            let message = format!("`{unit}` counts nothing, for the field is no number");
            fault(catalogue, Code::C090, &place.key("unit"), entry, message, "delete `unit`");
        }
        for (key, date) in [("introduced", &field.introduced), ("withdrawn", &field.withdrawn)] {
            date_of(catalogue, entry, place, key, date.as_deref());
        }
    }
}

fn date_of(catalogue: &mut Catalogue<'_>, entry: &str, place: &Place, key: &str, date: Option<&str>) {
    if let Some(date) = date.filter(|date| !super::ids::is_some_date(date)) {
        let message = format!("`{date}` is no date");
        let help = "write `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, between quotes";
        fault(catalogue, Code::C008, &place.key(key), entry, message, help);
    }
}

/// The ids of all rules, with their places.
pub(super) fn rule_ids(catalogue: &Catalogue<'_>) -> Ids {
    let rules = stated_rules(catalogue, &HashMap::new());
    rules.into_iter().map(|one| (one.rule.id.clone(), one.place.key("id"))).collect()
}

/// Every rule of a catalogue, wherever it stands.
fn stated_rules<'a>(catalogue: &Catalogue<'a>, types: &HashMap<&str, &'a Type>) -> Vec<Stated<'a>> {
    let mut all = Vec::new();
    let mut add = |rules: &'a [Rule], place: Place, bases: Vec<&'a Type>, field: Option<&'a Field>, from: From| {
        for (index, rule) in rules.iter().enumerate() {
            all.push(Stated { rule, place: place.item(index), bases: bases.clone(), field, from });
        }
    };
    for at in &catalogue.types {
        add(&at.item.rules, at.place.key("rules"), vec![at.item], None, From::Type);
        for (index, field) in at.item.fields.iter().enumerate() {
            let place = at.place.key("fields").item(index).key("rules");
            add(&field.rules, place, vec![at.item], Some(field), From::Type);
        }
    }
    for at in &catalogue.events {
        for (index, field) in at.item.fields.iter().enumerate() {
            let place = at.place.key("fields").item(index).key("rules");
            add(&field.rules, place, Vec::new(), Some(field), From::Event);
        }
    }
    let body = |endpoint: &'a Endpoint| endpoint.request.as_deref().and_then(|id| types.get(id)).copied();
    for at in &catalogue.endpoints {
        add(&at.item.rules, at.place.key("rules"), body(at.item).into_iter().collect(), None, From::Call);
    }
    for at in &catalogue.rules {
        let calls = catalogue.endpoints.iter().map(|endpoint| endpoint.item);
        let named = calls.filter(|endpoint| at.item.endpoints.iter().flatten().any(|id| *id == endpoint.id));
        let bases = named.filter_map(body).collect();
        all.push(Stated { rule: at.item, place: at.place.clone(), bases, field: None, from: From::AcrossCalls });
    }
    all
}

/// The field at the end of a path and the variants in which all fields on the way exist.
pub(super) struct Reached<'a> {
    pub(super) field: Option<&'a Field>,
    pub(super) of: Option<&'a Type>,
    pub(super) holds: Holds,
    variants: Option<BTreeSet<&'a str>>,
}

impl<'a> Reached<'a> {
    fn start(of: Option<&'a Type>) -> Self {
        Self { field: None, of, holds: Holds::One, variants: None }
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self.holds, Holds::List | Holds::TextOrList)
    }

    /// What a single value is, where it is one that JSON knows.
    pub(super) fn primitive(&self) -> Option<Primitive> {
        match (self.of, self.field) {
            (Some(of), _) => of.of,
            (None, Some(field)) => primitive(&field.r#type),
            (None, None) => None,
        }
    }
}

/// Why a path leads nowhere.
pub(super) enum Lost<'a> {
    /// There is no such field; there are these.
    Field(String, Vec<&'a str>),
    /// The path goes on behind this list.
    List(String),
    /// The path goes on behind this map.
    Map(String),
    /// `[]` stands behind what is no list.
    NoList,
    /// A type on the way does not exist, which is told where it is named.
    Told,
}

impl Lost<'_> {
    /// What is wrong and what helps; nothing where that is told elsewhere.
    pub(super) fn told(&self, path: &str) -> Option<(String, String)> {
        Some(match self {
            Self::Told => return None,
            Self::Field(name, known) => {
                let help = match naming::nearest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", naming::list(known.iter().copied())),
                };
                (format!("there is no field `{name}` on the path `{path}`"), help)
            }
            Self::List(name) => (
                format!("`{name}` on the path `{path}` is a list"),
                format!("write `{name}[]` for what is in each of its items"),
            ),
            Self::Map(name) => (
                format!("`{name}` on the path `{path}` has keys of any name"),
                "let the path end there, or write a rule at the type of its values".to_owned(),
            ),
            Self::NoList => (format!("`[]` on the path `{path}` follows no list"), "delete `[]`".to_owned()),
        })
    }
}

/// Follows a path from an object with these fields.
pub(super) fn follow<'a>(
    types: &HashMap<&str, &'a Type>,
    base: &'a [Field],
    path: &[Step],
) -> Result<Reached<'a>, Lost<'a>> {
    let mut reached = Reached::start(None);
    let mut fields = base;
    for step in path {
        match step {
            Step::Field(name) => {
                if let Some(before) = reached.field {
                    match reached.holds {
                        Holds::List | Holds::TextOrList => return Err(Lost::List(before.id.clone())),
                        Holds::Map => return Err(Lost::Map(before.id.clone())),
                        Holds::One | Holds::OneOrText => {}
                    }
                }
                if reached.field.is_some_and(|before| is_unknown(types, before)) {
                    return Err(Lost::Told);
                }
                let Some(field) = fields.iter().find(|field| field.id == *name) else {
                    return Err(Lost::Field(name.clone(), fields.iter().map(|field| field.id.as_str()).collect()));
                };
                reached.field = Some(field);
                reached.of = types.get(field.r#type.as_str()).copied();
                reached.holds = field.holds.unwrap_or(Holds::One);
                fields = reached.of.map_or(&[], |of| of.fields.as_slice());
                narrow(&mut reached.variants, field.variants.as_deref());
            }
            Step::Items => {
                if !reached.is_list() {
                    return Err(Lost::NoList);
                }
                reached.holds = Holds::One;
            }
        }
    }
    Ok(reached)
}

fn is_unknown(types: &HashMap<&str, &Type>, field: &Field) -> bool {
    primitive(&field.r#type).is_none() && !types.contains_key(field.r#type.as_str())
}

fn narrow<'a>(variants: &mut Option<BTreeSet<&'a str>>, other: Option<&'a [String]>) {
    let Some(other) = other else { return };
    let other: BTreeSet<&str> = other.iter().map(String::as_str).collect();
    *variants = Some(match variants.take() {
        Some(known) => known.intersection(&other).copied().collect(),
        None => other,
    });
}

/// What is wrong with a text that is no path.
pub(super) fn no_path(text: &str) -> (String, String) {
    (format!("`{text}` is no path"), "write names divided by dots, `[]` after a list: `layout[].width`".to_owned())
}

/// C092 to C095: a rule.
fn rule(catalogue: &mut Catalogue<'_>, types: &HashMap<&str, &Type>, stated: &Stated<'_>) {
    let mut problems: Vec<Problem> = Vec::new();
    said_together(stated, &mut problems);
    if !(stated.from == From::Event || stated.bases.is_empty() && stated.from == From::Type) {
        paths(types, stated, &mut problems);
    }
    if let From::AcrossCalls = stated.from
        && let Some(equals) = stated.rule.check.as_ref().and_then(|check| check.equals.as_ref())
    {
        earlier(catalogue, types, equals, &stated.place.key("check").key("equals"), &mut problems);
    }
    for (code, place, message, help) in problems {
        fault(catalogue, code, &place, &stated.rule.id, message, &help);
    }
}

/// C095 and C092: what is said of a rule goes together.
fn said_together(stated: &Stated<'_>, problems: &mut Vec<Problem>) {
    use crate::model::{Broken, Certainty};
    let Stated { rule, place, .. } = stated;
    let mut tell = |code: Code, key: &str, message: &str, help: &str| {
        problems.push((code, place.key(key), message.to_owned(), help.to_owned()));
    };
    if rule.certainty == Certainty::Disputed && rule.conflicts.is_empty() {
        let message = "a dispute that does not say what is disputed";
        tell(Code::C095, "certainty", message, "name the conflict in `conflicts`");
    }
    if rule.otherwise.is_some() && rule.certainty != Certainty::Disputed {
        let message = "another side where nothing is disputed";
        tell(Code::C095, "otherwise", message, "write `certainty: disputed`, or delete `otherwise`");
    }
    if rule.otherwise.is_some() && rule.check.is_none() {
        tell(Code::C095, "otherwise", "another side without a first one", "add `check`");
    }
    if rule.error.is_some() && matches!(rule.broken, Broken::Ignores | Broken::Adjusts) {
        let help = "write `broken: refuses`, or delete `error`";
        tell(Code::C095, "error", "an error although the call goes on", help);
    }
    let across = |check: &Option<Check>| check.as_ref().is_some_and(|check| check.equals.is_none());
    match stated.from {
        From::Event => {
            let help = "write what is known of the value as its `note`: rules are about what is sent to the service";
            tell(Code::C095, "id", "a rule over what the service itself sends", help);
        }
        From::AcrossCalls => {
            let help = "move it to the type or field it is about; only `equals` reaches from call to call";
            for (key, check) in [("check", &rule.check), ("otherwise", &rule.otherwise)] {
                if across(check) {
                    tell(Code::C092, key, "a check where there is no body", help);
                }
            }
            if stated.bases.is_empty() && (rule.at.is_some() || !rule.when.is_empty()) {
                let key = if rule.at.is_some() { "at" } else { "when" };
                let help = "name in `endpoints` calls that have a body";
                tell(Code::C094, key, "a path, and nothing says in which body", help);
            }
        }
        From::Call if stated.bases.is_empty() => {
            let help = "name the body in `request`, or move the rule to the section `rules`";
            tell(Code::C094, "id", "a rule of a call without body", help);
        }
        From::Call | From::Type => {}
    }
}

/// C092 and C094: the paths of a rule exist and meet, and its checks fit what is at their end.
fn paths(types: &HashMap<&str, &Type>, stated: &Stated<'_>, problems: &mut Vec<Problem>) {
    let Stated { rule, place, bases, field, .. } = stated;
    for (index, when) in rule.when.iter().enumerate() {
        one_test(when, &place.key("when").item(index), problems);
    }
    for (key, check) in [("check", &rule.check), ("otherwise", &rule.otherwise)] {
        if let Some(check) = check {
            members(check, &place.key(key), problems);
        }
    }
    let subject = rule.at.clone().or_else(|| field.map(|field| field.id.clone()));
    for base in bases {
        let before = problems.len();
        let mut scope: Option<BTreeSet<&str>> = None;
        narrow(&mut scope, rule.variants.as_deref());
        let is_scoped = scope.as_ref().is_none_or(|scope| !scope.is_empty());
        let mut met = scope;
        let mut reach = |text: &str, here: &Place, absent: bool, problems: &mut Vec<Problem>| {
            let Some(path) = parse_path(text) else {
                let (message, help) = no_path(text);
                problems.push((Code::C094, here.clone(), message, help));
                return None;
            };
            match follow(types, &base.fields, &path) {
                Err(lost) => {
                    problems.extend(lost.told(text).map(|(message, help)| (Code::C094, here.clone(), message, help)));
                    None
                }
                Ok(reached) => {
                    if !absent && let Some(variants) = &reached.variants {
                        met = Some(match met.take() {
                            Some(known) => known.intersection(variants).copied().collect(),
                            None => variants.clone(),
                        });
                    }
                    Some(reached)
                }
            }
        };
        let about = match (&rule.at, field) {
            (Some(at), _) => reach(at, &place.key("at"), false, problems),
            (None, Some(field)) => reach(&field.id, place, false, problems),
            (None, None) => Some(Reached::start(Some(base))),
        };
        for (index, when) in rule.when.iter().enumerate() {
            let here = place.key("when").item(index);
            if let Some(reached) = reach(&when.field, &here.key("field"), false, problems) {
                test_fits(when, &reached, &here, problems);
            }
        }
        for (key, check) in [("check", &rule.check), ("otherwise", &rule.otherwise)] {
            let Some(check) = check else { continue };
            let here = place.key(key);
            for (name, paths) in path_lists(check) {
                let many = matches!(name, "present" | "absent");
                for (index, path) in paths.iter().enumerate() {
                    let here = here.key(name).item(index);
                    if !many && path.contains("[]") {
                        let help = "write the rule at the type of the items".to_owned();
                        problems.push((Code::C092, here, format!("`{path}` names many values"), help));
                        continue;
                    }
                    reach(path, &here, name == "absent", problems);
                }
                if rule.at.is_some() {
                    let help = "delete `at`: such a check names its fields itself".to_owned();
                    let message = format!("`at` beside `{name}`, which is about no single value");
                    problems.push((Code::C092, place.key("at"), message, help));
                }
            }
            for (name, total) in [("product", &check.product), ("sum", &check.sum)] {
                let Some(Total { fields, .. }) = total else { continue };
                for (index, path) in fields.iter().enumerate() {
                    let here = here.key(name).key("fields").item(index);
                    let Some(reached) = reach(path, &here, false, problems) else { continue };
                    let is_number = matches!(reached.primitive(), Some(Primitive::Integer | Primitive::Number));
                    if !is_number || reached.holds != Holds::One {
                        let help = "name numbers, those in a list with `[]`".to_owned();
                        problems.push((Code::C092, here, format!("`{path}` is no number"), help));
                    }
                }
            }
            if let Some(table) = &check.table {
                let here = here.key("table").key("row");
                if table.row.contains("[]") {
                    let help = "write the rule at the type of the items".to_owned();
                    problems.push((Code::C092, here, "a row chosen by many values".to_owned(), help));
                } else {
                    reach(&table.row, &here, false, problems);
                }
            }
            if let Some(about) = &about {
                subject_fits(check, about, &here, problems);
                if let Some(count) = &check.count
                    && let Some(of) = about.of.filter(|of| of.kind == TypeKind::Object)
                {
                    let here = here.key("count").key("when");
                    condition(types, &of.fields, &count.when, &here, problems);
                }
            }
        }
        if is_scoped && met.as_ref().is_some_and(BTreeSet::is_empty) {
            let help = "name fields that one variant has together, or correct `variants`".to_owned();
            let message = "the fields of this rule meet in no variant".to_owned();
            problems.push((Code::C094, place.key("id"), message, help));
        }
        if problems.len() > before {
            // What is wrong in one body is seldom right in another, and one place is told once.
            return;
        }
    }
    if bases.is_empty() {
        let written = subject.iter().map(|text| (text, place.key("at")));
        let when = rule.when.iter().enumerate();
        let when = when.map(|(index, when)| (&when.field, place.key("when").item(index).key("field")));
        for (text, here) in written.chain(when).filter(|(text, _)| parse_path(text).is_none()) {
            let (message, help) = no_path(text);
            problems.push((Code::C094, here, message, help));
        }
    }
}

/// C094: the field of an earlier call exists.
fn earlier(
    catalogue: &Catalogue<'_>,
    types: &HashMap<&str, &Type>,
    equals: &crate::model::Equals,
    place: &Place,
    problems: &mut Vec<Problem>,
) {
    let Some(path) = parse_path(&equals.field) else {
        let (message, help) = no_path(&equals.field);
        problems.push((Code::C094, place.key("field"), message, help));
        return;
    };
    let Some(call) = catalogue.endpoints.iter().find(|at| at.item.id == equals.endpoint) else { return };
    let Some(body) = call.item.request.as_deref() else {
        let message = format!("`{}` has no body", equals.endpoint);
        let help = "name a call that sends the field".to_owned();
        problems.push((Code::C094, place.key("endpoint"), message, help));
        return;
    };
    let Some(body) = types.get(body) else { return };
    if let Err(lost) = follow(types, &body.fields, &path) {
        let told = lost.told(&equals.field);
        problems.extend(told.map(|(message, help)| (Code::C094, place.key("field"), message, help)));
    }
}

/// C092 and C094: a condition that stands outside of a rule or inside of a check.
fn condition(types: &HashMap<&str, &Type>, fields: &[Field], when: &When, place: &Place, problems: &mut Vec<Problem>) {
    one_test(when, place, problems);
    let found = parse_path(&when.field).map(|path| follow(types, fields, &path));
    match found {
        None => {
            let (message, help) = no_path(&when.field);
            problems.push((Code::C094, place.key("field"), message, help));
        }
        Some(Err(lost)) => {
            let told = lost.told(&when.field);
            problems.extend(told.map(|(message, help)| (Code::C094, place.key("field"), message, help)));
        }
        Some(Ok(reached)) => test_fits(when, &reached, place, problems),
    }
}

fn one_test(when: &When, place: &Place, problems: &mut Vec<Problem>) {
    let stated = [when.is.is_some(), when.is_not.is_some(), when.contains.is_some(), when.present.is_some()];
    if stated.iter().filter(|stated| **stated).count() != 1 {
        let help = "write exactly one of `is`, `is_not`, `contains` and `present`".to_owned();
        problems.push((Code::C092, place.clone(), "a condition that tests not exactly one thing".to_owned(), help));
    }
    if when.field.contains("[]") {
        let help = "name a single value; for items of a list there is the check `count`".to_owned();
        problems.push((Code::C092, place.key("field"), "a condition on many values".to_owned(), help));
    }
}

/// C092: a condition tests for values that its field may have.
pub(super) fn test_fits(when: &When, at: &Reached<'_>, place: &Place, problems: &mut Vec<Problem>) {
    let tests = [("is", &when.is, false), ("is_not", &when.is_not, false), ("contains", &when.contains, true)];
    for (key, values, in_list) in tests {
        let Some(values) = values else { continue };
        let here = place.key(key);
        let mut tell = |here: Place, message: String, help: &str| {
            problems.push((Code::C092, here, message, help.to_owned()));
        };
        let any = at.field.is_some_and(|field| field.r#type == "json") && at.holds == Holds::One;
        if values.is_empty() {
            tell(here.clone(), "nothing to compare with".to_owned(), "name the values");
        }
        if any {
            continue;
        }
        if at.is_list() != in_list || at.holds == Holds::Map {
            let message = format!("`{key}` does not fit the field `{}`", when.field);
            tell(here, message, "a list is tested with `contains`, a single value with `is` or `is_not`");
            continue;
        }
        let Some(of) = at.primitive() else {
            let message = format!("`{}` is an object, which has no values to compare with", when.field);
            tell(here, message, "test it with `present`, or name a field in it");
            continue;
        };
        if let Some(index) = values.iter().position(|value| !fits(of, value)) {
            let message = format!("`{}` can never be the value", values[index]);
            tell(here.item(index), message, "write values of the field's type");
        }
    }
}

fn path_lists(check: &Check) -> Vec<(&'static str, &[String])> {
    let lists = [
        ("present", &check.present),
        ("absent", &check.absent),
        ("at_most_one", &check.at_most_one),
        ("exactly_one", &check.exactly_one),
        ("together", &check.together),
    ];
    lists.into_iter().filter_map(|(name, list)| Some((name, list.as_deref()?))).collect()
}

/// C092: a check has exactly one member, and its bounds are possible.
fn members(check: &Check, place: &Place, problems: &mut Vec<Problem>) {
    macro_rules! stated {
        ($($field:ident),+) => { [$((stringify!($field), check.$field.is_some())),+] };
    }
    let stated = stated!(
        present,
        absent,
        at_most_one,
        exactly_one,
        together,
        range,
        length,
        items,
        values,
        known,
        sets,
        characters,
        pattern,
        schemes,
        integer_text,
        base64_bytes,
        json_text,
        decimals,
        product,
        sum,
        joined,
        count,
        table,
        equals,
        ahead_s
    );
    let names: Vec<&str> = stated.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
    if names.len() != 1 {
        let message = match names.len() {
            0 => "a check that checks nothing".to_owned(),
            _ => format!("a check with {}", naming::list(names.iter().copied())),
        };
        let help = "write exactly one member; a second demand is a rule of its own".to_owned();
        problems.push((Code::C092, place.clone(), message, help));
        return;
    }
    let name = names[0];
    let mut tell = |message: &str, help: &str| {
        problems.push((Code::C092, place.key(name), message.to_owned(), help.to_owned()));
    };
    let ordered = |min: Option<Number>, max: Option<Number>| match (min, max) {
        (None, None) => Err("no bound"),
        (Some(min), Some(max)) if judge::compare(&min, &max).is_gt() => Err("an impossible range"),
        _ => Ok(()),
    };
    let counted = |min: Option<u32>, max: Option<u32>| ordered(min.map(Number::from), max.map(Number::from));
    let bounds = if let Some(range) = check.range.as_ref().or(check.integer_text.as_ref()) {
        ordered(range.min.clone(), range.max.clone())
    } else if let Some(length) = &check.length {
        counted(length.min_characters, [length.max_characters, length.max_bytes].into_iter().flatten().min())
    } else if let Some(items) = &check.items {
        counted(items.min, items.max)
    } else if let Some(count) = &check.count {
        counted(count.min, count.max)
    } else {
        Ok(())
    };
    if let Err(message) = bounds {
        tell(message, "write the lower and the upper bound, or one of them, the lower one first");
    }
    if let Some(range) = &check.integer_text {
        let whole = |number: &Option<Number>| number.as_ref().is_none_or(|number| number.as_u64().is_some());
        if !whole(&range.min) || !whole(&range.max) {
            tell("a bound that is no whole number of zero or more", "write whole numbers");
        }
    }
    let pairs: [(Option<&Vec<String>>, usize); 7] = [
        (check.present.as_ref(), 1),
        (check.absent.as_ref(), 1),
        (check.at_most_one.as_ref(), 2),
        (check.exactly_one.as_ref(), 2),
        (check.together.as_ref(), 2),
        (check.product.as_ref().map(|total| &total.fields), 2),
        (check.sum.as_ref().map(|total| &total.fields), 2),
    ];
    for (list, least) in pairs.into_iter().filter_map(|(list, least)| Some((list?, least))) {
        if list.len() < least {
            tell("too few paths", "name all fields that it is about");
        }
        if list.iter().enumerate().any(|(index, path)| list[..index].contains(path)) {
            tell("the same path twice", "name each field once");
        }
    }
    for total in check.product.iter().chain(&check.sum) {
        let list = |path: &String| path.rsplit_once("[]").map_or(String::new(), |(list, _)| list.to_owned());
        if total.fields.windows(2).any(|pair| list(&pair[0]) != list(&pair[1])) {
            tell("numbers of different lists", "name numbers that stand in the same object");
        }
    }
    if check.values.as_ref().is_some_and(Vec::is_empty)
        || check.sets.as_ref().is_some_and(Vec::is_empty)
        || check.schemes.as_ref().is_some_and(Vec::is_empty)
    {
        tell("nothing is allowed", "name what is allowed");
    }
    for set in check.sets.iter().flatten() {
        if set.len() > SET_SIZE_MAX {
            tell(&format!("a set of more than {SET_SIZE_MAX} values"), "leave out `check`, and say it in words");
        }
        if set.iter().enumerate().any(|(index, value)| set[..index].iter().any(|other| judge::same(other, value))) {
            tell("a set with the same value twice", "name each value once");
        }
    }
    let is_scheme = |scheme: &String| {
        scheme.starts_with(|c: char| c.is_ascii_lowercase())
            && scheme.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c))
    };
    if let Some(wrong) = check.schemes.iter().flatten().find(|scheme| !is_scheme(scheme)) {
        tell(&format!("`{wrong}` is no scheme"), "write it without `://`, in small letters: `https`");
    }
    if let Some(bytes) = check.base64_bytes
        && !(1..=BASE64_BYTES_MAX).contains(&bytes)
    {
        tell(&format!("base64 of {bytes} bytes"), &format!("write a number from 1 to {BASE64_BYTES_MAX}"));
    }
    if check.known == Some(false) || check.json_text == Some(false) {
        tell("`false` demands nothing", "write `true`, or delete the rule");
    }
    if let Some(pattern) = &check.pattern
        && let Err(message) = plain_pattern(pattern)
    {
        tell(message, "use literals, classes, groups `(?:…)`, `|` and counts; anchors are added");
    }
}

/// Only what every engine reads alike.
fn plain_pattern(pattern: &str) -> Result<(), &'static str> {
    const SIGNS: &str = "\\^$.*+?()[]{}|/";
    let mut characters = pattern.chars().peekable();
    let mut counted = false;
    while let Some(c) = characters.next() {
        let after_count = std::mem::replace(&mut counted, false);
        match c {
            '^' | '$' => return Err("an anchor in a pattern"),
            '.' => return Err("a dot, which not every engine reads alike"),
            '\\' => match characters.next() {
                Some(next) if SIGNS.contains(next) => {}
                _ => return Err("an escape that not every engine knows"),
            },
            '(' if characters.peek() != Some(&'?') => return Err("a group that captures"),
            '(' => {
                characters.next();
                if characters.next() != Some(':') {
                    return Err("a group that looks around or sets flags");
                }
            }
            '*' | '+' | '?' | '{' if after_count => return Err("a count after a count"),
            '*' | '+' | '?' => counted = true,
            '{' => {
                let inside: String = characters.by_ref().take_while(|c| *c != '}').collect();
                let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
                let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                if least.is_empty() || !digits(least) || !digits(most) {
                    return Err("a brace that is no count");
                }
                counted = true;
            }
            '}' | ']' => return Err("a bracket that closes nothing"),
            '[' => class_in_pattern(&mut characters)?,
            c if !c.is_ascii() => return Err("a letter outside ASCII"),
            c if c.is_ascii_control() => return Err("a character that cannot be seen"),
            _ => {}
        }
    }
    // By itself first: a bracket too much would close the group that is put around it.
    let compiles = |pattern: &str| jsonschema::validator_for(&serde_json::json!({ "pattern": pattern })).is_ok();
    if compiles(pattern) && compiles(&format!("^(?:{pattern})$")) { Ok(()) } else { Err("no regular expression") }
}

/// The rest of a class, behind its opening bracket.
fn class_in_pattern(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<(), &'static str> {
    const SIGNS: &str = "\\^$.*+?()[]{}|/-";
    let mut last = '[';
    match characters.peek() {
        Some('^') => return Err("a class of what is not in it"),
        Some(']') => return Err("an empty class"),
        _ => {}
    }
    loop {
        match characters.next() {
            None => return Err("a class without an end"),
            Some(']') => return Ok(()),
            Some('\\') => match characters.next() {
                Some(next) if SIGNS.contains(next) => last = next,
                _ => return Err("an escape that not every engine knows"),
            },
            Some('[') => return Err("a bracket in a class without a backslash"),
            Some(next) if next == last && "&-~|".contains(next) => {
                return Err("two signs in a class that some engines read as an operator");
            }
            Some(next) if !next.is_ascii() => return Err("a letter outside ASCII"),
            Some(next) if next.is_ascii_control() => return Err("a character that cannot be seen"),
            Some(next) => last = next,
        }
    }
}

/// C092: a check fits the value it is about.
fn subject_fits(check: &Check, at: &Reached<'_>, place: &Place, problems: &mut Vec<Problem>) {
    let of = at.primitive();
    let is_enum = at.of.is_some_and(|of| of.kind == TypeKind::Enum);
    let is_object = at.of.is_some_and(|of| of.kind == TypeKind::Object);
    let single = at.holds == Holds::One;
    let is = |wanted: &[Primitive]| single && of.is_some_and(|of| wanted.contains(&of));
    let number = is(&[Primitive::Integer, Primitive::Number]);
    let text = is(&[Primitive::String]);
    let list = at.is_list();
    let faults = [
        ("range", check.range.is_some() && !number, "a number"),
        ("decimals", check.decimals.is_some() && !is(&[Primitive::Number]), "a number with decimals"),
        ("ahead_s", check.ahead_s.is_some() && !is(&[Primitive::Integer]), "a whole number"),
        ("length", check.length.is_some() && !text, "a text"),
        ("characters", check.characters.is_some() && !text, "a text"),
        ("pattern", check.pattern.is_some() && !text, "a text"),
        ("schemes", check.schemes.is_some() && !text, "a text"),
        ("integer_text", check.integer_text.is_some() && !text, "a text"),
        ("base64_bytes", check.base64_bytes.is_some() && !text, "a text"),
        ("json_text", check.json_text.is_some() && !text, "a text"),
        ("items", check.items.is_some() && !list, "a list"),
        ("sets", check.sets.is_some() && !(list && of.is_some()), "a list of single values"),
        ("joined", check.joined.is_some() && !(list && of == Some(Primitive::String)), "a list of texts"),
        ("count", check.count.is_some() && !(list && is_object), "a list of objects"),
        ("known", check.known.is_some() && !(is_enum && single), "a value of an enum"),
        ("values", check.values.is_some() && !(of.is_some() && single), "a single value"),
        ("table", check.table.is_some() && !(of.is_some() && single), "a single value"),
    ];
    for (name, wrong, wanted) in faults {
        if wrong {
            let help = "name the value with `at`, or choose another check".to_owned();
            problems.push((Code::C092, place.key(name), format!("`{name}` is about {wanted}, and this is none"), help));
        }
    }
    let Some(of) = of else { return };
    let mut never = |value: &Value, here: Place| {
        let message = format!("`{value}` can never be the value");
        problems.push((Code::C092, here, message, "write values of the field's type".to_owned()));
    };
    if let Some(values) = &check.values
        && let Some(index) = values.iter().position(|value| !fits(of, value))
    {
        never(&values[index], place.key("values").item(index));
    }
    for (index, set) in check.sets.iter().flatten().enumerate() {
        if let Some(number) = set.iter().position(|value| !fits(of, value)) {
            never(&set[number], place.key("sets").item(index).item(number));
        }
    }
}

/// C096: a call's path, parameters and states.
fn endpoint(catalogue: &mut Catalogue<'_>, item: &Endpoint, place: &Place) {
    let names: Vec<&str> = naming::placeholders(&item.path).collect();
    let places = item.edition_paths.iter().enumerate();
    let places = places.map(|(index, edition)| (&edition.path, place.key("edition_paths").item(index).key("path")));
    let all: Vec<(&String, Place)> = std::iter::once((&item.path, place.key("path"))).chain(places).collect();
    for (path, here) in &all {
        let braces = path.chars().filter(|c| matches!(c, '{' | '}'));
        let paired = braces.collect::<Vec<_>>().chunks(2).all(|pair| *pair == ['{', '}']);
        if !paired || naming::placeholders(path).any(|name| !naming::is_wire_name(name)) {
            let help = "write each placeholder as `{name}`, of letters, digits, `_` and `-`";
            fault(catalogue, Code::C096, here, &item.id, format!("`{path}` is no path of a call"), help);
        }
    }
    let at_path =
        |other: &&At<'_, Endpoint>| other.item.method == item.method && shape(&other.item.path) == shape(&item.path);
    let earlier = catalogue.endpoints.iter().take_while(|other| !std::ptr::eq(other.item, item)).find(at_path);
    if let Some(earlier) = earlier {
        let message = format!("the call is `{}` on the wire", earlier.item.id);
        let here = place.key("path");
        fault(catalogue, Code::C096, &here, &item.id, message, "correct `method` or `path`, or use that endpoint");
    }
    for (index, parameter) in item.parameters.iter().enumerate() {
        let of = catalogue.types.iter().find(|at| at.item.id == parameter.r#type);
        if of.is_some_and(|at| at.item.kind == TypeKind::Object) || parameter.r#type == "json" {
            let here = place.key("parameters").item(index).key("type");
            let message = "a part of a path that is no single value".to_owned();
            fault(catalogue, Code::C096, &here, &item.id, message, "write `string`, or name an enum or a scalar");
        }
    }
    if !item.parameters.is_empty() {
        for (index, parameter) in item.parameters.iter().enumerate() {
            if !names.contains(&parameter.id.as_str()) {
                let here = place.key("parameters").item(index).key("id");
                let message = format!("the path has no `{{{}}}`", parameter.id);
                fault(catalogue, Code::C096, &here, &item.id, message, "correct the path, or delete the parameter");
            }
        }
        for (path, here) in &all {
            for name in naming::placeholders(path) {
                if !item.parameters.iter().any(|parameter| parameter.id == name) {
                    let message = format!("`{{{name}}}` is not among the parameters");
                    fault(catalogue, Code::C096, here, &item.id, message, "add it to `parameters`");
                }
            }
        }
        let variants = item.parameters.iter().filter(|parameter| parameter.variant == Some(true)).count();
        if variants > 1 {
            let message = "more than one parameter is the variant".to_owned();
            fault(catalogue, Code::C096, &place.key("parameters"), &item.id, message, "keep one `variant: true`");
        }
    }
    for (key, id) in [("request", &item.request), ("response", &item.response)] {
        let of = id.as_ref().and_then(|id| catalogue.types.iter().find(|at| at.item.id == *id));
        if of.is_some_and(|at| at.item.kind != TypeKind::Object) {
            let message = "a body that is no object".to_owned();
            fault(catalogue, Code::C096, &place.key(key), &item.id, message, "name a type of kind `object`");
        }
    }
    if item.request.is_some() && item.method == crate::model::Method::Get {
        let message = "a GET with a body".to_owned();
        fault(catalogue, Code::C096, &place.key("request"), &item.id, message, "delete `request`, or correct `method`");
    }
}

/// A path without the names of its placeholders, which are nothing on the wire.
fn shape(path: &str) -> String {
    let parts = path.split('{').enumerate().map(|(index, part)| match part.split_once('}') {
        Some((_, rest)) if index > 0 => format!("{{}}{rest}"),
        _ => part.to_owned(),
    });
    parts.collect()
}

/// C097: a limit says a number.
fn limit(catalogue: &mut Catalogue<'_>, item: &Limit, place: &Place) {
    if item.amounts.is_empty() {
        let help = "add one item a case, with its `value`";
        fault(catalogue, Code::C097, &place.key("amounts"), &item.id, "a limit without a number".to_owned(), help);
    }
    for (index, amount) in item.amounts.iter().enumerate() {
        if amount.value.is_empty() {
            let here = place.key("amounts").item(index).key("value");
            fault(catalogue, Code::C097, &here, &item.id, "no number".to_owned(), "write it, between brackets");
        }
    }
}

/// C096: every state is reached and left.
fn lifecycle(catalogue: &mut Catalogue<'_>) {
    let given: HashSet<&str> = catalogue.endpoints.iter().filter_map(|at| at.item.gives.as_deref()).collect();
    let taken: HashSet<&str> =
        catalogue.endpoints.iter().filter_map(|at| at.item.takes.as_ref()).map(|takes| takes.state.as_str()).collect();
    let leads: HashSet<&str> =
        catalogue.states.iter().flat_map(|at| &at.item.leaves).map(|leave| leave.to.as_str()).collect();
    let mut found = Vec::new();
    for at in &catalogue.states {
        let id = at.item.id.as_str();
        if !given.contains(id) && !leads.contains(id) {
            let message = format!("no call gives the state `{id}`");
            found.push((at.place.key("id"), id, message, "write `gives` at a call, or delete the state"));
        }
        if at.item.end == Some(true) {
            if taken.contains(id) || !at.item.leaves.is_empty() {
                let message = format!("the state `{id}` is an end and is left");
                found.push((at.place.key("end"), id, message, "delete `end`, or what leaves it"));
            }
            continue;
        }
        if !taken.contains(id) && at.item.leaves.is_empty() {
            let message = format!("no call takes the state `{id}`, and nothing leaves it");
            found.push((at.place.key("id"), id, message, "write `takes` at a call, `leaves`, or `end: true`"));
        }
        let by_value = catalogue.endpoints.iter().any(|endpoint| {
            let takes = endpoint.item.takes.as_ref();
            takes.is_some_and(|takes| takes.state == id && takes.by == crate::model::Passing::Value)
        });
        if taken.contains(id) && !by_value && at.item.leaves.is_empty() {
            let message = format!("nothing ends the state `{id}`");
            found.push((at.place.key("id"), id, message, "let a call take it by value, or write `leaves`"));
        }
    }
    let found: Vec<_> =
        found.into_iter().map(|(place, id, message, help)| (place, id.to_owned(), message, help)).collect();
    for (place, id, message, help) in found {
        fault(catalogue, Code::C096, &place, &id, message, help);
    }
}

/// C096: what makes sure of a state is a call that takes it and goes on, a value in its answer, and times in seconds.
fn confirmations(catalogue: &mut Catalogue<'_>, types: &HashMap<&str, &Type>) {
    for At { item: state, place } in catalogue.states.clone() {
        let Some(confirmation) = &state.confirmation else { continue };
        let here = place.key("confirmation");
        let mut found: Vec<(&str, String, &str)> = Vec::new();
        let mut tell = |key: &'static str, message: String, help: &'static str| found.push((key, message, help));
        let call = catalogue.endpoints.iter().map(|at| at.item).find(|call| call.id == confirmation.endpoint);
        // A call that does not exist is told where it is named.
        if let Some(call) = call {
            let takes = call.takes.as_ref();
            if takes.is_none_or(|takes| takes.state != state.id || takes.by != crate::model::Passing::Reference) {
                let message = format!("`{}` does not take the state `{}` by reference", call.id, state.id);
                tell("endpoint", message, "name a call after which the state goes on");
            }
            match call.response.as_deref().and_then(|id| types.get(id)) {
                None => {
                    tell("endpoint", format!("`{}` has no answer to look at", call.id), "name its type at the call")
                }
                Some(answer) => match parse_path(&confirmation.field) {
                    Some(path) if path.iter().all(|step| matches!(step, Step::Field(_))) => {
                        if !field_in(types, answer, &path) {
                            let message = format!("the answer of `{}` has no `{}`", call.id, confirmation.field);
                            tell("field", message, "write the names of fields, divided by dots");
                        }
                    }
                    _ => tell("field", "no path to one value".to_owned(), "write the names of fields, divided by dots"),
                },
            }
        }
        if confirmation.is.is_empty() {
            tell("is", "no value confirms the state".to_owned(), "write at least one");
        }
        if let Some(value) = confirmation.over.iter().find(|value| confirmation.is.contains(value)) {
            tell("over", format!("`{value}` confirms the state and ends it"), "keep it in one of the lists");
        }
        let of_limits = [
            ("first", Some(&confirmation.first)),
            ("gaps", Some(&confirmation.gaps)),
            ("deadline", Some(&confirmation.deadline)),
            ("every", confirmation.every.as_ref()),
        ];
        for (key, id) in of_limits {
            let limit = catalogue.limits.iter().find(|at| Some(&at.item.id) == id);
            if limit.is_some_and(|at| at.item.unit != "s" || at.item.amounts.is_empty()) {
                let message = format!("`{}` is no time in seconds", id.map_or("", String::as_str));
                tell(key, message, "name a limit whose unit is `s`");
            }
        }
        for (key, message, help) in found {
            fault(catalogue, Code::C096, &here.key(key), &state.id, message, help);
        }
    }
}

/// C096: a flow leads from nothing to its state by calls that one program can make.
fn flows(catalogue: &mut Catalogue<'_>, types: &HashMap<&str, &Type>) {
    for At { item: state, place } in catalogue.states.clone() {
        let Some(flow) = &state.flow else { continue };
        let here = place.key("flow");
        let mut found: Vec<(Place, String, &str)> = Vec::new();
        let calls: Vec<_> = flow
            .endpoints
            .iter()
            .filter_map(|id| catalogue.endpoints.iter().map(|at| at.item).find(|call| call.id == *id))
            .collect();
        // A call that does not exist is told where it is named.
        if calls.len() == flow.endpoints.len() {
            let mut before: Option<&str> = None;
            for (index, call) in calls.iter().enumerate() {
                let takes = call.takes.as_ref();
                let fits = match (takes, before) {
                    (None, None) => index == 0,
                    (Some(takes), Some(given)) => takes.state == given && takes.by == crate::model::Passing::Value,
                    _ => false,
                };
                if !fits {
                    let message = match before {
                        None => format!("`{}` cannot be made with nothing before it", call.id),
                        Some(given) => format!("`{}` does not take the state `{given}` by value", call.id),
                    };
                    let help =
                        "begin with a call that takes no state, and let each other take what the one before gives";
                    found.push((here.key("endpoints").item(index), message, help));
                    break;
                }
                before = call.gives.as_deref();
            }
            if found.is_empty() && before != Some(state.id.as_str()) {
                let message = format!("these calls do not lead to `{}`", state.id);
                found.push((here.key("endpoints"), message, "end with the call that gives the state"));
            }
            let shared = calls.split_first().map_or(0, |(first, rest)| {
                let is_shared = |id: &&String| rest.iter().all(|call| call.variants.contains(id));
                first.variants.iter().filter(is_shared).count()
            });
            if found.is_empty() && shared == 0 && calls.iter().any(|call| !call.variants.is_empty()) {
                let message = "no variant has all of these calls".to_owned();
                found.push((here.key("endpoints"), message, "name calls of one variant"));
            }
            if let Some(name) = &flow.vary {
                let request = calls.first().and_then(|call| types.get(call.request.as_deref()?));
                let field = request.and_then(|of| of.fields.iter().find(|field| field.id == *name));
                if field.is_none_or(|field| field.required != Some(true)) {
                    let message = format!("the request of the first call does not need a `{name}`");
                    found.push((here.key("vary"), message, "name a required field of its body"));
                }
            }
        }
        for (place, message, help) in found {
            fault(catalogue, Code::C096, &place, &state.id, message, help);
        }
    }
}

/// C096: each part of a name is a value that the state holds or a part that is explained, and each explained part is used.
fn names(catalogue: &mut Catalogue<'_>) {
    for At { item: state, place } in catalogue.states.clone() {
        let mut found: Vec<(Place, String, &str)> = Vec::new();
        for (index, name) in state.names.iter().enumerate() {
            let here = place.key("names").item(index);
            match pattern_parts(&name.pattern) {
                None => {
                    let help = "write each part as `{part}`";
                    found.push((here.key("pattern"), "a brace without its other".to_owned(), help));
                }
                Some(parts) => {
                    for part in &parts {
                        if !state.holds.contains(part) && !name.parts.iter().any(|one| one.id == *part) {
                            let message = format!("nothing says what `{{{part}}}` is");
                            found.push((
                                here.key("pattern"),
                                message,
                                "name a value that the state holds, or add it to `parts`",
                            ));
                        }
                    }
                    for (index, part) in name.parts.iter().enumerate() {
                        if !parts.contains(&part.id) || state.holds.contains(&part.id) {
                            let message = format!("the pattern has no part `{}` of its own", part.id);
                            found.push((here.key("parts").item(index).key("id"), message, "use it, or delete it"));
                        }
                    }
                }
            }
        }
        for (index, replacement) in state.replacements.iter().enumerate() {
            if !state.holds.contains(&replacement.held) {
                let message = format!("the state holds no `{}`", replacement.held);
                let here = place.key("replacements").item(index).key("held");
                found.push((here, message, "name a value that the state holds"));
            }
        }
        for (place, message, help) in found {
            fault(catalogue, Code::C096, &place, &state.id, message, help);
        }
    }
}

/// The parts in the braces of a pattern, in order; nothing where a brace has no other.
pub(super) fn pattern_parts(pattern: &str) -> Option<Vec<String>> {
    let braces: Vec<char> = pattern.chars().filter(|c| matches!(c, '{' | '}')).collect();
    let are_paired = braces.chunks(2).all(|pair| *pair == ['{', '}']);
    are_paired.then(|| naming::placeholders(pattern).map(str::to_owned).collect())
}

/// Units of time that a client can wait for.
pub(super) const UNITS_OF_TIME: [&str; 3] = ["s", "min", "h"];

/// C096: what is sent again and again is a field of a call that takes the state and goes on.
fn renewals(catalogue: &mut Catalogue<'_>, types: &HashMap<&str, &Type>) {
    for At { item: state, place } in catalogue.states.clone() {
        for (index, renewal) in state.renewals.iter().enumerate() {
            let here = place.key("renewals").item(index);
            let mut found: Vec<(&str, String, &str)> = Vec::new();
            let call = catalogue.endpoints.iter().map(|at| at.item).find(|call| call.id == renewal.endpoint);
            // A call that does not exist is told where it is named.
            if let Some(call) = call {
                let takes = call.takes.as_ref();
                if takes.is_none_or(|takes| takes.state != state.id || takes.by != crate::model::Passing::Reference) {
                    let message = format!("`{}` does not take the state `{}` by reference", call.id, state.id);
                    found.push(("endpoint", message, "name a call after which the state goes on"));
                }
                let request = call.request.as_deref().and_then(|id| types.get(id));
                let path = parse_path(&renewal.field);
                let path = path.filter(|path| path.iter().all(|step| matches!(step, Step::Field(_))));
                if request.zip(path).is_none_or(|(request, path)| !field_in(types, request, &path)) {
                    let message = format!("the request of `{}` has no `{}`", call.id, renewal.field);
                    found.push(("field", message, "write the names of fields, divided by dots"));
                }
            }
            let limit = catalogue.limits.iter().find(|at| at.item.id == renewal.every);
            let is_time = |unit: &str| UNITS_OF_TIME.contains(&unit);
            if limit.is_some_and(|at| !is_time(&at.item.unit) || at.item.amounts.is_empty()) {
                let message = format!("`{}` is no time", renewal.every);
                found.push(("every", message, "name a limit whose unit is `s`, `min` or `h`"));
            }
            for (key, message, help) in found {
                fault(catalogue, Code::C096, &here.key(key), &state.id, message, help);
            }
        }
    }
}

/// Whether a path of names leads to a field.
fn field_in(types: &HashMap<&str, &Type>, from: &Type, path: &[Step]) -> bool {
    let Some((Step::Field(name), rest)) = path.split_first() else { return path.is_empty() };
    let Some(field) = from.fields.iter().find(|field| field.id == *name) else { return false };
    rest.is_empty() || types.get(field.r#type.as_str()).is_some_and(|inner| field_in(types, inner, rest))
}

/// C097: an event.
fn event(catalogue: &mut Catalogue<'_>, item: &Event, place: &Place) {
    if item.fields_known == Some(false) && !item.fields.is_empty() {
        let message = "fields of an event whose fields are not known".to_owned();
        fault(catalogue, Code::C097, &place.key("fields"), &item.id, message, "delete `fields_known: false`");
    }
    date_of(catalogue, &item.id, place, "introduced", item.introduced.as_deref());
}

/// C097: what a service has at most once.
fn singles(catalogue: &mut Catalogue<'_>, types: &HashMap<&str, &Type>) {
    let seconds: Vec<(Place, &str)> = catalogue
        .connections
        .iter()
        .skip(1)
        .map(|at| (at.place.clone(), "connection"))
        .chain(catalogue.notifications.iter().skip(1).map(|at| (at.place.clone(), "notifications")))
        .collect();
    for (place, what) in seconds {
        fault(catalogue, Code::C097, &place, what, format!("a second `{what}`"), "keep one of them");
    }
    if let Some(At { item, place }) = catalogue.connections.first().cloned() {
        connection(catalogue, item, &place);
    }
    if let Some(At { item, place }) = catalogue.notifications.first().cloned() {
        notifications(catalogue, item, &place, types);
    } else if let Some(first) = catalogue.events.first() {
        let place = first.place.key("id");
        let id = first.item.id.clone();
        let message = "events, and nothing says how notifications come".to_owned();
        fault(catalogue, Code::C097, &place, &id, message, "add `notifications:`");
    }
}

fn connection(catalogue: &mut Catalogue<'_>, item: &Connection, place: &Place) {
    let hosts: Vec<&str> = item.hosts.iter().map(|host| host.id.as_str()).collect();
    let domains: Vec<&str> = item.domains.iter().map(|domain| domain.id.as_str()).collect();
    for (index, area) in item.areas.iter().enumerate() {
        let here = place.key("areas").item(index);
        for (key, used, known) in [("hosts", &area.hosts, &hosts), ("domains", &area.domains, &domains)] {
            for (number, id) in used.iter().enumerate() {
                if !known.contains(&id.as_str()) {
                    let message = format!("there is no `{id}` among the {key}");
                    let help = format!("there are {}", naming::list(known.iter().copied()));
                    fault(catalogue, Code::C097, &here.key(key).item(number), &area.id, message, &help);
                }
            }
        }
    }
    if item.failover.delays_s.is_empty() || item.failover.steps.is_empty() {
        let message = "a failover without steps or delays".to_owned();
        fault(catalogue, Code::C097, &place.key("failover"), "connection", message, "name at least one of each");
    }
}

fn notifications(catalogue: &mut Catalogue<'_>, item: &Notifications, place: &Place, types: &HashMap<&str, &Type>) {
    let Some(body) = types.get(item.body.as_str()) else { return };
    if body.kind != TypeKind::Object {
        let message = "a body that is no object".to_owned();
        let help = "name a type of kind `object`";
        fault(catalogue, Code::C097, &place.key("body"), "notifications", message, help);
        return;
    }
    for (key, text) in [("code_field", &item.code_field), ("details_field", &item.details_field)] {
        let (code, message, help) = match parse_path(text).map(|path| follow(types, &body.fields, &path)) {
            None => {
                let (message, help) = no_path(text);
                (Code::C094, message, help)
            }
            Some(Err(lost)) => match lost.told(text) {
                Some((message, help)) => (Code::C094, message, help),
                None => continue,
            },
            Some(Ok(_)) if text.contains("[]") => {
                (Code::C097, format!("`{text}` names many values"), "name a single value".to_owned())
            }
            Some(Ok(reached)) => {
                let is_object = reached.of.is_some_and(|of| of.kind == TypeKind::Object)
                    || reached.primitive() == Some(Primitive::Json);
                let fits = reached.holds == Holds::One
                    && if key == "code_field" { reached.primitive() == Some(Primitive::Integer) } else { is_object };
                if fits {
                    continue;
                }
                let wanted = if key == "code_field" { "a whole number" } else { "an object" };
                (Code::C097, format!("`{text}` is not {wanted}"), "name another field, or correct its type".to_owned())
            }
        };
        fault(catalogue, code, &place.key(key), "notifications", message, &help);
    }
    if item.name_field.is_empty() || item.name_field.contains(['.', '[', ']']) {
        let message = format!("`{}` is no name of a field", item.name_field);
        let help = "name a field of the details themselves";
        fault(catalogue, Code::C097, &place.key("name_field"), "notifications", message, help);
    }
}

/// C091 and C098: defaults and examples keep to types and rules. It needs the lowered catalogue, so it comes last.
pub(crate) fn proofs(catalogue: &Catalogue<'_>, lowered: &crate::ir::Catalogue) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for at in &catalogue.types {
        let of = lowered.api.types.iter().find(|of| of.id == at.item.id).expect("every type is lowered");
        for (index, field) in of.fields().iter().enumerate() {
            let Some(default) = &field.default else { continue };
            if let Some(first) = judge::default(lowered, of, field, default).first() {
                let place = at.place.key("fields").item(index).key("default");
                let why = &first.fault;
                let problem = catalogue.problem(Code::C091, &place, format!("the default `{default}` {why}"));
                found.push(problem.entry(&of.id).help("correct the default, or the rule"));
            }
        }
    }
    for at in &catalogue.examples {
        example(catalogue, lowered, at, &mut found);
    }
    found
}

fn example(
    catalogue: &Catalogue<'_>,
    lowered: &crate::ir::Catalogue,
    at: &At<'_, crate::model::BodyExample>,
    found: &mut Vec<Diagnostic>,
) {
    use crate::judge::Fault;
    use crate::model::{Direction, FormFault};
    let item = at.item;
    let before = found.len();
    let mut tell = |key: &str, message: String, help: &str| {
        found.push(catalogue.problem(Code::C098, &at.place.key(key), message).entry(&item.id).help(help));
    };
    let endpoint = item.endpoint.as_ref().and_then(|id| lowered.endpoints.iter().position(|one| one.id == *id));
    let is_call = item.direction != Direction::Notification;
    if is_call != item.endpoint.is_some() || is_call && item.event.is_some() {
        let help = "name the `endpoint` of a request or response; a notification has an `event` or neither";
        tell("direction", "an example that belongs nowhere".to_owned(), help);
        return;
    }
    if item.direction == Direction::Request && item.http.is_some() {
        tell("http", "a request has no status".to_owned(), "delete `http`, or write `direction: response`");
    }
    match item.verdict {
        Verdict::Refused if item.rule.is_some() == item.form.is_some() => {
            let help = "name the `rule` that it breaks, or the fault of its `form`";
            let message = if item.rule.is_none() { "refused, and nothing says why" } else { "refused for two reasons" };
            tell("verdict", message.to_owned(), help);
        }
        Verdict::Accepted if item.rule.is_some() || item.form.is_some() || item.pointer.is_some() => {
            let help = "delete `rule`, `form` and `pointer`, or write `verdict: refused`";
            tell("verdict", "accepted, and something says what is wrong".to_owned(), help);
        }
        _ => {}
    }
    let answer = item.direction != Direction::Request;
    if let Some(index) = endpoint {
        let call = &lowered.api.calls[index];
        if (if answer { call.response } else { call.request }).is_none() {
            let help = "name its type at the endpoint, or delete the example";
            tell("endpoint", "a body of a call of which no body is known".to_owned(), help);
        }
        let known = &lowered.endpoints[index].variants;
        let help = match known.as_slice() {
            [] => "delete `variants`: the endpoint has none".to_owned(),
            known => format!("there are {}", naming::list(known.iter().map(String::as_str))),
        };
        match &item.variants {
            Some(ids) if ids.is_empty() || ids.iter().any(|id| !known.contains(id)) => {
                tell("variants", "variants that are not those of the endpoint".to_owned(), &help);
            }
            None if !known.is_empty() => {
                tell("endpoint", "the endpoint has variants, and the example names none".to_owned(), &help);
            }
            _ => {}
        }
    } else if item.variants.as_ref().is_some_and(Vec::is_empty) {
        tell("variants", "an example for no variant".to_owned(), "name variants, or delete `variants`");
    }
    if found.len() > before {
        return;
    }
    let variants: Vec<Option<&str>> = match &item.variants {
        Some(ids) => ids.iter().map(|id| Some(id.as_str())).collect(),
        None => vec![None],
    };
    let mut is_known = true;
    for variant in variants {
        let violations = match endpoint {
            Some(index) => {
                let place = judge::Place { endpoint: item.endpoint.as_deref(), variant, answer };
                judge::body(lowered, index, place, &item.body)
            }
            None => notification(lowered, item, variant),
        };
        let shown = variant.map(|variant| format!(" in `{variant}`")).unwrap_or_default();
        match item.verdict {
            Verdict::Accepted => {
                for violation in violations {
                    let message = format!("the value at `{}` {}{shown}", violation.pointer, violation.fault);
                    let place = value_at(&item.body, &at.place.key("body"), &violation.pointer);
                    let problem = catalogue.problem(Code::C098, &place, message).entry(&item.id);
                    found.push(problem.help("correct the body, or the type or rule that it breaks"));
                }
                let unknown = unknown_fields(lowered, item, endpoint, variant);
                is_known &= unknown.is_empty();
                if item.unknown_fields != Some(true) {
                    for judge::Unknown { pointer, known } in unknown {
                        let message = format!("no type knows the field at `{pointer}`{shown}");
                        let place = value_at(&item.body, &at.place.key("body"), &pointer);
                        let name = pointer.rsplit('/').next().unwrap_or_default();
                        let help = match naming::nearest(name, known.iter().map(String::as_str)) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "correct the name, or write `unknown_fields: true` and why in `note`".to_owned(),
                        };
                        let problem = catalogue.problem(Code::C098, &place, message).entry(&item.id);
                        found.push(problem.help(help));
                    }
                }
            }
            Verdict::Refused => {
                let named = violations.iter().any(|violation| {
                    let fault = match (&violation.fault, &item.rule, item.form) {
                        (Fault::Rule(rule), Some(wanted), _) => rule == wanted,
                        (Fault::Missing(_), _, Some(FormFault::Missing)) => true,
                        (Fault::WrongType(_), _, Some(FormFault::WrongType)) => true,
                        _ => false,
                    };
                    fault && item.pointer.as_ref().is_none_or(|pointer| *pointer == violation.pointer)
                });
                if !named {
                    let all: Vec<String> =
                        violations.iter().map(|one| format!("the value at `{}` {}", one.pointer, one.fault)).collect();
                    let message = format!("the body does not break what it should{shown}");
                    let help = match all.as_slice() {
                        [] => "it breaks nothing".to_owned(),
                        all => format!("but {}", all.join("; ")),
                    };
                    let problem = catalogue.problem(Code::C098, &at.place.key("body"), message).entry(&item.id);
                    found.push(problem.help(help));
                }
            }
        }
    }
    let mut tell = |message: &str, help: &str| {
        let problem = catalogue.problem(Code::C098, &at.place.key("unknown_fields"), message.to_owned());
        found.push(problem.entry(&item.id).help(help));
    };
    if item.unknown_fields == Some(true) && item.verdict == Verdict::Refused {
        tell("fields that no type knows are no matter of a body that is refused", "delete `unknown_fields`");
    } else if item.unknown_fields == Some(true) && is_known {
        tell("its types know all fields of the body", "delete `unknown_fields`");
    } else if item.unknown_fields == Some(true) && item.note.is_none() {
        tell("fields that no type knows, and nothing says why", "add a `note`");
    }
}

/// The members of the body of an example that no type knows.
fn unknown_fields(
    lowered: &crate::ir::Catalogue,
    item: &crate::model::BodyExample,
    endpoint: Option<usize>,
    variant: Option<&str>,
) -> Vec<judge::Unknown> {
    let api = &lowered.api;
    let answer = item.direction != crate::model::Direction::Request;
    let place = judge::Place { endpoint: item.endpoint.as_deref(), variant, answer };
    if let Some(index) = endpoint {
        let call = &api.calls[index];
        let of = if answer { call.response } else { call.request };
        return of
            .map_or_else(Vec::new, |of| judge::unknown_fields(api, api.types[of].fields(), &[], place, &item.body));
    }
    let Some(notifications) = &api.notifications else { return Vec::new() };
    let Some(body) = api.types.iter().find(|of| of.id == notifications.body) else { return Vec::new() };
    let mut found = judge::unknown_fields(api, body.fields(), &[], place, &item.body);
    let event = item.event.as_ref().and_then(|id| api.events.iter().find(|event| event.id == *id));
    let pointer = format!("/{}", notifications.details_field.replace('.', "/"));
    if let Some((event, details)) = event.zip(item.body.pointer(&pointer)).filter(|(event, _)| event.fields_known) {
        let own = [notifications.name_field.as_str()];
        let inside = judge::unknown_fields(api, &event.fields, &own, place, details);
        found.extend(
            inside.into_iter().map(|one| judge::Unknown { pointer: format!("{pointer}{}", one.pointer), ..one }),
        );
    }
    found
}

/// The place of a value in a body, by its pointer.
pub(super) fn value_at(body: &Value, place: &Place, pointer: &str) -> Place {
    let mut here = (place.clone(), body);
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        let next = match here.1 {
            Value::Array(items) => {
                let index = name.parse().ok().filter(|index| *index < items.len());
                index.map(|index: usize| (here.0.item(index), &items[index]))
            }
            value => value.get(&name).map(|next| (here.0.key(&name), next)),
        };
        let Some(next) = next else { break };
        here = next;
    }
    here.0
}

fn notification(
    lowered: &crate::ir::Catalogue,
    item: &crate::model::BodyExample,
    variant: Option<&str>,
) -> Vec<judge::Violation> {
    use crate::judge::{Fault, Violation};
    let Some(notifications) = &lowered.api.notifications else { return Vec::new() };
    let Some(body) = lowered.api.types.iter().find(|of| of.id == notifications.body) else { return Vec::new() };
    let place = judge::Place { endpoint: None, variant, answer: true };
    let mut found = judge::value(lowered, body, place, &item.body);
    let Some(event) = item.event.as_ref().and_then(|id| lowered.api.events.iter().find(|event| event.id == *id)) else {
        return found;
    };
    let pointer = |path: &str| format!("/{}", path.replace('.', "/"));
    let code = pointer(&notifications.code_field);
    if item.body.pointer(&code).and_then(Value::as_i64) != Some(event.code) {
        found.push(Violation { fault: Fault::WrongType(format!("the code {}", event.code)), pointer: code });
    }
    let details = pointer(&notifications.details_field);
    if let Some(value) = item.body.pointer(&details) {
        found.extend(judge::details(lowered, &event.fields, variant, value).into_iter().map(|mut violation| {
            violation.pointer = format!("{details}{}", violation.pointer);
            violation
        }));
    }
    found
}
