//! A second implementation of the reading of bodies and of the rule that finds an answer's entry.
//!
//! It is written from what the pages say and as plainly as can be: look at every key, score those that agree, take the
//! best. When endpoint or status is missing, every answer that the given one may be part of is tried, and the keys that
//! win any of them remain.

use crate::catalogue::{Body, Catalogue, Code};
use serde_json::Value;
use std::collections::BTreeSet;

/// What was read from a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Shape, as the catalogue writes it.
    pub shape: &'static str,
    /// The code.
    pub code: Option<Code>,
    /// The text as it stood there.
    pub text: Option<String>,
}

/// All shapes that a body may have.
pub const SHAPES: [&str; 5] = ["code", "message", "success", "empty", "not_json"];

/// Reads a body.
#[must_use]
pub fn read(bytes: &[u8], bodies: &[Body]) -> Reading {
    let plain = |shape| Reading { shape, code: None, text: None };
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return plain("empty");
    }
    let Ok(json @ Value::Object(_)) = serde_json::from_slice(bytes) else { return plain("not_json") };
    let at = |path: &Option<Vec<String>>| path.as_ref()?.iter().try_fold(&json, |value, name| value.get(name));
    let text = |path: &Option<Vec<String>>| at(path).and_then(Value::as_str).map(str::to_owned);
    let mut unreadable = false;
    for body in bodies.iter().filter(|body| body.shape == "code") {
        let whole = |float: f64| format!("{float}").parse().ok().filter(|_| float.abs() < 9e15).map(Code::Number);
        let code = match at(&body.code) {
            None | Some(Value::Null) => continue,
            Some(Value::Number(number)) => {
                number.as_i64().map(Code::Number).or_else(|| number.as_f64().and_then(whole))
            }
            Some(Value::String(word)) if !word.trim().is_empty() => Some(code_of_word(word)),
            Some(_) => None,
        };
        let Some(code) = code else {
            unreadable = true;
            continue;
        };
        if body.no_error_codes.contains(&code) {
            return plain("success");
        }
        return Reading { shape: "code", code: Some(code), text: text(&body.text) };
    }
    let message = bodies.iter().filter(|body| body.shape == "message").find_map(|body| text(&body.text));
    let neither = if unreadable { "code" } else { "success" };
    message.map_or_else(|| plain(neither), |text| Reading { shape: "message", code: None, text: Some(text) })
}

/// A code written as a text: a word that spells a whole number is that number.
#[must_use]
pub fn code_of_word(word: &str) -> Code {
    word.trim().parse().map_or_else(|_| Code::Word(word.to_owned()), Code::Number)
}

/// The form in which texts are compared.
#[must_use]
pub fn normal(text: &str) -> String {
    let is_separator = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '_' | '-');
    let text = text.trim_start_matches(is_separator).trim_end_matches(|c| is_separator(c) || c == '!' || c == '.');
    let words: Vec<String> =
        text.split(is_separator).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    words.join(" ")
}

/// The keys of a catalogue and its successes, ready for questions.
#[derive(Debug)]
pub struct Rule {
    /// The keys of all entries.
    pub keys: Vec<RuleKey>,
    /// Ids of the endpoints.
    pub endpoints: Vec<String>,
    /// Every status that a key or an outcome states, and after them one that none states.
    pub statuses: Vec<u16>,
    /// Endpoint, status and outcome.
    pub successes: Vec<(usize, u16, String)>,
}

/// A key as the rule sees it.
#[derive(Debug, Clone)]
pub struct RuleKey {
    /// Id of the entry.
    pub entry: String,
    /// Number of the key in its entry.
    pub place: usize,
    /// Indexes of the endpoints.
    pub endpoints: Option<Vec<usize>>,
    /// HTTP status.
    pub status: Option<u16>,
    /// Shape.
    pub shape: Option<String>,
    /// Code.
    pub code: Option<Code>,
    /// Text in normal form.
    pub text: Option<String>,
}

impl RuleKey {
    /// What the key states, the part that counts most first.
    fn score(&self) -> [bool; 5] {
        [
            self.text.is_some(),
            self.code.is_some(),
            self.endpoints.is_some(),
            self.status.is_some(),
            self.shape.is_some(),
        ]
    }
}

/// What an answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// This entry. The keys are the least specific of those that may have decided it: one, where nothing is missing.
    Known(String, BTreeSet<usize>),
    /// This outcome.
    Success(String),
    /// One of these keys, of more than one entry.
    Ambiguous(BTreeSet<usize>),
    /// Nothing that the catalogue knows.
    Unknown,
}

impl Rule {
    /// Takes the keys of a catalogue.
    ///
    /// # Panics
    /// If a key names an endpoint that is none.
    #[must_use]
    pub fn new(catalogue: &Catalogue) -> Self {
        let endpoints: Vec<String> = catalogue.endpoints.iter().map(|endpoint| endpoint.id.clone()).collect();
        let index =
            |id: &String| endpoints.iter().position(|known| known == id).expect("a key names endpoints that exist");
        let keys: Vec<RuleKey> = catalogue
            .entries
            .iter()
            .flat_map(|entry| entry.keys.iter().map(move |key| (entry, key)))
            .map(|(entry, key)| RuleKey {
                entry: entry.id.clone(),
                place: key.place,
                endpoints: key.endpoints.as_ref().map(|ids| ids.iter().map(index).collect()),
                status: key.http,
                shape: key.shape.clone(),
                code: key.code.clone(),
                text: key.text.as_deref().map(normal),
            })
            .collect();
        let successes: Vec<_> = catalogue
            .endpoints
            .iter()
            .enumerate()
            .flat_map(|(number, endpoint)| {
                endpoint.outcomes.iter().map(move |outcome| (number, outcome.http, outcome.id.clone()))
            })
            .collect();
        let stated = keys.iter().filter_map(|key| key.status).chain(successes.iter().map(|success| success.1));
        let mut statuses: Vec<u16> = stated.collect::<BTreeSet<_>>().into_iter().collect();
        statuses.extend((100..600).rev().find(|status| !statuses.contains(status)));
        Self { keys, endpoints, statuses, successes }
    }

