//! What a call does, and what it is answered.

use super::*;

impl World {
    /// What a call is about.
    pub(super) fn find(&self, incoming: &Incoming) -> Found {
        let of = |(_, value): &(&str, String)| self.made.get(value.as_str()).cloned();
        // The last value of the path says it best.
        let item = incoming.held.iter().rev().find_map(of).filter(|(id, _)| Some(&**id) == incoming.account.as_deref());
        Found { item }
    }

    /// What may be done to a call before anything else: the fault that it meets.
    pub(crate) fn fault(&mut self, incoming: &Incoming) -> Option<Fault> {
        let endpoint = incoming.endpoint?;
        // Chance of an account's own, so that another one changes nothing for it.
        let by_chance = self.faults.iter().any(|active| active.fault.probability.is_some());
        let mut rng = match incoming.account.as_deref().filter(|_| by_chance) {
            Some(id) => self.rng(id).fork(),
            None => self.fault_rng.fork(),
        };
        let mut chosen = None;
        for (index, active) in self.faults.iter_mut().enumerate() {
            let fault = &active.fault;
            let is_for = fault.connection != Some(Connection::Refuse)
                && (fault.move_s.is_none() || endpoint.takes.is_some())
                && fault.endpoint.as_ref().is_none_or(|id| *id == endpoint.id)
                && fault.app_id.as_ref().is_none_or(|id| Some(id) == incoming.account.as_ref())
                && fault.error.as_ref().is_none_or(|entry| {
                    SERVICE.errors.get(entry).is_some_and(|error| error.answers.contains_key(&endpoint.id))
                });
            if !is_for {
                continue;
            }
            if active.skip > 0 {
                active.skip -= 1;
                continue;
            }
            if fault.probability.is_some_and(|probability| rng.f64() >= probability) {
                continue;
            }
            chosen = Some(index);
            break;
        }
        self.play(chosen?)
    }

    /// Whether the next connection is to be refused.
    pub(crate) fn refuses_connection(&mut self) -> bool {
        let index = self.faults.iter().position(|active| active.fault.connection == Some(Connection::Refuse));
        let Some(index) = index else { return false };
        let active = &mut self.faults[index];
        if active.skip > 0 {
            active.skip -= 1;
            return false;
        }
        let probability = active.fault.probability;
        if probability.is_some_and(|probability| self.fault_rng.f64() >= probability) {
            return false;
        }
        self.play(index).is_some()
    }

    pub(super) fn play(&mut self, index: usize) -> Option<Fault> {
        let active = self.faults.get_mut(index)?;
        let fault = active.fault.clone();
        if let Some(left) = &mut active.left {
            *left -= 1;
            if *left == 0 {
                self.faults.remove(index);
            }
        }
        Some(fault)
    }

    /// Acts on a call.
    pub(crate) fn act(&mut self, incoming: &Incoming, fault: Option<&Fault>, clock: &Clock) -> Answered {
        let now_ms = clock.now_ms();
        self.settle(now_ms);
        let found = self.find(incoming);
        if let Some((seconds, (id, index))) = fault.and_then(|fault| fault.move_s).zip(found.item.as_ref()) {
            self.move_item(id, *index, seconds, now_ms);
        }
        let forced = fault.and_then(|fault| fault.error.as_deref());
        let endpoint = incoming.endpoint.map(|endpoint| endpoint.id.as_str());
        if let Some(entry) = forced {
            let answer = SERVICE.error(entry, endpoint);
            let applies = fault.and_then(|fault| fault.applied).or(answer.map(|answer| answer.applied));
            if applies == Some(true) {
                self.act_well(incoming, &found, now_ms, clock);
            }
            return self.error(incoming, entry, None);
        }
        self.act_well(incoming, &found, now_ms, clock)
    }

    pub(super) fn act_well(&mut self, incoming: &Incoming, found: &Found, now_ms: u64, clock: &Clock) -> Answered {
        let refused = self.refused(incoming, found, now_ms, false);
        let is_too_fast = refused.as_ref().is_some_and(|refused| refused.moment == Moment::RateExceeded);
        if let Some(id) = incoming.account.as_ref().filter(|_| !is_too_fast && self.settings.requests_per_s != Some(0))
        {
            let (_, account) = self.account(id);
            account.recent_ms.push_back(now_ms);
            while account.recent_ms.front().is_some_and(|at| *at + RATE_MS <= now_ms) {
                account.recent_ms.pop_front();
            }
        }
        if let Some(refused) = refused {
            return self.error(incoming, refused.error, refused.text.as_deref());
        }
        let Some(endpoint) = incoming.endpoint else {
            return Answered { http: 404, headers: Vec::new(), body: String::new(), error: None, wait_ms: 0 };
        };
        let item = self.carry_out(endpoint, incoming, found, now_ms);
        let found = Found { item };
        let error = self.refused(incoming, &found, now_ms, true);
        let index = found.item.as_ref();
        let waits_s = index.and_then(|(id, index)| {
            let item = self.accounts.get(id)?.items.get(*index)?;
            // Only who waits for the upload could be told that it took too long.
            let slow = SERVICE.refusals.iter().find(|refusal| refusal.moment == Moment::UploadSlow)?;
            let asks = fulfils(incoming.body.as_ref(), &slow.when) && holds_in(&slow.endpoints, Some(&endpoint.id));
            asks.then(|| item.upload_s.min(slow.within_s.unwrap_or_default()))
        });
        let mut answered = match error {
            Some(refused) => self.error(incoming, refused.error, refused.text.as_deref()),
            None => self.success(endpoint, incoming, &found, now_ms),
        };
        if let Some((id, index)) = index {
            self.forget_bodies(id, *index);
        }
        answered.wait_ms = if clock.is_virtual() { 0 } else { waits_s.unwrap_or_default() * 1000 };
        answered
    }

