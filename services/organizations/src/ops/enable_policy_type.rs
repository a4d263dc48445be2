//! EnablePolicyType.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html>

use gen_organizations::{EnablePolicyTypeInput, EnablePolicyTypeOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn enable_policy_type(
    _cx: &mut Cx<'_>,
    _input: &EnablePolicyTypeInput,
) -> ApiResult<EnablePolicyTypeOutput> {
    Err(ApiError::not_implemented("organizations:EnablePolicyType"))
}
