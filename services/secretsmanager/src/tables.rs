//! What Secrets Manager keeps. Names are never used again for something else.

use store::{Scope, Table};

use crate::name::SecretName;
use crate::secret::Secret;
use crate::vault::Sealed;

/// Secrets by name, with what is to be known of their versions.
pub(crate) static SECRETS: Table<SecretName, Secret> =
    Table::new("secretsmanager.secret", Scope::Regional, 1);

/// Encrypted values by secret and version. Apart from the rest, since they are large.
pub(crate) static VALUES: Table<(SecretName, String), Sealed> =
    Table::new("secretsmanager.value", Scope::Regional, 1).apart("secretsmanager-values");
