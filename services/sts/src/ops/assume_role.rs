//! AssumeRole: a session of a role for whom its trust policy trusts, which the path of the call has asked by now.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

use gen_sts::{AssumeRoleInput, AssumeRoleOutput};
use kernel::{ApiError, ApiResult, Cx, SessionKind};

use crate::role_arn::RoleArn;
use crate::session::{self, RoleSession};
use crate::session_policy::{self, Passed};
use crate::{duration, errors, mfa, session_tags, source_identity};

pub(crate) async fn assume_role(
    cx: &mut Cx<'_>,
    input: &AssumeRoleInput,
) -> ApiResult<AssumeRoleOutput> {
    session::refuse_size(input.minimum_session_token_size)?;
    if input.provided_contexts.as_ref().is_some_and(|contexts| !contexts.is_empty()) {
        return Err(ApiError::not_implemented("sts:AssumeRole with ProvidedContexts"));
    }
    let arn = RoleArn::parse(&input.role_arn)?;
    let calling = cx.caller().session.as_deref();
    let passed = Passed { inline: input.policy.as_deref(), arns: input.policy_arns.as_deref() };
    let given = session_tags::pairs(input.tags.as_deref());
    let keys = input.transitive_tag_keys.as_deref().unwrap_or_default();
    let tags = session_tags::join(given.clone(), keys, session_tags::inherited(calling))?;
    let source_identity = source_identity::decide(input.source_identity.as_deref(), calling)?;

    let denied = errors::may_not_assume(&cx.caller().arn(cx.region()), &input.role_arn);
    let role = cx.role_facts(&arn.arn).await?.ok_or(denied)?;
    let seconds =
        duration::of_role(input.duration_seconds, role.max_session_duration, calling.is_some())?;
    if let Some(given) = mfa::given(input.serial_number.as_deref(), input.token_code.as_deref())? {
        mfa::verify(cx, &given).await?;
    }
    let policies = session_policy::read(cx, arn.account, passed, &given).await?;

    let (credentials, user) = session::of_role(
        cx,
        RoleSession {
            role: &role,
            name: &input.role_session_name,
            seconds,
            tags,
            source_identity: source_identity.clone(),
            policies: policies.documents,
            provider: calling.and_then(|session| session.provider.clone()),
            chained: calling.is_some_and(|session| session.kind == SessionKind::Role),
            keys: Vec::new(),
        },
    )
    .await?;
    Ok(AssumeRoleOutput {
        credentials: Some(credentials),
        assumed_role_user: Some(user),
        packed_policy_size: policies.packed,
        source_identity,
        ..AssumeRoleOutput::default()
    })
}
