//! Which types a client needs, with which fields, and where each of them stands.

use crate::ir::Catalogue;
use crate::ir::api::{Field, Form, Type, ValueType, holds_in};
use crate::model::FieldStatus;
use std::collections::{BTreeMap, BTreeSet};

/// Which way a body goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// From the caller to the service.
    Asked,
    /// From the service to the caller.
    Answered,
}

/// The types of all bodies, and the variants in which each of them is met.
pub(super) struct Plan<'a> {
    pub(super) catalogue: &'a Catalogue,
    /// By type: the ways it goes.
    ways: BTreeMap<usize, BTreeSet<Way>>,
    /// By type: the variants that meet it.
    met: BTreeMap<usize, BTreeSet<Option<&'a str>>>,
    /// Types that differ between variants.
    split: BTreeSet<usize>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(catalogue: &'a Catalogue) -> Self {
        let mut plan = Self { catalogue, ways: BTreeMap::new(), met: BTreeMap::new(), split: BTreeSet::new() };
        for (endpoint, call) in catalogue.endpoints.iter().zip(&catalogue.api.calls) {
            for variant in variants(&endpoint.variants) {
                plan.reach(call.request, Way::Asked, variant);
                plan.reach(call.response, Way::Answered, variant);
            }
        }
        for state in &catalogue.api.states {
            let held = state.holds.iter().filter_map(|name| plan.held_type(name)).collect::<Vec<_>>();
            for index in held {
                plan.reach(Some(index), Way::Asked, None);
            }
        }
        for call in &catalogue.api.calls {
            for parameter in &call.parameters {
                let known = catalogue.api.types.iter().position(|one| one.id == parameter.r#type);
                plan.reach(known, Way::Asked, None);
            }
        }
        plan.divide();
        plan
    }

    fn reach(&mut self, index: Option<usize>, way: Way, variant: Option<&'a str>) {
        let Some(index) = index else { return };
        let new_way = self.ways.entry(index).or_default().insert(way);
        let new_variant = self.met.entry(index).or_default().insert(variant);
        if !(new_way || new_variant) {
            return;
        }
        let catalogue = self.catalogue;
        for field in catalogue.api.types[index].fields() {
            match field.value {
                ValueType::Type(inner) if is_shown(field, way, variant) => self.reach(Some(inner), way, variant),
                _ => {}
            }
        }
    }

    /// A type is divided when two variants see different fields of it, or when a type inside it is divided.
    fn divide(&mut self) {
        loop {
            let before = self.split.len();
            for (&index, variants) in &self.met {
                let of = &self.catalogue.api.types[index];
                let inner_split = of.fields().iter().any(|field| match field.value {
                    ValueType::Type(inner) => {
                        self.split.contains(&inner) && variants.iter().any(|variant| self.shows(index, field, *variant))
                    }
                    ValueType::Primitive(_) => false,
                });
                let seen: BTreeSet<Vec<&str>> = variants
                    .iter()
                    .map(|variant| self.fields(index, *variant).map(|field| field.id.as_str()).collect())
                    .collect();
                if inner_split || seen.len() > 1 {
                    self.split.insert(index);
                }
            }
            if self.split.len() == before {
                return;
            }
        }
    }

    fn shows(&self, index: usize, field: &Field, variant: Option<&str>) -> bool {
        self.ways[&index].iter().any(|way| is_shown(field, *way, variant))
    }

    /// The fields of a type that a variant has, and that are offered where the type is sent.
    pub(super) fn fields(&self, index: usize, variant: Option<&str>) -> impl Iterator<Item = &'a Field> {
        let catalogue = self.catalogue;
        let ways = self.ways.get(&index).cloned().unwrap_or_default();
        let variant = variant.map(str::to_owned);
        catalogue.api.types[index]
            .fields()
            .iter()
            .filter(move |field| ways.iter().any(|way| is_shown(field, *way, variant.as_deref())))
    }

    /// Whether a type comes from the service, so that nothing in it is sure to be there.
    pub(super) fn is_answered(&self, index: usize) -> bool {
        self.ways.get(&index).is_some_and(|ways| ways.contains(&Way::Answered))
    }

    /// Whether a type is sent by the caller.
    pub(super) fn is_asked(&self, index: usize) -> bool {
        self.ways.get(&index).is_some_and(|ways| ways.contains(&Way::Asked))
    }

    /// Whether each variant has a type of its own.
    pub(super) fn is_split(&self, index: usize) -> bool {
        self.split.contains(&index)
    }

    /// How many types there are.
    pub(super) fn len(&self) -> usize {
        self.met.len()
    }

    /// Types that are the same in all variants.
    pub(super) fn shared(&self) -> impl Iterator<Item = (usize, &'a Type)> {
        let catalogue = self.catalogue;
        self.met.keys().filter(|index| !self.split.contains(index)).map(|index| (*index, &catalogue.api.types[*index]))
    }

    /// Types that a variant has for itself.
    pub(super) fn own(&self, variant: &str) -> impl Iterator<Item = (usize, &'a Type)> {
        let catalogue = self.catalogue;
        self.met
            .iter()
            .filter(move |(index, met)| {
                self.split.contains(index) && met.iter().any(|one| one.is_none_or(|one| one == variant))
            })
            .map(|(index, _)| (*index, &catalogue.api.types[*index]))
    }

    /// The type of a value that a state holds: that of the field of this name in any body of a call.
    /// A limit of time in seconds.
    pub(super) fn seconds(&self, limit: &str) -> Option<u32> {
        let limit = self.catalogue.api.limits.iter().find(|one| one.id == limit)?;
        let amount = *limit.amounts.first()?.value.first()?;
        let unit = match limit.unit.as_str() {
            "s" => 1,
            "min" => 60,
            "h" => 3600,
            _ => return None,
        };
        u32::try_from(amount.checked_mul(unit)?).ok()
    }

    pub(super) fn held_type(&self, name: &str) -> Option<usize> {
        let calls = &self.catalogue.api.calls;
        let bodies = calls.iter().flat_map(|call| [call.request, call.response]).flatten();
        let mut found = bodies.flat_map(|index| self.catalogue.api.types[index].fields()).filter(|f| f.id == name);
        found.find_map(|field| match field.value {
            ValueType::Type(index) if matches!(self.catalogue.api.types[index].form, Form::Scalar(_)) => Some(index),
            _ => None,
        })
    }
}

/// The variants of a call; one that is none where it has no variants.
pub(super) fn variants(ids: &[String]) -> Vec<Option<&str>> {
    if ids.is_empty() { vec![None] } else { ids.iter().map(|id| Some(id.as_str())).collect() }
}

fn is_shown(field: &Field, way: Way, variant: Option<&str>) -> bool {
    let offered = way == Way::Answered || field.status == FieldStatus::Current;
    offered && holds_in(&field.variants, variant)
}
