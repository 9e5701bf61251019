"""The transports of the chat: WebSocket, server-sent events, long polling; and the live feed of the desk."""
