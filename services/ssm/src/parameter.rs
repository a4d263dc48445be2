//! A parameter and its versions, as they are kept.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::policies::Policy;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    String,
    StringList,
    SecureString,
}

impl Kind {
    /// Texts that the model lets through name one of three.
    pub(crate) fn parse(text: &str) -> Option<Kind> {
        Some(match text {
            "String" => Kind::String,
            "StringList" => Kind::StringList,
            "SecureString" => Kind::SecureString,
            _ => return None,
        })
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::String => "String",
            Kind::StringList => "StringList",
            Kind::SecureString => "SecureString",
        }
    }
}

/// What a parameter may hold, and have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Tier {
    Standard,
    Advanced,
}

impl Tier {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Tier::Standard => "Standard",
            Tier::Advanced => "Advanced",
        }
    }

    /// Its place in keys.
    pub(crate) fn number(self) -> u8 {
        match self {
            Tier::Standard => 0,
            Tier::Advanced => 1,
        }
    }
}

/// What a version says beside its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meta {
    pub(crate) kind: Kind,
    /// The key of secure strings, as the caller named it.
    pub(crate) key_id: Option<String>,
    pub(crate) modified_at: Timestamp,
    /// An ARN.
    pub(crate) modified_by: String,
    pub(crate) description: Option<String>,
    pub(crate) allowed_pattern: Option<String>,
    pub(crate) tier: Tier,
    pub(crate) policies: Vec<Policy>,
    pub(crate) data_type: String,
}

/// A parameter: which version is the latest, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parameter {
    /// As it was created, with or without the leading slash.
    pub(crate) name: String,
    /// The latest.
    pub(crate) version: u64,
    /// Of the latest.
    pub(crate) meta: Meta,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) sharing: Option<Sharing>,
}

/// The resource policy that shares a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sharing {
    pub(crate) id: String,
    /// Stands for the text: who changes a policy says which one they saw.
    pub(crate) hash: String,
    pub(crate) text: String,
}

/// One version of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) meta: Meta,
    /// Of secure strings: what the key made of it, in base64.
    pub(crate) value: String,
}
