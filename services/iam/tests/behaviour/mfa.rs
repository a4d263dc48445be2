//! Virtual MFA devices, with codes computed from the seed that the cloud gave out: what a device shows is believed
//! once, a step early or late, and only for its owner.

use std::time::Duration;

use gen_iam as api;
use gen_iam::operations as ops;
use hmac::{Hmac, Mac as _};
use kernel::Cx;
use sha1::Sha1;

use crate::common::{Cloud, cloud};

/// What an authenticator shows, `off` steps from now.
fn shown(cloud: &Cloud, seed: &[u8], off: i64) -> String {
    let step = cloud.kernel.clock().now().as_secs() / 30 + off;
    let mut mac = Hmac::<Sha1>::new_from_slice(seed).expect("any key");
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number =
        u32::from_be_bytes(hash[at..at + 4].try_into().expect("four bytes")) & (u32::MAX >> 1);
    format!("{:06}", number % 1_000_000)
}

struct Device {
    serial: String,
    seed: Vec<u8>,
}

async fn device(cloud: &Cloud, name: &str) -> Device {
    let input = api::CreateVirtualMFADeviceRequest {
        virtual_mfa_device_name: name.to_owned(),
        ..Default::default()
    };
    let made = cloud.call::<ops::CreateVirtualMFADevice>(input).await.expect("made");
    let made = made.virtual_mfa_device.expect("a device");
    let picture = made.qr_code_png.expect("a picture");
    assert!(picture.starts_with(b"\x89PNG"));
    let seed = made.base32_string_seed.expect("a seed");
    Device {
        serial: made.serial_number.expect("a serial number"),
        seed: data_encoding::BASE32.decode(&seed).expect("base32"),
    }
}

/// The code of the answer: `OK`, or an error's.
async fn enable(cloud: &Cloud, user: &str, device: &Device, codes: [String; 2]) -> String {
    let [authentication_code1, authentication_code2] = codes;
    let input = api::EnableMFADeviceRequest {
        user_name: user.to_owned(),
        serial_number: device.serial.clone(),
        authentication_code1,
        authentication_code2,
    };
    let outcome = cloud.call::<ops::EnableMFADevice>(input).await;
    outcome.map_or_else(|error| error.query_code().to_owned(), |_| "OK".to_owned())
}

/// What the path of a call is told of a code.
async fn verify(cloud: &Cloud, owner: &str, serial: &str, code: &str) -> bool {
    let call = cloud.facts::<ops::ListMFADevices>(api::ListMFADevicesRequest::default());
    let owner = owner.parse().expect("an ARN");
    let mut cx = Cx::begin(&cloud.kernel, &call);
    let answer = cx.verify_mfa(&owner, serial, code).await;
    let mut attempt = 0;
    cx.finish(answer, &mut attempt).await.expect("no conflict").expect("an answer")
}

#[tokio::test]
async fn codes_count_once_and_for_their_owner() {
    let cloud = cloud(None).await;
    cloud.user("alice", "/").await;
    cloud.user("bob", "/").await;
    let alice = "arn:aws:iam::000000000000:user/alice";
    let phone = device(&cloud, "phone").await;
    let code = |off: i64| shown(&cloud, &phone.seed, off);

    for bad in [[code(0), code(0)], [code(0), code(-1)], [code(-1), code(1)]] {
        assert_eq!(enable(&cloud, "alice", &phone, bad).await, "InvalidAuthenticationCode");
    }
    assert!(!verify(&cloud, alice, &phone.serial, &code(0)).await, "not enabled yet");
    assert_eq!(enable(&cloud, "alice", &phone, [code(-1), code(0)]).await, "OK");
    assert_eq!(enable(&cloud, "bob", &phone, [code(-1), code(0)]).await, "EntityAlreadyExists");

    assert!(!verify(&cloud, alice, &phone.serial, &code(0)).await, "it enabled the device");
    assert!(!verify(&cloud, alice, &phone.serial, &code(2)).await, "too early");
    assert!(!verify(&cloud, "arn:aws:iam::000000000000:user/bob", &phone.serial, &code(1)).await);
    assert!(!verify(&cloud, "arn:aws:iam::000000000000:root", &phone.serial, &code(1)).await);
    assert!(verify(&cloud, alice, &phone.serial, &code(1)).await, "a step early");
    assert!(!verify(&cloud, alice, &phone.serial, &code(1)).await, "a second time");

    cloud.kernel.clock().advance(Duration::from_secs(90));
    assert!(!verify(&cloud, alice, &phone.serial, &code(-2)).await, "too late");
    assert!(verify(&cloud, alice, &phone.serial, &code(-1)).await, "a step late");
    assert!(verify(&cloud, alice, &phone.serial, &code(0)).await);
}

