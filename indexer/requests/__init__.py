"""What the window and the command line ask of the engine, and what it answers with.

Plain frozen dataclasses on both sides; on the wire each is one JSON object `{"type": NAME, ...fields}`.
A request is answered by any number of events and exactly one `Finished` or `Failed`. A module a topic, requests
before events.
"""

from __future__ import annotations

from indexer.requests.asking import *
from indexer.requests.control import *
from indexer.requests.conversations import *
from indexer.requests.evaluating import *
from indexer.requests.handover import *
from indexer.requests.indexing import *
from indexer.requests.ledger import *
from indexer.requests.library import *
from indexer.requests.platforms import *
from indexer.requests.profile import *
from indexer.requests.searching import *
from indexer.requests.tasks import *
from indexer.requests.viewing import *
from indexer.requests.wire import as_json, from_wire, to_wire

__all__ = ["as_json", "from_wire", "to_wire"]
