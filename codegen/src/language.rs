//! The schema of the catalogue language, made from [`crate::model`]: what an editor checks is what the loader checks.
//!
//! It is draft-07, the dialect that the YAML language server really implements.

use crate::model::CatalogueFile;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{Schema, transform::transform_subschemas};
use serde_json::Value;
use std::sync::LazyLock;

/// The schema as a JSON value.
#[must_use]
pub fn schema() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(generate);
    &SCHEMA
}

fn generate() -> Value {
    let mut settings = SchemaSettings::draft07();
    settings.transforms.insert(0, Box::new(RecursiveTransform(without_null)));
    settings.transforms.push(Box::new(UnwrapText));
    let mut schema = settings.into_generator().into_root_schema_for::<CatalogueFile>();
    schema.insert("title".to_owned(), "A file of a service catalogue".into());
    schema.to_value()
}

/// An absent value is written by leaving the key out, so `null` is refused everywhere.
fn without_null(schema: &mut Schema) {
    let is_null = |value: &Value| value.get("type").and_then(Value::as_str) == Some("null");
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|word| word != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = schema.get("anyOf")
        && let [choice, null] = choices.as_slice()
        && is_null(null)
    {
        let choice = choice.clone();
        schema.remove("anyOf");
        schema.insert("allOf".to_owned(), Value::Array(vec![choice]));
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    // Rust's names for integers are no formats of JSON Schema, but their bounds hold.
    if let Some(format) = schema.remove("format") {
        let maximum = match format.as_str() {
            Some("uint16") => u32::from(u16::MAX),
            _ => u32::MAX,
        };
        schema.insert("maximum".to_owned(), maximum.into());
    }
}

/// Doc comments are wrapped for the source file; a description is not.
#[derive(Clone)]
struct UnwrapText;

impl Transform for UnwrapText {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Value::String(text)) = schema.get_mut("description") {
            *text = text.replace('\n', " ");
        }
        transform_subschemas(self, schema);
    }
}
