//! Tables of values and codes that no other page shows. They have a page of their own, so that their places stay when another
//! endpoint begins to use them.

use super::super::OutputGroup;
use super::super::markdown::{self, code, json_code};
use super::{Book, Conflict, Head, LANGS, Templates, events, has_values, tree};
use crate::ir::Catalogue;
use crate::ir::api::{Check, EnumValue, Form, ValueType};
use crate::model::{CodeTable, TableRow, ValueTable};
use rest_errors::Lang;
use serde::Serialize;

const EN: &str = include_str!("../../../templates/values.en.md");
const ZH: &str = include_str!("../../../templates/values.zh.md");

pub(in crate::emit) fn emit(catalogue: &Catalogue) -> OutputGroup {
    let api = &catalogue.api;
    let mut files = Vec::new();
    if has_values(catalogue) {
        let templates = Templates::new(EN, ZH);
        let uses = uses(catalogue);
        files.extend(LANGS.map(|lang| templates.page(catalogue, lang, "values.md", &page(catalogue, lang, &uses))));
    }
    let values: usize = api.value_tables.iter().flat_map(|table| &table.rows).map(|row| row.values.len()).sum();
    OutputGroup { name: "values page", counts: format!("{} tables, {values} values", api.value_tables.len()), files }
}

#[derive(Serialize)]
struct Page {
    head: Head,
    tables: Vec<Table>,
    codes: Vec<Codes>,
    conflicts: Vec<Conflict>,
    sources: String,
}

#[derive(Serialize)]
struct Table {
    id: String,
    title: String,
    note: String,
    used: String,
    rows: Vec<Row>,
    sources: String,
}

#[derive(Serialize)]
struct Row {
    anchor: String,
    key: String,
    title: String,
    status: &'static str,
    open: bool,
    areas: bool,
    values: String,
}

/// A table of codes.
#[derive(Serialize)]
pub(super) struct Codes {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) note: String,
    pub(super) bits: bool,
    pub(super) rows: String,
    pub(super) sources: String,
}

/// Where each table is used: endpoint and field. Trees are the same in every language.
fn uses(catalogue: &Catalogue) -> Vec<Vec<(&str, String)>> {
    let api = &catalogue.api;
    let mut uses = vec![Vec::new(); api.value_tables.len()];
    for (endpoint, call) in catalogue.endpoints.iter().zip(&api.calls) {
        let Some(of) = call.request else { continue };
        let nodes = tree::body(api, of, &super::modes_of(catalogue, endpoint));
        for node in nodes.iter().filter(|node| node.again.is_none()) {
            for rule in &api.types[node.of].rules {
                if let Some(Check::Table(table, _)) = &rule.check {
                    uses[*table]
                        .push((endpoint.id.as_str(), tree::join(&node.path, &super::super::path_text(&rule.at))));
                }
            }
        }
    }
    uses
}

/// The known values of the field that chooses the row of a table.
fn keys(catalogue: &Catalogue, index: usize) -> &[EnumValue] {
    let api = &catalogue.api;
    let field = api.types.iter().find_map(|of| {
        of.rules.iter().find_map(|rule| match &rule.check {
            Some(Check::Table(table, way)) if *table == index => api.field_at(of, way),
            _ => None,
        })
    });
    match field.map(|field| field.value) {
        Some(ValueType::Type(of)) => match &api.types[of].form {
            Form::Enum(_, values) => values,
            _ => &[],
        },
        _ => &[],
    }
}

fn page(catalogue: &Catalogue, lang: Lang, uses: &[Vec<(&str, String)>]) -> Page {
    let mut book = Book::new(catalogue, lang, "");
    let api = &catalogue.api;
    let tables = api.value_tables.iter().enumerate().map(|(index, table)| {
        let used = uses[index].iter().map(|(endpoint, path)| {
            format!("{} [{}](endpoints/{endpoint}.md#{})", book.endpoint(endpoint), code(path), tree::anchor(path))
        });
        let used = book.list(used);
        book.table(table, used, keys(catalogue, index))
    });
    let tables = tables.collect();
    let codes = others(catalogue).map(|table| book.codes_of(table)).collect();
    let conflicts = book.all_conflicts();
    Page { head: book.head("values.md"), tables, codes, conflicts, sources: book.all_sources() }
}

/// Ids of the conflicts that the page shows.
pub(super) fn conflicts_shown(catalogue: &Catalogue) -> impl Iterator<Item = &str> {
    let tables = catalogue.api.value_tables.iter().flat_map(|table| &table.conflicts);
    tables.chain(others(catalogue).flat_map(|table| &table.conflicts)).map(String::as_str)
}

/// The tables of codes that no notification uses.
fn others(catalogue: &Catalogue) -> impl Iterator<Item = &CodeTable> {
    let at_events = events::codes_shown(catalogue);
    catalogue.api.code_tables.iter().filter(move |table| !at_events.contains(table.id.as_str()))
}

impl Book<'_> {
    fn table(&mut self, table: &ValueTable, used: String, keys: &[EnumValue]) -> Table {
        let note = [table.note.as_ref().map(|note| markdown::prose(self.say(note))), self.disputed(&table.conflicts)];
        let note: Vec<String> = note.into_iter().flatten().collect();
        Table {
            id: table.id.clone(),
            title: markdown::prose(self.say(&table.title)),
            note: markdown::sentences(self.lang, note.iter().map(String::as_str)),
            used,
            rows: table.rows.iter().map(|row| self.table_row(&table.id, row, keys)).collect(),
            sources: self.sources_by_id(&table.sources),
        }
    }

    fn table_row(&self, table: &str, row: &TableRow, keys: &[EnumValue]) -> Row {
        let areas = row.values.iter().any(|value| value.area.is_some());
        let lines = row.values.iter().map(|value| {
            let name = value.name.as_ref().map(|name| code(name)).unwrap_or_default();
            let status = value.status.and_then(|status| self.status(status)).unwrap_or_default();
            let area = value.area.as_ref().map(|area| code(area)).unwrap_or_default();
            if areas {
                markdown::row([&json_code(&value.value), &name, &area, status])
            } else {
                markdown::row([&json_code(&value.value), &name, status])
            }
        });
        let title = keys.iter().find(|key| key.value == row.key).map(|key| markdown::prose(self.say(&key.title)));
        Row {
            anchor: format!("{table}.{}", row.id),
            key: json_code(&row.key),
            title: title.unwrap_or_else(|| code(&row.id)),
            status: row.status.and_then(|status| self.status(status)).unwrap_or_default(),
            open: row.open == Some(true),
            areas,
            values: lines.collect(),
        }
    }

    /// A table of codes.
    pub(super) fn codes_of(&mut self, table: &CodeTable) -> Codes {
        let confidence = table.confidence.unwrap_or(crate::model::Confidence::Documented);
        let note = [
            table.note.as_ref().map(|note| markdown::prose(self.say(note))),
            self.evidence(confidence.into()),
            self.disputed(&table.conflicts),
        ];
        let note: Vec<String> = note.into_iter().flatten().collect();
        Codes {
            id: table.id.clone(),
            title: markdown::prose(self.say(&table.title)),
            note: markdown::sentences(self.lang, note.iter().map(String::as_str)),
            bits: table.bits == Some(true),
            rows: self.code_rows(table),
            sources: self.sources_by_id(&table.sources),
        }
    }
}
