//! Virtual MFA devices: a seed that device and cloud share, and whose device it is. Codes are those of RFC 6238 on the
//! cloud's clock; each counts once. Seeds are sealed at rest.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html>
//!
//! Deviation: devices that are not virtual (hardware tokens, passkeys) cannot be enabled, since nobody knows their secrets.

pub(crate) mod qr;
pub(crate) mod totp;

use kernel::{ApiError, ApiResult, Arn, Cx, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use crate::credential_errors as errors;
use crate::limits;
use crate::owner::Owner;

const PURPOSE: &str = "iam.mfa-seed";
/// How many steps a device may be off when it is enabled, and when it is put right again.
const ENABLE_DRIFT: i64 = 20;
const RESYNC_DRIFT: i64 = 2_880;

/// A virtual device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Device {
    /// Sealed.
    seed: Vec<u8>,
    pub(crate) assigned: Option<Assignment>,
    pub(crate) tags: Vec<(String, String)>,
}

/// Whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Assignment {
    /// Unique id of the user; the account's number for its root.
    pub(crate) owner: String,
    pub(crate) enabled: Timestamp,
    /// The step of the last code that counted.
    last_step: i64,
    /// By how many steps the device is ahead.
    drift: i64,
}

/// Devices by serial number, which is an ARN; counted.
static DEVICES: Table<String, Device> = Table::new("iam.mfa-device", Scope::Account, 1);

/// Devices in use: (unique id of the owner, serial number).
static DEVICES_OF: Table<(String, String), ()> = Table::new("iam.mfa-device-of", Scope::Account, 1);

impl Device {
    pub(crate) fn new(cx: &Cx<'_>, seed: &[u8], tags: Vec<(String, String)>) -> Device {
        Device { seed: cx.kernel().seal(PURPOSE, seed), assigned: None, tags }
    }

    fn seed(&self, cx: &Cx<'_>) -> ApiResult<Vec<u8>> {
        let seed = cx.kernel().unseal(PURPOSE, &self.seed);
        seed.ok_or_else(|| ApiError::bug("the seed of an MFA device was sealed by another cloud"))
    }
}

/// Puts in a new device, whose serial number must be free.
pub(crate) async fn add(cx: &mut Cx<'_>, serial: &str, device: &Device) -> ApiResult<()> {
    if cx.has(&DEVICES, &serial.to_owned()).await? {
        return Err(errors::mfa_device_exists());
    }
    if cx.count_rows(&DEVICES, &()).await? >= limits::MFA_DEVICES as u64 {
        return Err(errors::quota("VirtualMFADevicesPerAccount", limits::MFA_DEVICES));
    }
    cx.add_rows(&DEVICES, &(), 1);
    put(cx, serial, device);
    Ok(())
}

pub(crate) fn put(cx: &mut Cx<'_>, serial: &str, device: &Device) {
    cx.put(&DEVICES, &serial.to_owned(), device);
}

/// The device with this serial number, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, serial: &str) -> ApiResult<Device> {
    let device = cx.get(&DEVICES, &serial.to_owned()).await?;
    device.ok_or_else(|| errors::no_mfa_device(serial))
}

/// The owner's device with this serial number, or NoSuchEntity.
pub(crate) async fn find_of(
    cx: &mut Cx<'_>,
    owner: &Owner,
    serial: &str,
) -> ApiResult<(Device, Assignment)> {
    let device = find(cx, serial).await?;
    match device.assigned.clone().filter(|assigned| assigned.owner == owner.id) {
        Some(assigned) => Ok((device, assigned)),
        None => Err(errors::no_mfa_device(serial)),
    }
}

pub(crate) fn delete(cx: &mut Cx<'_>, serial: &str) {
    cx.delete(&DEVICES, &serial.to_owned());
    cx.add_rows(&DEVICES, &(), -1);
}

/// Serial numbers of an owner's devices, with the time each was enabled.
pub(crate) async fn of_owner(cx: &mut Cx<'_>, owner: &str) -> ApiResult<Vec<(String, Timestamp)>> {
    let range = cx.rows(&DEVICES_OF).prefix(&owner.to_owned());
    let rows = cx.range(&DEVICES_OF, &range, limits::MFA_DEVICES_PER_USER).await?;
    let mut devices = Vec::new();
    for ((_, serial), ()) in rows {
        if let Some(assigned) = find(cx, &serial).await?.assigned {
            devices.push((serial, assigned.enabled));
        }
    }
    Ok(devices)
}

