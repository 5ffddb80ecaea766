//! The fields of a body as a tree, with their paths.

use crate::ir::api::{Api, Field, Form, ValueType, holds_in};
use crate::model::{FieldStatus, Holds};

/// An object of a body.
pub(super) struct Node<'c> {
    /// Path from the body; empty for the body itself.
    pub(super) path: String,
    /// Index of its type.
    pub(super) of: usize,
    /// The modes in which it may stand.
    pub(super) modes: Vec<&'c str>,
    /// Whether it is in use, which it is not below something that is not.
    pub(super) status: FieldStatus,
    /// Path of the object around it that has the same type, whose fields are not shown again.
    pub(super) again: Option<String>,
    /// Its fields.
    pub(super) rows: Vec<Row<'c>>,
}

/// A field of a body.
pub(super) struct Row<'c> {
    /// Path from the body.
    pub(super) path: String,
    /// Path of a single value in it.
    pub(super) inner: String,
    /// The field.
    pub(super) field: &'c Field,
    /// The modes in which it may stand.
    pub(super) modes: Vec<&'c str>,
}

/// The name of a place on a page: a path without its brackets, which links would have to escape.
pub(super) fn anchor(path: &str) -> String {
    path.replace("[]", "")
}

/// A path that begins at another.
pub(super) fn join(base: &str, path: &str) -> String {
    match (base.is_empty(), path.is_empty()) {
        (true, _) => path.to_owned(),
        (_, true) => base.to_owned(),
        _ if path.starts_with("[]") => format!("{base}{path}"),
        _ => format!("{base}.{path}"),
    }
}

/// The objects of a body, each before those inside it.
pub(super) fn body<'c>(api: &'c Api, of: usize, modes: &[&'c str]) -> Vec<Node<'c>> {
    let mut nodes = Vec::new();
    grow(api, of, "", modes, FieldStatus::Current, &mut Vec::new(), &mut nodes);
    nodes
}

fn grow<'c>(
    api: &'c Api,
    of: usize,
    path: &str,
    modes: &[&'c str],
    status: FieldStatus,
    around: &mut Vec<(usize, String)>,
    nodes: &mut Vec<Node<'c>>,
) {
    let again = around.iter().find(|(other, _)| *other == of).map(|(_, path)| path.clone());
    let rows = if again.is_some() { Vec::new() } else { rows(api.types[of].fields(), path, modes) };
    let inside: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let of = object(api, row.field)?;
            Some((of, row.inner.clone(), row.modes.clone(), worse(status, row.field.status)))
        })
        .collect();
    nodes.push(Node { path: path.to_owned(), of, modes: modes.to_vec(), status, again, rows });
    around.push((of, path.to_owned()));
    for (of, path, modes, status) in inside {
        grow(api, of, &path, &modes, status, around, nodes);
    }
    around.pop();
}

/// The fields in one list, each before those inside it.
pub(super) fn flat<'c>(api: &'c Api, fields: &'c [Field], modes: &[&'c str]) -> Vec<Row<'c>> {
    fn add<'c>(api: &'c Api, fields: Vec<Row<'c>>, around: &mut Vec<usize>, out: &mut Vec<Row<'c>>) {
        for row in fields {
            let inside = object(api, row.field).filter(|of| !around.contains(of));
            let next = inside.map(|of| (of, rows(api.types[of].fields(), &row.inner, &row.modes)));
            out.push(row);
            if let Some((of, next)) = next {
                around.push(of);
                add(api, next, around, out);
                around.pop();
            }
        }
    }
    let mut out = Vec::new();
    add(api, rows(fields, "", modes), &mut Vec::new(), &mut out);
    out
}

fn rows<'c>(fields: &'c [Field], path: &str, modes: &[&'c str]) -> Vec<Row<'c>> {
    let row = |field: &'c Field| {
        let own: Vec<&str> = modes.iter().copied().filter(|mode| holds_in(&field.variants, Some(mode))).collect();
        if own.is_empty() && !modes.is_empty() {
            return None;
        }
        let path = join(path, &field.id);
        let inner = match field.holds {
            Holds::One | Holds::OneOrText => path.clone(),
            Holds::List | Holds::TextOrList => format!("{path}[]"),
            Holds::Map => format!("{path}.*"),
        };
        Some(Row { path, inner, field, modes: own })
    };
    fields.iter().filter_map(row).collect()
}

/// Index of the object type of a field's values.
pub(super) fn object(api: &Api, field: &Field) -> Option<usize> {
    match field.value {
        ValueType::Type(of) if matches!(api.types[of].form, Form::Object(_)) => Some(of),
        _ => None,
    }
}

fn worse(around: FieldStatus, own: FieldStatus) -> FieldStatus {
    match (around, own) {
        (FieldStatus::Removed, _) | (_, FieldStatus::Removed) => FieldStatus::Removed,
        (FieldStatus::Legacy, _) | (_, FieldStatus::Legacy) => FieldStatus::Legacy,
        _ => FieldStatus::Current,
    }
}
