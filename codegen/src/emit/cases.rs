//! `errors.cases.json`: answers and what each must be, so that a look-up in any language can be proved.

use super::{
    OutputFile, OutputGroup, code_json, code_text, nested_value, pretty, published_schema, service_mark, successes,
};
use crate::ir::Catalogue;
use crate::model::{Code, Example};
use crate::table::{self, Indexed};
use rest_errors::{Answer, Identified, Key, Shape, Table};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Version of the form of the file.
const SCHEMA_VERSION: u32 = 1;

pub(super) fn emit(catalogue: &Catalogue) -> OutputGroup {
    let file = File {
        comment: service_mark(&catalogue.service),
        schema_version: SCHEMA_VERSION,
        catalogue_version: catalogue.service.version.clone(),
        cases: cases(catalogue),
    };
    let dir = &catalogue.service.schema_dir;
    OutputGroup {
        name: "errors.cases.json",
        counts: format!("{} cases", file.cases.len()),
        files: vec![
            OutputFile { path: format!("{dir}/errors.cases.json"), contents: pretty(&file) },
            OutputFile {
                path: format!("{dir}/errors.cases.schema.json"),
                contents: published_schema::<File>(&catalogue.service, "Answers of a service and the errors they are"),
            },
        ],
    }
}

/// Answers of a service, and what a look-up in the error catalogue must say of each.
#[derive(Serialize, JsonSchema)]
struct File {
    /// What made the file.
    #[serde(rename = "$comment")]
    comment: String,
    /// Version of the form of this file.
    schema_version: u32,
    /// Version of the catalogue.
    catalogue_version: String,
    /// The cases.
    cases: Vec<Case>,
}

/// An answer and what it is.
#[derive(Serialize, JsonSchema)]
struct Case {
    /// What the case is about.
    id: String,
    /// Id of the endpoint; absent when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<String>,
    /// HTTP status; absent when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// The bytes of the body, as text.
    body: String,
    /// Shape that the body must be found to have.
    shape: String,
    /// `known`, `success`, `ambiguous` or `unknown`.
    result: &'static str,
    /// Id of the entry, for `known`.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
    /// Number of the key in its entry of `errors.json`, from 0, for `known`.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<usize>,
    /// Id of the outcome, for `success`.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    /// Ids of the entries that it may be, sorted, for `ambiguous`.
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates: Option<Vec<String>>,
}

fn cases(catalogue: &Catalogue) -> Vec<Case> {
    let mut questions: Vec<Question> = Vec::new();
    for entry in &catalogue.entries {
        questions.extend(entry.examples.iter().map(|example| Question::of_example(&entry.id, example, None)));
    }
    for endpoint in &catalogue.endpoints {
        for example in endpoint.success.iter().flat_map(|success| &success.examples) {
            questions.push(Question::of_example(&endpoint.id, example, Some(&endpoint.id)));
        }
    }
    questions.extend(by_code_alone(catalogue));
    questions.extend(strangers(catalogue));
    let keys: Vec<_> = catalogue.keys.iter().map(|key| key.stated.key()).collect();
    let places = keys.iter().map(std::ptr::from_ref).zip(0..).collect();
    let successes = successes(catalogue);
    let matcher = table::table(&keys, &successes);
    questions.into_iter().map(|question| question.answer(catalogue, &matcher, &places)).collect()
}

/// An answer whose entry is to be found.
struct Question {
    id: String,
    endpoint: Option<String>,
    status: Option<u16>,
    body: String,
}

impl Question {
    fn of_example(owner: &str, example: &Example, endpoint: Option<&String>) -> Self {
        Self {
            id: format!("{owner}.{}", example.id),
            endpoint: example.endpoint.as_ref().or(endpoint).cloned(),
            status: Some(example.http),
            body: String::from_utf8(table::example_bytes(example)).expect("JSON and YAML texts are UTF-8"),
        }
    }

