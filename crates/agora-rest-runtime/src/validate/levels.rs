//! What is done about violations, rule by rule.

use super::table::{Level, Rule};

/// What is done about violations where that is not what the catalogue proposes: rule by rule, or for all rules.
///
/// A client has one, and a call may have another, which is asked first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    /// By id.
    rules: Vec<(String, Level)>,
    all: Option<Level>,
    most: Option<Level>,
}

impl Levels {
    /// What the catalogue proposes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing is judged.
    #[must_use]
    pub fn off() -> Self {
        Self::new().all(Level::Allow)
    }

    /// Sets the level of the rule with this id.
    #[must_use]
    pub fn rule(mut self, id: impl Into<String>, level: Level) -> Self {
        let id = id.into();
        match self.place(&id) {
            Ok(place) => self.rules[place].1 = level,
            Err(place) => self.rules.insert(place, (id, level)),
        }
        self
    }

    /// Sets the level of all rules whose own level is not set.
    #[must_use]
    pub fn all(mut self, level: Level) -> Self {
        self.all = Some(level);
        self
    }

    /// Lowers to this level all rules whose own level is not set; `Warn` sends everything and still tells.
    #[must_use]
    pub fn at_most(mut self, level: Level) -> Self {
        self.most = Some(level);
        self
    }

    /// The ids of the rules whose levels are set, so that a client can tell of one that it does not know.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|(id, _)| id.as_str())
    }

    /// The level of a rule: that of the call if it has one, else that of the client, else that of the catalogue.
    #[must_use]
    #[inline]
    pub fn of(rule: &Rule, client: Option<&Self>, call: Option<&Self>) -> Level {
        let mut level = rule.level;
        for levels in [client, call].into_iter().flatten() {
            level = levels.over(rule.id, level);
        }
        level
    }

    #[inline]
    fn over(&self, id: &str, level: Level) -> Level {
        if !self.rules.is_empty() {
            if let Ok(place) = self.place(id) {
                return self.rules[place].1;
            }
        }
        let level = self.all.unwrap_or(level);
        self.most.map_or(level, |most| level.min(most))
    }

    fn place(&self, id: &str) -> Result<usize, usize> {
        self.rules.binary_search_by(|(known, _)| known.as_str().cmp(id))
    }
}
