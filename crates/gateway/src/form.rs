//! Browsers' uploads to S3: a form whose fields say what PutObject's headers would, and whose signed policy says which
//! forms its signer allows. It becomes a call of PutObject, with an answer of its own.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html>

mod answer;
mod fields;
mod multipart;
mod policy;
mod sign;

use std::sync::Arc;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method};
use hyper::Response;
use hyper::body::Incoming;
use kernel::{Call, Caller, Endpoint};
use schema::{ApiError, Protocol};
use wire::RequestParts;

use crate::answer::Failure;
use crate::connection::Peer;
use crate::head::Head;
use crate::heard::Heard;
use crate::input::{self, Payload};
use crate::pipeline::Gateway;
use crate::reply::ReplyBody;
use crate::route::Hints;

const FORM: &str = "multipart/form-data";

/// The bucket that a form is sent to; `None` of all other requests.
pub(crate) fn bucket<'r>(head: &Head<'r>, hints: &Hints<'_>) -> Option<&'r str> {
    // Forms carry their signature among their fields, so nearly all requests are known by this.
    let of_s3 = hints.signing_name.is_empty() && hints.host.service.is_none_or(|s| s == "s3");
    if !of_s3 || head.parts.method != Method::POST || !head.query.is_empty() {
        return None;
    }
    let rest = head.target.strip_prefix('/')?;
    let bucket = rest.strip_suffix('/').unwrap_or(rest);
    let content_type = head.text(CONTENT_TYPE, 1_024).to_ascii_lowercase();
    // Without a service's name what other services take is not meant for S3.
    let of_others =
        ["", "application/x-www-form-urlencoded", "application/json", "application/cbor"];
    let other = of_others.iter().any(|known| content_type.split(';').next() == Some(known))
        || content_type.starts_with("application/x-amz-");
    let form = content_type.starts_with(FORM);
    let meant = form || hints.host.service.is_some() || (could_be_bucket(bucket) && !other);
    let fits = meant
        && !bucket.is_empty()
        && !bucket.contains('/')
        && !head.parts.headers.contains_key("x-amz-target");
    fits.then_some(bucket)
}

fn could_be_bucket(name: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.');
    (3..=63).contains(&name.len()) && name.bytes().all(fits)
}

/// Answers a form.
pub(crate) async fn answer<'g>(
    gateway: &'g Gateway,
    peer: Peer,
    head: &Head<'_>,
    bucket: &str,
    body: Incoming,
    request_id: &str,
    heard: &mut Heard<'g>,
) -> Result<Response<ReplyBody>, Failure<'g>> {
    let service = gateway.kernel.services().iter().find(|service| service.name() == "s3");
    (heard.service, heard.operation) = (service, "PostObject");
    let failure = |error| Failure { protocol: Protocol::RestXml, service, error };
    let content_type = head.text(CONTENT_TYPE, 1_024);
    let boundary = multipart::boundary(content_type).ok_or_else(|| failure(not_a_form()))?;
    let limits = &gateway.config.limits;
    let form = multipart::read(body, &boundary, limits.body_idle).await.map_err(failure)?;
    let multipart::Form { fields, file_name, file } = form;
    let fields = fields::Fields::new(bucket, fields, file_name.as_deref());
    let who = sign::authenticate(gateway, head, &fields).map_err(failure)?;
    let policy = policy::Policy::of(&fields).map_err(failure)?;
    if let Some(policy) = &policy {
        policy.check(&fields, gateway.kernel.clock().now()).map_err(failure)?;
    }
    let sizes = policy.and_then(|policy| policy.sizes());
    let file = multipart::within(file, sizes);
    let key = fields.key().map_err(failure)?;
    let headers: HeaderMap = fields.headers().map_err(failure)?;
    let path = format!("/{}/{}", fields::encode(bucket), fields::encode(&key));
    let request = RequestParts { method: "PUT", path: &path, query: "", headers: &headers };
    let hints = Hints { signing_name: "s3", host: &crate::host::HostFacts::default() };
    let route = gateway.find_route(&request, &hints).map_err(Failure::from)?;
    let Some((position, entry)) = route.service.entry(route.operation) else {
        return Err(failure(ApiError::not_implemented("s3:PutObject")));
    };
    let mut typed = (entry.new_input)();
    let random = gateway.kernel.random();
    input::read(&route, &request, Payload::Stream(file), typed.as_shape(), random)
        .map_err(failure)?;
    let account = who.caller.account;
    let caller = Arc::new(Caller { by_form: true, ..who.caller });
    (heard.caller, heard.region) = (Some(caller.clone()), Some(who.region.clone()));
    let call = Call {
        service: route.service.name(),
        operation: position,
        account,
        caller,
        region: who.region,
        request_id: request_id.to_owned(),
        endpoint: Endpoint { secure: peer.secure, authority: head.authority.to_owned() },
        via: head.via(peer.address),
        trace: head.trace(),
        input: typed,
    };
    let output = gateway.kernel.dispatch(call).await.map_err(failure)?;
    let plain = crate::answer::encode(head, &route, &*output, request_id);
    let plain = plain.map_err(failure)?;
    Ok(answer::of(head, peer.secure, &fields, &key, plain))
}

fn not_a_form() -> ApiError {
    let message = "At least one of the pre-conditions you specified did not hold";
    let condition = "Bucket POST must be of the enclosure-type multipart/form-data";
    ApiError::new("PreconditionFailed", 412, message).with_extra("Condition", condition)
}
