//! ListHandshakesForAccount: what the caller's account was sent.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForAccount.html>

use gen_organizations::HandshakeFilter;
use gen_organizations::values::invalid_input_exception_reason as reason;
use gen_organizations::{ListHandshakesForAccountInput, ListHandshakesForAccountOutput};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::handshake::{self, Handshake};
use crate::page::Page;

pub(super) async fn list_handshakes_for_account(
    cx: &mut Cx<'_>,
    input: &ListHandshakesForAccountInput,
) -> ApiResult<ListHandshakesForAccountOutput> {
    let filter = Filter::parse(input.filter.as_ref())?;
    let page = Page::parse(cx, &filter.0, input.max_results, input.next_token.as_deref())?;
    let (now, account) = (cx.now(), cx.caller().account.to_string());
    let found = handshake::of(cx, &account).await?;
    let found = found.iter().filter(|handshake| filter.takes(handshake));
    let list = found.map(|handshake| (handshake.id.clone(), handshake.show(now))).collect();
    let (handshakes, next_token) = page.of(cx, list);
    Ok(ListHandshakesForAccountOutput { handshakes: Some(handshakes), next_token })
}

/// By action or by parent, not both; the text stands for it in page tokens.
pub(super) struct Filter(pub(super) String);

impl Filter {
    pub(super) fn parse(filter: Option<&HandshakeFilter>) -> ApiResult<Filter> {
        let (action, parent) = match filter {
            None => (None, None),
            Some(filter) => (filter.action_type.as_ref(), filter.parent_handshake_id.as_ref()),
        };
        if action.is_some() && parent.is_some() {
            return Err(errors::invalid_input(
                reason::MAX_LIMIT_EXCEEDED_FILTER,
                "You can specify only one filter parameter for the operation.",
            ));
        }
        Ok(Filter(action.or(parent).cloned().unwrap_or_default()))
    }

    pub(super) fn takes(&self, handshake: &Handshake) -> bool {
        self.0.is_empty()
            || self.0 == handshake.action.as_str()
            || handshake.parent.as_ref() == Some(&self.0)
    }
}
