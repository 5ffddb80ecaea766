//! The data that an emulator acts on says what the catalogue says: no more, no less, and in the same order.
//!
//! What is expected is made of the catalogue by the second reader, and error answers are judged by the second matcher.

use conformance::calls::{Field, Type};
use conformance::catalogue::{Catalogue, Code};
use conformance::files;
use conformance::rule::{self, Rule, Verdict};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A catalogue, what it says of an emulator, and the data of the emulator.
struct Both {
    catalogue: Catalogue,
    said: Value,
    data: Value,
}

fn both() -> Both {
    let catalogue = Catalogue::read(&files::spec());
    let said = plain(catalogue.api.emulation.as_ref().expect("the catalogue says how an emulator behaves"));
    let folder = format!("crates/{}-emulator/src/generated", catalogue.service.crate_prefix);
    let data = files::json_of(&format!("{folder}/service.json"));
    Both { catalogue, said, data }
}

fn plain(value: &serde_yaml::Value) -> Value {
    serde_json::to_value(value).expect("what stands in a catalogue is JSON too")
}

/// The items of a list; none when it is absent.
fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn or(value: &Value, otherwise: Value) -> Value {
    if value.is_null() { otherwise } else { value.clone() }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// A path of names, `[]` for the items of a list.
fn path(text: &str) -> Vec<String> {
    let step = |name: &str| {
        let lists = name.matches("[]").count();
        let own = name.trim_end_matches("[]").to_owned();
        std::iter::once(own).chain(std::iter::repeat_n("[]".to_owned(), lists)).collect::<Vec<_>>()
    };
    text.split('.').flat_map(step).collect()
}

/// The seconds in a unit of time.
fn seconds(unit: &str) -> u64 {
    match unit {
        "s" => 1,
        "min" => 60,
        "h" => 3600,
        other => panic!("`{other}` is no time"),
    }
}

impl Both {
    fn request(&self, endpoint: &str) -> Option<&Type> {
        Some(self.catalogue.type_of(self.catalogue.api.calls[endpoint].request.as_deref()?))
    }

    fn field<'a>(&'a self, of: &'a Type, steps: &[String]) -> &'a Field {
        let names: Vec<&String> = steps.iter().filter(|step| *step != "[]").collect();
        let (last, way) = names.split_last().expect("a path has a name");
        let find = |of: &'a Type, name: &str| {
            of.fields.iter().find(|field| field.id == name).unwrap_or_else(|| panic!("`{}` has no `{name}`", of.id))
        };
        let inner = way.iter().fold(of, |of, name| self.catalogue.type_of(&find(of, name).type_id));
        find(inner, last)
    }

    fn limit(&self, id: &str) -> Value {
        let all = self.catalogue.api.limits.iter().map(plain);
        all.into_iter().find(|limit| limit["id"] == id).unwrap_or_else(|| panic!("no limit `{id}`"))
    }

    fn is_end(&self, state: &str) -> bool {
        self.catalogue.api.states.iter().any(|one| one.id == state && one.end)
    }

    /// The first call that takes a state, has a body and gives a state that is no end.
    fn begins(&self) -> String {
        let mut calls = self.catalogue.api.calls.iter();
        let found = calls.find(|(_, call)| {
            call.takes.is_some() && call.request.is_some() && call.gives.as_ref().is_some_and(|id| !self.is_end(id))
        });
        found.expect("some call begins the work").0.clone()
    }

    /// Conditions on the body of a call, each with the default of its field.
    fn conditions(&self, when: &Value, endpoint: Option<&str>) -> Value {
        let of = endpoint.and_then(|endpoint| self.request(endpoint));
        let one = |when: &Value| {
            let steps = path(text(&when["field"]));
            let default = of.and_then(|of| self.field(of, &steps).default.clone());
            let mut members =
                Map::from_iter([("path".to_owned(), json!(steps)), ("default".to_owned(), json!(default))]);
            let tests = when.as_object().expect("a condition has members").iter();
            members.extend(tests.filter(|(name, _)| *name != "field").map(|(name, test)| (name.clone(), test.clone())));
            Value::Object(members)
        };
        when.as_array().into_iter().flatten().map(one).collect()
    }

    /// A name of a state with what stands in its parts.
    fn named(&self, one: &Value) -> Value {
        let states =
            files::below(&files::spec()).into_iter().filter(|path| path.extension().is_some_and(|e| e == "yaml"));
        let mut names = states.flat_map(|path| {
            let file: serde_yaml::Value = serde_yaml::from_str(&files::text(&path)).expect("a catalogue file is YAML");
            let states = plain(&file["states"]);
            let names = states.as_array().into_iter().flatten().flat_map(|state| list(state, "names").to_vec());
            names.collect::<Vec<_>>()
        });
        let name = names.find(|name| name["id"] == one["name"]).unwrap_or_else(|| panic!("no name {}", one["name"]));
        let form = |part: &str| {
            let parts = list(&name, "parts").iter();
            parts.into_iter().find(|other| other["id"] == part).map_or(Value::Null, |part| part["form"].clone())
        };
        let parts = one["parts"].as_object().into_iter().flatten();
        let parts = parts.map(|(part, value)| (part.clone(), json!({ "value": value, "form": form(part) })));
        json!({ "pattern": name["pattern"], "parts": parts.collect::<Map<_, _>>() })
    }
}

