//! Which rules an object can break at all, told from which of its fields are there.

use super::plain::Plain;
use super::table::{Check, Condition, Field, Holds, Literal, Rule, Step, Test};

/// The names of an object's fields, in a fixed order.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    all: &'static [&'static str],
    /// A hash of all names, by which two lists are told apart without looking at them.
    mark: u64,
}

impl Names {
    /// How many names have a bit of their own in a set of fields.
    pub const MAX: usize = 63;
    /// Stands for all names that no list has; a set of fields never has it.
    const NEVER: u64 = 1 << Self::MAX;

    /// A list of names.
    #[must_use]
    pub const fn of(all: &'static [&'static str]) -> Self {
        // FNV-1a, with a byte that is in no name behind each of them.
        const PRIME: u64 = 0x0100_0000_01b3;
        let (mut mark, mut at) = (0xcbf2_9ce4_8422_2325_u64, 0);
        while at < all.len() {
            let (name, mut byte) = (all[at].as_bytes(), 0);
            while byte < name.len() {
                mark = (mark ^ name[byte] as u64).wrapping_mul(PRIME);
                byte += 1;
            }
            mark = (mark ^ 0xff).wrapping_mul(PRIME);
            at += 1;
        }
        Self { all, mark }
    }

    /// The bit of a field; none where the list is too long to give it one.
    const fn bit(&self, name: &str) -> u64 {
        let mut at = 0;
        while at < self.all.len() {
            if is_same_text(self.all[at], name) {
                return if at < Self::MAX { 1 << at } else { 0 };
            }
            at += 1;
        }
        Self::NEVER
    }

    /// The bit of the field that a path begins with; none where it begins otherwise.
    const fn first(&self, path: &[Step]) -> u64 {
        match path {
            [Step::Field(name), ..] => self.bit(name),
            _ => 0,
        }
    }

    /// The bits of the fields that these paths consist of; none where one goes deeper, or has no bit.
    const fn fields(&self, paths: &[&[Step]]) -> u64 {
        let (mut bits, mut at) = (0, 0);
        while at < paths.len() {
            let bit = self.first(paths[at]);
            if bit == 0 || paths[at].len() > 1 {
                return 0;
            }
            bits |= bit;
            at += 1;
        }
        bits
    }

    /// The bits of the fields that these paths begin with; none where one of them has no bit.
    const fn firsts(&self, paths: &[&[Step]]) -> u64 {
        let (mut bits, mut at) = (0, 0);
        while at < paths.len() {
            let bit = self.first(paths[at]);
            if bit == 0 {
                return 0;
            }
            bits |= bit;
            at += 1;
        }
        bits
    }
}

/// The fields of an object that are there.
#[derive(Debug, Clone, Copy)]
pub struct Present {
    mark: u64,
    bits: u64,
}

impl Present {
    /// A set of fields: the bit with a name's place in the list says whether its field is there, and no others are.
    #[must_use]
    pub const fn new(names: &Names, bits: u64) -> Self {
        Self { mark: names.mark, bits }
    }

    /// The bits, for an object that has so many names; nothing where these are too many to have a bit each.
    pub(super) fn bits(self, names: usize) -> Option<u64> {
        (names <= Names::MAX).then_some(self.bits)
    }
}

/// What of a value, and of the fields of an object, decides whether it can break the rules of its type: tables that are made
/// of the rules while the program is compiled.
#[derive(Debug, Clone, Copy)]
pub struct Hints {
    /// The fields of the objects for which this stands.
    pub names: Names,
    /// For each rule of the type.
    pub rules: &'static [Needs],
    /// For each field of the type, its bit.
    pub fields: &'static [u64],
    /// For each name, what is known of the values of its field.
    pub spots: &'static [Spot],
    /// The rules that may be broken whatever is there, a bit for each.
    pub always: u64,
    /// What values surely keep to the rules; for types without fields.
    pub value: Plain,
}

impl Hints {
    /// Nothing is known, and every rule is judged.
    pub const NONE: Self =
        Self { names: Names::of(&[]), rules: &[], fields: &[], spots: &[], always: 0, value: Plain::UNKNOWN };

    /// How many rules have a bit of their own in a set of rules.
    const MOST_RULES: usize = 64;

    /// What tells whether values that have no fields can break these rules.
    #[must_use]
    pub const fn of_value(rules: &'static [Rule]) -> Self {
        Self { value: Plain::of_rules(rules), ..Self::NONE }
    }

