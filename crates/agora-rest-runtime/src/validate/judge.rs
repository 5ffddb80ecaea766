//! The judging of bodies by the tables. Each check means what it means to the generator, which proves examples by it.

use super::hints::{self, Needs, Spot};
use super::levels::Levels;
use super::plain::Plain;
use super::table::{Check, Condition, Field, Holds, Level, Literal, Rule, Step, Test, Type};
use super::view::{AsView, Object, View};
use super::violation::{Invalid, Violation};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::cmp::Ordering;
use std::fmt::{self, Write as _};
use std::ops::ControlFlow;
use std::time::{SystemTime, UNIX_EPOCH};

/// The longest that a value is shown, in characters.
const SHOWN: usize = 60;

/// Where a body belongs, and how strict to be.
///
/// Without an endpoint, a variant or an edition, rules for any of them are judged.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Id of the endpoint.
    pub endpoint: Option<&'a str>,
    /// Id of the variant.
    pub variant: Option<&'a str>,
    /// Id of the edition.
    pub edition: Option<&'a str>,
    /// The present time, for times that must lie ahead.
    pub now: Option<SystemTime>,
    /// The levels of the client.
    pub client: Option<&'a Levels>,
    /// The levels of the call, which go before those of the client.
    pub call: Option<&'a Levels>,
}

/// All rules that a body breaks and that are not allowed to be broken, in the order of the tables. Allocates nothing while
/// there are none.
#[must_use]
pub fn check<V: AsView + ?Sized>(body: &V, table: &Type, context: &Context<'_>) -> Vec<Violation> {
    let mut judge = Judge { context, found: Vec::new() };
    judge.of_type(table, plain(body.view()), &Place::ROOT, false);
    judge.found
}

/// Judges a body: gives the violations that only warn.
///
/// # Errors
/// Where a rule refuses the body; the error has all violations.
pub fn judge<V: AsView + ?Sized>(body: &V, table: &Type, context: &Context<'_>) -> Result<Vec<Violation>, Invalid> {
    let violations = check(body, table, context);
    if violations.iter().any(|violation| violation.level == Level::Deny) {
        return Err(Invalid { violations });
    }
    Ok(violations)
}

/// A place in a body; written out only when something is wrong there.
#[derive(Clone, Copy)]
struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    segment: Segment<'p>,
}

#[derive(Clone, Copy)]
enum Segment<'p> {
    Name(&'p str),
    Index(usize),
}

impl<'p> Place<'p> {
    const ROOT: Self = Self { parent: None, segment: Segment::Name("") };

    fn name(&'p self, name: &'p str) -> Self {
        Self { parent: Some(self), segment: Segment::Name(name) }
    }

    fn index(&'p self, index: usize) -> Self {
        Self { parent: Some(self), segment: Segment::Index(index) }
    }

    fn write(&self, out: &mut String) {
        let Some(parent) = self.parent else { return };
        parent.write(out);
        out.push('/');
        match self.segment {
            Segment::Index(index) => out.push_str(&index.to_string()),
            Segment::Name(name) => name.chars().for_each(|one| match one {
                '~' => out.push_str("~0"),
                '/' => out.push_str("~1"),
                one => out.push(one),
            }),
        }
    }
}

/// A value found at the end of a path, or the lack of one.
#[derive(Clone, Copy)]
struct Found<'v> {
    value: Option<View<'v>>,
    secret: bool,
}

impl Found<'_> {
    const NOTHING: Self = Self { value: None, secret: false };
}

/// The value that has a rule.
#[derive(Clone, Copy)]
struct Base<'v, 'p> {
    of: Option<&'p Type>,
    value: View<'v>,
    place: &'p Place<'p>,
    secret: bool,
}

/// An object that tells its fields by their places.
#[derive(Clone, Copy)]
struct Known<'v> {
    object: &'v dyn Object,
    bits: u64,
}

impl<'v> Known<'v> {
    fn at(self, place: usize) -> Option<View<'v>> {
        self.object.at(place).map(plain)
    }
}

/// Told of each place at which a check is broken.
type Tell<'t> = &'t mut dyn FnMut(&Place<'_>, Found<'_>);

