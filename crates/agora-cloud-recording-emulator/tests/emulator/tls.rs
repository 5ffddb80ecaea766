//! HTTPS for programs that call the hosts of the service and no others.

use agora_cloud_recording::CONNECTION;
use agora_cloud_recording_emulator::Emulator;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Certificate;

#[tokio::test]
async fn every_host_of_the_service_can_be_served_and_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("authority.pem");
    let emulator = Emulator::builder().tls(&file).start().await.expect("it starts");
    let pem = std::fs::read(&file).expect("the authority");
    let text = String::from_utf8_lossy(&pem).into_owned();
    assert!(text.contains("BEGIN CERTIFICATE") && !text.contains("KEY"), "{text}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing but the authority is written");

    let hosts = CONNECTION.areas.iter().flat_map(|area| area.hosts).chain(CONNECTION.hosts);
    let names: Vec<String> =
        hosts.flat_map(|host| CONNECTION.domains.iter().map(move |domain| format!("{host}.{domain}"))).collect();
    assert_eq!(names.len(), 18);
    let get = |name: &str| {
        let authority = Certificate::from_pem(&pem).expect("a certificate");
        let client = reqwest::Client::builder().tls_certs_only([authority]).resolve(name, emulator.address()).build();
        let url = format!("https://{name}:{}/v1/ncs/ip", emulator.address().port());
        async move { client.expect("a client").get(url).basic_auth("key", Some("secret")).send().await }
    };
    for name in &names {
        let answer = get(name).await;
        assert!(answer.as_ref().is_ok_and(|answer| answer.status() == 200), "{name}: {answer:?}");
    }
    // The pages of the emulator are there for who trusts the authority, by the same names.
    let authority = Certificate::from_pem(&pem).expect("a certificate");
    let name = &names[0];
    let client = reqwest::Client::builder().tls_certs_only([authority]).resolve(name, emulator.address()).build();
    let health = format!("https://{name}:{}/_emulator/health", emulator.address().port());
    assert_eq!(client.expect("a client").get(health).send().await.expect("an answer").status(), 200);
    let curl = emulator.curl("app", "key", "secret").expect("a call");
    assert!(curl.contains("--cacert") && curl.contains("--resolve"), "{curl}");
    assert!(names.iter().all(|name| emulator.hosts_line().contains(name.as_str())));
    for name in ["example.com", "agora.io", "www.agora.io", "localhost"] {
        assert!(get(name).await.is_err(), "{name}");
    }
    assert!(emulator.url().starts_with("https://127.0.0.1:"));
}

/// What openssl says of the authority: it can speak for the hosts alone, and says so in an extension that nobody may pass over.
#[test]
fn the_authority_is_bound_to_the_hosts() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("authority.pem");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let emulator = runtime.block_on(Emulator::builder().tls(&file).start()).expect("it starts");
    drop(emulator);
    let pem = std::fs::read_to_string(&file).expect("the authority");
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(base64).expect("base64");
    // OID 2.5.29.30, then TRUE: name constraints, critical.
    let oid_and_critical = [0x06, 0x03, 0x55, 0x1d, 0x1e, 0x01, 0x01, 0xff];
    assert!(der.windows(8).any(|bytes| bytes == oid_and_critical), "name constraints are missing, or not critical");
    // Five minutes before now until seven days after, so over eight dates where now is just after midnight.
    assert!((7..=8).contains(&validity_days(&der)));
    let constraints = &der[der.windows(8).position(|bytes| bytes == oid_and_critical).expect("found above")..];
    for host in agora_cloud_recording::CONNECTION
        .areas
        .iter()
        .flat_map(|area| area.hosts)
        .chain(agora_cloud_recording::CONNECTION.hosts)
    {
        for domain in agora_cloud_recording::CONNECTION.domains {
            let name = format!("{host}.{domain}");
            assert!(constraints.windows(name.len()).any(|bytes| bytes == name.as_bytes()), "{name}");
        }
    }
}

/// The days between the two times of a certificate, `YYMMDD…`.
fn validity_days(der: &[u8]) -> i64 {
    let times: Vec<i64> = der
        .windows(15)
        .filter(|bytes| bytes[..2] == [0x17, 0x0d] && bytes[14] == b'Z')
        .map(|bytes| {
            let number = |from: usize| i64::from(bytes[from] - b'0') * 10 + i64::from(bytes[from + 1] - b'0');
            let (year, month, day) = (2000 + number(2), number(4), number(6));
            // Days since some day, by the usual formula.
            let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
            365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day
        })
        .collect();
    assert_eq!(times.len(), 2, "a certificate has two times");
    times[1] - times[0]
}
