//! JSON Schema 2020-12 of every body, in three layers: `shape` for code generators, `rules` for judging, `rules-strict` for
//! judging that refuses unknown fields too.
//!
//! Each file is self-contained. What JSON Schema cannot say of a rule is listed beside the files.

use super::{OutputFile, OutputGroup, pretty, service_mark};
use crate::ir::api::{
    Check, Condition, EnumValue, Event, Field, Form, Path, Rule, Step, Test, Type, ValueType, holds_in,
};
use crate::ir::{Body, Catalogue};
use crate::judge;
use crate::model::{Direction, FieldStatus, Holds, Primitive, Verdict};
use crate::naming;
use serde_json::{Map, Number, Value, json};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Which of the layers a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Shape,
    Rules,
    Strict,
}

const LAYERS: [(Layer, &str); 3] = [(Layer::Shape, "shape"), (Layer::Rules, "rules"), (Layer::Strict, "rules-strict")];

/// Where the list of rules that the schemas cannot say stands, below the folder of the schemas.
const NOT_EXPRESSED: &str = "rules/not-expressed.json";

/// The layer for code generators.
pub(super) fn emit_shapes(catalogue: &Catalogue) -> OutputGroup {
    let files = files(catalogue, &LAYERS[..1]);
    OutputGroup { name: "shape schemas", counts: format!("{} bodies", files.len()), files }
}

/// The layers for judging, and the list of what they cannot say.
pub(super) fn emit_rules(catalogue: &Catalogue) -> OutputGroup {
    let layers = &LAYERS[1..];
    let mut files = files(catalogue, layers);
    let (unsaid, count) = not_expressed(catalogue);
    let counts = format!("{} bodies in {} layers, {count} rules beyond them", files.len() / layers.len(), layers.len());
    if !files.is_empty() {
        let path = format!("{}/{NOT_EXPRESSED}", catalogue.service.schema_dir);
        files.push(OutputFile { path, contents: pretty(&unsaid) });
    }
    OutputGroup { name: "rule schemas", counts, files }
}

fn files(catalogue: &Catalogue, layers: &[(Layer, &str)]) -> Vec<OutputFile> {
    let mut files = Vec::new();
    if catalogue.api.types.is_empty() {
        return files;
    }
    for &(layer, folder) in layers {
        let mut add = |name: String, mut schema: Map<String, Value>| {
            let id = format!("urn:{}:{folder}:{name}", catalogue.service.crate_prefix);
            let mut file = Map::new();
            file.insert("$comment".to_owned(), service_mark(&catalogue.service).into());
            file.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
            file.insert("$id".to_owned(), id.into());
            let definitions = schema.shift_remove("$defs");
            file.append(&mut schema);
            file.extend(definitions.map(|definitions| ("$defs".to_owned(), definitions)));
            let path = format!("{}/{folder}/{name}.json", catalogue.service.schema_dir);
            files.push(OutputFile { path, contents: pretty(&Value::Object(file)) });
        };
        for (index, endpoint) in catalogue.endpoints.iter().enumerate() {
            let variants: Vec<Option<&str>> = match endpoint.variants.as_slice() {
                [] => vec![None],
                variants => variants.iter().map(|variant| Some(variant.as_str())).collect(),
            };
            for variant in variants {
                let of_variant = variant.map(|variant| format!(".{variant}")).unwrap_or_default();
                let call = &catalogue.api.calls[index];
                for (direction, word, of) in
                    [(Direction::Request, "request", call.request), (Direction::Response, "response", call.response)]
                {
                    let Some(of) = of else {
                        if direction == Direction::Request {
                            add(format!("{}{of_variant}.{word}", endpoint.id), no_body(&endpoint.id, variant));
                        }
                        continue;
                    };
                    let scope = Scope { layer, endpoint: Some(&endpoint.id), variant, direction };
                    let mut writer = Writer::new(catalogue, scope);
                    let rules = if direction == Direction::Request { call.rules.as_slice() } else { &[] };
                    let schema = writer.root(&catalogue.api.types[of], rules);
                    add(format!("{}{of_variant}.{word}", endpoint.id), schema);
                }
            }
        }
        for body in &catalogue.service.bodies {
            add(format!("error.{}", body.id), error_body(body));
        }
        if let Some(notifications) = &catalogue.api.notifications {
            let body = catalogue.api.types.iter().find(|of| of.id == notifications.body).expect("checked: it exists");
            let scope = Scope { layer, endpoint: None, variant: None, direction: Direction::Notification };
            let schema = Writer::new(catalogue, scope).root(body, &[]);
            add("notification".to_owned(), schema);
            for event in &catalogue.api.events {
                let schema = Writer::new(catalogue, scope).event(body, event);
                add(format!("event.{}", event.id), schema);
            }
        }
    }
    files
}

/// What a schema is for.
#[derive(Debug, Clone, Copy)]
struct Scope<'a> {
    layer: Layer,
    endpoint: Option<&'a str>,
    variant: Option<&'a str>,
    direction: Direction,
}

struct Writer<'a> {
    catalogue: &'a Catalogue,
    scope: Scope<'a>,
    definitions: BTreeMap<String, Value>,
    begun: BTreeSet<usize>,
    /// The type and field whose value is another type here: the details of an event.
    instead: Option<(usize, &'a str, String)>,
}

impl<'a> Writer<'a> {
    fn new(catalogue: &'a Catalogue, scope: Scope<'a>) -> Self {
        Self { catalogue, scope, definitions: BTreeMap::new(), begun: BTreeSet::new(), instead: None }
    }

    fn answer(&self) -> bool {
        self.scope.direction != Direction::Request
    }

    fn judges(&self) -> bool {
        self.scope.layer != Layer::Shape
    }

    fn root(&mut self, of: &'a Type, rules: &'a [Rule]) -> Map<String, Value> {
        let mut schema = self.object(of, rules);
        if let Some(variant) = self.scope.variant {
            // The same type is the body in several variants, and programs name what they generate by the title.
            schema.insert("title".to_owned(), format!("{} ({variant})", sentence_case(&of.title.en)).into());
        }
        self.add_examples(&mut schema);
        self.finish(schema)
    }

    fn finish(&mut self, mut schema: Map<String, Value>) -> Map<String, Value> {
        if !self.definitions.is_empty() {
            let definitions = std::mem::take(&mut self.definitions);
            schema.insert("$defs".to_owned(), Value::Object(definitions.into_iter().collect()));
        }
        schema
    }