/// Shown each value at the end of a path, until it breaks off.
type Each<'e, 'v> = &'e mut dyn FnMut(&Place<'_>, Found<'v>) -> ControlFlow<()>;

struct Judge<'c> {
    context: &'c Context<'c>,
    found: Vec<Violation>,
}

impl Judge<'_> {
    fn of_type(&mut self, of: &Type, value: View<'_>, place: &Place<'_>, secret: bool) {
        if of.object && !is_object(value) {
            return;
        }
        let known = match value {
            View::Object(object) if of.hints.rules.len() == of.rules.len() => {
                of.hints.bits(object.present()).map(|bits| Known { object, bits })
            }
            _ => None,
        };
        if known.is_some_and(|known| self.is_right_object(of, known)) {
            return;
        }
        for (index, field) in of.fields.iter().enumerate() {
            let bit = of.hints.bit_of(index);
            let is_left_out = known.is_some_and(|known| bit != 0 && known.bits & bit == 0);
            if is_left_out || (field.of.rules.is_empty() && field.of.fields.is_empty()) {
                continue;
            }
            if let Some((known, place_of)) = known.zip(hints::place(bit)) {
                // It has no other spellings, for they would stand among the fields that its type does not know.
                if let Some(value) = known.at(place_of) {
                    self.of_field(field, value, &place.name(field.name), secret || field.secret);
                }
                continue;
            }
            for name in field.spellings() {
                if let Some(value) = member(value, name) {
                    self.of_field(field, value, &place.name(name), secret || field.secret);
                }
            }
        }
        let base = Base { of: Some(of), value, place, secret };
        let Some(known) = known else {
            for rule in of.rules {
                if !self.is_plainly_kept(rule, value, None) {
                    self.rule(rule, base);
                }
            }
            return;
        };
        for (rule, needs) in of.rules.iter().zip(of.hints.rules) {
            if needs.are_met(known.bits) && !self.is_plainly_kept(rule, value, Some((&known, needs))) {
                self.rule(rule, base);
            }
        }
    }

    /// Whether an object surely keeps to all rules of its type and of all that is in it: most do, and then no places and no
    /// levels have to be told.
    fn is_right_object(&self, of: &Type, known: Known<'_>) -> bool {
        let hints = &of.hints;
        if !hints.is_complete() || hints.rules.len() != of.rules.len() {
            return false;
        }
        let (mut left, mut rules) = (known.bits, hints.always);
        while left != 0 {
            let place = left.trailing_zeros() as usize;
            left &= left - 1;
            let Some(spot) = hints.spots.get(place) else { return false };
            rules |= spot.rules;
            if spot.is_free {
                continue;
            }
            if !known.object.at(place).is_some_and(|value| self.is_right_at(spot, value)) {
                return false;
            }
        }
        while rules != 0 {
            let index = rules.trailing_zeros() as usize;
            rules &= rules - 1;
            let (Some(rule), Some(needs)) = (of.rules.get(index), hints.rules.get(index)) else { return false };
            if needs.are_met(known.bits) && !self.is_kept_by(rule, needs, known) {
                return false;
            }
        }
        true
    }

    /// Whether the value of a field surely keeps to the rules about it and about all that is in it.
    fn is_right_at(&self, spot: &Spot, value: View<'_>) -> bool {
        match (value, spot.field) {
            (View::Json(value @ (Value::Array(_) | Value::Object(_))), field) => {
                field.is_none() && self.fits(&spot.plain, View::Json(value))
            }
            (View::Json(value), _) => self.is_right_at(spot, json(value)),
            (View::List(list), Some(field)) if matches!(field.holds, Holds::List | Holds::TextOrList) => {
                spot.plain.fits_list(list.len())
                    && (0..list.len()).all(|index| list.item(index).is_some_and(|item| self.is_right(field.of, item)))
            }
            (View::Object(_), Some(field)) => {
                spot.plain.fits_other() && field.holds == Holds::One && self.is_right(field.of, value)
            }
            (View::List(_), Some(_)) => false,
            (_, Some(field)) if !spot.plain.is_all() => {
                self.is_plainly_right(field.of, value) && self.fits(&spot.plain, value)
            }
            _ => self.fits(&spot.plain, value),
        }
    }

    /// Whether a value surely keeps to the rules of its type and of all that is in it.
    fn is_right(&self, of: &Type, value: View<'_>) -> bool {
        match value {
            View::Object(object) => {
                let bits = of.hints.bits(object.present());
                of.object && bits.is_some_and(|bits| self.is_right_object(of, Known { object, bits }))
            }
            View::Json(Value::Array(_) | Value::Object(_)) => false,
            View::Json(value) => self.is_right(of, json(value)),
            _ if of.object => true,
            value if of.hints.value.is_all() => self.fits(&of.hints.value, value),
            value => self.is_plainly_right(of, value),
        }
    }

    #[inline]
    fn fits(&self, bounds: &Plain, value: View<'_>) -> bool {
        match value {
            View::Null => true,
            View::Integer(value) => bounds.fits_whole(value),
            View::Unsigned(value) => i64::try_from(value).is_ok_and(|value| bounds.fits_whole(value)),
            View::Number(_) => bounds.fits_number(),
            View::Text(text) | View::Secret(text) => {
                bounds.fits_text(text, |check| passes(check, None, value, self.context.now))
            }
            View::List(list) => bounds.fits_list(list.len()),
            View::Bool(_) | View::Object(_) | View::Json(Value::Object(_)) => bounds.fits_other(),
            View::Json(_) => false,
        }
    }

    /// Whether a rule is surely kept, or surely does not hold, by an object that has what it needs to be broken.
    fn is_kept_by(&self, rule: &Rule, needs: &Needs, known: Known<'_>) -> bool {
        if let (Some(condition), Some(place)) = (rule.when.first(), hints::place(needs.condition())) {
            if !is_true(condition, known.at(place)) {
                return true;
            }
        }
        self.is_plainly_kept(rule, View::Object(known.object), Some((&known, needs))) || !self.is_here(rule)
    }

    fn is_here(&self, rule: &Rule) -> bool {
        let context = self.context;
        holds_in(rule.endpoints, context.endpoint)
            && holds_in(rule.variants, context.variant)
            && holds_in(rule.editions, context.edition)
    }

    /// Whether a value without fields surely keeps to all rules of its type.
    fn is_plainly_right(&self, of: &Type, value: View<'_>) -> bool {
        !of.object && of.fields.is_empty() && of.rules.iter().all(|rule| self.is_plainly_kept(rule, value, None))
    }

    /// Whether a rule is surely kept, whenever it holds: most are, and a look at one field tells.
    #[inline]
    fn is_plainly_kept(&self, rule: &Rule, value: View<'_>, known: Option<(&Known<'_>, &Needs)>) -> bool {
        let (value, rest) = match (rule.at, known) {
            ([], _) => (value, rule.at),
            ([_, rest @ ..], Some((known, needs))) => match needs.place().and_then(|place| known.at(place)) {
                Some(value) => (value, rest),
                None => return false,
            },
            _ => return false,
        };
        match &rule.check {
            // A condition of its own may ask for fields by other names.
            Check::Count { .. } => false,
            Check::Table { rows, row: [Step::Field(row)] } => {
                let chosen = known.and_then(|(known, _)| known.object.get(row)).map(plain);
                let row = chosen.and_then(|chosen| rows.iter().find(|row| same(chosen, &row.key)));
                row.is_some_and(|row| {
                    row.open || is_all(value, rest, |value| row.values.iter().any(|one| same(value, one)))
                })
            }
            check if check.is_about_a_value() => {
                is_all(value, rest, |value| passes(check, None, value, self.context.now))
            }
            _ => false,
        }
    }

    fn of_field(&mut self, field: &Field, value: View<'_>, place: &Place<'_>, secret: bool) {
        if matches!(value, View::Null) {
            return;
        }
        match field.holds {
            Holds::One if self.is_plainly_right(field.of, value) => {}
            Holds::One => self.of_type(field.of, value, place, secret),
            Holds::List | Holds::TextOrList => {
                for index in 0..length(value).unwrap_or(0) {
                    if let Some(value) = item(value, index).filter(|value| !self.is_plainly_right(field.of, *value)) {
                        self.of_type(field.of, value, &place.index(index), secret);
                    }
                }
            }
            Holds::Map => match value {
                View::Object(object) => {
                    object.each(&mut |name, value| self.of_type(field.of, plain(value), &place.name(name), secret));
                }
                View::Json(Value::Object(members)) => {
                    for (name, value) in members {
                        self.of_type(field.of, json(value), &place.name(name), secret);
                    }
                }
                _ => {}
            },
        }
    }

    fn rule(&mut self, rule: &'static Rule, base: Base<'_, '_>) {
        let context = self.context;
        if !self.is_here(rule) {
            return;
        }
        let level = Levels::of(rule, context.client, context.call);
        if level == Level::Allow || !rule.when.iter().all(|condition| holds(condition, base.of, base.value)) {
            return;
        }
        let found = &mut self.found;
        let mut tell = |place: &Place<'_>, what: Found<'_>| {
            let mut pointer = String::new();
            place.write(&mut pointer);
            let value = what.value.map(|value| shown(value, what.secret));
            found.push(Violation { pointer, rule, value, level });
        };
        match &rule.otherwise {
            // Both sides are about one value, so that each value may keep to a side of its own.
            Some(other) if rule.check.is_about_a_value() && other.is_about_a_value() => {
                let (check, now) = (&rule.check, context.now);
                values(base, rule.at, &mut tell, &|of, value| {
                    passes(check, of, value, now) || passes(other, of, value, now)
                });
            }
            Some(other) => {
                let mut is_broken = false;
                broken(other, rule.at, base, context.now, &mut |_, _| is_broken = true);
                if is_broken {
                    broken(&rule.check, rule.at, base, context.now, &mut tell);
                }
            }
            None => broken(&rule.check, rule.at, base, context.now, &mut tell),
        }
    }
}

