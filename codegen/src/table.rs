//! The keys of a catalogue as the matcher of the error crates sees them: what the generator checks and sorts is decided
//! by the same code that programs run.

use crate::model;
use rest_errors::body::{Body, BodyKind};
use rest_errors::{Code, Confidence, Disposition, Effect, Key, Service, Shape, Success, Table, text};
use std::collections::HashMap;

/// The service that a catalogue describes, with indexes in place of enums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indexed;

impl Service for Indexed {
    type Endpoint = usize;
    type ErrorId = usize;
    type Outcome = usize;
}

/// What one key states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Index of the entry.
    pub entry: usize,
    /// Index of the key in its entry.
    pub place: usize,
    /// Indexes of the endpoints, sorted; any when empty.
    pub endpoints: Vec<usize>,
    /// HTTP status.
    pub http: Option<u16>,
    /// Kind of body.
    pub shape: Option<Shape>,
    /// Code.
    pub code: Option<model::Code>,
    /// Text in normal form.
    pub text: Option<String>,
}

impl Stated {
    /// What a key of the language states. Endpoints that do not exist are left out.
    #[must_use]
    pub fn new(entry: usize, place: usize, key: &model::Key, endpoints: &HashMap<&str, usize>) -> Self {
        let ids = key.endpoints.iter().flatten();
        let mut indexes: Vec<usize> = ids.filter_map(|id| endpoints.get(id.as_str()).copied()).collect();
        indexes.sort_unstable();
        indexes.dedup();
        Self {
            entry,
            place,
            endpoints: indexes,
            http: key.http,
            shape: key.shape.map(Into::into),
            code: key.code.clone(),
            text: key.text.as_deref().map(normal_text),
        }
    }

    /// The key as the matcher takes it.
    #[must_use]
    pub fn key(&self) -> Key<'_, Indexed> {
        Key {
            id: self.entry,
            endpoints: &self.endpoints,
            status: self.http,
            shape: self.shape,
            code: self.code.as_ref().map(code),
            text: self.text.as_deref(),
            disposition: Disposition::Failure,
            effect: Effect::Unknown,
            retry: None,
            confidence: Confidence::Inferred,
        }
    }
}

/// A text in the form in which texts are compared.
#[must_use]
pub fn normal_text(written: &str) -> String {
    String::from_utf8(text::normalised(written).collect()).expect("normalising changes only ASCII")
}

/// A code as the matcher takes it.
#[must_use]
pub fn code(code: &model::Code) -> Code<'_> {
    match code {
        model::Code::Number(number) => Code::Number(*number),
        model::Code::Word(word) => Code::Word(word),
    }
}

/// Brings keys into the order of a table.
pub fn sort(keys: &mut [Stated]) {
    keys.sort_by(|a, b| a.key().table_order(&b.key()).then_with(|| (a.entry, a.place).cmp(&(b.entry, b.place))));
}

/// A table over borrowed keys.
#[must_use]
pub fn table<'t>(keys: &'t [Key<'t, Indexed>], successes: &'t [Success<Indexed>]) -> Table<'t, Indexed> {
    Table { keys, successes }
}

/// Where the bodies of a service have code and text, with the paths taken apart.
#[derive(Debug, Clone, Default)]
pub struct Bodies {
    kinds: Vec<Paths>,
}

#[derive(Debug, Clone)]
struct Paths {
    code: Option<Vec<String>>,
    text: Option<Vec<String>>,
    no_error_codes: Vec<model::Code>,
}

impl Bodies {
    /// Takes the paths of the language apart.
    #[must_use]
    pub fn new(bodies: &[model::Body]) -> Self {
        let path = |path: &Option<String>| Some(path.as_ref()?.split('.').map(str::to_owned).collect());
        let kinds = bodies.iter().map(|body| Paths {
            code: path(&body.code),
            text: path(&body.text),
            no_error_codes: body.no_error_codes.clone(),
        });
        Self { kinds: kinds.collect() }
    }

    /// Reads the body of an example.
    #[must_use]
    pub fn read<'a>(&self, bytes: &'a [u8]) -> Body<'a> {
        fn segments(path: Option<&Vec<String>>) -> Option<Vec<&str>> {
            Some(path?.iter().map(String::as_str).collect())
        }
        let codes: Vec<_> = self.kinds.iter().map(|kind| segments(kind.code.as_ref())).collect();
        let texts: Vec<_> = self.kinds.iter().map(|kind| segments(kind.text.as_ref())).collect();
        let none: Vec<Vec<Code<'_>>> =
            self.kinds.iter().map(|kind| kind.no_error_codes.iter().map(code).collect()).collect();
        let parts = codes.iter().zip(&texts).zip(&none);
        let kinds: Vec<BodyKind<'_>> = parts
            .map(|((code, text), none)| BodyKind { code: code.as_deref(), text: text.as_deref(), no_error_codes: none })
            .collect();
        Body::read(bytes, &kinds)
    }
}

/// The bytes that an example stands for.
#[must_use]
pub fn example_bytes(example: &model::Example) -> Vec<u8> {
    match (&example.body, &example.body_text) {
        (Some(body), _) => body.to_string().into_bytes(),
        (None, Some(text)) => text.clone().into_bytes(),
        (None, None) => Vec::new(),
    }
}

macro_rules! same_words {
    ($( $from:ident => $to:ident { $($word:ident),+ $(,)? } )+) => { $(
        impl From<model::$from> for rest_errors::$to {
            fn from(word: model::$from) -> Self {
                match word { $(model::$from::$word => Self::$word),+ }
            }
        }
    )+ };
}

same_words! {
    Kind => Kind {
        InvalidRequest, Unauthenticated, Forbidden, NotEnabled, NotFound, Conflict, Quota, RateLimit, Unavailable, Timeout,
        Internal, EmptyResult, AlreadyDone,
    }
    Disposition => Disposition { Failure, Pending, AlreadyDone, Empty }
    Fault => Fault { Caller, Account, Service, Network }
    Effect => Effect { None, Applied, Unknown }
    Rung => Rung { Types, Validation, Client, Caller }
    Confidence => Confidence { Documented, Historical, Observed, Inferred }
    Status => EntryStatus { Active, Deprecated }
    Shape => Shape { Code, Message, Success, Empty, NotJson }
    Jitter => Jitter { None, Full }
    Action => Action {
        FixRequest, CheckCredentials, EnableService, SlowDown, Wait, Reacquire, TreatAsSuccess, ContactSupport,
    }
}
