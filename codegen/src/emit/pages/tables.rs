//! Tables of fields, of known values and of limits.

use super::super::code_text;
use super::super::markdown::{self, cell, code, json_code};
use super::Book;
use super::tree::{Node, Row, anchor};
use crate::ir::api::{EnumValue, Form, ValueType, holds_in};
use crate::model::{AliasUse, CodeUse, FieldStatus, Holds, Limit, LimitKind, Primitive};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;

/// Up to so many known values are written where the field stands.
const VALUES_IN_A_ROW_MAX: usize = 16;

/// How the fields of a body are shown.
pub(super) struct Style<'r> {
    /// Begins the names of places, with a dot at its end; empty for a request.
    pub(super) prefix: String,
    /// Whether it is sent: then fields have defaults, and what is out of use is not to be sent.
    pub(super) sent: bool,
    /// Whether the fields of all objects stand in one table.
    pub(super) flat: bool,
    /// All modes, where some fields are only in some of them; empty where the table has no such column.
    pub(super) modes: Vec<&'r str>,
    /// The rules of the fields.
    pub(super) rules: Option<&'r HashMap<String, Vec<(&'r str, bool)>>>,
}

/// An object with its fields.
#[derive(Serialize)]
pub(super) struct Section {
    /// Path of the object; empty for the body.
    path: String,
    anchor: String,
    title: String,
    note: String,
    status: &'static str,
    /// Path of the object that has the same fields, as a link.
    again: Option<String>,
    table: String,
}

/// The known values of an enum.
#[derive(Serialize)]
pub(super) struct Values {
    id: String,
    title: String,
    note: String,
    /// Whether some values are only in some modes.
    modes: bool,
    rows: String,
}

impl<'c> Book<'c> {
    /// The objects of a body, with their tables.
    pub(super) fn sections(&mut self, nodes: &[Node<'_>], style: &Style<'_>) -> Vec<Section> {
        nodes.iter().map(|node| self.section(node, style)).collect()
    }

    fn section(&mut self, node: &Node<'_>, style: &Style<'_>) -> Section {
        let of = &self.catalogue.api.types[node.of];
        self.use_sources(&of.sources);
        let note = [of.note.as_ref().map(|note| markdown::prose(self.say(note))), self.disputed(&of.conflicts)];
        let note: Vec<String> = note.into_iter().flatten().collect();
        Section {
            path: node.path.clone(),
            anchor: object_anchor(style, &node.path),
            title: markdown::prose(self.say(&of.title)),
            note: markdown::sentences(self.lang, note.iter().map(String::as_str)),
            status: self.status(node.status).unwrap_or_default(),
            again: node.again.as_ref().map(|path| {
                let shown = if path.is_empty() { self.pick("the body", "消息体").to_owned() } else { code(path) };
                format!("[{shown}](#{})", object_anchor(style, path))
            }),
            table: if node.rows.is_empty() { String::new() } else { self.fields(&node.rows, style) },
        }
    }

    /// A table of fields.
    pub(super) fn fields(&mut self, rows: &[Row<'_>], style: &Style<'_>) -> String {
        let modes = !style.modes.is_empty();
        let mut heads = vec![self.pick("field", "字段"), self.pick("type", "类型")];
        if style.sent {
            heads.extend([self.pick("required", "必填"), self.pick("default", "默认值")]);
        } else {
            heads.push(self.pick("always there", "必有"));
        }
        heads.extend(modes.then(|| self.pick("modes", "模式")));
        heads.push(self.pick("meaning", "含义"));
        let mut table = format!("| {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len()));
        for row in rows {
            let field = row.field;
            let place = format!("{}{}", style.prefix, anchor(&row.path));
            let _ = write!(table, "| <a id=\"{place}\"></a>{} | {} | ", code(&row.path), self.type_words(row, style));
            let required = match (field.required, self.asking_rule(&place, style)) {
                (true, _) => self.pick("yes", "是").to_owned(),
                (false, Some(rule)) => format!("[{}](#rule-{rule})", self.pick("by rule", "视规则")),
                (false, None) => self.pick("no", "否").to_owned(),
            };
            table.push_str(&required);
            table.push_str(" | ");
            if style.sent {
                table.extend(field.default.as_ref().map(json_code));
                table.push_str(" | ");
            }
            if modes {
                if row.modes.len() == style.modes.len() {
                    table.push_str(self.pick("all", "全部"));
                } else {
                    table.push_str(&self.codes(&row.modes));
                }
                table.push_str(" | ");
            }
            table.push_str(&self.meaning(row, &place, style));
            table.push_str(" |\n");
        }
        table
    }

    fn asking_rule<'r>(&self, place: &str, style: &Style<'r>) -> Option<&'r str> {
        let rules = style.rules?.get(place)?;
        rules.iter().find(|(_, asks)| *asks).map(|(id, _)| *id)
    }

    fn primitive(&self, primitive: Primitive) -> &'static str {
        match primitive {
            Primitive::String => self.pick("string", "字符串"),
            Primitive::Integer => self.pick("integer", "整数"),
            Primitive::Number => self.pick("number", "数字"),
            Primitive::Boolean => self.pick("boolean", "布尔值"),
            Primitive::Json => self.pick("any JSON value", "任意 JSON 值"),
        }
    }

