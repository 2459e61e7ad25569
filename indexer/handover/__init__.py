"""인수인계: what one official gives to the next, out of a profile and into another.

Sources with their grades and exclusions, conversations, question sets kept in the profile, and, if wanted, the files
themselves. Settings, keys, platforms and the record of AI use stay: they are the person's or the agency's.
"""

from indexer.handover.giving import give, offer
from indexer.handover.looking import look
from indexer.handover.taking import take
from indexer.handover.undoing import take_back

__all__ = ["give", "look", "offer", "take", "take_back"]
