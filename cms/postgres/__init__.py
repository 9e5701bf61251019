"""Django's PostgreSQL backend, for web processes that notice when the server accepts connections and never answers."""