    fn event(&mut self, body: &'a Type, event: &'a Event) -> Map<String, Value> {
        let api = &self.catalogue.api;
        let notifications = api.notifications.as_ref().expect("there is an event");
        let mut name = format!("{}_details", event.id);
        if api.types.iter().any(|of| of.id == name) {
            // No id of a type ends like this.
            name.push('_');
        }
        if event.fields_known {
            let mut owner = api.types.iter().position(|of| of.id == body.id).expect("it is one of the types");
            let mut steps = notifications.details_field.split('.').peekable();
            while let Some(step) = steps.next() {
                let field =
                    api.types[owner].fields().iter().find(|field| field.id == step).expect("checked: it exists");
                match field.value {
                    ValueType::Type(index) if steps.peek().is_some() => owner = index,
                    _ => self.instead = Some((owner, &field.id, name.clone())),
                }
            }
            let mut properties = Map::new();
            let mut own = Map::new();
            own.insert("type".to_owned(), "string".into());
            let words = event
                .wire_name
                .as_ref()
                .map_or_else(|| "Name of the event.".to_owned(), |wire| format!("Name of the event: `{wire}`."));
            own.insert("description".to_owned(), words.into());
            properties.insert(notifications.name_field.clone(), Value::Object(own));
            let mut details = Map::new();
            details.insert("type".to_owned(), "object".into());
            details.insert("title".to_owned(), sentence_case(&event.title.en).into());
            self.add_fields(&event.fields, &[], &mut properties);
            details.insert("properties".to_owned(), Value::Object(properties));
            self.add_required(&event.fields, &mut details);
            if self.scope.layer == Layer::Strict {
                details.insert("additionalProperties".to_owned(), false.into());
            }
            self.definitions.insert(name, Value::Object(details));
        }
        let mut schema = self.object(body, &[]);
        schema.insert("title".to_owned(), format!("Event {}: {}", event.code, event.title.en).into());
        let description = paragraphs([event.note.as_ref().map(|n| &n.en), event.advice.as_ref().map(|a| &a.en)]);
        if let Some(description) = description {
            schema.insert("description".to_owned(), description.into());
        }
        if event.status != FieldStatus::Current {
            schema.insert("deprecated".to_owned(), true.into());
        }
        if self.judges() {
            let path: Path = notifications.code_field.split('.').map(|name| Step::Field(name.to_owned())).collect();
            let code = json!({ "const": event.code });
            let wrapped = self.at(Some(body), &path, code);
            merge_or_all(&mut schema, wrapped);
        }
        self.add_event_examples(event, &mut schema);
        self.finish(schema)
    }

    /// The definition of an object type, with its rules where the layer judges.
    fn object(&mut self, of: &'a Type, more: &'a [Rule]) -> Map<String, Value> {
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        schema.insert("title".to_owned(), sentence_case(&of.title.en).into());
        if let Some(note) = &of.note {
            schema.insert("description".to_owned(), note.en.clone().into());
        }
        let mut properties = Map::new();
        let rules: Vec<&Rule> = self.judged(of.rules.iter().chain(more));
        self.add_fields(of.fields(), &rules, &mut properties);
        if let Some((owner, field, name)) = &self.instead
            && self.catalogue.api.types[*owner].id == of.id
            && let Some(property) = properties.get_mut(*field).and_then(Value::as_object_mut)
        {
            property.insert("$ref".to_owned(), format!("#/$defs/{name}").into());
        }
        schema.insert("properties".to_owned(), Value::Object(properties));
        self.add_required(of.fields(), &mut schema);
        if self.scope.layer == Layer::Strict {
            schema.insert("additionalProperties".to_owned(), false.into());
        }
        let mut all = Vec::new();
        for rule in rules {
            if self.own_property(of.fields(), rule).is_none() {
                all.extend(self.rule(rule, Some(of)));
            }
        }
        if !all.is_empty() {
            match schema.get_mut("allOf") {
                Some(Value::Array(others)) => others.append(&mut all),
                _ => {
                    schema.insert("allOf".to_owned(), all.into());
                }
            }
        }
        schema
    }

