//! An emulator with somebody who calls it.

use agora_cloud_recording::rest::validate::{Level, Levels};
use agora_cloud_recording::types::{
    ExtensionService, ExtensionServiceConfig, ExtensionServiceParameters, RecordingFileConfig, ServiceName,
    StorageConfig, StorageVendor,
};
use agora_cloud_recording::{Client, Credentials};
use agora_cloud_recording_emulator::{Builder, ChannelState, Emulator};
use agora_cloud_recording_errors::{Endpoint, Identified, identify, read};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) const APP: &str = "example-app";

/// An answer as a program in any language gets it.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn text_of(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_else(|| panic!("no `{name}` in {}", self.text)).to_owned()
    }

    /// What the catalogue says it is.
    pub(crate) fn entry(&self, call: &str) -> String {
        let endpoint = Endpoint::ALL.iter().copied().find(|endpoint| endpoint.as_str() == call);
        let body = read(self.text.as_bytes());
        match identify(&body.answer(endpoint, Some(self.status))) {
            Identified::Known(id, _) => id.as_str().to_owned(),
            Identified::Success(_) => "ok".to_owned(),
            _ => format!("unknown: {} {}", self.status, self.text),
        }
    }
}

pub(crate) struct Place {
    pub(crate) emulator: Emulator,
    http: reqwest::Client,
}

impl Place {
    /// In virtual time, without a limit of requests.
    pub(crate) async fn new() -> Self {
        Self::with(Emulator::builder().virtual_time().requests_per_s(0)).await
    }

    pub(crate) async fn with(builder: Builder) -> Self {
        let emulator = builder.start().await.expect("it starts");
        Self { emulator, http: reqwest::Client::new() }
    }

    /// A client that shares the time of the emulator, and is stopped by no rule.
    pub(crate) fn client(&self) -> Client {
        let builder = Client::builder(APP, Credentials::new("key", "secret"));
        let levels = Levels::new().all(Level::Allow);
        let builder = builder.with(|builder| self.emulator.attach(builder).budget(None).levels(levels));
        builder.build().expect("a client")
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let url = format!("{}{path}", self.emulator.url());
        let mut request = self.http.request(method.parse().expect("a method"), url).basic_auth("key", Some("secret"));
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        let text = response.text().await.expect("a body");
        Answer { status, body: serde_json::from_str(&text).unwrap_or_default(), text }
    }

    /// A page of the emulator itself.
    pub(crate) async fn page(&self, method: &str, page: &str, body: &Value) -> Answer {
        self.send(method, &format!("/_emulator/{page}"), Some(body)).await
    }

    pub(crate) fn advance_s(&self, seconds: u64) {
        self.emulator.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn publishers(&self, cname: &str, publishers: &[&str]) {
        let publishers = publishers.iter().map(|one| (*one).to_owned()).collect();
        self.emulator.set_channel(&channel(cname, |channel| channel.publishers = Some(publishers)));
    }
}

pub(crate) fn channel(cname: &str, set: impl FnOnce(&mut ChannelState)) -> ChannelState {
    let mut channel = ChannelState { app_id: APP.to_owned(), channel: cname.to_owned(), ..ChannelState::default() };
    set(&mut channel);
    channel
}

/// Who calls, and what about.
#[derive(Clone)]
pub(crate) struct Caller<'p> {
    pub(crate) place: &'p Place,
    pub(crate) app: String,
    pub(crate) mode: String,
    pub(crate) cname: String,
    pub(crate) uid: String,
    pub(crate) rid: String,
    pub(crate) sid: String,
}

impl<'p> Caller<'p> {
    pub(crate) fn new(place: &'p Place, mode: &str) -> Self {
        Self {
            place,
            app: APP.to_owned(),
            mode: mode.to_owned(),
            cname: "room".to_owned(),
            uid: "527841".to_owned(),
            rid: String::new(),
            sid: String::new(),
        }
    }

    pub(crate) async fn call(&mut self, call: &str, request: Value) -> Answer {
        let root = format!("/v1/apps/{}/cloud_recording", self.app);
        let body = json!({"cname": self.cname, "uid": self.uid, "clientRequest": request});
        let answer = match call {
            "acquire" => self.place.send("POST", &format!("{root}/acquire"), Some(&body)).await,
            "start" => {
                let path = format!("{root}/resourceid/{}/mode/{}/start", self.rid, self.mode);
                self.place.send("POST", &path, Some(&body)).await
            }
            "query" => {
                let path = format!("{root}/resourceid/{}/sid/{}/mode/{}/query", self.rid, self.sid, self.mode);
                self.place.send("GET", &path, None).await
            }
            call => {
                let path = format!("{root}/resourceid/{}/sid/{}/mode/{}/{call}", self.rid, self.sid, self.mode);
                self.place.send("POST", &path, Some(&body)).await
            }
        };
        if answer.status == 200 && call == "acquire" {
            self.rid = answer.text_of("resourceId");
        }
        if answer.status == 200 && call == "start" {
            self.sid = answer.text_of("sid");
        }
        answer
    }

    /// Acquires and starts.
    pub(crate) async fn begin(&mut self) {
        assert_eq!(self.call("acquire", json!({})).await.status, 200);
        let started = self.call("start", start_body(&self.mode)).await;
        assert_eq!(started.status, 200, "{}", started.text);
    }
}

/// A body of start that no rule refuses.
pub(crate) fn start_body(mode: &str) -> Value {
    let storage =
        json!({"vendor": 1, "region": 7, "bucket": "bucket", "accessKey": "access", "secretKey": "hush-hush"});
    match mode {
        "web" => json!({"storageConfig": storage, "extensionServiceConfig": {"extensionServices": [{
            "serviceName": "web_recorder_service",
            "serviceParam": {
                "url": "https://example.com/room", "audioProfile": 0, "videoWidth": 1280, "videoHeight": 720,
                "maxRecordingHour": 3
            }
        }]}}),
        "mix" => json!({"storageConfig": storage, "recordingConfig": {"channelType": 0}}),
        _ => json!({"storageConfig": storage, "recordingConfig": {"channelType": 0, "subscribeUidGroup": 0}}),
    }
}

pub(crate) fn storage() -> StorageConfig {
    StorageConfig::new(StorageVendor::from(1), "bucket", "access", "hush-hush").region(7)
}

pub(crate) fn recording<C: DeserializeOwned>() -> C {
    serde_json::from_value(json!({"channelType": 0, "subscribeUidGroup": 0})).expect("a recording config")
}

pub(crate) fn file_types(types: &[&str]) -> RecordingFileConfig {
    serde_json::from_value(json!({"avFileType": types})).expect("file types")
}

pub(crate) fn page() -> ExtensionServiceConfig {
    let parameters: ExtensionServiceParameters = serde_json::from_value(
        start_body("web")["extensionServiceConfig"]["extensionServices"][0]["serviceParam"].clone(),
    )
    .expect("parameters");
    ExtensionServiceConfig::new([ExtensionService::new(ServiceName::from("web_recorder_service"), parameters)])
}
