//! What the documents say of calls, fields, events, storage and hosts is in the catalogue, and nothing else is.
//!
//! The lists stand here as data, taken from the documents and not from the catalogue. Each test names everything that is
//! missing and everything that no list has, not only the first.

use conformance::api::{Api, Field, is_set, list, maybe, text, texts};
use conformance::files;
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

const NOTHING: [String; 0] = [];

/// What stands in one of two lists alone, as lines of text.
fn differences<'l>(
    documents: impl IntoIterator<Item = &'l str>,
    catalogue: impl IntoIterator<Item = &'l str>,
) -> Vec<String> {
    let documents: BTreeSet<&str> = documents.into_iter().collect();
    let catalogue: BTreeSet<&str> = catalogue.into_iter().collect();
    let missing = documents.difference(&catalogue).map(|line| format!("not in the catalogue: {line}"));
    let extra = catalogue.difference(&documents).map(|line| format!("in no list: {line}"));
    missing.chain(extra).collect()
}

fn as_strs(lines: &[String]) -> impl Iterator<Item = &str> {
    lines.iter().map(String::as_str)
}

/// The blocks of a table: a line without spaces before it, then lines that belong to it.
fn blocks(table: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut blocks: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        if line.starts_with(' ') {
            blocks.last_mut().expect("a table begins with a block").1.push(line.trim());
        } else {
            blocks.push((line, Vec::new()));
        }
    }
    blocks
}

// Calls.

/// The calls: id, method, path, modes.
const CALLS: [(&str, &str, &str, &str); 7] = [
    ("acquire", "POST", "/v1/apps/{appid}/cloud_recording/acquire", "IRMW"),
    ("start", "POST", "/v1/apps/{appid}/cloud_recording/resourceid/{resourceid}/mode/{mode}/start", "IRMW"),
    ("query", "GET", "/v1/apps/{appid}/cloud_recording/resourceid/{resourceid}/sid/{sid}/mode/{mode}/query", "IRMW"),
    ("update", "POST", "/v1/apps/{appid}/cloud_recording/resourceid/{resourceid}/sid/{sid}/mode/{mode}/update", "IRMW"),
    (
        "updateLayout",
        "POST",
        "/v1/apps/{appid}/cloud_recording/resourceid/{resourceid}/sid/{sid}/mode/{mode}/updateLayout",
        "M",
    ),
    ("stop", "POST", "/v1/apps/{appid}/cloud_recording/resourceid/{resourceid}/sid/{sid}/mode/{mode}/stop", "IRMW"),
    ("ncsIp", "GET", "/v1/ncs/ip", "-"),
];

const MODES: [(&str, char); 4] = [("individual", 'I'), ("raw", 'R'), ("mix", 'M'), ("web", 'W')];

/// The modes as letters.
fn letters(variants: &[&str]) -> String {
    let found: String = MODES.iter().filter(|(id, _)| variants.contains(id)).map(|(_, letter)| letter).collect();
    assert_eq!(found.len(), variants.len(), "a mode that no list has in {variants:?}");
    if found.is_empty() { "-".to_owned() } else { found }
}

#[test]
fn every_call_is_there() {
    let api = Api::read(&files::spec());
    let found: Vec<String> = api
        .list("endpoints")
        .iter()
        .map(|call| {
            let modes = letters(&texts(call, "variants"));
            format!("{} {} {} {modes}", text(call, "id"), text(call, "method"), text(call, "path"))
        })
        .collect();
    let wanted: Vec<String> =
        CALLS.iter().map(|(id, method, path, modes)| format!("{id} {method} {path} {modes}")).collect();
    assert_eq!(differences(as_strs(&wanted), as_strs(&found)), NOTHING);
    // The list of addresses has another path in the newer edition of China.
    let other = list(api.find("endpoints", "ncsIp").expect("listed above"), "edition_paths");
    let other: Vec<_> = other.iter().map(|path| (texts(path, "editions"), text(path, "path"))).collect();
    assert_eq!(other, [(vec!["china"], "/v2/ncs/ip")]);
}

#[test]
fn every_parameter_of_a_path_is_there() {
    let api = Api::read(&files::spec());
    let mut wrong = Vec::new();
    for (id, _, path, _) in CALLS {
        let names: Vec<&str> = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let call = api.find("endpoints", id).expect("every call is there");
        let parameters = list(call, "parameters");
        let found: Vec<&str> = parameters.iter().map(|parameter| text(parameter, "id")).collect();
        if found != names {
            wrong.push(format!("{id}: {found:?} in place of {names:?}"));
        }
        let variant: Vec<&str> =
            parameters.iter().filter(|one| is_set(one, "variant")).map(|one| text(one, "id")).collect();
        let expected: &[&str] = if names.contains(&"mode") { &["mode"] } else { &[] };
        if variant != expected {
            wrong.push(format!("{id}: {variant:?} chooses the mode"));
        }
    }
    assert_eq!(wrong, NOTHING);
}

