"""The first page's line: few planned actions that lift a band, scored again from the levels."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from msme_check.model.instrument import Instrument
from msme_check.reaching.next_band import MOST, next_band
from msme_check.verdict import band
from reaching.few import after, complete, firing, firms

FEW = settings(max_examples=20)
SCORES = ("finance", "operations", "digital", "green", "overall")


@FEW
@given(seed=st.integers(0, 10**9))
def test_they_lift_the_band_and_fewer_planned_actions_lift_none(seed: int, instrument: Instrument) -> None:
    assessed = firms(instrument, seed)
    planned = [one for n, one in enumerate(instrument.recommendations) if assessed.plans.horizon[0, n]]
    fires, bands = firing(assessed, 0), [one.id for one in instrument.settings.bands]

    def lifted(names: tuple[str, ...]) -> dict[str, str]:
        chosen = [one for one in planned if one.id in names]
        frame = after(assessed, 0, chosen)
        then = {name: int(band(instrument, frame[f"{name}.score"])[0]) for name in SCORES}
        today = {name: int(assessed.values[f"{name}.band"][0]) for name in SCORES}
        return {name: bands[then[name]] for name in SCORES if 0 <= today[name] < then[name]}

    found = next_band(assessed, 0)
    if found is not None:
        assert set(found.actions) <= {one.id for one in planned}
        assert complete([one for one in planned if one.id in found.actions], fires)
        assert lifted(found.actions)[found.of] == found.end
        assert found.start == assessed.values.row(0)[f"{found.of}.band"]
    fewer = len(found.actions) if found is not None else MOST + 1
    for count in range(1, min(fewer, 3)):  # of three at once there are too many for a test
        for chosen in combinations(planned, count):
            assert not complete(chosen, fires) or not lifted(tuple(one.id for one in chosen))


def test_among_many_firms_it_is_the_same(instrument: Instrument) -> None:
    together = firms(instrument, 100, 5)
    assert [next_band(together, n) for n in range(5)] == [next_band(firms(instrument, 100 + n), 0) for n in range(5)]
