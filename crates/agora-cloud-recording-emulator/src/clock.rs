//! The time of the emulator: that of the machine, or one that moves only when told and when nobody has anything else to do.

use agora_cloud_recording::rest::{self, BoxFuture};
use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::Notify;

/// When virtual time begins, in milliseconds since 1970: always the same, so that runs can be compared.
const VIRTUAL_START_MS: u64 = 1_767_225_600_000;

/// Turns that others get before time moves on.
const TURNS: u32 = 3;

/// The time of an emulator. Clones are one clock.
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

struct Inner {
    /// Nothing for the time of the machine.
    virtual_ms: Option<AtomicU64>,
    start_ms: u64,
    moved: Notify,
    waiting: Mutex<Waiting>,
}

/// Who waits, and for what.
#[derive(Default)]
struct Waiting {
    /// By time of waking and number.
    sleepers: BTreeMap<(u64, u64), Option<Waker>>,
    /// Requests on their way, and whether they are never answered.
    flights: HashMap<u64, bool>,
    number: u64,
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
        Self(Arc::new(Inner { virtual_ms, start_ms, moved: Notify::new(), waiting: Mutex::default() }))
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
        let mut waiting = self.waiting();
        waiting.wake(self.now_ms());
        true
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves virtual time on to the first who sleeps, if no request is on its way: time passes while all wait for it.
    fn pass(&self) {
        let mut waiting = self.waiting();
        let Some(ms) = self.0.virtual_ms.as_ref().filter(|_| waiting.flights.values().all(|hangs| *hangs)) else {
            return;
        };
        if let Some((at_ms, _)) = waiting.sleepers.keys().next() {
            ms.fetch_max(*at_ms, Ordering::SeqCst);
            waiting.wake(self.now_ms());
            self.0.moved.notify_waiters();
        }
    }

    /// Lets others have their turn, then time pass.
    fn pass_soon(&self) {
        if let (true, Ok(runtime)) = (self.is_virtual(), tokio::runtime::Handle::try_current()) {
            let clock = self.clone();
            runtime.spawn(async move {
                for _ in 0..TURNS {
                    tokio::task::yield_now().await;
                }
                clock.pass();
            });
        }
    }

    /// Notes that a request is on its way, until what is given is dropped.
    pub(crate) fn flight(&self) -> Flight {
        let mut waiting = self.waiting();
        waiting.number += 1;
        let number = waiting.number;
        waiting.flights.insert(number, false);
        Flight { clock: self.clone(), number }
    }

    /// Notes that a request on its way is never answered.
    pub(crate) fn hangs(&self, number: u64) {
        if let Some(hangs) = self.waiting().flights.get_mut(&number) {
            *hangs = true;
        }
        self.pass_soon();
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
        if !self.is_virtual() {
            return Box::pin(tokio::time::sleep(duration));
        }
        let ms = u64::try_from(duration.as_millis()).unwrap_or(MOST_MS);
        // What is shorter than a millisecond is still a wait.
        let ms = ms.max(u64::from(!duration.is_zero()));
        let at_ms = self.now_ms().saturating_add(ms).min(MOST_MS);
        let mut waiting = self.waiting();
        waiting.number += 1;
        let key = (at_ms, waiting.number);
        waiting.sleepers.insert(key, None);
        drop(waiting);
        Box::pin(Sleep { clock: self.clone(), key, is_begun: false })
    }
}

impl Waiting {
    fn wake(&mut self, now_ms: u64) {
        let later = self.sleepers.split_off(&(now_ms.saturating_add(1), 0));
        let due = std::mem::replace(&mut self.sleepers, later);
        due.into_values().flatten().for_each(Waker::wake);
    }
}

/// Somebody who sleeps in virtual time.
struct Sleep {
    clock: Clock,
    key: (u64, u64),
    is_begun: bool,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut waiting = self.clock.waiting();
        if self.clock.now_ms() >= self.key.0 {
            return Poll::Ready(());
        }
        waiting.sleepers.insert(self.key, Some(context.waker().clone()));
        drop(waiting);
        if !std::mem::replace(&mut self.is_begun, true) {
            self.clock.pass_soon();
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.waiting().sleepers.remove(&self.key);
    }
}

/// A request on its way.
pub(crate) struct Flight {
    clock: Clock,
    number: u64,
}

impl Flight {
    pub(crate) fn number(&self) -> u64 {
        self.number
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.clock.waiting().flights.remove(&self.number);
        self.clock.pass_soon();
    }
}
