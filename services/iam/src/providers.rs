//! What providers of identities say of themselves: SAML metadata, addresses of OpenID Connect issuers.

pub(crate) mod oidc_url;
pub(crate) mod saml_metadata;
