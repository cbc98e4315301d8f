"""What does a browser say to the server? A visitor without a screen: opens a page and changes filters over the WebSocket.

It speaks the platform's own messages (streamlit.proto of the installed version), so the time from a message to the end of
the answer is the server's alone: no drawing, no browser.
"""

import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

OVER = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Visitor:
    """One session. Made by `await Visitor.arrive(address)`; each question gives the seconds until it is answered."""

    def __init__(self, line: ClientConnection):
        self.line = line
        self.query = self.page = ""
        self.filters: dict[str, tuple] = {}  # user key → the widget's message and the part of the page it redraws
        self.chosen: dict[str, str] = {}
        self.said = ""  # all text of the last answer

    @classmethod
    async def arrive(cls, address: str) -> "Visitor":
        """`address` as served, http://127.0.0.1:PORT/."""
        stream = address.replace("http://", "ws://").rstrip("/") + "/_stcore/stream"
        return cls(await connect(stream, subprotocols=["streamlit"], max_size=None, compression=None))

    async def leave(self) -> None:
        await self.line.close()

    async def open(self, name: str, query: str = "") -> float:
        """Opens a page by its address."""
        self.query, self.chosen, self.filters = query, {}, {}
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = name, query
        return await self._asked(asked)

    async def choose(self, key: str, label: str) -> float:
        """Chooses one option of the filter with this key, by its label."""
        self.chosen[key] = label
        asked = BackMsg()
        told = asked.rerun_script
        told.page_script_hash, told.query_string, told.fragment_id = self.page, self.query, self.filters[key][1]
        for name, value in self.chosen.items():
            state = told.widget_states.widgets.add(id=self.filters[name][0].id)
            if self.filters[name][0].DESCRIPTOR.name == "ButtonGroup":
                state.string_array_value.data.append(value)
            else:
                state.string_value = value
        return await self._asked(asked)

    def options(self, key: str) -> list[str]:
        """The labels of a filter, as they stand on the page."""
        widget = self.filters[key][0]
        if widget.DESCRIPTOR.name == "ButtonGroup":
            return [option.content for option in widget.options]
        return list(widget.options)

    async def _asked(self, message: BackMsg) -> float:
        start, texts = time.perf_counter(), []
        await self.line.send(message.SerializeToString())
        async for frame in self.line:
            answer = ForwardMsg.FromString(frame)
            kind = answer.WhichOneof("type")
            if kind == "script_finished" and answer.script_finished in OVER:
                self.said = "\n".join(texts)
                return time.perf_counter() - start
            if kind == "navigation":
                self.page = answer.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = answer.page_info_changed.query_string
            elif kind == "delta":
                self._note(answer, texts)
        raise ConnectionError("The server has closed the connection")

    def _note(self, answer: ForwardMsg, texts: list[str]) -> None:
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "markdown":
            texts.append(element.markdown.body)
        elif kind in ("selectbox", "button_group"):
            widget = getattr(element, kind)
            key = widget.id.rpartition("-")[2]
            self.filters[key] = (widget, answer.delta.fragment_id)
