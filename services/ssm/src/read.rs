//! Finding a version of a parameter, and showing it.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html>

use std::sync::Arc;

use kernel::{AccountId, ApiResult, Cx};

use crate::labels::Labels;
use crate::name::ParameterKey;
use crate::parameter::{Kind, Parameter, Version};
use crate::reference::{Place, Reference, Selector};
use crate::tables::{PARAMETERS, VERSIONS};
use crate::{errors, public, secrets, secure};

/// A version of a parameter.
pub(crate) struct Found {
    pub(crate) key: ParameterKey,
    pub(crate) parameter: Arc<Parameter>,
    pub(crate) number: u64,
    pub(crate) version: Arc<Version>,
}

/// The parameter with this key.
pub(crate) async fn parameter(cx: &mut Cx<'_>, key: &ParameterKey) -> ApiResult<Arc<Parameter>> {
    cx.get_shared(&PARAMETERS, key).await?.ok_or_else(errors::not_found)
}

/// The version that the selector picks; the latest without one.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    key: ParameterKey,
    selector: Option<&Selector>,
) -> ApiResult<Found> {
    let parameter = parameter(cx, &key).await?;
    let number = match selector {
        None => parameter.version,
        Some(Selector::Version(number)) => *number,
        Some(Selector::Label(label)) => {
            let labels = Labels::load(cx, &key).await?;
            labels.version(label).ok_or_else(|| errors::label_not_found(label, &parameter.name))?
        }
    };
    version(cx, key, parameter, number).await
}

/// This version of a parameter.
pub(crate) async fn version(
    cx: &mut Cx<'_>,
    key: ParameterKey,
    parameter: Arc<Parameter>,
    number: u64,
) -> ApiResult<Found> {
    let place = (key, number);
    match cx.get_shared(&VERSIONS, &place).await? {
        Some(version) => Ok(Found { key: place.0, parameter, number, version }),
        None => Err(errors::version_not_found(number, &parameter.name)),
    }
}

impl Found {
    /// The value: as it is, or decrypted for the caller.
    pub(crate) async fn value(&self, cx: &mut Cx<'_>, decrypt: bool) -> ApiResult<String> {
        let Version { meta, value } = &*self.version;
        match decrypt && meta.kind == Kind::SecureString {
            true => secure::open(cx, &self.key, meta.tier, value).await,
            false => Ok(value.clone()),
        }
    }

    /// The version as readers see it.
    pub(crate) async fn show(
        &self,
        cx: &mut Cx<'_>,
        decrypt: bool,
    ) -> ApiResult<gen_ssm::Parameter> {
        let value = self.value(cx, decrypt).await?;
        let meta = &self.version.meta;
        Ok(gen_ssm::Parameter {
            name: Some(self.parameter.name.clone()),
            r#type: Some(meta.kind.as_str().to_owned()),
            value: Some(value),
            version: i64::try_from(self.number).ok(),
            selector: None,
            source_result: None,
            last_modified_date: Some(meta.modified_at),
            arn: Some(self.key.arn(cx)?.into()),
            data_type: Some(meta.data_type.clone()),
        })
    }
}

/// What a reference is to, in the account that it names or the caller's own. Policies were asked before.
pub(crate) async fn get(
    cx: &mut Cx<'_>,
    reference: &Reference,
    decrypt: bool,
) -> ApiResult<gen_ssm::Parameter> {
    let outer = cx.enter(owner(cx, reference));
    let result = get_here(cx, reference, decrypt).await;
    cx.enter(outer);
    result
}

/// Whose parameter the reference is to. The account that a call acts in is that of its first reference only.
pub(crate) fn owner(cx: &Cx<'_>, reference: &Reference) -> AccountId {
    reference.account.unwrap_or(cx.caller().account)
}

async fn get_here(
    cx: &mut Cx<'_>,
    reference: &Reference,
    decrypt: bool,
) -> ApiResult<gen_ssm::Parameter> {
    let shown = match &reference.place {
        Place::Secret(secret) => return secrets::get(cx, secret, reference, decrypt).await,
        Place::Public(key) => public::get(cx, key, reference.selector.as_ref())?,
        Place::Stored(key) => {
            let found = find(cx, key.clone(), reference.selector.as_ref()).await?;
            found.show(cx, decrypt).await?
        }
    };
    Ok(gen_ssm::Parameter {
        name: reference.name.clone().or(shown.name),
        selector: reference.shown_selector.clone(),
        ..shown
    })
}