/// The fields of bodies: path, form, modes, and what is special: `required` whenever its object is there (requests only, and
/// only where no document says otherwise), `secret`, `legacy` or `removed`, and `=spelling:who` for another spelling and who
/// takes it for the field.
///
/// What documents of a withdrawn service had in mixed recordings below `extensionServiceConfig` stands at the mode that has
/// this object today; `token` stands at web too, because official bodies send it there. Left out are a fragment that one page prints by mistake and a slot that one client's type has alone;
/// `startParameter` of acquire has all fields of `clientRequest` of start.
const FIELDS: &str = "
acquire request
  cname | string | IRMW | required
  uid | string | IRMW | required
  clientRequest | object | IRMW | required
  clientRequest.scene | integer | IMW
  clientRequest.resourceExpiredHour | integer | IRMW
  clientRequest.excludeResourceIds | list of string | IRMW
  clientRequest.region | string | IRMW
  clientRequest.regionAffinity | integer | IRMW
  clientRequest.startParameter | object | IRMW | secret

acquire response
  cname | string | IRMW
  uid | string | IRMW
  resourceId | string | IRMW
  code | integer | IRMW | legacy

start request
  cname | string | IRMW | required
  uid | string | IRMW | required
  clientRequest | object | IRMW | required
  clientRequest.token | string | IRMW | secret
  clientRequest.storageConfig | object | IRMW | required
  clientRequest.recordingConfig | object | IRM
  clientRequest.recordingFileConfig | object | IRMW
  clientRequest.snapshotConfig | object | IR
  clientRequest.extensionServiceConfig | object | W | required
  clientRequest.appsCollection | object | I | removed
  clientRequest.transcodeOptions | object | I | removed
  clientRequest.storageConfig.vendor | integer | IRMW | required
  clientRequest.storageConfig.region | integer | IRMW
  clientRequest.storageConfig.bucket | string | IRMW | required
  clientRequest.storageConfig.accessKey | string | IRMW | required secret
  clientRequest.storageConfig.secretKey | string | IRMW | required secret
  clientRequest.storageConfig.stsToken | string | IRMW | secret
  clientRequest.storageConfig.stsExpiration | integer | IRMW
  clientRequest.storageConfig.fileNamePrefix | list of string | IRMW
  clientRequest.storageConfig.extensionParams | object | IRMW
  clientRequest.storageConfig.extensionParams.sse | string | IRMW
  clientRequest.storageConfig.extensionParams.tag | string | IRMW
  clientRequest.storageConfig.extensionParams.endpoint | string | IRMW
  clientRequest.recordingConfig.channelType | integer | IRM
  clientRequest.recordingConfig.decryptionMode | integer | IRM
  clientRequest.recordingConfig.secret | string | IRM | secret
  clientRequest.recordingConfig.salt | string | IRM | secret
  clientRequest.recordingConfig.maxIdleTime | integer | IRM
  clientRequest.recordingConfig.streamTypes | integer | IRM
  clientRequest.recordingConfig.videoStreamType | integer | IRM
  clientRequest.recordingConfig.subscribeAudioUids | list of string | IRM
  clientRequest.recordingConfig.unSubscribeAudioUids | list of string | IRM | =unsubscribeAudioUids:service
  clientRequest.recordingConfig.subscribeVideoUids | list of string | IRM
  clientRequest.recordingConfig.unSubscribeVideoUids | list of string | IRM | =unsubscribeVideoUids:service
  clientRequest.recordingConfig.subscribeUidGroup | integer | IRM
  clientRequest.recordingConfig.streamMode | string | I
  clientRequest.recordingConfig.audioProfile | integer | M
  clientRequest.recordingConfig.transcodingConfig | object | M
  clientRequest.recordingConfig.privateParams | string | IRM | =privateParameters:nobody
  clientRequest.recordingConfig.transcodingConfig.width | integer | M
  clientRequest.recordingConfig.transcodingConfig.height | integer | M
  clientRequest.recordingConfig.transcodingConfig.fps | integer | M
  clientRequest.recordingConfig.transcodingConfig.bitrate | integer | M
  clientRequest.recordingConfig.transcodingConfig.maxResolutionUid | string | M
  clientRequest.recordingConfig.transcodingConfig.mixedVideoLayout | integer | M
  clientRequest.recordingConfig.transcodingConfig.backgroundColor | string | M | =backgroudColor:nobody
  clientRequest.recordingConfig.transcodingConfig.backgroundImage | string | M
  clientRequest.recordingConfig.transcodingConfig.defaultUserBackgroundImage | string | M
  clientRequest.recordingConfig.transcodingConfig.layoutConfig | list of object | M
  clientRequest.recordingConfig.transcodingConfig.layoutConfig[].uid | string | M
  clientRequest.recordingConfig.transcodingConfig.layoutConfig[].x_axis | number | M | required
  clientRequest.recordingConfig.transcodingConfig.layoutConfig[].y_axis | number | M | required
  clientRequest.recordingConfig.transcodingConfig.layoutConfig[].width | number | M | required
  clientRequest.recordingConfig.transcodingConfig.layoutConfig[].height | number | M | required
  clientRequest.recordingConfig.transcodingConfig.layoutConfig[].alpha | number | M
  clientRequest.recordingConfig.transcodingConfig.layoutConfig[].render_mode | integer | M
  clientRequest.recordingConfig.transcodingConfig.backgroundConfig | list of object | M
  clientRequest.recordingConfig.transcodingConfig.backgroundConfig[].uid | string | M | required
  clientRequest.recordingConfig.transcodingConfig.backgroundConfig[].image_url | string | M | required
  clientRequest.recordingConfig.transcodingConfig.backgroundConfig[].render_mode | integer | M
  clientRequest.recordingFileConfig.avFileType | list of string | IRMW
  clientRequest.snapshotConfig.captureInterval | integer | IR
  clientRequest.snapshotConfig.fileType | list of string | IR | required
  clientRequest.extensionServiceConfig.errorHandlePolicy | string | W
  clientRequest.extensionServiceConfig.apiVersion | string | W | legacy
  clientRequest.extensionServiceConfig.extensionServices | list of object | W | required
  clientRequest.extensionServiceConfig.extensionServices[].serviceName | string | W | required
  clientRequest.extensionServiceConfig.extensionServices[].errorHandlePolicy | string | W
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam | object | W | required
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.url | string | W | secret
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.audioProfile | integer | W
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.videoWidth | integer | W
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.videoHeight | integer | W
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.maxRecordingHour | integer | W
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.videoBitrate | integer | W | =VideoBitrate:nobody
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.videoFps | integer | W
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.mobile | boolean | W
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.maxVideoDuration | integer | W
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.onhold | boolean | W
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.readyTimeout | integer | W
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.outputs | list of object | W
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.outputs[].rtmpUrl | string | W | secret
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.accessKey | string | W | secret legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.secretKey | string | W | secret legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.regionId | string | W | legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.apiData | object | W | legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.apiData.videoData | object | W | required legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.apiData.videoData.title | string | W | required legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.apiData.videoData.description | string | W | legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.apiData.videoData.coverUrl | string | W | legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.apiData.videoData.cateId | string | W | legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.apiData.videoData.tags | string | W | legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.apiData.videoData.templateGroupId | string | W | legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.apiData.videoData.userData | string | W | legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.apiData.videoData.storageLocation | string | W | legacy
  clientRequest.extensionServiceConfig.extensionServices[].serviceParam.apiData.videoData.workFlowId | string | W | legacy
  clientRequest.appsCollection.combinationPolicy | string | I | removed
  clientRequest.transcodeOptions.transConfig | object | I | required removed
  clientRequest.transcodeOptions.transConfig.transMode | string | I | required removed
  clientRequest.transcodeOptions.container | object | I | removed
  clientRequest.transcodeOptions.container.format | string | I | removed
  clientRequest.transcodeOptions.audio | object | I | removed
  clientRequest.transcodeOptions.audio.sampleRate | string | I | removed
  clientRequest.transcodeOptions.audio.bitrate | string | I | removed
  clientRequest.transcodeOptions.audio.channels | string | I | removed