    /// What is known of the values of each field; `N` is the number of the names. Nothing where they or the rules are too many
    /// to have a bit each.
    #[must_use]
    pub const fn of_spots<const N: usize>(
        names: &Names,
        rules: &'static [Rule],
        fields: &'static [Field],
    ) -> [Spot; N] {
        let mut spots = [Spot::FREE; N];
        let mut at = 0;
        while at < fields.len() {
            let field = &fields[at];
            let bit = names.bit(field.name);
            if let Some(place) = place(bit) {
                spots[place] = Spot::of(field);
            }
            at += 1;
        }
        at = 0;
        while at < rules.len() {
            let rule = &rules[at];
            let needs = Needs::of(names, rule);
            let is_told = match (rule.at, place(needs.at)) {
                ([_], Some(place)) if rule.is_everywhere() && spots[place].plain.narrow(&rule.check) => {
                    spots[place].is_free = false;
                    true
                }
                _ => false,
            };
            if !is_told {
                // It is enough to come across the rule by one of the fields that all have to be there.
                let mut by = if needs.all != 0 { needs.all & needs.all.wrapping_neg() } else { needs.any };
                if needs.all & Names::NEVER != 0 {
                    by = 0;
                }
                while by != 0 {
                    if let Some(place) = place(by & by.wrapping_neg()) {
                        spots[place].rules |= 1 << (at % Self::MOST_RULES);
                    }
                    by &= by - 1;
                }
            }
            at += 1;
        }
        spots
    }

    /// The rules that may be broken whatever is there.
    #[must_use]
    pub const fn of_always(names: &Names, rules: &[Rule]) -> u64 {
        let (mut always, mut at) = (0, 0);
        while at < rules.len() {
            let needs = Needs::of(names, &rules[at]);
            if needs.all == 0 && needs.any == 0 {
                always |= 1 << (at % Self::MOST_RULES);
            }
            at += 1;
        }
        always
    }

    /// Whether all fields and rules have a bit of their own, so that the spots tell all.
    #[inline]
    pub(super) fn is_complete(&self) -> bool {
        !self.spots.is_empty() && self.spots.len() <= Names::MAX && self.rules.len() <= Self::MOST_RULES
    }

    /// What each of these rules needs to be broken.
    #[must_use]
    pub const fn of_rules<const N: usize>(names: &Names, rules: &[Rule; N]) -> [Needs; N] {
        let (mut needs, mut at) = ([Needs::NOTHING; N], 0);
        while at < N {
            needs[at] = Needs::of(names, &rules[at]);
            at += 1;
        }
        needs
    }

    /// The bits of these fields.
    #[must_use]
    pub const fn of_fields<const N: usize>(names: &Names, fields: &[Field; N]) -> [u64; N] {
        let (mut bits, mut at) = ([0; N], 0);
        while at < N {
            bits[at] = names.bit(fields[at].name);
            at += 1;
        }
        bits
    }

    /// The bit of the field with this index in the table of the type; none where it is not known.
    pub(super) fn bit_of(&self, index: usize) -> u64 {
        self.fields.get(index).copied().unwrap_or(0)
    }

    /// The bits of what is there, where they tell something of this type.
    pub(super) fn bits(&self, present: Option<Present>) -> Option<u64> {
        present.filter(|present| present.mark == self.names.mark).map(|present| present.bits)
    }
}

/// What is known of the values of one field.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    /// What surely keeps to the rules about the value by itself.
    pub(super) plain: Plain,
    /// The field, where its values have rules of their own.
    pub(super) field: Option<&'static Field>,
    /// The other rules that are broken only where the field is there, a bit for each.
    pub(super) rules: u64,
    /// Whether no value can be wrong by itself.
    pub(super) is_free: bool,
}

impl Spot {
    /// There are no rules.
    const FREE: Self = Self { plain: Plain::ANY, field: None, rules: 0, is_free: true };

    const fn of(field: &'static Field) -> Self {
        let of = field.of;
        if of.rules.is_empty() && of.fields.is_empty() {
            return Self::FREE;
        }
        let plain = match field.holds {
            Holds::One if !of.object => of.hints.value,
            // What is no list, map or object has no rules here.
            _ => Plain::ANY,
        };
        Self { plain, field: Some(field), rules: 0, is_free: false }
    }
}

