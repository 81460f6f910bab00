"""Creates a tiny cross-encoder with fixed random weights, without a download.

Its scores are meaningless but distinct, which is enough to check that every score reaches its document.
"""

import string
import sys
from pathlib import Path

import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast


def make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    letters = string.ascii_lowercase + string.digits + string.punctuation + "éßñ中文日本語"
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = special + list(letters) + ["##" + letter for letter in letters]
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    tokenizer = BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), model_max_length=512)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(20)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        max_position_embeddings=512,
        num_labels=1,
        # Wide enough that scores are spread over several units.
        initializer_range=0.4,
    )
    BertForSequenceClassification(config).eval().save_pretrained(folder)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
