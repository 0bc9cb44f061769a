"""What somebody writes with the generated client."""

import json
import os

from rapport_client import AuthenticatedClient
from rapport_client.api.default import list_parties
from rapport_client.models import ListPartiesKind, PartyList

client = AuthenticatedClient(base_url=os.environ["API"], token=os.environ["TOKEN"])
page = list_parties.sync(client=client, kind=ListPartiesKind.PERSON, sort="name", limit=3)
assert isinstance(page, PartyList), page
print(json.dumps([party.name for party in page.data], ensure_ascii=False, separators=(",", ":")))
