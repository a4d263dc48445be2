//! The services of this cloud, one line each. A service that is not listed here does not exist.

use kernel::Service;

/// All services, sorted by name.
#[rustfmt::skip]
pub fn services() -> Vec<Service> {
    vec![
        accessanalyzer::service(),
        dax::service(),
        dynamodb::service(),
        dynamodb::streams(),
        iam::service(),
        kms::service(),
        lambda::service(),
        logs::service(),
        organizations::service(),
        s3::service(),
        s3::control(),
        secretsmanager::service(),
        sqs::service(),
        ssm::service(),
        sts::service(),
    ]
}
