"""Ports that stay free until somebody asks for exactly them."""

import socket
from contextlib import ExitStack

from cms.ports import HOST, QUIET, any_free, first_free, is_free
from tests.skipping import skip_without


def test_the_next_port_is_taken_when_the_wanted_one_is_not_free() -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        taken = other.getsockname()[1]

        assert first_free(taken) > taken


def test_connections_going_out_do_not_take_a_chosen_port() -> None:
    chosen = any_free()

    with ExitStack() as stack:
        server = stack.enter_context(socket.create_server((HOST, 0), backlog=256))
        outgoing = [stack.enter_context(socket.create_connection(server.getsockname())) for _ in range(200)]
        lowest = min(each.getsockname()[1] for each in outgoing)
        if lowest < QUIET.stop:
            skip_without("quiet ports", advice="Give net.ipv4.ip_local_port_range its default, 32768 60999.")

        assert chosen < lowest
        assert is_free(chosen)
