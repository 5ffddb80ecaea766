//! `new`: skeletons, so that nobody begins with an empty file.

use crate::report::{self, Failure, Outcome};
use crate::stage::{Change, Lock};
use crate::workspace::{self, SERVICE_FILE, ServiceFolder};
use crate::{NewErrorArgs, NewServiceArgs};
use codegen::load::{self, FIRST_LINE, SCHEMA_FILE};
use codegen::naming;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Stands where a person has to write; `gen` refuses it.
pub(crate) const TO_DO: &str = codegen::check::TO_DO;

pub(crate) fn error(root: &Path, args: &NewErrorArgs) -> Outcome<ExitCode> {
    let id = &args.id;
    id_of_snake_case(id)?;
    let lock = Lock::take(root)?;
    let folder = choose(workspace::services(root)?, args.service.as_deref())?;
    let path = format!("{}/errors/{id}.yaml", folder.shown);
    if root.join(&path).exists() {
        return Err(Failure::new(format!("{path} is there already")).help("edit it, or choose another id"));
    }
    // A catalogue that cannot be read now is no reason to refuse; `gen` will tell.
    let loaded = load::load(&folder.path, &folder.shown).ok();
    let files = loaded.iter().flat_map(|loaded| &loaded.files);
    for file in files.clone() {
        let entries = file.values.errors.iter().flat_map(|entry| std::iter::once(&entry.id).chain(&entry.legacy_ids));
        let gone = file.values.tombstones.iter().map(|tombstone| &tombstone.id);
        let released = file.values.ledger.iter().map(|line| &line.id);
        if entries.chain(gone).chain(released).any(|used| used == id) {
            return Err(Failure::new(format!("`{id}` is used in {}", file.source.path))
                .help("an id means one thing for ever: choose another"));
        }
    }
    let endpoints: Vec<&str> =
        files.clone().flat_map(|file| &file.values.endpoints).map(|endpoint| endpoint.id.as_str()).collect();
    if loaded.is_some()
        && let Some(id) = args.endpoint.iter().find(|id| !endpoints.contains(&id.as_str()))
    {
        let stand = format!("those under `endpoints` in {}", folder.shown);
        return Err(unknown("endpoint", id, &endpoints, &stand));
    }
    let contents = error_skeleton(args);
    Change { writes: vec![(path.clone(), contents)], removals: Vec::new() }.commit(&lock)?;
    report::line(format!("{path}: written; replace each {TO_DO}, then run `cargo xtask gen`"));
    Ok(ExitCode::SUCCESS)
}

/// Refuses what is no `snake_case` id.
pub(crate) fn id_of_snake_case(id: &str) -> Outcome<()> {
    if naming::is_snake_case(id) && id.len() <= naming::ID_LENGTH_MAX {
        return Ok(());
    }
    Err(Failure::new(format!("`{id}` is no id")).help(format!(
        "use small letters, digits and single `_`, beginning with a letter, at most {} characters",
        naming::ID_LENGTH_MAX
    )))
}

/// More names than this are no help.
const NAMES_SHOWN_MAX: usize = 12;

/// A failure because of an unknown id: with those that were probably meant, or all that there are, or where they stand.
pub(crate) fn unknown(what: &str, written: &str, known: &[&str], stand: &str) -> Failure {
    let failure = Failure::new(format!("there is no {what} `{written}`"));
    let mut near: Vec<&str> = Vec::new();
    while near.len() < 3
        && let Some(next) = naming::nearest(written, known.iter().copied().filter(|id| !near.contains(id)))
    {
        near.push(next);
    }
    if near.is_empty() && known.len() > NAMES_SHOWN_MAX {
        // A part of a long name is what one remembers.
        near.extend(known.iter().filter(|id| written.len() > 2 && id.contains(written)).take(5));
    }
    let near: Vec<String> = near.iter().map(|id| format!("`{id}`")).collect();
    match (near.is_empty(), known.len() > NAMES_SHOWN_MAX) {
        (true, false) => failure.help(format!("there are {}", naming::list(known.iter().copied()))),
        (true, true) => failure.help(format!("there are {}: {stand}", known.len())),
        (false, false) => failure.help(format!("did you mean {}?", near.join(" or "))),
        (false, true) => {
            failure.help(format!("did you mean {}? There are {}: {stand}", near.join(" or "), known.len()))
        }
    }
}

/// A name as YAML has it: between quotes where a reader would take it for something else than text.
pub(crate) fn scalar(text: &str) -> String {
    const NO_TEXT: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && !NO_TEXT.contains(&text.to_ascii_lowercase().as_str());
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// Names in one line, between brackets.
pub(crate) fn scalars(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| scalar(text)).collect();
    format!("[{}]", texts.join(", "))
}

pub(crate) fn choose(mut folders: Vec<ServiceFolder>, wanted: Option<&str>) -> Outcome<ServiceFolder> {
    let name = |folder: &ServiceFolder| folder.shown.trim_start_matches("spec/").to_owned();
    let names: Vec<String> = folders.iter().map(name).collect();
    let list = naming::list(names.iter().map(String::as_str));
    match wanted {
        Some(wanted) => match folders.iter().position(|folder| name(folder) == wanted) {
            Some(index) => Ok(folders.swap_remove(index)),
            None => Err(Failure::new(format!("there is no service `{wanted}`")).help(format!("there are {list}"))),
        },
        None if folders.len() == 1 => Ok(folders.swap_remove(0)),
        None => {
            Err(Failure::new("spec/ has more than one service").help(format!("say which with `--service`: {list}")))
        }
    }
}

