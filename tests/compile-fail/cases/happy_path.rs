//! The whole way of a recording, in every mode.

use agora_cloud_recording::types::{
    ExtensionService, ExtensionServiceConfig, ExtensionServiceParameters, ServiceName, StorageConfig, StorageVendor,
    TranscodingConfig,
};
use agora_cloud_recording::{Area, Client, Credentials, Ended, Error, Failed, Mix, Recording, Resource, mix};

pub fn storage() -> StorageConfig {
    StorageConfig::new(StorageVendor::AmazonS3, "bucket", "access", "secret").region(3)
}

pub async fn mix(client: &Client) -> Result<(), Error> {
    let resource = client.mix().acquire("room", 1).await?;
    let config = mix::RecordingConfig::new().transcoding_config(TranscodingConfig::new().mixed_video_layout(1));
    let recording = match resource.start(storage()).recording_config(config).await {
        Ok(recording) => recording,
        Err(Failed { error, handle, .. }) if error.id().is_some() => handle.start(storage()).await?,
        Err(failed) => return Err(failed.into()),
    };
    let status = recording.query().await?;
    let _ = status.server_response.get().map(|server| &server.status);
    recording.update().storage_config(storage()).await?;
    recording.update_layout().mixed_video_layout(2).await?;
    let saved = recording.save();
    let recording = Recording::<Mix>::restore(client, &saved).expect("restored");
    if let Ended::Now(files) = recording.stop().async_stop(false).await? {
        drop(files.into_value());
    }
    Ok(())
}

pub async fn others(client: &Client) -> Result<(), Error> {
    client.individual().acquire("room", 2).await?.start(storage()).await?.stop().await?;
    client.raw().acquire("room", 3).await?.start(storage()).await?.stop().await?;
    let page = ExtensionServiceParameters::new().url("https://page.example").max_recording_hour(1);
    let services = ExtensionServiceConfig::new([ExtensionService::new(ServiceName::WebRecorderService, page)]);
    client.web().acquire("room", 4).await?.start(storage(), services).await?.stop().await?;
    Ok(())
}

pub fn in_threads(client: Client) -> impl Future<Output = Result<(), Error>> + Send + 'static {
    async move { mix(&client).await }
}

pub fn client() -> Client {
    Client::builder("app", Credentials::new("key", "secret")).area(Area::Eu).build().expect("a client")
}

pub fn taken_up(client: &Client) -> Recording<Mix> {
    Resource::<Mix>::from_parts(client, "resource", "room", 1).adopt("sid")
}

fn main() {}