start response
  cname | string | IRMW
  uid | string | IRMW
  resourceId | string | IRMW
  sid | string | IRMW
  code | integer | IRMW | legacy

query response
  cname | string | IRMW
  uid | string | IRMW
  resourceId | string | IRMW
  sid | string | IRMW
  code | integer | IRMW | legacy
  serverResponse | object | IRMW
  serverResponse.status | integer | IRMW
  serverResponse.fileListMode | string | IRM
  serverResponse.fileList | text or list of object | IRM
  serverResponse.fileList[].fileName | string | IRM | =filename:reader
  serverResponse.fileList[].trackType | string | IRM
  serverResponse.fileList[].uid | string | IRM
  serverResponse.fileList[].mixedAllUser | boolean | IRM
  serverResponse.fileList[].isPlayable | boolean | IRM
  serverResponse.fileList[].sliceStartTime | integer | IRM
  serverResponse.sliceStartTime | integer | IRM
  serverResponse.extensionServiceState | list of object | MW
  serverResponse.extensionServiceState[].serviceName | string | MW
  serverResponse.extensionServiceState[].payload | object | MW | =playload:reader
  serverResponse.extensionServiceState[].payload.state | string | MW
  serverResponse.extensionServiceState[].payload.onhold | boolean | W
  serverResponse.extensionServiceState[].payload.fileList | list of object | W
  serverResponse.extensionServiceState[].payload.fileList[].filename | string | W | =fileName:reader
  serverResponse.extensionServiceState[].payload.fileList[].sliceStartTime | integer | W
  serverResponse.extensionServiceState[].payload.outputs | list of object | W
  serverResponse.extensionServiceState[].payload.outputs[].rtmpUrl | string | W | secret
  serverResponse.extensionServiceState[].payload.outputs[].status | string | W
  serverResponse.subServiceStatus | object | IM | legacy
  serverResponse.subServiceStatus.recordingService | string | IM | legacy
  serverResponse.extensionServiceState[].payload.videoInfo | list of object | M | legacy
  serverResponse.extensionServiceState[].payload.videoInfo[].fileName | string | M | legacy
  serverResponse.extensionServiceState[].payload.videoInfo[].videoId | string | M | legacy

