//! What was stopped answers no query.

use agora_cloud_recording::{Mix, Recording};

pub async fn run(recording: Recording<Mix>) {
    let _ = recording.query().await;
    let _ = recording.stop().await;
    let _ = recording.query().await; // mistake
}

fn main() {}
