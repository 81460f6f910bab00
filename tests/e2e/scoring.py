"""Runs the tiny model with sentence-transformers, for the server and for the comparison."""

import threading

import torch
from sentence_transformers import CrossEncoder

torch.set_num_threads(1)


class Scoring:
    """Scores pairs, raw or on the scale of the library from 0 to 1."""

    def __init__(self, folder: str) -> None:
        self.encoder = CrossEncoder(folder, device="cpu", max_length=512)
        self.lock = threading.Lock()

    def __call__(self, query: str, texts: list[str], raw: bool) -> list[float]:
        activation = torch.nn.Identity() if raw else torch.nn.Sigmoid()
        with self.lock:
            scores = self.encoder.predict(
                [(query, text) for text in texts],
                activation_fn=activation,
                show_progress_bar=False,
            )
        return [float(score) for score in scores]
