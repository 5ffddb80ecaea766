//! C090 to C097: types, rules, lifecycle, notifications, hosts and limits.

use super::ids::twice;
use super::{At, Catalogue, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::api::{Path, Step};
use crate::lower::primitive;
use crate::model::{
    Check, Connection, Endpoint, Event, Field, Holds, Notifications, Primitive, Rule, Type, TypeKind, Verdict, When,
};
use crate::naming;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};

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

/// A rule with the type that its paths begin at.
struct Stated<'a> {
    rule: &'a Rule,
    place: Place,
    base: Option<&'a Type>,
    field: Option<&'a Field>,
    /// Whether it stands where no body is.
    across_calls: bool,
}

pub(super) fn check(catalogue: &mut Catalogue<'_>) {
    ids(catalogue);
    let types: HashMap<&str, &Type> = catalogue.types.iter().map(|at| (at.item.id.as_str(), at.item)).collect();
    for at in catalogue.types.clone() {
        form(catalogue, at.item, &at.place);
        let own = at.item.fields.iter().enumerate().map(|(index, field)| (field, at.place.key("fields").item(index)));
        fields(catalogue, &at.item.id, &types, &own.collect::<Vec<_>>());
    }
    for at in catalogue.events.clone() {
        let own = at.item.fields.iter().enumerate().map(|(index, field)| (field, at.place.key("fields").item(index)));
        fields(catalogue, &at.item.id, &types, &own.collect::<Vec<_>>());
        event(catalogue, at.item, &at.place);
    }
    for stated in stated_rules(catalogue, &types) {
        rule(catalogue, &types, &stated);
    }
    for at in catalogue.endpoints.clone() {
        endpoint(catalogue, at.item, &at.place);
    }
    lifecycle(catalogue);
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

    let mut inner: Vec<(&'static str, &'static str, Vec<(String, Place)>)> = Vec::new();
    let mut wire: Vec<(String, Place)> = Vec::new();
    let named = |fields: &[Field], place: &Place| -> Vec<(String, Place)> {
        let mut names = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let here = place.key("fields").item(index);
            names.push((field.id.clone(), here.key("id")));
            let aliases = field.aliases.iter().enumerate();
            names.extend(aliases.map(|(i, alias)| (alias.id.clone(), here.key("aliases").item(i).key("id"))));
        }
        names
    };
    let listed = |list: &str, place: &Place, ids: Vec<&String>| -> Vec<(String, Place)> {
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
    }
    for (what, help, ids) in inner {
        twice(catalogue, Code::C003, what, help, ids);
    }
    for (id, place) in snake {
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
    let known: BTreeSet<String> = catalogue.types.iter().map(|at| at.item.id.clone()).collect();
    if known.len() == catalogue.types.len() {
        twice(catalogue, Code::C002, "Rust name", "write `name:` for one of them", names);
    }
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
            if !fits(of, &value.value) {
                let here = place.key("values").item(index).key("value");
                let message = format!("`{}` is no value of this enum", value.value);
                fault(catalogue, Code::C090, &here, &item.id, message, "write a value of the sort that `of` names");
            }
        }
    }
}

fn fits(primitive: Primitive, value: &Value) -> bool {
    match primitive {
        Primitive::String => value.is_string(),
        Primitive::Integer => value.is_i64() || value.is_u64(),
        Primitive::Number => value.is_number(),
        Primitive::Boolean => value.is_boolean(),
        Primitive::Json => true,
    }
}

