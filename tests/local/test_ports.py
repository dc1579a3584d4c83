"""WorldPorts have defaults, can be changed, and are refused before anything starts."""

import socket
from dataclasses import astuple, replace

import pytest

from local.errors import CannotStart
from local.ports import HOST, WorldPorts, is_taken


@pytest.fixture
def held_port():
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_without_variables_the_defaults_hold():
    assert WorldPorts.from_environment({}) == WorldPorts()


def test_each_port_has_its_variable():
    ports = WorldPorts.from_environment(
        {"PULSE_PORT_FIRESTORE": "18080", "PULSE_PORT_FIRESTORE_WEBSOCKET": "19150"}
    )
    assert ports == replace(WorldPorts(), firestore=18080, firestore_websocket=19150)


@pytest.mark.parametrize("value", ["", "eighty", "1023", "65536", "-1", "80.5"])
def test_a_value_that_is_not_a_port_is_refused_with_the_variable_s_name(value):
    with pytest.raises(CannotStart, match="PULSE_PORT_STRIPE"):
        WorldPorts.from_environment({"PULSE_PORT_STRIPE": value})


def test_the_same_port_twice_is_refused_naming_both():
    with pytest.raises(CannotStart, match="given to hosting and to functions"):
        WorldPorts.from_environment({"PULSE_PORT_HOSTING": "5001"})


def test_a_taken_port_is_named_with_what_to_do(held_port):
    ports = replace(WorldPorts.free(), firestore=held_port)
    with pytest.raises(CannotStart) as refusal:
        ports.refuse_taken()
    assert f"port {held_port} (firestore) is taken" in str(refusal.value)
    assert "PULSE_PORT_FIRESTORE=<port>" in str(refusal.value)


def test_every_taken_port_is_named_at_once(held_port):
    with socket.socket() as second:
        second.bind((HOST, 0))
        second.listen()
        ports = replace(WorldPorts.free(), firestore=held_port, stripe=second.getsockname()[1])
        with pytest.raises(CannotStart) as refusal:
            ports.refuse_taken()
    assert "(firestore)" in str(refusal.value)
    assert "(stripe)" in str(refusal.value)


def test_a_server_on_every_address_takes_the_port_too():
    with socket.socket() as server:
        server.bind(("0.0.0.0", 0))
        server.listen()
        assert is_taken(server.getsockname()[1])


def test_free_ports_are_free_and_different():
    ports = astuple(WorldPorts.free())
    assert len(set(ports)) == len(ports)
    assert not any(is_taken(port) for port in ports)
