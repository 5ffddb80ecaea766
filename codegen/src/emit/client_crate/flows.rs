//! The calls that lead to a state made as one, and what is sent again and again while it goes on.

use super::calls::{confirmation_ident, operation_ident, transition_ident};
use super::handles::{Shape, marker_ident, state_ident};
use super::plan::Plan;
use super::types::path_of;
use super::{module_name, rust_ident};
use crate::emit::errors_crate::{doc, ident, prose, sentence};
use crate::ir::Then;
use crate::model::{Passing, Renewal, State, StateFlow};
use crate::naming;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

/// A flow as it is written in Rust, in one variant.
struct Written<'a> {
    plan: &'a Plan<'a>,
    state: &'a State,
    flow: &'a StateFlow,
    variant: &'a str,
    /// Its calls, in order.
    calls: Vec<Shape<'a>>,
}

/// The flows of a variant, each with the state that it leads to.
fn written<'a>(plan: &'a Plan<'a>, variant: &'a str) -> impl Iterator<Item = Written<'a>> {
    plan.catalogue.api.states.iter().filter_map(move |state| {
        let flow = state.flow.as_ref()?;
        let call = |id: &String| {
            let index = endpoint(plan, id)?;
            let has_variant = plan.catalogue.endpoints[index].variants.iter().any(|one| one == variant);
            has_variant.then(|| Shape::new(plan, index, Some(variant)))
        };
        let calls: Vec<_> = flow.endpoints.iter().map(call).collect::<Option<_>>()?;
        Some(Written { plan, state, flow, variant, calls })
    })
}

fn endpoint(plan: &Plan<'_>, id: &str) -> Option<usize> {
    plan.catalogue.endpoints.iter().position(|endpoint| endpoint.id == id)
}

/// The static that says which calls a flow makes.
fn flow_ident(flow: &StateFlow) -> Ident {
    format_ident!("FLOW_{}", flow.id.to_uppercase())
}

