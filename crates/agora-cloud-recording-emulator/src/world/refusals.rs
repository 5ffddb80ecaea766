//! What is refused: the moments that the catalogue speaks of.

use super::*;

impl World {
    /// The first that applies of the refusals of these moments.
    pub(super) fn refused(&self, incoming: &Incoming, found: &Found, now_ms: u64, is_after: bool) -> Option<Refused> {
        SERVICE.refusals.iter().find_map(|refusal| {
            let effects = matches!(refusal.moment, Moment::NothingMade | Moment::UploadSlow);
            let is_for = match incoming.endpoint {
                Some(endpoint) => holds_in(&refusal.endpoints, Some(&endpoint.id)),
                None => refusal.moment == Moment::UnknownRoute,
            };
            if effects != is_after || !is_for || !fulfils(incoming.body.as_ref(), &refusal.when) {
                return None;
            }
            self.applies(refusal, incoming, found, now_ms)
        })
    }

    pub(super) fn applies(
        &self,
        refusal: &'static Refusal,
        incoming: &Incoming,
        found: &Found,
        now_ms: u64,
    ) -> Option<Refused> {
        let own = |applies: bool| {
            applies.then(|| Refused { moment: refusal.moment, error: &refusal.error, text: refusal.text.clone() })
        };
        let Some(endpoint) = incoming.endpoint else { return own(refusal.moment == Moment::UnknownRoute) };
        let account = incoming.account.as_deref().and_then(|id| self.accounts.get(id));
        let item = found.item.as_ref().and_then(|(id, index)| self.accounts.get(id)?.items.get(*index));
        let taken = endpoint.takes.as_deref();
        let passed = |item: &&Item| taken.is_some_and(|taken| item.trail.iter().any(|state| state.id == taken));
        let is_now = |item: &&Item| taken.is_some_and(|taken| item.state().id == taken);
        let is_left =
            |item: &&Item| item.state().end && item.before().is_some_and(|state| Some(state.id.as_str()) == taken);
        let has_stages = |item: &&Item| SERVICE.stages(&item.state().id).next().is_some();
        let value = refusal.value.as_deref();
        let asked = value.and_then(|name| incoming.held.iter().find(|(own, _)| *own == name));
        match refusal.moment {
            Moment::UnknownRoute => None,
            Moment::NoCredentials => own(!incoming.has_credentials),
            Moment::WrongCredentials => {
                let known = &self.settings.credentials;
                let is_known = incoming.credentials.as_ref().is_some_and(|(key, secret)| {
                    known.is_empty() || known.iter().any(|(id, own)| id == key && own.expose() == secret.expose())
                });
                own(!is_known)
            }
            Moment::UnknownAccount => {
                let known = &self.settings.app_ids;
                own(incoming.account.as_ref().is_some_and(|id| !known.is_empty() && !known.contains(id)))
            }
            Moment::RateExceeded => {
                let most = self.settings.requests_per_s.or(SERVICE.requests_per_s).filter(|most| *most > 0)?;
                let recent = account.map_or(0, |account| {
                    account.recent_ms.iter().rev().take_while(|at| **at + RATE_MS > now_ms).count() as u64
                });
                own(recent >= most)
            }
            Moment::WrongContentType => own(endpoint.request.is_some() && !incoming.is_json),
            Moment::MalformedBody => own(endpoint.request.is_some() && incoming.body.is_none()),
            Moment::WrongForm => {
                let unknown = incoming.judged.unknown.first().filter(|_| self.settings.strict);
                let unknown = unknown.map(|place| format!("{place} is no field that the catalogue knows"));
                let words = incoming.judged.form.clone().or(unknown)?;
                Some(Refused {
                    moment: refusal.moment,
                    error: &refusal.error,
                    text: Some(format!("{}: {words}", endpoint.id)),
                })
            }
            Moment::BrokenRule => {
                if let Some((error, words)) = &incoming.judged.refused {
                    return Some(Refused {
                        moment: refusal.moment,
                        error: error.unwrap_or(&refusal.error),
                        text: Some(words.clone()),
                    });
                }
                self.unequal(refusal, endpoint, incoming, item?)
            }
            Moment::UnreadableValue => {
                let made = SERVICE.made(value?)?;
                let is_one = |value: &str| {
                    value.chars().count() == made.length && value.chars().all(|one| made.letters.contains(one))
                };
                own(asked.is_some_and(|(_, value)| !is_one(value) && !self.made.contains_key(value.as_str())))
            }
            Moment::UnknownValue => own(asked.is_some_and(|(_, value)| !self.made.contains_key(value.as_str()))),
            Moment::ForeignValue => {
                let (_, asked) = asked?;
                let (owner, index) = self.made.get(asked.as_str())?;
                let is_other = |(name, other): &(&str, String)| {
                    Some(*name) != value
                        && self.made.get(other.as_str()).is_some_and(|who| who != &(owner.clone(), *index))
                };
                let is_elsewhere = Some(&**owner) != incoming.account.as_deref();
                // A value that has another name than the path says is not the one that is meant.
                let is_misplaced = self.accounts[owner].items[*index].value(value?).is_none_or(|own| **own != **asked);
                own(is_elsewhere || is_misplaced || incoming.held.iter().any(is_other))
            }
            Moment::OtherVariant => {
                let variant = item.and_then(|item| item.variant.as_deref());
                own(variant.is_some() && incoming.variant.as_deref() != variant)
            }
            Moment::TasksExceeded => {
                let most = |own: Option<u64>| self.settings.tasks.or(own).filter(|most| *most > 0);
                let is_over = SERVICE.tasks.iter().any(|tasks| {
                    let alive = tasks.variants.iter().filter_map(|variant| account?.alive.get(variant)).sum::<u64>();
                    fulfils(incoming.body.as_ref(), &tasks.when) && most(tasks.most).is_some_and(|most| alive >= most)
                });
                own(taken.is_none() && endpoint.gives.is_some() && is_over)
            }
            Moment::Expired => own(item.filter(is_left).is_some_and(|item| !has_stages(&item))),
            Moment::AlreadyBegun => {
                let is_begun = |item: &&Item| passed(item) && !is_now(item) && !item.state().end;
                own(endpoint.by_value && item.is_some_and(|item| is_begun(&item)))
            }
            Moment::UsedUp => {
                let is_used = |item: &&Item| passed(item) && !is_left(item) && item.state().end;
                own(endpoint.by_value && item.is_some_and(|item| is_used(&item)))
            }
            Moment::Twin => {
                let gives_life = endpoint.gives.as_deref().is_some_and(|id| SERVICE.is_alive(id));
                let twin = item.and_then(|item| account?.names.get(&names(item)));
                own(gives_life && twin.is_some())
            }
            Moment::CallsOver => {
                let calls = SERVICE.lifetimes.iter().filter(|lifetime| lifetime.leave.is_none());
                let item = item.filter(is_now)?;
                own(calls.filter_map(|lifetime| item.over_ms(lifetime)).any(|over_ms| over_ms <= now_ms))
            }
            Moment::Moving => own(item.filter(is_now).is_some_and(|item| item.moving_until_ms > now_ms)),
            Moment::Ending => {
                own(item.filter(is_left).is_some_and(|item| has_stages(&item) && !item.is_at_last_stage(now_ms)))
            }
            Moment::Over => {
                let is_over = |item: &Item| item.is_at_last_stage(now_ms) || !has_stages(&item);
                let never = item.is_some_and(|item| taken.is_some() && !passed(&item));
                own(never || item.filter(is_left).is_some_and(is_over))
            }
            Moment::NothingMade => own(item.is_some_and(|item| item.state().end && item.files().is_empty())),
            Moment::UploadSlow => {
                own(item.is_some_and(|item| refusal.within_s.is_some_and(|within_s| item.upload_s > within_s)))
            }
        }
    }

    /// A value that must be the same as in an earlier call, and is not.
    pub(super) fn unequal(
        &self,
        refusal: &'static Refusal,
        endpoint: &Endpoint,
        incoming: &Incoming,
        item: &Item,
    ) -> Option<Refused> {
        let body = incoming.body.as_ref()?;
        SERVICE.equals.iter().filter(|equal| holds_in(&equal.endpoints, Some(&endpoint.id))).find_map(|equal| {
            let own = *at(body, &equal.field).first()?;
            let earlier = item.sent.get(equal.earlier.as_str());
            let earlier = earlier.and_then(|sent| at(sent, &equal.earlier_field).first().map(|value| (*value).clone()));
            let held = || match equal.earlier_field.as_slice() {
                [name] => item.value(name).map(|value| json!(&**value)),
                _ => None,
            };
            let earlier = earlier.or_else(held)?;
            if *own == earlier {
                return None;
            }
            let text = format!(
                "{}: /{} is not what it was in {} (rule `{}`)",
                endpoint.id,
                equal.field.join("/"),
                equal.earlier,
                equal.rule
            );
            Some(Refused {
                moment: refusal.moment,
                error: equal.error.as_deref().unwrap_or(&refusal.error),
                text: Some(text),
            })
        })
    }
}
