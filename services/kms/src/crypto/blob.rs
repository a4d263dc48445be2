//! What Encrypt gives and Decrypt takes under a symmetric key: an envelope that names its key, so that Decrypt can
//! find it, and that is bound to it and to the encryption context.
//!
//! ```text
//! magic 4 | checksum 8 | account 12 | key id 36 | key material id 32 | salt 32 | nonce 12 | ciphertext | tag 16
//! ```
//!
//! All before the nonce is the header. It is authenticated with the ciphertext; the checksum over what follows it lets
//! a damaged header be told from the name of a key that is not there. As long as AWS's: 152 bytes more than the plain.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#encryption-context>

use aws_lc_rs::digest;

const MAGIC: [u8; 4] = [0x01, 0x02, 0x02, 0x00];
const CHECKSUM: usize = 8;
const ACCOUNT: usize = 12;
const KEY_ID: usize = 36;
const NAMES: usize = MAGIC.len() + CHECKSUM;
pub(crate) const SALT: usize = 32;
pub(crate) const NONCE: usize = 12;
pub(crate) const TAG: usize = 16;
/// Bytes of chance that a blob takes.
pub(crate) const ENTROPY: usize = SALT + NONCE;
const HEADER: usize = NAMES + ACCOUNT + KEY_ID + MATERIAL_ID + SALT;
/// Bytes of a key material id.
pub(crate) const MATERIAL_ID: usize = 32;
/// How much longer a blob is than what it holds.
pub(crate) const OVERHEAD: usize = HEADER + NONCE + TAG;

/// Which key a blob is under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name<'a> {
    /// Twelve digits.
    pub(crate) account: &'a str,
    /// A UUID, or `mrk-` and 32 hexadecimal digits.
    pub(crate) key_id: &'a str,
    /// Which of the key's materials.
    pub(crate) material: [u8; MATERIAL_ID],
}

/// A blob, taken apart; not yet known to be genuine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blob<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) header: &'a [u8],
    pub(crate) salt: &'a [u8; SALT],
    pub(crate) nonce: &'a [u8; NONCE],
    /// Ciphertext and tag.
    pub(crate) sealed: &'a [u8],
}

impl<'a> Blob<'a> {
    /// Takes `bytes` apart; `None` when they are no blob, or one whose header was changed.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Blob<'a>> {
        if bytes.len() < OVERHEAD {
            return None;
        }
        let (header, rest) = bytes.split_at_checked(HEADER)?;
        let (magic, checked) = header.split_first_chunk::<4>()?;
        let (checksum, names) = checked.split_first_chunk::<CHECKSUM>()?;
        if *magic != MAGIC || *checksum != checksum_of(names) {
            return None;
        }
        let (account, names) = names.split_at_checked(ACCOUNT)?;
        let (key_id, names) = names.split_at_checked(KEY_ID)?;
        let (material, salt) = names.split_first_chunk::<MATERIAL_ID>()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>()?;
        let name = Name {
            account: std::str::from_utf8(account).ok()?,
            key_id: std::str::from_utf8(key_id).ok()?,
            material: *material,
        };
        Some(Blob { name, header, salt: salt.first_chunk()?, nonce, sealed })
    }
}

fn checksum_of(names: &[u8]) -> [u8; CHECKSUM] {
    let digest = digest::digest(&digest::SHA256, names);
    digest.as_ref().first_chunk().copied().unwrap_or_default()
}

/// A blob's header and nonce; what is sealed follows. `None` when the name does not have the lengths that names have.
pub(crate) fn begin(name: Name<'_>, entropy: &[u8; ENTROPY], plain: usize) -> Option<Vec<u8>> {
    if name.account.len() != ACCOUNT || name.key_id.len() != KEY_ID {
        return None;
    }
    let mut out = Vec::with_capacity(OVERHEAD + plain);
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&[0; CHECKSUM]);
    out.extend_from_slice(name.account.as_bytes());
    out.extend_from_slice(name.key_id.as_bytes());
    out.extend_from_slice(&name.material);
    out.extend_from_slice(&entropy[..SALT]);
    let checksum = checksum_of(&out[NAMES..]);
    out[MAGIC.len()..NAMES].copy_from_slice(&checksum);
    out.extend_from_slice(&entropy[SALT..]);
    Some(out)
}

/// Where the header ends.
pub(crate) fn header_of(blob: &[u8]) -> &[u8] {
    &blob[..HEADER.min(blob.len())]
}
