//! BatchGetSecretValue: values of several secrets, by name or by filters; what fails is told beside the others.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_BatchGetSecretValue.html>

use gen_secretsmanager::operations::GetSecretValue;
use gen_secretsmanager::{
    APIErrorType, BatchGetSecretValueRequest, BatchGetSecretValueResponse, GetSecretValueRequest,
    SecretValueEntry,
};
use kernel::{ApiError, ApiResult, Cx};

use crate::filters::Filters;
use crate::page::Page;
use crate::sorting::{Listing, Position, Sorting};
use crate::{errors, limits};

pub(crate) async fn batch_get_secret_value(
    cx: &mut Cx<'_>,
    input: &BatchGetSecretValueRequest,
) -> ApiResult<BatchGetSecretValueResponse> {
    let (ids, next_token) = match (&input.secret_id_list, &input.filters) {
        (Some(_), Some(_)) | (None, None) => {
            let message = "Exactly one of SecretIdList and Filters has to be given.";
            return Err(errors::invalid_parameter(message));
        }
        (Some(_), None) if input.max_results.is_some() || input.next_token.is_some() => {
            let message = "MaxResults and NextToken are for requests with Filters.";
            return Err(errors::invalid_parameter(message));
        }
        (Some(ids), None) => (ids.clone(), None),
        (None, Some(_)) => found(cx, input).await?,
    };
    let (mut secret_values, mut errors) = (Vec::new(), Vec::new());
    for id in ids {
        let request = GetSecretValueRequest { secret_id: id.clone(), ..Default::default() };
        match cx.call::<GetSecretValue>(request).await {
            Ok(value) => secret_values.push(SecretValueEntry {
                arn: value.arn,
                name: value.name,
                version_id: value.version_id,
                secret_binary: value.secret_binary,
                secret_string: value.secret_string,
                version_stages: value.version_stages,
                created_date: value.created_date,
            }),
            Err(error) if error.status() < 500 => errors.push(shown(id, &error)),
            Err(error) => return Err(error),
        }
    }
    Ok(BatchGetSecretValueResponse {
        secret_values: Some(secret_values),
        next_token,
        errors: Some(errors),
    })
}

/// The names that the filters find on this page, and the token for the next.
async fn found(
    cx: &mut Cx<'_>,
    input: &BatchGetSecretValueRequest,
) -> ApiResult<(Vec<String>, Option<String>)> {
    let binding = format!("{:?}", input.filters);
    let token = input.next_token.as_deref();
    let page: Page<Position> =
        Page::parse(cx, &[&binding], input.max_results, limits::BATCH, token)?;
    let listing = Listing {
        filters: Filters::parse(input.filters.as_deref())?,
        sorting: Sorting::parse(None, None),
        with_deleted: false,
    };
    let secrets = listing.read(cx, page.after.as_ref(), page.limit + 1).await?;
    let position = |secret: &crate::secret::Secret| listing.sorting.position(secret);
    let (secrets, next_token) = page.cut(cx, &[&binding], secrets, position)?;
    let names = secrets.into_iter().map(|secret| secret.name.to_string()).collect();
    Ok((names, next_token))
}

fn shown(id: String, error: &ApiError) -> APIErrorType {
    APIErrorType {
        secret_id: Some(id),
        error_code: Some(error.code().to_owned()),
        message: error.message().map(str::to_owned),
    }
}
