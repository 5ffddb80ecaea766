//! C020 and C022: recipes are sound, and what was only concluded is not retried.

use super::{Catalogue, Place, effective};
use crate::diagnostic::Code;
use crate::model::{Confidence, Keep, Recipe};

/// Stands where a recipe would: there is none.
pub(crate) const NEVER: &str = "never";

const DELAY_S_MAX: u32 = 3600;

pub(super) fn check(catalogue: &mut Catalogue<'_>) {
    for at in catalogue.recipes.clone() {
        check_recipe(catalogue, at.item, &at.place);
    }
    for at in catalogue.errors.clone() {
        let inferred = |confidence, retry: &str| confidence == Confidence::Inferred && retry != NEVER;
        let mut places = Vec::new();
        if inferred(at.item.confidence, &at.item.retry) {
            places.push(at.place.key("retry"));
        }
        for (index, key) in at.item.keys.iter().enumerate() {
            let effective = effective(at.item, key);
            if key.confidence.is_some() && inferred(effective.confidence, effective.retry) {
                let place = at.place.key("keys").item(index);
                places.push(if key.retry.is_some() { place.key("retry") } else { place.key("confidence") });
            }
        }
        for place in places {
            let problem = catalogue.problem(Code::C022, &place, "what was only concluded must not be retried");
            let help = "write `retry: never` here, or name a source and another `confidence`";
            catalogue.report(problem.entry(&at.item.id).help(help));
        }
    }
}

fn check_recipe(catalogue: &mut Catalogue<'_>, recipe: &Recipe, place: &Place) {
    let mut fault = |place: Place, message: String, help: &str| {
        let problem = catalogue.problem(Code::C020, &place, message).entry(&recipe.id).help(help);
        catalogue.report(problem);
    };
    for (index, delay) in recipe.delays_s.iter().enumerate() {
        if !(1..=DELAY_S_MAX).contains(delay) {
            let here = place.key("delays_s").item(index);
            fault(here, format!("a delay of {delay} s"), "write seconds from 1 to 3600");
        }
    }
    match &recipe.then {
        None if recipe.delays_s.is_empty() => {
            let help = "add delays, or `then:`, or use `never` in place of the recipe";
            fault(place.key("delays_s"), "a recipe that neither repeats nor goes on".to_owned(), help);
        }
        Some(then) if then.flow.is_some() == then.poll.is_some() => {
            fault(place.key("then"), "`then` needs exactly one of `flow` and `poll`".to_owned(), "write one of them");
        }
        Some(then) => {
            if then.flow.as_ref().is_some_and(|flow| flow.endpoints.is_empty()) {
                let here = place.key("then").key("flow").key("endpoints");
                fault(here, "a flow without endpoints".to_owned(), "name the calls to be made, in order");
            }
            if let Some(poll) = then.poll.as_ref().filter(|poll| !(1..=DELAY_S_MAX).contains(&poll.every_s)) {
                let here = place.key("then").key("poll").key("every_s");
                fault(here, format!("a pause of {} s", poll.every_s), "write seconds from 1 to 3600");
            }
        }
        None => {}
    }
    for (index, field) in recipe.change.iter().enumerate() {
        let kept = match &recipe.keep {
            Keep::All => true,
            Keep::Fields(fields) => fields.contains(field),
        };
        if kept {
            let here = place.key("change").item(index);
            fault(here, format!("`{field}` is kept and changed at once"), "take it out of `keep` or of `change`");
        }
    }
}