update request
  cname | string | IRMW | required
  uid | string | IRMW | required
  clientRequest | object | IRMW | required
  clientRequest.streamSubscribe | object | IRM
  clientRequest.streamSubscribe.audioUidList | object | IRM
  clientRequest.streamSubscribe.audioUidList.subscribeAudioUids | list of string | IRM
  clientRequest.streamSubscribe.audioUidList.unSubscribeAudioUids | list of string | IRM | =unsubscribeAudioUids:service
  clientRequest.streamSubscribe.videoUidList | object | IRM
  clientRequest.streamSubscribe.videoUidList.subscribeVideoUids | list of string | IRM
  clientRequest.streamSubscribe.videoUidList.unSubscribeVideoUids | list of string | IRM | =unsubscribeVideoUids:service =unsunscribeVideoUids:nobody
  clientRequest.webRecordingConfig | object | W
  clientRequest.webRecordingConfig.onhold | boolean | W
  clientRequest.rtmpPublishConfig | object | W
  clientRequest.rtmpPublishConfig.outputs | list of object | W
  clientRequest.rtmpPublishConfig.outputs[].rtmpUrl | string | W | secret
  clientRequest.storageConfig | object | IRMW
  clientRequest.storageConfig.vendor | integer | IRMW | required
  clientRequest.storageConfig.region | integer | IRMW
  clientRequest.storageConfig.bucket | string | IRMW | required
  clientRequest.storageConfig.accessKey | string | IRMW | required secret
  clientRequest.storageConfig.secretKey | string | IRMW | required secret
  clientRequest.storageConfig.stsToken | string | IRMW | secret
  clientRequest.storageConfig.stsExpiration | integer | IRMW
  clientRequest.storageConfig.fileNamePrefix | list of string | IRMW
  clientRequest.storageConfig.extensionParams | object | IRMW
  clientRequest.storageConfig.extensionParams.sse | string | IRMW
  clientRequest.storageConfig.extensionParams.tag | string | IRMW
  clientRequest.storageConfig.extensionParams.endpoint | string | IRMW

update response
  cname | string | IRMW
  uid | string | IRMW
  resourceId | string | IRMW
  sid | string | IRMW
  code | integer | IRMW | legacy

updateLayout request
  cname | string | M | required
  uid | string | M | required
  clientRequest | object | M | required
  clientRequest.maxResolutionUid | string | M
  clientRequest.mixedVideoLayout | integer | M
  clientRequest.backgroundColor | string | M
  clientRequest.backgroundImage | string | M
  clientRequest.defaultUserBackgroundImage | string | M
  clientRequest.layoutConfig | list of object | M
  clientRequest.layoutConfig[].uid | string | M
  clientRequest.layoutConfig[].x_axis | number | M | required
  clientRequest.layoutConfig[].y_axis | number | M | required
  clientRequest.layoutConfig[].width | number | M | required
  clientRequest.layoutConfig[].height | number | M | required
  clientRequest.layoutConfig[].alpha | number | M
  clientRequest.layoutConfig[].render_mode | integer | M
  clientRequest.backgroundConfig | list of object | M
  clientRequest.backgroundConfig[].uid | string | M | required
  clientRequest.backgroundConfig[].image_url | string | M | required
  clientRequest.backgroundConfig[].render_mode | integer | M

updateLayout response
  cname | string | M
  uid | string | M
  resourceId | string | M
  sid | string | M
  code | integer | M | legacy

stop request
  cname | string | IRMW | required
  uid | string | IRMW | required
  clientRequest | object | IRMW | required
  clientRequest.async_stop | boolean | IRMW

stop response
  cname | string | IRMW
  uid | string | IRMW
  resourceId | string | IRMW
  sid | string | IRMW
  code | integer | IRMW | legacy
  serverResponse | object | IRMW
  serverResponse.fileListMode | string | IRM
  serverResponse.fileList | text or list of object | IRM
  serverResponse.fileList[].fileName | string | IRM | =filename:reader
  serverResponse.fileList[].trackType | string | IRM
  serverResponse.fileList[].uid | string | IRM
  serverResponse.fileList[].mixedAllUser | boolean | IRM
  serverResponse.fileList[].isPlayable | boolean | IRM
  serverResponse.fileList[].sliceStartTime | integer | IRM
  serverResponse.uploadingStatus | string | IRM
  serverResponse.extensionServiceState | list of object | W
  serverResponse.extensionServiceState[].serviceName | string | W
  serverResponse.extensionServiceState[].payload | object | W | =playload:reader
  serverResponse.extensionServiceState[].payload.uploadingStatus | string | W
  serverResponse.extensionServiceState[].payload.fileList | list of object | W
  serverResponse.extensionServiceState[].payload.fileList[].filename | string | W | =fileName:reader
  serverResponse.extensionServiceState[].payload.fileList[].sliceStartTime | integer | W
  serverResponse.extensionServiceState[].payload.onhold | boolean | W
  serverResponse.extensionServiceState[].payload.state | string | W
  serverResponse.extensionServiceState[].payload.status | string | W | legacy

ncsIp response
  data | object | -
  data.service | object | -
  data.service.hosts | list of object | -
  data.service.hosts[].primaryIP | string | - | =PrimaryIP:reader
";

/// A field as a line of the table.
fn line(field: &Field, is_request: bool) -> String {
    let variants: Vec<&str> = field.variants.iter().map(String::as_str).collect();
    let mut marks: Vec<String> = Vec::new();
    marks.extend((field.required && is_request).then(|| "required".to_owned()));
    marks.extend(field.secret.then(|| "secret".to_owned()));
    marks.extend((field.status != "current").then(|| field.status.clone()));
    marks.extend(field.aliases.iter().map(|(alias, taken_by)| format!("={alias}:{taken_by}")));
    let marks = if marks.is_empty() { String::new() } else { format!(" | {}", marks.join(" ")) };
    format!("{} | {} | {}{marks}", field.path, field.form, letters(&variants))
}

