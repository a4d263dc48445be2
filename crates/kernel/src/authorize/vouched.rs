//! Decisions about somebody whom only a handler knows: who comes with an identity provider's word. They are made by the
//! same policies as all others, and can be explained like them.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use std::sync::Arc;

use policy::Principal as Who;
use schema::ApiResult;
use tracing::warn;

use super::decisions::{Evidence, Ruling};
use super::question::{Circumstances, Question};
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
        let standing = Arc::new(Standing::of_stranger(vouched.who, vouched.service_linked));
        let circumstances = Arc::new(Circumstances::plain(self).with_tags(vouched.tags));
        let mut rulings = Vec::with_capacity(required.len());
        for required in required {
            let owner = required.owner.unwrap_or(self.account());
            let resource_side = kernel.account_standing(self, owner).await?;
            if resource_side.is_suspended() {
                return Ok(Err(required.action.into_owned()));
            }
            let question = Question {
                standing: standing.clone(),
                circumstances: circumstances.clone(),
                owner,
                resource_side,
                required,
            };
            let decision = question.decide();
            let denied = !decision.is_allowed();
            rulings.push(Ruling { question, decision });
            if denied {
                break;
            }
        }
        let evidence = Evidence::new(self, rulings);
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
