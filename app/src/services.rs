//! The services of this cloud, one line each. A service that is not listed here does not exist.

use kernel::Service;

/// All services, sorted by name.
#[rustfmt::skip]
pub fn services() -> Vec<Service> {
    vec![
        accessanalyzer::service(),
        iam::service(),
        organizations::service(),
        sqs::service(),
        sts::service(),
    ]
}
