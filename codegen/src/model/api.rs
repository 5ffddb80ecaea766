//! What a call carries: types, rules over fields, the lifecycle, notifications, editions, hosts and limits.

use super::{Confidence, Origin, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An edition of the service, such as one for a country. What names no edition holds in all of them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Id of the edition, in `snake_case`.
    pub id: String,
    /// What it is, in one line.
    pub title: Words,
    /// How it differs, in general.
    pub note: Option<Words>,
}

/// What the service answers when a body has not the form that its type asks for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormErrors {
    /// Id of the error entry for a required field that is missing.
    pub missing: String,
    /// Id of the error entry for a value of the wrong type.
    pub wrong_type: String,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// A type that fields are made of.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Type {
    /// Id of the type, in `snake_case`.
    pub id: String,
    /// Name in Rust, `UpperCamel`; derived from `id` when absent.
    pub name: Option<String>,
    /// `object`: named fields. `enum`: a text or number with known values, always open to others. `scalar`: a single value
    /// with rules of its own.
    pub kind: TypeKind,
    /// What a single value is on the wire. Required for `enum` and `scalar`, absent for `object`.
    pub of: Option<Primitive>,
    /// What it is, in one line.
    pub title: Words,
    /// What a reader should know besides.
    pub note: Option<Words>,
    /// The fields of an object, in the order of the documents.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// The known values of an enum.
    #[serde(default)]
    pub values: Vec<EnumValue>,
    /// Rules over the fields of the object, or over the single value.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Ids of the conflicts that concern it.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// Where the facts come from; they hold for fields and values that name none of their own.
    pub sources: Vec<String>,
}

/// The sort of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TypeKind {
    /// Named fields.
    Object,
    /// A text or number with known values.
    Enum,
    /// A single value with rules of its own.
    Scalar,
}

/// A value that JSON knows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Primitive {
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Any JSON value.
    Json,
}

/// A field of an object.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Name on the wire, as it is sent.
    pub id: String,
    /// Name in Rust, `snake_case`; derived from `id` when absent.
    pub name: Option<String>,
    /// `string`, `integer`, `number`, `boolean`, `json`, or the id of a type.
    pub r#type: String,
    /// How many of them; `one` when absent.
    pub holds: Option<Holds>,
    /// Whether `null` may stand for no value; false when absent.
    pub nullable: Option<bool>,
    /// Whether it must be there whenever its object is, in every variant that has it; false when absent. A field that must be there
    /// under a condition, or of which the sources say different things, has a rule with `present` instead.
    pub required: Option<bool>,
    /// Ids of the variants that have the field; all when absent.
    pub variants: Option<Vec<String>>,
    /// Ids of the editions that have the field; all when absent.
    pub editions: Option<Vec<String>>,
    /// What the service takes when the field is left out.
    pub default: Option<Value>,
    /// What a number counts: `s`, `ms`, `min`, `h`, `px`, `kbps` and the like.
    pub unit: Option<String>,
    /// Whether the value gives access to something and must never be shown; false when absent.
    pub secret: Option<bool>,
    /// Whether the field is in use; `current` when absent.
    pub status: Option<FieldStatus>,
    /// Date on which the vendor brought it in, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, where that is known.
    pub introduced: Option<String>,
    /// Date on which the vendor took it away, where that is known.
    pub withdrawn: Option<String>,
    /// Other spellings of the name.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// What it means, in one line.
    pub title: Words,
    /// What a reader should know besides.
    pub note: Option<Words>,
    /// Rules over the value of this field.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// The tables that say what the codes in this field mean.
    #[serde(default)]
    pub codes: Vec<CodeUse>,
    /// Ids of the conflicts that concern it.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// How well it is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where the facts come from, where that differs from its type.
    pub sources: Option<Vec<String>>,
}

/// How many values a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// One value.
    One,
    /// A list of values.
    List,
    /// An object whose keys are free and whose members are the values.
    Map,
    /// A single text, or a list of values.
    TextOrList,
    /// One number or boolean, or a text that says it.
    OneOrText,
}

/// Whether a field or a value is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldStatus {
    /// In use.
    Current,
    /// In older documents only: read, never offered.
    Legacy,
    /// Taken away by the vendor: read, never offered.
    Removed,
}

/// Another spelling of a field's name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// The spelling.
    pub id: String,
    /// Who takes it for the field.
    pub taken_by: AliasUse,
    /// Where it stands; those of the field when absent.
    pub sources: Option<Vec<String>>,
}

/// Who takes another spelling for the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AliasUse {
    /// Documents of the service give it: the service takes it for the field, and so does a reader.
    Service,
    /// Only seen in what the service sends: a reader takes it for the field.
    Reader,
    /// A mistake of some document or client: nobody takes it for the field.
    Nobody,
}

/// A table of codes for a field.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeUse {
    /// Id of the table.
    pub table: String,
    /// When this table holds; always when absent.
    #[serde(default)]
    pub when: Vec<When>,
    /// Whether the table is in use; `current` when absent. A legacy table is for reading old records.
    pub status: Option<FieldStatus>,
}

/// A known value of an enum.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnumValue {
    /// Id of the value, in `snake_case`: its name in programs.
    pub id: String,
    /// The value on the wire, a text or a whole number.
    pub value: Value,
    /// What it means, in one line.
    pub title: Words,
    /// What a reader should know besides.
    pub note: Option<Words>,
    /// Whether the value is in use; `current` when absent.
    pub status: Option<FieldStatus>,
    /// Ids of the variants that have the value; all when absent.
    pub variants: Option<Vec<String>>,
    /// Ids of the editions that have the value; all when absent.
    pub editions: Option<Vec<String>>,
    /// Where the facts come from, where that differs from its type.
    pub sources: Option<Vec<String>>,
}

/// Something that a request must fulfil.
///
/// A rule of a field is about the value of that field. A rule of a type is about the value at `at`, or about the object itself. Its paths
/// begin at the object that has the rule (for a rule of a field: the object that has the field), name fields divided by dots, and
/// go into every item of a list with `[]`: `items[].name`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Id of the rule, in `snake_case`, never used for another.
    pub id: String,
    /// The rule, in one or two sentences.
    pub words: Words,
    /// Whether the sources demand it or only advise it; `must` when absent.
    pub force: Option<Force>,
    /// Ids of the variants that it holds in; all when absent.
    pub variants: Option<Vec<String>>,
    /// Ids of the endpoints that it holds at; all that use the type when absent.
    pub endpoints: Option<Vec<String>>,
    /// Ids of the editions that it holds in; all when absent.
    pub editions: Option<Vec<String>>,
    /// When it holds: all of these; always when absent. A field that is left out counts as its default.
    #[serde(default)]
    pub when: Vec<When>,
    /// The value it is about, where that is not the one that it stands at.
    pub at: Option<String>,
    /// What must hold; absent where a program cannot tell, which leaves the words.
    pub check: Option<Check>,
    /// What the other side of a dispute states; a value that fulfils either is let through.
    pub otherwise: Option<Check>,
    /// How sure the rule is.
    pub certainty: Certainty,
    /// What the service does when the rule is broken.
    pub broken: Broken,
    /// Id of the error entry that the service answers when the rule is broken, where a source states it.
    pub error: Option<String>,
    /// Ids of the conflicts that concern it. Required for certainty `disputed`.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// What a reader should know besides.
    pub note: Option<Words>,
    /// Where it comes from.
    pub sources: Vec<String>,
}

/// Whether the sources demand or advise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// They demand it.
    Must,
    /// They advise it.
    Advice,
}

/// How sure a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Documents say so, and none says otherwise.
    Documented,
    /// Sources say different things.
    Disputed,
    /// Concluded by us.
    Inferred,
}

/// What the service does when a rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Broken {
    /// It refuses the call.
    Refuses,
    /// It goes on as if the value were not there.
    Ignores,
    /// It takes another value.
    Adjusts,
    /// It accepts the call, and the recording, upload or job fails afterwards.
    FailsLater,
    /// No source says.
    NotStated,
}

/// A condition on a field. Exactly one of `is`, `is_not`, `contains` and `present`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Path of the field.
    pub field: String,
    /// It has one of these values. A field that is left out counts as its default.
    pub is: Option<Vec<Value>>,
    /// It has none of these values. A field that is left out counts as its default, and has none of them when it has no default.
    pub is_not: Option<Vec<Value>>,
    /// It is a list that holds one of these values.
    pub contains: Option<Vec<Value>>,
    /// It is there (`true`), or it is not (`false`).
    pub present: Option<bool>,
}

