//! Types of bodies, and single values with a name.

use super::plan::Plan;
use super::rules::Tables;
use super::{module_name, rust_ident};
use crate::emit::errors_crate::{doc, ident, prose, sentence};
use crate::ir::api::{Check, EnumValue, Field, Form, Type, ValueType, holds_in};
use crate::ir::{Catalogue, Variant};
use crate::model::{AliasUse, FieldStatus, Holds, Primitive};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The types that are the same in every variant.
pub(super) fn shared<'a>(plan: &Plan<'a>, tables: &mut Tables<'_, 'a>) -> TokenStream {
    let types: Vec<_> = plan.shared().map(|(index, of)| one(plan, tables, index, of, None)).collect();
    quote! {
        //! Bodies and their parts that are the same in every mode.
        #![allow(deprecated, unused_imports)]

        use crate::rest;
        use serde::{Deserialize, Serialize};

        #(#types)*
    }
}

/// The types that a variant has for itself.
pub(super) fn own<'a>(plan: &Plan<'a>, tables: &mut Tables<'_, 'a>, variant: &Variant) -> TokenStream {
    let types: Vec<_> =
        plan.own(&variant.id).map(|(index, of)| one(plan, tables, index, of, Some(&variant.id))).collect();
    let about = format!(" Bodies of `{}`: {}.", variant.id, prose(&variant.title.en));
    quote! {
        #![doc = #about]
        #![allow(deprecated, unused_imports)]

        use crate::rest;
        use serde::{Deserialize, Serialize};

        #(#types)*
    }
}

/// The type by its path in the crate.
pub(super) fn path_of(plan: &Plan<'_>, index: usize, variant: Option<&str>) -> TokenStream {
    let name = ident(&plan.catalogue.api.types[index].name);
    match variant {
        Some(variant) if plan.is_split(index) => {
            let module = rust_ident(&module_name(variant));
            quote!(crate::generated::#module::#name)
        }
        _ => quote!(crate::generated::types::#name),
    }
}

fn one<'a>(
    plan: &Plan<'a>,
    tables: &mut Tables<'_, 'a>,
    index: usize,
    of: &'a Type,
    variant: Option<&str>,
) -> TokenStream {
    match &of.form {
        Form::Object(_) => object(plan, index, of, variant),
        Form::Enum(primitive, values) => open_enum(plan.catalogue, of, *primitive, values),
        Form::Scalar(Primitive::String) => text(plan, tables, of),
        // Numbers and booleans are what they are; their rules are checked where they stand.
        Form::Scalar(_) => TokenStream::new(),
    }
}

/// A text with a grammar: it holds any text, for every rule can be switched off, and tells whether it keeps to its own.
fn text<'a>(plan: &Plan<'a>, tables: &mut Tables<'_, 'a>, of: &'a Type) -> TokenStream {
    let docs = type_doc(plan.catalogue, of);
    let name = ident(&of.name);
    let of_numbers = of.rules.iter().any(|rule| {
        matches!(rule.check, Some(Check::IntegerText(_, max)) if rule.at.is_empty() && max <= u64::from(u32::MAX))
    });
    let from_number = of_numbers.then(|| {
        quote! {
            impl From<u32> for #name {
                fn from(number: u32) -> Self {
                    Self::new(number.to_string())
                }
            }
        }
    });
    let parsed = tables.of_value(of).map(|rules| {
        quote! {
            /// Takes a text that keeps to the rules that hold in every form of the service's calls; those of one form are
            /// judged when it is sent.
            impl std::str::FromStr for #name {
                type Err = rest::validate::Invalid;

                fn from_str(text: &str) -> Result<Self, Self::Err> {
                    let value = Self::from(text);
                    rest::validate::judge(&value, &super::rules::#rules, &rest::validate::Context::default())?;
                    Ok(value)
                }
            }
        }
    });
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct #name(String);

        rest::text_impls!(#name);
        #from_number
        #parsed
    }
}

fn type_doc(catalogue: &Catalogue, of: &Type) -> TokenStream {
    let mut lines = vec![sentence(&prose(&of.title.en))];
    if let Some(note) = &of.note {
        lines.extend([String::new(), prose(&note.en)]);
    }
    let rules: Vec<String> = of
        .rules
        .iter()
        .filter(|rule| rule.at.is_empty())
        .map(|rule| format!("* `{}`: {}", rule.id, prose(&rule.words.en)))
        .collect();
    if !rules.is_empty() {
        lines.push(String::new());
        lines.extend(rules);
    }
    lines.extend(source_lines(catalogue, &of.sources));
    doc(&lines)
}

