//! What Secrets Manager keeps. Names are never used again for something else.

use store::{RowError, Scope, Table};

use crate::name::SecretName;
use crate::secret::Secret;
use crate::vault::Sealed;

/// Secrets by name, with what is to be known of their versions.
pub(crate) static SECRETS: Table<SecretName, Secret> =
    Table::new("secretsmanager.secret", Scope::Regional, 2).migrations(&[add_other_accounts]);

/// Encrypted values by secret and version. Apart from the rest, since they are large.
pub(crate) static VALUES: Table<(SecretName, String), Sealed> =
    Table::new("secretsmanager.value", Scope::Regional, 1).apart("secretsmanager-values");

/// Version 2 added the other sides of replications between accounts and tries of rotation, which old secrets have not.
fn add_other_accounts(body: &[u8]) -> Result<Vec<u8>, RowError> {
    Ok([body, &[0, 0, 0]].concat())
}

#[cfg(test)]
mod tests {
    use schema::Bytes;

    use super::*;

    #[test]
    fn secrets_of_the_first_version_are_read() {
        let stored = b"\x01\x01s\x06AbCdEf\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        let secret = SECRETS.decode_row(&Bytes::from_static(stored)).expect("a row");
        assert_eq!((secret.name.as_str(), secret.suffix.as_str()), ("s", "AbCdEf"));
        assert_eq!((secret.primary_abroad, secret.replica_abroad), (None, None));
        assert_eq!(secret.trying, None);
    }
}
