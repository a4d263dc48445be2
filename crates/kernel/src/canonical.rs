//! Canonical user ids: how access control lists and policies name accounts without telling their numbers.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html>

use std::fmt::Write as _;

use arn::AccountId;
use sha2::{Digest as _, Sha256};

/// The canonical user id of an account, 64 hexadecimal digits: always the same, and telling nothing.
pub fn canonical_user_id(account: AccountId) -> String {
    let mut hash = Sha256::new();
    hash.update(b"stratus canonical user\0");
    hash.update(account.as_str());
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string does not fail.
        let _written = write!(text, "{byte:02x}");
        text
    })
}
