//! Server certificates: what TLS servers of the account show. Private keys are sealed at rest and never shown.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html>

use gen_iam as api;
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use crate::credential_errors as errors;
use crate::limits;

const PURPOSE: &str = "iam.server-certificate-key";

/// A certificate with its key and chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ServerCertificate {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    /// As it was uploaded; so is the chain.
    pub(crate) body: String,
    pub(crate) chain: Option<String>,
    /// Sealed.
    pub(crate) private_key: Vec<u8>,
    pub(crate) uploaded: Timestamp,
    pub(crate) expires: Timestamp,
    pub(crate) tags: Vec<(String, String)>,
}

/// Certificates by name.
static CERTIFICATES: Table<String, ServerCertificate> =
    Table::new("iam.server-certificate", Scope::Account, 1);

impl ServerCertificate {
    pub(crate) fn described(&self, cx: &Cx<'_>) -> api::ServerCertificateMetadata {
        let (partition, account) = (cx.partition(), cx.account());
        let place = format!("{}{}", self.path, self.name);
        api::ServerCertificateMetadata {
            path: Some(self.path.clone()),
            server_certificate_name: Some(self.name.clone()),
            server_certificate_id: Some(self.id.clone()),
            arn: Some(format!("arn:{partition}:iam::{account}:server-certificate{place}")),
            upload_date: Some(self.uploaded),
            expiration: Some(self.expires),
        }
    }
}

pub(crate) fn seal(cx: &Cx<'_>, private_key: &str) -> Vec<u8> {
    cx.kernel().seal(PURPOSE, private_key.as_bytes())
}

/// The certificate of this name, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, name: &str) -> ApiResult<ServerCertificate> {
    let certificate = cx.get(&CERTIFICATES, &name.to_owned()).await?;
    certificate.ok_or_else(|| errors::no_server_certificate(name))
}

/// EntityAlreadyExists when the name is taken.
pub(crate) async fn require_free(cx: &mut Cx<'_>, name: &str) -> ApiResult<()> {
    match cx.has(&CERTIFICATES, &name.to_owned()).await? {
        true => Err(errors::server_certificate_exists(name)),
        false => Ok(()),
    }
}

/// All certificates, by name.
pub(crate) async fn all(cx: &mut Cx<'_>) -> ApiResult<Vec<ServerCertificate>> {
    let range = cx.rows(&CERTIFICATES);
    let rows = cx.range(&CERTIFICATES, &range, limits::SERVER_CERTIFICATES).await?;
    Ok(rows.into_iter().map(|(_, certificate)| certificate).collect())
}

pub(crate) fn put(cx: &mut Cx<'_>, name: &str, certificate: &ServerCertificate) {
    cx.put(&CERTIFICATES, &name.to_owned(), certificate);
}

pub(crate) fn delete(cx: &mut Cx<'_>, name: &str) {
    cx.delete(&CERTIFICATES, &name.to_owned());
}