    fn judged(&self, rules: impl Iterator<Item = &'a Rule>) -> Vec<&'a Rule> {
        if !self.judges() || self.answer() {
            return Vec::new();
        }
        rules.filter(|rule| rule.is_judged() && rule.is_for(self.scope.endpoint, self.scope.variant)).collect()
    }

    /// The field that a rule is about alone and always, so that it can stand at the property itself.
    fn own_property<'f>(&self, fields: &'f [Field], rule: &Rule) -> Option<&'f Field> {
        let [Step::Field(name)] = rule.at.as_slice() else { return None };
        let field = fields.iter().find(|field| field.id == *name)?;
        let mut sides = rule.check.iter().chain(&rule.otherwise);
        let alone = rule.when.is_empty() && rule.check.is_some() && sides.all(Check::is_about_a_value);
        (alone && holds_in(&field.variants, self.scope.variant)).then_some(field)
    }

    fn offers(&self, field: &Field) -> bool {
        let read_only = field.status != FieldStatus::Current;
        holds_in(&field.variants, self.scope.variant) && !(read_only && !self.answer() && !self.judges())
    }

    fn add_required(&self, fields: &[Field], schema: &mut Map<String, Value>) {
        let required = fields.iter().filter(|field| field.required && self.offers(field));
        let (plain, spelt): (Vec<&Field>, Vec<&Field>) =
            required.partition(|field| field.spellings(self.answer()).count() == 1);
        if !plain.is_empty() {
            let names: Vec<&str> = plain.iter().map(|field| field.id.as_str()).collect();
            schema.insert("required".to_owned(), names.into());
        }
        if self.judges() {
            for field in spelt {
                let choices: Vec<Value> =
                    field.spellings(self.answer()).map(|name| json!({ "required": [name] })).collect();
                merge_or_all(schema, json!({ "anyOf": choices }));
            }
        }
    }

    fn add_fields(&mut self, fields: &'a [Field], rules: &[&'a Rule], properties: &mut Map<String, Value>) {
        for field in fields {
            if !self.offers(field) {
                continue;
            }
            let mut schema = self.field(field);
            for rule in rules {
                if self.own_property(std::slice::from_ref(field), rule).is_some() {
                    let of = self.type_of(field);
                    for keywords in self.value_rule(rule, of) {
                        if let Value::Object(keywords) = keywords {
                            merge_or_all(&mut schema, Value::Object(relaxed(field, keywords)));
                        }
                    }
                }
            }
            // For code generators a request has the one spelling that is sent; an answer has every spelling that is read.
            let mut spellings: Vec<&str> =
                if self.answer() || self.judges() { field.spellings(self.answer()).collect() } else { vec![&field.id] };
            if !self.judges() {
                let (kept, same) = self.told_apart(fields, field, spellings);
                spellings = kept;
                if !same.is_empty() {
                    let words = schema.get("description").and_then(Value::as_str).map(|words| format!("{words} "));
                    let same = same.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ");
                    let words = format!("{}It may also be spelt {same}.", words.unwrap_or_default());
                    schema.insert("description".to_owned(), words.into());
                }
            }
            for (index, name) in spellings.into_iter().enumerate() {
                let mut own = schema.clone();
                if index > 0 {
                    own.insert("description".to_owned(), format!("Another spelling of `{}`.", field.id).into());
                    own.shift_remove("default");
                    if !self.answer() {
                        own.insert("deprecated".to_owned(), true.into());
                    }
                }
                properties.insert(name.to_owned(), Value::Object(own));
            }
        }
    }

    /// The spellings of a field that code generators tell from one another and from other fields, and those that become a
    /// member of the same name.
    fn told_apart<'n>(
        &self,
        fields: &[Field],
        field: &'n Field,
        spellings: Vec<&'n str>,
    ) -> (Vec<&'n str>, Vec<&'n str>) {
        let others = fields.iter().filter(|other| other.id != field.id && self.offers(other));
        let mut taken: BTreeSet<String> = others.map(|other| naming::lower_camel(&other.id)).collect();
        spellings.into_iter().partition(|name| taken.insert(naming::lower_camel(name)) || *name == field.id)
    }

    fn type_of(&self, field: &Field) -> Option<&'a Type> {
        match field.value {
            ValueType::Type(index) => Some(&self.catalogue.api.types[index]),
            ValueType::Primitive(_) => None,
        }
    }

    fn field(&mut self, field: &'a Field) -> Map<String, Value> {
        let mut value = self.value(field);
        let mut schema = match field.holds {
            Holds::One => {
                if field.nullable {
                    if let Some(Value::String(name)) = value.get("type").cloned() {
                        value.insert("type".to_owned(), json!([name, "null"]));
                        add_null(&mut value);
                    } else if value.contains_key("$ref") {
                        value = object([("anyOf", json!([value, { "type": "null" }]))]);
                    }
                }
                value
            }
            Holds::OneOrText => {
                if let Some(Value::String(name)) = value.get("type").cloned() {
                    let names = if field.nullable { json!([name, "string", "null"]) } else { json!([name, "string"]) };
                    value.insert("type".to_owned(), names);
                }
                value
            }
            Holds::List => object([("type", list_type("array", field)), ("items", Value::Object(value))]),
            Holds::Map => {
                object([("type", list_type("object", field)), ("additionalProperties", Value::Object(value))])
            }
            Holds::TextOrList => {
                let names =
                    if field.nullable { json!(["string", "array", "null"]) } else { json!(["string", "array"]) };
                object([("type", names), ("items", Value::Object(value))])
            }
        };
        schema.insert("title".to_owned(), sentence_case(&field.title.en).into());
        if let Some(description) = self.describe(field) {
            schema.insert("description".to_owned(), description.into());
        }
        if self.judges() && !self.answer() {
            schema.extend(field.default.clone().map(|default| ("default".to_owned(), default)));
        }
        if field.secret && !self.answer() {
            schema.insert("writeOnly".to_owned(), true.into());
        }
        if field.status != FieldStatus::Current {
            schema.insert("deprecated".to_owned(), true.into());
        }
        schema
    }

    fn describe(&self, field: &Field) -> Option<String> {
        let editions: Vec<String> = field
            .editions
            .iter()
            .filter_map(|id| self.catalogue.api.editions.iter().find(|edition| edition.id == *id))
            .map(|edition| edition.title.en.clone())
            .collect();
        let values = self.type_of(field).and_then(|of| match &of.form {
            Form::Enum(_, values) => Some(self.known(values)),
            _ => None,
        });
        let tables: Vec<String> = field
            .codes
            .iter()
            .filter(|used| used.status.is_none_or(|status| status == FieldStatus::Current))
            .filter_map(|used| self.catalogue.api.code_tables.iter().find(|table| table.id == used.table))
            .map(|table| {
                let codes =
                    table.codes.iter().map(|code| format!("`{}` {}", super::code_text(&code.code), code.title.en));
                format!("{}: {}.", sentence_case(&table.title.en), codes.collect::<Vec<_>>().join("; "))
            })
            .collect();
        let type_note = self.type_of(field).and_then(|of| match of.form {
            Form::Object(_) => None,
            _ => of.note.as_ref().map(|note| note.en.clone()),
        });
        let default = (self.scope.layer == Layer::Shape && !self.answer())
            .then(|| field.default.as_ref().map(|default| format!("When left out: `{default}`.")))
            .flatten();
        let unit = field.unit.as_ref().map(|unit| format!("In {unit}."));
        let editions = (!editions.is_empty()).then(|| format!("Only in {}.", editions.join(" and ")));
        let secret = field.secret.then(|| "Gives access to something: never log it.".to_owned());
        let parts = [
            field.note.as_ref().map(|note| note.en.clone()),
            type_note,
            unit,
            default,
            values,
            (!tables.is_empty()).then(|| tables.join(" ")),
            editions,
            secret,
        ];
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    }

    fn known(&self, values: &[EnumValue]) -> String {
        let shown = values.iter().filter(|value| {
            holds_in(&value.variants, self.scope.variant) && (self.answer() || value.status == FieldStatus::Current)
        });
        let words: Vec<String> = shown.map(|value| format!("`{}` {}", value.value, value.title.en)).collect();
        format!("Known values: {}.", words.join("; "))
    }

    /// The schema of one value of a field.
    fn value(&mut self, field: &'a Field) -> Map<String, Value> {
        match field.value {
            ValueType::Primitive(primitive) => primitive_schema(primitive),
            ValueType::Type(index) => {
                let of = &self.catalogue.api.types[index];
                match &of.form {
                    Form::Object(_) => {
                        if self.begun.insert(index) {
                            let schema = self.object(of, &[]);
                            self.definitions.insert(of.id.clone(), Value::Object(schema));
                        }
                        object([("$ref", format!("#/$defs/{}", of.id).into())])
                    }
                    Form::Enum(primitive, values) => {
                        let mut schema = primitive_schema(*primitive);
                        if !self.answer() && self.is_closed(of) {
                            schema.insert("enum".to_owned(), self.current(values).into());
                        }
                        self.add_value_rules(of, &mut schema);
                        schema
                    }
                    Form::Scalar(primitive) => {
                        let mut schema = primitive_schema(*primitive);
                        self.add_value_rules(of, &mut schema);
                        schema
                    }
                }
            }
        }
    }

    fn add_value_rules(&self, of: &'a Type, schema: &mut Map<String, Value>) {
        for rule in self.judged(of.rules.iter()) {
            if !(matches!(rule.check, Some(Check::Known)) && rule.otherwise.is_none()) {
                for keywords in self.value_rule(rule, Some(of)) {
                    merge_or_all(schema, keywords);
                }
            }
        }
    }

    /// Whether a request with another value is refused.
    fn is_closed(&self, of: &Type) -> bool {
        of.rules.iter().any(|rule| {
            matches!(rule.check, Some(Check::Known))
                && rule.otherwise.is_none()
                && rule.is_judged()
                && rule.is_for(self.scope.endpoint, self.scope.variant)
        })
    }

    fn current(&self, values: &[EnumValue]) -> Vec<Value> {
        let current = values
            .iter()
            .filter(|value| value.status == FieldStatus::Current && holds_in(&value.variants, self.scope.variant));
        current.map(|value| value.value.clone()).collect()
    }

    /// The keywords of a rule about a single value.
    fn value_rule(&self, rule: &Rule, of: Option<&Type>) -> Vec<Value> {
        let Some(check) = &rule.check else { return Vec::new() };
        let widest = rule.otherwise.as_ref().map(|other| widest(check, other));
        match (widest, &rule.otherwise) {
            (None, _) => self.keywords(check, of).into_iter().collect(),
            (Some(Some(check)), _) => self.keywords(&check, of).into_iter().collect(),
            (Some(None), other) => {
                let sides = [Some(check), other.as_ref()].into_iter().flatten();
                let sides: Option<Vec<Value>> = sides.map(|check| self.keywords(check, of)).collect();
                sides.map(|sides| json!({ "anyOf": sides })).into_iter().collect()
            }
        }
    }

    /// What JSON Schema can say of a value; nothing where it cannot.
    fn keywords(&self, check: &Check, of: Option<&Type>) -> Option<Value> {
        Some(match check {
            Check::Range(min, max) => {
                let bounds = [("minimum", min), ("maximum", max)].into_iter();
                bounds.filter_map(|(key, bound)| Some((key.to_owned(), Value::Number(bound.clone()?)))).collect()
            }
            Check::Length(min, max, max_bytes) => {
                // A text of so many bytes has at most as many characters.
                let max = [*max, *max_bytes].into_iter().flatten().min();
                let bounds = [("minLength", *min), ("maxLength", max)].into_iter();
                bounds.filter_map(|(key, bound)| Some((key.to_owned(), bound?))).collect()
            }
            Check::Items(min, max) => {
                let bounds = [("minItems", *min), ("maxItems", *max)].into_iter();
                bounds.filter_map(|(key, bound)| Some((key.to_owned(), bound?))).collect()
            }
            Check::Values(values) => json!({ "enum": values }),
            Check::Known => match of.map(|of| &of.form) {
                Some(Form::Enum(_, values)) => json!({ "enum": self.current(values) }),
                _ => return None,
            },
            Check::Joined(each, max) => {
                // What follows each text counts as well, so that one text alone and many empty ones have a bound.
                let own = u32::try_from(each.chars().count()).ok()?;
                let items = max.checked_div(own);
                let mut schema = object([("items", json!({ "maxLength": max.saturating_sub(own) }))]);
                schema.extend(items.map(|items| ("maxItems".to_owned(), items.into())));
                Value::Object(schema)
            }
            Check::Sets(sets) => json!({ "enum": sets.iter().flat_map(|set| orders(set)).collect::<Vec<_>>() }),
            Check::Characters(set) => {
                let classes = &self.catalogue.character_sets[*set].classes;
                let characters: BTreeSet<char> = classes.iter().flat_map(|class| class.characters.chars()).collect();
                // A class that is negated needs no anchors, which engines read differently at a line's end.
                json!({ "not": { "type": "string", "pattern": format!("[^{}]", class(&characters)) } })
            }
            Check::Pattern(pattern) => whole(pattern),
            Check::Schemes(schemes) => {
                let schemes: Vec<String> =
                    schemes.iter().map(|one| one.replace('.', "\\.").replace('+', "\\+")).collect();
                json!({ "pattern": format!("^(?:{})://", schemes.join("|")) })
            }
            Check::IntegerText(min, max) => whole(&format!("0*(?:{})", decimal_form(*min, *max))),
            Check::Base64Bytes(bytes) => whole(&base64_form(*bytes)),
            Check::Count(condition, min, max) => {
                let mut schema = object([("contains", self.condition(condition, of))]);
                schema.insert("minContains".to_owned(), min.unwrap_or(0).into());
                schema.extend(max.map(|max| ("maxContains".to_owned(), max.into())));
                Value::Object(schema)
            }
            _ => return None,
        })
    }

    /// A rule of an object as a schema of that object.
    fn rule(&self, rule: &Rule, base: Option<&Type>) -> Option<Value> {
        let check = rule.check.as_ref()?;
        let then = match &rule.otherwise {
            Some(other) if check.is_about_a_value() && other.is_about_a_value() => {
                let mut schema = Map::new();
                for keywords in self.value_rule(rule, self.subject(base, &rule.at)) {
                    merge_or_all(&mut schema, keywords);
                }
                self.at_value(rule, base, schema)?
            }
            Some(other) => json!({ "anyOf": [self.side(rule, check, base)?, self.side(rule, other, base)?] }),
            None => self.side(rule, check, base)?,
        };
        Some(self.under(&rule.when, base, then))
    }

    /// A check of a rule as a schema of the object that has the rule.
    fn side(&self, rule: &Rule, check: &Check, base: Option<&Type>) -> Option<Value> {
        if let Check::Table(table, row) = check {
            return self.table(rule, *table, row, base);
        }
        if let Some(schema) = self.structure(check, base) {
            return Some(schema);
        }
        match self.keywords(check, self.subject(base, &rule.at))? {
            Value::Object(schema) => self.at_value(rule, base, schema),
            _ => None,
        }
    }

    /// Keywords for the value that a rule is about, where there are any.
    fn at_value(&self, rule: &Rule, base: Option<&Type>, mut schema: Map<String, Value>) -> Option<Value> {
        if schema.is_empty() {
            return None;
        }
        let field = base.and_then(|base| self.catalogue.api.field_at(base, &rule.at));
        if let (Some(Step::Field(_)), Some(field)) = (rule.at.last(), field) {
            schema = relaxed(field, schema);
        }
        Some(self.at(base, &rule.at, Value::Object(schema)))
    }

    fn is_nullable(&self, base: Option<&Type>, path: &[Step]) -> bool {
        let field = base.and_then(|base| self.catalogue.api.field_at(base, path));
        matches!(path.last(), Some(Step::Field(_))) && field.is_some_and(|field| field.nullable)
    }

    fn under(&self, when: &[Condition], base: Option<&Type>, then: Value) -> Value {
        let conditions: Vec<Value> = when.iter().map(|condition| self.condition(condition, base)).collect();
        match conditions.as_slice() {
            [] => then,
            [one] => json!({ "if": one, "then": then }),
            all => json!({ "if": { "allOf": all }, "then": then }),
        }
    }

    fn table(&self, rule: &Rule, table: usize, way: &[Step], base: Option<&Type>) -> Option<Value> {
        let rows = self.catalogue.api.value_tables[table].rows.iter().filter(|row| row.open != Some(true));
        let branches: Vec<Value> = rows
            .map(|row| {
                let key = self.at_there(base, way, json!({ "const": row.key }));
                let mut values: Vec<Value> = row.values.iter().map(|value| value.value.clone()).collect();
                if self.is_nullable(base, &rule.at) {
                    values.push(Value::Null);
                }
                json!({ "if": key, "then": self.at(base, &rule.at, json!({ "enum": values })) })
            })
            .collect();
        (!branches.is_empty()).then(|| json!({ "allOf": branches }))
    }

    fn subject(&self, base: Option<&'a Type>, path: &[Step]) -> Option<&'a Type> {
        let mut current = base;
        for step in path {
            if let Step::Field(name) = step {
                let field = current?.fields().iter().find(|field| field.id == *name)?;
                current = self.type_of(field);
            }
        }
        current
    }

    /// What JSON Schema can say of what is there; nothing for a check on a value.
    fn structure(&self, check: &Check, base: Option<&Type>) -> Option<Value> {
        let both = |all: Vec<Value>| match all.as_slice() {
            [one] => one.clone(),
            _ => json!({ "allOf": all }),
        };
        Some(match check {
            Check::Present(paths) => both(paths.iter().map(|path| self.there(base, path)).collect()),
            Check::Absent(paths) => both(paths.iter().map(|path| self.at(base, path, nothing())).collect()),
            Check::AtMostOne(paths) => self.one_at_most(paths, base),
            Check::ExactlyOne(paths) => {
                let any: Vec<Value> = paths.iter().map(|path| self.there(base, path)).collect();
                json!({ "anyOf": any, "allOf": [self.one_at_most(paths, base)] })
            }
            Check::Product(paths, max) => self.stairs(paths, max, true, base)?,
            Check::Sum(paths, max) => self.stairs(paths, max, false, base)?,
            Check::Together(paths) => {
                let branches: Vec<Value> = paths
                    .iter()
                    .map(|path| {
                        let others = paths.iter().filter(|other| *other != path);
                        let others = both(others.map(|other| self.there(base, other)).collect());
                        json!({ "if": self.there(base, path), "then": others })
                    })
                    .collect();
                both(branches)
            }
            _ => return None,
        })
    }

    fn one_at_most(&self, paths: &[Path], base: Option<&Type>) -> Value {
        let mut branches = Vec::new();
        for (index, path) in paths.iter().enumerate() {
            for later in &paths[index + 1..] {
                let absent = self.at(base, later, nothing());
                branches.push(json!({ "if": self.there(base, path), "then": absent }));
            }
        }
        json!({ "allOf": branches })
    }

    /// A bound on two numbers together, as stairs: from each step of the first number on, the second has a bound. It refuses
    /// nothing that keeps to the rule, and lets through what breaks it by less than a step.
    fn stairs(&self, paths: &[Path], max: &Number, product: bool, base: Option<&Type>) -> Option<Value> {
        let [first, second] = paths else { return None };
        let max = max.as_f64()?;
        // Stairs over one number alone let through a value of the other just above the bound.
        let mut branches = self.stairs_over(first, second, max, product, base)?;
        branches.extend(self.stairs_over(second, first, max, product, base)?);
        Some(json!({ "allOf": branches }))
    }

    fn stairs_over(
        &self,
        first: &[Step],
        second: &[Step],
        max: f64,
        product: bool,
        base: Option<&Type>,
    ) -> Option<Vec<Value>> {
        let (first_max, second_max) = (self.maximum(base, first)?, self.maximum(base, second)?);
        let begin = if product { max / second_max } else { max - second_max };
        // Steps so fine or so far apart that a float cannot tell them are no steps.
        if begin >= first_max || begin < 0.0 || first_max - begin < 1e-3 || first_max.max(max) > 1e12 {
            return None;
        }
        let whole = self.is_whole(base, first) && self.is_whole(base, second);
        let steps = (STEPS_MIN..=STEPS_MAX).min_by_key(|steps| digits((first_max - begin) / *steps as f64))?;
        let branches = (1..=steps)
            .map(|step| {
                let from = rounded(begin + (first_max - begin) / steps as f64 * step as f64);
                let from = if whole { from.ceil() } else { from };
                let to = if product { max / from } else { max - from };
                // Nothing that keeps to the rule is refused, so that rounding only goes up.
                let to = match (whole, rounded(to)) {
                    (true, _) => to.floor(),
                    (false, near) if near + 1e-9 < to => rounded(near + 1e-6),
                    (false, near) => near,
                };
                let from = self.at_there(base, first, json!({ "minimum": short(from) }));
                json!({ "if": from, "then": self.at(base, second, json!({ "maximum": short(to) })) })
            })
            .collect();
        Some(branches)
    }

    /// The greatest value that the rules of a field, or of its type, let through.
    fn maximum(&self, base: Option<&Type>, path: &[Step]) -> Option<f64> {
        let base = base?;
        let own = base.rules.iter().filter(|rule| rule.at == path && rule.when.is_empty());
        let of_type = self.subject(self.known_type(base), path).into_iter().flat_map(|of| &of.rules);
        let bounds = own.chain(of_type.filter(|rule| rule.at.is_empty())).filter(|rule| rule.is_judged());
        let bounds = bounds.filter_map(|rule| match &rule.check {
            Some(Check::Range(_, Some(max))) => max.as_f64(),
            _ => None,
        });
        bounds.reduce(f64::min)
    }

    fn is_whole(&self, base: Option<&Type>, path: &[Step]) -> bool {
        let field = base.and_then(|base| self.catalogue.api.field_at(base, path));
        field.is_some_and(|field| match field.value {
            ValueType::Primitive(primitive) => primitive == Primitive::Integer,
            ValueType::Type(index) => {
                matches!(
                    self.catalogue.api.types[index].form,
                    Form::Scalar(Primitive::Integer) | Form::Enum(Primitive::Integer, _)
                )
            }
        })
    }

    /// The type as the catalogue holds it, which lives as long as the writer.
    fn known_type(&self, of: &Type) -> Option<&'a Type> {
        self.catalogue.api.types.iter().find(|known| known.id == of.id)
    }

    /// All spellings of a field, its type, and whether it may be `null`.
    fn names(&self, base: Option<&'a Type>, name: &str) -> (Vec<String>, Option<&'a Type>, bool) {
        match base.and_then(|base| base.fields().iter().find(|field| field.id == name)) {
            Some(field) => {
                (field.spellings(self.answer()).map(str::to_owned).collect(), self.type_of(field), field.nullable)
            }
            None => (vec![name.to_owned()], None, false),
        }
    }

    /// A schema for the values at the end of a path, wherever they are there.
    fn at(&self, base: Option<&Type>, path: &[Step], schema: Value) -> Value {
        let base = base.and_then(|base| self.known_type(base));
        self.descend(base, path, schema, false)
    }

    /// The same, and the path must be there.
    fn at_there(&self, base: Option<&Type>, path: &[Step], schema: Value) -> Value {
        let base = base.and_then(|base| self.known_type(base));
        self.descend(base, path, schema, true)
    }

    fn there(&self, base: Option<&Type>, path: &[Step]) -> Value {
        self.at_there(base, path, true.into())
    }

    fn descend(&self, base: Option<&'a Type>, path: &[Step], schema: Value, required: bool) -> Value {
        let Some((first, rest)) = path.split_first() else { return schema };
        match first {
            Step::Items => json!({ "items": self.descend(base, rest, schema, required) }),
            Step::Field(name) => {
                let (names, next, nullable) = self.names(base, name);
                let mut inner = self.descend(next, rest, schema, required);
                if let Value::Object(members) = &mut inner
                    && required
                    && nullable
                    && matches!(rest.first(), Some(Step::Field(_)))
                {
                    // JSON Schema misses no member of `null`, and so would find everything there.
                    members.insert("type".to_owned(), "object".into());
                }
                let of_name = |name: &String| {
                    let mut one = Map::new();
                    if required {
                        one.insert("required".to_owned(), json!([name]));
                    }
                    if inner != Value::Bool(true) {
                        one.insert(
                            "properties".to_owned(),
                            Value::Object([(name.clone(), inner.clone())].into_iter().collect()),
                        );
                    }
                    Value::Object(one)
                };
                match names.as_slice() {
                    [one] => of_name(one),
                    all if required => json!({ "anyOf": all.iter().map(of_name).collect::<Vec<_>>() }),
                    all => {
                        let properties: Map<String, Value> =
                            all.iter().map(|name| (name.clone(), inner.clone())).collect();
                        json!({ "properties": properties })
                    }
                }
            }
        }
    }

    fn condition(&self, condition: &Condition, base: Option<&Type>) -> Value {
        let is_one = |value: &Value, values: &[Value]| values.iter().any(|one| judge::same(one, value));
        let by_default = |values: &[Value]| condition.default.as_ref().is_some_and(|default| is_one(default, values));
        let path = &condition.path;
        match &condition.test {
            Test::Is(values) => {
                let schema = json!({ "enum": values });
                if by_default(values) { self.at(base, path, schema) } else { self.at_there(base, path, schema) }
            }
            Test::IsNot(values) => {
                let schema = json!({ "not": { "enum": values } });
                if by_default(values) { self.at_there(base, path, schema) } else { self.at(base, path, schema) }
            }
            Test::Contains(values) => {
                let schema = json!({ "type": "array", "contains": { "enum": values } });
                let default = condition.default.as_ref().and_then(Value::as_array);
                if default.is_some_and(|items| items.iter().any(|item| is_one(item, values))) {
                    self.at(base, path, schema)
                } else {
                    self.at_there(base, path, schema)
                }
            }
            Test::Present(true) => self.there(base, path),
            Test::Present(false) => json!({ "not": self.there(base, path) }),
        }
    }

    fn add_examples(&self, schema: &mut Map<String, Value>) {
        let examples: Vec<&Value> = self
            .catalogue
            .api
            .examples
            .iter()
            .filter(|example| {
                example.shown == Some(true)
                    && example.verdict == Verdict::Accepted
                    && example.direction == self.scope.direction
                    && example.endpoint.as_deref() == self.scope.endpoint
                    && example.variants.as_ref().is_none_or(|ids| holds_in(ids, self.scope.variant))
            })
            .map(|example| &example.body)
            .collect();
        if !examples.is_empty() && self.scope.direction != Direction::Notification {
            schema.insert("examples".to_owned(), json!(examples));
        }
    }

    fn add_event_examples(&self, event: &Event, schema: &mut Map<String, Value>) {
        let examples = self
            .catalogue
            .api
            .examples
            .iter()
            .filter(|example| example.event.as_deref() == Some(&*event.id) && example.verdict == Verdict::Accepted);
        let bodies: Vec<&Value> = examples.map(|example| &example.body).collect();
        if !bodies.is_empty() {
            schema.insert("examples".to_owned(), json!(bodies));
        }
    }
}

