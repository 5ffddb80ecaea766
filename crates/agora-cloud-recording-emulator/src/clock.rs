//! The time of the emulator: that of the machine, or one that moves only when told.

use agora_cloud_recording::rest::{self, BoxFuture};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::Notify;

/// When virtual time begins, in milliseconds since 1970: always the same, so that runs can be compared.
const VIRTUAL_START_MS: u64 = 1_767_225_600_000;

/// The time of an emulator. As the clock of a client it lets that client share the emulator's time: in virtual time each
/// wait moves the time on by its length at once. Clones are one clock.
///
/// ```
/// use agora_cloud_recording_emulator::Emulator;
/// use agora_cloud_recording::{Client, Credentials};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let emulator = Emulator::builder().virtual_time().start().await?;
/// let client = Client::builder("app", Credentials::new("key", "secret"))
///     .base_url(emulator.url())
///     .clock(emulator.clock())
///     .build()?;
/// # drop(client);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

struct Inner {
    /// Nothing for the time of the machine.
    virtual_ms: Option<AtomicU64>,
    start_ms: u64,
    moved: Notify,
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Clock").field("virtual", &self.is_virtual()).field("now_ms", &self.now_ms()).finish()
    }
}

impl Clock {
    pub(crate) fn new(is_virtual: bool) -> Self {
        let start_ms = if is_virtual { VIRTUAL_START_MS } else { machine_ms() };
        let virtual_ms = is_virtual.then(|| AtomicU64::new(start_ms));
        Self(Arc::new(Inner { virtual_ms, start_ms, moved: Notify::new() }))
    }

    /// Whether the time moves only when told.
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        self.0.virtual_ms.is_some()
    }

    /// The time in milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.0.virtual_ms.as_ref().map_or_else(machine_ms, |ms| ms.load(Ordering::SeqCst))
    }

    /// Moves virtual time on; false where the time is that of the machine.
    pub(crate) fn advance_ms(&self, by: u64) -> bool {
        let Some(ms) = &self.0.virtual_ms else { return false };
        // The end of time is never reached, rather than gone beyond.
        let add = |now: u64| Some(now.saturating_add(by).min(MOST_MS));
        let _ = ms.fetch_update(Ordering::SeqCst, Ordering::SeqCst, add);
        self.0.moved.notify_waiters();
        true
    }

    /// Ends when the time has come; virtual time has to be moved there by somebody.
    pub(crate) async fn until(&self, at_ms: u64) {
        loop {
            let moved = self.0.moved.notified();
            let now = self.now_ms();
            if now >= at_ms {
                return;
            }
            if self.is_virtual() {
                moved.await;
            } else {
                tokio::time::sleep(Duration::from_millis(at_ms - now)).await;
            }
        }
    }
}

/// Ten thousand years from now every age still fits.
const MOST_MS: u64 = 300_000_000_000_000;

fn machine_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(MOST_MS)
}

impl rest::Clock for Clock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.now_ms())
    }

    fn instant(&self) -> Duration {
        Duration::from_millis(self.now_ms().saturating_sub(self.0.start_ms))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move {
            let ms = u64::try_from(duration.as_millis()).unwrap_or(MOST_MS).max(u64::from(!duration.is_zero()));
            if !clock.advance_ms(ms) {
                tokio::time::sleep(duration).await;
            } else {
                // Others get their turn, as they would while somebody sleeps.
                tokio::task::yield_now().await;
            }
        })
    }
}
