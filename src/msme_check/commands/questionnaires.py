"""The questionnaires that `--only` names."""

from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.model.instrument import Instrument


def named(only: str | None, instrument: Instrument) -> tuple[str, ...] | None:
    """The ids of questionnaires, in the instrument's order; None where all are meant.

    Raises UsageError where there is no such questionnaire.
    """
    if only is None:
        return None
    known = [part.id for part in instrument.questionnaires]
    names = [name.strip() for name in only.split(",") if name.strip()]
    for name in names:
        if name not in known:
            message = _("--only: there is no questionnaire '{name}'. Choose from: {known}.")
            raise UsageError(message.format(name=name, known=", ".join(known)))
    return tuple(name for name in known if name in names) or None
