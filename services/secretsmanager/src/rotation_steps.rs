//! The four steps of a rotation: the function is called once for each, with the same token.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html>

/// What a rotation function is called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Makes the new value, in stage AWSPENDING.
    CreateSecret,
    /// Has the database, or whatever the secret opens, take the new value.
    SetSecret,
    /// Tries the new value.
    TestSecret,
    /// Moves AWSCURRENT to the new version.
    FinishSecret,
}

impl Step {
    /// In their order.
    pub(crate) const ALL: [Step; 4] =
        [Step::CreateSecret, Step::SetSecret, Step::TestSecret, Step::FinishSecret];

    /// As the function's event says it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Step::CreateSecret => "createSecret",
            Step::SetSecret => "setSecret",
            Step::TestSecret => "testSecret",
            Step::FinishSecret => "finishSecret",
        }
    }
}
