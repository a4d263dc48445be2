//! Provisioned pollers of a queue's mapping: so many receive at least, always, and so many at most while there is much to
//! do. Each has up to ten batches under way.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html#sqs-provisioned-mode>

use gen_lambda::ProvisionedPollerConfig;
use kernel::ApiResult;
use serde::{Deserialize, Serialize};

use crate::errors;

/// Batches at once of one poller; of a mapping that says nothing, too.
pub(crate) const BATCHES: usize = 10;
/// The fewest of a queue, which is also how many there are when nothing is said.
const FEWEST: u32 = 2;
const DEFAULT_MOST: u32 = 200;
const MOST: u32 = 10_000;

/// How many pollers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pollers {
    pub(crate) least: u32,
    pub(crate) most: u32,
}

impl Pollers {
    /// What a request says, over what was there before.
    pub(crate) fn parse(
        given: &ProvisionedPollerConfig,
        before: Option<Pollers>,
    ) -> ApiResult<Pollers> {
        if given.poller_group_name.is_some() {
            return Err(errors::invalid(
                "PollerGroupName is supported for Apache Kafka event sources only.",
            ));
        }
        let number = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
        let before = before.unwrap_or(Pollers { least: FEWEST, most: DEFAULT_MOST });
        let least = number(given.minimum_pollers).unwrap_or(before.least);
        let most = number(given.maximum_pollers).unwrap_or(before.most.max(least));
        if least < FEWEST || !(FEWEST..=MOST).contains(&most) {
            return Err(errors::invalid(format!(
                "MinimumPollers and MaximumPollers of an SQS event source must be at least {FEWEST}."
            )));
        }
        if least > most {
            return Err(errors::invalid("MinimumPollers must not be greater than MaximumPollers."));
        }
        Ok(Pollers { least, most })
    }

    pub(crate) fn show(self) -> ProvisionedPollerConfig {
        ProvisionedPollerConfig {
            minimum_pollers: i32::try_from(self.least).ok(),
            maximum_pollers: i32::try_from(self.most).ok(),
            poller_group_name: None,
        }
    }

    /// How many receive while `busy` batches are under way: one more begins as soon as all have their hands full.
    pub(crate) fn receiving(self, busy: usize) -> usize {
        let wanted = busy / BATCHES + 1;
        let bound = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        wanted.clamp(bound(self.least), bound(self.most))
    }

    /// Batches at once.
    pub(crate) fn batches(self) -> usize {
        usize::try_from(self.most).unwrap_or(usize::MAX).saturating_mul(BATCHES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(least: Option<i32>, most: Option<i32>) -> ProvisionedPollerConfig {
        ProvisionedPollerConfig {
            minimum_pollers: least,
            maximum_pollers: most,
            poller_group_name: None,
        }
    }

    #[test]
    fn bounds() {
        let before = Some(Pollers { least: 5, most: 8 });
        for (given, before, want) in [
            (config(None, None), None, Some((2, 200))),
            (config(Some(4), None), None, Some((4, 200))),
            (config(None, Some(6)), before, Some((5, 6))),
            (config(Some(9), None), before, Some((9, 9))),
            (config(Some(1), None), None, None),
            (config(None, Some(1)), None, None),
            (config(Some(9), Some(8)), None, None),
        ] {
            let got = Pollers::parse(&given, before).ok().map(|got| (got.least, got.most));
            assert_eq!(got, want, "{given:?}");
        }
    }

    #[test]
    fn more_receive_while_there_is_more_to_do() {
        let pollers = Pollers { least: 2, most: 4 };
        for (busy, receiving) in [(0, 2), (9, 2), (19, 2), (20, 3), (30, 4), (400, 4)] {
            assert_eq!(pollers.receiving(busy), receiving, "{busy}");
        }
        assert_eq!(pollers.batches(), 40);
    }
}
