//! The client, the handles of the service's states, and one request type for each call of each variant.

use super::calls::{confirmation_ident, held_ident, transition_ident};
use super::flows;
use super::names;
use super::plan::{Plan, variants};
use super::types::{Member, path_of};
use super::{module_name, rust_ident};
use crate::emit::errors_crate::{doc, ident, prose, sentence};
use crate::ir::Variant;
use crate::ir::api::{Form, ValueType};
use crate::model::{Holds, Passing, State};
use crate::naming;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

pub(super) fn emit(plan: &Plan<'_>) -> TokenStream {
    let service = &plan.catalogue.service;
    let markers = service.variants.iter().map(marker);
    let groups = service.variants.iter().map(|variant| {
        let (method, name) = (rust_ident(&module_name(&variant.id)), marker_ident(&variant.id));
        let about = format!(" Calls of `{}`: {}.", variant.id, prose(&variant.title.en));
        quote! {
            #[doc = #about]
            #[must_use]
            pub fn #method(&self) -> Calls<#name> {
                Calls { client: self.clone(), variant: PhantomData }
            }
        }
    });
    let handles = live_states(plan).map(|state| handle(plan, state));
    let not_reached = flows::not_reached(plan);
    let calls = service.variants.iter().map(|variant| entry_points(plan, variant));
    let alone = alone(plan);
    let requests = service.variants.iter().map(|variant| {
        let module = rust_ident(&module_name(&variant.id));
        let items = request_types(plan, Some(&variant.id));
        let flows = flows::request_types(plan, &variant.id);
        let about = format!(" Calls of `{}`, to be filled in and sent.", variant.id);
        quote! {
            #[doc = #about]
            pub mod #module {
                use super::super::*;

                #(#items)*
                #flows
            }
        }
    });
    let without = request_types(plan, None);
    quote! {
        //! The client, its handles and its calls.
        #![allow(deprecated, unused_imports)]

        use super::operations;
        use crate::rest::{self, Answered, CallOptions, Ended, Failed, Held, Saved};
        use super::calls::{Error, Service};
        use std::future::{Future, IntoFuture};
        use std::marker::PhantomData;
        use std::pin::Pin;

        type Sent<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

        /// A form of the service's calls. Handles of one form cannot be used as those of another.
        pub trait Variant: Copy + Send + Sync + 'static + sealed::Sealed {
            /// Its name on the wire.
            const ID: &'static str;
        }

        mod sealed {
            pub trait Sealed {}
        }

        #(#markers)*

        /// A client of the service. Clones share connections, the health of hosts and the budget of requests.
        #[derive(Clone, Debug)]
        pub struct Client {
            pub(crate) inner: rest::Client<Service>,
        }

        impl Client {
            /// Begins to set up a client for this account.
            #[must_use]
            pub fn builder(
                account: impl Into<String>,
                credentials: impl rest::CredentialsProvider + 'static,
            ) -> ClientBuilder {
                ClientBuilder { inner: rest::ClientBuilder::new(&super::FACTS, account, credentials) }
            }

            #(#groups)*
            #alone
        }

        impl From<rest::Client<Service>> for Client {
            fn from(inner: rest::Client<Service>) -> Self {
                Self { inner }
            }
        }

        /// Sets up a [`Client`].
        #[derive(Debug)]
        pub struct ClientBuilder {
            inner: rest::ClientBuilder<Service>,
        }

        impl ClientBuilder {
            /// Serves from the hosts of this area.
            #[must_use]
            pub fn area(self, area: super::Area) -> Self {
                Self { inner: self.inner.area(area.as_str()) }
            }

            /// Serves from this area through the first host of the service, which sends requests on by the area's word in
            /// front of the path. It takes the place of [`area`](Self::area).
            #[must_use]
            pub fn area_by_path(self, area: super::Area) -> Self {
                Self { inner: self.inner.area_by_path(area.as_str()) }
            }

            /// Judges by the rules of this edition, beside those of all editions, and calls by its paths.
            #[must_use]
            pub fn edition(self, edition: super::Edition) -> Self {
                Self { inner: self.inner.edition(edition.as_str()) }
            }

            /// Sets what every client of such a service has: transport, clock, deadlines, levels of rules, the journal.
            #[must_use]
            pub fn with(
                self,
                set: impl FnOnce(rest::ClientBuilder<Service>) -> rest::ClientBuilder<Service>,
            ) -> Self {
                Self { inner: set(self.inner) }
            }

            /// Builds the client.
            ///
            /// # Errors
            ///
            /// When a domain or the base address is refused, or there is no transport.
            pub fn build(self) -> Result<Client, rest::BuildError> {
                Ok(Client { inner: self.inner.build()? })
            }
        }

        /// The calls of one form.
        #[derive(Clone, Debug)]
        pub struct Calls<V: Variant> {
            client: Client,
            variant: PhantomData<fn() -> V>,
        }

        #(#calls)*

        #(#handles)*

        #not_reached

        /// Calls that are filled in and not yet sent.
        pub mod requests {
            #(#requests)*
            use super::*;
            #(#without)*
        }
    }
}

