//! Inline policies of users, groups and roles: kept by the unique id of their holder, so that a new name costs nothing.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html>

use kernel::{ApiResult, Cx};
use serde::{Deserialize, Serialize};

use crate::entity::Entity;
use crate::page::{Page, Paged};
use crate::tables::INLINE;
use crate::{errors, limits, policy_text};

/// More policies than fit into any holder's quota: a document has 16 characters at least.
const ALL: usize = 1_000;

/// An inline policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Inline {
    pub(crate) document: String,
}

/// All of a holder's: name and document, by name.
pub(crate) async fn all(cx: &mut Cx<'_>, holder_id: &str) -> ApiResult<Vec<(String, String)>> {
    let range = cx.rows(&INLINE).prefix(&holder_id.to_owned());
    let rows = cx.range(&INLINE, &range, ALL).await?;
    Ok(rows.into_iter().map(|((_, name), inline)| (name, inline.document)).collect())
}

/// Whether a holder has any.
pub(crate) async fn any(cx: &mut Cx<'_>, holder_id: &str) -> ApiResult<bool> {
    let range = cx.rows(&INLINE).prefix(&holder_id.to_owned());
    Ok(!cx.range(&INLINE, &range, 1).await?.is_empty())
}

/// Puts a policy, in the place of one of the same name.
pub(crate) async fn put<E: Entity>(
    cx: &mut Cx<'_>,
    holder: &E,
    name: &str,
    document: &str,
) -> ApiResult<()> {
    policy_text::identity(document)?;
    let id = holder.head().id.clone();
    let others = all(cx, &id).await?;
    let others = others.iter().filter(|(other, _)| other != name);
    let size: usize = others.map(|(_, document)| policy_text::counted(document)).sum();
    if size + policy_text::counted(document) > limits::inline_policies(E::KIND) {
        return Err(errors::inline_too_large(E::KIND, &holder.head().name));
    }
    cx.put(&INLINE, &(id, name.to_owned()), &Inline { document: document.to_owned() });
    cx.identities_changed();
    Ok(())
}

/// A policy's document as answers hold it, or NoSuchEntity.
pub(crate) async fn shown<E: Entity>(cx: &mut Cx<'_>, holder: &E, name: &str) -> ApiResult<String> {
    let key = (holder.head().id.clone(), name.to_owned());
    let inline = cx.get(&INLINE, &key).await?;
    let inline = inline.ok_or_else(|| errors::no_such_inline(E::KIND, name))?;
    Ok(policy_text::url_encoded(&inline.document))
}

/// Deletes a policy, or NoSuchEntity.
pub(crate) async fn delete<E: Entity>(cx: &mut Cx<'_>, holder: &E, name: &str) -> ApiResult<()> {
    let key = (holder.head().id.clone(), name.to_owned());
    if !cx.has(&INLINE, &key).await? {
        return Err(errors::no_such_inline(E::KIND, name));
    }
    cx.delete(&INLINE, &key);
    cx.identities_changed();
    Ok(())
}

/// A page of names.
pub(crate) async fn names<E: Entity>(
    cx: &mut Cx<'_>,
    holder: &E,
    marker: Option<&str>,
    max_items: Option<i32>,
) -> ApiResult<Paged<String>> {
    let id = holder.head().id.clone();
    let page = Page::parse(cx, &[&id], marker, max_items)?;
    let names = all(cx, &id).await?.into_iter().map(|(name, _)| name).collect();
    Ok(page.of_list(cx, names, String::clone))
}
