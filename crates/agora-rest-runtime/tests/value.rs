//! The types of values that the macros make, for a parcel depot.
#![allow(clippy::unwrap_used)]

use agora_rest_runtime::validate::{AsView, View};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fmt::Debug;

agora_rest_runtime::open_enum! {
    /// How a parcel travels.
    #[derive(Default)]
    pub enum Way: i64 {
        /// By land.
        #[default]
        Land = 1,
        /// By air.
        #[deprecated = "no planes any more"]
        Air = 2,
        /// Nowhere.
        Back = -1,
    }
}

agora_rest_runtime::open_enum! {
    /// Size of a parcel.
    pub enum Size: str {
        /// Fits a letter box.
        Small = "s",
        /// Does not.
        Large = "l",
    }
}

agora_rest_runtime::open_enum! {
    /// A list of nothing.
    pub enum Empty: str {}
}

agora_rest_runtime::text! {
    /// Name of a depot.
    pub struct Depot;
}

/// A value, its JSON, and that each becomes the other.
#[track_caller]
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, json: Value) {
    assert_eq!(serde_json::to_value(&value).unwrap(), json);
    assert_eq!(serde_json::from_value::<T>(json).unwrap(), value);
}

#[test]
fn values_survive_a_round_trip() {
    check(Way::Land, json!(1));
    check(Way::Back, json!(-1));
    check(Way::Other(99), json!(99));
    check(Way::Other(i64::MIN), json!(i64::MIN));
    check(Size::Small, json!("s"));
    check(Size::Other("xxl".into()), json!("xxl"));
    check(Size::Other(String::new()), json!(""));
    check(Empty::from("x"), json!("x"));
    check(Depot::new("nörth"), json!("nörth"));
    assert_eq!(serde_json::from_value::<Way>(json!("1")).unwrap(), Way::Land);
    assert_eq!(serde_json::from_value::<Way>(json!(-1.0)).unwrap(), Way::Back);
    assert!(serde_json::from_value::<Way>(json!("by land")).is_err());
    assert!(serde_json::from_value::<Size>(json!(null)).is_err());
}

#[test]
fn known_values_are_found() {
    assert!(matches!(Way::from(1), Way::Land));
    assert!(matches!(Way::from(3), Way::Other(3)));
    assert!(matches!(Size::from("l"), Size::Large));
    assert!(matches!(Size::from("l".to_owned()), Size::Large));
    assert!(matches!(Size::from("L"), Size::Other(_)));
    assert_eq!(Way::default(), Way::Land);
    assert_eq!(Way::KNOWN.iter().map(Way::value).collect::<Vec<_>>(), [1, 2, -1]);
    assert_eq!(Size::KNOWN, [Size::Small, Size::Large]);
    assert!(Empty::KNOWN.is_empty());
}

#[test]
fn what_is_the_same_on_the_wire_is_equal() {
    assert_eq!(Way::Other(1), Way::Land);
    assert_eq!(Size::Other("s".into()), Size::Small);
    assert_ne!(Size::Other("S".into()), Size::Small);
    assert_eq!(HashSet::from([Way::Land, Way::Other(1), Way::Back]).len(), 2);
    assert_eq!(HashSet::from([Size::Small, Size::Other("s".into())]).len(), 1);
}

#[test]
fn values_are_shown() {
    assert_eq!(format!("{} {:?} {:?}", Way::Land, Way::Land, Way::Other(7)), "1 Land Other(7)");
    assert_eq!(format!("{:>3}|{:?} {:?}", Size::Small, Size::Large, Size::from("m")), "  s|Large Other(\"m\")");
    assert_eq!(format!("{} {:?}", Depot::new("north"), Depot::from("n")), "north Depot(\"n\")");
    assert_eq!(String::from(Depot::from("north".to_owned())), "north");
    assert_eq!((Depot::new("n").as_ref(), Size::Large.as_ref()), ("n", "l"));
    assert!(matches!(Way::Back.view(), View::Integer(-1)));
    assert!(matches!(Size::Large.view(), View::Text("l")));
    assert!(matches!(Depot::new("n").view(), View::Text("n")));
}

#[test]
fn objects_know_their_names() {
    #[derive(Serialize, Deserialize)]
    struct Stop {
        town: Depot,
        gate: Option<Way>,
    }
    struct Nothing;
    agora_rest_runtime::object!(Stop { "town" => town, "gateNumber" => gate });
    agora_rest_runtime::object!(Nothing {});
    let stop = Stop { town: "Ulm".into(), gate: None };
    let View::Object(object) = stop.view() else { panic!("no object") };
    assert!(matches!(object.get("town"), Some(View::Text("Ulm"))));
    assert!(object.get("gateNumber").is_none() && object.get("gate").is_none());
    assert!(matches!(Nothing.view(), View::Object(object) if object.get("").is_none()));
}
