//! STS's quotas and defaults.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

/// Seconds of a role's session when the call does not say.
pub(crate) const ROLE_SESSION: i32 = 3_600;
/// Seconds of a session that another session began, at most.
pub(crate) const CHAINED_SESSION: i32 = 3_600;
/// Seconds of a user's or federated user's session when the call does not say.
pub(crate) const USER_SESSION: i32 = 43_200;
/// Seconds of a root's session, at most.
pub(crate) const ROOT_SESSION: i32 = 3_600;
/// Seconds of a session of AssumeRoot, at most and when the call does not say.
pub(crate) const ASSUMED_ROOT_SESSION: i32 = 900;
/// Characters of an inline session policy.
pub(crate) const POLICY_CHARACTERS: usize = 2_048;
/// Managed session policies.
pub(crate) const POLICY_ARNS: usize = 10;
/// Session tags of a token; calls are bounded by the model.
pub(crate) const SESSION_TAGS: usize = 50;
/// Bytes that session policies and tags may take when compressed. AWS does not publish its form or size; this one makes
/// the examples of its documentation come out as printed (6 percent for a small policy).
pub(crate) const PACKED_BYTES: usize = 1_600;
/// Nodes of an XML document that are looked at.
pub(crate) const XML_NODES: u32 = 20_000;
/// How deep an XML document may go.
pub(crate) const XML_DEPTH: usize = 64;
/// Seconds that a token of ours lasts when the call does not say.
pub(crate) const WEB_IDENTITY_TOKEN: i32 = 300;
/// Seconds of a session that a SAML provider may set.
pub(crate) const SAML_SESSION: std::ops::RangeInclusive<i32> = 900..=43_200;
