//! S3 for browsers: what a bucket's rules say to pages, and its website.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html>

use std::sync::Arc;

use gen_s3::CORSConfiguration;
use kernel::{
    AccountId, ApiError, ApiResult, BoxFuture, Call, Caller, Cx, Endpoint, Kernel, PageQuery,
    PageRule, Principal, Region, Shown, Via, Visit, Web,
};

use crate::bucket::Bucket;
use crate::bucket_name::BucketName;
use crate::cors::{self, Asked};
use crate::kept::Kept;
use crate::tables::BUCKETS;
use crate::{configuration, website};

/// S3, as browsers see it.
pub(crate) struct Pages;

impl Web for Pages {
    fn page<'a>(
        &'a self,
        kernel: &'a Kernel,
        query: &'a PageQuery<'a>,
    ) -> BoxFuture<'a, ApiResult<PageRule>> {
        Box::pin(page(kernel, query))
    }

    fn site<'a>(&'a self, kernel: &'a Kernel, visit: Visit) -> BoxFuture<'a, Shown> {
        Box::pin(website::show(kernel, visit))
    }
}

/// Nobody, who looks something up.
pub(crate) fn nobody(region: Region, via: Via, endpoint: Endpoint, request_id: String) -> Call {
    let mut caller = Caller::root(AccountId::DEFAULT, String::new());
    caller.principal = Principal::Anonymous;
    Call {
        service: "s3",
        operation: usize::MAX,
        account: caller.account,
        caller: Arc::new(caller),
        region,
        request_id,
        endpoint,
        via,
        trace: None,
        input: Box::new(schema::Empty::default()),
    }
}

/// The bucket of this name, whose configuration is read outside of any call.
pub(crate) async fn find(cx: &mut Cx<'_>, name: &str) -> ApiResult<Option<Arc<Bucket>>> {
    match BucketName::parse(name) {
        Ok(name) => cx.get_shared(&BUCKETS, &name).await,
        Err(_) => Ok(None),
    }
}

const FORBIDDEN: &str = "CORSResponse: This CORS request is not allowed. This is usually because the evalution of \
                         Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers \
                         are not whitelisted by the resource's CORS spec.";

async fn page(kernel: &Kernel, query: &PageQuery<'_>) -> ApiResult<PageRule> {
    let path = query.target.trim_start_matches('/');
    let (name, key) = path.split_once('/').unwrap_or((path, ""));
    if name.is_empty() {
        return Ok(PageRule::Cloud);
    }
    let question = query.method == "OPTIONS";
    let Some(origin) = query.origin else {
        let message = "Insufficient information. Origin request header needed.";
        let error = ApiError::new("BadRequest", 400, message);
        return Ok(if question { PageRule::Refused(error) } else { PageRule::Silent });
    };
    // Recorded: what a question asks about counts in a request, too.
    let method = query.asked_method.unwrap_or(query.method);
    let refused = |message: &str, kind: &str| match question {
        true => PageRule::Refused(
            ApiError::new("AccessForbidden", 403, message)
                .with_extra("Method", method)
                .with_extra("ResourceType", kind),
        ),
        false => PageRule::Silent,
    };
    let call = lookup(kernel, query.region.clone());
    let mut cx = Cx::begin(kernel, &call);
    let Some(bucket) = find(&mut cx, name).await? else {
        return Ok(refused("CORSResponse: Bucket not found", "BUCKET"));
    };
    let kept = match bucket.configured.cors {
        true => configuration::get::<Kept<CORSConfiguration>>(&mut cx, &bucket, "").await?,
        false => None,
    };
    let Some(Kept(rules)) = kept else {
        return Ok(refused("CORSResponse: CORS is not enabled for this bucket.", "BUCKET"));
    };
    Ok(match cors::answer(&rules, &Asked::new(origin, method, query.asked_headers)) {
        Some(headers) => PageRule::Says(headers),
        None => refused(FORBIDDEN, if key.is_empty() { "BUCKET" } else { "OBJECT" }),
    })
}

fn lookup(kernel: &Kernel, region: Region) -> Call {
    let endpoint = Endpoint { secure: false, authority: kernel.default_authority() };
    let via = Via::Service { name: "s3", depth: 0, origin: None };
    nobody(region, via, endpoint, kernel.random().uuid())
}
