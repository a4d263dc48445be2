//! What IAM does later: reports, and the end of service-linked roles.

use kernel::JobEntry;

use crate::{credential_report, last_accessed, organization_report, service_linked};

pub(crate) const JOBS: &[JobEntry] = &[
    JobEntry {
        name: credential_report::MAKE.name,
        run: |cx, raw| Box::pin(credential_report::make(cx, raw)),
    },
    JobEntry {
        name: last_accessed::MAKE.name,
        run: |cx, raw| Box::pin(last_accessed::make(cx, raw)),
    },
    JobEntry {
        name: organization_report::MAKE.name,
        run: |cx, raw| Box::pin(organization_report::make(cx, raw)),
    },
    JobEntry {
        name: service_linked::DELETE.name,
        run: |cx, raw| Box::pin(service_linked::delete(cx, raw)),
    },
];