    fn type_words(&self, row: &Row<'_>, style: &Style<'_>) -> String {
        let field = row.field;
        let one = match field.value {
            ValueType::Primitive(primitive) => self.primitive(primitive).to_owned(),
            ValueType::Type(of) => match &self.catalogue.api.types[of].form {
                Form::Object(_) if style.flat => self.pick("object", "对象").to_owned(),
                Form::Object(_) => format!("[{}](#{})", self.pick("object", "对象"), object_anchor(style, &row.inner)),
                Form::Enum(primitive, _) | Form::Scalar(primitive) => self.primitive(*primitive).to_owned(),
            },
        };
        let mut words = match field.holds {
            Holds::One => one,
            Holds::List => self.pick(format!("list of {one}"), format!("{one}列表")),
            Holds::Map => self.pick(format!("map of {one}"), format!("{one}映射")),
            Holds::TextOrList => self.pick(format!("string, or list of {one}"), format!("字符串或{one}列表")),
            Holds::OneOrText => self.pick(format!("{one}, or string"), format!("{one}或字符串")),
        };
        if field.nullable {
            words.push_str(self.pick(", or `null`", "，可为 `null`"));
        }
        if let Some(unit) = &field.unit {
            words.push_str(self.pick(", in ", "，单位 "));
            words.push_str(&cell(unit));
        }
        words
    }

