//! Faults on request: error entries, broken connections, moves to another server.

use crate::service::SERVICE;
use serde::{Deserialize, Serialize};

/// What may be done to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Connection {
    /// The next connection is reset as soon as it is made, before a request can be read, whoever makes it.
    Refuse,
    /// The connection is reset and the request has no effect.
    ResetBefore,
    /// The request takes effect and the connection is reset in place of an answer.
    ResetAfter,
    /// The connection is closed in place of an answer; the request has no effect.
    CloseBefore,
    /// The request takes effect and the connection is closed in place of an answer.
    CloseAfter,
    /// The request has no effect and is never answered.
    HangBefore,
    /// The request takes effect and is never answered.
    HangAfter,
    /// The request takes effect, and the body comes byte by byte, one in 10 ms.
    SlowBody,
    /// The request takes effect, and bytes come that are no HTTP.
    Garbage,
    /// The request has no effect; the answer is a page of a proxy, with status 502.
    Html,
    /// The request takes effect, and the body of the answer ends in the middle.
    Truncated,
    /// The request takes effect, and the answer has no body.
    Empty,
}

impl Connection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Refuse,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::CloseBefore,
        Self::CloseAfter,
        Self::HangBefore,
        Self::HangAfter,
        Self::SlowBody,
        Self::Garbage,
        Self::Html,
        Self::Truncated,
        Self::Empty,
    ];

    /// Whether the request takes effect.
    #[must_use]
    pub const fn is_applied(self) -> bool {
        !matches!(self, Self::Refuse | Self::ResetBefore | Self::CloseBefore | Self::HangBefore | Self::Html)
    }
}

/// A fault that is played once or several times. As JSON it is the body of `POST /_emulator/faults`.
///
/// ```
/// use agora_cloud_recording_emulator::{Connection, Fault};
///
/// let lost_answer = Fault::connection(Connection::ResetAfter).endpoint("start");
/// let busy = Fault::error("request_not_completed").endpoint("start").times(2);
/// let moved = Fault::moved(60).endpoint("query").skip(3);
/// # drop((lost_answer, busy, moved));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default = "Fault::nothing")]
pub struct Fault {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) connection: Option<Connection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) move_s: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) app_id: Option<String>,
    pub(crate) times: Option<u32>,
    pub(crate) skip: u32,
    pub(crate) delay_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) probability: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) applied: Option<bool>,
}

/// The longest delay of an answer.
const DELAY_MAX_MS: u64 = 600_000;

/// So many connections may be refused by one fault.
const REFUSED_MAX: u32 = 1000;

impl Fault {
    fn nothing() -> Self {
        Self {
            error: None,
            connection: None,
            move_s: None,
            endpoint: None,
            app_id: None,
            times: Some(1),
            skip: 0,
            delay_ms: 0,
            probability: None,
            applied: None,
        }
    }

    /// The call is answered with this error entry of the catalogue.
    #[must_use]
    pub fn error(entry: impl Into<String>) -> Self {
        Self { error: Some(entry.into()), ..Self::nothing() }
    }

    /// The connection breaks.
    #[must_use]
    pub fn connection(how: Connection) -> Self {
        Self { connection: Some(how), ..Self::nothing() }
    }

    /// The recording that the call is about is moved to another server, which takes so many seconds.
    #[must_use]
    pub fn moved(for_s: u32) -> Self {
        Self { move_s: Some(for_s), ..Self::nothing() }
    }

    /// The call is answered late, and nothing else.
    #[must_use]
    pub fn delay_ms(ms: u64) -> Self {
        Self { delay_ms: ms, ..Self::nothing() }
    }

    /// Only for this call.
    #[must_use]
    pub fn endpoint(self, id: impl Into<String>) -> Self {
        Self { endpoint: Some(id.into()), ..self }
    }

    /// Only for this App ID.
    #[must_use]
    pub fn app_id(self, id: impl Into<String>) -> Self {
        Self { app_id: Some(id.into()), ..self }
    }

    /// So many times; once unless said.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// Until the emulator is reset.
    #[must_use]
    pub fn always(self) -> Self {
        Self { times: None, ..self }
    }

    /// So many calls go well before.
    #[must_use]
    pub fn skip(self, calls: u32) -> Self {
        Self { skip: calls, ..self }
    }

