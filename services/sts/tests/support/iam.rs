//! The one operation of IAM that STS calls: 000000000000 and 222222222222 issue tokens, others do not.

kernel::operations! {
    gen_iam::operations;
    GetOutboundWebIdentityFederationInfo => get_outbound_web_identity_federation_info, real, transactional;
}
