//! What the emulator of a service acts on: one file of data, for behaviour stands in the crate by hand.

use super::{OutputFile, OutputGroup, code_json, nested_value, pretty, service_mark, successes};
use crate::check::parse_path;
use crate::ir::api::{Check, Field, Form, Path, Rule, Step, Type, ValueType};
use crate::ir::{Catalogue, Entry, Service};
use crate::model::{
    AliasUse, Code, Direction, Emulation, Holds, Lifetime, Limit, Moment, NameForm, Occasion, Passing, Primitive,
    SignatureAlgorithm, Since, State, TaskLimit, Verdict, When,
};
use crate::table;
use rest_errors::{Effect, Identified};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A text that no service would send, to see whether an entry is known without its text.
const ANY_TEXT: &str = "any text at all";

pub(super) fn folder(service: &Service) -> String {
    format!("crates/{}-emulator/src/generated", service.crate_prefix)
}

pub(super) fn emit(catalogue: &Catalogue) -> OutputGroup {
    let files = catalogue.api.emulation.as_ref().map(|emulation| {
        let file = file(catalogue, emulation);
        OutputFile { path: format!("{}/service.json", folder(&catalogue.service)), contents: pretty(&file) }
    });
    let counts = catalogue.api.emulation.as_ref().map_or_else(
        || "nothing".to_owned(),
        |emulation| format!("{} refusals, {} answers", emulation.refusals.len(), emulation.answers.len()),
    );
    OutputGroup { name: "emulator crate", counts, files: files.into_iter().collect() }
}

#[derive(Serialize)]
struct File<'a> {
    #[serde(rename = "$comment")]
    comment: String,
    service: &'a str,
    account: &'a str,
    channel: &'a str,
    publisher: &'a str,
    begins: Option<&'a str>,
    first_call: Option<FirstCall<'a>>,
    request_id_header: Option<&'a str>,
    hosts: Vec<String>,
    path_prefixes: Vec<&'a str>,
    endpoints: Vec<Endpoint<'a>>,
    states: Vec<OneState<'a>>,
    types: BTreeMap<&'a str, OneType<'a>>,
    equals: Vec<Equal<'a>>,
    errors: BTreeMap<&'a str, OneError>,
    made: Vec<Made<'a>>,
    stages: Vec<Stage<'a>>,
    lifetimes: Vec<OneLifetime<'a>>,
    requests_per_s: Option<u64>,
    tasks: Vec<Tasks<'a>>,
    refusals: Vec<Refusal<'a>>,
    folders: Option<Sent<'a>>,
    moved: Option<Moved<'a>>,
    files: Vec<MadeFile<'a>>,
    replacements: Vec<Replacement<'a>>,
    answers: Vec<Answer<'a>>,
    notification: Option<Notification<'a>>,
    notices: Vec<Notice<'a>>,
    signatures: Vec<Signature<'a>>,
}

/// A call for people to begin with.
#[derive(Serialize)]
struct FirstCall<'a> {
    endpoint: &'a str,
    body: &'a Value,
}

#[derive(Serialize)]
struct Endpoint<'a> {
    id: &'a str,
    method: &'a str,
    paths: Vec<&'a str>,
    parameters: Vec<Parameter<'a>>,
    variants: &'a [String],
    request: Option<&'a str>,
    takes: Option<&'a str>,
    by_value: bool,
    gives: Option<&'a str>,
    outcomes: BTreeMap<&'a str, u16>,
    success: Option<u16>,
}

#[derive(Serialize)]
struct Parameter<'a> {
    name: &'a str,
    means: Means,
    held: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Means {
    Account,
    Variant,
    Held,
    Other,
}

#[derive(Serialize)]
struct OneState<'a> {
    id: &'a str,
    holds: &'a [String],
    end: bool,
    leaves: Vec<Leave<'a>>,
}

#[derive(Serialize)]
struct Leave<'a> {
    id: &'a str,
    to: &'a str,
    variants: &'a [String],
}

#[derive(Serialize)]
struct OneType<'a> {
    of: Option<Primitive>,
    fields: Vec<OneField<'a>>,
}