fn source_lines(catalogue: &Catalogue, sources: &[usize]) -> Vec<String> {
    let titles: Vec<String> = sources.iter().map(|index| prose(&catalogue.references[*index].title)).collect();
    if titles.is_empty() { Vec::new() } else { vec![String::new(), format!("Source: {}.", titles.join("; "))] }
}

fn open_enum(catalogue: &Catalogue, of: &Type, primitive: Primitive, values: &[EnumValue]) -> TokenStream {
    let docs = type_doc(catalogue, of);
    let name = ident(&of.name);
    let rows = values.iter().map(|value| {
        let mut lines = vec![sentence(&prose(&value.title.en))];
        lines.extend(value.note.iter().flat_map(|note| [String::new(), prose(&note.en)]));
        lines.extend(status_line(value.status));
        let (docs, variant) = (doc(&lines), ident(&value.name));
        let written = literal(&value.value);
        (quote!(#docs #variant,), quote!(#variant = #written))
    });
    let (declared, written): (Vec<_>, Vec<_>) = rows.unzip();
    let kind = rust_ident(if primitive == Primitive::Integer { "i64" } else { "str" });
    let (other, copy) = if primitive == Primitive::Integer {
        (quote!(i64), quote!(Copy,))
    } else {
        (quote!(String), TokenStream::new())
    };
    quote! {
        #docs
        #[derive(Debug, Clone, #copy)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared)*
            /// A value that the catalogue does not know.
            Other(#other),
        }

        rest::open_enum_impls!(#name: #kind { #(#written),* });
    }
}

fn status_line(status: FieldStatus) -> Vec<String> {
    let word = match status {
        FieldStatus::Current => return Vec::new(),
        FieldStatus::Legacy => "In older documents only.",
        FieldStatus::Removed => "Taken away by the vendor.",
    };
    vec![String::new(), word.to_owned()]
}

fn literal(value: &serde_json::Value) -> TokenStream {
    match value {
        serde_json::Value::Number(number) => {
            let number = Literal::i64_unsuffixed(number.as_i64().unwrap_or_default());
            quote!(#number)
        }
        other => {
            let text = other.as_str().unwrap_or_default();
            quote!(#text)
        }
    }
}

fn object(plan: &Plan<'_>, index: usize, of: &Type, variant: Option<&str>) -> TokenStream {
    let name = ident(&of.name);
    let docs = type_doc(plan.catalogue, of);
    let fields: Vec<Member<'_>> =
        plan.fields(index, variant).map(|field| Member::new(plan, index, of, field, variant)).collect();
    let is_asked = plan.is_asked(index);
    let declared = fields.iter().map(|field| field.declared(is_asked));
    let needed: Vec<&Member<'_>> = fields.iter().filter(|field| field.needed).collect();
    let default = if needed.is_empty() { quote!(Default,) } else { TokenStream::new() };
    let constructor = constructor(&fields, &needed);
    let setters = fields.iter().filter(|field| !field.needed).map(Member::setter);
    let views = fields.iter().map(|field| {
        let (id, name) = (&field.field.id, &field.name);
        quote!(#id => #name)
    });
    // One writer reads the views of all types of requests, where serde would make one of each.
    let view = is_asked.then(|| quote!(rest::object!(#name { #(#views),* }, extra, written);));
    let (serialize, skip, written) = match is_asked {
        true => (TokenStream::new(), TokenStream::new(), quote!(, written)),
        false => {
            let skip = quote!(, skip_serializing_if = "rest::read::Extra::is_empty");
            (quote!(Serialize,), skip, TokenStream::new())
        }
    };
    let tolerant = plan.is_answered(index).then(|| quote!(rest::tolerant!(#name);));
    // An answer may have several spellings at once, and serde takes two of them for a mistake.
    let spellings: Vec<_> = fields.iter().filter(|field| field.answered).flat_map(Member::spellings).collect();
    let (remote, respelt) = if spellings.is_empty() {
        (TokenStream::new(), TokenStream::new())
    } else {
        (quote!(#[serde(remote = "Self")]), quote!(rest::respelt!(#name { #(#spellings),* } #written);))
    };
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, #default #serialize Deserialize)]
        #remote
        #[non_exhaustive]
        pub struct #name {
            #(#declared)*
            /// Fields that the catalogue does not know, by their names on the wire.
            #[serde(flatten #skip)]
            pub extra: rest::read::Extra,
        }

        impl #name {
            #constructor
            #(#setters)*

            /// Adds a field that the catalogue does not know.
            #[must_use]
            pub fn extra(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
                self.extra.insert(name, value);
                self
            }
        }

        #view
        #respelt
        #tolerant
    }
}

fn constructor(fields: &[Member<'_>], needed: &[&Member<'_>]) -> TokenStream {
    let parameters = needed.iter().map(|field| {
        let (name, taken) = (&field.name, field.taken());
        quote!(#name: #taken)
    });
    let set = fields.iter().map(|field| {
        let name = &field.name;
        if field.needed {
            let value = field.converted();
            if field.field.nullable { quote!(#name: Some(#value),) } else { quote!(#name: #value,) }
        } else {
            quote!(#name: Default::default(),)
        }
    });
    let about = if needed.is_empty() { " Nothing is set." } else { " With what must be there." };
    quote! {
        #[doc = #about]
        #[must_use]
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#set)* extra: rest::read::Extra::new() }
        }
    }
}

/// A field of a generated type.
pub(super) struct Member<'a> {
    pub(super) field: &'a Field,
    pub(super) name: proc_macro2::Ident,
    /// The type of one value.
    pub(super) one: TokenStream,
    /// Whether the type cannot be made without it.
    pub(super) needed: bool,
    /// Whether it comes from the service.
    answered: bool,
    docs: TokenStream,
    is_boolean: bool,
}

impl<'a> Member<'a> {
    pub(super) fn new(plan: &Plan<'a>, index: usize, of: &Type, field: &'a Field, variant: Option<&str>) -> Self {
        let one = one_type(plan, field, variant);
        Self {
            field,
            name: rust_ident(&field.name),
            one,
            // What the service leaves out of an answer must not make the answer unreadable.
            needed: field.required && !plan.is_answered(index),
            answered: plan.is_answered(index),
            docs: field_doc(plan.catalogue, of, field, variant),
            is_boolean: field.value == ValueType::Primitive(Primitive::Boolean),
        }
    }

    /// The type of all its values.
    pub(super) fn all(&self) -> TokenStream {
        let one = &self.one;
        match self.field.holds {
            // Reading takes the text for the value and writes it back as it came.
            Holds::One | Holds::OneOrText => quote!(#one),
            Holds::List => quote!(Vec<#one>),
            Holds::Map => quote!(std::collections::BTreeMap<String, #one>),
            Holds::TextOrList => quote!(rest::read::TextOrList<#one>),
        }
    }

    /// Its other spellings.
    fn aliases(&self) -> impl Iterator<Item = &'a String> {
        self.field.aliases.iter().filter(|alias| alias.taken_by != AliasUse::Nobody).map(|alias| &alias.id)
    }

    /// Its other spellings, each with the field.
    fn spellings(&self) -> impl Iterator<Item = TokenStream> {
        let name = &self.name;
        self.aliases().map(move |alias| quote!(#alias => #name))
    }

    /// The field; of one that is written as it is shown, serde is not told when it is left out.
    fn declared(&self, is_shown: bool) -> TokenStream {
        let (docs, name, all, id) = (&self.docs, &self.name, self.all(), &self.field.id);
        let aliases: Vec<_> = if self.answered { Vec::new() } else { self.aliases().collect() };
        let deprecated = match self.field.status {
            FieldStatus::Current => TokenStream::new(),
            FieldStatus::Legacy => quote!(#[deprecated(note = "in older documents only")]),
            FieldStatus::Removed => quote!(#[deprecated(note = "taken away by the vendor")]),
        };
        let skip = |test: &str| if is_shown { TokenStream::new() } else { quote!(, skip_serializing_if = #test) };
        let (of, more) = if self.needed && self.field.nullable {
            let skip = skip("Option::is_none");
            (quote!(Option<#all>), quote!(deserialize_with = "rest::read::nullable" #skip))
        } else if self.needed {
            (all, TokenStream::new())
        } else if self.answered {
            let skip = skip("rest::read::Lenient::is_absent");
            (quote!(rest::read::Lenient<#all>), quote!(default #skip))
        } else {
            let skip = skip("Option::is_none");
            (quote!(Option<#all>), quote!(default #skip))
        };
        quote! {
            #docs
            #deprecated
            #[serde(rename = #id, #(alias = #aliases,)* #more)]
            pub #name: #of,
        }
    }

    /// The type of an argument for it.
    pub(super) fn taken(&self) -> TokenStream {
        let one = &self.one;
        match self.field.holds {
            Holds::One if self.is_boolean => quote!(bool),
            Holds::One | Holds::OneOrText => quote!(impl Into<#one>),
            Holds::List => quote!(impl IntoIterator<Item = impl Into<#one>>),
            Holds::Map | Holds::TextOrList => self.all(),
        }
    }

    /// The argument as the field holds it.
    pub(super) fn converted(&self) -> TokenStream {
        let name = &self.name;
        match self.field.holds {
            Holds::One if self.is_boolean => quote!(#name),
            Holds::One | Holds::OneOrText => quote!(#name.into()),
            Holds::List => quote!(#name.into_iter().map(Into::into).collect()),
            Holds::Map | Holds::TextOrList => quote!(#name),
        }
    }

    /// The argument as a field holds it that may be left out.
    pub(super) fn set(&self) -> TokenStream {
        let (set, value) =
            (if self.answered { quote!(rest::read::Lenient::Read) } else { quote!(Some) }, self.converted());
        quote!(#set(#value))
    }

    pub(super) fn setter_doc(&self) -> TokenStream {
        let line = format!(" Sets `{}`: {}.", self.field.id, prose(&self.field.title.en));
        quote!(#[doc = #line])
    }

    fn setter(&self) -> TokenStream {
        let (name, taken, value, docs) = (&self.name, self.taken(), self.set(), self.setter_doc());
        quote! {
            #docs
            #[must_use]
            pub fn #name(mut self, #name: #taken) -> Self {
                self.#name = #value;
                self
            }
        }
    }
}

fn one_type(plan: &Plan<'_>, field: &Field, variant: Option<&str>) -> TokenStream {
    let primitive = |primitive: Primitive| match primitive {
        Primitive::String if field.secret => quote!(rest::Secret),
        Primitive::String => quote!(String),
        Primitive::Integer => quote!(i64),
        Primitive::Number => quote!(f64),
        Primitive::Boolean => quote!(bool),
        Primitive::Json => quote!(serde_json::Value),
    };
    match field.value {
        ValueType::Primitive(of) => primitive(of),
        ValueType::Type(index) => match &plan.catalogue.api.types[index].form {
            Form::Scalar(of) if *of != Primitive::String || field.secret => primitive(*of),
            _ => path_of(plan, index, variant),
        },
    }
}

fn field_doc(catalogue: &Catalogue, of: &Type, field: &Field, variant: Option<&str>) -> TokenStream {
    let mut lines = vec![sentence(&prose(&field.title.en)), String::new()];
    let mut facts = vec![format!("`{}` on the wire", field.id)];
    facts.extend(field.unit.iter().map(|unit| format!("in {unit}")));
    facts.extend(field.default.iter().map(|default| format!("`{default}` when left out")));
    lines.push(format!("{}.", facts.join("; ")));
    lines.extend(field.note.iter().flat_map(|note| [String::new(), prose(&note.en)]));
    lines.extend(status_line(field.status));
    let at = |rule: &crate::ir::api::Rule| {
        matches!(rule.at.first(), Some(crate::ir::api::Step::Field(name)) if *name == field.id)
            && holds_in(&rule.variants, variant)
    };
    let rules: Vec<String> = of
        .rules
        .iter()
        .filter(|rule| at(rule))
        .map(|rule| format!("* `{}`: {}", rule.id, prose(&rule.words.en)))
        .collect();
    if !rules.is_empty() {
        lines.push(String::new());
        lines.extend(rules);
    }
    if field.sources != of.sources {
        lines.extend(source_lines(catalogue, &field.sources));
    }
    doc(&lines)
}
