//! What runs is not dropped by oversight.
#![deny(unused_must_use)]

use agora_cloud_recording::types::StorageConfig;
use agora_cloud_recording::{Client, Error, Mix, Recording, Resource};

pub async fn run(client: &Client, resource: Resource<Mix>, storage: StorageConfig) -> Result<Recording<Mix>, Error> {
    client.mix().acquire("room", 1).await?; // mistake
    resource.adopt("sid"); // mistake
    Resource::<Mix>::from_parts(client, "resource", "room", 1); // mistake
    let other = client.mix().acquire("room", 2).await?;
    other.start(storage.clone()).await?; // mistake
    let last = client.mix().acquire("room", 3).await?;
    Ok(last.start(storage).await?)
}

fn main() {}
