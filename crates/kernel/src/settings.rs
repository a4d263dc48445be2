//! How this cloud is meant to behave, as the command line and the configuration file say.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use arn::{AccountId, Region};

/// How identity and policies act on calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IamMode {
    /// Denied calls fail.
    #[default]
    Enforce,
    /// Denied calls are logged and go on.
    Warn,
    /// Nothing is evaluated.
    Off,
}

impl FromStr for IamMode {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "enforce" => Ok(IamMode::Enforce),
            "warn" => Ok(IamMode::Warn),
            "off" => Ok(IamMode::Off),
            other => Err(format!("'{other}' is not one of enforce, warn, off")),
        }
    }
}

impl fmt::Display for IamMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            IamMode::Enforce => "enforce",
            IamMode::Warn => "warn",
            IamMode::Off => "off",
        })
    }
}

/// What the kernel and services may ask about the configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How policies act.
    pub iam: IamMode,
    /// Refuse unknown access keys and unsigned calls.
    pub strict: bool,
    /// The account of unknown access keys.
    pub default_account: AccountId,
    /// The region of calls that name none.
    pub default_region: Region,
    /// `host:port` that URLs in answers use instead of the one the client addressed.
    pub advertised: Option<String>,
    /// Whether DynamoDB throttles what goes beyond a table's throughput.
    pub dynamodb_throttle: bool,
    /// How old what DynamoDB's reads show may be that need not be consistent; nothing for always up to date.
    pub dynamodb_lag: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            iam: IamMode::Enforce,
            strict: false,
            default_account: AccountId::DEFAULT,
            default_region: Region::default_region(),
            advertised: None,
            dynamodb_throttle: false,
            dynamodb_lag: Duration::ZERO,
        }
    }
}
