//! The smallest program by plain `reqwest`: one call, with the types of its own bodies alone.

use serde::{Deserialize, Serialize};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    cname: String,
    uid: String,
    client_request: Acquire,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Acquire {
    resource_expired_hour: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    resource_id: Option<String>,
    code: Option<i64>,
    reason: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client_request = Acquire { resource_expired_hour: 24 };
    let request = Request { cname: "room".to_owned(), uid: "1001".to_owned(), client_request };
    let call = reqwest::Client::new().post("https://api.agora.io/v1/apps/app/cloud_recording/acquire");
    let call = call.basic_auth("key", Some("secret")).header("content-type", "application/json");
    let answer = call.body(serde_json::to_vec(&request)?).send().await?;
    match serde_json::from_slice(&answer.bytes().await?)? {
        Answer { resource_id: Some(id), .. } => print(&id),
        Answer { code, reason, .. } => return Err(format!("{code:?}: {reason:?}").into()),
    }
    Ok(())
}

fn print(text: &str) {
    std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes()).expect("somebody reads");
}
