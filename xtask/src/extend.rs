//! `new endpoint`, `new type`, `new field`, `new event`: skeletons of what calls carry.

use crate::create::{TO_DO, choose, id_of_snake_case, with_nearest};
use crate::report::{self, Failure, Outcome};
use crate::stage::{Change, Lock};
use crate::workspace::{self, ServiceFolder};
use crate::{NewEndpointArgs, NewEventArgs, NewFieldArgs, NewTypeArgs};
use codegen::load::{self, FIRST_LINE, Loaded, SCHEMA_FILE};
use codegen::model::TypeKind;
use codegen::naming;
use codegen::tree::{self, Node, Step, Value};
use std::path::Path;
use std::process::ExitCode;

/// The words of JSON that a field may be of.
const PRIMITIVES: [&str; 5] = ["string", "integer", "number", "boolean", "json"];

/// A service's folder, held against other commands, and its catalogue where that can be read.
struct Opened {
    lock: Lock,
    folder: ServiceFolder,
    /// What cannot be read now is no reason to refuse a file of its own; `gen` will tell.
    loaded: Option<Loaded>,
}

impl Opened {
    fn new(root: &Path, service: Option<&str>) -> Outcome<Self> {
        let lock = Lock::take(root)?;
        let folder = choose(workspace::services(root)?, service)?;
        let loaded = load::load(&folder.path, &folder.shown).ok();
        Ok(Self { lock, folder, loaded })
    }

    fn files(&self) -> impl Iterator<Item = &load::LoadedFile> {
        self.loaded.iter().flat_map(|loaded| &loaded.files)
    }

    /// Refuses an id that something of the same sort has already.
    fn unused<'a>(&'a self, what: &str, id: &str, used: impl Fn(&'a load::LoadedFile) -> Vec<&'a str>) -> Outcome<()> {
        match self.files().find(|file| used(file).contains(&id)) {
            Some(file) => Err(Failure::new(format!("the {what} `{id}` is in {}", file.source.path))
                .help("edit it there, or choose another id")),
            None => Ok(()),
        }
    }

    fn type_is_unused(&self, id: &str) -> Outcome<()> {
        self.unused("type", id, |file| file.values.types.iter().map(|of| of.id.as_str()).collect())
    }

    /// Writes a new file in the folder of the service.
    fn write(&self, root: &Path, name: &str, contents: String) -> Outcome<ExitCode> {
        let path = format!("{}/{name}", self.folder.shown);
        if root.join(&path).exists() {
            return Err(Failure::new(format!("{path} is there already")).help("edit it, or choose another id"));
        }
        Change { writes: vec![(path.clone(), contents)], removals: Vec::new() }.commit(&self.lock)?;
        report::line(format!("{path}: written; replace each {TO_DO}, then run `cargo xtask gen`"));
        Ok(ExitCode::SUCCESS)
    }
}

fn first_line() -> String {
    format!("{FIRST_LINE}../../{SCHEMA_FILE}")
}

fn wire_name(id: &str, what: &str) -> Outcome<()> {
    if naming::is_wire_name(id) {
        return Ok(());
    }
    Err(Failure::new(format!("`{id}` is no {what}")).help("use letters, digits, `_` and `-`, beginning with a letter"))
}