/// What must be there or not for a rule to be broken. It may be too little, and never too much.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    /// All of these are there.
    all: u64,
    /// One of these is there, if there are any.
    any: u64,
    /// None of these is there.
    none: u64,
    /// Not all of these are there, if there are any.
    lacks: u64,
    /// More or less than one of these is there, if there are any.
    not_one: u64,
    /// The field that the values of the rule stand in, as a bit, if it has one.
    at: u64,
    /// The field that the first condition is about, as a bit, if that is all of its path.
    when: u64,
}

impl Needs {
    const NOTHING: Self = Self { all: 0, any: 0, none: 0, lacks: 0, not_one: 0, at: 0, when: 0 };

    /// Whether an object with these fields can break the rule.
    #[inline]
    pub(super) fn are_met(&self, bits: u64) -> bool {
        bits & self.all == self.all
            && (self.any == 0 || bits & self.any != 0)
            && bits & self.none == 0
            && (self.lacks == 0 || bits & self.lacks != self.lacks)
            && (self.not_one == 0 || (bits & self.not_one).count_ones() != 1)
    }

    /// The place of the field that the values of the rule stand in.
    #[inline]
    pub(super) fn place(&self) -> Option<usize> {
        place(self.at)
    }

    /// The bit of the field that the first condition is about.
    #[inline]
    pub(super) fn condition(&self) -> u64 {
        self.when
    }

    const fn of(names: &Names, rule: &Rule) -> Self {
        let mut needs = Self { at: names.first(rule.at), ..Self::NOTHING };
        if let [Condition { path: path @ [_], .. }, ..] = rule.when {
            needs.when = names.first(path);
        }
        match &rule.check {
            Check::Present(paths) => needs.lacks = names.fields(paths),
            Check::Absent(paths) => needs.any = names.firsts(paths),
            // It is told of what is there beside the first, which stands in the list before it.
            Check::AtMostOne([_, rest @ ..]) => needs.any = names.firsts(rest),
            Check::AtMostOne([]) => {}
            Check::ExactlyOne(paths) => needs.not_one = names.fields(paths),
            Check::Together(paths) => {
                needs.any = names.firsts(paths);
                needs.lacks = names.fields(paths);
            }
            // Where a number is missing there is nothing to reckon.
            Check::Product(paths, _) | Check::Sum(paths, _) => {
                let mut at = 0;
                while at < paths.len() {
                    needs.all |= names.first(paths[at]);
                    at += 1;
                }
            }
            Check::Table { row, .. } => needs.all = needs.at | names.first(row),
            // All others are about a value, and one that is missing passes.
            _ => needs.all = needs.at,
        }
        let mut at = 0;
        while at < rule.when.len() {
            let condition = &rule.when[at];
            let bit = names.first(condition.path);
            match condition.test {
                Test::Present(false) if condition.path.len() == 1 => needs.none |= bit,
                _ if is_false_of_nothing(condition) => needs.all |= bit,
                _ => {}
            }
            at += 1;
        }
        needs
    }
}

/// The place in the list of the field that has this bit.
#[inline]
pub(super) const fn place(bit: u64) -> Option<usize> {
    if bit == 0 || bit == Names::NEVER { None } else { Some(bit.trailing_zeros() as usize) }
}

/// Whether a condition surely does not hold where its field is left out.
const fn is_false_of_nothing(condition: &Condition) -> bool {
    match (&condition.test, &condition.default) {
        (Test::Present(wanted), _) => *wanted,
        (Test::Is(_) | Test::Contains(_), None) => true,
        (Test::IsNot(_), None) | (Test::Contains(_), Some(_)) => false,
        (Test::Is(values), Some(default)) => {
            let mut at = 0;
            while at < values.len() {
                if !matches!(is_same(&values[at], default), Some(false)) {
                    return false;
                }
                at += 1;
            }
            true
        }
        (Test::IsNot(values), Some(default)) => {
            let mut at = 0;
            while at < values.len() {
                if matches!(is_same(&values[at], default), Some(true)) {
                    return true;
                }
                at += 1;
            }
            false
        }
    }
}

/// Whether two simple values are the same; nothing where that takes a closer look.
const fn is_same(one: &Literal, other: &Literal) -> Option<bool> {
    match (one, other) {
        (Literal::Bool(one), Literal::Bool(other)) => Some(*one == *other),
        (Literal::Integer(one), Literal::Integer(other)) => Some(*one == *other),
        (Literal::Text(one), Literal::Text(other)) => Some(is_same_text(one, other)),
        _ => None,
    }
}

const fn is_same_text(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
