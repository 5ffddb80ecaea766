//! Calls that lead to a state from nothing, made as one, and made anew where the catalogue says so.

use crate::call::CallOptions;
use crate::client::{Failed, Restorable, Saved};
use crate::confirm::NotConfirmed;
use crate::error::{Effect, Error, Invalid, TransportError};
use crate::facts::Operation;
use crate::transport::{Failure, Stage};
use crate::validate::{Level, Violation};
use crate::{ApiError, telemetry};
use agora_rest_errors::{Confidence, Disposition, Service, Then};
use std::fmt;
use std::sync::Arc;

/// The calls that lead to a state; a static table of the generated client.
#[derive(Debug)]
pub struct Flow<S: Service> {
    /// Its name.
    pub name: &'static str,
    /// The first of its calls.
    pub first: &'static Operation<S>,
    /// All its calls, in order. A recipe that ends in these calls makes them anew.
    pub endpoints: &'static [S::Endpoint],
    /// Fields that its calls give, so that they are others when the calls are made anew.
    pub given: &'static [&'static str],
    /// The field of which there are several values to try.
    pub vary: Option<&'static str>,
}

/// Fills in a call before it is sent, as often as it is made anew.
pub type Filling<T> = Arc<dyn Fn(T) -> T + Send + Sync>;

/// What holds for all calls of a flow.
#[derive(Debug, Clone, Default)]
pub struct FlowOptions {
    /// Ids of conditions that the caller knows to hold, for recipes that ask for them.
    pub known: Vec<&'static str>,
    /// What holds for each call.
    pub calls: CallOptions,
}

/// A call of a flow, and the rules that its body breaks.
pub type Judged<S> = (&'static Operation<S>, Vec<Violation>);

/// Refuses a flow before its first call is sent where one of its calls would be refused. The error is that of the first of
/// these, and has the rules that any of them breaks.
///
/// # Errors
/// [`Error::Invalid`] where a rule refuses.
pub fn judged<S: Service>(calls: Vec<Judged<S>>) -> Result<(), Error<S>> {
    let refuses = |(_, violations): &&Judged<S>| violations.iter().any(|violation| violation.level == Level::Deny);
    let Some((operation, _)) = calls.iter().find(refuses) else { return Ok(()) };
    let operation = *operation;
    Err(Invalid::new(operation, all_violations(calls)).into())
}

/// The rules that any of these calls breaks, each told once: what several values have in common is broken by each.
pub fn all_violations<S: Service>(calls: Vec<Judged<S>>) -> Vec<Violation> {
    let mut all: Vec<Violation> = Vec::new();
    for violation in calls.into_iter().flat_map(|(_, violations)| violations) {
        if !all.contains(&violation) {
            all.push(violation);
        }
    }
    all
}

/// A flow that broke off at one of its calls.
pub struct Broken<A, S: Service> {
    /// What went wrong.
    pub error: Error<S>,
    /// The state that the last call took, where it came to that.
    pub handle: Option<A>,
}

impl<A, S: Service> From<Error<S>> for Broken<A, S> {
    fn from(error: Error<S>) -> Self {
        Self { error, handle: None }
    }
}

impl<A, S: Service> From<Failed<A, S>> for Broken<A, S> {
    fn from(failed: Failed<A, S>) -> Self {
        Self { error: failed.error, handle: Some(failed.handle) }
    }
}

impl<A: fmt::Debug, S: Service> fmt::Debug for Broken<A, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broken").field("error", &self.error).field("handle", &self.handle).finish()
    }
}

/// Why a state was not reached, and what may be there all the same. `A` is the state before the last call, `B` the one
/// that was wanted.
#[non_exhaustive]
pub enum NotReached<A, B, S: Service> {
    /// A call failed, and nothing that was tried is there.
    Failed(Error<S>),
    /// A call failed, and what it was to begin may be there all the same, under ids that nobody was told. Adopt it when they
    /// come by another way.
    InDoubt {
        /// What went wrong at last.
        error: Error<S>,
        /// The state that the last call in doubt took.
        handle: A,
        /// Those that earlier calls in doubt took.
        earlier: Vec<A>,
    },
    /// It was given, and is not confirmed.
    NotConfirmed {
        /// Why.
        why: NotConfirmed<S>,
        /// What may be there: end it, or look after it.
        handle: B,
        /// Those that earlier calls in doubt took.
        earlier: Vec<A>,
    },
}

