"""Where the web chat listens."""

import socket

from bot.settings import Settings
from bot.sides import port_for


def test_a_program_on_the_usual_port_is_no_obstacle_and_a_set_port_is_kept() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        usual = Settings.model_construct(_fields_set=set(), web_host="127.0.0.1", web_port=taken)
        chosen = Settings.model_construct(_fields_set={"web_port"}, web_host="127.0.0.1", web_port=taken)
        assert port_for(usual) == 0
        assert port_for(chosen) == taken
    assert port_for(usual) == taken
