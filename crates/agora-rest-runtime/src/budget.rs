//! Requests per second, shared by all who call in the name of one account.

use crate::Clock;
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const WINDOW: Duration = Duration::from_secs(1);

/// For how many windows an urgent call keeps its place though it does not take its turn.
const URGENT_WINDOWS: u32 = 3;

/// A budget of requests per second: never more than so many within any second. Clones share it. Urgent calls go before
/// all others that wait; among equals the first comes first.
#[derive(Debug, Clone)]
pub struct Budget(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    per_s: usize,
    /// When the last requests went, oldest first; no more than `per_s`.
    granted: VecDeque<Duration>,
    /// Who waits: urgent ones first (`false` sorts before `true`), then by number.
    waiting: BTreeSet<(bool, u64)>,
    number: u64,
}

/// Said when the turn would come after the deadline.
#[derive(Debug)]
pub(crate) struct TooLate;

impl Budget {
    /// So many requests in any second; at least one.
    #[must_use]
    pub fn per_second(requests: u32) -> Self {
        let per_s = usize::try_from(requests.max(1)).unwrap_or(usize::MAX);
        let (granted, waiting) = (VecDeque::new(), BTreeSet::new());
        Self(Arc::new(Mutex::new(State { per_s, granted, waiting, number: 0 })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for its turn. `until` is the time on the clock after which a turn is of no use. When the future is dropped the
    /// place in the queue is free again.
    pub(crate) async fn turn(&self, clock: &dyn Clock, urgent: bool, until: Option<Duration>) -> Result<(), TooLate> {
        let place = {
            let mut state = self.state();
            let now = clock.instant();
            if state.waiting.is_empty() && state.turn_of(0, now) <= now {
                state.grant(now);
                return Ok(());
            }
            state.number += 1;
            let place = (!urgent, state.number);
            state.waiting.insert(place);
            Waiting { budget: self, place }
        };
        let mut first_turn = None;
        loop {
            let wait = {
                let mut state = self.state();
                let now = clock.instant();
                let ahead = state.waiting.range(..place.place).count();
                let turn = state.turn_of(ahead, now);
                // Whoever stands ahead and does not take a turn that came long ago is not being polled, perhaps because its task
                // waits for this call; urgent ones keep their place longer.
                let urgent_ahead = !urgent && state.waiting.first().is_some_and(|(is_not_urgent, _)| !is_not_urgent);
                let overdue = *first_turn.get_or_insert(turn) + WINDOW * if urgent_ahead { URGENT_WINDOWS } else { 1 };
                let turn = turn.min(state.turn_of(0, now).max(overdue));
                if turn <= now {
                    state.grant(now);
                    return Ok(());
                }
                if until.is_some_and(|until| turn > until) {
                    return Err(TooLate);
                }
                turn - now
            };
            clock.sleep(wait).await;
        }
    }
}

impl State {
    fn grant(&mut self, now: Duration) {
        if self.granted.len() == self.per_s {
            self.granted.pop_front();
        }
        self.granted.push_back(now);
    }

    /// When the one with so many ahead may go at the earliest.
    fn turn_of(&self, ahead: usize, now: Duration) -> Duration {
        // The free slots come first, then those that the last requests hold for one window each, oldest first.
        let (slot, rounds) = (ahead % self.per_s, ahead / self.per_s);
        let free = self.per_s - self.granted.len();
        let first = match slot.checked_sub(free) {
            None => now,
            Some(held) => (self.granted[held] + WINDOW).max(now),
        };
        first + WINDOW * u32::try_from(rounds).unwrap_or(u32::MAX)
    }
}

/// A place in the queue.
struct Waiting<'b> {
    budget: &'b Budget,
    place: (bool, u64),
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.budget.state().waiting.remove(&self.place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ManualClock;
    use std::task::{Context, Waker};

    /// Urgent calls that nobody polls do not hold up the others for ever.
    #[test]
    fn nobody_waits_for_what_is_not_polled() {
        let (budget, clock) = (Budget::per_second(1), ManualClock::automatic());
        let context = &mut Context::from_waker(Waker::noop());
        let mut first = Box::pin(budget.turn(&clock, false, None));
        assert!(first.as_mut().poll(context).is_ready());
        // On a clock that stands still these are in the queue and stay there.
        let still = ManualClock::new();
        let mut stops: Vec<_> = (0..3).map(|_| Box::pin(budget.turn(&still, true, None))).collect();
        assert!(stops.iter_mut().all(|stop| stop.as_mut().poll(context).is_pending()));
        let mut query = Box::pin(budget.turn(&clock, false, None));
        let polls = (0..50).find(|_| query.as_mut().poll(context).is_ready());
        assert!(polls.is_some(), "the query never had its turn");
    }
}