/// The statics of all flows.
pub(super) fn statics(plan: &Plan<'_>) -> TokenStream {
    let catalogue = plan.catalogue;
    let flows = catalogue.api.states.iter().filter_map(|state| state.flow.as_ref());
    let statics = flows.filter_map(|flow| {
        let (name, id) = (flow_ident(flow), &flow.id);
        let calls: Vec<usize> = flow.endpoints.iter().filter_map(|id| endpoint(plan, id)).collect();
        let first = operation_ident(&catalogue.endpoints[*calls.first()?].id);
        let endpoints = calls.iter().map(|index| ident(&catalogue.endpoints[*index].name));
        // What the calls give is other when they are made anew; recipes name fields in snake case.
        let asked = catalogue.api.calls[calls[0]].request.map(|index| catalogue.api.types[index].fields());
        let is_asked = |name: &String| asked.is_some_and(|fields| fields.iter().any(|field| field.id == *name));
        let states = calls.iter().filter_map(|index| catalogue.api.calls[*index].gives.as_ref());
        let states = states.filter_map(|id| catalogue.api.states.iter().find(|state| state.id == *id));
        let mut given: Vec<String> = Vec::new();
        for held in states.flat_map(|state| &state.holds).filter(|name| !is_asked(name)) {
            let held = naming::snake(held);
            if !given.contains(&held) {
                given.push(held);
            }
        }
        let vary = match flow.vary.as_ref().map(|name| naming::snake(name)) {
            Some(vary) => quote!(Some(#vary)),
            None => quote!(None),
        };
        Some(quote! {
            pub(crate) static #name: Flow<Service> = Flow {
                name: #id, first: &#first, endpoints: &[#(Endpoint::#endpoints),*], given: &[#(#given),*], vary: #vary,
            };
        })
    });
    statics.collect()
}

/// The state that the last call of a flow takes, of these variants.
fn before(plan: &Plan<'_>, last: usize, of: &TokenStream) -> TokenStream {
    let takes = plan.catalogue.api.calls[last].takes.as_ref();
    match takes.filter(|takes| takes.by == Passing::Value) {
        Some(takes) => {
            let name = state_ident(&takes.state);
            quote!(#name<#of>)
        }
        None => quote!(std::convert::Infallible),
    }
}

/// The name of why a state was not reached by its flow.
fn not_reached_ident(state: &State) -> Ident {
    format_ident!("Not{}", state_ident(&state.id))
}

/// For each state with a flow, a name of why it was not reached, for signatures.
pub(super) fn not_reached(plan: &Plan<'_>) -> TokenStream {
    let names = plan.catalogue.api.states.iter().filter_map(|state| {
        let flow = state.flow.as_ref()?;
        let last = endpoint(plan, flow.endpoints.last()?)?;
        let (name, given, before) = (not_reached_ident(state), state_ident(&state.id), before(plan, last, &quote!(V)));
        let about =
            format!(" Why `{}` did not give {}, and what may be there all the same.", flow.id, prose(&state.title.en));
        Some(quote! {
            #[doc = #about]
            ///
            /// `?` turns it into [`Error`], which keeps what may be there in the form in which it is restored: see
            /// [`Error::saved`](rest::Error::saved) and [`Error::earlier`](rest::Error::earlier).
            pub type #name<V> = rest::NotReached<#before, #given<V>, Service>;
        })
    });
    names.collect()
}

/// The methods that begin the flows of a variant, on the group of its calls.
pub(super) fn methods(plan: &Plan<'_>, variant: &str) -> TokenStream {
    written(plan, variant).map(|flow| flow.method()).collect()
}

/// The request types of the flows of a variant.
pub(super) fn request_types(plan: &Plan<'_>, variant: &str) -> TokenStream {
    written(plan, variant).map(|flow| flow.request_type()).collect()
}

/// A value that a flow needs before it begins.
struct Argument {
    name: Ident,
    /// The type of the parameter.
    taken: TokenStream,
    /// The type of the field that keeps it.
    kept: TokenStream,
    /// The argument as the field keeps it.
    converted: TokenStream,
    varies: bool,
}

impl Written<'_> {
    /// What the constructors of all bodies need, without what a state holds.
    fn arguments(&self) -> Vec<Argument> {
        let mut arguments: Vec<Argument> = Vec::new();
        let shapes = self.calls.iter().filter_map(|call| call.body.as_ref());
        for (number, needed) in
            shapes.enumerate().flat_map(|(number, body)| body.needed.iter().map(move |one| (number, one)))
        {
            let varies = number == 0 && self.flow.vary.as_ref() == Some(&needed.id);
            let (name, kept) = (needed.name.clone(), needed.kept.clone());
            let (taken, converted, kept) = if varies {
                let taken = quote!(impl IntoIterator<Item = impl Into<#kept>>);
                (taken, quote!(#name.into_iter().map(Into::into).collect()), quote!(Vec<#kept>))
            } else {
                (needed.taken.clone(), needed.converted.clone(), kept)
            };
            // What two calls need under one name is one value.
            if !arguments.iter().any(|known| known.name == name) {
                arguments.push(Argument { name, taken, kept, converted, varies });
            }
        }
        arguments
    }

    fn request_ident(&self) -> Ident {
        ident(&naming::upper_camel(&self.flow.id))
    }

    fn method(&self) -> TokenStream {
        let (name, request) = (rust_ident(&self.flow.id), self.request_ident());
        let module = rust_ident(&module_name(self.variant));
        let arguments = self.arguments();
        let parameters = arguments.iter().map(|one| {
            let (name, taken) = (&one.name, &one.taken);
            quote!(#name: #taken)
        });
        let fields = arguments.iter().map(|one| {
            let (name, converted) = (&one.name, &one.converted);
            quote!(#name: #converted)
        });
        let fillings = self.calls.iter().map(|call| {
            let name = self.filling(call);
            quote!(#name: std::sync::Arc::new(|call| call))
        });
        let docs = self.docs();
        quote! {
            #docs
            pub fn #name(&self, #(#parameters),*) -> requests::#module::#request {
                requests::#module::#request {
                    calls: self.clone(),
                    #(#fields,)*
                    #(#fillings,)*
                    options: rest::FlowOptions::default(),
                }
            }
        }
    }

    fn docs(&self) -> TokenStream {
        let mut lines = vec![sentence(&prose(&self.flow.title.en))];
        if let Some(vary) = &self.flow.vary {
            let about = format!(
                "The values of `{vary}` are tried one after another, each only where a recipe asks for another one."
            );
            lines.extend([String::new(), about]);
        }
        doc(&lines)
    }

    /// The name of the method, and of the field, that fills in a call.
    fn filling(&self, call: &Shape<'_>) -> Ident {
        rust_ident(&naming::snake(&self.plan.catalogue.endpoints[call.endpoint].id))
    }

    /// Ids and words of the conditions under which a recipe of these calls makes them anew.
    fn conditions(&self) -> Vec<(&str, &str)> {
        let catalogue = self.plan.catalogue;
        let mine: Vec<usize> = self.calls.iter().map(|call| call.endpoint).collect();
        let mut found: Vec<(&str, &str)> = Vec::new();
        for key in &catalogue.keys {
            let is_here = key.stated.endpoints.is_empty() || key.stated.endpoints.iter().any(|one| mine.contains(one));
            let recipe = key.retry.map(|index| &catalogue.recipes[index]).filter(|_| is_here);
            let Some(recipe) = recipe else { continue };
            let leads_here = matches!(&recipe.then, Then::Flow { endpoints, .. } if *endpoints == mine);
            let condition = recipe.condition.as_ref().filter(|_| leads_here);
            if let Some(condition) = condition.filter(|one| !found.iter().any(|(id, _)| *id == one.id)) {
                found.push((&condition.id, &condition.words.en));
            }
        }
        found
    }

    fn request_type(&self) -> TokenStream {
        let (plan, request) = (self.plan, self.request_ident());
        let marker = marker_ident(self.variant);
        let module = rust_ident(&module_name(self.variant));
        let state = state_ident(&self.state.id);
        let flow = flow_ident(self.flow);
        let arguments = self.arguments();
        let fields = arguments.iter().map(|one| {
            let (name, kept) = (&one.name, &one.kept);
            quote!(pub(crate) #name: #kept)
        });
        let fillings: Vec<_> = self
            .calls
            .iter()
            .map(|call| {
                let (filling, name) = (self.filling(call), &call.name);
                // The path from the root: a filling has the name of a call's own method.
                (filling, quote!(crate::generated::handles::requests::#module::#name))
            })
            .collect();
        let filling_fields = fillings.iter().map(|(filling, call)| quote!(pub(crate) #filling: rest::Filling<#call>));
        let setters = fillings.iter().map(|(filling, call)| {
            let about = format!(" Fills in each call of `{filling}` before it is sent, and once before to be judged.");
            quote! {
                #[doc = #about]
                pub fn #filling(mut self, fill: impl Fn(#call) -> #call + Send + Sync + 'static) -> Self {
                    self.#filling = std::sync::Arc::new(fill);
                    self
                }
            }
        });
        let conditions = self.conditions();
        let knowing = conditions.iter().map(|(id, words)| {
            let (name, about) = (rust_ident(id), doc(&[prose(words)]));
            quote! {
                #about
                ///
                /// Say so where it holds: the recipes that ask for it are then followed.
                pub fn #name(mut self) -> Self {
                    self.options.known.push(#id);
                    self
                }
            }
        });
        let varying = arguments.iter().find(|one| one.varies);
        let (values, parameter) = match varying {
            Some(one) => {
                let (name, body) = (&one.name, self.calls[0].body.as_ref());
                let of = body.and_then(|body| body.needed.iter().find(|needed| needed.name == *name));
                let of = of.map_or_else(|| quote!(String), |needed| needed.kept.clone());
                (quote!(self.#name.iter().cloned()), quote!(#name: #of))
            }
            None => (quote!([()]), quote!(_: ())),
        };
        let last = self.calls.len() - 1;
        let steps = self.calls.iter().enumerate().map(|(number, call)| {
            let (method, filling) = (self.filling(call), self.filling(call));
            let given = self.given(number, call, varying);
            let on = if number == 0 { quote!(self.calls) } else { quote!(handle) };
            // Only the state before the last call can be in doubt.
            let failed =
                if number == 0 || number == last { quote!(?) } else { quote!(.map_err(|failed| failed.error)?) };
            quote! {
                let call = #on.#method(#(#given),*).options(self.options.calls.clone());
                let handle = (self.#filling)(call).send().await #failed;
            }
        });
        let judgements = self.judgements(varying);
        let before = before(plan, self.calls[last].endpoint, &quote!(#marker));
        let not_reached = not_reached_ident(self.state);
        let confirmed = self.confirmed().map(|transition| {
            let facts = confirmation_ident(&self.state.id);
            quote! {
                let confirmed = handle.held.confirm(&operations::#facts, &operations::#transition, &self.options.calls);
                if let Err(why) = confirmed.await {
                    return Err(rest::NotReached::NotConfirmed { why, handle, earlier });
                }
            }
        });
        let waits = if confirmed.is_some() { ", and waits until it is confirmed" } else { "" };
        let about = format!(" The calls of `{}`, to be filled in and sent.", self.flow.id);
        let sends = format!(" Makes the calls{waits}. Nothing is sent where the body of one of them is refused.");
        let name = request.to_string();
        quote! {
            #[doc = #about]
            #[must_use = "calls are made when this is awaited"]
            #[derive(Clone)]
            pub struct #request {
                pub(crate) calls: Calls<#marker>,
                #(#fields,)*
                #(#filling_fields,)*
                pub(crate) options: rest::FlowOptions,
            }

            impl #request {
                #(#setters)*
                #(#knowing)*

                /// Sets what holds for each of the calls.
                pub fn options(mut self, options: CallOptions) -> Self {
                    self.options.calls = options;
                    self
                }

                /// The rules that the bodies of all its calls break, as they are judged before the first is sent; a call whose
                /// body takes something from an answer is judged when it is sent.
                #[must_use]
                pub fn check(&self) -> Vec<rest::validate::Violation> {
                    rest::all_violations(self.judge())
                }

                fn judge(&self) -> Vec<rest::Judged<Service>> {
                    let mut judged = Vec::new();
                    for value in #values {
                        self.judge_calls(value, &mut judged);
                    }
                    judged
                }

                fn judge_calls(&self, #parameter, judged: &mut Vec<rest::Judged<Service>>) {
                    #judgements
                }

                #[doc = #sends]
                ///
                /// It may be dropped at any time: no further call is made then, and one that begins something ends in a task of
                /// its own, of which the journal is told.
                ///
                /// # Errors
                ///
                /// When a call fails and no recipe makes the calls anew, or what was begun is not confirmed; with what may be
                /// there all the same.
                pub async fn send(self) -> Result<#state<#marker>, #not_reached<#marker>> {
                    rest::judged(self.judge()).map_err(rest::NotReached::Failed)?;
                    let values = #values;
                    let followed = operations::#flow.follow(&self.options, values, |value| self.attempt(value)).await;
                    let (mut handle, earlier) = followed?;
                    #confirmed
                    handle.held.came_after(&earlier);
                    Ok(handle)
                }

                async fn attempt(&self, #parameter) -> Result<#state<#marker>, rest::Broken<#before, Service>> {
                    #(#steps)*
                    Ok(handle)
                }
            }

            impl std::fmt::Debug for #request {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_struct(#name).field("options", &self.options).finish_non_exhaustive()
                }
            }

            impl IntoFuture for #request {
                type Output = Result<#state<#marker>, #not_reached<#marker>>;
                type IntoFuture = Sent<'static, Self::Output>;

                fn into_future(self) -> Self::IntoFuture {
                    Box::pin(self.send())
                }
            }
        }
    }

    /// Judges each call with what is known before the first is sent.
    fn judgements(&self, varying: Option<&Argument>) -> TokenStream {
        let (plan, marker) = (self.plan, marker_ident(self.variant));
        let mut steps = TokenStream::new();
        for (number, call) in self.calls.iter().enumerate() {
            let endpoint = &plan.catalogue.endpoints[call.endpoint];
            let (method, operation) = (self.filling(call), operation_ident(&endpoint.id));
            let given = self.given(number, call, varying);
            let on = if number == 0 { quote!(self.calls) } else { quote!(handle) };
            steps.extend(quote! {
                let call = #on.#method(#(#given),*).options(self.options.calls.clone());
                let call = (self.#method)(call);
            });
            if call.body.is_some() {
                steps.extend(quote!(judged.push((&operations::#operation, call.check()));));
            }
            let gives = plan.catalogue.api.calls[call.endpoint].gives.as_ref();
            let (Some(next), Some(gives)) = (self.calls.get(number + 1), gives) else { break };
            let (state, transition) = (state_ident(gives), transition_ident(&endpoint.id, Some(self.variant)));
            let held = if number == 0 { quote!(None) } else { quote!(Some(&call.handle.held)) };
            let body = if call.body.is_some() { quote!(Some(&*call.body)) } else { quote!(rest::NO_BODY) };
            let needed = next.body.iter().flat_map(|body| &body.held);
            steps.extend(quote! {
                let client = &self.calls.client.inner;
                let draft = client.draft(&operations::#transition, #held, #body, &[#(#needed),*]);
                let Some(draft) = draft else { return };
                let handle = #state::<#marker>::hold(draft);
            });
        }
        steps
    }

    /// What a caller of the flow gives to one of its calls.
    fn given(&self, number: usize, call: &Shape<'_>, varying: Option<&Argument>) -> Vec<TokenStream> {
        let needed = call.body.iter().flat_map(|body| &body.needed);
        let given = needed.map(|needed| {
            let name = &needed.name;
            match varying {
                Some(one) if number == 0 && one.name == *name => quote!(#name),
                _ => quote!(self.#name.clone()),
            }
        });
        given.collect()
    }

    /// The transition by which the state is made sure of in this variant.
    fn confirmed(&self) -> Option<Ident> {
        let confirmation = self.state.confirmation.as_ref()?;
        let looked = &self.plan.catalogue.endpoints[endpoint(self.plan, &confirmation.endpoint)?];
        let has_variant = looked.variants.iter().any(|id| id == self.variant);
        has_variant.then(|| transition_ident(&looked.id, Some(self.variant)))
    }
}

/// The methods that send something again and again while a state goes on, in one variant.
pub(super) fn renewals(plan: &Plan<'_>, state: &State, variant: &str) -> TokenStream {
    state.renewals.iter().filter_map(|one| renewal(plan, state, one, variant)).collect()
}

fn renewal(plan: &Plan<'_>, state: &State, renewal: &Renewal, variant: &str) -> Option<TokenStream> {
    let index = endpoint(plan, &renewal.endpoint)?;
    let called = &plan.catalogue.endpoints[index];
    if !called.variants.iter().any(|id| id == variant) {
        return None;
    }
    let shape = Shape::new(plan, index, Some(variant));
    let settable = &shape.body.as_ref()?.settable;
    let (_, of) = settable.iter().find(|(path, _)| *path == renewal.field)?;
    let setter = rust_ident(&naming::snake(renewal.field.rsplit('.').next()?));
    let method = format_ident!("renew_{}", setter);
    let call = rust_ident(&naming::snake(&called.id));
    let operation = operation_ident(&called.id);
    let answer = path_of(plan, plan.catalogue.api.calls[index].response?, Some(variant));
    let every = Literal::u32_unsuffixed(plan.seconds(&renewal.every)?);
    let about = format!(
        " Sends `{}` anew by `{}` every {every} seconds, as a stream, until it is known to be over; `provider` is asked each \
         time.",
        renewal.field, called.id
    );
    let confirmation = match &state.confirmation {
        Some(_) => {
            let facts = confirmation_ident(&state.id);
            quote!(Some(&operations::#facts))
        }
        None => quote!(None),
    };
    Some(quote! {
        #[doc = #about]
        ///
        /// What fails is told, and tried again after a minute; the answer by which it is known to be over is the last. What was
        /// taken up by its ids or its saved form is renewed at once first.
        pub fn #method<P, F>(&self, provider: P) -> rest::Renewal<#answer, Service>
        where
            P: Fn() -> F + Send + Sync + 'static,
            F: Future<Output = Result<#of, rest::BoxError>> + Send + 'static,
        {
            let shared = std::sync::Arc::new((Self::hold(self.held.twin()), provider));
            rest::Renewal::new(&self.held, #every, #confirmation, move |options| {
                let shared = shared.clone();
                Box::pin(async move {
                    let value = shared.1().await;
                    let value = value.map_err(|source| rest::not_provided(&operations::#operation, source))?;
                    shared.0.#call().#setter(value).options(options).send().await
                })
            })
        }
    })
}