pub(crate) fn endpoint(root: &Path, args: &NewEndpointArgs) -> Outcome<ExitCode> {
    let id = &args.id;
    wire_name(id, "id of an endpoint")?;
    let placeholders = placeholders(&args.path)?;
    let opened = Opened::new(root, args.service.as_deref())?;
    opened.unused("endpoint", id, |file| file.values.endpoints.iter().map(|one| one.id.as_str()).collect())?;
    let variants: Vec<&str> = opened
        .files()
        .filter_map(|file| file.values.service.as_ref())
        .flat_map(|service| service.variants.iter().map(|variant| variant.id.as_str()))
        .collect();
    if opened.loaded.is_some()
        && let Some(unknown) = args.variant.iter().find(|id| !variants.contains(&id.as_str()))
    {
        return Err(with_nearest(format!("there is no variant `{unknown}`"), unknown, &variants));
    }
    let method = args.method.to_ascii_uppercase();
    let stem = naming::snake(id);
    let mut calls = String::new();
    if !args.variant.is_empty() {
        calls.push_str(&format!("\n    variants: [{}]", args.variant.join(", ")));
    }
    if !placeholders.is_empty() {
        let parameters = placeholders.iter().map(|name| {
            let text = include_str!("../templates/new_parameter.yaml");
            text.trim_end().replace("{id}", name).replace("{to_do}", TO_DO)
        });
        calls.push_str(&format!("\n    parameters:\n{}", parameters.collect::<Vec<_>>().join("\n")));
    }
    let mut types = String::new();
    let mut bodies = vec![("response", format!("{stem}_response"))];
    if matches!(method.as_str(), "POST" | "PUT" | "PATCH") {
        bodies.insert(0, ("request", format!("{stem}_request")));
    }
    for (word, id) in bodies {
        id_of_snake_case(&id)?;
        opened.type_is_unused(&id)?;
        calls.push_str(&format!("\n    {word}: {id}"));
        types.push_str(&format!("\n{}", type_skeleton(&id, "object", None)));
    }
    let contents = include_str!("../templates/new_endpoint.yaml")
        .replace("{first_line}", &first_line())
        .replace("{id}", id)
        .replace("{method}", &method)
        .replace("{path}", &serde_json::Value::from(args.path.as_str()).to_string())
        .replace("{calls}", &calls)
        .replace("{types}", &types)
        .replace("{to_do}", TO_DO);
    opened.write(root, &format!("endpoints/{id}.yaml"), contents)
}

/// The names between the braces of a path.
fn placeholders(path: &str) -> Outcome<Vec<&str>> {
    let wrong = || {
        Failure::new(format!("`{path}` is no path of a call"))
            .help("begin it with `/`, and write each placeholder once, as `{name}`")
    };
    let signs: Vec<char> = path.chars().filter(|c| matches!(c, '{' | '}')).collect();
    let paired = signs.chunks(2).all(|pair| *pair == ['{', '}']);
    let names = path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name);
    let names: Vec<&str> = names.collect();
    let doubled = names.iter().enumerate().any(|(index, name)| names[..index].contains(name));
    let plain = !path.contains(|c: char| c.is_whitespace() || c.is_control());
    if path.starts_with('/') && paired && plain && !doubled && names.iter().all(|name| naming::is_wire_name(name)) {
        Ok(names)
    } else {
        Err(wrong())
    }
}

pub(crate) fn new_type(root: &Path, args: &NewTypeArgs) -> Outcome<ExitCode> {
    let id = &args.id;
    id_of_snake_case(id)?;
    if PRIMITIVES.contains(&id.as_str()) {
        return Err(Failure::new(format!("`{id}` is a word of JSON")).help("choose another id"));
    }
    if args.kind == "object" && args.of.is_some() {
        return Err(Failure::new("an object is of no single value").help("leave out `--of`, or choose another kind"));
    }
    if args.kind == "enum" && args.of.as_deref().is_some_and(|of| !matches!(of, "string" | "integer")) {
        return Err(Failure::new("the values of an enum are texts or whole numbers")
            .help("write `--of string` or `--of integer`"));
    }
    let opened = Opened::new(root, args.service.as_deref())?;
    opened.type_is_unused(id)?;
    let contents = format!("{}\ntypes:\n{}\n", first_line(), type_skeleton(id, &args.kind, args.of.as_deref()));
    opened.write(root, &format!("types/{id}.yaml"), contents)
}

fn type_skeleton(id: &str, kind: &str, of: Option<&str>) -> String {
    let of = if kind == "object" { None } else { Some(of.unwrap_or("string")) };
    let more = match (kind, of) {
        ("object", _) => "\n    # One item a field: `cargo xtask new field`.\n    fields: []".to_owned(),
        ("enum", of) => {
            let value = if of == Some("integer") { "0".to_owned() } else { format!("\"{TO_DO}\"") };
            format!(
                "\n    values:\n      - id: first\n        value: {value}\n        title:\n          en: {TO_DO} what it \
                 means, in one line\n          zh: {TO_DO} 用一行说明含义"
            )
        }
        _ => String::new(),
    };
    include_str!("../templates/new_type.yaml")
        .trim_end()
        .replace("{id}", id)
        .replace("{kind}", kind)
        .replace("{of}", &of.map(|of| format!("\n    of: {of}")).unwrap_or_default())
        .replace("{more}", &more)
        .replace("{to_do}", TO_DO)
}

