//! A handle is of one mode.

use agora_cloud_recording::{Mix, Recording, Web};

fn keep(_: Recording<Mix>) {}

pub fn run(mix: Recording<Mix>, web: Recording<Web>) {
    keep(mix);
    drop(web.save());
    keep(web); // mistake
}

fn main() {}