/// Whether the value is right, or all items of it where the path goes on to them; what is `null` is.
#[inline]
fn is_all<'v>(value: View<'v>, path: &[Step], is_right: impl Fn(View<'v>) -> bool) -> bool {
    match path {
        [] => matches!(value, View::Null) || is_right(value),
        [Step::Items] => items(value).all(|item| matches!(item, View::Null) || is_right(item)),
        _ => false,
    }
}

/// Tells of the places at which a check is broken.
fn broken(check: &Check, at: &[Step], base: Base<'_, '_>, now: Option<SystemTime>, tell: Tell<'_>) {
    match check {
        Check::Present(paths) => paths.iter().for_each(|path| missing(base, path, tell)),
        Check::Absent(paths) => {
            for path in *paths {
                there(base, path, tell);
            }
        }
        Check::AtMostOne(paths) => {
            beyond_the_first(base, paths, tell);
        }
        Check::ExactlyOne(paths) => {
            if !beyond_the_first(base, paths, tell) {
                tell(base.place, Found::NOTHING);
            }
        }
        Check::Together(paths) => {
            if paths.iter().any(|path| there(base, path, &mut |_, _| {})) {
                paths.iter().for_each(|path| missing(base, path, tell));
            }
        }
        Check::Product(paths, max) => totals(base, paths, max, 1.0, |a, b| a * b, tell),
        Check::Sum(paths, max) => totals(base, paths, max, 0.0, |a, b| a + b, tell),
        Check::Table { rows, row } => {
            let Some(chosen) = first(base.of, base.value, row, true) else { return };
            let Some(row) = rows.iter().find(|row| same(chosen, &row.key)) else { return };
            values(base, at, tell, &|_, value| row.open || row.values.iter().any(|one| same(value, one)));
        }
        check => values(base, at, tell, &|of, value| passes(check, of, value, now)),
    }
}

