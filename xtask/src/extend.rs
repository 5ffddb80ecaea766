//! `new endpoint`, `new type`, `new field`, `new event`: skeletons of what calls carry.

use crate::create::{TO_DO, choose, id_of_snake_case, scalar, scalars, unknown};
use crate::report::{self, Failure, Outcome};
use crate::row::{self, Fault};
use crate::stage::{Change, Lock};
use crate::workspace::{self, ServiceFolder};
use crate::{NewEndpointArgs, NewEventArgs, NewFieldArgs, NewTypeArgs};
use codegen::diagnostic::Code;
use codegen::load::{self, FIRST_LINE, Loaded, LoadedFile, SCHEMA_FILE};
use codegen::model::{CatalogueFile, Field, TypeKind};
use codegen::{Diagnostics, check, naming};
use std::path::Path;
use std::process::ExitCode;

/// The words of JSON that a field may be of.
const PRIMITIVES: [&str; 5] = ["string", "integer", "number", "boolean", "json"];

/// What a skeleton may leave to a person: words, and the field that uses a new type.
const LEFT_OPEN: [Code; 2] = [Code::C005, Code::C030];

/// A service's folder, held against other commands, and its catalogue where that can be read.
struct Opened {
    lock: Lock,
    folder: ServiceFolder,
    /// What cannot be read now is no reason to refuse a file of its own; `gen` will tell.
    loaded: Result<Loaded, Diagnostics>,
}

impl Opened {
    fn new(root: &Path, service: Option<&str>) -> Outcome<Self> {
        let lock = Lock::take(root)?;
        let folder = choose(workspace::services(root)?, service)?;
        let loaded = load::load(&folder.path, &folder.shown);
        Ok(Self { lock, folder, loaded })
    }

    fn files(&self) -> impl Iterator<Item = &LoadedFile> {
        self.loaded.iter().flat_map(|loaded| &loaded.files)
    }

    /// Refuses variants that the service does not have.
    fn variants_exist(&self, wanted: &[String]) -> Outcome<()> {
        let services = self.files().filter_map(|file| file.values.service.as_ref());
        let known: Vec<&str> = services.flat_map(|service| &service.variants).map(|one| one.id.as_str()).collect();
        match wanted.iter().find(|id| self.loaded.is_ok() && !known.contains(&id.as_str())) {
            Some(id) => Err(unknown("variant", id, &known, &self.stand("variants"))),
            None => Ok(()),
        }
    }

    /// Where all items of a list can be seen.
    fn stand(&self, list: &str) -> String {
        format!("those under `{list}` in {}", self.folder.shown)
    }

