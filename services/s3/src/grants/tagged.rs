//! Tags of an instance of Access Grants, of its locations and of its grants.

use kernel::{ApiResult, Cx};

use super::{Grant, Instance, Location, arn_here, entry, place};
use crate::tables::{ACCESS_GRANTS, ACCESS_GRANTS_INSTANCES, ACCESS_GRANTS_LOCATIONS};

/// What has tags.
pub(crate) enum Granted {
    Instance(Instance),
    Location(Location),
    Grant(Grant),
}

impl Granted {
    /// What the ARN names, when it is the account's own in this region.
    pub(crate) async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Option<Granted>> {
        let here = arn_here(cx, "");
        let Some(tail) = arn.strip_prefix(&here) else { return Ok(None) };
        if tail.is_empty() {
            let place = place(cx);
            let found = cx.get(&ACCESS_GRANTS_INSTANCES, &place).await?;
            return Ok(found.map(Granted::Instance));
        }
        if let Some(id) = tail.strip_prefix("/location/") {
            let key = entry(cx, id);
            return Ok(cx.get(&ACCESS_GRANTS_LOCATIONS, &key).await?.map(Granted::Location));
        }
        let Some(id) = tail.strip_prefix("/grant/") else { return Ok(None) };
        let key = entry(cx, id);
        Ok(cx.get(&ACCESS_GRANTS, &key).await?.map(Granted::Grant))
    }

    pub(crate) fn tags(&self) -> &[(String, String)] {
        match self {
            Granted::Instance(instance) => &instance.tags,
            Granted::Location(location) => &location.tags,
            Granted::Grant(grant) => &grant.tags,
        }
    }

    /// Gives it these tags in place of its own.
    pub(crate) fn put(self, cx: &mut Cx<'_>, tags: Vec<(String, String)>) {
        match self {
            Granted::Instance(instance) => {
                let place = place(cx);
                cx.put(&ACCESS_GRANTS_INSTANCES, &place, &Instance { tags, ..instance });
            }
            Granted::Location(location) => {
                let key = entry(cx, &location.id);
                cx.put(&ACCESS_GRANTS_LOCATIONS, &key, &Location { tags, ..location });
            }
            Granted::Grant(grant) => {
                let key = entry(cx, &grant.id);
                cx.put(&ACCESS_GRANTS, &key, &Grant { tags, ..grant });
            }
        }
    }
}