/// Tells of the values at the end of a path that do not pass. What is missing or `null` passes.
fn values(base: Base<'_, '_>, at: &[Step], tell: Tell<'_>, passes: &dyn Fn(Option<&Type>, View<'_>) -> bool) {
    let of = type_at(base.of, at);
    each(base, at, &mut |place, found| {
        if let Some(value) = found.value {
            if !matches!(value, View::Null) && !passes(of, value) {
                tell(place, found);
            }
        }
        ControlFlow::Continue(())
    });
}

/// Tells of what is there at the end of a path, and gives whether something is.
fn there(base: Base<'_, '_>, path: &[Step], tell: Tell<'_>) -> bool {
    let mut some = false;
    each(base, path, &mut |place, found| {
        if found.value.is_some() {
            some = true;
            tell(place, found);
        }
        ControlFlow::Continue(())
    });
    some
}

/// Tells of the objects in which something is missing.
fn missing(base: Base<'_, '_>, path: &[Step], tell: Tell<'_>) {
    each(base, path, &mut |place, found| {
        if found.value.is_none() {
            tell(place, Found::NOTHING);
        }
        ControlFlow::Continue(())
    });
}

/// Tells of what is there beside the first of these that is, and gives whether any is.
fn beyond_the_first(base: Base<'_, '_>, paths: &[&[Step]], tell: Tell<'_>) -> bool {
    let mut is_first = true;
    for path in paths {
        let some = if is_first { there(base, path, &mut |_, _| {}) } else { there(base, path, tell) };
        is_first &= !some;
    }
    !is_first
}

