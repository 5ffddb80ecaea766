//! What was not started answers no query.

use agora_cloud_recording::{Mix, Resource};

pub async fn run(resource: Resource<Mix>) {
    let _ = resource.query().await; // mistake
    let _ = resource.adopt("sid").query().await;
}

fn main() {}
