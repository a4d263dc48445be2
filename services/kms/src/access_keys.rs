//! The condition keys of kms: what policies can ask of a call and of the key that it is about.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html>

use gen_kms::CreateGrantInput;
use kernel::{AccessQuery, Cx, Required, Via};
use policy::Value;

use crate::grant::{Constraints, Pairs};
use crate::key::Key;

/// Members of inputs that are values of condition keys.
const OF_MEMBERS: &[(&str, &str)] = &[
    ("BypassPolicyLockoutSafetyCheck", "kms:BypassPolicyLockoutSafetyCheck"),
    ("ExpirationModel", "kms:ExpirationModel"),
    ("GranteePrincipal", "kms:GranteePrincipal"),
    ("GranteeServicePrincipal", "kms:GranteeServicePrincipal"),
    ("KeyAgreementAlgorithm", "kms:KeyAgreementAlgorithm"),
    ("KeyPairSpec", "kms:DataKeyPairSpec"),
    ("MacAlgorithm", "kms:MacAlgorithm"),
    ("PendingWindowInDays", "kms:ScheduleKeyDeletionPendingWindowInDays"),
    ("PrimaryRegion", "kms:PrimaryRegion"),
    ("ReplicaRegion", "kms:ReplicaRegion"),
    ("RetiringPrincipal", "kms:RetiringPrincipal"),
    ("RetiringServicePrincipal", "kms:RetiringServicePrincipal"),
    ("RotationPeriodInDays", "kms:RotationPeriodInDays"),
    ("SigningAlgorithm", "kms:SigningAlgorithm"),
    ("ValidTo", "kms:ValidTo"),
    ("WrappingAlgorithm", "kms:WrappingAlgorithm"),
    ("WrappingKeySpec", "kms:WrappingKeySpec"),
];

/// Members that have a value when the call gives none.
const WITH_DEFAULT: &[(&str, &str, &str)] = &[
    ("EncryptionAlgorithm", "kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT"),
    ("MessageType", "kms:MessageType", "RAW"),
];

/// Room for the condition keys that most calls have.
const KEYS: usize = 16;

/// What a requirement adds to the call's own keys.
pub(crate) struct Circumstance<'a> {
    /// The alias by which the call names the key.
    pub(crate) alias: Option<&'a str>,
    pub(crate) context: Option<&'a Pairs>,
}

/// Who calls, and through which service.
pub(crate) fn circumstances(cx: &Cx<'_>, query: &AccessQuery<'_>, required: Required) -> Required {
    let mut required = required.with_key("kms:CallerAccount", cx.caller().account.as_str());
    let via = via(cx);
    if matches!(query.operation, "CreateGrant" | "ListGrants" | "RevokeGrant") {
        required = required.with_key("kms:GrantIsForAWSResource", via.is_some());
    }
    match via {
        Some(service) => required.with_key("kms:ViaService", service),
        None => required,
    }
}

/// `sqs.us-east-1.amazonaws.com`, of a call that SQS makes for its caller.
fn via(cx: &Cx<'_>) -> Option<String> {
    match cx.via() {
        Via::Wire { .. } => None,
        Via::Service { name, .. } => Some(format!("{name}.{}.amazonaws.com", cx.region())),
    }
}

/// What the key is.
pub(crate) fn of_key(key: &Key, region: &str, mut required: Required) -> Required {
    required.keys.reserve(KEYS);
    required = required
        .with_key("kms:KeySpec", Value::Word(key.spec.as_str()))
        .with_key("kms:CustomerMasterKeySpec", Value::Word(key.spec.as_str()))
        .with_key("kms:KeyUsage", Value::Word(key.usage.as_str()))
        .with_key("kms:CustomerMasterKeyUsage", Value::Word(key.usage.as_str()))
        .with_key("kms:KeyOrigin", Value::Word(key.origin.as_str()))
        .with_key("kms:MultiRegion", key.regions.is_some());
    if key.regions.is_some() {
        let kind = if key.is_primary(region) { "PRIMARY" } else { "REPLICA" };
        required = required.with_key("kms:MultiRegionKeyType", Value::Word(kind));
    }
    match key.aliases.is_empty() {
        true => required,
        false => required
            .with_keys("kms:ResourceAliases", key.aliases.iter().map(|alias| alias.as_str())),
    }
}

