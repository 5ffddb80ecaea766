//! The client crate of a service: the types of its bodies, the tables of their rules, its calls and the handles of its
//! states.
//!
//! What is emitted is data and signatures; behaviour stands in the runtime crate, which generated code names `crate::rest`.

mod calls;
mod flows;
mod handles;
mod names;
mod plan;
mod rules;
mod types;

use super::{OutputFile, OutputGroup, errors_crate};
use crate::ir::{Catalogue, Service};
use plan::Plan;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Attribute, FnArg, ImplItem, Item, ItemMod as Module, Signature, parse_quote};

pub(super) fn folder(service: &Service) -> String {
    format!("crates/{}/src/generated", service.crate_prefix)
}

pub(super) fn emit(catalogue: &Catalogue) -> OutputGroup {
    let plan = Plan::new(catalogue);
    let mut tables = rules::Tables::new(&plan);
    let mut files = vec![("types".to_owned(), types::shared(&plan, &mut tables))];
    for variant in &catalogue.service.variants {
        files.push((variant.id.clone(), types::own(&plan, &mut tables, variant)));
    }
    files.push(("calls".to_owned(), calls::emit(&plan, &mut tables)));
    files.push(("handles".to_owned(), handles::emit(&plan)));
    let count = tables.rules();
    files.push(("rules".to_owned(), tables.finish()));
    files.push(("mod".to_owned(), root(catalogue)));
    let folder = folder(&catalogue.service);
    // A service of which nobody knows how it is reached has no client.
    if catalogue.api.connection.is_none() {
        files.clear();
    }
    OutputGroup {
        name: "client crate",
        counts: format!("{} types, {count} rules, {} calls", plan.len(), catalogue.endpoints.len()),
        files: files
            .into_iter()
            .map(|(name, tokens)| OutputFile {
                path: format!("{folder}/{}.rs", module_name(&name)),
                contents: errors_crate::print_file(&catalogue.service, &on_demand(tokens)),
            })
            .collect(),
    }
}

/// Marks every function that takes no types with `#[inline]`: such a function is compiled where it is called, and a program
/// that makes three calls of a service does not wait for the compilation of all the others.
fn on_demand(tokens: TokenStream) -> syn::File {
    let mut file: syn::File = syn::parse2(tokens).expect("emitted tokens are Rust");
    mark(&mut file.items);
    file
}

fn mark(items: &mut [Item]) {
    for item in items {
        match item {
            Item::Mod(Module { content: Some((_, items)), .. }) => mark(items),
            Item::Fn(one) => mark_function(&mut one.attrs, &one.sig),
            Item::Impl(block) if block.generics.type_params().next().is_none() => {
                for item in &mut block.items {
                    if let ImplItem::Fn(one) = item {
                        mark_function(&mut one.attrs, &one.sig);
                    }
                }
            }
            _ => {}
        }
    }
}

/// A function that takes types is compiled where it is called anyway.
fn mark_function(attributes: &mut Vec<Attribute>, signature: &Signature) {
    let is_impl = |input: &FnArg| matches!(input, FnArg::Typed(typed) if matches!(*typed.ty, syn::Type::ImplTrait(_)));
    if signature.generics.type_params().next().is_none() && !signature.inputs.iter().any(is_impl) {
        attributes.push(parse_quote!(#[inline]));
    }
}

/// The file and module of a variant, or of another part.
fn module_name(id: &str) -> String {
    crate::naming::snake(id)
}

fn root(catalogue: &Catalogue) -> TokenStream {
    let variants = catalogue.service.variants.iter().map(|variant| {
        let name = rust_ident(&module_name(&variant.id));
        quote!(pub mod #name;)
    });
    quote! {
        //! Types, rules, calls and handles of the service, from the catalogue.

        mod calls;
        mod handles;
        mod rules;
        pub mod types;
        #(#variants)*

        pub use calls::{Area, CONNECTION, Edition, Error, FACTS, Service, TRANSITIONS};
        pub(crate) use calls::operations;
        pub use handles::*;
    }
}

/// A name as Rust takes it.
fn rust_ident(name: &str) -> Ident {
    if syn::parse_str::<Ident>(name).is_ok() {
        Ident::new(name, Span::call_site())
    } else {
        Ident::new_raw(name, Span::call_site())
    }
}
