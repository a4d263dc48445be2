//! What must come before what, and whether there is an order that has it so.

use std::collections::{HashMap, HashSet};

/// Nodes and what each must come before.
#[derive(Default)]
pub(super) struct Order(HashMap<u64, HashSet<u64>>);

impl Order {
    pub(super) fn before(&mut self, first: u64, second: u64) {
        self.0.entry(second).or_default();
        self.0.entry(first).or_default().insert(second);
    }

    /// The nodes of some cycle and what leads out of it; none when there is an order.
    pub(super) fn tangle(&self) -> Vec<u64> {
        let mut waits: HashMap<u64, usize> = self.0.keys().map(|node| (*node, 0)).collect();
        for next in self.0.values().flatten() {
            *waits.entry(*next).or_default() += 1;
        }
        let mut free: Vec<u64> =
            waits.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node).collect();
        while let Some(node) = free.pop() {
            waits.remove(&node);
            for next in &self.0[&node] {
                if let Some(count) = waits.get_mut(next) {
                    *count -= 1;
                    if *count == 0 {
                        free.push(*next);
                    }
                }
            }
        }
        let mut left: Vec<u64> = waits.into_keys().collect();
        left.sort_unstable();
        left
    }
}

#[test]
fn cycles_are_found() {
    let mut order = Order::default();
    order.before(1, 2);
    order.before(2, 3);
    assert!(order.tangle().is_empty());
    order.before(3, 1);
    assert_eq!(order.tangle(), [1, 2, 3]);
}
