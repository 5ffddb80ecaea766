//! The face of the crate as a program without any feature sees it.

use agora_cloud_recording_errors::{Endpoint, ErrorId, Kind, Lang, Outcome, RECIPES, SOURCES, TABLE};

#[test]
fn every_entry_has_all_that_is_promised_of_it() {
    assert!(!ErrorId::ALL.is_empty());
    for id in ErrorId::ALL.iter().copied() {
        assert_eq!(id.as_str().parse::<ErrorId>(), Ok(id));
        assert!(id.keys().next().is_some(), "{id:?} has no key");
        assert!(id.sources().next().is_some(), "{id:?} has no source");
        assert_eq!(id.to_string(), id.words(Lang::En).title);
        for lang in Lang::ALL.iter().copied() {
            let words = id.words(lang);
            let text = id.explain(lang).to_string();
            let sentences = words.causes.iter().copied().chain(words.remedies.iter().map(|remedy| remedy.text));
            for sentence in sentences.chain([words.title, words.detail]) {
                assert!(text.contains(sentence), "{id:?}: {sentence}");
            }
        }
    }
}

#[test]
fn predicates_follow_the_kind() {
    type Predicate = fn(ErrorId) -> bool;
    let of_kind = |kind: Kind, is: Predicate| {
        for id in ErrorId::ALL.iter().copied() {
            assert_eq!(is(id), id.kind() == kind, "{id:?}");
        }
    };
    let predicates: [(Kind, Predicate); 13] = [
        (Kind::InvalidRequest, ErrorId::is_invalid_request),
        (Kind::Unauthenticated, ErrorId::is_unauthenticated),
        (Kind::Forbidden, ErrorId::is_forbidden),
        (Kind::NotEnabled, ErrorId::is_not_enabled),
        (Kind::NotFound, ErrorId::is_not_found),
        (Kind::Conflict, ErrorId::is_conflict),
        (Kind::Quota, ErrorId::is_quota),
        (Kind::RateLimit, ErrorId::is_rate_limit),
        (Kind::Unavailable, ErrorId::is_unavailable),
        (Kind::Timeout, ErrorId::is_timeout),
        (Kind::Internal, ErrorId::is_internal),
        (Kind::EmptyResult, ErrorId::is_empty_result),
        (Kind::AlreadyDone, ErrorId::is_already_done),
    ];
    assert_eq!(predicates.len(), Kind::ALL.len());
    for (kind, is) in predicates {
        of_kind(kind, is);
    }
}

#[test]
fn names_that_are_none_are_refused_in_words() {
    assert_eq!(
        "no_such".parse::<ErrorId>().map_err(|error| error.to_string()),
        Err("not the id of an error".to_owned())
    );
    assert_eq!("no_such".parse::<Endpoint>().map_err(|e| e.to_string()), Err("not the id of an endpoint".to_owned()));
    assert_eq!("no_such".parse::<Outcome>().map_err(|e| e.to_string()), Err("not the id of an outcome".to_owned()));
}

#[test]
fn the_table_is_sorted_and_its_recipes_are_listed() {
    assert!(TABLE.keys.is_sorted_by(|a, b| a.table_order(b).is_lt()), "a look-up searches for text and code");
    for recipe in TABLE.keys.iter().filter_map(|key| key.retry) {
        assert!(RECIPES.contains(&recipe), "{}", recipe.name);
    }
    assert!(SOURCES.is_sorted_by(|a, b| a.id < b.id));
}
