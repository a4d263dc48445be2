//! Accounts as S3 shows them: by a canonical user id of 64 hexadecimal digits.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html>

use gen_s3::Owner;
use kernel::AccountId;
use sha2::{Digest as _, Sha256};

/// The canonical user id of an account: always the same, and telling nothing.
pub(crate) fn canonical_id(account: AccountId) -> String {
    let mut hash = Sha256::new();
    hash.update(b"stratus canonical user\0");
    hash.update(account.as_str());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An account as `Owner` of something.
pub(crate) fn shown(account: AccountId) -> Owner {
    Owner { id: Some(canonical_id(account)), ..Owner::default() }
}
