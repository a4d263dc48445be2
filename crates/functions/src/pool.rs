//! Which environments stand ready, and how many calls run: decided in one place, under one lock, without waiting.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html>

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use clock::Timestamp;

use crate::environment::Environment;
use crate::{FunctionSpec, Provisioning, ReasonOfThrottle};

/// Environments that stand ready without being provisioned: more would only take this machine's memory.
const MAX_IDLE: usize = 64;
/// Credentials must last for a whole call, and then some.
const SPARE: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(crate) struct Pool {
    functions: HashMap<String, Function>,
    /// Calls under way without reserved concurrency, for each account and region.
    accounts: HashMap<(String, String), u32>,
    /// Whether somebody waits for environments to grow old.
    pub(crate) reaping: bool,
}

#[derive(Default)]
struct Function {
    /// Account and region.
    place: (String, String),
    busy: u32,
    on_demand: u32,
    reserved: Option<u32>,
    /// Grows when all environments are to be forgotten.
    generation: u64,
    versions: HashMap<String, Version>,
}

#[derive(Default)]
struct Version {
    generation: u64,
    idle: Vec<(Environment, Timestamp)>,
    provisioned: Option<Provisioned>,
}

struct Provisioned {
    spec: Arc<FunctionSpec>,
    requested: u32,
    busy: u32,
    idle: Vec<Environment>,
    failure: Option<String>,
    /// Whether somebody starts environments.
    working: bool,
}

/// What every admission goes by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Concurrent calls of an account in a region.
    pub(crate) account: u32,
    /// How long an environment is kept without a call.
    pub(crate) idle: Duration,
}

/// The right to run one call, with what was counted for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) arn: String,
    pub(crate) version: String,
    pub(crate) generation: u64,
    pub(crate) provisioned: bool,
    unreserved: bool,
}

/// What is to be done for a version with provisioned concurrency.
pub(crate) enum Work {
    Start(Arc<FunctionSpec>, Slot),
    End(Vec<Environment>),
    Done,
}

impl Pool {
    /// Lets a call in, with an environment when one stands ready; gives back also those that must not be used again.
    pub(crate) fn admit(
        &mut self,
        spec: &FunctionSpec,
        revision: &str,
        now: Timestamp,
        limits: Limits,
    ) -> Result<(Slot, Option<Environment>, Vec<Environment>), ReasonOfThrottle> {
        let place = (spec.account.clone(), spec.region.clone());
        let reserved_of_all: u32 = self
            .functions
            .iter()
            .filter(|(arn, function)| function.place == place && **arn != spec.arn)
            .filter_map(|(_, function)| function.reserved)
            .sum();
        let function = self.functions.entry(spec.arn.clone()).or_default();
        function.place = place.clone();
        function.reserved = spec.reserved_concurrency;
        let provisioned: u32 = function.provisioned();
        let version = function.versions.entry(spec.version.clone()).or_default();
        let usable = |environment: &Environment| {
            let until = now.plus(spec.timeout).plus(SPARE);
            environment.revision == revision && environment.expires > until
        };
        let mut stale = Vec::new();
        let generation = function.generation + version.generation;
        let slot = |provisioned, unreserved| Slot {
            arn: spec.arn.clone(),
            version: spec.version.clone(),
            generation,
            provisioned,
            unreserved,
        };
        if let Some(own) = &mut version.provisioned {
            while let Some(environment) = own.idle.pop() {
                if usable(&environment) {
                    own.busy += 1;
                    function.busy += 1;
                    return Ok((slot(true, false), Some(environment), stale));
                }
                stale.push(environment);
            }
        }
        let unreserved = function.reserved.is_none();
        match function.reserved {
            Some(reserved) if function.on_demand + provisioned >= reserved => {
                return Err(ReasonOfThrottle::ReservedFunctionConcurrentInvocationLimitExceeded);
            }
            Some(_) => {}
            None => {
                let busy = self.accounts.entry(place).or_default();
                if *busy >= limits.account.saturating_sub(reserved_of_all) {
                    return Err(ReasonOfThrottle::ConcurrentInvocationLimitExceeded);
                }
                *busy += 1;
            }
        }
        function.busy += 1;
        function.on_demand += 1;
        let mut found = None;
        while let Some((environment, since)) = version.idle.pop() {
            if usable(&environment) && since.plus(limits.idle) > now {
                found = Some(environment);
                break;
            }
            stale.push(environment);
        }
        Ok((slot(false, unreserved), found, stale))
    }