    /// Everything that is said of a field.
    fn meaning(&mut self, row: &Row<'_>, place: &str, style: &Style<'_>) -> String {
        let field = row.field;
        self.use_sources(&field.sources);
        let status = match (field.status, style.sent) {
            (FieldStatus::Legacy, true) => Some(self.pick(
                "**Legacy**: in older documents only; do not send it.",
                "**旧用法**：只见于较旧的文档，不要发送。",
            )),
            (FieldStatus::Removed, true) => {
                Some(self.pick("**Removed** by the vendor; do not send it.", "**已被服务商移除**，不要发送。"))
            }
            (status, _) => self.status(status),
        };
        let mut parts: Vec<String> = status.map(str::to_owned).into_iter().collect();
        parts.push(self.text(&field.title, field.note.as_ref()));
        parts.extend(self.values_of(row, style));
        for used in &field.codes {
            parts.extend(self.code_table(used));
        }
        if field.secret {
            parts.push(self.pick("**Secret**: never show or log it.", "**机密**：不要显示或写入日志。").to_owned());
        }
        if !field.editions.is_empty() {
            parts.push(format!("{}{}", self.pick("Only in: ", "仅限："), self.editions(&field.editions)));
        }
        if let Some(date) = &field.introduced {
            parts.push(self.pick(format!("Since {date}."), format!("自 {date} 起提供。")));
        }
        if let Some(date) = &field.withdrawn {
            parts.push(self.pick(format!("Withdrawn {date}."), format!("{date} 起不再提供。")));
        }
        parts.extend(self.spellings(row));
        parts.extend(self.evidence(field.confidence));
        // A scalar has no table of its own, so its disputes stand with those of the field, each once.
        let of_type = match field.value {
            ValueType::Type(index) if matches!(self.catalogue.api.types[index].form, Form::Scalar(_)) => {
                self.catalogue.api.types[index].conflicts.as_slice()
            }
            _ => &[],
        };
        let mut conflicts = field.conflicts.clone();
        conflicts.extend(of_type.iter().filter(|id| !field.conflicts.contains(id)).cloned());
        parts.extend(self.disputed(&conflicts));
        if let Some(rules) = style.rules.and_then(|rules| rules.get(place)) {
            let links = rules.iter().map(|(id, _)| format!("[`{id}`](#rule-{id})"));
            parts.push(format!("{}{}", self.pick("Rules: ", "规则："), self.list(links)));
        }
        parts.join("<br>")
    }

    fn spellings(&self, row: &Row<'_>) -> Option<String> {
        let spellings = row.field.aliases.iter().map(|alias| {
            let who = match alias.taken_by {
                AliasUse::Service => self.pick(" (the service takes it too)", "（服务同样接受）"),
                AliasUse::Reader => self.pick(" (seen in what the service sends)", "（出现在服务发送的内容中）"),
                AliasUse::Nobody => self.pick(" (a mistake that nobody takes)", "（误写，不被接受）"),
            };
            format!("{}{who}", code(&alias.id))
        });
        let spellings = self.list(spellings);
        (!spellings.is_empty()).then(|| format!("{}{spellings}", self.pick("Other spellings: ", "其他拼写：")))
    }

    /// The known values of a field, and what is said of its type.
    fn values_of(&mut self, row: &Row<'_>, style: &Style<'_>) -> Vec<String> {
        let ValueType::Type(index) = row.field.value else { return Vec::new() };
        let of = &self.catalogue.api.types[index];
        match &of.form {
            Form::Object(_) => Vec::new(),
            Form::Scalar(_) => {
                self.use_sources(&of.sources);
                of.note.as_ref().map(|note| cell(self.say(note))).into_iter().collect()
            }
            Form::Enum(_, values) => {
                if !self.enums.contains(&index) {
                    self.enums.push(index);
                }
                let shown = |value: &&EnumValue| {
                    (!style.sent || value.status == FieldStatus::Current)
                        && (row.modes.is_empty() || row.modes.iter().any(|mode| holds_in(&value.variants, Some(mode))))
                };
                let shown: Vec<String> = values.iter().filter(shown).map(|value| wire_code(&value.value)).collect();
                let link = format!("[{}](#values-{})", self.pick("Values", "取值"), of.id);
                let words = if shown.len() > VALUES_IN_A_ROW_MAX || shown.is_empty() {
                    link
                } else {
                    format!("{link}{}{}", self.pick(": ", "："), self.list(shown))
                };
                vec![words]
            }
        }
    }

    fn code_table(&self, used: &CodeUse) -> Option<String> {
        let table = self.catalogue.api.code_tables.iter().find(|table| table.id == used.table)?;
        let page = match (self.codes_at_events.contains(used.table.as_str()), self.at_events) {
            (true, true) => String::new(),
            (true, false) => format!("{}events.md", self.up),
            (false, _) => format!("{}values.md", self.up),
        };
        let link = format!("[{}]({page}#codes-{})", cell(self.say(&table.title)), table.id);
        let words = if used.when.is_empty() {
            format!("{}{link}", self.pick("Codes: ", "代码："))
        } else {
            let when = self.when(&used.when);
            self.pick(format!("Codes when {when}: {link}"), format!("{when} 时的代码：{link}"))
        };
        let status = used.status.and_then(|status| self.status(status));
        Some(status.map_or_else(|| words.clone(), |status| format!("{words}{}{status}", self.pick(". ", "。"))))
    }

