//! Root access of member accounts, managed centrally: two features of an organization, which its management account
//! switches on. They are kept here, under the organization's id; who may touch them is asked of Organizations.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html>

use gen_iam::values::feature_type;
use kernel::{ApiResult, Cx};
use serde::{Deserialize, Serialize};

use crate::review_errors;
use crate::tables::ORGANIZATION_FEATURES;

/// IAM as Organizations knows it.
const SERVICE: &str = "iam.amazonaws.com";

/// Which features are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Features {
    pub(crate) credentials: bool,
    pub(crate) sessions: bool,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    Credentials,
    Sessions,
}

impl Features {
    fn with(mut self, feature: Feature, on: bool) -> Features {
        match feature {
            Feature::Credentials => self.credentials = on,
            Feature::Sessions => self.sessions = on,
        }
        self
    }

    /// As the API lists them.
    pub(crate) fn names(self) -> Vec<String> {
        let mut names = Vec::new();
        if self.credentials {
            names.push(feature_type::ROOT_CREDENTIALS_MANAGEMENT.to_owned());
        }
        if self.sessions {
            names.push(feature_type::ROOT_SESSIONS.to_owned());
        }
        names
    }
}

/// Who asks for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// The management account, or a delegated administrator of IAM.
    Administrators,
    /// The management account alone.
    Management,
}

/// The organization's id and its features, if the caller may have to do with them.
pub(crate) async fn enter(cx: &mut Cx<'_>, door: Door) -> ApiResult<(String, Features)> {
    let account = cx.account();
    let Some(membership) = cx.membership(account).await? else {
        return Err(review_errors::organization_not_found());
    };
    if membership.management != account {
        if !cx.is_delegated_administrator(account, SERVICE).await? {
            return Err(review_errors::not_an_administrator());
        }
        if door == Door::Management {
            return Err(review_errors::not_the_management_account());
        }
    }
    if !cx.has_service_access(account, SERVICE).await? {
        return Err(review_errors::service_access_not_enabled());
    }
    let features = of(cx, &membership.organization).await?;
    Ok((membership.organization, features))
}

/// The features of an organization, whoever asks.
pub(crate) async fn of(cx: &mut Cx<'_>, organization: &str) -> ApiResult<Features> {
    Ok(cx.get(&ORGANIZATION_FEATURES, &organization.to_owned()).await?.unwrap_or_default())
}

/// Switches a feature; switching it to what it is changes nothing.
pub(crate) async fn switch(
    cx: &mut Cx<'_>,
    door: Door,
    feature: Feature,
    on: bool,
) -> ApiResult<(String, Features)> {
    let (organization, features) = enter(cx, door).await?;
    let features = features.with(feature, on);
    cx.put(&ORGANIZATION_FEATURES, &organization, &features);
    cx.identities_changed();
    Ok((organization, features))
}
