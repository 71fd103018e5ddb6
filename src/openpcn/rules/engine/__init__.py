"""Evaluates and explains definitions on a snapshot: arrays for everybody, the plain oracle for one person."""

from .evaluate import evaluate, evaluate_days, evaluate_practices
from .evaluation import AMOUNTS, OUTCOMES, SHOWN, Evaluation, NotAssessed
from .explain import Explanation, explain
from .memory import MemoryPractice
from .person import evaluate_person
from .practice import People, Practice, StoredPractice
from .requirements import codelists_needed, lacking, tables_needed, tables_read
from .scores import InputUsed, ScoreOf, number_of, score_of, scores_of
from .stories import Told, check_stories, check_story

__all__ = [
    "AMOUNTS", "OUTCOMES", "SHOWN", "Evaluation", "Explanation", "InputUsed", "MemoryPractice", "NotAssessed",
    "People", "Practice", "ScoreOf", "StoredPractice", "Told", "check_stories", "check_story",
    "codelists_needed", "evaluate", "evaluate_days",
    "evaluate_person", "evaluate_practices", "explain", "lacking",
    "number_of", "score_of", "scores_of", "tables_needed", "tables_read",
]  # fmt: skip