    /// The values of all enums that the page used.
    pub(super) fn known_values(&mut self, modes: &[&str]) -> Vec<Values> {
        let enums = std::mem::take(&mut self.enums);
        enums.into_iter().filter_map(|index| self.values(index, modes)).collect()
    }

    fn values(&mut self, index: usize, modes: &[&str]) -> Option<Values> {
        let of = &self.catalogue.api.types[index];
        let Form::Enum(_, values) = &of.form else { return None };
        self.use_sources(&of.sources);
        let note = [of.note.as_ref().map(|note| markdown::prose(self.say(note))), self.disputed(&of.conflicts)];
        let note: Vec<String> = note.into_iter().flatten().collect();
        let here =
            |value: &&EnumValue| modes.is_empty() || modes.iter().any(|mode| holds_in(&value.variants, Some(mode)));
        let values: Vec<&EnumValue> = values.iter().filter(here).collect();
        let with_modes = values.iter().any(|value| !value.variants.is_empty());
        let mut rows = String::new();
        for value in values {
            self.use_sources(&value.sources);
            let mut parts: Vec<String> = self.status(value.status).map(str::to_owned).into_iter().collect();
            parts.push(self.text(&value.title, value.note.as_ref()));
            if !value.editions.is_empty() {
                parts.push(format!("{}{}", self.pick("Only in: ", "仅限："), self.editions(&value.editions)));
            }
            let meaning = parts.join("<br>");
            let wire = wire_code(&value.value);
            if with_modes {
                let modes = if value.variants.is_empty() {
                    self.pick("all", "全部").to_owned()
                } else {
                    self.codes(&value.variants)
                };
                rows.push_str(&markdown::row([&wire, &modes, &meaning]));
            } else {
                rows.push_str(&markdown::row([&wire, &meaning]));
            }
        }
        Some(Values {
            id: of.id.clone(),
            title: markdown::prose(self.say(&of.title)),
            note: markdown::sentences(self.lang, note.iter().map(String::as_str)),
            modes: with_modes,
            rows,
        })
    }

