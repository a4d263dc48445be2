//! X.509 signing certificates of users and root.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html>

use gen_iam as api;
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use crate::credential_errors as errors;
use crate::owned::{self, Owned};
use crate::owner::Owner;
use crate::status::Status;

/// A certificate that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SigningCertificate {
    /// As it was uploaded.
    pub(crate) body: String,
    /// SHA-256 of its DER form.
    pub(crate) digest: [u8; 32],
    pub(crate) status: Status,
    pub(crate) uploaded: Timestamp,
}

/// Certificates: (unique id of the owner, id of the certificate).
static CERTIFICATES: Owned<SigningCertificate> =
    Table::new("iam.signing-certificate", Scope::Account, 1);

/// Which certificates the account has, by digest.
static DIGESTS: Table<[u8; 32], ()> =
    Table::new("iam.signing-certificate-digest", Scope::Account, 1);

impl SigningCertificate {
    pub(crate) fn shown(self, owner: &Owner, id: &str) -> api::SigningCertificate {
        api::SigningCertificate {
            user_name: owner.name.clone(),
            certificate_id: Some(id.to_owned()),
            certificate_body: Some(self.body),
            status: Some(self.status.shown()),
            upload_date: Some(self.uploaded),
        }
    }
}

pub(crate) async fn of_owner(
    cx: &mut Cx<'_>,
    owner: &str,
) -> ApiResult<Vec<(String, SigningCertificate)>> {
    owned::all(cx, &CERTIFICATES, owner).await
}

/// Whether somebody in the account has the certificate with this digest.
pub(crate) async fn is_known(cx: &mut Cx<'_>, digest: &[u8; 32]) -> ApiResult<bool> {
    cx.has(&DIGESTS, digest).await
}

/// The owner's certificate with this id, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, owner: &str, id: &str) -> ApiResult<SigningCertificate> {
    let certificate = owned::get(cx, &CERTIFICATES, owner, id).await?;
    certificate.ok_or_else(|| errors::no_signing_certificate(id))
}

pub(crate) fn put(cx: &mut Cx<'_>, owner: &str, id: &str, certificate: &SigningCertificate) {
    owned::put(cx, &CERTIFICATES, owner, id, certificate);
    cx.put(&DIGESTS, &certificate.digest, &());
}

pub(crate) fn delete(cx: &mut Cx<'_>, owner: &str, id: &str, certificate: &SigningCertificate) {
    owned::delete(cx, &CERTIFICATES, owner, id);
    cx.delete(&DIGESTS, &certificate.digest);
}
