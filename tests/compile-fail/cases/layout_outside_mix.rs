//! Only a mixed recording has a layout.

use agora_cloud_recording::{Individual, Mix, Recording};

pub async fn run(mix: Recording<Mix>, individual: Recording<Individual>) {
    let _ = mix.update_layout().mixed_video_layout(1).await;
    let _ = individual.query().await;
    let _ = individual.update_layout().mixed_video_layout(1).await; // mistake
}

fn main() {}
