//! Nothing starts that was not acquired.

use agora_cloud_recording::Client;
use agora_cloud_recording::types::StorageConfig;

pub async fn run(client: Client, storage: StorageConfig) {
    let _ = client.mix().start(storage.clone()).await; // mistake
    let Ok(resource) = client.mix().acquire("room", 1).await else { return };
    let _ = resource.start(storage).await;
}

fn main() {}