/// C090 and C091: the fields of an object.
fn fields(catalogue: &mut Catalogue<'_>, entry: &str, types: &HashMap<&str, &Type>, fields: &[(&Field, Place)]) {
    for (field, place) in fields {
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
pub(super) fn rule_ids(catalogue: &Catalogue<'_>) -> Vec<(String, Place)> {
    let rules = stated_rules(catalogue, &HashMap::new());
    rules.into_iter().map(|one| (one.rule.id.clone(), one.place.key("id"))).collect()
}

/// Every rule of a catalogue, wherever it stands.
fn stated_rules<'a>(catalogue: &Catalogue<'a>, types: &HashMap<&str, &'a Type>) -> Vec<Stated<'a>> {
    let mut all = Vec::new();
    let mut add = |rules: &'a [Rule], place: Place, base: Option<&'a Type>, field: Option<&'a Field>, across_calls| {
        for (index, rule) in rules.iter().enumerate() {
            all.push(Stated { rule, place: place.item(index), base, field, across_calls });
        }
    };
    for at in &catalogue.types {
        add(&at.item.rules, at.place.key("rules"), Some(at.item), None, false);
        for (index, field) in at.item.fields.iter().enumerate() {
            let place = at.place.key("fields").item(index).key("rules");
            add(&field.rules, place, Some(at.item), Some(field), false);
        }
    }
    for at in &catalogue.events {
        for (index, field) in at.item.fields.iter().enumerate() {
            add(&field.rules, at.place.key("fields").item(index).key("rules"), None, Some(field), false);
        }
    }
    for at in &catalogue.endpoints {
        let body = at.item.request.as_deref().and_then(|id| types.get(id)).copied();
        add(&at.item.rules, at.place.key("rules"), body, None, false);
    }
    for at in &catalogue.rules {
        add(std::slice::from_ref(at.item), at.place.clone(), None, None, true);
    }
    // The place of a rule of the section `rules` is that of the item itself.
    for stated in all.iter_mut().filter(|stated| stated.across_calls) {
        stated.place = catalogue
            .rules
            .iter()
            .find(|at| std::ptr::eq(at.item, stated.rule))
            .map(|at| at.place.clone())
            .expect("it was taken from there");
    }
    all
}

/// The field at the end of a path and the variants in which all fields on the way exist.
struct Reached<'a> {
    field: Option<&'a Field>,
    of: Option<&'a Type>,
    in_list: bool,
    variants: Option<BTreeSet<&'a str>>,
}

/// Follows a path from a type. The error names the first field that does not exist, and those that do.
fn follow<'a>(
    types: &HashMap<&str, &'a Type>,
    base: &'a Type,
    path: &[Step],
) -> Result<Reached<'a>, (String, Vec<&'a str>)> {
    let mut reached = Reached { field: None, of: Some(base), in_list: false, variants: None };
    for step in path {
        match step {
            Step::Field(name) => {
                let fields = reached.of.map_or(&[] as &[Field], |of| of.fields.as_slice());
                let Some(field) = fields.iter().find(|field| field.id == *name) else {
                    return Err((name.clone(), fields.iter().map(|field| field.id.as_str()).collect()));
                };
                reached.field = Some(field);
                reached.of = types.get(field.r#type.as_str()).copied();
                reached.in_list = matches!(field.holds, Some(Holds::List | Holds::TextOrList));
                narrow(&mut reached.variants, field.variants.as_deref());
            }
            Step::Items => {
                if !reached.in_list {
                    return Err(("[]".to_owned(), Vec::new()));
                }
                reached.in_list = false;
            }
        }
    }
    Ok(reached)
}

fn narrow<'a>(variants: &mut Option<BTreeSet<&'a str>>, other: Option<&'a [String]>) {
    let Some(other) = other else { return };
    let other: BTreeSet<&str> = other.iter().map(String::as_str).collect();
    *variants = Some(match variants.take() {
        Some(known) => known.intersection(&other).copied().collect(),
        None => other,
    });
}

