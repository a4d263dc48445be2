//! CreateKey: a key with its material, or one that waits for it.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html>

use gen_kms::{CreateKeyInput, CreateKeyOutput};
use kernel::{ApiResult, Cx};

use crate::key::{Key, KeyState, Origin, Regions, StoreLink};
use crate::key_id::KeyId;
use crate::material::{MaterialRow, put_materials};
use crate::new_key::NewKey;
use crate::tables::KEYS;
use crate::{errors, key_policy, key_stores, limits, metadata, ready, tags};

pub(crate) async fn create_key(
    cx: &mut Cx<'_>,
    input: &CreateKeyInput,
) -> ApiResult<CreateKeyOutput> {
    let new = NewKey::parse(input, cx.region().as_str())?;
    let tags = tags::merge(&Vec::new(), input.tags.as_deref().unwrap_or_default())?;
    let store = match &input.custom_key_store_id {
        Some(id) => Some(key_stores::for_new_key(cx, id, new.origin).await?),
        None => None,
    };
    if cx.count_rows(&KEYS, &()).await? >= limits::KEYS {
        return Err(errors::too_many("keys", limits::KEYS));
    }
    let id = KeyId::new(cx.random(), new.multi_region);
    let arn = cx.arn("kms", &format!("key/{id}"))?.to_string();
    let policy = match &input.policy {
        Some(text) => {
            let bypass = input.bypass_policy_lockout_safety_check == Some(true);
            key_policy::check(cx, &arn, text, bypass).await?;
            text.clone()
        }
        None => key_policy::default_of(cx.partition().as_str(), cx.account()),
    };
    let mut key = bare(cx, id, arn, &new);
    key.description = input.description.clone().unwrap_or_default();
    key.policy = policy;
    key.tags = tags;
    key.store = store;
    if new.origin != Origin::External {
        let bytes = ready::new_material(cx, new.spec).await?;
        let row = MaterialRow::generated(cx.kernel(), &bytes);
        key.material_id = Some(row.id.clone());
        put_materials(cx, &key.id, &vec![row]);
    }
    cx.put(&KEYS, &key.id, &key);
    cx.add_rows(&KEYS, &(), 1);
    Ok(CreateKeyOutput { key_metadata: Some(metadata::of(cx, &key).await?) })
}

fn bare(cx: &Cx<'_>, id: KeyId, arn: String, new: &NewKey) -> Key {
    let imports = new.origin == Origin::External;
    let regions = new
        .multi_region
        .then(|| Regions { primary: cx.region().to_string(), replicas: Vec::new() });
    Key {
        id,
        arn,
        account: cx.account(),
        created: cx.now(),
        description: String::new(),
        spec: new.spec,
        usage: new.usage,
        origin: new.origin,
        state: if imports { KeyState::PendingImport } else { KeyState::Enabled },
        enabled: true,
        deletion: None,
        managed_for: None,
        policy: String::new(),
        rotation: None,
        rotated_on_demand: 0,
        store: None::<StoreLink>,
        regions,
        granted: false,
        aliases: Vec::new(),
        tags: Vec::new(),
        material_id: None,
        expires: None,
    }
}
