//! Encrypting and decrypting, as Encrypt, Decrypt, ReEncrypt and the operations on data keys do it.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html>

use std::sync::Arc;

use data_encoding::HEXLOWER;
use gen_kms::errors as modelled;
use kernel::{AccountId, ApiError, ApiResult, Cx};
use schema::{Bytes, VecMap};

use crate::crypto::algorithm::Encryption;
use crate::crypto::blob::{Blob, Name};
use crate::crypto::{self, CryptoError, Secret, context};
use crate::key::Key;
use crate::key_id::{KeyId, KeyRef, Named};
use crate::key_spec::KeyUsage;
use crate::ready::{entropy, failed};
use crate::usable::InUse;
use crate::{errors, key_lookup, limits, usable};

/// An encryption context, as calls give it.
pub(crate) type Context = VecMap<String>;

/// What was encrypted.
pub(crate) struct Encrypted {
    pub(crate) blob: Bytes,
    /// The id of the key's material, where one is shown.
    pub(crate) material: Option<String>,
}

/// The algorithm that a call names, or the one that it means by naming none.
pub(crate) fn algorithm(named: Option<&str>) -> ApiResult<Encryption> {
    match named {
        None => Ok(Encryption::Symmetric),
        Some(name) => Encryption::parse(name)
            .ok_or_else(|| errors::validation(format!("There is no algorithm {name}."))),
    }
}

/// Refuses what [`encrypt`] could not encrypt.
pub(crate) fn check(
    used: &InUse,
    how: Encryption,
    context: Option<&Context>,
    plain: usize,
) -> ApiResult<()> {
    used.require_algorithm(how.as_str())?;
    require_fitting_context(how, context)?;
    if let (Encryption::Oaep(hash), Some(modulus)) = (how, used.key.spec.modulus_len()) {
        let most = crypto::max_plain(modulus, hash);
        if plain > most {
            return Err(errors::plaintext_too_long(how.as_str(), used.key.spec, most));
        }
    }
    Ok(())
}

fn require_fitting_context(how: Encryption, context: Option<&Context>) -> ApiResult<()> {
    let Some(pairs) = context.filter(|pairs| !pairs.is_empty()) else { return Ok(()) };
    if how != Encryption::Symmetric {
        return Err(errors::validation(
            "EncryptionContext is not supported with asymmetric encryption algorithms.",
        ));
    }
    let bytes: usize = pairs.iter().map(|(key, value)| key.len() + value.len()).sum();
    match bytes > limits::CONTEXT_BYTES {
        true => Err(errors::validation(format!(
            "EncryptionContext must not be longer than {} bytes.",
            limits::CONTEXT_BYTES
        ))),
        false => Ok(()),
    }
}

/// Encrypts what [`check`] found good.
pub(crate) fn encrypt(
    cx: &Cx<'_>,
    used: &InUse,
    how: Encryption,
    context: Option<&Context>,
    plain: &[u8],
) -> ApiResult<Encrypted> {
    let ready = used.current(cx)?;
    let blob = match (&*ready.key, how) {
        (crypto::Key::Symmetric(key), Encryption::Symmetric) => {
            let name = Name {
                account: used.key.account.as_str(),
                key_id: used.key.id.as_str(),
                material: material_bytes(&ready.row.id)?,
            };
            key.seal(name, &canonical(context), plain, &entropy(cx))
        }
        (crypto::Key::Rsa(key), Encryption::Oaep(hash)) => key.encrypt(hash, plain),
        _ => Err(CryptoError::WrongSpec),
    };
    let material = used.shown(&ready.row.id);
    Ok(Encrypted { blob: blob.map_err(failed)?.into(), material })
}

fn canonical(pairs: Option<&Context>) -> Vec<u8> {
    let pairs = pairs.into_iter().flat_map(VecMap::iter);
    context::canonical(pairs.map(|(key, value)| (key, value.as_str())))
}

fn material_bytes(id: &str) -> ApiResult<[u8; 32]> {
    let bytes = HEXLOWER.decode(id.as_bytes()).map_err(ApiError::bug)?;
    bytes.try_into().map_err(|_| ApiError::bug("a material's id has 32 bytes"))
}

/// Something to decrypt.
pub(crate) struct Cipher<'a> {
    pub(crate) blob: Option<&'a [u8]>,
    /// The key that the call names.
    pub(crate) key: Option<&'a str>,
    pub(crate) how: Encryption,
    pub(crate) context: Option<&'a Context>,
    /// AWS's name of the operation.
    pub(crate) operation: &'a str,
    /// Whether the call only asks about permissions and the key, and has no ciphertext: `IGNORE_CIPHERTEXT`.
    pub(crate) ignored: bool,
}

/// What was decrypted.
pub(crate) struct Decrypted {
    pub(crate) key: Arc<Key>,
    pub(crate) plain: Secret,
    /// The id of the key's material, where one is shown.
    pub(crate) material: Option<String>,
}