/// What must hold: exactly one member.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Check {
    /// These paths are there.
    pub present: Option<Vec<String>>,
    /// These paths are not there. Only here may a rule name a field that its variant does not have.
    pub absent: Option<Vec<String>>,
    /// At most one of these paths is there.
    pub at_most_one: Option<Vec<String>>,
    /// Exactly one of these paths is there.
    pub exactly_one: Option<Vec<String>>,
    /// All of these paths are there, or none.
    pub together: Option<Vec<String>>,
    /// The number lies in this range.
    pub range: Option<Range>,
    /// The text is so long.
    pub length: Option<Length>,
    /// The list has so many items.
    pub items: Option<Items>,
    /// The value is one of these.
    pub values: Option<Vec<Value>>,
    /// The value is a current value of its enum.
    pub known: Option<bool>,
    /// The list holds exactly one of these sets of values, in any order.
    pub sets: Option<Vec<Vec<Value>>>,
    /// The text is made of this character set.
    pub characters: Option<String>,
    /// The text as a whole has this form, a regular expression without anchors that uses only literals, classes, groups,
    /// `|` and counts.
    pub pattern: Option<String>,
    /// The text is an address that begins with one of these schemes and `://`.
    pub schemes: Option<Vec<String>>,
    /// The text is a decimal whole number in this range; zeros may stand before it.
    pub integer_text: Option<Range>,
    /// The text is base64 of so many bytes.
    pub base64_bytes: Option<u32>,
    /// The text is a JSON document.
    pub json_text: Option<bool>,
    /// The number has at most so many decimals.
    pub decimals: Option<u32>,
    /// The product of these fields is at most `max`.
    pub product: Option<Total>,
    /// The sum of these fields is at most `max`.
    pub sum: Option<Total>,
    /// The texts of the list, joined, are at most so long.
    pub joined: Option<Joined>,
    /// So many items of the list fulfil a condition.
    pub count: Option<Count>,
    /// The value stands in a table, in the row of another field's value.
    pub table: Option<TableCheck>,
    /// The value is that of a field of an earlier call.
    pub equals: Option<Equals>,
    /// The time, in Unix seconds, lies at least so many seconds ahead.
    pub ahead_s: Option<u32>,
}

/// Bounds of a number; at least one of them.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The least value.
    pub min: Option<serde_json::Number>,
    /// The greatest value.
    pub max: Option<serde_json::Number>,
}

/// Bounds of the length of a text; at least one of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Length {
    /// The least number of characters.
    pub min_characters: Option<u32>,
    /// The greatest number of characters.
    pub max_characters: Option<u32>,
    /// The greatest number of bytes in UTF-8.
    pub max_bytes: Option<u32>,
}

/// Bounds of the number of items; at least one of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Items {
    /// The least number of items.
    pub min: Option<u32>,
    /// The greatest number of items.
    pub max: Option<u32>,
}

/// A bound on several numbers together.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Total {
    /// Paths of the numbers.
    pub fields: Vec<String>,
    /// The greatest product or sum.
    pub max: serde_json::Number,
}

/// A bound on texts that are joined.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Joined {
    /// What follows each text.
    pub each_followed_by: String,
    /// The greatest number of characters of the whole.
    pub max_characters: u32,
}

/// How many items of a list fulfil a condition.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The condition; its paths begin at the item.
    pub when: When,
    /// The least number of such items.
    pub min: Option<u32>,
    /// The greatest number of such items.
    pub max: Option<u32>,
}

/// A look-up in a table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableCheck {
    /// Id of the value table.
    pub id: String,
    /// Path of the field that chooses the row.
    pub row: String,
}

/// A field of an earlier call.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Equals {
    /// Id of the endpoint of the earlier call.
    pub endpoint: String,
    /// Path of the field in its request.
    pub field: String,
}

/// Values that belong to a value of another field, such as the regions of a storage vendor.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueTable {
    /// Id of the table, in `snake_case`.
    pub id: String,
    /// What it holds, in one line.
    pub title: Words,
    /// What a reader should know besides.
    pub note: Option<Words>,
    /// One item a value of the other field.
    pub rows: Vec<TableRow>,
    /// Ids of the conflicts that concern it.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// The values that belong to one value of the other field.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableRow {
    /// Id of the row, in `snake_case`.
    pub id: String,
    /// The value of the other field.
    pub key: Value,
    /// Whether other values than these are accepted too, as far as the sources say; false when absent.
    pub open: Option<bool>,
    /// Whether the row is in use; `current` when absent.
    pub status: Option<FieldStatus>,
    /// The values.
    pub values: Vec<TableValue>,
}

