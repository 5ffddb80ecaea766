//! Answers written beforehand.
//!
//! Its functions are compiled by the tests that use it, not by every program.

use super::{Body, Failure, Method, Request, Response, Stage, Transport};
use crate::BoxFuture;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A transport that gives answers written beforehand, one a request, and keeps what was asked. Clones share the script.
///
/// ```
/// # use agora_rest_runtime::{transport::Scripted, Response, Stage};
/// let transport = Scripted::new()
///     .fail(Stage::Connect)
///     .answer(Response::new(200, r#"{"parcel": "p1"}"#));
/// assert_eq!(transport.left(), 2);
/// ```
#[derive(Clone, Default)]
pub struct Scripted(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    lines: VecDeque<Line>,
    seen: Vec<Seen>,
}

enum Line {
    Answer(Response),
    Fail(Failure),
    Hang,
}

/// What was asked of a [`Scripted`] transport. `Debug` shows no secret and no body.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Seen {
    /// The request as it was given to the transport.
    pub request: Request,
}

impl Seen {
    /// The method.
    #[must_use]
    #[inline]
    pub fn method(&self) -> Method {
        self.request.method
    }

    /// The whole address.
    #[must_use]
    #[inline]
    pub fn url(&self) -> &str {
        &self.request.url
    }

    /// The body; empty where there was none.
    #[must_use]
    #[inline]
    pub fn body(&self) -> Body {
        self.request.body.clone().unwrap_or_default()
    }
}

impl Scripted {
    /// An empty script.
    #[must_use]
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Then give this answer.
    #[must_use]
    #[inline]
    pub fn answer(self, response: Response) -> Self {
        self.add(Line::Answer(response))
    }

    /// Then fail at this stage.
    #[must_use]
    #[inline]
    pub fn fail(self, stage: Stage) -> Self {
        self.add(Line::Fail(Failure::new(stage).because("as the script has it")))
    }

    /// Then fail in this way.
    #[must_use]
    #[inline]
    pub fn fail_with(self, failure: Failure) -> Self {
        self.add(Line::Fail(failure))
    }

    /// Then never answer.
    #[must_use]
    #[inline]
    pub fn hang(self) -> Self {
        self.add(Line::Hang)
    }

    /// What was asked so far.
    #[must_use]
    #[inline]
    pub fn seen(&self) -> Vec<Seen> {
        self.script().seen.clone()
    }

    /// How many lines of the script are left.
    #[must_use]
    #[inline]
    pub fn left(&self) -> usize {
        self.script().lines.len()
    }

    #[inline]
    fn add(self, line: Line) -> Self {
        self.script().lines.push_back(line);
        self
    }

    #[inline]
    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Scripted {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.script();
        f.debug_struct("Scripted").field("left", &script.lines.len()).field("seen", &script.seen).finish()
    }
}

impl Transport for Scripted {
    #[inline]
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        let mut script = self.script();
        script.seen.push(Seen { request });
        let line = script.lines.pop_front();
        drop(script);
        Box::pin(async move {
            match line {
                Some(Line::Answer(response)) => Ok(response),
                Some(Line::Fail(failure)) => Err(failure),
                Some(Line::Hang) => std::future::pending().await,
                None => Err(Failure::new(Stage::Prepare).because("the script has no more answers")),
            }
        })
    }
}
