//! The page about what an emulator of the service does, and how well each of it is known.

use super::super::OutputGroup;
use super::super::markdown::{self, cell, code, json_code};
use super::{Book, Head, LANGS, Templates};
use crate::ir::Catalogue;
use crate::model::{
    Confidence, Emulation, Lifetime, MadeAnswer, MadeFile, Moment, Notice, Occasion, Refusal, Since, Stage, TaskLimit,
    When, Words,
};
use rest_errors::Lang;
use serde::Serialize;

const EN: &str = include_str!("../../../templates/emulator.en.md");
const ZH: &str = include_str!("../../../templates/emulator.zh.md");

pub(in crate::emit) fn emit(catalogue: &Catalogue) -> OutputGroup {
    let mut files = Vec::new();
    let mut behaviours = 0;
    if let Some(emulation) = &catalogue.api.emulation {
        let templates = Templates::new(EN, ZH);
        files.extend(
            LANGS.map(|lang| templates.page(catalogue, lang, "emulator.md", &page(catalogue, lang, emulation))),
        );
        behaviours = confidences(emulation).len();
    }
    OutputGroup { name: "emulator page", counts: format!("{behaviours} behaviours"), files }
}

#[derive(Serialize)]
struct Page {
    head: Head,
    note: String,
    /// How many behaviours are known how well.
    evidence: String,
    refusals: String,
    made: String,
    stages: String,
    lifetimes: String,
    amounts: String,
    files: String,
    answers: String,
    notification: Option<Sending>,
    notices: String,
    habits: String,
    sources: String,
}

/// How notifications are sent.
#[derive(Serialize)]
struct Sending {
    title: String,
    answer_within_s: u32,
    received: u16,
    resends: String,
    evidence: &'static str,
    sources: String,
}

/// How well each behaviour is known.
fn confidences(of: &Emulation) -> Vec<Confidence> {
    let all = of.made.iter().map(|one| one.confidence);
    let all = all.chain(of.stages.iter().map(|one| one.confidence));
    let all = all.chain(of.lifetimes.iter().map(|one| one.confidence));
    let all = all.chain(of.rate.iter().map(|one| one.confidence));
    let all = all.chain(of.tasks.iter().map(|one| one.confidence));
    let all = all.chain(of.refusals.iter().map(|one| one.confidence));
    let all = all.chain(of.folders.iter().map(|one| one.confidence));
    let all = all.chain(of.moved.iter().map(|one| one.confidence));
    let all = all.chain(of.files.iter().map(|one| one.confidence));
    let all = all.chain(of.answers.iter().map(|one| one.confidence));
    let all = all.chain(of.notification.iter().map(|one| one.confidence));
    let all = all.chain(of.notices.iter().map(|one| one.confidence));
    let all = all.chain(of.habits.iter().map(|one| one.confidence));
    all.map(|one| one.unwrap_or(Confidence::Documented)).collect()
}

fn page(catalogue: &Catalogue, lang: Lang, of: &Emulation) -> Page {
    let mut book = Book::new(catalogue, lang, "");
    let rows = |texts: Vec<String>| texts.concat();
    let mut page = Page {
        head: book.head("emulator.md"),
        note: of.note.as_ref().map(|note| markdown::prose(book.say(note))).unwrap_or_default(),
        evidence: book.evidence_rows(of),
        refusals: rows(of.refusals.iter().enumerate().map(|(index, one)| book.refusal(index, one)).collect()),
        made: rows(of.made.iter().map(|one| book.made_value(one)).collect()),
        stages: rows(of.stages.iter().map(|one| book.stage(one)).collect()),
        lifetimes: rows(of.lifetimes.iter().map(|one| book.lifetime(one)).collect()),
        amounts: book.amounts(of),
        files: book.files(of),
        answers: rows(of.answers.iter().map(|one| book.made_answer(one)).collect()),
        notification: of.notification.as_ref().map(|one| Sending {
            title: markdown::sentence(lang, &markdown::prose(book.say(&one.title))),
            answer_within_s: one.answer_within_s,
            received: one.received,
            resends: book.list(one.resends_after_s.iter().map(ToString::to_string)),
            evidence: book.known(one.confidence),
            sources: book.sources_by_id(&one.sources),
        }),
        notices: rows(of.notices.iter().map(|one| book.notice(one)).collect()),
        habits: rows(of.habits.iter().map(|one| book.habit(one)).collect()),
        sources: String::new(),
    };
    page.sources = book.all_sources();
    page
}

/// The id of a behaviour, by which it can be linked.
fn place(kind: &str, id: &str) -> String {
    format!("<a id=\"{kind}-{id}\"></a>{}", code(id))
}

