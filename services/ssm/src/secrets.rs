//! Secrets of Secrets Manager, read through Parameter Store: `/aws/reference/secretsmanager/NAME`. Nothing of them is
//! kept here; the caller needs Secrets Manager's permission.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use gen_secretsmanager::operations::GetSecretValue;
use gen_secretsmanager::{GetSecretValueRequest, GetSecretValueResponse};
use kernel::{ApiError, ApiResult, Cx, Timestamp};
use serde::Serialize;

use crate::errors;
use crate::reference::{Reference, SECRETS, Selector};

/// What Secrets Manager answered, as Parameter Store shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SourceResult<'a> {
    #[serde(rename = "ARN")]
    arn: &'a Option<String>,
    name: &'a Option<String>,
    version_id: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_string: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_binary: Option<String>,
    version_stages: &'a Option<Vec<String>>,
    created_date: Option<String>,
}

/// The secret as a parameter.
pub(crate) async fn get(
    cx: &mut Cx<'_>,
    secret: &str,
    reference: &Reference,
    decrypt: bool,
) -> ApiResult<gen_ssm::Parameter> {
    if !decrypt {
        return Err(errors::secret_needs_decryption());
    }
    let selector = match &reference.selector {
        Some(Selector::Label(text)) => Some(text.clone()),
        _ => None,
    };
    // Ids of versions have 32 to 64 characters; staging labels that long are not told apart.
    let is_id = selector.as_ref().is_some_and(|text| (32..=64).contains(&text.len()));
    let (version_id, version_stage) = if is_id { (selector, None) } else { (None, selector) };
    let input = GetSecretValueRequest { secret_id: secret.to_owned(), version_id, version_stage };
    let found =
        cx.call::<GetSecretValue>(input).await.map_err(|error| refused(cx, secret, error))?;
    show(reference, found)
}

fn show(reference: &Reference, found: GetSecretValueResponse) -> ApiResult<gen_ssm::Parameter> {
    let binary = found.secret_binary.as_ref().map(|bytes| BASE64.encode(bytes));
    let source = SourceResult {
        arn: &found.arn,
        name: &found.name,
        version_id: &found.version_id,
        secret_string: &found.secret_string,
        secret_binary: binary.clone(),
        version_stages: &found.version_stages,
        created_date: found.created_date.map(medium_date),
    };
    let source_result = serde_json::to_string(&source).map_err(ApiError::bug)?;
    Ok(gen_ssm::Parameter {
        name: reference.name.clone(),
        r#type: Some("SecureString".to_owned()),
        value: found.secret_string.or(binary),
        version: Some(0),
        selector: reference.shown_selector.clone(),
        source_result: Some(source_result),
        last_modified_date: found.created_date,
        arn: found.arn,
        data_type: Some("text".to_owned()),
    })
}

fn refused(cx: &Cx<'_>, secret: &str, error: ApiError) -> ApiError {
    if error.status() >= 500 {
        return error;
    }
    let message = errors::passed_on(&error, "AWSSecretsManager", cx.request_id());
    match error.code() {
        "ResourceNotFoundException" => {
            errors::secret_not_found(&format!("{}{secret}", &SECRETS[1..]))
        }
        code if code.starts_with("AccessDenied") => errors::access_denied(message),
        _ => errors::validation(message),
    }
}

/// `Jan 1, 2026 12:00:00 AM`: how AWS writes the date in the result of the source.
fn medium_date(at: Timestamp) -> String {
    // `Thu, 01 Jan 2026 00:00:00 GMT`
    let text = at.whole_seconds().http_date();
    let mut words = text.split(' ').skip(1);
    let mut word = || words.next().unwrap_or_default();
    let (day, month, year, time) = (word(), word(), word(), word());
    let (hour, rest) = time.split_once(':').unwrap_or((time, ""));
    let hour: u8 = hour.parse().unwrap_or(0);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
    format!("{month} {}, {year} {hour}:{rest} {half}", day.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_the_source_writes_them() {
        for (iso, text) in [
            ("2026-01-01T00:00:00Z", "Jan 1, 2026 12:00:00 AM"),
            ("2026-11-26T12:05:09Z", "Nov 26, 2026 12:05:09 PM"),
            ("2026-02-03T23:59:59Z", "Feb 3, 2026 11:59:59 PM"),
        ] {
            let at = Timestamp::parse_iso8601(iso).expect("a time");
            assert_eq!(medium_date(at), text);
        }
    }
}
