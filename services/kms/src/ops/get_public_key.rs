//! GetPublicKey: the public key of an asymmetric key, for use outside.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html>

use gen_kms::{GetPublicKeyInput, GetPublicKeyOutput};
use kernel::{ApiResult, Cx};

use crate::key_spec::KeyUsage;
use crate::ready::failed;
use crate::usable::{self};
use crate::{errors, key_lookup};

pub(crate) async fn get_public_key(
    cx: &mut Cx<'_>,
    input: &GetPublicKeyInput,
) -> ApiResult<GetPublicKeyOutput> {
    let key = key_lookup::find(cx, &input.key_id).await?;
    let usage = key.usage;
    let used = usable::of(cx, key, usage, "GetPublicKey").await?;
    if !used.key.spec.is_asymmetric() {
        return Err(errors::unsupported(format!(
            "{} key spec is {} which is not valid for GetPublicKey.",
            used.key.arn, used.key.spec
        )));
    }
    let public = used.current(cx)?.key.public_key().map_err(failed)?;
    let spec = Some(used.key.spec.as_str().to_owned());
    let names = used.key.spec.algorithms(usage);
    let listed = |of| (usage == of).then(|| names.iter().map(|name| (*name).to_owned()).collect());
    Ok(GetPublicKeyOutput {
        key_id: Some(used.key.arn.clone()),
        public_key: Some(public.into()),
        customer_master_key_spec: spec.clone(),
        key_spec: spec,
        key_usage: Some(usage.as_str().to_owned()),
        encryption_algorithms: listed(KeyUsage::EncryptDecrypt),
        signing_algorithms: listed(KeyUsage::SignVerify),
        key_agreement_algorithms: listed(KeyUsage::KeyAgreement),
        encapsulation_algorithms: listed(KeyUsage::EncapsulateDecapsulate),
    })
}
