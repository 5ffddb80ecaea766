//! Ends a recording whose handle another program saved: `stop_saved <address> <App ID>`, with the saved handle on standard input.
#![allow(clippy::print_stdout, reason = "a program says what it did")]

use agora_cloud_recording::{Client, Credentials, Ended, Mix, Recording, Saved};
use std::error::Error;
use std::io::Read;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(app_id)) = (arguments.next(), arguments.next()) else {
        return Err("give the address of an emulator and an App ID".into());
    };
    let mut saved = String::new();
    std::io::stdin().read_to_string(&mut saved)?;
    let saved: Saved = serde_json::from_str(&saved)?;
    let builder = Client::builder(app_id, Credentials::new("key", "secret"));
    let client = builder.with(|client| client.base_url(address)).build()?;
    // Whether another program was faster is no error: the recording is over, and that was asked for.
    match Recording::<Mix>::restore(&client, &saved)?.stop().await? {
        Ended::Now(_) => println!("stopped now"),
        Ended::Before(answer) => println!("stopped before: {}", answer.name().unwrap_or("unknown")),
        other => println!("stopped: {other:?}"),
    }
    Ok(())
}