/// Compares one part of the data with what is expected, which must not be nothing.
#[track_caller]
fn same(found: &Value, expected: Vec<Value>) {
    assert!(!expected.is_empty(), "the catalogue says nothing, and this would prove nothing");
    let items = found.as_array().expect("a list");
    for (number, (found, expected)) in items.iter().zip(&expected).enumerate() {
        assert_eq!(found, expected, "item {number}");
    }
    assert_eq!(items.len(), expected.len());
}

#[test]
fn every_value_and_stage_is_there() {
    let both = both();
    let made = list(&both.said, "made").iter();
    let made = made.map(|one| json!({ "name": one["id"], "letters": one["letters"], "length": one["length"] }));
    same(&both.data["made"], made.collect());
    let stages = list(&both.said, "stages").iter().map(|one| {
        json!({
            "state": one["state"], "value": one["value"], "after_s": one["after_s"],
            "at_work": or(&one["at_work"], json!(false)),
        })
    });
    same(&both.data["stages"], stages.collect());
    assert_eq!(both.data["account"], both.said["account"]);
    assert_eq!(both.data["channel"], both.said["channel"]);
    assert_eq!(both.data["publisher"], both.said["publisher"]);
    assert_eq!(both.data["begins"], both.begins());
}

#[test]
fn every_lifetime_is_there_in_seconds() {
    let both = both();
    let expected = list(&both.said, "lifetimes").iter().map(|one| {
        let state = both.catalogue.api.states.iter().find(|state| one["state"] == state.id).expect("the state exists");
        let field = one["field"].as_str().map(|field| {
            let (endpoint, steps) = (text(&one["endpoint"]), path(field));
            let of = both.field(both.request(endpoint).expect("the call has a body"), &steps);
            json!({
                "endpoint": endpoint, "path": steps, "unit_s": of.unit.as_deref().map_or(1, seconds),
                "default": of.default,
            })
        });
        let after = match (&field, one["limit"].as_str(), one["after_s"].as_u64()) {
            (Some(_), ..) => None,
            (None, Some(limit), _) => {
                let limit = both.limit(limit);
                let amount = limit["amounts"][0]["value"][0].as_u64().expect("a limit has an amount");
                Some(amount * seconds(text(&limit["unit"])))
            }
            (None, None, Some(after)) => Some(after),
            (None, None, None) => Some(state.valid_s.expect("the state says how long it is valid")),
        };
        json!({
            "id": one["id"], "state": one["state"], "leave": one["leave"], "variants": or(&one["variants"], json!([])),
            "since": one["since"], "after_s": after, "field": field,
        })
    });
    same(&both.data["lifetimes"], expected.collect());
}

#[test]
fn the_rate_and_every_task_amount_are_there() {
    let both = both();
    let rate = both.limit(text(&both.said["rate"]["limit"]));
    assert_eq!(rate["unit"], "requests_per_s");
    assert_eq!(both.data["requests_per_s"], rate["amounts"][0]["value"][0]);
    let calls = &both.catalogue.api.calls;
    let acquires = calls.iter().find(|(_, call)| call.takes.is_none() && call.request.is_some());
    let acquires = acquires.map(|(id, _)| id.as_str());
    let expected = list(&both.said, "tasks").iter().map(|one| {
        let limit = both.limit(text(&one["limit"]));
        let holds = |amount: &Value, name: &str, wanted: &Value| {
            amount[name].as_array().is_none_or(|own| wanted.is_null() || own.contains(wanted))
        };
        let amounts = list(&limit, "amounts").iter();
        let mut amounts = amounts.filter(|amount| {
            holds(amount, "variants", &one["variants"][0]) && holds(amount, "editions", &one["edition"])
        });
        let amount = amounts.next().unwrap_or_else(|| panic!("{} has no amount", one["id"]));
        json!({
            "id": one["id"], "variants": one["variants"], "when": both.conditions(&one["when"], acquires),
            "most": amount["value"][0],
        })
    });
    same(&both.data["tasks"], expected.collect());
}

