//! A call that nobody awaits is not made.
#![deny(unused_must_use)]

use agora_cloud_recording::{Mix, Recording};

pub async fn run(recording: Recording<Mix>) {
    recording.query(); // mistake
    recording.update_layout(); // mistake
    let _ = recording.stop().await;
}

fn main() {}