impl<A, B, S: Service> NotReached<A, B, S> {
    /// The error of the call that failed, where one did.
    #[must_use]
    pub fn error(&self) -> Option<&Error<S>> {
        match self {
            Self::Failed(error) | Self::InDoubt { error, .. } => Some(error),
            Self::NotConfirmed { why, .. } => why.error(),
        }
    }
}

impl<A: Restorable, B: Restorable, S: Service> NotReached<A, B, S> {
    /// What may be there, in the form in which another process goes on with it.
    #[must_use]
    pub fn saved(&self) -> Option<Saved> {
        match self {
            Self::Failed(_) => None,
            Self::InDoubt { handle, .. } => Some(handle.save()),
            Self::NotConfirmed { handle, .. } => Some(handle.save()),
        }
    }
}

/// Nothing is lost: what may be there is kept in the form in which it is gone on with, in [`Error::saved`] and
/// [`Error::earlier`].
impl<A: Restorable, B: Restorable, S: Service> From<NotReached<A, B, S>> for Error<S> {
    fn from(not_reached: NotReached<A, B, S>) -> Self {
        let (mut error, saved, earlier) = match not_reached {
            NotReached::Failed(error) => return error,
            NotReached::InDoubt { error, handle, earlier } => (error, handle.save(), earlier),
            NotReached::NotConfirmed { why, handle, earlier } => (why.into(), handle.save(), earlier),
        };
        let info = error.info_mut();
        // What the last call was refused may have been begun by one before.
        info.effect = info.effect.max(Effect::MaybeApplied);
        info.saved = Some(Box::new(saved));
        info.earlier = earlier.iter().map(Restorable::save).collect();
        error
    }
}

impl<A: fmt::Debug, B: fmt::Debug, S: Service> fmt::Debug for NotReached<A, B, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
            Self::InDoubt { error, handle, earlier } => f
                .debug_struct("InDoubt")
                .field("error", error)
                .field("handle", handle)
                .field("earlier", earlier)
                .finish(),
            Self::NotConfirmed { why, handle, earlier } => f
                .debug_struct("NotConfirmed")
                .field("why", why)
                .field("handle", handle)
                .field("earlier", earlier)
                .finish(),
        }
    }
}

/// What may be there is shown with its ids, which hold no secret.
impl<A: fmt::Debug, B: fmt::Debug, S: Service> fmt::Display for NotReached<A, B, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => error.fmt(f),
            Self::InDoubt { error, handle, earlier } => {
                let words = "What was to begin may run all the same: adopt it when its ids come by another way";
                write!(f, "{error} {words}: {handle:?}")?;
                earlier.iter().try_for_each(|one| write!(f, ", {one:?}"))
            }
            Self::NotConfirmed { why, handle, earlier } => {
                write!(f, "{why}: {handle:?}")?;
                earlier.iter().try_for_each(|one| write!(f, "; an earlier call may have begun something too: {one:?}"))
            }
        }
    }
}

impl<A: fmt::Debug, B: fmt::Debug, S: Service> std::error::Error for NotReached<A, B, S> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed(error) | Self::InDoubt { error, .. } => std::error::Error::source(error),
            Self::NotConfirmed { why, .. } => std::error::Error::source(why),
        }
    }
}

/// How a flow goes on after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Anew {
    /// With the same value.
    Same,
    /// With the next value.
    Next,
}

