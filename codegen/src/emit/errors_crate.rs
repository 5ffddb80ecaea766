//! The error crate of a service: its enums, the matcher's table, and the words apart from it.
//!
//! Generated code names the vocabulary crate `crate::rest`, which the hand-written `lib.rs` of the crate re-exports.

use super::{OutputFile, OutputGroup, service_mark};
use crate::ir::{Catalogue, Endpoint, Entry, Keep, Key, Recipe, Service, Then};
use crate::model::{BodyShape, Code, Words};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use rest_errors::{Action, EntryStatus, Kind, Lang};

pub(super) fn folder(service: &Service) -> String {
    format!("crates/{}-errors/src/generated", service.crate_prefix)
}

pub(super) fn emit(catalogue: &Catalogue) -> OutputGroup {
    let files = [
        ("mod.rs", root(catalogue)),
        ("bodies.rs", bodies(catalogue)),
        ("endpoint.rs", endpoints(catalogue)),
        ("entries.rs", entries(catalogue)),
        ("error_id.rs", error_id(catalogue)),
        ("keys.rs", keys(catalogue)),
        ("recipes.rs", recipes(catalogue)),
        ("sources.rs", sources(catalogue)),
        ("words_en.rs", words(catalogue, Lang::En)),
        ("words_zh.rs", words(catalogue, Lang::Zh)),
    ];
    let folder = folder(&catalogue.service);
    OutputGroup {
        name: "error crate",
        counts: format!(
            "{} entries, {} keys, {} recipes",
            catalogue.entries.len(),
            catalogue.keys.len(),
            catalogue.recipes.len()
        ),
        files: files
            .into_iter()
            .map(|(name, tokens)| OutputFile {
                path: format!("{folder}/{name}"),
                contents: print(&catalogue.service, tokens),
            })
            .collect(),
    }
}

/// Ordinary comments do not survive the printer, so the first line is added as text.
pub(super) fn print(service: &Service, tokens: TokenStream) -> String {
    print_file(service, &syn::parse2(tokens).expect("emitted tokens are Rust"))
}

pub(super) fn print_file(service: &Service, file: &syn::File) -> String {
    format!("// {}\n\n{}", service_mark(service), prettyplease::unparse(file))
}

pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// A variant of a vocabulary enum, which is named as its `Debug` says.
fn word(list: &str, variant: &impl std::fmt::Debug) -> TokenStream {
    let (list, variant) = (ident(list), format_ident!("{variant:?}"));
    quote!(#list::#variant)
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

/// Doc lines, each an attribute of its own, with what rustdoc would take for markup made plain.
pub(super) fn doc(lines: &[String]) -> TokenStream {
    let lines = lines.iter().flat_map(|text| text.lines().map(str::to_owned).chain(text.is_empty().then(String::new)));
    let lines = lines.map(|line| if line.is_empty() { line } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Prose for rustdoc: brackets and angle brackets outside code spans are escaped.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        for c in part.chars() {
            if index % 2 == 0 && matches!(c, '[' | ']' | '<' | '>' | '*') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn root(catalogue: &Catalogue) -> TokenStream {
    let service = &catalogue.service;
    let marker = ident(&crate::naming::upper_camel(&service.id));
    let marker_doc = doc(&[format!("The service: {}. {}", prose(&service.title.en), prose(&service.detail.en))]);
    let version = &service.version;
    let successes = catalogue.endpoints.iter().flat_map(|endpoint| {
        let name = ident(&endpoint.name);
        endpoint.success.iter().map(move |success| {
            let status = Literal::u16_unsuffixed(success.http);
            let outcome = ident(&catalogue.outcomes[success.outcome].name);
            quote!(Success { endpoint: Endpoint::#name, status: #status, outcome: Outcome::#outcome })
        })
    });
    quote! {
        //! The catalogue's enums and tables.
        #![allow(deprecated)]

        #[cfg(feature = "serde")]
        mod bodies;
        mod endpoint;
        mod entries;
        mod error_id;
        mod keys;
        mod recipes;
        mod sources;
        mod words_en;
        mod words_zh;

        use crate::rest::{self, Success};
        #[cfg(feature = "serde")]
        pub use bodies::BODY_KINDS;
        pub use endpoint::{Endpoint, Outcome, UnknownName};
        pub use error_id::{ErrorId, FORMER_IDS};
        pub use recipes::RECIPES;
        pub use sources::{SOURCES, Source};

        #marker_doc
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum #marker {}

        impl rest::Service for #marker {
            type Endpoint = Endpoint;
            type ErrorId = ErrorId;
            type Outcome = Outcome;
        }

        /// What is known of an answer of the service.
        pub type Answer<'a> = rest::Answer<'a, #marker>;
        /// What an answer is.
        pub type Identified<'a> = rest::Identified<'static, 'a, #marker>;
        /// What one answer may look like, and what is true when it does.
        pub type Key = rest::Key<'static, #marker>;
        /// What is true of an error wherever it is met.
        pub type Entry = rest::Entry<'static, #marker>;
        /// A way to try again.
        pub type Recipe = rest::Recipe<'static, #marker>;
        /// What follows when repeating did not help.
        pub type Then = rest::Then<'static, #marker>;

        /// Version of the catalogue that the crate was made from.
        pub const CATALOGUE_VERSION: &str = #version;

        /// All keys of the service, for the matcher.
        pub static TABLE: rest::Table<'static, #marker> = rest::Table {
            keys: keys::KEYS,
            successes: &[#(#successes),*],
        };

        /// Finds what an answer of the service is. Allocates nothing and cannot fail.
        #[must_use]
        pub fn identify<'a>(answer: &Answer<'a>) -> Identified<'a> {
            TABLE.identify(answer)
        }
    }
}

fn bodies(catalogue: &Catalogue) -> TokenStream {
    // Bodies with a code come first, as the reader tries them first.
    let mut bodies: Vec<_> = catalogue.service.bodies.iter().collect();
    bodies.sort_by_key(|body| body.shape != BodyShape::Code);
    let kinds = bodies.into_iter().map(|body| {
        let path = |path: &Option<Vec<String>>| option(path.as_ref().map(|segments| quote!(&[#(#segments),*])));
        let (code, text) = (path(&body.code), path(&body.text));
        let none = body.no_error_codes.iter().map(code_tokens);
        quote!(BodyKind { code: #code, text: #text, no_error_codes: &[#(#none),*] })
    });
    quote! {
        //! Where the bodies of the service have code and text.
        #![allow(unused_imports)]
        use crate::rest::Code;
        use crate::rest::body::BodyKind;

        /// The kinds of error bodies, in the order in which they are tried.
        pub static BODY_KINDS: &[BodyKind<'static>] = &[#(#kinds),*];
    }
}

fn code_tokens(code: &Code) -> TokenStream {
    match code {
        Code::Number(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(Code::Number(#number))
        }
        Code::Word(word) => quote!(Code::Word(#word)),
    }
}

/// An enum whose variants are names of the wire, with the look-ups that all such enums have.
fn named_enum(name: &str, what: &str, meaning: &str, variants: &[(String, String, TokenStream)]) -> TokenStream {
    let name_ident = ident(name);
    let enum_doc = doc(&[meaning.to_owned()]);
    let idents: Vec<_> = variants.iter().map(|(variant, ..)| ident(variant)).collect();
    let ids: Vec<_> = variants.iter().map(|(_, id, _)| id).collect();
    let docs = variants.iter().map(|(.., doc)| doc);
    let expecting = format!("the id of {what}");
    quote! {
        #enum_doc
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name_ident { #(#docs #idents,)* }

        impl #name_ident {
            /// All of them, by id.
            pub const ALL: &'static [Self] = &[#(Self::#idents),*];

            /// The id, the same in every output of the catalogue.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { #(Self::#idents => #ids,)* }
            }
        }

        impl core::fmt::Display for #name_ident {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl core::str::FromStr for #name_ident {
            type Err = UnknownName;
            fn from_str(id: &str) -> Result<Self, UnknownName> {
                match id {
                    #(#ids => Ok(Self::#idents),)*
                    _ => Err(UnknownName { what: #what }),
                }
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for #name_ident {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for #name_ident {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::rest::vocabulary::deserialize_name(deserializer, #expecting)
            }
        }
    }
}

fn endpoints(catalogue: &Catalogue) -> TokenStream {
    let variants: Vec<_> = catalogue
        .endpoints
        .iter()
        .map(|endpoint| (endpoint.name.clone(), endpoint.id.clone(), doc(&endpoint_doc(endpoint))))
        .collect();
    let endpoint_enum = named_enum("Endpoint", "an endpoint", "The calls of the service.", &variants);
    let names: Vec<_> = catalogue.endpoints.iter().map(|endpoint| ident(&endpoint.name)).collect();
    let methods = catalogue.endpoints.iter().map(|endpoint| endpoint.method);
    let paths = catalogue.endpoints.iter().map(|endpoint| &endpoint.path);
    let endpoint_variants = catalogue.endpoints.iter().map(|endpoint| &endpoint.variants);
    let endpoint_variants = endpoint_variants.map(|variants| quote!(&[#(#variants),*]));
    let outcomes: Vec<_> = catalogue
        .outcomes
        .iter()
        .map(|outcome| (outcome.name.clone(), outcome.id.clone(), doc(&[sentence(&prose(&outcome.title.en))])))
        .collect();
    let outcome_enum = named_enum("Outcome", "an outcome", "The ways in which a call succeeds.", &outcomes);
    quote! {
        //! The calls of the service and the ways in which they succeed.

        /// Said when a text is no id of the catalogue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct UnknownName {
            pub(super) what: &'static str,
        }

        impl core::fmt::Display for UnknownName {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "not the id of {}", self.what)
            }
        }

        impl core::error::Error for UnknownName {}

        #endpoint_enum

        impl Endpoint {
            /// HTTP method of the call.
            #[must_use]
            pub const fn method(self) -> &'static str {
                match self { #(Self::#names => #methods,)* }
            }

            /// Path of the call, with `{placeholders}`.
            #[must_use]
            pub const fn path(self) -> &'static str {
                match self { #(Self::#names => #paths,)* }
            }

            /// The variants that the call takes, by id.
            #[must_use]
            pub const fn variants(self) -> &'static [&'static str] {
                match self { #(Self::#names => #endpoint_variants,)* }
            }
        }

        #outcome_enum
    }
}

fn endpoint_doc(endpoint: &Endpoint) -> Vec<String> {
    let mut lines = vec![
        sentence(&prose(&endpoint.title.en)),
        String::new(),
        format!("`{} {}`", endpoint.method, endpoint.path),
        String::new(),
        prose(&endpoint.detail.en),
    ];
    lines.extend(endpoint.note.iter().flat_map(|note| [String::new(), prose(&note.en)]));
    lines
}

fn error_id(catalogue: &Catalogue) -> TokenStream {
    let variants = catalogue.entries.iter().map(|entry| {
        let name = ident(&entry.name);
        let docs = doc(&entry_doc(catalogue, entry));
        let deprecated = entry.deprecated.as_ref().map(|deprecated| {
            let note = &deprecated.note.en;
            match deprecated.since.as_str() {
                crate::check::NEXT => quote!(#[deprecated(note = #note)]),
                since => quote!(#[deprecated(since = #since, note = #note)]),
            }
        });
        quote!(#docs #deprecated #name,)
    });
    let names: Vec<_> = catalogue.entries.iter().map(|entry| ident(&entry.name)).collect();
    let former: Vec<_> = catalogue
        .former_ids
        .iter()
        .map(|former| {
            let (name, now) = (ident(&former.name), ident(&catalogue.entries[former.entry].name));
            let text = format!("Former name of [`Self::{now}`].");
            let note = format!("renamed to `{now}`");
            let alias = quote! {
                #[doc = #text]
                #[deprecated(note = #note)]
                #[allow(non_upper_case_globals)]
                pub const #name: Self = Self::#now;
            };
            let id = &former.id;
            (alias, quote!((#id, ErrorId::#now)))
        })
        .collect();
    let aliases = former.iter().map(|(alias, _)| alias);
    let former_ids = former.iter().map(|(_, pair)| pair);
    let predicates = Kind::ALL.iter().map(|kind| {
        let name = format_ident!("is_{}", kind.as_str());
        let text = format!("Whether the kind is `{kind}`: {}.", kind.words(Lang::En));
        let kind = word("Kind", kind);
        quote! {
            #[doc = #text]
            #[must_use]
            pub fn #name(self) -> bool {
                matches!(self.kind(), #kind)
            }
        }
    });
    quote! {
        //! The error entries of the service.
        use super::{Entry, Key, Recipe, Source, TABLE, UnknownName, entries, sources, words_en, words_zh};
        use crate::rest::vocabulary::{Disposition, Effect, Fault, Kind, Lang, Rung};
        use crate::rest::{Code, Explanation, Words, table};

        /// An error of the service, or another answer that is not plain success.
        ///
        /// Prints as its title, in English; [`as_str`](Self::as_str) gives the id.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ErrorId { #(#variants)* }

        /// Ids that entries had in earlier releases, and what they are now.
        pub const FORMER_IDS: &[(&str, ErrorId)] = &[#(#former_ids),*];

        impl ErrorId {
            /// All entries, by id.
            pub const ALL: &'static [Self] = &[#(Self::#names),*];

            #(#aliases)*

            /// What is true of the error wherever it is met.
            #[must_use]
            pub fn entry(self) -> &'static Entry {
                &entries::ENTRIES[self as usize]
            }

            /// The id, the same in every output of the catalogue and for ever.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                self.entry().name
            }

            /// What sort of error it is.
            #[must_use]
            pub fn kind(self) -> Kind {
                self.entry().kind
            }

            /// What the caller should think of the call, unless the key says otherwise.
            #[must_use]
            pub fn disposition(self) -> Disposition {
                self.entry().disposition
            }

            /// Whether the server may have acted, unless the key says otherwise.
            #[must_use]
            pub fn effect(self) -> Effect {
                self.entry().effect
            }

            /// Who must act.
            #[must_use]
            pub fn fault(self) -> Fault {
                self.entry().fault
            }

            /// The rung of the ladder that stops the mistake.
            #[must_use]
            pub fn rung(self) -> Rung {
                self.entry().rung
            }

            /// How to try again, unless the key says otherwise; never when absent.
            #[must_use]
            pub fn retry(self) -> Option<&'static Recipe> {
                self.entry().retry
            }

            /// The answers that are this entry.
            pub fn keys(self) -> impl Iterator<Item = &'static Key> {
                TABLE.keys.iter().filter(move |key| key.id == self)
            }

            /// The entries that have a key with this code of the service, by id.
            pub fn with_code<'a>(code: impl Into<Code<'a>>) -> impl Iterator<Item = Self> {
                let code = code.into();
                Self::ALL.iter().copied().filter(move |id| id.keys().any(|key| key.code == Some(code)))
            }

            /// The words of the entry in one language.
            #[must_use]
            pub fn words(self, lang: Lang) -> &'static Words<'static> {
                match lang {
                    Lang::En => &words_en::WORDS[self as usize],
                    Lang::Zh => &words_zh::WORDS[self as usize],
                }
            }

            /// The entry in words of one language, ready to be printed: several lines.
            #[must_use]
            pub fn explain(self, lang: Lang) -> Explanation<'static> {
                Explanation { name: self.as_str(), words: self.words(lang), effect: self.effect(), lang }
            }

            /// The documents that state the entry.
            pub fn sources(self) -> impl Iterator<Item = &'static Source> {
                sources::OF_ENTRIES[self as usize].iter().map(|index| &sources::SOURCES[*index])
            }

            #(#predicates)*
        }

        impl core::fmt::Display for ErrorId {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.words(Lang::En).title)
            }
        }

        impl core::str::FromStr for ErrorId {
            type Err = UnknownName;
            /// Reads an id, also one that the entry had in an earlier release.
            fn from_str(id: &str) -> Result<Self, UnknownName> {
                table::find(entries::ENTRIES, FORMER_IDS, id).ok_or(UnknownName { what: "an error" })
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for ErrorId {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for ErrorId {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::rest::vocabulary::deserialize_name(deserializer, "the id of an error")
            }
        }
    }
}

/// Meaning, did it take effect, causes, remedies, retry, sources: in this order, as a reader needs them.
fn entry_doc(catalogue: &Catalogue, entry: &Entry) -> Vec<String> {
    let mut lines = vec![sentence(&prose(&entry.title.en)), String::new(), prose(&entry.detail.en), String::new()];
    let found: Vec<String> = entry.keys.iter().map(|key| key_words(catalogue, &catalogue.keys[*key])).collect();
    lines.push(format!("Found by: {}.", found.join("; ")));
    lines.push(String::new());
    lines.push(format!("**Did it take effect?** {}.", capital(entry.effect.words(Lang::En))));
    let mut list = |title: &str, items: Vec<String>| {
        if !items.is_empty() {
            lines.extend([String::new(), format!("**{title}**"), String::new()]);
            lines.extend(items.iter().map(|item| format!("* {}", prose(item).replace('\n', " "))));
        }
    };
    list("Possible causes", entry.causes.iter().map(|cause| cause.words.en.clone()).collect());
    list("What to do", entry.remedies.iter().map(|remedy| remedy.words.en.clone()).collect());
    let retries = entry.retries.iter().map(|retry| {
        let place =
            if retry.endpoints.is_empty() { String::new() } else { format!("At {}: ", retry.endpoints.join(", ")) };
        let advice = retry
            .recipe
            .map_or("do not repeat the request automatically.", |recipe| &catalogue.recipes[recipe].words.en);
        format!("{place}{advice}")
    });
    list("Retry", retries.collect());
    list("Limits", entry.constraints.iter().map(|constraint| constraint.words.en.clone()).collect());
    list("Note", entry.note.iter().map(|note| note.en.clone()).collect());
    let sources: Vec<&str> = entry.sources.iter().map(|index| catalogue.references[*index].id.as_str()).collect();
    let known = entry.confidence.words(Lang::En);
    lines.extend([String::new(), format!("**Sources** ({known}): `{}`.", sources.join("`, `"))]);
    lines
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn key_words(catalogue: &Catalogue, key: &Key) -> String {
    let stated = &key.stated;
    let mut parts = Vec::new();
    if !stated.endpoints.is_empty() {
        let ids: Vec<_> = stated.endpoints.iter().map(|index| catalogue.endpoints[*index].id.as_str()).collect();
        parts.push(format!("at `{}`", ids.join("`, `")));
    }
    parts.extend(stated.http.map(|http| format!("HTTP {http}")));
    parts.extend(stated.shape.map(|shape| shape.words(Lang::En).to_owned()));
    parts.extend(stated.code.as_ref().map(|code| match code {
        Code::Number(number) => format!("code {number}"),
        Code::Word(word) => format!("code `{word}`"),
    }));
    parts.extend(key.text.as_ref().map(|text| format!("text `{text}`")));
    parts.join(", ")
}

fn entries(catalogue: &Catalogue) -> TokenStream {
    let entries = catalogue.entries.iter().map(|entry| {
        let (id, name, since) = (ident(&entry.name), &entry.id, &entry.since);
        let status = word("EntryStatus", &entry.status);
        let kind = word("Kind", &entry.kind);
        let disposition = word("Disposition", &entry.disposition);
        let fault = word("Fault", &entry.fault);
        let effect = word("Effect", &entry.effect);
        let rung = word("Rung", &entry.rung);
        let retry = recipe_tokens(catalogue, entry.retry);
        let confidence = word("Confidence", &entry.confidence);
        quote! {
            Entry {
                id: ErrorId::#id,
                name: #name,
                status: #status,
                since: #since,
                kind: #kind,
                disposition: #disposition,
                fault: #fault,
                effect: #effect,
                rung: #rung,
                retry: #retry,
                confidence: #confidence,
            }
        }
    });
    debug_assert!(EntryStatus::ALL.len() == 2, "a new status needs a look at the outputs");
    quote! {
        //! What is true of each error wherever it is met, in the order of `ErrorId`.
        #![allow(unused_imports)]
        use super::{Entry, ErrorId, recipes};
        use crate::rest::vocabulary::{Confidence, Disposition, Effect, EntryStatus, Fault, Kind, Rung};

        pub(super) static ENTRIES: &[Entry] = &[#(#entries),*];
    }
}

fn recipe_tokens(catalogue: &Catalogue, recipe: Option<usize>) -> TokenStream {
    option(recipe.map(|index| {
        let name = ident(&catalogue.recipes[index].name);
        quote!(&recipes::#name)
    }))
}

fn keys(catalogue: &Catalogue) -> TokenStream {
    let keys = catalogue.keys.iter().map(|key| {
        let stated = &key.stated;
        let id = ident(&catalogue.entries[stated.entry].name);
        let endpoints = stated.endpoints.iter().map(|index| ident(&catalogue.endpoints[*index].name));
        let status = option(stated.http.map(|http| {
            let http = Literal::u16_unsuffixed(http);
            quote!(#http)
        }));
        let shape = option(stated.shape.map(|shape| word("Shape", &shape)));
        let code = option(stated.code.as_ref().map(code_tokens));
        let text = option(stated.text.as_ref().map(|text| quote!(#text)));
        let disposition = word("Disposition", &key.disposition);
        let effect = word("Effect", &key.effect);
        let retry = recipe_tokens(catalogue, key.retry);
        let confidence = word("Confidence", &key.confidence);
        quote! {
            Key {
                id: ErrorId::#id,
                endpoints: &[#(Endpoint::#endpoints),*],
                status: #status,
                shape: #shape,
                code: #code,
                text: #text,
                disposition: #disposition,
                effect: #effect,
                retry: #retry,
                confidence: #confidence,
            }
        }
    });
    quote! {
        //! What each answer may look like, in the order of the matcher.
        #![allow(unused_imports)]
        use super::{Endpoint, ErrorId, Key, recipes};
        use crate::rest::Code;
        use crate::rest::vocabulary::{Confidence, Disposition, Effect, Shape};

        pub(super) static KEYS: &[Key] = &[#(#keys),*];
    }
}

fn recipes(catalogue: &Catalogue) -> TokenStream {
    let statics = catalogue.recipes.iter().map(|recipe| recipe_static(catalogue, recipe));
    let names = catalogue.recipes.iter().map(|recipe| ident(&recipe.name));
    quote! {
        //! Ways to try again.
        #![allow(unused_imports)]
        use super::{Endpoint, Recipe};
        use crate::rest::vocabulary::{Confidence, Jitter};
        use crate::rest::{Keep, Then};

        #(#statics)*

        /// All ways to try again, by id.
        pub static RECIPES: &[&Recipe] = &[#(&#names),*];
    }
}

fn recipe_static(catalogue: &Catalogue, recipe: &Recipe) -> TokenStream {
    let docs = doc(&[prose(&recipe.words.en)]);
    let (name, id) = (ident(&recipe.name), &recipe.id);
    let delays = recipe.delays_s.iter().map(|delay| Literal::u32_unsuffixed(*delay));
    let keep = match &recipe.keep {
        Keep::All => quote!(Keep::All),
        Keep::Fields(fields) => quote!(Keep::Fields(&[#(#fields),*])),
    };
    let change = &recipe.change;
    let condition = option(recipe.condition.as_ref().map(|condition| {
        let id = &condition.id;
        quote!(#id)
    }));
    let then = match &recipe.then {
        Then::GiveUp => quote!(Then::GiveUp),
        Then::Flow { endpoints, change } => {
            let endpoints = endpoints.iter().map(|index| ident(&catalogue.endpoints[*index].name));
            quote!(Then::Flow { endpoints: &[#(Endpoint::#endpoints),*], change: &[#(#change),*] })
        }
        Then::Poll { endpoint, every_s } => {
            let endpoint = ident(&catalogue.endpoints[*endpoint].name);
            let every_s = Literal::u32_unsuffixed(*every_s);
            quote!(Then::Poll { endpoint: Endpoint::#endpoint, every_s: #every_s })
        }
    };
    let honour = recipe.honour_retry_after;
    let jitter = word("Jitter", &recipe.jitter);
    let confidence = word("Confidence", &recipe.confidence);
    quote! {
        #docs
        pub(super) static #name: Recipe = Recipe {
            name: #id,
            delays_s: &[#(#delays),*],
            keep: #keep,
            change: &[#(#change),*],
            condition: #condition,
            then: #then,
            honour_retry_after: #honour,
            jitter: #jitter,
            confidence: #confidence,
        };
    }
}

fn sources(catalogue: &Catalogue) -> TokenStream {
    let sources = catalogue.references.iter().map(|reference| {
        let crate::ir::Reference { id, title, location, published, retrieved, .. } = reference;
        let url = option(reference.url.as_ref().map(|url| quote!(#url)));
        let withdrawn = option(reference.withdrawn.as_ref().map(|date| quote!(#date)));
        quote! {
            Source {
                id: #id,
                title: #title,
                location: #location,
                url: #url,
                published: #published,
                retrieved: #retrieved,
                withdrawn: #withdrawn,
            }
        }
    });
    let of_entries = catalogue.entries.iter().map(|entry| {
        let indexes = entry.sources.iter().map(|index| Literal::usize_unsuffixed(*index));
        quote!(&[#(#indexes),*])
    });
    quote! {
        //! Where the facts come from.

        /// A document that facts come from.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Source {
            /// Id of the reference.
            pub id: &'static str,
            /// Title, as its publisher gives it.
            pub title: &'static str,
            /// Where it is found.
            pub location: &'static str,
            /// Its address, where one is known.
            pub url: Option<&'static str>,
            /// Date of the edition, as exact as it is known.
            pub published: &'static str,
            /// Date on which its facts were taken over.
            pub retrieved: &'static str,
            /// Date on which the publisher took it down.
            pub withdrawn: Option<&'static str>,
        }

        /// All documents, by id.
        pub static SOURCES: &[Source] = &[#(#sources),*];

        pub(super) static OF_ENTRIES: &[&[usize]] = &[#(#of_entries),*];
    }
}

fn words(catalogue: &Catalogue, lang: Lang) -> TokenStream {
    let say = |words: &Words| match lang {
        Lang::En => words.en.clone(),
        Lang::Zh => words.zh.clone(),
    };
    let all = catalogue.entries.iter().map(|entry| {
        let (title, detail) = (say(&entry.title), say(&entry.detail));
        let causes = entry.causes.iter().map(|cause| say(&cause.words));
        let remedies = entry.remedies.iter().map(|remedy| {
            let text = say(&remedy.words);
            let action = option(remedy.action.map(|action| word("Action", &Action::from(action))));
            quote!(Remedy { text: #text, action: #action })
        });
        let retries = entry.retries.iter().map(|retry| {
            let endpoints = &retry.endpoints;
            let text = option(retry.recipe.map(|recipe| {
                let text = say(&catalogue.recipes[recipe].words);
                quote!(#text)
            }));
            quote!(RetryWords { endpoints: &[#(#endpoints),*], text: #text })
        });
        let note = option(entry.note.as_ref().map(|note| {
            let note = say(note);
            quote!(#note)
        }));
        let constraints = entry.constraints.iter().map(|constraint| say(&constraint.words));
        let links = entry.links.iter().map(|link| {
            let (title, url) = (say(&link.title), &link.url);
            quote!(Link { title: #title, url: #url })
        });
        quote! {
            Words {
                title: #title,
                detail: #detail,
                causes: &[#(#causes),*],
                remedies: &[#(#remedies),*],
                retries: &[#(#retries),*],
                note: #note,
                constraints: &[#(#constraints),*],
                links: &[#(#links),*],
            }
        }
    });
    let about = format!(" The words of each error in {}, in the order of `ErrorId`.", lang.words(Lang::En));
    quote! {
        #![doc = #about]
        #![allow(unused_imports)]
        use crate::rest::vocabulary::Action;
        use crate::rest::{Link, Remedy, RetryWords, Words};

        pub(super) static WORDS: &[Words<'static>] = &[#(#all),*];
    }
}