#[test]
fn every_field_of_every_body_is_there() {
    let api = Api::read(&files::spec());
    let mut wanted: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (body, lines) in blocks(FIELDS) {
        let before = wanted.insert(body, lines.into_iter().map(str::to_owned).collect());
        assert!(before.is_none(), "`{body}` stands twice");
    }
    let settings: Vec<String> = wanted["start request"]
        .iter()
        .filter_map(|line| Some(format!("clientRequest.startParameter.{}", line.strip_prefix("clientRequest.")?)))
        .collect();
    assert!(settings.len() > 80, "only {} fields in the settings of a recording", settings.len());
    wanted.get_mut("acquire request").expect("a body of the table").extend(settings);

    let mut wrong = Vec::new();
    let mut seen = 0;
    let mut bodies = BTreeSet::new();
    for call in api.list("endpoints") {
        for direction in ["request", "response"] {
            let Some(of) = maybe(call, direction) else { continue };
            let body = format!("{} {direction}", text(call, "id"));
            let variants: Vec<String> = texts(call, "variants").into_iter().map(str::to_owned).collect();
            let fields = api.fields(of, &variants);
            let found: Vec<String> = fields.iter().map(|field| line(field, direction == "request")).collect();
            seen += found.len();
            let listed = wanted.get(body.as_str()).map(Vec::as_slice).unwrap_or_default();
            wrong.extend(
                differences(as_strs(listed), as_strs(&found)).into_iter().map(|what| format!("{body}: {what}")),
            );
            bodies.insert(body);
        }
    }
    assert_eq!(differences(wanted.keys().copied(), bodies.iter().map(String::as_str)), NOTHING);
    assert_eq!(wrong, NOTHING);
    assert_eq!(seen, wanted.values().map(Vec::len).sum::<usize>(), "a field stands twice");
    assert!(seen > 300, "only {seen} fields");
}

#[test]
fn the_area_is_chosen_by_one_field_in_each_edition() {
    let api = Api::read(&files::spec());
    let of = api.find("types", "acquire_client_request").expect("the options of acquire");
    let editions: Vec<(&str, Vec<&str>)> = list(of, "fields")
        .iter()
        .filter(|field| !texts(field, "editions").is_empty())
        .map(|field| (text(field, "id"), texts(field, "editions")))
        .collect();
    assert_eq!(editions, [("region", vec!["global"]), ("regionAffinity", vec!["china"])]);
}

// Notifications.

/// What every notification carries: path, form, and what is special.
const NOTIFICATION: &str = "
body
  noticeId | string
  productId | integer
  eventType | integer
  notifyMs | integer
  sid | string
  payload | object
  payload.cname | string
  payload.uid | string
  payload.sid | string
  payload.sequence | text or integer
  payload.sendts | integer
  payload.serviceType | integer
  payload.serviceScene | string
  payload.details | json
  notificationId | string | legacy
  eventMs | integer | legacy
  payload.noticeLevel | integer | legacy
";

/// The events: number, name on the wire and modules that send it, then the fields of their own.
const EVENTS: &str = "
1 cloud_recording_error 0
  module | integer
  errorLevel | integer
  errorCode | integer
  stat | integer
  errorMsg | string

2 cloud_recording_warning 0
  module | integer
  warnCode | integer

3 cloud_recording_status_update 0
  status | integer
  recordingMode | integer
  fileList | string

4 cloud_recording_file_infos 0
  fileList | string

11 session_exit 0
  exitStatus | integer | =leaveStatus:reader

12 session_failover 0
  newUid | integer

13 - -

30 uploader_started 2
  status | integer

31 uploaded 2
  status | integer
  fileList | list of object
  fileList[].fileName | string
  fileList[].trackType | string
  fileList[].uid | string
  fileList[].mixedAllUser | boolean
  fileList[].isPlayable | boolean
  fileList[].sliceStartTime | integer

32 backuped 2
  status | integer
  fileList | list of object
  fileList[].fileName | string
  fileList[].trackType | string
  fileList[].uid | string
  fileList[].mixedAllUser | boolean
  fileList[].isPlayable | boolean
  fileList[].sliceStartTime | integer

33 uploading_progress 2
  progress | integer

40 recorder_started 1
  status | integer

41 recorder_leave 1
  leaveCode | integer

42 recorder_slice_start 1
  startUtcMs | integer
  discontinueUtcMs | integer
  mixedAllUser | text or boolean
  streamUid | string
  trackType | string

43 recorder_audio_stream_state_changed 1
  streamUid | string
  state | integer
  UtcMs | integer | =utcMs:reader

44 recorder_video_stream_state_changed 1
  streamUid | string
  state | integer
  UtcMs | integer | =utcMs:reader

45 recorder_snapshot_file 1,2
  fileName | string

60 vod_started 4
  aliVodInfo | object
  aliVodInfo.videoId | string

61 vod_triggered 4

70 web_recorder_started 6
  recorderStartTime | integer

71 web_recorder_stopped 6
  code | integer
  message | string
  details | string
  fileList | list of object
  fileList[].filename | string | =fileName:reader
  fileList[].sliceStartTime | integer

72 web_recorder_capability_limit 6
  limitType | string

73 web_recorder_reload 6
  reason | string

80 transcoder_started 7

81 transcoder_completed 7
  result | string
  uids | list of object
  uids[].uid | string
  uids[].result | string
  uids[].fileList | list of object
  uids[].fileList[].fileName | string

