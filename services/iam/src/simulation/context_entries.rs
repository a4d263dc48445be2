//! The values of context keys that a simulation is given: checked by the type that the caller says they have.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html>

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_iam::ContextEntry;
use kernel::{ApiResult, Timestamp};
use policy::{ContextSource as _, RequestContext, Value};

use crate::errors;

/// Puts the entries into the context, in place of what it had under their keys.
pub(crate) fn fill(context: &mut RequestContext, entries: &[ContextEntry]) -> ApiResult<()> {
    for entry in entries {
        let key = entry.context_key_name.as_deref().unwrap_or_default();
        let kind = entry.context_key_type.as_deref().unwrap_or("string");
        let given = entry.context_key_values.as_deref().unwrap_or_default();
        let (of, several) = kind.strip_suffix("List").map_or((kind, false), |of| (of, true));
        if !several && given.len() > 1 {
            return Err(errors::invalid_input(format!(
                "Context key {key} of type {kind} cannot have more than one value."
            )));
        }
        let values: Option<Vec<Value>> = given.iter().map(|text| value(of, text)).collect();
        let values = values.ok_or_else(|| {
            errors::invalid_input(format!("A value of context key {key} is not of type {kind}."))
        })?;
        match <[Value; 1]>::try_from(values) {
            Ok([one]) if !several => context.set(key, one),
            Ok(one) => context.set_all(key, one.to_vec()),
            Err(values) => context.set_all(key, values),
        };
    }
    Ok(())
}

/// Whether the context has the key.
pub(super) fn has(context: &RequestContext, key: &str) -> bool {
    context.values(&key.to_ascii_lowercase()).is_some()
}

/// The value, when it is of the type.
fn value(kind: &str, text: &str) -> Option<Value> {
    Some(match kind {
        "numeric" => {
            let number: f64 = text.trim().parse().ok()?;
            number.is_finite().then(|| Value::from(text.trim()))?
        }
        "boolean" => match text.to_ascii_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return None,
        },
        "ip" => {
            let (address, length) =
                text.split_once('/').map_or((text, None), |(a, l)| (a, Some(l)));
            let address: IpAddr = address.parse().ok()?;
            let longest = if address.is_ipv4() { 32 } else { 128 };
            match length {
                None => Value::Ip(address),
                Some(length) if length.parse::<u8>().is_ok_and(|l| l <= longest) => text.into(),
                Some(_) => return None,
            }
        }
        "binary" => Value::Binary(STANDARD.decode(text).ok()?.into()),
        "date" => match text.parse::<i64>() {
            Ok(seconds) => Value::Time(Timestamp::from_secs(seconds)),
            Err(_) => Value::Time(Timestamp::parse_iso8601(text).ok()?),
        },
        _ => Value::from(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: &str, values: &[&str]) -> ContextEntry {
        ContextEntry {
            context_key_name: Some("aws:Key".to_owned()),
            context_key_values: Some(values.iter().map(|v| (*v).to_owned()).collect()),
            context_key_type: Some(kind.to_owned()),
        }
    }

    #[test]
    fn values_are_of_the_type_that_they_claim() {
        for (kind, values, fits) in [
            ("string", &["x"][..], true),
            ("string", &["x", "y"], false),
            ("stringList", &["x", "y"], true),
            ("numeric", &["1.5"], true),
            ("numeric", &["x"], false),
            ("numeric", &["NaN"], false),
            ("numericList", &["1", "2"], true),
            ("boolean", &["True"], true),
            ("boolean", &["yes"], false),
            ("ip", &["203.0.113.1"], true),
            ("ip", &["203.0.113.0/24"], true),
            ("ip", &["203.0.113.0/33"], false),
            ("ip", &["2001:db8::/33"], true),
            ("ip", &["here"], false),
            ("ipList", &["203.0.113.1", "::1"], true),
            ("binary", &["QmlubmFyeQ=="], true),
            ("binary", &["!"], false),
            ("date", &["2020-04-01T00:00:00Z"], true),
            ("date", &["1585699200"], true),
            ("date", &["tomorrow"], false),
            ("dateList", &[], true),
        ] {
            let mut context = RequestContext::new();
            let result = fill(&mut context, &[entry(kind, values)]);
            assert_eq!(result.is_ok(), fits, "{kind} {values:?}");
            assert_eq!(has(&context, "AWS:KEY"), fits, "{kind} {values:?}");
        }
    }
}
