//! The page about what holds across calls: states, rules, limits, hosts and editions.

use super::super::OutputGroup;
use super::super::markdown::{self, cell, code};
use super::{Book, Conflict, Head, LANGS, Templates, endpoints, events, has_lifecycle, values};
use crate::ir::Catalogue;
use crate::ir::api::Rule;
use crate::model::{
    Authentication, Confirmation, Connection, FailoverTo, Leave, NameForm, Passing, Renewal, Replacement, State,
    StateFlow,
};
use rest_errors::Lang;
use serde::Serialize;
use std::collections::HashSet;
use std::fmt::Write as _;

const EN: &str = include_str!("../../../templates/lifecycle.en.md");
const ZH: &str = include_str!("../../../templates/lifecycle.zh.md");

pub(in crate::emit) fn emit(catalogue: &Catalogue) -> OutputGroup {
    let api = &catalogue.api;
    let mut files = Vec::new();
    if has_lifecycle(catalogue) {
        let templates = Templates::new(EN, ZH);
        let elsewhere = shown_elsewhere(catalogue);
        let editions = editions(catalogue);
        files.extend(LANGS.map(|lang| {
            templates.page(catalogue, lang, "lifecycle.md", &page(catalogue, lang, &elsewhere, &editions))
        }));
    }
    let counts = format!("{} states, {} rules, {} limits", api.states.len(), api.rules.len(), api.limits.len());
    OutputGroup { name: "lifecycle page", counts, files }
}

/// Ids of the conflicts that another page shows.
fn shown_elsewhere(catalogue: &Catalogue) -> HashSet<&str> {
    let mut shown = endpoints::conflicts_shown(catalogue);
    shown.extend(events::conflicts_shown(catalogue));
    shown.extend(values::conflicts_shown(catalogue));
    shown
}

#[derive(Serialize)]
struct Page {
    head: Head,
    diagram: String,
    transitions: String,
    states: Vec<Shown>,
    stateless: String,
    rules: Vec<RuleGroup>,
    limits: String,
    connection: Option<Connected>,
    editions: Vec<Differs>,
    conflicts: Vec<Conflict>,
    sources: String,
}

/// A state.
#[derive(Serialize)]
struct Shown {
    id: String,
    title: String,
    note: String,
    holds: String,
    valid_s: Option<u32>,
    expired: Option<String>,
    end: bool,
    by_value: String,
    by_reference: String,
    leaves: Vec<String>,
    flow: Option<Flow>,
    confirmation: Option<Confirmed>,
    renewals: Vec<Renewed>,
    names: String,
    replacements: Vec<Replaced>,
    sources: String,
}

/// The calls that lead to a state.
#[derive(Serialize)]
struct Flow {
    id: String,
    title: String,
    endpoints: String,
    vary: Option<String>,
}

/// What is sent again and again.
#[derive(Serialize)]
struct Renewed {
    endpoint: String,
    field: String,
    every: String,
}

/// What is replaced in a held value before it stands in a name.
#[derive(Serialize)]
struct Replaced {
    held: String,
    characters: String,
    by: String,
}

/// How a program makes sure of a state.
#[derive(Serialize)]
struct Confirmed {
    endpoint: String,
    field: String,
    is: String,
    over: String,
    not_yet: String,
    first_s: String,
    gaps_s: String,
    deadline_s: String,
    every_s: String,
}

/// Rules across calls that name the same endpoints.
#[derive(Serialize)]
struct RuleGroup {
    /// The endpoints; all when empty.
    endpoints: String,
    rows: String,
}

#[derive(Serialize)]
struct Connected {
    scheme: String,
    basic: bool,
    content_type: String,
    request_id_header: Option<String>,
    note: String,
    domains: String,
    hosts: String,
    areas: String,
    steps: Vec<Step>,
    delays: String,
    sources: String,
}

#[derive(Serialize)]
struct Step {
    title: String,
    to: &'static str,
    only_when_unresolved: bool,
}

/// What names an edition.
#[derive(Serialize)]
struct Differs {
    id: String,
    title: String,
    note: String,
    points: Vec<String>,
}