#[derive(Serialize)]
struct OneField<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primitive: Option<Primitive>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<&'a str>,
    holds: Holds,
    #[serde(skip_serializing_if = "is_false")]
    nullable: bool,
    #[serde(skip_serializing_if = "is_false")]
    required: bool,
    #[serde(skip_serializing_if = "is_false")]
    secret: bool,
    #[serde(skip_serializing_if = "is_empty")]
    variants: &'a [String],
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_empty(values: &[String]) -> bool {
    values.is_empty()
}

/// A value that must be the same as one of an earlier call.
#[derive(Serialize)]
struct Equal<'a> {
    rule: &'a str,
    endpoints: &'a [String],
    field: Vec<String>,
    earlier: &'a str,
    earlier_field: Vec<String>,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct OneError {
    /// One answer for each endpoint at which the entry can be known.
    answers: BTreeMap<String, ErrorAnswer>,
}

#[derive(Serialize, Clone, PartialEq)]
struct ErrorAnswer {
    http: u16,
    #[serde(skip_serializing_if = "Map::is_empty")]
    headers: Map<String, Value>,
    /// JSON, or a text that is the whole body.
    body: Value,
    /// Where a text of one's own may stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    free_text: Option<Vec<String>>,
    /// Whether the work was done.
    applied: bool,
}

#[derive(Serialize)]
struct Made<'a> {
    name: &'a str,
    letters: &'a str,
    length: u32,
}

#[derive(Serialize)]
struct Stage<'a> {
    state: &'a str,
    value: &'a Value,
    after_s: u32,
    at_work: bool,
}

#[derive(Serialize)]
struct OneLifetime<'a> {
    id: &'a str,
    state: &'a str,
    leave: Option<&'a str>,
    variants: &'a [String],
    since: Since,
    /// How long, unless a field says it.
    after_s: Option<u64>,
    field: Option<TimeField<'a>>,
}

#[derive(Serialize)]
struct TimeField<'a> {
    endpoint: &'a str,
    path: Vec<String>,
    unit_s: u64,
    default: Option<Value>,
}

#[derive(Serialize)]
struct Tasks<'a> {
    id: &'a str,
    variants: &'a [String],
    when: Vec<Condition<'a>>,
    most: Option<u64>,
}

#[derive(Serialize)]
struct Condition<'a> {
    path: Vec<String>,
    default: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is: Option<&'a [Value]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_not: Option<&'a [Value]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contains: Option<&'a [Value]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    present: Option<bool>,
}

#[derive(Serialize)]
struct Refusal<'a> {
    id: &'a str,
    moment: Moment,
    endpoints: &'a [String],
    value: Option<&'a str>,
    when: Vec<Condition<'a>>,
    error: &'a str,
    text: Option<&'a str>,
    /// The time that a limit with this error gives.
    within_s: Option<u64>,
}

#[derive(Serialize)]
struct Sent<'a> {
    endpoint: &'a str,
    path: Vec<String>,
}

/// A name with what stands in its parts.
#[derive(Serialize)]
struct Named<'a> {
    pattern: &'a str,
    parts: BTreeMap<&'a str, Part<'a>>,
}

#[derive(Serialize)]
struct Moved<'a> {
    varies: &'a str,
    most: u32,
    name: Named<'a>,
}

#[derive(Serialize)]
struct Part<'a> {
    value: &'a str,
    form: NameForm,
}

#[derive(Serialize)]
struct MadeFile<'a> {
    name: Named<'a>,
    variants: &'a [String],
    when: Vec<Condition<'a>>,
    each_publisher: bool,
    without_publishers: bool,
    item: &'a Value,
}

#[derive(Serialize)]
struct Replacement<'a> {
    held: &'a str,
    characters: String,
    by: &'a str,
}

#[derive(Serialize)]
struct Answer<'a> {
    endpoint: &'a str,
    variants: &'a [String],
    when: Vec<Condition<'a>>,
    asked: Vec<Condition<'a>>,
    http: u16,
    body: &'a Value,
}

#[derive(Serialize)]
struct Notification<'a> {
    body: &'a Value,
    answer_within_s: u32,
    received: u16,
    resends_after_s: &'a [u32],
}

#[derive(Serialize)]
struct Notice<'a> {
    event: i64,
    sender: i64,
    on: Occasion,
    after_s: u32,
    leaves: Option<&'a [String]>,
    variants: &'a [String],
    files: Option<bool>,
    details: &'a Value,
}