/// All devices of the account, by serial number.
pub(crate) async fn all(cx: &mut Cx<'_>) -> ApiResult<Vec<(String, Device)>> {
    let range = cx.rows(&DEVICES);
    cx.range(&DEVICES, &range, limits::MFA_DEVICES).await
}

/// Makes a free device the owner's, who shows two codes in a row.
pub(crate) async fn enable(
    cx: &mut Cx<'_>,
    owner: &Owner,
    serial: &str,
    codes: (&str, &str),
) -> ApiResult<()> {
    let mut device = find(cx, serial).await?;
    if device.assigned.is_some() {
        return Err(errors::mfa_device_in_use());
    }
    if of_owner(cx, &owner.id).await?.len() >= limits::MFA_DEVICES_PER_USER {
        return Err(errors::quota("MFADevicesPerUser", limits::MFA_DEVICES_PER_USER));
    }
    let (last_step, drift) = agree(cx, &device, codes, ENABLE_DRIFT)?;
    let enabled = cx.now().whole_seconds();
    device.assigned = Some(Assignment { owner: owner.id.clone(), enabled, last_step, drift });
    put(cx, serial, &device);
    cx.put(&DEVICES_OF, &(owner.id.clone(), serial.to_owned()), &());
    Ok(())
}

/// Takes the device from its owner; it stays, unassigned.
pub(crate) async fn deactivate(cx: &mut Cx<'_>, owner: &Owner, serial: &str) -> ApiResult<()> {
    let (mut device, _) = find_of(cx, owner, serial).await?;
    device.assigned = None;
    put(cx, serial, &device);
    cx.delete(&DEVICES_OF, &(owner.id.clone(), serial.to_owned()));
    Ok(())
}

/// Learns anew how far the owner's device is ahead or behind.
pub(crate) async fn resync(
    cx: &mut Cx<'_>,
    owner: &Owner,
    serial: &str,
    codes: (&str, &str),
) -> ApiResult<()> {
    let (mut device, assigned) = find_of(cx, owner, serial).await?;
    let (last_step, drift) = agree(cx, &device, codes, RESYNC_DRIFT)?;
    device.assigned = Some(Assignment { last_step, drift, ..assigned });
    put(cx, serial, &device);
    Ok(())
}

/// The step of the second of two codes in a row, and how far the device is ahead; those nearest to now count.
fn agree(cx: &Cx<'_>, device: &Device, codes: (&str, &str), most: i64) -> ApiResult<(i64, i64)> {
    let now = totp::step_at(cx.now());
    let nearest = (0..=most).flat_map(|off| [now - off, now + off]);
    let found =
        totp::find_pair(&device.seed(cx)?, codes, nearest).ok_or_else(errors::wrong_code)?;
    let second = found + 1;
    // A device that showed one of both just now is right.
    let drift = if (now - 1..=now).contains(&found) { 0 } else { second - now };
    Ok((second, drift))
}

/// Whether `code` is what the device `serial` of `owner` shows now, or did or will a step away. It counts once.
pub(crate) async fn verify(
    cx: &mut Cx<'_>,
    owner: &Arn,
    serial: &str,
    code: &str,
) -> ApiResult<bool> {
    let Some(owner) = Owner::with_arn(cx, owner).await? else { return Ok(false) };
    let Some(mut device) = cx.get(&DEVICES, &serial.to_owned()).await? else { return Ok(false) };
    let Some(assigned) = device.assigned.clone().filter(|a| a.owner == owner.id) else {
        return Ok(false);
    };
    let now = totp::step_at(cx.now()) + assigned.drift;
    let candidates = (now - 1..=now + 1).filter(|step| *step > assigned.last_step);
    let Some(last_step) = totp::find(&device.seed(cx)?, code, candidates) else {
        return Ok(false);
    };
    device.assigned = Some(Assignment { last_step, ..assigned });
    put(cx, serial, &device);
    Ok(true)
}
