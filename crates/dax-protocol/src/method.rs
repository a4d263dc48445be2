//! Methods: their numbers, and how many values a request of each has.

/// A method that this cloud speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Who speaks on this connection. It has no answer: what is wrong with it is told to the next request.
    Authorize,
    /// The nodes of the cluster.
    Endpoints,
    /// The names of a list of attributes, by its number.
    DefineAttributeList,
    /// The number of a list of attributes.
    DefineAttributeListId,
    /// The names and types of a table's key.
    DefineKeySchema,
    /// GetItem.
    GetItem,
    /// PutItem.
    PutItem,
    /// UpdateItem.
    UpdateItem,
    /// DeleteItem.
    DeleteItem,
    /// Query.
    Query,
    /// Scan.
    Scan,
    /// BatchGetItem.
    BatchGetItem,
    /// BatchWriteItem.
    BatchWriteItem,
    /// TransactGetItems.
    TransactGetItems,
    /// TransactWriteItems.
    TransactWriteItems,
}

/// Number, method, how many values follow the number.
const ALL: [(i64, Method, u32); 15] = [
    (1_489_122_155, Method::Authorize, 5),
    (455_855_874, Method::Endpoints, 0),
    (670_678_385, Method::DefineAttributeList, 1),
    (-1_230_579_644, Method::DefineAttributeListId, 1),
    (-742_646_399, Method::DefineKeySchema, 1),
    (263_244_906, Method::GetItem, 3),
    (-2_106_490_455, Method::PutItem, 4),
    (1_425_579_023, Method::UpdateItem, 3),
    (1_013_539_361, Method::DeleteItem, 3),
    (-931_250_863, Method::Query, 3),
    (-1_875_390_620, Method::Scan, 2),
    (-697_851_100, Method::BatchGetItem, 2),
    (116_217_951, Method::BatchWriteItem, 2),
    (1_866_287_579, Method::TransactGetItems, 4),
    (-1_160_037_738, Method::TransactWriteItems, 9),
];

impl Method {
    /// The method with this number. Those that manage tables have numbers, too, and no client sends them.
    pub fn of(number: i64) -> Option<Method> {
        ALL.iter().find(|(known, ..)| *known == number).map(|(_, method, _)| *method)
    }

    /// Its number.
    pub fn number(self) -> i64 {
        self.line().0
    }

    /// How many values follow the number.
    pub fn values(self) -> u32 {
        self.line().2
    }

    fn line(self) -> (i64, Method, u32) {
        // Every method has a line.
        ALL.into_iter().find(|(_, method, _)| *method == self).unwrap_or(ALL[0])
    }

    /// The action that policies must allow, when there is one.
    pub fn action(self) -> Option<&'static str> {
        Some(match self {
            Method::Authorize
            | Method::Endpoints
            | Method::DefineAttributeList
            | Method::DefineAttributeListId
            | Method::DefineKeySchema => return None,
            Method::GetItem | Method::TransactGetItems => "dax:GetItem",
            Method::PutItem => "dax:PutItem",
            Method::UpdateItem => "dax:UpdateItem",
            Method::DeleteItem => "dax:DeleteItem",
            Method::Query => "dax:Query",
            Method::Scan => "dax:Scan",
            Method::BatchGetItem => "dax:BatchGetItem",
            Method::BatchWriteItem => "dax:BatchWriteItem",
            // What each of its actions needs stands in the request.
            Method::TransactWriteItems => return None,
        })
    }
}
