//! Who may come: the address's kind of authorization, the function's policy, and those of who signed. Since October 2025 a
//! visitor needs the permission to invoke the function besides that for its address.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html>

use std::sync::Arc;

use functions::Functions;
use kernel::{AccountId, Caller, Cx, FrontRequest, Kernel, Principal, Required};
use policy::ResourceRule;

use super::Found;
use super::answer::Refusal;
use crate::function_name::qualified_arn;
use crate::tables::POLICIES;

/// Visitors sign.
pub(super) const IAM: &str = "AWS_IAM";

impl Found {
    /// Lets a visitor in, or not. At an address that asks for no signature everybody is nobody.
    pub(super) async fn admit(
        &self,
        kernel: &Kernel,
        request: &FrontRequest,
    ) -> Result<Arc<Caller>, Refusal> {
        let caller = match self.url.auth.as_str() {
            IAM => {
                let caller = request.caller.as_ref().map_err(Refusal::of_signature)?;
                if caller.principal == Principal::Anonymous {
                    return Err(Refusal::Forbidden);
                }
                caller.clone()
            }
            _ => Arc::new(Caller {
                principal: Principal::Anonymous,
                ..Caller::root(self.place.account, String::new())
            }),
        };
        let call = request.call("lambda", caller.clone(), caller.account);
        let required = {
            let mut cx = Cx::begin(kernel, &call);
            self.required(&mut cx, self.place.account).await?
        };
        match kernel.require(&call, required).await {
            Ok(()) => Ok(caller),
            Err(error) if error.status() < 500 => Err(Refusal::Forbidden),
            Err(error) => Err(error.into()),
        }
    }

    async fn required(&self, cx: &mut Cx<'_>, owner: AccountId) -> Result<Vec<Required>, Refusal> {
        cx.enter(owner);
        let arn = qualified_arn(cx, &self.target.name, self.target.qualifier.as_ref())?;
        let key = (self.target.name.clone(), self.place.alias.clone());
        let policy = match cx.get_shared(&POLICIES, &key).await? {
            Some(policy) => Some(cx.kernel().compiled(&arn, &policy.text)?),
            None => None,
        };
        let on = |action: &'static str| {
            let required = Required::new(action, arn.as_str())
                .owned_by(owner)
                .with_key("lambda:FunctionUrlAuthType", self.url.auth.as_str());
            match &policy {
                Some(policy) => required.with_policy(policy.clone(), ResourceRule::Either),
                None => required,
            }
        };
        let mut all = vec![on("lambda:InvokeFunctionUrl")];
        let functions = cx.kernel().plane::<Functions>();
        if functions.is_none_or(|functions| functions.settings().url_needs_invoke) {
            all.push(on("lambda:InvokeFunction").with_key("lambda:InvokedViaFunctionUrl", true));
        }
        Ok(all)
    }
}