/// Tells of the objects whose numbers multiply or add up to more than `max`.
fn totals(base: Base<'_, '_>, paths: &[&[Step]], max: &Literal, start: f64, join: fn(f64, f64) -> f64, tell: Tell<'_>) {
    let max = number(max.view()).map_or(f64::MAX, Num::float);
    let Some((first, rest)) = paths.split_first() else { return };
    let mut row = 0;
    each(base, first, &mut |place, found| {
        let mut total = float(found.value).map(|one| join(start, one));
        for path in rest {
            let Some(other) = nth(base, path, row) else { return ControlFlow::Break(()) };
            total = total.and_then(|total| Some(join(total, float(other.value)?)));
        }
        row += 1;
        // Two numbers of six decimals may add up to a little more than their sum on paper.
        if total.is_some_and(|total| total > max + 1e-9) {
            tell(place.parent.unwrap_or(base.place), Found::NOTHING);
        }
        ControlFlow::Continue(())
    });
}

fn float(value: Option<View<'_>>) -> Option<f64> {
    value.and_then(number).map(Num::float)
}

/// The value at the end of a path with this index among all of them.
fn nth<'v>(base: Base<'v, '_>, path: &[Step], index: usize) -> Option<Found<'v>> {
    let (mut passed, mut result) = (0, None);
    each(base, path, &mut |_, found| {
        if passed == index {
            result = Some(found);
            return ControlFlow::Break(());
        }
        passed += 1;
        ControlFlow::Continue(())
    });
    result
}

/// The first value at the end of a path: of all, or of those that are there.
fn first<'v>(of: Option<&Type>, value: View<'v>, path: &[Step], of_those_there: bool) -> Option<View<'v>> {
    // Most often it is a field with one name.
    if let [Step::Field(name)] = path {
        let field = of.and_then(|of| of.field(name));
        if is_object(value) && field.is_none_or(|field| field.aliases.is_empty()) {
            return member(value, name);
        }
    }
    let mut result = None;
    each(Base { of, value, place: &Place::ROOT, secret: false }, path, &mut |_, found| {
        result = found.value;
        if of_those_there && result.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    result
}

fn holds(condition: &Condition, of: Option<&Type>, value: View<'_>) -> bool {
    is_true(condition, first(of, value, condition.path, false))
}

/// Whether a condition is true of what was found at its path.
#[inline]
fn is_true(condition: &Condition, found: Option<View<'_>>) -> bool {
    let effective = found.or(condition.default.as_ref().map(Literal::view));
    let is_one_of = |value: View<'_>, values: &[Literal]| values.iter().any(|one| same(value, one));
    match condition.test {
        Test::Is(values) => effective.is_some_and(|value| is_one_of(value, values)),
        Test::IsNot(values) => effective.is_none_or(|value| !is_one_of(value, values)),
        Test::Contains(values) => effective.is_some_and(|list| items(list).any(|item| is_one_of(item, values))),
        Test::Present(wanted) => found.is_some() == wanted,
    }
}

fn each<'v>(base: Base<'v, '_>, path: &[Step], show: Each<'_, 'v>) {
    // Whether the showing was broken off is known to whoever broke it off.
    let _ = select(base, path, show);
}