fn page(
    catalogue: &Catalogue,
    lang: Lang,
    elsewhere: &HashSet<&str>,
    (fields, known): &(endpoints::Places<'_>, endpoints::Places<'_>),
) -> Page {
    let api = &catalogue.api;
    let mut book = Book::new(catalogue, lang, "");
    let orphans = api.conflicts.iter().enumerate().filter(|(_, conflict)| !elsewhere.contains(conflict.id.as_str()));
    book.conflicts.extend(orphans.map(|(index, _)| index));
    let pairs = catalogue.endpoints.iter().zip(&api.calls);
    let stateless: Vec<String> = pairs
        .filter(|(_, call)| call.takes.is_none() && call.gives.is_none())
        .map(|(endpoint, _)| book.endpoint(&endpoint.id))
        .collect();
    let mut page = Page {
        head: book.head("lifecycle.md"),
        diagram: if api.states.is_empty() { String::new() } else { book.diagram() },
        transitions: book.transitions(),
        states: api.states.iter().map(|state| book.one_state(state)).collect(),
        stateless: book.list(stateless),
        rules: book.rules_across(),
        limits: book.limits(api.limits.iter()),
        connection: api.connection.as_ref().map(|connection| book.connection(connection)),
        editions: book.differences(fields, known),
        conflicts: Vec::new(),
        sources: String::new(),
    };
    page.conflicts = book.all_conflicts();
    page.sources = book.all_sources();
    page
}

fn editions(catalogue: &Catalogue) -> (endpoints::Places<'_>, endpoints::Places<'_>) {
    if catalogue.api.editions.is_empty() { Default::default() } else { endpoints::of_editions(catalogue) }
}

/// A way from a state to another, or to or from nowhere.
struct Edge<'c> {
    from: Option<&'c str>,
    to: Option<&'c str>,
    by: By<'c>,
}

