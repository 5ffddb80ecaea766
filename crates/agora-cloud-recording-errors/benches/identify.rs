//! What a look-up costs: the first and the middle key of the table, a text, an unknown code, and a body from its bytes.
//!
//! `cargo bench -p agora-cloud-recording-errors --features serde`

use agora_cloud_recording_errors::rest::{Answer, Shape};
use agora_cloud_recording_errors::{Endpoint, TABLE, identify};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn benches(c: &mut Criterion) {
    // An answer that is found by the key with this number: it states what the key states.
    let of_key = |number: usize| {
        let key = &TABLE.keys[number];
        Answer {
            endpoint: Some(key.endpoints.first().copied().unwrap_or(Endpoint::ALL[0])),
            status: Some(key.status.unwrap_or(400)),
            shape: key.shape.unwrap_or(if key.code.is_some() { Shape::Code } else { Shape::Message }),
            code: key.code,
            text: key.text,
        }
    };
    let last = TABLE.keys.len() - 1;
    for (name, number) in [("first key", 0), ("middle key", last / 2), ("last key", last)] {
        let answer = of_key(number);
        assert!(identify(&answer).id().is_some(), "{name} is found");
        c.bench_function(name, |b| b.iter(|| identify(black_box(&answer))));
    }
    let unknown = Answer { code: Some(9999.into()), text: Some("Some text that no key knows!"), ..of_key(last / 2) };
    assert!(identify(&unknown).id().is_none(), "the unknown answer is unknown");
    c.bench_function("unknown code and text", |b| b.iter(|| identify(black_box(&unknown))));
    let by_hand = Answer { endpoint: None, status: None, ..of_key(last / 2) };
    c.bench_function("without endpoint and status", |b| b.iter(|| identify(black_box(&by_hand))));

    #[cfg(feature = "serde")]
    {
        let bytes = br#"{"code": 65, "reason": "request not completed"}"#;
        c.bench_function("read a body", |b| b.iter(|| agora_cloud_recording_errors::read(black_box(bytes))));
        c.bench_function("read a body and identify", |b| {
            b.iter(|| {
                let body = agora_cloud_recording_errors::read(black_box(bytes));
                identify(&body.answer(Some(Endpoint::ALL[0]), Some(206))).id()
            });
        });
    }
}

criterion_group!(identification, benches);
criterion_main!(identification);
