//! What tests ask for beside calls: faults, moves, ends, recordings that are there.

use super::*;

impl World {
    pub(crate) fn add_fault(&mut self, fault: Fault) -> Result<(), String> {
        fault.check()?;
        if self.faults.len() >= FAULTS_MAX {
            return Err(format!("{FAULTS_MAX} faults wait to be played; take some back first"));
        }
        let (left, skip) = (fault.times, fault.skip);
        self.faults.push(Active { fault, left, skip });
        Ok(())
    }

    /// The faults that wait to be played, of one account or of all.
    pub(crate) fn faults(&self, app_id: Option<&str>) -> Vec<&Fault> {
        let is_of = |active: &&Active| app_id.is_none_or(|id| active.fault.app_id.as_deref() == Some(id));
        self.faults.iter().filter(is_of).map(|active| &active.fault).collect()
    }

    pub(crate) fn clear_faults(&mut self, app_id: Option<&str>) {
        self.faults.retain(|active| app_id.is_some_and(|id| active.fault.app_id.as_deref() != Some(id)));
    }

    /// Forgets an account, or everything.
    pub(crate) fn reset(&mut self, app_id: Option<&str>) {
        self.outbox.clear(app_id);
        let Some(app_id) = app_id else {
            let outbox = std::mem::take(&mut self.outbox);
            *self = Self { outbox, number: self.number, ..Self::new(self.settings.clone()) };
            return;
        };
        if let Some(gone) = self.accounts.remove(app_id) {
            self.items -= gone.items.len();
            self.body_bytes -= gone.items.iter().map(Item::sent_bytes).sum::<usize>();
        }
        self.made.retain(|_, (id, _)| **id != *app_id);
        self.due.retain(|Reverse((_, id, _))| **id != *app_id);
        self.requests.retain(|recorded| recorded.app_id.as_deref() != Some(app_id));
        self.request_bytes = self.requests.iter().filter_map(|one| one.body.as_ref()).map(bytes).sum();
        self.faults.retain(|active| active.fault.app_id.as_deref() != Some(app_id));
    }

    /// The item with this made value, in words of the caller where there is none.
    pub(super) fn by_value(&self, value: &str) -> Result<(Arc<str>, usize), String> {
        self.made.get(value).cloned().ok_or_else(|| "no recording has this value".to_owned())
    }

    /// Moves a recording to another server.
    pub(crate) fn move_recording(&mut self, value: &str, for_s: u32, now_ms: u64) -> Result<(), String> {
        let (id, index) = self.by_value(value)?;
        if !self.accounts[&id].items[index].is_alive() {
            return Err("it does not run".to_owned());
        }
        self.move_item(&id, index, for_s, now_ms);
        Ok(())
    }

    pub(super) fn move_item(&mut self, id: &Arc<str>, index: usize, for_s: u32, now_ms: u64) {
        let varied = SERVICE.moved.as_ref().map(|moved| self.rng(id).u32(1..=moved.most).to_string());
        let Some(item) = self.accounts.get_mut(id).and_then(|account| account.items.get_mut(index)) else { return };
        if !item.is_alive() {
            return;
        }
        item.moves += 1;
        item.moving_until_ms = now_ms + u64::from(for_s) * 1000;
        item.varied = varied;
        item.tell(now_ms, "moved");
        let back_ms = item.moving_until_ms;
        self.notify(id, index, Occasion::Moved, back_ms, None);
    }

    /// Ends a recording in one of the ways that the catalogue knows.
    pub(crate) fn end(&mut self, value: &str, leave: &str, now_ms: u64) -> Result<(), String> {
        let (id, index) = self.by_value(value)?;
        let item = &self.accounts[&id].items[index];
        let leaves = &item.state().leaves;
        let possible = leaves.iter().filter(|one| holds_in(&one.variants, item.variant.as_deref()));
        let possible: Vec<&str> = possible.map(|one| one.id.as_str()).collect();
        if possible.is_empty() {
            return Err(format!("what is in the state `{}` does not end by itself", item.state().id));
        }
        if !possible.contains(&leave) {
            return Err(unknown("way to leave this state", leave, possible.into_iter()));
        }
        self.leave(&id, index, leave, now_ms);
        Ok(())
    }

    /// Says who publishes in a channel.
    pub(crate) fn set_channel(&mut self, asked: &ChannelState, now_ms: u64) {
        let (id, account) = self.account(&asked.app_id);
        let channel = account.channels.entry(asked.channel.clone()).or_default();
        if let Some(publishers) = &asked.publishers {
            channel.publishers = Some(publishers.clone());
        }
        if asked.upload_s.is_some() {
            channel.upload_s = asked.upload_s;
        }
        let mut changed = Vec::new();
        for (index, item) in account.items.iter_mut().enumerate() {
            let is_in = item.is_alive() && item.value(&SERVICE.channel).is_some_and(|own| **own == *asked.channel);
            let Some(publishers) = asked.publishers.as_ref().filter(|_| is_in) else { continue };
            item.idle_ms = if publishers.is_empty() { item.idle_ms.or(Some(now_ms)) } else { None };
            if item.at_work_ms.is_some() {
                for publisher in publishers {
                    if !item.publishers.contains(publisher) {
                        item.publishers.push(publisher.clone());
                    }
                }
            }
            changed.push(index);
        }
        for index in changed {
            self.plan(&id, index);
        }
    }

