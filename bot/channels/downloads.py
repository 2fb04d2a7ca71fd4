"""A file from a platform: no more of it than is taken, and a second try where the network failed."""

import asyncio

import aiohttp

from domain.channels import FileNotFetched
from domain.files import MOST_BYTES
from domain.messages import FileTrouble

_TRIES = 3
_LIMITS = aiohttp.ClientTimeout(total=30, sock_connect=10)


async def download(session: aiohttp.ClientSession, url: str) -> bytes:
    """What stands at the address, which is never told: it may hold a token. Raises FileNotFetched."""
    for number in range(_TRIES):
        if number:
            await asyncio.sleep(number)
        try:
            async with session.get(url, timeout=_LIMITS, allow_redirects=False) as answer:
                if answer.status == 200:
                    return await _limited(answer)
                if answer.status < 500 and answer.status != 429:
                    break
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            continue
    raise FileNotFetched(trouble=FileTrouble.NOT_FETCHED)


async def _limited(answer: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in answer.content.iter_any():
        content += chunk
        if len(content) > MOST_BYTES:
            raise FileNotFetched(trouble=FileTrouble.TOO_LARGE)
    return bytes(content)
