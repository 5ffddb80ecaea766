//! The static tables of rules that a generated crate brings.

use super::form::Form;
use super::hints::Hints;
use super::view::{Items, View};
use std::fmt;
use std::sync::OnceLock;

/// What is known of a kind of values: its rules, and the tables of those of its fields that matter to rules.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    /// Whether it has named fields; the rules of such a type are judged on objects alone.
    pub object: bool,
    /// Its rules and those of its fields; paths begin at the value of the type. Rules of a call stand behind those of its
    /// body's type.
    pub rules: &'static [Rule],
    /// Fields whose values have rules of their own, other spellings, or a secret.
    pub fields: &'static [Field],
    /// Which of its rules an object can break, told from the fields that are there.
    pub hints: Hints,
}

impl Type {
    /// A single value without rules.
    pub const VALUE: Self = Self { object: false, rules: &[], fields: &[], hints: Hints::NONE };
    /// An object without rules.
    pub const OBJECT: Self = Self { object: true, rules: &[], fields: &[], hints: Hints::NONE };

    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A field of a [`Type`].
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Name on the wire.
    pub name: &'static str,
    /// Other spellings that the service takes.
    pub aliases: &'static [&'static str],
    /// How many values it has.
    pub holds: Holds,
    /// Whether nothing of it may ever be shown.
    pub secret: bool,
    /// What its values are.
    pub of: &'static Type,
}

impl Field {
    /// A field with one value, without rules; to be completed by `..Field::PLAIN`.
    pub const PLAIN: Self =
        Self { name: "", aliases: &[], holds: Holds::One, secret: false, of: &Type { ..Type::VALUE } };

    /// The name, then the other spellings.
    pub(super) fn spellings(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

/// How many values a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// One value.
    One,
    /// A list of values.
    List,
    /// A text, which is not judged, or a list of values.
    TextOrList,
    /// An object whose members are the values.
    Map,
}

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// What it says, in English.
    pub words_en: &'static str,
    /// What it says, in Chinese.
    pub words_zh: &'static str,
    /// Ids of the endpoints it holds for; all when empty.
    pub endpoints: &'static [&'static str],
    /// Ids of the variants it holds for; all when empty.
    pub variants: &'static [&'static str],
    /// Ids of the editions it holds for; all when empty.
    pub editions: &'static [&'static str],
    /// When it holds: all of these are true.
    pub when: &'static [Condition],
    /// The values it is about.
    pub at: &'static [Step],
    /// What must hold.
    pub check: Check,
    /// What the other side of a dispute asks for: either will do.
    pub otherwise: Option<Check>,
    /// What is done about a violation unless [`Levels`](super::Levels) say otherwise.
    pub level: Level,
    /// How sure the rule is.
    pub certainty: Certainty,
    /// What the service does when it is broken.
    pub broken: Broken,
    /// Id of the entry that the service would answer.
    pub error: Option<&'static str>,
}

impl Rule {
    /// A rule that everything keeps to; to be completed by `..Rule::PLAIN`.
    pub const PLAIN: Self = Self {
        id: "",
        words_en: "",
        words_zh: "",
        endpoints: &[],
        variants: &[],
        editions: &[],
        when: &[],
        at: &[],
        check: Check::Present(&[]),
        otherwise: None,
        level: Level::Deny,
        certainty: Certainty::Documented,
        broken: Broken::NotStated,
        error: None,
    };

    /// Whether it holds in all calls, and for every body.
    pub(super) const fn is_everywhere(&self) -> bool {
        self.endpoints.is_empty() && self.variants.is_empty() && self.editions.is_empty() && self.when.is_empty()
    }
}

/// What is done about a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing; the rule is not even judged.
    Allow,
    /// It is told, and the request is sent.
    Warn,
    /// The request is not sent.
    Deny,
}

/// How sure a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// Documents say so, and none says otherwise.
    Documented,
    /// Sources say different things.
    Disputed,
    /// Concluded by whoever wrote the catalogue.
    Inferred,
}

/// What the service does when a rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Broken {
    /// It refuses the call.
    Refuses,
    /// It goes on as if the value were not there.
    Ignores,
    /// It takes another value.
    Adjusts,
    /// It accepts the call, and the work fails afterwards.
    FailsLater,
    /// No source says.
    NotStated,
}

