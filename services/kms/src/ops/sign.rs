//! Sign: a message, its digest, or its ML-DSA representative.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html>

use gen_kms::{SignInput, SignOutput};
use kernel::{ApiResult, Cx};

use crate::key_spec::KeyUsage;
use crate::ready::{entropy, failed};
use crate::signing;
use crate::usable::{self, end_dry_run};

pub(crate) async fn sign(cx: &mut Cx<'_>, input: &SignInput) -> ApiResult<SignOutput> {
    let used = usable::find(cx, &input.key_id, KeyUsage::SignVerify, "Sign").await?;
    let kind = input.message_type.as_deref();
    let (how, message) = signing::request(&used, &input.signing_algorithm, kind, &input.message)?;
    end_dry_run(input.dry_run)?;
    let signature = used.current(cx)?.key.sign(how, message, entropy(cx)).map_err(failed)?;
    cx.note_work(&used.key.arn);
    Ok(SignOutput {
        key_id: Some(used.key.arn.clone()),
        signature: Some(signature.into()),
        signing_algorithm: Some(how.as_str().to_owned()),
    })
}
