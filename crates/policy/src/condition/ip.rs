//! Addresses and networks in CIDR notation, of both versions of IP.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress>

use std::net::IpAddr;

use crate::value::Value;

/// A network: an address and how many of its leading bits count. Bits beyond these are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Reads `203.0.113.0/24`, `2001:db8::/32`, or one address.
    pub(super) fn parse(text: &str) -> Option<Network> {
        let (address, bits) = match text.trim().split_once('/') {
            None => (text.trim(), None),
            Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
        };
        let address: IpAddr = address.parse().ok()?;
        let width = width(address);
        let bits = bits.unwrap_or(width);
        (bits <= width).then_some(Network { address, bits })
    }

    pub(super) fn contains(self, address: IpAddr) -> bool {
        if width(self.address) != width(address) {
            return false;
        }
        let shift = u32::from(width(self.address) - self.bits);
        let differ = number(self.address) ^ number(address);
        differ.checked_shr(shift).unwrap_or(0) == 0
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// The address of a value. IPv4 that came through an IPv6 socket is IPv4.
pub(super) fn read(value: &Value) -> Option<IpAddr> {
    match value {
        Value::Ip(address) => Some(address.to_canonical()),
        Value::Text(text) => text.trim().parse::<IpAddr>().ok().map(|a| a.to_canonical()),
        _ => None,
    }
}
