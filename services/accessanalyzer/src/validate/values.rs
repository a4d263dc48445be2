//! Checks of condition values: that operators can read them, and that they mean what they seem to.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition_operators.html>

use std::net::{IpAddr, Ipv4Addr};

use super::Checker;
use super::model::{Entry, Item};
use super::report::Severity;
use super::text::Json;

impl Checker {
    pub(super) fn condition_values(&mut self, entry: &Entry<'_>) {
        self.json_types(entry);
        let mut wildcard = Vec::new();
        for value in &entry.values {
            self.readable(entry, value);
            let plain = ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase"];
            if plain.contains(&entry.test) && without_escapes(&value.text).contains(['*', '?']) {
                wildcard.push(value.place.clone());
            }
        }
        if !wildcard.is_empty() {
            let details = "Your condition value includes a * or ? character. If you meant to use a wildcard (*, ?), update the condition operator to include Like.";
            self.add(Severity::Warning, "WILDCARD_WITHOUT_LIKE_OPERATOR", details, wildcard);
        }
        self.of_key(entry);
        self.redundant_numbers(entry);
    }

    fn json_types(&mut self, entry: &Entry<'_>) {
        match &entry.node.value {
            Json::Null | Json::Object(_) => return self.mismatch("String", &entry.place),
            Json::List(list) => {
                let kind = |node: &super::text::Node| std::mem::discriminant(&node.value);
                let mixed = list.windows(2).any(|pair| kind(&pair[0]) != kind(&pair[1]));
                if mixed {
                    let details = "The condition value data types do not match. Use condition values of the same JSON data type.";
                    self.error("INVALID_CONDITION_DATA_TYPE", details, &entry.place);
                }
            }
            _ => {}
        }
        if matches!(entry.test, "Bool" | "Null") && entry.values.len() > 1 {
            let details = "The condition key does not support multiple Boolean values. Use a single Boolean value.";
            self.error("INVALID_CONDITION_MULTIPLE_BOOLEAN", details, &entry.place);
        }
    }

    fn readable(&mut self, entry: &Entry<'_>, value: &Item) {
        let (text, place) = (value.text.trim(), &value.place);
        if text.contains("${") {
            return;
        }
        let operator = &entry.operator.text;
        match entry.test {
            "Bool" | "Null" if !matches!(text.to_ascii_lowercase().as_str(), "true" | "false") => {
                let details = format!(
                    "Add a valid Boolean value (true or false) for the condition operator {operator}."
                );
                self.warning("TYPE_MISMATCH_BOOLEAN", details, place);
            }
            test if test.starts_with("Numeric") && text.parse::<f64>().is_err() => {
                let details =
                    format!("Add a valid numeric value for the condition operator {operator}.");
                self.warning("TYPE_MISMATCH_NUMBER", details, place);
            }
            test if test.starts_with("Date") && !is_date(text) => {
                let details = "The date condition operator is used with an invalid value. Specify a valid date using YYYY-MM-DD or other ISO 8601 date/time format.";
                self.warning("TYPE_MISMATCH_DATE", details, place);
            }
            "IpAddress" | "NotIpAddress" => match Network::parse(text) {
                None => {
                    let details = format!(
                        "The condition operator {operator} is used with an invalid IP range value. Specify the IP range in standard CIDR format."
                    );
                    self.warning("TYPE_MISMATCH_IP_RANGE", details, place);
                }
                Some(network) => {
                    if let Some(better) = network.improved() {
                        let details = format!(
                            "The non-zero bits in the IP address after the masked bits are ignored. Replace address with {better}."
                        );
                        self.suggestion("IMPROVE_IP_RANGE", details, place);
                    }
                }
            },
            "BinaryEquals" if !is_base64(text) => {
                let details = format!(
                    "Add a valid base64-encoded string value for the condition operator {operator}."
                );
                self.warning("TYPE_MISMATCH_STRING", details, place);
            }
            _ => {}
        }
    }

    /// What values of certain keys must be like.
    fn of_key(&mut self, entry: &Entry<'_>) {
        match entry.key.text.to_ascii_lowercase().as_str() {
            "aws:sourceip" => self.private_addresses(entry),
            "aws:sourcevpc" => self.identifiers(entry, "vpc-", "INVALID_VPC_FORMAT", "The VPC identifier in the condition key value is not valid. Use the prefix 'vpc-' followed by 8 or 17 alphanumeric characters."),
            "aws:sourcevpce" => self.identifiers(entry, "vpce-", "INVALID_VPCE_FORMAT", "The VPCE identifier in the condition key value is not valid.  Use the prefix 'vpce-' followed by 8 or 17 alphanumeric characters."),
            "aws:requestedregion" => {
                for value in &entry.values {
                    let open = value.text.contains(['*', '?', '$']);
                    if !open && kernel::Region::parse(&value.text).is_none() {
                        let details = format!("The Region {} is not valid. Update the condition value to a suported Region.", value.text);
                        self.error("INVALID_REGION", details, &value.place);
                    }
                }
            }
            _ => {}
        }
    }

