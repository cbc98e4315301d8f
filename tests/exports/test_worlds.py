"""Does every document open, whichever way the demo's district delivers?"""

import pytest

from etl.worlds import DEFAULT, WORLDS
from exports.documents import DOCUMENTS
from tests.etl.office import SHIPPED
from tests.exports.test_offices import told
from tests.offices.stores import Opened


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("world", WORLDS)
def test_a_document_opens_in_every_world(world, document, demo_store, small_world):
    store = demo_store if world == DEFAULT else small_world(world)
    text = "".join(told(Opened(SHIPPED, store), document))
    assert len(text) > 1000 and "nan" not in text.split()
