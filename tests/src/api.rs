//! A plain reader of what calls and notifications carry.
//!
//! It keeps the YAML as it is written, follows `type` by itself and knows nothing of the generator. What is wrong with a
//! file it tells by panicking.

use crate::files;
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The sections of a catalogue, each with its items in the order of the files.
#[derive(Debug, Clone)]
pub struct Api {
    sections: BTreeMap<String, Vec<Value>>,
}

/// A field of a body, at the end of its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Names divided by dots; `[]` after a list of objects, `{}` after a map of objects.
    pub path: String,
    /// `string`, `integer`, `number`, `boolean`, `object`, `json`, or one of them after `list of`, `map of`, `text or list of`, `text or`.
    pub form: String,
    /// Variants that have it.
    pub variants: Vec<String>,
    /// Whether it must be there whenever its object is.
    pub required: bool,
    /// Whether it gives access to something.
    pub secret: bool,
    /// `current`, `legacy` or `removed`.
    pub status: String,
    /// Other spellings, each with the one who takes it for the field.
    pub aliases: Vec<(String, String)>,
}

/// A body that the catalogue judges.
#[derive(Debug, Clone)]
pub struct Body {
    /// Id.
    pub id: String,
    /// Id of the endpoint.
    pub endpoint: Option<String>,
    /// Id of the event.
    pub event: Option<String>,
    /// Variants that it belongs to.
    pub variants: Vec<String>,
    /// `request`, `response` or `notification`.
    pub direction: String,
    /// HTTP status of an answer.
    pub http: Option<u64>,
    /// Whether the documents accept it.
    pub accepted: bool,
    /// Id of the rule that it breaks.
    pub rule: Option<String>,
    /// `missing` or `wrong_type`.
    pub form: Option<String>,
    /// Where it is wrong.
    pub pointer: Option<String>,
    /// Whether documents show it.
    pub shown: bool,
    /// The body.
    pub body: serde_json::Value,
}

/// A rule, with the place where it is written.
#[derive(Debug, Clone)]
pub struct Rule<'a> {
    /// Id of the type or endpoint that has it; nothing for a rule about calls.
    pub owner: Option<&'a str>,
    /// The rule as it is written.
    pub value: &'a Value,
}

impl Rule<'_> {
    /// Id.
    #[must_use]
    pub fn id(&self) -> &str {
        text(self.value, "id")
    }

    /// Whether a body that breaks it is judged to be wrong, as the language documents it: the sources demand it, the
    /// service refuses or nobody says what it does, and a dispute has both its sides.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        let (certainty, broken) = (text(self.value, "certainty"), text(self.value, "broken"));
        let demanded = match broken {
            "refuses" => true,
            "not_stated" => certainty != "inferred",
            _ => false,
        };
        let must = maybe(self.value, "force").is_none_or(|force| force == "must");
        let settled = certainty != "disputed" || self.value.get("otherwise").is_some();
        must && demanded && settled && self.value.get("check").is_some()
    }

    /// Whether its check looks at one body alone.
    #[must_use]
    pub fn is_about_one_body(&self) -> bool {
        self.value.get("check").is_some_and(|check| check.get("equals").is_none() && check.get("ahead_s").is_none())
    }
}

impl Api {
    /// Reads every `*.yaml` file below a folder.
    ///
    /// # Panics
    /// If a file cannot be read or is no mapping.
    #[must_use]
    pub fn read(folder: &Path) -> Self {
        let mut sections: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for path in files::below(folder).iter().filter(|path| path.extension().is_some_and(|e| e == "yaml")) {
            let value: Value = serde_yaml::from_str(&files::text(path))
                .unwrap_or_else(|error| panic!("{} is not YAML: {error}", path.display()));
            let members = value.as_mapping().unwrap_or_else(|| panic!("{}: no mapping", path.display()));
            for (name, value) in members {
                let name = name.as_str().unwrap_or_else(|| panic!("{}: a name is no text", path.display()));
                let items = sections.entry(name.to_owned()).or_default();
                match value {
                    Value::Sequence(list) => items.extend(list.iter().cloned()),
                    one => items.push(one.clone()),
                }
            }
        }
        Self { sections }
    }

    /// The items of a section; none when no file has it.
    #[must_use]
    pub fn list(&self, section: &str) -> &[Value] {
        self.sections.get(section).map_or(&[], Vec::as_slice)
    }

    /// The one item of a section.
    ///
    /// # Panics
    /// If there are none or several.
    #[must_use]
    #[track_caller]
    pub fn one(&self, section: &str) -> &Value {
        match self.list(section) {
            [one] => one,
            items => panic!("{} items in `{section}`, not one", items.len()),
        }
    }

    /// The item of a section with this id.
    #[must_use]
    pub fn find(&self, section: &str, id: &str) -> Option<&Value> {
        self.list(section).iter().find(|item| text(item, "id") == id)
    }

    /// All fields below a type, in a body of some variants.
    ///
    /// # Panics
    /// If a type does not exist, or contains itself.
    #[must_use]
    #[track_caller]
    pub fn fields(&self, of: &str, variants: &[String]) -> Vec<Field> {
        let of = self.find("types", of).unwrap_or_else(|| panic!("no type `{of}`"));
        let mut found = Vec::new();
        self.add_fields(list(of, "fields"), "", variants, &mut found);
        found
    }

