//! Every error entry of the catalogue, read back through the client as itself.

use crate::place::{APP, Caller, Place, storage};
use agora_cloud_recording::{Client, Ended, Error};
use agora_cloud_recording_emulator::Fault;
use agora_cloud_recording_errors::{Endpoint, ErrorId};
use serde_json::json;
use std::process::Stdio;
use tokio::io::AsyncWriteExt;

/// What a call said: the entry, or words for anything else.
fn entry(error: &Error) -> String {
    error.id().map_or_else(|| format!("{error}"), |id| id.as_str().to_owned())
}

/// Makes a call whose every attempt is answered with this entry.
async fn met(place: &Place, client: &Client, call: Endpoint, fault: Fault) -> String {
    let resource = || client.mix().acquire("room", 527_841);
    if matches!(call, Endpoint::Acquire) {
        place.emulator.fault(fault).expect("a fault");
        return resource().await.map_or_else(|error| entry(&error), |_| "ok".to_owned());
    }
    if matches!(call, Endpoint::NcsIp) {
        place.emulator.fault(fault).expect("a fault");
        return client.ncs_ip().await.map_or_else(|error| entry(&error), |_| "ok".to_owned());
    }
    let resource = resource().await.expect("a resource");
    if matches!(call, Endpoint::Start) {
        place.emulator.fault(fault).expect("a fault");
        return resource.start(storage()).await.map_or_else(|failed| entry(&failed.error), |_| "ok".to_owned());
    }
    let recording = resource.start(storage()).await.expect("it starts");
    place.emulator.fault(fault).expect("a fault");
    match call {
        Endpoint::Query => recording.query().await.map_or_else(|error| entry(&error), |_| "ok".to_owned()),
        Endpoint::Update => recording.update().await.map_or_else(|error| entry(&error), |_| "ok".to_owned()),
        Endpoint::UpdateLayout => {
            recording.update_layout().await.map_or_else(|error| entry(&error), |_| "ok".to_owned())
        }
        _ => match recording.stop().await {
            // What counts as done is told by the entry too.
            Ok(Ended::Empty(answer) | Ended::Before(answer)) => answer.id().map_or("?", ErrorId::as_str).to_owned(),
            Ok(_) => "ok".to_owned(),
            Err(failed) => entry(&failed.error),
        },
    }
}

#[tokio::test]
async fn every_entry_can_be_had_and_is_read_as_itself() {
    let place = Place::new().await;
    let client = place.client();
    let mut had = 0;
    for id in ErrorId::ALL.iter().copied() {
        let mut at_least_once = false;
        for call in Endpoint::ALL.iter().copied() {
            let fault = Fault::error(id.as_str()).endpoint(call.as_str()).always();
            // Where an entry cannot be told from another, it cannot be had; its own keys name the calls where it can.
            if place.emulator.fault(fault.clone()).is_err() {
                let is_its_own = id.keys().any(|key| key.endpoints.contains(&call));
                assert!(!is_its_own, "{id:?} cannot be had at {call:?}, of which its keys speak");
                continue;
            }
            place.emulator.clear_faults();
            assert_eq!(met(&place, &client, call, fault).await, id.as_str(), "at {call:?}");
            place.emulator.reset(None);
            (had, at_least_once) = (had + 1, true);
        }
        assert!(at_least_once, "{id:?} can be had at no call");
    }
    assert!(had > 3 * ErrorId::ALL.len(), "only {had} combinations");
}

#[tokio::test]
async fn an_entry_takes_effect_as_the_catalogue_says() {
    let place = Place::new().await;
    for (entry, applied, is_running) in [
        ("no_recorded_data", None, false),
        ("upload_timeout", None, false),
        ("backend_timeout", None, true),
        ("backend_timeout", Some(true), false),
        ("no_recorded_data", Some(false), true),
    ] {
        let mut caller = Caller::new(&place, "mix");
        caller.begin().await;
        let fault = Fault::error(entry).endpoint("stop");
        let fault = applied.into_iter().fold(fault, Fault::applied);
        place.emulator.fault(fault).expect("a fault");
        assert_eq!(caller.call("stop", json!({})).await.entry("stop"), entry);
        assert_eq!(place.emulator.ledger(None).running, usize::from(is_running), "{entry} {applied:?}");
        place.emulator.reset(None);
    }
}

/// Two processes go on from one saved handle: the second to stop is told that the recording is stopping already.
#[tokio::test]
async fn a_saved_handle_is_stopped_in_two_processes() {
    let place = Place::new().await;
    let recording = place.client().mix().record("room", [1], storage()).await.expect("it records");
    let saved = serde_json::to_string(&recording.save()).expect("JSON");
    drop(recording);
    // Examples are built with the tests, beside the folder of this program.
    let this = std::env::current_exe().expect("this program");
    let program = this.ancestors().nth(2).expect("a folder").join("examples/stop_saved");
    let mut told = Vec::new();
    for _ in 0..2 {
        let mut child = tokio::process::Command::new(&program)
            .args([&place.emulator.url(), APP])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        child.stdin.take().expect("its input").write_all(saved.as_bytes()).await.expect("it reads");
        let output = child.wait_with_output().await.expect("it ends");
        assert!(output.status.success());
        told.push(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    assert_eq!(told, ["stopped now", "stopped before: already_stopping"]);
    assert_eq!(place.emulator.ledger(None).running, 0);
}
