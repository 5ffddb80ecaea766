//! What calls carry, resolved: types with their rules, calls by variant, events.
//!
//! Sections in which nothing has to be resolved (states, limits, tables, conflicts and the like) are carried as they stand.

use crate::model::{
    Alias, AliasUse, ApiConflict, BodyExample, Broken, Certainty, CodeTable, CodeUse, Connection, Edition, EditionPath,
    Emulation, FieldStatus, Force, Holds, Limit, Notifications, Parameter, Primitive, Repeating, State, Takes,
    ValueTable, Words,
};
use rest_errors::Confidence;
use serde_json::{Number, Value};

/// Everything about bodies, lifecycle, notifications, hosts and limits.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// Editions of the service, in the order of the catalogue.
    pub editions: Vec<Edition>,
    /// Index of the entry for a required field that is missing.
    pub missing: Option<usize>,
    /// Index of the entry for a value of the wrong type.
    pub wrong_type: Option<usize>,
    /// Types, by id.
    pub types: Vec<Type>,
    /// One for each endpoint, in the order of the endpoints.
    pub calls: Vec<Call>,
    /// Rules that no single body can break, by id.
    pub rules: Vec<Rule>,
    /// States, in the order in which a program meets them.
    pub states: Vec<State>,
    /// Tables of values, by id.
    pub value_tables: Vec<ValueTable>,
    /// Tables of codes, by id.
    pub code_tables: Vec<CodeTable>,
    /// How the service is reached.
    pub connection: Option<Connection>,
    /// Limits, by id.
    pub limits: Vec<Limit>,
    /// How notifications come.
    pub notifications: Option<Notifications>,
    /// Events, by code.
    pub events: Vec<Event>,
    /// Conflicts, by id.
    pub conflicts: Vec<ApiConflict>,
    /// Bodies, by id.
    pub examples: Vec<BodyExample>,
    /// How an emulator behaves.
    pub emulation: Option<Emulation>,
}

/// What a call carries and which state it takes and gives.
#[derive(Debug, Clone)]
pub struct Call {
    /// Paths of editions where it differs.
    pub edition_paths: Vec<EditionPath>,
    /// Placeholders of the path.
    pub parameters: Vec<Parameter>,
    /// Index of the type of its body.
    pub request: Option<usize>,
    /// Index of the type of a success.
    pub response: Option<usize>,
    /// Rules over the body.
    pub rules: Vec<Rule>,
    /// State taken.
    pub takes: Option<Takes>,
    /// State given.
    pub gives: Option<String>,
    /// What a repeat does.
    pub repeating: Option<Repeating>,
    /// Ids of conflicts.
    pub conflicts: Vec<String>,
}

/// A type.
#[derive(Debug, Clone)]
pub struct Type {
    /// Id.
    pub id: String,
    /// Name in Rust.
    pub name: String,
    /// What it is made of.
    pub form: Form,
    /// What it is.
    pub title: Words,
    /// What else is to be known.
    pub note: Option<Words>,
    /// Its rules and those of its fields; paths begin at the value of the type.
    pub rules: Vec<Rule>,
    /// Ids of conflicts.
    pub conflicts: Vec<String>,
    /// Indexes of its references.
    pub sources: Vec<usize>,
}

/// What a type is made of.
#[derive(Debug, Clone)]
pub enum Form {
    /// Named fields.
    Object(Vec<Field>),
    /// A single value with known values.
    Enum(Primitive, Vec<EnumValue>),
    /// A single value.
    Scalar(Primitive),
}

/// What a field's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// A value that JSON knows.
    Primitive(Primitive),
    /// Index of a type.
    Type(usize),
}

/// A field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name on the wire.
    pub id: String,
    /// Name in Rust.
    pub name: String,
    /// What its values are.
    pub value: ValueType,
    /// How many.
    pub holds: Holds,
    /// Whether `null` may stand.
    pub nullable: bool,
    /// Whether it must be there.
    pub required: bool,
    /// Ids of its variants; empty for all.
    pub variants: Vec<String>,
    /// Ids of its editions; empty for all.
    pub editions: Vec<String>,
    /// What is taken when it is left out.
    pub default: Option<Value>,
    /// What it counts.
    pub unit: Option<String>,
    /// Whether it must never be shown.
    pub secret: bool,
    /// Whether it is in use.
    pub status: FieldStatus,
    /// When the vendor brought it in.
    pub introduced: Option<String>,
    /// When the vendor took it away.
    pub withdrawn: Option<String>,
    /// Other spellings.
    pub aliases: Vec<Alias>,
    /// What it means.
    pub title: Words,
    /// What else is to be known.
    pub note: Option<Words>,
    /// Tables of the codes in it.
    pub codes: Vec<CodeUse>,
    /// Ids of conflicts.
    pub conflicts: Vec<String>,
    /// How well it is known.
    pub confidence: Confidence,
    /// Indexes of its references.
    pub sources: Vec<usize>,
}

