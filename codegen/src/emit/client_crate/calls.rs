//! How the service is reached and what its calls are, as static tables.

use super::plan::{Plan, variants};
use super::rules::{Tables, literal};
use crate::emit::errors_crate::{doc, ident, prose, sentence};
use crate::ir::Catalogue;
use crate::model::{Confirmation, Connection, FailoverTo, Passing, Words};
use crate::naming;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

/// The unit of the limit that a client's budget of requests keeps to.
const BUDGET_UNIT: &str = "requests_per_s";

/// The static that says what a state holds.
pub(super) fn held_ident(state: &str) -> Ident {
    format_ident!("HELD_{}", state.to_uppercase())
}

/// The static that says how a program makes sure of a state.
pub(super) fn confirmation_ident(state: &str) -> Ident {
    format_ident!("CONFIRM_{}", state.to_uppercase())
}

/// The static that says what a call of a variant takes and gives.
pub(super) fn transition_ident(endpoint: &str, variant: Option<&str>) -> Ident {
    let endpoint = naming::snake(endpoint).to_uppercase();
    match variant {
        Some(variant) => format_ident!("{endpoint}_{}", naming::snake(variant).to_uppercase()),
        None => format_ident!("{endpoint}_CALL"),
    }
}

pub(super) fn operation_ident(endpoint: &str) -> Ident {
    format_ident!("OPERATION_{}", naming::snake(endpoint).to_uppercase())
}

