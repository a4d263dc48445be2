//! AssumeRoleWithSAML: a session of a role for whom a SAML provider vouches. Unsigned: the response says who asks.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html>

use gen_sts::{AssumeRoleWithSAMLInput, AssumeRoleWithSAMLOutput};
use kernel::{ApiError, ApiResult, Arn, Cx};

use crate::role_arn::{self, RoleArn};
use crate::saml::{self, Decryption, Expected, Metadata, Refusal, SamlIdentity};
use crate::session::{self, RoleSession};
use crate::session_policy::{self, Passed};
use crate::trust::{self, Federated};
use crate::{duration, errors};

const ACTION: &str = "sts:AssumeRoleWithSAML";

pub(crate) async fn assume_role_with_saml(
    cx: &mut Cx<'_>,
    input: &AssumeRoleWithSAMLInput,
) -> ApiResult<AssumeRoleWithSAMLOutput> {
    session::refuse_size(input.minimum_session_token_size)?;
    let role = RoleArn::parse(&input.role_arn)?;
    let (provider, account) = role_arn::of_iam(&input.principal_arn)?;
    if !provider.resource().starts_with("saml-provider/") {
        return Err(errors::not_that_arn());
    }
    let known = cx.saml_provider(&provider).await?.ok_or_else(errors::saml_no_provider)?;
    let metadata = Metadata::parse(&known.metadata).ok_or_else(errors::saml_no_provider)?;
    if metadata.valid_until.is_some_and(|end| end <= cx.now()) {
        return Err(errors::saml_metadata_ended());
    }
    let decryption = Decryption { keys: &known.private_keys, required: known.must_encrypt };
    let assertion = saml::read(&input.saml_assertion, &metadata, decryption).map_err(refused)?;
    let authorities = [cx.endpoint().authority, cx.kernel().default_authority()];
    let expected =
        Expected { now: cx.now(), role: &role.arn, provider: &provider, authorities: &authorities };
    let identity = saml::judge(&assertion, &expected)?;
    let identity = identity.ok_or_else(|| errors::not_authorized(ACTION))?;
    if account != role.account {
        return Err(errors::not_authorized(ACTION));
    }
    begin(cx, input, &role, &provider, identity).await
}

async fn begin(
    cx: &mut Cx<'_>,
    input: &AssumeRoleWithSAMLInput,
    arn: &RoleArn,
    provider: &Arn,
    identity: SamlIdentity,
) -> ApiResult<AssumeRoleWithSAMLOutput> {
    let role = cx.role_facts(&arn.arn).await?.ok_or_else(|| errors::not_authorized(ACTION))?;
    let federated = Federated {
        action: ACTION,
        provider: provider.as_str(),
        keys: &identity.keys,
        session_name: &identity.session_name,
        tags: &identity.tags,
        source_identity: identity.source_identity.as_deref(),
    };
    trust::ask(cx, arn.account, &role, federated).await?;
    let seconds = duration::of_role(input.duration_seconds, role.max_session_duration, false)?;
    let passed = Passed { inline: input.policy.as_deref(), arns: input.policy_arns.as_deref() };
    let policies = session_policy::read(cx, arn.account, passed, &identity.tags.all).await?;
    let session = RoleSession {
        role: &role,
        name: &identity.session_name,
        seconds: identity.at_most.map_or(seconds, |most| seconds.min(most)),
        tags: identity.tags,
        source_identity: identity.source_identity.clone(),
        policies: policies.documents,
        provider: Some(provider.to_string()),
        chained: false,
        keys: identity.keys,
    };
    let (credentials, user) = session::of_role(cx, session).await?;
    Ok(AssumeRoleWithSAMLOutput {
        credentials: Some(credentials),
        assumed_role_user: Some(user),
        packed_policy_size: policies.packed,
        subject: Some(identity.subject),
        subject_type: Some(identity.subject_type),
        issuer: Some(identity.issuer),
        audience: Some(identity.audience),
        name_qualifier: Some(identity.name_qualifier),
        source_identity: identity.source_identity,
        ..AssumeRoleWithSAMLOutput::default()
    })
}

fn refused(why: Refusal) -> ApiError {
    match why {
        Refusal::NoBase64 => errors::saml_base64(),
        Refusal::NoResponse => errors::saml_response(),
        Refusal::Issuer => errors::saml_issuer(),
        Refusal::Signature => errors::saml_signature(),
        Refusal::NoSuccess => errors::saml_rejected(),
        Refusal::Encrypted => errors::saml_does_not_open(),
        Refusal::Plain => errors::saml_must_be_encrypted(),
    }
}