/// One step of a way from a value to one inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Into a field.
    Field(&'static str),
    /// Into every item of a list.
    Items,
}

/// A condition of a rule.
#[derive(Debug, Clone, Copy)]
pub struct Condition {
    /// The field; of several values at the end of the way the first counts.
    pub path: &'static [Step],
    /// What is taken when the field is left out.
    pub default: Option<Literal>,
    /// What must be true of it.
    pub test: Test,
}

/// What must be true of a field.
#[derive(Debug, Clone, Copy)]
pub enum Test {
    /// It has one of these values.
    Is(&'static [Literal]),
    /// It has none of these values.
    IsNot(&'static [Literal]),
    /// It is a list with one of these values.
    Contains(&'static [Literal]),
    /// It is there, or not.
    Present(bool),
}

/// A value of a table. An object is never compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A text.
    Text(&'static str),
    /// A list.
    List(&'static [Literal]),
}

impl Literal {
    /// The literal as a body would show it.
    pub(super) fn view(&self) -> View<'_> {
        match self {
            Self::Null => View::Null,
            Self::Bool(value) => View::Bool(*value),
            Self::Integer(value) => View::Integer(*value),
            Self::Number(value) => View::Number(*value),
            Self::Text(value) => View::Text(value),
            Self::List(list) => View::List(list),
        }
    }
}

impl Items for &'static [Literal] {
    fn len(&self) -> usize {
        <[Literal]>::len(self)
    }

    fn item(&self, index: usize) -> Option<View<'_>> {
        self.get(index).map(Literal::view)
    }
}

/// What must hold. A value of another type than the check is about passes, and so does `null`.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// These are there.
    Present(&'static [&'static [Step]]),
    /// These are not there.
    Absent(&'static [&'static [Step]]),
    /// At most one of these is there.
    AtMostOne(&'static [&'static [Step]]),
    /// Exactly one of these is there.
    ExactlyOne(&'static [&'static [Step]]),
    /// All of these are there, or none.
    Together(&'static [&'static [Step]]),
    /// A number in a range.
    Range {
        /// The least.
        min: Option<Literal>,
        /// The greatest.
        max: Option<Literal>,
    },
    /// A text of some length.
    Length {
        /// The least number of characters.
        min: Option<u32>,
        /// The greatest number of characters.
        max: Option<u32>,
        /// The greatest number of bytes.
        max_bytes: Option<u32>,
    },
    /// A list of some length.
    Items {
        /// The least number of items.
        min: Option<u32>,
        /// The greatest number of items.
        max: Option<u32>,
    },
    /// One of these values.
    Values(&'static [Literal]),
    /// One of the values of an enum that are in use (in the variant, where the rule is for one).
    Known(&'static [Literal]),
    /// A list that holds exactly one of these sets.
    Sets(&'static [&'static [Literal]]),
    /// A text made of these characters.
    Characters(Characters),
    /// A text that as a whole has this form.
    Pattern(&'static Pattern),
    /// An address with one of these schemes.
    Schemes(&'static [&'static str]),
    /// A text that is a whole number in a range.
    IntegerText {
        /// The least.
        min: u64,
        /// The greatest.
        max: u64,
    },
    /// Base64, with padding, of so many bytes.
    Base64Bytes(u32),
    /// A JSON document in a text.
    JsonText,
    /// A number with at most so many decimals.
    Decimals(u32),
    /// Numbers whose product is at most so much.
    Product(&'static [&'static [Step]], Literal),
    /// Numbers whose sum is at most so much.
    Sum(&'static [&'static [Step]], Literal),
    /// A list of texts that are at most so long together.
    Joined {
        /// What follows each of them.
        each_followed_by: &'static str,
        /// The greatest number of characters of the whole.
        max_characters: u32,
    },
    /// So many items of a list fulfil a condition.
    Count {
        /// The condition; its path begins at an item.
        when: &'static Condition,
        /// The least number of them.
        min: Option<u32>,
        /// The greatest number of them.
        max: Option<u32>,
    },
    /// A value of the row that another field chooses. A row that is not there, or a field that is left out, lets everything
    /// pass.
    Table {
        /// The rows.
        rows: &'static [Row],
        /// The field that chooses the row; the way begins at the value that has the rule.
        row: &'static [Step],
    },
    /// A time in Unix seconds that lies at least so many seconds ahead; passes where the time is not known.
    AheadS(u32),
}

