//! Decisions about somebody whom only a handler knows: who comes with an identity provider's word. They are made by the
//! same policies as all others, and can be explained like them.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use std::sync::Arc;

use policy::Principal as Who;
use schema::ApiResult;
use tracing::warn;

use super::decisions::Evidence;
use super::question::Circumstances;
use super::standing::Standing;
use crate::access::Required;
use crate::cx::Cx;
use crate::settings::IamMode;

/// Somebody for whom an identity provider vouches.
pub struct Vouched {
    /// The provider, as policies name it.
    pub who: Who,
    /// Tags that the session is to have.
    pub tags: Vec<(String, String)>,
    /// Whether control policies of organizations do not concern what is asked for: a service-linked role.
    pub service_linked: bool,
}

impl Cx<'_> {
    /// Whether policies let somebody in whom only the handler knows; the inner error is the action that is denied.
    pub async fn decide_for(
        &mut self,
        vouched: Vouched,
        required: Vec<Required>,
    ) -> ApiResult<Result<(), String>> {
        let kernel = self.kernel();
        let mode = self.settings().iam;
        if mode == IamMode::Off {
            return Ok(Ok(()));
        }
        // Nobody gets into an account that is suspended, whatever its policies say.
        for required in &required {
            let owner = required.owner.unwrap_or(self.account());
            if kernel.account_standing(self, owner).await?.is_suspended() {
                return Ok(Err(required.action.to_string()));
            }
        }
        let standing = Arc::new(Standing::of_stranger(vouched.who, vouched.service_linked));
        let circumstances = Circumstances::plain(self).with_tags(vouched.tags);
        let rulings = kernel.decide(self, &standing, circumstances, required).await?;
        let evidence = Evidence::new(self, self.operation(), rulings);
        let denied =
            evidence.denial().map(|at| evidence.rulings[at].question.required.action.to_string());
        let warns = mode == IamMode::Warn;
        kernel.0.decisions.keep(if warns { evidence.only_warned() } else { evidence });
        match denied {
            Some(action) if warns => {
                warn!(action, "would be denied");
                Ok(Ok(()))
            }
            Some(action) => Ok(Err(action)),
            None => Ok(Ok(())),
        }
    }
}
