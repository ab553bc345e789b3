"""Papers as Word files, from templates that an office may edit."""