#[tokio::test]
async fn a_device_in_use_is_listed_with_its_user_and_must_be_deactivated_before_it_goes() {
    let cloud = cloud(None).await;
    cloud.user("alice", "/").await;
    let phone = device(&cloud, "phone").await;
    let codes = [shown(&cloud, &phone.seed, 0), shown(&cloud, &phone.seed, 1)];
    assert_eq!(enable(&cloud, "alice", &phone, codes).await, "OK");

    let list = cloud.call::<ops::ListVirtualMFADevices>(Default::default()).await.expect("listed");
    let listed = &list.virtual_mfa_devices.expect("devices")[0];
    assert_eq!(listed.user.as_ref().and_then(|u| u.user_name.as_deref()), Some("alice"));
    assert!(listed.enable_date.is_some() && listed.base32_string_seed.is_none());

    let delete = || api::DeleteVirtualMFADeviceRequest { serial_number: phone.serial.clone() };
    let refused = cloud.call::<ops::DeleteVirtualMFADevice>(delete()).await.expect_err("in use");
    assert_eq!(refused.query_code(), "DeleteConflict");
    let gone = api::DeleteUserRequest { user_name: "alice".to_owned() };
    let refused = cloud.call::<ops::DeleteUser>(gone).await.expect_err("has a device");
    assert_eq!(refused.message(), Some("Cannot delete entity, must delete MFA device first."));

    let input = api::DeactivateMFADeviceRequest {
        user_name: Some("alice".to_owned()),
        serial_number: phone.serial.clone(),
    };
    cloud.call::<ops::DeactivateMFADevice>(input).await.expect("deactivated");
    let unassigned = api::ListVirtualMFADevicesRequest {
        assignment_status: Some("Unassigned".to_owned()),
        ..Default::default()
    };
    let list = cloud.call::<ops::ListVirtualMFADevices>(unassigned).await.expect("listed");
    assert_eq!(list.virtual_mfa_devices.map(|devices| devices.len()), Some(1), "it stays");
    cloud.call::<ops::DeleteVirtualMFADevice>(delete()).await.expect("deleted");
}

#[tokio::test]
async fn a_device_that_is_off_is_put_right() {
    let cloud = cloud(None).await;
    cloud.user("alice", "/").await;
    let alice = "arn:aws:iam::000000000000:user/alice";
    let phone = device(&cloud, "phone").await;
    let code = |off: i64| shown(&cloud, &phone.seed, off);
    assert_eq!(enable(&cloud, "alice", &phone, [code(0), code(1)]).await, "OK");
    cloud.kernel.clock().advance(Duration::from_secs(3_600));
    assert!(!verify(&cloud, alice, &phone.serial, &code(40)).await);
    let input = api::ResyncMFADeviceRequest {
        user_name: "alice".to_owned(),
        serial_number: phone.serial.clone(),
        authentication_code1: code(40),
        authentication_code2: code(41),
    };
    cloud.call::<ops::ResyncMFADevice>(input).await.expect("put right");
    assert!(verify(&cloud, alice, &phone.serial, &code(42)).await);
    assert!(!verify(&cloud, alice, &phone.serial, &code(0)).await);
}

#[tokio::test]
async fn the_root_has_devices_too() {
    let cloud = cloud(None).await;
    let key = device(&cloud, "root-account-mfa-device").await;
    let codes = [shown(&cloud, &key.seed, -1), shown(&cloud, &key.seed, 0)];
    assert_eq!(enable(&cloud, "root", &key, codes).await, "OK");
    let root = "arn:aws:iam::000000000000:root";
    assert!(verify(&cloud, root, &key.serial, &shown(&cloud, &key.seed, 1)).await);
    let mine = cloud.call::<ops::ListMFADevices>(Default::default()).await.expect("listed");
    assert_eq!(mine.mfa_devices.map(|devices| devices.len()), Some(1));
    let all = cloud.call::<ops::ListVirtualMFADevices>(Default::default()).await.expect("listed");
    let user = all.virtual_mfa_devices.and_then(|mut all| all.remove(0).user).expect("a user");
    assert_eq!((user.arn.as_deref(), user.user_name), (Some(root), None));
}
