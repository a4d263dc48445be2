//! What Sign and Verify are asked, checked before any key is used.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html#KMS-Sign-request-MessageType>

use kernel::ApiResult;

use crate::crypto::algorithm::{Message, Signing};
use crate::errors;
use crate::key_spec::KeySpec;
use crate::usable::InUse;

/// The algorithm and the message of a call, if the key can take them.
pub(crate) fn request<'a>(
    used: &InUse,
    algorithm: &str,
    kind: Option<&str>,
    message: &'a [u8],
) -> ApiResult<(Signing, Message<'a>)> {
    used.require_algorithm(algorithm)?;
    let how = Signing::parse(algorithm)
        .ok_or_else(|| errors::incompatible_algorithm(algorithm, used.key.spec))?;
    Ok((how, read(used.key.spec, how, kind.unwrap_or("RAW"), message)?))
}

fn read<'a>(spec: KeySpec, how: Signing, kind: &str, message: &'a [u8]) -> ApiResult<Message<'a>> {
    let bad_length =
        || errors::validation(format!("Digest is invalid length for algorithm {}.", how.as_str()));
    match (kind, how) {
        ("EXTERNAL_MU", Signing::MlDsa) => {
            message.try_into().map(Message::ExternalMu).map_err(|_| bad_length())
        }
        ("RAW", Signing::Ed25519Ph) | ("DIGEST", Signing::Ed25519) => Err(errors::validation(
            format!("Message type {kind} is incompatible with algorithm {}.", how.as_str()),
        )),
        ("DIGEST", how) if how.digest().is_some_and(|hash| hash.len() != message.len()) => {
            Err(bad_length())
        }
        ("DIGEST", how) if how.digest().is_some() => Ok(Message::Digest(message)),
        ("RAW", _) => Ok(Message::Raw(message)),
        _ => Err(errors::validation(format!(
            "Message type {kind} is incompatible with key spec {spec}."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use KeySpec::{EccNistEdwards25519 as Ed, MlDsa44, Rsa2048};

    #[test]
    fn messages_by_type() {
        let pss = Signing::parse("RSASSA_PSS_SHA_384").expect("known");
        let digest = "Digest is invalid length for algorithm";
        for (spec, how, kind, len, wrong) in [
            (Rsa2048, pss, "RAW", 1, ""),
            (Rsa2048, pss, "DIGEST", 48, ""),
            (Rsa2048, pss, "DIGEST", 32, digest),
            (
                Rsa2048,
                pss,
                "EXTERNAL_MU",
                64,
                "Message type EXTERNAL_MU is incompatible with key spec",
            ),
            (MlDsa44, Signing::MlDsa, "RAW", 4096, ""),
            (MlDsa44, Signing::MlDsa, "EXTERNAL_MU", 64, ""),
            (MlDsa44, Signing::MlDsa, "EXTERNAL_MU", 63, digest),
            (
                MlDsa44,
                Signing::MlDsa,
                "DIGEST",
                64,
                "Message type DIGEST is incompatible with key spec ML_DSA_44.",
            ),
            (Ed, Signing::Ed25519, "RAW", 5, ""),
            (
                Ed,
                Signing::Ed25519,
                "DIGEST",
                64,
                "Message type DIGEST is incompatible with algorithm",
            ),
            (Ed, Signing::Ed25519Ph, "DIGEST", 64, ""),
            (Ed, Signing::Ed25519Ph, "DIGEST", 32, digest),
            (Ed, Signing::Ed25519Ph, "RAW", 64, "Message type RAW is incompatible with algorithm"),
        ] {
            let message = vec![0; len];
            let said = read(spec, how, kind, &message)
                .err()
                .and_then(|error| error.message().map(str::to_owned))
                .unwrap_or_default();
            assert!(said.starts_with(wrong) && said.is_empty() == wrong.is_empty(), "{said}");
        }
    }
}
