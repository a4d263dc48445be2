//! Serves functions at their own addresses: who comes is judged by the function's policy, the request becomes an event, and
//! what the function returns becomes the answer. Read [`visit`] straight down.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html>

mod access;
mod answer;
mod body;
mod cors;
mod event;
mod text;

use std::sync::Arc;

use functions::{FunctionSpec, Functions, Invocation, Outcome};
use kernel::{BoxFuture, Caller, Cx, Front, FrontAnswer, FrontRequest, Kernel, Principal, WaitCx};

use crate::function_name::{Qualifier, Target};
use crate::function_url::{FunctionUrl, UrlPlace};
use crate::tables::{URL_IDS, URLS};
use crate::{errors, invocation, limits, lineage, spec};

use answer::{Answer, Refusal};

/// Serves them.
pub(crate) struct Urls;

impl Front for Urls {
    fn label(&self) -> &'static str {
        "lambda-url"
    }

    fn body_limit(&self) -> usize {
        limits::MAX_URL_BODY
    }

    fn serve<'a>(
        &'a self,
        kernel: &'a Kernel,
        request: FrontRequest,
    ) -> BoxFuture<'a, FrontAnswer> {
        Box::pin(async move {
            let id = request.request_id.clone();
            let answer = visit(kernel, request).await.unwrap_or_else(Refusal::answer);
            answer::finish(answer, &id)
        })
    }
}

/// The function that an address belongs to.
struct Found {
    place: UrlPlace,
    url: FunctionUrl,
    target: Target,
}

async fn visit(kernel: &Kernel, request: FrontRequest) -> Result<FrontAnswer, Refusal> {
    let found = find(kernel, &request).await?.ok_or(Refusal::Unknown)?;
    let cors = found.url.cors.as_ref();
    if let Some(headers) = cors.and_then(|rules| cors::preflight(rules, &request)) {
        return Ok(Answer::empty(200).with(headers).whole());
    }
    let caller = found.admit(kernel, &request).await?;
    let headers = cors.map(|rules| cors::headers(rules, &request)).unwrap_or_default();
    match found.call(kernel, &request, &caller).await {
        Ok(answer) => Ok(answer::with(answer, headers)),
        Err(refusal) => Ok(answer::with(refusal.answer(), headers)),
    }
}

async fn find(kernel: &Kernel, request: &FrontRequest) -> Result<Option<Found>, Refusal> {
    let nobody = Arc::new(Caller {
        principal: Principal::Anonymous,
        ..Caller::root(kernel.settings().default_account, String::new())
    });
    let call = request.call("lambda", nobody, kernel.settings().default_account);
    let mut cx = Cx::begin(kernel, &call);
    let place = cx.get(&URL_IDS, &request.name).await?;
    let Some(place) = place.filter(|place| place.region == request.region.as_str()) else {
        return Ok(None);
    };
    cx.enter(place.account);
    let url = cx.get_shared(&URLS, &(place.function.clone(), place.alias.clone())).await?;
    let Some(url) = url else { return Ok(None) };
    let qualifier = (!place.alias.is_empty()).then(|| Qualifier::Alias(place.alias.clone()));
    let target = Target { account: Some(place.account), name: place.function.clone(), qualifier };
    Ok(Some(Found { place, url: FunctionUrl::clone(&url), target }))
}

impl Found {
    /// Calls the function.
    async fn call(
        &self,
        kernel: &Kernel,
        request: &FrontRequest,
        caller: &Arc<Caller>,
    ) -> Result<FrontAnswer, Refusal> {
        let body = request.body.as_ref().map_err(Refusal::of_body)?;
        let functions = kernel.plane::<Functions>();
        let functions = functions.ok_or_else(|| Refusal::broken("functions do not run here"))?;
        let call = request.call("lambda", caller.clone(), self.place.account);
        let mut wx = WaitCx::new(kernel, &call);
        let (found, spec) = spec::ready(&mut wx, &functions, &self.target).await?;
        if found.version().settings.durable.is_some() {
            return Err(errors::durable_elsewhere().into());
        }
        invocation::require_active(&found)?;
        let mut cx = Cx::begin(kernel, &call);
        let arn = found.arn(&cx)?;
        let signer = match self.url.auth == access::IAM {
            true => Some(event::Signer {
                caller,
                organization: cx.membership(caller.account).await?.map(|of| of.organization),
            }),
            false => None,
        };
        drop(cx);
        let given = event::given_trace(request).map(str::to_owned);
        let trace = given.unwrap_or_else(|| lineage::begin(kernel, &found));
        let payload = event::Event::of(request, body, &trace, signer, kernel.clock().now()).json();
        let invocation = Invocation {
            request_id: request.request_id.clone(),
            arn,
            payload,
            client_context: None,
            trace: Some(trace.clone()),
            tail: false,
        };
        let streams = self.url.mode == "RESPONSE_STREAM";
        let answer = match streams {
            true => streamed(&functions, &spec, invocation).await?,
            false => buffered(&functions, &spec, invocation).await?,
        };
        Ok(answer::with(answer, vec![("x-amzn-trace-id".to_owned(), trace)]))
    }
}

async fn buffered(
    functions: &Functions,
    spec: &Arc<FunctionSpec>,
    invocation: Invocation,
) -> Result<FrontAnswer, Refusal> {
    let size = invocation.payload.len();
    let invoked = functions.invoke(spec, invocation).await;
    match invoked.map_err(|error| invocation::refused(error, size))?.outcome {
        Outcome::Payload(payload) => Ok(Answer::of(&payload).ok_or(Refusal::Failed)?.whole()),
        Outcome::FunctionError { .. } => Err(Refusal::Failed),
    }
}

async fn streamed(
    functions: &Functions,
    spec: &Arc<FunctionSpec>,
    invocation: Invocation,
) -> Result<FrontAnswer, Refusal> {
    let size = invocation.payload.len();
    let streamed = functions.invoke_streaming(spec, invocation).await;
    let mut streamed = streamed.map_err(|error| invocation::refused(error, size))?;
    let content_type = streamed.content_type.take();
    let shaped = content_type.as_deref() == Some(body::HTTP_INTEGRATION);
    let Some(first) = streamed.pieces.recv().await else {
        let ended = streamed.ended.await.map_err(|_| Refusal::Failed)?;
        return match ended.outcome {
            Outcome::Payload(_) if !shaped => Ok(Answer::empty(200).typed(content_type).whole()),
            _ => Err(Refusal::Failed),
        };
    };
    if !shaped {
        return Ok(Answer::empty(200).typed(content_type).with_body(body::of(first, streamed)));
    }
    let mut prelude = body::Prelude::default();
    let mut piece = first;
    loop {
        match prelude.take(&piece) {
            body::Read::More => {}
            body::Read::Bad => return Err(Refusal::Failed),
            body::Read::Done { prelude, rest } => {
                let answer = Answer::of_prelude(&prelude).ok_or(Refusal::Failed)?;
                return Ok(answer.with_body(body::of(rest, streamed)));
            }
        }
        piece = streamed.pieces.recv().await.ok_or(Refusal::Failed)?;
    }
}

impl From<kernel::ApiError> for Refusal {
    fn from(error: kernel::ApiError) -> Refusal {
        Refusal::Error(errors::shown_at_urls(error))
    }
}