/// A value of a table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableValue {
    /// The value on the wire.
    pub value: Value,
    /// Its name in the documents; absent where they give none.
    pub name: Option<String>,
    /// The area it lies in, where that is known: a value of the field that chooses areas.
    pub area: Option<String>,
    /// Whether the value is in use; `current` when absent.
    pub status: Option<FieldStatus>,
}

/// Codes and what they mean, in a name space of their own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeTable {
    /// Id of the table, in `snake_case`.
    pub id: String,
    /// What the codes are about, in one line.
    pub title: Words,
    /// What a reader should know besides.
    pub note: Option<Words>,
    /// Whether a number may hold several codes at once, each a bit; false when absent.
    pub bits: Option<bool>,
    /// The codes.
    pub codes: Vec<TableCode>,
    /// How well they are known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Ids of the conflicts that concern them.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// A code of a table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableCode {
    /// Id of the code, in `snake_case`: its name in programs.
    pub id: String,
    /// The code on the wire, a whole number or a word.
    pub code: super::Code,
    /// What it means, in one line.
    pub title: Words,
    /// The text that comes with it, where that is constant.
    pub text: Option<String>,
    /// What a reader should know besides.
    pub note: Option<Words>,
    /// Id of the error entry that a later call meets, where that is known.
    pub error: Option<String>,
    /// Whether the code is in use; `current` when absent.
    pub status: Option<FieldStatus>,
}

/// A state that a call takes or gives.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Id of the state, in `snake_case`.
    pub id: String,
    /// What it is, in one line.
    pub title: Words,
    /// What a reader should know besides.
    pub note: Option<Words>,
    /// What a program keeps to go on from here: names of request or response fields.
    #[serde(default)]
    pub holds: Vec<String>,
    /// How long it lasts, in seconds, where that is fixed.
    pub valid_s: Option<u32>,
    /// Id of the error entry that a call meets after that.
    pub expired: Option<String>,
    /// Whether nothing follows; false when absent.
    pub end: Option<bool>,
    /// The calls that lead here from nothing, made as one.
    pub flow: Option<StateFlow>,
    /// How a program makes sure of the state, where the call that gives it only promises it.
    pub confirmation: Option<Confirmation>,
    /// What a program must send again and again while the state goes on.
    #[serde(default)]
    pub renewals: Vec<Renewal>,
    /// Names that the service gives from what the state holds, such as those of files.
    #[serde(default)]
    pub names: Vec<GivenName>,
    /// What the service replaces in a held value before it stands in a name.
    #[serde(default)]
    pub replacements: Vec<Replacement>,
    /// How the service leaves the state by itself.
    #[serde(default)]
    pub leaves: Vec<Leave>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// A name that the service gives from what a state holds.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenName {
    /// Id of the name, in `snake_case`.
    pub id: String,
    /// What has the name, in one line.
    pub title: Words,
    /// What a reader should know besides.
    pub note: Option<Words>,
    /// Ids of the variants that give it; all when absent.
    pub variants: Option<Vec<String>>,
    /// The name, with parts in `{}`: values that the state holds, and `parts`.
    pub pattern: String,
    /// The parts that the state does not hold.
    #[serde(default)]
    pub parts: Vec<NamePart>,
    /// Ids of the conflicts about it.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// Where the facts come from, where that differs from its state.
    pub sources: Option<Vec<String>>,
}

/// A part of a name that differs from one to the next.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamePart {
    /// Name of the placeholder.
    pub id: String,
    /// What it is, in one line.
    pub title: Words,
    /// How it is written.
    pub form: NameForm,
}

/// How a part of a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NameForm {
    /// As it stands.
    Text,
    /// A number in decimal digits.
    Integer,
    /// A time as `yyyyMMddHHmmssSSS` in UTC.
    Utc,
    /// A time as milliseconds since 1970 in UTC.
    UnixMs,
}