    /// A call has ended. Takes its environment back, unless it is not to be used again; gives back what must end.
    pub(crate) fn release(
        &mut self,
        slot: &Slot,
        environment: Option<Environment>,
        now: Timestamp,
    ) -> Vec<Environment> {
        let Some(function) = self.functions.get_mut(&slot.arn) else {
            return environment.into_iter().collect();
        };
        function.busy = function.busy.saturating_sub(1);
        if slot.unreserved
            && let Some(busy) = self.accounts.get_mut(&function.place)
        {
            *busy = busy.saturating_sub(1);
        }
        if !slot.provisioned {
            function.on_demand = function.on_demand.saturating_sub(1);
        }
        let generation = function.generation;
        let version = function.versions.entry(slot.version.clone()).or_default();
        let known = generation + version.generation == slot.generation;
        let provisioned = version.provisioned.as_mut().filter(|_| slot.provisioned);
        match (environment, provisioned) {
            (environment, Some(own)) => {
                own.busy = own.busy.saturating_sub(1);
                match environment {
                    Some(environment) if known && own.idle.len() < own.requested as usize => {
                        own.idle.push(environment);
                        Vec::new()
                    }
                    other => other.into_iter().collect(),
                }
            }
            (Some(environment), None) if known && !slot.provisioned => {
                version.idle.push((environment, now));
                self.evict()
            }
            (environment, None) => environment.into_iter().collect(),
        }
    }

    /// Gives back the oldest of those that stand ready when there are too many.
    fn evict(&mut self) -> Vec<Environment> {
        let idle =
            |function: &Function| function.versions.values().map(|v| v.idle.len()).sum::<usize>();
        if self.functions.values().map(idle).sum::<usize>() <= MAX_IDLE {
            return Vec::new();
        }
        let versions = self.functions.values_mut().flat_map(|f| f.versions.values_mut());
        let oldest = versions
            .filter(|version| !version.idle.is_empty())
            .min_by_key(|version| version.idle.first().map(|(_, since)| *since));
        oldest.map(|version| version.idle.remove(0).0).into_iter().collect()
    }

    /// Takes out those that have not been used for `idle`, and says when the next one will not have been.
    pub(crate) fn expired(
        &mut self,
        now: Timestamp,
        idle: Duration,
    ) -> (Vec<Environment>, Option<Timestamp>) {
        let mut old = Vec::new();
        let mut next: Option<Timestamp> = None;
        for version in self.functions.values_mut().flat_map(|f| f.versions.values_mut()) {
            let (keep, over): (Vec<_>, Vec<_>) = std::mem::take(&mut version.idle)
                .into_iter()
                .partition(|(_, since)| since.plus(idle) > now);
            old.extend(over.into_iter().map(|(environment, _)| environment));
            let first = keep.iter().map(|(_, since)| since.plus(idle)).min();
            next = next.into_iter().chain(first).min();
            version.idle = keep;
        }
        (old, next)
    }

    /// Forgets all environments of a function, or of a version of it.
    pub(crate) fn forget(&mut self, arn: &str, version: Option<&str>) -> Vec<Environment> {
        let Some(function) = self.functions.get_mut(arn) else { return Vec::new() };
        let mut gone = Vec::new();
        if version.is_none() {
            function.generation += 1;
        }
        for (name, own) in &mut function.versions {
            if version.is_some_and(|version| version != name) {
                continue;
            }
            own.generation += u64::from(version.is_some());
            gone.extend(own.idle.drain(..).map(|(environment, _)| environment));
            if let Some(provisioned) = &mut own.provisioned {
                gone.append(&mut provisioned.idle);
            }
            if version.is_none() {
                own.provisioned = None;
            }
        }
        if function.busy == 0 && version.is_none() {
            self.functions.remove(arn);
        }
        gone
    }

    /// All of them, at the end of the cloud.
    pub(crate) fn clear(&mut self) -> Vec<Environment> {
        let arns: Vec<String> = self.functions.keys().cloned().collect();
        arns.iter().flat_map(|arn| self.forget(arn, None)).collect()
    }

    pub(crate) fn concurrency(&self, arn: &str) -> u32 {
        self.functions.get(arn).map_or(0, |function| function.busy)
    }