/// Shows all values at the end of a path. Where a field on the way is missing, the place is that of the object without it.
fn select<'v>(base: Base<'v, '_>, path: &[Step], show: Each<'_, 'v>) -> ControlFlow<()> {
    let Base { of, value, place, secret } = base;
    let Some((step, rest)) = path.split_first() else {
        return show(place, Found { value: Some(value), secret });
    };
    match step {
        Step::Field(name) if is_object(value) => {
            let field = of.and_then(|of| of.field(name));
            let of = field.map(|field| field.of);
            let secret = secret || field.is_some_and(|field| field.secret);
            let mut some = false;
            if let Some(value) = member(value, name) {
                some = true;
                select(Base { of, value, place: &place.name(name), secret }, rest, show)?;
            }
            for alias in field.map_or(&[][..], |field| field.aliases) {
                if let Some(value) = member(value, alias) {
                    some = true;
                    select(Base { of, value, place: &place.name(alias), secret }, rest, show)?;
                }
            }
            if some { ControlFlow::Continue(()) } else { show(place, Found::NOTHING) }
        }
        // What is `null` has no fields; what is no object at all has no places either.
        Step::Field(_) if matches!(value, View::Null) => show(place, Found::NOTHING),
        Step::Field(_) => ControlFlow::Continue(()),
        Step::Items => {
            for (index, value) in items(value).enumerate() {
                select(Base { of, value, place: &place.index(index), secret }, rest, show)?;
            }
            ControlFlow::Continue(())
        }
    }
}

fn type_at<'t>(base: Option<&'t Type>, path: &[Step]) -> Option<&'t Type> {
    let mut current = base?;
    for step in path {
        if let Step::Field(name) = step {
            current = current.field(name)?.of;
        }
    }
    Some(current)
}

/// Whether a single value passes. A value of another type passes here.
fn passes(check: &Check, of: Option<&Type>, value: View<'_>, now: Option<SystemTime>) -> bool {
    let is_within = |count: usize, min: &Option<u32>, max: &Option<u32>| {
        min.is_none_or(|min| count >= min as usize) && max.is_none_or(|max| count <= max as usize)
    };
    match check {
        Check::Values(values) | Check::Known(values) => return values.iter().any(|one| same(value, one)),
        Check::Range { min, max } => {
            let Some(value) = number(value) else { return true };
            let bound = |literal: &Option<Literal>| literal.as_ref().and_then(|literal| number(literal.view()));
            return bound(min).is_none_or(|min| value.compare(min).is_ge())
                && bound(max).is_none_or(|max| value.compare(max).is_le());
        }
        Check::Decimals(most) => return number(value).is_none_or(|number| number.decimals() <= *most as usize),
        Check::AheadS(seconds) => {
            let (Some(value), Some(now)) = (number(value), now) else { return true };
            let now = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
            return value.compare(Num::Whole(i128::from(now) + i128::from(*seconds))).is_ge();
        }
        _ => {}
    }
    if let View::Text(text) | View::Secret(text) = value {
        return match check {
            Check::Length { min, max, max_bytes } => {
                is_within(text.chars().count(), min, max) && is_within(text.len(), &None, max_bytes)
            }
            Check::Characters(set) => text.chars().all(|one| set.contains(one)),
            Check::Pattern(pattern) => pattern.fits(text),
            Check::Schemes(schemes) => {
                schemes.iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| rest.starts_with("://")))
            }
            Check::IntegerText { min, max } => is_integer_text(text, *min, *max),
            Check::Base64Bytes(bytes) => is_base64(text, *bytes as usize),
            // Answers are read from bytes too, so that the reader is compiled once.
            Check::JsonText => serde_json::from_slice::<AnyJson>(text.as_bytes()).is_ok(),
            _ => true,
        };
    }
    let Some(length) = length(value) else { return true };
    match check {
        Check::Items { min, max } => is_within(length, min, max),
        Check::Sets(sets) => {
            sets.iter().any(|set| set.len() == length && set.iter().all(|one| items(value).any(|item| same(item, one))))
        }
        Check::Joined { each_followed_by, max_characters } => {
            let follows = each_followed_by.chars().count();
            let texts = || items(value).filter_map(text);
            // No text has more characters than bytes.
            let is_short = texts().map(|text| text.len() + follows).sum::<usize>() <= *max_characters as usize;
            is_short || texts().map(|text| text.chars().count() + follows).sum::<usize>() <= *max_characters as usize
        }
        Check::Count { when, min, max } => {
            is_within(items(value).filter(|item| holds(when, of, *item)).count(), min, max)
        }
        _ => true,
    }
}

