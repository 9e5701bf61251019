"""The worker processes of a web process."""

from __future__ import annotations

import subprocess

import psutil


def spawned_by(web: subprocess.Popen[bytes]) -> set[int]:
    """Return the pids of all workers, those that have yet to load the application among them."""
    children = psutil.Process(web.pid).children()
    return {child.pid for child in children if "resource_tracker" not in " ".join(_command(child))}


def answering_at(port: int, web: subprocess.Popen[bytes]) -> set[int]:
    """Return the pids of the workers that answer: each listens on the port itself, once it has what it serves."""
    return {pid for pid in spawned_by(web) if port in _listening(pid)}


def _listening(pid: int) -> set[int]:
    try:
        sockets = psutil.Process(pid).net_connections("tcp")
    except psutil.Error:
        return set()
    return {socket.laddr.port for socket in sockets if socket.status == psutil.CONN_LISTEN}


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []
