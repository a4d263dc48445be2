//! The permissions policies that a user, group or role has, inline and managed, and whose they are: a user's groups'
//! are the user's, too.

use kernel::{ApiResult, Cx};

use crate::attachments::{self, Holder};
use crate::entity::Kind;
use crate::groups::{self, Group};
use crate::identities::Subject;
use crate::inline;

/// A policy that somebody has.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) name: String,
    /// Of a managed policy.
    pub(crate) arn: Option<String>,
    /// Who has it: the user themselves, or a group.
    pub(crate) holder: Kind,
    pub(crate) holder_name: String,
    pub(crate) text: String,
}

impl Held {
    /// Whether AWS manages it.
    pub(crate) fn is_aws(&self) -> bool {
        self.arn.as_deref().is_some_and(|arn| arn.split(':').nth(4) == Some("aws"))
    }
}

/// All policies of a subject; a managed policy has itself.
pub(crate) async fn of_subject(cx: &mut Cx<'_>, subject: &Subject) -> ApiResult<Vec<Held>> {
    match subject {
        Subject::User(user) => {
            let mut all = of(cx, user).await?;
            for group in groups::of_user(cx, user).await? {
                all.extend(of(cx, &group).await?);
            }
            Ok(all)
        }
        Subject::Group(group) => of::<Group>(cx, group).await,
        Subject::Role(role) => of(cx, role).await,
        Subject::Policy(policy) => Ok(vec![Held {
            name: policy.name().to_owned(),
            arn: Some(policy.arn(cx)),
            holder: Kind::Policy,
            holder_name: policy.name().to_owned(),
            text: policy.document(cx).await?,
        }]),
    }
}

/// What one holder has itself: inline ones first.
pub(crate) async fn of<H: Holder>(cx: &mut Cx<'_>, holder: &H) -> ApiResult<Vec<Held>> {
    let head = holder.head();
    let held = |name: String, arn, text| Held {
        name,
        arn,
        holder: H::KIND,
        holder_name: head.name.clone(),
        text,
    };
    let inline = inline::all(cx, &head.id).await?.into_iter();
    let mut all: Vec<Held> = inline.map(|(name, text)| held(name, None, text)).collect();
    for policy in attachments::policies_of(cx, holder).await? {
        let text = policy.document(cx).await?;
        all.push(held(policy.name().to_owned(), Some(policy.arn(cx)), text));
    }
    Ok(all)
}
