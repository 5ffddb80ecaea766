//! The forms of texts: the dialect that regular expressions of all languages share, which is all that a catalogue may say.
//! An engine for the rest of them would take longer to compile than the rules.

use std::iter::Peekable;
use std::str::Chars;

/// Other engines refuse greater counts, or run long by them.
const MOST_REPEATS: u32 = 1000;

/// What a text as a whole may be: one of these, each of them parts one behind the other.
#[derive(Clone)]
pub(super) struct Form(Vec<Vec<Part>>);

/// A piece, and how often it stands there.
#[derive(Clone)]
struct Part {
    piece: Piece,
    least: u32,
    most: u32,
}

#[derive(Clone)]
enum Piece {
    /// One character of these ranges.
    Class(Vec<(char, char)>),
    Group(Form),
}

impl Form {
    /// Nothing where the pattern is none of the dialect.
    pub(super) fn of(pattern: &str) -> Option<Self> {
        let mut rest = pattern.chars().peekable();
        let form = Self::read(&mut rest)?;
        rest.next().is_none().then_some(form)
    }

    fn read(rest: &mut Peekable<Chars<'_>>) -> Option<Self> {
        let (mut branches, mut branch) = (Vec::new(), Vec::new());
        loop {
            let piece = match rest.peek() {
                None | Some(')') => {
                    branches.push(branch);
                    return Some(Self(branches));
                }
                Some(_) => match rest.next()? {
                    '|' => {
                        branches.push(std::mem::take(&mut branch));
                        continue;
                    }
                    '(' if rest.next()? == '?' && rest.next()? == ':' => {
                        let group = Self::read(rest)?;
                        rest.next_if_eq(&')')?;
                        Piece::Group(group)
                    }
                    '[' => Piece::Class(class(rest)?),
                    '(' | '^' | '$' | '.' | '*' | '+' | '?' | '{' | '}' | ']' => return None,
                    '\\' => Piece::Class(vec![sign(rest)?]),
                    one => Piece::Class(vec![(one, one)]),
                },
            };
            let (least, most) = count(rest)?;
            branch.push(Part { piece, least, most });
        }
    }

    /// Whether a text as a whole has this form.
    pub(super) fn fits(&self, text: &str) -> bool {
        self.ends(text, &[0]).contains(&text.len())
    }

    /// Where it may end that begins at one of these places.
    fn ends(&self, text: &str, begins: &[usize]) -> Vec<usize> {
        let mut all = Places::new(text);
        for branch in &self.0 {
            let mut places = begins.to_vec();
            for part in branch {
                places = part.ends(text, places);
            }
            all.add(&places);
        }
        all.places
    }
}

impl Part {
    fn ends(&self, text: &str, mut places: Vec<usize>) -> Vec<usize> {
        for _ in 0..self.least {
            let next = self.piece.ends(text, &places);
            // What may be empty comes nowhere else by further repeats.
            if next == places {
                break;
            }
            places = next;
        }
        let mut all = Places::new(text);
        let mut new = all.add(&places);
        let mut repeats = self.most - self.least;
        while !new.is_empty() && repeats > 0 {
            new = all.add(&self.piece.ends(text, &new));
            repeats -= 1;
        }
        all.places
    }
}

impl Piece {
    fn ends(&self, text: &str, begins: &[usize]) -> Vec<usize> {
        let ranges = match self {
            Self::Group(form) => return form.ends(text, begins),
            Self::Class(ranges) => ranges,
        };
        let end = |begin: &usize| {
            let one = text[*begin..].chars().next()?;
            ranges.iter().any(|(from, to)| (*from..=*to).contains(&one)).then_some(begin + one.len_utf8())
        };
        begins.iter().filter_map(end).collect()
    }
}

/// Places in a text, each once.
struct Places {
    places: Vec<usize>,
    is_there: Vec<bool>,
}

impl Places {
    fn new(text: &str) -> Self {
        Self { places: Vec::new(), is_there: vec![false; text.len() + 1] }
    }

    /// Gives those that were not there.
    fn add(&mut self, places: &[usize]) -> Vec<usize> {
        let new = |place: &&usize| !std::mem::replace(&mut self.is_there[**place], true);
        let new: Vec<usize> = places.iter().filter(new).copied().collect();
        self.places.extend(&new);
        new
    }
}

/// The sign behind a backslash.
fn sign(rest: &mut Peekable<Chars<'_>>) -> Option<(char, char)> {
    rest.next_if(|one| r"\^$.*+?()[]{}|/-".contains(*one)).map(|one| (one, one))
}

/// The rest of a class, behind its opening bracket.
fn class(rest: &mut Peekable<Chars<'_>>) -> Option<Vec<(char, char)>> {
    let mut ranges = Vec::new();
    let one = |rest: &mut Peekable<Chars<'_>>| match rest.next()? {
        '\\' => sign(rest).map(|(one, _)| one),
        '[' | '^' | ']' => None,
        one => Some(one),
    };
    while rest.next_if_eq(&']').is_none() {
        let from = one(rest)?;
        let mut behind = rest.clone();
        let to = match behind.next() {
            Some('-') if behind.peek() != Some(&']') => {
                *rest = behind;
                one(rest)?
            }
            _ => from,
        };
        if from > to {
            return None;
        }
        ranges.push((from, to));
    }
    (!ranges.is_empty()).then_some(ranges)
}

/// How often a piece stands there.
fn count(rest: &mut Peekable<Chars<'_>>) -> Option<(u32, u32)> {
    let count = match rest.peek() {
        Some('*') => (0, u32::MAX),
        Some('+') => (1, u32::MAX),
        Some('?') => (0, 1),
        Some('{') => {
            rest.next();
            let inside: String = std::iter::from_fn(|| rest.next_if(|one| *one != '}')).collect();
            let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
            (number(least)?, if most.is_empty() { u32::MAX } else { number(most)? })
        }
        _ => return Some((1, 1)),
    };
    // The sign of the count, or the brace behind it.
    rest.next()?;
    // A count behind a count means something else in each language.
    let is_alone = !matches!(rest.peek(), Some('*' | '+' | '?' | '{'));
    (is_alone && count.0 <= count.1).then_some(count)
}

fn number(digits: &str) -> Option<u32> {
    let number = digits.parse().ok().filter(|number| *number <= MOST_REPEATS)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(number)
}
