//! The rules over bodies as static tables, one tree for each body that is sent.

use super::plan::Plan;
use crate::ir::api::{Check, Condition, Form, Rule, Step, Test, Type, ValueType, holds_in};
use crate::model::{AliasUse, Broken, Certainty, FieldStatus, Force, Holds};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Number, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The tables written so far.
pub(super) struct Tables<'p, 'a> {
    plan: &'p Plan<'a>,
    /// By contents: the name of a table.
    names: BTreeMap<String, Ident>,
    /// By type: how many tables it has.
    taken: BTreeMap<String, usize>,
    items: Vec<TokenStream>,
    patterns: BTreeMap<String, Ident>,
    seen: BTreeSet<&'a str>,
}

impl<'p, 'a> Tables<'p, 'a> {
    pub(super) fn new(plan: &'p Plan<'a>) -> Self {
        Self {
            plan,
            names: BTreeMap::new(),
            taken: BTreeMap::new(),
            items: Vec::new(),
            patterns: BTreeMap::new(),
            seen: BTreeSet::new(),
        }
    }

    /// How many rules stand in the tables.
    pub(super) fn rules(&self) -> usize {
        self.seen.len()
    }

    pub(super) fn finish(self) -> TokenStream {
        let items = self.items;
        let (texts, names): (Vec<_>, Vec<_>) = self.patterns.into_iter().unzip();
        quote! {
            //! The rules that a body must keep, and what is known of each.
            #![allow(unused_imports)]

            use crate::rest::validate::{
                Broken, Certainty, Characters, Check, Condition, Field, Hints, Holds, Level, Literal, Names, Pattern,
                Row, Rule, Step, Test, Type,
            };

            #(static #names: Pattern = Pattern::new(#texts);)*

            #(#items)*
        }
    }

    /// The table of the body of a call.
    pub(super) fn of_call(&mut self, endpoint: usize, variant: Option<&'a str>) -> Option<Ident> {
        let call = &self.plan.catalogue.api.calls[endpoint];
        let id = self.plan.catalogue.endpoints[endpoint].id.as_str();
        self.of_type(call.request?, id, variant, &call.rules)
    }

    /// The table of a single value, with the rules that hold wherever it stands.
    pub(super) fn of_value(&mut self, of: &'a Type) -> Option<Ident> {
        let everywhere = |rule: &&Rule| {
            rule.check.is_some() && rule.variants.is_empty() && rule.endpoints.is_empty() && rule.editions.is_empty()
        };
        let rules: Vec<TokenStream> =
            of.rules.iter().filter(everywhere).filter_map(|rule| self.rule(rule, of, None)).collect();
        (!rules.is_empty()).then(|| self.table(of, &rules, &[], &[]))
    }