/// C092 to C095: a rule.
fn rule(catalogue: &mut Catalogue<'_>, types: &HashMap<&str, &Type>, stated: &Stated<'_>) {
    let Stated { rule, place, base, .. } = stated;
    let id = &rule.id;
    let mut problems: Vec<(Code, Place, String, String)> = Vec::new();
    let mut tell = |code: Code, place: Place, message: String, help: &str| {
        problems.push((code, place, message, help.to_owned()));
    };
    // C095: what is said of it goes together.
    use crate::model::{Broken, Certainty};
    if rule.certainty == Certainty::Disputed && rule.conflicts.is_empty() {
        tell(
            Code::C095,
            place.key("certainty"),
            "a dispute that does not say what is disputed".to_owned(),
            "name the conflict in `conflicts`",
        );
    }
    if rule.otherwise.is_some() && rule.certainty != Certainty::Disputed {
        tell(
            Code::C095,
            place.key("otherwise"),
            "another side where nothing is disputed".to_owned(),
            "write `certainty: disputed`, or delete `otherwise`",
        );
    }
    if rule.otherwise.is_some() && rule.check.is_none() {
        tell(Code::C095, place.key("otherwise"), "another side without a first one".to_owned(), "add `check`");
    }
    if rule.error.is_some() && matches!(rule.broken, Broken::Ignores | Broken::Adjusts) {
        let message = "an error although the call goes on".to_owned();
        tell(Code::C095, place.key("error"), message, "write `broken: refuses`, or delete `error`");
    }
    if stated.across_calls && rule.check.as_ref().is_some_and(|check| check.equals.is_none()) {
        let help = "move it to the type or field it is about; only `equals` reaches from call to call";
        tell(Code::C092, place.key("check"), "a check where there is no body".to_owned(), help);
    }
    // C094: its paths exist, and its fields meet.
    let mut scope: Option<BTreeSet<&str>> = None;
    narrow(&mut scope, rule.variants.as_deref());
    let mut met = scope.clone();
    let mut reach = |text: &str, here: &Place, absent: bool, problems: &mut Vec<(Code, Place, String, String)>| {
        let Some(path) = parse_path(text) else {
            let help = "write names divided by dots, `[]` after a list: `layout[].width`".to_owned();
            problems.push((Code::C094, here.clone(), format!("`{text}` is no path"), help));
            return;
        };
        let Some(base) = base else { return };
        match follow(types, base, &path) {
            Err((name, known)) => {
                let help = match naming::nearest(&name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if name == "[]" => "`[]` goes into a list only".to_owned(),
                    None => format!("there are {}", naming::list(known.iter().copied())),
                };
                problems.push((
                    Code::C094,
                    here.clone(),
                    format!("there is no field `{name}` on the path `{text}`"),
                    help,
                ));
            }
            Ok(reached) if !absent => {
                if let Some(variants) = reached.variants {
                    met = Some(match met.take() {
                        Some(known) => known.intersection(&variants).copied().collect(),
                        None => variants,
                    });
                }
            }
            Ok(_) => {}
        }
    };
    if let Some(at) = &rule.at {
        reach(at, &place.key("at"), false, &mut problems);
    }
    if let Some(field) = stated.field {
        reach(&field.id, place, false, &mut problems);
    }
    for (index, when) in rule.when.iter().enumerate() {
        let here = place.key("when").item(index);
        reach(&when.field, &here.key("field"), false, &mut problems);
        one_test(when, &here, &mut problems);
    }
    let subject = rule.at.clone().or_else(|| stated.field.map(|field| field.id.clone()));
    for (key, check) in [("check", &rule.check), ("otherwise", &rule.otherwise)] {
        let Some(check) = check else { continue };
        let here = place.key(key);
        members(check, &here, &mut problems);
        for (name, paths) in path_lists(check) {
            for (index, path) in paths.iter().enumerate() {
                reach(path, &here.key(name).item(index), name == "absent", &mut problems);
            }
        }
        for (name, total) in [("product", &check.product), ("sum", &check.sum)] {
            for (index, path) in total.iter().flat_map(|total| &total.fields).enumerate() {
                reach(path, &here.key(name).key("fields").item(index), false, &mut problems);
            }
        }
        if let Some(table) = &check.table {
            reach(&table.row, &here.key("table").key("row"), false, &mut problems);
        }
        if let Some(count) = &check.count {
            one_test(&count.when, &here.key("count").key("when"), &mut problems);
        }
        if let (Some(base), Some(subject)) = (base, &subject)
            && let Some(path) = parse_path(subject)
            && let Ok(reached) = follow(types, base, &path)
        {
            subject_fits(check, &reached, &here, &mut problems);
        } else if let (Some(base), None) = (base, &subject) {
            let reached = Reached { field: None, of: Some(base), in_list: false, variants: None };
            subject_fits(check, &reached, &here, &mut problems);
        }
    }
    if met.as_ref().is_some_and(BTreeSet::is_empty) && scope.as_ref().is_none_or(|scope| !scope.is_empty()) {
        let help = "name fields that one variant has together, or correct `variants`".to_owned();
        let message = "the fields of this rule meet in no variant".to_owned();
        problems.push((Code::C094, place.key("id"), message, help));
    }
    for (code, place, message, help) in problems {
        fault(catalogue, code, &place, id, message, &help);
    }
}

