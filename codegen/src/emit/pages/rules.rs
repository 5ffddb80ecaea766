//! The rules that hold at an endpoint, each once, with all places where it holds.

use super::super::markdown::{self, cell, code};
use super::super::path_text;
use super::super::schemas::{self, Said};
use super::tree::{Node, anchor, join};
use super::{Book, tree};
use crate::ir::api::{Check, Condition, Form, Rule, Test, ValueType, holds_in};
use crate::ir::{Catalogue, Endpoint};
use crate::model::{Broken, Certainty, Force, When};
use serde::Serialize;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// What a rule is about, which is the heading that it stands under.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// The placeholders of the path.
    Path,
    /// The object with this index.
    Object(usize),
    /// Several calls.
    Across,
}

/// A rule at an endpoint.
pub(super) struct Use<'c> {
    pub(super) rule: &'c Rule,
    pub(super) group: Group,
    /// Path of the object that its paths begin at, for its first place.
    base: String,
    /// The values that it is about, wherever it holds.
    at: Vec<String>,
    /// The fields that it concerns, as names of places on the page.
    concerns: Vec<String>,
    modes: Vec<&'c str>,
}

/// All rules at an endpoint, and the fields that they concern.
#[derive(Default)]
pub(super) struct Rules<'c> {
    pub(super) uses: Vec<Use<'c>>,
    /// By the name of a field's place: the rules about it, and whether one of them asks for the field.
    pub(super) by_field: HashMap<String, Vec<(&'c str, bool)>>,
    known: HashMap<&'c str, usize>,
}

/// Collects the rules that hold at an endpoint.
pub(super) fn collect<'c>(catalogue: &'c Catalogue, index: usize, nodes: &[Node<'c>]) -> Rules<'c> {
    let api = &catalogue.api;
    let (call, endpoint) = (&api.calls[index], &catalogue.endpoints[index]);
    let modes = super::modes_of(catalogue, endpoint);
    let mut rules = Rules::default();
    let mut add = |rule: &'c Rule, group, base: &str, modes: &[&'c str]| rules.add(endpoint, rule, group, base, modes);
    for parameter in &call.parameters {
        if let Ok(of) = api.types.binary_search_by(|one| one.id.cmp(&parameter.r#type)) {
            api.types[of]
                .rules
                .iter()
                .for_each(|rule| add(rule, Group::Path, &format!("{{{}}}", parameter.id), &modes));
        }
    }
    if nodes.is_empty() {
        call.rules.iter().for_each(|rule| add(rule, Group::Object(0), "", &modes));
    }
    for (number, node) in nodes.iter().enumerate().filter(|(_, node)| node.again.is_none()) {
        let group = Group::Object(number);
        if number == 0 {
            call.rules.iter().for_each(|rule| add(rule, group, "", &modes));
        }
        api.types[node.of].rules.iter().for_each(|rule| add(rule, group, &node.path, &node.modes));
        for row in &node.rows {
            if let ValueType::Type(of) = row.field.value
                && !matches!(api.types[of].form, Form::Object(_))
            {
                api.types[of].rules.iter().for_each(|rule| add(rule, group, &row.inner, &row.modes));
            }
        }
    }
    for rule in api.rules.iter().filter(|rule| rule.endpoints.contains(&endpoint.id)) {
        add(rule, Group::Across, "", &modes);
    }
    rules
}

impl<'c> Rules<'c> {
    fn add(&mut self, endpoint: &Endpoint, rule: &'c Rule, group: Group, base: &str, modes: &[&'c str]) {
        let own: Vec<&str> = modes.iter().copied().filter(|mode| holds_in(&rule.variants, Some(mode))).collect();
        if !rule.is_for(Some(&endpoint.id), None) || own.is_empty() && !modes.is_empty() {
            return;
        }
        let index = *self.known.entry(&rule.id).or_insert_with(|| {
            let base = base.to_owned();
            self.uses.push(Use { rule, group, base, at: Vec::new(), concerns: Vec::new(), modes: Vec::new() });
            self.uses.len() - 1
        });
        let known = &mut self.uses[index];
        known.modes.extend(own.into_iter().filter(|mode| !known.modes.contains(mode)).collect::<Vec<_>>());
        let at = join(base, &path_text(&rule.at));
        if !at.is_empty() && !known.at.contains(&at) {
            known.at.push(at.clone());
        }
        let asks = matches!(rule.check, Some(Check::Present(_))) && rule.force == Force::Must;
        let named = rule.check.as_ref().map_or(&[] as &[_], paths);
        let mut concerns: Vec<String> = named.iter().map(|path| anchor(&join(base, &path_text(path)))).collect();
        if concerns.is_empty() {
            concerns.push(anchor(&at));
        }
        for place in concerns.into_iter().filter(|place| !place.is_empty()) {
            let here = self.by_field.entry(place.clone()).or_default();
            if !here.iter().any(|(id, _)| *id == rule.id) {
                here.push((&rule.id, asks));
            }
            known.concerns.push(place);
        }
    }
}