/// What both sides of a dispute let through, where one check can say it: bounds of which one includes the other.
fn widest(a: &Check, b: &Check) -> Option<Check> {
    /// The bound that lets more through; no bound lets everything through.
    fn wider<T: Clone>(a: &Option<T>, b: &Option<T>, order: impl Fn(&T, &T) -> Ordering) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) => order(a, b),
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
        }
    }
    let below = |a: &Option<Number>, b: &Option<Number>| wider(a, b, |a, b| judge::compare(b, a));
    let above = |a: &Option<Number>, b: &Option<Number>| wider(a, b, judge::compare);
    let fewest = |a: &Option<u32>, b: &Option<u32>| wider(a, b, |a, b| b.cmp(a));
    let most = |a: &Option<u32>, b: &Option<u32>| wider(a, b, Ord::cmp);
    let orders = match (a, b) {
        (Check::Range(a_min, a_max), Check::Range(b_min, b_max)) => vec![below(a_min, b_min), above(a_max, b_max)],
        (Check::Length(a1, a2, a3), Check::Length(b1, b2, b3)) => vec![fewest(a1, b1), most(a2, b2), most(a3, b3)],
        (Check::Items(a1, a2), Check::Items(b1, b2)) => vec![fewest(a1, b1), most(a2, b2)],
        _ => return None,
    };
    if orders.iter().all(|order| order.is_ge()) {
        Some(a.clone())
    } else if orders.iter().all(|order| order.is_le()) {
        Some(b.clone())
    } else {
        None
    }
}

