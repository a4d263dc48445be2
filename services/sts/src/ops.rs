//! The operations that are there: one line each.

kernel::operations! {
    gen_sts::operations;
    AssumeRole => assume_role, real, transactional;
    AssumeRoleWithSAML => assume_role_with_saml, real, transactional;
    AssumeRoleWithWebIdentity => assume_role_with_web_identity, real, waiting;
    AssumeRoot => assume_root, real, transactional;
    DecodeAuthorizationMessage => decode_authorization_message, real, transactional;
    GetAccessKeyInfo => get_access_key_info, real, transactional;
    GetCallerIdentity => get_caller_identity, real, transactional;
    GetFederationToken => get_federation_token, real, transactional;
    GetSessionToken => get_session_token, real, transactional;
    GetWebIdentityToken => get_web_identity_token, real, transactional;
}