    fn answer(
        self,
        catalogue: &Catalogue,
        matcher: &Table<'_, Indexed>,
        places: &HashMap<*const Key<'_, Indexed>, usize>,
    ) -> Case {
        let body = catalogue.service.body_reader.read(self.body.as_bytes());
        let endpoint =
            self.endpoint.as_ref().and_then(|id| catalogue.endpoints.iter().position(|endpoint| endpoint.id == *id));
        let answer: Answer<'_, Indexed> = body.answer(endpoint, self.status);
        let found = matcher.identify(&answer);
        let id = |entry: usize| catalogue.entries[entry].id.clone();
        let key = found.key().map(|key| places[&std::ptr::from_ref(key)]);
        let candidates = match &found {
            Identified::Ambiguous(candidates) => {
                let ids: BTreeSet<String> = candidates.ids().map(id).collect();
                Some(ids.into_iter().collect())
            }
            _ => None,
        };
        Case {
            shape: answer.shape.to_string(),
            result: match &found {
                Identified::Known(..) => "known",
                Identified::Success(_) => "success",
                Identified::Ambiguous(_) => "ambiguous",
                Identified::Unknown { .. } => "unknown",
            },
            entry: found.id().map(id),
            key: key.and_then(|index| {
                let own = &catalogue.entries[catalogue.keys[index].stated.entry].keys;
                own.iter().position(|other| *other == index)
            }),
            outcome: found.outcome().map(|index| catalogue.outcomes[index].id.clone()),
            candidates,
            id: self.id,
            endpoint: self.endpoint,
            status: self.status,
            body: self.body,
        }
    }
}

/// Each code as someone finds it in a log, without endpoint and status, and each text alike.
fn by_code_alone(catalogue: &Catalogue) -> Vec<Question> {
    let codes: BTreeSet<&Code> = catalogue.keys.iter().filter_map(|key| key.stated.code.as_ref()).collect();
    let body_with_code = catalogue.service.bodies.iter().find_map(|body| body.code.as_ref());
    let from_codes = body_with_code.into_iter().flat_map(|path| {
        codes.iter().map(move |code| Question {
            id: format!("code_alone.{}", code_text(code)),
            endpoint: None,
            status: None,
            body: nested(path, &code_json(code)),
        })
    });
    let texts: BTreeSet<&String> = catalogue
        .keys
        .iter()
        .filter(|key| key.stated.code.is_none())
        .filter_map(|key| key.stated.text.as_ref())
        .collect();
    let body_with_text =
        catalogue.service.bodies.iter().filter(|body| body.code.is_none()).find_map(|body| body.text.as_ref());
    let from_texts = body_with_text.into_iter().flat_map(|path| {
        texts.iter().map(move |text| Question {
            id: format!("text_alone.{}", text.replace(' ', "_")),
            endpoint: None,
            status: None,
            body: nested(path, &serde_json::Value::from(text.to_uppercase())),
        })
    });
    from_codes.chain(from_texts).collect()
}

/// Answers that are no entry: each code of one endpoint at another, and bodies that are no error bodies.
fn strangers(catalogue: &Catalogue) -> Vec<Question> {
    let mut questions = Vec::new();
    let Some(path) = catalogue.service.bodies.iter().find_map(|body| body.code.as_ref()) else { return questions };
    let codes: BTreeSet<&Code> = catalogue.keys.iter().filter_map(|key| key.stated.code.as_ref()).collect();
    let text = catalogue.service.bodies.iter().filter(|body| body.code.is_none()).find_map(|body| body.text.as_ref());
    let unknown_text = text.map(|path| nested(path, &"a text that no key knows".into()));
    for (number, body) in unknown_text.into_iter().chain([String::new(), "<html>".to_owned()]).enumerate() {
        questions.push(Question { id: format!("body_alone.{number}"), endpoint: None, status: None, body });
    }
    for endpoint in &catalogue.endpoints {
        let unreadable = [serde_json::json!({}), serde_json::json!(1.5), serde_json::json!("")];
        for (number, value) in unreadable.iter().enumerate() {
            questions.push(Question {
                id: format!("unreadable_code.{}.{number}", endpoint.id),
                endpoint: Some(endpoint.id.clone()),
                status: endpoint.success.first().map(|success| success.http),
                body: nested(path, value),
            });
        }
        for code in &codes {
            questions.push(Question {
                id: format!("code_at_endpoint.{}.{}", endpoint.id, code_text(code)),
                endpoint: Some(endpoint.id.clone()),
                status: Some(400),
                body: nested(path, &code_json(code)),
            });
        }
        let bodies = [
            (Shape::Empty, ""),
            (Shape::NotJson, "<html>bad gateway</html>"),
            (Shape::NotJson, "[]"),
            (Shape::Success, "{}"),
        ];
        for (number, (shape, body)) in bodies.into_iter().enumerate() {
            for status in [200, 404, 502] {
                questions.push(Question {
                    id: format!("no_error_body.{}.{shape}_{number}.{status}", endpoint.id),
                    endpoint: Some(endpoint.id.clone()),
                    status: Some(status),
                    body: body.to_owned(),
                });
            }
        }
    }
    questions
}

/// A JSON object that holds a value at a path.
fn nested(path: &[String], value: &serde_json::Value) -> String {
    nested_value(path, value.clone()).to_string()
}