    /// Rows of a table of limits.
    pub(super) fn limits<'l>(&mut self, limits: impl Iterator<Item = &'l Limit>) -> String {
        limits.map(|limit| self.limit(limit)).collect()
    }

    fn limit(&mut self, limit: &Limit) -> String {
        let sources = self.sources_by_id(&limit.sources);
        let mut words = vec![self.text(&limit.title, limit.note.as_ref())];
        if let Some(endpoints) = &limit.endpoints {
            words.push(format!("{}{}", self.pick("At ", "接口："), self.endpoints(endpoints)));
        }
        words.extend(self.evidence(limit.confidence.unwrap_or(crate::model::Confidence::Documented).into()));
        words.extend(self.disputed(&limit.conflicts));
        let unit = match &limit.per {
            Some(per) => self.pick(
                format!("{} for each {}", code(&limit.unit), code(per)),
                format!("{}，按 {} 计", code(&limit.unit), code(per)),
            ),
            None => code(&limit.unit),
        };
        let amounts = limit.amounts.iter().map(|amount| {
            let numbers = amount.value.iter().map(u64::to_string).collect::<Vec<_>>().join(self.pick(", ", "、"));
            let mut cases = Vec::new();
            cases.extend(amount.variants.as_ref().map(|ids| self.codes(ids)));
            cases.extend(amount.editions.as_ref().map(|ids| self.editions(ids)));
            cases.extend(amount.areas.as_ref().map(|ids| self.areas(ids)));
            cases.extend(amount.class.as_ref().map(|class| code(class)));
            if cases.is_empty() {
                format!("**{numbers}**")
            } else {
                format!("**{numbers}**{}{}", self.pick(": ", "："), cases.join(self.pick("; ", "；")))
            }
        });
        let amounts = amounts.collect::<Vec<_>>().join("<br>");
        let kind = match limit.kind {
            LimitKind::Limit => self.pick("limit", "上限"),
            LimitKind::Duration => self.pick("duration", "时长"),
            LimitKind::Advice => self.pick("advice", "建议"),
        };
        let beyond = limit.error.as_ref().map(|id| self.error_by_id(id)).unwrap_or_default();
        let id = format!("<a id=\"limit-{0}\"></a>`{0}`", limit.id);
        markdown::row([&id, &words.join("<br>"), &amounts, &unit, kind, &beyond, &sources])
    }

    fn areas(&self, ids: &[String]) -> String {
        let areas = self.catalogue.api.connection.as_ref().map_or(&[] as &[_], |connection| &connection.areas);
        self.list(ids.iter().map(|id| match areas.iter().find(|area| area.id == *id) {
            Some(area) => cell(self.say(&area.title)),
            None => code(id),
        }))
    }

    /// Words for a type of a parameter.
    pub(super) fn parameter_type(&mut self, id: &str) -> (String, Option<String>) {
        let api = &self.catalogue.api;
        match api.types.binary_search_by(|of| of.id.as_str().cmp(id)) {
            Ok(index) => match &api.types[index].form {
                Form::Enum(primitive, _) => {
                    if !self.enums.contains(&index) {
                        self.enums.push(index);
                    }
                    let link = format!("[{}](#values-{id})", self.pick("Values", "取值"));
                    (self.primitive(*primitive).to_owned(), Some(link))
                }
                Form::Scalar(primitive) => {
                    let note = api.types[index].note.as_ref().map(|note| cell(self.say(note)));
                    (self.primitive(*primitive).to_owned(), note)
                }
                Form::Object(_) => (self.pick("object", "对象").to_owned(), None),
            },
            Err(_) => {
                (crate::lower::primitive(id).map_or_else(|| code(id), |one| self.primitive(one).to_owned()), None)
            }
        }
    }

    /// Rows of a table of codes.
    pub(super) fn code_rows(&mut self, table: &crate::model::CodeTable) -> String {
        let bits = table.bits == Some(true);
        let rows = table.codes.iter().map(|one| {
            let mut parts: Vec<String> =
                one.status.and_then(|status| self.status(status)).map(str::to_owned).into_iter().collect();
            parts.push(self.text(&one.title, one.note.as_ref()));
            let text = one.text.as_ref().map(|text| code(text)).unwrap_or_default();
            let error = one.error.as_ref().map(|id| self.error_by_id(id)).unwrap_or_default();
            let mut shown = code(&code_text(&one.code));
            if bits && let crate::model::Code::Number(number) = one.code {
                let _ = write!(shown, " (`{number:#x}`)");
            }
            markdown::row([&shown, &parts.join("<br>"), &text, &error])
        });
        rows.collect()
    }
}

/// Begins the names of places in an answer.
pub(super) const RESPONSE: &str = "response.";

/// Begins the names of places in the envelope of a notification.
pub(super) const ENVELOPE: &str = "notification.";

/// Whether some field stands only in some modes.
pub(super) fn has_modes(nodes: &[Node<'_>], all: usize) -> bool {
    nodes.iter().flat_map(|node| &node.rows).any(|row| row.modes.len() != all)
}

fn object_anchor(style: &Style<'_>, path: &str) -> String {
    if path.is_empty() {
        return if style.prefix.is_empty() { "request-body".to_owned() } else { style.prefix.replace('.', "-body") };
    }
    format!("object-{}{}", style.prefix, anchor(path))
}

/// A value as it stands on the wire, a text without quotation marks unless it is empty.
fn wire_code(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => code(text),
        other => json_code(other),
    }
}
