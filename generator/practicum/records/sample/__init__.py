"""Five hundred invented learners in three invented countries, drawn from a seed."""

from practicum.records.sample.book import SAMPLE_DAY
from practicum.records.sample.folder import sample
from practicum.records.sample.named import named_sample

__all__ = ["SAMPLE_DAY", "named_sample", "sample"]