#[test]
fn every_refusal_is_there_in_its_order() {
    let both = both();
    let limits: Vec<Value> = both.catalogue.api.limits.iter().map(plain).collect();
    let expected = list(&both.said, "refusals").iter().map(|one| {
        let within = limits
            .iter()
            .find(|limit| limit["error"] == one["error"] && matches!(text(&limit["unit"]), "s" | "min" | "h"));
        let within = within.map(|limit| {
            limit["amounts"][0]["value"][0].as_u64().expect("a limit has an amount") * seconds(text(&limit["unit"]))
        });
        let first = one["endpoints"].get(0).and_then(Value::as_str);
        json!({
            "id": one["id"], "moment": one["moment"], "endpoints": or(&one["endpoints"], json!([])),
            "value": one["value"], "when": both.conditions(&one["when"], first), "error": one["error"],
            "text": one["text"], "within_s": within,
        })
    });
    same(&both.data["refusals"], expected.collect());
}

#[test]
fn every_file_is_there() {
    let both = both();
    let begins = both.begins();
    let expected = list(&both.said, "files").iter().map(|one| {
        json!({
            "name": both.named(one), "variants": or(&one["variants"], json!([])),
            "when": both.conditions(&one["when"], Some(&begins)),
            "each_publisher": or(&one["each_publisher"], json!(false)),
            "without_publishers": or(&one["without_publishers"], json!(false)), "item": one["item"],
        })
    });
    same(&both.data["files"], expected.collect());
    let folders = &both.said["folders"];
    let expected = json!({ "endpoint": folders["endpoint"], "path": path(text(&folders["field"])) });
    assert_eq!(both.data["folders"], expected);
    let moved = &both.said["moved"];
    assert_eq!(
        both.data["moved"],
        json!({ "varies": moved["varies"], "most": moved["most"], "name": both.named(moved) })
    );
    let replacements = both.catalogue.api.states.iter().flat_map(|state| &state.replacements).map(|(held, set, by)| {
        let set = both.catalogue.character_sets.iter().find(|one| one.id == *set).expect("the set exists");
        let characters: String = set.classes.iter().map(|(_, _, characters)| characters.as_str()).collect();
        json!({ "held": held, "characters": characters, "by": by })
    });
    same(&both.data["replacements"], replacements.collect());
}

#[test]
fn every_answer_is_there_in_its_order() {
    let both = both();
    let begins = both.begins();
    let expected = list(&both.said, "answers").iter().map(|one| {
        let endpoint = text(&one["endpoint"]);
        let of = both.catalogue.endpoints.iter().find(|other| other.id == endpoint).expect("the endpoint exists");
        let mut outcomes = of.outcomes.iter();
        let outcome = outcomes.find(|outcome| one["outcome"].is_null() || one["outcome"] == outcome.id);
        json!({
            "endpoint": endpoint, "variants": or(&one["variants"], json!([])),
            "when": both.conditions(&one["when"], Some(&begins)), "asked": both.conditions(&one["asked"], Some(endpoint)),
            "http": outcome.expect("the outcome exists").http, "body": one["body"],
        })
    });
    same(&both.data["answers"], expected.collect());
}

#[test]
fn every_notice_and_signature_is_there() {
    let both = both();
    let expected = list(&both.said, "notices").iter().map(|one| {
        let event = both.catalogue.api.events.iter().find(|event| one["event"] == event.id).expect("the event exists");
        json!({
            "event": event.code, "sender": event.senders.first().copied().unwrap_or(0), "on": one["on"],
            "after_s": or(&one["after_s"], json!(0)), "leaves": one["leaves"],
            "variants": or(&one["variants"], json!([])), "files": one["files"], "details": one["details"],
        })
    });
    same(&both.data["notices"], expected.collect());
    let how = &both.said["notification"];
    let expected = json!({
        "body": how["body"], "answer_within_s": how["answer_within_s"], "received": how["received"],
        "resends_after_s": how["resends_after_s"],
    });
    assert_eq!(both.data["notification"], expected);
    let notifications = plain(both.catalogue.api.notifications.as_ref().expect("the service sends notifications"));
    let signatures = list(&notifications, "signatures").iter();
    let signatures = signatures.map(|one| json!({ "header": one["header"], "algorithm": one["algorithm"] }));
    same(&both.data["signatures"], signatures.collect());
}

