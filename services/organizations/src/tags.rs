//! Tags on accounts, roots, units, policies, the delegation policy and transfers.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html>

use gen_organizations::Tag;
use gen_organizations::values::{
    constraint_violation_exception_reason as constraint, invalid_input_exception_reason as reason,
};
use kernel::{ApiResult, Cx};

use crate::ids::IdKind;
use crate::organization::Organization;
use crate::tables::{RESOURCE_POLICIES, TAGS, TRANSFERS};
use crate::{errors, limits, policies, tree};

type Tags = Vec<(String, String)>;

/// What `old` would be with `added`.
pub(crate) fn merged(mut old: Tags, added: &[Tag]) -> ApiResult<Tags> {
    let mut seen: Vec<&str> = Vec::new();
    for tag in added {
        if seen.contains(&tag.key.as_str()) {
            return Err(errors::invalid_input(
                reason::DUPLICATE_TAG_KEY,
                "Tag keys must be unique among the tags attached to the same entity.",
            ));
        }
        refuse_system(&tag.key)?;
        seen.push(&tag.key);
        match old.iter_mut().find(|(key, _)| *key == tag.key) {
            Some((_, value)) => value.clone_from(&tag.value),
            None => old.push((tag.key.clone(), tag.value.clone())),
        }
    }
    if old.len() > limits::TAGS {
        return Err(errors::constraint(
            constraint::MAX_TAG_LIMIT_EXCEEDED,
            "You have exceeded the number of tags allowed on this resource.",
        ));
    }
    Ok(old)
}

/// What `old` would be without `keys`.
pub(crate) fn without(mut old: Tags, keys: &[String]) -> ApiResult<Tags> {
    keys.iter().try_for_each(|key| refuse_system(key))?;
    old.retain(|(key, _)| !keys.contains(key));
    Ok(old)
}

fn refuse_system(key: &str) -> ApiResult<()> {
    match key.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:")) {
        true => Err(errors::invalid_input(
            reason::INVALID_SYSTEM_TAGS_PARAMETER,
            "You specified a tag key that is a system tag. System tag keys are reserved for AWS use.",
        )),
        false => Ok(()),
    }
}

/// The tags of a resource.
pub(crate) async fn of(cx: &mut Cx<'_>, organization: &Organization, id: &str) -> ApiResult<Tags> {
    let key = (organization.id.clone(), id.to_owned());
    Ok(cx.get(&TAGS, &key).await?.unwrap_or_default())
}

pub(crate) fn save(cx: &mut Cx<'_>, organization: &Organization, id: &str, tags: &Tags) {
    let key = (organization.id.clone(), id.to_owned());
    match tags.is_empty() {
        true => cx.delete(&TAGS, &key),
        false => cx.put(&TAGS, &key, tags),
    }
}

/// Tags given to something new.
pub(crate) fn of_request(given: Option<&Vec<Tag>>) -> ApiResult<Tags> {
    merged(Vec::new(), given.map(Vec::as_slice).unwrap_or_default())
}

/// Whether there is a resource with this id that has tags.
pub(crate) async fn require_resource(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<()> {
    let there = match IdKind::of(id) {
        Some(IdKind::Policy) if policies::managed(id).is_some() => {
            return Err(errors::invalid_input(
                reason::TARGET_NOT_SUPPORTED,
                "You can't perform the specified operation on that target entity.",
            ));
        }
        Some(IdKind::Policy) => policies::find(cx, organization, id).await?.is_some(),
        Some(IdKind::ResourcePolicy) => {
            let policy = cx.get(&RESOURCE_POLICIES, &organization.id).await?;
            policy.is_some_and(|policy| policy.id == id)
        }
        Some(IdKind::Transfer) => {
            let transfer = cx.get(&TRANSFERS, &id.to_owned()).await?;
            transfer.is_some_and(|transfer| transfer.is_of(&organization.id))
        }
        _ => tree::is_target(cx, organization, id).await?,
    };
    if there { Ok(()) } else { Err(errors::no_target()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag { key: key.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn tags_merge_within_their_rules() {
        let old = vec![("a".to_owned(), "1".to_owned())];
        let merged_tags = merged(old.clone(), &[tag("a", "2"), tag("b", "")]).expect("good tags");
        assert_eq!(merged_tags, [("a".into(), "2".into()), ("b".into(), String::new())]);
        assert!(merged(old.clone(), &[tag("b", "1"), tag("b", "2")]).is_err());
        assert!(merged(old.clone(), &[tag("AWS:x", "")]).is_err());
        let many: Vec<Tag> = (0..50).map(|n| tag(&format!("k{n}"), "")).collect();
        assert!(merged(Vec::new(), &many).is_ok());
        assert!(merged(old.clone(), &many).is_err());
        assert_eq!(without(old, &["a".to_owned(), "z".to_owned()]).expect("good keys"), []);
    }
}
