//! A spare in its owner's hands: made before it is known what it is to be, then one instance.

use std::sync::atomic::Ordering;

use super::core::{Apart, Core, Launched, variables};
use super::instance::LocalInstance;
use super::mounts::Mounts;
use crate::cgroup::Controller;
use crate::message::{Payload, Rest, ToKeeper, Word, send};
use crate::{Instance, Later, Spare, Spec, StartError};

/// A spare in its owner's hands.
pub(crate) struct LocalSpare {
    instance: LocalInstance,
    early: Spec,
    host: Mounts,
}

impl Core {
    /// Makes a spare; the checks have been made. With `waits` its program begins already.
    pub(crate) async fn prepare(
        &self,
        early: &Spec,
        apart: Apart,
        waits: bool,
    ) -> Result<LocalSpare, StartError> {
        let unseen = |_| StartError::Spare;
        // Before anything is copied. Each says once that something changed: one for the switchboard, one for the start.
        let (watched, host) = (Mounts::now().map_err(unseen)?, Mounts::now().map_err(unseen)?);
        let program = waits.then(|| (early.program.clone(), early.args.clone()));
        let launched = self.launch_with(early, apart, Payload::Later(program), Some(watched))?;
        let (instance, _) = launched.running().await?;
        Ok(LocalSpare { instance, early: early.clone(), host })
    }
}

impl LocalSpare {
    /// Makes it what the spec says.
    fn complete(self, spec: &Spec) -> Result<Launched, StartError> {
        let LocalSpare { instance, early, host } = self;
        let running = instance.running();
        // The switchboard ends it when this comes later.
        let was_spare = running.spare.swap(false, Ordering::Relaxed);
        if !was_spare || !spec.fits(&early) || host.changed() || running.ended() {
            return Err(StartError::Spare);
        }
        let limits = spec.limits;
        if let Some(group) = running.group.as_ref().filter(|_| limits != early.limits) {
            group.limit(&limits, Some(&early.limits)).map_err(|_| StartError::Spare)?;
        }
        running.memory.store(limits.memory, Ordering::Relaxed);
        let ports: Vec<u16> = spec.ports.iter().map(|port| port.number).collect();
        let rest = Rest {
            mounts: spec.late(&early).cloned().collect(),
            word: Word {
                program: spec.program.clone(),
                args: spec.args.clone(),
                env: variables(spec, &ports),
                dir: spec.dir.clone(),
            },
            limits,
            rlimits_only: !running
                .group
                .as_ref()
                .is_some_and(|group| group.has(Controller::Memory)),
        };
        let ready = running.until_ready();
        send(&running.link, &ToKeeper::Begin(Box::new(rest)), &[])
            .map_err(|_| StartError::Spare)?;
        Ok(Launched { instance, ready })
    }
}

impl Spare for LocalSpare {
    fn begin<'a>(
        self: Box<Self>,
        spec: &'a Spec,
    ) -> Later<'a, Result<Box<dyn Instance>, StartError>> {
        Box::pin(async move {
            spec.check()?;
            let (instance, _) = self.complete(spec)?.running().await?;
            Ok(Box::new(instance) as Box<dyn Instance>)
        })
    }
}
