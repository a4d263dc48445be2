//! CreateAccount: asks for a new account, which is made in the background.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html>

use gen_organizations::values::{
    constraint_violation_exception_reason as constraint, invalid_input_exception_reason as reason,
};
use gen_organizations::{CreateAccountInput, CreateAccountOutput};
use kernel::{ApiResult, Cx};

use crate::creation::{self, Creation, Outcome};
use crate::{account, door, errors, ids, limits, roles, tags};

pub(super) async fn create_account(
    cx: &mut Cx<'_>,
    input: &CreateAccountInput,
) -> ApiResult<CreateAccountOutput> {
    let organization = door::management(cx).await?;
    let role = input.role_name.clone().unwrap_or_else(|| roles::ACCESS_ROLE.to_owned());
    if role.to_ascii_lowercase().starts_with("awsservicerolefor") {
        return Err(errors::invalid_input(
            reason::INVALID_ROLE_NAME,
            "You provided a role name that isn't valid. A role name can't begin with the reserved prefix \
             AWSServiceRoleFor.",
        ));
    }
    let given = tags::of_request(input.tags.as_ref())?;
    if account::count(cx, &organization).await? >= limits::ACCOUNTS {
        return Err(errors::constraint(
            constraint::ACCOUNT_NUMBER_LIMIT_EXCEEDED,
            "You have exceeded the allowed number of AWS accounts.",
        ));
    }
    let creation = Creation {
        id: ids::fresh_long(cx.random(), "car"),
        name: input.account_name.clone(),
        email: input.email.clone(),
        role,
        tags: given,
        requested: cx.now(),
        completed: None,
        outcome: Outcome::InProgress,
    };
    creation::begin(cx, &organization, &creation).await?;
    Ok(CreateAccountOutput { create_account_status: Some(creation.show()) })
}
