//! GetParametersForImport: a public key to wrap key material with, and the token that goes with it.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetParametersForImport.html>

use gen_kms::{GetParametersForImportInput, GetParametersForImportOutput};
use kernel::{ApiResult, Cx};

use crate::crypto::Key;
use crate::import_token::{self, ImportToken};
use crate::key::Origin;
use crate::limits::IMPORT_TOKEN;
use crate::ready::{failed, new_material};
use crate::{errors, key_lookup, state};

pub(crate) async fn get_parameters_for_import(
    cx: &mut Cx<'_>,
    input: &GetParametersForImportInput,
) -> ApiResult<GetParametersForImportOutput> {
    let key = key_lookup::find_key(cx, &input.key_id).await?;
    if key.origin != Origin::External {
        return Err(errors::wrong_origin(&key.arn, key.origin));
    }
    state::require_not_deleting(&key)?;
    let (algorithm, wrapping) = (&input.wrapping_algorithm, &input.wrapping_key_spec);
    let (how, spec) = import_token::wrapping(key.spec, algorithm, wrapping)?;
    let private = new_material(cx, spec).await?;
    let public = Key::parse(spec, &private).and_then(|key| key.public_key()).map_err(failed)?;
    let until = cx.now().plus(IMPORT_TOKEN);
    let token = ImportToken {
        key: key.arn.clone(),
        algorithm: how.as_str().to_owned(),
        spec,
        private: private.to_vec(),
        until,
    };
    Ok(GetParametersForImportOutput {
        key_id: Some(key.arn.clone()),
        import_token: Some(token.seal(cx.kernel())?.into()),
        public_key: Some(public.into()),
        parameters_valid_to: Some(until),
    })
}