impl Check {
    /// Whether the check is about one value by itself, rather than about what is there or about several values.
    pub(super) fn is_about_a_value(&self) -> bool {
        !matches!(
            self,
            Self::Present(_)
                | Self::Absent(_)
                | Self::AtMostOne(_)
                | Self::ExactlyOne(_)
                | Self::Together(_)
                | Self::Product(..)
                | Self::Sum(..)
                | Self::Table { .. }
        )
    }
}

/// A row of a table of values.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The value of the other field.
    pub key: Literal,
    /// Whether other values than these are accepted too.
    pub open: bool,
    /// The values.
    pub values: &'static [Literal],
}

/// A set of characters.
#[derive(Clone, Copy)]
pub struct Characters {
    /// A bit for each character of ASCII, so that the common text is judged without a search.
    ascii: u128,
    all: &'static str,
}

impl Characters {
    /// The set of the characters of a text.
    #[must_use]
    pub const fn of(all: &'static str) -> Self {
        let bytes = all.as_bytes();
        let (mut ascii, mut index) = (0, 0);
        while index < bytes.len() {
            if bytes[index].is_ascii() {
                ascii |= 1 << bytes[index];
            }
            index += 1;
        }
        Self { ascii, all }
    }

    /// A bit for each character of ASCII that is in the set.
    pub(super) const fn ascii(&self) -> u128 {
        self.ascii
    }

    /// Whether a character is in the set.
    #[must_use]
    pub fn contains(&self, one: char) -> bool {
        if one.is_ascii() { self.ascii >> u32::from(one) & 1 == 1 } else { self.all.contains(one) }
    }
}

impl fmt::Debug for Characters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.all, f)
    }
}

/// A pattern, compiled when it is first needed. Generated code has a `static` for each.
///
/// The dialect is that which regular expressions of all languages share: literals, classes, groups, alternatives and
/// repetitions. A pattern stands for the whole text. What goes beyond, such as a dot, an anchor or a class of what is not in
/// it, is [not understood](Self::is_understood).
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Option<Compiled>>,
}

#[derive(Clone)]
enum Compiled {
    /// Any of these; by far the most patterns are of this form, and they are judged by one look at each byte.
    Plain(Box<[Plain]>),
    Form(Form),
}

#[derive(Clone)]
enum Plain {
    /// This text.
    Text(&'static str),
    /// At least so many characters, all of them of ASCII and in this set.
    Run(usize, Box<[bool; 256]>),
}

impl Compiled {
    fn of(pattern: &'static str) -> Option<Self> {
        let plain: Option<_> = pattern.split('|').map(Plain::of).collect();
        // What is no pattern at all must not be understood, whichever way it is judged.
        let form = Form::of(pattern)?;
        Some(plain.map_or(Self::Form(form), Self::Plain))
    }

    fn fits(&self, text: &str) -> bool {
        match self {
            Self::Plain(plain) => plain.iter().any(|plain| plain.fits(text)),
            Self::Form(form) => form.fits(text),
        }
    }
}

impl Plain {
    /// Letters and digits alone, or one class of letters, digits and ranges of them, repeated.
    fn of(pattern: &'static str) -> Option<Self> {
        let is_plain = |text: &str| text.chars().all(|one| one.is_ascii_alphanumeric() || "#_ ".contains(one));
        if is_plain(pattern) {
            return Some(Self::Text(pattern));
        }
        let (class, repeated) = pattern.strip_prefix('[')?.split_once(']')?;
        let least = match repeated {
            "*" => 0,
            "+" => 1,
            _ => return None,
        };
        let (mut set, mut rest) = (Box::new([false; 256]), class.chars());
        while let Some(from) = rest.next() {
            let mut behind = rest.clone();
            let to = if behind.next() == Some('-') { behind.next()? } else { from };
            if to != from {
                rest = behind;
            }
            if !from.is_ascii_alphanumeric() || !to.is_ascii_alphanumeric() || from > to {
                return None;
            }
            set[from as usize..=to as usize].fill(true);
        }
        (!class.is_empty()).then_some(Self::Run(least, set))
    }

