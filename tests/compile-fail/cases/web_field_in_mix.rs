//! Only the recording of a page has services.

use agora_cloud_recording::types::{ExtensionServiceConfig, StorageConfig};
use agora_cloud_recording::{Mix, Resource, Web, mix, web};

pub async fn run(resource: Resource<Web>, storage: StorageConfig, services: ExtensionServiceConfig) {
    let _ = resource.start(storage, services).await;
}

pub fn body(storage: StorageConfig, services: ExtensionServiceConfig) {
    let mut web = web::StartClientRequest::new(storage.clone(), services.clone());
    web.extension_service_config = services.clone();
    let mut mix = mix::StartClientRequest::new(storage);
    mix.token = None;
    mix.extension_service_config = services; // mistake
}

pub fn call(resource: Resource<Mix>, storage: StorageConfig, services: ExtensionServiceConfig) {
    let start = resource.start(storage).token("token");
    let start = start.extension_service_config(services); // mistake
    drop(start);
}

fn main() {}
