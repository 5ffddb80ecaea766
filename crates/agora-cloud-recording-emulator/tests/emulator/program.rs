//! The program: banner, log, flags and signals.
#![cfg(all(unix, feature = "cli"))]

use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

struct Program {
    child: Child,
    banner: String,
    url: String,
}

async fn program(arguments: &[&str]) -> Program {
    let mut child = Command::new(env!("CARGO_BIN_EXE_agora-cloud-recording-emulator"))
        .args(["--port", "0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut banner = String::new();
    while !banner.contains("/_emulator/ledger") {
        let line = tokio::time::timeout(Duration::from_secs(30), lines.next_line()).await.expect("in time");
        banner.push_str(&line.expect("text").expect("a banner"));
        banner.push('\n');
    }
    let url = banner.split_whitespace().find(|word| word.starts_with("http")).expect("an address").to_owned();
    Program { child, banner, url }
}

/// Stops it by a signal, and gives how it ended with its log.
async fn stopped(mut program: Program, signal: &str) -> (bool, String) {
    let pid = program.child.id().expect("it runs").to_string();
    let sent = Command::new("kill").args([signal, &pid]).status().await.expect("a signal");
    assert!(sent.success());
    let mut log = String::new();
    let mut errors = program.child.stderr.take().expect("its log");
    errors.read_to_string(&mut log).await.expect("text");
    let status = tokio::time::timeout(Duration::from_secs(30), program.child.wait()).await.expect("in time");
    (status.expect("an end").success(), log)
}

#[tokio::test]
async fn the_banner_has_a_call_that_works() {
    let program = program(&["--seed", "1", "--clock", "virtual", "--app-id", "my-app"]).await;
    let curl = program.banner.lines().find(|line| line.contains("curl -u")).expect("a call").trim().to_owned();
    // The words of the line as a shell takes them; `curl` itself may not be here.
    let words: Vec<&str> = curl.split('\'').collect();
    let (body, url) = (words[3], curl.rsplit(' ').next().expect("an address"));
    let request = reqwest::Client::new().post(url).basic_auth("key", Some("secret"));
    let answer =
        request.header("content-type", "application/json").body(body.to_owned()).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{curl}");
    let stranger = url.replace("my-app", "stranger");
    let request = reqwest::Client::new().post(stranger).basic_auth("key", Some("secret"));
    assert_eq!(request.send().await.expect("an answer").status(), 400);
    let (is_well, log) = stopped(program, "-TERM").await;
    assert!(is_well, "{log}");
    assert!(log.contains("call=\"acquire\"") && log.contains("status=200"), "{log}");
    assert!(log.contains("error=\"invalid_app_id\""), "{log}");
}

#[tokio::test]
async fn the_log_can_be_json_and_an_interrupt_ends_it_well() {
    let program = program(&["--log", "json", "--credentials", "key:hush-hush"]).await;
    let health = reqwest::get(format!("{}/_emulator/health", program.url)).await.expect("an answer");
    assert_eq!(health.status(), 200);
    let request = reqwest::Client::new().get(format!("{}/v1/ncs/ip", program.url)).basic_auth("key", Some("wrong"));
    assert_eq!(request.send().await.expect("an answer").status(), 401);
    assert!(!program.banner.contains("hush"), "{}", program.banner);
    let (is_well, log) = stopped(program, "-INT").await;
    assert!(is_well && !log.contains("hush"), "{log}");
    let line = log.lines().find(|line| line.contains("invalid_credentials")).expect("a line of the call");
    let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!((&line["call"], &line["status"]), (&"ncsIp".into(), &401.into()));
}

#[tokio::test]
async fn wrong_arguments_are_told() {
    for (arguments, words) in [
        (vec!["--credentials", "nonsense"], "id:secret"),
        (vec!["--port", "70000"], "70000"),
        (vec!["--clock", "slow"], "virtual"),
        (vec!["--notify", "nonsense"], "receiver"),
        (vec!["--bind", "192.0.2.1", "--port", "0"], "cannot listen"),
        (vec!["--tls", "/no/such/folder/authority.pem", "--port", "0"], "No such file"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_agora-cloud-recording-emulator")).args(&arguments).output();
        let output = tokio::time::timeout(Duration::from_secs(30), output).await.expect("in time").expect("it ends");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && text.contains(words), "{arguments:?}: {text}");
    }
}