90 download_failed 8
  vendor | integer
  region | integer
  bucket | string
  fileName | string | =filename:reader

100 rtmp_publish_status 6
  rtmpUrl | string
  status | string

201 extension_service_error 4
  serviceName | string
  streamType | string
  streamUid | integer
  errorCode | integer

202 extension_service_start 4
  serviceName | string
  streamType | string
  streamUid | integer

203 extension_service_stop 4
  serviceName | string
  streamType | string
  streamUid | integer

1001 postpone_transcode_final_result 0
  result | string
  fileList | list of object
  fileList[].fileName | string
";

/// Events of which only the number is known: someone saw them, and no document describes them.
const EVENTS_SEEN: [(i64, &str); 3] = [(34, "2"), (46, "1"), (47, "1")];

/// A field of a notification as a line: it has no modes, and what must be there is no matter of documents.
fn event_line(field: &Field) -> String {
    let mut marks: Vec<String> = Vec::new();
    marks.extend((field.status != "current").then(|| field.status.clone()));
    marks.extend(field.aliases.iter().map(|(alias, taken_by)| format!("={alias}:{taken_by}")));
    let marks = if marks.is_empty() { String::new() } else { format!(" | {}", marks.join(" ")) };
    format!("{} | {}{marks}", field.path, field.form)
}

#[test]
fn every_field_of_a_notification_is_there() {
    let api = Api::read(&files::spec());
    let notifications = api.one("notifications");
    assert_eq!(text(notifications, "code_field"), "eventType");
    assert_eq!(text(notifications, "details_field"), "payload.details");
    assert_eq!(text(notifications, "name_field"), "msgName");
    let found: Vec<String> = api.fields(text(notifications, "body"), &[]).iter().map(event_line).collect();
    let [(_, wanted)] = blocks(NOTIFICATION).try_into().expect("one body");
    assert_eq!(differences(wanted, as_strs(&found)), NOTHING);
}

#[test]
fn every_event_is_there_with_its_fields() {
    let api = Api::read(&files::spec());
    let number = |event: &Value| event.get("code").and_then(Value::as_i64).expect("an event has a number");
    let senders = |event: &Value| {
        let numbers: Vec<String> = list(event, "senders")
            .iter()
            .map(|sender| sender.as_i64().expect("a sender is a number").to_string())
            .collect();
        if numbers.is_empty() { "-".to_owned() } else { numbers.join(",") }
    };
    let events = blocks(EVENTS);
    assert_eq!(events.len(), 31);
    let mut wanted: Vec<String> = Vec::new();
    for (event, fields) in &events {
        wanted.push((*event).to_owned());
        let number = event.split(' ').next().expect("a line has words");
        wanted.extend(fields.iter().map(|field| format!("{number}: {field}")));
    }
    wanted.extend(EVENTS_SEEN.iter().map(|(number, senders)| format!("{number} - {senders}")));
    let mut found: Vec<String> = Vec::new();
    for event in api.list("events") {
        let number = number(event);
        found.push(format!("{number} {} {}", maybe(event, "wire_name").unwrap_or("-"), senders(event)));
        let fields = api.fields_of(list(event, "fields"), &[]);
        found.extend(fields.iter().map(|field| format!("{number}: {}", event_line(field))));
        // What has no fields known is said to be so.
        let is_unknown = event.get("fields_known").and_then(Value::as_bool) == Some(false);
        let expected = number == 13 || EVENTS_SEEN.iter().any(|(seen, _)| *seen == number);
        assert_eq!(is_unknown, expected, "event {number}: whether its fields are known");
    }
    assert_eq!(differences(as_strs(&wanted), as_strs(&found)), NOTHING);
    assert_eq!(found.len(), wanted.len(), "an event or a field stands twice");
}

// Storage.

/// The storage vendors: number and status, then their regions: number, name, area, and `legacy` for those in older lists only.
/// Regions 26 and 27 of vendor 2 have the names of the edition of China. The area is concluded; what lies in none of the areas, or has no name, has a dash.
const STORAGE: &str = "
0 legacy

1 current
  0 US_EAST_1 NA
  1 US_EAST_2 NA
  2 US_WEST_1 NA
  3 US_WEST_2 NA
  4 EU_WEST_1 EU
  5 EU_WEST_2 EU
  6 EU_WEST_3 EU
  7 EU_CENTRAL_1 EU
  8 AP_SOUTHEAST_1 AP
  9 AP_SOUTHEAST_2 AP
  10 AP_NORTHEAST_1 AP
  11 AP_NORTHEAST_2 AP
  12 SA_EAST_1 -
  13 CA_CENTRAL_1 NA
  14 AP_SOUTH_1 AP
  15 CN_NORTH_1 CN
  16 CN_NORTHWEST_1 CN
  17 US_GOV_WEST_1 - legacy
  18 AF_SOUTH_1 -
  19 AP_EAST_1 AP
  20 AP_NORTHEAST_3 AP
  21 EU_NORTH_1 EU
  22 ME_SOUTH_1 -
  23 US_GOV_EAST_1 - legacy
  24 AP_SOUTHEAST_3 AP
  25 EU_SOUTH_1 EU
  28 IL_CENTRAL_1 - legacy

