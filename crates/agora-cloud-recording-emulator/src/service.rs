//! What the catalogue says of the service: the generated file, read once.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The service as the emulator knows it.
pub(crate) static SERVICE: LazyLock<Service> = LazyLock::new(|| {
    serde_json::from_str(include_str!("generated/service.json"))
        .expect("the generated file has the form that is read here")
});

#[derive(Deserialize)]
pub(crate) struct Service {
    pub(crate) service: String,
    pub(crate) account: String,
    pub(crate) channel: String,
    pub(crate) publisher: String,
    pub(crate) begins: Option<String>,
    pub(crate) first_call: Option<FirstCall>,
    pub(crate) request_id_header: Option<String>,
    pub(crate) hosts: Vec<String>,
    pub(crate) path_prefixes: Vec<String>,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) states: Vec<State>,
    pub(crate) types: BTreeMap<String, Type>,
    pub(crate) equals: Vec<Equal>,
    pub(crate) errors: BTreeMap<String, OneError>,
    pub(crate) made: Vec<Made>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) lifetimes: Vec<Lifetime>,
    pub(crate) requests_per_s: Option<u64>,
    pub(crate) tasks: Vec<Tasks>,
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) folders: Option<Sent>,
    pub(crate) moved: Option<Moved>,
    pub(crate) files: Vec<MadeFile>,
    pub(crate) replacements: Vec<Replacement>,
    pub(crate) answers: Vec<Answer>,
    pub(crate) notification: Option<Notification>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) signatures: Vec<Signature>,
}

#[derive(Deserialize)]
pub(crate) struct FirstCall {
    pub(crate) endpoint: String,
    pub(crate) body: Value,
}

#[derive(Deserialize)]
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) paths: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) variants: Vec<String>,
    pub(crate) request: Option<String>,
    pub(crate) takes: Option<String>,
    pub(crate) by_value: bool,
    pub(crate) gives: Option<String>,
    pub(crate) success: Option<u16>,
}

#[derive(Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) means: Means,
    pub(crate) held: Option<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Means {
    Account,
    Variant,
    Held,
    Other,
}

#[derive(Deserialize)]
pub(crate) struct State {
    pub(crate) id: String,
    pub(crate) holds: Vec<String>,
    pub(crate) end: bool,
    pub(crate) leaves: Vec<Leave>,
}

