//! The request context: values by key, keys without regard to case.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::borrow::Cow;
use std::net::IpAddr;
use std::ops::Deref;

use arn::AccountId;
use clock::Timestamp;

use crate::value::Value;

/// Where conditions and variables find the values of keys.
pub trait ContextSource {
    /// The values of `key`, which is in lower case; `None` when the request has no such key.
    fn values(&self, key: &str) -> Option<&[Value]>;
}

/// A context held as a list: a request has a few dozen keys, of which a policy asks for one or two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestContext {
    /// Keys in lower case.
    entries: Vec<(Cow<'static, str>, Values)>,
}

/// The values of a key. Nearly all keys have one, which needs no list of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// One value.
    One([Value; 1]),
    /// Any number; none means that the key is null.
    Many(Vec<Value>),
}

impl Values {
    /// One value.
    pub fn one(value: impl Into<Value>) -> Values {
        Values::One([value.into()])
    }
}

impl Deref for Values {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        match self {
            Values::One(one) => one,
            Values::Many(many) => many,
        }
    }
}

impl ContextSource for RequestContext {
    fn values(&self, key: &str) -> Option<&[Value]> {
        self.entries.iter().find(|(name, _)| *name == key).map(|(_, values)| &**values)
    }
}

impl RequestContext {
    /// No keys.
    pub fn new() -> RequestContext {
        RequestContext::default()
    }

    /// No keys, and room for as many as most requests have.
    pub fn with_room() -> RequestContext {
        RequestContext { entries: Vec::with_capacity(24) }
    }

    /// Gives `key` one value, in place of what it had.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) -> &mut RequestContext {
        self.put(lower(key), Values::One([value.into()]))
    }

    /// Gives `key` these values, in place of what it had. An empty list means that the key is null.
    pub fn set_all(&mut self, key: &str, values: Vec<Value>) -> &mut RequestContext {
        self.set_values(key, Values::Many(values))
    }

    /// The same of values that are one or many already.
    pub fn set_values(&mut self, key: &str, values: Values) -> &mut RequestContext {
        self.put(lower(key), values)
    }

    /// As [`set`](RequestContext::set), of a key that is written in lower case in the source: nothing is copied.
    pub(crate) fn set_known(
        &mut self,
        key: &'static str,
        value: impl Into<Value>,
    ) -> &mut RequestContext {
        debug_assert!(!key.bytes().any(|b| b.is_ascii_uppercase()), "{key} is not in lower case");
        self.put(Cow::Borrowed(key), Values::One([value.into()]))
    }

    fn put(&mut self, key: Cow<'static, str>, values: Values) -> &mut RequestContext {
        match self.entries.iter_mut().find(|(name, _)| *name == key) {
            Some((_, held)) => *held = values,
            None => self.entries.push((key, values)),
        }
        self
    }

    /// Gives `key`, which is in lower case, a value when there is one.
    pub(crate) fn set_some(
        &mut self,
        key: &'static str,
        value: Option<impl Into<Value>>,
    ) -> &mut RequestContext {
        match value {
            Some(value) => self.set_known(key, value),
            None => self,
        }
    }

    /// Takes `key` away.
    pub fn remove(&mut self, key: &str) {
        self.entries.retain(|(name, _)| !name.eq_ignore_ascii_case(key));
    }

    /// The same context with one more key: for building one in an expression.
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> RequestContext {
        self.set(key, value);
        self
    }

    /// The same context with one more key of several values.
    pub fn with_all<const N: usize>(mut self, key: &str, values: [&str; N]) -> RequestContext {
        self.set_all(key, values.into_iter().map(Value::from).collect());
        self
    }

    /// All keys, in lower case, with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Value])> {
        self.entries.iter().map(|(key, values)| (&**key, &**values))
    }

    /// `aws:CurrentTime` and `aws:EpochTime`.
    pub fn set_time(&mut self, now: Timestamp) -> &mut RequestContext {
        self.set_known("aws:currenttime", now.whole_seconds());
        self.set_known("aws:epochtime", now.as_secs())
    }

    /// `aws:SourceIp`, `aws:SecureTransport` and `aws:UserAgent`: what the connection tells.
    pub fn set_connection(
        &mut self,
        source: Option<IpAddr>,
        secure: bool,
        user_agent: Option<&str>,
    ) -> &mut RequestContext {
        self.set_some("aws:sourceip", source);
        self.set_known("aws:securetransport", secure);
        self.set_some("aws:useragent", user_agent)
    }

    /// `aws:RequestTag/...` and `aws:TagKeys`: the tags that the request carries. `aws:TagKeys` is absent
    /// without any.
    pub fn set_request_tags<'t>(
        &mut self,
        tags: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> &mut RequestContext {
        let mut keys = Vec::new();
        for (key, value) in tags {
            self.set(&format!("aws:RequestTag/{key}"), value);
            keys.push(Value::from(key));
        }
        if !keys.is_empty() {
            self.set_all("aws:TagKeys", keys);
        }
        self
    }

    /// `aws:ResourceAccount` and `aws:ResourceTag/...`: whose the resource is, and its tags.
    pub fn set_resource<'t>(
        &mut self,
        account: Option<AccountId>,
        tags: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> &mut RequestContext {
        self.set_some("aws:resourceaccount", account.as_ref().map(AccountId::as_str));
        for (key, value) in tags {
            self.set(&format!("aws:ResourceTag/{key}"), value);
        }
        self
    }

    /// `aws:CalledVia`, its first and last, and `aws:ViaAWSService`: the services that passed the call on, in order.
    pub fn set_called_via<'t>(
        &mut self,
        services: impl IntoIterator<Item = &'t str>,
    ) -> &mut RequestContext {
        let chain: Vec<Value> = services.into_iter().map(Value::from).collect();
        self.set_known("aws:viaawsservice", !chain.is_empty());
        if let (Some(first), Some(last)) = (chain.first().cloned(), chain.last().cloned()) {
            self.set_known("aws:calledviafirst", first).set_known("aws:calledvialast", last);
            self.set_all("aws:calledvia", chain);
        }
        self
    }
}

fn lower(key: &str) -> Cow<'static, str> {
    Cow::Owned(key.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_any_case_and_replaced() {
        let mut context = RequestContext::new();
        context.set("aws:UserName", "a").set("AWS:username", "b");
        assert_eq!(context.values("aws:username"), Some(&[Value::from("b")][..]));
        assert_eq!(context.iter().count(), 1);
        context.remove("aws:USERNAME");
        assert_eq!(context.values("aws:username"), None);
    }

    #[test]
    fn tags_of_the_request_and_the_chain_of_services() {
        let mut context = RequestContext::new();
        context.set_request_tags([("Team", "red"), ("Stage", "x")]);
        context.set_called_via(["athena.amazonaws.com", "glue.amazonaws.com"]);
        let text = |key: &str| {
            context.values(key).map(|v| v.iter().map(|v| v.text().into_owned()).collect::<Vec<_>>())
        };
        assert_eq!(text("aws:requesttag/team"), Some(vec!["red".to_owned()]));
        assert_eq!(text("aws:tagkeys"), Some(vec!["Team".to_owned(), "Stage".to_owned()]));
        assert_eq!(text("aws:calledviafirst"), Some(vec!["athena.amazonaws.com".to_owned()]));
        assert_eq!(text("aws:calledvialast"), Some(vec!["glue.amazonaws.com".to_owned()]));
        assert_eq!(text("aws:viaawsservice"), Some(vec!["true".to_owned()]));
        let direct = RequestContext::new().set_called_via([]).clone();
        assert_eq!(direct.values("aws:calledvia"), None);
    }
}