2 current
  0 CN_Hangzhou CN
  1 CN_Shanghai CN
  2 CN_Qingdao CN
  3 CN_Beijing CN
  4 CN_Zhangjiakou CN
  5 CN_Huhehaote CN
  6 CN_Shenzhen CN
  7 CN_Hongkong AP
  8 US_West_1 NA
  9 US_East_1 NA
  10 AP_Southeast_1 AP
  11 AP_Southeast_2 AP
  12 AP_Southeast_3 AP
  13 AP_Southeast_5 AP
  14 AP_Northeast_1 AP
  15 AP_South_1 AP
  16 EU_Central_1 EU
  17 EU_West_1 EU
  18 EU_East_1 EU
  19 AP_Southeast_6 AP
  20 CN_Heyuan CN
  21 CN_Guangzhou CN
  22 CN_Chengdu CN
  23 CN_Nanjing CN
  24 CN_Fuzhou CN
  25 CN_Wulanchabu CN
  26 AP_Northeast_2 AP
  27 AP_Southeast_7 AP

3 current
  0 AP_Beijing_1 CN
  1 AP_Beijing CN
  2 AP_Shanghai CN
  3 AP_Guangzhou CN
  4 AP_Chengdu CN
  5 AP_Chongqing CN
  6 AP_Shenzhen_FSI CN
  7 AP_Shanghai_FSI CN
  8 AP_Beijing_FSI CN
  9 AP_Hongkong AP
  10 AP_Singapore AP
  11 AP_Mumbai AP
  12 AP_Seoul AP
  13 AP_Bangkok AP
  14 AP_Tokyo AP
  15 NA_Siliconvalley NA
  16 NA_Ashburn NA
  17 NA_Toronto NA
  18 EU_Frankfurt EU
  19 EU_Moscow EU

4 legacy
  0 CN_Hangzhou CN
  1 CN_Shanghai CN
  2 CN_Qingdao CN
  3 CN_Beijing CN
  4 CN_Guangzhou CN
  5 CN_Hongkong AP
  6 JR_Beijing CN
  7 JR_Shanghai CN
  8 NA_Russia_1 EU
  9 NA_Singapore_1 AP

5 current
  0 - -

6 current
  0 - -

7 current
  0 CN_North_1 CN
  1 CN_North_4 CN
  2 CN_East_2 CN
  3 CN_East_3 CN
  4 CN_South_1 CN
  5 CN_Southwest_2 CN
  6 AP_Southeast_1 AP
  7 AP_Southeast_2 AP
  8 AP_Southeast_3 AP
  9 AF_South_1 -
  10 SA_Argentina_1 -
  11 SA_Peru_1 -
  12 NA_Mexico_1 NA
  13 SA_Brazil_1 -
  14 LA_South_2 -
  15 SA_Chile_1 -

8 current
  0 Beijing - legacy
  1 Baoding CN
  2 Suzhou CN
  3 Guangzhou CN
  4 Hongkong AP
  5 Singapore AP
  6 Wuhan CN
  7 Shanghai CN

11 current
  0 - -
";

/// The vendors whose regions are no closed list.
const REGIONS_OPEN: [i64; 4] = [0, 5, 6, 11];

#[test]
fn every_storage_vendor_and_region_is_there() {
    let api = Api::read(&files::spec());
    let status = |item: &Value| maybe(item, "status").unwrap_or("current").to_owned();
    let number = |item: &Value, name: &str| item.get(name).and_then(Value::as_i64).expect("a number");
    let mut wanted = Vec::new();
    let blocks = blocks(STORAGE);
    for (vendor, regions) in &blocks {
        wanted.push((*vendor).to_owned());
        let number = vendor.split(' ').next().expect("a line has words");
        wanted.extend(regions.iter().map(|region| format!("{number}: {region}")));
    }
    let table = api.find("value_tables", "storage_regions").expect("the table of regions");
    let mut found = Vec::new();
    let mut open = Vec::new();
    for row in list(table, "rows") {
        let vendor = number(row, "key");
        found.push(format!("{vendor} {}", status(row)));
        open.extend(is_set(row, "open").then_some(vendor));
        for region in list(row, "values") {
            let words = [maybe(region, "name").unwrap_or("-"), maybe(region, "area").unwrap_or("-")].join(" ");
            // A vendor that is no longer offered needs no word at each of its regions.
            let old = if status(region) == "current" { "" } else { " legacy" };
            found.push(format!("{vendor}: {} {words}{old}", number(region, "value")));
        }
    }
    assert_eq!(differences(as_strs(&wanted), as_strs(&found)), NOTHING);
    assert_eq!(found.len(), wanted.len(), "a vendor or a region stands twice");
    assert_eq!(open, REGIONS_OPEN);
    // The numbers that a request may have are those of the table.
    let vendors = api.find("types", "storage_vendor").expect("the type of the number");
    let values: Vec<String> =
        list(vendors, "values").iter().map(|value| format!("{} {}", number(value, "value"), status(value))).collect();
    assert_eq!(differences(blocks.iter().map(|(vendor, _)| *vendor), as_strs(&values)), NOTHING);
}

// Hosts.

const DOMAINS: [&str; 2] = ["agora.io", "sd-rtn.com"];

const HOSTS: [&str; 9] = [
    "api",
    "api-us-west-1",
    "api-us-east-1",
    "api-ap-southeast-1",
    "api-ap-northeast-1",
    "api-eu-west-1",
    "api-eu-central-1",
    "api-cn-east-1",
    "api-cn-north-1",
];

