"""Per generation of models: what training costs over the life of what it made."""
