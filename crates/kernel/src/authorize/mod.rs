//! May this caller do this? The stage of the path that asks every policy, for every call of every service.
//!
//! Read straight down: what the call requires ([`crate::access`]), who asks ([`standing`]), what the circumstances are
//! ([`question`]), the decision of every policy that takes part (crate `policy`), and what is kept of it ([`decisions`]).
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

pub(crate) mod by_facts;
mod compiled;
pub(crate) mod decisions;
mod denial;
mod denial_names;
mod question;
pub(crate) mod standing;
mod vouched;

use std::sync::Arc;

use arn::AccountId;
use schema::ApiResult;
use tracing::warn;

use crate::access::{Access, AccessQuery, Required};
use crate::call::{Call, Principal};
use crate::cx::Cx;
use crate::kernel::Kernel;
use crate::members::Members;
use crate::operations::OpEntry;
use crate::service::Registered;
use crate::session::SessionKind;
use crate::settings::IamMode;
use crate::usage::Seen;

pub(crate) use compiled::CompiledPolicies;
pub(crate) use decisions::Decisions;
pub(crate) use standing::Standings;
pub use vouched::Vouched;

use decisions::{Evidence, Ruling};
use question::{Circumstances, Question};
use standing::Standing;

impl Kernel {
    /// Whether the call goes on, and in which account it acts. `Err` is what the client sees.
    pub(crate) async fn authorize(
        &self,
        cx: &mut Cx<'_>,
        call: &Call,
        entry: &OpEntry,
    ) -> ApiResult<AccountId> {
        // What a service does on its own behalf is asked of nobody: it has no policies, and no way in but ours.
        if matches!(call.caller.principal, Principal::Service(_)) {
            return Ok(call.account);
        }
        let registered = self.registered(call.service)?;
        let schema = registered.service.schema.get();
        let operation = &schema.operations[entry.schema_index];
        let access_facts = registered.access_of(call.operation);
        let action = &access_facts.action;
        let input = Members::new(call.input.as_ser(), &operation.input().members);
        if matches!(call.caller.principal, Principal::Anonymous) && !operation.anonymous {
            return Err(denial::unsigned());
        }
        let standing = self.standing(cx).await;
        let standing = standing.map_err(|error| denial::in_words_of(registered, error))?;
        let query = AccessQuery {
            operation: entry.name,
            action,
            input,
            typed: call.input.as_ref(),
            wants_resource_tags: standing.asks_resource_tags,
        };
        let access = match registered.service.access {
            Some(access) => access(cx, &query).await?,
            None => Access::ByFacts,
        };
        let required = match access {
            Access::Open => return Ok(call.account),
            Access::Requires(required) => required,
            Access::ByFacts => {
                vec![by_facts::required(cx, registered, access_facts, &query)?]
            }
        };
        let circumstances = Circumstances::of(cx, &query);
        self.ask(cx, call, registered, &standing, circumstances, required).await
    }

    /// Whether policies let the caller do what is no operation of an API: a visit to an address of a resource. It is
    /// noted, and can be explained, like a call.
    pub async fn require(&self, call: &Call, required: Vec<Required>) -> ApiResult<()> {
        let mut cx = Cx::begin(self, call);
        let standing = self.standing(&mut cx).await?;
        let circumstances = Circumstances::plain(&cx);
        let registered = self.registered(call.service)?;
        self.ask(&mut cx, call, registered, &standing, circumstances, required).await.map(|_| ())
    }

    /// Asks, notes and says no where policies do. Returns the account that the call acts in.
    async fn ask(
        &self,
        cx: &mut Cx<'_>,
        call: &Call,
        registered: &Registered,
        standing: &Arc<Standing>,
        circumstances: Circumstances,
        required: Vec<Required>,
    ) -> ApiResult<AccountId> {
        let account = required.first().and_then(|first| first.owner).unwrap_or(call.account);
        let mode = self.settings().iam;
        if mode == IamMode::Off {
            return Ok(account);
        }
        barred(call, standing)?;
        let operation = registered.operation_name(call.operation);
        let rulings = self.decide(cx, standing, circumstances, required).await?;
        let evidence = Evidence::new(cx, operation, rulings);
        let denial = evidence.denial();
        self.note(call, registered, &evidence);
        let Some(question) = denial else {
            self.0.decisions.keep(evidence);
            return Ok(account);
        };
        let error = denial::error(registered, operation, &evidence.rulings[question]);
        if mode == IamMode::Warn {
            warn!(denial = %error, operation, "would be denied");
            self.0.decisions.keep(evidence.only_warned());
            return Ok(account);
        }
        self.0.decisions.keep(evidence);
        Err(error)
    }

    /// Asks the policies about each thing that is required, up to the first denial.
    async fn decide(
        &self,
        cx: &mut Cx<'_>,
        standing: &Arc<Standing>,
        circumstances: Circumstances,
        required: Vec<Required>,
    ) -> ApiResult<Vec<Ruling>> {
        let circumstances = Arc::new(circumstances);
        let mut rulings = Vec::with_capacity(required.len());
        for required in required {
            let owner = required.owner.unwrap_or(cx.account());
            let resource_side = self.account_standing(cx, owner).await?;
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
        Ok(rulings)
    }

    /// What reports and suggestions count: real identities only.
    fn note(&self, call: &Call, registered: &Registered, evidence: &Evidence) {
        if !call.caller.verified {
            return;
        }
        let now = evidence.time;
        let signing_name = registered.service.schema.facts().signing_name;
        self.0.usage.see_key(&call.caller.access_key_id, now, signing_name, call.region.as_str());
        for ruling in &evidence.rulings {
            self.0.usage.see(&Seen {
                account: call.caller.account,
                principal: &ruling.question.standing.seen_as,
                action: &ruling.question.required.action,
                resource: &ruling.question.required.resource,
                region: call.region.as_str(),
                allowed: ruling.decision.is_allowed(),
                at: now,
            });
        }
    }
}

impl Cx<'_> {
    /// Whether policies would let the caller do this: for handlers that have to know what a change would mean (a key
    /// policy that locks out who sets it). Nothing is noted, and nobody is denied.
    pub async fn would_be_allowed(&mut self, required: Required) -> ApiResult<bool> {
        if matches!(self.caller().principal, Principal::Service(_)) {
            return Ok(true);
        }
        let kernel = self.kernel();
        let owner = required.owner.unwrap_or(self.account());
        let question = Question {
            standing: kernel.standing(self).await?,
            circumstances: Arc::new(Circumstances::plain(self)),
            owner,
            resource_side: kernel.account_standing(self, owner).await?,
            required,
        };
        Ok(question.decide().is_allowed())
    }
}

/// Calls that no policy can allow.
fn barred(call: &Call, standing: &Standing) -> ApiResult<()> {
    if standing.account.is_suspended() {
        return Err(denial::suspended(call.caller.account));
    }
    let Some(session) = &call.caller.session else { return Ok(()) };
    // Users' own sessions reach IAM with a second factor only, federated users' never do.
    let no_iam = match session.kind {
        SessionKind::Own => session.mfa.is_none() && session.arn.resource() != "root",
        SessionKind::FederatedUser => true,
        SessionKind::Role | SessionKind::Root | SessionKind::StandIn => false,
    };
    if no_iam && call.service == "iam" && matches!(call.via, crate::call::Via::Wire { .. }) {
        return Err(denial::unknown_token(&call.caller.access_key_id));
    }
    Ok(())
}