/// What the service replaces in a held value before it stands in a name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// Name of the value that the state holds.
    pub held: String,
    /// Id of the set of characters that are replaced.
    pub characters: String,
    /// What stands in place of each.
    pub by: String,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// The calls that lead to a state from nothing. A recipe whose `then.flow` has the same endpoints makes them anew.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateFlow {
    /// What programs call it, in `snake_case`.
    pub id: String,
    /// What it does, in one line.
    pub title: Words,
    /// Ids of the calls, in order: the first takes no state, each other one takes what the one before gives.
    pub endpoints: Vec<String>,
    /// The field of the first request of which a program gives several values, to be tried one after another where a recipe
    /// asks for a change of it.
    pub vary: Option<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// What a program must send again and again while a state goes on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// Id of the call that sends it; it takes the state by reference.
    pub endpoint: String,
    /// The field of its request, as a path.
    pub field: String,
    /// Id of the limit that says how often, in `s`, `min` or `h`.
    pub every: String,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// How a program makes sure of a state, and looks after it from then on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// Id of the call that tells it; it takes the state by reference.
    pub endpoint: String,
    /// The field of its answer, as a path.
    pub field: String,
    /// Values with which the state is what it should be.
    pub is: Vec<Value>,
    /// Values with which the state is over, or about to be.
    #[serde(default)]
    pub over: Vec<Value>,
    /// Ids of the error entries that do not mean that the state is over.
    #[serde(default)]
    pub not_yet: Vec<String>,
    /// Id of the limit that says how long after the state began the call is first made.
    pub first: String,
    /// Id of the limit that says how long to wait between calls; the last wait holds on.
    pub gaps: String,
    /// Id of the limit after which, from the beginning of the state, it is taken not to come.
    pub deadline: String,
    /// Id of the limit that says how often to look after a confirmed state.
    pub every: Option<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// How the service leaves a state by itself.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// Id of the cause, in `snake_case`.
    pub id: String,
    /// Id of the state that follows.
    pub to: String,
    /// What makes it happen, in one line.
    pub title: Words,
    /// Ids of the variants in which it happens; all when absent.
    pub variants: Option<Vec<String>>,
    /// Where the facts come from, where that differs from its state.
    pub sources: Option<Vec<String>>,
}

/// The state that a call takes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Takes {
    /// Id of the state.
    pub state: String,
    /// `value`: the state is gone after the call. `reference`: it goes on.
    pub by: Passing,
}

/// Whether a state goes on after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Passing {
    /// The state is gone after the call.
    Value,
    /// The state goes on.
    Reference,
}

/// What happens when a call is sent once more without knowing what became of the first.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repeating {
    /// Whether that does no harm.
    pub safe: bool,
    /// What happens.
    pub words: Words,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// A part of the path of a call.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name of the placeholder.
    pub id: String,
    /// `string`, or the id of a type.
    pub r#type: String,
    /// What it is, in one line.
    pub title: Words,
    /// What a reader should know besides.
    pub note: Option<Words>,
    /// Whether it is the variant; false when absent.
    pub variant: Option<bool>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// The path of a call in some editions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditionPath {
    /// Ids of the editions.
    pub editions: Vec<String>,
    /// The path there.
    pub path: String,
    /// Where that is said.
    pub sources: Vec<String>,
}

/// How a program reaches the service.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Scheme of the addresses.
    pub scheme: String,
    /// How a caller proves who it is; `basic` is HTTP Basic.
    pub authentication: Authentication,
    /// `Content-Type` of every body that is sent.
    pub content_type: String,
    /// Header of an answer that names it in logs.
    pub request_id_header: Option<String>,
    /// What a reader should know besides, such as versions of HTTP and TLS.
    pub note: Option<Words>,
    /// The domains that hosts stand in.
    pub domains: Vec<Domain>,
    /// The hosts, without their domain.
    pub hosts: Vec<Host>,
    /// Where a caller may want to be served, each with its hosts in order.
    pub areas: Vec<Area>,
    /// What to try when a host does not answer.
    pub failover: Failover,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// How a caller proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Authentication {
    /// HTTP Basic.
    Basic,
}

/// A domain that hosts stand in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// Id of the domain, in `snake_case`.
    pub id: String,
    /// The domain.
    pub domain: String,
    /// For whom it comes first, in one line.
    pub title: Words,
}

/// A host, without its domain.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Id of the host, in `snake_case`.
    pub id: String,
    /// First label of its name.
    pub label: String,
    /// Where it stands, in one line.
    pub title: Words,
}