/// How far the schemas say a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// All of it.
    Whole,
    /// What breaks it by much, and why not all.
    Part(&'static str),
    /// Nothing of it, and why.
    Not(&'static str),
}

/// How far the schemas say a rule that is judged.
pub(super) fn said(rule: &Rule) -> Said {
    // A dispute of which one side cannot be said is not said at all, for a value may keep to that side.
    let sides: Vec<(&Check, &'static str)> =
        rule.check.iter().chain(&rule.otherwise).filter_map(|side| Some((side, beyond(side)?))).collect();
    let partly =
        |side: &Check| matches!(side, Check::Length(..) | Check::Product(..) | Check::Sum(..) | Check::Joined(..));
    match (sides.iter().find(|(side, _)| !partly(side)), sides.first()) {
        (Some((_, why)), _) => Said::Not(why),
        (None, Some((_, why))) => Said::Part(why),
        (None, None) => Said::Whole,
    }
}

/// Why a schema says not all that a check asks for.
fn beyond(check: &Check) -> Option<&'static str> {
    Some(match check {
        Check::Product(..) => {
            "JSON Schema cannot multiply two values: the schema has stairs, and lets through what lies between two of them."
        }
        Check::Sum(..) => {
            "JSON Schema cannot add two values: the schema has stairs, and lets through what lies between two of them."
        }
        Check::Decimals(_) => {
            "Decimals could only be counted with a fractional `multipleOf`, which engines round differently."
        }
        Check::JsonText => "JSON Schema cannot look into a text.",
        Check::Joined(..) => "JSON Schema cannot join texts: it bounds each of them and their number.",
        Check::Equals(..) => "JSON Schema sees one body, not an earlier call.",
        Check::AheadS(_) => "JSON Schema knows no time.",
        Check::Length(.., Some(_)) => "JSON Schema counts characters, not bytes: a text of more bytes may pass.",
        _ => return None,
    })
}

/// The rules that are judged and that the schemas say not or only in part, and how many they are.
fn not_expressed(catalogue: &Catalogue) -> (Value, usize) {
    let api = &catalogue.api;
    let of_types = api.types.iter().flat_map(|of| of.rules.iter().map(move |rule| (Some(of), None, rule)));
    let of_calls = api
        .calls
        .iter()
        .zip(&catalogue.endpoints)
        .flat_map(|(call, endpoint)| call.rules.iter().map(move |rule| (None, Some(endpoint), rule)));
    let mut rules = Vec::new();
    for (of, endpoint, rule) in of_types.chain(of_calls) {
        if !rule.is_judged() {
            continue;
        }
        let (word, why) = match said(rule) {
            Said::Whole => continue,
            Said::Part(why) => ("in part", why),
            Said::Not(why) => ("not", why),
        };
        rules.push(json!({
            "id": rule.id,
            "type": of.map(|of| &of.id),
            "endpoints": endpoint.map_or_else(|| rule.endpoints.clone(), |endpoint| vec![endpoint.id.clone()]),
            "variants": rule.variants,
            "at": super::path_text(&rule.at),
            "expressed": word,
            "rule": rule.words.en,
            "why": why,
        }));
    }
    rules.sort_by(|a, b| a["id"].as_str().cmp(&b["id"].as_str()));
    let count = rules.len();
    let document = json!({
        "$comment": service_mark(&catalogue.service),
        "description": "Rules over single bodies that the schemas in this folder do not say, or only in part.",
        "rules": rules,
    });
    (document, count)
}

/// The body of a call that has none.
fn no_body(endpoint: &str, variant: Option<&str>) -> Map<String, Value> {
    let of_variant = variant.map(|variant| format!(" ({variant})")).unwrap_or_default();
    object([
        ("title", format!("Body of {endpoint}{of_variant}: none").into()),
        ("description", "The call is sent without a body.".into()),
        ("type", "null".into()),
    ])
}

/// An error may come among the fields of a success, so that no layer refuses other fields.
fn error_body(body: &Body) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("title".to_owned(), format!("Error body: {}", body.id).into());
    let mut place = |path: &[String], leaf: Value, required: bool| {
        let mut current = &mut schema;
        for (index, name) in path.iter().enumerate() {
            if required {
                current.insert("required".to_owned(), json!([name]));
            }
            let properties = current.entry("properties").or_insert_with(|| json!({}));
            let properties = properties.as_object_mut().expect("it is an object");
            let fresh = if index + 1 == path.len() { leaf.clone() } else { json!({ "type": "object" }) };
            let next = properties.entry(name.clone()).or_insert(fresh);
            current = next.as_object_mut().expect("it is an object");
        }
    };
    if let Some(path) = &body.code {
        place(path, json!({ "type": ["integer", "string"], "description": "The service's own code." }), true);
    }
    if let Some(path) = &body.text {
        place(path, json!({ "type": "string", "description": "What is wrong, for people." }), body.code.is_none());
    }
    schema
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn list_type(name: &str, field: &Field) -> Value {
    if field.nullable { json!([name, "null"]) } else { name.into() }
}

fn primitive_schema(primitive: Primitive) -> Map<String, Value> {
    let name = match primitive {
        Primitive::String => "string",
        Primitive::Integer => "integer",
        Primitive::Number => "number",
        Primitive::Boolean => "boolean",
        Primitive::Json => return Map::new(),
    };
    object([("type", name.into())])
}

/// Keywords for a value of a field, which must not speak of `null` where it may stand, nor of a text that stands for a list.
fn relaxed(field: &Field, mut keywords: Map<String, Value>) -> Map<String, Value> {
    if field.holds == Holds::TextOrList {
        return object([("if", json!({ "type": "array" })), ("then", Value::Object(keywords))]);
    }
    if field.nullable {
        add_null(&mut keywords);
    }
    keywords
}

fn add_null(keywords: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = keywords.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    for key in ["anyOf", "allOf"] {
        for part in keywords.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
            part.as_object_mut().into_iter().for_each(add_null);
        }
    }
}

