//! A page for each endpoint.

use super::super::markdown::{self, cell, code};
use super::super::{OutputGroup, code_text};
use super::rules::{self, RuleGroup};
use super::tables::{RESPONSE, Section, Style, Values, has_modes};
use super::{Book, Conflict, Head, LANGS, Templates, has_endpoints, has_lifecycle, tree};
use crate::ir::{Catalogue, Endpoint};
use crate::model::{BodyExample, Direction, FormFault, Passing, Verdict};
use crate::table;
use rest_errors::Lang;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

const EN: &str = include_str!("../../../templates/endpoint.en.md");
const ZH: &str = include_str!("../../../templates/endpoint.zh.md");

pub(in crate::emit) fn emit(catalogue: &Catalogue) -> OutputGroup {
    let mut files = Vec::new();
    let (mut fields, mut rules) = (0, 0);
    if has_endpoints(catalogue) {
        let templates = Templates::new(EN, ZH);
        for (index, endpoint) in catalogue.endpoints.iter().enumerate() {
            let trees = Trees::grow(catalogue, index);
            fields += trees.request.iter().chain(&trees.response).map(|node| node.rows.len()).sum::<usize>();
            rules += trees.rules.uses.len();
            for lang in LANGS {
                let page = page(catalogue, lang, index, &trees);
                files.push(templates.page(catalogue, lang, &format!("endpoints/{}.md", endpoint.id), &page));
            }
        }
    }
    OutputGroup {
        name: "endpoint pages",
        counts: format!("{} endpoints, {fields} fields, {rules} rules", files.len() / LANGS.len()),
        files,
    }
}

/// What a page shows, in no language yet.
struct Trees<'c> {
    request: Vec<tree::Node<'c>>,
    response: Vec<tree::Node<'c>>,
    rules: rules::Rules<'c>,
    /// The fields that stand on the page.
    places: HashSet<String>,
}

impl<'c> Trees<'c> {
    fn grow(catalogue: &'c Catalogue, index: usize) -> Self {
        let call = &catalogue.api.calls[index];
        let modes = super::modes_of(catalogue, &catalogue.endpoints[index]);
        let body = |of: Option<usize>| of.map(|of| tree::body(&catalogue.api, of, &modes)).unwrap_or_default();
        let request = body(call.request);
        let rules = rules::collect(catalogue, index, &request);
        let places = Book::places(&request);
        Self { response: body(call.response), request, rules, places }
    }
}

#[derive(Serialize)]
struct Page {
    head: Head,
    id: String,
    title: String,
    detail: String,
    note: String,
    call: String,
    edition_paths: Vec<(String, String)>,
    prefixes: String,
    modes: Vec<(String, String)>,
    takes: Option<Takes>,
    gives: Option<String>,
    repeating: Option<Repeating>,
    since: String,
    has_parameters: bool,
    parameters: String,
    request: Vec<Section>,
    response: Vec<Section>,
    missing: Option<String>,
    wrong_type: Option<String>,
    rules: Vec<RuleGroup>,
    /// Whether rules that hold at every endpoint stand on the page of the lifecycle.
    more_rules: bool,
    outcomes: String,
    own_errors: String,
    any_errors: String,
    examples: Vec<Example>,
    limits: String,
    values: Vec<Values>,
    conflicts: Vec<Conflict>,
    sources: String,
}

#[derive(Serialize)]
struct Takes {
    state: String,
    used_up: bool,
}

#[derive(Serialize)]
struct Repeating {
    safe: bool,
    words: String,
}

#[derive(Serialize)]
struct Example {
    id: String,
    /// `request` or `response`.
    direction: &'static str,
    http: Option<u16>,
    modes: String,
    /// What is broken, for a body that is refused.
    refused: Option<String>,
    note: String,
    origin: &'static str,
    body: String,
}

