//! What the service has withdrawn is not there to be set, and what it left behind warns.
#![deny(deprecated)]

use agora_cloud_recording::individual::{StartClientRequest, StopResponse};
use agora_cloud_recording::types::StorageConfig;

pub fn run(storage: StorageConfig, answer: StopResponse) {
    let mut body = StartClientRequest::new(storage);
    body.snapshot_config = None;
    body.transcode_options = None; // mistake
    body.apps_collection = None; // mistake
    let _ = answer.sid;
    let _ = answer.code; // mistake
}

fn main() {}