#[derive(Deserialize)]
pub(crate) struct Leave {
    pub(crate) id: String,
    pub(crate) to: String,
    pub(crate) variants: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Type {
    pub(crate) of: Option<Primitive>,
    pub(crate) fields: Vec<Field>,
}

#[derive(Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) primitive: Option<Primitive>,
    #[serde(default)]
    pub(crate) r#type: Option<String>,
    pub(crate) holds: Holds,
    #[serde(default)]
    pub(crate) nullable: bool,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) secret: bool,
    #[serde(default)]
    pub(crate) variants: Vec<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Primitive {
    String,
    Integer,
    Number,
    Boolean,
    Json,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Holds {
    One,
    List,
    Map,
    TextOrList,
    OneOrText,
}

#[derive(Deserialize)]
pub(crate) struct Equal {
    pub(crate) rule: String,
    pub(crate) endpoints: Vec<String>,
    pub(crate) field: Vec<String>,
    pub(crate) earlier: String,
    pub(crate) earlier_field: Vec<String>,
    pub(crate) error: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct OneError {
    pub(crate) answers: BTreeMap<String, ErrorAnswer>,
}

#[derive(Deserialize)]
pub(crate) struct ErrorAnswer {
    pub(crate) http: u16,
    #[serde(default)]
    pub(crate) headers: Map<String, Value>,
    pub(crate) body: Value,
    #[serde(default)]
    pub(crate) free_text: Option<Vec<String>>,
    pub(crate) applied: bool,
}

#[derive(Deserialize)]
pub(crate) struct Made {
    pub(crate) name: String,
    pub(crate) letters: String,
    pub(crate) length: usize,
}

#[derive(Deserialize)]
pub(crate) struct Stage {
    pub(crate) state: String,
    pub(crate) value: Value,
    pub(crate) after_s: u64,
    pub(crate) at_work: bool,
}

#[derive(Deserialize)]
pub(crate) struct Lifetime {
    pub(crate) state: String,
    pub(crate) leave: Option<String>,
    pub(crate) variants: Vec<String>,
    pub(crate) since: Since,
    pub(crate) after_s: Option<u64>,
    pub(crate) field: Option<TimeField>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Since {
    Begun,
    Idle,
}

#[derive(Deserialize)]
pub(crate) struct TimeField {
    pub(crate) endpoint: String,
    pub(crate) path: Vec<String>,
    pub(crate) unit_s: u64,
    pub(crate) default: Option<Value>,
}

#[derive(Deserialize)]
pub(crate) struct Tasks {
    pub(crate) variants: Vec<String>,
    pub(crate) when: Vec<Condition>,
    pub(crate) most: Option<u64>,
}

#[derive(Deserialize)]
pub(crate) struct Condition {
    pub(crate) path: Vec<String>,
    pub(crate) default: Option<Value>,
    #[serde(default)]
    pub(crate) is: Option<Vec<Value>>,
    #[serde(default)]
    pub(crate) is_not: Option<Vec<Value>>,
    #[serde(default)]
    pub(crate) contains: Option<Vec<Value>>,
    #[serde(default)]
    pub(crate) present: Option<bool>,
}

#[derive(Deserialize)]
pub(crate) struct Refusal {
    pub(crate) moment: Moment,
    pub(crate) endpoints: Vec<String>,
    pub(crate) value: Option<String>,
    pub(crate) when: Vec<Condition>,
    pub(crate) error: String,
    pub(crate) text: Option<String>,
    pub(crate) within_s: Option<u64>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Moment {
    NoCredentials,
    WrongCredentials,
    UnknownAccount,
    RateExceeded,
    UnknownRoute,
    WrongContentType,
    MalformedBody,
    WrongForm,
    BrokenRule,
    UnreadableValue,
    ForeignValue,
    UnknownValue,
    OtherVariant,
    TasksExceeded,
    Expired,
    AlreadyBegun,
    UsedUp,
    Twin,
    CallsOver,
    Moving,
    Ending,
    Over,
    NothingMade,
    UploadSlow,
}

#[derive(Deserialize)]
pub(crate) struct Sent {
    pub(crate) endpoint: String,
    pub(crate) path: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Named {
    pub(crate) pattern: String,
    pub(crate) parts: BTreeMap<String, Part>,
}

#[derive(Deserialize)]
pub(crate) struct Moved {
    pub(crate) varies: String,
    pub(crate) most: u32,
    pub(crate) name: Named,
}

#[derive(Deserialize)]
pub(crate) struct Part {
    pub(crate) value: String,
    pub(crate) form: NameForm,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NameForm {
    Text,
    Integer,
    Utc,
    UnixMs,
}

#[derive(Deserialize)]
pub(crate) struct MadeFile {
    pub(crate) name: Named,
    pub(crate) variants: Vec<String>,
    pub(crate) when: Vec<Condition>,
    pub(crate) each_publisher: bool,
    pub(crate) without_publishers: bool,
    pub(crate) item: Value,
}

#[derive(Deserialize)]
pub(crate) struct Replacement {
    pub(crate) held: String,
    pub(crate) characters: String,
    pub(crate) by: String,
}

#[derive(Deserialize)]
pub(crate) struct Answer {
    pub(crate) endpoint: String,
    pub(crate) variants: Vec<String>,
    pub(crate) when: Vec<Condition>,
    pub(crate) asked: Vec<Condition>,
    pub(crate) http: u16,
    pub(crate) body: Value,
}

#[derive(Deserialize)]
pub(crate) struct Notification {
    pub(crate) body: Value,
    pub(crate) answer_within_s: u64,
    pub(crate) received: u16,
    pub(crate) resends_after_s: Vec<u64>,
}

#[derive(Deserialize)]
pub(crate) struct Notice {
    pub(crate) event: i64,
    pub(crate) sender: i64,
    pub(crate) on: Occasion,
    pub(crate) after_s: u64,
    pub(crate) leaves: Option<Vec<String>>,
    pub(crate) variants: Vec<String>,
    pub(crate) files: Option<bool>,
    pub(crate) details: Value,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Occasion {
    AtWork,
    Moved,
    Ended,
}

#[derive(Deserialize)]
pub(crate) struct Signature {
    pub(crate) header: String,
    pub(crate) algorithm: Algorithm,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Algorithm {
    HmacSha1,
    HmacSha256,
}

/// Whether a list of ids, where empty means all, has an id; without an id everything holds.
pub(crate) fn holds_in(ids: &[String], id: Option<&str>) -> bool {
    ids.is_empty() || id.is_none_or(|id| ids.iter().any(|one| one == id))
}

impl Service {
    pub(crate) fn endpoint(&self, id: &str) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.id == id)
    }

    pub(crate) fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// The state that a call gives that takes none.
    pub(crate) fn first_state(&self) -> Option<&State> {
        let first = self.endpoints.iter().find(|endpoint| endpoint.takes.is_none() && endpoint.gives.is_some())?;
        self.state(first.gives.as_deref()?)
    }

    /// Whether a value is one that the service makes.
    pub(crate) fn made(&self, name: &str) -> Option<&Made> {
        self.made.iter().find(|made| made.name == name)
    }

    /// Whether what is in this state costs money: a call led to it from another state, and it is not the end.
    pub(crate) fn is_alive(&self, state: &str) -> bool {
        let begun =
            self.endpoints.iter().any(|endpoint| endpoint.takes.is_some() && endpoint.gives.as_deref() == Some(state));
        begun && self.state(state).is_some_and(|state| !state.end)
    }

    pub(crate) fn stages(&self, state: &str) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(move |stage| stage.state == state)
    }

    /// The address of a call, for an account.
    pub(crate) fn path(&self, endpoint: &Endpoint, account: &str) -> String {
        let path = endpoint.paths.first().map_or("", String::as_str);
        path.replace(&format!("{{{}}}", self.account), account)
    }

    /// What an error entry looks like at an endpoint; a call that has none of its own is answered as any other.
    pub(crate) fn error(&self, entry: &str, endpoint: Option<&str>) -> Option<&ErrorAnswer> {
        let answers = &self.errors.get(entry)?.answers;
        endpoint.and_then(|endpoint| answers.get(endpoint)).or_else(|| answers.values().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generated_file_can_be_read() {
        assert!(SERVICE.first_state().is_some());
        assert!(SERVICE.begins.as_deref().and_then(|id| SERVICE.endpoint(id)).is_some());
    }
}
