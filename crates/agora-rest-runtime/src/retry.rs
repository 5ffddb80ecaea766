//! When a request is sent again.

use crate::{Effect, Stage};
use agora_rest_errors::{Confidence, Keep, Key, Recipe, Service};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, SystemTime};

/// One attempt that did not succeed, and what the tables say about another.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Attempted<'a> {
    /// Name of the operation.
    pub operation: &'static str,
    /// How many attempts were made in this call.
    pub attempts: u32,
    /// The HTTP status, where an answer came.
    pub status: Option<u16>,
    /// Id of the entry that the answer is.
    pub entry: Option<&'static str>,
    /// How far the request came, where no answer did.
    pub stage: Option<Stage>,
    /// What this attempt may have done.
    pub effect: Effect,
    /// Whether the catalogue says that the operation may be repeated at any time.
    pub repeat_is_safe: bool,
    /// Name of the recipe that the entry has in this place.
    pub recipe: Option<&'a str>,
    /// Id of the condition that the caller must know to hold for the recipe.
    pub condition: Option<&'a str>,
    /// What the service asks for in `Retry-After`.
    pub retry_after: Option<Duration>,
    /// The wait before the next attempt as the tables have it; absent where they let none follow.
    pub proposed: Option<Duration>,
}

impl Attempted<'_> {
    /// An attempt of which only this is known, for the tests of a policy.
    #[must_use]
    pub fn new(operation: &'static str, attempts: u32, effect: Effect) -> Self {
        Self {
            operation,
            attempts,
            status: None,
            entry: None,
            stage: None,
            effect,
            repeat_is_safe: false,
            recipe: None,
            condition: None,
            retry_after: None,
            proposed: None,
        }
    }
}

/// Decides whether a request is sent again.
///
/// What the tables say is in [`Attempted::proposed`]. A policy that sends again where they propose nothing answers for it: what
/// the first attempt did may then be done twice.
pub trait RetryPolicy: Send + Sync {
    /// The wait before the next attempt; none when the call ends here.
    fn next(&self, attempted: &Attempted<'_>) -> Option<Duration>;
}

/// The policy by default: what the tables say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Catalogue;

impl RetryPolicy for Catalogue {
    fn next(&self, attempted: &Attempted<'_>) -> Option<Duration> {
        attempted.proposed
    }
}

/// Whether the engine may send the same request again by this recipe.
///
/// What may have been applied is only repeated where the operation is safe to repeat, or where the documents themselves
/// say to send this request again after this answer; a recipe that was only concluded does not suffice.
fn may_run<S: Service>(effect: Effect, recipe: &Recipe<'static, S>, repeat_is_safe: bool) -> bool {
    let same_request = recipe.keep == Keep::All && recipe.change.is_empty() && recipe.condition.is_none();
    let nothing_done = effect <= Effect::Refused;
    same_request && (nothing_done || repeat_is_safe || recipe.confidence == Confidence::Documented)
}

/// The wait that the recipe of this key has before the next repeat, when so many repeats were made. A service that asks for
/// more than the longest wait is left to the caller.
pub(crate) fn proposed<S: Service>(
    key: &Key<'static, S>,
    effect: Effect,
    repeat_is_safe: bool,
    repeats: usize,
    retry_after: Option<Duration>,
    longest_wait: Duration,
) -> Option<Duration> {
    let recipe = key.retry.filter(|recipe| may_run(effect, recipe, repeat_is_safe))?;
    let delay = Duration::from_secs((*recipe.delays_s.get(repeats)?).into());
    let asked = retry_after.filter(|_| recipe.honour_retry_after).unwrap_or_default();
    if asked > longest_wait {
        return None;
    }
    let chance = match recipe.jitter {
        agora_rest_errors::Jitter::Full => delay.mul_f64(fraction()),
        agora_rest_errors::Jitter::None => Duration::ZERO,
    };
    Some(delay.max(asked).saturating_add(chance))
}

/// A fraction of one, by chance. The standard library seeds its hashers by chance, and that suffices to spread waits.
fn fraction() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 32;
    #[allow(clippy::cast_precision_loss)] // 32 bits fit.
    let bits = bits as f64;
    bits / f64::from(u32::MAX)
}

/// Reads `Retry-After`: seconds, or a date of HTTP. A date that is past asks for nothing.
pub(crate) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let seconds = |s| Some(Duration::from_secs(s));
        for (value, expected) in [
            ("0", seconds(0)),
            (" 120 ", seconds(120)),
            ("99999999999999999999999", seconds(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", seconds(10)),
            ("Sunday, 06-Nov-94 08:49:47 GMT", seconds(10)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", seconds(0)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(retry_after(value, now), expected, "{value}");
        }
    }
}
