//! The emulator as a program, for clients in every language.

use agora_cloud_recording::Secret;
use agora_cloud_recording_emulator::{Clock, Emulator};
use clap::{Parser, ValueEnum};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr};
#[cfg(feature = "tls")]
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Agora Cloud Recording on your own machine: an emulator that any client can be tested against.
///
/// It shows what the catalogue of this project says, not what the service does. Under `/_emulator` it can be looked into and
/// directed: health, ledger, requests, notifications, clock, faults, recordings, channels, moves, ends, reset.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// Port to listen at; 0 for a free one.
    #[arg(long, default_value_t = 8085)]
    port: u16,
    /// Address to listen at. Whoever reaches it may use the emulator.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Serve HTTPS, and write the certificate of the authority to this file. The program under test has to trust it.
    #[cfg(feature = "tls")]
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "emulator-authority.pem")]
    tls: Option<PathBuf>,
    /// An App ID that is known, may be given several times; any is when absent.
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    app_id: Vec<String>,
    /// Customer ID and Customer Secret that are known, `id:secret`, may be given several times; any are when absent.
    #[arg(long, env = "EMULATOR_CREDENTIALS", hide_env_values = true)]
    credentials: Vec<String>,
    /// With the same seed, the same calls give the same ids; by chance when absent.
    #[arg(long)]
    seed: Option<u64>,
    /// Whether the time is that of the machine, or moves only by `POST /_emulator/clock`.
    #[arg(long, value_enum, default_value_t = Time::Real)]
    clock: Time,
    /// How the log is written to standard error.
    #[arg(long, value_enum, default_value_t = Log::Text)]
    log: Log,
    /// Refuse fields that the catalogue does not know.
    #[arg(long)]
    strict: bool,
    /// Requests that an App ID may send in a second; 0 for no limit; what the catalogue says when absent.
    #[arg(long)]
    requests_per_s: Option<u64>,
    /// Recordings of an App ID that may run at a time; 0 for no limit; what the catalogue says when absent.
    #[arg(long)]
    tasks: Option<u64>,
    /// Where notifications are sent.
    #[arg(long, value_name = "URL")]
    notify: Option<String>,
    /// The secret that notifications are signed with.
    #[arg(long, env = "EMULATOR_NOTIFY_SECRET", hide_env_values = true, default_value = "secret")]
    notify_secret: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Time {
    Real,
    Virtual,
}

#[derive(Clone, Copy, ValueEnum)]
enum Log {
    Text,
    Json,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(false);
    match arguments.log {
        Log::Text => log.with_ansi(io::IsTerminal::is_terminal(&io::stderr())).init(),
        Log::Json => log.json().flatten_event(true).init(),
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return told(&format!("no runtime: {error}")),
    };
    match runtime.block_on(run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => told(&error.to_string()),
    }
}

fn told(words: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "error: {words}");
    ExitCode::FAILURE
}

async fn run(arguments: Arguments) -> io::Result<()> {
    let mut builder = Emulator::builder().port(arguments.port).bind(arguments.bind);
    builder = builder.seed(arguments.seed.unwrap_or_else(|| u64::from(std::process::id()) ^ start_ms()));
    for id in &arguments.app_id {
        builder = builder.app_id(id);
    }
    for credentials in &arguments.credentials {
        let Some((key, secret)) = credentials.split_once(':').filter(|(key, _)| !key.is_empty()) else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "`--credentials` has the form `id:secret`"));
        };
        builder = builder.credentials(key, Secret::new(secret));
    }
    if matches!(arguments.clock, Time::Virtual) {
        builder = builder.virtual_time();
    }
    if arguments.strict {
        builder = builder.strict();
    }
    if let Some(most) = arguments.requests_per_s {
        builder = builder.requests_per_s(most);
    }
    if let Some(most) = arguments.tasks {
        builder = builder.tasks(most);
    }
    if let Some(url) = &arguments.notify {
        builder = builder.notify(url, Secret::new(arguments.notify_secret.clone()));
    }
    #[cfg(feature = "tls")]
    if let Some(file) = &arguments.tls {
        builder = builder.tls(file);
    }
    let mut stop = std::pin::pin!(stop_signal()?);
    let emulator = builder.start().await?;
    let banner = banner(&arguments, &emulator);
    // Nobody may be reading, which is no reason to stop.
    let _ = io::stdout().write_all(banner.as_bytes()).and_then(|()| io::stdout().flush());
    stop.as_mut().await;
    tracing::info!("stopping");
    emulator.stop().await;
    Ok(())
}

/// The time of the start, for chance.
fn start_ms() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.subsec_nanos().into())
}

fn banner(arguments: &Arguments, emulator: &Emulator) -> String {
    let (url, clock): (String, Clock) = (emulator.url(), emulator.clock());
    let app_id = arguments.app_id.first().map_or("my-app-id", String::as_str);
    let key = arguments.credentials.first().and_then(|both| both.split_once(':')).map_or("key", |(key, _)| key);
    let secret = if arguments.credentials.is_empty() { "secret" } else { "YOUR_SECRET" };
    let mut text = format!("Agora Cloud Recording, emulated, at {url}\n");
    let time = if clock.is_virtual() {
        "virtual; it moves by POST /_emulator/clock, and so does the second in which requests are counted"
    } else {
        "that of the machine"
    };
    let _ = writeln!(text, "Time: {time}. The emulator shows what the catalogue says, not what the service does.");
    #[cfg(feature = "tls")]
    if let Some(file) = &arguments.tls {
        let _ = writeln!(
            text,
            "Trust the authority in {} in the program under test. All its hosts lead here by this line in /etc/hosts:",
            file.display()
        );
        let _ = writeln!(text, "\n  {}\n", emulator.hosts_line());
    }
    let call = emulator.curl(app_id, key, secret).map(|call| format!("  {call}\n")).unwrap_or_default();
    let _ = write!(text, "Try it:\n\n{call}  {}\n\n", emulator.curl_ledger());
    text
}

/// Ends when the program is told to stop.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends when the program is told to stop.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
