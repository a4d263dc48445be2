//! The words of dynamodb's errors. Codes and statuses come with the generated constructors (`gen_dynamodb::errors`);
//! here stands only what the model lacks.