    /// Does what a call asks for, and gives the item that it is about.
    pub(super) fn carry_out(
        &mut self,
        endpoint: &'static Endpoint,
        incoming: &Incoming,
        found: &Found,
        now_ms: u64,
    ) -> Option<(Arc<str>, usize)> {
        let gives = endpoint.gives.as_deref().and_then(|id| SERVICE.state(id));
        let place = match (&endpoint.takes, gives) {
            (None, None) => return None,
            (None, Some(state)) => {
                let body = incoming.body.as_ref();
                let given = |name: &str| body.and_then(|body| body.get(name)).map(|value| as_text(value).into());
                self.create(incoming.account.as_deref()?, state, &given, &endpoint.id, now_ms)?
            }
            (Some(_), _) => found.item.clone()?,
        };
        let (id, index) = &place;
        let item = self.accounts.get_mut(id)?.items.get_mut(*index)?;
        if let Some(body) = &incoming.body {
            let (before, new) = (item.sent_bytes(), Arc::new(body.clone()));
            item.sent.insert(&endpoint.id, new);
            self.body_bytes = self.body_bytes - before + item.sent_bytes();
        }
        // Who only asks changes nothing.
        if endpoint.takes.is_some() && endpoint.request.is_some() {
            item.tell(now_ms, &endpoint.id);
        }
        if let (Some(_), Some(state)) = (&endpoint.takes, gives) {
            if item.variant.is_none() {
                item.variant.clone_from(&incoming.variant);
            }
            self.hold(id, *index, state, &BTreeMap::new());
            self.enter(id, *index, state, now_ms, None);
        }
        self.plan(id, *index);
        Some(place)
    }

    pub(super) fn success(&mut self, endpoint: &Endpoint, incoming: &Incoming, found: &Found, now_ms: u64) -> Answered {
        let item = found.item.as_ref().and_then(|(id, index)| self.accounts.get(id)?.items.get(*index));
        let begun = item.zip(SERVICE.begins.as_deref()).and_then(|(item, begins)| item.sent.get(begins));
        let answer = SERVICE.answers.iter().find(|answer| {
            answer.endpoint == endpoint.id
                && (answer.variants.is_empty()
                    || holds_in(&answer.variants, item.and_then(|item| item.variant.as_deref())))
                && fulfils(begun.map(|body| &**body), &answer.when)
                && fulfils(incoming.body.as_ref(), &answer.asked)
        });
        let body = answer.map(|answer| fill(&answer.body, &|name| item.and_then(|item| item.give(name, now_ms))));
        let http = answer.map(|answer| answer.http).or(endpoint.success).unwrap_or(200);
        Answered {
            http,
            headers: self.headers(incoming),
            body: body.unwrap_or_else(|| json!({})).to_string(),
            error: None,
            wait_ms: 0,
        }
    }

    /// The answer that is this entry, with a text of one's own where the entry leaves it free.
    pub(super) fn error(&mut self, incoming: &Incoming, entry: &str, text: Option<&str>) -> Answered {
        let endpoint = incoming.endpoint.map(|endpoint| endpoint.id.as_str());
        let mut headers = self.headers(incoming);
        let Some(answer) = SERVICE.error(entry, endpoint) else {
            return Answered { http: 400, headers, body: String::new(), error: None, wait_ms: 0 };
        };
        headers.extend(answer.headers.iter().map(|(name, value)| (name.clone(), as_text(value))));
        let mut body = answer.body.clone();
        if let Some((path, text)) = answer.free_text.as_ref().zip(text) {
            let mut place = &mut body;
            for name in path {
                let Value::Object(members) = place else { break };
                place = members.entry(name.clone()).or_insert_with(|| json!({}));
            }
            *place = json!(text);
        }
        let body = match body {
            Value::String(text) => text,
            body => body.to_string(),
        };
        Answered { http: answer.http, headers, body, error: Some(entry.to_owned()), wait_ms: 0 }
    }

    pub(super) fn headers(&mut self, incoming: &Incoming) -> Vec<(String, String)> {
        let number = match &incoming.account {
            Some(id) if self.accounts.contains_key(id.as_str()) => self.rng(id).u64(..),
            _ => self.number,
        };
        SERVICE.request_id_header.iter().map(|name| (name.clone(), format!("{number:016x}"))).collect()
    }
}
