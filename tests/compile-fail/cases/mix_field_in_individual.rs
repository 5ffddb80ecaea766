//! Only a mixed recording is transcoded.

use agora_cloud_recording::types::TranscodingConfig;
use agora_cloud_recording::{individual, mix};

pub fn run(transcoding: TranscodingConfig) {
    let mut mix = mix::RecordingConfig::new();
    mix.transcoding_config = Some(transcoding.clone());
    let mut individual = individual::RecordingConfig::new();
    individual.stream_mode = None;
    individual.transcoding_config = Some(transcoding); // mistake
}

fn main() {}
