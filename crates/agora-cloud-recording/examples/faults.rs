//! Errors of the service on request: what the client does about them, and what a program gets to see. As in `record`, an emulator
//! on this machine stands in for the service.

#![allow(clippy::print_stdout, reason = "an example shows what happens")]

use agora_cloud_recording::types::{StorageConfig, StorageVendor};
use agora_cloud_recording::{Client, Credentials};
use agora_cloud_recording_emulator::{Emulator, Fault};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (entry, times) in
        [("request_not_completed", 2), ("rate_limited", 9), ("token_expired", 1), ("concurrency_limit_exceeded", 1)]
    {
        let emulator = Emulator::builder().virtual_time().start().await?;
        let client = Client::builder("app-id", Credentials::new("key", "secret"));
        let client = client.with(|builder| emulator.attach(builder)).build()?;
        let storage = StorageConfig::new(StorageVendor::AmazonS3, "bucket", "access-key", "secret-key").region(0);
        let resource = client.mix().acquire("room", 527_841).await?;

        println!("{entry}, {times} times");
        // The ids of all entries stand in docs/en/errors.md.
        emulator.fault(Fault::error(entry).endpoint("start").times(times))?;
        match resource.start(storage).await {
            Ok(recording) => {
                println!("  started all the same: {}", recording.sid());
                recording.stop().await?;
            }
            Err(failed) => {
                // A program tells errors by id and effect; people read the text.
                println!("  entry   {}", failed.error.id().map_or("none", |id| id.as_str()));
                println!("  effect  {}", failed.error.effect());
                println!("  text    {}", failed.error);
            }
        }
        // What the client sent by itself, and when.
        let requests = emulator.requests(None);
        let starts: Vec<_> = requests.iter().filter(|one| one.endpoint.as_deref() == Some("start")).collect();
        for one in &starts {
            let after_s = (one.at_ms - starts[0].at_ms) / 1000;
            println!("  after {after_s} s, {}", one.error.as_deref().unwrap_or("a success"));
        }
        println!("  {} left running\n", emulator.ledger(None).running);
    }
    Ok(())
}