    /// All fields below these.
    #[must_use]
    pub fn fields_of(&self, fields: &[Value], variants: &[String]) -> Vec<Field> {
        let mut found = Vec::new();
        self.add_fields(fields, "", variants, &mut found);
        found
    }

    fn add_fields(&self, fields: &[Value], before: &str, variants: &[String], found: &mut Vec<Field>) {
        assert!(before.split('.').count() < 20, "{before}: a type that contains itself");
        for field in fields {
            let own = texts(field, "variants");
            let variants: Vec<String> =
                variants.iter().filter(|id| own.is_empty() || own.contains(&id.as_str())).cloned().collect();
            let path = format!("{before}{}", text(field, "id"));
            let of = self.find("types", text(field, "type"));
            let one = match of {
                Some(of) if text(of, "kind") == "object" => "object",
                Some(of) => text(of, "of"),
                None => text(field, "type"),
            };
            let (form, step) = match maybe(field, "holds").unwrap_or("one") {
                "one" => (one.to_owned(), "."),
                "list" => (format!("list of {one}"), "[]."),
                "map" => (format!("map of {one}"), "{}."),
                "text_or_list" => (format!("text or list of {one}"), "[]."),
                "one_or_text" => (format!("text or {one}"), "."),
                other => panic!("{path}: holds `{other}`"),
            };
            found.push(Field {
                path: path.clone(),
                form,
                variants: variants.clone(),
                required: is_set(field, "required"),
                secret: is_set(field, "secret"),
                status: maybe(field, "status").unwrap_or("current").to_owned(),
                aliases: list(field, "aliases")
                    .iter()
                    .map(|alias| (text(alias, "id").to_owned(), text(alias, "taken_by").to_owned()))
                    .collect(),
            });
            if let Some(of) = of {
                self.add_fields(list(of, "fields"), &format!("{path}{step}"), &variants, found);
            }
        }
    }

    /// All rules: of types, of their fields, of endpoints, and about calls.
    #[must_use]
    pub fn rules(&self) -> Vec<Rule<'_>> {
        let mut rules = Vec::new();
        for section in ["types", "endpoints"] {
            for item in self.list(section) {
                let owner = Some(text(item, "id"));
                rules.extend(list(item, "rules").iter().map(|value| Rule { owner, value }));
                let of_fields = list(item, "fields").iter().flat_map(|field| list(field, "rules"));
                rules.extend(of_fields.map(|value| Rule { owner, value }));
            }
        }
        rules.extend(self.list("rules").iter().map(|value| Rule { owner: None, value }));
        rules
    }

    /// The judged bodies.
    ///
    /// # Panics
    /// If one is not as the language asks for.
    #[must_use]
    pub fn bodies(&self) -> Vec<Body> {
        self.list("examples").iter().map(read_body).collect()
    }
}

fn read_body(item: &Value) -> Body {
    let own = |name: &str| maybe(item, name).map(str::to_owned);
    let id = text(item, "id").to_owned();
    let body = item.get("body").unwrap_or_else(|| panic!("{id}: no body"));
    Body {
        endpoint: own("endpoint"),
        event: own("event"),
        variants: texts(item, "variants").into_iter().map(str::to_owned).collect(),
        direction: text(item, "direction").to_owned(),
        http: item.get("http").and_then(Value::as_u64),
        accepted: match text(item, "verdict") {
            "accepted" => true,
            "refused" => false,
            other => panic!("{id}: verdict `{other}`"),
        },
        rule: own("rule"),
        form: own("form"),
        pointer: own("pointer"),
        shown: is_set(item, "shown"),
        body: serde_json::to_value(body).unwrap_or_else(|error| panic!("{id}: the body is no JSON: {error}")),
        id,
    }
}

/// The text of a member.
///
/// # Panics
/// If it is absent or no text.
#[must_use]
#[track_caller]
pub fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    maybe(value, name).unwrap_or_else(|| panic!("no text `{name}` in {value:?}"))
}

/// The text of a member, if it is there.
///
/// # Panics
/// If it is there and no text.
#[must_use]
#[track_caller]
pub fn maybe<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    let member = value.get(name).filter(|member| !member.is_null())?;
    Some(member.as_str().unwrap_or_else(|| panic!("`{name}` is no text: {member:?}")))
}

/// The items of a member; none when it is absent.
///
/// # Panics
/// If it is there and no list.
#[must_use]
#[track_caller]
pub fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    let Some(member) = value.get(name).filter(|member| !member.is_null()) else { return &[] };
    member.as_sequence().unwrap_or_else(|| panic!("`{name}` is no list: {member:?}"))
}

/// The texts in a member; none when it is absent.
///
/// # Panics
/// If it is there and no list of texts.
#[must_use]
#[track_caller]
pub fn texts<'v>(value: &'v Value, name: &str) -> Vec<&'v str> {
    let as_text = |item: &'v Value| item.as_str().unwrap_or_else(|| panic!("an item of `{name}` is no text"));
    list(value, name).iter().map(as_text).collect()
}

/// Whether a member is `true`.
#[must_use]
pub fn is_set(value: &Value, name: &str) -> bool {
    value.get(name).and_then(Value::as_bool) == Some(true)
}
