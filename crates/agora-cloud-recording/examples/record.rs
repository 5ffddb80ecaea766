//! A recording from the resource to its files, and one whose start was never answered. No account is needed: an emulator on this
//! machine stands in for the service, and its time passes whenever the client waits, so that all ends in a moment.
//!
//! To point a client at the service itself, leave out `attach`; that is all the difference. The first part does so where the
//! environment has `APP_ID`, `CUSTOMER_ID`, `CUSTOMER_SECRET`, `CHANNEL` and `STORAGE`, a `storageConfig` as JSON, and `TOKEN` if the
//! App ID wants one. Such a recording costs what recordings cost.

#![allow(clippy::print_stdout, reason = "an example shows what happens")]

use agora_cloud_recording::rest::journal::FileJournal;
use agora_cloud_recording::types::{StorageConfig, StorageVendor};
use agora_cloud_recording::{Client, Credentials, Ended, Mix, Recording, Resource, Saved};
use agora_cloud_recording_emulator::{Connection, Emulator, Fault};
use std::env;
use std::fmt::Display;
use std::path::Path;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    if let Ok([app_id, key, secret, channel, storage]) = from_environment() {
        println!("A recording by the service itself");
        let client = Client::builder(app_id, Credentials::new(key, secret)).build()?;
        return record(&client, &channel, serde_json::from_str(&storage)?, env::var("TOKEN").ok()).await;
    }
    let emulator = Emulator::builder().virtual_time().start().await?;
    println!("{} stands in for the service", emulator.url());

    println!("\nA recording");
    let client = Client::builder("app-id", Credentials::new("key", "secret"));
    let client = client.with(|builder| emulator.attach(builder)).build()?;
    record(&client, "room", storage(), None).await?;
    show_ledger(&emulator);

    println!("\nA recording whose start was never answered");
    let folder = tempfile::tempdir()?;
    lose_the_answer(&emulator, &folder.path().join("journal")).await?;
    show_ledger(&emulator);
    Ok(())
}

fn from_environment() -> Result<[String; 5], env::VarError> {
    Ok([
        env::var("APP_ID")?,
        env::var("CUSTOMER_ID")?,
        env::var("CUSTOMER_SECRET")?,
        env::var("CHANNEL")?,
        env::var("STORAGE")?,
    ])
}

fn storage() -> StorageConfig {
    StorageConfig::new(StorageVendor::AmazonS3, "bucket", "access-key", "secret-key").region(0)
}

async fn record(client: &Client, channel: &str, storage: StorageConfig, token: Option<String>) -> Outcome {
    let resource = client.mix().acquire(channel, 527_841).await?;
    say("acquire", format!("the resource {}", short(resource.resource_id())));
    let start = resource.start(storage);
    let recording = match token {
        Some(token) => start.token(token).await?,
        None => start.await?,
    };
    say("start", format!("the recording {}", recording.sid()));
    see_and_stop(recording).await
}

async fn see_and_stop(recording: Recording<Mix>) -> Outcome {
    // Whatever is said here, it may run and cost money, so it is stopped in any case.
    match recording.wait_until_recording().await {
        Ok(_) => say("wait", "it records"),
        Err(why) => say("wait", why),
    }
    match recording.query().await {
        Ok(answer) => {
            let status = answer.server_response.get().and_then(|server| server.status.get());
            say("query", status.map_or_else(|| "no status".to_owned(), |status| format!("status {status}")));
        }
        Err(error) => say("query", error),
    }
    match recording.stop().await? {
        Ended::Now(answer) => {
            let files = answer.server_response.get().and_then(|server| server.file_list.get());
            let listed = files.map_or(&[][..], |files| files.list()).iter().filter_map(|file| file.file_name.get());
            let names: Vec<&str> = listed.map(String::as_str).chain(files.and_then(|files| files.text())).collect();
            say("stop", format!("files: {}", names.join(", ")));
        }
        Ended::Empty(_) => say("stop", "it ended, and nothing was recorded"),
        _ => say("stop", "it was over before"),
    }
    Ok(())
}

async fn lose_the_answer(emulator: &Emulator, journal: &Path) -> Outcome {
    let client = Client::builder("app-id", Credentials::new("key", "secret"));
    let opened = FileJournal::open(journal)?;
    let client = client.with(|builder| emulator.attach(builder).journal(opened.journal)).build()?;
    let resource = client.mix().acquire("room", 527_842).await?;
    say("acquire", format!("the resource {}", short(resource.resource_id())));

    emulator.fault(Fault::connection(Connection::ResetAfter).endpoint("start"))?;
    let Err(failed) = resource.start(storage()).await else { return Err("the answer was not lost".into()) };
    say("start", &failed.error);
    say("effect", failed.error.effect());
    // From here on the file is enough, so this may as well be another process after a crash.
    drop(failed);

    let opened = FileJournal::open(journal)?;
    for may_run in opened.running {
        let saved: Saved = serde_json::from_value(may_run.state)?;
        let resource = Resource::<Mix>::restore(&client, &saved)?;
        let how = if may_run.confirmed { "runs" } else { "may run" };
        say("journal", format!("what began from the resource {} {how}", short(resource.resource_id())));
        // Of the service a notification tells the sid; here the ledger of the emulator does.
        let ledger = emulator.ledger(None);
        let Some(sid) = ledger.find("resourceId", resource.resource_id()).and_then(|one| one.value("sid")) else {
            say("ledger", "nothing runs");
            resource.settle().await?;
            continue;
        };
        say("ledger", format!("it does: {sid}"));
        let recording = resource.adopt(sid);
        // From now on the journal has the sid as well.
        recording.keep().await?;
        say("adopt", "it can be asked and stopped as if the answer had come");
        see_and_stop(recording).await?;
    }
    let left = FileJournal::open(journal)?.running.len();
    say("journal", if left == 0 { "nothing may run".to_owned() } else { format!("{left} may run") });
    Ok(())
}

fn show_ledger(emulator: &Emulator) {
    let ledger = emulator.ledger(None);
    let what = match ledger.running {
        0 => "nothing is left running".to_owned(),
        count => format!("{count} left running"),
    };
    let minutes = ledger.billed_minutes;
    say("ledger", format!("{what}; {minutes} {} billed", if minutes == 1 { "minute" } else { "minutes" }));
}

fn say(step: &str, what: impl Display) {
    println!("  {step:<9}{what}");
}

/// Resource IDs have hundreds of letters.
fn short(id: &str) -> String {
    id.chars().take(12).chain("…".chars()).collect()
}