fn one_test(when: &When, place: &Place, problems: &mut Vec<(Code, Place, String, String)>) {
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
fn members(check: &Check, place: &Place, problems: &mut Vec<(Code, Place, String, String)>) {
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
    let ordered = |min: Option<f64>, max: Option<f64>| match (min, max) {
        (None, None) => Err("no bound"),
        (Some(min), Some(max)) if min > max => Err("an impossible range"),
        _ => Ok(()),
    };
    let bounds = if let Some(range) = check.range.as_ref().or(check.integer_text.as_ref()) {
        ordered(range.min.as_ref().and_then(|n| n.as_f64()), range.max.as_ref().and_then(|n| n.as_f64()))
    } else if let Some(length) = &check.length {
        let max = [length.max_characters, length.max_bytes].into_iter().flatten().min();
        ordered(length.min_characters.map(f64::from), max.map(f64::from))
    } else if let Some(items) = &check.items {
        ordered(items.min.map(f64::from), items.max.map(f64::from))
    } else if let Some(count) = &check.count {
        ordered(count.min.map(f64::from), count.max.map(f64::from))
    } else {
        Ok(())
    };
    if let Err(message) = bounds {
        tell(message, "write `min` and `max`, or one of them, the lower one first");
    }
    if let Some(range) = &check.integer_text {
        let whole =
            |number: &Option<serde_json::Number>| number.as_ref().is_none_or(|number| number.as_u64().is_some());
        if !whole(&range.min) || !whole(&range.max) {
            tell("a bound that is no whole number of zero or more", "write whole numbers");
        }
    }
    let pairs: [(&Option<Vec<String>>, usize); 5] = [
        (&check.present, 1),
        (&check.absent, 1),
        (&check.at_most_one, 2),
        (&check.exactly_one, 2),
        (&check.together, 2),
    ];
    if pairs.iter().any(|(list, least)| list.as_ref().is_some_and(|list| list.len() < *least)) {
        tell("too few paths", "name all fields that it is about");
    }
    if check.values.as_ref().is_some_and(Vec::is_empty) || check.sets.as_ref().is_some_and(Vec::is_empty) {
        tell("nothing is allowed", "name what is allowed");
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
    let mut characters = pattern.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '^' | '$' => return Err("an anchor in a pattern"),
            '.' => return Err("a dot, which not every engine reads alike"),
            '\\' => match characters.next() {
                Some(next) if "\\^$.*+?()[]{}|/-".contains(next) => {}
                _ => return Err("an escape that not every engine knows"),
            },
            '(' if characters.peek() != Some(&'?') => return Err("a group that captures"),
            '(' => {
                characters.next();
                if characters.next() != Some(':') {
                    return Err("a group that looks around or sets flags");
                }
            }
            '[' => {
                let mut last = '[';
                if characters.peek() == Some(&'^') {
                    return Err("a class of what is not in it");
                }
                loop {
                    match characters.next() {
                        None => return Err("a class without an end"),
                        Some(']') => break,
                        Some('\\') => match characters.next() {
                            Some(next) if "\\^$.*+?()[]{}|/-".contains(next) => last = next,
                            _ => return Err("an escape that not every engine knows"),
                        },
                        Some('[') => return Err("a bracket in a class without a backslash"),
                        Some(next) if next == last && "&-~|".contains(next) => {
                            return Err("two signs in a class that some engines read as an operator");
                        }
                        Some(next) => last = next,
                    }
                }
            }
            c if !c.is_ascii() => return Err("a letter outside ASCII"),
            _ => {}
        }
    }
    let schema = serde_json::json!({ "pattern": format!("^(?:{pattern})$") });
    jsonschema::validator_for(&schema).map(|_| ()).map_err(|_| "no regular expression")
}

