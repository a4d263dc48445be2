//! Key material: what encrypts and signs. On disk its bytes are sealed under the installation's root key; they are
//! opened for the one call that uses them. Old material stays, so that what it encrypted can be decrypted.
//!
//! `materials(cx, &key)` has all of a key; `ready` reads it for work.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html>

use std::sync::Arc;

use kernel::{ApiError, ApiResult, Cx, Kernel, Timestamp};
use serde::{Deserialize, Serialize};

use crate::key::Key;
use crate::key_id::KeyId;
use crate::names::names;
use crate::tables::MATERIALS;

/// What material is sealed for.
const PURPOSE: &str = "kms.material";

names! {
    /// Where material stands in its key's history.
    MaterialState {
        Current = "CURRENT",
        NonCurrent = "NON_CURRENT",
        PendingRotation = "PENDING_ROTATION",
        PendingMultiRegion = "PENDING_MULTI_REGION_IMPORT_AND_ROTATION",
    }
}

names! {
    /// Why material became current.
    RotationType {
        Automatic = "AUTOMATIC",
        OnDemand = "ON_DEMAND",
    }
}

/// One material as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MaterialRow {
    /// 64 hexadecimal digits.
    pub(crate) id: String,
    /// Sealed; empty when imported material was deleted or has expired.
    #[serde(with = "serde_bytes")]
    pub(crate) sealed: Vec<u8>,
    pub(crate) state: MaterialState,
    /// When and why it took over from the material before; `None` for the first.
    pub(crate) rotated: Option<(Timestamp, RotationType)>,
    pub(crate) import: Option<Import>,
}

/// What is known of material that was imported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Import {
    pub(crate) description: Option<String>,
    /// `None`: never.
    pub(crate) expires: Option<Timestamp>,
}

impl MaterialRow {
    /// `bytes` as current material. Ids of generated material are chance; imported material's follow from its bytes
    /// ([`MaterialRow::imported`]).
    pub(crate) fn generated(kernel: &Kernel, bytes: &[u8]) -> MaterialRow {
        MaterialRow {
            id: kernel.random().hex(32),
            sealed: kernel.seal(PURPOSE, bytes),
            state: MaterialState::Current,
            rotated: None,
            import: None,
        }
    }

    /// Imported `bytes` under `id`, in `state`.
    pub(crate) fn imported(
        kernel: &Kernel,
        id: String,
        bytes: &[u8],
        state: MaterialState,
        import: Import,
    ) -> MaterialRow {
        let sealed = kernel.seal(PURPOSE, bytes);
        MaterialRow { id, sealed, state, rotated: None, import: Some(import) }
    }

    /// Whether its bytes are there.
    pub(crate) fn is_here(&self) -> bool {
        !self.sealed.is_empty()
    }

    /// The bytes.
    pub(crate) fn open(&self, kernel: &Kernel) -> ApiResult<Vec<u8>> {
        let opened = kernel.unseal(PURPOSE, &self.sealed);
        opened.ok_or_else(|| ApiError::bug(format!("material {} cannot be unsealed", self.id)))
    }
}

/// All material of a key.
pub(crate) struct Materials {
    rows: Arc<Vec<MaterialRow>>,
}

impl Materials {
    /// As kept, oldest first.
    pub(crate) fn rows(&self) -> &[MaterialRow] {
        &self.rows
    }
}

/// The material of `key`.
pub(crate) async fn materials(cx: &mut Cx<'_>, key: &Key) -> ApiResult<Materials> {
    let outer = cx.enter(key.account);
    let rows = cx.get_shared(&MATERIALS, &key.id).await;
    cx.enter(outer);
    Ok(Materials { rows: rows?.unwrap_or_default() })
}

/// Keeps `rows` as the material of the key called `id`, in the account that the call acts in.
pub(crate) fn put_materials(cx: &mut Cx<'_>, id: &KeyId, rows: &Vec<MaterialRow>) {
    cx.put(&MATERIALS, id, rows);
}