fn is_integer_text(text: &str, min: u64, max: u64) -> bool {
    let digits = text.trim_start_matches('0');
    let number = if digits.is_empty() { Some(0) } else { digits.parse::<u64>().ok() };
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && number.is_some_and(|number| (min..=max).contains(&number))
}

/// Whether a text is base64, with padding, of so many bytes.
fn is_base64(text: &str, bytes: usize) -> bool {
    let (digits, padding) = ((bytes * 8).div_ceil(6), (3 - bytes % 3) % 3);
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let text = text.as_bytes();
    text.len() == digits + padding && text[..digits].iter().all(is_digit) && text[digits..].iter().all(|b| *b == b'=')
}

/// Reads any JSON that [`Value`] would read, and keeps nothing of it.
struct AnyJson;

impl<'de> Deserialize<'de> for AnyJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for AnyJson {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self, A::Error> {
        while object.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

/// A number of a body.
#[derive(Clone, Copy)]
enum Num {
    Whole(i128),
    Float(f64),
}

impl Num {
    fn float(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Float(float) => float,
        }
    }

    /// The order of two numbers, without loss between large ones.
    fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a.cmp(&b),
            (Self::Whole(a), Self::Float(b)) => compare_mixed(a, b),
            (Self::Float(a), Self::Whole(b)) => compare_mixed(b, a).reverse(),
            (Self::Float(a), Self::Float(b)) => a.total_cmp(&b),
        }
    }

    /// How many decimals the number has, written without an exponent.
    fn decimals(self) -> usize {
        let Self::Float(float) = self else { return 0 };
        let mut counter = Decimals::default();
        // The counter takes everything, so that writing to it cannot fail.
        let _ = write!(counter, "{float}");
        counter.used
    }
}

/// Counts the decimals of a number as it is written, up to the last that is not zero.
#[derive(Default)]
struct Decimals {
    is_behind_point: bool,
    seen: usize,
    used: usize,
}

impl fmt::Write for Decimals {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if self.is_behind_point {
                self.seen += 1;
                if byte != b'0' {
                    self.used = self.seen;
                }
            }
            self.is_behind_point |= byte == b'.';
        }
        Ok(())
    }
}

fn compare_mixed(whole: i128, float: f64) -> Ordering {
    // Beyond this no whole number of 64 bits reaches; below it the conversion is exact.
    const FAR: f64 = 1e20;
    if float >= FAR || float.is_nan() {
        return Ordering::Less;
    }
    if float <= -FAR {
        return Ordering::Greater;
    }
    whole.cmp(&(float.floor() as i128)).then(if float.fract() == 0.0 { Ordering::Equal } else { Ordering::Less })
}

/// Whether a value is one of a table; `1` and `1.0` are the same.
#[inline]
fn same(value: View<'_>, literal: &Literal) -> bool {
    match (value, literal) {
        (View::Integer(a), Literal::Integer(b)) => a == *b,
        (value, literal) => same_of_any_kind(value, literal),
    }
}

fn same_of_any_kind(value: View<'_>, literal: &Literal) -> bool {
    match (value, literal) {
        (View::Null, Literal::Null) => true,
        (View::Bool(a), Literal::Bool(b)) => a == *b,
        (View::Text(a) | View::Secret(a), Literal::Text(b)) => a == *b,
        (value, Literal::List(literals)) => {
            length(value) == Some(literals.len()) && items(value).zip(*literals).all(|(a, b)| same(a, b))
        }
        (value, literal) => match (number(value), number(literal.view())) {
            (Some(a), Some(b)) => a.compare(b).is_eq(),
            _ => false,
        },
    }
}