/// How many stairs stand for a bound on two numbers; the number that gives the roundest steps is taken.
const STEPS_MIN: usize = 20;
const STEPS_MAX: usize = 25;

/// To six decimals, which is more than a bound needs and less than a float has.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// How many digits a number needs, without zeros at its ends.
fn digits(number: f64) -> usize {
    format!("{:.6}", number).replace('.', "").trim_matches('0').len()
}

/// A whole number without a fraction, others as they are.
fn short(number: f64) -> Value {
    if number.fract() == 0.0 { Value::from(number as i64) } else { Value::from(number) }
}

/// A schema that nothing fulfils. Some engines tell a plain `false` at the object instead of at the value.
fn nothing() -> Value {
    json!({ "not": {} })
}

/// Adds keywords to a schema, or a part of its own where one of them is taken.
fn merge_or_all(schema: &mut Map<String, Value>, keywords: Value) {
    let Value::Object(members) = keywords else { return };
    if members.keys().any(|key| schema.contains_key(key)) {
        let all = schema.entry("allOf").or_insert_with(|| json!([]));
        all.as_array_mut().expect("it is a list").push(Value::Object(members));
    } else {
        schema.extend(members);
    }
}

/// A pattern for the whole text. The line ends are refused apart, because some engines let `$` match before one.
fn whole(pattern: &str) -> Value {
    json!({ "pattern": format!("^(?:{pattern})$"), "not": { "type": "string", "pattern": "[\n\r\u{85}\u{2028}\u{2029}]" } })
}

