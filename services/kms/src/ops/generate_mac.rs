//! GenerateMac: a message's authentication code by an HMAC key.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html>

use gen_kms::{GenerateMacInput, GenerateMacOutput};
use kernel::{ApiResult, Cx};

use crate::key_spec::KeyUsage;
use crate::ready::failed;
use crate::usable::{self, end_dry_run};

pub(crate) async fn generate_mac(
    cx: &mut Cx<'_>,
    input: &GenerateMacInput,
) -> ApiResult<GenerateMacOutput> {
    let used = usable::find(cx, &input.key_id, KeyUsage::GenerateVerifyMac, "GenerateMac").await?;
    used.require_algorithm(&input.mac_algorithm)?;
    end_dry_run(input.dry_run)?;
    let mac = used.current(cx)?.key.mac(&input.message).map_err(failed)?;
    cx.note_work(&used.key.arn);
    Ok(GenerateMacOutput {
        mac: Some(mac.into()),
        mac_algorithm: Some(input.mac_algorithm.clone()),
        key_id: Some(used.key.arn.clone()),
    })
}
