//! An entry in words, for people.

use crate::vocabulary::{Action, Effect, Lang};
use core::fmt;

/// The words of one entry in one language. They stand apart from the table, so that a program that shows none of them
/// contains none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words<'t> {
    /// The condition in one line.
    pub title: &'t str,
    /// What happened and in which situation.
    pub detail: &'t str,
    /// What may have led to it.
    pub causes: &'t [&'t str],
    /// What to do, most likely help first.
    pub remedies: &'t [Remedy<'t>],
    /// How to try again, by place; empty when nothing is to be repeated automatically.
    pub retries: &'t [RetryWords<'t>],
    /// What is easily misread.
    pub note: Option<&'t str>,
    /// Limits of the service that the error is about.
    pub constraints: &'t [&'t str],
    /// Pages that the sources send a reader to.
    pub links: &'t [Link<'t>],
}

/// One piece of advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remedy<'t> {
    /// The advice.
    pub text: &'t str,
    /// The same for programs.
    pub action: Option<Action>,
}

/// How to try again in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryWords<'t> {
    /// The endpoints that the advice is for, by id; empty for all others.
    pub endpoints: &'t [&'t str],
    /// The advice; absent where nothing is to be repeated automatically.
    pub text: Option<&'t str>,
}

/// A page to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<'t> {
    /// What is found there.
    pub title: &'t str,
    /// Its address.
    pub url: &'t str,
}

/// An entry in words: prints as a short text of several lines.
#[derive(Debug, Clone, Copy)]
pub struct Explanation<'t> {
    /// Id of the entry.
    pub name: &'t str,
    /// Its words.
    pub words: &'t Words<'t>,
    /// Whether the server may have acted.
    pub effect: Effect,
    /// The language of the words.
    pub lang: Lang,
}

struct Labels {
    effect: &'static str,
    causes: &'static str,
    remedies: &'static str,
    retry: &'static str,
    never: &'static str,
    note: &'static str,
    see: &'static str,
    colon: &'static str,
    comma: &'static str,
}

impl Labels {
    const fn of(lang: Lang) -> Self {
        match lang {
            Lang::En => Self {
                effect: "Did it take effect",
                causes: "Possible causes",
                remedies: "What to do",
                retry: "Retry",
                never: "Do not repeat the request automatically; see what to do.",
                note: "Note",
                see: "See",
                colon: ": ",
                comma: ", ",
            },
            Lang::Zh => Self {
                effect: "是否已生效",
                causes: "可能的原因",
                remedies: "处理方法",
                retry: "重试",
                never: "不要自动重试；请参照处理方法。",
                note: "注意",
                see: "参见",
                colon: "：",
                comma: "、",
            },
        }
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, words, effect, lang } = *self;
        let labels = Labels::of(lang);
        let colon = labels.colon;
        writeln!(f, "{name}{colon}{}", words.title)?;
        writeln!(f, "{}", words.detail)?;
        writeln!(f, "{}{colon}{}", labels.effect, effect.words(lang))?;
        if !words.causes.is_empty() {
            writeln!(f, "{}{}", labels.causes, colon.trim_end())?;
            for cause in words.causes {
                writeln!(f, "  - {cause}")?;
            }
        }
        writeln!(f, "{}{}", labels.remedies, colon.trim_end())?;
        for (number, remedy) in (1..).zip(words.remedies) {
            writeln!(f, "  {number}. {}", remedy.text)?;
        }
        if words.retries.is_empty() {
            writeln!(f, "{}{colon}{}", labels.retry, labels.never)?;
        }
        for retry in words.retries {
            write!(f, "{}", labels.retry)?;
            for (index, endpoint) in retry.endpoints.iter().enumerate() {
                write!(f, "{}{endpoint}", if index == 0 { " " } else { labels.comma })?;
            }
            writeln!(f, "{colon}{}", retry.text.unwrap_or(labels.never))?;
        }
        for constraint in words.constraints {
            writeln!(f, "{}{colon}{constraint}", labels.note)?;
        }
        if let Some(note) = words.note {
            writeln!(f, "{}{colon}{note}", labels.note)?;
        }
        for link in words.links {
            writeln!(f, "{}{colon}{} <{}>", labels.see, link.title, link.url)?;
        }
        Ok(())
    }
}
