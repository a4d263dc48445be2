//! How an Object Lambda access point is set up: what supports it, and which function answers what.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ObjectLambdaConfiguration.html>

use gen_s3control::{
    AwsLambdaTransformation, ObjectLambdaConfiguration, ObjectLambdaContentTransformation,
    ObjectLambdaTransformationConfiguration,
};
use kernel::{ApiResult, Arn, Cx};
use serde::{Deserialize, Serialize};

use crate::access_point;
use crate::access_point_name::Named;
use crate::tables::ACCESS_POINTS;
use crate::{control_errors, refusals};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Setup {
    /// The ARN of the access point that originals are read through.
    pub(crate) supporting: String,
    /// Whether metrics are wanted; `None`: nothing was said.
    metrics: Option<bool>,
    /// `GetObject-Range` and its like; `None`: nothing was said.
    features: Option<Vec<String>>,
    transformations: Vec<Transformation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Transformation {
    /// Operations, by their names.
    actions: Vec<String>,
    pub(crate) function: String,
    /// What the function gets besides.
    pub(crate) payload: Option<String>,
}

const FEATURES: [&str; 4] =
    ["GetObject-PartNumber", "GetObject-Range", "HeadObject-PartNumber", "HeadObject-Range"];
const ACTIONS: [&str; 4] = ["GetObject", "HeadObject", "ListObjects", "ListObjectsV2"];

impl Setup {
    /// Checks what is given: the access point is there, and it and the functions are of this account and region.
    pub(crate) async fn parse(
        cx: &mut Cx<'_>,
        given: &ObjectLambdaConfiguration,
    ) -> ApiResult<Setup> {
        let features = given.allowed_features.clone();
        let known = |feature: &String| FEATURES.contains(&feature.as_str());
        if !features.iter().flatten().all(known) {
            return Err(refusals::malformed_xml());
        }
        supports(cx, &given.supporting_access_point).await?;
        let mut transformations = Vec::new();
        for one in &given.transformation_configurations {
            transformations.push(transformation(cx, one)?);
        }
        let mut seen: Vec<&str> = Vec::new();
        for action in transformations.iter().flat_map(|one| &one.actions) {
            if seen.contains(&action.as_str()) {
                let message = format!("The action {action} has more than one transformation.");
                return Err(control_errors::invalid_request(message));
            }
            seen.push(action);
        }
        if seen.is_empty() {
            return Err(refusals::malformed_xml());
        }
        Ok(Setup {
            supporting: given.supporting_access_point.clone(),
            metrics: given.cloud_watch_metrics_enabled,
            features,
            transformations,
        })
    }

    /// What answers the operation, if a function does.
    pub(crate) fn transformation(&self, operation: &str) -> Option<&Transformation> {
        self.transformations.iter().find(|one| one.actions.iter().any(|own| own == operation))
    }

    /// Whether requests may ask for a part of what the function answers: `GetObject-Range`.
    pub(crate) fn allows(&self, feature: &str) -> bool {
        self.features.iter().flatten().any(|own| own == feature)
    }

    /// As it was given.
    pub(crate) fn shown(&self) -> ObjectLambdaConfiguration {
        let shown = |one: &Transformation| ObjectLambdaTransformationConfiguration {
            actions: one.actions.clone(),
            content_transformation: ObjectLambdaContentTransformation::AwsLambda(
                AwsLambdaTransformation {
                    function_arn: one.function.clone(),
                    function_payload: one.payload.clone(),
                },
            ),
        };
        ObjectLambdaConfiguration {
            supporting_access_point: self.supporting.clone(),
            cloud_watch_metrics_enabled: self.metrics,
            allowed_features: self.features.clone(),
            transformation_configurations: self.transformations.iter().map(shown).collect(),
        }
    }
}

fn transformation(
    cx: &Cx<'_>,
    given: &ObjectLambdaTransformationConfiguration,
) -> ApiResult<Transformation> {
    let ObjectLambdaContentTransformation::AwsLambda(lambda) = &given.content_transformation else {
        return Err(refusals::malformed_xml());
    };
    if !given.actions.iter().all(|action| ACTIONS.contains(&action.as_str())) {
        return Err(refusals::malformed_xml());
    }
    let arn: Option<Arn> = lambda.function_arn.parse().ok();
    let ours = arn.is_some_and(|arn| {
        arn.service() == "lambda"
            && arn.resource().starts_with("function:")
            && arn.region() == cx.region().as_str()
            && arn.account() == cx.account().as_str()
    });
    if !ours {
        let message = "The AWS Lambda function must be in the same account and Region as the Object \
                       Lambda Access Point.";
        return Err(control_errors::invalid_request(message));
    }
    Ok(Transformation {
        actions: given.actions.clone(),
        function: lambda.function_arn.clone(),
        payload: lambda.function_payload.clone(),
    })
}

/// Fails unless the ARN is that of an access point of this account and region.
async fn supports(cx: &mut Cx<'_>, text: &str) -> ApiResult<()> {
    let refused = || {
        control_errors::invalid_request(
            "The supporting access point must be an access point of this account and Region.",
        )
    };
    let Some(Named::Arn { region, account, name }) = Named::parse(text) else {
        return Err(refused());
    };
    if account != cx.account() || region != cx.region().as_str() {
        return Err(refused());
    }
    let key = access_point::key(account, cx.region(), name);
    match cx.has(&ACCESS_POINTS, &key).await? {
        true => Ok(()),
        false => Err(control_errors::no_such_access_point(name)),
    }
}
