//! Environment variables: at most 4 KB, none that Lambda sets itself, never on the disk as they are. They are sealed
//! with the installation's root key, or, when the function names a key of KMS, encrypted by KMS: who shows or changes
//! them needs permission for the key then.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html>

use gen_kms::operations::{Decrypt, Encrypt};
use gen_kms::{DecryptRequest, EncryptRequest};
use gen_lambda::{EnvironmentError, EnvironmentResponse};
use kernel::{ApiError, ApiResult, Cx};
use schema::VecMap;
use serde::{Deserialize, Serialize};

use crate::{errors, limits};

const PURPOSE: &str = "lambda.environment";

/// Variables as they are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Sealed {
    /// Under the installation's root key.
    Root(#[serde(with = "serde_bytes")] Vec<u8>),
    /// By KMS, under this key.
    Kms {
        key: String,
        #[serde(with = "serde_bytes")]
        ciphertext: Vec<u8>,
    },
}

/// Variables in their order.
pub(crate) type Variables = Vec<(String, String)>;

/// What a request gives, checked.
pub(crate) fn check(given: &VecMap<String>) -> ApiResult<Variables> {
    let reserved: Vec<&str> =
        given.keys().filter(|name| limits::RESERVED_VARIABLES.contains(name)).collect();
    if !reserved.is_empty() {
        return Err(errors::reserved_variables(&reserved));
    }
    let variables: Variables =
        given.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
    let json = json(&variables);
    if json.len() > limits::MAX_ENVIRONMENT {
        return Err(errors::environment_too_large(&json));
    }
    Ok(variables)
}

/// The variables as JSON, the way that AWS measures them.
fn json(variables: &Variables) -> String {
    let mut out = String::from("{");
    for (at, (name, value)) in variables.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        quote(&mut out, name);
        out.push(':');
        quote(&mut out, value);
    }
    out.push('}');
    out
}

fn quote(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Seals variables; `function` is the ARN that KMS binds them to.
pub(crate) async fn seal(
    cx: &mut Cx<'_>,
    function: &str,
    key: Option<&str>,
    variables: &Variables,
) -> ApiResult<Sealed> {
    let plain = postcard::to_stdvec(variables).map_err(ApiError::bug)?;
    let Some(key) = key else { return Ok(Sealed::Root(cx.kernel().seal(PURPOSE, &plain))) };
    let request = EncryptRequest {
        key_id: key.to_owned(),
        plaintext: plain.into(),
        encryption_context: Some(context(function)),
        ..EncryptRequest::default()
    };
    let answer = cx.call::<Encrypt>(request).await.map_err(|error| refusal(&error))?;
    let ciphertext =
        answer.ciphertext_blob.ok_or_else(|| ApiError::bug("KMS encrypted to nothing"))?;
    Ok(Sealed::Kms { key: key.to_owned(), ciphertext: ciphertext.to_vec() })
}

/// Who opens variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// The caller, who needs permission for the key.
    Caller,
    /// Lambda itself, for an invocation.
    Lambda,
}

/// The variables.
pub(crate) async fn open(
    cx: &mut Cx<'_>,
    function: &str,
    sealed: &Sealed,
    who: Who,
) -> ApiResult<Variables> {
    let plain = match sealed {
        Sealed::Root(sealed) => cx
            .kernel()
            .unseal(PURPOSE, sealed)
            .ok_or_else(|| ApiError::bug("variables do not open under this installation's key"))?,
        Sealed::Kms { key, ciphertext } => {
            let request = DecryptRequest {
                ciphertext_blob: Some(ciphertext.clone().into()),
                encryption_context: Some(context(function)),
                key_id: Some(key.clone()),
                ..DecryptRequest::default()
            };
            let account = cx.account();
            let answer = match who {
                Who::Caller => cx.call::<Decrypt>(request).await,
                Who::Lambda => cx.call_as_service::<Decrypt>(account, request).await,
            };
            let plain = answer?.plaintext;
            plain.ok_or_else(|| ApiError::bug("KMS decrypted to nothing"))?.to_vec()
        }
    };
    postcard::from_bytes(&plain).map_err(ApiError::bug)
}

/// As answers show them: who may not use the key learns why there are none.
pub(crate) async fn shown(
    cx: &mut Cx<'_>,
    function: &str,
    sealed: &Sealed,
) -> ApiResult<EnvironmentResponse> {
    match open(cx, function, sealed, Who::Caller).await {
        Ok(variables) => Ok(EnvironmentResponse {
            variables: Some(variables.into_iter().collect()),
            error: None,
        }),
        Err(error) if error.status() < 500 => Ok(EnvironmentResponse {
            variables: None,
            error: Some(EnvironmentError {
                error_code: Some(error.code().to_owned()),
                message: Some(format!(
                    "Lambda was unable to decrypt your environment variables because the KMS access was denied. \
                     Please check your KMS permissions. KMS Exception: {} KMS Message: {}",
                    error.code(),
                    error.message().unwrap_or_default()
                )),
            }),
        }),
        Err(error) => Err(error),
    }
}

fn context(function: &str) -> VecMap<String> {
    VecMap::from_distinct(vec![("aws:lambda:FunctionArn".to_owned(), function.to_owned())])
}

fn refusal(error: &ApiError) -> ApiError {
    errors::invalid(format!(
        "Lambda was unable to configure access to your environment variables because the KMS key is invalid for \
         CreateGrant. Please check your KMS key settings. KMS Exception: {} KMS Message: {}",
        error.code(),
        error.message().unwrap_or_default()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> VecMap<String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn sizes_are_those_of_the_json() {
        // {"A":"..."} is eight bytes and the value.
        assert!(check(&map(&[("A", &"x".repeat(4_088))])).is_ok());
        let error = check(&map(&[("A", &"x".repeat(4_089))])).expect_err("too large");
        assert!(error.message().is_some_and(|m| m.contains("String measured: {\"A\":\"xxx")));
        assert!(check(&map(&[("A", &"\"".repeat(2_045))])).is_err(), "quotes count twice");
    }

    #[test]
    fn reserved_names() {
        let error = check(&map(&[("AWS_REGION", "x"), ("OK", "y"), ("_HANDLER", "z")]))
            .expect_err("reserved");
        assert!(error.message().is_some_and(|m| m.ends_with("AWS_REGION, _HANDLER")));
        assert!(check(&map(&[("AWS_LAMBDA_EXEC_WRAPPER", "x"), ("TZ", "UTC")])).is_ok());
    }

    #[test]
    fn json_is_json() {
        let variables =
            vec![("a".to_owned(), "\"\\\n\u{1}é".to_owned()), ("b".into(), String::new())];
        assert_eq!(json(&variables), "{\"a\":\"\\\"\\\\\\n\\u0001é\",\"b\":\"\"}");
    }
}
