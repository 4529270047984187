"""The checks by name: what each has found, and what to do about it."""

from enum import StrEnum

from msme_check.i18n import N_, _, ngettext


class Check(StrEnum):
    """What was found, in the order in which the findings of one firm are listed."""

    STRAIGHT_LINING = "straight_lining"
    SAME_ANSWERS = "same_answers"
    ODD_PAIRS = "odd_pairs"
    NOT_APPLICABLE = "not_applicable"
    DONT_KNOW = "dont_know"
    TOO_SHORT = "too_short"
    ENDS_BEFORE_START = "ends_before_start"
    OVERLAP = "overlap"
    INTERVIEWER_ALIKE = "interviewer_alike"
    """About an interviewer, not a firm."""


NUMBERS = {check: number for number, check in enumerate(Check)}
"""How a check is stored."""

_TITLES = {
    Check.STRAIGHT_LINING: N_("Nearly all answers at one level"),
    Check.SAME_ANSWERS: N_("All answers the same as an earlier firm's"),
    Check.ODD_PAIRS: N_("Answers that hardly fit together"),
    Check.NOT_APPLICABLE: N_('Much "does not apply"'),
    Check.DONT_KNOW: N_('Much "I do not know"'),
    Check.TOO_SHORT: N_("Interview too short to read the questions"),
    Check.ENDS_BEFORE_START: N_("Interview ends before it starts"),
    Check.OVERLAP: N_("Began before the interviewer's interview before it had ended"),
    Check.INTERVIEWER_ALIKE: N_("All firms of one interviewer are alike"),
}

_WHAT_TO_DO = {
    Check.STRAIGHT_LINING: N_(
        "Ask the firm again about three of these questions. A firm that has only begun may truly be at level 0 nearly "
        "everywhere."
    ),
    Check.SAME_ANSWERS: N_(
        "Find out whether this is one firm entered twice, a copied sheet, or two firms that are alike. Remove a row "
        "that is no firm of its own."
    ),
    Check.ODD_PAIRS: N_("Ask the firm again about these questions, politely. One of them was probably misunderstood."),
    Check.NOT_APPLICABLE: N_("Go through these questions with the firm again. Compare its score with care."),
    Check.DONT_KNOW: N_("Ask somebody in the firm who knows, or ask again with the firm's papers at hand."),
    Check.TOO_SHORT: N_(
        "Ask how it was done. Answers that are typed in from paper are quick and may be right; otherwise ask again."
    ),
    Check.ENDS_BEFORE_START: N_("Check the clock of the device, and whether a time was typed by hand."),
    Check.OVERLAP: N_("Ask the interviewer. A form that was left open, or a shared login, looks the same."),
    Check.INTERVIEWER_ALIKE: N_(
        "Call some of these firms, or go with the interviewer once. Firms of one place and trade may truly be alike."
    ),
}


def title(check: Check) -> str:
    """What a check has found, in a few words."""
    return _(_TITLES[check])


def what_to_do(check: Check) -> str:
    """What a consultant does about a finding."""
    return _(_WHAT_TO_DO[check])


def counted(check: Check, count: int) -> str:
    """How many firms a check has found, in words; of INTERVIEWER_ALIKE how many interviewers."""
    if check is Check.INTERVIEWER_ALIKE:
        return ngettext("{n} interviewer", "{n} interviewers", count).format(n=count)
    return ngettext("{n} firm", "{n} firms", count).format(n=count)