impl Book<'_> {
    /// How well something is known, in words.
    fn known(&self, confidence: Option<Confidence>) -> &'static str {
        rest_errors::Confidence::from(confidence.unwrap_or(Confidence::Documented)).words(self.lang)
    }

    fn evidence_rows(&self, of: &Emulation) -> String {
        let all = confidences(of);
        let words =
            [Confidence::Documented, Confidence::Historical, Confidence::Observed, Confidence::Inferred].map(|one| {
                let count = all.iter().filter(|other| **other == one).count();
                let word = rest_errors::Confidence::from(one).as_str();
                markdown::row([&code(word), self.known(Some(one)), &count.to_string()])
            });
        words.concat()
    }

    /// A title with what narrows it, for a table.
    fn narrowed(&self, title: &Words, more: impl IntoIterator<Item = String>) -> String {
        std::iter::once(self.sentence(title)).chain(more).collect::<Vec<_>>().join("<br>")
    }

    fn only_in(&self, variants: Option<&Vec<String>>) -> Option<String> {
        variants.map(|ids| format!("{}{}", self.pick("Modes: ", "模式："), self.codes(ids)))
    }

    fn begun_with(&self, when: &[When]) -> Option<String> {
        let begun = self.pick("Begun with a body in which ", "启动时的请求体满足：");
        (!when.is_empty()).then(|| format!("{begun}{}", self.when(when)))
    }

    fn sent_with(&self, when: &[When]) -> Option<String> {
        let sent = self.pick("Called with a body in which ", "本次调用的请求体满足：");
        (!when.is_empty()).then(|| format!("{sent}{}", self.when(when)))
    }

    fn state_of(&self, id: &str) -> String {
        format!("[{}](lifecycle.md#state-{id})", code(id))
    }

    /// A limit with its first amount.
    fn amount_of(&self, id: &str) -> String {
        format!("[{}](lifecycle.md#limit-{id})", code(id))
    }

    fn refusal(&mut self, index: usize, one: &Refusal) -> String {
        let sources = self.sources_by_id(&one.sources);
        let value = one.value.as_ref().map(|value| format!("{}{}", self.pick("Value: ", "取值："), code(value)));
        let text = one.text.as_ref().map(|text| format!("{}{}", self.pick("Text: ", "文本："), code(text)));
        let words = self.narrowed(&one.title, [value, self.sent_with(&one.when), text].into_iter().flatten());
        let all = self.pick("all", "全部").to_owned();
        let endpoints = one.endpoints.as_ref().map_or(all, |ids| self.endpoints(ids));
        let error = self.error_by_id(&one.error);
        let known = self.known(one.confidence);
        markdown::row([
            &(index + 1).to_string(),
            &place("refusal", &one.id),
            &words,
            self.moment(one.moment),
            &endpoints,
            &error,
            known,
            &sources,
        ])
    }

    fn moment(&self, moment: Moment) -> &'static str {
        let (en, zh) = match moment {
            Moment::NoCredentials => ("the call does not say who calls", "调用未说明调用方"),
            Moment::WrongCredentials => ("who calls is not known", "调用方未知"),
            Moment::UnknownAccount => ("the account is not known", "账号未知"),
            Moment::RateExceeded => ("too many requests in a second", "一秒内请求过多"),
            Moment::UnknownRoute => ("there is no such call", "没有此调用"),
            Moment::WrongContentType => ("the body is said to be something else", "请求体声明为其他类型"),
            Moment::MalformedBody => ("the body cannot be read", "请求体无法读取"),
            Moment::WrongForm => ("a field is missing or has the wrong type", "缺少字段或类型错误"),
            Moment::BrokenRule => ("a rule is broken that names no error", "违反了未指明错误的规则"),
            Moment::UnreadableValue => ("a value has not the form of one", "取值的格式不正确"),
            Moment::ForeignValue => ("a value belongs to something else", "取值属于其他对象"),
            Moment::UnknownValue => ("a value was never given out", "取值从未分配过"),
            Moment::OtherVariant => ("the call has another mode", "调用的模式不同"),
            Moment::TasksExceeded => ("more is alive than may be", "进行中的数量超过上限"),
            Moment::Expired => ("the state was not gone on from in time", "未在规定时间内继续"),
            Moment::AlreadyBegun => ("it was gone on from, and that is alive", "已继续，且仍在进行"),
            Moment::UsedUp => ("it was gone on from, and that is over", "已继续，且已结束"),
            Moment::Twin => ("the same is alive already", "相同的对象正在进行"),
            Moment::CallsOver => ("no calls are taken any more", "不再接受调用"),
            Moment::Moving => ("it is being moved to another server", "正在切换到另一台服务器"),
            Moment::Ending => ("it is just being ended", "正在结束"),
            Moment::Over => ("it is over", "已经结束"),
            Moment::NothingMade => ("it ended and had made no files", "已结束，没有生成文件"),
            Moment::UploadSlow => ("it ended and its files come too late", "已结束，文件未及时上传"),
        };
        self.pick(en, zh)
    }

    fn made_value(&mut self, one: &crate::model::MadeValue) -> String {
        let sources = self.sources_by_id(&one.sources);
        let length = one.length.to_string();
        let known = self.known(one.confidence);
        markdown::row([
            &place("made", &one.id),
            &self.sentence(&one.title),
            &code(&one.letters),
            &length,
            known,
            &sources,
        ])
    }

    fn stage(&mut self, one: &Stage) -> String {
        let sources = self.sources_by_id(&one.sources);
        let work = one.at_work == Some(true);
        let work = work.then(|| self.pick("Files come to be from here on.", "从此开始生成文件。").to_owned());
        let words = self.narrowed(&one.title, work);
        let after = one.after_s.to_string();
        let known = self.known(one.confidence);
        markdown::row([
            &place("stage", &one.id),
            &words,
            &self.state_of(&one.state),
            &json_code(&one.value),
            &after,
            known,
            &sources,
        ])
    }

    fn lifetime(&mut self, one: &Lifetime) -> String {
        let sources = self.sources_by_id(&one.sources);
        let state = self.catalogue.api.states.iter().find(|state| state.id == one.state);
        let leave = one.leave.as_ref().and_then(|id| state?.leaves.iter().find(|leave| leave.id == *id));
        let ends = match leave {
            Some(leave) => cell(self.say(&leave.title)),
            None => self.pick("calls are refused, and it goes on", "拒绝调用，但状态继续").to_owned(),
        };
        let seconds = |s: u32| format!("{s} s");
        let long = match (&one.field, &one.limit, one.after_s) {
            (Some(field), ..) => {
                let endpoint = one.endpoint.as_ref().map(|id| self.endpoint(id)).unwrap_or_default();
                self.pick(format!("{} of {endpoint}", code(field)), format!("{endpoint} 的 {}", code(field)))
            }
            (None, Some(limit), _) => self.amount_of(limit),
            (None, None, Some(after)) => seconds(after),
            (None, None, None) => state.and_then(|state| state.valid_s).map(seconds).unwrap_or_default(),
        };
        let since = match one.since {
            Since::Begun => self.pick("the beginning", "开始时"),
            Since::Idle => self.pick("when nobody published any more", "无人发流时"),
        };
        let words = self.narrowed(&one.title, self.only_in(one.variants.as_ref()));
        let known = self.known(one.confidence);
        markdown::row([
            &place("lifetime", &one.id),
            &words,
            &self.state_of(&one.state),
            &long,
            since,
            &ends,
            known,
            &sources,
        ])
    }

    /// The rate and what may be alive at a time, with the amounts that are taken.
    fn amounts(&mut self, of: &Emulation) -> String {
        let mut rows = String::new();
        if let Some(rate) = &of.rate {
            let amount = self.catalogue.api.limits.iter().find(|limit| limit.id == rate.limit);
            let amount = amount.and_then(|limit| Some(limit.amounts.first()?.value.first()?.to_string()));
            let sources = self.sources_by_id(&rate.sources);
            let limit = self.amount_of(&rate.limit);
            let known = self.known(rate.confidence);
            let words = self.sentence(&rate.title);
            let place = "<a id=\"rate\"></a>".to_owned() + self.pick("requests in a second", "每秒请求数");
            rows += &markdown::row([&place, &words, &limit, &amount.unwrap_or_default(), known, &sources]);
        }
        for one in &of.tasks {
            rows += &self.tasks(one);
        }
        rows
    }

    fn tasks(&mut self, one: &TaskLimit) -> String {
        let sources = self.sources_by_id(&one.sources);
        let limit = self.catalogue.api.limits.iter().find(|limit| limit.id == one.limit);
        let amount = limit.and_then(|limit| one.amount(limit)).map(|most| most.to_string()).unwrap_or_default();
        let edition = one.edition.as_ref();
        let edition = edition.map(|id| format!("{}{}", self.pick("Edition: ", "版本："), code(id)));
        let more = [self.only_in(Some(&one.variants)), edition, self.sent_with(&one.when)];
        let words = self.narrowed(&one.title, more.into_iter().flatten());
        let limit = self.amount_of(&one.limit);
        let known = self.known(one.confidence);
        markdown::row([&place("tasks", &one.id), &words, &limit, &amount, known, &sources])
    }

    fn files(&mut self, of: &Emulation) -> String {
        let mut rows: String = of.files.iter().map(|one| self.made_file(one)).collect::<Vec<_>>().concat();
        if let Some(one) = &of.folders {
            let sources = self.sources_by_id(&one.sources);
            let endpoint = self.endpoint(&one.endpoint);
            let field = code(&one.field);
            let from = self.pick(format!("{field} of {endpoint}"), format!("{endpoint} 的 {field}"));
            let known = self.known(one.confidence);
            rows += &markdown::row([&place("files", "folders"), &self.sentence(&one.title), &from, known, &sources]);
        }
        if let Some(one) = &of.moved {
            let sources = self.sources_by_id(&one.sources);
            let varies = format!("{}{}", self.pick("Another after it: ", "切换后改变："), code(&one.varies));
            let words = self.narrowed(&one.title, [varies]);
            let pattern = self.pattern(&one.name);
            let known = self.known(one.confidence);
            rows += &markdown::row([&place("files", "moved"), &words, &pattern, known, &sources]);
        }
        rows
    }

    /// The pattern of a name of a state.
    fn pattern(&self, name: &str) -> String {
        let names = self.catalogue.api.states.iter().flat_map(|state| &state.names);
        names.into_iter().find(|one| one.id == name).map(|one| code(&one.pattern)).unwrap_or_default()
    }

    fn made_file(&mut self, one: &MadeFile) -> String {
        let sources = self.sources_by_id(&one.sources);
        let each = one.each_publisher == Some(true);
        let each = each.then(|| self.pick("One for each publisher.", "每个发流者一个。").to_owned());
        let alone = one.without_publishers == Some(true);
        let alone = alone.then(|| self.pick("Nobody needs to publish.", "无需有人发流。").to_owned());
        let more = [self.only_in(one.variants.as_ref()), self.begun_with(&one.when), each, alone];
        let words = self.narrowed(&one.title, more.into_iter().flatten());
        let pattern = self.pattern(&one.name);
        let known = self.known(one.confidence);
        markdown::row([&place("file", &one.id), &words, &pattern, known, &sources])
    }

    fn made_answer(&mut self, one: &MadeAnswer) -> String {
        let sources = self.sources_by_id(&one.sources);
        let more = [self.only_in(one.variants.as_ref()), self.begun_with(&one.when), self.sent_with(&one.asked)];
        let words = self.narrowed(&one.title, more.into_iter().flatten());
        let endpoint = self.catalogue.endpoints.iter().find(|endpoint| endpoint.id == one.endpoint);
        let outcomes = endpoint.map(|endpoint| endpoint.success.as_slice()).unwrap_or_default();
        let outcome = outcomes
            .iter()
            .find(|success| one.outcome.as_ref().is_none_or(|id| self.catalogue.outcomes[success.outcome].id == *id));
        let http = outcome.map(|success| success.http.to_string()).unwrap_or_default();
        let known = self.known(one.confidence);
        markdown::row([&self.endpoint(&one.endpoint), &place("answer", &one.id), &words, &http, known, &sources])
    }

    fn notice(&mut self, one: &Notice) -> String {
        let sources = self.sources_by_id(&one.sources);
        let event = self.catalogue.api.events.iter().find(|event| event.id == one.event);
        let event = event.map(|event| format!("[{}](events.md#{}) {}", event.code, event.id, code(&event.id)));
        let on = match one.on {
            Occasion::AtWork => self.pick("the work begins", "开始工作"),
            Occasion::Moved => self.pick("it is moved to another server", "切换到另一台服务器"),
            Occasion::Ended => self.pick("it ends", "结束"),
        };
        let leaves = self.catalogue.api.states.iter().flat_map(|state| &state.leaves);
        let leaves: Vec<String> = leaves
            .filter(|leave| one.leaves.as_ref().is_some_and(|ids| ids.contains(&leave.id)))
            .map(|leave| cell(self.say(&leave.title)))
            .collect();
        let leaves = (!leaves.is_empty())
            .then(|| format!("{}{}", self.pick("Only when: ", "仅限："), leaves.join(self.pick("; ", "；"))));
        let files = one.files.map(|files| match files {
            true => self.pick("Only where there are files.", "仅限有文件时。").to_owned(),
            false => self.pick("Only where there are no files.", "仅限没有文件时。").to_owned(),
        });
        let words =
            self.narrowed(&one.title, [self.only_in(one.variants.as_ref()), leaves, files].into_iter().flatten());
        let after = one.after_s.unwrap_or_default().to_string();
        let known = self.known(one.confidence);
        markdown::row([&place("notice", &one.id), &words, &event.unwrap_or_default(), on, &after, known, &sources])
    }

    fn habit(&mut self, one: &crate::model::Habit) -> String {
        let sources = self.sources_by_id(&one.sources);
        let known = self.known(one.confidence);
        markdown::row([&place("habit", &one.id), &cell(self.say(&one.words)), known, &sources])
    }
}