/// The areas: word in front of a path, hosts in order, domains in order.
const AREAS: [(&str, [&str; 2], [&str; 2]); 4] = [
    ("us", ["api-us-west-1", "api-us-east-1"], ["agora.io", "sd-rtn.com"]),
    ("eu", ["api-eu-west-1", "api-eu-central-1"], ["agora.io", "sd-rtn.com"]),
    ("ap", ["api-ap-southeast-1", "api-ap-northeast-1"], ["agora.io", "sd-rtn.com"]),
    ("cn", ["api-cn-east-1", "api-cn-north-1"], ["sd-rtn.com", "agora.io"]),
];

#[test]
fn every_host_and_area_is_there() {
    let api = Api::read(&files::spec());
    let connection = api.one("connection");
    assert_eq!(text(connection, "scheme"), "https");
    assert_eq!(text(connection, "authentication"), "basic");
    assert_eq!(maybe(connection, "request_id_header"), Some("X-Request-Id"));
    let by_id = |section: &str, name: &str| -> BTreeMap<&str, &str> {
        list(connection, section).iter().map(|item| (text(item, "id"), text(item, name))).collect()
    };
    let (domains, hosts) = (by_id("domains", "domain"), by_id("hosts", "label"));
    assert_eq!(differences(DOMAINS, domains.values().copied()), NOTHING);
    assert_eq!(differences(HOSTS, hosts.values().copied()), NOTHING);
    let in_words = |prefix: &str, hosts: &[&str], domains: &[&str]| {
        format!("{prefix}: {} in {}", hosts.join(", "), domains.join(", "))
    };
    let wanted: Vec<String> = AREAS.iter().map(|(prefix, hosts, domains)| in_words(prefix, hosts, domains)).collect();
    let found: Vec<String> = list(connection, "areas")
        .iter()
        .map(|area| {
            let hosts: Vec<&str> = texts(area, "hosts").into_iter().map(|id| hosts[id]).collect();
            let domains: Vec<&str> = texts(area, "domains").into_iter().map(|id| domains[id]).collect();
            in_words(maybe(area, "path_prefix").unwrap_or("-"), &hosts, &domains)
        })
        .collect();
    assert_eq!(differences(as_strs(&wanted), as_strs(&found)), NOTHING);
}

// Disagreements.

/// What the documents of the calls disagree about, in the order in which it was collected.
const CONFLICTS: [&str; 39] = [
    "mode_of_individual",
    "block_list_spelling",
    "stop_payload_spelling",
    "file_time_unit",
    "file_name_spelling",
    "area_choice",
    "web_name_length",
    "ncs_path",
    "synchronous_stop_code",
    "capture_interval_minimum",
    "max_video_duration_default",
    "mix_mp4_rollover",
    "max_idle_time_maximum",
    "transcoding_bitrate_default",
    "web_bitrate_spelling",
    "sse_and_tag_required",
    "image_url_scheme",
    "update_storage_required",
    "acquire_client_request_required",
    "start_outputs",
    "transcoding_size_required",
    "uid_group_bounds",
    "mix_slice_start_time",
    "individual_file_list_mode",
    "start_within",
    "failed_start",
    "rate_limit_unit",
    "bitrate_maximum",
    "cross_region_path",
    "alibaba_region_names",
    "code_432",
    "cn_host",
    "web_video_size_range",
    "fps_ceiling",
    "empty_subscription_list",
    "web_slice_time",
    "region_without_choice",
    "recording_file_config_required",
    "meaning_of_stranded",
];

/// What the documents of the events disagree about.
const EVENT_CONFLICTS: [&str; 19] = [
    "event_recording_mode",
    "event_snapshot_sender",
    "event_file_name_spelling",
    "event_push_status_type",
    "event_exit_status_spelling",
    "event_leave_code_bits",
    "event_resolution_limit",
    "event_result_words",
    "event_progress_order",
    "event_deduplication",
    "event_signature_samples",
    "event_ip_list_path",
    "event_http_allowed",
    "event_scene_optional",
    "event_13_undefined",
    "event_module_editions",
    "event_dangling_links",
    "event_time_spelling",
    "event_uid_numbers",
];

/// Disagreements that stand elsewhere in what was collected: at a field, a rule or a limit.
const OTHER_CONFLICTS: [&str; 18] = [
    "default_host",
    "content_type_demand",
    "china_concurrency",
    "channel_name_length",
    "uid_maximum",
    "scene_2_region",
    "wait_after_404",
    "file_name_query_time",
    "channel_type_required",
    "recording_config_required",
    "uid_group_required",
    "seventeen_users",
    "stream_mode_required",
    "raw_stream_mode",
    "vertical_layout_without_user",
    "raw_file_types",
    "web_video_bitrate_range",
    "error_policy_values",
];

#[test]
fn every_disagreement_is_there() {
    let api = Api::read(&files::spec());
    let found: Vec<&str> = api.list("conflicts").iter().map(|conflict| text(conflict, "id")).collect();
    let wanted = CONFLICTS.into_iter().chain(EVENT_CONFLICTS).chain(OTHER_CONFLICTS);
    assert_eq!(differences(wanted, found.iter().copied()), NOTHING);
    assert_eq!(found.len(), CONFLICTS.len() + EVENT_CONFLICTS.len() + OTHER_CONFLICTS.len(), "one stands twice");
}