/// The form of base64 of so many bytes, with padding.
pub(crate) fn base64_form(bytes: u32) -> String {
    let groups = bytes / 3;
    let rest = match bytes % 3 {
        0 => "",
        1 => "[A-Za-z0-9+/]{2}==",
        _ => "[A-Za-z0-9+/]{3}=",
    };
    format!("[A-Za-z0-9+/]{{{}}}{rest}", groups * 4)
}

/// All orders of a few values.
fn orders(set: &[Value]) -> Vec<Value> {
    fn permute(rest: Vec<Value>) -> Vec<Vec<Value>> {
        if rest.is_empty() {
            return vec![Vec::new()];
        }
        let mut all = Vec::new();
        for index in 0..rest.len() {
            let mut others = rest.clone();
            let first = others.remove(index);
            all.extend(permute(others).into_iter().map(|tail| [vec![first.clone()], tail].concat()));
        }
        all
    }
    permute(set.to_vec()).into_iter().map(Value::Array).collect()
}

/// The inside of a class of characters, with ranges, in a spelling that every engine reads alike.
fn class(characters: &BTreeSet<char>) -> String {
    let mut out = String::new();
    let all: Vec<char> = characters.iter().copied().collect();
    let one = |c: char| match c {
        '\\' | ']' | '[' | '^' | '-' => format!("\\{c}"),
        c => c.to_string(),
    };
    let mut index = 0;
    while index < all.len() {
        let mut end = index;
        while end + 1 < all.len() && u32::from(all[end + 1]) == u32::from(all[end]) + 1 && kin(all[index], all[end + 1])
        {
            end += 1;
        }
        out.push_str(&one(all[index]));
        if end > index + 1 {
            out.push('-');
        }
        if end > index {
            out.push_str(&one(all[end]));
        }
        index = end + 1;
    }
    out
}

