//! Documents that services publish for all the world, under this cloud's own address: an issuer's discovery document
//! and its keys, or the code of a function at an address that serves for a while. The gateway asks for them by path and
//! knows no service.

use schema::{ApiResult, Bytes};

use crate::cx::Cx;
use crate::kernel::Kernel;
use crate::operations::BoxFuture;

/// A document: its content type and its bytes.
pub type PublicDocument = (&'static str, Bytes);

/// Finds the document at a path, such as `oidc/000000000000/ID/.well-known/jwks.json`. The call acts in the default
/// account; the path may name another.
pub type DocumentsFn =
    for<'a> fn(&'a mut Cx<'_>, path: &'a str) -> BoxFuture<'a, ApiResult<Option<PublicDocument>>>;

impl Kernel {
    /// The document at this path, of whichever service has it.
    pub async fn public_document(&self, path: &str) -> ApiResult<Option<PublicDocument>> {
        for service in self.services() {
            let Some(documents) = service.service.documents else { continue };
            let mut call = self.call_of_ours(self.settings().default_account);
            call.service = service.name();
            let call = call;
            let found = crate::transact!(self, &call, cx => documents(cx, path).await)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}
