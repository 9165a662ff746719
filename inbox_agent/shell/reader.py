"""The reader, built from the files that travel with the program."""

from __future__ import annotations

import json
from functools import cache

from inbox_agent.core.classify import Reader
from inbox_agent.core.flag_model import FlagModel, flag_model_from_document
from inbox_agent.core.model import Model, model_from_document
from inbox_agent.core.suspicion import Suspicion
from inbox_agent.shell.data import data_folder, flag_advice, platforms, rules, services


@cache
def model() -> Model:
    """The trained numbers of the classifier (config/category-model.json)."""
    text = (data_folder("config") / "category-model.json").read_text("utf-8")
    return model_from_document(json.loads(text))


@cache
def flag_model() -> FlagModel:
    """The trained numbers of the second opinion on flags (config/flag-model.json)."""
    text = (data_folder("config") / "flag-model.json").read_text("utf-8")
    return flag_model_from_document(json.loads(text))


@cache
def reader() -> Reader:
    """Reads mail with everything that the program knows."""
    suspicion = Suspicion(rules("flag"), flag_advice(), services(), flag_model())
    return Reader(rules("category"), platforms(), model(), suspicion, rules("accepts"))
