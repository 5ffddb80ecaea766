//! Nothing starts without a storage.

use agora_cloud_recording::types::StorageConfig;
use agora_cloud_recording::{Mix, Resource};

pub async fn run(first: Resource<Mix>, second: Resource<Mix>, storage: StorageConfig) {
    let _ = first.start(storage).await;
    let _ = second.save();
    let _ = second.start().await; // mistake
}

fn main() {}