pub(super) fn marker_ident(variant: &str) -> Ident {
    ident(&naming::upper_camel(variant))
}

fn marker(variant: &Variant) -> TokenStream {
    let (name, id) = (marker_ident(&variant.id), &variant.id);
    let about = format!(" {}", sentence(&prose(&variant.title.en)));
    quote! {
        #[doc = #about]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum #name {}

        impl sealed::Sealed for #name {}
        impl Variant for #name {
            const ID: &'static str = #id;
        }
    }
}

/// The states that a program can be in and go on from.
fn live_states<'a>(plan: &Plan<'a>) -> impl Iterator<Item = &'a State> {
    plan.catalogue.api.states.iter().filter(|state| state.end != Some(true))
}

pub(super) fn state_ident(id: &str) -> Ident {
    ident(&naming::upper_camel(id))
}

/// A value that a state holds: its name on the wire, its name in Rust, its type.
fn held(plan: &Plan<'_>, name: &str) -> (Ident, TokenStream) {
    let rust = rust_ident(&naming::snake(name));
    let of = plan.held_type(name).map_or_else(|| quote!(String), |index| path_of(plan, index, None));
    (rust, of)
}

fn handle(plan: &Plan<'_>, state: &State) -> TokenStream {
    let name = state_ident(&state.id);
    let facts = held_ident(&state.id);
    let mut lines = vec![sentence(&prose(&state.title.en))];
    lines.extend(state.note.iter().flat_map(|note| [String::new(), prose(&note.en)]));
    if let Some(valid_s) = state.valid_s {
        lines.extend([String::new(), format!("It lasts {valid_s} seconds.")]);
    }
    let docs = doc(&lines);
    let title = prose(&state.title.en);
    // What has an end of its own costs nothing; what has none goes on until somebody ends it.
    let must_use = match state.valid_s {
        Some(_) => format!("{title} ends by itself, and cannot be gone on with once this is dropped"),
        None => format!("{title} goes on at the service when this is dropped"),
    };
    let getters = state.holds.iter().map(|id| {
        let (rust, _) = held(plan, id);
        let about = format!(" `{id}`.");
        quote! {
            #[doc = #about]
            #[must_use]
            pub fn #rust(&self) -> &str {
                self.held.value(#id)
            }
        }
    });
    let (parts, values): (Vec<_>, Vec<_>) = state
        .holds
        .iter()
        .map(|id| {
            let (rust, of) = held(plan, id);
            (quote!(#rust: impl Into<#of>), quote!((#id, #rust.into().into())))
        })
        .unzip();
    let adoptions = adoptions(plan, state);
    let calls = &plan.catalogue.api.calls;
    let is_taken = |call: &crate::ir::api::Call| {
        call.takes.as_ref().is_some_and(|takes| takes.state == state.id && takes.by == Passing::Value)
    };
    let ends = |id: &String| plan.catalogue.api.states.iter().any(|one| one.id == *id && one.end == Some(true));
    let is_ended = calls.iter().any(|call| is_taken(call) && call.gives.as_ref().is_some_and(ends));
    let keep = is_ended.then(|| {
        quote! {
            /// Tells the journal that this may be running: after it was adopted, or taken up by its ids.
            ///
            /// # Errors
            ///
            /// When the journal cannot keep it.
            pub async fn keep(&self) -> Result<(), rest::journal::JournalError> {
                self.held.keep().await
            }
        }
    });
    // Only what a call can begin or end is in the journal.
    let settle = calls.iter().any(is_taken).then(|| {
        quote! {
            /// Tells the journal that nothing runs that began from here, though no call of this client ended it: it never
            /// began, ended by itself, or somebody else ended it. Nothing is sent.
            ///
            /// # Errors
            ///
            /// When the journal cannot keep it.
            pub async fn settle(&self) -> Result<(), rest::journal::JournalError> {
                self.held.settle().await
            }
        }
    });
    let in_doubt = state.flow.as_ref().map(|flow| {
        let about = format!(
            " What earlier calls of `{}` took that may have begun something too, beside this. Each is restored like any \
             other saved form; the journal names it as well. It is not part of what is [saved](Self::save).",
            flow.id
        );
        quote! {
            #[doc = #about]
            #[must_use]
            pub fn in_doubt(&self) -> &[Saved] {
                self.held.in_doubt()
            }
        }
    });
    let kept = quote!(#keep #settle #in_doubt);
    quote! {
        #docs
        ///
        /// It can be [saved](Self::save), and restored by another process.
        #[must_use = #must_use]
        pub struct #name<V: Variant> {
            pub(crate) held: Held<Service>,
            pub(crate) variant: PhantomData<fn() -> V>,
        }

        impl<V: Variant> std::fmt::Debug for #name<V> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.held.fmt(f)
            }
        }

        impl<V: Variant> #name<V> {
            #(#getters)*

            /// Takes up what is known by its ids, as of now.
            pub fn from_parts(client: &Client, #(#parts),*) -> Self {
                let values = [#(#values),*];
                Self::hold(Held::new(&client.inner, &operations::#facts, Some(V::ID), values))
            }

            /// The form in which another process, or another day, goes on with it. No secret is in it.
            #[must_use]
            pub fn save(&self) -> Saved {
                self.held.save()
            }

            /// Goes on with what was saved.
            ///
            /// # Errors
            ///
            /// When it was saved by another service, account, state or form of calls, or by a later version of this crate.
            pub fn restore(client: &Client, saved: &Saved) -> Result<Self, rest::RestoreError> {
                Held::restore(&client.inner, &operations::#facts, Some(V::ID), saved).map(Self::hold)
            }

            /// When it was given.
            #[must_use]
            pub fn since(&self) -> std::time::SystemTime {
                self.held.since()
            }

            /// Why the journal could not keep the answer that gave it, where it could not. The journal then knows the call at
            /// most as one that may have taken effect, so keep [`save`](Self::save) in another place.
            #[must_use]
            pub fn unrecorded(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
                self.held.unrecorded()
            }

            #kept

            #adoptions

            pub(crate) fn hold(held: Held<Service>) -> Self {
                Self { held, variant: PhantomData }
            }
        }

        impl<V: Variant> rest::Restorable for #name<V> {
            fn save(&self) -> Saved {
                self.held.save()
            }
        }
    }
}

/// For a state that a call moves into another: the other, when its new ids came by another way.
fn adoptions(plan: &Plan<'_>, state: &State) -> TokenStream {
    let mut done = Vec::new();
    let mut items = TokenStream::new();
    for call in &plan.catalogue.api.calls {
        let (Some(takes), Some(gives)) = (&call.takes, &call.gives) else { continue };
        let next = live_states(plan).find(|next| next.id == *gives);
        let (true, Some(next)) = (takes.state == state.id && takes.by == Passing::Value, next) else { continue };
        if done.contains(&gives) {
            continue;
        }
        done.push(gives);
        let new: Vec<&String> = next.holds.iter().filter(|id| !state.holds.contains(id)).collect();
        let method = match done.len() {
            1 => format_ident!("adopt"),
            _ => format_ident!("adopt_{}", gives),
        };
        let (name, facts) = (state_ident(&next.id), held_ident(&next.id));
        let (parameters, values): (Vec<_>, Vec<_>) = new
            .iter()
            .map(|id| {
                let (rust, of) = held(plan, id);
                (quote!(#rust: impl Into<#of>), quote!((#id, #rust.into().into())))
            })
            .unzip();
        let named: Vec<String> = new.iter().map(|id| format!("`{id}`")).collect();
        let about = format!(" Makes it {}, when {} came by another way.", prose(&next.title.en), named.join(" and "));
        items.extend(quote! {
            #[doc = #about]
            ///
            /// The journal is not told: save what this gives, or let it be kept.
            pub fn #method(self, #(#parameters),*) -> #name<V> {
                #name::hold(self.held.adopt(&operations::#facts, [#(#values),*]))
            }
        });
    }
    items
}

/// How a call is written in Rust.
pub(super) struct Shape<'a> {
    pub(super) endpoint: usize,
    variant: Option<&'a str>,
    /// The request type of the call.
    pub(super) name: Ident,
    /// The body and what it is made of; nothing for a call without body.
    pub(super) body: Option<BodyShape>,
}

/// A value that a body cannot be made without.
pub(super) struct Needed {
    /// Its name on the wire.
    pub(super) id: String,
    pub(super) name: Ident,
    /// The type of the parameter.
    pub(super) taken: TokenStream,
    /// The type of the value.
    pub(super) kept: TokenStream,
    /// The argument as that type.
    pub(super) converted: TokenStream,
}

impl Needed {
    fn new(member: &Member<'_>) -> Self {
        let (id, name) = (member.field.id.clone(), member.name.clone());
        Self { id, name, taken: member.taken(), kept: member.all(), converted: member.converted() }
    }
}

pub(super) struct BodyShape {
    of: TokenStream,
    /// What a caller gives.
    pub(super) needed: Vec<Needed>,
    /// What may be set: the path on the wire, and the type of the value.
    pub(super) settable: Vec<(String, TokenStream)>,
    /// What the handle gives.
    pub(super) held: Vec<String>,
    /// The arguments of the body's constructor.
    arguments: Vec<TokenStream>,
    setters: Vec<TokenStream>,
}

impl<'a> Shape<'a> {
    pub(super) fn new(plan: &Plan<'a>, endpoint: usize, variant: Option<&'a str>) -> Self {
        let name = ident(&plan.catalogue.endpoints[endpoint].name);
        let call = &plan.catalogue.api.calls[endpoint];
        let state = call
            .takes
            .as_ref()
            .and_then(|takes| plan.catalogue.api.states.iter().find(|state| state.id == takes.state));
        let body = call.request.map(|index| BodyShape::new(plan, index, variant, state));
        Self { endpoint, variant, name, body }
    }
}

impl BodyShape {
    fn new(plan: &Plan<'_>, index: usize, variant: Option<&str>, state: Option<&State>) -> Self {
        let of = &plan.catalogue.api.types[index];
        let mut shape = Self {
            of: path_of(plan, index, variant),
            needed: vec![],
            settable: vec![],
            held: vec![],
            arguments: vec![],
            setters: vec![],
        };
        for field in plan.fields(index, variant) {
            let member = Member::new(plan, index, of, field, variant);
            let rust = &member.name;
            let inner = match field.value {
                ValueType::Type(inner) if field.holds == Holds::One => {
                    matches!(plan.catalogue.api.types[inner].form, Form::Object(_)).then_some(inner)
                }
                _ => None,
            };
            if state.is_some_and(|state| state.holds.contains(&field.id)) {
                let id = &field.id;
                shape.arguments.push(quote!(held.value(#id)));
                shape.held.push(id.clone());
            } else if let (true, Some(inner)) = (member.needed, inner) {
                // The settings of a call stand in one object of its body: its fields are those of the call.
                let of = &plan.catalogue.api.types[inner];
                let members = plan.fields(inner, variant);
                let members: Vec<_> = members.map(|field| Member::new(plan, inner, of, field, variant)).collect();
                let needed: Vec<_> = members.iter().filter(|member| member.needed).collect();
                shape.needed.extend(needed.iter().map(|member| Needed::new(member)));
                let free = members.iter().filter(|member| !member.needed);
                shape.settable.extend(free.map(|free| (format!("{}.{}", field.id, free.field.id), free.all())));
                let names = needed.iter().map(|member| &member.name);
                let path = path_of(plan, inner, variant);
                shape.arguments.push(quote!(#path::new(#(#names),*)));
                shape.setters.extend(members.iter().filter(|member| !member.needed).map(|member| {
                    let (name, taken, docs) = (&member.name, member.taken(), member.setter_doc());
                    let value = member.set();
                    // The field itself, for by its setter the whole body would be moved out and in again.
                    quote! {
                        #docs
                        pub fn #name(mut self, #name: #taken) -> Self {
                            self.body.#rust.#name = #value;
                            self
                        }
                    }
                }));
            } else if member.needed {
                shape.needed.push(Needed::new(&member));
                shape.arguments.push(quote!(#rust));
            }
        }
        shape
    }
}

/// The method that begins a call, on a group of calls, on a handle or on the client.
fn method(plan: &Plan<'_>, shape: &Shape<'_>) -> TokenStream {
    let endpoint = &plan.catalogue.endpoints[shape.endpoint];
    let call = &plan.catalogue.api.calls[shape.endpoint];
    let name = rust_ident(&naming::snake(&endpoint.id));
    let request = &shape.name;
    let path = match shape.variant {
        Some(variant) => {
            let module = rust_ident(&module_name(variant));
            quote!(requests::#module::#request)
        }
        None => quote!(requests::#request),
    };
    let mut lines = vec![sentence(&prose(&endpoint.title.en)), String::new(), prose(&endpoint.detail.en)];
    lines.extend(endpoint.note.iter().flat_map(|note| [String::new(), prose(&note.en)]));
    let docs = doc(&lines);
    let (parameters, body) = match &shape.body {
        Some(body) => {
            let (of, arguments) = (&body.of, &body.arguments);
            let parameters = body.needed.iter().map(|Needed { name, taken, .. }| quote!(#name: #taken));
            (parameters.collect(), quote!(body: Box::new(#of::new(#(#arguments),*)),))
        }
        None => (Vec::new(), TokenStream::new()),
    };
    let reads_held = shape.body.as_ref().is_some_and(|body| !body.held.is_empty());
    let held = if reads_held { quote!(let held = &self.held;) } else { TokenStream::new() };
    match &call.takes {
        Some(takes) if takes.by == Passing::Value => quote! {
            #docs
            pub fn #name(self, #(#parameters),*) -> #path {
                #held
                #path { #body options: CallOptions::default(), handle: self }
            }
        },
        Some(_) => quote! {
            #docs
            pub fn #name(&self, #(#parameters),*) -> #path<'_> {
                #held
                #path { #body options: CallOptions::default(), handle: self }
            }
        },
        None => {
            let client = if shape.variant.is_some() { quote!(self.client.clone()) } else { quote!(self.clone()) };
            quote! {
                #docs
                pub fn #name(&self, #(#parameters),*) -> #path {
                    #path { #body options: CallOptions::default(), client: #client }
                }
            }
        }
    }
}

/// The methods of one variant: on the group of its calls and on its handles.
fn entry_points(plan: &Plan<'_>, variant: &Variant) -> TokenStream {
    let marker = marker_ident(&variant.id);
    let mut items = TokenStream::new();
    let of = |state: Option<&str>| -> Vec<TokenStream> {
        let calls = plan.catalogue.endpoints.iter().zip(&plan.catalogue.api.calls).enumerate();
        let mine = calls.filter(|(_, (endpoint, call))| {
            endpoint.variants.contains(&variant.id) && call.takes.as_ref().map(|takes| takes.state.as_str()) == state
        });
        mine.map(|(index, _)| method(plan, &Shape::new(plan, index, Some(&variant.id)))).collect()
    };
    let first = of(None);
    let flows = flows::methods(plan, &variant.id);
    items.extend(quote!(impl Calls<#marker> { #(#first)* #flows }));
    for state in live_states(plan) {
        let (name, methods) = (state_ident(&state.id), of(Some(&state.id)));
        let looks = looks(plan, state, &variant.id);
        let renewals = flows::renewals(plan, state, &variant.id);
        let names = names::methods(plan, state, &variant.id);
        items.extend(quote!(impl #name<#marker> { #(#methods)* #looks #renewals #names }));
    }
    items
}

/// For a state that can be made sure of: the methods that do it, in one variant.
fn looks(plan: &Plan<'_>, state: &State, variant: &str) -> Option<TokenStream> {
    let confirmation = state.confirmation.as_ref()?;
    let index = plan.catalogue.endpoints.iter().position(|endpoint| endpoint.id == confirmation.endpoint)?;
    let endpoint = &plan.catalogue.endpoints[index];
    if !endpoint.variants.iter().any(|id| id == variant) {
        return None;
    }
    let answer = path_of(plan, plan.catalogue.api.calls[index].response?, Some(variant));
    let wait = format_ident!("wait_until_{}", state.id);
    let (facts, transition) = (confirmation_ident(&state.id), transition_ident(&endpoint.id, Some(variant)));
    let about = format!(" Looks by `{}` until it is sure that this is {}.", endpoint.id, prose(&state.title.en));
    let every =
        format!(" Looks by `{}` from now on, as a stream, until the service says that it is over.", endpoint.id);
    Some(quote! {
        #[doc = #about]
        ///
        /// It looks once it is awaited, and may be dropped at any time and called again. It fails when the service says that it
        /// is over, when the time is over, or when a look fails for good. What is not confirmed may still run.
        pub fn #wait(&self) -> rest::Confirming<'_, Service> {
            self.held.confirming(&operations::#facts, &operations::#transition)
        }

        #[doc = #every]
        #[must_use]
        pub fn watch(&self) -> rest::Watch<#answer, Service> {
            self.held.watch(&operations::#facts, &operations::#transition)
        }
    })
}

/// The methods of calls that have no variant.
fn alone(plan: &Plan<'_>) -> TokenStream {
    let calls = plan.catalogue.endpoints.iter().enumerate();
    let methods = calls
        .filter(|(_, endpoint)| endpoint.variants.is_empty())
        .map(|(index, _)| method(plan, &Shape::new(plan, index, None)));
    quote!(#(#methods)*)
}

fn request_types(plan: &Plan<'_>, variant: Option<&str>) -> Vec<TokenStream> {
    let endpoints = plan.catalogue.endpoints.iter().enumerate();
    let mine = endpoints.filter(|(_, endpoint)| variants(&endpoint.variants).contains(&variant));
    mine.map(|(index, _)| request_type(plan, &Shape::new(plan, index, variant))).collect()
}

fn request_type(plan: &Plan<'_>, shape: &Shape<'_>) -> TokenStream {
    let endpoint = &plan.catalogue.endpoints[shape.endpoint];
    let call = &plan.catalogue.api.calls[shape.endpoint];
    let name = &shape.name;
    let about = format!(" A call of `{}` that {}.", endpoint.id, prose(&endpoint.title.en));
    let transition = transition_ident(&endpoint.id, shape.variant);
    let marker = shape.variant.map(marker_ident);
    let answer = call.response.map_or_else(|| quote!(serde_json::Value), |index| path_of(plan, index, shape.variant));
    let gives = call.gives.as_ref().and_then(|id| live_states(plan).find(|state| state.id == *id));
    let body_field = shape.body.as_ref().map(|body| {
        let of = &body.of;
        quote! {
            /// The body that is sent; in a box, for it may be large, and each setter passes it on.
            pub body: Box<#of>,
        }
    });
    let body = if shape.body.is_some() { quote!(Some(&*self.body)) } else { quote!(rest::NO_BODY) };
    let setters = shape.body.as_ref().map(|body| body.setters.as_slice()).unwrap_or_default();
    let state = |id: &str| {
        let (name, marker) = (state_ident(id), &marker);
        quote!(#name<#marker>)
    };
    let (lifetime, from, output, sending) = match (&call.takes, gives) {
        (None, Some(given)) => {
            let given_of = state(&given.id);
            let given_name = state_ident(&given.id);
            (
                quote!(),
                quote!(pub(crate) client: Client,),
                quote!(Result<#given_of, Error>),
                quote!(self.client.inner.begin(&operations::#transition, #body, &self.options).await.map(#given_name::hold)),
            )
        }
        (None, None) => (
            quote!(),
            quote!(pub(crate) client: Client,),
            quote!(Result<Answered<#answer, Service>, Error>),
            quote!(self.client.inner.ask(&operations::#transition, #body, &self.options).await),
        ),
        (Some(takes), given) if takes.by == Passing::Value => {
            let taken = state(&takes.state);
            let taken_name = state_ident(&takes.state);
            let output = match given {
                Some(given) => state(&given.id),
                None => quote!(Ended<#answer, Service>),
            };
            let sending = match given {
                Some(given) => {
                    let given = state_ident(&given.id);
                    quote! {
                        let sent = self.handle.held.advance(&operations::#transition, #body, &self.options).await;
                        sent.map(#given::hold).map_err(|failed| failed.map(#taken_name::hold))
                    }
                }
                None => quote! {
                    let sent = self.handle.held.end(&operations::#transition, #body, &self.options).await;
                    sent.map_err(|failed| failed.map(#taken_name::hold))
                },
            };
            (quote!(), quote!(pub(crate) handle: #taken,), quote!(Result<#output, Failed<#taken, Service>>), sending)
        }
        (Some(takes), _) => {
            let taken = state(&takes.state);
            (
                quote!(<'h>),
                quote!(pub(crate) handle: &'h #taken,),
                quote!(Result<Answered<#answer, Service>, Error>),
                quote!(self.handle.held.ask(&operations::#transition, #body, &self.options).await),
            )
        }
    };
    let client = match &call.takes {
        Some(_) => quote!(self.handle.held.client()),
        None => quote!(self.client.inner),
    };
    let check = shape.body.is_some().then(|| {
        quote! {
            /// The rules that the body breaks, as they are judged when it is sent.
            #[must_use]
            pub fn check(&self) -> Vec<rest::validate::Violation> {
                #client.check(&operations::#transition, &*self.body, &self.options)
            }

            /// The rules that the body is judged by, in tables by its fields: their ids, their words, and what is done about
            /// each.
            #[must_use]
            pub fn rules() -> &'static rest::validate::Type {
                operations::#transition.rules.unwrap_or(&rest::validate::Type::OBJECT)
            }
        }
    });
    let future_lifetime = if lifetime.is_empty() { quote!('static) } else { quote!('h) };
    let safety = cancel_safety(call);
    quote! {
        #[doc = #about]
        #[must_use = "a call is made when it is awaited"]
        #[derive(Debug)]
        pub struct #name #lifetime {
            #body_field
            /// What holds for this call alone: deadline, headers, retry, levels of rules.
            pub options: CallOptions,
            #from
        }

        impl #lifetime #name #lifetime {
            #(#setters)*

            /// Sets what holds for this call alone.
            pub fn options(mut self, options: CallOptions) -> Self {
                self.options = options;
                self
            }

            #check

            /// Sends it.
            ///
            #safety
            ///
            /// # Errors
            ///
            /// When the body breaks a rule, nothing could be sent, or the service answers with an error.
            pub async fn send(self) -> #output {
                #sending
            }
        }

        impl #lifetime IntoFuture for #name #lifetime {
            type Output = #output;
            type IntoFuture = Sent<#future_lifetime, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.send())
            }
        }
    }
}

fn cancel_safety(call: &crate::ir::api::Call) -> TokenStream {
    let consumes = call.takes.as_ref().is_some_and(|takes| takes.by == Passing::Value);
    let words = if consumes {
        " Once the request has left, it ends in a task of its own even if this future is dropped, and the journal is told."
    } else {
        " It may be dropped at any time: what was sent changes no state that costs."
    };
    quote!(#[doc = #words])
}
