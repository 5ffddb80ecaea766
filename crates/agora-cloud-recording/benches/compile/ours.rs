//! The smallest program by this client: one call.

use agora_cloud_recording::{Client, Credentials, Error};

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Error> {
    let client = Client::builder("app", Credentials::new("key", "secret")).build().expect("a client");
    let resource = client.mix().acquire("room", "1001").resource_expired_hour(24).await?;
    print(resource.resource_id());
    Ok(())
}

fn print(text: &str) {
    std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes()).expect("somebody reads");
}
