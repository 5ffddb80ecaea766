//! What was stopped is no recording any more.

use agora_cloud_recording::{Recording, Web};

pub async fn run(recording: Recording<Web>) {
    let _ = recording.stop().await;
    let _ = recording.stop().await; // mistake
}

fn main() {}
