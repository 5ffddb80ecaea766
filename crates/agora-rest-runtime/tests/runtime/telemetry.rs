//! The spans that a call leaves behind.

use crate::depot::*;
use agora_rest_runtime::transport::Scripted;
use agora_rest_runtime::*;
use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Keeps the fields of all spans of the crate, and holds that an attempt begins inside its call.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Vec<Named>>>, Arc<Mutex<Vec<u64>>>);

/// A span's name and fields.
type Named = (String, BTreeMap<String, String>);

struct Fields<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == telemetry::TARGET
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        assert_eq!(*span.metadata().level(), tracing::Level::INFO);
        for field in span.metadata().fields() {
            assert!(telemetry::FIELDS.contains(&field.name()), "{field} stands in no table");
        }
        let entered = self.1.lock().unwrap().clone();
        assert_eq!(entered, if span.metadata().name() == telemetry::CALL { vec![] } else { vec![1] });
        let mut fields = BTreeMap::new();
        span.record(&mut Fields(&mut fields));
        let mut spans = self.0.lock().unwrap();
        spans.push((span.metadata().name().to_owned(), fields));
        Id::from_u64(spans.len() as u64)
    }
    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut spans = self.0.lock().unwrap();
        let index = usize::try_from(id.into_u64() - 1).unwrap();
        values.record(&mut Fields(&mut spans[index].1));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, id: &Id) {
        let mut entered = self.1.lock().unwrap();
        // A task of its own enters the span of its call while the caller waits outside.
        entered.push(id.into_u64());
    }
    fn exit(&self, id: &Id) {
        assert_eq!(self.1.lock().unwrap().pop(), Some(id.into_u64()));
    }
}

/// The spans of a call, one a line.
fn spans(call: Call<Depot>, script: &Scripted) -> String {
    spans_of(builder(script, &ManualClock::automatic()), call)
}

fn spans_of(builder: CoreBuilder<Depot>, call: Call<Depot>) -> String {
    // A span that another test meets first, while there is no listener in its thread, would be switched off for this one too.
    let first = super::depot::builder(&Scripted::new().answer(ok()), &ManualClock::automatic()).build().unwrap();
    run(first.call(show())).unwrap();
    let listener = Listener::default();
    let core = builder.build().unwrap();
    let guard = tracing::subscriber::set_default(listener.clone());
    let _ = run(core.call(call));
    drop(guard);
    let spans = listener.0.lock().unwrap();
    spans.iter().fold(String::new(), |mut all, (name, fields)| {
        write!(all, "{name}").unwrap();
        fields.iter().for_each(|(name, value)| write!(all, " {name}={value}").unwrap());
        all.push('\n');
        all
    })
}

#[test]
fn spans_tell_of_calls_and_attempts() {
    let script = Scripted::new().answer(code(500, 10)).answer(code(400, 16));
    assert_eq!(
        spans(take(), &script),
        "\
rest.call effect=maybe_applied error.type=refused http.request.method=POST http.request.resend_count=1 http.response.status_code=400 operation=take request_id=t-1 server.address=north-1.depot.example url.template=/v9/depots/{depot}/parcels
rest.attempt effect=maybe_applied error.type=busy http.request.method=POST http.request.resend_count=0 http.response.status_code=500 request_id=t-1 server.address=north-1.depot.example url.template=/v9/depots/{depot}/parcels
rest.attempt effect=refused error.type=refused http.request.method=POST http.request.resend_count=1 http.response.status_code=400 request_id=t-1 server.address=north-1.depot.example url.template=/v9/depots/{depot}/parcels
"
    );
    let script = Scripted::new().fail(Stage::Connect).answer(ok());
    assert_eq!(
        spans(show(), &script),
        "\
rest.call http.request.method=GET http.request.resend_count=1 http.response.status_code=200 operation=show server.address=north-1.depot.example url.template=/v9/depots/{depot}/parcels/{parcel}
rest.attempt effect=not_sent error.type=connect http.request.method=GET http.request.resend_count=0 server.address=north-1.depot.example url.template=/v9/depots/{depot}/parcels/{parcel}
rest.attempt http.request.method=GET http.request.resend_count=1 http.response.status_code=200 server.address=north-1.depot.example url.template=/v9/depots/{depot}/parcels/{parcel}
"
    );
    let call = show().with_options(CallOptions::new().deadline(std::time::Duration::ZERO));
    assert_eq!(
        spans(call, &Scripted::new()),
        "\
rest.call effect=not_sent error.type=deadline http.request.method=GET http.request.resend_count=0 operation=show url.template=/v9/depots/{depot}/parcels/{parcel}
"
    );
}

#[test]
fn the_path_of_an_edition_is_told() {
    let shown = spans_of(builder(&Scripted::new().answer(ok()), &ManualClock::automatic()).edition("abroad"), show());
    assert_eq!(shown.matches("url.template=/w1/{parcel}/at/{depot}\n").count(), 2, "{shown}");
}

#[test]
fn the_table_names_every_field() {
    let page = include_str!("../../src/telemetry.rs");
    let rows: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("//! | `")?.split('`').next()).collect();
    assert_eq!(rows, [telemetry::FIELDS, telemetry::EVENTS].concat());
}

/// Nothing is told under a name of its own that stands in no table.
#[test]
fn every_event_of_the_crate_has_a_name_of_the_table() {
    fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut files = Vec::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut events = 0;
    for level in ["error", "warn", "info", "debug", "trace", "event"] {
        for rest in files.iter().flat_map(|file| file.split(&format!("tracing::{level}!(")).skip(1).collect::<Vec<_>>())
        {
            assert!(
                rest.trim_start().starts_with("name: telemetry::"),
                "{level} without a name: {}",
                &rest[..80.min(rest.len())]
            );
            events += 1;
        }
    }
    assert!(events >= telemetry::EVENTS.len(), "{events}");
}

#[test]
fn no_secret_reaches_a_span() {
    let body = format!("{{\"code\": 16, \"token\": \"{SECRET}\"}}");
    let script = Scripted::new().answer(Response::new(400, body).with_header("Set-Cookie", SECRET));
    let call = take().with_options(CallOptions::new().header("X-Token", SECRET));
    let shown = spans(call, &script);
    assert!(shown.contains("error.type=refused") && !shown.contains(SECRET), "{shown}");
}
