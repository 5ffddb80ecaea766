//! Requests per second, shared by all who call in the name of one account.

use crate::{BoxFuture, Clock};
use std::collections::VecDeque;
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
    /// Who waits, in order: urgent ones first (`false` sorts before `true`), then by number.
    waiting: VecDeque<(bool, u64)>,
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
        let (granted, waiting) = (VecDeque::new(), VecDeque::new());
        Self(Arc::new(Mutex::new(State { per_s, granted, waiting, number: 0 })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What waits for its turn; nothing where it has come. `until` is the time on the clock after which a turn is of no use. When
    /// the future is dropped the place in the queue is free again.
    pub(crate) fn turn<'b>(
        &'b self,
        clock: &'b dyn Clock,
        urgent: bool,
        until: Option<Duration>,
    ) -> Option<BoxFuture<'b, Result<(), TooLate>>> {
        let mut state = self.state();
        let now = clock.instant();
        if state.waiting.is_empty() && state.turn_of(0, now) <= now {
            state.grant(now);
            return None;
        }
        state.number += 1;
        let place = (!urgent, state.number);
        let index = state.ahead_of(place);
        state.waiting.insert(index, place);
        drop(state);
        let waiting = Waiting { budget: self, place };
        Some(Box::pin(async move {
            let mut first_turn = None;
            while let Some(wait) = waiting.left(clock.instant(), &mut first_turn, until)? {
                clock.sleep(wait).await;
            }
            Ok(())
        }))
    }
}

impl State {
    fn grant(&mut self, now: Duration) {
        if self.granted.len() == self.per_s {
            self.granted.pop_front();
        }
        self.granted.push_back(now);
    }

    /// How many wait ahead of a place.
    fn ahead_of(&self, place: (bool, u64)) -> usize {
        self.waiting.partition_point(|ahead| *ahead < place)
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

impl Waiting<'_> {
    /// How long it has to wait; nothing where its turn has come.
    fn left(
        &self,
        now: Duration,
        first_turn: &mut Option<Duration>,
        until: Option<Duration>,
    ) -> Result<Option<Duration>, TooLate> {
        let mut state = self.budget.state();
        let turn = state.turn_of(state.ahead_of(self.place), now);
        // Whoever stands ahead and does not take a turn that came long ago is not being polled, perhaps because its task
        // waits for this call; urgent ones keep their place longer.
        let (is_not_urgent, _) = self.place;
        let urgent_ahead = is_not_urgent && state.waiting.front().is_some_and(|(is_not_urgent, _)| !is_not_urgent);
        let overdue = *first_turn.get_or_insert(turn) + WINDOW * if urgent_ahead { URGENT_WINDOWS } else { 1 };
        let turn = turn.min(state.turn_of(0, now).max(overdue));
        if turn <= now {
            state.grant(now);
            return Ok(None);
        }
        if until.is_some_and(|until| turn > until) {
            return Err(TooLate);
        }
        Ok(Some(turn - now))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.budget.state();
        let index = state.ahead_of(self.place);
        state.waiting.remove(index);
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
        assert!(budget.turn(&clock, false, None).is_none());
        // On a clock that stands still these are in the queue and stay there.
        let still = ManualClock::new();
        let mut stops: Vec<_> = (0..3).filter_map(|_| budget.turn(&still, true, None)).collect();
        assert_eq!(stops.len(), 3);
        assert!(stops.iter_mut().all(|stop| stop.as_mut().poll(context).is_pending()));
        let mut query = budget.turn(&clock, false, None).expect("others wait");
        let polls = (0..50).find(|_| query.as_mut().poll(context).is_ready());
        assert!(polls.is_some(), "the query never had its turn");
    }
}
