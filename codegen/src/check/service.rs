//! C000 and C080: the service's own fields and its character sets.

use super::{Catalogue, parse_version};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{BodyShape, CharacterClass, CharacterSet, Service};
use crate::naming;
use rest_errors::body::KINDS_MAX;
use std::collections::BTreeMap;

pub(super) fn check(catalogue: &mut Catalogue<'_>) {
    match catalogue.services.as_slice() {
        [] => {
            let problem =
                Diagnostic::in_path(Code::C000, &catalogue.loaded.shown_as, "no file says which service this is");
            catalogue.report(
                problem.help("add `service:` with `id`, `version`, `crate_prefix`, `title`, `detail` and `bodies`"),
            );
        }
        [_] => {}
        [first, others @ ..] => {
            let problems: Vec<_> = others
                .iter()
                .map(|other| {
                    catalogue
                        .problem(Code::C000, &other.place, "a second `service`")
                        .also(catalogue.span(&first.place), "first here")
                        .help("keep one of them; other services have folders of their own")
                })
                .collect();
            catalogue.problems.extend(problems);
        }
    }
    if let Some(service) = catalogue.services.first().cloned() {
        check_service(catalogue, service.item, &service.place);
    }
    for set in catalogue.character_sets.clone() {
        check_set(catalogue, set.item, &set.place);
    }
}

fn check_service(catalogue: &mut Catalogue<'_>, service: &Service, place: &super::Place) {
    let mut fault = |place: super::Place, message: String, help: &str| {
        let problem = catalogue.problem(Code::C000, &place, message).help(help);
        catalogue.report(problem);
    };
    if !naming::is_kebab_case(&service.id) {
        let message = format!("`{}` is no id of a service", service.id);
        fault(place.key("id"), message, "use small letters, digits and `-`, beginning with a letter");
    }
    if !naming::is_kebab_case(&service.crate_prefix) {
        let message = format!("`{}` cannot begin the name of a crate", service.crate_prefix);
        fault(place.key("crate_prefix"), message, "use small letters, digits and `-`, beginning with a letter");
    }
    if parse_version(&service.version).is_none() {
        let message = format!("`{}` is no version", service.version);
        fault(place.key("version"), message, "write three numbers, such as 0.1.0; `cargo xtask release` sets it");
    }
    for (key, dir) in [("schema_dir", &service.schema_dir), ("docs_dir", &service.docs_dir)] {
        if let Some(dir) = dir
            && (dir.is_empty() || dir.contains('\\') || dir.split('/').any(|part| !naming::is_wire_name(part)))
        {
            let message = format!("`{dir}` is no folder inside the output");
            fault(
                place.key(key),
                message,
                "write a path such as `schema` or `schema/name`, without `..` and without `/` at its ends",
            );
        }
    }
    for (index, variant) in service.variants.iter().enumerate() {
        if !naming::is_wire_name(&variant.id) {
            let message = format!("`{}` is no id of a variant", variant.id);
            fault(place.key("variants").item(index).key("id"), message, "use letters, digits, `_` and `-`");
        }
    }
    if service.bodies.is_empty() {
        let help = "add one item a kind of body, with `shape` and where `code` and `text` stand";
        fault(place.key("bodies"), "no kind of error body".to_owned(), help);
    }
    if service.bodies.len() > KINDS_MAX {
        let message = format!("{} kinds of error bodies", service.bodies.len());
        fault(place.key("bodies").item(KINDS_MAX), message, &format!("a service has at most {KINDS_MAX}"));
    }
    for (index, body) in service.bodies.iter().enumerate() {
        let here = place.key("bodies").item(index);
        if !naming::is_wire_name(&body.id) {
            let message = format!("`{}` is no id of a kind of body", body.id);
            fault(here.key("id"), message, "use letters, digits, `_` and `-`");
        }
        let (has_code, has_text) = (body.code.is_some(), body.text.is_some());
        match body.shape {
            BodyShape::Code if !has_code => {
                fault(here, "a body of shape `code` that does not say where its code stands".to_owned(), "add `code:`");
            }
            BodyShape::Message if has_code => {
                fault(
                    here.key("code"),
                    "a body of shape `message` has no code".to_owned(),
                    "delete `code`, or write `shape: code`",
                );
            }
            BodyShape::Message if !has_text => {
                fault(
                    here,
                    "a body of shape `message` that does not say where its text stands".to_owned(),
                    "add `text:`",
                );
            }
            _ => {}
        }
        for (key, path) in [("code", &body.code), ("text", &body.text)] {
            if path.as_ref().is_some_and(|path| path.split('.').any(str::is_empty)) {
                let here = place.key("bodies").item(index).key(key);
                fault(
                    here,
                    "a path with an empty segment".to_owned(),
                    "write names divided by single dots, such as `error.code`",
                );
            }
        }
    }
}

fn check_set(catalogue: &mut Catalogue<'_>, set: &CharacterSet, place: &super::Place) {
    let mut owners: BTreeMap<char, usize> = BTreeMap::new();
    for (index, class) in set.classes.iter().enumerate() {
        let here = place.key("classes").item(index);
        let Some(characters) = members(class) else {
            let problem = catalogue
                .problem(Code::C080, &here, format!("the class `{}` is neither a range nor a list", class.id))
                .entry(&set.id)
                .help("write `from` and `to` with one character each, the lower first, at most 65,536 in all, or `characters` alone");
            catalogue.report(problem);
            continue;
        };
        let mut doubled = None;
        for character in characters {
            if let Some(earlier) = owners.insert(character, index) {
                doubled.get_or_insert((character, earlier));
            }
        }
        if let Some((character, earlier)) = doubled {
            let problem = catalogue
                .problem(Code::C080, &here, format!("`{character}` stands twice in the set"))
                .also(catalogue.span(&place.key("classes").item(earlier)), "first here")
                .entry(&set.id)
                .help("keep it in one class, once");
            catalogue.report(problem);
        }
    }
    if owners.len() != set.count as usize {
        let message = format!("the classes hold {} characters, `count` says {}", owners.len(), set.count);
        let problem = catalogue.problem(Code::C080, &place.key("count"), message).entry(&set.id);
        catalogue.report(problem.help("find the character that is missing or too much, or correct `count`"));
    }
}

/// A range with more characters is no set that a name could be made of.
const CLASS_SIZE_MAX: u32 = 0x1_0000;

/// The characters of a class, if it says which.
pub(crate) fn members(class: &CharacterClass) -> Option<Vec<char>> {
    let single = |text: &String| {
        let mut characters = text.chars();
        characters.next().filter(|_| characters.next().is_none())
    };
    match (&class.from, &class.to, &class.characters) {
        (Some(from), Some(to), None) => {
            let (from, to) = (single(from)?, single(to)?);
            let size = (u32::from(to) + 1).checked_sub(u32::from(from))?;
            (1..=CLASS_SIZE_MAX).contains(&size).then(|| (from..=to).collect())
        }
        (None, None, Some(characters)) if !characters.is_empty() => Some(characters.chars().collect()),
        _ => None,
    }
}
