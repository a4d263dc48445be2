//! A checkpoint: several updates of which all are kept or none, each seen by those after it.
//! Provenance: the emulator in the testing library of AWS's client libraries.

use std::collections::BTreeMap;

use clock::Timestamp;

use crate::{Action, Kind, Operation, Refusal, Update, apply};

/// The operations that `updates` change, as they are afterwards, in the order in which they were first named.
/// `known` finds an operation of the execution by its id; for an update of the execution itself it is not asked
/// by the update's id, which clients make up, but by `execution`, which has to be known.
///
/// # Errors
///
/// One of the updates is not legal: nothing of the checkpoint is to be kept.
pub fn checkpoint<'a>(
    updates: &[Update],
    execution: &str,
    known: impl Fn(&str) -> Option<&'a Operation>,
    now: Timestamp,
) -> Result<Vec<Operation>, Refusal> {
    execution_is_last(updates)?;
    let mut last: BTreeMap<&str, &Update> = BTreeMap::new();
    let mut changed: Vec<Operation> = Vec::new();
    for update in updates {
        if last.insert(&update.id, update).is_some_and(|before| !may_follow(before, update)) {
            return Err(Refusal::SameId);
        }
        let id = if update.kind == Kind::Execution { execution } else { update.id.as_str() };
        if let Some(parent) = &update.parent {
            let in_batch = changed.iter().find(|operation| operation.id == *parent);
            let parent = in_batch.or_else(|| known(parent)).ok_or(Refusal::Parent)?;
            if parent.kind != Kind::Context {
                return Err(Refusal::Parent);
            }
        }
        match changed.iter_mut().find(|operation| operation.id == id) {
            Some(operation) => *operation = apply(Some(operation), update, now)?,
            None => changed.push(apply(known(id), update, now)?),
        }
    }
    Ok(changed)
}

fn execution_is_last(updates: &[Update]) -> Result<(), Refusal> {
    let of_execution = |update: &&Update| update.kind == Kind::Execution;
    match updates.iter().filter(of_execution).count() {
        0 => Ok(()),
        1 if updates.last().is_some_and(|last| last.kind == Kind::Execution) => Ok(()),
        1 => Err(Refusal::ExecutionNotLast),
        _ => Err(Refusal::SeveralExecutions),
    }
}

/// Only a step or a context may begin and go on within one checkpoint.
fn may_follow(before: &Update, update: &Update) -> bool {
    matches!(before.kind, Kind::Step | Kind::Context)
        && before.action == Action::Start
        && update.action != Action::Start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{NOW, operation, update};
    use crate::{Action::*, Kind::*, Status};

    fn within(parent: &str, mut update: Update) -> Update {
        update.parent = Some(parent.to_owned());
        update
    }

    type Case<'a> = (&'a str, Vec<Update>, Result<Vec<(&'a str, Status)>, Refusal>);

    /// Checkpoints of an execution whose context and step are under way.
    fn check(cases: Vec<Case>) {
        let known = [
            operation("exec", Execution, Status::Started),
            operation("ctx", Context, Status::Started),
            operation("step", Step, Status::Started),
        ];
        for (what, updates, expected) in cases {
            let find = |id: &str| known.iter().find(|operation| operation.id == id);
            let changed = checkpoint(&updates, "exec", find, NOW);
            let seen = changed
                .as_ref()
                .map(|all| all.iter().map(|one| (one.id.as_str(), one.status)).collect::<Vec<_>>());
            assert_eq!(seen.map_err(|refusal| *refusal), expected, "{what}");
        }
    }

    #[test]
    fn updates_see_those_before_them() {
        check(vec![
            ("nothing", vec![], Ok(vec![])),
            (
                "a step begins and ends",
                vec![update("a", Step, Start), update("a", Step, Succeed)],
                Ok(vec![("a", Status::Succeeded)]),
            ),
            (
                "a child of a context of the same checkpoint",
                vec![update("c", Context, Start), within("c", update("w", Wait, Start))],
                Ok(vec![("c", Status::Started), ("w", Status::Started)]),
            ),
            (
                "a child of a known context",
                vec![within("ctx", update("w", Wait, Start))],
                Ok(vec![("w", Status::Started)]),
            ),
            (
                "an unknown parent",
                vec![within("no", update("w", Wait, Start))],
                Err(Refusal::Parent),
            ),
            (
                "a step as parent",
                vec![within("step", update("w", Wait, Start))],
                Err(Refusal::Parent),
            ),
        ]);
    }

    #[test]
    fn an_operation_is_updated_once_but_for_a_start_and_what_follows() {
        check(vec![
            (
                "a step begins twice",
                vec![update("a", Step, Start), update("a", Step, Start)],
                Err(Refusal::SameId),
            ),
            (
                "a wait begins and ends",
                vec![update("w", Wait, Start), update("w", Wait, Cancel)],
                Err(Refusal::SameId),
            ),
            (
                "three of one step",
                vec![
                    update("a", Step, Start),
                    update("a", Step, Retry),
                    update("a", Step, Succeed),
                ],
                Err(Refusal::SameId),
            ),
        ]);
    }

    #[test]
    fn an_execution_ends_last_and_one_bad_update_refuses_all() {
        check(vec![
            (
                "the execution ends",
                vec![update("made-up", Execution, Succeed)],
                Ok(vec![("exec", Status::Succeeded)]),
            ),
            (
                "something after the end",
                vec![update("e", Execution, Succeed), update("w", Wait, Start)],
                Err(Refusal::ExecutionNotLast),
            ),
            (
                "two ends",
                vec![update("e", Execution, Succeed), update("f", Execution, Fail)],
                Err(Refusal::SeveralExecutions),
            ),
            (
                "one bad update among good ones",
                vec![update("w", Wait, Start), update("ctx", Context, Start)],
                Err(Refusal::ContextExists),
            ),
        ]);
    }
}
