//! The words of dynamodbstreams's errors. Codes and statuses come with the generated constructors (`gen_dynamodbstreams::errors`);
//! here stands only what the model lacks.
