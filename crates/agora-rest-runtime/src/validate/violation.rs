//! What a request breaks, told to people and programs.

use super::table::{Broken, Level, Rule};
use std::fmt;

/// A rule that a request breaks, and where.
#[derive(Clone)]
pub struct Violation {
    /// JSON Pointer of the value; of the object for something that is missing. Empty for the whole body.
    pub pointer: String,
    /// The rule.
    pub rule: &'static Rule,
    /// The value, shortened, and never one that is a secret; nothing where no single value is to blame.
    pub value: Option<String>,
    /// What is done about it.
    pub level: Level,
}

impl PartialEq for Violation {
    /// Rules are the same when their ids are.
    fn eq(&self, other: &Self) -> bool {
        (&self.pointer, self.rule.id, &self.value, self.level)
            == (&other.pointer, other.rule.id, &other.value, other.level)
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Violation")
            .field("pointer", &self.pointer)
            .field("rule", &self.rule.id)
            .field("value", &self.value)
            .field("level", &self.level)
            .finish()
    }
}

/// One line: where, what the rule says, its id, the value, and what the service would have done.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the body" } else { &self.pointer };
        write!(f, "{place}: {}", self.rule.words_en.trim_end_matches('.'))?;
        if let Some(value) = &self.value {
            write!(f, "; it is {value}")?;
        }
        match (self.rule.broken, self.rule.error) {
            (Broken::Refuses, Some(error)) => write!(f, "; the service would refuse it as `{error}`")?,
            (Broken::Refuses, None) => f.write_str("; the service would refuse it")?,
            (Broken::Ignores, _) => f.write_str("; the service would ignore it")?,
            (Broken::Adjusts, _) => f.write_str("; the service would take another value")?,
            (Broken::FailsLater, Some(error)) => write!(f, "; the service would fail later, with `{error}`")?,
            (Broken::FailsLater, None) => f.write_str("; the service would accept it and fail later")?,
            (Broken::NotStated, Some(error)) => write!(f, "; the service may answer `{error}`")?,
            (Broken::NotStated, None) => {}
        }
        write!(f, " (rule `{}`)", self.rule.id)
    }
}

/// Said when a request was not sent because it breaks rules. Has every violation, those that only warn too.
#[derive(Debug, Clone, PartialEq)]
pub struct Invalid {
    /// What is broken; at least one refuses.
    pub violations: Vec<Violation>,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (refusing, warning): (Vec<_>, Vec<_>) =
            self.violations.iter().partition(|violation| violation.level == Level::Deny);
        let rules = if refusing.len() == 1 { "a rule" } else { "rules" };
        write!(f, "the request breaks {rules} and was not sent")?;
        for violation in refusing {
            write!(f, "\n  {violation}")?;
        }
        for violation in warning {
            write!(f, "\n  only a warning: {violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}