/// C092: a check fits the value it is about.
fn subject_fits(check: &Check, at: &Reached<'_>, place: &Place, problems: &mut Vec<(Code, Place, String, String)>) {
    let of = match (at.field, at.of) {
        (_, Some(of)) => of.of,
        (Some(field), None) => primitive(&field.r#type),
        (None, None) => None,
    };
    let is_enum = at.of.is_some_and(|of| of.kind == TypeKind::Enum);
    let is = |wanted: &[Primitive]| !at.in_list && of.is_some_and(|of| wanted.contains(&of));
    let number = is(&[Primitive::Integer, Primitive::Number]);
    let text = is(&[Primitive::String]);
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
        ("items", check.items.is_some() && !at.in_list, "a list"),
        ("sets", check.sets.is_some() && !at.in_list, "a list"),
        ("joined", check.joined.is_some() && !at.in_list, "a list"),
        ("count", check.count.is_some() && !at.in_list, "a list"),
        ("known", check.known.is_some() && (!is_enum || at.in_list), "a value of an enum"),
        ("values", check.values.is_some() && (of.is_none() || at.in_list), "a single value"),
        ("table", check.table.is_some() && (of.is_none() || at.in_list), "a single value"),
    ];
    for (name, wrong, wanted) in faults {
        if wrong {
            let help = "name the value with `at`, or choose another check".to_owned();
            problems.push((Code::C092, place.key(name), format!("`{name}` is about {wanted}, and this is none"), help));
        }
    }
    if let (Some(values), Some(of)) = (&check.values, of)
        && let Some(index) = values.iter().position(|value| !fits(of, value))
    {
        let message = format!("`{}` can never be the value", values[index]);
        let help = "write values of the field's type".to_owned();
        problems.push((Code::C092, place.key("values").item(index), message, help));
    }
}

