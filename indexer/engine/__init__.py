"""The engine: everything slow or large, in a process of its own.

core.py     requests in, events out, in this process
server.py   the same over a per-user local socket, for the window and for other commands
client.py   the other end
"""