pub(super) fn emit<'a>(plan: &Plan<'a>, tables: &mut Tables<'_, 'a>) -> TokenStream {
    let catalogue = plan.catalogue;
    let marker = ident(&naming::upper_camel(&catalogue.service.id));
    let Some(connection) = &catalogue.api.connection else { return TokenStream::new() };
    let area = choice(
        "Where a caller wants to be served.",
        "Area",
        connection.areas.iter().map(|area| (&area.id, &area.title)),
    );
    let editions = catalogue.api.editions.iter().map(|edition| (&edition.id, &edition.title));
    let edition = choice("An edition of the service.", "Edition", editions);
    let facts = facts(catalogue, connection);
    let states = catalogue.api.states.iter().filter(|state| state.end != Some(true)).map(|state| {
        let (name, id, holds) = (held_ident(&state.id), &state.id, &state.holds);
        let valid_s = match state.valid_s.map(Literal::u32_unsuffixed) {
            Some(seconds) => quote!(Some(#seconds)),
            None => quote!(None),
        };
        let expired = match state.expired.as_ref().and_then(|id| catalogue.entries.iter().find(|one| one.id == *id)) {
            Some(entry) => {
                let entry = ident(&entry.name);
                quote!(Some(ErrorId::#entry))
            }
            None => quote!(None),
        };
        quote! {
            pub(crate) static #name: StateFacts<Service> =
                StateFacts { id: #id, holds: &[#(#holds),*], valid_s: #valid_s, expired: #expired };
        }
    });
    let confirmations = catalogue
        .api
        .states
        .iter()
        .filter_map(|state| Some(confirmation(catalogue, &state.id, state.confirmation.as_ref()?)));
    let (flows, given_names) = (super::flows::statics(plan), super::names::statics(plan));
    let operations = (0..catalogue.endpoints.len()).map(|index| operation(catalogue, index));
    let (mut transitions, mut names) = (Vec::new(), Vec::new());
    for (index, endpoint) in catalogue.endpoints.iter().enumerate() {
        for variant in variants(&endpoint.variants) {
            transitions.push(transition(plan, tables, index, variant));
            names.push(transition_ident(&endpoint.id, variant));
        }
    }
    quote! {
        //! How the service is reached, and its calls.
        #![allow(unused_imports)]

        use crate::errors::{self, Endpoint, ErrorId};
        use crate::rest::{self, Facts};

        /// The service.
        pub type Service = errors::#marker;

        /// What went wrong in a call.
        pub type Error = rest::Error<Service>;

        #area

        #edition

        #facts

        /// Every call, once for each variant that it has: for tools that act on calls as data.
        pub static TRANSITIONS: &[&rest::Transition<Service>] = &[#(&operations::#names),*];

        /// The calls as the runtime makes them.
        pub(crate) mod operations {
            use super::{Endpoint, ErrorId, Service};
            use crate::generated::rules;
            use crate::rest::validate::Literal;
            use crate::rest::{
                Confirmation, EditionPath, Flow, Method, Name, Operation, Piece, Segment, Source, StateFacts, Transition,
            };

            #(#states)*
            #(#confirmations)*
            #(#operations)*
            #(#transitions)*
            #flows
            #given_names
        }
    }
}

/// What a caller chooses from, by its ids.
fn choice<'a>(words: &str, name: &str, from: impl Iterator<Item = (&'a String, &'a Words)>) -> TokenStream {
    let from: Vec<_> = from.collect();
    let (name, words) = (ident(name), doc(&[words.to_owned()]));
    let rows = from.iter().map(|(id, title)| {
        let (name, docs) = (ident(&naming::upper_camel(id)), doc(&[sentence(&prose(&title.en))]));
        quote!(#docs #name,)
    });
    let arms = from.iter().map(|(id, _)| {
        let name = ident(&naming::upper_camel(id));
        quote!(Self::#name => #id,)
    });
    quote! {
        #words
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name { #(#rows)* }

        impl #name {
            /// The id in the catalogue.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { #(#arms)* }
            }
        }
    }
}

fn facts(catalogue: &Catalogue, connection: &Connection) -> TokenStream {
    let (scheme, content_type) = (&connection.scheme, &connection.content_type);
    let request_id = match &connection.request_id_header {
        Some(header) => quote!(Some(#header)),
        None => quote!(None),
    };
    let domains: Vec<_> = connection.domains.iter().map(|one| (&one.id, &one.domain)).collect();
    let domain_of = |id: &String| domains.iter().find(|(known, _)| *known == id).map(|(_, domain)| *domain);
    let label_of = |id: &String| connection.hosts.iter().find(|host| host.id == *id).map(|host| &host.label);
    let of_no_area: Vec<&String> = connection
        .hosts
        .iter()
        .filter(|host| !connection.areas.iter().any(|area| area.hosts.contains(&host.id)))
        .map(|host| &host.label)
        .collect();
    let all_domains = domains.iter().map(|(_, domain)| *domain);
    let areas = connection.areas.iter().map(|area| {
        let id = &area.id;
        let hosts = area.hosts.iter().filter_map(label_of);
        let domains = area.domains.iter().filter_map(domain_of);
        let prefix = match &area.path_prefix {
            Some(prefix) => quote!(Some(#prefix)),
            None => quote!(None),
        };
        quote! {
            rest::Area { id: #id, hosts: &[#(#hosts),*], domains: &[#(#domains),*], path_prefix: #prefix }
        }
    });
    let steps = connection.failover.steps.iter().map(|step| {
        let to = match step.to {
            FailoverTo::SameHost => quote!(SameHost),
            FailoverTo::OtherDomain => quote!(OtherDomain),
            FailoverTo::NextHost => quote!(NextHost),
        };
        let only_when_unresolved = step.only_when_unresolved.unwrap_or(false);
        quote!(rest::Step { to: rest::To::#to, only_when_unresolved: #only_when_unresolved })
    });
    let delays = connection.failover.delays_s.iter().map(|delay| Literal::u32_unsuffixed(*delay));
    let rate = catalogue.api.limits.iter().find(|limit| limit.unit == BUDGET_UNIT).and_then(|limit| {
        let amount = limit.amounts.first()?.value.first()?;
        Some(Literal::u32_unsuffixed(u32::try_from(*amount).ok()?))
    });
    let rate = match rate {
        Some(rate) => quote!(Some(#rate)),
        None => quote!(None),
    };
    let id = &catalogue.service.id;
    let editions = catalogue.api.editions.iter().map(|edition| &edition.id);
    quote! {
        /// How the service is reached.
        pub static CONNECTION: rest::Connection = rest::Connection {
            scheme: #scheme,
            content_type: #content_type,
            request_id_header: #request_id,
            hosts: &[#(#of_no_area),*],
            domains: &[#(#all_domains),*],
            areas: &[#(#areas),*],
            failover: rest::Failover { steps: &[#(#steps),*], delays_s: &[#(#delays),*] },
        };

        /// What the runtime has to know of the service.
        pub static FACTS: Facts<Service> = Facts {
            service: #id,
            table: &errors::TABLE,
            bodies: errors::BODY_KINDS,
            connection: &CONNECTION,
            editions: &[#(#editions),*],
            requests_per_s: #rate,
            entry: ErrorId::entry,
            words: |id| id.words(errors::Lang::En),
        };
    }
}

fn confirmation(catalogue: &Catalogue, state: &str, of: &Confirmation) -> TokenStream {
    let name = confirmation_ident(state);
    let field = of.field.split('.');
    let (is, over) = (of.is.iter().map(literal), of.over.iter().map(literal));
    let not_yet = of.not_yet.iter().filter_map(|id| {
        let entry = catalogue.entries.iter().find(|entry| entry.id == *id)?;
        Some(ident(&entry.name))
    });
    let seconds = |id: &String| -> Vec<Literal> {
        let limit = catalogue.api.limits.iter().find(|limit| limit.id == *id);
        let amount = limit.and_then(|limit| limit.amounts.first());
        amount
            .map_or(&[] as &[_], |amount| &amount.value)
            .iter()
            .map(|second| Literal::u64_unsuffixed(*second))
            .collect()
    };
    let one = |id: &String| seconds(id).into_iter().next();
    let (first, deadline, gaps) = (one(&of.first), one(&of.deadline), seconds(&of.gaps));
    let every = match of.every.as_ref().and_then(one) {
        Some(every) => quote!(Some(#every)),
        None => quote!(None),
    };
    quote! {
        pub(crate) static #name: Confirmation<Service> = Confirmation {
            field: &[#(#field),*], is: &[#(#is),*], over: &[#(#over),*], not_yet: &[#(ErrorId::#not_yet),*],
            first_s: #first, gaps_s: &[#(#gaps),*], deadline_s: #deadline, every_s: #every,
        };
    }
}

fn operation(catalogue: &Catalogue, index: usize) -> TokenStream {
    let (endpoint, call) = (&catalogue.endpoints[index], &catalogue.api.calls[index]);
    let (name, variant, id) = (operation_ident(&endpoint.id), ident(&endpoint.name), &endpoint.id);
    let method = ident(match endpoint.method {
        "GET" => "Get",
        "PUT" => "Put",
        "PATCH" => "Patch",
        "DELETE" => "Delete",
        _ => "Post",
    });
    let names = value_names(catalogue, index);
    let (template, path) = (&endpoint.path, segments(&endpoint.path, &names));
    let edition_paths = call.edition_paths.iter().map(|other| {
        let (editions, template, path) = (&other.editions, &other.path, segments(&other.path, &names));
        quote!(EditionPath { editions: &[#(#editions),*], template: #template, path: &[#(#path),*] })
    });
    let safe = call.repeating.as_ref().is_some_and(|repeating| repeating.safe);
    let ends = |id: &String| catalogue.api.states.iter().any(|state| state.id == *id && state.end == Some(true));
    let urgent = call.gives.as_ref().is_some_and(ends);
    let detached = call.takes.as_ref().is_some_and(|takes| takes.by == Passing::Value);
    quote! {
        pub(crate) static #name: Operation<Service> = Operation {
            endpoint: Endpoint::#variant, name: #id, method: Method::#method, template: #template,
            path: &[#(#path),*], edition_paths: &[#(#edition_paths),*], repeat_is_safe: #safe, urgent: #urgent, detached: #detached,
        };
    }
}

/// The names of the values of a call: those of its path, then those that stand only in the path of an edition.
fn value_names(catalogue: &Catalogue, index: usize) -> Vec<&str> {
    let (path, call) = (&catalogue.endpoints[index].path, &catalogue.api.calls[index]);
    let mut names = Vec::new();
    for path in std::iter::once(path).chain(call.edition_paths.iter().map(|other| &other.path)) {
        for name in naming::placeholders(path) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// A path in parts, with its values by number.
fn segments(path: &str, names: &[&str]) -> Vec<TokenStream> {
    let mut segments = Vec::new();
    for (fixed, name) in naming::pieces(path) {
        if !fixed.is_empty() {
            segments.push(quote!(Segment::Literal(#fixed)));
        }
        if let Some(number) = name.and_then(|name| names.iter().position(|other| *other == name)) {
            let number = Literal::usize_unsuffixed(number);
            segments.push(quote!(Segment::Value(#number)));
        }
    }
    segments
}

fn transition<'a>(plan: &Plan<'a>, tables: &mut Tables<'_, 'a>, index: usize, variant: Option<&'a str>) -> TokenStream {
    let catalogue = plan.catalogue;
    let (endpoint, call) = (&catalogue.endpoints[index], &catalogue.api.calls[index]);
    let (name, operation) = (transition_ident(&endpoint.id, variant), operation_ident(&endpoint.id));
    let live = |id: &String| catalogue.api.states.iter().any(|state| state.id == *id && state.end != Some(true));
    let takes = call.takes.as_ref().map(|takes| &takes.state);
    let held: &[String] = takes
        .and_then(|id| catalogue.api.states.iter().find(|state| state.id == *id))
        .map_or(&[], |state| &state.holds);
    let values = value_names(catalogue, index).into_iter().map(|placeholder| {
        let parameter = call.parameters.iter().find(|parameter| parameter.id == placeholder);
        let of = parameter.and_then(|parameter| {
            if parameter.variant == Some(true) {
                return None;
            }
            let known = catalogue.api.types.iter().position(|one| one.id == parameter.r#type);
            held.iter().find(|name| known.is_some() && plan.held_type(name) == known)
        });
        match (parameter.and_then(|parameter| parameter.variant), of) {
            (Some(true), _) => quote!(Source::Variant),
            (_, Some(name)) => quote!(Source::Held(#name)),
            // What no state holds belongs to the account.
            _ => quote!(Source::Account),
        }
    });
    let optional = |id: Option<&String>| match id.filter(|id| live(id)) {
        Some(id) => {
            let name = held_ident(id);
            quote!(Some(&#name))
        }
        None => quote!(None),
    };
    let (taken, given) = (optional(takes), optional(call.gives.as_ref()));
    let rules = match tables.of_call(index, variant) {
        Some(table) => quote!(Some(&rules::#table)),
        None => quote!(None),
    };
    let variant = match variant {
        Some(variant) => quote!(Some(#variant)),
        None => quote!(None),
    };
    quote! {
        pub(crate) static #name: Transition<Service> = Transition {
            operation: &#operation, variant: #variant, values: &[#(#values),*],
            takes: #taken, gives: #given, rules: #rules,
        };
    }
}