    /// The table of a type, if it or a type inside it has rules.
    fn of_type(&mut self, index: usize, endpoint: &str, variant: Option<&'a str>, more: &'a [Rule]) -> Option<Ident> {
        let plan = self.plan;
        let of = &plan.catalogue.api.types[index];
        let holds = |rule: &&Rule| rule.check.is_some() && rule.is_for(Some(endpoint), variant);
        let rules: Vec<&'a Rule> = of.rules.iter().chain(more).filter(holds).collect();
        let rules: Vec<TokenStream> = rules.into_iter().filter_map(|rule| self.rule(rule, of, variant)).collect();
        let mut fields = Vec::new();
        for field in plan.fields(index, variant) {
            let table = match field.value {
                ValueType::Type(inner) => self.of_type(inner, endpoint, variant, &[]),
                ValueType::Primitive(_) => None,
            };
            let aliases = field.aliases.iter().filter(|alias| alias.taken_by == AliasUse::Service);
            let aliases: Vec<&String> = aliases.map(|alias| &alias.id).collect();
            if table.is_none() && aliases.is_empty() && !field.secret {
                continue;
            }
            let (name, secret) = (&field.id, field.secret);
            let holds = match field.holds {
                // What is wanted is one value; a text in its place is only read.
                Holds::One | Holds::OneOrText => quote!(Holds::One),
                Holds::List => quote!(Holds::List),
                Holds::Map => quote!(Holds::Map),
                Holds::TextOrList => quote!(Holds::TextOrList),
            };
            let of = table.map_or_else(|| quote!(Type::VALUE), |table| quote!(#table));
            fields.push(quote! {
                Field { name: #name, aliases: &[#(#aliases),*], holds: #holds, secret: #secret, of: &#of }
            });
        }
        if rules.is_empty() && fields.is_empty() {
            return None;
        }
        // As the type of the crate has them, which is one for all variants unless they differ.
        let names = plan.fields(index, variant.filter(|_| plan.is_split(index)));
        let names: Vec<&str> = names.map(|field| field.id.as_str()).collect();
        Some(self.table(of, &rules, &fields, &names))
    }

    /// A table by its contents: the same table is written once.
    fn table(&mut self, of: &Type, rules: &[TokenStream], fields: &[TokenStream], names: &[&str]) -> Ident {
        let object = matches!(of.form, Form::Object(_));
        let count = |of: &[TokenStream]| Literal::usize_unsuffixed(of.len());
        let (rule_count, field_count) = (count(rules), count(fields));
        let name_count = Literal::usize_unsuffixed(names.len());
        let (rules, fields) = (quote!([#(#rules),*]), quote!([#(#fields),*]));
        let contents = format!("{object} {names:?} {rules} {fields}");
        if let Some(name) = self.names.get(&contents) {
            return name.clone();
        }
        let beginning = of.id.to_uppercase();
        let number = self.taken.entry(beginning.clone()).or_insert(0);
        *number += 1;
        let name = match *number {
            1 => Ident::new(&beginning, Span::call_site()),
            more => format_ident!("{beginning}_OF_{more}"),
        };
        let about = format!(" Rules of {}.", crate::emit::errors_crate::prose(&of.title.en));
        let table = if object {
            // Statics of their own, so that the hints can be made of them.
            quote! {{
                static RULES: [Rule; #rule_count] = #rules;
                static FIELDS: [Field; #field_count] = #fields;
                const NAMES: Names = Names::of(&[#(#names),*]);
                Type {
                    object: true,
                    rules: &RULES,
                    fields: &FIELDS,
                    hints: Hints {
                        names: NAMES,
                        rules: &Hints::of_rules(&NAMES, &RULES),
                        fields: &Hints::of_fields(&NAMES, &FIELDS),
                        spots: &Hints::of_spots::<#name_count>(&NAMES, &RULES, &FIELDS),
                        always: Hints::of_always(&NAMES, &RULES),
                        ..Hints::NONE
                    },
                }
            }}
        } else {
            quote! {{
                static RULES: [Rule; #rule_count] = #rules;
                Type { rules: &RULES, hints: Hints::of_value(&RULES), ..Type::VALUE }
            }}
        };
        self.items.push(quote! {
            #[doc = #about]
            pub(crate) static #name: Type = #table;
        });
        self.names.insert(contents, name.clone());
        name
    }

    fn rule(&mut self, rule: &'a Rule, of: &Type, variant: Option<&str>) -> Option<TokenStream> {
        let check = self.check(rule.check.as_ref()?, of, &rule.at, variant)?;
        let otherwise = match &rule.otherwise {
            Some(other) => {
                let other = self.check(other, of, &rule.at, variant)?;
                quote!(Some(#other))
            }
            None => quote!(None),
        };
        self.seen.insert(&rule.id);
        let (id, en, zh) = (&rule.id, &rule.words.en, &rule.words.zh);
        let editions = &rule.editions;
        let when: Vec<TokenStream> = rule.when.iter().map(condition).collect();
        let at = path(&rule.at);
        let level = if denies(rule) { quote!(Level::Deny) } else { quote!(Level::Warn) };
        let certainty = match rule.certainty {
            Certainty::Documented => quote!(Certainty::Documented),
            Certainty::Disputed => quote!(Certainty::Disputed),
            Certainty::Inferred => quote!(Certainty::Inferred),
        };
        let broken = match rule.broken {
            Broken::Refuses => quote!(Broken::Refuses),
            Broken::Ignores => quote!(Broken::Ignores),
            Broken::Adjusts => quote!(Broken::Adjusts),
            Broken::FailsLater => quote!(Broken::FailsLater),
            Broken::NotStated => quote!(Broken::NotStated),
        };
        let error = match rule.error {
            Some(index) => {
                let id = &self.plan.catalogue.entries[index].id;
                quote!(Some(#id))
            }
            None => quote!(None),
        };
        Some(quote! {
            Rule {
                id: #id, words_en: #en, words_zh: #zh, editions: &[#(#editions),*],
                when: &[#(#when),*], at: #at, check: #check, otherwise: #otherwise,
                level: #level, certainty: #certainty, broken: #broken, error: #error, ..Rule::PLAIN
            }
        })
    }

    /// A check as the runtime has it; nothing for what one body does not show.
    fn check(&mut self, check: &Check, of: &Type, at: &[Step], variant: Option<&str>) -> Option<TokenStream> {
        let catalogue = self.plan.catalogue;
        Some(match check {
            Check::Present(all) => several("Present", all),
            Check::Absent(all) => several("Absent", all),
            Check::AtMostOne(all) => several("AtMostOne", all),
            Check::ExactlyOne(all) => several("ExactlyOne", all),
            Check::Together(all) => several("Together", all),
            Check::Range(min, max) => {
                let (min, max) = (bound(min.as_ref()), bound(max.as_ref()));
                quote!(Check::Range { min: #min, max: #max })
            }
            Check::Length(min, max, bytes) => {
                let (min, max, bytes) = (count(*min), count(*max), count(*bytes));
                quote!(Check::Length { min: #min, max: #max, max_bytes: #bytes })
            }
            Check::Items(min, max) => {
                let (min, max) = (count(*min), count(*max));
                quote!(Check::Items { min: #min, max: #max })
            }
            Check::Values(values) => {
                let values = values.iter().map(literal);
                quote!(Check::Values(&[#(#values),*]))
            }
            Check::Known => {
                let known = self.known(of, at, variant)?;
                quote!(Check::Known(&[#(#known),*]))
            }
            Check::Sets(sets) => {
                let sets = sets.iter().map(|set| {
                    let values = set.iter().map(literal);
                    quote!(&[#(#values),*])
                });
                quote!(Check::Sets(&[#(#sets),*]))
            }
            Check::Characters(set) => {
                let classes = &catalogue.character_sets[*set].classes;
                let characters: BTreeSet<char> = classes.iter().flat_map(|class| class.characters.chars()).collect();
                let characters: String = characters.into_iter().collect();
                quote!(Check::Characters(Characters::of(#characters)))
            }
            Check::Pattern(pattern) => {
                let name = self.pattern(pattern);
                quote!(Check::Pattern(&#name))
            }
            Check::Schemes(schemes) => quote!(Check::Schemes(&[#(#schemes),*])),
            Check::IntegerText(min, max) => {
                let (min, max) = (Literal::u64_unsuffixed(*min), Literal::u64_unsuffixed(*max));
                quote!(Check::IntegerText { min: #min, max: #max })
            }
            Check::Base64Bytes(bytes) => {
                let bytes = Literal::u32_unsuffixed(*bytes);
                quote!(Check::Base64Bytes(#bytes))
            }
            Check::JsonText => quote!(Check::JsonText),
            Check::Decimals(decimals) => {
                let decimals = Literal::u32_unsuffixed(*decimals);
                quote!(Check::Decimals(#decimals))
            }
            Check::Product(paths, max) => {
                let (paths, max) = (paths.iter().map(|one| path(one)), number(max));
                quote!(Check::Product(&[#(#paths),*], #max))
            }
            Check::Sum(paths, max) => {
                let (paths, max) = (paths.iter().map(|one| path(one)), number(max));
                quote!(Check::Sum(&[#(#paths),*], #max))
            }
            Check::Joined(each, max) => {
                let max = Literal::u32_unsuffixed(*max);
                quote!(Check::Joined { each_followed_by: #each, max_characters: #max })
            }
            Check::Count(item, min, max) => {
                let (item, min, max) = (condition(item), count(*min), count(*max));
                quote!(Check::Count { when: &#item, min: #min, max: #max })
            }
            Check::Table(table, row) => {
                let rows = catalogue.api.value_tables[*table].rows.iter().map(|row| {
                    let key = literal(&row.key);
                    let values = row.values.iter().map(|value| literal(&value.value));
                    let open = row.open.unwrap_or(false);
                    quote!(Row { key: #key, open: #open, values: &[#(#values),*] })
                });
                let row = path(row);
                quote!(Check::Table { row: #row, rows: &[#(#rows),*] })
            }
            Check::AheadS(seconds) => {
                let seconds = Literal::u32_unsuffixed(*seconds);
                quote!(Check::AheadS(#seconds))
            }
            Check::Equals(..) => return None,
        })
    }

    /// The static of a pattern, so that it is compiled once.
    fn pattern(&mut self, pattern: &str) -> Ident {
        let next = format_ident!("PATTERN_{}", self.patterns.len() + 1);
        self.patterns.entry(pattern.to_owned()).or_insert(next).clone()
    }

    /// The current values of the enum at a path that a variant has.
    fn known(&self, of: &Type, at: &[Step], variant: Option<&str>) -> Option<Vec<TokenStream>> {
        let api = &self.plan.catalogue.api;
        let of = match api.field_at(of, at).map(|field| field.value) {
            Some(ValueType::Type(index)) => &api.types[index],
            _ => of,
        };
        let Form::Enum(_, values) = &of.form else { return None };
        let current =
            values.iter().filter(|value| value.status == FieldStatus::Current && holds_in(&value.variants, variant));
        Some(current.map(|value| literal(&value.value)).collect())
    }
}

/// Whether a body that breaks the rule is not sent: only where the documents demand it without dispute, and never because a
/// value is new.
fn denies(rule: &Rule) -> bool {
    let demanded = matches!(rule.broken, Broken::Refuses | Broken::NotStated);
    let about_known_values = matches!(rule.check, Some(Check::Known | Check::Table(..)));
    rule.force == Force::Must
        && rule.certainty == Certainty::Documented
        && rule.otherwise.is_none()
        && demanded
        && !about_known_values
}

fn several(name: &str, paths: &[Vec<Step>]) -> TokenStream {
    let (name, paths) = (Ident::new(name, Span::call_site()), paths.iter().map(|one| path(one)));
    quote!(Check::#name(&[#(#paths),*]))
}

fn path(steps: &[Step]) -> TokenStream {
    let steps = steps.iter().map(|step| match step {
        Step::Field(name) => quote!(Step::Field(#name)),
        Step::Items => quote!(Step::Items),
    });
    quote!(&[#(#steps),*])
}

fn condition(condition: &Condition) -> TokenStream {
    let path = path(&condition.path);
    let default = match &condition.default {
        Some(value) => {
            let value = literal(value);
            quote!(Some(#value))
        }
        None => quote!(None),
    };
    let test = match &condition.test {
        Test::Is(values) => {
            let values = values.iter().map(literal);
            quote!(Test::Is(&[#(#values),*]))
        }
        Test::IsNot(values) => {
            let values = values.iter().map(literal);
            quote!(Test::IsNot(&[#(#values),*]))
        }
        Test::Contains(values) => {
            let values = values.iter().map(literal);
            quote!(Test::Contains(&[#(#values),*]))
        }
        Test::Present(present) => quote!(Test::Present(#present)),
    };
    quote!(Condition { path: #path, default: #default, test: #test })
}

fn count(number: Option<u32>) -> TokenStream {
    match number.map(Literal::u32_unsuffixed) {
        Some(number) => quote!(Some(#number)),
        None => quote!(None),
    }
}

fn bound(value: Option<&Number>) -> TokenStream {
    match value.map(number) {
        Some(number) => quote!(Some(#number)),
        None => quote!(None),
    }
}

fn number(value: &Number) -> TokenStream {
    literal(&Value::Number(value.clone()))
}

pub(super) fn literal(value: &Value) -> TokenStream {
    match value {
        // An object is never compared.
        Value::Null | Value::Object(_) => quote!(Literal::Null),
        Value::Array(items) => {
            let items = items.iter().map(literal);
            quote!(Literal::List(&[#(#items),*]))
        }
        Value::Bool(value) => quote!(Literal::Bool(#value)),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => {
                let whole = Literal::i64_unsuffixed(whole);
                quote!(Literal::Integer(#whole))
            }
            None => {
                let number = Literal::f64_unsuffixed(number.as_f64().unwrap_or_default());
                quote!(Literal::Number(#number))
            }
        },
        Value::String(text) => quote!(Literal::Text(#text)),
    }
}