fn error_skeleton(args: &NewErrorArgs) -> String {
    let word = |text: &str| serde_json::Value::from(text).to_string();
    let code =
        args.code.as_ref().map(|code| code.parse::<i64>().map_or_else(|_| word(code), |number| number.to_string()));
    let stated = code.is_some() || args.text.is_some() || args.http.is_some();
    let code = if stated { code } else { Some(word(TO_DO)) };
    let mut key: Vec<String> = Vec::new();
    if !args.endpoint.is_empty() {
        key.push(format!("endpoints: {}", scalars(&args.endpoint)));
    }
    key.extend(args.http.map(|http| format!("http: {http}")));
    if code.is_none() && args.text.is_some() {
        key.push("shape: message".to_owned());
    }
    key.extend(code.as_ref().map(|code| format!("code: {code}")));
    key.extend(args.text.as_ref().map(|text| format!("text: {}", word(text))));
    let mut example = vec!["id: constructed".to_owned()];
    example.extend(args.endpoint.first().map(|endpoint| format!("endpoint: {}", scalar(endpoint))));
    example.push(format!("http: {}", args.http.unwrap_or(400)));
    let mut body: Vec<String> = code.iter().map(|code| format!("\"code\": {code}")).collect();
    let text_field = if code.is_some() { "reason" } else { "message" };
    body.extend(args.text.as_ref().map(|text| format!("\"{text_field}\": {}", word(text))));
    example.push(format!("body: {{{}}}", body.join(", ")));
    include_str!("../templates/error.yaml")
        .replace("{first_line}", &format!("{FIRST_LINE}../../{SCHEMA_FILE}"))
        .replace("{id}", &scalar(&args.id))
        .replace("{key}", &key.join("\n        "))
        .replace("{example}", &example.join("\n        "))
        .replace("{to_do}", TO_DO)
}

pub(crate) fn service(root: &dyn Fn() -> Outcome<PathBuf>, args: &NewServiceArgs) -> Outcome<ExitCode> {
    let id = &args.id;
    if !naming::is_kebab_case(id) {
        return Err(Failure::new(format!("`{id}` is no id of a service"))
            .help("use small letters, digits and `-`, beginning with a letter"));
    }
    let (out, spec, shown, in_root) = match (&args.place.spec, &args.place.out) {
        (Some(spec), Some(out)) => (out.clone(), spec.clone(), spec.display().to_string(), false),
        _ => {
            let root = root()?;
            let spec = root.join("spec").join(id);
            (root, spec, format!("spec/{id}"), true)
        }
    };
    let mut writes = Vec::new();
    let prefix = if spec.join(SERVICE_FILE).exists() {
        let catalogue = load::load(&spec, &shown).map_err(|problems| {
            Failure::new(format!("{shown} cannot be read\n{}", problems.to_text(false))).help("correct it first")
        })?;
        let service = catalogue.files.iter().find_map(|file| file.values.service.clone());
        let service = service.ok_or_else(|| {
            Failure::new(format!("{shown} does not say which service it is"))
                .help(format!("add `service:` to {SERVICE_FILE}"))
        })?;
        if service.id != *id {
            return Err(Failure::new(format!("{shown} is the service `{}`", service.id)).help("give that id"));
        }
        service.crate_prefix
    } else if in_root {
        let fill = |text: &str, depth: &str| {
            text.replace("{first_line}", &format!("{FIRST_LINE}{depth}{SCHEMA_FILE}"))
                .replace("{id}", id)
                .replace("{to_do}", TO_DO)
        };
        writes.push((format!("{shown}/{SERVICE_FILE}"), fill(include_str!("../templates/service.yaml"), "../")));
        writes
            .push((format!("{shown}/endpoints/ping.yaml"), fill(include_str!("../templates/endpoint.yaml"), "../../")));
        id.clone()
    } else {
        return Err(Failure::new(format!("{} has no {SERVICE_FILE}", spec.display()))
            .help("write it first, or leave out `--spec` to begin one in spec/"));
    };
    let fill = |text: &str| {
        let marker = naming::upper_camel(id);
        text.replace("{crate}", &format!("{prefix}-errors")).replace("{id}", id).replace("{marker}", &marker)
    };
    let folder = format!("crates/{prefix}-errors");
    let face = out.join(&folder).join("src/lib.rs");
    if std::fs::read_to_string(&face).is_ok_and(|text| !text.contains("mod generated;")) {
        return Err(Failure::new(format!("{folder} is another crate"))
            .help("choose another id, or write another `crate_prefix` into service.yaml"));
    }
    writes.push((format!("{folder}/Cargo.toml"), fill(include_str!("../templates/errors/Cargo.toml.in"))));
    writes.push((format!("{folder}/README.md"), fill(include_str!("../templates/errors/README.md.in"))));
    writes.push((format!("{folder}/src/lib.rs"), fill(include_str!("../templates/errors/lib.rs.in"))));
    // A package holds nothing from above its own folder, so each crate has the licences itself.
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        if let Ok(text) = std::fs::read_to_string(out.join(name)) {
            writes.push((format!("{folder}/{name}"), text));
        }
    }

    let (kept, new): (Vec<_>, Vec<_>) = writes.into_iter().partition(|(path, _)| out.join(path).exists());
    for (path, _) in &kept {
        report::line(format!("{path}: kept"));
    }
    let paths: Vec<String> = new.iter().map(|(path, _)| path.clone()).collect();
    Change { writes: new, removals: Vec::new() }.commit(&Lock::take(&out)?)?;
    for path in paths {
        report::line(format!("{path}: written"));
    }
    report::line(format!("replace each {TO_DO}, then run `cargo xtask gen`"));
    Ok(ExitCode::SUCCESS)
}
