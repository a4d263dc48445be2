//! What a function is called with: where the original is, how to answer, who asked, and what they sent.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-event-context.html>

use std::collections::BTreeMap;

use kernel::{ApiError, ApiResult, Call, Caller, Principal, SessionKind, Timestamp, Via};
use serde::Serialize;

use super::Asked;
use super::sent::Sent;

/// What is asked for, and how it is answered.
pub(super) enum Wanted<'e> {
    /// A GetObject: with the route and the token of the answer.
    Object { url: &'e str, route: &'e str, token: &'e str },
    /// A HeadObject.
    Head { url: &'e str },
    /// A ListObjects.
    List { url: &'e str },
    /// A ListObjectsV2.
    ListV2 { url: &'e str },
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'e> {
    x_amz_request_id: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    get_object_context: Option<Context<'e>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head_object_context: Option<Context<'e>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list_objects_context: Option<Context<'e>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "listObjectsV2Context")]
    list_objects_v2_context: Option<Context<'e>>,
    configuration: Configuration<'e>,
    user_request: UserRequest<'e>,
    user_identity: Identity,
    protocol_version: &'e str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Context<'e> {
    #[serde(rename = "inputS3Url")]
    input: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_route: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_token: Option<&'e str>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Configuration<'e> {
    access_point_arn: String,
    supporting_access_point_arn: String,
    payload: &'e str,
}

#[derive(Default, Serialize)]
struct UserRequest<'e> {
    url: &'e str,
    headers: BTreeMap<&'e str, &'e str>,
}

/// Who asked.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    #[serde(rename = "type")]
    kind: &'static str,
    principal_id: String,
    arn: String,
    account_id: String,
    access_key_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_context: Option<SessionContext>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionContext {
    attributes: Attributes,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_issuer: Option<Issuer>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Attributes {
    mfa_authenticated: &'static str,
    creation_date: String,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Issuer {
    #[serde(rename = "type")]
    kind: &'static str,
    principal_id: String,
    arn: String,
    account_id: String,
    user_name: String,
}

/// The event, as JSON. `url` is the address of the request.
pub(super) fn json(
    call: &Call,
    asked: &Asked,
    wanted: &Wanted<'_>,
    url: &str,
    sent: &Sent,
) -> ApiResult<Vec<u8>> {
    let of = |input| Context { input, output_route: None, output_token: None };
    let mut event = Event {
        x_amz_request_id: &call.request_id,
        configuration: Configuration {
            access_point_arn: asked.point.arn(),
            supporting_access_point_arn: asked.supporting.arn(),
            payload: &asked.payload,
        },
        user_request: UserRequest { url, headers: headers(call, sent) },
        user_identity: identity(&call.caller, &call.caller.arn(&call.region)),
        protocol_version: "1.00",
        ..Event::default()
    };
    match *wanted {
        Wanted::Object { url, route, token } => {
            let (output_route, output_token) = (Some(route), Some(token));
            event.get_object_context = Some(Context { input: url, output_route, output_token });
        }
        Wanted::Head { url } => event.head_object_context = Some(of(url)),
        Wanted::List { url } => event.list_objects_context = Some(of(url)),
        Wanted::ListV2 { url } => event.list_objects_v2_context = Some(of(url)),
    }
    serde_json::to_vec(&event).map_err(ApiError::bug)
}

fn headers<'e>(call: &'e Call, sent: &'e Sent) -> BTreeMap<&'e str, &'e str> {
    let mut headers: BTreeMap<&str, &str> =
        sent.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    headers.insert("Host", &call.endpoint.authority);
    if let Via::Wire { user_agent, .. } = &call.via {
        headers.insert("User-Agent", user_agent);
    }
    headers
}

fn identity(caller: &Caller, arn: &str) -> Identity {
    let plain = Identity {
        principal_id: caller.unique_id(),
        arn: arn.to_owned(),
        account_id: caller.account.to_string(),
        access_key_id: caller.access_key_id.clone(),
        ..Identity::default()
    };
    let Some(session) = caller.session.as_deref() else {
        let kind = match caller.principal {
            Principal::Root => "Root",
            Principal::Service(_) => "AWSService",
            _ => "IAMUser",
        };
        return Identity { kind, user_name: caller.user_name().map(str::to_owned), ..plain };
    };
    let kind = match session.kind {
        SessionKind::Role => "AssumedRole",
        SessionKind::FederatedUser => "FederatedUser",
        SessionKind::Root => "Root",
        SessionKind::Own | SessionKind::StandIn => match caller.principal {
            Principal::Root => "Root",
            _ => "IAMUser",
        },
    };
    let issuer = (session.kind == SessionKind::Role).then(|| Issuer {
        kind: "Role",
        principal_id: session.unique_id.split(':').next().unwrap_or_default().to_owned(),
        arn: session.issuer.to_string(),
        account_id: session.issuer.account().to_owned(),
        user_name: session.issuer.resource().rsplit('/').next().unwrap_or_default().to_owned(),
    });
    let attributes = Attributes {
        mfa_authenticated: if session.mfa.is_some() { "true" } else { "false" },
        creation_date: date(session.issued),
    };
    let context = SessionContext { attributes, session_issuer: issuer };
    let user_name = caller.user_name().map(str::to_owned);
    Identity { kind, user_name, session_context: Some(context), ..plain }
}

/// `Wed Mar 10 23:41:52 UTC 2021`.
fn date(at: Timestamp) -> String {
    let text = at.whole_seconds().http_date();
    let mut parts = text.split([' ', ',']).filter(|part| !part.is_empty());
    let mut next = || parts.next().unwrap_or_default();
    let (weekday, day, month, year, time) = (next(), next(), next(), next(), next());
    format!("{weekday} {month} {day} {time} UTC {year}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use kernel::{AccountId, Session};

    #[test]
    fn dates() {
        assert_eq!(date(Timestamp::from_secs(1_615_419_712)), "Wed Mar 10 23:41:52 UTC 2021");
    }

    #[test]
    fn who_asked() {
        let account = AccountId::parse("111122223333").unwrap();
        let root = Caller::root(account, "AKIA");
        let shown = identity(&root, "arn:aws:iam::111122223333:root");
        assert_eq!((shown.kind, shown.principal_id.as_str()), ("Root", "111122223333"));
        assert_eq!(shown.session_context, None);
        let arn = "arn:aws:sts::111122223333:assumed-role/Admin/me".parse().unwrap();
        let at = Timestamp::from_secs(1_615_419_712);
        let session = Session {
            kind: SessionKind::Role,
            unique_id: "AROA:me".to_owned(),
            issuer: "arn:aws:iam::111122223333:role/team/Admin".parse().unwrap(),
            ..Session::plain(account, arn, at, at)
        };
        let caller = Caller::of_session(Arc::new(session), "ASIA");
        let shown = identity(&caller, "arn");
        assert_eq!(shown.kind, "AssumedRole");
        let context = shown.session_context.unwrap();
        assert_eq!(context.attributes.mfa_authenticated, "false");
        let issuer = context.session_issuer.unwrap();
        assert_eq!((issuer.principal_id.as_str(), issuer.user_name.as_str()), ("AROA", "Admin"));
    }
}
