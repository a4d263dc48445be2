//! The words of ssm's errors. Codes and statuses come with the generated constructors (`gen_ssm::errors`);
//! here stands only what the model lacks.