/// Where a caller may want to be served.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Id of the area, in `snake_case`.
    pub id: String,
    /// Where it is, in one line.
    pub title: Words,
    /// Ids of its hosts, first choice first.
    pub hosts: Vec<String>,
    /// Ids of the domains, first choice first.
    pub domains: Vec<String>,
    /// Word for the area in front of the path, by which the hosts of no area send a call on to it.
    pub path_prefix: Option<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// What to try when a host does not answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Failover {
    /// The steps, in order.
    pub steps: Vec<FailoverStep>,
    /// Wait before each step, in seconds.
    pub delays_s: Vec<u32>,
    /// Where the advice comes from.
    pub sources: Vec<String>,
}

/// One thing to try.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailoverStep {
    /// Id of the step, in `snake_case`.
    pub id: String,
    /// Where the next attempt goes.
    pub to: FailoverTo,
    /// Whether the step is left out when the name was resolved; false when absent.
    pub only_when_unresolved: Option<bool>,
    /// The step, in one line.
    pub title: Words,
}

/// Where the next attempt goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailoverTo {
    /// The same host.
    SameHost,
    /// The same host in the other domain.
    OtherDomain,
    /// The next host of the area.
    NextHost,
}

/// A number that the service or its documents state.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Id of the limit, in `snake_case`.
    pub id: String,
    /// What is limited, in one line.
    pub title: Words,
    /// What sort of number it is.
    pub kind: LimitKind,
    /// What is counted: `s`, `h`, `requests_per_s`, `recordings` and the like. Times of a confirmation are in `s`, and a client's
    /// budget keeps to the limit in `requests_per_s`.
    pub unit: String,
    /// For what it is counted, such as an application or an account.
    pub per: Option<String>,
    /// The number, or one for each case. A list is a row of waits.
    pub amounts: Vec<Amount>,
    /// Ids of the endpoints that it is about; all or none in particular when absent.
    pub endpoints: Option<Vec<String>>,
    /// Id of the error entry that a call beyond it meets.
    pub error: Option<String>,
    /// What a reader should know besides.
    pub note: Option<Words>,
    /// Ids of the conflicts that concern it.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// How well it is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// What sort of number a limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// The service refuses more.
    Limit,
    /// How long something takes or lasts.
    Duration,
    /// What the documents advise.
    Advice,
}

/// A number of a limit, for some case.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// The number; several in order where they follow one another.
    pub value: Vec<u64>,
    /// Ids of the variants that it holds for; all when absent.
    pub variants: Option<Vec<String>>,
    /// Ids of the editions that it holds in; all when absent.
    pub editions: Option<Vec<String>>,
    /// Ids of the areas that it holds in; all when absent.
    pub areas: Option<Vec<String>>,
    /// Class of resolution or the like that it holds for.
    pub class: Option<String>,
}

/// A disagreement of the sources about the API, and what we made of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiConflict {
    /// Id of the conflict, in `snake_case`.
    pub id: String,
    /// What it is about, in one line.
    pub title: Words,
    /// What the sources disagree about.
    pub statement: Words,
    /// Which was followed, and why.
    pub decision: Words,
    /// The sources that disagree.
    pub sources: Vec<String>,
}

/// How notifications of the service reach a receiver.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notifications {
    /// What they are, in one line.
    pub title: Words,
    /// What a receiver should know.
    pub note: Option<Words>,
    /// Id of the type of a notification's body.
    pub body: String,
    /// Path of the number that says which event it is.
    pub code_field: String,
    /// Path of the object that holds the event's own fields.
    pub details_field: String,
    /// Name of the field in it that names the event.
    pub name_field: String,
    /// Signatures, best first.
    pub signatures: Vec<Signature>,
    /// Facts about how notifications are sent and should be received.
    pub delivery: Vec<Fact>,
    /// Order in which events come, by what happens.
    pub sequences: Vec<Sequence>,
    /// Ids of the conflicts that concern them.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// A signature of a notification.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Id of the signature, in `snake_case`.
    pub id: String,
    /// Header that carries it.
    pub header: String,
    /// How it is computed over the raw body, with the receiver's secret as key, in lower-case hexadecimal digits.
    pub algorithm: SignatureAlgorithm,
    /// What a receiver should know.
    pub note: Option<Words>,
    /// Bodies with their signature, for tests.
    pub vectors: Vec<Vector>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// How a signature is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignatureAlgorithm {
    /// HMAC with SHA-1.
    HmacSha1,
    /// HMAC with SHA-256.
    HmacSha256,
}