    fn identifiers(&mut self, entry: &Entry<'_>, prefix: &str, code: &'static str, details: &str) {
        for value in &entry.values {
            let text = value.text.as_str();
            if text.contains(['*', '?', '$']) {
                continue;
            }
            let id = text.strip_prefix(prefix).filter(|id| matches!(id.len(), 8 | 17));
            if !id.is_some_and(|id| id.bytes().all(|b| b.is_ascii_alphanumeric())) {
                self.error(code, details, &value.place);
            }
        }
    }

    fn private_addresses(&mut self, entry: &Entry<'_>) {
        let networks: Vec<bool> = entry
            .values
            .iter()
            .filter_map(|value| Network::parse(value.text.trim()))
            .map(Network::is_private)
            .collect();
        let (some, all) = (networks.contains(&true), networks.iter().all(|private| *private));
        if !some {
            return;
        }
        let place = &entry.place;
        match (entry.test, all) {
            ("IpAddress", true) => self.error("PRIVATE_IP_ADDRESS", "aws:SourceIp works only for public IP address ranges. The values for condition key aws:SourceIp include only private IP addresses and will not have the desired effect. Update the value to include only public IP addresses.", place),
            ("IpAddress", false) => self.suggestion("PRIVATE_IP_ADDRESS_SUBSET", "The values for condition key aws:SourceIp include a mix of private and public IP addresses. The private addresses will not have the desired effect. aws:SourceIp works only for public IP address ranges. To define permissions for private IP ranges, use aws:VpcSourceIp.", place),
            ("NotIpAddress", true) => self.error("PRIVATE_NOT_IP_ADDRESS", "The values for condition key aws:SourceIp include only private IP addresses and has no effect. aws:SourceIp works only for public IP address ranges. Update the value to include only public IP addresses.", place),
            ("NotIpAddress", false) => self.suggestion("PRIVATE_NOT_IP_ADDRESS_SUBSET", "The values for condition key aws:SourceIp include a mix of private and public IP addresses. The private addresses have no effect. aws:SourceIp works only for public IP address ranges. To define permissions for private IP ranges, use aws:VpcSourceIp.", place),
            _ => {}
        }
    }

    fn redundant_numbers(&mut self, entry: &Entry<'_>) {
        let which = match entry.test {
            test if test.starts_with("NumericLess") => "greatest",
            test if test.starts_with("NumericGreater") => "least",
            _ => return,
        };
        if entry.values.len() > 1 {
            let details = format!(
                "Multiple values in {} are redundant. Replace with the {which} single value for {}.",
                entry.operator.text, entry.key.text
            );
            self.suggestion("REDUNDANT_CONDITION_VALUE_NUM", details, &entry.place);
        }
    }
}

/// The text without `${*}` and `${?}`, which are no wildcards.
fn without_escapes(text: &str) -> String {
    text.replace("${*}", "").replace("${?}", "")
}

/// A year alone up to fractions of seconds, or seconds of the epoch.
fn is_date(text: &str) -> bool {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let padded = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    digits || kernel::Timestamp::parse_iso8601(&padded).is_ok()
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
}

/// An address and how many bits of it count.
#[derive(Clone, Copy)]
struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    fn parse(text: &str) -> Option<Network> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(width);
        (bits <= width).then_some(Network { address, bits })
    }

    /// The same network without the bits that do not count, when there are some.
    fn improved(self) -> Option<String> {
        let better: IpAddr = match self.address {
            IpAddr::V4(v4) => {
                let mask = u32::MAX.checked_shl(32 - self.bits).unwrap_or(0);
                Ipv4Addr::from_bits(v4.to_bits() & mask).into()
            }
            IpAddr::V6(v6) => {
                let mask = u128::MAX.checked_shl(128 - self.bits).unwrap_or(0);
                std::net::Ipv6Addr::from_bits(v6.to_bits() & mask).into()
            }
        };
        (better != self.address).then(|| format!("{better}/{}", self.bits))
    }

    fn is_private(self) -> bool {
        match self.address {
            IpAddr::V4(v4) => {
                let least = match v4.octets()[0] {
                    10 => 8,
                    172 => 12,
                    _ => 16,
                };
                v4.is_private() && self.bits >= least
            }
            IpAddr::V6(v6) => (v6.segments()[0] & 0xfe00) == 0xfc00 && self.bits >= 7,
        }
    }
}