fn page<'c>(catalogue: &'c Catalogue, lang: Lang, index: usize, trees: &Trees<'c>) -> Page {
    let endpoint = &catalogue.endpoints[index];
    let call = &catalogue.api.calls[index];
    let mut book = Book::new(catalogue, lang, "../");
    book.use_sources(&endpoint.sources);
    let _ = book.disputes(&call.conflicts);
    let modes = book.modes_of(endpoint);
    let mut style = Style {
        prefix: String::new(),
        sent: true,
        flat: false,
        modes: if has_modes(&trees.request, modes.len()) { modes.clone() } else { Vec::new() },
        rules: Some(&trees.rules.by_field),
    };
    let parameters = book.parameters(index);
    let request = book.sections(&trees.request, &style);
    style.prefix = RESPONSE.to_owned();
    style.sent = false;
    style.modes = if has_modes(&trees.response, modes.len()) { modes.clone() } else { Vec::new() };
    style.rules = None;
    let response = book.sections(&trees.response, &style);
    let api = &catalogue.api;
    let limits =
        api.limits.iter().filter(|limit| limit.endpoints.as_ref().is_some_and(|ids| ids.contains(&endpoint.id)));
    let has_body = !trees.request.is_empty();
    let (own_errors, any_errors) = book.errors(index);
    let edition_paths = call.edition_paths.iter().map(|one| {
        book.sources_by_id(&one.sources);
        (book.editions(&one.editions), code(&format!("{} {}", endpoint.method, one.path)))
    });
    let edition_paths = edition_paths.collect();
    let repeating = call.repeating.as_ref().map(|repeating| {
        book.sources_by_id(&repeating.sources);
        Repeating { safe: repeating.safe, words: cell(book.say(&repeating.words)) }
    });
    let named = endpoint.variants.iter().filter_map(|id| {
        let variant = catalogue.service.variants.iter().find(|variant| variant.id == *id)?;
        Some((code(id), cell(book.say(&variant.title))))
    });
    let mut page = Page {
        head: book.head(&format!("endpoints/{}.md", endpoint.id)),
        id: endpoint.id.clone(),
        title: markdown::prose(book.say(&endpoint.title)),
        detail: markdown::prose(book.say(&endpoint.detail)),
        note: endpoint.note.as_ref().map(|note| markdown::prose(book.say(note))).unwrap_or_default(),
        call: code(&format!("{} {}", endpoint.method, endpoint.path)),
        edition_paths,
        prefixes: book.prefixes(),
        modes: named.collect(),
        takes: call
            .takes
            .as_ref()
            .map(|takes| Takes { state: book.state(&takes.state), used_up: takes.by == Passing::Value }),
        gives: call.gives.as_ref().map(|state| book.state(state)),
        repeating,
        since: markdown::release(lang, &endpoint.since).to_owned(),
        has_parameters: !call.parameters.is_empty(),
        parameters,
        request,
        response,
        missing: api.missing.filter(|_| has_body).map(|entry| book.error(entry)),
        wrong_type: api.wrong_type.filter(|_| has_body).map(|entry| book.error(entry)),
        rules: book.rule_groups(&trees.rules, &trees.request, &trees.places),
        more_rules: has_lifecycle(catalogue) && api.rules.iter().any(|rule| rule.endpoints.is_empty()),
        outcomes: book.outcomes(endpoint),
        own_errors,
        any_errors,
        examples: book.examples(endpoint),
        limits: book.limits(limits),
        values: Vec::new(),
        conflicts: Vec::new(),
        sources: String::new(),
    };
    page.values = book.known_values(&modes);
    page.conflicts = book.all_conflicts();
    page.sources = book.all_sources();
    page
}

/// Ids of the conflicts that an endpoint's page shows.
pub(super) fn conflicts_shown(catalogue: &Catalogue) -> HashSet<&str> {
    let mut shown: HashSet<&str> = HashSet::new();
    if !has_endpoints(catalogue) {
        return shown;
    }
    for (index, endpoint) in catalogue.endpoints.iter().enumerate() {
        let trees = Trees::grow(catalogue, index);
        let book = page_conflicts(catalogue, endpoint, index, &trees);
        shown.extend(book);
    }
    shown
}

