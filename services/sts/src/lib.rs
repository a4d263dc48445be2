//! AWS Security Token Service: temporary credentials, and who a caller is.
//!
//! Protocol: awsQuery. Start reading at [`ops`], then [`access`], what a call requires, and [`session`], how sessions
//! begin. Credentials are self-contained (`kernel::Session`): nothing is stored, and only their time ends them.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html>
//!
//! Deviation: a root whose key this cloud never issued (`test`) may assume roles, as users of local clouds do all the
//! time; the trust policy is asked all the same. A root with an issued key is refused, as AWS does.
//! Deviation: GetDelegatedAccessToken is not there: its tokens reach partners of AWS through topics alone.
//! Deviation: encrypted assertions of SAML providers open when RSA-OAEP uses one hash throughout, and never by RSA 1.5.
//! Deviation: tokens of Facebook and Amazon (`ProviderId`) and contexts that IAM Identity Center provides
//! (`ProvidedContexts`) are refused, since only they can check or make them, and so is a `MinimumSessionTokenSize`.
//! Deviation: the packed size of policies and tags is that of their DEFLATE form; AWS's own form is not published.

mod access;
mod duration;
mod errors;
mod issuer;
mod issuer_keys;
mod jwt;
mod limits;
mod mfa;
mod oidc;
mod ops;
mod public_key;
mod role_arn;
mod root_target;
mod saml;
mod session;
mod session_policy;
mod session_tags;
mod source_identity;
mod tables;
mod trust;
mod web_identity;
mod web_identity_token;

use kernel::{Service, Wording};

/// The service, for the cloud's list.
pub fn service() -> Service {
    Service {
        wording: Wording::Query,
        access: Some(access::access),
        documents: Some(issuer::documents),
        ..Service::new(&gen_sts::SCHEMA, ops::TABLE)
    }
}
