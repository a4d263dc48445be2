//! Multi-Region Access Points and requests as answers show them.

use gen_s3control::{
    AsyncErrorDetails, AsyncOperation, AsyncRequestParameters, AsyncResponseDetails,
    CreateMultiRegionAccessPointInput as Wanted, DeleteMultiRegionAccessPointInput as Unwanted,
    MultiRegionAccessPointRegionalResponse, MultiRegionAccessPointReport,
    MultiRegionAccessPointsAsyncResponse, PublicAccessBlockConfiguration,
    PutMultiRegionAccessPointPolicyInput as Policied, Region, RegionReport,
};
use kernel::Cx;

use super::Mrap;
use super::request::{self, Request, State, What};
use crate::public_access::PublicAccessBlock;

fn block(block: PublicAccessBlock) -> PublicAccessBlockConfiguration {
    PublicAccessBlockConfiguration {
        block_public_acls: Some(block.block_acls),
        ignore_public_acls: Some(block.ignore_acls),
        block_public_policy: Some(block.block_policy),
        restrict_public_buckets: Some(block.restrict_buckets),
    }
}

pub(crate) fn report(mrap: &Mrap) -> MultiRegionAccessPointReport {
    let regions = mrap.buckets.iter().map(|member| RegionReport {
        bucket: Some(member.bucket.to_string()),
        region: member.region.as_ref().map(ToString::to_string),
        bucket_account_id: Some(member.owner.to_string()),
    });
    MultiRegionAccessPointReport {
        name: Some(mrap.name.clone()),
        alias: Some(mrap.alias.clone()),
        created_at: Some(mrap.created),
        public_access_block: Some(block(mrap.block)),
        status: Some(mrap.status.as_str().to_owned()),
        regions: Some(regions.collect()),
    }
}

/// A request. `mrap`: what it is about, while that is there.
pub(crate) fn operation(cx: &Cx<'_>, request: &Request, mrap: Option<&Mrap>) -> AsyncOperation {
    let regions = mrap.into_iter().flat_map(|mrap| &mrap.buckets);
    let regions = regions.filter_map(|member| {
        Some(MultiRegionAccessPointRegionalResponse {
            name: Some(member.region.as_ref()?.to_string()),
            request_status: Some(request.state.as_str().to_owned()),
        })
    });
    let error = match &request.state {
        State::Failed(code, message) => Some(AsyncErrorDetails {
            code: Some(code.clone()),
            message: Some(message.clone()),
            ..AsyncErrorDetails::default()
        }),
        _ => None,
    };
    let done = request.state != State::InProgress;
    AsyncOperation {
        creation_time: Some(request.created),
        operation: Some(
            match request.what {
                What::Create(_) => "CreateMultiRegionAccessPoint",
                What::Delete => "DeleteMultiRegionAccessPoint",
                What::PutPolicy(_) => "PutMultiRegionAccessPointPolicy",
            }
            .to_owned(),
        ),
        request_token_arn: Some(request::arn(cx, request)),
        request_parameters: Some(parameters(request)),
        request_status: Some(request.state.as_str().to_owned()),
        response_details: done.then(|| AsyncResponseDetails {
            multi_region_access_point_details: error
                .is_none()
                .then(|| MultiRegionAccessPointsAsyncResponse { regions: Some(regions.collect()) }),
            error_details: error,
        }),
    }
}

fn parameters(request: &Request) -> AsyncRequestParameters {
    let mut shown = AsyncRequestParameters::default();
    let name = request.name.clone();
    match &request.what {
        What::Create(mrap) => {
            let regions = mrap.buckets.iter().map(|member| Region {
                bucket: member.bucket.to_string(),
                bucket_account_id: Some(member.owner.to_string()),
            });
            shown.create_multi_region_access_point_request = Some(Wanted {
                name,
                public_access_block: Some(block(mrap.block)),
                regions: regions.collect(),
            });
        }
        What::Delete => {
            shown.delete_multi_region_access_point_request = Some(Unwanted { name });
        }
        What::PutPolicy(policy) => {
            shown.put_multi_region_access_point_policy_request =
                Some(Policied { name, policy: policy.clone() });
        }
    }
    shown
}
