//! What a journal cannot keep, and what grows too old while a call waits.

use crate::common::*;
use agora_cloud_recording::rest::journal::{Journal, Noting, Phase, Record};
use agora_cloud_recording::rest::transport::Scripted;
use agora_cloud_recording::rest::{Budget, ManualClock};
use agora_cloud_recording::{Ended, Error, Mix, Recording, errors::ErrorId};
use serde_json::json;
use std::time::Duration;

#[test]
fn what_the_journal_could_not_keep_is_told_with_the_handle() {
    let stopped = || answer(200, &json!({"serverResponse": {"fileListMode": "string", "fileList": "a"}}));
    for full_at in [None, Some(Phase::Answered)] {
        let script = Scripted::new().answer(acquired()).answer(started()).answer(stopped());
        let notes = Notes { full_at, ..Notes::default() };
        let client =
            built(|builder| builder.transport(script.clone()).clock(ManualClock::automatic()).journal(notes.clone()));
        let why = full_at.map(|_| "the journal cannot be kept".to_owned());
        let told = |error: Option<&(dyn std::error::Error + Send + Sync)>| error.map(ToString::to_string);
        run(async {
            let resource = client.mix().acquire("room", 1).await.expect("a resource");
            assert_eq!(told(resource.unrecorded()), why);
            let recording = resource.start(storage()).await.expect("a recording");
            assert_eq!(told(recording.unrecorded()), why);
            // What is kept elsewhere is not this answer.
            let restored = Recording::<Mix>::restore(&client, &recording.save()).expect("restored");
            assert_eq!(told(restored.unrecorded()), None);
            let Ended::Now(files) = recording.stop().await.expect("stopped") else { panic!("it was over before") };
            assert_eq!(told(files.reply().unrecorded.as_deref()), why);
            let adopted = self::resource(&client).adopt(SID);
            assert_eq!(told(adopted.unrecorded()), None);
        });
    }
}

/// How a start ended that was too late: not sent, with the entry that the service would have answered.
#[track_caller]
fn assert_expired(error: &Error, age_s: u64) {
    let Error::Expired(expired) = error else { panic!("{error}") };
    assert_eq!((expired.id(), expired.age().as_secs()), (ErrorId::ResourceExpired, age_s));
    assert_eq!(words(error), "expired not_sent x0");
}

#[test]
fn a_start_that_waited_too_long_for_its_turn_is_not_sent() {
    for (waited_s, is_sent) in [(300, true), (301, false)] {
        let script = Scripted::new().answer(acquired()).answer(started());
        let (clock, notes) = (ManualClock::new(), Notes::default());
        let budget = Budget::per_second(1);
        let client = built(|builder| {
            builder.transport(script.clone()).clock(clock.clone()).budget(budget).journal(notes.clone())
        });
        run(async {
            // It takes the only turn of this second.
            let resource = client.mix().acquire("room", 1).await.expect("a resource");
            let before = resource.save();
            let wait = async {
                give_way(20).await;
                assert_eq!(script.seen().len(), 1, "it waits for its turn");
                clock.advance(Duration::from_secs(waited_s));
            };
            let (sent, ()) = tokio::join!(resource.start(storage()).send(), wait);
            if is_sent {
                drop(sent.expect("a recording"));
                return;
            }
            let failed = sent.expect_err("too old");
            assert_expired(&failed.error, 301);
            assert_eq!(failed.handle.save(), before, "the handle comes back as it was");
            assert_eq!(notes.last(), "acquire Answered", "what was never begun is not told");
        });
        assert_eq!(script.seen().len(), 1 + usize::from(is_sent));
    }
}

/// A journal that takes its time before a call.
struct Slow(ManualClock, Notes, Duration);

impl Journal for Slow {
    fn note<'a>(&'a self, record: &'a Record) -> Noting<'a> {
        if record.phase == Phase::Before {
            self.0.advance(self.2);
        }
        self.1.note(record)
    }
}

#[test]
fn a_start_that_waited_too_long_for_the_journal_is_not_sent() {
    for (waited_s, is_sent) in [(300, true), (301, false)] {
        let script = Scripted::new().answer(started());
        let (clock, notes) = (ManualClock::new(), Notes::default());
        let journal = Slow(clock.clone(), notes.clone(), Duration::from_secs(waited_s));
        let client = built(|builder| builder.transport(script.clone()).clock(clock).journal(journal));
        let sent = run(resource(&client).start(storage()).send());
        assert_eq!(script.seen().len(), usize::from(is_sent));
        match sent {
            Ok(_) => assert!(is_sent),
            Err(failed) => assert_expired(&failed.error, 301),
        }
        // The journal was told before, so it is told that nothing came of it.
        assert_eq!(notes.running().len(), usize::from(is_sent));
        assert_eq!(notes.last(), if is_sent { "start Answered" } else { "start Lost" });
    }
}