    /// The answer comes so much later.
    #[must_use]
    pub fn late_ms(self, ms: u64) -> Self {
        Self { delay_ms: ms, ..self }
    }

    /// Each call with this probability, 0 to 1.
    #[must_use]
    pub fn probability(self, probability: f64) -> Self {
        Self { probability: Some(probability), ..self }
    }

    /// Whether the call takes effect all the same; without this, what the catalogue says of the error entry, or what the
    /// connection fault is made for.
    #[must_use]
    pub fn applied(self, applied: bool) -> Self {
        Self { applied: Some(applied), ..self }
    }

    /// Whether it can be played at all.
    pub(crate) fn check(&self) -> Result<(), String> {
        if let Some(endpoint) = &self.endpoint
            && SERVICE.endpoint(endpoint).is_none()
        {
            return Err(unknown("call", endpoint, SERVICE.endpoints.iter().map(|endpoint| endpoint.id.as_str())));
        }
        if let Some(entry) = &self.error {
            let Some(error) = SERVICE.errors.get(entry) else {
                return Err(unknown("error entry", entry, SERVICE.errors.keys().map(String::as_str)));
            };
            if let Some(endpoint) = self.endpoint.as_ref().filter(|endpoint| !error.answers.contains_key(*endpoint)) {
                let at: Vec<&str> = error.answers.keys().map(String::as_str).collect();
                return Err(format!(
                    "`{entry}` cannot be told from other errors at `{endpoint}`; it can at {}",
                    at.join(", ")
                ));
            }
        }
        let kinds = [self.error.is_some(), self.connection.is_some(), self.move_s.is_some()];
        if kinds.iter().filter(|is_there| **is_there).count() > 1 {
            return Err("give one of `error`, `connection` and `move_s`".to_owned());
        }
        if !kinds.contains(&true) && self.delay_ms == 0 {
            return Err("give one of `error`, `connection`, `move_s` and `delay_ms`".to_owned());
        }
        if self.delay_ms > DELAY_MAX_MS {
            return Err(format!("`delay_ms` is at most {DELAY_MAX_MS}"));
        }
        if self.connection == Some(Connection::Refuse) {
            // Before a request is read nobody knows what it is about, and for ever nobody could take it back.
            if self.endpoint.is_some() || self.app_id.is_some() || self.applied.is_some() {
                return Err(
                    "`refuse` takes the next connection, whoever makes it: give no `endpoint`, `app_id` or `applied`"
                        .to_owned(),
                );
            }
            if self.times.is_none_or(|times| times > REFUSED_MAX) {
                return Err(format!(
                    "`refuse` keeps out those too who would take it back: give `times` up to {REFUSED_MAX}"
                ));
            }
        }
        if self.move_s.is_some()
            && self
                .endpoint
                .as_deref()
                .and_then(|id| SERVICE.endpoint(id))
                .is_some_and(|one| one.gives.is_some() && one.takes.is_none())
        {
            return Err("this call is about no recording yet, so nothing can be moved".to_owned());
        }
        if self.times == Some(0) {
            return Err("`times` is at least 1, or `null` for ever".to_owned());
        }
        if self.probability.is_some_and(|probability| !(0.0..=1.0).contains(&probability)) {
            return Err("`probability` lies between 0 and 1".to_owned());
        }
        Ok(())
    }

    /// What it is, for the log.
    pub(crate) fn name(&self) -> String {
        let connection = self.connection.and_then(|how| serde_json::to_value(how).ok());
        let connection = connection.and_then(|how| how.as_str().map(str::to_owned));
        let moved = self.move_s.map(|seconds| format!("move_{seconds}_s"));
        self.error.clone().or(connection).or(moved).unwrap_or_else(|| format!("delay_{}_ms", self.delay_ms))
    }
}

/// Words for an id that is none, with the nearest that is one.
pub(crate) fn unknown<'a>(what: &str, id: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let distance = |known: &str| strsim::osa_distance(known, id);
    let near = known.clone().min_by_key(|known| distance(known));
    match near.filter(|near| distance(near) <= (near.len() / 3).clamp(1, 3)) {
        Some(near) => format!("there is no {what} `{id}`; did you mean `{near}`?"),
        None => format!("there is no {what} `{id}`; there are {}", known.collect::<Vec<_>>().join(", ")),
    }
}