enum By<'c> {
    Call { endpoint: &'c str, used_up: bool },
    Itself(&'c Leave),
}

impl Book<'_> {
    fn edges(&self) -> Vec<Edge<'_>> {
        let api = &self.catalogue.api;
        let mut edges = Vec::new();
        for (endpoint, call) in self.catalogue.endpoints.iter().zip(&api.calls) {
            let from = call.takes.as_ref().map(|takes| takes.state.as_str());
            let used_up = call.takes.as_ref().is_none_or(|takes| takes.by == Passing::Value);
            let to = call.gives.as_deref().or(if used_up { None } else { from });
            if from.is_some() || to.is_some() {
                edges.push(Edge { from, to, by: By::Call { endpoint: &endpoint.id, used_up } });
            }
        }
        for state in &api.states {
            let leaves = state.leaves.iter();
            edges.extend(leaves.map(|leave| Edge {
                from: Some(&state.id),
                to: Some(&leave.to),
                by: By::Itself(leave),
            }));
        }
        let rank =
            |id: Option<&str>| id.and_then(|id| api.states.iter().position(|state| state.id == id).map(|at| at + 1));
        edges.sort_by_key(|edge| (rank(edge.from), rank(edge.to).unwrap_or(usize::MAX)));
        edges
    }

    /// The states as a diagram; ways between the same two states are one arrow.
    fn diagram(&self) -> String {
        let mut text = String::from("stateDiagram-v2\n");
        for state in &self.catalogue.api.states {
            let _ = writeln!(text, "    state \"{}\" as s_{}", mermaid(self.say(&state.title)), state.id);
        }
        let node = |id: Option<&str>| id.map_or_else(|| "[*]".to_owned(), |id| format!("s_{id}"));
        let edges = self.edges();
        let mut rest = edges.as_slice();
        while let Some(first) = rest.first() {
            let count = rest.iter().take_while(|edge| (edge.from, edge.to) == (first.from, first.to)).count();
            let (same, after) = rest.split_at(count);
            let alone = same.iter().filter(|edge| matches!(edge.by, By::Itself(_))).count();
            let mut labels: Vec<String> = Vec::new();
            for edge in same {
                match edge.by {
                    By::Call { endpoint, .. } => labels.push(mermaid(endpoint)),
                    // The table below has them all, and the picture stays readable.
                    By::Itself(_) if alone > 2 => {}
                    By::Itself(leave) => labels.push(mermaid(self.say(&leave.title))),
                }
            }
            if alone > 2 {
                let en = format!("by itself, for one of {alone} causes");
                labels.push(self.pick(en, format!("自行结束，共 {alone} 种原因")));
            }
            let label = labels.join("<br/>");
            let _ = writeln!(text, "    {} --> {}: {label}", node(first.from), node(first.to));
            rest = after;
        }
        for state in self.catalogue.api.states.iter().filter(|state| state.end == Some(true)) {
            let _ = writeln!(text, "    s_{} --> [*]", state.id);
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn state_link(&self, id: Option<&str>) -> String {
        id.map_or_else(|| self.pick("—", "—").to_owned(), |id| format!("[`{id}`](#state-{id})"))
    }

    fn transitions(&self) -> String {
        let rows = self.edges().into_iter().map(|edge| {
            let by = match edge.by {
                By::Call { endpoint, used_up } => {
                    let goes_on = self.pick(" (the state goes on)", "（原状态继续）");
                    format!("{}{}", self.endpoint(endpoint), if used_up { "" } else { goes_on })
                }
                By::Itself(leave) => self.leave(leave),
            };
            markdown::row([&self.state_link(edge.from), &by, &self.state_link(edge.to)])
        });
        rows.collect()
    }

    /// What makes the service leave a state.
    fn leave(&self, leave: &Leave) -> String {
        let title = cell(self.say(&leave.title));
        match &leave.variants {
            Some(ids) => {
                let modes = self.codes(ids);
                self.pick(format!("{title} ({modes})"), format!("{title}（{modes}）"))
            }
            None => title,
        }
    }

    fn one_state(&mut self, state: &State) -> Shown {
        let takes = |by: Passing| {
            let pairs = self.catalogue.endpoints.iter().zip(&self.catalogue.api.calls);
            let taking =
                pairs.filter(|(_, call)| call.takes.as_ref().is_some_and(|one| one.state == state.id && one.by == by));
            self.list(taking.map(|(endpoint, _)| self.endpoint(&endpoint.id)))
        };
        let (by_value, by_reference) = (takes(Passing::Value), takes(Passing::Reference));
        let leaves =
            state.leaves.iter().map(|leave| format!("{} → {}", self.leave(leave), self.state_link(Some(&leave.to))));
        let leaves = leaves.collect();
        for leave in &state.leaves {
            self.sources_by_id(leave.sources.as_deref().unwrap_or_default());
        }
        Shown {
            id: state.id.clone(),
            title: markdown::prose(self.say(&state.title)),
            note: state.note.as_ref().map(|note| markdown::prose(self.say(note))).unwrap_or_default(),
            holds: self.codes(&state.holds),
            valid_s: state.valid_s,
            expired: state.expired.as_ref().map(|id| self.error_by_id(id)),
            end: state.end == Some(true),
            by_value,
            by_reference,
            leaves,
            flow: state.flow.as_ref().map(|one| self.flow(one)),
            confirmation: state.confirmation.as_ref().map(|one| self.confirmation(one)),
            renewals: state.renewals.iter().map(|one| self.renewal(one)).collect(),
            names: self.names(state),
            replacements: state.replacements.iter().map(|one| self.replacement(one)).collect(),
            sources: self.sources_by_id(&state.sources),
        }
    }

    fn flow(&mut self, one: &StateFlow) -> Flow {
        self.sources_by_id(&one.sources);
        Flow {
            id: code(&one.id),
            title: markdown::prose(self.say(&one.title)),
            endpoints: self.endpoints(&one.endpoints),
            vary: one.vary.as_deref().map(code),
        }
    }

    /// The names that the service gives, a row each.
    fn names(&mut self, state: &State) -> String {
        let rows = state.names.iter().map(|name| {
            self.sources_by_id(name.sources.as_deref().unwrap_or_default());
            let part = |part: &crate::model::NamePart| {
                let form = match part.form {
                    NameForm::Text => "",
                    NameForm::Integer => self.pick(", a number", "，数字"),
                    NameForm::Utc => self.pick(", as `yyyyMMddHHmmssSSS`", "，格式为 `yyyyMMddHHmmssSSS`"),
                    NameForm::UnixMs => self.pick(", in Unix milliseconds", "，Unix 毫秒"),
                };
                cell(&format!("{} {}{form}", code(&part.id), markdown::prose(self.say(&part.title))))
            };
            let mut about: Vec<String> = name.parts.iter().map(part).collect();
            about.extend(name.note.iter().map(|note| cell(&markdown::prose(self.say(note)))));
            about.extend(self.disputed(&name.conflicts));
            let modes = name.variants.as_ref().map(|ids| self.codes(ids)).unwrap_or_default();
            let title = markdown::prose(self.say(&name.title));
            let about = about.join(self.pick("; ", "；"));
            markdown::row([&code(&name.pattern), &cell(&title), &modes, &about])
        });
        rows.collect()
    }

    fn replacement(&mut self, one: &Replacement) -> Replaced {
        self.sources_by_id(&one.sources);
        let set = self.catalogue.character_sets.iter().find(|set| set.id == one.characters);
        let title = set.map(|set| markdown::prose(self.say(&set.title))).unwrap_or_default();
        let characters = format!("[{title}](errors.md#characters-{})", one.characters);
        Replaced { held: code(&one.held), characters, by: code(&one.by) }
    }

    fn renewal(&mut self, one: &Renewal) -> Renewed {
        self.sources_by_id(&one.sources);
        let limit = self.catalogue.api.limits.iter().find(|limit| limit.id == one.every);
        let amount = limit.and_then(|limit| Some((limit.amounts.first()?.value.first()?, &limit.unit)));
        Renewed {
            endpoint: self.endpoint(&one.endpoint),
            field: code(&one.field),
            every: amount.map(|(amount, unit)| format!("{amount} {unit}")).unwrap_or_default(),
        }
    }

    fn confirmation(&mut self, one: &Confirmation) -> Confirmed {
        self.sources_by_id(&one.sources);
        let limits = &self.catalogue.api.limits;
        let seconds = |id: &String| {
            let amount = limits.iter().find(|limit| limit.id == *id).and_then(|limit| limit.amounts.first());
            let waits = amount.map_or(&[] as &[_], |amount| &amount.value).iter().map(ToString::to_string);
            waits.collect::<Vec<_>>().join(self.pick(", ", "、"))
        };
        let values = |all: &[serde_json::Value]| self.list(all.iter().map(|value| code(&value.to_string())));
        let (first_s, gaps_s, deadline_s) = (seconds(&one.first), seconds(&one.gaps), seconds(&one.deadline));
        let every_s = one.every.as_ref().map(seconds).unwrap_or_default();
        let (is, over) = (values(&one.is), values(&one.over));
        let not_yet: Vec<String> = one.not_yet.iter().map(|id| self.error_by_id(id)).collect();
        Confirmed {
            endpoint: self.endpoint(&one.endpoint),
            field: code(&one.field),
            is,
            over,
            not_yet: self.list(not_yet),
            first_s,
            gaps_s,
            deadline_s,
            every_s,
        }
    }

    /// The rules across calls: first those of every endpoint, then by the endpoints that they name.
    fn rules_across(&mut self) -> Vec<RuleGroup> {
        let mut rules: Vec<&Rule> = self.catalogue.api.rules.iter().collect();
        rules.sort_by(|a, b| a.endpoints.cmp(&b.endpoints));
        let mut groups = Vec::new();
        let mut rest = rules.as_slice();
        while let Some(first) = rest.first() {
            let (same, after) = rest.split_at(rest.iter().take_while(|rule| rule.endpoints == first.endpoints).count());
            let rows = same.iter().map(|rule| {
                let words = self.rule_words(rule, "", None);
                let sources = self.source_links(&rule.sources);
                let id = format!("<a id=\"rule-{0}\"></a>`{0}`", rule.id);
                markdown::row([&id, &words, &self.certainty(rule), &self.broken(rule), &sources])
            });
            let rows = rows.collect();
            groups.push(RuleGroup { endpoints: self.endpoints(&first.endpoints), rows });
            rest = after;
        }
        groups
    }

    fn connection(&mut self, connection: &Connection) -> Connected {
        let domains = connection.domains.iter().map(|domain| {
            let id = format!("<a id=\"domain-{0}\"></a>{1}", domain.id, code(&domain.domain));
            markdown::row([&id, &cell(self.say(&domain.title))])
        });
        let domains = domains.collect();
        let hosts = connection.hosts.iter().map(|host| {
            let names = connection.domains.iter().map(|domain| code(&format!("{}.{}", host.label, domain.domain)));
            let id = format!("<a id=\"host-{0}\"></a>{1}", host.id, code(&host.label));
            markdown::row([&id, &cell(self.say(&host.title)), &self.list(names)])
        });
        let hosts = hosts.collect();
        let areas = connection.areas.iter().map(|area| {
            let mut names = Vec::new();
            for host in area.hosts.iter().filter_map(|id| connection.hosts.iter().find(|host| host.id == *id)) {
                for domain in area.domains.iter().filter_map(|id| connection.domains.iter().find(|one| one.id == *id)) {
                    names.push(code(&format!("{}.{}", host.label, domain.domain)));
                }
            }
            let prefix = area.path_prefix.as_ref().map(|prefix| code(&format!("/{prefix}"))).unwrap_or_default();
            let id = format!("<a id=\"area-{0}\"></a>`{0}`", area.id);
            let sources = self.sources_by_id(&area.sources);
            markdown::row([&id, &cell(self.say(&area.title)), &names.join("<br>"), &prefix, &sources])
        });
        let areas = areas.collect();
        let steps = connection.failover.steps.iter().map(|step| Step {
            title: markdown::prose(&markdown::sentence(self.lang, self.say(&step.title))),
            to: match step.to {
                FailoverTo::SameHost => self.pick("the same host", "同一域名"),
                FailoverTo::OtherDomain => self.pick("the same host in the other domain", "另一后缀的同一域名"),
                FailoverTo::NextHost => self.pick("the next host of the area", "区域内的下一个域名"),
            },
            only_when_unresolved: step.only_when_unresolved == Some(true),
        });
        let steps = steps.collect();
        let delays = connection.failover.delays_s.iter().map(u32::to_string);
        let delays = self.list(delays);
        let mut sources = connection.sources.clone();
        sources.extend(connection.failover.sources.iter().filter(|id| !connection.sources.contains(id)).cloned());
        Connected {
            scheme: code(&connection.scheme),
            basic: matches!(connection.authentication, Authentication::Basic),
            content_type: code(&connection.content_type),
            request_id_header: connection.request_id_header.as_ref().map(|name| code(name)),
            note: connection.note.as_ref().map(|note| markdown::prose(self.say(note))).unwrap_or_default(),
            domains,
            hosts,
            areas,
            steps,
            delays,
            sources: self.sources_by_id(&sources),
        }
    }

    /// Everything that names an edition, by edition.
    fn differences(&self, fields: &endpoints::Places<'_>, known: &endpoints::Places<'_>) -> Vec<Differs> {
        let api = &self.catalogue.api;
        let all = api.editions.iter().map(|edition| {
            let names = |ids: &[String]| ids.contains(&edition.id);
            let mut points = Vec::new();
            for (endpoint, call) in self.catalogue.endpoints.iter().zip(&api.calls) {
                for path in call.edition_paths.iter().filter(|path| names(&path.editions)) {
                    let call = code(&format!("{} {}", endpoint.method, path.path));
                    points.push(format!("{}{}{call}", self.endpoint(&endpoint.id), self.pick(": ", "：")));
                }
            }
            for ((of, id), places) in fields {
                let field = api.types[*of].fields().iter().find(|field| field.id == *id && names(&field.editions));
                if let Some(field) = field {
                    let kind = self.pick("Field", "字段");
                    points.push(self.point(kind, &code(id), self.say(&field.title), places));
                }
            }
            for ((of, id), places) in known {
                let crate::ir::api::Form::Enum(_, values) = &api.types[*of].form else { continue };
                if let Some(value) = values.iter().find(|value| value.id == *id && names(&value.editions)) {
                    let kind = self.pick("Value", "取值");
                    points.push(self.point(kind, &markdown::json_code(&value.value), self.say(&value.title), places));
                }
            }
            points.extend(self.rules_of_edition(&edition.id));
            let limits = api.limits.iter().filter(|limit| {
                limit.amounts.iter().any(|amount| amount.editions.as_ref().is_some_and(|ids| names(ids)))
            });
            points.extend(limits.map(|limit| {
                let link = format!("[`{0}`](#limit-{0})", limit.id);
                let title = markdown::prose(self.say(&limit.title));
                self.pick(format!("Limit {link}: {title}"), format!("限制 {link}：{title}"))
            }));
            Differs {
                id: edition.id.clone(),
                title: markdown::prose(self.say(&edition.title)),
                note: edition.note.as_ref().map(|note| markdown::prose(self.say(note))).unwrap_or_default(),
                points,
            }
        });
        all.collect()
    }

    fn point(&self, kind: &str, name: &str, title: &str, places: &[(&str, String)]) -> String {
        let links = places.iter().map(|(endpoint, place)| format!("[`{endpoint}`](endpoints/{endpoint}.md#{place})"));
        let links = self.list(links);
        let title = markdown::prose(title);
        self.pick(format!("{kind} {name}: {title} ({links})"), format!("{kind} {name}：{title}（{links}）"))
    }

    /// The rules of an edition, wherever they stand.
    fn rules_of_edition(&self, edition: &str) -> Vec<String> {
        let api = &self.catalogue.api;
        let own = api.types.iter().flat_map(|of| &of.rules).chain(api.calls.iter().flat_map(|call| &call.rules));
        let own = own.map(|rule| (rule, false)).chain(api.rules.iter().map(|rule| (rule, true)));
        let named = own.filter(|(rule, _)| rule.editions.iter().any(|id| id == edition));
        let words = named.map(|(rule, here)| {
            let name = if here { format!("[`{0}`](#rule-{0})", rule.id) } else { code(&rule.id) };
            let words = markdown::prose(self.say(&rule.words));
            self.pick(format!("Rule {name}: {words}"), format!("规则 {name}：{words}"))
        });
        words.collect()
    }
}

/// Text in a diagram: signs that the notation takes for its own are written as entities, and code is not marked.
fn mermaid(text: &str) -> String {
    let mut out = String::new();
    for c in text.trim().chars().filter(|c| *c != '`') {
        match c {
            ':' | ';' | '#' | '"' | '<' | '>' | '{' | '}' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
