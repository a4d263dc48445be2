//! ImportKeyMaterial: the first key material of a key, the same once more, or one to rotate to.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html>

use data_encoding::HEXLOWER;
use gen_kms::{ImportKeyMaterialInput, ImportKeyMaterialOutput, errors as modelled};
use kernel::{ApiError, ApiResult, Cx};

use crate::crypto::algorithm::Wrapping;
use crate::crypto::{self, CryptoError, Secret, import, key};
use crate::import_token::ImportToken;
use crate::imported::{self, Change};
use crate::key::{Key, Origin};
use crate::material::{Import, MaterialRow, MaterialState};
use crate::ready::failed;
use crate::tables::MATERIALS;
use crate::{errors, key_lookup, state};

pub(crate) async fn import_key_material(
    cx: &mut Cx<'_>,
    input: &ImportKeyMaterialInput,
) -> ApiResult<ImportKeyMaterialOutput> {
    let expires = imported::expires(input.expiration_model.as_deref(), input.valid_to, cx.now())?;
    let key = Key::clone(&*key_lookup::find_key(cx, &input.key_id).await?);
    if key.origin != Origin::External {
        return Err(errors::wrong_origin(&key.arn, key.origin));
    }
    state::require_not_deleting(&key)?;
    let token = ImportToken::open(&input.import_token, &key.arn, cx.now(), cx.kernel())?;
    let bytes = material(&key, token, &input.encrypted_key_material)?;
    let id = HEXLOWER.encode(&key::material_id(key.id.as_str(), &bytes));
    imported::require_of_primary(cx, &key, &id).await?;
    let mut rows = cx.get(&MATERIALS, &key.id).await?.unwrap_or_default();
    let (kind, named) = (input.import_type.as_deref(), input.key_material_id.as_deref());
    let change = imported::change(&key, &rows, &id, kind, named)?;
    let import = Import { description: input.key_material_description.clone(), expires };
    let state = match change {
        Change::First => MaterialState::Current,
        Change::Again(at) => rows[at].state,
        Change::Next => MaterialState::PendingRotation,
    };
    let mut row = MaterialRow::imported(cx.kernel(), id.clone(), &bytes, state, import);
    match change {
        Change::Again(at) => {
            row.rotated = rows[at].rotated;
            rows[at] = row.clone();
        }
        Change::First | Change::Next => rows.push(row.clone()),
    }
    let (arn, shown) = (key.arn.clone(), key.spec.is_symmetric_encryption());
    imported::put(cx, key, &rows, &row).await?;
    Ok(ImportKeyMaterialOutput { key_id: Some(arn), key_material_id: shown.then_some(id) })
}

/// The material, unwrapped, if it is a key of the key's spec.
fn material(key: &Key, token: ImportToken, wrapped: &[u8]) -> ApiResult<Secret> {
    let private = Secret::new(token.private);
    let how = Wrapping::parse(&token.algorithm)
        .ok_or_else(|| ApiError::bug("a token names an unknown algorithm"))?;
    let crypto::Key::Rsa(wrapping) = crypto::Key::parse(token.spec, &private).map_err(failed)?
    else {
        return Err(failed(CryptoError::WrongSpec));
    };
    let bytes =
        import::unwrap(&wrapping, how, wrapped).map_err(|_| errors::invalid_ciphertext())?;
    key::import(key.spec, &bytes).map_err(|_| {
        modelled::incorrect_key_material_exception(format!(
            "The key material is not valid for the key spec {}.",
            key.spec
        ))
    })
}