/// The value with simple JSON taken apart, so that what follows has one form of it to judge.
fn plain(value: View<'_>) -> View<'_> {
    match value {
        View::Json(value) => json(value),
        value => value,
    }
}

fn json(value: &Value) -> View<'_> {
    match value {
        Value::Null => View::Null,
        Value::Bool(value) => View::Bool(*value),
        Value::String(value) => View::Text(value),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => View::Integer(number),
            (None, Some(number)) => View::Unsigned(number),
            (None, None) => View::Number(number.as_f64().unwrap_or(f64::MAX)),
        },
        Value::Array(_) | Value::Object(_) => View::Json(value),
    }
}

fn number(value: View<'_>) -> Option<Num> {
    match value {
        View::Integer(number) => Some(Num::Whole(number.into())),
        View::Unsigned(number) => Some(Num::Whole(number.into())),
        View::Number(number) => Some(Num::Float(number)),
        _ => None,
    }
}

fn text(value: View<'_>) -> Option<&str> {
    match value {
        View::Text(text) | View::Secret(text) => Some(text),
        _ => None,
    }
}

fn is_object(value: View<'_>) -> bool {
    matches!(value, View::Object(_) | View::Json(Value::Object(_)))
}

fn member<'v>(value: View<'v>, name: &str) -> Option<View<'v>> {
    match value {
        View::Object(object) => object.get(name).map(plain),
        View::Json(Value::Object(members)) => members.get(name).map(json),
        _ => None,
    }
}

/// How many items a list has; nothing for anything else.
fn length(value: View<'_>) -> Option<usize> {
    match value {
        View::List(items) => Some(items.len()),
        View::Json(Value::Array(items)) => Some(items.len()),
        _ => None,
    }
}

fn item(value: View<'_>, index: usize) -> Option<View<'_>> {
    match value {
        View::List(items) => items.item(index).map(plain),
        View::Json(Value::Array(items)) => items.get(index).map(json),
        _ => None,
    }
}

/// The items of a list; none of anything else.
fn items(value: View<'_>) -> impl Iterator<Item = View<'_>> {
    (0..length(value).unwrap_or(0)).filter_map(move |index| item(value, index))
}

fn holds_in(ids: &[&str], id: Option<&str>) -> bool {
    ids.is_empty() || id.is_none_or(|id| ids.contains(&id))
}

/// A value for people: short, and never a secret.
fn shown(value: View<'_>, secret: bool) -> String {
    let mut out = Short { text: String::new(), left: SHOWN };
    // Writing fails only when the text is long enough.
    if show(value, secret, &mut out).is_err() {
        out.text.pop();
        out.text.push('…');
    }
    out.text
}

fn show(value: View<'_>, secret: bool, out: &mut Short) -> fmt::Result {
    match value {
        _ if secret => out.write_str("<secret>"),
        View::Secret(_) => out.write_str("<secret>"),
        View::Null => out.write_str("null"),
        View::Bool(value) => write!(out, "{value}"),
        View::Integer(value) => write!(out, "{value}"),
        View::Unsigned(value) => write!(out, "{value}"),
        View::Number(value) => write!(out, "{value}"),
        View::Text(value) => write!(out, "{value:?}"),
        View::Object(_) | View::Json(Value::Object(_)) => out.write_str("{…}"),
        View::Json(Value::Array(_)) | View::List(_) => {
            out.write_str("[")?;
            for (index, item) in items(value).enumerate() {
                if index > 0 {
                    out.write_str(", ")?;
                }
                show(item, secret, out)?;
            }
            out.write_str("]")
        }
        View::Json(simple) => show(json(simple), secret, out),
    }
}

/// A text that takes no more than so many characters.
struct Short {
    text: String,
    left: usize,
}

impl fmt::Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for one in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(one);
        }
        Ok(())
    }
}
