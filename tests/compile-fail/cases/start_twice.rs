//! A resource serves one start.

use agora_cloud_recording::types::StorageConfig;
use agora_cloud_recording::{Mix, Resource};

pub async fn run(resource: Resource<Mix>, storage: StorageConfig) {
    let _ = resource.start(storage.clone()).await;
    let _ = resource.start(storage).await; // mistake
}

fn main() {}
