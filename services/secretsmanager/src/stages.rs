//! How stages move between versions: each stage is on one version at most, AWSCURRENT leaves AWSPREVIOUS behind, and
//! versions that no stage is on any more are removed in time. Pure.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_UpdateSecretVersionStage.html>

use kernel::{ApiResult, Timestamp};

use crate::version::{CURRENT, PENDING, PREVIOUS, Version};
use crate::{errors, limits};

/// Puts `stages` on the version called `id`, off those that had them.
pub(crate) fn attach(versions: &mut [Version], id: &str, stages: &[String]) -> ApiResult<()> {
    for stage in stages {
        move_to(versions, id, stage);
    }
    let count: usize = versions.iter().map(|version| version.stages.len()).sum();
    if count > limits::MAX_STAGES { Err(errors::too_many_stages()) } else { Ok(()) }
}

/// What UpdateSecretVersionStage asks for.
pub(crate) struct Change<'a> {
    pub(crate) stage: &'a str,
    pub(crate) from: Option<&'a str>,
    pub(crate) to: Option<&'a str>,
}

/// Moves or removes a stage, as a request says it.
pub(crate) fn change(versions: &mut [Version], change: &Change<'_>) -> ApiResult<()> {
    let Change { stage, from, to } = *change;
    if from.is_none() && to.is_none() {
        return Err(errors::no_version_given());
    }
    for id in [to, from].into_iter().flatten() {
        if !versions.iter().any(|version| version.id == id) {
            return Err(errors::no_such_version(id));
        }
    }
    let holder = versions.iter().find(|v| v.is_on(stage)).map(|v| v.id.clone());
    match (holder.as_deref(), from) {
        (Some(holder), None) if to == Some(holder) => return Ok(()),
        (Some(holder), None) => return Err(errors::stage_is_elsewhere(stage, holder)),
        (Some(holder), Some(from)) if holder != from => {
            return Err(errors::stage_is_elsewhere(stage, holder));
        }
        (None, Some(from)) => return Err(errors::stage_not_on(stage, from)),
        (Some(_), Some(_)) | (None, None) => {}
    }
    match to {
        Some(to) => attach(versions, to, &[stage.to_owned()]),
        None if stage == CURRENT => Err(errors::current_cannot_go()),
        None => {
            take_off(versions, stage);
            Ok(())
        }
    }
}

fn move_to(versions: &mut [Version], id: &str, stage: &str) {
    let left = versions.iter().position(|v| v.id != id && v.is_on(stage));
    take_off(versions, stage);
    put_on(versions, id, stage);
    if stage == CURRENT
        && let Some(left) = left
    {
        let before = versions[left].id.clone();
        // Recorded: what was pending there is so no longer.
        versions[left].stages.retain(|s| s != PENDING);
        take_off(versions, PREVIOUS);
        put_on(versions, &before, PREVIOUS);
    }
}

fn take_off(versions: &mut [Version], stage: &str) {
    for version in versions {
        version.stages.retain(|s| s != stage);
    }
}

fn put_on(versions: &mut [Version], id: &str, stage: &str) {
    if let Some(version) = versions.iter_mut().find(|v| v.id == id) {
        version.stages.push(stage.to_owned());
        version.stages.sort_unstable();
        version.stages.dedup();
    }
}

