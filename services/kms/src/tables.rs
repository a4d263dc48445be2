//! The state of kms: every table with its name, scope, key, row and version. Names are never used again for
//! something else: see docs/state-keys.txt.

use store::{Scope, Table};

use crate::alias::Alias;
use crate::grant::Grant;
use crate::key::Key;
use crate::key_id::{AliasName, KeyId};
use crate::key_store::KeyStore;
use crate::material::MaterialRow;

/// Keys by id. Every call reads one: shared.
pub(crate) static KEYS: Table<KeyId, Key> = Table::new("kms.key", Scope::Regional, 1);

/// The material of each key, oldest first, its bytes sealed. Shared.
pub(crate) static MATERIALS: Table<KeyId, Vec<MaterialRow>> =
    Table::new("kms.material", Scope::Regional, 1);

/// Aliases by name.
pub(crate) static ALIASES: Table<AliasName, Alias> = Table::new("kms.alias", Scope::Regional, 1);

/// Grants by key and grant id; counted by key.
pub(crate) static GRANTS: Table<(KeyId, String), Grant> =
    Table::new("kms.grant", Scope::Regional, 1);

/// The grants of each grantee: (key, principal), to their ids. Shared.
pub(crate) static GRANTS_OF: Table<(KeyId, String), Vec<String>> =
    Table::new("kms.grants-of", Scope::Regional, 1);

/// Who can retire which grants, kept in the account of who can: (principal, key's ARN, grant id).
pub(crate) static RETIRABLE: Table<(String, String, String), ()> =
    Table::new("kms.retirable", Scope::Regional, 1);

/// Custom key stores by id.
pub(crate) static KEY_STORES: Table<String, KeyStore> =
    Table::new("kms.key-store", Scope::Regional, 1);