    fn fits(&self, text: &str) -> bool {
        match self {
            Self::Text(own) => text == *own,
            Self::Run(least, set) => text.len() >= *least && text.bytes().all(|byte| set[usize::from(byte)]),
        }
    }
}

impl Pattern {
    /// A pattern.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { text, compiled: OnceLock::new() }
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        self.text
    }

    /// Whether the pattern can be judged at all; one that cannot lets everything pass. A generated crate tests each.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.compiled().is_some()
    }

    /// Whether a text as a whole has this form.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        self.compiled().is_none_or(|compiled| compiled.fits(text))
    }

    fn compiled(&self) -> Option<&Compiled> {
        self.compiled.get_or_init(|| Compiled::of(self.text)).as_ref()
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.text, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex_lite::Regex;

    const TEXTS: &[&str] = &[
        "", "a", "b", "Z", "09", "a-", "-", "_", "#all#", "all", "é", "a\n", "\n", "1", "a1", "12a", "ab|c", "aab",
        "^a",
    ];

    fn engine(pattern: &str) -> Regex {
        Regex::new(&format!("^(?:{pattern})$")).expect(pattern)
    }

    #[test]
    fn plain_patterns_mean_what_the_engine_says() {
        for (pattern, is_plain) in [
            ("#all#|[0-9]+", true),
            ("[A-Za-z0-9]*", true),
            ("[a-cx]+", true),
            ("all|", true),
            ("", true),
            ("[a-]+", false),
            ("[-a]+", false),
            ("[a-a]+", false),
            ("[a]", false),
            ("[a|b]+", false),
            ("(?:a|b)", false),
            ("[0-9]+[a-z]*", false),
            ("[é]+", false),
            ("(?:a?){3}b|(?:#[0-9]{2,3})?", false),
            ("(?:a*)*b", false),
            (r"[\^\]\-]+a{0,}", false),
        ] {
            let compiled = Compiled::of(pattern).expect(pattern);
            assert_eq!(matches!(compiled, Compiled::Plain(_)), is_plain, "{pattern}");
            for text in TEXTS {
                assert_eq!(compiled.fits(text), engine(pattern).is_match(text), "{pattern} and {text:?}");
            }
        }
    }

    #[test]
    fn what_is_no_pattern_of_the_dialect_is_not_understood() {
        for pattern in [
            "[z-a]+", "[a", "[]", "[^a]*", "[[a]", "a.", "^a", "a$", "(a)", "(?:a", "a)", "(?=a)", "a**", "a+?", "*a",
            "a{", "a{}", "a{+2}", "a{1001}", "a{2,1}", "a{,2}", "a{x}", "a}", "a]", r"\d", r"a\", r"[\d]", "a{2",
            "(?:)|(",
        ] {
            assert!(Compiled::of(pattern).is_none(), "{pattern}");
        }
    }

    fn pattern() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            prop::sample::select(vec!["a", "b", r"\.", "[ab]", "[a-c]", "[.b-]"]).prop_map(str::to_owned),
            "[abc]{0,2}",
        ];
        piece.prop_recursive(4, 24, 4, |inner| {
            let count = prop::sample::select(vec!["", "*", "+", "?", "{2}", "{1,}", "{0,2}"]);
            prop_oneof![
                (inner.clone(), count).prop_map(|(inner, count)| format!("(?:{inner}){count}")),
                prop::collection::vec(inner.clone(), 0..4).prop_map(|parts| parts.concat()),
                prop::collection::vec(inner, 1..4).prop_map(|parts| parts.join("|")),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_pattern_means_what_the_engine_says(pattern in pattern(), texts in prop::collection::vec("[abc.]{0,6}", 8)) {
            let (form, engine) = (Form::of(&pattern).expect("a pattern of the dialect"), engine(&pattern));
            for text in texts {
                prop_assert_eq!(form.fits(&text), engine.is_match(&text), "{} and {:?}", pattern, text);
            }
        }
    }
}