/// Decrypts.
pub(crate) async fn decrypt(cx: &mut Cx<'_>, cipher: &Cipher<'_>) -> ApiResult<Decrypted> {
    if cipher.ignored {
        return without_ciphertext(cx, cipher).await;
    }
    let blob = cipher.blob.ok_or_else(|| errors::missing("ciphertextBlob"))?;
    require_fitting_context(cipher.how, cipher.context)?;
    match cipher.how {
        Encryption::Symmetric => symmetric(cx, cipher, blob).await,
        Encryption::Oaep(_) | Encryption::Sm2 => asymmetric(cx, cipher, blob).await,
    }
}

async fn without_ciphertext(cx: &mut Cx<'_>, cipher: &Cipher<'_>) -> ApiResult<Decrypted> {
    let name = cipher.key.ok_or_else(|| errors::missing("keyId"))?;
    let used = usable::find(cx, name, KeyUsage::EncryptDecrypt, cipher.operation).await?;
    used.require_algorithm(cipher.how.as_str())?;
    Ok(Decrypted { key: used.key, plain: Secret::default(), material: None })
}

async fn symmetric(cx: &mut Cx<'_>, cipher: &Cipher<'_>, blob: &[u8]) -> ApiResult<Decrypted> {
    let Some(blob) = Blob::parse(blob) else {
        // Who names no such key learns so first.
        if let Some(name) = cipher.key {
            key_lookup::find(cx, name).await?;
        }
        return Err(errors::invalid_ciphertext());
    };
    let key = key_of(cx, cipher.key, &blob).await?;
    let used = usable::of(cx, key, KeyUsage::EncryptDecrypt, cipher.operation).await?;
    let id = HEXLOWER.encode(&blob.name.material);
    if !used.materials.rows().iter().any(|row| row.id == id) {
        return Err(errors::invalid_ciphertext());
    }
    let ready = used.by_material(&id, cx)?;
    let crypto::Key::Symmetric(key) = &*ready.key else { return Err(errors::invalid_ciphertext()) };
    let plain = key.open(&blob, &canonical(cipher.context)).map_err(refused)?;
    Ok(Decrypted { key: used.key, plain, material: Some(id) })
}

/// The key that the ciphertext names; if the call names one as well, it must be the same.
async fn key_of(cx: &mut Cx<'_>, named: Option<&str>, blob: &Blob<'_>) -> ApiResult<Arc<Key>> {
    if let Some(name) = named {
        let key = key_lookup::find(cx, name).await?;
        let same = key.id.as_str() == blob.name.key_id && key.account.as_str() == blob.name.account;
        return if same { Ok(key) } else { Err(modelled::incorrect_key_exception(INCORRECT)) };
    }
    let named = ref_of(blob).ok_or_else(errors::invalid_ciphertext)?;
    let found = key_lookup::resolve(cx, &named).await;
    found.map_err(|error| match error.code() {
        "NotFoundException" => errors::unknown_ciphertext(),
        _ => error,
    })
}

const INCORRECT: &str =
    "The key ID in the request does not identify a CMK that can perform this operation.";

fn ref_of(blob: &Blob<'_>) -> Option<KeyRef> {
    let account = AccountId::parse(blob.name.account)?;
    let id = KeyId::parse(blob.name.key_id)?;
    Some(KeyRef { account: Some(account), named: Named::Id(id) })
}

/// The ARN, in this region, of the key that a ciphertext names; `None` for what is no ciphertext of a symmetric key.
pub(crate) fn key_named_by(cx: &Cx<'_>, blob: &[u8]) -> Option<String> {
    let blob = Blob::parse(blob)?;
    ref_of(&blob)?;
    let Name { account, key_id, .. } = blob.name;
    Some(format!("arn:{}:kms:{}:{account}:key/{key_id}", cx.partition(), cx.region()))
}

async fn asymmetric(cx: &mut Cx<'_>, cipher: &Cipher<'_>, blob: &[u8]) -> ApiResult<Decrypted> {
    let name = cipher.key.ok_or_else(|| errors::missing("keyId"))?;
    let used = usable::find(cx, name, KeyUsage::EncryptDecrypt, cipher.operation).await?;
    used.require_algorithm(cipher.how.as_str())?;
    let ready = used.current(cx)?;
    let plain = match (&*ready.key, cipher.how) {
        (crypto::Key::Rsa(key), Encryption::Oaep(hash)) => key.decrypt(hash, blob),
        _ => Err(CryptoError::WrongSpec),
    };
    Ok(Decrypted { plain: plain.map_err(refused)?, key: used.key.clone(), material: None })
}

fn refused(error: CryptoError) -> ApiError {
    match error {
        CryptoError::Invalid => errors::invalid_ciphertext(),
        other => failed(other),
    }
}

/// Whether a call asks for no ciphertext: a modifier of dry runs, and of nothing else.
pub(crate) fn ignores_ciphertext(
    dry_run: Option<bool>,
    modifiers: Option<&[String]>,
) -> ApiResult<bool> {
    let given = modifiers.is_some_and(|modifiers| !modifiers.is_empty());
    match given && dry_run != Some(true) {
        true => Err(errors::validation("DryRunModifiers can only be specified with DryRun.")),
        false => Ok(given),
    }
}