/// The versions that have to go so that one more fits in: deprecated ones of more than a day, the oldest first.
pub(crate) fn to_remove(versions: &[Version], now: Timestamp) -> ApiResult<Vec<String>> {
    let excess = (versions.len() + 1).saturating_sub(limits::MAX_VERSIONS);
    let old = |v: &&Version| v.is_deprecated() && v.created_at.plus(limits::DEPRECATED_KEPT) <= now;
    let gone: Vec<String> =
        versions.iter().filter(old).take(excess).map(|version| version.id.clone()).collect();
    if gone.len() < excess { Err(errors::too_many_versions()) } else { Ok(gone) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a:AWSCURRENT,x b: c:y`
    fn versions(text: &str) -> Vec<Version> {
        let parse = |part: &str| {
            let (id, stages) = part.split_once(':').expect("id:stages");
            let mut version = Version::new(id, Timestamp::EPOCH);
            version.stages =
                stages.split(',').filter(|s| !s.is_empty()).map(str::to_owned).collect();
            version
        };
        text.split_whitespace().map(parse).collect()
    }

    fn shown(versions: &[Version]) -> String {
        let one = |v: &Version| format!("{}:{}", v.id, v.stages.join(","));
        versions.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn attaching() {
        let cases = [
            ("a:", "a", "AWSCURRENT", "a:AWSCURRENT"),
            ("a:AWSCURRENT b:", "b", "AWSCURRENT", "a:AWSPREVIOUS b:AWSCURRENT"),
            ("a:AWSPREVIOUS b:AWSCURRENT c:", "c", "AWSCURRENT", "a: b:AWSPREVIOUS c:AWSCURRENT"),
            ("a:AWSCURRENT b:AWSPENDING c:", "c", "AWSPENDING", "a:AWSCURRENT b: c:AWSPENDING"),
            ("a:AWSCURRENT b:one,two c:", "c", "two,four", "a:AWSCURRENT b:one c:four,two"),
            ("a:AWSCURRENT", "a", "AWSCURRENT", "a:AWSCURRENT"),
            ("a:AWSCURRENT b:", "b", "z,AWSCURRENT,a", "a:AWSPREVIOUS b:AWSCURRENT,a,z"),
            ("a:AWSCURRENT,x b:", "b", "AWSCURRENT", "a:AWSPREVIOUS,x b:AWSCURRENT"),
            ("a:AWSCURRENT,AWSPENDING b:", "b", "AWSCURRENT", "a:AWSPREVIOUS b:AWSCURRENT"),
        ];
        for (before, id, stages, after) in cases {
            let mut found = versions(before);
            let stages: Vec<String> = stages.split(',').map(str::to_owned).collect();
            attach(&mut found, id, &stages).expect("attached");
            assert_eq!(shown(&found), after, "{before} + {stages:?} on {id}");
        }
    }

    #[test]
    fn changing() {
        let cases = [
            // Moved.
            (
                "a:AWSCURRENT b:AWSPENDING",
                "AWSCURRENT",
                Some("a"),
                Some("b"),
                "a:AWSPREVIOUS b:AWSCURRENT,AWSPENDING",
            ),
            (
                "a:AWSPREVIOUS b:AWSCURRENT",
                "AWSCURRENT",
                Some("b"),
                Some("a"),
                "a:AWSCURRENT b:AWSPREVIOUS",
            ),
            ("a:x b:", "x", Some("a"), Some("b"), "a: b:x"),
            // Added, removed, left where it is.
            ("a:AWSCURRENT", "x", None, Some("a"), "a:AWSCURRENT,x"),
            ("a:AWSCURRENT b:x", "x", Some("b"), None, "a:AWSCURRENT b:"),
            ("a:AWSCURRENT", "AWSCURRENT", None, Some("a"), "a:AWSCURRENT"),
            ("a:AWSCURRENT", "AWSCURRENT", Some("a"), Some("a"), "a:AWSCURRENT"),
            // Refused.
            ("a:AWSCURRENT b:", "AWSCURRENT", None, Some("b"), "InvalidParameterException"),
            ("a:AWSCURRENT b:", "AWSCURRENT", Some("b"), Some("b"), "InvalidParameterException"),
            ("a:AWSCURRENT b:", "AWSCURRENT", Some("a"), None, "InvalidParameterException"),
            ("a:AWSCURRENT b:", "x", Some("b"), None, "InvalidParameterException"),
            ("a:AWSCURRENT", "x", None, None, "InvalidParameterException"),
            ("a:AWSCURRENT", "x", None, Some("c"), "ResourceNotFoundException"),
            ("a:AWSCURRENT", "AWSCURRENT", Some("c"), Some("a"), "ResourceNotFoundException"),
        ];
        for (before, stage, from, to, after) in cases {
            let mut found = versions(before);
            let result = match change(&mut found, &Change { stage, from, to }) {
                Ok(()) => shown(&found),
                Err(error) => error.code().to_owned(),
            };
            assert_eq!(result, after, "{before}: {stage} from {from:?} to {to:?}");
        }
    }

    #[test]
    fn a_stage_more_than_there_can_be() {
        let mut found = versions("a:AWSCURRENT");
        let stages = |n: usize| (0..n).map(|i| format!("s{i}")).collect::<Vec<_>>();
        attach(&mut found, "a", &stages(19)).expect("twenty");
        let error = attach(&mut found, "a", &stages(20)).expect_err("twenty-one");
        assert_eq!(error.code(), "LimitExceededException");
    }

    #[test]
    fn old_deprecated_versions_make_room() {
        let day = Timestamp::EPOCH.plus(limits::DEPRECATED_KEPT);
        let mut many: Vec<Version> =
            (0..100).map(|i| Version::new(&format!("v{i}"), Timestamp::EPOCH)).collect();
        many[0].stages.push("keep".to_owned());
        let removed = |versions: &[Version], now| {
            to_remove(versions, now).map_err(|error| error.code().to_owned())
        };
        let young = day.minus(std::time::Duration::from_secs(1));
        assert_eq!(removed(&many[..99], young), Ok(vec![]));
        assert_eq!(removed(&many, day), Ok(vec!["v1".to_owned()]));
        assert_eq!(removed(&many, young), Err("LimitExceededException".to_owned()));
    }
}
