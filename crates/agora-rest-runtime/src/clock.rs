//! The time, for every wait, deadline and age.

use crate::BoxFuture;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The time on the wall, which other processes share.
    fn now(&self) -> SystemTime;
    /// Time since some point in the past; it never goes back.
    fn instant(&self) -> Duration;
    /// Ends after this time.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The clock of the machine; it sleeps by tokio's timer, so it needs a tokio runtime with its timer enabled.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// The clock of the machine.
    #[must_use]
    pub fn new() -> Self {
        // One origin for the whole process, for a budget that is shared compares the times of several clocks.
        static ORIGIN: OnceLock<Instant> = OnceLock::new();
        Self { start: *ORIGIN.get_or_init(Instant::now) }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn instant(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A clock for tests. It moves only when told, or, made by [`automatic`](Self::automatic), whenever somebody sleeps; it keeps
/// the list of sleeps asked for. Clones are one clock.
///
/// ```
/// # use agora_rest_runtime::{Clock, ManualClock};
/// # use std::time::Duration;
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let clock = ManualClock::automatic();
/// clock.sleep(Duration::from_secs(3)).await;
/// assert_eq!(clock.instant(), Duration::from_secs(3));
/// assert_eq!(clock.sleeps(), [Duration::from_secs(3)]);
/// # });
/// ```
// Its functions are compiled by the tests that use it, not by every program.
#[derive(Clone)]
pub struct ManualClock(Arc<Mutex<Hands>>);

struct Hands {
    start: SystemTime,
    passed: Duration,
    is_automatic: bool,
    sleeps: Vec<Duration>,
    /// Who sleeps, by time of waking and number.
    sleepers: BTreeMap<(Duration, u64), Option<Waker>>,
    number: u64,
}

impl ManualClock {
    /// A clock that moves only by [`advance`](Self::advance).
    #[must_use]
    #[inline]
    pub fn new() -> Self {
        // Some time long after the epoch, so that ages can be subtracted.
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        Self(Arc::new(Mutex::new(Hands {
            start,
            passed: Duration::ZERO,
            is_automatic: false,
            sleeps: Vec::new(),
            sleepers: BTreeMap::new(),
            number: 0,
        })))
    }

    /// A clock that each sleep moves on by its length at once, so that nobody waits. For one call at a time.
    #[must_use]
    #[inline]
    pub fn automatic() -> Self {
        let clock = Self::new();
        clock.hands().is_automatic = true;
        clock
    }

    /// Moves the clock on and wakes those whose time has come.
    #[inline]
    pub fn advance(&self, by: Duration) {
        let mut hands = self.hands();
        hands.passed = hands.passed.saturating_add(by);
        let after = hands.passed.saturating_add(Duration::from_nanos(1));
        let later = hands.sleepers.split_off(&(after, 0));
        let due = std::mem::replace(&mut hands.sleepers, later);
        drop(hands);
        due.into_values().flatten().for_each(Waker::wake);
    }

    /// Sets the time on the wall without any time passing, as when a machine's clock is corrected.
    #[inline]
    pub fn set_now(&self, now: SystemTime) {
        let mut hands = self.hands();
        hands.start = now.checked_sub(hands.passed).unwrap_or(now);
    }

    /// The sleeps asked for so far.
    #[must_use]
    #[inline]
    pub fn sleeps(&self) -> Vec<Duration> {
        self.hands().sleeps.clone()
    }

    /// How many sleep at the moment.
    #[must_use]
    #[inline]
    pub fn sleeping(&self) -> usize {
        self.hands().sleepers.len()
    }

    #[inline]
    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ManualClock {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ManualClock {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManualClock").field("passed", &self.instant()).finish_non_exhaustive()
    }
}

impl Clock for ManualClock {
    #[inline]
    fn now(&self) -> SystemTime {
        let hands = self.hands();
        hands.start.checked_add(hands.passed).unwrap_or(hands.start)
    }

    #[inline]
    fn instant(&self) -> Duration {
        self.hands().passed
    }

    #[inline]
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut hands = self.hands();
        hands.sleeps.push(duration);
        if hands.is_automatic {
            hands.passed = hands.passed.saturating_add(duration);
            return Box::pin(std::future::ready(()));
        }
        hands.number += 1;
        let key = (hands.passed.saturating_add(duration), hands.number);
        if key.0 > hands.passed {
            hands.sleepers.insert(key, None);
        }
        drop(hands);
        let sleeper = Sleeper { clock: self.clone(), key };
        Box::pin(std::future::poll_fn(move |context| {
            let mut hands = sleeper.clock.hands();
            match hands.sleepers.get_mut(&sleeper.key) {
                Some(waker) => {
                    *waker = Some(context.waker().clone());
                    Poll::Pending
                }
                None => Poll::Ready(()),
            }
        }))
    }
}

/// Takes itself off the list when dropped.
struct Sleeper {
    clock: ManualClock,
    key: (Duration, u64),
}

impl Drop for Sleeper {
    #[inline]
    fn drop(&mut self) {
        self.clock.hands().sleepers.remove(&self.key);
    }
}