#[derive(Serialize)]
struct Signature<'a> {
    header: &'a str,
    algorithm: SignatureAlgorithm,
}

fn file<'a>(catalogue: &'a Catalogue, emulation: &'a Emulation) -> File<'a> {
    let api = &catalogue.api;
    let data = Data { catalogue, emulation };
    let connection = api.connection.as_ref();
    let hosts = connection.into_iter().flat_map(|connection| {
        let of =
            |host: &str| connection.domains.iter().map(move |domain| format!("{host}.{}", domain.domain)).collect();
        connection.hosts.iter().flat_map(move |host| -> Vec<String> { of(&host.label) })
    });
    File {
        comment: service_mark(&catalogue.service),
        service: &catalogue.service.id,
        account: &emulation.account,
        channel: &emulation.channel,
        publisher: &emulation.publisher,
        begins: data.begins().map(|index| catalogue.endpoints[index].id.as_str()),
        first_call: data.first_call(),
        request_id_header: connection.and_then(|connection| connection.request_id_header.as_deref()),
        hosts: hosts.collect(),
        path_prefixes: connection
            .into_iter()
            .flat_map(|connection| connection.areas.iter().filter_map(|area| area.path_prefix.as_deref()))
            .collect(),
        endpoints: (0..catalogue.endpoints.len()).map(|index| data.endpoint(index)).collect(),
        states: api.states.iter().map(one_state).collect(),
        types: data.types(),
        equals: api.rules.iter().filter_map(|rule| data.equal(rule)).collect(),
        errors: catalogue.entries.iter().map(|entry| (entry.id.as_str(), data.error(entry))).collect(),
        made: emulation
            .made
            .iter()
            .map(|made| Made { name: &made.id, letters: &made.letters, length: made.length })
            .collect(),
        stages: emulation
            .stages
            .iter()
            .map(|stage| Stage {
                state: &stage.state,
                value: &stage.value,
                after_s: stage.after_s,
                at_work: stage.at_work.unwrap_or(false),
            })
            .collect(),
        lifetimes: emulation.lifetimes.iter().map(|lifetime| data.lifetime(lifetime)).collect(),
        requests_per_s: emulation
            .rate
            .as_ref()
            .and_then(|rate| data.limit(&rate.limit)?.amounts.first()?.value.first().copied()),
        tasks: emulation.tasks.iter().map(|tasks| data.tasks(tasks)).collect(),
        refusals: emulation
            .refusals
            .iter()
            .map(|refusal| Refusal {
                id: &refusal.id,
                moment: refusal.moment,
                endpoints: refusal.endpoints.as_deref().unwrap_or_default(),
                value: refusal.value.as_deref(),
                when: data.conditions_of_calls(&refusal.when, refusal.endpoints.as_deref()),
                error: &refusal.error,
                text: refusal.text.as_deref(),
                within_s: data.within(&refusal.error),
            })
            .collect(),
        folders: emulation
            .folders
            .as_ref()
            .map(|folders| Sent { endpoint: &folders.endpoint, path: segments(&folders.field) }),
        moved: emulation.moved.as_ref().and_then(|moved| {
            Some(Moved { varies: &moved.varies, most: moved.most, name: data.named(&moved.name, &moved.parts)? })
        }),
        files: emulation
            .files
            .iter()
            .filter_map(|file| {
                Some(MadeFile {
                    name: data.named(&file.name, &file.parts)?,
                    variants: file.variants.as_deref().unwrap_or_default(),
                    when: data.conditions(&file.when, data.begins()),
                    each_publisher: file.each_publisher.unwrap_or(false),
                    without_publishers: file.without_publishers.unwrap_or(false),
                    item: &file.item,
                })
            })
            .collect(),
        replacements: api
            .states
            .iter()
            .flat_map(|state| &state.replacements)
            .map(|one| data.replacement(one))
            .collect(),
        answers: emulation.answers.iter().map(|answer| data.answer(answer)).collect(),
        notification: emulation.notification.as_ref().map(|of| Notification {
            body: &of.body,
            answer_within_s: of.answer_within_s,
            received: of.received,
            resends_after_s: &of.resends_after_s,
        }),
        notices: emulation.notices.iter().filter_map(|notice| data.notice(notice)).collect(),
        signatures: api
            .notifications
            .iter()
            .flat_map(|notifications| &notifications.signatures)
            .map(|one| Signature { header: &one.header, algorithm: one.algorithm })
            .collect(),
    }
}