pub(crate) fn event(root: &Path, args: &NewEventArgs) -> Outcome<ExitCode> {
    let id = &args.id;
    id_of_snake_case(id)?;
    let opened = Opened::new(root, args.service.as_deref())?;
    opened.unused("event", id, |file| file.values.events.iter().map(|event| event.id.as_str()).collect())?;
    for file in opened.files() {
        if let Some(other) = file.values.events.iter().find(|event| event.code == args.code) {
            return Err(Failure::new(format!(
                "the code {} is that of `{}` in {}",
                args.code, other.id, file.source.path
            ))
            .help("one number is one event: edit that one, or give another number"));
        }
    }
    let contents = include_str!("../templates/new_event.yaml")
        .replace("{first_line}", &first_line())
        .replace("{id}", id)
        .replace("{code}", &args.code.to_string())
        .replace("{to_do}", TO_DO);
    opened.write(root, &format!("events/{id}.yaml"), contents)
}

pub(crate) fn field(root: &Path, args: &NewFieldArgs) -> Outcome<ExitCode> {
    let (owner, id) = (&args.owner, &args.id);
    wire_name(id, "name of a field")?;
    let lock = Lock::take(root)?;
    let folder = choose(workspace::services(root)?, args.service.as_deref())?;
    let loaded = load::load(&folder.path, &folder.shown).map_err(|problems| {
        Failure::new(format!("{} cannot be read\n{}", folder.shown, problems.to_text(false))).help("correct it first")
    })?;
    let types = || loaded.files.iter().flat_map(|file| &file.values.types);
    let ids: Vec<&str> = types().map(|of| of.id.as_str()).collect();
    let found = loaded.files.iter().find_map(|file| {
        let index = file.values.types.iter().position(|of| of.id == *owner)?;
        Some((file, index))
    });
    let Some((file, index)) = found else {
        return Err(with_nearest(format!("there is no type `{owner}`"), owner, &ids));
    };
    let of = &file.values.types[index];
    if of.kind != TypeKind::Object {
        return Err(Failure::new(format!("`{owner}` in {} is no object", file.source.path))
            .help("only a type of kind `object` has fields"));
    }
    let named = |field: &codegen::model::Field| field.id == *id || field.aliases.iter().any(|alias| alias.id == *id);
    if let Some(other) = of.fields.iter().find(|field| named(field)) {
        let message = format!("`{id}` is a field of `{owner}` already, in {}", file.source.path);
        let help = if other.id == *id { "edit it there" } else { "it is another spelling there; choose another name" };
        return Err(Failure::new(message).help(help));
    }
    if !PRIMITIVES.contains(&args.of.as_str()) && !ids.contains(&args.of.as_str()) {
        let known: Vec<&str> = PRIMITIVES.iter().copied().chain(ids.iter().copied()).collect();
        return Err(with_nearest(format!("there is no type `{}`", args.of), &args.of, &known));
    }
    let contents = with_row(&file.source.text, &file.tree, index, args).ok_or_else(|| {
        Failure::new(format!("the fields of `{owner}` in {} stand on one line", file.source.path))
            .help("write them one below the other, then run the command again")
    })?;
    let path = file.source.path.clone();
    Change { writes: vec![(path.clone(), contents)], removals: Vec::new() }.commit(&lock)?;
    report::line(format!("{path}: `{id}` added to `{owner}`; replace each {TO_DO}, then run `cargo xtask gen`"));
    Ok(ExitCode::SUCCESS)
}