/// What the key that CreateKey makes would be.
pub(crate) fn of_new_key(query: &AccessQuery<'_>, required: Required) -> Required {
    let text = |member| query.input.text(member);
    let spec = text("KeySpec").or_else(|| text("CustomerMasterKeySpec"));
    let spec = spec.unwrap_or_else(|| "SYMMETRIC_DEFAULT".to_owned());
    let usage = text("KeyUsage").unwrap_or_else(|| "ENCRYPT_DECRYPT".to_owned());
    let several = text("MultiRegion").is_some_and(|value| value == "true");
    let mut required = required
        .with_key("kms:KeySpec", spec.clone())
        .with_key("kms:CustomerMasterKeySpec", spec)
        .with_key("kms:KeyUsage", usage.clone())
        .with_key("kms:CustomerMasterKeyUsage", usage)
        .with_key("kms:KeyOrigin", text("Origin").unwrap_or_else(|| "AWS_KMS".to_owned()))
        .with_key("kms:MultiRegion", several);
    if several {
        required = required.with_key("kms:MultiRegionKeyType", "PRIMARY");
    }
    of_call(query, required, &Circumstance { alias: None, context: None })
}

/// What the call says.
pub(crate) fn of_call(
    query: &AccessQuery<'_>,
    mut required: Required,
    circumstance: &Circumstance<'_>,
) -> Required {
    if let Some(alias) = circumstance.alias {
        required = required.with_key("kms:RequestAlias", alias);
    }
    for (member, value) in query.input.scalars(|name| key_of(name).is_some()) {
        if let Some(key) = key_of(member) {
            required = required.with_key(key, value);
        }
    }
    for (member, key, usual) in WITH_DEFAULT.iter().filter(|(name, ..)| query.input.knows(name)) {
        let value = query.input.text(member).map_or(Value::Word(usual), Value::from);
        required = required.with_key(*key, value);
    }
    if query.operation == "CreateGrant" {
        required = of_grant(query, required);
    }
    match circumstance.context {
        Some(context) => of_context(required, context),
        None => required,
    }
}

/// The condition key that the value of a member is.
fn key_of(member: &str) -> Option<&'static str> {
    OF_MEMBERS.iter().find(|(name, _)| *name == member).map(|(_, key)| *key)
}

fn of_context(mut required: Required, context: &Pairs) -> Required {
    for (key, value) in context {
        required = required.with_key(format!("kms:EncryptionContext:{key}"), value.as_str());
    }
    match context.is_empty() {
        true => required,
        false => required
            .with_keys("kms:EncryptionContextKeys", context.iter().map(|(key, _)| key.as_str())),
    }
}

fn of_grant(query: &AccessQuery<'_>, required: Required) -> Required {
    let required = required.with_keys("kms:GrantOperations", query.input.texts("Operations"));
    let constraints = constraints(query);
    let kinds = [
        (constraints.equals.is_some(), "EncryptionContextEquals"),
        (constraints.subset.is_some(), "EncryptionContextSubset"),
    ];
    let kinds: Vec<&str> =
        kinds.into_iter().filter(|(has, _)| *has).map(|(_, kind)| kind).collect();
    let required = match &constraints.source_arn {
        Some(arn) => required.with_key("kms:GrantConstraintSourceArn", arn.clone()),
        None => required,
    };
    match kinds.is_empty() {
        true => required,
        false => required.with_keys("kms:GrantConstraintType", kinds),
    }
}

/// The constraints that a CreateGrant asks for.
pub(crate) fn constraints(query: &AccessQuery<'_>) -> Constraints {
    let input = query.input_as::<CreateGrantInput>();
    Constraints::of(input.and_then(|input| input.constraints.as_ref()))
}