#[test]
fn every_host_and_path_is_there() {
    let both = both();
    let connection = plain(both.catalogue.api.connection.as_ref().expect("the catalogue says where the service is"));
    let (hosts, domains) = (list(&connection, "hosts"), list(&connection, "domains"));
    let named = hosts.iter().flat_map(|host| {
        domains.iter().map(move |domain| json!(format!("{}.{}", text(&host["label"]), text(&domain["domain"]))))
    });
    same(&both.data["hosts"], named.collect());
    let prefixes = list(&connection, "areas").iter().map(|area| area["path_prefix"].clone());
    same(&both.data["path_prefixes"], prefixes.filter(|prefix| !prefix.is_null()).collect());
    assert_eq!(both.data["request_id_header"], connection["request_id_header"]);
    let paths = both.catalogue.endpoints.iter().map(|endpoint| {
        let call = &both.catalogue.api.calls[&endpoint.id];
        let others = call.edition_paths.iter().map(|(_, path, _)| path);
        let paths: Vec<&String> = std::iter::once(&endpoint.path).chain(others).collect();
        json!([endpoint.id, endpoint.method, paths, endpoint.variants])
    });
    let found = list(&both.data, "endpoints").iter();
    let found: Vec<Value> = found.map(|one| json!([one["id"], one["method"], one["paths"], one["variants"]])).collect();
    same(&json!(found), paths.collect());
}

/// The second matcher knows each error answer as its entry, at the endpoint that it is for, with a text of one's own too.
#[test]
fn every_error_answer_is_its_entry() {
    let both = both();
    let rule = Rule::new(&both.catalogue);
    let verdict = |endpoint: &str, http: u16, body: &Value| {
        let bytes = body.as_str().map_or_else(|| body.to_string(), str::to_owned).into_bytes();
        let read = rule::read(&bytes, &both.catalogue.service.bodies);
        let code: Option<&Code> = read.code.as_ref();
        rule.with_body(read.shape, code, read.text.as_deref()).verdict(Some(rule.endpoint(endpoint)), Some(http))
    };
    let errors = both.data["errors"].as_object().expect("errors by id");
    let ids: BTreeSet<&str> = errors.keys().map(String::as_str).collect();
    assert_eq!(ids, both.catalogue.entries.iter().map(|entry| entry.id.as_str()).collect());
    let mut seen = 0;
    for (id, error) in errors {
        let entry = both.catalogue.entry(id);
        for (endpoint, answer) in error["answers"].as_object().expect("answers by endpoint") {
            let http = u16::try_from(answer["http"].as_u64().expect("a status")).expect("a status");
            let mut bodies = vec![answer["body"].clone()];
            if answer.get("free_text").is_some() {
                let mut other = answer["body"].clone();
                let way = list(answer, "free_text").iter();
                *way.fold(&mut other, |at, name| &mut at[text(name)]) = json!("my own text");
                bodies.push(other);
            }
            for body in bodies {
                let Verdict::Known(found, keys) = verdict(endpoint, http, &body) else {
                    panic!("{id} at {endpoint}: {body} is no error of the catalogue")
                };
                assert_eq!(found, *id, "at {endpoint}: {body}");
                let place = keys.first().map(|index| rule.keys[*index].place).expect("some key decided it");
                let key = entry.keys.iter().find(|key| key.place == place).expect("the key is one of the entry");
                assert_eq!(answer["applied"], key.effect == "applied", "{id} at {endpoint}");
                seen += 1;
            }
        }
    }
    assert!(seen > errors.len(), "only {seen} answers");
}

/// Each refusal has an answer wherever it is told, and with its own text it is still the same error.
#[test]
fn every_refusal_can_be_answered() {
    let both = both();
    let rule = Rule::new(&both.catalogue);
    let ids: Vec<&String> = both.catalogue.endpoints.iter().map(|endpoint| &endpoint.id).collect();
    let mut seen = 0;
    for refusal in list(&both.said, "refusals") {
        let error = text(&refusal["error"]);
        let answers = &both.data["errors"][error]["answers"];
        let at: Vec<&str> = match refusal["endpoints"].as_array() {
            Some(own) => own.iter().map(text).collect(),
            None => ids.iter().map(|id| id.as_str()).collect(),
        };
        let told: Vec<&&str> = at.iter().filter(|endpoint| answers.get(**endpoint).is_some()).collect();
        assert!(!told.is_empty(), "{} is answered nowhere", refusal["id"]);
        if refusal["endpoints"].is_array() {
            assert_eq!(told.len(), at.len(), "{} is not answered at all of {at:?}", refusal["id"]);
        }
        let Some(own) = refusal["text"].as_str() else { continue };
        for endpoint in told {
            let answer = &answers[*endpoint];
            let http = u16::try_from(answer["http"].as_u64().expect("a status")).expect("a status");
            let bytes = answer["body"].as_str().map_or_else(|| answer["body"].to_string(), str::to_owned);
            let read = rule::read(bytes.as_bytes(), &both.catalogue.service.bodies);
            let with = rule.with_body(read.shape, read.code.as_ref(), Some(own));
            let verdict = with.verdict(Some(rule.endpoint(endpoint)), Some(http));
            assert!(
                matches!(&verdict, Verdict::Known(found, _) if found == error),
                "{} at {endpoint} with `{own}` is {verdict:?}",
                refusal["id"]
            );
            seen += 1;
        }
    }
    assert!(seen > 0, "no refusal has a text");
}
