//! Which tier a parameter is of: as asked, as the account's default says, or as it needs.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html>

use kernel::{ApiResult, Cx};

use crate::name::ParameterKey;
use crate::parameter::Tier;
use crate::tables::BY_TIER;
use crate::{errors, limits};

/// What may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Standard,
    Advanced,
    /// Standard, as long as that suffices.
    Intelligent,
}

impl Wish {
    pub(crate) fn parse(text: &str) -> Option<Wish> {
        Some(match text {
            "Standard" => Wish::Standard,
            "Advanced" => Wish::Advanced,
            "Intelligent-Tiering" => Wish::Intelligent,
            _ => return None,
        })
    }
}

/// What decides on a tier.
pub(crate) struct Need {
    /// What the request asks for.
    pub(crate) asked: Option<Wish>,
    /// What the account's setting says.
    pub(crate) default: Wish,
    /// What the parameter is, if it is there.
    pub(crate) existing: Option<Tier>,
    /// Whether value or policies need the advanced tier, or no other standard parameter may be added.
    pub(crate) more: bool,
}

impl Need {
    /// The tier; `None` when an advanced parameter is asked to become a standard one.
    pub(crate) fn tier(&self) -> Option<Tier> {
        let wish = self.asked.unwrap_or(self.default);
        match (wish, self.existing) {
            (Wish::Standard, Some(Tier::Advanced)) if self.asked.is_some() => None,
            (_, Some(Tier::Advanced)) | (Wish::Advanced, _) => Some(Tier::Advanced),
            (Wish::Intelligent, _) if self.more => Some(Tier::Advanced),
            _ => Some(Tier::Standard),
        }
    }
}

/// Whether the account's standard parameters are as many as they may be.
pub(crate) async fn is_full(cx: &mut Cx<'_>, tier: Tier) -> ApiResult<bool> {
    let most = match tier {
        Tier::Standard => limits::STANDARD_PARAMETERS,
        Tier::Advanced => limits::ADVANCED_PARAMETERS,
    };
    Ok(cx.count_rows(&BY_TIER, &tier.number()).await? >= most)
}

/// Counts a parameter among those of its tier; an error when there are too many.
pub(crate) async fn enter(
    cx: &mut Cx<'_>,
    key: &ParameterKey,
    from: Option<Tier>,
    to: Tier,
) -> ApiResult<()> {
    if from == Some(to) {
        return Ok(());
    }
    if is_full(cx, to).await? {
        return Err(errors::too_many_parameters(to));
    }
    if let Some(from) = from {
        leave(cx, key, from);
    }
    cx.put(&BY_TIER, &(to.number(), key.clone()), &());
    cx.add_rows(&BY_TIER, &to.number(), 1);
    Ok(())
}

/// The parameter is no longer of this tier.
pub(crate) fn leave(cx: &mut Cx<'_>, key: &ParameterKey, tier: Tier) {
    cx.delete(&BY_TIER, &(tier.number(), key.clone()));
    cx.add_rows(&BY_TIER, &tier.number(), -1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_follow_wish_default_and_need() {
        use Tier::{Advanced, Standard};
        let tier = |asked, default, existing, more| Need { asked, default, existing, more }.tier();
        for (asked, default, existing, more, expected) in [
            (None, Wish::Standard, None, false, Some(Standard)),
            (None, Wish::Standard, None, true, Some(Standard)),
            (None, Wish::Advanced, None, false, Some(Advanced)),
            (None, Wish::Intelligent, None, false, Some(Standard)),
            (None, Wish::Intelligent, None, true, Some(Advanced)),
            (None, Wish::Standard, Some(Advanced), false, Some(Advanced)),
            (Some(Wish::Standard), Wish::Advanced, None, true, Some(Standard)),
            (Some(Wish::Standard), Wish::Standard, Some(Standard), false, Some(Standard)),
            (Some(Wish::Standard), Wish::Standard, Some(Advanced), false, None),
            (Some(Wish::Advanced), Wish::Standard, Some(Standard), false, Some(Advanced)),
            (Some(Wish::Intelligent), Wish::Standard, Some(Advanced), false, Some(Advanced)),
            (Some(Wish::Intelligent), Wish::Standard, Some(Standard), true, Some(Advanced)),
        ] {
            assert_eq!(tier(asked, default, existing, more), expected, "{asked:?} {existing:?}");
        }
    }
}