/// The fields that a check names.
fn paths(check: &Check) -> &[crate::ir::api::Path] {
    match check {
        Check::Present(paths)
        | Check::Absent(paths)
        | Check::AtMostOne(paths)
        | Check::ExactlyOne(paths)
        | Check::Together(paths)
        | Check::Product(paths, _)
        | Check::Sum(paths, _) => paths,
        _ => &[],
    }
}

/// The rules under one heading.
#[derive(Serialize)]
pub(super) struct RuleGroup {
    /// Path of the object, where it is one; empty for the body.
    object: Option<String>,
    /// What it is about: `path`, `object` or `across`.
    about: &'static str,
    rows: String,
}

impl Book<'_> {
    /// The rules as tables. `places` are the fields that stand on the page.
    pub(super) fn rule_groups(
        &mut self,
        rules: &Rules<'_>,
        nodes: &[Node<'_>],
        places: &HashSet<String>,
    ) -> Vec<RuleGroup> {
        let mut groups: Vec<(Group, RuleGroup)> = Vec::new();
        for one in &rules.uses {
            let row = self.rule_row(one, places);
            match groups.last_mut() {
                Some((group, last)) if *group == one.group => last.rows.push_str(&row),
                _ => {
                    let (about, object) = match one.group {
                        Group::Path => ("path", None),
                        Group::Across => ("across", None),
                        Group::Object(index) => {
                            ("object", Some(nodes.get(index).map_or("", |node| &node.path).to_owned()))
                        }
                    };
                    groups.push((one.group, RuleGroup { object, about, rows: row }));
                }
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    fn rule_row(&mut self, one: &Use<'_>, places: &HashSet<String>) -> String {
        let rule = one.rule;
        let about = self.about(one, places);
        let words = self.rule_words(rule, &one.base, Some(&one.modes));
        let judged = self.judged(rule, one.group != Group::Across);
        let id = format!("<a id=\"rule-{0}\"></a>`{0}`", rule.id);
        markdown::row([&id, &words, &about, &self.certainty(rule), &self.broken(rule), judged])
    }

    /// The fields that a rule is about, with links.
    fn about(&self, one: &Use<'_>, places: &HashSet<String>) -> String {
        let mut all: Vec<&str> =
            if one.concerns.is_empty() { Vec::new() } else { one.concerns.iter().map(String::as_str).collect() };
        all.dedup();
        let links = all.into_iter().map(|place| {
            let shown = one.at.iter().find(|at| anchor(at) == place).map_or(place, String::as_str);
            if places.contains(place) { format!("[{}](#{place})", code(shown)) } else { code(shown) }
        });
        links.collect::<Vec<_>>().join("<br>")
    }

    /// What a rule says, with everything that narrows it.
    pub(super) fn rule_words(&mut self, rule: &Rule, base: &str, modes: Option<&[&str]>) -> String {
        self.use_sources(&rule.sources);
        let mut parts = vec![cell(self.say(&rule.words))];
        let when: Vec<String> = rule.when.iter().map(|condition| self.condition(condition, base)).collect();
        if !when.is_empty() {
            parts.push(format!("{}{}", self.pick("When ", "适用条件："), when.join(self.pick(" and ", "，且"))));
        }
        if !rule.variants.is_empty() {
            let modes = match modes {
                Some(modes) => self.codes(modes),
                None => self.codes(&rule.variants),
            };
            parts.push(format!("{}{modes}", self.pick("Modes: ", "模式：")));
        }
        if !rule.editions.is_empty() {
            parts.push(format!("{}{}", self.pick("Only in: ", "仅限："), self.editions(&rule.editions)));
        }
        if rule.otherwise.is_some() {
            parts.push(
                self.pick("What either side of the dispute lets through passes.", "分歧中任一方允许的值都可通过。")
                    .to_owned(),
            );
        }
        match &rule.check {
            Some(Check::Table(table, _)) => {
                let table = &self.catalogue.api.value_tables[*table];
                let title = cell(self.say(&table.title));
                parts.push(format!("{}[{title}]({}values.md#{})", self.pick("See ", "参见 "), self.up, table.id));
            }
            Some(Check::Characters(set)) => {
                let set = &self.catalogue.character_sets[*set];
                let title = cell(self.say(&set.title));
                parts.push(format!(
                    "{}[{title}]({}errors.md#characters-{})",
                    self.pick("See ", "参见 "),
                    self.up,
                    set.id
                ));
            }
            Some(Check::Equals(endpoint, path)) => {
                let id = &self.catalogue.endpoints[*endpoint].id;
                let path = code(&path_text(path));
                let earlier = self.endpoint(id);
                parts.push(
                    self.pick(format!("The same as {path} of {earlier}"), format!("与 {earlier} 的 {path} 相同")),
                );
            }
            _ => {}
        }
        parts.extend(rule.note.as_ref().map(|note| cell(self.say(note))));
        parts.extend(self.disputed(&rule.conflicts));
        parts.join("<br>")
    }

    /// How sure a rule is.
    pub(super) fn certainty(&self, rule: &Rule) -> String {
        let sure = match rule.certainty {
            Certainty::Documented => self.pick("documented", "有文档记载"),
            Certainty::Disputed => self.pick("**disputed**", "**有分歧**"),
            Certainty::Inferred => self.pick("concluded by us", "由我们推断"),
        };
        match rule.force {
            Force::Must => sure.to_owned(),
            Force::Advice => format!("{}{sure}", self.pick("advice, ", "建议，")),
        }
    }

    /// What the service does when a rule is broken.
    pub(super) fn broken(&self, rule: &Rule) -> String {
        let does = match rule.broken {
            Broken::Refuses => self.pick("the call is refused", "拒绝调用"),
            Broken::Ignores => self.pick("the value is ignored", "忽略该值"),
            Broken::Adjusts => self.pick("another value is taken", "改用其他值"),
            Broken::FailsLater => {
                self.pick("the call is accepted, and the work fails afterwards", "接受调用，之后任务失败")
            }
            Broken::NotStated => self.pick("not stated", "没有来源说明"),
        };
        match rule.error {
            Some(entry) => format!("{does}{}{}", self.pick(": ", "："), self.error(entry)),
            None => does.to_owned(),
        }
    }

    /// Whether the schemas judge a rule.
    pub(super) fn judged(&self, rule: &Rule, of_a_body: bool) -> &'static str {
        if !of_a_body || rule.check.is_none() || !rule.is_judged() {
            return self.pick("no", "否");
        }
        match schemas::said(rule) {
            Said::Whole => self.pick("yes", "是"),
            Said::Part(_) => self.pick("in part", "部分"),
            Said::Not(_) => self.pick("no", "否"),
        }
    }

    fn condition(&self, condition: &Condition, base: &str) -> String {
        let path = join(base, &path_text(&condition.path));
        let (is, is_not, contains, present) = match &condition.test {
            Test::Is(values) => (Some(values), None, None, None),
            Test::IsNot(values) => (None, Some(values), None, None),
            Test::Contains(values) => (None, None, Some(values), None),
            Test::Present(there) => (None, None, None, Some(*there)),
        };
        let words = self.test(&path, is, is_not, contains, present);
        match (&condition.default, present) {
            (Some(default), None) => {
                let default = markdown::json_code(default);
                self.pick(format!("{words} (left out: {default})"), format!("{words}（未填写时为 {default}）"))
            }
            _ => words,
        }
    }

    /// A condition as the catalogue has it.
    pub(super) fn when(&self, when: &[When]) -> String {
        let all = when
            .iter()
            .map(|one| self.test(&one.field, one.is.as_ref(), one.is_not.as_ref(), one.contains.as_ref(), one.present));
        all.collect::<Vec<_>>().join(self.pick(" and ", "，且"))
    }

    fn test(
        &self,
        path: &str,
        is: Option<&Vec<Value>>,
        is_not: Option<&Vec<Value>>,
        contains: Option<&Vec<Value>>,
        present: Option<bool>,
    ) -> String {
        let path = code(path);
        let any = |values: &[Value]| {
            values.iter().map(markdown::json_code).collect::<Vec<_>>().join(self.pick(" or ", " 或 "))
        };
        match (is, is_not, contains, present) {
            (Some(values), ..) => self.pick(format!("{path} is {}", any(values)), format!("{path} 为 {}", any(values))),
            (_, Some(values), ..) => {
                self.pick(format!("{path} is not {}", any(values)), format!("{path} 不为 {}", any(values)))
            }
            (_, _, Some(values), _) => {
                self.pick(format!("{path} contains {}", any(values)), format!("{path} 包含 {}", any(values)))
            }
            (.., Some(false)) => self.pick(format!("{path} is not there"), format!("没有 {path}")),
            _ => self.pick(format!("{path} is there"), format!("有 {path}")),
        }
    }

    /// The names of all fields of a page.
    pub(super) fn places(nodes: &[tree::Node<'_>]) -> HashSet<String> {
        nodes.iter().flat_map(|node| &node.rows).map(|row| anchor(&row.path)).collect()
    }
}
