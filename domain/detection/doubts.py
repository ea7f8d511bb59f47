"""Why answers are suspect, and what that is called where whom they rate reads it."""

from collections.abc import Mapping
from enum import auto

from domain.terms import Doubt, Word
from domain.text.localized import LocalizedText, text


class AnswerDoubt(Word):
    """Why an answer waits for a second pair of eyes; what each means stands in `DETECTORS`."""

    BURST = auto()
    SAME_WORDS = auto()
    SAME_ORIGIN = auto()
    NO_VARIANCE = auto()
    OFFICE_HOURS = auto()
    INVITATION_BIAS = auto()
    CLOSED_EARLY = auto()
    HANDED_ON = auto()
    EASY_CASES = auto()


# Why something waits for a second pair of eyes, as whom it rates is told: nothing of who answered, nor of which case.
DOUBT_LABELS: Mapping[str, LocalizedText] = {
    Doubt.OWN_ASSIGNMENT: text(
        id="kasus diambil sendiri oleh yang ikut menanganinya", en="somebody who shares in it took the case themselves"
    ),
    Doubt.ONE_PERSON: text(
        id="satu orang saja yang menyerahkan, menjawab, dan menyelesaikan kasusnya",
        en="one person alone handed over, answered and resolved the case",
    ),
    Doubt.AT_ONCE: text(
        id="kasus selesai lebih cepat daripada waktu yang diperlukan pekerjaan",
        en="the case was resolved sooner than work takes",
    ),
    Doubt.TOLD: text(
        id="hanya satu orang yang menceritakannya, setelah kejadian", en="one person alone told of it, afterwards"
    ),
    AnswerDoubt.BURST: text(
        id="dalam beberapa hari datang lebih banyak jawaban senada daripada yang biasa",
        en="more answers that speak alike came within some days than is usual",
    ),
    AnswerDoubt.SAME_WORDS: text(
        id="beberapa jawaban ditulis dengan kata-kata yang hampir sama",
        en="several answers are in nearly the same words",
    ),
    AnswerDoubt.SAME_ORIGIN: text(
        id="banyak jawaban datang dari satu perangkat atau satu kontak",
        en="many answers came from one device or one contact",
    ),
    AnswerDoubt.NO_VARIANCE: text(
        id="ada deretan panjang jawaban yang semuanya sama", en="there is a long run of answers that are all the same"
    ),
    AnswerDoubt.OFFICE_HOURS: text(
        id="jawaban baik datang pada jam kerja lebih sering daripada yang biasa",
        en="good answers come in office hours more often than is usual",
    ),
    AnswerDoubt.INVITATION_BIAS: text(
        id="warga yang diundang hampir tidak menjawab bila kasusnya tidak berjalan baik",
        en="those invited hardly answered where their case went badly",
    ),
    AnswerDoubt.CLOSED_EARLY: text(
        id="kasus yang ditutup tanpa menghubungi warga sering dibuka kembali",
        en="cases that were closed without any contact are often opened again",
    ),
    AnswerDoubt.HANDED_ON: text(
        id="kasus sering dialihkan ketika waktunya hampir habis",
        en="cases are often handed on when their time is nearly over",
    ),
    AnswerDoubt.EASY_CASES: text(
        id="kasus yang diambil sendiri lebih mudah daripada kasus yang diberikan",
        en="cases that are taken are easier than those that are given",
    ),
}