/// A known value.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// Id.
    pub id: String,
    /// Name in Rust.
    pub name: String,
    /// On the wire.
    pub value: Value,
    /// What it means.
    pub title: Words,
    /// What else is to be known.
    pub note: Option<Words>,
    /// Whether it is in use.
    pub status: FieldStatus,
    /// Ids of its variants; empty for all.
    pub variants: Vec<String>,
    /// Ids of its editions; empty for all.
    pub editions: Vec<String>,
    /// Indexes of its references.
    pub sources: Vec<usize>,
}

/// A way from a value to one inside it.
pub type Path = Vec<Step>;

/// One step of a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into a field.
    Field(String),
    /// Into every item of a list.
    Items,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Id.
    pub id: String,
    /// What it says.
    pub words: Words,
    /// Whether the sources demand it.
    pub force: Force,
    /// Ids of its variants; empty for all.
    pub variants: Vec<String>,
    /// Ids of its endpoints; empty for all.
    pub endpoints: Vec<String>,
    /// Ids of its editions; empty for all.
    pub editions: Vec<String>,
    /// When it holds.
    pub when: Vec<Condition>,
    /// The value that it is about.
    pub at: Path,
    /// What must hold.
    pub check: Option<Check>,
    /// What the other side of a dispute asks for.
    pub otherwise: Option<Check>,
    /// How sure it is.
    pub certainty: Certainty,
    /// What happens when it is broken.
    pub broken: Broken,
    /// Index of the entry that is answered.
    pub error: Option<usize>,
    /// Ids of conflicts.
    pub conflicts: Vec<String>,
    /// What else is to be known.
    pub note: Option<Words>,
    /// Indexes of its references.
    pub sources: Vec<usize>,
}

/// A condition.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The field.
    pub path: Path,
    /// What is taken when the field is left out.
    pub default: Option<Value>,
    /// What must be true of it.
    pub test: Test,
}

/// What must be true of a field.
#[derive(Debug, Clone)]
pub enum Test {
    /// It has one of these values.
    Is(Vec<Value>),
    /// It has none of these values.
    IsNot(Vec<Value>),
    /// It is a list with one of these values.
    Contains(Vec<Value>),
    /// It is there, or not.
    Present(bool),
}

/// What must hold.
#[derive(Debug, Clone)]
pub enum Check {
    /// These are there.
    Present(Vec<Path>),
    /// These are not there.
    Absent(Vec<Path>),
    /// At most one of these is there.
    AtMostOne(Vec<Path>),
    /// Exactly one of these is there.
    ExactlyOne(Vec<Path>),
    /// All of these are there, or none.
    Together(Vec<Path>),
    /// A number in a range.
    Range(Option<Number>, Option<Number>),
    /// A text of some length: least and greatest number of characters, greatest number of bytes.
    Length(Option<u32>, Option<u32>, Option<u32>),
    /// A list of some length.
    Items(Option<u32>, Option<u32>),
    /// One of these values.
    Values(Vec<Value>),
    /// A current value of the enum.
    Known,
    /// A list that holds exactly one of these sets.
    Sets(Vec<Vec<Value>>),
    /// Index of a character set that a text is made of.
    Characters(usize),
    /// A text of this form.
    Pattern(String),
    /// An address with one of these schemes.
    Schemes(Vec<String>),
    /// A text that is a whole number in a range.
    IntegerText(u64, u64),
    /// Base64 of so many bytes.
    Base64Bytes(u32),
    /// A JSON document in a text.
    JsonText,
    /// A number with at most so many decimals.
    Decimals(u32),
    /// A product that is at most so much.
    Product(Vec<Path>, Number),
    /// A sum that is at most so much.
    Sum(Vec<Path>, Number),
    /// Texts that are at most so long when each is followed by a text.
    Joined(String, u32),
    /// So many items of a list that fulfil a condition.
    Count(Box<Condition>, Option<u32>, Option<u32>),
    /// Index of a table in which the value stands, and the field that chooses the row.
    Table(usize, Path),
    /// Index of an earlier endpoint, and the field of its request that has the same value.
    Equals(usize, Path),
    /// A time so many seconds ahead.
    AheadS(u32),
}

