//! The four steps of a rotation: the function is called once for each, with the same token.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html>

/// What a rotation function is called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Makes the new value, in stage AWSPENDING.
    Create,
    /// Has the database, or whatever the secret opens, take the new value.
    Set,
    /// Tries the new value.
    Test,
    /// Moves AWSCURRENT to the new version.
    Finish,
}

impl Step {
    /// In their order.
    pub(crate) const ALL: [Step; 4] = [Step::Create, Step::Set, Step::Test, Step::Finish];

    /// As the function's event says it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Step::Create => "createSecret",
            Step::Set => "setSecret",
            Step::Test => "testSecret",
            Step::Finish => "finishSecret",
        }
    }
}
