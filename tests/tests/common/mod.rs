//! What a look-up with the generated crate says of an answer, as a line of text.

use agora_cloud_recording_errors::{Endpoint, Identified, identify, read};

/// What the crate says of an answer: `known <id>`, `success <outcome>`, `ambiguous <ids>` or `unknown`.
#[track_caller]
pub(crate) fn said_of(endpoint: Option<&str>, status: Option<u16>, body: &[u8]) -> String {
    let body = read(body);
    let endpoint: Option<Endpoint> = endpoint.map(|id| id.parse().expect("the test names an endpoint of the service"));
    line(&identify(&body.answer(endpoint, status)))
}

/// A result as a line of text.
pub(crate) fn line(found: &Identified<'_>) -> String {
    match found {
        Identified::Known(id, key) => {
            assert_eq!(key.id, *id, "the key that found an entry belongs to it");
            format!("known {}", id.as_str())
        }
        Identified::Success(outcome) => format!("success {outcome}"),
        Identified::Ambiguous(candidates) => {
            let mut ids: Vec<&str> = candidates.ids().map(|id| id.as_str()).collect();
            ids.sort_unstable();
            format!("ambiguous {}", ids.join(" "))
        }
        Identified::Unknown { .. } => "unknown".to_owned(),
    }
}