impl<S: Service> Flow<S> {
    /// What the recipe of an error says, where it is about these calls and everything that it asks for is known.
    fn anew(&self, error: &Error<S>, options: &FlowOptions) -> Option<(&'static str, Anew)> {
        let recipe = error.recipe()?;
        let Then::Flow { endpoints, change } = recipe.then else { return None };
        let is_known = recipe.condition.is_none_or(|condition| options.known.contains(&condition));
        // What may have been done is done once more only where the documents themselves say so of this answer.
        let is_sure = error.effect() <= Effect::Refused || recipe.confidence == Confidence::Documented;
        // The recipe asks for it after its own repeats, which a policy of the caller may have forbidden.
        let repeats = usize::try_from(error.info().attempts.saturating_sub(1)).unwrap_or(usize::MAX);
        let is_due = repeats >= recipe.delays_s.len();
        if endpoints != self.endpoints || !is_known || !is_sure || !is_due {
            return None;
        }
        let mut anew = Anew::Same;
        for name in recipe.change.iter().chain(change) {
            if Some(*name) == self.vary {
                anew = Anew::Next;
            } else if !self.given.contains(name) {
                return None;
            }
        }
        Some((recipe.name, anew))
    }

    /// Makes the calls, by `attempt`, with one value after another, until they succeed or no recipe says to make them anew.
    /// A recipe is followed once for each value. After a call that may have begun something no other value is tried. Beside what
    /// was reached stands what earlier calls took that may have begun something as well.
    ///
    /// # Errors
    /// See [`NotReached`].
    pub async fn follow<C: Clone, A: fmt::Debug, B, F, Fut>(
        &'static self,
        options: &FlowOptions,
        values: impl IntoIterator<Item = C>,
        attempt: F,
    ) -> Result<(B, Vec<A>), NotReached<A, B, S>>
    where
        F: Fn(C) -> Fut,
        Fut: Future<Output = Result<B, Broken<A, S>>>,
    {
        let mut values = values.into_iter();
        let Some(mut value) = values.next() else {
            let why = format!("the list of `{}` is empty, so there is nothing to try", self.vary.unwrap_or(self.name));
            let failure = Failure::new(Stage::Prepare).because(why);
            return Err(NotReached::Failed(TransportError::new(self.first, failure).into()));
        };
        let mut followed: Vec<&str> = Vec::new();
        let mut in_doubt: Vec<A> = Vec::new();
        loop {
            let Broken { error, handle } = match attempt(value.clone()).await {
                Ok(reached) => {
                    if !in_doubt.is_empty() {
                        let words = "an earlier call may have begun something as well, which the journal names too";
                        tracing::warn!(
                            name: telemetry::IN_DOUBT,
                            target: telemetry::TARGET,
                            flow = self.name,
                            ?in_doubt,
                            "{words}"
                        );
                    }
                    return Ok((reached, in_doubt));
                }
                Err(broken) => broken,
            };
            if may_be_there(&error) {
                in_doubt.extend(handle);
            }
            let next = match self.anew(&error, options) {
                Some((recipe, Anew::Same)) if !followed.contains(&recipe) => {
                    followed.push(recipe);
                    Some((recipe, value))
                }
                Some((recipe, Anew::Next)) if in_doubt.is_empty() => {
                    followed.clear();
                    values.next().map(|next| (recipe, next))
                }
                _ => None,
            };
            let Some((recipe, next)) = next else {
                return Err(match in_doubt.pop() {
                    Some(handle) => NotReached::InDoubt { error, handle, earlier: in_doubt },
                    None => NotReached::Failed(error),
                });
            };
            tracing::info!(
                name: telemetry::MADE_ANEW,
                target: telemetry::TARGET,
                flow = self.name,
                recipe,
                %error,
                "the calls are made anew"
            );
            value = next;
        }
    }
}

/// Whether what a call was to begin may be there though the call failed.
fn may_be_there<S: Service>(error: &Error<S>) -> bool {
    let disposition = error.api().map(ApiError::disposition);
    error.effect() >= Effect::MaybeApplied
        || matches!(disposition, Some(Disposition::AlreadyDone | Disposition::Pending))
}
