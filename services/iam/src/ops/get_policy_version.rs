//! GetPolicyVersion: a version of a managed policy, with its document.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html>

use gen_iam::{GetPolicyVersionInput, GetPolicyVersionOutput, PolicyVersion};
use kernel::{ApiResult, Cx};

use crate::policies::{self, Managed};
use crate::{errors, policy_text};

pub(crate) async fn get_policy_version(
    cx: &mut Cx<'_>,
    input: &GetPolicyVersionInput,
) -> ApiResult<GetPolicyVersionOutput> {
    let (arn, id) = (&input.policy_arn, &input.version_id);
    let found = policies::find(cx, arn).await?;
    let shown = match &found {
        Managed::Own(policy) => {
            let (number, version) = policies::find_version(cx, policy, arn, id).await?;
            version.with_document(number, policy.default_version)
        }
        Managed::Aws(policy) if policy.version == id => PolicyVersion {
            document: Some(policy_text::url_encoded(&found.document(cx).await?)),
            version_id: Some(id.clone()),
            is_default_version: Some(true),
            create_date: Some(policies::aws_time(policy.updated)?),
        },
        Managed::Aws(_) => return Err(errors::no_such_version(arn, id)),
    };
    Ok(GetPolicyVersionOutput { policy_version: Some(shown) })
}
