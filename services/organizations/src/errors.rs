//! The words of organizations's errors. Codes and statuses come with the generated constructors (`gen_organizations::errors`);
//! here stands only what the model lacks.
