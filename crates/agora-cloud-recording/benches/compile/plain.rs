//! The smallest program by plain `reqwest`: one call of like size, with the types of its own bodies alone. What they are called
//! does not matter, for the program is only built.

use serde::{Deserialize, Serialize};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    room: String,
    user: String,
    settings: Settings,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    hours: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    id: Option<String>,
    code: Option<i64>,
    reason: Option<String>,
}

pub(crate) type Failed = Box<dyn std::error::Error>;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Failed> {
    let settings = Settings { hours: 24 };
    let request = Request { room: "room".to_owned(), user: "1001".to_owned(), settings };
    let call = reqwest::Client::new().post("https://service.example/rooms");
    let call = call.basic_auth("key", Some("secret")).header("content-type", "application/json");
    let answer = call.body(serde_json::to_vec(&request)?).send().await?;
    match serde_json::from_slice(&answer.bytes().await?)? {
        Answer { id: Some(id), .. } => print(&id),
        Answer { code, reason, .. } => return Err(format!("{code:?}: {reason:?}").into()),
    }
    Ok(())
}

fn print(text: &str) {
    std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes()).expect("somebody reads");
}
