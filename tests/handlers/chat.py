"""One person at a chat, without a channel: what is said goes to the router, its answer into the outbox."""

from dataclasses import replace
from datetime import datetime

from bot.assistant import rule_book
from domain.messages import Address, ChannelName, IncomingMessage, MessageKind, Reply
from handlers import router
from handlers.context import Context
from storage import menus, outbox, users
from storage.database import Store, Tx

BOOK = rule_book()


class Chat:
    """One person's chat: what `bot.receiving` does with a message, in one call."""

    def __init__(
        self,
        store: Store,
        account: str,
        now: datetime,
        *,
        is_private: bool = True,
        web_address: str = "",
        channel: ChannelName = ChannelName.TERMINAL,
    ) -> None:
        self._store = store
        self._web_address = web_address
        self._now = now
        self._message = IncomingMessage(
            address=Address(channel=channel, chat_id=account),
            sender_id=account,
            sender_name=account,
            message_id="1",
            sent_at=now,
            is_private=is_private,
        )

    async def say(self, text: str) -> Reply:
        return await self._send(replace(self._message, text=text))

    async def press(self, label: str, reply: "Shown") -> Reply:
        number = [choice.label for choice in reply.choices].index(label)
        token = f"{reply.menu_id}.{number}"
        return await self._send(replace(self._message, kind=MessageKind.PRESS, pressed=token))

    async def press_token(self, token: str) -> Reply:
        return await self._send(replace(self._message, kind=MessageKind.PRESS, pressed=token))

    async def show(self, text: str) -> "Shown":
        """Say something whose reply has a menu."""
        reply = await self.say(text)
        menu = await self._store.read(menus.open_in, self._message.address)
        assert menu is not None
        return Shown(reply, menu.id)

    async def last(self) -> "Shown":
        """The last message of the chat, whoever asked for it."""
        menu = await self._store.read(menus.open_in, self._message.address)
        assert menu is not None
        return Shown(Reply(text="", choices=menu.choices), menu.id)

    async def _send(self, message: IncomingMessage) -> Reply:
        context = Context(now=self._now, book=BOOK, web_address=self._web_address)
        reply = await self._store.read(router.answer, context, message, None)

        def settle(tx: Tx) -> Reply:
            answer = reply or router.act(tx, context, message, None)
            assert answer is not None
            user = users.by_identity(tx, message.address.channel, message.sender_id, context.now)
            outbox.add_reply(
                tx, address=message.address, reply=answer, user=user, inbox_id=None, now=context.now
            )
            return answer

        return await self._store.write(settle)


class Shown:
    """A reply as it stands in the chat, with the menu its buttons belong to."""

    def __init__(self, reply: Reply, menu_id: str) -> None:
        self.text = reply.text
        self.choices = reply.choices
        self.menu_id = menu_id
