//! Accounts as S3 shows them: by a canonical user id of 64 hexadecimal digits.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html>

use gen_s3::Owner;
use kernel::AccountId;

pub(crate) use kernel::canonical_user_id as canonical_id;

/// An account as `Owner` of something.
pub(crate) fn shown(account: AccountId) -> Owner {
    Owner { id: Some(canonical_id(account)), ..Owner::default() }
}