fn page_conflicts<'c>(catalogue: &'c Catalogue, endpoint: &Endpoint, index: usize, trees: &Trees<'c>) -> Vec<&'c str> {
    let api = &catalogue.api;
    let mut ids: Vec<&String> = api.calls[index].conflicts.iter().collect();
    for node in trees.request.iter().chain(&trees.response) {
        ids.extend(&api.types[node.of].conflicts);
        for row in &node.rows {
            ids.extend(&row.field.conflicts);
            if let crate::ir::api::ValueType::Type(of) = row.field.value {
                ids.extend(&api.types[of].conflicts);
            }
        }
    }
    ids.extend(trees.rules.uses.iter().flat_map(|one| &one.rule.conflicts));
    let limits =
        api.limits.iter().filter(|limit| limit.endpoints.as_ref().is_some_and(|all| all.contains(&endpoint.id)));
    ids.extend(limits.flat_map(|limit| &limit.conflicts));
    ids.into_iter().map(String::as_str).collect()
}

/// Where a declaration stands on the endpoints' pages: by the address of what is declared, the pages with the place on them.
pub(super) type Places<'c> = BTreeMap<(usize, &'c str), Vec<(&'c str, String)>>;

/// Where the fields and enum values that name an edition stand: by index of the type and id of the field or value.
pub(super) fn of_editions(catalogue: &Catalogue) -> (Places<'_>, Places<'_>) {
    let api = &catalogue.api;
    let (mut fields, mut values) = (Places::new(), Places::new());
    for (index, endpoint) in catalogue.endpoints.iter().enumerate() {
        let modes = super::modes_of(catalogue, endpoint);
        let call = &api.calls[index];
        for (of, prefix) in [(call.request, ""), (call.response, RESPONSE)] {
            let Some(of) = of else { continue };
            for node in tree::body(api, of, &modes) {
                for row in &node.rows {
                    let place = format!("{prefix}{}", tree::anchor(&row.path));
                    if !row.field.editions.is_empty() {
                        fields.entry((node.of, &row.field.id)).or_default().push((&endpoint.id, place));
                    }
                    if let crate::ir::api::ValueType::Type(of) = row.field.value
                        && let crate::ir::api::Form::Enum(_, known) = &api.types[of].form
                    {
                        for value in known.iter().filter(|value| !value.editions.is_empty()) {
                            let here = values.entry((of, &value.id)).or_default();
                            let place = (endpoint.id.as_str(), format!("values-{}", api.types[of].id));
                            if !here.contains(&place) {
                                here.push(place);
                            }
                        }
                    }
                }
            }
        }
    }
    (fields, values)
}

impl Book<'_> {
    fn state(&self, id: &str) -> String {
        let state = self.catalogue.api.states.iter().find(|state| state.id == id);
        let title = state.map(|state| cell(self.say(&state.title))).unwrap_or_default();
        format!("[{}]({}lifecycle.md#state-{id}){}{title}", code(id), self.up, self.pick(": ", "："))
    }

    /// The words that may stand in front of the path.
    fn prefixes(&self) -> String {
        let areas = self.catalogue.api.connection.as_ref().map_or(&[] as &[_], |connection| &connection.areas);
        let words = areas.iter().filter_map(|area| {
            let prefix = area.path_prefix.as_ref()?;
            let title = cell(self.say(&area.title));
            Some(format!("{}{}", code(&format!("/{prefix}")), self.pick(format!(" ({title})"), format!("（{title}）"))))
        });
        self.list(words)
    }

    fn parameters(&mut self, index: usize) -> String {
        let call = &self.catalogue.api.calls[index];
        let rows = call.parameters.iter().map(|parameter| {
            self.sources_by_id(&parameter.sources);
            let (words, more) = self.parameter_type(&parameter.r#type);
            let mut parts = vec![self.text(&parameter.title, parameter.note.as_ref())];
            if parameter.variant == Some(true) {
                let values = self.pick("One of the modes above.", "取上文所列模式之一。");
                parts.push(values.to_owned());
            }
            parts.extend(more);
            let id = format!("<a id=\"parameter-{0}\"></a>`{0}`", parameter.id);
            markdown::row([&id, &words, &parts.join("<br>")])
        });
        rows.collect()
    }

    fn outcomes(&self, endpoint: &Endpoint) -> String {
        let rows = endpoint.success.iter().map(|success| {
            let outcome = &self.catalogue.outcomes[success.outcome].id;
            markdown::row([&success.http.to_string(), &code(outcome), &cell(self.say(&success.title))])
        });
        rows.collect()
    }

    /// The errors that name an endpoint, and those of any endpoint.
    fn errors(&self, index: usize) -> (String, String) {
        let (mut own, mut any) = (String::new(), String::new());
        for entry in &self.catalogue.entries {
            let keys = entry.keys.iter().map(|key| &self.catalogue.keys[*key]);
            let (mut named, mut general) = (Vec::new(), Vec::new());
            for key in keys {
                let stated = &key.stated;
                let place = if stated.endpoints.contains(&index) {
                    &mut named
                } else if stated.endpoints.is_empty() {
                    &mut general
                } else {
                    continue;
                };
                let mut parts = Vec::new();
                parts.extend(stated.http.map(|http| format!("HTTP {http}")));
                parts.extend(stated.shape.map(|shape| shape.words(self.lang).to_owned()));
                let number = stated.code.as_ref().map(|value| code(&code_text(value)));
                parts.extend(number.map(|value| format!("{}{value}", self.pick("code ", "错误码 "))));
                let text = key.text.as_ref().map(|value| code(value));
                parts.extend(text.map(|value| format!("{}{value}", self.pick("text ", "文本 "))));
                let words = parts.join(self.pick(", ", "，"));
                if !place.contains(&words) {
                    place.push(words);
                }
            }
            let rows = if named.is_empty() { &mut any } else { &mut own };
            named.append(&mut general);
            if !named.is_empty() {
                let title = format!("[{}]({}errors.md#{})", cell(self.say(&entry.title)), self.up, entry.id);
                let effect = cell(entry.effect.words(self.lang));
                rows.push_str(&markdown::row([&code(&entry.id), &title, &named.join("<br>"), &effect]));
            }
        }
        (own, any)
    }

    fn examples(&mut self, endpoint: &Endpoint) -> Vec<Example> {
        let catalogue = self.catalogue;
        let shown =
            |example: &&BodyExample| example.shown == Some(true) && example.endpoint.as_ref() == Some(&endpoint.id);
        let mut examples = Vec::new();
        for example in catalogue.api.examples.iter().filter(shown) {
            self.sources_by_id(&example.sources);
            examples.push(self.body_example(example));
        }
        for success in &endpoint.success {
            let outcome = &catalogue.outcomes[success.outcome].id;
            for (number, example) in success.examples.iter().enumerate() {
                let body = String::from_utf8(table::example_bytes(example)).expect("JSON and YAML texts are UTF-8");
                examples.push(Example {
                    id: format!("{outcome}-{}", number + 1),
                    direction: "response",
                    http: Some(example.http),
                    modes: String::new(),
                    refused: None,
                    note: String::new(),
                    origin: markdown::origin(self.lang, example.origin),
                    body: pretty(&body),
                });
            }
        }
        examples
    }

    fn body_example(&self, example: &BodyExample) -> Example {
        let refused = (example.verdict == Verdict::Refused).then(|| match (&example.rule, example.form) {
            (Some(rule), _) => format!("[`{rule}`](#rule-{rule})"),
            (None, Some(FormFault::WrongType)) => self.pick("a value has the wrong type", "值的类型有误").to_owned(),
            (None, _) => self.pick("a required field is missing", "缺少必填字段").to_owned(),
        });
        let place = example.pointer.as_ref().filter(|pointer| !pointer.is_empty()).map(|pointer| code(pointer));
        Example {
            id: example.id.clone(),
            direction: if example.direction == Direction::Request { "request" } else { "response" },
            http: example.http,
            modes: example.variants.as_ref().map(|ids| self.codes(ids)).unwrap_or_default(),
            refused: refused.map(|why| match place {
                Some(place) => self.pick(format!("{why}, at {place}"), format!("{why}，位于 {place}")),
                None => why,
            }),
            note: example.note.as_ref().map(|note| markdown::prose(self.say(note))).unwrap_or_default(),
            origin: markdown::origin(self.lang, example.origin),
            body: pretty_json(&example.body),
        }
    }
}

/// A body with the lines of pretty JSON, where it is JSON.
fn pretty(body: &str) -> String {
    serde_json::from_str(body).map_or_else(|_| body.to_owned(), |value: serde_json::Value| pretty_json(&value))
}

pub(super) fn pretty_json(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).expect("a value is JSON")
}