    /// Index of an endpoint.
    ///
    /// # Panics
    /// If there is no such endpoint.
    #[must_use]
    #[track_caller]
    pub fn endpoint(&self, id: &str) -> usize {
        self.endpoints.iter().position(|known| known == id).unwrap_or_else(|| panic!("no endpoint `{id}`"))
    }

    /// Looks at what the body says, which is always known; what the place says comes after.
    #[must_use]
    pub fn with_body(&self, shape: &'static str, code: Option<&Code>, text: Option<&str>) -> WithBody<'_> {
        let text = text.map(normal);
        let agrees = |key: &RuleKey| {
            let no_proxy_page = key.shape.is_some() || key.code.is_some() || shape == "code" || shape == "message";
            key.shape.as_deref().is_none_or(|stated| stated == shape)
                && key.code.as_ref().is_none_or(|stated| code == Some(stated))
                && key.text.as_ref().is_none_or(|stated| text.as_ref() == Some(stated))
                && no_proxy_page
        };
        let keys = (0..self.keys.len()).filter(|index| agrees(&self.keys[*index])).collect();
        WithBody { rule: self, shape, keys }
    }

    /// The keys that share the code or the text of an answer.
    #[must_use]
    pub fn near(&self, code: Option<&Code>, text: Option<&str>) -> BTreeSet<usize> {
        let text = text.map(normal);
        let shares = |key: &RuleKey| {
            (code.is_some() && key.code.as_ref() == code) || (text.is_some() && key.text.as_ref() == text.as_ref())
        };
        (0..self.keys.len()).filter(|index| shares(&self.keys[*index])).collect()
    }
}

/// A question of which the body is known.
#[derive(Debug)]
pub struct WithBody<'r> {
    rule: &'r Rule,
    shape: &'static str,
    /// Keys that agree with the body.
    keys: Vec<usize>,
}

impl WithBody<'_> {
    /// The key that wins when endpoint and status are known.
    fn winner(&self, endpoint: usize, status: u16, status_is_given: bool) -> Option<usize> {
        let mut best: Option<([bool; 5], usize)> = None;
        for &index in &self.keys {
            let key = &self.rule.keys[index];
            let here = key.endpoints.as_ref().is_none_or(|all| all.contains(&endpoint));
            if !here || key.status.is_some_and(|stated| stated != status) {
                continue;
            }
            let has_evidence = key.text.is_some() || key.code.is_some() || key.status.is_none() || status_is_given;
            if !has_evidence {
                continue;
            }
            let score = key.score();
            match &best {
                Some((known, other)) => {
                    assert!(*known != score, "two keys are equally specific: {key:?} and {:?}", self.rule.keys[*other]);
                    if score > *known {
                        best = Some((score, index));
                    }
                }
                None => best = Some((score, index)),
            }
        }
        best.map(|(_, index)| index)
    }

    /// What the answer is.
    #[must_use]
    pub fn verdict(&self, endpoint: Option<usize>, status: Option<u16>) -> Verdict {
        let rule = self.rule;
        let endpoints: Vec<usize> = endpoint.map_or_else(|| (0..rule.endpoints.len()).collect(), |known| vec![known]);
        let statuses = status.map_or_else(|| rule.statuses.clone(), |known| vec![known]);
        let given = status.is_some();
        let mut winners = BTreeSet::new();
        for &endpoint in &endpoints {
            winners.extend(statuses.iter().filter_map(|&status| self.winner(endpoint, status, given)));
        }
        let entries: BTreeSet<&str> = winners.iter().map(|index| rule.keys[*index].entry.as_str()).collect();
        match entries.len() {
            0 => self.success(&endpoints, status),
            1 => {
                let least = winners.iter().map(|index| rule.keys[*index].score()).min().expect("there is a winner");
                let entry = entries.first().expect("there is an entry").to_string();
                Verdict::Known(entry, winners.into_iter().filter(|index| rule.keys[*index].score() == least).collect())
            }
            _ => Verdict::Ambiguous(winners),
        }
    }

    /// What the answer is when no key knows it: success where all endpoints that know the status mean the same by it.
    fn success(&self, endpoints: &[usize], status: Option<u16>) -> Verdict {
        if self.shape != "success" {
            return Verdict::Unknown;
        }
        let here =
            self.rule.successes.iter().filter(|success| endpoints.contains(&success.0) && Some(success.1) == status);
        let outcomes: BTreeSet<&str> = here.map(|success| success.2.as_str()).collect();
        match outcomes.iter().collect::<Vec<_>>().as_slice() {
            [one] => Verdict::Success((**one).to_owned()),
            _ => Verdict::Unknown,
        }
    }
}
