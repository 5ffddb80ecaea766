//! Names that the service gives from what a state holds: a static and a method each.

use super::plan::Plan;
use super::rust_ident;
use crate::emit::errors_crate::{doc, prose, sentence};
use crate::model::{GivenName, NameForm, State};
use crate::naming;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

/// The static of a name.
fn name_ident(state: &State, name: &GivenName) -> Ident {
    format_ident!("NAME_{}_{}", state.id.to_uppercase(), name.id.to_uppercase())
}

/// The statics of all names.
pub(super) fn statics(plan: &Plan<'_>) -> TokenStream {
    let states = plan.catalogue.api.states.iter().filter(|state| state.end != Some(true));
    let names = states.flat_map(|state| state.names.iter().map(move |name| (state, name)));
    let statics = names.map(|(state, name)| {
        let (ident, mut pieces) = (name_ident(state, name), Vec::new());
        for (fixed, placeholder) in naming::pieces(&name.pattern) {
            if !fixed.is_empty() {
                pieces.push(quote!(Piece::Literal(#fixed)));
            }
            let Some(placeholder) = placeholder else { continue };
            if let Some(number) = name.parts.iter().position(|part| part.id == placeholder) {
                let number = Literal::usize_unsuffixed(number);
                pieces.push(quote!(Piece::Given(#number)));
            } else {
                let replaced = replaced(plan, state, placeholder);
                pieces.push(quote!(Piece::Held { name: #placeholder, replaced: #replaced }));
            }
        }
        quote!(pub(crate) static #ident: Name = Name { pieces: &[#(#pieces),*] };)
    });
    statics.collect()
}

fn replaced(plan: &Plan<'_>, state: &State, held: &str) -> TokenStream {
    let Some(replacement) = state.replacements.iter().find(|one| one.held == held) else { return quote!(None) };
    let set = plan.catalogue.character_sets.iter().find(|set| set.id == replacement.characters);
    let characters: String =
        set.map_or(&[] as &[_], |set| &set.classes).iter().map(|class| class.characters.as_str()).collect();
    let by = &replacement.by;
    quote!(Some((#characters, #by)))
}

/// The methods of a state that give its names, in one variant.
pub(super) fn methods(plan: &Plan<'_>, state: &State, variant: &str) -> TokenStream {
    let mine =
        state.names.iter().filter(|name| name.variants.as_ref().is_none_or(|ids| ids.iter().any(|id| id == variant)));
    mine.map(|name| method(plan, state, name)).collect()
}

fn method(plan: &Plan<'_>, state: &State, name: &GivenName) -> TokenStream {
    let (ident, method) = (name_ident(state, name), format_ident!("{}_name", name.id));
    let parameters = name.parts.iter().map(|part| {
        let (id, of) = (rust_ident(&part.id), taken(part.form));
        quote!(#id: #of)
    });
    let given = name.parts.iter().map(|part| {
        let id = rust_ident(&part.id);
        match part.form {
            NameForm::Text => quote!(rest::Part::Text(#id)),
            NameForm::Integer => quote!(rest::Part::Integer(#id)),
            NameForm::Utc => quote!(rest::Part::Utc(#id)),
            NameForm::UnixMs => quote!(rest::Part::UnixMs(#id)),
        }
    });
    let mut lines = vec![sentence(&format!("The name `{}`: {}", name.pattern, prose(&name.title.en)))];
    // A pattern has no folders, whatever setting puts them there.
    let alone =
        "It is the name alone: the folders that the settings of the call put in front of it are not part of it.";
    lines.extend([String::new(), alone.to_owned()]);
    lines.extend(name.note.iter().flat_map(|note| [String::new(), prose(&note.en)]));
    if !name.parts.is_empty() {
        lines.push(String::new());
        lines.extend(name.parts.iter().map(|part| format!("* `{}`: {}.", part.id, prose(&part.title.en))));
    }
    for id in &name.conflicts {
        let conflict = plan.catalogue.api.conflicts.iter().find(|conflict| conflict.id == *id);
        lines.extend(
            conflict.into_iter().flat_map(|one| [String::new(), prose(&one.statement.en), prose(&one.decision.en)]),
        );
    }
    let docs = doc(&lines);
    quote! {
        #docs
        #[must_use]
        pub fn #method(&self, #(#parameters),*) -> String {
            self.held.name(&operations::#ident, &[#(#given),*])
        }
    }
}

fn taken(form: NameForm) -> TokenStream {
    match form {
        NameForm::Text => quote!(&str),
        NameForm::Integer => quote!(u64),
        NameForm::Utc | NameForm::UnixMs => quote!(std::time::SystemTime),
    }
}
