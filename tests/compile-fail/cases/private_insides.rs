//! What a handle holds is not exchanged.

use agora_cloud_recording::{Mix, Resource};

pub fn run(mut resource: Resource<Mix>, other: Resource<Mix>) {
    let _ = &resource.held; // mistake
    resource = other;
    drop(resource);
}

fn main() {}