/// A body with its signature.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Id of the vector, in `snake_case`.
    pub id: String,
    /// The key.
    pub key: String,
    /// The body, to the letter.
    pub body_text: String,
    /// The signature in lower-case hexadecimal digits.
    pub hex: String,
}

/// Something that is known.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Id of the fact, in `snake_case`.
    pub id: String,
    /// The fact, in one to three sentences.
    pub words: Words,
    /// How well it is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where it comes from.
    pub sources: Vec<String>,
}

/// Events in the order in which they come.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// Id of the sequence, in `snake_case`.
    pub id: String,
    /// What happens, in one line.
    pub title: Words,
    /// Ids of the events, in order.
    pub events: Vec<String>,
    /// What a receiver should know.
    pub note: Option<Words>,
    /// How well the order is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Where it comes from.
    pub sources: Vec<String>,
}

/// A notification that something happened.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Id of the event, in `snake_case`: its name on the wire where it has one.
    pub id: String,
    /// Name in Rust, `UpperCamel`; derived from `id` when absent.
    pub name: Option<String>,
    /// The number on the wire.
    pub code: i64,
    /// The name on the wire; absent where no source gives one.
    pub wire_name: Option<String>,
    /// Numbers of the modules that send it; empty where no source says.
    #[serde(default)]
    pub senders: Vec<i64>,
    /// What happened, in one line.
    pub title: Words,
    /// What a receiver should know.
    pub note: Option<Words>,
    /// What to do when it arrives.
    pub advice: Option<Words>,
    /// Whether it is in use; `current` when absent.
    pub status: Option<FieldStatus>,
    /// Whether its fields are known; true when absent.
    pub fields_known: Option<bool>,
    /// Its own fields.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Date on which the vendor brought it in, where that is known.
    pub introduced: Option<String>,
    /// Ids of the variants in which it comes; any when absent.
    pub variants: Option<Vec<String>>,
    /// Ids of the error entries that calls meet after it.
    #[serde(default)]
    pub errors: Vec<String>,
    /// How well it is known; `documented` when absent.
    pub confidence: Option<Confidence>,
    /// Ids of the conflicts that concern it.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// First release that has it; `next` until released.
    pub since: String,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// A body on the wire, and what is to be thought of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BodyExample {
    /// Id of the example, in `snake_case`.
    pub id: String,
    /// Id of the endpoint; absent for a notification.
    pub endpoint: Option<String>,
    /// Id of the event; absent for a call.
    pub event: Option<String>,
    /// Ids of the variants that it belongs to; absent where the endpoint has none.
    pub variants: Option<Vec<String>>,
    /// Whether it is sent or received.
    pub direction: Direction,
    /// HTTP status of an answer.
    pub http: Option<u16>,
    /// What the documents make of it.
    pub verdict: Verdict,
    /// Id of a rule that it breaks. Required for verdict `refused`, unless `form` says what is wrong.
    pub rule: Option<String>,
    /// What is wrong with its form. Required for verdict `refused`, unless `rule` says what is broken.
    pub form: Option<FormFault>,
    /// JSON Pointer of the value that is wrong, for verdict `refused`.
    pub pointer: Option<String>,
    /// What a reader should know.
    pub note: Option<Words>,
    /// Whether documents show it; false when absent.
    pub shown: Option<bool>,
    /// Whether an accepted body has fields on purpose that its types do not know in one of its variants, for which the note says why;
    /// false when absent.
    pub unknown_fields: Option<bool>,
    /// The body as JSON.
    pub body: Value,
    /// Where the example comes from.
    pub origin: Origin,
    /// Where its form comes from.
    pub sources: Vec<String>,
}

/// What is wrong with the form of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormFault {
    /// A required field is missing; `pointer` names the object.
    Missing,
    /// A value has the wrong type.
    WrongType,
}

/// Whether a body is sent or received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Sent by a caller.
    Request,
    /// Received by a caller.
    Response,
    /// Received by whoever takes notifications.
    Notification,
}

/// What the documents make of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They accept it.
    Accepted,
    /// They refuse it.
    Refused,
}
