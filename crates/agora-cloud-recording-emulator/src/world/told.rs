//! What is told of what happened: notifications, requests, the ledger.

use super::*;

impl World {
    /// Puts into the outbox what is told on an occasion.
    pub(super) fn notify(&mut self, id: &Arc<str>, index: usize, occasion: Occasion, at_ms: u64, leave: Option<&str>) {
        if !self.settings.notifies {
            return;
        }
        let Some(item) = self.accounts.get_mut(id).and_then(|account| account.items.get_mut(index)) else { return };
        let has_files = !item.files().is_empty();
        let notices = SERVICE.notices.iter().filter(|notice| {
            let of_leave =
                notice.leaves.as_ref().is_none_or(|ids| leave.is_some_and(|leave| ids.iter().any(|id| id == leave)));
            notice.on == occasion
                && of_leave
                && holds_in(&notice.variants, item.variant.as_deref())
                && notice.files.is_none_or(|files| files == has_files)
        });
        let mut told: Vec<_> = notices.map(|notice| (at_ms + notice.after_s * 1000, notice)).collect();
        told.sort_by_key(|(at_ms, _)| *at_ms);
        let mut made = Vec::new();
        for (event_ms, notice) in told {
            let sequence = item.sequence;
            item.sequence += 1;
            let mut values = BTreeMap::new();
            for (name, value) in [
                ("event", json!(notice.event)),
                ("event_ms", json!(event_ms)),
                ("sender", json!(notice.sender)),
                ("sequence", json!(sequence)),
            ] {
                values.insert(name.to_owned(), value);
            }
            let details = fill(&notice.details, &|name| match values.get(name) {
                Some(value) => Some(value.clone()),
                None => item.give(name, event_ms),
            });
            values.insert("details".to_owned(), details);
            // Whatever else the body asks for is as it is now.
            if let Some(notification) = &SERVICE.notification {
                for name in asked(&notification.body) {
                    if let Some(value) = item.give(&name, event_ms) {
                        values.entry(name).or_insert(value);
                    }
                }
            }
            made.push((event_ms, notice.event, values));
        }
        let disturbance = self.disturbance;
        let mut times: Vec<u64> = made.iter().map(|(at_ms, ..)| *at_ms).collect();
        if disturbance.out_of_order {
            made.reverse();
            // What happened last comes first, and nothing comes before it happened.
            let last = times.last().copied().unwrap_or_default();
            times.iter_mut().for_each(|time| *time = last);
        }
        for ((_, event, mut values), send_ms) in made.into_iter().zip(times) {
            let rng = self.rng(id);
            let notice_id = format!("{:016x}{:016x}", rng.u64(..), rng.u64(..));
            values.insert("notice_id".to_owned(), json!(notice_id));
            let epoch = self.outbox.epoch(id);
            for _ in 0..=usize::from(disturbance.duplicates) {
                let pending = Pending {
                    app_id: id.to_string(),
                    event,
                    values: values.clone(),
                    attempts: 0,
                    kept: None,
                    item: index,
                    epoch,
                };
                self.outbox.put(send_ms, pending);
            }
        }
    }

    /// Begins to remember a request, and gives its number.
    pub(crate) fn record(
        &mut self,
        incoming: &Incoming,
        at_ms: u64,
        body: Option<Value>,
        fault: Option<&Fault>,
    ) -> u64 {
        self.number += 1;
        let size = |recorded: &Recorded| recorded.body.as_ref().map_or(0, bytes);
        self.request_bytes += body.as_ref().map_or(0, bytes);
        while self.requests.len() >= REQUESTS_KEPT || self.request_bytes > REQUEST_BYTES_KEPT {
            let Some(gone) = self.requests.pop_front() else { break };
            self.request_bytes -= size(&gone);
        }
        self.requests.push_back(Recorded {
            number: self.number,
            at_ms,
            app_id: incoming.account.clone(),
            endpoint: incoming.endpoint.map(|endpoint| endpoint.id.clone()),
            method: incoming.method.clone(),
            path: incoming.path.clone(),
            host: incoming.host.clone(),
            body,
            unknown_fields: incoming.judged.unknown.clone(),
            status: None,
            error: None,
            fault: fault.map(Fault::name),
        });
        self.number
    }

    /// Remembers what a request was answered.
    pub(crate) fn record_answer(&mut self, number: u64, status: Option<u16>, error: Option<&str>) {
        if let Some(recorded) = self.requests.iter_mut().rev().find(|recorded| recorded.number == number) {
            recorded.status = status;
            recorded.error = error.map(str::to_owned);
        }
    }

    pub(crate) fn requests(&self, app_id: Option<&str>) -> Vec<Recorded> {
        let is_of = |recorded: &&Recorded| app_id.is_none_or(|id| recorded.app_id.as_deref() == Some(id));
        self.requests.iter().filter(is_of).cloned().collect()
    }

    pub(crate) fn ledger(&self, app_id: Option<&str>, now_ms: u64) -> Ledger {
        let mut ledger = Ledger::default();
        for (id, account) in self.accounts.iter().filter(|(id, _)| app_id.is_none_or(|app_id| app_id == &***id)) {
            for item in &account.items {
                let billed_minutes = item.billed_minutes(now_ms);
                ledger.running += usize::from(item.is_alive());
                ledger.billed_minutes += billed_minutes;
                ledger.recordings.push(Recording {
                    app_id: id.to_string(),
                    mode: item.variant.clone(),
                    state: item.state().id.clone(),
                    is_running: item.is_alive(),
                    values: item.held.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect(),
                    billed_minutes,
                    history: item.history.clone(),
                    files: item.files().into_iter().map(|(name, _)| name).collect(),
                });
            }
        }
        ledger
    }
}