/// C096: a call's path, parameters and states.
fn endpoint(catalogue: &mut Catalogue<'_>, item: &Endpoint, place: &Place) {
    let names: Vec<&str> =
        item.path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
    if !item.parameters.is_empty() {
        for (index, parameter) in item.parameters.iter().enumerate() {
            if !names.contains(&parameter.id.as_str()) {
                let here = place.key("parameters").item(index).key("id");
                let message = format!("the path has no `{{{}}}`", parameter.id);
                fault(catalogue, Code::C096, &here, &item.id, message, "correct the path, or delete the parameter");
            }
        }
        for name in &names {
            if !item.parameters.iter().any(|parameter| parameter.id == *name) {
                let message = format!("`{{{name}}}` is not among the parameters");
                fault(catalogue, Code::C096, &place.key("path"), &item.id, message, "add it to `parameters`");
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
    for (key, text) in [("code_field", &item.code_field), ("details_field", &item.details_field)] {
        let found = parse_path(text).map(|path| follow(types, body, &path));
        match found {
            None => {
                let message = format!("`{text}` is no path");
                fault(catalogue, Code::C094, &place.key(key), "notifications", message, "write names divided by dots");
            }
            Some(Err((name, known))) => {
                let message = format!("there is no field `{name}` on the path `{text}`");
                let help = format!("there are {}", naming::list(known.iter().copied()));
                fault(catalogue, Code::C094, &place.key(key), "notifications", message, &help);
            }
            Some(Ok(_)) => {}
        }
    }
}

/// C091 and C098: defaults and examples keep to types and rules. It needs the lowered catalogue, so it comes last.
pub(crate) fn proofs(catalogue: &Catalogue<'_>, lowered: &crate::ir::Catalogue) -> Vec<Diagnostic> {
    use crate::judge::{self, Fault};
    let mut found = Vec::new();
    for at in &catalogue.types {
        let of = lowered.api.types.iter().find(|of| of.id == at.item.id).expect("every type is lowered");
        for (index, field) in of.fields().iter().enumerate() {
            let Some(default) = &field.default else { continue };
            if let Some(first) = judge::default(lowered, of, field, default).first() {
                let place = at.place.key("fields").item(index).key("default");
                let why = match &first.fault {
                    Fault::Rule(rule) => format!("breaks the rule `{rule}`"),
                    Fault::Missing(name) => format!("has no `{name}`"),
                    Fault::WrongType(wanted) => format!("is not {wanted}"),
                };
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
    use crate::judge::{self, Fault};
    use crate::model::{Direction, FormFault};
    let item = at.item;
    let mut tell = |key: &str, message: String, help: &str| {
        found.push(catalogue.problem(Code::C098, &at.place.key(key), message).entry(&item.id).help(help));
    };
    let endpoint = item.endpoint.as_ref().and_then(|id| lowered.endpoints.iter().position(|one| one.id == *id));
    if (item.direction == Direction::Notification) != item.endpoint.is_none() {
        let help = "name the `endpoint` of a request or response; a notification has none";
        tell("direction", "an example that belongs nowhere".to_owned(), help);
        return;
    }
    if item.verdict == Verdict::Refused && item.rule.is_none() && item.form.is_none() {
        tell(
            "verdict",
            "refused, and nothing says why".to_owned(),
            "name the `rule` that it breaks, or the `form` fault",
        );
        return;
    }
    let answer = item.direction != Direction::Request;
    let variants: Vec<Option<&str>> = match &item.variants {
        Some(ids) => ids.iter().map(|id| Some(id.as_str())).collect(),
        None => vec![None],
    };
    for variant in variants {
        let violations = match endpoint {
            Some(index) => {
                let place = judge::Place { endpoint: item.endpoint.as_deref(), variant, answer };
                judge::body(lowered, index, place, &item.body)
            }
            None => notification(lowered, item),
        };
        let shown = variant.map(|variant| format!(" in `{variant}`")).unwrap_or_default();
        match item.verdict {
            Verdict::Accepted => {
                for violation in violations {
                    let why = match &violation.fault {
                        Fault::Rule(rule) => format!("breaks the rule `{rule}`"),
                        Fault::Missing(name) => format!("has no `{name}`"),
                        Fault::WrongType(wanted) => format!("is not {wanted}"),
                    };
                    let message = format!("the value at `{}` {why}{shown}", violation.pointer);
                    tell("body", message, "correct the body, or the type or rule that it breaks");
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
                        violations.iter().map(|one| format!("{:?} at `{}`", one.fault, one.pointer)).collect();
                    let message = format!("the body does not break what it should{shown}");
                    let help = if all.is_empty() {
                        "it breaks nothing".to_owned()
                    } else {
                        format!("it breaks: {}", all.join(", "))
                    };
                    tell("body", message, &help);
                }
            }
        }
    }
}

fn notification(lowered: &crate::ir::Catalogue, item: &crate::model::BodyExample) -> Vec<crate::judge::Violation> {
    use crate::judge::{self, Fault, Violation};
    let Some(notifications) = &lowered.api.notifications else { return Vec::new() };
    let Some(body) = lowered.api.types.iter().find(|of| of.id == notifications.body) else { return Vec::new() };
    let place = judge::Place { endpoint: None, variant: None, answer: true };
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
        found.extend(judge::details(lowered, &event.fields, value).into_iter().map(|mut violation| {
            violation.pointer = format!("{details}{}", violation.pointer);
            violation
        }));
    }
    found
}