/// A notification.
#[derive(Debug, Clone)]
pub struct Event {
    /// Id.
    pub id: String,
    /// Name in Rust.
    pub name: String,
    /// Number on the wire.
    pub code: i64,
    /// Name on the wire.
    pub wire_name: Option<String>,
    /// Modules that send it.
    pub senders: Vec<i64>,
    /// What happened.
    pub title: Words,
    /// What else is to be known.
    pub note: Option<Words>,
    /// What to do.
    pub advice: Option<Words>,
    /// Whether it is in use.
    pub status: FieldStatus,
    /// Whether its fields are known.
    pub fields_known: bool,
    /// Its own fields.
    pub fields: Vec<Field>,
    /// When the vendor brought it in.
    pub introduced: Option<String>,
    /// Ids of its variants; empty for any.
    pub variants: Vec<String>,
    /// Indexes of the entries that calls meet after it.
    pub errors: Vec<usize>,
    /// How well it is known.
    pub confidence: Confidence,
    /// Ids of conflicts.
    pub conflicts: Vec<String>,
    /// First release.
    pub since: String,
    /// Indexes of its references.
    pub sources: Vec<usize>,
}

/// Whether a list of ids, where empty means all, has an id; without an id everything holds.
#[must_use]
pub fn holds_in(ids: &[String], id: Option<&str>) -> bool {
    ids.is_empty() || id.is_none_or(|id| ids.iter().any(|one| one == id))
}

impl Check {
    /// Whether the check is about one value by itself, rather than about what is there or about several values.
    #[must_use]
    pub fn is_about_a_value(&self) -> bool {
        !matches!(
            self,
            Self::Present(_)
                | Self::Absent(_)
                | Self::AtMostOne(_)
                | Self::ExactlyOne(_)
                | Self::Together(_)
                | Self::Product(..)
                | Self::Sum(..)
                | Self::Table(..)
        )
    }
}

impl Field {
    /// The name with all spellings by which the service, and a reader too if asked for, takes the field.
    pub fn spellings(&self, reading: bool) -> impl Iterator<Item = &str> {
        let aliases = self.aliases.iter().filter(move |alias| match alias.taken_by {
            AliasUse::Service => true,
            AliasUse::Reader => reading,
            AliasUse::Nobody => false,
        });
        std::iter::once(self.id.as_str()).chain(aliases.map(|alias| alias.id.as_str()))
    }
}

impl Type {
    /// Its fields; none for a single value.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match &self.form {
            Form::Object(fields) => fields,
            Form::Enum(..) | Form::Scalar(_) => &[],
        }
    }
}

impl Rule {
    /// Whether a body that breaks the rule is judged to be wrong: the service refuses it or the documents demand it, and no
    /// source says otherwise. A dispute of which both sides are known is judged by what either lets through.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        let demanded = match (self.broken, self.certainty) {
            (Broken::Refuses, _) => true,
            (Broken::NotStated, certainty) => certainty != Certainty::Inferred,
            (Broken::Ignores | Broken::Adjusts | Broken::FailsLater, _) => false,
        };
        let settled = self.certainty != Certainty::Disputed || self.otherwise.is_some();
        self.force == Force::Must && self.check.is_some() && demanded && settled
    }

    /// Whether the rule holds for a variant of an endpoint.
    #[must_use]
    pub fn is_for(&self, endpoint: Option<&str>, variant: Option<&str>) -> bool {
        holds_in(&self.variants, variant) && holds_in(&self.endpoints, endpoint)
    }
}

impl Api {
    /// The type and the declaration of the field at the end of a path, from a type on.
    #[must_use]
    pub fn field_at<'a>(&'a self, base: &'a Type, path: &[Step]) -> Option<&'a Field> {
        let mut current = base;
        let mut found = None;
        for step in path {
            if let Step::Field(name) = step {
                let field = current.fields().iter().find(|field| field.id == *name)?;
                found = Some(field);
                if let ValueType::Type(index) = field.value {
                    current = &self.types[index];
                }
            }
        }
        found
    }
}