    // Provisioned concurrency.

    /// Says how many environments are to stand ready; true when somebody must begin to work on it.
    pub(crate) fn provision(&mut self, spec: &Arc<FunctionSpec>, count: u32) -> bool {
        let function = self.functions.entry(spec.arn.clone()).or_default();
        function.place = (spec.account.clone(), spec.region.clone());
        let version = function.versions.entry(spec.version.clone()).or_default();
        let own = version.provisioned.get_or_insert_with(|| Provisioned {
            spec: spec.clone(),
            requested: 0,
            busy: 0,
            idle: Vec::new(),
            failure: None,
            working: false,
        });
        own.spec = spec.clone();
        own.requested = count;
        own.failure = None;
        !std::mem::replace(&mut own.working, true)
    }

    /// What is to be done next for a version; nothing more is when it says `Done`.
    pub(crate) fn next_work(&mut self, arn: &str, version: &str) -> Work {
        let Some(function) = self.functions.get_mut(arn) else { return Work::Done };
        let generation = function.generation;
        let Some(own) = function.versions.get_mut(version) else { return Work::Done };
        let generation = generation + own.generation;
        let Some(provisioned) = own.provisioned.as_mut() else { return Work::Done };
        let fresh = provisioned.spec.revision.clone();
        let (keep, mut surplus): (Vec<_>, Vec<_>) = std::mem::take(&mut provisioned.idle)
            .into_iter()
            .partition(|environment| environment.revision == fresh);
        provisioned.idle = keep;
        while provisioned.allocated() > provisioned.requested {
            match provisioned.idle.pop() {
                Some(environment) => surplus.push(environment),
                None => break,
            }
        }
        if !surplus.is_empty() {
            return Work::End(surplus);
        }
        if provisioned.allocated() < provisioned.requested && provisioned.failure.is_none() {
            let slot = Slot {
                arn: arn.to_owned(),
                version: version.to_owned(),
                generation,
                provisioned: true,
                unreserved: false,
            };
            return Work::Start(provisioned.spec.clone(), slot);
        }
        provisioned.working = false;
        if provisioned.requested == 0 && provisioned.allocated() == 0 {
            own.provisioned = None;
        }
        Work::Done
    }

    /// An environment has begun, or has not. Gives it back when nobody wants it any more.
    pub(crate) fn provided(
        &mut self,
        slot: &Slot,
        made: Result<Environment, String>,
    ) -> Option<Environment> {
        let function = self.functions.get_mut(&slot.arn);
        let generation = function.as_ref().map(|function| function.generation);
        let version = function.and_then(|function| function.versions.get_mut(&slot.version));
        let known = version.as_ref().zip(generation).map(|(version, g)| g + version.generation);
        let own = version.and_then(|version| version.provisioned.as_mut());
        match (own.filter(|_| known == Some(slot.generation)), made) {
            (Some(own), Ok(environment)) => {
                own.idle.push(environment);
                None
            }
            (Some(own), Err(why)) => {
                own.failure = Some(why);
                None
            }
            (None, made) => made.ok(),
        }
    }

    /// Whether a version lacks environments that nobody is starting; then somebody must.
    pub(crate) fn begin_work(&mut self, arn: &str, version: &str) -> bool {
        let function = self.functions.get_mut(arn);
        let own = function.and_then(|f| f.versions.get_mut(version)?.provisioned.as_mut());
        own.is_some_and(|own| !std::mem::replace(&mut own.working, true))
    }

    pub(crate) fn provisioned(&self, arn: &str, version: &str) -> Option<Provisioning> {
        let own = self.functions.get(arn)?.versions.get(version)?.provisioned.as_ref()?;
        Some(Provisioning {
            requested: own.requested,
            allocated: own.allocated(),
            available: u32::try_from(own.idle.len()).unwrap_or(u32::MAX),
            failure: own.failure.clone(),
        })
    }
}

impl Function {
    fn provisioned(&self) -> u32 {
        let of = |version: &Version| version.provisioned.as_ref().map(|own| own.requested);
        self.versions.values().filter_map(of).sum()
    }
}

impl Provisioned {
    fn allocated(&self) -> u32 {
        u32::try_from(self.idle.len()).unwrap_or(u32::MAX).saturating_add(self.busy)
    }
}
