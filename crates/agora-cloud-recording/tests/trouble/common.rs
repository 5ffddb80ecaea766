//! What the tests share.

use agora_cloud_recording::rest::journal::{Journal, JournalError, Ledger, Noting, Phase, Record};
use agora_cloud_recording::rest::transport::Scripted;
use agora_cloud_recording::rest::{self, ManualClock, Response};
use agora_cloud_recording::types::{StorageConfig, StorageVendor};
use agora_cloud_recording::{Client, Credentials, Error, Failed, Mix, Recording, Resource, Saved, Service};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

pub(crate) use test_support::give_way;

pub(crate) const RESOURCE: &str = "example-resource";
pub(crate) const SID: &str = "0123456789abcdef0123456789abcdef";

pub(crate) fn answer(status: u16, body: &Value) -> Response {
    Response::new(status, body.to_string())
}

pub(crate) fn acquired() -> Response {
    answer(200, &json!({"resourceId": RESOURCE}))
}

pub(crate) fn started() -> Response {
    answer(200, &json!({"resourceId": RESOURCE, "sid": SID}))
}

pub(crate) fn code(status: u16, code: u16) -> Response {
    answer(status, &json!({"code": code, "reason": "so it is"}))
}

pub(crate) fn storage() -> StorageConfig {
    StorageConfig::new(StorageVendor::AmazonS3, "bucket", "access", "secret").region(3)
}

/// A client over a script, whose waits pass at once.
pub(crate) fn client(script: &Scripted) -> (Client, ManualClock) {
    let clock = ManualClock::automatic();
    let client = built(|builder| builder.transport(script.clone()).clock(clock.clone()));
    (client, clock)
}

/// A client of one account.
pub(crate) fn built(set: impl FnOnce(rest::ClientBuilder<Service>) -> rest::ClientBuilder<Service>) -> Client {
    Client::builder("app", Credentials::new("key", "secret")).with(set).build().expect("a client")
}

/// Handles as if they had come from the service.
pub(crate) fn resource(client: &Client) -> Resource<Mix> {
    Resource::from_parts(client, RESOURCE, "room", 1)
}

pub(crate) fn recording(client: &Client) -> Recording<Mix> {
    resource(client).adopt(SID)
}

/// Method and address of all requests, without what they have in common, and their bodies.
pub(crate) fn sent(script: &Scripted) -> Vec<(String, Value)> {
    let body = |body: &[u8]| if body.is_empty() { Value::Null } else { serde_json::from_slice(body).expect("JSON") };
    script.seen().iter().map(|seen| (format!("{} {}", seen.method(), seen.url()), body(&seen.body()))).collect()
}

/// An error in words: its type, its effect and the attempts.
pub(crate) fn words(error: &Error) -> String {
    format!("{} {} x{}", error.error_type(), error.effect(), error.info().attempts)
}

/// How a call ended in words, and the handle that came back is the one that was given.
pub(crate) fn given_back<T, H: rest::Restorable>(result: Result<T, Failed<H, Service>>, before: &Saved) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(failed) => {
            assert_eq!(&failed.handle.save(), before, "the handle comes back as it was");
            words(&failed.error)
        }
    }
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

/// A journal in memory, as slow as a disk. Its records go through JSON, as in a file.
#[derive(Clone, Default)]
pub(crate) struct Notes {
    pub(crate) lines: Arc<Mutex<Vec<String>>>,
    /// The phase in which it keeps nothing.
    pub(crate) full_at: Option<Phase>,
}

impl Notes {
    pub(crate) fn records(&self) -> Vec<Record> {
        let lines = self.lines.lock().expect("no panic before");
        lines.iter().map(|line| serde_json::from_str(line).expect("a record")).collect()
    }

    /// The handles of all that may run, and whether that is sure.
    pub(crate) fn running(&self) -> Vec<(Saved, bool)> {
        let mut ledger = Ledger::new();
        ledger.extend(self.records());
        let saved = |state| serde_json::from_value(state).expect("a saved handle");
        ledger.into_running().into_iter().map(|running| (saved(running.state), running.confirmed)).collect()
    }

    /// The last record in words.
    pub(crate) fn last(&self) -> String {
        self.records().last().map(|record| format!("{} {:?}", record.call, record.phase)).unwrap_or_default()
    }
}

impl Journal for Notes {
    fn note<'a>(&'a self, record: &'a Record) -> Noting<'a> {
        Box::pin(async move {
            give_way(1).await;
            if self.full_at == Some(record.phase) {
                return Err(JournalError::new("no space"));
            }
            let line = serde_json::to_string(record).expect("JSON");
            self.lines.lock().expect("no panic before").push(line);
            give_way(1).await;
            Ok(())
        })
    }
}