fn one_state(state: &State) -> OneState<'_> {
    OneState {
        id: &state.id,
        holds: &state.holds,
        end: state.end.unwrap_or(false),
        leaves: state
            .leaves
            .iter()
            .map(|leave| Leave {
                id: &leave.id,
                to: &leave.to,
                variants: leave.variants.as_deref().unwrap_or_default(),
            })
            .collect(),
    }
}

/// A path in segments; `[]` stands for every item of a list.
fn segments(path: &str) -> Vec<String> {
    steps(&parse_path(path).unwrap_or_default())
}

fn steps(path: &[Step]) -> Vec<String> {
    let step = |step: &Step| match step {
        Step::Field(name) => name.clone(),
        Step::Items => "[]".to_owned(),
    };
    path.iter().map(step).collect()
}

struct Data<'a> {
    catalogue: &'a Catalogue,
    emulation: &'a Emulation,
}

impl<'a> Data<'a> {
    fn endpoint_index(&self, id: &str) -> Option<usize> {
        self.catalogue.endpoints.iter().position(|endpoint| endpoint.id == id)
    }

    fn limit(&self, id: &str) -> Option<&'a Limit> {
        self.catalogue.api.limits.iter().find(|limit| limit.id == id)
    }

    /// The shortest body that is accepted by the call that comes first.
    fn first_call(&self) -> Option<FirstCall<'a>> {
        let first = (0..self.catalogue.endpoints.len())
            .find(|index| self.catalogue.api.calls[*index].takes.is_none() && self.request(*index).is_some())?;
        let endpoint = self.catalogue.endpoints[first].id.as_str();
        let examples = self.catalogue.api.examples.iter().filter(|example| {
            example.endpoint.as_deref() == Some(endpoint)
                && example.direction == Direction::Request
                && example.verdict == Verdict::Accepted
        });
        let body = examples.map(|example| &example.body).min_by_key(|body| body.to_string().len())?;
        Some(FirstCall { endpoint, body })
    }

    /// The time that a limit with this error gives.
    fn within(&self, error: &str) -> Option<u64> {
        let limit =
            self.catalogue.api.limits.iter().find(|limit| {
                limit.error.as_deref() == Some(error) && matches!(limit.unit.as_str(), "s" | "min" | "h")
            })?;
        Some(limit.amounts.first()?.value.first()? * seconds(&limit.unit))
    }

    fn request(&self, endpoint: usize) -> Option<&'a Type> {
        Some(&self.catalogue.api.types[self.catalogue.api.calls[endpoint].request?])
    }

    /// The call whose body says what is made: the first that takes a state that another call gave, and has a body.
    fn begins(&self) -> Option<usize> {
        (0..self.catalogue.endpoints.len()).find(|index| {
            let call = &self.catalogue.api.calls[*index];
            call.takes.is_some() && call.request.is_some() && call.gives.as_ref().is_some_and(|id| !self.is_end(id))
        })
    }

    fn is_end(&self, state: &str) -> bool {
        self.catalogue.api.states.iter().any(|one| one.id == state && one.end == Some(true))
    }

    fn endpoint(&self, index: usize) -> Endpoint<'a> {
        let (endpoint, call) = (&self.catalogue.endpoints[index], &self.catalogue.api.calls[index]);
        let others = call.edition_paths.iter().map(|other| other.path.as_str());
        Endpoint {
            id: &endpoint.id,
            method: endpoint.method,
            paths: std::iter::once(endpoint.path.as_str()).chain(others).collect(),
            parameters: call.parameters.iter().map(|parameter| self.parameter(index, parameter)).collect(),
            variants: &endpoint.variants,
            request: self.request(index).map(|one| one.id.as_str()),
            takes: call.takes.as_ref().map(|takes| takes.state.as_str()),
            by_value: call.takes.as_ref().is_some_and(|takes| takes.by == Passing::Value),
            gives: call.gives.as_deref(),
            outcomes: endpoint
                .success
                .iter()
                .map(|success| (self.catalogue.outcomes[success.outcome].id.as_str(), success.http))
                .collect(),
            success: endpoint.success.first().map(|success| success.http),
        }
    }

    /// What stands in the path is held by a state if a field of the same type and name of a held value is.
    fn parameter(&self, index: usize, parameter: &'a crate::model::Parameter) -> Parameter<'a> {
        let held = self.catalogue.api.calls[index].takes.as_ref().and_then(|takes| {
            let state = self.catalogue.api.states.iter().find(|state| state.id == takes.state)?;
            state.holds.iter().find(|name| self.held_type(name) == Some(parameter.r#type.as_str()))
        });
        let means = match (parameter.variant, &held) {
            (Some(true), _) => Means::Variant,
            _ if parameter.id == self.emulation.account => Means::Account,
            (_, Some(_)) => Means::Held,
            _ => Means::Other,
        };
        Parameter { name: &parameter.id, means, held: held.map(String::as_str) }
    }

    /// The type of a held value, told by the first field of a body that has its name.
    fn held_type(&self, name: &str) -> Option<&'a str> {
        let api = &self.catalogue.api;
        let bodies = api.calls.iter().flat_map(|call| [call.request, call.response]).flatten();
        let field = bodies.flat_map(|index| api.types[index].fields()).find(|field| field.id == name)?;
        match field.value {
            ValueType::Type(index) => Some(&api.types[index].id),
            ValueType::Primitive(_) => None,
        }
    }

    /// The types that requests are made of.
    fn types(&self) -> BTreeMap<&'a str, OneType<'a>> {
        let api = &self.catalogue.api;
        let mut todo: Vec<usize> = api.calls.iter().filter_map(|call| call.request).collect();
        let mut seen = BTreeSet::new();
        let mut types = BTreeMap::new();
        while let Some(index) = todo.pop() {
            if !seen.insert(index) {
                continue;
            }
            let one = &api.types[index];
            let of = match one.form {
                Form::Object(_) => None,
                Form::Enum(of, _) | Form::Scalar(of) => Some(of),
            };
            todo.extend(one.fields().iter().filter_map(|field| match field.value {
                ValueType::Type(index) => Some(index),
                ValueType::Primitive(_) => None,
            }));
            types.insert(one.id.as_str(), OneType { of, fields: one.fields().iter().map(|f| self.field(f)).collect() });
        }
        types
    }

    fn field(&self, field: &'a Field) -> OneField<'a> {
        let (primitive, of) = match field.value {
            ValueType::Primitive(primitive) => (Some(primitive), None),
            ValueType::Type(index) => (None, Some(self.catalogue.api.types[index].id.as_str())),
        };
        let taken = field.aliases.iter().filter(|alias| alias.taken_by == AliasUse::Service);
        OneField {
            name: &field.id,
            aliases: taken.map(|alias| alias.id.as_str()).collect(),
            primitive,
            r#type: of,
            holds: field.holds,
            nullable: field.nullable,
            required: field.required,
            secret: field.secret,
            variants: &field.variants,
        }
    }

    fn equal(&self, rule: &'a Rule) -> Option<Equal<'a>> {
        let Some(Check::Equals(endpoint, field)) = &rule.check else { return None };
        Some(Equal {
            rule: &rule.id,
            endpoints: &rule.endpoints,
            field: steps(&rule.at),
            earlier: &self.catalogue.endpoints[*endpoint].id,
            earlier_field: steps(field),
            error: rule.error.map(|index| self.catalogue.entries[index].id.as_str()),
        })
    }

    fn lifetime(&self, of: &'a Lifetime) -> OneLifetime<'a> {
        let field = of.field.as_ref().zip(of.endpoint.as_ref()).and_then(|(field, endpoint)| {
            let request = self.request(self.endpoint_index(endpoint)?)?;
            let path = parse_path(field)?;
            let found = self.catalogue.api.field_at(request, &path)?;
            Some(TimeField {
                endpoint,
                path: steps(&path),
                unit_s: seconds(found.unit.as_deref().unwrap_or("s")),
                default: found.default.clone(),
            })
        });
        let limit = of.limit.as_ref().and_then(|id| {
            let limit = self.limit(id)?;
            Some(limit.amounts.first()?.value.first()? * seconds(&limit.unit))
        });
        let valid = || {
            let state = self.catalogue.api.states.iter().find(|state| state.id == of.state)?;
            state.valid_s.map(u64::from)
        };
        let after_s = limit.or(of.after_s.map(u64::from));
        OneLifetime {
            id: &of.id,
            state: &of.state,
            leave: of.leave.as_deref(),
            variants: of.variants.as_deref().unwrap_or_default(),
            since: of.since,
            after_s: if field.is_some() { None } else { after_s.or_else(valid) },
            field,
        }
    }

    fn tasks(&self, of: &'a TaskLimit) -> Tasks<'a> {
        let most = self.limit(&of.limit).and_then(|limit| of.amount(limit));
        let acquires = (0..self.catalogue.endpoints.len())
            .find(|index| self.catalogue.api.calls[*index].takes.is_none() && self.request(*index).is_some());
        Tasks { id: &of.id, variants: &of.variants, when: self.conditions(&of.when, acquires), most }
    }

    fn conditions_of_calls(&self, when: &'a [When], endpoints: Option<&[String]>) -> Vec<Condition<'a>> {
        let endpoint = endpoints.and_then(|ids| ids.iter().find_map(|id| self.endpoint_index(id)));
        self.conditions(when, endpoint)
    }

    /// Conditions with the defaults of the fields that they are about.
    fn conditions(&self, when: &'a [When], endpoint: Option<usize>) -> Vec<Condition<'a>> {
        let request = endpoint.and_then(|index| self.request(index));
        let one = |when: &'a When| {
            let path: Path = parse_path(&when.field).unwrap_or_default();
            let found = request.and_then(|request| self.catalogue.api.field_at(request, &path));
            Condition {
                default: found.and_then(|field| field.default.clone()),
                path: steps(&path),
                is: when.is.as_deref(),
                is_not: when.is_not.as_deref(),
                contains: when.contains.as_deref(),
                present: when.present,
            }
        };
        when.iter().map(one).collect()
    }

    fn named(&self, name: &str, parts: &'a BTreeMap<String, String>) -> Option<Named<'a>> {
        let name = self.catalogue.api.states.iter().flat_map(|state| &state.names).find(|one| one.id == name)?;
        let part = |(id, value): (&'a String, &'a String)| {
            let form = name.parts.iter().find(|part| part.id == *id)?.form;
            Some((id.as_str(), Part { value, form }))
        };
        Some(Named { pattern: &name.pattern, parts: parts.iter().filter_map(part).collect() })
    }

    fn replacement(&self, of: &'a crate::model::Replacement) -> Replacement<'a> {
        let set = self.catalogue.character_sets.iter().find(|set| set.id == of.characters);
        let classes = set.into_iter().flat_map(|set| &set.classes);
        Replacement { held: &of.held, characters: classes.map(|class| class.characters.as_str()).collect(), by: &of.by }
    }

    fn answer(&self, of: &'a crate::model::MadeAnswer) -> Answer<'a> {
        let index = self.endpoint_index(&of.endpoint);
        let outcomes = index.map_or(&[][..], |index| &self.catalogue.endpoints[index].success);
        let outcome = outcomes
            .iter()
            .find(|one| of.outcome.as_ref().is_none_or(|id| self.catalogue.outcomes[one.outcome].id == *id));
        Answer {
            endpoint: &of.endpoint,
            variants: of.variants.as_deref().unwrap_or_default(),
            when: self.conditions(&of.when, self.begins()),
            asked: self.conditions(&of.asked, index),
            http: outcome.map_or(200, |outcome| outcome.http),
            body: &of.body,
        }
    }

    fn notice(&self, of: &'a crate::model::Notice) -> Option<Notice<'a>> {
        let event = self.catalogue.api.events.iter().find(|event| event.id == of.event)?;
        Some(Notice {
            event: event.code,
            sender: event.senders.first().copied().unwrap_or_default(),
            on: of.on,
            after_s: of.after_s.unwrap_or_default(),
            leaves: of.leaves.as_deref(),
            variants: of.variants.as_deref().unwrap_or_default(),
            files: of.files,
            details: &of.details,
        })
    }

    fn error(&self, entry: &Entry) -> OneError {
        let ids = self.catalogue.endpoints.iter().enumerate();
        let answers = ids.filter_map(|(index, endpoint)| Some((endpoint.id.clone(), self.answer_of(entry, index)?)));
        OneError { answers: answers.collect() }
    }

    /// An answer of this endpoint that is this entry and no other: one that a source prints, else one made of a key.
    fn answer_of(&self, entry: &Entry, endpoint: usize) -> Option<ErrorAnswer> {
        let id = &self.catalogue.endpoints[endpoint].id;
        let examples = entry.examples.iter().filter(|example| example.endpoint.as_ref().is_none_or(|own| own == id));
        let examples = examples.map(|example| ErrorAnswer {
            http: example.http,
            headers: example.headers.iter().map(|header| (header.name.clone(), json!(header.value))).collect(),
            body: example.body.clone().unwrap_or_else(|| json!(example.body_text.clone().unwrap_or_default())),
            free_text: None,
            applied: false,
        });
        let usual = entry.examples.first().map_or(400, |example| example.http);
        let keys = entry.keys.iter().map(|index| &self.catalogue.keys[*index]);
        let made = keys.filter_map(|key| {
            let body = match (&key.stated.code, &key.text) {
                (Some(code), text) => self.body_with_code(code, text.as_deref())?,
                (None, Some(text)) => self.body_with_text(text)?,
                (None, None) => json!(""),
            };
            let http = key.stated.http.unwrap_or(usual);
            Some(ErrorAnswer { http, headers: Map::new(), body, free_text: None, applied: false })
        });
        let mut found = examples.chain(made).find_map(|answer| {
            let effect = self.effect(entry, endpoint, &answer)?;
            Some(ErrorAnswer { applied: effect == Effect::Applied, ..answer })
        })?;
        found.free_text = self.text_path(&found.body).filter(|path| {
            let mut other = found.clone();
            set(&mut other.body, path, json!(ANY_TEXT));
            self.effect(entry, endpoint, &other).is_some()
        });
        Some(found)
    }

    fn body_with_code(&self, code: &Code, text: Option<&str>) -> Option<Value> {
        let kind = self.catalogue.service.bodies.iter().find(|body| body.code.is_some())?;
        let mut body = nested_value(kind.code.as_ref()?, code_json(code));
        if let Some((path, text)) = kind.text.as_ref().zip(text) {
            set(&mut body, path, json!(text));
        } else if let Some(path) = &kind.text {
            set(&mut body, path, json!(""));
        }
        Some(body)
    }

    fn body_with_text(&self, text: &str) -> Option<Value> {
        let kind = self.catalogue.service.bodies.iter().find(|body| body.code.is_none())?;
        Some(nested_value(kind.text.as_ref()?, json!(text)))
    }

    /// Where the text of this body stands.
    fn text_path(&self, body: &Value) -> Option<Vec<String>> {
        let has = |path: &Vec<String>| path.iter().try_fold(body, |value, name| value.get(name)).is_some();
        let of_kind = |kind: &crate::ir::Body| kind.code.as_ref().is_none_or(has);
        let kind = self.catalogue.service.bodies.iter().find(|kind| of_kind(kind))?;
        kind.text.clone().filter(|_| body.is_object())
    }

    /// The effect of an answer that is this entry; nothing if it is another.
    fn effect(&self, entry: &Entry, endpoint: usize, answer: &ErrorAnswer) -> Option<Effect> {
        let keys: Vec<_> = self.catalogue.keys.iter().map(|key| key.stated.key()).collect();
        let successes = successes(self.catalogue);
        let bytes = match &answer.body {
            Value::String(text) => text.clone().into_bytes(),
            body => body.to_string().into_bytes(),
        };
        let body = self.catalogue.service.body_reader.read(&bytes);
        match table::table(&keys, &successes).identify(&body.answer(Some(endpoint), Some(answer.http))) {
            Identified::Known(found, key) if self.catalogue.entries[found].id == entry.id => {
                let index = keys.iter().position(|other| std::ptr::eq(other, key))?;
                Some(self.catalogue.keys[index].effect)
            }
            _ => None,
        }
    }
}

/// The seconds in one of the units that the language knows for times.
fn seconds(unit: &str) -> u64 {
    match unit {
        "min" => 60,
        "h" => 3600,
        _ => 1,
    }
}

/// Puts a value at a path of objects.
fn set(body: &mut Value, path: &[String], value: Value) {
    let mut at = body;
    for name in path {
        let Value::Object(members) = at else { return };
        at = members.entry(name.clone()).or_insert_with(|| Value::Object(Map::new()));
    }
    *at = value;
}