    /// Makes a recording without any call.
    pub(crate) fn seed(&mut self, seed: &Seed, now_ms: u64) -> Result<BTreeMap<String, String>, String> {
        let first = SERVICE.first_state().ok_or("this service has no states")?;
        if self.is_full() {
            return Err("there is no room for more; reset the emulator".to_owned());
        }
        if seed.app_id.is_empty() {
            return Err("`app_id` is missing".to_owned());
        }
        let state = match &seed.state {
            None => first,
            Some(id) => SERVICE
                .state(id)
                .ok_or_else(|| unknown("state", id, SERVICE.states.iter().map(|state| state.id.as_str())))?,
        };
        let begins = SERVICE.begins.as_deref().and_then(|id| SERVICE.endpoint(id));
        let modes = begins.map(|begins| begins.variants.as_slice()).unwrap_or_default();
        if let Some(mode) = seed.mode.as_ref().filter(|mode| !modes.contains(mode)) {
            return Err(unknown("mode", mode, modes.iter().map(String::as_str)));
        }
        let living = begins.and_then(|begins| SERVICE.state(begins.gives.as_deref()?));
        let goes_on =
            living.filter(|living| living.id == state.id || living.leaves.iter().any(|leave| leave.to == state.id));
        if goes_on.is_some() && seed.mode.is_none() {
            return Err("`mode` is missing".to_owned());
        }
        if let Some(id) = seed.sent.keys().find(|id| SERVICE.endpoint(id).is_none()) {
            return Err(unknown("call", id, SERVICE.endpoints.iter().map(|endpoint| endpoint.id.as_str())));
        }
        let holds = SERVICE.states.iter().flat_map(|state| &state.holds);
        if let Some(name) = seed.values.keys().find(|name| !holds.clone().any(|own| own == *name)) {
            return Err(unknown("value", name, holds.clone().map(String::as_str)));
        }
        if let Some(name) =
            first.holds.iter().find(|name| SERVICE.made(name).is_none() && !seed.values.contains_key(*name))
        {
            return Err(format!("`values.{name}` is missing"));
        }
        for (name, value) in seed.values.iter().filter(|(name, _)| SERVICE.made(name).is_some()) {
            if self.made.contains_key(value.as_str()) {
                return Err(format!("the value of `{name}` was given out before"));
            }
        }
        let own: Vec<&String> =
            seed.values.iter().filter(|(name, _)| SERVICE.made(name).is_some()).map(|(_, value)| value).collect();
        if own.iter().enumerate().any(|(index, value)| own[..index].contains(value)) {
            return Err("two values that the service makes are the same".to_owned());
        }
        if goes_on.is_some() && !state.end {
            let names: Vec<Arc<str>> = first
                .holds
                .iter()
                .filter(|name| SERVICE.made(name).is_none())
                .filter_map(|name| seed.values.get(name).map(|value| Arc::from(value.as_str())))
                .collect();
            if self.accounts.get(seed.app_id.as_str()).is_some_and(|account| account.names.contains_key(&names)) {
                return Err("one with the same values runs already".to_owned());
            }
        }
        let begun_ms = now_ms.saturating_sub(seed.age_s.saturating_mul(1000));
        let given = |name: &str| seed.values.get(name).map(|value| Arc::from(value.as_str()));
        let (id, index) = self
            .create(&seed.app_id, first, &given, "seeded", begun_ms)
            .ok_or("the values that the first state holds cannot be made")?;
        let item = &mut self.account(&seed.app_id).1.items[index];
        for (name, body) in &seed.sent {
            if let Some(endpoint) = SERVICE.endpoint(name) {
                item.sent.insert(&endpoint.id, Arc::new(body.clone()));
            }
        }
        let kept = item.sent_bytes();
        self.body_bytes += kept;
        if let Some(living) = goes_on {
            self.account(&seed.app_id).1.items[index].variant.clone_from(&seed.mode);
            self.hold(&id, index, living, &seed.values);
            self.enter(&id, index, living, begun_ms, None);
            self.settle(now_ms);
        }
        let item = &self.account(&seed.app_id).1.items[index];
        if state.id != item.state().id && !item.state().end {
            self.enter(&id, index, state, now_ms, None);
        }
        self.settle(now_ms);
        let item = &self.account(&seed.app_id).1.items[index];
        Ok(item.held.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect())
    }
}