/// Only letters and digits stand in ranges: a range of signs is hard to read.
fn kin(a: char, b: char) -> bool {
    a.is_ascii_digit() && b.is_ascii_digit()
        || a.is_ascii_lowercase() && b.is_ascii_lowercase()
        || a.is_ascii_uppercase() && b.is_ascii_uppercase()
        || !a.is_ascii() && !b.is_ascii()
}

/// A regular expression for the decimal numbers in a range, without zeros before them.
fn decimal_form(min: u64, max: u64) -> String {
    fn same_length(low: &[u8], high: &[u8], out: &mut Vec<String>, prefix: &str) {
        let digit = |d: u8| char::from(b'0' + d);
        let rest = low.len() - 1;
        let range = |a: u8, b: u8| if a == b { digit(a).to_string() } else { format!("[{}-{}]", digit(a), digit(b)) };
        let any = |count: usize| match count {
            0 => String::new(),
            1 => "[0-9]".to_owned(),
            count => format!("[0-9]{{{count}}}"),
        };
        if rest == 0 {
            out.push(format!("{prefix}{}", range(low[0], high[0])));
            return;
        }
        let (low_all_zero, high_all_nine) = (low[1..].iter().all(|d| *d == 0), high[1..].iter().all(|d| *d == 9));
        if low[0] == high[0] {
            same_length(&low[1..], &high[1..], out, &format!("{prefix}{}", digit(low[0])));
            return;
        }
        let (mut from, mut to) = (low[0], high[0]);
        if !low_all_zero {
            let nines = vec![9; rest];
            same_length(&low[1..], &nines, out, &format!("{prefix}{}", digit(low[0])));
            from += 1;
        }
        let tail = (!high_all_nine).then(|| {
            to -= 1;
            high[0]
        });
        if from <= to {
            out.push(format!("{prefix}{}{}", range(from, to), any(rest)));
        }
        if let Some(first) = tail {
            let zeros = vec![0; rest];
            same_length(&zeros, &high[1..], out, &format!("{prefix}{}", digit(first)));
        }
    }
    let digits = |number: u64| number.to_string().bytes().map(|b| b - b'0').collect::<Vec<u8>>();
    let (low, high) = (digits(min), digits(max));
    let mut parts = Vec::new();
    let full = |length: usize| {
        let from = length > low.len() || low[0] == 1 && low[1..].iter().all(|d| *d == 0);
        from && (length < high.len() || high.iter().all(|d| *d == 9))
    };
    let (first_full, last_full) =
        ((low.len()..=high.len()).find(|l| full(*l)), (low.len()..=high.len()).rfind(|l| full(*l)));
    if let (Some(first), Some(last)) = (first_full, last_full) {
        let count = if first == last { format!("{}", first - 1) } else { format!("{},{}", first - 1, last - 1) };
        parts.push(if last == 1 { "[1-9]".to_owned() } else { format!("[1-9][0-9]{{{count}}}") });
    }
    for length in (low.len()..=high.len()).filter(|length| !full(*length)) {
        let from = if length == low.len() {
            low.clone()
        } else {
            std::iter::once(1).chain(std::iter::repeat_n(0, length - 1)).collect()
        };
        let to = if length == high.len() { high.clone() } else { vec![9; length] };
        same_length(&from, &to, &mut parts, "");
    }
    parts.join("|")
}

fn sentence_case(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn paragraphs<const N: usize>(parts: [Option<&String>; N]) -> Option<String> {
    let text = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::decimal_form;

    #[track_caller]
    fn check(min: u64, max: u64, inside: &[u64], outside: &[u64]) {
        let pattern = format!("^(?:{})$", decimal_form(min, max));
        let validator = jsonschema::validator_for(&serde_json::json!({ "pattern": pattern })).expect("a pattern");
        let passes = |number: &u64| validator.is_valid(&serde_json::Value::from(number.to_string()));
        assert!(inside.iter().all(passes), "{pattern}");
        assert!(!outside.iter().any(passes), "{pattern}");
    }

    #[test]
    fn decimal_numbers_in_a_range() {
        check(
            1,
            4_294_967_295,
            &[1, 9, 10, 4_294_967_295, 4_294_967_289, 999_999_999],
            &[0, 4_294_967_296, 5_000_000_000],
        );
        check(0, 0, &[0], &[1, 10]);
        check(5, 3600, &[5, 10, 99, 999, 3599, 3600], &[4, 3601, 4000]);
        check(123, 4567, &[123, 129, 130, 999, 1000, 4567], &[122, 4568, 12]);
        for (min, max) in [(0, 250), (7, 7), (99, 101), (1000, 1999)] {
            let all: Vec<u64> = (0..2500).collect();
            let (inside, outside): (Vec<u64>, Vec<u64>) = all.into_iter().partition(|n| (min..=max).contains(n));
            check(min, max, &inside, &outside);
        }
    }
}