/// The text of a file with a row at the end of a type's fields, everything else byte for byte; nothing where the type is
/// written in a form that a row cannot be added to.
fn with_row(text: &str, tree: &Node, index: usize, args: &NewFieldArgs) -> Option<String> {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let Value::List(types) = &tree.member("types")?.node.value else { return None };
    let of = types.get(index)?;
    let Value::Map(members) = &of.value else { return None };
    let column = |at: usize| text[..at].chars().rev().take_while(|c| *c != '\n').count();
    // The rows of a type in braces cannot stand below one another.
    if text[of.bytes.start..].starts_with('{') {
        return None;
    }
    let own = column(members.first()?.key_bytes.start);
    let row = |indent: usize| -> String {
        let pad = " ".repeat(indent);
        let mut lines = vec![format!("- id: {}", args.id), format!("  type: {}", args.of)];
        lines.extend(args.holds.as_ref().map(|holds| format!("  holds: {holds}")));
        lines.extend([
            "  title:".to_owned(),
            format!("    en: {TO_DO} what it means, in one line"),
            format!("    zh: {TO_DO} 用一行说明含义"),
        ]);
        lines.iter().map(|line| format!("{pad}{line}{newline}")).collect()
    };
    let new = match members.iter().find(|member| member.key == "fields") {
        None => {
            let at = behind(text, last_end(text, of)?);
            let head = format!("{}fields:{newline}", " ".repeat(own));
            spliced(text, at..at, &format!("{head}{}", row(own + 2)), newline)
        }
        Some(fields) => match &fields.node.value {
            Value::List(items) if text[fields.node.bytes.start..].starts_with('[') => {
                if !items.is_empty() {
                    return None;
                }
                let end = last_end(text, &fields.node)?;
                let line = behind(text, end);
                let rest = text[end..line].trim_end_matches(['\r', '\n']);
                let begin = text[..fields.node.bytes.start].trim_end_matches(' ').len();
                spliced(text, begin..line, &format!("{rest}{newline}{}", row(own + 2)), "")
            }
            Value::List(items) => {
                let last = items.last()?;
                let begin = text[..last.bytes.start].rfind('-')?;
                let at = behind(text, last_end(text, last)?);
                spliced(text, at..at, &row(column(begin)), newline)
            }
            _ => return None,
        },
    };
    // Whatever the text looked like, only what reads as one row more is written.
    let read = tree::read(&new, 0).ok()?;
    let way = |last: usize| {
        let steps =
            [Step::Key("types".to_owned()), Step::Item(index), Step::Key("fields".to_owned()), Step::Item(last)];
        [steps.to_vec(), vec![Step::Key("id".to_owned())]].concat()
    };
    let before = match &of.member("fields").map(|fields| &fields.node.value) {
        Some(Value::List(items)) => items.len(),
        _ => 0,
    };
    let is_there = read.scalar(&way(before)) == Some(args.id.as_str()) && read.scalar(&way(before + 1)).is_none();
    is_there.then_some(new)
}

/// The end of what is written of a value. The span of a list or mapping may reach to whatever follows it.
fn last_end(text: &str, node: &Node) -> Option<usize> {
    let inner = match &node.value {
        Value::Scalar(_) => return Some(node.bytes.end),
        Value::List(items) => items.last().map(|item| last_end(text, item)),
        Value::Map(members) => members.last().map(|member| last_end(text, &member.node)),
    };
    if !text[node.bytes.start..].starts_with(['[', '{']) {
        return inner?;
    }
    let mut at = inner.unwrap_or(Some(node.bytes.start + 1))?;
    loop {
        let next = text[at..].chars().next()?;
        match next {
            ']' | '}' => return Some(at + 1),
            '#' => at = behind(text, at),
            ',' | ' ' | '\t' | '\r' | '\n' => at += 1,
            _ => return None,
        }
    }
}

/// The beginning of the line behind a place.
fn behind(text: &str, at: usize) -> usize {
    if text[..at].ends_with('\n') {
        return at;
    }
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

fn spliced(text: &str, at: std::ops::Range<usize>, new: &str, newline: &str) -> String {
    let before = &text[..at.start];
    let gap = if before.is_empty() || before.ends_with('\n') { "" } else { newline };
    format!("{before}{gap}{new}{}", &text[at.end..])
}