    /// Refuses an id that something of the same sort has already.
    fn unused<'a>(&'a self, what: &str, id: &str, used: impl Fn(&'a LoadedFile) -> Vec<&'a str>) -> Outcome<()> {
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
    fn write(self, root: &Path, name: &str, contents: &str) -> Outcome<ExitCode> {
        let path = format!("{}/{name}", self.folder.shown);
        if root.join(&path).exists() {
            return Err(Failure::new(format!("{path} is there already")).help("edit it, or choose another id"));
        }
        let file = read_alone(&path, contents).map_err(|problems| {
            Failure::new(format!("what was given makes no file that can be read\n{}", problems.to_text(false)))
                .help("nothing was written; write the names and the path more plainly")
        })?;
        self.settle(file, "choose another id, or correct the catalogue first; then run the command again")?;
        report::line(format!("{path}: written; replace each {TO_DO}, then run `cargo xtask gen`"));
        Ok(ExitCode::SUCCESS)
    }

    /// Writes a file that is new or has another text, unless `gen` would find in it what no word in place of a `TODO` settles.
    fn settle(self, file: LoadedFile, help: &str) -> Outcome<()> {
        let (path, contents) = (file.source.path.clone(), file.source.text.clone());
        if let Ok(mut loaded) = self.loaded {
            let mut before = check::check(&loaded);
            match loaded.files.iter_mut().find(|old| old.source.path == path) {
                Some(old) => *old = file,
                None => loaded.files.push(file),
            }
            let mut found = check::check(&loaded);
            found.retain(|one| !LEFT_OPEN.contains(&one.code));
            // What was wrong before is no reason.
            found.retain(|one| {
                let same = before.iter().position(|old| (old.code, &old.message) == (one.code, &one.message));
                same.map(|index| before.swap_remove(index)).is_none()
            });
            if !found.is_empty() {
                let problems = Diagnostics::new(found, loaded.into_sources());
                return Err(Failure::new(format!("{path} would be wrong\n{}", problems.to_text(false))).help(help));
            }
        }
        Change { writes: vec![(path, contents)], removals: Vec::new() }.commit(&self.lock)
    }
}

/// Reads a text as the only file of a catalogue.
fn read_alone(path: &str, contents: &str) -> Result<LoadedFile, Diagnostics> {
    let (parent, name) = path.rsplit_once('/').unwrap_or((".", path));
    let failed = |error: &std::io::Error| {
        let message = format!("the new text cannot be tried out: {error}");
        Diagnostics::new(vec![codegen::Diagnostic::in_path(Code::L001, path, message)], Vec::new())
    };
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    std::fs::write(folder.path().join(name), contents).map_err(|error| failed(&error))?;
    let mut files = load::load(folder.path(), parent)?.files;
    files.pop().ok_or_else(|| failed(&std::io::ErrorKind::NotFound.into()))
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
    opened.variants_exist(&args.variant)?;
    if let Some(name) = &args.variant_parameter
        && !placeholders.contains(&name.as_str())
    {
        return Err(unknown("placeholder", name, &placeholders, "those between braces in the path"));
    }
    let method = args.method.to_ascii_uppercase();
    let stem = naming::snake(id);
    let mut calls = String::new();
    if !args.variant.is_empty() {
        calls.push_str(&format!("\n    variants: {}", scalars(&args.variant)));
    }
    if !placeholders.is_empty() {
        let parameters = placeholders.iter().map(|name| {
            let text = include_str!("../templates/new_parameter.yaml");
            let variant = args.variant_parameter.as_deref() == Some(*name);
            text.trim_end()
                .replace("{id}", &scalar(name))
                .replace("{type}", "string")
                .replace("{variant}", if variant { "\n        variant: true" } else { "" })
                .replace("{to_do}", TO_DO)
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
        .replace("{id}", &scalar(id))
        .replace("{method}", &method)
        .replace("{path}", &serde_json::Value::from(args.path.as_str()).to_string())
        .replace("{calls}", &calls)
        .replace("{types}", &types)
        .replace("{to_do}", TO_DO);
    opened.write(root, &format!("endpoints/{id}.yaml"), &contents)
}

/// The names between the braces of a path.
fn placeholders(path: &str) -> Outcome<Vec<&str>> {
    let wrong = || {
        Failure::new(format!("`{path}` is no path of a call"))
            .help("begin it with `/`, and write each placeholder once, as `{name}`")
    };
    let signs: Vec<char> = path.chars().filter(|c| matches!(c, '{' | '}')).collect();
    let paired = signs.chunks(2).all(|pair| *pair == ['{', '}']);
    let names: Vec<&str> = naming::placeholders(path).collect();
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
    opened.write(root, &format!("types/{id}.yaml"), &contents)
}

fn type_skeleton(id: &str, kind: &str, of: Option<&str>) -> String {
    let of = if kind == "object" { None } else { Some(of.unwrap_or("string")) };
    let more = match kind {
        "object" => "\n    # One item a field: `cargo xtask new field`.\n    fields: []".to_owned(),
        "enum" => format!("\n    values:\n{}", include_str!("../templates/new_value.yaml").trim_end()),
        _ => String::new(),
    };
    include_str!("../templates/new_type.yaml")
        .trim_end()
        .replace("{id}", &scalar(id))
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
        .replace("{id}", &scalar(id))
        .replace("{code}", &args.code.to_string())
        .replace("{wire_name}", &scalar(args.wire_name.as_deref().unwrap_or(id)))
        .replace("{to_do}", TO_DO);
    // The files stand in the order of the numbers.
    opened.write(root, &format!("events/{:04}_{id}.yaml", args.code), &contents)
}

/// What gets a field.
struct Owner<'a> {
    /// The list that it stands in.
    section: &'static str,
    /// Its place in that list.
    index: usize,
    file: &'a LoadedFile,
    fields: &'a [Field],
}

pub(crate) fn field(root: &Path, args: &NewFieldArgs) -> Outcome<ExitCode> {
    let (owner_id, id) = (&args.owner, &args.id);
    wire_name(id, "name of a field")?;
    if let Some(name) = args.name.as_ref().filter(|name| !naming::is_snake_case(name)) {
        return Err(Failure::new(format!("`{name}` is no name of a field in Rust"))
            .help("use small letters, digits and single `_`, beginning with a letter"));
    }
    let opened = Opened::new(root, args.service.as_deref())?;
    if let Err(problems) = &opened.loaded {
        let message = format!("{} cannot be read\n{}", opened.folder.shown, problems.to_text(false));
        return Err(Failure::new(message).help("correct it first"));
    }
    let owner = owner(&opened, owner_id, args.of.as_deref())?;
    let path = owner.file.source.path.clone();
    let named = |field: &&Field| field.id == *id || field.aliases.iter().any(|alias| alias.id == *id);
    if let Some(other) = owner.fields.iter().find(named) {
        let message = format!("`{id}` is a field of `{owner_id}` already, in {path}");
        let help = if other.id == *id { "edit it there" } else { "it is another spelling there; choose another name" };
        return Err(Failure::new(message).help(help));
    }
    let types = opened.files().flat_map(|file| &file.values.types).map(|of| of.id.as_str());
    let known: Vec<&str> = PRIMITIVES.into_iter().chain(types).collect();
    if !known.contains(&args.r#type.as_str()) {
        let stand = format!("{}, and {}", naming::list(PRIMITIVES), opened.stand("types"));
        return Err(unknown("type", &args.r#type, &known, &stand));
    }
    opened.variants_exist(&args.variant)?;
    let lines = field_lines(args);
    let source = &owner.file.source;
    let added = row::add(&source.text, &owner.file.tree, owner.section, owner.index, &lines);
    let unsure = || {
        Failure::new(format!("no place was found for `{id}` among the fields of `{owner_id}` in {path}"))
            .help(format!("nothing was written; add it to `fields` by hand:\n\n{}", row::alone(&lines).trim_end()))
    };
    let added = added.map_err(|fault| match fault {
        Fault::Flow { whole, line } => {
            let what = if whole { "" } else { "the fields of " };
            let verb = if whole { "stands" } else { "stand" };
            Failure::new(format!("{what}`{owner_id}` {verb} between brackets in {path}:{line}"))
                .help("give each item lines of its own that begin with `- `, then run the command again")
        }
        Fault::Unsure => unsure(),
    })?;
    // Whatever the text looks like, only what reads as one row more is written.
    let file = read_alone(&path, &added.text).map_err(|_| unsure())?;
    if !is_one_more(&owner, &file, args) {
        return Err(unsure());
    }
    let help = "choose another name, give another in Rust with `--name`, or correct the catalogue first; then run the command again";
    opened.settle(file, help)?;
    report::line(format!(
        "{path}:{}: `{id}` added to `{owner_id}`; replace each {TO_DO}, then run `cargo xtask gen`",
        added.line
    ));
    Ok(ExitCode::SUCCESS)
}

/// The type or event of an id.
fn owner<'a>(opened: &'a Opened, id: &str, of: Option<&str>) -> Outcome<Owner<'a>> {
    let mut found = Vec::new();
    let mut single = None;
    let mut known = Vec::new();
    for file in opened.files() {
        let types = file.values.types.iter().enumerate().filter(|_| of != Some("event"));
        for (index, one) in types {
            if one.kind != TypeKind::Object {
                single = single.or((one.id == id).then_some(file));
                continue;
            }
            known.push(one.id.as_str());
            if one.id == id {
                found.push(Owner { section: "types", index, file, fields: &one.fields });
            }
        }
        let events = file.values.events.iter().enumerate().filter(|_| of != Some("type"));
        for (index, one) in events {
            known.push(one.id.as_str());
            if one.id == id {
                found.push(Owner { section: "events", index, file, fields: &one.fields });
            }
        }
    }
    if let [first, second, ..] = found.as_slice() {
        let files = [first, second].map(|owner| owner.file.source.path.as_str());
        let message = format!("`{id}` stands twice, in {} and {}", files[0], files[1]);
        return Err(Failure::new(message).help(if first.section == second.section {
            "give one of them another id"
        } else {
            "say which: `--of type` or `--of event`"
        }));
    }
    match (found.pop(), single) {
        (Some(owner), _) => Ok(owner),
        (None, Some(file)) => Err(Failure::new(format!("`{id}` in {} is no object", file.source.path))
            .help("only an event, or a type of kind `object`, has fields")),
        (None, None) => {
            let what = of.unwrap_or("object or event");
            let list = if of == Some("event") { "events" } else { "types` and `events" };
            Err(unknown(what, id, &known, &opened.stand(list)))
        }
    }
}

/// The lines of a field, with how deep each stands in it.
fn field_lines(args: &NewFieldArgs) -> Vec<(usize, String)> {
    let mut keys = vec![format!("id: {}", scalar(&args.id))];
    keys.extend(args.name.as_ref().map(|name| format!("name: {}", scalar(name))));
    keys.push(format!("type: {}", scalar(&args.r#type)));
    keys.extend(args.holds.as_ref().map(|holds| format!("holds: {holds}")));
    keys.extend(args.required.then(|| "required: true".to_owned()));
    keys.extend((!args.variant.is_empty()).then(|| format!("variants: {}", scalars(&args.variant))));
    keys.push("title:".to_owned());
    let words = [format!("en: {TO_DO} what it means, in one line"), format!("zh: {TO_DO} 用一行说明含义")];
    keys.into_iter().map(|line| (0, line)).chain(words.map(|line| (1, line))).collect()
}

/// Whether a file says what it did, and one field more, as it was asked for.
fn is_one_more(owner: &Owner<'_>, file: &LoadedFile, args: &NewFieldArgs) -> bool {
    let mut values = file.values.clone();
    let fields = match owner.section {
        "types" => values.types.get_mut(owner.index).map(|one| &mut one.fields),
        _ => values.events.get_mut(owner.index).map(|one| &mut one.fields),
    };
    let asked = |row: &Field| {
        let variants = row.variants.as_deref().unwrap_or_default();
        row.id == args.id
            && row.r#type == args.r#type
            && row.name == args.name
            && row.required.unwrap_or_default() == args.required
            && variants == args.variant
    };
    fields.and_then(Vec::pop).is_some_and(|row| asked(&row)) && says_the_same(&owner.file.values, &values)
}

/// The values of the language have no equality of their own; printed in full they differ where they do.
fn says_the_same(one: &CatalogueFile, other: &CatalogueFile) -> bool {
    format!("{one:?}") == format!("{other:?}")
}
