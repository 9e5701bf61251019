"""The types of the schema. Their fields are keys of the published document; the default resolver reads them there."""
